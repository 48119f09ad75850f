"""Contacts told first without names and then with them: "The two leaders met on Friday. A received B at a hotel"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parley.extract.circumstances import where
from parley.extract.circumstances.status import read_status
from parley.extract.circumstances.timing import when_of
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.journey import is_dated
from parley.extract.journeys.visits import VISIT
from parley.extract.language.earlier import goes_on, told_back
from parley.extract.language.tree import obliques, predicate, subject, verb_of
from parley.extract.names.regions import states_of_region
from parley.extract.triggers.verbs import verb_entry
from parley.model import UNDATED, DateBasis, Precision, Status, When

_CONTACTS = cues("contacts")
_KINDS: dict[str, str] = _CONTACTS["kinds"]
_PEOPLE: frozenset[str] = cues("titles")["sorts"]["people"]
_TOGETHER = frozenset(_KINDS[kind] for kind in ("meeting", "contact", "negotiation", "mediation"))
_SETTLING: frozenset[str] = _CONTACTS["settling"]
_NEXT = 1  # sentences after which it is told by name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lead:
    """A contact of people without names: its day, its places, and the states of those people where they are told."""

    trigger: int
    when: When
    places: tuple[tuple[int, int], ...]
    states: frozenset[str]


def after_leads(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Date and place contacts that the sentence before tells without names; what is taken over counts as inferred."""
    undated = any(f.when == UNDATED for f in frames)
    leads = (*_leads(context), *_settled(context)) if undated else ()
    for frame in frames:
        lead = next((lead for lead in leads if _retells(context, frame, lead)), None)
        if lead is None:
            yield frame
        else:
            yield replace(
                frame, when=replace(lead.when, basis=DateBasis.INFERRED), places=frame.places or lead.places
            )  # fmt: skip


def _leads(context: Context) -> Iterator[_Lead]:
    doc = context.doc
    for token in doc.tokens:
        noun = _CONTACTS["noun"].get(token.lemma.lower()) if token.pos == "NOUN" else None
        entry = verb_entry(context, token.i) if token.pos == "VERB" else noun
        if entry is None or entry["type"] not in _TOGETHER or doc.in_heading(token.i):
            continue
        people = _people(context, token.i)
        if people is None or told_back(doc, token.i) or read_status(doc, token.i) is not Status.OCCURRED:
            continue
        when = when_of(doc, token.i, context.times)
        if when.precision is Precision.DAY and when.start is not None and when.start == when.end:
            places = where.places_of(doc, token.i, context.known)
            yield _Lead(trigger=token.i, when=when, places=places, states=_states_of(context, people))


def _settled(context: Context) -> Iterator[_Lead]:
    """Yield what people of several states settle on a day as a lead to how they met: "agreed on Friday to"."""
    doc, cast = context.doc, context.cast
    for token in doc.tokens:
        if token.pos != "VERB" or verb_of(doc, token.i) not in _SETTLING or doc.in_heading(token.i):
            continue
        subj = subject(doc, token.i)
        who = {e for k in cast.all_at(subj) for e in cast.entities_of(k)} if subj is not None else set()
        states = frozenset(p for e in who if (p := cast.party_of(e)) is not None)
        if len(states) < 2 or told_back(doc, token.i) or read_status(doc, token.i) is not Status.OCCURRED:
            continue
        when = when_of(doc, token.i, context.times)
        if is_dated(when) and when.start == when.end:
            yield _Lead(trigger=token.i, when=when, places=(), states=states)


def _people(context: Context, trigger: int) -> int | None:
    """Return the plural noun for those who meet: "rival leaders met", "a meeting of their prime ministers"."""
    doc = context.doc
    whom = [j for case, j in obliques(doc, trigger) if case in ("of", "between", "among")]
    subj = subject(doc, predicate(doc, trigger))
    for i in (*whom, *([subj] if subj is not None else [])):
        token = doc.tokens[i]
        if token.pos == "NOUN" and token.lemma in _PEOPLE and token.lower != token.lemma:
            below = set(doc.subtree(i))
            named = any(name.label == "PERSON" and name.first in below for name in doc.names)
            return None if named else i
    return None


def _states_of(context: Context, people: int) -> frozenset[str]:
    region = states_of_region(context.doc, people)
    named = (context.cast.country_at(j) for j in context.doc.subtree(people))
    return region | {key for words in named if words is not None for key in words.keys}


def _retells(context: Context, frame: Frame, lead: _Lead) -> bool:
    """Say whether a contact without a day is that of a lead: of the same people, as far as the lead tells who."""
    doc = context.doc
    away = doc.tokens[frame.trigger].sentence - doc.tokens[lead.trigger].sentence
    if not 0 < away <= _NEXT or is_dated(frame.when) or frame.type == VISIT or frame.medium.is_remote:
        return False
    if not frame.status.took_place or not goes_on(doc, frame.trigger):
        return False
    entities = [context.cast.entities[s.entity] for s in frame.sides]
    parties = {context.cast.party_of(e.number) for e in entities} - {None}
    named = len(entities) > 1 and all(e.name for e in entities) and len(parties) > 1
    return named and (not lead.states or len(parties & lead.states) >= min(len(lead.states), 2))
