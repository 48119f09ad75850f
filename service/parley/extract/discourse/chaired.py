"""Contacts of a body with those who led it: "the joint commission met on Monday, chaired by A and B"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parley.extract.circumstances.media import medium_of
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame
from parley.extract.language.tree import clause_heads, predicate
from parley.model import ActorKind, Medium

_KINDS: dict[str, str] = cues("contacts")["kinds"]
_CHAIRING: frozenset[str] = cues("contacts")["chairing"]


def chaired(context: Context, frames: Sequence[Frame]) -> list[Frame]:
    """Give a contact those by whom it was chaired, in place of the states that they stand for."""
    kept: list[Frame] = []
    led: dict[int, Frame] = {}  # by the trigger of the contact that was led
    for frame in frames:
        over = _led(context, frame, frames) if _only_chairs(context, frame) else frame.trigger
        if over is None:
            kept.append(_as_told_above(context, frame))
        elif over == frame.trigger:
            kept.append(frame)
        else:
            led[over] = frame
    return [_with(context, frame, led[frame.trigger]) if frame.trigger in led else frame for frame in kept]


def _only_chairs(context: Context, frame: Frame) -> bool:
    """Say whether a frame is told by a participle that only names who led something."""
    verb = context.doc.tokens[frame.trigger]
    by = context.doc.child(verb.i, "obl:agent") is not None
    return by and verb.lemma in _CHAIRING and verb.dep.startswith(("advcl", "acl"))


def _led(context: Context, frame: Frame, frames: Sequence[Frame]) -> int | None:
    """Return the trigger of the contact that a participle names the chairs of, None where no frame tells it."""
    doc = context.doc
    above = set(clause_heads(doc, doc.tokens[frame.trigger].head))
    same = (f for f in frames if f.trigger < frame.trigger and f.sentences == frame.sentences)
    return next((f.trigger for f in same if {f.trigger, predicate(doc, f.trigger)} & above), None)


def _as_told_above(context: Context, frame: Frame) -> Frame:
    """Return the contact as the verb of the body tells it: "the task force met virtually, chaired by"."""
    doc = context.doc
    verb = predicate(doc, doc.tokens[frame.trigger].head)
    if doc.tokens[verb].lemma != "meet":
        return frame
    medium = medium_of(doc, verb, None, _KINDS["meeting"])
    kind = _KINDS["call"] if medium in (Medium.PHONE, Medium.VIDEO) else _KINDS["meeting"]
    return replace(frame, type=kind, medium=medium)


def _with(context: Context, frame: Frame, chairs: Frame) -> Frame:
    cast = context.cast
    parties = {cast.party_of(side.entity) for side in chairs.sides}
    named = {side.entity for side in chairs.sides}
    others = (
        side
        for side in frame.sides
        if cast.entities[side.entity].kind is not ActorKind.COUNTRY or cast.party_of(side.entity) not in parties
    )
    return replace(frame, sides=(*chairs.sides, *(side for side in others if side.entity not in named)))
