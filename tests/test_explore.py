"""The pages: what they say in words, and what they answer over a small store."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Literal

from parley.model import IRI, Coverage, Status, Term
from parley.resources import load_ontology
from parley.store.service.workers import QueryService
from parley.vocab import PARLEY
from parley.web import create_app
from parley.web.answers.cards import event_cards, events_by_match
from parley.web.answers.prepared import PAGE_SIZE, Queries
from parley.web.answers.rows import Link, path_of
from parley.web.answers.tables import table_of
from parley.web.selecting.asking import QUESTION_MAX, Asker, reading_lines
from parley.web.site.explore import EXAMPLES
from parley.web.site.pages import Pages
from parley.wording import (
    coverage_in_words,
    date_in_words,
    listed,
    number_in_words,
    part_of_date,
    safe_address,
    status_in_words,
)
from published import BASE, named_graphs, publish, settings_for

pytestmark = pytest.mark.whole

SMALL = Path(__file__).parent / "data" / "small.trig"

# An article whose every word would like to be markup, an address that would like to be a script, and a withdrawn one.
HOSTILE = """
@prefix : <https://w3id.org/parley/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix b: <http://127.0.0.1:8000/> .

<http://127.0.0.1:8000/graph/withdrawn> { <http://127.0.0.1:8000/article/gone> owl:deprecated true . }
<http://127.0.0.1:8000/graph/article/h1> {
    <http://127.0.0.1:8000/article/h1> a :Article ; :title "<script>alert('title')</script>" ;
        :publisher "\\"><img src=x onerror=alert(1)>" ; :url "javascript:alert(1)"^^xsd:anyURI ;
        :published "2023-07-01"^^xsd:date ; :publishedBasis :publishedBasis-stated .
    <http://127.0.0.1:8000/article/h1#claim-0> a :Claim ; :inArticle <http://127.0.0.1:8000/article/h1> ;
        :claimedType :Meeting ; :claimedStatus :status-occurred ; :triggerStart 0 ; :certainty :certainty-probable ;
        :citedSource <http://127.0.0.1:8000/article/h1#claim-0-source> ;
        :evidence <http://127.0.0.1:8000/article/h1#char=0,9> .
    <http://127.0.0.1:8000/article/h1#claim-0-source> a :CitedSource ; :sourceKind :sourceKind-anonymous ;
        :sourceLabel "<i>nobody</i>" .
    <http://127.0.0.1:8000/article/h1#char=0,9> a :Evidence ; oa:exact "<b>They met</b> & <script>" ; oa:start 0 ;
        oa:end 26 .
}
<http://127.0.0.1:8000/graph/events> {
    <http://127.0.0.1:8000/event/h1-0> a :Meeting, :Contact, :Event ;
        rdfs:label "Meeting of <script>alert('label')</script>, 30 June 2023"@en ;
        :status :status-occurred ; :medium :medium-in_person ; :datePrecision :precision-day ;
        :start "2023-06-30"^^xsd:date ; :end "2023-06-30"^^xsd:date ; :topic "<svg onload=alert(1)>" ; :count 3 ;
        :claimCount 1 ; :sourceCount 0 ; :participantCount 1 ; :claim <http://127.0.0.1:8000/article/h1#claim-0> ;
        :participation <http://127.0.0.1:8000/event/h1-0#p0> .
    <http://127.0.0.1:8000/event/h1-0#p0> a :Participation ; :actor <http://127.0.0.1:8000/actor/evil> ;
        :role :role-participant ; :officeClaimed "<u>Boss</u>" .
    <http://127.0.0.1:8000/actor/evil> a :Person, :Actor ; rdfs:label "<em>Evil</em>"@en .
}
<http://127.0.0.1:8000/graph/article/a1> {
    <http://127.0.0.1:8000/article/a1> :url "https://example.org/a1?x=1&y=2"^^xsd:anyURI .
}
"""


class Page(HTMLParser):
    """What a page holds, for the assertions: its words, links, times and tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.links: list[str] = []
        self.times: list[str] = []
        self.tags: list[str] = []
        self.headings: list[str] = []
        self._words: list[str] = []
        self.attributes: set[str] = set()
        self.feed(html)
        self.words = re.sub(r"\s+([,.:])", r"\1", " ".join(" ".join(self._words).split()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        built = str(given.get("src", "")).startswith("/static/built/")
        if tag == "script" and (built or str(given.get("type", "")).endswith("json")):
            return  # a module of ours, or data
        self.tags.append(tag)
        self.attributes |= set(given)
        if tag == "a":
            self.links.append(given["href"] or "")
        if tag == "time":
            self.times.append(given["datetime"] or "")

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if self.tags and re.fullmatch(r"h[1-4]|a", self.tags[-1]) and data.strip():
            self.headings.append(data.strip())


@pytest.fixture(scope="module")
def queries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryService]:
    graphs = named_graphs(SMALL.read_text(encoding="utf-8"))
    for name, graph in named_graphs(HOSTILE).items():
        graphs[name] = graphs.get(name, Graph()) + graph
    graphs[IRI(f"{BASE}graph/ontology")] += load_ontology()
    events = graphs[IRI(f"{BASE}graph/events")]
    (corpus,) = events.subjects(RDF.type, PARLEY.Corpus)
    events.set((corpus, PARLEY.eventCount, Literal(len(set(events.subjects(RDF.type, PARLEY.Event))))))
    path = tmp_path_factory.mktemp("explore") / "store"
    publish(path, graphs)
    with QueryService(settings_for(path, query_workers=1, query_timeout_s=10.0)) as service:
        yield service


@pytest.fixture(scope="module")
def client(queries: QueryService) -> FlaskClient:
    return create_app(queries.settings, queries=queries).test_client()


def get(client: FlaskClient, path: str, status: int = 200) -> Page:
    response = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
    assert response.status_code == status, response.text
    assert response.mimetype == "text/html"
    return Page(response.text)


def ask(client: FlaskClient, question: str, status: int = 200) -> Page:
    return get(client, f"/?q={quote(question)}", status)


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "precision", "whole", "words", "stamps"),
    [
        ("2023-04-26", "2023-04-26", "day", False, "26 April 2023", ["2023-04-26"]),
        ("2023-03-21", "2023-03-22", "day", False, "21 to 22 March 2023", ["2023-03-21", "2023-03-22"]),
        ("2023-03-31", "2023-04-02", "day", False, "31 March to 2 April 2023", ["2023-03-31", "2023-04-02"]),
        ("2022-12-31", "2023-01-01", "day", False, "31 December 2022 to 1 January 2023", ["2022-12-31", "2023-01-01"]),
        ("2023-03-01", "2023-03-31", "month", False, "in March 2023", ["2023-03"]),
        ("2021-01-01", "2021-12-31", "year", False, "2021", ["2021"]),
        ("2022-03-01", "2022-05-31", "season", False, "between March and May 2022", ["2022-03", "2022-05"]),
        (
            "2021-12-01", "2022-02-28", "season", False,
            "between December 2021 and February 2022", ["2021-12", "2022-02"],
        ),
        (
            "2021-11-24", "2022-02-24", "range", False,
            "between 24 November 2021 and 24 February 2022", ["2021-11-24", "2022-02-24"],
        ),
        (
            "2022-02-24", "2023-03-22", "range", True,
            "from 24 February 2022 to 22 March 2023", ["2022-02-24", "2023-03-22"],
        ),
        ("2022-02-24", None, "after", False, "on or after 24 February 2022", ["2022-02-24"]),
        ("2022-02-24", None, "after", True, "since 24 February 2022", ["2022-02-24"]),
        (None, "2022-02-24", "before", False, "by 24 February 2022", ["2022-02-24"]),
        (None, None, "unknown", False, "undated", []),
    ],
)  # fmt: skip
def test_a_date_is_said_as_exactly_as_it_is_known(
    start: str | None, end: str | None, precision: str, whole: bool, words: str, stamps: list[str]
) -> None:
    days = [dt.date.fromisoformat(day) if day else None for day in (start, end)]
    said = date_in_words(days[0], days[1], precision, whole=whole)
    assert said.text == words
    assert [piece.stamp for piece in said.pieces if piece.stamp] == stamps


def test_every_status_has_words_of_its_own() -> None:
    words = {status_in_words(status).word for status in Status}
    assert len(words) == len(Status)
    assert status_in_words("not_held").word == "not held"
    assert status_in_words("of_tomorrow").word == "of tomorrow"


def test_every_status_has_a_symbol_of_its_own(client: FlaskClient) -> None:
    macros = client.application.jinja_env.get_template("macros.html").module
    symbols = {str(macros.symbol(str(status))) for status in Status}  # type: ignore[attr-defined]
    assert len(symbols) == len(Status)
    assert all("<path" in symbol or "<circle" in symbol for symbol in symbols)


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.org/a?b=c", "https://example.org/a?b=c"),
        (" http://example.org ", "http://example.org"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org", None),
        ("https://", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_links(address: str | None, safe: str | None) -> None:
    assert safe_address(address) == safe


def test_coverage_is_said_in_words() -> None:
    some = Coverage(
        articles=1204, voices=1, claims=9000, events=1, undated_articles=3,
        published_from=dt.date(2022, 2, 26), published_to=dt.date(2023, 4, 28),
    )  # fmt: skip
    assert coverage_in_words(some) == (
        "Searched: 1,204 articles by 1 voice, published 26 February 2022 to 28 April 2023 (3 undated); "
        "9,000 claims, 1 event."
    )
    assert "no article" in coverage_in_words(Coverage())
    assert "none of them dated" in coverage_in_words(Coverage(articles=2, undated_articles=2))


def test_parts_of_dates_lists_and_numbers_are_said_in_words() -> None:
    assert [part_of_date(text).text for text in ("2021", "2021-05", "2021-05-03", "soon")] == [
        "2021", "May 2021", "3 May 2021", "soon",
    ]  # fmt: skip
    assert [listed(names) for names in ((), ("A",), ("A", "B"), ("A", "B", "C"))] == ["", "A", "A and B", "A, B and C"]
    assert [number_in_words(n, "claim") for n in (1, 2, 1234)] == ["1 claim", "2 claims", "1,234 claims"]


def test_only_iris_of_the_deployment_that_have_pages_are_links() -> None:
    assert path_of(f"{BASE}event/a1-10", BASE) == "/event/a1-10"
    assert path_of(f"{BASE}article/a1#claim-10", BASE) == "/article/a1#claim-10"
    assert path_of(f"{BASE}place/berlin-germany", BASE) == "/place/berlin-germany"
    assert path_of(f"{BASE}nothing/x", BASE) is None
    assert path_of("https://w3id.org/parley/ontology#Meeting", BASE) == "/ontology/Meeting"
    assert path_of("http://elsewhere.example/event/1", BASE) is None


# --- rows ---------------------------------------------------------------------------------------------------------


def _row(**values: str) -> dict[str, Term]:
    known = re.compile(r"https?://")
    return {n: Term(type="uri" if known.match(v) else "literal", value=v) for n, v in values.items()}


def test_a_headline_leaves_out_the_date_and_status_that_stand_beside_it() -> None:
    concept = "https://w3id.org/parley/ontology#"
    facts = {"event": f"{BASE}event/x-1", "status": concept + "status-not_held", "precision": concept + "precision-day"}
    row = _row(
        part="event", label="Call of A and B, 3 May 2022 (not held)", start="2022-05-03", end="2022-05-03", **facts
    )
    (card,) = event_cards([row], BASE)
    assert card.link.text == "Call of A and B"
    assert (card.status.word, card.when.text) == ("not held", "3 May 2022")


@pytest.mark.parametrize(("basis", "said"), [("inferred", "3 May 2022, inferred"), ("relative", "3 May 2022")])
def test_a_card_says_of_a_date_that_no_words_give_that_it_is_inferred(basis: str, said: str) -> None:
    concept = "https://w3id.org/parley/ontology#"
    row = _row(
        part="event", event=f"{BASE}event/x-1", label="Call of A and B", start="2022-05-03", end="2022-05-03",
        status=concept + "status-occurred", precision=concept + "precision-day", basis=concept + f"dateBasis-{basis}",
    )  # fmt: skip
    (card,) = event_cards([row], BASE)
    assert card.when.text == said


def test_an_office_that_names_its_country_is_not_followed_by_it() -> None:
    event = {"event": f"{BASE}event/x-1"}
    facts = _row(part="event", label="Call", status="https://w3id.org/parley/ontology#status-occurred", **event)
    person = {"part": "participant", "participation": f"{BASE}event/x-1#p0", "actor": f"{BASE}actor/a", **event}
    role = {"role": "https://w3id.org/parley/ontology#role-host", "actorLabel": "A", "partyLabel": "China"}
    (held,) = event_cards([facts, _row(officeLabel="President of China", **person, **role)], BASE)
    (claimed,) = event_cards([facts, _row(officeClaimed="President", **person, **role)], BASE)
    assert (held.present[0].office, held.present[0].parties, held.present[0].role) == ("President of China", (), "host")
    assert (claimed.present[0].office, claimed.present[0].parties) == ("President", ("China",))


def test_events_without_a_match_are_undated_when_they_have_no_date() -> None:
    rows = [
        _row(event="http://e/1", start="2022-01-01"),
        _row(event="http://e/2"),
        _row(event="http://e/3", match="possible"),
    ]
    assert events_by_match(rows) == {
        "certain": ("http://e/1",),
        "possible": ("http://e/3",),
        "undated": ("http://e/2",),
    }


def test_a_table_has_labels_for_iris_and_no_hidden_or_empty_columns() -> None:
    row = _row(
        who=f"{BASE}actor/a", whoLabel="Anna", given="x", status="https://w3id.org/parley/ontology#status-not_held"
    )
    table = table_of(("given", "who", "whoLabel", "status", "nothing"), [row], BASE, hidden=["given"])
    assert table.columns == ("Who", "Status")
    assert [(cell.text, cell.path) for cell in table.rows[0]] == [
        ("Anna", "/actor/a"),
        ("not held", "/ontology/status-not_held"),
    ]


def test_an_iri_without_a_label_in_its_row_is_called_as_it_is_elsewhere() -> None:
    row = _row(who=f"{BASE}actor/a", event=f"{BASE}event/e-1")
    table = table_of(("who", "event"), [row], BASE, names={f"{BASE}event/e-1": "Call of A and B"})
    assert [(cell.text, cell.path) for cell in table.rows[0]] == [("a", "/actor/a"), ("Call of A and B", "/event/e-1")]


def test_an_article_in_a_table_leads_to_the_claim_or_the_sentence_that_the_row_is_about() -> None:
    of_claim = _row(article=f"{BASE}article/a1", claim=f"{BASE}article/a1#claim-10")
    of_sentence = of_claim | _row(quoteStart="30", quoteEnd="50")
    other = _row(article=f"{BASE}article/a1", claim=f"{BASE}article/a2#claim-10")
    rows = table_of(("article",), [of_claim, of_sentence, other], BASE).rows
    assert [cell.path for (cell,) in rows] == [
        "/article/a1#claim-10",
        "/article/a1#char=30,50",
        "/article/a1",
    ]


# --- the first page -----------------------------------------------------------------------------------------------


def test_the_first_page_lists_events_newest_first_and_undated_ones_last(
    client: FlaskClient, queries: QueryService
) -> None:
    first, second = get(client, "/"), get(client, "/?page=2")
    events = [link for page in (first, second) for link in page.links if link.startswith("/event/")]
    ordered = list(dict.fromkeys(events))
    total = queries.coverage().events
    assert len(ordered) == total > PAGE_SIZE
    assert ordered[:3] == ["/event/a5-440", "/event/a3-340", "/event/h1-0"]
    assert first.words.index("in September 2023") < first.words.index("30 June 2023") < first.words.index("8 June 2023")
    assert "undated" in second.words
    assert f"Events 1 to 20 of {total}" in first.words
    assert f"Events 21 to {total} of {total}" in second.words


def test_an_event_says_who_when_how_where_and_who_says_so(client: FlaskClient) -> None:
    page = get(client, "/")
    assert "Meeting of Anna Adler and Bruno Blanc" in page.headings
    for words in (
        "15 February 2023", "occurred", "in person", "Berlin", "2 claims, 1 independent voice",
        "Anna Adler, Chancellor of Germany", "Bruno Blanc, President of France",
        "The two leaders met last month, The Daily reported.", "Courier, 22 March 2023: A week of calls",
        "citing The Daily (other media)",
    ):  # fmt: skip
        assert words in page.words, words
    assert {"/event/a1-210", "/actor/anna-adler", "/article/a2#claim-40", "https://example.org/a1?x=1&y=2"} <= set(
        page.links
    )
    assert {"2023-02-15", "2023-04"} <= set(page.times)


def test_what_did_not_take_place_is_said_in_words(client: FlaskClient) -> None:
    words = get(client, "/").words + get(client, "/?page=2").words
    for told in (
        "planned", "postponed", "cancelled", "requested", "refused", "denied", "not held", "hypothetical",
        "under way", "sources disagree", "not there: Chie Chiba",
    ):  # fmt: skip
        assert told in words, told


def test_every_result_says_what_was_searched(client: FlaskClient) -> None:
    for path in ("/", "/?q=who+met+Anna+Adler", "/?q=who+met+Emil+Ebert+in+1950", "/?q=x", "/event/a1-10",
                 "/actor/anna-adler", "/article/a1", "/questions", "/questions/01-who-met-whom"):  # fmt: skip
        page = get(client, path, 400 if path == "/?q=x" else 200)
        assert "Searched: 5 articles by" in page.words, path


def test_the_query_behind_the_list_runs_and_gives_what_is_listed(client: FlaskClient) -> None:
    page = get(client, "/?page=2")
    (path,) = [link for link in page.links if link.startswith("/sparql?format=json")]
    text = parse_qs(urlsplit(path).query)["query"][0]
    assert "LIMIT 20 OFFSET 20" in text
    assert text in client.get("/?page=2").text.replace("&gt;", ">").replace("&lt;", "<").replace("&#34;", '"')
    bindings = client.get(path).get_json(force=True)["results"]["bindings"]
    assert [urlsplit(row["event"]["value"]).path for row in bindings] == list(
        dict.fromkeys(link for link in page.links if link.startswith("/event/"))
    )


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "3", "9" * 5000, "１", "1 OR 1", "%00", "1%0A2", "%FF"])
def test_a_page_that_is_not_there_is_a_page_that_says_so(client: FlaskClient, page: str) -> None:
    answer = get(client, f"/?page={page}", 404)
    assert "there is no page" in answer.words.lower()
    assert "/" in answer.links


def test_a_page_need_not_be_sent_twice(client: FlaskClient) -> None:
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


# --- asking -------------------------------------------------------------------------------------------------------


def test_an_answer_says_how_the_question_was_read_and_groups_what_it_found(client: FlaskClient) -> None:
    page = ask(client, "who met Bruno Blanc in 2023")
    assert "Contacts of a person, country or organisation" in page.words
    assert "Bruno Blanc person" in page.words
    assert "1 January to 31 December 2023 for “in 2023”" in page.words
    assert "Certain" in page.headings
    assert "/event/a1-210" in page.links
    assert "The two leaders met last month" in page.words
    assert any(link.startswith("/sparql?format=csv") for link in page.links)
    assert "VALUES" in page.words


def test_certain_possible_and_undated_answers_stand_apart(client: FlaskClient) -> None:
    page = ask(client, "who met David Dako between 10 April 2023 and 20 June 2023")
    assert "Certain" in page.headings
    assert "Possible: the articles do not date it exactly enough to say" in page.headings
    assert "Undated: no article says when" in page.headings
    assert page.words.index("Possible:") < page.words.index("Undated:")


def asker_of(app: Flask) -> Asker:
    pages: Pages = app.extensions["parley.pages"]
    return Asker(pages.explorer, pages.questions)


def test_a_name_that_could_mean_another_links_to_the_question_about_that_one(client: FlaskClient) -> None:
    asker = asker_of(client.application)
    reading = asker.read("Who met bruno blanc in 2023?", today=dt.date(2023, 6, 1))
    (slot,) = reading.slots
    other = replace(slot.chosen, iri=IRI(f"{BASE}actor/bruno-weiss"), label="Bruno Weiss")
    lines = reading_lines(replace(reading, slots=(replace(slot, runners_up=(other,)),)), BASE)
    assert lines.slots[0].value == Link(text="Bruno Blanc", path="/actor/bruno-blanc")
    assert [(each.label, each.question) for each in lines.slots[0].others] == [
        ("Bruno Weiss", "Who met Bruno Weiss in 2023?")
    ]


def test_the_query_behind_an_answer_runs_and_gives_the_same_events(client: FlaskClient) -> None:
    page = ask(client, "who met Bruno Blanc in 2023")
    (path,) = [link for link in page.links if link.startswith("/sparql?format=json")]
    bindings = client.get(path).get_json(force=True)["results"]["bindings"]
    events = {urlsplit(row["event"]["value"]).path for row in bindings}
    assert events
    assert events == {link for link in page.links if link.startswith("/event/")}


def test_an_empty_answer_says_that_it_proves_nothing(client: FlaskClient) -> None:
    page = ask(client, "who met Emil Ebert in 1950")
    assert "Nothing was found" in page.words
    assert "does not mean that it did not happen" in page.words


def test_an_answer_that_is_not_of_events_is_a_table(client: FlaskClient) -> None:
    page = ask(client, "who acted for Germany?")
    assert {"table", "th", "td"} <= set(page.tags)
    assert "/actor/anna-adler" in page.links


def test_a_table_shows_whatever_was_not_in_the_question(client: FlaskClient) -> None:
    both = ask(client, "who acted for whom?")
    assert {"/actor/anna-adler", "/actor/germany"} <= set(both.links)
    assert "Germany" in ask(client, "on whose behalf did Anna Adler travel?").words.partition("Who acted for whom")[2]


def test_what_is_not_understood_is_said_with_questions_that_are(client: FlaskClient) -> None:
    page = ask(client, "what is the weather on the moon", 400)
    assert "weather" in page.words
    nearest = [link for link in page.links if link.startswith("/?q=")]
    assert len(nearest) > len(EXAMPLES)


@pytest.mark.parametrize(
    "query",
    [
        "q=%FF%FE%00", "q=%ED%A0%80", "q=" + "a" * (QUESTION_MAX + 1), "q=" + "%F0%9F%98%80" * 200, "q=%00",
        "q=%3Cscript%3Ealert(1)%3C/script%3E", "q=who+met+%22+%7D+DROP", "q=" + "who+met+" * 30, "q=%E2%80%AE",
    ],
)  # fmt: skip
def test_strange_questions_are_not_understood_and_do_no_harm(client: FlaskClient, query: str) -> None:
    page = get(client, "/?" + query, 400)
    assert "script" not in page.tags
    assert "This was not understood" in page.headings


def test_whether_something_will_take_place_is_answered_with_what_is_told(client: FlaskClient) -> None:
    assert "It is told as planned and postponed." in get(client, "/?q=will+Adler+meet+Chiba%3F").words


def test_an_empty_question_is_the_first_page(client: FlaskClient) -> None:
    assert "Events, newest first" in get(client, "/?q=+++").headings


def test_the_examples_beside_the_box_are_understood(seed_queries: QueryService, client: FlaskClient) -> None:
    app = create_app(seed_queries.settings, queries=seed_queries)
    asker = asker_of(app)
    for example in EXAMPLES:
        reading = asker.read(example, today=dt.date(2023, 6, 1))
        with app.test_request_context():
            assert asker.answer(reading).solutions, example
    assert [link for link in get(client, "/").links if link.startswith("/?q=")] == [
        f"/?q={example.replace(' ', '+')}" for example in EXAMPLES
    ]


# --- one event, one actor, one article ----------------------------------------------------------------------------


def test_an_event_page_has_each_claim_with_its_sentences_and_the_history(client: FlaskClient) -> None:
    page = get(client, "/event/a2-240")
    for words in (
        "Call of Bruno Blanc and David Dako", "1 March 2023", "sources disagree", "by phone",
        "3 claims, 3 independent voices", "Blanc and Dako spoke by phone on 1 March.",
        "occurred, 1 March 2023 22 March 2023", "denied, 1 March 2023 10 June 2023", f"{BASE}event/a2-240",
    ):  # fmt: skip
        assert words in page.words, words


def test_every_quotation_leads_to_its_claim_in_the_article(client: FlaskClient) -> None:
    for path in ("/events", "/event/a1-210", "/actor/germany"):
        sources = [link for link in get(client, path).links if link.startswith("/article/")]
        assert sources
        assert all(re.fullmatch(r"/article/\w+#claim-\d+", link) for link in sources)


def test_parts_and_wholes_link_to_each_other(client: FlaskClient) -> None:
    assert "/event/a1-10" in get(client, "/event/a1-210").links
    assert "/event/a1-210" in get(client, "/event/a1-10").links


def test_a_plan_leads_to_what_it_may_have_been_held_as_and_back(client: FlaskClient) -> None:
    assert "/event/a4-640" in get(client, "/event/a3-240").links
    assert "/event/a3-240" in get(client, "/event/a4-640").links


def test_the_name_of_a_merged_claim_leads_to_the_event_that_holds_it(client: FlaskClient) -> None:
    response = client.get("/event/a2-40", headers={"Accept": "text/html"})
    assert (response.status_code, response.headers["Location"]) == (302, "/event/a1-210")


def test_an_actor_page_has_the_events_of_persons_and_of_those_who_act_for_a_country(client: FlaskClient) -> None:
    person, country = get(client, "/actor/chie-chiba"), get(client, "/actor/germany")
    assert {"/event/a2-140", "/event/a1-10"} <= set(person.links)
    assert "Chiba Chie" in person.words
    assert "person" in person.words
    assert {"/event/a1-210", "/event/a1-410"} <= set(country.links)


def test_an_article_page_has_its_claims_in_the_order_of_the_text(client: FlaskClient) -> None:
    page = get(client, "/article/a2")
    assert [link for link in page.links if link.startswith("/event/")] == [
        "/event/a1-210", "/event/a2-140", "/event/a2-240", "/event/a2-340",
    ]  # fmt: skip
    assert "Courier, 22 March 2023" in page.words
    assert "citing the French presidency" in page.words
    assert "4 claims" in page.words


def test_a_withdrawn_article_is_gone_and_so_is_what_it_alone_said(client: FlaskClient) -> None:
    for path in ("/article/gone", "/event/gone-12"):
        assert "withdrawn" in get(client, path, 410).words


@pytest.mark.parametrize(
    "path",
    [
        "/event/none", "/event/a1-11", "/event/a1-99999999999", "/actor/nobody", "/article/nothing", "/questions/none",
        "/actor/%3E%3Cscript%3E", "/article/a%20b", "/event/%FF-1", "/actor/" + "a" * 3000, "/elsewhere", "/event/",
        "/actor/x%7D%7B", "/article/..%2f..%2fetc",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_page_that_says_so(client: FlaskClient, path: str) -> None:
    page = get(client, path, 404)
    assert "/" in page.links
    assert "script" not in page.tags


def test_a_program_gets_a_problem_where_a_person_gets_a_page(client: FlaskClient) -> None:
    response = client.get("/elsewhere", headers={"Accept": "application/json"})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_a_store_that_fails_is_a_page_that_tells_nothing_of_the_inside(tmp_path: Path) -> None:
    (tmp_path / "broken" / "snapshots" / "1-00000000").mkdir(parents=True)
    (tmp_path / "broken" / "current").write_text("1-00000000")
    with QueryService(settings_for(tmp_path / "broken", query_workers=1)) as service:
        page = get(create_app(service.settings, queries=service).test_client(), "/", 503)
    assert "The store cannot answer now" in page.headings
    assert str(tmp_path) not in page.html


# --- the questions ------------------------------------------------------------------------------------------------


def test_every_competency_question_is_listed_and_runs_with_its_example(client: FlaskClient) -> None:
    listing = get(client, "/questions")
    paths = [link for link in listing.links if link.startswith("/questions/")]
    assert len(paths) >= 15
    for path in paths:
        page = get(client, path)
        assert "The SPARQL behind this page" in page.words


def test_the_result_of_a_question_is_a_table_with_links(client: FlaskClient) -> None:
    page = get(client, "/questions/01-who-met-whom")
    assert {"table", "th"} <= set(page.tags)
    assert {"/event/a1-210", "/actor/anna-adler"} <= set(page.links)


# --- care ---------------------------------------------------------------------------------------------------------


def test_text_of_articles_is_never_markup(client: FlaskClient) -> None:
    for path in ("/", "/event/h1-0", "/article/h1", "/actor/evil", "/questions/01-who-met-whom"):
        page = get(client, path)
        assert page.tags.count("script") == page.html.count('<script type="application/ld+json">'), path
        assert not {"img", "em", "u", "i", "b"} & set(page.tags), path
        assert not [link for link in page.links if not link.startswith(("/", "http", "#"))], path
    page = get(client, "/event/h1-0")
    for words in ("<b>They met</b> & <script>", "<i>nobody</i>", "<u>Boss</u>", "<svg onload=alert(1)>", "3 times"):
        assert words in page.words, words
    assert "javascript:" not in get(client, "/article/h1").html


def test_pages_have_no_inline_script_or_style_and_load_nothing_from_elsewhere(client: FlaskClient) -> None:
    for path in ("/", "/?q=who+met+Anna+Adler", "/event/a1-10", "/actor/germany", "/article/a1", "/questions"):
        response = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
        page = Page(response.text)
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert page.tags.count("script") == page.html.count('<script type="application/ld+json">')  # data
        assert "style" not in page.tags
        assert not [name for name in page.attributes if name == "style" or name.startswith("on")]
        assert re.findall(r'<link[^>]+href="(?!/)', page.html) == []
    style = files("parley.web").joinpath("static", "parley.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_pages_are_built_for_keyboards_and_screen_readers(client: FlaskClient) -> None:
    for path in ("/", "/?q=who+met+Anna+Adler", "/?q=x", "/event/a1-10", "/actor/germany", "/article/a1", "/nothing"):
        html = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True).text
        page = Page(html)
        assert '<html lang="en">' in html
        assert page.links[0] == "#content"
        assert page.tags.count("h1") == 1
        assert page.tags.count("main") == 1
        levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), path
        identifiers = re.findall(r'\bid="([^"]+)"', html)
        assert len(identifiers) == len(set(identifiers))
        assert re.search(r"<title>[^<]+</title>", html)


def test_no_link_is_dead(client: FlaskClient) -> None:
    waiting, seen = ["/"], set[str]()
    while waiting:
        path = waiting.pop().partition("#")[0]
        if not path.startswith("/") or path in seen:
            continue
        seen.add(path)
        if path.startswith(("/events", "/export", "/query")) and len(seen) % 25:
            continue  # selections can be narrowed without end; a sample will do
        with client.get(path, headers={"Accept": "text/html"}, follow_redirects=True) as response:
            asked = path.startswith("/?q=")  # an example may name somebody whom this store does not know
            assert response.status_code == 200 or (asked and response.status_code == 400), path
            if response.mimetype == "text/html" and not path.startswith(("/events?", "/events/", "/export", "/query?")):
                waiting += Page(response.text).links
    assert {"/event/a1-10", "/actor/germany", "/article/a5", "/questions", "/?page=2"} <= seen


def test_every_query_of_the_pages_is_allowed_and_pages_through(queries: QueryService) -> None:
    known = Queries.load(queries)
    assert {"events", "event", "actor", "article"} <= set(known.checked)
    for name in ("events", "actor-events"):
        assert f"LIMIT {PAGE_SIZE} OFFSET 0" in known.questions[name].sparql


@pytest.mark.parametrize("value", ["Anna Adler", "actor/anna-adler", f"{BASE}actor/anna-adler"])
def test_a_question_is_answered_for_the_values_in_the_address(client: FlaskClient, value: str) -> None:
    page = get(client, f"/questions/02-contacts-of?actor={quote(value)}")
    assert "Answered: " in page.words
    assert f"<{BASE}actor/anna-adler>" in page.words
    example = get(client, "/questions/02-contacts-of")
    assert "Its example, answered: " in example.words


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("actor=Ana+Adlr", "Did you mean Anna Adler?"),
        ("actor=Zed+Zedd", "is called 'Zed Zedd'"),
        ("actr=x", "Its parameters are actor, with"),
        ("actor=actor/anna-adler&from=May", "Give a day such as"),
        ("form=met", "needs a value for 'actor'"),
    ],
)
def test_a_value_that_a_question_does_not_take_is_told(client: FlaskClient, query: str, said: str) -> None:
    assert said in get(client, f"/questions/02-contacts-of?{query}", status=400).words
