from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from rdflib import Graph
from werkzeug.test import TestResponse

from parley.errors import Gone, NotFound
from parley.model import IRI
from parley.store import Snapshots
from parley.web import close_app, create_app
from published import BASE, publish, settings_for

EVENTS = IRI(BASE + "graph/events")
CALLS = "PREFIX : <https://w3id.org/parley/ontology#> SELECT ?e { ?e a :Call }"
DAY = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)


def dated(path: Path, name: str, when: dt.datetime) -> None:
    """Let a snapshot have been published at `when`."""
    os.utime(path / "snapshots" / name, (when.timestamp(), when.timestamp()))


@pytest.fixture
def names(tmp_path: Path) -> list[str]:
    """Four snapshots published a day after the other, of which two are kept; the newest has no event."""
    more = IRI(BASE + "graph/more")
    changes: list[dict[IRI, Graph] | None] = [None, {more: some(1)}, {more: some(2)}, {EVENTS: Graph()}]
    published = [publish(tmp_path, change, kept=2) for change in changes]
    for n, name in enumerate(published[2:]):
        dated(tmp_path, name, DAY + n * dt.timedelta(days=1))
    return published


def some(number: int) -> Graph:
    return Graph().parse(data=f"<http://e/s> <http://e/p> {number} .", format="turtle")


@pytest.fixture
def client(tmp_path: Path, names: list[str]) -> Iterator[FlaskClient]:
    app = create_app(settings_for(tmp_path, query_workers=1, snapshots_kept=2))
    yield app.test_client()
    close_app(app)


def ask(client: FlaskClient, query: str = CALLS, snapshot: str | None = None, **options: Any) -> TestResponse:
    parameters = {"query": query} | ({"snapshot": snapshot} if snapshot else {})
    return client.get("/sparql", query_string=parameters, **options)


def count(response: TestResponse) -> int:
    assert response.status_code == 200, response.data
    return len(response.get_json(force=True)["results"]["bindings"])


def test_a_snapshot_is_found_by_name_and_by_number(tmp_path: Path, names: list[str]) -> None:
    snapshots = Snapshots(tmp_path)
    assert snapshots.named(names[2]).name == snapshots.named("3").name == names[2]


def test_one_that_was_deleted_is_gone_and_another_was_never_there(tmp_path: Path, names: list[str]) -> None:
    snapshots = Snapshots(tmp_path)
    for text in ("1", "2", names[0]):
        with pytest.raises(Gone, match=f"no longer kept .*{names[2]}, {names[3]}"):
            snapshots.named(text)
    for text in ("5", "0", "03", "", "x", "3-00000000", "../live", "9" * 30):
        with pytest.raises(NotFound, match=f"there are {names[2]}, {names[3]}"):
            snapshots.named(text)


def test_a_query_is_answered_as_of_the_snapshot_asked_for(client: FlaskClient, names: list[str]) -> None:
    assert count(ask(client)) == 0
    assert count(ask(client, snapshot="3")) == count(ask(client, snapshot=names[2])) == 1
    form = client.post("/sparql", data={"query": CALLS, "snapshot": "3"})
    assert count(form) == 1
    assert form.headers["X-Parley-Snapshot"] == names[2]


def test_a_snapshot_that_is_not_kept_is_410_or_404_with_those_that_are(client: FlaskClient, names: list[str]) -> None:
    for snapshot, status in (("1", 410), ("9", 404)):
        response = ask(client, snapshot=snapshot)
        assert response.status_code == status
        assert names[2] in response.get_json(force=True)["remedy"]


def test_an_answer_as_of_a_snapshot_is_a_memento_and_the_newest_is_none(client: FlaskClient) -> None:
    headers = ask(client, snapshot="3").headers
    assert headers["Memento-Datetime"] == headers["Last-Modified"] == "Mon, 06 May 2024 07:08:09 GMT"
    assert headers["Cache-Control"] == "public, max-age=3600"
    newest = ask(client).headers
    assert "Memento-Datetime" not in newest
    assert newest["Last-Modified"] == "Tue, 07 May 2024 07:08:09 GMT"
    assert newest["Cache-Control"] == "no-cache"
    assert any(link.startswith('</snapshots>; rel="version-history"') for link in newest.getlist("Link"))


def test_the_same_query_has_another_etag_as_of_another_snapshot(client: FlaskClient, names: list[str]) -> None:
    assert ask(client).headers["ETag"] == ask(client, snapshot=names[3]).headers["ETag"]
    assert ask(client).headers["ETag"] != ask(client, snapshot="3").headers["ETag"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-Modified-Since": DAY + dt.timedelta(days=1)}, 304),
        ({"If-Modified-Since": DAY + dt.timedelta(days=2)}, 304),
        ({"If-Modified-Since": DAY}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"', "If-Modified-Since": DAY + dt.timedelta(days=1)}, 200),
    ],
)
def test_conditions_are_weighed_as_http_says(client: FlaskClient, headers: dict[str, Any], status: int) -> None:
    sent = {k: format_datetime(v, usegmt=True) if isinstance(v, dt.datetime) else v for k, v in headers.items()}
    response = ask(client, headers=sent)
    assert response.status_code == status
    assert response.headers["ETag"] == ask(client).headers["ETag"]
    assert (response.data == b"") is (status == 304)


def test_whoever_asks_for_one_version_only_gets_no_other(client: FlaskClient) -> None:
    tag = ask(client).headers["ETag"]  # what was answered already is no way round the condition
    asked = {
        "If-Match": {'"other"': 412, f"W/{tag}": 412, "*": 200, tag: 200},
        "If-Unmodified-Since": {DAY: 412, DAY + dt.timedelta(days=1): 200},
    }
    for name, expected in asked.items():
        for value, status in expected.items():
            sent = format_datetime(value, usegmt=True) if isinstance(value, dt.datetime) else str(value)
            assert ask(client, headers={name: sent}).status_code == status, (name, value)


def test_a_page_of_another_version_is_not_shown_to_whoever_asks_for_one_only(client: FlaskClient) -> None:
    page = client.get("/query", headers={"If-Match": '"other"'})
    assert page.status_code == 412
    assert "no longer what the request was to be for" in page.text
    assert '<form class="query"' not in page.text


def test_a_range_that_is_none_is_ignored(client: FlaskClient) -> None:
    ranges = {"bytes=0-3": 206, "bytes=-5": 206, "bytes=99999999-": 416}
    ranges |= dict.fromkeys(["bytes=9-0", "lines=0-3", "bytes=a-b", "bytes=0-1,4-5", f"bytes={'9' * 5000}-"], 200)
    for wanted, status in ranges.items():
        found = client.get("/static/parley.css", headers={"Range": wanted}, buffered=True)
        assert found.status_code == status, wanted


def test_a_page_of_another_snapshot_is_not_shown_as_one_of_that(client: FlaskClient, names: list[str]) -> None:
    former, newest = (client.get(f"/ontology.html?snapshot={name}") for name in names[2:])
    assert (former.status_code, newest.status_code) == (404, 200)
    assert "pages show the newest snapshot" in former.text.replace("Pages", "pages")
    assert client.get(f"/ontology.ttl?snapshot={names[2]}").status_code == 200


def test_a_condition_does_not_answer_a_post(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": CALLS}, headers={"If-None-Match": ask(client).headers["ETag"]})
    assert response.status_code == 200


def test_within_the_second_of_its_making_a_snapshot_has_no_last_modified(
    client: FlaskClient, tmp_path: Path, names: list[str]
) -> None:
    dated(tmp_path, names[3], dt.datetime.now(dt.UTC) + dt.timedelta(seconds=5))
    headers = ask(client).headers
    assert "Last-Modified" not in headers
    assert "ETag" in headers


def test_the_snapshots_that_are_kept_are_listed_with_their_times_and_counts(
    client: FlaskClient, names: list[str]
) -> None:
    response = client.get("/snapshots")
    facts = response.get_json()
    assert facts["kept"] == 2
    newest, former = facts["snapshots"]
    assert (newest["name"], newest["number"], newest["newest"], newest["events"]) == (names[3], 4, True, 0)
    assert newest["published"] == "2024-05-07T07:08:09Z"
    assert (former["name"], former["newest"]) == (names[2], False)
    assert (former["articles"], former["claims"], former["events"]) == (5, 17, 9)
    assert former["sparql"] == f"{BASE}sparql?snapshot=3"
    again = client.get("/snapshots", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("coding", ["gzip", "zstd", "identity"])
def test_an_etag_holds_for_every_content_coding(client: FlaskClient, coding: str) -> None:
    accept = {"Accept-Encoding": coding}
    long = "SELECT * { VALUES ?x { " + " ".join(f"'value {n}'" for n in range(200)) + " } }"
    answer = ask(client, long, headers=accept)
    assert answer.headers.get("Content-Encoding", "identity") == coding
    again = ask(client, long, headers=accept | {"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert "Accept-Encoding" in again.vary
