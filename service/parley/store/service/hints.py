"""What may be meant by a pattern that matches nothing: found by asking the data about its neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from parley.errors import QueryTimeout
from parley.model import Term
from parley.store.sparql.names import Names, UnknownTerm
from parley.store.sparql.patterns import Part
from parley.store.sparql.prefixes import nearest_of
from parley.store.sparql.syntax import Leaf, Node

_XSD = "http://www.w3.org/2001/XMLSchema#"
_RDFS_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_NUMBERS = frozenset(_XSD + name for name in ("integer", "decimal", "double", "float"))
_TEXTUAL = frozenset(("STRSTARTS", "STRENDS", "CONTAINS", "REGEX", "STRBEFORE", "STRAFTER", "SUBSTR", "LCASE", "UCASE"))
_TEXTS = frozenset((_XSD + "string", "language"))
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CANDIDATES = 2_000  # IRIs among which a misspelt one is looked for
_GRAPH = re.compile(r"GRAPH\s*(\S+)\s*\{\s*$", re.IGNORECASE)  # that a group is in
_DATASET = re.compile(r"<[^>]*>|[^\s<>]*:[^\s<>]*")  # the graphs of FROM clauses
_ANYTHING = "?parleyS ?parleyP ?parleyO"
_FREE = ("?parley0", "?parley1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Asks about the neighbours of a pattern.

    `ask` answers ASK, `rows` SELECT, each with the prologue of the query; `dataset` are its FROM clauses, and
    `anywhere` answers ASK on the dataset that a query has when it names none, or is None when that is the same.
    """

    ask: Callable[[str], bool]
    rows: Callable[[str], Sequence[dict[str, Term]]]
    anywhere: Callable[[str], bool] | None
    dataset: str
    names: Names
    unknown: tuple[UnknownTerm, ...] = ()

    def of_alone(self, part: Part, *, before: str, after: str) -> tuple[str, ...]:
        """Return what may be meant by a part that matches nothing by itself, within a group that `before` opens."""
        found = [str(term) for term in self.unknown if part.start <= term.offset < part.end]
        return (*found, *self._collected(self._of_alone(part, before, after)))

    def of_set(self, part: Part, others: Sequence[Part], *, before: str, after: str) -> tuple[str, ...]:
        """Return what may be meant by a part that matches nothing together with the others."""
        return tuple(self._collected(self._of_set(part, others, before, after)))

    def _collected(self, hints: Iterator[str]) -> list[str]:
        found: list[str] = []
        try:
            found.extend(hints)
        except QueryTimeout:
            found.append("the time ended before everything was tried")
        return list(dict.fromkeys(found))

    def _matches(self, body: str) -> bool:
        return self.ask(f"ASK {self.dataset} {{ {body} }}")

    def _select(self, variables: str, body: str, limit: int) -> Sequence[dict[str, Term]]:
        return self.rows(f"SELECT DISTINCT {variables} {self.dataset} WHERE {{ {body} }} LIMIT {limit}")

    def _of_alone(self, part: Part, before: str, after: str) -> Iterator[str]:
        if self.anywhere and self.anywhere(f"ASK {{ {before}{part.text}{after} }}"):
            yield "the dataset that the query or the request names does not have it; without that it matches"
            yield from self._no_graphs()
        elif graph := _GRAPH.search(before):
            yield from self._no_graph(graph[1])
        inside = _is_inside_graph(before)
        if inside and self._matches(part.text):
            yield "the default graph has it, and named graphs do not: write it outside of GRAPH"
        elif not inside and part.kind == "triple" and self._matches(f"GRAPH ?parleyGraph {{ {part.text} }}"):
            yield f"only named graphs, such as those of the articles, have it: write GRAPH ?g {{ {part.text} }}"
        if part.kind == "GRAPH" and not self._matches(f"GRAPH {_FREE[0]} {{ }}"):
            yield "there is no named graph in the dataset"
        if part.kind == "triple" and part.verb:
            yield from self._of_triple(part, before, after)

    def _no_graphs(self) -> Iterator[str]:
        """Yield the graphs of the FROM clauses that do not exist."""
        for term in _DATASET.findall(self.dataset):
            if self.anywhere and not self.anywhere(f"ASK {{ GRAPH {term} {{ {_ANYTHING} }} }}"):
                yield f"there is no graph {term}"

    def _no_graph(self, term: str) -> Iterator[str]:
        """Say where there is no graph of the name after GRAPH, and which may be meant."""
        iri = self.names.iri(term)
        if iri is None or self._matches(f"GRAPH {term} {{ {_ANYTHING} }}"):
            return
        rows = self._select(_FREE[0], f"GRAPH {_FREE[0]} {{ }}", _CANDIDATES)
        yield f"there is no graph {term}{self._meant(iri, rows)}"

    def _of_triple(self, part: Part, before: str, after: str) -> Iterator[str]:
        subject, verb, value = part.subject, part.verb, part.object
        if self._reversed(part) and self._matches(f"{before}{self._reversed(part)}{after}"):
            yield f"the other direction matches: {self._reversed(part)}"
        literal = _is_literal(value)
        for place, term in (("subject", subject), ("object", value)):
            iri = self.names.iri(term)
            if iri is None or " " in term:
                continue
            pattern = f"{_FREE[0]} {verb} {value} ." if place == "subject" else f"{subject} {verb} {_FREE[0]} ."
            yield from self._misspelt(term, iri, f"{before}{pattern}{after}")
        if literal:
            yield from self._literal(subject, verb, value, before, after)
        if self.names.iri(verb) and not self._matches(f"{before}{_FREE[0]} {verb} {_FREE[1]} .{after}"):
            yield f"no triple there has the property {verb}"

    def _reversed(self, part: Part) -> str:
        if not part.verb or _is_literal(part.object) or part.object[:1] in "([" or part.subject[:1] in "([":
            return ""
        if part.verb == "a" and self.names.iri(part.object):  # a class has classes, too, which is not what is asked
            return ""
        return f"{part.object} {part.verb} {part.subject} ."

    def _misspelt(self, term: str, iri: str, pattern: str) -> Iterator[str]:
        known = f"{{ {term} ?parleyP ?parleyO }} UNION {{ ?parleyS ?parleyP {term} }}"
        if self._matches(known) or self._matches(f"GRAPH ?parleyGraph {{ {known} }}"):
            return
        if self.anywhere and self.anywhere(f"ASK {{ {known} }}"):
            return
        rows = self._select(_FREE[0], f"{pattern} FILTER(ISIRI({_FREE[0]}))", _CANDIDATES)
        yield f"{term} is nowhere in the data{self._meant(iri, rows)}"

    def _meant(self, iri: str, rows: Sequence[dict[str, Term]]) -> str:
        """Return which of the IRIs that were found may be meant by one, in words, empty where none is like it."""
        by_name = {_local(row["parley0"].value): row["parley0"].value for row in rows if "parley0" in row}
        near = [self.names.shown(by_name[name]) for name in nearest_of(_local(iri), by_name)]
        return f"; did you mean {' or '.join(near)}?" if near else ""

    def _literal(self, subject: str, verb: str, value: str, before: str, after: str) -> Iterator[str]:
        pattern = f"{before}{subject} {verb} {_FREE[0]} .{after}"
        same = f"FILTER(LCASE(STR({_FREE[0]})) = LCASE(STR({value})))"
        rows = self._select(_FREE[0], f"{pattern} {same}", 3)
        if rows:
            listed = " or ".join(self._written(row["parley0"]) for row in rows)
            yield f"the data have {listed}, which is another term than {value}"
            return
        labelled = f"{_FREE[0]} {_RDFS_LABEL} {_FREE[1]} FILTER(LCASE(STR({_FREE[1]})) = LCASE(STR({value})))"
        examples = self._select(_FREE[0], pattern, 1)
        if examples and examples[0]["parley0"].type == "uri":
            yield f"its objects are IRIs, such as {self._written(examples[0]['parley0'])}"
            named = self._select(_FREE[0], labelled, 3)
            if named:
                yield f"{value} is the label of {' and '.join(self._written(row['parley0']) for row in named)}"
        elif examples:
            yield f"it has other values, such as {self._written(examples[0]['parley0'])}"

    def _of_set(self, part: Part, others: Sequence[Part], before: str, after: str) -> Iterator[str]:
        rest = "\n".join(other.text for other in others)
        if part.kind == "triple":
            if self._reversed(part) and self._matches(f"{before}{self._reversed(part)}\n{rest}\n{after}"):
                yield f"the other direction matches: {self._reversed(part)}"
            if _is_inside_graph(before) and self._matches(f"{part.text}\n{before}{rest}\n{after}"):
                yield "outside of GRAPH it matches"
            elif not before and self._matches(f"GRAPH ?parleyGraph {{ {part.text} }}\n{rest}"):  # MINUS looks back
                yield f"named graphs match: write GRAPH ?g {{ {part.text} }}"
        elif part.kind == "FILTER":
            bound = frozenset[str]().union(*(other.variables for other in others if other.binds))
            for name in sorted(part.variables & bound):
                body = f"{before}{rest}\n{after} FILTER(BOUND(?{name}))"
                yield from self._compared(name, part, self._select(f"?{name}", body, 20))

    def _compared(self, name: str, part: Part, rows: Sequence[dict[str, Term]]) -> Iterator[str]:
        """Yield what is told by the types of a variable's values beside those of the literals in a filter."""
        values = [row[name] for row in rows if name in row]
        if not values:
            yield f"?{name} has no value"
            return
        example = self._written(values[0])
        yield f"?{name} is for example {example}"
        written = list(_literals(part.node, self.names))
        types, calls = {_type_of(value) for value in values}, _calls(part.node)
        if values[0].type != "uri" and not types & _TEXTS and _TEXTUAL & calls and "STR" not in calls:
            yield f"?{name} is no text, which {' and '.join(sorted(_TEXTUAL & calls))} takes: write STR(?{name})"
        if values[0].type == "uri" and written and "STR" not in calls:
            yield f"?{name} is an IRI, and a literal is never equal to one: compare STR(?{name}) or its label"
        for text, datatype in written:
            if datatype in types or (datatype in _NUMBERS and types & _NUMBERS) or values[0].type == "uri":
                continue
            if _XSD + "date" in types and _DAY.fullmatch(text):
                yield f'?{name} is an xsd:date: compare it with "{text}"^^{self.names.shown(_XSD + "date")}'
            elif any(value.language for value in values) and datatype == _XSD + "string":
                yield f"?{name} has a language: compare STR(?{name}) with it, or write it as {example} is written"

    def _written(self, term: Term) -> str:
        if term.type == "uri":
            return self.names.shown(term.value)
        escaped = term.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        short = escaped if len(escaped) <= 80 else escaped[:79] + "…"
        if term.language:
            return f'"{short}"@{term.language}'
        return f'"{short}"' + (f"^^{self.names.shown(term.datatype)}" if term.datatype else "")


def _is_inside_graph(before: str) -> bool:
    return "GRAPH" in before.upper()


def _is_literal(text: str) -> bool:
    return text[:1] in "\"'+-0123456789." or text in ("true", "false")


def _type_of(term: Term) -> str:
    if term.type == "uri":
        return "iri"
    return "language" if term.language else term.datatype or _XSD + "string"


def _literals(node: Node, names: Names) -> Iterator[tuple[str, str]]:
    """Yield the literals below as (text, datatype); those with a language have the datatype "language"."""
    for literal in node.find("RDFLiteral"):
        leaves = list(literal.leaves())
        quote = 3 if leaves[0].text[:3] in ("'''", '"""') else 1
        text = leaves[0].text[quote:-quote]
        if len(leaves) == 1:
            yield text, _XSD + "string"
        elif leaves[1].name == "TAG":
            yield text, "language"
        else:
            yield text, names.iri(leaves[-1].text) or ""


def _calls(node: Node) -> set[str]:
    return {leaf.text.upper() for leaf in node.leaves() if isinstance(leaf, Leaf) and leaf.name.startswith("FUNCTION")}


def _local(iri: str) -> str:
    return re.split(r"[/#]", iri.rstrip("/#"))[-1]
