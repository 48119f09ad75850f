"""The confidence of a claim: what makes it surer, and whose it is."""

from __future__ import annotations

import random

from parley.evaluate import CONTACT_TYPES
from parley.knowledge import Knowledge
from parley.merge.confidence import features_of, weights, with_confidence
from reading import claims_in

CLEAR = "Chilean President Ricardo Lagos met Bolivian President Carlos Mesa in Lima on 3 May 2004."
VAGUE = "Chile and Bolivia fell out. Chilean officials may hold talks with officials of Bolivia in the coming months."


def test_every_type_of_contact_has_a_weight() -> None:
    assert {f"type_{kind}" for kind in CONTACT_TYPES} <= weights().keys()


def test_who_is_named_with_day_and_place_is_surer_than_a_group_that_may_talk(knowledge: Knowledge) -> None:
    clear, vague = claims_in(CLEAR, knowledge), claims_in(VAGUE, knowledge)
    assert len(clear) == 1
    assert vague
    assert clear[0].confidence >= 0.9 > max(claim.confidence for claim in vague)


def test_confidence_does_not_hang_on_the_order_of_claims(knowledge: Knowledge) -> None:
    claims = list(claims_in(f"{CLEAR} On Friday they will talk again by phone. {VAGUE}", knowledge))
    mixed = random.Random(1).sample(claims, len(claims))
    assert set(with_confidence(claims)) == set(with_confidence(mixed))


def test_acts_keep_the_confidence_of_those_who_read_them(knowledge: Knowledge) -> None:
    (claim,) = claims_in("Zambia criticised Malawi for closing the road.", knowledge)
    assert with_confidence([claim]) == (claim,)


def test_what_the_model_looks_at_is_told_in_plain_numbers(knowledge: Knowledge) -> None:
    (claim,) = claims_in(CLEAR, knowledge)
    looked_at = features_of(claim, [claim])
    assert looked_at["type_meeting"] == looked_at["placed"] == looked_at["date_stated"] == 1.0
    assert "group" not in looked_at
