from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import click
import pytest

from conftest import BASE, ROOT, Run
from parley import cli
from parley.store import open_store, recorded_base

pytestmark = pytest.mark.whole

SEEDS = ROOT / "seeds" / "articles"
SHORT = "Antony Blinken met Wang Yi in Munich on February 18, 2023. They discussed the war in Ukraine at length.\n"
COUNT = "SELECT (COUNT(?event) AS ?n) { ?event a <https://w3id.org/parley/ontology#Event> }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good article and one that cannot be read."""
    path = tmp_path / "articles"
    path.mkdir()
    (path / "good.txt").write_text(SHORT, encoding="utf-8")
    (path / "empty.txt").write_text("", encoding="utf-8")
    return path


# --- the command line as such -----------------------------------------------------------------------------------


def test_help_lists_every_command(parley: Run) -> None:
    result = parley("--help")
    assert result.exit_code == 0
    for name in "ingest extract serve query ask validate export evaluate withdraw dumps backup restore".split():
        assert f"\n  {name} " in result.output


@pytest.mark.parametrize("command", sorted(cli.main.commands))
def test_every_command_explains_itself_and_its_options(parley: Run, command: str) -> None:
    result = parley(command, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: parley {command}")
    options = [p for p in cli.main.commands[command].params if isinstance(p, click.Option)]
    assert all(option.help for option in options)


def test_version_names_the_package(parley: Run) -> None:
    assert parley("--version").output == "parley 0.1.0\n"


def test_python_m_parley_is_the_same_command(bare_environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "parley", "--version"], env=bare_environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "parley 0.1.0\n"


def test_help_loads_nothing_heavy(bare_environment: dict[str, str]) -> None:
    code = (
        "import sys; from parley.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "print(sorted({'rdflib', 'pyoxigraph', 'spacy', 'numpy', 'onnxruntime', 'flask'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=bare_environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("ingest",), "Missing argument"),
        (("nothing",), "No such command"),
        (("extract", "--published", "26 April", "x.txt"), "does not match the format"),
        (("evaluate", "missing.json", "."), "does not exist"),
        (("query", "missing.rq"), "missing.rq"),
        (("restore", "missing"), "does not exist"),
    ],
)
def test_what_is_typed_wrongly_is_usage(parley: Run, words: tuple[str, ...], expected: str) -> None:
    result = parley(*words)
    assert result.exit_code == 2
    assert expected in result.output


def test_a_setting_that_does_not_exist_is_usage_and_names_the_nearest(parley: Run) -> None:
    result = parley("query", "ASK {}", PARLEY_STOR="x")
    assert result.exit_code == 2
    assert result.stderr.startswith("parley: PARLEY_STOR: there is no such setting (did you mean PARLEY_STORE?)")


def test_a_fault_is_one_line_and_exit_code_3(parley: Run) -> None:
    result = parley("query", "ASK {}")
    assert result.exit_code == 3
    assert result.stderr.count("\n") == 1
    assert "run `parley ingest PATH`" in result.stderr


def test_an_unexpected_error_is_a_fault_not_a_trace(parley: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(settings: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(cli, "_knowledge", fail)
    result = parley("extract", SEEDS)
    assert result.exit_code == 3
    assert result.stderr.startswith("parley: a fault of Parley: ZeroDivisionError: by zero (")


# --- articles in ------------------------------------------------------------------------------------------------


def test_extract_writes_one_object_per_article_and_tells_the_broken_one(parley: Run, folder: Path) -> None:
    result = parley("extract", "--published", "2023-02-20", folder)
    assert result.exit_code == 1
    [line] = result.stdout.splitlines()
    record = json.loads(line)
    assert record["article"]["file"] == "good.txt"
    assert record["article"]["published"] == "2023-02-20"
    assert record["article"]["iri"].startswith(f"{BASE}article/")
    assert "empty.txt" in result.stderr
    assert result.stderr.startswith("refused ")


def test_extract_has_the_fields_and_values_that_other_tools_rely_on(parley: Run, folder: Path) -> None:
    record = json.loads(parley("extract", "--published", "2023-02-20", folder / "good.txt").stdout)
    assert set(record) == {"article", "events"}
    assert set(record["article"]) == {"file", "title", "published", "published_basis", "publisher", "iri"}
    [meeting] = [event for event in record["events"] if event["type"] == "meeting"]
    assert set(meeting) >= {
        "type", "status", "medium", "count", "participants", "start", "end", "precision", "date_text", "date_basis",
        "place", "topic", "said_by", "certainty", "confidence", "evidence",
    }  # fmt: skip
    assert (meeting["status"], meeting["medium"], meeting["count"]) == ("occurred", "in_person", 1)
    assert (meeting["start"], meeting["end"], meeting["precision"]) == ("2023-02-18", "2023-02-18", "day")
    assert (meeting["date_text"], meeting["date_basis"]) == ("February 18, 2023", "stated")
    assert {who["label"]: (who["kind"], who["for"]) for who in meeting["participants"]} == {
        "Antony Blinken": ("person", "United States"),
        "Wang Yi": ("person", "China"),
    }
    assert all({"label", "iri", "kind", "text", "role", "office", "for"} <= set(who) for who in meeting["participants"])
    assert meeting["place"] == {"label": "Munich", "country": "Germany"}
    assert meeting["said_by"]["kind"] == "narrator"
    assert 0 < meeting["confidence"] <= 1
    for evidence in meeting["evidence"]:
        assert SHORT[evidence["start"] : evidence["end"]] == evidence["exact"]


def test_ingest_tells_each_article_and_sums_up(parley: Run, folder: Path, tmp_path: Path, few_actors: None) -> None:
    result = parley("ingest", "--published", "2023-02-20", folder)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert any(line.startswith("read good.txt claims=") for line in lines)
    assert any(line.startswith("refused ") and "empty.txt" in line for line in lines)
    summary = [line.split() for line in lines[-7:]]
    assert summary[0] == ["articles", "1"]
    assert summary[3] == ["refused", "articles", "1"]
    again = parley("ingest", "--published", "2023-02-20", folder / "good.txt")
    assert again.exit_code == 0
    assert "1, 1 unchanged" in again.stdout


def test_of_two_copies_the_one_in_the_table_is_read(parley: Run, folder: Path, few_actors: None) -> None:
    (folder / "a-copy.txt").write_text(SHORT, encoding="utf-8")
    (folder / "articles.csv").write_text("file,publisher\ngood.txt,Example Times\n", encoding="utf-8")
    assert "skipped a-copy.txt: the same article as good.txt" in parley("ingest", folder).stdout


def test_of_many_warnings_an_ingestion_tells_some_and_how_to_see_all(
    parley: Run, folder: Path, few_actors: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "_WARNINGS", 0)
    (folder / "good.txt").write_text("Secretary of State John Kerry met Wang Yi on February 18, 2023.\n")
    said = parley("ingest", "--published", "2023-02-20", folder).stdout
    assert "\nwarning " not in said
    assert "… and 1 more warning; `parley validate store` tells all of them" in said
    assert "'Secretary of State John Kerry' is taken for" in parley("validate", "store").stdout


def test_what_is_wrong_is_told_with_the_article_the_sentence_and_no_iri(
    parley: Run, folder: Path, few_actors: None
) -> None:
    late = "Antony Blinken met Wang Yi on March 18, 2023."
    other = "Secretary of State John Kerry met Wang Yi on February 18, 2023."
    (folder / "good.txt").write_text(f"---\ntitle: Two\npublished: 2023-02-20\n---\nIt rained.\n\n{late} {other}\n")
    kerry = ": 'Secretary of State John Kerry' is taken for the 'Secretary of State' of United States on 2023-02-18"
    after = ": Told as having occurred on 2023-03-18 or later, in an article published on 2023-02-20"
    for words, begins, sentence in (
        (("validate", folder), f"violation in good.txt{after}", late),
        (("ingest", folder), f"violation in good.txt{after}", late),
        (("ingest", folder), f"warning in good.txt{kerry}", other),
        (("validate", "store"), "warning in “Two” (article/", other),
    ):
        lines = [line.strip() for line in parley(*words).stdout.splitlines()]
        [at] = [n for n, line in enumerate(lines) if line.startswith(begins)]
        assert lines[at + 1] == f"“{sentence}”"
        assert "http" not in lines[at]


@pytest.mark.whole
def test_the_first_ingestion_of_many_events_makes_the_index_of_the_pages_and_later_ones_leave_it_to_the_service(
    parley: Run, folder: Path, tmp_path: Path, few_actors: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.store.derived.indexes.SMALL", 0)
    assert parley("ingest", "--published", "2023-02-20", folder / "good.txt").exit_code == 0
    (made,) = (tmp_path / "store" / "indexes").iterdir()
    assert made.stem == (tmp_path / "store" / "current").read_text()
    (folder / "second.txt").write_text("Olaf Scholz called Xi Jinping on Monday, May 9, 2022, they said.\n")
    assert parley("ingest", "--published", "2023-02-20", folder / "second.txt").exit_code == 0
    assert list((tmp_path / "store" / "indexes").iterdir()) == [made]


def test_ingest_with_processes_gives_the_same_dataset(
    parley: Run, folder: Path, tmp_path: Path, few_actors: None
) -> None:
    (folder / "second.txt").write_text("Olaf Scholz called Xi Jinping on Monday, May 9, 2022, they said.\n")
    stores = [tmp_path / "one", tmp_path / "two"]
    for jobs, path in enumerate(stores, 1):
        assert parley("ingest", "--jobs", jobs, folder, store=path).exit_code == 1
    first, second = (_dataset(path) for path in stores)
    assert b"actor/olaf-scholz> <http://127.0.0.1:8000/graph/events>" in first
    assert first == second


def _dataset(path: Path) -> bytes:
    with open_store(path, base_iri=BASE, write=False) as store:
        return store.canonical_nquads()


def test_withdraw_takes_the_last_part_of_an_iri_or_names_what_is_there(
    parley: Run, folder: Path, few_actors: None
) -> None:
    parley("ingest", folder)
    wrong = parley("withdraw", "0000000000000000")
    assert wrong.exit_code == 2
    assert "the first ones are http://127.0.0.1:8000/article/" in wrong.stderr
    name = wrong.stderr.partition("the first ones are http://127.0.0.1:8000/article/")[2][:16]
    assert parley("withdraw", name).stdout.startswith(f"withdrawn {BASE}article/{name}; snapshot 2-")
    assert parley("query", COUNT).stdout == "n\n0\n"


# --- answers out ------------------------------------------------------------------------------------------------


def test_query_answers_from_words_files_and_standard_input(parley: Run, seed_store: Path, tmp_path: Path) -> None:
    (tmp_path / "count.rq").write_text(COUNT, encoding="utf-8")
    outputs = {
        parley("query", COUNT, store=seed_store).stdout,
        parley("query", tmp_path / "count.rq", store=seed_store).stdout,
        parley("query", "-", store=seed_store, stdin=COUNT).stdout,
    }
    [output] = outputs
    assert output.startswith("n\n")
    assert int(output.split()[1]) > 20


def test_query_puts_values_into_a_competency_question(parley: Run, seed_store: Path) -> None:
    question = ROOT / "ontology" / "questions" / "02-contacts-of.rq"
    missing = parley("query", question, store=seed_store)
    assert missing.exit_code == 2
    assert "the question needs a value for 'actor'" in missing.stderr
    result = parley(
        "query", "-p", "actor=actor/volodymyr-zelenskyy", "-p", "from=2023-01-01", question, store=seed_store
    )
    assert result.exit_code == 0
    assert "xi-jinping" in result.stdout
    assert "putin" not in result.stdout
    wrong = parley("query", "-p", "actor", question, store=seed_store)
    assert wrong.exit_code == 2
    assert "NAME=VALUE" in wrong.stderr


def test_query_warns_of_a_value_that_is_nowhere_in_the_data(parley: Run, seed_store: Path) -> None:
    question = ROOT / "ontology" / "questions" / "02-contacts-of.rq"
    told = parley("query", "-p", "actor=Xi", question, store=seed_store).stderr
    assert f"warning actor: {BASE}Xi is nowhere in the data" in told
    assert "warning" not in parley("query", "-p", "actor=actor/xi-jinping", question, store=seed_store).stderr


def test_query_takes_values_for_competency_questions_only(parley: Run, seed_store: Path) -> None:
    result = parley("query", "-p", "actor=actor/xi-jinping", COUNT, store=seed_store)
    assert result.exit_code == 2
    assert "#+ title" in result.stderr


def test_query_warns_of_a_name_that_the_ontology_has_not(parley: Run, seed_store: Path) -> None:
    said = parley("query", "PREFIX : <https://w3id.org/parley/ontology#> SELECT ?e { ?e a :Calls }", store=seed_store)
    assert (said.exit_code, said.stdout) == (0, "e\n")
    assert "the ontology has no :Calls; did you mean :Call?" in said.stderr


def test_query_says_on_the_side_what_was_searched(parley: Run, seed_store: Path) -> None:
    result = parley("query", COUNT, store=seed_store)
    assert result.stderr.startswith("searched 5 articles of 3 known voices, published 2022-02-26 to 2023-04-28, with ")


@pytest.mark.parametrize(
    ("query", "format_name", "begins"),
    [
        ("ASK { ?s a <https://w3id.org/parley/ontology#Call> }", "json", '{"head":{},"boolean":true}'),
        (COUNT, "xml", "<?xml"),
        (COUNT, "tsv", "?n\n"),
        ("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 1", "ntriples", "<http"),
        ("DESCRIBE <http://127.0.0.1:8000/actor/xi-jinping>", "turtle", "@prefix"),
        ("ASK { ?s a <https://w3id.org/parley/ontology#Call> }", "table", "yes\n"),
    ],
)
def test_query_writes_the_format_that_is_asked_for(
    parley: Run, seed_store: Path, query: str, format_name: str, begins: str
) -> None:
    result = parley("query", "--format", format_name, query, store=seed_store)
    assert result.exit_code == 0
    assert result.stdout.startswith(begins)


def test_a_query_that_is_no_sparql_shows_the_place(parley: Run, seed_store: Path) -> None:
    result = parley("query", "SELECT ?x { ?x a }", store=seed_store)
    assert result.exit_code == 2
    assert "line 1" in result.stderr
    assert "^" in result.stderr


def test_a_query_that_would_reach_out_is_refused(parley: Run, seed_store: Path) -> None:
    result = parley("query", "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", store=seed_store)
    assert result.exit_code == 2
    assert "SERVICE" in result.stderr


def test_the_table_of_who_met_whom_has_the_sentences(
    parley: Run, seed_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    question = ROOT / "ontology" / "questions" / "01-who-met-whom.rq"
    output = parley("query", "--format", "table", question, store=seed_store).stdout
    assert output.splitlines()[0].split("  ")[0] == "DATE"
    assert "WITH WHOM" in output.splitlines()[0]
    for words in ("2023-04-26", "Volodymyr Zelenskyy", "call, phone", "Undated: nobody says when", "Olaf Scholz"):
        assert words in output
    assert "“China and Ukraine leaders speak" in output
    assert re.search(r"\n\n\d+ rows, \d+ events; searched 5 articles of 3 known voices, published ", output)
    assert max(map(len, output.splitlines())) <= 110


def test_ask_says_how_it_read_the_question_and_shows_the_query(parley: Run, seed_store: Path) -> None:
    result = parley("ask", "--sparql", "when did Xi and Putin last meet?", store=seed_store)
    assert result.exit_code == 0
    assert result.stdout.startswith("Read as: First and last contact of two\n  a: Xi Jinping (actor/xi-jinping")
    assert "2023-03-2" in result.stdout
    assert "SELECT" in result.stdout
    assert "VALUES" in result.stdout
    assert "SELECT" not in parley("ask", "when", "did", "Xi", "and", "Putin", "last", "meet?", store=seed_store).stdout


def test_a_question_that_is_not_understood_names_one_that_is(parley: Run, seed_store: Path) -> None:
    result = parley("ask", "whither goest thou?", store=seed_store)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "try “" in result.stderr


# --- checking ---------------------------------------------------------------------------------------------------


def test_validate_reports_on_articles_without_storing_them(parley: Run, folder: Path, tmp_path: Path) -> None:
    good = parley("validate", folder / "good.txt")
    assert good.exit_code == 0
    assert good.stdout.startswith("good.txt: conforms violations=0 ")
    both = parley("validate", folder)
    assert both.exit_code == 1
    assert "refused " in both.stdout
    assert not (tmp_path / "store").exists()


def test_validate_store_finds_a_quotation_that_does_not_stand_in_the_text(
    parley: Run, folder: Path, tmp_path: Path, few_actors: None
) -> None:
    parley("ingest", folder)
    assert parley("validate", "store").exit_code == 0
    [text] = (tmp_path / "store" / "texts").glob("*/*.txt")
    with open_store(tmp_path / "store", base_iri=BASE, write=True) as store:
        [name] = store.graph_names(f"{BASE}graph/article/")
        moved = store.canonical_nquads([name]).replace(b"Antony Blinken met", b"Antony Blinken saw")
        from parley.store.disk.dumps import load_dump

        store.replace(load_dump(moved, where="here"))
        store.publish()
    result = parley("validate")
    assert result.exit_code == 1
    assert re.search(r"violation in article/\w+: The quotation is not what stands there.", result.stdout)
    text.unlink()
    assert re.search(r"warning in article/\w+: there is no text with the hash", parley("validate", "store").stdout)


def test_validate_reads_own_actors(parley: Run, tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("person,name,aliases,party,wikidata,verified,source\nx-y,Xavier Young,,Narnia,,no,own\n")
    result = parley("validate", table)
    assert result.exit_code == 3
    assert "mine.csv:2" in result.stderr


def test_evaluate_prints_the_measures_writes_json_and_holds_to_a_least_f1(parley: Run, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "good.txt").write_text(SHORT, encoding="utf-8")
    (texts / "articles.csv").write_text("file,published\ngood.txt,2023-02-20\n", encoding="utf-8")
    event = {
        "type": "meeting", "status": "occurred", "date": {"start": "2023-02-18", "end": "2023-02-18"},
        "participants": [{"name": "Antony Blinken", "as_text": "Blinken"}, {"name": "Wang Yi", "as_text": "Wang Yi"}],
    }  # fmt: skip
    gold = texts / "gold.json"
    gold.write_text(json.dumps([{"doc": "good.txt", "events": [event]}]), encoding="utf-8")
    good = parley("evaluate", gold, texts, "--details", "--json", tmp_path / "out.json", "--min-f1", "0.9")
    assert good.exit_code == 0, good.output
    assert "contacts                      1          1     1     100.0 %" in good.stdout
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["contacts"]["f1"] == 1.0
    event["participants"] = [{"name": "Olaf Scholz", "as_text": "Scholz"}, {"name": "Li Qiang", "as_text": "Li"}]
    gold.write_text(json.dumps([{"doc": "good.txt", "events": [event]}]), encoding="utf-8")
    low = parley("evaluate", gold, texts, "--min-f1", "0.9", "--min-recall", "0.5")
    assert low.exit_code == 1
    assert low.stderr == "too low: F1 of contacts\ntoo low: recall of contacts\n"


# --- the store as a whole ---------------------------------------------------------------------------------------


def test_an_export_is_the_dataset_and_comes_back_under_another_base(
    parley: Run, folder: Path, tmp_path: Path, few_actors: None
) -> None:
    parley("ingest", folder)
    plain, moved = tmp_path / "plain.nq", tmp_path / "moved.nq"
    assert parley("export", "-o", plain).exit_code == 0
    assert plain.read_bytes() == _dataset(tmp_path / "store")
    assert parley("export").stdout_bytes == plain.read_bytes()
    other = "https://parley.example.org/"
    assert parley("export", "--base", other, "-o", moved).exit_code == 0
    assert BASE.encode() not in moved.read_bytes()
    assert sorted(moved.read_bytes().splitlines()) == moved.read_bytes().splitlines()

    wrong = parley("restore", moved, store=tmp_path / "new")
    assert wrong.exit_code == 2
    assert "PARLEY_BASE_IRI" in wrong.stderr
    assert parley("restore", moved, store=tmp_path / "new", PARLEY_BASE_IRI=other).exit_code == 0
    with open_store(tmp_path / "new", base_iri=other, write=False) as store:
        assert store.canonical_nquads() == moved.read_bytes()
    assert parley("restore", moved, store=tmp_path / "new", PARLEY_BASE_IRI=other).exit_code == 2


def test_an_export_as_trig_holds_the_same_triples(parley: Run, folder: Path, tmp_path: Path, few_actors: None) -> None:
    import pyoxigraph as ox

    parley("ingest", folder)
    text = parley("export", "--format", "trig").stdout_bytes
    assert b"@prefix parley: <https://w3id.org/parley/ontology#>" in text
    quads = ox.serialize(ox.parse(text, format=ox.RdfFormat.TRIG), format=ox.RdfFormat.N_QUADS) or b""
    assert sorted(quads.splitlines()) == _dataset(tmp_path / "store").splitlines()


def test_a_backup_restores_the_store(parley: Run, folder: Path, tmp_path: Path, few_actors: None) -> None:
    parley("ingest", folder)
    assert parley("backup", tmp_path / "backup").exit_code == 0
    again = parley("backup", tmp_path / "backup")
    assert again.exit_code == 3
    assert "the target is not empty" in again.stderr
    assert parley("restore", tmp_path / "backup", store=tmp_path / "restored").exit_code == 0
    assert _dataset(tmp_path / "restored") == _dataset(tmp_path / "store")
    texts = [sorted(p.name for p in (tmp_path / name / "texts").glob("*/*")) for name in ("store", "restored")]
    assert texts[0] == texts[1] != []
    foreign = parley("restore", tmp_path / "backup", store=tmp_path / "x", PARLEY_BASE_IRI="https://other.example/")
    assert foreign.exit_code == 2
    assert f"the backup was made for {BASE}, not for https://other.example/" in foreign.stderr
    assert parley("restore", tmp_path / "backup", store=tmp_path / "moved", PARLEY_PORT="9000").exit_code == 0
    assert recorded_base(tmp_path / "moved") == BASE


def test_what_is_no_export_is_told_with_its_file(parley: Run, tmp_path: Path) -> None:
    (tmp_path / "x.nq").write_text("<http://127.0.0.1:8000/a> <http://e/p> no\n")
    result = parley("restore", tmp_path / "x.nq")
    assert result.exit_code == 3
    assert f"{tmp_path / 'x.nq'}: is no N-Quads" in result.stderr
    (tmp_path / "x.nq").write_text("<http://127.0.0.1:8000/a> <http://e/p> <http://e/o> .\n")
    assert "a triple stands in no named graph" in parley("restore", tmp_path / "x.nq").stderr
    (tmp_path / "x.nq").write_text("\n", encoding="utf-8")
    assert "there is no graph in it" in parley("restore", tmp_path / "x.nq").stderr


# --- serving ----------------------------------------------------------------------------------------------------


def test_serve_says_where_and_answers_until_it_is_ended(bare_environment: dict[str, str], seed_store: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **bare_environment, "PARLEY_STORE": str(seed_store), "PARLEY_PORT": str(port), "PARLEY_QUERY_WORKERS": "1",
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "parley", "serve"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = [process.stdout.readline().split()[0] for _ in range(4)]
        body = _opened(f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D")
        assert b"true" in body
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert said == [*(f"http://127.0.0.1:{port}/{path}" for path in ("", "sparql", "readyz")), BASE]
    assert process.returncode == 0, errors


def test_a_store_keeps_its_base_whatever_the_port_and_refuses_another_that_is_named(
    parley: Run, seed_store: Path
) -> None:
    here, elsewhere = (
        parley("query", "--format", "csv", COUNT, store=seed_store, PARLEY_PORT=port) for port in ("8000", "9000")
    )
    assert (elsewhere.exit_code, elsewhere.stdout) == (0, here.stdout)
    assert int(elsewhere.stdout.split()[1]) > 20
    named = parley("query", COUNT, store=seed_store, PARLEY_BASE_IRI="https://example.org/")
    assert named.exit_code == 3
    assert f"the store was made for {BASE}, not for https://example.org/" in named.stderr


def _opened(url: str) -> bytes:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=30) as response:
                return bytes(response.read())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
