"""The index of events: what a selection lets through, in which order, and by what it is counted."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from parley.index.relation import NONE, Keys, Mask, Numbers, Pairs, Relation, all_of, any_of
from parley.model import Term
from parley.selection import FILTERS

FORMAT = 9
"""Goes up with every change of what an index has, so that none is read that an older Parley has made."""
_RELATION = tuple(field.name for field in fields(Relation))
_PAIRS = tuple(field.name for field in fields(Pairs))
_FEW = 1000
UNKNOWN = 0
"""Stands for a day that is not known; others count from the first day of the year 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A value and how many events have it; of a pair both values."""

    keys: tuple[str, ...]
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """How many pairs there are, how often they stand together in all, and how often those that were asked for do."""

    pairs: int
    times: int
    wanted: tuple[Counted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How many events of a status, which is an IRI, lie between two days."""

    first: dt.date
    last: dt.date
    status: str
    events: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventIndex:
    """The events of a snapshot by number, in the order of `parley.order`: the newest first, undated ones last.

    `relations` has those of the filters by their names, those that facets list as `listed.NAME`, and those that views
    are made of; `pairs` has what two actors or sides have in common. `columns` has a number for each event: `start`,
    `end`, `reported`, `took-place-by` and `due` are days, `voices` a number of them. Labels, coordinates, ISO codes
    of countries, and the first and last days of periods are by IRI.
    """

    events: Keys
    oldest: Numbers
    columns: Mapping[str, Numbers]
    relations: Mapping[str, Relation]
    pairs: Mapping[str, Pairs]
    labels: Mapping[str, str]
    coordinates: Mapping[str, tuple[str, str]]
    codes: Mapping[str, str]
    periods: Mapping[str, tuple[str, str]]

    def selected(self, terms: Mapping[str, Sequence[Term]]) -> Mask:
        """Return which events a selection lets through; `terms` are those of `Selection.terms`."""
        chosen = np.ones(len(self.events), np.bool_)
        for name, values in terms.items():
            if not values:
                continue
            found = [self._fitting(name, value.value) for value in values]
            every = FILTERS[name].every or name in ("from", "to")  # the ends of a period narrow one another
            chosen &= all_of(found) if every else any_of(found)
        return chosen

    def _fitting(self, name: str, value: str) -> Mask:
        """Return the events that one value of a filter lets through."""
        start, dated = self.columns["start"], self.dated()
        fitting: Mask
        if name == "dated":
            fitting = dated if value == "yes" else ~dated
        elif name == "from":
            fitting = dated & (self.latest() >= _day(value))
        elif name == "to":
            fitting = dated & (start <= _day(value))  # as those of which only the end is known
        elif name == "voices":
            fitting = self.columns["voices"] >= int(value)
        elif name == "since":
            fitting = self.columns["reported"] >= _day(value)
        elif name == "about":
            fitting = self.mask(self._about(value))
        elif name == "overdue":
            due = self.columns["due"]
            fitting = (due != UNKNOWN) & (due < _day(value))
        else:
            fitting = self.mask(self.relations[name].having(value))
        return fitting

    def _about(self, text: str) -> Numbers:
        """Return the events of topics with words that begin as these do, one after the other."""
        topics, begun = self.relations["topic"], _words(text)
        found = [topics.having(topic.decode()) for topic in topics.keys if begun in _words(topic.decode())]
        return np.concatenate(found) if found else NONE

    def dated(self) -> Mask:
        """Return which events have a day that is known."""
        dated: Mask = (self.columns["start"] != UNKNOWN) | (self.columns["end"] != UNKNOWN)
        return dated

    def latest(self) -> Numbers:
        """Return the last day on which each event can have been, the last of all days where it is not known."""
        end, by = self.columns["end"], self.columns["took-place-by"]
        return np.where(end != UNKNOWN, end, np.where(by != UNKNOWN, by, np.int32(dt.date.max.toordinal())))

    def involving(self, actor: str) -> Mask:
        """Return the events that an actor took part in, was represented in or stayed away from."""
        return self.mask(self.relations["involved"].having(actor))

    def mentioned(self) -> dict[str, int]:
        """Return in how many events each participant, country or organisation represented, and place stands."""
        return self.relations["mentioned"].sizes()

    def topics(self) -> dict[str, int]:
        """Return how many events are told to be about what."""
        return self.relations["topic"].sizes()

    def counterparts(self, actor: str, chosen: Mask, *, most: int) -> list[Counted]:
        """Return those whom an actor met in the chosen events: those with most, equal ones by their IRIs.

        The rule is that of the competency question on the most frequent counterparts.
        """
        counts = self.pairs["counterparts"].counts_beginning(actor, chosen)
        return _ranked({(other,): events for other, events in counts.items()}, most)

    def representatives(self, one: str, other: str, chosen: Mask, *, most: int) -> list[Counted]:
        """Return who was there for one side and who for the other in the chosen events: those with most together."""
        theirs = self._present(other, chosen)
        together: Counter[tuple[str, ...]] = Counter()
        for event, actors in self._present(one, chosen).items():
            together.update(product(actors, theirs.get(event, ())))
        return _ranked(together, most)

    def acting_for(self, side: str, *, most: int) -> list[Counted]:
        """Return who was there for a side, and in how many events: those with most, equal ones by their IRIs."""
        both = self.pairs["represented"].beginning(side)
        return _ranked({(actor,): len(events) for actor, events in both if actor != side}, most)

    def _present(self, side: str, chosen: Mask) -> dict[int, list[str]]:
        """Return who was there for a side, by event."""
        found: dict[int, list[str]] = {}
        for actor, events in self.pairs["represented"].beginning(side):
            for event in events[chosen[events]].tolist():
                found.setdefault(event, []).append(actor)
        return found

    def page(self, chosen: Mask, *, size: int, offset: int = 0, newest_first: bool = True) -> list[str]:
        """Return the IRIs of `size` of the chosen events, from the one after `offset` others."""
        numbers = np.flatnonzero(chosen) if newest_first else self.oldest[chosen[self.oldest]]
        return [event.decode() for event in self.events[numbers[offset : offset + size]]]

    def named(self, events: Collection[str]) -> Mask:
        """Return which events those of these IRIs are."""
        names = [event.encode() for event in events]
        if len(names) < _FEW:
            return np.isin(self.events, np.array(names, np.bytes_))
        wanted = set(names)  # which is quicker than to sort so many
        return np.fromiter((event in wanted for event in self.events.tolist()), np.bool_, len(self.events))

    def in_order(self, events: Collection[str], *, newest_first: bool = True) -> list[str]:
        """Return events by their IRIs in the order of all lists, or what comes next first."""
        return self.page(self.named(events), size=len(events), newest_first=newest_first)

    def among(self, events: Collection[str], chosen: Mask) -> list[str]:
        """Return those of these events that are chosen, newest first."""
        return [event.decode() for event in self.events[self.named(events) & chosen]]

    def placed(self, chosen: Mask) -> int:
        """Return how many of the chosen events stand on the map: in a place with coordinates, else in a country."""
        found = self._where("place.exact", self.coordinates) | self._where("country.only", self.codes)
        return int((found & chosen).sum())

    def _where(self, name: str, marked: Collection[str]) -> Mask:
        """Return the events that have a value of those, which has a name, too."""
        relation = self.relations[name]
        known = [key.decode() in marked and key.decode() in self.labels for key in relation.keys]
        return self.mask(relation.events[np.array(known, np.bool_)[relation.values()]])

    def paired(self, name: str, chosen: Mask) -> int:
        """Return in how many of the chosen events there are pairs of that name."""
        return int((self.mask(self.pairs[name].events) & chosen).sum())

    def counted(self, name: str, chosen: Mask, *, most: int) -> list[Counted]:
        """Return the values, or pairs, among the chosen events: those with most, equal ones in their order."""
        relation = self.pairs[name] if name in self.pairs else self.relations[name]
        counts = relation.counts(chosen)
        found = np.flatnonzero(counts)
        order = found[np.argsort(-counts[found], kind="stable")[:most]]
        return [Counted(keys=relation.key(value), events=int(counts[value])) for value in order]

    def together(self, name: str, chosen: Mask, wanted: Sequence[tuple[str, str]]) -> Together:
        """Return the pairs of that name among the chosen events."""
        pairs = self.pairs[name]
        counts = pairs.counts(chosen)
        numbers = pairs.numbers(wanted).tolist()
        found = (Counted(keys=pairs.key(number), events=int(counts[number])) for number in numbers)
        return Together(
            pairs=int(np.count_nonzero(counts)),
            times=int(counts.sum()),
            wanted=tuple(each for each in found if each.events),
        )

    def by_period(self, chosen: Mask) -> list[Span]:
        """Return how many of the chosen events lie in which periods of the calendar."""
        rows = np.stack((self._numbers("during"), self._numbers("status")))
        return [
            self._lying(period, state, events)
            for (period, state), events in _grouped(rows, chosen & (rows >= 0).all(axis=0))
        ]

    def by_kind(self, chosen: Mask) -> list[tuple[str, bool, Span]]:
        """Return, for each class of events, how many of the chosen ones lie in which periods of the calendar.

        Those of more than two sides are told apart from the others.
        """
        kinds = self.relations["type"]
        many = self.mask(self.relations["sides"].having("multilateral")).astype(np.int32)
        rows = np.stack((many, self._numbers("during"), self._numbers("status")))
        chosen = chosen & (rows >= 0).all(axis=0)
        rows = np.vstack((kinds.values(), rows[:, kinds.events]))
        return [
            (kinds.keys[kind].decode(), bool(of_many), self._lying(period, state, events))
            for (kind, of_many, period, state), events in _grouped(rows, chosen[kinds.events])
        ]

    def _numbers(self, name: str) -> Numbers:
        return self.relations[name].numbers(len(self.events))

    def _lying(self, period: int, state: int, events: int) -> Span:
        first, last = self.periods[self.relations["during"].keys[period].decode()]
        status = self.relations["status"].keys[state].decode()
        return Span(first=_date(first), last=_date(last), status=status, events=events)

    def by_day(self, chosen: Mask) -> list[Span]:
        """Return how many of the chosen events began, or lie, between which days; some days long is when it began."""
        status = self.relations["status"].keys
        start, end = self.columns["start"], self.columns["end"]
        exact = self.mask(self.relations["precision.day"].events)
        rows = np.stack((start, np.where(exact, start, end), self._numbers("status")))
        known = (start != UNKNOWN) & (end != UNKNOWN) & (rows[2] >= 0)
        return [
            Span(
                first=dt.date.fromordinal(first),
                last=dt.date.fromordinal(last),
                status=status[state].decode(),
                events=events,
            )
            for (first, last, state), events in _grouped(rows, chosen & known)
        ]

    def mask(self, events: Numbers) -> Mask:
        """Return which events those of these numbers are."""
        mask = np.zeros(len(self.events), np.bool_)
        mask[events] = True
        return mask

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the index as arrays by name, which `from_arrays` makes it of again."""
        about = {name: dict(getattr(self, name)) for name in ("labels", "coordinates", "codes", "periods")}
        found: dict[str, npt.NDArray[Any]] = {
            "format": np.array(FORMAT),
            "events": self.events,
            "oldest": self.oldest,
            "about": np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), np.uint8),
        }
        found |= {f"column:{name}": column for name, column in self.columns.items()}
        for name, relation in self.relations.items():
            found |= {f"relation:{name}:{part}": getattr(relation, part) for part in _RELATION}
        for name, pairs in self.pairs.items():
            found |= {f"pairs:{name}:{part}": getattr(pairs, part) for part in _PAIRS}
        return found

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> EventIndex:
        """Return the index that `arrays` was called on; raises KeyError and ValueError for those of something else."""
        if arrays["format"] != FORMAT:
            raise ValueError(f"the index has format {arrays['format']}, this Parley reads {FORMAT}")
        about = json.loads(arrays["about"].tobytes())
        named = [name.split(":") for name in arrays if name.endswith(":starts")]
        return cls(
            events=arrays["events"],
            oldest=arrays["oldest"],
            columns={name.split(":")[1]: arrays[name] for name in arrays if name.startswith("column:")},
            relations={
                name: Relation(**{part: arrays[f"{kind}:{name}:{part}"] for part in _RELATION})
                for kind, name, _ in named
                if kind == "relation"
            },
            pairs={
                name: Pairs(**{part: arrays[f"{kind}:{name}:{part}"] for part in _PAIRS})
                for kind, name, _ in named
                if kind == "pairs"
            },
            labels=about["labels"],
            codes=about["codes"],
            coordinates={place: (lat, long) for place, (lat, long) in about["coordinates"].items()},
            periods={period: (first, last) for period, (first, last) in about["periods"].items()},
        )


def _grouped(rows: npt.NDArray[np.int32], chosen: Mask) -> list[tuple[tuple[int, ...], int]]:
    """Return the columns of `rows` that are chosen, each once with how often it comes."""
    rows = rows[:, chosen]
    if not rows.size:
        return []
    sizes = [int(row.max()) + 1 for row in rows]
    found, counts = np.unique(np.ravel_multi_index(tuple(rows), sizes), return_counts=True)
    columns = np.stack(np.unravel_index(found, sizes), axis=1)
    return [(tuple(row), int(count)) for row, count in zip(columns.tolist(), counts, strict=True)]


def _ranked(counts: Mapping[tuple[str, ...], int], most: int) -> list[Counted]:
    """Return the keys with most events, equal ones in their order, but none without any."""
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [Counted(keys=keys, events=events) for keys, events in ranked[:most] if events]


@lru_cache(maxsize=10_000)
def _date(day: str) -> dt.date:
    return dt.date.fromisoformat(day)


def _day(value: str) -> int:
    return dt.date.fromisoformat(value).toordinal()


def _words(text: str) -> str:
    """Return the words of a text, each behind a space."""
    return " " + re.sub(r"[\W_]+", " ", text.lower())
