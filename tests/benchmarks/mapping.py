"""Times what becomes of articles, stage by stage: `python tests/benchmarks/mapping.py [FOLDER] [ROUNDS]`.

Prints milliseconds of CPU per article, and what all but reading costs beside it. It measures and asserts nothing.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from parley import pipeline
from parley.articles import read_articles
from parley.errors import ArticleError
from parley.iris import Iris
from parley.knowledge import Knowledge
from parley.store import open_store

STAGES = {  # by the functions of the pipeline that they are made of
    "reading": ("read",),
    "reading again": ("reread", "long_names", "reheaded"),
    "mentions and cast": ("find_parties", "find_mentions", "Cast"),
    "dates": ("find_times",),
    "frames": ("find_contacts", "find_acts"),
    "resolve, merge tellings": ("resolve", "merge_tellings"),
    "graph": ("article_to_graph",),
}
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


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "seeds" / "articles"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    knowledge = Knowledge(iris=Iris("http://127.0.0.1:8000/"))
    articles = [a for a in read_articles([folder], iris=knowledge.iris) if not isinstance(a, ArticleError)]
    words = sum(len(a.text.split()) for a in articles)
    known = {article.iri: pipeline.map_article(article, knowledge) for article in articles}
    for stage, names in STAGES.items():
        for name in names:
            if hasattr(pipeline, name):
                setattr(pipeline, name, timed(stage, getattr(pipeline, name)))
    validator = knowledge.validator
    validator.validate_article = timed("validation", validator.validate_article)  # type: ignore[method-assign]
    began = time.process_time()
    for _ in range(rounds):
        for article in articles:
            pipeline.map_article(article, knowledge)
    whole = time.process_time() - began
    with tempfile.TemporaryDirectory() as path:
        for some in ([], articles):
            with open_store(Path(path), base_iri=knowledge.iris.base, write=True) as store:
                time.sleep(SETTLING_S if some else 0)
                began = time.process_time()
                pipeline.ingest(some, store, knowledge, executor=Mapped(known))
                stored = (time.process_time() - began) / len(articles)
    count = rounds * len(articles)
    SPENT["storage"] = stored * count
    whole += stored * count
    print(f"{len(articles)} articles of {words // len(articles)} words on average, {rounds} rounds, one process")
    print(f"{count / whole:.1f} articles/s, {rounds * words / whole:.0f} words/s, {1000 * whole / count:.0f} ms each")
    for name in (*STAGES, "validation", "storage"):
        spent = SPENT.get(name, 0.0)
        print(f"  {name:24} {1000 * spent / count:7.1f} ms  {100 * spent / whole:5.1f} %")
    reading = SPENT["reading"] + SPENT.get("reading again", 0.0)
    print(f"all but reading: {1000 * (whole - reading) / count:.1f} ms, {100 * (whole / reading - 1):.0f} % of reading")


if __name__ == "__main__":
    main()
