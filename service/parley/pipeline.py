"""The way of the data: articles are read, find their claims, are validated, kept, and merged to events.

`claims_of` and `map_article` are pure once the reference data are loaded; the rest moves graphs in and out of a store.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from rdflib import OWL, RDF, Graph, Literal, URIRef

from parley import resources
from parley.actors.graph import reference_to_graph
from parley.corpus import Told, rebuild_events, state_of, told_in, update_events
from parley.cross_checks import Stored, keep_cross_checks
from parley.errors import ActorsError, ArticleError, NotFound
from parley.extract.acts.finding import find_acts
from parley.extract.contacts import find_contacts
from parley.extract.coreference.entities import Cast
from parley.extract.dates.times import find_times, here, reference_day
from parley.extract.frames.frame import Context
from parley.extract.language.attachments import reattached
from parley.extract.names.mentions import find_mentions, long_names, reheaded
from parley.extract.names.parties import find_parties
from parley.graph import article_to_graph
from parley.iris import Iris
from parley.knowledge import Knowledge, actors_of, known_iris
from parley.merge import merge_tellings
from parley.merge.confidence import with_confidence
from parley.model import IRI, Article, Claim, Report, Violation
from parley.reader import read, reread, sections
from parley.resolve import resolve
from parley.store import Snapshot, Store
from parley.validate import Validator, check_quotes, report_to_graph
from parley.vocab import NS, PARLEY, new_graph
from parley.voices import fingerprint_of
from parley.wording import number_in_words

log = logging.getLogger(__name__)

Item = TypeVar("Item")
_AT_ONCE = 100  # articles that are stored and merged; more would only take more memory, and be told of later
_SILENT_S = 10.0  # that pass before it is said how far reading has come


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
    files: dict[IRI, str] = field(default_factory=dict)  # of the articles that are stored or refused
    snapshot: Snapshot | None = None


def claims_of(article: Article, knowledge: Knowledge) -> tuple[Claim, ...]:
    """Return what `article` says happened, one claim per happening."""
    return with_confidence(tellings_of(article, knowledge))


def tellings_of(article: Article, knowledge: Knowledge) -> tuple[Claim, ...]:
    """Return what `article` says happened, one claim per happening, as sure as those who read it are of it."""
    whole = len(article.text)
    sections = _followed(  # each is as long as the text up to its end
        sections_of(article), lambda text: f"article={article.file or article.iri} read={100 * len(text) // whole}%"
    )
    raw = (claim for text in sections for claim in _raw_claims(article, text, knowledge))
    return merge_tellings(list(raw), published=article.published)


def _followed(items: Iterable[Item], said: Callable[[Item], str]) -> Iterator[Item]:
    """Yield the items; before one that comes after a long silence, log what is `said` of the one before."""
    last, before = time.monotonic(), None
    for item in items:
        if before is not None and (now := time.monotonic()) - last >= _SILENT_S:
            log.info("%s", said(before))
            last = now
        yield item
        before = item


def sections_of(article: Article) -> Iterator[str]:
    """Yield the sections that an article is read in, line breaks in place of what comes before: offsets stay."""
    for start, end in sections(article.text):
        yield "\n" * start + article.text[start:end]


def _raw_claims(article: Article, text: str, knowledge: Knowledge) -> tuple[Claim, ...]:
    """Return one claim per telling in a section of `article`."""
    context = context_of(article, text, knowledge)
    contacts = find_contacts(context)
    frames = (*contacts, *find_acts(context, knowledge.acts, contacts))
    return resolve(article, context.cast, frames, knowledge.world)


def context_of(article: Article, text: str, knowledge: Knowledge) -> Context:
    """Return what finding contacts and acts in a section of `article` needs: the tree, who is named, and the times."""
    world = knowledge.world
    doc = read(text)
    parties = find_parties(doc, world.known)
    mentions = find_mentions(doc, world.known, parties)
    doc = reattached(reread(doc, long_names(doc, mentions)))
    mentions = reheaded(doc, mentions)
    cast = Cast(doc, mentions, parties, world.known, article.published, publisher=article.publisher)
    times = find_times(doc, published=article.published, published_basis=article.published_basis)
    return Context(
        doc=doc, cast=cast, known=world.known, gazetteer=world.gazetteer, times=times,
        day=reference_day(doc, article.published),
        here=here(doc, article.published),
    )  # fmt: skip


def map_article(article: Article, knowledge: Knowledge) -> Mapped:
    """Return the validated graph of `article`, with what was kept out of it and why."""
    claims = claims_of(article, knowledge)
    known = known_iris(actors_of(claims), knowledge.world.known)
    written = article_to_graph(
        article,
        claims,
        types=knowledge.types,
        iris=knowledge.iris,
        fingerprint=fingerprint_of(article.text),
        known=known,
    )
    graph, report = knowledge.validator.validate_article(
        written, context=_context(claims, known), also=check_quotes(claims, article.text)
    )
    described = report_to_graph(report, article=article.iri, refused_graph=written)
    return Mapped(article=article, claims=claims, graph=graph, report=report, report_graph=described)


def _context(claims: Sequence[Claim], known: Collection[str]) -> Graph:
    """Return the types of the countries that the claims refer to and of the actors `known`, for validation only."""
    graph = new_graph()
    for iri, kind in {(actor.iri, actor.kind) for actor in actors_of(claims) if actor.iri in known}:
        graph.add((URIRef(iri), RDF.type, NS[kind.capitalize()]))
        graph.add((URIRef(iri), RDF.type, PARLEY.Actor))
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
    """Map the articles, keep what conforms, bring the events of the store up to date, publish a snapshot.

    A broken article never stops the others. An article that is stored already is replaced when it changed and left
    alone when not. `told` receives one line per article, once it is stored.
    """
    done = Ingestion()
    with merging(store, knowledge) as events:
        keep_reference(store, knowledge)
        numbered = enumerate(_mapped(_readable(outcomes, done, told), knowledge, executor), start=1)
        mapped = (each for _, each in _followed(numbered, lambda pair: f"articles={pair[0]} read"))
        while some := [*islice(mapped, _AT_ONCE)]:
            done.refused_articles += [each for each in some if isinstance(each, ArticleError)]
            with store.together():
                _keep([each for each in some if isinstance(each, Mapped)], store, events, done)
                events.update()
            for each in some:
                told(_line(each))
        done.results.extend(events.finish())
        done.events = store.ledger.coverage()[0].events
        done.warnings = sum(r.severity != "Violation" for r in done.results)
        done.snapshot = store.publish()
    return done


@dataclass(slots=True, kw_only=True)
class Merging:
    """Brings the events up to date, some articles at a time; all at once when the ledger is of no use."""

    store: Store
    knowledge: Knowledge
    anew: bool
    changed: dict[IRI, Told | None] = field(default_factory=dict)
    told: dict[IRI, Stored] = field(default_factory=dict)
    found: list[Violation] = field(default_factory=list)  # by the cross-checks

    def put(self, article: IRI, graph: Graph | None) -> None:
        """Take note of an article whose graph is another now, None when it is gone."""
        if not self.anew:
            self.changed[article] = None if graph is None else told_in(graph, self.knowledge)
            self.told.setdefault(article, Stored())

    def check(self, article: IRI, claims: Sequence[Claim], graph: Graph) -> None:
        """Take note that an article is to be held against the cross-checks, with what is stored of it."""
        self.told[article] = Stored() if self.anew else Stored(claims, graph)

    def finish(self) -> Sequence[Violation]:
        """Merge what is left; return what the cross-checks find in the articles."""
        if self.anew:
            rebuild_events(self.store, self.knowledge)
            found = keep_cross_checks(self.store, self.knowledge, told=None)
            return [result for result in found if result.focus_node.partition("#")[0] in self.told]
        self.update()
        return self.found

    def update(self) -> None:
        """Merge what was taken note of, unless all is merged at once in the end."""
        if self.anew:
            return
        update_events(self.changed, self.store, self.knowledge)
        self.found += keep_cross_checks(self.store, self.knowledge, told=self.told)
        self.changed, self.told = {}, {}


@contextmanager
def merging(store: Store, knowledge: Knowledge) -> Iterator[Merging]:
    """Let articles be changed, and the ledger speak of it again at the end; cut short, it will be written anew."""
    ledger = store.ledger
    anew = not ledger.agrees_with(state_of(store, knowledge))
    if not anew:
        ledger.disagree()
    yield Merging(store=store, knowledge=knowledge, anew=anew)
    ledger.agree(state_of(store, knowledge))


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
    articles: Iterable[Article], knowledge: Knowledge, executor: Executor | None
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


def _keep(some: Sequence[Mapped], store: Store, events: Merging, done: Ingestion) -> None:
    """Store mapped articles at once, each with its report, and take note of those whose graphs are others now."""
    iris = events.knowledge.iris
    graphs: dict[IRI, Graph] = {}
    for each in some:
        graphs[report_graph(iris, each.article.iri)] = each.report_graph
        if each.report.conforms:
            store.texts.keep(each.article.text)
            graphs[iris.article_graph(each.article.iri)] = each.graph
    changed = set(store.replace(graphs))
    for each in some:
        article, report = each.article, each.report
        name = iris.article_graph(article.iri)
        done.results.extend(report.results)
        done.files[article.iri] = article.file or ""
        done.refused_claims += len(report.refused)
        if report.conforms:
            done.articles += 1
            done.claims += len(each.claims) - len(report.refused)
            done.unchanged += changed.isdisjoint((name, report_graph(iris, article.iri)))
            events.check(article.iri, each.claims, each.graph)
        else:
            done.refused_articles.append(_refusal(each))
        if name in changed:
            events.put(article.iri, each.graph)


def _refusal(mapped: Mapped) -> ArticleError:
    """Return why an article is not stored."""
    first = next((r for r in mapped.report.results if r.severity == "Violation"), None)
    return ArticleError(first.message if first else "the article breaks its shape", where=mapped.article.file)


def _line(outcome: Mapped | ArticleError) -> str:
    """Return in a line what became of an article."""
    if isinstance(outcome, ArticleError):
        return f"refused {outcome}"
    report = outcome.report
    warnings = sum(r.severity != "Violation" for r in report.results)
    return (
        f"read {outcome.article.file or outcome.article.iri} "
        f"claims={len(outcome.claims) - len(report.refused)} refused={len(report.refused)} warnings={warnings}"
    )


def report_graph(iris: Iris, article: IRI) -> IRI:
    """Return the name of the graph with the report on an article."""
    return iris.graph(f"report/{article.rpartition('/')[2]}")


def kept_of(article: IRI, store: Store, iris: Iris) -> Graph:
    """Return what is stored of an article and of what was refused of it."""
    return store.graph(iris.article_graph(article)) + store.graph(report_graph(iris, article))


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
        found = number_in_words(len(wrong), "result")
        raise ActorsError(
            f"{found} against the shapes, the first: {wrong[0].message} [{wrong[0].focus_node}]",
            where=str(knowledge.extra_actors),
            remedy="`parley validate` lists them all",
        )


def withdraw(article: IRI, store: Store, knowledge: Knowledge) -> Snapshot:
    """Take an article with its text, report and claims out of the store; its IRIs are remembered as withdrawn."""
    iris = knowledge.iris
    name = iris.article_graph(article)
    if not store.has_graph(name):
        there = [n.replace("/graph/article/", "/article/") for n in store.graph_names(iris.graph("article/"))[:5]]
        raise NotFound(f"there is no article {article}", remedy=f"the first ones are {', '.join(there) or 'none'}")
    with merging(store, knowledge) as events:
        take_out([article], store, iris)
        events.put(article, None)
        events.finish()
        return store.publish()


def take_out(articles: Collection[IRI], store: Store, iris: Iris) -> None:
    """Take the graphs of articles out, remember what is withdrawn, and have their texts go with the next publication.

    Texts that another article has as well stay.
    """
    gone = store.graph(iris.graph("withdrawn"))
    digests: list[str] = []
    for article in articles:
        said = store.graph(iris.article_graph(article))
        for node in (URIRef(article), *said.objects(URIRef(article), PARLEY.version)):
            gone.add((node, OWL.deprecated, Literal(True)))
        digests += [str(digest) for digest in said.objects(None, PARLEY.sha256)]
    graphs = {name: None for a in articles for name in (iris.article_graph(a), report_graph(iris, a))}
    store.doom_texts(digests)  # first: whatever comes in between, they are not left behind
    store.replace({**graphs, iris.graph("withdrawn"): gone})
