"""The dataset of a query (SPARQL 1.1, section 13.2), where the engine needs help to give the standard's answer.

The default graph that several FROM make is their RDF merge: a triple that two of them have is in it once. The engine
looks into one graph after the other and finds it twice, so graphs that share triples are merged in memory first.
Events, actors and ontology never share one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from urllib.parse import urljoin

import pyoxigraph as ox

from parley.model import IRI
from parley.store.disk.asking import to_graph_nodes
from parley.store.disk.engine import default_graph_names
from parley.store.sparql.gate import CheckedQuery
from parley.store.sparql.names import names_of

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def dataset_of(checked: CheckedQuery, *, base_iri: str) -> tuple[tuple[IRI, ...], tuple[IRI, ...]]:
    """Return the graphs that FROM and FROM NAMED name, each once."""
    names = names_of(checked.text, checked.tokens)
    base, found = base_iri, {False: dict[IRI, None](), True: dict[IRI, None]()}
    before: list[str] = ["", ""]
    for kind, start, end in checked.tokens:
        lexeme = checked.text[start:end]
        words = [word.upper() for word in before]
        if kind in ("iri", "pname") and (words[1] == "FROM" or words == ["FROM", "NAMED"]):
            iri = names.iri(lexeme) or ""
            found[words[1] == "NAMED"][IRI(_resolved(base, iri))] = None
        elif kind == "iri" and words[1] == "BASE":
            base = _resolved(base, names.iri(lexeme) or "")
        before = [before[1], lexeme]
    return tuple(found[False]), tuple(found[True])


def _resolved(base: str, iri: str) -> str:
    return iri if _ABSOLUTE.match(iri) else urljoin(base, iri)  # which would shorten an absolute one


def merged(
    store: ox.Store, defaults: Sequence[IRI] | None, named: Sequence[IRI] | None, *, base_iri: str
) -> tuple[ox.Store, Any, Any]:
    """Return the store to ask, and its default and named graphs as the engine takes them.

    That is `store` itself unless some of the default graphs share triples.
    """
    if defaults is None or named is None:  # the dataset of a query that names none, or FROM of a single graph
        return store, _nodes(defaults), _nodes(named)
    once = list(dict.fromkeys(defaults))
    if not _share_triples(store, once, apart=default_graph_names(base_iri)):
        return store, _nodes(once), _nodes(named)
    memory = ox.Store()
    for name in once:
        quads = store.quads_for_pattern(None, None, None, _node(name))
        memory.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for name in dict.fromkeys(named):
        memory.extend(store.quads_for_pattern(None, None, None, _node(name)))
    return memory, [ox.DefaultGraph()], _nodes(named)


def _share_triples(store: ox.Store, names: Sequence[IRI], *, apart: Collection[IRI]) -> bool:
    """Say whether a triple is in two of these graphs; those `apart`, the large ones, share none among themselves."""
    nodes = {name: _node(name) for name in names}
    held = [name for name, node in nodes.items() if next(iter(_quads(store, node)), None) is not None]
    for name in held:
        if name in apart:
            continue
        others = [nodes[other] for other in held if other != name]
        if others and any(
            ox.Quad(t.subject, t.predicate, t.object, other) in store
            for t in _quads(store, nodes[name])
            for other in others
        ):
            return True
    return False


def _quads(store: ox.Store, node: Any) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(None, None, None, node)


def _node(name: IRI) -> Any:
    return to_graph_nodes([name])[0]


def _nodes(names: Sequence[IRI] | None) -> Any:
    return None if names is None else to_graph_nodes(names)
