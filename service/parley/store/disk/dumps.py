"""Whole datasets as files: canonical N-Quads, TriG and Turtle out, below another base if asked, and N-Quads in.

Everything is written as a stream: what does not fit into a run of lines is sorted on disk, so a dump of any size takes
the memory of one run.
"""

from __future__ import annotations

import hashlib
import heapq
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import IO

import pyoxigraph as ox
from rdflib import Graph, URIRef

from parley.errors import StoreError
from parley.model import IRI
from parley.store.sparql.prefixes import PREFIXES

FORMATS = ("nquads", "trig")
_RUN = 100_000  # lines that are sorted in memory at once
_BLOCK = 1 << 16
_REMEDY = "give a file in N-Quads that `parley export` wrote"
# Turtle keeps the empty prefix for documents; a dump names it, so that it can be pasted into a query.
_PREFIXES = {name or "parley": iri for name, iri in PREFIXES.items()}

Move = Callable[[ox.Quad], ox.Quad]


def write_dataset(store: ox.Store, output: IO[bytes], *, format: str, move: Move | None = None) -> None:  # noqa: A002
    """Write all that is stored as canonical N-Quads (RDFC-1.0) or as TriG, graph by graph, to `output`.

    There are no blank nodes, so the canonical form is the sorted lines. `move` gives quads other names (`moved`).
    """
    if format == "nquads":
        write_nquads(_all(store, move), output)
        return
    names = sorted((name for name in store.named_graphs() if isinstance(name, ox.NamedNode)), key=lambda n: n.value)
    if move is not None:
        names = sorted(names, key=lambda n: _named(move, n).value)
    lines = (line for name in names for line in _sorted_lines(_of_graph(store, name, move)))
    _convert(lines, output, ox.RdfFormat.TRIG)


def write_nquads(quads: Iterable[ox.Quad], output: IO[bytes]) -> None:
    """Write quads as canonical N-Quads."""
    for line in _sorted_lines(iter(quads)):
        output.write(line)


def sha256_of(quads: Iterable[ox.Quad]) -> str:
    """Return the SHA-256 of quads as canonical N-Quads in hex."""
    digest = hashlib.sha256()
    for line in _sorted_lines(iter(quads)):
        digest.update(line)
    return digest.hexdigest()


def write_graph(store: ox.Store, name: ox.NamedNode, output: IO[bytes]) -> None:
    """Write one named graph as Turtle."""
    triples = (ox.Quad(q.subject, q.predicate, q.object) for q in _of_graph(store, name, None))
    _convert(_sorted_lines(triples), output, ox.RdfFormat.TURTLE)


def moved(base: str, new_base: str | None) -> Move | None:
    """Return what moves every IRI below `base` below `new_base`; None when they are the same. Literals stay."""
    if new_base is None or new_base == base:
        return None

    def move(term: ox.NamedNode) -> ox.NamedNode:
        rest = term.value.removeprefix(base)
        return ox.NamedNode(new_base + rest) if rest != term.value else term

    def move_quad(quad: ox.Quad) -> ox.Quad:
        subject, value, name = (
            move(term) if isinstance(term, ox.NamedNode) else term
            for term in (quad.subject, quad.object, quad.graph_name)
        )
        return ox.Quad(subject, move(quad.predicate), value, name)  # type: ignore[arg-type]

    return move_quad


def load_dump(nquads: bytes, *, where: str) -> dict[IRI, Graph]:
    """Return the named graphs of a dump in N-Quads; raises StoreError that names file and line."""
    triples: dict[IRI, list[ox.Triple]] = {}
    try:
        for quad in ox.parse(nquads, format=ox.RdfFormat.N_QUADS):
            if not isinstance(quad.graph_name, ox.NamedNode):
                raise StoreError("a triple stands in no named graph", where=where, remedy=_REMEDY)
            triples.setdefault(IRI(quad.graph_name.value), []).append(quad.triple)
    except SyntaxError as error:
        raise StoreError(f"is no N-Quads: {error.msg}", where=where, remedy=_REMEDY) from error
    return {
        name: Graph(identifier=URIRef(name)).parse(
            data=ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b"", format="nt"
        )
        for name, found in triples.items()
    }


def named_quads(store: ox.Store) -> Iterator[ox.Quad]:
    """Yield what the named graphs hold; the default graph only repeats some of it."""
    apart = ox.DefaultGraph()
    return (quad for quad in store.quads_for_pattern(None, None, None) if quad.graph_name != apart)


def _all(store: ox.Store, move: Move | None) -> Iterator[ox.Quad]:
    quads = named_quads(store)
    return map(move, quads) if move else quads


def _of_graph(store: ox.Store, name: ox.NamedNode, move: Move | None) -> Iterator[ox.Quad]:
    quads = store.quads_for_pattern(None, None, None, name)
    return map(move, quads) if move else iter(quads)


def _named(move: Move, name: ox.NamedNode) -> ox.NamedNode:
    return move(ox.Quad(name, name, name)).subject  # type: ignore[return-value]


def _sorted_lines(quads: Iterator[ox.Quad]) -> Iterator[bytes]:
    """Yield quads as lines of N-Quads, each once, in the order of their bytes, which is that of their code points."""
    with ExitStack() as files:
        runs: list[Iterable[bytes]] = []
        while chunk := list(islice(quads, _RUN)):
            text = ox.serialize(chunk, format=ox.RdfFormat.N_QUADS) or b""
            lines = sorted(line + b"\n" for line in text.split(b"\n") if line)
            if len(chunk) < _RUN and not runs:
                yield from lines
                return
            run = files.enter_context(tempfile.TemporaryFile())
            run.writelines(lines)
            run.seek(0)
            runs.append(run)
        yield from heapq.merge(*runs)


def _convert(lines: Iterator[bytes], output: IO[bytes], to: ox.RdfFormat) -> None:
    """Write lines of N-Quads in another format."""
    quads = ox.parse(io.BufferedReader(_Reader(lines), _BLOCK), format=ox.RdfFormat.N_QUADS)
    statements = (quad.triple for quad in quads) if to == ox.RdfFormat.TURTLE else quads
    ox.serialize(statements, output, format=to, prefixes=_PREFIXES)


class _Reader(io.RawIOBase):
    """Lines as a file to read."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = b"".join(islice(self._lines, 500))
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
