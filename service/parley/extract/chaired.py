"""Contacts of a body with those who led it: "the joint commission met on Monday, chaired by A and B"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.frames import Context, Frame
from parley.extract.tree import clause_heads, predicate
from parley.model import ActorKind

_CHAIRING: frozenset[str] = cues("contacts")["chairing"]


def chaired(context: Context, frames: Sequence[Frame]) -> list[Frame]:
    """Give a contact those by whom it was chaired, in place of the states that they stand for."""
    kept: list[Frame] = []
    led: dict[int, Frame] = {}  # by the trigger of the contact that was led
    for frame in frames:
        over = _led(context, frame, frames)
        if over is None:
            kept.append(frame)
        else:
            led[over] = frame
    return [_with(context, frame, led[frame.trigger]) if frame.trigger in led else frame for frame in kept]


def _led(context: Context, frame: Frame, frames: Sequence[Frame]) -> int | None:
    """Return the trigger of the contact that a participle only names the chairs of, None for any other frame."""
    doc = context.doc
    verb = doc.tokens[frame.trigger]
    if verb.lemma not in _CHAIRING or not verb.dep.startswith(("advcl", "acl")) or doc.child(verb.i, "obl:agent") is None:
        return None
    above = set(clause_heads(doc, verb.head))
    same = (f for f in frames if f.trigger < verb.i and f.sentences == frame.sentences)
    return next((f.trigger for f in same if {f.trigger, predicate(doc, f.trigger)} & above), None)


def _with(context: Context, frame: Frame, chairs: Frame) -> Frame:
    cast = context.cast
    parties = {cast.party_of(side.entity) for side in chairs.sides}
    others = [
        side
        for side in frame.sides
        if cast.entities[side.entity].kind is not ActorKind.COUNTRY or cast.party_of(side.entity) not in parties
    ]
    named = {side.entity for side in chairs.sides}
    return replace(frame, sides=(*chairs.sides, *(s for s in others if s.entity not in named)))
