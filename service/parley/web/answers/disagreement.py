"""What the claims of one event say differently, set side by side: whether, when, where, how, how often, and who.

Pure: rows of `event.rq` and `tellings.rq` in, frozen values out. A plan that was moved or carried out is no
disagreement; a date or place that is told less exactly is none either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from parley.model import NEGATIVE, TOOK_PLACE, Medium, Role, Status
from parley.web.answers.cards import Telling
from parley.web.answers.rows import Row, grouped, notation_in, number_in, of_part, short, text_in
from parley.wording import listed, number_in_words, word_of

_CALLED_OFF = frozenset({Status.CANCELLED, Status.POSTPONED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What some claims say, in words, and those claims."""

    says: str
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Two or more sides that cannot all be right; with `silence`, some only leave out what others tell."""

    about: str
    sides: tuple[Side, ...]
    silence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """An actor as one claim names it."""

    actor: str
    label: str
    parties: frozenset[str]
    absent: bool


def disagreements(told: Sequence[Telling], rows: Sequence[Row]) -> tuple[Disagreement, ...]:
    """Return where the claims differ; `rows` are those of `tellings.rq`."""
    if len(told) < 2:
        return ()
    held = [each for each in told if each.status.notation in TOOK_PLACE]
    compared = held or [each for each in told if each.status.notation not in NEGATIVE]
    found = [_whether(told, held), _when(held), _where(compared, rows), _medium(compared, rows)]
    found += [_count(held, rows), _initiative(held, rows)]
    return (*(each for each in found if each is not None), *_who(compared, rows))


def _whether(told: Sequence[Telling], held: Sequence[Telling]) -> Disagreement | None:
    first = min((each.day or dt.date.min for each in held), default=None)
    against = [
        each
        for each in told
        if each.status.notation in NEGATIVE
        or (each.status.notation in _CALLED_OFF and first is not None and (each.day or dt.date.min) >= first)
    ]
    if not held or not against:
        return None
    words = listed(tuple(dict.fromkeys(each.status.word for each in against)))
    return Disagreement(
        about="Whether it took place",
        sides=(Side(says="it did", tellings=tuple(held)), Side(says=f"it did not: {words}", tellings=tuple(against))),
    )


def _when(held: Sequence[Telling]) -> Disagreement | None:
    dated = [each for each in held if each.when is not None]

    def apart(a: Telling, b: Telling) -> bool:
        (a_first, a_last), (b_first, b_last) = _span(a), _span(b)
        return a_last < b_first or b_last < a_first

    return _sides("When", dated, apart, lambda each: each.when.text if each.when else "")


def _span(telling: Telling) -> tuple[dt.date, dt.date]:
    return telling.start or dt.date.min, telling.end or dt.date.max


def _where(compared: Sequence[Telling], rows: Sequence[Row]) -> Disagreement | None:
    places = {group[0]["claim"].value: group for group in grouped(of_part(rows, "place"), "claim")}
    sites = {claim: _values(group, "place") for claim, group in places.items()}
    reach = {claim: sites[claim] | _values(group, "around") for claim, group in places.items()}

    def apart(a: Telling, b: Telling) -> bool:
        return not (reach[a.claim] & sites[b.claim] or reach[b.claim] & sites[a.claim])

    def says(each: Telling) -> str:
        labels = {text_in(row, "placeLabel") or short(row["place"].value) for row in places[each.claim]}
        return listed(tuple(sorted(labels)))

    return _sides("Where", [each for each in compared if each.claim in places], apart, says)


def _medium(compared: Sequence[Telling], rows: Sequence[Row]) -> Disagreement | None:
    told = {row["claim"].value: notation_in(row, "medium") or "" for row in of_part(rows, "medium")}
    known = [each for each in compared if told.get(each.claim, Medium.UNKNOWN) != Medium.UNKNOWN]
    return _sides("How", known, lambda a, b: told[a.claim] != told[b.claim], lambda each: word_of(told[each.claim]))


def _count(held: Sequence[Telling], rows: Sequence[Row]) -> Disagreement | None:
    told = {row["claim"].value: number_in(row, "count") or 1 for row in of_part(rows, "count")}
    known = [each for each in held if each.claim in told]

    def says(each: Telling) -> str:
        return number_in_words(told[each.claim], "time")

    return _sides("How often", known, lambda a, b: told[a.claim] != told[b.claim], says)


def _initiative(held: Sequence[Telling], rows: Sequence[Row]) -> Disagreement | None:
    """Return whom the claims name as the one whose initiative it was, where that cannot be the same one."""
    theirs = [row for row in of_part(rows, "participant") if notation_in(row, "role") == Role.INITIATOR]
    told = {group[0]["claim"].value: group for group in grouped(theirs, "claim")}
    sides = {claim: _values(group, "actor") | _values(group, "party") for claim, group in told.items()}

    def says(each: Telling) -> str:
        labels = {text_in(row, "actorLabel") or short(row["actor"].value) for row in told[each.claim]}
        return listed(tuple(sorted(labels)))

    known = [each for each in held if each.claim in told]
    return _sides("Whose initiative it was", known, lambda a, b: not sides[a.claim] & sides[b.claim], says)


def _sides(
    about: str, tellings: Sequence[Telling], apart: Callable[[Telling, Telling], bool], says: Callable[[Telling], str]
) -> Disagreement | None:
    """Return the tellings that cannot be true beside another one, by what they say."""
    opposed = {each.claim for pair in combinations(tellings, 2) if apart(*pair) for each in pair}
    sides: dict[str, list[Telling]] = {}
    for each in tellings:
        if each.claim in opposed:
            sides.setdefault(says(each), []).append(each)
    if len(sides) < 2:
        return None
    return Disagreement(about=about, sides=tuple(Side(says=s, tellings=tuple(t)) for s, t in sides.items()))


def _who(compared: Sequence[Telling], rows: Sequence[Row]) -> tuple[Disagreement, ...]:
    """Return who was there by some claims and not there, or not named, by others; the same ones at once."""
    named = _named(rows)
    labels = {each.actor: each.label for claim in named.values() for each in claim}
    found: dict[tuple[tuple[str, ...], tuple[str, ...], bool], list[str]] = {}
    for actor, label in labels.items():
        parts = {t.claim: [n.absent for n in named.get(t.claim, ()) if n.actor == actor] for t in compared}
        there = tuple(claim for claim, absent in parts.items() if False in absent)
        away = tuple(claim for claim, absent in parts.items() if True in absent)
        silent = tuple(claim for claim in parts if not _meant(actor, named, claim))
        if there and (away or silent):
            found.setdefault((there, away or silent, not away), []).append(label)
    by_claim = {each.claim: each for each in compared}

    def side(says: str, claims: Iterable[str]) -> Side:
        return Side(says=says, tellings=tuple(by_claim[claim] for claim in claims))

    return tuple(
        Disagreement(
            about=f"Whether {listed(tuple(names))} took part",
            sides=(side("took part", there), side("not named" if silence else "not there", others)),
            silence=silence,
        )
        for (there, others, silence), names in sorted(found.items(), key=lambda each: each[0][2])
    )


def _named(rows: Sequence[Row]) -> Mapping[str, tuple[_Named, ...]]:
    return {
        group[0]["claim"].value: tuple(
            _Named(
                actor=same[0]["actor"].value,
                label=text_in(same[0], "actorLabel") or short(same[0]["actor"].value),
                parties=frozenset(_values(same, "party")),
                absent=notation_in(same[0], "role") == Role.ABSENT,
            )
            for same in grouped(group, "actor")
        )
        for group in grouped(of_part(rows, "participant"), "claim")
    }


def _meant(actor: str, named: Mapping[str, Collection[_Named]], claim: str) -> bool:
    """Say whether a claim names an actor, or the side that it is or acts for."""
    parties = {party for each in named.values() for n in each if n.actor == actor for party in n.parties}
    return any(n.actor == actor or n.actor in parties or actor in n.parties for n in named.get(claim, ()))


def _values(rows: Iterable[Row], name: str) -> set[str]:
    return {row[name].value for row in rows if name in row}
