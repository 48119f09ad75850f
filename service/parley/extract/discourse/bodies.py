"""Bodies that states form, told of again by a word: "A and B set up a committee. The committee met on Friday"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame, Side
from parley.extract.frames.making import make_frames
from parley.extract.frames.sides import joint_body, sides_of
from parley.extract.journeys.visits import VISIT
from parley.extract.language.carriers import carrier_of
from parley.extract.language.tree import case_of, clause_heads, dep_in, obliques, subject, verb_of
from parley.extract.triggers.nouns import kind_of_noun
from parley.extract.triggers.verbs import VERBS
from parley.model import ActorKind, Document, Role, Token

_CONTACTS = cues("contacts")
_NOUNS = _CONTACTS["noun"]
_BODIES: frozenset[str] = _CONTACTS["bodies"]
_JOINTLY: frozenset[str] = _CONTACTS["jointly"] | {"their"}
_FORMING: frozenset[str] = _CONTACTS["forming"]
_REACH = 8  # sentences over which "the committee" refers back
_CONFIDENCE = 0.7


def with_bodies(context: Context, found: Sequence[Frame]) -> list[Frame]:
    """Return the frames with the meetings of bodies whose states are told before, without the sum of several."""
    taken = {f.trigger for f in found}
    made: list[Frame] = []
    formed: list[int] = []
    for i, kind, body in _meetings(context.doc):
        if i in taken or not _is_bare(context, body) or (told := _introduced(context, body)) is None:
            continue
        frames = list(make_frames(context, i, kind, told[1], confidence=_CONFIDENCE))
        made.extend(frames)
        formed.extend(told[0] for _ in frames)
    sums = {j for j in formed if formed.count(j) > 1}
    return [*(f for f in found if not _tells_sum(context.doc, f, sums)), *made]


def _meetings(doc: Document) -> Iterator[tuple[int, str, int]]:
    """Yield the trigger and type of each contact that a body as such has, and the noun of the body."""
    for token in doc.tokens:
        lemma = token.lemma.lower()
        if token.pos == "VERB" and "together" in VERBS.get(lemma, {}).get("sides", ()):
            subj = subject(doc, token.i)
            if subj is not None and doc.child(token.i, "obj") is None and not _with(doc, token.i):
                yield token.i, VERBS[lemma]["type"], subj
        elif token.pos == "NOUN" and lemma in _NOUNS and (kind := kind_of_noun(doc, token.i)) != VISIT:
            yield from ((token.i, kind, j) for case, j in obliques(doc, token.i) if case == "of")
            carrier = carrier_of(doc, token.i)  # "the committee held its third meeting"
            subj = subject(doc, carrier) if carrier is not None and not _with(doc, token.i) else None
            yield from ((token.i, kind, subj),) if subj is not None and dep_in(token, "obj") else ()


def _with(doc: Document, i: int) -> bool:
    return any(case == "with" for case, _ in obliques(doc, i))


def _is_bare(context: Context, i: int) -> bool:
    """Say whether a noun is a body told of before, whose states it does not name itself: "the panel on seeds"."""
    doc, cast = context.doc, context.cast
    if doc.tokens[i].lemma.lower() not in _BODIES or doc.tokens[i].pos not in ("NOUN", "PROPN"):
        return False
    below = [doc.tokens[j] for j in doc.children[i]]
    inside = {e for j in doc.subtree(i) if (k := cast.at(j)) is not None for e in cast.entities_of(k)}
    named = any(cast.party_of(e) is not None for e in inside) or any(t.dep == "nmod:poss" for t in below)
    return not named and any(t.lower == "the" for t in below)


def _introduced(context: Context, i: int) -> tuple[int, tuple[Side, ...]] | None:
    """Return the earlier mention of the body at token `i` that tells its states, with these as sides."""
    doc = context.doc
    here = doc.tokens[i]
    for token in reversed(doc.tokens[:i]):
        if here.sentence - token.sentence > _REACH:
            return None
        if _singular(token) != _singular(here) or token.pos not in ("NOUN", "PROPN"):
            continue
        if sides := joint_body(context, token.i) or _formed(context, token.i):
            return token.i, sides
    return None


def _singular(token: Token) -> str:
    """Return a noun in the singular, also where it is part of a name: "Working Groups"."""
    low = token.lemma.lower()
    return low[:-1] if low[:-1] in _BODIES else low


def _formed(context: Context, i: int) -> tuple[Side, ...]:
    """Return the states that form a body: "A and B set up a committee", "agreed that their teams should look"."""
    doc, cast = context.doc, context.cast
    shared = any(doc.tokens[j].lower in _JOINTLY for j in doc.children[i])
    for above in clause_heads(doc, i):
        subj = subject(doc, above) if doc.tokens[above].pos == "VERB" else None
        if subj is None or subj == i:
            continue
        sides = sides_of(context, cast.all_at(subj), Role.PARTICIPANT)
        states = all(cast.entities[s.entity].kind in (ActorKind.COUNTRY, ActorKind.GROUP) for s in sides)
        forming = verb_of(doc, above) in _FORMING and doc.child(above, "obj") == i
        if states and len({cast.party_of(s.entity) for s in sides}) > 1 and (shared or forming):
            return tuple(replace(s, entity=cast.state(p)) for s in sides if (p := cast.party_of(s.entity)))
    return ()


def _tells_sum(doc: Document, frame: Frame, bodies: set[int]) -> bool:
    """Say whether a plural tells together the meetings of bodies that are told one by one: "talks of their panels"."""
    nouns = [doc.tokens[j] for j in (frame.trigger, doc.child(frame.trigger, "obj")) if j is not None]
    plural = [t for t in nouns if t.lemma.lower() in _NOUNS and t.lower != t.lemma.lower()]
    return any(j in doc.subtree(t.i) and case_of(doc, j) == "of" for t in plural for j in bodies)
