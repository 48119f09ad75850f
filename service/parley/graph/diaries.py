"""Diaries: what concerns one actor in one period, so that events are looked up by actor and time at once.

An event stands in the diaries of its participants, of those for whom they acted and of the countries where it was, each
for the period that the event lies in. So what a country did in a month is found without looking at all that it ever
did, nor at all that happened in that month.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import Graph

from parley.graph.periods import Period, period_of
from parley.graph.terms import Node
from parley.iris import Iris
from parley.model import IRI, Event, Role
from parley.vocab import PARLEY


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """What concerns one actor in one period."""

    actor: IRI
    period: Period

    def iri(self, iris: Iris) -> IRI:
        """Return the IRI of the diary."""
        return iris.diary(self.actor, self.period.name)


def diaries_of(event: Event) -> set[Diary]:
    """Return the diaries that an event stands in."""
    present = [each for each in event.participations if each.role is not Role.ABSENT]
    concerned = {actor for each in present for actor in (each.actor, *each.parties)}
    concerned |= {place.country for place in event.places if place.country is not None}
    period = period_of(event.when)
    return {Diary(actor=actor, period=period) for actor in concerned}


def write_diaries(graph: Graph, diaries: Iterable[Diary], *, iris: Iris) -> None:
    """Describe diaries.

    `<diary/china-2023-03> a :Diary ; :diaryOf <actor/china> ; :covers <period/2023-03> .`
    """
    for diary in diaries:
        node = Node(graph, diary.iri(iris), PARLEY.Diary)
        node.link(PARLEY.diaryOf, diary.actor)
        node.link(PARLEY.covers, diary.period.iri(iris))
