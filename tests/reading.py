"""Reads invented sentences as articles, and the case files that say what is to be found in them."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from parley.knowledge import Knowledge
from parley.model import Article, Claim, Participant, PublishedBasis
from parley.pipeline import claims_of

CASES = Path(__file__).parent / "cases"
WEDNESDAY = dt.date(2023, 5, 10)  # when every invented sentence is published, unless a test says otherwise


def article_of(
    text: str,
    knowledge: Knowledge,
    *,
    published: dt.date | None = WEDNESDAY,
    publisher: str | None = None,
    title: str | None = None,
    file: str | None = None,
) -> Article:
    """Return `text` as an article."""
    return Article(
        iri=knowledge.iris.article(url=None, text=text),
        text=text,
        file=file,
        title=title,
        publisher=publisher,
        published=published,
        published_basis=PublishedBasis.STATED if published else PublishedBasis.UNKNOWN,
    )


def claims_in(text: str, knowledge: Knowledge, *, published: dt.date | None = WEDNESDAY) -> tuple[Claim, ...]:
    """Return every claim that `text` makes."""
    return claims_of(article_of(text, knowledge, published=published), knowledge)


def contacts_in(text: str, knowledge: Knowledge, *, published: dt.date | None = WEDNESDAY) -> tuple[Claim, ...]:
    """Return the contacts that `text` tells."""
    claims = claims_in(text, knowledge, published=published)
    return tuple(claim for claim in claims if knowledge.types.is_contact(claim.type))


def told(claim: Claim) -> str:
    """Return a claim in one line, for the message of a failing test."""
    people = "; ".join(f"{p.actor.label} ({p.role})" for p in claim.participants)
    places = ", ".join(place.label for place in claim.places)
    return f"{claim.type} {claim.status} {claim.medium} [{people}] in [{places}]"


def present(claim: Claim) -> list[Participant]:
    """Return the participants who were in touch: all but the absent."""
    return [participant for participant in claim.participants if participant.role != "absent"]


def is_meant(entry: str, participant: Participant) -> bool:
    """Say whether a participant is the one of a case: a label, or `@` and the country or organisation it acts for."""
    if not entry.startswith("@"):
        return participant.actor.label == entry
    party = participant.party.label if participant.party else None
    return entry[1:] in (participant.actor.label, party)


def failing(reason: str, *values: object) -> ParameterSet:
    """Return a case that is known to fail, and must, so that the list of known failures stays true."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason))


def params(name: str) -> list[ParameterSet]:
    """Return the cases of a file for `parametrize`; one with a known failure must fail, so that the list stays true."""
    found = []
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        for number, case in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE), start=2):
            reason = case.pop("known_failure")
            marks = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)] if reason else []
            found.append(pytest.param(case, id=f"{number}: {case['phenomenon']}", marks=marks))
    return found
