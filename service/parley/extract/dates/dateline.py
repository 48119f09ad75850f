"""The dateline and stamps of an article: where and on what day it was written."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from parley.extract.dates import calendar as cal
from parley.extract.dates.calendar import Tense
from parley.extract.dates.context import in_address, is_boilerplate, is_stamp
from parley.extract.dates.patterns import MONTHS, WEEKDAYS, WORDS, any_of, fold
from parley.extract.dates.readings import Lean, Scope, TimeKind
from parley.extract.dates.scan import find_readings
from parley.extract.language.memory import remembered
from parley.model import DateBasis, Document, Precision

_MONTH = any_of(MONTHS) + r"\.?"
_DASH = r"(?:[-–—―]{1,2}|:)"
_DATE = (
    rf"(?:(?:{any_of(WEEKDAYS)},?\s)?(?:(?P<m>{_MONTH})\s(?P<d>\d{{1,2}})|"
    rf"(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<m2>{_MONTH}))(?:,?\s(?P<y>(?:19|20)\d\d))?|"
    r"(?P<d3>\d{1,2})\.(?P<m3>\d{1,2})\.(?P<y3>(?:19|20)\d\d))"
)
_AGENCY = r"(?:\s*\((?P<agency>[^()\n]{2,40})\)|\s*/(?P<slash>[A-Za-z -]{2,20})/)"
_UPPER = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’ -]{2,30}"
_TITLE = r"[A-ZÀ-Þ][\w.'’-]+(?:\s[A-ZÀ-Þ][\w.'’-]+){0,3}"
# "Suva [Fiji], May 3 (ANI): The king", "Suva (Fiji) (AFP) - The king"
_COUNTRY = rf"(?:\s?\[{_TITLE}\]|\s\({_TITLE}\)(?=\s\())?"
_PLACE = rf"(?P<place>(?:{_UPPER}|{_TITLE})(?:,\s?(?:{_TITLE}|(?:[A-Z]\.){{2,3}}))?(?:\s?/\s?{_UPPER})?){_COUNTRY}"
_LINES = (
    re.compile(rf"[ \t]*{_PLACE}\s?[,–—-]?\s?(?i:{_DATE}){_AGENCY}?\s*{_DASH}"),
    re.compile(rf"[ \t]*{_PLACE}{_AGENCY}\s*{_DASH}?"),
    # "MOSCOW (Tass - 3rd October, 2019)"
    re.compile(rf"[ \t]*{_PLACE}\s*\((?P<agency>[^()\n]{{2,40}}?)\s+[-–—,]\s+(?i:{_DATE})\)\s*{_DASH}?"),
    re.compile(rf"[ \t]*(?P<place>{_UPPER}(?:,\s(?:{_TITLE}|(?:[A-Z]\.){{2,3}}))?)\s*{_DASH}(?=\s|[A-Z])"),
    re.compile(rf"[ \t]*(?P<place>{_TITLE}(?:,\s{_TITLE})?){_COUNTRY}(?:\s?:|\s[-–—]+)(?=\s[A-Z])"),
    # "May 3, 2014 (OSLO) - The king", but "May 3 (NTB) - The king"
    re.compile(rf"[ \t]*(?i:{_DATE})(?<=\d{{4}})\s\((?P<place>{_UPPER})\)\s*{_DASH}"),
    re.compile(rf"[ \t]*(?i:{_DATE}){_AGENCY}?\s*{_DASH}+(?=\s|[A-Z])"),
    # "Oslo, May 3 (NTB) The king", "OSLO, May 3. /NTB/. The king"
    re.compile(rf"[ \t]*{_PLACE}\s?,\s?(?i:{_DATE})\.?{_AGENCY}\.?"),
    # "OSLO, May 3, Norsk Tidende - The king", "Oslo, 3 May, NTB. The king"
    re.compile(rf"[ \t]*{_PLACE}\s?,\s?(?i:{_DATE}),\s(?P<agency>[A-Z][\w' ]{{1,30}}?)(?:\s*{_DASH}|\.(?=\s))"),
    # "Oslo. May 3, 2014. The king", "Oslo, Friday. The king"
    re.compile(rf"[ \t]*{_PLACE}(?:\.\s(?i:{_DATE})|,\s(?i:{any_of(WEEKDAYS)}))\.(?=\s[A-Z\"“‘'])"),
)
_ALONE = re.compile(rf"[ \t]*(?P<place>{_UPPER}?)(?:[ \t]*\([^()\n]{{2,40}}\))?[ \t]*")
# "3 May 2014 12:29 pm IST - Kathmandu", "By A | New Delhi | Updated: 3 May 2014", "(BRUSSELS) - The ministers"
_STAMPS = (
    re.compile(rf"[^\n]*\d{{1,2}}[:.]\d\d[^\n]{{0,12}}?\s[-–—|]\s(?P<place>{_TITLE})[ \t]*"),
    re.compile(rf"(?:[^\n|]*\|\s)?(?P<place>{_TITLE})\s\|\s(?i:updated|published|posted)\b[^\n]*"),
    re.compile(rf"[ \t]*\((?P<place>{_UPPER})\)\s*{_DASH}\s[^\n]*"),
    re.compile(rf"[ \t]*[A-Z]{{2,8}},\s(?P<place>[A-Z][a-z]{_TITLE[len('[A-ZÀ-Þ]') :]})[ \t]*"),  # "AFP, Kathmandu"
)
_ADDRESS_DATE = re.compile(r"https?://\S*?/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})(?!\d)")
_LOOK = 8  # lines at the top of an article in which a dateline or stamp may stand
_LONG = 150  # characters of a line after which no dateline follows
_HEADING = 120  # characters of a line that may stand above the text
_BEFORE_DAY = 4  # words before the date of such a line
_LEAST = 60  # characters of a line that a dateline without a date opens


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """The words before the first sentence that give a place, a day or both; the offsets exclude the dash after them."""

    start: int
    end: int
    text: str
    place: str | None = None
    agency: str | None = None
    day: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The day that "today" and the weekdays are counted from, and the day that left-out years are near to."""

    day: dt.date | None
    pivot: dt.date | None
    basis: DateBasis


def _top_lines(text: str) -> list[tuple[int, int]]:
    """Return the bounds of the first lines that are not empty."""
    found = []
    for m in re.finditer(r"[^\n]*\S[^\n]*", text):
        found.append(m.span())
        if len(found) == _LOOK:
            break
    return found


def find_dateline(text: str, published: dt.date | None, pivot: dt.date | None = None) -> Dateline | None:
    """Return the dateline of a text; a day without a year is taken near the publication or the pivot."""
    for line, (start, end) in enumerate(_top_lines(text)):
        for number, pattern in enumerate(_LINES):
            m = pattern.match(text, start, min(end, start + 140))
            if not m:
                continue
            named = m.groupdict()
            if number in (1, 3, 4) and (end - start < _LEAST or (line == 0 and end - start < _LONG and "\n" in text)):
                continue
            place = (named.get("place") or "").strip(" ,-") or None
            if place and fold(re.split(r"[\s,]", place)[0]) in WORDS["words"]["not_place"]:
                continue
            if number == 1 and not _is_agency_line(text, m):
                continue
            last = m.end()
            while last > start and text[last - 1] in "-–—―: \t":
                last -= 1
            first = start + len(text[start:last]) - len(text[start:last].lstrip())
            return Dateline(
                start=first, end=last, text=text[first:last], place=place,
                agency=named.get("agency") or named.get("slash"), day=_day(m, published or pivot),
            )  # fmt: skip
        if end - start > _LONG:
            break
    return _line_alone(text) or _stamped(text)


def _line_alone(text: str) -> Dateline | None:
    """Return the place that stands in capitals on a line of its own between the heading and the text."""
    lines = _top_lines(text)
    for (_, above), (start, end), (first, last) in zip(lines, lines[1:], lines[2:], strict=False):
        m = _ALONE.fullmatch(text, start, end)
        if m is not None and last - first > _LEAST and not text[:above].isupper():
            return Dateline(start=start, end=end, text=text[start:end], place=m["place"].strip())
    return None


def _stamped(text: str) -> Dateline | None:
    """Return the place that a stamp at the top tells beside the time, or brackets before the first sentence."""
    for start, end in _top_lines(text):
        for pattern in _STAMPS:
            m = pattern.fullmatch(text, start, end)
            if m is not None and fold(m["place"].split()[0]) not in WORDS["words"]["not_place"]:
                return Dateline(start=m.start("place"), end=m.end("place"), text=m["place"], place=m["place"].strip())
    return None


def _is_agency_line(text: str, m: re.Match[str]) -> bool:
    """Say whether a place with an agency opens a report: in capitals, or before a dash."""
    dashed = text[m.end() - 1] in "-–—―:" or text[m.end() : m.end() + 3].lstrip()[:1] in tuple("-–—―:")
    if m["place"].isupper():
        return dashed or text[m.end() : m.end() + 3].lstrip()[:1].isupper()
    return dashed or bool(m["slash"] and m["slash"].isupper())


def _day(m: re.Match[str], near: dt.date | None) -> dt.date | None:
    named = m.groupdict()
    if named.get("d3"):
        return cal.safe_date(int(named["y3"]), int(named["m3"]), int(named["d3"]))  # 22.10.2020
    month, day = named.get("m") or named.get("m2"), named.get("d") or named.get("d2")
    if not month or not day:
        return None
    number = MONTHS[fold(month).rstrip(".")]
    if named.get("y"):
        return cal.safe_date(int(named["y"]), number, int(day))
    return cal.fill_year(number, int(day), near, tense=Tense.PAST, strong=False) if near else None


@remembered
def dateline(doc: Document, published: dt.date | None) -> Dateline | None:
    """Return the dateline of a document ("SEOUL, May 9 (Reuters)"): its words, place, agency and day."""
    return find_dateline(doc.text, published, None if published else find_reference(doc, None).pivot)


@remembered
def find_reference(doc: Document, published: dt.date | None) -> Reference:
    """Return the day the text speaks from: its dateline near the publication, the publication, or a stamp in the text.

    Without any of them a full date of the text, or a weekday with a date and a year elsewhere, may still fix years.
    """
    text = doc.text
    if published:
        line = dateline(doc, published)
        day = line.day if line is not None and line.day is not None else _day_of_heading(text)
        near = day is not None and -14 <= (day - published).days <= 1
        return Reference(day=day if near else published, pivot=published, basis=DateBasis.RELATIVE)
    folded = fold(text)
    scope = Scope(
        text=text, folded=folded, reference=None, pivot=None, basis=DateBasis.RELATIVE,
        lean=lambda a, b: Lean(Tense.PAST, False),
    )  # fmt: skip
    full: list[dt.date] = []
    years: set[int] = set()
    top = _top_lines(text)
    head_end = top[-1][1] if top else 0
    for reading in find_readings(scope):
        if is_boilerplate(folded, reading.start):
            continue
        when = reading.when
        if when.start is None:
            continue
        if is_stamp(folded, reading.start, reading.end) and reading.start < head_end and when.start == when.end:
            return Reference(day=when.start, pivot=when.start, basis=DateBasis.INFERRED)
        if in_address(folded, reading.start) or reading.kind is TimeKind.FREQUENCY:
            continue
        if when.precision is Precision.DAY and when.end:
            full.append(when.end)
        years.add(when.start.year)
    if (m := _ADDRESS_DATE.search(text, 0, head_end)) and (day := cal.safe_date(*(int(g) for g in m.groups()))):
        return Reference(day=day, pivot=day, basis=DateBasis.INFERRED)
    if (day := _day_of_heading(text) or _this_day(folded)) is not None:
        return Reference(day=day, pivot=day, basis=DateBasis.INFERRED)
    pivot = max(full) if full else _weekday_pivot(folded, years)
    line = find_dateline(text, None, pivot)
    if line and line.day and (pivot is None or abs((line.day - pivot).days) < 400):
        return Reference(day=line.day, pivot=line.day, basis=DateBasis.INFERRED)
    return Reference(day=None, pivot=pivot, basis=DateBasis.INFERRED)


_HEADING_DAY = re.compile(
    rf"(?:(?:{any_of(WEEKDAYS)}),?\s)?(?:(?P<m>{_MONTH})\s(?P<d>\d{{1,2}})|(?P<d2>\d{{1,2}})\s(?P<m2>{_MONTH})),?\s"
    r"(?P<y>(?:19|20)\d\d)"
)


def _day_of_heading(text: str) -> dt.date | None:
    """Return the full date that ends a short line above the text: "Release, 3 May 2022", "Call to A: 3 May 2022"."""
    top = _top_lines(text)
    for start, end in top[:-1]:
        line = fold(text[start:end]).strip()
        if len(line) > _HEADING:
            return None
        found = next((m for m in _HEADING_DAY.finditer(line) if m.end() == len(line)), None)
        if found is None:
            continue
        before = line[: found.start()].rstrip()
        if before.endswith((":", "|", "-")) or len(before.split()) <= _BEFORE_DAY:
            return _day(found, None)
    return None


_THIS_DAY = re.compile(rf"\b(?:today|this day),? (?:on )?{_HEADING_DAY.pattern}")


def _this_day(folded: str) -> dt.date | None:
    """Return the full date that a text calls today: "received this day, Monday 20 January 2014"."""
    found = _THIS_DAY.search(folded)
    return _day(found, None) if found else None


_NAMED_DAY = re.compile(
    rf"\b(?P<wd>{any_of(w for w in WEEKDAYS if w.endswith('day'))}),?\s\(?(?:(?P<m>{_MONTH})\s(?P<d>\d{{1,2}})|"
    rf"(?P<d2>\d{{1,2}})\s(?P<m2>{_MONTH}))\b(?!,?\s\d{{4}})"
)


def _weekday_pivot(folded: str, years: set[int]) -> dt.date | None:
    """Return a weekday with its date in the one year of the text in which they agree."""
    for m in _NAMED_DAY.finditer(folded):
        month, day = MONTHS[(m["m"] or m["m2"]).rstrip(".")], int(m["d"] or m["d2"])
        days = [d for y in sorted(years) if (d := cal.safe_date(y, month, day)) and d.weekday() == WEEKDAYS[m["wd"]]]
        if len(days) == 1:
            return days[0]
    return None
