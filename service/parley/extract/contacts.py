"""Every contact that an article tells: frames of verbs, nouns, travel and captions, and what refers back to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from parley.extract.circumstances import timing, where
from parley.extract.circumstances.goals import is_goal
from parley.extract.circumstances.other_times import ATTENDING, OUTCOMES
from parley.extract.circumstances.status import read_status
from parley.extract.circumstances.topics import topic_of
from parley.extract.cues import cues
from parley.extract.dates.impossible import impossible_days
from parley.extract.discourse.accepted import accepted
from parley.extract.discourse.announced import announced
from parley.extract.discourse.attended import attended
from parley.extract.discourse.bodies import with_bodies
from parley.extract.discourse.chaired import chaired
from parley.extract.discourse.denials import denials
from parley.extract.discourse.gatherings import at_gatherings
from parley.extract.discourse.headings import as_in_body
from parley.extract.discourse.in_a_row import in_a_row
from parley.extract.discourse.in_sum import in_sum
from parley.extract.discourse.initiative import with_initiative
from parley.extract.discourse.leads import after_leads
from parley.extract.discourse.likely_days import with_likely_days
from parley.extract.discourse.nth_days import on_nth_days
from parley.extract.discourse.outcomes import falling, with_outcomes
from parley.extract.discourse.remote import at_table, by_phone, by_video
from parley.extract.discourse.scenes import in_scene
from parley.extract.discourse.sequels import sequels
from parley.extract.discourse.visiting import by_visiting
from parley.extract.discourse.whereabouts import placed
from parley.extract.frames.frame import Context, Frame, Stay, refers
from parley.extract.frames.making import make_frames
from parley.extract.frames.noun_sides import is_paid, with_hosts
from parley.extract.frames.sides import sides_of
from parley.extract.journeys.guests import bind_hosts
from parley.extract.journeys.hosts import host_frames
from parley.extract.journeys.motion import motion_frames
from parley.extract.journeys.one_stay import one_stay
from parley.extract.journeys.purposes import purposes
from parley.extract.journeys.stays import within_stays
from parley.extract.journeys.stops import with_own_days
from parley.extract.journeys.visits import VISIT, country_at
from parley.extract.journeys.visits_aside import (
    aside_visits,
    invitations,
    ownerless_visits,
    recalled_visits,
    unplaced_visits,
)
from parley.extract.journeys.visits_here import visits_here
from parley.extract.language.speakers import quoted_tokens
from parley.extract.language.tense import PRESENT, took_its_course
from parley.extract.language.tree import auxiliaries, case_of, dep_in, obliques, predicate, subject
from parley.extract.triggers.appearances import appearances
from parley.extract.triggers.diary import with_diary
from parley.extract.triggers.learned import advised, learned_frames
from parley.extract.triggers.nouns import noun_frames, with_hyphened
from parley.extract.triggers.organs import organ_frames
from parley.extract.triggers.verbs import VERBS, verb_frames
from parley.model import UNDATED, ActorKind, Medium, Precision, Role, Status, Token, When

_CONTACTS = cues("contacts")
_NOUNS: dict[str, Any] = _CONTACTS["noun"]
_KINDS: dict[str, str] = _CONTACTS["kinds"]
_CALLED_OFF = frozenset({Status.CANCELLED, Status.POSTPONED})
_LEFT = frozenset({"from", "after"})
_KNOWN = frozenset({"the", "their", "this", "that"})
_SEQUEL: frozenset[str] = _CONTACTS["sequel"]
_DEICTIC = frozenset(cues("dates")["deictic"])
_NEWS = 7  # days before that of the article of which "today" in a quotation may be
_REACH = 8  # sentences over which "the meeting" refers back
_OUTCOME_REACH = 3  # and over which it may tell what came of a plan


def find_contacts(context: Context) -> tuple[Frame, ...]:
    """Return the contacts that the article tells, one frame per telling, in text order."""
    context = replace(context, doc=with_hyphened(context.doc))
    found = list(_travel(context))
    triggers = [t for t in context.doc.tokens if _is_noun(t) or _is_verb(t)]
    journeys = {t.i for t in triggers if (_NOUNS if _is_noun(t) else VERBS)[t.lemma.lower()]["type"] == VISIT}
    for token in triggers:
        if token.i in journeys:
            found.extend(_frames(context, token))
    stays = tuple(
        Stay(trigger=f.trigger, visitors=f.visitors, host=host)
        for f in found
        for span in f.places[:1]
        if not _is_over(context, f, span) and (host := country_at(context, span)) is not None
    )
    context = replace(context, stays=stays)
    bind_hosts(context)
    for token in triggers:
        if token.i not in journeys:
            context.told.extend(f for f in _frames(context, token) if not _reminds(context, f))
    found.extend((*context.told, *_captions(context)))
    found = list(with_diary(context, found))
    found.extend(purposes(context, found))
    found = [advised(context, frame) for frame in found]
    learned = (f for f in learned_frames(context, found) if not _reminds(context, f))
    found.extend(replace(f, sides=with_hosts(context, f.trigger, f.sides)) for f in learned)
    found.extend(appearances(context, found))
    found.extend(sequels(context, found))
    found.extend(unplaced_visits(context, found))
    found.extend(recalled_visits(context, found))
    found.extend(ownerless_visits(context, found))
    found.extend(visits_here(context, found))
    found.extend(host_frames(context, found))
    found.extend(organ_frames(context, found))
    found = list(with_initiative(context, found))
    found.extend(denials(context, found))
    found = with_bodies(context, attended(context, found))
    frames = list(with_outcomes(context, list(_with_anaphora(context, chaired(context, found)))))
    frames = list(falling(context, frames))
    frames = one_stay(context, announced(context, as_in_body(context, frames)))
    for belonging in (
        accepted,
        in_sum,
        with_own_days,
        at_gatherings,
        in_a_row,
        within_stays,
        on_nth_days,
        after_leads,
        placed,
        in_scene,
    ):
        frames = list(belonging(context, frames))
    frames = list(by_video(context, by_phone(context, list(at_table(context, frames)))))
    frames = [f for f in by_visiting(context, list(with_likely_days(context, frames))) if not _is_only_named(f)]
    frames = list(_without_impossible(context, frames))
    return tuple(sorted(frames, key=lambda f: (f.trigger, f.anchor)))


def _without_impossible(context: Context, frames: Iterable[Frame]) -> Iterator[Frame]:
    """Yield the frames, without a day those in whose sentence a day is written that there is not: "on 31 November"."""
    doc = context.doc
    at = impossible_days(doc.text)
    if not at:
        yield from frames
        return
    told = {t.sentence for t in doc.tokens if any(t.start <= offset < t.end for offset in at)}
    own = {(doc.tokens[t.first].sentence, t.when) for t in context.times}
    for frame in frames:
        here = doc.tokens[frame.trigger].sentence
        lent = here in told and (here, frame.when) not in own
        yield replace(frame, when=UNDATED, likely=UNDATED) if lent else frame


def _is_only_named(frame: Frame) -> bool:
    """Say whether of a gathering neither who came nor where it is is told: "ahead of the summit of the Union"."""
    placed = bool(frame.places) or frame.spot is not None or frame.medium.is_remote
    return frame.type != VISIT and len(frame.sides) == 1 and not placed and frame.status not in OUTCOMES


def _is_over(context: Context, visit: Frame, place: tuple[int, int]) -> bool:
    """Say whether a visit is told of who has left: "returned from Rome", "back from a trip to Oslo"."""
    doc = context.doc
    return case_of(doc, visit.trigger) in _LEFT or any(case_of(doc, i) == "from" for i in range(*place))


def _is_noun(token: Token) -> bool:
    return token.pos in ("NOUN", "PROPN") and token.lemma.lower() in _NOUNS


def _is_verb(token: Token) -> bool:
    """Say whether a token is a verb of contact; one at the root is at times taken for a noun."""
    verbal = token.pos == "VERB" or (token.pos == "NOUN" and token.dep == "root")
    return verbal and token.lemma.lower() in VERBS and not _is_noun(token)


def _frames(context: Context, token: Token) -> Iterator[Frame]:
    frames = noun_frames if _is_noun(token) else verb_frames
    return frames(context, token.i, token.lemma.lower())


def _travel(context: Context) -> Iterator[Frame]:
    for token in context.doc.tokens:
        if token.pos == "VERB" or context.doc.children[token.i]:  # else it says nothing of anybody
            yield from motion_frames(context, token.i, token.lemma.lower())
    yield from invitations(context)
    yield from aside_visits(context)


def _captions(context: Context) -> Iterator[Frame]:
    """Read a picture's caption: two people of different parties, joined by "and", with a place or a day and no verb."""
    doc, cast = context.doc, context.cast
    for n, sentence in enumerate(doc.sentences):
        tokens = doc.tokens[sentence.first : sentence.last]
        if len(tokens) > 40 or any(t.pos in ("VERB", "AUX") for t in tokens):
            continue
        people = [
            k
            for k in dict.fromkeys(cast.at(t.i) for t in tokens)
            if k is not None and cast.mentions[k].kind is ActorKind.PERSON and cast.mentions[k].name
        ]
        dated = [t for t in context.times if sentence.first <= t.first < sentence.last and t.may_date]
        if len(people) == 2 and dated:
            between = doc.tokens[cast.mentions[people[0]].last : cast.mentions[people[1]].first]
            if [t.lower for t in between] in (["and"], ["with"], ["meets"]):
                trigger = cast.mentions[people[0]].head
                for frame in make_frames(
                    context,
                    trigger,
                    _KINDS["meeting"],
                    sides_of(context, tuple(people), Role.PARTICIPANT),
                    confidence=0.6,
                ):
                    places = where.places_of(doc, cast.mentions[people[1]].last - 1, context.known)
                    yield replace(frame, when=dated[0].when, places=places or frame.places, sentences=(n,))


def _with_anaphora(context: Context, found: list[Frame]) -> Iterator[Frame]:
    """Let "the meeting", "the call" without parties add its sentence, day and place to the frame it refers to."""
    doc = context.doc
    frames = sorted(found, key=lambda f: f.trigger)
    taken = {f.trigger for f in frames}
    for token in doc.tokens:
        lemma = token.lemma.lower()
        if token.pos != "NOUN" or lemma not in _NOUNS or token.i in taken or token.dep == "compound":
            continue
        if not _is_definite(context, token.i):
            continue
        kind = _KINDS["meeting"] if is_paid(doc, token.i) else _NOUNS[lemma]["type"]
        near = [
            n
            for n in range(len(frames) - 1, -1, -1)
            if frames[n].trigger < token.i and token.sentence - max(frames[n].sentences) <= _REACH
        ]
        same = [n for n in near if frames[n].type == kind]
        index = next(iter(same or [n for n in near if refers(frames[n].type, kind)]), None)
        if index is None:
            continue
        frame = frames[index]
        if dep_in(token, "obj") and token.head == frame.trigger:
            continue  # "discussed the talks": others
        attends = dep_in(token, "obj") and doc.tokens[token.head].lemma in ATTENDING
        status = read_status(doc, token.i)
        if attends and status in OUTCOMES and _is_another(context, frame, token):
            yield from _absences(context, frame, token, status)
            continue  # the others meet all the same
        if attends and kind == _KINDS["conference"] and not _takes_part(context, frame, token):
            continue  # who does not attend the conference leaves it to the others
        close = token.sentence - max(frame.sentences) <= _OUTCOME_REACH
        if status in OUTCOMES and _is_of_earlier(context, token.i, frame):
            continue
        asked = frame.status is Status.REQUESTED and dep_in(token, "nsubj")  # "was invited to talks, which never came"
        if (frame.status is Status.PLANNED or asked) and status in OUTCOMES and close:
            frame = replace(frame, status=status)  # "was expected to visit, but the trip was cancelled"
        elif frame.status is Status.NOT_HELD and status in _CALLED_OFF and close:
            frame = replace(frame, status=status)  # "was to have met her on Monday. The meeting was put off"
        elif frame.status is Status.PLANNED and close and dep_in(token, "nsubj") and took_its_course(doc, token.head):
            if status is not Status.OCCURRED or any(frames[n].status.took_place for n in same):
                continue
            frame = replace(frame, status=status)  # "were to meet on Monday. The meeting lasted an hour"
        elif frame.status is Status.REQUESTED and status is Status.PLANNED and close and _made(context, frame, token):
            frame = replace(frame, status=status)  # "was invited to Rome. He will make the trip in May"
        elif status is not frame.status:
            continue
        if timing.tells_of(doc, token.i):
            when = timing.when_of(doc, token.i, context.times)
            places = where.places_of(doc, token.i, context.known)
        else:
            when = timing.when_of(doc, token.i, timing.own_times(doc, token.i, context.times))
            places = where.own_places(doc, token.i, context.known)
        if frame.count > 1:
            when, places = frame.when, ()  # "one of the meetings in December" does not date them all
        moved = status is Status.POSTPONED and is_goal(doc, token.head, context.times, when)
        together = token.sentence == frame.sentences[-1]
        called = (
            together and frame.type == _KINDS["contact"] and kind == _KINDS["call"] and frame.medium is Medium.UNKNOWN
        )
        # "The calls of Monday" are all those that one word tells.
        plural = token.lower != lemma
        for n in [m for m, f in enumerate(frames) if m == index or (plural and f.trigger == frame.trigger)]:
            one = frames[n] if n != index else frame
            frames[n] = replace(
                one,
                type=kind if called else one.type,
                medium=Medium.PHONE if called else one.medium,
                when=when if moved or _is_as_said(context, one, when) else _narrower(when, one.when),
                places=one.places or places,
                topic=one.topic or topic_of(doc, token.i, context.times),
                sentences=tuple(dict.fromkeys((*one.sentences, token.sentence))),
            )
    yield from frames


def _is_definite(context: Context, i: int) -> bool:
    """Say whether a noun names something known: "the meeting", or "yesterday's talks" that name nobody."""
    doc = context.doc
    below = [doc.tokens[j] for j in doc.children[i]]
    if any(t.lower in _KNOWN for t in below):
        return not any(t.lower in _SEQUEL for t in below)  # "the second meeting" is one more
    dated = {j for t in context.times for j in range(t.first, t.last)}
    named = any(context.cast.at(j) is not None for _, j in obliques(doc, i))
    return not named and any(t.dep == "nmod:poss" and t.i in dated for t in below)


def _is_of_earlier(context: Context, noun: int, plan: Frame) -> bool:
    """Say whether an outcome is that of an earlier plan: "was to have begun in May but was put off".

    So it is where the plan stands: "will meet the king, who had put the talks off twice".
    """
    stands = not PRESENT.isdisjoint(helpers := auxiliaries(context.doc, predicate(context.doc, plan.trigger)))
    if (stands or "will" in helpers) and "had" in auxiliaries(context.doc, predicate(context.doc, noun)):
        return True
    day = timing.when_of(context.doc, noun, context.times).end
    return day is not None and plan.when.start is not None and day < plan.when.start


def _reminds(context: Context, frame: Frame) -> bool:
    """Say whether "after the meeting" only reminds of one told to have been: "they will brief the press after it"."""
    doc, token = context.doc, context.doc.tokens[frame.trigger]
    beside = (doc.tokens[j] for j in doc.children[token.i])
    bare = {t.lower for t in beside if not dep_in(t, "case", "punct")} == {"the"}
    if frame.status is not Status.PLANNED or not (bare and dep_in(token, "obl", "nmod")):
        return False
    return any(
        refers(f.type, frame.type) and f.status.took_place and _are_of(context, frame, f)
        and 0 <= token.sentence - max(f.sentences) <= _OUTCOME_REACH
        for f in context.told
    )  # fmt: skip


def _are_of(context: Context, frame: Frame, other: Frame) -> bool:
    """Say whether the sides of a contact are all among those of another, groups and states by whom they act for."""
    cast, theirs = context.cast, {s.entity for s in other.sides}
    parties = {cast.party_of(e) for e in theirs} - {None}
    return all(
        s.entity in theirs
        or (cast.entities[s.entity].kind is not ActorKind.PERSON and cast.party_of(s.entity) in parties)
        for s in frame.sides
    )


def _made(context: Context, frame: Frame, noun: Token) -> bool:
    """Say whether a visitor of `frame` makes the journey of a noun: "he will make the trip in May"."""
    return frame.type == VISIT and not frame.visitors.isdisjoint(_subjects(context, noun))


def _takes_part(context: Context, frame: Frame, noun: Token) -> bool:
    """Say whether one of the sides of `frame` is told to attend a noun or not to: "A will skip the conference"."""
    return not {s.entity for s in frame.sides}.isdisjoint(_subjects(context, noun))


def _is_another(context: Context, frame: Frame, noun: Token) -> bool:
    """Say whether it is clearly none of the sides of `frame` who is told not to attend a noun."""
    subj = subject(context.doc, noun.head)
    if subj is None or (context.doc.tokens[subj].pos == "PRON" and not _subjects(context, noun)):
        return False
    cast = context.cast
    states = {cast.party_of(e) for e in _subjects(context, noun) if cast.entities[e].kind is ActorKind.COUNTRY}
    ours = {cast.party_of(s.entity) for s in frame.sides}
    return states.isdisjoint(ours) and not _takes_part(context, frame, noun)  # "Kenya will not attend": its minister


def _absences(context: Context, frame: Frame, noun: Token, status: Status) -> Iterator[Frame]:
    """Yield that somebody stays away from where a body meets: "the AU meets today. A will not attend the meeting"."""
    cast, known = context.cast, context.known
    organised = ((s, key) for s in frame.sides if (key := cast.party_of(s.entity)) is not None)
    bodies = tuple(s for s, key in organised if known.actor(key).kind is ActorKind.ORGANISATION)
    subj = subject(context.doc, noun.head)
    absent = sides_of(context, cast.all_at(subj), Role.PARTICIPANT) if subj is not None else ()
    absent = tuple(s for s in absent if cast.party_of(s.entity) is not None)
    if bodies and absent:
        told = (noun.sentence,)
        yield replace(frame, trigger=noun.i, anchor=noun.i, sides=(*absent, *bodies), status=status, sentences=told)


def _subjects(context: Context, noun: Token) -> set[int]:
    """Return who does what a noun is the object of."""
    subj = subject(context.doc, noun.head) if dep_in(noun, "obj") else None
    return {e for k in context.cast.all_at(subj) for e in context.cast.entities_of(k)} if subj is not None else set()


def _is_as_said(context: Context, frame: Frame, told: When) -> bool:
    """Say whether a contact has its day by "today" in a quotation, and another, right before, is told of it as well."""
    first, last = frame.when.start, told.end
    quoted = frame.trigger in quoted_tokens(context.doc) and (frame.when.text or "").lower() in _DEICTIC
    return bool(quoted and first and last and told.precision is Precision.DAY and 0 < (first - last).days <= _NEWS)


def _narrower(told: When, known: When) -> When:
    """Return the days that are told of what is known, where they narrow them."""
    if known.start is None and known.end is None:
        return told
    if not (told.start and told.end and known.start and known.end):
        return known
    inside = known.start <= told.start and told.end <= known.end and (told.start, told.end) != (known.start, known.end)
    return told if inside else known
