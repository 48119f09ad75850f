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

    `keys` are the values in UTF-8, sorted; of two that belong together, such as the actors of a pair, with a space
    between them.
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
        keys = np.array([value.encode() for value in numbers], dtype=np.bytes_)
        order = np.argsort(keys, kind="stable")
        place = np.empty(len(keys), np.int64)
        place[order] = np.arange(len(keys))
        both = np.array(flat, dtype=np.int64)
        return cls._sorted(both[:, 0], place[both[:, 1]], keys[order])

    @classmethod
    def merged(cls, relations: Sequence[Relation]) -> Relation:
        """Return what any of the relations has."""
        if len(relations) == 1:
            return relations[0]
        keys = np.unique(np.concatenate([each.keys for each in relations]))
        values = [np.searchsorted(keys, each.keys)[each.values()] for each in relations]
        return cls._sorted(np.concatenate([each.events for each in relations]), np.concatenate(values), keys)

    @classmethod
    def _sorted(cls, events: npt.NDArray[Any], values: npt.NDArray[Any], keys: Keys) -> Relation:
        width = int(events.max(initial=0)) + 1
        unique = np.unique(values.astype(np.int64) * width + events)
        starts = np.searchsorted(unique // width, np.arange(len(keys) + 1))
        return cls((unique % width).astype(np.int32), starts.astype(np.int32), keys)

    def values(self) -> Numbers:
        """Return the number of the value of each pair."""
        return np.repeat(np.arange(len(self.keys), dtype=np.int32), np.diff(self.starts))

    def having(self, key: str) -> Numbers:
        """Return the events of a value, none where no event has it."""
        wanted = key.encode()
        value = int(np.searchsorted(self.keys, np.bytes_(wanted)))
        if value == len(self.keys) or self.keys[value] != wanted:
            return NONE
        return self._of_number(value)

    def _of_number(self, value: int) -> Numbers:
        """Return the events of a value by its number."""
        return self.events[self.starts[value] : self.starts[value + 1]]

    def beginning(self, first: str) -> Iterator[tuple[str, Numbers]]:
        """Yield what goes with `first` in keys of two values, with its events."""
        # No character of an IRI comes between a space and an exclamation mark.
        start, end = (int(each) for each in np.searchsorted(self.keys, [f"{first} ".encode(), f"{first}!".encode()]))
        for value in range(start, end):
            yield self.keys[value].decode().partition(" ")[2], self._of_number(value)

    def counts(self, chosen: Mask) -> Numbers:
        """Return how many of the chosen events each value has."""
        if not len(self.keys):
            return NONE
        return np.add.reduceat(chosen[self.events], self.starts[:-1], dtype=np.int32)

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


def any_of(masks: Sequence[Mask]) -> Mask:
    """Return what at least one of the masks has; there is at least one of them."""
    found: Mask = np.logical_or.reduce(masks)
    return found


def all_of(masks: Sequence[Mask]) -> Mask:
    """Return what all of the masks have; there is at least one of them."""
    found: Mask = np.logical_and.reduce(masks)
    return found
