"""The tables of a store as a folder of files, with their codebook, and the network of actors as one file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

from parley.errors import NotFound, ParleyError
from parley.tables import TABLES, Subset, rows_of
from parley.tables.codebook import File, Origin, codebook, datapackage
from parley.tables.csv_files import write_csv

TABLE_FORMATS = ("csv", "parquet")


def write_table(name: str, subset: Subset, file: BinaryIO, *, format: str, origin: Origin) -> int:  # noqa: A002 - the field's word
    """Write one table as csv or parquet and return the number of its rows; raises NotFound for other names."""
    rows = rows_of(name, subset)
    if format == "csv":
        return write_csv(TABLES[name], rows, file)
    if format == "parquet":
        from parley.tables.parquet_files import write_parquet

        return write_parquet(TABLES[name], rows, file, about=origin.facts())
    raise NotFound(f"tables are not written as {format[:20]!r}", remedy=f"there are {', '.join(TABLE_FORMATS)}")


def write_network(subset: Subset, file: BinaryIO, *, origin: Origin) -> int:
    """Write the network of actors as GraphML and return the number of its edges."""
    from parley.tables.network import write_graphml

    return write_graphml(rows_of("dyads", subset), rows_of("participants", subset), file, about=origin.facts())


def write_folder(subset: Subset, folder: Path, *, format: str, origin: Origin) -> list[File]:  # noqa: A002 - the field's word
    """Write every table into a folder, with its codebook, and return the files of the tables.

    CSV files come with datapackage.json and with the network. Raises ParleyError when a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = []
        for name in TABLES:
            path = folder / f"{name}.{format}"
            with path.open("wb") as file:
                rows = write_table(name, subset, file, format=format, origin=origin)
            with path.open("rb") as written:
                digest = hashlib.file_digest(written, "sha256").hexdigest()
            files.append(File(path=path.name, table=name, bytes=path.stat().st_size, sha256=digest, rows=rows))
        (folder / "codebook.md").write_text(codebook(origin), encoding="utf-8")
        if format == "csv":
            (folder / "datapackage.json").write_text(datapackage(origin, files), encoding="utf-8")
            with (folder / "network.graphml").open("wb") as file:
                write_network(subset, file, origin=origin)
    except OSError as error:
        raise ParleyError(f"cannot be written: {error.strerror}", where=str(error.filename or folder)) from error
    return files
