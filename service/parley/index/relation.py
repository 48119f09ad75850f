"""Which events have which values, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.bytes_]

NONE = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """Pairs of an event and a value, each once: value `v` has the events `events[starts[v]:starts[v + 1]]`.

    `keys` are the values in UTF-8, sorted.
    """

    events: Numbers
    starts: Numbers
    keys: Keys

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, str]]) -> Relation:
        """Return the relation of these pairs, some of which may be the same."""
        numbers: dict[str, int] = {}
        flat = [(event, numbers.setdefault(value, len(numbers))) for event, value in pairs]
        if not flat:
            return cls(NONE, np.zeros(1, np.int32), np.zeros(0, "S1"))
        keys, place = _sorted(numbers)
        both = np.array(flat, dtype=np.int64)
        return cls(*_grouped(both[:, 0], place[both[:, 1]], len(keys)), keys)

    @classmethod
    def merged(cls, relations: Sequence[Relation]) -> Relation:
        """Return what any of the relations has."""
        if len(relations) == 1:
            return relations[0]
        keys = np.unique(np.concatenate([each.keys for each in relations]))
        values = [np.searchsorted(keys, each.keys)[each.values()] for each in relations]
        events = np.concatenate([each.events for each in relations])
        return cls(*_grouped(events, np.concatenate(values), len(keys)), keys)

    def among(self, terms: Iterable[bytes]) -> Relation:
        """Return what is left of it with these values alone, IRIs as they stand in TSV."""
        wanted = np.isin(self.keys, np.array([term[1:-1] for term in terms], np.bytes_))
        return self._where(wanted[self.values()])

    def within(self, chosen: Mask) -> Relation:
        """Return what is left of it with the chosen events alone."""
        return self._where(chosen[self.events])

    def _where(self, kept: Mask) -> Relation:
        """Return the pairs that are kept, without values that no event has any more."""
        keys, values = np.unique(self.values()[kept], return_inverse=True)
        return Relation(*_grouped(self.events[kept], values, len(keys)), self.keys[keys])

    def values(self) -> Numbers:
        """Return the number of the value of each pair."""
        return np.repeat(np.arange(len(self.keys), dtype=np.int32), np.diff(self.starts))

    def having(self, key: str) -> Numbers:
        """Return the events of a value, none where no event has it."""
        value = _place(self.keys, key)
        return NONE if value is None else self.events[self.starts[value] : self.starts[value + 1]]

    def key(self, value: int) -> tuple[str, ...]:
        """Return a value by its number."""
        return (self.keys[value].decode(),)

    def sizes(self) -> dict[str, int]:
        """Return how many events each value has."""
        counts = np.diff(self.starts).tolist()
        return {key.decode(): count for key, count in zip(self.keys.tolist(), counts, strict=True)}

    def counts(self, chosen: Mask) -> Numbers:
        """Return how many of the chosen events each value has."""
        return _counts(self.events, self.starts, chosen)

    def numbers(self, events: int) -> Numbers:
        """Return the number of the value of each event, of which it has one at most; -1 where it has none."""
        found = np.full(events, -1, np.int32)
        found[self.events] = self.values()
        return found

    def by_event(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each event that has values, with them in their order."""
        values, order = self.values(), np.argsort(self.events, kind="stable")
        names = [key.decode() for key in self.keys]
        event, held = -1, list[str]()
        for number, value in zip(self.events[order].tolist(), values[order].tolist(), strict=True):
            if number != event:
                if held:
                    yield event, held
                event, held = number, []
            held.append(names[value])
        if held:
            yield event, held


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of an event and of two values that belong together, such as two actors, each once.

    `names` are the values in UTF-8, sorted; the two of pair `p` are `names[first[p]]` and `names[second[p]]`, in the
    order of both, and have the events `events[starts[p]:starts[p + 1]]`.
    """

    events: Numbers
    starts: Numbers
    names: Keys
    first: Numbers
    second: Numbers

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, str, str]]) -> Pairs:
        """Return the pairs, some of which may be the same."""
        numbers: dict[str, int] = {}
        flat = [
            (event, numbers.setdefault(one, len(numbers)), numbers.setdefault(other, len(numbers)))
            for event, one, other in pairs
        ]
        if not flat:
            return cls(NONE, np.zeros(1, np.int32), np.zeros(0, "S1"), NONE, NONE)
        names, place = _sorted(numbers)
        table = np.array(flat, dtype=np.int64)
        both, values = np.unique(place[table[:, 1]] * len(names) + place[table[:, 2]], return_inverse=True)
        first, second = (part.astype(np.int32) for part in divmod(both, len(names)))
        return cls(*_grouped(table[:, 0], values, len(both)), names, first, second)

    def beginning(self, first: str) -> Iterator[tuple[str, Numbers]]:
        """Yield what goes with `first`, with the events of both."""
        for pair in self._beginning(first):
            yield self.names[self.second[pair]].decode(), self.events[self.starts[pair] : self.starts[pair + 1]]

    def counts_beginning(self, first: str, chosen: Mask) -> dict[str, int]:
        """Return what goes with `first` in chosen events, and in how many of them."""
        pairs = self._beginning(first)
        starts = self.starts[pairs.start : pairs.stop + 1]
        counts = _counts(self.events[starts[0] : starts[-1]], starts - starts[0], chosen)
        found = np.flatnonzero(counts)
        names = self.names[self.second[pairs.start : pairs.stop][found]].tolist()
        return {name.decode(): count for name, count in zip(names, counts[found].tolist(), strict=True)}

    def _beginning(self, first: str) -> range:
        """Return the numbers of the pairs that begin with `first`."""
        name = _place(self.names, first)
        if name is None:
            return range(0)
        start, end = np.searchsorted(self.first, [name, name + 1]).tolist()
        return range(start, end)

    def having(self, first: str, second: str) -> Numbers:
        """Return the events of a pair, none where no event has it."""
        pair = self.number(first, second)
        return NONE if pair is None else self.events[self.starts[pair] : self.starts[pair + 1]]

    def number(self, first: str, second: str) -> int | None:
        """Return the number of a pair, None where no event has it."""
        found = self.numbers([(first, second)])
        return int(found[0]) if len(found) else None

    def numbers(self, pairs: Sequence[tuple[str, str]]) -> npt.NDArray[np.int64]:
        """Return the numbers of those of these pairs that some event has, in their order."""
        wanted = np.array([[one.encode(), other.encode()] for one, other in pairs], np.bytes_).reshape(-1, 2)
        if not len(self.names) or not len(wanted):
            return np.zeros(0, np.int64)
        places = np.minimum(np.searchsorted(self.names, wanted), len(self.names) - 1)
        places = places[(self.names[places] == wanted).all(axis=1)]
        both = self.first.astype(np.int64) * len(self.names) + self.second
        keys = places[:, 0] * len(self.names) + places[:, 1]
        found = np.minimum(np.searchsorted(both, keys), len(both) - 1).astype(np.int64)
        known: npt.NDArray[np.int64] = found[both[found] == keys]
        return known

    def key(self, pair: int) -> tuple[str, ...]:
        """Return the two values of a pair by its number."""
        return self.names[self.first[pair]].decode(), self.names[self.second[pair]].decode()

    def counts(self, chosen: Mask) -> Numbers:
        """Return how many of the chosen events each pair has."""
        return _counts(self.events, self.starts, chosen)


def _sorted(values: Iterable[str]) -> tuple[Keys, npt.NDArray[np.int64]]:
    """Return the values in UTF-8, sorted, and where each of those given stands among them."""
    keys = np.array([value.encode() for value in values], dtype=np.bytes_)
    order = np.argsort(keys, kind="stable")
    place = np.empty(len(keys), np.int64)
    place[order] = np.arange(len(keys))
    return keys[order], place


def _grouped(events: npt.NDArray[Any], values: npt.NDArray[Any], count: int) -> tuple[Numbers, Numbers]:
    """Return the events of each of so many values in a row, each once, and where those of each value begin."""
    width = int(events.max(initial=0)) + 1
    unique = np.unique(values.astype(np.int64) * width + events)
    starts = np.searchsorted(unique // width, np.arange(count + 1))
    return (unique % width).astype(np.int32), starts.astype(np.int32)


def _place(keys: Keys, key: str) -> int | None:
    """Return where a key stands among sorted ones, None where it is not there."""
    wanted = key.encode()
    place = int(np.searchsorted(keys, np.bytes_(wanted)))
    return place if place < len(keys) and keys[place] == wanted else None


def _counts(events: Numbers, starts: Numbers, chosen: Mask) -> Numbers:
    if len(starts) == 1:
        return NONE
    return np.add.reduceat(chosen[events], starts[:-1], dtype=np.int32)


def any_of(masks: Sequence[Mask]) -> Mask:
    """Return what at least one of the masks has; there is at least one of them."""
    found: Mask = np.logical_or.reduce(masks)
    return found


def all_of(masks: Sequence[Mask]) -> Mask:
    """Return what all of the masks have; there is at least one of them."""
    found: Mask = np.logical_and.reduce(masks)
    return found
