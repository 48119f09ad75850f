"""Regions of several states in adjectives: "the South American leader", "the North African nation"."""

from __future__ import annotations

from itertools import pairwise

from parley.extract.cues import cues
from parley.extract.tree import dep_in, obliques
from parley.model import Document

_REGIONS: dict[str, frozenset[str]] = cues("regions")["regions"]
_ABROAD: dict[str, frozenset[str]] = cues("regions")["abroad"]


def is_region(words: list[str], i: int) -> bool:
    """Say whether the word at `i` ends the name of a region, so that "American" in it is nobody's state."""
    return i > 0 and f"{words[i - 1]} {words[i]}".lower() in _REGIONS


def states_of_region(doc: Document, noun: int) -> frozenset[str]:
    """Return the keys of the states of the region that stands right before a noun, none where no region does."""
    words = [t.text.lower() for t in doc.tokens[max(0, noun - 2) : noun]]
    return _REGIONS.get(" ".join(words), frozenset()) or _REGIONS.get(words[-1] if words else "", frozenset())


def names_region(doc: Document, first: int, last: int) -> bool:
    """Say whether the words from `first` to `last` name a region: "Arab foreign ministers", "West African leaders"."""
    words = [t.text.lower() for t in doc.tokens[first:last]]
    return any(word in _REGIONS for word in (*words, *map(" ".join, pairwise(words))))


def names_abroad(doc: Document, noun: int) -> bool:
    """Say whether a noun is people of states that are not told: "foreign diplomats", "delegates of 20 nations"."""
    words = {doc.tokens[j].text.lower() for j in doc.children[noun] if dep_in(doc.tokens[j], "amod")}
    if "foreign" in words and doc.tokens[noun].lemma.lower() in _ABROAD["posted"]:
        return True
    return any(case in ("of", "from") and _is_of_several(doc, j) for case, j in obliques(doc, noun))


def _is_of_several(doc: Document, i: int) -> bool:
    """Say whether a plural means states that are not told before: "friendly states", but not "the two countries"."""
    token = doc.tokens[i]
    words = {doc.tokens[j].text.lower() for j in doc.children[i] if j < i} - {"of", "from"}
    if token.text.lower() == token.lemma.lower() or not words.isdisjoint(_ABROAD["told"]) or words == {"the"}:
        return False
    befriended = token.lemma.lower() == "state" and bool(words & _ABROAD["terms"])
    return befriended or token.lemma.lower() in _ABROAD["states"]
