"""Frames: one telling of one happening between the actors of an article, before actors and places have IRIs.

A frame of a contact is kept only when its sides act for different states or organisations, or an official goes to
another country; what stays inside one country is no diplomatic contact. Types are words of the lexicon (data).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from parley.actors import KnownActors
from parley.extract import circumstances, where
from parley.extract.attribution import Cited, certainty_of, cited_source
from parley.extract.cues import cues
from parley.extract.dated_status import dated_status, in_general, is_present
from parley.extract.dates import TimeExpression
from parley.extract.entities import Cast
from parley.extract.media import medium_of
from parley.extract.regions import names_region
from parley.extract.status import is_lasting, read_status
from parley.extract.tense import is_past, of_verb
from parley.extract.topics import topic_of
from parley.extract.tree import case_of, clause_heads, marks, obliques, predicate, subject, visiting
from parley.model import UNDATED, ActorKind, Certainty, DateBasis, Document, Medium, Role, Status, When
from parley.places import Gazetteer

_NOUNS = cues("contacts")["noun"]
_KINDS: dict[str, str] = cues("contacts")["kinds"]
_SUMMONS = frozenset(cues("dates")["belongs"]["summons"])
_SURE, _FOREIGN = 0.95, 0.05  # probabilities of a trigger by which a side of no known state is taken for foreign
_BEYOND_DOUBT = 0.004  # the second of them, from which an inferred state is taken back
_NEAR = 4  # sentences in which a visitor is still there
_REACH = 8  # sentences over which "they" refers back to a contact
_LED = frozenset({"ambassador", "envoy", "spokesman", "spokeswoman", "diplomat"})
_TITLED = frozenset({"minister", "president"})
_HEADS = frozenset({"president", "premier", "king", "queen", "emir", "sultan", "chancellor", "pope"})
_DOMESTIC: frozenset[str] = cues("titles")["domestic"]
_HOME_AFFAIRS: frozenset[str] = cues("titles")["home_affairs"]
_PRIVATE: frozenset[str] = cues("titles")["private"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One party to a frame: an entity, its part, and the tokens that name it here."""

    entity: int
    role: Role
    first: int
    last: int
    office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where something was by inference, without a name in the text: in a state, or in its capital."""

    state: str
    capital: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One telling of one happening, not yet resolved: entities are those of the article's cast."""

    type: str
    trigger: int
    anchor: int  # token whose offset identifies the claim: the trigger, or one of several parties met apart
    sides: tuple[Side, ...]
    status: Status
    medium: Medium
    when: When
    places: tuple[tuple[int, int], ...] = ()
    spot: Spot | None = None  # where no place is named
    topic: str | None = None
    count: int = 1
    said_by: Cited | None = None
    certainty: Certainty = Certainty.CERTAIN
    confidence: float = 0.9
    sentences: tuple[int, ...] = field(default=())

    @property
    def visitors(self) -> frozenset[int]:
        """Return the entities that visit somebody or some place."""
        return frozenset(side.entity for side in self.sides if side.role is Role.VISITOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A visitor's stay, told at token `trigger`: until another one, "officials" are those of `host`."""

    trigger: int
    visitors: frozenset[int]
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What finding frames in one article needs."""

    doc: Document
    cast: Cast
    known: KnownActors
    gazetteer: Gazetteer
    times: Sequence[TimeExpression]
    day: dt.date | None = None  # on which the article speaks
    here: tuple[int, int] | None = None  # the tokens of the place it was written in
    stays: tuple[Stay, ...] = ()
    told: list[Frame] = field(default_factory=list)  # the frames found so far


def oblique_mentions(context: Context, i: int, cases: frozenset[str]) -> list[int]:
    """Return the mentions that depend on token `i` by one of the prepositions `cases`."""
    found: list[int] = []
    for case, j in obliques(context.doc, i):
        if case in cases:
            found.extend(mentions_at(context, j))
    for j in context.doc.children[i]:
        guest = visiting(context.doc, j)  # "talked with visiting B", parsed as a clause
        if guest != j and not cases.isdisjoint(marks(context.doc, j)):
            found.extend(mentions_at(context, guest))
    return found


def mentions_at(context: Context, i: int) -> tuple[int, ...]:
    """Return the mentions at token `i`; a relative pronoun stands for what it refers to ("whom he received")."""
    if context.doc.tokens[i].text.lower() not in ("whom", "who"):
        return context.cast.all_at(i)
    clause = next((j for j in clause_heads(context.doc, i) if context.doc.tokens[j].dep == "acl:relcl"), None)
    meant = context.cast.all_at(context.doc.tokens[clause].head) if clause is not None else ()
    # Where the tree hangs the clause elsewhere, it is whoever is named last before: "A, with whom".
    behind = next((j for j in range(i - 1, max(i - 4, -1), -1) if context.doc.tokens[j].text == ","), i)
    return meant or (context.cast.all_at(behind - 1) if 0 < behind < i else ())


def sides_of(context: Context, mentions: tuple[int, ...], role: Role) -> tuple[Side, ...]:
    """Return a side per entity that the mentions refer to."""
    cast = context.cast
    sides: dict[int, Side] = {}
    for k in mentions:
        mention = cast.mentions[k]
        entities = cast.entities_of(k)
        if not entities and mention.pronoun and mention.plural and (stay := stay_at(context, mention.head)) is not None:
            entities = tuple(sorted(stay.visitors))  # "they met", of a delegation on a visit
        elif not entities and mention.kind is ActorKind.GROUP and mention.office and not mention.pronoun:
            # "met senior officials" on a visit: those of the state visited.
            host = host_of_stay(context, mention.head)
            entities = (cast.unnamed(mention.office.lower(), host, mention.text),) if host else ()
        for entity in entities:
            office = mention.office if mention.entity >= 0 or mention.kind is ActorKind.PERSON else None
            sides.setdefault(
                entity, Side(entity=entity, role=role, first=mention.first, last=mention.last, office=office)
            )
    return tuple(sides.values())


def recent_sides(context: Context, i: int, subjects: tuple[int, ...]) -> tuple[Side, ...]:
    """Bind "they", "the two leaders" to the sides of the contact told last, rather than to whoever was named last.

    Further back than a few sentences they are meant only where the article has told of no other contact.
    """
    if len(subjects) != 1 or not context.cast.is_pair(subjects[0]):
        return ()
    cast, mention = context.cast, context.cast.mentions[subjects[0]]
    sentence = context.doc.tokens[i].sentence
    if mention.pronoun and _named_together(context, subjects[0]):
        return ()  # "the ministers are to review it when they meet"
    office = (mention.office or "").lower().split()
    told: list[tuple[int, tuple[Side, ...]]] = []
    for frame in reversed(context.told):
        people = tuple(s for s in frame.sides if cast.entities[s.entity].kind is not ActorKind.COUNTRY)
        if not all(_holds(cast, s.entity, office) for s in people):
            continue  # "the two foreign ministers" are not the president and his guest
        if cast.count_of(subjects[0]) not in (None, len(people)):
            continue
        if len({cast.party_of(s.entity) for s in people}) > 1:
            told.append((sentence - max(frame.sentences), people))
    alone = len({frozenset(s.entity for s in people) for _, people in told}) == 1
    if not told or (told[0][0] > _REACH and not alone):
        return ()
    return tuple(replace(s, first=mention.first, last=mention.last, office=None) for s in told[0][1])


def _named_together(context: Context, k: int) -> bool:
    """Say whether the sentence of a pronoun names before it, as several in one, those whom it refers to."""
    cast, doc = context.cast, context.doc
    meant, here = cast.entities_of(k), doc.tokens[cast.mentions[k].head].sentence
    return bool(meant) and any(
        m.plural and not m.pronoun and m.head < cast.mentions[k].head and doc.tokens[m.head].sentence == here
        and cast.entities_of(j) == meant
        for j, m in enumerate(cast.mentions)
    )  # fmt: skip


def _holds(cast: Cast, number: int, office: list[str]) -> bool:
    """Say whether an entity may be one of those that an office in the plural means."""
    own = (cast.entities[number].office or "").lower().split()
    title = office[-1].removesuffix("s") if office else ""
    if title == "leader" and own:
        return own[-1] not in _LED and own[:1] != ["foreign"]  # a president and his guest, not his minister
    if title == "diplomat" and own:
        return own[-1] not in _HEADS  # "the two top diplomats" are no presidents
    return not (own and title in _TITLED and own[-1] != title)


def make_frames(
    context: Context,
    trigger: int,
    kind: str,
    sides: tuple[Side, ...],
    *,
    reciprocal: bool = False,
    places: tuple[tuple[int, int], ...] | None = None,
    one_sided: bool = False,
    confidence: float = 0.9,
) -> Iterator[Frame]:
    """Yield the frame if its sides make a diplomatic contact."""
    cast, doc = context.cast, context.doc
    if in_general(doc, trigger) or is_lasting(doc, trigger):
        return
    unique: dict[int, Side] = {}
    for side in sides:
        unique.setdefault(side.entity, side)
    if reciprocal and len(unique) == 1 and not one_sided:
        yield from _gathering(context, trigger, kind, next(iter(unique.values())), confidence)
        return
    kept = tuple(s for s in unique.values() if _acts(cast, s.entity) and not _is_private(context, s))
    if not one_sided:
        _lend_hosts(context, trigger, kept)
        _doubt_homes(context, trigger, kept)
    parties = {cast.party_of(s.entity) for s in kept} - {None}
    if not one_sided:
        # A state beside its own people adds nothing: the people stand for it.
        peopled = {cast.party_of(s.entity) for s in kept if cast.entities[s.entity].kind is not ActorKind.COUNTRY}
        kept = tuple(
            s
            for s in kept
            if not (cast.entities[s.entity].kind is ActorKind.COUNTRY and cast.party_of(s.entity) in peopled)
        )
        unknown = [s for s in kept if cast.party_of(s.entity) is None]
        foreign = bool(unknown) and (
            _official(cast, unknown)
            or _diplomatic(doc, trigger, domestic=_FOREIGN)
            or any(_of_region(context, s) for s in unknown)
        )
        if len(kept) < 2 or len(parties) + foreign < 2:
            return
        if kind == _KINDS["conference"] and any(_of_region(context, s) for s in unknown):
            return  # who "African leaders" at a summit are, its name tells
        if not any(_specific(context, s) for s in kept):
            return
        if unknown and len(parties) < 2:
            confidence -= 0.2
    if any(cast.mentions[k].pronoun for s in kept if (k := cast.at(s.first)) is not None):
        confidence -= 0.1
    if any(cast.entities[s.entity].inferred for s in kept):
        confidence -= 0.1  # a side's state follows only from where the article is written
    when = plausible(context, trigger, circumstances.when_of(doc, trigger, context.times))
    medium = medium_of(doc, trigger, _NOUNS.get(doc.tokens[trigger].lemma, {}).get("medium"), kind)
    if kind in (_KINDS["contact"], _KINDS["meeting"]) and medium in (Medium.PHONE, Medium.VIDEO):
        kind = _KINDS["call"]
    elif kind == _KINDS["contact"] and medium is Medium.IN_PERSON:
        kind = _KINDS["meeting"]
    yield Frame(
        type=kind,
        trigger=trigger,
        anchor=trigger,
        sides=kept,
        status=dated_status(doc, trigger, read_status(doc, trigger), when, day=context.day, times=context.times),
        medium=medium,
        when=when,
        places=places if places is not None else _places_of(context, trigger),
        topic=topic_of(doc, trigger, context.times),
        said_by=cited_source(cast, trigger, frozenset(p for p in parties if p)),
        certainty=certainty_of(doc, trigger),
        confidence=round(confidence, 2),
        sentences=(doc.tokens[trigger].sentence,),
    )


def plausible(context: Context, trigger: int, when: When) -> When:
    """Return a time, none where the past tells of a time to come: "discussed a visit next week" dates the visit."""
    verb = predicate(context.doc, trigger)
    to_come = when.basis is DateBasis.RELATIVE and context.day and when.start and when.start > context.day
    told = verb == trigger and is_past(context.doc, verb) and context.doc.tokens[verb].dep != "xcomp"
    told = told and of_verb(context.doc, verb) is not Status.PLANNED  # "was to meet next week"
    over = when.end is not None and context.day is not None and when.end < context.day
    now = is_present(context.doc, trigger) and context.doc.tokens[trigger].dep == "advcl"
    return UNDATED if (to_come and told) or (over and now) else when


def _places_of(context: Context, trigger: int) -> tuple[tuple[int, int], ...]:
    found = where.places_of(context.doc, trigger, context.known)
    if not found and context.here is not None and where.is_here(context.doc, trigger):
        return (context.here,)
    if not found and context.doc.tokens[trigger].lemma in _SUMMONS:
        # An ambassador is summoned in the country that summons.
        subj = subject(context.doc, trigger)
        posted = subj is not None and context.doc.tokens[subj].dep == "nsubj:pass"  # "the ambassador to A was summoned"
        named = (
            where.place_span(context.doc, j, context.known)
            for j in context.doc.subtree(subj or trigger)
            if not posted or case_of(context.doc, j) in ("in", "to")
        )
        return tuple(span for span in named if span is not None)[:1] if subj is not None else ()
    return found


def joint_body(context: Context, i: int) -> tuple[Side, ...]:
    """Return the states of a body named after them ("the U.S.-EU Task Force"), empty unless there are two."""
    cast = context.cast
    found = [Side(entity=e, role=Role.PARTICIPANT, first=a, last=b) for e, a, b in cast.compound_at(i)]
    named = [k for case, j in obliques(context.doc, i) if case in ("of", "between") for k in cast.all_at(j)]
    states = tuple(k for k in named if cast.mentions[k].kind in (ActorKind.COUNTRY, ActorKind.ORGANISATION))
    found.extend(sides_of(context, states, Role.PARTICIPANT))
    return tuple(found) if len({cast.party_of(s.entity) for s in found}) > 1 else ()


def stay_at(context: Context, i: int) -> Stay | None:
    """Return the visit during which the sentence of token `i` takes place, the last one told before."""
    sentence = context.doc.tokens[i].sentence
    near = [s for s in context.stays if 0 <= sentence - context.doc.tokens[s.trigger].sentence <= _NEAR]
    return max(near, key=lambda s: (s.trigger < i, s.trigger)) if near else None


def host_of_stay(context: Context, i: int) -> str | None:
    """Return the state that a visitor told of before token `i` stays in."""
    stay = stay_at(context, i)
    return stay.host if stay is not None and stay.trigger < i else None


def _lend_hosts(context: Context, trigger: int, sides: Sequence[Side]) -> None:
    """Take officials of no stated country for those of the state visited, when its visitor meets them there."""
    cast = context.cast
    stay = stay_at(context, trigger)
    guests = [s for s in sides if stay is not None and s.entity in stay.visitors]
    if stay is None or not guests or len({cast.party_of(s.entity) for s in sides} - {None}) > 1:
        return
    for side in sides:
        entity = cast.entities[side.entity]
        untold = entity.inferred or entity.party is None
        if side not in guests and untold and entity.office and entity.kind is ActorKind.PERSON and not entity.former:
            cast.lend(side.entity, stay.host)


def _doubt_homes(context: Context, trigger: int, sides: Sequence[Side]) -> None:
    """Take back inferred states by which a contact that is surely one between states would stay inside one."""
    cast = context.cast
    inferred = [s.entity for s in sides if cast.entities[s.entity].inferred]
    one = len({cast.party_of(s.entity) for s in sides}) == 1
    if inferred and one and len(sides) > 1 and _diplomatic(context.doc, trigger, domestic=_BEYOND_DOUBT):
        for entity in inferred if len(inferred) < len(sides) else inferred[1:]:
            if _HOME_AFFAIRS.isdisjoint((cast.entities[entity].office or "").lower().split()):
                cast.doubt(entity)


def _gathering(context: Context, trigger: int, kind: str, side: Side, confidence: float) -> Iterator[Frame]:
    """Read "G7 foreign ministers are meeting", "Arab leaders met": people of several states, together."""
    number = context.cast.at(side.first)
    party = context.cast.party_of(side.entity)
    if number is None or _is_aside(context.doc, trigger):
        return
    mention = context.cast.mentions[number]
    whole = mention.plural or mention.kind is ActorKind.ORGANISATION
    if party is None:
        shared = _of_region(context, side) and kind != _KINDS["contact"]  # what they all discuss, each does at home
    else:
        shared = context.known.actor(party).kind is ActorKind.ORGANISATION and whole and not mention.pronoun
    if shared:
        yield from make_frames(context, trigger, kind, (side,), one_sided=True, confidence=confidence - 0.1)


def _is_aside(doc: Document, i: int) -> bool:
    """Say whether a clause only says where or when something else was: "in Bonn, where the G7 meets", "as it met"."""
    words = {doc.tokens[j].text.lower() for j in doc.children[i]}
    return doc.tokens[i].dep.startswith(("advcl", "acl:relcl")) and bool(words & {"as", "while", "where"})


def _acts(cast: Cast, number: int) -> bool:
    """Say whether an entity can be a side of a diplomatic contact."""
    entity = cast.entities[number]
    if entity.kind is ActorKind.ORGANISATION and entity.party is None:
        return False
    office = (entity.office or "").lower().split()
    domestic = bool(office) and (office[-1] in _DOMESTIC or office[0] == "opposition")
    return entity.party is not None or not domestic


def _is_private(context: Context, side: Side) -> bool:
    """Say whether a side is called a person of business and nobody knows of a party: "the chief executive of"."""
    doc, cast = context.doc, context.cast
    number = cast.at(side.first)
    if cast.party_of(side.entity) is not None or number is None:
        return False
    head = doc.tokens[cast.mentions[number].head]
    about = [head.i, *doc.children[head.i]]
    if head.dep == "appos":
        about += [head.head, *doc.children[head.head]]
    return any(doc.tokens[j].lemma.lower() in _PRIVATE for j in about)


def _specific(context: Context, side: Side) -> bool:
    """Say whether a side is more than some group of many states ("NATO allies")."""
    entity = context.cast.entities[side.entity]
    if entity.kind is not ActorKind.GROUP or entity.party is None:
        return True
    return context.known.actor(entity.party).kind is ActorKind.COUNTRY


def _of_region(context: Context, side: Side) -> bool:
    """Say whether a side is officials of several states by the region that they are called after: "Arab leaders"."""
    number = context.cast.at(side.first)
    mention = context.cast.mentions[number] if number is not None else None
    return mention is not None and mention.plural and names_region(context.doc, mention.first, mention.head)


def _diplomatic(doc: Document, i: int, *, domestic: float) -> bool:
    """Say whether the network is sure that token `i` tells a contact, and that it is not inside one state."""
    return any(t.i == i and t.probability >= _SURE and t.domestic <= domestic for t in doc.triggers)


def _official(cast: Cast, sides: Sequence[Side]) -> bool:
    """Say whether a person of unknown party holds an office that makes contacts abroad."""
    words = {w for s in sides for w in (cast.entities[s.entity].office or "").lower().split()}
    return bool(words & {"foreign", "ambassador", "envoy", "president", "premier", "prime", "king", "chancellor"})
