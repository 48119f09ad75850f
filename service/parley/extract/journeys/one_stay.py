"""Stops within one stay: "arrived in Nairobi on Monday and toured the port of Mombasa" is one visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.journey import ARRIVING, fits_status, is_dated, is_long_over
from parley.extract.journeys.visits import VISIT, country_at
from parley.extract.language.earlier import told_back
from parley.model import ActorKind, Document, Precision, Status, When

_LONGEST = 10  # days in which somebody who came has left
_APART = 2  # days after which a day is one of another stay
_MORE = frozenset({"again", "another", "second", "third", "fourth", "fifth", "next", "return", "new", "back"})
_NEAR = 3  # sentences after which another stop is one of another stay


def one_stay(context: Context, frames: Iterable[Frame]) -> list[Frame]:
    """Return the frames, stops without a day of their own joined to the visit to the same state told just before."""
    kept: list[Frame] = []
    for frame in sorted(frames, key=lambda f: f.trigger):
        whole = next((n for n, f in enumerate(kept) if _holds(context, f, frame)), None)
        if whole is None:
            kept.append(frame)
            continue
        days = _days_of_both(kept[whole], frame)
        places = dict.fromkeys((*kept[whole].places, *frame.places))
        sentences = dict.fromkeys((*kept[whole].sentences, *frame.sentences))
        kept[whole] = replace(kept[whole], when=days, places=tuple(places), sentences=tuple(sentences))
    return kept


def _holds(context: Context, stay: Frame, stop: Frame) -> bool:
    """Say whether two tellings of a visit are of one stay in the same state."""
    doc = context.doc
    if stay.type != VISIT or stop.type != VISIT or not (stay.places and stop.places):
        return False
    if not 0 <= doc.tokens[stop.trigger].sentence - doc.tokens[stay.trigger].sentence <= _NEAR:
        return False
    if is_dated(stop.when) and not (_is_new_day(stay, stop) or _goes_on(doc, stay, stop)):
        return False
    fits = fits_status(stay.status, stop.status)
    if told_back(doc, stop.trigger) != told_back(doc, stay.trigger) or not fits:
        return False
    if stop.status is Status.ONGOING and is_long_over(context, stay.when):
        return False  # "visited Uganda in May. He is in Kampala for three days"
    host = country_at(context, stay.places[0])
    same = stay.visitors == stop.visitors or (_is_new_day(stay, stop) and _may_be_one(context, stay, stop))
    return host is not None and host == country_at(context, stop.places[0]) and same


def _may_be_one(context: Context, stay: Frame, stop: Frame) -> bool:
    """Say whether a visitor told by an office alone may be the one who is named: "Kenya's foreign minister"."""
    people = [context.cast.entities[e] for frame in (stay, stop) for e in frame.visitors]
    parties = {context.cast.party_of(e) for frame in (stay, stop) for e in frame.visitors}
    single = len(people) == 2 and all(e.kind is ActorKind.PERSON for e in people)
    return single and len(parties) == 1 and None in {e.name for e in people}


def _is_new_day(stay: Frame, stop: Frame) -> bool:
    """Say whether a visit that was put off is told with its new day: "was put off. She will now come on 3 May"."""
    return stay.status is Status.POSTPONED and stop.status is Status.PLANNED


def _goes_on(doc: Document, stay: Frame, stop: Frame) -> bool:
    """Say whether a later day is one of the same stay: "came on Monday … left on Tuesday", not "came again"."""
    first, last = stay.when.start, stop.when.end
    if first is None or last is None or stay.status is not stop.status or _is_another(doc, stop.trigger):
        return False
    if not {stay.when.precision, stop.when.precision} <= {Precision.DAY, Precision.BEFORE}:
        return False
    if stop.when.start is None:  # of when it began nothing is told beside the day of leaving
        return 0 <= (last - first).days <= _LONGEST
    if doc.tokens[stay.trigger].lemma not in ARRIVING:
        return False
    until = stay.when.end or first
    return stop.when.start > until and (last - until).days <= _APART


def _is_another(doc: Document, i: int) -> bool:
    """Say whether what token `i` tells is one more: "his third trip", "came again"."""
    return any(doc.tokens[j].lower in _MORE for j in doc.children[i])


def _days_of_both(stay: Frame, stop: Frame) -> When:
    """Return the days of a stay with those of another telling of it."""
    if not is_dated(stop.when):
        return stay.when
    if _is_new_day(stay, stop):
        return stop.when
    return replace(stay.when, end=stop.when.end, precision=Precision.RANGE)
