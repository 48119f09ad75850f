"""The readable name of an event: "Call of Xi Jinping and Volodymyr Zelenskyy, 26 April 2023"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from parley.model import IRI, Participation, Place, Precision, Role, Status, When

_MOST_NAMES = 3
_DOERS = (Role.VISITOR, Role.INITIATOR, Role.SPEAKER)
_RECEIVERS = (Role.HOST, Role.ADDRESSEE, Role.TARGET)


def label_of(
    label: str,
    *,
    journey: bool,
    contact: bool,
    participations: Sequence[Participation],
    names: Mapping[IRI, str],
    places: Sequence[Place],
    when: When,
    status: Status,
) -> str:
    """Return type, names, date and, where it did not take place, the status of an event.

    A journey tells who went where, a speech act or measure who did it towards whom.
    """
    present = [p for p in participations if p.role is not Role.ABSENT]
    doers = [names[p.actor] for p in present if p.role in _DOERS]
    receivers = [names[p.actor] for p in present if p.role in _RECEIVERS]
    everybody = [names[p.actor] for p in present]
    if journey:
        others = [name for name in everybody if name not in receivers]
        goal = places[0].label if places else _listed(receivers)
        text = f"{label}{_joined(' of ', doers or others)}{' to ' + goal if goal else ''}"
    elif not contact and doers and receivers:
        text = f"{label}{_joined(' by ', doers)}{_joined(' towards ', receivers)}"
    else:
        text = f"{label}{_joined(' of ', everybody)}"
    date = date_text(when)
    told = "" if status.took_place else f" ({status.replace('_', ' ')})"
    return f"{text}{', ' + date if date else ''}{told}"


def _joined(word: str, names: Sequence[str]) -> str:
    return word + _listed(names) if names else ""


def _listed(names: Sequence[str]) -> str:
    shown, more = list(names[:_MOST_NAMES]), len(names) - _MOST_NAMES
    if more > 0:
        shown.append(f"{more} other{'s' if more > 1 else ''}")
    return ", ".join(shown[:-1]) + " and " + shown[-1] if len(shown) > 1 else "".join(shown)


def date_text(when: When) -> str:
    """Return the date in words as exact as it is known: "26 April 2023", "April 2023", "2023", "" when undated."""
    start, end = when.start, when.end
    if start is None and end is None:
        return ""
    if start is None or end is None:
        return f"after {_day(start)}" if start else f"before {_day(end)}" if end else ""
    if when.precision is Precision.YEAR and start.year == end.year:
        return f"{start.year}"
    if when.precision is Precision.MONTH and (start.year, start.month) == (end.year, end.month):
        return f"{start:%B} {start.year}"
    if start == end:
        return _day(start)
    if when.precision is Precision.SEASON:
        return f"{_shortened(start, end, '%B')}–{end:%B} {end.year}"
    days = f"{_shortened(start, end, '%d %B')} – {_day(end)}"
    if (start.year, start.month) == (end.year, end.month):
        days = f"{start.day}–{_day(end)}"
    return days if when.precision is Precision.DAY else f"some time in {days}"


def _shortened(start: dt.date, end: dt.date, form: str) -> str:
    text = f"{start:{form}}".lstrip("0")
    return text if start.year == end.year else f"{text} {start.year}"


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B} {day.year}"
