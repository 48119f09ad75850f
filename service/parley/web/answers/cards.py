"""Events as the pages show them: what, when, where, who took part and who says so.

Pure: rows of `event.rq` and its like in, frozen values out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parley.merge.labels import date_text
from parley.model import MATCHES, TOOK_PLACE, Precision, Role, Status, When
from parley.web.answers.rows import (
    Link,
    Row,
    day_in,
    fragment_in,
    grouped,
    joined,
    link_in,
    notation_in,
    number_in,
    of_part,
    path_of,
    text_in,
    unique,
)
from parley.wording import (
    DateInWords,
    StatusInWords,
    Step,
    beside_name,
    date_in_words,
    day_in_words,
    event_date_in_words,
    is_put_off,
    safe_address,
    status_in_words,
    word_of,
)

_QUOTED = 2  # claims of an event in a list
_NOT_HELD = frozenset({Status.DENIED, Status.NOT_HELD, Status.CANCELLED})
_CONTRADICTED_BY = {TOOK_PLACE: _NOT_HELD, _NOT_HELD: TOOK_PLACE}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantLine:
    """One actor of an event with the part it had; `sides` are those on whose behalf."""

    actor: Link
    role: str | None
    office: str | None  # as far as the name does not say it
    held: bool  # the office is that of the reference data on the day of the event, else as an article gives it
    parties: tuple[str, ...]  # as far as name and office do not say them
    sides: tuple[Link, ...]
    absent: bool
    anchor: str | None = None  # the fragment of the participation in the event


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one claim says: its sentences in the order of the text, and where they are from."""

    claim: str  # its IRI
    quotes: tuple[str, ...]
    article: Link  # leads to the claim in it
    publisher: str | None
    published: DateInWords | None
    estimated: bool
    address: str | None
    cited: str | None
    cited_kind: str | None
    certainty: str | None  # None where the wording is certain
    status: StatusInWords
    day: dt.date | None  # of publication
    start: dt.date | None
    end: dt.date | None
    when: DateInWords | None
    date_text: str | None
    date_basis: str | None
    event: Link | None = None
    anchor: str | None = None  # the fragment of the claim in the article


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCard:
    """One event as the pages show it; what the query did not ask for is None or empty."""

    iri: str
    link: Link
    type: str | None
    status: StatusInWords
    when: DateInWords
    dated: bool
    places: tuple[str, ...]
    medium: str | None
    participants: tuple[ParticipantLine, ...]
    topics: tuple[str, ...]
    occasions: tuple[str, ...]
    tellings: tuple[Telling, ...]
    count: int
    claims: int | None
    voices: int | None
    disputed: bool
    whole: Link | None
    put_off: bool = False  # postponed, without a new date

    @property
    def present(self) -> tuple[ParticipantLine, ...]:
        """Return those who took part."""
        return tuple(line for line in self.participants if not line.absent)

    @property
    def absent(self) -> tuple[ParticipantLine, ...]:
        """Return those who were told to have stayed away."""
        return tuple(line for line in self.participants if line.absent)

    @property
    def telling_so(self) -> tuple[Telling, ...]:
        """Return the claims that tell the status of the event."""
        return tuple(each for each in self.tellings if each.status.notation == self.status.notation)

    @property
    def quoted(self) -> tuple[Telling, ...]:
        """Return the claims that a list shows: two that tell the status, or as many as do, and one that contradicts it.

        Where there are fewer than two, the first of the others as well.
        """
        chosen = list(self.telling_so[:_QUOTED])
        against = next((other for kind, other in _CONTRADICTED_BY.items() if self.status.notation in kind), frozenset())
        chosen += [each for each in self.tellings if each.status.notation in against][:1]
        chosen += [each for each in self.tellings if each not in chosen][: max(0, _QUOTED - len(chosen))]
        return tuple(chosen)


def event_cards(rows: Iterable[Row], base: str) -> tuple[EventCard, ...]:
    """Return the events of the rows of `events.rq` and its like, in the order of the rows."""
    return tuple(card for group in grouped(rows, "event") if (card := _event_card(group, base)) is not None)


def _event_card(rows: list[Row], base: str) -> EventCard | None:
    facts = next(iter(of_part(rows, "event")), None)
    if facts is None:
        return None
    status = notation_in(facts, "status") or "unknown"
    start, end = day_in(facts, "start"), day_in(facts, "end")
    precision = notation_in(facts, "precision") or Precision.UNKNOWN
    label = _headline(text_in(facts, "label") or "", status, start, end, precision)
    medium = notation_in(facts, "medium")
    types = _narrowest(of_part(rows, "type"))
    put_off = status == Status.POSTPONED and is_put_off(steps_in(rows))
    return EventCard(
        iri=facts["event"].value,
        link=Link(text=label, path=path_of(facts["event"].value, base)),
        type=types[0] if types else None,
        status=status_in_words(status, put_off=put_off),
        when=event_date_in_words(
            start, end, precision, status=status, put_off=put_off, basis=notation_in(facts, "basis")
        ),
        dated=start is not None or end is not None,
        places=unique(_place(row) for row in of_part(rows, "place")),
        medium=word_of(medium) if medium not in (None, "unknown") else None,
        participants=tuple(_participant(g, base) for g in grouped(of_part(rows, "participant"), "participation")),
        topics=unique(text_in(row, "topic") for row in of_part(rows, "topic")),
        occasions=unique(text_in(row, "occasion") for row in of_part(rows, "occasion")),
        tellings=tellings(of_part(rows, "claim", "source"), base),
        count=number_in(facts, "count") or 1,
        claims=number_in(facts, "claims"),
        voices=number_in(facts, "voices"),
        disputed=text_in(facts, "disputed") == "true",
        whole=link_in(facts, "whole", "wholeLabel", base),
        put_off=put_off,
    )


def steps_in(rows: Sequence[Row]) -> list[Step]:
    """Return the status history in the rows of an event, which have it in its order."""
    return [step_in(group[0]) for group in grouped(of_part(rows, "change"), "change")]


def step_in(row: Row) -> Step:
    """Return one step of a status history."""
    return notation_in(row, "step") or "unknown", day_in(row, "plannedStart"), day_in(row, "plannedEnd")


def _narrowest(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the labels of the classes that no other class of the event lies below."""
    above = {text_in(row, "above") for row in rows}
    return unique(text_in(row, "typeLabel") for row in rows if text_in(row, "type") not in above)


def events_by_match(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Return the IRIs of the events of a competency question's rows as certain, possible and undated ones.

    A question without `match` has certain ones only where an event has a date. Empty groups are left out.
    """
    groups: dict[str, list[str]] = {match: [] for match in MATCHES}
    for group in grouped(rows, "event"):
        match = text_in(group[0], "match") or ("certain" if {"start", "end"} & set(group[0]) else "undated")
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
    place, land = text_in(row, "placeLabel"), text_in(row, "landLabel")
    return f"{place}, {land}" if place and land and land != place else place


def _participant(rows: list[Row], base: str) -> ParticipantLine:
    row = rows[0]
    role = notation_in(row, "role") or Role.PARTICIPANT
    held = next(iter(unique(text_in(r, "officeLabel") for r in rows)), None)
    claimed = next(iter(unique(text_in(r, "officeClaimed") for r in rows)), None)
    parties = unique(text_in(r, "partyLabel") for r in rows)
    office, parties = beside_name(text_in(row, "actorLabel") or "", held=held, claimed=claimed, parties=parties)
    return ParticipantLine(
        actor=link_in(row, "actor", "actorLabel", base) or Link(text="somebody"),
        role=None if role in (Role.PARTICIPANT, Role.ABSENT) else role,
        office=office,
        held=held is not None,
        parties=parties,
        sides=tuple(dict.fromkeys(link for r in rows if (link := link_in(r, "party", "partyLabel", base)) is not None)),
        absent=role == Role.ABSENT,
        anchor=fragment_in(row, "participation"),
    )


def tellings(rows: Iterable[Row], base: str) -> tuple[Telling, ...]:
    """Return what each claim of the rows says, in the order of the rows; claims without a sentence are left out."""
    return tuple(_telling(group, base) for group in grouped(rows, "claim") if any("quote" in row for row in group))


def _telling(rows: list[Row], base: str) -> Telling:
    row = joined(rows)
    kind, certainty, told = notation_in(row, "sourceKind"), notation_in(row, "certainty"), notation_in(row, "told")
    narrated = kind == "narrator"
    basis = notation_in(row, "dateBasis")
    start, end = day_in(row, "earliest"), day_in(row, "latest")
    claim = row["claim"].value
    return Telling(
        claim=claim,
        day=day_in(row, "published"),
        start=start,
        end=end,
        quotes=unique(text_in(r, "quote") for r in rows),
        article=Link(text=text_in(row, "title") or "article without a title", path=path_of(claim, base)),
        publisher=text_in(row, "publisher"),
        published=day_in_words(day_in(row, "published")) if day_in(row, "published") else None,
        estimated=notation_in(row, "publishedBasis") == "estimated",
        address=safe_address(text_in(row, "url")),
        cited=None if narrated else text_in(row, "source"),
        cited_kind=word_of(kind) if kind and not narrated else None,
        certainty=word_of(certainty) if certainty and certainty != "certain" else None,
        status=status_in_words(told or "unknown"),
        when=date_in_words(start, end, notation_in(row, "claimedPrecision") or "") if start or end else None,
        date_text=text_in(row, "dateText"),
        date_basis=word_of(basis) if basis and basis != "unknown" else None,
        event=link_in(row, "event", "label", base),
        anchor=fragment_in(row, "claim"),
    )
