"""Who "I" and "we" are in a quotation: its speaker."""

from __future__ import annotations

from collections.abc import Sequence

from parley.extract.cues import cues
from parley.extract.language.memory import remembered_whole
from parley.extract.language.tree import dep_in
from parley.model import ActorKind, Document, Mention

_REPORT: frozenset[str] = cues("attribution")["report"]
_OPENING, _CLOSING, _STRAIGHT = "“«", "”»", '"'


@remembered_whole
def quoted_tokens(doc: Document) -> frozenset[int]:
    """Return the tokens inside quotation marks; a quotation ends with its paragraph."""
    found = set()
    inside, paragraph = False, -1
    for sentence in doc.sentences:
        if sentence.paragraph != paragraph:
            inside, paragraph = False, sentence.paragraph
        for i in range(sentence.first, sentence.last):
            text = doc.tokens[i].text
            if text in _OPENING:
                inside = True
            elif text in _CLOSING:
                inside = False
            elif text in (_STRAIGHT, "``", "''"):
                inside = not inside
            elif inside:
                found.add(i)
    return frozenset(found)


def speaker_of(doc: Document, mentions: Sequence[Mention], quoted: frozenset[int], token: int) -> int | None:
    """Return the mention of the person who says the quotation that `token` stands in, None when nobody is said to.

    A paragraph that only quotes goes on with the speaker of the one before.
    """
    paragraph = doc.sentences[doc.tokens[token].sentence].paragraph
    for number in (paragraph, paragraph - 1):
        told = [
            k
            for k, m in enumerate(mentions)
            if m.kind is ActorKind.PERSON
            and not m.plural
            and m.head not in quoted
            and doc.sentences[doc.tokens[m.head].sentence].paragraph == number
            and _says(doc, m)
        ]
        if told:
            return min(told, key=lambda k: abs(mentions[k].head - token))
        if any(
            doc.tokens[i].text.isalpha() and i not in quoted
            for s in doc.sentences
            if s.paragraph == number
            for i in range(s.first, s.last)
        ):
            return None
    return None


def _says(doc: Document, mention: Mention) -> bool:
    """Say whether somebody is the subject of a verb of saying, or stands right beside one."""
    head = doc.tokens[mention.head]
    if dep_in(head, "nsubj") and doc.tokens[head.head].lemma in _REPORT:
        return True
    if dep_in(head, "nsubj") and dep_in(doc.tokens[head.head], "ccomp"):
        return False  # "B said A would come"
    beside = [i for i in (mention.first - 1, mention.last) if 0 <= i < len(doc.tokens)]
    return any(doc.tokens[i].lemma in _REPORT and doc.tokens[i].pos == "VERB" for i in beside)
