"""Model to RDF and back: articles with their claims, and the events derived from them.

Pure: same input, same triples. No blank nodes. Lexical forms are canonical (dates in ISO, decimals without exponent or
trailing zeros), so what is written is byte for byte what a store gives back.
"""

from parley.graph.article import article_from_graph, article_to_graph, claims_from_graph
from parley.graph.diaries import Diary, diaries_of, write_diaries
from parley.graph.events import (
    coverage_from_graph,
    events_from_graph,
    events_to_graph,
    write_coverage,
    write_event,
)
from parley.graph.periods import Period, period_of, write_periods
from parley.graph.terms import describe_actors, describe_places, write_persons

__all__ = [
    "Diary",
    "Period",
    "article_from_graph",
    "article_to_graph",
    "claims_from_graph",
    "coverage_from_graph",
    "describe_actors",
    "describe_places",
    "diaries_of",
    "events_from_graph",
    "events_to_graph",
    "period_of",
    "write_coverage",
    "write_diaries",
    "write_event",
    "write_periods",
    "write_persons",
]
