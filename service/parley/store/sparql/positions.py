"""Where something stands in a text, for people: line, column, and the line with a caret below."""

from __future__ import annotations

from parley.errors import QuerySyntaxError

_ONE_WIDE = str.maketrans("\t\r", "  ")  # what would move the caret away from what it points to


def position_of(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of a code point offset."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def excerpt(text: str, line: int, column: int, *, width: int = 72) -> str:
    """Return the line, cut to `width` characters around the column, with a caret below the column."""
    lines = text.split("\n")
    content = lines[line - 1].rstrip("\r") if line <= len(lines) else ""
    begin = max(0, column - 1 - width // 2)
    shown = content[begin : begin + width].translate(_ONE_WIDE)
    before, after = "…" if begin else "", "…" if len(content) > begin + width else ""
    return f"{before}{shown}{after}\n{' ' * (len(before) + column - 1 - begin)}^"


def syntax_error(
    text: str,
    message: str,
    *,
    line: int | None,
    column: int | None,
    remedy: str | None = None,
    found: str | None = None,
    expected: tuple[str, ...] = (),
    nearest: tuple[str, ...] = (),
) -> QuerySyntaxError:
    """Return a QuerySyntaxError with its place in words and the excerpt."""
    known = line is not None and column is not None
    return QuerySyntaxError(
        message,
        line=line,
        column=column,
        excerpt=excerpt(text, line, column) if line is not None and column is not None else None,
        found=found,
        expected=expected,
        nearest=nearest,
        where=f"line {line}, column {column}" if known else None,
        remedy=remedy,
    )
