"""A SELECT query made wider, so that each of its rows tells which events and claims the solutions behind it go through.

The wider query has the pattern of the first, no LIMIT, and for the rows of its answer only; what a row stands on are
all solutions that give this row. That holds for DISTINCT and for GROUP BY too. What a subselect, EXISTS or MINUS keeps
to itself is not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parley.model import Term
from parley.store.sparql.patterns import Outline, parts_of
from parley.store.sparql.syntax import Leaf, Node

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_AGGREGATES = frozenset(("COUNT", "AGGREGATE", "GROUP_CONCAT"))
_MOST_TERMS, _MOST_CHARACTERS = 8_000, 100_000  # of the rows in one query, well below what a query may have
_PREFIX = "parley_"  # of the variables that are added


@dataclass(frozen=True, slots=True, kw_only=True)
class Wider:
    """What a wider query is made of: the variables that identify a row, those that are added, and its text.

    `pinned` are the keys that can be given values before the pattern is looked for, without changing what it finds.
    """

    keys: tuple[str, ...]
    pinned: tuple[str, ...]
    added: tuple[str, ...]
    text: str

    def queries(self, rows: Iterable[Sequence[Term | None]]) -> Iterator[str]:
        """Yield the queries for rows with these values of the keys, each query for as many as it may hold.

        They may find more than these rows.
        """
        if not self.pinned:
            yield self.text.replace("\0", "")
            return
        places = [self.keys.index(name) for name in self.pinned]
        batch: list[str] = []
        for row in dict.fromkeys(tuple(row[place] for place in places) for row in rows):
            written = f"({' '.join(_written(term) for term in row)})"
            terms, characters = (len(batch) + 1) * (len(self.pinned) + 1), sum(map(len, batch)) + len(written)
            if batch and (terms > _MOST_TERMS or characters > _MOST_CHARACTERS):
                yield self._with(batch)
                batch = []
            batch.append(written)
        if batch:
            yield self._with(batch)

    def _with(self, rows: list[str]) -> str:
        names = " ".join(f"?{name}" for name in self.pinned)
        return self.text.replace("\0", f"VALUES ({names}) {{\n" + "\n".join(rows) + "\n}")


def widen(whole: Outline, text: str, *, base: str) -> Wider | None:
    """Return how to widen a query; None when a row does not tell which solutions are behind it.

    Added are the variables of the pattern that the rows do not have, with a value where it is an event, a claim or a
    part of one: an IRI below `base`.
    """
    select = whole.query
    clause, modifier = select.child("SelectClause"), select.child("SolutionModifier")
    if clause is None or modifier is None or whole.group is None:
        return None
    group = modifier.child("GroupClause")
    grouped = group is not None or any(_AGGREGATES & call.words() for call in _calls(clause))
    seen = _in_scope(whole.group)
    projected = [] if "*" in clause.words() else [*clause.parts("Var", "SelectExpression")]
    bound: list[str] = []  # expressions that have a name
    if grouped:
        keys = _group_keys(group, text, bound) if group else []
        if keys is None or not set(keys) <= {_name(each) for each in projected}:
            return None
    elif projected:
        bound = [_bind(each, text) for each in projected if each.name == "SelectExpression"]
        keys = [_name(each) for each in projected]
    else:
        keys = seen
    added = [name for name in seen if name not in keys]
    tests = [f"(IF({_told(name, base)}, ?{name}, ?{_PREFIX}none) AS ?{_PREFIX}{name})" for name in added]
    selected = " ".join([*(f"?{key}" for key in keys), *tests]) or f"(1 AS ?{_PREFIX}one)"
    inside = text[whole.group.start + 1 : whole.group.end - 1]
    if whole.group.child("SubSelect"):
        inside = f"{{ {inside} }}"
    values = whole.values.text if whole.values else ""
    return Wider(
        keys=tuple(keys),
        pinned=tuple(_pinned(whole.group, keys, text)),
        added=tuple(_PREFIX + name for name in added),
        text=f"{whole.prologue} SELECT DISTINCT {selected} {whole.dataset} WHERE {{ \0 "
        f"{inside}\n{' '.join(bound)} {values} }}",
    )


def _pinned(group: Node, keys: Sequence[str], text: str) -> Iterator[str]:
    """Yield the keys to which a triple pattern of the group itself gives a value before anything else sees them.

    An OPTIONAL that came first would find other solutions if they had one already, and BIND may not give another.
    """
    met: set[str] = set()
    for part in parts_of(group, text):
        if part.kind == "triple":
            yield from (name for name in keys if name in part.variables and name not in met)
        if part.kind != "FILTER":  # which sees whole solutions
            met |= part.variables


def _told(name: str, base: str) -> str:
    tests = " || ".join(f'STRSTARTS(STR(?{name}), "{base}{kind}/")' for kind in ("event", "article"))
    return f"ISIRI(?{name}) && ({tests})"


def _group_keys(group: Node, text: str, bound: list[str]) -> list[str] | None:
    """Return the names of what is grouped by, expressions with a name added to `bound`; None when one has none."""
    keys: list[str] = []
    for condition in group.parts("GroupCondition"):
        var = condition.parts("Var")
        if not var:
            return None
        if "AS" in condition.words():
            bound.append(_bind(condition, text))
        keys.append(_name(condition))
    return keys


def _bind(expression: Node, text: str) -> str:
    return f"BIND{text[expression.start : expression.end]}"


def _name(node: Node) -> str:
    """Return the name of a variable, or of what follows AS."""
    var = node if node.name == "Var" else node.parts("Var")[-1]
    return next(var.leaves()).text[1:]


def _calls(clause: Node) -> Iterator[Node]:
    waiting = [clause]
    while waiting:
        for call in waiting.pop().find("BuiltInCall"):
            yield call
            waiting.append(call)


def _in_scope(group: Node) -> list[str]:
    """Return the variables of a group that its solutions have: all but those of FILTER, MINUS and within subselects."""
    found: dict[str, None] = {}
    waiting: list[Node | Leaf] = [group]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Leaf):
            if item.name == "VAR":
                found[item.text[1:]] = None
        elif item.name == "SubSelect":
            clause = item.child("SelectClause")
            where = item.child("WhereClause")
            if clause and "*" in clause.words() and where:
                waiting.append(where)
            elif clause:
                waiting.extend(reversed([var for each in clause.parts("Var") for var in each.leaves()]))
                found |= dict.fromkeys(_name(each) for each in clause.parts("SelectExpression"))
        elif item.name == "Bind":
            found[_name(item)] = None
        elif item.name not in ("Filter", "MinusGraphPattern"):
            waiting.extend(reversed(item.children))
    return list(found)


def _written(term: Term | None) -> str:
    if term is None:
        return "UNDEF"
    if term.type == "uri":
        return f"<{term.value}>"
    escaped = term.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    if term.language:
        return f'"{escaped}"@{term.language}'
    return f'"{escaped}"^^<{term.datatype or _XSD_STRING}>'
