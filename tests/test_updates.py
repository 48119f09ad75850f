"""Updates before they are evaluated: what is refused, which graphs are named, where USING goes."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from parley.errors import DatasetError, QueryRefused, QuerySyntaxError
from parley.model import IRI
from parley.store.service.bodies import Body, check_body
from parley.store.sparql.gate import Limits
from parley.store.sparql.updates import check_update, graphs_of

LIMITS = Limits()
BASE = "http://base.example/"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", []),
        ("INSERT DATA { <x:a> <x:b> 1 }", []),
        ("INSERT DATA { GRAPH <x:g> { <x:a> <x:b> 'GRAPH <x:no> {' } }", ["x:g"]),
        ("PREFIX p: <x:> INSERT DATA { GRAPH p:g { p:a p:b 1 } GRAPH <r> { } }", ["http://base.example/r", "x:g"]),
        ("PREFIX p: <x:> CLEAR GRAPH p:g ; PREFIX p: <y:> DROP SILENT GRAPH p:g", ["x:g", "y:g"]),
        ("BASE <http://other.example/> CREATE GRAPH <g>", ["http://other.example/g"]),
        ("COPY <x:a> TO <x:b> ; MOVE DEFAULT TO GRAPH <x:c> ; ADD <x:d> TO DEFAULT", ["x:a", "x:b", "x:c", "x:d"]),
        ("WITH <x:g> DELETE { ?s ?p ?o } WHERE { GRAPH <x:read> { ?s ?p ?o } }", ["x:g"]),
        ("DELETE WHERE { GRAPH <x:g> { ?s ?p ?o } }", ["x:g"]),
        ("INSERT { GRAPH <x:g> { ?s ?p ?o } } WHERE { GRAPH ?read { ?s ?p ?o } # }\n }", ["x:g"]),
        ("CLEAR GRAPH <x:\\u0067>", ["x:g"]),
    ],
)
def test_the_graphs_that_an_update_writes_to_are_known_before(text: str, named: list[str]) -> None:
    update = check_update(text, limits=LIMITS)
    assert sorted(graphs_of(update, base_iri=BASE)) == named
    assert not update.anywhere


@pytest.mark.parametrize(
    "text",
    [
        "CLEAR ALL",
        "DROP SILENT NAMED",
        "clear silent all",
        "INSERT { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "INSERT { GRAPH <x:g> { ?s ?p ?o } GRAPH $g { ?s ?p ?o } } WHERE { ?s ?p ?o }",
        "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
    ],
)
def test_it_is_known_when_an_update_can_write_anywhere(text: str) -> None:
    assert check_update(text, limits=LIMITS).anywhere


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT { <x:a> <x:b> ?o } WHERE { ?s ?p ?o }", ["x:here"]),
        ("DELETE { ?s ?p ?o } INSERT { <x:a> <x:b> ?o } WHERE { ?s ?p ?o FILTER (?o != '}') }", ["x:here"]),
        ("CLEAR DEFAULT ; INSERT { <x:a> <x:b> ?o } # WHERE {\nWHERE { ?s ?p ?o } ; CREATE GRAPH <x:n>", ["x:here"]),
        ("INSERT DATA { <x:a> <x:b> 'WHERE { }' }", ["WHERE { }"]),
        ("DELETE WHERE { GRAPH <x:named> { ?s ?p ?o } }", []),
        ("INSERT { <x:a> <x:b> ?o } WHERE { GRAPH ?g { ?s ?p ?o } }", ["x:there"]),
        ("INSERT { <x:a> <x:b> ?o } WHERE { { SELECT ?o WHERE { ?s ?p ?o } } }", ["x:here"]),
    ],
)
def test_where_clauses_look_into_the_dataset_of_the_request(text: str, expected: list[str]) -> None:
    store = ox.Store()
    for name in ("here", "there", "elsewhere"):
        node = ox.NamedNode(f"x:{name}")
        store.add(ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), node, node))
    update = check_update(text, limits=LIMITS, default=[IRI("x:here")], named=[IRI("x:there")])
    store.update(update.text, base_iri=BASE)
    found = store.quads_for_pattern(ox.NamedNode("x:a"), None, None, ox.DefaultGraph())
    assert [quad.object.value for quad in found] == expected  # type: ignore[union-attr]


def test_delete_where_takes_out_what_the_dataset_has() -> None:
    store = ox.Store()
    triple = (ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.Literal("o"))
    store.add(ox.Quad(*triple))
    store.add(ox.Quad(*triple, ox.NamedNode("x:g")))
    text = "DELETE WHERE { ?s ?p ?o }"
    store.update(check_update(text, limits=LIMITS, default=[IRI("x:none")]).text)
    assert len(store) == 2
    store.update(check_update(text, limits=LIMITS, default=[IRI("x:g")]).text)
    assert [quad.graph_name.value for quad in store] == ["x:g"]  # type: ignore[union-attr]


@pytest.mark.parametrize("iri", ["relative", "x:> } ; DROP ALL #", "x:a b", "", "x:\n"])
def test_a_dataset_is_made_of_absolute_iris(iri: str) -> None:
    with pytest.raises(DatasetError, match="no absolute IRI"):
        check_update("DELETE WHERE { ?s ?p ?o }", limits=LIMITS, named=[IRI(iri)])


def test_a_dataset_beside_that_of_the_text_is_refused_with_its_place() -> None:
    with pytest.raises(DatasetError, match="line 2, column 2"):
        check_update("DELETE { ?s ?p ?o }\n USING <x:g> WHERE { ?s ?p ?o }", limits=LIMITS, default=[IRI("x:g")])


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1/>",
        "load silent <http://127.0.0.1/> into graph <x:g>",
        "CLEAR DEFAULT;LOAD<http://127.0.0.1/>",
        "PREFIX p: <x:> CLEAR GRAPH p:g ; # a comment\n LOAD <http://127.0.0.1/>",
        "INSERT { <x:a> <x:b> ?x } WHERE { SERVICE <http://127.0.0.1/> { ?x ?y ?z } }",
        "INSERT { <x:a> <x:b> ?x } WHERE { OPTIONAL { SERVICE SILENT ?s { ?x ?y ?z } } }",
        "\\u004COAD <http://127.0.0.1/>",
        "DELETE { ?s ?p ?o } WHERE { " + "{" * 70 + "}" * 70 + " }",
        "DELETE { ?s ?p ?o } WHERE { " + "OPTIONAL { ?s ?p ?o } " * 100 + "}",
        "INSERT DATA { <x:a> <x:b> " + "(" * 100 + ")" * 100 + " }",
    ],
)
def test_what_reaches_out_or_is_absurd_is_refused(text: str) -> None:
    with pytest.raises((QueryRefused, QuerySyntaxError)):
        check_update(text, limits=LIMITS)


def test_plain_data_may_be_as_many_as_the_text_is_long() -> None:
    triples = "".join(f"<x:s{i}> <x:p> {i} .\n" for i in range(10_000))
    assert check_update(f"INSERT DATA {{ GRAPH <x:g> {{ {triples} }} }}", limits=Limits(bytes=1 << 20))


@pytest.mark.parametrize(
    "text", ["SELECT * { ?s ?p ?o }", "ASK {}", "DELETE { ?s ?p ?o ", "FROBNICATE ALL", "CLEAR p:g"]
)
def test_what_is_no_update_is_told_so(text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        check_update(text, limits=LIMITS)


@pytest.mark.parametrize(
    ("syntax", "text"),
    [
        ("turtle", '<a> <b> \'[[[[[[\' , """((((""" , <x:[[[> . # [[[[[[\n'),
        ("jsonld", '{"@id": "[[[[[[[[{{{{\\"[[[["}'),
        ("rdfxml", "<?xml version='1.0' encoding='utf-8'?><!-- <a><a> --><r:RDF xmlns:r='x:'><r:a b='>'/></r:RDF>"),
        ("rdfxml", "\ufeff<r:RDF xmlns:r='x:'>" + "<r:a></r:a><r:b/>" * 500 + "</r:RDF>"),
    ],
)
def test_brackets_that_open_nothing_do_not_count(syntax: str, text: str) -> None:
    deep = text.replace("[", "[" * 100) if syntax != "rdfxml" else text
    check_body(Body(content=deep.encode(), format=syntax))
