from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, Graph

from parley.actors import ReferenceActors
from parley.errors import ActorsError, ShapesError
from parley.iris import Iris
from parley.resources import (
    data_folder,
    load_event_types,
    load_known,
    load_ontology,
    load_reference,
    load_shapes,
    read_reference,
)
from parley.vocab import PARLEY

IRIS = Iris("http://127.0.0.1:8000/")
EMPTY = ReferenceActors()
COUNTRIES = "country,name\nNOR,Norway\n"


@cache
def bundled() -> ReferenceActors:
    return load_reference()


def folder(root: Path, **files: str) -> Path:
    for name, text in files.items():
        (root / f"{name}.csv").write_text(text, encoding="utf-8")
    return root


def test_what_the_project_brings_along_is_found():
    assert (PARLEY.Claim, RDF.type, None) in load_ontology()
    assert "meeting" in load_event_types().notations
    assert len(load_shapes()) > len(load_shapes("actor")) > 0
    assert len(bundled().countries) == 250


def test_another_root_may_hold_the_data(tmp_path: Path):
    (tmp_path / "seeds" / "actors").mkdir(parents=True)
    folder(tmp_path / "seeds" / "actors", countries=COUNTRIES)
    assert [c.key for c in load_reference(root=tmp_path).countries] == ["NOR"]
    assert load_known(IRIS, root=tmp_path).actor("NOR").label == "Norway"


def test_a_missing_folder_is_named_with_its_remedy(tmp_path: Path):
    with pytest.raises(ShapesError, match=r"shapes: the folder 'shapes' is missing \(install"):
        data_folder("shapes", root=tmp_path)


def test_an_empty_ontology_is_an_error(tmp_path: Path):
    (tmp_path / "ontology").mkdir()
    with pytest.raises(ShapesError, match=r"no ontology is there \(expected are parley\.ttl"):
        load_ontology(root=tmp_path)
    with pytest.raises(ShapesError, match=r"event-types\.ttl: there is no such file"):
        load_event_types(root=tmp_path)


def test_unknown_shapes_list_those_that_exist():
    with pytest.raises(ShapesError, match=r"no shapes are named 'weather' \(there are actor, article"):
        load_shapes("weather")


def test_broken_turtle_is_named_with_its_line(tmp_path: Path):
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "odd.ttl").write_text("@prefix a: <http://a/> .\n\na:x a:y ;;; a:z .. \n", encoding="utf-8")
    with pytest.raises(ShapesError, match=r"odd\.ttl:\d+: is no Turtle"):
        load_shapes("odd", root=tmp_path)


# --- own actors -------------------------------------------------------------------------------------------------


def test_a_folder_of_tables_comes_on_top(tmp_path: Path):
    own = folder(
        tmp_path,
        offices="office,party,title,kind\nNOR.peace,NOR,Peace Envoy,envoy\n",
        persons="person,name\nkari-nordmann,Kari Nordmann\n",
        tenures="office,person,start\nNOR.peace,kari-nordmann,2020-05\n",
    )
    (tmp_path / "notes.txt").write_text("not read", encoding="utf-8")
    reference = load_reference(own)
    assert reference.persons[-1].name == "Kari Nordmann"
    assert reference.tenures[-1].start == "2020-05"


def test_a_single_table_is_known_by_its_columns(tmp_path: Path):
    mine = tmp_path / "mine.csv"
    mine.write_text('\ufefforganisation,name,aliases\nPL,"Peace Lab, Oslo",the Lab|Lab\n\n', encoding="utf-8")
    [organisation] = read_reference(mine, base=EMPTY).organisations
    assert (organisation.name, organisation.aliases) == ("Peace Lab, Oslo", ("the Lab", "Lab"))


def test_turtle_comes_on_top(tmp_path: Path):
    mine = tmp_path / "mine.ttl"
    mine.write_text(
        "@prefix : <https://w3id.org/parley/ontology#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<actor/kari-nordmann> a :Person, :Actor ; rdfs:label "Kari Nordmann"@en ; :memberOfParty <actor/norway> .\n',
        encoding="utf-8",
    )
    actors = load_known(IRIS, extra=mine)
    assert actors.party_of_person("kari-nordmann", None) == "NOR"
    with pytest.raises(ActorsError, match=r"mine\.ttl: actors in Turtle need a base IRI"):
        read_reference(mine, base=EMPTY)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.csv",
            b"colour,size\nred,1\n",
            r"csv:1: the header 'colour,size' is that of no table.*countries: country,name",
        ),
        ("a.csv", b"", r"csv:1: the header '' is that of no table"),
        ("countries.csv", b"country,nmae\n", r"csv:1: the header lacks 'name' and has the unknown column 'nmae'"),
        ("countries.csv", b"country,name,name\nNOR,a,b\n", r"csv:1: the header repeats a column"),
        ("countries.csv", b"country,name\nNOR,Norway,oops\n", r"csv:2: 3 cells where the header has 2"),
        ("countries.csv", b'country,name\nNOR,"Nor\nway"\nSWE,Sverige,x\n', r"csv:4: 3 cells"),
        ("countries.csv", b'country,name\nNOR,"Norway\n', r"csv:2: is no CSV"),
        ("countries.csv", b"country,name\nNOR,Norway\nSWE,Sver\xffige\n", r"csv:3: byte 0xff is no UTF-8 \(save the"),
        ("countries.csv", b"country,name\nNOR,a\nNOR,b\n", r"csv:3: 'NOR' is already in .*countries\.csv:2"),
        ("offices.csv", b"office,party,title,kind\nX.y,XYZ,Boss,official\n", r"csv:2: column party: 'XYZ' is no known"),
        ("tenures.csv", b"office,person,start\nCHN.head_of_state,xi-jinping,soon\n", r"csv:2: .*'soon' is no date"),
        ("tenures.csv", b"office,person,start,end\nCHN.head_of_state,xi-jinping,2020,2019\n", r"csv:2: .*before"),
        ("a.ttl", b"<a> <b> .\n", r"a\.ttl:\d+: is no Turtle"),
        ("a.ttl", b"\xff", r"a\.ttl:1: byte 0xff is no UTF-8"),
        ("a.txt", b"hello", r"a\.txt: holds no actors \(expected are tables \(\.csv\) or Turtle"),
    ],
)
def test_a_bad_file_is_named_with_its_remedy(tmp_path: Path, name: str, content: bytes, message: str):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ActorsError, match=message):
        read_reference(tmp_path / name, base=bundled(), iris=IRIS)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(ActorsError, match=r"gone\.csv: there is no such file or folder"):
        read_reference(tmp_path / "gone.csv", base=EMPTY)


def test_an_empty_folder_holds_no_actors(tmp_path: Path):
    with pytest.raises(ActorsError, match="holds no actors"):
        read_reference(tmp_path, base=EMPTY)


def test_graphs_are_plain_rdflib_graphs():
    assert isinstance(load_shapes("actor"), Graph)
