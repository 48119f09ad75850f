"""What a snapshot holds, counted in one pass: statements, subjects, classes and properties per kind of graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

import pyoxigraph as ox

from parley.store.sparql.prefixes import PREFIXES

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_SAME = ox.NamedNode(PREFIXES["owl"] + "sameAs")
_TERM = PREFIXES[""]
_BY_NAME = ("classes", "properties", "values", "same")


@dataclass(slots=True)
class PartCount:
    """The counts of one kind of graph: `graph/events`, or all of `graph/article/…`.

    `classes` has the instances of each class, `properties` the statements with each property, `uses` the statements
    with each property about instances of each class, `values` the statements that have a term of the ontology as their
    value (types apart), `same` the links to other data by what their IRIs begin with.
    """

    graphs: int = 0
    triples: int = 0
    subjects: int = 0
    entities: int = 0  # subjects below the base of the deployment
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    uses: Counter[tuple[str, str]] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)

    def to_json(self) -> dict[str, Any]:
        """Return the counts as what JSON can hold, sorted."""
        plain = {name: getattr(self, name) for name in ("graphs", "triples", "subjects", "entities")}
        counts = {name: dict(sorted(getattr(self, name).items())) for name in _BY_NAME}
        return {**plain, **counts, "uses": [[*key, number] for key, number in sorted(self.uses.items())]}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> PartCount:
        """Return the counts that `to_json` wrote."""
        return cls(
            graphs=content["graphs"],
            triples=content["triples"],
            subjects=content["subjects"],
            entities=content["entities"],
            classes=Counter(content["classes"]),
            properties=Counter(content["properties"]),
            uses=Counter({(kind, predicate): number for kind, predicate, number in content["uses"]}),
            values=Counter(content["values"]),
            same=Counter(content["same"]),
        )


def count_parts(store: ox.Store, base_iri: str) -> dict[str, PartCount]:
    """Return the counts of a store by kind of graph: `events`, `actors`, `article`, `report`, …, sorted."""
    parts: dict[str, PartCount] = {}
    for name in store.named_graphs():
        if isinstance(name, ox.NamedNode):
            kind = name.value.removeprefix(f"{base_iri}graph/").partition("/")[0]
            part = parts.setdefault(kind, PartCount())
            part.graphs += 1
            _count(part, store.quads_for_pattern(None, None, None, name), base_iri)
    return dict(sorted(parts.items()))


def _count(part: PartCount, quads: Iterable[ox.Quad], base_iri: str) -> None:
    # The engine gives a graph in the order of its subjects.
    for subject, group in groupby(quads, key=attrgetter("subject")):
        statements = list(group)
        part.triples += len(statements)
        part.subjects += 1
        part.entities += getattr(subject, "value", "").startswith(base_iri)
        kinds = [q.object.value for q in statements if q.predicate == _TYPE and isinstance(q.object, ox.NamedNode)]
        said = Counter(q.predicate.value for q in statements)
        part.classes.update(kinds)
        part.properties.update(said)
        part.values.update(
            q.object.value
            for q in statements
            if isinstance(q.object, ox.NamedNode) and q.object.value.startswith(_TERM) and q.predicate != _TYPE
        )
        for kind in kinds:
            for predicate, number in said.items():
                part.uses[kind, predicate] += number
        part.same.update(_elsewhere(statements))


def _elsewhere(statements: list[ox.Quad]) -> Iterator[str]:
    for quad in statements:
        if quad.predicate == _SAME and isinstance(quad.object, ox.NamedNode):
            yield quad.object.value.rpartition("/")[0] + "/"
