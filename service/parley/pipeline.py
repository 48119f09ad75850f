"""The way of the data: articles are read, find their claims, are validated, kept, and merged to events.

`claims_of` and `map_article` are pure once the reference data are loaded; the rest moves graphs in and out of a store.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path

from rdflib import OWL, RDF, Graph, Literal, URIRef

from parley import resources
from parley.actors import KnownActors, ReferenceActors
from parley.actors.graph import reference_to_graph
from parley.errors import ActorsError, ArticleError, NotFound
from parley.extract.acts import Lexicon, find_acts, lexicon_of
from parley.extract.contacts import find_contacts
from parley.extract.dates import find_times
from parley.extract.entities import Cast
from parley.extract.frames import Context
from parley.extract.mentions import find_mentions, long_names, reheaded
from parley.extract.parties import find_parties
from parley.graph import article_from_graph, article_to_graph, claims_from_graph, events_to_graph
from parley.iris import Iris, sha256
from parley.merge import ArticleInfo, OfficeLookup, merge_claims, merge_tellings
from parley.model import IRI, Actor, Answer, Article, Claim, Coverage, Event, Report, Violation
from parley.reader import read, reread
from parley.resolve import World, resolve
from parley.store import Snapshot, Store
from parley.validate import Validator, check_quotes, cross_check_results, cross_checks, report_to_graph
from parley.vocab import NS, PARLEY, EventTypes
from parley.voices import fingerprint_of

log = logging.getLogger(__name__)

_SHAPES = ("article", "event", "actor", "cross-checks")


@dataclass(kw_only=True)
class Knowledge:
    """What is loaded once per process: reference actors, places, event types, shapes."""

    iris: Iris
    extra_actors: Path | None = None

    @cached_property
    def reference(self) -> ReferenceActors:
        """The reference actors with the user's own."""
        return resources.load_reference(self.extra_actors, iris=self.iris)

    @cached_property
    def world(self) -> World:
        """Actors, places and IRIs, indexed for extraction."""
        known = KnownActors(self.reference, self.iris)
        return World(known=known, gazetteer=resources.load_gazetteer(known), iris=self.iris)

    @cached_property
    def types(self) -> EventTypes:
        """The event types of the ontology."""
        return resources.load_event_types()

    @cached_property
    def acts(self) -> Lexicon:
        """The triggers of speech acts and measures."""
        return lexicon_of(self.types)

    @cached_property
    def ontology(self) -> Graph:
        """The ontology with its event types and alignments."""
        return resources.load_ontology()

    @cached_property
    def shapes(self) -> Graph:
        """The shapes that stored graphs must conform to."""
        return resources.load_shapes(*_SHAPES)

    @cached_property
    def digest(self) -> str:
        """A hash of actors, ontology and shapes, which tells whether a store has them."""
        graphs = (sorted(f"{s.n3()} {p.n3()} {o.n3()}" for s, p, o in g) for g in (self.ontology, self.shapes))
        return sha256(f"{version('parley')} {self.reference!r} {[*graphs]!r}")

    @cached_property
    def validator(self) -> Validator:
        """The validator of article graphs."""
        return Validator(resources.load_shapes("article"), ontology=self.ontology)

    def __reduce__(self) -> tuple[Callable[[Iris, Path | None], Knowledge], tuple[Iris, Path | None]]:
        # To another process goes what it is loaded from; each process loads it once.
        return _knowledge_of, (self.iris, self.extra_actors)


@cache
def _knowledge_of(iris: Iris, extra_actors: Path | None) -> Knowledge:
    return Knowledge(iris=iris, extra_actors=extra_actors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """One article on its way: its claims before validation, the graph that is kept, and the report."""

    article: Article
    claims: tuple[Claim, ...]
    graph: Graph
    report: Report
    report_graph: Graph


@dataclass(slots=True, kw_only=True)
class Ingestion:
    """What an ingestion did: counts, refusals with their reasons, warnings."""

    articles: int = 0
    claims: int = 0
    events: int = 0
    unchanged: int = 0
    refused_articles: list[ArticleError] = field(default_factory=list)
    refused_claims: int = 0
    warnings: int = 0
    results: list[Violation] = field(default_factory=list)
    snapshot: Snapshot | None = None


def claims_of(article: Article, knowledge: Knowledge) -> tuple[Claim, ...]:
    """Return what `article` says happened, one claim per happening."""
    world = knowledge.world
    doc = read(article.text)
    parties = find_parties(doc, world.known)
    mentions = find_mentions(doc, world.known, parties)
    doc = reread(doc, long_names(doc, mentions))
    mentions = reheaded(doc, mentions)
    cast = Cast(doc, mentions, parties, world.known, article.published, publisher=article.publisher)
    times = find_times(doc, published=article.published, published_basis=article.published_basis)
    context = Context(
        doc=doc, cast=cast, known=world.known, gazetteer=world.gazetteer, times=times, day=article.published
    )
    frames = (*find_contacts(context), *find_acts(context, knowledge.acts))
    claims = resolve(article, cast, frames, world)
    return merge_tellings(claims, published=article.published)


def map_article(article: Article, knowledge: Knowledge) -> Mapped:
    """Return the validated graph of `article`, with what was kept out of it and why."""
    claims = claims_of(article, knowledge)
    known = knowledge.world.known
    written = article_to_graph(
        article,
        claims,
        types=knowledge.types,
        iris=knowledge.iris,
        fingerprint=fingerprint_of(article.text),
        known=_known_iris(claims, known),
    )
    graph, report = knowledge.validator.validate_article(
        written, context=_context(claims, knowledge), also=check_quotes(claims, article.text)
    )
    described = report_to_graph(report, article=article.iri, refused_graph=written)
    return Mapped(article=article, claims=claims, graph=graph, report=report, report_graph=described)


def _known_iris(claims: Iterable[Claim], known: KnownActors) -> set[str]:
    return {actor.iri for actor in _actors(claims) if known.party_key(actor.iri) or known.person(actor.iri)}


def _actors(claims: Iterable[Claim]) -> Iterator[Actor]:
    for claim in claims:
        for participant in claim.participants:
            yield participant.actor
            if participant.party is not None:
                yield participant.party
            yield from participant.runners_up


def _context(claims: Sequence[Claim], knowledge: Knowledge) -> Graph:
    """Return the types of the reference actors and countries that the claims refer to, for validation only."""
    graph = Graph()
    known = _known_iris(claims, knowledge.world.known)
    for actor in _actors(claims):
        if actor.iri in known:
            graph.add((URIRef(actor.iri), RDF.type, NS[actor.kind.capitalize()]))
            graph.add((URIRef(actor.iri), RDF.type, PARLEY.Actor))
    for country in {place.country for claim in claims for place in claim.places if place.country}:
        graph.add((URIRef(country), RDF.type, PARLEY.Country))
        graph.add((URIRef(country), RDF.type, PARLEY.Actor))
    return graph


# --- into the store ---------------------------------------------------------------------------------------------


def ingest(
    outcomes: Iterable[Article | ArticleError],
    store: Store,
    knowledge: Knowledge,
    *,
    executor: Executor | None = None,
    told: Callable[[str], None] = lambda line: None,
) -> Ingestion:
    """Map the articles, keep what conforms, merge all claims of the store to events, publish a snapshot.

    A broken article never stops the others. An article that is stored already is replaced when it changed and left
    alone when not. `told` receives one line per article.
    """
    done = Ingestion()
    keep_reference(store, knowledge)
    articles = list(_readable(outcomes, done, told))
    for mapped in _mapped(articles, knowledge, executor):
        if isinstance(mapped, ArticleError):
            done.refused_articles.append(mapped)
            told(f"refused {mapped}")
            continue
        _keep(mapped, store, knowledge.iris, done)
        warnings = sum(r.severity != "Violation" for r in mapped.report.results)
        kept = len(mapped.claims) - len(mapped.report.refused)
        told(
            f"read {mapped.article.file or mapped.article.iri} "
            f"claims={kept} refused={len(mapped.report.refused)} warnings={warnings}"
        )
    events = rebuild_events(store, knowledge)
    done.events = len(events)
    done.results.extend(_cross_checked(store, knowledge))
    done.warnings = sum(r.severity != "Violation" for r in done.results)
    done.snapshot = store.publish()
    return done


def _readable(
    outcomes: Iterable[Article | ArticleError], done: Ingestion, told: Callable[[str], None]
) -> Iterator[Article]:
    seen: dict[IRI, str] = {}
    for outcome in outcomes:
        if isinstance(outcome, ArticleError):
            done.refused_articles.append(outcome)
            told(f"refused {outcome}")
        elif outcome.iri in seen:
            told(f"skipped {outcome.file}: the same article as {seen[outcome.iri]}")
        else:
            seen[outcome.iri] = outcome.file or outcome.iri
            yield outcome


def _mapped(
    articles: Sequence[Article], knowledge: Knowledge, executor: Executor | None
) -> Iterator[Mapped | ArticleError]:
    job = _Job(knowledge=knowledge)
    yield from executor.map(job, articles, chunksize=4) if executor is not None else map(job, articles)


@dataclass(frozen=True, kw_only=True)
class _Job:
    """Maps one article; what goes wrong with it is told, not raised, so that the others go on."""

    knowledge: Knowledge

    def __call__(self, article: Article) -> Mapped | ArticleError:
        try:
            return map_article(article, self.knowledge)
        except Exception as error:  # whatever one article does, the others go on
            log.exception("article=%s", article.iri)
            return ArticleError(f"no claims could be made: {type(error).__name__}: {error}", where=article.file)


def _keep(mapped: Mapped, store: Store, iris: Iris, done: Ingestion) -> None:
    article, report = mapped.article, mapped.report
    done.results.extend(report.results)
    done.refused_claims += len(report.refused)
    reports = {_report_graph(iris, article.iri): mapped.report_graph}
    if not report.conforms:
        store.replace(reports)
        first = next((r for r in report.results if r.severity == "Violation"), None)
        done.refused_articles.append(
            ArticleError(first.message if first else "the article breaks its shape", where=article.file)
        )
        return
    store.texts.keep(article.text)
    changed = store.replace({iris.article_graph(article.iri): mapped.graph, **reports})
    done.articles += 1
    done.claims += len(mapped.claims) - len(report.refused)
    done.unchanged += not changed


def _report_graph(iris: Iris, article: IRI) -> IRI:
    return iris.graph(f"report/{article.rpartition('/')[2]}")


def keep_reference(store: Store, knowledge: Knowledge) -> None:
    """Put ontology, shapes and reference actors into their graphs; what has not changed costs no write."""
    iris = knowledge.iris
    mark = Graph()
    mark.add((URIRef(iris.corpus()), PARLEY.sha256, Literal(knowledge.digest)))
    if set(store.graph(iris.graph("reference"))) == set(mark):
        return  # writing a hundred thousand triples again would take seconds
    if knowledge.extra_actors is not None:
        _check_actors(knowledge)
    store.replace(
        {
            iris.graph("ontology"): knowledge.ontology,
            iris.graph("shapes"): knowledge.shapes,
            iris.graph("actors"): reference_to_graph(knowledge.reference, iris),
            iris.graph("reference"): mark,
        }
    )


def validate_actors(knowledge: Knowledge) -> Report:
    """Return the report on the reference actors with the user's own, as they would be stored."""
    graph = reference_to_graph(knowledge.reference, knowledge.iris)
    validator = Validator(resources.load_shapes("actor"), ontology=knowledge.ontology)
    return validator.validate(graph, context=knowledge.ontology)


def _check_actors(knowledge: Knowledge) -> None:
    """Raise ActorsError when the user's own actors break a shape; the bundled ones are held to it by the tests."""
    report = validate_actors(knowledge)
    wrong = [result for result in report.results if result.severity == "Violation"]
    if wrong:
        raise ActorsError(
            f"{len(wrong)} results against the shapes, the first: {wrong[0].message} [{wrong[0].focus_node}]",
            where=str(knowledge.extra_actors),
            remedy="`parley validate` lists them all",
        )


def stored_claims(store: Store, knowledge: Knowledge) -> tuple[list[Claim], dict[IRI, ArticleInfo]]:
    """Return every claim in the store, and what merging needs to know of their articles."""
    known = knowledge.world.known
    claims: list[Claim] = []
    articles: dict[IRI, ArticleInfo] = {}
    for name in store.graph_names(knowledge.iris.graph("article/")):
        graph = store.graph(name)
        article = article_from_graph(graph, None)
        sketch = next(graph.objects(None, PARLEY.fingerprint), None)
        articles[article.iri] = ArticleInfo(
            iri=article.iri,
            publisher=article.publisher,
            published=article.published,
            published_basis=article.published_basis,
            fingerprint=str(sketch) if sketch is not None else None,
        )
        claims.extend(claims_from_graph(graph, types=knowledge.types, actors=_reference_actors(graph, known)))
    return claims, articles


def rebuild_events(store: Store, knowledge: Knowledge) -> tuple[Event, ...]:
    """Merge all claims of the store to events and replace the events graph."""
    claims, articles = stored_claims(store, knowledge)
    events = merge_claims(
        claims,
        articles=articles,
        types=knowledge.types,
        iris=knowledge.iris,
        offices=_offices(knowledge.world.known, knowledge.iris),
    )
    actors = {actor.iri: actor for actor in _actors(claims)}
    known = _known_iris(claims, knowledge.world.known)
    graph = events_to_graph(
        events,
        types=knowledge.types,
        iris=knowledge.iris,
        actors=actors,
        coverage=coverage_of(claims, articles, events),
        known=known,
    )
    store.replace({knowledge.iris.graph("events"): graph})
    return events


def coverage_of(claims: Sequence[Claim], articles: dict[IRI, ArticleInfo], events: Sequence[Event]) -> Coverage:
    """Return what answers are searched in."""
    dates = [a.published for a in articles.values() if a.published is not None]
    voices = {a.publisher.casefold().removeprefix("the ") for a in articles.values() if a.publisher}
    return Coverage(
        articles=len(articles),
        voices=len(voices),
        claims=len(claims),
        events=len(events),
        published_from=min(dates, default=None),
        published_to=max(dates, default=None),
        undated_articles=len(articles) - len(dates),
    )


def cross_check(store: Store, knowledge: Knowledge) -> tuple[Violation, ...]:
    """Return what the cross-checks find in the whole store."""
    found: list[Violation] = []
    defaults = [knowledge.iris.graph(name) for name in ("events", "actors", "ontology")]
    for check in cross_checks(knowledge.shapes):
        solutions = store.solutions(check.query, default_graphs=defaults)
        names = tuple(dict.fromkeys(name for solution in solutions for name in solution))
        answer = Answer(form="SELECT", snapshot="", variables=names, solutions=tuple(solutions))
        found.extend(cross_check_results(check, answer))
    return tuple(found)


def _cross_checked(store: Store, knowledge: Knowledge) -> tuple[Violation, ...]:
    """Run the cross-checks, keep their results as a graph and return them."""
    iris = knowledge.iris
    report = Report(conforms=True, results=cross_check(store, knowledge))
    store.replace({iris.graph("cross-checks"): report_to_graph(report, article=iris.corpus(), refused_graph=Graph())})
    return report.results


def withdraw(article: IRI, store: Store, knowledge: Knowledge) -> Snapshot:
    """Take an article with its text, report and claims out of the store; its IRI is remembered as withdrawn."""
    iris = knowledge.iris
    name = iris.article_graph(article)
    if name not in store.graph_names(name):
        there = [n.replace("/graph/article/", "/article/") for n in store.graph_names(iris.graph("article/"))[:5]]
        raise NotFound(f"there is no article {article}", remedy=f"the first ones are {', '.join(there) or 'none'}")
    gone = store.graph(iris.graph("withdrawn"))
    gone.add((URIRef(article), OWL.deprecated, Literal(True)))
    digests = [str(digest) for digest in store.graph(name).objects(None, PARLEY.sha256)]
    store.replace({name: None, _report_graph(iris, article): None, iris.graph("withdrawn"): gone})
    rebuild_events(store, knowledge)
    _cross_checked(store, knowledge)
    snapshot = store.publish()
    for digest in digests:
        store.texts.forget(digest)
    return snapshot


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


def _offices(known: KnownActors, iris: Iris) -> OfficeLookup:
    """Return the look-up of the highest office that somebody held on a day."""

    def held(actor: IRI, day: dt.date) -> tuple[IRI, str | None] | None:
        person = known.person(actor)
        office = known.office_held(person.key, day) if person is not None else None
        return (iris.office(office.key), office.level) if office is not None else None

    return held
