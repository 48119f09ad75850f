"""The whole way over the five sample articles: what must be found, what must not, and that it comes out the same."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import BASE, ROOT, Run, Seeds
from parley.articles import read_articles
from parley.audit import audit
from parley.errors import ArticleError
from parley.model import IRI, Article, Claim, Status
from parley.pipeline import Knowledge, Mapped, ingest, map_article, stored_claims, withdraw
from parley.store import Store, open_store
from parley.store.workers import QueryService

PREFIXES = """PREFIX : <https://w3id.org/parley/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
XI, PUTIN, ZELENSKYY = (f"{BASE}actor/{name}" for name in ("xi-jinping", "vladimir-putin", "volodymyr-zelenskyy"))
MACRON, SCHOLZ, LEYEN = (f"{BASE}actor/{name}" for name in ("emmanuel-macron", "olaf-scholz", "ursula-von-der-leyen"))


@pytest.fixture(scope="module")
def mapped(seeds: Seeds, knowledge: Knowledge) -> dict[str, Mapped]:
    """The sample articles as mapped, by the first three letters of their file names."""
    return {(article.file or "")[:3]: map_article(article, knowledge) for article in seeds.articles}


@pytest.fixture
def mapping(monkeypatch: pytest.MonkeyPatch, mapped: dict[str, Mapped]) -> None:
    """Let ingestion take the sample articles as they were mapped before; any other article is mapped anew."""
    known = {(each.article.iri, each.article.text): each for each in mapped.values()}

    def from_memory(article: Article, knowledge: Knowledge) -> Mapped:
        return known.get((article.iri, article.text)) or map_article(article, knowledge)

    monkeypatch.setattr("parley.pipeline.map_article", from_memory)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", base_iri=BASE, write=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def measured(seeds: Seeds, mapped: dict[str, Mapped], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    from parley import cli
    from parley.evaluate import evaluate
    from parley.records import article_record

    gold = json.loads((ROOT / "tests/gold/seeds.json").read_text(encoding="utf-8"))
    predicted = {m.article.file: article_record(m.article, m.claims)["events"] for m in mapped.values()}
    knowledge = Knowledge
    yield evaluate(gold, predicted).to_json()
