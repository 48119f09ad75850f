"""Contacts on one day of several: "met B on the first day", of a gathering or a stay whose days are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.visits import VISIT
from parley.extract.language.nth_days import day_number, nth_day_of, whole_of
from parley.model import DateBasis, Precision

_EVENTS = frozenset(cues("contacts")["noun"]) | frozenset(cues("dates")["stay"]["gatherings"])
_LONGEST = 10  # days of a gathering or stay whose days are counted


def on_nth_days(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Yield the frames, contacts that took over the days of a whole with the one of them that their clause tells."""
    for frame in frames:
        inferred = frame.when.basis is DateBasis.INFERRED and frame.when.precision in (Precision.DAY, Precision.RANGE)
        start, end = frame.when.start, frame.when.end
        if frame.type == VISIT or not (inferred and start and end) or not 0 < (end - start).days < _LONGEST:
            yield frame
            continue
        told = nth_day_of(context.doc, frame.trigger, frame.anchor)
        number = day_number((end - start).days + 1, told[1]) if told and _is_of_event(context, told[0]) else None
        if number is None:
            yield frame
        else:
            day = start + dt.timedelta(days=number)
            yield replace(frame, when=replace(frame.when, start=day, end=day, precision=Precision.DAY))


def _is_of_event(context: Context, day: int) -> bool:
    """Say whether a day is one of an event, as far as told: not "the first day of his holiday"."""
    whole = whole_of(context.doc, day)
    return whole is None or context.doc.tokens[whole].lemma.lower() in _EVENTS
