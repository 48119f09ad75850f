"""Groups of claims in the making, and how to find those that a claim may join without looking at all of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from parley.merge.facts import Days, Facts, days_of, facts_of, identities_of
from parley.merge.inputs import ArticleInfo, TypeLookup
from parley.merge.people import shorter_names, sole_office
from parley.merge.rules import RULES
from parley.merge.sides import by_name, cities_of, gathers_alone, sides_of
from parley.model import IRI, TOOK_PLACE, ActorKind, Claim, MergeReason, Status

_BUCKET_DAYS = 31
_LONGEST_DAYS = 2 * _BUCKET_DAYS
_ONE_IS_ENOUGH = RULES.place_is_a_side | RULES.by_topic | RULES.whole_sides
_BY_NAME, _BY_SIDE = "by name", "by side"  # how an article tells of the sides: all as persons, or not
_MANY = 8  # of so many participants countries are no longer looked for behind persons

PLANS = frozenset({Status.PLANNED, Status.POSTPONED, Status.CANCELLED})


def line_of(status: Status) -> str:
    """Return the line of claims that one of this status is grouped in: what happened, plans, each other by itself."""
    return "happened" if status in TOOK_PLACE else "plans" if status in PLANS else status.value


def reach_of(line: str) -> int:
    """Return within how many days of one another undated claims of a line must be published to be compared."""
    limits = RULES.limits
    return {"happened": 0, "plans": limits.postponed_window_days}.get(line, limits.undated_window_days)


@dataclass(frozen=True, slots=True)
class Item:
    """A claim with what merging needs to know of it."""

    claim: Claim
    article: ArticleInfo
    facts: Facts
    days: Days
    family: str
    label: str  # of the type, in small letters
    published: int | None  # ordinal
    words: Hashable  # who is said to do what in which sentence; None when that is too short
    apart: frozenset[IRI]  # claims that must not be in one event with this one

    @property
    def precise(self) -> bool:
        """Say whether the days are known and are those of the happening."""
        return self.days.whole and self.days.width <= _LONGEST_DAYS

    @property
    def vague(self) -> bool:
        """Say whether it lies some time within few enough days."""
        return not self.days.whole and not self.days.open and self.days.width <= RULES.limits.widest_days

    @property
    def rank(self) -> tuple[int, bool, int, int, int, int, bool, int, str]:
        """Return the place of the claim in the order of grouping."""
        return (
            0 if self.precise else 1 if self.vague else 2,
            self.claim.type in RULES.journey and not self.facts.places,
            -RULES.tells.get(self.claim.type, 1),
            -sum(kind is ActorKind.PERSON for kind in self.facts.present.values()),
            -len(self.facts.named),
            self.days.width,
            self.published is None,
            self.published or 0,
            self.claim.iri,
        )


def plan_order(item: Item) -> tuple[object, ...]:
    """Return the place of a claim among those of plans: they are followed in the order of publication."""
    return item.published or 0, item.rank


def item_of(claim: Claim, article: ArticleInfo, types: TypeLookup, apart: frozenset[IRI]) -> Item:
    """Return `claim` ready for grouping."""
    facts = facts_of(claim, identities_of(claim))
    return Item(
        claim=claim,
        article=article,
        facts=facts,
        days=days_of(claim.when),
        family=types.family(claim.type),
        label=types.label(claim.type).casefold(),
        published=article.published.toordinal() if article.published else None,
        words=_words(claim, facts),
        apart=apart,
    )


def _words(claim: Claim, facts: Facts) -> Hashable:
    for quote in claim.evidence:
        if quote.start <= claim.trigger.start < quote.end and facts.named:
            words = " ".join(quote.exact.casefold().split())
            if len(words) >= RULES.limits.same_words_chars:
                offset = claim.trigger.start - quote.start
                return words, offset, claim.type, claim.status.value, claim.count, tuple(sorted(facts.named))
    return None


@dataclass(slots=True)
class Cluster:
    """Claims taken to be of one happening, the first of them its core."""

    members: list[Item]
    facts: Facts
    days: Days  # of the core; in a line of plans, the days planned last
    articles: set[IRI]
    claims: set[IRI]
    reasons: list[MergeReason] = field(default_factory=list)
    into: Cluster | None = None  # the cluster that took this one in
    of_plan: Item | None = None  # the claim that tells last of the plan, where it is not the one added last
    sought: set[Hashable] = field(default_factory=set)  # the keys under which it looked for what came of it

    @property
    def core(self) -> Item:
        """Return the claim that the others were compared with."""
        return self.members[0]

    @property
    def joined(self) -> bool:
        """Say whether another cluster took it in."""
        return self.into is not None

    @property
    def outcome(self) -> Cluster:
        """Return the cluster that it is part of now."""
        cluster = self
        while cluster.into is not None:
            cluster = cluster.into
        return cluster

    @property
    def latest(self) -> Item:
        """Return the claim added last; of a plan the one that tells what was planned last."""
        return self.of_plan or self.members[-1]

    def may_take(self, item: Item) -> bool:
        """Say whether neither the article of `item` nor a reviewer's decision keeps it out."""
        return item.claim.article not in self.articles and self.claims.isdisjoint(item.apart)

    def may_join(self, other: Cluster) -> bool:
        """Say whether `other` may take all members of this one."""
        return all(other.may_take(item) for item in self.members)

    def may_contradict(self, other: Cluster) -> bool:
        """Say whether no reviewer's decision keeps this one out of `other`, whose articles it may have in common."""
        return all(other.claims.isdisjoint(item.apart) for item in self.members)

    def add(self, item: Item, reason: str, other: Item | None = None) -> None:
        """Take in `item`, because of `reason` in its relation to `other`, by default the core."""
        self.of_plan = None
        self.reasons.append(MergeReason(claim=item.claim.iri, other=(other or self.core).claim.iri, reason=reason))
        self._keep(item)

    def take(self, other: Cluster, reason: str, *, claim: IRI | None = None, to: IRI | None = None) -> None:
        """Take in a whole cluster, its reasons kept; `claim`, by default its core, is joined `to` this one's core."""
        self.of_plan = self.latest
        for item in other.members:
            self._keep(item)
        joined = MergeReason(claim=claim or other.core.claim.iri, other=to or self.core.claim.iri, reason=reason)
        self.reasons.append(joined)
        self.reasons += other.reasons
        self.sought |= other.sought
        other.into = self

    def _keep(self, item: Item) -> None:
        self.members.append(item)
        self.facts.absorb(item.facts)
        self.articles.add(item.claim.article)
        self.claims.add(item.claim.iri)


def new_cluster(item: Item) -> Cluster:
    """Return a cluster with `item` for its core."""
    return Cluster(
        [item], facts_of(item.claim, identities_of(item.claim)), item.days, {item.claim.article}, {item.claim.iri}
    )


@dataclass(slots=True)
class Finder:
    """The clusters of one line, found by family, two ends or all sides of the contact, and stretch of time."""

    line: str
    clusters: list[Cluster] = field(default_factory=list)
    _index: dict[Hashable, dict[int, Cluster]] = field(default_factory=dict)

    def add(self, cluster: Cluster) -> None:
        """Keep a new cluster."""
        self.clusters.append(cluster)
        self.note(cluster, cluster.core)

    def note(self, cluster: Cluster, item: Item) -> None:
        """Make `cluster` findable by what `item`, one of its members, tells."""
        for key in _noted(self.line, item):
            self._index.setdefault(key, {})[id(cluster)] = cluster

    def near(self, item: Item) -> list[Cluster]:
        """Return the clusters that share participants with `item`, and days or, within reach, the publication."""
        return self._lookup(_sought(self.line, item.family, item.facts, _near_stretches(item, reach_of(self.line))))

    def between(self, cluster: Cluster, first: int, last: int) -> list[Cluster]:
        """Return the clusters that share enough participants with `cluster` and tell a day from `first` to `last`."""
        days = [("day", bucket) for bucket in _buckets(first, last)]
        keys = set(_sought(self.line, cluster.core.family, cluster.facts, days))
        cluster.sought |= keys
        return self._lookup(keys)

    def wholes_around(self, cluster: Cluster) -> list[Cluster]:
        """Return what became of the visits and conferences of those in `cluster` that were told for its days."""
        ends = ((actor, None) for actor in cluster.facts.named)
        keys = set(_keys(self.line, cluster.core.family, ends, _date_stretches(cluster.days)))
        cluster.sought |= keys
        found: dict[int, Cluster] = {}
        for key in keys:
            for each in self._index.get(key, {}).values():
                whole = each.outcome
                found[id(whole)] = whole
        return sorted(found.values(), key=lambda c: c.core.claim.iri)

    def _lookup(self, keys: Iterable[Hashable]) -> list[Cluster]:
        found: dict[int, Cluster] = {}
        for key in keys:
            found |= self._index.get(key, {})
        return sorted((c for c in found.values() if not c.joined), key=lambda c: c.core.claim.iri)


def noted_keys(item: Item) -> Iterator[Hashable]:
    """Yield the keys under which a claim is found, those of its words included."""
    line = line_of(item.claim.status)
    yield from _noted(line, item)
    if line == "plans" and item.claim.type in RULES.part_of:
        yield line, "whole", item.claim.iri
    if item.words is not None and line == "happened":
        yield line, "words", item.words


def sought_keys(item: Item) -> Iterator[Hashable]:
    """Yield the keys under which a claim, while it is placed, looks for others of its line."""
    line = line_of(item.claim.status)
    yield from _sought(line, item.family, item.facts, _near_stretches(item, reach_of(line)))
    if line == "plans" and item.claim.part_of is not None:
        yield line, "whole", item.claim.part_of
    if item.words is not None and line == "happened":
        yield line, "words", item.words


def _noted(line: str, item: Item) -> Iterator[Hashable]:
    ends = [*_ends(item.facts)]
    if sides := sides_of(item.facts):
        ends.append((_BY_NAME if by_name(item.facts) else _BY_SIDE, *sorted(sides)))
    yield from _keys(line, item.family, ends, _stretches(item))


def _sought(line: str, family: str, facts: Facts, stretches: Iterable[Hashable]) -> Iterator[Hashable]:
    ends = [*_ends(facts)]
    if sides := sides_of(facts):
        ends.append((_BY_SIDE, *sorted(sides)))
        if not by_name(facts):  # whoever names all persons fits no others
            ends.append((_BY_NAME, *sorted(sides)))
    yield from _keys(line, family, ends, stretches)


def _keys(line: str, family: str, ends: Iterable[Hashable], stretches: Iterable[Hashable]) -> Iterator[Hashable]:
    stretches = tuple(stretches)
    for each in ends:
        for stretch in stretches:
            yield line, family, each, stretch


def _ends(facts: Facts) -> Iterator[Hashable]:
    """Yield what two claims of one happening have in common: a named participant and another, or that one's party.

    Where one participant can be enough, that one alone, also by an office; of a conference the city as well.
    """
    if facts.types & _ONE_IS_ENOUGH or gathers_alone(facts):
        yield from ((actor, None) for actor in facts.named)
        yield from ((name, None) for actor in facts.named for name in shorter_names(actor, facts))
        yield from (
            (*sorted(held), facts.party.get(actor)) for actor in facts.present if (held := sole_office(actor, facts))
        )
    if facts.types & RULES.open_list:
        yield from ((city, None) for city in cities_of(facts))
    if len(facts.named) > _MANY:
        yield from combinations(sorted(facts.named), 2)
        return
    shorter = {actor: tuple(shorter_names(actor, facts)) for actor in facts.named}
    if not all(shorter.values()):
        shorter = {}  # whoever has no shorter name is found by his own
    for actor in facts.named:
        for other in facts.present:
            if other != actor:
                yield actor, other
                side = facts.party.get(other, other)
                if side != other:
                    yield actor, side
                yield from ((name, side) for name in shorter.get(actor, ()))


def _stretches(item: Item) -> Iterator[Hashable]:
    yield from _date_stretches(item.days)
    if item.published is not None and not item.claim.status.took_place:
        yield "published", item.published // _BUCKET_DAYS


def _near_stretches(item: Item, reach_days: int) -> Iterator[Hashable]:
    yield from _date_stretches(item.days)
    if reach_days and item.published is not None:
        first, last = item.published - reach_days, item.published + reach_days
        yield from (("published", bucket) for bucket in _buckets(first, last))


def _date_stretches(days: Days) -> Iterator[Hashable]:
    if days.told and days.open:
        yield "open", days.first, days.last
        if days.only_end:
            yield "day", days.last // _BUCKET_DAYS
    elif days.told and days.width <= _LONGEST_DAYS:
        yield from (("day", b) for b in _buckets(days.first, days.last))


def _buckets(first: int, last: int) -> range:
    return range(first // _BUCKET_DAYS, last // _BUCKET_DAYS + 1)


def last_published(cluster: Cluster) -> int | None:
    """Return the day of the latest publication among the members, None when no day is known."""
    return max((m.published for m in cluster.members if m.published is not None), default=None)


def first_published(cluster: Cluster) -> int | None:
    """Return the day of the earliest publication among the members, None when no day is known."""
    return min((m.published for m in cluster.members if m.published is not None), default=None)


def is_postponed(cluster: Cluster) -> bool:
    """Say whether the plan was last reported as postponed."""
    return cluster.latest.claim.status is Status.POSTPONED


def has_just_ended(cluster: Cluster) -> bool:
    """Say whether it is a journey of which only the end is told, as news."""
    days, published = cluster.days, cluster.core.published
    news = published is not None and -1 <= published - days.last <= RULES.limits.untold_days
    return days.only_end and news and cluster.facts.types <= RULES.journey
