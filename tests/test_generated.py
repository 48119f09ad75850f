"""The data of the benchmarks: such as articles leave behind, and the same ones each time."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import pytest
from rdflib import Graph

from parley.actors.graph import reference_to_graph
from parley.graph import events_from_graph
from parley.knowledge import Knowledge
from parley.resources import load_shapes
from parley.validate import Validator

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))

from generate import Generator

pytestmark = pytest.mark.whole  # the reference data are held against the shapes as well


@pytest.fixture(scope="module")
def generated(knowledge: Knowledge) -> dict[str, Graph]:
    lines: dict[str, list[str]] = defaultdict(list)
    for line in "".join(Generator(knowledge, 30).quads()).splitlines():
        triple, _, name = line.removesuffix("> .").rpartition(" <")
        lines[name].append(f"{triple} .")
    return {name: Graph().parse(data="\n".join(some), format="nt") for name, some in lines.items()}


def test_generated_events_conform_to_the_shapes(generated: dict[str, Graph], knowledge: Knowledge) -> None:
    events = generated[knowledge.iris.graph("events")]
    context = knowledge.ontology + reference_to_graph(knowledge.reference, knowledge.iris)
    report = Validator(load_shapes("event"), ontology=knowledge.ontology).validate(events, context=context)
    assert not report.results
    assert len(events_from_graph(events, types=knowledge.types, places={})) == 30


def test_generated_articles_conform_to_the_shapes(generated: dict[str, Graph], knowledge: Knowledge) -> None:
    context = knowledge.ontology + reference_to_graph(knowledge.reference, knowledge.iris)
    context += generated[knowledge.iris.graph("events")]
    articles = [graph for name, graph in generated.items() if name.startswith(knowledge.iris.graph("article/"))]
    for graph in articles[:3]:
        report = Validator(load_shapes("article"), ontology=knowledge.ontology).validate(graph, context=context)
        assert not report.results


def test_generating_twice_gives_the_same(knowledge: Knowledge) -> None:
    assert [*Generator(knowledge, 5).quads()] == [*Generator(knowledge, 5).quads()]
