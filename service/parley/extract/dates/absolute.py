"""Dates of the calendar: a match of a written date, month, season or year becomes days.

A form that is no time after all reads as None.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from parley.extract.dates import calendar as cal
from parley.extract.dates.calendar import Tense
from parley.extract.dates.parts import ORDINALS, clipped, narrowed, share
from parley.extract.dates.patterns import ANCHORS, SEASONS, WEEKDAYS, WORDS, any_of
from parley.extract.dates.readings import (
    Lean,
    Offset,
    Reading,
    Scope,
    TimeKind,
    cut,
    day_number,
    filled,
    gap_after,
    is_capital,
    month_number,
    named_year,
    read_match,
)
from parley.model import UNDATED, DateBasis, Precision

_CAPITAL = {"may", "march", "mar", "mar.", "sep", "dec", "jan", "jun", "sun", "sat", "august"}


# --- dates of the calendar ----------------------------------------------------------------------------------------


def _iso(m: re.Match[str], scope: Scope) -> Reading | None:
    day = cal.safe_date(int(m["y"]), int(m["m"]), int(m["d"]))
    return read_match(m, "date", cal.on(day), DateBasis.STATED, scope) if day else None


def _numeric(m: re.Match[str], scope: Scope) -> Reading | None:
    a, b = int(m["a"]), int(m["b"])
    if a != b and a <= 12 and b <= 12:
        return None  # day and month could be either way round
    day = cal.safe_date(int(m["y"]), *((b, a) if a > 12 else (a, b)))
    return read_match(m, "date", cal.on(day), DateBasis.STATED, scope) if day else None


def _date(m: re.Match[str], scope: Scope) -> Reading | None:
    if not is_capital(m, scope, "m"):
        return None
    if _counts_things(m, scope) and not m["y"]:
        return None
    weekday = WEEKDAYS[m["wd"].rstrip(".")] if m["wd"] else None
    day, basis = filled(month_number(m["m"]), day_number(m["d"]), scope, m, weekday=weekday)
    reading = read_match(m, "date", cal.on(day) if day else UNDATED, basis, scope)
    article = re.match(r"the\s+", scope.folded[reading.start : reading.end])
    return cut(reading, scope, reading.start + article.end()) if article else reading


def _days(m: re.Match[str], scope: Scope) -> Reading | None:
    first_month, last_month = m["m1"] or m["m2"], m["m2"] or m["m1"]
    if not is_capital(m, scope, "m1" if m["m1"] else "m2"):
        return None
    word = m["to"].strip()
    last, basis = filled(month_number(last_month), day_number(m["d2"]), scope, m)
    first: dt.date | None = None
    if last:
        month, day = month_number(first_month), day_number(m["d1"])
        year = int(m["y1"]) if m["y1"] else last.year - (month > last.month)
        first = cal.safe_date(year, month, day)
        if first is None or first > last:
            return None
        if word in ("and", "&", "or") and m["pre"] != "between" and (last - first).days > 1:
            return None  # two dates, not a stretch
    precision = Precision.RANGE if m["pre"] == "between" or word == "or" else Precision.DAY
    when = cal.within(first, last, precision) if first and last else UNDATED
    kind = TimeKind.POINT if precision is Precision.RANGE else TimeKind.SPAN
    reading = read_match(m, "date", when, basis, scope, kind=kind)
    return cut(reading, scope, m.end("pre") + gap_after(m, "pre")) if m["pre"] == "from" else reading


def _nth(m: re.Match[str], scope: Scope) -> Reading | None:
    reference, found = scope.reference, None
    if reference:
        lean = scope.lean(m.start(), m.end())
        if m["rm"]:
            start = cal.add_months(reference.replace(day=1), {"last": -1, "this": 0, "next": 1}[m["rm"]])
            days = [cal.safe_date(start.year, start.month, day_number(m["d"]))]
        else:
            # "Meets on the 12th" lies ahead as "will meet" does.
            ahead = lean.tense is Tense.FUTURE or (lean.tense is Tense.PRESENT and lean.strong)
            sign = 1 if ahead else -1
            starts = [cal.add_months(reference.replace(day=1), sign * n) for n in range(4)]
            days = [cal.safe_date(s.year, s.month, day_number(m["d"])) for s in starts]
            days = [d for d in days if d and (d - reference).days * sign >= 0]
        found = next((d for d in days if d), None)
    reading = read_match(m, "date", cal.on(found) if found else UNDATED, scope.basis, scope)
    return cut(reading, scope, m.start() + m.group().index("the"))


def _week_of(m: re.Match[str], scope: Scope) -> Reading | None:
    day, basis = filled(month_number(m["m"] or m["m2"]), day_number(m["d"] or m["d2"]), scope, m)
    when = cal.within(day, cal.add_days(day, 6)) if day else UNDATED
    return read_match(m, "date", when, basis, scope)


# --- months and years ---------------------------------------------------------------------------------------------


_EVENT = re.compile(r"\b" + any_of(ANCHORS) + r"s?\b")


def _month_alone(m: re.Match[str], scope: Scope) -> Reading | None:
    if not is_capital(m, scope, "m") or (m["m"] not in _CAPITAL and m["m"] in ("jan", "mar", "jun", "dec")):
        return None
    number, rel = month_number(m["m"]), m["rel"]
    if m["told"]:
        offset = Offset(low=number, high=number, unit="month of year", sign=0)
        return read_match(m, "narrative", UNDATED, DateBasis.UNKNOWN, scope, offset=offset)
    year = named_year(m, scope)
    before = m.string[max(0, m.start() - 14) : m.start()]
    bound = (
        rel or m["part"] or m["ry"] or re.search(r"\b(?:in|since|until|till|during|from|by|the|of|and|to)\s+$", before)
    )
    following = scope.text[m.end() : m.end() + 2]
    if not year and m["m"] in ("may", "march", "august", "april", "june", "jan", "jun", "mar"):
        firm = rel or m["part"] or re.search(r"\b(?:in|since|until|till|during|this|for|by)\s+$", before)
        follows_name = bool(re.match(r"\s[A-Z]", following)) and not re.match(
            r"\s[A-Z]", scope.text[m.start() - 2 : m.start()]
        )
        after = " ".join(m.string[m.end() : m.end() + 60].split()[:4])
        named = re.search(r"\b(?:the|his|her|their|its|our|this|'s)\s+$", before) and _EVENT.search(after)
        firm = firm or named  # "the June EU summit"
        if m["m"] == "may" and re.search(r"\bby\s+$", before):
            return None  # a person is as likely
        if not firm and (m["m"] in ("may", "march") or follows_name or re.match(r"\s[A-Z]", following)):
            return None
    if m["m"].rstrip(".") in ("jan", "mar", "jun", "sep", "dec", "oct", "nov", "feb", "apr", "jul", "aug") and not (
        year or bound
    ):
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
    return cut(read_match(m, "month", narrowed(when, m["part"]), basis, scope), scope, m.start(), end)


def _months(m: re.Match[str], scope: Scope) -> Reading | None:
    if not (is_capital(m, scope, "m1") and is_capital(m, scope, "m2")):
        return None
    a, b, word = month_number(m["m1"]), month_number(m["m2"]), m["to"].strip()
    year, basis = named_year(m, scope), DateBasis.STATED
    if word in ("and", "&") and m["pre"] != "between" and (b - a) % 12 != 1:
        return None
    if year is None:
        if "may" in (m["m1"], m["m2"]) and not m["pre"]:
            return None
        base = scope.reference or scope.pivot
        if not base:
            return read_match(m, "month", UNDATED, DateBasis.UNKNOWN, scope)
        lean = scope.lean(m.start(), m.end()) if scope.reference else Lean(Tense.PRESENT, False)
        found = cal.fill_month(b, base, tense=lean.tense, strong=lean.strong)
        year = found.start.year if found.start else base.year
        basis = DateBasis.STATED if scope.basis is DateBasis.RELATIVE else DateBasis.INFERRED
    elif m["ry"]:
        basis = DateBasis.RELATIVE
    first = dt.date(cal.whole_year(int(m["y1"]) if m["y1"] else year - (a > b)), a, 1)
    count = (year - first.year) * 12 + b - a + 1
    if count < 1:
        return None
    kind = TimeKind.POINT if m["pre"] == "between" else TimeKind.SPAN
    reading = read_match(m, "month", cal.months(first, count), basis, scope, kind=kind)
    return cut(reading, scope, m.end("pre") + gap_after(m, "pre")) if m["pre"] == "from" else reading


def _counts_things(m: re.Match[str], scope: Scope) -> bool:
    """Say whether the number at the end of the match counts something and is no date."""
    rest = m.string[m.end() : m.end() + 24]
    found = re.match(r"[ -]([a-z]+)", rest)
    return bool(found and found[1] in WORDS["words"]["not_year"]) or rest.lstrip()[:1] in ("%", "$")


def _year(m: re.Match[str], scope: Scope) -> Reading | None:
    number = int(m["y"])
    if not 1900 <= number <= 2049 or _counts_things(m, scope):
        return None
    when = narrowed(cal.year(number), m["part"])
    reading = read_match(m, "year", when, DateBasis.STATED, scope)
    return cut(reading, scope, m.start("part") if m["part"] else m.start("y"))


def _year_of(m: re.Match[str], scope: Scope) -> Reading | None:
    number = int(m["y"])
    rest = m.string[m.end("y") : m.end()]
    plural = re.match(r"\s+(\w+)", rest)
    if not 1900 <= number <= 2049 or (plural and plural[1] in WORDS["words"]["not_year"]):
        return None
    reading = read_match(m, "year", cal.year(number), DateBasis.STATED, scope)
    return cut(reading, scope, m.start("y"), m.end("y"))


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
    return cut(read_match(m, "year", when, DateBasis.STATED, scope, kind=kind), scope, m.start("y1"))


def _season(m: re.Match[str], scope: Scope) -> Reading | None:
    named = m.groupdict()
    name, rel = SEASONS[m["n"]], named.get("rel")
    following = re.match(r"[ ]+([a-z]+)", m.string[m.end() : m.end() + 24])
    if following and following[1] in WORDS["words"]["not_season"]:
        return None
    year, basis, reference = named_year(m, scope), DateBasis.STATED, scope.reference
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
            when = (over or every)[-1]
        elif rel in ("next", "the following"):
            when = (ahead or every[-1:])[0]
        elif rel in ("this", "this coming"):
            last_year = reference.year + (name == "winter" and reference.month > 2)
            when = next((w for w in every if w.end and w.end.year == last_year), every[-1])
        elif lean.tense is Tense.PAST:
            when = (begun or every)[-1]
        else:
            when = next((w for w in every if w.end and w.end >= reference), every[-1])
    else:
        when, basis = UNDATED, DateBasis.UNKNOWN
    part = named.get("part") or named.get("part2")
    when = clipped(when, part, reference) if part in ("earlier", "later") else narrowed(when, part)
    reading = read_match(m, "season", when, basis, scope)
    lead = re.match(r"(?:in|over|during|by|until|since)\s+", m.group())
    return cut(reading, scope, m.start() + lead.end()) if lead else reading


def _quarter(m: re.Match[str], scope: Scope) -> Reading | None:
    named = m.groupdict()
    year, basis = named_year(m, scope), DateBasis.STATED
    if year is None or named.get("ry"):
        basis = scope.basis
        year = year or (scope.reference.year if scope.reference else None)
    if year is None:
        return read_match(m, "quarter", UNDATED, DateBasis.UNKNOWN, scope)
    unit = {"q": "quarter", "h": "half"}.get(m["u"], m["u"])
    count = int(m["n"]) if m["n"].isdigit() else ORDINALS[m["n"]]
    if unit == "half" and count > 2:
        return None
    return read_match(m, "quarter", share(cal.year(year), count, unit), basis, scope)


ABSOLUTE: dict[str, Callable[[re.Match[str], Scope], Reading | None]] = {
    "iso": _iso, "numeric": _numeric, "date": _date, "days": _days, "nth": _nth, "week of": _week_of,
    "month": _month_alone, "months": _months, "year": _year, "year of": _year_of, "years": _years,
    "season": _season, "quarter": _quarter,
}  # fmt: skip
