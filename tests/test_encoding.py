from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard
from flask import Flask, Response
from flask.testing import FlaskClient

from parley.recent import Recent
from parley.web.http import encoding
from parley.web.http.encoding import negotiate_coding
from published import settings_for

LONG = ("Xi Jinping met Volodymyr Zelenskyy. " * 200).encode()


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        (None, None),
        ("", None),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("*", "zstd"),
        ("zstd;q=0, *", "gzip"),
        ("gzip;q=0", None),
        ("*;q=0", None),
        ("identity", None),
        ("identity;q=0.5, gzip;q=0.8", "gzip"),
        ("identity, gzip;q=0.8", None),
        ("identity;q=0, br", None),
        ("br", None),
        ("gzip;q=nonsense", None),
        ("gzip;q=.5", "gzip"),
    ],
)
def test_the_coding_follows_the_qualities(accept: str | None, coding: str | None) -> None:
    assert negotiate_coding(accept) == coding


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = Flask(__name__)

    @app.get("/<kind>/<name>")
    def answer(kind: str, name: str) -> Response:
        response = Response(LONG if name != "short" else b"short", content_type=f"{kind}/csv; charset=utf-8")
        if name == "tagged":
            response.set_etag("abc")
        return response

    encoding.register(app, settings_for(tmp_path, cache_mb=1))
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("name", ["tagged", "plain"])
def test_the_body_comes_back_whole(client: FlaskClient, name: str) -> None:
    zipped = client.get(f"/text/{name}", headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == LONG
    assert int(zipped.headers["Content-Length"]) == len(zipped.data) < len(LONG) / 10
    other = client.get(f"/text/{name}", headers={"Accept-Encoding": "zstd"})
    assert zstandard.ZstdDecompressor().decompress(other.data) == LONG
    assert client.get(f"/text/{name}").data == LONG


def test_caches_learn_what_the_answer_depends_on(client: FlaskClient) -> None:
    for accept in ("gzip", "identity"):
        assert "Accept-Encoding" in client.get("/text/plain", headers={"Accept-Encoding": accept}).vary


def test_the_compressed_form_has_the_same_etag_but_a_weak_one(client: FlaskClient) -> None:
    assert client.get("/text/tagged").headers["ETag"] == '"abc"'
    assert client.get("/text/tagged", headers={"Accept-Encoding": "gzip"}).headers["ETag"] == 'W/"abc"'


def test_head_has_the_headers_of_get(client: FlaskClient) -> None:
    accept = {"Accept-Encoding": "zstd"}
    head, get = client.head("/text/tagged", headers=accept), client.get("/text/tagged", headers=accept)
    assert head.data == b""
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize("path", ["/text/short", "/image/plain"])
def test_what_would_gain_nothing_is_left_as_it_is(client: FlaskClient, path: str) -> None:
    assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "gzip"}).headers


def test_what_has_an_etag_is_compressed_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get("/text/tagged", headers={"Accept-Encoding": "gzip"})
    monkeypatch.setitem(encoding._CODINGS, "gzip", lambda body: b"compressed again")
    assert client.get("/text/tagged", headers={"Accept-Encoding": "gzip"}).data == first.data
    assert client.get("/text/plain", headers={"Accept-Encoding": "gzip"}).data == b"compressed again"


def test_what_was_used_longest_ago_is_given_up() -> None:
    recent: Recent[str] = Recent(10)
    recent.put("a", "1", size=4)
    recent.put("b", "2", size=4)
    assert recent.get("a") == "1"
    recent.put("c", "3", size=4)
    recent.put("d", "4", size=11)
    assert [recent.get(key) for key in "abcd"] == ["1", None, "3", None]
