"""Reads a grammar in EBNF into the table of a predictive parser, LL(1) as SPARQL's is.

Such a parser stops at the first token with which no query could go on, and knows what could have stood there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

_LEXEME = re.compile(r"'(?P<quoted>[^']+)'|(?P<name>\w+)|(?P<mark>[()|?*+])")
END = "END"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The table of a predictive parser.

    `table` gives for a rule and the next terminal the symbols that the rule stands for; `first` the terminals with
    which a rule can begin; `nullable` the rules that can stand for nothing. The names of rules that were made for a
    bracket or a repetition begin with "_".
    """

    start: str
    table: dict[tuple[str, str], tuple[str, ...]]
    first: dict[str, frozenset[str]]
    nullable: frozenset[str]

    def is_rule(self, symbol: str) -> bool:
        """Say whether a symbol is a rule, not a terminal."""
        return symbol in self.first


class _Reader:
    """Takes EBNF apart into plain rules: name -> alternatives of symbols."""

    def __init__(self) -> None:
        self.rules: dict[str, list[tuple[str, ...]]] = {}

    def read(self, name: str, text: str) -> None:
        self._lexemes = [(str(m.lastgroup), m[m.lastgroup or 0]) for m in _LEXEME.finditer(text)]
        self._at = 0
        self.rules[name] = self._alternatives()

    def _mark(self, *marks: str) -> str | None:
        if self._at < len(self._lexemes) and self._lexemes[self._at] in {("mark", m) for m in marks}:
            self._at += 1
            return self._lexemes[self._at - 1][1]
        return None

    def _alternatives(self) -> list[tuple[str, ...]]:
        found = [self._sequence()]
        while self._mark("|"):
            found.append(self._sequence())
        return found

    def _sequence(self) -> tuple[str, ...]:
        symbols: list[str] = []
        while self._at < len(self._lexemes) and self._lexemes[self._at] not in (("mark", "|"), ("mark", ")")):
            if self._mark("("):
                symbol = self._new(self._alternatives())
                self._at += 1  # the closing bracket
            else:
                symbol = self._lexemes[self._at][1]
                self._at += 1
            repeated = self._mark("?", "*", "+")
            if repeated == "?":
                symbol = self._new([(symbol,), ()])
            elif repeated:
                more = self._new([])
                self.rules[more] = [(symbol, more), ()]
                symbol = self._new([(symbol, more)]) if repeated == "+" else more
            symbols.append(symbol)
        return tuple(symbols)

    def _new(self, alternatives: list[tuple[str, ...]]) -> str:
        name = f"_{len(self.rules)}"
        self.rules[name] = alternatives
        return name


def read_grammar(text: str) -> Grammar:
    """Return the table for rules of the form `Name = …`, the first of which is the start."""
    reader = _Reader()
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    rules = re.findall(r"^(\w+) = (.*(?:\n +.*)*)", lines, re.MULTILINE)
    for name, definition in rules:
        reader.read(name, definition)
    plain = reader.rules
    nullable, first = _beginnings(plain)
    follow = _followers(plain, nullable, first)
    table: dict[tuple[str, str], tuple[str, ...]] = {}
    for name, alternatives in plain.items():
        for symbols in alternatives:
            begins = _first_of(symbols, plain, nullable, first)
            if all(symbol in nullable for symbol in symbols):
                begins = begins | follow[name]
            for terminal in begins:
                table.setdefault((name, terminal), symbols)
    return Grammar(
        start=rules[0][0],
        table=table,
        first={name: frozenset(terminals) for name, terminals in first.items()},
        nullable=frozenset(nullable),
    )


_Rules = dict[str, list[tuple[str, ...]]]
_Sets = dict[str, set[str]]


def _beginnings(rules: _Rules) -> tuple[set[str], _Sets]:
    """Return the rules that can be empty, and the terminals with which each can begin."""
    nullable: set[str] = set()
    first: _Sets = {name: set() for name in rules}
    changed = True
    while changed:
        before = len(nullable) + sum(map(len, first.values()))
        for name, alternatives in rules.items():
            for symbols in alternatives:
                first[name] |= _first_of(symbols, rules, nullable, first)
                if all(symbol in nullable for symbol in symbols):
                    nullable.add(name)
        changed = before != len(nullable) + sum(map(len, first.values()))
    return nullable, first


def _first_of(symbols: tuple[str, ...], rules: _Rules, nullable: set[str], first: _Sets) -> set[str]:
    found: set[str] = set()
    for symbol in symbols:
        found |= first[symbol] if symbol in rules else {symbol}
        if symbol not in nullable:
            break
    return found


def _followers(rules: _Rules, nullable: set[str], first: _Sets) -> _Sets:
    follow: _Sets = {name: set() for name in rules}
    changed = True
    while changed:
        before = sum(map(len, follow.values()))
        for name, alternatives in rules.items():
            for symbols in alternatives:
                for i, symbol in enumerate(symbols):
                    if symbol in rules:
                        rest = symbols[i + 1 :]
                        follow[symbol] |= _first_of(rest, rules, nullable, first)
                        if all(other in nullable for other in rest):
                            follow[symbol] |= follow[name]
        changed = before != sum(map(len, follow.values()))
    return follow


@cache
def sparql() -> Grammar:
    """Return the grammar of SPARQL queries."""
    return read_grammar(resources.files("parley.store.sparql").joinpath("sparql.ebnf").read_text(encoding="utf-8"))
