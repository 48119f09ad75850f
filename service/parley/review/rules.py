"""What the shapes demand, in words: of the instances of a class, of the values of a property, of those of a scheme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from parley.model import IRI
from parley.review.terms import Kind, Ontology, ReviewedTerm
from parley.vocab import NS, ONTOLOGY

_TARGETS = {
    SH.targetClass: "each instance of",
    SH.targetSubjectsOf: "whatever has",
    SH.targetObjectsOf: "whatever is a value of",
    SH.targetNode: "the node",
}
_KINDS = {
    str(SH.IRI): "an IRI",
    str(SH.Literal): "a literal",
    str(SH.BlankNode): "a blank node",
    str(SH.BlankNodeOrIRI): "an IRI or a blank node",
    str(SH.IRIOrLiteral): "an IRI or a literal",
    str(SH.BlankNodeOrLiteral): "a literal or a blank node",
}
# A parameter, and how its value reads; {} is the value.
_WORDS = {
    SH.minInclusive: "at least {}",
    SH.maxInclusive: "at most {}",
    SH.minExclusive: "more than {}",
    SH.maxExclusive: "less than {}",
    SH.lessThan: "less than {} of the same node",
    SH.lessThanOrEquals: "at most {} of the same node",
    SH.equals: "the same as {} of the same node",
    SH.disjoint: "none of {} of the same node",
    SH.hasValue: "{} among them",
    SH.datatype: "of the type {}",
    SH["class"]: "an instance of {}",
    SH["not"]: "not “{}”",
    SH.node: "as “{}” has it",
}
_FILLED = re.compile(r"'?\{\?\w+\}'?")
_USED = re.compile(r"\bparley:([A-Za-z][\w-]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a shape looks at: "each instance of" `iri`."""

    words: str
    iri: IRI


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One shape in words. `path` is the property it speaks of, None where it speaks of the node itself.

    `cardinality` and `demands` are its constraints, `query` says that a SPARQL query decides, `mentions` are the terms
    of ours that it names anywhere, `pattern` is what IRIs of its values look like.
    """

    shape: IRI
    name: str
    holder: IRI | None
    targets: tuple[Target, ...]
    path: IRI | None
    cardinality: str | None
    demands: tuple[str, ...]
    severity: str
    message: str
    query: bool
    mentions: frozenset[IRI]
    pattern: str | None

    @property
    def local(self) -> str:
        """Return the name of the shape after `#`."""
        return self.shape.rpartition("#")[2]

    @property
    def said(self) -> str:
        """Return the message without what a query would fill in."""
        return _FILLED.sub("…", self.message).replace("….", "…")


def read_rules(shapes: Graph, ontology: Ontology) -> tuple[Rule, ...]:
    """Return the rules of the shapes that look at data; those that look at ontologies have no target of ours."""
    rules = [_rule(shapes, shape, ontology) for shape in _shapes(shapes)]
    kept = [rule for rule in rules if any(target.iri.startswith(NS) for target in rule.targets)]
    return tuple(sorted(kept, key=lambda rule: (rule.path is not None, rule.local)))


def rules_for(term: ReviewedTerm, rules: tuple[Rule, ...], ontology: Ontology) -> tuple[Rule, ...]:
    """Return the rules that concern a term.

    Those of a class target it or a class above it; those of a property have it as path, target or anywhere in them;
    those of a concept or scheme accept or name it as a value.
    """
    if term.kind is Kind.CLASS:
        classes = {term.iri, *(each.iri for each in ontology.ancestors(term))}
        return tuple(r for r in rules if any(t.iri in classes and t.words == _INSTANCES for t in r.targets))
    concepts = {each.iri for each in ontology.concepts(term)} if term.kind is Kind.SCHEME else {term.iri}
    if term.kind in (Kind.SCHEME, Kind.CONCEPT):
        return tuple(r for r in rules if r.mentions & concepts or any(_accepts(r, iri) for iri in concepts))
    return tuple(r for r in rules if term.iri in r.mentions or r.path == term.iri)


_INSTANCES = _TARGETS[SH.targetClass]


def value_schemes(rules: tuple[Rule, ...], ontology: Ontology) -> dict[IRI, IRI]:
    """Return of each property whose values are concepts of one scheme, as a shape has it, that scheme."""
    found: dict[IRI, set[IRI]] = {}
    for rule in rules:
        if rule.path is not None and rule.pattern is not None and _lists(rule.pattern):
            accepted = {term.scheme for term in ontology.of(Kind.CONCEPT) if _accepts(rule, term.iri)}
            found.setdefault(rule.path, set()).update(scheme for scheme in accepted if scheme is not None)
    return {path: min(schemes) for path, schemes in found.items() if len(schemes) == 1}


def _accepts(rule: Rule, iri: IRI) -> bool:
    return rule.pattern is not None and _lists(rule.pattern) and re.search(rule.pattern, iri) is not None


def _shapes(graph: Graph) -> Iterator[URIRef]:
    for kind in (SH.NodeShape, SH.PropertyShape):
        for shape in graph.subjects(RDF.type, kind):
            only_holds = (shape, SH.property, None) in graph and (shape, SH.message, None) not in graph
            if isinstance(shape, URIRef) and not only_holds:
                yield shape


def _rule(graph: Graph, shape: URIRef, ontology: Ontology) -> Rule:
    holders = sorted(str(each) for each in graph.subjects(SH.property, shape))
    targets = [*_targets(graph, shape), *(t for holder in holders for t in _targets(graph, URIRef(holder)))]
    path = graph.value(shape, SH.path)
    severity = graph.value(shape, SH.severity)
    pattern = graph.value(shape, SH.pattern)
    return Rule(
        shape=IRI(str(shape)),
        name=_text(graph.value(shape, SH.name) or graph.value(shape, RDFS.label)) or str(shape).rpartition("#")[2],
        holder=IRI(holders[0]) if holders else None,
        targets=tuple(sorted(set(targets), key=lambda t: (t.words, t.iri))),
        path=IRI(str(path)) if isinstance(path, URIRef) else None,
        cardinality=_cardinality(graph, shape),
        demands=tuple(_demands(graph, shape, ontology)),
        severity=str(severity or SH.Violation).rpartition("#")[2],
        message=_text(graph.value(shape, SH.message)),
        query=(shape, SH.sparql, None) in graph,
        mentions=frozenset(mentioned(graph, shape)),
        pattern=str(pattern) if pattern is not None else None,
    )


def _targets(graph: Graph, shape: URIRef) -> Iterator[Target]:
    for predicate, words in _TARGETS.items():
        for each in graph.objects(shape, predicate):
            yield Target(words=words, iri=IRI(str(each)))


def _cardinality(graph: Graph, shape: URIRef) -> str | None:
    least, most = graph.value(shape, SH.minCount), graph.value(shape, SH.maxCount)
    if least is None and most is None:
        return None
    if str(most) == "0":
        return "none"
    if least is not None and str(least) == str(most):
        return f"exactly {_number(least)}"
    words = [f"at least {_number(least)}"] if least is not None and str(least) != "0" else []
    words += [f"at most {_number(most)}"] if most is not None else []
    return ", ".join(words) or "any number"


def _number(count: Node) -> str:
    return {"1": "one"}.get(str(count), str(count))


def _demands(graph: Graph, shape: URIRef, ontology: Ontology) -> Iterator[str]:
    for kind in graph.objects(shape, SH.nodeKind):
        yield _KINDS.get(str(kind), str(kind))
    for parameter, words in _WORDS.items():
        for value in sorted(graph.objects(shape, parameter), key=str):
            yield words.format(_named(graph, value, ontology))
    for pattern in graph.objects(shape, SH.pattern):
        yield _form(str(pattern), ontology)
    least, most = graph.value(shape, SH.minLength), graph.value(shape, SH.maxLength)
    if least is not None or most is not None:
        yield f"{least} or more characters" if most is None else f"{least or 0} to {most} characters"
    for languages in graph.objects(shape, SH.languageIn):
        yield f"in {' or '.join(_LANGUAGES.get(str(tag), str(tag)) for tag in Collection(graph, languages))}"
    for values in graph.objects(shape, SH["in"]):
        yield f"one of {', '.join(_named(graph, each, ontology) for each in Collection(graph, values))}"
    for other in graph.objects(shape, SH.qualifiedValueShape):
        count = graph.value(shape, SH.qualifiedMinCount)
        yield f"at least {_number(count) if count is not None else 'one'} as “{_named(graph, other, ontology)}” has it"


def _form(pattern: str, ontology: Ontology) -> str:
    """Return what a pattern accepts: the concepts of a scheme where it lists such, else its text."""
    accepted = [term for term in ontology.of(Kind.CONCEPT) if re.search(pattern, term.iri)] if _lists(pattern) else []
    schemes = {term.scheme for term in accepted}
    if not accepted or len(schemes) > 1:
        return f"of the form {pattern}"
    scheme = ontology.terms.get(accepted[0].scheme or IRI(""))
    if scheme is not None and len(accepted) == len(ontology.concepts(scheme)):
        return f"any concept of “{scheme.label}”"
    return f"one of {', '.join(term.label for term in accepted)}"


def _lists(pattern: str) -> bool:
    """Say whether a pattern is one of IRIs of ours; one that every IRI fits tells nothing of a single term."""
    return ONTOLOGY.rpartition("/")[2] in pattern


_LANGUAGES = {"en": "English"}


def _named(graph: Graph, node: Node, ontology: Ontology) -> str:
    if isinstance(node, Literal):
        return str(node)
    term = ontology.terms.get(IRI(str(node)))
    if term is not None:
        return term.label
    return _text(graph.value(node, RDFS.label) or graph.value(node, SH.name)) or prefixed(str(node))


def mentioned(graph: Graph, shape: Node) -> Iterator[IRI]:
    """Yield the IRIs of our namespace that a shape names: as path, value or parameter, and in its queries."""
    for predicate, value in graph.predicate_objects(shape):
        if isinstance(value, URIRef) and str(value).startswith(NS):
            yield IRI(str(value))
        if predicate == SH.sparql:
            for text in graph.objects(value, SH.select):
                yield from (IRI(f"{NS}{name}") for name in _USED.findall(str(text)))


def _text(node: Node | None) -> str:
    return "" if node is None else str(node)


_KNOWN = {
    "http://www.w3.org/2001/XMLSchema#": "xsd",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
    "http://www.w3.org/2002/07/owl#": "owl",
    "http://www.w3.org/2004/02/skos/core#": "skos",
    "http://www.w3.org/ns/shacl#": "sh",
    "http://www.w3.org/ns/prov#": "prov",
    "http://www.w3.org/ns/org#": "org",
    "http://www.w3.org/ns/oa#": "oa",
    "http://purl.org/dc/terms/": "dcterms",
    "http://semanticweb.cs.vu.nl/2009/11/sem/": "sem",
    "https://schema.org/": "schema",
    f"{ONTOLOGY}#": "",
    f"{ONTOLOGY}/cameo#": "cameo",
    f"{ONTOLOGY}/plover#": "plover",
    "https://w3id.org/parley/shapes#": "shp",
}


def prefixed(iri: str) -> str:
    """Return an IRI with the prefix of its namespace, `xsd:date`, as it is where that is not known."""
    for namespace, prefix in _KNOWN.items():
        if iri.startswith(namespace) and "#" not in iri.removeprefix(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
