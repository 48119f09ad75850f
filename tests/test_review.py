"""The ontology under review: terms, rules in words, versions compared, and every check with what it has to find."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
from rdflib import RDFS, Graph, URIRef

from conftest import ROOT, Run
from parley.model import IRI
from parley.questions import Question
from parley.resources import load_reviewed, load_versions
from parley.review import Finding, Kind, Level, Report, Result, Reviewed, Rule, coherence, pitfalls, rules_for, words
from parley.review.changes import Bump, Made, compare, history, needed
from parley.review.checks import run
from parley.review.coherence import terms_in
from parley.review.conformance import meta_result, shape_results
from parley.review.diagram import Diagram, draw
from parley.review.terms import read_ontology
from parley.vocab import NS, ONTOLOGY

SHP = "https://w3id.org/parley/shapes#"
CASES = Path(__file__).parent / "review"
FAMILIES = {"pitfalls": pitfalls.CHECKS, "words": words.CHECKS, "coherence": coherence.CHECKS}
CHECKS = {check.key: check for checks in FAMILIES.values() for check in checks}
SOUND = CASES / "sound.ttl"
NEW = f':New a owl:Class ; rdfs:label "New"@en ; rdfs:isDefinedBy <{ONTOLOGY}> .'


def parsed(*files: Path) -> Graph:
    """Return Turtle files as one graph."""
    graph = Graph(bind_namespaces="none")
    for file in files:
        graph.parse(file, format="turtle")
    return graph


def reviewed(graph: Graph, *, shapes: Graph | None = None, kept: dict[str, Graph] | None = None) -> Reviewed:
    """Return what is checked, with one question."""
    question = Question(key="q", title="", description="", sparql="SELECT * { ?a a :Known ; :tells ?b ; :counted ?n }")
    return Reviewed.of(graph, shapes or parsed(SOUND), questions={"q": question}, kept=kept or {})


def found(key: str, on: Reviewed) -> set[str]:
    """Return the names of the terms about which a check finds something."""
    (result,) = run("", [CHECKS[key]], on)
    return {finding.iri.removeprefix(NS) for finding in result.findings}


@pytest.fixture(scope="module")
def ours() -> Reviewed:
    return load_reviewed()


def term(on: Reviewed, name: str) -> IRI:
    assert IRI(NS + name) in on.ontology.terms
    return IRI(NS + name)


def rules(on: Reviewed, name: str) -> dict[str, Rule]:
    return {rule.local: rule for rule in rules_for(on.ontology.terms[term(on, name)], on.rules, on.ontology)}


# --- checks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", CHECKS)
def test_nothing_is_found_in_an_ontology_that_is_sound(key: str) -> None:
    assert found(key, reviewed(parsed(SOUND))) == set()


@pytest.mark.parametrize("file", sorted(CASES.glob("flawed-*.ttl")), ids=lambda file: file.stem)
def test_a_flaw_is_found_where_it_is(file: Path) -> None:
    key = file.stem.removeprefix("flawed-")
    graph = parsed(SOUND, file)
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("# without: "):
            taken = Graph().parse(data=_PREFIXES + line.removeprefix("# without: "), format="turtle")
            graph -= taken
    expected = next(
        line.removeprefix("# expect: ").split()
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("# expect: ")
    )
    on = reviewed(graph, shapes=graph, kept={"0.0.9": parsed(SOUND)} if key == "version" else None)
    assert found(key, on) == {ONTOLOGY if name == "-" else name for name in expected}


def test_every_check_has_a_flaw_that_it_finds() -> None:
    assert {file.stem.removeprefix("flawed-") for file in CASES.glob("flawed-*.ttl")} == set(CHECKS)


@pytest.mark.parametrize("family", FAMILIES)
def test_our_ontology_has_no_error(family: str, ours: Reviewed) -> None:
    wrong = [r for r in run(family, FAMILIES[family], ours) if r.findings and r.level is Level.ERROR]
    assert [(r.key, finding.label, finding.said) for r in wrong for finding in r.findings] == []


def test_the_report_has_a_result_for_each_shape_of_terms_and_one_for_the_shapes_themselves() -> None:
    flawed = parsed(SOUND, CASES / "flawed-missing-label.ttl")
    shapes = load_reviewed().shapes
    (label,) = [r for r in shape_results(reviewed(flawed, shapes=shapes)) if r.key == "Term-label"]
    assert label.name == "A term and its words: label"
    assert label.findings == ()
    flawed.remove((URIRef(NS + "Part"), RDFS.label, None))
    (label,) = [r for r in shape_results(reviewed(flawed, shapes=shapes)) if r.key == "Term-label"]
    assert [finding.iri for finding in label.findings] == [NS + "Part"]
    assert label.state == "error"


def test_a_report_tells_the_gravest_first() -> None:
    def result(key: str, level: Level, *findings: Finding) -> Result:
        return Result(family="f", key=key, name="", meaning="", level=level, source="", findings=findings)

    found = Finding(iri=IRI(NS + "Part"), label="Part", said="wrong")
    results = (result("a", Level.ERROR), result("b", Level.NOTE, found), result("c", Level.ERROR, found))
    report = Report(results=results, version="1.0.0")
    assert [each.key for each in report.of("f")] == ["c", "b", "a"]
    assert [report.count(state) for state in ("passed", "error", "warning", "note")] == [1, 1, 0, 1]


def test_a_shape_that_is_none_is_found() -> None:
    broken = parsed(SOUND) + Graph().parse(data=_PREFIXES + 'shp:Known-counted sh:minCount "one" .', format="turtle")
    assert meta_result(reviewed(parsed(SOUND))).findings == ()
    assert {f.iri for f in meta_result(reviewed(parsed(SOUND), shapes=broken)).findings} == {SHP + "Known-counted"}


@pytest.mark.whole
def test_the_command_line_tells_what_is_wrong_and_ends_with_1(parley: Run, tmp_path: Path) -> None:
    sound = parley("ontology", "check", "--all")
    assert (sound.exit_code, "0 error" in sound.output) == (0, True)
    for folder in ("ontology", "shapes"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    file = tmp_path / "ontology" / "parley.ttl"
    file.write_text(file.read_text("utf-8").replace('rdfs:label "Actor"@en ;', ""), "utf-8")
    flawed = parley("ontology", "check", "--root", tmp_path)
    assert flawed.exit_code == 1
    assert "error missing-label: Every term has a label" in flawed.output


_PREFIXES = "".join(
    f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in parsed(SOUND).namespace_manager.namespaces()
)


# --- terms and rules --------------------------------------------------------------------------------------------


def test_a_term_tells_examples_for_and_against_apart(ours: Reviewed) -> None:
    call = ours.ontology.terms[term(ours, "Call")]
    assert "The French president telephoned the king of Morocco on Sunday." in call.examples
    assert "The United Nations called for restraint in Sudan." in call.counter_examples
    assert call.kind is Kind.CLASS
    assert [each.name for each in ours.ontology.ancestors(call)] == ["Contact", "Event"]


def test_a_rule_is_told_in_words(ours: Reviewed) -> None:
    status = rules(ours, "status")["Event-status"]
    assert status.cardinality == "exactly one"
    assert "any concept of “Statuses”" in status.demands
    assert status.severity == "Violation"
    assert ("each instance of", NS + "Event") in [(target.words, target.iri) for target in status.targets]


def test_a_class_has_the_rules_of_the_classes_above_it(ours: Reviewed) -> None:
    assert "Event-status" in rules(ours, "Meeting")
    assert "Event-status" not in rules(ours, "Actor")


def test_a_concept_has_the_rules_that_accept_it_as_a_value(ours: Reviewed) -> None:
    assert {"Event-status", "Claim-claimedStatus"} <= set(rules(ours, "status-planned"))
    assert "Event-medium" not in rules(ours, "status-planned")


def test_a_property_has_the_rules_whose_queries_name_it(ours: Reviewed) -> None:
    assert rules(ours, "during")["Event-daysWithinPeriod"].query


def test_the_terms_of_a_query_are_found_outside_of_strings_comments_and_iris() -> None:
    sparql = 'SELECT * { ?a a :Meeting ; :x ":No" ; <urn:x:None> ?b . # :Neither\n FILTER(?b = :status-planned) }'
    assert terms_in(sparql) == {NS + "Meeting", NS + "x", NS + "status-planned"}


# --- the drawing of the core ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn(ours: Reviewed) -> Diagram:
    diagram = draw(ours.ontology)
    assert diagram is not None
    return diagram


def test_the_drawing_has_every_property_between_classes_once(drawn: Diagram, ours: Reviewed) -> None:
    between = {
        each.iri
        for each in ours.ontology.of(Kind.OBJECT_PROPERTY)
        if each.domain in ours.ontology.terms and each.range in ours.ontology.terms
    }
    rows = [row for box in drawn.boxes for row in box.rows]
    assert sorted(row.term.iri for row in rows) == sorted(between)
    own = {row.term.iri for box in drawn.boxes for row in box.rows if row.target.iri == box.term.iri}
    assert {line.term.iri for line in drawn.lines} == between - own
    assert sum(sentence.count("leads to") for sentence in drawn.said) == len(between)


def test_no_boxes_of_the_drawing_overlap_and_all_lie_in_it(drawn: Diagram) -> None:
    for box in drawn.boxes:
        assert 0 <= box.x <= box.x + drawn.box_width <= drawn.width
        assert 0 <= box.y <= box.y + box.height <= drawn.height
        assert all(box.y < row.y < box.y + box.height for row in box.rows)
    for one, other in itertools.combinations(drawn.boxes, 2):
        assert one.x != other.x or one.y + one.height < other.y or other.y + other.height < one.y


def test_what_is_below_a_class_is_drawn_in_its_box(drawn: Diagram) -> None:
    boxes = {box.term.label: box for box in drawn.boxes}
    assert "Person" not in boxes
    assert "Person" in ", ".join(boxes["Actor"].kinds)


def test_without_properties_between_classes_there_is_no_drawing() -> None:
    assert draw(read_ontology(Graph())) is None


# --- versions ---------------------------------------------------------------------------------------------------


def changed(turtle: str) -> Graph:
    return parsed(SOUND) + Graph().parse(data=_PREFIXES + turtle, format="turtle")


def test_a_new_term_makes_a_minor_version() -> None:
    (change,) = compare(
        parsed(SOUND), changed(f':New a owl:Class ; rdfs:label "New"@en ; rdfs:isDefinedBy <{ONTOLOGY}> .')
    )
    assert (change.label, change.made, change.bump) == ("New", Made.ADDED, Bump.MINOR)
    assert needed((change,), since="1.2.3") == "1.3.0"


def test_a_removed_term_makes_a_major_version() -> None:
    new = changed(NEW)
    (change,) = compare(new, parsed(SOUND))
    assert (change.made, change.bump) == (Made.REMOVED, Bump.MAJOR)
    assert needed((change,), since="1.2.3") == "2.0.0"
    assert needed((change,), since="0.2.3") == "0.3.0"


def test_other_words_make_a_patch_and_tell_what_was_added() -> None:
    (change,) = compare(parsed(SOUND), changed(':Known skos:example "Another."@en .'))
    assert (change.made, change.bump) == (Made.CHANGED, Bump.PATCH)
    assert [(said.before, said.after) for said in change.said] == [((), ("Another.",))]
    assert needed((change,), since="1.2.3") == "1.2.4"


def test_another_superclass_narrows_and_an_alignment_does_not() -> None:
    (narrowed,) = compare(parsed(SOUND), changed(":Part rdfs:subClassOf :Known ."))
    (aligned,) = compare(parsed(SOUND), changed(":Part rdfs:subClassOf <https://schema.org/Thing> ."))
    assert (narrowed.bump, aligned.bump) == (Bump.MAJOR, Bump.PATCH)


def test_what_is_deprecated_is_told_so() -> None:
    (change,) = compare(parsed(SOUND), changed(":Part owl:deprecated true ."))
    assert (change.made, change.bump) == (Made.DEPRECATED, Bump.MINOR)


def test_nothing_changed_needs_no_version() -> None:
    assert needed(compare(parsed(SOUND), parsed(SOUND)), since="1.2.3") is None


def test_the_history_tells_the_newest_version_first_and_what_it_added(ours: Reviewed) -> None:
    releases = history(load_versions(), ours.graph)
    assert releases[0].version == ours.ontology.header.version
    assert {"Period", "during", "side count"} <= {change.label for change in releases[-2].of(Made.ADDED)}
    assert (releases[-1].version, releases[-1].changes) == ("0.1.0", ())
