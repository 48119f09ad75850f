"""Words that name a country or an organisation: names, acronyms, demonyms, capitals, residences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parley.actors.names import surface_key, without_accents, without_article, without_possessive
from parley.actors.tables import ReferenceActors

_MAX_TOKENS = 16  # words and marks that one surface may span
_PEOPLES = frozenset({"Poles", "Batswana"})  # plurals whose singular is not listed, or not formed with -s


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyName:
    """What a surface means: the key of a country or organisation and how the words name it.

    `kind` is name, alias, acronym, demonym ("Chinese"), people ("Russians"), capital, seat, residence, government or
    city; `ambiguous` surfaces mean something else as well.
    """

    key: str
    kind: str
    ambiguous: bool = False


class Surfaces:
    """The index of all surfaces."""

    def __init__(self, reference: ReferenceActors) -> None:
        found: dict[str, list[PartyName]] = defaultdict(list)
        for words, name in _all_surfaces(reference):
            known = found[without_article(words)]
            if all(n.key != name.key for n in known):
                known.append(name)
        exact: dict[str, dict[str, PartyName]] = defaultdict(dict)
        plain: dict[str, dict[str, PartyName]] = defaultdict(dict)
        caseless: dict[str, dict[str, PartyName]] = defaultdict(dict)
        for words, names in found.items():
            key = surface_key(words)
            bare = without_accents(key)
            for name in names:
                exact[key].setdefault(name.key, name)
                if bare == key or len(bare) > 4:  # "Malé" without its accent is a common word
                    plain[bare].setdefault(name.key, name)
                    caseless[bare.casefold()].setdefault(name.key, name)
        self._exact = {k: _told(v.values()) for k, v in exact.items()}
        self._plain = {k: _told(v.values()) for k, v in plain.items()}
        self._caseless = {k: _told(v.values()) for k, v in caseless.items()}
        self._keys = {without_accents(k).casefold() for k in self._exact}
        self._prefixes = {k[:n] for k in self._keys for n in range(1, len(k) + 1)}
        parted = {without_accents(surface_key(words)).casefold() for words in found if not words.isalpha()}
        self._whole = self._keys - parted  # those that are written as one word

    def find(self, words: str) -> tuple[PartyName, ...]:
        """Return what `words` name: "Beijing", "the Kremlin", "U.S.", "Russians", "Brussels" (several, ambiguous).

        The case counts, but for surfaces of several words and for headlines in capitals.
        """
        bare = without_article(words.strip())
        return self._look_up(bare) or self._look_up(without_article(without_possessive(bare)))

    def longest(self, words: Sequence[str], at: int) -> tuple[int, tuple[PartyName, ...]] | None:
        """Return how many tokens from index `at` form the longest known surface, and what it means.

        A leading "the" counts along. Tokens may be split anyhow: "Guinea", "-", "Bissau" is one surface.
        """
        start = at + 1 if words[at].casefold() == "the" and at + 1 < len(words) else at
        joined, best = "", None
        for i in range(start, min(len(words), start + _MAX_TOKENS)):
            part = surface_key(words[i])
            if not part:
                if i == start:
                    return None
                continue
            joined += part
            folded = without_accents(joined).casefold()
            if folded not in self._prefixes:
                break
            if joined != part and folded in self._whole:
                continue  # "Qatar is", not "Qataris"
            if folded in self._keys and (names := self._look_up(" ".join(words[start : i + 1]))):
                best = (i + 1 - at, names)
        return best

    def _look_up(self, words: str) -> tuple[PartyName, ...]:
        key = surface_key(words)
        plain = without_accents(key)
        if found := self._exact.get(key) or self._plain.get(plain):
            return found
        many = len(words.split()) > 1 and words[:1].isupper()
        if many or (len(key) > 3 and words.isupper()):
            return self._caseless.get(plain.casefold(), ())
        return ()


def _all_surfaces(reference: ReferenceActors) -> Iterator[tuple[str, PartyName]]:
    for c in reference.countries:
        for words in (c.name, c.official_name):
            if words:
                yield words, PartyName(key=c.key, kind="name", ambiguous=words in c.ambiguous)
        for words in c.aliases:
            kind = "acronym" if _is_acronym(words) else "alias"
            yield words, PartyName(key=c.key, kind=kind, ambiguous=words in c.ambiguous)
        for words in c.demonyms:
            kind = "people" if _is_plural(words, c.demonyms) else "demonym"
            yield words, PartyName(key=c.key, kind=kind, ambiguous=words in c.ambiguous)
    for o in reference.organisations:
        yield o.name, PartyName(key=o.key, kind="name", ambiguous=o.name in o.ambiguous)
        if o.acronym:
            yield o.acronym, PartyName(key=o.key, kind="acronym", ambiguous=o.acronym in o.ambiguous)
        for words in o.aliases:
            kind = "acronym" if _is_acronym(words) else "alias"
            yield words, PartyName(key=o.key, kind=kind, ambiguous=words in o.ambiguous)
    for m in reference.metonyms:
        yield m.surface, PartyName(key=m.party, kind=m.kind, ambiguous=m.ambiguous)


def _told(names: Iterable[PartyName]) -> tuple[PartyName, ...]:
    """Return `names`, all ambiguous where they are of several parties."""
    several = tuple(names)
    if len(several) < 2:
        return several
    return tuple(PartyName(key=n.key, kind=n.kind, ambiguous=True) for n in several)


def _is_acronym(words: str) -> bool:
    return " " not in words and words.replace(".", "").isupper()


def _is_plural(word: str, forms: Sequence[str]) -> bool:
    return (word.endswith("s") and word[:-1] in forms) or word.endswith(("men", "women")) or word in _PEOPLES
