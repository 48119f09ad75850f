"""What is known about an article besides its text, with the place that states it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from parley.articles.text import clean
from parley.errors import ArticleError
from parley.model import PublishedBasis

EARLIEST = dt.date(1900, 1, 1)
_SYNONYMS = {
    "text": "text", "body": "text", "content": "text", "articlebody": "text",
    "title": "title", "headline": "title",
    "publisher": "publisher", "source": "publisher", "site": "publisher", "sitename": "publisher",
    "published": "published", "date": "published", "datepublished": "published", "published_at": "published",
    "publishedat": "published", "publication_date": "published",
    "published_basis": "published_basis",
    "url": "url", "link": "url", "canonical": "url",
    "language": "language", "lang": "language", "inlanguage": "language",
}  # fmt: skip
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?")
_BAD_IN_IRI = re.compile(r"[\s<>\"{}|\\^`]")


class Stated(NamedTuple):
    """A value and the file, or file and line, that states it."""

    value: object
    where: str


About = dict[str, Stated]


def publication_of(about: About, *, today: dt.date) -> tuple[dt.date | None, PublishedBasis]:
    """Return the day of publication and how it is known; raise ArticleError for a day that cannot be."""
    stated = about.get("published")
    if stated is None:
        return None, PublishedBasis.UNKNOWN
    day = _checked_day(stated.value, stated.where, today)
    prose = about.get("published_basis")
    word = re.match(r"\w*", str(prose.value).casefold() if prose else "")
    try:
        return day, PublishedBasis(word[0] if word else "")
    except ValueError:
        return day, PublishedBasis.STATED


def _checked_day(value: object, where: str, today: dt.date) -> dt.date:
    form = "write the day as YYYY-MM-DD, such as 2023-04-26, or leave it empty"
    if isinstance(value, dt.datetime):
        day = value.date()
    elif isinstance(value, dt.date):
        day = value
    else:
        match = _DAY.fullmatch(str(value).strip())
        try:
            if not match:
                raise ValueError
            day = dt.date.fromisoformat(match[1])
        except ValueError as error:
            raise ArticleError(f"{value!r} is not a publication date", where=where, remedy=form) from error
    if day > today + dt.timedelta(days=1):
        raise ArticleError(
            f"the publication date {day} lies in the future (today is {today})", where=where, remedy=form
        )
    if day < EARLIEST:
        raise ArticleError(f"the publication date {day} is before {EARLIEST.year}", where=where, remedy=form)
    return day


def url_of(about: About) -> str | None:
    """Return the address of the article; raise ArticleError for what is none."""
    stated = about.get("url")
    if stated is None:
        return None
    url = str(stated.value).strip()
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not _BAD_IN_IRI.search(url)
    except ValueError:
        good = False
    if not good:
        raise ArticleError(
            f"{url!r} is not an address",
            where=stated.where,
            remedy="write it in full, such as https://news.example/2023/article, or leave it empty",
        )
    return url


def words_of(about: About, key: str) -> str | None:
    """Return what is stated under `key`, its white space folded, or None."""
    stated = about.get(key)
    return (" ".join(clean(str(stated.value)).split()) or None) if stated else None


def merged(weaker: About, stronger: About) -> About:
    """Return both; a date never keeps the basis of another."""
    kept = {key: value for key, value in weaker.items() if key != "published_basis" or "published" not in stronger}
    return {**kept, **stronger}


def members_of(record: Mapping[Any, object], where: str) -> About:
    """Return the members of a JSON object or of front matter that say something about the article."""
    found: About = {}
    for name, value in record.items():
        key = _SYNONYMS.get(str(name).casefold())
        if isinstance(value, Mapping):  # schema.org: "publisher": {"name": …}
            value = value.get("name")
        if key and key not in found and isinstance(value, str | int | float | dt.date) and str(value).strip():
            found[key] = Stated(value, where)
    return found
