"""Fits the confidence of contacts to gold: `python service/training/confidence.py`, from the root of the project.

A logistic model of what `parley.merge.confidence` looks at is fitted to the sets that rules were written from; then its
scale is set by the set that they were not, for rules do better on what they were written from. It prints the share that
is right by tenths of confidence, and writes the weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from fitting import Model, Row, fitted, share

from parley.articles import load_gold, read_articles
from parley.errors import ArticleError
from parley.evaluate import CONTACT_TYPES
from parley.evaluate.gold import TYPE_SYNONYMS, doc_name
from parley.evaluate.matching import Gold, Told, gold_event, match, told_event
from parley.evaluate.names import plain_key
from parley.iris import Iris
from parley.knowledge import Knowledge
from parley.merge import confidence
from parley.model import Article, Claim
from parley.pipeline import tellings_of
from parley.records import article_record

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests" / "gold"
FITTED = ("first", "second", "third", "fourth", "fifth", "sixth")
UNREAD = ("seventh",)
RIDGE = 30.0  # how strongly weights of features in units of their spread are held to 0
HEADING = "# Weights of the confidence of contacts, fitted by service/training/confidence.py.\n"


def rows_of(name: str, knowledge: Knowledge) -> Iterator[Row]:
    """Yield the features of each predicted contact of a set and whether it is right, without optional ones."""
    for article in read_articles([GOLD / name], iris=knowledge.iris):
        if isinstance(article, ArticleError):
            raise article
        claims = [c for c in tellings_of(article, knowledge) if c.type in CONTACT_TYPES]
        found = list(matched(name, article, claims, knowledge))
        best = {id(want): claim.iri for claim, _, want in reversed(found) if want.must}
        others = {claim.iri for claim, _, _ in found}.difference(best.values())
        for claim in claims:
            if claim.iri not in others:
                yield confidence.features_of(claim, claims), claim.iri in best.values()


def matched(
    name: str, article: Article, claims: Sequence[Claim], knowledge: Knowledge
) -> Iterator[tuple[Claim, Told, Gold]]:
    """Yield the claims of an article that are events of the gold of a set, with both events, of each the best first."""
    names = {plain_key(other): plain_key(name) for other, name in knowledge.reference.other_names().items()}
    gold = {doc_name(entry["doc"]): entry["events"] for entry in load_gold(GOLD / name / "gold.json")}
    wanted = [
        gold_event(name, event, bool(event.get("must", True)), names)
        for event in gold[doc_name(Path(article.file or "").name)]
        if TYPE_SYNONYMS.get(event["type"], event["type"]) in CONTACT_TYPES
    ]
    told = [told_event(event, names) for event in article_record(article, claims)["events"]]
    chosen, _ = match(wanted, told)
    for want, columns in zip(wanted, chosen, strict=True):
        yield from ((claims[j], told[j], want) for j in columns)


def main() -> None:
    """Fit, print and write."""
    knowledge = Knowledge(iris=Iris("http://example.org/"))
    known = [row for name in FITTED for row in rows_of(name, knowledge)]
    unread = [row for name in UNREAD for row in rows_of(name, knowledge)]
    model = Model(known, RIDGE, [f"type_{kind}" for kind in CONTACT_TYPES])
    _, is_right = model.table(unread)
    scale, shift = fitted(model.totals(unread)[:, None], is_right, 0.0)
    model.weights, model.intercept = model.weights * scale, float(model.intercept * scale + shift)
    shares = share(model.totals(unread))
    for low in np.arange(0, 1, 0.1):
        inside = (shares >= low) & (shares < low + 0.1)
        if inside.any():
            print(f"{low:.1f} to {low + 0.1:.1f}: {int(is_right[inside].sum())} of {int(inside.sum())} right")
    model.write(Path(confidence.__file__).with_suffix(".toml"), HEADING)


if __name__ == "__main__":
    main()
