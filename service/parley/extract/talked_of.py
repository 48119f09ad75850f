"""Journeys that people talk of: their time is their own, and may lie ahead where the talk is told in the past."""

from __future__ import annotations

from parley.extract.cues import cues
from parley.extract.tree import SUBJECTS, auxiliaries, case_of, dep_in, first_conjunct
from parley.model import Document

_TENSE = cues("dates")["tense"]
_TALK, _ABOUT = frozenset(_TENSE["talk"]), frozenset({"about", "of", "on", "upon", "over", "regarding"})
_WILL = frozenset(_TENSE["will"])
_WEEKDAYS = frozenset(word for words in cues("dates")["weekdays"].values() for word in words)
_JOURNEYS = frozenset(lemma for lemma, noun in cues("contacts")["noun"].items() if noun["type"] == "visit")


def is_talked_of(doc: Document, noun: int) -> bool:
    """Say whether the noun is what a verb of talk is about: "discussed his visit", "talked about the trip"."""
    first = first_conjunct(doc, noun)
    token, verb = doc.tokens[first], doc.tokens[doc.tokens[first].head]
    about = dep_in(token, "obj") or (dep_in(token, "obl") and case_of(doc, first) in _ABOUT)
    return about and verb.pos == "VERB" and verb.lemma in _TALK


def journey_of(doc: Document, time: int) -> int | None:
    """Return the journey that is talked of and that the time whose head is token `time` belongs to.

    It stands within its phrase or right behind it, wherever the tree hangs it: "discussed her May visit to Oslo",
    "discussed her visit to Oslo in May". A weekday may as well be that of the talk.
    """
    if doc.tokens[time].text.lower() in _WEEKDAYS:
        return None
    over = doc.tokens[doc.tokens[time].head]
    if over.pos == "NOUN" and over.lemma in _JOURNEYS:
        return over.i if is_talked_of(doc, over.i) else None
    if over.pos != "VERB" or time < over.i or doc.child(time, *SUBJECTS) is not None:
        return None
    nouns = (j for j in doc.children[over.i] if j < time and doc.tokens[j].lemma in _JOURNEYS)
    return next((j for j in nouns if is_talked_of(doc, j) and max(doc.subtree(j)) + 1 == min(doc.subtree(time))), None)


def is_ahead(doc: Document, noun: int) -> bool:
    """Say whether a clause behind a noun tells that what it names will be: "her visit, which will be the first"."""
    clauses = (j for j in doc.children[noun] if doc.tokens[j].dep == "acl:relcl")
    return any(not _WILL.isdisjoint(auxiliaries(doc, j)) for j in clauses)
