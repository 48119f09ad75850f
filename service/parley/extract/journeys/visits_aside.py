"""Visits told in passing: between commas, by an invitation, or by whoever receives the visitor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.circumstances.status import read_status
from parley.extract.cues import cues, nouns_of
from parley.extract.frames.frame import Context, Frame, Spot
from parley.extract.frames.making import make_frames
from parley.extract.frames.sides import oblique_mentions, possessors_of, sides_of
from parley.extract.journeys.visits import VISIT, destinations, since, visits_by
from parley.extract.language.tree import INVITING, SUBJECTS, case_of, dep_in, obliques, predicate, subject
from parley.model import ActorKind, Medium, Role, Status

_CONTACTS = cues("contacts")
_INVITED: frozenset[str] = _CONTACTS["motion"]["invited"]
_OFF = (Status.CANCELLED, Status.POSTPONED, Status.PLANNED)
_ONE_MORE = frozenset({"first", "earlier", "previous", "prior", "another", "second", "third", "further"})
_REACH = 2  # sentences around a visit in which its host is told
_BEHIND = 6  # tokens behind a visit in which its goal stands
_DURING = frozenset({"during", "at", "on", "since", "after", "following"})
_POSTED: frozenset[str] = cues("titles")["posted"] - {"minister", "general", "chief"}
_VISITS = nouns_of(_CONTACTS["kinds"]["visit"])


def invitations(context: Context) -> Iterator[Frame]:
    """Read "accepted an invitation to Rome", "turned down B's invitation to Rome", the invited being the subject."""
    doc = context.doc
    for token in doc.tokens:
        verb = token.head
        if token.lemma not in INVITING or not dep_in(token, "obj") or doc.tokens[verb].lemma not in _INVITED:
            continue
        nodes = (*obliques(doc, token.i), *obliques(doc, verb))
        goals = [g for case, j in nodes if case == "to" for g in destinations(context, j)]
        subj = subject(doc, verb)
        guests = context.cast.all_at(subj) if subj is not None else ()
        frames = visits_by(context, token.i, goals, guests)
        if not goals and any(case == "for" and doc.tokens[j].lemma in _VISITS for case, j in nodes):
            # "accepted B's invitation for a visit"
            inviters = [
                *possessors_of(context, token.i),
                *oblique_mentions(context, token.i, frozenset({"from", "by"})),
            ]
            frames = visits_to(context, token.i, guests, inviters)
        for frame in frames:
            yield replace(frame, status=Status.REQUESTED) if frame.status.took_place else frame


def visits_to(context: Context, i: int, guests: Sequence[int], hosts: Sequence[int]) -> Iterator[Frame]:
    """Yield the visit of `guests` to the state for which `hosts` act, where no place is named."""
    parties = [context.cast.party_of(e) for k in hosts for e in context.cast.entities_of(k)]
    homes = {context.cast.party_of(e) for k in guests for e in context.cast.entities_of(k)}
    host = next((p for p in parties if p and p not in homes and context.known.country(p) is not None), None)
    if host is not None:
        yield from visits_in(context, i, guests, host)


def visits_in(context: Context, i: int, guests: Sequence[int], host: str) -> Iterator[Frame]:
    """Yield the visit of `guests` to the state `host`, where no place is named."""
    cast = context.cast
    sides = sides_of(context, tuple(guests), Role.VISITOR)
    homes = {cast.party_of(s.entity) for s in sides}
    people = all(cast.entities[s.entity].kind in (ActorKind.PERSON, ActorKind.GROUP) for s in sides)
    if sides and people and homes.isdisjoint((host, None)) and context.known.country(host) is not None:
        for frame in make_frames(context, i, VISIT, sides, places=(), one_sided=True, confidence=0.7):
            yield replace(frame, spot=Spot(state=host))


def aside_visits(context: Context) -> Iterator[Frame]:
    """Yield the visits told between commas: "A, in Rome for the funeral, said"."""
    doc, cast = context.doc, context.cast
    for k, mention in enumerate(cast.mentions):
        at = mention.last
        behind = [t.lower for t in doc.tokens[at : at + 2]]
        token = doc.tokens[mention.head]
        named = mention.kind is ActorKind.PERSON and mention.name and dep_in(token, *SUBJECTS)
        if not named or behind != [",", "in"]:
            continue
        party = cast.party_of(cast.entities_of(k)[0])
        posted = set((mention.office or "").lower().split()) & _POSTED
        if party is None or posted or context.known.country(party) is None:
            continue  # who serves abroad, or an organisation at its seat, visits nobody
        place = next((j for j in range(at + 2, min(at + 6, len(doc.tokens))) if destinations(context, j)), None)
        marks = [j for j in range(at + 1, token.head) if doc.tokens[j].text == ","]  # before the verb
        if place is not None and marks and marks[0] > place:
            for visit in visits_by(context, place, destinations(context, place), (k,), confidence=0.7):
                yield since(context, place, visit)


def unplaced_visits(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield the visits to whoever receives the visitor: "A hosted B, who is on a three-day visit"."""
    doc, cast = context.doc, context.cast
    taken = {f.trigger for f in found}
    for token in doc.tokens:
        if token.i in taken or token.lemma not in _VISITS or token.pos != "NOUN" or case_of(doc, token.i) != "on":
            continue
        subj = subject(doc, predicate(doc, token.i))
        owners = possessors_of(context, token.i)  # "A received B on his arrival"
        guests = sides_of(context, tuple(owners or (cast.all_at(subj) if subj is not None else ())), Role.VISITOR)
        ours = {s.entity for s in guests}
        near = [f for f in found if ours & {s.entity for s in f.sides} and _is_near(context, f, token.i)]
        near = [f for f in near if not owners or token.sentence in f.sentences]
        if not guests or any(f.type == VISIT for f in near):
            continue
        homes = {cast.party_of(e) for e in ours}
        hosts = [p for f in near if f.medium is Medium.IN_PERSON for s in f.sides if (p := cast.party_of(s.entity))]
        host = next((p for p in hosts if p not in homes and context.known.country(p) is not None), None)
        if host is not None and None not in homes:
            for frame in make_frames(context, token.i, VISIT, guests, places=(), one_sided=True, confidence=0.7):
                yield replace(frame, spot=Spot(state=host))


def ownerless_visits(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield the journeys that did not or will not come about, of whom the article tells most journeys.

    "A visited Cairo on Monday. A stop in Baghdad was considered and dropped." Or of one more visit to where somebody
    was just told to go: "A was in Cairo on Monday. An earlier visit had been called off."
    """
    doc = context.doc
    taken = {f.trigger for f in found}
    for token in doc.tokens:
        if token.i in taken or token.lemma not in _VISITS or token.pos != "NOUN" or possessors_of(context, token.i):
            continue
        status = read_status(doc, token.i)
        cases = dict(obliques(doc, token.i))
        indefinite = any(doc.tokens[j].lower in ("a", "an", "another") for j in doc.children[token.i])
        if not indefinite or status not in _OFF or {"by", "of", "from"} & set(cases):
            continue
        goals = [g for case, j in cases.items() if case in ("to", "in") for g in destinations(context, j)]
        if not goals and any(doc.tokens[j].lower in _ONE_MORE for j in doc.children[token.i]):
            yield from _one_more(context, token.i, found)
            continue
        travellers = Counter(v for f in found if f.type == VISIT and f.trigger < token.i for v in f.visitors)
        protagonist = next((v for v, times in travellers.most_common(1) if times > 1), None)
        if goals and protagonist is not None:
            who = [k for k, m in enumerate(context.cast.mentions) if context.cast.entities_of(k) == (protagonist,)]
            before = [k for k in who if context.cast.mentions[k].head < token.i]
            yield from visits_by(context, token.i, goals, tuple(before[-1:]), confidence=0.7)


def _one_more(context: Context, i: int, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield one more visit of whoever is told right before to go somewhere, to the same place."""
    told = [f for f in found if f.type == VISIT and f.places and f.trigger < i and _is_near(context, f, i)]
    last = max(told, key=lambda f: f.trigger, default=None)
    if last is not None and len(last.visitors) == 1:
        who = [k for k, m in enumerate(context.cast.mentions) if m.head < i and context.cast.entities_of(k)]
        who = [k for k in who if last.visitors == set(context.cast.entities_of(k))]
        yield from visits_by(context, i, [last.places[0]], tuple(who[-1:]), confidence=0.7)


def recalled_visits(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield visits of which only the day is told, to those with whom they are recalled: "promised during his visit".

    They went to the other side of a contact between the visitor's state and one more that is told right before.
    """
    doc, cast = context.doc, context.cast
    taken = {f.trigger for f in found}
    for token in doc.tokens:
        i = token.i
        if i in taken or token.lemma not in _VISITS or token.pos != "NOUN" or case_of(doc, i) not in _DURING:
            continue
        guests = sides_of(context, tuple(possessors_of(context, i)), Role.VISITOR)
        people = all(cast.entities[s.entity].kind in (ActorKind.PERSON, ActorKind.GROUP) for s in guests)
        behind = {t.lower for t in doc.tokens[i + 1 : i + 1 + _BEHIND] if t.sentence == token.sentence}
        dated = any(t.governor == i or i < t.first <= i + _BEHIND for t in context.times if t.may_date)
        placed = any(destinations(context, j) for case, j in obliques(doc, i) if case in ("in", "at"))
        if not guests or not people or not dated or placed or "to" in behind:
            continue
        homes = {cast.party_of(s.entity) for s in guests}
        before = [f for f in found if f.type != VISIT and f.trigger < i and _is_near(context, f, i)]
        parties = {cast.party_of(s.entity) for f in before for s in f.sides}
        hosts = [p for p in parties - homes if p is not None and context.known.country(p) is not None]
        if None not in homes and homes < parties and len(hosts) == 1 and len(parties) == 1 + len(homes):
            for frame in make_frames(context, i, VISIT, guests, places=(), one_sided=True, confidence=0.7):
                yield replace(frame, spot=Spot(state=hosts[0]))


def _is_near(context: Context, frame: Frame, i: int) -> bool:
    tokens = context.doc.tokens
    return abs(tokens[frame.trigger].sentence - tokens[i].sentence) <= _REACH
