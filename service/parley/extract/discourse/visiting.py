"""Visits told by a word for somebody who is met: "held talks with visiting President B"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.discourse.whereabouts import visiting_at
from parley.extract.frames.frame import Context, Frame, Spot
from parley.extract.journeys.visits import VISIT, country_at
from parley.model import UNDATED, Medium, Role, Status

_FRESH = dt.timedelta(days=7)  # before the article in which a contact was, so that who came for it is still there
_CONFIDENCE = 0.75


def by_visiting(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Yield the frames, and a visit for each side of a contact that is called visiting and of which none is told."""
    told = {(e, host) for f in frames if f.type == VISIT and (host := _state(context, f)) for e in f.visitors}
    for frame in frames:
        yield frame
        host = _state(context, frame) or _host(context, frame)
        if frame.type == VISIT or frame.medium.is_remote or host is None:
            continue
        for side in frame.sides:
            at, party = visiting_at(context, side), context.cast.party_of(side.entity)
            if at is None or party in (None, host) or (side.entity, host) in told:
                continue
            told.add((side.entity, host))
            took_place = frame.status.took_place
            day = frame.when.start if took_place else None
            over = day is not None and context.day is not None and day < context.day - _FRESH
            yield replace(
                frame,
                type=VISIT,
                trigger=at,
                anchor=at,
                sides=(replace(side, role=Role.VISITOR),),
                status=Status.OCCURRED if over else Status.ONGOING,
                medium=Medium.IN_PERSON,
                when=frame.when if took_place else UNDATED,
                spot=frame.spot if frame.places or frame.spot else Spot(state=host),
                topic=None,
                occasion=None,
                count=1,
                confidence=_CONFIDENCE,
                sentences=(context.doc.tokens[at].sentence,),
            )


def _state(context: Context, frame: Frame) -> str | None:
    """Return the state that a frame is placed in."""
    if frame.places:
        return country_at(context, frame.places[0])
    return frame.spot.state if frame.spot is not None else None


def _host(context: Context, frame: Frame) -> str | None:
    """Return the one state of those who meet somebody visiting."""
    theirs = (s for s in frame.sides if visiting_at(context, s) is None)
    states = {party for s in theirs if (party := context.cast.party_of(s.entity)) and context.known.country(party)}
    return states.pop() if len(states) == 1 else None
