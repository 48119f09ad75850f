"""The ontology against the shapes of terms, one result for each shape, and all shapes against SHACL-SHACL."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from parley.model import IRI, Violation
from parley.review.checks import Finding, Level, Result, Reviewed
from parley.review.rules import prefixed
from parley.validate import meta_results, vocabulary_results

TERM_SHAPES = "The shapes of terms"
META = "The shapes are SHACL"
_LEVELS = {"Violation": Level.ERROR, "Warning": Level.WARNING, "Info": Level.NOTE}


def shape_results(reviewed: Reviewed) -> tuple[Result, ...]:
    """Return one result for each shape that looks at terms: those whose targets are no instances of our classes."""
    shapes = _without(reviewed.shapes, {rule.shape for rule in reviewed.rules})
    found: dict[IRI, list[Violation]] = {}
    for violation in vocabulary_results(reviewed.graph, shapes):
        found.setdefault(violation.shape, []).append(violation)
    sources = {
        shape
        for kind in (SH.NodeShape, SH.PropertyShape)
        for shape in shapes.subjects(RDF.type, kind)
        if isinstance(shape, URIRef) and (shape, SH.message, None) in shapes and not _helps(shapes, shape)
    }
    return tuple(_result(shapes, shape, found.get(IRI(str(shape)), ()), reviewed) for shape in sorted(sources, key=str))


def meta_result(reviewed: Reviewed) -> Result:
    """Return what the shapes break of the shapes that SHACL gives for shapes."""
    kinds = (SH.NodeShape, SH.PropertyShape)
    number = sum(1 for kind in kinds for _ in reviewed.shapes.subjects(RDF.type, kind))
    return Result(
        family=META,
        key="meta-shacl",
        name=f"All {number} shapes are well-formed",
        meaning="A shape that is not, is passed over by some validators and refused by others.",
        level=Level.ERROR,
        source="SHACL-SHACL",
        findings=tuple(_finding(violation, reviewed) for violation in meta_results(reviewed.shapes)),
    )


def _without(shapes: Graph, aside: Iterable[IRI]) -> Graph:
    """Return the shapes that are left without those `aside`, and without node shapes that only hold some of them."""
    gone: set[Node] = {URIRef(iri) for iri in aside}
    gone |= {holder for shape in gone for holder in shapes.subjects(SH.property, shape)}
    gone |= {query for shape in gone for query in shapes.objects(shape, SH.sparql)}
    left = Graph()
    for triple in shapes:
        if triple[0] not in gone:
            left.add(triple)
    return left


def _helps(shapes: Graph, shape: URIRef) -> bool:
    return any((None, predicate, shape) in shapes for predicate in (SH.qualifiedValueShape, SH["not"]))


def _result(shapes: Graph, shape: URIRef, violations: Iterable[Violation], reviewed: Reviewed) -> Result:
    holder = shapes.value(None, SH.property, shape)
    name = str(shapes.value(shape, SH.name) or shapes.value(shape, RDFS.label) or "")
    whole = str(shapes.value(holder, RDFS.label) or "") if holder is not None else ""
    severity = str(shapes.value(shape, SH.severity) or SH.Violation).rpartition("#")[2]
    return Result(
        family=TERM_SHAPES,
        key=str(shape).rpartition("#")[2],
        name=f"{whole}: {name}" if whole else name,
        meaning=str(shapes.value(shape, SH.message)),
        level=_LEVELS[severity],
        source=prefixed(str(shape)),
        findings=tuple(_finding(violation, reviewed) for violation in violations),
    )


def _finding(violation: Violation, reviewed: Reviewed) -> Finding:
    term = reviewed.ontology.terms.get(violation.focus_node)
    value = f" ({violation.value})" if violation.value else ""
    return Finding(
        iri=violation.focus_node,
        label=term.label if term is not None else prefixed(violation.focus_node),
        said=f"{violation.message}{value}",
    )
