"""Why the engine takes a text for no SPARQL: the first wrong token, or the rule beyond the grammar that is broken.

The engine tells how far it looked and what it tried, which is seldom where the mistake is. Its words stay the answer
where the tree of the query finds nothing wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from parley.errors import QuerySyntaxError
from parley.store.sparql.gate import CheckedQuery
from parley.store.sparql.positions import position_of, syntax_error
from parley.store.sparql.syntax import Leaf, Node, Wrong, parse

_AGGREGATES = frozenset(("COUNT", "AGGREGATE", "GROUP_CONCAT"))


def diagnose(checked: CheckedQuery, message: str) -> QuerySyntaxError:
    """Return the error for a query that the engine refuses with a message such as "error at 2:10: expected :"."""
    tree = parse(checked.text, checked.tokens) if checked.tokens else None
    if isinstance(tree, Wrong) and tree.known:
        return _unexpected(checked.text, tree)
    if isinstance(tree, Node):
        for leaf, broken, remedy in _broken(tree):
            line, column = position_of(checked.text, leaf.start)
            return syntax_error(checked.text, broken, line=line, column=column, remedy=remedy)
    return _from_engine(checked.text, message)


def _unexpected(text: str, wrong: Wrong) -> QuerySyntaxError:
    line, column = position_of(text, wrong.offset)
    return syntax_error(
        text,
        f"{wrong.found} cannot stand here" if wrong.found else "the query ends too early",
        line=line,
        column=column,
        remedy=_expected(wrong.expected),
        found=wrong.found,
        expected=wrong.expected,
    )


def _broken(query: Node) -> Iterator[tuple[Leaf, str, str | None]]:
    """Yield what breaks the notes to the grammar (section 19.8 and 18.2.1): the token, what is wrong, the remedy."""
    yield from _uneven_values(query)
    yield from _assigned_twice(query)
    yield from _shared_blank_nodes(query)
    for select in (*query.find("SelectQuery"), *_every(query, "SubSelect")):
        yield from _ungrouped(select)


def _every(node: Node, name: str) -> Iterator[Node]:
    """Yield all nodes of this name below, those within one another too."""
    waiting = [node]
    while waiting:
        for found in waiting.pop().find(name):
            yield found
            waiting.append(found)


def _uneven_values(query: Node) -> Iterator[tuple[Leaf, str, str | None]]:
    for block in query.find("DataBlock"):
        names = [f"?{name}" for name in variables(block)]
        row: Leaf | None = None
        width = 0
        inside = False
        for child in block.children:
            if isinstance(child, Leaf):
                if child.name == "{":
                    inside = True
                elif inside and child.name == "(":
                    row, width = child, 0
                elif inside and row and child.name == ")" and width != len(names):
                    yield (row, f"this row has {width} values for {len(names)} variables", f"give {' '.join(names)}")
            elif child.name == "DataBlockValue":
                width += 1


def _assigned_twice(query: Node) -> Iterator[tuple[Leaf, str, str | None]]:
    for group in _every(query, "GroupGraphPatternSub"):
        met: dict[str, int] = {}  # where each variable ends for the first time
        for leaf in (leaf for each in group.children if isinstance(each, Node) for leaf in each.leaves()):
            if leaf.name == "VAR":
                met.setdefault(leaf.text[1:], leaf.end)
        for bind in group.find("Bind", but=("GroupGraphPattern",)):
            target = bind.parts("Var")[-1]
            if met.get(_name(target), bind.start + 1) <= bind.start:
                yield next(target.leaves()), f"?{_name(target)} has a value already", "choose another name after AS"


def _shared_blank_nodes(query: Node) -> Iterator[tuple[Leaf, str, str | None]]:
    """Labels of blank nodes that stand in two groups; a label belongs to one basic graph pattern (section 5.1.1)."""
    home: dict[str, Node] = {}
    for group in _every(query, "GroupGraphPatternSub"):
        for block in group.parts("TriplesBlock"):
            for leaf in block.leaves():
                if leaf.name == "BLANK" and home.setdefault(leaf.text, group) is not group:
                    yield leaf, f"{leaf.text} stands in two groups", "use a variable, which may"


def _ungrouped(select: Node) -> Iterator[tuple[Leaf, str, str | None]]:
    clause, where, modifier = (select.child(name) for name in ("SelectClause", "WhereClause", "SolutionModifier"))
    if clause is None or where is None or modifier is None:
        return
    taken = set(variables(where))
    for expression in clause.parts("SelectExpression"):
        target = expression.parts("Var")[-1]
        if _name(target) in taken:
            yield next(target.leaves()), f"?{_name(target)} has a value already", "choose another name after AS"
        taken.add(_name(target))
    group = modifier.child("GroupClause")
    counted = any(_AGGREGATES & call.words() for call in _every(clause, "BuiltInCall"))
    if group is None and not counted:
        return
    for leaf in clause.children:
        if isinstance(leaf, Leaf) and leaf.name == "*":
            yield leaf, "SELECT * cannot be used with GROUP BY", "name the variables"
    keys = set(variables(group)) if group else set()
    for var in clause.parts("Var"):
        if _name(var) not in keys:
            yield (
                next(var.leaves()),
                f"?{_name(var)} is neither grouped by nor aggregated",
                f"add GROUP BY ?{_name(var)}, or use an aggregate such as SAMPLE(?{_name(var)})",
            )


def _name(var: Node) -> str:
    return next(var.leaves()).text[1:]


def variables(node: Node) -> list[str]:
    """Return the names of the variables below, each once, in their order."""
    return list(dict.fromkeys(leaf.text[1:] for leaf in node.leaves() if leaf.name == "VAR"))


def _from_engine(text: str, message: str) -> QuerySyntaxError:
    match = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if match is None:
        return syntax_error(text, message[:300], line=None, column=None)
    phrases, tokens = _split(match[3])
    return syntax_error(
        text,
        "; ".join(phrases) or "the query is no SPARQL from here on",
        line=int(match[1]),
        column=int(match[2]),
        expected=tuple(tokens),
        remedy=_expected(tokens) if tokens and not phrases else None,
    )


def _expected(tokens: Sequence[str]) -> str:
    """Return in words what could have stood there; signs are in quotation marks, as a list has commas of its own."""
    listed = [token if re.search(r"\w", token) else f"“{token}”" for token in tokens]
    return f"expected {'one of ' if len(listed) > 1 else ''}{', '.join(listed)}"


def _split(listed: str) -> tuple[list[str], list[str]]:
    """Return the sentences and the tokens of the engine's list, without its character classes."""
    items = re.findall(r"\[.*?\](?=, |$)|\"(?:\\.|[^\"\\])*\"|[^,]+", listed, re.DOTALL)
    plain = [item.strip().strip('"') for item in items if not item.strip().startswith(("[", "<unreported"))]
    phrases = [item for item in plain if " " in item]
    return phrases, list(_short(item for item in plain if item and item not in phrases))


def _short(items: Iterable[str]) -> Iterator[str]:
    return (item for item in dict.fromkeys(items) if len(item) <= 40)
