"""Within one article: the tellings of one happening become one claim.

The fullest tellings come first (named persons, a date, a form). Each further one joins the claim that it fits best:

- every participant of the one is in the other, by name or through their country or an unnamed group of it, unless it
  is told as one with others ("also met officials") or, with fewer, as before, after or apart from the one told before;
  where no name is in both, they must stand near one another, or be of the same day;
- form, medium, place and count do not contradict each other, dates do not exclude each other, nobody is visitor here
  and host there;
- status: planned, postponed and cancelled go together, and so do denied and not held, where one of them has no day,
  and refused and not held of the same number; a hypothetical contact joins one that is asked for or planned; a visit of
  these days joins one to the same country that is told as to come, where their days meet or only one of them has any;
  of one day, or in one sentence, whatever has not taken place goes together; a plan joins what came of it on the same
  day; all else stays apart, and so does what is denied from what took place;
- what is older than a month before publication is background: a telling without a date joins it only from nearby,
  following it; what is recalled with a date ("last met in May") does not date news without one.

A telling that fits two claims equally well joins the one told in the same sentence. Otherwise it joins neither, unless
it tells neither date nor place: then it joins the one that it stands near, the preceding one first. The order in which
the tellings are given does not matter.

Claims that contradict each other stay apart and are linked (`parley.merge.contradictions`); what fits several such
claims of one happening alike joins the nearest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parley.iris import mint_claim
from parley.merge.contradictions import differ_on_initiative, link_contradictions, tell_one_differently
from parley.merge.facts import Days, Facts, facts_of, initiators_of
from parley.merge.fits import (
    Fit,
    Match,
    date_fit,
    forms_join,
    match,
    needs_more_than_form,
    place_fit,
    sides_agree,
    types_may_join,
)
from parley.merge.parts import link_parts
from parley.merge.rules import RULES
from parley.merge.unite import rank_of_telling, unite
from parley.model import IRI, TOOK_PLACE, UNDATED, Claim, Status

_PLANS = frozenset({Status.PLANNED, Status.POSTPONED, Status.CANCELLED})
_WISHED = frozenset({Status.REQUESTED, Status.REFUSED, Status.PLANNED})
_DENIALS = {Status.DENIED, Status.NOT_HELD}
_UNWILLING = {Status.REFUSED, Status.NOT_HELD}
_Key = tuple[str, str]


@dataclass(slots=True)
class _Group:
    """Tellings taken to be of one happening, and what they say together."""

    members: list[Claim]
    facts: Facts
    statuses: set[Status]

    def add(self, telling: Claim, facts: Facts) -> None:
        self.members.append(telling)
        self.facts.absorb(facts)
        if not self.facts.days.told or (self.facts.days.vague and facts.days.told and not facts.days.vague):
            self.facts.days = facts.days
        self.statuses.add(telling.status)


def merge_tellings(claims: Sequence[Claim], *, published: dt.date | None = None) -> tuple[Claim, ...]:
    """Return one claim per happening from the raw claims of an article, in the order of the text.

    `published`, where known, keeps undated news apart from its dated background. Claims of several articles are
    merged article by article.
    """
    found: list[Claim] = []
    for article in sorted({claim.article for claim in claims}):
        found.extend(_merge_article([c for c in claims if c.article == article], published))
    return tuple(found)


def _merge_article(claims: list[Claim], published: dt.date | None) -> list[Claim]:
    groups: list[_Group] = []
    index: dict[_Key, set[int]] = {}
    for telling in sorted(claims, key=rank_of_telling):
        facts = facts_of(telling)
        keys = _keys(facts)  # before the facts grow into those of a group
        number = _choose(telling, facts, _candidates(facts, groups, index), published)
        if number is None:
            number = len(groups)
            groups.append(_Group([telling], facts, {telling.status}))
        else:
            groups[number].add(telling, facts)
        for key in keys:
            index.setdefault(key, set()).add(number)
    united = _with_own_iris(_united(groups))
    return link_parts(link_contradictions(united))


def _united(groups: list[_Group]) -> list[tuple[Claim, list[Claim]]]:
    """Return the claim of each group with its tellings.

    Who says on whose initiative a contact was is cited for it where others say that it was on another side's.
    """
    told = [(group, member) for group in groups for member in group.members if initiators_of(member)]
    found: list[tuple[Claim, list[Claim]]] = []
    for group in groups:
        mine = [member for owner, member in told if owner is group]
        others = [member for owner, member in told if owner is not group]
        contested = next((m for m in mine if any(differ_on_initiative(m, other) for other in others)), None)
        claim = _dated(unite(group.members))
        found.append((claim if contested is None else replace(claim, said_by=contested.said_by), group.members))
    return found


def _dated(claim: Claim) -> Claim:
    """Return a claim that no telling dates with the day that it most likely was on."""
    when = claim.likely if claim.when == UNDATED and claim.status.took_place else claim.when
    return replace(claim, when=when, likely=UNDATED)


def _ends(facts: Facts) -> list[set[str]]:
    return [{actor, facts.party.get(actor, actor)} for actor in (*facts.present, *facts.absent)]


def _keys(facts: Facts) -> set[_Key]:
    """Return the keys under which a telling is found: each end, each two, and each end where there is only one side."""
    ends = _ends(facts)
    one_sided = bool(ends) and bool(set.intersection(*ends))
    single = {("side" if one_sided else "end", end) for some in ends for end in some}
    return single | _pairs(ends)


def _pairs(ends: list[set[str]]) -> set[_Key]:
    return {
        (min(mine, theirs), max(mine, theirs))
        for i, some in enumerate(ends)
        for others in ends[:i]
        for mine in some
        for theirs in others
    }


def _candidates(facts: Facts, groups: list[_Group], index: dict[_Key, set[int]]) -> list[tuple[int, _Group]]:
    """Return the groups with two ends in common, or one where either has no more; all for a nameless telling."""
    if not facts.present:
        return list(enumerate(groups))
    ends = _ends(facts)
    keys = _pairs(ends) | {("side", end) for some in ends for end in some}
    if set.intersection(*ends):
        keys |= {("end", end) for some in ends for end in some}
    numbers = {i for key in keys for i in index.get(key, ())}
    return [(i, groups[i]) for i in sorted(numbers)]


def _choose(
    telling: Claim, facts: Facts, candidates: list[tuple[int, _Group]], published: dt.date | None
) -> int | None:
    """Return the number of the group that a telling joins, None when it makes one of its own."""
    scores = {i: score for i, group in candidates if (score := _score(telling, facts, group, published)) is not None}
    if not scores:
        return None
    best = max(scores.values())
    equal = [(i, group) for i, group in candidates if scores.get(i) == best]
    if len(equal) == 1:
        return equal[0][0]
    beside = [i for i, group in equal if _in_one_sentence(telling, group)]
    if len(beside) == 1:
        return beside[0]  # "was welcomed by A in Paris, where they had talks"
    if (facts.days.told or facts.places) and not tell_one_differently([unite(group.members) for _, group in equal]):
        return None
    distance, nearest = min((_distance(telling, group), i) for i, group in equal)
    return nearest if distance <= RULES.limits.near_chars else None


def _score(
    telling: Claim, facts: Facts, group: _Group, published: dt.date | None
) -> tuple[int, int, int, int, int] | None:
    """Return how well a telling fits a group, more is better; None when it does not."""
    dates = _dates_in_article(facts.days, group.facts.days)
    places = place_fit(facts.places, group.facts.places)
    if dates is Fit.APART or places is Fit.APART or telling.count != group.members[0].count:
        return None
    if not types_may_join(facts, group.facts) or not (
        _statuses_fit(telling, facts, group, dates) or _is_one_journey(telling, facts, group, published)
    ):
        return None
    matched = match(facts, group.facts)
    if not (
        forms_join(facts, group.facts, matched)
        and sides_agree(facts, group.facts)
        and not any(differ_on_initiative(telling, member) for member in group.members)
        and _participants_fit(telling, facts, group, matched, dates)
        and needs_more_than_form(facts, group.facts, matched)
        and not _is_background(telling, facts, group, published)
        and not _is_recalled_alone(telling, facts, group)
    ):
        return None
    same_type = int(telling.type in group.facts.types)
    return int(dates), matched.same, matched.stand_ins + matched.groups, same_type, int(places)


def _dates_in_article(a: Days, b: Days) -> Fit:
    """Compare dates, where an open side says hardly more than no date and a year too little."""
    fit = date_fit(a, b)
    if fit is not Fit.WITHIN:
        return fit
    if a.open or b.open:
        return Fit.UNTOLD
    widest = RULES.limits.widest_days_in_article
    if any(days.vague and days.width > widest for days in (a, b)) and (a.first, a.last) != (b.first, b.last):
        return Fit.APART
    return fit


def _statuses_fit(telling: Claim, facts: Facts, group: _Group, dates: Fit) -> bool:
    return all(_two_statuses(telling, facts, group, status, dates) for status in group.statuses)


def _two_statuses(telling: Claim, facts: Facts, group: _Group, other: Status, dates: Fit) -> bool:
    pair = {telling.status, other}
    if len(pair) == 1 or pair <= _PLANS or pair <= TOOK_PLACE:
        return True
    if pair == _DENIALS and facts.days.told != group.facts.days.told:
        return not any(claim.another for claim in (telling, *group.members))
    if pair == _UNWILLING and not (facts.days.told and group.facts.days.told):
        return len(facts.present) == len(group.facts.present)
    one_day = dates is Fit.SAME and facts.days.first == group.facts.days.first
    if Status.PLANNED in pair and pair & TOOK_PLACE:
        return one_day
    if Status.HYPOTHETICAL in pair and pair & _WISHED:
        return True
    return not pair & TOOK_PLACE and (one_day or _in_one_sentence(telling, group))


def _is_one_journey(telling: Claim, facts: Facts, group: _Group, published: dt.date | None) -> bool:
    """Say whether a visit that took place these days and one to come are one: their days meet, or one has none.

    So they are where a text goes on telling of it as it was planned: "is in A since Monday. He will spend a day in A".
    """
    if not facts.types | group.facts.types <= RULES.journey:
        return False
    statuses = {telling.status, *group.statuses}
    if not statuses <= TOOK_PLACE | {Status.PLANNED} or any(claim.again for claim in (telling, *group.members)):
        return False
    if facts.days.told and group.facts.days.told:
        return not (facts.days.open or group.facts.days.open)
    dated = facts.days if facts.days.told else group.facts.days
    fresh = published is not None and abs(dated.last - published.toordinal()) <= RULES.limits.journey_days
    return dated.told and fresh


def _in_one_sentence(telling: Claim, group: _Group) -> bool:
    return any(
        mine.start < theirs.end and theirs.start < mine.end
        for mine in telling.evidence
        for member in group.members
        for theirs in member.evidence
    )


def _participants_fit(telling: Claim, facts: Facts, group: _Group, matched: Match, dates: Fit) -> bool:
    theirs = group.facts
    if facts.absent & theirs.present.keys() or theirs.absent & facts.present.keys():
        return False
    if matched.groups and _is_further(telling, group):
        return False
    others = matched.only_a or matched.only_b or matched.groups
    if others and (telling.apart or any(member.apart for member in group.members)):
        return False  # "A, B and C met. Before the meeting, A met B"
    if matched.only_a and matched.only_b:
        return matched.same > 1 and bool(facts.types & theirs.types & RULES.open_list)
    if matched.same > 0 or not facts.present:
        return True
    return dates is Fit.SAME or _distance(telling, group) <= RULES.limits.near_chars


def _is_further(telling: Claim, group: _Group) -> bool:
    """Say whether the later of two tellings adds others: "met the king. She also met officials"."""
    return any(max(telling, member, key=lambda claim: claim.trigger).further for member in group.members)


def _is_background(telling: Claim, facts: Facts, group: _Group, published: dt.date | None) -> bool:
    """Say whether one of the two is dated long before publication and the other an undated telling elsewhere."""
    if published is None or facts.days.told == group.facts.days.told:
        return False
    dated = facts.days if facts.days.told else group.facts.days
    if dated.last >= published.toordinal() - RULES.limits.background_days:
        return False
    undated, old = (group.members, [telling]) if facts.days.told else ([telling], group.members)
    if any(new.status is Status.ONGOING for new in undated):
        return True  # "visited Uganda in May. He is in Uganda for three days"
    near = RULES.limits.near_chars
    return not any(0 <= new.trigger.start - back.trigger.start <= near for new in undated for back in old)


def _is_recalled_alone(telling: Claim, facts: Facts, group: _Group) -> bool:
    """Say whether one of the two is dated and recalled, and the other undated news: "hold talks … last met in May"."""
    if facts.days.told == group.facts.days.told or {telling.status, *group.statuses} == _DENIALS:
        return False
    dated, undated = ([telling], group.members) if facts.days.told else (group.members, [telling])
    return all(c.recalled for c in dated) and not any(c.recalled for c in undated)


def _distance(telling: Claim, group: _Group) -> int:
    """Return how far away the nearest telling of the group stands; one that follows counts twice as far."""
    gaps = (telling.trigger.start - member.trigger.start for member in group.members)
    return min(gap if gap >= 0 else -2 * gap for gap in gaps)


def _with_own_iris(united: list[tuple[Claim, list[Claim]]]) -> list[Claim]:
    """Give each claim the IRI of its earliest trigger, and the next free one of its mentions where two share it."""
    united.sort(key=lambda pair: (pair[0].trigger, [p.start for p in pair[0].participants], rank_of_telling(pair[0])))
    taken: set[int] = set()
    new_iri: dict[IRI, IRI] = {}
    claims: list[Claim] = []
    for claim, members in united:
        offsets = [claim.trigger.start, *sorted(p.start for p in claim.participants)]
        offsets += range(claim.trigger.start, claim.trigger.start + len(united) + len(offsets))
        offset = next(o for o in offsets if o not in taken)
        taken.add(offset)
        iri = mint_claim(claim.article, offset)
        claims.append(replace(claim, iri=iri))
        for member in members:
            new_iri.setdefault(member.iri, iri)
    return [
        replace(claim, part_of=whole if (whole := new_iri.get(claim.part_of)) != claim.iri else None)
        if claim.part_of is not None
        else claim
        for claim in claims
    ]
