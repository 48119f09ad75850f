"""How pages and documents put dates, statuses and other notations into words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from parley.model import Coverage, DateBasis, Precision, Status

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_STATUS: dict[str, str] = {
    Status.OCCURRED: "occurred",
    Status.ONGOING: "under way",
    Status.PLANNED: "planned",
    Status.REQUESTED: "requested",
    Status.REFUSED: "refused",
    Status.CANCELLED: "cancelled",
    Status.POSTPONED: "postponed",
    Status.DENIED: "denied",
    Status.NOT_HELD: "not held",
    Status.HYPOTHETICAL: "hypothetical",
}
_WORDS = {
    "in_person": "in person",
    "phone": "by phone",
    "video": "by video",
    "letter": "in writing",
    "participant_side": "a side that took part",
    "government": "another government",
    "anonymous": "an unnamed source",
    "media": "other media",
    "document": "a document",
    "narrator": "the article itself",
    "other": "somebody else",
    "probable": "probable",
    "possible": "possible",
    "stated": "stated",
    "relative": "counted from the publication date",
    "anchored": "counted from another event of the article",
    "inferred": "inferred",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a date in words; `stamp` is what a machine reads, None for the words between."""

    text: str
    stamp: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateInWords:
    """A date as exact as it is known, for people and for machines."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Return the words alone."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusInWords:
    """A status: `notation` chooses the symbol, `word` says it."""

    notation: str
    word: str


def status_in_words(notation: str, *, put_off: bool = False) -> StatusInWords:
    """Return a status in words, of what is `put_off` that it has no new date; an unknown notation is its own word."""
    word = _STATUS.get(notation) or word_of(notation)
    return StatusInWords(notation=notation, word=f"{word}, no new date told" if put_off else word)


Step = tuple[str, dt.date | None, dt.date | None]
"""A step of a status history: the status, the first and the last day that were told with it."""


def is_put_off(steps: Sequence[Step]) -> bool:
    """Say whether the last of the steps is a postponement that tells no other days than those planned before it.

    An article that tells of a postponement often repeats the day that was planned.
    """
    if not steps or steps[-1][0] != Status.POSTPONED:
        return False
    *before, (_, *days) = steps
    planned = [each[1:] for each in before if each[1] or each[2]]
    return not any(days) or (bool(planned) and not are_apart(days, planned[-1]))


def are_apart(a: Sequence[dt.date | None], b: Sequence[dt.date | None]) -> bool:
    """Say whether two first and last days, None where they are open, have no day in common."""
    (a_first, a_last), (b_first, b_last) = ((first or dt.date.min, last or dt.date.max) for first, last in (a, b))
    return a_last < b_first or b_last < a_first


def event_date_in_words(
    start: dt.date | None,
    end: dt.date | None,
    precision: str,
    *,
    status: str | None,
    put_off: bool = False,
    basis: str | None = None,
) -> DateInWords:
    """Return the date of an event in words: "26 April 2023, inferred"; one that is `put_off` was planned for it."""
    if put_off:
        said = former_date_in_words(start, end, precision)
    else:
        said = date_in_words(start, end, precision, whole=status in (Status.NOT_HELD, Status.ONGOING))
    return _said(*said.pieces, f", {word_of(basis)}") if basis == DateBasis.INFERRED else said


def former_date_in_words(start: dt.date | None, end: dt.date | None, precision: str) -> DateInWords:
    """Return the days that something was planned for and is no longer, in words."""
    if start is None and end is None:
        return date_in_words(start, end, precision)
    return _said("was planned for ", *date_in_words(start, end, precision).pieces)


def word_of(notation: str) -> str:
    """Return the words for the notation of a medium, a kind of source, a certainty or a basis."""
    return _WORDS.get(notation, notation.replace("_", " "))


def date_in_words(start: dt.date | None, end: dt.date | None, precision: str, *, whole: bool = False) -> DateInWords:
    """Return a date in words: "26 April 2023", "in March 2023", "2021", "between … and …", "undated".

    `whole` says that the days between are meant one and all, as in "did not speak from … to …".
    """
    if start is None or end is None:
        if start is not None:
            return _said("since " if whole else "on or after ", _day(start))
        return _said("by ", _day(end)) if end is not None else _said("undated")
    if precision == Precision.YEAR and start.year == end.year:
        return _said(Piece(text=f"{start.year}", stamp=f"{start.year}"))
    if precision == Precision.MONTH and (start.year, start.month) == (end.year, end.month):
        return _said("in ", _month(start))
    if start == end:
        return _said(_day(start))
    if precision == Precision.SEASON:
        return _said("between ", _month(start, year=start.year != end.year), " and ", _month(end))
    if precision == Precision.DAY:
        return _said(_first_of(start, end), " to ", _day(end))
    if whole:
        return _said("from ", _day(start), " to ", _day(end))
    return _said("between ", _day(start), " and ", _day(end))


def day_in_words(day: dt.date | None) -> DateInWords:
    """Return a single day in words."""
    return date_in_words(day, day, Precision.DAY)


def period_in_words(start: dt.date | None, end: dt.date | None) -> DateInWords:
    """Return a first and a last day in words: "26 February 2022 to 28 April 2023"."""
    return date_in_words(start, end, Precision.DAY)


def part_of_date(text: str) -> DateInWords:
    """Return an xsd:date, xsd:gYearMonth or xsd:gYear in words."""
    try:
        if len(text) == 4:
            return _said(Piece(text=f"{int(text)}", stamp=text))
        if len(text) == 7:
            return _said(_month(dt.date.fromisoformat(text + "-01")))
        return _said(_day(dt.date.fromisoformat(text)))
    except ValueError:
        return _said(text)


def precision_in_words(precision: str, start: dt.date | None, end: dt.date | None) -> str | None:
    """Return how exactly days are known, None where a date says it itself or there is none."""
    if start is None and end is None:
        return None
    if precision == Precision.DAY and start == end:
        return "known to the day"
    if precision == Precision.DAY:
        return "it lasted through these days"
    if start is None or end is None:
        return "the other end is not told"
    return "some time within these days" if precision == Precision.RANGE else None


def days_in_words(text: str) -> str:
    """Return text in which each day of the form 2024-03-20 is put into words."""
    return _ISO_DAY.sub(lambda day: part_of_date(day[0]).text, text)


def number_in_words(count: int, one: str, many: str | None = None) -> str:
    """Return "1 article", "2,400 articles"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def coverage_in_words(coverage: Coverage) -> str:
    """Return what an answer was searched in: articles, voices, publication dates, events."""
    if not coverage.articles:
        return "Nothing has been read yet: there is no article in the store."
    told = f"{number_in_words(coverage.articles, 'article')} by {number_in_words(coverage.voices, 'voice')}"
    if coverage.published_from and coverage.published_to:
        period = period_in_words(coverage.published_from, coverage.published_to).text
        same = coverage.published_from == coverage.published_to
        told += f", published {'on ' if same else ''}{period}"
        if coverage.undated_articles:
            told += f" ({coverage.undated_articles:,} undated)"
    else:
        told += ", none of them dated"
    claims, events = number_in_words(coverage.claims, "claim"), number_in_words(coverage.events, "event")
    return f"Searched: {told}; {claims}, {events}."


def listed(names: list[str] | tuple[str, ...]) -> str:
    """Return "A", "A and B", "A, B and C"."""
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)


def beside_name(
    name: str, *, held: str | None, claimed: str | None, parties: Sequence[str]
) -> tuple[str | None, tuple[str, ...]]:
    """Return the office and the parties of an actor, as far as the name, and then the office, do not say them.

    `held` is an office as reference data name it, with its body; `claimed` is one as an article gives it. Of the
    "Foreign Minister of Cuba" nothing is left to be said.
    """
    if claimed and name.casefold().startswith(claimed.casefold()):
        claimed = None
    said = tuple(text for text in (name, held) if text)
    return held or claimed, tuple(party for party in parties if not any(text.endswith(party) for text in said))


def safe_address(url: str | None) -> str | None:
    """Return `url` if a browser may follow it: an http or https address, never a script."""
    if url is None:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname else None


def without_controls(text: str) -> str:
    """Return text without the characters that no XML document may hold (XML 1.0, section 2.2)."""
    return _NOT_XML.sub("", text)


def _said(*pieces: Piece | str) -> DateInWords:
    return DateInWords(pieces=tuple(p if isinstance(p, Piece) else Piece(text=p) for p in pieces))


def _day(day: dt.date) -> Piece:
    return Piece(text=f"{day.day} {day:%B} {day.year}", stamp=day.isoformat())


def _month(day: dt.date, *, year: bool = True) -> Piece:
    return Piece(text=f"{day:%B} {day.year}" if year else f"{day:%B}", stamp=f"{day:%Y-%m}")


def _first_of(start: dt.date, end: dt.date) -> Piece:
    """Return the first of several days without what it shares with the last."""
    if (start.year, start.month) == (end.year, end.month):
        return Piece(text=f"{start.day}", stamp=start.isoformat())
    text = f"{start.day} {start:%B}"
    return Piece(text=text if start.year == end.year else f"{text} {start.year}", stamp=start.isoformat())
