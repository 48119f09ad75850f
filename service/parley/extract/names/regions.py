"""Regions of several states in adjectives: "the South American leader", "the North African nation"."""

from __future__ import annotations

from itertools import pairwise

from parley.extract.cues import cues
from parley.extract.language.tree import obliques
from parley.model import Document

_WORLDWIDE: frozenset[str] = cues("titles")["worldwide"]
_ABROAD = frozenset({"leader", "official", "diplomat", "dignitary"})  # whom "foreign" tells no field of
_STATES = frozenset(cues("dates")["stay"]["states"])
_REGIONS: dict[str, frozenset[str]] = cues("regions")["regions"]


def is_region(words: list[str], i: int) -> bool:
    """Say whether the word at `i` ends the name of a region, so that "American" in it is nobody's state."""
    return i > 0 and f"{words[i - 1]} {words[i]}".lower() in _REGIONS


def states_of_region(doc: Document, noun: int) -> frozenset[str]:
    """Return the keys of the states of the region that stands right before a noun, none where no region does."""
    words = [t.lower for t in doc.tokens[max(0, noun - 2) : noun]]
    return _REGIONS.get(" ".join(words), frozenset()) or _REGIONS.get(words[-1] if words else "", frozenset())


def region_words(doc: Document, first: int, noun: int) -> tuple[int, int] | None:
    """Return the words by which people are called after a region: "Arab ministers", "leaders of 12 Caribbean states".

    None where no region is named.
    """
    if names_region(doc, first, noun):
        return first, noun + 1
    ends = [j for case, j in obliques(doc, noun) if case == "of" and doc.tokens[j].lower in _STATES]
    return next(((first, j + 1) for j in ends if names_region(doc, noun, j)), None)


def names_region(doc: Document, first: int, last: int) -> bool:
    """Say whether the words from `first` to `last` name a region: "Arab foreign ministers", "West African leaders"."""
    words = [t.lower for t in doc.tokens[first:last]]
    return any(word in _REGIONS for word in (*words, *map(" ".join, pairwise(words))))


def names_world(doc: Document, first: int, noun: int) -> bool:
    """Say whether people are of any states: "other world leaders", "foreign officials", not "foreign ministers"."""
    words = {t.lower for t in doc.tokens[first:noun]}
    return not words.isdisjoint(_WORLDWIDE) and doc.tokens[noun].lemma.lower() in _ABROAD
