"""How plans that were moved meet the plan or happening of their new days, and so does what was planned within them."""

from __future__ import annotations

from collections.abc import Mapping

from parley.merge.choices import take_in
from parley.merge.clusters import Cluster, Finder, has_just_ended, is_postponed, plan_order
from parley.merge.compare import compare_clusters, narrow
from parley.merge.decisions import Candidate, Decisions
from parley.merge.fits import Fit, date_fit, place_fit
from parley.merge.joins import may_go_on_as
from parley.merge.reasons import MOVED, MOVED_WITH_VISIT
from parley.merge.rules import RULES
from parley.model import IRI, Status


def join_moved(plans: Finder, decisions: Decisions) -> None:
    """Let a postponed plan join the one that the article which tells of it has for later days."""
    for plan in sorted(plans.clusters, key=lambda c: c.core.claim.iri):
        if _unite_as_settled(plan, plans, decisions) or not is_postponed(plan) or plan.latest.published is None:
            continue
        fits: list[Candidate] = []
        first = plan.latest.published - 1
        last = first + RULES.limits.postponed_window_days
        for cluster in decisions.open_to(plan.core, plans.between(plan, first, last)):
            tells_both = plan.latest.claim.article in cluster.articles
            if tells_both and _is_later(cluster, plan) and may_go_on_as(plan, cluster):
                how = compare_clusters(plan, cluster, Fit.UNTOLD)
                if how:
                    fits.append((how[0], cluster, how[1]))
        _unite_with_only(plan, fits, decisions)


def join_moved_parts(plans: Finder, happened: Finder, decisions: Decisions) -> None:
    """Let what was planned within a visit that was postponed join what was planned or happened on its new days."""
    homes = {i.claim.iri: c for f in (plans, happened) for c in f.clusters if not c.joined for i in c.members}
    for part in sorted(plans.clusters, key=lambda c: c.core.claim.iri):
        whole = None if part.joined else _moved_whole(part, homes, plans)
        if whole is None:
            continue
        decisions.note(part.core, (whole,))
        first, last = whole.days.first, whole.days.last + 1
        if whole.days.only_end:
            first = max(part.days.last + 1 if part.days.told else 0, last - RULES.limits.untold_days)
        for finder in (happened, plans):
            fits: list[Candidate] = []
            for cluster in decisions.open_to(part.core, finder.between(part, first, last)):
                inside = cluster.days.whole and first <= cluster.days.first and cluster.days.last <= last
                how = compare_clusters(part, cluster, Fit.UNTOLD) if inside and part.may_join(cluster) else None
                if how and cluster is not part:
                    fits.append((how[0], cluster, how[1]))
            if finder is plans:
                _unite_with_only(part, fits, decisions)
            elif take_in(part, fits, MOVED_WITH_VISIT, happened, decisions, only=True):
                break


def _moved_whole(part: Cluster, homes: Mapping[IRI, Cluster], plans: Finder) -> Cluster | None:
    """Return the visit or conference that a plan is part of, where it was postponed to known days after the plan's.

    Where its article tells none, that is the only one for these days that somebody of the plan was to make there.
    """
    links = (item.claim.part_of for item in part.members)
    told = [homes[whole] for whole in links if whole is not None and whole in homes]
    others = [] if told else [whole for whole in plans.wholes_around(part) if _may_hold(whole, part)]
    moved = [whole for whole in told or others if _was_moved_after(whole, part)]
    return moved[0] if moved and (told or len(others) == 1) else None


def _was_moved_after(whole: Cluster, part: Cluster) -> bool:
    known = [item.published for item in part.members if item.published is not None]
    moved = [m.published for m in whole.members if m.claim.status is Status.POSTPONED and m.published is not None]
    return _is_later(whole, part) and bool(known and moved) and min(known) <= max(moved)


def _may_hold(whole: Cluster, part: Cluster) -> bool:
    """Say whether a plan may be part of a visit or conference that others tell to be planned for its days and place."""
    types = {item.claim.type for item in whole.members}
    if not part.days.whole or not part.articles.isdisjoint(whole.articles):
        return False
    if not all(part.core.claim.type in RULES.part_of.get(each, ()) for each in types):
        return False
    if not any(date_fit(item.days, part.days) is Fit.SAME for item in whole.members):
        return False
    hosts = {place.country for place in whole.facts.places}
    at_home = not hosts.isdisjoint(part.facts.party.values())
    return at_home or place_fit(whole.facts.places, part.facts.places) >= Fit.WITHIN


def _is_later(cluster: Cluster, plan: Cluster) -> bool:
    """Say whether one is told for known days after those of a plan."""
    days, ended = cluster.days, has_just_ended(cluster)
    known = ended or (days.told and not days.open and narrow(days))
    return known and (plan.days.last < (days.last if ended else days.first) if plan.days.told else True)


def _unite_with_only(plan: Cluster, fits: list[Candidate], decisions: Decisions) -> None:
    """Let a plan and the only one of `fits` be one, as long as neither is settled."""
    decisions.note(plan.core, (cluster for _, cluster, _ in fits))
    free = [fit for fit in fits if not decisions.is_settled(fit[1].core)]
    if len(free) == 1 and not decisions.is_settled(plan.core):
        _unite(plan, free[0][1], f"{MOVED} {free[0][2]}")


def _unite_as_settled(plan: Cluster, plans: Finder, decisions: Decisions) -> bool:
    former = decisions.former(plan.core, plans.line, placed=False) if decisions.is_settled(plan.core) else None
    if former is not None:
        _unite(plan, former, "")
    return plan.joined


def _unite(plan: Cluster, other: Cluster, reason: str) -> None:
    """Make two plans one, for the later days: the one whose core comes first joins the other."""
    joining, into = sorted((plan, other), key=lambda c: plan_order(c.core))
    later = max(plan, other, key=lambda c: (c.days.told, c.days.first))
    latest = later.latest
    into.take(joining, reason)
    into.days, into.of_plan = later.days, latest
