"""Contacts told in a row: "She met A in Oslo on Friday. She also met B", "Separately, she spoke to C".

The day may also be told of all of them at once: "He called several counterparts on Friday. He spoke with A about …".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from parley.extract.circumstances.status import read_status
from parley.extract.circumstances.timing import when_of
from parley.extract.circumstances.where import places_of
from parley.extract.cues import cues
from parley.extract.dates.anchors import is_plural
from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.journey import is_dated, known_as
from parley.extract.journeys.visits import VISIT, country_at
from parley.extract.language.earlier import goes_on, told_back
from parley.extract.language.tense import is_past
from parley.extract.language.tree import auxiliaries, has_perfect, obliques, predicate, subject
from parley.extract.triggers.verbs import verb_entry
from parley.model import UNDATED, DateBasis, Medium, Precision, Status, When

_ALSO = frozenset(cues("dates")["stay"]["also"])
_NOUNS: dict[str, Any] = cues("contacts")["noun"]
_REACH = 2  # sentences over which "also" adds to what was told
_SUMMARY_REACH = 3  # sentences over which what was told in sum is told one by one
_LONGEST = 7  # days over which such a sum may go


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sum:
    """Several contacts of the same people told in one, none of the others by name, and on what days."""

    trigger: int
    ours: frozenset[int]
    when: When


def in_a_row(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Date and place a contact that is told as one more of the same day; what is taken over counts as inferred."""
    told: list[Frame] = []
    undated = any(f.when == UNDATED and f.type != VISIT for f in frames)
    # "European leaders" are told one by one as well.
    named = {f.trigger for f in frames if all(context.cast.party_of(s.entity) for s in f.sides)}
    sums = tuple(_sums(context, named)) if undated else ()
    for frame in sorted(frames, key=lambda f: f.trigger):
        clause = predicate(context.doc, frame.trigger)
        by_the_way = told_back(context.doc, frame.trigger) or has_perfect(context.doc, clause)
        if frame.when == UNDATED and frame.type != VISIT and not by_the_way:
            frame = _dated(context, frame, told, sums)
        if not frame.places and frame.medium is Medium.IN_PERSON and (before := _there_before(context, frame, told)):
            frame = replace(frame, places=before.places)
        told.append(frame)
        yield frame


def _dated(context: Context, frame: Frame, told: Sequence[Frame], sums: Sequence[_Sum]) -> Frame:
    before = _before(context, frame, told) if adds(context, frame) else _right_before(context, frame, told)
    if before is not None:
        here = Medium.IN_PERSON is frame.medium is before.medium and _receives(context, frame, before)
        return replace(
            frame,
            when=replace(before.when, basis=DateBasis.INFERRED),
            places=frame.places or (before.places if here else ()),
        )
    if (day := _day_before(context, frame, told)) is not None:
        return replace(frame, when=replace(day, basis=DateBasis.INFERRED))
    whole = _sum_of(context, frame, sums)
    return frame if whole is None else replace(frame, when=replace(whole.when, basis=DateBasis.INFERRED))


def _there_before(context: Context, frame: Frame, told: Sequence[Frame]) -> Frame | None:
    """Return the contact right before, of the same day or the day before it, where the one who acts still is.

    So he is where the other is of that state too, or of none: "met A in Dakar on Monday. The next day he met B".
    """
    before = told[-1] if told else None
    if before is None or not before.places or before.medium is not frame.medium or before.status is not frame.status:
        return None
    near = context.doc.tokens[frame.trigger].sentence - context.doc.tokens[before.trigger].sentence <= 1
    if not near or not (frame.when.start and before.when.end):
        return None
    there = bool(_staying(context, frame, before)) and _receives(context, frame, before)
    return before if there and 0 <= (frame.when.start - before.when.end).days <= 1 else None


def _staying(context: Context, frame: Frame, before: Frame) -> frozenset[int]:
    """Return those who act in a contact and were part of the one before."""
    return _actors(context, frame.trigger) & known_as(context, (s.entity for s in before.sides))


def _receives(context: Context, frame: Frame, before: Frame) -> bool:
    """Say whether all whom those staying meet may be at home where the contact before was."""
    staying = _staying(context, frame, before)
    parties = {context.cast.party_of(s.entity) for s in frame.sides if s.entity not in staying}
    countries = {p for p in parties if p is not None and context.known.country(p) is not None}
    return countries <= {country_at(context, span) for span in before.places}


def _day_before(context: Context, frame: Frame, told: Sequence[Frame]) -> When | None:
    """Return the day of what the same people did in the sentence before: "opened it on Friday. They met in Lima"."""
    doc = context.doc
    here = doc.tokens[frame.trigger].sentence
    if here == 0 or not goes_on(doc, frame.trigger) or doc.sentences[here - 1].heading:
        return None
    before = doc.sentences[here - 1]
    root = next((j for j in range(before.first, before.last) if doc.tokens[j].head == j), None)
    if root is None or not is_past(doc, root) or auxiliaries(doc, root):
        return None
    when = when_of(doc, root, context.times)
    one_day = when.precision is Precision.DAY and when.start == when.end
    return when if one_day and _acts_on(context, root, frame) and not _is_apart(context, root, frame, told) else None


def _is_apart(context: Context, root: int, frame: Frame, told: Sequence[Frame]) -> bool:
    """Say whether the sentence of `root` tells of another state than that of a contact, or that it was no meeting."""
    doc, sides = context.doc, {s.entity for s in frame.sides}
    beside = [f for f in told if doc.tokens[f.trigger].sentence == doc.tokens[root].sentence]
    if any(f.medium.is_remote and sides <= {s.entity for s in f.sides} for f in beside):
        return True
    spans = (*places_of(doc, root, context.known), *(span for f in beside for span in f.places))
    before, here = ({country_at(context, span) for span in at} - {None} for at in (spans, frame.places))
    return bool(before and here) and before.isdisjoint(here)


def _acts_on(context: Context, root: int, frame: Frame) -> bool:
    """Say whether those of a contact go on after the clause at `root`: the same people, or those of its states."""
    before, ours = _actors(context, root), known_as(context, (s.entity for s in frame.sides))
    if adds(context, frame) and before & ours:
        return True
    acting = _actors(context, frame.trigger)
    states, theirs = ({context.cast.party_of(e) for e in who} - {None} for who in (acting, before))
    same = len(theirs) > 1 and bool(states) and states <= theirs and len(acting) == len(before)
    return same or bool(acting and before and (acting <= before or before <= acting))


def adds(context: Context, frame: Frame) -> bool:
    """Say whether words of the clause, or the first of the sentence, say that something is added."""
    doc = context.doc
    clause = predicate(doc, frame.trigger)
    first = doc.sentences[doc.tokens[frame.trigger].sentence].first
    words = {doc.tokens[j].lower for j in (*doc.children[clause], *doc.children[frame.trigger], first)}
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


def _right_before(context: Context, frame: Frame, told: Sequence[Frame]) -> Frame | None:
    """Return the contact that the one who acts had right before: "She called A on Friday. She spoke to B about …"."""
    if not goes_on(context.doc, frame.trigger):
        return None
    before = _before(context, frame, told)
    if before is None or before.medium is not frame.medium:
        return None
    near = context.doc.tokens[frame.trigger].sentence - context.doc.tokens[before.trigger].sentence <= 1
    acting = _actors(context, frame.trigger) & known_as(context, (s.entity for s in before.sides))
    return before if near and acting and acting & _actors(context, before.trigger) else None


def _actors(context: Context, trigger: int) -> frozenset[int]:
    """Return who does what the clause of a trigger tells."""
    return known_as(context, _subjects(context, predicate(context.doc, trigger)))


def _subjects(context: Context, verb: int) -> Iterable[int]:
    subj = subject(context.doc, verb)
    return (e for k in context.cast.all_at(subj) for e in context.cast.entities_of(k)) if subj is not None else ()


def _sums(context: Context, taken: set[int]) -> Iterator[_Sum]:
    """Yield what the article tells of several contacts at once, with people that it does not name."""
    doc = context.doc
    for token in doc.tokens:
        if token.i in taken or token.pos not in ("NOUN", "VERB"):
            continue
        lemma = token.lemma.lower()
        noun = token.pos == "NOUN" and lemma in _NOUNS and _NOUNS[lemma]["type"] != VISIT
        entry = verb_entry(context, token.i) if token.pos == "VERB" else None
        verb = entry is not None and entry["type"] != VISIT
        if not (noun or verb):
            continue
        clause = predicate(doc, token.i)
        others = [j for at in dict.fromkeys((token.i, clause)) for _, j in obliques(doc, at)]
        others += [j for j in doc.children[clause] if doc.tokens[j].dep == "obj"]
        several = (noun and is_plural(token.lower)) or any(_are_several(context, j) for j in others)
        when = when_of(doc, token.i, context.times) if several else UNDATED
        if not (when.start and when.end) or (when.end - when.start).days >= _LONGEST or told_back(doc, token.i):
            continue
        ours = _actors(context, token.i)
        if ours and read_status(doc, token.i) is Status.OCCURRED:
            yield _Sum(trigger=token.i, ours=ours, when=when)


def _are_several(context: Context, i: int) -> bool:
    """Say whether token `i` stands for several people without names: "his counterparts", "European leaders"."""
    token = context.doc.tokens[i]
    return token.pos == "NOUN" and token.lower == token.lemma.lower() + "s" and token.text[0].islower()


def _sum_of(context: Context, frame: Frame, sums: Sequence[_Sum]) -> _Sum | None:
    """Return what told of the contact before in sum."""
    doc = context.doc
    here, ours = doc.tokens[frame.trigger].sentence, _actors(context, frame.trigger)
    for whole in reversed(sums):
        away = here - doc.tokens[whole.trigger].sentence
        if 0 < away <= _SUMMARY_REACH and whole.ours & ours and is_dated(whole.when):
            return whole if goes_on(doc, frame.trigger) else None
    return None


def _share_a_place(context: Context, a: Frame, b: Frame) -> bool:
    """Say whether two contacts are told to be in places of which one word names both."""
    ours, theirs = ({t.text for span in f.places for t in context.doc.tokens[slice(*span)]} for f in (a, b))
    return bool(ours & theirs)
