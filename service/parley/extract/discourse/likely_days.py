"""The day on which a contact most likely was that no words date, out of those that its article tells of other things.

A logistic model weighs each of these days by where in the article it is told, of whom, and how the contact is told.
`likely_days.toml` has its weights; `service/training/likely_days.py` fits them to gold. Whether the contact gets the
day is settled when all tellings of it are known.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from parley.extract.circumstances.timing import some_time_off
from parley.extract.cues import cues
from parley.extract.dates.anchors import is_plural
from parley.extract.dates.times import TimeExpression
from parley.extract.discourse.in_a_row import adds
from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.journey import known_as
from parley.extract.journeys.visits import VISIT, country_at
from parley.extract.language.earlier import COMING, came_before, goes_on, told_back
from parley.extract.language.tree import SUBJECTS, auxiliaries, dep_in, has_perfect, marks, predicate
from parley.logistic import share_of, weights_in
from parley.model import UNDATED, ActorKind, DateBasis, Document, Precision, Status, When

_KINDS: dict[str, str] = cues("contacts")["kinds"]
_TALKS = frozenset(_KINDS[kind] for kind in ("negotiation", "mediation", "conference"))
_STATES = (ActorKind.COUNTRY, ActorKind.ORGANISATION)
_EARLIER = frozenset({"earlier"})
_TIMED = frozenset({"while", "when", "after", "before", "since", "as", "once"})
_LEAD = 0  # number of the sentence up to which the news itself is told
_LONGEST = 3  # days that something may have lasted whose days are taken over
_WEEK, _OLD = 7, 31  # days before the article
SURE = 0.6  # least share of contacts told like this that were on that day


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Days that the article tells: of which other contacts, and in which times."""

    when: When
    frames: list[Frame] = field(default_factory=list)
    times: list[TimeExpression] = field(default_factory=list)


def with_likely_days(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Yield the contacts, those that no words date with the day that they most likely were on, if any is likely."""
    weights = weights_in(__package__, "likely_days")
    for frame in frames:
        told = candidates(context, frame, frames)
        scored = [(share_of(features_of(context, frame, day), weights), day) for day in told]
        share, day = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        if day is None or share < SURE:
            yield frame
        else:
            yield replace(frame, likely=replace(day.when, basis=DateBasis.INFERRED))


def candidates(context: Context, frame: Frame, frames: Sequence[Frame]) -> list[Candidate]:
    """Return the days that may be those of a contact: none where words date it or nothing says that it took place."""
    doc = context.doc
    several = frame.count > 1 or is_plural(doc.tokens[frame.trigger].lower)
    if frame.when != UNDATED or several or not frame.status.took_place or _is_of_no_day(doc, frame):
        return []
    told = [other for other in frames if other is not frame and _days(context, other.when)]
    passed = {_days(context, other.when) for other in told if _is_of_no_day(doc, other)}
    found: dict[tuple[dt.date, dt.date] | None, Candidate] = {}
    for other in told:
        if not _is_of_no_day(doc, other):
            known = found.setdefault(_days(context, other.when), Candidate(when=other.when))
            known.frames.append(other)
    for time in context.times:
        days = _days(context, time.when) if _may_be_taken_over(doc, time, frame.trigger) else None
        if days is not None and days not in passed:
            found.setdefault(days, Candidate(when=time.when)).times.append(time)
    return [day for day in found.values() if _may_be_of(context, frame, day)]


def _may_be_taken_over(doc: Document, time: TimeExpression, trigger: int) -> bool:
    """Say whether a time is of days, of no aside, and in another sentence than a contact, which it would date."""
    exact = time.when.precision in (Precision.DAY, Precision.RANGE) and time.may_date and not time.connector
    aside = doc.tokens[predicate(doc, time.governor)].dep.startswith("acl")  # "measures announced on Friday"
    return exact and not aside and doc.tokens[time.first].sentence != doc.tokens[trigger].sentence


def _may_be_of(context: Context, frame: Frame, day: Candidate) -> bool:
    """Say whether a day is told of the same people, or contacts of the same parties, and not of another country."""
    cast = context.cast
    near = {context.doc.tokens[time.first].sentence for time in day.times}
    beside = (k for k, m in enumerate(cast.mentions) if context.doc.tokens[m.head].sentence in near)
    told = {e for k in beside for e in cast.entities_of(k)}
    ours, theirs = known_as(context, (s.entity for s in frame.sides)), {s.entity for f in day.frames for s in f.sides}
    parties, others = ({cast.party_of(e) for e in who} - {None} for who in (ours, theirs))
    related = not (ours.isdisjoint(theirs | told) and parties.isdisjoint(others))
    return related and not _is_elsewhere(context, frame, day)


def _is_of_no_day(doc: Document, frame: Frame) -> bool:
    """Say whether a contact is told by the way, as what went before the news, or with a time of its own.

    "Leaders who have met him", "has met her, too", "had met her", "this followed his meeting with B", "rang him while
    he was in Rome", "days after their talks".
    """
    token, clause = doc.tokens[frame.trigger], predicate(doc, frame.trigger)
    main = dep_in(doc.tokens[clause], "root", "conj") and not dep_in(token, *SUBJECTS)
    lead = token.sentence <= _LEAD or doc.in_heading(frame.trigger)
    perfect = has_perfect(doc, clause) and not (main and lead and "been" not in auxiliaries(doc, clause))
    around = {doc.tokens[j].lower for i in (clause, token.i) for j in doc.children[i]}
    back = told_back(doc, token.i) and around.isdisjoint(_EARLIER)
    follows = doc.tokens[clause].lemma in COMING and (dep_in(token, "obj") or came_before(doc, token.i, clause))
    aside = (j for j in doc.children[clause] if dep_in(doc.tokens[j], "advcl"))
    timed = frame.medium.is_remote and any(not _TIMED.isdisjoint(marks(doc, j)) for j in aside)
    return perfect or back or follows or timed or some_time_off(doc, token.i, clause)


def _days(context: Context, when: When) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day of a short time that has come."""
    if when.start is None or when.end is None or (when.end - when.start).days > _LONGEST:
        return None
    return (when.start, when.end) if context.day is None or when.start <= context.day else None


def features_of(context: Context, frame: Frame, day: Candidate) -> dict[str, float]:
    """Return what the model looks at in a contact and one of the days told in its article, by name."""
    doc, ours = context.doc, known_as(context, (s.entity for s in frame.sides))
    here = doc.tokens[frame.trigger].sentence
    clause = predicate(doc, frame.trigger)
    parties = {context.cast.party_of(s.entity) for s in frame.sides} - {None}
    states = _states(context, frame)
    told = [f.trigger for f in day.frames] + [time.first for time in day.times]
    nearest = min(told, key=lambda i: (abs(doc.tokens[i].sentence - here), i > frame.trigger))
    away = abs(doc.tokens[nearest].sentence - here)
    like = [f for f in day.frames if f.status.took_place]
    first = next((t.when for t in context.times if t.may_date and _days(context, t.when)), None)
    features = {
        "same_sentence": away == 0,
        "before": nearest < frame.trigger,
        "told_first": first is not None and first.start == day.when.start,
        "several_days": day.when.start != day.when.end,
        "same_people": any(ours & {s.entity for s in f.sides} for f in day.frames),
        "same_people_near": any(
            ours & {s.entity for s in f.sides} and abs(doc.tokens[f.trigger].sentence - here) <= 1 for f in like
        ),
        "not_held": bool(day.frames) and not like,
        "visit_to_a_side": any(f.type == VISIT and _states(context, f) & (parties | states) for f in like),
        "placed": bool(states),
        "remote": frame.medium.is_remote,
        "contact": frame.type == _KINDS["contact"],
        "talks": frame.type in _TALKS,
        "ongoing": frame.status is Status.ONGOING,
        "state": any(context.cast.entities[s.entity].kind in _STATES for s in frame.sides),
        "cited": frame.said_by is not None,
        "lead": here <= 1 or (here == 2 and doc.sentences[0].heading),
        "main_clause": dep_in(doc.tokens[clause], "root", "conj"),
        "goes_on": goes_on(doc, frame.trigger),
        "told_back": told_back(doc, frame.trigger),
        "perfect": has_perfect(doc, clause),
        "also": adds(context, frame),
        **_age(context, day.when),
    }
    return {"distance": math.log1p(away), **{name: float(value) for name, value in features.items() if value}}


def _age(context: Context, when: When) -> dict[str, bool]:
    if context.day is None or when.start is None:
        return {"undated_article": True}
    past = (context.day - when.start).days
    return {"same_day": past == 0, "day_before": past == 1, "same_week": 1 < past <= _WEEK, "old": past > _OLD}


def _is_elsewhere(context: Context, frame: Frame, day: Candidate) -> bool:
    """Say whether all contacts of a day were in other countries than a contact."""
    here, there = _states(context, frame), [_states(context, f) for f in day.frames]
    return bool(here) and any(there) and all(here.isdisjoint(states) for states in there if states)


def _states(context: Context, frame: Frame) -> set[str]:
    """Return the countries that a contact is told to have been in."""
    states = {country_at(context, span) for span in frame.places} | {frame.spot.state if frame.spot else None}
    return {state for state in states if state is not None}
