"""What is left when processes are killed (kill -9) at any moment; PARLEY_CRASHES says how often, 200 for a long run."""

from __future__ import annotations

import json
import math
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from parley.errors import StoreError
from parley.store import Snapshot, Snapshots, open_store
from published import BASE
from servers import needs_proc

pytestmark = [pytest.mark.whole, needs_proc]

KILLS = int(os.environ.get("PARLEY_CRASHES", "12"))
ARTICLE, REPORT = BASE + "graph/article/", BASE + "graph/report/"
Graphs = dict[str, bytes]  # canonical N-Quads by the name of the graph


@dataclass(frozen=True, slots=True)
class Forks:
    """Processes that write to stores and can be killed; see `crashing.py`."""

    parent: subprocess.Popen[str]
    folder: Path

    def start(self, do: str, **options: object) -> tuple[int, Path]:
        """Let a fork begin and return its process id and the file of what it says."""
        said = self.folder / f"said-{time.monotonic_ns()}"
        said.touch()
        return int(self._asked({"do": do, "said": str(said), **{k: _plain(v) for k, v in options.items()}})), said

    def wait(self, pid: int) -> int:
        """Return the exit status of a fork, once it has ended."""
        return int(self._asked({"wait": pid}))

    def do(self, do: str, **options: object) -> list[str]:
        """Let a fork do something undisturbed and return what it says."""
        pid, said = self.start(do, **options)
        assert self.wait(pid) == 0
        return said.read_text(encoding="utf-8").splitlines()

    def _asked(self, line: dict[str, Any]) -> str:
        assert self.parent.stdin is not None
        assert self.parent.stdout is not None
        self.parent.stdin.write(json.dumps(line) + "\n")
        self.parent.stdin.flush()
        return self.parent.stdout.readline()


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The stores that undisturbed ingestions of the two editions leave, and how long one takes."""

    stores: tuple[Path, Path]
    graphs: tuple[Graphs, Graphs]
    dumps: tuple[bytes, bytes]
    took_s: float


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    script = Path(__file__).with_name("crashing.py")
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        yield Forks(parent, tmp_path_factory.mktemp("said"))
        assert parent.stdin is not None
        parent.stdin.close()


@pytest.fixture(scope="module")
def expected(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Expected:
    folder = tmp_path_factory.mktemp("expected")
    stores = (folder / "0", folder / "1")
    for edition, store in enumerate(stores):
        began = time.monotonic()
        forks.do("ingest", store=store, edition=edition)
        took_s = time.monotonic() - began
    graphs = tuple(graphs_of(store) for store in stores)
    dumps = tuple(dump_of(store) for store in stores)
    assert all(graphs[0][name] != graphs[1][name] for name in graphs[0] if name.startswith(ARTICLE))
    return Expected(stores=stores, graphs=graphs, dumps=dumps, took_s=took_s)  # type: ignore[arg-type]


def graphs_of(path: Path, *, write: bool = False) -> Graphs:
    """Return the graphs of the articles and their reports, of the newest snapshot or of the live state."""
    with open_store(path, base_iri=BASE, write=write, lock_wait_s=20) as store:
        return {
            name: store.canonical_nquads([name]) for prefix in (ARTICLE, REPORT) for name in store.graph_names(prefix)
        }


def current_of(path: Path) -> Snapshot | None:
    """Return the newest snapshot, None where nothing was ever published; raises StoreError where anything is wrong."""
    return Snapshots(path).current() if (path / "current").exists() else None


def dump_of(path: Path) -> bytes:
    with open_store(path, base_iri=BASE, write=False) as store:
        return store.canonical_nquads()


def texts_of(path: Path) -> None:
    """Read the text of every article that the newest snapshot has; fails when one is not there, or not whole."""
    with open_store(path, base_iri=BASE, write=False) as store:
        for name in store.graph_names(ARTICLE):
            [digest] = re.findall(rb'ontology#sha256> "([0-9a-f]{64})"', store.canonical_nquads([name]))
            assert store.texts.text(digest.decode())


def assert_whole(path: Path, forks: Forks, expected: Expected, scratch: Path) -> None:
    """Hold what is visible in a store to what may be: whole articles, with texts, and the events of just these."""
    for name, graph in graphs_of(path).items():
        assert graph in (expected.graphs[0][name], expected.graphs[1][name]), name
    texts_of(path)
    forks.do("copy", source=path, target=scratch)
    assert forks.do("check", store=scratch) == ["whole"]
    shutil.rmtree(scratch)


# --- moments -----------------------------------------------------------------------------------------------------
# Each is known by files that are there then. Those that a killed process has left behind are no sign of the next one.


def _publishing(store: Path) -> set[str]:
    return {p.name for p in _listed(store / "snapshots") if p.name.startswith(".new-")}


def _pointing(store: Path) -> set[str]:
    names = {p.name for p in _listed(store / "snapshots") if p.name[0] != "."}
    try:
        current = (store / "current").read_text()
    except OSError:
        return names
    return {name for name in names if int(name.partition("-")[0]) > int(current.partition("-")[0])}


def _pruning(store: Path) -> set[str]:
    return {p.name for p in _listed(store / "snapshots") if p.name.startswith(".old-")}


def _merging(store: Path) -> set[str]:
    with suppress(OSError):
        return {str((store / "ledger.sqlite-journal").stat().st_mtime_ns)}
    return set()


def _writing(store: Path) -> set[str]:
    return {p.name for p in _listed(store / "texts") if p.name.startswith(".new-")}


MOMENTS: dict[str, Callable[[Path], set[str]]] = {
    "publishing": _publishing,
    "pointing": _pointing,
    "pruning": _pruning,
    "merging": _merging,
    "writing a text": _writing,
}


def _listed(folder: Path) -> list[Path]:
    with suppress(OSError):
        return list(folder.iterdir())
    return []


def kill_after(pid: int, seconds: float) -> None:
    """Kill a process at whatever moment that is."""
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def kill_at(pid: int, moment: str, store: Path, *, after_s: float, at_most_s: float) -> None:
    """Kill a process at the first such moment after some seconds, or when it has not come."""
    signs = MOMENTS[moment]
    left = signs(store)
    time.sleep(after_s)
    deadline = time.monotonic() + at_most_s
    while signs(store) <= left and time.monotonic() < deadline and _lives(pid):
        pass
    kill_after(pid, 0)


def _lives(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    return False


# --- the writer --------------------------------------------------------------------------------------------------


def test_a_killed_writer_loses_nothing_and_shows_nothing_half(forks: Forks, expected: Expected, tmp_path: Path) -> None:
    chance, killed, moments = random.Random(20), Counter[str](), ["any", *MOMENTS]
    for number in range(math.ceil(KILLS / len(moments))):  # of stores, each from the first article on
        store = tmp_path / f"store-{number}"
        chance.shuffle(moments)
        _kill_writers(store, moments, chance, killed, forks, expected, tmp_path / "scratch")
        forks.do("ingest", store=store, edition=0)
        assert dump_of(store) == expected.dumps[0]
        assert not list(store.rglob(".*"))
        shutil.rmtree(store)
    print(f"writer killed {killed.total()} times, at moments of {dict(killed)}")


def _kill_writers(
    store: Path, moments: list[str], chance: random.Random, killed: Counter[str], forks: Forks, expected: Expected,
    scratch: Path,
) -> None:  # fmt: skip
    newest, checked, kept = 0, "", dict[str, bytes]()  # the graph of each article as acknowledged last
    for turn, moment in enumerate(moments):
        edition, told = turn % 2, expected.graphs[turn % 2]
        pid, said = forks.start("ingest", store=store, edition=edition, first=chance.randrange(len(told) // 2))
        if moment == "any":
            kill_after(pid, chance.uniform(0, expected.took_s))
        else:
            kill_at(pid, moment, store, after_s=chance.uniform(0, expected.took_s / 2), at_most_s=expected.took_s)
        killed[moment if forks.wait(pid) == -signal.SIGKILL else "too late"] += 1

        lines = said.read_text(encoding="utf-8")
        kept |= {name: told[name] for name in map(_graph, re.findall("kept (.*)", lines))}
        newest = max([newest, *map(int, re.findall(r"published (\d+)-", lines))])
        current = current_of(store)
        assert (current.number if current else 0) >= newest  # what was published stays, whatever came after
        if current is not None and current.name != checked:
            assert_whole(store, forks, expected, scratch)
            checked = current.name
        live = graphs_of(store, write=True)
        for name, graph in kept.items():
            assert live[name] in (graph, told[name]), name  # that of the killed writer may be there, not told yet
        kept = {name: live[name] for name in kept}


def _graph(iri: str) -> str:
    """Return the name of the graph of an article."""
    return iri.replace("/article/", "/graph/article/")


def test_a_killed_withdrawal_leaves_the_article_whole_or_takes_its_text_as_well(
    forks: Forks, expected: Expected, tmp_path: Path
) -> None:
    chance = random.Random(24)
    told, found = expected.graphs[0], Counter[str]()
    names = [name for name in told if name.startswith(ARTICLE)]
    for turn in range(max(4, KILLS // 4)):
        store, number = tmp_path / f"store-{turn // len(names)}", turn % len(names)
        if number == 0:
            forks.do("copy", source=expected.stores[0], target=store)
        before = set(graphs_of(store))
        pid, said = forks.start("withdraw", store=store, number=number)
        kill_after(pid, chance.uniform(0, expected.took_s / 3))
        forks.wait(pid)
        with open_store(store, base_iri=BASE, write=True) as opened:  # as any next writer does
            opened.publish()
        there = graphs_of(store)
        [gone] = (before - set(there)) & set(names) or {None}
        assert gone is not None or not said.read_text()
        assert all(graph == told[name] for name, graph in there.items())
        texts_of(store)
        with open_store(store, base_iri=BASE, write=False) as opened:
            assert len(set(opened.texts.hashes())) == len(opened.graph_names(ARTICLE))
        found["gone" if gone else "whole"] += 1
        if gone is None:
            forks.do("withdraw", store=store, number=number)
    print(f"withdrawal killed {sum(found.values())} times: {dict(found)}")


# --- backup and restore ------------------------------------------------------------------------------------------


def test_a_killed_backup_or_restore_is_whole_or_none_and_can_be_run_again(
    forks: Forks, expected: Expected, tmp_path: Path
) -> None:
    chance = random.Random(21)
    store = tmp_path / "store"
    forks.do("copy", source=expected.stores[0], target=store)
    began = time.monotonic()
    forks.do("copy", source=store, target=tmp_path / "timed")
    took_s = time.monotonic() - began
    found = Counter[str]()
    for turn in range(KILLS):
        writer, _ = forks.start("ingest", store=store, edition=turn % 2)  # writes, publishes, prunes all the while
        source, target = (store, "backup") if turn % 2 else (expected.stores[0], "restored")
        copy, _ = forks.start("copy", source=source, target=tmp_path / target)
        kill_after(copy, chance.uniform(0, 1.2 * took_s))
        forks.wait(copy)
        if (tmp_path / target / "store.json").exists():
            found["whole"] += 1
        else:
            found["none"] += 1
            with pytest.raises(StoreError, match=r"not finished|no store"):
                open_store(tmp_path / target, base_iri=BASE, write=False)
            forks.do("copy", source=source, target=tmp_path / target)
        assert_whole(tmp_path / target, forks, expected, tmp_path / "scratch")
        if source != store:
            assert dump_of(tmp_path / target) == expected.dumps[0]
        shutil.rmtree(tmp_path / target)
        os.kill(writer, signal.SIGKILL)
        forks.wait(writer)
    print(f"backup and restore killed {KILLS} times: {dict(found)}")


def test_a_backup_of_a_store_that_is_written_to_is_whole(forks: Forks, expected: Expected, tmp_path: Path) -> None:
    store = tmp_path / "store"
    forks.do("copy", source=expected.stores[0], target=store)
    writer, _ = forks.start("ingest", store=store, edition=1)
    for number in range(3):
        forks.do("copy", source=store, target=tmp_path / f"backup-{number}")
    assert forks.wait(writer) == 0
    for number in range(3):
        assert_whole(tmp_path / f"backup-{number}", forks, expected, tmp_path / "scratch")
    assert dump_of(store) == expected.dumps[1]


def test_a_restored_store_goes_on_as_the_first_would_have(forks: Forks, expected: Expected, tmp_path: Path) -> None:
    forks.do("copy", source=expected.stores[0], target=tmp_path / "restored")
    assert dump_of(tmp_path / "restored") == expected.dumps[0]
    forks.do("ingest", store=tmp_path / "restored", edition=1)
    assert dump_of(tmp_path / "restored") == expected.dumps[1]
