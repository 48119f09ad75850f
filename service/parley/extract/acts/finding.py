"""Finds speech acts and measures: the trigger, whether it tells an act, its parties, status, day and content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parley.extract.acts.contents import content_of
from parley.extract.acts.lexicon import Lexicon, Trigger, governed, trigger_at
from parley.extract.acts.parties import is_done_to, nation_of, noun_parties, verb_parties
from parley.extract.acts.telling import type_told
from parley.extract.circumstances import timing, where
from parley.extract.circumstances.attribution import certainty_of, cited_source
from parley.extract.circumstances.status import read_status
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame, Side
from parley.extract.frames.sides import sides_of
from parley.extract.language.tense import of_verb
from parley.extract.language.tree import dep_in, marks
from parley.model import ActorKind, Document, Medium, Role, Status

_MOTION: dict[str, frozenset[str]] = cues("contacts")["motion"]
_GOING = _MOTION["to"] | _MOTION["in"] | {"meet", "gather", "convene"}
_WITHIN = frozenset({"appointment", "decision"})  # acts that may stay inside one state or body
_CONFIDENCE = 0.7


def find_acts(context: Context, lexicon: Lexicon, contacts: Sequence[Frame] = ()) -> tuple[Frame, ...]:
    """Return the speech acts and measures that the article tells, in text order, beside its `contacts`."""
    triggers = frozenset(frame.trigger for frame in contacts)
    diplomats = frozenset(side.entity for frame in contacts for side in frame.sides)
    found: list[Frame] = []
    for token in context.doc.tokens:
        trigger = trigger_at(context.doc, token.i, lexicon)
        kind = type_told(context, token.i, trigger, triggers) if trigger is not None else None
        if trigger is None or kind is None:
            continue
        governed_by = token.head if dep_in(token, "advcl", "xcomp") else None
        # "summoned him to protest", "summoned him to express concern" is one act
        if not any(f.trigger == governed_by and kind in (f.type, "statement") for f in found):
            found.extend(_frame(context, token.i, trigger, kind, diplomats))
    return tuple(found)


def _frame(context: Context, i: int, trigger: Trigger, kind: str, diplomats: frozenset[int]) -> Iterator[Frame]:
    doc, cast = context.doc, context.cast
    actors, targets = noun_parties(context, i) if trigger.noun else verb_parties(context, i, kind)
    joint = trigger.frame == "joint"
    first = Role.PARTICIPANT if joint else Role.SPEAKER if trigger.frame == "speech" else Role.INITIATOR
    second = Role.PARTICIPANT if joint else Role.ADDRESSEE if trigger.frame == "speech" else Role.TARGET
    acting = _acting(context, actors, first, joint=joint)
    ours = tuple(s for s in acting if s.entity in diplomats or _acts_abroad(context, s))
    if not ours:
        return
    taken = {s.entity for s in ours}
    theirs = tuple(s for s in sides_of(context, targets, second) if s.entity not in taken)
    homes = {cast.party_of(s.entity) for s in ours}
    abroad = {cast.party_of(s.entity) for s in theirs}
    if joint and len(homes | abroad) < 2:
        return
    if kind not in _WITHIN and homes == (abroad or _nations_at(context, i)):
        return  # within one state
    parties = frozenset(p for s in (*ours, *theirs) if (p := cast.party_of(s.entity)))
    yield Frame(
        type=kind,
        trigger=i,
        anchor=i,
        sides=(*ours, *theirs),
        status=_status(doc, i, trigger),
        medium=Medium.UNKNOWN,
        when=timing.when_of(doc, i, context.times),
        places=where.places_of(doc, i, context.known),
        topic=content_of(context, i, trigger),
        said_by=cited_source(cast, i, parties),
        certainty=certainty_of(doc, i),
        confidence=_CONFIDENCE,
        sentences=(doc.tokens[i].sentence,),
    )


def _nations_at(context: Context, i: int) -> set[str | None]:
    """Return the states by whose adjective or name the object of verb `i` is told: "the French unions"."""
    obj = context.doc.child(i, "obj")
    below = context.doc.children[obj] if obj is not None else ()
    return {state for j in below if (state := nation_of(context, j)) is not None}


def _acting(context: Context, mentions: tuple[int, ...], role: Role, *, joint: bool) -> tuple[Side, ...]:
    """Return who acts; who "they" are is too unsure for what one of them may have said alone."""
    unsure = not joint and any(context.cast.is_pair(k) and context.cast.mentions[k].pronoun for k in mentions)
    return () if unsure else sides_of(context, mentions, role)


def _status(doc: Document, i: int, trigger: Trigger) -> Status:
    """Return the status of an act: what somebody comes for is to come; "made no statement" tells of none."""
    if not trigger.noun and is_done_to(doc, i):
        return Status.OCCURRED  # "the front, supported by B, wants"
    token = doc.tokens[i]
    relative = token.dep == "acl" and "that" in marks(doc, i) and doc.child(i, "obj", "ccomp", "xcomp") is None
    # "a demand that B has refused" is at times taken for what is demanded.
    status = of_verb(doc, i) if relative else read_status(doc, i)
    if not status.took_place:
        return status
    noun = governed(doc, i, trigger)
    if noun is not None and any(doc.tokens[j].text.lower() == "no" for j in doc.children[noun]):
        return Status.NOT_HELD
    purpose = dep_in(token, "advcl", "xcomp") and "to" in marks(doc, i)
    return Status.PLANNED if purpose and doc.tokens[token.head].lemma in _GOING else status


def _acts_abroad(context: Context, side: Side) -> bool:
    """Say whether an actor speaks or acts for a state or an international organisation."""
    entity = context.cast.entities[side.entity]
    if entity.party is None or entity.former:
        return False
    return (
        entity.kind is not ActorKind.PERSON
        or bool(entity.office)
        or bool(context.known.persons_named(entity.name or ""))
    )
