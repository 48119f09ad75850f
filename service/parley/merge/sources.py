"""Who speaks: the voice of a claim, and how many original voices a set of claims has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from parley.merge.inputs import ArticleInfo
from parley.merge.rules import RULES
from parley.model import IRI, Claim, SourceKind
from parley.voices import similarity


def voice_of(claim: Claim, article: ArticleInfo) -> str | None:
    """Return the normalised name of the medium that speaks: the one the article cites, else its publisher.

    A medium cited without a name ("Chinese state media") is nobody's voice; the publisher's it is then.
    """
    cited = claim.said_by
    if cited is not None and cited.kind is SourceKind.MEDIA and (name := _name_in(cited.label)):
        return _normalised(name)
    return _normalised(article.publisher) if article.publisher else None


def cited_voice(claim: Claim) -> str | None:
    """Return the normalised name of the medium that a claim cites; None when it cites none by name."""
    return voice_of(claim, ArticleInfo(iri=claim.article))


def publisher_voice(publisher: str) -> str:
    """Return the normalised name of a publisher."""
    return _normalised(publisher) or ""


def _name_in(label: str) -> str | None:
    """Return the name of a medium without what it is: "IRNA" of "the official IRNA news agency", None without one."""
    words = label.split()
    kept = list(words)
    while kept and kept[-1] in RULES.unnamed:
        kept.pop()
    what = words[len(kept) :]
    if not kept or (what and (what[-1] not in RULES.named_before or words[0].casefold() in ("a", "an"))):
        return None
    if all(word.islower() or word == "TV" for word in kept):
        return None  # "the state news agency", "state TV"
    while len(kept) > 1 and kept[0].islower() and what:
        kept.pop(0)
    return " ".join(kept)


def _normalised(name: str) -> str | None:
    plain = " ".join(name.casefold().split()).removeprefix("the ")
    return RULES.aliases.get(plain, plain) or None


@dataclass(slots=True)
class Voices:
    """Counts original voices among the claims of a corpus; remembers which texts it has compared."""

    articles: Mapping[IRI, ArticleInfo]
    publishers: frozenset[str]  # of all articles that make a claim, as `publisher_voice` has them
    _copies: dict[tuple[str, str], bool] = field(default_factory=dict)

    def of(self, claim: Claim) -> str | None:
        """Return the voice of `claim`; "the Post" is the one publisher of the corpus whose name ends so."""
        voice = voice_of(claim, self.articles[claim.article])
        if voice is None or voice in self.publishers:
            return voice
        longer = [name for name in self.publishers if name.endswith(" " + voice)]
        return longer[0] if len(longer) == 1 else voice

    def count(self, claims: Iterable[Claim]) -> int:
        """Return the number of voices: same medium or near-identical text is one, an unknown publisher is none."""
        texts: dict[str, set[str]] = {}
        for claim in claims:
            voice = self.of(claim)
            if voice is not None:
                fingerprint = self.articles[claim.article].fingerprint
                texts.setdefault(voice, set()).update([fingerprint] if fingerprint else [])
        groups: list[set[str]] = []
        for voice in sorted(texts):
            alike = [group for group in groups if self._share_a_text(group, texts[voice])]
            groups = [group for group in groups if group not in alike]
            groups.append(texts[voice].union(*alike))
        return len(groups)

    def _share_a_text(self, some: set[str], others: set[str]) -> bool:
        return any(self._is_copy(a, b) for a in some for b in others)

    def _is_copy(self, a: str, b: str) -> bool:
        if a == b:
            return True
        key = (a, b) if a < b else (b, a)
        if key not in self._copies:
            self._copies[key] = similarity(a, b) >= RULES.limits.copy_similarity
        return self._copies[key]
