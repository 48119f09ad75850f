from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from conftest import BASE
from parley.config import Settings
from parley.errors import QueryRefused
from parley.iris import event_or_claim
from parley.model import Term
from parley.store.service import evidence
from parley.store.service.evidence import evidence_for
from parley.store.service.workers import QueryService
from parley.store.sparql.gate import check
from parley.store.sparql.patterns import outline
from parley.store.sparql.syntax import Node, parse
from parley.store.sparql.widen import Wider, widen
from parley.web import create_app

NAMES = (
    "PREFIX : <https://w3id.org/parley/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
ACTORS = "?e a :Contact ; :participant ?a . ?a rdfs:label ?name"
# For each solution: the actor, the event, and every claim of that event.
TRUTH = NAMES + f"SELECT ?name ?e ?c {{ {ACTORS} . ?e :claim ?c }}"


@pytest.fixture(scope="module")
def client(seed_settings: Settings, seed_queries: QueryService) -> FlaskClient:
    return create_app(seed_settings, queries=seed_queries).test_client()


def ask(client: FlaskClient, query: str, **parameters: str) -> dict[str, Any]:
    response = client.get("/sparql", query_string={"query": NAMES + query, "evidence": "1", **parameters})
    assert response.status_code == 200, response.data
    assert response.mimetype == "application/sparql-results+json"
    facts: dict[str, Any] = response.get_json(force=True)
    rows = facts["evidence"]["rows"]
    assert len(rows) == len(facts["results"]["bindings"])
    assert {claim for row in rows for claim in row} == set(facts["evidence"]["claims"])
    return facts


def claims_by_name(seed_queries: QueryService) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in seed_queries.query(TRUTH).solutions:
        found.setdefault(row["name"].value, set()).add(row["c"].value)
    assert len(found) > 3
    return found


def test_the_answer_itself_stays_as_it_is(client: FlaskClient) -> None:
    query = f"SELECT ?name ?e {{ {ACTORS} }} ORDER BY ?name ?e"
    plain = client.get("/sparql", query_string={"query": NAMES + query}).get_json(force=True)
    with_evidence = ask(client, query)
    assert {key: with_evidence[key] for key in ("head", "results")} == plain
    assert with_evidence["evidence"]["of"] == "solutions"


def test_each_claim_has_its_article_and_the_sentences_that_stand_in_it(client: FlaskClient, seeds: Any) -> None:
    found = ask(client, "SELECT ?e { ?e a :Contact }")["evidence"]
    texts = {article.iri: article for article in seeds.articles}
    assert found["claims"]
    for iri, claim in found["claims"].items():
        article = texts[claim["article"]["iri"]]
        assert iri.startswith(article.iri + "#claim-")
        assert claim["article"]["title"] == article.title
        assert claim["article"]["publisher"] == article.publisher
        assert claim["article"]["published"] == article.published.isoformat()
        assert claim["event"].startswith(BASE + "event/")
        assert claim["status"].startswith("https://w3id.org/parley/ontology#status-")
        assert claim["quotations"]
        for quotation in claim["quotations"]:
            start, end = quotation["start"], quotation["end"]
            assert article.text[start:end] == quotation["exact"]
            assert article.text[:start].endswith(quotation.get("prefix", ""))
            assert article.text[end:].startswith(quotation.get("suffix", ""))
    assert any(claim["source"] and claim["source"]["label"] for claim in found["claims"].values())


def test_an_event_in_a_row_has_all_its_claims(client: FlaskClient, seed_queries: QueryService) -> None:
    found = ask(client, "SELECT ?e { ?e a :Contact }")
    for row, claims in zip(found["results"]["bindings"], found["evidence"]["rows"], strict=True):
        query = NAMES + f"SELECT ?c {{ <{row['e']['value']}> :claim ?c }}"
        assert claims == sorted(solution["c"].value for solution in seed_queries.query(query).solutions)


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?name {{ {ACTORS} }}",
        f"SELECT DISTINCT ?name {{ {ACTORS} }} ORDER BY ?name LIMIT 3",
        f"SELECT ?name (COUNT(?e) AS ?n) {{ {ACTORS} }} GROUP BY ?name HAVING (COUNT(?e) > 0)",
        f"SELECT ?name (COUNT(*) AS ?n) {{ {ACTORS} }} GROUP BY ?name ORDER BY DESC(?n) OFFSET 1",
        f"SELECT ?name ?x {{ ?a rdfs:label ?name OPTIONAL {{ ?e :none ?x }} {ACTORS} }} VALUES ?name {{ UNDEF }}",
        f"SELECT ?name {{ {{ {ACTORS} }} OPTIONAL {{ ?e :none ?x }} }}",
        f"SELECT ?name (1 AS ?one) {{ {{ SELECT * {{ {ACTORS} }} }} }}",
    ],
)
def test_rows_without_an_event_have_the_claims_of_the_events_behind_them(
    client: FlaskClient, seed_queries: QueryService, query: str
) -> None:
    truth = claims_by_name(seed_queries)
    found = ask(client, query)
    assert found["results"]["bindings"]
    for row, claims in zip(found["results"]["bindings"], found["evidence"]["rows"], strict=True):
        assert claims == sorted(truth[row["name"]["value"]])


def test_a_count_of_everything_stands_on_everything(client: FlaskClient, seed_queries: QueryService) -> None:
    found = ask(client, f"SELECT (COUNT(DISTINCT ?e) AS ?n) {{ {ACTORS} }}")
    assert set(found["evidence"]["rows"][0]) == set().union(*claims_by_name(seed_queries).values())


def test_values_that_are_computed_find_their_solutions(client: FlaskClient, seed_queries: QueryService) -> None:
    for query in (
        "SELECT (YEAR(?d) AS ?y) { ?e a :Contact ; :start ?d }",
        "SELECT ?y (COUNT(*) AS ?n) { ?e a :Contact ; :start ?d } GROUP BY (YEAR(?d) AS ?y)",
    ):
        found = ask(client, query)
        for row, claims in zip(found["results"]["bindings"], found["evidence"]["rows"], strict=True):
            truth = (
                NAMES
                + f"""SELECT DISTINCT ?c {{ ?e a :Contact ; :start ?d ; :claim ?c
                FILTER(YEAR(?d) = {row["y"]["value"]}) }}"""
            )
            assert claims == sorted(each["c"].value for each in seed_queries.query(truth).solutions)


def test_a_claim_that_a_solution_names_stands_for_its_event(client: FlaskClient) -> None:
    found = ask(client, "SELECT ?e ?c { ?e a :Contact ; :claim ?c }")
    for row, claims in zip(found["results"]["bindings"], found["evidence"]["rows"], strict=True):
        assert claims == [row["c"]["value"]]


def test_a_part_stands_for_its_whole(client: FlaskClient) -> None:
    found = ask(client, "SELECT ?p { ?e :participation ?p } LIMIT 5")
    assert all(found["evidence"]["rows"])
    inside = ask(client, "SELECT ?p { GRAPH ?g { ?c :claimedParticipation ?p } } LIMIT 5")
    for row, claims in zip(inside["results"]["bindings"], inside["evidence"]["rows"], strict=True):
        assert claims == [row["p"]["value"].rpartition("-")[0]]


def test_rows_that_are_about_no_event_have_none(client: FlaskClient) -> None:
    found = ask(client, "SELECT ?a { ?a a :Country } LIMIT 3")
    assert found["evidence"]["rows"] == [[], [], []]


def test_events_that_a_subselect_keeps_to_itself_are_not_seen(client: FlaskClient) -> None:
    found = ask(client, f"SELECT ?name {{ {{ SELECT DISTINCT ?name {{ {ACTORS} }} }} }}")
    assert found["results"]["bindings"]
    assert not any(found["evidence"]["rows"])


def test_evidence_is_for_select_in_json_only(client: FlaskClient) -> None:
    def status(query: str, **options: Any) -> tuple[int, str]:
        response = client.get("/sparql", query_string={"query": query, "evidence": "1"}, **options)
        return response.status_code, response.get_data(as_text=True)

    assert status("SELECT * {}", headers={"Accept": "text/csv"})[0] == 406
    assert "application/sparql-results+json" in status("SELECT * {}", headers={"Accept": "text/csv"})[1]
    assert status("ASK {}")[0] == 400
    wrong = client.get("/sparql", query_string={"query": "SELECT * {}", "evidence": "maybe"})
    assert wrong.status_code == 400
    off = client.get("/sparql", query_string={"query": "SELECT * {}", "evidence": "0"})
    assert "evidence" not in off.get_json(force=True)


def test_evidence_has_an_etag_of_its_own(client: FlaskClient) -> None:
    parameters = {"query": NAMES + "SELECT ?e { ?e a :Call }", "evidence": "1"}
    response = client.get("/sparql", query_string=parameters)
    plain = client.get("/sparql", query_string=parameters | {"evidence": "0"})
    assert response.headers["ETag"] != plain.headers["ETag"]
    again = client.get("/sparql", query_string=parameters, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_more_than_can_be_shown_whole_is_refused(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    many = "SELECT * { VALUES ?x { " + " ".join(map(str, range(evidence.MOST_ROWS + 1))) + " } }"
    response = client.get("/sparql", query_string={"query": many, "evidence": "1"})
    assert response.status_code == 403
    assert "2000 rows at most, and there are more" in response.get_json(force=True)["detail"]
    monkeypatch.setattr(evidence, "MOST_CLAIMS", 1)
    few = client.get(
        "/sparql", query_string={"query": NAMES + "SELECT * { ?e a :Contact ; :place ?p }", "evidence": "1"}
    )
    assert few.status_code == 403
    assert "1 claims at most" in few.get_json(force=True)["detail"]


def wider(query: str) -> Wider | None:
    tree = parse(query, check(query).tokens)
    assert isinstance(tree, Node)
    return widen(outline(query, tree), query, base=BASE)


@pytest.mark.parametrize(
    ("query", "keys", "added"),
    [
        ("SELECT ?a { ?e <p> ?a }", ["a"], ["e"]),
        ("SELECT * { ?e <p> ?a }", ["e", "a"], []),
        ("SELECT ?a { ?e <p> ?a FILTER EXISTS { ?x <q> ?e } MINUS { ?y <q> ?e } }", ["a"], ["e"]),
        ("SELECT ?a { ?e <p> ?a { SELECT ?z (1 AS ?o) { ?z <q> ?w } } }", ["a"], ["e", "z", "o"]),
        (
            "SELECT ?a { ?e <p> ?a BIND(?e AS ?f) VALUES ?v { 1 } GRAPH ?g { ?s ?p ?q } }",
            ["a"],
            ["e", "f", "v", *"gspq"],
        ),
        ("SELECT ?a (COUNT(?e) AS ?n) { ?e <p> ?a } GROUP BY ?a", ["a"], ["e"]),
        ("SELECT (COUNT(?e) AS ?n) { ?e <p> ?a } GROUP BY ?a", None, []),
        ("SELECT (COUNT(?e) AS ?n) { ?e <p> ?a } GROUP BY STR(?a)", None, []),
        ("SELECT (COUNT(?e) AS ?n) { ?e <p> ?a }", [], ["e", "a"]),
    ],
)
def test_a_query_is_widened_by_what_its_rows_do_not_show(query: str, keys: list[str] | None, added: list[str]) -> None:
    found = wider(query)
    if keys is None:
        assert found is None
        return
    assert found is not None
    assert list(found.keys) == keys
    assert sorted(found.added) == sorted(f"parley_{name}" for name in added)
    for text in found.queries([[Term(type="literal", value='a "b"\n\\')] * len(keys)]):
        assert check(text).form == "SELECT"


@pytest.mark.parametrize(
    ("query", "pinned"),
    [
        ("SELECT ?a ?b { ?e <p> ?a, ?b }", ["a", "b"]),
        ("SELECT ?a ?b { ?e <p> ?a OPTIONAL { ?e <q> ?b } }", ["a"]),
        ("SELECT ?a ?b { ?e <p> ?a OPTIONAL { ?e <q> ?b } ?b <r> 1 }", ["a"]),
        ("SELECT ?a { ?e <p> ?x FILTER(?a > 1) ?e <q> ?a }", ["a"]),
        ("SELECT ?a { BIND(1 AS ?a) ?e <p> ?a }", []),
        ("SELECT (STR(?x) AS ?a) { ?e <p> ?x }", []),
        ("SELECT ?a { { SELECT ?a { ?e <p> ?a } } }", []),
        ("SELECT ?a { SELECT ?a { ?e <p> ?a } }", []),
        ("SELECT ?a { { ?e <p> ?a } UNION { ?e <q> ?a } }", []),
    ],
)
def test_values_are_given_beforehand_only_where_that_changes_nothing(query: str, pinned: list[str]) -> None:
    found = wider(query)
    assert found is not None
    assert list(found.pinned) == pinned
    for text in found.queries([[Term(type="uri", value="http://e/a")] * len(found.keys)]):
        check(text)
        ox.Store().query(text, base_iri=BASE)


def test_many_rows_are_asked_about_in_queries_of_a_size_that_is_allowed() -> None:
    found = wider("SELECT ?a ?b { ?e <p> ?a, ?b }")
    assert found is not None
    values = [Term(type="literal", value=f"{n}" * 20) for n in range(2000)]
    rows = [[value, replace(value, language="en")] for value in values]
    texts = list(found.queries(rows))
    assert len(texts) > 1
    for text in texts:
        check(text)
    assert sum(text.count("@en)") for text in texts) == 2000


@pytest.mark.parametrize(
    ("iri", "told"),
    [
        ("event/a1-12", ("event", "event/a1-12")),
        ("event/a1-12#p0", ("event", "event/a1-12")),
        ("article/a1#claim-12", ("claim", "article/a1#claim-12")),
        ("article/a1#claim-12-p0", ("claim", "article/a1#claim-12")),
        ("article/a1", None),
        ("article/a1#char=1,2", None),
        ("actor/x", None),
        ("event/", None),
    ],
)
def test_an_iri_tells_the_event_or_claim_that_it_belongs_to(iri: str, told: tuple[str, str] | None) -> None:
    expected = (told[0], BASE + told[1]) if told else None
    assert event_or_claim(BASE + iri, base=BASE) == expected
    assert event_or_claim("http://elsewhere/" + iri, base=BASE) is None


def test_an_iri_that_is_made_up_in_the_query_cannot_reach_into_another(client: FlaskClient) -> None:
    for made in ("event/x> } SERVICE <http://x/", "event/none", "article/none#claim-1"):
        query = f'SELECT (IRI("{BASE}{made}") AS ?e) {{}}'
        assert ask(client, query)["evidence"]["rows"] == [[]]


def test_without_rows_nothing_is_asked() -> None:
    def never(query: str) -> list[dict[str, Term]]:
        raise AssertionError(query)

    assert evidence_for([], ["a"], wider=None, base=BASE, ask_own=never, ask=never) == {"rows": [], "claims": {}}
    with pytest.raises(QueryRefused, match="LIMIT"):
        evidence_for([{}] * 2001, [], wider=None, base=BASE, ask_own=never, ask=never)
