"""A change of several graphs of the store as one transaction of the engine."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox


@dataclass(slots=True)
class Difference:
    """What goes out of the graphs of a store and what comes into them."""

    out: list[ox.Quad] = field(default_factory=list)
    into: list[ox.Quad] = field(default_factory=list)
    dropped: list[ox.NamedNode] = field(default_factory=list)

    def add(self, graph: ox.NamedNode | ox.DefaultGraph, out: set[ox.Triple], into: set[ox.Triple]) -> None:
        """Take triples out of a graph and put others in."""
        self.out += (ox.Quad(t.subject, t.predicate, t.object, graph) for t in out)
        self.into += (ox.Quad(t.subject, t.predicate, t.object, graph) for t in into)

    def apply(self, store: ox.Store) -> None:
        """Change the store, in one transaction; an engine's error leaves it as it was."""
        if self.out or self.dropped:
            store.update(self._update())
        elif self.into:
            store.extend(self.into)  # takes a quarter of the time of an update

    def __bool__(self) -> bool:
        return bool(self.out or self.into or self.dropped)

    def _update(self) -> str:
        drops = [f"DROP SILENT GRAPH {graph}" for graph in self.dropped]
        blocks = [
            f"{verb} DATA {{ {_data(quads)} }}"
            for verb, quads in (("DELETE", self.out), ("INSERT", self.into))
            if quads
        ]
        return ";\n".join(drops + blocks)


def _data(quads: list[ox.Quad]) -> str:
    """Return quads as QuadData: triples, and graphs with theirs."""
    by_graph: dict[ox.NamedNode | ox.BlankNode | ox.DefaultGraph, list[ox.Triple]] = {}
    for quad in quads:
        by_graph.setdefault(quad.graph_name, []).append(quad.triple)
    parts = []
    for graph, triples in by_graph.items():
        lines = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
        parts.append(lines if isinstance(graph, ox.DefaultGraph) else f"GRAPH {graph} {{\n{lines}}}")
    return "\n".join(parts)
