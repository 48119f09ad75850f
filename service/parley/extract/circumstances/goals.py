"""The new time of what is put off or moved: "planned for 12 March, was put off until 20 March"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.dates.times import TimeExpression, TimeKind
from parley.extract.language.tree import case_of
from parley.model import Document, Precision, When

_STATUS = cues("status")
_PUTTING_OFF = frozenset(verb.partition("_")[0] for verb in _STATUS["verb"]["postponed"] | _STATUS["moving"])
_TO = frozenset({"to", "until", "till"})


def is_goal(doc: Document, verb: int, times: Sequence[TimeExpression], when: When) -> bool:
    """Say whether a verb puts something off to the time told: "was postponed to 20 March"."""
    return when.start is not None and goal_of(doc, verb, times) == when


def goal_of(doc: Document, verb: int, times: Sequence[TimeExpression]) -> When | None:
    """Return the time that a verb puts something off to: "planned for 12 March, was put off until 20 March"."""
    if doc.tokens[verb].lemma not in _PUTTING_OFF:
        return None
    heads = {verb, *(t.head for t in times if t.governor == verb)}  # the tree may hang the new day on the old
    of_verb = [(case_of(doc, t.head), t) for t in times if t.governor in heads]
    goals = (_whole(t.when) if t.kind is TimeKind.UNTIL else t.when for c, t in of_verb if c in _TO)
    # "From Monday to Thursday" is one expression, and no stretch here.
    ends = (replace(t.when, start=t.when.end) for c, t in of_verb if c == "from" and t.when.end != t.when.start)
    return next(iter((*goals, *ends)), None)


def _whole(when: When) -> When:
    """Return the day, or the month, of which only the end is told: "until 20 March" leaves the start open."""
    end = when.end
    if end is None:
        return when
    month = (end + dt.timedelta(days=1)).day == 1
    return replace(
        when, start=end.replace(day=1) if month else end, precision=Precision.MONTH if month else Precision.DAY
    )
