"""Speech acts and measures: who said, asked, condemned, agreed or imposed what, towards whom.

Triggers and frames come with the event types of the ontology. A frame says where the parties stand: `speech` and
`act_on` have one who acts and perhaps one acted upon, `joint` has several who act together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from parley.extract.circumstances import timing, where
from parley.extract.circumstances.attribution import certainty_of, cited_source
from parley.extract.circumstances.status import read_status
from parley.extract.circumstances.topics import topic_of
from parley.extract.frames.frame import Context, Frame, Side
from parley.extract.frames.sides import sides_of
from parley.extract.language.governing_nouns import CLAIMS, DISBELIEF
from parley.extract.language.tree import case_of, dep_in, marks, obliques, particle, subject
from parley.model import ActorKind, Document, Medium, Role

_TARGETS = frozenset({"to", "on", "against", "at", "with", "towards", "toward", "upon", "for", "of", "from"})
_CONFIDENCE = 0.7


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


def find_acts(context: Context, lexicon: Lexicon) -> tuple[Frame, ...]:
    """Return the speech acts and measures that the article tells, in text order."""
    found: list[Frame] = []
    for token in context.doc.tokens:
        for trigger in lexicon.get(token.lemma.lower(), ()):
            if trigger.noun != (token.pos == "NOUN") or token.pos not in ("VERB", "NOUN"):
                continue
            if not _governs(context.doc, token.i, trigger.words[1:]) or _disbelieves(context.doc, token.i):
                continue
            found.extend(_frame(context, token.i, trigger))
            break
    return tuple(found)


def _disbelieves(doc: Document, i: int) -> bool:
    """Say whether a verb only calls a report untrue: "dismissed the report"."""
    obj = doc.child(i, "obj")
    return doc.tokens[i].lemma in DISBELIEF and obj is not None and doc.tokens[obj].lemma in CLAIMS


def _governs(doc: Document, i: int, words: tuple[str, ...]) -> bool:
    """Say whether token `i` governs the further words of a trigger: a preposition, particle or noun each."""
    if not words:
        return True
    word, rest = words[0], words[1:]
    if particle(doc, i) == word or (word in marks_below(doc, i) and not rest):
        return not rest or _governs(doc, i, rest)
    for j in doc.children[i]:
        child = doc.tokens[j]
        if not dep_in(child, "obj", "obl", "nmod", "iobj", "xcomp", "advcl", "nsubj:pass"):
            continue
        if case_of(doc, j) == word:
            return not rest or child.lemma.lower() == rest[0]
        if child.lemma.lower() == word and child.pos == "NOUN":
            return _governs(doc, j, rest) or _governs(doc, i, rest)
    return False


def marks_below(doc: Document, i: int) -> set[str]:
    """Return the subordinators of the clauses that depend on verb `i`: "to" of "agreed to extend"."""
    return {m for j in doc.children[i] if dep_in(doc.tokens[j], "xcomp", "advcl") for m in marks(doc, j)}


def _frame(context: Context, i: int, trigger: Trigger) -> Iterator[Frame]:
    doc, cast = context.doc, context.cast
    actors, targets = _verb_parties(context, i) if not trigger.noun else _noun_parties(context, i)
    joint = trigger.frame == "joint"
    first = Role.PARTICIPANT if joint else Role.SPEAKER if trigger.frame == "speech" else Role.INITIATOR
    second = Role.PARTICIPANT if joint else Role.ADDRESSEE if trigger.frame == "speech" else Role.TARGET
    ours = tuple(s for s in sides_of(context, actors, first) if _acts_abroad(context, s))
    if not ours:
        return
    taken = {s.entity for s in ours}
    theirs = tuple(s for s in sides_of(context, targets, second) if s.entity not in taken)
    homes = {cast.party_of(s.entity) for s in ours}
    if joint and len(homes | {cast.party_of(s.entity) for s in theirs}) < 2:
        return
    parties = frozenset(p for s in (*ours, *theirs) if (p := cast.party_of(s.entity)))
    yield Frame(
        type=trigger.type,
        trigger=i,
        anchor=i,
        sides=(*ours, *theirs),
        status=read_status(doc, i),
        medium=Medium.UNKNOWN,
        when=timing.when_of(doc, i, context.times),
        places=where.places_of(doc, i, context.known),
        topic=_content(doc, i),
        said_by=cited_source(cast, i, parties),
        certainty=certainty_of(doc, i),
        confidence=_CONFIDENCE,
        sentences=(doc.tokens[i].sentence,),
    )


def _verb_parties(context: Context, i: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    doc, cast = context.doc, context.cast
    subj = subject(doc, i)
    actors = cast.all_at(subj) if subj is not None else ()
    if any(cast.is_pair(k) for k in actors):
        return (), ()  # who "they" are is too unsure for a statement
    targets: list[int] = []
    for j in doc.children[i]:
        if dep_in(doc.tokens[j], "obj", "iobj"):
            # "condemned Russia's attack": the owner of what is condemned is meant.
            owners = [k for c in doc.children[j] if doc.tokens[c].dep == "nmod:poss" for k in cast.all_at(c)]
            targets.extend(cast.all_at(j) or owners)
            targets.extend(k for case, c in obliques(doc, j) if case in _TARGETS for k in cast.all_at(c))
    targets.extend(k for case, j in obliques(doc, i) if case in _TARGETS for k in cast.all_at(j))
    if doc.child(i, "aux:pass", "nsubj:pass") is not None:
        agents = tuple(k for case, j in obliques(doc, i) if case == "by" for k in cast.all_at(j))
        return (agents, actors) if agents else (actors, ())
    return actors, tuple(dict.fromkeys(targets))


def _noun_parties(context: Context, i: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    doc, cast = context.doc, context.cast
    owners = [k for j in doc.children[i] if doc.tokens[j].dep == "nmod:poss" for k in cast.all_at(j)]
    owners += [k for case, j in obliques(doc, i) if case in ("by", "between", "of") for k in cast.all_at(j)]
    others = [k for case, j in obliques(doc, i) if case in ("against", "on", "with", "to") for k in cast.all_at(j)]
    return tuple(dict.fromkeys(owners)), tuple(dict.fromkeys(others))


def _acts_abroad(context: Context, side: Side) -> bool:
    """Say whether an actor speaks or acts for a state or an international organisation."""
    entity = context.cast.entities[side.entity]
    if entity.party is None or entity.former:
        return False
    return (
        entity.kind is not ActorKind.PERSON
        or bool(entity.office)
        or bool(context.known.persons_named(entity.name or ""))
    )


def _content(doc: Document, i: int) -> str | None:
    """Return the words of what is said or done: the clause or object below the verb."""
    for j in doc.children[i]:
        token = doc.tokens[j]
        if dep_in(token, "ccomp", "xcomp", "parataxis") or (token.dep == "obj" and token.pos == "NOUN"):
            below = doc.subtree(j)
            text = doc.span(below[0], below[-1] + 1).strip(" ,;:“”\"'")
            return text if len(text) <= 300 else text[:300].rsplit(" ", 1)[0] + " …"
    return topic_of(doc, i, ())
