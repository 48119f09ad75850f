"""On whose initiative a contact was: "spoke at Tehran's request", "the call was requested by Sofia"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.circumstances.attribution import cited_source
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame, Side, anchored, refers
from parley.extract.frames.sides import sides_of
from parley.extract.journeys.visits import VISIT
from parley.extract.language.earlier import is_another
from parley.extract.language.tense import negated
from parley.extract.language.tree import case_of, dep_in, obliques, predicate, subject
from parley.model import Document, Role

_CONTACTS = cues("contacts")
_NOUNS = _CONTACTS["noun"]
_REQUESTS: frozenset[str] = _CONTACTS["initiative"]
_BEGUN: frozenset[str] = _CONTACTS["initiated"]
_KNOWN: frozenset[str] = cues("status")["known"]
_OPEN = frozenset({Role.PARTICIPANT, Role.INITIATOR, Role.ADDRESSEE})
_INVITATIONS = frozenset({"invitation"})
_REACH = 3  # sentences over which "the call" looks back
_CONFIDENCE = 0.7


def with_initiative(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield the frames with whose initiative they tell, and one for each noun that tells it of a contact before."""
    led = [_led(context, f, _owners(context, f.trigger)) or _invited(context, f) or f for f in found]
    yield from led
    taken = {frame.trigger for frame in found}
    for token in context.doc.tokens:
        lemma = token.lemma.lower() if token.pos == "NOUN" else ""
        if lemma not in _NOUNS or token.i in taken or not _is_known(context.doc, token.i):
            continue
        frame = _before(context, token.i, led, _NOUNS[lemma]["type"])
        told = frame and _led(context, frame, _owners(context, token.i) or _beginners(context, token.i))
        if told is None or is_another(context.doc, token.i):
            continue
        parties = frozenset(p for s in told.sides if (p := context.cast.party_of(s.entity)) is not None)
        yield replace(
            told,
            trigger=token.i,
            anchor=token.i,
            when=anchored(told.when),
            said_by=cited_source(context.cast, token.i, parties),
            confidence=_CONFIDENCE,
            sentences=(token.sentence,),
        )


def _owners(context: Context, i: int) -> set[int]:
    """Return at whose request a contact was: "was made at Tehran's request", "met at the invitation of Peru"."""
    return _entities(context, _askers(context, i, _REQUESTS))


def _askers(context: Context, i: int, requests: frozenset[str]) -> list[int]:
    """Return the tokens of whose request it was, called by one of the nouns `requests`, that a contact was held."""
    doc = context.doc
    asked = [
        j
        for node in dict.fromkeys((i, predicate(doc, i)))
        for case, j in obliques(doc, node)
        if case in ("at", "on", "upon") and doc.tokens[j].lemma.lower() in requests
    ]
    return [
        k
        for j in asked
        for k in doc.children[j]
        if doc.tokens[k].dep == "nmod:poss" or (dep_in(doc.tokens[k], "nmod") and case_of(doc, k) == "of")
    ]


def _invited(context: Context, frame: Frame) -> Frame | None:
    """Return the gathering of a body with its host: "the AU's leaders met at the invitation of President A"."""
    if len(frame.sides) != 1 or frame.type == VISIT:
        return None
    hosts = (k for j in _askers(context, frame.trigger, _INVITATIONS) for k in context.cast.all_at(j))
    sides = sides_of(context, tuple(hosts), Role.HOST)
    return replace(frame, sides=(*frame.sides, *sides)) if sides else None


def _beginners(context: Context, i: int) -> set[int]:
    """Return who asked for or began what a noun names: "was requested by Sofia", "Gul had initiated the call"."""
    doc, token = context.doc, context.doc.tokens[i]
    verb = token.head
    if doc.tokens[verb].lemma not in _BEGUN or negated(doc, verb):
        return set()
    if token.dep == "nsubj:pass":
        return _entities(context, [j for case, j in obliques(doc, verb) if case == "by"])
    who = subject(doc, verb) if token.dep == "obj" else None
    return _entities(context, [who] if who is not None else [])


def _entities(context: Context, tokens: Sequence[int]) -> set[int]:
    return {entity for j in tokens for k in context.cast.all_at(j) for entity in context.cast.entities_of(k)}


def _led(context: Context, frame: Frame, who: set[int]) -> Frame | None:
    """Return a frame with the one side that `who` is, or acts for, as its initiator; None where there is none."""
    cast = context.cast
    parties = {cast.party_of(entity) for entity in who} - {None}
    meant = [s for s in frame.sides if s.entity in who or cast.party_of(s.entity) in parties]
    if len(meant) != 1 or len(frame.sides) < 2 or any(s.role not in _OPEN for s in frame.sides):
        return None
    return replace(frame, sides=tuple(_with_role(s, is_first=s is meant[0]) for s in frame.sides))


def _with_role(side: Side, *, is_first: bool) -> Side:
    if is_first:
        return replace(side, role=Role.INITIATOR)
    return replace(side, role=Role.ADDRESSEE) if side.role is Role.INITIATOR else side


def _before(context: Context, i: int, found: Sequence[Frame], noun: str) -> Frame | None:
    """Return the contact of that type that was told last before token `i`, if it took place."""
    here = context.doc.tokens[i].sentence
    near = [f for f in found if f.trigger < i and here - context.doc.tokens[f.trigger].sentence <= _REACH]
    told = [f for f in near if refers(f.type, noun)]
    last = max(told, key=lambda f: f.trigger, default=None)
    return last if last is not None and last.status.took_place else None


def _is_known(doc: Document, i: int) -> bool:
    return any(doc.tokens[j].lower in _KNOWN for j in doc.children[i])
