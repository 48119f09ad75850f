"""Who met whom as an undirected network in GraphML: actors are the nodes, contacts that took place the edges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, tostring

import networkx as nx
from networkx.readwrite.graphml import GraphMLWriter

from parley.tables.columns import Column, Row
from parley.tables.contents import EDGES, NODES
from parley.wording import without_controls

_ROWS_A_LINE = 2_000
_DECLARATION = b"<?xml version='1.0' encoding='utf-8'?>\n"


def to_graphml(dyads: Iterable[Row], participants: Iterable[Row], *, about: Mapping[str, str]) -> Iterator[bytes]:
    """Yield the network as a file, with a description beside every attribute.

    White space goes ahead of it while rows are read, so that whoever waits sees that there is more to come.
    """
    yield _DECLARATION
    network = Network()
    for number, row in enumerate(dyads, 1):
        network.add_dyad(row)
        if number % _ROWS_A_LINE == 0:
            yield b"\n"
    for number, row in enumerate(participants, 1):
        network.add_participant(row)
        if number % _ROWS_A_LINE == 0:
            yield b"\n"
    graph = nx.Graph(**about)
    graph.add_nodes_from((str(node["id"]), dict(_attributes(node, NODES.columns[1:]))) for node in network.nodes())
    graph.add_edges_from(
        (str(edge["source"]), str(edge["target"]), dict(_attributes(edge, EDGES.columns[2:])))
        for edge in network.edges()
    )
    writer = GraphMLWriter(graph, named_key_ids=True)
    described = {("node", column.name): column.about for column in NODES.columns}
    described |= {("edge", column.name): column.about for column in EDGES.columns}
    for key in writer.xml.findall("key"):
        text = Element("desc")
        text.text = described.get((key.get("for"), key.get("attr.name")), "What the file was made from.")
        key.insert(0, text)
    writer.indent(writer.xml)
    yield tostring(writer.xml, encoding="utf-8", xml_declaration=False)


class Network:
    """The nodes and edges that rows of dyads, and after these those of participants, make up."""

    def __init__(self) -> None:
        self._edges: dict[tuple[str, str], dict[str, Any]] = {}
        self._events: dict[str, set[str]] = {}
        self._nodes: dict[str, dict[str, Any]] = {}

    def add_dyad(self, row: Row) -> None:
        """Count a contact of two actors."""
        a, b = str(row["a"]), str(row["b"])
        for actor in (a, b):
            self._events.setdefault(actor, set()).add(str(row["event"]))
        edge = self._edges.setdefault(
            (a, b), {"source": a, "target": b, "weight": 0, "first": None, "last": None, "undated": 0}
        )
        start, end, counted = row["start"] or row["end"], row["end"] or row["start"], row["counted"]
        edge["weight"] += counted
        edge["undated"] += 0 if start else counted
        edge["first"] = min((day for day in (edge["first"], start) if day), default=None)
        edge["last"] = max((day for day in (edge["last"], end) if day), default=None)

    def add_participant(self, row: Row) -> None:
        """Take in what is told of an actor, if it stands in a dyad."""
        actor = str(row["actor"])
        if actor in self._events:
            own = {name: row[f"actor_{name}"] for name in ("label", "kind", "iso2", "iso3", "wikidata")}
            node = self._nodes.setdefault(
                actor, {"id": actor, **own, "represents": (), "events": len(self._events[actor])}
            )
            node["represents"] = tuple(sorted({*node["represents"], *_texts(row["on_behalf_of_iso3"])}))

    def nodes(self) -> list[Row]:
        """Return the rows of the nodes, by IRI."""
        return [self._nodes[actor] for actor in sorted(self._nodes)]

    def edges(self) -> list[Row]:
        """Return the rows of the edges, by the IRIs of both."""
        return [self._edges[pair] for pair in sorted(self._edges)]


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def _attributes(row: Row, columns: Iterable[Column]) -> Iterator[tuple[str, str | int]]:
    """Yield the values that are known, as GraphML can hold them."""
    for column in columns:
        value = row[column.name]
        if isinstance(value, int):
            yield column.name, value
        elif isinstance(value, dt.date):
            yield column.name, value.isoformat()
        elif value:
            text = "|".join(map(str, value)) if isinstance(value, tuple) else str(value)
            yield column.name, without_controls(text)
