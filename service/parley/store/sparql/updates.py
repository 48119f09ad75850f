"""SPARQL updates before they are evaluated: what they may be, which graphs they name, and the dataset they work on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from parley.errors import DatasetError, QuerySyntaxError
from parley.model import IRI
from parley.store.sparql.gate import Limits, Token, read
from parley.store.sparql.positions import position_of

_BRACKETS = {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedUpdate:
    """An update that passed.

    `names` are its declarations and the names of the graphs that it writes to, as lines of Turtle, which has both in
    common with SPARQL. `anywhere` says whether it can write to graphs that it does not name, `default` whether it can
    write to the default graph.
    """

    text: str
    names: tuple[str, ...]
    anywhere: bool
    default: bool


@dataclass(frozen=True, slots=True)
class _Block:
    """Braces of an operation, with the words right before them: INSERT, DELETE, DATA, WHERE or DELETE WHERE."""

    word: str
    word_start: int
    start: int
    end: int


def check_update(text: str, *, limits: Limits, default: Iterable[IRI] = (), named: Iterable[IRI] = ()) -> CheckedUpdate:
    """Return what is known of an update that may be evaluated.

    With `default` and `named`, its WHERE clauses look into these graphs (SPARQL 1.1 Protocol, section 2.2.3). The
    engine takes no dataset beside the text, so that USING is written into it.

    Raises QueryRefused for SERVICE and LOAD and for more of anything than `limits` allow, and QuerySyntaxError for text
    that is no SPARQL, both with line and column; DatasetError for what is no absolute IRI, and when the text has USING
    or WITH, which the parameters forbid.
    """
    tokens = read(text, limits=limits, update=True).tokens
    blocks = list(_blocks(text, tokens))
    templates = [block for block in blocks if block.word != "WHERE"]
    steps = list(_steps(text, tokens, templates))
    names, anywhere = _targets(steps)
    writes_default = _writes_default(steps)
    using = [f"USING <{absolute(iri)}>" for iri in default] + [f"USING NAMED <{absolute(iri)}>" for iri in named]
    if using:
        _forbid_using(text, tokens)
        text = _with_dataset(text, blocks, " ".join(using))
    return CheckedUpdate(text=text, names=tuple(names), anywhere=anywhere, default=writes_default)


def absolute(iri: str) -> IRI:
    """Return an IRI that is absolute; raises DatasetError."""
    try:
        return IRI(ox.NamedNode(iri).value)
    except ValueError as error:
        raise DatasetError(f"{iri!r} is no absolute IRI", remedy="give absolute IRIs") from error


def graphs_of(update: CheckedUpdate, *, base_iri: str) -> frozenset[IRI]:
    """Return the graphs that an update names as written to, and those after USING."""
    try:
        quads = list(ox.parse("\n".join(update.names), format=ox.RdfFormat.TURTLE, base_iri=base_iri))
    except SyntaxError as error:
        raise QuerySyntaxError(f"a name cannot be read: {error.msg}") from error
    return frozenset(IRI(quad.subject.value) for quad in quads if isinstance(quad.subject, ox.NamedNode))


@dataclass(frozen=True, slots=True)
class _Step:
    """A token of an update: `word` is in capitals, `depth` counts the brackets that are open before it."""

    kind: str
    word: str
    lexeme: str
    before: str  # the word before
    depth: int
    inside: bool  # a template


def _steps(text: str, tokens: Iterable[Token], templates: Iterable[_Block]) -> Iterator[_Step]:
    before, depth, waiting = "", 0, iter(templates)
    template = next(waiting, None)
    for kind, start, end in tokens:
        lexeme = text[start:end]
        word = lexeme.upper() if kind == "word" else lexeme
        while template is not None and template.end <= start:
            template = next(waiting, None)
        yield _Step(kind, word, lexeme, before, depth, template is not None and template.start < start)
        depth += _BRACKETS.get(word, 0) if kind == "mark" else 0
        before = word


def _targets(steps: Iterable[_Step]) -> tuple[list[str], bool]:
    """Return `names` and `anywhere` of an update."""
    names: list[str] = []
    anywhere = False
    declaring: list[str] = []
    for step in steps:
        if step.depth == 0 and step.word in ("PREFIX", "BASE"):
            declaring = [step.word]
        elif declaring:
            declaring.append(step.lexeme)
            if step.kind == "iri":
                names.append(" ".join(declaring))
                declaring = []
        elif step.depth == 0 and step.word in ("ALL", "NAMED") and step.before in ("CLEAR", "DROP", "SILENT"):
            anywhere = True
        elif step.depth == 0 or (step.before == "GRAPH" and step.inside):
            anywhere = anywhere or step.kind == "var"
            if step.kind in ("iri", "pname"):
                names.append(f"{step.lexeme} <x:> <x:> .")
    return names, anywhere


def _writes_default(steps: Iterable[_Step]) -> bool:
    """Say whether an update has triples outside GRAPH in a template without WITH, or a word that means the graph."""
    within = False
    for step in steps:
        if step.depth == 0:
            within = step.word == "WITH" or (within and step.word != ";")
            if step.word in ("DEFAULT", "ALL") and step.before in ("CLEAR", "DROP", "SILENT", "TO", "MOVE"):
                return True
        elif (
            step.depth == 1
            and step.inside
            and not within
            and step.kind != "mark"
            and "GRAPH" not in (step.word, step.before)
        ):
            return True
    return False


def _forbid_using(text: str, tokens: Iterable[Token]) -> None:
    for kind, start, end in tokens:
        if kind == "word" and text[start:end].upper() in ("USING", "WITH"):
            line, column = position_of(text, start)
            raise DatasetError(
                f"the update has {text[start:end]}, and the request has using-graph-uri or using-named-graph-uri",
                where=f"line {line}, column {column}",
                remedy="use one of them",
            )


def _with_dataset(text: str, blocks: Iterable[_Block], using: str) -> str:
    parts, position = [], 0
    for block in blocks:
        if block.word == "WHERE":
            parts += [text[position : block.word_start], using, " "]
            position = block.word_start
        elif block.word == "DELETE WHERE":  # short for DELETE { pattern } WHERE { pattern }
            pattern = text[block.start : block.end]
            parts += [text[position : block.word_start], f"{pattern} {using} WHERE "]
            position = block.start
    return "".join(parts) + text[position:]


def _blocks(text: str, tokens: Iterable[Token]) -> Iterator[_Block]:
    """Yield the outermost braces of an update."""
    depth, start = 0, 0
    last = before = ""
    last_start = 0
    for kind, begin, end in tokens:
        word = text[begin:end].upper() if kind == "word" else text[begin:end]
        step = _BRACKETS.get(word, 0) if kind == "mark" else 0
        if depth == 0 and step > 0:
            start = begin
        depth += step
        if depth == 0 and step < 0:
            name = "DELETE WHERE" if (before, last) == ("DELETE", "WHERE") else last
            yield _Block(name, last_start, start, end)
            before, last = last, word
        elif depth == 0:
            before, last, last_start = last, word, begin
