"""Tables as CSV that a spreadsheet opens rightly and that can do it no harm.

UTF-8 with a byte order mark, without which Excel takes it for the code page of the machine; comma, double quotes,
CRLF (RFC 4180); ISO 8601 days; `true` and `false`; nothing where a value is unknown. Values of a list are joined by
`|`; a `|` inside one becomes `¦`. Text that a spreadsheet would take for a formula gets an apostrophe in front of it.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from parley.tables.columns import Column, Row, Table, Value

_PIECE_ROWS = 200
LIST_DELIMITER = "|"
_BEGINS = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
_GOES_ON = re.compile(r"(?<=[;\t\r\n])(?=[=+\-@＝＋－＠])")
"""Where a formula would begin: at the start of a cell, and after what some take for the end of one (OWASP)."""


def to_csv(table: Table, rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a table as a file, piece by piece; one with a header only where there are no rows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.names)
    yield codecs.BOM_UTF8
    left = iter(rows)
    while True:
        part = list(islice(left, _PIECE_ROWS))
        writer.writerows([cell(column, row[column.name]) for column in table.columns] for row in part)
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
        if len(part) < _PIECE_ROWS:
            return


def to_sheet(rows: Iterable[Iterable[str]]) -> bytes:
    """Return rows of text, the headings first, as a file; everything in them is text or a plain number."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([harmless(value) for value in row] for row in rows)
    return codecs.BOM_UTF8 + text.getvalue().encode()


def cell(column: Column, value: Value) -> str:
    """Return a value as the cell of a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        text = LIST_DELIMITER.join(str(each).replace(LIST_DELIMITER, "¦") for each in value)
    else:
        text = value.isoformat() if isinstance(value, dt.date) else str(value)
    return harmless(text) if column.kind.textual else text


def harmless(text: str) -> str:
    """Return text in which no spreadsheet finds a formula: an apostrophe stands before what would begin one."""
    return ("'" if _BEGINS.match(text) else "") + _GOES_ON.sub("'", text)
