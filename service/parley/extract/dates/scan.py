"""Scanning: every written form of time that stands in a text, read."""

from __future__ import annotations

from bisect import bisect_left

from parley.extract.dates.absolute import ABSOLUTE
from parley.extract.dates.patterns import FORMS, TRIGGER
from parley.extract.dates.readings import Reading, Scope
from parley.extract.dates.relative import RELATIVE

_READERS = ABSOLUTE | RELATIVE
_REACH = 70  # characters on each side of a time word in which its form may lie


def _windows(folded: str) -> dict[tuple[str, ...], list[tuple[int, int]]]:
    """Return the stretches of text around the words that each form needs, merged where they touch."""
    hits: dict[str, list[tuple[int, int]]] = {}
    for m in TRIGGER.finditer(folded):
        hits.setdefault(m.lastgroup or "", []).append(m.span())
    found: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for needs in {form.needs for form in FORMS}:
        stretches: list[tuple[int, int]] = []
        for start, end in sorted(span for name in needs for span in hits.get(name, ())):
            start, end = max(0, start - _REACH), folded.find(" ", end + _REACH)
            end = len(folded) if end < 0 else end
            if stretches and start <= stretches[-1][1]:
                stretches[-1] = (stretches[-1][0], end)
            else:
                stretches.append((start, end))
        found[needs] = stretches
    return found


def find_readings(scope: Scope) -> list[Reading]:
    """Return what the forms read in the text, in order; where two overlap the longer one, then the earlier form.

    Readings that name what they count from ("two days after the summit") stand apart and may hold the date of that.
    """
    found: list[tuple[int, int, int, Reading]] = []
    windows = _windows(scope.folded)
    for rank, form in enumerate(FORMS):
        for start, end in windows[form.needs]:
            for m in form.pattern.finditer(scope.folded, start, end):
                reading = _READERS[form.name](m, scope)
                if reading is not None:
                    found.append((reading.start - reading.end, rank, reading.start, reading))
    starts: list[int] = []
    kept: list[Reading] = []  # in text order, none overlapping another
    for _, _, _, reading in sorted(found, key=lambda f: f[:3]):
        at = bisect_left(starts, reading.start)
        free = at == 0 or kept[at - 1].end <= reading.start
        if free and (at == len(kept) or reading.end <= kept[at].start):
            starts.insert(at, reading.start)
            kept.insert(at, reading)
    return kept
