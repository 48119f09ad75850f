"""The parts of a query's WHERE clause, taken from its parse tree, each as text that can stand in another query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parley.store.sparql.syntax import Leaf, Node

_KINDS = {
    "GroupOrUnionGraphPattern": "group",
    "OptionalGraphPattern": "OPTIONAL",
    "MinusGraphPattern": "MINUS",
    "GraphGraphPattern": "GRAPH",
    "Filter": "FILTER",
    "Bind": "BIND",
    "InlineData": "VALUES",
}
_QUERIES = ("SelectQuery", "ConstructQuery", "DescribeQuery", "AskQuery")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a group: `kind` is "triple", "group", "UNION", "subselect" or a keyword, the rest is its place.

    A triple pattern has its subject, verb and object as text; `verb` may be a path.
    """

    kind: str
    text: str
    start: int
    end: int
    variables: frozenset[str]
    node: Node
    subject: str = ""
    verb: str = ""
    object: str = ""

    @property
    def gives(self) -> frozenset[str]:
        """Return the variables that it may give values to."""
        if self.kind == "BIND":
            return _variables(self.node.parts("Var")[-1])
        return self.variables if self.binds else frozenset()

    @property
    def needs(self) -> frozenset[str]:
        """Return the variables whose values it goes by, without giving them one."""
        return frozenset() if self.binds and self.kind != "BIND" else self.variables - self.gives

    @property
    def binds(self) -> bool:
        """Say whether it gives values to variables; FILTER and MINUS only take solutions away."""
        return self.kind not in ("FILTER", "MINUS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A query as its prologue, its FROM clauses and its WHERE group; `group` is None when it has none."""

    prologue: str
    dataset: str
    group: Node | None
    query: Node
    values: Part | None


def outline(text: str, tree: Node) -> Outline:
    """Return the outline of a query."""
    query = next(tree.find(*_QUERIES))
    clauses = query.parts("DatasetClause")
    where = query.child("WhereClause")
    group = where.child("GroupGraphPattern") if where else None
    values = tree.child("ValuesClause")
    return Outline(
        prologue=text[: query.start],
        dataset=" ".join(text[c.start : c.end] for c in clauses),
        group=group or query.child("ConstructTemplate"),  # CONSTRUCT WHERE has its patterns there
        query=query,
        values=_part("VALUES", values, text) if values else None,
    )


def parts_of(group: Node, text: str) -> list[Part]:
    """Return the parts of a group in their order, triple patterns one by one."""
    subselect = group.child("SubSelect")
    if subselect:
        return [_part("subselect", subselect, text)]
    inner = group.child("GroupGraphPatternSub") or group
    found: list[Part] = []
    for child in inner.children:
        if isinstance(child, Leaf):
            continue
        if child.name == "GraphPatternNotTriples":
            node = next(c for c in child.children if isinstance(c, Node))
            union = len(node.parts("GroupGraphPattern")) > 1
            found.append(_part("UNION" if union else _KINDS[node.name], node, text))
        else:
            for same in child.find("TriplesSameSubjectPath", "TriplesSameSubject"):
                found += _triples(same, text)
    return found


def _triples(same: Node, text: str) -> Iterator[Part]:
    subject, *rest = (c for c in same.children if isinstance(c, Node))
    if not rest:  # [ … ] alone
        yield _part("triple", same, text)
        return
    verb: Node | None = None
    for child in rest[0].children:
        if isinstance(child, Leaf):
            continue
        if child.name in ("VerbPath", "Verb"):
            verb = child
            continue
        for value in child.parts("GraphNodePath", "GraphNode"):
            assert verb is not None  # noqa: S101 - the grammar has a verb before its objects
            first = subject if verb is rest[0].child(verb.name) else verb
            words = [text[n.start : n.end] for n in (subject, verb, value)]
            yield Part(
                kind="triple",
                text=" ".join(words) + " .",
                start=(first if value is child.child(value.name) else value).start,
                end=value.end,
                variables=_variables(subject) | _variables(verb) | _variables(value),
                node=same,
                subject=words[0],
                verb=words[1],
                object=words[2],
            )


def _part(kind: str, node: Node, text: str) -> Part:
    written = text[node.start : node.end]
    if kind == "subselect":
        written = f"{{ {written} }}"
    elif kind == "triple":
        written += " ."
    return Part(kind=kind, text=written, start=node.start, end=node.end, variables=_variables(node), node=node)


def _variables(node: Node) -> frozenset[str]:
    return frozenset(leaf.text[1:] for leaf in node.leaves() if leaf.name == "VAR")
