"""What of Explore is about the events of an answer, or those that one of its rows counts.

The filters stand in the header of the competency question. They are as near as filters can come to what its query asks.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping

from parley.model import Term
from parley.questions import Question
from parley.selection import FORMS, Selection
from parley.web.answers.rows import Row
from parley.web.selecting.explorer import Explorer

_MONTH = re.compile(r"\d{4}-\d{2}")


def explored(
    question: Question, asked: Mapping[str, Term], explorer: Explorer, row: Row | None = None
) -> Selection | None:
    """Return the selection of a question asked with these values, or of a row of its answer; None where it has none."""
    if not question.explore:
        return None
    values = {**asked, **(row or {})}
    pairs = list(_filters(question, values, explorer))
    if "match" in values and values["match"].value == "undated":
        pairs = [*((name, value) for name, value in pairs if name not in ("from", "to")), ("dated", "no")]
    return explorer.selection(pairs)


def row_counts(question: Question) -> bool:
    """Say whether each row of an answer counts events of its own."""
    named = {parameter.name for parameter in question.parameters}
    return any(value.startswith("?") and value[1:] not in named for _, value in question.explore)


def _filters(question: Question, values: Mapping[str, Term], explorer: Explorer) -> Iterator[tuple[str, str]]:
    given = {name for name, value in question.explore if value.startswith("?") and value[1:] in values}
    for name, value in question.explore:
        if not value.startswith("?"):
            if name not in given:  # what is asked for is narrower than what holds for every answer
                yield name, value
        elif (term := values.get(value[1:])) is not None and term.value:
            yield from _filter(name, term.value, explorer)


def _filter(name: str, value: str, explorer: Explorer) -> Iterator[tuple[str, str]]:
    if name == "type":
        yield from ((name, kind) for kind in FORMS[value])
    elif name in ("from", "to") and _MONTH.fullmatch(value):
        first = dt.date.fromisoformat(f"{value}-01")
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        yield name, (first if name == "from" else last).isoformat()
    elif name == "place" and not explorer.is_somewhere(value):
        yield "actor", value  # a host, or a country of which no place is known
    else:
        yield name, value
