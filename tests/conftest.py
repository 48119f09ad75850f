"""What several test modules share: the knowledge loaded once, the sample articles in a store, the command line."""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from click.testing import CliRunner, Result
from rdflib import Graph

from parley import cli
from parley.actors import ReferenceActors
from parley.actors.graph import reference_to_graph
from parley.articles import read_articles
from parley.config import Settings
from parley.iris import Iris
from parley.knowledge import Knowledge
from parley.model import Article
from parley.pipeline import Ingestion, Mapped, ingest
from parley.store import open_store
from parley.store.service.workers import QueryService

pytest_plugins = ["browsing"]

ROOT = Path(__file__).parents[1]
BASE = "http://127.0.0.1:8000/"
Run = Callable[..., Result]
Made = TypeVar("Made")


class Remembering(Executor):
    """Maps an article once per session, so that tests of what follows do not read it again and again."""

    def __init__(self) -> None:
        self.known: dict[Article, Any] = {}

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any], **options: Any) -> Iterator[Any]:
        for article in iterables[0]:
            if article not in self.known:
                self.known[article] = fn(article)
            yield self.known[article]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds:
    """The sample articles as mapped, and the store that they were read into; read only."""

    path: Path
    articles: tuple[Article, ...]
    mapped: dict[str, Mapped]  # by the number that the file name begins with
    done: Ingestion
    lines: tuple[str, ...]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The reference actors, places, event types and shapes."""
    return Knowledge(iris=Iris(BASE))


@pytest.fixture(scope="session")
def remembering() -> Remembering:
    """An executor for `ingest` that maps no article twice."""
    return Remembering()


def once(name: str, make: Callable[[Path], Made], temporary: pytest.TempPathFactory) -> Made:
    """Return what `make` makes in a folder of that name, made by the first of the processes that share the tests."""
    folder = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    made = folder / f"{name}.pickle"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            made.write_bytes(pickle.dumps(make(folder / name)))
    found: Made = pickle.loads(made.read_bytes())
    return found


@pytest.fixture(scope="session")
def seeds(knowledge: Knowledge, remembering: Remembering, tmp_path_factory: pytest.TempPathFactory) -> Seeds:
    """The sample articles, ingested once."""

    def make(folder: Path) -> Seeds:
        outcomes = list(read_articles([ROOT / "seeds" / "articles"], iris=knowledge.iris))
        articles = tuple(each for each in outcomes if isinstance(each, Article))
        lines = list[str]()
        with open_store(folder, base_iri=BASE, write=True) as store:
            done = ingest(outcomes, store, knowledge, executor=remembering, told=lines.append)
        mapped = {(article.file or "")[:3]: remembering.known[article] for article in articles}
        return Seeds(path=folder, articles=articles, mapped=mapped, done=done, lines=tuple(lines))

    found = once("seeds", make, tmp_path_factory)
    remembering.known |= {article: found.mapped[(article.file or "")[:3]] for article in found.articles}
    return found


@pytest.fixture(scope="session")
def press_queries(
    knowledge: Knowledge, remembering: Remembering, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[QueryService]:
    """Queries on a store with the invented articles, which disagree, and tell of plans that were moved."""

    def make(folder: Path) -> Path:
        outcomes = read_articles([ROOT / "tests" / "data" / "press"], iris=knowledge.iris)
        with open_store(folder, base_iri=BASE, write=True) as store:
            ingest(outcomes, store, knowledge, executor=remembering)
        return folder

    path = once("press", make, tmp_path_factory)
    with QueryService(Settings(store=path, base_iri=BASE, query_workers=1)) as service:
        yield service


@pytest.fixture
def few_actors(seeds: Seeds, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a few reference actors in new stores: those of the articles, and who else had their offices.

    Writing all takes longer than all the rest.
    """
    met = {
        actor
        for mapped in seeds.mapped.values()
        for claim in mapped.claims
        for actor in (p.actor.iri for p in claim.participants)
    }

    def few(reference: ReferenceActors, iris: Iris) -> Graph:
        known = {person.key for person in reference.persons if iris.actor(person.key) in met}
        held = {tenure.office for tenure in reference.tenures if tenure.person in known}
        tenures = tuple(tenure for tenure in reference.tenures if tenure.office in held)
        holders = {tenure.person for tenure in tenures}
        persons = tuple(person for person in reference.persons if person.key in known | holders)
        offices = tuple(office for office in reference.offices if office.key in held)
        return reference_to_graph(replace(reference, persons=persons, tenures=tenures, offices=offices), iris)

    monkeypatch.setattr("parley.pipeline.reference_to_graph", few)


@pytest.fixture(scope="session")
def seed_store(seeds: Seeds) -> Path:
    """The folder of the store with the sample articles; read only."""
    return seeds.path


@pytest.fixture(scope="session")
def seed_settings(seed_store: Path) -> Settings:
    """Settings for the store with the sample articles."""
    return Settings(store=seed_store, base_iri=BASE, query_workers=1)


@pytest.fixture(scope="session")
def seed_queries(seed_settings: Settings) -> Iterator[QueryService]:
    """Queries on the store with the sample articles."""
    with QueryService(seed_settings) as service:
        yield service


@pytest.fixture
def parley(knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in this process: `parley("ingest", path, store=…)`, by default on a new store.

    What a process loads once is the session's, so that no test waits for it.
    """
    monkeypatch.setattr(cli, "_knowledge", lambda settings: knowledge)
    unset = {name: None for name in os.environ if name.startswith("PARLEY_")}

    def run(*words: object, store: Path | None = None, stdin: str | None = None, **env: str) -> Result:
        variables = {**unset, "PARLEY_STORE": str(store or tmp_path / "store"), **env}
        return CliRunner(env=variables).invoke(cli.main, [str(word) for word in words], input=stdin, prog_name="parley")

    return run


@pytest.fixture
def bare_environment(tmp_path: Path) -> dict[str, str]:
    """The environment for a `parley` process: a new store and no other setting."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY_")}
    return {**clean, "PARLEY_STORE": str(tmp_path / "store")}
