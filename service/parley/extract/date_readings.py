"""What each written form of time means: a match of `date_patterns` becomes days, seen from the day of the text.

A reading that depends on another happening of the text ("two days later", "before the summit") keeps an `Offset`
instead of days; `date_anchors` resolves it. A form that is no time after all reads as None.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from parley.extract import calendar as cal
from parley.extract.calendar import Tense
from parley.extract.date_patterns import FORMS, MONTHS, SEASONS, TRIGGER, UNITS, WEEKDAYS, WORDS
from parley.model import UNDATED, DateBasis, Precision, When


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
    connector: str = ""  # the words before or in it that bind it: since, until, by, before, after …


_CAPITAL = {"may", "march", "mar", "mar.", "sep", "dec", "jan", "jun", "sun", "sat", "august"}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 0, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_BACK, _AHEAD = Lean(Tense.PAST, True), Lean(Tense.FUTURE, True)


def _month(text: str) -> int:
    return MONTHS[text.rstrip(".")]


def _day(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _capital(m: re.Match[str], scope: Scope, group: str) -> bool:
    return not scope.text[m.start(group)].islower()


def _relative_year(m: re.Match[str], scope: Scope) -> int | None:
    """Return the year that a date names, by number or as last, this or next year."""
    named = m.groupdict()
    for group in ("y", "y2"):
        if named.get(group):
            return int(named[group])
    if named.get("ry") and scope.reference:
        return scope.reference.year + {"last": -1, "this": 0, "next": 1}[named["ry"]]
    return None


def _filled(
    month: int, day: int, scope: Scope, m: re.Match[str], *, weekday: int | None = None
) -> tuple[dt.date | None, DateBasis]:
    """Return the day of a month, its year read or filled in, and the basis."""
    year = _relative_year(m, scope)
    if year:
        basis = DateBasis.RELATIVE if m.groupdict().get("ry") else DateBasis.STATED
        return cal.safe_date(year, month, day), basis
    if scope.reference:
        lean = scope.lean(m.start(), m.end())
        basis = DateBasis.STATED if scope.basis is DateBasis.RELATIVE else DateBasis.INFERRED
        found = cal.fill_year(
            month, day, scope.reference, tense=lean.tense, strong=lean.strong, weekday=weekday
        )
        return found, basis
    if scope.pivot:
        found = cal.fill_year(month, day, scope.pivot, tense=Tense.PRESENT, strong=False, weekday=weekday)
        return found, DateBasis.INFERRED
    return None, DateBasis.UNKNOWN


def _read(m: re.Match[str], form: str, when: When, basis: DateBasis, scope: Scope, **more: object) -> Reading:
    start, end = m.start(), m.end()
    while start < end and not (scope.folded[start].isalnum() or scope.folded[start] == "("):
        start += 1
    when = cal.stamped(when, text=scope.text[start:end], basis=basis)
    return replace(Reading(start=start, end=end, form=form, when=when), **more)  # type: ignore[arg-type]


def _cut(reading: Reading, scope: Scope, start: int, end: int | None = None) -> Reading:
    """Return the reading with other bounds and the words that stand there."""
    end = reading.end if end is None else end
    when = replace(reading.when, text=scope.text[start:end])
    return replace(reading, start=start, end=end, when=when)


# --- dates of the calendar ----------------------------------------------------------------------------------------


def _iso(m: re.Match[str], scope: Scope) -> Reading | None:
    day = cal.safe_date(int(m["y"]), int(m["m"]), int(m["d"]))
    return _read(m, "date", cal.on(day), DateBasis.STATED, scope) if day else None


def _numeric(m: re.Match[str], scope: Scope) -> Reading | None:
    a, b = int(m["a"]), int(m["b"])
    if a != b and a <= 12 and b <= 12:
        return None  # day and month could be either way round
    day = cal.safe_date(int(m["y"]), *((b, a) if a > 12 else (a, b)))
    return _read(m, "date", cal.on(day), DateBasis.STATED, scope) if day else None


def _date(m: re.Match[str], scope: Scope) -> Reading | None:
    if not _capital(m, scope, "m"):
        return None
    if _counts_things(m, scope) and not m["y"]:
        return None
    weekday = WEEKDAYS[m["wd"].rstrip(".")] if m["wd"] else None
    day, basis = _filled(_month(m["m"]), _day(m["d"]), scope, m, weekday=weekday)
    reading = _read(m, "date", cal.on(day) if day else UNDATED, basis, scope)
    article = re.match(r"the\s+", scope.folded[reading.start : reading.end])
    return _cut(reading, scope, reading.start + article.end()) if article else reading


def _days(m: re.Match[str], scope: Scope) -> Reading | None:
    first_month, last_month = m["m1"] or m["m2"], m["m2"] or m["m1"]
    if not _capital(m, scope, "m1" if m["m1"] else "m2"):
        return None
    word = m["to"].strip()
    last, basis = _filled(_month(last_month), _day(m["d2"]), scope, m)
    first: dt.date | None = None
    if last:
        month, day = _month(first_month), _day(m["d1"])
        year = int(m["y1"]) if m["y1"] else last.year - (month > last.month)
        first = cal.safe_date(year, month, day)
        if first is None or first > last:
            return None
        if word in ("and", "&", "or") and m["pre"] != "between" and (last - first).days > 1:
            return None  # two dates, not a stretch
    precision = Precision.RANGE if m["pre"] == "between" or word == "or" else Precision.DAY
    when = cal.within(first, last, precision) if first and last else UNDATED
    kind = TimeKind.POINT if precision is Precision.RANGE else TimeKind.SPAN
    reading = _read(m, "date", when, basis, scope, kind=kind)
    return _cut(reading, scope, m.end("pre") + _gap(m, "pre")) if m["pre"] == "from" else reading


def _gap(m: re.Match[str], group: str) -> int:
    rest = m.string[m.end(group) : m.end()]
    return len(rest) - len(rest.lstrip())


def _nth(m: re.Match[str], scope: Scope) -> Reading | None:
    reference, found = scope.reference, None
    if reference:
        lean = scope.lean(m.start(), m.end())
        if m["rm"]:
            start = cal.add_months(reference.replace(day=1), {"last": -1, "this": 0, "next": 1}[m["rm"]])
            days = [cal.safe_date(start.year, start.month, _day(m["d"]))]
        else:
            sign = 1 if lean.tense is Tense.FUTURE else -1
            starts = [cal.add_months(reference.replace(day=1), sign * n) for n in range(4)]
            days = [cal.safe_date(s.year, s.month, _day(m["d"])) for s in starts]
            days = [d for d in days if d and (d - reference).days * sign >= 0]
        found = next((d for d in days if d), None)
    reading = _read(m, "date", cal.on(found) if found else UNDATED, scope.basis, scope)
    return _cut(reading, scope, m.start() + m.group().index("the"))


def _week_of(m: re.Match[str], scope: Scope) -> Reading | None:
    day, basis = _filled(_month(m["m"] or m["m2"]), _day(m["d"] or m["d2"]), scope, m)
    when = cal.within(day, cal.add_days(day, 6)) if day else UNDATED
    return _read(m, "date", when, basis, scope)


# --- months and years ---------------------------------------------------------------------------------------------

_PART_WORDS = {"beginning": "beginning", "start": "beginning", "turn": "beginning", "middle": "mid"} | {
    "early": "early", "mid": "mid", "late": "late", "end": "end", "close": "end"
}  # fmt: skip


def _part(when: When, words: str | None) -> When:
    """Narrow a period to the part that the words name: early, the end of, the second half of, the first week of."""
    if not words or when.start is None or when.end is None:
        return when
    if found := re.search(r"(\w+) (half|quarter|third|week|weeks|days|day)", words):
        count, unit = _ORDINALS[found[1]], found[2]
        return _share(when, count, unit) if found[1] in _ORDINALS else when
    name = next((_PART_WORDS[w] for w in re.findall(r"[a-z]+", words) if w in _PART_WORDS), None)
    return cal.part(when, name) if name else when


def _share(when: When, count: int, unit: str) -> When:
    """Return the n-th (0: last) half, quarter, third, week or days of a period."""
    if when.start is None or when.end is None:
        return when
    if unit in ("week", "weeks", "day", "days"):
        size = {"week": 7, "weeks": 14, "day": 1, "days": 5}[unit]
        first = cal.add_days(when.end, 1 - size) if count == 0 else cal.add_days(when.start, size * (count - 1))
        last = cal.add_days(first, size - 1)
        return cal.on(first) if size == 1 else cal.within(first, last)
    pieces = {"half": 2, "third": 3, "quarter": 4}[unit]
    count = pieces if count == 0 else min(count, pieces)
    days = (when.end - when.start).days + 1
    if days > 360:
        size = 12 // pieces
        return cal.months(cal.add_months(when.start, size * (count - 1)), size)
    return cal.within(
        cal.add_days(when.start, days * (count - 1) // pieces),
        cal.add_days(when.start, days * count // pieces - 1),
    )


def _month_alone(m: re.Match[str], scope: Scope) -> Reading | None:
    if not _capital(m, scope, "m") or (m["m"] not in _CAPITAL and m["m"] in ("jan", "mar", "jun", "dec")):
        return None
    number, rel = _month(m["m"]), m["rel"]
    year = _relative_year(m, scope)
    before = m.string[max(0, m.start() - 14) : m.start()]
    bound = rel or m["part"] or m["ry"] or re.search(r"\b(?:in|since|until|till|during|from|by|the|of|and|to)\s+$", before)
    following = scope.text[m.end() : m.end() + 2]
    if not year and m["m"] in ("may", "march", "august", "april", "june", "jan", "jun", "mar"):
        firm = rel or m["part"] or re.search(r"\b(?:in|since|until|till|during|this|for|by)\s+$", before)
        follows_name = bool(re.match(r"\s[A-Z]", following)) and not re.match(r"\s[A-Z]", scope.text[m.start() - 2 : m.start()])
        if m["m"] == "may" and re.search(r"\bby\s+$", before):
            return None  # a person is as likely
        if not firm and (m["m"] in ("may", "march") or follows_name or re.match(r"\s[A-Z]", following)):
            return None
    if m["m"].rstrip(".") in ("jan", "mar", "jun", "sep", "dec", "oct", "nov", "feb", "apr", "jul", "aug") and not (year or bound):
        return None
    if year:
        when, basis = cal.month(year, number), DateBasis.RELATIVE if m["ry"] else DateBasis.STATED
    elif reference := scope.reference:
        lean = scope.lean(m.start(), m.end())
        basis = scope.basis
        if rel in ("last", "this past", "the previous"):
            when = cal.month(reference.year - (number >= reference.month), number)
        elif rel in ("next", "coming", "this coming", "the following"):
            when = cal.month(reference.year + (number <= reference.month), number)
        elif rel in ("this", "this same"):
            when = cal.month(reference.year, number)
        else:
            when = cal.fill_month(number, reference, tense=lean.tense, strong=lean.strong)
            basis = DateBasis.STATED if scope.basis is DateBasis.RELATIVE else DateBasis.INFERRED
    elif scope.pivot and not rel:
        when = cal.fill_month(number, scope.pivot, tense=Tense.PRESENT, strong=False)
        basis = DateBasis.INFERRED
    else:
        when, basis = UNDATED, DateBasis.UNKNOWN
    end = m.end("m") - 1 if not year and m["m"].endswith(".") and not re.match(r"\s+[a-z]", following) else m.end()
    return _cut(_read(m, "month", _part(when, m["part"]), basis, scope), scope, m.start(), end)


def _months(m: re.Match[str], scope: Scope) -> Reading | None:
    if not (_capital(m, scope, "m1") and _capital(m, scope, "m2")):
        return None
    a, b, word = _month(m["m1"]), _month(m["m2"]), m["to"].strip()
    year, basis = _relative_year(m, scope), DateBasis.STATED
    if word in ("and", "&") and m["pre"] != "between" and (b - a) % 12 != 1:
        return None
    if year is None:
        if "may" in (m["m1"], m["m2"]) and not m["pre"]:
            return None
        base = scope.reference or scope.pivot
        if not base:
            return _read(m, "month", UNDATED, DateBasis.UNKNOWN, scope)
        lean = scope.lean(m.start(), m.end()) if scope.reference else Lean(Tense.PRESENT, False)
        found = cal.fill_month(b, base, tense=lean.tense, strong=lean.strong)
        year = found.start.year if found.start else base.year
        basis = DateBasis.STATED if scope.basis is DateBasis.RELATIVE else DateBasis.INFERRED
    elif m["ry"]:
        basis = DateBasis.RELATIVE
    first = dt.date(int(m["y1"]) if m["y1"] else year - (a > b), a, 1)
    count = (year - first.year) * 12 + b - a + 1
    if count < 1:
        return None
    kind = TimeKind.POINT if m["pre"] == "between" else TimeKind.SPAN
    reading = _read(m, "month", cal.months(first, count), basis, scope, kind=kind)
    return _cut(reading, scope, m.end("pre") + _gap(m, "pre")) if m["pre"] == "from" else reading


def _counts_things(m: re.Match[str], scope: Scope) -> bool:
    """Say whether the number at the end of the match counts something and is no date."""
    rest = m.string[m.end() : m.end() + 24]
    found = re.match(r"[ -]([a-z]+)", rest)
    return bool(found and found[1] in WORDS["words"]["not_year"]) or rest.lstrip()[:1] in ("%", "$")


def _year(m: re.Match[str], scope: Scope) -> Reading | None:
    number = int(m["y"])
    if not 1900 <= number <= 2049 or _counts_things(m, scope):
        return None
    when = _part(cal.year(number), m["part"])
    reading = _read(m, "year", when, DateBasis.STATED, scope)
    return _cut(reading, scope, m.start("part") if m["part"] else m.start("y"))


def _year_of(m: re.Match[str], scope: Scope) -> Reading | None:
    number = int(m["y"])
    rest = m.string[m.end("y") : m.end()]
    plural = re.match(r"\s+(\w+)", rest)
    if not 1900 <= number <= 2049 or (plural and plural[1] in WORDS["words"]["not_year"]):
        return None
    reading = _read(m, "year", cal.year(number), DateBasis.STATED, scope)
    return _cut(reading, scope, m.start("y"), m.end("y"))


def _years(m: re.Match[str], scope: Scope) -> Reading | None:
    first = int(m["y1"])
    last = int(m["y2"]) if len(m["y2"]) == 4 else first // 100 * 100 + int(m["y2"])
    if not 1900 <= first < last <= 2049 or (m["pre"] == "in" and "-" in m["to"]):
        return None
    word = m["to"].strip()
    if word in ("and", "or") and m["pre"] != "between" and last - first > 1:
        return None
    when = cal.within(dt.date(first, 1, 1), dt.date(last, 12, 31))
    kind = TimeKind.POINT if m["pre"] == "between" else TimeKind.SPAN
    return _cut(_read(m, "year", when, DateBasis.STATED, scope, kind=kind), scope, m.start("y1"))


def _season(m: re.Match[str], scope: Scope) -> Reading | None:
    named = m.groupdict()
    name, rel = SEASONS[m["n"]], named.get("rel")
    following = re.match(r"[ ]+([a-z]+)", m.string[m.end() : m.end() + 24])
    if following and following[1] in WORDS["words"]["not_season"]:
        return None
    year, basis, reference = _relative_year(m, scope), DateBasis.STATED, scope.reference
    if year:
        basis = DateBasis.RELATIVE if named.get("ry") else DateBasis.STATED
        when = cal.season(name, year)
    elif reference:
        basis = scope.basis
        lean = scope.lean(m.start(), m.end())
        every = [cal.season(name, reference.year + n) for n in (-2, -1, 0, 1)]
        over = [w for w in every if w.end and w.end < reference]
        begun = [w for w in every if w.start and w.start <= reference]
        ahead = [w for w in every if w.start and w.start > reference]
        if rel in ("last", "this past", "the previous"):
            when = over[-1]
        elif rel in ("next", "the following"):
            when = ahead[0]
        elif rel in ("this", "this coming"):
            when = next(w for w in every if w.end and w.end.year == reference.year + (name == "winter" and reference.month > 2))
        else:
            when = begun[-1] if lean.tense is Tense.PAST else next(w for w in every if w.end and w.end >= reference)
    else:
        when, basis = UNDATED, DateBasis.UNKNOWN
    part = named.get("part") or named.get("part2")
    when = _clipped(when, part, reference) if part in ("earlier", "later") else _part(when, part)
    reading = _read(m, "season", when, basis, scope)
    cut = re.match(r"(?:in|over|during|by|until|since)\s+", m.group())
    return _cut(reading, scope, m.start() + cut.end()) if cut else reading


def _quarter(m: re.Match[str], scope: Scope) -> Reading | None:
    named = m.groupdict()
    year, basis = _relative_year(m, scope), DateBasis.STATED
    if year is None or named.get("ry"):
        basis = scope.basis
        year = year or (scope.reference.year if scope.reference else None)
    if year is None:
        return _read(m, "quarter", UNDATED, DateBasis.UNKNOWN, scope)
    unit = {"q": "quarter", "h": "half"}.get(m["u"], m["u"])
    count = int(m["n"]) if m["n"].isdigit() else _ORDINALS[m["n"]]
    if unit == "half" and count > 2:
        return None
    return _read(m, "quarter", _share(cal.year(year), count, unit), basis, scope)


# --- periods counted from the day of the text ---------------------------------------------------------------------


def _clipped(when: When, part: str | None, reference: dt.date | None) -> When:
    """Return the part of a period that is over ("earlier this month") or still to come ("later this month")."""
    if reference is None or when.start is None or when.end is None or not when.start <= reference <= when.end:
        return _part(when, {"earlier": "early", "later": "late"}.get(part or "", part))
    if part == "earlier":
        return cal.within(when.start, reference)
    return cal.within(reference, when.end) if part == "later" else _part(when, part)


def _period(m: re.Match[str], scope: Scope) -> Reading | None:
    rel, unit, part, reference = m["rel"], m["unit"], m["part"], scope.reference
    plain = rel in ("the", "the same", "that same", "the new", "current", "coming")
    if unit == "day" or (plain and unit not in ("weekend",) and not part):
        return None
    if rel in ("the same", "that same", "the following", "the previous", "the preceding"):
        if unit == "weekend":
            return None
        sign = {"the following": 1, "the previous": -1, "the preceding": -1}.get(rel, 0)
        return _read(m, "narrative", UNDATED, DateBasis.UNKNOWN, scope, offset=Offset(low=1, high=1, unit=unit, sign=sign))
    if reference is None:
        return _read(m, "period", UNDATED, DateBasis.UNKNOWN, scope)
    lean = scope.lean(m.start(), m.end())
    step = {"last": -1, "this past": -1, "next": 1, "this coming": 1, "the new": 1, "coming": 1}.get(rel, 0)
    if rel in ("the past", "the last", "the coming", "the next") and unit not in ("weekend",):
        sign = -1 if rel in ("the past", "the last") else 1
        return _read(m, "period", cal.within(reference, cal.shift(reference, sign, unit)), scope.basis, scope)
    if unit == "decade":
        return None
    if unit == "weekend":
        tense = Tense.PAST if step < 0 or (step == 0 and lean.tense is Tense.PAST) else Tense.FUTURE
        base = reference
        if rel == "next" and reference.weekday() >= 5:
            base = cal.add_days(reference, 2)
        if rel == "last" and reference.weekday() >= 5:
            base = cal.add_days(reference, -2)
        if rel == "this" and reference.weekday() > 0:
            tense = Tense.FUTURE
        when = cal.weekend(base, tense)
        reading = _read(m, "period", when, scope.basis, scope)
        return reading
    if unit == "week":
        when = cal.week(cal.add_days(reference, 7 * step))
    elif unit == "month":
        moved = cal.add_months(reference, step)
        when = cal.month(moved.year, moved.month)
    elif unit == "quarter":
        first = dt.date(reference.year, (reference.month - 1) // 3 * 3 + 1, 1)
        when = cal.months(cal.add_months(first, 3 * step), 3)
    else:
        when = cal.year(min(max(reference.year + step, 1), 9999))
    if part in ("earlier", "later"):
        when = _clipped(when, part, reference)
    elif part:
        when = _part(when, part)
    elif step == 0 and unit == "week" and lean.strong and when.start and when.end:
        past = lean.tense is Tense.PAST
        if not past and reference.weekday() == 6:  # on a Sunday the week to come
            when = cal.week(cal.add_days(reference, 1))
        when = cal.within(when.start, reference) if past else cal.within(reference, when.end)
    return _read(m, "period", when, scope.basis, scope)


def _weekday(m: re.Match[str], scope: Scope) -> Reading | None:
    words = WORDS["words"]
    before = re.search(r"([a-z]+)\s+$", m.string[max(0, m.start() - 16) : m.start()])
    after = re.match(r"\s+([a-z]+)", m.string[m.end() : m.end() + 16])
    named = before and before[1] in words["not_after"] and _capital(m, scope, "wd")
    if named or (after and after[1] in words["not_before"] and scope.text[m.end() + 1 : m.end() + 2].isupper()):
        return None
    if before and before[1] in ("every", "each"):
        return None
    rel, reference = m["rel"], scope.reference
    if rel in ("the following", "the next"):
        number = WEEKDAYS[m["wd"]]
        return _read(m, "narrative", UNDATED, DateBasis.UNKNOWN, scope, offset=Offset(low=number, high=number, unit="weekday", sign=1))
    if reference is None:
        return _read(m, "weekday", UNDATED, DateBasis.UNKNOWN, scope, kind=_several_kind(m))
    lean = scope.lean(m.start(), m.end())
    past = rel in ("last", "this past", "past", "the previous") or m["weekago"]
    tense = Tense.PAST if past else Tense.FUTURE if rel in ("next", "this coming", "coming") else lean.tense
    number = WEEKDAYS[m["wd"]]
    first = cal.weekday_near(reference, number, tense)
    if m["rw"]:
        monday = cal.add_days(reference, -reference.weekday() + {"last": -7, "this": 0, "next": 7}[m["rw"]])
        first = cal.add_days(monday, number)
    elif rel in ("last", "this past", "past", "the previous") and (reference - first).days < (2 if rel == "last" else 1):
        first = cal.add_days(first, -7)
    elif rel == "next":
        first = cal.add_days(reference, 7 - reference.weekday() + number)
    elif rel in ("this coming", "coming") and first == reference:
        first = cal.add_days(first, 7)
    if m["weekago"]:
        first = cal.add_days(first, -7)
    more = re.findall("|".join(w for w in WEEKDAYS if w.endswith("day")), m["more"] or "")
    if not more:
        return _read(m, "weekday", cal.on(first), scope.basis, scope)
    last_number = WEEKDAYS[more[-1]]
    if tense is Tense.PAST and not m["rw"]:  # counted back from the last day named
        last = cal.weekday_near(reference, last_number, tense)
        if rel == "last" and (reference - last).days < 2:
            last = cal.add_days(last, -7)
        first = cal.weekday_near(last, number, Tense.PAST)
    else:
        last = cal.weekday_near(first, last_number, Tense.FUTURE)
    joined = m["more"] or ""
    range_ = re.search(r"\b(?:to|through|until|or)\b|-", joined)
    if not range_ and (last - first).days > len(more):
        return None  # days apart, each a time of its own
    precision = Precision.RANGE if re.search(r"\bor\b", joined) else Precision.DAY
    return _read(m, "weekday", cal.within(first, last, precision), scope.basis, scope, kind=_several_kind(m))


def _several_kind(m: re.Match[str]) -> TimeKind:
    several = m["more"] and not re.search(r"\bor\b", m["more"])
    return TimeKind.SPAN if several else TimeKind.POINT


def _deictic(m: re.Match[str], scope: Scope) -> Reading | None:
    words = WORDS["words"]
    before = re.search(r"([A-Za-z]+)\s+$", scope.text[max(0, m.start() - 16) : m.start()])
    after = re.match(r"(?:'s)?\s+([a-z]+)", m.string[m.end() : m.end() + 16])
    if before and (before[1].lower() == "of" or (before[1].lower() in words["not_after"] and before[1][0].isupper())):
        return None
    if after and after[1] in words["not_before"]:
        return None
    if scope.reference is None:
        return _read(m, "deictic", UNDATED, DateBasis.UNKNOWN, scope)
    day = cal.add_days(scope.reference, WORDS["deictic"][re.sub(r"\s+", " ", m["n"])])
    return _read(m, "deictic", cal.on(day), scope.basis, scope)


def _same_day(m: re.Match[str], scope: Scope) -> Reading | None:
    if m["n"] == "the day" and m["part"] not in ("later", "earlier"):
        return None
    return _read(m, "narrative", UNDATED, DateBasis.UNKNOWN, scope, offset=Offset(low=0, high=0, unit="day", sign=1))


def _next_day(m: re.Match[str], scope: Scope) -> Reading | None:
    side, name = (m["side"] or "").strip(), m["n"]
    if name == "the" and not side:
        return None
    back = side in ("before", "earlier") or (not side and name in ("the previous", "the preceding", "the prior"))
    unit = m["unit"] if m["unit"] in UNITS else "day"
    if name == "the next" and unit != "day" and not side:
        return None  # counted from the day of the text
    offset = Offset(low=1, high=1, unit=unit, sign=-1 if back else 1)
    return _read(m, "narrative", UNDATED, DateBasis.UNKNOWN, scope, offset=offset)


# --- amounts of time ----------------------------------------------------------------------------------------------


def _amount(words: str | None, unit: str, about: str | None = None) -> tuple[int, int] | None:
    """Return the least and the most that an amount in words means."""
    if words is None:
        most = WORDS["open"].get(unit)
        return (1, most) if most else None
    words = re.sub(r"\s+", " ", words)
    if words in WORDS["vague"]:
        low, high = WORDS["vague"][words]
        return low, high
    if words.endswith(" hundred"):
        return (hundred := 100 * WORDS["numbers"][words.split()[0]]), hundred
    number = int(words) if words.isdigit() else WORDS["numbers"].get(words)
    if number is None or (unit in ("year", "decade") and number > 120):
        return None
    if about in WORDS["words"]["below"]:
        return max(number - 1, 0), number
    if about in WORDS["words"]["above"]:
        return number, number + 1
    if about in WORDS["words"]["about"] and unit not in ("day", "week"):
        return max(number - 1, 0), number + 1
    return number, number


def _ago(m: re.Match[str], scope: Scope) -> Reading | None:
    named = m.groupdict()
    unit, side, about = UNITS[m["unit"]], m["side"], named.get("about")
    if not named.get("n") and not m["unit"].endswith("s"):
        return None
    amount = _amount(named.get("n"), unit, about)
    if amount is None:
        return _read(m, "ago", UNDATED, DateBasis.UNKNOWN, scope)
    low, high = amount
    sign = -1 if side in ("ago", "earlier", "before", "beforehand") else 1
    vague = about is not None and about in WORDS["words"]["about"]
    if side in ("ago", "from now", "hence"):
        if scope.reference is None:
            return _read(m, "ago", UNDATED, DateBasis.UNKNOWN, scope)
        wide = low != high and unit != "day"
        when = cal.away(scope.reference, low, high, unit, sign, about=vague, weekly=not wide)
        return _read(m, "ago", when, scope.basis, scope)
    if unit in ("minute", "hour") and side not in ("earlier", "later"):
        return None
    offset = Offset(low=low, high=high, unit=unit, sign=sign, about=vague)
    return _read(m, "narrative", UNDATED, DateBasis.UNKNOWN, scope, offset=offset)


def _around(m: re.Match[str], scope: Scope) -> Reading | None:
    named, unit = m.groupdict(), UNITS[m["unit"]]
    direction, pre = m["dir"], named.get("pre")
    if not named.get("n") and not m["unit"].endswith("s"):
        return None  # "the past week" is a period
    amount = _amount(named.get("n"), unit)
    if not named.get("n"):
        amount = (1, WORDS["around"][unit]) if unit in WORDS["around"] else None
    if direction in ("previous", "preceding", "following"):
        if amount is None:
            return None
        sign = 1 if direction == "following" else -1
        offset = Offset(low=0, high=amount[1], unit=unit, sign=sign, inside=True)
        return _read(m, "narrative", UNDATED, DateBasis.UNKNOWN, scope, offset=offset)
    kind = TimeKind.DURATION if pre in ("for", "throughout") else TimeKind.POINT
    if scope.reference is None or amount is None:
        return _read(m, "around", UNDATED, DateBasis.UNKNOWN, scope, kind=kind)
    sign = -1 if direction in ("past", "last", "recent") else 1
    when = cal.within(scope.reference, cal.shift(scope.reference, sign * amount[1], unit))
    return _read(m, "around", when, scope.basis, scope, kind=kind)


_SUPERLATIVE = re.compile(r"\b(?:first|time|once|second|third|worst|biggest|largest|highest|lowest|longest|most|best|only|\w+est|twice|since)\b[^.;]{0,40}$")


def _from_now(m: re.Match[str], scope: Scope) -> Reading | None:
    named = m.groupdict()
    if named.get("wd"):
        if scope.reference is None:
            return _read(m, "ago", UNDATED, DateBasis.UNKNOWN, scope)
        count = WORDS["numbers"][m["n"]]
        base = cal.add_days(scope.reference, WORDS["deictic"].get(m["wd"], 0))
        if m["wd"] in WEEKDAYS:
            base = cal.weekday_near(scope.reference, WEEKDAYS[m["wd"]], Tense.FUTURE)
        return _read(m, "ago", cal.on(cal.add_days(base, 7 * count)), scope.basis, scope)
    unit = UNITS[m["unit"]]
    before = m.string[max(0, m.start() - 70) : m.start()]
    if m["pre"] == "in" and _SUPERLATIVE.search(before):
        return None  # "the first visit in three years" counts a gap
    lean = scope.lean(m.start(), m.end())
    amount = _amount(named.get("n"), unit, named.get("about"))
    if amount is None or lean.tense is not Tense.FUTURE:
        return None
    if scope.reference is None:
        return _read(m, "ago", UNDATED, DateBasis.UNKNOWN, scope)
    if m["pre"] != "in" or not named.get("n") or "next" in m.group():
        when = cal.within(scope.reference, cal.shift(scope.reference, amount[1], unit))
    else:
        about = named.get("about") in WORDS["words"]["about"]
        when = cal.away(scope.reference, *amount, unit, 1, about=about, weekly=amount[0] == amount[1])
    return _read(m, "ago", when, scope.basis, scope)


def _anchored(m: re.Match[str], scope: Scope) -> Reading | None:
    named = m.groupdict()
    side = re.sub(r"\s+", " ", m["side"])
    back = side in ("before", "prior to", "ahead of", "leading up to", "preceding", "on the eve of", "in the run-up to", "until", "shortly before", "just before")
    if "unit" not in named:
        offset = Offset(low=0, high=0, unit="", sign=-1 if back else 1, named=True)
        if side == "on the eve of":
            offset = replace(offset, low=1, high=3, unit="day", inside=True)
        kind = {"since": TimeKind.SINCE, "until": TimeKind.UNTIL}.get(side, TimeKind.BEFORE if back else TimeKind.AFTER)
        if side == "on the eve of":
            kind = TimeKind.POINT
        return _read(m, "anchored", UNDATED, DateBasis.UNKNOWN, scope, offset=offset, kind=kind, connector=side)
    unit, within = UNITS[m["unit"]], named.get("within")
    if within not in (None, "within") and not named.get("n") and not re.search(r"\bthe\b", m.group()):
        return None
    if side in ("of", "into") and (within != "within" if side == "of" else not named.get("n")):
        return None
    if not named.get("n") and not m["unit"].endswith("s") and within is None and m["unit"] != m.group().split()[-2]:
        return None
    amount = _amount(named.get("n") or (None if m["unit"].endswith("s") else "one"), unit, named.get("about"))
    if amount is None:
        return _read(m, "anchored", UNDATED, DateBasis.UNKNOWN, scope)
    inside = within in ("within", "in", "during", "over", "throughout", "for") and (side != "into")
    offset = Offset(
        low=0 if inside else amount[0], high=amount[1], unit=unit, sign=-1 if back else 1,
        about=named.get("about") in WORDS["words"]["about"], named=True, inside=inside,
    )  # fmt: skip
    return _read(m, "anchored", UNDATED, DateBasis.UNKNOWN, scope, offset=offset, connector=side)


def _duration(m: re.Match[str], scope: Scope) -> Reading | None:
    unit = UNITS[m["unit"]]
    amount = _amount(m["n"], unit)
    if amount is None or amount[0] != amount[1] or m.string[m.end() : m.end() + 4] in ("-old", " old"):
        return None
    start = m.start("n")
    reading = _read(m, "duration", UNDATED, DateBasis.UNKNOWN, scope, kind=TimeKind.DURATION, length=(amount[0], unit))
    end = m.end("unit") if m.string[m.end("n") : m.start("unit")].strip("- \n") == "" else m.end()
    return _cut(reading, scope, start, end)


def _frequency(m: re.Match[str], scope: Scope) -> Reading | None:
    return _read(m, "frequency", UNDATED, DateBasis.UNKNOWN, scope, kind=TimeKind.FREQUENCY)


_READERS: dict[str, Callable[[re.Match[str], Scope], Reading | None]] = {
    "iso": _iso, "numeric": _numeric, "date": _date, "days": _days, "nth": _nth, "week of": _week_of,
    "month": _month_alone, "months": _months, "year": _year, "year of": _year_of, "years": _years,
    "season": _season, "quarter": _quarter, "period": _period, "weekday": _weekday, "deictic": _deictic,
    "same day": _same_day, "next day": _next_day, "ago": _ago, "around": _around, "from now": _from_now,
    "anchored": _anchored, "duration": _duration, "frequency": _frequency,
}  # fmt: skip

_REACH = 70  # characters on each side of a time word in which its form may lie


def _windows(folded: str) -> dict[tuple[str, ...], list[tuple[int, int]]]:
    """Return the stretches of text around the words that each form needs, merged where they touch."""
    hits: dict[str, list[tuple[int, int]]] = {}
    for m in TRIGGER.finditer(folded):
        hits.setdefault(m.lastgroup or "", []).append(m.span())
    found: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for needs in {form.needs for form in FORMS}:
        stretches: list[tuple[int, int]] = []
        for start, end in sorted(span for name in needs for span in hits.get(name, ())):
            start, end = max(0, start - _REACH), min(len(folded), end + _REACH)
            if stretches and start <= stretches[-1][1]:
                stretches[-1] = (stretches[-1][0], end)
            else:
                stretches.append((start, end))
        found[needs] = stretches
    return found


def find_readings(scope: Scope) -> list[Reading]:
    """Return what the forms read in the text, in order; where two overlap the longer one, then the earlier form.

    Readings that name what they count from ("two days after the summit") stand apart and may hold the date of that.
    """
    found: list[tuple[int, int, int, Reading]] = []
    windows = _windows(scope.folded)
    for rank, form in enumerate(FORMS):
        for start, end in windows[form.needs]:
            for m in form.pattern.finditer(scope.folded, start, end):
                reading = _READERS[form.name](m, scope)
                if reading is not None:
                    found.append((reading.start - reading.end, rank, reading.start, reading))
    taken: list[tuple[int, int]] = []
    kept: list[Reading] = []
    for _, _, _, reading in sorted(found, key=lambda f: f[:3]):
        if not any(reading.start < b and a < reading.end for a, b in taken):
            taken.append((reading.start, reading.end))
            kept.append(reading)
    return sorted(kept, key=lambda r: (r.start, r.end))
