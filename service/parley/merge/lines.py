"""The lines of claims: how each claim finds its cluster, and how plans and denials meet what happened."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from parley.merge.clusters import (
    Cluster,
    Finder,
    Item,
    first_published,
    is_postponed,
    last_published,
    new_cluster,
)
from parley.merge.decisions import Candidate, Decisions, Score
from parley.merge.fits import (
    Days,
    Facts,
    Fit,
    Match,
    are_namesakes,
    date_fit,
    forms_join,
    match,
    needs_more_than_form,
    place_fit,
    sides_agree,
    types_may_join,
)
from parley.merge.reasons import (
    CAME_OF_PLAN,
    CONTRADICTED,
    DENIED,
    NOT_AS_PLANNED,
    SAME_WORDS,
    dates_together,
    places_together,
    plan_goes_on,
    told_as,
    who_in_common,
)
from parley.merge.rules import RULES
from parley.model import ActorKind, Status

_How = tuple[Match, Fit]  # who is in common, and how the places fit
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
            how = _compare_to(item, cluster, dates) if dates else None
            if how and item.claim.count == cluster.core.claim.count:
                fits.append((how[0], cluster, f"{how[1]}; {told_as(item.label, cluster.core.label)}."))
        _join_or_open(item, fits, finder, decisions, alone_if_two=not item.precise)
    return left


def _join_or_open(
    item: Item, fits: list[Candidate], finder: Finder, decisions: Decisions, *, alone_if_two: bool
) -> Cluster:
    """Add `item` to the cluster chosen from `fits`, or open a new one."""
    chosen = _decide(item, fits, finder, decisions, alone_if_two=alone_if_two)
    if chosen is None:
        return _open(item, finder, decisions)
    _, cluster, reason = chosen
    cluster.add(item, reason)
    finder.note(cluster, item)
    decisions.keep(item, cluster)
    return cluster


def _open(item: Item, finder: Finder, decisions: Decisions) -> Cluster:
    cluster = new_cluster(item)
    finder.add(cluster)
    decisions.keep(item, cluster)
    return cluster


def _decide(
    item: Item, fits: list[Candidate], finder: Finder, decisions: Decisions, *, alone_if_two: bool
) -> Candidate | None:
    """Return what `item`, or the cluster whose core it is, joins: as settled before, else the choice from `fits`."""
    decisions.note(item, (cluster for _, cluster, _ in fits))
    if decisions.is_settled(item):
        former = decisions.former(item, finder.line)
        return None if former is None else ((), former, "")
    free = [fit for fit in fits if not decisions.is_settled(fit[1].core)]
    return _choose(free, alone_if_two=alone_if_two)


def _choose(fits: list[Candidate], *, alone_if_two: bool) -> Candidate | None:
    """Return the single best of `fits`, with `alone_if_two` the only one; None where there is none, or two are as good.

    Clusters that would be one but for a reviewer's decision or an article that tells both count as one: otherwise one
    claim set apart would drive all others apart.
    """
    best = max((score for score, _, _ in fits), default=None)
    equal = sorted((fit for fit in fits if alone_if_two or fit[0] == best), key=lambda fit: fit[1].core.rank)
    return equal[0] if equal and all(_are_twins(equal[0][1], other) for _, other, _ in equal[1:]) else None


def _are_twins(a: Cluster, b: Cluster) -> bool:
    dates = date_fit(a.days, b.days)
    if dates is Fit.APART or (dates is Fit.UNTOLD and a.days != b.days):
        return False
    if place_fit(a.facts.places, b.facts.places) is Fit.APART:
        return False
    return _compare_clusters(a, b, dates) is not None


def _dates_across(item: Item, cluster: Cluster, *, undated: bool) -> Fit | None:
    """Compare the dates of two claims of different articles; None when they cannot be of one happening."""
    mine, theirs = item.days, cluster.days
    fit = date_fit(mine, theirs)
    if fit is Fit.APART:
        return None
    if fit is Fit.UNTOLD or mine.open or theirs.open:
        same = (mine.first, mine.last) == (theirs.first, theirs.last) and mine.told
        near = _days_between(item.published, cluster.core.published)
        close = near is not None and near <= RULES.limits.undated_window_days and fit is Fit.UNTOLD
        return Fit.UNTOLD if undated and (same or close) else None
    return fit if fit is Fit.SAME or _one_holds_the_other(mine, theirs) else None


def _one_holds_the_other(a: Days, b: Days) -> bool:
    if max(a.width if a.vague else 0, b.width if b.vague else 0) > RULES.limits.widest_days:
        return (a.first, a.last) == (b.first, b.last)
    if a.whole or b.whole:
        return True  # they overlap: some of the days are among those possible
    return (a.first <= b.first and b.last <= a.last) or (b.first <= a.first and a.last <= b.last)


def _days_between(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else abs(a - b)


def _compare_to(item: Item, cluster: Cluster, dates: Fit) -> tuple[Score, str] | None:
    how = _compare(item.facts, cluster.facts, item.days, cluster.days, dates)
    return (how[0], _in_words(how[1], item, cluster.core)) if how else None


def _in_words(how: _How, one: Item, other: Item) -> str:
    """Return why two claims go together, each with its own days: when a plan is moved, its cluster has other days."""
    matched, places = how
    told = (who_in_common(matched), dates_together(one.days, other.days), places_together(places))
    return "; ".join(part for part in told if part)


def _compare(a: Facts, b: Facts, a_days: Days, b_days: Days, dates: Fit) -> tuple[Score, _How] | None:
    """Return how well who, where and how go together, more is better, and in what; None when they do not."""
    places = place_fit(a.places, b.places)
    if not types_may_join(a, b) or are_namesakes(a, b):
        return None
    matched = match(a, b)
    if places is Fit.APART and not _only_places_differ(a, b, matched, a_days, b_days):
        return None
    if (
        not forms_join(a, b, matched)
        or not sides_agree(a, b)
        or not _enough(a, b, matched, dates, places, same_day=dates is Fit.SAME and a_days == b_days)
        or not needs_more_than_form(a, b, matched)
    ):
        return None
    score = (
        int(dates),
        int(a_days == b_days),
        matched.same,
        -matched.only_a - matched.only_b,
        int(a.types <= b.types),
        int(places),
    )
    return score, (matched, places)


def _only_places_differ(a: Facts, b: Facts, matched: Match, a_days: Days, b_days: Days) -> bool:
    """Say whether two tellings name the same persons, form and very day, so that the two places are a disagreement.

    Whoever is on a journey is in several places on one day.
    """
    persons = [iri for iri, kind in a.present.items() if kind is ActorKind.PERSON]
    one_day = a_days == b_days and a_days.whole and a_days.width == 1
    return one_day and matched.equal and len(persons) > 1 and a.types == b.types and not a.types & RULES.journey


def _enough(a: Facts, b: Facts, matched: Match, dates: Fit, places: Fit, *, same_day: bool) -> bool:
    """Say whether the participants in common are enough to take two claims for one happening."""
    types = a.types | b.types
    if matched.only_a and matched.only_b:
        return matched.same > 1 and types <= RULES.open_list
    if matched.same > 1:
        return not (matched.only_a or matched.only_b) or dates is Fit.SAME or types <= RULES.open_list
    if matched.same < 1:
        return False
    if types <= RULES.place_is_a_side and places >= Fit.WITHIN:
        return bool((a.named & b.named) - a.receivers - b.receivers)
    if types & (RULES.by_topic | RULES.whole_sides):
        return dates is Fit.SAME
    return same_day and matched.stand_ins > 0 and not (matched.only_a or matched.only_b)


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
            cluster = _open(item, finder, decisions)
        else:
            cluster = twin[1]
            cluster.add(item, SAME_WORDS, twin[0])
            decisions.keep(item, cluster)
        same.append((item, cluster))


def _is_copy(item: Item, member: Item, cluster: Cluster) -> bool:
    gap = _days_between(item.published, member.published)
    return (
        cluster.may_take(item)
        and date_fit(item.days, cluster.days) is not Fit.APART
        and (gap is None or gap <= RULES.limits.undated_window_days)
    )


def place_plans(items: Sequence[Item], finder: Finder, decisions: Decisions) -> None:
    """Follow plans in the order of publication, through postponements and cancellations."""
    ordered = sorted(items, key=lambda i: (i.published or 0, i.rank))
    for item in ordered:
        fits: list[Candidate] = []
        for cluster in decisions.open_to(item, finder.near(item)):
            if not cluster.may_take(item) or item.claim.count != cluster.core.claim.count:
                continue
            dates = _plan_dates(item, cluster)
            how = _compare_to(item, cluster, dates) if dates else None
            if how:
                told = told_as(item.label, cluster.core.label)
                fits.append((how[0], cluster, f"{how[1]}; {told}. {plan_goes_on(item.claim.status)}"))
        cluster = _join_or_open(item, fits, finder, decisions, alone_if_two=not item.precise)
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
        return fit if not (mine.open or theirs.open) and _narrow(mine) and _narrow(theirs) else None
    gap = _days_between(item.published, last_published(plan))
    if gap is None:
        return None
    moved = item.claim.status is Status.POSTPONED or is_postponed(plan)
    if moved and gap <= RULES.limits.postponed_window_days:
        return Fit.UNTOLD
    past = theirs.told and item.published is not None and theirs.last < item.published - 1
    if fit is Fit.APART or gap > RULES.limits.undated_window_days or (past and item.claim.status not in _ENDED):
        return None
    return Fit.UNTOLD


def _narrow(days: Days) -> bool:
    return days.whole or days.width <= RULES.limits.widest_days


def join_plans(plans: Finder, happened: Finder, decisions: Decisions) -> None:
    """Let each plan join what came of it."""
    for plan in sorted(plans.clusters, key=lambda c: c.core.claim.iri):
        fits: list[Candidate] = []
        for cluster in decisions.open_to(plan.core, happened.between(plan, *_outcome_days(plan))):
            dates = _outcome_dates(plan, cluster)
            how = _compare_clusters(plan, cluster, dates) if dates and plan.may_join(cluster) else None
            if how:
                fits.append((how[0], cluster, how[1]))
        _take(plan, fits, CAME_OF_PLAN, happened, decisions)


def _outcome_days(plan: Cluster) -> tuple[int, int]:
    """Return the first and last day on which what came of a plan is looked for."""
    if plan.days.told and not plan.days.open and _narrow(plan.days) and not is_postponed(plan):
        return plan.days.first, plan.days.last
    first, last = first_published(plan), last_published(plan)
    if first is None or last is None:
        return (plan.days.first, plan.days.last) if plan.days.told and not plan.days.open else (1, 0)
    limits = RULES.limits
    return first - 1, last + (limits.postponed_window_days if is_postponed(plan) else limits.undated_window_days)


def _outcome_dates(plan: Cluster, cluster: Cluster) -> Fit | None:
    """Compare the days of a plan with those of a happening; None when the one did not come of the other."""
    mine, theirs = plan.days, cluster.days
    fit = date_fit(mine, theirs)
    if fit in (Fit.SAME, Fit.WITHIN):
        return fit if not (mine.open or theirs.open) and _narrow(mine) and _narrow(theirs) else None
    last = last_published(plan)
    if not theirs.told or last is None:
        return None
    if is_postponed(plan):
        return Fit.UNTOLD if last - 1 <= theirs.first <= last + RULES.limits.postponed_window_days else None
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


def join_negatives(negatives: Finder, happened: Finder, plans: Finder, decisions: Decisions) -> None:
    """Let denials, and reports that it was not held, join what is said to have happened or was planned just then."""
    for denial in sorted(negatives.clusters, key=lambda c: c.core.claim.iri):
        if denial.joined or denial.days.open or not _narrow(denial.days):
            continue
        first, last = denial.days.first, denial.days.last
        for finder, lead in ((happened, DENIED), (plans, NOT_AS_PLANNED)):
            fits: list[Candidate] = []
            for cluster in decisions.open_to(denial.core, finder.between(denial, first, last)):
                dates = date_fit(denial.days, cluster.days)
                ok = dates in (Fit.SAME, Fit.WITHIN) and not cluster.days.open and _narrow(cluster.days)
                how = _compare_clusters(denial, cluster, dates) if ok and denial.may_join(cluster) else None
                if how:
                    fits.append((how[0], cluster, how[1]))
            if _take(denial, fits, lead, finder, decisions):
                break


def _compare_clusters(a: Cluster, b: Cluster, dates: Fit) -> tuple[Score, str] | None:
    if a.core.claim.count != b.core.claim.count:
        return None
    how = _compare(a.facts, b.facts, a.days, b.days, dates)
    return (how[0], f"{_in_words(how[1], a.core, b.core)}; {told_as(a.core.label, b.core.label)}.") if how else None


def _take(cluster: Cluster, fits: list[Candidate], lead: str, finder: Finder, decisions: Decisions) -> bool:
    """Let the one chosen from `fits`, clusters of `finder`, take `cluster`; say whether there was one."""
    chosen = _decide(cluster.core, fits, finder, decisions, alone_if_two=cluster.days.vague)
    if chosen is None:
        return False
    _, into, reason = chosen
    into.take(cluster, f"{lead} {reason}")
    return True
