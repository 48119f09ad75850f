"""The ontology: its files, its shapes with their examples, and the event types that are read from it.

`python tests/test_ontology.py` rewrites the Turtle files of `ontology/` in their one form; with the word `keep` it
keeps the version as it is in `ontology/versions`, which each release does, so that later ones are compared with it.
"""

from __future__ import annotations

import io
import pickle
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, URIRef
from rdflib.plugins.serializers.longturtle import LongTurtleSerializer

from parley import model
from parley.errors import NotFound, ShapesError
from parley.vocab import NS, ONTOLOGY, PARLEY, EventTypes, notation_of, scheme_iri

ROOT = Path(__file__).parents[1]
FILES = tuple(ROOT / "ontology" / f"{name}.ttl" for name in ("parley", "event-types", "alignments"))
KEPT = ROOT / "ontology" / "versions"
SHAPES = ROOT / "shapes" / "ontology.ttl"
CASES = sorted((ROOT / "tests" / "shapes" / "ontology").glob("*.ttl"))
SHP = "https://w3id.org/parley/shapes#"

SCHEMES = {
    "status": model.Status,
    "medium": model.Medium,
    "role": model.Role,
    "precision": model.Precision,
    "dateBasis": model.DateBasis,
    "certainty": model.Certainty,
    "sourceKind": model.SourceKind,
    "publishedBasis": model.PublishedBasis,
}
OFFICE_LEVELS = (
    "head_of_state",
    "head_of_government",
    "vice",
    "minister",
    "organisation_head",
    "envoy",
    "official",
)
TYPES = {
    "contact": "contact meeting call visit conference negotiation mediation message",
    "speech_act": "statement request refusal criticism warning support",
    "measure": "agreement sanction relations_change aid ceasefire decision appointment",
}
FAMILY = {notation: family for family, names in TYPES.items() for notation in names.split()}


class _Turtle(LongTurtleSerializer):
    """One value on each line, and blocks by kind and IRI, so that a diff shows what changed and nothing else."""

    topClasses = [  # noqa: N815, RUF012 (a list of this name is what rdflib reads)
        OWL.Ontology,
        OWL.Class,
        OWL.ObjectProperty,
        OWL.DatatypeProperty,
        SKOS.ConceptScheme,
        SKOS.Concept,
    ]


def _parsed(files: Iterable[Path]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for file in files:
        graph.parse(file, format="turtle")
    return graph


def _canonical(graph: Graph) -> str:
    stream = io.BytesIO()
    _Turtle(graph).serialize(stream)
    return stream.getvalue().decode()


def _results(data: Graph, shapes: Graph) -> set[tuple[str, str]]:
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=True)
    assert isinstance(report, Graph)
    return {
        (
            str(report.value(result, SH.sourceShape)).removeprefix(SHP),
            str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


def _expected(file: Path) -> set[tuple[str, str]]:
    return set(re.findall(r"^# expect: (\S+) (\S+)$", file.read_text(encoding="utf-8"), re.MULTILINE))


def _is_term(node: object) -> bool:
    return isinstance(node, URIRef) and node in NS


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return _parsed(FILES)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return _parsed([SHAPES])


@pytest.fixture(scope="module")
def types(ontology: Graph) -> EventTypes:
    return EventTypes.from_graph(ontology)


# --- files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_is_in_its_one_form(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == _canonical(_parsed([file])), "python tests/test_ontology.py rewrites it"


@pytest.mark.parametrize("file", sorted(KEPT.glob("*.ttl")), ids=lambda file: file.stem)
def test_a_kept_version_is_in_its_one_form_and_bears_its_number(file: Path) -> None:
    kept = _parsed([file])
    assert file.read_text(encoding="utf-8") == _canonical(kept)
    assert str(kept.value(URIRef(ONTOLOGY), OWL.versionInfo)) == file.stem


def test_the_one_form_does_not_depend_on_the_order_of_reading() -> None:
    triples = list(_parsed(FILES))
    once, again = Graph(), Graph()
    for triple in triples:
        once.add(triple)
    for triple in reversed(triples):
        again.add(triple)
    assert _canonical(once) == _canonical(again)


@pytest.mark.whole
def test_the_shapes_hold_for_the_ontology(ontology: Graph, shapes: Graph) -> None:
    assert _results(ontology, shapes) == set()


def test_the_shapes_are_shacl(shapes: Graph) -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes, advanced=True, meta_shacl=True)
    assert conforms, text


def test_the_shapes_have_no_blank_node(shapes: Graph) -> None:
    assert not [node for triple in shapes for node in triple if isinstance(node, BNode)]


def test_every_shape_has_a_message_and_a_name(shapes: Graph) -> None:
    for kind, name in ((SH.NodeShape, RDFS.label), (SH.PropertyShape, SH.name)):
        for shape in shapes.subjects(RDF.type, kind):
            assert (shape, name, None) in shapes, f"{shape} lacks {name}"
            own = (shape, SH.message, None) in shapes
            only_holds_property_shapes = (shape, SH.property, None) in shapes
            assert own or only_holds_property_shapes, f"{shape} lacks sh:message"


# --- examples of the shapes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_an_example_causes_exactly_the_results_that_it_names(file: Path, shapes: Graph) -> None:
    expected = _expected(file)
    assert bool(expected) == file.name.startswith("invalid-"), "an invalid example names its results, a valid one none"
    assert _results(_parsed([file]), shapes) == expected


def test_every_shape_has_a_valid_and_an_invalid_example(shapes: Graph) -> None:
    caused = {shape for file in CASES for shape, _ in _expected(file)}
    valid = {file.stem.removeprefix("valid-") for file in CASES if file.stem.startswith("valid-")}
    helpers = set(shapes.objects(None, SH.qualifiedValueShape))
    kinds = {*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)}
    # A shape without a message only holds property shapes, which are the sources of the results.
    sources = {shape for shape in kinds - helpers if (shape, SH.message, None) in shapes}
    names = {str(shape).removeprefix(SHP) for shape in sources}
    assert names - caused == set()
    assert {name.partition("-")[0] for name in names} - valid == set()


# --- terms ------------------------------------------------------------------------------------------------------


def test_the_closed_namespace_lists_exactly_the_terms_of_the_core_file() -> None:
    core = _parsed(FILES[:1])
    concepts = set(core.subjects(RDF.type, SKOS.Concept))
    defined = {str(term) for term in core.subjects(RDFS.isDefinedBy, None) if term not in concepts}
    assert {str(PARLEY[name]) for name in dir(PARLEY)} == defined


@pytest.mark.parametrize("scheme", sorted({*SCHEMES, "officeLevel"}))
def test_a_scheme_has_exactly_the_values_of_the_model(scheme: str, ontology: Graph) -> None:
    node = NS[f"{scheme[0].upper()}{scheme[1:]}Scheme"]
    wanted = OFFICE_LEVELS if scheme == "officeLevel" else tuple(SCHEMES[scheme])
    concepts = set(ontology.subjects(SKOS.inScheme, node))
    assert concepts == {scheme_iri(scheme, value) for value in wanted}
    for concept in concepts:
        assert isinstance(concept, URIRef)
        assert ontology.value(concept, SKOS.notation) == Literal(notation_of(concept))


def test_office_levels_are_numbered_from_the_highest(ontology: Graph) -> None:
    levels = {value: ontology.value(scheme_iri("officeLevel", value), PARLEY.level) for value in OFFICE_LEVELS}
    assert levels == {value: Literal(number) for number, value in enumerate(OFFICE_LEVELS, start=1)}


def test_alignments_speak_of_defined_terms_only(ontology: Graph) -> None:
    defined = set(ontology.subjects(RDFS.isDefinedBy, None))
    aligned = {term for term in _parsed(FILES[2:]).subjects() if _is_term(term)}
    assert aligned
    assert aligned <= defined


def test_domains_ranges_and_superclasses_are_defined(ontology: Graph) -> None:
    defined = set(ontology.subjects(RDFS.isDefinedBy, None))
    for predicate in (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf):
        assert {node for node in ontology.objects(None, predicate) if _is_term(node)} <= defined


# --- event types ------------------------------------------------------------------------------------------------


def test_the_types_are_those_of_the_extraction_contract(types: EventTypes) -> None:
    assert types.notations == tuple(sorted(FAMILY))


@pytest.mark.parametrize("notation", sorted(FAMILY))
def test_a_type_tells_its_class_family_and_frame(notation: str, types: EventTypes) -> None:
    iri = types.iri(notation)
    assert types.notation(iri) == types.notation(str(iri)) == notation
    assert iri == NS["".join(word.capitalize() for word in notation.split("_"))]
    assert types.label(notation) == notation.capitalize().replace("_", " ")
    assert types.family(notation) == FAMILY[notation]
    assert types.is_contact(notation) is (FAMILY[notation] == "contact")
    assert types.superclasses(notation)[0] == iri
    assert types.superclasses(notation)[-1] == PARLEY.Event
    if types.is_contact(notation):
        assert types.frame(notation) is None
    elif FAMILY[notation] == "speech_act":
        assert types.frame(notation) == "speech"
    else:
        assert types.frame(notation) in ("act_on", "joint")


@pytest.mark.parametrize("notation", sorted(FAMILY))
def test_a_type_has_triggers_and_sentences_for_and_against(notation: str, types: EventTypes) -> None:
    assert len(types.triggers(notation)) >= 10
    assert len(types.examples(notation)) >= 2
    assert types.negative_examples(notation)
    sentences = (*types.examples(notation), *types.negative_examples(notation))
    assert all(sentence.endswith(".") and not sentence.startswith("Negative") for sentence in sentences)


def test_the_superclasses_of_a_meeting_run_up_to_event(types: EventTypes) -> None:
    assert types.superclasses("meeting") == (NS.Meeting, NS.Contact, PARLEY.Event)
    assert types.superclasses("contact") == (NS.Contact, PARLEY.Event)


def test_the_file_of_event_types_is_enough_by_itself(types: EventTypes) -> None:
    assert EventTypes.from_graph(_parsed(FILES[1:2])) == types


def test_event_types_can_be_sent_to_another_process(types: EventTypes) -> None:
    assert pickle.loads(pickle.dumps(types)) == types


def test_an_unknown_notation_is_answered_with_the_known_ones(types: EventTypes) -> None:
    with pytest.raises(NotFound, match=r"'summit'.*agreement, aid, .*warning"):
        types.iri("summit")


@pytest.mark.parametrize("name", ["SpeechAct", "Summit"])
def test_a_class_that_is_no_type_is_answered_with_the_known_ones(name: str, types: EventTypes) -> None:
    with pytest.raises(NotFound, match=rf"#{name} .*#Meeting"):
        types.notation(NS[name])


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        (':A a owl:Class ; rdfs:subClassOf :Event ; skos:notation "a" .', "no rdfs:label"),
        (
            ':A a owl:Class ; rdfs:subClassOf :Event ; skos:notation "a" ; rdfs:label "A"@en .'
            ':B a owl:Class ; rdfs:subClassOf :Event ; skos:notation "a" ; rdfs:label "B"@en .',
            "same skos:notation 'a'",
        ),
        (':A a owl:Class ; rdfs:subClassOf :B ; skos:notation "a" . :B rdfs:subClassOf :A .', "none is below itself"),
        (':A a owl:Class ; rdfs:subClassOf :B, :Event ; skos:notation "a" .', "one superclass"),
    ],
)
def test_a_broken_type_is_refused(turtle: str, message: str) -> None:
    graph = Graph()
    for prefix, namespace in (("", NS), ("owl", OWL), ("rdfs", RDFS), ("skos", SKOS)):
        turtle = f"@prefix {prefix}: <{namespace}> .\n{turtle}"
    graph.parse(data=turtle, format="turtle")
    with pytest.raises(ShapesError, match=message):
        EventTypes.from_graph(graph)


def test_a_class_elsewhere_with_a_notation_is_no_event_type() -> None:
    graph = Graph()
    graph.add((NS.Actor, RDF.type, OWL.Class))
    graph.add((NS.Actor, SKOS.notation, Literal("actor")))
    assert EventTypes.from_graph(graph).notations == ()


def _keep() -> None:
    whole = _parsed(FILES)
    (KEPT / f"{whole.value(URIRef(ONTOLOGY), OWL.versionInfo)}.ttl").write_text(_canonical(whole), encoding="utf-8")


if __name__ == "__main__":
    for path in FILES:
        path.write_text(_canonical(_parsed([path])), encoding="utf-8")
    if sys.argv[1:] == ["keep"]:
        _keep()
