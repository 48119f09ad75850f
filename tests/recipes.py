"""Reads the query recipes of `cases/*.tsv`."""

from __future__ import annotations

import re
from pathlib import Path

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[list[str]]:
    """Return the rows of a case file with the last column made into a query."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [[*row[:-1], query_of(row[-1])] for row in cells]


def query_of(recipe: str) -> str:
    """Return the query of a recipe."""
    text = recipe.translate({ord("␤"): "\n", ord("␍"): "\r", ord("␀"): "\0"})
    text = re.sub(r"⟦(\d+)×(.*?)⟧", lambda m: m[2] * int(m[1]), text, flags=re.DOTALL)
    return re.sub(r"⟦(\d+)↑(.*?)⟧", _counted, text, flags=re.DOTALL)


def _counted(match: re.Match[str]) -> str:
    return "".join(match[2].replace("#", str(n)).replace("+", str(n + 1)) for n in range(int(match[1])))
