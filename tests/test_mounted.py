"""The service behind proxies, and below a path: what is said of it from outside, and where its links lead."""

from __future__ import annotations

import html
import logging
import re
from collections import deque
from collections.abc import Iterator

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from parley.web import close_app, create_app
from published import BASE, publish, settings_for

PREFIX = "/desk"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    path = tmp_path_factory.mktemp("store")
    publish(path)
    app = create_app(settings_for(path, trusted_proxies=1))
    app.add_url_rule(
        "/seen", view_func=lambda: [request.remote_addr, request.scheme, request.host, request.script_root]
    )
    yield app
    close_app(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def links_of(answer: TestResponse) -> list[str]:
    """Return where an answer leads to, by its headers and in its page."""
    text = answer.text if answer.mimetype == "text/html" else ""
    found = re.findall(r'\s(?:href|src|action|cite)="([^"]*)"', text)
    found += [target for value in answer.headers.getlist("Link") for target in re.findall(r"<([^>]*)>", value)]
    return [html.unescape(each) for each in [*found, *answer.headers.getlist("Location")]]


# --- what proxies say ---------------------------------------------------------------------------------------------

DIRECT = ["127.0.0.1", "http", "localhost", ""]


@pytest.mark.parametrize(
    ("header", "value", "seen"),
    [
        ("X-Forwarded-Prefix", "/desk", "/desk"),
        ("X-Forwarded-Prefix", "/news/desk-2/", "/news/desk-2"),
        ("X-Forwarded-Prefix", "/", ""),
        ("X-Forwarded-Prefix", "/elsewhere, /desk", "/desk"),
        ("X-Forwarded-Prefix", "//evil.example", None),
        ("X-Forwarded-Prefix", '"//evil.example"', None),
        ("X-Forwarded-Prefix", "/\\evil.example", None),
        ("X-Forwarded-Prefix", "/desk//evil.example", None),
        ("X-Forwarded-Prefix", "/../evil", None),
        ("X-Forwarded-Prefix", "/desk/..", None),
        ("X-Forwarded-Prefix", "desk", None),
        ("X-Forwarded-Prefix", "javascript:alert(1)", None),
        ("X-Forwarded-Prefix", "https://evil.example", None),
        ("X-Forwarded-Prefix", "/de%0d%0ask", None),
        ("X-Forwarded-Prefix", "/d\u00e9sk", None),
        ("X-Forwarded-Prefix", "/desk'><script>", None),
        ("X-Forwarded-Prefix", "/desk?a", None),
        ("X-Forwarded-Proto", "https", "https"),
        ("X-Forwarded-Proto", "HTTPS", "https"),
        ("X-Forwarded-Proto", "javascript", None),
        ("X-Forwarded-Proto", "https://evil.example/", None),
        ("X-Forwarded-Host", "127.0.0.2:8443", "127.0.0.2:8443"),
        ("X-Forwarded-Host", "[::1]:8443", "[::1]:8443"),
        ("X-Forwarded-Host", "127.0.0.2/evil.example", None),
        ("X-Forwarded-Host", "user@127.0.0.2", None),
        ("X-Forwarded-Host", "127.0.0.2\\evil", None),
        ("X-Forwarded-For", "203.0.113.9", "203.0.113.9"),
        ("X-Forwarded-For", "203.0.113.9:4711", "203.0.113.9"),
        ("X-Forwarded-For", '"[2001:db8::7]:4711"', "2001:db8::7"),
        ("X-Forwarded-For", "2001:db8::7", "2001:db8::7"),
        ("X-Forwarded-For", "unknown", None),
        ("X-Forwarded-For", "203.0.113.9 evil", None),
    ],
)
def test_of_what_a_trusted_proxy_says_only_what_can_be_is_believed(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, header: str, value: str, seen: str | None
) -> None:
    at = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Prefix"].index(header)
    with caplog.at_level(logging.WARNING):
        answer = client.get("/seen", headers={header: value})
    assert answer.json == [*DIRECT[:at], DIRECT[at] if seen is None else seen, *DIRECT[at + 1 :]]
    ignored = [line.split(" value=")[0] for line in caplog.messages]
    assert ignored == ([f"forwarded=ignored header={header}"] if seen is None else [])


@pytest.mark.parametrize("said", ["//evil.example", "/\\evil.example", "javascript:evil", "https://evil.example"])
def test_no_prefix_leads_out_of_the_service(client: FlaskClient, said: str) -> None:
    for path in (
        "/",
        "/actor/xi-jinping",
        "/actor/xi-jinping.html",
        "/events",
        "/ontology/Call",
        "/dump/latest",
        "/nothing",
    ):
        answer = client.get(path, headers={"X-Forwarded-Prefix": said, "Accept": "text/html"})
        assert answer.status_code < 500
        assert not [link for link in links_of(answer) if "evil" in link]


# --- below a path -------------------------------------------------------------------------------------------------


def test_every_link_of_a_service_below_a_prefix_keeps_to_it(client: FlaskClient) -> None:
    begins = ("/", "/sparql", "/query", "/void.html", "/actor/xi-jinping.ttl", "/events?actor=xi", "/snapshots")
    waiting, seen, followed = deque(begins), set(begins), 0
    while waiting and followed < 60:
        followed += 1
        path = waiting.popleft()
        answer = client.get(path, headers={"X-Forwarded-Prefix": PREFIX, "Accept": "text/html"})
        assert answer.status_code < 500, path
        for link in links_of(answer):
            if link.startswith(("#", "?", "data:")) or "://" in link.partition("?")[0]:
                continue
            assert f"{link.split('#')[0].split('?')[0]}/".startswith(f"{PREFIX}/"), (path, link)
            kind, name = re.sub(r"[0-9a-f]{8,}.*", "", link), link.removeprefix(PREFIX).partition("#")[0]
            if kind not in seen and not name.startswith(("/dump", "/export", "/static")):  # which lead to no page
                seen.add(kind)
                waiting.append(name or "/")
    assert followed == 60


def test_the_same_page_has_another_tag_below_a_prefix(client: FlaskClient) -> None:
    tags = {
        client.get("/actor/xi-jinping.html", headers=prefixed).headers["ETag"]
        for prefixed in ({}, {"X-Forwarded-Prefix": PREFIX})
    }
    assert len(tags) == 2


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/desk", 503),
        ("/desk/", 503),
        ("/desk/healthz", 200),
        ("/healthz", 200),
        ("/deskx", 404),
        ("/desk/desk/", 404),
    ],
)
def test_a_service_below_a_path_answers_there_whether_or_not_a_proxy_takes_the_path_off(
    tmp_path_factory: pytest.TempPathFactory, path: str, status: int
) -> None:
    app = create_app(settings_for(tmp_path_factory.getbasetemp() / "none", base_iri=f"{BASE}desk/"))
    try:
        answer = app.test_client().get(path, headers={"Accept": "text/html"})
        assert answer.status_code == status
        assert not [link for link in links_of(answer) if not link.startswith((f"{PREFIX}/", "#"))]
    finally:
        close_app(app)
