"""What several test modules share: the knowledge loaded once, the sample articles in a store, the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parley import cli
from parley.articles import read_articles
from parley.config import Settings
from parley.iris import Iris
from parley.model import Article
from parley.pipeline import Ingestion, Knowledge, ingest
from parley.store import open_store
from parley.store.workers import QueryService

ROOT = Path(__file__).parents[1]
BASE = "http://127.0.0.1:8000/"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The reference actors, places, event types and shapes, loaded once."""
    return Knowledge(iris=Iris(BASE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds:
    """The sample articles and the store that they were read into; read only."""

    path: Path
    articles: tuple[Article, ...]
    done: Ingestion
    lines: tuple[str, ...]


@pytest.fixture(scope="session")
def seeds(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Seeds:
    """The sample articles, ingested once."""
    outcomes = list(read_articles([ROOT / "seeds" / "articles"], iris=knowledge.iris))
    path, lines = tmp_path_factory.mktemp("seeds") / "store", list[str]()
    with open_store(path, base_iri=BASE, write=True) as store:
        done = ingest(outcomes, store, knowledge, told=lines.append)
    articles = tuple(each for each in outcomes if isinstance(each, Article))
    return Seeds(path=path, articles=articles, done=done, lines=tuple(lines))


@pytest.fixture(scope="session")
def seed_store(seeds: Seeds) -> Path:
    """The folder of the store with the sample articles; read only."""
    return seeds.path


@pytest.fixture(scope="session")
def settings(seed_store: Path) -> Settings:
    """Settings for the store with the sample articles."""
    return Settings(store=seed_store, base_iri=BASE, query_workers=1)


@pytest.fixture(scope="session")
def seed_queries(settings: Settings) -> Iterator[QueryService]:
    """Queries on the store with the sample articles."""
    with QueryService(settings) as service:
        yield service


Run = Callable[..., Result]


@pytest.fixture
def parley(knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in this process: `parley("ingest", path, store=…)`, the store being a new one by default.

    What is loaded once per process is the session's, so that a test does not wait for it.
    """
    monkeypatch.setattr(cli, "_knowledge", lambda settings: knowledge)
    unset = {name: None for name in os.environ if name.startswith("PARLEY_")}

    def run(*words: object, store: Path | None = None, stdin: str | None = None, env: dict[str, str] | None = None) -> Result:
        variables = {**unset, "PARLEY_STORE": str(store or tmp_path / "store"), **(env or {})}
        return CliRunner(env=variables).invoke(cli.main, [str(word) for word in words], input=stdin, prog_name="parley")

    return run


@pytest.fixture
def parley_process(tmp_path: Path) -> dict[str, str]:
    """The environment of a `parley` process with a new store and no other setting."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY_")}
    return {**clean, "PARLEY_STORE": str(tmp_path / "store")}


def outcomes_of(articles: Sequence[Article]) -> Iterator[Article]:
    """Yield articles as a reader would."""
    yield from articles
