"""The one order of events: newest first, by the last day on which each can have been."""

from __future__ import annotations

import datetime as dt
import random

from parley.order import newest_first, soonest_first


def day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal() if text else 0


def listed(*spans: tuple[str, str]) -> list[tuple[str, str]]:
    """Return first and last days in the order of all lists, whatever order they were given in."""
    shuffled = random.Random(3).sample(spans, len(spans))
    return sorted(shuffled, key=lambda span: newest_first(day(span[0]), day(span[1]), "http://x/event/a"))


def test_what_ended_last_comes_first_and_of_one_last_day_what_began_last() -> None:
    of_two_days, later = ("2023-03-21", "2023-03-22"), ("2023-03-22", "2023-03-22")
    before, of_the_year = ("2023-03-20", "2023-03-20"), ("2023-01-01", "2023-12-31")
    assert listed(before, of_two_days, of_the_year, later) == [of_the_year, later, of_two_days, before]


def test_an_event_of_which_one_day_is_known_stands_at_that_day_and_an_undated_one_last() -> None:
    since, until, undated = ("2023-03-21", ""), ("", "2023-03-20"), ("", "")
    assert listed(undated, until, since) == [since, until, undated]


def test_events_of_the_same_days_have_always_the_same_order() -> None:
    keys = [newest_first(5, 5, f"http://x/event/{n}") for n in range(50)]
    assert len(set(keys)) == 50
    assert {key[:2] for key in keys} == {(-5, -5)}


def test_what_comes_next_comes_first_where_that_is_asked_and_undated_ones_last_too() -> None:
    spans = [("", ""), ("2027-01-01", "2027-12-31"), ("2027-01-01", "2027-01-02"), ("", "2026-05-05")]
    ordered = sorted(spans, key=lambda span: soonest_first(day(span[0]), day(span[1]), "http://x/event/a"))
    assert ordered == [spans[3], spans[2], spans[1], spans[0]]
