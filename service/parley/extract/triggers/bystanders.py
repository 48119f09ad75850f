"""Who is named in the clause of a contact and takes no part in it: who sends others there, and who is talked about."""

from __future__ import annotations

from itertools import takewhile

from parley.extract.cues import cues
from parley.extract.language.tree import clause_heads, dep_in, obliques, predicate, subject
from parley.extract.triggers.verbs import VERBS
from parley.model import Document, Mention

_CONTACTS = cues("contacts")
_NOUNS = _CONTACTS["noun"]
_SENDING: frozenset[str] = _CONTACTS["motion"]["sending"]
_COMMUNICATION: frozenset[str] = _CONTACTS["communication"]


def is_bystander(doc: Document, mention: Mention, trigger: int) -> bool:
    """Say whether somebody named beside a trigger takes no part in what it tells."""
    return (
        _within_other(doc, mention, trigger)
        or _only_sends(doc, mention, trigger)
        or _only_spoken_of(doc, mention, trigger)
    )


def _only_sends(doc: Document, mention: Mention, trigger: int) -> bool:
    """Say whether somebody only sends another to an event: "A sent B to Oslo for talks"."""
    verb = predicate(doc, trigger)
    return doc.tokens[verb].lemma in _SENDING and subject(doc, verb) in range(mention.first, mention.last)


def _only_spoken_of(doc: Document, mention: Mention, trigger: int) -> bool:
    """Say whether something was done to somebody in an event with others: "defended A in a call with B"."""
    head, event = doc.tokens[mention.head], doc.tokens[trigger]
    done = dep_in(head, "obj") and dep_in(event, "obl") and head.head == event.head
    if not done or doc.tokens[head.head].lemma in _COMMUNICATION | VERBS.keys():
        return False
    return any(case == "with" for case, _ in obliques(doc, trigger))


def _within_other(doc: Document, mention: Mention, trigger: int) -> bool:
    """Say whether a mention takes part in another event of the clause: "after a breakfast with A, B met C"."""
    path = takewhile(lambda i: i != trigger, clause_heads(doc, mention.head))
    return any(doc.tokens[i].pos == "NOUN" and doc.tokens[i].lemma in _NOUNS for i in path)
