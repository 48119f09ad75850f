"""Reads `articles.csv`, the table of what is known about the articles of a folder."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from parley.articles.about import About, Stated
from parley.articles.text import decode, reason
from parley.errors import ArticleError

TABLE = "articles.csv"
COLUMNS = "file,title,publisher,published,published_basis,url"


@dataclass(slots=True, kw_only=True)
class Table:
    """The rows of an `articles.csv` by file name, and what is wrong with others."""

    rows: dict[str, About] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    errors: list[tuple[str, ArticleError]] = field(default_factory=list)


def read_table(folder: Path) -> Table | ArticleError:
    """Read `articles.csv` of a folder; an empty table where there is none, an error where it cannot be used at all.

    Texts are never read past a table that cannot be used: without their dates and addresses they would get other
    IRIs, and stay in the store beside the right ones.
    """
    path = folder / TABLE
    if not path.is_file():
        return Table()
    try:
        text = decode(path.read_bytes(), str(path))
        return _table(folder, path, text)
    except ArticleError as error:
        message = f"{error.message}; the articles beside it are not read until it is mended"
        return ArticleError(message, where=error.where, remedy=error.remedy)
    except OSError as error:
        return ArticleError(reason(error), where=str(path), remedy="make the file readable")


def _table(folder: Path, path: Path, text: str) -> Table:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    table = Table()
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            first, line = line, reader.line_num + 1  # a quoted cell may run over several lines
            if header is None:
                header = [cell.strip().lower() for cell in cells]
                if "file" not in header:
                    raise ArticleError(
                        "the column 'file' is missing", where=f"{path}, line 1", remedy=f"make the first line {COLUMNS}"
                    )
            elif any(cell.strip() for cell in cells):
                _add_row(table, folder, header, cells, f"{path}, line {first}", first)
    except csv.Error as error:
        raise ArticleError(
            f"not a table of comma-separated values: {error}",
            where=f"{path}, line {reader.line_num}",
            remedy="put cells that hold a comma or a quotation mark in double quotes, and double the marks inside",
        ) from error
    if header is None:
        raise ArticleError("empty", where=str(path), remedy=f"make the first line {COLUMNS}")
    return table


def _add_row(table: Table, folder: Path, header: list[str], cells: list[str], where: str, line: int) -> None:
    row = {column: cell.strip() for column, cell in zip(header, cells, strict=False)}
    name = row.get("file", "")
    problem = None
    if not name:
        problem = ("a row without a file", "name the file, or take the row out")
    elif name in table.lines:
        problem = (f"{name!r} is listed a second time, after line {table.lines[name]}", "keep one row for each file")
    elif "/" in name or "\\" in name or not (folder / name).is_file():
        problem = (f"names {name!r}, and there is no such file beside it", "correct the name, or take the row out")
    elif len(cells) > len(header):  # blank ones too: what stands before them has moved
        problem = (
            f"{len(cells)} cells for {name!r} where the first line names {len(header)} columns",
            "put cells that hold a comma in double quotes",
        )
    if problem:
        table.errors.append((name, ArticleError(problem[0], where=where, remedy=problem[1])))
        return
    table.lines[name] = line
    known = ("title", "publisher", "published", "published_basis", "url")
    table.rows[name] = {column: Stated(row[column], where) for column in known if row.get(column)}
