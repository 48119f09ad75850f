"""What a check of the ontology is, and what it gives: findings, each about one term."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rdflib import Graph

from parley.model import IRI
from parley.questions import Question
from parley.review.rules import Rule, read_rules
from parley.review.terms import Ontology, ReviewedTerm, read_ontology


class Level(StrEnum):
    """How much a finding matters: an error has to be corrected, a warning looked at, a note known."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What is checked: the ontology with its shapes, the questions asked of its data, and its kept versions."""

    graph: Graph
    shapes: Graph
    ontology: Ontology
    rules: tuple[Rule, ...]
    questions: Mapping[str, Question]
    kept: Mapping[str, Graph]

    @classmethod
    def of(
        cls, graph: Graph, shapes: Graph, *, questions: Mapping[str, Question], kept: Mapping[str, Graph]
    ) -> Reviewed:
        """Read the terms and the rules of the graphs."""
        ontology = read_ontology(graph)
        return cls(
            graph=graph,
            shapes=shapes,
            ontology=ontology,
            rules=read_rules(shapes, ontology),
            questions=questions,
            kept=kept,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found about a term or another node; `said` tells what is wrong with it."""

    iri: IRI
    label: str
    said: str


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it is called, what it means for those who use the ontology, and where it is known from."""

    source: str
    key: str
    level: Level
    name: str
    meaning: str
    find: Callable[[Reviewed], Iterable[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a check; `level` is that of its findings."""

    family: str
    key: str
    name: str
    meaning: str
    level: Level
    source: str
    findings: tuple[Finding, ...]

    @property
    def state(self) -> str:
        """Return "passed" or the level of what was found."""
        return self.level.value if self.findings else "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The results of all checks, family by family."""

    results: tuple[Result, ...]
    version: str

    def count(self, state: str) -> int:
        """Return how many checks came to a state: passed, error, warning, note."""
        return sum(result.state == state for result in self.results)

    def of(self, family: str) -> tuple[Result, ...]:
        """Return the results of a family, those that found something first, the gravest at the top."""
        order = [*(level.value for level in Level), "passed"]
        found = [result for result in self.results if result.family == family]
        return tuple(sorted(found, key=lambda result: order.index(result.state)))

    @property
    def families(self) -> tuple[str, ...]:
        """Return the names of the families in their order."""
        return tuple(dict.fromkeys(result.family for result in self.results))


def about(term: ReviewedTerm, said: str) -> Finding:
    """Return a finding about a term."""
    return Finding(iri=term.iri, label=term.label, said=said)


def run(family: str, checks: Iterable[Check], reviewed: Reviewed) -> tuple[Result, ...]:
    """Return the results of the checks of one family."""
    return tuple(
        Result(
            family=family,
            key=check.key,
            name=check.name,
            meaning=check.meaning,
            level=check.level,
            source=check.source,
            findings=tuple(sorted(check.find(reviewed), key=lambda f: (f.iri, f.said))),
        )
        for check in checks
    )
