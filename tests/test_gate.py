from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from parley.errors import QueryRefused, QuerySyntaxError
from parley.store.sparql.gate import Limits, check
from parley.store.sparql.positions import excerpt, position_of
from recipes import rows

HOSTILE = [row for row in rows("hostile.tsv") if row[1] != "QueryTimeout" and "too large" not in row[0]]
ACCEPTED = rows("accept.tsv")


@pytest.mark.parametrize(("error", "query"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_what_could_hurt_is_refused_before_the_engine_sees_it(error: str, query: str) -> None:
    with pytest.raises((QueryRefused, QuerySyntaxError)) as caught:
        check(query)
    assert type(caught.value).__name__ == error


@pytest.mark.parametrize(("form", "known", "query"), [row[1:] for row in ACCEPTED], ids=[row[0] for row in ACCEPTED])
def test_what_sparql_allows_passes_and_is_understood(form: str, known: str, query: str) -> None:
    checked = check(query)
    assert checked.form == form
    assert checked.has_dataset is (known == "dataset")
    assert checked.volatile is (known == "volatile")
    ox.Store().query(query)  # raises SyntaxError if the case itself were no SPARQL


def test_refusals_say_where_and_show_it() -> None:
    with pytest.raises(QueryRefused) as caught:
        check("SELECT *\n{ SERVICE <http://x/> {} }")
    assert (caught.value.line, caught.value.column) == (2, 3)
    assert caught.value.excerpt == "{ SERVICE <http://x/> {} }\n  ^"
    assert str(caught.value).startswith("line 2, column 3: SERVICE is not allowed")


def test_refusals_name_the_limit() -> None:
    with pytest.raises(QueryRefused, match="more than 2 OPTIONALs"):
        check("ASK {" + "OPTIONAL {} " * 3 + "}", limits=Limits(optionals=2))
    with pytest.raises(QueryRefused, match="deeper than 3 levels"):
        check("ASK {{{{}}}}", limits=Limits(nesting=3))
    with pytest.raises(QueryRefused, match="has 12 bytes, more than 10"):
        check("ASK { 'é' }", limits=Limits(bytes=10))


def test_a_misspelt_word_is_answered_with_the_nearest() -> None:
    with pytest.raises(QuerySyntaxError, match=r"line 1, column 1: 'SELCT' is no word of SPARQL.*SELECT"):
        check("SELCT * {}")


@pytest.mark.parametrize(
    ("query", "remedy", "nearest"),
    [
        ("ASK { ?s foaf:name ?o }", "write PREFIX foaf: <http://xmlns.com/foaf/0.1/>", ["foaf"]),
        ("ASK { ?s a :Call }", "write PREFIX : <https://w3id.org/parley/ontology#>", [""]),
        ("ASK { ?s rdsf:label ?o }", "write PREFIX rdf: ", ["rdf", "rdfs"]),
        ("PREFIX ex: <http://e/> ASK { ?s exx:p ?o }", "did you mean ex:?", []),
        ("PREFIX ex: <http://e/> ASK { ?s zzz:p ?o }", "declared are ex:", []),
    ],
)
def test_an_unknown_prefix_is_answered_with_what_may_be_meant(query: str, remedy: str, nearest: list[str]) -> None:
    with pytest.raises(QuerySyntaxError, match="is not declared") as caught:
        check(query)
    assert caught.value.remedy is not None
    assert caught.value.remedy.startswith(remedy)
    assert [line.split()[1] for line in caught.value.nearest] == [f"{name}:" for name in nearest]
    if len(nearest) == 1:
        check(caught.value.nearest[0] + query)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("ASK { <http://e/a b> ?p ?o }", "line 1, column 18: ' ' cannot stand in an IRI (write %20)"),
        ("ASK { ?s <http://e/{x}> ?o }", "line 1, column 20: '{' cannot stand in an IRI (write %7B)"),
        ("ASK { ?s ?p <http://e/", "line 1, column 13: this IRI is never closed"),
    ],
)
def test_an_iri_with_what_cannot_stand_in_one_is_told_as_such(query: str, message: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        check(query)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("query", "remedy"),
    [
        ("SELECT * { ?e ?p \u201cUkraine\u201d }", 'write " in its place'),
        ("SELECT * { ?e ?p \u2018Ukraine\u2019 }", "write ' in its place"),
        ("SELECT *\u00a0{ ?e ?p ?o }", "write a space in its place"),
        ("SELECT (3 \u2212 1 AS ?n) {}", "write - in its place"),
        ("SELECT * { ?e ?p \u00a7 }", None),
    ],
)
def test_what_a_word_processor_made_of_a_query_is_told(query: str, remedy: str | None) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        check(query)
    assert caught.value.remedy == remedy


def test_items_of_a_collection_count_as_patterns_and_values_do_not() -> None:
    items = " ".join(f"{n}" for n in range(300))
    with pytest.raises(QueryRefused, match="more than 256 triple patterns"):
        check(f"ASK {{ ?s ?p ({items}) }}")
    check(f"ASK {{ VALUES ?x {{ {items} }} FILTER(?x IN ({items.replace(' ', ', ')})) }}")


def test_a_lone_surrogate_is_no_query() -> None:
    with pytest.raises(QuerySyntaxError, match="line 1, column 5"):
        check("ASK \udc80{}")


def test_positions_count_code_points_from_one() -> None:
    assert position_of("aé\n🙂b", 4) == (2, 2)
    assert position_of("", 0) == (1, 1)


def test_excerpts_of_long_lines_are_cut_around_the_caret() -> None:
    shown = excerpt("x" * 100 + "Y" + "x" * 100, 1, 101, width=20)
    line, caret = shown.split("\n")
    assert line == "…" + "x" * 10 + "Y" + "x" * 9 + "…"
    assert line[caret.index("^")] == "Y"


_MARKS = "< > ' \" ''' # ( ) { } . ; , = | / \\ [ ] && ?a ?b 1 true ex:o <http://e/> <?b 'x' @en"
_WORDS = "FILTER BIND AS EXISTS FILTER( (1< SELECT( SERVICE"
_PIECES = [*_MARKS.split(), *_WORDS.split(), "\n", "VALUES ?a {", "SERVICE <http://127.0.0.1:9/> {}", "SERVICE ex:o {}"]


@given(st.lists(st.sampled_from(_PIECES), max_size=14), st.sampled_from(["", " "]))
@hypothesis_settings(max_examples=300, deadline=None)
def test_no_arrangement_takes_a_service_past_the_gate(pieces: list[str], between: str) -> None:
    query = "PREFIX ex: <http://127.0.0.1:9/> SELECT * { " + between.join(pieces) + " }"
    try:
        check(query)
        found = ox.Store().query(query)
    except (QueryRefused, QuerySyntaxError, SyntaxError):
        return
    # The engine's client refuses port 9: a SERVICE that got so far would raise OSError here.
    assert len(list(found)) <= 1  # type: ignore[arg-type]
