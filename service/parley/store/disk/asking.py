"""The project's own SELECT queries: values that go into them, and solutions that come out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pyoxigraph as ox
from rdflib.namespace import XSD

from parley import tsv
from parley.errors import StoreError
from parley.model import IRI, Term
from parley.store.disk.terms import named_node, to_quads
from parley.vocab import Statement


def solutions_in(
    triples: Iterable[Statement], *, named: Mapping[IRI, Iterable[Statement]] | None = None
) -> Callable[[str], list[dict[str, Term]]]:
    """Return what answers SELECT queries on triples in memory: a default graph and named ones."""
    memory = ox.Store()
    memory.extend(to_quads(triples, ox.DefaultGraph()))
    for name, others in (named or {}).items():
        memory.extend(to_quads(others, named_node(name)))
    return lambda query: solutions_of(memory.query(query), query)


def solutions_of(found: object, query: str) -> list[dict[str, Term]]:
    """Return the solutions that the engine found for a SELECT query; raises StoreError for another one."""
    if not isinstance(found, ox.QuerySolutions):
        raise StoreError("only a SELECT query has solutions", where=query[:80])
    names = [variable.value for variable in found.variables]
    return [{n: to_term(value) for n in names if (value := solution[n]) is not None} for solution in found]


def values_of(found: object, query: str) -> list[list[str]]:
    """Return the values that the engine found for a SELECT query, row by row; raises StoreError for another one."""
    if not isinstance(found, ox.QuerySolutions):
        raise StoreError("only a SELECT query has solutions", where=query[:80])
    return tsv.values(found.serialize(format=ox.QueryResultsFormat.TSV) or b"")


def to_graph_nodes(names: Iterable[IRI]) -> list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]:
    """Return graph names as the engine takes them."""
    return [named_node(name) for name in names]


def to_substitutions(
    bindings: Mapping[str, Term] | None,
) -> dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]:
    """Return values for variables as the engine takes them."""
    return {ox.Variable(name): _from_term(term) for name, term in (bindings or {}).items()}


def to_term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    """Return an engine's term as the model's; a plain string has no datatype."""
    if isinstance(term, ox.NamedNode):
        return Term(type="uri", value=term.value)
    if isinstance(term, ox.BlankNode):
        return Term(type="bnode", value=term.value)
    if isinstance(term, ox.Literal):
        datatype = None if term.language or term.datatype.value == str(XSD.string) else term.datatype.value
        return Term(type="literal", value=term.value, datatype=datatype, language=term.language)
    return Term(type="triple", value=str(term))


def _from_term(term: Term) -> ox.NamedNode | ox.Literal:
    if term.type == "uri":
        return named_node(term.value)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype or str(XSD.string)))
