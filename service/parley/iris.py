"""The only place where an IRI is minted. Every function is pure: same input, same IRI."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from parley.model import IRI

_TRACKING = re.compile(r"^(utm_.*|fbclid|gclid|cmpid|ref|src)$")


@lru_cache(maxsize=1 << 14)  # asked for the names of an article again and again
def slug(text: str) -> str:
    """Return `text` in lower-case ASCII words joined by hyphens; letters without an ASCII form become code points."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"['’.]", "", plain)
    plain = "".join(c if c.isascii() else (f"u{ord(c):x}" if c.isalnum() else " ") for c in plain)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "x"


def sha256(text: str) -> str:
    """Return the SHA-256 of the UTF-8 bytes of `text` in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def normalised_url(url: str) -> str:
    """Return `url` without scheme differences, `www.`, tracking parameters, fragment and trailing slash."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    query = "&".join(sorted(p for p in parts.query.split("&") if p and not _TRACKING.match(p.partition("=")[0])))
    return urlunsplit(("https", host, parts.path.rstrip("/"), query, ""))


def normalised_text(text: str) -> str:
    """Return `text` in NFC with white space folded, the form that identifies an article without a URL."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints the instance IRIs of one deployment; `base` ends with a slash."""

    base: str

    def article(self, *, url: str | None, text: str) -> IRI:
        """Mint `article/<16 hex>` from the normalised URL, else from the normalised text."""
        key = normalised_url(url) if url else normalised_text(text)
        return IRI(f"{self.base}article/{sha256(key)[:16]}")

    def version(self, text: str) -> IRI:
        """Mint `version/<sha256>` of exactly this text."""
        return IRI(f"{self.base}version/{sha256(text)}")

    def actor(self, name: str) -> IRI:
        """Mint `actor/<slug>`."""
        return IRI(f"{self.base}actor/{slug(name)}")

    def office(self, key: str) -> IRI:
        """Mint `office/<slug>` from a key such as `CHN.foreign_minister`."""
        return IRI(f"{self.base}office/{slug(key)}")

    def tenure(self, office: str, person: str, start: str) -> IRI:
        """Mint `tenure/<office>-<person>-<start>`."""
        return IRI(f"{self.base}tenure/{slug(office)}-{slug(person)}-{slug(start or 'unknown')}")

    def place(self, *parts: str) -> IRI:
        """Mint `place/<slug>` from the narrowest to the widest name, such as ("Munich", "Germany")."""
        return IRI(f"{self.base}place/{'-'.join(slug(p) for p in parts if p)}")

    def event(self, claim: IRI) -> IRI:
        """Mint `event/<article id>-<offset>` from the claim that gives the event its IRI."""
        return IRI(f"{self.base}event/{claim_id(claim)}")

    def period(self, name: str) -> IRI:
        """Mint `period/<name>` of calendar months or years, such as `2023-03`, `2023-12--2024-02`, `2014--2022`."""
        return IRI(f"{self.base}period/{name}")

    def diary(self, actor: IRI, period: str) -> IRI:
        """Mint `diary/<slug of the actor>-<period>`, such as `diary/china-2023-03`."""
        return IRI(f"{self.base}diary/{actor.rpartition('/')[2]}-{period}")

    def is_of_calendar(self, iri: str) -> bool:
        """Say whether an IRI is that of a period or of a diary."""
        return iri.startswith((f"{self.base}period/", f"{self.base}diary/"))

    def corpus(self) -> IRI:
        """Mint the IRI of the corpus as a whole."""
        return IRI(f"{self.base}corpus")

    def graph(self, name: str) -> IRI:
        """Mint `graph/<name>`: events, actors, ontology, shapes, reports, decisions."""
        return IRI(f"{self.base}graph/{name}")

    def article_graph(self, article: IRI) -> IRI:
        """Mint the named graph of an article."""
        return IRI(f"{self.base}graph/article/{article.rpartition('/')[2]}")


def event_or_claim(iri: str, *, base: str) -> tuple[str, IRI] | None:
    """Return ("event" or "claim", its IRI) for the IRI of one or of a part of one, such as a participation."""
    kind, _, rest = iri.removeprefix(base).partition("/")
    if not iri.startswith(base) or not rest:
        return None
    whole, _, fragment = iri.partition("#")
    if kind == "event":
        return "event", IRI(whole)
    claim = re.match(r"claim-\d+", fragment) if kind == "article" else None
    return ("claim", IRI(f"{whole}#{claim[0]}")) if claim else None


def claim_id(claim: IRI) -> str:
    """Return `<article id>-<offset>` of a claim IRI."""
    article, _, offset = claim.rpartition("/")[2].partition("#claim-")
    return f"{article}-{offset}"


def mint_claim(article: IRI, offset: int) -> IRI:
    """Mint `<article>#claim-<offset of the earliest trigger>`."""
    return IRI(f"{article}#claim-{offset}")


def mint_part(node: IRI, part: str) -> IRI:
    """Mint a node that belongs to `node`: `<claim>-<part>` or `<event>#<part>`."""
    return IRI(f"{node}-{part}" if "#" in node else f"{node}#{part}")


def mint_evidence(article: IRI, start: int, end: int) -> IRI:
    """Mint `<article>#char=<start>,<end>` (RFC 5147)."""
    return IRI(f"{article}#char={start},{end}")
