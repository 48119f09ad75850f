from __future__ import annotations

import pytest

from parley.knowledge import Knowledge
from parley.model import Claim, Medium, Precision, Role, Status
from reading import contacts_in, is_meant, params, present, told


def fits(case: dict[str, str], claim: Claim) -> bool:
    """Say whether a claim is the contact of a case: type, exactly the participants, medium and place where given."""
    there = [p for p in present(claim) if claim.type != "visit" or p.role is not Role.HOST]
    meant = case["participants"].split("; ")
    return (
        claim.type in case["type"].split("|")
        and len(there) == len(meant)
        and all(any(is_meant(entry, p) for p in there) for entry in meant)
        and case["medium"] in ("", claim.medium)
        and (not case["place"] or case["place"] in [place.label for place in claim.places])
    )


@pytest.mark.parametrize("case", params("contacts.tsv"))
def test_a_sentence_tells_its_contact_and_no_other(case: dict[str, str], knowledge: Knowledge) -> None:
    contacts = contacts_in(case["sentence"], knowledge)
    lines = [told(claim) for claim in contacts]
    if case["type"] == "none":
        assert not contacts, lines
    else:
        assert any(fits(case, claim) for claim in contacts), lines


def test_people_listed_as_among_those_who_met_somebody_each_had_a_meeting(knowledge: Knowledge) -> None:
    text = (
        "Brazilian President Lula da Silva, German Chancellor Olaf Scholz and French President Emmanuel Macron "
        "are among the leaders who have met Ukrainian President Volodymyr Zelenskyy."
    )
    meetings = contacts_in(text, knowledge)
    assert [len(present(claim)) for claim in meetings] == [2, 2, 2]
    assert all("Volodymyr Zelenskyy" in [p.actor.label for p in claim.participants] for claim in meetings)


def test_a_meeting_of_three_is_one_meeting_with_three_participants(knowledge: Knowledge) -> None:
    (claim,) = contacts_in("The foreign ministers of Jordan, Iraq and Egypt met in Amman on Sunday.", knowledge)
    parties = {p.party.label for p in claim.participants if p.party}
    assert parties == {"Jordan", "Iraq", "Egypt"}


def test_separate_meetings_are_told_apart(knowledge: Knowledge) -> None:
    text = (
        "UN envoy Martin Griffiths met separately with Ethiopian Prime Minister Abiy Ahmed "
        "and Kenyan President William Ruto."
    )
    meetings = contacts_in(text, knowledge)
    assert sorted(len(present(claim)) for claim in meetings) == [2, 2]


def test_a_counted_series_of_meetings_keeps_its_count(knowledge: Knowledge) -> None:
    (claim,) = contacts_in(
        "Ugandan President Yoweri Museveni and Rwandan President Paul Kagame have held six meetings.", knowledge
    )
    assert (claim.count, claim.status) == (6, Status.OCCURRED)


def test_one_that_met_the_other_is_mentioned_once(knowledge: Knowledge) -> None:
    for claim in contacts_in("Kenyan and Somali officials met, and the Kenyan officials left.", knowledge):
        assert len({p.actor.iri for p in claim.participants}) == len(claim.participants)


def test_the_meeting_that_a_later_sentence_speaks_of_is_the_one_told_before(knowledge: Knowledge) -> None:
    text = (
        "Chilean President Gabriel Boric met Bolivian President Luis Arce in Arica on Tuesday. "
        "The meeting lasted two hours. During the talks, Boric offered help against fires."
    )
    meetings = [claim for claim in contacts_in(text, knowledge) if claim.type == "meeting"]
    assert len(meetings) == 1
    assert len(meetings[0].evidence) > 1


def test_a_meeting_told_twice_with_one_more_detail_is_one_claim(knowledge: Knowledge) -> None:
    text = (
        "Chilean President Gabriel Boric met Bolivian President Luis Arce on Tuesday, May 9.\n\n"
        "Boric met Arce in Arica, near the border, on Tuesday."
    )
    (claim,) = (c for c in contacts_in(text, knowledge) if c.type == "meeting")
    assert [place.label for place in claim.places] == ["Arica"]
    assert claim.when.start == claim.when.end
    assert claim.when.start is not None
    assert claim.when.start.isoformat() == "2023-05-09"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("The foreign ministers of Japan and Australia held talks on rare earths on Monday.", "rare earths"),
        ("The foreign ministers of Japan and Australia met to discuss rare earths.", "rare earths"),
        ("The foreign ministers of Japan and Australia discussed rare earths.", "rare earths"),
        ("The foreign ministers of Japan and Australia met in Tokyo.", None),
        ("The foreign ministers of Japan and Australia spoke by phone about rare earths on Monday.", "rare earths"),
    ],
)
def test_the_topic_is_what_they_talked_about(text: str, topic: str | None, knowledge: Knowledge) -> None:
    assert [claim.topic for claim in contacts_in(text, knowledge)] == [topic]


def test_somebody_who_stayed_away_is_no_participant(knowledge: Knowledge) -> None:
    text = (
        "The foreign ministers of Egypt and Sudan met in Cairo. "
        "Ethiopian Foreign Minister Demeke Mekonnen did not attend the meeting."
    )
    for claim in contacts_in(text, knowledge):
        if claim.status.took_place:
            assert not [p for p in present(claim) if p.party and p.party.label == "Ethiopia"], told(claim)


def test_one_of_several_meetings_does_not_date_them_all(knowledge: Knowledge) -> None:
    (claim,) = contacts_in(
        "Ugandan President Yoweri Museveni and Rwandan President Paul Kagame have held six meetings this year. "
        "Following one of the meetings in March, the border was opened.",
        knowledge,
    )
    assert (claim.count, claim.when.precision) == (6, Precision.YEAR)


def test_some_minister_is_not_the_one_named_elsewhere(knowledge: Knowledge) -> None:
    text = (
        "Japanese Foreign Minister Yoshimasa Hayashi met South Korean Foreign Minister Park Jin in Seoul. "
        "It was the first time since 2018 that a Japanese foreign minister visited South Korea."
    )
    visits = [claim for claim in contacts_in(text, knowledge) if claim.type == "visit" and claim.when.start]
    assert not any(p.actor.label == "Yoshimasa Hayashi" for claim in visits for p in claim.participants)


def test_two_presidents_are_not_two_ministers(knowledge: Knowledge) -> None:
    text = (
        "Chinese Foreign Minister Wang Yi met Ukrainian Foreign Minister Dmytro Kuleba. "
        "The two presidents spoke by phone last week."
    )
    call = next(claim for claim in contacts_in(text, knowledge) if claim.type == "call")
    assert {p.actor.label for p in present(call)}.isdisjoint({"Wang Yi", "Dmytro Kuleba"})


def test_the_meeting_of_those_who_met_virtually_was_no_other(knowledge: Knowledge) -> None:
    (claim,) = contacts_in(
        "Kenyan President William Ruto held a virtual meeting with Ethiopian Prime Minister Abiy Ahmed on Monday. "
        "In his meeting with Abiy, Ruto spoke of trade.",
        knowledge,
    )
    assert (claim.type, claim.medium) == ("call", Medium.VIDEO)
    assert len(claim.evidence) == 2


def test_what_one_sentence_tells_twice_is_one_meeting(knowledge: Knowledge) -> None:
    meetings = contacts_in(
        "Egyptian President Abdel Fattah El-Sisi was welcomed by French President Emmanuel Macron at the Élysée in "
        "Paris, where they held talks on trade. In November 2021, El-Sisi met Macron in Paris.",
        knowledge,
    )
    assert len([claim for claim in meetings if claim.type == "meeting"]) == 2
