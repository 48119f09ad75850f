"""What a selection of events becomes when it is taken away: tables with their codebook, a network, a brief."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from parley.brief import Brief, Period, brief_of, check_length, to_markdown
from parley.errors import NotFound, ParleyError
from parley.questions import IRI_TYPES
from parley.selection import FILTERS, Selection
from parley.store import Snapshot
from parley.tables import TABLES, Ask, Subset, names_of, origin_of, rows_of
from parley.tables.codebook import File, Origin, codebook, datapackage
from parley.tables.csv_files import write_csv
from parley.vocab import EventTypes

TABLE_FORMATS = ("csv", "parquet")
BRIEF_FORMATS = ("md", "docx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A selection of the events of one snapshot, which `ask` answers from; `events` are the selected ones if known."""

    selection: Selection
    ask: Ask
    base: str
    types: EventTypes
    events: Sequence[str] | None = None

    def subset(self) -> Subset:
        """Return the events that are selected."""
        if not self.selection.values:
            return Subset(self.ask, events=self.events)
        return Subset(self.ask, self.selection.pattern(base=self.base, types=self.types), events=self.events)

    def words(self) -> str | None:
        """Return the selection in words, None for everything; raises NotFound for an unknown actor or place."""
        iris = {
            value: value if urlsplit(value).scheme else self.base + value
            for name, value in self.selection.values
            if FILTERS[name].type in IRI_TYPES
        }
        names = names_of(iris.values(), self.ask)
        for value, iri in iris.items():
            if iri not in names:
                raise NotFound(f"nothing is known of {value!r}", remedy="give the name or IRI that its page has")
        said = (
            f"{FILTERS[name].label}: {names.label(iris[value]) if value in iris else value.replace('_', ' ')}"
            for name, value in self.selection.values
        )
        return "; ".join(said) or None

    def origin(self, *, snapshot: str, sha256: str | None) -> Origin:
        """Return what is made from the selection was made from."""
        return origin_of(self.ask, base=self.base, snapshot=snapshot, sha256=sha256, selected=self.words())

    @property
    def period(self) -> Period:
        """Return the days that are asked for."""
        first, last = (max(self.selection.of("from"), default=None), min(self.selection.of("to"), default=None))
        return Period(
            first=dt.date.fromisoformat(first) if first else None, last=dt.date.fromisoformat(last) if last else None
        )


def write_brief(selected: Selected, *, format: str, snapshot: Snapshot) -> bytes:  # noqa: A002 - the field's word
    """Return the brief of a selection as md or docx; raises NotFound for other names."""
    brief = brief_in(selected, snapshot=snapshot)
    if format == "md":
        return to_markdown(brief).encode()
    if format == "docx":
        from parley.brief.word import to_docx

        return to_docx(brief, made=snapshot.published.date())
    raise NotFound(f"briefs are not written as {format[:20]!r}", remedy=f"there are {', '.join(BRIEF_FORMATS)}")


def brief_in(selected: Selected, *, snapshot: Snapshot) -> Brief:
    """Return the brief of a selection; raises QuestionError for more events than anybody reads."""
    if selected.events is not None:
        check_length(len(selected.events))
    origin = selected.origin(snapshot=snapshot.name, sha256=None)
    return brief_of(selected.subset(), origin, period=selected.period, as_of=snapshot.published.date())


def write_table(name: str, subset: Subset, file: IO[bytes], *, format: str, origin: Origin) -> int:  # noqa: A002 - the field's word
    """Write one table as csv or parquet and return the number of its rows; raises NotFound for other names."""
    rows = rows_of(name, subset)
    if format == "csv":
        return write_csv(TABLES[name], rows, file)
    if format == "parquet":
        from parley.tables.parquet_files import write_parquet

        return write_parquet(TABLES[name], rows, file, about=origin.facts())
    raise NotFound(f"tables are not written as {format[:20]!r}", remedy=f"there are {', '.join(TABLE_FORMATS)}")


def write_network(subset: Subset, file: IO[bytes], *, origin: Origin) -> int:
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
