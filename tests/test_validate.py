from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph
import pyshacl
import pytest
from pyparsing import ParseResults
from rdflib import RDF, RDFS, SH, XSD, BNode, Graph, Literal, Namespace, URIRef, Variable
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from parley import model
from parley.errors import ShapesError
from parley.graph import article_to_graph, events_to_graph
from parley.iris import Iris, mint_claim
from parley.model import (
    IRI,
    Actor,
    ActorKind,
    Answer,
    Article,
    Claim,
    Coverage,
    Event,
    Evidence,
    Medium,
    MergeReason,
    Participant,
    Participation,
    Place,
    Precision,
    PublishedBasis,
    Report,
    Role,
    Source,
    SourceKind,
    Span,
    Status,
    StatusChange,
    Term,
    Violation,
    When,
)
from parley.store import solutions_in
from parley.terminal import render_result
from parley.validate import (
    CrossCheck,
    Validator,
    check_quotes,
    claims_behind,
    context_of,
    cross_check_results,
    cross_checks,
    locate,
    report_to_graph,
)
from parley.validate.queries import rules_of
from parley.vocab import NS, OA, PARLEY, EventTypes

ROOT = Path(__file__).parent.parent
SHP = Namespace("https://w3id.org/parley/shapes#")
BASE = Namespace("http://example.org/parley/")
FOLDERS = ("article", "event", "cross-checks")
EXAMPLES = [path for folder in FOLDERS for path in sorted((ROOT / "tests/shapes" / folder).glob("*.ttl"))]
Found = set[tuple[str, str]]


@cache
def shapes_of(folder: str) -> Graph:
    return Graph().parse(ROOT / f"shapes/{folder}.ttl")


@cache
def validator_of(folder: str, engine: Callable[..., Any] | None = None) -> Validator:
    return Validator(shapes_of(folder), engine=engine)


@cache
def cross_checks_of(folder: str) -> tuple[CrossCheck, ...]:
    return cross_checks(shapes_of(folder))


@cache
def sparql_shapes() -> frozenset[str]:
    return frozenset(
        str(shape).rpartition("#")[2] for folder in FOLDERS for shape in shapes_of(folder).subjects(SH.sparql)
    )


def expected(path: Path) -> Found:
    lines = re.findall(r"^# expect: (\S+) (Violation|Warning|Info)$", path.read_text(), flags=re.M)
    return set(lines)


def found(report: Report | tuple[Violation, ...]) -> Found:
    results = report.results if isinstance(report, Report) else report
    return {(result.shape.rpartition("#")[2], result.severity) for result in results}


def found_by_pyshacl(graph: Graph, shapes: Graph) -> Found:
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none", allow_warnings=True)
    return {
        (
            str(report.value(result, SH.sourceShape)).rpartition("#")[2],
            str(report.value(result, SH.resultSeverity))[27:],
        )
        for result in report.objects(predicate=SH.result)
    }


def answer(graph: Graph, query: str) -> Answer:
    """Run a query as the store does: claims in a named graph, the rest in the default graph."""
    store = pyoxigraph.Store()
    said = {
        str(node)
        for cls in ("Claim", "ClaimedParticipation", "Evidence")
        for node in graph.subjects(RDF.type, PARLEY[cls])
    }
    for triple in graph:
        [parsed] = pyoxigraph.parse(Graph().add(triple).serialize(format="nt"), pyoxigraph.RdfFormat.N_TRIPLES)
        name = pyoxigraph.NamedNode(BASE["graph/article/a1"]) if str(triple[0]) in said else pyoxigraph.DefaultGraph()
        store.add(pyoxigraph.Quad(parsed.subject, parsed.predicate, parsed.object, name))
    solutions = store.query(query)
    names = [variable.value for variable in solutions.variables]
    rows = [
        {name: Term(type="literal", value=row[name].value) for name in names if row[name] is not None}
        for row in solutions
    ]
    return Answer(form="SELECT", snapshot="s", variables=tuple(names), solutions=tuple(rows))


# --- the examples -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_example_causes_exactly_the_results_that_it_names(path: Path):
    graph, folder = Graph().parse(path), path.parent.name
    assert bool(expected(path)) is path.stem.startswith("invalid-")
    results = found(validator_of(folder).validate(graph))
    for check in cross_checks_of(folder):
        results |= found(cross_check_results(check, answer(graph, check.query)))
    assert results == expected(path)
    assert found(validator_of(folder, engine=solutions_in).validate(graph)) == found(
        validator_of(folder).validate(graph)
    )


# rdflib cannot compare dates that are none: pySHACL warns, passes or fails on them, depending on Python.
IMPOSSIBLE_DATES = {
    "invalid-claim-date-impossible",
    "invalid-event-dates-impossible",
    "invalid-status-change",
    "invalid-corpus",
}


# Examples that break core constraints only are no test of this: pySHACL itself has run on them above.
SPARQL_EXAMPLES = [
    path
    for path in EXAMPLES
    if path.stem not in IMPOSSIBLE_DATES
    and (path.stem.startswith("valid-") or sparql_shapes() & {name for name, _ in expected(path)})
]


@pytest.mark.whole
@pytest.mark.parametrize("path", SPARQL_EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_shacl_processor_finds_the_same_one_focus_node_at_a_time(path: Path):
    assert found_by_pyshacl(Graph().parse(path), shapes_of(path.parent.name)) == expected(path)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_constraint_is_broken_by_an_example_and_kept_by_another(folder: str):
    shapes = shapes_of(folder)
    constrained = {str(shape).rpartition("#")[2] for shape in shapes.subjects(SH.severity)}
    broken = {name for path in EXAMPLES if path.parent.name == folder for name, _ in expected(path)}
    assert broken == constrained
    assert any(path.stem.startswith("valid-") for path in EXAMPLES if path.parent.name == folder)


# --- the shapes --------------------------------------------------------------------------------------------------


@pytest.mark.whole
@pytest.mark.parametrize("folder", FOLDERS)
def test_shapes_are_well_formed(folder: str):
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes_of(folder), meta_shacl=True)
    assert conforms, text
    assert not any(isinstance(term, BNode) for triple in shapes_of(folder) for term in triple)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_shape_has_a_name_and_every_constraint_a_severity_and_a_message(folder: str):
    shapes = shapes_of(folder)
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        assert shapes.value(shape, RDFS.label), shape
    for shape in shapes.subjects(RDF.type, SH.PropertyShape):
        assert shapes.value(shape, SH.name), shape
        assert shapes.value(shape, SH.severity), shape
    for shape in shapes.subjects(SH.severity):
        assert shapes.value(shape, SH.message).endswith("."), shape
    for constraint in shapes.subjects(RDF.type, SH.SPARQLConstraint):
        [shape] = shapes.subjects(SH.sparql, constraint)
        assert shapes.value(shape, SH.message) == shapes.value(constraint, SH.message)


@pytest.mark.parametrize("folder", FOLDERS)
def test_shapes_speak_of_terms_that_the_ontology_defines(folder: str):
    shapes = shapes_of(folder)
    queries = " ".join(str(query) for query in shapes.objects(predicate=SH.select))
    terms = {str(term) for triple in shapes for term in triple if isinstance(term, URIRef) and term.startswith(NS)}
    terms |= {NS + name for name in re.findall(r"parley:([\w-]+)", queries)}
    assert terms <= {str(term) for term in ontology().subjects(RDF.type)}


@pytest.mark.parametrize(
    ("scheme", "enumeration"),
    [
        ("status", model.Status),
        ("medium", model.Medium),
        ("role", model.Role),
        ("precision", model.Precision),
        ("dateBasis", model.DateBasis),
        ("publishedBasis", model.PublishedBasis),
        ("certainty", model.Certainty),
        ("sourceKind", model.SourceKind),
    ],
)
def test_the_values_that_shapes_allow_are_those_of_the_model(scheme: str, enumeration: type[StrEnum]):
    patterns = {
        str(pattern)
        for folder in FOLDERS
        for pattern in shapes_of(folder).objects(predicate=SH.pattern)
        if f"#{scheme}-" in str(pattern)
    }
    [pattern] = patterns
    assert pattern == rf"^https://w3id\.org/parley/ontology#{scheme}-({'|'.join(enumeration)})$"


# --- articles as they are written --------------------------------------------------------------------------------

IRIS = Iris(BASE)
RUFUS = Actor(iri=IRIS.actor("Rufus Firefly"), label="Rufus Firefly", kind=ActorKind.PERSON)
TRENTINO = Actor(iri=IRIS.actor("Trentino"), label="Trentino", kind=ActorKind.PERSON)
FREEDONIA = Actor(iri=IRIS.actor("Freedonia"), label="Freedonia", kind=ActorKind.COUNTRY)
FREDVILLE = Place(iri=IRIS.place("Fredville"), label="Fredville", kind="city")
SENTENCE = "Rufus phoned Trentino on 26 April 2023. "
ARTICLE = Article(
    iri=IRI(f"{BASE}article/a1"),
    text=SENTENCE * 20,
    published=dt.date(2023, 4, 28),
    published_basis=PublishedBasis.STATED,
)


@cache
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology/parley.ttl").parse(ROOT / "ontology/event-types.ttl")


@cache
def validator() -> Validator:
    shapes = Graph()
    for folder in FOLDERS:
        shapes += shapes_of(folder)
    return Validator(shapes, ontology=ontology())


def claim(number: int, **changes: object) -> Claim:
    """Return the claim of one sentence of the article."""
    start = number * len(SENTENCE)
    sentence = SENTENCE.strip()
    told = Claim(
        iri=mint_claim(ARTICLE.iri, start + 6),
        article=ARTICLE.iri,
        type="call",
        status=Status.OCCURRED,
        medium=Medium.PHONE,
        participants=(
            Participant(text="Rufus", start=start, end=start + 5, role=Role.INITIATOR, actor=RUFUS, party=FREEDONIA),
            Participant(text="Trentino", start=start + 13, end=start + 21, role=Role.ADDRESSEE, actor=TRENTINO),
        ),
        when=When(start=dt.date(2023, 4, 26), end=dt.date(2023, 4, 26), precision=Precision.DAY),
        trigger=Span(start=start + 6, end=start + 12),
        evidence=(Evidence(start=start, end=start + len(sentence), exact=sentence),),
        said_by=Source(label="a spokesman", kind=SourceKind.ANONYMOUS),
    )
    return replace(told, **changes)


def write(*said: Claim, article: Article = ARTICLE, known: tuple[IRI, ...] = ()) -> Graph:
    return article_to_graph(
        article, said, types=EventTypes.from_graph(ontology()), iris=IRIS, fingerprint="", known=known
    )


def iris_of(graph: Graph, cls: URIRef) -> set[str]:
    return {str(node) for node in graph.subjects(RDF.type, cls)}


def test_an_article_as_it_is_written_conforms():
    report = validator().validate(write(*(claim(i) for i in range(20))))
    assert report == Report(conforms=True)


def test_events_as_they_are_written_conform():
    event = Event(
        iri=IRIS.event(claim(0).iri),
        label="Call of Rufus Firefly and Trentino",
        type="call",
        status=Status.OCCURRED,
        medium=Medium.PHONE,
        when=When(start=dt.date(2023, 4, 26), end=dt.date(2023, 4, 26), precision=Precision.DAY),
        participations=(
            Participation(actor=RUFUS.iri, role=Role.INITIATOR, parties=(FREEDONIA.iri,), office_level="vice"),
            Participation(actor=TRENTINO.iri, role=Role.ABSENT),
        ),
        claims=(claim(0).iri, claim(1).iri),
        source_count=1,
        places=(FREDVILLE,),
        reasons=(MergeReason(claim=claim(1).iri, other=claim(0).iri, reason="same day"),),
        history=(StatusChange(status=Status.PLANNED, as_of=None, start=None, end=None, claim=claim(0).iri),),
    )
    actors = {actor.iri: actor for actor in (RUFUS, TRENTINO, FREEDONIA)}
    graph = events_to_graph(
        [event], types=EventTypes.from_graph(ontology()), iris=IRIS, actors=actors, coverage=Coverage()
    )
    assert validator().validate(graph) == Report(conforms=True)


def test_a_violating_claim_is_taken_out_with_what_only_it_uses():
    # The first claim is dated after publication; the third was part of it, and shares its evidence with nobody.
    late = When(start=dt.date(2023, 5, 26), end=dt.date(2023, 5, 26), precision=Precision.DAY)
    stranger = replace(TRENTINO, iri=IRIS.actor("Stranger"), label="Stranger")
    bad = claim(
        0,
        when=late,
        places=(FREDVILLE,),
        participants=(*claim(0).participants, replace(claim(0).participants[1], actor=stranger)),
        evidence=(*claim(0).evidence, *claim(1).evidence),
    )
    part = claim(2, part_of=bad.iri)
    graph = write(bad, claim(1), part)
    kept, report = validator().validate_article(graph)
    assert set(kept) == set(write(claim(1), claim(2)))
    assert report.conforms
    assert report.refused == (bad.iri,)
    assert found(report) == {("Claim-afterPublication", "Violation")}
    assert len(graph) > len(kept)


def test_a_violation_of_a_part_refuses_every_claim_that_uses_the_part():
    shared = Evidence(start=0, end=len(SENTENCE) * 2, exact=SENTENCE)
    one, two = (claim(i, evidence=(shared,)) for i in (0, 1))
    kept, report = validator().validate_article(write(one, two, claim(2)))
    assert set(report.refused) == {one.iri, two.iri}
    assert found(report) == {("Evidence-length", "Violation")}
    assert set(kept) == set(write(claim(2)))


def test_a_claim_is_not_refused_for_the_claim_that_it_is_part_of():
    bad = claim(0, count=0)
    kept, report = validator().validate_article(write(bad, claim(1, part_of=bad.iri)))
    assert report.refused == (bad.iri,)
    assert iris_of(kept, PARLEY.Claim) == {claim(1).iri}
    assert not list(kept.triples((None, PARLEY.claimedPartOf, None)))


def test_a_part_of_link_that_leads_nowhere_refuses_its_claim():
    _, report = validator().validate_article(write(claim(0, part_of=mint_claim(ARTICLE.iri, 9999))))
    assert report.refused == (claim(0).iri,)


def test_warnings_refuse_nothing():
    one_sided = claim(0, participants=claim(0).participants[:1])
    graph = write(one_sided)
    kept, report = validator().validate_article(graph)
    assert report.conforms
    assert report.refused == ()
    assert [(r.severity, r.message) for r in report.results] == [
        ("Warning", "A contact other than a visit or a conference is told with only one of its sides.")
    ]
    assert set(kept) == set(graph)


def test_an_article_at_fault_does_not_conform_and_no_claim_is_blamed():
    kept, report = validator().validate_article(write(claim(0), article=replace(ARTICLE, language="English")))
    assert not report.conforms
    assert report.refused == ()
    assert found(report) == {("Article-language", "Violation")}
    assert iris_of(kept, PARLEY.Claim) == {claim(0).iri}


def test_an_article_without_claims_conforms():
    assert validator().validate(write()).conforms


def test_an_unknown_event_type_is_found_by_the_hierarchy_of_the_ontology():
    graph = write(claim(0))
    graph.set((URIRef(claim(0).iri), PARLEY.claimedType, PARLEY.Article))
    [result] = validator().validate(graph).results
    assert result.message == "Article is not an event type of the ontology."


def test_reference_actors_are_seen_but_not_validated():
    known = (RUFUS.iri, TRENTINO.iri, FREEDONIA.iri)
    graph, reference = write(claim(0), known=known), Graph()
    for actor in known:
        reference.add((URIRef(actor), RDF.type, PARLEY.Actor))
        reference.add((URIRef(actor), RDFS.label, Literal("not asked for")))
    assert not validator().validate(graph).conforms
    context = context_of(graph, reference)
    assert set(context) == {(URIRef(actor), RDF.type, PARLEY.Actor) for actor in known}
    before = set(graph)
    labelled = Graph().parse(
        format="turtle",
        data=f"""
        <{SHP.Named}> <{SH.targetClass}> <{PARLEY.Actor}> ; <{SH.property}> <{SHP["Named-label"]}> .
        <{SHP["Named-label"]}> <{SH.path}> <{RDFS.label}> ; <{SH.minCount}> 1 .
        """,
    )
    assert Validator(labelled + shapes_of("article")).validate(graph, context=context) == Report(conforms=True)
    assert set(graph) == before


def test_a_date_that_is_none_is_a_violation_and_no_crash():
    graph = write(claim(0))
    graph.set((URIRef(claim(0).iri), PARLEY.earliest, Literal("2024-13-45", datatype=XSD.date)))
    report = validator().validate(graph)
    assert {(r.path, r.value) for r in report.results} == {(str(PARLEY.earliest), "2024-13-45")}
    assert not report.conforms


def test_results_come_in_the_same_order_every_time():
    graph = write(*(claim(i, count=0, confidence=2.0) for i in range(4)))
    first = Validator(shapes_of("article")).validate(graph)
    again = Graph()
    for triple in sorted(graph, reverse=True):
        again.add(triple)
    assert Validator(shapes_of("article")).validate(again) == first
    assert len(first.results) == 8


# --- quotations --------------------------------------------------------------------------------------------------


def test_quotations_stand_at_their_offsets():
    assert check_quotes([claim(i) for i in range(20)], ARTICLE.text) == ()


def test_a_quotation_that_does_not_stand_at_its_offsets_refuses_its_claim():
    moved = replace(claim(0).evidence[0], exact="Rufus phoned Trentino on 27 April 2023.")
    bad = claim(0, evidence=(moved,))
    results = check_quotes([bad, claim(1)], ARTICLE.text)
    assert found(results) == {("Evidence-exact", "Violation")}
    kept, report = validator().validate_article(write(bad, claim(1)), also=results)
    assert report.refused == (bad.iri,)
    assert report.conforms
    assert iris_of(kept, PARLEY.Claim) == {claim(1).iri}


def test_a_result_from_elsewhere_that_no_claim_leads_to_leaves_the_article_refused():
    elsewhere = Violation(
        focus_node=IRI(f"{BASE}elsewhere"), severity="Violation", shape=IRI(SHP.Evidence), message="Lost."
    )
    _, report = validator().validate_article(write(claim(0)), also=[elsewhere])
    assert not report.conforms
    assert report.refused == ()


def test_offsets_outside_the_text_are_found():
    beyond = Evidence(start=len(ARTICLE.text), end=len(ARTICLE.text) + 5, exact="Rufus")
    before = Evidence(start=-5, end=-1, exact=ARTICLE.text[-5:-1])
    assert len(check_quotes([claim(0, evidence=(beyond, before))], ARTICLE.text)) == 2


def test_words_of_a_mention_that_were_tidied_are_a_warning():
    tidied = replace(claim(0).participants[0], text="Rufus Firefly")
    results = check_quotes([claim(0, participants=(tidied,))], ARTICLE.text)
    assert found(results) == {("ClaimedParticipation-mentionText", "Warning")}
    assert results[0].focus_node == f"{claim(0).iri}-p0"


# --- reports as RDF ----------------------------------------------------------------------------------------------


def test_a_report_says_what_was_refused_and_why():
    bad = claim(0, count=0)
    graph = write(bad, claim(1, participants=claim(1).participants[:1]))
    _, report = validator().validate_article(graph)
    written = report_to_graph(report, article=ARTICLE.iri, refused_graph=graph)
    assert not any(isinstance(term, BNode) for triple in written for term in triple)
    [node] = written.subjects(RDF.type, SH.ValidationReport)
    assert str(node) == f"{ARTICLE.iri}#report"
    assert written.value(node, SH.conforms).value is False
    assert len(list(written.objects(node, SH.result))) == 2
    refused = URIRef(bad.iri)
    assert iris_of(written, PARLEY.RefusedClaim) == {bad.iri}
    assert str(written.value(refused, RDFS.label)) == "Call, occurred: Rufus, Trentino"
    assert written.value(refused, PARLEY.refusedFrom) == URIRef(ARTICLE.iri)
    assert str(written.value(refused, OA.exact)) == SENTENCE.strip()
    [why] = written.objects(refused, PARLEY.refusedBecause)
    assert written.value(why, SH.sourceShape) == SHP["Claim-claimedCount"]
    assert written.value(why, SH.resultSeverity) == SH.Violation
    assert written.value(why, SH.resultPath) == PARLEY.claimedCount
    assert written.value(why, SH.value) == Literal("0")
    assert iris_of(written, PARLEY.Claim) == set()


def test_a_report_of_a_conforming_article_says_so():
    _, report = validator().validate_article(write(claim(0)))
    written = report_to_graph(report, article=ARTICLE.iri, refused_graph=Graph())
    assert written.value(URIRef(f"{ARTICLE.iri}#report"), SH.conforms).value is True
    assert iris_of(written, SH.ValidationResult) == set()


def test_the_claims_behind_a_node_are_those_that_lead_to_it():
    graph = write(claim(0), claim(1, places=(FREDVILLE,)), claim(2, part_of=claim(1).iri))
    assert claims_behind(graph, URIRef(FREDVILLE.iri)) == {URIRef(claim(1).iri)}
    assert claims_behind(graph, URIRef(f"{claim(0).iri}-source")) == {URIRef(claim(0).iri)}
    assert claims_behind(graph, URIRef(FREEDONIA.iri)) == {URIRef(claim(i).iri) for i in range(3)}
    assert claims_behind(graph, URIRef(ARTICLE.iri)) == set()


def test_results_lie_in_an_article_with_a_name_and_at_the_words_of_a_claim_refused_or_not():
    kept, bad = claim(0), claim(1, count=0)
    written = write(kept, bad)
    graph, report = validator().validate_article(written)
    known = graph + report_to_graph(report, article=ARTICLE.iri, refused_graph=written)
    warning = Violation(
        focus_node=IRI(f"{kept.iri}-p0"), severity="Warning", shape=IRI(str(SHP.Any)), message="Not he."
    )
    elsewhere = replace(warning, focus_node=RUFUS.iri)
    located = [*locate((*report.results, warning, elsewhere), base=BASE, graph_of=lambda _: known, names={})]
    assert [(each.article, each.quote) for each in located] == [
        ("article/a1", bad.evidence[0].exact),
        ("article/a1", kept.evidence[0].exact),
        ("", ""),
    ]
    titled = write(kept, article=replace(ARTICLE, title="Two\nspeak"))
    [called] = locate([warning], base=BASE, graph_of=lambda _: titled, names={})
    assert called.article == "“Two speak” (article/a1)"
    [named] = locate([warning], base=BASE, graph_of=lambda _: known, names={ARTICLE.iri: "monday.txt"})
    assert render_result(named) == f"warning in monday.txt: Not he.\n    “{SENTENCE.strip()}”"
    assert render_result(located[2]) == f"warning: Not he. {RUFUS.iri}"


# --- cross-checks ------------------------------------------------------------------------------------------------


def test_a_cross_check_says_who_held_the_office():
    graph = Graph().parse(ROOT / "tests/shapes/cross-checks/invalid-office-held-by-another.ttl")
    [check] = [c for c in cross_checks_of("cross-checks") if c.shape == str(SHP["Cross-officeHeldByAnother"])]
    [result] = cross_check_results(check, answer(graph, check.query))
    assert result.message == (
        "'Foreign Minister wang-yi' is taken for the 'Foreign Minister' of China on 2023-02-18, "
        "when Qin Gang held that office."
    )
    assert result.focus_node == f"{BASE}article/a1#claim-7-p0"
    assert result.severity == "Warning"


def test_queries_look_at_triples_of_the_predicates_that_they_name() -> None:
    queries = [(rule.text, rule.predicates) for rule in rules_of(shapes_of("article"))]
    queries += [(check.query, check.predicates) for check in cross_checks_of("cross-checks")]
    for text, predicates in queries:
        looked_at = [name for predicate in _predicates(parseQuery(text)) for name in _named(predicate)]
        assert looked_at
        assert {*looked_at} <= {name.rpartition("#")[2] for name in predicates}


def _predicates(part: object) -> Iterator[object]:
    """Yield what stands for the predicates of a parsed query: paths and variables."""
    if isinstance(part, CompValue):
        if part.name == "TriplesBlock":
            yield from (predicate for triples in part.triples for predicate in [*triples][1::3])
        part = tuple(part.values())
    if isinstance(part, tuple | list | ParseResults):
        for each in part:
            yield from _predicates(each)


def _named(path: object) -> Iterator[str]:
    """Yield the local names in a path; a variable has none, and fails."""
    assert not isinstance(path, Variable)
    if isinstance(path, URIRef):
        yield path.rpartition("#")[2]
    elif isinstance(path, CompValue):
        yield from [path.localname] if path.name == "pname" else _named([*path.values()])
    elif isinstance(path, list | ParseResults):
        for each in path:
            yield from _named(each)


def test_cross_checks_are_named_and_keep_to_warnings():
    checks = cross_checks_of("cross-checks")
    assert len(checks) == 4
    assert all(check.severity == "Warning" and "GRAPH ?graph" in check.query for check in checks)
    assert [check.name for check in checks] == sorted(check.name for check in checks)


# --- shapes that cannot be used ----------------------------------------------------------------------------------

SPARQL_SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shp: <https://w3id.org/parley/shapes#> .
shp:Test a sh:NodeShape ; sh:targetNode shp:Test ; sh:sparql shp:Test-query .
"""


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ("shp:X sh:property [ sh:path shp:y ] .", "blank node"),
        ("shp:X a sh:PropertyShape .", "cannot be used"),
        (SPARQL_SHAPE + 'shp:Test-query sh:select "SELECT nothing" .', "not SPARQL"),
        (SPARQL_SHAPE, "no sh:select"),
    ],
)
def test_shapes_that_cannot_be_used_are_an_error(turtle: str, message: str):
    prefixes = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix shp: <https://w3id.org/parley/shapes#> .\n"
    with pytest.raises(ShapesError, match=message):
        Validator(Graph().parse(data=prefixes + turtle, format="turtle"))


def test_a_cross_check_must_say_what_stands_in_the_article():
    turtle = SPARQL_SHAPE + 'shp:Test-query a shp:CrossCheck ; sh:select "SELECT $this WHERE { $this ?p ?o }" .'
    with pytest.raises(ShapesError, match="# in the article"):
        cross_checks(Graph().parse(data=turtle, format="turtle"))


def test_a_validator_counts_its_shapes():
    assert len(validator_of("cross-checks")) == len(set(shapes_of("cross-checks").subjects(RDF.type, SH.NodeShape)))
