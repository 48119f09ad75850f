"""A change of several graphs of the store as one transaction of the engine."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import chain

import pyoxigraph as ox

from parley.store.disk.terms import GraphName

_MANY = 4_000  # quads; of fewer, sorting the files into those that are there costs more than they save


@dataclass(slots=True)
class Difference:
    """What goes out of the graphs of a store and what comes into them."""

    out: list[tuple[GraphName, Collection[ox.Quad]]] = field(default_factory=list)
    into: list[tuple[GraphName, Collection[ox.Quad]]] = field(default_factory=list)
    dropped: list[ox.NamedNode] = field(default_factory=list)

    def add(self, graph: GraphName, out: Collection[ox.Quad], into: Collection[ox.Quad]) -> None:
        """Take quads of a graph out and put others in."""
        if out:
            self.out.append((graph, out))
        if into:
            self.into.append((graph, into))

    @property
    def only_adds(self) -> bool:
        """Say whether nothing is taken out."""
        return not (self.out or self.dropped)

    def apply(self, store: ox.Store) -> None:
        """Change the store, in one transaction; an engine's error leaves it as it was."""
        if not self.only_adds:
            store.update(self._update())
        elif self.into:  # takes a quarter of the time of an update
            added = chain.from_iterable(quads for _, quads in self.into)
            if sum(len(quads) for _, quads in self.into) > _MANY:
                store.bulk_extend(added)  # as files of their own, in a third to half of that time
            else:
                store.extend(added)

    def __bool__(self) -> bool:
        return bool(self.out or self.into or self.dropped)

    def _update(self) -> str:
        drops = [f"DROP SILENT GRAPH {graph}" for graph in self.dropped]
        blocks = [
            f"{verb} DATA {{ " + "\n".join(_data(graph, quads) for graph, quads in change) + " }"
            for verb, change in (("DELETE", self.out), ("INSERT", self.into))
            if change
        ]
        return ";\n".join(drops + blocks)


def _data(graph: GraphName, quads: Collection[ox.Quad]) -> str:
    """Return the quads of a graph as QuadData."""
    lines = (ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    return lines if isinstance(graph, ox.DefaultGraph) else f"GRAPH {graph} {{\n{lines}}}"
