"""Times what an article costs while the store grows: `python tests/benchmarks/growth.py [ARTICLES] [BATCH] [CLAIMS]`.

Articles are made from templates and taken in batches, each into a store opened anew; their claims are given, so that
what is measured is all but reading: graph, validation, storage, merging, cross-checks, publishing. An article makes
eight claims, or as many as are asked for; with eight each happening is told by about a dozen articles. Prints
milliseconds of CPU per article, by stage, and the memory of the process. It measures and asserts nothing; with
`--check` it says whether the events are in the end those made from scratch.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from parley import corpus, pipeline
from parley.iris import Iris, mint_claim
from parley.knowledge import Knowledge
from parley.model import (
    IRI,
    Actor,
    Article,
    Claim,
    DateBasis,
    Evidence,
    Medium,
    Participant,
    Precision,
    PublishedBasis,
    Role,
    Source,
    SourceKind,
    Span,
    Status,
    When,
)
from parley.store import open_store

PER_DAY = 6  # articles
HAPPENINGS_PER_DAY = 4
DAYS_TOLD = 8  # so long articles tell of a happening
CLAIMS = 8  # of an article
VERBS = {
    "meeting": "met", "call": "phoned", "visit": "visited", "contact": "approached", "negotiation": "faced",
    "statement": "addressed",
}  # fmt: skip
MEDIA = {"call": Medium.PHONE, "meeting": Medium.IN_PERSON, "visit": Medium.IN_PERSON}
FIRST = dt.date(2014, 1, 1)
SHOWN = (1, 1_000, 5_000, 10_000, 20_000)
SPENT: dict[str, float] = {}
Happening = tuple[str, dt.date, tuple[int, ...]]


class Templates:
    """Articles without end, the same ones each time, and their claims by article."""

    def __init__(self, knowledge: Knowledge, claims_each: int = CLAIMS) -> None:
        self.knowledge = knowledge
        self.claims_each = claims_each
        self.claims: dict[IRI, tuple[Claim, ...]] = {}
        self._random = random.Random(20)
        known = knowledge.world.known
        self._people: list[tuple[Actor, Actor | None]] = []
        for person in knowledge.reference.persons:
            party = known.party_of_person(person.key, FIRST)
            self._people.append((known.actor_of_person(person), known.actor(party) if party else None))
        self._random.shuffle(self._people)
        self._weights = [1 / (rank + 5) for rank in range(len(self._people))]  # few are told of often, most seldom

    def articles(self) -> Iterator[Article]:
        recent: list[Happening] = []
        day, number = FIRST, 0
        while True:
            for _ in range(HAPPENINGS_PER_DAY):
                people = self._random.choices(range(len(self._people)), self._weights, k=3)
                recent.append((self._random.choice(list(VERBS)), day, tuple(dict.fromkeys(people))))
            recent = recent[-HAPPENINGS_PER_DAY * DAYS_TOLD :]
            for _ in range(PER_DAY):
                number += 1
                yield self._article(number, day, self._random.sample(recent, min(self.claims_each, len(recent))))
            day += dt.timedelta(days=1)

    def _article(self, number: int, day: dt.date, told: list[Happening]) -> Article:
        iri = IRI(f"{self.knowledge.iris.base}article/{number:016x}")
        text, claims = f"Report {number}. ", []
        for happening in told:
            claim = self._claim(iri, len(text), *happening)
            claims.append(claim)
            text += claim.evidence[0].exact + " "
        self.claims[iri] = tuple(claims)
        return Article(
            iri=iri,
            text=text,
            title=f"Report {number}",
            publisher=f"Paper {number % 40}",
            published=day,
            published_basis=PublishedBasis.STATED,
        )

    def _claim(self, article: IRI, at: int, kind: str, day: dt.date, people: tuple[int, ...]) -> Claim:
        chance = self._random.random()
        month = chance < 0.1
        participants: list[Participant] = []
        sentence = ""
        for i in people:
            who, party = self._people[i]
            start = at + len(sentence)
            sentence += f"{who.label} {'and' if participants else VERBS[kind]} "
            participants.append(
                Participant(
                    text=who.label,
                    start=start,
                    end=start + len(who.label),
                    role=Role.PARTICIPANT,
                    actor=who,
                    party=party,
                )
            )
        words = f"{day:%B %Y}" if month else f"{day.day} {day:%B %Y}"
        sentence += f"others in {words} to talk about harbours, harvests and the border, a spokesman said."
        trigger = at + len(participants[0].text) + 1
        return Claim(
            iri=mint_claim(article, at),
            article=article,
            type=kind,
            status=Status.PLANNED if chance > 0.85 else Status.OCCURRED,
            medium=MEDIA.get(kind, Medium.UNKNOWN),
            participants=tuple(participants),
            when=When(
                start=day.replace(day=1) if month else day,
                end=day.replace(day=28) if month else day,
                precision=Precision.MONTH if month else Precision.DAY,
                text=words,
                basis=DateBasis.STATED,
            ),
            trigger=Span(start=trigger, end=trigger + len(VERBS[kind])),
            evidence=(Evidence(start=at, end=at + len(sentence), exact=sentence),),
            said_by=Source(label="a spokesman", kind=SourceKind.PARTICIPANT_SIDE),
            confidence=0.9,
        )


def timed(module: Any, name: str) -> None:
    function: Callable[..., Any] = getattr(module, name)

    def run(*args: Any, **options: Any) -> Any:
        began = time.process_time()
        try:
            return function(*args, **options)
        finally:
            SPENT[name] = SPENT.get(name, 0.0) + time.process_time() - began

    setattr(module, name, run)


def main() -> None:
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    count, batch, claims = (*numbers, *(2_000, 100, CLAIMS)[len(numbers) :])
    knowledge = Knowledge(iris=Iris("http://127.0.0.1:8000/"))
    templates = Templates(knowledge, claims)
    pipeline.claims_of = lambda article, knowledge: templates.claims.pop(article.iri)  # type: ignore[assignment]
    for name in ("map_article", "told_in", "update_events", "rebuild_events", "keep_cross_checks", "keep_reference"):
        timed(pipeline, name)
    for name in ("regroup", "_described"):
        timed(corpus, name)
    articles = templates.articles()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        with open_store(path, base_iri=knowledge.iris.base, write=True) as store:
            pipeline.ingest([], store, knowledge)  # the reference data
        read = 0
        while read < count:
            some = list(islice(articles, 1 if not read else batch - 1 if read == 1 else batch))
            SPENT.clear()
            began = time.process_time()
            with open_store(path, base_iri=knowledge.iris.base, write=True) as store:
                done = pipeline.ingest(some, store, knowledge)
            spent = time.process_time() - began
            assert done.articles == len(some), done.refused_articles[:1]
            read += len(some)
            if "--all" in sys.argv or any(read - len(some) < shown <= read for shown in SHOWN) or read >= count:
                stages = "  ".join(f"{n} {1000 * s / len(some):.1f}" for n, s in SPENT.items())
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                print(
                    f"{read:6} articles  {1000 * spent / len(some):6.1f} ms each  {done.events} events"
                    f"  {memory} MB  {stages}",
                    flush=True,
                )
        if "--check" in sys.argv:
            with open_store(path, base_iri=knowledge.iris.base, write=True) as store:
                name = knowledge.iris.graph("events")
                before = set(store.graph(name))
                began = time.process_time()
                corpus.rebuild_events(store, knowledge)
                same = set(store.graph(name)) == before
                print(
                    f"from scratch {time.process_time() - began:.0f} s, {'the same' if same else 'NOT the same'} events"
                )
        for what in ("live", "ledger.sqlite", "texts"):
            files = [path / what] if (path / what).is_file() else [*(path / what).rglob("*")]
            print(f"{what} {sum(file.stat().st_size for file in files) / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
