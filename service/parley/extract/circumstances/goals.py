"""The new time of what is put off: "planned for 12 March, was put off until 20 March"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.dates.times import TimeExpression, TimeKind
from parley.extract.language.tree import case_of
from parley.model import Document, Precision, When

_PUTTING_OFF = frozenset(verb.partition("_")[0] for verb in cues("status")["verb"]["postponed"])


def is_goal(doc: Document, verb: int, times: Sequence[TimeExpression], when: When) -> bool:
    """Say whether a verb puts something off to the time told: "was postponed to 20 March"."""
    return when.start is not None and goal_of(doc, verb, times) == when


def goal_of(doc: Document, verb: int, times: Sequence[TimeExpression]) -> When | None:
    """Return the time that a verb puts something off to: "planned for 12 March, was put off until 20 March"."""
    if doc.tokens[verb].lemma not in _PUTTING_OFF:
        return None
    goals = (t for t in times if t.governor == verb and case_of(doc, t.head) in ("to", "until", "till"))
    return next((_whole(t.when) if t.kind is TimeKind.UNTIL else t.when for t in goals), None)


def _whole(when: When) -> When:
    """Return the day, or the month, of which only the end is told: "until 20 March" leaves the start open."""
    end = when.end
    if end is None:
        return when
    month = (end + dt.timedelta(days=1)).day == 1
    return replace(
        when, start=end.replace(day=1) if month else end, precision=Precision.MONTH if month else Precision.DAY
    )
