"""The formats of answers: one table of media types, and the short names that stand for them."""

from __future__ import annotations

from dataclasses import dataclass

from parley.errors import NotAcceptable


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format: its name, its media type, other media types that mean it, file extension, other short names."""

    name: str
    media_type: str
    also: tuple[str, ...] = ()
    extension: str
    short: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """Return the media type with the charset where text/* needs one."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


SOLUTIONS = (
    Format(name="json", media_type="application/sparql-results+json", also=("application/json",), extension="srj"),
    Format(
        name="xml", media_type="application/sparql-results+xml", also=("application/xml", "text/xml"), extension="srx"
    ),
    Format(name="csv", media_type="text/csv", extension="csv"),
    Format(name="tsv", media_type="text/tab-separated-values", extension="tsv"),
)
GRAPHS = (
    Format(name="turtle", media_type="text/turtle", also=("application/x-turtle",), extension="ttl", short=("ttl",)),
    Format(name="ntriples", media_type="application/n-triples", also=("text/plain",), extension="nt", short=("nt",)),
    Format(
        name="jsonld", media_type="application/ld+json", also=("application/json",), extension="jsonld", short=("json",)
    ),
    Format(
        name="rdfxml",
        media_type="application/rdf+xml",
        also=("application/xml", "text/xml"),
        extension="rdf",
        short=("xml", "rdf"),
    ),
)


def formats_of(form: str) -> tuple[Format, ...]:
    """Return the formats in which a query of this form can be answered, the default first."""
    return SOLUTIONS if form in ("SELECT", "ASK") else GRAPHS


def named_format(name: str, form: str) -> Format:
    """Return the format of this name, short name or media type; raises NotAcceptable that lists what exists."""
    wanted = name.strip().casefold()
    for candidate in formats_of(form):
        if wanted in (candidate.name, candidate.extension, candidate.media_type, *candidate.short, *candidate.also):
            return candidate
    names = ", ".join(f"{f.name} ({f.media_type})" for f in formats_of(form))
    raise NotAcceptable(f"{form} cannot be answered as {name!r}", remedy=f"ask for one of {names}")
