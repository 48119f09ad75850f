"""What joins what: freely by fit, or, for claims around those that changed, as it was settled before.

Merging after a change decides anew only for the claims that the change can touch. The others are grouped as they were;
where one of them turns out to fit a group of the former, or the other way round, that is noted, and it is to be decided
anew as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from parley.merge.clusters import Cluster, Item, line_of, plan_order
from parley.merge.fits import Fit, date_fit
from parley.model import IRI

Score = tuple[int, ...]
Candidate = tuple[Score, Cluster, str]


@dataclass(slots=True)
class Decisions:
    """The claims that are `settled`, each with the claim that it was joined to; all others decide freely."""

    settled: Mapping[IRI, IRI | None] = field(default_factory=dict)
    rivals: set[tuple[IRI, IRI]] = field(default_factory=set)  # free claims, each with the core of a group that it fits
    crossings: set[IRI] = field(default_factory=set)  # settled claims that fit a free group, or that a free one fits
    _homes: dict[IRI, Cluster] = field(default_factory=dict)

    def is_settled(self, item: Item) -> bool:
        """Say whether it is settled what `item` joins."""
        return item.claim.iri in self.settled

    def open_to(self, item: Item, clusters: list[Cluster]) -> list[Cluster]:
        """Return the clusters that `item` must be compared with: for a settled one only those that are not."""
        if not self.settled or not self.is_settled(item):
            return clusters
        return [cluster for cluster in clusters if not self.is_settled(cluster.core)]

    def note(self, item: Item, fitting: Iterable[Cluster]) -> None:
        """Note the clusters that `item`, or the cluster whose core it is, fits."""
        for cluster in fitting:
            mine, theirs = item.claim.iri, cluster.core.claim.iri
            if mine not in self.settled and theirs not in self.settled:
                self.rivals.add((mine, theirs))
            else:
                self.crossings |= {mine, theirs} & self.settled.keys()

    def keep(self, item: Item, cluster: Cluster) -> None:
        """Remember in which cluster `item` was put."""
        self._homes[item.claim.iri] = cluster

    def former(self, item: Item, line: str, *, placed: bool = True) -> Cluster | None:
        """Return the cluster of `line` that a settled claim, or the cluster whose core it is, was joined to.

        With `placed` that is where the claim itself was put, without it where its cluster went later.
        """
        other = self.settled[item.claim.iri]
        home = None if other is None else self._homes.get(other)
        if home is None or line_of(home.core.claim.status) != line:
            return None
        if line_of(item.claim.status) != line:
            return home
        joined_to = next(member for member in home.members if member.claim.iri == other)
        if placed != is_placed_with(item, joined_to):
            return None
        return home.outcome


def is_placed_with(item: Item, other: Item) -> bool:
    """Say whether a claim that joined another of its line did so by itself, rather than with all of its cluster.

    Clusters of what happened join one another only a day apart, or where one has no date, or only an end, and is not
    told in the same words; those of plans join later ones.
    """
    line = line_of(item.claim.status)
    if line == "plans":
        return plan_order(item) > plan_order(other)
    if line != "happened":
        return True
    if not (item.days.open or other.days.open):
        return date_fit(item.days, other.days) is not Fit.APART
    return item.words is not None and item.words == other.words
