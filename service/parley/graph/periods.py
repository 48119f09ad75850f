"""Periods of the calendar: by them events are looked up in time, instead of comparing the days of each.

Every event lies in one period, the shortest that holds all days on which it was or may have been: up to three calendar
months in a row, else calendar years in a row. A side that is not known reaches to the first or last day that a year of
four digits has. So there are few periods, however many events, and those that overlap some days hold every event that
may have been on one of them.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rdflib import RDFS, Graph

from parley.graph.terms import Node
from parley.iris import Iris
from parley.model import IRI, When
from parley.vocab import PARLEY

_MOST_MONTHS = 3
_BEGINNING, _END = dt.date.min, dt.date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whole calendar months or years in a row, or all time before or after."""

    name: str
    label: str
    first: dt.date
    last: dt.date

    def iri(self, iris: Iris) -> IRI:
        """Return the IRI of the period."""
        return iris.period(self.name)


def period_of(when: When) -> Period:
    """Return the period that an event of these days lies in."""
    start, end = when.start, when.end
    if start is not None and end is not None:
        return _months(start, end) if _month_number(end) - _month_number(start) < _MOST_MONTHS else _years(start, end)
    if start is not None:
        year = _years(start, start)
        return replace(year, name=f"{year.name}--", label=f"{year.name} or later", last=_END)
    if end is not None:
        year = _years(end, end)
        return replace(year, name=f"--{year.name}", label=f"{year.name} or earlier", first=_BEGINNING)
    return Period(name="unknown", label="At an unknown time", first=_BEGINNING, last=_END)


def _months(start: dt.date, end: dt.date) -> Period:
    names = start.isoformat()[:7], end.isoformat()[:7]
    labels = f"{start:%B %Y}", f"{end:%B %Y}"
    last = end.replace(day=calendar.monthrange(end.year, end.month)[1])
    return Period(name=_run(names, "--"), label=_run(labels, " to "), first=start.replace(day=1), last=last)


def _years(start: dt.date, end: dt.date) -> Period:
    names = start.isoformat()[:4], end.isoformat()[:4]
    first, last = start.replace(month=1, day=1), end.replace(month=12, day=31)
    return Period(name=_run(names, "--"), label=_run(names, " to "), first=first, last=last)


def _run(ends: tuple[str, str], word: str) -> str:
    return ends[0] if ends[0] == ends[1] else word.join(ends)


def _month_number(day: dt.date) -> int:
    return 12 * day.year + day.month


def write_periods(graph: Graph, periods: Iterable[Period], *, iris: Iris) -> None:
    """Describe periods.

    `<period/2023-03> a :Period ; rdfs:label "March 2023"@en ; :firstDay "2023-03-01"^^xsd:date ;
    :lastDay "2023-03-31"^^xsd:date .`
    """
    for period in periods:
        node = Node(graph, period.iri(iris), PARLEY.Period)
        node.value(RDFS.label, period.label, language="en")
        node.value(PARLEY.firstDay, period.first)
        node.value(PARLEY.lastDay, period.last)
