"""Places that an article gives a contact in other words than by naming them with it.

In order: the place where one of its sides met somebody of the same state just before; the capital, where the contact
is in a seat of government ("at the presidential palace"); where somebody receives a guest or an ambassador, the city
that the article was written in or else the host's country. None where the sides are told to have been elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.circumstances import where
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame, Side, Spot
from parley.extract.journeys.guests import post_of
from parley.extract.journeys.visits import VISIT, country_at, states_at
from parley.extract.language.earlier import goes_on, told_back
from parley.extract.language.nth_days import whole_of, within_day
from parley.extract.language.tree import marks, obliques, predicate
from parley.model import ActorKind, Document, Medium, Role, Status

_CONTACTS = cues("contacts")
_TALKS = frozenset(_CONTACTS["kinds"][kind] for kind in ("meeting", "contact", "negotiation"))
_PLACES = cues("places")
_BETWEEN = frozenset({"with", "between", "and"})
_SEATS: frozenset[str] = _PLACES["seats"]
_SEAT_WORDS: frozenset[str] = _PLACES["seat_words"]
_POSTED: frozenset[str] = _PLACES["posted"]
_RESIDENT: frozenset[str] = _PLACES["resident"]
_SETTINGS: frozenset[str] = _CONTACTS["settings"]
_GATHERINGS = frozenset(cues("dates")["stay"]["gatherings"])
_REACH = 3  # sentences over which a guest is still where he met his host
_NEAR = 2  # days between two contacts of one stay
_NEWS = 3  # days in which a meeting is news


def placed(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Place contacts that no place is told with; what follows only from who receives whom is the country."""
    told: list[Frame] = []
    for frame in sorted(frames, key=lambda f: f.trigger):
        open_ = all(country_at(context, span) is None for span in frame.places)
        if _somewhere(frame) and not told_back(context.doc, frame.trigger):
            frame = _placed(context, frame, frames, told) if open_ else _narrowed(context, frame, frames)
        frame = _met(context, frame)
        told.append(frame)
        yield frame


def _somewhere(frame: Frame) -> bool:
    """Say whether people are, or are to be, in one place."""
    expected = frame.status.took_place or frame.status is Status.PLANNED
    return expected and frame.type in _TALKS and not frame.medium.is_remote


def _narrowed(context: Context, frame: Frame, frames: Sequence[Frame]) -> Frame:
    """Return a contact of which only the state is known, from a stay, at the seat or in the city written in there."""
    state = country_at(context, frame.places[0])
    named = context.known.surface(context.doc.span(*frame.places[0]))
    of_state = any(n.key == state and n.kind == "name" for n in named)
    if not of_state or where.places_of(context.doc, frame.trigger, context.known):
        return frame
    narrow = _placed(context, replace(frame, places=()), frames, ())
    cities = [span for span in narrow.places if country_at(context, span) == state]
    seated = narrow.spot is not None and narrow.spot.capital and narrow.spot.state == state
    return narrow if cities or seated else frame


def _met(context: Context, frame: Frame) -> Frame:
    """Return talks of which a place is known, or a guest, as a meeting."""
    talks = frame.type == _CONTACTS["kinds"]["contact"] and context.doc.tokens[frame.trigger].pos == "NOUN"
    together = bool(frame.places or frame.spot or any(_visiting(context, s) for s in frame.sides))
    if not (talks and together and frame.medium is Medium.UNKNOWN):
        return frame
    return replace(frame, type=_CONTACTS["kinds"]["meeting"], medium=Medium.IN_PERSON)


def _placed(context: Context, frame: Frame, frames: Sequence[Frame], told: Sequence[Frame]) -> Frame:
    states = _states(context, frame)
    for other in reversed(told) if not frame.places else ():
        if _goes_on(context, other, frame, states):
            return replace(frame, places=other.places, spot=other.spot)
    host, seat = _host_of(context, frame, states)
    here = context.here
    if host is None and here is not None and _is_local_news(context, frame, states, frames):
        return (
            frame if _elsewhere(context, frame, frames, country_at(context, here)) else replace(frame, places=(here,))
        )
    if host is None or _elsewhere(context, frame, frames, host):
        return frame
    building = all(context.doc.tokens[first - 1].lower in ("at", "the") for first, _ in frame.places)
    if here is not None and building and country_at(context, here) == host:
        return replace(frame, places=(*frame.places, here))
    return replace(frame, spot=Spot(state=host, capital=seat))


def _is_local_news(context: Context, frame: Frame, states: dict[int, str | None], frames: Sequence[Frame]) -> bool:
    """Say whether a meeting is the news of the place that the article was written in.

    So it is where one side is at home there, or is told to have come, and where people of two other states meet: who
    reports of them from a third is there for it. What is to come may be anywhere, but for those.
    """
    home = country_at(context, context.here) if context.here is not None else None
    noun = context.doc.tokens[frame.trigger]
    talks = frame.type == _CONTACTS["kinds"]["contact"] and noun.pos == "NOUN" and noun.lower != noun.lemma.lower()
    met = frame.type == _CONTACTS["kinds"]["meeting"]
    if home is None or not (met or talks) or frame.places or not _is_news(context, frame):
        return False
    if met and home not in states.values() and len(set(states.values()) - {None}) > 1:
        return True
    parties = {context.cast.party_of(s.entity) for s in frame.sides}
    seated = context.here is not None and not parties.isdisjoint(states_at(context, context.here))  # "BRUSSELS": the EU
    there = seated or any(_came(context, f, frame, home) for f in frames)
    return there and frame.status.took_place and not _in_scene(context, frame)


def _is_news(context: Context, frame: Frame) -> bool:
    """Say whether a contact is of the days of the article."""
    day = frame.when.start
    if context.day is None or day is None:
        return context.day is day or (day is None and goes_on(context.doc, frame.trigger))
    past = (context.day - day).days
    return 0 <= past <= _NEWS if frame.status.took_place else 0 <= -past <= _NEWS


def _came(context: Context, visit: Frame, frame: Frame, home: str) -> bool:
    """Say whether a side of `frame` is told to have come to a state by the day of it."""
    shared = {s.entity for s in frame.sides} & visit.visitors
    if visit.type != VISIT or not shared or not visit.status.took_place or told_back(context.doc, visit.trigger):
        return False
    place = country_at(context, visit.places[0]) if visit.places else None
    return place == home and _same_days(visit, frame)


def _in_scene(context: Context, frame: Frame) -> bool:
    """Say whether a contact is told to be at a gathering, of which only the text could tell the place."""
    doc = context.doc
    return any(
        case in ("at", "in", "on", "during") and j != frame.trigger and _is_scene(doc, within_day(doc, j))
        for node in dict.fromkeys((frame.trigger, predicate(doc, frame.trigger)))
        for case, j in obliques(doc, node)
    )


def _is_scene(doc: Document, i: int) -> bool:
    """Say whether a noun names what a contact is part of, not what it is itself: "in a separate meeting"."""
    whole = whole_of(doc, i) if doc.tokens[i].lower == "day" else None  # "on the first day of the summit"
    noun = doc.tokens[i if whole is None else whole]
    one = any(doc.tokens[j].lower in ("a", "an") for j in doc.children[noun.i])
    return noun.lemma.lower() in _GATHERINGS or (noun.lemma.lower() in _SETTINGS and not one)


def _states(context: Context, frame: Frame) -> dict[int, str | None]:
    """Return for each side the country that it acts for, None where it acts for none."""
    parties = {s.entity: context.cast.party_of(s.entity) for s in frame.sides}
    return {e: key if key and context.known.country(key) is not None else None for e, key in parties.items()}


def _goes_on(context: Context, other: Frame, frame: Frame, states: dict[int, str | None]) -> bool:
    """Say whether `frame` goes on with the stay in which a side met somebody of the same state in `other`."""
    doc = context.doc
    if not other.places or other.type == VISIT or other.medium.is_remote or other.status is not frame.status:
        return False
    if not 0 <= doc.tokens[frame.trigger].sentence - doc.tokens[other.trigger].sentence <= _REACH:
        return False
    if told_back(doc, other.trigger) or not _same_days(other, frame):
        return False
    state = country_at(context, other.places[0])
    guests = {s.entity for s in other.sides} & {s.entity for s in frame.sides}
    hosted = state is not None and state in {states[e] for e in states if e not in guests}
    return hosted and any(states[e] != state for e in guests)


def _on_other_days(a: Frame, b: Frame) -> bool:
    """Say whether two contacts are told to have been days apart."""
    days = (a.when.start, a.when.end, b.when.start, b.when.end)
    return all(days) and not _same_days(a, b) and not _same_days(b, a)


def _same_days(a: Frame, b: Frame) -> bool:
    first, then = a.when.end or a.when.start, b.when.start or b.when.end
    if first is None or then is None:
        return first is then
    return abs((then - first).days) <= _NEAR


def _host_of(context: Context, frame: Frame, states: dict[int, str | None]) -> tuple[str | None, bool]:
    """Return the country in which a contact must be by who receives whom or by its building, and if in the capital."""
    doc = context.doc
    if _in_scene(context, frame):
        return None, False
    seat = any(
        case in ("at", "in", "to", "inside") and _is_seat(context, j)
        for node in dict.fromkeys((frame.trigger, predicate(doc, frame.trigger)))
        for case, j in obliques(doc, node)
    )
    away = {s.entity for s in frame.sides if _holds(context, s, _POSTED) or _visiting(context, s)}
    at_home = {key for e, key in states.items() if e not in away}
    hosts = {states[s.entity] for s in frame.sides if s.role is Role.HOST and s.entity not in away}
    guests = {states[s.entity] for s in frame.sides if s.role is not Role.HOST}
    posts = {post for e in away if states[e] is not None and (post := post_of(context, e)) is not None}
    if not hosts - {None} and len(posts) == 1 and at_home <= {None, *posts}:
        return posts.pop(), seat  # "the high commissioner of A to B"
    people = (e for e in away if context.cast.entities[e].kind is ActorKind.PERSON)
    known = all(context.cast.party_of(e) is not None for e in people)
    if not hosts and away and known and all(_lives_here(context, s) for s in frame.sides if s.entity in away):
        hosts, guests = at_home, guests - at_home
    if not hosts and seat:
        # "met at the presidential palace" of one country and an organisation, or of the country written in
        named = at_home - {None}
        hosts = named if len(named) == 1 or context.here is None else named & {country_at(context, context.here)}
        return (hosts.pop(), True) if len(hosts) == 1 else (None, False)
    if len(hosts) != 1 or (hosts & guests and guests <= {None, *hosts}):
        return None, False
    return hosts.pop(), seat


def _lives_here(context: Context, side: Side) -> bool:
    if _visiting(context, side) or _holds(context, side, _RESIDENT):
        return True
    # The high commissioner of a state, not of the United Nations.
    party = context.cast.party_of(side.entity)
    of_state = party is not None and context.known.country(party) is not None
    return of_state and _holds(context, side, frozenset({"commissioner"}))


def _is_seat(context: Context, i: int) -> bool:
    """Say whether token `i` names a building that a government sits in: "the presidential palace", "State House"."""
    doc = context.doc
    if doc.tokens[i].lemma.lower() not in _SEATS:
        return False
    words = {doc.tokens[j].lower for j in doc.children[i]} | {t.lower for t in doc.tokens[i - 1 : i]}
    return bool(words & _SEAT_WORDS)


def _holds(context: Context, side: Side, offices: frozenset[str]) -> bool:
    """Say whether a side is somebody in one of `offices`, so that he receives nobody at home."""
    held = (side.office, context.cast.entities[side.entity].office)
    return any(offices & set((office or "").lower().replace("-", " ").split()) for office in held)


def _visiting(context: Context, side: Side) -> bool:
    return visiting_at(context, side) is not None


def visiting_at(context: Context, side: Side) -> int | None:
    """Return the word that tells a side to be on a visit: "visiting Foreign Minister", not "after visiting B"."""
    doc = context.doc
    words = doc.tokens[max(side.first - 1, 0) : side.last]
    found = next((token.i for token in words if token.lower == "visiting"), None)
    seen = found is not None and doc.child(found, "obj") in range(side.first, side.last)
    # "talks with visiting B": the tree may take the word for a clause.
    return None if seen and found is not None and not _BETWEEN & set(marks(doc, found)) else found


def _elsewhere(context: Context, frame: Frame, frames: Sequence[Frame], host: str | None) -> bool:
    """Say whether another telling of those days puts two of the sides in another country than `host`.

    So does one of the journey of a side to the state of another.
    """
    sides = {s.entity for s in frame.sides}
    for other in frames:
        told = other.status.took_place or other.status is frame.status
        if other is frame or not told or _on_other_days(other, frame):
            continue
        there = {key for span in other.places if (key := country_at(context, span)) not in (None, host)}
        went = sides & other.visitors if other.type == VISIT and other.status.took_place else frozenset()
        hosts = {context.cast.party_of(e) for e in sides - went} if went else set()
        if there and (len(sides & {s.entity for s in other.sides}) > 1 or there & hosts or hosts == {None}):
            return True
    return False
