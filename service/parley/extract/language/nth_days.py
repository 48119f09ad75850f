"""Days that only their number tells: "on the first day of the summit", "on the last day", "and B on the second"."""

from __future__ import annotations

from collections.abc import Iterator

from parley.extract.cues import cues
from parley.extract.language.tree import obliques, predicate
from parley.model import Document

_NUMBERS: dict[str, str] = cues("dates")["nth_day"]
_PARTS: frozenset[str] = frozenset(cues("dates")["stay"]["day_parts"])
_LAST = -1


def nth_days(doc: Document, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield each day between two tokens that its number tells, with the number; that of the last day is -1."""
    whole = False
    for i in range(max(first, 1), last):
        number = int(_NUMBERS.get(doc.tokens[i - 1].lower, "0"))
        if doc.tokens[i].lower == "day" and number:
            whole = True
            yield i, number
        elif whole and _is_day_left_out(doc, i):
            yield i, int(_NUMBERS[doc.tokens[i].lower])  # "A on the first day and B on the second"


def _is_day_left_out(doc: Document, i: int) -> bool:
    before = [t.lower for t in doc.tokens[i - 2 : i]]
    behind = doc.tokens[i + 1] if i + 1 < len(doc.tokens) else None
    ends = behind is None or behind.pos in ("PUNCT", "CCONJ", "ADP")
    return doc.tokens[i].lower in _NUMBERS and before == ["on", "the"] and ends


def nth_day_of(doc: Document, trigger: int, anchor: int) -> tuple[int, int] | None:
    """Return the day, with its number, on which the clause of a trigger puts it: the first one behind who was met."""
    sentence = doc.sentences[doc.tokens[trigger].sentence]
    told = [
        (i, number)
        for i, number in nth_days(doc, sentence.first, sentence.last)
        if predicate(doc, i) == predicate(doc, trigger)
    ]
    behind = [day for day in told if day[0] > max(anchor, trigger)]
    return next(iter((*behind, *told)), None)


def whole_of(doc: Document, day: int) -> int | None:
    """Return what a numbered day is one of: the summit of "on the first day of the summit"."""
    return next((j for case, j in obliques(doc, day) if case == "of"), None)


def within_day(doc: Document, i: int) -> int:
    """Return the day of which token `i` is a part: that of "at the end of the first day"."""
    while doc.tokens[i].lemma in _PARTS and (inner := whole_of(doc, i)) is not None:
        i = inner
    return i


def day_number(days: int, number: int) -> int | None:
    """Return which of so many days, from 0, the one of a number is; None where there are fewer."""
    at = days - 1 if number == _LAST else number - 1
    return at if at < days else None
