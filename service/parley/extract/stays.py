"""Stays: the journeys that an article tells, and the contacts that belong to them.

A contact without a date or place of its own takes those of the stay that it belongs to, as inferred: by the syntax of
one sentence ("flew to Doha to meet", "met during a visit to"), else by the nearest stay of one of its sides in the
state of another, or one that its words point back to ("there", "during the trip").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from parley.extract import circumstances
from parley.extract.cues import cues
from parley.extract.frames import Context, Frame
from parley.extract.status import read_status
from parley.extract.tree import auxiliaries, case_of, marks, obliques, predicate, subject
from parley.extract.visits import VISIT, country_at
from parley.model import ActorKind, DateBasis, Document, Medium, Precision, Role, Status, When

_CONTACTS = cues("contacts")
_KINDS: dict[str, str] = _CONTACTS["kinds"]
_STAY = cues("dates")["stay"]
_ARRIVING, _BACK = frozenset(_STAY["arriving"]), frozenset(_STAY["back"])
_VISITS = frozenset(n for n, frame in _CONTACTS["noun"].items() if frame["type"] == VISIT)
_SENT = frozenset(_STAY["sent"])
_REACH = 8  # sentences over which a stay goes on
_NEAR = 2  # sentences in which a visitor is still there without another word
_AHEAD = 3  # sentences after a contact in which its stay may still be told
_LONGEST = 10  # days that a stay may last of which only the first is told
_HAPPENED = frozenset({Status.OCCURRED, Status.ONGOING})
_REMOTE = frozenset({Medium.PHONE, Medium.VIDEO, Medium.LETTER})


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

    @property
    def dated(self) -> bool:
        """Say whether the text gives a day of it."""
        return _dated(self.when)


def within_stays(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Date and place contacts by the stays they belong to, and visits by the journey told elsewhere."""
    unnamed = tuple(_unnamed(context, frames))
    frames = [_dated_by_contact(context, f, frames) for f in frames]
    frames = [_dated_visit(context, f, (*_visits(context, frames), *unnamed)) for f in frames]
    journeys = sorted((*_visits(context, frames), *unnamed), key=lambda j: j.trigger)
    for frame in frames:
        stay = _stay_of(context, frame, journeys) if frame.type != VISIT else None
        yield frame if stay is None else _at(frame, _so_far(context, _with_day(context, stay, journeys), frame))


def _so_far(context: Context, stay: Journey, frame: Frame) -> Journey:
    """Return the stay up to the day of the text where the contact is told of since its beginning."""
    up = _path(context.doc, stay.trigger, frame.trigger)
    if not up or not _since_arrival(context.doc, up) or not stay.when.start or not context.day:
        return stay
    last = max(context.day, stay.when.start)
    return replace(stay, when=replace(stay.when, end=last, precision=Precision.RANGE))


def _visits(context: Context, frames: Sequence[Frame]) -> Iterator[Journey]:
    for frame in frames:
        attends = frame.type == _KINDS["conference"] and frame.places and _dated(frame.when)
        roles = (Role.VISITOR,) if frame.type == VISIT else (Role.VISITOR, Role.PARTICIPANT) if attends else ()
        visitors = _known_as(context, (s.entity for s in frame.sides if s.role in roles))
        if visitors:
            host = country_at(context, frame.places[0]) if frame.places else None
            yield Journey(
                trigger=frame.trigger, visitors=visitors, host=host, when=frame.when, places=frame.places,
                status=frame.status, sentences=frame.sentences,
            )  # fmt: skip


def _unnamed(context: Context, frames: Sequence[Frame]) -> Iterator[Journey]:
    """Yield the dated journeys to where no state is named: "arrived on Wednesday", "will travel to the region"."""
    doc, taken = context.doc, {f.trigger for f in frames}
    for token in doc.tokens:
        if token.i in taken or token.pos != "VERB" or token.lemma not in _ARRIVING:
            continue
        subj = subject(doc, token.i)
        mentions = context.cast.all_at(subj) if subj is not None else ()
        visitors = _known_as(context, (e for k in mentions for e in context.cast.entities_of(k)))
        when = circumstances.when_of(doc, token.i, context.times)
        if not visitors or not _dated(when):
            continue
        status = read_status(doc, token.i)
        yield Journey(trigger=token.i, visitors=visitors, host=None, when=when, places=(), status=status, sentences=(token.sentence,))


def _known_as(context: Context, entities: Iterable[int]) -> frozenset[int]:
    """Return the entities with those that bear a part of the same name, since a list of names may keep them apart."""
    everybody = context.cast.entities
    found: set[int] = set()
    for one in entities:
        words = set((everybody[one].name or "").replace(",", "").split())
        named = (e for e, other in enumerate(everybody) if other.name and other.kind is everybody[one].kind)
        same = (e for e in named if words and (other := set(everybody[e].name.split())) and (other <= words or words <= other))
        found |= {one, *same}
    parties = {context.cast.party_of(e) for e in found} - {None}
    for e, other in enumerate(everybody):
        sent = other.kind is ActorKind.GROUP and set(other.text.lower().split()) & _SENT
        if sent and context.cast.party_of(e) in parties:
            found.add(e)  # "the delegation" that they lead
    return frozenset(found)


def _dated(when: When) -> bool:
    return when.start is not None or when.end is not None


def _dated_visit(context: Context, visit: Frame, journeys: Sequence[Journey]) -> Frame:
    """Return an undated visit with the day of the one journey of its visitor that may be the same."""
    if visit.type != VISIT or _dated(visit.when):
        return visit
    doc, visitors = context.doc, {s.entity for s in visit.sides if s.role is Role.VISITOR}
    host = country_at(context, visit.places[0]) if visit.places else None
    near = [
        j for j in journeys
        if j.host in (None, host) and j.dated and j.visitors & visitors and _fits_status(j.status, visit.status)
        and abs(doc.tokens[j.trigger].sentence - doc.tokens[visit.trigger].sentence) <= _REACH
    ]  # fmt: skip
    others = [j for j in journeys if j.host not in (None, host) and j.dated and j.visitors & visitors]
    if len({(j.when.start, j.when.end) for j in near}) != 1 or others:
        return visit
    return replace(visit, when=replace(near[0].when, basis=DateBasis.INFERRED))


def _dated_by_contact(context: Context, visit: Frame, frames: Sequence[Frame]) -> Frame:
    """Return an undated visit with the day of the contact for which the same words tell it: "flew in and met today"."""
    if visit.type != VISIT or _dated(visit.when):
        return visit
    for frame in frames:
        day = frame.when.start is not None and frame.when.start == frame.when.end
        if frame.type == VISIT or not day or frame.status is not visit.status:
            continue
        down = _path(context.doc, frame.trigger, visit.trigger)
        shared = {s.entity for s in frame.sides} & {s.entity for s in visit.sides if s.role is Role.VISITOR}
        if down and shared and not any(_elsewhere(context.doc, i) for i in down):
            return replace(visit, when=replace(frame.when, basis=DateBasis.INFERRED))
    return visit


def _at(frame: Frame, stay: Journey) -> Frame:
    """Return the contact with what it takes over from its stay."""
    met = frame.type == _KINDS["contact"] and len(frame.sides) > 1 and bool(frame.places or stay.places)
    return replace(
        frame,
        when=replace(stay.when, basis=DateBasis.INFERRED) if not _dated(frame.when) and stay.dated else frame.when,
        places=frame.places or stay.places,
        type=_KINDS["meeting"] if met else frame.type,
        medium=Medium.IN_PERSON if met else frame.medium,
    )


def _with_day(context: Context, stay: Journey, journeys: Sequence[Journey]) -> Journey:
    """Return the stay with the day that another telling of it gives."""
    if stay.dated or stay.host is None:
        return stay
    words = {context.doc.span(*span) for span in stay.places}
    same = [
        j for j in journeys
        if j.dated and j.host == stay.host and j.visitors & stay.visitors
        and words & {context.doc.span(*span) for span in j.places}
        and (_fits_status(j.status, stay.status) or _fits_status(stay.status, j.status))
    ]  # fmt: skip
    return replace(stay, when=same[0].when) if len({(j.when.start, j.when.end) for j in same}) == 1 else stay


def _stay_of(context: Context, frame: Frame, journeys: Sequence[Journey]) -> Journey | None:
    if frame.medium in _REMOTE or told_back(context.doc, frame.trigger):
        return None
    ours = {s.entity for s in frame.sides}
    fitting = [j for j in journeys if j.visitors & ours and _may_hold(context, j, frame)]
    here = context.doc.tokens[frame.trigger].sentence
    same = [j for j in fitting if context.doc.tokens[j.trigger].sentence == here]
    for journey in same:
        if _tied(context, journey, frame):
            return journey
    before = [j for j in fitting if j.trigger < frame.trigger and j not in same and _since_told(here, j) <= _REACH]
    for belongs in (_host_meets, _points_back):
        for journey in reversed(before):
            if belongs(context, frame, journey):
                return journey
    for journey in reversed(before):
        if here - _sentence(context, journey) <= _NEAR and _goes_on(context, frame, journey, journeys):
            return journey
    after = [j for j in fitting if 0 < _sentence(context, j) - here <= _AHEAD]
    return next((j for j in after if _host_meets(context, frame, j)), None)


def _sentence(context: Context, journey: Journey) -> int:
    return context.doc.tokens[journey.trigger].sentence


def _since_told(here: int, journey: Journey) -> int:
    """Return the number of sentences since a journey was last spoken of before sentence `here`."""
    return here - max(n for n in journey.sentences if n <= here)


def _fits_status(stay: Status, told: Status) -> bool:
    """Say whether something of status `told` may belong to a stay of status `stay`."""
    if stay is told or {stay, told} <= _HAPPENED:
        return True
    if stay in (Status.PLANNED, Status.REQUESTED):
        return told in (Status.PLANNED, Status.REQUESTED, Status.HYPOTHETICAL)
    return stay is Status.ONGOING and told is Status.PLANNED


def _may_hold(context: Context, stay: Journey, frame: Frame) -> bool:
    """Say whether status, place and days of a contact allow it to belong to a stay."""
    if not _fits_status(stay.status, frame.status):
        expected = stay.status is Status.OCCURRED and frame.status is Status.PLANNED and _dated(frame.when)
        if not expected:
            return False
    countries = {country_at(context, span) for span in frame.places} - {None}
    if countries and stay.host not in countries:
        return False
    if not countries and any(n.label == "LOC" and (n.first, n.last) in frame.places for n in context.doc.names):
        return False  # somewhere that the gazetteer does not know
    if not (stay.when.start and frame.when.start):
        return (
            not _dated(frame.when)
            or abs(_sentence(context, stay) - context.doc.tokens[frame.trigger].sentence) <= _NEAR
        )
    last = frame.when.end or frame.when.start
    stay_last = stay.when.end or stay.when.start
    room = _LONGEST if stay.when.start == stay_last else 1
    return last >= stay.when.start and (frame.when.start - stay_last).days <= room


def _tied(context: Context, stay: Journey, frame: Frame) -> bool:
    """Say whether the syntax of their sentence puts a contact into a stay."""
    doc = context.doc
    down = _path(doc, frame.trigger, stay.trigger)
    if down is not None:  # "flew to Doha to meet", "arrived and met", "visited Doha, where he met"
        return not any(_elsewhere(doc, i) for i in down)
    up = _path(doc, stay.trigger, frame.trigger)
    if up is not None:  # "met during a visit to", "met when he visited"
        if _since_arrival(doc, up):
            return True
        if any(_elsewhere(doc, i) or doc.tokens[i].dep == "conj" for i in up):
            return False
        aside = any(doc.tokens[i].dep == "acl:relcl" and doc.tokens[i].head != frame.trigger for i in up)
        return not aside or _host_meets(context, frame, stay)
    return stay.trigger < frame.trigger and _host_meets(context, frame, stay)


def _path(doc: Document, low: int, high: int) -> list[int] | None:
    """Return the tokens from `low` up to `high`, without it; None where `high` is not above `low`."""
    path = [low]
    while path[-1] != high:
        head = doc.tokens[path[-1]].head
        if head == path[-1] or len(path) > 60:
            return None
        path.append(head)
    return path[:-1]


def _elsewhere(doc: Document, i: int) -> bool:
    """Say whether what hangs at token `i` happens at another time: "after meeting", "ahead of the visit"."""
    return bool({case_of(doc, i), *marks(doc, i)} & circumstances.ELSEWHERE)


def _since_arrival(doc: Document, up: Sequence[int]) -> bool:
    """Say whether a path leads through "since he arrived" alone, so that the contact lies in the stay so far."""
    return len(up) == 1 and "since" in marks(doc, up[0]) and doc.tokens[up[0]].lemma in _ARRIVING


def _host_meets(context: Context, frame: Frame, stay: Journey) -> bool:
    """Say whether somebody of the state visited takes part."""
    others = {s.entity for s in frame.sides} - stay.visitors
    return stay.host is not None and stay.host in {context.cast.party_of(e) for e in others}


def _points_back(context: Context, frame: Frame, stay: Journey) -> bool:
    """Say whether the contact's sentence names the place of the stay or points to it."""
    if frame.places and stay.host is not None:
        return True  # a place of the same country, else it would not fit
    doc = context.doc
    clause = predicate(doc, frame.trigger)
    for node in dict.fromkeys((frame.trigger, clause)):
        if any(doc.tokens[j].text.lower() == "there" and doc.tokens[j].dep == "advmod" for j in doc.children[node]):
            return True
        for case, j in obliques(doc, node):
            if doc.tokens[j].lemma in _VISITS and case in ("during", "on", "in", "throughout") and _definite(doc, j):
                return True
            if doc.tokens[j].lemma in _BACK and case in ("during", "in", "at", "on"):
                return True
    return False


def _definite(doc: Document, i: int) -> bool:
    return any(
        doc.tokens[j].text.lower() in ("the", "this") or doc.tokens[j].dep == "nmod:poss" for j in doc.children[i]
    )


def _goes_on(context: Context, frame: Frame, stay: Journey, journeys: Sequence[Journey]) -> bool:
    """Say whether the visitor goes on to act right after the stay is told, with no other stay between."""
    doc = context.doc
    subj = subject(doc, predicate(doc, frame.trigger))
    actors = {e for k in context.cast.all_at(subj) for e in context.cast.entities_of(k)} if subj is not None else set()
    between = any(stay.trigger < j.trigger < frame.trigger and j.host != stay.host for j in journeys)
    return stay.status is frame.status and bool(actors & stay.visitors) and not between and not _dated(frame.when)


def told_back(doc: Document, trigger: int) -> bool:
    """Say whether a contact is told as earlier than the rest: "had met", "last met"."""
    clause = predicate(doc, trigger)
    words = {doc.tokens[j].text.lower() for j in doc.children[clause] if doc.tokens[j].dep == "advmod"}
    return "had" in auxiliaries(doc, clause) or bool(words & {"previously", "last", "earlier", "already", "once"})
