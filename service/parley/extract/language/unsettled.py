"""What is told of an event that is not settled: what it depends on, how far off it is, what of it is still open.

The cue words are data (cues/status.toml).
"""

from __future__ import annotations

from parley.extract.cues import cues
from parley.extract.language.governing_nouns import combine
from parley.extract.language.tense import EVENTS, HAPPEN, is_nominal, is_past, negated, of_verb
from parley.extract.language.tree import SUBJECTS, case_of, dep_in, marks, obliques
from parley.model import Document, Status, Token

_CUES = cues("status")
_DEPENDING: frozenset[str] = _CUES["depending"]
_RESULTS: frozenset[str] = _CUES["results"]
_PARTICULARS: frozenset[str] = _CUES["particulars"]
_SETTLING: frozenset[str] = _CUES["settling"]
_STAGED: frozenset[str] = _CUES["staged"]
_UPON = frozenset({"on", "upon", "to"})
_STILL = frozenset({"yet", "still"})


def unsettled(doc: Document, token: Token, head: int, status: Status) -> Status | None:
    """Return what the governor at `head` says of `token` by leaving it open, None where it does not."""
    if is_far_from(doc, token, head):
        return Status.NOT_HELD
    if _depends(doc, head):
        if dep_in(token, *SUBJECTS) and token.lemma.lower() in EVENTS:
            return combine(Status.HYPOTHETICAL, status)  # "the visit is contingent upon"
        if token.lemma in _RESULTS and case_of(doc, token.i) in _UPON:
            return combine(Status.PLANNED, status)  # "hinges on the outcome of the talks"
    if dep_in(token, "nmod") and doc.tokens[head].lemma in _PARTICULARS and _is_open(doc, head):
        return combine(Status.PLANNED, status)
    if dep_in(token, *SUBJECTS) and token.lemma.lower() in EVENTS and is_put_off(doc, head):
        return combine(Status.POSTPONED, status)
    return None


def is_far_from(doc: Document, token: Token, head: int) -> bool:
    """Say whether what is told is not near: "a long way from talking", "far from holding", "nowhere near meeting"."""
    governor = doc.tokens[head]
    if is_nominal(token) or not token.lower.endswith("ing"):
        return False
    words = {*marks(doc, token.i), case_of(doc, token.i)}
    low = governor.lower
    long = low in ("way", "distance") and any(doc.tokens[j].lower == "long" for j in doc.children[head])
    return ("from" in words and (low == "far" or long)) or (low == "nowhere" and "near" in words)


def is_put_off(doc: Document, i: int) -> bool:
    """Say whether the event of verb `i` is to be at a time that nobody names: "would take place at a later date"."""
    later = any(
        doc.tokens[j].lemma in ("date", "stage", "time")
        and any(doc.tokens[k].lower == "later" for k in doc.children[j])
        for _, j in obliques(doc, i)
    )
    return later and doc.tokens[i].lemma in HAPPEN and of_verb(doc, i) is Status.PLANNED


def is_arranged(doc: Document, i: int) -> bool:
    """Say whether passive verb `i` tells who arranged an event or what for: "was arranged to plan a summit"."""
    if doc.tokens[i].lemma not in _STAGED or doc.child(i, "aux:pass") is None or not is_past(doc, i):
        return False
    aims = [j for j in doc.children[i] if dep_in(doc.tokens[j], "advcl", "xcomp") and "to" in marks(doc, j)]
    happens = any(doc.tokens[j].lemma in HAPPEN for j in aims)
    return (bool(aims) or doc.child(i, "obl:agent") is not None) and not happens


def _depends(doc: Document, i: int) -> bool:
    """Say whether the word at `i` says that its subject depends on something: "hinges on", "is subject to"."""
    token = doc.tokens[i]
    if token.lemma.lower() not in _DEPENDING or (token.pos == "VERB" and is_past(doc, i)):
        return False
    return any(case in _UPON for case, _ in obliques(doc, i))


def _is_open(doc: Document, noun: int) -> bool:
    """Say whether noun `noun` is said to be open yet: "the venue is still not known", "no agenda has been agreed"."""
    verb = doc.tokens[noun].head
    if not dep_in(doc.tokens[noun], "nsubj", "obj"):
        return False
    still = any(doc.tokens[j].lower in _STILL for j in doc.children[verb])
    return (negated(doc, verb) or negated(doc, noun)) and (still or doc.tokens[verb].lemma in _SETTLING)
