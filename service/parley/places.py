"""Cities and countries as places, and the buildings that stand for a government, with the city they stand in.

City names and coordinates are those of GeoNames (CC BY 4.0), handed in already read; small towns in which summits
are held come from the reference tables.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from parley.actors import KnownActors
from parley.actors.names import surface_key, without_accents, without_article
from parley.errors import NotFound
from parley.model import Place

_ABBREVIATION = 3  # letters, all of them capitals
LARGE = 250_000  # inhabitants; of smaller places only the main name is safe
HEARD_OF = 100_000  # inhabitants of a city that needs no country beside it
_LATIN = re.compile(r"^[A-Z\u00c0-\u017f][A-Za-z\u00c0-\u024f\u1e00-\u1eff'’ \-]{3,}$")
_NOT_CITIES = frozenset(
    "of most best same date media union republic central capital police justice mission independence normal enterprise "
    "commerce liberal hope orange young sale europe asia africa america federal march april may june july august man "
    "bar bank mobile nation council president minister deal senate summit peace airport "
    "university temple retreat".split()
)  # common words that are also towns, or other names of towns
_TOWN = re.compile(r"^(?:Saint|San|Santa|St) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A city as the gazetteer's source gives it; `region` tells cities of one name in one country apart."""

    name: str
    iso2: str
    latitude: float
    longitude: float
    population: int = 0
    region: str = ""
    alternates: tuple[str, ...] = ()


class Gazetteer:
    """Finds places by name."""

    def __init__(self, known: KnownActors, cities: Iterable[City], *, parts: Mapping[str, str] | None = None) -> None:
        self._iris = known.iris
        self._known = known
        self._iso2_of = {c.key: c.iso2 or c.key for c in known.reference.countries}
        self._keys = {iso2: key for key, iso2 in self._iso2_of.items()}
        self._countries = {iso2: known.actor(key) for iso2, key in self._keys.items()}
        capitals = self._capital_forms()
        found: dict[str, list[tuple[int, City]]] = defaultdict(list)
        self._namesakes: dict[tuple[str, str], list[City]] = defaultdict(list)
        capital_of: dict[str, City] = {}
        weights: dict[str, tuple[bool, bool, int]] = {}
        names = {self._iso2_of[c.key]: c.capital for c in known.reference.countries if c.capital}
        for city in cities:
            if city.iso2 not in self._countries:
                continue
            main = _form(city.name)
            self._namesakes[main, city.iso2].append(city)
            forms = {main}
            if city.population >= LARGE or main in capitals[city.iso2]:
                forms |= {_form(a) for a in city.alternates if _LATIN.match(a)}
            # The reference's own name before another one in the news: New Delhi is not the Delhi around it.
            own = main == _form(names.get(city.iso2, ""))
            weight = (own, main in capitals[city.iso2], city.population)
            if not capitals[city.iso2].isdisjoint(forms) and weight > weights.get(city.iso2, (False, False, -1)):
                capital_of[city.iso2], weights[city.iso2] = city, weight
            for form in forms:
                if form not in _NOT_CITIES:
                    found[form].append((1 if form == main else 2, city))
        for town in known.reference.towns:
            city = City(
                name=town.name, iso2=self._iso2_of[town.country], latitude=town.latitude, longitude=town.longitude
            )
            self._namesakes[_form(town.name), city.iso2].append(city)
            for name in (town.name, *town.aliases):
                found[_form(name)].append((0, city))
        for iso2, capital in capital_of.items():
            for form in sorted(capitals[iso2]):
                if all(c.iso2 != iso2 for _, c in found.get(form, ())):
                    found[form].append((1, capital))
        for namesakes in self._namesakes.values():
            if len(namesakes) > 1:
                namesakes.sort(key=lambda c: (-c.population, c.region, c.latitude))
        chosen = {id(c) for c in capital_of.values()}
        for several in found.values():
            if len(several) > 1:
                several.sort(key=lambda x: _rank(*x, capital=id(x[1]) in chosen))
        # The reference calls a capital by its name in the news: "Naypyidaw" where maps have "Nay Pyi Taw".
        self._labels = {
            id(city): names[iso2]
            for iso2, city in capital_of.items()
            if without_accents(names.get(iso2, city.name)) != without_accents(city.name)
            and any(_form(a) == _form(names[iso2]) for a in (city.name, *city.alternates))
            and "," not in names[iso2]
            and found[_form(names[iso2])][0][1] is city
        }
        self._cities = {form: tuple(c for _, c in several) for form, several in found.items()}
        self._capitals: Mapping[str, City] = capital_of
        # Parts of federations by the ISO 3166-1 code of the whole, but for those that a large city is called after.
        self._wholes = {
            form: iso2
            for name, iso2 in (parts or {}).items()
            if (form := _form(name))
            and not any(c.iso2 == iso2 and c.population >= LARGE for c in self._cities.get(form, ()))
        }
        self._venues = {_form(m.surface): m for m in known.reference.metonyms if m.city}

    def _capital_forms(self) -> Mapping[str, set[str]]:
        reference = self._known.reference
        forms: dict[str, set[str]] = defaultdict(set)
        for country in reference.countries:
            if country.capital:
                forms[self._iso2_of[country.key]].add(_form(country.capital))
        for metonym in reference.metonyms:
            if metonym.kind == "capital" and metonym.party in self._iso2_of:
                forms[self._iso2_of[metonym.party]].add(_form(metonym.surface))
        return forms

    def city(self, name: str, *, near: str | None = None, least: int = 0) -> tuple[Place, ...]:
        """Return the cities of this name: those of the country with key `near` first, capitals next, then by size.

        Accents, hyphens and a few older or foreign names do not matter ("Kiev", "Muenchen"); the first letter must be
        a capital. An abbreviation ("UN", "U.N.") is no city; a part of a federation, "Florida", is told by its country.
        With `least` inhabitants, or else a capital or a town of the reference, of which everybody has heard.
        """
        letters = name.replace(".", "")
        if not name[:1].isupper() or (letters.isupper() and 1 < len(letters) <= _ABBREVIATION):
            return ()
        whole = self._wholes.get(_form(name))
        if whole is not None and self._iso2_of.get(near or "") in (None, whole):
            return (self.country(self._keys[whole]),)
        found = self._cities.get(_form(name)) or (
            self._cities.get(_form(name.partition(",")[0])) if "," in name else None
        )
        iso2 = self._iso2_of.get(near) if near else None
        wanted = (c for c in found or () if c.population >= least or self._is_known(c))
        return tuple(self._place(c) for c in sorted(wanted, key=lambda c: c.iso2 != iso2))

    def _is_known(self, city: City) -> bool:
        """Say whether a city is a capital or a town of the reference, which tells no inhabitants."""
        return city.population == 0 or self._capitals.get(city.iso2) is city

    def capital(self, country: str) -> Place | None:
        """Return the capital of the country with this key, where the gazetteer has it."""
        city = self._capitals.get(self._iso2_of.get(country, ""))
        return self._place(city) if city else None

    def country(self, key: str) -> Place:
        """Return the country with this key ("DEU") as a place; raises NotFound."""
        if key not in self._iso2_of:
            raise NotFound(f"{key!r} is no known country", remedy="use ISO 3166-1 alpha-3, such as DEU")
        actor = self._known.actor(key)
        return Place(
            iri=self._iris.place(actor.label),
            label=actor.label,
            kind="country",
            country=actor.iri,
            country_label=actor.label,
        )

    def venue(self, name: str) -> Place | None:
        """Return the building of this name ("the White House"), with the coordinates of its city."""
        row = self._venues.get(_form(without_article(name)))
        found = self.city(row.city, near=row.party) if row else ()
        if not row or not found:
            return None
        city, label = found[0], without_article(row.surface)
        return Place(
            iri=self._iris.place(label, city.label, city.country_label or ""),
            label=label,
            kind="venue",
            country=city.country,
            country_label=city.country_label,
            latitude=city.latitude,
            longitude=city.longitude,
        )

    def venue_city(self, name: str) -> Place | None:
        """Return the city that the building of this name stands in."""
        row = self._venues.get(_form(without_article(name)))
        return next(iter(self.city(row.city, near=row.party)), None) if row else None

    def _place(self, city: City) -> Place:
        country = self._countries[city.iso2]
        namesakes = self._namesakes[_form(city.name), city.iso2]
        first = capital if (capital := self._capitals.get(city.iso2)) in namesakes else namesakes[0]
        region = "" if city is first else city.region
        among = [c for c in namesakes if c.region == city.region]
        number = str(among.index(city)) if region and among[0] is not city else ""
        return Place(
            iri=self._iris.place(city.name, region, number, country.label),
            label=self._labels.get(id(city), city.name),
            kind="city",
            country=country.iri,
            country_label=country.label,
            latitude=city.latitude,
            longitude=city.longitude,
        )


def _form(name: str) -> str:
    return surface_key(
        without_accents(_TOWN.sub(lambda m: "St " if m.group() == "Saint " else m.group(), name))
    ).casefold()


def _rank(how: int, city: City, *, capital: bool) -> tuple[bool, bool, int, int, str, float]:
    return how > 1, not capital, how, -city.population, city.iso2, city.latitude
