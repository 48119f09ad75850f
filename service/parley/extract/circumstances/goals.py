"""The new time of what is put off or moved, and the former: "planned for 12 March, was put off until 20 March"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.dates.times import TimeExpression, TimeKind
from parley.extract.language.titles import COUNTERPARTS
from parley.extract.language.tree import case_of, dep_in
from parley.model import Document, Precision, When

_STATUS = cues("status")
_PUTTING_OFF = frozenset(verb.partition("_")[0] for verb in _STATUS["verb"]["postponed"] | _STATUS["moving"])
_FORMERLY: frozenset[str] = _STATUS["formerly"]
_FIXING: frozenset[str] = _STATUS["fixing"]
_TO = frozenset({"to", "until", "till"})
_INSTEAD = frozenset({"instead of", "rather than"})


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


def is_former(doc: Document, time: TimeExpression) -> bool:
    """Say whether a time is one that no longer holds: "originally set for 12 March", "on 20 instead of 12 March"."""
    verb = doc.tokens[time.governor]
    fixed = verb.lemma.lower() in _FIXING and dep_in(verb, "acl", "amod", "acl:relcl")
    once = fixed and any(doc.tokens[j].lower in _FORMERLY for j in doc.children[verb.i])
    return once or case_of(doc, time.head) in _INSTEAD


def is_moved(doc: Document, trigger: int, clause: int, times: Sequence[TimeExpression], when: When) -> bool:
    """Say whether a happening is told to be later than it was to be: "set for 12 March at first, will begin on 20"."""
    former = (t.when for t in times if is_former(doc, t) and _told_of(doc, t.governor) in (trigger, clause))
    return when.start is not None and any(w.start is not None and w.start < when.start for w in former)


def _told_of(doc: Document, i: int) -> int:
    """Return what a time is told of, wherever the tree hangs it: the talks of "talks with A, set for Friday"."""
    token = doc.tokens[i]
    while token.head != token.i and (
        token.lemma in _FIXING or token.pos == "PROPN" or token.lemma.lower() in COUNTERPARTS
    ):
        token = doc.tokens[token.head]
    return token.i
