from __future__ import annotations

import csv
from pathlib import Path

import pytest

from parley.knowledge import Knowledge
from parley.model import Claim, Role, Status
from reading import claims_in, told


def acts(text: str, notation: str, knowledge: Knowledge) -> list[Claim]:
    return [claim for claim in claims_in(text, knowledge) if claim.type == notation]


def by_role(claim: Claim, *roles: Role) -> set[str]:
    return {p.party.label if p.party else p.actor.label for p in claim.participants if p.role in roles}


ACTING = (Role.SPEAKER, Role.INITIATOR, Role.PARTICIPANT)
OTHERS = (Role.TARGET, Role.ADDRESSEE, Role.PARTICIPANT)


@pytest.mark.parametrize(
    ("text", "notation", "speaker", "target"),
    [
        ("Finland condemned Belarus over the arrests.", "criticism", "Finland", "Belarus"),
        ("Vietnam accused China of ramming a boat.", "criticism", "Vietnam", "China"),
        ("Turkey warned Greece against arming the islands.", "warning", "Türkiye", "Greece"),
        ("Lithuania called on Belarus to free the prisoners.", "request", "Lithuania", "Belarus"),
        ("Nepal asked India for vaccines.", "request", "Nepal", "India"),
        ("Canada imposed sanctions on Haiti.", "sanction", "Canada", "Haiti"),
        ("Japan provided emergency aid to Tonga.", "aid", "Japan", "Tonga"),
        ("Spain backed the bid of Morocco.", "support", "Spain", "Morocco"),
        ("Serbia rejected the demand of Kosovo.", "refusal", "Serbia", "Kosovo"),
        ("Saudi Arabia restored diplomatic relations with Iran.", "relations_change", "Saudi Arabia", "Iran"),
        ("Chile and Indonesia signed a trade agreement.", "agreement", "Chile", "Indonesia"),
    ],
)
def test_an_act_names_who_acts_and_on_whom(
    text: str, notation: str, speaker: str, target: str, knowledge: Knowledge
) -> None:
    found = acts(text, notation, knowledge)
    assert found, [told(claim) for claim in claims_in(text, knowledge)]
    everybody = by_role(found[0], *Role)
    assert speaker in everybody
    if notation not in ("support", "refusal"):  # what is backed or turned down need not be an actor
        assert target in by_role(found[0], *OTHERS)


@pytest.mark.parametrize(
    ("text", "notation", "status"),
    [
        ("Canada imposed sanctions on Haiti.", "sanction", Status.OCCURRED),
        ("Canada will impose sanctions on Haiti.", "sanction", Status.PLANNED),
        ("Canada may impose sanctions on Haiti.", "sanction", Status.HYPOTHETICAL),
        ("Canada did not impose sanctions on Haiti.", "sanction", Status.NOT_HELD),
        ("Chile and Indonesia signed a trade agreement.", "agreement", Status.OCCURRED),
        ("Chile and Indonesia are to sign a trade agreement on Friday.", "agreement", Status.PLANNED),
        ("Japan will provide aid to Tonga.", "aid", Status.PLANNED),
        ("If Iran attacks, the United States could impose sanctions on Iran.", "sanction", Status.HYPOTHETICAL),
    ],
)
def test_an_act_has_the_status_that_its_sentence_tells(
    text: str, notation: str, status: Status, knowledge: Knowledge
) -> None:
    assert [claim.status for claim in acts(text, notation, knowledge)] == [status]


@pytest.mark.parametrize(
    "text",
    [
        "The storm warned nobody before it struck Fiji.",
        "The bank of Estonia approved the loan of a farmer.",
        "The German court rejected the appeal of the thief.",
        "The Italian club signed a striker from Ghana.",
        "Japan lost the final to Brazil.",
        "The minister’s daughter accused the singer of lying.",
        "Critics condemned the French film as dull.",
        "Rain stopped play between India and England.",
        "The Dutch company supplied pumps to a farm in Kenya.",
    ],
)
def test_acts_of_private_people_and_companies_are_none(text: str, knowledge: Knowledge) -> None:
    assert [told(claim) for claim in claims_in(text, knowledge)] == []


def test_an_act_is_told_once_by_one_sentence(knowledge: Knowledge) -> None:
    claims = claims_in("Finland condemned the attack and denounced Belarus.", knowledge)
    assert len({claim.iri for claim in claims}) == len(claims)


def test_the_words_of_a_source_are_no_statement_beside_the_contact_they_tell(knowledge: Knowledge) -> None:
    text = "Qatar’s foreign ministry said the Dutch and Kenyan foreign ministers met in Doha."
    assert [claim.type for claim in claims_in(text, knowledge)] == ["meeting"]


def test_a_request_for_talks_is_a_contact_that_is_only_requested(knowledge: Knowledge) -> None:
    text = "Armenia requested talks with Azerbaijan."
    contacts = [claim for claim in claims_in(text, knowledge) if knowledge.types.is_contact(claim.type)]
    assert [claim.status for claim in contacts] == [Status.REQUESTED]


def cases() -> list[dict[str, str]]:
    file = Path(__file__).parent / "cases" / "acts.tsv"
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["text"])
def test_a_sentence_tells_this_act_and_no_other(case: dict[str, str], knowledge: Knowledge) -> None:
    found = [c for c in claims_in(case["text"], knowledge) if not knowledge.types.is_contact(c.type)]
    if case["type"] == "-":
        assert [told(claim) for claim in found] == []
        return
    assert [(claim.type, claim.status.value) for claim in found] == [(case["type"], case["status"])]
    assert by_role(found[0], *ACTING) == set(case["who"].split("+"))
    assert by_role(found[0], Role.TARGET, Role.ADDRESSEE) == set(filter(None, case["whom"].split("+")))
    assert not case["content"] or found[0].topic == case["content"]


def test_what_is_signed_at_a_meeting_is_part_of_it_and_by_the_ministers_of_then(knowledge: Knowledge) -> None:
    text = (
        "The foreign ministers of Nepal and India met in Pune on 3 May 2009. "
        "The two ministers signed an agreement on rice and issued a joint statement."
    )
    meeting, *said = claims_in(text, knowledge)
    assert [claim.type for claim in said] == ["agreement", "statement"]
    for claim in said:
        assert claim.part_of == meeting.iri
        assert {p.actor.iri for p in claim.participants} == {p.actor.iri for p in meeting.participants}


def test_what_somebody_does_besides_saying_or_refusing_is_an_act_of_its_own(knowledge: Knowledge) -> None:
    text = "Ghana's president refused to join it and praised Togo. He said talks are useful, and urged Benin to come."
    found = [c for c in claims_in(text, knowledge) if not knowledge.types.is_contact(c.type)]
    assert [(c.type, c.status, by_role(c, *OTHERS)) for c in found] == [
        ("refusal", Status.OCCURRED, set()),
        ("support", Status.OCCURRED, {"Togo"}),
        ("request", Status.OCCURRED, {"Benin"}),
    ]
    assert found[0].topic == "to join it"


def test_what_is_signed_by_nobody_named_is_signed_by_those_who_met(knowledge: Knowledge) -> None:
    text = "The foreign ministers of Nepal and India met in Pune on 3 May 2009. An agreement on rice was signed."
    meeting, signed = claims_in(text, knowledge)
    assert (signed.type, signed.part_of) == ("agreement", meeting.iri)
    assert {p.actor.iri for p in signed.participants} == {p.actor.iri for p in meeting.participants}


def test_a_document_speaks_for_those_who_spoke_before(knowledge: Knowledge) -> None:
    text = "Cuba criticised Haiti in a letter on Monday. The letter demanded that Haiti open its ports."
    said = acts(text, "request", knowledge)
    assert [(by_role(c, Role.SPEAKER), by_role(c, Role.ADDRESSEE)) for c in said] == [({"Cuba"}, {"Haiti"})]
    assert acts("The letter demanded that Haiti open its ports.", "request", knowledge) == []


def test_a_move_that_is_condemned_is_that_of_whoever_acted_before(knowledge: Knowledge) -> None:
    text = (
        "Chad expelled two diplomats of Niger on Monday. Mali condemned the move. Togo condemned the move of the dunes."
    )
    said = acts(text, "criticism", knowledge)
    assert [(by_role(c, Role.SPEAKER), by_role(c, Role.ADDRESSEE)) for c in said] == [
        ({"Mali"}, {"Chad"}),
        ({"Togo"}, set()),
    ]


def test_what_they_stress_who_met_right_before_is_said_by_both(knowledge: Knowledge) -> None:
    text = "The presidents of Peru and Chile met in Lima on 3 May 2009. They stressed that the border would stay open."
    assert [by_role(c, Role.SPEAKER) for c in acts(text, "statement", knowledge)] == [{"Peru", "Chile"}]


def test_what_is_said_beside_a_wish_is_said_by_whoever_wishes(knowledge: Knowledge) -> None:
    text = "Peru's president urged Chile to open the port, praising the work of Bolivia."
    found = [c for c in claims_in(text, knowledge) if not knowledge.types.is_contact(c.type)]
    assert [(c.type, c.status, by_role(c, Role.SPEAKER)) for c in found] == [
        ("request", Status.OCCURRED, {"Peru"}),
        ("support", Status.OCCURRED, {"Peru"}),
    ]
