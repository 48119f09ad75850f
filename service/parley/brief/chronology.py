"""What a brief says, before it becomes a document: sections, months, lines and footnotes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from parley.errors import QuestionError
from parley.model import Medium, Precision, Role, Status
from parley.tables import Origin, Row, Subset, rows_of
from parley.wording import (
    DateInWords,
    StatusInWords,
    beside_name,
    coverage_in_words,
    date_in_words,
    day_in_words,
    event_date_in_words,
    listed,
    number_in_words,
    safe_address,
    status_in_words,
    word_of,
)

MOST_EVENTS = 2_000
_TITLES = {
    "certain": "Chronology",
    "possible": "Possibly in the period: the days reach beyond it",
    "undated": "Undated: nobody says when",
}
_MOST_QUOTES = 3  # of one claim
_PLAIN = (Role.PARTICIPANT, Role.ABSENT)
_PLANS = (Status.PLANNED, Status.POSTPONED, Status.REQUESTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days that were asked for, None where a side is open."""

    first: dt.date | None = None
    last: dt.date | None = None

    def match(self, event: Row) -> str:
        """Say whether an event is certain, possible or undated in the period, as competency questions do."""
        start, end = event["start"], event["end"]
        if start is None and end is None:
            return "undated"
        within = (start or dt.date.min) >= (self.first or dt.date.min)
        within &= (end or dt.date.max) <= (self.last or dt.date.max)
        return "certain" if event["precision"] == Precision.DAY or within else "possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A footnote: the sentences of one claim and where they are from."""

    number: int
    quotes: tuple[str, ...]
    more: int  # sentences that tell it as well and are not quoted
    publisher: str
    title: str | None
    published: str
    cited: str | None
    status: str | None  # where the claim says another one than the event has
    certainty: str | None  # where the wording is not certain
    address: str  # of the article, else the IRI of the claim, which leads to its sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event: `mark` is its status where it did not simply take place, `remarks` are the disagreements."""

    event: str
    when: str
    what: str
    who: tuple[str, ...]
    absent: tuple[str, ...]
    where: str | None
    how: str | None
    mark: str | None
    remarks: tuple[str, ...]
    notes: tuple[int, ...]

    @property
    def text(self) -> str:
        """Return what happened, with whom, how and where, in one phrase."""
        told = f"{self.what}: {listed(self.who)}" if self.who else self.what
        parts = [told, *(part for part in (self.how, self.where) if part)]
        if self.absent:
            parts.append(f"without {listed(self.absent)}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The lines of one month; `heading` is empty where lines are not grouped."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines that are certain, possible or undated."""

    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A chronology with what it was made from."""

    title: str
    selected: str
    searched: str
    origin: str
    events: int
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]


def check_length(events: int) -> None:
    """Raise QuestionError for more events than anybody reads."""
    if events > MOST_EVENTS:
        raise QuestionError(
            f"the brief would have {events:,} events",
            remedy=f"select at most {MOST_EVENTS:,}, or take the tables",
        )


def brief_of(subset: Subset, origin: Origin, *, period: Period, as_of: dt.date) -> Brief:
    """Return the brief of the events of a subset; `as_of` is the day on which the snapshot was published.

    Raises QuestionError for more events than anybody reads.
    """
    check_length(len(subset.events))
    events = list(rows_of("events", subset))
    people, claims = _by_event(rows_of("participants", subset)), _by_event(rows_of("claims", subset))
    labels = {row["event"]: row["label"] for row in events}
    matched = {name: [row for row in events if period.match(row) == name] for name in _TITLES}
    notes: list[Note] = []
    sections = []
    for name, title in _TITLES.items():
        ordered = sorted(matched[name], key=_place)
        lines = [(row, _line(row, people, claims, labels, notes)) for row in ordered]
        if lines:
            sections.append(Section(title=title, groups=tuple(_groups(lines, dated=name != "undated"))))
    return Brief(
        title="Chronology of diplomatic events",
        selected=origin.selected or "all events",
        searched=coverage_in_words(origin.coverage),
        origin=f"As of {day_in_words(as_of).text}, snapshot {origin.snapshot} of {origin.base}",
        events=len(events),
        sections=tuple(sections),
        notes=tuple(notes),
    )


def _by_event(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["event"], []).append(row)
    return found


def _place(event: Row) -> tuple[int, int, dt.date, str]:
    """Return what lines are sorted by: year, month (those of no single month last), day."""
    day, month = _day(event), _month(event)
    years = (event["end"] or day).year - day.year
    return (day.year, month or 13 + years, day, event["event"])


def _day(event: Row) -> dt.date:
    day: dt.date = event["start"] or event["end"] or dt.date.max
    return day


def _month(event: Row) -> int | None:
    start, end = event["start"], event["end"]
    if start is None or end is None or (start.year, start.month) != (end.year, end.month):
        return None
    month: int = start.month
    return month


def _groups(lines: Sequence[tuple[Row, Line]], *, dated: bool) -> Iterator[Group]:
    def heading(pair: tuple[Row, Line]) -> str:
        day, last = _day(pair[0]), pair[0]["end"] or _day(pair[0])
        if not dated:
            return ""
        if _month(pair[0]):
            return f"{day:%B} {day.year}"
        return f"{day.year}, in no single month" if day.year == last.year else f"{day.year} to {last.year}"

    for title, found in groupby(lines, key=heading):
        yield Group(heading=title, lines=tuple(line for _, line in found))


def _line(
    event: Row,
    people: dict[str, list[Row]],
    claims: dict[str, list[Row]],
    labels: dict[str, str],
    notes: list[Note],
) -> Line:
    told = claims.get(event["event"], [])
    own = [_note(len(notes) + i, claim, event) for i, claim in enumerate(told, 1)]
    notes.extend(own)
    status = event["status"]
    whole = labels.get(event["part_of"] or "")
    there = people.get(event["event"], [])
    kind = event["type"].replace("_", " ").capitalize()
    return Line(
        event=event["event"],
        when=_when(event).text,
        what=kind if event["count"] == 1 else f"{kind}, {number_in_words(event['count'], 'time')}",
        who=tuple(_somebody(row) for row in there if not row["absent"]),
        absent=tuple(_somebody(row) for row in there if row["absent"]),
        where=f"in {listed(event['places'])}" if event["places"] else None,
        how=word_of(event["medium"]) if event["medium"] not in (Medium.UNKNOWN, Medium.IN_PERSON) else None,
        mark=None if status == Status.OCCURRED else _status(event).word,
        remarks=(*_disagreements(event, told, own), *((f"part of: {whole}",) if whole else ())),
        notes=tuple(note.number for note in own),
    )


def _when(event: Row) -> DateInWords:
    start, end, precision, put_off = event["start"], event["end"], event["precision"], event["new_date"] is False
    basis = event["date_basis"]
    return event_date_in_words(start, end, precision, status=event["status"], put_off=put_off, basis=basis)


def _status(event: Row) -> StatusInWords:
    return status_in_words(event["status"], put_off=event["new_date"] is False)


def _somebody(row: Row) -> str:
    """Return "Xi Jinping (President of China)", "Wang Yi (foreign minister, for China; host)"."""
    claimed = next(iter(row["offices_claimed"]), None)
    office, parties = beside_name(
        row["actor_label"], held=row["office_label"], claimed=claimed, parties=row["on_behalf_of_label"]
    )
    about = ", ".join(part for part in (office, f"for {listed(parties)}" if parties else None) if part)
    role = row["role"] if row["role"] not in _PLAIN else None
    told = "; ".join(part for part in (about, role) if part)
    return f"{row['actor_label']} ({told})" if told else str(row["actor_label"])


def _note(number: int, claim: Row, event: Row) -> Note:
    published = day_in_words(claim["published"]).text if claim["published"] else "no date"
    kind = claim["source_kind"]
    quotes = tuple(dict.fromkeys(" ".join(quote.split()) for quote in claim["quotes"]))
    source = claim["source"] or (word_of(kind) if kind != "narrator" else None)
    return Note(
        number=number,
        quotes=quotes[:_MOST_QUOTES],
        more=len(quotes[_MOST_QUOTES:]),
        publisher=claim["publisher"] or "publisher unknown",
        title=claim["title"],
        published=f"{published} (estimated)" if claim["published_basis"] == "estimated" else published,
        cited=f"{source} ({word_of(kind)})" if claim["source"] else source,
        status=status_in_words(claim["status"]).word if claim["status"] != event["status"] else None,
        certainty=word_of(claim["certainty"]) if claim["certainty"] != "certain" else None,
        address=safe_address(claim["address"]) or str(claim["claim"]),
    )


def _disagreements(event: Row, claims: Sequence[Row], notes: Sequence[Note]) -> Iterator[str]:
    """Yield where the claims of an event do not agree: whether, when, where."""
    pairs = list(zip(claims, notes, strict=True))
    statuses = _told([(status_in_words(claim["status"]).word, note.number) for claim, note in pairs])
    if event["disputed"]:
        yield f"disputed: {statuses}"
    elif len({claim["status"] for claim in claims}) > 1:
        yield f"told as {statuses}"
    # A plan that was moved is no disagreement.
    dated = [(c, n) for c, n in pairs if c["status"] not in _PLANS and (c["start"] or c["end"])]
    if any(_apart(one, other) for (one, _), (other, _) in combinations(dated, 2)):
        days = [(date_in_words(c["start"], c["end"], c["precision"]).text, n.number) for c, n in dated]
        yield f"sources differ on the day: {_told(days)}"
    cities = set(event["cities"])
    where = [(tuple(sorted(cities.intersection(c["places"]))), n.number) for c, n in pairs]
    told = [(listed(places), number) for places, number in where if places]
    if len({places for places, _ in told}) > 1:
        yield f"sources differ on the place: {_told(told)}"


def _apart(one: Row, other: Row) -> bool:
    first, second = ((row["start"] or dt.date.min, row["end"] or dt.date.max) for row in (one, other))
    return bool(first[1] < second[0] or second[1] < first[0])


def _told(values: Sequence[tuple[str, int]]) -> str:
    """Return "occurred [1, 3]; denied [2]"."""
    numbers: dict[str, list[int]] = {}
    for value, number in values:
        numbers.setdefault(value, []).append(number)
    return "; ".join(f"{value} [{', '.join(map(str, found))}]" for value, found in numbers.items())
