"""Regions of several states in adjectives: "the South American leader", "the North African nation"."""

from __future__ import annotations

from itertools import pairwise

from parley.extract.cues import cues
from parley.extract.language.tree import obliques
from parley.model import Document

_WORLDWIDE: frozenset[str] = cues("titles")["worldwide"]
_ABROAD = frozenset({"leader", "official", "diplomat", "dignitary"})  # whom "foreign" tells no field of
_STATES = frozenset({*cues("dates")["stay"]["states"], "region"})
_WHOLE: frozenset[str] = cues("regions")["whole"]
_REGIONS: dict[str, frozenset[str]] = cues("regions")["regions"]


def is_region(words: list[str], first: int, last: int) -> bool:
    """Say whether the words from `first` to `last` are of the name of a region, and so of nobody's state.

    "American" in "South American leaders" is, "Central African" only where it is the states that are called so.
    """
    if last - first > 1:
        several = last < len(words) and words[last].lower() in _STATES
        return several and " ".join(words[first:last]).lower() in _REGIONS
    return first > 0 and f"{words[first - 1]} {words[first]}".lower() in _REGIONS


def states_of_region(doc: Document, noun: int) -> frozenset[str]:
    """Return the keys of the states of the region that stands right before a noun, none where no region does."""
    words = [t.lower for t in doc.tokens[max(0, noun - 2) : noun]]
    return _REGIONS.get(" ".join(words), frozenset()) or _REGIONS.get(words[-1] if words else "", frozenset())


def region_words(doc: Document, first: int, noun: int) -> tuple[int, int] | None:
    """Return the words by which people are called after a region: "Arab ministers", "leaders of 12 Caribbean states".

    None where no region is named, nor several states that have no names ("foreign ministers of the region").
    """
    if names_region(doc, first, noun):
        return first, noun + 1
    if (whole := _whole_behind(doc, first, noun)) is not None:
        return first, whole + 1
    ends = [
        j
        for case, j in obliques(doc, noun)
        if doc.tokens[j].lower in _STATES and (case == "of" or (case == "from" and _is_whole(doc, j)))
    ]
    return next(((first, j + 1) for j in ends if names_region(doc, noun, j)), None)


def _whole_behind(doc: Document, first: int, noun: int) -> int | None:
    """Return what all the states together are called that people are of: "of the region", "of the member states"."""
    for case, j in obliques(doc, noun):
        if case != "of" and not (case == "from" and doc.tokens[first].lower != "the"):
            continue  # "the leaders from the region" were told of before
        inside = [doc.tokens[c] for c in doc.children[j]]
        # "the member states", not "the member churches"
        before = (t.lower for t in inside if t.dep == "compound") if doc.tokens[j].lower in _STATES else ()
        if _WHOLE.isdisjoint({doc.tokens[j].lower, *before}):
            continue
        if any(t.pos == "NUM" or t.lower == "both" for t in inside):
            continue  # "ministers of the five member states"
        end = _end_of(doc, j)
        if end == j or doc.tokens[end].text[:1].isupper():  # "the members of the Council", not "of a board"
            return end
    return None


def _end_of(doc: Document, noun: int) -> int:
    """Return the last word of what follows a noun by "of": "the members of the Council"."""
    inner = next((j for case, j in obliques(doc, noun) if case == "of"), noun)
    return max([inner, *(j for j in doc.children[inner] if doc.tokens[j].dep in ("flat", "compound"))])


def _is_whole(doc: Document, i: int) -> bool:
    """Say whether it is all of a region that is named: "ministers from the Gulf states", not "from Arab countries"."""
    return any(doc.tokens[j].lower == "the" for j in doc.children[i])


def names_region(doc: Document, first: int, last: int) -> bool:
    """Say whether the words from `first` to `last` name a region: "Arab foreign ministers", "West African leaders"."""
    words = [t.lower for t in doc.tokens[first:last]]
    return any(word in _REGIONS for word in (*words, *map(" ".join, pairwise(words))))


def names_world(doc: Document, first: int, noun: int) -> bool:
    """Say whether people are of any states: "other world leaders", "foreign officials", not "foreign ministers"."""
    words = {t.lower for t in doc.tokens[first:noun]}
    return not words.isdisjoint(_WORLDWIDE) and doc.tokens[noun].lemma.lower() in _ABROAD
