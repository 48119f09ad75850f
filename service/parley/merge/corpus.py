"""Across articles: claims of one happening become one event, whatever the order in which they are given.

The rule, line by line; what cannot be told apart from two happenings is kept apart.

1. Claims are grouped within their line: what happened (occurred, ongoing), what was planned (planned, postponed,
   cancelled), and each other status by itself. They come in a fixed order, precise dates before vague ones, told forms
   before untold ones, and join the one group that they fit best; where two different ones fit equally well, they stay
   alone.
2. To fit, family, form and medium must go together, places not contradict each other, counts be equal, nobody be
   visitor here and host there, and two named participants be the same: people by their full name, however spelt, unless
   they act for different states. Of one state a name in the other ("Luis Soto", "Luis Soto Paz") is the same, where
   their offices do not differ; so is, at one place or on one day, who holds an office that nobody else of the state
   does, named or not. One is enough with the same place, for a visit or conference, or when on the very same day a
   country stands for its representative.
   Places may contradict each other where the very same persons did the very same thing on one day: which one is right
   is left open, and the event is disputed.
3. Without two names in common a claim fits loosely, and joins only where it fits nothing else:
   - where all sides are the same, told as a state, as an unnamed holder of an office, as a group or by whoever acted
     for it, on the very same day, on a vague date of a few days, or, less closely, in the same city. Two who are named
     are not the same, unless their state and all others are, and one name lies in the other, is in part the same with
     the same office, or has nearly the same letters. Of visits to one city one side is enough. Unnamed officials are no
     presidents, nobody of several whom somebody else met, and where there is nobody but groups they must have been in
     the same city;
   - where both are gatherings of one organisation at one place, or of a few days, whoever is named, or conferences in
     one city on one day that are not of different organisations;
   - where both name the same two in the same city on a vague date, and one names others as well;
   - where both are journeys of the same person on the same days, and one does not tell where to.
4. Dates must share a day. A vague one (a month, some days within which it lies) fits only where a single group of the
   same participants lies there, and not at all when it is wider than the limit. Undated happenings join in the same
   words, a sentence that two articles share, or, told as news, the one thing of the same persons, form or place that
   happened or was planned for the days before; so does a journey of which only the end is told. Requests, refusals and
   the like may be undated when they are published within weeks of one another.
   Two days in a row may be a disagreement about one: where the very same persons did the very same thing, both were
   published at once, neither is told as one more, nobody tells both, and neither fits the other day before or after.
5. Plans are followed in the order of publication: a plan with a date joins those that share a day with it; another date
   is another plan, unless a postponement lies between, or the article that tells of one has the new date. A plan joins
   what happened on its days, which may be a season where it was told before; a postponed one the single happening that
   follows within the limit; what was planned within a postponed visit, that its article tells or others do, the single
   plan or happening on its new days; an undated one that happening when it names the same place. An article that tells
   what came of a plan tells of another one besides.
6. A denial, or a report that it was not held, joins what happened or was planned on the day or the few days it speaks
   of, never anything outside them; a refusal what was planned for them before. A request, or what may come about, joins
   what was planned for its days or happened on them, told later.
7. Claims of one article join one another only where the one contradicts the other, or tells that what the other plans
   was postponed; nor do pairs that a reviewer has forbidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from parley.iris import Iris
from parley.merge.clusters import PLANS, Cluster, Finder, Item, item_of
from parley.merge.decisions import Decisions
from parley.merge.describe import describe, link_events
from parley.merge.held import link_plans
from parley.merge.inputs import ArticleInfo, LevelLookup, OfficeLookup, TypeLookup, no_level
from parley.merge.joins import (
    join_contradictions,
    join_negatives,
    join_neighbours,
    join_plans,
    join_refusals,
    join_untold,
    join_wishes,
)
from parley.merge.lines import join_same_words, place_claims, place_plans
from parley.merge.moved import join_moved, join_moved_parts
from parley.merge.reasons import CAME_OF_WISH, PLANNED_AFTER_WISH
from parley.merge.sources import Voices, publisher_voice
from parley.model import IRI, TOOK_PLACE, Claim, Event, Status

WISHES = (Status.REQUESTED, Status.HYPOTHETICAL)


def merge_claims(
    claims: Iterable[Claim],
    *,
    articles: Mapping[IRI, ArticleInfo],
    types: TypeLookup,
    iris: Iris,
    offices: OfficeLookup,
    levels: LevelLookup = no_level,
    persons: Mapping[IRI, IRI] = MappingProxyType({}),
    forbidden: frozenset[frozenset[IRI]] = frozenset(),
) -> tuple[Event, ...]:
    """Return the events that `claims` tell, sorted by IRI; each claim is in exactly one.

    An article that `articles` does not know counts as one without publisher or date. `forbidden` holds pairs of claims
    that must not be in one event: the way to undo a merge. `persons` are the IRIs by which people go who are one with
    others (`same_persons`).
    """
    once = {claim.iri: claim for claim in claims}
    known = {a: articles.get(a, ArticleInfo(iri=a)) for a in {claim.article for claim in once.values()}}
    apart: dict[IRI, set[IRI]] = {}
    for pair in forbidden:
        for claim in pair:
            apart.setdefault(claim, set()).update(pair - {claim})
    items = [item_of(once[iri], known[once[iri].article], types, frozenset(apart.get(iri, ()))) for iri in sorted(once)]
    voices = Voices(known, frozenset(publisher_voice(a.publisher) for a in known.values() if a.publisher))
    events = [
        describe(cluster, voices=voices, types=types, iris=iris, offices=offices, levels=levels, persons=persons)
        for cluster in group(items, Decisions())
    ]
    return link_plans(link_events(events, once), types)


def group(items: Iterable[Item], decisions: Decisions) -> list[Cluster]:
    """Return `items` as the groups that are one event each; `decisions` is told what was compared."""
    happened, plans = Finder("happened"), Finder("plans")
    of: dict[Status, list[Item]] = {status: [] for status in Status}
    for item in sorted(items, key=lambda i: i.claim.iri):
        of[item.claim.status].append(item)
    copies = place_claims([i for s in Status if s in TOOK_PLACE for i in of[s]], happened, decisions, undated=False)
    join_same_words(copies, happened, decisions)
    place_plans([i for s in Status if s in PLANS for i in of[s]], plans, happened, decisions)
    others = {status: Finder(status.value) for status in Status if status not in TOOK_PLACE | PLANS}
    for status, finder in others.items():
        place_claims(of[status], finder, decisions, undated=True)
    for status in WISHES:
        join_wishes(others[status], plans, PLANNED_AFTER_WISH, decisions)
    join_moved(plans, decisions)
    join_plans(plans, happened, decisions)
    join_moved_parts(plans, happened, decisions)
    join_neighbours(happened, decisions)
    join_untold(happened, plans, decisions)
    for status in WISHES:
        join_wishes(others[status], happened, CAME_OF_WISH, decisions)
    join_refusals(others[Status.REFUSED], plans, decisions)
    denied, not_held = others[Status.DENIED], others[Status.NOT_HELD]
    for finder, like in ((denied, ()), (not_held, (denied,))):
        join_contradictions(finder, happened)
        join_negatives(finder, happened, plans, like, decisions)
    join_contradictions(happened, happened)
    return [
        cluster for finder in (happened, plans, *others.values()) for cluster in finder.clusters if not cluster.joined
    ]
