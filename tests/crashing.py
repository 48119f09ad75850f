"""A process that has everything loaded and forks writers, to be killed: `python tests/crashing.py`.

Each line on standard input is JSON. To `{"do": NAME, "said": FILE, …}` a fork does that and writes what it achieved
to the file, a line each; the answer is its process id. To `{"wait": ID}` the answer is the exit status of a fork.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))

import growth

from parley import corpus, cross_checks, pipeline
from parley.actors.graph import reference_to_graph
from parley.iris import Iris
from parley.knowledge import Knowledge
from parley.model import Article
from parley.store import copy_store, open_store

BASE = "http://127.0.0.1:8000/"
ARTICLES, AT_ONCE = 8, 2


class World:
    """Articles with their claims, in two editions, and what is needed to store them; few of the reference actors."""

    def __init__(self) -> None:
        self.knowledge = Knowledge(iris=Iris(BASE))
        templates = growth.Templates(self.knowledge, claims_each=2)
        self._articles = list(islice(templates.articles(), ARTICLES))
        pipeline.claims_of = lambda article, knowledge: templates.claims[article.iri]  # type: ignore[assignment]
        pipeline._AT_ONCE = 2  # so that merging, too, happens all the time
        told = {p.actor.iri for claims in templates.claims.values() for c in claims for p in c.participants}
        reference = self.knowledge.reference
        persons = tuple(person for person in reference.persons if self.knowledge.iris.actor(person.key) in told)
        few = replace(reference, persons=persons, tenures=(), offices=())
        pipeline.reference_to_graph = lambda _, iris: reference_to_graph(few, iris)  # type: ignore[assignment]

    def articles(self, edition: int) -> list[Article]:
        """Return the articles of an edition: another title, another text, the same claims."""
        return [
            replace(article, title=f"{article.title}, edition {edition}", text=f"{article.text} Edition {edition}.")
            for article in self._articles
        ]


def ingest(world: World, say: Callable[[str], None], *, store: str, edition: int, first: int = 0) -> None:
    """Read the articles of an edition in many ingestions, beginning with the one of number `first`."""
    articles = world.articles(edition)
    articles = articles[first:] + articles[:first]
    with open_store(Path(store), base_iri=BASE, write=True) as opened:
        for at in range(0, len(articles), AT_ONCE):
            some = articles[at : at + AT_ONCE]
            done = pipeline.ingest(some, opened, world.knowledge, told=_kept(some, say))
            assert done.articles == len(some), done.refused_articles
            assert done.snapshot is not None
            say(f"published {done.snapshot.name}")


def _kept(articles: list[Article], say: Callable[[str], None]) -> Callable[[str], None]:
    """Return what names each article as it is acknowledged."""
    names = iter(articles)
    return lambda line: say(f"kept {next(names).iri}")


def withdraw(world: World, say: Callable[[str], None], *, store: str, number: int) -> None:
    """Take the article of a number out."""
    iri = world.articles(0)[number].iri
    with open_store(Path(store), base_iri=BASE, write=True) as opened:
        pipeline.withdraw(iri, opened, world.knowledge)
    say(f"withdrawn {iri}")


def copy(world: World, say: Callable[[str], None], *, source: str, target: str) -> None:
    """Make a backup, or restore one."""
    say(f"copied {copy_store(Path(source), Path(target)).name}")


def check(world: World, say: Callable[[str], None], *, store: str) -> None:
    """Say whether the events of a store are those that are made from scratch, and whether its cross-checks are."""
    iris = world.knowledge.iris
    derived = [iris.graph("events"), iris.graph("cross-checks")]
    with open_store(Path(store), base_iri=BASE, write=True) as opened:
        before = opened.canonical_nquads(derived)
        corpus.rebuild_events(opened, world.knowledge)
        cross_checks.keep_cross_checks(opened, world.knowledge, told=None)
        say("whole" if opened.canonical_nquads(derived) == before else "HALF")


DEEDS: dict[str, Callable[..., None]] = {"ingest": ingest, "withdraw": withdraw, "copy": copy, "check": check}


def main() -> None:
    world = World()
    print("ready", flush=True)
    for line in sys.stdin:
        asked: dict[str, Any] = json.loads(line)
        if "wait" in asked:
            print(os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1]), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            os._exit(_done(world, **asked))
        print(pid, flush=True)


def _done(world: World, *, do: str, said: str, **options: Any) -> int:
    try:
        with open(said, "a", encoding="utf-8", buffering=1) as file:
            DEEDS[do](world, lambda text: print(text, file=file), **options)
    except BaseException as error:
        print(f"{do}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    main()
