"""Rows of the reference tables, already read, made into values; every error names the file and the line."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parley.actors.tables import (
    LEVEL_OF_KIND,
    METONYM_KINDS,
    Country,
    Metonym,
    Office,
    Organisation,
    Person,
    ReferenceActors,
    Tenure,
    Town,
    earliest,
    latest,
)
from parley.errors import ActorsError

_DATE = re.compile(r"^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$")
_QID = re.compile(r"^Q[1-9]\d*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table as read, with where it stands: `file:line`."""

    where: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of a table: those a row cannot do without, and the others."""

    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Return every column of the table."""
        return self.required + self.optional


_ITEM = ("wikidata", "verified", "source")
TABLES: Mapping[str, Columns] = {
    "countries": Columns(
        required=("country", "name"),
        optional=("iso2", "official_name", "aliases", "demonyms", "capital", "ambiguous", "note", "geonames", *_ITEM),
    ),
    "organisations": Columns(
        required=("organisation", "name"),
        optional=("acronym", "aliases", "kind", "part_of", "ambiguous", *_ITEM),
    ),
    "metonyms": Columns(required=("surface", "party", "kind"), optional=("city", "ambiguous", "note", "source")),
    "offices": Columns(
        required=("office", "party", "title", "kind"), optional=("leads", "concurrent", "aliases", *_ITEM)
    ),
    "persons": Columns(required=("person", "name"), optional=("aliases", "party", *_ITEM)),
    "tenures": Columns(
        required=("office", "person", "start"),
        optional=("end", "known_until", "verified", "second_source", "source"),
    ),
    "towns": Columns(required=("town", "country", "latitude", "longitude"), optional=("aliases", "source")),
}
"""Name and columns of every table, in the order in which they build on each other."""


def reference_from_rows(tables: Mapping[str, Sequence[Row]], *, base: ReferenceActors | None = None) -> ReferenceActors:
    """Return the values of rows already read, by table name; keys may also refer to those of `base`.

    Raises ActorsError with file and line for a bad date, an end before its start, an unknown or repeated key and a
    value outside the accepted ones.
    """
    base = base or ReferenceActors()
    countries = [_country(r) for r in tables.get("countries", ())]
    organisations = [_organisation(r) for r in tables.get("organisations", ())]
    parties = {c.key for c in (*base.countries, *countries)} | {o.key for o in (*base.organisations, *organisations)}
    metonyms = [_metonym(r, parties) for r in tables.get("metonyms", ())]
    offices = [_office(r, parties) for r in tables.get("offices", ())]
    office_keys = {o.key for o in (*base.offices, *offices)}
    persons = [_person(r, parties) for r in tables.get("persons", ())]
    person_keys = {p.key for p in (*base.persons, *persons)}
    tenures = [_tenure(r, office_keys, person_keys) for r in tables.get("tenures", ())]
    country_keys = {c.key for c in (*base.countries, *countries)}
    towns = [_town(r, country_keys) for r in tables.get("towns", ())]
    for row, part in zip(tables.get("organisations", ()), organisations, strict=True):
        if part.part_of:
            _known(row, "part_of", part.part_of, parties, "country or organisation")
    shared = {c.key for c in countries} & {o.key for o in organisations}
    if shared:
        raise ActorsError(
            f"the key {min(shared)!r} names both a country and an organisation", remedy="rename the organisation"
        )
    keys: tuple[tuple[str, list[str]], ...] = (
        ("countries", [c.key for c in countries]),
        ("organisations", [o.key for o in organisations]),
        ("metonyms", [f"{m.surface} for {m.party}" for m in metonyms]),
        ("offices", [o.key for o in offices]),
        ("persons", [p.key for p in persons]),
        ("tenures", [f"{t.person} as {t.office} from {t.start}" for t in tenures]),
        ("towns", [f"{t.name} in {t.country}" for t in towns]),
    )
    for table, of_table in keys:
        _no_repeats(tables.get(table, ()), of_table)
    return ReferenceActors(
        countries=tuple(countries),
        organisations=tuple(organisations),
        metonyms=tuple(metonyms),
        offices=tuple(offices),
        persons=tuple(persons),
        tenures=tuple(tenures),
        towns=tuple(towns),
    )


def _country(row: Row) -> Country:
    key = _text(row, "country")
    if not re.fullmatch(r"[A-Z]{3}", key):
        raise ActorsError(
            f"column country: {key!r} is no country code", where=row.where, remedy="use ISO 3166-1 alpha-3, such as CHN"
        )
    return Country(
        key=key,
        name=_text(row, "name"),
        iso2=row.values.get("iso2", ""),
        official_name=row.values.get("official_name", ""),
        aliases=_list(row, "aliases"),
        demonyms=_list(row, "demonyms"),
        capital=row.values.get("capital", ""),
        ambiguous=_list(row, "ambiguous"),
        note=row.values.get("note", ""),
        wikidata=_item(row),
        verified=_flag(row, "verified"),
        geonames=row.values.get("geonames", ""),
        source=row.values.get("source", ""),
    )


def _organisation(row: Row) -> Organisation:
    return Organisation(
        key=_text(row, "organisation"),
        name=_text(row, "name"),
        acronym=row.values.get("acronym", ""),
        aliases=_list(row, "aliases"),
        kind=row.values.get("kind", ""),
        part_of=row.values.get("part_of", ""),
        ambiguous=_list(row, "ambiguous"),
        wikidata=_item(row),
        verified=_flag(row, "verified"),
        source=row.values.get("source", ""),
    )


def _metonym(row: Row, parties: set[str]) -> Metonym:
    party = _text(row, "party")
    _known(row, "party", party, parties, "country or organisation")
    return Metonym(
        surface=_text(row, "surface"),
        party=party,
        kind=_one_of(row, "kind", METONYM_KINDS),
        city=row.values.get("city", ""),
        ambiguous=_flag(row, "ambiguous"),
        note=row.values.get("note", ""),
        source=row.values.get("source", ""),
    )


def _office(row: Row, parties: set[str]) -> Office:
    party = _text(row, "party")
    _known(row, "party", party, parties, "country or organisation")
    return Office(
        key=_text(row, "office"),
        party=party,
        title=_text(row, "title"),
        kind=_one_of(row, "kind", tuple(LEVEL_OF_KIND)),
        leads=_flag(row, "leads"),
        concurrent=_flag(row, "concurrent"),
        aliases=_list(row, "aliases"),
        wikidata=_item(row),
        verified=_flag(row, "verified"),
        source=row.values.get("source", ""),
    )


def _person(row: Row, parties: set[str]) -> Person:
    key = _text(row, "person")
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", key):
        raise ActorsError(
            f"column person: {key!r} is no identifier",
            where=row.where,
            remedy="use lower-case words joined by hyphens, such as xi-jinping",
        )
    party = row.values.get("party", "")
    if party:
        _known(row, "party", party, parties, "country or organisation")
    return Person(
        key=key,
        name=_text(row, "name"),
        aliases=_list(row, "aliases"),
        party=party,
        wikidata=_item(row),
        verified=_flag(row, "verified"),
        source=row.values.get("source", ""),
    )


def _tenure(row: Row, offices: set[str], persons: set[str]) -> Tenure:
    office, person = _text(row, "office"), _text(row, "person")
    _known(row, "office", office, offices, "office")
    _known(row, "person", person, persons, "person")
    start, end = _date(row, "start"), _date(row, "end")
    if end and latest(end) < earliest(start):
        raise ActorsError(
            f"{person} leaves {office} on {end}, before the start on {start}",
            where=row.where,
            remedy="correct start or end",
        )
    return Tenure(
        office=office,
        person=person,
        start=start,
        end=end,
        known_until=_month(row, "known_until"),
        verified=_flag(row, "verified"),
        second_source=row.values.get("second_source", ""),
        source=row.values.get("source", ""),
    )


def _town(row: Row, countries: set[str]) -> Town:
    country = _text(row, "country")
    _known(row, "country", country, countries, "country")
    return Town(
        name=_text(row, "town"),
        country=country,
        latitude=_degrees(row, "latitude", 90),
        longitude=_degrees(row, "longitude", 180),
        aliases=_list(row, "aliases"),
        source=row.values.get("source", ""),
    )


def _degrees(row: Row, column: str, limit: int) -> float:
    value = _text(row, column)
    try:
        degrees = float(value)
    except ValueError:
        degrees = math.nan
    if not -limit <= degrees <= limit:
        raise ActorsError(
            f"column {column}: {value!r}", where=row.where, remedy=f"use degrees from -{limit} to {limit}, such as 46.8"
        )
    return degrees


def _text(row: Row, column: str) -> str:
    value = row.values.get(column, "")
    if not value:
        raise ActorsError(f"column {column} is empty", where=row.where, remedy="every row needs it")
    return value


def _list(row: Row, column: str) -> tuple[str, ...]:
    return tuple(v for v in row.values.get(column, "").split("|") if v)


def _flag(row: Row, column: str) -> bool:
    value = row.values.get(column, "")
    if value not in ("yes", "no", ""):
        raise ActorsError(f"column {column}: {value!r}", where=row.where, remedy="accepted are yes, no and nothing")
    return value == "yes"


def _one_of(row: Row, column: str, accepted: Sequence[str]) -> str:
    value = _text(row, column)
    if value not in accepted:
        raise ActorsError(f"column {column}: {value!r}", where=row.where, remedy="accepted are " + ", ".join(accepted))
    return value


def _item(row: Row) -> str:
    value = row.values.get("wikidata", "")
    if value and not _QID.match(value):
        raise ActorsError(
            f"column wikidata: {value!r} is no Wikidata item", where=row.where, remedy="use an item such as Q148"
        )
    return value


def _date(row: Row, column: str) -> str:
    value = _text(row, column) if column == "start" else row.values.get(column, "")
    if value:
        try:
            if not _DATE.match(value):
                raise ValueError(value)
            earliest(value)
        except ValueError as e:
            raise ActorsError(
                f"column {column}: {value!r} is no date",
                where=row.where,
                remedy="use YYYY-MM-DD, YYYY-MM or YYYY",
            ) from e
    return value


def _month(row: Row, column: str) -> str:
    value = _date(row, column)
    if value and len(value) != len("2026-01"):
        raise ActorsError(f"column {column}: {value!r} is no month", where=row.where, remedy="use YYYY-MM")
    return value


def _known(row: Row, column: str, key: str, known: set[str], what: str) -> None:
    if key not in known:
        near = difflib.get_close_matches(key, known, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"add a row for this {what} first"
        raise ActorsError(f"column {column}: {key!r} is no known {what}", where=row.where, remedy=hint)


def _no_repeats(rows: Sequence[Row], keys: Sequence[str]) -> None:
    seen: dict[str, Row] = {}
    for row, key in zip(rows, keys, strict=True):
        if key in seen:
            raise ActorsError(
                f"{key!r} is already in {seen[key].where}", where=row.where, remedy="keep one of the two rows"
            )
        seen[key] = row
