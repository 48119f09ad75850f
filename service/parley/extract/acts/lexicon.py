"""The words that tell speech acts and measures, which come with the event types of the ontology.

A frame says where the parties stand: `speech` and `act_on` have one who acts and perhaps one acted upon, `joint` has
several who act together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from parley.extract.language.tree import RELATIVES, case_of, dep_in, marks, particle
from parley.model import Document


class ActTypes(Protocol):
    """What is needed of the event types."""

    @property
    def notations(self) -> tuple[str, ...]:
        """The notations of all types."""

    def is_contact(self, notation: str) -> bool:
        """Say whether a type is a contact."""

    def triggers(self, notation: str) -> tuple[str, ...]:
        """Return the trigger words of a type."""

    def frame(self, notation: str) -> str | None:
        """Return the name of the frame of a type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Words that tell an act: a verb with what it governs, or a noun."""

    words: tuple[str, ...]
    type: str
    frame: str
    noun: bool


_OF_NAMES = ("flat", "compound", "appos", "nmod:desc")

Lexicon = Mapping[str, Sequence[Trigger]]


def lexicon_of(types: ActTypes) -> Lexicon:
    """Return the triggers of speech acts and measures by their first word, the longest first."""
    found: dict[str, list[Trigger]] = defaultdict(list)
    for notation in types.notations:
        frame = types.frame(notation)
        if types.is_contact(notation) or frame is None:
            continue
        for words in types.triggers(notation):
            noun = words.startswith("noun:")
            parts = tuple(words.removeprefix("noun:").split())
            found[parts[0]].append(Trigger(words=parts, type=notation, frame=frame, noun=noun))
    return {word: sorted(triggers, key=lambda t: (-len(t.words), t.type)) for word, triggers in found.items()}


def trigger_at(doc: Document, i: int, lexicon: Lexicon) -> Trigger | None:
    """Return what token `i` tells with the words that it governs, the longest first; None when it tells no act."""
    token = doc.tokens[i]
    if token.pos not in ("VERB", "NOUN"):
        return None
    for trigger in lexicon.get(token.lemma.lower(), ()):
        if trigger.noun == (token.pos == "NOUN") and _governs(doc, i, trigger.words[1:]):
            return trigger
    return None


def governed(doc: Document, i: int, trigger: Trigger) -> int | None:
    """Return the noun that is a part of a trigger: "statement" of "issued a statement"; None where it has none."""
    return next((j for j in doc.children[i] if doc.tokens[j].lemma.lower() in trigger.words[1:]), None)


def _governs(doc: Document, i: int, words: tuple[str, ...]) -> bool:
    """Say whether token `i` governs the further words of a trigger: a preposition, particle, noun or verb each."""
    if not words:
        return True
    word, rest = words[0], words[1:]
    if particle(doc, i) == word or (not rest and word in _marks_below(doc, i)):
        return not rest or _governs(doc, i, rest)
    for j in (*doc.children[i], *_done_to(doc, i)):
        child = doc.tokens[j]
        if dep_in(child, "xcomp", "ccomp", "acl", "advcl") and child.pos == "VERB" and child.lemma == word:
            return _governs(doc, j, rest)  # "ordered the envoy to leave"
        if not (
            dep_in(child, "obj", "obl", "nmod", "iobj", "xcomp", "advcl", "nsubj:pass") or j not in doc.children[i]
        ):
            continue
        if case_of(doc, j) == word and not dep_in(child, "obj", "nsubj:pass"):
            return not rest or child.lemma.lower() == rest[0]
        sums = (doc.tokens[k].lemma.lower() for k in doc.children[j]) if child.pos == "SYM" else ()  # "$3 million"
        if (child.pos in ("NOUN", "NUM", "PROPN") and word in _called(doc, j)) or word in sums:
            return _governs(doc, j, rest) or _governs(doc, i, rest)
    return False


def _done_to(doc: Document, i: int) -> tuple[int, ...]:
    """Return the noun to which a relative clause or participle tells something to be done: "the envoy called in"."""
    token = doc.tokens[i]
    if token.dep.startswith("acl:relcl"):
        passive = doc.child(i, "nsubj:pass")
        return (token.head,) if passive is not None and doc.tokens[passive].lower in RELATIVES else ()
    return (token.head,) if token.dep == "acl" and token.lower.endswith("ed") else ()


def _called(doc: Document, j: int) -> set[str]:
    """Return what token `j` and those beside it are called: lemmas, and offices of a name: "Ambassador Jan Novak"."""
    name = doc.subtree(j) if doc.tokens[j].pos == "PROPN" else ()
    offices = (k for k in name if dep_in(doc.tokens[k], *_OF_NAMES))
    beside = (k for k in doc.children[j] if doc.tokens[k].dep == "conj")  # "expelled A and B's envoys"
    return {doc.tokens[k].lemma.lower() for k in (j, *offices, *beside)}


def _marks_below(doc: Document, i: int) -> set[str]:
    """Return the subordinators of the clauses that depend on verb `i`: "to" of "agreed to extend"."""
    return {m for j in doc.children[i] if dep_in(doc.tokens[j], "xcomp", "advcl") for m in marks(doc, j)}
