"""Triples in memory, as a store for the graphs of rdflib."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self

from rdflib import Graph, URIRef
from rdflib.plugins.stores.memory import SimpleMemory
from rdflib.term import Node

_Triple = tuple[Node, Node, Node]
_Pattern = tuple[Node | None, Node | None, Node | None]
_Index = dict[Node, dict[Node, dict[Node, None]]]
_NOWHERE: tuple[()] = ()


class Triples(SimpleMemory):
    """Keeps triples by subject; by predicate and by value only from the first question that needs it.

    Most graphs are written once and read whole, and the two other indexes are most of the work of writing.
    """

    def __init__(self, configuration: str | None = None, identifier: Any = None) -> None:
        super().__init__(configuration, identifier)
        self._by_subject: _Index = {}
        self._by_predicate: _Index | None = None
        self._by_value: _Index | None = None

    def add(self, triple: _Triple, context: Any, quoted: bool = False) -> None:
        """Add a triple."""
        s, p, o = triple
        self._by_subject.setdefault(s, {}).setdefault(p, {})[o] = None
        if self._by_predicate is not None:
            _enter(self._by_predicate, p, o, s)
        if self._by_value is not None:
            _enter(self._by_value, o, s, p)

    def remove(self, triple_pattern: _Pattern, context: Any = None) -> None:
        """Remove what matches the pattern."""
        for (s, p, o), _ in list(self.triples(triple_pattern)):
            del self._by_subject[s][p][o]
        self._by_predicate = self._by_value = None

    def triples(self, triple_pattern: _Pattern, context: Any = None) -> Iterator[tuple[_Triple, Any]]:
        """Yield what matches the pattern, each with the contexts that it stands in: none."""
        for triple in self.matching(triple_pattern):
            yield triple, _NOWHERE

    def matching(self, pattern: _Pattern) -> Iterator[_Triple]:
        """Yield what matches the pattern."""
        s, p, o = pattern
        if s is not None:
            said = self._by_subject.get(s, {})
            for predicate in said if p is None else (p,):
                values = said.get(predicate, {})
                for value in values if o is None else (o,) if o in values else ():
                    yield s, predicate, value
        elif p is not None:
            if self._by_predicate is None:
                self._by_predicate = {}
                for one, two, three in self._all():
                    _enter(self._by_predicate, two, three, one)
            having = self._by_predicate.get(p, {})
            for value in having if o is None else (o,):
                for subject in having.get(value, {}):
                    yield subject, p, value
        elif o is not None:
            if self._by_value is None:
                self._by_value = {}
                for one, two, three in self._all():
                    _enter(self._by_value, three, one, two)
            for subject, predicates in self._by_value.get(o, {}).items():
                for predicate in predicates:
                    yield subject, predicate, o
        else:
            yield from self._all()

    def values(self, subject: Node, predicate: Node) -> Iterable[Node]:
        """Return what is said of a subject with a predicate."""
        return self._by_subject.get(subject, {}).get(predicate, ())

    def has(self, triple: _Triple) -> bool:
        """Say whether a triple is here."""
        s, p, o = triple
        return o in self._by_subject.get(s, {}).get(p, ())

    def __len__(self, context: Any = None) -> int:
        return sum(len(values) for said in self._by_subject.values() for values in said.values())

    def _all(self) -> Iterator[_Triple]:
        for subject, said in self._by_subject.items():
            for predicate, values in said.items():
                for value in values:
                    yield subject, predicate, value


def _enter(index: _Index, one: Node, two: Node, three: Node) -> None:
    index.setdefault(one, {}).setdefault(two, {})[three] = None


class PlainGraph(Graph):
    """A graph of `Triples`; what is asked of it most goes there at once, past the questions that rdflib asks first."""

    def __init__(self, *, identifier: URIRef | None = None, kept: Triples | None = None) -> None:
        self._kept = Triples() if kept is None else kept
        super().__init__(store=self._kept, identifier=identifier)

    def __reduce__(self) -> tuple[Any, ...]:
        return _graph_of, (self._kept, self.identifier)

    def add(self, triple: Any) -> Self:
        """Add a triple."""
        self._kept.add(triple, self)
        return self

    def __iadd__(self, other: Iterable[Any]) -> Self:  # type: ignore[misc]  # `__add__` is rdflib's
        for triple in other:
            self._kept.add(triple, self)
        return self

    def __contains__(self, triple: Any) -> bool:
        s, p, o = triple
        if s is None or type(p) is not URIRef or o is None:
            return super().__contains__(triple)
        return self._kept.has(triple)

    def triples(self, triple: Any) -> Any:
        """Yield what matches the pattern; a path in place of its predicate is left to rdflib."""
        if triple[1] is None or type(triple[1]) is URIRef:
            return self._kept.matching(triple)
        return super().triples(triple)

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Any:
        """Yield the values of a property."""
        if type(subject) is URIRef and type(predicate) is URIRef:
            return iter([*self._kept.values(subject, predicate)])
        return super().objects(subject, predicate, unique)


def _graph_of(kept: Triples, identifier: URIRef) -> PlainGraph:
    return PlainGraph(identifier=identifier, kept=kept)
