"""Finds the period in a question: "in March 2023", "between 1 Feb and 5 March 2022", "since last year"."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_NUMBERS = {w: n for n, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)}
_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 0, "months": 0, "year": 0, "years": 0}
_WITHIN = ("in", "on", "during", "throughout", "within")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days from `start` to `end`, both included, an open side None, and the words that say so."""

    start: dt.date | None
    end: dt.date | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPeriod:
    """A period and the words of the question that it takes up: `first` to `last` (exclusive)."""

    period: Period
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    """A day, month, season or year: its days and the index of the word after it; `open` when it names no year."""

    start: dt.date
    end: dt.date
    next: int
    open: bool = False
    loose: bool = False  # a word that means a time only after "in", "since" and the like


def find_period(words: Sequence[str], *, today: dt.date) -> FoundPeriod | None:
    """Return the longest period among lower-case words, the first of several that are equally long."""
    found: list[FoundPeriod] = []
    for first in range(len(words)):
        for start, end, last in _periods(words, first, today):
            if start and end and start > end:
                continue
            period = Period(start=start, end=end, text=" ".join(words[first:last]))
            found.append(FoundPeriod(period=period, first=first, last=last))
    return max(found, key=lambda each: (each.last - each.first, -each.first), default=None)


Reading = tuple[dt.date | None, dt.date | None, int]


def _periods(words: Sequence[str], i: int, today: dt.date) -> list[Reading]:
    """Return the periods that begin at word `i`: first day, last day, index of the word after it."""
    found: list[Reading] = []
    word = words[i]
    if (point := _point(words, i, today)) and not point.loose and not point.open:
        found.append((point.start, point.end, point.next))
    if relative := _relative(words, i, today):
        found.append(relative)
    inner = _inner(words, i + 1, today)
    if inner is None:
        return found
    start, end, last, _ = inner
    if word in _WITHIN:
        found.append((start, end, last))
    elif word == "since":
        found.append((start, None, last))
    elif word == "after":
        found.append((end + _ONE if end else None, None, last))
    elif word == "before":
        found.append((None, start - _ONE if start else None, last))
    elif word in ("until", "till"):
        found.append((None, end, last))
    elif word in ("between", "from") and (span := _span(words, i, today)):
        found.append(span)
    return found


_ONE = dt.timedelta(days=1)


def _inner(words: Sequence[str], i: int, today: dt.date) -> tuple[dt.date | None, dt.date | None, int, bool] | None:
    if i >= len(words):
        return None
    if relative := _relative(words, i, today):
        return (*relative, False)
    point = _point(words, i, today)
    return (point.start, point.end, point.next, point.open) if point else None


def _span(words: Sequence[str], i: int, today: dt.date) -> Reading | None:
    """Read "between X and Y", "from X to Y"; where X names no year, it is that of Y."""
    left = _point(words, i + 1, today)
    if left is None or left.next >= len(words) or words[left.next] not in ("and", "to", "until", "till"):
        return None
    right = _point(words, left.next + 1, today)
    if right is None:
        return None
    start = left.start
    if left.open and not right.open and (again := _point(words, i + 1, today, year=right.start.year)):
        start = again.start
    if left.open and start > right.end:
        start = _safe(start.year - 1, start.month, start.day)
    return start, right.end, right.next


def _relative(words: Sequence[str], i: int, today: dt.date) -> Reading | None:
    """Read "yesterday", "last month", "this year", "the last 30 days"."""
    fixed = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if words[i] in fixed:
        day = today + fixed[words[i]] * _ONE
        return day, day, i + 1
    if words[i] == "the":
        i += 1
    if i + 1 >= len(words) or words[i] not in ("last", "past", "previous", "this", "current", "next", "coming"):
        return None
    step = -1 if words[i] in ("last", "past", "previous") else 1 if words[i] in ("next", "coming") else 0
    count = int(words[i + 1]) if words[i + 1].isdecimal() else _NUMBERS.get(words[i + 1], 0)
    if count:
        if i + 2 >= len(words) or words[i + 2] not in _UNITS or not step or count > 3000:
            return None
        other = _shifted(today, step * count, words[i + 2])
        return (other, today, i + 3) if step < 0 else (today, other, i + 3)
    if words[i + 1] in _MONTHS and step <= 0:
        month = _MONTHS.index(words[i + 1]) + 1
        point = _month(_year_before(today, month), month, i + 2)
        return point.start, point.end, point.next
    span = _calendar_unit(today, step, words[i + 1])
    return (*span, i + 2) if span else None


def _calendar_unit(today: dt.date, step: int, unit: str) -> tuple[dt.date, dt.date] | None:
    if unit == "week":
        monday = today - today.weekday() * _ONE + 7 * step * _ONE
        return monday, monday + 6 * _ONE
    if unit == "month":
        month = _shifted(today.replace(day=1), step, "month")
        return month, _last_day(month.year, month.month)
    if unit == "year":
        return dt.date(today.year + step, 1, 1), dt.date(today.year + step, 12, 31)
    return None


def _shifted(day: dt.date, count: int, unit: str) -> dt.date:
    if days := _UNITS[unit]:
        return day + count * days * _ONE
    months = day.year * 12 + day.month - 1 + count * (12 if unit.startswith("year") else 1)
    return _safe(months // 12, months % 12 + 1, day.day)


def _safe(year: int, month: int, day: int) -> dt.date:
    """Return that day, or the last one of a month that is too short for it."""
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _point(words: Sequence[str], i: int, today: dt.date, year: int | None = None) -> _Point | None:
    """Read a day, month, season, quarter, half or year at word `i`; `year` holds where none is named."""
    if i < len(words) and words[i] == "the":
        i += 1
    if i >= len(words):
        return None
    if iso := _ISO.fullmatch(words[i]):
        return _iso_point(iso, i + 1)
    for read in (_day_point, _month_point, _part_point):
        if point := read(words, i, today, year):
            return point
    if _YEAR.fullmatch(words[i]):
        whole = int(words[i])
        return _Point(start=dt.date(whole, 1, 1), end=dt.date(whole, 12, 31), next=i + 1)
    return None


def _iso_point(iso: re.Match[str], after: int) -> _Point | None:
    try:
        if iso[3]:
            day = dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
            return _Point(start=day, end=day, next=after)
        return _month(int(iso[1]), int(iso[2]), after)
    except (ValueError, calendar.IllegalMonthError):
        return None


def _day_point(words: Sequence[str], i: int, today: dt.date, year: int | None) -> _Point | None:
    """Read "26 April 2023", "26th of April", "April 26, 2023"."""
    number = _DAY.fullmatch(words[i])
    if number:
        at = i + 2 if i + 1 < len(words) and words[i + 1] == "of" else i + 1
        month = _month_number(words, at)
        after = at + 1
    else:
        month, after = _month_number(words, i), i + 2
        number = _DAY.fullmatch(words[i + 1]) if month and i + 1 < len(words) else None
    if number is None or not month:
        return None
    named, after = _year_at(words, after)
    whole = named or year or _year_before(today, month)
    try:
        day = dt.date(whole, month, int(number[1]))
    except ValueError:
        return None
    return _Point(start=day, end=day, next=after, open=named is None)


def _month_point(words: Sequence[str], i: int, today: dt.date, year: int | None) -> _Point | None:
    month = _month_number(words, i)
    if not month:
        return None
    named, after = _year_at(words, i + 1)
    point = _month(named or year or _year_before(today, month), month, after)
    # "May" and "March" alone are a month only after "in", "since" and the like
    return replace(point, open=named is None, loose=named is None)


def _part_point(words: Sequence[str], i: int, today: dt.date, year: int | None) -> _Point | None:
    """Read "spring 2022", "the second half of 2022", "the first quarter of 2022", "Q1 2022"."""
    word, following = words[i], words[i + 1] if i + 1 < len(words) else ""
    if word in _SEASONS:
        first, last = _SEASONS[word]
        named, after = _year_at(words, i + 1)
    elif word in _QUARTERS and following == "quarter":
        first, last = 3 * _QUARTERS[word] - 2, 3 * _QUARTERS[word]
        named, after = _year_at(words, i + 2)
    elif word in ("first", "second") and following == "half":
        first, last = (1, 6) if word == "first" else (7, 12)
        named, after = _year_at(words, i + 2)
    elif re.fullmatch("q[1-4]", word):
        first, last = 3 * int(word[1]) - 2, 3 * int(word[1])
        named, after = _year_at(words, i + 1)
    else:
        return None
    whole = named or year or _year_before(today, first)
    end = _last_day(whole + (last < first), last)
    return _Point(start=dt.date(whole, first, 1), end=end, next=after, open=named is None, loose=named is None)


def _month(year: int, month: int, after: int) -> _Point:
    return _Point(start=dt.date(year, month, 1), end=_last_day(year, month), next=after)


def _month_number(words: Sequence[str], i: int) -> int | None:
    if i >= len(words):
        return None
    word = words[i]
    if word == "sept":
        return 9
    if word in _MONTHS or len(word) == 3:
        return next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(word)), None)
    return None


def _year_at(words: Sequence[str], i: int) -> tuple[int | None, int]:
    """Return the year at word `i`, after a comma or "of" if there is one, and the index of the word after it."""
    at = i + 1 if i < len(words) and words[i] in (",", "of", "in") else i
    if at < len(words) and _YEAR.fullmatch(words[at]):
        return int(words[at]), at + 1
    return None, i


def _year_before(today: dt.date, month: int) -> int:
    """Return the year of the last such month that has begun by today."""
    return today.year if month <= today.month else today.year - 1
