"""Times in a document: every expression that dates, bounds or measures a happening, as earliest and latest day.

The day of the text (its dateline, else its publication) turns "Thursday" into a day and fills left-out years; it
never stands for a date that the text does not give. What cannot be known stays undated: `When` without days.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parley.extract.dates.anchors import ANCHOR_VERBS, Dated, bounded, is_plural, resolve_anchors, stem
from parley.extract.dates.calendar import Tense
from parley.extract.dates.context import (
    connector_before,
    in_address,
    in_other_zone,
    is_boilerplate,
    is_parsed,
    is_said,
    is_stamp,
    lean_at,
    lean_of_words,
    since_phrase,
    under_since,
)
from parley.extract.dates.dateline import Dateline, Reference, dateline, find_reference
from parley.extract.dates.inverse import inverted
from parley.extract.dates.lengths import days_of
from parley.extract.dates.patterns import ANCHORS, fold
from parley.extract.dates.quoted import as_said
from parley.extract.dates.readings import Lean, Reading, Scope, TimeKind
from parley.extract.dates.scan import find_readings
from parley.extract.language.speakers import quoted_tokens
from parley.extract.language.talked_of import journey_of
from parley.model import DateBasis, Document, Precision, PublishedBasis, When

__all__ = [
    "Dateline",
    "TimeExpression",
    "TimeKind",
    "dateline",
    "find_times",
    "here",
    "is_in_time",
    "parse_time",
    "reference_day",
]

_BINDS = {
    "since": TimeKind.SINCE, "until": TimeKind.UNTIL, "by": TimeKind.BEFORE, "before": TimeKind.BEFORE,
    "after": TimeKind.AFTER, "from": TimeKind.AFTER,
}  # fmt: skip
_LINKS = frozenset("in on at to with and after before for from of that as when the".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """Words of the document that tell a time, and what they tell.

    `head` is the token of it that the tree hangs on the rest of the sentence; `governor` the token it hangs on: the
    head itself at a root, and a verb of saying right before it whatever the tree says. `form` names the kind of
    wording. Expressions may nest: "a day after the talks on Monday" holds "Monday". `connector` is the word that
    binds it (since, until, by, before, after, from), if any.
    """

    start: int
    end: int
    text: str
    first: int
    last: int
    head: int
    governor: int
    when: When
    kind: TimeKind
    form: str
    named: When  # the days that the words name, before what binds them
    connector: str = ""
    length: dt.timedelta | None = None

    @property
    def may_date(self) -> bool:
        """Say whether the expression can be the date of a happening rather than a bound of a state or a rhythm."""
        if self.kind in (TimeKind.SINCE, TimeKind.UNTIL, TimeKind.FREQUENCY):
            return False
        return self.when.start is not None or self.when.end is not None

    @property
    def dates_governor_only(self) -> bool:
        """Say whether it stands inside a since phrase and dates nothing but its governor: "since they met in 2019"."""
        return self.kind is TimeKind.SINCE and not self.connector and None not in (self.when.start, self.when.end)


def find_times(
    doc: Document, *, published: dt.date | None, published_basis: PublishedBasis = PublishedBasis.UNKNOWN
) -> tuple[TimeExpression, ...]:
    """Return the time expressions of a document in text order, resolved from the day of the text.

    Datelines, stamps ("Updated: 3 May 2022"), web addresses and lines that sell or protect the page tell no time.
    An estimated publication date serves like a stated one, except that a day of the dateline goes before it.
    """
    reference = find_reference(doc, published)
    line = dateline(doc, published)
    folded = fold(doc.text)
    places = _Places(doc)
    parsed = is_parsed(doc)

    def lean(start: int, end: int) -> Lean:
        if not parsed:
            return lean_of_words(folded, start)
        first, last = places.tokens(start, end)
        return lean_at(doc, folded, places.head(first, last), start) if last > first else Lean(Tense.PAST, False)

    def is_today(reading: Reading) -> bool:
        return published is not None and reading.when.start == reading.when.end == published

    scope = _scope(doc.text, folded, reference, lean)
    readings = [
        r for r in find_readings(scope)
        if not (line and line.start <= r.start < line.end)
        and not in_address(folded, r.start)
        and not in_other_zone(folded, r.start)
        and not is_boilerplate(folded, r.start)
        and not (r.form in ("date", "weekday", "month") and is_stamp(folded, r.start, r.end, day=is_today(r)))
        and not places.is_person(r)
    ]  # fmt: skip
    readings = [
        _bind(r, scope, since=parsed and places.under_since(r), belongs=parsed and places.modifies(r)) for r in readings
    ]
    known = [d for r in readings for d in places.dated(r)] if parsed else []
    quoted = quoted_tokens(doc) if parsed else frozenset()
    asides = {
        r.start for r in readings
        if parsed and (places.in_aside(r) or places.tokens(r.start, r.end)[0] in quoted)
    }  # fmt: skip
    resolved = resolve_anchors(readings, known, scope, [(s.start, s.end) for s in doc.sentences], asides=asides)
    resolved = as_said(doc, resolved, reference.day, places.tokens) if parsed else resolved
    found = []
    for reading, anchor in inverted(doc, resolved, places.tokens) if parsed else ():
        first, last = places.tokens(reading.start, reading.end)
        found.append(_expression(doc, reading, first, last, anchor, anchor))
    for reading in sorted(resolved, key=lambda r: (r.start, -r.end)):
        first, last = places.tokens(reading.start, reading.end)
        if last > first:
            head = places.head(first, last)
            governor = places.saying(first) if is_said(folded, reading.start) else None
            if governor is None and parsed and reading.kind is TimeKind.SINCE and not reading.connector:
                phrase = since_phrase(doc, head)  # "since the coup, in May": of the coup, wherever the tree hangs it
                beside = phrase is not None and doc.tokens[phrase].head == doc.tokens[head].head
                governor = phrase if beside and phrase != head else None
            if governor is None and parsed and not _may_be_of_talk(reading.when, reference.day):
                governor = journey_of(doc, head)
            found.append(
                _expression(doc, reading, first, last, head, doc.tokens[head].head if governor is None else governor)
            )
    return tuple(sorted(found, key=lambda t: t.start))


def _may_be_of_talk(when: When, day: dt.date | None) -> bool:
    """Say whether a time behind a journey that is talked of may be that of the talk: a day that is not to come."""
    return when.precision is Precision.DAY and (when.start is None or day is None or when.start <= day)


def here(doc: Document, published: dt.date | None) -> tuple[int, int] | None:
    """Return the tokens of the place that the dateline names."""
    line = dateline(doc, published)
    if line is None or line.place is None:
        return None
    start = doc.text.find(line.place, line.start)
    return _Places(doc).tokens(start, start + len(line.place.partition(",")[0]))


def reference_day(doc: Document, published: dt.date | None) -> dt.date | None:
    """Return the day that "today" and the weekdays of a document are counted from, or None where nothing tells it."""
    return find_reference(doc, published).day


def is_in_time(times: Sequence[TimeExpression], i: int) -> bool:
    """Say whether token `i` is one of the words that tell a time."""
    return any(time.first <= i < time.last for time in times)


def parse_time(text: str, *, published: dt.date | None, tense: str = "past") -> When | None:
    """Return what the first time expression of some words says, its verb being past, present or future.

    An expression that tells days goes before one that tells none; None where there is no expression at all.
    """
    reference = Reference(day=published, pivot=published, basis=DateBasis.RELATIVE)
    lean = Lean(Tense(tense), True)
    scope = _scope(text, fold(text), reference, lambda a, b: lean)
    readings = [_bind(r, scope) for r in find_readings(scope) if not is_boilerplate(scope.folded, r.start)]
    resolved = sorted(resolve_anchors(readings, [], scope, _sentences(text)), key=lambda r: (r.start, -r.end))
    known = [r for r in resolved if r.when.start or r.when.end]
    return (known or resolved)[0].when if resolved else None


def _sentences(text: str) -> list[tuple[int, int]]:
    """Return rough bounds of sentences, for words without a document."""
    ends = [m.end() for m in re.finditer(r"[.!?]\s+(?=[A-Z“\"])", text)] + [len(text)]
    return list(zip([0, *ends], ends, strict=False))


def _scope(text: str, folded: str, reference: Reference, lean: object) -> Scope:
    return Scope(
        text=text, folded=folded, reference=reference.day, pivot=reference.pivot, basis=reference.basis,
        lean=lean,  # type: ignore[arg-type]
    )  # fmt: skip


def _bind(reading: Reading, scope: Scope, *, since: bool = False, belongs: bool = False) -> Reading:
    """Return the reading as the word before it binds it: since and until open a side, by and before limit it.

    A date that belongs to a noun ("before the May 9 summit") dates the noun and is not bound.
    """
    if reading.kind is not TimeKind.POINT or reading.offset is not None:
        return reading
    word = connector_before(scope.folded, reading.start)
    belongs = belongs or _modifies(scope.folded, reading.end)
    if since and word != "since":
        return replace(reading, kind=TimeKind.SINCE)
    if not word or (belongs and word != "since"):
        return reading
    if word == "until" and re.match(r"until\b", scope.folded[reading.start :]):
        return reading
    kind = _BINDS[word]
    when = bounded(reading.when, kind, strict=word in ("before", "after"))
    return replace(reading, kind=kind, when=when, connector=word, named=reading.when)


def _modifies(folded: str, end: int) -> bool:
    """Say whether a noun that a date belongs to follows it: "the May 9 summit", "Friday's talks"."""
    if re.match(r"'s?\b|'\s", folded[end : end + 2]):
        return True
    found = re.match(r"\s+((?:[a-z-]+\s+)?)([a-z-]+)", folded[end : end + 50])
    if not found or found[1].strip() in _LINKS:
        return bool(found and not found[1] and stem(found[2]))
    return stem(found[2]) is not None or (bool(found[1]) and stem(found[1].strip()) is not None)


class _Places:
    """Where characters lie among the tokens of a document, and what the tree says of them."""

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.starts = [t.start for t in doc.tokens]
        self.ends = [t.end for t in doc.tokens]

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """Return the tokens, last exclusive, that cover some of the characters."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    def head(self, first: int, last: int) -> int:
        """Return the first token of a stretch whose head lies outside it."""
        heads = ((i, self.doc.tokens[i].head) for i in range(first, last))
        return next((i for i, head in heads if not first <= head < last or head == i), first)

    def saying(self, first: int) -> int | None:
        """Return the verb that stands up to four tokens before a stretch."""
        tokens = self.doc.tokens
        return next((i for i in range(first - 1, max(first - 5, -1), -1) if tokens[i].pos == "VERB"), None)

    def is_person(self, reading: Reading) -> bool:
        """Say whether a month alone is part of a person's name."""
        first, last = self.tokens(reading.start, reading.end)
        return reading.form == "month" and any(
            n.label == "PERSON" and n.first < last and first < n.last for n in self.doc.names
        )

    def modifies(self, reading: Reading) -> bool:
        """Say whether the tree makes the reading part of a noun phrase that goes on after it."""
        first, last = self.tokens(reading.start, reading.end)
        if last <= first:
            return False
        governor = self.doc.tokens[self.doc.tokens[self.head(first, last)].head]
        return governor.i >= last and governor.pos in ("NOUN", "PROPN")

    def in_aside(self, reading: Reading) -> bool:
        """Say whether the tree puts the reading into a relative clause between commas."""
        first, last = self.tokens(reading.start, reading.end)
        if last <= first:
            return False
        tokens, i = self.doc.tokens, self.head(first, last)
        while tokens[i].head != i:
            relative = tokens[i].dep == "acl:relcl"
            opening = min(self.doc.subtree(i)) if relative else i
            if relative and "," in (tokens[opening].text, tokens[opening - 1].text):
                return True
            i = tokens[i].head
        return False

    def under_since(self, reading: Reading) -> bool:
        """Say whether the tree puts the reading under "since"."""
        if reading.kind is not TimeKind.POINT or reading.offset is not None:
            return False
        first, last = self.tokens(reading.start, reading.end)
        return last > first and under_since(self.doc, self.head(first, last))

    def dated(self, reading: Reading) -> list[Dated]:
        """Return the happenings that the tree hangs the reading on."""
        if not (reading.when.start and reading.when.end):
            return []
        if reading.kind not in (TimeKind.POINT, TimeKind.SPAN, TimeKind.SINCE):
            return []
        first, last = self.tokens(reading.start, reading.end)
        if last <= first:
            return []
        doc, head = self.doc, self.head(first, last)
        governor = doc.tokens[doc.tokens[head].head]
        words = [] if is_plural(governor.lower) else [stem(governor.lower)]
        if governor.lemma.lower() in ANCHOR_VERBS:
            words += [
                stem(doc.tokens[c].lower)
                for c in doc.children[governor.i]
                if doc.tokens[c].dep in ("nsubj", "nsubj:pass", "obj") and not is_plural(doc.tokens[c].lower)
            ]
        when = reading.when
        return [Dated(word=w, group=ANCHORS[w], when=when, at=reading.start) for w in dict.fromkeys(words) if w]


def _expression(doc: Document, reading: Reading, first: int, last: int, head: int, governor: int) -> TimeExpression:
    return TimeExpression(
        start=reading.start,
        end=reading.end,
        text=doc.text[reading.start : reading.end],
        first=first,
        last=last,
        head=head,
        governor=governor,
        when=reading.when,
        kind=reading.kind,
        form=reading.form,
        named=reading.named or reading.when,
        connector=reading.connector,
        length=days_of(reading.length),
    )
