from __future__ import annotations

import csv
import io
import json
import re
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import networkx as nx
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from conftest import Run
from parley.config import Settings
from parley.errors import QueryTimeout, StoreError
from parley.store.derived.publications import Publications
from parley.store.disk.snapshots import Snapshot
from parley.store.service.workers import QueryService
from parley.tables import TABLES
from parley.web import create_app
from parley.web.site import downloads

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def client(seed_settings: Settings, seed_queries: QueryService) -> FlaskClient:
    Publications(seed_settings.store, seed_settings.base_iri).make()
    return create_app(seed_settings, queries=seed_queries).test_client()


def get(client: FlaskClient, address: str, **options: Any) -> TestResponse:
    """Return a response that is read to its end and closed, as a server does."""
    return client.get(address, buffered=True, **options)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def sizes(archive: bytes) -> dict[str, int]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {file.filename: file.file_size for file in opened.infolist()}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_as_csv_and_as_parquet_with_the_same_rows(name: str, client: FlaskClient) -> None:
    text, parquet = get(client, f"/export/{name}.csv"), get(client, f"/export/{name}.parquet")
    assert text.content_type == "text/csv; charset=utf-8"
    assert text.headers["Content-Disposition"] == f"attachment; filename=parley-{name}-1.csv"
    assert text.content_length == len(text.data)
    assert len(rows(text.data)) == pq.read_table(io.BytesIO(parquet.data)).num_rows > 0


def test_the_filters_of_the_address_select_the_rows(client: FlaskClient) -> None:
    calls = rows(get(client, "/export/events.csv?type=call&actor=actor/xi-jinping").data)
    assert calls
    assert {row["type"] for row in calls} == {"call"}
    assert all("China" in row["parties"] for row in calls)


def test_all_tables_come_in_one_archive_with_codebook_and_data_package(
    client: FlaskClient, seed_settings: Settings
) -> None:
    with zipfile.ZipFile(io.BytesIO(get(client, "/export/tables.zip?type=call").data)) as archive:
        files = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}
    assert set(files) == {f"{name}.csv" for name in TABLES} | {"codebook.md", "datapackage.json", "network.graphml"}
    package = json.loads(files["datapackage.json"])
    made = Publications(seed_settings.store, seed_settings.base_iri).make()
    assert package["parley:dataset_sha256"] == made.canonical_hash
    assert package["parley:selection"] == "Kind of event: call"
    assert made.canonical_hash in files["codebook.md"].decode()


def test_the_network_is_graphml(client: FlaskClient) -> None:
    assert nx.parse_graphml(get(client, "/export/network.graphml").text).number_of_edges() > 5


def test_a_brief_for_printing_shows_quotations_as_text(client: FlaskClient) -> None:
    page = get(client, "/export/brief.html?type=call")
    assert page.content_type == "text/html; charset=utf-8"
    assert "attachment" not in page.headers["Content-Disposition"]
    assert '<li id="note-1"><q>' in page.text
    assert "spoke on a phone call with his Ukrainian counterpart" in page.text


def test_a_brief_of_too_many_events_is_refused_before_anything_is_asked(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.brief.chronology.MOST_EVENTS", 3)
    monkeypatch.setattr("parley.exports.origin_of", None)
    assert re.search(r"would have \d+ events \(select at most 3", client.get("/export/brief.html").text)


def test_a_brief_comes_as_markdown_and_as_a_word_document(client: FlaskClient) -> None:
    assert get(client, "/export/brief.md").text.startswith("# Chronology")
    assert get(client, "/export/brief.docx").data.startswith(b"PK")


@pytest.mark.parametrize("name", ["events.csv", "brief.docx"])
def test_who_has_a_download_of_this_snapshot_is_told_so(name: str, client: FlaskClient) -> None:
    first = get(client, f"/export/{name}")
    assert get(client, f"/export/{name}", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert get(client, f"/export/{name}?type=call").headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("events.xls", 404),
        ("evnts.csv", 404),
        ("events.csv?status=gone", 400),
        ("events.csv?actor=actor/nobody", 404),
        ("events.csv?snapshot=99", 404),
        ("events.csv?publisherr=Time", 400),
        ("events.csv?actor-name=Xi", 400),
        ("brief.md?who=Xi&type=call", 400),
    ],
)
def test_what_there_is_not_is_told_as_a_problem(address: str, status: int, client: FlaskClient) -> None:
    response = get(client, f"/export/{address}")
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    page = client.get(f"/export/{address}", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.mimetype) == (status, "text/html")


def test_a_filter_that_is_called_otherwise_is_named(client: FlaskClient) -> None:
    problem = get(client, "/export/events.csv?status=occurred&who=Xi").get_json(force=True)
    assert problem["detail"].startswith("there is no filter 'who'")
    assert "?status=occurred&actor=Xi" in problem["remedy"]


def test_parameters_of_the_pages_that_lead_to_a_download_are_no_filters(client: FlaskClient) -> None:
    plain = get(client, "/export/events.csv?type=call")
    assert get(client, "/export/events.csv?type=call&order=oldest&between=people&page=2").data == plain.data


@pytest.fixture
def failing(seed_queries: QueryService, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what articles say be more than a query may ask for."""
    answer = seed_queries.values

    def values(text: str, **options: Any) -> list[list[str]]:
        if "GRAPH ?article" in text:
            raise QueryTimeout("the query was ended after 10 s")
        return answer(text, **options)

    monkeypatch.setattr(seed_queries, "values", values)


@pytest.mark.usefixtures("failing")
def test_a_download_beyond_a_budget_is_an_error_and_no_part_of_a_file(client: FlaskClient) -> None:
    response = get(client, "/export/claims.csv")
    assert (response.status_code, response.content_type) == (503, "application/problem+json")


@pytest.mark.usefixtures("failing")
def test_a_download_that_fails_while_it_is_sent_breaks_off(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "_QUICK_S", -1.0)
    response = client.get("/export/claims.csv")
    assert response.status_code == 200
    assert response.content_length is None
    with pytest.raises(QueryTimeout):
        list(response.iter_encoded())


@pytest.mark.parametrize("file", [*(f"{name}.{ending}" for name in TABLES for ending in ("csv", "parquet")),
                                  "tables.zip", "network.graphml"])  # fmt: skip
def test_a_download_that_is_sent_while_it_is_made_is_the_same_file(
    file: str, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = get(client, f"/export/{file}")
    monkeypatch.setattr(downloads, "_QUICK_S", -1.0)
    pieces = get(client, f"/export/{file}")
    assert whole.content_length == len(whole.data)
    assert pieces.headers["Content-Disposition"] == whole.headers["Content-Disposition"]
    if file == "tables.zip":  # with the time of day
        assert sizes(pieces.data) == sizes(whole.data)
    else:
        assert pieces.data == whole.data


def test_http_1_0_has_no_chunks_so_that_a_download_is_sent_whole(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "_QUICK_S", -1.0)
    response = client.get("/export/events.csv", environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"})
    assert response.content_length == len(response.data)


def test_all_tables_are_sent_before_the_hash_is_worked_out_and_again_with_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Publications.index
    monkeypatch.setattr(Publications, "index", lambda self, snapshot, *, wait_s=0.0: None)
    fresh = get(client, "/export/tables.zip?type=call")
    assert fresh.status_code == 200
    with zipfile.ZipFile(io.BytesIO(fresh.data)) as archive:
        (codebook,) = (archive.read(name).decode() for name in archive.namelist() if name.endswith("codebook.md"))
    assert "not yet worked out; in a while <http://127.0.0.1:8000/export/codebook.md?snapshot=" in codebook
    assert (fresh.headers["Cache-Control"], fresh.headers.get("ETag")) == ("no-store", None)
    assert get(client, "/export/codebook.md").status_code == 200
    monkeypatch.setattr(Publications, "index", index)
    assert "ETag" in get(client, "/export/tables.zip?type=call").headers


def test_tables_come_without_the_hash_where_it_cannot_be_worked_out(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def index(self: Publications, snapshot: Snapshot, *, wait_s: float = 0.0) -> None:
        raise StoreError("the dumps could not be made: exit code 1")

    monkeypatch.setattr(Publications, "index", index)
    assert get(client, "/export/tables.zip?type=call").status_code == 200


def test_a_place_is_free_again_when_a_client_goes_away(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_QUICK_S", -1.0)
    for _ in range(downloads._AT_ONCE + 1):
        response = client.get("/export/claims.csv")
        assert response.status_code == 200
        response.close()


def test_no_more_downloads_are_made_at_once_than_workers_are_spared(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, seed_settings: Settings, seed_queries: QueryService
) -> None:
    monkeypatch.setattr(downloads, "_AT_ONCE", 0)
    monkeypatch.setattr(downloads, "_PLACE_S", 0.1)
    busy = get(create_app(seed_settings, queries=seed_queries).test_client(), "/export/events.csv")
    assert busy.status_code == 503
    assert busy.headers["Retry-After"] == "10"


def test_a_few_wait_for_a_place_among_the_downloads() -> None:
    places, waiting = threading.BoundedSemaphore(1), threading.BoundedSemaphore(1)
    places.acquire()
    with ThreadPoolExecutor(1) as other:
        waits = other.submit(downloads._waited, places, waiting)
        while waiting._value:
            time.sleep(0.001)
        assert not downloads._waited(places, waiting)  # at once: there is no place for waiting either
        assert not waits.done()
        places.release()
        assert waits.result(5)
    places.release()
    assert waiting.acquire(blocking=False)


# --- the command ------------------------------------------------------------------------------------------------


def test_the_command_writes_a_folder_of_selected_tables(parley: Run, seed_store: Path, tmp_path: Path) -> None:
    told = parley("export", "--format", "csv", "--type", "call", "-o", tmp_path / "tables", store=seed_store)
    assert told.exit_code == 0, told.output
    assert {row["type"] for row in rows((tmp_path / "tables" / "events.csv").read_bytes())} == {"call"}
    assert "Selection: Kind of event: call" in (tmp_path / "tables" / "codebook.md").read_text(encoding="utf-8")


def test_the_command_writes_the_network_to_standard_output(parley: Run, seed_store: Path) -> None:
    assert nx.parse_graphml(parley("export", "--format", "graphml", store=seed_store).stdout).number_of_nodes() > 5


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--format", "csv"), "name it with -o FOLDER"),
        (("--format", "csv", "--base", "https://example.org/", "-o", "x"), "--base is for dumps"),
        (("--type", "call"), "a dump has everything"),
    ],
)
def test_what_does_not_fit_together_is_told(words: tuple[str, ...], told: str, parley: Run, seed_store: Path) -> None:
    result = parley("export", *words, store=seed_store)
    assert result.exit_code == 2
    assert told in result.output
