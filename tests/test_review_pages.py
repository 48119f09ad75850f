"""The pages of the ontology, over a small corpus with the ontology and shapes as they are shipped."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from parley.errors import Overloaded, QueryTimeout
from parley.model import IRI
from parley.questions import Expectation, Question
from parley.resources import load_ontology, load_shapes
from parley.review import Finding, Kind, Level, Report, Result
from parley.store.derived.publications import Publications
from parley.store.service.workers import QueryService
from parley.vocab import NS
from parley.web import close_app, create_app
from parley.web.reviewing.review import Review
from parley.web.site.competency import Competency
from published import BASE, named_graphs, publish, settings_for

pytestmark = pytest.mark.whole

SMALL = Path(__file__).parent / "data" / "small.trig"
BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def queries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryService]:
    path = tmp_path_factory.mktemp("review") / "store"
    graphs = named_graphs(SMALL.read_text(encoding="utf-8"))
    shapes = load_shapes("article", "event", "actor")
    publish(path, graphs | {IRI(f"{BASE}graph/ontology"): load_ontology(), IRI(f"{BASE}graph/shapes"): shapes})
    with QueryService(settings_for(path, query_timeout_s=10.0)) as service:
        yield service


@pytest.fixture(scope="module")
def app(queries: QueryService) -> Iterator[Flask]:
    app = create_app(queries.settings, queries=queries)
    publications: Publications = app.extensions["parley.publications"]
    assert publications.counts(publications.snapshots.current(), wait_s=60)
    yield app
    close_app(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def page(client: FlaskClient, path: str) -> str:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 200, response.text[:400]
    return response.text


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- terms ------------------------------------------------------------------------------------------------------


def test_the_index_lists_every_term_with_its_page_and_draws_the_core(client: FlaskClient, app: Flask) -> None:
    review: Review = app.extensions["parley.review"]
    html = page(client, "/ontology")
    for term in review.served.current().reviewed.ontology.of(*Kind):
        assert f'<a href="/ontology/{term.name}">{term.label}</a>' in html, term.name
    assert "Event: " in html.partition('<desc id="core-description">')[2].partition("</desc>")[0]


def test_a_search_finds_terms_by_all_their_words(client: FlaskClient) -> None:
    found = text(page(client, "/ontology?q=summit&kind=class"))
    assert "1 term with “summit”" in found
    assert "Conference" in found
    assert "No term has it" in text(page(client, "/ontology?q=xyzzy"))
    assert "1 term with “:asOf”" in text(page(client, "/ontology?q=:asOf"))


def test_terms_are_listed_as_queries_write_them(client: FlaskClient) -> None:
    assert "planned start :plannedStart → xsd:date" in text(page(client, "/ontology/StatusChange"))
    assert "occurred :status-occurred" in text(page(client, "/ontology/StatusScheme"))
    assert "Cited source :CitedSource" in text(page(client, "/ontology"))


@pytest.mark.parametrize("name", ["Claim", "participant", "start", "StatusScheme", "status-planned", "cameo"])
def test_every_kind_of_term_has_a_page_of_its_own(name: str, client: FlaskClient) -> None:
    html = page(client, f"/ontology/{name}")
    assert 'class="definition"' in html
    assert "Where it stands" in html


def test_a_term_page_counts_its_uses_and_shows_some_of_them(client: FlaskClient) -> None:
    said = text(page(client, "/ontology/status-occurred"))
    assert re.search(r"\d+ values in Events", said)
    assert "Value of claimed status · status" in said
    assert re.search(r'<ul class="links instances">\s*<li><a href="/event/', page(client, "/ontology/status-occurred"))


def test_the_uses_of_a_scheme_are_those_of_its_concepts(client: FlaskClient) -> None:
    assert re.search(r"[1-9]\d* values that are its concepts", text(page(client, "/ontology/StatusScheme")))


def test_a_part_is_shown_with_the_whole_it_is_in(client: FlaskClient) -> None:
    shown = page(client, "/ontology/Participation").partition('class="links instances"')[2].partition("</ul>")[0]
    assert re.search(r'<a href="/event/[^"#]+#[^"]+">.*?</a> <span class="about">in <a href="/event/', shown)


def test_a_property_leads_to_the_scheme_of_its_values(client: FlaskClient) -> None:
    signature = page(client, "/ontology/medium").partition('class="signature"')[2].partition("</p>")[0]
    assert '<a href="/ontology/MediumScheme">Media</a>' in signature


def test_a_term_tells_which_questions_ask_with_it_and_since_when_it_is_there(client: FlaskClient) -> None:
    said = page(client, "/ontology/during")
    assert '<a href="/questions/01-who-met-whom">' in said
    assert "<strong>0.2.0</strong> added" in said


def test_what_is_deprecated_is_told_with_its_successor(queries: QueryService, app: Flask) -> None:
    review: Review = app.extensions["parley.review"]
    served = review.served.current()
    ontology = load_ontology()
    ontology.parse(
        data=f"<{NS}party> <http://www.w3.org/2002/07/owl#deprecated> true ; "
        f"<http://purl.org/dc/terms/isReplacedBy> <{NS}participant> .",
        format="turtle",
    )
    changed = review.served._read((ontology.serialize(format="nt"), served.texts[1]))
    assert changed.reviewed.ontology.terms[IRI(NS + "party")].deprecated
    assert [c.label for c in changed.releases[0].of("deprecated")] == ["party"]


def test_all_terms_stand_on_one_page_in_full(client: FlaskClient, app: Flask) -> None:
    review: Review = app.extensions["parley.review"]
    html = page(client, "/review/whole")
    for term in review.served.current().reviewed.ontology.of(*Kind):
        assert f'id="{term.name}"' in html
        assert f'href="#{term.name}"' in html
    assert html.count('class="entry"') == len(review.served.current().reviewed.ontology.of(*Kind))


def test_a_former_version_is_there_as_it_was(client: FlaskClient) -> None:
    former = client.get("/ontology/0.1.0.ttl").text
    assert "sideCount" not in former
    assert 'owl:versionInfo "0.1.0"' in former
    assert re.search(r"Added [1-9]", text(page(client, "/ontology/0.1.0")))


def test_an_unknown_page_is_answered_with_the_known_ones(client: FlaskClient) -> None:
    response = client.get("/review/none", headers=BROWSER)
    assert response.status_code == 404
    assert "quality, changes, whole" in response.text


# --- quality ----------------------------------------------------------------------------------------------------


def test_the_quality_report_comes_once_it_is_made(client: FlaskClient) -> None:
    end = time.monotonic() + 120
    while "data-again" in page(client, "/review/quality") and time.monotonic() < end:
        time.sleep(0.5)
    said = text(page(client, "/review/quality"))
    assert re.search(r"\d+ passed 0 errors", said)
    assert "A term and its words: definition" in said


def test_what_was_found_is_listed_with_links(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    review: Review = app.extensions["parley.review"]
    finding = Finding(iri=IRI(NS + "Actor"), label="Actor", said="has no label")
    result = Result(
        family="Words", key="k", name="Labels", meaning="Why.", level=Level.ERROR, source="ours", findings=(finding,)
    )
    monkeypatch.setattr(review.reports, "report", lambda served, wait_s: Report(results=(result,), version="0"))
    html = page(client, "/review/quality")
    assert '<a href="/ontology/Actor">Actor</a> has no label' in html
    assert "0 passed 1 errors" in text(html)


# --- competency questions ---------------------------------------------------------------------------------------


def question(sparql: str, **expected: Any) -> Question:
    return Question(key="q", title="Q", description="Why.", sparql=sparql, expected=Expectation(**expected))


def test_a_question_that_is_asked_is_shown_with_rows_and_duration(client: FlaskClient) -> None:
    before = page(client, "/questions")
    assert 'data-outcome="/review/questions/27-coverage"' in before
    after = page(client, "/questions?run=27-coverage").partition('id="27-coverage"')[2].partition("</li>")[0]
    assert "1 row in " in text(after)
    assert 'class="outcome good"' in after


def test_the_rest_is_asked_in_turn(client: FlaskClient) -> None:
    end = time.monotonic() + 120
    while "data-outcome" in page(client, "/questions?run=rest") and time.monotonic() < end:
        pass
    assert "All 29 have the answer that is expected." in page(client, "/questions")


def test_a_part_of_the_page_is_the_outcome_alone(client: FlaskClient) -> None:
    assert page(client, "/review/questions/28-voices").lstrip().startswith('<div class="outcome good"')
    assert client.get("/review/questions/none", headers=BROWSER).status_code == 404


def late(*_: object, **__: object) -> None:
    """Answer no query in time."""
    raise QueryTimeout("the query was ended after 10 s")


def test_an_answer_that_lacks_what_is_expected_is_red(queries: QueryService) -> None:
    asked = question("SELECT ?a ?b WHERE { VALUES ?a { 1 2 } }", most=1, bound=("b",))
    outcome = Competency(queries, {"q": asked}).ask(asked)
    assert outcome.wrong == ("2 rows, expected at most 1", "no value for b in 2 of 2 rows")
    assert not outcome.good


def test_a_question_without_an_answer_is_red(queries: QueryService, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = question("SELECT ?a WHERE { ?a ?b ?c }")
    monkeypatch.setattr(queries, "query", late)
    outcome = Competency(queries, {"q": asked}).ask(asked)
    assert outcome.wrong == ("QueryTimeout: the query was ended after 10 s",)
    assert outcome.table is None


def test_a_question_that_failed_is_asked_again_by_its_link(
    queries: QueryService, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = question("SELECT ?a WHERE { ?a ?b ?c } LIMIT 2")
    competency = Competency(queries, {"q": asked})
    with monkeypatch.context() as failing:
        failing.setattr(queries, "query", late)
        assert not competency.ask(asked).good
    assert not competency.ask(asked).good
    assert competency.ask(asked, again=True).good


def test_whoever_would_wait_for_long_is_told_so(queries: QueryService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.web.site.competency._TURN_S", 0.05)
    competency = Competency(queries, {})
    with competency._turn, pytest.raises(Overloaded, match="another competency question"):
        competency.ask(question("SELECT ?a WHERE { ?a ?b ?d } LIMIT 1"))


def test_a_question_is_asked_once_for_each_snapshot(queries: QueryService, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = question("SELECT ?a WHERE { ?a ?b ?c } LIMIT 1")
    competency = Competency(queries, {"q": asked})
    first = competency.ask(asked)
    monkeypatch.setattr(queries, "query", None)
    assert competency.ask(asked) is first
    assert competency.known() == {"q": first}
