"""Validates graphs against shapes that are parsed once.

Core constraints run in pySHACL, as far as `PlainShapes` does not clear them. SPARQL constraints would cost it some 9 ms
per focus node, because it parses each query anew every time; they are parsed once here and run once per graph, which
finds the same, as their queries bind `$this` themselves. Constraints typed `shp:CrossCheck` are left to `cross_checks`,
whose queries run over a whole store.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pyshacl.errors import ReportableRuntimeError, ShapeLoadError, ValidationFailure
from pyshacl.graph_abstraction import DataGraph
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator as ShaclValidator
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from parley.errors import ShapesError
from parley.model import IRI, Report, Term, Violation
from parley.validate.plain import PlainShapes
from parley.validate.queries import rules_of
from parley.validate.results import NO_DEPENDENCE, claims_behind, in_order, local_name, refuses
from parley.vocab import NS, PARLEY, Statement, new_graph, shared, shared_term

# pySHACL compares every triple of a shape with some fifty parameters, at every visit. What is no parameter is therefore
# looked up only when there is a result.
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_SET_ASIDE = frozenset({SH.sparql, SH.message, SH.severity, SH.name, RDFS.label, RDFS.comment})
# Oxigraph takes every sum in a filter for a number, so that a day is never later than another plus a while.
_SUM = re.compile(r"\+\s*\S+Duration\b")

Engine = Callable[[Iterable[Statement]], Callable[[str], Sequence[Mapping[str, Term]]]]
"""What answers SELECT queries on triples: from triples to a function from a query to its solutions."""


class Validator:
    """Validates graphs against one set of shapes; `ontology` tells which event type is below which.

    SPARQL constraints are run by `engine`, by default rdflib, which is slow. Raises ShapesError when the shapes cannot
    be used.
    """

    def __init__(self, shapes: Graph, *, ontology: Graph | None = None, engine: Engine | None = None) -> None:
        self._engine = engine
        blank = next((node for triple in shapes for node in triple if isinstance(node, BNode)), None)
        if blank is not None:
            raise ShapesError("the shapes have a blank node", where=str(blank), remedy="give every shape an IRI")
        core = Graph()
        for triple in shapes:
            if triple[1] not in _SET_ASIDE:
                core.add(shared(triple))
        self._texts = {
            str(shape): (local_name(shapes.value(shape, SH.severity)), _text(shapes.value(shape, SH.message)))
            for shape in shapes.subjects()
        }
        rules = rules_of(shapes)
        self._fast = [rule for rule in rules if engine is not None and not _SUM.search(rule.text)]
        self._slow = [rule for rule in rules if rule not in self._fast]
        self._asked = frozenset(shared_term(URIRef(each)) for rule in self._fast for each in rule.predicates)
        hierarchy = new_graph()
        for triple in (ontology or Graph()).triples((None, RDFS.subClassOf, None)):
            if str(triple[0]).startswith(NS) and str(triple[2]).startswith(NS):
                hierarchy.add(shared(triple))
        self._hierarchy = tuple(hierarchy)
        hoisted = _hoisted(core)
        self._plain = PlainShapes(hoisted, hierarchy)
        try:
            self._shapes = ShapesGraph(hoisted)
            self._count = len(self._shapes.shapes)
        except (ReportableRuntimeError, ShapeLoadError) as error:
            raise ShapesError(f"the shapes cannot be used: {error}") from error

    def __len__(self) -> int:
        """Return how many shapes there are."""
        return self._count

    def validate(self, graph: Graph, *, context: Graph | None = None) -> Report:
        """Report what in `graph` breaks the shapes; warnings leave it conforming.

        `context` holds what the graph refers to but does not say itself, such as the types of reference actors
        (`context_of`). The shapes see it; it is not validated itself, not changed and not kept.
        """
        said = [*_comparable(graph), *(triple for triple in context or () if triple not in graph)]
        found = (*self._core_results(said), *self._rule_results([*said, *self._hierarchy]))
        results = in_order(result for result in found if (URIRef(result.focus_node), None, None) in graph)
        return Report(conforms=not any(refuses(result) for result in results), results=results)

    def validate_article(
        self, graph: Graph, *, context: Graph | None = None, also: Sequence[Violation] = ()
    ) -> tuple[Graph, Report]:
        """Take the claims that break a shape out of an article graph, and say which and why.

        A claim goes with its participations and source, with the evidence, actors and places that no claim left uses,
        and with the links of other claims that were part of it. `also` are results found elsewhere (`check_quotes`)
        that refuse in the same way. Warnings refuse nothing. The report has every result, those of refused claims
        included; it conforms when what is left does. It does not when the fault lies with the article itself or with
        something that no claim leads to: such an article is not to be stored.
        """
        kept, refused = graph, set[URIRef]()
        results = set(also)
        causes = [result for result in also if refuses(result)]
        unassigned = any(not claims_behind(graph, URIRef(cause.focus_node)) for cause in causes)
        while True:
            report = self.validate(kept, context=context)
            results.update(report.results)
            causes += [result for result in report.results if refuses(result)]
            at_fault = {claim for cause in causes for claim in claims_behind(kept, URIRef(cause.focus_node))}
            if not at_fault:
                break
            refused |= at_fault
            kept = _without(kept, at_fault)
            causes = []
        return kept, Report(
            conforms=report.conforms and not unassigned,
            results=in_order(results),
            refused=tuple(sorted(IRI(str(claim)) for claim in refused)),
        )

    def _core_results(self, said: Sequence[Statement]) -> Iterator[Violation]:
        left = self._plain.left(said)
        if not left:
            return
        run = ShaclValidator(
            DataGraph.from_rdflib(_graph_of((*said, *self._hierarchy))),
            shacl_graph=self._shapes.graph,
            options={"allow_warnings": True, "inplace": True, "use_shapes": left},
        )
        run.shacl_graph = self._shapes  # the shapes harvested once, in place of new ones
        try:
            _, report, _ = run.run()  # type: ignore[no-untyped-call]
        except (ReportableRuntimeError, ValidationFailure) as error:
            raise ShapesError(f"validation cannot be carried out: {error}") from error
        for result in report.objects(predicate=SH.result):
            path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
            shape = str(report.value(result, SH.sourceShape))
            severity, message = self._texts[shape]
            yield Violation(
                focus_node=IRI(str(report.value(result, SH.focusNode))),
                severity=severity,
                shape=IRI(shape),
                message=message or min(str(generic) for generic in report.objects(result, SH.resultMessage)),
                path=IRI(str(path)) if isinstance(path, URIRef) else None,
                value=None if value is None else str(value),
            )

    def _rule_results(self, seen: Sequence[Statement]) -> Iterator[Violation]:
        if self._engine is not None and self._fast:
            solutions = self._engine(triple for triple in seen if triple[1] in self._asked)
            for rule in self._fast:
                for found in solutions(rule.text):
                    yield rule.violation({name: term.value for name, term in found.items()})
        if self._slow:
            graph = _graph_of(seen)
            for rule in self._slow:
                for solution in graph.query(rule.query).bindings:
                    yield rule.violation({str(variable): str(term) for variable, term in solution.items()})


def _graph_of(triples: Iterable[Statement]) -> Graph:
    graph = Graph()  # of contexts, as pySHACL wants it
    for triple in triples:
        graph.add(triple)
    return graph


def _hoisted(shapes: Graph) -> Graph:
    """Return the shapes with the targets of each node shape given to its property shapes instead.

    The results are the same. But pySHACL goes to a property shape once for each focus node of its node shape, and once
    for all focus nodes of its own; which is most of its time.
    """
    hoisted = Graph()
    targeted = {shape for target in _TARGETS for shape in shapes.subjects(target)}
    for shape, predicate, value in shapes:
        if predicate != SH.property or shape not in targeted or (value, SH.path, None) not in shapes:
            hoisted.add((shape, predicate, value))
            continue
        for target in _TARGETS:
            for each in shapes.objects(shape, target):
                hoisted.add((value, target, each))
    return hoisted


def context_of(graph: Graph, reference: Graph) -> Graph:
    """Return the types that `reference` gives to the nodes that `graph` refers to without describing them."""
    context = Graph()
    for node in {each for each in graph.objects() if isinstance(each, URIRef)}:
        if (node, None, None) not in graph:
            for each in reference.objects(node, RDF.type):
                context.add((node, RDF.type, each))
    return context


def _text(literal: Node | None) -> str:
    return "" if literal is None else str(literal)


def _comparable(graph: Graph) -> Iterator[tuple[Node, Node, Node]]:
    """Yield the triples of `graph`, literals such as "2024-13-45"^^xsd:date as text in no language (`zxx`).

    As such they break every datatype and every comparison, as SHACL has it; rdflib cannot tell whether they are less.
    """
    for triple in graph:
        value = triple[2]
        wrong = type(value) is Literal and value.ill_typed
        yield (*triple[:2], Literal(str(value), lang="zxx")) if wrong else triple


def _without(graph: Graph, claims: set[URIRef]) -> Graph:
    """Return a copy of `graph` without `claims`, without what only they use, and without links to them."""
    left = {URIRef(str(claim)) for claim in graph.subjects(RDF.type, PARLEY.Claim)} - claims
    gone = (_used_by(graph, claims) - _used_by(graph, left)) | claims
    kept = new_graph()
    for triple in graph:
        if triple[0] not in gone and triple[2] not in claims:
            kept.add(triple)
    return kept


def _used_by(graph: Graph, claims: set[URIRef]) -> set[URIRef]:
    """Return every node that the claims lead to, articles and other claims apart."""
    found: set[URIRef] = set()
    waiting = list(claims)
    while waiting:
        for predicate, value in graph.predicate_objects(waiting.pop()):
            if isinstance(value, URIRef) and predicate not in NO_DEPENDENCE and value not in found:
                found.add(value)
                waiting.append(value)
    return found
