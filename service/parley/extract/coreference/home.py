"""The state that an article speaks from, and whose officials it names without saying so."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from parley.actors import KnownActors, Person
from parley.actors.names import name_words
from parley.actors.spellings import may_be_spelling
from parley.extract.coreference.entity import Entity
from parley.extract.coreference.identify import has_ruler, in_office_surnamed, is_royal
from parley.extract.cues import cues
from parley.extract.dates.dateline import find_dateline
from parley.extract.language.speakers import quoted_tokens
from parley.extract.language.tree import POSSESSIVE, SUBJECTS, case_of, conjuncts, dep_in, first_conjunct, subject
from parley.extract.names.parties import names_waters
from parley.model import ActorKind, Document, Mention, Token

_DEPUTIES = frozenset({"deputy", "assistant", "under", "principal", "acting", "us", "first"})
_I: frozenset[str] = cues("titles")["i"]
_ISSUERS = ("minist", "president", "government", "embassy", "secretary", "chancell")
_HEADS = frozenset({"prime minister", "president", "king", "queen", "emperor", "emir", "amir", "sultan", "chancellor"})
_MINISTERS = frozenset({"foreign minister", "foreign secretary", "defence minister", "defense minister"})
_JOINING = frozenset({"and", ",", "then", "later", "with", "to", "also"})
_OWN: dict[str, str] = cues("titles")["own"]
_LED: frozenset[str] = cues("titles")["led"]
_LEADING: frozenset[str] = cues("titles")["leading"]
_ACCOMPANYING = frozenset({"accompany"})
_NOBODY = "-"
_FEW = 3  # known people of a surname that is not common
_HIGHEST = 2  # rank of heads of state and government


def home_of(
    doc: Document, entities: Sequence[Entity], mentions: Sequence[Mention], publisher: str | None, known: KnownActors
) -> str | None:
    """Return the state whose officials an article names without a state, None when it is not clear.

    That is the state its publisher is part of or named after; of a release, its author's; else the one whose known
    officials it names so; else the one of its dateline; else the one it mostly speaks of.
    """
    own = _named_in(publisher, known) if publisher else None
    if own is not None:
        return own
    if _is_release(doc, mentions, publisher) and (author := _author_state(doc, mentions, known)) is not None:
        return author
    titled = {m.entity for m in mentions if m.office and not m.parties and m.entity >= 0}
    stated = {m.entity for m in mentions if m.parties}
    named = Counter(e.party for e in entities if e.party and e.number in titled - stated)
    votes = named.most_common(2)
    line = find_dateline(doc.text, None)
    placed = _named_in(line.place, known) if line is not None and line.place else None
    if placed in named:
        return placed  # its own officials among those of the states that it writes about
    if not votes or (len(votes) > 1 and votes[0][1] == votes[1][1]):
        return placed or (_spoken_of(mentions, known) if not votes else None)
    return votes[0][0] if placed in (None, votes[0][0]) or votes[0][1] > 1 else placed


def is_issued(publisher: str | None) -> bool:
    """Say whether a publisher is an office of state, by its name."""
    return any(word in (publisher or "").lower() for word in _ISSUERS)


def is_published_by(state: str, publisher: str | None, known: KnownActors) -> bool:
    """Say whether a text is a release of an office of state, or of a publisher named after `state`."""
    return publisher is not None and (is_issued(publisher) or _named_in(publisher, known) == state)


def _is_release(doc: Document, mentions: Sequence[Mention], publisher: str | None) -> bool:
    """Say whether somebody in office publishes a text in the first person ("I will visit ...")."""
    issued = is_issued(publisher)
    quoted = quoted_tokens(doc) if issued else frozenset()
    return issued and any(m.pronoun and m.text.lower() in _I and m.head not in quoted for m in mentions)


def _author_state(doc: Document, mentions: Sequence[Mention], known: KnownActors) -> str | None:
    """Return the state that acts or owns in a release of its own ("Australia's aid"), other than those gone to."""
    acting: Counter[str] = Counter()
    visited = set()
    for m in mentions:
        if m.kind is not ActorKind.COUNTRY or not m.parties or known.country(m.parties[0]) is None:
            continue
        owns = m.last < len(doc.tokens) and doc.tokens[m.last].text in POSSESSIVE
        if case_of(doc, m.head) in ("in", "to", "at", "from") or dep_in(doc.tokens[m.head], "obj"):
            visited.add(m.parties[0])
        elif owns or dep_in(doc.tokens[m.head], *SUBJECTS):
            acting[m.parties[0]] += 1
    best = [pair for pair in acting.most_common() if pair[0] not in visited][:2]
    return best[0][0] if best and (len(best) < 2 or best[0][1] > best[1][1]) else None


def _spoken_of(mentions: Sequence[Mention], known: KnownActors) -> str | None:
    """Return the state that an article speaks of at least twice as much as of any other."""
    told = Counter(p for m in mentions for p in m.parties[:1] if known.country(p)).most_common(2)
    if not told or told[0][1] < 3 or (len(told) > 1 and told[0][1] < 2 * told[1][1]):
        return None
    return told[0][0]


def at_home(entities: Sequence[Entity], home: str | None, known: KnownActors, day: dt.date | None) -> list[Entity]:
    """Give officials named without a state the state they can only be of: that of their office, else `home`.

    An article says "President Biden" or "the Foreign Minister" without a country of the country it is written in; a
    "Prime Minister" is not of one that has none. A "Secretary-General" is not the UN's when another is so on `day`.
    """
    taken = {_plain(e.office): e for e in entities if e.name and e.office and not e.former and e.party == home}
    result = []
    for e in entities:
        office = e.office
        if e.kind is ActorKind.PERSON and e.party is None and office and not e.former:
            own = next(filter(None, map(own_state, _whole_offices((office, *e.besides)))), None)
            body = own is not None and known.country(own) is None
            if own is not None and body and e.name and _is_of_another(e.name, office, own, known, day):
                bodies = {b.party for b in entities if b.kind is ActorKind.ORGANISATION} - {None, own}
                own = bodies.pop() if len(bodies) == 1 else None
            if own is not None:
                e = replace(e, party=own)
            elif home is not None and may_have(home, office, known) and not (e.name and _is_taken(e, taken)):
                e = replace(e, party=home, inferred=not _is_known_in(home, e, known, day))
        result.append(e)
    return result


def _is_known_in(state: str, entity: Entity, known: KnownActors, day: dt.date | None) -> bool:
    """Say whether one so called is in office in a state: "King Hussein" in a paper of his, where there are two."""
    if day is None or not entity.name or " " in entity.name:
        return False
    persons = in_office_surnamed(entity.name, entity.office, day, known)
    return any(known.party_of_person(person.key, day) == state for person in persons)


def _is_of_another(name: str, office: str, state: str, known: KnownActors, day: dt.date | None) -> bool:
    """Say whether those who held an office of a state on a day are known, and none of them has this name."""
    titled = [o.key for o in known.offices_titled(office, state)] if day is not None else []
    if day is None or not titled or not all(known.tenure_known(key, day) for key in titled):
        return False
    words = name_words(name)
    holders = (p for key in titled for p in known.holders(key, day, day))
    return not any(may_be_spelling(words, name_words(n)) for p in holders for n in (p.name, *p.aliases))


def _whole_offices(offices: Sequence[str]) -> list[str]:
    """Return the offices of somebody but those that another tells in full: "secretary general of" a house."""
    return [o for o in offices if not any(other.lower().startswith(f"{o.lower()} of ") for other in offices)]


def beside_own(doc: Document, mentions: Sequence[Mention], entities: Sequence[Entity]) -> list[Entity]:
    """Give officials who are met with one of a state and told none, his: "saw Italy's premier A and Minister B".

    Among subjects it is as likely the host: "French President A and Prime Minister B met".
    """
    result = list(entities)
    named = [m for m in mentions if m.kind is ActorKind.PERSON and m.name and m.entity >= 0 and m.office]
    stated = {m.entity for m in mentions if m.parties}
    row: set[int] = set()  # where those stand who are told to be of a state by the one before
    for one, other in pairwise(sorted(named, key=lambda m: m.first)):
        joined = {t.lower for t in doc.tokens[one.last : other.first]}
        met = dep_in(doc.tokens[first_conjunct(doc, one.head)], "obj", "iobj", "obl", "nmod")
        theirs = result[one.entity].party
        known = result[other.entity].party is not None and not result[other.entity].inferred
        listed = bool(joined & {"and", ","}) and joined <= _JOINING and met
        told = one.entity in stated or result[one.entity].inferred or one.first in row or own_state(one.office or "")
        if theirs is None or not listed or not told or other.parties:
            continue
        if not known:
            result[other.entity] = replace(result[other.entity], party=theirs, inferred=True)
        if result[other.entity].party == theirs:
            row.add(other.first)
    return result


def as_led(doc: Document, mentions: Sequence[Mention], entities: Sequence[Entity]) -> list[Entity]:
    """Give those told no state that of the delegation that they lead: "A, who heads B's team", "A came leading it"."""
    result = list(entities)
    teams = {i: m for m in mentions if m.parties and m.kind is ActorKind.GROUP for i in range(m.first, m.last)}
    people = {i: m for m in mentions if m.kind is ActorKind.PERSON and m.name for i in range(m.first, m.last)}
    for verb in doc.tokens:
        led = doc.child(verb.i, "obj") if verb.lemma in _LEADING else None
        team = teams.get(led) if led is not None and doc.tokens[led].lemma in _LED else None
        who = _leader(doc, verb) if team is not None else None
        leader = people.get(who) if who is not None else None
        if (
            team is not None
            and leader is not None
            and (result[leader.entity].party is None or result[leader.entity].inferred)
        ):
            result[leader.entity] = replace(result[leader.entity], party=team.parties[0], inferred=False)
    return result


def as_accompanied(doc: Document, mentions: Sequence[Mention], entities: Sequence[Entity]) -> list[Entity]:
    """Give those told no state that of whom they come with: "A is accompanied by Trade Minister B and Minister C"."""
    result = list(entities)
    people = {i: m for m in mentions if m.kind is ActorKind.PERSON and m.name for i in range(m.first, m.last)}
    for verb in doc.tokens:
        if verb.lemma not in _ACCOMPANYING or (doc.child(verb.i, "aux:pass") is None and not dep_in(verb, "acl")):
            continue
        whom = verb.head if verb.dep == "acl" else subject(doc, verb.i)
        leader = people.get(whom) if whom is not None else None
        theirs = result[leader.entity].party if leader is not None else None
        by = (c for c in doc.children[verb.i] if dep_in(doc.tokens[c], "obl", "obl:agent") and case_of(doc, c) == "by")
        for i in (j for c in by for j in conjuncts(doc, c)):
            other = people.get(i)
            untold = other is not None and other.office and (e := result[other.entity]) and (not e.party or e.inferred)
            if theirs is not None and other is not None and untold:
                result[other.entity] = replace(result[other.entity], party=theirs, inferred=False)
    return result


def _leader(doc: Document, verb: Token) -> int | None:
    """Return the token of who leads by a verb: "A leads", "A, who leads", "A arrived leading"."""
    if dep_in(verb, "acl"):
        return verb.head
    own = subject(doc, verb.i)
    return own if own is not None or not dep_in(verb, "advcl", "xcomp", "conj") else subject(doc, verb.head)


def may_have(state: str, office: str, known: KnownActors) -> bool:
    """Say whether a state has an office, as far as that is known of its heads; one without a ruler has no prince."""
    if office.lower() in _HEADS:
        return bool(known.offices_titled(office, state))
    return not is_royal(office) or has_ruler(state, known)


def _is_taken(entity: Entity, taken: dict[str, Entity]) -> bool:
    """Say whether the article names somebody else as the holder of an office that only one has."""
    office = _plain(entity.office or "")
    return office in _HEADS | _MINISTERS and office in taken and taken[office] != entity


def _plain(office: str) -> str:
    """Return an office as it is told most: "foreign minister" for "Minister of Foreign Affairs"."""
    words = office.lower().replace(" affairs", "").split()
    return f"{' '.join(words[2:])} minister" if words[:2] == ["minister", "of"] else " ".join(words)


def own_state(office: str) -> str | None:
    """Return the state or organisation that alone has an office ("Secretary of State", "Taoiseach")."""
    words = office.lower().replace("-", " ").split()
    while words and words[0] in _DEPUTIES:
        words.pop(0)
    whole = " ".join(words)
    own = _OWN.get(whole) or _OWN.get(whole.partition(" for ")[0])
    return own if own != _NOBODY else None


def known_party(
    name: str, known: KnownActors, day: dt.date | None, office: str | None, told: Collection[str]
) -> str | None:
    """Return the one state or organisation that the known people of a name act for on a day, by office where stated.

    A bare surname tells nothing where the text names no such state (`told`), but of who leads one and shares it with
    few.
    """
    persons = known.persons_named(name) or known.persons_spelt(name)
    if not persons:
        # A surname of one or more words tells only when one officeholder of that day bears it.
        persons = in_office_surnamed(name, office, day, known) if day else ()
        rare = len(known.persons_surnamed(name)) <= _FEW
        persons = tuple(
            p
            for p in persons
            if office or known.party_of_person(p.key, day) in told or (rare and _leads(p, day, known))
        )
    parties = {known.party_of_person(p.key, day) or known.party_of_person(p.key, None) for p in persons} - {None}
    if len(parties) > 1 and office and day:
        parties = {
            party
            for party in parties
            for o in known.offices_titled(office, party)
            if any(p in persons for p in known.holders(o.key, day, day))
        }
    return next(iter(parties)) if len(parties) == 1 else None


def _leads(person: Person, day: dt.date | None, known: KnownActors) -> bool:
    office = known.office_held(person.key, day, likely=True)
    return office is not None and office.rank <= _HIGHEST


def _named_in(words: str, known: KnownActors) -> str | None:
    """Return the one state or organisation that is named by `words` or within them."""
    names = known.surface(words)
    parts = words.replace(",", " ").split()
    for at in range(len(parts)):
        hit = None if names else known.longest_surface(parts, at)
        hit = None if hit is not None and names_waters(parts, at + hit[0]) else hit
        names = hit[1] if hit else names
    return names[0].key if len({n.key for n in names}) == 1 else None
