"""Days that there are not, such as 31 November: what is told of them has no day, not that of another sentence."""

from __future__ import annotations

import calendar
import re

from parley.extract.dates.patterns import MONTHS, any_of

_MONTH = any_of(MONTHS)
# A year or "on" tells a day: "In May 45 countries signed" tells none.
_WRITTEN = re.compile(
    rf"(?P<on>\bon\s)?\b(?:(?P<m1>{_MONTH})\.?\s(?P<d1>\d\d?)(?:st|nd|rd|th)?(?:,?\s(?P<y1>\d{{4,}}))?"
    rf"|(?P<d2>\d\d?)(?:st|nd|rd|th)?\s(?P<m2>{_MONTH})\.?(?:,?\s(?P<y2>\d{{4,}}))?"
    r"|(?P<y3>\d{4,})-(?P<m3>\d\d)-(?P<d3>\d\d))(?![\w:%])",
    re.IGNORECASE,
)
_LEAP = 2024
_LAST = 9999


def impossible_days(text: str) -> list[int]:
    """Return where in a text a day is written that there is not, as offsets, in order."""
    return [m.start() for m in _WRITTEN.finditer(text) if _tells_day(m) and not _is_day(m)]


def _tells_day(m: re.Match[str]) -> bool:
    return bool(m["on"] or m["y1"] or m["y2"] or m["y3"])


def _is_day(m: re.Match[str]) -> bool:
    if m["y3"]:
        year, month = int(m["y3"]), int(m["m3"])
    else:
        year, month = int(m["y1"] or m["y2"] or _LEAP), MONTHS[(m["m1"] or m["m2"]).lower()]
    day = int(m["d1"] or m["d2"] or m["d3"])
    return 1 <= year <= _LAST and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
