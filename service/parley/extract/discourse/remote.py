"""How contacts were held that no word at their trigger tells, by the other contacts of the article."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from parley.extract.cues import cues, nouns_of
from parley.extract.frames.frame import Context, Frame, Side
from parley.extract.journeys.visits import VISIT, country_at
from parley.extract.language.earlier import told_back
from parley.extract.language.tree import dep_in, obliques, predicate
from parley.model import UNDATED, ActorKind, Medium, Precision, Status

_CONTACTS = cues("contacts")
_KINDS: dict[str, str] = _CONTACTS["kinds"]
_SPOKEN: frozenset[str] = _CONTACTS["spoken"]
_SPOKEN_NOUNS: frozenset[str] = _CONTACTS["spoken_nouns"]
_SETTINGS: frozenset[str] = _CONTACTS["settings"]
_PRESENCE = nouns_of(_KINDS["meeting"]) | cues("status")["attendance"]
_PRINCIPALS: frozenset[str] = _CONTACTS["principals"]
_NEWS = dt.timedelta(days=7)
_WITHIN = frozenset({"in", "at", "during"})
_LIKELY = 0.75  # confidence in what news conventions alone tell


def by_phone(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Take it that people of different states who "spoke" did so by phone, unless they are told to be in one place.

    So they do who "will speak" on a day told.
    """
    for frame in frames:
        token = context.doc.tokens[frame.trigger]
        spoke = token.lemma in (_SPOKEN if token.pos == "VERB" else _SPOKEN_NOUNS)
        told = spoke and frame.type == _KINDS["contact"]
        people = all(_principal(context, s) for s in frame.sides)
        setting = any(
            case in _WITHIN and (context.doc.tokens[j].lemma in _SETTINGS | _PRESENCE)
            for case, j in obliques(context.doc, predicate(context.doc, frame.trigger))
        )
        to_come = frame.status is Status.PLANNED and token.pos == "VERB" and frame.when.precision is Precision.DAY
        fits = frame.status is Status.OCCURRED or to_come
        plain = frame.medium is Medium.UNKNOWN and fits and not frame.places and not setting
        if told and people and plain and not any(_in_one_place(context, frame, other, frames) for other in frames):
            yield replace(frame, type=_KINDS["call"], medium=Medium.PHONE, confidence=min(frame.confidence, _LIKELY))
        else:
            yield frame


def at_table(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Take it that people of different states who "held talks" on a day did so in one room.

    So it is unless they are told to have been in touch from afar.
    """
    afar = [{s.entity for s in f.sides} for f in frames if f.medium.is_remote]
    for frame in frames:
        doc, token = context.doc, context.doc.tokens[frame.trigger]
        plain = frame.type == _KINDS["contact"] and frame.medium is Medium.UNKNOWN and frame.status is Status.OCCURRED
        held = token.lemma == "talk" and dep_in(token, "obj") and doc.tokens[token.head].lemma == "hold"
        on_day = frame.when.precision is Precision.DAY and len(frame.sides) > 1
        if plain and held and on_day and all(_principal(context, s) for s in frame.sides):
            sides = {s.entity for s in frame.sides}
            if not any(sides <= theirs for theirs in afar):
                frame = replace(frame, type=_KINDS["meeting"], medium=Medium.IN_PERSON)
        yield frame


def by_video(context: Context, frames: Iterable[Frame]) -> Iterator[Frame]:
    """Take "the meeting" of those whom the article told to have met virtually for that same meeting."""
    virtual: list[Frame] = []
    for frame in sorted(frames, key=lambda f: f.trigger):
        known = all(context.cast.party_of(s.entity) is not None for s in frame.sides)
        if frame.medium is Medium.VIDEO and known:
            virtual.append(frame)
        elif frame.type != _KINDS["meeting"] or frame.places or not frame.status.took_place:
            pass
        elif any(
            _tells_again(context, frame, other)
            for other in virtual
            if frame.when == UNDATED or context.doc.in_heading(other.trigger)  # which mostly goes without a day
        ):
            frame = replace(frame, type=_KINDS["call"], medium=Medium.VIDEO)
        yield frame


def _tells_again(context: Context, frame: Frame, other: Frame) -> bool:
    """Say whether the sides of `frame` are those of `other`, or stand for them, as states do for their ministers."""
    party = context.cast.party_of
    if {party(s.entity) for s in frame.sides} != {party(s.entity) for s in other.sides}:
        return False
    rest = {s.entity for s in frame.sides} - {s.entity for s in other.sides}
    return not any(context.cast.entities[e].name and context.cast.entities[e].kind is ActorKind.PERSON for e in rest)


def _joined(context: Context, rest: set[int], visit: Frame, frames: Sequence[Frame]) -> bool:
    """Say whether one of `rest` may be where a visit goes: at home, or on a visit there as well."""
    states = {country_at(context, span) for span in visit.places} - {None}
    if not states or states & {context.cast.party_of(e) for e in rest}:
        return True
    return any(
        other.type == VISIT
        and rest & {s.entity for s in other.sides}
        and states & {country_at(context, span) for span in other.places}
        for other in frames
    )


def _principal(context: Context, side: Side) -> bool:
    """Say whether a side is a person, or unnamed holders of a high office: "the leaders of"."""
    entity = context.cast.entities[side.entity]
    office = (entity.office or "").lower().split()
    return entity.kind is ActorKind.PERSON or bool(office and office[-1].removesuffix("s") in _PRINCIPALS)


def _in_one_place(context: Context, frame: Frame, other: Frame, frames: Sequence[Frame]) -> bool:
    """Say whether `other` tells that the sides of `frame` may have been in one place when they spoke."""
    ours, theirs = {s.entity for s in frame.sides}, {s.entity for s in other.sides}
    together = ours <= theirs if other.type == _KINDS["meeting"] else bool(ours & theirs)
    expected = other.status is frame.status is Status.PLANNED
    if other.medium is not Medium.IN_PERSON or not (other.status.took_place or expected) or not together:
        return False
    if other.type == VISIT and ours - theirs and not _joined(context, ours - theirs, other, frames):
        return False
    if told_back(context.doc, other.trigger) and not told_back(context.doc, frame.trigger):
        return False  # "they previously met"
    first, last = frame.when.start, frame.when.end
    if first is None and last is None and context.day is not None:
        first = context.day - _NEWS  # what has no date is news
    begun, over = other.when.start, other.when.end
    return not (first and over and over < first) and not (last and begun and begun > last)
