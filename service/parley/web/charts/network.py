"""Who was in contact with whom, as a drawing of nodes and the lines between them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from parley.model import Term

WIDTH, HEIGHT, MARGIN = 900, 620, 70
_LARGEST, _SMALLEST = 20.0, 5.0  # radii of nodes
_WIDEST, _NARROWEST = 9.0, 1.0  # lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Knot:
    """An actor, as large as its contacts are many."""

    actor: str  # its IRI
    label: str
    contacts: int
    x: float
    y: float
    radius: float

    @property
    def anchor(self) -> str:
        """Return on which side of the node its name stands, as SVG's text-anchor."""
        return "end" if self.x > WIDTH * 0.72 else "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The contacts of two actors, as wide as they are many."""

    a: Knot
    b: Knot
    events: int
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Nodes and the lines between them; `left_out` counts the pairs that are in the table only."""

    knots: tuple[Knot, ...]
    lines: tuple[Line, ...]
    left_out: int


def network(rows: Iterable[Mapping[str, Term]], *, most: int = 60) -> Network:
    """Return the drawing of rows with `a`, `aLabel`, `b`, `bLabel` and `events`: of the `most` pairs with most events.

    Equal rows give equal drawings.
    """
    pairs = sorted(
        ((row["a"].value, row["b"].value, int(row["events"].value), row) for row in rows),
        key=lambda pair: (-pair[2], pair[:2]),
    )
    graph = nx.Graph()
    labels: dict[str, str] = {}
    for a, b, events, row in pairs[:most]:
        graph.add_edge(a, b, weight=events)
        labels |= {a: row["aLabel"].value, b: row["bLabel"].value}
    places = _places(graph)
    contacts = {actor: int(sum(each["weight"] for each in graph[actor].values())) for actor in graph}
    largest = max(contacts.values(), default=1)
    knots = {
        actor: Knot(
            actor=actor,
            label=labels[actor],
            contacts=contacts[actor],
            x=places[actor][0],
            y=places[actor][1],
            radius=round(_SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(contacts[actor] / largest), 1),
        )
        for actor in graph
    }
    strongest = max((events for _, _, events, _ in pairs), default=1)
    return Network(
        knots=tuple(sorted(knots.values(), key=lambda knot: (-knot.contacts, knot.actor))),
        lines=tuple(
            Line(
                a=knots[a],
                b=knots[b],
                events=events,
                width=round(_NARROWEST + (_WIDEST - _NARROWEST) * (events / strongest), 1),
            )
            for a, b, events, _ in pairs[:most]
        ),
        left_out=max(0, len(pairs) - most),
    )


def _places(graph: nx.Graph) -> dict[str, tuple[float, float]]:
    """Return where each node stands: near those that it is joined to, and the parts that are not joined apart."""
    if not graph:
        return {}
    # Square roots, so that one very busy pair does not pull everything into a heap.
    eased = nx.Graph()
    eased.add_nodes_from(sorted(graph))
    eased.add_weighted_edges_from((a, b, math.sqrt(graph[a][b]["weight"])) for a, b in sorted(graph.edges))
    found = nx.spring_layout(eased, seed=1, k=2.2 / math.sqrt(len(eased)), iterations=200)
    xs, ys = [float(x) for x, _ in found.values()], [float(y) for _, y in found.values()]

    def scaled(value: float, values: list[float], size: int) -> float:
        low, high = min(values), max(values)
        share = 0.5 if high == low else (value - low) / (high - low)
        return round(MARGIN + share * (size - 2 * MARGIN), 1)

    return {actor: (scaled(float(x), xs, WIDTH), scaled(float(y), ys, HEIGHT)) for actor, (x, y) in found.items()}
