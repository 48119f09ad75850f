"""Shapes that are cleared without pySHACL: never one that pySHACL finds something wrong with."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, XSD, Graph, Literal, Namespace, URIRef

from parley.model import Violation
from parley.validate import Validator
from parley.validate.plain import PlainShapes
from parley.vocab import NS, PARLEY, scheme_iri

ROOT = Path(__file__).parent.parent
FOLDERS = ("actor", "article", "event")
EXAMPLES = [path for folder in FOLDERS for path in sorted((ROOT / "tests/shapes" / folder).glob("*.ttl"))]
THING = Namespace("http://example.org/")
VALUES = (
    *(Literal(value) for value in (0, -1, 7, "", "some text", 1.5, True)),
    *(Literal("2023-13-45", datatype=XSD.date), Literal("2023-05-01", datatype=XSD.date)),
    *(Literal("text", lang="en"), Literal("0.5", datatype=XSD.decimal), Literal("x", datatype=XSD.integer)),
    *(URIRef("http://example.org/x"), scheme_iri("status", "occurred"), PARLEY.Claim, URIRef(NS + "Call")),
)


@cache
def shapes_of(folder: str) -> Graph:
    return Graph().parse(ROOT / f"shapes/{folder}.ttl")


@cache
def validator_of(folder: str) -> Validator:
    ontology = Graph().parse(ROOT / "ontology/parley.ttl").parse(ROOT / "ontology/event-types.ttl")
    return Validator(shapes_of(folder), ontology=ontology)


def example(path: Path) -> Graph:
    """Return an example without the classes that it brings along, which the validator knows of the ontology."""
    return Graph().parse(path).remove((None, RDFS.subClassOf, None))


def results_without_clearing(
    validator: Validator, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> tuple[Violation, ...]:
    with monkeypatch.context() as patch:
        patch.setattr(PlainShapes, "left", lambda self, triples: [*self._plain, *self._others])
        return validator.validate(graph).results


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_pyshacl_finds_is_found_when_plain_shapes_are_cleared(path: Path, monkeypatch: pytest.MonkeyPatch):
    graph, validator = example(path), validator_of(path.parent.name)
    assert validator.validate(graph).results == results_without_clearing(validator, graph, monkeypatch)


@pytest.mark.parametrize("path", [p for p in EXAMPLES if p.stem.startswith("valid-")], ids=lambda path: path.stem)
def test_whatever_is_done_to_an_example_the_results_are_those_of_pyshacl(path: Path, monkeypatch: pytest.MonkeyPatch):
    validator, chance = validator_of(path.parent.name), random.Random(path.stem)
    for _ in range(6):
        graph = example(path)
        triples = sorted(graph)
        for subject, predicate, value in chance.sample(triples, min(6, len(triples))):
            if chance.random() < 0.7:
                graph.remove((subject, predicate, value))
            if chance.random() < 0.7:
                graph.add((subject, predicate, chance.choice([*VALUES, *(object_ for _, _, object_ in triples)])))
        assert validator.validate(graph).results == results_without_clearing(validator, graph, monkeypatch)


def test_pyshacl_is_not_asked_about_an_article_that_conforms(monkeypatch: pytest.MonkeyPatch):
    validator = validator_of("article")
    monkeypatch.setattr("parley.validate.validator.ShaclValidator", None)
    for path in EXAMPLES:
        if path.parent.name == "article" and path.stem.startswith("valid-"):
            assert validator.validate(example(path)).conforms


def shapes_with(constraint: str) -> Graph:
    return Graph().parse(
        format="turtle",
        data=f"""
        @prefix : <{THING}> . @prefix sh: <{SH}> . @prefix xsd: <{XSD}> .
        :Shape sh:targetClass :Thing ; sh:path :value ; {constraint} .
        """,
    )


def thing(*values: Literal) -> list[tuple[URIRef, URIRef, URIRef | Literal]]:
    return [(THING.one, RDF.type, THING.Thing), *((THING.one, THING.value, value) for value in values)]


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:minCount 0 ; sh:uniqueLang true",
        'sh:pattern "^a" ; sh:flags "i"',
        'sh:pattern "("',
        "sh:deactivated true",
        "sh:nodeKind sh:Literal",
        "sh:node :Other",
        "sh:not :Other . :Other sh:class :Thing ; sh:nodeKind sh:IRI",
    ],
)
def test_a_shape_with_more_to_it_is_left(constraint: str):
    assert PlainShapes(shapes_with(constraint), Graph()).left(thing()) == [str(THING.Shape)]


@pytest.mark.parametrize(
    ("constraint", "value"),
    [
        ("sh:minInclusive 1", Literal("2023-05-01", datatype=XSD.date)),
        ("sh:minInclusive 1", Literal("many")),
        ("sh:minInclusive 1", Literal("1x", datatype=XSD.integer)),
        ('sh:maxInclusive "2100-12-31"^^xsd:date', Literal("2023-05-01T00:00:00", datatype=XSD.dateTime)),
        ("sh:datatype xsd:string", Literal("text", lang="en")),
        ("sh:class :Other", Literal("text")),
    ],
)
def test_a_shape_is_left_when_a_value_cannot_be_compared_or_is_of_another_kind(constraint: str, value: Literal):
    assert PlainShapes(shapes_with(constraint), Graph()).left(thing(value)) == [str(THING.Shape)]


def test_an_instance_of_a_subclass_is_an_instance():
    hierarchy = Graph()
    hierarchy.add((THING.Part, RDFS.subClassOf, THING.Thing))
    part = [(THING.one, RDF.type, THING.Part)]
    assert PlainShapes(shapes_with("sh:minCount 1"), hierarchy).left(part) == [str(THING.Shape)]
    assert PlainShapes(shapes_with("sh:minCount 1"), Graph()).left(part) == []


def test_nothing_is_cleared_in_a_graph_with_classes_of_its_own():
    triples = [*thing(Literal(1)), (THING.Part, RDFS.subClassOf, THING.Thing)]
    assert PlainShapes(shapes_with("sh:minCount 1"), Graph()).left(triples) == [str(THING.Shape)]
