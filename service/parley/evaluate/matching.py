"""Which predicted event is which of the gold, and whether what it says is right."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parley.evaluate.gold import STATUS_SYNONYMS, type_name
from parley.evaluate.names import Who, gold_who, party_key, same_actor, same_place, split_words, told_who
from parley.evaluate.results import Finding
from parley.model import TOOK_PLACE, ActorKind, Medium, Role

_MEDIA = {"video_call": "video", "call": "phone", "correspondence": "letter", "message": "letter"}
_MOST_STOPS = 8  # the visits that one tour may be told as


@dataclass(slots=True, kw_only=True)
class Gold:
    """One event of the gold, in Parley's terms."""

    doc: str
    event: str | None  # which happening it is, the same in all texts that tell it
    must: bool
    type: str
    types: frozenset[str]
    statuses: frozenset[str]
    who: list[Who]
    start: str | None
    end: str | None
    starts: tuple[str, ...]
    city: str | None
    country: str | None
    venue: str | None
    medium: str | None
    words: frozenset[tuple[str, ...]]
    topic: frozenset[str]
    quotes: tuple[str, ...]
    slots: int
    label: str

    @property
    def occurred(self) -> bool:
        """Say whether the answer that it took place is right."""
        return bool(self.statuses & TOOK_PLACE)


@dataclass(slots=True, kw_only=True)
class Told:
    """One predicted event."""

    iri: str | None
    type: str
    status: str
    medium: str
    who: list[Who]
    start: str | None
    end: str | None
    place: str | None
    country: str | None
    confidence: float
    words: frozenset[tuple[str, ...]]
    topic: frozenset[str]
    vocabulary: frozenset[str]
    quotes: tuple[str, ...]
    label: str

    @property
    def occurred(self) -> bool:
        """Say whether it is said to have taken place."""
        return self.status in TOOK_PLACE


def _fours(quotes: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Return the runs of four words in `quotes`, whole where they are shorter."""
    runs: set[tuple[str, ...]] = set()
    for quote in quotes:
        words = split_words(quote)
        runs.update(words[i : i + 4] for i in range(max(1, len(words) - 3)))
    return frozenset(runs - {()})


def _statuses(*names: str) -> frozenset[str]:
    return frozenset().union(*(STATUS_SYNONYMS.get(name, {name}) for name in names))


def gold_event(doc: str, event: Mapping[str, Any], must: bool, aliases: Mapping[str, str]) -> Gold:
    """Return an event of the gold in Parley's terms."""
    told, also = event["type"], [type_name(name) for name in event.get("type_also_accept") or ()]
    kind = type_name(told)
    date, place = event.get("date") or {}, event.get("place") or {}
    who = [gold_who(entry, aliases) for entry in event["participants"]]
    hosts = [w.party for w in who if w.role.startswith("host country")]
    country = party_key(place.get("country"), aliases) or (hosts[0] if hosts else None)
    city = place.get("city")
    quoted = event.get("evidence") or ()
    quotes = (quoted,) if isinstance(quoted, str) else tuple(quoted)
    tour = kind == "visit" and not country and not city
    medium = event["medium"] if "medium" in event else None if also else _MEDIA.get(told)
    days = "/".join(dict.fromkeys(filter(None, (date.get("start"), date.get("end")))))
    names = ", ".join(str(entry["name"]) for entry in event["participants"])
    where = ", ".join(filter(None, (city, place.get("country"))))
    return Gold(
        doc=doc,
        event=event.get("event"),
        must=must,
        type=kind,
        types=frozenset({kind, *also}),
        statuses=_statuses(event["status"], *(event.get("status_also_accept") or ())),
        who=who,
        start=date.get("start"),
        end=date.get("end"),
        starts=tuple(event.get("date_also_accept") or ()),
        city=city,
        country=country,
        venue=place.get("venue"),
        medium=medium,
        words=_fours(quotes),
        topic=frozenset(split_words(event.get("topic") or "")),
        quotes=quotes,
        slots=_MOST_STOPS if tour else max(1, int(event.get("count") or 1)),
        label="; ".join(filter(None, (f"{event['status']} {told}: {names}", days, where))),
    )


def told_event(event: Mapping[str, Any], aliases: Mapping[str, str]) -> Told:
    """Return an event of `parley extract`; who was absent is no participant."""
    place = event.get("place") or {}
    quotes = tuple(str(span["exact"]) for span in event.get("evidence") or ())
    present = [entry for entry in event.get("participants") or () if entry.get("role") != Role.ABSENT.value]
    names = ", ".join(str(entry.get("label") or entry.get("text")) for entry in present)
    days = "/".join(dict.fromkeys(filter(None, (event.get("start"), event.get("end")))))
    where = ", ".join(dict.fromkeys(filter(None, (place.get("label"), place.get("country")))))
    return Told(
        iri=event.get("iri"),
        type=event["type"],
        status=event["status"],
        medium=event.get("medium") or Medium.UNKNOWN.value,
        who=[told_who(entry, aliases) for entry in present],
        start=event.get("start"),
        end=event.get("end"),
        place=place.get("label"),
        country=party_key(place.get("country"), aliases) or party_key(place.get("label"), aliases),
        confidence=float(event.get("confidence") or 0.0),
        words=_fours(quotes),
        topic=frozenset(split_words(event.get("topic") or "")),
        vocabulary=frozenset(word for quote in quotes for word in split_words(quote)),
        quotes=quotes,
        label="; ".join(filter(None, (f"{event['status']} {event['type']}: {names}", days, where))),
    )


def finding_of(kind: str, doc: str, gold: Gold | None, told: Told | None) -> Finding:
    """Return what is wrong of an event, with the sentences predicted for it, else those of the gold."""
    quotes = told.quotes if told else gold.quotes if gold else ()
    return Finding(
        kind=kind,
        doc=doc,
        gold=gold.label if gold else None,
        predicted=told.label if told else None,
        evidence=" … ".join(quotes),
    )


def _shared(gold: Gold, told: Told) -> list[Who]:
    """Return the participants of the gold that the predicted event has, each by a participant of its own."""
    taken: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j, other in enumerate(told.who):
            if j not in tried and same_actor(gold.who[i], other, told.vocabulary):
                tried.add(j)
                if j not in taken or place(taken[j], tried):
                    taken[j] = i
                    return True
        return False

    for i in range(len(gold.who)):
        place(i, set())
    found = set(taken.values())
    return [
        who
        for i, who in enumerate(gold.who)
        if i in found or (who.role.startswith("host") and who.party is not None and who.party == told.country)
    ]


def _in_country(gold: Gold, told: Told) -> bool:
    """Say whether the predicted event takes place in the country of the gold, by its place or by who is the host."""
    if gold.country is None:
        return False
    hosts = (
        who
        for who in told.who
        if who.kind in (ActorKind.COUNTRY, ActorKind.ORGANISATION) or who.role == Role.HOST.value
    )
    return told.country == gold.country or any(gold.country in {who.party, *who.keys} for who in hosts)


def agreement_of(gold: Gold, told: Told) -> int:
    """Return 0 where the predicted event is not the one of the gold, else how well the two agree, 1 to 999."""
    shared = _shared(gold, told)
    enough = len(shared) > 1
    if not enough and shared and "visit" in gold.types:
        visitor = any(who.party is None or who.party != gold.country for who in shared)
        tour = gold.slots == _MOST_STOPS and gold.country is None and told.type == "visit"
        enough = visitor and (_in_country(gold, told) or tour)
    elif not enough and shared and len(gold.who) == 1:
        enough = told.type in gold.types or _in_country(gold, told)
    if not enough:
        return 0
    agreement = 1 + min(len(shared), 20)
    agreement += 200 * (told.status in gold.statuses) + 200 * (told.occurred == gold.occurred)
    agreement += 200 * type_right(gold, told) + 150 * bool(gold.words & told.words)
    agreement += 100 * date_right(gold, told) + 50 * bool(place_right(gold, told))
    return agreement


def type_right(gold: Gold, told: Told) -> bool:
    """Say whether the type is one that the gold accepts."""
    if told.type in gold.types:
        return True
    # What was said by a medium that the text does not tell may as well be a meeting or a call of unknown medium.
    return gold.type == "contact" and told.type in ("meeting", "call") and told.medium == Medium.UNKNOWN.value


def date_right(gold: Gold, told: Told) -> bool:
    """Say whether the first day is the one of the gold, or inside the month or year that is all the gold knows."""
    if told.start and any(told.start.startswith(start) for start in gold.starts):
        return True
    if gold.start is None and gold.end is None:
        return told.start is None and told.end is None
    if gold.start is None:
        return bool(told.end and gold.end and told.end.startswith(gold.end))
    if not told.start:
        return False
    if told.start.startswith(gold.start):
        return True
    return len(gold.start) < 10 and _first(gold.start) <= told.start <= _last(gold.end or gold.start)


def _first(day: str) -> str:
    return day + "0000-01-01"[len(day) :]


def _last(day: str) -> str:
    if len(day) == 7:
        return f"{day}-{calendar.monthrange(int(day[:4]), int(day[5:]))[1]}"
    return day + "0000-12-31"[len(day) :]


def place_right(gold: Gold, told: Told) -> bool | None:
    """Say whether the place is right; None where the gold has none."""
    if not gold.city and not gold.country:
        return None
    if not told.place:
        return _in_country(gold, told) and any(who.role.startswith("host") for who in gold.who)
    if gold.city and (same_place(gold.city, told.place) or same_place(gold.city, told.country)):
        return True
    if told.country != gold.country:
        return False
    return not gold.city or party_key(told.place, {}) == gold.country or same_place(told.place, gold.venue)


def assign(weights: Sequence[Sequence[int]]) -> list[int | None]:
    """Return for each row the column that the assignment of greatest total weight gives it, None for weight 0.

    The Hungarian algorithm with potentials, in whole numbers, so that the outcome does not depend on rounding.
    """
    rows = len(weights)
    columns = max(rows, len(weights[0]) if rows else 0)
    cost = [[-w for w in row] + [0] * (columns - len(row)) for row in weights]
    row_potential, column_potential = [0] * (rows + 1), [0] * (columns + 1)
    holder = [0] * (columns + 1)  # holder[column] is the row, both counted from 1; 0 is free
    for row in range(1, rows + 1):
        holder[0], column = row, 0
        least: list[float] = [float("inf")] * (columns + 1)
        before, used = [0] * (columns + 1), [False] * (columns + 1)
        while True:
            used[column] = True
            delta, best, current = float("inf"), 0, holder[column]
            for j in range(1, columns + 1):
                if not used[j]:
                    reduced = cost[current - 1][j - 1] - row_potential[current] - column_potential[j]
                    if reduced < least[j]:
                        least[j], before[j] = reduced, column
                    if least[j] < delta:
                        delta, best = least[j], j
            for j in range(columns + 1):
                if used[j]:
                    row_potential[holder[j]] += int(delta)
                    column_potential[j] -= int(delta)
                else:
                    least[j] -= delta
            column = best
            if not holder[column]:
                break
        while column:
            holder[column] = holder[before[column]]
            column = before[column]
    found: list[int | None] = [None] * rows
    for column, row in enumerate(holder[1:]):
        if row and column < len(weights[row - 1]) and weights[row - 1][column]:
            found[row - 1] = column
    return found


def match(gold: Sequence[Gold], told: Sequence[Told]) -> tuple[list[list[int]], list[list[int]]]:
    """Return for each gold event the predicted events that are it, the best first, and how well each pair agrees.

    As many events that must be found as possible are matched first, then as many optional ones, then the pairs that
    agree best. A gold event that may be told as several (a tour, "six meetings") takes further predictions.
    """
    agreement = [[agreement_of(g, t) for t in told] for g in gold]
    slots = [(i, g.must and not copy) for i, g in enumerate(gold) for copy in range(min(g.slots, len(told)))]
    weights = [[a and a + (10**10 if must else 10**5) for a in agreement[i]] for i, must in slots]
    chosen: list[list[int]] = [[] for _ in gold]
    for row, column in enumerate(assign(weights)):
        if column is not None:
            chosen[slots[row][0]].append(column)
    for i, columns in enumerate(chosen):
        columns.sort(key=lambda j: (-agreement[i][j], j))
    return chosen, agreement
