"""Events drawn by lot, which have whatever events may have: some without days or sides, with many tellings, absent."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rdflib import RDF, RDFS, Graph, Literal, URIRef

from parley.graph import events_to_graph
from parley.iris import Iris, mint_claim
from parley.knowledge import Knowledge
from parley.merge import link_plans
from parley.model import IRI, Coverage, Event, Medium, Participation, Place, Precision, Role, SourceKind, Status, When
from parley.selection import LEVELS
from parley.vocab import OA, PARLEY, new_graph, scheme_iri

FIRST = dt.date(2020, 1, 1)


@dataclass(frozen=True)
class Corpus:
    """A default graph, and a graph for each article."""

    default: Graph
    articles: dict[str, Graph]


class Lots:
    """Draws a corpus of `count` events."""

    def __init__(self, knowledge: Knowledge, count: int, *, seed: int) -> None:
        self._knowledge, self._iris, self._chance = knowledge, knowledge.iris, random.Random(seed)
        self._people = [self._iris.actor(f"Person {n}") for n in range(7)]
        self._sides = [self._iris.actor(name) for name in ("China", "France", "Ghana", "NATO")]
        self._places = [self._place(n) for n in range(5)]
        self.articles: dict[str, Graph] = {}
        self._former: IRI | None = None
        self.events = link_plans([self._event(number) for number in range(count)], knowledge.types)

    def corpus(self, *, nameless: int = 1) -> Corpus:
        """Return the events as graphs; so many of those who took part have no name."""
        default = events_to_graph(
            self.events,
            types=self._knowledge.types,
            iris=self._iris,
            actors={},
            places=self._places,
            coverage=Coverage(events=len(self.events)),
        )
        for number, actor in enumerate((*self._people, *self._sides)):
            if number >= nameless:
                default.add((URIRef(actor), RDFS.label, Literal(actor.rpartition("/")[2], lang="en")))
        for country, code in zip(self._sides[:3], ("CN", "FR", "GH"), strict=True):
            default.add((URIRef(country), RDF.type, PARLEY.Country))
            default.add((URIRef(country), PARLEY.iso2, Literal(code)))
        return Corpus(default, self.articles)

    def _place(self, number: int) -> Place:
        side = self._sides[number % 3]
        return Place(
            iri=self._iris.place(f"City {number}", side),
            label=f"City {number}",
            kind="city",
            country=side,
            country_label=side.rpartition("/")[2],
            latitude=10.5 * number if number else None,
            longitude=-20.25 if number else None,
        )

    def _when(self) -> When:
        chance = self._chance
        start = FIRST + dt.timedelta(days=chance.randrange(900))
        end = start + dt.timedelta(days=chance.choice((0, 0, 0, 3, 40, 400)))
        if chance.random() < 0.1:
            return When()
        if chance.random() < 0.1:
            return When(start=start, precision=Precision.AFTER)
        if chance.random() < 0.1:
            return When(end=end, precision=Precision.BEFORE)
        return When(start=start, end=end, precision=chance.choice((Precision.DAY, Precision.DAY, Precision.RANGE)))

    def _event(self, number: int) -> Event:
        chance = self._chance
        claims = tuple(self._claims(number))
        reported = FIRST + dt.timedelta(days=number * 7 % 900)
        event = Event(
            iri=self._iris.event(claims[0]),
            label=f"Event {number}",
            type=chance.choice(self._knowledge.types.notations[:6]),
            status=chance.choice(
                (Status.OCCURRED, Status.OCCURRED, Status.PLANNED, Status.POSTPONED, Status.CANCELLED)
            ),
            medium=chance.choice(tuple(Medium)),
            part_of=self._former if number % 3 == 0 else None,
            when=self._when(),
            participations=tuple(self._participations()),
            claims=claims,
            source_count=chance.randrange(4),
            places=tuple(chance.sample(self._places, chance.choice((0, 1, 1, 2)))),
            topics=tuple(chance.sample(("grain, oil", 'the "tariffs"', "peace\ttalks", "a\\b"), chance.randrange(3))),
            first_reported=FIRST + dt.timedelta(days=chance.randrange(900)),
        )
        self._former = event.iri
        done = event.status is Status.OCCURRED and event.when.end is None and number % 4
        return replace(event, took_place_by=max(reported, event.when.start or FIRST)) if done else event

    def _participations(self) -> Iterator[Participation]:
        chance = self._chance
        for actor in chance.sample((*self._people, *self._sides), chance.choice((1, 2, 2, 2, 3, 4))):
            yield Participation(
                actor=actor,
                role=chance.choice((Role.PARTICIPANT, Role.HOST, Role.SPEAKER, Role.ABSENT)),
                parties=tuple(sorted(chance.sample(self._sides, chance.choice((0, 1, 1, 1, 2))))),
                office_level=chance.choice((None, *LEVELS[:3])),
            )

    def _claims(self, number: int) -> Iterator[IRI]:
        for telling in range(self._chance.choice((1, 1, 2, 3))):
            article = IRI(f"{self._iris.base}article/{number:08x}{telling:08x}")
            claim, graph = mint_claim(article, 0), new_graph()
            source, kind = URIRef(f"{claim}-source"), self._chance.choice(tuple(SourceKind))
            graph.add((URIRef(claim), PARLEY.inArticle, URIRef(article)))
            if self._chance.random() < 0.8:
                publisher = self._chance.choice(('The "Post"', "Time, Inc.", "Le Monde"))
                graph.add((URIRef(article), PARLEY.publisher, Literal(publisher)))
            graph.add((URIRef(claim), PARLEY.citedSource, source))
            graph.add((source, PARLEY.sourceKind, scheme_iri("sourceKind", kind)))
            graph.add((URIRef(claim), PARLEY.claimedStatus, scheme_iri("status", Status.OCCURRED)))
            for sentence in range(2):
                evidence = URIRef(f"{claim}-evidence-{sentence}")
                graph.add((URIRef(claim), PARLEY.evidence, evidence))
                graph.add((evidence, OA.exact, Literal(f"Sentence {sentence}.")))
                graph.add((evidence, OA.start, Literal(100 * sentence)))
            self.articles[Iris(self._iris.base).article_graph(article)] = graph
            yield claim
