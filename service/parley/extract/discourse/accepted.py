"""Invitations that are said to be followed: "was invited to Rome. He will come on Friday"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.circumstances.dated_status import dated_status
from parley.extract.circumstances.status import read_status
from parley.extract.circumstances.timing import when_of
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.visits import VISIT, country_at
from parley.extract.language.tree import INVITING, obliques, subject
from parley.model import UNDATED, Role, Status, When

_MOTION: dict[str, frozenset[str]] = cues("contacts")["motion"]
_COMING = _MOTION["arriving"] | {"come"}
_GOING = _COMING | _MOTION["to"]
_CONSENT: frozenset[str] = cues("status")["consent"]
_WITH = frozenset({"with", "for", "on", "at", "by", "during"})  # what may stand beside one who comes, untold where
_REACH = 3  # sentences after an invitation


def accepted(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Yield the contacts, visits to which somebody is invited as planned where he is said to come or to be received."""
    for frame in frames:
        if frame.type == VISIT and frame.status is Status.REQUESTED and (told := _told(context, frame, frames)):
            sentence, when = told
            frame = replace(
                frame,
                status=Status.PLANNED,
                when=when if when != UNDATED else frame.when,
                sentences=tuple(dict.fromkeys((*frame.sentences, sentence))),
            )
        yield frame


def _told(context: Context, visit: Frame, frames: Sequence[Frame]) -> tuple[int, When] | None:
    """Return the sentence that says that an invited visitor will come, and the day that it tells."""
    doc = context.doc
    last = max(visit.sentences)
    for token in doc.tokens[visit.trigger + 1 :]:
        near = last < token.sentence <= last + _REACH
        if not near or not (_is_there(context, token.i) or _consents(context, token.i)):
            continue
        subj = subject(doc, token.i)
        who = {e for k in context.cast.all_at(subj) for e in context.cast.entities_of(k)} if subj is not None else set()
        if visit.visitors.isdisjoint(who):
            continue
        when = when_of(doc, token.i, context.times)
        status = dated_status(doc, token.i, read_status(doc, token.i), when, day=context.day, times=context.times)
        if status is Status.PLANNED or _consents(context, token.i):
            return token.sentence, when if status is Status.PLANNED else UNDATED
    hosts = {country_at(context, span) for span in visit.places} | {visit.spot.state if visit.spot else None}
    for other in frames:
        sides = {side.role: side.entity for side in other.sides}
        guest, host = sides.get(Role.VISITOR), sides.get(Role.HOST)
        near = 0 < max(other.sentences) - last <= _REACH and other.type != VISIT
        received = guest in visit.visitors and host is not None and context.cast.party_of(host) in hosts - {None}
        goes = other.type == VISIT and other.visitors <= visit.visitors and visit.when == UNDATED
        goes = goes and 0 < max(other.sentences) - last <= _REACH
        to = {country_at(context, span) for span in other.places} if goes else set()
        if ((near and received) or to & (hosts - {None})) and other.status is Status.PLANNED:
            return max(other.sentences), other.when
    return None


def _consents(context: Context, i: int) -> bool:
    """Say whether verb `i` tells that an invitation was taken: "accepted", "has accepted the invitation"."""
    doc, verb = context.doc, context.doc.tokens[i]
    thing = doc.child(i, "obj", "ccomp", "xcomp", "obl")
    taken = thing is None or doc.tokens[thing].lemma in INVITING
    return verb.pos == "VERB" and verb.lemma in _CONSENT and taken and read_status(doc, i) is Status.OCCURRED


def _is_there(context: Context, i: int) -> bool:
    """Say whether verb `i` brings somebody to where the talk is of: "will come on Friday", "arrives there"."""
    doc = context.doc
    if doc.tokens[i].lower == "there" and doc.child(i, "cop") is not None:
        return True  # "will be there on Friday"
    if doc.tokens[i].pos != "VERB" or doc.tokens[i].lemma not in _GOING:
        return False
    there = any(doc.tokens[j].lower == "there" for j in doc.children[i])
    times = {t.head for t in context.times}
    beside = {case for case, j in obliques(doc, i) if j not in times}
    return there or (doc.tokens[i].lemma in _COMING and beside <= _WITH)
