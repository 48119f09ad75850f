"""The stops of a tour: each takes the days that the text tells of it alone, rather than those of the whole tour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.journey import days_there
from parley.extract.journeys.visits import VISIT, country_at
from parley.model import When

_LONGEST = 21  # days in which a tour is over of which only the first is told


def with_own_days(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Yield the frames, each stop of a tour with its own days where a later sentence tells them."""
    for frame in frames:
        own = _days_of_stop(context, frame, frames) if _is_stop(frame, frames) else None
        yield frame if own is None else replace(frame, when=own)


def _is_stop(frame: Frame, frames: Sequence[Frame]) -> bool:
    """Say whether a visit is one of several that the same words tell with the same days."""
    if frame.type != VISIT or frame.when.start is None or not frame.places:
        return False
    return any(
        f is not frame and f.type == VISIT and (f.trigger, f.when) == (frame.trigger, frame.when) for f in frames
    )


def _days_of_stop(context: Context, stop: Frame, frames: Sequence[Frame]) -> When | None:
    """Return the days of a later telling of the visit, else those on which the visitor meets somebody there."""
    host = country_at(context, stop.places[0])
    later = [
        f for f in frames
        if f.trigger > stop.trigger and f.status is stop.status and stop.visitors & {s.entity for s in f.sides}
        and f.places and country_at(context, f.places[0]) == host and _is_part(f.when, stop.when)
    ]  # fmt: skip
    visits = [f.when for f in later if f.type == VISIT]
    stretches = [f.when for f in later if f.when.start != f.when.end]
    days = [when for when in days_there(context, stop, frames) if _is_part(when, stop.when)]
    there = [replace(days[0], end=days[-1].end)] if days else []
    return next(iter((*visits, *stretches, *there)), None)


def _is_part(own: When, tour: When) -> bool:
    """Say whether days are some of those of a tour, or follow its first where no other is told."""
    if not (own.start and own.end and tour.start and tour.end) or own == tour:
        return False
    if tour.start == tour.end:
        return 0 <= (own.start - tour.start).days <= _LONGEST
    return tour.start <= own.start and own.end <= tour.end
