"""Times counted from the day of the text or from another time of it: weekdays, "last month", "two days later".

A form that is no time after all reads as None.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from parley.extract.dates import calendar as cal
from parley.extract.dates.calendar import Tense
from parley.extract.dates.parts import clipped, narrowed
from parley.extract.dates.patterns import UNITS, WEEKDAYS, WORDS
from parley.extract.dates.readings import (
    Lean,
    Offset,
    Reading,
    Scope,
    TimeKind,
    cut,
    is_capital,
    read_match,
)
from parley.model import UNDATED, DateBasis, Precision

_THURSDAY, _SATURDAY = 3, 5  # numbers of days of the week
_NEW_WEEK = 2  # until Wednesday, "the weekend" is the last one where no verb says that it is to come

# --- periods counted from the day of the text ---------------------------------------------------------------------


def _lasts(m: re.Match[str]) -> bool:
    """Say whether a preposition makes a length of time of "the next year": "in the next year"."""
    return (
        re.search(r"\b(?:in|over|within|for|during|of|by)\s+$", m.string[max(m.start() - 8, 0) : m.start("rel")])
        is not None
    )


def _period(m: re.Match[str], scope: Scope) -> Reading | None:
    rel, unit, part, reference = m["rel"], m["unit"], m["part"], scope.reference
    plain = rel in ("the", "the new", "current", "coming")
    if unit == "day" or (plain and unit not in ("weekend",) and not part):
        return None
    counted = rel == "the next" and not _lasts(m) and scope.lean(m.start(), m.end()).tense is Tense.PAST
    if counted or rel in ("the same", "that same", "that", "the following", "the previous", "the preceding"):
        if unit == "weekend":
            return None
        sign = {"the following": 1, "the next": 1, "the previous": -1, "the preceding": -1}.get(rel, 0)
        return read_match(
            m, "narrative", UNDATED, DateBasis.UNKNOWN, scope, offset=Offset(low=1, high=1, unit=unit, sign=sign)
        )
    if reference is None:
        return read_match(m, "period", UNDATED, DateBasis.UNKNOWN, scope)
    lean = scope.lean(m.start(), m.end())
    step = {"last": -1, "this past": -1, "next": 1, "this coming": 1, "the new": 1, "coming": 1}.get(rel, 0)
    if rel in ("the past", "the last", "the coming", "the next") and unit not in ("weekend",):
        sign = -1 if rel in ("the past", "the last") else 1
        return read_match(m, "period", cal.within(reference, cal.shift(reference, sign, unit)), scope.basis, scope)
    if unit == "decade":
        return None
    if unit == "weekend":
        just_over = rel == "the" and not lean.strong and reference.weekday() <= _NEW_WEEK
        past = step < 0 or (step == 0 and (lean.tense is Tense.PAST or just_over))
        tense = Tense.PAST if past else Tense.FUTURE
        base = reference
        if rel == "next" and reference.weekday() >= 5:
            base = cal.add_days(reference, 2)
        if rel == "last" and reference.weekday() >= 5:
            base = cal.add_days(reference, -2)
        if rel == "this" and reference.weekday() > 0:
            tense = Tense.FUTURE
        when = cal.weekend(base, tense)
        return read_match(m, "period", when, scope.basis, scope)
    if unit == "week":
        when = cal.week(cal.add_days(reference, 7 * step))
    elif unit == "month":
        moved = cal.add_months(reference, step)
        when = cal.month(moved.year, moved.month)
    elif unit == "quarter":
        first = dt.date(reference.year, (reference.month - 1) // 3 * 3 + 1, 1)
        when = cal.months(cal.add_months(first, 3 * step), 3)
    else:
        when = cal.year(reference.year + step)
    if part in ("earlier", "later"):
        when = clipped(when, part, reference)
    elif part:
        when = narrowed(when, part)
    elif step == 0 and unit == "week" and lean.strong and when.start and when.end:
        past = lean.tense is Tense.PAST
        sunday = not past and reference.weekday() == 6  # then the week to come
        last = cal.add_days(when.end, 7 if sunday else 0)
        when = cal.within(when.start, reference) if past else cal.within(reference, last)
    return read_match(m, "period", when, scope.basis, scope)


def _period_end(m: re.Match[str], scope: Scope) -> Reading | None:
    if scope.reference is None:
        return None
    year, month = scope.reference.year, scope.reference.month
    whole = cal.year(year) if m["unit"] == "year" else cal.month(year, month)
    reading = read_match(m, "period", narrowed(whole, "end"), scope.basis, scope)
    return cut(reading, scope, m.start("n"), m.end())


def _weekday(m: re.Match[str], scope: Scope) -> Reading | None:
    words = WORDS["words"]
    before = re.search(r"([a-z]+)\s+$", m.string[max(0, m.start() - 16) : m.start()])
    after = re.match(r"\s+([a-z]+)", m.string[m.end() : m.end() + 16])
    named = before and before[1] in words["not_after"] and is_capital(m, scope, "wd")
    if named or (after and after[1] in words["not_before"] and scope.text[m.end() + 1 : m.end() + 2].isupper()):
        return None
    if before and before[1] in ("every", "each"):
        return None
    rel, reference = m["rel"], scope.reference
    if rel in ("the following", "the next"):
        number = WEEKDAYS[m["wd"]]
        return read_match(
            m,
            "narrative",
            UNDATED,
            DateBasis.UNKNOWN,
            scope,
            offset=Offset(low=number, high=number, unit="weekday", sign=1),
        )
    if reference is None:
        return read_match(m, "weekday", UNDATED, DateBasis.UNKNOWN, scope, kind=_several_kind(m))
    lean = scope.lean(m.start(), m.end())
    past = rel in ("last", "this past", "past", "the previous") or m["weekago"]
    if m["part"] in ("later", "earlier") and rel is None and lean.tense is Tense.FUTURE:
        lean = Lean(Tense.FORGONE, lean.strong)  # "is to speak later on Monday", read on Tuesday
    tense = Tense.PAST if past else Tense.FUTURE if rel in ("next", "this coming", "coming") else lean.tense
    number = WEEKDAYS[m["wd"]]
    first = cal.weekday_near(reference, number, tense)
    week = m["rw"] or m["lw"]  # "Friday next week", "next week Friday"
    if week:
        monday = cal.add_days(reference, -reference.weekday() + {"last": -7, "this": 0, "next": 7}[week])
        first = cal.add_days(monday, number)
    elif rel in ("last", "this past", "past", "the previous") and (reference - first).days < (
        2 if rel == "last" else 1
    ):
        first = cal.add_days(first, -7)
    elif rel == "next" and not (number >= _SATURDAY > reference.weekday() >= _THURSDAY):
        first = cal.add_days(reference, 7 - reference.weekday() + number)  # else the week that begins on that day
    elif rel in ("this coming", "coming") and first == reference:
        first = cal.add_days(first, 7)
    if m["weekago"]:
        first = cal.add_days(first, -7)
    more = re.findall("|".join(w for w in WEEKDAYS if w.endswith("day")), m["more"] or "")
    if not more:
        return read_match(m, "weekday", cal.on(first), scope.basis, scope)
    last_number = WEEKDAYS[more[-1]]
    if tense is Tense.PAST and not week:  # counted back from the last day named
        last = cal.weekday_near(reference, last_number, tense)
        if rel == "last" and (reference - last).days < 2:
            last = cal.add_days(last, -7)
        first = cal.weekday_near(last, number, Tense.PAST)
    else:
        last = cal.weekday_near(first, last_number, Tense.FUTURE)
    joined = m["more"] or ""
    range_ = re.search(r"\b(?:to|through|until|or)\b|-", joined)
    if range_ and not rel and not week and lean.tense is Tense.PRESENT:
        ending = cal.weekday_near(reference, last_number, Tense.FUTURE)
        begun = cal.weekday_near(ending, number, Tense.PAST)
        first, last = (begun, ending) if begun <= reference else (first, last)  # "is in Oslo from Monday to Friday"
    if not range_ and (last - first).days > len(more):
        return None  # days apart, each a time of its own
    precision = Precision.RANGE if re.search(r"\bor\b", joined) else Precision.DAY
    return read_match(m, "weekday", cal.within(first, last, precision), scope.basis, scope, kind=_several_kind(m))


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
        return read_match(m, "deictic", UNDATED, DateBasis.UNKNOWN, scope)
    day = cal.add_days(scope.reference, WORDS["deictic"][re.sub(r"\s+", " ", m["n"])])
    return read_match(m, "deictic", cal.on(day), scope.basis, scope)


def _same_day(m: re.Match[str], scope: Scope) -> Reading | None:
    if m["n"] == "the day" and m["part"] not in ("later", "earlier"):
        return None
    return read_match(
        m, "narrative", UNDATED, DateBasis.UNKNOWN, scope, offset=Offset(low=0, high=0, unit="day", sign=1)
    )


def _next_day(m: re.Match[str], scope: Scope) -> Reading | None:
    side, name = (m["side"] or "").strip(), m["n"]
    if name == "the" and not side:
        return None
    back = side in ("before", "earlier") or (not side and name in ("the previous", "the preceding", "the prior"))
    unit = m["unit"] if m["unit"] in UNITS else "day"
    if name == "the next" and unit != "day" and not side:
        return None  # counted from the day of the text
    offset = Offset(low=1, high=1, unit=unit, sign=-1 if back else 1)
    return read_match(m, "narrative", UNDATED, DateBasis.UNKNOWN, scope, offset=offset)


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
        return read_match(m, "ago", UNDATED, DateBasis.UNKNOWN, scope)
    low, high = amount
    sign = -1 if side in ("ago", "back", "earlier", "before", "beforehand") else 1
    vague = about is not None and about in WORDS["words"]["about"]
    if side in ("ago", "back", "from now", "hence"):
        if scope.reference is None:
            return read_match(m, "ago", UNDATED, DateBasis.UNKNOWN, scope)
        wide = low != high and unit != "day"
        when = cal.away(scope.reference, low, high, unit, sign, about=vague, weekly=not wide)
        return read_match(m, "ago", when, scope.basis, scope)
    if unit in ("minute", "hour") and side not in ("earlier", "later"):
        return None
    offset = Offset(low=low, high=high, unit=unit, sign=sign, about=vague)
    return read_match(m, "narrative", UNDATED, DateBasis.UNKNOWN, scope, offset=offset)


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
        return read_match(m, "narrative", UNDATED, DateBasis.UNKNOWN, scope, offset=offset)
    kind = TimeKind.DURATION if pre in ("for", "throughout") else TimeKind.POINT
    if scope.reference is None or amount is None:
        return read_match(m, "around", UNDATED, DateBasis.UNKNOWN, scope, kind=kind)
    sign = -1 if direction in ("past", "last", "recent") else 1
    when = cal.within(scope.reference, cal.shift(scope.reference, sign * amount[1], unit))
    return read_match(m, "around", when, scope.basis, scope, kind=kind)


_SUPERLATIVE = re.compile(
    r"\b(?:first|time|once|second|third|worst|biggest|largest|highest|lowest|longest|most|best|only|\w+est|twice|since)\b(?:[^.;]|(?<=\b[a-z])\.){0,60}$"
)


_COUNTED = re.compile(r"\b(?:first|second|third|fourth|fifth|only|last|latest)\b[^;]{0,120}$")


def _from_now(m: re.Match[str], scope: Scope) -> Reading | None:
    named = m.groupdict()
    if named.get("wd"):
        if scope.reference is None:
            return read_match(m, "ago", UNDATED, DateBasis.UNKNOWN, scope)
        count = WORDS["numbers"][m["n"]]
        base = cal.add_days(scope.reference, WORDS["deictic"].get(m["wd"], 0))
        if m["wd"] in WEEKDAYS:
            base = cal.weekday_near(scope.reference, WEEKDAYS[m["wd"]], Tense.FUTURE)
        return read_match(m, "ago", cal.on(cal.add_days(base, 7 * count)), scope.basis, scope)
    unit = UNITS[m["unit"]]
    before = m.string[max(0, m.start() - 130) : m.start()].rpartition("\n")[2]
    counted = unit in ("year", "decade") and _COUNTED.search(re.split(r"(?<!\b[a-z])[.!?]\s", before)[-1])
    if m["pre"] == "in" and (counted or _SUPERLATIVE.search(before[-90:])):
        return None  # "the first visit in three years" counts a gap
    lean = scope.lean(m.start(), m.end())
    amount = _amount(named.get("n"), unit, named.get("about"))
    if amount is None or lean.tense is not Tense.FUTURE:
        return None
    if scope.reference is None:
        return read_match(m, "ago", UNDATED, DateBasis.UNKNOWN, scope)
    if m["pre"] != "in" or not named.get("n") or "next" in m.group():
        when = cal.within(scope.reference, cal.shift(scope.reference, amount[1], unit))
    else:
        about = named.get("about") in WORDS["words"]["about"]
        when = cal.away(scope.reference, *amount, unit, 1, about=about, weekly=amount[0] == amount[1])
    return read_match(m, "ago", when, scope.basis, scope)


def _anchored(m: re.Match[str], scope: Scope) -> Reading | None:
    named = m.groupdict()
    side = re.sub(r"\s+", " ", m["side"])
    back = side in (
        "before",
        "prior to",
        "ahead of",
        "leading up to",
        "preceding",
        "on the eve of",
        "in the run-up to",
        "until",
        "shortly before",
        "just before",
    )
    if "unit" not in named:
        offset = Offset(low=0, high=0, unit="", sign=-1 if back else 1, named=True)
        if side == "on the eve of":
            offset = replace(offset, low=1, high=3, unit="day", inside=True)
        kind = {"since": TimeKind.SINCE, "until": TimeKind.UNTIL}.get(side, TimeKind.BEFORE if back else TimeKind.AFTER)
        if side == "on the eve of":
            kind = TimeKind.POINT
        return read_match(m, "anchored", UNDATED, DateBasis.UNKNOWN, scope, offset=offset, kind=kind, connector=side)
    unit, within = UNITS[m["unit"]], named.get("within")
    deictic = m.group().startswith("last ") or re.search(r"\b(?:this|last|next)\s+$", m.string[: m.start()][-8:])
    if deictic and not (within or named.get("n")):
        return None  # "is to come this month after the vote", "last year after the talks"
    if within not in (None, "within") and not named.get("n") and not re.search(r"\bthe\b", m.group()):
        return None
    if side in ("of", "into") and (within != "within" if side == "of" else not named.get("n")):
        return None
    if not named.get("n") and not m["unit"].endswith("s") and within is None and m["unit"] != m.group().split()[-2]:
        return None
    amount = _amount(named.get("n") or (None if m["unit"].endswith("s") else "one"), unit, named.get("about"))
    if amount is None:
        return read_match(m, "anchored", UNDATED, DateBasis.UNKNOWN, scope)
    inside = within in ("within", "in", "during", "over", "throughout", "for") and (side != "into")
    offset = Offset(
        low=0 if inside else amount[0], high=amount[1], unit=unit, sign=-1 if back else 1,
        about=named.get("about") in WORDS["words"]["about"], named=True, inside=inside,
    )  # fmt: skip
    return read_match(m, "anchored", UNDATED, DateBasis.UNKNOWN, scope, offset=offset, connector=side)


def _duration(m: re.Match[str], scope: Scope) -> Reading | None:
    unit = UNITS[m["unit"]]
    amount = _amount(m["n"], unit)
    if amount is None or amount[0] != amount[1] or m.string[m.end() : m.end() + 4] in ("-old", " old"):
        return None
    start = m.start("n")
    reading = read_match(
        m, "duration", UNDATED, DateBasis.UNKNOWN, scope, kind=TimeKind.DURATION, length=(amount[0], unit)
    )
    end = m.end("unit") if m.string[m.end("n") : m.start("unit")].strip("- \n") == "" else m.end()
    return cut(reading, scope, start, end)


def _frequency(m: re.Match[str], scope: Scope) -> Reading | None:
    return read_match(m, "frequency", UNDATED, DateBasis.UNKNOWN, scope, kind=TimeKind.FREQUENCY)


RELATIVE: dict[str, Callable[[re.Match[str], Scope], Reading | None]] = {
    "period": _period, "period end": _period_end,
    "weekday": _weekday, "deictic": _deictic, "same day": _same_day, "next day": _next_day,
    "ago": _ago, "around": _around, "from now": _from_now, "anchored": _anchored, "duration": _duration,
    "frequency": _frequency,
}  # fmt: skip
