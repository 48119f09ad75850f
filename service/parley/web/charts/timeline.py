"""Events over time: a bar for each day, month or year, with what took place told apart from what did not."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from parley.model import Status, Term
from parley.vocab import notation_of
from parley.web.charts.axis import MOST_DAYS, WIDTH, Tick, day_texts

HEIGHT = 240
_LEFT, _BOTTOM, _TOP = 40, 30, 12
_MOST_BARS = 120
_A_YEAR = 12  # months

GROUPS: dict[str, tuple[str, frozenset[str]]] = {
    "held": ("took place", frozenset((Status.OCCURRED, Status.ONGOING))),
    "open": ("planned or asked for", frozenset((Status.PLANNED, Status.REQUESTED, Status.HYPOTHETICAL))),
    "moved": ("postponed", frozenset((Status.POSTPONED,))),
    "off": (
        "called off, refused or denied",
        frozenset((Status.CANCELLED, Status.REFUSED, Status.DENIED, Status.NOT_HELD)),
    ),
}
"""The groups of statuses in the order in which they are stacked, each with its words."""
LEGEND = {name: words for name, (words, _) in GROUPS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """The events of one group in one bar."""

    group: str
    events: int
    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The events of a day, month or year; `first` and `last` are its days."""

    first: dt.date
    last: dt.date
    name: str
    events: int
    x: float
    width: float
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Bars with their axes; `vague` counts events that are dated less exactly than a bar is wide."""

    unit: str
    bars: tuple[Bar, ...]
    along: tuple[Tick, ...]
    up: tuple[Tick, ...]
    groups: tuple[str, ...]
    vague: int

    @property
    def events(self) -> int:
        """Return how many events are drawn."""
        return sum(bar.events for bar in self.bars)


def timeline(
    rows: Iterable[Mapping[str, Term]], *, begin: dt.date | None = None, end: dt.date | None = None
) -> Timeline:
    """Return the drawing of rows with `first` and `last` day, `status` and `events`; undated ones count nowhere.

    The bars are days up to about four months, then months up to ten years, then years; those from `begin` to `end`.
    """
    counted, vague = [], 0
    for row in rows:
        first, last, events = _day(row, "first"), _day(row, "last"), int(row["events"].value)
        if first.year == dt.MINYEAR or last.year == dt.MAXYEAR:  # no beginning, or no end
            vague += events if (first.year, last.year) != (dt.MINYEAR, dt.MAXYEAR) else 0
        else:
            counted.append((first, last, notation_of(row["status"].value), events))
    limits = begin or dt.date.min, end or dt.date.max
    days = [min(max(day, limits[0]), limits[1]) for first, last, _, _ in counted for day in (first, last)]
    if not days:
        return Timeline(unit="month", bars=(), along=(), up=(), groups=(), vague=vague)
    unit = _unit(min(days), max(days))
    numbers: dict[dt.date, dict[str, int]] = {start: {} for start in _starts(min(days), max(days), unit)}
    for first, last, status, events in counted:
        start = _floor(first, unit)
        if _floor(last, unit) != start or start not in numbers:
            vague += events
            continue
        group = next(name for name, (_, statuses) in GROUPS.items() if status in statuses)
        numbers[start][group] = numbers[start].get(group, 0) + events
    return _drawn(numbers, unit, vague)


def spans(rows: Iterable[Mapping[str, Term]], *, most: int) -> tuple[tuple[str, dt.date, dt.date], ...]:
    """Return the last years, or for a year or less the months, of which rows like those of `timeline` tell: `most`.

    Each with its name, first and last day; what lies in no one of them is passed over.
    """
    days = [(_day(row, "first"), _day(row, "last")) for row in rows]
    closed = [pair for pair in days if pair[0].year != dt.MINYEAR and pair[1].year != dt.MAXYEAR]
    if not closed:
        return ()
    first, last = min(pair[0] for pair in closed), max(pair[1] for pair in closed)
    unit = "month" if (last.year - first.year) * 12 + last.month - first.month < _A_YEAR else "year"
    starts = {_floor(a, unit) for a, b in closed if _floor(a, unit) == _floor(b, unit)}
    return tuple((_name(start, unit), start, _last(start, unit)) for start in sorted(starts)[-most:])


def _drawn(numbers: Mapping[dt.date, Mapping[str, int]], unit: str, vague: int) -> Timeline:
    highest = max((sum(each.values()) for each in numbers.values()), default=0) or 1
    step = (WIDTH - _LEFT) / len(numbers)
    scale = (HEIGHT - _TOP - _BOTTOM) / highest
    bars = []
    for place, (start, groups) in enumerate(numbers.items()):
        base = float(HEIGHT - _BOTTOM)
        segments = []
        for group in GROUPS:
            if groups.get(group):
                height = groups[group] * scale
                base -= height
                segments.append(Segment(group=group, events=groups[group], y=round(base, 1), height=round(height, 1)))
        if segments:
            bars.append(
                Bar(
                    first=start,
                    last=_last(start, unit),
                    name=_name(start, unit),
                    events=sum(groups.values()),
                    x=round(_LEFT + place * step, 1),
                    width=round(max(step - 1.5, 1.0), 1),
                    segments=tuple(segments),
                )
            )
    return Timeline(
        unit=unit,
        bars=tuple(bars),
        along=tuple(_along(tuple(numbers), unit, step)),
        up=tuple(_up(highest, scale)),
        groups=tuple(group for group in GROUPS if any(each.get(group) for each in numbers.values())),
        vague=vague,
    )


def _along(starts: tuple[dt.date, ...], unit: str, step: float) -> Iterator[Tick]:
    """Yield marks below the bars, no two of them nearer than their words are long."""
    every = -(-len(starts) // (MOST_DAYS if unit == "day" else 10))
    if unit == "month" and len(starts) > 12:
        chosen = [i for i, day in enumerate(starts) if day.month == 1]
        chosen = chosen[:: max(1, -(-len(chosen) // 12))]
    else:
        chosen = list(range(0, len(starts), every))
    days = [starts[i] for i in chosen]
    if unit == "day":
        texts = day_texts(days)
    elif unit == "month" and len(starts) <= 12:
        texts = [f"{day:%b} {day.year}" for day in days]
    else:
        texts = [str(day.year) for day in days]
    for i, text in zip(chosen, texts, strict=True):
        tick = Tick(position=round(_LEFT + i * step, 1), text=text, anchor="start")
        if tick.right <= WIDTH:
            yield tick


def _up(highest: int, scale: float) -> Iterator[Tick]:
    """Yield at most five marks beside the bars, at round numbers."""
    step = next(size * 10**power for power in range(12) for size in (1, 2, 5) if highest / (size * 10**power) <= 4.001)
    for value in range(0, highest + 1, step):
        yield Tick(position=round(HEIGHT - _BOTTOM - value * scale, 1), text=f"{value:,}")


def _day(row: Mapping[str, Term], name: str) -> dt.date:
    return dt.date.fromisoformat(row[name].value[:10])


def _unit(first: dt.date, last: dt.date) -> str:
    if (last - first).days < _MOST_BARS:
        return "day"
    return "month" if (last.year - first.year) * 12 + last.month - first.month < _MOST_BARS else "year"


def _floor(day: dt.date, unit: str) -> dt.date:
    if unit == "day":
        return day
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _last(start: dt.date, unit: str) -> dt.date:
    if unit == "day":
        return start
    if unit == "month":
        return start.replace(day=calendar.monthrange(start.year, start.month)[1])
    return start.replace(month=12, day=31)


def _starts(first: dt.date, last: dt.date, unit: str) -> Iterator[dt.date]:
    start = _floor(first, unit)
    while start <= last:
        yield start
        start = _last(start, unit) + dt.timedelta(days=1)


def _name(start: dt.date, unit: str) -> str:
    if unit == "day":
        return f"{start.day} {start:%B} {start.year}"
    return f"{start:%B} {start.year}" if unit == "month" else str(start.year)
