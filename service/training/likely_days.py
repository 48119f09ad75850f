"""Fits how likely a day is that of a contact that no words date: `python service/training/likely_days.py`.

Run it from the root of the project. A logistic model of what `parley.extract.discourse.likely_days` looks at is fitted
to the contacts of the gold that are found and that no words date, each with all days that its article tells. It prints
for each set what the weights fitted to the other sets would do to it, and writes the weights of all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from confidence import GOLD, fitted, matched

from parley.articles import read_articles
from parley.errors import ArticleError
from parley.evaluate import CONTACT_TYPES
from parley.evaluate.matching import date_right
from parley.extract.contacts import find_contacts
from parley.extract.discourse import likely_days
from parley.iris import Iris
from parley.knowledge import Knowledge
from parley.merge import merge_tellings
from parley.model import UNDATED
from parley.pipeline import context_of, sections_of
from parley.resolve import resolve

SETS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
RIDGE = 10.0  # how strongly weights of features in units of their spread are held to 0
HEADING = "# Weights of the likely days of contacts, fitted by service/training/likely_days.py.\n"


@dataclass(frozen=True, kw_only=True)
class Undated:
    """A contact that no words date: whether the gold has no day either, and each day told with whether it is right."""

    name: str
    right: bool
    days: tuple[tuple[dict[str, float], bool], ...]


def undated_in(name: str, knowledge: Knowledge) -> Iterator[Undated]:
    """Yield the contacts of a set that are found, must be, and that no words date."""
    for article in read_articles([GOLD / name], iris=knowledge.iris):
        if isinstance(article, ArticleError):
            raise article
        raw, days = [], {}
        for text in sections_of(article):
            context = context_of(article, text, knowledge)
            frames = [replace(frame, likely=UNDATED) for frame in find_contacts(context)]
            raw += resolve(article, context.cast, frames, knowledge.world)
            for frame in frames:
                told = likely_days.candidates(context, frame, frames)
                features = [(likely_days.features_of(context, frame, day), day.when) for day in told]
                days.setdefault(context.doc.tokens[frame.trigger].start, features)
        claims = [c for c in merge_tellings(raw, published=article.published) if c.type in CONTACT_TYPES]
        for claim, event, want in matched(name, article, claims):
            told = days.get(claim.trigger.start, ())
            if want.must and claim.when == UNDATED and told:
                on = [(f, replace(event, start=str(when.start), end=str(when.end))) for f, when in told]
                yield Undated(
                    name=name,
                    right=date_right(want, event),
                    days=tuple((features, date_right(want, dated)) for features, dated in on),
                )


class Model:
    """Weights fitted to some contacts."""

    def __init__(self, known: list[Undated]) -> None:
        rows = [row for one in known for row in one.days]
        self.names = sorted({name for features, _ in rows for name in features})
        values = np.array([[features.get(name, 0.0) for name in self.names] for features, _ in rows])
        mean, spread = values.mean(axis=0), values.std(axis=0)
        spread[spread < 1e-6] = np.inf  # always told, so of no weight
        found = fitted((values - mean) / spread, np.array([float(right) for _, right in rows]), RIDGE)
        self.weights = found[:-1] / spread
        self.intercept = float(found[-1] - (found[:-1] * mean / spread).sum())

    def best(self, one: Undated) -> tuple[float, bool]:
        """Return how likely the likeliest day of a contact is, and whether it is right."""
        totals = [sum(w * f.get(n, 0.0) for n, w in zip(self.names, self.weights, strict=True)) for f, _ in one.days]
        best = max(range(len(totals)), key=totals.__getitem__)
        return float(1 / (1 + np.exp(-totals[best] - self.intercept))), one.days[best][1]


def main() -> None:
    """Fit, print and write."""
    knowledge = Knowledge(iris=Iris("http://example.org/"))
    known = {name: list(undated_in(name, knowledge)) for name in SETS}
    for name in SETS:
        model = Model([one for other in SETS if other != name for one in known[other]])
        given = [(one, right) for one in known[name] for share, right in [model.best(one)] if share >= likely_days.SURE]
        won = sum(right and not one.right for one, right in given)
        lost = sum(one.right and not right for one, right in given)
        print(f"{name}: {len(known[name])} undated, {len(given)} get a day, {won} won, {lost} lost")
    model = Model([one for some in known.values() for one in some])
    lines = [f"{name} = {weight:.3f}\n" for name, weight in zip(model.names, model.weights, strict=True)]
    target = Path(likely_days.__file__).with_suffix(".toml")
    target.write_text(f"{HEADING}\n[weights]\nintercept = {model.intercept:.3f}\n{''.join(lines)}", encoding="utf-8")


if __name__ == "__main__":
    main()
