"""Attachments of people: which words before them they stand beside where they are listed, and what tells of them."""

from __future__ import annotations

from parley.extract.language.titles import office_word
from parley.extract.language.tree import (
    POSSESSIVE,
    SUBJECTS,
    case_of,
    clause_heads,
    dep_in,
    first_conjunct,
    is_in_person,
    name_at,
    predicate,
)
from parley.model import Document, Token

# Prepositions before those met.
_TO_PEOPLE = frozenset({"", "with", "to"})


def listed_name(doc: Document, token: Token) -> tuple[int, str] | None:
    """Take a name behind a comma for one more of a list, not for more words of the name before: "saw A, Premier B"."""
    if token.dep != "flat" or token.head > token.i or doc.tokens[token.head].pos != "PROPN":
        return None
    own, over = name_at(doc, token.i, "PERSON"), name_at(doc, token.head, "PERSON")
    if own is None or over is None or own == over:
        return None
    return (token.head, "conj") if any(t.text == "," for t in doc.tokens[over.last : own.first]) else None


def owner_of_person(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang an owner on what is his, where the tree takes both for one subject: "President A's envoy B flew to Rome"."""
    mark = next((j for j in doc.children[token.i] if j > token.i and doc.tokens[j].text in POSSESSIVE), None)
    if mark is None or not dep_in(token, *SUBJECTS):
        return None
    beside = (j for j in doc.children[token.head] if j > mark and doc.tokens[j].dep == token.dep)
    owned = next(beside, None)
    return (owned, "nmod:poss") if owned is not None else None


def beside_office(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang an office on the one before it, not on the states of that: "the envoys of A and B and the king of C"."""
    state = doc.tokens[first_conjunct(doc, token.i)]
    office = doc.tokens[state.head]
    own = token.dep == "conj" and office_word(token) is not None and doc.child(token.i, "det", "nmod:poss") is not None
    listed = state.pos == "PROPN" and dep_in(state, "nmod") and case_of(doc, state.i) == "of"
    return (office.i, "conj") if own and listed and office_word(office) is not None else None


def one_more(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang one more of those met on the one before: "met A and, a day later, B", "talks with A and with B"."""
    over = doc.tokens[token.head]
    if token.i < over.i or doc.child(token.i, "cc") is None or (case := case_of(doc, token.i)) not in _TO_PEOPLE:
        return None
    if doc.child(token.i, "cop", *SUBJECTS) is not None:
        return None
    second = dep_in(token, *SUBJECTS) and doc.child(over.i, *SUBJECTS) != token.i
    if not (token.dep == "conj" and (over.pos == "VERB" or case)) and not second:
        return None
    deps = ("obl", "nmod") if case else ("obj",)
    before = (doc.tokens[j] for j in doc.children[over.i] if over.i < j < token.i and dep_in(doc.tokens[j], *deps))
    met = next((t.i for t in before if case_of(doc, t.i) == case and t.pos in ("PROPN", "NOUN")), None)
    return (met, "conj") if met is not None else None


def beside_person(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang a person on the one met before, not on where that was: "talks with A in Rome and B in Bonn"."""
    place = doc.tokens[token.head]
    if token.dep != "conj" or case_of(doc, place.i) not in ("in", "at") or not is_in_person(doc, token.i):
        return None
    if name_at(doc, place.i, "LOC") is None or doc.child(token.i, "cop", *SUBJECTS) is not None:
        return None
    for j in range(place.i - 1, doc.sentences[token.sentence].first, -1):
        before = doc.tokens[j]
        if before.pos in ("VERB", "AUX"):
            return None
        if dep_in(before, "obj", "obl", "nmod") and is_in_person(doc, j) and case_of(doc, j) in _TO_PEOPLE:
            return j, "conj"
    return None


def past_aside(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang a person on the one before an aside, not on what is named in it: "met A, who has been to Rome, and B"."""
    if token.dep != "conj" or not is_in_person(doc, token.i) or is_in_person(doc, token.head):
        return None
    if doc.child(token.i, "cop", *SUBJECTS) is not None or doc.tokens[min(doc.subtree(token.i))].text != ",":
        return None
    aside = _aside_over(doc, token.head)
    return (doc.tokens[aside].head, "conj") if aside is not None else None


def beyond_aside(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang what follows one more person on the clause around an aside: "met A, who likes tea, and B in Bonn"."""
    aside = _aside_over(doc, token.head) if dep_in(token, "obl") and token.head < token.i else None
    if aside is None:
        return None
    listed = (j for j in doc.children[doc.tokens[aside].head] if aside < j < token.i)
    joined = any(doc.tokens[j].dep == "conj" and is_in_person(doc, j) for j in listed)
    return (predicate(doc, doc.tokens[aside].head), "obl") if joined else None


def _aside_over(doc: Document, i: int) -> int | None:
    """Return the relative clause behind a comma that token `i` stands in and that tells of a person."""
    for j in clause_heads(doc, i):
        who = doc.tokens[doc.tokens[j].head]
        if doc.tokens[j].dep == "acl:relcl" and (is_in_person(doc, who.i) or office_word(who) is not None):
            opening = min(doc.subtree(j))
            return j if "," in (doc.tokens[opening].text, doc.tokens[opening - 1].text) else None
    return None


def of_person(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang a clause that begins with "who" on the person before it, not on a thing: "the visit of A, who flew in".

    Nor on what is no person and ends before him: "at the seat of the Ministry, the Minister, A, who flew in".
    """
    if token.dep != "acl:relcl":
        return None
    first = min(j for j in doc.subtree(token.i) if doc.tokens[j].text != ",")
    if doc.tokens[first].lower != "who":
        return None
    over, before = doc.tokens[token.head], first - 2 if doc.tokens[first - 1].text == "," else first - 1
    near = name_at(doc, before, "PERSON")
    of_thing = over.pos == "NOUN" and office_word(over) is None and not over.text.endswith("s")
    stray = not is_in_person(doc, over.i) and before not in doc.subtree(over.i)
    if near is None or not (of_thing or stray) or doc.tokens[before].sentence != token.sentence:
        return None
    heads = (t.i for t in doc.tokens[near.first : near.last] if not near.first <= t.head < near.last)
    head = next(heads, near.first)
    return (head, token.dep) if over.i < head else None
