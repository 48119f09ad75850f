"""Give every claim its actors and places: by name, office on the day of the event, country and context.

What the reference data do not know becomes a new actor, known across articles by full name and country only; what is
not sure keeps its runners-up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from parley.actors import KnownActors, PartyName
from parley.extract.circumstances.attribution import Cited
from parley.extract.circumstances.other_times import is_apart, is_of_two
from parley.extract.circumstances.where import TOWNS
from parley.extract.coreference.entities import Cast
from parley.extract.coreference.entity import Entity
from parley.extract.coreference.identify import holders_of, persons_of
from parley.extract.frames.frame import Frame, Side
from parley.extract.language.earlier import is_again, is_another, is_further, is_recalled
from parley.extract.language.titles import COUNTERPARTS
from parley.extract.names.parties import DEMONYMS
from parley.iris import Iris, mint_claim
from parley.model import (
    IRI,
    Actor,
    ActorKind,
    Article,
    Claim,
    Evidence,
    Participant,
    Place,
    Source,
    SourceKind,
    Span,
)
from parley.places import HEARD_OF, LARGE, Gazetteer

_CITY_KINDS = frozenset({"capital", "city"})
# From an entity of an article and a day to the actor that it is then, and the runners-up.
_Who = Callable[[int, dt.date | None], tuple[Actor, tuple[Actor, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is known apart from the article: actors, places, and how IRIs are minted."""

    known: KnownActors
    gazetteer: Gazetteer
    iris: Iris


def resolve(article: Article, cast: Cast, frames: Sequence[Frame], world: World) -> tuple[Claim, ...]:
    """Return one claim per frame with its actors and places as IRIs."""
    dated = [frame for frame in frames if frame.when.start or frame.when.end]

    @cache  # most are in several frames
    def who(entity: int, day: dt.date | None) -> tuple[Actor, tuple[Actor, ...]]:
        return actor_of(article, cast.entities[entity], day, world)

    return tuple(_claim(article, cast, frame, dated, who, world) for frame in frames)


def _claim(article: Article, cast: Cast, frame: Frame, dated: Sequence[Frame], who: _Who, world: World) -> Claim:
    doc = cast.doc
    day = frame.when.start or frame.when.end or _day_beside(cast, frame, dated) or article.published
    trigger, anchor = doc.tokens[frame.trigger], doc.tokens[frame.anchor]
    evidence = []
    for n in frame.sentences:
        start, end = doc.sentences[n].start, doc.sentences[n].end
        evidence.append(Evidence(start=start, end=end, exact=article.text[start:end]))
    return Claim(
        iri=mint_claim(article.iri, anchor.start),
        article=article.iri,
        type=frame.type,
        status=frame.status,
        medium=frame.medium,
        participants=tuple(_participant(article, cast, side, who(side.entity, day), world) for side in frame.sides),
        when=frame.when,
        trigger=Span(start=trigger.start, end=trigger.end),
        evidence=tuple(sorted(set(evidence))),
        places=_places(cast, frame, world),
        topic=frame.topic,
        occasion=frame.occasion,
        count=frame.count,
        said_by=_source(article, cast, frame.said_by, day, who),
        certainty=frame.certainty,
        confidence=frame.confidence,
        recalled=is_recalled(doc, frame.trigger),
        another=is_another(doc, frame.trigger),
        again=is_again(doc, frame.trigger),
        further=is_further(doc, frame.trigger),
        apart=is_apart(doc, frame.trigger) or _is_of_two(cast, frame),
        likely=frame.likely,
    )


def _is_of_two(cast: Cast, frame: Frame) -> bool:
    """Say whether two, each known, are told to have had a contact with nobody else."""
    known = all(cast.entities[s.entity].kind is not ActorKind.GROUP for s in frame.sides)
    return known and len(frame.sides) == 2 and is_of_two(cast.doc, frame.trigger)


def _participant(
    article: Article, cast: Cast, side: Side, meant: tuple[Actor, tuple[Actor, ...]], world: World
) -> Participant:
    entity = cast.entities[side.entity]
    actor, runners_up = meant
    start, end = cast.doc.tokens[side.first].start, cast.doc.tokens[side.last - 1].end
    office = next((told for told in (side.office, entity.office) if told and not _is_counterpart(told)), None)
    return Participant(
        text=article.text[start:end],
        start=start,
        end=end,
        role=side.role,
        actor=actor,
        office=office if entity.kind is ActorKind.PERSON else None,
        party=world.known.actor(entity.party) if entity.party and actor.kind is not ActorKind.COUNTRY else None,
        runners_up=runners_up,
    )


def _is_counterpart(office: str) -> bool:
    """Say whether somebody is told to hold the office of somebody else elsewhere: that is not its name."""
    return not COUNTERPARTS.isdisjoint(office.lower().split())


def _day_beside(cast: Cast, frame: Frame, dated: Sequence[Frame]) -> dt.date | None:
    """Return the day of the last dated telling before of somebody known by his office alone: the holder of then."""
    entities = {s.entity for s in frame.sides if not cast.entities[s.entity].name}
    offices = {e for e in entities if cast.entities[e].kind is ActorKind.PERSON}
    before = [f for f in dated if f.trigger < frame.trigger and any(s.entity in offices for s in f.sides)]
    last = max(before, key=lambda f: f.trigger, default=None)
    return (last.when.start or last.when.end) if last is not None else None


def actor_of(article: Article, entity: Entity, day: dt.date | None, world: World) -> tuple[Actor, tuple[Actor, ...]]:
    """Return the actor that an entity of the article is on `day`, and the runners-up, best first."""
    known, iris = world.known, world.iris
    if entity.kind in (ActorKind.COUNTRY, ActorKind.ORGANISATION):
        if entity.party is not None:
            return known.actor(entity.party), ()
        return Actor(iri=iris.actor(entity.name or entity.text), label=entity.name or entity.text, kind=entity.kind), ()
    party = known.iri(entity.party) if entity.party else None
    if entity.kind is ActorKind.PERSON and entity.name:
        ranked = persons_of(entity, day, known)
        if ranked:
            return known.actor_of_person(ranked[0]), tuple(known.actor_of_person(p) for p in ranked[1:4])
        return Actor(iri=_new_iri(article, entity, iris), label=entity.name, kind=ActorKind.PERSON, party=party), ()
    if entity.kind is ActorKind.PERSON and entity.office and entity.party and not entity.former:
        holders = holders_of(entity, day, known)
        if len(holders) == 1:
            return known.actor_of_person(holders[0]), ()
    return _group(entity, party, world), ()


def _new_iri(article: Article, entity: Entity, iris: Iris) -> IRI:
    """Mint the IRI of an unlisted person: full name and party; a bare surname is known within its article only."""
    name = entity.name or entity.text
    parts = [name, entity.party or ""]
    if " " not in name.strip() or not entity.party:
        parts.append(article.iri.rpartition("/")[2])
    return iris.actor(" ".join(p for p in parts if p))


def _group(entity: Entity, party: IRI | None, world: World) -> Actor:
    if entity.kind is ActorKind.PERSON and entity.office and entity.party:
        label = f"{entity.office[0].upper()}{entity.office[1:]} of {world.known.actor(entity.party).label}"
        return Actor(
            iri=world.iris.actor(f"{entity.party} {entity.office}"), label=label, kind=ActorKind.GROUP, party=party
        )
    words = entity.text.split()
    while len(words) > 1 and words[0].lower() in ("the", "a", "an", "his", "her", "their", "its", "some", "several"):
        words.pop(0)
    label = " ".join(words)
    iri = world.iris.actor(f"{entity.party or ''} {label}".strip())
    return Actor(iri=iri, label=label, kind=ActorKind.GROUP, party=party)


def _source(article: Article, cast: Cast, cited: Cited | None, day: dt.date | None, who: _Who) -> Source:
    """Return the cited source, or the narrator when the article says it itself."""
    if cited is None:
        return Source(label=article.publisher or "the article", kind=SourceKind.NARRATOR)
    actor = None
    if cited.entity is not None:
        actor = who(cited.entity, article.published or day)[0].iri
    tokens = cast.doc.tokens
    first, label = tokens[cited.first], cited.label
    if first.pos == "DET" and label.startswith(f"{first.text} "):
        label = first.lower + label[len(first.text) :]  # its capital is that of the sentence, not of the name
    return Source(label=label, kind=cited.kind, actor=actor, start=first.start, end=tokens[cited.last - 1].end)


def _places(cast: Cast, frame: Frame, world: World) -> tuple[Place, ...]:
    """Return the places of a frame, the narrowest first; a city in a country named beside it is that country's."""
    spans = [cast.doc.span(*span) for span in frame.places]
    countries = [
        n.key
        for words in spans
        for n in world.known.surface(words)
        if n.kind not in _CITY_KINDS and n.kind not in DEMONYMS
    ]
    if not countries:
        # "the French city of Brest"
        inside = [hit for words in spans for hit in _surfaces_inside(words, world)]
        countries = [names[0].key for names in inside if names[0].kind not in _CITY_KINDS]
    near = countries[0] if countries else None
    homes = {party for side in frame.sides if (party := cast.party_of(side.entity)) is not None}
    told = {party for mention in cast.mentions for party in mention.parties}
    found: dict[IRI, Place] = {}
    for words in spans:
        for place in place_named(words, near, world, homes, told):
            found.setdefault(place.iri, place)
    if not found and frame.spot is not None:
        capital = world.gazetteer.capital(frame.spot.state) if frame.spot.capital else None
        return (capital or world.gazetteer.country(frame.spot.state),)
    cities = {p.country for p in found.values() if p.kind != "country"}
    # A country beside a city that lies in it says nothing more.
    return tuple(p for p in found.values() if p.kind != "country" or p.country not in cities)


def _surfaces_inside(words: str, world: World) -> Iterator[tuple[PartyName, ...]]:
    parts = words.split()
    for at in range(len(parts)) if len(parts) > 1 else ():
        hit = world.known.longest_surface(parts, at)
        if hit is not None:
            yield hit[1]


def place_named(
    words: str, near: str | None, world: World, homes: Collection[str] = (), told: Collection[str] = ()
) -> tuple[Place, ...]:
    """Return the place that `words` name, empty when it is not known; "the Kremlin" is a venue in Moscow.

    A city of which there are several is the one in the countries with keys `homes`, else `told`.
    """
    names = world.known.surface(words)
    gazetteer = world.gazetteer
    if names and names[0].kind in ("name", "alias", "acronym") and world.known.country(names[0].key):
        return (gazetteer.country(names[0].key),)
    if words.endswith("capital"):
        parties = [hit[0].key for hit in _surfaces_inside(words, world)]
        capital = gazetteer.capital(parties[0]) if parties and world.known.country(parties[0]) else None
        return (capital,) if capital is not None else ()
    venue = gazetteer.venue(words)
    if venue is not None:
        city = gazetteer.venue_city(words)
        return (venue, city) if city is not None else (venue,)
    called, _, name = words.partition(" of ")
    if name and called.rpartition(" ")[2].lower() in TOWNS:
        words = name  # "the coastal city of San Miguel"
    if (city := _city(words, near or (names[0].key if names else None), homes, told, world)) is not None:
        return (city,)
    if names and names[0].kind in (*_CITY_KINDS, *DEMONYMS) and world.known.country(names[0].key):
        return (gazetteer.country(names[0].key),)  # a territory that is no city: "the West Bank"; "her Omani visit"
    # A city inside a longer name: "the Munich Security Conference".
    for word in words.replace("’s", "").replace("'s", "").split():
        if word[:1].isupper() and len(word) > 3 and len(words.split()) > 1:
            inner = gazetteer.city(word, near=near, least=LARGE) or _at_home(word, homes, world)
            if inner:
                return inner[:1]
    return ()


def _city(name: str, near: str | None, homes: Collection[str], told: Collection[str], world: World) -> Place | None:
    """Return the city of a name that everybody has heard of, else the one in a country that the article tells of.

    A little town in a country of which nothing is said is left without one: it may be another of that name.
    """
    known, gazetteer = world.known, world.gazetteer
    found = gazetteer.city(name, near=near)
    if not found or (near is not None and (not known.country(near) or found[0].country == known.iri(near))):
        return found[0] if found else None
    large, heard_of = gazetteer.city(name, least=LARGE), gazetteer.city(name, least=HEARD_OF)
    if found[0] in large:
        return found[0]
    ours, theirs = ({known.iri(key) for key in keys if known.country(key) is not None} for keys in (homes, told))
    likely = (
        *(place for place in large if place.country in ours | theirs),
        *(place for place in found if place.country in ours),
        *(place for place in found[:1] if place in heard_of),
        *(place for place in found if place.country in theirs),
    )
    return next(iter(likely), None) or Place(iri=world.iris.place(name), label=name, kind="city")


def _at_home(name: str, homes: Collection[str], world: World) -> tuple[Place, ...]:
    """Return the city of a name in one of the countries with keys `homes`, where no large one has that name."""
    if world.gazetteer.city(name, least=LARGE):
        return ()
    countries = {world.known.actor(key).iri for key in homes if world.known.country(key) is not None}
    return tuple(place for place in world.gazetteer.city(name) if place.country in countries)[:1]
