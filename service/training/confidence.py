"""Fits the confidence of contacts to gold: `python service/training/confidence.py`, from the root of the project.

A logistic model of what `parley.merge.confidence` looks at is fitted to the sets that rules were written from; then its
scale is set by the set that they were not, for rules do better on what they were written from. It prints the share that
is right by tenths of confidence, and writes the weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from parley.articles import load_gold, read_articles
from parley.errors import ArticleError
from parley.evaluate import CONTACT_TYPES
from parley.evaluate.gold import TYPE_SYNONYMS, doc_name
from parley.evaluate.matching import Gold, Told, gold_event, match, told_event
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
Row = tuple[dict[str, float], bool]
HEADING = "# Weights of the confidence of contacts, fitted by service/training/confidence.py.\n"


def rows_of(name: str, knowledge: Knowledge) -> Iterator[Row]:
    """Yield the features of each predicted contact of a set and whether it is right, without optional ones."""
    for article in read_articles([GOLD / name], iris=knowledge.iris):
        if isinstance(article, ArticleError):
            raise article
        claims = [c for c in tellings_of(article, knowledge) if c.type in CONTACT_TYPES]
        found = list(matched(name, article, claims))
        best = {id(want): claim.iri for claim, _, want in reversed(found) if want.must}
        others = {claim.iri for claim, _, _ in found}.difference(best.values())
        for claim in claims:
            if claim.iri not in others:
                yield confidence.features_of(claim, claims), claim.iri in best.values()


def matched(name: str, article: Article, claims: Sequence[Claim]) -> Iterator[tuple[Claim, Told, Gold]]:
    """Yield the claims of an article that are events of the gold of a set, with both events, of each the best first."""
    gold = {doc_name(entry["doc"]): entry["events"] for entry in load_gold(GOLD / name / "gold.json")}
    wanted = [
        gold_event(name, event, bool(event.get("must", True)), {})
        for event in gold[doc_name(Path(article.file or "").name)]
        if TYPE_SYNONYMS.get(event["type"], event["type"]) in CONTACT_TYPES
    ]
    told = [told_event(event, {}) for event in article_record(article, claims)["events"]]
    chosen, _ = match(wanted, told)
    for want, columns in zip(wanted, chosen, strict=True):
        yield from ((claims[j], told[j], want) for j in columns)


def fitted(values: np.ndarray, right: np.ndarray, ridge: float) -> np.ndarray:
    """Return the weights of a logistic model, the last one of a constant, by Newton's method."""
    weights = np.zeros(values.shape[1] + 1)
    inputs = np.c_[values, np.ones(len(values))]
    held = np.r_[np.full(values.shape[1], ridge), 0.0]
    for _ in range(50):
        share = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (share - right) + held * weights
        curve = (inputs.T * (share * (1 - share))) @ inputs + np.diag(held + 1e-9)
        weights -= np.linalg.solve(curve, slope)
    return weights


def table(rows: Sequence[Row], names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the features as one row of numbers each, and whether each is right."""
    values = np.array([[features.get(name, 0.0) for name in names] for features, _ in rows])
    return values, np.array([float(right) for _, right in rows])


def main() -> None:
    """Fit, print and write."""
    knowledge = Knowledge(iris=Iris("http://example.org/"))
    known = [row for name in FITTED for row in rows_of(name, knowledge)]
    unread = [row for name in UNREAD for row in rows_of(name, knowledge)]
    names = sorted({name for features, _ in known for name in features} | {f"type_{kind}" for kind in CONTACT_TYPES})
    values, right = table(known, names)
    mean, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread < 1e-6] = np.inf  # never told, so of no weight
    weights = fitted((values - mean) / spread, right, RIDGE)
    raw, constant = weights[:-1] / spread, weights[-1] - float((weights[:-1] * mean / spread).sum())
    others, is_right = table(unread, names)
    scale, shift = fitted((others @ raw + constant)[:, None], is_right, 0.0)
    raw, constant = raw * scale, constant * scale + shift
    share = 1 / (1 + np.exp(-(others @ raw + constant)))
    for low in np.arange(0, 1, 0.1):
        inside = (share >= low) & (share < low + 0.1)
        if inside.any():
            print(f"{low:.1f} to {low + 0.1:.1f}: {int(is_right[inside].sum())} of {int(inside.sum())} right")
    lines = [f"{name} = {weight:.3f}\n" for name, weight in zip(names, raw, strict=True)]
    target = Path(confidence.__file__).with_suffix(".toml")
    target.write_text(f"{HEADING}\n[weights]\nintercept = {constant:.3f}\n{''.join(lines)}", encoding="utf-8")


if __name__ == "__main__":
    main()
