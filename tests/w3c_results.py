"""Results of queries as the W3C suites have them in files, and whether two of them are the same."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF, BNode, Graph, Literal, Namespace, Node, URIRef
from rdflib.compare import isomorphic

from w3c import file_of, graph_in, to_graph

RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
_FORMATS = {
    ".srx": ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
    ".srj": ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
    ".tsv": ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
}
Row = dict[str, Node]


@dataclass(frozen=True, slots=True, kw_only=True)
class Solutions:
    """The solutions of a SELECT."""

    variables: tuple[str, ...]
    rows: list[Row]


Outcome = Solutions | bool | Graph


def accept_for(file: Path) -> str:
    """Return the media type to ask for: that of the file, so that every format is written."""
    if file.suffix == ".csv":
        return "text/csv"
    return _FORMATS[file.suffix][0] if file.suffix in _FORMATS else "application/sparql-results+json, text/turtle;q=0.9"


def outcome_in(iri: Node) -> Outcome:
    """Return the expected outcome in a file."""
    file = file_of(iri)
    if file.suffix == ".csv":
        return _fields(file.read_text(encoding="utf-8"))
    if file.suffix in _FORMATS:
        return outcome_of(file.read_bytes(), _FORMATS[file.suffix][0])
    graph = graph_in(iri)
    listed = graph.value(predicate=RDF.type, object=RS.ResultSet)
    return graph if listed is None else _listed(graph, listed)


def outcome_of(body: bytes, media_type: str) -> Outcome:
    """Return what a server answered."""
    if media_type == "text/csv":
        return _fields(body.decode())
    syntax = next((syntax for name, syntax in _FORMATS.values() if name == media_type), None)
    if syntax is None:
        return to_graph([quad.triple for quad in ox.parse(body, format=ox.RdfFormat.from_media_type(media_type))])
    found = ox.parse_query_results(body, format=syntax)
    return bool(found) if isinstance(found, ox.QueryBoolean) else solutions_of(found)


def solutions_of(found: ox.QuerySolutions) -> Solutions:
    """Return the solutions of the engine, with numbers in its form."""
    names = tuple(variable.value for variable in found.variables)
    rows = [{name: value for name in names if (value := solution[name]) is not None} for solution in found]
    return Solutions(variables=names, rows=[{name: _term(term) for name, term in row.items()} for row in rows])


def same(found: Outcome, expected: Outcome, *, lax: bool) -> bool:
    """Say whether two outcomes are the same: rows in any order, up to the names of blank nodes.

    With `lax`, as for REDUCED, rows may be there more or less often.
    """
    if isinstance(found, Graph) and isinstance(expected, Graph):
        return isomorphic(found, expected)
    if isinstance(found, Solutions) and isinstance(expected, Solutions):
        if set(found.variables) != set(expected.variables):
            return False
        return isomorphic(_as_graph(found, lax=lax), _as_graph(expected, lax=lax))
    return type(found) is type(expected) and found == expected


def _as_graph(solutions: Solutions, *, lax: bool) -> Graph:
    """Return a graph with a node for each row, in which equal rows without blank nodes are counted, not repeated."""
    graph = Graph()
    plain = Counter(
        tuple(sorted(row.items())) for row in solutions.rows if not any(isinstance(v, BNode) for v in row.values())
    )
    rows: Iterator[tuple[Row, int]] = ((dict(row), count) for row, count in plain.items())
    others = ((row, 1) for row in solutions.rows if any(isinstance(v, BNode) for v in row.values()))
    for row, count in (*rows, *others):
        node = BNode()
        graph.add((node, RS["count"], Literal(1 if lax else count)))
        for name, value in row.items():
            graph.add((node, URIRef(f"{RS}value-{name}"), value))
    return graph


def _listed(graph: Graph, listed: Node) -> Outcome:
    boolean = graph.value(listed, RS.boolean)
    if boolean is not None:
        return bool(boolean.toPython())  # type: ignore[attr-defined]
    return Solutions(
        variables=tuple(str(name) for name in graph.objects(listed, RS.resultVariable)),
        rows=[
            {
                str(graph.value(each, RS.variable)): graph.value(each, RS.value)
                for each in graph.objects(row, RS.binding)
            }
            for row in graph.objects(listed, RS.solution)
        ],
    )


def _fields(text: str) -> Solutions:
    """Return the rows of a CSV file, which does not tell IRIs from literals."""
    names, *rows = csv.reader(io.StringIO(text))
    found = [
        {n: BNode(v[2:]) if v.startswith("_:") else Literal(v) for n, v in zip(names, row, strict=True)} for row in rows
    ]
    return Solutions(variables=tuple(names), rows=found)  # type: ignore[arg-type]


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    graph = to_graph([ox.Triple(ox.NamedNode(RS), ox.NamedNode(RS), term)])
    value = next(graph.objects())
    return BNode(term.value) if isinstance(term, ox.BlankNode) else value
