"""Contacts of a journey that is announced: "travels to Lima on Friday. There she meets the king" is all to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from parley.extract.circumstances.dated_status import is_present
from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.visits import VISIT
from parley.extract.language.tree import marks, predicate
from parley.model import Document, Status

_REACH = 8  # sentences over which an announcement goes on


def announced(context: Context, frames: Iterable[Frame]) -> Iterator[Frame]:
    """Yield the frames, as planned those told in the present, without a day, of who is announced to travel."""
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
        yield frame


def _is_this(doc: Document, i: int) -> bool:
    """Say whether a noun is what was told of just before: "this is her first meeting with the king"."""
    cop, subj = doc.child(i, "cop"), doc.child(i, "nsubj")
    pointed = subj is not None and doc.tokens[subj].text.lower() in ("this", "it")
    return pointed and cop is not None and doc.tokens[cop].text.lower() == "is"


def _holds(context: Context, journey: Frame, frame: Frame) -> bool:
    """Say whether a visitor of a journey told of just before takes part in a contact."""
    behind = context.doc.tokens[frame.trigger].sentence - context.doc.tokens[journey.trigger].sentence
    return (
        0 <= behind <= _REACH
        and journey.trigger < frame.trigger
        and any(s.entity in journey.visitors for s in frame.sides)
    )
