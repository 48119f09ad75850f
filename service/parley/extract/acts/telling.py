"""What the words of a trigger tell where they stand: an act of which type, or none."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from parley.extract.acts.contents import asks_for, content_heads, is_actor, is_question
from parley.extract.acts.lexicon import Trigger, governed
from parley.extract.cues import cues
from parley.extract.frames.frame import Context
from parley.extract.language.governing_nouns import CLAIMS
from parley.extract.language.tree import dep_in, marks, obliques
from parley.model import ActorKind, Document

_ACTS = cues("acts")
_ASKING: frozenset[str] = _ACTS["asking"]
_SILENCE: frozenset[str] = _ACTS["silence"]
_MEMBERSHIP: frozenset[str] = _ACTS["membership"]
_REPROACHES: frozenset[str] = _ACTS["reproaches"]
_RECEIVING: frozenset[str] = _ACTS["receiving"]
_ABOUT_CONTACTS = frozenset({"request", "refusal", "agreement"})


def type_told(context: Context, i: int, trigger: Trigger, contacts: Collection[int]) -> str | None:
    """Return the type of the act that the words of a trigger at token `i` tell, None when they tell none.

    `contacts` are the tokens that tell contacts.
    """
    doc, kind = context.doc, trigger.type
    heads = tuple(content_heads(context, i, trigger))
    wanted = {j for head in heads[:1] for j in (head, doc.child(head, "obj"))}
    if kind in _ABOUT_CONTACTS and not wanted.isdisjoint(contacts):
        return None  # asking for a meeting, agreeing to it or saying no is that contact
    if kind == "refusal" and any(doc.tokens[j].lemma in _SILENCE for j in heads[:1]):
        return None
    if kind in ("refusal", "appointment") and any(doc.tokens[j].lemma in CLAIMS | _REPROACHES for j in heads[:1]):
        return "statement"  # "rejected the accusation", "dismissed the report"
    if trigger.words == ("tell",):
        return _told_to(context, i, contacts)
    if kind == "request" and doc.tokens[i].lemma in _ASKING and not (trigger.noun or asks_for(doc, i, heads)):
        return None
    if kind == "appointment" and any(case == "as" for case, _ in obliques(doc, i)) and doc.tokens[i].lemma == "dismiss":
        return "statement"  # "dismissed as nonsense a report"
    if kind == "appointment" and governed(doc, i, trigger) is None:
        obj, free = doc.child(i, "obj"), doc.child(i, "xcomp") is None or doc.child(i, "aux:pass") is not None
        return kind if (free if obj is None else is_actor(context, obj)) else None  # not "elected to walk home"
    if doc.tokens[i].lemma in _RECEIVING and ActorKind.PERSON in _objects(context, i):
        return None
    return kind


def is_of_members(doc: Document, i: int, trigger: Trigger) -> bool:
    """Say whether the trigger at verb `i` tells a decision only where a body does it to a member: "suspended Mali"."""
    return trigger.type == "decision" and doc.tokens[i].lemma in _MEMBERSHIP and governed(doc, i, trigger) is None


def _told_to(context: Context, i: int, contacts: Collection[int]) -> str | None:
    """Return what the verb "tell" tells: a statement with what is said, a request with what is to be done."""
    doc = context.doc
    somebody = doc.child(i, "obj", "iobj")
    if i in contacts or somebody is None or doc.child(i, "aux:pass") is not None:
        return None
    if any(dep_in(doc.tokens[j], "xcomp") and "to" in marks(doc, j) for j in doc.children[i]):
        return "request"
    said = any(
        (dep_in(doc.tokens[j], "ccomp") and not is_question(doc, j)) or (dep_in(doc.tokens[j], "parataxis") and j < i)
        for j in doc.children[i]
    )
    return "statement" if said or (dep_in(doc.tokens[i], "parataxis") and doc.tokens[i].head < i) else None


def _objects(context: Context, i: int) -> Iterator[ActorKind]:
    """Yield what the actors are that the object of verb `i` means."""
    obj = context.doc.child(i, "obj")
    for k in context.cast.all_at(obj) if obj is not None else ():
        yield from (context.cast.entities[e].kind for e in context.cast.entities_of(k))
