from __future__ import annotations

import pytest

from parley.store.service.admission import Admission, QueueFull


def test_there_are_so_many_places_of_either_kind() -> None:
    admission = Admission(places=2, queue=10)
    quick = [admission.enter("a", long=False) for _ in range(3)]
    long = [admission.enter("a", long=True) for _ in range(3)]
    assert [turn.running for turn in quick] == [True, True, False]
    assert [turn.running for turn in long] == [True, True, False]
    admission.leave(long[0])
    assert (long[2].running, quick[2].running) == (True, False)
    admission.leave(quick[0])
    assert quick[2].running
    assert admission.count() == (4, 0)


def test_a_client_that_comes_later_is_served_before_the_others_queue() -> None:
    admission = Admission(places=1, queue=10)
    first, *rest = [admission.enter("greedy", long=False) for _ in range(5)]
    other = admission.enter("modest", long=False)
    admission.leave(first)
    assert other.running
    assert not any(turn.running for turn in rest)
    admission.leave(other)
    assert rest[0].running


def test_clients_take_turns() -> None:
    admission = Admission(places=1, queue=10)
    waiting = [admission.enter(client, long=False) for client in "aaabbc"]
    served = []
    while admission.count()[0]:
        turn = next(each for each in waiting if each.running)
        served.append(turn.client)
        admission.leave(turn)
        waiting.remove(turn)
    assert "".join(served) == "abcaba"


def test_a_full_queue_refuses_the_client_that_fills_it_and_makes_room_for_others() -> None:
    admission = Admission(places=1, queue=3)
    admission.enter("greedy", long=False)
    queued = [admission.enter("greedy", long=False) for _ in range(3)]
    with pytest.raises(QueueFull):
        admission.enter("greedy", long=False)
    admission.enter("modest", long=False)
    assert [turn.dropped for turn in queued] == [False, False, True]
    assert queued[2].wait(0)
    admission.enter("other", long=False)
    with pytest.raises(QueueFull):
        admission.enter("modest", long=False)
    assert admission.count() == (1, 3)


def test_without_a_queue_a_query_runs_or_is_refused() -> None:
    admission = Admission(places=1, queue=0)
    turn = admission.enter("a", long=False)
    with pytest.raises(QueueFull):
        admission.enter("b", long=False)
    admission.leave(turn)
    assert admission.enter("b", long=False).running


def test_a_query_that_becomes_long_leaves_its_place_to_a_quick_one() -> None:
    admission = Admission(places=1, queue=10)
    slow = admission.enter("a", long=False)
    quick = admission.enter("a", long=False)
    assert admission.make_long(slow)
    assert (slow.running, quick.running) == (True, True)


def test_a_second_long_query_gives_way_only_if_a_quick_one_waits() -> None:
    admission = Admission(places=1, queue=10)
    first = admission.enter("a", long=True)
    second = admission.enter("a", long=False)
    assert not admission.make_long(second)
    assert second.running
    quick = admission.enter("b", long=False)
    assert not admission.make_long(second)
    assert (second.running, second.wait(0), quick.running) == (False, False, True)
    admission.leave(first)
    assert second.running


def test_a_turn_that_is_left_while_it_waits_is_forgotten() -> None:
    admission = Admission(places=1, queue=10)
    first = admission.enter("a", long=False)
    waiting = admission.enter("a", long=False)
    admission.leave(waiting)
    admission.leave(first)
    assert admission.count() == (0, 0)
