"""Contacts at a gathering that the article placed and dated before: "On the sidelines …", "At the summit …"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from parley.extract.circumstances import timing, where
from parley.extract.cues import cues
from parley.extract.dates.patterns import UNITS
from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.visits import VISIT
from parley.extract.language.nth_days import nth_day_of, whole_of, within_day
from parley.extract.language.tree import case_of, dep_in, obliques, predicate
from parley.model import DateBasis, Document, When

_STAY = cues("dates")["stay"]
_GATHERINGS, _ASIDE = frozenset(_STAY["gatherings"]), frozenset(_STAY["aside"])
_DAYS = 3  # that a gathering may go on before or after the one day told of it
_REACH = 8  # sentences over which "the summit" refers back


def at_gatherings(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Date and place contacts by the gathering they point back to; what is taken over counts as inferred."""
    for frame in frames:
        remote = frame.type == VISIT or frame.medium.is_remote
        noun = None if remote else _pointed_to(context, frame) or _with_days(context, frame, frames)
        yield frame if noun is None else _at(context, frame, noun)


def _pointed_to(context: Context, frame: Frame) -> int | None:
    """Return the earlier mention of the gathering at which the contact is told to take place."""
    doc = context.doc
    clause = predicate(doc, frame.trigger)
    over = doc.tokens[clause].head if dep_in(doc.tokens[clause], "xcomp") else clause  # "at it he is expected to meet"
    for node in dict.fromkeys((frame.trigger, clause, over)):
        for case, j in obliques(doc, node):
            if case not in ("at", "during", "on", "in"):
                continue
            j = within_day(doc, j)
            j = j if doc.tokens[j].lower != "day" else whole_of(doc, j) or j  # "on the first day of the summit"
            inner = whole_of(doc, j)
            if doc.tokens[j].lemma in _ASIDE and inner is not None and not _is_the(context, inner):
                return inner  # "on the sidelines of the Oslo Forum, which opens on Friday"
            if doc.tokens[j].lemma in _ASIDE:
                wanted = doc.tokens[inner].lemma.lower() if inner is not None else None
                return _mention_before(context, min(j, frame.trigger), wanted) or inner
            if doc.tokens[j].lemma.lower() in _GATHERINGS:
                lemma = doc.tokens[j].lemma.lower()
                return _mention_before(context, min(j, frame.trigger), lemma) if _is_the(context, j) else j
    return None


def _with_days(context: Context, frame: Frame, frames: Sequence[Frame]) -> int | None:
    """Return the gathering of several days of which a contact has one by its number: "She meets him on the first day".

    A visit of one of the sides that is told after it has its own days.
    """
    doc = context.doc
    day = nth_day_of(doc, frame.trigger, frame.anchor) if frame.when.start is None else None
    noun = _mention_before(context, frame.trigger, None) if day is not None and whole_of(doc, day[0]) is None else None
    if noun is None or not _is_told(context, noun):
        return None
    sides = {s.entity for s in frame.sides}
    later = (f for f in frames if f.type == VISIT and noun < f.trigger < frame.trigger)
    return None if any(f.visitors & sides for f in later) else noun


def _is_the(context: Context, i: int) -> bool:
    """Say whether a noun stands with nothing but "the" or "this", so that it was told before."""
    doc = context.doc
    told = [doc.tokens[j] for j in doc.children[i] if doc.tokens[j].dep != "case"]
    words = {token.lower for token in told}
    # "the two-day summit" says no more of it than "the summit"
    bare = all(t.lower in ("the", "this", "same", ",", ".") or _length(doc, t.i) for t in told)
    return bool(words & {"the", "this"}) and bare


def _length(doc: Document, i: int) -> bool:
    return doc.tokens[i].lemma.lower() in UNITS or doc.tokens[i].dep == "nummod"


def _mention_before(context: Context, i: int, lemma: str | None) -> int | None:
    """Return the last mention of a gathering before token `i` that is told with a place or a day, else the last one."""
    wanted = _GATHERINGS if lemma is None else {lemma}
    doc = context.doc
    near = (t for t in reversed(doc.tokens[:i]) if doc.tokens[i].sentence - t.sentence <= _REACH)
    told = [t.i for t in near if t.lemma.lower() in wanted and t.pos in ("NOUN", "PROPN")]
    bare = list(takewhile(lambda j: _is_the(context, j) and not _is_told(context, j), told))
    return next(iter((*told[len(bare) :], *told)), None)


def _is_told(context: Context, noun: int) -> bool:
    dated = timing.when_of(context.doc, noun, context.times).start is not None
    return dated or bool(where.places_of(context.doc, noun, context.known))


def _at(context: Context, frame: Frame, noun: int) -> Frame:
    when, told = timing.when_of(context.doc, noun, context.times), frame.when
    frame = replace(frame, occasion=_name(context.doc, noun))
    dated, known = when.start is not None, told.start is not None or told.end is not None
    if dated and known and not _overlap(when, told, days=_DAYS):
        return frame
    return replace(
        frame,
        when=replace(when, basis=DateBasis.INFERRED) if dated and not known else told,
        places=frame.places or _places_of(context, noun),
    )


def _name(doc: Document, noun: int) -> str | None:
    """Return what a gathering is called, with its place: "the G20 summit in Hamburg"; None where it has no name."""
    own = {noun, *(k for j in doc.children[noun] if _is_of_name(doc, j) for k in doc.subtree(j))}
    first = last = noun
    while first - 1 in own:
        first -= 1
    while last + 1 in own:
        last += 1
    named = any(doc.tokens[i].pos == "PROPN" for i in range(first, last + 1))
    return doc.span(first, last + 1) if named else None


def _is_of_name(doc: Document, i: int) -> bool:
    token = doc.tokens[i]
    if dep_in(token, "nmod"):
        return token.dep == "nmod:poss" or case_of(doc, i) in ("of", "on", "in", "for")
    return dep_in(token, "det", "amod", "compound", "flat", "nummod")


def _places_of(context: Context, noun: int) -> tuple[tuple[int, int], ...]:
    """Return the place of a gathering, else of another in its sentence: "a forum in A, after a retreat"."""
    doc = context.doc
    sentence = doc.sentences[doc.tokens[noun].sentence]
    told = [i for i in range(sentence.first, sentence.last) if doc.tokens[i].lemma.lower() in _GATHERINGS]
    found = (where.places_of(doc, i, context.known) for i in (noun, *told))
    return next((places for places in found if places), ()) or _seat_of(context, noun)


def _seat_of(context: Context, noun: int) -> tuple[tuple[int, int], ...]:
    """Return the name of a gathering that is always held in one city: "the UN General Assembly"."""
    spans = ((name.first, name.last) for name in context.doc.names if name.first <= noun < name.last)
    return tuple(span for span in spans if context.gazetteer.venue_city(context.doc.span(*span)) is not None)


def _overlap(a: When, b: When, *, days: int) -> bool:
    """Say whether two stretches meet, or all but: of a gathering of several days one may be told."""
    if not (a.start and a.end and b.start and b.end):
        return True
    room = dt.timedelta(days=days)
    return a.start - room <= b.end and b.start - room <= a.end
