"""What becomes of clients and processes when workers or the whole service are killed (kill -9) under load."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from published import BASE, publish
from servers import Serving, needs_proc, serving
from test_crash import KILLS

pytestmark = [pytest.mark.whole, needs_proc]

LABELS = "SELECT ?s ?label { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label } ORDER BY ?s ?label"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"  # never ends by itself


@contextmanager
def asked_by_many(service: Serving, whole: bytes) -> Iterator[Counter[str]]:
    """Let clients ask all the while, and count how it went; a body that is not whole is an error of its own."""
    found, over = Counter[str](), threading.Event()

    def ask(client: int) -> None:
        for number in range(10**9):
            if over.is_set():
                return
            try:
                status, body = service.ask(f"{LABELS} # {client} {number}")  # a new query each time
            except (OSError, http.client.HTTPException) as error:
                cut = isinstance(error, http.client.IncompleteRead)
                found["cut, and seen to be" if cut else "no answer"] += 1
                time.sleep(0.02)
                continue
            if status == 200:
                found["whole" if body == whole else "HALF"] += 1
            else:
                found[json.loads(body)["type"].rpartition("#")[2]] += 1

    with ThreadPoolExecutor(4) as clients:
        running = [clients.submit(ask, client) for client in range(4)]
        try:
            yield found
        finally:
            over.set()
        for each in running:
            each.result()


def workers_of(service: Serving) -> list[int]:
    """Return the processes that answer queries: those that the fork server of the service has started."""
    parents = {}
    for pid in service.members():
        with suppress(OSError):
            parents[pid] = int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1])
    return [pid for pid, parent in parents.items() if parent in parents and parent != service.process.pid]


def test_killed_workers_cost_their_queries_only(tmp_path: Path) -> None:
    chance = random.Random(22)
    publish(tmp_path / "store")
    with serving(tmp_path / "store", tmp_path, client_queries=0) as service:
        status, whole = service.ask(LABELS)
        assert status == 200
        killed = 0
        with asked_by_many(service, whole) as found:
            while killed < KILLS:
                time.sleep(chance.uniform(0, 0.3))
                workers = workers_of(service)
                if workers:
                    with suppress(ProcessLookupError):
                        os.kill(chance.choice(workers), signal.SIGKILL)
                        killed += 1
        assert service.ask(LABELS + " # after") == (200, whole)
        service.process.terminate()
        assert service.process.wait(30) == 0
        service.wait_until_gone()
    print(f"workers killed {killed} times; answers: {dict(found)}")
    assert found["whole"] > killed
    assert set(found) <= {"whole", "query-timeout", "overloaded", "store-error"}  # that of workers that cannot start
    assert found["query-timeout"] <= killed


def test_a_killed_service_leaves_no_process_and_answers_when_it_is_started_again(tmp_path: Path) -> None:
    chance = random.Random(23)
    publish(tmp_path / "store")
    total = Counter[str]()
    turns = max(2, KILLS // 4) if KILLS < 100 else KILLS
    for turn in range(turns):
        with (
            serving(tmp_path / "store", tmp_path, query_timeout_s=600, client_queries=0) as service,
            ThreadPoolExecutor(1) as other,
        ):
            status, whole = service.ask(LABELS)
            assert status == 200
            slow = other.submit(service.ask, SLOW)  # a worker that would not end for minutes
            with asked_by_many(service, whole) as found:
                time.sleep(chance.uniform(0.1, 1))
                service.process.kill()
                service.process.wait()
                if turn % 2 == 0:
                    time.sleep(0.2)
            service.wait_until_gone()
            assert slow.exception() is not None
        total += found
    print(f"service killed {turns} times; answers: {dict(total)}")
    assert total["whole"]
    assert set(total) <= {"whole", "no answer", "cut, and seen to be", "overloaded"}


def test_the_processes_that_read_articles_end_with_the_command(
    seed_store: Path, bare_environment: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(40):
        text = f"Antony Blinken met Wang Yi in Munich on February {number % 28 + 1}, 2023, for the {number}th time.\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    store = tmp_path / "store"
    subprocess.run(["cp", "-r", str(seed_store), str(store)], check=True)
    command = [sys.executable, "-m", "parley", "ingest", "--jobs", "2", str(folder)]
    environment = {**bare_environment, "PARLEY_STORE": str(store), "PARLEY_BASE_IRI": BASE}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"read ")
        group = Serving(process=process, port=0, log=tmp_path)
        assert len(group.members()) >= 3
        process.kill()
    group.wait_until_gone()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert "articles          40" in done.stdout
