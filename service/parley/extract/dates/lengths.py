"""Lengths of time that begin or end on a day of their sentence: "a three-day visit from Monday", "its second day"."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from parley.extract.dates import calendar as cal
from parley.extract.dates.context import is_said
from parley.extract.dates.patterns import WORDS
from parley.extract.dates.readings import Reading, Scope, TimeKind
from parley.model import Precision, When

_BEGINS = re.compile(r"\b(?:" + "|".join(WORDS["duration"]["begins"]) + r")\b")
_BEGUN = re.compile(r"\b(?:" + "|".join(WORDS["duration"]["begins"]) + r") (?:on )?$")
_BESIDE = re.compile(r"[\w ]{0,12} (?:for|on) (?:an? |the |his |her |their )?(?:[\w-]+ ){0,2}")  # "on Monday for a"
_ENDED = re.compile(r"\b(?:after|following|at the end of) (?:an? |the |his |her |their )?(?:[\w-]+ ){0,2}$")
_ENDS = re.compile(r"\b(?:" + "|".join(WORDS["duration"]["ends"]) + r")\b")


def _resolve_duration(reading: Reading, sentence: Sequence[Reading], scope: Scope, bounds: tuple[int, int]) -> Reading:
    """Date a length by the one day of its sentence on which it began or ended."""
    days = [
        r for r in sentence
        if r.when.precision in (Precision.DAY, Precision.AFTER) and r.length is None and r.when.start
        and (r.when.end in (None, r.when.start)) and r.kind in (TimeKind.POINT, TimeKind.AFTER)
        and not is_said(scope.folded, r.start)
    ]  # fmt: skip
    last = [r for r in sentence if r.kind is TimeKind.UNTIL and r.connector == "until" and r.when.end]
    if not days and len(last) == 1 and last[0].when.end is not None:  # "on a three-day visit until Friday"
        days = [replace(last[0], when=replace(last[0].when, start=last[0].when.end))]
    if len(days) > 1 and _ENDED.search(scope.folded[bounds[0] : reading.start]):
        days = [d for d in days if d.end <= reading.start][-1:]  # "came on Sunday and left on Monday after a two-day"
    elif len(days) > 1:
        days = [d for d in days if _BESIDE.fullmatch(scope.folded[d.end : max(d.end, reading.start)])]
    if reading.length is None or len(days) != 1:
        return reading
    count, unit = reading.length
    first = days[0].when.start
    if unit not in ("day", "week", "fortnight", "month", "year") or first is None:
        return reading
    length = max((cal.shift(first, count, unit) - first).days, 1)
    begun = _BEGUN.search(scope.folded[bounds[0] : days[0].start]) is not None
    nth = 0 if begun else _nth_day(reading, scope, length)
    ends = _ends_on(reading, days[0], scope, bounds) if nth is None else False
    if ends is None:
        return reading
    start = cal.add_days(first, 1 - length if ends else -(nth or 0))
    when = When(start=start, end=cal.add_days(start, length - 1), precision=Precision.DAY)
    text = scope.text[min(reading.start, days[0].start) : max(reading.end, days[0].end)]
    return replace(reading, when=cal.stamped(when, text=text, basis=days[0].when.basis))


_NTH_DAY = re.compile(
    r"\b(?:(first|opening)|(second)|(third)|(fourth)|(fifth)|(final|last|closing|concluding)) day of\b[^.;,]{0,45}$"
)


def _nth_day(reading: Reading, scope: Scope, length: int) -> int | None:
    """Return how many days of a length lie before the one that is told: "on the second day of a three-day visit"."""
    found = _NTH_DAY.search(scope.folded[max(0, reading.start - 70) : reading.start])
    if found is None or found.lastindex is None:
        return None
    return length - 1 if found.lastindex == 6 else found.lastindex - 1


def _ends_on(reading: Reading, day: Reading, scope: Scope, bounds: tuple[int, int]) -> bool | None:
    """Say whether the length ends (True) or begins (False) on the day, or that nothing tells (None)."""
    before = scope.folded[bounds[0] : reading.start]
    if _ENDED.search(before) and day.end <= reading.start:
        return True
    if re.search(r"\b(?:for|on|in) (?:an? |the )?(?:[\w-]+ ){0,2}$", before[-40:]) and day.end <= reading.start:
        return False
    if day.connector in ("from", "until"):
        return day.connector == "until"
    low, high = min(reading.start, day.start), max(reading.end, day.end)
    window = scope.folded[max(bounds[0], low - 45) : high]
    spot = day.start - max(bounds[0], low - 45)
    nearest = [
        (abs(m.start() - spot), ends) for ends, cue in ((False, _BEGINS), (True, _ENDS)) for m in cue.finditer(window)
    ]
    return min(nearest)[1] if nearest else None


def with_length(
    reading: Reading, readings: Sequence[Reading], scope: Scope, sentences: Sequence[tuple[int, int]]
) -> Reading:
    """Return a length with the days that a day of its sentence gives it."""
    at = bisect_right(sentences, reading.start, key=lambda s: s[0]) - 1
    bounds = sentences[at] if at >= 0 and reading.start < sentences[at][1] else (0, len(scope.text))
    first = bisect_left(readings, bounds[0], key=lambda r: r.start)
    last = bisect_left(readings, bounds[1], key=lambda r: r.start)
    inside = readings[first:last]
    return _resolve_duration(reading, inside, scope, bounds)


def days_of(length: tuple[int, str] | None) -> dt.timedelta | None:
    """Return a length as a span of time; months have 30 days and years 365."""
    if length is None:
        return None
    count, unit = length
    if unit in ("minute", "hour"):
        return dt.timedelta(**{unit + "s": count})
    return dt.timedelta(
        days=count * {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365, "decade": 3652}[unit]
    )
