"""What the tree hangs elsewhere and is of an event noun: its day, that it is to be held, and what became of it.

And the journey on which something was done, which the tree hangs on what was done.
"""

from __future__ import annotations

from parley.extract.cues import cues, nouns_of
from parley.extract.language.carriers import is_by_wire
from parley.extract.language.earlier import COMING
from parley.extract.language.tree import (
    SUBJECTS,
    case_of,
    dep_in,
    first_conjunct,
    is_in_person,
    marks,
    obliques,
    particle,
    predicate,
    verb_of,
)
from parley.model import Document, Token

_EVENTS: frozenset[str] = frozenset(cues("contacts")["noun"])
_STAGING: frozenset[str] = cues("contacts")["staging"]
_HELD_BY = cues("contacts")["light"]["broker"] | {"attend", "chair", "host", "sponsor"}
_AMONG = frozenset({"between", "among", "with", "of"})
_JOURNEYS = nouns_of("visit")
_DROPPED = frozenset().union(*(cues("status")["verb"][status] for status in ("cancelled", "postponed")))
# Verbs that only tell how sure it is what became of their subject.
_RAISING = frozenset({"appear", "seem", "believe", "report", "say", "understand", "think", "know", "rumour", "rumor"})


def of_event_before(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang a time on the event before it that another came after: "the call came after his trip to B on Friday"."""
    over = doc.tokens[token.head]
    if not dep_in(token, "obl") or over.lemma not in COMING or case_of(doc, token.i) != "on":
        return None
    before = [j for case, j in obliques(doc, over.i) if case in ("after", "following") and over.i < j < token.i]
    events = [j for j in before if doc.tokens[j].lemma in _EVENTS and min(doc.subtree(token.i)) - 1 in doc.subtree(j)]
    return (events[-1], "nmod") if events else None


def of_event_to_be(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang a passive infinitive on the event right before it: "comes ahead of a meeting to be hosted in Oslo".

    What is to be held is an event and not those named after it: "talks between A and B to be held on Friday".
    """
    if token.dep != "advcl" or "to" not in marks(doc, token.i) or doc.child(token.i, "aux:pass") is None:
        return None
    before = min(doc.subtree(token.i)) - 1
    if before < 0:
        return None
    over = doc.tokens[before]
    while verb_of(doc, token.i) in _STAGING and dep_in(over, "nmod", "conj", "flat", "compound") and over.head < over.i:
        over = doc.tokens[over.head]
    return (over.i, "acl") if over.pos in ("NOUN", "PROPN") and over.lemma.lower() in _EVENTS else None


def raised(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang an event on what became of it: "the meeting appears to have been cancelled", "is said to be put off"."""
    over = doc.tokens[token.head]
    if token.lemma not in _EVENTS or not dep_in(token, "nsubj") or over.lemma not in _RAISING:
        return None
    fate = doc.child(over.i, "xcomp")
    return (fate, "nsubj:pass") if fate is not None and verb_of(doc, fate) in _DROPPED else None


def called_off(doc: Document, token: Token) -> tuple[int, str] | None:
    """Take what is called off for an object, not for where one calls: "calls off visit to Chad"."""
    over = doc.tokens[token.head]
    if token.lemma not in _EVENTS or not dep_in(token, "obl") or verb_of(doc, over.i) not in _DROPPED:
        return None
    return (over.i, "obj") if case_of(doc, token.i) == particle(doc, over.i) else None


def done_during(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang a journey or a call on the verb of what was done in it: "renewed his support during a visit to Oslo".

    What others did or said may have been on a journey of theirs: "criticised his remarks during a visit to Oslo".
    """
    over = doc.tokens[token.head]
    if token.lemma not in _EVENTS or token.dep != "nmod":
        return None
    case = case_of(doc, token.i)
    journey = token.lemma in _JOURNEYS and case == "during"
    if not journey and not (case in ("during", "in") and is_by_wire(doc, token.i)):
        return None
    verb, owner = predicate(doc, over.i), doc.child(over.i, "nmod:poss")
    done = verb < over.i and doc.tokens[verb].pos == "VERB" and doc.child(verb, *SUBJECTS) is not None
    of_others = over.lemma in _EVENTS or (owner is not None and is_in_person(doc, owner))
    what = dep_in(over, "obj", "conj") or (dep_in(over, "obl") and not journey)  # "agreed on a date in a phone call"
    return (verb, "obl") if done and what and not of_others else None


def of_event_held_by(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang who brought others together on their event, not on one of them: "talks between A and B, mediated by C"."""
    if token.dep != "acl" or token.lemma not in _HELD_BY or doc.tokens[token.head].pos != "PROPN":
        return None
    named = doc.tokens[first_conjunct(doc, token.head)]
    event = doc.tokens[named.head]
    held = dep_in(named, "nmod") and case_of(doc, named.i) in _AMONG and event.lemma in _EVENTS
    return (event.i, "acl") if held and any(case == "by" for case, _ in obliques(doc, token.i)) else None
