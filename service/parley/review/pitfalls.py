"""Pitfalls of modelling, as OOPS! (the OntOlogy Pitfall Scanner!) numbers them, looked for in the graph."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rdflib import DC, DCTERMS, OWL, RDF, RDFS, SH, SKOS, XSD, URIRef
from rdflib.term import Node

from parley.model import IRI
from parley.review.checks import Check, Finding, Level, Reviewed, about
from parley.review.rules import prefixed
from parley.review.terms import PROPERTIES, Kind
from parley.vocab import NS, ONTOLOGY

_DEFINED = URIRef(ONTOLOGY)
_UPPER, _LOWER = re.compile(r"[A-Z][A-Za-z0-9]*"), re.compile(r"[a-z][A-Za-z0-9]*")
_CONCEPT = re.compile(r"[a-z][A-Za-z0-9]*-[a-z0-9]+(_[a-z0-9]+)*")
_SCHEME = re.compile(r"[A-Z][A-Za-z0-9]*Scheme")
_JOINED = re.compile(r"[a-z](And|Or)[A-Z]")
_REST = re.compile(r"^(Other|Misc|Miscellaneous|Unknown|Various)|(Other|Misc|Miscellaneous|Various)$")
_FILE = re.compile(r"\.(owl|rdf|ttl|n3|nt|xml|json|jsonld)$", re.IGNORECASE)
_BUILT_IN = tuple(str(each) for each in (RDF, RDFS, OWL, SKOS, XSD, SH, DC, DCTERMS))
_DEFINING = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDFS.Class, RDF.Property)


def _synonyms(on: Reviewed) -> Iterator[Finding]:
    for one, other in on.graph.subject_objects(OWL.equivalentClass):
        if _own(one) and _own(other):
            yield _node(on, one, f"is declared equivalent to {_name(on, other)}: keep one, with two labels")


def _unconnected(on: Reviewed) -> Iterator[Finding]:
    used = {term.domain for term in on.ontology.of(*PROPERTIES)} | {term.range for term in on.ontology.of(*PROPERTIES)}
    for term in on.ontology.of(Kind.CLASS):
        lineage = {term.iri, *(each.iri for each in on.ontology.ancestors(term))}
        if not (lineage & used or term.above or term.below):
            yield about(term, "no property leads to it or away from it, and it is in no hierarchy")


def _wrong_inverses(on: Reviewed) -> Iterator[Finding]:
    for term in on.ontology.of(Kind.OBJECT_PROPERTY):
        for iri in term.inverses:
            other = on.ontology.terms.get(iri)
            if other is not None and (term.domain, term.range) != (other.range, other.domain):
                yield about(term, f"its domain and range are not range and domain of its inverse, {other.label}")


def _self_inverses(on: Reviewed) -> Iterator[Finding]:
    for term in on.ontology.of(Kind.OBJECT_PROPERTY):
        if term.iri in term.inverses:
            yield about(term, "is its own inverse: declare it symmetric")


def _undeclared_inverses(on: Reviewed) -> Iterator[Finding]:
    properties = [term for term in on.ontology.of(Kind.OBJECT_PROPERTY) if term.domain and term.range]
    for term in properties:
        for other in properties:
            turned = term.domain == other.range and term.range == other.domain and term.domain != term.range
            if turned and term.iri < other.iri and other.iri not in term.inverses:
                yield about(term, f"runs between the same classes as {other.label}, the other way round")


def _cycles(on: Reviewed) -> Iterator[Finding]:
    for term in on.ontology.terms.values():
        if any(term.iri in each.above for each in (term, *on.ontology.ancestors(term))):
            yield about(term, "stands above itself")


def _joined(on: Reviewed) -> Iterator[Finding]:
    for term in on.ontology.of(Kind.CLASS):
        if _JOINED.search(term.name):
            yield about(term, "its name joins two things: make two classes")


def _rest(on: Reviewed) -> Iterator[Finding]:
    for term in on.ontology.of(Kind.CLASS):
        if _REST.search(term.name):
            yield about(term, "is a class for what fits nowhere else")


def _without_range(on: Reviewed) -> Iterator[Finding]:
    for term in on.ontology.of(*PROPERTIES):
        missing = [word for word, value in (("domain", term.domain), ("range", term.range)) if value is None]
        if missing:
            yield about(term, f"has no {' and no '.join(missing)}")


def _many_domains(on: Reviewed) -> Iterator[Finding]:
    for predicate, word in ((RDFS.domain, "domains"), (RDFS.range, "ranges")):
        for subject in set(on.graph.subjects(predicate)):
            values = sorted(_name(on, value) for value in on.graph.objects(subject, predicate))
            if len(values) > 1:
                yield _node(on, subject, f"has {len(values)} {word}, which all hold at once: {', '.join(values)}")


def _names(on: Reviewed) -> Iterator[Finding]:
    styles = {
        Kind.CLASS: (_UPPER, "UpperCamel"),
        Kind.OBJECT_PROPERTY: (_LOWER, "lowerCamel"),
        Kind.DATATYPE_PROPERTY: (_LOWER, "lowerCamel"),
        Kind.SCHEME: (_SCHEME, "UpperCamel and Scheme"),
        Kind.CONCEPT: (_CONCEPT, "the name of its scheme, a hyphen and its notation"),
    }
    for term in on.ontology.of(*Kind):
        style, words = styles[term.kind]
        if not style.fullmatch(term.name):
            yield about(term, f"its name is not in {words}")


def _recursive(on: Reviewed) -> Iterator[Finding]:
    for term in on.ontology.of(*Kind):
        if term.definition and re.search(rf"(?<!\w){re.escape(term.label)}(?!\w)", term.definition, re.IGNORECASE):
            yield about(term, "its definition uses its label")


def _untyped(on: Reviewed) -> Iterator[Finding]:
    for predicate, word in (
        (RDFS.domain, "a domain"), (RDFS.range, "a range"), (RDFS.subClassOf, "a superclass"),
        (RDFS.subPropertyOf, "a superproperty"), (SKOS.inScheme, "a scheme"), (DCTERMS.isReplacedBy, "a successor"),
    ):  # fmt: skip
        for node in set(on.graph.objects(None, predicate)):
            if _own(node) and IRI(str(node)) not in on.ontology.terms:
                yield _node(on, node, f"is {word} and is not defined")
    for used in set(on.graph.predicates()):
        if _own(used) and IRI(str(used)) not in on.ontology.terms:
            yield _node(on, used, "is used as a property and is not defined")


def _file_names(on: Reviewed) -> Iterator[Finding]:
    for iri in (ONTOLOGY, *on.ontology.terms):
        if _FILE.search(iri):
            yield Finding(iri=IRI(iri), label=prefixed(iri), said="its IRI ends like the name of a file")


def _undeclared(on: Reviewed) -> Iterator[Finding]:
    if (_DEFINED, RDF.type, OWL.Ontology) not in on.graph:
        yield Finding(iri=IRI(ONTOLOGY), label="The ontology", said="is not declared as an owl:Ontology")


def _namespace(on: Reviewed) -> Iterator[Finding]:
    if not on.ontology.header.prefix:
        yield Finding(iri=IRI(ONTOLOGY), label="The ontology", said="has no vann:preferredNamespacePrefix")
    for term in on.ontology.of(*Kind):
        if not term.iri.startswith(NS):
            yield about(term, "is defined by the ontology and lies outside of its namespace")


def _hijacked(on: Reviewed) -> Iterator[Finding]:
    for kind in _DEFINING:
        for defined in on.graph.subjects(RDF.type, kind):
            if not str(defined).startswith(ONTOLOGY):
                yield _node(on, defined, "belongs to another vocabulary and is defined here")
    for subject, predicate in on.graph.subject_predicates():
        if str(subject).startswith(_BUILT_IN) and predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf):
            yield _node(on, subject, f"is built into RDF and is changed by {prefixed(str(predicate))}")


def _unlicensed(on: Reviewed) -> Iterator[Finding]:
    if on.ontology.header.licence is None:
        yield Finding(iri=IRI(ONTOLOGY), label="The ontology", said="has no dcterms:license")


def _same_as(on: Reviewed) -> Iterator[Finding]:
    for subject, value in on.graph.subject_objects(OWL.sameAs):
        for node in (subject, value):
            if IRI(str(node)) in on.ontology.terms:
                yield _node(on, node, "is joined by owl:sameAs, which makes two terms one individual: use a mapping")


def _not_disjoint(on: Reviewed) -> Iterator[Finding]:
    if (None, OWL.disjointWith, None) not in on.graph:
        yield Finding(iri=IRI(ONTOLOGY), label="The ontology", said="declares no two classes disjoint")


def _own(node: Node) -> bool:
    return isinstance(node, URIRef) and str(node).startswith(NS)


def _name(on: Reviewed, node: Node) -> str:
    term = on.ontology.terms.get(IRI(str(node)))
    return term.label if term is not None else prefixed(str(node))


def _node(on: Reviewed, node: Node, said: str) -> Finding:
    return Finding(iri=IRI(str(node)), label=_name(on, node), said=said)


_E, _W, _N = Level.ERROR, Level.WARNING, Level.NOTE
CHECKS = (
    Check(
        "OOPS! P02", "synonyms-as-classes", _W, "No two classes for one thing",
        "Two classes that are declared equivalent are one class with two names.", _synonyms,
    ),
    Check(
        "OOPS! P04", "unconnected", _W, "Every class is connected",
        "A class that no property leads to or from, and that is in no hierarchy, cannot be reached by a query.",
        _unconnected,
    ),
    Check(
        "OOPS! P05", "wrong-inverse", _E, "Inverses fit each other",
        "The domain of a property is the range of its inverse, and the other way round.", _wrong_inverses,
    ),
    Check(
        "OOPS! P06", "cycle", _E, "No term stands above itself",
        "A circle in a hierarchy makes all of its terms mean the same.", _cycles,
    ),
    Check(
        "OOPS! P07", "merged-concepts", _W, "One class, one thing",
        "A class whose name joins two things with And or Or is usually two classes.", _joined,
    ),
    Check(
        "OOPS! P10", "no-disjointness", _N, "Some classes exclude each other",
        "Where nothing is declared disjoint, a reasoner finds no contradiction in data that are plainly wrong.",
        _not_disjoint,
    ),
    Check(
        "OOPS! P11", "domain-or-range", _N, "Properties have a domain and a range",
        "Without them it is not said what a property is about. Those that serve several classes have none on purpose, "
        "since several domains would all hold at once.", _without_range,
    ),
    Check(
        "OOPS! P13", "undeclared-inverse", _N, "Properties that look like inverses",
        "Two properties between the same two classes, one each way, may say the same fact twice. We declare no "
        "inverses: a query reads each property both ways.", _undeclared_inverses,
    ),
    Check(
        "OOPS! P19", "several-domains", _E, "One domain, one range",
        "Several domains or ranges all hold at once, which is rarely what is meant.", _many_domains,
    ),
    Check(
        "OOPS! P21", "rest-class", _W, "No class for the rest",
        "A class for whatever fits nowhere else means something else with each new class beside it.", _rest,
    ),
    Check(
        "OOPS! P22", "naming", _E, "Names follow one convention",
        "Classes and schemes are in UpperCamel, properties in lowerCamel, concepts bear the name of their scheme.",
        _names,
    ),
    Check(
        "OOPS! P24", "recursive-definition", _E, "A definition does without the label",
        "Whoever does not know the word learns nothing from a sentence that uses it.", _recursive,
    ),
    Check(
        "OOPS! P25", "own-inverse", _E, "No property is its own inverse",
        "Such a property is symmetric, and has to be declared so.", _self_inverses,
    ),
    Check(
        "OOPS! P34, P35", "untyped", _E, "What is used is defined",
        "A term of our namespace that is used as class, property or scheme and defined nowhere is a slip of the pen.",
        _untyped,
    ),
    Check(
        "OOPS! P36", "file-name", _E, "No IRI ends like a file",
        "An IRI that names a format cannot outlive it.", _file_names,
    ),
    Check(
        "OOPS! P38", "no-declaration", _E, "The ontology declares itself",
        "Without owl:Ontology no tool knows where it begins, or which version it has.", _undeclared,
    ),
    Check(
        "OOPS! P39", "namespace", _E, "One namespace, with a prefix",
        "Every term that the ontology defines lies in its namespace, which names its prefix.", _namespace,
    ),
    Check(
        "OOPS! P40", "hijacked", _E, "Terms of others are left alone",
        "What belongs to another vocabulary is defined there; to define it anew changes it for everybody.", _hijacked,
    ),
    Check(
        "OOPS! P41", "no-licence", _E, "There is a licence",
        "Without one nobody may reuse the ontology.", _unlicensed,
    ),
    Check(
        "OOPS! P27, P31", "same-as", _E, "No owl:sameAs between terms",
        "It says that two terms are one individual, with all that is said of either; mappings are what is meant.",
        _same_as,
    ),
)  # fmt: skip
