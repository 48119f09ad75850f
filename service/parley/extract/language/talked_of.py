"""What people talk of: journeys have a time of their own, which may lie ahead where the talk is told in the past."""

from __future__ import annotations

from parley.extract.cues import cues, nouns_of
from parley.extract.language.tree import SUBJECTS, auxiliaries, case_of, dep_in, first_conjunct
from parley.model import Document

_TENSE = cues("dates")["tense"]
_PLANS: frozenset[str] = cues("status")["noun"]["planned"] - {"date", "announcement"}
_TALK, _TELL = frozenset(_TENSE["talk"]), frozenset(_TENSE["tell"])
_ABOUT = frozenset({"about", "of", "on", "upon", "over", "regarding"})
_STOPS = frozenset({",", ";", ":", "(", ")", "–", "—"})
_WILL = frozenset(_TENSE["will"])
_WEEKDAYS = frozenset(word for words in cues("dates")["weekdays"].values() for word in words)
_JOURNEYS = nouns_of("visit")
_ISSUES: frozenset[str] = cues("contacts")["issues"]


def is_talked_of(doc: Document, noun: int) -> bool:
    """Say whether the noun is what a verb of talk is about: "discussed his visit", "talked about the trip"."""
    first = first_conjunct(doc, noun)
    token, over = doc.tokens[first], doc.tokens[doc.tokens[first].head]
    case = case_of(doc, first)
    if over.pos == "VERB" and dep_in(token, "obj"):
        return over.lemma in _TALK
    if over.pos == "VERB" and dep_in(token, "obl"):
        return case in _ABOUT if over.lemma in _TELL else over.lemma in _TALK and case in _ABOUT - {"on"}
    if dep_in(token, "nmod") and _is_plan(doc, first):
        return is_talked_of(doc, over.i)  # "discussed preparations for the visit"
    verb = doc.tokens[over.head]
    told = dep_in(token, "nmod") and dep_in(over, "obj", "obl") and case in _ABOUT - {"of"}
    return told and verb.pos == "VERB" and verb.lemma in _TELL  # "exchanged views on the visit"


def names_issue(doc: Document, first: int, noun: int) -> bool:
    """Say whether the words from `first` up to a noun tell what it is about: "the Gaza ceasefire talks"."""
    return any(token.lemma in _ISSUES for token in doc.tokens[first:noun])


def _is_plan(doc: Document, noun: int) -> bool:
    """Say whether a noun stands behind another that plans or asks for what it names: "preparations for his visit"."""
    over = doc.tokens[doc.tokens[noun].head]
    return over.pos == "NOUN" and over.lemma in _PLANS and case_of(doc, noun) in ("for", "of")


def journey_of(doc: Document, time: int) -> int | None:
    """Return the journey that is talked of and that the time whose head is token `time` belongs to.

    It stands within its phrase or right behind it, wherever the tree hangs it: "discussed her May visit to Oslo",
    "discussed her visit to Oslo in May". A weekday may as well be that of the talk.
    """
    if doc.tokens[time].lower in _WEEKDAYS:
        return None
    over = doc.tokens[doc.tokens[time].head]
    if over.pos == "NOUN" and over.lemma in _JOURNEYS:
        return over.i if is_talked_of(doc, over.i) else None
    if over.pos != "VERB" or time < over.i or doc.child(time, *SUBJECTS) is not None:
        return None
    nouns = (j for j in doc.children[over.i] if j < time and doc.tokens[j].lemma in _JOURNEYS)
    return next((j for j in nouns if is_talked_of(doc, j) and _is_right_behind(doc, j, time)), None)


def _is_right_behind(doc: Document, noun: int, time: int) -> bool:
    """Say whether nothing but names stands between the phrase of a noun and a time: "the visit of B to Oslo in May"."""
    between = doc.tokens[noun + 1 : min(doc.subtree(time))]
    return not any(t.pos in ("VERB", "AUX", "CCONJ", "SCONJ", "ADV") or t.text in _STOPS for t in between)


def is_ahead(doc: Document, noun: int) -> bool:
    """Say whether a clause behind a noun tells that what it names will be: "her visit, which will be the first"."""
    if _is_plan(doc, noun):
        return True
    clauses = (j for j in doc.children[noun] if doc.tokens[j].dep == "acl:relcl")
    return any(not _WILL.isdisjoint(auxiliaries(doc, j)) for j in clauses)
