"""The page for queries: results as table and drawings, errors with their place, examples that run."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from parley.store.service.workers import QueryService
from parley.web import create_app

PREFIX = "PREFIX : <https://w3id.org/parley/ontology#> "
CONTACTS = PREFIX + "SELECT ?event ?start { ?event a :Contact ; :status :status-occurred ; :start ?start }"


@pytest.fixture(scope="module")
def client(seed_queries: QueryService) -> FlaskClient:
    return create_app(seed_queries.settings, queries=seed_queries).test_client()


def page(client: FlaskClient, query: str, status: int = 200, **more: str) -> str:
    response = client.get("/query?" + urlencode({"query": query, **more}), headers={"Accept": "text/html"})
    assert response.status_code == status, response.text
    return html.unescape(response.text)


def test_a_result_is_a_table_with_the_same_answer_in_other_formats(client: FlaskClient) -> None:
    text = page(client, CONTACTS)
    rows = int(re.search(r"<h2 id=\"result\">(\d+) rows", text)[1])
    assert len(re.findall("<tr><td", text)) == rows
    way = re.search(r'<a href="(/sparql[^"]+)">JSON</a>', text)[1]
    assert len(client.get(way).json["results"]["bindings"]) == rows


@pytest.mark.parametrize(("view", "mark"), [("timeline", "<rect"), ("network", "<circle"), ("map", "<circle")])
def test_the_events_of_a_result_can_be_drawn(view: str, mark: str, client: FlaskClient) -> None:
    assert mark in page(client, CONTACTS, view=view)


def test_a_result_without_events_offers_no_drawing(client: FlaskClient) -> None:
    text = page(client, PREFIX + "SELECT ?c { ?c a :Country } LIMIT 30")
    assert "Timeline" not in text
    assert "Rows 1 to 20 of 30" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ASK { ?s ?p ?o }", ">Yes</h2>"),
        ("ASK { <urn:a> <urn:b> <urn:c> }", ">No</h2>"),
        ("DESCRIBE <https://w3id.org/parley/ontology#Call>", "rdfs:subClassOf"),
        ("SELECT ?s { ?s <urn:nothing> ?o }", "Why is it empty?"),
    ],
)
def test_every_form_of_query_has_its_result(query: str, words: str, client: FlaskClient) -> None:
    assert words in page(client, query)


def test_a_page_has_the_first_rows_of_a_long_result_and_says_so(client: FlaskClient) -> None:
    text = page(client, "SELECT ?s { ?s ?p ?o }", page="100")
    assert ">More than 2,000 rows</h2>" in text
    assert "the files below have all" in text
    assert "Rows 1,981 to 2,000 of 2,000" in text


def test_a_graph_that_is_too_long_for_a_page_is_left_to_files(client: FlaskClient) -> None:
    text = page(client, "CONSTRUCT WHERE { ?s ?p ?o }")
    assert "too long for a page" in text
    assert len(text) < 1_000_000


@pytest.mark.parametrize("wrong", [{"view": "cube"}, {"page": "0"}])
def test_a_view_or_page_that_there_is_not_is_told_before_the_query_runs(
    wrong: dict[str, str], client: FlaskClient
) -> None:
    assert f"{next(iter(wrong))} '{next(iter(wrong.values()))}'" in page(client, "no SPARQL", status=404, **wrong)


def test_a_wrong_query_stays_in_the_editor_with_what_is_wrong_and_where(client: FlaskClient) -> None:
    text = page(client, "SELECT * { ?s rdf:type ?o }", status=400)
    assert "PREFIX rdf:" in text
    assert "^" in re.search(r'aria-label="Where it is">(.*?)</pre>', text, re.DOTALL)[1]
    assert "SELECT * { ?s rdf:type ?o }</textarea>" in text


def test_a_name_that_the_ontology_has_not_is_told_beside_the_rows(client: FlaskClient) -> None:
    text = page(client, PREFIX + "SELECT ?event ?s { ?event a :Call OPTIONAL { ?event :startDate ?s } }")
    assert "did you mean :start?" in text
    assert "did you mean" not in page(client, CONTACTS)


def test_what_is_not_allowed_is_said(client: FlaskClient) -> None:
    assert "SERVICE is not allowed" in page(client, "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", status=403)


def test_a_query_cannot_break_out_of_the_page(client: FlaskClient) -> None:
    response = client.get("/query?" + urlencode({"query": "</textarea><script>alert(1)</script>"}))
    assert "<script>alert" not in response.text


def test_the_examples_are_competency_questions_and_the_first_one_runs(client: FlaskClient) -> None:
    text = page(client, "")
    examples = re.findall(r'<li><a href="(\?query=[^"]+)">([^<]+)</a></li>', text)
    assert len(examples) > 20
    query = parse_qs(urlsplit(examples[0][0]).query)["query"][0]
    assert "</table>" in page(client, query)


def test_completion_knows_our_prefixes_classes_and_properties(client: FlaskClient) -> None:
    text = client.get("/query").text
    known = json.loads(re.search(r'id="vocabulary">(.*?)</script>', text)[1])
    assert known["prefixes"][""] == "https://w3id.org/parley/ontology#"
    assert "https://w3id.org/parley/ontology#Meeting" in known["classes"]
    assert "https://w3id.org/parley/ontology#onBehalfOf" in known["properties"]
