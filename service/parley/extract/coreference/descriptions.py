"""What descriptions of one actor refer to: "the Russian leader", "his Chinese counterpart", "the minister"."""

from __future__ import annotations

from collections import Counter

from parley.extract.coreference.bindings import Bindings
from parley.extract.coreference.entity import Entity
from parley.extract.coreference.holders import (
    fits,
    held_once,
    is_so_called,
    is_vaguer,
    kinds_of_office,
)
from parley.extract.coreference.home import own_state
from parley.extract.coreference.owners import party_of_possessor, possessor_of
from parley.extract.coreference.pronouns import named_below
from parley.extract.cues import cues
from parley.extract.language.titles import COMPANIONS, COUNTERPARTS
from parley.extract.language.tree import SUBJECTS, dep_in, predicate, subject
from parley.extract.names.regions import states_of_region
from parley.model import ActorKind, Mention

_TITLES = cues("titles")
_HE: frozenset[str] = _TITLES["he"]
_THEY: frozenset[str] = _TITLES["they"]
_HOME_HEADS: frozenset[str] = _TITLES["sorts"]["domestic_heads"]
_HOME_BODIES: frozenset[str] = _TITLES["sorts"]["domestic_bodies"]
_POSTED_HEADS = frozenset({"ambassador", "envoy", "consul", "chargé"})
_DIPLOMATS = frozenset({"diplomat"})
_DEFINITE = frozenset({"the", "his", "her", "their"})
_PAIR = 2
_NEAR = 4  # sentences over which "his guest" refers back
_NEAR_COUNTRY = 2  # and "the country's president"
_ACTING = 6  # sentences back in which the subject of several is the protagonist
_QUOTED = -4.0  # for whom only a quotation names: who said it is another
_PROTAGONIST = 3.0
_OTHERWISE = -4.0  # for whose office is called otherwise
_COUNTRIES: frozenset[str] = _TITLES["counted_states"]
_INDEFINITE = frozenset({"a", "an", "another", "any", "every", "no"})


def description_of(b: Bindings, k: int, lemma: str) -> tuple[int, ...]:
    """Bind "the Russian leader", "his Chinese counterpart", "the minister"."""
    mention = b.mentions[k]
    if lemma in COMPANIONS:
        return _companion_of(b, k)
    party = mention.parties[0] if mention.parties else _party_of_country(b, k)
    office, kinds, peer = _office_of(b, k, lemma, party)
    opening = b.doc.tokens[mention.first].lower
    definite = opening in _DEFINITE or _is_bare_title(b, mention)
    regional = party is None and own_state(office or "") is None  # not "the European Commissioner"
    region = states_of_region(b.doc, mention.head) if regional else frozenset()
    if region:
        found = _described_before(b, k, office, lemma, None, kinds, region=region) if definite else None
        return (found,) if found is not None else ()
    if party is None and lemma not in COUNTERPARTS:
        party = party_of_possessor(b, k)
    if definite and party is None and (same := _called_alike(b, k)) is not None:
        return (same,)
    if definite or (party is not None and opening not in _INDEFINITE):
        found = _described_before(b, k, office, lemma, party, kinds, peer=peer)
        if found is not None:
            return (found,)
    if definite and party is None and lemma in _POSTED_HEADS | _DIPLOMATS:
        posted = _unnamed_before(b, k, office, lemma)
        if posted is not None:
            return (posted,)
    if mention.former and party is not None and (former := held_once(b, office or "", party)) is not None:
        return (former,)
    if mention.former and party is None and definite and (former := _former_before(b, k, office or "")) is not None:
        return (former,)
    if party is None and definite and lemma in _POSTED_HEADS:
        # "the embassy said the ambassador had met"
        party = next((m.parties[0] for m in reversed(b.mentions[:k]) if m.parties and _is_embassy(m)), None)
    if party is None and definite and office:
        party = _own_state_told(b, office)
    if party is None:
        return at_home(b, k, lemma, definite=definite)
    return (b.add(ActorKind.PERSON if office else ActorKind.GROUP, office, party, mention),)


def _own_state_told(b: Bindings, office: str) -> str | None:
    """Return the state or body that alone has an office; a state must be named where others have a like one.

    "The Secretary of State" is not the American one in a text that says nothing of America.
    """
    party = own_state(office)
    if party is None or b.known.country(party) is None or any(party in m.parties for m in b.mentions):
        return party
    return party if len({o.party for o in b.known.offices_titled(office, None)}) < _PAIR else None


def holder_in(b: Bindings, k: int, party: str) -> int:
    """Return the entity that an office without a state is in a state: whom the article names, else an unnamed one."""
    lemma = b.lemma(b.mentions[k])
    office, kinds, _ = _office_of(b, k, lemma, party)
    found = _described_before(b, k, office, lemma, party, kinds)
    if found is not None:
        return found
    return b.add(ActorKind.PERSON if office else ActorKind.GROUP, office, party, b.mentions[k])


def _office_of(b: Bindings, k: int, lemma: str, party: str | None) -> tuple[str | None, frozenset[str], Entity | None]:
    """Return the office of a description, of a counterpart that of whose it is, with its kinds and him."""
    if lemma not in COUNTERPARTS:
        return b.mentions[k].office, frozenset(), None
    peer = possessor_of(b, k)
    kinds = kinds_of_office(b, peer) if peer else frozenset()
    office = peer.office if peer else None
    if party is not None and kinds:
        office = next((o.title for o in b.known.offices_of(party) if o.kind in kinds), office)
    return office, kinds, peer


def _party_of_country(b: Bindings, k: int) -> str | None:
    """Return the state that "the country's president" is of: the one named last that is not of somebody beside."""
    doc, mention = b.doc, b.mentions[k]
    owned = (i for i in range(mention.first, mention.head) if doc.tokens[i].dep == "nmod:poss")
    if not any(doc.tokens[i].lemma.lower() in _COUNTRIES for i in owned):
        return None
    verb = predicate(doc, mention.head)
    args = [subject(doc, verb), *(j for j in doc.children[verb] if dep_in(doc.tokens[j], "obj", "iobj"))]
    around = [j for i in args if i is not None and (j := b.at(i)) is not None]
    beside = {b.entities[e].party for j in around for e in b.bound.get(j, ())}
    for j in b.before(k, _NEAR_COUNTRY):
        entity = b.entities[b.bound[j][0]]
        if entity.kind is ActorKind.COUNTRY and entity.party not in beside:
            return entity.party
    return None


def _is_bare_title(b: Bindings, mention: Mention) -> bool:
    """Say whether an office stands like a name, as papers of South Asia write it: "Prime Minister will travel"."""
    words = b.doc.tokens[mention.first : mention.last]
    alone = mention.kind is ActorKind.PERSON and not mention.plural and not mention.parties and not mention.pronoun
    return alone and all(t.text[:1].isupper() for t in words) and dep_in(b.doc.tokens[mention.head], "nsubj")


def _companion_of(b: Bindings, k: int) -> tuple[int, ...]:
    """Bind "his guest", "her host", "the visitor" to the person of another state than who is beside them."""
    mention = b.mentions[k]
    doc = b.doc
    opening = doc.tokens[mention.first].lower
    if opening not in _DEFINITE and not mention.parties:
        return ()
    owner = possessor_of(b, k) if opening in _HE or opening in _THEY else None
    if owner is None and opening in _THEY:
        return ()
    beside = subject(doc, predicate(doc, mention.head)) if owner is None else None
    j = b.at(beside) if beside is not None else None
    beside_it = b.bound.get(j, ()) if j is not None and j != k else ()
    apart = {owner.party} if owner is not None else {b.entities[e].party for e in beside_it} or {b.home}
    told: Counter[int] = Counter()  # the nearest comes first of those named as often
    for j in b.before(k, _NEAR):
        entity = b.entities[b.bound[j][0]]
        single = len(b.bound[j]) == 1 and entity.kind is ActorKind.PERSON and entity.party is not None
        if single and entity.party not in apart and (not mention.parties or entity.party in mention.parties):
            told[entity.number] += 1
    return tuple(number for number, _ in told.most_common(1))


def at_home(b: Bindings, k: int, lemma: str, *, definite: bool) -> tuple[int, ...]:
    """Bind "the foreign minister", "the Foreign Ministry" without a state to the state the article speaks from."""
    mention = b.mentions[k]
    person = lemma in _HOME_HEADS and mention.kind is ActorKind.PERSON
    capital = b.doc.tokens[mention.first].text[:1].isupper() and mention.first == mention.head
    if b.home is None or mention.former or not (definite or capital):
        return ()
    if person or lemma in _HOME_BODIES:
        office = mention.office if person else lemma
        return (b.add(mention.kind, office, b.home, mention, inferred=True),)
    return ()


def _described_before(
    b: Bindings,
    k: int,
    office: str | None,
    lemma: str,
    party: str | None,
    kinds: frozenset[str],
    *,
    region: frozenset[str] = frozenset(),
    peer: Entity | None = None,
) -> int | None:
    """Return the person named in the article whom an office can mean: of a party anywhere, else one named before.

    A heading means somebody named below it. Without a party the nearest counts, a subject more than others, and one of
    the state the article speaks from; not `peer`, nor one of his state.
    """
    here = b.doc.tokens[b.mentions[k].head].sentence
    best: tuple[float, int] | None = None
    unsure: int | None = None
    onwards = party is not None or b.doc.in_heading(b.mentions[k].head)
    order = [*range(k - 1, -1, -1), *(range(k + 1, len(b.mentions)) if onwards else ())]
    below = named_below(b, k) if party is None else frozenset()  # "the president is to see President A"
    for j in order:
        other = b.mentions[j]
        if other.kind is not ActorKind.PERSON or other.entity < 0:
            continue
        entity = b.entities[other.entity]
        if (
            other.entity in below
            or (party is not None and entity.party != party)
            or (region and entity.party not in region)
        ):
            continue
        if peer is not None and (other.entity == peer.number or (peer.party and entity.party == peer.party)):
            continue
        if not (fits(b, entity, office, lemma) or (kinds and kinds & kinds_of_office(b, entity))):
            continue
        if (b.mentions[k].former and not entity.former) or (lemma in COUNTERPARTS and entity.party is None):
            continue  # "the former president" is not who is so now; who acts for nobody is nobody's counterpart
        if party is not None:
            number: int = other.entity
            if lemma != "leader" or entity.office:
                return number
            unsure = unsure if unsure is not None else number  # "the Japanese leader" is rather who is called premier
            continue
        if b.home is not None and entity.party not in (b.home, None) and is_vaguer(entity, office):
            continue  # "the defence minister" is not the minister of another state
        token = b.doc.tokens[other.head]
        score = -2.0 * abs(here - token.sentence)
        if dep_in(token, *SUBJECTS):
            score += 1.5
        if token.i in b.quoted and b.mentions[k].head not in b.quoted:
            score += _QUOTED
        score += _PROTAGONIST * (_is_protagonist(b, k, other.entity))
        if not is_so_called(b, entity, office, lemma):
            score += _OTHERWISE  # "the foreign minister" is rather who is called so than a Secretary of State
        if b.released and entity.party == b.home:
            score += 20.0 if _is_capital(b, k) else 2.0
        if best is None or score > best[0]:
            best = (score, other.entity)
    return best[1] if best is not None else unsure


def _called_alike(b: Bindings, k: int) -> int | None:
    """Return whom the same words mean that were subject right before: "The minister met A. The minister also met B".

    None where another has become the subject since.
    """
    mention = b.mentions[k]
    if b.lemma(mention) in COUNTERPARTS:
        return None
    for j in b.before(k, _NEAR_COUNTRY):
        other, entity = b.mentions[j], b.entities[b.bound[j][0]]
        if entity.kind is not ActorKind.PERSON or not dep_in(b.doc.tokens[other.head], *SUBJECTS):
            continue
        same = other.text.lower() == mention.text.lower() and len(b.bound[j]) == 1
        return entity.number if same and not other.name else None
    return None


def _unnamed_before(b: Bindings, k: int, office: str | None, lemma: str) -> int | None:
    """Return who was told of without a name by a like office: "the Malian ambassador ... the envoy"."""
    for j in b.before(k, _NEAR):
        entity = b.entities[b.bound[j][0]]
        one = len(b.bound[j]) == 1 and entity.kind is ActorKind.PERSON and entity.party is not None
        if one and entity.name is None and fits(b, entity, office, lemma):
            return entity.number
    return None


def _is_protagonist(b: Bindings, k: int, number: int) -> bool:
    """Say whether an actor is the subject, by name or as a pronoun, of several sentences before a description."""
    told = (
        b.doc.tokens[b.mentions[j].head].sentence
        for j in b.before(k, _ACTING)
        if b.bound[j] == (number,) and dep_in(b.doc.tokens[b.mentions[j].head], *SUBJECTS)
    )
    return len(set(told)) > 1


def _former_before(b: Bindings, k: int, office: str) -> int | None:
    """Return the nearest person told of before who has held an office: "the former president"."""
    for j in b.before(k, _NEAR):
        entity = b.entities[b.bound[j][0]]
        named = len(b.bound[j]) == 1 and entity.kind is ActorKind.PERSON and entity.name and entity.party
        if named and held_once(b, office, entity.party or "") == entity.number:
            return entity.number
    return None


def _is_capital(b: Bindings, k: int) -> bool:
    return b.doc.tokens[b.mentions[k].head].text[:1].isupper()


def _is_embassy(mention: Mention) -> bool:
    return mention.kind is ActorKind.GROUP and "embassy" in mention.text.lower()
