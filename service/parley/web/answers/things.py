"""Single events, actors and articles as their pages show them.

Pure: rows of `event.rq`, `actor.rq` and `article.rq` in, frozen values out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from parley.model import DateBasis, Precision, Status
from parley.web.answers.cards import EventCard, Telling, event_cards, step_in, tellings
from parley.web.answers.disagreement import Disagreement, disagreements
from parley.web.answers.rows import (
    Link,
    Row,
    day_in,
    fragment_in,
    grouped,
    link_in,
    notation_in,
    of_part,
    short,
    text_in,
    unique,
)
from parley.wording import (
    DateInWords,
    StatusInWords,
    are_apart,
    date_in_words,
    day_in_words,
    days_in_words,
    is_put_off,
    part_of_date,
    precision_in_words,
    safe_address,
    status_in_words,
    word_of,
)

_PLANS = frozenset((Status.PLANNED, Status.REQUESTED, Status.POSTPONED))
SIDES = ("country", "organisation")
"""The kinds of actors that others act for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step of the status history of an event."""

    status: StatusInWords
    as_of: DateInWords | None
    planned: DateInWords | None
    moved_from: DateInWords | None = None  # the day that was told before, where it was another one
    told: Telling | None = None
    anchor: str | None = None  # the fragment of the change in the event


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why what two claims tell was taken for one event, in sentences."""

    text: str
    claims: tuple[Telling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """An event with its history, what its sources disagree on, the reasons of its merging and its parts.

    `dated_by` is the claim whose words gave its date, `pairs` lead to all contacts of those who met, `held` to what a
    plan may have been held as, `plans` to the plans that this may have been.
    """

    card: EventCard
    start: dt.date | None
    end: dt.date | None
    dated_by: Telling | None
    exactness: str | None
    pairs: tuple[Link, ...]
    disagreements: tuple[Disagreement, ...]
    history: tuple[Change, ...]
    reasons: tuple[Reason, ...]
    pieces: tuple[Link, ...]
    held: tuple[Link, ...]
    plans: tuple[Link, ...]

    @property
    def changed(self) -> bool:
        """Say whether the news of it changed, or it was put off; several voices in one article are no change."""
        articles = {each.told.claim.partition("#")[0] for each in self.history if each.told is not None}
        return len(articles) > 1 or self.card.status.notation == Status.POSTPONED

    @property
    def contradicted(self) -> bool:
        """Say whether claims tell what cannot all be right."""
        return any(not each.silence for each in self.disagreements)


@dataclass(frozen=True, slots=True, kw_only=True)
class TenureLine:
    """An office and when it was held."""

    office: str
    start: DateInWords | None
    end: DateInWords | None
    known_until: DateInWords | None
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorPage:
    """What the reference data, or the articles, say of an actor; `parties` are those for whom it acts, or acted."""

    label: str
    kind: str | None
    parties: tuple[Link, ...]
    names: tuple[str, ...]
    codes: tuple[str, ...]
    same: tuple[str, ...]
    tenures: tuple[TenureLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """What is known of an article, and what it says in the order of its text."""

    title: str | None
    publisher: str | None
    published: DateInWords | None
    basis: str | None
    language: str | None
    address: str | None
    sha256: str | None
    tellings: tuple[Telling, ...]


def event_page(rows: Sequence[Row], told: Sequence[Row], base: str) -> EventPage | None:
    """Return the event of the rows of `event.rq` and `tellings.rq`, None when there is none."""
    cards = event_cards(rows, base)
    if not cards:
        return None
    card, facts = cards[0], of_part(rows, "event")[0]
    changes = [group[0] for group in grouped(of_part(rows, "change"), "change")]
    days = day_in(facts, "start"), day_in(facts, "end")
    return EventPage(
        card=card,
        start=days[0],
        end=days[1],
        dated_by=_dated_by(card, *days),
        # How exactly a day is known that it is no longer planned for is of no use.
        exactness=None if card.put_off else precision_in_words(notation_in(facts, "precision") or "", *days),
        pairs=pairs_of(card),
        disagreements=disagreements(card.tellings, told),
        history=_history(changes, {each.claim: each for each in card.tellings}),
        reasons=_reasons(of_part(rows, "reason"), {each.claim: each for each in card.tellings}),
        pieces=_others(rows, "piece", base),
        held=_others(rows, "held", base),
        plans=_others(rows, "plan", base),
    )


def _others(rows: Sequence[Row], part: str, base: str) -> tuple[Link, ...]:
    """Return the events that a part of the rows tells of, each once."""
    links = (link_in(group[0], part, f"{part}Label", base) for group in grouped(of_part(rows, part), part))
    return tuple(link for link in links if link is not None)


def _dated_by(card: EventCard, start: dt.date | None, end: dt.date | None) -> Telling | None:
    """Return the first claim that tells just these days, of what became of the event rather than of a plan of it.

    It is one with words for them if any has, and best one that states them.
    """
    same = [each for each in card.tellings if each.when is not None and (each.start, each.end) == (start, end)]
    stated, became = word_of(DateBasis.STATED), card.status.notation

    def rank(each: Telling) -> tuple[bool, bool, bool]:
        return each.date_text is None, each.status.notation != became, each.date_basis != stated

    return min(same, key=rank, default=None)


def _history(rows: Sequence[Row], tellings: Mapping[str, Telling]) -> tuple[Change, ...]:
    changes: list[Change] = []
    steps = [step_in(row) for row in rows]
    before: tuple[dt.date | None, dt.date | None] | None = None  # the days that were planned last
    for number, row in enumerate(rows):
        status, start, end = steps[number]
        as_of = day_in(row, "asOf")
        dated = start is not None or end is not None
        changes.append(
            Change(
                status=status_in_words(status, put_off=is_put_off(steps[: number + 1])),
                as_of=day_in_words(as_of) if as_of else None,
                planned=_days(start, end) if dated else None,
                moved_from=_days(*before) if dated and before and are_apart((start, end), before) else None,
                told=tellings.get(row["claim"].value) if "claim" in row else None,
                anchor=fragment_in(row, "change"),
            )
        )
        if status not in _PLANS:
            before = None  # what comes after that is no other plan
        elif dated:
            before = start, end
    return tuple(changes)


def _reasons(rows: Sequence[Row], tellings: Mapping[str, Telling]) -> tuple[Reason, ...]:
    """Return the reasons in the order in which the claims were published; one that tells nothing is left out.

    The claims of a reason stay as its words have them: as the one and the other.
    """
    order = list(tellings)
    found = []
    for row in rows:
        named = [
            tellings[row[name].value] for name in ("claim", "other") if name in row and row[name].value in tellings
        ]
        if reason := text_in(row, "reason"):
            found.append(Reason(text=days_in_words(reason), claims=tuple(named)))
    return tuple(
        sorted(found, key=lambda each: sorted((order.index(claim.claim) for claim in each.claims), reverse=True))
    )


def _days(start: dt.date | None, end: dt.date | None) -> DateInWords:
    return date_in_words(start, end, Precision.RANGE)


def actor_page(rows: Sequence[Row], base: str) -> ActorPage | None:
    """Return the actor of the rows of `actor.rq`, None when there is none."""
    facts = of_part(rows, "actor")
    if not facts:
        return None
    sides = of_part(rows, "side")
    now = [row for row in sides if text_in(row, "to") is None]
    kind = unique(text_in(row, "kind") for row in facts)
    return ActorPage(
        label=text_in(facts[0], "label") or "",
        kind=short(kind[0]).lower() if kind else None,
        parties=_parties((*facts, *now), base) or _parties(sides, base),
        names=tuple(n for n in unique(text_in(row, "name") for row in rows) if n != text_in(facts[0], "label")),
        codes=unique(text_in(row, name) for name in ("iso3", "acronym") for row in facts),
        same=unique(safe_address(text_in(row, "same")) for row in facts),
        tenures=tuple(_tenure(group[0]) for group in grouped(of_part(rows, "tenure"), "tenure")),
    )


def _parties(rows: Sequence[Row], base: str) -> tuple[Link, ...]:
    return tuple(dict.fromkeys(link for row in rows if (link := link_in(row, "party", "partyLabel", base)) is not None))


def _tenure(row: Row) -> TenureLine:
    start, end, known = (text_in(row, name) for name in ("from", "to", "knownUntil"))
    return TenureLine(
        office=text_in(row, "officeLabel") or "",
        start=part_of_date(start) if start else None,
        end=part_of_date(end) if end else None,
        known_until=part_of_date(known) if known and not end else None,
        verified=text_in(row, "verified") == "true",
    )


def article_page(rows: Sequence[Row], base: str) -> ArticlePage | None:
    """Return the article of the rows of `article.rq`, None when there is none."""
    facts = next(iter(of_part(rows, "article")), None)
    if facts is None:
        return None
    published, basis = day_in(facts, "published"), notation_in(facts, "publishedBasis")
    return ArticlePage(
        title=text_in(facts, "title"),
        publisher=text_in(facts, "publisher"),
        published=day_in_words(published) if published else None,
        basis=basis,
        language=text_in(facts, "language"),
        address=safe_address(text_in(facts, "url")),
        sha256=text_in(facts, "sha256"),
        tellings=tellings(of_part(rows, "claim", "source", "event"), base),
    )


def pair_link(a: Link, b: Link) -> Link | None:
    """Return the link to all contacts of two actors, in the order of their names; None where one has no page."""
    one, other = sorted((a, b), key=lambda link: link.path or "")
    names = [link.path.removeprefix("/actor") for link in (one, other) if link.path and link.path.startswith("/actor/")]
    if len(names) < 2 or names[0] == names[1]:
        return None
    return Link(text=f"{one.text} and {other.text}", path=f"/pair{''.join(names)}")


def pairs_of(card: EventCard, *, most: int = 3) -> tuple[Link, ...]:
    """Return the pages of those who met in an event of two sides: the sides, then the persons; none for one of many."""
    apart = list(dict.fromkeys(line.sides or (line.actor,) for line in card.present))
    if len(apart) != 2:
        return ()
    countries = [pair_link(apart[0][0], apart[1][0])]
    people = [
        pair_link(a.actor, b.actor)
        for a, b in combinations(card.present, 2)
        if not _overlap(a.sides or (a.actor,), b.sides or (b.actor,))
    ]
    return tuple(dict.fromkeys(link for link in (*countries, *people) if link is not None))[:most]


def _overlap(a: Iterable[Link], b: Iterable[Link]) -> bool:
    return bool(set(a) & set(b))
