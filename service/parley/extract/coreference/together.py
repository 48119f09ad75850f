"""Who the article tells together, and which of those a group means: "the two leaders", "both countries", "they"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from parley.extract.coreference.bindings import Bindings
from parley.extract.coreference.entity import Entity, Telling
from parley.extract.cues import cues
from parley.extract.language.tree import (
    SUBJECTS,
    auxiliaries,
    case_of,
    conjuncts,
    dep_in,
    first_conjunct,
    marks,
    obliques,
    predicate,
    subject,
    verb_of,
)
from parley.model import ActorKind

_CONTACTS = cues("contacts")
_VERBS: frozenset[str] = frozenset(_CONTACTS["verb"])
_NOUNS: frozenset[str] = frozenset(_CONTACTS["noun"])
_SAYING: frozenset[str] = cues("attribution")["report"]
_STATE_KINDS = (ActorKind.COUNTRY, ActorKind.ORGANISATION)
SITES: frozenset[str] = cues("titles")["sites"]
# What the ways to tell of several are worth, in sentences that they may stand further back.
_CONTACT = 2.0  # in contact with each other
_ACTING = 2.0  # as the subjects of one verb, or by a plural
_MET = 0.5  # more where that is a contact
_LISTED = -1.0  # only in one list that something is done to
_GUESTS = -3.0  # only in a list of those whom another is in contact with: "A has spoken to B and C"
_ONE_OF = -0.5  # with one of several, for each of them
_ASIDE = -3.0  # in what somebody quotes, or of what had been before
_RELATIVE = -2.0  # in a relative clause
_TO_COME = -1.0  # by an infinitive, of what is to be
_LEAD = 1.0  # in the heading or where the article begins
_NAMELESS = -0.5  # by their offices alone
_AGAIN = 0.5  # for each other sentence that tells of them together
_MOST_AGAIN = 1.5
_STILL = 0.25  # for each of them who is told of in the last sentences
_NEAR = 2
_PAIR = 2
_FAR = 4  # sentences beyond which it matters no more how far back
_FLOOR = -3.0  # those who score less are only named near each other


def meant_together(
    b: Bindings, k: int, count: int | None, *, can_be: Callable[[Entity], bool], states: bool, within: int
) -> tuple[int, ...]:
    """Return the actors told together before whom mention `k` means, empty where there are none.

    They are `count` of as many states (two or more where it is None), or the states themselves.
    """
    here = b.doc.tokens[b.mentions[k].head].sentence
    scores: dict[tuple[int, ...], float] = {}
    times: dict[tuple[int, ...], set[int]] = {}
    for telling in _told_before(b, k):
        back = here - telling.sentence
        members = _fitting(b, telling, count, can_be=can_be, states=states) if back <= within else ()
        if not members:
            continue
        nameless = not states and any(b.entities[e].name is None for e in members)
        score = telling.worth - min(back, _FAR) + _LEAD * (telling.sentence <= b.lead) + _NAMELESS * nameless
        scores[members] = max(score, scores.get(members, score))
        times.setdefault(members, set()).add(telling.sentence)
    near = {e for j in b.before(k, _NEAR) for e in b.bound[j]}
    for members, told in times.items():
        scores[members] += min(_AGAIN * (len(told) - 1), _MOST_AGAIN) + _STILL * len(near.intersection(members))
    best = max(scores, key=lambda members: scores[members], default=())
    return best if best and scores[best] >= _FLOOR else ()


def _fitting(
    b: Bindings, telling: Telling, count: int | None, *, can_be: Callable[[Entity], bool], states: bool
) -> tuple[int, ...]:
    """Return those of a telling whom a group can mean, one of each state; the states themselves where it means them."""
    told: dict[str | int, int] = {}
    several = [b.entities[e] for e in telling.members]
    if states and not all(map(can_be, several)):
        return ()
    for entity in filter(can_be, several):
        if states or entity.kind not in _STATE_KINDS or (telling.acting and count is None):
            told.setdefault(entity.party or entity.number, entity.number)
    exact = len(told) == count if count is not None else not telling.apart and len(told) == len(several) > 1
    return () if not exact else tuple(sorted(b.state(str(p)) for p in told) if states else sorted(told.values()))


def _told_before(b: Bindings, k: int) -> Iterator[Telling]:
    """Yield the actors that the clauses before mention `k` tell together, nearest sentence first."""
    here = b.doc.tokens[b.mentions[k].head].sentence
    for sentence in range(here, -1, -1):
        if sentence in b.together:
            yield from b.together[sentence]
            continue
        own = [j for j, m in enumerate(b.mentions) if b.doc.tokens[m.head].sentence == sentence]
        told = tuple(_of_sentence(b, [j for j in own if j < k and b.bound.get(j)]))
        if all(j in b.bound and j < k for j in own):
            b.together[sentence] = told  # all of it is bound
        yield from told


def _of_sentence(b: Bindings, mentions: list[int]) -> Iterator[Telling]:
    """Yield what each clause of one sentence tells together: its subjects, all of its actors, those in one list."""
    clauses: dict[int, list[int]] = {}
    for j in mentions:
        if _is_argument(b, j):
            clauses.setdefault(_clause_of(b, b.mentions[j].head), []).append(j)
    for verb, args in clauses.items():
        subj = subject(b.doc, verb)
        acting = [m for i in conjuncts(b.doc, subj) if (m := b.at(i)) is not None] if subj is not None else []
        acting = [j for j in dict.fromkeys(acting) if j in mentions]
        others = [j for j in args if j not in acting]
        if b.doc.tokens[verb].dep == "acl:relcl" and (whom := b.at(b.doc.tokens[verb].head)) in mentions:
            others.extend({whom}.difference(acting, others))  # "B, whom he received"
        contact = _is_contact(b, verb, others)
        aside = _aside(b, verb)
        worth = _CONTACT * contact + aside
        sentence = b.doc.tokens[verb].sentence
        ours, theirs = _actors(b, acting), _actors(b, others)
        both = tuple(dict.fromkeys((*ours, *theirs)))
        if len(ours) > 1:
            yield Telling(members=ours, sentence=sentence, worth=_ACTING + _MET * contact + aside, acting=True)
        if len(both) > max(len(ours), len(theirs)) and (contact or b.doc.tokens[verb].lemma not in _SAYING):
            yield Telling(members=both, sentence=sentence, worth=worth, apart=len(both) > _PAIR)
        alone = contact and len(ours) == 1 and not _is_state(b, ours[0])  # a state may host two others
        if alone and len(theirs) > 1:
            # "A has spoken to B and C. The two leaders agreed": he and one of them, the first rather
            for n, one in enumerate(theirs):
                yield Telling(members=(*ours, one), sentence=sentence, worth=worth + _ONE_OF * (n + 1))
        for noun, listed in _by_head(b, others).items():
            met = b.doc.tokens[noun].lemma.lower() in _NOUNS
            if len(listed) > 1 and (contact or not all(_is_state(b, e) for e in listed)):
                worth_here = worth + (0 if met else _GUESTS if alone else _LISTED)
                yield Telling(members=listed, sentence=sentence, worth=worth_here, apart=met and len(listed) > _PAIR)


def _by_head(b: Bindings, mentions: list[int]) -> dict[int, tuple[int, ...]]:
    """Return the actors of mentions by the word on which they, or the list that they stand in, hang."""
    found: dict[int, list[int]] = {}
    for j in mentions:
        first = first_conjunct(b.doc, b.mentions[j].head)
        head = b.doc.tokens[first].head
        found.setdefault(head if b.doc.tokens[head].lemma.lower() in _NOUNS else first, []).append(j)
    return {head: _actors(b, own) for head, own in found.items()}


def _is_state(b: Bindings, number: int) -> bool:
    return b.entities[number].kind in _STATE_KINDS


def _actors(b: Bindings, mentions: list[int]) -> tuple[int, ...]:
    """Return the actors that mentions mean, in text order."""
    return tuple(dict.fromkeys(e for j in mentions for e in b.bound[j]))


def _clause_of(b: Bindings, i: int) -> int:
    """Return the verb of the clause of token `i`; a participle is part of that around: "at a dinner given by A"."""
    verb = predicate(b.doc, i)
    while b.doc.tokens[verb].dep == "acl":
        verb = predicate(b.doc, b.doc.tokens[verb].head)
    return verb


def _is_argument(b: Bindings, j: int) -> bool:
    """Say whether a mention stands for itself in its clause, rather than within what another one is called."""
    doc, mention = b.doc, b.mentions[j]
    i = first_conjunct(doc, mention.head)
    verb = predicate(doc, i)
    if mention.kind is ActorKind.COUNTRY and case_of(doc, i) in SITES:
        return False  # where something is, or to where it goes
    if mention.pronoun and doc.tokens[i].dep == "nmod:poss" and doc.tokens[doc.tokens[i].head].lemma not in _NOUNS:
        return False
    while i != verb:
        i = doc.tokens[i].head
        other = b.at(i)
        if i != verb and other is not None and other != j:
            return False
    return True


def _is_contact(b: Bindings, verb: int, others: list[int]) -> bool:
    """Say whether a clause tells a contact by its verb, or by a noun in it that is no actor."""
    doc = b.doc
    lemma = doc.tokens[verb].lemma
    if {lemma, verb_of(doc, verb), *(f"{lemma}_{case}" for case, _ in obliques(doc, verb))} & _VERBS:
        return True
    if any(
        case_of(doc, i) == "with"
        for j in others
        if doc.tokens[i := first_conjunct(doc, b.mentions[j].head)].head == verb
    ):
        return True
    nouns = [c for c in doc.children[verb] if dep_in(doc.tokens[c], "obj", "obl", *SUBJECTS)]
    nouns.extend(doc.tokens[first_conjunct(doc, b.mentions[j].head)].head for j in others)
    return any(doc.tokens[i].lemma.lower() in _NOUNS for i in nouns)


def _aside(b: Bindings, verb: int) -> float:
    """Return what a clause loses that only fills in: quoted, relative, of what had been before, or of what is to be."""
    relative = b.doc.tokens[verb].dep.startswith("acl")
    told = dep_in(b.doc.tokens[verb], "ccomp")  # "said that he had met A" tells no earlier time
    earlier = verb in b.quoted or ("had" in auxiliaries(b.doc, verb) and not told)
    return _ASIDE * earlier + _RELATIVE * relative + _TO_COME * ("to" in marks(b.doc, verb))
