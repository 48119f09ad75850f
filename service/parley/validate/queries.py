"""The SPARQL constraints of the shapes as queries that run once: over a graph (rules) or a store (cross-checks)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from parley.errors import ShapesError
from parley.model import IRI, Answer, Violation
from parley.validate.results import SHAPES, in_order, local_name
from parley.vocab import NS

_MARKED_GROUP = re.compile(r"\{(\s*# in the article\s*\n)")
_VARIABLE = re.compile(r"\{[?$](\w+)\}")
_NAME = re.compile(r"<([^<>\s]+)>|(\w*):([\w-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossCheck:
    """A SPARQL constraint as one query over a store: articles in named graphs, reference data in the default graph.

    Solutions bind `this` (the focus node), mostly `path` and `value`, and what the message names as `{?variable}`.
    """

    name: str
    shape: IRI
    query: str
    predicates: frozenset[str]  # of the triples that it looks at
    message: str
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A SPARQL constraint as one query over a graph, as text and parsed."""

    shape: IRI
    text: str
    query: Query
    predicates: frozenset[str]  # of the triples that it looks at
    message: str
    severity: str

    def violation(self, found: Mapping[str, str]) -> Violation:
        """Return one solution of the query as a result."""
        return _violation(self, found)


def rules_of(shapes: Graph) -> tuple[Rule, ...]:
    """Return the SPARQL constraints of the shapes, cross-checks apart; ShapesError when one is not SPARQL."""
    return tuple(
        Rule(
            shape=IRI(str(shape)),
            text=_prologue(shapes, constraint) + _select(shapes, constraint),
            query=_parsed(_prologue(shapes, constraint) + _select(shapes, constraint), where=constraint),
            predicates=_predicates(shapes, constraint),
            message=_message(shapes, shape, constraint),
            severity=local_name(shapes.value(shape, SH.severity)),
        )
        for shape, constraint in _constraints(shapes, cross=False)
    )


def cross_checks(shapes: Graph) -> tuple[CrossCheck, ...]:
    """Return the cross-checks of the shapes as queries over a whole store, by name.

    The text of `sh:select` is used as it stands, with two changes: its prefixes are put in front, and the group marked
    `# in the article` becomes `GRAPH ?graph { … }`. `$this`, no longer bound in advance, is bound by the query itself.
    """
    checks = []
    for shape, constraint in _constraints(shapes, cross=True):
        select, marked = _MARKED_GROUP.subn(r"GRAPH ?graph {\1", _select(shapes, constraint))
        if not marked:
            raise ShapesError(
                "no group of the query is marked as standing in the article",
                where=str(constraint),
                remedy="begin that group with { # in the article",
            )
        query = _prologue(shapes, constraint) + select
        _parsed(query, where=constraint)
        checks.append(
            CrossCheck(
                name=str(shapes.value(shape, RDFS.label) or local_name(shape)),
                shape=IRI(str(shape)),
                query=query,
                predicates=_predicates(shapes, constraint),
                message=_message(shapes, shape, constraint),
                severity=local_name(shapes.value(shape, SH.severity)),
            )
        )
    return tuple(sorted(checks, key=lambda check: check.name))


def cross_check_results(check: CrossCheck, answer: Answer) -> tuple[Violation, ...]:
    """Return what a cross-check found, from the answer to its query."""
    return in_order(
        _violation(check, {name: term.value for name, term in solution.items()}) for solution in answer.solutions
    )


def _constraints(shapes: Graph, *, cross: bool) -> list[tuple[URIRef, URIRef]]:
    """Return each shape with its SPARQL constraint: the cross-checks, or the others."""
    pairs = ((URIRef(str(s)), URIRef(str(o))) for s, o in shapes.subject_objects(SH.sparql))
    return sorted(pair for pair in pairs if ((pair[1], RDF.type, SHAPES.CrossCheck) in shapes) is cross)


def _parsed(query: str, *, where: URIRef) -> Query:
    try:
        return prepareQuery(query)
    except Exception as error:  # rdflib lets through whatever its grammar library raises
        raise ShapesError(f"the query is not SPARQL: {error}", where=str(where)) from error


def _select(shapes: Graph, constraint: URIRef) -> str:
    select = shapes.value(constraint, SH.select)
    if select is None:
        raise ShapesError("the SPARQL constraint has no sh:select", where=str(constraint))
    return str(select).strip() + "\n"


def _predicates(shapes: Graph, constraint: URIRef) -> frozenset[str]:
    """Return every IRI in the query, rdf:type included: among them are its predicates, as it leaves none open."""
    declared = _prefixes(shapes, constraint)
    names = _NAME.findall(_select(shapes, constraint))
    return frozenset({str(RDF.type), *(iri or declared.get(prefix, "") + name for iri, prefix, name in names)})


def _prologue(shapes: Graph, constraint: URIRef) -> str:
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in sorted(_prefixes(shapes, constraint).items()))


def _prefixes(shapes: Graph, constraint: URIRef) -> dict[str, str]:
    return {
        str(shapes.value(declaration, SH.prefix)): str(shapes.value(declaration, SH.namespace))
        for header in shapes.objects(constraint, SH.prefixes)
        for declaration in shapes.objects(header, SH.declare)
    }


def _message(shapes: Graph, shape: URIRef, constraint: URIRef) -> str:
    return str(shapes.value(constraint, SH.message) or shapes.value(shape, SH.message) or local_name(shape))


def _violation(rule: Rule | CrossCheck, found: Mapping[str, str]) -> Violation:
    """Return one solution as a result; without `?value` the value is the focus node, as SHACL has it."""
    return Violation(
        focus_node=IRI(found["this"]),
        severity=rule.severity,
        shape=rule.shape,
        # terms of the ontology are shown by their local names
        message=_VARIABLE.sub(lambda name: found.get(name[1], name[0]).removeprefix(NS), rule.message),
        path=IRI(found["path"]) if "path" in found else None,
        value=found.get("value", found["this"]),
    )
