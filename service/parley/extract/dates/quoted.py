"""“Today” in a quotation: the day on which it was said, not that of the article."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.dates.calendar import add_days
from parley.extract.dates.readings import Reading
from parley.extract.language.speakers import quoted_tokens
from parley.model import Document, Precision

_REPORT: frozenset[str] = cues("attribution")["report"]
_REACH = 14  # days before that of the article on which what it quotes was said


def as_said(
    doc: Document, readings: Sequence[Reading], day: dt.date | None, tokens: Callable[[int, int], tuple[int, int]]
) -> list[Reading]:
    """Count “today” and “yesterday” in quotations from the day on which the paragraph says that they were said."""
    quoted = quoted_tokens(doc) if day is not None and any(r.form == "deictic" for r in readings) else frozenset()
    found = []
    for reading in readings:
        first = tokens(reading.start, reading.end)[0]
        said = (
            _day_said(doc, readings, first, quoted, tokens) if reading.form == "deictic" and first in quoted else None
        )
        if said is not None and day is not None and dt.timedelta() < day - said <= dt.timedelta(days=_REACH):
            reading = _moved(reading, (said - day).days)
        found.append(reading)
    return found


def _moved(reading: Reading, days: int) -> Reading:
    when = reading.when
    if when.start is None or when.end is None:
        return reading
    return replace(reading, when=replace(when, start=add_days(when.start, days), end=add_days(when.end, days)))


def _day_said(
    doc: Document,
    readings: Sequence[Reading],
    token: int,
    quoted: frozenset[int],
    tokens: Callable[[int, int], tuple[int, int]],
) -> dt.date | None:
    """Return the day of the verb of saying that stands with a quotation in its paragraph."""
    paragraph = doc.sentences[doc.tokens[token].sentence].paragraph
    for reading in readings:
        first, last = tokens(reading.start, reading.end)
        if last <= first or first in quoted or doc.sentences[doc.tokens[first].sentence].paragraph != paragraph:
            continue
        heads = (doc.tokens[doc.tokens[i].head] for i in range(first, last))
        said = any(head.lemma in _REPORT and head.pos == "VERB" for head in heads)
        if said and reading.when.precision is Precision.DAY and reading.when.start == reading.when.end:
            return reading.when.start
    return None
