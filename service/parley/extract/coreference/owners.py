"""Whose an office is: "his deputy", "Gantz's envoy", "the king's secretary", and whom its holder acts for."""

from __future__ import annotations

from dataclasses import replace

from parley.extract.coreference.bindings import Bindings
from parley.extract.coreference.entity import Entity
from parley.extract.coreference.holders import is_in_office, office_today
from parley.extract.coreference.home import own_state
from parley.extract.coreference.pronouns import first_person
from parley.extract.cues import cues
from parley.extract.language.titles import COUNTERPARTS, office_word
from parley.extract.language.tree import POSSESSIVE, SUBJECTS, dep_in, predicate, subject
from parley.model import ActorKind

_TITLES = cues("titles")
_HE: frozenset[str] = _TITLES["he"]
_THEY: frozenset[str] = _TITLES["they"]
_I: frozenset[str] = _TITLES["i"]
_RETINUE: frozenset[str] = _TITLES["retinue"]
_ARMED: frozenset[str] = _TITLES["armed"]
_STATE_KINDS = (ActorKind.COUNTRY, ActorKind.ORGANISATION)


def party_of_possessor(b: Bindings, k: int) -> str | None:
    """Return the party of whom an office serves ("Gantz's envoy", "her adviser")."""
    first = b.mentions[k].first
    opening = b.doc.tokens[first].lower
    if opening == "its":
        return party_of_its(b, k)
    if opening == "whose":
        return next((b.entities[b.bound[j][0]].party for j in b.before(k, 0)), None)
    if (served := _office_served(b, k)) is not None:
        return served
    if (principal := _principal_of(b, k)) is not None:
        return principal
    if opening in _HE | _I:
        owner = possessor_of(b, k)
        return owner.party if owner is not None else None
    j = _described_owner(b, k)
    if j is None and first > 1 and b.doc.tokens[first - 1].text in POSSESSIVE:
        j = b.at(first - 2)
    bound = b.bound.get(j, ()) if j is not None else ()
    return b.entities[bound[0]].party if len(bound) == 1 else None


def _principal_of(b: Bindings, k: int) -> str | None:
    """Return the party of the person named behind the office of one who serves him: "special envoy of King A"."""
    last = b.mentions[k].last
    words = [t.lower for t in b.doc.tokens[last - 1 : last + 1]]
    serves = len(words) > 1 and words[1] in ("of", "to") and office_word(b.doc.tokens[last - 1]) in _RETINUE
    j = b.at(last + 1) if serves and last + 1 < len(b.doc.tokens) else None
    return b.entities[b.mentions[j].entity].party if j is not None and b.mentions[j].entity >= 0 else None


def _office_served(b: Bindings, k: int) -> str | None:
    """Return the party of the office that alone is so called, in whose service one is: "the Taoiseach's envoy"."""
    mention = b.mentions[k]
    at = next((i for i in range(mention.first, mention.head) if b.doc.tokens[i].text in POSSESSIVE), mention.first)
    words = [t.text for t in b.doc.tokens[mention.first : at] if t.lower not in ("the", "-")]
    return own_state(" ".join(words)) if words else None


def _described_owner(b: Bindings, k: int) -> int | None:
    """Return the mention of the unnamed person with whom that of somebody's aide begins: "the king's secretary"."""
    mention = b.mentions[k]
    for j in range(k - 1, -1, -1):
        owner = b.mentions[j]
        if owner.first != mention.first or owner.last > mention.head:
            return None
        if owner.kind is ActorKind.PERSON and b.doc.tokens[owner.head].dep == "nmod:poss":
            return j
    return None


def party_of_its(b: Bindings, k: int) -> str | None:
    """Return the party of what "its" in front of a mention stands for: "the EU sent its envoy", "Its officials left".

    It is the subject beside it or of the clause above ("said its envoy had left"), else that of the sentence before.
    """
    verb = predicate(b.doc, b.mentions[k].head)
    subj = subject(b.doc, verb)
    if subj is not None and b.at(subj) == k and dep_in(b.doc.tokens[verb], "ccomp"):
        subj = subject(b.doc, b.doc.tokens[verb].head)
    j = b.at(subj) if subj is not None else None
    bound = b.bound.get(j, ()) if j is not None and j != k else ()
    if j is not None and len(bound) == 1 and _is_body(b, j):
        return b.entities[bound[0]].party
    here = b.doc.tokens[b.mentions[k].head].sentence
    before = (j for j in b.before(k, 1) if b.doc.tokens[b.mentions[j].head].sentence < here)
    subjects = (j for j in before if dep_in(b.doc.tokens[b.mentions[j].head], *SUBJECTS))
    return next((b.entities[b.bound[j][0]].party for j in subjects if _is_body(b, j)), None)


def _is_body(b: Bindings, j: int) -> bool:
    """Say whether a mention is a state, an organisation or a body of one, which "it" may stand for."""
    kind = b.entities[b.bound[j][0]].kind
    return kind in _STATE_KINDS or (kind is ActorKind.GROUP and not b.mentions[j].plural)


def serve_owner(b: Bindings, k: int) -> None:
    """Let one who is named as somebody's ("his deputy, A", "B's envoy, C") act for the same state, unless told else."""
    mention = b.mentions[k]
    entity = b.entities[mention.entity]
    peer = b.lemma(mention) in COUNTERPARTS or mention.office in COUNTERPARTS
    told = entity.party and not entity.inferred and _is_told_or_held(b, entity)
    if peer and not is_in_office(b, entity):
        owner = possessor_of(b, k)
        if owner is not None and owner.kind is ActorKind.PERSON and owner.office:
            b.entities[mention.entity] = replace(entity, office=owner.office)  # "his counterpart A"
    if peer or not mention.office or mention.parties or told:
        return
    party = party_of_possessor(b, k)
    if party is not None or _of_armed(b, k):
        b.entities[mention.entity] = replace(entity, party=party, inferred=False)


def _of_armed(b: Bindings, k: int) -> bool:
    """Say whether an office is one of those in arms against a state: "the rebels' negotiator"."""
    mention = b.mentions[k]
    words = b.doc.tokens[mention.first : mention.last]
    return any(t.lemma.lower() in _ARMED and b.doc.tokens[t.i + 1].text in POSSESSIVE for t in words[:-1])


def _is_told_or_held(b: Bindings, entity: Entity) -> bool:
    """Say whether the text tells whom somebody acts for, or an office known to be his does; not one held before."""
    return any(m.parties for m in b.mentions if m.entity == entity.number) or office_today(b, entity) is not None


def possessor_of(b: Bindings, k: int) -> Entity | None:
    """Return the actor in front of an office: "his" counterpart, "Kenya’s" officials."""
    for i in range(b.mentions[k].first, b.mentions[k].head):
        j = b.at(i)
        low = b.doc.tokens[i].lower
        if low in _HE or low in _THEY or low in _I:
            inner = next((n for n, m in enumerate(b.mentions) if m.first == i and m.pronoun), None)
            bound = b.bound.get(inner, ()) if inner is not None else ()
            if not bound and low in _I:
                bound = first_person(b, inner if inner is not None else k)
            if not bound:
                bound = _acting(b, k) if low in _THEY else _nearest_person(b, k)
            return b.entities[bound[0]] if bound else None
        if j is not None and j != k and b.mentions[j].entity >= 0:
            return b.entities[b.mentions[j].entity]
    return None


def _acting(b: Bindings, k: int) -> tuple[int, ...]:
    """Return the people who are the subjects of the clause in which one is theirs: "A and B met their colleague"."""
    subj = subject(b.doc, predicate(b.doc, b.mentions[k].head))
    j = b.at(subj) if subj is not None else None
    bound = b.bound.get(j, ()) if j is not None and j != k else ()
    return bound if all(b.entities[e].kind is ActorKind.PERSON for e in bound) else ()


def _nearest_person(b: Bindings, k: int) -> tuple[int, ...]:
    """Return the person named last; of a subject the last one that was a subject: "A rang B, and his deputy left"."""
    people = [j for j in b.before(k, 1) if b.entities[b.bound[j][0]].kind is ActorKind.PERSON and len(b.bound[j]) == 1]
    acts = dep_in(b.doc.tokens[b.mentions[k].head], *SUBJECTS)
    acting = [j for j in people if acts and dep_in(b.doc.tokens[b.mentions[j].head], *SUBJECTS)]
    return next((b.bound[j] for j in acting or people), ())
