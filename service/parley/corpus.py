"""What is derived from all articles of a store: events, and what they cover.

`rebuild_events` makes the events from scratch, `update_events` from those that are there and the articles that changed;
both leave the same graph. What the latter needs to know of all that has not changed, the ledger remembers.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rdflib import Graph, URIRef

from parley.actors import KnownActors
from parley.graph import (
    article_from_graph,
    claims_from_graph,
    describe_actors,
    describe_places,
    diaries_of,
    events_to_graph,
    period_of,
    write_coverage,
    write_diaries,
    write_event,
    write_periods,
    write_persons,
)
from parley.iris import Iris, sha256
from parley.knowledge import Knowledge, actors_of, known_iris
from parley.merge import (
    ArticleInfo,
    LevelLookup,
    Named,
    OfficeLookup,
    Outline,
    Voices,
    cited_voice,
    describe,
    fits,
    joined_to,
    link_events,
    link_plans,
    merge_claims,
    named_in,
    outline_of,
    publisher_voice,
    regroup,
    rules_in_words,
    same_persons,
)
from parley.model import IRI, Actor, Article, Claim, Coverage, Event, Place
from parley.store import Ledger, Store
from parley.vocab import PARLEY, EventTypes, new_graph


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an article tells, as stored."""

    info: ArticleInfo
    claims: tuple[Claim, ...]


# --- claims as stored --------------------------------------------------------------------------------------------


def told_in(graph: Graph, knowledge: Knowledge) -> Told:
    """Return what the graph of an article tells."""
    article = article_from_graph(graph, None)
    sketch = next(graph.objects(None, PARLEY.fingerprint), None)
    actors = _reference_actors(graph, knowledge.world.known)
    info = info_of(article, fingerprint=str(sketch) if sketch is not None else None)
    return Told(info=info, claims=claims_from_graph(graph, types=knowledge.types, actors=actors))


def info_of(article: Article, *, fingerprint: str | None) -> ArticleInfo:
    """Return what merging needs to know of an article."""
    return ArticleInfo(
        iri=article.iri,
        publisher=article.publisher,
        published=article.published,
        published_basis=article.published_basis,
        fingerprint=fingerprint,
    )


def stored_claims(store: Store, knowledge: Knowledge) -> tuple[list[Claim], dict[IRI, ArticleInfo]]:
    """Return every claim in the store, and what merging needs to know of their articles."""
    claims: list[Claim] = []
    articles: dict[IRI, ArticleInfo] = {}
    for name in store.graph_names(knowledge.iris.graph("article/")):
        told = told_in(store.graph(name), knowledge)
        articles[told.info.iri] = told.info
        claims.extend(told.claims)
    return claims, articles


def _reference_actors(graph: Graph, known: KnownActors) -> dict[IRI, Actor]:
    """Return the reference actors that a stored article refers to but does not describe."""
    found: dict[IRI, Actor] = {}
    for predicate in (PARLEY.claimedActor, PARLEY.claimedParty, PARLEY.runnerUp):
        for node in graph.objects(None, predicate):
            key, person = known.party_key(str(node)), known.person(str(node))
            if key is not None:
                found[IRI(str(node))] = known.actor(key)
            elif person is not None:
                found[IRI(str(node))] = known.actor_of_person(person)
    return found


# --- events from scratch -----------------------------------------------------------------------------------------


def derived_graph(
    events: Sequence[Event], claims: Sequence[Claim], articles: Mapping[IRI, ArticleInfo], knowledge: Knowledge
) -> Graph:
    """Return the graph of all events of a store, whose claims and articles are given."""
    graph = events_to_graph(
        events,
        types=knowledge.types,
        iris=knowledge.iris,
        actors=_chosen(actors_of(claims)),
        places=[place for claim in claims for place in claim.places],
        coverage=coverage_of(claims, articles, events),
        known=known_iris(actors_of(claims), knowledge.world.known),
    )
    write_persons(graph, same_persons(_named(claims, knowledge)))
    return graph


def events_told(told: Iterable[Told], knowledge: Knowledge) -> tuple[Event, ...]:
    """Return the events that articles tell together, without any store."""
    known = {each.info.iri: each for each in told}
    claims = [claim for each in known.values() for claim in each.claims]
    return merge_claims(
        claims,
        articles={iri: each.info for iri, each in known.items()},
        types=knowledge.types,
        iris=knowledge.iris,
        offices=_offices(knowledge.world.known, knowledge.iris),
        levels=_levels(knowledge.world.known),
        persons=same_persons(_named(claims, knowledge)),
    )


def rebuild_events(store: Store, knowledge: Knowledge) -> tuple[Event, ...]:
    """Merge all claims of the store to events and replace the events graph; the ledger is written anew."""
    claims, articles = stored_claims(store, knowledge)
    ledger = store.ledger
    ledger.clear()
    by_article: dict[IRI, list[Claim]] = {article: [] for article in articles}
    for claim in claims:
        by_article[claim.article].append(claim)
    changed = {a: Told(info=articles[a], claims=tuple(by_article[a])) for a in articles}
    change = _Change.of(changed, ledger, knowledge)
    events = link_plans(link_events(change.events, {claim.iri: claim for claim in claims}), knowledge.types)
    store.replace({knowledge.iris.graph("events"): derived_graph(events, claims, articles, knowledge)})
    _link(change, ledger)
    return events


def coverage_of(claims: Sequence[Claim], articles: Mapping[IRI, ArticleInfo], events: Sequence[Event]) -> Coverage:
    """Return what answers are searched in."""
    dates = [a.published for a in articles.values() if a.published is not None]
    return Coverage(
        articles=len(articles),
        voices=_voices(a.publisher for a in articles.values()),
        claims=len(claims),
        events=len(events),
        published_from=min(dates, default=None),
        published_to=max(dates, default=None),
        undated_articles=len(articles) - len(dates),
    )


def _voices(publishers: Iterable[str | None]) -> int:
    return len({name.casefold().removeprefix("the ") for name in publishers if name})


def _offices(known: KnownActors, iris: Iris) -> OfficeLookup:
    """Return the look-up of the highest office that somebody held on a day."""

    def held(actor: IRI, day: dt.date) -> tuple[IRI, str | None] | None:
        person = known.person(actor)
        office = known.office_held(person.key, day) if person is not None else None
        return (iris.office(office.key), office.level) if office is not None else None

    return held


def _levels(known: KnownActors) -> LevelLookup:
    """Return the look-up of the level of offices by their titles, whoever holds them."""

    def highest(told: Collection[tuple[str, IRI | None]]) -> str | None:
        offices = [
            office
            for title, party in told
            for office in known.offices_titled(title, known.party_key(party) if party else None)[:1]
        ]
        return min(offices, key=lambda office: office.rank).level if offices else None

    return highest


def _chosen(actors: Iterable[Actor]) -> dict[IRI, Actor]:
    """Return one description of each actor: of several the first, whatever the order in which they are given."""
    chosen: dict[IRI, Actor] = {}
    for actor in sorted(set(actors), key=lambda a: (a.iri, a.label, a.kind, a.party or "")):
        chosen.setdefault(actor.iri, actor)
    return chosen


# --- events from the change --------------------------------------------------------------------------------------


def state_of(store: Store, knowledge: Knowledge) -> str:
    """Return what the ledger must speak of to be used: what the store holds, and what events are made with."""
    return f"{store.state} {knowledge.digest} {_rules()}"


@cache
def _rules() -> str:
    """Return a hash of the rules of merging."""
    return sha256(rules_in_words())


def update_events(changed: Mapping[IRI, Told | None], store: Store, knowledge: Knowledge) -> None:
    """Make anew the events that these articles can touch; None for an article that is gone.

    The ledger must speak of the present state of the events graph.
    """
    if not changed:
        return
    ledger, iris = store.ledger, knowledge.iris
    change = _Change.of(changed, ledger, knowledge)
    links = _link(change, ledger)
    held = _held(change, ledger, knowledge.types)
    described = _described(change.nodes, ledger, knowledge)
    events = tuple(replace(event, part_of=links[event.iri], held_as=held.get(event.iri, ())) for event in change.events)
    coverage, publishers = ledger.coverage()
    wanted = new_graph()
    for event in events:
        write_event(wanted, event, types=knowledge.types, iris=iris)
    wanted += described
    write_persons(wanted, {iri: first for iri, first in change.persons.items() if iri in change.nodes})
    wanted += _calendar(change, store, iris)
    write_coverage(wanted, replace(coverage, voices=_voices(publishers)), corpus=iris.corpus())

    name = iris.graph("events")
    stored = store.about(name, [*change.gone, *change.nodes, iris.corpus()], parts=True)
    for event_iri, whole in links.items():  # of events that stay as they are but for the link
        if event_iri not in change.made:
            for triple in store.about(name, [event_iri]).triples((None, PARLEY.partOf, None)):
                stored.add(triple)
            if whole is not None:
                wanted.add((URIRef(event_iri), PARLEY.partOf, URIRef(whole)))
    for plan, gone in change.unheld:
        stored.add((URIRef(plan), PARLEY.heldAs, URIRef(gone)))
    for plan, made in held.items():  # those of plans that are made anew are among their events
        for event_iri in made:
            wanted.add((URIRef(plan), PARLEY.heldAs, URIRef(event_iri)))
    store.change(
        name,
        removed=[triple for triple in stored if triple not in wanted],
        added=[triple for triple in wanted if triple not in stored],
    )


@dataclass(slots=True, kw_only=True)
class _Change:
    """What became of the events, already in the ledger but for the links between them."""

    gone: frozenset[IRI]
    events: list[Event]  # in their place
    made: set[IRI]
    moved: set[IRI]  # claims that have come, gone or been merged anew
    nodes: set[IRI]  # actors, places, periods and diaries whose description may be another now
    linked: set[IRI]  # events that stood in a circle of links with one that is gone
    outlines: list[Outline]  # of what was made
    persons: dict[IRI, IRI]  # by which other IRIs the people of these claims go
    unheld: list[tuple[IRI, IRI]]  # plans that stay as they are, with an event that is gone and fitted them

    @classmethod
    def of(cls, changed: Mapping[IRI, Told | None], ledger: Ledger, knowledge: Knowledge) -> _Change:
        """Merge what the articles now tell in place of what the ledger has of them."""
        before = _telling(ledger)
        removed = [claim for article in changed for claim in ledger.claims_of(article)]
        added = [claim for told in changed.values() if told is not None for claim in told.claims]
        for article, told in changed.items():
            ledger.drop_article(article)
            if told is not None:
                ledger.put_article(told.info, claims=len(told.claims))
        publishers = _telling(ledger)
        gone_claims = {claim.iri for claim in removed}
        renamed = _rename(removed, added, ledger, knowledge)
        also = ledger.citing(_called(before ^ publishers)) | ledger.events_using(set(renamed.values()))
        regrouped = regroup(added, removed=gone_claims, also=also, memory=ledger, types=knowledge.types)

        nodes = ledger.nodes_of(regrouped.gone) | _nodes(removed + added) | renamed.keys()
        linked = {each for event in regrouped.gone for each in _circle(event, ledger)}
        outlines = ledger.outlines(regrouped.gone)
        ledger.drop_events(regrouped.gone)
        unheld = [
            (plan.event, held.event)
            for held in outlines
            if not held.planned
            for plan in ledger.outlines_near(held)
            if fits(plan, held, knowledge.types)
        ]
        ledger.drop_claims(gone_claims)
        _describe(removed, ledger, knowledge.iris, times=-1)
        for claim in added:
            ledger.add_claim(claim, cited=cited_voice(claim))
        _describe(added, ledger, knowledge.iris, times=1)

        members = [item for cluster in regrouped.clusters for item in cluster.members]
        infos = ledger.infos({item.claim.article for item in members})
        voices = Voices({i.claim.article: infos.get(i.claim.article, i.article) for i in members}, publishers)
        offices, levels = _offices(knowledge.world.known, knowledge.iris), _levels(knowledge.world.known)
        persons = _persons([*removed, *added, *(item.claim for item in members)], ledger, knowledge)
        events: list[Event] = []
        made: list[Outline] = []
        home: dict[IRI, IRI] = {}
        for cluster, keys in zip(regrouped.clusters, regrouped.keys, strict=True):
            event = describe(
                cluster,
                voices=voices,
                types=knowledge.types,
                iris=knowledge.iris,
                offices=offices,
                levels=levels,
                persons=persons,
            )
            events.append(event)
            home |= dict.fromkeys(event.claims, event.iri)
            uses = {node for p in event.participations for node in (p.actor, *p.parties)}
            uses |= {place.iri for place in event.places}
            uses.add(period_of(event.when).iri(knowledge.iris))
            uses |= {diary.iri(knowledge.iris) for diary in diaries_of(event)}
            nodes |= uses
            outline = outline_of(event, knowledge.types)
            made += [outline] if outline is not None else []
            ledger.add_event(
                event.iri,
                claims=((claim.iri, other) for claim, other in joined_to(cluster)),
                noted=keys.noted,
                sought=keys.sought,
                uses=uses,
                outline=outline,
            )
        ledger.add_rivals((home[a], home[b]) for a, b in regrouped.rivals)
        return cls(
            gone=regrouped.gone,
            events=events,
            made={event.iri for event in events},
            moved=gone_claims | home.keys(),
            nodes=nodes,
            linked=linked,
            outlines=made,
            persons=persons,
            unheld=unheld,
        )


def _telling(ledger: Ledger) -> frozenset[str]:
    return frozenset(publisher_voice(name) for name in ledger.publishers(telling=True))


def _called(publishers: Iterable[str]) -> set[str]:
    """Return what publishers may be called for short: "kyiv post" for "the kyiv post", and "post"."""
    words = [name.split(" ") for name in publishers]
    return {" ".join(each[i:]) for each in words for i in range(len(each))}


def _describe(claims: Iterable[Claim], ledger: Ledger, iris: Iris, *, times: int) -> None:
    for claim in claims:
        places = ((place, _around(place, iris)) for place in claim.places)
        ledger.describe(actors_of([claim]), places, times=times)


def _around(place: Place, iris: Iris) -> IRI | None:
    """Return the country, as a place, that a place lies in."""
    return iris.place(place.country_label) if place.kind != "country" and place.country_label else None


# --- which new people are one person -----------------------------------------------------------------------------


def _named(claims: Iterable[Claim], knowledge: Knowledge) -> list[Named]:
    """Return the people whom claims name and whom the reference does not know."""
    known = knowledge.world.known
    return list(named_in(claims, known=lambda iri: known.person(iri) is not None))


def _persons(claims: Iterable[Claim], ledger: Ledger, knowledge: Knowledge) -> dict[IRI, IRI]:
    """Return by which IRIs the people of some claims go, as all claims of the ledger have it."""
    return same_persons(ledger.named({each.name for each in _named(claims, knowledge)}))


def _rename(
    removed: Collection[Claim], added: Collection[Claim], ledger: Ledger, knowledge: Knowledge
) -> dict[IRI, IRI]:
    """Keep in the ledger whom the changed claims name; return who goes by another IRI now, with the one of before."""
    names = {each.name for each in _named([*removed, *added], knowledge)}
    before = same_persons(ledger.named(names))
    ledger.name(_named(removed, knowledge), times=-1)
    ledger.name(_named(added, knowledge), times=1)
    after = same_persons(ledger.named(names))
    return {iri: before.get(iri, iri) for iri in before.keys() | after.keys() if before.get(iri) != after.get(iri)}


# --- which event is part of which --------------------------------------------------------------------------------


def _link(change: _Change, ledger: Ledger) -> dict[IRI, IRI | None]:
    """Return the event that each event is part of whose link may be another now, and keep it in the ledger.

    Each is linked to the one that most of its claims name. Where such links close a circle, that of the last event by
    IRI is left out (`link_events`).
    """
    touched = change.made | ledger.parts_of(change.moved)
    for event in touched - change.made:
        change.linked |= set(_circle(event, ledger))
    for event in touched:
        told = Counter(whole for whole in ledger.wholes_told(event) if whole != event)
        ledger.set_whole(event, min(told, key=lambda whole: (-told[whole], whole), default=None))
    affected = touched | {each for event in touched for each in _circle(event, ledger)} | change.linked
    links: dict[IRI, IRI | None] = {}
    for event in affected:
        if event in change.gone and event not in change.made:
            continue
        circle = _circle(event, ledger)
        links[event] = None if circle and event == max(circle) else ledger.whole_of(event)
    return links


def _circle(event: IRI, ledger: Ledger) -> list[IRI]:
    """Return the events of the circle of links that `event` stands in, [] when it stands in none."""
    chain = [event]
    while (whole := ledger.whole_of(chain[-1])) is not None and whole not in chain:
        chain.append(whole)
    return chain if whole == event else []


# --- what became of plans ----------------------------------------------------------------------------------------


def _held(change: _Change, ledger: Ledger, types: EventTypes) -> dict[IRI, tuple[IRI, ...]]:
    """Return what plans may have been held as that is not in the events graph: all of new plans, what is new of old."""
    held: dict[IRI, set[IRI]] = {}
    for outline in change.outlines:
        for other in ledger.outlines_near(outline):
            plan, event = (outline, other) if outline.planned else (other, outline)
            if fits(plan, event, types):
                held.setdefault(plan.event, set()).add(event.event)
    return {plan: tuple(sorted(events)) for plan, events in held.items()}


# --- actors and places -------------------------------------------------------------------------------------------


def _nodes(claims: Collection[Claim]) -> set[IRI]:
    """Return the actors and places whose description these claims have a part in, and those that go with them."""
    actors = {actor.iri for actor in actors_of(claims)}
    return actors | {place.iri for claim in claims for place in claim.places}


def _described(nodes: set[IRI], ledger: Ledger, knowledge: Knowledge) -> Graph:
    """Return the descriptions that the events graph has of `nodes`, which are completed by what goes with them."""
    known, iris = knowledge.world.known, knowledge.iris
    nodes |= {actor.party for actor in ledger.actors(nodes, gone=True) if actor.party}
    nodes |= {around for place in ledger.places(nodes, gone=True) if (around := _around(place, iris))}
    strangers = {node for node in nodes if not (known.party_key(node) or known.person(node))}
    used = ledger.used(strangers)

    members = _chosen(ledger.actors(ledger.used(ledger.members_of(strangers))))
    used |= {actor.party for actor in members.values() if actor.party in strangers}
    graph = new_graph()
    describe_actors(graph, ledger.actors(used), known=())

    inside = ledger.places(ledger.used(ledger.places_inside(strangers)))
    everything = new_graph()
    describe_places(everything, [*ledger.places(used), *inside], iris=iris, known=())
    for triple in everything:
        if str(triple[0]) in strangers:
            graph.add(triple)
    return graph


def _calendar(change: _Change, store: Store, iris: Iris) -> Graph:
    """Return the descriptions of the periods and diaries of the changed events, and of those they left to others."""
    graph = new_graph()
    write_periods(graph, {period_of(event.when) for event in change.events}, iris=iris)
    write_diaries(graph, {diary for event in change.events for diary in diaries_of(event)}, iris=iris)
    described = {IRI(str(node)) for node in graph.subjects()}
    left = {node for node in change.nodes if iris.is_of_calendar(node)} - described
    graph += store.about(iris.graph("events"), store.ledger.used(left))
    return graph
