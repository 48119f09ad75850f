"""Makes the index of the events from the answers to queries of one pattern each, which are joined here.

That takes a fraction of the time of queries that join: the engine would look every term up again for each row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache

import numpy as np

from parley import tsv
from parley.index.contacts import Presence, actor_pairs, contacts, side_pairs
from parley.index.events import UNKNOWN, EventIndex
from parley.index.relation import Mask, Numbers, Pairs, Relation, any_of
from parley.order import newest_first
from parley.selection import FILTERS, PREFIXES, UNTOLD
from parley.vocab import ONTOLOGY, EventTypes, scheme_iri

Ask = Callable[[str], bytes]
"""Answers a SELECT query, always from one snapshot, in the format TSV of SPARQL 1.1."""

_TOLD = (":inArticle", ":publisher", ":citedSource", ":sourceKind")
"""What articles say, each in its own graph; the rest stands in the default graph."""
_AT_ONCE = 500  # nodes that one query asks about
_KEPT = 4  # predicates that are not asked for again at once


def build_index(ask: Ask, *, types: EventTypes) -> EventIndex:
    """Return the index of the events that the default graph has."""
    return _Building(ask, types).index()


class _Building:
    """Asks for one predicate after the other and puts together what they tell of the events."""

    def __init__(self, ask: Ask, types: EventTypes) -> None:
        self._ask = ask
        self._types = types
        self._edges = lru_cache(maxsize=_KEPT)(self._read_edges)
        self._path = cache(self._read_path)
        (events,) = self._columns("?event", "?event a :Event")
        starts, ends = (dict(zip(*self._edges(path), strict=True)) for path in (":start", ":end"))
        days = {event: (_day(starts.get(event)), _day(ends.get(event))) for event in events}

        self._events = sorted(days, key=lambda event: newest_first(*days[event], _plain(event)))
        self._number = {event: number for number, event in enumerate(self._events)}
        self._days = np.array([days[event] for event in self._events], np.int32).reshape(-1, 2)

    def index(self) -> EventIndex:
        """Return the index."""
        # One after the other, as they begin with the same properties, of which few are kept.
        unsigned = self._unsigned()
        self._relation((":claim/:inArticle/:publisher", ":claim/:citedSource/:sourceKind"))
        self._relation((":participation/:officeLevel",))
        involved, present = self._presences()
        relations = {name: self._relation(each.paths) for name, each in FILTERS.items() if each.paths}
        relations |= {
            f"listed.{name}": relations[name] if each.listed == each.paths else self._relation(each.listed)
            for name, each in FILTERS.items()
            if each.listed
        }
        relations["sides"] = relations["listed.sides"] = self._sides()
        relations["publisher"] = relations["listed.publisher"] = Relation.merged([relations["publisher"], unsigned])
        relations["level"] = relations["listed.level"] = self._completed(relations["level"])
        relations["listed.city"] = relations["city"].among(self._having("a", f"{ONTOLOGY}#City"))
        relations["located"] = relations["listed.located"] = self._located()
        relations["country.only"] = relations["listed.place"].within(
            self._mask(relations["located"].having("country_only"))
        )
        relations["mentioned"] = self._relation((":participant", ":party", ":place", ":country"))
        relations["during"] = self._relation((":during",))
        relations["place.exact"] = self._relation((":place",))
        relations["precision.day"] = Relation.of(
            (self._number[event], "day") for event in self._having(":datePrecision", _concept("precision", "day"))
        )
        of_contact = self._mask(relations["type"].having(str(self._types.classes["contact"])))
        relations["involved"] = involved
        met = {event: there for event, there in present.items() if of_contact[event]}
        parties = dict(relations["party"].by_event())
        told = [(event, each) for event, there in met.items() for each in contacts(there, parties.get(event, ()))]
        relations["contact"] = Relation.of((event, each.subject) for event, each in told if not each.beside)
        relations["contact.any"] = Relation.of(
            (event, "any") for event, each in told if each.subject == each.own.actor and not each.beside
        )
        pairs = {
            "contacts": Pairs.of(
                (event, each.subject, other) for event, each in told for other in (each.other.actor, *each.other.sides)
            ),
            "represented": Pairs.of(
                (event, side, each.actor) for event, there in present.items() for each in there for side in each.sides
            ),
            "pairs": Pairs.of((event, *pair) for event, there in met.items() for pair in actor_pairs(there)),
            "counterparts": Pairs.of((event, each.subject, each.other.actor) for event, each in told if each.across),
            "pairs-of-sides": Pairs.of(
                (event, *pair) for event, sides in parties.items() if of_contact[event] for pair in side_pairs(sides)
            ),
        }
        start, end = self._days.T
        undated = (start == UNKNOWN) & (end == UNKNOWN)
        numbers = np.arange(len(self._events))
        earliest, latest = np.where(start != UNKNOWN, start, end), np.where(end != UNKNOWN, end, start)
        # Equal days keep the order that newest first gives them.
        oldest = np.lexsort((numbers, latest, earliest, undated)).astype(np.int32)
        whose = [name for name, each in FILTERS.items() if each.paths and each.type != "text"]
        named = {key.decode() for name in (*whose, "involved") for key in relations[name].keys} - {UNTOLD}
        places = [key.decode() for key in relations["place.exact"].keys]
        countries = [key.decode() for key in relations["country.only"].keys]
        periods = [key.decode() for key in relations["during"].keys]
        return EventIndex(
            events=np.array([_plain(event).encode() for event in self._events] or [b""], np.bytes_)[: len(numbers)],
            oldest=oldest,
            columns={
                "start": start,
                "end": end,
                "reported": self._column(":firstReported", _day),
                "took-place-by": self._column(":tookPlaceBy", _day),
                "voices": self._column(":sourceCount", int),
                "due": self._due(relations, of_contact, end),
            },
            relations=relations,
            pairs=pairs,
            labels=dict(self._values(named, "rdfs:label")),
            coordinates=self._both(places, ":latitude", ":longitude"),
            codes=dict(self._values(countries, ":iso2")),
            periods=self._both(periods, ":firstDay", ":lastDay"),
        )

    # --- what is asked ------------------------------------------------------------------------------------------

    def _columns(self, variables: str, pattern: str) -> list[list[bytes]]:
        """Return the terms of each variable as they stand in TSV, row after row."""
        names = variables.split()
        answer = self._ask(f"{PREFIXES}\nSELECT {variables}\nWHERE {{ {pattern} }}\n")
        return tsv.columns(answer, len(names))

    def _read_edges(self, predicate: str) -> tuple[list[bytes], list[bytes]]:
        """Return the subjects and the objects of a predicate."""
        pattern = f"?s {predicate} ?o"
        subjects, objects = self._columns("?s ?o", f"GRAPH ?g {{ {pattern} }}" if predicate in _TOLD else pattern)
        return subjects, objects

    def _having(self, predicate: str, node: str) -> list[bytes]:
        """Return the subjects that have a node for a predicate."""
        return self._columns("?s", f"?s {predicate} <{node}>")[0]

    def _values(self, nodes: Iterable[str], predicate: str) -> Iterator[tuple[str, str]]:
        """Yield each of the nodes that has a value of a predicate, with it."""
        listed = sorted(nodes)
        for start in range(0, len(listed), _AT_ONCE):
            given = " ".join(f"<{node}>" for node in listed[start : start + _AT_ONCE])
            for node, value in zip(*self._columns("?s ?o", f"VALUES ?s {{ {given} }} ?s {predicate} ?o"), strict=True):
                yield _plain(node), _plain(value)

    def _both(self, nodes: Iterable[str], one: str, other: str) -> dict[str, tuple[str, str]]:
        """Return the nodes that have values of two predicates, with them."""
        nodes = list(nodes)
        others = dict(self._values(nodes, other))
        return {node: (value, others[node]) for node, value in self._values(nodes, one) if node in others}

    # --- what is made of it -------------------------------------------------------------------------------------

    def _mask(self, events: Numbers) -> Mask:
        mask = np.zeros(len(self._events), np.bool_)
        mask[events] = True
        return mask

    def _relation(self, paths: Iterable[str]) -> Relation:
        """Return the values that any of the property paths lead to from each event."""
        return Relation.merged([self._path(path) for path in paths])

    def _read_path(self, path: str) -> Relation:
        plain: dict[bytes, str] = {}

        def pairs() -> Iterator[tuple[int, str]]:
            for event, value in self._classes() if path == "a" else self._along(path):
                if value not in plain:
                    plain[value] = _plain(value)
                yield event, plain[value]

        return Relation.of(pairs())

    def _classes(self) -> Iterator[tuple[int, bytes]]:
        classes = {str(each) for name in self._types.notations for each in self._types.superclasses(name)}
        for each in sorted(classes):
            (events,) = self._columns("?event", f"?event a <{each}>")
            yield from ((self._number[event], f"<{each}>".encode()) for event in events if event in self._number)

    def _along(self, path: str) -> Iterator[tuple[int, bytes]]:
        first, *steps = path.split("/")
        found = [
            (self._number[node], value)
            for node, value in zip(*self._edges(first), strict=True)
            if node in self._number  # others may have the property as well, such as the steps of a status history
        ]
        for step in steps:
            onward: dict[bytes, list[bytes]] = {}
            for node, value in zip(*self._edges(step), strict=True):
                onward.setdefault(node, []).append(value)
            found = [(event, value) for event, node in found for value in onward.get(node, ())]
        return iter(found)

    def _column(self, predicate: str, number: Callable[[bytes], int]) -> Numbers:
        column = np.zeros(len(self._events), np.int32)
        for event, value in self._along(predicate):
            column[event] = number(value)
        return column

    def _sides(self) -> Relation:
        counts = ((event, int(value)) for event, value in self._along(":sideCount"))
        return Relation.of((event, "multilateral" if n > 2 else "bilateral") for event, n in counts if n > 1)

    def _unsigned(self) -> Relation:
        """Return which events an article without a publisher tells."""
        signed = set(self._edges(":publisher")[0])
        return Relation.of((event, UNTOLD) for event, paper in self._along(":claim/:inArticle") if paper not in signed)

    def _completed(self, told: Relation) -> Relation:
        """Return a relation in which each event without a value has that of what is not told."""
        without = np.setdiff1d(np.arange(len(self._events)), told.events)
        return Relation.merged([told, Relation.of((int(event), UNTOLD) for event in without)])

    def _located(self) -> Relation:
        """Return how exactly the place of each event is told."""
        found = np.full(len(self._events), "not_at_all", "U12")
        lies = self._path(":country")
        found[lies.events] = "country_only"
        drawn = set(self._edges(":latitude")[0])
        found[[event for event, place in self._along(":place") if place in drawn]] = "exactly"
        return Relation.of(enumerate(found.tolist()))

    def _presences(self) -> tuple[Relation, Mapping[int, list[Presence]]]:
        """Return who had any part in which events, and of each event who was there."""
        actors = dict(zip(*self._edges(":actor"), strict=True))
        absent = set(self._having(":role", _concept("role", "absent")))
        sides: dict[bytes, list[bytes]] = {}
        for part, side in zip(*self._edges(":onBehalfOf"), strict=True):
            sides.setdefault(part, []).append(side)
        plain: dict[bytes, str] = {}

        def name(node: bytes) -> str:
            return plain.setdefault(node, _plain(node))

        involved: list[tuple[int, str]] = []
        present: dict[int, list[Presence]] = {}
        for event, part in self._along(":participation"):
            actor, behalf = name(actors[part]), [name(side) for side in sides.get(part, ())]
            involved += ((event, each) for each in (actor, *behalf))
            if part not in absent:
                present.setdefault(event, []).append(Presence(actor, frozenset(behalf)))
        return Relation.of(involved), present

    def _due(self, relations: Mapping[str, Relation], contacts: Mask, end: Numbers) -> Numbers:
        """Return the last day of each planned contact that nothing came of, and that is in nothing cancelled."""

        def having(*statuses: str) -> Mask:
            masks = [self._mask(relations["status"].having(_concept("status", each))) for each in statuses]
            return any_of(masks)

        held = self._mask(np.array([event for event, _ in self._along(":heldAs")], np.int32))
        off = set(self._having(":status", _concept("status", "cancelled")))
        called_off = self._mask(np.array([event for event, whole in self._along(":partOf") if whole in off], np.int32))
        due = contacts & having("planned", "postponed") & (end != UNKNOWN) & ~held & ~called_off
        return np.where(due, end, np.int32(UNKNOWN))


def _concept(scheme: str, notation: str) -> str:
    return str(scheme_iri(scheme, notation))


def _day(term: bytes | None) -> int:
    """Return the number of a day, of which the term begins with a quotation mark."""
    return UNKNOWN if term is None else dt.date.fromisoformat(term[1:11].decode()).toordinal()


def _plain(term: bytes) -> str:
    return tsv.plain(term.decode())
