"""What becomes of the contacts that the reader's network sees; the network itself is replaced by what it could say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from parley.knowledge import Knowledge
from parley.model import Claim, DateBasis, Document, Status, Trigger
from parley.reader import read
from reading import contacts_in, present

UNKNOWN_VERB = "Peruvian President Dina Boluarte hobnobbed with King Abdullah II of Jordan in Lima on Monday."
KNOWN_VERB = "Peruvian President Dina Boluarte met King Abdullah II of Jordan in Lima."

Seen = Callable[..., tuple[Claim, ...]]


def trigger(doc: Document, word: str, roles: dict[str, str], **given: object) -> Trigger:
    """Return a trigger at `word` whose arguments are the words of `roles`, all of them sure unless told otherwise."""
    at = {token.text: token.i for token in doc.tokens}
    sure = {
        "type": "meeting",
        "probability": 0.999,
        "domestic": 0.0,
    }
    told = tuple((at[part], role, 0.99) for words, role in roles.items() for part in words.split())
    return Trigger(i=at[word], roles=told, **{**sure, **given})  # type: ignore[arg-type]


@pytest.fixture
def seen(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Return the contacts of a text in which the network sees one trigger."""

    def contacts(text: str, word: str, roles: dict[str, str], **given: object) -> tuple[Claim, ...]:
        def read_so(text: str) -> Document:
            doc = read(text)
            return replace(doc, triggers=(trigger(doc, word, roles, **given),))

        monkeypatch.setattr("parley.pipeline.read", read_so)
        return contacts_in(text, knowledge)

    return contacts


PEOPLE = {"President Dina Boluarte": "participant", "King Abdullah II": "participant"}


def test_a_trigger_that_no_rule_knows_makes_a_contact_of_its_arguments(seen: Seen) -> None:
    (claim,) = seen(UNKNOWN_VERB, "hobnobbed", PEOPLE)
    assert {p.actor.label for p in present(claim)} == {"Dina Boluarte", "Abdullah II"}
    assert (claim.type, claim.status) == ("meeting", Status.OCCURRED)


@pytest.mark.parametrize(
    "doubt", [{"probability": 0.85}, {"domestic": 0.8}], ids=["too unlikely for an unknown word", "not diplomatic"]
)
def test_what_the_network_doubts_makes_none(seen: Seen, doubt: dict[str, float]) -> None:
    assert seen(UNKNOWN_VERB, "hobnobbed", PEOPLE, **doubt) == ()


@pytest.mark.parametrize("told", ["accompanied", "was accompanied by"])
def test_what_the_lexicon_rules_out_makes_none(seen: Seen, told: str) -> None:
    assert seen(UNKNOWN_VERB.replace("hobnobbed with", told), "accompanied", PEOPLE) == ()


def test_one_side_alone_makes_no_contact(seen: Seen) -> None:
    assert seen(UNKNOWN_VERB, "hobnobbed", {"President Dina Boluarte": "participant"}) == ()


def test_a_contact_that_a_rule_found_is_told_once(seen: Seen) -> None:
    assert len(seen(KNOWN_VERB, "met", PEOPLE)) == 1


def test_words_for_day_and_place_are_taken_where_rules_see_none(seen: Seen) -> None:
    text = "Monday and Lima: Peruvian President Dina Boluarte met King Abdullah II of Jordan."
    (claim,) = seen(text, "met", {**PEOPLE, "Monday": "date", "Lima": "place"})
    assert [place.label for place in claim.places][:1] == ["Lima"]
    assert claim.when.basis is DateBasis.RELATIVE


def test_words_tell_the_status_of_what_the_network_sees(seen: Seen) -> None:
    (claim,) = seen(UNKNOWN_VERB.replace("hobnobbed", "never hobnobbed"), "hobnobbed", PEOPLE)
    assert not claim.status.took_place


def test_confidence_grows_with_agreement(seen: Seen) -> None:
    agreed = seen(KNOWN_VERB, "met", PEOPLE)[0].confidence
    unsure = seen(KNOWN_VERB, "met", PEOPLE, probability=0.5)[0].confidence
    assert agreed > unsure
