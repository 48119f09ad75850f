"""Answers as text for a terminal: events with the sentences that tell them, anything else as a table."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parley.model import Answer, Coverage, DateBasis, Located, Precision, Term
from parley.vocab import ONTOLOGY, notation_of

_GAP = "  "
_NARROWEST = 8  # characters of a column; where not even these fit, rows are told one below the other
_NOTE = "    "
_LEAST_WIDTH = 60
_NARRATOR = "the article"  # who says so where the article does, and its publisher is not known
_NAMES = re.compile(" (?:of|by) ")  # what stands in a label between the kind of the event and who took part
_EVENT = frozenset({"event", "label", "quote"})
_SECTIONS = {
    "certain": "",
    "possible": "Possible: some time in these days, which reach beyond the period asked for",
    "undated": "Undated: nobody says when",
}

Solution = Mapping[str, Term]


def render_answer(answer: Answer, *, base: str, width: int = 100) -> str:
    """Return an answer as text of at most `width` columns (60 at least), with a last word on what was searched.

    `base` is what instance IRIs start with; they are shown without it. Nothing is cut: what does not fit is wrapped.
    """
    width = max(width, _LEAST_WIDTH)
    if answer.form == "ASK":
        body = "yes" if answer.boolean else "no"
    elif answer.form == "GRAPH":
        body = answer.body.decode().rstrip("\n")
    elif not answer.solutions:
        body = "Nothing was found."
    elif set(answer.variables) >= _EVENT:
        body = "\n".join(_events(answer.solutions, base, width)).rstrip("\n")
    else:
        body = "\n".join(_plain(answer, base, width))
    return f"{body}\n\n{textwrap.fill(render_coverage(answer), width)}"


def render_coverage(answer: Answer) -> str:
    """Return how much was found, where the answer has solutions, and what was searched, in one line."""
    found = ""
    if answer.form == "SELECT" and not answer.body:
        events = {solution["event"].value for solution in answer.solutions if "event" in solution}
        found = f"{_counted(len(answer.solutions), 'row')}, {_counted(len(events), 'event')}; " if events else ""
        found = found or f"{_counted(len(answer.solutions), 'row')}; "
    return f"{found}searched {coverage_text(answer.coverage)}"


def coverage_text(coverage: Coverage) -> str:
    """Return what answers are searched in, in words."""
    if not coverage.articles:
        return "nothing: no article has been read yet"
    dates = ""
    if coverage.published_from and coverage.published_to:
        dates = f", published {coverage.published_from} to {coverage.published_to}"
    if coverage.undated_articles:
        dates += f", {coverage.undated_articles} without a date"
    known = f"{_counted(coverage.articles, 'article')} of {_counted(coverage.voices, 'known voice')}{dates}"
    return f"{known}, with {_counted(coverage.claims, 'claim')} of {_counted(coverage.events, 'event')}"


def render_result(located: Located, *, width: int = 100) -> str:
    """Return a result of validation: where it lies and what is wrong, then the words of the article below.

    What lies in no article is named by its IRI.
    """
    result, quote = located.result, located.quote
    where = f" in {located.article}" if located.article else ""
    line = f"{result.severity.lower()}{where}: {result.message}"
    if result.value and result.value != quote and result.value not in line:
        line += f" [{result.value}]" if not (located.article and "://" in result.value) else ""
    if not located.article:
        line += f" {result.focus_node}"
    return (
        f"{line}\n{textwrap.fill(f'“{quote}”', width, initial_indent=_NOTE, subsequent_indent=_NOTE)}"
        if quote
        else line
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _text(term: Term | None, base: str) -> str:
    """Return a term as it is shown: an own IRI without its base, a concept by its notation, a literal by its value."""
    if term is None:
        return ""
    if term.type == "uri":
        local = term.value.removeprefix(f"{ONTOLOGY}#")
        if local != term.value:
            _, hyphen, notation = local.partition("-")
            return notation.replace("_", " ") if hyphen else f":{local}"
        return term.value.removeprefix(base)
    return " ".join(term.value.split())


# --- events -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Told:
    """One event of an answer, gathered from its rows."""

    first: Solution
    rows: list[Solution] = field(default_factory=list)

    def values(self, name: str, base: str) -> list[str]:
        """Return the different values of a variable, in the order of the rows."""
        return list(dict.fromkeys(_text(row[name], base) for row in self.rows if name in row))


def _events(solutions: Sequence[Solution], base: str, width: int) -> Iterator[str]:
    """Yield the lines of events: certain ones, possible ones and undated ones apart."""
    sections: dict[str, dict[str, _Told]] = {}
    for solution in solutions:
        match = solution["match"].value if "match" in solution else "certain"
        told = sections.setdefault(match, {})
        told.setdefault(_text(solution.get("event"), base), _Told(first=solution)).rows.append(solution)
    labels = _label_variables(solutions)
    for match in sorted(sections, key=lambda m: list(_SECTIONS).index(m) if m in _SECTIONS else -1):
        events = list(sections[match].values())
        if title := _SECTIONS.get(match, match):
            yield title
            yield ""
        headings = ["DATE", *_who_headings(labels), "HOW, WHERE", "STATUS", "VOICES"]
        cells = [
            [[_when(event.first), *who, *_rest(event, base)] for who in _who(event, labels, base)] for event in events
        ]
        rows = [row for group in cells for row in group]
        widths = _widths(headings, rows, width) or [_NARROWEST] * len(headings)
        yield from _lines(headings, widths)
        for event, group in zip(events, cells, strict=True):
            for i, row in enumerate(group):
                yield from _lines(row if not i else ["", *row[1:3], *[""] * (len(row) - 3)], widths)
            yield from _notes(event, base, width)
            yield ""


def _label_variables(solutions: Sequence[Solution]) -> list[str]:
    """Return the variables that name the actors of the answer: `aLabel` and `bLabel`, else all labels of actors."""
    names = list(dict.fromkeys(name for solution in solutions for name in solution if name.endswith("Label")))
    if {"aLabel", "bLabel"} <= set(names):
        return ["aLabel", "bLabel"]
    return [name for name in names if name not in ("placeLabel", "partyLabel")]


def _who_headings(labels: Sequence[str]) -> list[str]:
    if list(labels) == ["aLabel", "bLabel"]:
        return ["WHO", "WITH WHOM"]
    return [_heading(name.removesuffix("Label")) for name in labels] or ["WHAT"]


def _heading(name: str) -> str:
    words = "".join(f" {c}" if c.isupper() else c for c in name)
    return ("who" if words == "a" else words).upper()


def _who(event: _Told, labels: Sequence[str], base: str) -> list[list[str]]:
    """Return the cells that name the actors, a row each where there are several pairs without a common member."""
    if not labels:
        return [[_text(event.first.get("label"), base)]]
    if list(labels) != ["aLabel", "bLabel"]:
        return [["; ".join(event.values(name, base)) for name in labels]]
    pairs: dict[str, dict[str, None]] = {}
    for row in event.rows:
        a, b = (_with_party(row, side, base) for side in "ab")
        pairs.setdefault(a, {})[b] = None
        pairs.setdefault(b, {})[a] = None
    found = []
    while any(pairs.values()):
        most = max(pairs, key=lambda actor: len(pairs[actor]))
        others = pairs.pop(most)
        for other in others:
            pairs[other].pop(most)
        found.append([most, "; ".join(others)])
    return found


def _with_party(row: Solution, side: str, base: str) -> str:
    name, party = (_text(row.get(f"{part}{side.upper() if part else side}Label"), base) for part in ("", "party"))
    return f"{name} ({party})" if party and party != name else name


def _rest(event: _Told, base: str) -> list[str]:
    kind, *names = _NAMES.split(_text(event.first.get("label"), base), maxsplit=1)
    medium = _text(event.first.get("medium"), base)
    how = [kind.lower() if names else "", "" if medium == "unknown" else medium, *event.values("placeLabel", base)]
    status = _text(event.first.get("status"), base)
    if "disputed" in event.first:
        status += ", disputed"
    return [", ".join(part for part in how if part), status, str(len(event.values("publisher", base)))]


def _when(event: Solution) -> str:
    inferred = "basis" in event and notation_of(event["basis"].value) == DateBasis.INFERRED
    return f"{_days(event)}, inferred" if inferred else _days(event)


def _days(event: Solution) -> str:
    """Return the days of an event: 2023-04-26, 2023-03-21 to 22, 2022-06, 2021, some time in 2023-03-01 to 12."""
    start, end = (event[side].value if side in event else "" for side in ("start", "end"))
    precision = event["precision"].value.rpartition("precision-")[2] if "precision" in event else ""
    if not start and not end:
        return "undated"
    if not start:
        return f"until {end}"
    if not end:
        return f"from {start}"
    if start == end:
        return start
    if precision == Precision.MONTH and start[:7] == end[:7]:
        return start[:7]
    if precision == Precision.YEAR and start[:4] == end[:4]:
        return start[:4]
    span = f"{start} to {end[8:] if start[:7] == end[:7] else end}"
    return span if precision == Precision.DAY else f"some time in {span}"


def _notes(event: _Told, base: str, width: int) -> Iterator[str]:
    """Yield the sentences that tell an event, each with who published and who is cited."""
    seen = set()
    for row in event.rows:
        quote = _text(row.get("quote"), base)
        publisher = _text(row.get("publisher"), base) or "publisher unknown"
        said = [publisher, _text(row.get("published"), base)]
        cited = _text(row.get("source"), base)
        cited = "" if cited in (publisher, _NARRATOR) else cited
        line = f"“{quote}” — {', '.join(part for part in said if part)}{f'; cites {cited}' if cited else ''}"
        if quote and line not in seen:
            seen.add(line)
            yield from textwrap.wrap(line, width, initial_indent=_NOTE, subsequent_indent=_NOTE)


# --- tables -----------------------------------------------------------------------------------------------------


def _plain(answer: Answer, base: str, width: int) -> Iterator[str]:
    """Yield the lines of a table, or of its rows one below the other where the columns do not fit."""
    names = [name for name in answer.variables if any(name in solution for solution in answer.solutions)]
    rows = [[_text(solution.get(name), base) for name in names] for solution in answer.solutions]
    if not names:
        yield from ("(a solution without values)" for _ in rows)
        return
    headings = [_heading(name) for name in names]
    widths = _widths(headings, rows, width)
    if widths:
        yield from _lines(headings, widths)
        for row in rows:
            yield from _lines(row, widths)
        return
    indent = max(map(len, names)) + len(_GAP)
    for n, row in enumerate(rows):
        if n:
            yield ""
        for name, cell in zip(names, row, strict=True):
            if cell:
                first = f"{name:<{indent}}"
                yield from textwrap.wrap(cell, width, initial_indent=first, subsequent_indent=" " * indent)


def _widths(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return the widths of columns that fit, the widest ones narrowed; None where there are too many."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    room = width - len(_GAP) * (len(widths) - 1)
    least = [min(_NARROWEST, each) for each in widths]
    if sum(least) > room:
        return None
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return widths


def _lines(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """Yield one row, its cells wrapped."""
    wrapped = [textwrap.wrap(cell, each) or [""] for cell, each in zip(cells, widths, strict=True)]
    for i in range(max(map(len, wrapped))):
        parts = [(w[i] if i < len(w) else "").ljust(each) for w, each in zip(wrapped, widths, strict=True)]
        yield _GAP.join(parts).rstrip()
