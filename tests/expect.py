"""Rewrites `tests/questions/*.csv`, the expected answers of the competency questions over the sample articles.

    python tests/expect.py [KEY…]

Without a key it rewrites the files that are there; a key adds one. Read every line that changes before you keep it:
the files say what is right, not what came out, and a question whose answer is wrong has none. A file that begins with
`# name = value` keeps its parameters; otherwise they are those of the example in the question. Columns that only repeat
a parameter, IRIs of claims and articles, quotations, and numbers that every new claim changes are left out.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from pathlib import Path

from parley.articles import read_articles
from parley.iris import Iris
from parley.knowledge import Knowledge
from parley.pipeline import ingest
from parley.questions import Question, read_questions
from parley.store import Store, open_store
from parley.vocab import ONTOLOGY

ROOT = Path(__file__).parents[1]
BASE = "http://127.0.0.1:8000/"
TARGET = ROOT / "tests" / "questions"
_LEFT_OUT = {"event", "eventA", "eventB", "claim", "claimA", "claimB", "article", "quote", "quoteA", "quoteB", "prefix",
             "suffix", "quoteStart", "quoteEnd", "partyA", "partyB", "disputed", "title"}  # fmt: skip
_CHANGING = {
    "25-measures": {"topic"},
    "27-coverage": {"claims", "events"},
    "28-voices": {"claims", "events"},
    "21-who-said-what": {"topic", "source"},
}
_KEPT = {"17-evidence-of-event": {"quote"}}


def expected(question: Question, store: Store, *, first_line: str = "") -> str:
    """Return the answer to a question as a file of expected answers has it.

    `first_line` has the parameters, `# actor = actor/x ; form = met`; without it they are those of the example.
    """
    stated = (part.partition("=") for part in first_line.removeprefix("#").split(";") if part.strip())
    values = {name.strip(): value.strip() for name, _, value in stated} or dict(question.example)
    solutions = store.solutions(question.sparql, bindings=question.bind(values, base=BASE))
    given = {parameter.name for parameter in question.parameters}
    left_out = (_LEFT_OUT | _CHANGING.get(question.key, set()) | given) - _KEPT.get(question.key, set())
    found = list(dict.fromkeys(name for solution in solutions for name in solution))
    labelled = {name.removesuffix("Label") for name in found if name.endswith("Label")}
    columns = [name for name in found if name not in left_out | labelled] or ["label"]
    rows = [[_short(row[name].value) if name in row else "" for name in columns] for row in solutions]
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows([columns, *rows])
    return f"{first_line}\n{lines.getvalue()}" if first_line else lines.getvalue()


def _short(value: str) -> str:
    return value.removeprefix(BASE).replace(f"{ONTOLOGY}#", ":")


def main(keys: list[str]) -> None:
    """Read the sample articles into a store of their own and write the answers to the questions of these keys."""
    questions = read_questions(ROOT / "ontology" / "questions")
    knowledge = Knowledge(iris=Iris(BASE))
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder), base_iri=BASE, write=True) as store:
        ingest(read_articles([ROOT / "seeds" / "articles"], iris=knowledge.iris), store, knowledge)
        for key in keys or sorted(file.stem for file in TARGET.glob("*.csv")):
            file = TARGET / f"{key}.csv"
            top = file.read_text(encoding="utf-8").partition("\n")[0] if file.exists() else ""
            answer = expected(questions[key.partition("--")[0]], store, first_line=top if top.startswith("#") else "")
            file.write_text(answer, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
