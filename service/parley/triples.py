"""Triples in memory, as a store for the graphs of rdflib."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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
        _enter(self._by_subject, s, p, o)
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
        s, p, o = triple_pattern
        if s is not None:
            said = self._by_subject.get(s, {})
            for predicate in said if p is None else (p,):
                values = said.get(predicate, {})
                for value in values if o is None else (o,) if o in values else ():
                    yield (s, predicate, value), _NOWHERE
        elif p is not None:
            if self._by_predicate is None:
                self._by_predicate = {}
                for one, two, three in self._all():
                    _enter(self._by_predicate, two, three, one)
            having = self._by_predicate.get(p, {})
            for value in having if o is None else (o,):
                for subject in having.get(value, {}):
                    yield (subject, p, value), _NOWHERE
        elif o is not None:
            if self._by_value is None:
                self._by_value = {}
                for one, two, three in self._all():
                    _enter(self._by_value, three, one, two)
            for subject, predicates in self._by_value.get(o, {}).items():
                for predicate in predicates:
                    yield (subject, predicate, o), _NOWHERE
        else:
            for triple in self._all():
                yield triple, _NOWHERE

    def __len__(self, context: Any = None) -> int:
        return sum(len(values) for said in self._by_subject.values() for values in said.values())

    def _all(self) -> Iterator[_Triple]:
        for subject, said in self._by_subject.items():
            for predicate, values in said.items():
                for value in values:
                    yield subject, predicate, value


def _enter(index: _Index, one: Node, two: Node, three: Node) -> None:
    index.setdefault(one, {}).setdefault(two, {})[three] = None
