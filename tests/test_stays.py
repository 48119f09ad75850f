from __future__ import annotations

import datetime as dt

import pytest

from parley.knowledge import Knowledge
from parley.model import Claim
from reading import contacts_in, params, told

_TALKS = {"meeting", "contact", "negotiation", "conference"}  # which of them is another question


def fits(case: dict[str, str], claim: Claim) -> bool:
    """Say whether a claim is the contact of a case, on the days and in the place that the case gives."""
    names = " ".join(f"{p.actor.label} {p.text}" for p in claim.participants)
    days = "/".join(dict.fromkeys(str(day) for day in (claim.when.start, claim.when.end) if day))
    places = [place.label for place in claim.places]
    return (
        (claim.type == case["type"] or {claim.type, case["type"]} <= _TALKS)
        and all(name in names for name in case["who"].split(";"))
        and days == case["days"]
        and (case["place"] in places if case["place"] else not places)
    )


@pytest.mark.parametrize("case", params("stays.tsv"))
def test_a_contact_has_the_days_and_the_place_of_its_text(case: dict[str, str], knowledge: Knowledge) -> None:
    published = dt.date.fromisoformat(case["published"]) if case["published"] else None
    contacts = contacts_in(case["text"], knowledge, published=published)
    assert any(fits(case, claim) for claim in contacts), [(told(c), c.when) for c in contacts]


def test_a_heading_takes_nothing_from_a_journey_told_in_passing(knowledge: Knowledge) -> None:
    text = (
        "Prodi, Mubarak hold talks\n\nItalian Prime Minister Romano Prodi met Egyptian President Hosni Mubarak on "
        "Tuesday. Prodi visited Cairo twice in 2006."
    )
    meetings = [c for c in contacts_in(text, knowledge, published=dt.date(2007, 3, 15)) if c.type == "meeting"]
    assert [(c.when.start, c.places) for c in meetings] == [(dt.date(2007, 3, 13), ())]


def test_a_heading_is_as_little_done_as_what_its_text_tells_by_another_word(knowledge: Knowledge) -> None:
    text = (
        "Statement on President Rinkēvičs's Meeting with Prime Minister Mitsotakis of Greece\n\nLatvian President "
        "Edgars Rinkēvičs will welcome Prime Minister Kyriakos Mitsotakis of Greece to Riga on Monday."
    )
    contacts = contacts_in(text, knowledge, published=dt.date(2024, 3, 1))
    assert {c.status for c in contacts} == {"planned"}


def test_a_heading_without_a_verb_takes_the_status_of_its_text(knowledge: Knowledge) -> None:
    text = (
        "Under Secretary Holt's Travel to Ghana\n\nUnder Secretary of State for Civilian Security Ruth Holt will "
        "travel to Accra, Ghana, from 4 to 8 March to meet officials."
    )
    visits = [c for c in contacts_in(text, knowledge, published=dt.date(2022, 3, 1)) if c.type == "visit"]
    assert {c.status for c in visits} == {"planned"}
    assert [c.when.start for c in visits if c.when.start] == [dt.date(2022, 3, 4)] * len(visits)
