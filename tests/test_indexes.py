"""The index of the newest snapshot: made once, kept beside it, and made anew for the next one."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from happenings import Lots
from parley.errors import Overloaded, StoreError
from parley.iris import Iris
from parley.knowledge import Knowledge
from parley.store import copy_store, open_store
from parley.store.derived import indexes
from parley.store.derived.indexes import Indexes
from parley.web import close_app, create_app
from published import settings_for

BASE = "http://127.0.0.1:8000/"
pytestmark = pytest.mark.whole  # each starts processes


@pytest.fixture
def publish(tmp_path: Path, knowledge: Knowledge):
    """Publish a store of so many events, in the folder that it returns."""
    path = tmp_path / "store"

    def write(events: int, *, snapshots_kept: int = 3) -> Path:
        graph = Lots(knowledge, events, seed=3).corpus().default
        with open_store(path, base_iri=BASE, write=True, snapshots_kept=snapshots_kept) as store:
            store.replace({Iris(BASE).graph("events"): graph})
            store.publish()
        return path

    return write


@pytest.fixture
def opened(knowledge: Knowledge) -> Iterator:
    """Open the indexes of a store; they are closed after the test."""
    there: list[Indexes] = []

    def open_indexes(path: Path) -> Indexes:
        there.append(Indexes(path, BASE, knowledge.types))
        return there[-1]

    yield open_indexes
    for each in there:
        each.close()


def count(of: Indexes) -> int:
    return len(of.newest().index.events)


def wait_while_there_are(events: int, of: Indexes) -> None:
    """Wait until the index has another number of events, for a minute at most."""
    until = time.monotonic() + 60
    while count(of) == events and time.monotonic() < until:
        time.sleep(0.05)


def files(path: Path) -> list[Path]:
    return sorted((path / "indexes").iterdir())


def test_an_index_is_made_once_and_read_by_whoever_comes_next(publish, opened) -> None:
    path = publish(5)
    assert count(opened(path)) == 5
    (file,) = files(path)
    made = file.stat().st_mtime_ns
    assert count(opened(path)) == 5
    assert [each.stat().st_mtime_ns for each in files(path)] == [made]


def test_few_events_are_waited_for(publish, opened) -> None:
    found = opened(publish(5))
    assert count(found) == 5
    publish(7)
    assert count(found) == 7
    assert found.newest().snapshot == found.snapshots.current()


def test_many_events_are_answered_from_the_former_snapshot_until_the_newest_has_its_index(
    publish, opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "SMALL", 0)
    found = opened(publish(5))
    with found.snapshots.hold(found.newest().snapshot):
        for events in (7, 8, 9, 10, 11):
            publish(events, snapshots_kept=1)
        assert count(found) == 5
        assert found.newest().snapshot.path.is_dir()
        wait_while_there_are(5, found)
    assert count(found) == 11


def test_the_index_of_many_events_is_not_made_anew_all_the_time(
    publish, opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "SMALL", 0)
    monkeypatch.setattr(indexes, "_REST", 1_000_000)
    path = publish(5)
    found = opened(path)
    assert count(found) == 5
    publish(7)
    assert count(found) == 5
    found.close()  # which waits for what is being made
    assert len(files(path)) == 1


def test_the_index_is_there_before_anybody_asks(publish, opened) -> None:
    path = publish(5)
    found, told = opened(path), []
    found.start(lambda: told.append(count(found)))
    until = time.monotonic() + 60
    while not told and time.monotonic() < until:
        time.sleep(0.05)
    publish(7)
    while told != [5, 7] and time.monotonic() < until:
        time.sleep(0.05)
    assert told == [5, 7]


def test_the_snapshot_that_is_answered_from_is_not_deleted(publish, opened) -> None:
    found = opened(publish(5))
    former = found.newest().snapshot
    publish(7, snapshots_kept=1)
    publish(8, snapshots_kept=1)
    assert former.path.is_dir()


def test_a_snapshot_with_an_index_and_its_file_go_when_a_newer_one_has_its_own(publish, opened) -> None:
    path = publish(5)
    first = opened(path)
    former = first.newest().snapshot
    first.close()
    publish(7, snapshots_kept=1)
    publish(8, snapshots_kept=1)
    assert [file.stem for file in files(path)] == [former.name]
    second = opened(path)
    assert count(second) == 8
    second.close()
    publish(9, snapshots_kept=1)
    assert former.path.is_dir() is False
    assert [file.stem for file in files(path)] != [former.name]


def test_after_a_restart_many_events_are_answered_from_the_last_index_that_was_made(
    publish, opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "SMALL", 0)
    monkeypatch.setattr(indexes, "_WAIT_S", 0.0)
    path = publish(5)
    before = opened(path)
    before.prepare()
    before.close()
    for events in (7, 8, 9):
        publish(events, snapshots_kept=1)
    after = opened(path)
    assert count(after) == 5
    assert after.newest().snapshot.path.is_dir()
    wait_while_there_are(5, after)
    assert count(after) == 9


def test_what_was_withdrawn_is_answered_from_no_former_index_after_a_restart(
    publish, opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "SMALL", 0)
    path = publish(5)
    before = opened(path)
    before.prepare()
    before.close()
    publish(7)
    before.snapshots.keep_current_only()
    assert count(opened(path)) == 7


def test_the_index_is_made_anew_at_once_after_a_withdrawal(publish, opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "SMALL", 0)
    monkeypatch.setattr(indexes, "_REST", 1_000_000)
    path = publish(5)
    found = opened(path)
    assert count(found) == 5
    publish(7)
    found.snapshots.keep_current_only()
    wait_while_there_are(5, found)
    assert count(found) == 7


def test_the_first_index_can_be_made_before_the_service_starts(publish, opened) -> None:
    path = publish(5)
    before = opened(path)
    before.prepare()
    (made,) = files(path)
    publish(7)
    opened(path).prepare()  # a former one will do meanwhile
    assert files(path) == [made]


def test_a_copy_of_a_store_has_the_index_of_its_snapshot(publish, opened, tmp_path: Path) -> None:
    path = publish(5)
    opened(path).prepare()
    copy = copy_store(path, tmp_path / "copy")
    assert [file.stem for file in files(tmp_path / "copy")] == [copy.name]
    assert count(opened(tmp_path / "copy")) == 5


def test_a_damaged_file_is_made_anew(publish, opened) -> None:
    path = publish(5)
    count(opened(path))
    (file,) = files(path)
    for content in (b"", b"PK\x03\x04 no archive", file.read_bytes()[:-100]):
        file.write_bytes(content)
        assert count(opened(path)) == 5


def test_a_store_that_may_not_be_written_has_an_index_elsewhere(
    publish, opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = publish(5)
    monkeypatch.setattr(indexes, "_may_write", lambda folder: False)
    assert count(opened(path)) == 5
    assert files(path) == []


def test_without_a_snapshot_it_is_said_what_to_do(tmp_path: Path, opened) -> None:
    with pytest.raises(StoreError, match="nothing has been ingested"):
        opened(tmp_path).newest()


def test_a_snapshot_that_cannot_be_read_is_an_error_that_names_the_file(publish, opened) -> None:
    path = publish(5)
    for file in (path / "snapshots").glob("*/CURRENT"):
        file.unlink()
    with pytest.raises(StoreError, match="could not be made"):
        opened(path).newest()


def test_the_first_index_of_many_events_is_not_waited_for_without_end(
    publish, opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "_WAIT_S", 0.0)
    with pytest.raises(Overloaded, match="is being made") as error:
        opened(publish(5)).newest()
    assert error.value.retry_after_s == 5


def test_a_page_that_must_wait_for_the_first_index_says_so_and_can_be_asked_again(
    publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "_WAIT_S", 0.0)
    app = create_app(settings_for(publish(5)))
    try:
        page = app.test_client().get("/events?type=call")
        assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
        assert '<a href="/events?type=call">Try again</a>' in page.text
    finally:
        close_app(app)


def test_pages_from_a_former_index_say_of_when_they_are(publish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "SMALL", 0)
    monkeypatch.setattr(indexes, "_REST", 1_000_000)
    path = publish(5)
    app = create_app(settings_for(path))
    try:
        client = app.test_client()
        assert "Newer articles are being counted" not in client.get("/events").text
        publish(7)
        page = client.get("/events")
        assert page.status_code == 200
        assert "<h1>5 events</h1>" in page.text
        assert re.search(r"this page has what was known on \d+ \w+ \d{4} at \d\d:\d\d UTC", page.text)
        assert "Newer articles are being counted" not in client.get("/ontology").text
    finally:
        close_app(app)
