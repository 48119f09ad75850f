"""Contacts told in a row: "She met A in Oslo on Friday. She also met B", "Separately, she spoke to C"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.frames import Context, Frame
from parley.extract.journeys import known_as
from parley.extract.stays import told_back
from parley.extract.tree import predicate
from parley.extract.visits import VISIT
from parley.model import UNDATED, DateBasis, Medium, Precision

_ALSO = frozenset(cues("dates")["stay"]["also"])
_REACH = 2  # sentences over which "also" adds to what was told


def in_a_row(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Date and place a contact that is told as one more of the same day; what is taken over counts as inferred."""
    told: list[Frame] = []
    for frame in sorted(frames, key=lambda f: f.trigger):
        one_more = frame.when.start is None and frame.when.end is None and _adds(context, frame)
        before = _before(context, frame, told) if one_more else None
        if before is not None:
            here = Medium.IN_PERSON is frame.medium is before.medium
            frame = replace(
                frame,
                when=replace(before.when, basis=DateBasis.INFERRED),
                places=frame.places or (before.places if here else ()),
            )
        told.append(frame)
        yield frame


def _adds(context: Context, frame: Frame) -> bool:
    """Say whether words of the clause, or the first of the sentence, say that something is added."""
    doc = context.doc
    if frame.type == VISIT or told_back(doc, frame.trigger):
        return False
    clause = predicate(doc, frame.trigger)
    first = doc.sentences[doc.tokens[frame.trigger].sentence].first
    words = {doc.tokens[j].text.lower() for j in (*doc.children[clause], *doc.children[frame.trigger], first)}
    return bool(words & _ALSO)


def _before(context: Context, frame: Frame, told: Sequence[Frame]) -> Frame | None:
    """Return the contact of one of the same sides and the same status that was told last, if it has a day."""
    ours = {s.entity for s in frame.sides}
    sentence = context.doc.tokens[frame.trigger].sentence
    for other in reversed(told):
        if sentence - context.doc.tokens[other.trigger].sentence > _REACH:
            return None
        shared = known_as(context, (s.entity for s in other.sides)) & known_as(context, ours)
        away = bool(frame.places and other.places) and not _share_a_place(context, frame, other)
        if shared and away:
            return None  # "in Oslo on Friday. In Bergen she also met"
        if shared and other.type != VISIT and other.status is frame.status and other.trigger < frame.trigger:
            if other.when.precision is Precision.DAY:
                return other
            if other.when != UNDATED:
                return None
    return None


def _share_a_place(context: Context, a: Frame, b: Frame) -> bool:
    """Say whether two contacts are told to be in places of which one word names both."""
    ours, theirs = ({t.text for span in f.places for t in context.doc.tokens[slice(*span)]} for f in (a, b))
    return bool(ours & theirs)
