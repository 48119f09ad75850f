"""Parts of a period: early March, the second half of 2021, later this month."""

from __future__ import annotations

import datetime as dt
import re

from parley.extract.dates import calendar as cal
from parley.model import When

ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 0, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_PART_WORDS = {"beginning": "beginning", "start": "beginning", "turn": "beginning", "middle": "mid"} | {
    "early": "early", "mid": "mid", "late": "late", "end": "end", "close": "end"
}  # fmt: skip

_SHARE = re.compile(rf"\b({'|'.join(ORDINALS)}) (half|quarter|third|week|weeks|days|day)\b")


def narrowed(when: When, words: str | None) -> When:
    """Narrow a period to the part that the words name: early, the end of, the second half of, the first week of."""
    if not words or when.start is None or when.end is None:
        return when
    if found := _SHARE.search(words):
        return share(when, ORDINALS[found[1]], found[2])
    name = next((_PART_WORDS[w] for w in re.findall(r"[a-z]+", words) if w in _PART_WORDS), None)
    return cal.part(when, name) if name else when


def share(when: When, count: int, unit: str) -> When:
    """Return the n-th (0: last) half, quarter, third, week or days of a period."""
    if when.start is None or when.end is None:
        return when
    if unit in ("week", "weeks", "day", "days"):
        size = {"week": 7, "weeks": 14, "day": 1, "days": 5}[unit]
        first = cal.add_days(when.end, 1 - size) if count == 0 else cal.add_days(when.start, size * (count - 1))
        last = cal.add_days(first, size - 1)
        return cal.on(first) if size == 1 else cal.within(first, last)
    pieces = {"half": 2, "third": 3, "quarter": 4}[unit]
    count = pieces if count == 0 else min(count, pieces)
    days = (when.end - when.start).days + 1
    if days > 360:
        size = 12 // pieces
        return cal.months(cal.add_months(when.start, size * (count - 1)), size)
    return cal.within(
        cal.add_days(when.start, days * (count - 1) // pieces),
        cal.add_days(when.start, days * count // pieces - 1),
    )


def clipped(when: When, part: str | None, reference: dt.date | None) -> When:
    """Return the part of a period that is over ("earlier this month") or still to come ("later this month").

    The day of the text would be called today, so it counts only where nothing else is left of the period.
    """
    if reference is None or when.start is None or when.end is None or not when.start <= reference <= when.end:
        return narrowed(when, {"earlier": "early", "later": "late"}.get(part or "", part))
    if part == "earlier":
        return cal.within(when.start, max(when.start, cal.add_days(reference, -1)))
    if part == "later":
        return cal.within(min(when.end, cal.add_days(reference, 1)), when.end)
    return narrowed(when, part)
