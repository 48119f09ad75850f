"""Graphs against shapes: what conforms, what is refused, and why. The only package that knows pySHACL."""

from parley.validate.located import locate
from parley.validate.queries import CrossCheck, cross_check_results, cross_checks
from parley.validate.results import check_quotes, claims_behind, report_to_graph
from parley.validate.validator import Validator, context_of
from parley.validate.vocabulary import meta_results, vocabulary_results

__all__ = [
    "CrossCheck",
    "Validator",
    "check_quotes",
    "claims_behind",
    "context_of",
    "cross_check_results",
    "cross_checks",
    "locate",
    "meta_results",
    "report_to_graph",
    "vocabulary_results",
]
