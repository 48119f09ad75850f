"""How well extraction does on gold: scores may rise, never fall (tests/gold/floors.json).

`seeds` lies in seeds/articles, the sets with numbers for names in tests/gold. Which of them those who write rules have
read, and since when, is told in tests/gold/report.md. `news` and `readouts` are real texts that are no part of the
project; PARLEY_DEV names their folder.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from parley.articles import load_gold, read_articles
from parley.corpus import Told, events_told, info_of
from parley.errors import ArticleError
from parley.evaluate import Evaluation, evaluate, render_text
from parley.knowledge import Knowledge
from parley.pipeline import claims_of
from parley.records import article_record
from parley.voices import fingerprint_of

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold"
FLOORS: dict[str, dict[str, float]] = json.loads((GOLD / "floors.json").read_text(encoding="utf-8"))
# The reader computes in int8; other processors may differ in the last bit, which can tip a single event.
SLACK = 0.015

pytestmark = pytest.mark.quality


def place_of(name: str) -> tuple[Path, Path]:
    """Return the folder of the texts and the gold file of a set; skips where the set is not at hand."""
    if name == "seeds":
        return ROOT / "seeds" / "articles", GOLD / "seeds.json"
    if (GOLD / name).is_dir():
        return GOLD / name, GOLD / name / "gold.json"
    folder = os.environ.get("PARLEY_DEV")
    if not folder:
        pytest.skip("PARLEY_DEV does not name the folder of the real texts, which are no part of the project")
    return Path(folder) / name, Path(folder) / name / "gold.json"


def measured(name: str, knowledge: Knowledge) -> Evaluation:
    folder, gold = place_of(name)
    predicted: dict[str, list[dict[str, Any]]] = {}
    told: list[Told] = []
    for article in read_articles([folder], iris=knowledge.iris):
        assert not isinstance(article, ArticleError), article
        claims = claims_of(article, knowledge)
        predicted[article.file or ""] = article_record(article, claims)["events"]
        told.append(Told(info=info_of(article, fingerprint=fingerprint_of(article.text)), claims=claims))
    merged = {claim: event.iri for event in events_told(told, knowledge) for claim in event.claims}
    return evaluate(load_gold(gold), predicted, aliases=knowledge.reference.other_names(), merged=merged)


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_scores_do_not_fall(name: str, knowledge: Knowledge) -> None:
    result = measured(name, knowledge)
    print(f"\n{name}\n{render_text(result, details=False)}")
    scores = {
        "precision": result.contacts.precision,
        "recall": result.contacts.recall,
        "f1": result.contacts.f1,
        "occurred_precision": result.occurred.precision,
        "merging_precision": result.merging.precision,
        "merging_f1": result.merging.f1,
        "acts_precision": result.acts.score.precision,
        "acts_f1": result.acts.score.f1,
        **{measure: result.accuracy[measure].share for measure in ("status", "date", "place")},
    }
    fallen = {k: (scores[k], floor) for k, floor in FLOORS[name].items() if (scores[k] or 0.0) < floor - SLACK}
    assert fallen == {}, f"{name}: now, and the floor: {fallen}"


def test_no_contact_comes_out_of_texts_without_one(knowledge: Knowledge) -> None:
    quiet = measured("news", knowledge).quiet_texts_with_false
    assert quiet.right == 0
