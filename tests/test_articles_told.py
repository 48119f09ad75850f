"""What invented articles tell: who was in contact, when, where, by what means, and whether it took place."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

from parley.knowledge import Knowledge
from parley.model import Claim, Role, SourceKind
from parley.pipeline import claims_of
from reading import CASES, article_of, present, told

FILES = sorted((CASES / "articles").glob("*.toml"))


@cache
def articles() -> dict[str, dict[str, Any]]:
    """Return the articles of the case files by file and number."""
    return {
        f"{path.stem} {article['id']}": article
        for path in FILES
        for article in tomllib.loads(path.read_text(encoding="utf-8"))["article"]
    }


def cases() -> Iterator[ParameterSet]:
    for name, article in articles().items():
        for number, event in enumerate(article.get("event", [])):
            reason = event.get("known_failure")
            marks = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)] if reason else []
            yield pytest.param(name, event, id=f"{name} {number}", marks=marks)


@pytest.fixture(scope="module")
def read() -> dict[str, tuple[Claim, ...]]:
    """The contacts found so far, by article."""
    return {}


def contacts(name: str, knowledge: Knowledge, read: dict[str, tuple[Claim, ...]]) -> tuple[Claim, ...]:
    if name not in read:
        article = articles()[name]
        claims = claims_of(
            article_of(
                article["text"].strip(), knowledge, published=article["published"], publisher=article.get("publisher")
            ),
            knowledge,
        )
        read[name] = tuple(claim for claim in claims if knowledge.types.is_contact(claim.type))
    return read[name]


def plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def fits(event: dict[str, Any], claim: Claim, claims: Iterable[Claim]) -> bool:
    """Say whether a claim is the event: its people and places by a part of their name, each of `|` being as good.

    `parties` are whom they act for, `sides` is how many people or bodies they are; "-" is for no `place`, no `start`,
    and for the narrator as `said_by`; `against` is the status of the one of `claims` that it contradicts.
    """
    places = [place.label for place in claim.places]
    named = [f"{p.actor.label} {p.text}" for p in present(claim)]
    if claim.type == "visit":
        named += [f"{place.label} {place.country_label}" for place in claim.places]
    acted_for = [p.party.label if p.party else "-" for p in present(claim)]
    led = [p.actor.label for p in claim.participants if p.role is Role.INITIATOR]
    said_by = claim.said_by.label if claim.said_by and claim.said_by.kind is not SourceKind.NARRATOR else "-"
    return (
        all(any(plain(part) in plain(name) for name in named for part in who.split("|")) for who in event["who"])
        and ("type" not in event or claim.type in event["type"].split("|"))
        and ("start" not in event or (claim.when.start or "-") == event["start"])
        and ("end" not in event or claim.when.end == event["end"])
        and ("place" not in event or any(plain(event["place"]) in plain(place) for place in places or ["-"]))
        and all(any(plain(party) in plain(name) for name in acted_for) for party in event.get("parties", []))
        and ("sides" not in event or len(list(present(claim))) == event["sides"])
        and ("medium" not in event or claim.medium in event["medium"].split("|"))
        and ("status" not in event or claim.status in event["status"].split("|"))
        and ("initiator" not in event or [plain(event["initiator"]) in plain(name) for name in led] == [True])
        and ("occasion" not in event or (claim.occasion or "-") == event["occasion"])
        and ("count" not in event or claim.count == event["count"])
        and ("said_by" not in event or any(plain(who) in plain(said_by) for who in event["said_by"].split("|")))
        and ("against" not in event or against(claim, claims) in event["against"].split("|"))
    )


def against(claim: Claim, claims: Iterable[Claim]) -> str | None:
    """Return the status of the claim that a claim contradicts."""
    return next((other.status.value for other in claims if other.iri == claim.contradicts), None)


@pytest.mark.parametrize(("name", "event"), list(cases()))
def test_an_article_tells_a_contact_with_its_circumstances(
    name: str, event: dict[str, Any], knowledge: Knowledge, read: dict[str, tuple[Claim, ...]]
) -> None:
    found = contacts(name, knowledge, read)
    lines = [f"{told(claim)} {claim.when.start}/{claim.when.end}" for claim in found]
    assert any(fits(event, claim, found) for claim in found), lines


@pytest.mark.parametrize("name", [name for name, article in articles().items() if "event" not in article])
def test_an_article_without_a_contact_tells_none_that_took_place(
    name: str, knowledge: Knowledge, read: dict[str, tuple[Claim, ...]]
) -> None:
    assert [told(claim) for claim in contacts(name, knowledge, read) if claim.status.took_place] == []


@pytest.mark.parametrize("name", [name for name, article in articles().items() if article.get("only")])
def test_an_article_tells_nothing_else(name: str, knowledge: Knowledge, read: dict[str, tuple[Claim, ...]]) -> None:
    found = contacts(name, knowledge, read)
    assert len(found) == len(articles()[name].get("event", [])), [told(claim) for claim in found]


@pytest.mark.parametrize("name", [name for name, article in articles().items() if "absent" in article])
def test_no_claim_of_an_article_has_a_status_that_nobody_tells(
    name: str, knowledge: Knowledge, read: dict[str, tuple[Claim, ...]]
) -> None:
    found = contacts(name, knowledge, read)
    assert [told(claim) for claim in found if claim.status in articles()[name]["absent"]] == []


@pytest.mark.parametrize("name", [name for name, article in articles().items() if article.get("apart")])
def test_no_claim_of_an_article_contradicts_one_of_another_happening(
    name: str, knowledge: Knowledge, read: dict[str, tuple[Claim, ...]]
) -> None:
    assert [told(claim) for claim in contacts(name, knowledge, read) if claim.contradicts] == []
