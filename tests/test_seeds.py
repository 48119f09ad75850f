"""The whole way over the five sample articles: what must be found, what must not, and that it comes out the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import BASE, ROOT, Remembering, Seeds
from parley.articles import load_gold
from parley.audit import audit
from parley.errors import ArticleError, NotFound
from parley.evaluate import Evaluation, evaluate
from parley.knowledge import Knowledge
from parley.model import IRI, Claim, Status
from parley.pipeline import ingest, map_article, withdraw
from parley.records import article_record
from parley.store import Store, open_store
from parley.store.service.workers import QueryService

pytestmark = pytest.mark.whole

PREFIXES = """
PREFIX : <https://w3id.org/parley/ontology#>
PREFIX actor: <http://127.0.0.1:8000/actor/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
XI, ZELENSKYY = f"{BASE}actor/xi-jinping", f"{BASE}actor/volodymyr-zelenskyy"


@pytest.fixture
def store(tmp_path: Path, few_actors: None) -> Iterator[Store]:
    with open_store(tmp_path / "store", base_iri=BASE, write=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def measured(seeds: Seeds) -> Evaluation:
    predicted = {m.article.file or "": article_record(m.article, m.claims)["events"] for m in seeds.mapped.values()}
    return evaluate(load_gold(ROOT / "tests" / "gold" / "seeds.json"), predicted)


def rows(queries: QueryService, query: str) -> list[dict[str, str]]:
    """Return the solutions of a query on the sample articles, terms as text."""
    answer = queries.query(PREFIXES + query)
    return [{name: term.value for name, term in solution.items()} for solution in answer.solutions]


def actors_of(claim: Claim) -> set[str]:
    return {participant.actor.iri for participant in claim.participants}


# --- what is found ----------------------------------------------------------------------------------------------


def test_every_event_that_must_be_found_is_found(measured: Evaluation) -> None:
    assert [f"{f.doc}: {f.gold}" for f in measured.findings if f.kind == "miss"] == []
    assert measured.contacts.recall == 1.0


def test_status_and_date_of_every_event_found_are_right(measured: Evaluation) -> None:
    wrong = [f"{f.doc}: {f.gold} / {f.predicted}" for f in measured.findings if f.kind in ("status", "date")]
    assert wrong == []


def test_nothing_that_did_not_happen_comes_out_as_occurred(measured: Evaluation) -> None:
    assert [f"{f.doc}: {f.gold} / {f.predicted}" for f in measured.findings if f.kind == "occurred"] == []
    assert measured.returned_as_occurred.total > 5
    assert measured.returned_as_occurred.right == 0


def test_the_call_of_putin_and_xi_told_by_two_articles_is_one_event_with_one_known_voice(
    seed_queries: QueryService,
) -> None:
    found = rows(
        seed_queries,
        """SELECT ?event ?claimCount ?sourceCount ?status (COUNT(?claim) AS ?claims) WHERE {
          ?event a :Call ; :participant actor:xi-jinping, actor:vladimir-putin ; :start "2022-02-25"^^xsd:date ;
            :end "2022-02-25"^^xsd:date ; :claimCount ?claimCount ; :sourceCount ?sourceCount ; :status ?status ;
            :claim ?claim .
        } GROUP BY ?event ?claimCount ?sourceCount ?status""",
    )
    assert [(r["claimCount"], r["claims"], r["sourceCount"], r["status"][-8:]) for r in found] == [
        ("2", "2", "1", "occurred")
    ]


def test_the_call_of_xi_and_zelenskyy_told_over_and_over_in_one_article_is_one_claim(seeds: Seeds) -> None:
    calls = [
        claim
        for claim in seeds.mapped["004"].claims
        if claim.status is Status.OCCURRED and actors_of(claim) >= {XI, ZELENSKYY}
    ]
    assert [claim.type for claim in calls] == ["call"]
    assert str(calls[0].when.start) == "2023-04-26"
    assert len(calls[0].evidence) >= 4


def test_those_who_are_among_the_leaders_that_met_xi_met_xi_and_not_each_other(seed_queries: QueryService) -> None:
    europeans = ("emmanuel-macron", "olaf-scholz", "ursula-von-der-leyen")
    for name in europeans:
        met = rows(
            seed_queries,
            f"""SELECT DISTINCT ?other WHERE {{
              ?e a :Contact ; :status :status-occurred ; :participant actor:{name}, ?other
              FILTER(?other != actor:{name}) }}""",
        )
        assert [row["other"] for row in met] == [XI], name


def test_a_contact_that_was_asked_for_planned_or_called_off_is_no_contact_that_occurred(
    seed_queries: QueryService,
) -> None:
    found = rows(
        seed_queries,
        """SELECT ?event WHERE {
          ?event a :Contact ; :status ?status ; :claim ?claim .
          FILTER(?status IN (:status-occurred, :status-ongoing))
          FILTER NOT EXISTS {
            GRAPH ?g { ?told :claimedStatus ?as } ?event :claim ?told
            FILTER(?as IN (:status-occurred, :status-ongoing))
          }
        }""",
    )
    assert found == []


# --- what is kept -----------------------------------------------------------------------------------------------


def test_nothing_is_refused_and_each_article_gets_its_line(seeds: Seeds) -> None:
    assert seeds.done.refused_articles == []
    assert seeds.done.refused_claims == 0
    assert seeds.done.articles == len(seeds.articles) == len(seeds.lines) == 5
    assert all(line.startswith("read 00") and " claims=" in line for line in seeds.lines)


def test_everything_that_is_stored_conforms_and_every_quotation_stands_at_its_offsets(
    seeds: Seeds, knowledge: Knowledge, remembering: Remembering, store: Store
) -> None:
    ingest(seeds.articles, store, knowledge, executor=remembering)
    reports = list(audit(store, knowledge))
    quotes = store.solutions(PREFIXES + "SELECT ?e WHERE { GRAPH ?g { ?e a :Evidence } }")
    assert len(reports) == 5 + 3
    assert len(quotes) > 20
    wrong = [
        (name, r.message, r.focus_node) for name, report in reports for r in report.results if r.severity != "Warning"
    ]
    assert wrong == []
    assert all(report.conforms for _, report in reports)


def test_triggers_and_mentions_stand_in_the_text_and_within_the_evidence(seeds: Seeds) -> None:
    for mapped in seeds.mapped.values():
        text = mapped.article.text
        for claim in mapped.claims:
            spans = [(e.start, e.end) for e in claim.evidence]
            assert any(start <= claim.trigger.start < claim.trigger.end <= end for start, end in spans), claim.iri
            for each in claim.evidence:
                assert text[each.start : each.end] == each.exact
            for who in claim.participants:
                assert text[who.start : who.end] == who.text
                assert any(start <= who.start and who.end <= end for start, end in spans), (claim.iri, who.text)


# --- always the same --------------------------------------------------------------------------------------------


def test_articles_in_any_order_give_the_same_dataset_byte_for_byte(
    seeds: Seeds, knowledge: Knowledge, remembering: Remembering, few_actors: None, tmp_path: Path
) -> None:
    datasets = set()
    orders = [seeds.articles, tuple(reversed(seeds.articles)), tuple(random.Random(4).sample(seeds.articles, 5))]
    for number, articles in enumerate(orders):
        with open_store(tmp_path / str(number), base_iri=BASE, write=True) as each:
            ingest(articles, each, knowledge, executor=remembering)
            datasets.add(each.canonical_nquads())
    assert len(orders[1]) == 5
    assert len(datasets) == 1


def test_articles_one_after_the_other_give_the_same_dataset_as_all_at_once(
    seeds: Seeds, knowledge: Knowledge, remembering: Remembering, store: Store, seed_store: Path
) -> None:
    for article in (seeds.articles[i] for i in (3, 0, 4, 2, 1)):
        ingest([article], store, knowledge, executor=remembering)
    with open_store(seed_store, base_iri=BASE, write=False) as whole:
        names = [name for name in whole.graph_names() if "/actors" not in name and "/cross-checks" not in name]
        assert len(names) > 10
        assert store.canonical_nquads(names) == whole.canonical_nquads(names)


def test_reading_an_article_twice_gives_the_same_graph(seeds: Seeds, knowledge: Knowledge) -> None:
    first = seeds.mapped["003"]
    again = map_article(first.article, knowledge)
    assert again.claims == first.claims
    assert set(again.graph) == set(first.graph)


def test_ingesting_again_changes_no_graph_and_publishes_no_snapshot(
    seeds: Seeds, knowledge: Knowledge, remembering: Remembering, store: Store
) -> None:
    first = ingest(seeds.articles, store, knowledge, executor=remembering)
    before = store.canonical_nquads()
    again = ingest(seeds.articles, store, knowledge, executor=remembering)
    assert again.unchanged == again.articles == 5
    assert again.snapshot == first.snapshot
    assert store.canonical_nquads() == before


def test_a_changed_article_replaces_its_graph_and_only_that(
    seeds: Seeds, knowledge: Knowledge, remembering: Remembering, store: Store
) -> None:
    url = "https://example.org/2023/02/deflated-relations"
    short, other = (
        replace(seeds.mapped[n].article, iri=knowledge.iris.article(url=url, text=""), url=url) for n in ("003", "002")
    )
    ingest([short, seeds.articles[0]], store, knowledge, executor=remembering)
    name, untouched = (knowledge.iris.article_graph(IRI(iri)) for iri in (short.iri, seeds.articles[0].iri))
    before = store.canonical_nquads([untouched])
    done = ingest([other], store, knowledge, executor=remembering)
    assert done.unchanged == 0
    assert store.graph_names(f"{BASE}graph/article/") == sorted([name, untouched])
    text = store.canonical_nquads([name]).decode()
    assert "Zelensk" in text
    assert "Blinken" not in text
    assert "Blinken" not in store.canonical_nquads([knowledge.iris.graph("events")]).decode()
    assert store.canonical_nquads([untouched]) == before


def test_a_broken_article_is_told_and_stops_no_other(
    seeds: Seeds, knowledge: Knowledge, remembering: Remembering, store: Store
) -> None:
    lines: list[str] = []
    empty = ArticleError("no text", where="empty.txt", remedy="give the article")
    impossible = replace(seeds.articles[0], text=None, file="impossible.txt")  # type: ignore[arg-type]
    outcomes = [empty, seeds.articles[2], impossible, seeds.articles[3]]
    done = ingest(outcomes, store, knowledge, executor=remembering, told=lines.append)
    assert done.articles == 2
    assert [error.where for error in done.refused_articles] == ["empty.txt", "impossible.txt"]
    assert "refused empty.txt: no text (give the article)" in lines
    assert any(line.startswith("refused impossible.txt: no claims could be made: ") for line in lines)
    assert len(store.graph_names(f"{BASE}graph/article/")) == 2


def test_a_copy_of_an_article_adds_no_voice(
    seeds: Seeds, knowledge: Knowledge, remembering: Remembering, store: Store
) -> None:
    original = seeds.mapped["004"].article
    copy = replace(
        original, iri=knowledge.iris.article(url=None, text=original.text + "x"), text=original.text + "\n",
        publisher="Another Paper", file="copy.txt",
    )  # fmt: skip
    ingest([original, copy], store, knowledge, executor=remembering)
    counts = store.solutions(
        PREFIXES
        + """SELECT ?claimCount ?sourceCount WHERE {
          ?e a :Call ; :participant actor:xi-jinping, actor:volodymyr-zelenskyy ; :status :status-occurred ;
            :claimCount ?claimCount ; :sourceCount ?sourceCount }"""
    )
    assert [(row["claimCount"].value, row["sourceCount"].value) for row in counts] == [("2", "1")]


# --- out again --------------------------------------------------------------------------------------------------


def test_a_withdrawn_article_takes_its_claims_with_it(
    seeds: Seeds, knowledge: Knowledge, remembering: Remembering, store: Store
) -> None:
    ingest(seeds.articles, store, knowledge, executor=remembering)
    article = seeds.mapped["003"].article
    held = set(store.texts.hashes())
    withdraw(article.iri, store, knowledge)
    left = store.canonical_nquads().decode()
    assert "surveillance balloon" not in left
    assert len(held) - len(set(store.texts.hashes())) == 1
    with pytest.raises(NotFound, match=article.iri):
        withdraw(article.iri, store, knowledge)
