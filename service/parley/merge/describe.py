"""One event from its claims: what it was, when, where, who took part, what became of it, and how many say so.

Where claims differ, every one keeps what it says, and the event takes:

- the status told last (by publication) among planned, postponed, cancelled, ongoing and occurred, the further step on
  one day, of one article the new plan after the postponement; a denial does not change it, but disputes it; with only
  a plan before it, the denial or refusal stands, and so does the denial of a side when nobody but media and unnamed
  people are cited for what took place;
- the most precise date of the claims of that status, stated before relative before anchored, then the one that more
  voices tell, then the one published first, then by claim; where what took place has none, the one planned last, and
  where it has only an end, the first day planned last, which are then inferred;
- of each actor the role told most often, a specific one before mere participation, absence before a tie.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from parley.iris import Iris, claim_id
from parley.merge.clusters import Cluster, Item
from parley.merge.facts import days_of, identities_of, initiators_of, party_of
from parley.merge.fits import Fit, date_fit
from parley.merge.inputs import LevelLookup, OfficeLookup, TypeLookup
from parley.merge.labels import label_of
from parley.merge.rules import RULES
from parley.merge.sources import Voices
from parley.merge.unite import ROLES, most_specific_medium, rank_of_date, unite_places
from parley.model import (
    IRI,
    NEGATIVE,
    UNDATED,
    Actor,
    ActorKind,
    Claim,
    DateBasis,
    Event,
    Participant,
    Participation,
    PublishedBasis,
    Role,
    SourceKind,
    Status,
    StatusChange,
    When,
)

_STEPS = (Status.PLANNED, Status.POSTPONED, Status.CANCELLED, Status.ONGOING, Status.OCCURRED)
_HEARSAY = frozenset({SourceKind.MEDIA, SourceKind.OTHER})
_NEVER = dt.date.max
_MOST_WORDS = 5  # topics or occasions of an event
_LATER_BY = {PublishedBasis.STATED: dt.timedelta(days=1), PublishedBasis.ESTIMATED: dt.timedelta(days=366)}
"""How much later than the publication day that is told an article may have told of what took place."""


def describe(
    cluster: Cluster,
    *,
    voices: Voices,
    types: TypeLookup,
    iris: Iris,
    offices: OfficeLookup,
    levels: LevelLookup,
    persons: Mapping[IRI, IRI],
) -> Event:
    """Return the event that the claims of `cluster` tell, not yet linked to the one it is part of.

    `persons` are the IRIs by which those go who are one person with others elsewhere.
    """
    items = sorted(cluster.members, key=lambda i: (i.article.published or _NEVER, claim_id(i.claim.iri)))
    claims = [item.claim for item in items]
    status, disputed = _status(items)
    when = _when(items, status, voices)
    kind = RULES.most_telling(c.type for c in claims)
    places = unite_places(place for c in claims if c.type not in RULES.placeless for place in c.places)
    places = places or unite_places(place for c in claims for place in c.places)
    mentions = _mentions(claims, cluster)
    participations = tuple(_participation(same, when, offices, levels, persons) for same in mentions)
    published = sorted(i.article.published for i in items if i.article.published)
    names = {participation.actor: _name(same) for participation, same in zip(participations, mentions, strict=True)}
    return Event(
        iri=iris.event(claims[0].iri),
        label=label_of(
            types.label(kind),
            journey=kind in RULES.journey,
            contact=types.is_contact(kind),
            participations=participations,
            names=names,
            places=places,
            when=when,
            status=status,
        ),
        type=kind,
        status=status,
        medium=most_specific_medium(c.medium for c in claims),
        when=when,
        participations=participations,
        claims=tuple(sorted(c.iri for c in claims)),
        source_count=voices.count(claims),
        places=places,
        topics=_once(claim.topic for claim in claims),
        occasions=_once(claim.occasion for claim in claims),
        count=cluster.core.claim.count,
        disputed=disputed,
        told_differently=_told_differently(claims),
        history=_history(items),
        first_reported=published[0] if published else None,
        last_reported=published[-1] if published else None,
        took_place_by=_took_place_by(items, status, when),
        reasons=tuple(sorted(cluster.reasons, key=lambda r: (r.claim, r.other))),
    )


def link_events(events: Iterable[Event], claims: Mapping[IRI, Claim]) -> tuple[Event, ...]:
    """Return the events sorted by IRI, each with the event it is part of: the one that most of its claims name.

    A link that would close a circle is left out, that of the later IRI first.
    """
    found = sorted(events, key=lambda e: e.iri)
    holder = {claim: event.iri for event in found for claim in event.claims}
    whole_of: dict[IRI, IRI] = {}
    for event in found:
        told = Counter(
            holder[whole]
            for claim in event.claims
            if (whole := claims[claim].part_of) is not None and holder.get(whole, event.iri) != event.iri
        )
        for whole, _ in sorted(told.items(), key=lambda pair: (-pair[1], pair[0]))[:1]:
            if event.iri not in _chain(whole, whole_of):
                whole_of[event.iri] = whole
    return tuple(replace(event, part_of=whole_of.get(event.iri)) for event in found)


def _chain(event: IRI, whole_of: Mapping[IRI, IRI]) -> list[IRI]:
    chain = [event]
    while chain[-1] in whole_of:
        chain.append(whole_of[chain[-1]])
    return chain


def _as_of(item: Item) -> dt.date:
    return item.article.published or dt.date.min


def _status(items: Sequence[Item]) -> tuple[Status, bool]:
    """Return what became of it, and whether claims contradict each other about that."""
    steps = [i for i in items if i.claim.status in _STEPS]
    negative = [i for i in items if i.claim.status in NEGATIVE]
    if not steps:
        return items[0].claim.status, False
    latest = max(steps, key=lambda i: (_as_of(i), _step(i, items)))
    told = [i for i in steps if i.claim.status.took_place]
    sides = [i for i in negative if _is_of_side(i.claim)]
    if told and sides and all(_is_hearsay(i.claim) for i in told):
        return max(sides, key=lambda i: (_as_of(i), i.claim.status)).claim.status, True
    if not told:
        negative += [i for i in items if i.claim.status is Status.REFUSED]
    if told or not negative:
        return latest.claim.status, bool(told and (negative or not latest.claim.status.took_place))
    last = max(negative, key=lambda i: (_as_of(i), i.claim.status))
    return (last if _as_of(last) >= _as_of(latest) else latest).claim.status, False


def _step(item: Item, items: Sequence[Item]) -> int:
    """Return how far a status has come; what was postponed comes before the new plan of the same article."""
    planned = (i for i in items if i.claim.status is Status.PLANNED and i.claim.article == item.claim.article)
    moved = item.claim.status is Status.POSTPONED and any(planned)
    return -1 if moved else _STEPS.index(item.claim.status)


def _is_hearsay(claim: Claim) -> bool:
    """Say whether an article only passes on what media or others say, or "officials" of no state that it names."""
    said_by = claim.said_by
    nobody = said_by is not None and said_by.kind is SourceKind.ANONYMOUS and said_by.actor is None
    return said_by is not None and (said_by.kind in _HEARSAY or nobody)


def _is_of_side(claim: Claim) -> bool:
    return claim.said_by is not None and claim.said_by.kind is SourceKind.PARTICIPANT_SIDE


def _told_differently(claims: Sequence[Claim]) -> bool:
    """Say whether some claims tell that it took place and others that it did not, or some of one status other days.

    Or another number, or on whose initiative it was, or places of which none is the same: one may lie in the other,
    which is for readers of the graph to find out.
    """
    by_status: dict[Status, list[Claim]] = {}
    for claim in claims:
        by_status.setdefault(claim.status, []).append(claim)
    if any(status.took_place for status in by_status) and any(status in NEGATIVE for status in by_status):
        return True
    return any(
        _days_apart(same) or _places_apart(same) or len({c.count for c in same}) > 1 or _initiators_apart(same)
        for same in by_status.values()
    )


def _days_apart(claims: Sequence[Claim]) -> bool:
    starts = [claim.when.start for claim in claims if claim.when.start]
    ends = [claim.when.end for claim in claims if claim.when.end]
    return bool(starts and ends) and min(ends) < max(starts)


def _places_apart(claims: Sequence[Claim]) -> bool:
    told = {frozenset(place.iri for place in claim.places) for claim in claims if claim.places}
    return any(not some & others for some, others in combinations(told, 2))


def _initiators_apart(claims: Sequence[Claim]) -> bool:
    told = [initiators_of(claim) for claim in claims]
    return any(not some & others for some, others in combinations(filter(None, told), 2))


def _when(items: Sequence[Item], status: Status, voices: Voices) -> When:
    """Return the best supported of the most precise dates among the claims that tell what became of it."""
    if status.took_place:
        told = [i for i in items if i.claim.status.took_place]
        if not any(i.days.told for i in told) and (planned := _planned_last(items)):
            as_planned = _when(planned, planned[0].claim.status, voices)
            return replace(as_planned, basis=DateBasis.INFERRED)
    elif status in _STEPS:
        told = _planned_last(items)
    else:
        told = [i for i in items if i.claim.status == status and days_of(i.claim.when).told]
        told = told or _planned_last(items)
    if not told:
        return UNDATED
    support = {key: voices.count(i.claim for i in told if _span(i) == key) for key in {_span(i) for i in told}}

    def rank(item: Item) -> tuple[tuple[int, int, int], int, dt.date, str]:
        published = item.article.published or _NEVER
        return rank_of_date(item.claim.when), -support[_span(item)], published, claim_id(item.claim.iri)

    best = min(told, key=rank)
    return _from_plan(best, items) if status.took_place and best.days.only_end else best.claim.when


def _from_plan(ended: Item, items: Sequence[Item]) -> When:
    """Return the date of what is told by its end, from the first day on for which it was planned last, where known."""
    planned = (i.claim.when for i in _planned_last(items) if i.days.whole and i.days.first <= ended.days.last)
    first = min(planned, key=rank_of_date, default=None)
    when = ended.claim.when
    return when if first is None else replace(first, end=when.end, basis=DateBasis.INFERRED)


def _took_place_by(items: Sequence[Item], status: Status, when: When) -> dt.date | None:
    """Return the last day on which what took place can have been by when it was told, where no last day is known.

    A stated publication day may be the day before where it took place; an estimated one may be wrong by a year.
    """
    if status is not Status.OCCURRED or when.end is not None:
        return None
    told = (
        item.article.published + _LATER_BY[item.article.published_basis]
        for item in items
        if item.claim.status is Status.OCCURRED
        and item.article.published is not None
        and item.article.published_basis in _LATER_BY
    )
    by = min(told, default=None)
    return by if by is not None and (when.start is None or when.start <= by) else None


def _span(item: Item) -> tuple[dt.date | None, dt.date | None]:
    return item.claim.when.start, item.claim.when.end


def _planned_last(items: Sequence[Item]) -> list[Item]:
    """Return the claims that tell the days planned last; none after a postponement without a new date."""
    plans = [i for i in items if i.claim.status in _STEPS and not i.claim.status.took_place]
    plans.sort(key=lambda i: (_as_of(i), _step(i, items), i.claim.iri))
    for last in reversed(plans):
        if last.days.told:
            return [i for i in plans if i.days.told and date_fit(i.days, last.days) is not Fit.APART]
        if last.claim.status is Status.POSTPONED:
            return []
    return []


def _history(items: Sequence[Item]) -> tuple[StatusChange, ...]:
    """Return the steps in the order of publication and of the texts, one for claims in a row that say the same."""
    steps: list[StatusChange] = []
    for item in sorted(items, key=lambda i: (_as_of(i), i.claim.article, i.claim.trigger, i.claim.iri)):
        when = item.claim.when
        step = StatusChange(
            status=item.claim.status,
            as_of=item.article.published,
            start=when.start,
            end=when.end,
            claim=item.claim.iri,
        )
        if not steps or (steps[-1].status, steps[-1].start, steps[-1].end) != (step.status, step.start, step.end):
            steps.append(step)
    return tuple(steps)


def _once(told: Iterable[str | None]) -> tuple[str, ...]:
    """Return the first few of what claims tell in words, whatever their case."""
    once: dict[str, str] = {}
    for words in told:
        if words:
            once.setdefault(" ".join(words.casefold().split()), words)
    return tuple(once.values())[:_MOST_WORDS]


# --- participants --------------------------------------------------------------------------------------------------


def _mentions(claims: Sequence[Claim], cluster: Cluster) -> list[list[Participant]]:
    """Return what the claims say of each actor, without those who only stand for somebody named elsewhere."""
    kept = cluster.facts.present.keys() | cluster.facts.absent
    by_actor: dict[str, list[Participant]] = {}
    for claim in claims:
        identities = identities_of(claim)
        for participant in claim.participants:
            identity = identities.get(participant.actor.iri, participant.actor.iri)
            if identity in kept:
                by_actor.setdefault(identity, []).append(participant)
    return list(by_actor.values())


def _actor(mentions: Sequence[Participant]) -> Actor:
    """Return the actor of the shortest IRI: a reference actor before new ones, a known state before none."""
    return min((p.actor for p in mentions), key=lambda actor: (len(actor.iri), actor.iri))


def _participation(
    mentions: Sequence[Participant],
    when: When,
    offices: OfficeLookup,
    levels: LevelLookup,
    persons: Mapping[IRI, IRI],
) -> Participation:
    actor = _actor(mentions)
    held = _office_held(actor.iri, when, offices) if actor.kind is ActorKind.PERSON else None
    return Participation(
        actor=persons.get(actor.iri, actor.iri),
        role=_role([p.role for p in mentions]),
        parties=tuple(sorted({party for p in mentions if (party := party_of(p)) is not None})),
        office=held[0] if held else None,
        office_level=held[1] if held else _level_told(mentions, levels) if actor.kind is ActorKind.PERSON else None,
        offices_claimed=tuple(dict.fromkeys(p.office for p in mentions if p.office)),
    )


def _level_told(mentions: Sequence[Participant], levels: LevelLookup) -> str | None:
    """Return the highest level of the offices that articles give somebody."""
    return levels({(p.office, party_of(p)) for p in mentions if p.office})


def _role(told: Sequence[Role]) -> Role:
    absent = told.count(Role.ABSENT)
    if absent * 2 >= len(told):
        return Role.ABSENT
    return max(
        set(told) - {Role.ABSENT},
        key=lambda role: (role is not Role.PARTICIPANT, told.count(role), -ROLES.index(role)),
    )


def _office_held(actor: IRI, when: When, offices: OfficeLookup) -> tuple[IRI, str | None] | None:
    """Return the office held from the first to the last day; None when that is not one and the same."""
    if when.start is None or when.end is None:
        return None
    held = offices(actor, when.start)
    return held if held is not None and offices(actor, when.end) == held else None


def _name(mentions: Sequence[Participant]) -> str:
    labels = Counter(p.actor.label for p in mentions)
    return min(labels, key=lambda label: (-labels[label], label))
