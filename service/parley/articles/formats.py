"""Reads one file: text with or without front matter, an HTML page, a JSON object or list, JSON lines."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from parley.articles.about import About, Stated, members_of, merged, publication_of, url_of, words_of
from parley.articles.table import TABLE
from parley.articles.text import check_language, clean, decode, is_html, read_bytes, reason, too_large
from parley.errors import ArticleError
from parley.iris import Iris
from parley.model import Article

TEXT_SUFFIXES = frozenset({".txt", ".md"})
PAGE_SUFFIXES = frozenset({".html", ".htm"})
SUFFIXES = TEXT_SUFFIXES | PAGE_SUFFIXES | {".json", ".jsonl"}
# A page is mostly markup and a JSON file holds many articles, so both may be larger than one text.
_PAGE_FACTOR = 10
_JSON_FACTOR = 100

Outcome = Article | ArticleError


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What holds for every article of one run."""

    iris: Iris
    published: dt.date | None
    today: dt.date
    max_text_bytes: int


def read_file(path: Path, row: About, reading: Reading) -> Iterator[Outcome]:
    """Yield each article of a file, or the ArticleError that says why not; `row` is what the table says of it."""
    suffix = path.suffix.lower()
    try:
        if suffix in TEXT_SUFFIXES:
            yield _text_article(path, row, reading)
        elif suffix in PAGE_SUFFIXES:
            yield _page_article(path, row, reading)
        elif suffix == ".jsonl":
            yield from _json_lines(path, row, reading)
        elif suffix == ".json":
            yield from _json_file(path, row, reading)
        else:
            raise ArticleError(
                f"not a kind of file that articles come in ({suffix or 'no ending'})",
                where=str(path),
                remedy=f"accepted are {listed(SUFFIXES)}"
                + (
                    f"; to read the articles that it lists, give its folder {path.parent}" if path.name == TABLE else ""
                ),
            )
    except ArticleError as error:
        yield error
    except OSError as error:
        yield ArticleError(reason(error), where=str(path), remedy="make the file readable")


def _text_article(path: Path, row: About, reading: Reading) -> Article:
    where = str(path)
    text = clean(decode(read_bytes(path, reading.max_text_bytes, "text"), where))
    own, text = _front_matter(text, where)
    if is_html(text):
        raise ArticleError("HTML where text was expected", where=where, remedy="name it .html, or take the tags out")
    return _article(path.name, where, text, merged(own, row), reading)


def _page_article(path: Path, row: About, reading: Reading) -> Article:
    where = str(path)
    data = read_bytes(path, reading.max_text_bytes * _PAGE_FACTOR, "HTML")
    declared = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", data[:4096], re.I)
    text, own = _page(decode(data, where, declared=declared[1].decode("ascii") if declared else None), where)
    return _article(path.name, where, text, merged(own, row), reading)


def _json_lines(path: Path, row: About, reading: Reading) -> Iterator[Outcome]:
    limit = reading.max_text_bytes * _PAGE_FACTOR
    number = 0
    with path.open("rb") as lines:
        while line := lines.readline(limit + 1):
            number += 1
            where = f"{path}, line {number}"
            try:
                if len(line) > limit:
                    while line and not line.endswith(b"\n"):
                        line = lines.readline(limit + 1)
                    raise too_large("JSON", None, limit, where)
                if line.strip(b" \t\r\n\xef\xbb\xbf"):
                    record = _json(decode(line, where), where, line=number)
                    yield _record_article(f"{path.name}:{number}", where, record, row, reading, alone=False)
            except ArticleError as error:
                yield error
    if not number:
        raise ArticleError("empty", where=str(path), remedy="write one JSON object on each line, or leave the file out")


def _json_file(path: Path, row: About, reading: Reading) -> Iterator[Outcome]:
    where = str(path)
    data = _json(decode(read_bytes(path, reading.max_text_bytes * _JSON_FACTOR, "JSON"), where), where)
    if not isinstance(data, list):
        yield _record_article(path.name, where, data, row, reading, alone=True)
        return
    if not any(isinstance(record, dict) and "text" in members_of(record, where) for record in data):
        raise ArticleError(
            "a list without any article",
            where=where,
            remedy="give objects with the members text, title, publisher, published, url",
        )
    for number, record in enumerate(data, 1):
        place = f"{where}, object {number}"
        try:
            yield _record_article(f"{path.name}:{number}", place, record, row, reading, alone=len(data) == 1)
        except ArticleError as error:
            yield error


def _record_article(name: str, where: str, record: object, row: About, reading: Reading, *, alone: bool) -> Article:
    if not isinstance(record, dict):
        raise ArticleError(
            f"a JSON {type(record).__name__} where an article was expected",
            where=where,
            remedy="give objects with the members text, title, publisher, published, url",
        )
    own = members_of(record, where)
    stated = own.pop("text", None)
    if stated is None or not isinstance(stated.value, str):
        raise ArticleError(
            "no text in this object", where=where, remedy="give it as the member text, body or content, a string"
        )
    text = clean(stated.value)
    if is_html(text):
        text, markup = _page(text, where)
        own = merged(markup, own)
    # A row of the table speaks of the file: of its articles it can only fill in what they share and do not say.
    shared = {key: value for key, value in row.items() if key in ("publisher", "published", "published_basis")}
    return _article(name, where, text, merged(own, row) if alone else merged(shared, own), reading)


def _article(name: str, where: str, text: str, about: About, reading: Reading) -> Article:
    """Make the Article, or raise the ArticleError that its text or what is said about it deserves."""
    if not text.strip():
        raise ArticleError("empty: there is no text to read", where=where, remedy="add the text, or leave the file out")
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise ArticleError(
            f"a lone surrogate (U+{ord(text[error.start]):04X}) at character {error.start}",
            where=where,
            remedy="write characters beyond U+FFFF as whole surrogate pairs",
        ) from error
    if size > reading.max_text_bytes:
        raise too_large("text", size, reading.max_text_bytes, where)
    check_language(text, words_of(about, "language"), where)
    if reading.published is not None:
        about = merged(about, {"published": Stated(reading.published, "--published")})
    day, basis = publication_of(about, today=reading.today)
    url = url_of(about)
    return Article(
        iri=reading.iris.article(url=url, text=text),
        text=text,
        file=name,
        title=words_of(about, "title"),
        url=url,
        publisher=words_of(about, "publisher"),
        published=day,
        published_basis=basis,
        language="en",
    )


def _front_matter(text: str, where: str) -> tuple[About, str]:
    """Split YAML front matter off; a text that only begins with a rule of hyphens is left whole."""
    if not text.startswith("---"):
        return {}, text
    from frontmatter.default_handlers import YAMLHandler

    handler = YAMLHandler()
    if not handler.detect(text):
        return {}, text
    try:
        block, rest = handler.split(text)
    except ValueError:  # no second rule
        return {}, text
    if not re.search(r"^\w+\s*:", block, re.M):
        return {}, text
    try:
        data = handler.load(block)
    except Exception as error:
        # PyYAML raises its own errors, and ValueError or RecursionError for dates and nesting that it cannot take.
        mark = getattr(error, "problem_mark", None)
        raise ArticleError(
            f"the front matter is not YAML: {getattr(error, 'problem', None) or error}",
            where=f"{where}, line {mark.line + 1}" if mark else where,
            remedy="put values that hold a colon in quotes, and dates as YYYY-MM-DD",
        ) from error
    return (members_of(data, where), rest.lstrip("\n")) if isinstance(data, Mapping) else ({}, text)


def _page(html: str, where: str) -> tuple[str, About]:
    """Return the text of an HTML page and what its markup says about it; nothing is fetched."""
    import trafilatura

    with _quiet("trafilatura", "htmldate", "courlan", "justext"):
        try:
            page = trafilatura.bare_extraction(
                html,
                with_metadata=True,
                include_comments=False,
                include_tables=False,
                # Only dates that the markup states, late ones included: those are for the check of dates to refuse.
                date_extraction_params={"original_date": True, "extensive_search": False, "max_date": "2999-12-31"},
            )
        except Exception as error:
            # Whatever lxml makes of a hostile page concerns this page only.
            raise ArticleError(f"the page cannot be read: {error}", where=where, remedy="save it again") from error
    text = None if page is None or isinstance(page, dict) else page.text
    if page is None or isinstance(page, dict) or not text or not text.strip():
        raise ArticleError(
            "no article text was found in this page",
            where=where,
            remedy="save the whole page, or its text as .txt",
        )
    about = {"title": page.title, "publisher": page.sitename, "published": page.date, "url": page.url}
    found = {key: Stated(value, where) for key, value in about.items() if value}
    if "url" in found:
        try:
            url_of(found)
        except ArticleError:  # a broken canonical link is the page's fault, and nobody's to mend
            del found["url"]
    return clean(text), found


@contextmanager
def _quiet(*names: str) -> Iterator[None]:
    """Keep the libraries' remarks on pages out of the log: what matters of them is in the ArticleError."""
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _json(text: str, where: str, *, line: int | None = None) -> object:
    try:
        return json.loads(text.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        place = f"column {error.colno}" if line else f"line {error.lineno}, column {error.colno}"
        raise ArticleError(f"not JSON: {error.msg}", where=f"{where}, {place}", remedy="mend it there") from error
    except RecursionError as error:
        raise ArticleError("nested too deeply", where=where, remedy="give one flat object for each article") from error


def listed(suffixes: Collection[str]) -> str:
    """Return the endings of files in a fixed order, for a message."""
    return ", ".join(sorted(suffixes))
