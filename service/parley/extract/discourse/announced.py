"""Contacts of a journey that are to come: "travels to Lima on Friday. There she meets the king" is all announced.

So is what somebody arrived for, where the article goes on to tell when it will be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from parley.extract.circumstances.dated_status import is_present
from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.visits import VISIT
from parley.extract.language.errands import journey_for
from parley.extract.language.tree import dep_in, marks, predicate
from parley.model import Document, Status

_REACH = 8  # sentences over which an announcement goes on
_NEXT = 3  # sentences after an arrival in which the article tells when they will meet


def announced(context: Context, frames: Iterable[Frame]) -> Iterator[Frame]:
    """Yield the frames, as planned those told in the present, without a day, of who is announced to travel.

    "Arrived for talks with A. They will meet on Friday" tells one plan.
    """
    doc = context.doc
    frames = tuple(frames)
    journeys = [f for f in frames if f.type == VISIT and f.status is Status.PLANNED]
    for frame in frames:
        verb = predicate(doc, frame.trigger)
        if "to" in marks(doc, verb):
            verb = predicate(doc, doc.tokens[verb].head)  # "heads to Lima to meet"
        present = is_present(doc, verb) or _is_this(doc, frame.trigger)
        told_now = frame.status is Status.OCCURRED and frame.when.start is None and present
        if told_now and not doc.in_heading(verb) and any(_holds(context, j, frame) for j in journeys):
            frame = replace(frame, status=Status.PLANNED)
        if frame.status is Status.OCCURRED and frame.type != VISIT and journey_for(doc, frame.trigger) is not None:
            same = [f for f in frames if f.type != VISIT and _is_told_behind(context, f, frame)]
            plan = next((f for f in same if f.status is Status.PLANNED and not _is_before(f, frame)), None)
            if plan is not None and not any(f.status.took_place for f in same):
                frame = replace(frame, status=Status.PLANNED, when=plan.when, places=plan.places or frame.places)
        yield frame


def _is_told_behind(context: Context, later: Frame, frame: Frame) -> bool:
    """Say whether one contact is told of the same people just behind another."""
    behind = context.doc.tokens[later.trigger].sentence - context.doc.tokens[frame.trigger].sentence
    return 0 < behind <= _NEXT and {s.entity for s in later.sides} == {s.entity for s in frame.sides}


def _is_before(plan: Frame, frame: Frame) -> bool:
    return plan.when.start is not None and frame.when.start is not None and plan.when.start < frame.when.start


def _is_this(doc: Document, i: int) -> bool:
    """Say whether a noun is what was told of just before: "this is her first meeting with the king", "said it was"."""
    cop, subj = doc.child(i, "cop"), doc.child(i, "nsubj")
    pointed = subj is not None and doc.tokens[subj].lower in ("this", "it")
    reported = dep_in(doc.tokens[i], "ccomp")
    return pointed and cop is not None and doc.tokens[cop].lower in (("is", "was") if reported else ("is",))


def _holds(context: Context, journey: Frame, frame: Frame) -> bool:
    """Say whether a visitor of a journey told of just before takes part in a contact."""
    behind = context.doc.tokens[frame.trigger].sentence - context.doc.tokens[journey.trigger].sentence
    return (
        0 <= behind <= _REACH
        and journey.trigger < frame.trigger
        and any(s.entity in journey.visitors for s in frame.sides)
    )
