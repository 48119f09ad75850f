"""Days of a stay or gathering told by their number: "met him on the second day", "on the last day of her visit"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.circumstances.timing import GATHERINGS, when_of
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.visits import VISIT
from parley.extract.language.tree import obliques, predicate
from parley.model import UNDATED, DateBasis, Precision, When

_NTH: dict[str, int] = cues("dates")["nth_day"]  # the last day is -1
_STAYS = GATHERINGS | frozenset(cues("contacts")["noun"])
_CONFERENCE: str = cues("contacts")["kinds"]["conference"]
_REACH = 3  # sentences back in which the days of the stay are told
_LONGEST = 10  # days of a stay whose days are counted


def on_nth_days(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Yield the frames, those told to be on a numbered day of a stay or gathering on that day of it."""
    for frame in frames:
        number = _number_of(context, frame.trigger) if frame.type != VISIT else None
        if number is None or when_of(context.doc, frame.trigger, context.times) != UNDATED:
            yield frame
        else:
            yield replace(frame, when=_day_of(context, frame, number, frames))


def _number_of(context: Context, trigger: int) -> int | None:
    """Return the number of the day on which a contact is told to be, from 1, or -1 for the last one."""
    doc = context.doc
    for node in dict.fromkeys((trigger, predicate(doc, trigger))):
        for case, j in obliques(doc, node):
            if case in ("on", "during", "of") and doc.tokens[j].lemma == "end":
                j = next((k for c, k in obliques(doc, j) if c == "of"), j)  # "at the end of the first day"
            if doc.tokens[j].lemma == "day" and case in ("on", "during", "at") and _is_of_stay(context, j):
                numbers = [n for k in doc.children[j] if (n := _NTH.get(doc.tokens[k].lower)) is not None]
                if numbers:
                    return numbers[0]
    return None


def _is_of_stay(context: Context, day: int) -> bool:
    """Say whether a day is that of a stay or gathering, or of nothing that is told: not "his first day in office"."""
    doc = context.doc
    return all(
        doc.tokens[j].pos == "PROPN" or doc.tokens[j].lemma.lower() in _STAYS
        for case, j in obliques(doc, day)
        if case in ("in", "of", "as", "at")
    )


def _day_of(context: Context, frame: Frame, number: int, frames: Sequence[Frame]) -> When:
    """Return the day of a number in the days told last before, or in those that the contact has from its stay."""
    stretch = next((w for w in (*_told_before(context, frame, frames), frame.when) if _is_stretch(w)), frame.when)
    first, last = stretch.start, stretch.end
    if number < 0 and not _is_stretch(stretch):
        return UNDATED  # of the stay only its beginning is known
    if first is None or last is None:
        return frame.when
    day = last if number < 0 else first + dt.timedelta(days=number - 1)
    if day > last and _is_stretch(stretch):
        return frame.when
    return replace(stretch, start=day, end=day, precision=Precision.DAY, basis=DateBasis.INFERRED)


def _told_before(context: Context, frame: Frame, frames: Sequence[Frame]) -> list[When]:
    """Return the days of what a side took part in and of gatherings that are told right before, the last first."""
    tokens, sides = context.doc.tokens, {s.entity for s in frame.sides}
    near = [
        f for f in frames
        if f.trigger != frame.trigger and 0 <= tokens[frame.trigger].sentence - tokens[f.trigger].sentence <= _REACH
        and (f.type == _CONFERENCE or sides & {s.entity for s in f.sides})
    ]  # fmt: skip
    return [f.when for f in sorted(near, key=lambda f: f.trigger, reverse=True)]


def _is_stretch(when: When) -> bool:
    """Say whether several days on end are told, few enough to be those of a stay."""
    if when.start is None or when.end is None or when.precision not in (Precision.DAY, Precision.RANGE):
        return False
    return 0 < (when.end - when.start).days < _LONGEST
