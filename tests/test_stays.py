from __future__ import annotations

import csv
import datetime as dt

import pytest

from parley.knowledge import Knowledge
from parley.model import Claim
from reading import CASES, contacts_in, told


def cases() -> list[dict[str, str]]:
    with (CASES / "stays.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def fits(case: dict[str, str], claim: Claim) -> bool:
    """Say whether a claim is the contact of a case, on the days and in the place that the case gives."""
    names = " ".join(f"{p.actor.label} {p.text}" for p in claim.participants)
    days = "/".join(dict.fromkeys(str(day) for day in (claim.when.start, claim.when.end) if day))
    places = [place.label for place in claim.places]
    return (
        claim.type == case["type"]
        and all(name in names for name in case["who"].split(";"))
        and days == case["days"]
        and (case["place"] in places if case["place"] else not places)
    )


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['who']} {case['text'][:40]}")
def test_a_contact_has_the_days_and_the_place_of_its_text(case: dict[str, str], knowledge: Knowledge) -> None:
    published = dt.date.fromisoformat(case["published"]) if case["published"] else None
    contacts = contacts_in(case["text"], knowledge, published=published)
    assert any(fits(case, claim) for claim in contacts), [(told(c), c.when) for c in contacts]
