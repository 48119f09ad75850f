"""Contacts that a heading or caption leaves open: "A's travel to B", "A visits B", "A leaving for B"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.circumstances.dated_status import is_present
from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.visits import VISIT, country_at
from parley.extract.language.tense import is_headed
from parley.extract.language.tree import predicate
from parley.model import Status


def as_in_body(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Give what a heading names, or tells in the present, the status that the text under it gives the same contact.

    Where the text tells what is only named by another type ("A's Meeting with B" over "A will welcome B to Rome"), it
    is as little done as whatever the text tells of the same people.
    """
    for frame in frames:
        if (done := _captioned(context, frame, frames)) is not None:
            yield replace(frame, status=done.status, when=done.when)
            continue
        named = _is_named(context, frame)
        present = context.doc.in_heading(frame.trigger) and is_present(context.doc, frame.trigger)
        leaves_open = named or present or is_headed(context.doc, frame.trigger)
        told = {f.status for f in frames if _is_same(context, f, frame)} if leaves_open else set()
        if named and not told:
            others = {f.status for f in frames if _has_sides(context, f, frame)}
            told = set() if any(status.took_place for status in others) else others
        yield replace(frame, status=told.pop()) if len(told) == 1 else frame


def _captioned(context: Context, frame: Frame, frames: Sequence[Frame]) -> Frame | None:
    """Return the contact told as done on the day that a caption tells in the present: "A meets B in Oslo on Sunday"."""
    if frame.status is not Status.PLANNED or not frame.when.text or not is_present(context.doc, frame.trigger):
        return None
    told = (f for f in frames if f.status is Status.OCCURRED and f.when.text == frame.when.text)
    return next((f for f in told if _is_same(context, f, frame)), None)


def _is_named(context: Context, frame: Frame) -> bool:
    """Say whether a frame is a noun of a heading that no verb rules."""
    doc = context.doc
    headed = doc.in_heading(frame.trigger) and doc.tokens[frame.trigger].pos in ("NOUN", "PROPN")
    return headed and doc.tokens[predicate(doc, frame.trigger)].pos not in ("VERB", "AUX")


def _is_same(context: Context, body: Frame, heading: Frame) -> bool:
    """Say whether a frame of the text tells the contact that the heading names."""
    if body.type != heading.type or not _has_sides(context, body, heading):
        return False
    if heading.type != VISIT:
        return True
    hosts = [country_at(context, f.places[0]) if f.places else None for f in (body, heading)]
    return hosts[0] is not None and hosts[0] == hosts[1]


def _has_sides(context: Context, body: Frame, heading: Frame) -> bool:
    """Say whether all of whom the heading speaks take part in a frame of the text."""
    inside = {s.entity for s in heading.sides} <= {s.entity for s in body.sides}
    return inside and not context.doc.in_heading(body.trigger)
