"""Base forms of words by part of speech."""

from __future__ import annotations

import re
import warnings
from functools import cache, lru_cache
from typing import Any

_OPEN = {"VERB", "AUX", "NOUN", "ADJ", "ADV"}


@cache
def _lemminflect() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import lemminflect  # imported here because it loads its tables at once

    return lemminflect


# What stands beside an emir who is written like the given name: "the Amir", "Kuwait's Amir", "Amir of Qatar".
_BEFORE_EMIR = frozenset({"the", "'s", "’s", "kuwaiti", "qatari", "highness"})
_BEHIND_EMIR = frozenset({"of", "sheikh", "shaikh"})
# What every paper spells as it likes: "d'affaires", "d’ Affairs", "de affaires".
AFFAIRS = re.compile(r"(?i)d(?:\s?['’‘`´]\s?|e\s|\s)affaire?s")
_CHARGES = frozenset({"charge", "charges", "chargé", "chargés"})


def titled_lemma(word: str, pos: str, *, before: str, behind: str) -> str:
    """Return the base form of `word` as `lemma` does, by its neighbours where a title is written like another word.

    So are an envoy without his accent, "charge d'affaires", and an emir, "the Amir".
    """
    low = word.lower()
    if low[:1] == "d" and AFFAIRS.fullmatch(word):
        return "d'affaires"
    if low in _CHARGES and AFFAIRS.fullmatch(behind):
        return "chargé"
    if low == "amir" and (before.lower() in _BEFORE_EMIR or behind.lower() in _BEHIND_EMIR):
        return "emir"
    return lemma(word, pos)


@lru_cache(maxsize=50_000)
def lemma(word: str, pos: str) -> str:
    """Return the base form of `word` used as part of speech `pos` (UPOS), in lower case; names keep their form."""
    if pos == "PROPN":
        return word
    low = word.lower().replace("’", "'")
    if pos not in _OPEN or not low.isalpha():
        return low
    found = _lemminflect().getLemma(low, upos=pos)
    return str(found[0]).lower() if found else low


@lru_cache(maxsize=50_000)
def is_common_word(word: str) -> bool:
    """Say whether the lower-case form of `word` is in the dictionary as anything but a name."""
    return any(pos != "PROPN" for pos in _lemminflect().getAllLemmas(word.lower()))


@lru_cache(maxsize=50_000)
def is_past_form(word: str) -> bool:
    """Say whether a word can be a past form that is spelled unlike its verb ("met", "spoke", "arrived")."""
    low = word.lower()
    return not low.endswith(("s", "ing")) and any(
        verb != low for verb in _lemminflect().getAllLemmas(low, "VERB").get("VERB", ())
    )
