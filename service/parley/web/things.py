"""Single events, actors and articles as their pages show them.

Pure: rows of `event.rq`, `actor.rq` and `article.rq` in, frozen values out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parley.model import Precision
from parley.web.cards import EventCard, Telling, event_cards, tellings
from parley.web.rows import (
    Link,
    Row,
    day_in,
    fragment_in,
    grouped,
    link_in,
    notation_in,
    number_in,
    of_part,
    short,
    text_in,
    unique,
)
from parley.wording import (
    DateInWords,
    StatusInWords,
    date_in_words,
    day_in_words,
    part_of_date,
    safe_address,
    status_in_words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step of the status history of an event."""

    status: StatusInWords
    as_of: DateInWords | None
    planned: DateInWords | None
    anchor: str | None = None  # the fragment of the change in the event


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """An event with its history, the reasons of its merging and the events that were part of it."""

    card: EventCard
    history: tuple[Change, ...]
    reasons: tuple[str, ...]
    pieces: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TenureLine:
    """An office and when it was held."""

    office: str
    start: DateInWords | None
    end: DateInWords | None
    known_until: DateInWords | None
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorPage:
    """What the reference data, or the articles, say of an actor."""

    label: str
    kind: str | None
    parties: tuple[Link, ...]
    names: tuple[str, ...]
    codes: tuple[str, ...]
    same: tuple[str, ...]
    tenures: tuple[TenureLine, ...]
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """What is known of an article, and what it says in the order of its text."""

    title: str | None
    publisher: str | None
    published: DateInWords | None
    basis: str | None
    language: str | None
    address: str | None
    sha256: str | None
    tellings: tuple[Telling, ...]


def event_page(rows: Sequence[Row], base: str) -> EventPage | None:
    """Return the event of the rows of `event.rq`, None when there is none."""
    cards = event_cards(rows, base)
    if not cards:
        return None
    changes = [group[0] for group in grouped(of_part(rows, "change"), "change")]
    pieces = [link_in(group[0], "piece", "pieceLabel", base) for group in grouped(of_part(rows, "piece"), "piece")]
    return EventPage(
        card=cards[0],
        history=tuple(_change(row) for row in changes),
        reasons=unique(text_in(row, "reason") for row in of_part(rows, "reason")),
        pieces=tuple(piece for piece in pieces if piece is not None),
    )


def _change(row: Row) -> Change:
    start, end = day_in(row, "plannedStart"), day_in(row, "plannedEnd")
    return Change(
        status=status_in_words(notation_in(row, "step") or "unknown"),
        as_of=day_in_words(day_in(row, "asOf")) if day_in(row, "asOf") else None,
        planned=date_in_words(start, end, Precision.RANGE) if start or end else None,
        anchor=fragment_in(row, "change"),
    )


def actor_page(rows: Sequence[Row], base: str) -> ActorPage | None:
    """Return the actor of the rows of `actor.rq`, None when there is none."""
    facts = of_part(rows, "actor")
    if not facts:
        return None
    parties = {link.text: link for row in facts if (link := link_in(row, "party", "partyLabel", base)) is not None}
    kind = unique(text_in(row, "kind") for row in facts)
    return ActorPage(
        label=text_in(facts[0], "label") or "",
        kind=short(kind[0]).lower() if kind else None,
        parties=tuple(parties.values()),
        names=tuple(n for n in unique(text_in(row, "name") for row in rows) if n != text_in(facts[0], "label")),
        codes=unique(text_in(row, name) for name in ("iso3", "acronym") for row in facts),
        same=unique(safe_address(text_in(row, "same")) for row in facts),
        tenures=tuple(_tenure(group[0]) for group in grouped(of_part(rows, "tenure"), "tenure")),
        events=next((number_in(row, "events") or 0 for row in of_part(rows, "events")), 0),
    )


def _tenure(row: Row) -> TenureLine:
    start, end, known = (text_in(row, name) for name in ("from", "to", "knownUntil"))
    return TenureLine(
        office=text_in(row, "officeLabel") or "",
        start=part_of_date(start) if start else None,
        end=part_of_date(end) if end else None,
        known_until=part_of_date(known) if known and not end else None,
        verified=text_in(row, "verified") == "true",
    )


def article_page(rows: Sequence[Row], base: str) -> ArticlePage | None:
    """Return the article of the rows of `article.rq`, None when there is none."""
    facts = next(iter(of_part(rows, "article")), None)
    if facts is None:
        return None
    published, basis = day_in(facts, "published"), notation_in(facts, "publishedBasis")
    return ArticlePage(
        title=text_in(facts, "title"),
        publisher=text_in(facts, "publisher"),
        published=day_in_words(published) if published else None,
        basis=basis,
        language=text_in(facts, "language"),
        address=safe_address(text_in(facts, "url")),
        sha256=text_in(facts, "sha256"),
        tellings=tellings(of_part(rows, "claim", "source", "event"), base),
    )
