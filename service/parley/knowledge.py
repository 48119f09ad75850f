"""What articles are read with, loaded once per process: reference actors, places, event types, shapes."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path

from rdflib import Graph

from parley import resources
from parley.actors import KnownActors, ReferenceActors
from parley.extract.acts.lexicon import Lexicon, lexicon_of
from parley.iris import Iris, sha256
from parley.model import Actor, Claim
from parley.resolve import World
from parley.store import solutions_in
from parley.validate import CrossCheck, Validator, cross_checks
from parley.vocab import EventTypes

_SHAPES = ("article", "event", "actor", "cross-checks")


@contextmanager
def _staying() -> Iterator[None]:
    """Spare what is loaded here the search for garbage: in hundreds of thousands of objects it takes a second."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


@dataclass(kw_only=True)
class Knowledge:
    """What is loaded once per process: reference actors, places, event types, shapes."""

    iris: Iris
    extra_actors: Path | None = None

    @cached_property
    @_staying()
    def reference(self) -> ReferenceActors:
        """The reference actors with the user's own."""
        return resources.load_reference(self.extra_actors, iris=self.iris)

    @cached_property
    @_staying()
    def world(self) -> World:
        """Actors, places and IRIs, indexed for extraction."""
        known = KnownActors(self.reference, self.iris)
        return World(known=known, gazetteer=resources.load_gazetteer(known), iris=self.iris)

    @cached_property
    @_staying()
    def types(self) -> EventTypes:
        """The event types of the ontology."""
        return resources.load_event_types()

    @cached_property
    @_staying()
    def acts(self) -> Lexicon:
        """The triggers of speech acts and measures."""
        return lexicon_of(self.types)

    @cached_property
    @_staying()
    def ontology(self) -> Graph:
        """The ontology with its event types and alignments."""
        return resources.load_ontology()

    @cached_property
    @_staying()
    def shapes(self) -> Graph:
        """The shapes that stored graphs must conform to."""
        return resources.load_shapes(*_SHAPES)

    @cached_property
    @_staying()
    def digest(self) -> str:
        """A hash of actors, ontology and shapes, which tells whether a store has them."""
        graphs = (sorted(f"{s.n3()} {p.n3()} {o.n3()}" for s, p, o in g) for g in (self.ontology, self.shapes))
        return sha256(f"{version('parley')} {self.reference!r} {[*graphs]!r}")

    @cached_property
    @_staying()
    def validator(self) -> Validator:
        """The validator of article graphs."""
        return Validator(resources.load_shapes("article"), ontology=self.ontology, engine=solutions_in)

    @cached_property
    @_staying()
    def cross_checks(self) -> tuple[CrossCheck, ...]:
        """The cross-checks of the shapes."""
        return cross_checks(self.shapes)

    def __reduce__(self) -> tuple[Callable[[Iris, Path | None], Knowledge], tuple[Iris, Path | None]]:
        # To another process goes what it is loaded from; each process loads it once.
        return _knowledge_of, (self.iris, self.extra_actors)


@cache
def _knowledge_of(iris: Iris, extra_actors: Path | None) -> Knowledge:
    return Knowledge(iris=iris, extra_actors=extra_actors)


def actors_of(claims: Iterable[Claim]) -> Iterator[Actor]:
    """Yield the actors that claims name, with those they act for and those that the words could mean besides."""
    for claim in claims:
        for participant in claim.participants:
            yield participant.actor
            if participant.party is not None:
                yield participant.party
            yield from participant.runners_up


def known_iris(actors: Iterable[Actor], known: KnownActors) -> set[str]:
    """Return the IRIs of the reference actors among `actors`."""
    return {actor.iri for actor in actors if known.party_key(actor.iri) or known.person(actor.iri)}
