"""The index over the reference actors that extraction and resolution ask."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from parley.actors.names import (
    PARTICLES,
    Words,
    given_names,
    name_words,
    shortened,
    spelling_key,
    surnames,
    without_article,
    without_possessive,
)
from parley.actors.spellings import is_spelling
from parley.actors.surfaces import PartyName, Surfaces
from parley.actors.tables import Country, Office, Organisation, Person, ReferenceActors, Tenure
from parley.actors.titles import labelled, title_form, titles_of, without_party
from parley.errors import NotFound
from parley.iris import Iris
from parley.model import IRI, Actor, ActorKind

_SURNAME_FIRST = frozenset({"CHN", "HKG", "KOR", "MAC", "PRK", "TWN", "VNM", "SGP", "KHM"})
_BOTH_ORDERS = _SURNAME_FIRST | {"JPN", "HUN"}
_TELLING = 2  # letters from which on a word is a name and no initial


class KnownActors:
    """Finds parties, persons, offices and tenures by the words and days that texts give."""

    def __init__(self, reference: ReferenceActors, iris: Iris) -> None:
        self.reference = reference
        self.iris = iris
        self._countries = {c.key: c for c in reference.countries}
        self._organisations = {o.key: o for o in reference.organisations}
        self._offices = {o.key: o for o in reference.offices}
        self._persons = {p.key: p for p in reference.persons}
        self._parties = {
            **{
                k: Actor(iri=iris.actor(c.name), label=c.name, kind=ActorKind.COUNTRY)
                for k, c in self._countries.items()
            },
            **{
                k: Actor(iri=iris.actor(o.name), label=o.name, kind=ActorKind.ORGANISATION)
                for k, o in self._organisations.items()
            },
        }
        self._key_of_iri = {a.iri: k for k, a in self._parties.items()}
        self._index_tenures()
        self._surfaces = Surfaces(reference)
        self._index_persons()
        self._index_titles()

    def with_added(self, reference: ReferenceActors) -> KnownActors:
        """Return an index over these actors with `reference` on top."""
        return KnownActors(self.reference.with_added(reference), self.iris)

    # --- parties -------------------------------------------------------------------------------------------------

    def actor(self, key: str) -> Actor:
        """Return the country or organisation of `key` ("CHN", "EU"); raises NotFound."""
        if key not in self._parties:
            raise NotFound(f"{key!r} is no known country or organisation", remedy="keys are like CHN, EU, NATO")
        return self._parties[key]

    def iri(self, key: str) -> IRI:
        """Return the IRI of the country or organisation of `key`; raises NotFound."""
        return self.actor(key).iri

    def party_key(self, iri: str) -> str | None:
        """Return the key of the country or organisation with this IRI."""
        return self._key_of_iri.get(IRI(iri))

    def country(self, key: str) -> Country | None:
        """Return the country of `key`."""
        return self._countries.get(key)

    def organisation(self, key: str) -> Organisation | None:
        """Return the organisation of `key`."""
        return self._organisations.get(key)

    def country_actors(self) -> Mapping[str, Actor]:
        """Return every country as an actor, by ISO 3166-1 alpha-2 code."""
        return {c.iso2: self._parties[k] for k, c in self._countries.items() if c.iso2}

    def surface(self, words: str) -> tuple[PartyName, ...]:
        """Return what `words` name: "Beijing", "the Kremlin", "U.S.", "Russians", "Brussels" (several, ambiguous).

        The case counts, but for surfaces of several words and for headlines in capitals.
        """
        return self._surfaces.find(words)

    def longest_surface(self, words: Sequence[str], at: int) -> tuple[int, tuple[PartyName, ...]] | None:
        """Return how many tokens from index `at` form the longest known surface, and what it means.

        A leading "the" counts along. Tokens may be split anyhow: "Guinea", "-", "Bissau" is one surface.
        """
        return self._surfaces.longest(words, at)

    # --- persons -------------------------------------------------------------------------------------------------

    def person(self, iri_or_key: str) -> Person | None:
        """Return the person with this IRI or key."""
        return self._persons.get(iri_or_key.removeprefix(self.iris.base + "actor/"))

    def actor_of_person(self, person: Person) -> Actor:
        """Return `person` as an actor."""
        return self._person_actor(person.key, person.name, self.party_of_person(person.key, None))

    def _person_actor(self, key: str, label: str, party: str | None) -> Actor:
        iri = self.iris.actor(key)
        return Actor(iri=iri, label=label, kind=ActorKind.PERSON, party=self.iri(party) if party else None)

    def persons_named(self, name: str) -> tuple[Person, ...]:
        """Return the persons of this full name: whole names and aliases first, else names that leave words out.

        Accents, case, initials, honorifics and common transliterations do not count; East Asian, Hungarian and
        Japanese names may stand in either order.
        """
        words = name_words(name)
        keys = self._full.get(words) or self._turned.get(words) or self._short.get(words)
        if not keys and len(words) > 2:
            shorter = (*words[: given_names(words)], words[-1])
            keys = [k for k in self._full.get(shorter, ()) if not self.is_surname_first(k)]
        return tuple(self._persons[k] for k in keys or ())

    def persons_spelt(self, name: str, party: str | None = None) -> tuple[Person, ...]:
        """Return the persons whose full name this may be in another spelling: "Mevlut Cavushoglu".

        Those of `party` are compared letter by letter, but where names of a surname and two syllables are much alike;
        where no party is told, those of the same surname.
        """
        words = name_words(name)
        members = () if party in _SURNAME_FIRST else self._members.get(party or "", ())
        keys = (*self._spelt.get(spelling_key(name), ()), *(self._of_surname(words) if party is None else ()))
        found = dict.fromkeys((*(self._persons[key] for key in keys), *members))
        return tuple(p for p in found if any(is_spelling(words, name_words(n)) for n in (p.name, *p.aliases)))

    def _of_surname(self, words: Words) -> Iterator[str]:
        """Yield the keys of the persons who have the surname of a full name, its last word or, in Asia, its first."""
        if len(words) > 1:
            yield from self._surname.get(words[-1:], ())
            yield from (key for key in self._surname.get(words[:1], ()) if self.is_surname_first(key))

    @cached_property
    def _spelt(self) -> dict[str, tuple[str, ...]]:
        """The keys of persons by the spelling key of each of their full names."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for person in self._persons.values():
            for name in (person.name, *person.aliases):
                if key := spelling_key(name):
                    found[key][person.key] = None
        return {key: tuple(persons) for key, persons in found.items()}

    def persons_surnamed(self, surname: str) -> tuple[Person, ...]:
        """Return the persons with this surname or one-word alias, those for whom it is the main one first."""
        words = name_words(surname)
        while len(words) > 1 and words not in self._surname and words[0] in PARTICLES:
            words = words[1:]
        if len("".join(words)) < _TELLING:
            return ()
        keys = dict.fromkeys((*self._surname.get(words, ()), *self._middle.get(words, ())))
        return tuple(self._persons[k] for k in keys)

    def persons_called(self, given: str) -> tuple[Person, ...]:
        """Return the persons whose given name this is, as rulers are called: "King Hussein"."""
        return self._by_given.get(name_words(given)[:1], ())

    @cached_property
    def _by_given(self) -> dict[Words, tuple[Person, ...]]:
        found: dict[Words, dict[str, Person]] = defaultdict(dict)
        for person in self._persons.values():
            for name in (person.name, *person.aliases):
                found[name_words(name)[:1]][person.key] = person
        return {words: tuple(persons.values()) for words, persons in found.items()}

    def party_of_person(self, person: str, on: dt.date | None) -> str | None:
        """Return the key of the likely party of `person` on a day, else the one of all tenures where they agree."""
        held = self.tenures_of(person, on, likely=True) if on else ()
        parties = {self._offices[t.office].party for t in held or self._by_person.get(person, ())}
        own = self._persons[person].party if person in self._persons else ""
        if own in parties:
            return own  # who is head of several states is so of his own first
        if held and len(parties) > 1:
            parties = {min((self._offices[t.office] for t in held), key=lambda o: (o.rank, not o.leads, o.key)).party}
        return parties.pop() if len(parties) == 1 else own or None

    def is_surname_first(self, person: str) -> bool:
        """Say whether the family name of a person stands before the given name."""
        return bool(self._parties_of(person) & _SURNAME_FIRST)

    def _parties_of(self, person: str) -> set[str]:
        held = {self._offices[t.office].party for t in self._by_person.get(person, ())}
        return held | ({self._persons[person].party} - {""})

    def _index_persons(self) -> None:
        self._members: dict[str, list[Person]] = defaultdict(list)
        full: _Index = defaultdict(dict)
        turned: _Index = defaultdict(dict)
        short: _Index = defaultdict(dict)
        surname: _Index = defaultdict(dict)
        middle: _Index = defaultdict(dict)
        given = {name_words(p.name)[:1] for p in self._persons.values() if not self.is_surname_first(p.key)}
        for p in self._persons.values():
            parties = self._parties_of(p.key)
            for party in parties:
                self._members[party].append(p)
            first = bool(parties & _SURNAME_FIRST)
            for words in dict.fromkeys(name_words(n) for n in (p.name, *p.aliases)):
                full[words][p.key] = None
                if len(words) == 1:
                    surname[words][p.key] = None
                    continue
                if parties & _BOTH_ORDERS:
                    turned[words[-1:] + words[:-1]][p.key] = None
                    turned[words[1:] + words[:1]][p.key] = None
                for form in shortened(words) if not first else ():
                    short[form][p.key] = None
                main, other = surnames(words, first=first)
                for form in main:
                    surname[form][p.key] = None
                for form in other:
                    if form not in given:  # "Daniel" alone is nobody's surname
                        middle[form][p.key] = None
        self._full, self._turned, self._short = _listed(full), _listed(turned), _listed(short)
        self._surname, self._middle = _listed(surname), _listed(middle)

    # --- offices -------------------------------------------------------------------------------------------------

    def office(self, iri_or_key: str) -> Office | None:
        """Return the office with this IRI or key."""
        return self._offices.get(iri_or_key) or self._office_of_iri.get(IRI(iri_or_key))

    def office_label(self, office: str) -> str:
        """Return the title of an office with its party: "Secretary of State of the United States"."""
        known = self._offices[office]
        return labelled(known, self._parties[known.party].label)

    def offices_of(self, party: str) -> tuple[Office, ...]:
        """Return the offices of a party, highest first."""
        return tuple(self._by_party.get(party, ()))

    def offices_titled(self, title: str, party: str | None) -> tuple[Office, ...]:
        """Return the offices that `title` names, highest first, those of short acting tenures last.

        "leader" is the office that leads the party. The party may also stand in the title: "Chinese foreign
        minister". A title of several ("president and defence minister") gives the offices of each. For a body of an
        organisation, such as the European Commission, the offices of the organisation that name the body.
        """
        form = title_form(without_possessive(title))
        found = self._titled(form, party)
        if not found and party is None:
            for bare, named in self._party_in(title):
                found = self._titled(bare, named)
                if found:
                    break
        if not found:
            parts = [p for p in re.split(r"\s*(?:\band\b|/|;)\s*", form) if p]
            if len(parts) > 1:
                found = {o.key: o for p in parts for o in self._titled(p, party).values()}
        return tuple(sorted(found.values(), key=_importance))

    def _titled(self, form: str, party: str | None) -> dict[str, Office]:
        if party is None:
            return {k: self._offices[k] for k in self._by_title.get(form, ())}
        forms = self._forms_of(party)
        found: dict[str, Office] = {}
        for bare in dict.fromkeys((form, without_party(form, forms))):
            found = {k: self._offices[k] for k in self._by_title_of_party.get((bare, party), ())}
            if found:
                return found
        body = self._organisations.get(party)
        if body and body.part_of:
            bare = without_party(form, forms)
            inside = self._titled(bare, body.part_of)
            named = {title_form(without_article(n)) for n in (body.name, *body.aliases)}
            return {k: o for k, o in inside.items() if any(n and n in t for n in named for t in self._titles[k])}
        return found

    def _party_in(self, title: str) -> Iterator[tuple[str, str]]:
        words = title.replace("’", "'").split()
        hit = self.longest_surface([without_possessive(w) for w in words], 0) if words else None
        if hit and hit[0] < len(words):
            yield from ((title_form(" ".join(words[hit[0] :])), n.key) for n in hit[1])
        for i, word in enumerate(words):
            if word.casefold() in ("of", "for") and i and i + 1 < len(words):
                yield from ((title_form(" ".join(words[:i])), n.key) for n in self.surface(" ".join(words[i + 1 :])))

    def _forms_of(self, party: str) -> tuple[str, ...]:
        if party not in self._party_forms:
            country, body = self._countries.get(party), self._organisations.get(party)
            if country:
                names = (country.name, country.official_name, *country.aliases, *country.demonyms)
            else:
                names = (body.name, body.acronym, *body.aliases) if body else ()
            forms = {title_form(without_article(n)) for n in names if n}
            self._party_forms[party] = tuple(sorted(forms, key=lambda f: (-len(f), f)))
        return self._party_forms[party]

    def _index_titles(self) -> None:
        self._party_forms: dict[str, tuple[str, ...]] = {}
        self._titles = {o.key: titles_of(o, self._forms_of(o.party)) for o in self._offices.values()}
        self._office_of_iri = {self.iris.office(k): o for k, o in self._offices.items()}
        by_title: dict[str, list[str]] = defaultdict(list)
        by_title_of_party: dict[tuple[str, str], list[str]] = defaultdict(list)
        for key, titles in self._titles.items():
            for title in titles:
                by_title[title].append(key)
                by_title_of_party[title, self._offices[key].party].append(key)
        self._by_title, self._by_title_of_party = dict(by_title), dict(by_title_of_party)
        by_party: dict[str, list[Office]] = defaultdict(list)
        for office in sorted(self._offices.values(), key=_importance):
            by_party[office.party].append(office)
        self._by_party = dict(by_party)

    # --- tenures -------------------------------------------------------------------------------------------------

    def holders(self, office: str, start: dt.date | None, end: dt.date | None) -> tuple[Person, ...]:
        """Return who surely held `office` on some day from `start` to `end`, earliest first; no days, nobody."""
        if start is None or end is None:
            return ()
        found = {t.person: None for t, first, last in self._by_office.get(office, ()) if first <= end and last >= start}
        return tuple(self._persons[p] for p in found)

    def tenures_of(self, person: str, on: dt.date, *, likely: bool = False) -> tuple[Tenure, ...]:
        """Return the tenures that `person` surely held on a day, or is `likely` to have held, highest office first."""
        spans = ((t, *(t.likely() if likely else t.surely())) for t in self._by_person.get(person, ()))
        found = [t for t, first, last in spans if first <= on <= last]
        return tuple(sorted(found, key=lambda t: _importance(self._offices[t.office])))

    def offices_ever(self, person: str) -> tuple[Office, ...]:
        """Return the offices that `person` is known to have held at any time."""
        return tuple(dict.fromkeys(self._offices[t.office] for t in self._by_person.get(person, ())))

    def has_served(self, person: str, on: dt.date) -> bool:
        """Say whether `person` is known to have held some office by a day."""
        return any(t.possibly()[0] <= on for t in self._by_person.get(person, ()))

    def office_held(self, person: str, on: dt.date | None, *, likely: bool = False) -> Office | None:
        """Return the highest office that `person` surely held on a day, or is `likely` to have held."""
        held = self.tenures_of(person, on, likely=likely) if on else ()
        return self._offices[held[0].office] if held else None

    def tenure_known(self, office: str, on: dt.date) -> bool:
        """Say whether it is known who held `office` on a day, so that nobody else can have held it.

        Never so for an office that several hold at once, near a date known by month or year only, after the month in
        which an open tenure was last confirmed, and while someone acted in the office.
        """
        known = self._offices.get(office)
        if known is None or known.concurrent:
            return False
        sure = False
        for tenure, first, last in self._by_office.get(office, ()):
            earliest, latest = tenure.possibly()
            if first <= on <= last:
                sure = True
            elif earliest <= on <= latest:
                return False
        acting = self._by_office.get(office + "_acting", ())
        return sure and not any(t.possibly()[0] <= on <= t.possibly()[1] for t, _, _ in acting)

    def around(
        self, *, persons: Collection[str], offices: Mapping[str, Collection[dt.date]], parties: Collection[str]
    ) -> ReferenceActors:
        """Return these persons, offices and parties, and those that a tenure, office or party ties to them.

        The tenures are all of these persons, and those of the offices that may cover one of the days that go with them.
        """
        own = (tenure for person in persons for tenure in self._by_person.get(person, ()))
        others = (
            t for key in offices for t, _, _ in self._by_office.get(key, ()) if any(map(t.may_cover, offices[key]))
        )
        tenures = tuple(dict.fromkeys((*own, *others)))
        kept_offices = tuple(self._offices[key] for key in {tenure.office for tenure in tenures}.union(offices))
        kept_persons = tuple(self._persons[key] for key in {tenure.person for tenure in tenures}.union(persons))
        named = {*parties, *(office.party for office in kept_offices), *(p.party for p in kept_persons if p.party)}
        named |= {body.part_of for key in named if (body := self._organisations.get(key)) and body.part_of}
        return ReferenceActors(
            countries=tuple(self._countries[key] for key in named if key in self._countries),
            organisations=tuple(self._organisations[key] for key in named if key in self._organisations),
            offices=kept_offices,
            persons=kept_persons,
            tenures=tenures,
        )

    def _index_tenures(self) -> None:
        by_person: dict[str, list[Tenure]] = defaultdict(list)
        by_office: dict[str, list[tuple[Tenure, dt.date, dt.date]]] = defaultdict(list)
        for tenure in self.reference.tenures:
            by_person[tenure.person].append(tenure)
            by_office[tenure.office].append((tenure, *tenure.surely()))
        for held in by_office.values():
            held.sort(key=lambda x: (x[0].start, x[0].person))
        self._by_person, self._by_office = dict(by_person), dict(by_office)


_Index = dict[Words, dict[str, None]]


def _importance(office: Office) -> tuple[bool, int, bool, str]:
    return office.key.endswith("_acting"), office.rank, not office.leads, office.key


def _listed(index: _Index) -> dict[Words, list[str]]:
    return {words: list(keys) for words, keys in index.items()}
