"""Rewrites `tests/questions/*.csv`, the expected answers of the competency questions over the sample articles.

    python tests/expect.py [KEY…]

Read every line that changes before you keep it: the files say what is right, not what came out. Columns that only
repeat a parameter, IRIs of claims and articles, and quotations are left out; other tests hold those to the texts.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from pathlib import Path

from parley.articles import read_articles
from parley.iris import Iris
from parley.pipeline import Knowledge, ingest
from parley.questions import Question, read_questions
from parley.store import Store, open_store
from parley.vocab import ONTOLOGY

ROOT = Path(__file__).parents[1]
BASE = "http://127.0.0.1:8000/"
TARGET = ROOT / "tests" / "questions"
_LEFT_OUT = {"event", "eventA", "eventB", "claim", "claimA", "claimB", "article", "quote", "quoteA", "quoteB", "prefix",
             "suffix", "quoteStart", "quoteEnd", "partyA", "partyB", "disputed", "title"}  # fmt: skip


def expected(question: Question, store: Store) -> str:
    """Return the answer to the example of a question, as a file of expected answers has it."""
    solutions = store.solutions(question.sparql, bindings=question.bind(dict(question.example), base=BASE))
    given = {parameter.name for parameter in question.parameters}
    found = list(dict.fromkeys(name for solution in solutions for name in solution))
    labelled = {name.removesuffix("Label") for name in found if name.endswith("Label")}
    columns = [name for name in found if name not in given | labelled | _LEFT_OUT] or ["label"]
    rows = [[_short(row[name].value) if name in row else "" for name in columns] for row in solutions]
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows([columns, *rows])
    return lines.getvalue()


def _short(value: str) -> str:
    return value.removeprefix(BASE).replace(f"{ONTOLOGY}#", ":")


def main(keys: list[str]) -> None:
    """Read the sample articles into a store of their own and write the answers to the questions of these keys, or all."""
    questions = read_questions(ROOT / "ontology" / "questions")
    knowledge = Knowledge(iris=Iris(BASE))
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder), base_iri=BASE, write=True) as store:
        ingest(read_articles([ROOT / "seeds" / "articles"], iris=knowledge.iris), store, knowledge)
        for key in keys or questions:
            (TARGET / f"{key}.csv").write_text(expected(questions[key], store), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
