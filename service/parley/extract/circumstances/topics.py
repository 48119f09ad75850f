"""About what a contact was: what stands behind "about", "on", "over" or "discuss" at its trigger."""

from __future__ import annotations

from collections.abc import Sequence

from parley.extract.cues import cues
from parley.extract.dates.times import TimeExpression, is_in_time
from parley.extract.language.tree import case_of, dep_in, obliques, predicate
from parley.model import Document

ABOUT = frozenset({"on", "about", "over", "regarding", "concerning"})
_SETTINGS: frozenset[str] = cues("contacts")["settings"]


def topic_of(doc: Document, trigger: int, times: Sequence[TimeExpression]) -> str | None:
    """Return the words after "about", "on", "over", or the object of "discuss", at the trigger; None when untold."""
    clause = predicate(doc, trigger)
    for node in dict.fromkeys((trigger, clause)):
        token = doc.tokens[node]
        if token.lemma == "discuss":
            obj = doc.child(node, "obj")
            if obj is not None:
                return _phrase(doc, obj)
        for j in doc.children[node]:
            if doc.tokens[j].lemma == "discuss" and dep_in(doc.tokens[j], "advcl", "xcomp", "acl"):
                obj = doc.child(j, "obj")
                if obj is not None:
                    return _phrase(doc, obj)
        for case, j in obliques(doc, node):
            timed = is_in_time(times, j)
            told = doc.tokens[j].pos in ("NOUN", "PROPN") and not doc.tokens[j].text.isdigit()
            if case in ABOUT and told and not timed and doc.tokens[j].lemma not in _SETTINGS:
                return _phrase(doc, j)
    return None


def _phrase(doc: Document, i: int) -> str | None:
    """Return the words of a noun phrase without its preposition and without clauses that hang on it."""
    drop = {
        k
        for j in doc.children[i]
        if doc.tokens[j].dep in ("case", "punct") or doc.tokens[j].dep.startswith(("acl", "advcl", "parataxis"))
        for k in doc.subtree(j)
    }
    kept = [k for k in doc.subtree(i) if k not in drop]
    if not kept:
        return None
    # The phrase ends where its own words stop being contiguous.
    last = i
    while last + 1 in kept:
        last += 1
    first = i
    while first - 1 in kept:
        first -= 1
    text = doc.span(first, last + 1).strip(" ,;:“”\"'")
    return text if 0 < len(text) <= 200 and case_of(doc, i) != "with" else None
