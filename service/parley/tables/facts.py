"""What a query told of nodes, one property at a time: values of `?node ?property ?value`, looked up by name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

from parley.vocab import notation_of

_LAST = re.compile(r"[^/#]*$")
_WIKIDATA = re.compile(r"https?://www\.wikidata\.org/entity/(Q[1-9]\d*)")
_NUMBER_AT_END = re.compile(r"(\d+)$")


class Facts:
    """Values of nodes by the last part of the property's IRI; those of one property come in alphabetical order.

    Of a node that nothing else is told of, `shared` tells.
    """

    def __init__(self, rows: Iterable[Sequence[str]] = (), *, shared: Facts | None = None) -> None:
        self._values: dict[str, dict[str, set[str]]] = {}
        self._shared = shared
        self.add(rows)

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Take in what another query told."""
        names: dict[str, str] = {}
        for node, iri, value in rows:
            name = names.get(iri) or names.setdefault(iri, _last(iri))
            self._values.setdefault(node, {}).setdefault(name, set()).add(value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def values(self, *names: str) -> set[str]:
        """Return the values that any node has of properties, without those of `shared`."""
        return {value for found in self._values.values() for name in names for value in found.get(name, ())}

    def all(self, node: str | None, name: str) -> tuple[str, ...]:
        """Return every value of a property."""
        found = self._values.get(node or "")
        if found is None:
            return self._shared.all(node, name) if self._shared is not None else ()
        return tuple(sorted(found.get(name, ())))

    def one(self, node: str | None, name: str) -> str | None:
        """Return the value of a property, the first of several, None where there is none."""
        return next(iter(self.all(node, name)), None)

    def day(self, node: str | None, name: str) -> dt.date | None:
        """Return a value that is a day."""
        value = self.one(node, name)
        return None if value is None else dt.date.fromisoformat(value[:10])

    def whole(self, node: str | None, name: str) -> int | None:
        """Return a value that is a whole number."""
        value = self.one(node, name)
        return None if value is None else int(value)

    def number(self, node: str | None, name: str) -> float | None:
        """Return a value that is a number."""
        value = self.one(node, name)
        return None if value is None else float(value)

    def notation(self, node: str | None, name: str) -> str | None:
        """Return the notation of a value that is a concept: "not_held" for `:status-not_held`."""
        value = self.one(node, name)
        return None if value is None else notation_of(value)

    def numbered(self, node: str, name: str) -> tuple[str, ...]:
        """Return the nodes of a property in the order of the numbers that their IRIs end with."""
        return tuple(sorted(self.all(node, name), key=_number_at_end))

    def classes(self, node: str | None) -> frozenset[str]:
        """Return the names of the classes that a node is an instance of."""
        return frozenset(_last(each) for each in self.all(node, "type"))

    def wikidata(self, node: str | None) -> str | None:
        """Return the item of Wikidata that a node is the same as."""
        found = (_WIKIDATA.fullmatch(each) for each in self.all(node, "sameAs"))
        return next((match[1] for match in found if match), None)

    def label(self, node: str) -> str:
        """Return the name of a node, the last part of its IRI where it has none."""
        return self.one(node, "label") or _last(node)


def _last(iri: str) -> str:
    found = _LAST.search(iri)
    return found.group() if found else iri


def _number_at_end(node: str) -> tuple[int, str]:
    found = _NUMBER_AT_END.search(node)
    return (int(found.group()) if found else -1, node)
