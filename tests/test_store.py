from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDFS, XSD

from parley.errors import Gone, NotFound, StoreError
from parley.model import IRI, Term
from parley.store import Snapshots, Store, Texts, copy_store, open_store, recorded_base
from parley.vocab import PARLEY
from published import BASE, DATASET, named_graphs, publish

EVENTS = IRI(BASE + "graph/events")
ACTORS = IRI(BASE + "graph/actors")
A, P = URIRef("http://e/a"), URIRef("http://e/p")


def graph_of(*values: object) -> Graph:
    graph = Graph()
    for value in values:
        graph.add((A, P, value if isinstance(value, URIRef | Literal | BNode) else Literal(value)))
    return graph


def test_graphs_come_back_as_they_went_in(tmp_path: Path) -> None:
    graphs = named_graphs(DATASET.read_text(encoding="utf-8"))
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        assert store.replace(graphs) == tuple(sorted(graphs))
        assert store.graph_names() == sorted(graphs)
        assert store.graph_names(BASE + "graph/article/") == [BASE + "graph/article/a1"]
        for name, graph in graphs.items():
            assert set(store.graph(name)) == set(graph)


def test_replacing_is_whole_and_none_deletes(tmp_path: Path) -> None:
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        store.replace({EVENTS: graph_of("old", "kept"), ACTORS: graph_of("x")})
        assert store.replace({EVENTS: graph_of("kept", "new"), ACTORS: None}) == (ACTORS, EVENTS)
        assert {str(o) for o in store.graph(EVENTS).objects()} == {"kept", "new"}
        assert store.graph_names() == [EVENTS]
        assert store.replace({EVENTS: Graph()}) == (EVENTS,)
        assert store.graph_names() == []


def test_what_is_added_together_is_written_at_the_end_or_not_at_all(tmp_path: Path) -> None:
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        with store.together():
            store.replace({EVENTS: graph_of("a")})
            store.change(ACTORS, removed=(), added=[(A, P, Literal("b"))])
            assert store.graph_names() == []
        assert store.graph_names() == [ACTORS, EVENTS]
        with suppress(NotFound), store.together():
            store.replace({IRI(BASE + "graph/article/a1"): graph_of("c")})
            raise NotFound("whatever goes wrong")
        assert store.graph_names() == [ACTORS, EVENTS]


def test_replacing_by_the_same_changes_nothing_and_keeps_the_snapshot(tmp_path: Path) -> None:
    numbers = graph_of(Literal("01", datatype=XSD.integer, normalize=False), Literal("0.50", datatype=XSD.decimal))
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        store.replace({EVENTS: numbers})
        first = store.publish()
        assert store.replace({EVENTS: numbers}) == ()
        assert store.publish() == first
        store.replace({EVENTS: graph_of(1)})
        assert store.publish() != first


def test_a_change_that_was_not_published_is_published_by_the_next_writer(tmp_path: Path) -> None:
    first = publish(tmp_path)
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        store.replace({EVENTS: graph_of("later")})
    with open_store(tmp_path, base_iri=BASE, write=False) as store:
        assert "later" not in {str(o) for o in store.graph(EVENTS).objects()}
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        assert store.publish().name != first


_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(st.lists(st.tuples(_texts, st.sampled_from([None, "en", "zh-hant"])), min_size=1, max_size=8))
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_survives_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory, values: list[tuple[str, str | None]]
) -> None:
    graph = graph_of(*(Literal(text, lang=language) for text, language in values))
    with open_store(tmp_path_factory.mktemp("s"), base_iri=BASE, write=True) as store:
        store.replace({EVENTS: graph})
        assert set(store.graph(EVENTS)) == set(graph)
        lines = store.canonical_nquads().decode().split("\n")[:-1]
        assert len(lines) == len(graph)


def test_incomplete_dates_keep_their_lexical_form(tmp_path: Path) -> None:
    values = [Literal(v, datatype=t, normalize=False) for v, t in (("2026-01", XSD.gYearMonth), ("2019", XSD.gYear))]
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        store.replace({EVENTS: graph_of(*values)})
        assert sorted(str(o) for o in store.graph(EVENTS).objects()) == ["2019", "2026-01"]


def test_blank_nodes_and_bad_iris_are_refused_by_name(tmp_path: Path) -> None:
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        with pytest.raises(StoreError, match=r"graph/events: there is a blank node"):
            store.replace({EVENTS: graph_of(BNode())})
        with pytest.raises(StoreError, match="no absolute IRI"):
            store.replace({EVENTS: graph_of(URIRef("not absolute"))})
        with pytest.raises(StoreError, match="no absolute IRI"):
            store.replace({IRI("events> {} }"): graph_of(1)})
        assert store.graph_names() == []


def test_canonical_nquads_do_not_depend_on_the_order_of_writing(tmp_path: Path) -> None:
    graphs = named_graphs(DATASET.read_text(encoding="utf-8"))
    with open_store(tmp_path / "1", base_iri=BASE, write=True) as store:
        store.replace(graphs)
        forwards, events = store.canonical_nquads(), store.canonical_nquads([EVENTS])
    with open_store(tmp_path / "2", base_iri=BASE, write=True) as store:
        for name in sorted(graphs, reverse=True):
            store.replace({name: graphs[name]})
        assert store.canonical_nquads() == forwards
    assert events
    assert set(events.splitlines()) < set(forwards.splitlines())
    assert forwards.splitlines() == sorted(forwards.splitlines())


def test_canonical_nquads_escape_as_the_standard_says(tmp_path: Path) -> None:
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        store.replace({EVENTS: graph_of('a"b\\c\nd\te\x7ff\bgé')})
        # RDF Dataset Canonicalization, section 5.2: canonical N-Quads
        assert b'"a\\"b\\\\c\\nd\\te\\u007Ff\\bg\xc3\xa9"' in store.canonical_nquads()


def test_own_queries_see_what_is_stored_now(tmp_path: Path) -> None:
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        store.replace({ACTORS: graph_of("x"), IRI(BASE + "graph/article/1"): graph_of("hidden")})
        term = Term(type="literal", value="x")
        assert store.solutions("SELECT ?s ?o { ?s ?p ?o }") == [{"s": Term(type="uri", value="http://e/a"), "o": term}]
        assert store.solutions("SELECT ?o { ?s ?p ?o }", bindings={"o": term}) == [{"o": term}]
        assert store.solutions("SELECT ?o { ?s ?p ?o }", default_graphs=[EVENTS]) == []
        with pytest.raises(StoreError, match="only a SELECT"):
            store.solutions("ASK {}")


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    with (
        open_store(tmp_path, base_iri=BASE, write=True),
        pytest.raises(StoreError, match=rf"write\.lock.*process {os.getpid()}.*wait until"),
    ):
        open_store(tmp_path, base_iri=BASE, write=True, lock_wait_s=0)
    with open_store(tmp_path, base_iri=BASE, write=True, lock_wait_s=0) as store:
        assert store.graph_names() == []


def test_a_writer_waits_for_another_process(tmp_path: Path) -> None:
    script = f"""
        import sys
        from pathlib import Path
        from parley.store import open_store
        with open_store(Path({str(tmp_path)!r}), base_iri={BASE!r}, write=True):
            print("held", flush=True)
            sys.stdin.read(1)
    """
    other = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match=f"process {other.pid}"):
            open_store(tmp_path, base_iri=BASE, write=True, lock_wait_s=0.1)
        other.stdin.write("x")
        other.stdin.close()
        with open_store(tmp_path, base_iri=BASE, write=True, lock_wait_s=30):
            pass


def test_readers_are_not_hindered_by_a_writer(tmp_path: Path) -> None:
    publish(tmp_path)
    with (
        open_store(tmp_path, base_iri=BASE, write=True) as writer,
        open_store(tmp_path, base_iri=BASE, write=False) as reader,
    ):
        writer.replace({EVENTS: None})
        writer.publish()
        assert len(reader.graph(EVENTS)) > 0
        with pytest.raises(StoreError, match="reading only"):
            reader.replace({EVENTS: None})


def test_another_base_is_an_error_that_names_the_export(tmp_path: Path) -> None:
    publish(tmp_path)
    assert recorded_base(tmp_path) == BASE
    for write in (True, False):
        with pytest.raises(StoreError, match=r"parley export --base https://kg\.example/"):
            open_store(tmp_path, base_iri="https://kg.example/", write=write)


def test_only_the_newest_snapshots_are_kept_and_used_ones_stay(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    publish(tmp_path, {EVENTS: graph_of(0)}, kept=2)
    first = snapshots.current()
    with snapshots.hold(first):
        for number in range(1, 5):
            publish(tmp_path, {EVENTS: graph_of(number)}, kept=2)
        assert [s.number for s in snapshots.kept()] == [1, 4, 5]
    publish(tmp_path, {EVENTS: graph_of(5)}, kept=2)
    assert [s.number for s in snapshots.kept()] == [5, 6]
    with pytest.raises(StoreError, match="is gone"):
        snapshots.acquire(first)


def test_a_missing_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="parley ingest"):
        open_store(tmp_path / "none", base_iri=BASE, write=False)
    with open_store(tmp_path / "new", base_iri=BASE, write=True):
        pass
    with pytest.raises(StoreError, match=r"nothing has been ingested.*parley ingest"):
        open_store(tmp_path / "new", base_iri=BASE, write=False)


def test_a_file_where_the_store_should_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("x", encoding="utf-8")
    for write in (True, False):
        with pytest.raises(StoreError, match="/s"):
            open_store(tmp_path / "s", base_iri=BASE, write=write)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("store.json", "{", r"store\.json.*cannot be read"),
        ("store.json", '{"format": 99, "base_iri": "x"}', "format 99"),
        ("current", "7-nothing", r"current: the pointer names '7-nothing'.*one that is there.*: 1-"),
        ("current", "../../etc", "pointer names"),
    ],
)
def test_a_damaged_description_names_file_and_remedy(tmp_path: Path, file: str, content: str, message: str) -> None:
    publish(tmp_path)
    (tmp_path / file).write_text(content, encoding="ascii")
    with pytest.raises(StoreError, match=message):
        open_store(tmp_path, base_iri=BASE, write=False)


def test_a_store_without_its_description_is_not_taken_over(tmp_path: Path) -> None:
    publish(tmp_path)
    (tmp_path / "store.json").unlink()
    with pytest.raises(StoreError, match=r"without its description store\.json"):
        open_store(tmp_path, base_iri="http://other/", write=True)


@pytest.mark.parametrize("pattern", ["CURRENT", "MANIFEST-*", "*.sst"])
def test_a_damaged_live_state_leaves_the_snapshot_and_can_be_made_again(tmp_path: Path, pattern: str) -> None:
    publish(tmp_path)
    for file in (tmp_path / "live").glob(pattern):
        size = file.stat().st_size
        file.unlink()  # a new file: the snapshot shares the old one
        file.write_bytes(b"\xff" * size)
    with pytest.raises(StoreError, match=r"/live: .*cannot be opened.*delete this folder"):
        open_store(tmp_path, base_iri=BASE, write=True)
    with open_store(tmp_path, base_iri=BASE, write=False) as store:
        before = store.canonical_nquads()
    subprocess.run(["rm", "-r", str(tmp_path / "live")], check=True)
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        assert store.canonical_nquads() == before


def test_a_damaged_snapshot_names_its_folder_and_the_remedy(tmp_path: Path) -> None:
    name = publish(tmp_path)
    for file in (tmp_path / "snapshots" / name).glob("MANIFEST-*"):
        file.unlink()
    with pytest.raises(StoreError, match=rf"{name}: the snapshot cannot be opened.*older snapshot"):
        open_store(tmp_path, base_iri=BASE, write=False)


def test_a_full_disk_is_an_error_and_loses_nothing_published(tmp_path: Path) -> None:
    publish(tmp_path)
    # RLIMIT_FSIZE is a disk that ends: every write beyond it fails in the engine as on a full one.
    script = f"""
        import resource, signal
        from pathlib import Path
        from rdflib import Graph, Literal, URIRef
        from parley.errors import StoreError
        from parley.store import open_store
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        store = open_store(Path({str(tmp_path)!r}), base_iri={BASE!r}, write=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
        graph = Graph()
        for n in range(3000):
            graph.add((URIRef("http://e/a"), URIRef("http://e/p"), Literal(f"{{n}} " + "x" * 90)))
        try:
            store.replace({{{EVENTS!r}: graph}})
        except StoreError as error:
            print(error)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True)
    assert "cannot be written" in done.stdout
    assert "disk has space" in done.stdout
    for write in (False, True):
        with open_store(tmp_path, base_iri=BASE, write=write) as store:
            assert set(store.graph(EVENTS)) == set(named_graphs(DATASET.read_text(encoding="utf-8"))[EVENTS])


def test_a_writer_killed_before_publishing_leaves_the_last_snapshot(tmp_path: Path) -> None:
    name = publish(tmp_path)
    script = f"""
        import os, signal
        from pathlib import Path
        from parley.store import open_store
        store = open_store(Path({str(tmp_path)!r}), base_iri={BASE!r}, write=True)
        store.replace({{{EVENTS!r}: None}})
        (store.path / "snapshots" / ".new-9-00000000").mkdir()
        os.kill(os.getpid(), signal.SIGKILL)
    """
    assert subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False).returncode == -9
    assert Snapshots(tmp_path).current().name == name
    with open_store(tmp_path, base_iri=BASE, write=False) as store:
        assert len(store.graph(EVENTS)) > 0
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        assert store.publish().number == 2
    assert not list((tmp_path / "snapshots").glob(".*"))


def test_much_at_once_is_whole_or_not_there_at_all_when_the_writer_is_killed(tmp_path: Path) -> None:
    publish(tmp_path)
    before = _stored(tmp_path)
    script = f"""
        from pathlib import Path
        from rdflib import Graph, Literal, URIRef
        from parley.store import open_store
        from parley.store.disk import difference
        difference._MANY = 10
        store = open_store(Path({str(tmp_path)!r}), base_iri={BASE!r}, write=True)
        graph = store.graph({EVENTS!r})
        for n in range(10_000):
            graph.add((URIRef("http://e/a"), URIRef("http://e/p"), Literal(n)))
        store.replace({{{EVENTS!r}: graph}})
    """
    seen = set()
    for wait_ms in (0, 20, 60, 10_000):
        writer = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)])
        while not list(tmp_path.glob("live/bulk-*.sst")) and writer.poll() is None:
            time.sleep(0.001)
        with suppress(subprocess.TimeoutExpired):
            writer.wait(wait_ms / 1000)
        writer.kill()
        writer.wait()
        found = _stored(tmp_path)
        assert found in (before, before + 10_000)
        seen.add(found)
        assert not list(tmp_path.glob("live/bulk-*.sst"))
        with open_store(tmp_path, base_iri=BASE, write=True) as store:
            store.replace(named_graphs(DATASET.read_text(encoding="utf-8")))
    assert len(seen) == 2


def _stored(path: Path) -> int:
    """Return how many triples the graph of events has; the default graph must repeat them."""
    with open_store(path, base_iri=BASE, write=True) as store:
        [found] = store.solutions(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{EVENTS}> {{ ?s ?p ?o }} ?s ?p ?o }}")
        assert found["n"].value == str(len(store.graph(EVENTS)))
        return len(store.graph(EVENTS))


def text_of(store: Store, name: str, text: str) -> tuple[IRI, str]:
    """Store the graph of an article that has this text; return its name and the hash of the text."""
    graph, digest = IRI(BASE + "graph/article/" + name), store.texts.keep(text)
    store.replace({graph: graph_with(digest)})
    return graph, digest


def graph_with(digest: str) -> Graph:
    graph = Graph()
    graph.add((A, PARLEY.sha256, Literal(digest)))
    return graph


def test_doomed_texts_go_with_the_next_publication_unless_another_article_has_them(tmp_path: Path) -> None:
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        first, copied = text_of(store, "1", "copied")
        text_of(store, "2", "copied")
        third, lone = text_of(store, "3", "alone")
        store.publish()
        store.doom_texts([copied])
        store.doom_texts([lone])
        store.replace({first: None, third: None})
    assert set(store.texts.hashes()) == {copied, lone}  # cut short
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        store.publish()
        assert set(store.texts.hashes()) == {copied}
        store.publish()


def test_a_text_is_not_deleted_when_its_article_stays(tmp_path: Path) -> None:
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        _, digest = text_of(store, "1", "doomed, but not withdrawn: cut short between the two")
        store.doom_texts([digest])
        store.publish()
        assert set(store.texts.hashes()) == {digest}


def test_a_snapshot_that_has_what_was_withdrawn_is_not_given_out_even_while_it_is_read(tmp_path: Path) -> None:
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        graph, digest = text_of(store, "1", "withdrawn")
        former = store.publish()
        with Snapshots(tmp_path).hold(former):
            store.doom_texts([digest])
            store.replace({graph: None, EVENTS: graph_of("newer")})
            newest = store.publish()
            assert former.path.is_dir()
            assert Snapshots(tmp_path).kept() == [newest]
            with pytest.raises(Gone):
                Snapshots(tmp_path).named(former.name)
        store.replace({EVENTS: graph_of("newest")})
        assert [newest, store.publish()] == Snapshots(tmp_path).kept()
    assert not former.path.exists()


def test_what_a_killed_writer_had_begun_is_cleared_away(tmp_path: Path) -> None:
    publish(tmp_path)
    subprocess.run(["rm", "-r", str(tmp_path / "live")], check=True)
    (tmp_path / ".new-live").mkdir()
    (tmp_path / "texts").mkdir()
    for name in (".new-abc", "texts/.new-def", ".new-live/000001.sst"):
        (tmp_path / name).write_bytes(b"half")
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        assert len(store.graph(EVENTS)) > 0
    assert not list(tmp_path.rglob(".new-*"))


def test_a_copy_that_was_cut_short_is_no_store_and_is_made_anew(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    publish(source)
    copy_store(source, target)
    (target / ".unfinished").mkdir()  # as while the parts are moved to their places
    (target / "store.json").rename(target / ".unfinished" / "store.json")
    for write in (True, False):
        with pytest.raises(StoreError, match=r"not finished here.*run it again"):
            open_store(target, base_iri=BASE, write=write)
    copy_store(source, target)
    with open_store(target, base_iri=BASE, write=False) as store:
        assert len(store.graph(EVENTS)) > 0
    with pytest.raises(StoreError, match="not empty"):
        copy_store(source, target)


def test_a_folder_with_files_of_others_is_not_cleared(tmp_path: Path) -> None:
    publish(tmp_path / "source")
    (tmp_path / "target" / ".unfinished").mkdir(parents=True)
    (tmp_path / "target" / "letter.txt").write_text("keep me")
    with pytest.raises(StoreError, match="not empty"):
        copy_store(tmp_path / "source", tmp_path / "target")
    assert (tmp_path / "target" / "letter.txt").read_text() == "keep me"


def test_a_failing_publication_leaves_the_former_pointer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = publish(tmp_path)
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        store.replace({EVENTS: graph_of("new")})

        def full(target: Path, content: bytes) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("parley.store.disk.snapshots.write_whole", full)
            with pytest.raises(StoreError, match=r"former one stays.*No space left"):
                store.publish()
        assert store.snapshots.current().name == name
        assert store.publish().name != name


def test_texts_are_kept_by_hash_once(tmp_path: Path) -> None:
    texts = Texts(tmp_path / "texts")
    digest = texts.keep("Xi’s call 🙂\r\n")
    assert digest == hashlib.sha256("Xi’s call 🙂\r\n".encode()).hexdigest()
    assert texts.keep("Xi’s call 🙂\r\n") == digest
    assert list(texts.hashes()) == [digest]
    assert texts.text(digest) == "Xi’s call 🙂\r\n"
    (tmp_path / "texts" / digest[:2] / f"{digest}.txt").write_text("other", encoding="utf-8")
    with pytest.raises(StoreError, match="damaged"):
        texts.text(digest)
    texts.forget(digest)
    with pytest.raises(NotFound, match=digest):
        texts.text(digest)
    with pytest.raises(NotFound, match="no SHA-256"):
        texts.text("../../etc/passwd")


def test_a_copy_is_a_store_of_its_own(tmp_path: Path) -> None:
    publish(tmp_path / "s")
    Texts(tmp_path / "s" / "texts").keep("text")
    copy_store(tmp_path / "s", tmp_path / "copy")
    with open_store(tmp_path / "s", base_iri=BASE, write=False) as store:
        before = store.canonical_nquads()
    with open_store(tmp_path / "copy", base_iri=BASE, write=True) as store:
        assert store.canonical_nquads() == before
        assert [store.texts.text(digest) for digest in store.texts.hashes()] == ["text"]
        store.replace({EVENTS: None})
        store.publish()
    with open_store(tmp_path / "s", base_iri=BASE, write=False) as store:
        assert store.canonical_nquads() == before
    with pytest.raises(StoreError, match="not empty"):
        copy_store(tmp_path / "s", tmp_path / "copy")


def test_a_copy_of_a_damaged_store_is_none(tmp_path: Path) -> None:
    store, target = tmp_path / "store", tmp_path / "copy"
    name = publish(store)
    for table in (store / "snapshots" / name).glob("*.sst"):
        table.unlink()  # a hard link; the live store has its own
    with pytest.raises(StoreError, match=r"store: it is damaged: .*use another backup"):
        copy_store(store, target)
    assert recorded_base(target) is None
    publish(store, named_graphs(f"<{BASE}graph/more> {{ <http://e/s> <http://e/p> 1 }}"))
    assert copy_store(store, target).path.is_dir()  # what was begun is no hindrance


def test_a_copy_that_fails_says_why_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    publish(tmp_path / "store")
    monkeypatch.setattr("parley.store.disk.texts.copy_file", full)
    with pytest.raises(StoreError, match="see that the disk has space") as caught:
        copy_store(tmp_path / "store", tmp_path / "copy")
    assert str(caught.value).count("No space left on device") == 1


def test_a_copy_does_not_lie_in_what_it_is_a_copy_of(tmp_path: Path) -> None:
    publish(tmp_path / "store")
    for inside in (tmp_path / "store", tmp_path / "store" / "copy"):
        with pytest.raises(StoreError, match="the target lies in the store"):
            copy_store(tmp_path / "store", inside)


def test_the_description_records_format_and_base(tmp_path: Path) -> None:
    publish(tmp_path)
    assert json.loads((tmp_path / "store.json").read_text(encoding="utf-8")) == {"format": 1, "base_iri": BASE}


def test_labels_keep_their_language(tmp_path: Path) -> None:
    publish(tmp_path)
    with open_store(tmp_path, base_iri=BASE, write=False) as store:
        assert store.graph(ACTORS).value(URIRef(BASE + "actor/china"), RDFS.label) == Literal("China", lang="en")


def test_values_are_the_solutions_without_their_kind(tmp_path: Path) -> None:
    odd = URIRef("http://e/article#char=0,12")
    with open_store(tmp_path, base_iri=BASE, write=True) as store:
        store.replace({EVENTS: graph_of('a,\n"b"', odd)})
        found = store.values("SELECT ?value ?none { ?s ?p ?value } ORDER BY ?value")
    assert found == [[str(odd), ""], ['a,\n"b"', ""]]


def test_a_reader_names_the_snapshot_that_it_reads_and_a_writer_reads_none(tmp_path: Path) -> None:
    name = publish(tmp_path)
    with open_store(tmp_path, base_iri=BASE, write=False) as store:
        assert store.snapshot.name == name
    with (
        open_store(tmp_path, base_iri=BASE, write=True) as store,
        pytest.raises(StoreError, match="reads no snapshot"),
    ):
        _ = store.snapshot
