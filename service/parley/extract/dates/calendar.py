"""Arithmetic of whole days: weeks, months, seasons, and the year or week that a text leaves out.

Every function is pure. Weeks begin on Monday; seasons are those of the northern half of the earth, by whole months.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace
from enum import StrEnum

from parley.model import DateBasis, Precision, When

DAY = dt.timedelta(days=1)
SEASON_START = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


_JUST = 2  # days behind for which a weekday of what was called off is taken
_FAR, _WEEKS = 200, 31  # days to one of another year, and to one of these weeks


class Tense(StrEnum):
    """Where a happening lies, seen from the day of the text."""

    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"
    FORGONE = "forgone"  # what "had been due" may be over, or called off before its day


def on(day: dt.date) -> When:
    """Return exactly this day."""
    return When(start=day, end=day, precision=Precision.DAY)


def within(first: dt.date, last: dt.date, precision: Precision = Precision.RANGE) -> When:
    """Return some time from `first` to `last`, whichever comes first."""
    return When(start=min(first, last), end=max(first, last), precision=precision)


def safe_date(year: int, month: int, day: int) -> dt.date | None:
    """Return the date, or None where the calendar has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def add_days(day: dt.date, number: int) -> dt.date:
    """Move by days, never past the ends of the calendar."""
    return dt.date.fromordinal(min(max(day.toordinal() + number, 1), dt.date.max.toordinal()))


def add_months(day: dt.date, number: int) -> dt.date:
    """Move by months; the day is the last of the month where the month is too short for it."""
    months = min(max(day.year * 12 + day.month - 1 + number, 12), 9999 * 12 + 11)
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def shift(day: dt.date, number: int, unit: str) -> dt.date:
    """Move by a number of hours, days, weeks, fortnights, months, years or decades; minutes stay on the day.

    Hours move by as many days as they may reach.
    """
    if unit == "hour":
        return add_days(day, -(-abs(number) // 24) * (1 if number > 0 else -1))
    if unit in ("month", "year", "decade"):
        return add_months(day, number * {"month": 1, "year": 12, "decade": 120}[unit])
    return add_days(day, number * {"day": 1, "week": 7, "fortnight": 14}.get(unit, 0))


def whole_year(number: int) -> int:
    """Return the nearest year that the calendar has."""
    return min(max(number, dt.MINYEAR), dt.MAXYEAR)


def month(year: int, number: int) -> When:
    """Return some time in the month."""
    year = whole_year(year)
    return within(
        dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1]), Precision.MONTH
    )


def year(number: int) -> When:
    """Return some time in the year."""
    number = whole_year(number)
    return within(dt.date(number, 1, 1), dt.date(number, 12, 31), Precision.YEAR)


def months(first: dt.date, count: int, precision: Precision = Precision.RANGE) -> When:
    """Return some time in the `count` months that begin with the month of `first`."""
    start = first.replace(day=1)
    return within(start, add_days(add_months(start, count), -1), precision)


def season(name: str, of_year: int) -> When:
    """Return some time in the season that begins in the year."""
    return months(dt.date(whole_year(of_year), SEASON_START[name], 1), 3, Precision.SEASON)


def week(day: dt.date) -> When:
    """Return some time in the week, Monday to Sunday, of the day."""
    monday = add_days(day, -day.weekday())
    return within(monday, add_days(monday, 6))


def part(when: When, name: str) -> When:
    """Return the early, mid or late third of a period, or its beginning or end (a sixth, at least a week)."""
    if when.start is None or when.end is None:
        return when
    length = (when.end - when.start).days + 1
    third, sixth = round(length / 3), max(round(length / 6), min(7, length))
    if length > 80:  # whole months read better than thirds of a year
        quarter = 3 if length > 300 else 2 if length > 150 else 1
        early, late = months(when.start, quarter), months(add_months(when.end, 1 - quarter), quarter)
        middle = months(add_months(when.start, quarter), max(round(length / 30.4) - 2 * quarter, 1))
        brink = max(quarter // 2, 1)
        first, last = months(when.start, brink), months(add_months(when.end, 1 - brink), brink)
    else:
        early, late = (
            within(when.start, add_days(when.start, third - 1)),
            within(add_days(when.end, 1 - third), when.end),
        )
        middle = within(add_days(when.start, third), add_days(when.end, -third))
        first, last = (
            within(when.start, add_days(when.start, sixth - 1)),
            within(add_days(when.end, 1 - sixth), when.end),
        )
    return {"early": early, "mid": middle, "late": late, "beginning": first, "end": last}[name]


def weekday_near(reference: dt.date, number: int, tense: Tense) -> dt.date:
    """Return the weekday meant by its bare name: the reference day itself, else the last or the next such day."""
    back = (reference.weekday() - number) % 7
    behind = tense is Tense.PAST or (tense is Tense.FORGONE and back <= _JUST)
    return add_days(reference, -back if behind else (7 - back) % 7)


def weekend(reference: dt.date, tense: Tense) -> When:
    """Return the Saturday and Sunday that are meant by "the weekend"."""
    saturday = weekday_near(reference, 5, tense)
    if reference.weekday() == 6:
        saturday = add_days(reference, -1)
    return within(saturday, add_days(saturday, 1))


def fill_year(
    month_number: int,
    day: int,
    reference: dt.date,
    *,
    tense: Tense,
    strong: bool,
    weekday: int | None = None,
) -> dt.date | None:
    """Return the day whose year the text leaves out: by tense, the nearest one where the tense is not strong.

    A day just ahead of a past tense (or just behind a future one) is meant all the same: nobody leaves out the year
    of a day that is almost a year away.

    A weekday beside the date narrows the years to those in which they agree, if there are any nearby.
    """
    span = 6 if weekday is not None or (month_number, day) == (2, 29) else 1
    years = range(max(reference.year - span - 3, 1), min(reference.year + span, 9999) + 1)
    days = [d for y in years if (d := safe_date(y, month_number, day))]
    agreeing = [d for d in days if weekday is None or d.weekday() == weekday]
    days = agreeing or days
    if not days:
        return None
    past = [d for d in days if d <= add_days(reference, 1)]
    future = [d for d in days if d >= reference]
    nearest = min(days, key=lambda d: (abs((d - reference).days), d))
    gap = (nearest - reference).days
    if strong and not (tense is Tense.PAST and 0 < gap <= 45) and not (tense is Tense.FUTURE and -21 <= gap < 0):
        chosen = {Tense.PAST: past[-1:], Tense.FUTURE: future[:1]}.get(tense, [nearest])
        return chosen[0] if chosen else nearest
    if tense is Tense.PAST and past and gap > 45:
        return past[-1]  # a date well ahead needs a word that says so
    return nearest


def near_day(
    month_number: int, day: int, reference: dt.date, *, tense: Tense, strong: bool, weekday: int | None = None
) -> dt.date | None:
    """Return the day whose year a text of the reference day leaves out, as `fill_year` does.

    A weekday that agrees only in another year is a slip where it is that before or after a day of these weeks.
    """
    agreeing = fill_year(month_number, day, reference, tense=tense, strong=strong, weekday=weekday)
    plain = fill_year(month_number, day, reference, tense=tense, strong=strong)
    if agreeing is None or plain is None or weekday is None:
        return agreeing
    slip = abs((agreeing - reference).days) > _FAR and abs((plain - reference).days) <= _WEEKS
    return plain if slip and (plain.weekday() - weekday) % 7 in (1, 6) else agreeing


def fill_month(number: int, reference: dt.date, *, tense: Tense, strong: bool) -> When:
    """Return the month whose year the text leaves out; the month of the reference day is always near."""
    gap = number - reference.month
    if tense is Tense.FUTURE:
        shift_year = 1 if gap < 0 and (strong or gap < -6) else 0
    elif tense is Tense.PAST:
        shift_year = -1 if gap > 0 and (strong or gap > 2) else 0
    else:
        shift_year = -1 if gap > 5 else 1 if gap < -6 else 0
    return month(reference.year + shift_year, number)


def away(
    reference: dt.date, low: int, high: int, unit: str, sign: int, *, about: bool = False, weekly: bool = True
) -> When:
    """Return the time from `low` to `high` units before (−1) or after (1) the day, as wide as the unit is coarse.

    Days are exact unless `about`; weeks are good to three days (to none with `weekly` False), months and years to
    the calendar month and year.
    """
    a, b = shift(reference, sign * low, unit), shift(reference, sign * high, unit)
    first, last = min(a, b), max(a, b)
    if unit in ("minute", "hour"):
        return on(reference)
    if unit == "day":
        about = about or (low > 14 and low % 10 == 0)  # "a hundred days ago" is a round number
        spare = (1 if high < 5 else 3) if about else 0
        first, last = add_days(first, -spare), add_days(last, spare)
        return on(first) if first == last else within(first, last)
    if unit in ("week", "fortnight"):
        spare = 3 if weekly else 0
        return within(add_days(first, -spare), add_days(last, spare)) if spare or first != last else on(first)
    if unit == "month":
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        return months(first, count, Precision.MONTH if count == 1 else Precision.RANGE)
    if unit == "decade":
        return within(dt.date(max(first.year - 2, 1), 1, 1), dt.date(min(last.year + 2, 9999), 12, 31), Precision.RANGE)
    return within(
        dt.date(first.year, 1, 1),
        dt.date(last.year, 12, 31),
        Precision.YEAR if first.year == last.year else Precision.RANGE,
    )


def stamped(when: When, *, text: str, basis: DateBasis) -> When:
    """Return the same days with the words that gave them and how they were read."""
    known = when.start is not None or when.end is not None
    return replace(when, text=text, basis=basis if known else DateBasis.UNKNOWN)
