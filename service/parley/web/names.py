"""The names of the newest snapshot: for reading questions, for filters, and for completing what somebody types."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, request

from parley.ask import NameIndex, labels_query
from parley.store.indexes import Indexes
from parley.store.workers import QueryService

_LONGEST = 300  # characters of a question
_LEAST = 2  # characters that are completed
_MOST_WORDS = 5  # of a name


class Names:
    """The names of the newest snapshot of which the events are indexed, read once for each."""

    def __init__(self, service: QueryService, indexes: Indexes) -> None:
        self._service = service
        self._indexes = indexes
        self._kept: tuple[str, NameIndex] | None = None
        self._lock = threading.Lock()

    def index(self) -> NameIndex:
        """Return the names."""
        with self._lock:
            newest = self._indexes.newest()
            if self._kept is None or self._kept[0] != newest.snapshot.name:
                answer = self._service.query(labels_query(), snapshot=newest.snapshot)
                self._kept = answer.snapshot, NameIndex(answer.solutions, newest.index.mentioned())
            return self._kept[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What the words from `start` on may go on as."""

    start: int
    items: tuple[Mapping[str, object], ...]


def complete(text: str, names: NameIndex, *, words: Collection[str] = (), kinds: Collection[str] = ()) -> Completion:
    """Return names, and `words`, that begin as the end of the text does: as many words of it as fit any.

    `kinds` limits the names to persons, countries, organisations, groups or places.
    """
    starts = [0, *(i + 1 for i, c in enumerate(text) if c.isspace())][-_MOST_WORDS:]
    for start in starts:
        typed = text[start:]
        if len(typed.strip()) < _LEAST:
            break
        found = names.complete(typed, kinds=kinds) if kinds else names.complete(typed)
        items: list[Mapping[str, object]] = [
            {"label": c.label, "name": c.name, "kind": c.kind, "iri": c.iri, "events": c.events} for c in found
        ]
        plain = typed.casefold()
        items += [
            {"label": word, "name": word, "kind": "kind of event", "iri": None, "events": None}
            for word in sorted(words)
            if word.startswith(plain) and word != plain
        ]
        if items:
            return Completion(start=start, items=tuple(items[:8]))
    return Completion(start=len(text), items=())


def blueprint(names: Names, *, words: Collection[str]) -> Blueprint:
    """Return the route that completes names."""
    routes = Blueprint("names", __name__)

    @routes.get("/complete")
    def completion() -> Response:
        text = request.args.get("q", "")[:_LONGEST]
        kinds = request.args.getlist("kind")
        found = complete(text, names.index(), words=() if kinds else words, kinds=kinds)
        response = jsonify(start=found.start, items=found.items)
        response.headers["Cache-Control"] = "private, max-age=60"
        return response

    return routes
