"""Times near a happening that are of something else: of its topic, of what comes after it, of what it is counted in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from parley.extract.circumstances.status import read_status
from parley.extract.cues import cues, nouns_of
from parley.extract.dates.anchors import stem
from parley.extract.dates.times import TimeExpression, TimeKind
from parley.extract.language.governing_nouns import is_definite
from parley.extract.language.tense import is_past
from parley.extract.language.tree import auxiliaries, case_of, clause_heads, dep_in, marks, obliques, predicate
from parley.model import Document, Status

_CONTACTS = frozenset(cues("contacts")["noun"])
_VISITS = nouns_of(cues("contacts")["kinds"]["visit"])
_VAGUE: frozenset[str] = cues("contacts")["vague"]
_APART: frozenset[str] = cues("status")["apart"]
ATTENDING: frozenset[str] = cues("contacts")["attending"]["verbs"] | cues("contacts")["attending"]["away"]
OUTCOMES = frozenset({Status.CANCELLED, Status.POSTPONED, Status.REFUSED, Status.NOT_HELD})
_HOLDING = frozenset({"hold", "have"})
_PAIRED: frozenset[str] = cues("status")["paired"]
ORDINALS = frozenset({"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "last", "only"})
_FOLLOWING = frozenset({"following"})
# What follows one of these is another happening.
ELSEWHERE = frozenset(
    {"since", "after", "before", "following", "ahead", "ahead of", "prior", "prior to", "until", "till", "despite"}
)


def is_apart(doc: Document, trigger: int) -> bool:
    """Say whether a contact is told as before or after the one told before: "prior to this meeting, A met B".

    Or that one only stays away from it: "A will not attend the summit", where the others meet all the same.
    """
    if stays_away(doc, trigger):
        return True
    clause = predicate(doc, trigger)
    if any(j < clause and doc.tokens[j].lower in _APART for j in doc.children[clause]):
        return True  # not "met separately with A and B"
    return any(
        case in ELSEWHERE and j != trigger and doc.tokens[j].lemma.lower() in _CONTACTS and is_definite(doc, j)
        for case, j in obliques(doc, clause)
    )


def stays_away(doc: Document, trigger: int) -> bool:
    """Say whether somebody is told not to be at what `trigger` names: "will skip the talks", "did not attend"."""
    token = doc.tokens[trigger]
    attends = dep_in(token, "obj") and doc.tokens[token.head].lemma in ATTENDING
    return attends and read_status(doc, trigger) in OUTCOMES


def is_of_two(doc: Document, trigger: int) -> bool:
    """Say whether words tell that no more than two had a contact: "A and B also held bilateral talks"."""
    token = doc.tokens[trigger]
    held = dep_in(token, "obj") and doc.tokens[token.head].lemma in _HOLDING
    return held and any(doc.tokens[j].lower in _PAIRED for j in doc.children[trigger])


def is_of_what_is_ahead(doc: Document, time: TimeExpression, trigger: int) -> bool:
    """Say whether a time stands behind what a trigger is ahead of: "spoke ahead of his visit to Oslo on Tuesday"."""
    if doc.tokens[trigger].pos != "VERB" or time.first < trigger:
        return False
    ahead = next((t.i for t in doc.tokens[trigger : time.first] if t.lower == "ahead"), None)
    return ahead is not None and not any(t.text in (",", ";") for t in doc.tokens[ahead : time.first])


def counts_within(doc: Document, time: TimeExpression) -> bool:
    """Say whether a time only tells within what it is the nth: "for the third time this year"."""
    noun = doc.tokens[time.governor]
    ordinal = any(doc.tokens[j].lemma in ORDINALS for j in doc.children[noun.i])
    return noun.lemma in ("time", "occasion") and ordinal and time.when.start != time.when.end


def is_talked_about(doc: Document, trigger: int) -> bool:
    """Say whether an event noun is the topic of another: "consultations on a summit", "discussed plans for a visit"."""
    for i, head in pairwise(clause_heads(doc, trigger)):
        token, over = doc.tokens[i], doc.tokens[head]
        if token.pos not in ("NOUN", "PROPN"):
            return False
        if over.lemma in _VAGUE and dep_in(token, "obj") and over.pos == "VERB":
            return True
        if over.lemma in _CONTACTS and over.pos == "NOUN" and case_of(doc, i) in ("on", "about", "over", "regarding"):
            return True
        if not dep_in(token, "nmod", "conj"):
            return False
    return False


def is_of_other(doc: Document, between: Sequence[int]) -> bool:
    """Say whether a path leads through another happening: "a visit in return for the premier's visit in May"."""
    return any(
        doc.tokens[i].lemma in _VISITS and case_of(doc, i) not in ("during", "on", "at", "in", "for", "of")
        for i in between
        if dep_in(doc.tokens[i], "nmod", "obl")
    )


def is_off(doc: Document, time: TimeExpression, between: Sequence[int]) -> bool:
    """Say whether a time is that of what a contact precedes or follows: "will come before the vote on May 9"."""
    nouns = (i for i in between if doc.tokens[i].pos in ("NOUN", "PROPN"))
    return time.kind is TimeKind.POINT and any(case_of(doc, i) in ELSEWHERE for i in nouns)


def is_of_what_was_before(doc: Document, time: TimeExpression, trigger: int) -> bool:
    """Say whether a time stands behind what a noun follows: "the first visit following his election on May 4"."""
    if doc.tokens[trigger].pos != "NOUN" or time.first < trigger:
        return False
    words = doc.tokens[trigger + 1 : time.first]
    follows = next((t.i for t in words if t.lower in _FOLLOWING and dep_in(t, "case", "acl")), None)
    return follows is not None and not any(t.text in (",", ";") for t in words[follows - trigger :])


def is_beside(doc: Document, clause: int, main: int) -> bool:
    """Say whether a participle goes on with the verb before it: "toured the port on Friday, seeing the governor"."""
    going_on = doc.tokens[clause].lower.endswith("ing") and not marks(doc, clause)
    return going_on and main < clause and "having" not in auxiliaries(doc, clause)


def is_meanwhile(doc: Document, clause: int) -> bool:
    """Say whether a clause tells in the past what else was then: "thanked them on Friday as he ended his visit"."""
    as_well = not {"as", "while"}.isdisjoint(marks(doc, clause))
    return as_well and is_past(doc, clause) and not {"had", "has", "have"} & {*auxiliaries(doc, clause)}


def is_still_ahead(doc: Document, trigger: int, clause: int, time: TimeExpression) -> bool:
    """Say whether a time beside a trigger is that of what precedes it: "spoke on Monday ahead of the visit"."""
    return is_ahead(doc, trigger, clause) and trigger not in clause_heads(doc, time.governor)


def is_ahead(doc: Document, trigger: int, clause: int) -> bool:
    """Say whether what its clause tells is ahead of a trigger: "spoke ahead of the visit"."""
    path = list(clause_heads(doc, trigger))
    return any(case_of(doc, i) == "ahead of" for i in path[: path.index(clause)])


def is_of_topic(doc: Document, time: TimeExpression, trigger: int, between: Sequence[int]) -> bool:
    """Say whether the time is that of what is talked about: "discussed the elections in 2023"."""
    if doc.tokens[trigger].lemma not in _VAGUE or not any(doc.tokens[i].dep == "obj" for i in between):
        return False
    if any(doc.tokens[i].dep.startswith("acl") or doc.tokens[i].pos == "ADJ" for i in between):
        return True  # "discussed the summit to be held on Friday", "the visit due on Monday"
    return case_of(doc, time.head) != "on" or stem(doc.tokens[time.governor].lemma.lower()) is not None
