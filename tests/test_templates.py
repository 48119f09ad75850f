"""A query that is like an earlier one but for its values is known to be what reading it anew would find."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from parley.errors import QueryRefused, QuerySyntaxError
from parley.store.sparql import templates
from parley.store.sparql.gate import CheckedQuery, Limits, check
from parley.store.sparql.templates import Templates
from recipes import rows

TRAPS = (
    "ASK { VALUES ?x { '''x'<v>'y' } }",  # an empty string, unless there are three more quotation marks
    'ASK { VALUES ?x { "a""b" <c> """d<e>" } }',
    'ASK { ?s ?p \'a\', "b", \'<c>\', "<d>" } # <e> "f"',
    "SELECT (?a<?b AS ?c) (?d>?e AS ?f) { ?a <p> ?b }",
    'BASE <http://a/> PREFIX p: <b#> CONSTRUCT { ?a p:a<c> } FROM <d> { ?a p:a<c>;p:b"e"@en, "1"^^<f> }',
)
HOSTILE = [row[2] for row in rows("hostile.tsv") if "too large" not in row[0]]
ACCEPTED = [row[3] for row in rows("accept.tsv")]
PLAIN = """PREFIX : <http://e/> SELECT * FROM <http://g> { ?s :p <http://o>, "", "o" ; :q 'o', <http://x#y> }"""


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that went through the gate."""
    seen: list[str] = []

    def reading(text: str, *, limits: Limits) -> CheckedQuery:
        seen.append(text)
        return check(text, limits=limits)

    monkeypatch.setattr(templates, "check", reading)
    return seen


def new() -> Templates:
    return Templates(limits=Limits(), memory=1 << 20)


def found(text: str, checked: Templates | None = None) -> object:
    """All that is known of a query, or what is wrong with it."""
    try:
        known = checked.check(text) if checked else check(text)
    except (QueryRefused, QuerySyntaxError) as error:
        return type(error), str(error)
    return known, known.tokens


def with_values(text: str, value: Iterator[str]) -> str:
    """The text with other values."""
    parts = templates._VALUE.split(text)
    return "".join(part[0] + next(value) + part[-1] if i % 2 else part for i, part in enumerate(parts))


def test_a_query_with_other_values_is_not_read_again(read: list[str]) -> None:
    checked = new()
    other = with_values(PLAIN, iter(("http://other/", "a", "b-longer", "c", "d")))
    assert other != PLAIN
    assert checked.check(PLAIN) == check(PLAIN)
    assert found(other, checked) == found(other)
    assert read == [PLAIN]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ('ASK { ?s ?p "a" }', "ASK { ?s ?p <a> }"),
        ('ASK { ?s ?p "a" }', 'ASK { ?s ?p "" }'),
        ('ASK { ?s ?p "a" }', 'ASK { ?s ?p  "a" }'),
        ('ASK { ?s ?p "a" }', 'ASK { ?s ?p "\\"" }'),
        ("ASK { ?s ?p ?o FILTER(?a<?b&&?c>?d) }", "ASK { ?s ?p ?o FILTER(?a<?e&&?c>?d) }"),
        ("ASK { ?s ?p '<a>' }", "ASK { ?s ?p '<b>' }"),
        ("ASK { ?s ?p '\\u0041', <a> }", "ASK { ?s ?p '\\u0041', <b> }"),
    ],
)
def test_what_is_not_alike_or_can_be_read_in_other_ways_is_read_again(read: list[str], text: str, other: str) -> None:
    checked = new()
    assert [found(text, checked), found(other, checked)] == [found(text), found(other)]
    assert read == [text, other]


def test_a_longer_value_does_not_get_past_the_limit_of_bytes() -> None:
    checked = Templates(limits=Limits(bytes=40), memory=1 << 20)
    assert checked.check('ASK { ?s ?p "a" }').form == "ASK"
    with pytest.raises(QueryRefused, match="bytes, more than 40"):
        checked.check('ASK { ?s ?p "' + "é" * 14 + '" }')


VALUES = st.text(st.sampled_from("SERVICE#<>/:?a \u00e9&|^"), min_size=1, max_size=12) | st.sampled_from(
    ("SERVICE <http://x/> {}", "} LOAD <x> {", "#", "'''x", "x'''y", "a\\", '"', "\ud800", "")
)
MANY = st.lists(VALUES, min_size=1, max_size=20)


@hypothesis_settings(max_examples=300, deadline=None)
@given(st.sampled_from(TRAPS) | st.sampled_from(HOSTILE) | st.sampled_from(ACCEPTED), MANY, MANY)
def test_nobody_can_tell_that_a_query_was_not_read(text: str, first: list[str], second: list[str]) -> None:
    checked = new()
    for values in (first, second, first):
        filled = with_values(text, cycle(values))
        assert found(filled, checked) == found(filled)
