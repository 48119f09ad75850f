"""Tables as Apache Parquet, with the types of the columns and lists where a value is one; texts are as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from parley.tables.columns import Column, Kind, Row, Table
from parley.tables.pieces import Pieces

_GROUP_ROWS = 20_000  # held in memory at once
_PIECE_ROWS = 500
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
    """Yield a table as a file in pieces, some empty; `about` is kept in it, every description with its column."""
    schema = pa.schema([_field(column) for column in table.columns], metadata={"title": table.title, **about})
    file = Pieces()
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        group: list[dict[str, Any]] = []
        for row in rows:
            if len(group) % _PIECE_ROWS == 0:
                yield file.take()  # nothing for most of a group, but whoever takes the pieces can look at the clock
            group.append(dict(row))
            if len(group) == _GROUP_ROWS:
                writer.write_table(pa.Table.from_pylist(group, schema=schema))
                group.clear()
        if group:
            writer.write_table(pa.Table.from_pylist(group, schema=schema))
    yield file.take()


def _field(column: Column) -> Any:
    return pa.field(
        column.name, _TYPES[column.kind], nullable=not column.required, metadata={"description": column.about}
    )
