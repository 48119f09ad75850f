"""What plurals refer to: "they", "the two leaders", "the foreign ministers of A and B", "Chinese officials"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from parley.extract.coreference.bindings import Bindings
from parley.extract.coreference.descriptions import at_home
from parley.extract.coreference.entity import Entity
from parley.extract.coreference.group_parties import party_of_group
from parley.extract.coreference.holders import fits, is_in_office, kinds_of_office, named_holder, single_title, singular
from parley.extract.coreference.owners import possessor_of
from parley.extract.coreference.pronouns import FEMALE, MALE, is_called
from parley.extract.coreference.together import SITES, meant_together
from parley.extract.cues import cues
from parley.extract.language.speakers import speaker_of
from parley.extract.language.titles import COUNTERPARTS, is_plural
from parley.extract.language.tree import (
    SUBJECTS,
    case_of,
    conjuncts,
    dep_in,
    first_conjunct,
    obliques,
    predicate,
    subject,
)
from parley.extract.names.regions import region_words, states_of_region
from parley.model import ActorKind, Mention

_TITLES = cues("titles")
_TRAVEL: frozenset[str] = cues("contacts")["motion"]["to"] | cues("contacts")["motion"]["in"]
_COUNTING: Mapping[str, str] = _TITLES["counting"]
_PEOPLE: frozenset[str] = _TITLES["sorts"]["people"]
_THEY: frozenset[str] = _TITLES["they"]
_STATES: frozenset[str] = _TITLES["sorts"]["states"]
_NATIONS: frozenset[str] = _TITLES["counted_states"]  # which organisations are not
_SINGLE: frozenset[str] = _TITLES["sorts"]["single"]
_KNOWN: frozenset[str] = _TITLES["sorts"]["known"]
_THEIRS: frozenset[str] = _TITLES["sorts"]["theirs"]
_LED: frozenset[str] = _TITLES["led"]
_LEADING: frozenset[str] = _TITLES["leading"]
_REACHES = (0, 1, 2, 4, 8, 1000)  # sentences looked back for two or more actors
_NAMED = 3  # of them in which those with a name are preferred
_ARMED: frozenset[str] = _TITLES["armed"]
_POSTED = frozenset({"ambassador", "envoy"})  # who are of other states wherever they are
_NEAR = 3  # sentences a pronoun looks back
_FAR = 8  # sentences in which those are looked for of whom "the leaders" speaks
_COUPLE = 2  # states whose ministers "their ministers" are
_COUNTRIES: frozenset[str] = _NATIONS | {"government", "capital"}
_SEXES = {"man": (MALE, FEMALE), "woman": (FEMALE, MALE)}  # how they are called, and how they are not
_STATE_KINDS = (ActorKind.COUNTRY, ActorKind.ORGANISATION)


def is_several(b: Bindings, mention: Mention) -> bool:
    """Say whether a mention stands for several actors told of before: "they", "the two sides", "the leaders"."""
    if mention.pronoun:
        return mention.plural
    if count_of(b, mention) is not None:
        return b.lemma(mention) in _STATES or not names_states(b, mention)
    return is_definite_plural(b, mention, b.lemma(mention))


def count_of(b: Bindings, mention: Mention) -> int | None:
    """Return how many "the two leaders", "both sides", "the trio" are; None for what is no such group."""
    lemma = b.lemma(mention)
    counted = [
        int(_COUNTING[low]) for i in range(mention.first, mention.last) if (low := b.doc.tokens[i].lower) in _COUNTING
    ]
    if mention.parties:
        return None
    if lemma in _COUNTING:
        return int(_COUNTING[lemma])
    return counted[0] if counted and lemma in _PEOPLE | _STATES else None


def is_definite_plural(b: Bindings, mention: Mention, lemma: str) -> bool:
    """Say whether a mention is "the leaders", "the ministers", "the sides" without more."""
    token = b.doc.tokens[mention.first]
    bare = mention.plural and not mention.parties and mention.last - mention.first == 2
    behind = [t.lower for t in b.doc.tokens[mention.last : mention.last + 3]]
    bare = bare and (behind[:1] != ["of"] or not _COUNTING.keys().isdisjoint(behind))  # not "the leaders of the party"
    return bare and token.lower == "the" and lemma in _SINGLE | _KNOWN


def they_of(b: Bindings, k: int) -> tuple[int, ...]:
    """Bind "they": with somebody else beside the verb the subjects told of before, else two parties."""
    if (agents := _agents(b, k)) is not None:
        return agents
    if _has_other_side(b, k) and (subjects := _subjects_before(b, k)):
        return subjects
    if group := _subject_above(b, k):
        return group
    return several_of(b, k, None, states=False, lemma=None) or _subjects_before(b, k) or _group_beside(b, k)


def _group_beside(b: Bindings, k: int) -> tuple[int, ...]:
    """Return the group told of last in the sentence of a pronoun: "a statement by the envoys after their visit"."""
    groups = (j for j in b.before(k, 0) if b.mentions[j].plural and not b.mentions[j].pronoun)
    return next((b.bound[j] for j in groups if b.bound[j]), ())


def _agents(b: Bindings, k: int) -> tuple[int, ...] | None:
    """Return the several by whom it was done that "their" hangs on: "was backed by EU leaders at their summit"."""
    owned = b.doc.tokens[b.mentions[k].head]
    by = b.doc.child(predicate(b.doc, owned.head), "obl:agent") if owned.dep == "nmod:poss" else None
    if by is None or by > owned.i or not is_plural(b.doc.tokens[by]):
        return None
    return b.bound.get(j, ()) if (j := b.at(by)) is not None else ()


def _subject_above(b: Bindings, k: int) -> tuple[int, ...]:
    """Return the group, or the several, that are subject of the clause around: "A and B will decide when they meet"."""
    here = b.doc.tokens[b.mentions[k].head]
    clause = b.doc.tokens[here.head]
    where = dep_in(clause, "acl") and any(b.doc.tokens[i].lower == "where" for i in b.doc.children[clause.i])
    above_it = predicate(b.doc, clause.head) if where else clause.head
    below = where or dep_in(clause, "advcl")  # "flew to Oslo, where they were received"
    subj = b.doc.child(above_it, *SUBJECTS) if below and dep_in(here, *SUBJECTS) else None
    j = b.at(subj) if subj is not None and subj != here.i else None
    several = [m for i in conjuncts(b.doc, subj) if (m := b.at(i)) is not None] if j is not None and subj else []
    people = {e for m in several for e in b.bound.get(m, ()) if b.entities[e].kind is ActorKind.PERSON}
    if len(several) > 1 and len(people) == len(several):
        return tuple(sorted(people))
    above = b.mentions[j] if j is not None else None
    if above is None or j is None or above.pronoun or above.kind is not ActorKind.GROUP:
        return ()
    return b.bound.get(j, ()) if above.plural else _leaders_of(b, j) or b.bound.get(j, ()) if _is_led(b, above) else ()


def _is_led(b: Bindings, mention: Mention) -> bool:
    return b.lemma(mention) in _LED


def _has_other_side(b: Bindings, k: int) -> bool:
    """Say whether the verb of "they met with the minister" has another actor."""
    here = b.doc.tokens[b.mentions[k].head]
    if not dep_in(here, *SUBJECTS):
        return False
    others = [j for j in b.doc.children[here.head] if j > here.i and dep_in(b.doc.tokens[j], "obj", "obl")]
    kinds = [b.mentions[m].kind for j in others if (m := b.at(j)) is not None]
    return any(kind in (ActorKind.PERSON, ActorKind.GROUP) for kind in kinds)


def _subjects_before(b: Bindings, k: int) -> tuple[int, ...]:
    """Return the several subjects of the nearest earlier sentence that has them, or who leads its delegation."""
    here = b.doc.tokens[b.mentions[k].head].sentence
    apart = _quoted_from(b, k)
    for number in range(here - 1, here - 1 - _NEAR, -1):
        found: dict[int, None] = {}
        delegation = False
        for j in range(k - 1, -1, -1):
            mention = b.mentions[j]
            if b.doc.tokens[mention.head].sentence != number:
                continue
            delegation |= b.lemma(mention) in _LED
            head = first_conjunct(b.doc, mention.head)
            if dep_in(b.doc.tokens[head], *SUBJECTS) and mention.kind is not ActorKind.COUNTRY:
                found.update(dict.fromkeys(e for e in b.bound[j] if e not in apart))
        if len(found) > 1 or (found and delegation):
            return tuple(sorted(found))
        if any(b.entities[e].kind is ActorKind.GROUP for e in found):
            return tuple(found)
    return ()


def several_of(
    b: Bindings, k: int, counted: int | None, *, states: bool, lemma: str | None, reaches: tuple[int, ...] = _REACHES
) -> tuple[int, ...]:
    """Bind "the two leaders", "they", "both sides" to those told together before, else to the nearest of each state."""
    count = counted or _COUPLE
    nations = (ActorKind.COUNTRY,) if b.lemma(b.mentions[k]) in _NATIONS else _STATE_KINDS
    wanted = nations if states else (ActorKind.PERSON,)
    if not states and count == _COUPLE and (pair := _pair_above(b, k)):
        return pair
    apart = _acting_on(b, k) | _quoted_from(b, k)
    can_be = partial(_is_meant, b, k, apart=apart, states=states, lemma=lemma)
    if told := meant_together(b, k, counted, can_be=can_be, states=states, within=reaches[-1]):
        return told
    for kinds, named in ((wanted, True), (wanted, False), ((ActorKind.PERSON, ActorKind.GROUP), False)):
        for reach in reaches[: _NAMED if named else None]:
            found: dict[str, list[int]] = {}
            for j in b.before(k, reach):
                for e in b.bound[j] if not (states and _is_place(b, j)) else ():
                    entity = b.entities[e]
                    known = entity.kind in kinds and (entity.name or not named)
                    if known and entity.party and can_be(entity):
                        found.setdefault(entity.party, []).append(e)
            if len(found) >= count:
                chosen = [max(dict.fromkeys(own), key=own.count) for own in list(found.values())[:count]]
                return tuple(sorted(chosen))
    if states and reaches == _REACHES:
        parties = _states_in_focus(b, k, count)
        return tuple(sorted(b.state(p) for p in parties)) if len(parties) == count else ()
    return () if states or lemma not in _SINGLE or reaches != _REACHES else _officials_of_states(b, k, count)


def _pair_above(b: Bindings, k: int) -> tuple[int, ...]:
    """Return the two people of the clause around: "she will raise it with her colleague when the two meet"."""
    here = b.doc.tokens[b.mentions[k].head]
    clause = b.doc.tokens[predicate(b.doc, here.i)]
    if not dep_in(clause, "advcl") or not dep_in(here, *SUBJECTS):
        return ()
    above = predicate(b.doc, clause.head)
    subj = subject(b.doc, above)
    others = [j for j in b.doc.children[above] if dep_in(b.doc.tokens[j], "obj", "iobj", "obl") and j < clause.i]
    single = [b.bound.get(j, ()) for i in (subj, *others) if i is not None and (j := b.at(i)) is not None and j != k]
    people = {e[0] for e in single if len(e) == 1 and b.entities[e[0]].kind is ActorKind.PERSON}
    return tuple(sorted(people)) if len(people) == _COUPLE else ()


def _quoted_from(b: Bindings, k: int) -> frozenset[int]:
    """Return who says the quotation that a mention stands in, who is "I" or "we" there and never one of "them"."""
    here = b.mentions[k].head
    j = speaker_of(b.doc, b.mentions, b.quoted, here) if here in b.quoted else None
    if j is None:
        return frozenset()
    return frozenset({b.mentions[j].entity}) if b.mentions[j].entity >= 0 else frozenset(b.bound.get(j, ()))


def _acting_on(b: Bindings, k: int) -> frozenset[int]:
    """Return who does what is told to be done with several, and is none of them: "A will hold talks with both"."""
    here = b.doc.tokens[b.mentions[k].head]
    if dep_in(here, *SUBJECTS) or here.dep == "nmod:poss":
        return frozenset()
    subj = subject(b.doc, predicate(b.doc, here.i))
    j = b.at(subj) if subj is not None else None
    return frozenset(b.bound.get(j, ())) if j is not None and j != k and not b.mentions[j].plural else frozenset()


def _is_meant(b: Bindings, k: int, entity: Entity, *, apart: frozenset[int], states: bool, lemma: str | None) -> bool:
    """Say whether an actor can be one of a group: by office, state or region ("the two Baltic presidents")."""
    mention = b.mentions[k]
    person = entity.kind is ActorKind.PERSON and entity.name is not None
    if entity.number in apart or not (entity.party or person):
        return False
    if not entity.party and not is_in_office(b, entity) and not _is_named_again(b, entity.number):
        return False
    region = states_of_region(b.doc, mention.head)
    if region and entity.party not in region:
        return False
    if lemma is not None and not states and entity.kind in _STATE_KINDS:
        return False
    own, other = _SEXES.get(b.lemma(mention), (frozenset(), frozenset()))
    if is_called(b, k, entity.number, other) and not is_called(b, k, entity.number, own):
        return False
    if states or lemma is None:
        return not states or bool(b.known.country(entity.party or "") or (entity.party and lemma not in _COUNTRIES))
    whole = not region and lemma not in ("leader", "official")  # "foreign ministers"
    office = singular(mention.office or lemma) if whole else lemma if region else None
    return (person and not is_in_office(b, entity)) or fits(b, entity, office, lemma)


def _is_named_again(b: Bindings, number: int) -> bool:
    """Say whether somebody is named more than once: who is but once, with no office and no state, is a bystander."""
    return sum(m.entity == number for m in b.mentions) > 1


def names_states(b: Bindings, mention: Mention) -> bool:
    """Say whether a group is one "of the two countries", "from both sides"."""
    span = range(mention.first, mention.last)
    words = (i for i in span if i != mention.head and b.doc.tokens[i].lemma.lower() in _STATES)
    return any(b.doc.tokens[i - 1].lower != "of" for i in words)  # not "the two heads of state"


def is_head_of_state(b: Bindings, mention: Mention) -> bool:
    """Say whether people are called heads of state or government, whatever their offices."""
    words = {b.doc.tokens[i].lemma.lower() for i in range(mention.head + 1, mention.last)}
    return b.lemma(mention) == "head" and not words.isdisjoint(("state", "government"))


def of_states(b: Bindings, k: int, count: int, lemma: str) -> tuple[int, ...]:
    """Bind "the foreign ministers of the two countries" to one of each, "diplomats of both sides" to two groups."""
    if states := _states_together(b, k, count):
        return _one_of_each(b, k, states, lemma)
    # "She wrote to the four countries' envoys" is of others; of two countries, hers is mostly one.
    acting = {b.entities[e].party for e in _acting_on(b, k)} if count > _COUPLE else set()
    told = [[p for p in _states_before(b, k, reach) if p not in acting][:count] for reach in (1, _NEAR, _FAR)]
    states = next((some for some in told[:2] if len(some) == count), told[0])
    if len(states) == count - 1 and b.home is not None and b.home not in states:
        states.append(b.home)  # "the protocol with China, after talks between the two countries' officials"
    elif len(states) < count:
        states = told[-1]
    return _one_of_each(b, k, states, lemma) if len(states) == count else ()


def theirs_of(b: Bindings, k: int, lemma: str) -> tuple[int, ...]:
    """Bind "their foreign ministers", "the ministers" to those of the two states, or two people, told of before."""
    mention = b.mentions[k]
    if lemma not in _PEOPLE | _THEIRS:
        return ()
    owner = next((n for n, m in enumerate(b.mentions[:k]) if m.first == mention.first and m.pronoun), None)
    owners = {b.entities[e].party for e in b.bound.get(owner, ())} if owner is not None else set()
    states = sorted(p for p in owners if p and b.known.country(p))
    if len(states) != len(owners) or len(states) < _COUPLE:
        states = _states_together(b, k, _COUPLE) or _states_before(b, k, 1)
        states = states if len(states) == _COUPLE else _states_in_focus(b, k, _COUPLE, sentences=1)
        theirs = b.doc.tokens[mention.first].lower in _THEY
        if not theirs and any(_is_named_of(b, e, states) for j in b.before(k, _FAR) for e in b.bound[j]):
            return ()  # of whom it should be clear which are meant
    return _one_of_each(b, k, states, lemma) if len(states) == _COUPLE else ()


def _is_named_of(b: Bindings, number: int, states: list[str]) -> bool:
    """Say whether an actor is a person with a name who acts for one of `states`."""
    entity = b.entities[number]
    return entity.kind is ActorKind.PERSON and bool(entity.name) and entity.party in states


def _one_of_each(b: Bindings, k: int, states: list[str], lemma: str) -> tuple[int, ...]:
    """Return the holder of an office in each state where it has one holder, else a group of each."""
    mention = b.mentions[k]
    title = single_title(b, mention, lemma, several=True)
    found = []
    for party in sorted(states):
        named = named_holder(b, k, lemma, party, title) if title or lemma == "leader" else None
        words = f"{title or b.doc.tokens[mention.head].lower} of {b.known.actor(party).label}"
        kind = ActorKind.PERSON if title else ActorKind.GROUP
        found.append(
            named if named is not None else b.described(kind, title or lemma, party, words, former=mention.former)
        )
    return tuple(found)


def _states_together(b: Bindings, k: int, count: int) -> list[str]:
    """Return the states that were told of together before, or whose people were."""
    acting = _acting_on(b, k) if count > _COUPLE else frozenset()
    can_be = partial(_is_meant, b, k, apart=acting, states=True, lemma="country")
    told = meant_together(b, k, count, can_be=can_be, states=True, within=_FAR)
    return [b.entities[e].party or "" for e in told]


def _states_before(b: Bindings, k: int, sentences: int) -> list[str]:
    """Return the states whose people or who themselves were told of before, nearest first."""
    acting = (j for j in b.before(k, sentences) if not _is_place(b, j))
    parties = (b.entities[e].party for j in acting for e in b.bound[j])
    return list(dict.fromkeys(p for p in parties if p and b.known.country(p)))


def _states_in_focus(b: Bindings, k: int, count: int, *, sentences: int = 4) -> list[str]:
    """Return the states told of in one breath before ("both presidents"), else those of the last sentences."""
    pairs = ([b.entities[e].party for e in b.bound[j]] for j in b.before(k, sentences))
    paired = next((p for p in pairs if len(p) == len({*p} - {None}) == count), [])
    return [p for p in paired if p and b.known.country(p)] or _states_before(b, k, sentences)


def _is_place(b: Bindings, j: int) -> bool:
    """Say whether a capital says where something is, rather than whose it is: "talks resumed in Vienna"."""
    mention = b.mentions[j]
    return mention.kind is ActorKind.COUNTRY and case_of(b.doc, mention.head) in SITES


def _officials_of_states(b: Bindings, k: int, count: int) -> tuple[int, ...]:
    """Read "the two foreign ministers" of the states named last as one of each."""
    mention = b.mentions[k]
    title = singular(mention.office or "")
    states = _states_in_focus(b, k, count)
    if len(states) != count or not title:
        return ()
    return tuple(
        b.described(ActorKind.PERSON, title, p, f"{title} of {b.known.actor(p).label}", former=False)
        for p in sorted(states)
    )


def _leaders_of(b: Bindings, j: int) -> tuple[int, ...]:
    """Return who leads the group of mention `j`: "a delegation led by A"."""
    doc = b.doc
    leading = (c for c in doc.children[b.mentions[j].head] if doc.tokens[c].lemma in _LEADING)
    people = (b.at(a) for c in leading for case, a in obliques(doc, c) if case == "by")
    return tuple(dict.fromkeys(e for k in people if k is not None for e in b.bound.get(k, ())))


def _in_arms(b: Bindings) -> tuple[int, ...]:
    """Return the armed group that a text names, where there is only one: whom it calls "the rebels"."""
    bodies = (
        (e.number, b.known.organisation(e.party)) for e in b.entities if e.kind is ActorKind.ORGANISATION and e.party
    )
    found = tuple(number for number, body in bodies if body is not None and body.kind == "armed_group")
    return found if len(found) == 1 else ()


def group_of(b: Bindings, k: int, lemma: str) -> tuple[int, ...]:
    """Bind a body or several people in office: "the delegation", "the foreign ministers of A and B"."""
    mention = b.mentions[k]
    if not mention.parties:
        possessor = possessor_of(b, k) if lemma not in COUNTERPARTS else None
        if possessor is None and b.doc.tokens[mention.first].lower == "the":
            # "the delegation", told of before
            same = (j for j in b.before(k, _NEAR + 2) if b.lemma(b.mentions[j]) == lemma)
            told = next((_leaders_of(b, j) or b.bound[j] for j in same), ()) or at_home(
                b, k, lemma, definite=not mention.plural
            )
            if told:
                return told
        # "European leaders", but not "our European allies".
        people = mention.plural and lemma in _PEOPLE
        region = region_words(b.doc, mention.first, mention.head) if people else None
        if lemma in _ARMED and possessor is None and (body := _in_arms(b)):
            return body
        of_none = mention.plural and (lemma in _POSTED or lemma in _ARMED)
        if possessor is None and (region is not None or of_none):
            text = b.doc.span(*region) if region is not None and region[1] > mention.last else mention.text
            return (b.described(ActorKind.GROUP, lemma, None, text, former=mention.former),)
        party = possessor.party if possessor is not None else party_of_group(b, k, lemma)
        return (b.add(ActorKind.GROUP, lemma, party, mention),) if party is not None else ()
    peer = possessor_of(b, k) if lemma in COUNTERPARTS else None
    kinds = kinds_of_office(b, peer) if peer else frozenset()
    title = single_title(b, mention, lemma)
    found = []
    for party in mention.parties:
        equal = next((o.title for o in b.known.offices_of(party) if o.kind in kinds), None)
        if equal is None and lemma in COUNTERPARTS and peer is not None:
            equal = peer.office
        if equal is not None:
            # "his Kuwaiti and Bahraini counterparts"
            found.append(b.add(ActorKind.PERSON, equal, party, mention))
            continue
        # "Officials" are those of a state, whoever of it has a title with that word.
        single = mention.plural and len(mention.parties) > 1 and (title or lemma in _SINGLE or lemma == "leader")
        named = named_holder(b, k, lemma, party, title) if single else None
        if named is None:
            kind = ActorKind.PERSON if title else ActorKind.GROUP
            named = b.add(kind, title or lemma, party, mention)
        found.append(named)
    return tuple(found)
