"""What the pages of other origins may read: the data, by the requests that their browsers send."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from parley.web import close_app, create_app
from published import publish, settings_for

ORIGIN = {"Origin": "https://elsewhere.example"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    path = tmp_path_factory.mktemp("store")
    publish(path)
    app = create_app(settings_for(path, admin_token="a-token-that-is-long-enough"))
    yield app.test_client()
    close_app(app)


@pytest.mark.parametrize(
    ("path", "method", "header"),
    [
        ("/sparql", "POST", "content-type"),
        ("/sparql/explain", "POST", "content-type"),
        ("/snapshots", "GET", "if-none-match"),
        ("/actor/xi-jinping", "GET", "if-none-match"),
        ("/actor/xi-jinping.ttl", "GET", "if-none-match"),
        ("/ontology/Call", "GET", "if-modified-since"),
        ("/.well-known/void", "GET", "if-none-match"),
        ("/dump/dataset.nq.gz", "GET", "range"),
    ],
)
def test_a_page_that_asks_first_whether_it_may_is_told_so(
    client: FlaskClient, path: str, method: str, header: str
) -> None:
    asks = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": header}
    told = client.options(path, headers=ORIGIN | asks)
    assert told.status_code in (200, 204)
    assert told.headers["Access-Control-Allow-Origin"] == "*"
    assert method in told.headers["Access-Control-Allow-Methods"].split(", ")
    assert header in told.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert "Access-Control-Allow-Credentials" not in told.headers


@pytest.mark.parametrize(
    "path",
    ["/sparql?query=ASK%7B%7D", "/sparql?query=no", "/sparql/explain?query=ASK%7B%7D", "/actor/nobody", "/dump/none"],
)
def test_answers_errors_and_redirects_may_be_read(client: FlaskClient, path: str) -> None:
    headers = client.get(path, headers=ORIGIN | {"Accept": "application/json, text/turtle"}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Retry-After" in headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("path", ["/", "/events", "/admin/queries", "/admin/update", "/complete?q=xi", "/metrics"])
def test_what_is_no_data_is_not_for_other_origins(client: FlaskClient, path: str) -> None:
    for answer in (client.get(path, headers=ORIGIN), client.options(path, headers=ORIGIN)):
        assert "Access-Control-Allow-Origin" not in answer.headers
