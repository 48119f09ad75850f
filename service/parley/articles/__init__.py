"""Reads articles: text, Markdown, HTML, JSON and JSONL files, with what is known about each.

What is known comes, the strongest first, from the `published` option, the row of an `articles.csv` beside the file, and
the file itself (front matter, the markup of a page, the members of a JSON object).

`Article.text` is the decoded text without a byte order mark, with every line end made LF and every control character
but the tab made a space; nothing else is changed. Offsets refer to exactly this.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import logging
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from parley.articles.formats import SUFFIXES, Outcome, Reading, listed, read_file
from parley.articles.table import TABLE, Table, read_table
from parley.articles.text import reason
from parley.errors import ArticleError, GoldError
from parley.evaluate import check_gold
from parley.iris import Iris
from parley.model import Article

__all__ = ["MAX_TEXT_BYTES", "SUFFIXES", "load_gold", "read_article", "read_articles"]

log = logging.getLogger(__name__)

MAX_TEXT_BYTES = 2_000_000
"""How much text, in UTF-8, is read as one article."""

_NAMED = 5  # of the files that are left out, so many are named
# Companions of articles that are no articles.
_COMPANIONS = re.compile(r"(?i)(readme|licen[cs]e|notice|changelog|authors|sources)(\.\w+)?|gold\.json")


def read_articles(
    paths: Sequence[Path],
    *,
    iris: Iris,
    published: dt.date | None = None,
    today: dt.date | None = None,
    max_text_bytes: int = MAX_TEXT_BYTES,
    exclude: Collection[Path] = (),
) -> Iterator[Outcome]:
    """Yield each article of `paths`, or the ArticleError that says why it cannot be read.

    A folder gives its own files, never those of folders inside it: first those that its `articles.csv` speaks of, so
    that of two copies the one is read of which more is known, then in the order of their names. A file that is given
    twice is read once. `published` is the publication date of every article, whatever the files say; a date after
    `today` (UTC when not given; one day of grace for time zones) is an error. Files in `exclude` are left out.
    """
    reading = Reading(
        iris=iris,
        published=published,
        today=today or dt.datetime.now(dt.UTC).date(),
        max_text_bytes=max_text_bytes,
    )
    done = {path.resolve() for path in exclude}
    table_of = functools.cache(read_table)
    for path in paths:
        table, files, errors = _find_files(path, table_of)
        yield from errors
        for file in files:
            if file.resolve() in done:
                log.debug("skipped file=%s reason=given_twice_or_excluded", file)
                continue
            done.add(file.resolve())
            yield from read_file(file, table.rows.get(file.name, {}), reading)


def read_article(
    file: Path,
    *,
    iris: Iris,
    published: dt.date | None = None,
    today: dt.date | None = None,
    max_text_bytes: int = MAX_TEXT_BYTES,
) -> Article:
    """Return the one article in `file`, with the metadata that `read_articles` would give it.

    Raises ArticleError where it cannot be read, or where the file holds none or several.
    """
    if file.is_dir():
        raise ArticleError("a folder, not a file", where=str(file), remedy="name one file in it")
    outcomes = list(read_articles([file], iris=iris, published=published, today=today, max_text_bytes=max_text_bytes))
    for outcome in outcomes:
        if isinstance(outcome, ArticleError):
            raise outcome
    if len(outcomes) != 1 or not isinstance(outcomes[0], Article):
        raise ArticleError(f"{len(outcomes)} articles in this file", where=str(file), remedy="give a file with one")
    return outcomes[0]


def load_gold(path: Path) -> list[dict[str, Any]]:
    """Return the gold that a JSON file holds, checked; raise GoldError where it is not in the documented format."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise GoldError(reason(error), where=str(path), remedy="give the path of a gold file") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"not UTF-8 at byte {error.start}", where=str(path), remedy="save the file as UTF-8") from error
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise GoldError(
            f"not JSON: {error.msg}", where=f"{path}, line {error.lineno}, column {error.colno}", remedy="mend it there"
        ) from error
    except RecursionError as error:
        raise GoldError("nested too deeply", where=str(path), remedy="a gold file is a list of objects") from error
    return check_gold(data, where=str(path))


def _find_files(
    path: Path, table_of: Callable[[Path], Table | ArticleError]
) -> tuple[Table, list[Path], list[ArticleError]]:
    """Return the files that `path` stands for, the table that speaks of them, and what is wrong already."""
    none = Table()
    if not path.exists():
        return none, [], [ArticleError("there is no such file or folder", where=str(path), remedy="check the path")]
    if not path.is_dir() and not path.is_file():
        return none, [], [ArticleError("neither a file nor a folder", where=str(path), remedy="save it as a file")]
    folder = path if path.is_dir() else path.parent
    table = table_of(folder)
    if isinstance(table, ArticleError):
        return none, [], [table]
    if path.is_file():
        errors = [error for name, error in table.errors if name == path.name]
        return table, [] if _refused(table, path.name) else [path], errors
    errors = [error for _, error in table.errors]
    try:
        files = _files_of(folder, table)
    except OSError as error:
        return none, [], [ArticleError(reason(error), where=str(path), remedy="make the folder readable")]
    if not files and not errors:
        errors = [
            ArticleError(
                "no article in this folder",
                where=str(path),
                remedy=f"articles are files that end in {listed(SUFFIXES)}; folders inside are not searched",
            )
        ]
    return table, files, errors


def _files_of(folder: Path, table: Table) -> list[Path]:
    files, others = list[Path](), list[str]()
    for path in sorted(folder.iterdir(), key=lambda child: (child.name not in table.rows, child.name)):
        name = path.name
        known = name in table.rows
        if name == TABLE or name.startswith(".") or _refused(table, name):
            continue
        if path.is_file() and (known or (path.suffix.lower() in SUFFIXES and not _COMPANIONS.fullmatch(name))):
            files.append(path)
        elif not _COMPANIONS.fullmatch(name):
            others.append(f"{name}/" if path.is_dir() else name)
    if files and others:
        named = ", ".join(others[:_NAMED]) + (", …" if len(others) > _NAMED else "")
        log.warning("left_out=%d folder=%s reason=not_articles names=%s", len(others), folder, named)
    return files


def _refused(table: Table, name: str) -> bool:
    """Say whether the table speaks of `name`, but in no row that can be used."""
    return name not in table.rows and any(name == other for other, _ in table.errors)
