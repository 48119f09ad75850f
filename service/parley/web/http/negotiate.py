"""Which format to answer in: the Accept header (RFC 9110, section 12.5.1) against the table of formats."""

from __future__ import annotations

import re
from collections.abc import Sequence

from werkzeug.datastructures import Accept, MIMEAccept
from werkzeug.http import parse_accept_header

from parley.errors import NotAcceptable
from parley.store.processes.formats import Format, formats_of, named_format

_BARE_FRACTION = re.compile(r"(;\s*q\s*=\s*)(?=\.\d)", re.IGNORECASE)
HTML = Format(name="html", media_type="text/html", extension="html")


def negotiate(accept: str | None, form: str, *, wanted: str | None = None) -> Format:
    """Return the format for a query of this form; `wanted` is a short name that beats the header.

    Raises NotAcceptable that lists what can be produced.
    """
    return named_format(wanted, form) if wanted else choose(accept, formats_of(form), what=form)


def preferences(header: str | None, kind: type[Accept]) -> Accept:
    """Return what a header of preferences says, in the way of old Java clients as well, which send `*; q=.2`."""
    return parse_accept_header(_BARE_FRACTION.sub(r"\g<1>0", header) if header else header, kind)


def choose(accept: str | None, offered: Sequence[Format], *, what: str) -> Format:
    """Return the format of those `offered` that the header Accept prefers.

    Without a header, or with one that names no media type, it is the first of them: JSON for solutions, Turtle for
    graphs. Equal qualities go to the more specific media range, then to the order of the offer. Raises NotAcceptable
    that lists what can be produced.
    """
    given = ((value.partition(";")[0].strip().lower(), q) for value, q in preferences(accept, MIMEAccept))
    ranges = [("*/*" if value == "*" else value, q) for value, q in given]
    if not ranges:
        return offered[0]
    scored = [
        (*score, -position, candidate)
        for position, candidate in enumerate(offered)
        for score in (
            _score(candidate.media_type, ranges),
            *(_score(also, [named for named in ranges if named[0] == also]) for also in candidate.also),
        )
    ]
    quality, _, _, best = max(scored, key=lambda score: score[:3])
    if quality <= 0:
        listed = ", ".join(f.media_type for f in offered)
        raise NotAcceptable(f"nothing in {accept!r} can be produced for {what}", remedy=f"accept one of {listed}")
    return best


def _score(media_type: str, ranges: list[tuple[str, float]]) -> tuple[float, int]:
    """Return the quality that the most specific matching range gives to a media type, and how specific it is."""
    family = media_type.partition("/")[0] + "/*"
    for specificity, name in ((2, media_type), (1, family), (0, "*/*")):
        qualities = [quality for value, quality in ranges if value == name]
        if qualities:
            return max(qualities), specificity
    return 0.0, 0
