"""The words of the terms, as the report of ROBOT checks them: labels, definitions, examples, what is deprecated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Literal, URIRef

from parley.model import IRI
from parley.review.checks import Check, Finding, Level, Reviewed, about
from parley.review.rules import prefixed
from parley.review.terms import Kind, ReviewedTerm
from parley.vocab import NS, ONTOLOGY

_DEFINED = URIRef(ONTOLOGY)
_SPACE = re.compile(r"^\s|\s$|\s{2}|[\t\n]")
_FEW = 4  # words of a definition that says too little
_HEADER = ((DCTERMS.title, "title"), (DCTERMS.description, "description"), (DCTERMS.creator, "creator"))


def _lacking(predicate: URIRef, word: str) -> Callable[[Reviewed], Iterator[Finding]]:
    def find(on: Reviewed) -> Iterator[Finding]:
        for term in on.ontology.of(*Kind):
            if (URIRef(term.iri), predicate, None) not in on.graph:
                yield about(term, f"has no {word}")

    return find


def _repeated(predicate: URIRef, words: str) -> Callable[[Reviewed], Iterator[Finding]]:
    def find(on: Reviewed) -> Iterator[Finding]:
        for term in on.ontology.of(*Kind):
            number = len(list(on.graph.objects(URIRef(term.iri), predicate)))
            if number > 1:
                yield about(term, f"has {number} {words}")

    return find


def _same_label(on: Reviewed) -> Iterator[Finding]:
    # A concept of one scheme may be called like one of another: "unknown" is a medium and a precision.
    def place(term: ReviewedTerm) -> tuple[str, str]:
        family = term.kind.value if term.scheme is None else term.scheme
        return ("property" if "property" in family else family, term.label.casefold())

    for _, found in groupby(sorted(on.ontology.of(*Kind), key=place), key=place):
        terms = list(found)
        for term in terms if len(terms) > 1 else ():
            others = [other.name for other in terms if other is not term]
            yield about(term, f"is called like {', '.join(others)}")


def _same_definition(on: Reviewed) -> Iterator[Finding]:
    def words(term: ReviewedTerm) -> str:
        return (term.definition or "").casefold().strip(" .")

    for said, found in groupby(sorted(on.ontology.of(*Kind), key=words), key=words):
        terms = list(found)
        for term in terms if said and len(terms) > 1 else ():
            others = [other.label for other in terms if other is not term]
            yield about(term, f"is defined like {', '.join(others)}: “{term.definition}”")


def _space(on: Reviewed) -> Iterator[Finding]:
    for subject, predicate, value in on.graph:
        if isinstance(value, Literal) and str(subject).startswith(ONTOLOGY) and _SPACE.search(value):
            said = f"{prefixed(str(predicate))} has space at its ends, twice, or as a tab or line: “{value}”"
            yield Finding(iri=IRI(str(subject)), label=prefixed(str(subject)), said=said)


def _no_sentence(on: Reviewed) -> Iterator[Finding]:
    for term in on.ontology.of(*Kind):
        for word, text in (("definition", term.definition), ("scope note", term.scope_note)):
            if text and not (re.match(r"[^a-zß-ÿ]|[a-z_]+:", text) and text.endswith((".", "?", "!"))):
                yield about(term, f"its {word} is no sentence: “{text}”")


def _too_short(on: Reviewed) -> Iterator[Finding]:
    for term in on.ontology.of(*Kind):
        if term.definition and (len(term.definition.split()) < _FEW or term.definition.strip(".") == term.label):
            yield about(term, f"its definition says too little: “{term.definition}”")


def _untagged(on: Reviewed) -> Iterator[Finding]:
    words = (RDFS.label, SKOS.definition, SKOS.scopeNote, SKOS.example, SKOS.hiddenLabel, DCTERMS.description)
    for predicate in words:
        for subject, value in on.graph.subject_objects(predicate):
            if isinstance(value, Literal) and value.language != "en":
                said = f"{prefixed(str(predicate))} is not tagged as English: “{value}”"
                yield Finding(iri=IRI(str(subject)), label=prefixed(str(subject)), said=said)


def _examples(on: Reviewed) -> Iterator[Finding]:
    for term in on.ontology.of(*Kind):
        if not term.examples:
            yield about(term, "has no example of what it is")
        if not term.counter_examples and term.kind in (Kind.CLASS, Kind.SCHEME, Kind.CONCEPT):
            yield about(term, "has no example of what it is not")


def _same_example(on: Reviewed) -> Iterator[Finding]:
    used: dict[str, list[ReviewedTerm]] = {}
    for term in on.ontology.of(Kind.CLASS, Kind.CONCEPT):
        for example in term.examples:
            used.setdefault(example, []).append(term)
    for example, terms in used.items():
        for term in terms:
            rivals = [each.label for each in terms if each.scheme == term.scheme and each is not term]
            if rivals:
                yield about(term, f"“{example}” is an example of {', '.join(rivals)}, too")


def _deprecated_in_use(on: Reviewed) -> Iterator[Finding]:
    for term in on.ontology.of(*Kind):
        if not term.deprecated:
            continue
        node = URIRef(term.iri)
        for graph, where in ((on.graph, "the ontology"), (on.shapes, "the shapes")):
            for subject, predicate in graph.subject_predicates(node):
                if predicate not in (DCTERMS.isReplacedBy, DCTERMS.replaces):
                    yield about(term, f"is deprecated and used in {where}, by {prefixed(str(subject))}")
        if not term.replaced_by:
            yield about(term, "is deprecated and names no successor (dcterms:isReplacedBy)")
        for each in term.replaced_by:
            successor = on.ontology.terms.get(each)
            if each.startswith(NS) and (successor is None or successor.deprecated):
                yield about(term, f"its successor {prefixed(each)} is not defined, or deprecated itself")


def _deprecated_type(on: Reviewed) -> Iterator[Finding]:
    for subject, value in on.graph.subject_objects(OWL.deprecated):
        if not (isinstance(value, Literal) and value.datatype == XSD.boolean):
            yield Finding(iri=IRI(str(subject)), label=prefixed(str(subject)), said=f"owl:deprecated is “{value}”")


def _header(on: Reviewed) -> Iterator[Finding]:
    for subject in on.graph.subjects(RDF.type, OWL.Ontology):
        lacking = [word for predicate, word in _HEADER if (subject, predicate, None) not in on.graph]
        lacking += ["version"] if (subject, OWL.versionInfo, None) not in on.graph else []
        for word in lacking:
            yield Finding(iri=IRI(str(subject)), label=prefixed(str(subject)), said=f"has no {word}")


def _notations(on: Reviewed) -> Iterator[Finding]:
    for scheme in on.ontology.of(Kind.SCHEME):
        concepts = on.ontology.concepts(scheme)
        if not concepts:
            yield about(scheme, "has no concept")
        known: dict[str, str] = {}
        for concept in concepts:
            notation = concept.notation or ""
            if notation in known:
                yield about(concept, f"has the notation “{notation}”, as {known[notation]} has")
            known.setdefault(notation, concept.label)
            if notation and not concept.name.endswith(f"-{notation}"):
                yield about(concept, f"its name does not end with its notation “{notation}”")


def _homeless(on: Reviewed) -> Iterator[Finding]:
    for concept in on.ontology.of(Kind.CONCEPT):
        if concept.scheme not in on.ontology.terms:
            yield about(concept, "is in no concept scheme")


_E, _W = Level.ERROR, Level.WARNING
CHECKS = (
    Check(
        "ROBOT missing_label, OOPS! P08", "missing-label", _E, "Every term has a label",
        "Pages, answers and completion call a term by it.", _lacking(RDFS.label, "label"),
    ),
    Check(
        "ROBOT missing_definition, OOPS! P08", "missing-definition", _E, "Every term has a definition",
        "What is not defined is used as everybody pleases.", _lacking(SKOS.definition, "definition"),
    ),
    Check(
        "OOPS! P08", "missing-scope-note", _E, "Every term has a scope note",
        "It draws the line to the neighbours, where a definition alone leaves doubt.",
        _lacking(SKOS.scopeNote, "scope note"),
    ),
    Check(
        "ours", "missing-example", _E, "Terms have examples for and against",
        "Classes, schemes and concepts show what they are and what they are not; properties show what they are.",
        _examples,
    ),
    Check(
        "ROBOT multiple_labels", "several-labels", _E, "One label",
        "Two labels in one language leave it to chance which is shown.", _repeated(RDFS.label, "labels"),
    ),
    Check(
        "ROBOT multiple_definitions", "several-definitions", _E, "One definition",
        "Two definitions are two meanings.", _repeated(SKOS.definition, "definitions"),
    ),
    Check(
        "ROBOT duplicate_label, OOPS! P32", "same-label", _E, "No two terms are called the same",
        "Two classes, two properties, or two concepts of one scheme with the same label cannot be told apart in an "
        "answer.", _same_label,
    ),
    Check(
        "ROBOT duplicate_definition", "same-definition", _E, "No two terms are defined the same",
        "They are one term, or one of them is defined too widely.", _same_definition,
    ),
    Check(
        "ours", "same-example", _W, "No sentence is an example of two terms",
        "An example that two classes, or two concepts of one scheme, claim does not tell them apart.", _same_example,
    ),
    Check(
        "ROBOT annotation_whitespace", "whitespace", _E, "No stray space",
        "Space at the ends of a text, twice in a row, or a tab makes equal texts differ.", _space,
    ),
    Check(
        "ROBOT lowercase_definition", "no-sentence", _W, "Definitions and scope notes are sentences",
        "They begin with a capital and end with a full stop.", _no_sentence,
    ),
    Check(
        "OOPS! P20", "short-definition", _W, "Definitions say enough",
        "A definition of fewer than four words, or one that is the label again, defines nothing.", _too_short,
    ),
    Check(
        "ROBOT label_formatting", "untagged", _E, "Texts are tagged with their language",
        "Without a tag a text is in no language, and a query for English misses it.", _untagged,
    ),
    Check(
        "ROBOT deprecated_class_reference", "deprecated-in-use", _E, "Nothing uses what is deprecated",
        "A deprecated term names a successor that is not, and nothing in ontology or shapes refers to it any more.",
        _deprecated_in_use,
    ),
    Check(
        "ROBOT deprecated_boolean_datatype", "deprecated-type", _E, "owl:deprecated is true or false",
        "As a text it is ignored by tools.", _deprecated_type,
    ),
    Check(
        "ROBOT missing_ontology_title", "header", _E, "The header is complete",
        "Each file says what it is, who made it, and which version it has.", _header,
    ),
    Check(
        "qSKOS", "notations", _E, "A notation means one concept",
        "Within its scheme, and the name of the concept ends with it; a scheme has concepts.", _notations,
    ),
    Check(
        "qSKOS", "homeless-concept", _E, "Every concept is in a scheme",
        "Outside of one it is found by nobody.", _homeless,
    ),
)  # fmt: skip
