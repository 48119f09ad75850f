"""The ontology as the store serves it, read once for each of its states, with how often its terms are used."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from parley.errors import ParleyError
from parley.model import IRI, Term
from parley.questions import Question
from parley.resources import load_shapes, load_versions, parse_ntriples
from parley.review import Release, Reviewed, Rule, history, rules_for, terms_in
from parley.review.diagram import Diagram, draw
from parley.review.rules import value_schemes
from parley.review.terms import ReviewedTerm
from parley.store.derived.publications import Publications
from parley.store.derived.statistics import PartCount
from parley.store.disk.snapshots import Snapshot
from parley.store.service.workers import QueryService
from parley.vocab import ONTOLOGY
from parley.web.answers.sources import Written
from parley.web.published.graphs import about_graph

_OF_GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?graph { ?s ?p ?o } }"
_GRAPHS = {"article": "Graphs of articles", "report": "Reports on articles"}
_VOCABULARIES = ("ontology", "shapes")  # what is said there of a term is no use of it


@dataclass(frozen=True, slots=True)
class Served:
    """One state of ontology and shapes, as the graphs `texts` of a snapshot have them in N-Triples."""

    texts: tuple[str, str]
    reviewed: Reviewed
    releases: tuple[Release, ...]
    asking: Mapping[IRI, tuple[Question, ...]]
    diagram: Diagram | None
    schemes: Mapping[IRI, IRI]  # of the values of properties

    def range(self, term: ReviewedTerm) -> IRI | None:
        """Return what the values of a property are: a scheme rather than just concepts, a class or a datatype."""
        return self.schemes.get(term.iri) or term.range

    def value_of(self, term: ReviewedTerm) -> tuple[ReviewedTerm, ...]:
        """Return the properties that have a concept, or those of a scheme, as their values."""
        terms = self.reviewed.ontology.terms
        scheme = term.scheme or term.iri
        return tuple(terms[iri] for iri, each in sorted(self.schemes.items()) if each == scheme and iri in terms)

    def rules(self, term: ReviewedTerm) -> tuple[Rule, ...]:
        """Return what the shapes demand of a term."""
        return rules_for(term, self.reviewed.rules, self.reviewed.ontology)


@dataclass(frozen=True, slots=True)
class Usage:
    """How often terms are used in a snapshot, by kind of graph; `snapshot` is the one that was counted."""

    snapshot: Snapshot
    parts: Mapping[str, PartCount]

    def of(self, iri: IRI) -> tuple[tuple[int, str], ...]:
        """Return how often a term is used and as what, in each kind of graph: (8, "instances in Events")."""
        found = [
            (number, f"{what if number == 1 else what + 's'} in {_GRAPHS.get(kind) or about_graph(kind)[0]}")
            for kind, part in self.parts.items()
            if kind not in _VOCABULARIES
            for number, what in (
                (part.classes[iri], "instance"), (part.properties[iri], "statement"), (part.values[iri], "value")
            )
            if number
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda each: (-each[0], each[1])))

    def total(self, iri: IRI) -> int:
        """Return how often a term is used in all graphs."""
        return sum(number for number, _ in self.of(iri))

    def sum(self, terms: Iterable[ReviewedTerm]) -> int:
        """Return how often several terms are used in all graphs."""
        return sum(self.total(term.iri) for term in terms)


def former_version(version: str, turtle: str, *, base: str) -> Written:
    """Return a former version of the ontology as it was, with what is said of the document."""
    iri = f"{ONTOLOGY}/{version}"
    document = f"""
<{base}ontology/{version}.ttl> a <http://xmlns.com/foaf/0.1/Document> ;
    <http://xmlns.com/foaf/0.1/primaryTopic> <{iri}> ;
    <http://rdfs.org/ns/void#inDataset> <{base}void#dataset> .
"""
    return Written(IRI(iri), turtle + document)


class ServedOntology:
    """The ontology of the newest snapshot."""

    def __init__(self, service: QueryService, questions: Mapping[str, Question]) -> None:
        self._service = service
        self._questions = questions
        self._lock = threading.Lock()
        self._kept: tuple[str, Served] | None = None
        self._counted: tuple[str, Usage] | None = None

    def current(self) -> Served:
        """Return what the newest snapshot has; the terms are read anew where they differ."""
        snapshot = self._service.snapshots.current()
        with self._lock:
            if self._kept is None or self._kept[0] != snapshot.name:
                texts = (self._text("ontology", snapshot), self._text("shapes", snapshot))
                same = self._kept is not None and self._kept[1].texts == texts
                self._kept = snapshot.name, self._kept[1] if same and self._kept else self._read(texts)
            return self._kept[1]

    def usage(self, publications: Publications, *, wait_s: float) -> Usage | None:
        """Return how often terms are used: in the newest snapshot, else, while it is counted, as known before."""
        snapshot = self._service.snapshots.current()
        kept = self._counted
        if kept is not None and kept[0] == snapshot.name:
            return kept[1]
        try:
            parts = publications.counts(snapshot, wait_s=wait_s if kept is None else 0.0)
        except ParleyError:
            parts = None  # a page is not to fail for its figures
        if parts is None:
            return kept[1] if kept is not None else None
        self._counted = snapshot.name, Usage(snapshot, parts)
        return self._counted[1]

    def _text(self, name: str, snapshot: Snapshot) -> str:
        graph = Term(type="uri", value=f"{self._service.settings.base_iri}graph/{name}")
        asked = {"graph": graph}
        answer = self._service.query(_OF_GRAPH, format="ntriples", bindings=asked, snapshot=snapshot, own=True)
        return "".join(sorted(answer.body.decode().splitlines(keepends=True)))

    def _read(self, texts: tuple[str, str]) -> Served:
        reviewed = reviewed_from(texts, self._questions)
        asking: dict[IRI, tuple[Question, ...]] = {}
        for question in self._questions.values():
            for iri in terms_in(question.sparql):
                asking[iri] = (*asking.get(iri, ()), question)
        return Served(
            texts=texts,
            reviewed=reviewed,
            releases=history(reviewed.kept, reviewed.graph),
            asking=asking,
            diagram=draw(reviewed.ontology),
            schemes=value_schemes(reviewed.rules, reviewed.ontology),
        )


def reviewed_from(texts: tuple[str, str], questions: Mapping[str, Question]) -> Reviewed:
    """Return what is checked, from the graphs of ontology and shapes as served; the shapes of terms are not in them."""
    graph, shapes = (parse_ntriples(text) for text in texts)
    return Reviewed.of(graph, shapes + load_shapes("ontology"), questions=questions, kept=load_versions())
