"""Ontology, shapes, competency questions and versions held against each other: what one says the others know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from rdflib import URIRef

from parley.model import IRI
from parley.review.changes import compare, needed, numbers, version_of
from parley.review.checks import Check, Finding, Level, Reviewed, about
from parley.review.rules import mentioned, prefixed, rules_for
from parley.review.terms import PROPERTIES, Kind
from parley.vocab import NS, ONTOLOGY

_PREFIXED = re.compile(r"(?<![\w<>\"'/:?$.-]):([A-Za-z][\w-]*)")
_STRING_OR_COMMENT = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|<[^<>\s]*>|#[^\n]*")


def terms_in(sparql: str) -> frozenset[IRI]:
    """Return the terms of ours that a query names with the empty prefix, as those of the competency questions do."""
    bare = _STRING_OR_COMMENT.sub(" ", sparql)
    return frozenset(IRI(f"{NS}{name}") for name in _PREFIXED.findall(bare))


def _unknown_in_shapes(on: Reviewed) -> Iterator[Finding]:
    for shape in sorted(set(on.shapes.subjects()), key=str):
        for iri in sorted(set(mentioned(on.shapes, shape))):
            if iri not in on.ontology.terms:
                yield Finding(iri=IRI(str(shape)), label=prefixed(str(shape)), said=f"names {prefixed(iri)}: no term")


def _unknown_in_questions(on: Reviewed) -> Iterator[Finding]:
    for key, question in on.questions.items():
        for iri in sorted(terms_in(question.sparql)):
            if iri not in on.ontology.terms:
                yield Finding(iri=IRI(f"questions/{key}"), label=key, said=f"asks with {prefixed(iri)}: no term")


def _unshaped(on: Reviewed) -> Iterator[Finding]:
    for term in on.ontology.of(Kind.CLASS, *PROPERTIES):
        if not rules_for(term, on.rules, on.ontology) and (None, None, URIRef(term.iri)) not in on.shapes:
            yield about(term, "no shape says what data of it look like")


def _unasked(on: Reviewed) -> Iterator[Finding]:
    asked = frozenset().union(*(terms_in(question.sparql) for question in on.questions.values()))
    for term in on.ontology.of(Kind.CLASS, *PROPERTIES):
        lineage = {term.iri, *_below(on, term.iri), *(each.iri for each in on.ontology.ancestors(term))}
        through = {each.iri for each in on.ontology.of(*PROPERTIES) if {each.domain, each.range} & {term.iri}}
        if not (lineage | through) & asked and on.questions:
            yield about(term, "no competency question asks with it")


def _below(on: Reviewed, iri: IRI) -> Iterator[IRI]:
    for each in on.ontology.terms[iri].below:
        yield each
        yield from _below(on, each)


def _wrong_version(on: Reviewed) -> Iterator[Finding]:
    version = version_of(on.graph)
    iri = on.ontology.header.version_iri
    whole = partial(Finding, iri=IRI(ONTOLOGY), label="The ontology")
    if iri != f"{ONTOLOGY}/{version}":
        yield whole(said=f"its version is {version} and its version IRI {iri}")
    before = {number: graph for number, graph in on.kept.items() if numbers(number) <= numbers(version)}
    if not before:
        return
    last = max(before, key=numbers)
    changes = compare(before[last], on.graph)
    lowest = needed(changes, since=last)
    if lowest is not None and numbers(version) < numbers(lowest):
        yield whole(said=f"{len(changes)} terms differ from {last}, which asks for {lowest}, and it is {version}")
    if lowest is None and last != version:
        yield whole(said=f"nothing differs from {last}, and the version is {version}")


CHECKS = (
    Check(
        "ours", "unknown-in-shapes", Level.ERROR, "The shapes name defined terms only",
        "A shape that names a term that is not there checks nothing, and says so to nobody.", _unknown_in_shapes,
    ),
    Check(
        "ours", "unknown-in-questions", Level.ERROR, "The competency questions ask with defined terms only",
        "A question that asks with a term that is not there has no answer.", _unknown_in_questions,
    ),
    Check(
        "ours", "unshaped", Level.WARNING, "Every class and property has a shape",
        "Without one, anything may be stored under it.", _unshaped,
    ),
    Check(
        "ours", "unasked", Level.NOTE, "Every class and property serves a question",
        "What no competency question asks with, neither itself nor what is above or below it nor, of a class, one of "
        "its properties, is there for other reasons, or for none.", _unasked,
    ),
    Check(
        "ours", "version", Level.ERROR, "The version tells what changed",
        "Compared with the last version that was kept: a new term makes a minor version, other words a patch, what "
        "takes away or narrows a major one (a minor one before 1.0.0).", _wrong_version,
    ),
)  # fmt: skip
