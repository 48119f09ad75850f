"""What somebody travels for, and may only have set out for: "has come to meet B", "left for Oslo for talks with B"."""

from __future__ import annotations

from parley.extract.cues import cues, nouns_of
from parley.extract.language.tense import is_nominal, is_past
from parley.extract.language.tree import auxiliaries, case_of, dep_in, has_perfect, marks, predicate
from parley.model import Document, Token

_MOTION: dict[str, frozenset[str]] = cues("contacts")["motion"]
_GOING = _MOTION["to"] | _MOTION["arriving"]
_SETTING_OUT = _MOTION["for"]
_JOURNEYS = nouns_of("visit")
_REPEATED: frozenset[str] = cues("status")["repeated"]


def journey_for(doc: Document, trigger: int) -> int | None:
    """Return the verb of going that a contact is told as the purpose of: "arrived on Monday for talks with B"."""
    for i in (trigger, predicate(doc, trigger)):
        token = doc.tokens[i]
        head = predicate(doc, token.head) if is_nominal(doc.tokens[token.head]) else token.head
        if _is_purpose(doc, token, head):
            return head
    return None


def is_still_to_do(doc: Document, token: Token, head: int) -> bool:
    """Say whether a token tells what a journey is for that has just brought somebody there, or has just begun."""
    if not _is_purpose(doc, token, head) or any(doc.tokens[j].lemma in _REPEATED for j in doc.children[head]):
        return False
    begun = doc.tokens[head].lemma in _SETTING_OUT and not auxiliaries(doc, head) and is_past(doc, head)
    return begun or has_perfect(doc, head)


def _is_purpose(doc: Document, token: Token, head: int) -> bool:
    if doc.tokens[head].lemma not in _GOING or doc.tokens[head].pos != "VERB":
        return False
    if token.lemma.lower() in _JOURNEYS:
        return False  # "has arrived for a visit" tells one journey
    willed = dep_in(token, "xcomp", "advcl") and "to" in marks(doc, token.i)
    return willed or (is_nominal(token) and dep_in(token, "obl", "nmod") and case_of(doc, token.i) == "for")
