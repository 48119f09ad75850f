"""Happenings dated by their distance from a day: "flew to Oslo on Sunday, two days after meeting the king".

The anchor of such an expression has no day of its own in the text; its clause hangs on the one that has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from parley.extract.dates.anchors import inverse
from parley.extract.dates.calendar import stamped
from parley.extract.dates.readings import Reading, TimeKind
from parley.model import DateBasis, Document, Precision

_WHOLE = frozenset({"day", "week", "fortnight", "month", "year"})
_SIDES = frozenset({"after", "before"})
_Span = tuple[int, int]


def inverted(
    doc: Document, readings: Sequence[Reading], tokens: Callable[[int, int], _Span]
) -> Iterator[tuple[Reading, int]]:
    """Yield a reading for each anchor that its distance dates, with the token of the anchor."""
    placed = [(reading, *tokens(reading.start, reading.end)) for reading in readings]
    for reading, first, last in placed:
        anchor = _anchor(doc, reading, first, last)
        if anchor is None or reading.offset is None:
            continue
        sentence = doc.sentences[doc.tokens[anchor].sentence]
        below = set(doc.subtree(anchor)) - set(range(first, last))
        days = [
            (other, start) for other, start, end in placed
            if other is not reading and sentence.first <= start < end <= sentence.last and _is_day(other)
        ]  # fmt: skip
        own = any(first <= start < last or start in below or _runs_on(doc, last, start) for _, start in days)
        if own or len({other.when.start for other, _ in days}) != 1:
            continue
        base = days[0][0].when
        when = stamped(
            inverse(reading.offset, base),
            text=reading.when.text or doc.text[reading.start : reading.end],
            basis=DateBasis.ANCHORED,
        )
        end = max(reading.end, doc.tokens[anchor].end)
        yield Reading(start=reading.start, end=end, form="inverse", when=when), anchor


def _anchor(doc: Document, reading: Reading, first: int, last: int) -> int | None:
    """Return the token of the happening that an exact number of days, weeks … is counted from."""
    offset = reading.offset
    if offset is None or not offset.named or offset.inside or offset.low != offset.high or offset.unit not in _WHOLE:
        return None
    sides = [t for t in doc.tokens[first:last] if t.lower in _SIDES and t.dep in ("case", "mark")]
    sides += [t for t in doc.tokens[first + 1 : last + 1] if doc.span(t.i - 1, t.i + 1).lower() == "ahead of"]
    return sides[-1].head if sides and sides[-1].head >= sides[-1].i else None


def _runs_on(doc: Document, last: int, start: int) -> bool:
    """Say whether a day follows in the words of the anchor, wherever the tree hangs it: "after he met A on Monday"."""
    return last <= start and not any(token.text in (",", ";", "–", "—") for token in doc.tokens[last:start])


def _is_day(reading: Reading) -> bool:
    when = reading.when
    told = reading.kind is TimeKind.POINT and reading.form != "anchored"
    return told and when.precision is Precision.DAY and when.start is not None and when.start == when.end
