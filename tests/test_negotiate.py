from __future__ import annotations

import pytest

from parley.errors import NotAcceptable
from parley.web.http.negotiate import negotiate

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"


@pytest.mark.parametrize(
    ("accept", "form", "name"),
    [
        (None, "SELECT", "json"),
        ("", "ASK", "json"),
        (None, "CONSTRUCT", "turtle"),
        ("*/*", "DESCRIBE", "turtle"),
        ("*/*", "SELECT", "json"),
        (XML, "SELECT", "xml"),
        ("application/json", "SELECT", "json"),
        ("application/json", "CONSTRUCT", "jsonld"),
        ("application/xml", "SELECT", "xml"),
        ("application/xml", "CONSTRUCT", "rdfxml"),
        ("text/*", "SELECT", "csv"),
        ("text/*", "CONSTRUCT", "turtle"),
        ("text/csv; charset=utf-8", "SELECT", "csv"),
        ("TEXT/CSV", "SELECT", "csv"),
        (f"{JSON};q=0.5, {XML};q=0.9", "SELECT", "xml"),
        (f"{JSON};q=0, */*", "SELECT", "xml"),
        ("text/turtle;q=0, */*;q=0.1", "CONSTRUCT", "ntriples"),
        ("text/*;q=0, */*", "CONSTRUCT", "ntriples"),
        ("text/csv, */*", "SELECT", "csv"),
        ("text/csv;q=0.2, text/*;q=0.9", "SELECT", "tsv"),
        ("image/png, text/tab-separated-values;q=0.1", "SELECT", "tsv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "SELECT", "xml"),
        ("application/ld+json, text/turtle;q=0.9", "DESCRIBE", "jsonld"),
        ("application/n-triples,text/turtle;q=1.0", "DESCRIBE", "turtle"),
        ("text/turtle;q=banana, text/csv", "SELECT", "csv"),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "SELECT", "json"),
        (f"{JSON};q=.2, {XML};q=.9", "SELECT", "xml"),
    ],
)
def test_the_best_acceptable_format_is_chosen(accept: str | None, form: str, name: str) -> None:
    assert negotiate(accept, form).name == name


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("image/png", "SELECT"),
        ("text/turtle", "SELECT"),
        ("text/csv", "CONSTRUCT"),
        ("*/*;q=0", "ASK"),
        ("text/csv;q=0", "ASK"),
    ],
)
def test_what_cannot_be_produced_is_refused_with_a_list(accept: str, form: str) -> None:
    with pytest.raises(NotAcceptable, match=JSON.replace("+", r"\+") if form != "CONSTRUCT" else "text/turtle"):
        negotiate(accept, form)


@pytest.mark.parametrize(
    ("wanted", "form", "name"),
    [("csv", "SELECT", "csv"), ("TTL", "CONSTRUCT", "turtle"), ("json", "DESCRIBE", "jsonld"), ("xml", "ASK", "xml")],
)
def test_a_short_name_beats_the_header(wanted: str, form: str, name: str) -> None:
    assert negotiate("image/png", form, wanted=wanted).name == name


def test_an_unknown_short_name_is_answered_with_those_known() -> None:
    with pytest.raises(NotAcceptable, match=r"'pdf'.*json .*csv"):
        negotiate(None, "SELECT", wanted="pdf")
