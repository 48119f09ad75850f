"""Which of the clusters that it fits a claim, or a whole cluster, joins."""

from __future__ import annotations

from parley.merge.clusters import Cluster, Finder, Item, new_cluster
from parley.merge.compare import compare_clusters
from parley.merge.decisions import Candidate, Decisions, Score
from parley.merge.fits import Fit, date_fit, place_fit


def join_or_open(
    item: Item, fits: list[Candidate], finder: Finder, decisions: Decisions, *, alone_if_two: bool
) -> Cluster:
    """Add `item` to the cluster chosen from `fits`, or open a new one."""
    chosen = decide(item, fits, finder, decisions, alone_if_two=alone_if_two)
    if chosen is None:
        return open_cluster(item, finder, decisions)
    _, cluster, reason = chosen
    cluster.add(item, reason)
    finder.note(cluster, item)
    decisions.keep(item, cluster)
    return cluster


def open_cluster(item: Item, finder: Finder, decisions: Decisions) -> Cluster:
    """Open a new cluster with `item` for its core."""
    cluster = new_cluster(item)
    finder.add(cluster)
    decisions.keep(item, cluster)
    return cluster


def decide(
    item: Item, fits: list[Candidate], finder: Finder, decisions: Decisions, *, alone_if_two: bool, placed: bool = True
) -> Candidate | None:
    """Return what `item`, or the cluster whose core it is, joins: as settled before, else the choice from `fits`.

    `placed` says whether it is the claim that is put with others, rather than its cluster.
    """
    decisions.note(item, (cluster for _, cluster, _ in fits))
    if decisions.is_settled(item):
        former = decisions.former(item, finder.line, placed=placed)
        return None if former is None else ((), former, "")
    free = [fit for fit in fits if not decisions.is_settled(fit[1].core)]
    return _choose(free, alone_if_two=alone_if_two)


def _choose(fits: list[Candidate], *, alone_if_two: bool) -> Candidate | None:
    """Return the single best of `fits`, with `alone_if_two` the only one; None where there is none, or two are as good.

    Those that only tell of the same sides or gathering come after all others, and are as good as one another. Clusters
    that would be one but for a reviewer's decision or an article that tells both count as one: otherwise one claim set
    apart would drive all others apart.
    """
    named = [fit for fit in fits if is_by_name(fit[0])]
    fits = named or fits
    best = max((score for score, _, _ in fits), default=None)
    equal = [fit for fit in fits if alone_if_two or not named or fit[0] == best]
    equal.sort(key=lambda fit: fit[1].core.rank)
    return equal[0] if equal and all(_are_twins(equal[0][1], other) for _, other, _ in equal[1:]) else None


def is_by_name(score: Score) -> bool:
    """Say whether two have their participants in common by name, rather than loosely."""
    return score[0] > 0


def _are_twins(a: Cluster, b: Cluster) -> bool:
    dates = date_fit(a.days, b.days)
    if dates is Fit.APART or (dates is Fit.UNTOLD and a.days != b.days):
        return False
    if place_fit(a.facts.places, b.facts.places) is Fit.APART:
        return False
    how = compare_clusters(a, b, dates)
    return how is not None and is_by_name(how[0])


def take_in(
    cluster: Cluster, fits: list[Candidate], lead: str, finder: Finder, decisions: Decisions, *, only: bool = False
) -> bool:
    """Let the one chosen from `fits`, clusters of `finder`, take `cluster`; say whether there was one.

    With `only` none is chosen of two, as with vague days.
    """
    alone_if_two = only or cluster.days.vague
    chosen = decide(cluster.core, fits, finder, decisions, alone_if_two=alone_if_two, placed=False)
    if chosen is None:
        return False
    _, into, reason = chosen
    into.take(cluster, f"{lead} {reason}")
    return True
