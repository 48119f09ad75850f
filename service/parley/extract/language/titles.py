"""Words of office: which tokens are titles, and whether of one or of several people."""

from __future__ import annotations

import re
from functools import lru_cache

from parley.extract.cues import cues
from parley.model import Document, Token

_TITLES = cues("titles")
_OFFICES: frozenset[str] = _TITLES["offices"]
_COURTESY: frozenset[str] = _TITLES["courtesy"]
_STYLES: frozenset[str] = _TITLES["styles"]
_CAPITAL_COURTESY: frozenset[str] = _TITLES["capital_courtesy"]
_HONORIFICS: frozenset[str] = _TITLES["honorifics"]
_RANKS: frozenset[str] = _TITLES["ranks"]
_GENERALS: frozenset[str] = _TITLES["generals"]
# Short forms of offices ("PM") with their words in full.
SHORT: dict[str, list[str]] = _TITLES["short"]
COUNTERPARTS: frozenset[str] = _TITLES["counterparts"]
COMPANIONS: frozenset[str] = _TITLES["companions"]
_HIS = frozenset({"his", "her", "their", "your"})
_PLURAL = re.compile(r"[^s]s$|men$|women$|people$")


def office_word(token: Token) -> str | None:
    """Return the office that a token names, in the singular and small letters, None when it names none."""
    return _office(token.text, token.lemma)


@lru_cache(maxsize=1 << 14)
def _office(text: str, lemma: str) -> str | None:
    if text in SHORT:
        return SHORT[text][-1]
    low = text.lower()
    forms = [low, lemma.lower()]
    if low.endswith("s"):
        # Capitalised plurals keep their form as a lemma: "Ministers".
        forms.extend((low[:-1], low[:-3] + "y" if low.endswith("ies") else low[:-1]))
    elif low.endswith("men"):
        forms.append(low[:-2] + "an")
    return next((form for form in forms if form in _OFFICES or form in COUNTERPARTS), None)


def is_courtesy(token: Token) -> bool:
    """Say whether a word is a courtesy title ("Mr", "H.E.", "HE")."""
    return token.lower in _COURTESY or token.text in _CAPITAL_COURTESY


def is_style(doc: Document, i: int) -> bool:
    """Say whether token `i` goes on with a courtesy title of several words: "Tan Sri", "Dato' Seri Setia"."""
    if doc.tokens[i].lower not in _STYLES or i == 0:
        return False
    before = i - 2 if doc.tokens[i - 1].text in ("'", "’") and i > 1 else i - 1
    return is_courtesy(doc.tokens[before]) or is_style(doc, before)


def is_title(token: Token) -> bool:
    """Say whether a word is an office or a courtesy title."""
    if token.lower in _RANKS and token.pos not in ("NOUN", "PROPN"):
        return False  # "major talks"
    return office_word(token) is not None or is_courtesy(token)


def is_rank(doc: Document, i: int) -> bool:
    """Say whether token `i` is a military rank, and not the end of an office ("Secretary-General")."""
    token = doc.tokens[i]
    if token.lower not in _RANKS or not token.text[:1].isupper():
        return False
    before = doc.tokens[i - 2 if i > 1 and doc.tokens[i - 1].text == "-" else i - 1] if i else None
    return before is None or before.lower not in _GENERALS


def in_honorific(doc: Document, i: int) -> bool:
    """Say whether token `i` belongs to "His Excellency", "Her Royal Highness"."""
    low = doc.tokens[i].lower
    if low in _HIS:
        return i + 1 < len(doc.tokens) and _is_honorific(doc.tokens[i + 1])
    if not _is_honorific(doc.tokens[i]):
        return False
    while i > 0 and _is_honorific(doc.tokens[i - 1]):
        i -= 1
    return i > 0 and doc.tokens[i - 1].lower in _HIS


def _is_honorific(token: Token) -> bool:
    return token.lower in _HONORIFICS and token.text[:1].isupper()


def is_opposite(doc: Document, i: int) -> bool:
    """Say whether token `i` is "number" in "opposite number", which is a counterpart."""
    return doc.tokens[i].lemma.lower() == "number" and i > 0 and doc.tokens[i - 1].lower == "opposite"


def is_plural(token: Token) -> bool:
    """Say whether a noun stands for several people."""
    low = token.lower
    office = office_word(token)
    if token.text in SHORT:
        return False
    if office is not None and office not in (low, token.lemma.lower()):
        return True
    return low != token.lemma.lower() and bool(_PLURAL.search(low))
