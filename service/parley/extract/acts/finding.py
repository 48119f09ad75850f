"""Finds speech acts and measures: the trigger, whether it tells an act, its parties, status, day and content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.acts.around import (
    answered,
    as_participants,
    held_before,
    is_content,
    issued_by,
    speakers,
    were_together,
)
from parley.extract.acts.contents import content_of
from parley.extract.acts.lexicon import Lexicon, Trigger, governed, trigger_at
from parley.extract.acts.parties import is_done_to, nation_of, noun_parties, verb_parties
from parley.extract.acts.telling import is_of_members, type_told
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
_VIEWS = frozenset({"statement"})  # made known to all, whatever it is about
_CONFIDENCE = 0.7


def find_acts(context: Context, lexicon: Lexicon, contacts: Sequence[Frame] = ()) -> tuple[Frame, ...]:
    """Return the speech acts and measures that the article tells, in text order, beside its `contacts`."""
    triggers = frozenset(frame.trigger for frame in contacts)
    diplomats = frozenset(side.entity for frame in contacts for side in frame.sides)
    told: dict[int, tuple[Trigger, str]] = {}
    for token in context.doc.tokens:
        trigger = trigger_at(context.doc, token.i, lexicon)
        kind = type_told(context, token.i, trigger, triggers) if trigger is not None else None
        if trigger is not None and kind is not None:
            told[token.i] = (trigger, kind)
    kinds = {i: kind for i, (_, kind) in told.items()}
    found: list[Frame] = []
    for i, (trigger, kind) in told.items():
        if not is_content(context.doc, i, kinds):
            found.extend(_frame(context, i, trigger, kind, diplomats, (*contacts, *found)))
    return tuple(found)


def _frame(
    context: Context, i: int, trigger: Trigger, kind: str, diplomats: frozenset[int], before: Sequence[Frame]
) -> Iterator[Frame]:
    doc, cast = context.doc, context.cast
    joint = trigger.frame == "joint"
    first = Role.PARTICIPANT if joint else Role.SPEAKER if trigger.frame == "speech" else Role.INITIATOR
    second = Role.PARTICIPANT if joint else Role.ADDRESSEE if trigger.frame == "speech" else Role.TARGET
    actors, targets = noun_parties(context, i, second) if trigger.noun else verb_parties(context, i, kind, second)
    acting = sides_of(context, actors, first)
    together = first is Role.SPEAKER and were_together([s.entity for s in acting], doc, i, before)
    if not joint and _is_unsure(context, actors) and not together:
        acting = ()
    sentences: tuple[int, ...] = (doc.tokens[i].sentence,)
    if not acting and first is Role.SPEAKER and (source := issued_by(doc, i, before)) is not None:
        acting, sentences = speakers(source), (*source.sentences, *sentences)
    if not acting and joint and (meeting := held_before(doc, i, before)) is not None:
        acting, sentences = as_participants(meeting), (*meeting.sentences, *sentences)
    ours = tuple(s for s in acting if s.entity in diplomats or _acts_abroad(context, s))
    if not ours:
        return
    if not targets and (act := answered(doc, i, before)) is not None:
        targets = tuple(replace(s, role=second) for s in act.sides if s.role in (Role.SPEAKER, Role.INITIATOR))
        sentences = (*act.sentences, *sentences)
    homes = {cast.party_of(s.entity) for s in ours}
    taken = {s.entity for s in ours}
    theirs = tuple(s for s in targets if s.entity not in taken)
    if joint and len(homes | {cast.party_of(s.entity) for s in theirs}) < 2:
        return
    if not joint and kind not in _WITHIN:
        foreign = tuple(s for s in theirs if cast.party_of(s.entity) not in homes)
        own = any(_is_done_at_home(doc, i, s) for s in theirs) or homes == _nations_at(context, i)
        if own and not foreign and kind not in _VIEWS:
            return  # within one state
        theirs = foreign
    if not trigger.noun and is_of_members(doc, i, trigger) and not _takes_in(context, ours, theirs):
        return
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
        sentences=tuple(dict.fromkeys(sentences)),
    )


def _is_done_at_home(doc: Document, i: int, side: Side) -> bool:
    """Say whether what verb or noun `i` tells is done to a side itself or to what is named after it."""
    words = [doc.tokens[j] for j in range(side.first, side.last)]
    top = next((t for t in words if not side.first <= t.head < side.last), words[0])
    named = top.dep == "nmod:poss" and top.pos != "PRON"  # not "demanded the return of its ships"
    return i in (top.head, doc.tokens[top.head].head if named else None)


def _takes_in(context: Context, ours: Sequence[Side], theirs: Sequence[Side]) -> bool:
    """Say whether an organisation of states takes in or shuts out one of them."""
    kinds = {context.cast.entities[s.entity].kind for s in theirs}
    parties = [p for s in ours if (p := context.cast.party_of(s.entity)) is not None]
    bodies = all(context.known.actor(p).kind is ActorKind.ORGANISATION for p in parties)
    return bool(parties) and bodies and ActorKind.COUNTRY in kinds


def _nations_at(context: Context, i: int) -> set[str | None]:
    """Return the states by whose adjective or name the object of verb `i` is told: "the French unions"."""
    obj = context.doc.child(i, "obj")
    below = context.doc.children[obj] if obj is not None else ()
    return {state for j in below if (state := nation_of(context, j)) is not None}


def _is_unsure(context: Context, mentions: tuple[int, ...]) -> bool:
    """Say whether who "they" are is too unsure for what one of them may have said alone."""
    return any(context.cast.is_pair(k) and context.cast.mentions[k].pronoun for k in mentions)


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
    if noun is not None and any(doc.tokens[j].lower == "no" for j in doc.children[noun]):
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
