"""Who was in contact with whom: the pairs of actors, and of countries and organisations, in what took place.

The rule is that of the competency question `01-who-met-whom`: both were there, neither stands for the other, and they
are not of one delegation; two of one side are a pair only where no other side was there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

from parley.model import Status
from parley.tables.columns import Row
from parley.tables.facts import Facts
from parley.tables.rows import Types, circumstances, kind_of, participants
from parley.tables.subset import Subset

Pair = tuple[str, str]
Pairs = Mapping[Pair, dict[str, Any]]


def dyad_rows(subset: Subset) -> Iterator[Row]:
    """Yield the rows of the table of dyads of actors."""
    yield from _rows(subset, _actor_pairs)


def party_dyad_rows(subset: Subset) -> Iterator[Row]:
    """Yield the rows of the table of dyads of countries and organisations."""
    yield from _rows(subset, _party_pairs)


def _rows(subset: Subset, pairs_of: Callable[[Sequence[Any], Facts], Pairs]) -> Iterator[Row]:
    types = Types(subset.terms)
    for part in subset.parts():
        # An event may be part of one that comes elsewhere in the table.
        inside = set(part)
        wholes = {whole for event in part for whole in subset.wholes(event)} - inside
        facts = subset.facts([*part, *sorted(wholes)], "participations", "actors", "places")
        known: dict[str, Pairs] = {}
        for event in (*part, *wholes):
            there = [row for row in participants(event, facts, subset.terms) if not row["absent"]]
            known[event] = pairs_of(there, facts) if _took_place(event, facts, types) else {}
        for event in part:
            about = {"event": event, "type": types.of(facts.classes(event))["type"], **circumstances(event, facts)}
            for pair in sorted(known[event]):
                again = any(pair in known[whole] for whole in subset.wholes(event))
                yield {**about, "a": pair[0], "b": pair[1], **known[event][pair], "counted": 0 if again else 1}


def _took_place(event: str, facts: Facts, types: Types) -> bool:
    status = facts.notation(event, "status")
    return status is not None and Status(status).took_place and types.of(facts.classes(event))["contact"]


def _actor_pairs(there: Sequence[Any], facts: Facts) -> Pairs:
    sides = {party for row in there for party in row["on_behalf_of"]}
    found: dict[Pair, dict[str, Any]] = {}
    for one, other in combinations(sorted(there, key=lambda row: str(row["actor"])), 2):
        if one["actor"] != other["actor"] and _apart(one, other, sides):
            found.setdefault((one["actor"], other["actor"]), {**_actor("a", one), **_actor("b", other)})
    return found


def _apart(one: Row, other: Row, sides: set[str]) -> bool:
    ours, theirs = set(_parties(one)), set(_parties(other))
    if one["actor"] in theirs or other["actor"] in ours:
        return False
    return all(sides == {shared} for shared in ours & theirs)


def _parties(row: Row) -> tuple[str, ...]:
    parties = row["on_behalf_of"]
    return tuple(str(party) for party in parties) if isinstance(parties, tuple) else ()


def _actor(side: str, row: Any) -> dict[str, Any]:
    return {
        f"{side}_label": row["actor_label"],
        f"{side}_kind": row["actor_kind"],
        f"{side}_wikidata": row["actor_wikidata"],
        f"{side}_role": row["role"],
        f"{side}_office": row["office_label"] or next(iter(row["offices_claimed"]), None),
        f"{side}_level": row["office_level"],
        f"{side}_iso3": row["on_behalf_of_iso3"],
        f"{side}_parties": row["on_behalf_of_label"],
    }


def _party_pairs(there: Sequence[Any], facts: Facts) -> Pairs:
    """Return the pairs of parties that different participants stand for; those of one envoy are no pair."""
    together = {pair for row in there for pair in product(row["on_behalf_of"], repeat=2)}
    parties = sorted({party for row in there for party in row["on_behalf_of"]})
    return {
        (one, other): {**_party("a", one, there, facts), **_party("b", other, there, facts)}
        for one, other in combinations(parties, 2)
        if (one, other) not in together
    }


def _party(side: str, party: str, there: Sequence[Any], facts: Facts) -> dict[str, Any]:
    ranked = [
        (row["office_rank"], row["office_level"])
        for row in there
        if party in row["on_behalf_of"] and row["office_rank"] is not None
    ]
    return {
        f"{side}_label": facts.label(party),
        f"{side}_kind": kind_of(party, facts),
        f"{side}_iso2": facts.one(party, "iso2"),
        f"{side}_iso3": facts.one(party, "iso3"),
        f"{side}_wikidata": facts.wikidata(party),
        f"{side}_level": min(ranked)[1] if ranked else None,
    }
