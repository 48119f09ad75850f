"""Terms and triples of rdflib as those of the engine, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import RDF, XSD
from rdflib.term import Node

from parley.errors import StoreError
from parley.vocab import Statement

GraphName = ox.NamedNode | ox.DefaultGraph

_STRING = str(XSD.string)
_ANY = re.compile(r"(?s).*")
_CANONICAL = {
    _STRING: _ANY,
    str(RDF.langString): _ANY,
    str(XSD.anyURI): _ANY,
    str(XSD.date): re.compile(r"[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"),
    str(XSD.integer): re.compile(r"0|[1-9]\d{0,15}"),
    str(XSD.decimal): re.compile(r"0|[1-9]\d{0,8}|(?:0|[1-9]\d{0,8})\.\d{0,5}[1-9]"),
    str(XSD.boolean): re.compile(r"true|false"),
}
"""Forms of literals that the engine keeps as they are; others it may give back in another form."""


def named_node(iri: str) -> ox.NamedNode:
    """Return the node with this IRI; raises StoreError when it is no absolute one."""
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise StoreError(f"{iri!r} is no absolute IRI", where=str(error)) from error


def to_quads(statements: Iterable[Statement], graph: GraphName) -> Iterator[ox.Quad]:
    """Yield triples as quads of `graph`, in the form in which the engine gives them back; raises StoreError."""
    nodes: dict[Node, ox.NamedNode] = {}
    known = nodes.get

    def to_node(term: Node) -> ox.NamedNode:
        if isinstance(term, BNode):
            raise StoreError("there is a blank node; nodes are named here", where=_named(graph))
        found = nodes[term] = named_node(str(term))
        return found

    place = graph if isinstance(graph, ox.NamedNode) else None  # the engine's own word for it costs twenty times that
    subject: Node | None = None
    for each, predicate, value in statements:
        if each is not subject:  # what is said of one node mostly comes together
            subject, about = each, known(each) or to_node(each)
        yield ox.Quad(
            about,
            known(predicate) or to_node(predicate),
            # not asked with `isinstance`, which takes longest for what is none
            _to_literal(value, graph) if type(value) is Literal else known(value) or to_node(value),
            place,
        )


def _named(graph: GraphName) -> str:
    return graph.value if isinstance(graph, ox.NamedNode) else "the default graph"


def _to_literal(term: Literal, graph: GraphName) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    form, language, datatype = str(term), term.language, term.datatype
    try:
        if language:
            return ox.Literal(form, language=language)
        return ox.Literal(form) if datatype is None else _typed(form, str(datatype))
    except ValueError as error:
        raise StoreError(f"{term.n3()} is no literal: {error}", where=_named(graph)) from error


@lru_cache(maxsize=100_000)
def _typed(form: str, datatype: str) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    """Return a literal in the form in which the engine gives it back."""
    literal, canonical = ox.Literal(form, datatype=ox.NamedNode(datatype)), _CANONICAL.get(datatype)
    if canonical is not None and canonical.fullmatch(form):
        return literal
    memory, node = ox.Store(), ox.NamedNode("urn:x")
    memory.add(ox.Quad(node, node, literal))
    kept: ox.Quad = next(iter(memory))
    return kept.object


def to_rdflib(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, known: dict[object, Node]) -> Node:
    """Return a term of the engine as that of rdflib; `known` keeps what was made before."""
    found = known.get(term)
    if found is None:
        if isinstance(term, ox.NamedNode):
            found = URIRef(term.value)
        elif isinstance(term, ox.Literal):
            plain = term.datatype.value == _STRING
            datatype = None if plain or term.language else URIRef(term.datatype.value)
            found = Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
        else:
            raise StoreError("there is a blank node or a triple term in the store", where=str(term))
        known[term] = found
    return found
