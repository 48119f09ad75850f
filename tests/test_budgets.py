from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.store.service.budgets import Budgets


def test_a_client_may_have_so_many_queries_under_way() -> None:
    budgets = Budgets(queries=2, seconds=0)
    budgets.begin("a", 0, end=10, most_s=5)
    assert budgets.wait_s("a", 1) == (0, "")
    budgets.begin("a", 1, end=20, most_s=5)
    wait_s, what = budgets.wait_s("a", 4)
    assert (wait_s, what) == (6, "its 2 queries at once")
    assert budgets.wait_s("b", 4) == (0, "")
    budgets.finish("a", 5, end=20, most_s=5, used_s=1)
    assert budgets.wait_s("a", 5) == (0, "")


def test_a_client_pays_for_its_seconds_and_gets_them_back_evenly() -> None:
    budgets = Budgets(queries=0, seconds=30)
    budgets.begin("a", 100, end=200, most_s=50)
    budgets.finish("a", 140, end=200, most_s=50, used_s=40)
    wait_s, what = budgets.wait_s("a", 140)
    assert what == "its 30 seconds of query time a minute"
    assert wait_s == pytest.approx(20, abs=0.1)  # ten seconds owed, half a second a second
    assert budgets.wait_s("a", 140 + wait_s) == (0, "")
    assert budgets.wait_s("b", 140) == (0, "")


def test_seconds_that_are_not_used_do_not_add_up() -> None:
    budgets = Budgets(queries=0, seconds=30)
    for now in (0, 100_000):
        budgets.begin("a", now, end=now + 50, most_s=50)
        budgets.finish("a", now + 31, end=now + 50, most_s=50, used_s=31)
        assert budgets.wait_s("a", now + 31)[0] > 0


def test_limits_of_zero_are_none() -> None:
    budgets = Budgets(queries=0, seconds=0)
    for _ in range(1000):
        budgets.begin("a", 0, end=10, most_s=10)
        budgets.finish("a", 10, end=10, most_s=10, used_s=10)
        budgets.begin("a", 0, end=10, most_s=10)
    assert budgets.wait_s("a", 10) == (0, "")


def test_however_many_clients_come_few_are_remembered_and_none_that_is_busy_is_forgotten() -> None:
    budgets = Budgets(queries=1, seconds=10, clients=100)
    budgets.begin("busy", 0, end=10_000, most_s=10)
    for n in range(10_000):
        budgets.begin(str(n), n, end=n + 10, most_s=10)
        budgets.finish(str(n), n, end=n + 10, most_s=10, used_s=1)
    assert len(budgets) <= 101
    assert budgets.wait_s("busy", 9_999)[0] > 0


_EVENTS = st.lists(st.tuples(st.floats(0, 5), st.floats(0, 12), st.booleans()), max_size=30)


@given(_EVENTS, st.integers(0, 3), st.sampled_from([0, 5, 60]))
def test_the_time_to_wait_is_enough_whatever_becomes_of_queries_under_way(
    events: list[tuple[float, float, bool]], queries: int, seconds: int
) -> None:
    budgets, now, open_ones = Budgets(queries=queries, seconds=seconds), 0.0, list[tuple[float, float]]()
    for pause, most_s, ends in events:
        now += pause
        for end, most in [each for each in open_ones if each[0] <= now or ends]:
            budgets.finish("a", min(now, max(end, now - pause)), end=end, most_s=most, used_s=most)
            open_ones.remove((end, most))
        if budgets.wait_s("a", now)[0] == 0:
            budgets.begin("a", now, end=now + most_s, most_s=most_s)
            open_ones.append((now + most_s, most_s))
    wait_s = budgets.wait_s("a", now)[0]
    later = now + wait_s + 1e-6  # as exact as floats are
    for end, most in sorted(open_ones):
        if end <= later:
            budgets.finish("a", max(end, now), end=end, most_s=most, used_s=most)
    assert budgets.wait_s("a", later)[0] == 0
