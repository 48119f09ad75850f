"""How many contacts one telling counts: "six meetings", "met three times", "spoke twice"."""

from __future__ import annotations

from parley.extract.language.tree import dep_in
from parley.model import Document

_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_ADVERBS = {"twice": 2, "thrice": 3}


def count_of_noun(doc: Document, i: int) -> int:
    """Return the number that stands at noun `i`, one where none does."""
    for j in doc.children[i]:
        if doc.tokens[j].dep == "nummod":
            low = doc.tokens[j].lower
            return max(1, _NUMBERS.get(low) or (int(low) if low.isdecimal() and len(low) < 4 else 1))
    return 1


def count_of_verb(doc: Document, i: int) -> int:
    """Return how many times verb `i` tells that something was done, one where it does not count."""
    for j in doc.children[i]:
        token = doc.tokens[j]
        if token.lower in _ADVERBS:
            return _ADVERBS[token.lower]
        if token.lower == "times" and dep_in(token, "obl", "advmod", "obj"):
            return count_of_noun(doc, j)
    return 1
