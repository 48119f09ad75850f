"""What a selection can be narrowed or widened by: each value with its number of events, as a link.

Pure: solutions in, frozen values out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from parley.model import Term
from parley.selection import FILTERS, UNTOLD, Selection
from parley.vocab import EventTypes, notation_of
from parley.wording import part_of_date, status_in_words, word_of

_WORDS = {
    "head_of_state": "head of state",
    "head_of_government": "head of government",
    "vice": "vice president",
    "country_only": "the country only",
    UNTOLD: "not known",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a filter: following `query` takes it into the selection, or out of it where it is chosen."""

    label: str
    events: int
    query: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """The values of one filter, those with most events first; `more` says whether there are others."""

    name: str
    label: str
    values: tuple[Value, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A chosen value: following `query` takes it out of the selection."""

    label: str
    value: str
    query: str


def query_of(selection: Selection, *more: tuple[str, str]) -> str:
    """Return the query string of a selection, with further parameters."""
    return urlencode((*selection.values, *more))


def facet(
    name: str,
    rows: Iterable[Mapping[str, Term]],
    selection: Selection,
    *,
    base: str,
    types: EventTypes,
    most: int,
    keep: tuple[tuple[str, str], ...] = (),
) -> Facet:
    """Return the values in the rows of `Selection.facet`; `keep` stays in the query strings of all."""
    notations = {str(iri): notation for notation, iri in types.classes.items()}
    chosen = set(selection.of(name))
    values = []
    for row in rows:
        value = _parameter(name, row["value"], base, notations)
        if value is None:
            continue
        taken = value in chosen
        then = selection.lacking(name, value) if taken else selection.having(name, value)
        label = value_in_words(name, value, row["label"].value if "label" in row else None)
        events = int(row["events"].value)
        values.append(Value(label=label, events=events, query=query_of(then, *keep), chosen=taken))
    values.sort(key=lambda value: not value.chosen)
    return Facet(name=name, label=FILTERS[name].label, values=tuple(values[:most]), more=len(values) > most)


def chips(
    selection: Selection, labels: Mapping[str, str], *, keep: tuple[tuple[str, str], ...] = ()
) -> tuple[Chip, ...]:
    """Return what was chosen, in words; `labels` has the names of IRIs without the base."""
    return tuple(
        Chip(
            label=FILTERS[name].label,
            value=value_in_words(name, value, labels.get(value)),
            query=query_of(selection.lacking(name, value), *keep),
        )
        for name, value in selection.values
    )


def _parameter(name: str, term: Term, base: str, notations: Mapping[str, str]) -> str | None:
    """Return a term as it stands in an address, None where it cannot be chosen."""
    kind = FILTERS[name].type
    if kind == "type":
        return notations.get(term.value)  # none for the class of all events
    if FILTERS[name].choices and kind != "text" and term.value != UNTOLD:
        return notation_of(term.value)
    return term.value.removeprefix(base)


def value_in_words(name: str, value: str, label: str | None = None) -> str:
    """Return a value of a filter as people read it; `label` is the name of an actor or place."""
    if name == "status":
        return status_in_words(value).word
    if FILTERS[name].type == "date":
        return part_of_date(value).text
    if FILTERS[name].type in ("actor", "place"):
        return label or value.rpartition("/")[2]
    return label if label and not FILTERS[name].choices else _WORDS.get(value, word_of(value))
