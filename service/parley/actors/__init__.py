"""Reference actors: countries, organisations, offices, who held them when, and the index that finds them in words."""

from parley.actors.known import KnownActors
from parley.actors.rows import TABLES, Columns, Row, reference_from_rows
from parley.actors.surfaces import PartyName
from parley.actors.tables import (
    LEVELS,
    Country,
    Metonym,
    Office,
    Organisation,
    Person,
    ReferenceActors,
    Tenure,
    Town,
)

__all__ = [
    "LEVELS",
    "TABLES",
    "Columns",
    "Country",
    "KnownActors",
    "Metonym",
    "Office",
    "Organisation",
    "PartyName",
    "Person",
    "ReferenceActors",
    "Row",
    "Tenure",
    "Town",
    "reference_from_rows",
]
