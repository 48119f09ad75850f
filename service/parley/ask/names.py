"""Who and what can be asked about, by name: actors and places of a store, found by their labels and aliases."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Protocol

from parley.model import IRI, Term

VIA = ("label", "alias", "acronym", "metonym", "demonym", "part", "office")
_KINDS = ("country", "place", "organisation", "person", "group")
_NEAREST = 5
_ARTICLE = re.compile(r"(?:al|el|ad|an|ar|as|ash|at|az)[-‐‑](?=\w)", re.IGNORECASE)
_CLOSE = 0.72


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody or some place that words may mean.

    `kind` is person, country, organisation, group or place; `name` is the name that fits and `via` what it is: label,
    alias, acronym, metonym, demonym, part (a surname) or office. `events` counts those in which it stands. `since` and
    `until` are the first and last day (or month, or year) in an office, as far as known.
    """

    iri: IRI
    label: str
    kind: str
    name: str
    via: str
    events: int = 0
    since: str | None = None
    until: str | None = None

    def in_office(self, start: dt.date | None, end: dt.date | None) -> bool:
        """Say whether a holder of an office may have held it on one of these days."""
        since, until = self.since or "", self.until or ""
        begun = not end or since <= end.isoformat()[: len(since)]
        return begun and (not start or not until or until >= start.isoformat()[: len(until)])

    @property
    def is_somewhere(self) -> bool:
        """Say whether something may have been there: a capital is no name of its country where a place is meant."""
        return self.kind in ("place", "country") and self.via not in ("metonym", "demonym")


class Known(Protocol):
    """Looks names up. What a question means depends on nothing else."""

    def find(self, words: str) -> tuple[Candidate, ...]:
        """Return whoever and whatever bears the name, the likeliest first."""

    def near(self, words: str) -> tuple[str, ...]:
        """Return the labels of those who bear a name that looks like the one given, the nearest first."""


def plain(words: str) -> str:
    """Return words as names are compared: in lower case, without accents, dots, apostrophes and hyphens."""
    text = unicodedata.normalize("NFKD", words).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(re.sub(r"[.'’ʼ`]", "", text).replace("-", " ").split())


def _parts(name: str) -> set[str]:
    """Return what of a person's name they are called by: the first word, and each ending, with and without al-."""
    words = name.split()
    endings = [" ".join(words[i:]) for i in range(len(words))]
    bare = {_ARTICLE.sub("", each, count=1) for each in endings if _ARTICLE.match(each)}
    return {words[0], *endings[1:], *bare} - {name}


def _unheard_of(candidate: Candidate) -> bool:
    return candidate.kind == "person" and not candidate.events


def _by_first_name(candidate: Candidate) -> bool:
    return candidate.via == "part" and plain(candidate.label).startswith(plain(candidate.name) + " ")


class NameIndex:
    """The names of a store, from the solutions of `labels.rq`, and in how many events each IRI stands.

    With the solutions of `offices.rq`, an office is a name of each one who held it.
    """

    def __init__(
        self,
        solutions: Iterable[Mapping[str, Term]],
        events: Mapping[str, int] = MappingProxyType({}),
        *,
        offices: Iterable[Mapping[str, Term]] = (),
    ) -> None:
        self._names: dict[str, dict[IRI, Candidate]] = {}
        self._labels: dict[str, str] = {}
        self._offices: dict[str, set[str]] = {}
        self._holders: dict[str, list[Candidate]] = {}
        for solution in offices:
            self._add_office({name: term.value for name, term in solution.items()}, events)
        for solution in solutions:
            self._add(
                Candidate(
                    iri=IRI(solution["iri"].value),
                    label=solution["label"].value,
                    kind=solution["kind"].value,
                    name=solution["name"].value,
                    via=solution["via"].value,
                    events=events.get(solution["iri"].value, 0),
                )
            )

    def _add_office(self, row: Mapping[str, str], events: Mapping[str, int]) -> None:
        if "name" in row:
            self._offices.setdefault(plain(row["name"]), set()).add(row["office"])
            return
        holder = Candidate(
            iri=IRI(row["iri"]),
            label=row["label"],
            kind="person",
            name=row["label"],
            via="office",
            events=events.get(row["iri"], 0),
            since=row.get("from"),
            until=row.get("to"),
        )
        self._holders.setdefault(row["office"], []).append(holder)

    def label(self, iri: str) -> str | None:
        """Return what somebody or some place is called, None where it is not known."""
        return self._labels.get(iri)

    def _add(self, candidate: Candidate) -> None:
        self._labels[candidate.iri] = candidate.label
        self._put(plain(candidate.name), candidate)
        if candidate.kind == "person" and candidate.via in ("label", "alias"):
            for part in sorted(_parts(candidate.name)):
                self._put(plain(part), replace(candidate, name=part, via="part"))

    def _put(self, key: str, candidate: Candidate) -> None:
        if not key:
            return
        there = self._names.setdefault(key, {})
        known = there.get(candidate.iri)
        if known is None or (VIA.index(candidate.via), candidate.name) < (VIA.index(known.via), known.name):
            there[candidate.iri] = candidate

    def find(self, words: str) -> tuple[Candidate, ...]:
        """Return whoever and whatever bears the name: whole names before parts of one, then by how many events.

        Persons who stand in no event come after those who stand in some.
        Last come those who held an office of that name: who stands in events first, then the latest.
        """
        found = self._names.get(plain(words), {}).values()
        holders = [each for office in self._offices.get(plain(words), ()) for each in self._holders.get(office, ())]
        latest = sorted(sorted(holders, key=lambda c: c.iri), key=lambda c: c.since or "", reverse=True)
        return (
            *sorted(
                found,
                key=lambda c: (
                    _unheard_of(c),
                    VIA.index(c.via),
                    -c.events,
                    _KINDS.index(c.kind),
                    _by_first_name(c),
                    c.iri,
                ),
            ),
            *sorted(latest, key=lambda c: c.events == 0),
        )

    def near(self, words: str) -> tuple[str, ...]:
        """Return the labels of those who bear a name that looks like the one given, the nearest first.

        Where some of them stand in events, they are told alone.
        """
        long = [key for key in self._keys if len(key) > 2]
        found: dict[IRI, Candidate] = {}
        for key in difflib.get_close_matches(plain(words), long, n=_NEAREST, cutoff=_CLOSE):
            bearers = self._names[key].values()
            candidate = min(bearers, key=lambda c: (c.events == 0, VIA.index(c.via), -c.events, c.iri))
            found.setdefault(candidate.iri, candidate)
        told = [each for each in found.values() if each.events] or found.values()
        return tuple(dict.fromkeys(each.label for each in told))

    def complete(self, words: str, *, kinds: Collection[str] = _KINDS, limit: int = 8) -> tuple[Candidate, ...]:
        """Return whoever and whatever has a name that begins with these words, by how many events, each once."""
        start = plain(words)
        found: dict[IRI, Candidate] = {}
        first, last = bisect_left(self._keys, start), bisect_left(self._keys, start + "\U0010ffff")
        keys = self._keys[first:last] if start else []
        for candidate in (each for key in keys for each in self._names[key].values() if each.kind in kinds):
            known = found.setdefault(candidate.iri, candidate)
            if VIA.index(candidate.via) < VIA.index(known.via):
                found[candidate.iri] = candidate
        return tuple(sorted(found.values(), key=lambda c: (-c.events, VIA.index(c.via), c.label, c.iri))[:limit])

    @cached_property
    def _keys(self) -> list[str]:
        return sorted(self._names)
