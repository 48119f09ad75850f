"""Words of office: which tokens are titles, and whether of one or of several people."""

from __future__ import annotations

import re

from parley.extract.cues import cues
from parley.model import Token

_TITLES = cues("titles")
_OFFICES: frozenset[str] = _TITLES["offices"]
_COURTESY: frozenset[str] = _TITLES["courtesy"]
COUNTERPARTS: frozenset[str] = _TITLES["counterparts"]
_PLURAL = re.compile(r"[^s]s$|men$|women$|people$")


def is_title(token: Token) -> bool:
    """Say whether a word is an office or a courtesy title."""
    low = token.text.lower()
    return low in _OFFICES or token.lemma.lower() in _OFFICES or low in _COURTESY or low in COUNTERPARTS


def is_plural(token: Token) -> bool:
    """Say whether a noun stands for several people."""
    return token.text.lower() != token.lemma.lower() and bool(_PLURAL.search(token.text.lower()))
