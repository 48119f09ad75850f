"""Which verb carries an event noun, so that its subject takes part: "held talks", "said after a meeting"."""

from __future__ import annotations

from typing import Any

from parley.extract.cues import cues
from parley.extract.language.tree import EXAMPLES, case_of, cases_of, dep_in, marks, obliques, verb_of, visiting
from parley.model import Document

_CONTACTS = cues("contacts")
_NOUNS: dict[str, Any] = _CONTACTS["noun"]
_MOTION: dict[str, frozenset[str]] = _CONTACTS["motion"]
_LIGHT: dict[str, frozenset[str]] = _CONTACTS["light"]
_MEASURES: frozenset[str] = _CONTACTS["measures"]
_MODIFIER: dict[str, frozenset[str]] = _CONTACTS["modifier"]
_CALL: str = _CONTACTS["kinds"]["call"]
_COMMUNICATION: frozenset[str] = _CONTACTS["communication"]
CARRIERS = (
    _LIGHT["hold"]
    | _LIGHT["pay"]
    | _LIGHT["cancel"]
    | _LIGHT["want"]
    | _LIGHT["send"]
    | _LIGHT["contain"]
    | _LIGHT["partake"]
)
AROUND = frozenset({"ahead of", "before", "after", "following", "prior to", "during"})
DURING = frozenset({"in", "during", "at", "on", "after", "following", "through", "via", "by"})
_WIRED = frozenset({"in", "during", "by", "over", "via"})
_OPENING = frozenset({"start", "begin", "open", "end", "close", "conclude"})


def carrier_of(doc: Document, i: int) -> int | None:
    """Return the verb whose subject takes part in the event that noun `i` names."""
    token = doc.tokens[i]
    head = token.head
    governor = doc.tokens[head]
    climbed = example = False
    for _ in range(3):
        counted = governor.lemma in _MEASURES or governor.lemma == _NOUNS.get(token.lemma.lower(), {}).get("carried")
        if token.dep == "conj" and governor.lemma in _NOUNS and governor.pos == "NOUN":
            counted = True  # "had lunch with A and dinner with B"
        example = example or case_of(doc, token.i) in EXAMPLES  # "proposed steps such as a meeting with B"
        counted = counted or example
        if governor.pos in ("NOUN", "PROPN") and dep_in(token, "nmod", "conj", "acl") and counted:
            token, head = governor, governor.head
            governor = doc.tokens[head]
            climbed = True
        else:
            break
    carried = not example or governor.lemma in CARRIERS  # not "praised reforms, including talks with B"
    if climbed and carried and governor.pos == "VERB" and dep_in(token, "obj", "nsubj"):
        return head  # "announced plans for a meeting with"
    inside = "in" in cases_of(doc, head)
    located = governor.pos in ("PROPN", "NOUN") and doc.child(head, "nsubj") is not None and inside
    if located and case_of(doc, token.i) == "for":
        return head  # "is in Beijing for talks with"
    if case_of(doc, token.i) == "for" and governor.pos == "PROPN" and dep_in(governor, "obl"):
        # "is due in Beijing for talks with", where the tree hangs the talks on the place
        token, head = governor, governor.head
        governor = doc.tokens[head]
        going = governor.lemma in _MOTION["to"] | _MOTION["in"] or governor.lower == "due"
        return head if going else None
    if governor.lower == "due" and case_of(doc, token.i) == "for":
        return head
    apart = dep_in(governor, "obj") and governor.lemma not in _NOUNS and case_of(doc, token.i) in AROUND - {"during"}
    if apart and dep_in(token, "nmod") and doc.tokens[governor.head].pos == "VERB" and _has_partner(doc, token.i):
        return governor.head  # "announced the news after talks with B", hung on the object
    if governor.pos != "VERB" or head == i:
        return None
    if token.dep == "conj" and token.pos == "NOUN" and governor.lemma in CARRIERS:
        return head  # "had lunch with A and dinner with B", hung on the verb
    if dep_in(token, "obj", "nsubj", "xcomp") and (governor.lemma in CARRIERS or verb_of(doc, head) in CARRIERS):
        return head if token.dep != "nsubj" else (head if governor.lemma not in _COMMUNICATION else None)
    return head if dep_in(token, "obl") and _frames_by(doc, token.i, head) else None


def _has_partner(doc: Document, i: int) -> bool:
    """Say whether event noun `i` tells with whom it was: "talks with B", "a meeting with visiting B"."""
    guests = (j for j in doc.children[i] if visiting(doc, j) != j and "with" in marks(doc, j))
    return any(case == "with" for case, _ in obliques(doc, i)) or next(guests, None) is not None


def _frames_by(doc: Document, i: int, head: int) -> bool:
    """Say whether the subject of verb `head` takes part in its oblique `i` ("said after a meeting with")."""
    governor = doc.tokens[head]
    case = next((c for c, j in obliques(doc, head) if j == i), "")
    if case in AROUND and _has_partner(doc, i):
        return True  # "said ahead of a meeting with B"
    if case in _WIRED and is_by_wire(doc, i):
        return True  # "explained the delay to B in a telephone call"
    if case in DURING and governor.lemma in (_COMMUNICATION | CARRIERS) - _LIGHT["partake"]:
        return True
    if case == "with" and governor.lemma in _OPENING:
        return True  # "will tour the region, starting with talks in Rome"
    if case in ("of", "from", "out") and verb_of(doc, head) in _LIGHT["cancel"]:
        return True  # "pulled out of talks with B"
    if case == "from" and governor.lemma in _LIGHT["after"]:
        return True  # "emerged from talks with B"
    if case == "for":
        return governor.lemma in _MOTION["to"] | _MOTION["in"] | _LIGHT["for"]
    if case == "in" and governor.lemma == "take" and any(doc.tokens[j].lemma == "part" for j in doc.children[head]):
        return True
    return case in ("in", "to", "on") and governor.lemma in _LIGHT["in"]


def is_by_wire(doc: Document, i: int) -> bool:
    """Say whether event noun `i` names a contact from afar that asks for nothing: "a call", "a video meeting"."""
    words = {doc.tokens[j].lower for j in doc.children[i]}
    if _MODIFIER["call"] & words:
        return True
    called = _NOUNS.get(doc.tokens[i].lemma.lower(), {}).get("type") == _CALL and not words & _MODIFIER["meeting"]
    return called and all(case != "for" for case, _ in obliques(doc, i))
