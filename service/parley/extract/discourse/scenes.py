"""The scene of an article: contacts that no place is told with are where all like them are told to be.

"A arrived in Dakar on Monday … She also saw B": who is told to be somewhere is there for what is told of those days,
unless the article puts her in another state on them as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.circumstances import where
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame, Spot
from parley.extract.journeys.journey import is_dated, is_long_over, known_as
from parley.extract.journeys.visits import VISIT, country_at
from parley.extract.language.earlier import told_back
from parley.model import Medium, Status, When

_KINDS: dict[str, str] = cues("contacts")["kinds"]
_TALKS = frozenset(_KINDS[kind] for kind in ("meeting", "negotiation", "conference"))
_MEANT = frozenset({Status.PLANNED, Status.CANCELLED, Status.POSTPONED, Status.NOT_HELD})
_NEAR = 2  # days between what is told of one stay
_NEXT = 1  # sentences over which somebody whose guests come from elsewhere is still there
_BESIDE = 2  # sentences over which somebody is still in the same city


def in_scene(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Place contacts without a place in the one state in which others of the same people and days are told to be."""
    told = [f for f in frames if _tells_a_place(context, f)]
    for frame in frames:
        yield _set(context, frame, told) if _is_open(context, frame) else frame


def _tells_a_place(context: Context, frame: Frame) -> bool:
    known = frame.spot is not None or any(country_at(context, span) is not None for span in frame.places)
    return known and not frame.medium.is_remote and (frame.status.took_place or frame.status in _MEANT)


def _is_open(context: Context, frame: Frame) -> bool:
    """Say whether people were, or were to be, in a place that nothing tells."""
    together = frame.type in (*_TALKS, _KINDS["contact"]) and not frame.medium.is_remote
    together = together and not where.is_here(context.doc, frame.trigger)
    return together and not frame.places and frame.spot is None and (frame.status.took_place or frame.status in _MEANT)


def _set(context: Context, frame: Frame, told: Sequence[Frame]) -> Frame:
    ours = known_as(context, (s.entity for s in frame.sides))
    near = [f for f in told if ours & _people(context, f) and _in_days(context, f, frame)]
    states = {_state(context, f) for f in near} - {None}
    state = states.pop() if len(states) == 1 else None
    if state is None or context.known.country(state) is None:
        return frame  # nowhere, or at the seat of an organisation
    part = any(_is_part_of(context, frame, f) for f in near)
    if frame.type == _KINDS["contact"] and not (part or _is_on_visit(context, frame, near, state)):
        return frame
    here = context.doc.tokens[frame.trigger].sentence
    closest = min(near, key=lambda f: (abs(context.doc.tokens[f.trigger].sentence - here), f.trigger > frame.trigger))
    cities = {context.doc.span(*f.places[0]) for f in near if f.places}
    away = abs(context.doc.tokens[closest.trigger].sentence - here)
    if not part and not _are_there(context, frame, near, state) and (away > _NEXT or _at_own_time(frame, closest)):
        return frame
    if frame.type == _KINDS["contact"]:
        frame = replace(frame, type=_KINDS["meeting"], medium=Medium.IN_PERSON)
    if closest.places and len(cities) == 1 and away <= _BESIDE:
        return replace(frame, places=closest.places)
    return replace(frame, spot=Spot(state=state))


def _is_part_of(context: Context, frame: Frame, other: Frame) -> bool:
    """Say whether talks are those of some at a meeting of the day: "A, B and C met on Friday. A and B held talks"."""
    doc = context.doc
    talks = doc.tokens[frame.trigger].pos == "NOUN" and other.type in _TALKS and is_dated(frame.when)
    together = _people(context, frame) <= _people(context, other) and len(frame.sides) > 1
    return talks and together and frame.when.start == other.when.start and frame.when.end == other.when.end


def _is_on_visit(context: Context, frame: Frame, near: Sequence[Frame], state: str) -> bool:
    """Say whether a contact told by a noun, as "talks" are, is one of hosts with a guest."""
    parties = {context.cast.party_of(s.entity) for s in frame.sides}
    visiting = any(f.type == VISIT and f.visitors & _people(context, frame) for f in near)
    return context.doc.tokens[frame.trigger].pos == "NOUN" and visiting and state in parties and len(parties) > 1


def _are_there(context: Context, frame: Frame, near: Sequence[Frame], state: str) -> bool:
    """Say whether all sides are at home in a state or told to be there, and not all of one party abroad."""
    there = frozenset[int]().union(*(_people(context, f) for f in near))
    parties = {s.entity: context.cast.party_of(s.entity) for s in frame.sides}
    apart = len(set(parties.values())) > 1 or set(parties.values()) <= {None, state}
    return apart and all(entity in there or party == state for entity, party in parties.items())


def _at_own_time(frame: Frame, other: Frame) -> bool:
    """Say whether words tell another time of a contact than of one before: "In the afternoon she saw B"."""
    return is_dated(other.when) and frame.when.text not in (None, other.when.text)


def _people(context: Context, frame: Frame) -> frozenset[int]:
    return known_as(context, (s.entity for s in frame.sides))


def _state(context: Context, frame: Frame) -> str | None:
    """Return the country that a contact was in; the seat of an organisation is none of its own."""
    states = [country_at(context, span) for span in frame.places]
    states.append(frame.spot.state if frame.spot is not None else None)
    return next((s for s in states if s is not None and context.known.country(s) is not None), None)


def _in_days(context: Context, other: Frame, frame: Frame) -> bool:
    """Say whether two tellings may be of the same days."""
    if is_dated(other.when) and is_dated(frame.when):
        a, b = other.when, frame.when
        hosts = {context.cast.party_of(s.entity) for s in frame.sides}
        room = dt.timedelta(days=_NEAR if _state(context, other) in hosts else 0)
        return _first(b) - room <= _last(a) and _first(a) - room <= _last(b)
    doc = context.doc
    if told_back(doc, other.trigger) != told_back(doc, frame.trigger):
        return False
    beside = abs(doc.tokens[other.trigger].sentence - doc.tokens[frame.trigger].sentence) <= _NEXT
    if is_long_over(context, other.when) and not (beside and frame.status.took_place):
        return False
    return other.status.took_place == frame.status.took_place or _is_to_meet_there(context, other, frame)


def _first(when: When) -> dt.date:
    return when.start or when.end or dt.date.max


def _last(when: When) -> dt.date:
    return when.end or when.start or dt.date.min


def _is_to_meet_there(context: Context, visit: Frame, frame: Frame) -> bool:
    """Say whether a host is to meet who has come: "B flew to Oslo. The king was scheduled to meet her later"."""
    come = visit.type == VISIT and visit.status.took_place and visit.trigger < frame.trigger
    hosts = {context.cast.party_of(s.entity) for s in frame.sides if s.entity not in visit.visitors}
    return come and frame.status is Status.PLANNED and _state(context, visit) in hosts
