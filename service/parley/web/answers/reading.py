"""The text of an article with the sentences that its claims rest on marked.

Pure: a text and spans in, paragraphs of pieces out. Joined together, the pieces of all paragraphs are the text but for
the line ends between paragraphs.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Code points `start` to `end` of a text, half-open, on which the claim `anchor` rests.

    `fragment` is that of the evidence: two claims that rest on the same sentence share it.
    """

    start: int
    end: int
    anchor: str
    fragment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a paragraph and the claims that rest on it, none for what tells nothing.

    `targets` are the fragments that lead here: those of the evidence, and of the claims whose first sentence begins
    here. `ended` are the claims of which a sentence ends here.
    """

    text: str
    anchors: tuple[str, ...]
    targets: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()


def paragraphs(text: str, spans: Iterable[Span]) -> tuple[tuple[Piece, ...], ...]:
    """Return the paragraphs of a text, each cut where a claim's evidence begins or ends; blank lines are left out.

    The claims of a piece stand in the order of their spans.
    """
    known = sorted(spans, key=lambda span: (span.start, span.end))
    taken: set[str] = set()
    found = [tuple(_pieces(text, match.start(), match.end(), known, taken)) for match in _PARAGRAPH.finditer(text)]
    return tuple(pieces for pieces in found if any(piece.text.strip() for piece in pieces))


def sentences_of(spans: Iterable[Span]) -> Mapping[str, Sequence[str]]:
    """Return for each claim the fragments that lead to its sentences, in order; to the first one leads its own."""
    found: dict[str, list[str]] = {}
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        own = found.setdefault(span.anchor, [])
        own.append(span.fragment if own else span.anchor)
    return found


def _pieces(text: str, start: int, end: int, spans: list[Span], taken: set[str]) -> Iterator[Piece]:
    """Yield the pieces of a paragraph; `taken` are the fragments that lead somewhere already."""
    here = [span for span in spans if span.start < end and span.end > start]
    cuts = sorted({start, end, *(min(max(at, start), end) for span in here for at in (span.start, span.end))})
    for first, last in itertools.pairwise(cuts):
        told = [span for span in here if span.start <= first and span.end >= last]
        targets = [*(span.anchor for span in told), *(span.fragment for span in told)]
        new = tuple(dict.fromkeys(each for each in targets if each not in taken))
        taken.update(new)
        yield Piece(
            text=text[first:last],
            anchors=tuple(dict.fromkeys(span.anchor for span in told)),
            targets=new,
            ended=tuple(dict.fromkeys(span.anchor for span in told if span.end == last)),
        )
