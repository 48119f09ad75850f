"""Which events have which values, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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
        width = int(both[:, 0].max()) + 1
        unique = np.unique(place[both[:, 1]] * width + both[:, 0])
        values = unique // width
        starts = np.searchsorted(values, np.arange(len(keys) + 1))
        return cls((unique % width).astype(np.int32), starts.astype(np.int32), keys[order])

    def having(self, key: str) -> Numbers:
        """Return the events of a value, none where no event has it."""
        wanted = key.encode()
        value = int(np.searchsorted(self.keys, np.bytes_(wanted)))
        if value == len(self.keys) or self.keys[value] != wanted:
            return NONE
        return self.having_number(value)

    def having_number(self, value: int) -> Numbers:
        """Return the events of a value by its number."""
        return self.events[self.starts[value] : self.starts[value + 1]]

    def counts(self, chosen: Mask) -> Numbers:
        """Return how many of the chosen events each value has."""
        if not len(self.keys):
            return NONE
        return np.add.reduceat(chosen[self.events], self.starts[:-1], dtype=np.int32)

    def numbers(self, events: int) -> Numbers:
        """Return the number of the value of each event, of which it has one at most; -1 where it has none."""
        found = np.full(events, -1, np.int32)
        found[self.events] = np.repeat(np.arange(len(self.keys), dtype=np.int32), np.diff(self.starts))
        return found

    def by_event(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each event that has values, with them in their order."""
        values = np.repeat(np.arange(len(self.keys)), np.diff(self.starts))
        order = np.argsort(self.events, kind="stable")
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
