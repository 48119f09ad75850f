from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import networkx as nx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rdflib import RDFS, SKOS, Graph

from conftest import BASE, ROOT
from parley import exports
from parley.errors import NotFound
from parley.graph import events_to_graph
from parley.knowledge import Knowledge
from parley.model import (
    IRI,
    Actor,
    ActorKind,
    Coverage,
    Event,
    Medium,
    Participation,
    Precision,
    Role,
    Status,
    Term,
    When,
)
from parley.questions import read_questions
from parley.resources import load_ontology
from parley.store import Store, open_store, solutions_in
from parley.store.service.workers import QueryService
from parley.tables import NETWORK, TABLES, Kind, Origin, Subset, Table, origin_of, rows_of, table_named
from parley.tables import subset as parts
from parley.tables.codebook import codebook, schema
from parley.tables.columns import Column
from parley.tables.csv_files import cell, harmless, to_csv
from parley.tables.subset import one_of
from parley.vocab import PARLEY

CASES = Path(__file__).parent / "cases"
ORIGIN = Origin(base=BASE, snapshot="1-0", coverage=Coverage(articles=1, voices=1, claims=1, events=1))
DAY = dt.date(2023, 3, 1)
NAMES = ("ann", "bob", "cem", "dee")
Make = Callable[..., Subset]


@pytest.fixture(scope="module")
def store(seed_store: Path) -> Iterator[Store]:
    with open_store(seed_store, base_iri=BASE, write=False) as store:
        yield store


@pytest.fixture(scope="module")
def subset(store: Store) -> Subset:
    return Subset(store.values)


@pytest.fixture(scope="module")
def folder(subset: Subset, store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample articles as CSV."""
    path = tmp_path_factory.mktemp("tables")
    origin = origin_of(store.values, base=BASE, snapshot=store.snapshot.name, sha256=store.sha256())
    exports.write_folder(exports.Tables(subset, format="csv", origin=origin), path)
    return path


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """What of the ontology the tables need; all of it takes long to put into a store."""
    needed = {RDFS.subClassOf, RDFS.label, SKOS.notation, SKOS.closeMatch, SKOS.inScheme, PARLEY.level}
    graph = Graph()
    graph += (triple for triple in load_ontology() if triple[1] in needed)
    return graph


@pytest.fixture
def made(knowledge: Knowledge, ontology: Graph) -> Make:
    """Make a store of events and return those of them that fit a pattern, by default all."""

    def make(*events: Event, pattern: str = parts.EVERYTHING) -> Subset:
        actors = {actor.iri: actor for actor in map(person, NAMES)} | {c.iri: c for c in map(country, "KLMN")}
        graph = events_to_graph(events, types=knowledge.types, iris=knowledge.iris, actors=actors, coverage=Coverage())
        solutions = solutions_in(graph + ontology)
        return Subset(lambda text: values(solutions(text), text), pattern)

    return make


def person(name: str) -> Actor:
    return Actor(iri=IRI(f"{BASE}actor/{name}"), label=name.title(), kind=ActorKind.PERSON)


def country(name: str) -> Actor:
    return Actor(iri=IRI(f"{BASE}actor/{name.lower()}land"), label=f"{name}land", kind=ActorKind.COUNTRY)


def part(name: str, land: str | None = None, role: Role = Role.PARTICIPANT) -> Participation:
    parties = () if land is None else (country(land).iri,)
    return Participation(actor=person(name).iri, role=role, parties=parties)


def event(
    name: str,
    *present: Participation,
    kind: str = "meeting",
    status: Status = Status.OCCURRED,
    part_of: str | None = None,
    start: dt.date | None = DAY,
) -> Event:
    return Event(
        iri=IRI(f"{BASE}event/{name}"),
        label=name,
        type=kind,
        status=status,
        medium=Medium.UNKNOWN,
        when=When(start=start, end=start, precision=Precision.DAY if start else Precision.UNKNOWN),
        participations=present,
        claims=(IRI(f"{BASE}article/x#claim-{name}"),),
        source_count=1,
        part_of=IRI(f"{BASE}event/{part_of}") if part_of else None,
    )


def values(solutions: Iterable[Mapping[str, Term]], query: str) -> list[list[str]]:
    names = re.findall(r"\?(\w+)", query.partition("SELECT")[2].partition("WHERE")[0])
    return [[row[name].value if name in row else "" for name in names] for row in solutions]


def pairs(subset: Subset, table: str = "dyads") -> list[tuple[str, str, str, int]]:
    return [(short(r["event"]), short(r["a"]), short(r["b"]), r["counted"]) for r in rows_of(table, subset)]


def short(iri: str) -> str:
    return iri.rpartition("/")[2]


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def csv_of(table: Table, rows: list[Mapping[str, Any]]) -> bytes:
    return b"".join(to_csv(table, rows))


# --- rows -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_a_value_of_the_right_type_for_every_column(name: str, subset: Subset) -> None:
    types = {Kind.INTEGER: int, Kind.NUMBER: float, Kind.BOOLEAN: bool, Kind.DATE: dt.date}
    rows = list(rows_of(name, subset))
    assert rows
    for row in rows:
        assert set(row) == set(TABLES[name].names)
        for column in TABLES[name].columns:
            value = row[column.name]
            expected = tuple if column.kind.many else types.get(column.kind, str)
            assert isinstance(value, expected) or (value is None and not column.required), column.name
            assert not column.values or value is None or value in column.values, column.name


@pytest.mark.parametrize("name", TABLES)
def test_the_key_of_a_table_tells_its_rows_apart(name: str, subset: Subset) -> None:
    keys = [tuple(row[column] for column in TABLES[name].key) for row in rows_of(name, subset)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", TABLES)
def test_rows_refer_to_rows_that_are_there(name: str, subset: Subset) -> None:
    for column, other in TABLES[name].refers.items():
        there = {row[TABLES[other].key[0]] for row in rows_of(other, subset)}
        assert {row[column] for row in rows_of(name, subset)} - {None} <= there


def test_events_come_by_first_day_and_undated_ones_last(subset: Subset) -> None:
    order = [(row["start"] or dt.date.max, row["event"]) for row in rows_of("events", subset)]
    assert order == sorted(order)
    assert order[-1][0] == dt.date.max


def test_an_event_has_its_type_its_family_and_codes_of_other_schemes(subset: Subset) -> None:
    call = next(row for row in rows_of("events", subset) if row["type"] == "call")
    assert (call["family"], call["contact"], call["cameo"]) == ("contact", True, ("cameo:041",))
    assert call["plover"] == ("plover:CONSULT-phone",)


def test_a_participant_has_codes_and_the_office_held_that_day(subset: Subset) -> None:
    row = next(r for r in rows_of("participants", subset) if r["actor_label"] == "Xi Jinping" and r["office"])
    assert row["actor_wikidata"] == "Q15031"
    assert (row["office_label"], row["office_level"], row["office_rank"]) == ("President of China", "head_of_state", 1)
    assert (row["on_behalf_of_iso2"], row["on_behalf_of_iso3"]) == (("CN",), ("CHN",))


def test_a_quotation_stands_at_its_offsets(subset: Subset, store: Store) -> None:
    for row in rows_of("claims", subset):
        text = store.texts.text(row["text_sha256"])
        assert [text[i:j] for i, j in zip(row["quote_starts"], row["quote_ends"], strict=True)] == list(row["quotes"])


def test_the_narrator_is_no_cited_source(subset: Subset) -> None:
    rows = list(rows_of("claims", subset))
    assert {row["source"] for row in rows if row["source_kind"] == "narrator"} == {None}
    assert any(row["source"] for row in rows)


def test_a_pattern_restricts_all_tables_alike(store: Store, subset: Subset) -> None:
    calls = Subset(store.values, "?event a :Call ; :status ?how .\n  ?event a :Event .")
    events = {row["event"] for row in rows_of("events", calls)}
    assert events == {row["event"] for row in rows_of("events", subset) if row["type"] == "call"}
    for name in TABLES:
        assert {row["event"] for row in rows_of(name, calls)} <= events


def test_no_event_makes_empty_tables(store: Store) -> None:
    nothing = Subset(store.values, "?event a :Event , :Actor .")
    assert [list(rows_of(name, nothing)) for name in TABLES] == [[]] * len(TABLES)


def test_rows_are_the_same_however_large_the_parts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {name: list(rows_of(name, Subset(store.values))) for name in TABLES}
    monkeypatch.setattr(parts, "_MOST_EVENTS", 20)
    assert {name: list(rows_of(name, Subset(store.values))) for name in TABLES} == whole


def test_rows_are_the_same_where_it_is_told_which_events_they_are_of(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {name: list(rows_of(name, Subset(store.values))) for name in TABLES}
    monkeypatch.setattr(parts, "_MOST_MEMBERS", 7)
    told = Subset(store.values, events=sorted(Subset(store.values).events, reverse=True))
    assert {name: list(rows_of(name, told)) for name in TABLES} == whole
    assert list(Subset(store.values, events=[]).events) == []


def test_parts_have_few_claims_though_an_event_with_many_is_never_cut(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_MOST_CLAIMS", 1)
    subset = Subset(store.values)
    assert [len(part) for part in subset.parts()] == [1] * len(subset.events)


def test_rows_fit_the_budgets_of_the_service(seed_queries: QueryService, subset: Subset) -> None:
    def ask(text: str) -> list[list[str]]:
        return values(seed_queries.query(text).solutions, text)

    for name in TABLES:
        assert list(rows_of(name, Subset(ask))) == list(rows_of(name, subset))


def test_an_unknown_table_is_told_with_those_that_there_are() -> None:
    with pytest.raises(NotFound, match=r"events, participants, claims, dyads, party_dyads"):
        table_named("evnts")


# --- dyads ------------------------------------------------------------------------------------------------------


def test_dyads_are_the_pairs_of_the_question_who_met_whom(store: Store, subset: Subset) -> None:
    question = read_questions(ROOT / "ontology" / "questions")["01-who-met-whom"]
    told = {(r["event"].value, r["a"].value, r["b"].value) for r in store.solutions(question.sparql)}
    assert {(row["event"], row["a"], row["b"]) for row in rows_of("dyads", subset)} == told


def test_a_meeting_of_three_sides_is_three_dyads(made: Make) -> None:
    assert pairs(made(event("e", part("ann", "K"), part("bob", "L"), part("cem", "M")))) == [
        ("e", "ann", "bob", 1),
        ("e", "ann", "cem", 1),
        ("e", "bob", "cem", 1),
    ]


def test_two_of_one_delegation_are_no_dyad_where_another_side_is_there(made: Make) -> None:
    assert pairs(made(event("e", part("ann", "K"), part("bob", "K"), part("cem", "M")))) == [
        ("e", "ann", "cem", 1),
        ("e", "bob", "cem", 1),
    ]


def test_two_of_one_side_are_a_dyad_where_nobody_else_is_there(made: Make) -> None:
    subset = made(event("e", part("ann", "K"), part("bob", "K")))
    assert pairs(subset) == [("e", "ann", "bob", 1)]
    assert pairs(subset, "party_dyads") == []


def test_a_country_and_its_own_envoy_are_no_dyad(made: Make) -> None:
    own = Participation(actor=country("K").iri, role=Role.PARTICIPANT, parties=(country("K").iri,))
    assert pairs(made(event("e", own, part("ann", "K")))) == []


@pytest.mark.parametrize("status", [Status.PLANNED, Status.DENIED, Status.CANCELLED, Status.NOT_HELD])
def test_what_did_not_take_place_has_no_dyads(status: Status, made: Make) -> None:
    assert pairs(made(event("e", part("ann", "K"), part("bob", "L"), status=status))) == []


def test_a_speech_act_has_no_dyads(made: Make) -> None:
    assert pairs(made(event("e", part("ann", "K"), part("bob", "L"), kind="criticism"))) == []


def test_whoever_stayed_away_is_in_no_dyad(made: Make) -> None:
    assert pairs(made(event("e", part("ann", "K"), part("bob", "L"), part("cem", "M", Role.ABSENT)))) == [
        ("e", "ann", "bob", 1)
    ]


@pytest.mark.parametrize("size", [1, 250])
def test_a_visit_and_its_talks_are_counted_once(size: int, made: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_MOST_EVENTS", size)
    both = part("ann", "K"), part("bob", "L")
    subset = made(
        event("visit", *both, kind="visit", start=DAY + dt.timedelta(1)),
        event("talks", *both, part("cem", "M"), part_of="visit"),
    )
    for table, names in (("dyads", ("ann", "bob", "cem")), ("party_dyads", ("kland", "lland", "mland"))):
        a, b, c = names
        assert pairs(subset, table) == [("talks", a, b, 0), ("talks", a, c, 1), ("talks", b, c, 1), ("visit", a, b, 1)]


def test_talks_count_for_themselves_where_the_visit_did_not_take_place(made: Make) -> None:
    both = part("ann", "K"), part("bob", "L")
    subset = made(event("visit", *both, kind="visit", status=Status.CANCELLED), event("talks", *both, part_of="visit"))
    assert pairs(subset) == [("talks", "ann", "bob", 1)]


def test_talks_count_for_themselves_where_the_visit_is_not_in_the_table(made: Make) -> None:
    both = part("ann", "K"), part("bob", "L")
    events = event("visit", *both, kind="visit"), event("talks", *both, part_of="visit")
    assert pairs(made(*events, pattern=one_of([f"{BASE}event/talks"]))) == [("talks", "ann", "bob", 1)]


def test_parties_that_one_envoy_stands_for_together_are_no_dyad(made: Make) -> None:
    envoy = Participation(actor=person("ann").iri, role=Role.PARTICIPANT, parties=(country("K").iri, country("L").iri))
    assert pairs(made(event("e", envoy, part("bob", "M"))), "party_dyads") == [
        ("e", "kland", "mland", 1),
        ("e", "lland", "mland", 1),
    ]


# --- CSV --------------------------------------------------------------------------------------------------------


def formulas() -> list[tuple[str, str]]:
    marks = {ord("␉"): "\t", ord("␍"): "\r", ord("␊"): "\n"}
    lines = (CASES / "formulas.tsv").read_text(encoding="utf-8").splitlines()
    told = (line.split("\t") for line in lines if not line.startswith("#"))
    return [(text.translate(marks), written.translate(marks)) for text, written in told]


@pytest.mark.parametrize(("text", "written"), formulas())
def test_text_that_a_spreadsheet_takes_for_a_formula_is_made_harmless(text: str, written: str) -> None:
    assert harmless(text) == written
    table = Table(
        name="t", title="", about="", key=("x",), refers={}, columns=(Column(name="x", kind=Kind.TEXT, about=""),)
    )
    assert read_csv(csv_of(table, [{"x": text}])) == [{"x": written}]


def test_a_negative_number_stays_a_number() -> None:
    assert cell(Column(name="x", kind=Kind.NUMBER, about=""), -12.5) == "-12.5"


def test_a_list_in_a_cell_is_no_formula_and_keeps_its_length() -> None:
    assert cell(Column(name="x", kind=Kind.TEXTS, about=""), ("=1|2", "b")) == "'=1¦2|b"


def test_a_csv_file_has_a_mark_of_its_encoding_and_ends_lines_as_rfc_4180_says(folder: Path) -> None:
    content = (folder / "claims.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfclaim,event,")
    assert content.count(b"\r\n") == len(read_csv(content)) + 1


def test_a_csv_file_has_the_columns_of_its_table(folder: Path) -> None:
    for name, table in TABLES.items():
        header = (folder / f"{name}.csv").read_text(encoding="utf-8-sig").partition("\n")[0]
        assert header.split(",") == list(table.names)


def test_the_same_store_gives_the_same_bytes(folder: Path, store: Store) -> None:
    for name in TABLES:
        again = b"".join(exports.table(name, Subset(store.values), format="csv", origin=ORIGIN))
        assert again == (folder / f"{name}.csv").read_bytes()


# --- Parquet ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_a_parquet_file_read_back_is_the_csv_file(name: str, folder: Path, subset: Subset) -> None:
    file = b"".join(exports.table(name, subset, format="parquet", origin=ORIGIN))
    rows = pq.read_table(io.BytesIO(file)).to_pylist()
    lists = {column.name for column in TABLES[name].columns if column.kind.many}
    back = [{key: tuple(value) if key in lists else value for key, value in row.items()} for row in rows]
    assert csv_of(TABLES[name], back) == (folder / f"{name}.csv").read_bytes()


def test_a_parquet_file_has_types_descriptions_and_its_origin(subset: Subset) -> None:
    schema = pq.read_schema(io.BytesIO(b"".join(exports.table("claims", subset, format="parquet", origin=ORIGIN))))
    assert schema.field("published").type == pa.date32()
    assert schema.field("confidence").type == pa.float64()
    assert schema.field("quotes").type == pa.list_(pa.field("element", pa.string()))
    assert not schema.field("claim").nullable
    assert schema.metadata[b"snapshot"] == b"1-0"
    assert all(schema.field(c.name).metadata[b"description"].decode() == c.about for c in TABLES["claims"].columns)


def test_a_parquet_file_of_several_groups_has_all_rows(monkeypatch: pytest.MonkeyPatch, subset: Subset) -> None:
    monkeypatch.setattr("parley.tables.parquet_files._GROUP_ROWS", 7)
    monkeypatch.setattr("parley.tables.parquet_files._PIECE_ROWS", 3)
    pieces = list(exports.table("events", subset, format="parquet", origin=ORIGIN))
    rows = pq.read_table(io.BytesIO(b"".join(pieces)))
    assert rows["event"].to_pylist() == list(subset.events)
    assert len(pieces) > rows.num_rows // 3


def test_texts_in_parquet_are_as_they_are(made: Make) -> None:
    file = b"".join(exports.table("events", made(event("=1+1", part("ann"))), format="parquet", origin=ORIGIN))
    assert pq.read_table(io.BytesIO(file))["label"].to_pylist() == ["=1+1"]


# --- the network ------------------------------------------------------------------------------------------------


def test_the_network_read_back_has_the_contacts_of_the_dyads(folder: Path, subset: Subset) -> None:
    graph = nx.read_graphml(folder / "network.graphml")
    contacts: dict[frozenset[str], int] = {}
    for row in rows_of("dyads", subset):
        pair = frozenset((row["a"], row["b"]))
        contacts[pair] = contacts.get(pair, 0) + row["counted"]
    assert {frozenset((a, b)): weight for a, b, weight in graph.edges(data="weight")} == contacts
    xi = graph.nodes[f"{BASE}actor/xi-jinping"]
    assert {**xi, "events": None} == {
        "label": "Xi Jinping", "kind": "person", "represents": "CHN", "wikidata": "Q15031", "events": None,
    }  # fmt: skip


def test_an_edge_has_the_first_and_last_day_and_tells_undated_contacts(made: Make) -> None:
    both = part("ann", "K"), part("bob", "L")
    later = DAY + dt.timedelta(9)
    events = event("x", *both), event("y", *both, start=later), event("z", *both, start=None)
    graph = nx.parse_graphml(b"".join(exports.network(made(*events), origin=ORIGIN)).decode())
    assert next(iter(graph.edges(data=True)))[2] == {
        "weight": 3, "first": DAY.isoformat(), "last": later.isoformat(), "undated": 1,
    }  # fmt: skip


def test_every_attribute_of_the_network_is_described_in_the_file(folder: Path) -> None:
    from xml.etree import ElementTree

    keys = ElementTree.parse(folder / "network.graphml").findall("{*}key")
    told = {(key.get("for"), key.get("attr.name")): key.findtext("{*}desc") for key in keys}
    for scope, table in zip(("node", "edge"), NETWORK, strict=True):
        described = {column.name: column.about for column in table.columns}
        assert {n: text for (s, n), text in told.items() if s == scope}.items() <= described.items()


def test_what_xml_cannot_hold_is_left_out_of_the_network() -> None:
    names = [Actor(iri=person(n).iri, label=f"{n}\x0b&", kind=ActorKind.PERSON) for n in ("ann", "bob")]
    rows = [
        {"actor": a.iri, "on_behalf_of_iso3": (), "actor_label": a.label, "actor_kind": "person",
         "actor_iso2": None, "actor_iso3": None, "actor_wikidata": None}
        for a in names
    ]  # fmt: skip
    dyad = {"event": "e", "a": names[0].iri, "b": names[1].iri, "start": None, "end": None, "counted": 1}
    from parley.tables.network import to_graphml

    assert set(nx.parse_graphml(b"".join(to_graphml([dyad], rows, about={})).decode()).nodes.data("label")) == {
        (names[0].iri, "ann&"),
        (names[1].iri, "bob&"),
    }


# --- codebook and data package ----------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [*TABLES.values(), *NETWORK], ids=lambda table: table.name)
def test_every_column_has_its_entry_in_the_codebook(table: Table) -> None:
    section = codebook(ORIGIN).partition(f"## {table.title}: {table.name}\n")[2].partition("\n## ")[0]
    entries = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")][1:]
    assert entries == list(table.names)
    assert all(column.about.endswith(".") for column in table.columns)


def test_the_terms_that_columns_come_from_are_terms_of_the_ontology() -> None:
    for table in (*TABLES.values(), *NETWORK):
        for column in table.columns:
            assert column.term is None or PARLEY[column.term]  # the namespace is closed


def test_the_codebook_names_the_snapshot_and_the_hash_of_its_export(folder: Path, store: Store) -> None:
    text = (folder / "codebook.md").read_text(encoding="utf-8")
    assert f"Snapshot: {store.snapshot.name}" in text
    assert sha256(store.canonical_nquads()).hexdigest() in text


def test_the_data_package_describes_each_file_as_it_is(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"
        assert (resource["bytes"], resource["parley:rows"]) == (len(content), len(read_csv(content)))
        assert [field["name"] for field in resource["schema"]["fields"]] == list(read_csv(content)[0])


def test_a_table_schema_has_types_lists_codes_and_keys() -> None:
    described = schema(TABLES["participants"], TABLES)
    fields = {field["name"]: field for field in described["fields"]}
    assert fields["on_behalf_of"]["type"] == "list"
    assert fields["on_behalf_of"]["delimiter"] == "|"
    assert fields["role"]["constraints"] == {"required": True, "enum": list(Role)}
    assert fields["absent"]["type"] == "boolean"
    assert described["primaryKey"] == ["participation"]
    assert described["foreignKeys"] == [{"fields": ["event"], "reference": {"resource": "events", "fields": ["event"]}}]


def test_numbers_in_csv_are_read_back_exactly(folder: Path, subset: Subset) -> None:
    told = [row["confidence"] for row in rows_of("claims", subset)]
    read = [float(row["confidence"]) for row in read_csv((folder / "claims.csv").read_bytes())]
    assert all(math.isclose(a, b, rel_tol=0, abs_tol=0) for a, b in zip(told, read, strict=True))
