"""How much work rules make of an article, counted in calls of functions: times would depend on the machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from parley.articles import read_articles
from parley.knowledge import Knowledge
from parley.model import Article
from parley.pipeline import claims_of

SEEDS = Path(__file__).parents[1] / "seeds" / "articles"
CALLS_PER_WORD = 250  # by far more is what a rule makes that asks something costly of every word


def calls_of(function: Callable[[], object]) -> int:
    """Return how many calls of Python functions `function` makes, resumed generators included."""
    made, before = 0, sys.getprofile()

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal made
        made += event == "call"

    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(before)
    return made


def test_rules_ask_little_of_each_word(knowledge: Knowledge) -> None:
    for article in read_articles([SEEDS], iris=knowledge.iris):
        assert isinstance(article, Article)
        read = partial(claims_of, article, knowledge)
        read()  # what is loaded once does not count
        assert calls_of(read) < CALLS_PER_WORD * len(article.text.split())
