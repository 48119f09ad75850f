"""Dumps: streamed, canonical, made once for a snapshot and gone with it; and the counts that go with them."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from parley.errors import StoreError
from parley.model import IRI
from parley.store import open_store
from parley.store.derived.publications import Index, Publications
from parley.store.derived.statistics import count_parts
from parley.store.disk import dumps as dumping
from parley.store.disk.dumps import moved, named_quads, write_dataset, write_graph, write_nquads
from parley.store.disk.engine import open_snapshot
from parley.store.disk.snapshots import Snapshots
from published import BASE, named_graphs, publish
from servers import needs_proc

SMALL = Path(__file__).parent / "data" / "small.trig"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
EVENT, CLAIM, CLAIMED = (f"https://w3id.org/parley/ontology#{name}" for name in ("Event", "claim", "claimedType"))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dumps") / "store"
    publish(path, named_graphs(SMALL.read_text(encoding="utf-8")))
    return path


@pytest.fixture(scope="module")
def store(path: Path) -> ox.Store:
    return open_snapshot(Snapshots(path).current().path)


@pytest.fixture(scope="module")
def index(path: Path) -> Index:
    return Publications(path, BASE).make()


def content(path: Path, index: Index, name: str) -> bytes:
    return gzip.decompress((path / "dumps" / index.snapshot / name).read_bytes())


def test_canonical_nquads_are_those_of_the_canonicalisation_algorithm(store: ox.Store) -> None:
    output = io.BytesIO()
    write_nquads(store, output)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = (ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").decode().split("\n")
    assert output.getvalue().decode() == "".join(sorted(line + "\n" for line in lines if line))


def test_sorting_on_disk_gives_what_sorting_in_memory_gives(store: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def written(run: int, form: str) -> bytes:
        monkeypatch.setattr(dumping, "_RUN", run)
        output = io.BytesIO()
        write_dataset(store, output, format=form)
        return output.getvalue()

    for form in ("nquads", "trig"):
        assert written(50, form) == written(10**6, form)
    assert written(1, "nquads").count(b"\n") == len(list(named_quads(store)))


@pytest.mark.parametrize("form", ["nquads", "trig"])
def test_a_dump_holds_every_quad_once_and_trig_every_graph_once(store: ox.Store, form: str) -> None:
    output = io.BytesIO()
    write_dataset(store, output, format=form)
    parsed = list(
        ox.parse(output.getvalue(), format=getattr(ox.RdfFormat, {"nquads": "N_QUADS", "trig": "TRIG"}[form]))
    )
    assert len(parsed) == len(list(named_quads(store)))
    assert set(parsed) == set(named_quads(store))
    if form == "trig":
        assert output.getvalue().count(b"/graph/events> {") == 1


def test_a_moved_dump_is_canonical_and_leaves_literals(store: ox.Store) -> None:
    output = io.BytesIO()
    write_dataset(store, output, format="nquads", move=moved(BASE, "https://a.example/"))
    lines = output.getvalue().splitlines()
    assert lines == sorted(lines)
    assert BASE.encode() not in output.getvalue()
    assert moved(BASE, BASE) is None
    assert moved(BASE, None) is None


def test_a_graph_as_turtle_is_that_graph(store: ox.Store) -> None:
    output, name = io.BytesIO(), ox.NamedNode(f"{BASE}graph/actors")
    write_graph(store, name, output)
    said = {quad.triple for quad in ox.parse(output.getvalue(), format=ox.RdfFormat.TURTLE)}
    assert said == {quad.triple for quad in store.quads_for_pattern(None, None, None, name)}
    assert b"@prefix parley:" in output.getvalue()


def test_the_dumps_of_a_snapshot_are_what_export_writes(path: Path, index: Index) -> None:
    with open_store(path, base_iri=BASE, write=False) as opened:
        for name, form in (("dataset.nq.gz", "nquads"), ("dataset.trig.gz", "trig")):
            output = io.BytesIO()
            opened.dump(output, format=form)
            assert content(path, index, name) == output.getvalue()
        assert opened.canonical_nquads() == content(path, index, "dataset.nq.gz")
        assert opened.sha256() == index.canonical_hash


def test_the_index_has_sizes_and_checksums_of_files_and_contents(path: Path, index: Index) -> None:
    assert {file.name for file in index.files} == {
        "dataset.nq.gz", "dataset.trig.gz", "graph/actors.ttl.gz", "graph/events.ttl.gz", "graph/ontology.ttl.gz",
    }  # fmt: skip
    for file in index.files:
        packed = (path / "dumps" / index.snapshot / file.name).read_bytes()
        assert (file.bytes, file.sha256) == (len(packed), hashlib.sha256(packed).hexdigest())
        plain = gzip.decompress(packed)
        assert (file.content_bytes, file.content_sha256) == (len(plain), hashlib.sha256(plain).hexdigest())
    assert index.canonical_hash == index.files[0].content_sha256


def test_the_same_data_give_the_same_files_and_are_made_once(path: Path, index: Index, tmp_path: Path) -> None:
    publish(tmp_path, named_graphs(SMALL.read_text(encoding="utf-8")))
    other = Publications(tmp_path, BASE).make()
    assert other.files == index.files
    file = tmp_path / "dumps" / other.snapshot / "dataset.nq.gz"
    before = file.stat().st_mtime_ns
    assert Publications(tmp_path, BASE).make() == other
    assert file.stat().st_mtime_ns == before


def test_dumps_go_with_their_snapshot(tmp_path: Path) -> None:
    graphs = named_graphs(SMALL.read_text(encoding="utf-8"))
    first = publish(tmp_path, graphs, kept=1)
    Publications(tmp_path, BASE).make()
    (tmp_path / "dumps" / f".new-{first}").mkdir()
    assert (tmp_path / "dumps" / first).is_dir()
    publish(tmp_path, {IRI(f"{BASE}graph/events"): graphs[IRI(f"{BASE}graph/actors")]}, kept=1)
    assert [folder.name for folder in (tmp_path / "dumps").iterdir() if folder.is_dir()] == []


def test_a_process_of_its_own_makes_them_while_others_go_on(tmp_path: Path) -> None:
    publish(tmp_path)
    publications = Publications(tmp_path, BASE)
    try:
        snapshot = publications.snapshots.current()
        first = publications.index(snapshot)
        assert first is None or first.snapshot == snapshot.name
        made = publications.index(snapshot, wait_s=60)
        assert made is not None
        assert made == publications.index(snapshot) == Publications(tmp_path, BASE).index(snapshot)
    finally:
        publications.close()


def test_dumps_that_cannot_be_written_are_an_error_with_a_remedy(tmp_path: Path) -> None:
    publish(tmp_path)
    (tmp_path / "dumps").write_text("in the way")
    with pytest.raises(StoreError, match=r"dumps.*writ"):
        Publications(tmp_path, BASE).make()


def test_a_damaged_index_is_made_anew(tmp_path: Path) -> None:
    publish(tmp_path)
    index = Publications(tmp_path, BASE).make()
    (tmp_path / "dumps" / index.snapshot / "index.json").write_text('{"snapshot": 1}')
    assert Publications(tmp_path, BASE).make() == index


# --- counts -------------------------------------------------------------------------------------------------------


def test_counts_are_those_of_counting_one_by_one(store: ox.Store, index: Index) -> None:
    parts = count_parts(store, BASE)
    assert parts == index.parts
    assert list(parts) == ["actors", "article", "events", "ontology"]
    assert parts["article"].graphs == 5
    events = list(store.quads_for_pattern(None, None, None, ox.NamedNode(f"{BASE}graph/events")))
    assert parts["events"].triples == len(events)
    assert parts["events"].subjects == len({quad.subject for quad in events})
    assert parts["events"].properties == Counter(quad.predicate.value for quad in events)
    assert parts["events"].classes[EVENT] == 23
    instances = {quad.subject for quad in events if quad.object == ox.NamedNode(EVENT)}
    assert parts["events"].uses[EVENT, CLAIM] == sum(
        quad.subject in instances and quad.predicate.value == CLAIM for quad in events
    )
    assert sum(part.triples for part in parts.values()) == index.quads == len(list(named_quads(store)))
    subjects = {quad.subject.value for quad in store}
    assert (index.subjects, index.entities) == (len(subjects), sum(s.startswith(BASE) for s in subjects))


def test_terms_of_the_ontology_are_counted_as_values_but_not_as_types(store: ox.Store, index: Index) -> None:
    articles = [quad for quad in store if "graph/article/" in getattr(quad.graph_name, "value", "")]
    claimed = Counter(
        quad.object.value
        for quad in articles
        if getattr(quad.object, "value", "").startswith(CLAIMED.rpartition("#")[0]) and quad.predicate.value != TYPE
    )
    assert index.parts["article"].values == claimed
    assert claimed[f"{CLAIMED.rpartition('#')[0]}#Meeting"]
    assert EVENT not in index.parts["events"].values


def test_counts_are_there_before_the_dumps_and_kept(tmp_path: Path, index: Index) -> None:
    publish(tmp_path, named_graphs(SMALL.read_text(encoding="utf-8")))
    publications = Publications(tmp_path, BASE)
    snapshot = publications.snapshots.current()
    try:
        first = publications.counts(snapshot)
        assert first in (None, index.parts)
        assert publications.counts(snapshot, wait_s=60) == index.parts
    finally:
        publications.close()
    assert not publications.folder(snapshot).exists()
    assert Publications(tmp_path, BASE).counts(snapshot) == index.parts


def test_damaged_counts_are_made_anew(tmp_path: Path) -> None:
    publish(tmp_path)
    publications = Publications(tmp_path, BASE)
    snapshot = publications.snapshots.current()
    counted = publications.count(snapshot)
    (tmp_path / "dumps" / f".counts-{snapshot.name}" / "parts.json").write_text('{"events": {}}')
    assert publications.count(snapshot) == counted


def test_a_snapshot_that_cannot_be_counted_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    publish(tmp_path)
    (tmp_path / "dumps").write_text("in the way")
    publications = Publications(tmp_path, BASE)
    with pytest.raises(StoreError, match="cannot be kept"):
        publications.count(publications.snapshots.current())
    with pytest.raises(StoreError, match="could not be counted"):
        publications.counts(publications.snapshots.current(), wait_s=60)


WAITING = """
import sys, time
from pathlib import Path
from parley.store.derived.publications import Publications

if __name__ == "__main__":
    publications = Publications(Path(sys.argv[1]), sys.argv[2])
    publications.index(publications.snapshots.current())
    print(next(iter(publications._making.values())).pid, flush=True)
    time.sleep(600)
"""


@pytest.mark.whole
@needs_proc
def test_what_makes_dumps_ends_with_the_process_that_asked_for_them(tmp_path: Path) -> None:
    publish(tmp_path / "store")
    (tmp_path / "waiting.py").write_text(WAITING, encoding="utf-8")
    (tmp_path / "store" / "dumps").mkdir()
    with (tmp_path / "store" / "dumps" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # so that it waits for ever
        command = [sys.executable, str(tmp_path / "waiting.py"), str(tmp_path / "store"), BASE]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as asking:
            assert asking.stdout is not None
            maker = Path("/proc") / asking.stdout.readline().strip()
            assert maker.exists()
            time.sleep(5)  # it is at the lock by now
            assert maker.exists()
            asking.kill()
        ends = time.monotonic() + 30
        while maker.exists() and time.monotonic() < ends:
            time.sleep(0.1)
        assert not maker.exists()
