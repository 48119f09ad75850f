"""Periods of which the words tell one end and the day of the text gives the other.

"Have met five times since May" is some time from May to now, "will meet by the end of the month" from now to then,
"met recently" in the weeks before now.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from parley.extract.circumstances.other_times import ORDINALS
from parley.extract.circumstances.timing import clause_of, held
from parley.extract.dates.context import since_phrase
from parley.extract.dates.patterns import WORDS
from parley.extract.dates.times import TimeExpression, TimeKind
from parley.extract.frames.frame import Context
from parley.extract.language.earlier import is_recent
from parley.extract.language.tree import in_perfect
from parley.model import UNDATED, DateBasis, Document, Precision, Status, When

_RECENT: int = WORDS["around"]["recent"]  # days
_AHEAD = frozenset({Status.PLANNED, Status.REQUESTED, Status.HYPOTHETICAL})
_SO_FAR = frozenset({Status.OCCURRED, Status.ONGOING, Status.NOT_HELD, Status.REFUSED})


def whole_period(context: Context, trigger: int, status: Status, when: When) -> When:
    """Return the time of a happening, closed by the day of the text where its words leave one side open."""
    day = context.day
    if day is None:
        return when
    if when == UNDATED and status in _SO_FAR:
        begun = next((t for t in context.times if _so_far(context.doc, t, trigger)), None)
        if begun is not None and begun.when.start is not None and begun.when.start <= day:
            return replace(begun.when, end=day, precision=Precision.RANGE)
    if when == UNDATED and status.took_place and is_recent(context.doc, trigger):
        return replace(
            when, start=day - dt.timedelta(days=_RECENT), end=day, precision=Precision.RANGE, basis=DateBasis.RELATIVE
        )
    if status in _AHEAD and when.start is None and when.end is not None and when.end >= day:
        return replace(when, start=day, precision=Precision.RANGE)
    return when


def _so_far(doc: Document, time: TimeExpression, trigger: int) -> bool:
    """Say whether a time tells since when a happening goes on, or is done or left undone again and again."""
    if time.kind is not TimeKind.SINCE or doc.tokens[time.head].sentence != doc.tokens[trigger].sentence:
        return False
    phrase = since_phrase(doc, time.head)
    over = doc.tokens[phrase].head if phrase is not None else None
    clause = clause_of(doc, trigger)
    for node in held(doc, trigger):
        if node < time.first and not any(t.pos in ("VERB", "AUX") for t in doc.tokens[node + 1 : time.first]):
            return True  # "the talks held since Monday", wherever the tree hangs it
    if over == trigger and over != clause:
        return not _is_nth(doc, trigger)  # "talks since Monday", not "the first talks since Monday"
    return over in (clause, trigger) and in_perfect(doc, clause) and not _counts(doc, clause)


def _counts(doc: Document, verb: int) -> bool:
    """Say whether a time only bounds a gap: "have met for the first time since May"."""
    times = (j for j in doc.children[verb] if doc.tokens[j].lemma in ("time", "occasion"))
    return any(doc.tokens[k].dep == "amod" for j in times for k in doc.children[j])


def _is_nth(doc: Document, noun: int) -> bool:
    return any(doc.tokens[j].lemma in ORDINALS for j in doc.children[noun])
