"""Whole datasets as files: canonical N-Quads and TriG out, below another base if asked, and N-Quads in."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from rdflib import Graph, URIRef

from parley.errors import StoreError
from parley.model import IRI
from parley.store.prefixes import PREFIXES

FORMATS = ("nquads", "trig")
_REMEDY = "give a file in N-Quads that `parley export` wrote"


def dump(nquads: bytes, *, format: str, base: str, new_base: str | None = None) -> bytes:  # noqa: A002 - the field's word
    """Return a dataset, given as canonical N-Quads, in `format`, with every IRI below `base` moved below `new_base`.

    N-Quads stay canonical. Literals are left as they are.
    """
    if new_base is not None and new_base != base:
        quads = (_moved(quad, base, new_base) for quad in _quads(nquads))
        lines = (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").split(b"\n")
        nquads = b"".join(line + b"\n" for line in sorted(lines) if line)
    if format == "nquads":
        return nquads
    # Turtle keeps the empty prefix for documents; a dump names it, so that it can be pasted into a query.
    prefixes = {name or "parley": iri for name, iri in PREFIXES.items()}
    return ox.serialize(_quads(nquads), format=ox.RdfFormat.TRIG, prefixes=prefixes) or b""


def load_dump(nquads: bytes, *, where: str) -> dict[IRI, Graph]:
    """Return the named graphs of a dump in N-Quads; raises StoreError that names file and line."""
    triples: dict[IRI, list[ox.Triple]] = {}
    try:
        for quad in _quads(nquads):
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


def _quads(nquads: bytes) -> Iterator[ox.Quad]:
    yield from ox.parse(nquads, format=ox.RdfFormat.N_QUADS)


def _moved(quad: ox.Quad, base: str, new_base: str) -> ox.Quad:
    def move(iri: ox.NamedNode) -> ox.NamedNode:
        rest = iri.value.removeprefix(base)
        return ox.NamedNode(new_base + rest) if rest != iri.value else iri

    subject, value, name = (
        move(term) if isinstance(term, ox.NamedNode) else term for term in (quad.subject, quad.object, quad.graph_name)
    )
    return ox.Quad(subject, move(quad.predicate), value, name)  # type: ignore[arg-type]
