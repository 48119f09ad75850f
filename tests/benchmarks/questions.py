"""Measures Parley's own questions: `python tests/benchmarks/questions.py FOLDER [EVENTS] [--lean] [--rounds N]`.

Serves the generated store in FOLDER (`generate.py` makes it if it is not there) and asks each question as its users
would: about somebody told of neither most often nor most seldom, about the country told of most often, and about
everybody; at any time, and in one month. Every asking has values of its own, so that no answer is a repeated one.
Times are of whole responses over HTTP, from one client, in milliseconds; rows are those of the median answer. What is
not answered within the budget of a query is shown as such.
Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import calendar
import datetime as dt
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from endpoint import ROOT, Client, Server, parley, wait_for
from generate import BASE, generate

from parley.questions import Question, read_questions

TOLD = 400_000  # participations that are read to know who is told of how often
# What the two actors of a question are called in it.
ONE = ("actor", "a", "caller", "visitor", "speaker", "party")
OTHER = ("b",)
MONTHS = [(year, month) for year in range(2006, 2023) for month in range(1, 13)]


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told of: pairs of persons told of together who are neither busy nor seldom, countries, and events."""

    pairs: list[tuple[str, str]]
    countries: list[str]  # the one told of most often first
    events: list[str]


def told_of(folder: Path) -> Told:
    """Return who is told of in the first events of the data, which are in the order of time, and in some of them."""
    count: Counter[str] = Counter()
    parties: Counter[str] = Counter()
    together: dict[str, list[str]] = {}
    seen = 0
    with (folder / "data.nq").open(encoding="utf-8") as lines:
        for line in lines:
            subject, predicate, value = line.split(" ", 3)[:3]
            if predicate.endswith("#participant>"):
                count[value[1:-1]] += 1
                seen += 1
                together.setdefault(subject[1:-1], []).append(value[1:-1])
            elif predicate.endswith("#party>"):
                parties[value[1:-1]] += 1
            if seen == TOLD:
                break
    ranked = [person for person, _ in count.most_common()]
    middle = set(ranked[len(ranked) // 10 : len(ranked) // 2])
    pairs = sorted({(a, b) for a, b, *_ in together.values() if a in middle and b in middle})
    return Told(pairs, [party for party, _ in parties.most_common(5)], sorted(together))


def askings(question: Question, told: Told, chance: random.Random) -> dict[str, dict[str, str]]:
    """Return the values for each way in which a question is asked, by the words for it."""
    names = {parameter.name for parameter in question.parameters}
    required = {parameter.name for parameter in question.parameters if parameter.required}
    year, month = chance.choice(MONTHS)
    first, last = dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    dates = {"from": first.isoformat(), "to": last.isoformat()} if "from" in names else {}
    if "dated" in names:
        dates["dated"] = "yes"
    day = {"day": last.isoformat()} if "day" in names else {}
    a, b = chance.choice(told.pairs)
    country, other = chance.sample(told.countries[:2], 2)
    one = next((name for name in ONE if name in names), None)
    ways: dict[str, dict[str, str]] = {}
    if "event" in names:
        ways["an event"] = {"event": chance.choice(told.events)}
    for who, (x, y) in {"somebody": (a, b), "the busiest": (country, other)}.items():
        if one:
            values = {one: x} | {name: y for name in OTHER if name in required} | day
            ways[who] = values
            if dates:
                ways[f"{who}, one month"] = values | dates
    if not required:
        if dates:
            ways["everybody, one month"] = dates
        else:
            ways.setdefault("everybody", day)
    return ways


def main() -> None:
    """Serve, ask, print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", type=Path)
    words.add_argument("events", type=int, nargs="?", default=15_000)
    words.add_argument("--lean", action="store_true")
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--only", nargs="*", default=[], help="numbers of questions, such as 02")
    given = words.parse_args()
    generate(given.folder, given.events, lean=given.lean)
    told, chance = told_of(given.folder), random.Random(11)
    questions = read_questions(ROOT / "ontology" / "questions")
    print("| question | about | rows | median ms | slowest ms | not answered |\n|---|---|---|---|---|---|")
    with parley(given.folder) as server:
        wait_for(server)
        for key, question in questions.items():
            if given.only and key[:2] not in given.only:
                continue
            rounds = [askings(question, told, chance) for _ in range(given.rounds)]
            for way in rounds[0]:
                texts = [question.filled(question.bind(each[way], base=BASE)) for each in rounds]
                print(f"| {key[:2]} | {way} | {measured(server, texts)} |", flush=True)


def measured(server: Server, texts: list[str]) -> str:
    """Ask the queries one after the other and return the cells of their row."""
    found: list[tuple[float, int]] = []
    for text in dict.fromkeys(texts):
        began = time.perf_counter()
        try:
            body = Client(server, timeout_s=90).ask(text)
        except OSError:
            body = None
        if body is not None:
            found.append((1000 * (time.perf_counter() - began), len(json.loads(body)["results"]["bindings"])))
    failed = len(set(texts)) - len(found)
    if not found:
        return f"– | – | – | {failed}"
    took, rows = sorted(found)[len(found) // 2]
    return f"{rows} | {took:.1f} | {max(found)[0]:.1f} | {failed}"


if __name__ == "__main__":
    main()
