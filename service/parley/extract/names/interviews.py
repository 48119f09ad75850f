"""Interviews that are printed as questions and answers without quotation marks: who answers."""

from __future__ import annotations

from collections.abc import Sequence

from parley.extract.cues import cues
from parley.model import ActorKind, Document, Mention

_ASKING: frozenset[str] = cues("titles")["asking"]
_LEAST = 2  # questions that make an interview
_HEAD = 6  # sentences at the head of a text that may say who is asked


def interviewee_of(doc: Document, mentions: Sequence[Mention], quoted: frozenset[int], token: int) -> int | None:
    """Return the mention of the person whose answer token `token` stands in, None where it is no answer.

    That is who is named with an office before the first question: "Jane Roe, the foreign minister of Fiji, on tuna".
    """
    asked = _questions(doc, quoted)
    paragraph = doc.sentences[doc.tokens[token].sentence].paragraph
    if len(asked) < _LEAST or paragraph < min(asked) or paragraph in asked:
        return None
    for k, m in enumerate(mentions):
        number = doc.tokens[m.head].sentence
        if number >= _HEAD or doc.sentences[number].paragraph >= min(asked):
            return None
        if m.kind is ActorKind.PERSON and m.name and m.office and m.entity >= 0:
            return k
    return None


def _questions(doc: Document, quoted: frozenset[int]) -> frozenset[int]:
    """Return the paragraphs that are questions to somebody, by their mark or by "Q:" before them."""
    found = set()
    for number, sentence in enumerate(doc.sentences):
        last = doc.tokens[sentence.last - 1]
        opens = number == 0 or doc.sentences[number - 1].paragraph != sentence.paragraph
        closes = number + 1 == len(doc.sentences) or doc.sentences[number + 1].paragraph != sentence.paragraph
        words = [t.lower for t in doc.tokens[sentence.first : sentence.first + 2]]
        labelled = opens and len(words) > 1 and words[0] in _ASKING and words[1] in (":", ".")
        if number and (labelled or (closes and last.text == "?" and last.i not in quoted)):
            found.add(sentence.paragraph)
    return frozenset(found)
