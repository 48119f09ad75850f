"""The words along an axis of time: within the drawing, and none upon another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

WIDTH = 900
MOST_DAYS = 7
"""How many days have words: each with room for its year, beside one that begins at the edge."""
_LETTER = 9.5  # the width of a letter, about, in the size of letters of a drawing
_GAP = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark on an axis with its words, which begin, end or have their middle there."""

    position: float
    text: str
    anchor: str = "middle"  # as `text-anchor` of SVG

    @property
    def left(self) -> float:
        """Return where the words begin, about."""
        return self.position - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * _LETTER * len(self.text)

    @property
    def right(self) -> float:
        """Return where the words end, about."""
        return self.left + _LETTER * len(self.text)


def ticks(marks: Iterable[tuple[float, str]]) -> tuple[Tick, ...]:
    """Return the marks with their words, which stay within the drawing; the outermost give way to their neighbours."""
    found = [_within(Tick(position=position, text=text)) for position, text in marks]
    while len(found) > 1 and found[0].right + _GAP > found[1].left:
        del found[0]
    while len(found) > 1 and found[-2].right + _GAP > found[-1].left:
        del found[-1]
    return tuple(found)


def _within(tick: Tick) -> Tick:
    anchor = "start" if tick.left < 0 else "end" if tick.right > WIDTH else "middle"
    return Tick(position=tick.position, text=tick.text, anchor=anchor)


def day_texts(days: list[dt.date]) -> list[str]:
    """Return days as words: the first one, and the first one of each further year, with its year."""
    years = [None, *(day.year for day in days)]
    return [
        f"{day.day} {day:%b}" if before == year else f"{day.day} {day:%b} {year}"
        for day, (before, year) in zip(days, pairwise(years), strict=True)
    ]
