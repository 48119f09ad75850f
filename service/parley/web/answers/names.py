"""The names of the newest snapshot: for reading questions, for filters, and for completing what somebody types."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, request

from parley.ask import NameIndex, labels_query, offices_query, plain
from parley.store.derived.indexes import Indexes
from parley.store.service.workers import QueryService

_LONGEST = 300  # characters of a question
_LEAST = 2  # characters that are completed
_MOST_WORDS = 5  # of a name
_MOST, _MOST_OF_WORDS, _MOST_TOPICS = 8, 3, 3  # completions


class Names:
    """The names of the newest snapshot of which the events are indexed, read once for each."""

    def __init__(self, service: QueryService, indexes: Indexes) -> None:
        self._service = service
        self._indexes = indexes
        self._kept: tuple[str, NameIndex, Topics] | None = None
        self._lock = threading.Lock()

    def index(self) -> NameIndex:
        """Return the names of actors and places."""
        return self._read()[1]

    def topics(self) -> Topics:
        """Return what events are told to be about."""
        return self._read()[2]

    def _read(self) -> tuple[str, NameIndex, Topics]:
        with self._lock:
            newest = self._indexes.newest()
            if self._kept is None or self._kept[0] != newest.snapshot.name:
                answer = self._service.query(labels_query(), snapshot=newest.snapshot)
                offices = self._service.query(offices_query(), snapshot=newest.snapshot).solutions
                names = NameIndex(answer.solutions, newest.index.mentioned(), offices=offices)
                self._kept = answer.snapshot, names, Topics(newest.index.topics())
            return self._kept


class Topics:
    """What events are told to be about, found by how it begins."""

    def __init__(self, events: Mapping[str, int]) -> None:
        self._all = frozenset(events)
        self._sorted = sorted((plain(topic), topic, count) for topic, count in events.items())

    def __contains__(self, topic: str) -> bool:
        return topic in self._all

    def complete(self, words: str, *, limit: int) -> list[tuple[str, int]]:
        """Return topics that begin with these words, with their events, those with most first."""
        start = plain(words)
        if not start:
            return []
        first, last = (bisect_left(self._sorted, (end,)) for end in (start, start + "\U0010ffff"))
        found = [(topic, count) for _, topic, count in self._sorted[first:last]]
        return sorted(found, key=lambda each: (-each[1], each[0]))[:limit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What the words from `start` on may go on as."""

    start: int
    items: tuple[Mapping[str, object], ...]


def complete(
    text: str,
    names: NameIndex,
    *,
    words: Collection[str] = (),
    topics: Topics | None = None,
    kinds: Collection[str] = (),
) -> Completion:
    """Return names, `words` and topics that begin as the end of the text does: as many words of it as fit any.

    Names that stand in events come first, names that stand in none last. `kinds` limits the names to persons,
    countries, organisations, groups or places.
    """
    starts = [0, *(i + 1 for i, c in enumerate(text) if c.isspace())][-_MOST_WORDS:]
    for start in starts:
        typed = text[start:]
        if len(typed.strip()) < _LEAST:
            break
        found = names.complete(typed, kinds=kinds) if kinds else names.complete(typed)
        if kinds and set(kinds) <= {"place", "country"}:
            found = tuple(each for each in found if each.is_somewhere)
        told = [_item(c.label, c.kind, name=c.name, iri=c.iri, events=c.events) for c in found if c.events]
        untold = [_item(c.label, c.kind, name=c.name, iri=c.iri, events=c.events) for c in found if not c.events]
        begun = typed.casefold()
        fitting = sorted(word for word in words if word.startswith(begun) and word != begun)
        about = topics.complete(typed, limit=_MOST_TOPICS) if topics and len(typed.strip()) > _LEAST else []
        items = [
            *told,
            *(_item(word, "kind of event") for word in fitting[:_MOST_OF_WORDS]),
            *(_item(topic, "topic", events=count) for topic, count in about),
            *untold,
        ]
        if items:
            return Completion(start=start, items=tuple(items[:_MOST]))
    return Completion(start=len(text), items=())


def _item(
    label: str, kind: str, *, name: str | None = None, iri: str | None = None, events: int | None = None
) -> Mapping[str, object]:
    return {"label": label, "name": name or label, "kind": kind, "iri": iri, "events": events}


def blueprint(names: Names, *, words: Collection[str]) -> Blueprint:
    """Return the route that completes names."""
    routes = Blueprint("names", __name__)

    @routes.get("/complete")
    def completion() -> Response:
        text = request.args.get("q", "")[:_LONGEST]
        kinds = request.args.getlist("kind")
        found = (
            complete(text, names.index(), kinds=kinds)
            if kinds
            else complete(text, names.index(), words=words, topics=names.topics())
        )
        response = jsonify(start=found.start, items=found.items)
        response.headers["Cache-Control"] = "private, max-age=60"
        return response

    return routes
