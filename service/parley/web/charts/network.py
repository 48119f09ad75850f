"""Who was in contact with whom, as a drawing of nodes and the lines between them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import networkx as nx

from parley.model import Term

WIDTH, HEIGHT, MARGIN = 900, 620, 70
NARROW, TALL = 460, 640  # of the drawing for narrow windows
_EDGE = 40
_LARGEST, _SMALLEST = 20.0, 5.0  # radii of nodes
_WIDEST, _NARROWEST = 9.0, 1.0  # lines
_STOUT, _SLIM = 26.0, 4.0  # lines of frames, which are drawn small
_LEAST, _FILLED = 0.6, 0.7  # the least share of the largest part, and how much of its box a small one fills
_TWO = 2
_CLOSE = 0.5  # how much of the height of its box a pair takes, so that it is not taken for a chain with the next one
_FAR = 0.72  # of the width: from here on names stand rather to the left
_LETTER, _LINE = 9.8, 17.0  # how wide a letter of a name is about in a wide font, and how high a line
_ALWAYS, _AWAY = 10, 4  # nodes that have a name in any case, and how many lines away at most
_Box = tuple[float, float, float, float]  # left, top, right, bottom
_NOWHERE: Mapping[str, tuple[float, float]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Where the name of an actor stands; `anchor` is SVG's text-anchor, `lead` where a line to its node begins.

    There is such a line where the name is so far away that it could be taken for that of another.
    """

    x: float
    y: float
    anchor: str
    lead: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knot:
    """An actor, as large as its contacts are many; a small one without a `name` where there is no room for it."""

    actor: str  # its IRI
    label: str
    contacts: int
    x: float
    y: float
    radius: float
    name: Name | None = None


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
    width: float = WIDTH
    height: float = HEIGHT

    @property
    def upright(self) -> Network:
        """Return the same drawing for a narrow window, on its side: as wide as names there can be read."""
        across, down = (NARROW - 2 * _EDGE) / (HEIGHT - 2 * MARGIN), (TALL - 2 * _EDGE) / (WIDTH - 2 * MARGIN)
        turned = [
            replace(
                knot,
                x=round(_EDGE + (knot.y - MARGIN) * across, 1),
                y=round(_EDGE + (knot.x - MARGIN) * down, 1),
                name=None,
            )
            for knot in self.knots
        ]
        knots = {knot.actor: knot for knot in _named(turned, width=NARROW)}
        lines = (replace(line, a=knots[line.a.actor], b=knots[line.b.actor]) for line in self.lines)
        return replace(self, knots=tuple(knots.values()), lines=tuple(lines), width=NARROW, height=TALL)

    @property
    def places(self) -> dict[str, tuple[float, float]]:
        """Return where each actor stands."""
        return {knot.actor: (knot.x, knot.y) for knot in self.knots}


def network(
    rows: Iterable[Mapping[str, Term]], *, most: int = 60, places: Mapping[str, tuple[float, float]] = _NOWHERE
) -> Network:
    """Return the drawing of rows with `a`, `aLabel`, `b`, `bLabel` and `events`: of the `most` pairs with most events.

    Actors that have a place in `places` stand there. Equal rows give equal drawings.
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
    places = _places(graph, places)
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
    ordered = sorted(knots.values(), key=lambda knot: (-knot.contacts, knot.actor))
    strongest = max((events for _, _, events, _ in pairs), default=1)
    return Network(
        knots=tuple(_named(ordered)),
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


def _named(knots: Sequence[Knot], *, width: float = WIDTH) -> Iterator[Knot]:
    """Yield the nodes, the largest first, with their names where no name of a larger one and no node stands.

    The very largest have their names in any case: where there is no room, on smaller nodes or some lines away.
    """
    nodes = [(k.x - k.radius, k.y - k.radius, k.x + k.radius, k.y + k.radius) for k in knots]
    names: list[_Box] = []
    for number, knot in enumerate(knots):
        places = list(_name_places(knot, width))
        free = (place for place in places if not any(_overlap(place[1], other) for other in (*nodes, *names)))
        chosen = next(free, None)
        if chosen is None and number < _ALWAYS:
            places += _name_places(knot, width, lines=_AWAY)
            alone = [place for place in places if not any(_overlap(place[1], other) for other in names)]
            chosen = min(alone, key=lambda place: _covered(place[1], nodes), default=None)
        if chosen is None:
            yield knot
            continue
        names.append(chosen[1])
        yield replace(knot, name=_led(chosen[0], knot))


def _led(name: Name, knot: Knot) -> Name:
    """Return the name with the height at which a line to its node begins, if it is some lines away."""
    away = name.y - knot.y
    if abs(away) < knot.radius + 1.5 * _LINE:
        return name
    return replace(name, lead=round(name.y + (0.3 if away < 0 else -0.9) * _LINE, 1))


def _name_places(knot: Knot, width: float, *, lines: int = 1) -> Iterator[tuple[Name, _Box]]:
    """Yield where the name of a node may stand, with the box that it takes: beside it, above or below, or askew.

    So many lines above and below are tried, the nearest first.
    """
    long, gap = _LETTER * len(knot.label), knot.radius + 4
    middle, above, below = knot.y + _LINE * 0.3, knot.y - gap, knot.y + gap + _LINE * 0.7
    right, left = (knot.x + gap, "start"), (knot.x - gap, "end")
    sides = (right, left) if knot.x < _FAR * width else (left, right)
    askew = [
        (x, y, anchor)
        for line in range(lines)
        for y in (above - line * _LINE, below + line * _LINE)
        for x, anchor in ((knot.x, "middle"), (knot.x, "start"), (knot.x, "end"))
    ]
    straight = [(x, middle, anchor) for x, anchor in sides]
    for x, y, anchor in (*straight, (knot.x, above, "middle"), (knot.x, below, "middle"), *askew):
        begins = x - {"start": 0, "middle": long / 2, "end": long}[anchor]
        within = min(max(begins, _LETTER), max(width - long - _LETTER, 0))  # a wide name may be a letter longer
        if within != begins and y == middle:
            continue  # it would stand on its node
        x += within - begins
        box = (within, y - _LINE * 0.75, within + long, y + _LINE * 0.2)
        yield Name(x=round(x, 1), y=round(y, 1), anchor=anchor), box


def _covered(box: _Box, others: Iterable[_Box]) -> float:
    """Return how much of the others a box covers."""
    return sum(
        max(0.0, min(box[2], other[2]) - max(box[0], other[0]))
        * max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
        for other in others
    )


def _overlap(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _places(graph: nx.Graph, given: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Return where each node stands: near those that it is joined to, and the parts that are not joined apart."""
    known = {actor: given[actor] for actor in graph if actor in given}
    if len(known) == len(graph):
        return known
    # Square roots, so that one very busy pair does not pull everything into a heap.
    eased = nx.Graph()
    eased.add_nodes_from(sorted(graph))
    eased.add_weighted_edges_from((a, b, math.sqrt(graph[a][b]["weight"])) for a, b in sorted(graph.edges))
    if known:
        found = nx.spring_layout(
            eased,
            seed=1,
            pos={actor: known.get(actor, (WIDTH / 2, HEIGHT / 2)) for actor in eased},
            fixed=list(known),
            k=WIDTH / 6,
            iterations=50,
        )
        return known | {a: _inside(float(x), float(y)) for a, (x, y) in found.items() if a not in known}
    # Each part by itself, for parts that are not joined drive one another to the edges.
    parts = sorted(nx.connected_components(eased), key=lambda part: (-len(part), min(part)))
    found = {}
    for part, box in zip(parts, _boxes([len(part) for part in parts]), strict=True):
        whole = nx.Graph()  # not a view of the other, which has the nodes of a small part in no order
        whole.add_nodes_from(sorted(part))
        whole.add_weighted_edges_from(sorted(eased.edges(part, data="weight")))
        found |= _fitted(whole, box)
    return found


def _boxes(sizes: Sequence[int]) -> Iterator[tuple[float, float, float, float]]:
    """Yield left, top, width and height for parts of these sizes: the first at the left, the others beside it."""
    width, height = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    share = 1.0 if len(sizes) == 1 else max(_LEAST, sizes[0] / sum(sizes))
    yield MARGIN, MARGIN, width * share - (0 if share == 1 else 2 * MARGIN), height
    columns = max(1, round(math.sqrt(len(sizes) - 1) / 2))
    rows = -(-(len(sizes) - 1) // columns) or 1
    wide, high = width * (1 - share) / columns, height / rows
    for i in range(len(sizes) - 1):
        left, top = MARGIN + width * share + wide * (i // rows), MARGIN + high * (i % rows)
        yield left, top, wide * _FILLED, high * _FILLED


def _fitted(part: nx.Graph, box: tuple[float, float, float, float]) -> dict[str, tuple[float, float]]:
    """Return where the nodes of one part stand within its box."""
    left, top, width, height = box
    if len(part) == _TWO:
        first, apart = top + height * (1 - _CLOSE) / 2, height * _CLOSE
        return {actor: (round(left + width, 1), round(first + apart * i, 1)) for i, actor in enumerate(part)}
    found = nx.spring_layout(part, seed=1, k=2.2 / math.sqrt(len(part)), iterations=200)
    xs, ys = [float(x) for x, _ in found.values()], [float(y) for _, y in found.values()]

    def scaled(value: float, values: list[float], start: float, size: float) -> float:
        low, high = min(values), max(values)
        return round(start + size * (0.5 if high == low else (value - low) / (high - low)), 1)

    return {a: (scaled(float(x), xs, left, width), scaled(float(y), ys, top, height)) for a, (x, y) in found.items()}


def _inside(x: float, y: float) -> tuple[float, float]:
    return round(min(max(x, MARGIN), WIDTH - MARGIN), 1), round(min(max(y, MARGIN), HEIGHT - MARGIN), 1)


# --- over time --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The same network in one year or month, for comparing: `contacts` counts all, `lines` those of the whole."""

    name: str
    first: dt.date
    last: dt.date
    contacts: int
    lines: tuple[Line, ...]
    knots: tuple[Knot, ...]


def frames(
    whole: Network, spans: Iterable[tuple[str, dt.date, dt.date, int, Sequence[Mapping[str, Term]]]]
) -> list[Frame]:
    """Return the network `whole` in each span (name, first and last day, all contacts, rows), all on one scale."""
    counted = [(span, _within(whole, span[4])) for span in spans]
    strongest = max((events for _, lines in counted for _, _, events in lines), default=1)
    found = []
    for (name, first, last, contacts, _), pairs in counted:
        lines = tuple(
            Line(a=a, b=b, events=n, width=round(_SLIM + (_STOUT - _SLIM) * (n / strongest), 1)) for a, b, n in pairs
        )
        there = {knot.actor for line in lines for knot in (line.a, line.b)}
        found.append(
            Frame(
                name=name,
                first=first,
                last=last,
                contacts=contacts,
                lines=lines,
                knots=tuple(knot for knot in whole.knots if knot.actor in there),
            )
        )
    return found


def _within(whole: Network, rows: Iterable[Mapping[str, Term]]) -> list[tuple[Knot, Knot, int]]:
    """Return the pairs of the rows that the whole network draws."""
    drawn = {(line.a.actor, line.b.actor): line for line in whole.lines}
    pairs = ((drawn.get((row["a"].value, row["b"].value)), int(row["events"].value)) for row in rows)
    return [(line.a, line.b, events) for line, events in pairs if line is not None]
