"""Tables as Apache Parquet, with the types of the columns and lists where a value is one; texts are as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from parley.tables.columns import Column, Kind, Row, Table
from parley.tables.pieces import Pieces

_GROUP_ROWS = 20_000  # held in memory at once
_TYPES = {
    Kind.IRI: pa.string(),
    Kind.TEXT: pa.string(),
    Kind.CODE: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.TEXTS: pa.list_(pa.string()),
    Kind.CODES: pa.list_(pa.string()),
    Kind.IRIS: pa.list_(pa.string()),
    Kind.INTEGERS: pa.list_(pa.int64()),
}


def to_parquet(table: Table, rows: Iterable[Row], *, about: Mapping[str, str]) -> Iterator[bytes]:
    """Yield a table as a file, piece by piece; `about` is kept in it, every description with its column."""
    schema = pa.schema([_field(column) for column in table.columns], metadata={"title": table.title, **about})
    file = Pieces()
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(rows):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))
            yield file.take()
    yield file.take()


def _field(column: Column) -> Any:
    return pa.field(
        column.name, _TYPES[column.kind], nullable=not column.required, metadata={"description": column.about}
    )


def _groups(rows: Iterable[Row]) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while group := [dict(row) for row in islice(left, _GROUP_ROWS)]:
        yield group
