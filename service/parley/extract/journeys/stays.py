"""Stays: the contacts that belong to the journeys that an article tells.

A contact without a date or place of its own takes those of the stay that it belongs to, as inferred: by the syntax of
one sentence ("flew to Doha to meet", "met during a visit to"), else by the nearest stay of one of its sides in the
state of another, or one that its words point back to ("there", "during the trip").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.circumstances import where
from parley.extract.cues import cues, nouns_of
from parley.extract.frames.frame import Context, Frame, Spot
from parley.extract.journeys.journey import (
    ARRIVING,
    REACH,
    Journey,
    dated_by_contact,
    dated_by_hosts,
    dated_by_journey,
    dated_by_tour,
    elsewhere,
    fits_status,
    is_dated,
    is_long_over,
    journeys_to_regions,
    journeys_unframed,
    path_up,
    visits_told,
    widened,
    with_day,
    within_journey,
)
from parley.extract.journeys.visits import VISIT, country_at, states_at
from parley.extract.language.earlier import told_back
from parley.extract.language.governing_nouns import DROPPED
from parley.extract.language.talked_of import is_talked_of
from parley.extract.language.tree import auxiliaries, case_of, dep_in, has_perfect, marks, obliques, predicate, subject
from parley.model import UNDATED, ActorKind, DateBasis, Document, Medium, Precision, Status, When

_CONTACTS = cues("contacts")
_KINDS: dict[str, str] = _CONTACTS["kinds"]
_BEGINNING = ARRIVING - {"visit", "tour"} | cues("contacts")["motion"]["begun"]
_BACK = frozenset(cues("dates")["stay"]["back"])
_VISITS = nouns_of(VISIT)
_FAR = 20  # sentences, where the place is named and somebody of the state takes part
_NEAR = 2  # sentences in which a visitor is still there without another word
_AHEAD = 3  # sentences after a contact in which its stay may still be told
_ARRIVED = 2  # days after somebody's arrival on which a contact told next is still there
_BEHIND = frozenset({"after", "following", "on", "upon"})
_WHILE = frozenset({"while", "when", "as"})
_LONGEST = 10  # days that a stay may last of which only the first is told
_NEWS = 1  # days for which the beginning of a stay is news


def within_stays(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Date and place contacts by the stays they belong to, and visits by the journey told elsewhere."""
    unnamed = tuple(journeys_unframed(context, frames))
    frames = [dated_by_contact(context, f, frames) for f in frames]
    journeys = [*visits_told(context, frames), *unnamed]
    frames = [within_journey(context, dated_by_journey(context, f, journeys), journeys) for f in frames]
    tours = tuple(visits_told(context, frames))
    frames = [dated_by_tour(context, f, tours) for f in frames]
    frames = [widened(context, f, frames) for f in frames]
    regional = journeys_to_regions(context)
    journeys = sorted((*visits_told(context, frames), *unnamed, *regional), key=lambda j: j.trigger)
    stayed: list[Frame] = []
    for frame in frames:
        headed = context.doc.in_heading(frame.trigger)
        stay = None if frame.type == VISIT or headed else _stay_of(context, frame, journeys)
        if stay is not None and _told_with_day(frame, frames) and not _in_one_sentence(context, stay, frame):
            stay = None
        stayed.append(
            frame if stay is None else _at(context, frame, _left(context, with_day(context, stay, journeys), frame))
        )
    whole = [dated_by_hosts(context, frame, stayed) for frame in stayed]
    journeys = sorted((*visits_told(context, whole), *unnamed), key=lambda j: j.trigger)
    yield from (_called_there(context, frame, journeys) for frame in whole)


def _called_there(context: Context, frame: Frame, journeys: Sequence[Journey]) -> Frame:
    """Return an undated call or letter with the days of the stay in which it is told: "while she was there"."""
    if not frame.medium.is_remote or is_dated(frame.when) or told_back(context.doc, frame.trigger):
        return frame
    ours = {s.entity for s in frame.sides}
    here = context.doc.tokens[frame.trigger].sentence
    for journey in reversed(journeys):
        near = 0 <= here - _sentence(context, journey) <= _NEAR and journey.visitors & ours
        if near and journey.dated and _may_hold(context, journey, frame) and _meanwhile(context, journey, frame):
            return replace(frame, when=replace(journey.when, basis=DateBasis.INFERRED))
    return frame


def _meanwhile(context: Context, stay: Journey, frame: Frame) -> bool:
    """Say whether a contact is told to have been during a stay: "while he was in Lima", "during his trip"."""
    doc = context.doc
    up = path_up(doc, stay.trigger, frame.trigger)
    if up:
        opening = {*marks(doc, up[-1]), doc.tokens[min(doc.subtree(up[-1]))].lower}
        return bool(opening & _WHILE)
    nouns = _VISITS | _BACK
    return stay.trigger < frame.trigger and any(
        case == "during" and doc.tokens[j].lemma in nouns and _definite(doc, j)
        for node in dict.fromkeys((frame.trigger, predicate(doc, frame.trigger)))
        for case, j in obliques(doc, node)
    )


def _in_one_sentence(context: Context, stay: Journey, frame: Frame) -> bool:
    return _sentence(context, stay) == context.doc.tokens[frame.trigger].sentence


def _told_with_day(frame: Frame, frames: Sequence[Frame]) -> bool:
    """Say whether a contact without date or place is told again of the same sides whose contact has a day."""
    if is_dated(frame.when) or frame.places:
        return False
    sides = {s.entity for s in frame.sides}
    return any(
        f.type != VISIT and f.trigger < frame.trigger and is_dated(f.when) and f.status is frame.status
        and {s.entity for s in f.sides} == sides
        for f in frames
    )  # fmt: skip


def _left(context: Context, stay: Journey, frame: Frame) -> Journey:
    """Return the part of a stay in which the contact may be."""
    return _to_come(context, _so_far(context, stay, frame), frame)


def _so_far(context: Context, stay: Journey, frame: Frame) -> Journey:
    """Return the stay up to the day of the text where the contact is told of since its beginning."""
    up = path_up(context.doc, stay.trigger, frame.trigger)
    if not up or not _since_arrival(context.doc, up) or not stay.when.start or not context.day:
        return stay
    last = max(context.day, stay.when.start)
    return replace(stay, when=replace(stay.when, end=last, precision=Precision.RANGE))


def _to_come(context: Context, stay: Journey, frame: Frame) -> Journey:
    """Return what is left of a stay that has begun, where the contact is still to come."""
    start, end, day = stay.when.start, stay.when.end, context.day
    if frame.status is not Status.PLANNED or not (start and end and day):
        return stay
    if start == end <= day and stay.status is Status.OCCURRED and not _is_of_one_day(context, stay):
        return stay if _in_one_sentence(context, stay, frame) else replace(stay, when=UNDATED)
    return replace(stay, when=replace(stay.when, start=day)) if start < day <= end else stay


def _is_of_one_day(context: Context, stay: Journey) -> bool:
    """Say whether a stay is told to last a day: "arrived on Friday for a one-day visit"."""
    return any(
        t.form == "duration" and t.when.start == t.when.end == stay.when.start
        and context.doc.tokens[t.first].sentence in stay.sentences
        for t in context.times
    )  # fmt: skip


def _at(context: Context, frame: Frame, stay: Journey) -> Frame:
    """Return the contact with what it takes over from its stay."""
    state = stay.host if stay.host is not None and context.known.country(stay.host) is not None else None
    unknown = bool(frame.places) and all(country_at(context, span) is None for span in frame.places)
    met = frame.type == _KINDS["contact"] and len(frame.sides) > 1 and bool(frame.places or stay.places)
    # What a visit that was called off was to include falls with it.
    falls = stay.status in DROPPED and not is_dated(frame.when) and not frame.places
    takes = not is_dated(frame.when) and stay.when.start is not None  # that it was before the visitor left says little
    return replace(
        frame,
        status=stay.status if falls else frame.status,
        when=replace(stay.when, basis=DateBasis.INFERRED) if takes else frame.when,
        places=frame.places or stay.places,
        spot=Spot(state=state) if unknown and state is not None else frame.spot,
        type=_KINDS["meeting"] if met else frame.type,
        medium=Medium.IN_PERSON if met else frame.medium,
    )


def _stay_of(context: Context, frame: Frame, journeys: Sequence[Journey]) -> Journey | None:
    if frame.medium.is_remote or (where.is_here(context.doc, frame.trigger) and not frame.places):
        return None
    ours, back = {s.entity for s in frame.sides}, told_back(context.doc, frame.trigger)
    theirs = (j for j in journeys if j.visitors & ours or _stand_for(context, j, frame))
    fitting = [j for j in theirs if _may_hold(context, j, frame)]
    here = context.doc.tokens[frame.trigger].sentence
    same = [j for j in fitting if context.doc.tokens[j.trigger].sentence == here]
    for journey in same:
        # "had met when he visited Oslo", but "flew to Oslo, where he had met"
        under = not back or path_up(context.doc, journey.trigger, frame.trigger) is not None
        if under and _tied(context, journey, frame):
            return journey
    if back:
        return None
    before = [j for j in fitting if j.trigger < frame.trigger and j not in same and _since_told(here, j) <= _FAR]
    before = [j for j in before if not _is_long_over(context, j, frame)]
    for belongs in (_host_meets, _points_back):
        for journey in reversed(before):
            sure = bool(frame.places) and _host_meets(context, frame, journey)
            if belongs(context, frame, journey) and (sure or _since_told(here, journey) <= REACH):
                return journey
    for journey in reversed(before):
        reach = REACH if is_dated(frame.when) else _NEAR
        if here - _sentence(context, journey) <= reach and _goes_on(context, frame, journey, journeys):
            return journey
    for journey in reversed(before):
        if journey.wide and _since_told(here, journey) <= REACH and _abroad(context, frame, journey):
            return journey
    after = [j for j in fitting if 0 < _sentence(context, j) - here <= _AHEAD]
    return next((j for j in after if _host_meets(context, frame, j) or _arrives_for(context, j, frame)), None)


def _is_long_over(context: Context, stay: Journey, frame: Frame) -> bool:
    """Say whether a contact of these days cannot be of a stay that is recalled: "has also met him during his visit"."""
    now = has_perfect(context.doc, predicate(context.doc, frame.trigger))
    return now and is_long_over(context, stay.when) and told_back(context.doc, stay.trigger)


def _arrives_for(context: Context, stay: Journey, frame: Frame) -> bool:
    """Say whether a side abroad is told afterwards to arrive: "A and B will meet in Delhi. B arrives on Thursday"."""
    return stay.host is None and bool(stay.visitors) and _abroad(context, frame, stay)


def _sentence(context: Context, journey: Journey) -> int:
    return context.doc.tokens[journey.trigger].sentence


def _since_told(here: int, journey: Journey) -> int:
    """Return the number of sentences since a journey was last spoken of before sentence `here`."""
    return here - max(n for n in journey.sentences if n <= here)


def _may_hold(context: Context, stay: Journey, frame: Frame) -> bool:
    """Say whether status, place and days of a contact allow it to belong to a stay."""
    if not fits_status(stay.status, frame.status):
        end, day = stay.when.end, context.day
        still = end is not None and day is not None and end > day
        to_come = is_dated(frame.when) or still or _has_begun(context, stay)
        goes_on = stay.status is Status.OCCURRED and frame.status is Status.PLANNED and to_come
        if not goes_on and not _missed(context, stay, frame):
            return False
    if is_talked_of(context.doc, stay.trigger) and _in_one_sentence(context, stay, frame):
        return False  # "briefed him on his visit"
    countries = set[str]().union(*(states_at(context, span) for span in frame.places))
    if countries and stay.host not in countries and not (stay.wide or _arrives_for(context, stay, frame)):
        return False
    if not countries and any(n.label == "LOC" and (n.first, n.last) in frame.places for n in context.doc.names):
        words = (t for _, last in frame.places for t in context.doc.tokens[last - 1 : last + 2])
        buildings = {t.lower for t in words}
        if not (buildings & where.GROUNDS or _host_meets(context, frame, stay)):
            return False  # somewhere that the gazetteer does not know
    if not (stay.when.start and frame.when.start):
        near = abs(_sentence(context, stay) - context.doc.tokens[frame.trigger].sentence) <= _NEAR
        return near or not is_dated(frame.when) or (not stay.dated and _is_news_there(context, stay, frame))
    last = frame.when.end or frame.when.start
    stay_last = stay.when.end or stay.when.start
    room = _LONGEST if stay.when.start == stay_last else 1
    return last >= stay.when.start and (frame.when.start - stay_last).days <= room


def _has_begun(context: Context, stay: Journey) -> bool:
    """Say whether the beginning of a stay is the news: "left for Paris today, where she is to meet"."""
    doc, begun = context.doc, stay.when.start
    sets_out = {doc.tokens[stay.trigger].lemma, doc.tokens[predicate(doc, stay.trigger)].lemma} & _BEGINNING
    if not sets_out or begun != stay.when.end or told_back(doc, stay.trigger):
        return False
    return begun is None or (context.day is not None and 0 <= (context.day - begun).days <= _NEWS)


def _is_news_there(context: Context, stay: Journey, frame: Frame) -> bool:
    """Say whether a contact of these days is with a host of a stay that has just begun."""
    day = frame.when.start
    of_now = context.day is not None and day is not None and abs((day - context.day).days) <= _NEWS
    return of_now and _has_begun(context, stay) and _host_meets(context, frame, stay)


def _missed(context: Context, stay: Journey, frame: Frame) -> bool:
    """Say whether the host did not see the visitor on a stay: "visited Rabat. The king did not receive her"."""
    not_seen = frame.status is Status.NOT_HELD and not frame.medium.is_remote
    then = {"did", "was", "were"} & {*auxiliaries(context.doc, predicate(context.doc, frame.trigger))}
    return not_seen and bool(then) and stay.status.took_place and _host_meets(context, frame, stay)


def _stand_for(context: Context, stay: Journey, frame: Frame) -> bool:
    """Say whether those who travel without names may be the guests of a contact: "three envoys flew to Dili"."""
    travelling = [context.cast.entities[e] for e in stay.visitors]
    guests = {context.cast.party_of(s.entity) for s in frame.sides} - {stay.host}
    if stay.host is None or any(e.name or e.kind is not ActorKind.GROUP for e in travelling):
        return False
    return bool(guests) and {e.party for e in travelling} <= {None, *guests} and _host_meets(context, frame, stay)


def _tied(context: Context, stay: Journey, frame: Frame) -> bool:
    """Say whether the syntax of their sentence puts a contact into a stay."""
    doc = context.doc
    down = path_up(doc, frame.trigger, stay.trigger)
    if down is None and dep_in(doc.tokens[stay.trigger], "obj"):  # "paid a visit to Doha and met"
        down = path_up(doc, frame.trigger, doc.tokens[stay.trigger].head)
    if down is not None:  # "flew to Doha to meet", "arrived and met", "visited Doha, where he met"
        return not (any(elsewhere(doc, i) for i in down) or _gone_on(context, stay, frame))
    if _after_arrival(doc, path_up(doc, stay.trigger, predicate(doc, frame.trigger)) or ()):
        return True
    up = path_up(doc, stay.trigger, frame.trigger)
    if up is not None:  # "met during a visit to", "met when he visited"
        if _since_arrival(doc, up):
            return True
        if any(elsewhere(doc, i) or doc.tokens[i].dep == "conj" for i in up):
            return False
        aside = any(doc.tokens[i].dep == "acl:relcl" and doc.tokens[i].head != frame.trigger for i in up)
        # "A, who is visiting Oslo, met B"
        return not aside or stay.status is Status.ONGOING or _host_meets(context, frame, stay)
    return stay.trigger < frame.trigger and _host_meets(context, frame, stay)


def _gone_on(context: Context, stay: Journey, frame: Frame) -> bool:
    """Say whether another day is told than that of being somewhere: "on Monday he was in Rome, on Friday he met B"."""
    being = context.doc.child(stay.trigger, "cop") is not None and stay.when.start == stay.when.end
    apart = None not in (stay.when.start, frame.when.start) and frame.when.start != stay.when.start
    return being and apart and not _host_meets(context, frame, stay)


def _since_arrival(doc: Document, up: Sequence[int]) -> bool:
    """Say whether a path leads through "since he arrived" alone, so that the contact lies in the stay so far."""
    return len(up) == 1 and "since" in marks(doc, up[0]) and doc.tokens[up[0]].lemma in ARRIVING


def _after_arrival(doc: Document, up: Sequence[int]) -> bool:
    """Say whether a path leads through "shortly after his arrival" or "on arriving" alone: the stay has begun."""
    behind = len(up) == 1 and {case_of(doc, up[0]), *marks(doc, up[0])} & _BEHIND
    return bool(behind) and doc.tokens[up[0]].lemma in (*ARRIVING, "arrival")


def _host_meets(context: Context, frame: Frame, stay: Journey) -> bool:
    """Say whether somebody of the state visited takes part."""
    others = {s.entity for s in frame.sides} - stay.visitors
    return stay.host is not None and stay.host in {context.cast.party_of(e) for e in others}


def _abroad(context: Context, frame: Frame, stay: Journey) -> bool:
    """Say whether a contact is somewhere else than at home of those who travel, with somebody of where it is."""
    homes = {context.cast.party_of(e) for e in stay.visitors}
    states = set[str]().union(*(states_at(context, span) for span in frame.places))
    others = {context.cast.party_of(s.entity) for s in frame.sides if s.entity not in stay.visitors}
    return bool(states & others) and not states & homes


def _points_back(context: Context, frame: Frame, stay: Journey) -> bool:
    """Say whether the contact's sentence names the place of the stay or points to it."""
    if frame.places and stay.host is not None:
        return True  # a place of the same country, else it would not fit
    doc = context.doc
    clause = predicate(doc, frame.trigger)
    over = doc.tokens[clause].head if dep_in(doc.tokens[clause], "xcomp") else clause  # "during it he is to meet"
    for node in dict.fromkeys((frame.trigger, clause, over)):
        if any(doc.tokens[j].lower == "there" and doc.tokens[j].dep == "advmod" for j in doc.children[node]):
            return True
        for case, j in obliques(doc, node):
            if doc.tokens[j].lemma in _VISITS and case in ("during", "on", "in", "throughout") and _definite(doc, j):
                return True
            if doc.tokens[j].lemma in _BACK and case in ("during", "in", "at", "on"):
                return True
    return False


def _definite(doc: Document, i: int) -> bool:
    return any(doc.tokens[j].lower in ("the", "this") or doc.tokens[j].dep == "nmod:poss" for j in doc.children[i])


def _goes_on(context: Context, frame: Frame, stay: Journey, journeys: Sequence[Journey]) -> bool:
    """Say whether the visitor goes on to act right after the stay is told, with no other stay between."""
    doc = context.doc
    subj = subject(doc, predicate(doc, frame.trigger))
    actors = {e for k in context.cast.all_at(subj) for e in context.cast.entities_of(k)} if subj is not None else set()
    between = any(stay.trigger < j.trigger < frame.trigger and j.host != stay.host for j in journeys)
    here = doc.tokens[frame.trigger].sentence
    fits = _is_inside(frame.when, stay.when) if is_dated(frame.when) else stay.status is frame.status
    fits = fits or (here - _sentence(context, stay) == 1 and _just_arrived(doc, stay, frame.when))
    fits = fits and not has_perfect(doc, predicate(doc, frame.trigger))  # "has also met B on the tour"
    return fits and bool(actors & stay.visitors) and not between


def _just_arrived(doc: Document, stay: Journey, day: When) -> bool:
    """Say whether a day is that of an arrival or right after it: "lands in Doha tonight. On Monday she meets"."""
    arrived, then = stay.when.start, day.start
    if arrived is None or then is None or stay.when.end != arrived or doc.tokens[stay.trigger].lemma not in ARRIVING:
        return False
    return 0 <= (then - arrived).days <= _ARRIVED


def _is_inside(day: When, stay: When) -> bool:
    """Say whether a day lies in a stay of which both the first and the last day are told."""
    if not (day.start and day.end and stay.start and stay.end) or stay.precision not in (
        Precision.DAY,
        Precision.RANGE,
    ):
        return False
    return stay.start <= day.start and day.end <= stay.end
