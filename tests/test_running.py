"""The operator's view of the queries under way, over HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from parley.administration import Administration
from parley.web import close_app, create_app
from published import publish, settings_for
from servers import needs_proc, serving
from test_workers import HONEST, SLOW, large_dataset
from w3c_server import Plain

pytestmark = pytest.mark.whole

TOKEN = "a-token-of-the-operator"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    path = tmp_path_factory.mktemp("store")
    publish(path, large_dataset())
    settings = settings_for(path, query_workers=1, query_timeout_s=30, admin_token=TOKEN)
    app = create_app(settings, administration=Administration(settings, policy=Plain()))
    yield app
    close_app(app)


def listed(app: Flask) -> list[dict[str, Any]]:
    response = app.test_client().get("/admin/queries", headers=BEARER)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    found: list[dict[str, Any]] = response.get_json()["queries"]
    return found


def test_the_operator_sees_what_runs_and_ends_it(app: Flask) -> None:
    def ask() -> Any:
        at = {"REMOTE_ADDR": "192.0.2.7"}
        return app.test_client().get("/sparql", query_string={"query": SLOW}, environ_overrides=at)

    with ThreadPoolExecutor(1) as other:
        asking = other.submit(ask)
        while not (queries := listed(app)) or queries[0]["state"] != "running":
            time.sleep(0.02)
        (query,) = queries
        assert query["text"] == SLOW
        assert query["client"] == "192.0.2.7"
        assert query["budget_s"] == 30
        assert 0 <= query["age_s"] < 30
        assert app.test_client().delete(f"/admin/queries/{query['id']}", headers=BEARER).status_code == 204
        answer = asking.result(timeout=10)
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert "cancelled by the operator" in answer.get_json(force=True)["detail"]
    assert listed(app) == []
    assert app.test_client().get("/sparql", query_string={"query": HONEST}).status_code == 200


def test_a_query_that_is_not_there_cannot_be_ended(app: Flask) -> None:
    response = app.test_client().delete("/admin/queries/no-such", headers=BEARER)
    assert response.status_code == 404
    assert "there are none" in response.get_json(force=True)["remedy"]


@needs_proc
def test_a_query_whose_client_hangs_up_is_ended(tmp_path: Path) -> None:
    publish(tmp_path / "store", large_dataset())
    with serving(tmp_path / "store", tmp_path, query_timeout_s=60, query_workers=1) as service:
        request = f"GET /sparql?query={quote(SLOW)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        connection = service.connect(request.encode())
        time.sleep(1)
        assert "query=ended" not in service.log.read_text()
        connection.close()
        deadline = time.monotonic() + 20
        while "query=ended reason=cancelled by='the client, which hung up'" not in service.log.read_text():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert service.ask(HONEST)[0] == 200


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer another-token-altogether"}])
def test_nobody_else_sees_or_ends_queries(app: Flask, headers: dict[str, str]) -> None:
    assert app.test_client().get("/admin/queries", headers=headers).status_code == 401
    assert app.test_client().delete("/admin/queries/1", headers=headers).status_code == 401
