"""What is told as earlier than the rest of an article: "had met", "last met", "his recent visit"."""

from __future__ import annotations

from parley.extract.cues import cues
from parley.extract.language.tense import is_past, of_verb
from parley.extract.language.tree import auxiliaries, case_of, dep_in, marks, predicate
from parley.model import Document, Status

# Verbs that put one thing behind another: "the call came after his trip".
COMING = frozenset({"come", "follow"})
_RECENT = frozenset(cues("dates")["stay"]["recent"])
_BACKGROUND = frozenset(cues("dates")["stay"]["background"])
_RECALLING = frozenset(cues("dates")["stay"]["recalling"])
_ANOTHER: frozenset[str] = cues("status")["another"]
_FURTHER: frozenset[str] = cues("status")["further"]


def told_back(doc: Document, trigger: int) -> bool:
    """Say whether a contact is told as earlier than the rest: "had met", "last met", "recalled their meeting"."""
    clause = predicate(doc, trigger)
    recalled = doc.tokens[clause].lemma in _RECALLING and doc.tokens[trigger].head == clause != trigger
    words = _words(doc, trigger) & _BACKGROUND
    if dep_in(doc.tokens[clause], "advcl") and doc.tokens[clause].head < clause and "before" in marks(doc, clause):
        words -= {"before"}  # "opened a school before meeting the king" goes on
    return recalled or "had" in auxiliaries(doc, clause) or bool(words)


def is_recent(doc: Document, trigger: int) -> bool:
    """Say whether a happening is told as recent: "met recently", "during his recent trip", not "most recently"."""
    near = (j for i in (predicate(doc, trigger), trigger) for j in doc.children[i])
    said = [j for j in near if doc.tokens[j].lower in _RECENT]
    return any("most" not in (doc.tokens[k].lower for k in doc.children[j]) for j in said)


def is_recalled(doc: Document, trigger: int) -> bool:
    """Say whether a contact is background: told as earlier than the rest, and not only by who reports it.

    What is recent may be the news itself.
    """
    back = told_back(doc, trigger) and not is_recent(doc, trigger)
    return back and not dep_in(doc.tokens[predicate(doc, trigger)], "ccomp")


def is_another(doc: Document, trigger: int) -> bool:
    """Say whether a contact is told as one more or of another time: "met again", "had not met since", "would meet"."""
    return is_again(doc, trigger) or of_verb(doc, predicate(doc, trigger)) is Status.PLANNED


def is_again(doc: Document, trigger: int) -> bool:
    """Say whether a contact is told as one more by a word beside it: "met again", "had not met since"."""
    around = [j for i in (predicate(doc, trigger), trigger) for j in doc.children[i]]
    since = {case_of(doc, j) for j in around}
    return bool((_words(doc, trigger) | since) & _ANOTHER)


def is_further(doc: Document, trigger: int) -> bool:
    """Say whether a contact is told as one with others than those told before: "also met opposition leaders"."""
    return any(doc.tokens[j].lower in _FURTHER for j in doc.children[predicate(doc, trigger)])


def goes_on(doc: Document, trigger: int) -> bool:
    """Say whether a main clause in the simple past tells the contact as news rather than as background."""
    clause = predicate(doc, trigger)
    main = dep_in(doc.tokens[clause], "root", "conj")
    return main and is_past(doc, clause) and not auxiliaries(doc, clause) and not told_back(doc, trigger)


def _words(doc: Document, trigger: int) -> set[str]:
    """Return the words that hang on a trigger and on its clause."""
    return {doc.tokens[j].lower for i in (predicate(doc, trigger), trigger) for j in doc.children[i]}


def came_before(doc: Document, noun: int, clause: int) -> bool:
    """Say whether noun `noun` names what the subject of verb `clause` came after: "the call came after his trip"."""
    return doc.tokens[clause].lemma in COMING and case_of(doc, noun) in ("after", "following")


def is_of_earlier(doc: Document, i: int, event: int) -> bool:
    """Say whether token `i` belongs to what event noun `event` came after: "her talks followed a visit of B"."""
    verb = doc.tokens[event].head
    if not dep_in(doc.tokens[event], "nsubj") or doc.tokens[verb].lemma not in COMING:
        return False
    nodes = [j for j in doc.children[verb] if doc.tokens[j].dep == "obj" or came_before(doc, j, verb)]
    return any(i in doc.subtree(j) for j in nodes)
