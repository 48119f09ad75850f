"""Visits told by verbs of motion and by being somewhere, and by delegations sent or led abroad."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from parley.extract.circumstances.where import place_span
from parley.extract.cues import cues, nouns_of
from parley.extract.dates.times import TimeExpression, is_in_time
from parley.extract.frames.frame import Context, Frame, Side
from parley.extract.frames.making import make_frames
from parley.extract.frames.sides import possessors_of, sides_of
from parley.extract.frames.standing import FOREIGN, is_surely_abroad
from parley.extract.journeys.visits import (
    VISIT,
    attendance,
    country_at,
    destinations,
    ended,
    place_before,
    since,
    visits_by,
)
from parley.extract.language.tense import phrasal
from parley.extract.language.tree import case_of, cases_of, dep_in, marks, obliques, particle, predicate, subject
from parley.model import ActorKind, Document, Role, Status, When

_CONTACTS = cues("contacts")
_MOTION: dict[str, frozenset[str]] = _CONTACTS["motion"]
_ON_MISSION = _MOTION["undertaking"] | _MOTION["completing"]
_GOING = _MOTION["to"] | _MOTION["in"]
_TRAVELLING = _MOTION["to"] | _MOTION["arriving"]
_JOURNEYS = nouns_of(VISIT)
_MISSIONS = frozenset({"mission"})
_TOLD = 8  # sentences over which "the tour" refers back
_AHEAD = 2  # sentences back that tell where somebody is sent ahead to
_MOVING = frozenset({"lead", "head", "spend"}).union(*_MOTION.values())
_NEXT = frozenset({"next", "later", "then", "afterwards"})
_BEHIND = frozenset({"after", "following"})
_SAME = {"at": "in"}  # prepositions that say the same of a journey


def motion_frames(context: Context, i: int, lemma: str) -> Iterator[Frame]:
    """Yield the visits that a verb of motion, or being somewhere, tells at token `i`.

    They last as long as is told of them: "arrived on Monday for a two-day visit".
    """
    for frame in _journeys(context, i, lemma):
        whole = _lasted(context, i) if frame.when.start is not None else None
        told = whole is not None and (whole.start == frame.when.start or whole.end == frame.when.end)
        yield replace(frame, when=whole) if whole is not None and told else frame


def _journeys(context: Context, i: int, lemma: str) -> Iterator[Frame]:
    token, still = context.doc.tokens[i], context.doc.child(i, "cop") is not None
    if lemma not in _MOVING and not still and token.lower != "due":
        return
    if lemma in _MOTION["sending"]:
        yield from sending_frames(context, i)
        return
    if lemma in ("lead", "head") and (led := _led(context, i)) is not None:
        yield from led
        return
    if lemma in _ON_MISSION:
        visits = _on_mission(context, i)
        yield from _over(context, visits) if lemma in _MOTION["completing"] else visits
    going = token.pos == "VERB" and "to" in marks(context.doc, i)  # "is to travel"
    if (still and not going) or (token.lower == "due" and token.pos == "ADJ"):
        yield from _being(context, i)
        return
    if token.pos != "VERB" or (lemma == "lead" and particle(context.doc, i) is not None):
        return  # "worked closely leading up to the summit"
    if lemma == "spend" and not _spends_time(context, i):
        return
    if lemma in _MOTION["attend"]:
        yield from _attending(context, i)
    if lemma in _MOTION["taking"]:
        yield from _taken(context, i)
    if lemma in _MOTION["stages"]:
        yield from _stage(context, i)
    # "left Abuja for Hanoi": the tree may hang the goal on where the journey begins.
    nodes = (i, *(j for j in context.doc.children[i] if dep_in(context.doc.tokens[j], "obj")))
    gone: set[tuple[int, int]] = set()
    for case, j in (found for node in nodes for found in obliques(context.doc, node)):
        if case == "from" and (_is_guessed(context, i) or (lemma in _MOTION["arriving"] and _goes_on(context, i))):
            continue
        words = {lemma, phrasal(context.doc, i)}  # "came back from"
        if words & _MOTION.get(_SAME.get(case, case), frozenset()) or (lemma == "spend" and case == "in"):
            frames = list(visits_by(context, i, [g for g in destinations(context, j) if g not in gone]))
            gone.update(f.places[0] for f in frames)
            if lemma in _MOTION["foreseen"]:
                frames = [replace(f, status=Status.PLANNED) if f.status.took_place else f for f in frames]
            yield from _over(context, frames) if case == "from" else frames
    if lemma in _GOING and not gone and _goes_where(context.doc, i):
        span = place_span(context.doc, context.doc.tokens[i].head, context.known)
        yield from visits_by(context, i, [span] if span is not None else [])
    if lemma in _MOTION["arriving"] and not _directed(context, i):
        # "arrived on Tuesday", where the article was written, else where it has just told of
        sure = is_surely_abroad(context.doc, i, domestic=FOREIGN)
        told = [context.here] if context.here is not None else place_before(context, i, reach=_AHEAD) if sure else []
        yield from visits_by(context, i, told)
    if lemma in _MOTION["to"] and _goes_there(context.doc, i):
        yield from visits_by(context, i, place_before(context, i, reach=_AHEAD))
    behind = [t.lower for t in context.doc.tokens[i + 1 : i + 2]]
    if lemma in _MOTION["for"] and behind == ["for"] and not any(c == "for" for c, _ in obliques(context.doc, i)):
        # "left for Oslo to attend": the tree takes the place for a subject
        yield from visits_by(context, i, destinations(context, i + 2) if i + 2 < len(context.doc.tokens) else [])
    if lemma in _MOTION["reaching"]:
        yield from visits_by(context, i, destinations(context, context.doc.child(i, "obj")))
    if lemma in _MOTION["from"]:
        yield from _over(context, visits_by(context, i, destinations(context, context.doc.child(i, "obj"))))
    if lemma in _MOTION["to"] | _MOTION["from"]:
        for time in (t for t in context.times if t.governor == i):
            yield from _over(context, visits_by(context, i, [g for g in _stayed(context, time) if g not in gone]))


def _is_guessed(context: Context, i: int) -> bool:
    """Say whether the state of who moves is only guessed: one who "flew in from Seoul" is as likely at home there."""
    subj = subject(context.doc, i)
    return subj is not None and any(
        context.cast.entities[e].inferred for k in context.cast.all_at(subj) for e in context.cast.entities_of(k)
    )


def _goes_on(context: Context, i: int) -> bool:
    """Say whether a text written abroad tells of an arrival: "MANILA: Dutch lawmakers arrived from Jakarta"."""
    subj, cast = subject(context.doc, i), context.cast
    who = (e for k in (cast.all_at(subj) if subj is not None else ()) for e in cast.entities_of(k))
    return context.here is not None and country_at(context, context.here) not in map(cast.party_of, who)


def _goes_there(doc: Document, i: int) -> bool:
    """Say whether verb `i` tells no other goal than one told before: "went there", not "from there he went to Rome"."""
    there = any(doc.tokens[j].lower == "there" and not cases_of(doc, j) for j in doc.children[i])
    # "is going to be there"
    bare = doc.child(i, "xcomp") is None and "to" not in {case for case, _ in obliques(doc, i)}
    return there and bare


def _goes_where(doc: Document, i: int) -> bool:
    """Say whether verb `i` tells of going to the place before it: "Chad, where she goes on Friday"."""
    token = doc.tokens[i]
    where = any(doc.tokens[j].lower == "where" for j in doc.children[i])
    goal = where and token.dep == "acl:relcl" and doc.tokens[token.head].pos == "PROPN"
    return goal and doc.child(i, "xcomp") is None and not any(case in ("to", "from") for case, _ in obliques(doc, i))


def _spends_time(context: Context, i: int) -> bool:
    """Say whether time is what verb `i` spends: "spent two days", "spent Monday and Tuesday"."""
    below = context.doc.children[i]
    dated = {t.head for t in context.times}
    return any(context.doc.tokens[j].lemma in _MOTION["spend"] or j in dated for j in below)


def _directed(context: Context, i: int) -> bool:
    """Say whether verb `i` tells a goal or a beginning of its own: "arrived at the palace", "flew in from Oslo"."""
    doc = context.doc
    words = {doc.tokens[j].lower for j in doc.children[i]}
    if "here" in words:
        return False  # "arrived here for a visit"
    there = bool(words & {"there", "home", "back"})
    told = (*_MOTION["spend"], *_CONTACTS["noun"])  # "arrived for a visit"
    goals = ((case, j) for case, j in obliques(doc, i) if doc.tokens[j].lemma not in told or _placed(context, j))
    cases = {case for case, j in goals if not is_in_time(context.times, j)}
    return there or bool(cases & {"at", "in", "to", "into", "on", "from", "for"}) or doc.child(i, "obj") is not None


def _placed(context: Context, i: int) -> bool:
    """Say whether a place hangs on token `i`: "a visit to Oslo"."""
    return any(destinations(context, j) for _, j in obliques(context.doc, i))


def _over(context: Context, visits: Iterable[Frame]) -> Iterator[Frame]:
    """Yield visits told by their end, dated by the day on which the visitor left; who has not left may be there yet."""
    for visit in visits:
        whole, day = _lasted(context, visit.trigger), context.day
        begun = whole is not None and whole.start is not None and day is not None and whole.start <= day
        if whole is not None and begun and visit.status in (Status.OCCURRED, Status.PLANNED):
            going_on = whole.end is not None and day is not None and whole.end > day  # "leaves tomorrow after a visit"
            yield replace(visit, when=whole, status=Status.ONGOING if going_on else Status.OCCURRED)
        elif visit.status.took_place:
            yield replace(visit, when=whole or ended(visit.when))


def _lasted(context: Context, i: int) -> When | None:
    """Return the days of the visit told beside verb `i`: "left Cairo on Friday following a two-day visit"."""
    doc = context.doc
    for time in context.times:
        noun = time.governor
        if time.form != "duration" or not time.when.start:
            continue
        if noun == i and (doc.tokens[i].lemma == "spend" or _stayed(context, time)):
            return time.when
        if predicate(doc, noun) == i != noun:
            return time.when if doc.tokens[noun].lemma in _JOURNEYS | _MISSIONS else None
    return None


def _stayed(context: Context, time: TimeExpression) -> list[tuple[int, int]]:
    """Return the places where a length of time was spent before a journey: "flew home after two days in Quito"."""
    if time.form != "duration" or case_of(context.doc, time.head) not in _BEHIND:
        return []
    return [g for case, j in obliques(context.doc, time.head) if case == "in" for g in destinations(context, j)]


def _taken(context: Context, i: int) -> Iterator[Frame]:
    """Read "a tour that took him to Lima and Quito": who is taken is the visitor."""
    doc = context.doc
    journey, obj = subject(doc, i), doc.child(i, "obj")
    if journey is None or obj is None or doc.tokens[journey].lemma not in _JOURNEYS:
        return
    goals = [g for case, j in obliques(doc, i) if case == "to" for g in destinations(context, j)]
    yield from visits_by(context, i, goals, context.cast.all_at(obj))


def _stage(context: Context, i: int) -> Iterator[Frame]:
    """Read "the tour begins in Lima", "the trip, which includes Quito": who travels is told of the journey."""
    doc = context.doc
    journey = subject(doc, i)
    if journey is None or doc.tokens[journey].lemma not in _JOURNEYS:
        return
    goals = [g for case, j in obliques(doc, i) if case in ("in", "at") for g in destinations(context, j)]
    goals += destinations(context, doc.child(i, "obj"))
    yield from visits_by(context, i, goals, tuple(_travellers(context, journey)))


def _travellers(context: Context, journey: int) -> list[int]:
    """Return whose journey a noun names: its owner, who makes it, or whose journey was told last before."""
    doc, cast = context.doc, context.cast
    if owners := possessors_of(context, journey):
        return owners
    subj = subject(doc, predicate(doc, journey))
    if subj not in (None, journey) and (makers := [k for k in cast.all_at(subj) if _goes(context, k)]):
        return makers
    for token in reversed(doc.tokens[:journey]):
        if doc.tokens[journey].sentence - token.sentence > _TOLD:
            break
        travels = token.pos == "VERB" and token.lemma in _TRAVELLING
        subj = subject(doc, token.i) if travels else None
        who = cast.all_at(subj) if subj is not None else ()
        if token.lemma in _JOURNEYS and token.pos == "NOUN":
            who = tuple(possessors_of(context, token.i))
        if who:
            return list(who)
    return []


def _goes(context: Context, k: int) -> bool:
    """Say whether a mention is of people: "the visit followed a tour that included Rome" tells no traveller."""
    return context.cast.mentions[k].kind in (ActorKind.PERSON, ActorKind.GROUP)


def _being(context: Context, i: int) -> Iterator[Frame]:
    """Read "was in Amman last week", "is due in Seoul on Friday"."""
    doc = context.doc
    if doc.tokens[i].lower == "due":
        named = [j for case, j in obliques(doc, i) if case in ("in", "to")] or _behind_due(doc, i)
        for j in named:
            yield from visits_by(context, i, destinations(context, j), confidence=0.75)
    elif subject(doc, i) is not None and "in" in cases_of(doc, i):
        due = any(doc.tokens[j].lower == "due" for j in doc.children[i])
        for frame in visits_by(context, i, destinations(context, i), confidence=0.75):
            missed = "to" in marks(doc, i)  # "was to have been in Geneva"; "was not in Geneva" refuses no visit
            if missed or frame.status is not Status.NOT_HELD:
                frame = since(context, i, frame)
                yield replace(frame, status=Status.PLANNED) if due and frame.status.took_place else frame


def _behind_due(doc: Document, i: int) -> list[int]:
    """Return what stands behind "due next in", of which the tree makes a predicate of its own."""
    words = [t.lower for t in doc.tokens[i + 1 : i + 4]]
    return [i + 3] if len(words) == 3 and words[0] in _NEXT and words[1] in ("in", "to") else []


def _led(context: Context, i: int) -> Iterator[Frame] | None:
    """Read "led a delegation to Paris"; None where no delegation is led."""
    obj = context.doc.child(i, "obj")
    if obj is None or context.doc.tokens[obj].lemma not in _MOTION["led"]:
        return None
    goals = [
        g
        for node in (i, obj)
        for case, j in obliques(context.doc, node)
        if case in ("to", "in")
        for g in destinations(context, j)
    ]
    return visits_by(context, i, goals)


def _on_mission(context: Context, i: int) -> Iterator[Frame]:
    """Read "undertook a mission to Chad", which is a journey, as one in Chad may be a post."""
    obj = context.doc.child(i, "obj")
    if obj is not None and context.doc.tokens[obj].lemma in _MISSIONS:
        goals = [g for case, j in obliques(context.doc, obj) if case == "to" for g in destinations(context, j)]
        yield from visits_by(context, i, goals)


def _attending(context: Context, i: int) -> Iterator[Frame]:
    """Read "attended a ceremony in Brunei", "took part in the inauguration of the president of Chile"."""
    doc = context.doc
    for j in doc.children[i]:
        noun = doc.tokens[j]
        if noun.lemma in _MOTION["occasion"] and noun.lemma not in _CONTACTS["noun"] and dep_in(noun, "obj", "obl"):
            yield from attendance(context, i, j)


def sending_frames(context: Context, i: int) -> Iterator[Frame]:
    """Read "send an envoy to Ukraine": a visit by somebody of the sender's."""
    doc, cast = context.doc, context.cast
    obj, subj = doc.child(i, "obj"), subject(doc, i)
    if obj is None or subj is None:
        return
    people = [k for k in cast.all_at(obj) if cast.mentions[k].kind is ActorKind.PERSON]
    named = [k for k in people if cast.mentions[k].name] or (people if _owns(doc, obj) else [])
    if named:  # "sent his envoy A to Ukraine"
        for side in sides_of(context, tuple(named), Role.VISITOR):
            sender = next((cast.party_of(e) for k in cast.all_at(subj) for e in cast.entities_of(k)), None)
            if cast.party_of(side.entity) is None and sender is not None:
                cast.lend(side.entity, sender)
        to = [j for node in (i, obj) for case, j in obliques(doc, node) if case == "to"]
        goals = [g for j in to for g in destinations(context, j)]
        if not goals and not _sent_elsewhere(context, i):
            goals = place_before(context, i, reach=_AHEAD) if _is_ahead(doc, i) else []
            goals = goals or ([context.here] if context.here is not None else [])
        yield from visits_by(context, i, goals, tuple(named))
        return
    if doc.tokens[obj].lemma not in _MOTION["sent"]:
        return
    senders = [e for k in cast.all_at(subj) for e in cast.entities_of(k)]
    party = next((cast.party_of(e) for e in senders if cast.party_of(e)), None)
    if party is None:
        party = next(
            (p for j in doc.subtree(subj) if (k := cast.at(j)) is not None for p in cast.mentions[k].parties), None
        )
    if party is None:
        return
    for node in (i, obj):
        for case, j in obliques(doc, node):
            if case == "to":
                entity = cast.unnamed(doc.tokens[obj].lemma, party, doc.span(_left(doc, obj), obj + 1))
                side = Side(entity=entity, role=Role.VISITOR, first=_left(doc, obj), last=obj + 1)
                for span in destinations(context, j):
                    host = country_at(context, span)
                    if host is not None and host != party:
                        yield from make_frames(
                            context, i, VISIT, (side,), places=(span,), one_sided=True, confidence=0.8
                        )


def _owns(doc: Document, i: int) -> bool:
    return any(doc.tokens[j].dep == "nmod:poss" for j in doc.children[i])


def _is_ahead(doc: Document, i: int) -> bool:
    """Say whether verb `i` tells of somebody before others: "sent his minister ahead"."""
    return any(doc.tokens[j].lower == "ahead" for j in doc.children[i])


def _sent_elsewhere(context: Context, i: int) -> bool:
    """Say whether who is sent is told a goal or an errand of their own: "sent his son home", "sent her to ask"."""
    doc = context.doc
    below = [doc.tokens[j] for j in doc.children[i]]
    aimed = any(case and not is_in_time(context.times, j) for case, j in obliques(doc, i))
    return aimed or any(dep_in(t, "xcomp", "advcl", "ccomp") or t.lower in ("home", "back") for t in below)


def _left(doc: Document, i: int) -> int:
    return min([i, *(j for j in doc.children[i] if j < i and dep_in(doc.tokens[j], "det", "amod", "compound"))])
