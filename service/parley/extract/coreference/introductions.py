"""Names of those who are only described right before: "Canada's negotiator flew to Manila. Ann Keller, who ..."."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from parley.extract.coreference.bindings import Bindings
from parley.extract.cues import cues
from parley.extract.language.tense import negated
from parley.extract.language.tree import SUBJECTS, conjuncts, dep_in, first_conjunct, predicate, subject
from parley.model import ActorKind

_OBJECTS = ("obj", "iobj", "obl", "obl:agent")
_NAMING: frozenset[str] = cues("titles")["naming"]
_COUNTING: Mapping[str, str] = cues("titles")["counting"]


def introduce(b: Bindings, k: int) -> None:
    """Let a name that is new, and told nothing else of, be that of who was described in the sentence before."""
    mention = b.mentions[k]
    if not _is_new(b, k):
        return
    here = b.doc.tokens[mention.head].sentence
    for j in range(k - 1, -1, -1):
        other = b.mentions[j]
        if b.doc.tokens[other.head].sentence != here - 1:
            if b.doc.tokens[other.head].sentence < here - 1:
                return
            continue
        office = other.kind is ActorKind.PERSON and other.entity < 0 and not (other.pronoun or other.plural)
        party = _party_described(b, j) if office and other.office else None
        if party is not None:
            entity = b.entities[mention.entity]
            b.entities[mention.entity] = replace(entity, party=party, office=other.office, inferred=False)
            described = b.bound[j]
            b.bound.update({i: (mention.entity,) for i, bound in b.bound.items() if bound == described or i == j})
            return


def _is_new(b: Bindings, k: int) -> bool:
    """Say whether a mention is the first of a full name without office or apposition, the only actor that acts."""
    mention, head = b.mentions[k], b.doc.tokens[b.mentions[k].head]
    entity = b.entities[mention.entity]
    if entity.kind is not ActorKind.PERSON or entity.party or entity.office or " " not in (mention.name or ""):
        return False
    if not dep_in(head, *SUBJECTS) or any(m.entity == mention.entity for m in b.mentions[:k]):
        return False
    if any(b.doc.tokens[c].dep == "appos" for i in range(mention.first, mention.last) for c in b.doc.children[i]):
        return False
    beside = (m for m in b.mentions[k + 1 :] if b.doc.tokens[m.head].sentence == head.sentence and m.pronoun)
    return not any(dep_in(b.doc.tokens[m.head], *_OBJECTS) for m in beside)  # "Ann Keller met him"


def _party_described(b: Bindings, j: int) -> str | None:
    """Return the state of somebody without a name who acts, or whom a state names, in the sentence of mention `j`."""
    head = b.doc.tokens[b.mentions[j].head]
    verb = b.doc.tokens[predicate(b.doc, head.i)]
    if dep_in(head, *SUBJECTS) and verb.head == verb.i:
        told = b.bound.get(j, ())
        entity = b.entities[told[0]] if len(told) == 1 else None
        return entity.party if entity is not None and entity.name is None and not entity.inferred else None
    subj = subject(b.doc, verb.i) if dep_in(head, "obj") and verb.lemma in _NAMING else None
    owner = b.at(subj) if subj is not None else None
    parties = {b.entities[e].party for e in b.bound.get(owner, ())} if owner is not None else set()
    return next(iter(parties)) if len(parties) == 1 else None


def identified(b: Bindings, k: int) -> tuple[int, ...]:
    """Return who an office is said to be, who acts for its state: "the last Omani envoy to visit Peru was Ann Keller".

    That one was in office when he did it, and need not be now.
    """
    doc, mention = b.doc, b.mentions[k]
    head = doc.tokens[mention.head]
    name = b.at(head.head) if dep_in(head, *SUBJECTS) and doc.child(head.head, "cop") is not None else None
    if name is None or b.mentions[name].entity < 0 or negated(doc, head.head) or not mention.parties:
        return ()
    entity = b.entities[b.mentions[name].entity]
    if entity.kind is not ActorKind.PERSON or (entity.party is not None and not entity.inferred):
        return (entity.number,) if entity.party in mention.parties else ()
    b.entities[entity.number] = replace(entity, party=mention.parties[0], inferred=False)
    return (entity.number,)


def apposed(b: Bindings, k: int, count: int) -> tuple[int, ...]:
    """Return those named right behind a group: "the two ministers, A and B, left"."""
    doc, mention = b.doc, b.mentions[k]
    behind = [c for c in doc.children[mention.head] if dep_in(doc.tokens[c], "appos") and c >= mention.last]
    named = (b.mentions[j] for c in behind for i in conjuncts(doc, c) if (j := b.at(i)) is not None)
    people = tuple(dict.fromkeys(m.entity for m in named if m.entity >= 0 and m.kind is ActorKind.PERSON))
    return people if len(people) == count else ()


def announced(b: Bindings, k: int, count: int) -> tuple[int, ...]:
    """Return those whom the next sentence names: "Two Gulf ministers flew to Sanaa. Qatar's A and Oman's B left"."""
    mention = b.mentions[k]
    counted = b.doc.tokens[mention.first].lower in _COUNTING
    here = b.doc.tokens[mention.head].sentence
    following = [m for m in b.mentions[k + 1 :] if b.doc.tokens[m.head].sentence == here + 1]
    subjects = [
        m for m in following
        if m.kind is ActorKind.PERSON and m.entity >= 0
        and dep_in(b.doc.tokens[first_conjunct(b.doc, m.head)], *SUBJECTS)
    ]  # fmt: skip
    named = dict.fromkeys(m.entity for m in subjects)
    parties = {b.entities[e].party for e in named} - {None}
    return tuple(sorted(named)) if counted and len(named) == len(parties) == count else ()
