"""Events over time, each with a mark of its own: what took place, was planned, was moved, and came to nothing."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from parley.model import Status, Term
from parley.vocab import notation_of
from parley.web.charts.axis import MOST_DAYS, WIDTH, Tick, day_texts, ticks
from parley.web.charts.timeline import GROUPS
from parley.wording import (
    DateInWords,
    StatusInWords,
    Step,
    date_in_words,
    day_in_words,
    former_date_in_words,
    is_put_off,
    status_in_words,
)

MOST = 120
"""How many events have marks; of more, bars are drawn."""
SIZE = 20.0  # of a mark with the space around it
_LEFT, _RIGHT, _TOP, _BOTTOM = 14.0, 14.0, 14.0, 34.0
_HIGHEST = 14  # marks above one another
_LONG = 1.5 * SIZE  # from here on days that are not told exactly are drawn as a line

_Cell = tuple[int, int]  # column and row


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An event at its day; `first_x` and `last_x` differ where it is not told, or lasted, from day to day.

    `from_x`, `from_y` and `moved_from` are where it stood before it was moved to another day.
    """

    event: str  # its IRI
    label: str
    status: str
    when: DateInWords
    x: float
    y: float
    first_x: float
    last_x: float
    put_off: bool = False
    moved_from: DateInWords | None = None
    from_x: float | None = None
    from_y: float | None = None

    @property
    def told(self) -> StatusInWords:
        """Return its status in words."""
        return status_in_words(self.status, put_off=self.put_off)

    @property
    def arrow(self) -> str:
        """Return the path of the arrow from the old place to the new one, above both."""
        if self.from_x is None or self.from_y is None:
            return ""
        half, over = SIZE / 2, min(self.from_y, self.y) - SIZE * 1.1
        towards = half * 0.5 if self.from_x < self.x else -half * 0.5
        begin = f"{self.from_x} {self.from_y - half * 0.7:.1f}"
        return f"M{begin}Q{(self.from_x + self.x) / 2:.1f} {over:.1f} {self.x - towards:.1f} {self.y - half * 0.8:.1f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Marks above an axis, in the order of time."""

    marks: tuple[Mark, ...]
    along: tuple[Tick, ...]
    height: float

    @property
    def events(self) -> int:
        """Return how many events are drawn."""
        return len(self.marks)

    @property
    def statuses(self) -> tuple[tuple[str, str], ...]:
        """Return the words and notation of each status that there is, in the order of `GROUPS`."""
        there: dict[str, set[str]] = {}
        for mark in self.marks:
            there.setdefault(mark.status, set()).add(mark.told.word)
        ordered = [status for _, statuses in GROUPS.values() for status in sorted(statuses) if status in there]
        # What all marks of a status say, else its word alone.
        return tuple((min(there[status], key=len), status) for status in ordered)

    @property
    def spans(self) -> bool:
        """Say whether any mark is a line."""
        return any(mark.last_x > mark.first_x for mark in self.marks)

    @property
    def moved(self) -> bool:
        """Say whether any event was moved to another day."""
        return any(mark.moved_from for mark in self.marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dated:
    event: str
    label: str
    status: str
    first: dt.date
    last: dt.date
    precision: str
    put_off: bool  # it has no new day
    before: dt.date | None  # the day that was planned first, where it is another one


def strip(
    rows: Iterable[Mapping[str, Term]],
    plans: Iterable[Mapping[str, Term]] = (),
    *,
    begin: dt.date | None = None,
    end: dt.date | None = None,
) -> Strip | None:
    """Return the drawing of the rows of `timeline-of-events.rq` and `plans.rq`; None for too many events, or none.

    What reaches beyond `begin` or `end` is drawn as far as these days.
    """
    history: dict[str, list[Step]] = {}
    for row in plans:
        told = notation_of(row["step"].value), _day(row, "first"), _day(row, "last")
        history.setdefault(row["event"].value, []).append(told)
    found = [_dated(row, history.get(row["event"].value, [])) for row in rows]
    dated = [each for each in found if each is not None]
    if not dated or len(dated) > MOST:
        return None
    days = [day for each in dated for day in (each.first, each.last, each.before) if day is not None]
    limits = begin or dt.date.min, end or dt.date.max
    days = [min(max(day, limits[0]), limits[1]) for day in days]
    scale = _Scale(min(days), max(days))
    taken: Counter[int] = Counter()  # how many marks stand in each column
    placed: list[tuple[_Dated, _Cell, _Cell | None]] = []
    for each in sorted(dated, key=lambda each: (each.first, each.last, each.event)):
        column, before = scale.column(each.first + (each.last - each.first) / 2), None
        if each.before is not None:
            # Beside it where both days are too near for two columns.
            old, step = scale.column(each.before), 1 if each.before > each.last else -1
            before = _stacked(old if old != column else column + step, taken)
        placed.append((each, _stacked(column, taken), before))
    highest = max(taken.values())
    if highest > _HIGHEST:
        return None
    floor = _TOP + SIZE * (highest + any(before for _, _, before in placed))
    return Strip(
        marks=tuple(_mark(each, cell, before, scale, floor) for each, cell, before in placed),
        along=scale.ticks(),
        height=floor + _BOTTOM,
    )


def _dated(row: Mapping[str, Term], history: Sequence[Step]) -> _Dated | None:
    """Return an event with its days; None where none is told. What was put off stands where it was planned."""
    planned = [first for _, first, last in history if first is not None and first == last]
    first, last = _day(row, "start"), _day(row, "end")
    if first is None or last is None:
        first = last = planned[-1] if planned else None
    if first is None or last is None:
        return None
    status = notation_of(row["status"].value)
    return _Dated(
        event=row["event"].value,
        label=row["label"].value,
        status=status,
        first=first,
        last=last,
        precision=notation_of(row["precision"].value),
        put_off=status == Status.POSTPONED and is_put_off(history),
        before=planned[0] if planned and not first <= planned[0] <= last else None,
    )


def _day(row: Mapping[str, Term], name: str) -> dt.date | None:
    return dt.date.fromisoformat(row[name].value[:10]) if name in row else None


def _stacked(column: int, taken: Counter[int]) -> _Cell:
    """Return the lowest cell of a column in which nothing stands yet."""
    taken[column] += 1
    return column, taken[column] - 1


def _mark(each: _Dated, cell: _Cell, before: _Cell | None, scale: _Scale, floor: float) -> Mark:
    x, y = _centre(cell, floor)
    first_x, last_x = scale.x(each.first), scale.x(each.last)
    wide = last_x - first_x > _LONG
    old = _centre(before, floor) if before else (None, None)
    return Mark(
        event=each.event,
        label=each.label,
        status=each.status,
        put_off=each.put_off,
        when=(former_date_in_words if each.put_off else date_in_words)(each.first, each.last, each.precision),
        x=x,
        y=y,
        first_x=first_x if wide else x,
        last_x=last_x if wide else x,
        moved_from=day_in_words(each.before) if each.before else None,
        from_x=old[0],
        from_y=old[1],
    )


def _centre(cell: _Cell, floor: float) -> tuple[float, float]:
    column, row = cell
    return (column + 0.5) * SIZE, floor - (row + 0.5) * SIZE


class _Scale:
    """Days along the axis."""

    def __init__(self, first: dt.date, last: dt.date) -> None:
        span = max((last - first).days, 1)
        room = dt.timedelta(days=max(1, span // 40))
        self._first, self._last = first - room, last + room
        self._days = (self._last - self._first).days

    def x(self, day: dt.date) -> float:
        """Return where a day stands; one beyond the axis stands at its end."""
        day = min(max(day, self._first), self._last)
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (day - self._first).days / self._days, 1)

    def column(self, day: dt.date) -> int:
        """Return the column of marks in which a day lies."""
        return math.floor(self.x(day) / SIZE)

    def ticks(self) -> tuple[Tick, ...]:
        """Return at most ten marks on the axis: days, months or years, evenly apart."""
        months = [
            dt.date(number // 12, number % 12 + 1, 1)
            for number in range(self._first.year * 12 + self._first.month - 1, self._last.year * 12 + self._last.month)
        ]
        if len(months) <= 2:
            every = -(-self._days // (MOST_DAYS - 1))
            days = [self._first + dt.timedelta(days=n) for n in range(0, self._days + 1, every)]
            return ticks(zip(map(self.x, days), day_texts(days), strict=True))
        every = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 600, 12_000) if len(months) / n <= 9)
        shown = [day for day in months if day >= self._first and (day.year * 12 + day.month - 1) % every == 0]
        return ticks((self.x(day), f"{day:%b} {day.year}" if every < 12 else str(day.year)) for day in shown)
