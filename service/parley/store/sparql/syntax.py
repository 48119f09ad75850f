"""The structure of a query: its parse tree with the place of everything, or the first token that is wrong and why.

The engine has the last word on what is SPARQL; this tree serves to explain. No recursion, so no depth is too deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from parley.store.sparql.gate import Token
from parley.store.sparql.grammar import END, sparql

_FUNCTIONS = {
    "FUNCTION_0": "NOW RAND UUID STRUUID",
    "FUNCTION_1": """STR LANG DATATYPE IRI URI ABS CEIL FLOOR ROUND STRLEN UCASE LCASE ENCODE_FOR_URI YEAR MONTH DAY
        HOURS MINUTES SECONDS TIMEZONE TZ MD5 SHA1 SHA256 SHA384 SHA512 ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC""",
    "FUNCTION_2": "LANGMATCHES CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLANG STRDT SAMETERM",
    "FUNCTION_3": "IF",
    "FUNCTION_0_1": "BNODE",
    "FUNCTION_2_3": "REGEX SUBSTR",
    "FUNCTION_3_4": "REPLACE",
    "FUNCTION_N": "CONCAT COALESCE",
    "AGGREGATE": "SUM MIN MAX AVG SAMPLE",
}
_CLASS_OF = {word: name for name, words in _FUNCTIONS.items() for word in words.split()}
_KINDS = {"var": "VAR", "string": "STRING", "tag": "TAG", "number": "NUMBER", "blank": "BLANK", "iri": "IRIREF"}
_CALLS = frozenset((*_FUNCTIONS, "BOUND", "COUNT", "GROUP_CONCAT"))
# How the terminals of the grammar are called in a message, the more general names first.
_WORDS = (
    ("a variable", frozenset(("VAR",))),
    ("an IRI", frozenset(("IRIREF", "PNAME_LN"))),
    ("a prefix such as ex:", frozenset(("PNAME_NS",))),
    ("a literal", frozenset(("STRING", "NUMBER"))),
    ("a function", _CALLS),
    ("a blank node", frozenset(("BLANK", "ANON"))),
    ("a language tag", frozenset(("TAG",))),
    ("()", frozenset(("NIL",))),
    ("the end of the query", frozenset((END,))),
)
_OPERATORS = frozenset(("=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "||", "&&", "IN", "NOT", "^^"))
_NOT_11 = frozenset(("<<", ">>", "{|", "|}", "~", "LATERAL", "VERSION"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A token in its place: the terminal of the grammar that it is, its text, and where it begins and ends."""

    name: str
    text: str
    start: int
    end: int


@dataclass(slots=True)
class Node:
    """A rule of the grammar with what it stands for."""

    name: str
    children: list[Node | Leaf] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Return where it begins; a node that stands for nothing is nowhere."""
        return next(self.leaves()).start

    @property
    def end(self) -> int:
        """Return where it ends."""
        *_, last = self.leaves()
        return last.end

    def child(self, name: str) -> Node | None:
        """Return the first child of this name."""
        return next((c for c in self.children if isinstance(c, Node) and c.name == name), None)

    def parts(self, *names: str) -> list[Node]:
        """Return the children of these names."""
        return [c for c in self.children if isinstance(c, Node) and c.name in names]

    def words(self) -> set[str]:
        """Return the terminals among the children."""
        return {c.name for c in self.children if isinstance(c, Leaf)}

    def leaves(self) -> Iterator[Leaf]:
        """Yield all tokens below, in their order."""
        waiting: list[Node | Leaf] = [self]
        while waiting:
            item = waiting.pop()
            if isinstance(item, Leaf):
                yield item
            else:
                waiting.extend(reversed(item.children))

    def find(self, *names: str, but: Iterable[str] = ()) -> Iterator[Node]:
        """Yield the outermost nodes of these names below, without going into those named by `but`."""
        skipped = frozenset(but)
        waiting: list[Node | Leaf] = list(reversed(self.children))
        while waiting:
            item = waiting.pop()
            if isinstance(item, Leaf) or item.name in skipped:
                continue
            if item.name in names:
                yield item
            else:
                waiting.extend(reversed(item.children))


_MOST = 3000  # tokens that are parsed: this is for people, and must not take the time of others


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """The first token with which no query could go on, and what could have stood there, in words.

    `found` is None at the end of the text; `known` is False when the token is of a later SPARQL than this grammar, or
    beyond what is parsed of a long text.
    """

    offset: int
    found: str | None
    expected: tuple[str, ...]
    known: bool


class _Due(NamedTuple):
    """A symbol that is due, the node that it belongs to, and what is due after it; linked, so each state stays."""

    symbol: str
    parent: Node
    rest: _Due | None


def parse(text: str, tokens: Iterable[Token]) -> Node | Wrong:
    """Return the tree of a query, or what is wrong with it."""
    grammar = sparql()
    leaves = [*islice(_leaves(text, tokens), _MOST + 1), Leaf(name=END, text="", start=len(text), end=len(text))]
    if len(leaves) > _MOST + 1:
        return Wrong(offset=leaves[_MOST].start, found=None, expected=(), known=False)
    root = Node("")
    stack: _Due | None = _Due(grammar.start, root, None)
    at, state = 0, stack
    while stack is not None:
        symbol, parent, rest = stack
        leaf = leaves[at]
        if not grammar.is_rule(symbol):
            if symbol != leaf.name:
                return _wrong(leaf, state)
            parent.children.append(leaf)
            at += 1
            stack = state = rest
            continue
        symbols = grammar.table.get((symbol, leaf.name))
        if symbols is None:
            if symbol not in grammar.nullable:
                return _wrong(leaf, state)
            symbols = ()
        if not symbol.startswith("_"):
            node = Node(symbol)
            parent.children.append(node)
            parent = node
        stack = rest
        for each in reversed(symbols):
            stack = _Due(each, parent, stack)
    query = root.children[0]
    assert isinstance(query, Node)  # noqa: S101 - the start is a rule
    return query


def _leaves(text: str, tokens: Iterable[Token]) -> Iterator[Leaf]:
    former: Leaf | None = None
    for kind, start, end in tokens:
        stop = end - 1 if kind == "number" and text[end - 1] == "." else end  # in SPARQL 1.1 it ends the triple
        leaf = Leaf(name=_terminal(kind, text[start:stop]), text=text[start:stop], start=start, end=stop)
        if former is not None:
            joined = {"()": "NIL", "[]": "ANON"}.get(former.text + leaf.text)
            if joined:
                yield Leaf(name=joined, text=former.text + leaf.text, start=former.start, end=leaf.end)
                former = None
                continue
            yield former
        former = leaf
        if stop < end:
            yield former
            former = Leaf(name=".", text=".", start=stop, end=end)
    if former is not None:
        yield former


def _terminal(kind: str, lexeme: str) -> str:
    if kind == "pname":
        return "PNAME_NS" if lexeme.endswith(":") else "PNAME_LN"
    if kind == "word":
        word = lexeme.upper()
        return _CLASS_OF.get(word, word)
    return _KINDS.get(kind, lexeme)


def _wrong(leaf: Leaf, state: _Due | None) -> Wrong:
    """Describe what could have followed the tokens before `leaf`: with what the symbols that were due can begin."""
    grammar = sparql()
    possible: set[str] = set()
    while state is not None:
        symbol, _, state = state
        possible |= grammar.first[symbol] if grammar.is_rule(symbol) else {symbol}
        if symbol not in grammar.nullable:
            break
    return Wrong(
        offset=leaf.start,
        found=None if leaf.name == END else _shown(leaf.text),
        expected=tuple(_in_words(possible)),
        known=leaf.name not in _NOT_11,
    )


def _in_words(terminals: set[str]) -> Iterator[str]:
    left = set(terminals)
    for words, names in _WORDS:
        if left & names:
            yield words
        left -= names
    if left & {"TRUE", "FALSE"} and not terminals & {"STRING", "NUMBER"}:
        yield "true or false"
    left -= {"TRUE", "FALSE"}
    if len(left & _OPERATORS) > 4:  # after an operand
        yield "an operator"
        left -= _OPERATORS
    for name in sorted(left, key=lambda name: (name.isalpha(), name)):
        yield "a" if name == "A" else name


def _shown(text: str) -> str:
    text = re.sub(r"\s+", " ", text)
    return text if len(text) <= 40 else text[:39] + "…"
