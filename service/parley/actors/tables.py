"""The reference tables as values: countries, organisations, metonyms, offices, persons, tenures."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

LEVELS = ("head_of_state", "head_of_government", "vice", "minister", "organisation_head", "envoy", "official")
"""Notations of the office levels, highest first."""

LEVEL_OF_KIND: Mapping[str, str] = {
    "head_of_state": "head_of_state",
    "head_of_state+head_of_government": "head_of_state",
    "party_leader": "head_of_state",  # of a state that its ruling party leads
    "head_of_government": "head_of_government",
    "vice_president": "vice",
    "crown_prince": "vice",
    "governor_general": "vice",
    "deputy_head_of_government": "vice",
    "foreign_minister": "minister",
    "defence_minister": "minister",
    "minister": "minister",
    "party_official": "minister",
    "secretary_general": "organisation_head",
    "head_of_organisation": "organisation_head",
    "group_leader": "organisation_head",
    "speaker": "organisation_head",
    "ambassador": "envoy",
    "envoy": "envoy",
    "national_security_adviser": "envoy",
    "chief_of_staff": "envoy",
    "spokesperson": "official",
    "deputy_minister": "official",
    "deputy_head": "official",
    "intelligence_chief": "official",
    "military_chief": "official",
    "prosecutor": "official",
    "senior_official": "official",
    "official": "official",
}
"""The level of an office by its kind; the keys are the kinds that the tables accept."""

METONYM_KINDS = ("capital", "seat", "residence", "government", "city")

ACTING = "Acting or overlapping: "
"""Marks the title of an office that gathers short acting tenures beside those of the office itself."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country or territory that acts internationally; `key` is its ISO 3166-1 alpha-3 code (`XKX` for Kosovo)."""

    key: str
    name: str
    iso2: str = ""
    official_name: str = ""
    aliases: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capital: str = ""
    ambiguous: tuple[str, ...] = ()  # its names that also mean something else
    note: str = ""
    wikidata: str = ""
    verified: bool = False
    geonames: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An intergovernmental body, alliance, court, forum, movement or de facto entity; `part_of` is a party's key."""

    key: str
    name: str
    acronym: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""
    part_of: str = ""
    ambiguous: tuple[str, ...] = ()
    wikidata: str = ""
    verified: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metonym:
    """A place or body that stands for a party: "the Kremlin" for Russia; a building has the `city` it stands in."""

    surface: str
    party: str
    kind: str
    city: str = ""
    ambiguous: bool = False
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A post of a party. `leads` says that "the <party> leader" is its holder."""

    key: str
    party: str
    title: str
    kind: str
    leads: bool = False
    concurrent: bool = False  # several persons hold it at once
    aliases: tuple[str, ...] = ()
    wikidata: str = ""
    verified: bool = False
    source: str = ""

    @property
    def level(self) -> str:
        """Return the notation of its level, one of `LEVELS`."""
        return LEVEL_OF_KIND[self.kind]

    @property
    def rank(self) -> int:
        """Return the place of its level, 1 for the highest."""
        return LEVELS.index(self.level) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person; `key` is the slug of the name, told apart by Wikidata item or party where two persons share it."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    party: str = ""  # only where no tenure tells it
    wikidata: str = ""
    verified: bool = False
    source: str = ""


_STILL_LIKELY = dt.timedelta(days=2 * 365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """Who held an office from when to when; dates are as exact as known: `2012-03-15`, `2012-03` or `2012`.

    An open tenure with `known_until` was last confirmed in that month and is unknown afterwards; an open one without
    is held until the table says otherwise.
    """

    office: str
    person: str
    start: str
    end: str = ""
    known_until: str = ""
    verified: bool = False
    second_source: str = ""
    source: str = ""

    def surely(self) -> tuple[dt.date, dt.date]:
        """Return the first and last day on which it was certainly held; the first is later when there is none."""
        last = earliest(self.end) if self.end else latest(self.known_until) if self.known_until else dt.date.max
        return latest(self.start), last

    def likely(self) -> tuple[dt.date, dt.date]:
        """Return the first and last day on which it was held as far as anybody would think.

        That is certainly, or for two years after an open tenure was last confirmed: today's news is of those in office.
        """
        first, last = self.surely()
        unknown = not self.end and self.known_until
        return first, last + _STILL_LIKELY if unknown else last

    def may_cover(self, day: dt.date) -> bool:
        """Say whether the office may have been held on `day`."""
        first, last = self.possibly()
        return first <= day <= last

    def possibly(self) -> tuple[dt.date, dt.date]:
        """Return the first and last day on which it may have been held."""
        return earliest(self.start), latest(self.end) if self.end else dt.date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A small place known for talks, which a list of cities leaves out; coordinates in degrees (WGS 84)."""

    name: str
    country: str
    latitude: float
    longitude: float
    aliases: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceActors:
    """All reference tables together."""

    countries: tuple[Country, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    metonyms: tuple[Metonym, ...] = ()
    offices: tuple[Office, ...] = ()
    persons: tuple[Person, ...] = ()
    tenures: tuple[Tenure, ...] = ()
    towns: tuple[Town, ...] = ()

    def with_added(self, other: ReferenceActors) -> ReferenceActors:
        """Return both together; where both know a key, the row of `other` stands."""
        return ReferenceActors(
            countries=_over(self.countries, other.countries, lambda c: c.key),
            organisations=_over(self.organisations, other.organisations, lambda o: o.key),
            metonyms=_over(self.metonyms, other.metonyms, lambda m: (m.surface, m.party)),
            offices=_over(self.offices, other.offices, lambda o: o.key),
            persons=_over(self.persons, other.persons, lambda p: p.key),
            tenures=_over(self.tenures, other.tenures, lambda t: (t.office, t.person, t.start)),
            towns=_over(self.towns, other.towns, lambda t: (t.name, t.country)),
        )

    def other_names(self) -> dict[str, str]:
        """Return the other names that mean one country or organisation only, each with its usual name."""
        found: dict[str, set[str]] = {}
        for country in self.countries:
            for name in (country.official_name, *country.aliases, *country.demonyms):
                found.setdefault(name, set()).add(country.name)
        for body in self.organisations:
            for name in (body.acronym, *body.aliases):
                found.setdefault(name, set()).add(body.name)
        return {other: names.pop() for other, names in found.items() if other and len(names) == 1}


@cache
def earliest(date: str) -> dt.date:
    """Return the first day that an incomplete date may mean: 2012 gives 1 January 2012."""
    year, month, day = (*map(int, date.split("-")), 1, 1)[:3]
    return dt.date(year, month, day)


@cache
def latest(date: str) -> dt.date:
    """Return the last day that an incomplete date may mean: 2012 gives 31 December 2012."""
    parts = [int(p) for p in date.split("-")]
    month = parts[1] if len(parts) > 1 else 12
    return dt.date(parts[0], month, parts[2] if len(parts) > 2 else calendar.monthrange(parts[0], month)[1])


def _over(below: Iterable[_T], above: Iterable[_T], key: Callable[[_T], object]) -> tuple[_T, ...]:
    rows = {key(x): x for x in below}
    rows.update((key(x), x) for x in above)
    return tuple(rows.values())
