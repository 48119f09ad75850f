"""Visits: who goes to which places, one visit for each state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.circumstances import timing, where
from parley.extract.cues import cues
from parley.extract.dates.times import TimeExpression
from parley.extract.frames.bearers import is_part_at_home
from parley.extract.frames.frame import Context, Frame, Side
from parley.extract.frames.making import make_frames
from parley.extract.frames.sides import oblique_mentions, sides_of, subjects_of
from parley.extract.frames.standing import FOREIGN, is_official, is_surely_abroad
from parley.extract.language.tree import conjuncts, dep_in, obliques, subject
from parley.extract.names.office_parts import BESIDE
from parley.extract.names.parties import DEMONYMS
from parley.extract.names.regions import states_of_region
from parley.model import UNDATED, ActorKind, Precision, Role, When

_CONTACTS = cues("contacts")
_MOTION: dict[str, frozenset[str]] = _CONTACTS["motion"]
_CITY = "city"  # the kind of name of a city that is a venue more than it stands for a government
_REACH = 2  # sentences over which "the country" refers back
_DAYS = frozenset({"weekday", "date", "deictic"})  # forms of time that name one day
VISIT: str = _CONTACTS["kinds"]["visit"]


def ended(when: When) -> When:
    """Return the day on which a visit was over as its end; of a visit whose days are told, those."""
    return when if when.end is None or when.start != when.end else replace(when, start=None, precision=Precision.BEFORE)


def since(context: Context, i: int, visit: Frame) -> Frame:
    """Return an undated visit with the day on which it began: "has been in Rome since Monday"."""
    behind = {last + n for _, last in visit.places for n in (0, 1)}
    begun = next((t for t in context.times if t.connector == "since" and (t.governor == i or t.first in behind)), None)
    if begun is None or begun.form not in _DAYS or visit.when != UNDATED:
        return visit
    last = max(context.day, begun.when.start) if context.day and begun.when.start else begun.when.start
    return replace(visit, when=replace(begun.when, end=last, precision=Precision.DAY))


def attendance(context: Context, verb: int, noun: int) -> Iterator[Frame]:
    """Yield the visit of who attends the occasion that `noun` names, where it is held abroad."""
    doc = context.doc
    goals = [
        g
        for node in (noun, verb)
        for case, j in obliques(doc, node)
        if case in ("in", "at")
        for g in destinations(context, j)
    ]
    stately = not goals and doc.tokens[noun].lemma in _MOTION["stately"]
    if stately:
        goals = [
            (party.first, party.last)
            for case, j in (
                *obliques(doc, noun),
                *(("of", j) for j in doc.children[noun] if doc.tokens[j].dep == "nmod:poss"),
            )
            if case in ("of", "for") and (party := context.cast.party_words(j)) is not None
        ]
    hosts = tuple(
        Side(entity=context.cast.state(key), role=Role.HOST, first=first, last=last)
        for first, last in goals[:1]
        if (key := country_at(context, (first, last))) is not None
    )
    yield from visits_by(context, verb, goals[:1], hosts=hosts if stately else (), confidence=0.75)


def destinations(context: Context, i: int | None) -> list[tuple[int, int]]:
    """Return the spans of the places coordinated at token `i`."""
    if i is None:
        return []
    spans: list[tuple[int, int] | None] = []
    for j in conjuncts(context.doc, i):
        if j != i and context.doc.child(j, "cop") is not None:
            continue  # "was in Oslo and is due in Rome" says another thing of each
        if (told := _told_before(context, j)) is not None:
            spans.extend(told)
            continue
        span = where.place_span(context.doc, j, context.known)
        if span is None and context.doc.tokens[j].lemma.lower() in timing.GATHERINGS | _MOTION["occasion"]:
            # "to a conference in Tashkent"
            held = (k for case, k in obliques(context.doc, j) if case in ("in", "at"))
            span = next((s for k in held if (s := where.place_span(context.doc, k, context.known))), None)
        spans.append(span)
        inside = range(*span) if span is not None else ()
        # "the Republic of Korea and Japan": often hung on the word within.
        within = [k for m in inside if m != j for k in conjuncts(context.doc, m) if k not in inside]
        spans.extend(where.place_span(context.doc, k, context.known) for k in within)
    named: list[tuple[int, int]] = []
    for span in spans:
        if span is None or span in named:
            continue
        k = context.cast.at(span[0])
        if k is not None and context.cast.mentions[k].kind is ActorKind.PERSON and span[0] > i - 2:
            continue
        named.append(span)
    return named


def _told_before(context: Context, i: int) -> list[tuple[int, int]] | None:
    """Return the place that "the country" or "the city" stands for, the last one named; None for any other noun."""
    doc = context.doc
    token = doc.tokens[i]
    region = states_of_region(doc, i)  # "the North African nation"
    below = (doc.tokens[j] for j in doc.children[i])
    told = any(dep_in(t, "amod", "compound", "nmod:poss") and t.lower not in BESIDE for t in below)
    bare = bool(region) or not told
    bare = bare and not any(case in ("of", "with") for case, _ in obliques(doc, i))
    pointed = any(doc.tokens[j].lower in ("the", "that", "this") for j in doc.children[i])
    town = token.lemma in _MOTION["town"] and dep_in(token, "obj")
    known = town or token.lemma in _MOTION["there"] | ({"nation", "state"} if region else set())
    if not known or not bare or not pointed:
        return None
    if doc.tokens[token.head].lemma in _MOTION["homeward"] and not region:
        return []  # "returned to the island": home
    if town and (span := next(where.town_before(doc, i, context.known), None)) is not None:
        return [span]
    before = _named_before(context, i, set(), region=region)
    return [before] if before is not None else []


def place_before(context: Context, i: int, *, reach: int = 1) -> list[tuple[int, int]]:
    """Return the state named last before verb `i`, within `reach` sentences, to which its subject does not belong."""
    subj = subject(context.doc, i)
    mentions = context.cast.all_at(subj) if subj is not None else ()
    homes = {context.cast.party_of(e) for k in mentions for e in context.cast.entities_of(k)}
    before = _named_before(context, i, homes, reach=reach)
    return [before] if before is not None else []


def _named_before(
    context: Context, i: int, homes: set[str | None], *, region: frozenset[str] = frozenset(), reach: int = _REACH
) -> tuple[int, int] | None:
    """Return the country named last before token `i` that is not one of `homes`, of a region where one is given."""
    doc = context.doc
    for j in range(i - 1, -1, -1):
        if doc.tokens[i].sentence - doc.tokens[j].sentence > reach:
            break
        party = context.cast.country_at(j)
        if party is not None and party.keys[0] not in homes and (not region or party.keys[0] in region):
            return party.first, party.last
    return None


def visits_by(
    context: Context,
    i: int,
    goals: list[tuple[int, int]],
    visitors: tuple[int, ...] | None = None,
    *,
    hosts: tuple[Side, ...] = (),
    confidence: float = 0.85,
) -> Iterator[Frame]:
    """Make one visit per destination country that is not the visitor's own."""
    cast = context.cast
    if visitors is None:
        visitors = subjects_of(context, i)
        by_others = context.doc.tokens[i].lemma not in _MOTION["in"] | _MOTION["foreseen"]  # "is expected in Rome"
        if by_others and context.doc.child(i, "nsubj:pass", "aux:pass") is not None:
            visitors = tuple(oblique_mentions(context, i, frozenset({"by"})))
    sides = tuple(
        s
        for s in sides_of(context, visitors, Role.VISITOR)
        if cast.entities[s.entity].kind in (ActorKind.PERSON, ActorKind.GROUP)
    )
    if not sides:
        return
    _lend_homes(context, sides)
    homes = set[str | None]().union(*(_homes(context, s.entity) for s in sides))
    # Whom no state is told of goes abroad when his office does and the network is sure: "the king left for Rome".
    named = all(cast.entities[s.entity].name for s in sides)
    abroad = named and is_official(cast, sides) and is_surely_abroad(context.doc, i, domestic=FOREIGN)
    if homes == {None} and not abroad:
        return
    goals = _stops(context, goals)
    days = {span: time.when for span in goals if (time := _time_behind(context, span[1])) is not None}
    if not days and (legs := _legs(context, i, goals)):
        goals, days = list(legs), legs
    hosted: set[str | None] = set()
    for goal in goals:
        span, host = goal, country_at(context, goal)
        if host in hosted and goal not in days:
            continue  # another city of a country that is visited once
        hosted.add(host)
        if is_part_at_home(context, span):
            continue
        beside = context.doc.tokens[span[0]].head == context.doc.tokens[i].head  # "made Rome her first stop"
        if (
            host in homes
            and span[1] <= i
            and not beside
            and (earlier := _named_before(context, span[0], homes)) is not None
        ):
            span, host = earlier, country_at(context, earlier)  # "the country" is not the visitor's own
        # Those of the state gone to are no visitors: "the guests of the king of A, B and C, went to A".
        guests = tuple(s for s in sides if host not in _homes(context, s.entity))
        foreign = any(cast.party_of(s.entity) is not None for s in guests) or (homes == {None} and abroad)
        if len(guests) < len(sides) and len({s.first for s in sides}) < len(sides):
            continue  # "they", one of whom is at home
        if host is None or not foreign or any(context.cast.party_of(h.entity) != host for h in hosts):
            continue
        cities = (g for g in goals if g not in days and g != span and country_at(context, g) == host)
        places = (span, *cities, *(s for s in where.places_of(context.doc, i, context.known) if s != span))
        same = tuple(p for p in places if p == span or country_at(context, p) == host)
        frames = make_frames(context, i, VISIT, (*guests, *hosts), places=same, one_sided=True, confidence=confidence)
        for frame in frames:
            when = days.get(span, UNDATED) if len(days) > 1 else frame.when
            yield replace(frame, when=when, anchor=frame.anchor if span == goals[0] else span[0])


def _homes(context: Context, entity: int) -> set[str | None]:
    """Return whom somebody acts for, and the state whose party that is, if it is one."""
    party = context.cast.party_of(entity)
    body = context.known.organisation(party) if party is not None else None
    return {party, body.part_of} if body is not None and body.kind == "party" and body.part_of else {party}


def _lend_homes(context: Context, sides: tuple[Side, ...]) -> None:
    """Take those of no stated country who travel with officials of one for their people: "Minister A and adviser B"."""
    cast = context.cast
    homes = {p for s in sides if not cast.entities[s.entity].inferred and (p := cast.party_of(s.entity)) is not None}
    if len(homes) != 1 or len({s.first for s in sides}) < len(sides):
        return
    for side in sides:
        entity = cast.entities[side.entity]
        if entity.office and entity.kind is ActorKind.PERSON and (entity.inferred or entity.party is None):
            cast.lend(side.entity, next(iter(homes)))


def _stops(context: Context, goals: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Add the stops that follow with days of their own: "to Fiji on 3 May, Tonga on 4 May and Samoa on 5 May"."""
    doc, found = context.doc, list(goals)
    for goal in found:  # grows as it goes
        time = _time_behind(context, goal[1])
        at = last = time.last if time is not None else goal[1]
        while at < len(doc.tokens) and doc.tokens[at].lower in (",", ";", "and", "then", "to", "on", "for"):
            at += 1
        span = where.place_span(doc, at, context.known) if time is not None and at > last else None
        if span is None or span[0] != at or span in found or _time_behind(context, span[1]) is None:
            continue
        if doc.tokens[at].sentence == doc.tokens[found[0][0]].sentence:
            found.append(span)
    return found


def _legs(context: Context, i: int, goals: list[tuple[int, int]]) -> dict[tuple[int, int], When]:
    """Return the stops with the days told before each: "on Monday he was in Ankara, on Tuesday in Athens"."""
    doc = context.doc
    before = [t for t in context.times if t.may_date and t.last <= i and t.governor == i]
    found = {goals[0]: before[-1].when} if goals and before else {}
    while found:
        at = max(last for _, last in found)
        while doc.tokens[at : at + 1] and doc.tokens[at].lower in (",", ";", "and", "then", "on"):
            at += 1
        time = next((t for t in context.times if t.first == at and t.may_date), None)
        behind = doc.tokens[time.last : time.last + 1] if time is not None else ()
        if time is None or not behind or behind[0].lower not in ("in", "to"):
            break
        span = where.place_span(doc, time.last + 1, context.known)
        if span is None or span[0] != time.last + 1 or doc.tokens[at].sentence != doc.tokens[i].sentence:
            break
        found[span] = time.when
    return found if len(found) > 1 else {}


def _time_behind(context: Context, i: int) -> TimeExpression | None:
    """Return the time that stands at token `i` or one preposition after it."""
    words = {t.lower for t in context.doc.tokens[i : i + 1]}
    at = (i, i + 1) if words & {"on", "from", "in", "("} else (i,)
    return next((t for t in context.times if t.first in at and t.may_date), None)


def country_at(context: Context, span: tuple[int, int]) -> str | None:
    """Return the key of the state that the place at these tokens lies in, None when it is not known."""
    words = [t.text for t in context.doc.tokens[span[0] : span[1]]]
    names = context.known.surface(" ".join(words))
    if names:
        return next((n.key for n in names if n.kind == _CITY), names[0].key)  # Geneva, where the UN sits as well
    # "the southwestern city of Livingstone": what is named comes last
    tails = [span[0], *(i + 1 for i in range(span[0], span[1] - 1) if words[i - span[0]] == "of")]
    for first in tails:
        for city in context.gazetteer.city(context.doc.span(first, span[1]), near=None):
            if city.country is not None:
                return context.known.party_key(city.country)
    for at in range(span[0], span[1]):
        hit = context.known.longest_surface([t.text for t in context.doc.tokens[at : span[1]]], 0)
        if hit:
            return hit[1][0].key
    return None


def states_at(context: Context, span: tuple[int, int]) -> set[str]:
    """Return the keys of all states and organisations that the place at these tokens may stand for."""
    names = context.known.surface(" ".join(t.text for t in context.doc.tokens[span[0] : span[1]]))
    country = country_at(context, span)
    return {n.key for n in names} | ({country} if country is not None else set())


def compound_places(context: Context, i: int) -> list[tuple[int, int]]:
    """Return the destination of "his Beijing trip", "the Moscow visit"."""
    for j in context.doc.children[i]:
        if context.doc.tokens[j].dep in ("compound", "nmod:poss") and context.doc.tokens[j].pos == "PROPN":
            span = where.place_span(context.doc, j, context.known)
            if span is not None:
                return [span]
    return []


def adjectival_places(context: Context, i: int, visitors: Sequence[int]) -> list[tuple[int, int]]:
    """Return the destination of "a Kenyan visit" by somebody of another state; by a Kenyan it is a visit elsewhere."""
    homes = _homes_of(context, visitors)
    for j in context.doc.children[i] if homes else ():
        named = context.cast.party_words(j) if dep_in(context.doc.tokens[j], "amod", "compound") else None
        if named is not None and named.kind in DEMONYMS and homes.isdisjoint(named.keys):
            return [(named.first, named.last)]
    return []


def places_there(context: Context, i: int, visitors: Sequence[int]) -> list[tuple[int, int]]:
    """Return the state named last before "his visit there" that is not the visitor's own."""
    homes = _homes_of(context, visitors)
    told = homes and any(context.doc.tokens[j].lower == "there" for j in context.doc.children[i])
    before = _named_before(context, i, homes, reach=1) if told else None
    return [before] if before is not None else []


def _homes_of(context: Context, mentions: Sequence[int]) -> set[str | None]:
    cast = context.cast
    return {cast.party_of(e) for k in mentions for e in cast.entities_of(k)} - {None}
