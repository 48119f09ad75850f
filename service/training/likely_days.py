"""Fits how likely a day is that of a contact that no words date: `python service/training/likely_days.py`.

Run it from the root of the project. A logistic model of what `parley.extract.discourse.likely_days` looks at is fitted
to the contacts of the gold that are found and that no words date, each with all days that its article tells. It prints
for each set what the weights fitted to the other sets would do to it, and writes the weights of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from confidence import GOLD, matched
from fitting import Model, Row, share

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
    days: tuple[Row, ...]


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
        for claim, event, want in matched(name, article, claims, knowledge):
            told = days.get(claim.trigger.start, ())
            if want.must and claim.when == UNDATED and told:
                on = [(f, replace(event, start=str(when.start), end=str(when.end))) for f, when in told]
                yield Undated(
                    name=name,
                    right=date_right(want, event),
                    days=tuple((features, date_right(want, dated)) for features, dated in on),
                )


def best(model: Model, one: Undated) -> tuple[float, bool]:
    """Return how likely the likeliest day of a contact is, and whether it is right."""
    totals = model.totals(one.days)
    return float(share(totals.max())), one.days[int(totals.argmax())][1]


def model_of(known: Iterable[Undated]) -> Model:
    """Return the model fitted to all days of some contacts."""
    return Model([row for one in known for row in one.days], RIDGE)


def main() -> None:
    """Fit, print and write."""
    knowledge = Knowledge(iris=Iris("http://example.org/"))
    known = {name: list(undated_in(name, knowledge)) for name in SETS}
    for name in SETS:
        model = model_of(one for other in SETS if other != name for one in known[other])
        judged = [(one, *best(model, one)) for one in known[name]]
        given = [(one.right, right) for one, likely, right in judged if likely >= likely_days.SURE]
        won, lost = given.count((False, True)), given.count((True, False))
        print(f"{name}: {len(known[name])} undated, {len(given)} get a day, {won} won, {lost} lost")
    model = model_of(one for some in known.values() for one in some)
    model.write(Path(likely_days.__file__).with_suffix(".toml"), HEADING)


if __name__ == "__main__":
    main()
