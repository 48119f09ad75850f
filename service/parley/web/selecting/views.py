"""The views of a selection taken from the index: the rows that the queries of the same names answer.

Pure: an index and the chosen events in, rows out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from types import MappingProxyType

from parley.index import Counted, EventIndex, Mask, Span, Together
from parley.model import Term
from parley.questions import XSD
from parley.selection import UNTOLD

# The rows of a page repeat few terms, and to make one takes longer than to find it.
_remembered = lru_cache(maxsize=20_000)
_MOST_PAIRS, _MOST_PLACES, _MOST_REPRESENTATIVES = 100, 2000, 8  # as in the queries


def facet_rows(index: EventIndex, chosen: Mask, name: str, *, most: int, text: bool) -> Iterator[dict[str, Term]]:
    """Yield the rows of `Selection.facet`; `text` says that the values are words."""
    for each in index.counted(f"listed.{name}", chosen, most=most):
        (value,) = each.keys
        label = index.labels.get(value)
        row = {"value": _word(value) if text or value == UNTOLD else _node(value), "events": _number(each.events)}
        yield row if label is None else {**row, "label": _word(label)}


def _timeline(index: EventIndex, chosen: Mask) -> Iterator[dict[str, Term]]:
    return map(_span, index.by_period(chosen))


def _days(index: EventIndex, chosen: Mask) -> Iterator[dict[str, Term]]:
    return map(_span, index.by_day(chosen))


def _tally(index: EventIndex, chosen: Mask) -> Iterator[dict[str, Term]]:
    for kind, many, span in index.by_kind(chosen):
        boolean = Term(type="literal", value="true" if many else "false", datatype=XSD + "boolean")
        yield {"kind": _node(kind), "many": boolean, **_span(span)}


def representative_rows(index: EventIndex, chosen: Mask, one: str, other: str) -> Iterator[dict[str, Term]]:
    """Yield the rows of the query `representatives` for two sides."""
    return _paired(index, index.representatives(one, other, chosen, most=_MOST_REPRESENTATIVES))


def pair_rows(index: EventIndex, together: Together) -> list[dict[str, Term]]:
    """Return the pairs that were asked for as rows of the query of their name."""
    return list(_paired(index, together.wanted))


def _pairs(index: EventIndex, chosen: Mask, *, name: str) -> Iterator[dict[str, Term]]:
    return _paired(index, index.counted(name, chosen, most=_MOST_PAIRS))


def _paired(index: EventIndex, counted: Iterable[Counted]) -> Iterator[dict[str, Term]]:
    for each in counted:
        a, b = each.keys
        if a in index.labels and b in index.labels:
            yield {
                "a": _node(a),
                "aLabel": _word(index.labels[a]),
                "b": _node(b),
                "bLabel": _word(index.labels[b]),
                "events": _number(each.events),
            }


def _places(index: EventIndex, chosen: Mask) -> Iterator[dict[str, Term]]:
    exact = [
        each for each in index.counted("place.exact", chosen, most=_MOST_PLACES) if each.keys[0] in index.coordinates
    ]
    found = [*exact, *index.counted("country.only", chosen, most=_MOST_PLACES)]
    for each in sorted(found, key=lambda each: (-each.events, each.keys))[:_MOST_PLACES]:
        (place,) = each.keys
        if place not in index.labels:
            continue
        row = {"place": _node(place), "label": _word(index.labels[place]), "events": _number(each.events)}
        if place in index.coordinates:
            latitude, longitude = index.coordinates[place]
            row |= {"latitude": _decimal(latitude), "longitude": _decimal(longitude)}
        if place in index.codes:
            row["iso2"] = _word(index.codes[place])
        yield row


ROWS: Mapping[str, Callable[[EventIndex, Mask], Iterator[dict[str, Term]]]] = MappingProxyType(
    {
        "timeline": _timeline,
        "timeline-of-days": _days,
        "tally": _tally,
        "pairs": partial(_pairs, name="pairs"),
        "pairs-of-sides": partial(_pairs, name="pairs-of-sides"),
        "places": _places,
    }
)
"""The views that are taken from the index, by the names of their queries."""


def _span(span: Span) -> dict[str, Term]:
    return {
        "first": _day(span.first),
        "last": _day(span.last),
        "status": _node(span.status),
        "events": _number(span.events),
    }


@_remembered
def _day(day: dt.date) -> Term:
    return Term(type="literal", value=day.isoformat(), datatype=XSD + "date")


@_remembered
def _node(iri: str) -> Term:
    return Term(type="uri", value=iri)


@_remembered
def _word(text: str) -> Term:
    return Term(type="literal", value=text)


@_remembered
def _number(number: int) -> Term:
    return Term(type="literal", value=str(number), datatype=XSD + "integer")


def _decimal(number: str) -> Term:
    return Term(type="literal", value=number, datatype=XSD + "decimal")
