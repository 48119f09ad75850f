"""Rows of answers, read: the values of variables as words, days, numbers and links.

Pure. An IRI of the deployment becomes the path of its page; nothing else is a link.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parley.model import Term
from parley.vocab import ONTOLOGY, SHAPES, notation_of

Row = Mapping[str, Term]
_PAGES = (
    "event/",
    "actor/",
    "article/",
    "office/",
    "tenure/",
    "place/",
    "period/",
    "diary/",
    "version/",
    "graph/",
    "corpus",
    "questions",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words that may lead somewhere; `path` begins with a slash and is None where there is no page."""

    text: str
    path: str | None = None


def path_of(iri: str, base: str) -> str | None:
    """Return the path of the page of an IRI of the deployment or of its vocabularies, None for all others."""
    for vocabulary in (ONTOLOGY, SHAPES):
        folder = f"/{vocabulary.rpartition('/')[2]}"
        if iri.startswith(f"{vocabulary}#"):  # one document for each term, not one for all
            return f"{folder}/{iri.partition('#')[2]}"
        if iri == vocabulary or iri.startswith(f"{vocabulary}/"):
            return folder + iri.removeprefix(vocabulary)
    local = iri.removeprefix(base)
    if local == iri or not local.startswith(_PAGES):
        return None
    page, _, fragment = local.partition("#")
    return f"/{page}#{fragment}" if fragment else f"/{page}"


def short(iri: str) -> str:
    """Return the last part of an IRI."""
    return iri.rpartition("#")[2] if "#" in iri else iri.rstrip("/").rpartition("/")[2]


def text_in(row: Row, name: str) -> str | None:
    """Return what stands there as text, None where nothing does."""
    return row[name].value if name in row and row[name].value else None


def notation_in(row: Row, name: str) -> str | None:
    """Return the notation of the concept that stands there."""
    return notation_of(row[name].value) if name in row else None


def fragment_in(row: Row, name: str) -> str | None:
    """Return the fragment of the IRI that stands there."""
    return row[name].value.partition("#")[2] or None if name in row else None


def day_in(row: Row, name: str) -> dt.date | None:
    """Return the day that stands there, None where no calendar has it."""
    try:
        return dt.date.fromisoformat(row[name].value[:10]) if name in row else None
    except ValueError:
        return None


def number_in(row: Row, name: str) -> int | None:
    """Return the whole number that stands there."""
    text = text_in(row, name)
    return int(text) if text is not None and text.isdecimal() else None


def link_in(row: Row, iri: str, label: str, base: str) -> Link | None:
    """Return a link to the IRI that stands there, called by another variable of the row."""
    if iri not in row:
        return None
    return Link(text=text_in(row, label) or short(row[iri].value), path=path_of(row[iri].value, base))


def unique(values: Iterable[str | None]) -> tuple[str, ...]:
    """Return each value once, without those that are nothing."""
    return tuple(dict.fromkeys(value for value in values if value))


def grouped(rows: Iterable[Row], name: str) -> Iterator[list[Row]]:
    """Yield the rows that share a term, in the order in which the terms first come."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if name in row:
            groups.setdefault(row[name].value, []).append(row)
    yield from groups.values()


def of_part(rows: Sequence[Row], *parts: str) -> list[Row]:
    """Return the rows of these parts of a query."""
    return [row for row in rows if text_in(row, "part") in parts]


def joined(rows: Sequence[Row]) -> Row:
    """Return the first value that any of the rows has for each variable."""
    return {name: term for row in reversed(rows) for name, term in row.items()}
