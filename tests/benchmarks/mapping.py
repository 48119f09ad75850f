"""Times what becomes of articles, stage by stage: `python tests/benchmarks/mapping.py [FOLDER] [ROUNDS]`.

Prints milliseconds of CPU per article, and what all but reading costs beside it: for all articles of the folder, stored
as one batch, and for the shortest of them alone. It measures and asserts nothing.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from parley import pipeline
from parley.articles import read_articles
from parley.errors import ArticleError
from parley.iris import Iris
from parley.knowledge import Knowledge
from parley.model import Article
from parley.store import open_store

STAGES = {  # by the functions of the pipeline that they are made of
    "reading": ("read",),
    "reading again": ("reread", "long_names", "reheaded"),
    "mending the tree": ("reattached",),
    "mentions and cast": ("find_parties", "find_mentions", "Cast"),
    "dates": ("find_times",),
    "frames": ("find_contacts", "find_acts"),
    "resolve, merge tellings": ("resolve", "merge_tellings"),
    "graph": ("article_to_graph",),
}
READING = ("reading", "reading again")
SETTLING_S = 5.0  # the engine sorts the reference data, in threads of its own, when they have been written
SPENT: dict[str, float] = {}


def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **options: Any) -> Any:
        began = time.process_time()
        try:
            return function(*args, **options)
        finally:
            SPENT[name] = SPENT.get(name, 0.0) + time.process_time() - began

    return run


class Mapped(Executor):
    """Gives what is mapped already."""

    def __init__(self, known: dict[str, Any]) -> None:
        self.known = known

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any], **options: Any) -> Iterator[Any]:
        return (self.known[article.iri] for article in iterables[0])


class Bench:
    """Maps articles again and again, and stores them in copies of a store that has the reference data."""

    def __init__(self, articles: Sequence[Article], knowledge: Knowledge, folder: Path, rounds: int) -> None:
        self.knowledge, self.folder, self.rounds = knowledge, folder, rounds
        self.mapped = Mapped({article.iri: pipeline.map_article(article, knowledge) for article in articles})
        for _ in range(2):  # when it is opened again, it is sorted
            with open_store(folder / "empty", base_iri=knowledge.iris.base, write=True) as store:
                pipeline.ingest([], store, knowledge)
                time.sleep(SETTLING_S)

    def spent(self, articles: Sequence[Article]) -> dict[str, float]:
        """Return the milliseconds per article by stage; what is stored at once is that of the round in the middle."""
        SPENT.clear()
        began = time.process_time()
        for _ in range(self.rounds):
            for article in articles:
                pipeline.map_article(article, self.knowledge)
        whole = time.process_time() - began
        found = {name: 1000 * spent / self.rounds / len(articles) for name, spent in SPENT.items()}
        found["the rest of mapping"] = 1000 * whole / self.rounds / len(articles) - sum(found.values())
        found["storage"] = statistics.median(self._stored(articles) for _ in range(self.rounds)) / len(articles)
        return found

    def _stored(self, articles: Sequence[Article]) -> float:
        place = self.folder / "copy"
        shutil.copytree(self.folder / "empty", place)
        with open_store(place, base_iri=self.knowledge.iris.base, write=True) as store:
            time.sleep(SETTLING_S / 5)
            began = time.process_time()
            pipeline.ingest(articles, store, self.knowledge, executor=self.mapped)
            took = time.process_time() - began
        shutil.rmtree(place)
        return 1000 * took


def show(title: str, articles: Sequence[Article], spent: dict[str, float]) -> None:
    whole, words = sum(spent.values()), sum(len(a.text.split()) for a in articles) / len(articles)
    reading = sum(spent.get(name, 0.0) for name in READING)
    print(f"{title}: {words:.0f} words, {whole:.0f} ms each, {1000 * words / whole:.0f} words/s")
    for name, took in spent.items():
        print(f"  {name:24} {took:7.1f} ms  {100 * took / whole:5.1f} %")
    print(f"all but reading: {whole - reading:.1f} ms, {100 * (whole / reading - 1):.0f} % of reading\n")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "seeds" / "articles"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    knowledge = Knowledge(iris=Iris("http://127.0.0.1:8000/"))
    outcomes = list(read_articles([folder], iris=knowledge.iris)) if folder.exists() else []
    articles = [each for each in outcomes if not isinstance(each, ArticleError)]
    for refused in (each for each in outcomes if isinstance(each, ArticleError)):
        print(f"left out: {refused}", file=sys.stderr)
    if not articles:
        sys.exit(f"nothing to measure: {folder} {'has no articles' if folder.exists() else 'does not exist'}")
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(articles, knowledge, Path(place), rounds)
        for stage, names in STAGES.items():
            for name in names:
                setattr(pipeline, name, timed(stage, getattr(pipeline, name)))
        validator = knowledge.validator
        validator.validate_article = timed("validation", validator.validate_article)  # type: ignore[method-assign]
        show(f"{len(articles)} articles in a batch", articles, bench.spent(articles))
        shortest = min(articles, key=lambda article: len(article.text))
        show("the shortest article alone", [shortest], bench.spent([shortest]))


if __name__ == "__main__":
    main()
