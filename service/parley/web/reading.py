"""The text of an article with the sentences that its claims rest on marked.

Pure: a text and spans in, paragraphs of pieces out. Joined together, the pieces of all paragraphs are the text but for
the line ends between paragraphs.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Code points `start` to `end` of a text, half-open, on which the claim `anchor` rests."""

    start: int
    end: int
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a paragraph and the claims that rest on it, none for what tells nothing."""

    text: str
    anchors: tuple[str, ...]


def paragraphs(text: str, spans: Iterable[Span]) -> tuple[tuple[Piece, ...], ...]:
    """Return the paragraphs of a text, each cut where a claim's evidence begins or ends; blank lines are left out."""
    known = sorted(spans, key=lambda span: (span.start, span.end, span.anchor))
    found = (tuple(_pieces(text, match.start(), match.end(), known)) for match in _PARAGRAPH.finditer(text))
    return tuple(pieces for pieces in found if any(piece.text.strip() for piece in pieces))


def _pieces(text: str, start: int, end: int, spans: list[Span]) -> Iterator[Piece]:
    here = [span for span in spans if span.start < end and span.end > start]
    cuts = sorted({start, end, *(min(max(at, start), end) for span in here for at in (span.start, span.end))})
    for first, last in itertools.pairwise(cuts):
        anchors = tuple(dict.fromkeys(span.anchor for span in here if span.start <= first and span.end >= last))
        yield Piece(text=text[first:last], anchors=anchors)
