"""Journeys: who went where and when, told as a visit or in passing, and how far one telling dates another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from parley.extract.circumstances import timing, where
from parley.extract.circumstances.other_times import ELSEWHERE
from parley.extract.circumstances.status import read_status
from parley.extract.cues import cues, nouns_of
from parley.extract.frames.frame import Context, Frame
from parley.extract.frames.sides import possessors_of
from parley.extract.journeys.visits import VISIT, country_at, destinations, ended
from parley.extract.language.carriers import carrier_of
from parley.extract.language.earlier import told_back
from parley.extract.language.tree import case_of, conjuncts, marks, obliques, predicate, subject
from parley.model import TOOK_PLACE, ActorKind, DateBasis, Document, Precision, Role, Status, When

_KINDS: dict[str, str] = cues("contacts")["kinds"]
_STAY = cues("dates")["stay"]
ARRIVING = frozenset(_STAY["arriving"])
_LEAVING = frozenset({"leave", "depart"})
_SENT = frozenset(_STAY["sent"])
_PEOPLE: frozenset[str] = cues("titles")["sorts"]["people"]
_REGIONS = frozenset(_STAY["regions"])
_STATES = frozenset(_STAY["states"])
_TOWARDS = frozenset({"to", "in", "of", "through", "across", "around", "for"})
_TRAVEL: frozenset[str] = cues("contacts")["motion"]["to"]
_VISITS = nouns_of(VISIT)
REACH = 8  # sentences over which a stay goes on
_ALSO = frozenset(_STAY["also"])
_NEXT = 3  # sentences over which "also" adds a stop to a tour
_LONGEST = 10  # days of a stay between the first and the last contact that are told of it
_EVE = 3  # days before the one told of a visit on which a contact may have begun it


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """Somebody's stay somewhere, as told at token `trigger`; `host` is None where the text does not name the state."""

    trigger: int
    visitors: frozenset[int]
    host: str | None
    when: When
    places: tuple[tuple[int, int], ...]
    status: Status
    sentences: tuple[int, ...]
    wide: bool = False  # to a region of several states

    @property
    def dated(self) -> bool:
        """Say whether the text gives a day of it."""
        return is_dated(self.when)


def visits_told(context: Context, frames: Sequence[Frame]) -> Iterator[Journey]:
    """Yield the visits, and the gatherings abroad that somebody attends on a day told."""
    for frame in frames:
        attends = frame.type == _KINDS["conference"] and frame.places and is_dated(frame.when)
        roles = (Role.VISITOR,) if frame.type == VISIT else (Role.VISITOR, Role.PARTICIPANT) if attends else ()
        visitors = known_as(context, (s.entity for s in frame.sides if s.role in roles))
        if visitors:
            host = country_at(context, frame.places[0]) if frame.places else None
            yield Journey(
                trigger=frame.trigger, visitors=visitors, host=host, when=frame.when, places=frame.places,
                status=frame.status, sentences=frame.sentences,
            )  # fmt: skip


def journeys_unframed(context: Context, frames: Sequence[Frame]) -> Iterator[Journey]:
    """Yield the dated journeys that are no frames: of somebody of no known state, or to where no state is named.

    "Arrived on Wednesday" and "will travel to the region" name none; "travelled to India and Nepal" names two. Of
    "three envoys left Togo" nobody is known who was there.
    """
    doc = context.doc
    taken = {(f.trigger, country_at(context, span)) for f in frames for span in f.places[:1]}
    triggers = {f.trigger for f in frames}
    for token in doc.tokens:
        leaves = token.lemma in _LEAVING
        if token.pos != "VERB" or not (leaves or token.lemma in ARRIVING):
            continue
        subj = subject(doc, token.i)
        mentions = context.cast.all_at(subj) if subj is not None else ()
        visitors = known_as(context, (e for k in mentions for e in context.cast.entities_of(k)))
        unnamed = subj is not None and not visitors and _is_group(doc, subj)
        when = timing.when_of(doc, token.i, context.times)
        if not (visitors or unnamed) or not is_dated(when):
            continue
        homes = {context.cast.party_of(e) for e in visitors}
        at = [j for case, j in obliques(doc, token.i) if case in (("from",) if leaves else ("to", "in"))]
        at += [j for j in doc.children[token.i] if doc.tokens[j].dep == "obj"]
        goals = [goal for j in at for goal in destinations(context, j)]
        when = ended(when) if leaves else when
        hosts = {goal: host for goal in goals if (host := country_at(context, goal)) is not None and host not in homes}
        journey = Journey(
            trigger=token.i, visitors=visitors, host=None, when=when, places=(), status=read_status(doc, token.i),
            sentences=(token.sentence,),
        )  # fmt: skip
        for goal, host in hosts.items():
            if (token.i, host) not in taken:
                yield replace(journey, host=host, places=(goal,))
        if not hosts and visitors and token.i not in triggers and not leaves:
            yield journey


def _is_group(doc: Document, i: int) -> bool:
    """Say whether the noun at `i` stands for several officials: "three envoys", "the ministers", "a mission"."""
    while doc.tokens[i].dep == "nsubj" and doc.tokens[i].lower in ("who", "which", "that"):
        i = doc.tokens[doc.tokens[i].head].head
    token = doc.tokens[i]
    plural = token.lemma in _PEOPLE and token.lower != token.lemma
    return token.pos == "NOUN" and (plural or token.lemma in _SENT)


def journeys_to_regions(context: Context) -> Iterator[Journey]:
    """Yield the dated journeys to a region: "will travel to Israel and Europe", "on a trip to the Middle East"."""
    doc = context.doc
    for token in doc.tokens:
        noun = token.pos == "NOUN" and token.lemma in _VISITS
        travels = token.pos == "VERB" and (token.lemma in ARRIVING or token.lemma in _TRAVEL)
        if not (noun or travels):
            continue
        goals = [j for case, j in obliques(doc, token.i) if case in _TOWARDS]
        goals += [j for j in doc.children[token.i] if travels and doc.tokens[j].dep == "obj"]
        if not any(_is_region(context, k) for j in goals for k in conjuncts(doc, j)):
            continue
        owners = possessors_of(context, token.i) if noun else []
        verb = carrier_of(doc, token.i) or predicate(doc, token.i)
        subj = subject(doc, verb if noun else token.i)
        mentions = owners or (context.cast.all_at(subj) if subj is not None else ())
        visitors = known_as(context, (e for k in mentions for e in context.cast.entities_of(k)))
        when = timing.when_of(doc, token.i, context.times)
        if visitors and is_dated(when):
            yield Journey(
                trigger=token.i, visitors=visitors, host=None, when=when, places=(),
                status=read_status(doc, token.i), sentences=(token.sentence,), wide=True,
            )  # fmt: skip


def _is_region(context: Context, i: int) -> bool:
    """Say whether token `i` names a region or several states: "Southeast Asia", "four capitals", not "South Africa"."""
    token = context.doc.tokens[i]
    if token.pos == "NOUN" and token.lower in _STATES:
        return True
    span = where.place_span(context.doc, i, context.known)
    first, last = span if span is not None else (i, i + 1)
    told = token.pos in ("PROPN", "NOUN") and context.doc.tokens[last - 1].lower in _REGIONS
    return told and country_at(context, (first, last)) is None


def known_as(context: Context, entities: Iterable[int]) -> frozenset[int]:
    """Return the entities with those that bear a part of the same name, since a list of names may keep them apart."""
    everybody = context.cast.entities
    found: set[int] = set()
    for one in entities:
        found.add(one)
        kind, words = everybody[one].kind, _words(everybody[one].name)
        for e, other in enumerate(everybody) if words else ():
            if other.kind is kind and other.name and ((theirs := _words(other.name)) <= words or words <= theirs):
                found.add(e)
    parties = {context.cast.party_of(e) for e in found} - {None}
    for e, group in enumerate(everybody):
        of_them = group.kind is ActorKind.GROUP and context.cast.party_of(e) in parties
        if of_them and _words(group.text.lower()) & _SENT:
            found.add(e)  # "the delegation" that they lead
    return frozenset(found)


@lru_cache(maxsize=1 << 12)
def _words(name: str | None) -> frozenset[str]:
    return frozenset((name or "").replace(",", "").split())


def is_dated(when: When) -> bool:
    """Say whether any day is known."""
    return when.start is not None or when.end is not None


def dated_by_journey(context: Context, visit: Frame, journeys: Sequence[Journey]) -> Frame:
    """Return a visit without a day, or of some day of weeks, with the days of the one journey that may be the same."""
    if visit.type != VISIT or (is_dated(visit.when) and not _is_vague(visit.when)):
        return visit
    doc, visitors = context.doc, visit.visitors
    host = country_at(context, visit.places[0]) if visit.places else None
    near = [
        j for j in journeys
        if j.host in (None, host) and j.dated and j.visitors & visitors and fits_status(j.status, visit.status)
        and (j.host is None or _same_place(doc, j.places, visit.places))
        and abs(doc.tokens[j.trigger].sentence - doc.tokens[visit.trigger].sentence) <= REACH
        and (not is_dated(visit.when) or _narrows(j.when, visit.when))
        and not (visit.status is Status.ONGOING and is_long_over(context, j.when))
    ]  # fmt: skip
    if is_dated(visit.when):
        return replace(visit, when=near[0].when) if len({(j.when.start, j.when.end) for j in near}) == 1 else visit
    others = [j for j in journeys if j.host not in (None, host) and j.dated and j.visitors & visitors]
    if len({(j.when.start, j.when.end) for j in near}) != 1 or others:
        return visit
    return replace(visit, when=replace(near[0].when, basis=DateBasis.INFERRED))


def is_long_over(context: Context, when: When) -> bool:
    """Say whether days ended so long ago that nobody can still be on the stay that began on them."""
    return when.end is not None and context.day is not None and (context.day - when.end).days > _LONGEST


def _is_vague(when: When) -> bool:
    """Say whether all that is known is some day of several: "later this month"."""
    return None not in (when.start, when.end) and when.precision not in (Precision.DAY, Precision.UNKNOWN)


def _narrows(days: When, known: When) -> bool:
    """Say whether days that are told begin within vaguer ones."""
    if days.precision is not Precision.DAY or not (days.start and known.start and known.end):
        return False
    return known.start <= days.start <= known.end


def _same_place(doc: Document, a: Sequence[tuple[int, int]], b: Sequence[tuple[int, int]]) -> bool:
    """Say whether two places have a name in common; "the French city of Brest" and "the French capital" have none."""
    ours, theirs = (
        {doc.tokens[i].text for s in spans for i in range(*s) if doc.tokens[i].pos == "PROPN"} for spans in (a, b)
    )
    return bool(ours & theirs)


def dated_by_tour(context: Context, visit: Frame, journeys: Sequence[Journey]) -> Frame:
    """Return an undated visit with the days of the tour that it is added to: "from 3 to 5 May. He will also go to"."""
    if visit.type != VISIT or is_dated(visit.when):
        return visit
    doc, visitors = context.doc, visit.visitors
    words = {doc.tokens[j].lower for j in doc.children[visit.trigger]}
    here = doc.tokens[visit.trigger].sentence
    tours = [
        j for j in journeys
        if j.trigger < visit.trigger and here - doc.tokens[j.trigger].sentence <= _NEXT and j.dated
        and j.when.start != j.when.end and j.visitors & visitors and j.status is visit.status
    ]  # fmt: skip
    if not tours or not words & _ALSO:
        return visit
    return replace(visit, when=replace(tours[-1].when, basis=DateBasis.INFERRED))


def dated_by_contact(context: Context, visit: Frame, frames: Sequence[Frame]) -> Frame:
    """Return an undated visit with the day of the contact for which the same words tell it: "flew in and met today"."""
    if visit.type != VISIT or is_dated(visit.when):
        return visit
    for frame in frames:
        day = frame.when.start is not None and frame.when.start == frame.when.end
        if frame.type == VISIT or not day or frame.status is not visit.status:
            continue
        down = path_up(context.doc, frame.trigger, visit.trigger)
        shared = {s.entity for s in frame.sides} & visit.visitors
        if down and shared and not any(elsewhere(context.doc, i) for i in down):
            return replace(visit, when=replace(frame.when, basis=DateBasis.INFERRED))
    return visit


def dated_by_hosts(context: Context, visit: Frame, frames: Sequence[Frame]) -> Frame:
    """Return an undated visit with the days of the contacts there: "visited Kampala. They met at Entebbe on Friday"."""
    if visit.type != VISIT or visit.when.start or not visit.places or told_back(context.doc, visit.trigger):
        return visit
    host = country_at(context, visit.places[0])
    others = (f for f in frames if f is not visit and f.type == VISIT and is_dated(f.when) and f.places)
    visitors = _visitors(context, visit)
    if any(country_at(context, f.places[0]) == host and visitors & {s.entity for s in f.sides} for f in others):
        return visit  # it has a day of its own elsewhere
    days = days_there(context, visit, frames)
    left = visit.when.end  # "left on Friday"
    if left is not None:
        days = [w for w in days if _last(w) <= left and (left - _first(w)).days <= _LONGEST]
        begun = replace(visit.when, start=_first(days[0]), precision=Precision.RANGE) if days else visit.when
        return replace(visit, when=begun)
    if not days or (max(map(_last, days)) - _first(days[0])).days > _LONGEST:
        return visit
    return replace(visit, when=replace(days[0], end=max(map(_last, days)), basis=DateBasis.INFERRED))


def within_journey(context: Context, visit: Frame, journeys: Sequence[Journey]) -> Frame:
    """Return a visit that is going on on a day with all days of the journey that it is: "is on a three-day visit"."""
    first, last = visit.when.start, visit.when.end
    if visit.type != VISIT or visit.status is not Status.ONGOING or first is None or first != last or not visit.places:
        return visit
    host = country_at(context, visit.places[0])
    for j in journeys:
        start, end = j.when.start, j.when.end
        same = j.host == host is not None and j.visitors & visit.visitors and j.status in TOOK_PLACE
        if same and start and end and start <= first <= end and start < end and (end - start).days <= _LONGEST:
            return replace(visit, when=j.when)
    return visit


def widened(context: Context, visit: Frame, frames: Sequence[Frame]) -> Frame:
    """Return a visit of which one day is told, begun by a contact there on a day before.

    Where somebody arrives on that day, he was not there before.
    """
    if visit.type != VISIT or visit.when.precision is not Precision.DAY or visit.when.start != visit.when.end:
        return visit
    if not visit.places or not visit.when.start or context.doc.tokens[visit.trigger].lemma in ARRIVING | _TRAVEL:
        return visit
    days = [w for w in days_there(context, visit, frames) if 0 < (visit.when.start - _first(w)).days <= _EVE]
    return replace(visit, when=replace(visit.when, start=_first(days[0]))) if days else visit


def _visitors(context: Context, visit: Frame) -> frozenset[int]:
    return known_as(context, visit.visitors)


def days_there(context: Context, visit: Frame, frames: Sequence[Frame]) -> list[When]:
    """Return the days of the visitor's contacts in the state visited that are told nearby, the first day first."""
    doc, host, visitors = context.doc, country_at(context, visit.places[0]), _visitors(context, visit)
    here = doc.tokens[visit.trigger].sentence
    days = [
        f.when for f in frames
        if f.type != VISIT and f.when.precision is Precision.DAY and f.when.start and not f.medium.is_remote
        and fits_status(visit.status, f.status) and abs(doc.tokens[f.trigger].sentence - here) <= REACH
        and visitors & {s.entity for s in f.sides} and not told_back(doc, f.trigger)
        and _is_in(context, f, host, visitors)
    ]  # fmt: skip
    return sorted(days, key=_first)


def _first(when: When) -> dt.date:
    return when.start or dt.date.max


def _last(when: When) -> dt.date:
    return when.end or _first(when)


def _is_in(context: Context, contact: Frame, host: str | None, visitors: frozenset[int]) -> bool:
    """Say whether a contact is told to be in the state of a host, or with somebody of it and nowhere else."""
    states = {country_at(context, span) for span in contact.places} - {None}
    others = {context.cast.party_of(s.entity) for s in contact.sides if s.entity not in visitors}
    return host is not None and (host in states or (not states and not contact.places and host in others))


def with_day(context: Context, stay: Journey, journeys: Sequence[Journey]) -> Journey:
    """Return the stay with the day that another telling of it gives."""
    if stay.dated or stay.host is None:
        return stay
    words = {context.doc.span(*span) for span in stay.places}
    same = [
        j for j in journeys
        if j.dated and j.host == stay.host and j.visitors & stay.visitors
        and words & {context.doc.span(*span) for span in j.places}
        and (fits_status(j.status, stay.status) or fits_status(stay.status, j.status))
    ]  # fmt: skip
    return replace(stay, when=same[0].when) if len({(j.when.start, j.when.end) for j in same}) == 1 else stay


def fits_status(stay: Status, told: Status) -> bool:
    """Say whether something of status `told` may belong to a stay of status `stay`."""
    if stay is told or {stay, told} <= TOOK_PLACE:
        return True
    if stay in (Status.PLANNED, Status.REQUESTED):
        return told in (Status.PLANNED, Status.REQUESTED, Status.HYPOTHETICAL)
    if stay in (Status.POSTPONED, Status.CANCELLED):
        return told in (Status.PLANNED, Status.NOT_HELD)
    return stay is Status.ONGOING and told is Status.PLANNED


def path_up(doc: Document, low: int, high: int) -> list[int] | None:
    """Return the tokens from `low` up to `high`, without it; None where `high` is not above `low`."""
    path = [low]
    while path[-1] != high:
        head = doc.tokens[path[-1]].head
        if head == path[-1] or len(path) > 60:
            return None
        path.append(head)
    return path[:-1]


def elsewhere(doc: Document, i: int) -> bool:
    """Say whether what hangs at token `i` happens at another time: "after meeting", "ahead of the visit"."""
    return bool({case_of(doc, i), *marks(doc, i)} & ELSEWHERE)
