"""What a query may be: a SPARQL tokenizer that refuses, before parsing, what could hurt or reach out of the service.

The engine follows its grammar character by character: whether `<` begins an IRI depends on where it stands, and a
keyword may touch the next word. A query is therefore read the way the engine reads it, with a stack of open brackets
that tells expressions from patterns, and words that are no SPARQL are refused. The two other readings that a SPARQL
processor may take (longest token first; codepoint escapes replaced first, section 19.2) must be free of SERVICE too.
"""

from __future__ import annotations

import difflib
import re
import string
from dataclasses import dataclass, field

from parley.errors import QueryRefused, QuerySyntaxError
from parley.store.sparql.positions import excerpt, position_of, syntax_error
from parley.store.sparql.prefixes import declarations_for, nearest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of everything a query may have."""

    bytes: int = 262_144
    tokens: int = 8_000  # outside VALUES data
    nesting: int = 64
    optionals: int = 64
    unions: int = 256
    path_operators: int = 128
    triples: int = 256  # counted by their separators . ; , and by the items of collections
    described: int = 1_000  # what DESCRIBE names
    rows: int = 10_000  # terms and rows of VALUES data


Token = tuple[str, int, int]
"""Kind (string, var, tag, blank, number, word, mark, iri, pname), start and end in the text; no white space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedQuery:
    """A query that passed.

    Its form is SELECT, ASK, CONSTRUCT or DESCRIBE; `has_dataset` says whether it has FROM, `volatile` whether its
    answer changes while the data do not, `ambiguous` whether another SPARQL processor may read other tokens in it.
    `like` is a query that was checked before and differs in its `values` only, see `templates`.
    """

    text: str
    form: str
    has_dataset: bool
    volatile: bool
    ambiguous: bool = False
    tokens: tuple[Token, ...] = field(default=(), repr=False, compare=False)
    like: CheckedQuery | None = field(default=None, repr=False, compare=False)
    values: tuple[str, ...] = field(default=(), repr=False, compare=False)


FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = frozenset("INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH".split())
_CLAUSES = """
    BASE PREFIX VERSION SELECT ASK CONSTRUCT DESCRIBE DISTINCT REDUCED AS FROM NAMED WHERE GROUP BY HAVING ORDER ASC
    DESC LIMIT OFFSET VALUES UNDEF OPTIONAL GRAPH UNION MINUS FILTER BIND SERVICE SILENT LATERAL EXISTS NOT IN
    SEPARATOR A TRUE FALSE
"""
_FUNCTIONS = """
    COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES LANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS CEIL
    FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY
    HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRLANGDIR
    STRDT SAMETERM SAMEVALUE ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC HASLANG HASLANGDIR REGEX SUBSTR REPLACE TRIPLE
    SUBJECT PREDICATE OBJECT ISTRIPLE ADJUST
"""
_VOLATILE = frozenset(("NOW", "RAND", "UUID", "STRUUID"))
_WORDS = frozenset((_CLAUSES + _FUNCTIONS).split()) | UPDATES
_UPDATE_WORDS = _WORDS | frozenset("DATA INTO TO USING ALL DEFAULT".split())

# Character classes of the SPARQL grammar: PN_CHARS_BASE, VARNAME after its first character, PN_CHARS.
_BASE = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAME = _BASE + r"_0-9\u00B7\u0300-\u036F\u203F\u2040"
_CHARS = _NAME + r"\-"
_HEX = "[0-9A-Fa-f]"
_IN_IRI = rf"""<(?:[^\x00-\x20<>"{{}}|^`\\]|\\u{_HEX}{{4}}|\\U{_HEX}{{8}})*"""
_IRI, _IRI_BEGUN = re.compile(f"{_IN_IRI}>"), re.compile(_IN_IRI)
_RUN = re.compile(rf"[{_CHARS}.]*")
_FIRST = re.compile(rf"[{_BASE}]")
_LOCAL = re.compile(rf"(?:[{_CHARS}:.]|%{_HEX}{{2}}|\\[_~.!$&'()*+,;=/?#@%-])*")
_LONGEST_PREFIX = 1000
_NO_NAME = frozenset(chr(code) for code in range(128)) - frozenset(
    string.ascii_letters + ":"
)  # begins no prefixed name
_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")
# What programs for writing put in the place of what was typed, and what is meant.
_TYPESET = {**dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'), **dict.fromkeys("\u2018\u2019\u201a", "'")} | {
    **dict.fromkeys("\u2010\u2011\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u202f\u200b\ufeff", "a space"),
}
_VAR = re.compile(rf"[?$][{_BASE}_0-9][{_NAME}]*")
_TOKEN = re.compile(
    rf"""(?P<string>'''(?:'{{0,2}}(?:[^'\\]|\\[\s\S]))*'''|\"\"\"(?:"{{0,2}}(?:[^"\\]|\\[\s\S]))*\"\"\"
                  |'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
      | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
      | (?P<blank>_:[{_BASE}_0-9](?:[{_CHARS}.]*[{_CHARS}])?)
      | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
      | (?P<word>[A-Za-z][A-Za-z0-9_]*)
      | (?P<mark>\^\^|\|\||&&|!=|<=|>=|<<|>>|\{{\||\|\}}|[{{}}()\[\].;,=<>!+*/|^?~-])""",
    re.VERBOSE,
)
_BAD_ESCAPE = re.compile(
    rf"""\\(?:[^tbnrf"'\\uU]|u(?!{_HEX}{{4}})|U(?!{_HEX}{{8}})|u[dD][89A-Fa-f]|U(?!000[0-9A-Fa-f]|0010)|U0000[dD][89A-Fa-f])"""
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

_OPENING = {"{": "}", "{|": "|}", "(": ")", "[": "]", "<<": ">>"}
_CLOSING = frozenset(_OPENING.values())
_OPERANDS = frozenset(("string", "var", "tag", "blank", "number", "iri", "pname"))
_NOT_CALLS = frozenset(("A", "VALUES", "UNDEF", "TRUE", "FALSE"))


@dataclass(slots=True)
class _Frame:
    """An open bracket: `expression` says whether `<` after an operand compares; `data` marks the rows of VALUES.

    In an update `bulk` marks the quads of INSERT DATA and DELETE DATA.
    """

    mark: str
    start: int
    expression: bool = False
    subselect: bool = False
    data: bool = False
    bulk: bool = False


@dataclass(slots=True)
class Reading:
    """One way through a text, token by token, and what it has counted."""

    text: str
    limits: Limits
    greedy: bool = False  # longest token first: `<` begins an IRI wherever one matches
    update: bool = False  # whether the text is to be an update rather than a query
    stack: list[_Frame] = field(default_factory=list)
    prefixes: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    counted: int = 0  # tokens so far, without data
    tokens: list[Token] = field(default_factory=list)
    kind: str = ""  # of the last token, and its text in capitals, and of the one before
    last: str = ""
    run_end: int = -1  # where the name characters around the last position end
    before: str = ""
    form: str | None = None
    has_dataset: bool = False
    volatile: bool = False
    values: bool = False  # between VALUES and its data
    service: bool = False  # whether SERVICE or LOAD was met
    compared: bool = False  # whether `<` was an operator where a longest token would be an IRI

    def run(self) -> None:
        """Read the text to its end; raises QueryRefused and QuerySyntaxError."""
        text, length = self.text, len(self.text)
        position = _end(_SPACE, text, 0)
        while position < length:
            kind, end = self._token(position)
            self.tokens.append((kind, position, end))
            self._take(kind, text[position:end], position)
            position = _end(_SPACE, text, end)
        if self.stack:
            frame = self.stack[-1]
            raise self._wrong(f"this {frame.mark} is never closed", frame.start)
        if self.form is None and not self.update:
            raise self._wrong("there is no SELECT, ASK, CONSTRUCT or DESCRIBE", len(text))

    def _token(self, position: int) -> tuple[str, int]:
        text = self.text
        first = text[position]
        if first in "?$" and (variable := _VAR.match(text, position)):
            return "var", variable.end()
        if first == "<":
            operator = not self.greedy and self._in_expression() and self._after_operand()
            iri = _IRI.match(text, position)
            if operator:
                self.compared = self.compared or iri is not None
                return "mark", position + (2 if text.startswith("<=", position) else 1)
            if iri:
                return "iri", iri.end()
            if not self.greedy and not text.startswith("<<", position):
                raise self._broken_iri(position)
        prefix = self._prefix(position) if first not in _NO_NAME else None
        if prefix is not None and (self.last == "PREFIX" or prefix in self.prefixes):
            begin = position + len(prefix) + 1
            local = _LOCAL.match(text, begin)
            return "pname", begin + len(local.group().rstrip(".")) if local else begin
        match = _TOKEN.match(text, position)
        if match is None:
            if text[position] in "'\"":
                raise self._wrong("this string is never closed", position)
            if prefix is not None:
                raise self._unknown_prefix(prefix, position)
            plain = _TYPESET.get(text[position])
            remedy = f"write {plain} in its place" if plain else None
            raise self._wrong(f"{text[position]!r} cannot stand here", position, remedy)
        kind = str(match.lastgroup)
        if prefix is not None and kind == "word" and match.group().upper() not in self._words:
            raise self._unknown_prefix(prefix, position)
        return kind, match.end()

    def _prefix(self, position: int) -> str | None:
        """Return the prefix of the prefixed name that may begin here, None if none does."""
        # The end of a run of name characters is looked for once: tokens of a run must not each go through all of it.
        if position >= self.run_end:
            run = _RUN.match(self.text, position)
            self.run_end = run.end() if run else position
        end = self.run_end
        if not self.text.startswith(":", end) or end - position > _LONGEST_PREFIX:
            return None
        prefix = self.text[position:end]
        return None if prefix.endswith(".") or (prefix and not _FIRST.match(prefix)) else prefix

    def _take(self, kind: str, lexeme: str, start: int) -> None:
        word = lexeme.upper() if kind == "word" else lexeme
        stack = self.stack
        if stack and stack[0].bulk:
            pass  # flat, and as long as the text may be
        elif not (stack and stack[-1].data):
            self.counted += 1
            if self.counted > self.limits.tokens:
                raise self._too_many("tokens", start)
        elif lexeme == "(" or kind in _OPERANDS or word == "UNDEF":
            self._count("rows", start, what="rows and terms of VALUES")
        if stack and stack[-1].mark == "(" and self._begins_item(kind, word):
            self._count("triples", start, what="triple patterns")
        elif not stack and self.form == "DESCRIBE" and not self.has_dataset and kind in ("iri", "pname", "var"):
            self._count("described", start, what="resources to describe")
        if kind in ("string", "iri") and "\\" in lexeme:
            self._escapes(lexeme, start)
        if kind == "word":
            self._word(word, lexeme, start)
        elif kind == "pname" and self.last == "PREFIX":
            self._declare(lexeme.partition(":")[0], start)
        elif kind == "mark":
            self._mark(lexeme, start)
        if self.values or word == "VALUES":
            self.values = word == "VALUES" or kind == "var" or lexeme in ("(", ")")
        self.before, self.last, self.kind = self.last, word, kind

    def _escapes(self, lexeme: str, start: int) -> None:
        # The engine reads a long string with a bad escape as short strings, with code between them.
        position = 0
        while (position := lexeme.find("\\", position)) >= 0:
            if _BAD_ESCAPE.match(lexeme, position):
                raise self._wrong("this backslash begins no escape of SPARQL", start + position)
            position += 2

    def _word(self, word: str, lexeme: str, start: int) -> None:
        if word == "SERVICE":
            self.service = True
            raise self._refused(
                "SERVICE is not allowed: this service asks no other one", start, "ask the other endpoint yourself"
            )
        if word not in self._words:
            near = difflib.get_close_matches(word, self._words, n=1)
            hint = f"did you mean {near[0]}?" if near else None
            shown = lexeme if len(lexeme) <= 40 else lexeme[:40] + "…"
            raise self._wrong(f"{shown!r} is no word of SPARQL", start, hint)
        self.volatile = self.volatile or word in _VOLATILE
        if word == "LOAD" and (self.stack or self.update):
            self.service = True
            raise self._refused("LOAD is not allowed: this service fetches nothing", start, "send the data themselves")
        if not self.stack:
            if self.update and word in FORMS:
                raise self._wrong(f"{word} begins a query, and this is the place for updates", start)
            if not self.update and word in UPDATES and self.form is None:
                raise self._refused(f"{word} is an update, and this endpoint is read-only", start)
            if word in FORMS and self.form is None:
                self.form = word
            self.has_dataset = self.has_dataset or word == "FROM"
        elif word == "SELECT" and self.stack[-1].mark == "{":
            self.stack[-1].subselect = True
        elif word == "OPTIONAL":
            self._count("optionals", start, what="OPTIONALs")
        elif word == "UNION":
            self._count("unions", start, what="UNIONs")

    def _mark(self, mark: str, start: int) -> None:
        if mark in _OPENING:
            data = bool(self.stack) and self.stack[-1].data if mark == "(" else self.values
            expression = mark == "(" and self._opens_expression()
            bulk = not self.stack and self.last == "DATA"
            self.stack.append(_Frame(mark=mark, start=start, expression=expression, data=data, bulk=bulk))
            if len(self.stack) > self.limits.nesting:
                raise self._refused(f"brackets are nested deeper than {self.limits.nesting} levels", start)
        elif mark in _CLOSING:
            if not self.stack or _OPENING[self.stack[-1].mark] != mark:
                if mark in ("}", ")", "]"):
                    raise self._wrong(f"this {mark} closes nothing", start)
                return
            self.stack.pop()
        elif self.stack and not self._in_bulk() and not self._in_expression():
            if mark in (".", ";", ","):
                self._count("triples", start, what="triple patterns")
            elif mark in "/|^*+?!":
                self._count("path_operators", start, what="path operators")

    def _begins_item(self, kind: str, word: str) -> bool:
        """Say whether the next item of a collection begins here, which is two triple patterns more."""
        frame = self.stack[-1]
        if frame.expression or frame.data or self.values or self._in_bulk() or not self._after_operand():
            return False
        begins = kind in _OPERANDS and kind != "tag"
        return begins or word in ("TRUE", "FALSE", "-") or word in _OPENING

    @property
    def _words(self) -> frozenset[str]:
        return _UPDATE_WORDS if self.update else _WORDS

    def _in_bulk(self) -> bool:
        return bool(self.stack) and self.stack[0].bulk

    def _in_expression(self) -> bool:
        return bool(self.stack) and self.stack[-1].expression

    def _after_operand(self) -> bool:
        if self.kind == "word":
            return self.last in ("TRUE", "FALSE")
        return self.kind in _OPERANDS or self.last in _CLOSING or (self.last == "*" and self.before == "(")

    def _opens_expression(self) -> bool:
        if not self.stack:
            return True
        frame = self.stack[-1]
        if frame.mark != "{":
            return frame.expression
        if frame.data:
            return False
        if self.kind == "word":
            return self.last not in _NOT_CALLS
        called = self.kind in ("iri", "pname") and self.before == "FILTER"
        return called or frame.subselect

    def _declare(self, prefix: str, start: int) -> None:
        if "SERVICE" in prefix.upper() or prefix.upper().startswith("FROM"):
            raise self._refused(
                f"the prefix {prefix}: looks like a keyword and could be misread", start, "choose another prefix"
            )
        self.prefixes.add(prefix)

    def _count(self, name: str, start: int, what: str | None = None) -> None:
        self.counts[name] = count = self.counts.get(name, 0) + 1
        if count > getattr(self.limits, name):
            raise self._too_many(name, start, what)

    def _too_many(self, name: str, start: int, what: str | None = None) -> QueryRefused:
        return self._refused(f"the query has more than {getattr(self.limits, name)} {what or name}", start)

    def _broken_iri(self, start: int) -> QuerySyntaxError:
        begun = _IRI_BEGUN.match(self.text, start)
        end = begun.end() if begun else start + 1
        found = self.text[end : end + 1]
        if found in ("", "\n", "\r"):
            return self._wrong("this IRI is never closed", start)
        return self._wrong(
            f"{found!r} cannot stand in an IRI", end, f"write %{ord(found):02X}" if ord(found) < 128 else None
        )

    def _unknown_prefix(self, prefix: str, start: int) -> QuerySyntaxError:
        missing = declarations_for(prefix, declared=self.prefixes)
        if missing:
            remedy = f"write {' or '.join(missing)} above the query"
        else:
            near = nearest_of(prefix, self.prefixes)
            declared = ", ".join(f"{name}:" for name in sorted(self.prefixes)) or "none"
            remedy = f"did you mean {near[0]}:?" if near else f"declared are {declared}"
        return self._wrong(f"the prefix {prefix}: is not declared", start, remedy, nearest=missing)

    def _wrong(
        self, message: str, start: int, remedy: str | None = None, *, nearest: tuple[str, ...] = ()
    ) -> QuerySyntaxError:
        line, column = position_of(self.text, start)
        return syntax_error(self.text, message, line=line, column=column, remedy=remedy, nearest=nearest)

    def _refused(self, message: str, start: int, remedy: str | None = None) -> QueryRefused:
        line, column = position_of(self.text, start)
        return QueryRefused(
            message,
            line=line,
            column=column,
            excerpt=excerpt(self.text, line, column),
            where=f"line {line}, column {column}",
            remedy=remedy,
        )


def check(text: str, *, limits: Limits | None = None) -> CheckedQuery:
    """Return what is known of a query that may be run.

    Raises QueryRefused for SERVICE, LOAD, updates and for more of anything than `limits` allow, and QuerySyntaxError
    for text that is no SPARQL; both with line and column.
    """
    reading = read(text, limits=limits or Limits())
    return CheckedQuery(
        text=text,
        form=str(reading.form),
        has_dataset=reading.has_dataset,
        volatile=reading.volatile,
        ambiguous=reading.compared or _ESCAPE.search(text) is not None,
        tokens=tuple(reading.tokens),
    )


def read(text: str, *, limits: Limits, update: bool = False) -> Reading:
    """Return a query or an update as the engine reads it; raises as `check` does."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        line, column = position_of(text, error.start)
        raise syntax_error(text, "a lone surrogate is no character", line=line, column=column) from error
    if size > limits.bytes:
        raise QueryRefused(f"the query has {size} bytes, more than {limits.bytes}", remedy="PARLEY_QUERY_MAX_BYTES")
    reading = Reading(text=text, limits=limits, update=update)
    reading.run()
    others = [Reading(text=text, limits=limits, update=update, greedy=True)] if reading.compared else []
    if _ESCAPE.search(text):
        others.append(Reading(text=_ESCAPE.sub(_character, text), limits=limits, update=update))
    for other in others:
        try:
            other.run()
        except (QueryRefused, QuerySyntaxError) as error:
            # A processor that reads the text this way would stop at the error; only a call that it met before counts.
            if other.service:
                raise QueryRefused(
                    "the text can be read as one with SERVICE or LOAD, which are not allowed",
                    remedy='write a space after <, and quotation marks as \\" rather than \\u0022',
                ) from error
    return reading


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
