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
from parley.model import IRI
from parley.vocab import Statement

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


def to_triples(statements: Iterable[Statement], name: IRI) -> Iterator[ox.Triple]:
    """Yield triples in the form in which the engine gives them back; StoreError names the graph `name`."""
    # Looked up as plain text: comparing the terms of rdflib takes more time than making those of the engine.
    nodes: dict[str, ox.NamedNode] = {}

    def to_node(term: Node) -> ox.NamedNode:
        iri = str(term)
        found = nodes.get(iri)
        if found is None:
            if isinstance(term, BNode):
                raise StoreError("there is a blank node; nodes are named here", where=name)
            found = nodes[iri] = named_node(iri)
        return found

    for subject, predicate, value in statements:
        yield ox.Triple(
            to_node(subject),
            to_node(predicate),
            _to_literal(value, name) if isinstance(value, Literal) else to_node(value),
        )


def _to_literal(term: Literal, name: IRI) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    form, language = str(term), term.language
    try:
        if language:
            return ox.Literal(form, language=language)
        datatype = _STRING if term.datatype is None else str(term.datatype)
        canonical = _CANONICAL.get(datatype)
        if canonical is not None and canonical.fullmatch(form):
            return ox.Literal(form) if datatype == _STRING else ox.Literal(form, datatype=_datatype(datatype))
        return _as_kept(ox.Literal(form, datatype=_datatype(datatype)))
    except ValueError as error:
        raise StoreError(f"{term.n3()} is no literal: {error}", where=name) from error


@lru_cache(maxsize=1_000)
def _datatype(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


@lru_cache(maxsize=100_000)
def _as_kept(literal: ox.Literal) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    """Return a literal in the form in which the engine gives it back."""
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
