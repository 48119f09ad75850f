"""What pages and answers show where voices of one article contradict each other: both, each with its own source."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from parley.config import Settings
from parley.knowledge import Knowledge
from parley.pipeline import ingest
from parley.questions import read_questions
from parley.resources import data_folder
from parley.store import open_store
from parley.store.service.workers import QueryService
from parley.vocab import NS
from parley.web import create_app
from reading import CASES, article_of

CHOSEN = ("x01", "x04", "x08", "x11", "x12")


@pytest.fixture(scope="module")
def queries(
    knowledge: Knowledge, seed_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[QueryService]:
    """Queries on the store of the sample articles with some of the invented ones."""
    told = tomllib.loads((CASES / "articles" / "contradictions.toml").read_text(encoding="utf-8"))["article"]
    chosen = [each for each in told if each["id"] in CHOSEN]
    articles = [
        article_of(each["text"].strip(), knowledge, published=each["published"], publisher="Harbour Gazette")
        for each in chosen
    ]
    folder = tmp_path_factory.mktemp("contradictions") / "store"
    shutil.copytree(seed_settings.store, folder)
    with open_store(folder, base_iri=seed_settings.base_iri, write=True) as store:
        ingest(articles, store, knowledge)
    with QueryService(replace(seed_settings, store=folder)) as service:
        yield service


@pytest.fixture(scope="module")
def client(queries: QueryService) -> FlaskClient:
    return create_app(queries.settings, queries=queries).test_client()


def event_of(client: FlaskClient, name: str) -> str:
    """Return the page of the one event with somebody of that name, as text."""
    query = f"""PREFIX : <{NS}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?event {{ ?event a :Contact ; rdfs:label ?label FILTER(CONTAINS(?label, "{name}")) }}"""
    answer = client.post("/sparql", data={"query": query}, headers={"Accept": "application/sparql-results+json"})
    (row,) = answer.get_json()["results"]["bindings"]
    path = "/" + row["event"]["value"].split("/", 3)[3]
    page = client.get(f"{path}.html", follow_redirects=True)
    assert page.status_code == 200
    text = re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2].partition("The SPARQL behind")[0])
    return " ".join(html.unescape(text).split())


def section(page: str, heading: str) -> str:
    return page.partition("Where the sources differ")[2].partition(heading)[2].partition("Who says so")[0]


def test_the_page_of_an_event_sets_the_denial_beside_what_it_denies(client: FlaskClient) -> None:
    page = event_of(client, "Patiño")
    assert "occurred 1 October 2012 sources disagree" in page
    did, _, did_not = section(page, "Whether it took place").partition("It did not: denied")
    assert "Ecuadorean officials said." in did
    assert "citing Ecuadorean officials" in did
    assert "denied that the two had met." in did_not
    assert "citing Colombia's foreign ministry" in did_not
    assert "denied that" not in did


def test_an_event_that_only_hearsay_tells_and_a_side_denies_was_denied(client: FlaskClient) -> None:
    page = event_of(client, "Fico")
    assert "denied 21 April 2015 sources disagree" in page
    did, _, did_not = section(page, "Whether it took place").partition("It did not: denied")
    assert "citing Hungarian state radio" in did
    assert "citing Robert Fico" in did_not


def test_both_days_stay_visible(client: FlaskClient) -> None:
    page = section(event_of(client, "Kenyatta"), "When")
    assert "16 September 2013 1 claim" in page
    assert "citing Kenyan officials" in page
    assert "17 September 2013 1 claim" in page
    assert "citing Ugandan officials" in page


def test_both_numbers_stay_visible(client: FlaskClient) -> None:
    page = section(event_of(client, "Assad"), "How often")
    assert "3 times 1 claim" in page
    assert "4 times 1 claim" in page


def test_both_accounts_of_whose_initiative_it_was_stay_visible(client: FlaskClient) -> None:
    page = section(event_of(client, "Aliyev"), "Whose initiative it was")
    assert re.search(r"Mahmoud Ahmadinejad 1 claim .* citing Azerbaijan .*Ilham Aliyev 1 claim .* citing Iran", page)


def test_several_voices_of_one_article_are_no_change_of_the_news(client: FlaskClient) -> None:
    assert "How the news of it changed" not in event_of(client, "Patiño")


def test_the_question_where_sources_disagree_names_both_sources(queries: QueryService, knowledge: Knowledge) -> None:
    question = read_questions(data_folder("ontology") / "questions")["12-sources-disagree"]
    rows = queries.query(question.sparql).solutions
    told = {
        (row["about"].value, row["saysA"].value, row["sourceA"].value, row["saysB"].value, row["sourceB"].value)
        for row in rows
    }
    assert told >= {
        ("status", "occurred", "Ecuadorean officials", "denied", "Colombia's foreign ministry"),
        ("status", "occurred", "Hungarian state radio", "denied", "Robert Fico"),
        ("date", "2013-09-16/2013-09-16", "Kenyan officials", "2013-09-17/2013-09-17", "Ugandan officials"),
        ("number", "3", "Jordan", "4", "Syria"),
        ("initiative", "Ilham Aliyev", "Iran", "Mahmoud Ahmadinejad", "Azerbaijan"),
    }


def test_what_a_contradicted_meeting_is_asked_for_shows_the_denial_instead(client: FlaskClient) -> None:
    page = html.unescape(client.get("/", query_string={"q": "did Fico meet Orban in April 2015?"}).text)
    instead = page.partition("Told instead")[2]
    assert "denied having met Orbán" in instead
    assert "citing Hungarian state radio" in re.sub(r"<[^>]+>", "", instead)


def test_the_table_of_claims_leads_from_a_denial_to_what_it_contradicts(client: FlaskClient) -> None:
    table = client.get("/export/claims.csv").get_data().decode("utf-8-sig")
    claims = {row["claim"]: row for row in csv.DictReader(io.StringIO(table))}
    contradicted = {
        (row["status"], claims[row["contradicts"]]["status"]) for row in claims.values() if row["contradicts"]
    }
    assert contradicted == {("denied", "occurred"), ("occurred", "occurred")}
