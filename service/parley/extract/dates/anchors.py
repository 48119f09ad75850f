"""Times told by other times of the text: "two days later", "before the summit", "the day after the talks".

An anchor counts only where the text itself dates one happening of that name; else the expression stays undated.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, takewhile

from parley.extract.dates import calendar as cal
from parley.extract.dates.calendar import Tense
from parley.extract.dates.context import is_said
from parley.extract.dates.lengths import with_length
from parley.extract.dates.patterns import ANCHORS, WORDS
from parley.extract.dates.readings import Offset, Reading, Scope, TimeKind
from parley.model import UNDATED, DateBasis, Precision, When

_IRREGULAR = {
    "met": "meet", "spoke": "call", "shot": "shoot", "sworn": "swear", "swore": "swear", "withdrew": "withdraw",
    "overthrew": "overthrow", "overthrown": "overthrow",
}  # fmt: skip
_GATHERINGS = frozenset({"summit", "meeting", "conference"})
# "Before the end of May" is until it, "before May" is not.
_AN_END = re.compile(r"(?:the )?(?:end of|\w+(?:['’]s[ -]|-)end|\w+ \w+ out)")
_REACH = 600  # characters back to the time that "two days later" counts from
_CLAUSE = 110  # characters in which an anchor is named
_CLAUSE_END = re.compile(r"[.;:!?()\"“”]|,(?!\d)|\n\s*\n|\b(?:but|while|and said|that he|that she)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A happening that the text dates: its word, the group of words that may stand for it, and where it was dated."""

    word: str
    group: str
    when: When
    at: int


ANCHOR_VERBS = frozenset(WORDS["anchor_verbs"]["lemmas"])


def stem(word: str) -> str | None:
    """Return the anchor word that a form belongs to ("invaded" → "invade"), or None."""
    word = _IRREGULAR.get(word, word)
    forms = [word, word[:-1], word[:-2], word[:-3], word[:-3] + "e"]
    fits = [True, word.endswith(("s", "d")), word.endswith(("es", "ed")), word.endswith("ing"), word.endswith("ing")]
    return next((f for f, fit in zip(forms, fits, strict=True) if fit and f in ANCHORS), None)


def is_plural(word: str) -> bool:
    """Say whether an anchor word names several happenings, of which a date need not date each."""
    return word.endswith("s") and word not in ANCHORS and word[:-1] in ANCHORS


def words_near(folded: str, start: int, end: int) -> list[str]:
    """Return the anchor word that a date stands beside: "Friday's talks", "the invasion on Feb. 24"."""
    after = re.match(r"(?:'s)?((?:\s+[\w'-]+){1,4})", folded[end : end + 60])
    if after:
        for word in re.findall(r"[a-z-]+", after[1]):
            if word in (
                "in",
                "on",
                "at",
                "to",
                "with",
                "and",
                "after",
                "before",
                "for",
                "from",
                "of",
                "that",
                "as",
                "by",
            ):
                break
            if (found := stem(word)) and not is_plural(word):
                return [found]
    before = re.split(
        r"[.;:!?,()\"“”]|\n\s*\n|\b(?:after|before|following|since|prior to)\b", folded[max(0, start - 80) : start]
    )[-1]
    words = re.findall(r"[a-z'-]+", before)[-8:]
    return next(([found] for word in reversed(words) if (found := stem(word)) and not is_plural(word)), [])


def _precise(when: When) -> int:
    return (when.end - when.start).days if when.start and when.end else 99999


def _anchor_day(word: str, known: Sequence[Dated]) -> When | None:
    """Return when the happening of that word was, if the text leaves no doubt."""
    for same in (
        [d for d in known if d.word == word],
        [d for d in known if d.group == ANCHORS[word]],
        [d for d in known if {d.group, ANCHORS[word]} <= _GATHERINGS],  # "the meeting" is the summit told before
    ):
        if not same:
            continue
        best = min(same, key=lambda d: _precise(d.when)).when
        if all(_overlap(best, d.when) for d in same):
            return best
        return None
    return None


def _overlap(a: When, b: When) -> bool:
    return bool(a.start and a.end and b.start and b.end and a.start <= b.end and b.start <= a.end)


def counted(offset: Offset, base: When) -> When:
    """Return the days that lie so far from the days of `base`."""
    if base.start is None or base.end is None:
        return UNDATED
    if offset.unit == "weekday":
        return cal.on(cal.weekday_near(cal.add_days(base.end, 1), offset.low, Tense.FUTURE))
    if offset.unit == "month of year":
        return cal.month(base.start.year, offset.low)
    if offset.sign == 0 or (offset.low == offset.high == 0):
        return {"week": cal.week(base.start), "month": cal.month(base.start.year, base.start.month)}.get(
            offset.unit, cal.year(base.start.year) if offset.unit == "year" else base
        )
    if offset.inside:
        if offset.sign < 0:
            return cal.within(cal.shift(base.start, -offset.high, offset.unit), base.end)
        return cal.within(base.start, cal.shift(base.end, offset.high, offset.unit))
    wide = offset.low != offset.high
    ends = [
        cal.away(day, offset.low, offset.high, offset.unit, offset.sign, about=offset.about, weekly=not wide)
        for day in (base.start, base.end)
    ]
    starts = [w.start for w in ends if w.start]
    lasts = [w.end for w in ends if w.end]
    precision = ends[0].precision if ends[0] == ends[1] else Precision.RANGE
    if precision is Precision.RANGE and base.precision is Precision.YEAR and offset.unit == "year" and not wide:
        precision = Precision.YEAR
    if precision is Precision.RANGE and base.precision is Precision.DAY and offset.unit == "day" and not wide:
        return cal.on(max(lasts)) if offset.sign > 0 else cal.on(min(starts))  # counted from a stretch of days
    return cal.within(min(starts), max(lasts), precision)


def bounded(when: When, kind: TimeKind, *, strict: bool = False) -> When:
    """Return the days with the side open that since, after, until or before leave open; `strict` leaves the day out."""
    if kind in (TimeKind.SINCE, TimeKind.AFTER) and when.start and when.end:
        start = cal.add_days(when.end, 1) if strict else when.start
        return replace(when, start=start, end=None, precision=Precision.AFTER)
    if kind in (TimeKind.UNTIL, TimeKind.BEFORE) and when.start and when.end:
        whole = not strict or _AN_END.match((when.text or "").lower())
        end = when.end if whole else cal.add_days(when.start, -1)
        return replace(when, start=None, end=end, precision=Precision.BEFORE)
    return when


# --- anchors that are named ---------------------------------------------------------------------------------------


def _clause(folded: str, start: int) -> str:
    stretch = folded[start : start + _CLAUSE]
    found = _CLAUSE_END.search(stretch)
    return stretch[: found.start()] if found else stretch


def _first_anchor(folded: str, start: int) -> tuple[str, int] | None:
    """Return the first anchor word of the clause that begins there, with where it ends."""
    found = [
        (word, start + m.end())
        for m in re.finditer(r"[a-z][a-z-]*", _clause(folded, start))
        if (word := stem(m.group()))
    ]
    # "launched its invasion": the noun names it, not the verb that begins it
    return next((f for f in found if f[0] not in ANCHOR_VERBS), found[0] if found else None)


_DEFINITE = re.compile(
    r"\s*(?:(?:the|his|her|their|its|this|that|our)|(?:[\w-]+\s+){0,2}[\w-]+'s?)(?:\s+[\w'-]+){0,3}\s+$"
)
_NOT_INSIDE = re.compile(r"\b(?:in|of|to|that|which|on|at|by|with|for|and|from|who|up)\b")


def _is_definite(folded: str, start: int, anchor: tuple[str, int]) -> bool:
    """Say whether the anchor word is one particular happening: "the summit", not "holding meetings"."""
    words = folded[start : anchor[1]]
    last = words.rsplit(None, 1)[-1]
    before = words[: len(words) - len(last)]
    if is_plural(last) or (last.endswith("ed") and last not in ANCHORS) or _NOT_INSIDE.search(before):
        return False
    return bool(_DEFINITE.fullmatch(before))


def inverse(offset: Offset, when: When) -> When:
    """Return the days of an anchor from the days that lie so far from it."""
    return counted(replace(offset, sign=-offset.sign, inside=False), when)


def _resolve_named(
    reading: Reading, readings: Sequence[Reading], starts: Sequence[int], known: Sequence[Dated], scope: Scope
) -> Reading | None:
    """Return the reading with the days that its anchor gives it; None where it then says nothing."""
    offset = reading.offset
    if offset is None:
        return reading
    bare = offset.unit == ""
    limit = reading.end + len(_clause(scope.folded, reading.end))
    following = takewhile(lambda r: r.start < limit, islice(readings, bisect_left(starts, reading.end), None))
    inner = next(
        (r for r in following if r.when.start and r.offset is None and r.kind in (TimeKind.POINT, TimeKind.SPAN)),
        None,
    )
    anchor = _first_anchor(scope.folded, reading.end)
    base: When | None = None
    end = reading.end
    if inner is not None:
        if (
            bare
            and (reading.kind is not TimeKind.SINCE or inner.start - reading.end < 5)
            and reading.connector != "on the eve of"
        ):
            return None  # the date itself is bound by the word
        base, end = inner.when, inner.end
    elif (
        anchor is not None
        and bare
        and reading.kind is not TimeKind.SINCE
        and not _is_definite(scope.folded, reading.end, anchor)
    ):
        return None
    elif anchor is not None:
        base, end = _anchor_day(anchor[0], [d for d in known if d.at != reading.start]), anchor[1]
    if base is None and bare and (reading.kind is not TimeKind.SINCE or anchor is None):
        return None
    when = UNDATED
    if base is not None:
        when = bounded(base, reading.kind) if bare else counted(offset, base)
    text = scope.text[reading.start : end]
    basis = DateBasis.ANCHORED
    return replace(reading, end=end, when=cal.stamped(when, text=text, basis=basis))


# --- times that go on from the last one ---------------------------------------------------------------------------


def _resolve_narrative(
    reading: Reading,
    before: Sequence[Reading],
    after: Sequence[Reading],
    scope: Scope,
    asides: Collection[int],
    sentences: Sequence[tuple[int, int]],
) -> Reading:
    """Count from the last day told before, else back from one told later in the sentence: "a day earlier … Tuesday".

    A day told in an aside counts only where its sentence tells no other: "the envoy, who came on Sunday, left a day
    later". What is of the same day goes on from one day, not from several.
    """
    offset = reading.offset
    if offset is None:
        return reading
    fine = offset.unit in ("day", "weekday", "hour", "minute", "week")
    same = offset.unit == "day" and offset.low == offset.high == 0
    days = [
        r for r in takewhile(lambda r: reading.start - r.end < _REACH, reversed(before))
        if r.when.start and r.when.end
        and r.kind in (TimeKind.POINT, TimeKind.SPAN)
        and (r.when.precision is Precision.DAY or not fine)
        and (r.when.start == r.when.end or not same)
    ]  # fmt: skip
    near = [r for r in days if days and _sentence(r, sentences) == _sentence(days[0], sentences)]
    near = [r for r in near if not is_said(scope.folded, r.start)] or near  # not when somebody says so
    beside = bool(near) and _sentence(near[0], sentences) == _sentence(reading, sentences)
    points = beside or not scope.folded[reading.start : reading.end].endswith(" in the day")
    main = (r for r in (near if same and points else days) if r.start not in asides)
    best = next(main, None) if reading.start not in asides else None
    base = best.when if best is not None else days[0].when if days else None
    text = scope.text[reading.start : reading.end]
    basis = DateBasis.ANCHORED
    if (
        base is None
        and offset.low == offset.high == 0
        and scope.reference
        and not offset.inside
        and offset.unit == "day"
    ):
        base, basis = cal.on(scope.reference), scope.basis
    day = scope.reference
    if same and best is not None and day is not None and best.when.start is not None and best.when.start < day:
        apart = _sentence(best, sentences) != _sentence(reading, sentences)
        if apart and scope.lean(reading.start, reading.end).tense is Tense.FUTURE:
            base = cal.on(day)  # "is to meet her later in the day", told today
    if base is None and offset.sign < 0 and offset.unit == "day":
        following = (r.when for r in after if r.offset is None and r.kind is TimeKind.POINT)
        base = next((w for w in following if w.precision is Precision.DAY and w.start == w.end), None)
    if base is None:
        return reading
    return replace(reading, when=cal.stamped(counted(offset, base), text=text, basis=basis))


# --- all of them --------------------------------------------------------------------------------------------------


def resolve_anchors(
    readings: Sequence[Reading],
    known: Sequence[Dated],
    scope: Scope,
    sentences: Sequence[tuple[int, int]],
    *,
    asides: Collection[int] = (),
) -> list[Reading]:
    """Return the readings with every anchored one resolved as far as the text allows.

    `known` are the happenings that the tree dates; what stands beside a date in the text is added to them. `asides`
    are the starts of the readings that stand in relative clauses.
    """
    dated = list(known)
    beside = {d.at for d in known}
    for reading in readings:
        if (
            reading.when.start
            and reading.when.end
            and reading.kind in (TimeKind.POINT, TimeKind.SPAN)
            and reading.start not in beside
        ):
            dated += [
                Dated(word=w, group=ANCHORS[w], when=reading.when, at=reading.start)
                for w in words_near(scope.folded, reading.start, reading.end)
            ]
    result: list[Reading] = []
    starts = [r.start for r in readings]
    apposed: dict[int, Reading] = {}
    for earlier, reading in pairwise(readings):
        offset, between = reading.offset, scope.text[earlier.end : reading.start]
        if (
            offset
            and offset.named
            and offset.unit
            and earlier.when.start
            and earlier.when.precision is Precision.DAY
            and re.fullmatch(r"\s*[,(—–-]?\s*", between)
        ):
            apposed[reading.start] = earlier
            anchor = _first_anchor(scope.folded, reading.end)
            if anchor and not offset.inside:
                when = inverse(offset, earlier.when)
                dated.append(Dated(word=anchor[0], group=ANCHORS[anchor[0]], when=when, at=reading.start))
    for reading in readings:
        if reading.offset is None:
            result.append(reading)
        elif reading.start in apposed:
            same = apposed[reading.start].when
            anchor = _first_anchor(scope.folded, reading.end)
            end = anchor[1] if anchor else reading.end
            result.append(replace(reading, end=end, when=replace(same, text=scope.text[reading.start : end])))
        elif reading.offset.named:
            resolved = _resolve_named(reading, readings, starts, dated, scope)
            if resolved is not None:
                result.append(resolved)
        else:
            later = _sentence_after(reading, readings, sentences)
            result.append(_resolve_narrative(reading, result, later, scope, asides, sentences))
    return [r if r.length is None else with_length(r, result, scope, sentences) for r in result]


def _sentence(reading: Reading, sentences: Sequence[tuple[int, int]]) -> int:
    return bisect_right(sentences, reading.start, key=lambda s: s[0]) - 1


def _sentence_after(
    reading: Reading, readings: Sequence[Reading], sentences: Sequence[tuple[int, int]]
) -> Sequence[Reading]:
    """Return the readings that follow in the same sentence."""
    at = _sentence(reading, sentences)
    last = sentences[at][1] if at >= 0 else reading.end
    first = bisect_left(readings, reading.end, key=lambda r: r.start)
    return readings[first : bisect_left(readings, last, key=lambda r: r.start)]
