"""Who met whom as an undirected network in GraphML: actors are the nodes, contacts that took place the edges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any
from xml.etree.ElementTree import Element, ElementTree

import networkx as nx
from networkx.readwrite.graphml import GraphMLWriter

from parley.tables.columns import Column, Row
from parley.tables.contents import EDGES, NODES
from parley.wording import without_controls


def write_graphml(
    dyads: Iterable[Row], participants: Iterable[Row], file: IO[bytes], *, about: Mapping[str, str]
) -> int:
    """Write the network and return the number of its edges; every attribute has its description beside it."""
    nodes, edges = nodes_and_edges(dyads, participants)
    graph = nx.Graph(**about)
    graph.add_nodes_from((str(node["id"]), dict(_attributes(node, NODES.columns[1:]))) for node in nodes)
    graph.add_edges_from(
        (str(edge["source"]), str(edge["target"]), dict(_attributes(edge, EDGES.columns[2:]))) for edge in edges
    )
    writer = GraphMLWriter(graph, named_key_ids=True)
    described = {("node", column.name): column.about for column in NODES.columns}
    described |= {("edge", column.name): column.about for column in EDGES.columns}
    for key in writer.xml.findall("key"):
        text = Element("desc")
        text.text = described.get((key.get("for"), key.get("attr.name")), "What the file was made from.")
        key.insert(0, text)
    writer.indent(writer.xml)
    ElementTree(writer.xml).write(file, encoding="utf-8", xml_declaration=True)
    return len(edges)


def nodes_and_edges(dyads: Iterable[Row], participants: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows of nodes and of edges, by IRI, from those of dyads and of participants."""
    edges: dict[tuple[str, str], dict[str, Any]] = {}
    events: dict[str, set[str]] = {}
    for row in dyads:
        a, b = str(row["a"]), str(row["b"])
        for actor in (a, b):
            events.setdefault(actor, set()).add(str(row["event"]))
        edge = edges.setdefault(
            (a, b), {"source": a, "target": b, "weight": 0, "first": None, "last": None, "undated": 0}
        )
        start, end, counted = row["start"] or row["end"], row["end"] or row["start"], row["counted"]
        edge["weight"] += counted
        edge["undated"] += 0 if start else counted
        edge["first"] = min((day for day in (edge["first"], start) if day), default=None)
        edge["last"] = max((day for day in (edge["last"], end) if day), default=None)
    nodes: dict[str, dict[str, Any]] = {}
    for row in participants:
        actor = str(row["actor"])
        if actor in events:
            own = {name: row[f"actor_{name}"] for name in ("label", "kind", "iso2", "iso3", "wikidata")}
            node = nodes.setdefault(actor, {"id": actor, **own, "represents": (), "events": len(events[actor])})
            node["represents"] = tuple(sorted({*node["represents"], *_texts(row["on_behalf_of_iso3"])}))
    return [nodes[actor] for actor in sorted(nodes)], [edges[pair] for pair in sorted(edges)]


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
