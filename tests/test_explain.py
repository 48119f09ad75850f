from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from parley.errors import QueryTimeout
from parley.store.disk.asking import to_graph_nodes, to_term
from parley.store.disk.engine import default_graph_names
from parley.store.service.explain import Explanation, explain
from parley.store.service.hints import Hints
from parley.store.sparql.gate import check
from parley.store.sparql.names import names_of, unknown_terms
from parley.store.sparql.patterns import outline, parts_of
from parley.store.sparql.syntax import Node, parse
from parley.vocab import ONTOLOGY
from parley.web import close_app, create_app
from published import BASE, DATASET, publish, settings_for
from recipes import query_of, rows

PROLOGUE = (
    "PREFIX : <https://w3id.org/parley/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX a: <http://127.0.0.1:8000/actor/> "
)
CASES = [[query_of(row[0]), *row[1:]] for row in rows("empty.tsv")]
TERMS = frozenset("https://w3id.org/parley/ontology#" + name for name in ("Call", "Meeting", "participant", "party"))


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    store.load(path=str(DATASET), format=ox.RdfFormat.TRIG)
    return store


class Asked:
    """Answers the questions of an explanation from a store in memory, `most` of them."""

    def __init__(self, store: ox.Store, query: str, *, most: int = 1000) -> None:
        self.store, self.left = store, most
        self.checked = check(query)
        tree = parse(query, self.checked.tokens)
        assert isinstance(tree, Node)
        self.outline = outline(query, tree)

    def run(self, text: str, *, anywhere: bool = False) -> Any:
        self.left -= 1
        if self.left < 0:
            raise QueryTimeout("enough")
        query = check(self.outline.prologue + text).text
        own = self.outline.dataset and not anywhere
        graphs = None if own else to_graph_nodes(default_graph_names(BASE))
        return self.store.query(query, base_iri=BASE, default_graph=graphs)

    def ask(self, text: str) -> bool:
        return bool(self.run(text))

    def rows(self, text: str) -> list[dict[str, Any]]:
        found = self.run(text)
        names = [v.value for v in found.variables]
        return [{n: to_term(row[n]) for n in names if row[n] is not None} for row in found]

    def explanation(self) -> Explanation:
        hints = Hints(
            ask=self.ask,
            rows=self.rows,
            anywhere=(lambda text: bool(self.run(text, anywhere=True))) if self.outline.dataset else None,
            dataset=self.outline.dataset,
            names=names_of(self.checked.text, self.checked.tokens),
            unknown=unknown_terms(self.checked, TERMS),
        )
        return explain(self.outline, self.checked.text, self.ask, hints)


@pytest.mark.parametrize("row", CASES, ids=[row[0] for row in CASES])
def test_the_culprits_of_an_empty_answer_are_found(store: ox.Store, row: list[str]) -> None:
    query, culprits, kind, hint = [*row, ""][:4]
    asked = Asked(store, PROLOGUE + query)
    found = asked.explanation()
    assert not found.matches
    assert found.complete
    assert [each.part.text for each in found.culprits] == culprits.split("␟")
    assert {each.alone for each in found.culprits} == {kind == "alone"}
    assert not hint or any(hint in said for each in found.culprits for said in each.hints), found.culprits
    for each in found.culprits:
        place = asked.checked.text[each.part.start : each.part.end]
        assert place
        assert place.split()[-1] in each.part.text


def test_what_the_data_have_elsewhere_is_not_called_nowhere(store: ox.Store) -> None:
    found = Asked(
        store, PROLOGUE + "SELECT * FROM <graph/none> { ?a a :Person ; rdfs:label 'Xi Jinping'@en }"
    ).explanation()
    said = [hint for each in found.culprits for hint in each.hints]
    assert not [hint for hint in said if "nowhere" in hint]


def test_what_matches_has_no_culprits(store: ox.Store) -> None:
    found = Asked(store, PROLOGUE + "SELECT * { ?e a :Call ; :party ?p } LIMIT 0").explanation()
    assert found.matches
    assert not found.culprits


def test_what_is_not_looked_into_is_said(store: ox.Store) -> None:
    found = Asked(store, PROLOGUE + "SELECT * { { ?e a :Meeting } UNION { ?e a :Visit } }").explanation()
    assert found.unexplored == ["a UNION is taken as a whole"]
    many = " . ".join(f"?e :p{n} ?o" for n in range(60))
    large = Asked(store, PROLOGUE + f"SELECT * {{ {many} }}").explanation()
    assert large.culprits == []
    assert "60 parts" in large.unexplored[0]


@pytest.mark.parametrize("most", range(8))
def test_when_the_time_ends_what_was_found_so_far_is_told_as_incomplete(store: ox.Store, most: int) -> None:
    query = PROLOGUE + "SELECT * { ?e a :Call . ?x :participant ?e . ?x rdfs:label ?l }"
    found = Asked(store, query, most=most).explanation()
    assert not found.complete or any("time ended" in hint for each in found.culprits for hint in each.hints)


_TERMS = ["?x", "?y", "?z", "a:xi-jinping", "a:china", ":Call", "<event/a1-12>", '"China"@en']
_VERBS = ["a", "rdfs:label", ":participant", ":party", ":start", "?v", "rdfs:label|:party"]
_TRIPLES = st.tuples(st.sampled_from(_TERMS[:-1]), st.sampled_from(_VERBS), st.sampled_from(_TERMS))


@given(st.lists(_TRIPLES, min_size=1, max_size=5))
@hypothesis_settings(max_examples=200, deadline=None)
def test_the_culprits_match_nothing_and_none_of_them_can_be_spared(triples: list[tuple[str, str, str]]) -> None:
    store = ox.Store()
    store.load(path=str(DATASET), format=ox.RdfFormat.TRIG)
    asked = Asked(store, PROLOGUE + "ASK { " + " . ".join(" ".join(triple) for triple in triples) + " }")
    found = asked.explanation()
    texts = [each.part.text for each in found.culprits]
    assert found.matches is bool(asked.ask("ASK { " + " ".join(" ".join(t) + " ." for t in triples) + " }"))
    if found.matches:
        return
    assert texts
    assert not asked.ask("ASK { " + " ".join(texts) + " }")
    for n, each in enumerate(found.culprits):
        if each.alone:
            assert not asked.ask(f"ASK {{ {each.part.text} }}")
        else:
            assert asked.ask("ASK { " + " ".join(texts[:n] + texts[n + 1 :]) + " }")


def test_triples_are_told_apart_with_their_places() -> None:
    query = "SELECT * { ?a <p> ?b , ?c ; <q> [ <r> 1 ] . [] <s> ( 1 2 ) . [ <t> ?d ] }"
    tree = parse(query, check(query).tokens)
    assert isinstance(tree, Node)
    group = outline(query, tree).group
    assert group is not None
    found = parts_of(group, query)
    assert [part.text for part in found] == [
        "?a <p> ?b .", "?a <p> ?c .", "?a <q> [ <r> 1 ] .", "[] <s> ( 1 2 ) .", "[ <t> ?d ] .",
    ]  # fmt: skip
    assert [query[part.start : part.end] for part in found] == [
        "?a <p> ?b", "?c", "<q> [ <r> 1 ]", "[] <s> ( 1 2 )", "[ <t> ?d ]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ASK { ?e a :Meetings }", {":Meetings": (":Meeting",)}),
        ("ASK { ?e :particpant ?x ; a :call }", {":particpant": (":participant",), ":call": (":Call",)}),
        ("ASK { ?e a <https://w3id.org/parley/ontology#Cal> }", {"<https://w3id.org/parley/ontology#Cal>": (":Call",)}),
        ("ASK { ?e a :Zebra }", {":Zebra": ()}),
        ("ASK { ?e a :Call, a:china ; rdfs:labels ?l }", {}),
        ("ASK { ?e a :Meetings . ?f a :Meetings }", {":Meetings": (":Meeting",)}),
    ],
)
def test_names_that_the_ontology_does_not_have_are_told(query: str, found: dict[str, tuple[str, ...]]) -> None:
    unknown = unknown_terms(check(PROLOGUE + query), TERMS)
    assert {term.name: term.nearest[:1] for term in unknown} == found
    for term in unknown:
        assert (PROLOGUE + query)[term.offset :].startswith(term.name)
        assert term.column == term.offset + 1


@pytest.mark.parametrize(
    ("namespace", "meant"),
    [
        ("http://w3id.org/parley/ontology#", ONTOLOGY + "#"),
        ("https://w3id.org/parley/ontology/", ONTOLOGY + "#"),
        ("https://w3id.org/parley/Ontology", ONTOLOGY + "#"),
        ("http://w3.org/2000/01/rdf-schema#", "http://www.w3.org/2000/01/rdf-schema#"),
        ("https://w3id.org/parley/ontology#", None),
        ("https://w3id.org/parley/ontology/codes#", None),
        ("http://127.0.0.1:8000/event/", None),
    ],
)
def test_a_namespace_that_is_nearly_a_known_one_is_told(namespace: str, meant: str | None) -> None:
    query = f"PREFIX x: <{namespace}> ASK {{ ?e a x:Call }}"
    unknown = unknown_terms(check(query), TERMS)
    assert [term.nearest for term in unknown] == ([(f"<{meant}>",)] if meant else [])
    assert all(str(term).startswith(f"line 1, column 11: the prefix x: stands for <{namespace}>;") for term in unknown)


def test_a_namespace_with_a_known_name_is_taken_as_it_is() -> None:
    query = "PREFIX x: <https://w3id.org/parley/ontology/> ASK { ?e ?p x:codes }"
    assert unknown_terms(check(query), TERMS | {"https://w3id.org/parley/ontology/codes"}) == ()


def test_hints_that_no_question_is_meant_by_are_not_given(store: ox.Store) -> None:
    query = "SELECT * { ?e a :Call ; rdfs:label ?l MINUS { ?e :status ?s } }"
    found = Asked(store, PROLOGUE + query).explanation()
    assert [hint for each in found.culprits for hint in each.hints] == []


def test_without_an_ontology_nothing_is_called_unknown() -> None:
    assert unknown_terms(check(PROLOGUE + "ASK { ?e a :Meetings }"), frozenset()) == ()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    path: Path = tmp_path_factory.mktemp("store")
    publish(path)
    app = create_app(settings_for(path))
    yield app.test_client()
    close_app(app)


def test_a_misspelt_class_is_answered_with_a_warning(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": PROLOGUE + "SELECT * { ?e a :Calls }"})
    assert response.status_code == 200
    assert response.get_json(force=True)["results"]["bindings"] == []
    (warning,) = response.headers.getlist("X-Parley-Warning")
    assert "the ontology has no :Calls; did you mean :Call?" in warning
    assert "X-Parley-Warning" in response.headers["Access-Control-Expose-Headers"]
    right = client.get("/sparql", query_string={"query": PROLOGUE + "SELECT * { ?e a :Call }"})
    assert "X-Parley-Warning" not in right.headers


def test_a_mistaken_namespace_is_told_also_where_a_right_one_stood_before(client: FlaskClient) -> None:
    def warnings(namespace: str) -> list[str]:
        query = f"PREFIX r: <{namespace}> SELECT ?l {{ ?e r:label ?l }} LIMIT 1"
        return client.get("/sparql", query_string={"query": query}).headers.getlist("X-Parley-Warning")

    right = "http://www.w3.org/2000/01/rdf-schema#"
    assert warnings(right) == []
    (warning,) = warnings("https://www.w3.org/2000/01/rdf-schema#")
    assert warning.endswith(f"did you mean <{right}>?")
    assert warnings(right) == []


@pytest.mark.parametrize(
    ("first", "then", "warned"),
    [
        ("?e a :Call ; ?p <urn:a>", "?e a :Call ; ?p <urn:b>", False),
        ("?e a :Calls ; ?p <urn:a>", "?e a :Calls ; ?p <urn:b>", True),
        ("?e a :Call ; ?p <urn:a>", f"?e a :Call ; ?p <{ONTOLOGY}#Nobody>", True),
        ("?e a :Call ; ?p <urn:c>", f"?e a :Call ; ?p <{ONTOLOGY}#Call>", False),
    ],
)
def test_a_query_that_differs_in_a_value_is_warned_of_as_if_it_were_the_first(
    client: FlaskClient, first: str, then: str, *, warned: bool
) -> None:
    client.get("/sparql", query_string={"query": PROLOGUE + f"SELECT * {{ {first} }}"})
    second = client.get("/sparql", query_string={"query": PROLOGUE + f"SELECT * {{ {then} }}"})
    assert ("X-Parley-Warning" in second.headers) is warned


def test_a_prefix_that_means_the_ontology_only_now_is_looked_at(client: FlaskClient) -> None:
    query = "PREFIX v: <{}> SELECT * {{ ?e a v:Calls }}"
    client.get("/sparql", query_string={"query": query.format("urn:v#")})
    second = client.get("/sparql", query_string={"query": query.format(ONTOLOGY + "#")})
    assert "v:Call" in second.headers["X-Parley-Warning"]


def test_an_empty_answer_is_explained_on_request(client: FlaskClient) -> None:
    query = PROLOGUE + "SELECT * {\n ?e a :Call ;\n  :participant a:xi-jinpin }"
    response = client.get("/sparql/explain", query_string={"query": query})
    report = response.get_json()
    assert response.status_code == 200
    assert (report["empty"], report["matches"], report["complete"]) == (True, False, True)
    (culprit,) = report["culprits"]
    assert (culprit["line"], culprit["column"], culprit["alone"]) == (3, 3, True)
    assert culprit["excerpt"] == "  :participant a:xi-jinpin }\n  ^"
    assert any("did you mean a:xi-jinping?" in hint for hint in culprit["hints"])
    again = client.get(
        "/sparql/explain", query_string={"query": query}, headers={"If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304


def test_a_browser_has_the_explanation_as_a_page_that_leads_back_to_the_editor(client: FlaskClient) -> None:
    asked = {"query": PROLOGUE + "SELECT * { ?e a :Calls }"}
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = client.get("/sparql/explain", query_string=asked, headers=browser)
    assert page.mimetype == "text/html"
    assert "did you mean :Call?</li>" in page.text
    (back,) = re.findall(r'<a href="(/query[^"]+)">', page.text)
    assert parse_qs(urlsplit(html.unescape(back)).query) == {"query": [asked["query"]]}
    for accepted in ({}, {"Accept": "*/*"}, {"Accept": "application/json"}):
        assert client.get("/sparql/explain", query_string=asked, headers=accepted).is_json
    assert client.get("/sparql/explain", query_string=asked | {"format": "json"}, headers=browser).is_json


@pytest.mark.parametrize(
    ("query", "empty", "matches", "why"),
    [
        ("SELECT * { ?e a :Call }", False, True, "has an answer"),
        ("SELECT * { ?e a :Call } LIMIT 0", True, True, "LIMIT"),
        ("CONSTRUCT { ?e a ?x } { ?e a :Call }", True, True, "template"),
        ("CONSTRUCT { ?e a :X } { ?e a :Visit }", True, False, "matches nothing"),
        ("SELECT (COUNT(*) AS ?n) { ?e a :Visit }", False, False, "matches nothing"),
        ("DESCRIBE a:nobody", True, True, "say nothing of what is to be described"),
        ("DESCRIBE a:china", False, True, "has an answer"),
    ],
)
def test_the_report_says_whether_patterns_or_modifiers_are_to_blame(
    client: FlaskClient, query: str, empty: bool, matches: bool, why: str
) -> None:
    report = client.post("/sparql/explain", data={"query": PROLOGUE + query}).get_json()
    assert (report["empty"], report["matches"]) == (empty, matches)
    assert why in report["why"]


def test_the_dataset_of_the_request_is_what_is_explained(client: FlaskClient) -> None:
    parameters = {"query": PROLOGUE + "ASK { ?e a :Call }", "default-graph-uri": BASE + "graph/actors"}
    report = client.get("/sparql/explain", query_string=parameters).get_json()
    assert "without that it matches" in report["culprits"][0]["hints"][0]


def test_a_query_that_is_no_sparql_or_refused_is_a_problem_here_too(client: FlaskClient) -> None:
    for query, status in (("SELECT * { ?s ?p }", 400), ("ASK { SERVICE <http://x/> {} }", 403), ("", 400)):
        assert client.get("/sparql/explain", query_string={"query": query}).status_code == status
    assert client.get("/sparql/explain").status_code == 400


def test_a_later_sparql_is_not_looked_into(client: FlaskClient) -> None:
    query = "SELECT * { ?s ?p <<( ?a ?b ?c )>> }"
    report = client.get("/sparql/explain", query_string={"query": query}).get_json()
    assert (report["empty"], report["matches"], report["complete"]) == (True, None, False)
    assert "later SPARQL" in report["unexplored"][0]
