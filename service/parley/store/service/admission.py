"""Which query runs next: a bounded queue that is fair between clients, and places of their own for long queries.

Quick queries and long ones have as many places each. A query is quick until it has run for a while, or from the start
if it was long before, so that queries of ten seconds never stand in the way of those of ten milliseconds.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field


class QueueFull(Exception):
    """Too many queries wait already."""


@dataclass(slots=True, eq=False)
class Turn:
    """A query on its way: it waits, runs in the end, or is dropped from the queue."""

    client: str
    long: bool
    running: bool = False
    dropped: bool = False
    _changed: threading.Event = field(default_factory=threading.Event)

    def wait(self, timeout_s: float) -> bool:
        """Wait until this turn runs or is dropped, and say whether it came to that."""
        return self._changed.wait(timeout_s)

    def change(self, *, running: bool) -> None:
        """Let this turn run, or drop it."""
        self.running, self.dropped = running, not running
        self._changed.set()

    def again(self) -> None:
        """Let this turn wait once more, for a long one's place."""
        self.running, self.long = False, True
        self._changed.clear()


class Admission:
    """`places` for quick queries and as many for long ones, and `queue` queries that may wait for them."""

    def __init__(self, *, places: int, queue: int) -> None:
        self._places = places
        self._queue = queue
        self._lock = threading.Lock()
        self._waiting: list[Turn] = []
        self._running: list[Turn] = []
        self._served: dict[str, int] = {}  # when a client that is here got a place last, in turns
        self._turns = 0

    def enter(self, client: str, *, long: bool) -> Turn:
        """Return a turn, running if there is a free place.

        Where the queue is full, the client with most queries in it loses its newest to one that has fewer; raises
        QueueFull if that is the newcomer.
        """
        with self._lock:
            turn = Turn(client=client, long=long)
            self._waiting.append(turn)
            self._advance()
            if len(self._waiting) > self._queue and not turn.running:
                count = Counter(each.client for each in self._waiting)
                greediest = max(count, key=lambda name: (count[name], name == client))
                last = [each for each in self._waiting if each.client == greediest][-1]
                self._waiting.remove(last)
                if last is turn:
                    raise QueueFull
                last.change(running=False)
            return turn

    def leave(self, turn: Turn) -> None:
        """End a turn, wherever it stands."""
        with self._lock:
            for each in (self._waiting, self._running):
                if turn in each:
                    each.remove(turn)
            self._advance()
            here = {each.client for each in (*self._waiting, *self._running)}
            self._served = {client: at for client, at in self._served.items() if client in here}

    def make_long(self, turn: Turn) -> bool:
        """Give a running quick query the place of a long one and return True; without a free one, return False.

        If other quick queries wait, it has to give its place up and waits itself (`turn.running` is False then).
        """
        with self._lock:
            if self._free(long=True):
                turn.long = True
            elif any(not each.long for each in self._waiting):
                self._running.remove(turn)
                turn.again()
                self._waiting.append(turn)
            else:
                return False
            self._advance()
            return turn.running

    def count(self) -> tuple[int, int]:
        """Return how many queries run and how many wait."""
        with self._lock:
            return len(self._running), len(self._waiting)

    def _free(self, *, long: bool) -> bool:
        return sum(each.long is long for each in self._running) < self._places

    def _advance(self) -> None:
        for long in (False, True):
            while self._free(long=long) and (candidates := [each for each in self._waiting if each.long is long]):
                count = Counter(each.client for each in self._running)
                chosen = min(candidates, key=lambda each: (count[each.client], self._served.get(each.client, 0)))
                self._turns += 1
                self._served[chosen.client] = self._turns
                self._waiting.remove(chosen)
                self._running.append(chosen)
                chosen.change(running=True)
