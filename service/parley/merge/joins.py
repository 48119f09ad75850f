"""How plans, denials, wishes and loosely dated tellings meet what happened: whole clusters join one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from parley.merge.choices import is_by_name, take_in
from parley.merge.clusters import (
    Cluster,
    Finder,
    first_published,
    has_just_ended,
    is_postponed,
    last_published,
    line_of,
)
from parley.merge.compare import compare, compare_clusters, narrow, narrow_plan
from parley.merge.decisions import Candidate, Decisions, Score
from parley.merge.facts import Facts
from parley.merge.fits import Fit, date_fit, place_fit
from parley.merge.people import under_one_name
from parley.merge.reasons import (
    CAME_OF_PLAN,
    CONTRADICTED,
    DAY_APART,
    DENIED,
    NEITHER_HELD,
    NOT_AS_PLANNED,
    TOLD_BY_END,
    TOLD_SOON_AFTER,
)
from parley.merge.rules import RULES
from parley.model import ActorKind, Status

_ENDED = frozenset({Status.POSTPONED, Status.CANCELLED})


def join_plans(plans: Finder, happened: Finder, decisions: Decisions) -> None:
    """Let each plan join what came of it."""
    for plan in sorted(plans.clusters, key=lambda c: c.core.claim.iri):
        if plan.joined:
            continue
        fits: list[Candidate] = []
        blocked: list[Cluster] = []
        for cluster in decisions.open_to(plan.core, happened.between(plan, *_outcome_days(plan))):
            how = outcome_fit(plan, cluster)
            if how and may_go_on_as(plan, cluster):
                fits.append((how[0], cluster, how[1]))
            elif how:
                blocked.append(cluster)
        decisions.note(
            plan.core, blocked
        )  # what blocks them, an article that tells both, changes the plan (place_plans)
        take_in(plan, fits, CAME_OF_PLAN, happened, decisions)


def may_go_on_as(plan: Cluster, cluster: Cluster) -> bool:
    """Say whether a plan may join what was planned or held later; whoever tells that it was moved may tell both."""
    common = plan.articles & cluster.articles
    told_last = {plan.latest.claim.article} if is_postponed(plan) else set()
    return common <= told_last and plan.may_contradict(cluster)


def _outcome_days(plan: Cluster) -> tuple[int, int]:
    """Return the first and last day on which what came of a plan is looked for."""
    if plan.days.told and not plan.days.open and narrow_plan(plan.days) and not is_postponed(plan):
        return plan.days.first, plan.days.last
    first, last = first_published(plan), last_published(plan)
    if first is None or last is None:
        return (plan.days.first, plan.days.last) if plan.days.told and not plan.days.open else (1, 0)
    limits = RULES.limits
    return first - 1, last + (limits.postponed_window_days if is_postponed(plan) else limits.undated_window_days)


def outcome_fit(plan: Cluster, cluster: Cluster) -> tuple[Score, str] | None:
    """Return how well something that happened goes with a plan, and why in words; None when it did not come of it."""
    dates = _outcome_dates(plan, cluster)
    return compare_clusters(plan, cluster, dates) if dates else None


def _outcome_dates(plan: Cluster, cluster: Cluster) -> Fit | None:
    """Compare the days of a plan with those of a happening; None when the one did not come of the other."""
    mine, theirs = plan.days, cluster.days
    fit = date_fit(mine, theirs)
    if fit in (Fit.SAME, Fit.WITHIN) and not has_just_ended(cluster):
        ahead = narrow(mine) or (narrow_plan(mine) and theirs.first >= (first_published(plan) or 0) - 1)
        return fit if not (mine.open or theirs.open) and ahead and narrow(theirs) else None
    last = last_published(plan)
    if not theirs.told or last is None:
        return None
    if is_postponed(plan):
        day = theirs.last if has_just_ended(cluster) else theirs.first
        return Fit.UNTOLD if last - 1 <= day <= last + RULES.limits.postponed_window_days else None
    if fit is Fit.APART or plan.latest.claim.status is Status.CANCELLED:
        return None
    somewhere = place_fit(plan.facts.places, cluster.facts.places) >= Fit.WITHIN
    within = last - 1 <= theirs.first <= last + RULES.limits.undated_window_days
    return Fit.UNTOLD if somewhere and within else None


def join_contradictions(finder: Finder, happened: Finder) -> None:
    """Let the clusters of `finder` join those of what took place that a claim of theirs contradicts."""
    told = [(item.claim, c) for c in finder.clusters if not c.joined for item in c.members if item.claim.contradicts]
    homes = {item.claim.iri: c for c in happened.clusters if not c.joined for item in c.members}
    homes |= {item.claim.iri: c for _, c in told for item in c.members}
    for claim, _ in sorted(told, key=lambda each: each[0].iri):
        cluster, into = homes[claim.iri], homes.get(claim.contradicts) if claim.contradicts else None
        if into is not None and into is not cluster and cluster.may_contradict(into):
            into.take(cluster, CONTRADICTED, claim=claim.iri, to=claim.contradicts)
            homes |= {item.claim.iri: into for item in cluster.members}


def join_negatives(
    negatives: Finder, happened: Finder, plans: Finder, others: Iterable[Finder], decisions: Decisions
) -> None:
    """Let denials, and reports that it was not held, join what is said to have happened or was planned just then.

    Where nobody says that, they join `others` like them.
    """
    into = ((happened, DENIED), (plans, NOT_AS_PLANNED), *((other, NEITHER_HELD) for other in others))
    _join_of_these_days(negatives, into, decisions)


def join_refusals(refusals: Finder, plans: Finder, decisions: Decisions) -> None:
    """Let a refusal join what was planned for the days it speaks of, when it was told no earlier than the plan."""
    _join_of_these_days(refusals, ((plans, NOT_AS_PLANNED),), decisions, when=_is_told_after)


def join_wishes(wishes: Finder, into: Finder, lead: str, decisions: Decisions) -> None:
    """Let requests, and what may come about, join what was planned for those days, or happened then, and told later."""
    _join_of_these_days(wishes, ((into, lead),), decisions, when=_is_told_before)


def _join_of_these_days(
    line: Finder,
    into: Iterable[tuple[Finder, str]],
    decisions: Decisions,
    *,
    when: Callable[[Cluster, Cluster], bool] = lambda _, __: True,
) -> None:
    """Let dated clusters of a line join one of the first of `into` that has some for the same days."""
    for told in sorted(line.clusters, key=lambda c: c.core.claim.iri):
        if told.joined or told.days.open or not narrow(told.days):
            continue
        for finder, lead in into:
            fits: list[Candidate] = []
            for cluster in decisions.open_to(told.core, finder.between(told, told.days.first, told.days.last)):
                dates = date_fit(told.days, cluster.days)
                ok = dates in (Fit.SAME, Fit.WITHIN) and not cluster.days.open and narrow(cluster.days)
                ok = ok and when(told, cluster) and told.may_join(cluster)
                how = compare_clusters(told, cluster, dates) if ok else None
                if how:
                    fits.append((how[0], cluster, how[1]))
            if take_in(told, fits, lead, finder, decisions):
                break


def _is_told_before(wish: Cluster, cluster: Cluster) -> bool:
    last, latest = last_published(wish), last_published(cluster)
    return last is not None and latest is not None and last <= min(latest, cluster.days.last)


def _is_told_after(refusal: Cluster, plan: Cluster) -> bool:
    last, first = last_published(refusal), first_published(plan)
    return last is not None and first is not None and first <= last


def join_neighbours(happened: Finder, decisions: Decisions) -> None:
    """Let what two papers tell of two days in a row be one, where both told it at once and neither fits anything else.

    One of the two took another day for the day of it. Whoever knows of both tells them apart.
    """
    clusters = [c for c in happened.clusters if not c.joined and _is_fresh(c)]
    fits = {id(c): _neighbours(c, happened, decisions) for c in clusters}
    for cluster in sorted(clusters, key=lambda c: c.core.claim.iri):
        mine = fits[id(cluster)]
        decisions.note(cluster.core, (other for _, other, _ in mine))
        if not (len(mine) == 1 and len(fits[id(mine[0][1])]) == 1 and mine[0][1].core.rank < cluster.core.rank):
            mine = []
        take_in(cluster, mine, DAY_APART, happened, decisions)


def _is_fresh(cluster: Cluster) -> bool:
    """Say whether it is a contact of one day that somebody told within days, as the only one."""
    days, core = cluster.days, cluster.core
    return (
        days.whole
        and days.width == 1
        and core.claim.count == 1
        and core.family == "contact"
        and not cluster.facts.types & (RULES.journey | RULES.open_list)
        and not any(item.claim.another or item.claim.recalled for item in cluster.members)
        and any(
            item.published is not None and -1 <= item.published - days.first <= RULES.limits.fresh_days
            for item in cluster.members
        )
    )


def _neighbours(cluster: Cluster, happened: Finder, decisions: Decisions) -> list[Candidate]:
    """Return the clusters of the day before and after with the very same persons, form and, where told, place."""
    day, found = cluster.days.first, []
    for other in decisions.open_to(cluster.core, happened.between(cluster, day - 1, day + 1)):
        if not _is_fresh(other) or abs(other.days.first - day) != 1 or not cluster.may_join(other):
            continue
        persons = [kind for kind in cluster.facts.present.values() if kind is ActorKind.PERSON]
        if len(persons) < 2 or cluster.facts.types != other.facts.types:
            continue
        how = compare(cluster.facts, other.facts, cluster.days, other.days, Fit.UNTOLD)
        reason = compare_clusters(cluster, other, Fit.UNTOLD)
        if how and reason and how[1].matched.equal and how[1].places is not Fit.APART:
            found.append((how[0], other, reason[1]))
    return found


def join_untold(happened: Finder, plans: Finder, decisions: Decisions) -> None:
    """Let what happened on a day that is not told join the one thing of those days that happened or was planned.

    So does a journey of which the end alone is told.
    """
    for told in sorted(happened.clusters, key=lambda c: c.core.claim.iri):
        last = _told_last(told)
        if told.joined or last is None:
            continue
        first = last - RULES.limits.untold_days
        lead = TOLD_BY_END if told.days.only_end else TOLD_SOON_AFTER
        for finder in (happened, plans):
            fits: list[Candidate] = []
            for cluster in decisions.open_to(told.core, finder.between(told, first, last)):
                if not _is_of_days(cluster, first, last) or not told.may_join(cluster):
                    continue
                how = compare_clusters(told, cluster, Fit.UNTOLD)
                if how and is_by_name(how[0]) and _is_same_form_or_place(told.facts, cluster.facts):
                    fits.append((how[0], cluster, how[1]))
            if take_in(told, fits, lead, finder, decisions, only=True):
                break


def _told_last(cluster: Cluster) -> int | None:
    """Return the last day on which news without a date can have happened, that of a journey which had just ended.

    None of what has a date, or is told as of another time than the news.
    """
    published, days = cluster.core.published, cluster.days
    if published is None or any(item.claim.recalled or item.claim.another for item in cluster.members):
        return None
    if has_just_ended(cluster):
        return days.last
    return None if days.told else published + 1  # where it happened it may already be the next day


def _is_of_days(cluster: Cluster, first: int, last: int) -> bool:
    """Say whether it happened, or is to happen, on some of these days, as far as is known."""
    days = cluster.days
    planned = line_of(cluster.core.claim.status) == "plans"
    if days.open or not narrow(days) or (planned and (days.vague or cluster.latest.claim.status in _ENDED)):
        return False
    return first <= days.last and days.first <= last


def _is_same_form_or_place(a: Facts, b: Facts) -> bool:
    a, b = under_one_name(a, b, by_office=False)
    somebody = any(kind is ActorKind.PERSON and iri in b.present for iri, kind in a.present.items())
    return somebody and (a.types == b.types or place_fit(a.places, b.places) >= Fit.WITHIN)
