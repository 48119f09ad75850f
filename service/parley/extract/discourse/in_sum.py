"""What a plural tells of several contacts told before or behind: "Both meetings took place in Oslo"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parley.extract.circumstances import timing, where
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.journey import is_dated
from parley.extract.journeys.visits import VISIT
from parley.extract.triggers.nouns import kind_of_noun
from parley.model import UNDATED, DateBasis

_NOUNS = cues("contacts")["noun"]
_COUNTING: dict[str, str] = cues("titles")["counting"]
_KINDS: dict[str, str] = cues("contacts")["kinds"]
_POINTING = frozenset({"these", "those", "all"})
_REACH = 4  # sentences over which "both meetings" refers back


def in_sum(context: Context, frames: Sequence[Frame]) -> list[Frame]:
    """Return the frames, with the place and day that a plural tells of them all, and without a sum of those behind it.

    "Held two meetings with leaders of the region. She met A and, later, B."
    """
    doc, told = context.doc, sorted(frames, key=lambda f: f.trigger)
    taken = {f.trigger for f in frames}
    for token in doc.tokens:
        named = token.pos == "NOUN" and token.lemma.lower() in _NOUNS and token.i not in taken
        if not named or token.lower == token.lemma.lower() or not timing.tells_of(doc, token.i):
            continue
        words = {doc.tokens[j].lower for j in doc.children[token.i]}
        counts = [int(_COUNTING[word]) for word in words if word in _COUNTING]
        if not counts and words.isdisjoint(_POINTING):
            continue
        kind = kind_of_noun(doc, token.i)
        meant = [n for n, f in enumerate(told) if f.trigger < token.i and _may_be(context, f, kind, token.sentence)]
        meant = meant[-counts[0] :] if counts else meant
        if len(meant) < max([2, *counts]):
            continue
        places = where.places_of(doc, token.i, context.known)
        when = timing.when_of(doc, token.i, context.times)
        for n in meant:
            dated = is_dated(told[n].when) or when == UNDATED
            told[n] = replace(
                told[n],
                places=told[n].places or places,
                when=told[n].when if dated else replace(when, basis=DateBasis.INFERRED),
                sentences=tuple(dict.fromkeys((*told[n].sentences, token.sentence))),
            )
    for frame in tuple(told):
        if behind := _spelled_out(context, frame, told):
            told = [_as_summed(f, frame) if f in behind else f for f in told if f is not frame]
    return told


def _as_summed(frame: Frame, whole: Frame) -> Frame:
    """Return one of the contacts that a plural before sums up, with what the plural tells of them all."""
    return replace(
        frame,
        places=frame.places or whole.places,
        when=frame.when if is_dated(frame.when) else replace(whole.when, basis=DateBasis.INFERRED),
    )


def _spelled_out(context: Context, frame: Frame, frames: Sequence[Frame]) -> list[Frame]:
    """Return the contacts, told one by one right behind it, that a frame counts without naming with whom they were."""
    known = {s.entity for s in frame.sides if context.cast.party_of(s.entity) is not None}
    if frame.count < 2 or len(known) == len(frame.sides):
        return []
    sentence = context.doc.tokens[frame.trigger].sentence
    behind = [
        f for f in frames
        if f.trigger > frame.trigger and f.type == frame.type and f.status is frame.status
        and context.doc.tokens[f.trigger].sentence - sentence == 1 and known <= {s.entity for s in f.sides}
    ]  # fmt: skip
    return behind if len(behind) == frame.count else []


def _may_be(context: Context, frame: Frame, kind: str, sentence: int) -> bool:
    """Say whether a plural of a type in a sentence may mean a contact."""
    near = 0 <= sentence - context.doc.tokens[frame.trigger].sentence <= _REACH
    return near and frame.type != VISIT and kind in (frame.type, _KINDS["contact"])
