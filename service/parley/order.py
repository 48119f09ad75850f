"""The order of events in every list: newest first, that is by the last day on which one can have been, then the first.

Of an event of which one day alone is known that is both; undated ones come last. Events of the same days have an order
of their own, which looks like chance but is always the same.
"""

from __future__ import annotations

import hashlib

NEWEST_FIRST = "DESC(?latest) DESC(?earliest) ?tie"
"""The order in SPARQL, over variables that `Selection.listing` binds."""
OLDEST_FIRST = "?undated ?earliest ?latest ?tie"
"""The other way round, for what comes next: by the first day, then the last; undated ones last here too."""


def newest_first(start: int, end: int, event: str) -> tuple[int, int, str]:
    """Return what events are sorted by; days are ordinals, 0 where one is not known, and `event` is the IRI."""
    return -(end or start), -(start or end), tie_of(event)


def soonest_first(start: int, end: int, event: str) -> tuple[bool, int, int, str]:
    """Return what events are sorted by where it is asked what comes next."""
    return not (start or end), start or end, end or start, tie_of(event)


def tie_of(event: str) -> str:
    """Return what events of the same days are ordered by: short strings are compared fastest."""
    return hashlib.md5(event.encode(), usedforsecurity=False).hexdigest()[:12]
