"""Rows of an answer as what the pages show: events with who took part and who says so, actors, articles.

Pure: solutions in, frozen values out. An IRI of the deployment becomes the path of its page; nothing else is a link.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parley.merge.labels import date_text
from parley.model import Precision, Role, Status, Term, When
from parley.vocab import ONTOLOGY, SHAPES, notation_of
from parley.wording import (
    DateInWords,
    StatusInWords,
    date_in_words,
    day_in_words,
    part_of_date,
    safe_address,
    status_in_words,
    word_of,
)

Row = Mapping[str, Term]
MATCHES = ("certain", "possible", "undated")
_PAGES = (
    "event/",
    "actor/",
    "article/",
    "office/",
    "tenure/",
    "place/",
    "period/",
    "version/",
    "graph/",
    "corpus",
    "questions",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words that may lead somewhere; `path` begins with a slash and is None where there is no page."""

    text: str
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantLine:
    """One actor of an event with the part it had; `office` and `party` are words."""

    actor: Link
    role: str | None
    office: str | None
    parties: tuple[str, ...]
    absent: bool
    anchor: str | None = None  # the fragment of the participation in the event


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one article says: its sentences in the order of the text, and where they are from."""

    quotes: tuple[str, ...]
    article: Link
    publisher: str | None
    published: DateInWords | None
    estimated: bool
    address: str | None
    cited: str | None
    cited_kind: str | None
    certainty: str | None  # None where the wording is certain
    status: StatusInWords
    when: DateInWords | None
    date_text: str | None
    date_basis: str | None
    event: Link | None = None
    anchor: str | None = None  # the fragment of the claim in the article


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCard:
    """One event as the pages show it; what the query did not ask for is None or empty."""

    link: Link
    type: str | None
    status: StatusInWords
    when: DateInWords
    places: tuple[str, ...]
    medium: str | None
    participants: tuple[ParticipantLine, ...]
    topics: tuple[str, ...]
    tellings: tuple[Telling, ...]
    count: int
    claims: int | None
    voices: int | None
    disputed: bool
    whole: Link | None

    @property
    def present(self) -> tuple[ParticipantLine, ...]:
        """Return those who took part."""
        return tuple(line for line in self.participants if not line.absent)

    @property
    def absent(self) -> tuple[ParticipantLine, ...]:
        """Return those who were told to have stayed away."""
        return tuple(line for line in self.participants if line.absent)


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


# --- terms ------------------------------------------------------------------------------------------------------


def path_of(iri: str, base: str) -> str | None:
    """Return the path of the page of an IRI of the deployment or of its vocabularies, None for all others."""
    for vocabulary in (ONTOLOGY, SHAPES):
        folder = f"/{vocabulary.rpartition('/')[2]}"
        if iri.startswith(f"{vocabulary}#"):  # one document for each term, not one for all
            return f"{folder}/{iri.partition('#')[2]}"
        if iri == vocabulary or iri.startswith(f"{vocabulary}/"):
            return folder + iri.removeprefix(vocabulary)
    local = iri.removeprefix(base)
    if local == iri or not local.startswith(_PAGES):
        return None
    page, _, fragment = local.partition("#")
    return f"/{page}#{fragment}" if fragment else f"/{page}"


def _text(row: Row, name: str) -> str | None:
    return row[name].value if name in row and row[name].value else None


def _notation(row: Row, name: str) -> str | None:
    return notation_of(row[name].value) if name in row else None


def _anchor(row: Row, name: str) -> str | None:
    return row[name].value.partition("#")[2] or None if name in row else None


def _day(row: Row, name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(row[name].value[:10]) if name in row else None
    except ValueError:
        return None


def _number(row: Row, name: str) -> int | None:
    text = _text(row, name)
    return int(text) if text is not None and text.isdecimal() else None


def _link(row: Row, iri: str, label: str, base: str) -> Link | None:
    if iri not in row:
        return None
    return Link(text=_text(row, label) or short(row[iri].value), path=path_of(row[iri].value, base))


def short(iri: str) -> str:
    """Return the last part of an IRI."""
    return iri.rpartition("#")[2] if "#" in iri else iri.rstrip("/").rpartition("/")[2]


def _unique(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _grouped(rows: Iterable[Row], name: str) -> Iterator[list[Row]]:
    """Yield the rows that share a term, in the order in which the terms first come."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if name in row:
            groups.setdefault(row[name].value, []).append(row)
    yield from groups.values()


def _of(rows: Sequence[Row], *parts: str) -> list[Row]:
    return [row for row in rows if _text(row, "part") in parts]


def _joined(rows: Sequence[Row]) -> Row:
    """Return the first value that any of the rows has for each variable."""
    return {name: term for row in reversed(rows) for name, term in row.items()}


# --- events -----------------------------------------------------------------------------------------------------


def event_cards(rows: Iterable[Row], base: str) -> tuple[EventCard, ...]:
    """Return the events of the rows of `events.rq` and its like, in the order of the rows."""
    return tuple(card for group in _grouped(rows, "event") if (card := _event_card(group, base)) is not None)


def _event_card(rows: list[Row], base: str) -> EventCard | None:
    facts = next(iter(_of(rows, "event")), None)
    if facts is None:
        return None
    status = _notation(facts, "status") or "unknown"
    start, end = _day(facts, "start"), _day(facts, "end")
    precision = _notation(facts, "precision") or Precision.UNKNOWN
    label = _headline(_text(facts, "label") or "", status, start, end, precision)
    medium = _notation(facts, "medium")
    types = _narrowest(_of(rows, "type"))
    return EventCard(
        link=Link(text=label, path=path_of(facts["event"].value, base)),
        type=types[0] if types else None,
        status=status_in_words(status),
        when=date_in_words(start, end, precision, whole=status in (Status.NOT_HELD, Status.ONGOING)),
        places=_unique(_place(row) for row in _of(rows, "place")),
        medium=word_of(medium) if medium not in (None, "unknown") else None,
        participants=tuple(_participant(g, base) for g in _grouped(_of(rows, "participant"), "participation")),
        topics=_unique(_text(row, "topic") for row in _of(rows, "topic")),
        tellings=_tellings(_of(rows, "claim", "source"), base),
        count=_number(facts, "count") or 1,
        claims=_number(facts, "claims"),
        voices=_number(facts, "voices"),
        disputed=_text(facts, "disputed") == "true",
        whole=_link(facts, "whole", "wholeLabel", base),
    )


def _narrowest(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the labels of the classes that no other class of the event lies below."""
    above = {_text(row, "above") for row in rows}
    return _unique(_text(row, "typeLabel") for row in rows if _text(row, "type") not in above)


def events_by_match(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Return the IRIs of the events of a competency question's rows as certain, possible and undated ones.

    A question without `match` has certain ones only where an event has a date. Empty groups are left out.
    """
    groups: dict[str, list[str]] = {match: [] for match in MATCHES}
    for group in _grouped(rows, "event"):
        match = _text(group[0], "match") or ("certain" if {"start", "end"} & set(group[0]) else "undated")
        groups.setdefault(match, []).append(group[0]["event"].value)
    return {match: tuple(events) for match, events in groups.items() if events}


def _headline(label: str, status: str, start: dt.date | None, end: dt.date | None, precision: str) -> str:
    """Return the label of an event without date and status, which stand beside it."""
    text = label.removesuffix(f" ({status.replace('_', ' ')})")
    if precision in set(Precision):
        when = date_text(When(start=start, end=end, precision=Precision(precision)))
        text = text.removesuffix(f", {when}") if when else text
    return text


def _place(row: Row) -> str | None:
    place, land = _text(row, "placeLabel"), _text(row, "landLabel")
    return f"{place}, {land}" if place and land and land != place else place


def _participant(rows: list[Row], base: str) -> ParticipantLine:
    row = rows[0]
    role = _notation(row, "role") or Role.PARTICIPANT
    parties = tuple(p for p in _unique(_text(r, "partyLabel") for r in rows) if p != _text(row, "actorLabel"))
    held = next(iter(_unique(_text(r, "officeLabel") for r in rows)), None)
    claimed = next(iter(_unique(_text(r, "officeClaimed") for r in rows)), None)
    return ParticipantLine(
        actor=_link(row, "actor", "actorLabel", base) or Link(text="somebody"),
        role=None if role in (Role.PARTICIPANT, Role.ABSENT) else role,
        office=held or claimed,
        parties=tuple(party for party in parties if not (held and held.endswith(party))),
        absent=role == Role.ABSENT,
        anchor=_anchor(row, "participation"),
    )


def _tellings(rows: Iterable[Row], base: str) -> tuple[Telling, ...]:
    return tuple(_telling(group, base) for group in _grouped(rows, "claim") if any("quote" in row for row in group))


def _telling(rows: list[Row], base: str) -> Telling:
    row = _joined(rows)
    kind, certainty, told = _notation(row, "sourceKind"), _notation(row, "certainty"), _notation(row, "told")
    narrated = kind == "narrator"
    basis = _notation(row, "dateBasis")
    start, end = _day(row, "earliest"), _day(row, "latest")
    title = _text(row, "title")
    article = _link(row, "article", "title", base) or Link(text=title or "this article")
    return Telling(
        quotes=_unique(_text(r, "quote") for r in rows),
        article=article if title else Link(text="article without a title", path=article.path),
        publisher=_text(row, "publisher"),
        published=day_in_words(_day(row, "published")) if _day(row, "published") else None,
        estimated=_notation(row, "publishedBasis") == "estimated",
        address=safe_address(_text(row, "url")),
        cited=None if narrated else _text(row, "source"),
        cited_kind=word_of(kind) if kind and not narrated else None,
        certainty=word_of(certainty) if certainty and certainty != "certain" else None,
        status=status_in_words(told or "unknown"),
        when=date_in_words(start, end, _notation(row, "claimedPrecision") or "") if start or end else None,
        date_text=_text(row, "dateText"),
        date_basis=word_of(basis) if basis and basis != "unknown" else None,
        event=_link(row, "event", "label", base),
        anchor=_anchor(row, "claim"),
    )


# --- pages ------------------------------------------------------------------------------------------------------


def event_page(rows: Sequence[Row], base: str) -> EventPage | None:
    """Return the event of the rows of `event.rq`, None when there is none."""
    cards = event_cards(rows, base)
    if not cards:
        return None
    changes = [group[0] for group in _grouped(_of(rows, "change"), "change")]
    pieces = [_link(group[0], "piece", "pieceLabel", base) for group in _grouped(_of(rows, "piece"), "piece")]
    return EventPage(
        card=cards[0],
        history=tuple(_change(row) for row in changes),
        reasons=_unique(_text(row, "reason") for row in _of(rows, "reason")),
        pieces=tuple(piece for piece in pieces if piece is not None),
    )


def _change(row: Row) -> Change:
    start, end = _day(row, "plannedStart"), _day(row, "plannedEnd")
    return Change(
        status=status_in_words(_notation(row, "step") or "unknown"),
        as_of=day_in_words(_day(row, "asOf")) if _day(row, "asOf") else None,
        planned=date_in_words(start, end, Precision.RANGE) if start or end else None,
        anchor=_anchor(row, "change"),
    )


def actor_page(rows: Sequence[Row], base: str) -> ActorPage | None:
    """Return the actor of the rows of `actor.rq`, None when there is none."""
    facts = _of(rows, "actor")
    if not facts:
        return None
    parties = {link.text: link for row in facts if (link := _link(row, "party", "partyLabel", base)) is not None}
    kind = _unique(_text(row, "kind") for row in facts)
    return ActorPage(
        label=_text(facts[0], "label") or "",
        kind=short(kind[0]).lower() if kind else None,
        parties=tuple(parties.values()),
        names=tuple(n for n in _unique(_text(row, "name") for row in rows) if n != _text(facts[0], "label")),
        codes=_unique(_text(row, name) for name in ("iso3", "acronym") for row in facts),
        same=_unique(safe_address(_text(row, "same")) for row in facts),
        tenures=tuple(_tenure(group[0]) for group in _grouped(_of(rows, "tenure"), "tenure")),
        events=next((_number(row, "events") or 0 for row in _of(rows, "events")), 0),
    )


def _tenure(row: Row) -> TenureLine:
    start, end, known = (_text(row, name) for name in ("from", "to", "knownUntil"))
    return TenureLine(
        office=_text(row, "officeLabel") or "",
        start=part_of_date(start) if start else None,
        end=part_of_date(end) if end else None,
        known_until=part_of_date(known) if known and not end else None,
        verified=_text(row, "verified") == "true",
    )


def article_page(rows: Sequence[Row], base: str) -> ArticlePage | None:
    """Return the article of the rows of `article.rq`, None when there is none."""
    facts = next(iter(_of(rows, "article")), None)
    if facts is None:
        return None
    published, basis = _day(facts, "published"), _notation(facts, "publishedBasis")
    return ArticlePage(
        title=_text(facts, "title"),
        publisher=_text(facts, "publisher"),
        published=day_in_words(published) if published else None,
        basis=basis,
        language=_text(facts, "language"),
        address=safe_address(_text(facts, "url")),
        sha256=_text(facts, "sha256"),
        tellings=_tellings(_of(rows, "claim", "source", "event"), base),
    )
