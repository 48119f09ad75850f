"""What a table is made of: columns, each with its type and its one description.

Files, codebook and data package are all written from these.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Value = str | int | float | bool | dt.date | tuple[str, ...] | tuple[int, ...] | None
Row = Mapping[str, Any]
"""One row of a table: a value for each of its columns, None where it is not known."""


class Kind(StrEnum):
    """The type of the values of a column."""

    IRI = "iri"
    TEXT = "text"
    CODE = "code"  # one of a short list, or of an outside standard
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TEXTS = "texts"
    CODES = "codes"
    IRIS = "iris"
    INTEGERS = "integers"

    @property
    def many(self) -> bool:
        """Say whether a value is a list."""
        return self in (Kind.TEXTS, Kind.CODES, Kind.IRIS, Kind.INTEGERS)

    @property
    def textual(self) -> bool:
        """Say whether a value is made of text, which a spreadsheet could take for a formula."""
        return self not in (Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN, Kind.DATE, Kind.INTEGERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: `term` is the property of the ontology it comes from, `values` are all that a code may be."""

    name: str
    kind: Kind
    about: str
    term: str | None = None
    values: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: `key` are the columns that identify a row, `refers` those that hold the key of another table."""

    name: str
    title: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    refers: Mapping[str, str]  # column -> table

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns, in order."""
        return tuple(column.name for column in self.columns)
