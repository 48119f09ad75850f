"""Counts how queries end."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from parley.errors import OverBudget, Overloaded, QueryCancelled, QueryRefused, QuerySyntaxError, QueryTimeout

OUTCOMES = ("ok", "cached", "syntax", "refused", "timeout", "memory", "cancelled", "throttled", "overloaded", "failed")
_ENDS: dict[type[Exception], str] = {
    QuerySyntaxError: "syntax",
    QueryRefused: "refused",
    QueryCancelled: "cancelled",
    OverBudget: "throttled",
    Overloaded: "overloaded",
}


class Tally:
    """How many queries came to each of OUTCOMES, since the service began."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def add(self, outcome: str) -> None:
        """Count one more."""
        with self._lock:
            self._counts[outcome] += 1

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Count what goes wrong inside the block."""
        try:
            yield
        except QueryTimeout as error:
            self.add("memory" if error.budget == "memory" else "timeout")
            raise
        except Exception as error:
            self.add(_ENDS.get(type(error), "failed"))
            raise

    def counts(self) -> Mapping[str, int]:
        """Return the count of every outcome."""
        with self._lock:
            return {outcome: self._counts[outcome] for outcome in OUTCOMES}
