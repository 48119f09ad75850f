"""Clears the plain shapes: those that only say how many values a property has, and of which kind.

pySHACL takes half a millisecond for each shape that everything conforms to, and nearly everything conforms to nearly
all. Here a plain shape is a few tests of each instance of its class. They only clear: whatever fails a test, or cannot
be compared, is left to pySHACL with every shape that is not plain; it alone says what is wrong.

The tests are those of SHACL, section 4, for the parameters in `_TESTS`.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rdflib import RDF, RDFS, SH, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from parley.vocab import Statement

_TYPE = RDF.type
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
_NO_CONSTRAINT = frozenset({_TYPE, SH.path, SH.targetClass})
_OF_NODES = frozenset({SH["class"], SH.nodeKind, SH["not"]})  # the others speak of the values of a property
_Said = dict[Node, list[Node]]  # values by predicate


class Described:
    """Triples by subject and predicate, and the nodes by class."""

    def __init__(self, triples: Iterable[Statement], superclasses: Mapping[Node, frozenset[Node]]) -> None:
        self._values: dict[Node, _Said] = {}
        self._classes: dict[Node, set[Node]] = {}
        self._instances: dict[Node, list[tuple[Node, _Said]]] = {}
        for subject, predicate, value in triples:
            self._values.setdefault(subject, {}).setdefault(predicate, []).append(value)
        for node, said in self._values.items():
            classes = {above for cls in said.get(_TYPE, ()) for above in superclasses.get(cls, (cls,))}
            self._classes[node] = classes
            for each in classes:
                self._instances.setdefault(each, []).append((node, said))

    def values(self, node: Node, predicate: Node) -> Sequence[Node]:
        """Return the values of a property of a node."""
        return self._values.get(node, {}).get(predicate, ())

    def instances(self, cls: Node) -> Sequence[tuple[Node, _Said]]:
        """Return the instances of a class, those of its subclasses included, with what is said of each."""
        return self._instances.get(cls, ())

    def is_a(self, node: Node, cls: Node) -> bool:
        """Say whether a node is an instance of a class."""
        return cls in self._classes.get(node, ())


Test = Callable[[Sequence[Node], Node, Described], bool]
"""Whether values hold for a node: from the values, the node and what is described to True, or False when in doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _PlainShape:
    targets: tuple[Node, ...]  # classes
    path: Node | None
    tests: tuple[Test, ...]

    def clears(self, described: Described) -> bool:
        for cls in self.targets:
            for node, said in described.instances(cls):
                values = (node,) if self.path is None else said.get(self.path, ())
                for test in self.tests:
                    if not test(values, node, described):
                        return False
        return True


class PlainShapes:
    """The plain ones among shapes, to be cleared; `hierarchy` tells which class is below which."""

    def __init__(self, shapes: Graph, hierarchy: Graph) -> None:
        self._superclasses = {
            cls: frozenset(each for each in hierarchy.transitive_objects(cls, RDFS.subClassOf) if each is not None)
            for cls in hierarchy.subjects()
        }
        self._plain: dict[str, _PlainShape] = {}
        self._others: list[str] = []
        for shape in sorted({str(node) for target in _TARGETS for node in shapes.subjects(target)}):
            plain = _plain_shape(shapes, URIRef(shape))
            if plain is not None:
                self._plain[shape] = plain
            else:
                self._others.append(shape)
        # a shape that is a class has its instances for targets
        self._others += sorted({str(node) for node in shapes.subjects(RDF.type, RDFS.Class)} - {*self._others})

    def left(self, triples: Sequence[Statement]) -> list[str]:
        """Return the IRIs of the shapes that validation is needed for; the others hold for all that is described."""
        if RDFS.subClassOf in {predicate for _, predicate, _ in triples}:
            return [*self._plain, *self._others]  # with a hierarchy of its own
        described = Described(triples, self._superclasses)
        return [shape for shape, plain in self._plain.items() if not plain.clears(described)] + self._others


def _plain_shape(shapes: Graph, shape: URIRef) -> _PlainShape | None:
    """Return a shape that is plain as what is tested, None when there is more to it."""
    path = shapes.value(shape, SH.path)
    if not isinstance(path, URIRef | None):
        return None
    try:
        tests = tuple(_tests(shapes, shape))
    except (LookupError, TypeError, ValueError, re.error):
        return None
    return _PlainShape(targets=tuple(shapes.objects(shape, SH.targetClass)), path=path, tests=tests)


def _tests(shapes: Graph, shape: Node) -> Iterator[Test]:
    """Yield the tests of a shape; LookupError when it has a parameter that is not tested here."""
    on_node = (shape, SH.path, None) not in shapes
    for parameter, value in shapes.predicate_objects(shape):
        if parameter in _NO_CONSTRAINT:
            continue
        if on_node and parameter not in _OF_NODES:
            raise KeyError(parameter)
        yield _negated(shapes, value) if parameter == SH["not"] else _TESTS[parameter](value)


def _negated(shapes: Graph, shape: Node) -> Test:
    """Return the test that values are no instances of the class that `shape` asks for, and nothing else."""
    [cls] = [value for parameter, value in shapes.predicate_objects(shape) if parameter != RDF.type]
    if (shape, SH["class"], cls) not in shapes:
        raise KeyError(shape)
    return lambda values, _, described: not any(described.is_a(value, cls) for value in values)


def _class(cls: Node) -> Test:
    return lambda values, _, described: all(described.is_a(value, cls) for value in values)


def _node_kind(kind: Node) -> Test:
    if kind != SH.IRI:
        raise KeyError(kind)
    return lambda values, *_: all(isinstance(value, URIRef) for value in values)


def _datatype(datatype: Node) -> Test:
    allowed = (None, datatype) if datatype == XSD.string else (datatype,)

    def holds(value: Node) -> bool:
        return isinstance(value, Literal) and value.datatype in allowed and not (value.language or value.ill_typed)

    return lambda values, *_: all(map(holds, values))


def _pattern(pattern: Node) -> Test:
    matches = re.compile(str(pattern)).search
    return lambda values, *_: all(matches(str(value)) for value in values)


def _min_length(length: Node) -> Test:
    least = int(str(length))
    return lambda values, *_: all(len(str(value)) >= least for value in values)


def _count(compare: Callable[[int, int], bool]) -> Callable[[Node], Test]:
    def test(number: Node) -> Test:
        bound = int(str(number))
        return lambda values, *_: compare(len(values), bound)

    return test


def _bound(compare: Callable[..., bool]) -> Callable[[Node], Test]:
    return lambda bound: lambda values, *_: all(_compared(value, bound, compare) for value in values)


def _pair(compare: Callable[..., bool]) -> Callable[[Node], Test]:
    return lambda other: (
        lambda values, node, described: all(
            _compared(value, each, compare) for value in values for each in described.values(node, other)
        )
    )


def _compared(one: Node, other: Node, compare: Callable[..., bool]) -> bool:
    """Compare days with days and numbers with numbers; anything else is in doubt."""
    if not (isinstance(one, Literal) and isinstance(other, Literal)):
        return False
    a, b = one.value, other.value
    if type(a) is dt.date and type(b) is dt.date:
        return compare(a, b)
    return type(a) in (int, Decimal) and type(b) in (int, Decimal) and compare(a, b)


_TESTS: Mapping[Node, Callable[[Node], Test]] = {
    SH["class"]: _class,
    SH.datatype: _datatype,
    SH.lessThan: _pair(operator.lt),
    SH.lessThanOrEquals: _pair(operator.le),
    SH.maxCount: _count(operator.le),
    SH.maxInclusive: _bound(operator.le),
    SH.minCount: _count(operator.ge),
    SH.minInclusive: _bound(operator.ge),
    SH.minLength: _min_length,
    SH.nodeKind: _node_kind,
    SH.pattern: _pattern,
}
