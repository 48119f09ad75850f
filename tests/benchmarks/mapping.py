"""Times the mapping of articles, stage by stage: `python tests/benchmarks/mapping.py [FOLDER] [ROUNDS]`.

Prints seconds of CPU per article and what each stage takes beside the reader. It measures and asserts nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parley import pipeline
from parley.articles import read_articles
from parley.errors import ArticleError
from parley.iris import Iris
from parley.knowledge import Knowledge

SPENT: dict[str, float] = {}


def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **options: Any) -> Any:
        began = time.process_time()
        try:
            return function(*args, **options)
        finally:
            SPENT[name] = SPENT.get(name, 0.0) + time.process_time() - began

    return run


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "seeds" / "articles"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    knowledge = Knowledge(iris=Iris("http://127.0.0.1:8000/"))
    articles = [a for a in read_articles([folder], iris=knowledge.iris) if not isinstance(a, ArticleError)]
    words = sum(len(a.text.split()) for a in articles)
    pipeline.map_article(articles[0], knowledge)  # loads what is loaded once
    for name in ("read", "reread", "find_mentions", "find_times", "find_contacts", "find_acts", "resolve",
                 "merge_tellings", "article_to_graph"):  # fmt: skip
        setattr(pipeline, name, timed(name, getattr(pipeline, name)))
    validator = knowledge.validator
    validator.validate_article = timed("validate", validator.validate_article)  # type: ignore[method-assign]
    began = time.process_time()
    for _ in range(rounds):
        for article in articles:
            pipeline.map_article(article, knowledge)
    whole = time.process_time() - began
    count = rounds * len(articles)
    print(f"{len(articles)} articles of {words // len(articles)} words on average, {rounds} rounds, one process")
    print(f"{count / whole:.1f} articles/s, {rounds * words / whole:.0f} words/s, {1000 * whole / count:.0f} ms each")
    for name, spent in sorted(SPENT.items(), key=lambda pair: -pair[1]):
        print(f"  {name:18} {1000 * spent / count:7.1f} ms  {100 * spent / whole:5.1f} %")


if __name__ == "__main__":
    main()
