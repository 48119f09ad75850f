"""Who publishes a text, by the lines at its head: the kind of release, an office and a name, or "by" a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.language.titles import is_courtesy
from parley.model import ActorKind, Document, Mention

_TITLES = cues("titles")
_RELEASES: frozenset[str] = _TITLES["releases"] | _TITLES["released"]
_LETTERS: frozenset[str] = _TITLES["letters"]
_HEAD = 5  # sentences at the head of a text


def author_of(doc: Document, mentions: Sequence[Mention]) -> int | None:
    """Return the person whose words a text is, by its heading ("Remarks by A", "MEDIA RELEASE MINISTER OF TRADE A")."""
    for k, m in enumerate(mentions):
        number = doc.tokens[m.head].sentence
        if number >= _HEAD:
            return None
        sentence = doc.sentences[number]
        by = m.first > sentence.first and doc.tokens[m.first - 1].lower in ("by", "of")
        signed = bool(m.office) and fills_line(doc, m) and all(s.heading for s in doc.sentences[:number])
        if sentence.heading and (by or signed) and m.kind is ActorKind.PERSON and m.name:
            return k
    return None


def with_letterhead(doc: Document, people: Sequence[Mention], roles: Sequence[Mention]) -> list[Mention]:
    """Give a name that has a line of its own at the head of a text the office in the line above or below it."""
    lines = {doc.tokens[r.head].sentence: r for r in roles if not r.plural and fills_line(doc, r)}
    found = []
    for m in people:
        number = doc.tokens[m.head].sentence
        alone = number < _HEAD and not m.office and m.kind is ActorKind.PERSON and fills_line(doc, m)
        role = (lines.get(number + 1) or lines.get(number - 1)) if alone else None
        found.append(m if role is None else replace(m, office=role.office, parties=m.parties or role.parties))
    return found


def fills_line(doc: Document, mention: Mention) -> bool:
    """Say whether a heading is nothing but a mention, beside the kind of release and letters behind a name."""
    sentence = doc.sentences[doc.tokens[mention.head].sentence]
    rest = (*range(sentence.first, mention.first), *range(mention.last, sentence.last))
    return sentence.heading and all(
        (token := doc.tokens[i]).pos == "PUNCT"
        or token.lower in _RELEASES | {"the"}
        or token.text in _LETTERS
        or is_courtesy(token)
        for i in rest
    )
