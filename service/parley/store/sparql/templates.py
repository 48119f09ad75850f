"""Queries that are alike but for their values: what the gate found out about one holds for all of them.

Programs write values into a text of their own. A value here is an IRI, or a string in double quotes that is not empty
and has no quotation mark, backslash or line break in it. The gate reads from left to right, and neither what it takes
next nor what it counts depends on the inside of such a token; no token before it can reach into it, and no string can
end in it. So where the gate has read each value of one text as a token of its own, it reads a text with other values
between the same words in the same way: only the places move. A text that can be read in several ways is read anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parley.recent import Recent
from parley.store.sparql.gate import CheckedQuery, Limits, Token, check

_VALUE = re.compile(r"""(<[^\x00-\x20<>"'{}|^`\\\ud800-\udfff]*>|(?<!")"[^\x00-\x1f"'\\\ud800-\udfff]+")""")


@dataclass(frozen=True, slots=True)
class _Template:
    """The first query of its kind, and which of its tokens are the values."""

    checked: CheckedQuery
    places: tuple[int, ...]

    def filled(self, text: str, values: Sequence[str]) -> CheckedQuery:
        """Return what is known of the text that has these values."""
        former, tokens = self.checked.tokens, list[Token]()
        first = moved = 0
        for place, value in zip(self.places, values, strict=True):
            tokens += _moved(former[first:place], moved)
            kind, start, end = former[place]
            start, moved = start + moved, moved + len(value) - (end - start)
            tokens.append((kind, start, end + moved))
            first = place + 1
        tokens += _moved(former[first:], moved)
        return replace(self.checked, text=text, tokens=tuple(tokens), like=self.checked, values=tuple(values))


class Templates:
    """Checks queries, and remembers what they were like but for their values in up to `memory` bytes."""

    def __init__(self, *, limits: Limits, memory: int) -> None:
        self._limits = limits
        self._known: Recent[_Template] = Recent(memory)

    def check(self, text: str) -> CheckedQuery:
        """Return what is known of a query that may be run; raises as `gate.check` does. Safe between threads."""
        parts = _VALUE.split(text)
        values = parts[1::2]
        key = (*parts[::2], "".join(value[0] for value in values))
        template = self._known.get(key)
        if template is not None and len(text.encode()) <= self._limits.bytes:
            return template.filled(text, values)
        checked = check(text, limits=self._limits)
        if template := _template_of(checked, parts):
            self._known.put(key, template, size=4 * len(text) + 128 * len(checked.tokens) + 512)
        return checked


def _template_of(checked: CheckedQuery, parts: Sequence[str]) -> _Template | None:
    """Return the template of a query, None where it has none."""
    if checked.ambiguous:
        return None
    numbers = {(start, end): number for number, (_, start, end) in enumerate(checked.tokens)}
    places, at = list[int](), 0
    for number, part in enumerate(parts):
        if number % 2:
            place = numbers.get((at, at + len(part)))
            if place is None:
                return None
            places.append(place)
        at += len(part)
    return _Template(replace(checked, values=tuple(parts[1::2])), tuple(places))


def _moved(tokens: tuple[Token, ...], by: int) -> Sequence[Token]:
    return [(kind, start + by, end + by) for kind, start, end in tokens] if by else tokens
