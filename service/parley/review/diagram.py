"""One drawing of the core of the ontology: its classes as boxes, and the properties between them as lines.

Each box lists the properties of its class that lead to classes, with the class that each leads to, so that the drawing
can be read without following a line. Boxes stand in columns, so that lines run to the right (layered drawing after
Sugiyama, Tagawa and Toda): columns by longest path, their order by barycentres, and lines that cross a column have a
place of their own in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from parley.model import IRI
from parley.review.terms import Kind, Ontology, ReviewedTerm

WIDTH, GAP = 216, 62  # of a box, and between columns
HEAD, ROW = 30, 21  # heights: of the name of a class, of a property or a kind
_LANE, _SPACE = 6, 18  # height of the place of a line in a column, and the space between places
_PAD = 8
_SWEEPS = 12
_CHARACTERS = 30  # of the kinds of a class that fit in a line


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDrawn:
    """A property in its box: where its words stand, and the class that it leads to."""

    term: ReviewedTerm
    target: ReviewedTerm
    y: float

    @property
    def named_after(self) -> bool:
        """Return whether the property is called like the class, which then need not be told."""
        return self.term.label.casefold() == self.target.label.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxDrawn:
    """A class: its box, the lines that name the classes below it, and its properties."""

    term: ReviewedTerm
    x: float
    y: float
    height: float
    kinds: tuple[str, ...]
    rows: tuple[RowDrawn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDrawn:
    """A property as a line: an SVG path from its row to the box of the class that it leads to."""

    term: ReviewedTerm
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """The whole drawing; `said` tells it in words, a sentence for each class."""

    width: float
    height: float
    boxes: tuple[BoxDrawn, ...]
    lines: tuple[LineDrawn, ...]
    said: tuple[str, ...]
    box_width: float = WIDTH


@dataclass(slots=True)
class _Place:
    """A box, or the place of a line in a column that it crosses."""

    key: tuple[IRI, ...]
    column: int
    height: float
    y: float = 0.0
    before: list[_Place] = field(default_factory=list)
    after: list[_Place] = field(default_factory=list)


def draw(ontology: Ontology) -> Diagram | None:
    """Return the drawing; None where no property leads from one class to another."""
    links = _links(ontology)
    if not links:
        return None
    classes = {end for source, targets in links.items() for end in (source, *(t for _, t in targets))}
    columns = _columns({source: {t for _, t in targets} for source, targets in links.items()}, classes)
    kinds = {iri: _kinds(ontology, iri) for iri in classes}
    heights = {
        iri: HEAD + ROW * (len(links.get(iri, ())) + len(kinds[iri])) + (_PAD if iri in links else 0) for iri in classes
    }
    places = {iri: _Place((iri,), columns[iri], heights[iri]) for iri in sorted(classes)}
    chains = _chains(links, places)
    levels = _levels([*places.values(), *(p for chain in chains.values() for p in chain[1:-1])])
    _order(levels)
    _settle(levels)
    return _drawn(ontology, links, kinds, places, chains)


Links = Mapping[IRI, Sequence[tuple[ReviewedTerm, IRI]]]  # of each class its properties with the class they lead to


def _links(ontology: Ontology) -> dict[IRI, list[tuple[ReviewedTerm, IRI]]]:
    """Return the properties between classes, of a class that is below another one with that of the top."""
    links: dict[IRI, list[tuple[ReviewedTerm, IRI]]] = {}
    for term in ontology.of(Kind.OBJECT_PROPERTY):
        ends = [ontology.terms.get(end) if end else None for end in (term.domain, term.range)]
        if ends[0] is not None and ends[1] is not None:
            source, target = (_top(ontology, end) for end in ends if end is not None)
            links.setdefault(source, []).append((term, target))
    return links


def _top(ontology: Ontology, term: ReviewedTerm) -> IRI:
    above = ontology.ancestors(term)
    return above[-1].iri if above else term.iri


def _kinds(ontology: Ontology, iri: IRI) -> tuple[str, ...]:
    """Return the classes right below a class as lines of text."""
    lines: list[str] = []
    for term in ontology.children(ontology.terms[iri]):
        if lines and len(lines[-1]) + len(term.label) + 2 <= _CHARACTERS:
            lines[-1] += f", {term.label}"
        else:
            lines.append(term.label)
    return tuple(lines)


def _columns(targets: Mapping[IRI, set[IRI]], classes: Iterable[IRI]) -> dict[IRI, int]:
    """Return the column of each class: right of all that lead to it; what nothing leads to is next to its targets."""
    column: dict[IRI, int] = {}

    def of(iri: IRI, seen: tuple[IRI, ...]) -> int:
        if iri not in column:
            sources = [s for s, ts in targets.items() if iri in ts and s != iri and s not in seen]
            column[iri] = max((of(s, (*seen, iri)) + 1 for s in sorted(sources)), default=0)
        return column[iri]

    for iri in sorted(classes):
        of(iri, ())
    led_to = {t for source, ts in targets.items() for t in ts if t != source}
    for iri in sorted(set(targets) - led_to):
        column[iri] = max(min((column[t] for t in targets[iri] if t != iri), default=1) - 1, 0)
    return column


def _chains(links: Links, places: Mapping[IRI, _Place]) -> dict[tuple[IRI, IRI], list[_Place]]:
    """Return for each two classes that are linked the places that the line passes, those in between made for it."""
    chains: dict[tuple[IRI, IRI], list[_Place]] = {}
    for source, targets in sorted(links.items()):
        for target in sorted({t for _, t in targets if t != source}):
            first, last = places[source], places[target]
            step = 1 if last.column >= first.column else -1
            between = [
                _Place((source, target, IRI(str(c))), c, _LANE) for c in range(first.column + step, last.column, step)
            ]
            chain = [first, *between, last]
            for one, other in pairwise(chain):
                left, right = (one, other) if one.column <= other.column else (other, one)
                left.after.append(right)
                right.before.append(left)
            chains[source, target] = chain
    return chains


def _levels(places: Iterable[_Place]) -> list[list[_Place]]:
    levels: dict[int, list[_Place]] = {}
    for place in places:
        levels.setdefault(place.column, []).append(place)
    return [sorted(levels[column], key=lambda p: p.key) for column in sorted(levels)]


def _order(levels: list[list[_Place]]) -> None:
    """Sort each column by where the neighbours in the column before, then in the one after, stand."""
    for sweep in range(_SWEEPS):
        rank = {id(p): i for level in levels for i, p in enumerate(level)}
        back = sweep % 2 == 1
        for level in reversed(levels) if back else levels:
            near = {id(p): [rank[id(n)] for n in (p.after if back else p.before)] for p in level}
            level.sort(key=lambda p: sum(near[id(p)]) / len(near[id(p)]) if near[id(p)] else rank[id(p)])
            rank |= {id(p): i for i, p in enumerate(level)}


def _settle(levels: list[list[_Place]]) -> None:
    """Give each place its height: as near to the middle of its neighbours as its order allows."""
    for level in levels:
        _stack(level, [0.0] * len(level))
    for sweep in range(_SWEEPS):
        for level in levels if sweep % 2 == 0 else reversed(levels):
            wanted = []
            for place in level:
                near = [n.y + n.height / 2 for n in (*place.before, *place.after)]
                wanted.append(sum(near) / len(near) - place.height / 2 if near else place.y)
            _stack(level, wanted)
    top = min(place.y for level in levels for place in level)
    for level in levels:
        for place in level:
            place.y -= top


def _stack(level: list[_Place], wanted: Sequence[float]) -> None:
    """Put the places of a column one below the other, as close as can be to where each wants to be.

    Those that touch form a group that stands where its members want to be on average.
    """
    groups: list[tuple[list[_Place], list[float]]] = []  # the members, and the top of the group that each wants
    for place, y in zip(level, wanted, strict=True):
        members, tops = [place], [y]
        while groups and _mean(groups[-1][1]) + _length(groups[-1][0]) > _mean(tops):
            above, above_tops = groups.pop()
            tops = above_tops + [top - _length(above) for top in tops]
            members = above + members
        groups.append((members, tops))
    for members, tops in groups:
        y = _mean(tops)
        for place in members:
            place.y = y
            y += place.height + _SPACE


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _length(members: Sequence[_Place]) -> float:
    return sum(place.height + _SPACE for place in members)


def _drawn(
    ontology: Ontology,
    links: Links,
    kinds: Mapping[IRI, tuple[str, ...]],
    places: Mapping[IRI, _Place],
    chains: Mapping[tuple[IRI, IRI], list[_Place]],
) -> Diagram:
    boxes, lines, said = [], [], []
    for iri, place in sorted(places.items(), key=lambda each: (each[1].column, each[1].y)):
        term = ontology.terms[iri]
        first = place.y + HEAD + ROW * len(kinds[iri]) + (_PAD - 4)
        rows = []
        # In the order of the places that the lines go to, so that they cross as little as can be.
        level = {target: chains[iri, target][1].y for _, target in links.get(iri, ()) if target != iri}
        own = sorted(links.get(iri, ()), key=lambda link: (level.get(link[1], place.y), link[0].label))
        for number, (each, target) in enumerate(own):
            row = RowDrawn(term=each, target=ontology.terms[each.range or target], y=first + ROW * number + ROW / 2)
            rows.append(row)
            if target != iri:
                lines.append(LineDrawn(term=each, path=_path(chains[iri, target], row.y)))
        boxes.append(
            BoxDrawn(term=term, x=_x(place), y=place.y, height=place.height, kinds=kinds[iri], rows=tuple(rows))
        )
        if rows:
            said.append(f"{term.label}: {', '.join(f'{r.term.label} leads to {r.target.label}' for r in rows)}.")
    return Diagram(
        width=max(_x(place) for place in places.values()) + WIDTH,
        height=max(place.y + place.height for place in places.values()),
        boxes=tuple(boxes),
        lines=tuple(lines),
        said=tuple(said),
    )


def _x(place: _Place) -> float:
    return place.column * (WIDTH + GAP)


def _path(chain: Sequence[_Place], y: float) -> str:
    right = chain[-1].column >= chain[0].column
    x = _x(chain[0]) + (WIDTH if right else 0)
    steps = [f"M{x:g} {y:g}"]
    for place in chain[1:]:
        near, far = (_x(place), _x(place) + WIDTH) if right else (_x(place) + WIDTH, _x(place))
        level = place.y + (HEAD / 2 if place is chain[-1] else place.height / 2)
        middle = (x + near) / 2
        steps.append(f"C{middle:g} {y:.1f} {middle:g} {level:.1f} {near:g} {level:.1f}")
        if place is not chain[-1]:
            steps.append(f"H{far:g}")
        x, y = far, level
    return "".join(steps)
