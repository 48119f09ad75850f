"""The periods that events are looked up by: they hold all days of an event, and there are few of them."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from parley.graph import period_of, write_periods
from parley.iris import Iris
from parley.model import When
from parley.vocab import new_graph

IRIS = Iris("http://example.org/parley/")
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@st.composite
def whens(draw: st.DrawFn) -> When:
    start, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if start and end and start > end:
        start, end = end, start
    if start and draw(st.booleans()):
        end = min(start + dt.timedelta(days=draw(st.integers(0, 120))), dt.date(2100, 12, 31))
    return When(start=start, end=end)


@pytest.mark.parametrize(
    ("start", "end", "name", "label", "first", "last"),
    [
        ("2023-03-26", "2023-03-26", "2023-03", "March 2023", "2023-03-01", "2023-03-31"),
        ("2024-02-29", "2024-03-01", "2024-02--2024-03", "February 2024 to March 2024", "2024-02-01", "2024-03-31"),
        (
            "2022-12-01",
            "2023-02-28",
            "2022-12--2023-02",
            "December 2022 to February 2023",
            "2022-12-01",
            "2023-02-28",
        ),
        ("2023-01-31", "2023-04-01", "2023", "2023", "2023-01-01", "2023-12-31"),
        ("2014-03-01", "2022-02-23", "2014--2022", "2014 to 2022", "2014-01-01", "2022-12-31"),
        ("2015-05-04", None, "2015--", "2015 or later", "2015-01-01", "9999-12-31"),
        (None, "1991-12-26", "--1991", "1991 or earlier", "0001-01-01", "1991-12-31"),
        (None, None, "unknown", "At an unknown time", "0001-01-01", "9999-12-31"),
    ],
)
def test_an_event_lies_in_the_shortest_period_that_holds_its_days(
    start: str | None, end: str | None, name: str, label: str, first: str, last: str
) -> None:
    period = period_of(When(start=_day(start), end=_day(end)))
    assert (period.name, period.label) == (name, label)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@given(whens())
def test_a_period_holds_every_day_that_an_event_was_or_may_have_been_on(when: When) -> None:
    period = period_of(when)
    assert period.first <= (when.start or dt.date.min)
    assert period.last >= (when.end or dt.date.max)


@given(whens(), whens())
def test_periods_of_one_name_are_one(one: When, other: When) -> None:
    periods = period_of(one), period_of(other)
    assert (periods[0] == periods[1]) == (periods[0].name == periods[1].name)


def test_a_year_of_events_lies_in_few_periods() -> None:
    days = [dt.date(2023, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    spans = [*zip(days, days, strict=True), *pairwise(days), *((a, b) for a in days for b in days[::7] if a < b)]
    assert len({period_of(When(start=a, end=b)) for a, b in spans}) <= 36


def test_periods_are_described_the_same_in_any_order() -> None:
    periods = [period_of(When(start=dt.date(2023, n, 1), end=dt.date(2023, n, 2))) for n in range(1, 13)]

    def written(some: list[object]) -> Graph:
        graph = new_graph()
        write_periods(graph, some, iris=IRIS)  # type: ignore[arg-type]
        return graph

    assert set(written([*periods])) == set(written([*reversed(periods), *periods]))
