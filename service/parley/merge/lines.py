"""The lines of claims: how each claim of what happened, of a plan or of another status finds its cluster."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from parley.merge.choices import join_or_open, open_cluster
from parley.merge.clusters import Cluster, Finder, Item, is_postponed, last_published, plan_order
from parley.merge.compare import compare_to, days_between, narrow_plan
from parley.merge.decisions import Candidate, Decisions
from parley.merge.facts import Days
from parley.merge.fits import Fit, date_fit
from parley.merge.joins import outcome_fit
from parley.merge.reasons import SAME_WORDS, plan_goes_on, told_as
from parley.merge.rules import RULES
from parley.model import IRI, Status

_ENDED = frozenset({Status.POSTPONED, Status.CANCELLED})


def place_claims(items: Sequence[Item], finder: Finder, decisions: Decisions, *, undated: bool) -> list[Item]:
    """Put each claim of one line with the cluster that it fits, else into a new one; return those too loosely dated.

    With `undated` such claims are put with those published within weeks of them; without, they are left to the caller.
    """
    left: list[Item] = []
    for item in sorted(items, key=lambda i: i.rank):
        if not (item.precise or item.vague or undated):
            left.append(item)
            continue
        fits: list[Candidate] = []
        for cluster in decisions.open_to(item, finder.near(item)):
            if not cluster.may_take(item):
                continue
            dates = _dates_across(item, cluster, undated=undated)
            how = compare_to(item, cluster, dates) if dates else None
            if how and item.claim.count == cluster.core.claim.count:
                fits.append((how[0], cluster, f"{how[1]}; {told_as(item.label, cluster.core.label)}."))
        join_or_open(item, fits, finder, decisions, alone_if_two=not item.precise)
    return left


def _dates_across(item: Item, cluster: Cluster, *, undated: bool) -> Fit | None:
    """Compare the dates of two claims of different articles; None when they cannot be of one happening."""
    mine, theirs = item.days, cluster.days
    fit = date_fit(mine, theirs)
    if fit is Fit.APART:
        return None
    if fit is Fit.UNTOLD or mine.open or theirs.open:
        same = (mine.first, mine.last) == (theirs.first, theirs.last) and mine.told
        near = days_between(item.published, cluster.core.published)
        close = near is not None and near <= RULES.limits.undated_window_days and fit is Fit.UNTOLD
        return Fit.UNTOLD if undated and (same or close) else None
    return fit if fit is Fit.SAME or _one_holds_the_other(mine, theirs) else None


def _one_holds_the_other(a: Days, b: Days) -> bool:
    if max(a.width if a.vague else 0, b.width if b.vague else 0) > RULES.limits.widest_days:
        return (a.first, a.last) == (b.first, b.last)
    if a.whole or b.whole:
        return True  # they overlap: some of the days are among those possible
    return (a.first <= b.first and b.last <= a.last) or (b.first <= a.first and a.last <= b.last)


def join_same_words(items: Sequence[Item], finder: Finder, decisions: Decisions) -> None:
    """Put happenings without a usable date together when two articles tell them in the same sentence."""
    told: dict[Hashable, list[tuple[Item, Cluster]]] = {}
    for cluster in finder.clusters:
        for member in cluster.members:
            told.setdefault(member.words, []).append((member, cluster))
    for item in sorted(items, key=lambda i: i.rank):
        same = told.setdefault(item.words, []) if item.words is not None else []
        open_to = {id(cluster) for cluster in decisions.open_to(item, [cluster for _, cluster in same])}
        twins = [(m, c) for m, c in same if id(c) in open_to and _is_copy(item, m, c)]
        decisions.note(item, (cluster for _, cluster in twins))
        if decisions.is_settled(item):
            former = decisions.former(item, finder.line)
            twin = None if former is None else (former.core, former)
        else:
            twin = next(((m, c) for m, c in twins if not decisions.is_settled(c.core)), None)
        if twin is None:
            cluster = open_cluster(item, finder, decisions)
        else:
            cluster = twin[1]
            cluster.add(item, SAME_WORDS, twin[0])
            decisions.keep(item, cluster)
        same.append((item, cluster))


def _is_copy(item: Item, member: Item, cluster: Cluster) -> bool:
    gap = days_between(item.published, member.published)
    return (
        cluster.may_take(item)
        and date_fit(item.days, cluster.days) is not Fit.APART
        and (gap is None or gap <= RULES.limits.undated_window_days)
    )


def place_plans(items: Sequence[Item], finder: Finder, happened: Finder, decisions: Decisions) -> None:
    """Follow plans in the order of publication, through postponements and cancellations.

    An article that tells what came of a plan tells of another one besides.
    """
    told: dict[IRI, list[Cluster]] = {}
    for cluster in happened.clusters:
        for article in cluster.articles:
            told.setdefault(article, []).append(cluster)
    for item in sorted(items, key=plan_order):
        fits: list[Candidate] = []
        for cluster in decisions.open_to(item, finder.near(item)):
            if not cluster.may_take(item) or item.claim.count != cluster.core.claim.count:
                continue
            dates = _plan_dates(item, cluster)
            how = compare_to(item, cluster, dates) if dates else None
            if how and not any(outcome_fit(cluster, came) for came in told.get(item.claim.article, ())):
                called = told_as(item.label, cluster.core.label)
                fits.append((how[0], cluster, f"{how[1]}; {called}. {plan_goes_on(item.claim.status)}"))
        cluster = join_or_open(item, fits, finder, decisions, alone_if_two=not item.precise)
        cluster.days = _planned_now(item, cluster.days)


def _planned_now(item: Item, before: Days) -> Days:
    """Return the days planned after `item`: a vaguer date changes nothing, a postponement leaves none but its own."""
    if not item.days.told:
        return item.days if item.claim.status is Status.POSTPONED else before
    return before if before.whole and date_fit(item.days, before) is Fit.WITHIN else item.days


def _plan_dates(item: Item, plan: Cluster) -> Fit | None:
    """Compare the days of a claim with those planned last; None when it is about another plan."""
    mine, theirs = item.days, plan.days
    fit = date_fit(mine, theirs)
    if fit in (Fit.SAME, Fit.WITHIN):
        return fit if not (mine.open or theirs.open) and narrow_plan(mine) and narrow_plan(theirs) else None
    gap = days_between(item.published, last_published(plan))
    if gap is None:
        return None
    moved = item.claim.status is Status.POSTPONED or is_postponed(plan)
    if moved and gap <= RULES.limits.postponed_window_days:
        return Fit.UNTOLD
    past = theirs.told and item.published is not None and theirs.last < item.published - 1
    if fit is Fit.APART or gap > RULES.limits.undated_window_days or (past and item.claim.status not in _ENDED):
        return None
    return Fit.UNTOLD
