"""Merging after a change: only the groups that the changed claims can touch are made anew, the result is the same.

A group depends on another when a claim of the one fitted the other while both were made, joined or not: they are
rivals. Made anew are the groups of the claims that are gone, those that a new claim fits, those for which one of these
now is a candidate, and the rivals of all of them. Every other group would be made again just as it is.

What is near enough to be looked at is found by the keys of `Finder`: the groups that a claim looked for, and those that
would look for it. They are laid out as they are, so that the claims that decide anew find them in the state in which
they would find them.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

from parley.merge.clusters import Cluster, Item, item_of, noted_keys, sought_keys
from parley.merge.corpus import group
from parley.merge.decisions import Decisions
from parley.merge.inputs import ArticleInfo, TypeLookup
from parley.merge.reasons import CONTRADICTED
from parley.model import IRI, Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A claim where it stands: the event it is in, and the claim that it was joined to there, None for the first."""

    claim: Claim
    event: IRI
    joined_to: IRI | None


class Memory(Protocol):
    """What is remembered of the events as they are."""

    def events_of(self, claims: Collection[IRI]) -> set[IRI]:
        """Return the events that hold these claims."""

    def with_rivals(self, events: Collection[IRI]) -> set[IRI]:
        """Return these events, their rivals, the rivals of those and so on."""

    def near(self, *, sought: Collection[int], noted: Collection[int]) -> set[IRI]:
        """Return the events that are found under a key of `sought`, and those that look under a key of `noted`."""

    def placed(self, events: Collection[IRI]) -> list[Placed]:
        """Return the claims of these events."""

    def infos(self, articles: Collection[IRI]) -> dict[IRI, ArticleInfo]:
        """Return what merging needs to know of these articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The keys, as numbers, under which a group is found, and under which its claims looked for others."""

    noted: frozenset[int]
    sought: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouped:
    """What a change made of the events: those that are gone, and the groups that take their place with their keys."""

    gone: frozenset[IRI]
    clusters: tuple[Cluster, ...]
    keys: tuple[Keys, ...]  # of the groups, in their order
    rivals: frozenset[tuple[IRI, IRI]]  # claims, of two groups each


def regroup(
    added: Iterable[Claim], *, removed: Collection[IRI], also: Collection[IRI] = (), memory: Memory, types: TypeLookup
) -> Regrouped:
    """Return what the events become when claims are `added` and `removed`; `also` are events to be made anew anyway."""
    gone = memory.with_rivals(memory.events_of(removed) | set(also))
    inside = {claim.iri: claim for claim in added}
    inside |= {p.claim.iri: p.claim for p in memory.placed(gone) if p.claim.iri not in removed}
    outside: dict[IRI, Placed] = {}
    seen: set[IRI] = set()  # events outside
    items: dict[IRI, Item] = {}
    while True:
        _prepare(items, [*inside.values(), *(p.claim for p in outside.values())], memory, types)
        decisions = Decisions(settled={iri: placed.joined_to for iri, placed in outside.items()})
        clusters = group((items[iri] for iri in (*inside, *outside)), decisions)
        free = tuple(cluster for cluster in clusters if cluster.core.claim.iri in inside)
        keys = tuple(_keys_of(cluster) for cluster in free)
        sought, noted = {key for each in keys for key in each.sought}, {key for each in keys for key in each.noted}
        near = memory.near(sought=sought, noted=noted) - gone - seen
        crossed = {outside[claim].event for claim in decisions.crossings}
        if not near and not crossed:
            return Regrouped(gone=frozenset(gone), clusters=free, keys=keys, rivals=_between(free, decisions.rivals))
        seen |= near
        outside |= {placed.claim.iri: placed for placed in memory.placed(near)}
        drawn_in = memory.with_rivals(crossed) - gone if crossed else set()
        for placed in memory.placed(drawn_in):
            inside[placed.claim.iri] = placed.claim
            outside.pop(placed.claim.iri, None)
        gone |= drawn_in
        seen -= drawn_in


def _prepare(items: dict[IRI, Item], claims: Iterable[Claim], memory: Memory, types: TypeLookup) -> None:
    new = [claim for claim in claims if claim.iri not in items]
    infos = memory.infos({claim.article for claim in new})
    for claim in new:
        info = infos.get(claim.article) or ArticleInfo(iri=claim.article)
        items[claim.iri] = item_of(claim, info, types, frozenset())


def _keys_of(cluster: Cluster) -> Keys:
    noted = {key: key_number(key) for item in cluster.members for key in noted_keys(item)}
    sought = {key for item in cluster.members for key in sought_keys(item)} | cluster.sought
    numbers = (noted[key] if key in noted else key_number(key) for key in sought)  # most are the same
    return Keys(noted=frozenset(noted.values()), sought=frozenset(numbers))


def key_number(key: Hashable) -> int:
    """Return a number of 63 bits for a key; two keys that share one cost a comparison, no more."""
    return int.from_bytes(blake2b(repr(key).encode(), digest_size=8).digest(), "big") >> 1


def _between(clusters: Iterable[Cluster], rivals: Iterable[tuple[IRI, IRI]]) -> frozenset[tuple[IRI, IRI]]:
    home = {item.claim.iri: id(cluster) for cluster in clusters for item in cluster.members}
    return frozenset((a, b) for a, b in rivals if home[a] != home[b])


def joined_to(cluster: Cluster) -> Iterator[tuple[Claim, IRI | None]]:
    """Yield each claim of a group with the claim that it was joined to, but for contradictions, which are no choice."""
    chosen = (r for r in cluster.reasons if r.reason != CONTRADICTED)
    others: Mapping[IRI, IRI] = {reason.claim: reason.other for reason in chosen}
    for item in cluster.members:
        yield item.claim, others.get(item.claim.iri)
