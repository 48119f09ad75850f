"""What the cross-checks find: claims held against one another and against the reference data, in the whole store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rdflib import Graph, URIRef

from parley.actors import ReferenceActors
from parley.actors.graph import reference_statements
from parley.iris import mint_part
from parley.knowledge import Knowledge
from parley.model import IRI, Answer, Claim, Precision, Report, Term, Violation
from parley.store import Store, solutions_in
from parley.validate import cross_check_results, report_to_graph
from parley.vocab import new_graph, shared_term


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of an article: its claims, at least, and its graph; nothing of one that is gone."""

    claims: Sequence[Claim] = ()
    graph: Graph = field(default_factory=new_graph)


def cross_check(store: Store, knowledge: Knowledge) -> tuple[Violation, ...]:
    """Return what the cross-checks find in the whole store."""
    return _cross_checked(store.solutions, knowledge)


def cross_check_articles(told: Mapping[IRI, Stored], knowledge: Knowledge) -> tuple[Violation, ...]:
    """Return what the cross-checks find in these articles.

    They are held against the part of the reference data that can matter to them; a query over all of it costs a second.
    """
    claims = [claim for each in told.values() for claim in each.claims]
    if not claims:
        return ()
    iris = knowledge.iris
    asked = frozenset(shared_term(URIRef(each)) for check in knowledge.cross_checks for each in check.predicates)
    reference = reference_statements(_reference_around(claims, knowledge), iris)
    solutions = solutions_in(
        (statement for statement in reference if statement[1] in asked),
        named={
            iris.article_graph(article): [triple for triple in each.graph if triple[1] in asked]
            for article, each in told.items()
        },
    )
    return _cross_checked(solutions, knowledge)


def _cross_checked(solutions: Callable[[str], list[dict[str, Term]]], knowledge: Knowledge) -> tuple[Violation, ...]:
    found: list[Violation] = []
    for check in knowledge.cross_checks:
        rows = solutions(check.query)
        names = tuple(dict.fromkeys(name for row in rows for name in row))
        answer = Answer(form="SELECT", snapshot="", variables=names, solutions=tuple(rows))
        found.extend(cross_check_results(check, answer))
    return tuple(found)


def _reference_around(claims: Iterable[Claim], knowledge: Knowledge) -> ReferenceActors:
    """Return the reference data of the persons in claims, and of the offices that they are said to hold on a day."""
    known = knowledge.world.known
    persons: set[str] = set()
    parties: set[str] = set()
    titles: dict[str, dict[str, set[dt.date]]] = {}
    for claim in claims:
        day = claim.when.start if claim.when.precision is Precision.DAY else None
        for participant in claim.participants:
            person = known.person(participant.actor.iri)
            if person is not None:
                persons.add(person.key)
            party = known.party_key(participant.party.iri) if participant.party else None
            if party is not None:
                parties.add(party)
            if party is not None and participant.office and day is not None:
                titles.setdefault(party, {}).setdefault(participant.office.casefold(), set()).add(day)
    offices: dict[str, set[dt.date]] = {}
    for party, claimed in titles.items():
        for office in known.offices_of(party):
            names = [name.casefold() for name in (known.office_label(office.key), *office.aliases)]
            for title, days in claimed.items():
                if title.startswith("leader") or any(name.startswith(title) for name in names):
                    offices.setdefault(office.key, set()).update(days)
    return known.around(persons=persons, offices=offices, parties=parties)


def keep_cross_checks(store: Store, knowledge: Knowledge, *, told: Mapping[IRI, Stored] | None) -> Sequence[Violation]:
    """Run the cross-checks on these articles, or on all, keep their results as a graph and return them."""
    name = knowledge.iris.graph("cross-checks")
    results = cross_check(store, knowledge) if told is None else cross_check_articles(told, knowledge)
    by_article: dict[IRI, list[Violation]] = {}
    for result in results:
        by_article.setdefault(IRI(result.focus_node.partition("#")[0]), []).append(result)
    wanted = new_graph()
    for article, found in by_article.items():
        report = Report(conforms=True, results=tuple(found))
        wanted += report_to_graph(report, article=article, refused_graph=Graph(), part="cross-checks")
    if told is None:
        store.replace({name: wanted})
    else:
        stored = store.about(name, [mint_part(article, "cross-checks") for article in told], parts=True)
        before, after = set(stored), set(wanted)
        store.change(name, removed=before - after, added=after - before)
    return results
