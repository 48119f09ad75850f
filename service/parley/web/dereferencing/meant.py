"""What somebody may have meant who asked for what there is not: addresses of things that are called much like it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from parley.errors import NotFound, ParleyError
from parley.store.sparql.prefixes import nearest_of
from parley.web.answers.names import Names
from parley.web.answers.rows import path_of

_MOST = 3
_LONGEST = 100  # characters of a name that is compared
_NAMED = ("actor", "place")  # of the kinds of things, those whose names are known


def unknown(message: str, meant: Iterable[str], *, remedy: str) -> NotFound:
    """Return the error for what there is not, with the paths of what may be meant, or else with another remedy."""
    paths = tuple(dict.fromkeys(meant))[:_MOST]
    return NotFound(message, nearest=paths, remedy=f"did you mean {' or '.join(paths)}?" if paths else remedy)


def things_meant(kind: str, name: str, names: Names, base: str) -> list[str]:
    """Return the paths of the actors or places whose names look like the one in an address, the nearest first."""
    if kind not in _NAMED:
        return []
    words = name[:_LONGEST].replace("-", " ").replace("_", " ")
    found: list[str] = []
    with suppress(ParleyError):  # the names cannot be read now; that there is no such thing is known all the same
        index = names.index()
        for label in (words, *index.near(words)):
            found += [path for each in index.find(label) if (path := path_of(each.iri, base))]
    return [path for path in found if path.startswith(f"/{kind}/")]


def named_like(name: str, names: Iterable[str], folder: str) -> list[str]:
    """Return the paths in a folder of the names that look like one, the nearest first."""
    return [f"{folder}/{each}" for each in nearest_of(name, names)]
