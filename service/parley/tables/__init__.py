"""Events, participants, claims and dyads as tables: CSV, Parquet and GraphML, with a codebook.

Pure: a query goes out through a function, rows come back, files are streams that somebody else opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from parley.tables.codebook import Origin, origin_of
from parley.tables.columns import Column, Kind, Row, Table, Value
from parley.tables.contents import NETWORK, TABLES, table_named
from parley.tables.dyads import dyad_rows, party_dyad_rows
from parley.tables.rows import claim_rows, event_rows, participant_rows
from parley.tables.subset import EVERYTHING, Ask, Subset, names_of

__all__ = [
    "EVERYTHING",
    "NETWORK",
    "TABLES",
    "Ask",
    "Column",
    "Kind",
    "Origin",
    "Row",
    "Subset",
    "Table",
    "Value",
    "names_of",
    "origin_of",
    "rows_of",
    "table_named",
]

_ROWS: Mapping[str, Callable[[Subset], Iterator[Row]]] = {
    "events": event_rows,
    "participants": participant_rows,
    "claims": claim_rows,
    "dyads": dyad_rows,
    "party_dyads": party_dyad_rows,
}


def rows_of(table: str, subset: Subset) -> Iterator[Row]:
    """Yield the rows of a table in the order of the events; raises NotFound for a table that there is not."""
    return _ROWS[table_named(table).name](subset)
