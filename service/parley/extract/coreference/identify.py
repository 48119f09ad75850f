"""Which known person an actor of an article is, and when that is not sure enough to say so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from parley.actors import KnownActors, Person
from parley.actors.names import Words, name_words
from parley.actors.spellings import may_be_spelling
from parley.actors.titles import title_form
from parley.extract.coreference.entity import Entity
from parley.extract.cues import cues

_TITLES = cues("titles")
_RULERS: frozenset[str] = _TITLES["rulers"]
_ROYAL: frozenset[str] = _TITLES["royal"]
_POSTS: frozenset[str] = _TITLES["sent"] | _TITLES["local"] | _TITLES["voices"]
_RULING = frozenset({"ruler", "leader", "head"})
_IN_CHARGE = frozenset({"minister", "secretary"})
_SMALL = frozenset({"of", "for", "and", "affairs"})
_WHOLE = 2.0
_IN_OFFICE = 2.0
_OF_PARTY = 3.0
_OF_ANOTHER = -5.0
_SO_CALLED = 1.0
_LEAST = 1.0
_LEAST_SURNAME = 3.0  # a bare surname needs more than itself: a party or an office that fits


def persons_of(entity: Entity, day: dt.date | None, known: KnownActors) -> list[Person]:
    """Return the known people that the name of an entity can mean, best first; empty when that is not sure."""
    name = entity.name or ""
    words = name_words(name)
    persons = list(known.persons_named(name))
    full = " " in name.strip() and bool(persons)
    if not persons:
        persons = [
            p
            for p in holders_of(entity, day, known)
            if any(may_be_spelling(words, name_words(n)) for n in (p.name, *p.aliases))
        ]
    persons = persons or list(known.persons_spelt(name, entity.party))
    by_title = known.offices_titled(entity.office, entity.party) if entity.office and entity.party else ()
    titled = {office.key for office in by_title}
    if not persons:
        persons = list(_surnamed(name, entity.office, known))  # of one word or more: "López Obrador"
        if " " in name.strip() and entity.office and entity.party:
            # Words that may be a surname may be the end of a relative's name: the office tells.
            persons = [p for p in persons if any(o.key in titled for o in known.offices_ever(p.key))]
    scored = []
    for person in persons:
        office = known.office_held(person.key, day, likely=True) if day else None
        parties = _parties_of(person, day, known)
        whole = full and _is_whole(words, person)
        ever = {o.key for o in known.offices_ever(person.key)}
        if full and not whole and office is None and not titled & ever:
            continue  # "Ann Lee" need not be Ann Lee Roe, who is in no office
        if not whole and not _may_be_titled(name, entity.office, person, titled, known):
            continue
        score = _WHOLE if full else 0.0
        score += _IN_OFFICE if office is not None else 0.0
        if entity.party is not None and parties:
            if parties & _wider(entity.party, known):
                score += _OF_PARTY
            elif not (full and _may_serve(person, entity.party, parties, day, known)):
                score += _OF_ANOTHER
        if titled and day:
            held = known.tenures_of(person.key, day, likely=True)
            score += _SO_CALLED if any(tenure.office in titled for tenure in held) else 0.0
        scored.append((score, person))
    scored.sort(key=lambda pair: (-pair[0], pair[1].key))
    least = _LEAST if full else _LEAST_SURNAME
    best = [(score, person) for score, person in scored if score >= least]
    if not full and len(best) > 1 and best[0][0] == best[1][0]:
        return []  # two of one surname, and nothing tells which
    return [person for _, person in best]


def in_office_surnamed(name: str, office: str | None, day: dt.date, known: KnownActors) -> tuple[Person, ...]:
    """Return those of a surname who are in office on a day and can be called by the office told of them."""
    found = []
    for person in _surnamed(name, office, known):
        party = known.party_of_person(person.key, day)
        titled = {o.key for o in known.offices_titled(office, party)} if office and party else set()
        held = known.office_held(person.key, day, likely=True)
        rules = held is not None and (not _is_ruler(office or "") or _is_ruler(held.title))
        if rules and _may_be_titled(name, office, person, titled, known):
            found.append(person)
    return tuple(found)


def _surnamed(name: str, office: str | None, known: KnownActors) -> Sequence[Person]:
    """Return those of a surname, or of a given name behind a title of rulers: there are two of "King Hassan"."""
    surnamed = known.persons_surnamed(name)
    if not is_royal(office or "") or " " in name.strip():
        return surnamed
    ruling = (
        person
        for person in known.persons_called(name)
        if any(_is_ruler(o.title) for o in known.offices_ever(person.key))
    )
    return tuple(dict.fromkeys((*surnamed, *ruling)))


def _is_whole(words: Words, person: Person) -> bool:
    """Say whether a name leaves out nothing of one under which a person is known."""
    return any(set(name_words(n)) <= set(words) for n in (person.name, *person.aliases))


def _may_be_titled(name: str, office: str | None, person: Person, titled: set[str], known: KnownActors) -> bool:
    """Say whether somebody known can be called by the title before a bare surname or a part of his name.

    "Prince" stands before a given name, and only where a state has a ruler. A minister is not one of another field,
    and an ambassador, mayor or spokesman not somebody who has never been one. `titled` are the offices so called.
    """
    told = title_form(office or "").split()
    offices = known.offices_ever(person.key)
    if is_royal(office or ""):
        parties = {o.party for o in offices} | ({person.party} - {""})
        return any(has_ruler(p, known) for p in parties) and not _is_surname(name, person, known)
    if not told or not offices or titled & {o.key for o in offices}:
        return True
    theirs = {word for o in offices for title in (o.title, *o.aliases) for word in title_form(title).split()}
    if titled:
        return not _IN_CHARGE & set(told)  # others hold that office
    if posted := _POSTS & set(told):
        return bool(posted & theirs)
    fields = set(told) - _IN_CHARGE - _SMALL or set(told)
    return not _IN_CHARGE & set(told) or bool(fields & theirs)


def has_ruler(party: str, known: KnownActors) -> bool:
    """Say whether a state is known to have a king, emir or the like."""
    return any(_is_ruler(office.title) for office in known.offices_of(party))


def _is_ruler(office: str) -> bool:
    return bool(_RULERS & set(title_form(office).split()))


def is_royal(office: str) -> bool:
    """Say whether an office is that of a ruler or of his family: "Crown Prince"."""
    return bool(set(title_form(office).split()[-1:]) & _ROYAL)


def may_rule(office: str | None) -> bool:
    """Say whether somebody of an office, or of none that is told, can be a king or the like: no minister is."""
    return office is None or is_royal(office) or bool(set(title_form(office).split()) & (_RULERS | _RULING))


def _is_surname(name: str, person: Person, known: KnownActors) -> bool:
    """Say whether a word is the surname of a person and no name that he is given."""
    first = name_words(name)[0]
    own = person in known.persons_surnamed(name) and not known.is_surname_first(person.key)
    return own and not any(first == name_words(n)[0] for n in (person.name, *person.aliases))


def _may_serve(person: Person, party: str, parties: set[str], day: dt.date | None, known: KnownActors) -> bool:
    """Say whether somebody known to act for `parties` may act for `party` as well: a body's envoy is of some state.

    Those who held an office of state become envoys, not the other way round.
    """
    if known.country(party) is not None:
        return not any(known.country(other) for other in parties)
    return day is None or known.has_served(person.key, day)


def _parties_of(person: Person, day: dt.date | None, known: KnownActors) -> set[str]:
    """Return the states and organisations that a person acted for on `day`, else ever."""
    tenures = known.tenures_of(person.key, day, likely=True) if day else ()
    held = {office.party for tenure in tenures if (office := known.office(tenure.office))}
    ever = known.party_of_person(person.key, None)
    found = held or ({ever} if ever else set())
    return {wider for party in found for wider in _wider(party, known)}


def _wider(party: str, known: KnownActors) -> set[str]:
    """Return a party and the organisation that it is part of: the Commission and the European Union."""
    organisation = known.organisation(party)
    return {party, organisation.part_of} if organisation is not None and organisation.part_of else {party}


def holders_of(entity: Entity, day: dt.date | None, known: KnownActors) -> tuple[Person, ...]:
    """Return who surely held the office of an entity on `day`; nobody where "a Japanese leader" may be any."""
    if day is None or entity.office is None or entity.text.lower().startswith(("a ", "an ", "some ")):
        return ()
    found: dict[str, Person] = {}
    for office in known.offices_titled(entity.office, entity.party):
        if not office.concurrent:
            found.update({p.key: p for p in known.holders(office.key, day, day)})
    return tuple(found.values())
