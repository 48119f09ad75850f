"""Word lists, as data: what a new word needs is a line in a TOML file here, never code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def cues(name: str) -> dict[str, Any]:
    """Return the word list `name`.toml; strings of words become frozen sets."""
    loaded = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    return {key: _sets(value) for key, value in loaded.items()}


@cache
def nouns_of(kind: str) -> frozenset[str]:
    """Return the nouns that tell contacts of a type, as the lexicon of contacts has them."""
    return frozenset(noun for noun, entry in cues("contacts")["noun"].items() if entry["type"] == kind)


def _sets(value: Any) -> Any:
    if isinstance(value, str):
        return frozenset(value.split())
    if isinstance(value, dict) and all(isinstance(v, str) for v in value.values()) and "type" not in value:
        words = {k: frozenset(v.split()) for k, v in value.items()}
        # A table of single words maps one to one.
        return dict(value) if all(len(w) == 1 for w in words.values()) else words
    return value
