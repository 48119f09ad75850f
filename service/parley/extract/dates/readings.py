"""A reading: what a written form of time means in its text, and what it may know of that text.

A reading that depends on another happening of the text ("two days later", "before the summit") keeps an `Offset`
instead of days; `date_anchors` resolves it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from parley.extract.dates import calendar as cal
from parley.extract.dates.calendar import Tense
from parley.extract.dates.patterns import MONTHS
from parley.model import UNDATED, DateBasis, When


class TimeKind(StrEnum):
    """What an expression says of a happening: points and spans date it, the others bound, measure or repeat it."""

    POINT = "point"  # at some time within the days given
    SPAN = "span"  # through the days given
    AFTER = "after"  # not before the start
    BEFORE = "before"  # not later than the end
    SINCE = "since"  # a state or a lack of something from the start on
    UNTIL = "until"  # a state up to the end
    DURATION = "duration"  # a length; dated where the text says when it began or ended
    FREQUENCY = "frequency"  # again and again


class Lean(NamedTuple):
    """Where the verb that rules an expression puts it; `strong` when the verb rules it directly."""

    tense: Tense
    strong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a reading may know of the text: the day it speaks from, a day that fixes left-out years, its tenses."""

    text: str
    folded: str
    reference: dt.date | None
    pivot: dt.date | None
    basis: DateBasis
    lean: Callable[[int, int], Lean]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset:
    """A distance from another time of the text: `low` to `high` units before (−1) or after (1) it.

    `named` says that the words go on to name what they count from; `inside` that any time in between is meant.
    """

    low: int
    high: int
    unit: str
    sign: int
    about: bool = False
    named: bool = False
    inside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The meaning of the characters `start` to `end` of a text."""

    start: int
    end: int
    form: str
    when: When = UNDATED
    kind: TimeKind = TimeKind.POINT
    offset: Offset | None = None
    length: tuple[int, str] | None = None  # of a duration: number and unit
    named: When | None = None  # of a bound one: the days that it names
    connector: str = ""  # the words before or in it that bind it: since, until, by, before, after …


def month_number(text: str) -> int:
    """Return the number of a month from its name, full or short."""
    return MONTHS[text.rstrip(".")]


def day_number(text: str) -> int:
    """Return the number of a day from its figures, with or without an ending."""
    return int(re.sub(r"\D", "", text))


def is_capital(m: re.Match[str], scope: Scope, group: str) -> bool:
    """Say whether the text writes the group with a capital."""
    return not scope.text[m.start(group)].islower()


def named_year(m: re.Match[str], scope: Scope) -> int | None:
    """Return the year that a date names, by number or as last, this or next year."""
    named = m.groupdict()
    for group in ("y", "y2"):
        if named.get(group):
            return int(named[group])
    if named.get("ry") and scope.reference:
        return scope.reference.year + {"last": -1, "this": 0, "next": 1}[named["ry"]]
    return None


def filled(
    month: int, day: int, scope: Scope, m: re.Match[str], *, weekday: int | None = None
) -> tuple[dt.date | None, DateBasis]:
    """Return the day of a month, its year read or filled in, and the basis."""
    year = named_year(m, scope)
    if year:
        basis = DateBasis.RELATIVE if m.groupdict().get("ry") else DateBasis.STATED
        return cal.safe_date(year, month, day), basis
    if scope.reference:
        lean = scope.lean(m.start(), m.end())
        basis = DateBasis.STATED if scope.basis is DateBasis.RELATIVE else DateBasis.INFERRED
        return cal.near_day(month, day, scope.reference, tense=lean.tense, strong=lean.strong, weekday=weekday), basis
    if scope.pivot:
        found = cal.fill_year(month, day, scope.pivot, tense=Tense.PRESENT, strong=False, weekday=weekday)
        return found, DateBasis.INFERRED
    return None, DateBasis.UNKNOWN


def read_match(m: re.Match[str], form: str, when: When, basis: DateBasis, scope: Scope, **more: object) -> Reading:
    """Return the reading of a match: its days, its words without what leads up to them, and `more` of its fields."""
    start, end = m.start(), m.end()
    while start < end and not (scope.folded[start].isalnum() or scope.folded[start] == "("):
        start += 1
    when = cal.stamped(when, text=scope.text[start:end], basis=basis)
    return replace(Reading(start=start, end=end, form=form, when=when), **more)  # type: ignore[arg-type]


def cut(reading: Reading, scope: Scope, start: int, end: int | None = None) -> Reading:
    """Return the reading with other bounds and the words that stand there."""
    end = reading.end if end is None else end
    when = replace(reading.when, text=scope.text[start:end])
    return replace(reading, start=start, end=end, when=when)


def gap_after(m: re.Match[str], group: str) -> int:
    """Return the length of the gap behind a group."""
    rest = m.string[m.end(group) : m.end()]
    return len(rest) - len(rest.lstrip())
