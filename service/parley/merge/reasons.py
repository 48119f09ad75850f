"""Why two claims are taken for one event, in sentences that a reader understands at once.

They speak of two articles as "both", "one" and "the other", in the order in which a MergeReason has their claims;
which ones these are stands beside the reason.
"""

from __future__ import annotations

import datetime as dt

from parley.merge.facts import Days
from parley.merge.fits import Fit, Match, date_fit
from parley.merge.labels import date_text
from parley.model import Precision, Status, When

SAME_WORDS = "Both tell it in the very same words."
CAME_OF_PLAN = "One tells of the plan, the other of what came of it."
DENIED = "One denies what the other tells."
CONTRADICTED = "One article tells both, of one happening, as what two voices say of it."
CAME_OF_WISH = "One tells that it was asked for or possible, the other that it came about."
PLANNED_AFTER_WISH = "One tells that it was asked for or possible, the other of the plan."
MOVED = "One tells of the plan, the other for when it was moved."
MOVED_WITH_VISIT = "One tells of the plan, the other of what came of it when the visit that it is part of was moved."
TOLD_SOON_AFTER = "One gives no date and was published within days of the date that the other gives."
TOLD_BY_END = "One tells only by when it was over, the other of the days before."
DAY_APART = "Both were published within days of it, and one is a day off."
SAME_SIDES = "Both tell of the same sides, which they do not name by the same representatives"
SAME_JOURNEY = "Both tell of a journey of the same person, and one does not tell where to"
SAME_GATHERING = "Both tell of one gathering"
NEITHER_HELD = "Both tell that it did not take place."
NOT_AS_PLANNED = "One tells of the plan, the other that it was not carried out."
_LATEST = dt.date.max.toordinal()


def who_in_common(matched: Match) -> str:
    """Return "Both name the same two participants", and how they differ."""
    number = "participant" if matched.same == 1 else "two participants" if matched.same == 2 else "participants"
    said = f"Both name the same {number}"
    if matched.stand_ins:
        return f"{said}, where one names a country and the other who acted for it"
    return f"{said}, and one names others as well" if matched.only_a or matched.only_b else said


def dates_together(a: Days, b: Days, *, planned: bool = True) -> str:
    """Return how the days that two articles give themselves go together; `a` are those of the one.

    `planned` says whether one of them is a plan, which may be moved.
    """
    if not (a.told or b.told):
        return "neither gives a date, and they were published within weeks of each other"
    one, other = (_text(days) if days.told else "" for days in (a, b))
    if not a.told:
        return f"one gives no date, the other says {other}"
    if not b.told:
        return f"one says {one}, the other gives no date"
    if one == other:
        return f"both say {one}"
    fit = date_fit(a, b)
    if fit is Fit.APART:
        return f"one says {one}, the other {other}" + (", as plans are moved" if planned else "")
    if fit is Fit.WITHIN:
        first, then = ("", ", less exactly,") if (a.whole, -a.width) > (b.whole, -b.width) else (", less exactly,", "")
        return f"one says{first} {one}, the other{then} {other}"
    return f"one says {one}, the other {other}"


def places_together(places: Fit) -> str:
    """Return how the places of two articles go together, "" where at most one has any."""
    return {Fit.SAME: "both name the same place", Fit.APART: "though they name different places"}.get(places, "")


def told_as(one: str, other: str) -> str:
    """Return what kind of event each calls it."""
    return f"both call it “{one}”" if one == other else f"one calls it “{one}”, the other “{other}”"


def plan_goes_on(status: Status) -> str:
    """Return what the later of two articles tells of a plan."""
    word = {Status.POSTPONED: "postponed", Status.CANCELLED: "cancelled"}.get(status)
    return f"The later one tells that it was {word}." if word else "Both tell of it as a plan."


def _text(days: Days) -> str:
    first = dt.date.fromordinal(days.first) if days.first > 0 else None
    last = dt.date.fromordinal(days.last) if days.last <= _LATEST else None
    return date_text(When(start=first, end=last, precision=Precision.DAY if days.whole else Precision.RANGE)) or ""
