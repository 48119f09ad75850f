"""Every IRI dereferences: which answer it gives, in which formats, and what those say."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef
from werkzeug.test import TestResponse

from parley.model import IRI
from parley.resources import load_ontology, load_shapes
from parley.store.derived.publications import Publications
from parley.store.disk.texts import Texts
from parley.store.processes.evaluation import context
from parley.store.service.workers import QueryService
from parley.vocab import ONTOLOGY
from parley.web import create_app
from parley.web.dereferencing import linked_data
from published import BASE, named_graphs, publish, settings_for

SMALL = Path(__file__).parent / "data" / "small.trig"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
FORMATS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}
WITHDRAWN = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<http://127.0.0.1:8000/graph/withdrawn> {
    <http://127.0.0.1:8000/article/gone> owl:deprecated true .
    <http://127.0.0.1:8000/version/0123> owl:deprecated true .
}
"""
THINGS = (
    "event/a1-210",
    "actor/germany",
    "actor/anna-adler",
    "office/deu-head_of_government",
    "place/berlin-germany",
)
DOCUMENTS = ("article/a2", "corpus", "graph/events", "graph/article/a1", "ontology", "shapes")
TERMS = ("Meeting", "participant", "status-occurred", "plover", "0.1.0")


@pytest.fixture(scope="module")
def queries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryService]:
    graphs = named_graphs(SMALL.read_text(encoding="utf-8")) | named_graphs(WITHDRAWN)
    graphs[IRI(f"{BASE}graph/ontology")] = load_ontology()
    graphs[IRI(f"{BASE}graph/shapes")] = load_shapes()
    path = tmp_path_factory.mktemp("linked") / "store"
    publish(path, graphs)
    with QueryService(settings_for(path, query_workers=1, query_timeout_s=10.0)) as service:
        yield service


@pytest.fixture(scope="module")
def client(queries: QueryService) -> FlaskClient:
    return create_app(queries.settings, queries=queries).test_client()


def get(client: FlaskClient, path: str, accept: str | None = None, **headers: str) -> TestResponse:
    return client.get(path, headers={**({"Accept": accept} if accept else {}), **headers})


def triples(response: TestResponse, extension: str) -> set[ox.Triple]:
    assert response.status_code == 200, response.text[:500]
    media_type, form = FORMATS[extension]
    assert response.mimetype == media_type
    return {quad.triple for quad in ox.parse(response.data, format=form)}


def links(response: TestResponse) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in response.headers.getlist("Link"):
        target, relation = re.fullmatch(r'<([^>]*)>; rel="([^"]+)".*', link).groups()  # type: ignore[union-attr]
        found.setdefault(relation, []).append(target)
    return found


# --- which answer -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        (None, "ttl"),
        ("*/*", "ttl"),
        (BROWSER, "html"),
        ("text/html", "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("text/html;q=0.5, application/rdf+xml", "rdf"),
        ("text/turtle;q=0.4, application/ld+json;q=0.8, */*;q=0.1", "jsonld"),
        ("text/turtle;q=0, */*", "nt"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#framed"', "jsonld"),
    ],
)
def test_the_iri_of_a_thing_leads_to_the_document_that_suits_the_client(
    client: FlaskClient, accept: str | None, extension: str
) -> None:
    response = get(client, "/actor/germany", accept)
    assert (response.status_code, response.headers["Location"]) == (303, f"/actor/germany.{extension}")
    assert "Accept" in response.vary
    assert get(client, response.headers["Location"]).status_code == 200


@pytest.mark.parametrize("accept", [None, BROWSER, "application/ld+json", "application/rdf+xml;q=0.9, text/html;q=0.2"])
def test_a_document_answers_itself_and_names_its_form(client: FlaskClient, accept: str | None) -> None:
    for path in ("/article/a2", "/corpus", "/ontology", "/ontology/Meeting", "/graph/events"):
        response = get(client, path, accept)
        assert response.status_code == 200
        assert response.headers["Content-Location"].startswith(f"{path}.")
        assert "Accept" in response.vary
        assert get(client, response.headers["Content-Location"]).mimetype == response.mimetype


@pytest.mark.parametrize("extension", ["ttl", "nt", "rdf", "jsonld"])
def test_the_address_of_a_named_graph_has_its_triples_and_what_it_is(client: FlaskClient, extension: str) -> None:
    graphs = named_graphs(SMALL.read_text(encoding="utf-8"))
    for name in ("graph/events", "graph/article/a1"):
        told = triples(get(client, f"/{name}.{extension}"), extension)
        said = set(ox.parse(graphs[IRI(BASE + name)].serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES))
        assert {quad.triple for quad in said} < told
        about = {triple.predicate.value for triple in told if triple.subject == ox.NamedNode(BASE + name)}
        assert "http://rdfs.org/ns/void#dataDump" in about


def test_a_named_graph_of_too_many_triples_leads_to_its_dump(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.web.published.graphs.MOST_TRIPLES", 100)
    told = triples(get(client, "/graph/events.ttl"), "ttl")
    document, dump = ox.NamedNode(f"{BASE}graph/events.ttl"), ox.NamedNode(f"{BASE}dump/graph/events.ttl.gz")
    assert {triple.subject.value for triple in told} == {f"{BASE}graph/events", document.value}
    assert ox.Triple(document, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#seeAlso"), dump) in told
    assert any("more than 100 triples" in triple.object.value for triple in told)


def test_a_suffix_beats_the_header_and_an_unknown_one_is_a_part_of_the_name(client: FlaskClient) -> None:
    assert get(client, "/actor/germany.nt", "text/html").mimetype == "application/n-triples"
    assert "Accept" not in get(client, "/actor/germany.nt").vary
    assert get(client, "/actor/germany.pdf").status_code == 404
    assert get(client, "/ontology.pdf").status_code == 404


def test_what_cannot_be_produced_is_406_with_what_there_is(client: FlaskClient) -> None:
    for path in ("/event/a1-210", "/article/a2", "/ontology"):
        response = get(client, path, "image/png")
        assert response.status_code == 406
        assert "application/ld+json" in response.get_json(force=True)["remedy"]


def test_head_has_the_headers_of_get(client: FlaskClient) -> None:
    for path in ("/event/a1-210", "/article/a2", "/ontology/Meeting.ttl"):
        head, full = client.head(path), client.get(path)
        assert (head.status_code, head.data) == (full.status_code, b"")
        for name in ("Location", "ETag", "Content-Type", "Content-Location"):
            assert head.headers.get(name) == full.headers.get(name)


def test_a_merged_name_leads_to_the_event_that_holds_its_claim_in_the_form_that_was_asked_for(
    client: FlaskClient,
) -> None:
    for name, target in (("a2-40", "a1-210"), ("a2-40.jsonld", "a1-210.jsonld")):
        response = get(client, f"/event/{name}")
        assert (response.status_code, response.headers["Location"]) == (302, f"/event/{target}")


@pytest.mark.parametrize(
    "path", ["article/gone", "event/gone-1", "version/0123", "graph/article/gone", "graph/report/gone"]
)
@pytest.mark.parametrize("suffix", ["", ".ttl", ".html"])
def test_what_was_withdrawn_is_gone(client: FlaskClient, path: str, suffix: str) -> None:
    response = get(client, f"/{path}{suffix}")
    assert response.status_code == 410
    assert "withdrawn" in response.text
    assert response.mimetype == ("text/html" if suffix == ".html" else "application/problem+json")


@pytest.mark.parametrize(
    "path",
    [
        "actor/nobody", "event/a1-11", "event/none", "office/x", "place/atlantis", "tenure/x", "version/0",
        "graph/none",
        "graph/article/none", "ontology/Nothing", "shapes/Nothing", "questions/none", "actor/%3Cx%3E", "ontology/a%20b",
        "links", "links?iri=x", "links?iri=http://e/%3E",
    ],
)  # fmt: skip
def test_what_is_not_there_is_404_as_a_page_or_a_problem(client: FlaskClient, path: str) -> None:
    page, problem = get(client, f"/{path}", BROWSER), get(client, f"/{path}", "text/turtle")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert (problem.status_code, problem.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("actor/ana-adlers", "/actor/anna-adler"),
        ("actor/Anna-Adler", "/actor/anna-adler"),
        ("actor/Anna_Adler", "/actor/anna-adler"),
        ("actor/germany.json", "/actor/germany"),
        ("ontology/Meetting", "/ontology/Meeting"),
        ("ontology/meeting", "/ontology/Meeting"),
        ("questions/who-met-whom", "/questions/01-who-met-whom"),
        ("questions/01-who-met-whom.rq", "/questions/01-who-met-whom"),
    ],
)
def test_who_asks_for_what_there_is_not_is_told_what_is_called_like_it(
    client: FlaskClient, path: str, meant: str
) -> None:
    problem = get(client, f"/{path}", "text/turtle").get_json()
    assert problem["nearest"][0] == meant
    assert meant in problem["remedy"]
    page = get(client, f"/{path}", BROWSER)
    assert page.status_code == 404
    assert f'<a href="{meant}">' in page.text
    assert get(client, meant, "text/turtle").status_code in (200, 303)


# --- what it says -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*THINGS, *DOCUMENTS, *(f"ontology/{term}" for term in TERMS), "questions"])
def test_all_formats_say_the_same_without_blank_nodes_and_name_what_they_are_about(
    client: FlaskClient, path: str
) -> None:
    said = {extension: triples(get(client, f"/{path}.{extension}"), extension) for extension in FORMATS}
    assert len({frozenset(each) for each in said.values()}) == 1
    nodes = {term for triple in said["nt"] for term in triple}
    assert not any(isinstance(node, ox.BlankNode) for node in nodes)
    (topic,) = [t.object for t in said["nt"] if "primaryTopic" in t.predicate.value] or [ox.NamedNode(BASE + path)]
    about = {t for t in said["nt"] if topic in (t.subject, t.object)}
    assert any("primaryTopic" not in t.predicate.value for t in about)


def test_a_thing_is_described_with_its_parts_and_labels(client: FlaskClient) -> None:
    event = get(client, "/event/a1-210.nt").text
    for words in (
        f"<{BASE}event/a1-210#p0> <{ONTOLOGY}#actor>", f"<{BASE}article/a2#claim-40>", "#exact> \"The two leaders met",
        f"<{BASE}actor/anna-adler> <http://www.w3.org/2000/01/rdf-schema#label>", f"<{ONTOLOGY}#publisher> \"Courier\"",
        "<http://rdfs.org/ns/void#inDataset>", "<http://purl.org/dc/terms/license>",
    ):  # fmt: skip
        assert words in event, words
    office = get(client, "/office/deu-head_of_government.nt").text
    assert '/actor/germany> <http://www.w3.org/2000/01/rdf-schema#label> "Germany"' in office


def test_json_ld_is_a_tree_of_the_thing_in_the_terms_of_our_context(client: FlaskClient) -> None:
    response = get(client, "/event/a1-210.jsonld")
    tree = json.loads(response.data)
    assert tree["id"] == f"{BASE}event/a1-210"
    assert "Meeting" in tree["type"]
    assert {part["actor"]["label"] for part in tree["participation"]} == {"Anna Adler", "Bruno Blanc"}
    assert tree["start"] == "2023-02-15"
    assert tree["claimCount"] == 2
    assert "framed" in response.headers["Content-Type"]


@pytest.mark.parametrize("name", ["events", "article/a1"])
def test_json_ld_of_a_named_graph_is_compacted_but_no_tree_and_says_so(client: FlaskClient, name: str) -> None:
    response = get(client, f"/graph/{name}.jsonld")
    assert response.content_type == 'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"'
    document = json.loads(response.data)
    assert set(document) == {"@context", "@graph"}
    assert f"{BASE}graph/{name}" in {node["id"] for node in document["@graph"]}


@pytest.mark.parametrize(
    ("kind", "values", "written"),
    [
        (OWL.ObjectProperty, None, {"@id", "@vocab"}),
        (OWL.DatatypeProperty, XSD.date, {"xsd:date"}),
        (OWL.DatatypeProperty, XSD.decimal, {"xsd:decimal"}),
    ],
)
def test_the_context_knows_what_the_values_of_each_property_are(
    kind: URIRef, values: URIRef | None, written: set[str]
) -> None:
    ontology, terms = load_ontology(), context()
    named = [
        str(term).removeprefix(f"{ONTOLOGY}#")
        for term in ontology.subjects(RDF.type, kind)
        if values is None or (term, RDFS.range, values) in ontology
    ]
    assert named
    assert [name for name in named if terms.get(name, {}).get("@type") not in written] == []


def test_the_context_is_published_for_caches_and_other_origins(client: FlaskClient) -> None:
    response = client.get("/context.jsonld", headers={"Origin": "https://elsewhere.example"})
    assert response.mimetype == "application/ld+json"
    assert json.loads(response.data)["@context"] == json.loads(get(client, "/corpus.jsonld").data)["@context"]
    assert "max-age=604800" in response.headers["Cache-Control"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get("/context.jsonld", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_links_lead_to_the_other_forms_the_vocabulary_the_profile_and_the_licence(client: FlaskClient) -> None:
    found = links(get(client, "/actor/germany.ttl"))
    assert sorted(found["alternate"]) == [f"/actor/germany.{e}" for e in ("html", "jsonld", "nt", "rdf")]
    assert found["describes"] == [f"{BASE}actor/germany"]
    assert found["describedby"] == ["/ontology"]
    assert found["profile"] == [ONTOLOGY]
    assert found["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    redirected = links(get(client, "/actor/germany"))
    assert redirected["describedby"] == ["/actor/germany.ttl", "/ontology"]
    page = get(client, "/actor/germany.html").text
    for extension, (media_type, _) in FORMATS.items():
        assert f'<link rel="alternate" type="{media_type}" href="/actor/germany.{extension}">' in page


def test_data_may_be_read_from_other_origins(client: FlaskClient) -> None:
    for path in ("/actor/germany", "/actor/germany.ttl", "/ontology", "/article/none"):
        assert get(client, path).headers["Access-Control-Allow-Origin"] == "*"
    preflight = client.options("/actor/germany")
    assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in preflight.headers


def test_an_unchanged_description_is_304(client: FlaskClient) -> None:
    for path in ("/event/a1-210.ttl", "/ontology", "/actor/germany.html", "/questions.ttl"):
        first = get(client, path)
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), path
    tags = {get(client, f"/event/a1-210.{e}").headers["ETag"] for e in FORMATS}
    assert len(tags) == len(FORMATS)


def test_the_text_of_a_version_is_served_where_texts_are(tmp_path: Path) -> None:
    text = "The two leaders met on Monday.\n\u201cA good talk\u201d, said one."
    digest = Texts(tmp_path / "texts").keep(text)
    version = f"{BASE}version/{digest}"
    publish(
        tmp_path,
        named_graphs(
            f"""@prefix : <{ONTOLOGY}#> .
            <{BASE}graph/article/x> {{
                <{BASE}article/x> a :Article ; :version <{version}> .
                <{version}> a :Version ; :sha256 "{digest}" .
            }}"""
        ),
    )
    with QueryService(settings_for(tmp_path, query_workers=1)) as service:
        for switch, status in (("yes", 200), ("no", 404)):
            settings = settings_for(tmp_path, serve_full_texts=switch)
            client = create_app(settings, queries=service).test_client()
            response = get(client, f"/version/{digest}.txt")
            assert response.status_code == status
            assert (response.text == text) == (status == 200)
            negotiated = get(client, f"/version/{digest}", "text/plain")
            assert negotiated.mimetype == ("text/plain" if status == 200 else "application/n-triples")
            assert get(client, f"/version/{digest}", "*/*").mimetype == "text/turtle"
        assert get(client, "/article/x.txt").status_code == 404


# --- pages --------------------------------------------------------------------------------------------------------


def test_a_resource_page_has_labels_parts_and_what_links_here(client: FlaskClient) -> None:
    page = get(client, "/office/deu-head_of_government.html").text
    assert "<h1>Chancellor of Germany</h1>" in page
    assert '<a href="/actor/germany">Germany</a>' in page
    assert "What links here" in page
    assert '<a href="/event/a1-10#p0">' in page
    berlin = get(client, "/place/berlin-germany.html").text
    assert "Conference in Berlin" in berlin


def test_what_links_here_is_paged(client: FlaskClient) -> None:
    address = f"/links.html?iri={ONTOLOGY}"
    first, second = get(client, address).text, get(client, f"{address}&page=2").text
    assert re.search(r'rel="next" href="/links.html\?[^"]*page=2', first)
    assert "References 101 to" in second
    assert get(client, f"{address}&page=999").status_code == 404


def test_a_term_page_has_definition_examples_hierarchy_and_use(client: FlaskClient) -> None:
    publications: Publications = client.application.extensions["parley.publications"]
    assert publications.counts(publications.snapshots.current(), wait_s=60)
    page = get(client, "/ontology/Call.html").text
    said = ("talk over a distance", "With pictures it is still of this type", "This is not", "called for restraint")
    for words in (*said, '<a href="/ontology/Contact">', "Event-status", "close to", "instances in Events"):
        assert words in page, words
    assert re.search(r"\d+ <span class=\"about\">statements in Events", get(client, "/ontology/participant.html").text)


def test_any_iri_of_the_data_has_a_page_of_what_is_said_of_it(client: FlaskClient) -> None:
    page = get(client, f"/links?iri={BASE}actor/germany", BROWSER).text
    assert "<h1>Germany</h1>" in page
    assert "What links here" in page


def test_what_links_to_a_thing_is_data_too_page_by_page(client: FlaskClient) -> None:
    described = get(client, "/actor/germany.nt").text
    (address,) = re.findall(rf"<{BASE}actor/germany.ttl> <[^>]+seeAlso> <{BASE}(links[^>]+)>", described)
    response = get(client, f"/{address}")
    said = triples(response, "ttl")
    germany = ox.NamedNode(f"{BASE}actor/germany")
    assert any(t.object == germany and t.subject.value == f"{BASE}event/a1-210" for t in said)
    assert any(t.object.value == "Germany" or "Anna Adler" in t.object.value for t in said)
    assert "next" not in links(response)
    for extension in FORMATS:
        other = get(client, links(response)["alternate"][0].replace(".nt?", f".{extension}?"))
        assert triples(other, extension) == said
    paged = get(client, f"/links?iri={ONTOLOGY}")
    assert len({t for t in triples(paged, "ttl") if t.object.value == ONTOLOGY}) == 100
    (onwards,) = links(paged)["next"]
    last = get(client, onwards)
    assert links(last)["prev"] == [f"/links?iri={ONTOLOGY.replace(':', '%3A').replace('/', '%2F')}&page=1"]
    assert triples(last, "ttl").isdisjoint(triples(paged, "ttl"))


def test_references_too_many_to_be_sorted_stand_each_on_one_page(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> list[ox.Triple]:
        found, onwards = [], [f"/links?iri={ONTOLOGY}"]
        while onwards:
            response = get(client, onwards[0])
            found += [t for t in triples(response, "ttl") if t.object.value == ONTOLOGY]
            onwards = links(response).get("next")
        return found

    in_order = told()
    monkeypatch.setattr(linked_data, "_SORTED", 0)
    as_they_come = told()
    assert len(as_they_come) == len(in_order) > 100
    assert set(as_they_come) == set(in_order)
    assert "ORDER BY" not in get(client, f"/links?iri={ONTOLOGY}", BROWSER).text


def test_claims_and_parts_have_their_places_in_the_pages(client: FlaskClient) -> None:
    assert 'id="claim-40"' in get(client, "/article/a2.html").text
    assert 'id="p0"' in get(client, "/event/a1-210.html").text


# --- questions ----------------------------------------------------------------------------------------------------


def test_the_questions_are_executable_examples_that_run(client: FlaskClient, queries: QueryService) -> None:
    data = Graph().parse(data=get(client, "/questions.ttl").data, format="turtle")
    found = list(
        data.query(
            """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX schema: <https://schema.org/>
            SELECT ?q ?label ?comment ?select ?target {
              ?q a sh:SPARQLExecutable, sh:SPARQLSelectExecutable ; rdfs:label ?label ; rdfs:comment ?comment ;
                 sh:select ?select ; schema:target ?target ; sh:prefixes/sh:declare ?declared .
              ?declared sh:prefix "" }"""
        )
    )
    assert len(found) >= 25
    for question, label, comment, select, target in found:
        assert label
        assert comment
        assert str(target) == f"{BASE}sparql"
        queries.query(str(select))
        single = get(client, str(question).removeprefix(BASE.rstrip("/")) + ".ttl")
        assert str(select) in {str(o) for o in Graph().parse(data=single.data, format="turtle").objects()}


# --- every IRI ----------------------------------------------------------------------------------------------------


def iris_of(path: Path) -> list[str]:
    """Return every IRI below the base, and of our vocabularies, that the newest snapshot of a store mentions."""
    (snapshot,) = (path / "snapshots").iterdir()
    store = ox.Store.read_only(str(snapshot))
    terms = {t for quad in store for t in (quad.subject, quad.predicate, quad.object, quad.graph_name)}
    ours = (BASE, ONTOLOGY + "#", ONTOLOGY + "/")
    return sorted(t.value for t in terms if isinstance(t, ox.NamedNode) and t.value.startswith(ours))


def dereferenced(client: FlaskClient, iri: str, extension: str) -> set[ox.Triple]:
    """Return what a client that asks for a format gets at an IRI."""
    address = iri.partition("#")[0]
    path = "/" + address.removeprefix(BASE) if iri.startswith(BASE) else address.replace(ONTOLOGY, "/ontology")
    response = client.get(path, headers={"Accept": FORMATS[extension][0]}, follow_redirects=True)
    assert response.status_code == 200, (iri, response.text[:300])
    return triples(response, extension)


def mentions(said: set[ox.Triple], iri: str) -> bool:
    node = ox.NamedNode(iri)
    return any(node in (t.subject, t.predicate, t.object) for t in said)


def test_every_iri_of_a_store_dereferences_in_every_format(client: FlaskClient, queries: QueryService) -> None:
    every = [iri for iri in iris_of(queries.settings.store) if "gone" not in iri and "version/0123" not in iri]
    assert len(every) > 300
    documents: dict[str, list[str]] = {}
    for iri in every:
        documents.setdefault(iri.partition("#")[0], []).append(iri)
    for number, (document, members) in enumerate(documents.items()):
        extension = list(FORMATS)[number % len(FORMATS)]
        said = dereferenced(client, document, extension)
        assert not [iri for iri in members if not mentions(said, iri)], document


@pytest.mark.whole
def test_every_iri_of_the_sample_store_dereferences(seed_queries: QueryService) -> None:
    client = create_app(seed_queries.settings, queries=seed_queries).test_client()
    documents: dict[str, list[str]] = {}
    for iri in iris_of(seed_queries.settings.store):
        documents.setdefault(iri.partition("#")[0], []).append(iri)
    assert len(documents) > 10_000
    for document, members in documents.items():
        # One of twenty of the reference data, and everything else, in one format; one of ten in all of them.
        chance = zlib.crc32(document.encode())
        if any(kind in document for kind in ("/actor/", "/office/", "/tenure/")) and chance % 20:
            continue
        for extension in FORMATS if chance % 10 == 0 else [list(FORMATS)[chance // 10 % len(FORMATS)]]:
            said = dereferenced(client, document, extension)
            assert not [iri for iri in members if not mentions(said, iri)], document


def test_a_diary_is_called_by_whose_it_is_and_of_when(client: FlaskClient) -> None:
    page = get(client, "/diary/anna-adler-2023-02", BROWSER)
    assert "<h1>Anna Adler, February 2023</h1>" in get(client, page.headers["Location"], BROWSER).text
