"""Writes a store of generated events: `python tests/benchmarks/generate.py FOLDER [EVENTS] [--lean]`.

The folder gets the store (`store`), ready to be served with PARLEY_STORE, and its quads as N-Quads (`data.nq`). Every
number of events gives the same quads each time. The data are those that articles leave behind, graph by graph and
property by property, but written straight: reference actors and ontology as they are, one graph for each article, one
of the events. What is like the real thing: few actors are told of often and most seldom, most events are told by one
article and some by many, most are dated to a day, some to a month, a year or a side, some not at all, many are plans or
statements. About 113 quads are written for each event; the reference data are 96,000. `--lean` leaves out of the
articles what no question reads and makes about 70, so that a million events can be had.
"""

from __future__ import annotations

import bisect
import datetime as dt
import hashlib
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import pyoxigraph as ox

from parley.graph import Diary, Period, period_of
from parley.iris import Iris
from parley.knowledge import Knowledge
from parley.merge import Outline, held_as
from parley.model import IRI, Precision, When
from parley.pipeline import ingest
from parley.store import open_store
from parley.vocab import ONTOLOGY

BASE = "http://127.0.0.1:8000/"
FIRST, LAST = dt.date(2004, 1, 1), dt.date(2023, 12, 31)
PAPERS = tuple(f"Paper {n}" for n in range(200))
CITIES = 150
# type: its weight, medium, verb
TYPES = {
    "meeting": (24, "in_person", "met"),
    "call": (12, "phone", "phoned"),
    "visit": (8, "in_person", "visited"),
    "negotiation": (4, "in_person", "negotiated with"),
    "contact": (6, "unknown", "spoke with"),
    "conference": (3, "in_person", "joined"),
    "message": (2, "letter", "wrote to"),
    "mediation": (1, "in_person", "mediated for"),
    "statement": (14, "unknown", "addressed"),
    "criticism": (6, "unknown", "criticised"),
    "warning": (3, "unknown", "warned"),
    "support": (3, "unknown", "supported"),
    "request": (4, "unknown", "urged"),
    "refusal": (2, "unknown", "rebuffed"),
    "agreement": (3, "unknown", "agreed with"),
    "sanction": (2, "unknown", "sanctioned"),
    "aid": (2, "unknown", "aided"),
    "decision": (1, "unknown", "decided on"),
}
STATUS = {"occurred": 82, "ongoing": 2, "planned": 8, "requested": 2, "cancelled": 2, "denied": 1, "not_held": 1,
          "refused": 1, "postponed": 1}  # fmt: skip
SOURCES = (
    ("a spokesman", "participant_side"),
    ("officials", "anonymous"),
    ("state media", "media"),
    ("a diplomat", "anonymous"),
)
_A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_OA = "http://www.w3.org/ns/oa#"
_XSD = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may take part: IRIs and names of the person and of the country or organisation represented."""

    iri: str
    label: str
    party: str


@dataclass(frozen=True, slots=True)
class Where:
    """A city and the country it lies in."""

    city: str
    country: str


class Weighted:
    """Draws indices by weight, the heaviest first."""

    def __init__(self, weights: list[float]) -> None:
        self._sums = list(accumulate(weights))

    def draw(self, chance: random.Random) -> int:
        return bisect.bisect(self._sums, chance.random() * self._sums[-1])


def _p(name: str) -> str:
    return f"<{ONTOLOGY}#{name}>"


def _c(scheme: str, notation: str) -> str:
    return f"<{ONTOLOGY}#{scheme}-{notation}>"


def _day(day: dt.date) -> str:
    return f'"{day.isoformat()}"^^<{_XSD}date>'


def _int(number: int) -> str:
    return f'"{number}"^^<{_XSD}integer>'


def _text(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Generator:
    """Events without end, the same ones each time."""

    def __init__(self, knowledge: Knowledge, events: int, *, lean: bool = False, seed: int = 20) -> None:
        self.count = events
        self._lean = lean
        self._iris: Iris = knowledge.iris
        self._chance = random.Random(seed)
        known = knowledge.world.known
        self._people: list[Person] = []
        for person in knowledge.reference.persons:
            party = known.party_of_person(person.key, LAST) or known.party_of_person(person.key, None)
            if party:
                self._people.append(
                    Person(
                        known.actor_of_person(person).iri, known.actor_of_person(person).label, known.actor(party).iri
                    )
                )
        self._chance.shuffle(self._people)
        self._person = Weighted([1 / (rank + 8) for rank in range(len(self._people))])
        self._types = [
            (name, [f"<{t}>" for t in knowledge.types.superclasses(name)], knowledge.types.label(name))
            for name in TYPES
        ]
        self._type = Weighted([weight for weight, _, _ in TYPES.values()])
        self._statuses, self._status = list(STATUS), Weighted(list(STATUS.values()))
        countries = (
            list(known.country_actors().values())
            if callable(known.country_actors)
            else list(known.country_actors.values())
        )
        countries.sort(key=lambda actor: actor.iri)
        self._cities: list[Where] = []
        self._city_labels: list[tuple[str, str, str, str]] = []
        for i in range(CITIES):
            country = countries[(i * 7) % len(countries)]
            city = f"Port {country.label} {i}"
            self._cities.append(Where(self._iris.place(city, country.label), country.iri))
            self._city_labels.append((city, self._iris.place(country.label), country.label, country.iri))
        self._city = Weighted([1 / (rank + 3) for rank in range(CITIES)])
        self._event_types = knowledge.types
        self._outlines: list[Outline] = []
        self._periods: dict[str, Period] = {}
        self._diaries: dict[IRI, tuple[IRI, str]] = {}  # of whom, and the name of the period
        self.claims = self.articles = 0

    def quads(self) -> Iterator[str]:
        """Yield the quads as blocks of N-Quads, an event or article at a time."""
        graph = f"<{self._iris.graph('events')}>"
        days = (LAST - FIRST).days
        for number in range(self.count):
            # In the order of time, and not quite even: the last years are told of more.
            day = FIRST + dt.timedelta(days=int(days * ((number + self._chance.random()) / self.count) ** 0.7))
            yield from self._event(number, day, graph)
        yield from self._held(graph)
        yield from self._places(graph)
        yield from self._described_periods(graph)
        yield from self._described_diaries(graph)
        yield from self._coverage(graph)

    def _when(self, day: dt.date) -> When:
        chance = self._chance.random()
        if chance < 0.70:
            return When(start=day, end=day, precision=Precision.DAY)
        if chance < 0.74:
            return When(start=day, end=day + dt.timedelta(days=self._chance.randint(1, 4)), precision=Precision.DAY)
        if chance < 0.84:
            first = day.replace(day=1)
            last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
            return When(start=first, end=last, precision=Precision.MONTH)
        if chance < 0.88:
            return When(start=day, end=day + dt.timedelta(days=self._chance.randint(5, 60)), precision=Precision.RANGE)
        if chance < 0.89:
            return When(start=day.replace(month=1, day=1), end=day.replace(month=12, day=31), precision=Precision.YEAR)
        if chance < 0.895:
            later = dt.date(day.year + self._chance.randint(1, 6), 6, 30)
            return When(start=day, end=later, precision=Precision.RANGE)
        if chance < 0.90:
            return When(start=day, precision=Precision.AFTER)
        if chance < 0.91:
            return When(end=day, precision=Precision.BEFORE)
        return When()

    def _event(self, number: int, day: dt.date, graph: str) -> Iterator[str]:
        chance = self._chance
        kind, classes, label = self._types[self._type.draw(chance)]
        medium, verb = TYPES[kind][1:]
        status = self._statuses[self._status.draw(chance)]
        when = self._when(day)
        size = 2 if chance.random() < 0.85 else chance.randint(3, 6)
        people = list(dict.fromkeys(self._person.draw(chance) for _ in range(size)))
        if len(people) < 2:
            people.append((people[0] + 1) % len(self._people))
        who = [self._people[i] for i in people]
        where = self._cities[self._city.draw(chance)] if chance.random() < 0.4 else None
        tellings = 1 if chance.random() < 0.8 else min(12, 1 + int(chance.expovariate(0.6)))
        published = day + dt.timedelta(days=1)
        articles = [
            hashlib.blake2b(f"{number} {telling}".encode(), digest_size=8).hexdigest() for telling in range(tellings)
        ]
        sentence = f"{' and '.join(each.label for each in who)} {verb} one another, case {number}, a spokesman said."
        for telling, article in enumerate(articles):
            yield self._article(
                article, number, telling, kind, classes, medium, status, when, who, where, sentence, published
            )
        iri = f"{self._iris.base}event/{articles[0]}-0"
        self._sketch(iri, kind, status, when, who)
        e, g = f"<{iri}>", graph
        period = period_of(when)
        self._periods.setdefault(period.name, period)
        lines = [f"{e} {_A} {each} {g} ." for each in classes]
        told = "" if status in ("occurred", "ongoing") else f" ({status.replace('_', ' ')})"
        lines += [
            f"{e} {_LABEL} {_text(f'{label} of {who[0].label} and {who[1].label}, case {number}{told}')}@en {g} .",
            f"{e} {_p('status')} {_c('status', status)} {g} .",
            f"{e} {_p('medium')} {_c('medium', medium)} {g} .",
            f"{e} {_p('datePrecision')} {_c('precision', when.precision)} {g} .",
            f"{e} {_p('dateBasis')} {_c('dateBasis', 'stated' if when.start or when.end else 'unknown')} {g} .",
            f"{e} {_p('during')} <{period.iri(self._iris)}> {g} .",
            f"{e} {_p('count')} {_int(1)} {g} .",
            f"{e} {_p('participantCount')} {_int(len(who))} {g} .",
            f"{e} {_p('sideCount')} {_int(len({person.party for person in who}))} {g} .",
            f"{e} {_p('claimCount')} {_int(tellings)} {g} .",
            f"{e} {_p('sourceCount')} {_int(tellings)} {g} .",
            f"{e} {_p('firstReported')} {_day(published)} {g} .",
            f"{e} {_p('lastReported')} {_day(published)} {g} .",
        ]
        if when.start:
            lines.append(f"{e} {_p('start')} {_day(when.start)} {g} .")
        if when.end:
            lines.append(f"{e} {_p('end')} {_day(when.end)} {g} .")
        elif status == "occurred":
            lines.append(f"{e} {_p('tookPlaceBy')} {_day(published + dt.timedelta(days=1))} {g} .")
        if where:
            lines.append(f"{e} {_p('place')} <{where.city}> {g} .")
            lines.append(f"{e} {_p('country')} <{where.country}> {g} .")
        lines += [f"{e} {_p('claim')} <{self._iris.base}article/{article}#claim-0> {g} ." for article in articles]
        lines += [f"{e} {_p('party')} <{party}> {g} ." for party in {each.party for each in who}]
        concerned = {actor for each in who for actor in (each.iri, each.party)} | ({where.country} if where else set())
        for actor in sorted(concerned):
            diary = Diary(actor=IRI(actor), period=period)
            self._diaries.setdefault(diary.iri(self._iris), (diary.actor, period.name))
            lines.append(f"{e} {_p('diary')} <{diary.iri(self._iris)}> {g} .")
        for i, each in enumerate(who):
            part = f"<{iri}#p{i}>"
            lines += [
                f"{e} {_p('participant')} <{each.iri}> {g} .",
                f"{e} {_p('participation')} {part} {g} .",
                f"{part} {_A} {_p('Participation')} {g} .",
                f"{part} {_p('actor')} <{each.iri}> {g} .",
                f"{part} {_p('role')} {_c('role', self._role(kind, i))} {g} .",
                f"{part} {_p('onBehalfOf')} <{each.party}> {g} .",
            ]
        step = f"<{iri}#s0>"
        lines += [
            f"{e} {_p('statusChange')} {step} {g} .",
            f"{step} {_A} {_p('StatusChange')} {g} .",
            f"{step} {_p('status')} {_c('status', status)} {g} .",
            f"{step} {_p('asOf')} {_day(published)} {g} .",
            f"{step} {_p('toldBy')} <{self._iris.base}article/{articles[0]}#claim-0> {g} .",
        ]
        if when.start:
            lines.append(f"{step} {_p('plannedStart')} {_day(when.start)} {g} .")
        if when.end:
            lines.append(f"{step} {_p('plannedEnd')} {_day(when.end)} {g} .")
        yield "\n".join(lines) + "\n"

    def _sketch(self, iri: str, kind: str, status: str, when: When, who: list[Person]) -> None:
        """Keep what decides which plans the event fits, or which events it does as a plan."""
        planned = status in ("planned", "postponed")
        if not planned and status not in ("occurred", "ongoing"):
            return
        if when.end and (when.start or planned) and self._event_types.is_contact(kind):
            present = frozenset(IRI(each.iri) for each in who)
            self._outlines.append(
                Outline(
                    event=IRI(iri), planned=planned, type=kind, participants=present, first=when.start, last=when.end
                )
            )

    def _held(self, g: str) -> Iterator[str]:
        for plan, events in held_as(self._outlines, self._event_types).items():
            yield from (f"<{plan}> {_p('heldAs')} <{event}> {g} .\n" for event in events)

    @staticmethod
    def _role(kind: str, place: int) -> str:
        if kind == "call":
            return ("initiator", "addressee")[place] if place < 2 else "participant"
        if kind == "visit":
            return "host" if place == 1 else "visitor"
        if kind == "mediation" and place == 0:
            return "mediator"
        if kind in ("statement", "criticism", "warning", "support", "request", "refusal"):
            return "speaker" if place == 0 else "addressee"
        return "participant"

    def _article(
        self, article: str, number: int, telling: int, kind: str, classes: list[str], medium: str, status: str,
        when: When, who: list[Person], where: Where | None, sentence: str, published: dt.date,
    ) -> str:  # fmt: skip
        base = self._iris.base
        a, g = f"<{base}article/{article}>", f"<{base}graph/article/{article}>"
        c, source = f"<{base}article/{article}#claim-0>", f"<{base}article/{article}#claim-0-source>"
        evidence = f"<{base}article/{article}#char=0,{len(sentence)}>"
        digest = hashlib.sha256(article.encode()).hexdigest()
        version = f"<{base}version/{digest}>"
        cited, cited_kind = SOURCES[(number + telling) % len(SOURCES)]
        trigger = len(" and ".join(each.label for each in who)) + 1
        self.claims += 1
        self.articles += 1
        lines = [
            f"{a} {_A} {_p('Article')} {g} .",
            f"{a} {_p('title')} {_text(f'Report {number} of {telling}')} {g} .",
            f"{a} {_p('publisher')} {_text(PAPERS[(number * 31 + telling * 7) % len(PAPERS)])} {g} .",
            f"{a} {_p('published')} {_day(published)} {g} .",
            f"{c} {_A} {_p('Claim')} {g} .",
            f"{c} {_p('inArticle')} {a} {g} .",
            f"{c} {_p('claimedStatus')} {_c('status', status)} {g} .",
            f"{c} {_p('evidence')} {evidence} {g} .",
            f"{c} {_p('citedSource')} {source} {g} .",
            f"{source} {_p('sourceLabel')} {_text(cited)} {g} .",
            f"{source} {_p('sourceKind')} {_c('sourceKind', cited_kind)} {g} .",
            f"{evidence} <{_OA}exact> {_text(sentence)} {g} .",
            f"{evidence} <{_OA}start> {_int(0)} {g} .",
            f"{evidence} <{_OA}end> {_int(len(sentence))} {g} .",
        ]
        if when.start:
            lines.append(f"{c} {_p('earliest')} {_day(when.start)} {g} .")
        if when.end:
            lines.append(f"{c} {_p('latest')} {_day(when.end)} {g} .")
        if where:
            lines.append(f"{c} {_p('claimedPlace')} <{where.city}> {g} .")
        if self._lean:
            return "\n".join(lines) + "\n"
        lines += [
            f"{a} {_p('publishedBasis')} {_c('publishedBasis', 'stated')} {g} .",
            f'{a} {_p("language")} "en" {g} .',
            f"{a} {_p('version')} {version} {g} .",
            f"{version} {_A} {_p('Version')} {g} .",
            f'{version} {_p("sha256")} "{digest}" {g} .',
            f'{version} {_p("fingerprint")} "{digest}" {g} .',
            f"{c} {_p('claimedType')} {classes[0]} {g} .",
            f"{c} {_p('claimedMedium')} {_c('medium', medium)} {g} .",
            f"{c} {_p('claimedCount')} {_int(1)} {g} .",
            f"{c} {_p('triggerStart')} {_int(trigger)} {g} .",
            f"{c} {_p('triggerEnd')} {_int(trigger + 3)} {g} .",
            f"{c} {_p('claimedPrecision')} {_c('precision', when.precision)} {g} .",
            f"{c} {_p('dateBasis')} {_c('dateBasis', 'stated' if when.start or when.end else 'unknown')} {g} .",
            f"{c} {_p('certainty')} {_c('certainty', 'certain')} {g} .",
            f'{c} {_p("confidence")} "0.9"^^<{_XSD}decimal> {g} .',
            f"{source} {_A} {_p('CitedSource')} {g} .",
            f"{evidence} {_A} {_p('Evidence')} {g} .",
            f"{evidence} {_A} <{_OA}TextQuoteSelector> {g} .",
            f"{evidence} {_A} <{_OA}TextPositionSelector> {g} .",
        ]
        at = 0
        for i, each in enumerate(who):
            part = f"<{base}article/{article}#claim-0-p{i}>"
            lines += [
                f"{c} {_p('claimedParticipation')} {part} {g} .",
                f"{part} {_A} {_p('ClaimedParticipation')} {g} .",
                f"{part} {_p('claimedActor')} <{each.iri}> {g} .",
                f"{part} {_p('claimedRole')} {_c('role', self._role(kind, i))} {g} .",
                f"{part} {_p('claimedParty')} <{each.party}> {g} .",
                f"{part} {_p('mentionText')} {_text(each.label)} {g} .",
                f"{part} {_p('mentionStart')} {_int(at)} {g} .",
                f"{part} {_p('mentionEnd')} {_int(at + len(each.label))} {g} .",
            ]
            at += len(each.label) + 5
        return "\n".join(lines) + "\n"

    def _places(self, g: str) -> Iterator[str]:
        for where, (city, around, country, actor) in zip(self._cities, self._city_labels, strict=True):
            yield (
                f"<{where.city}> {_A} {_p('City')} {g} .\n<{where.city}> {_A} {_p('Place')} {g} .\n"
                f"<{where.city}> {_LABEL} {_text(city)}@en {g} .\n<{where.city}> {_p('within')} <{around}> {g} .\n"
                f"<{where.city}> {_p('country')} <{where.country}> {g} .\n<{around}> {_A} {_p('Place')} {g} .\n"
                f"<{around}> {_LABEL} {_text(country)}@en {g} .\n<{around}> {_p('country')} <{actor}> {g} .\n"
            )

    def _described_periods(self, g: str) -> Iterator[str]:
        for period in self._periods.values():
            node = f"<{period.iri(self._iris)}>"
            yield f"{node} {_A} {_p('Period')} {g} .\n{node} {_LABEL} {_text(period.label)}@en {g} .\n"
            yield f"{node} {_p('firstDay')} {_day(period.first)} {g} .\n"
            yield f"{node} {_p('lastDay')} {_day(period.last)} {g} .\n"

    def _described_diaries(self, g: str) -> Iterator[str]:
        for diary, (actor, period) in self._diaries.items():
            node = f"<{diary}>"
            yield f"{node} {_A} {_p('Diary')} {g} .\n{node} {_p('diaryOf')} <{actor}> {g} .\n"
            yield f"{node} {_p('covers')} <{self._iris.period(period)}> {g} .\n"

    def _coverage(self, g: str) -> Iterator[str]:
        corpus = f"<{self._iris.corpus()}>"
        yield f"{corpus} {_A} {_p('Corpus')} {g} .\n"
        for name, number in (
            ("articleCount", self.articles), ("voiceCount", len(PAPERS)), ("claimCount", self.claims),
            ("eventCount", self.count), ("undatedArticleCount", 0),
        ):  # fmt: skip
            yield f"{corpus} {_p(name)} {_int(number)} {g} .\n"
        yield f"{corpus} {_p('publishedFrom')} {_day(FIRST + dt.timedelta(days=1))} {g} .\n"
        yield f"{corpus} {_p('publishedTo')} {_day(LAST + dt.timedelta(days=1))} {g} .\n"


def _recipe() -> str:
    """Return a hash of what decides how the data look: this file, and the ontology."""
    files = [Path(__file__), *sorted((Path(__file__).parents[2] / "ontology").glob("*.ttl"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def generate(folder: Path, events: int, *, lean: bool = False) -> Path:
    """Make the store and the N-Quads in `folder` and return the store's path; what is there stays as it is.

    Ends the program where that is of another version: queries would ask it for what it does not have.
    """
    folder.mkdir(parents=True, exist_ok=True)
    store_path, quads, made_by = folder / "store", folder / "data.nq", folder / "made-by"
    if (store_path / "current").exists():
        if not made_by.exists() or made_by.read_text() != _recipe():
            sys.exit(f"{folder} was made by another version of Parley; delete it, or name another folder")
        return store_path
    made_by.write_text(_recipe())
    knowledge = Knowledge(iris=Iris(BASE))
    with open_store(store_path, base_iri=BASE, write=True) as store:
        ingest([], store, knowledge)  # the reference data
    live = ox.Store(str(store_path / "live"))
    corpus = ox.NamedNode(Iris(BASE).graph("events"))
    live.remove_graph(corpus)
    live.clear_graph(ox.DefaultGraph())
    default = folder / "default.nt"  # what writers repeat of these graphs, see `default_graph_names`
    with quads.open("w", encoding="utf-8") as file, default.open("w", encoding="utf-8") as flat:
        for block in Generator(knowledge, events, lean=lean).quads():
            file.write(block)
            if block.endswith(f"{corpus} .\n"):
                flat.write(block.replace(f" {corpus} .\n", " .\n"))
    live.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    with quads.open("ab") as output, default.open("ab") as flat:
        for name in ("actors", "ontology"):
            graph = ox.NamedNode(Iris(BASE).graph(name))
            found = list(live.quads_for_pattern(None, None, None, graph))
            ox.serialize(found, output, format=ox.RdfFormat.N_QUADS)
            ox.serialize((quad.triple for quad in found), flat, format=ox.RdfFormat.N_TRIPLES)
    live.bulk_load(path=str(default), format=ox.RdfFormat.N_TRIPLES)
    default.unlink()
    live.optimize()
    del live
    (store_path / "unpublished").touch()
    with open_store(store_path, base_iri=BASE, write=True) as store:
        store.publish()
    return store_path


def main() -> None:
    """Read the command line."""
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    folder, *rest = words or sys.exit(__doc__)
    began = time.monotonic()
    path = generate(Path(folder), int(rest[0]) if rest else 15_000, lean="--lean" in sys.argv)
    print(f"{path} in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
