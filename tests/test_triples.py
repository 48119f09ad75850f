"""Triples in memory answer as rdflib's own store does, whenever its indexes are made."""

from __future__ import annotations

import pickle
import random
from itertools import product

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from parley.vocab import new_graph

IRIS = [URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:c")]
NODES: list[Node] = [*IRIS, Literal("a"), Literal("a", lang="en"), Literal(1)]
PATTERNS = [*product([None, *IRIS], [None, *IRIS], [None, *NODES])]


@pytest.mark.parametrize("seed", range(5))
def test_every_pattern_finds_what_rdflib_finds(seed: int) -> None:
    chance = random.Random(seed)
    ours, theirs = new_graph(), Graph()
    for step in range(60):
        triple = (chance.choice(IRIS), chance.choice(IRIS), chance.choice(NODES))
        ours.add(triple)
        theirs.add(triple)
        if step % 7 == 6:  # so that triples come and go before and after each index is made
            pattern = chance.choice(PATTERNS)
            assert sorted(ours.triples(pattern)) == sorted(theirs.triples(pattern))
        if step % 20 == 19:
            pattern = chance.choice(PATTERNS[1:])
            ours.remove(pattern)
            theirs.remove(pattern)
    for pattern in PATTERNS:
        assert sorted(ours.triples(pattern)) == sorted(theirs.triples(pattern)), pattern
        assert (pattern in ours) is (pattern in theirs)
    assert len(ours) == len(theirs)


def test_a_term_of_a_graph_is_found_by_its_type_as_well_as_its_text() -> None:
    graph = new_graph()
    graph.add((URIRef("urn:a"), URIRef("urn:b"), Literal("urn:a")))
    assert (None, None, URIRef("urn:a")) not in graph
    assert (None, None, Literal("urn:a", lang="en")) not in graph


def test_a_path_is_followed_as_in_any_graph() -> None:
    graph = new_graph()
    graph.add((IRIS[0], IRIS[1], IRIS[2]))
    graph += [(IRIS[2], IRIS[1], Literal("end"))]
    assert [*graph.objects(IRIS[0], IRIS[1] / IRIS[1])] == [Literal("end")]


def test_a_graph_comes_back_from_another_process_as_it_was() -> None:
    graph = new_graph(name="urn:graph")
    graph.add((IRIS[0], IRIS[1], Literal("a", lang="en")))
    again = pickle.loads(pickle.dumps(graph))
    assert [*again] == [*graph]
    assert again.identifier == URIRef("urn:graph")
    assert type(again) is type(graph)
