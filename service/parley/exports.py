"""What a selection of events becomes when it is taken away: tables with their codebook, a network, a brief."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from parley.brief import Brief, Period, brief_of, check_length, to_markdown
from parley.errors import NotFound, ParleyError
from parley.questions import IRI_TYPES
from parley.selection import FILTERS, Selection
from parley.store import Snapshot
from parley.tables import TABLES, Ask, Row, Subset, names_of, origin_of, rows_of
from parley.tables.codebook import File, Origin, codebook, datapackage
from parley.tables.csv_files import to_csv
from parley.tables.pieces import Pieces
from parley.vocab import EventTypes

TABLE_FORMATS = ("csv", "parquet")
BRIEF_FORMATS = ("md", "docx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A selection of the events of one snapshot, which `ask` answers from; `events` are the selected ones if known.

    Where they are those of an answer, `question` is what was asked, and `asked` for which days.
    """

    selection: Selection
    ask: Ask
    base: str
    types: EventTypes
    events: Sequence[str] | None = None
    question: str | None = None
    asked: Period | None = None

    def subset(self) -> Subset:
        """Return the events that are selected."""
        if not self.selection.values:
            return Subset(self.ask, events=self.events)
        return Subset(self.ask, self.selection.pattern(base=self.base, types=self.types), events=self.events)

    def words(self) -> str | None:
        """Return the selection in words, None for everything; raises NotFound for an unknown actor or place."""
        if self.question is not None:
            return f"what answers “{self.question}”"
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
        if self.asked is not None:
            return self.asked
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


def table(name: str, subset: Subset, *, format: str, origin: Origin) -> Iterator[bytes]:  # noqa: A002 - the field's word
    """Return one table as csv or parquet, piece by piece; raises NotFound for other names."""
    return _table(name, rows_of(name, subset), format, origin)


def _table(name: str, rows: Iterable[Row], format: str, origin: Origin) -> Iterator[bytes]:  # noqa: A002
    if format == "csv":
        return to_csv(TABLES[name], rows)
    if format == "parquet":
        from parley.tables.parquet_files import to_parquet

        return to_parquet(TABLES[name], rows, about=origin.facts())
    raise NotFound(f"tables are not written as {format[:20]!r}", remedy=f"there are {', '.join(TABLE_FORMATS)}")


def network(subset: Subset, *, origin: Origin) -> Iterator[bytes]:
    """Return the network of actors as GraphML, piece by piece."""
    from parley.tables.network import to_graphml

    return to_graphml(rows_of("dyads", subset), rows_of("participants", subset), about=origin.facts())


class Tables:
    """All tables of a subset with their codebook; CSV files come with datapackage.json and with the network.

    Iterating yields the name of each file and its pieces, to be read before the next one; `files` are those of tables.
    `find_hash` is asked after the tables, where `origin` does not yet have the hash of the dataset.
    """

    def __init__(
        self,
        subset: Subset,
        *,
        format: str,  # noqa: A002 - the field's word
        origin: Origin,
        find_hash: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._subset, self._format, self._origin, self._find_hash = subset, format, origin, find_hash
        self.files: list[File] = []

    def __iter__(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        for name in TABLES:
            path = f"{name}.{self._format}"
            yield path, self._measured(name, path)
        if self._origin.sha256 is None:
            self._origin = replace(self._origin, sha256=self._find_hash())
        yield "codebook.md", iter([codebook(self._origin).encode()])
        if self._format == "csv":
            yield "datapackage.json", iter([datapackage(self._origin, self.files).encode()])
            yield "network.graphml", network(self._subset, origin=self._origin)

    def _measured(self, name: str, path: str) -> Iterator[bytes]:
        rows, size, digest = _Counted(rows_of(name, self._subset)), 0, hashlib.sha256()
        for piece in _table(name, rows, self._format, self._origin):
            size += len(piece)
            digest.update(piece)
            yield piece
        self.files.append(File(path=path, table=name, bytes=size, sha256=digest.hexdigest(), rows=rows.count))


class _Counted:
    """Rows, and how many of them were read."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


def write_folder(tables: Tables, folder: Path) -> list[File]:
    """Write every table into a folder and return the files; raises ParleyError when one cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, pieces in tables:
            with (folder / name).open("wb") as file:
                file.writelines(pieces)
    except OSError as error:
        raise ParleyError(f"cannot be written: {error.strerror}", where=str(error.filename or folder)) from error
    return tables.files


def archive(tables: Tables, folder: str) -> Iterator[bytes]:
    """Yield a zip archive of every table, below a folder, piece by piece."""
    made = Pieces()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, pieces in tables:
            with whole.open(f"{folder}/{name}", "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)
                    if taken := made.take():
                        yield taken
    yield made.take()
