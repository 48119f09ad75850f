"""A small grammar over words: patterns such as `who {past} <actor>` and every way in which they fit a question."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

_PIECE = re.compile(r"\[|\]|\{\w+\}|<\w+>|[^\s\[\]{}<>]+")
LONGEST_SLOT = 10  # words


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word, any of these."""

    any_of: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """The words of a verb or noun, with the group that each belongs to."""

    any_of: tuple[tuple[tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Words for the parameter `name`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Maybe:
    """What may be left out."""

    elements: tuple[Element, ...]


Element = Word | Phrase | Slot | Maybe


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to ask a competency question; `values` are those that the wording fixes.

    A `bare` one is of names alone, which would fit any words if they need not be known.
    """

    question: str
    patterns: tuple[str, ...]
    example: str
    verbs: tuple[str, ...] = ()
    binds_form: bool = True
    bare: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


_NO_FORM = Form(question="", patterns=(), example="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How a pattern fits: the words `first` to `last` (exclusive) of each slot, and those and the group of its verb."""

    slots: Mapping[str, tuple[int, int]]
    group: str | None = None
    verb: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The word lists of `forms.toml`."""

    forms: tuple[Form, ...]
    groups: Mapping[str, Mapping[str, tuple[str, ...]]]
    articles: tuple[str, ...]
    titles: tuple[str, ...]
    last: tuple[str, ...]
    openings: tuple[str, ...]
    tellings: tuple[str, ...]
    instead: Mapping[str, str]
    widened: Mapping[str, str]

    def compiled(self, form: Form, pattern: str, *, ending: Sequence[Element] = ()) -> tuple[Element, ...]:
        """Return a pattern of a form as elements, with `ending` after them."""
        pieces = _PIECE.findall(pattern)
        elements, rest = self._sequence(form, pieces)
        if rest:
            raise ValueError(f"brackets do not match in {pattern!r}")
        return (*elements, *ending)

    def opening(self, words: Sequence[str]) -> int:
        """Return how many words at the beginning of a question carry nothing of what is asked."""
        ends = [
            end
            for pattern in (*self.openings, *self.tellings)
            for _, end in _walk(
                self._sequence(_NO_FORM, _PIECE.findall(pattern))[0], words, 0, Match(slots={}), _nothing
            )
        ]
        return max(ends, default=0)

    def _sequence(self, form: Form, pieces: list[str]) -> tuple[tuple[Element, ...], list[str]]:
        found: list[Element] = []
        while pieces and pieces[0] != "]":
            piece, *pieces = pieces
            if piece == "[":
                inner, pieces = self._sequence(form, pieces)
                if not pieces:
                    raise ValueError("a bracket is not closed")
                pieces = pieces[1:]
                found.append(Maybe(elements=inner))
            elif piece.startswith("<"):
                found.append(Slot(name=piece[1:-1]))
            elif piece.startswith("{"):
                found.append(self._phrase(form, piece[1:-1]))
            else:
                found.append(Word(any_of=frozenset(piece.split("|"))))
        return tuple(found), pieces

    def _phrase(self, form: Form, kind: str) -> Phrase:
        return Phrase(
            any_of=tuple(
                (tuple(words.split()), group) for group in form.verbs for words in self.groups[group].get(kind, ())
            )
        )

    def narrows(self, word: str) -> bool:
        """Say whether a word means one kind of contact, or the last one alone, where a form has no value for it."""
        kinds = ("met", "called", "visited", "wrote", "negotiated")
        return word in self.last or any(word in self.groups[kind].get("noun", ()) for kind in kinds)

    def vocabulary(self) -> frozenset[str]:
        """Return every word that some form understands outside its slots."""
        lists = [
            *self.articles, *self.titles, *self.openings, *self.instead, *self.widened,
            *(words for group in self.groups.values() for kind in group.values() for words in kind),
            *(
                re.sub(r"\{\w+\}|<\w+>|[\[\]|]", " ", pattern)
                for patterns in (self.tellings, *(form.patterns for form in self.forms))
                for pattern in patterns
            ),
        ]  # fmt: skip
        return frozenset(word for words in lists for word in words.split())


@cache
def wording() -> Wording:
    """Return the word lists."""
    loaded: dict[str, Any] = tomllib.loads((files(__package__) / "forms.toml").read_text(encoding="utf-8"))
    return Wording(
        forms=tuple(
            Form(
                question=form["question"],
                patterns=tuple(form["patterns"]),
                example=form["example"],
                verbs=tuple(form.get("verbs", ())),
                binds_form=form.get("form", True),
                bare=form.get("bare", False),
                values=form.get("values", {}),
            )
            for form in loaded["form"]
        ),
        groups={
            name: {kind: tuple(words) for kind, words in group.items()} for name, group in loaded["groups"].items()
        },
        articles=tuple(loaded["articles"]),
        titles=tuple(loaded["titles"]),
        last=tuple(loaded["last"]),
        openings=tuple(loaded["openings"]),
        tellings=tuple(loaded["tellings"]),
        instead=loaded["instead"],
        widened=loaded["widened"],
    )


Accepts = Callable[[str, int, int], bool]
"""Whether the words from one index to another (exclusive) may stand in the slot of that name."""


def matches(elements: Sequence[Element], words: Sequence[str], *, accepts: Accepts) -> Iterator[Match]:
    """Yield every way in which the elements fit exactly these words, the shortest slots first."""
    for match, end in _walk(tuple(elements), words, 0, Match(slots={}), accepts):
        if end == len(words):
            yield match


def _nothing(name: str, first: int, last: int) -> bool:
    return False


def _walk(
    elements: tuple[Element, ...], words: Sequence[str], i: int, match: Match, accepts: Accepts
) -> Iterator[tuple[Match, int]]:
    if not elements:
        yield match, i
        return
    element, rest = elements[0], elements[1:]
    if isinstance(element, Maybe):
        yield from _walk(element.elements + rest, words, i, match, accepts)
        yield from _walk(rest, words, i, match, accepts)
    elif isinstance(element, Word):
        if i < len(words) and words[i] in element.any_of:
            yield from _walk(rest, words, i + 1, match, accepts)
    elif isinstance(element, Phrase):
        for phrase, group in element.any_of:
            if tuple(words[i : i + len(phrase)]) == phrase:
                fitting = Match(slots=match.slots, group=group, verb=(i, i + len(phrase)))
                yield from _walk(rest, words, i + len(phrase), fitting, accepts)
    else:
        for end in range(i + 1, min(len(words), i + LONGEST_SLOT) + 1):
            if accepts(element.name, i, end):
                fitting = replace(match, slots={**match.slots, element.name: (i, end)})
                yield from _walk(rest, words, end, fitting, accepts)
