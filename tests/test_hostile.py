"""The service under attack: every hostile request goes to a real server by a socket, with honest queries beside it."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from itertools import count

import pytest

from attack import Attack, attacks, run
from published import publish
from servers import Serving, needs_proc, serving
from test_workers import HONEST, large_dataset

pytestmark = [pytest.mark.whole, needs_proc]

ATTACKS = attacks()
LABEL = "Call of Xi Jinping and Volodymyr Zelenskyy, 26 April 2023"
HONEST_S = 5.0  # an honest query is answered within this, on a machine that does other things too
_numbers = count(1)


class Trap:
    """Listens on both loopback addresses and remembers who came."""

    def __init__(self) -> None:
        self.visits: list[object] = []
        four = socket.create_server(("127.0.0.1", 0))
        self.port = int(four.getsockname()[1])
        self._sockets = [four]
        if socket.has_ipv6:
            self._sockets.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        for listener in self._sockets:
            threading.Thread(target=self._listen, args=(listener,), daemon=True).start()

    def _listen(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, address = listener.accept()
            except OSError:
                return
            self.visits.append(address)
            connection.close()

    def close(self) -> None:
        for listener in self._sockets:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    trap = Trap()
    with socket.create_connection(("127.0.0.1", trap.port)):
        pass
    while not trap.visits:
        time.sleep(0.01)
    trap.visits.clear()
    yield trap
    trap.close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("hostile")
    publish(folder / "store", large_dataset())
    budgets = {
        "query_timeout_s": 1,
        "query_memory_mb": 256,
        "query_queue": 24,
        "client_queries": 16,
        "result_max_mb": 4,
    }
    with serving(folder / "store", folder, **budgets) as served:
        yield served


@pytest.fixture(scope="module")
def source() -> str | None:
    """An address of its own for the attackers, where the system has more than one loopback address."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.2", 0))
        except OSError:
            return None
    return "127.0.0.2"


def ask_honestly(service: Serving) -> float:
    """Ask a query that nobody asked before, hold the answer to the right one, and return how long it took."""
    began = time.monotonic()
    status, body = service.ask(f"{HONEST} LIMIT {next(_numbers)}")
    took_s = time.monotonic() - began
    assert status == 200, body
    assert [row["label"]["value"] for row in json.loads(body)["results"]["bindings"]] == [LABEL]
    return took_s


async def beside(
    attack: Attack, service: Serving, trap: Trap, source: str | None
) -> tuple[dict[str, int], list[float]]:
    """Carry out an attack with honest queries beside it, one after the other, and at least one."""
    attacking = asyncio.create_task(run(attack, port=service.port, trap=trap.port, source=source))
    await asyncio.sleep(0.02)
    times = [await asyncio.to_thread(ask_honestly, service)]
    while not attacking.done():
        times.append(await asyncio.to_thread(ask_honestly, service))
        await asyncio.wait([attacking], timeout=0.1)
    return await attacking, times


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack.name for attack in ATTACKS])
def test_the_service_survives_and_answers_others(
    attack: Attack, service: Serving, trap: Trap, source: str | None
) -> None:
    outcomes, times = asyncio.run(beside(attack, service, trap, source))
    assert outcomes
    assert not [outcome for outcome in outcomes if not attack.is_right(outcome)], outcomes
    assert max(times) < HONEST_S
    assert service.process.poll() is None
    assert trap.visits == []


def test_after_all_of_it_nothing_has_failed_inside(service: Serving, trap: Trap) -> None:
    assert ask_honestly(service) < HONEST_S
    assert trap.visits == []
    log = service.log.read_text()
    assert not re.findall(r"Traceback|error=unexpected|status=5(?!03)\d\d", log)
    # The server, its workers for quick queries, for long ones and in reserve (two each), what starts and tracks them.
    assert len(service.members()) <= 9


def test_there_are_enough_attacks_and_each_has_a_name_of_its_own() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 60


def test_whoever_came_to_the_trap_would_be_seen(trap: Trap) -> None:
    with socket.create_connection(("127.0.0.1", trap.port)):
        pass
    deadline = time.monotonic() + 5
    while not trap.visits and time.monotonic() < deadline:
        time.sleep(0.01)
    assert trap.visits
    trap.visits.clear()
