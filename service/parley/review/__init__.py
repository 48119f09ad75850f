"""The ontology under review: its terms, what shapes demand, how versions differ, how well it is made."""

from __future__ import annotations

from parley.review import coherence, pitfalls, words
from parley.review.changes import Release, TermChange, history
from parley.review.checks import Finding, Level, Report, Result, Reviewed, run
from parley.review.coherence import terms_in
from parley.review.conformance import meta_result, shape_results
from parley.review.rules import Rule, prefixed, read_rules, rules_for
from parley.review.terms import Kind, Ontology, ReviewedTerm, read_ontology

__all__ = [
    "Finding",
    "Kind",
    "Level",
    "Ontology",
    "Release",
    "Report",
    "Result",
    "Reviewed",
    "ReviewedTerm",
    "Rule",
    "TermChange",
    "check",
    "history",
    "prefixed",
    "read_ontology",
    "read_rules",
    "rules_for",
    "terms_in",
]

_FAMILIES = {
    "Pitfalls of modelling": pitfalls.CHECKS,
    "Words": words.CHECKS,
    "Ontology, shapes, questions and versions": coherence.CHECKS,
}


def check(reviewed: Reviewed) -> Report:
    """Run every check; the shapes take seconds. Raises ShapesError where the shapes cannot be used."""
    results = [result for family, checks in _FAMILIES.items() for result in run(family, checks, reviewed)]
    return Report(
        results=(*results, *shape_results(reviewed), meta_result(reviewed)),
        version=reviewed.ontology.header.version,
    )
