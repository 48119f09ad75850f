"""Who, in the article, says so: the reporting verb above a trigger, "according to", documents and hearsay."""

from __future__ import annotations

from dataclasses import dataclass

from parley.extract.cues import cues
from parley.extract.entities import Cast
from parley.extract.tree import case_of, dep_in, subject
from parley.model import ActorKind, Certainty, Document, SourceKind

_CUES = cues("attribution")
_REPORT: frozenset[str] = _CUES["report"]
_DOCUMENTS: frozenset[str] = _CUES["documents"]
_MEDIA: frozenset[str] = _CUES["media"]
_ANONYMOUS: frozenset[str] = _CUES["anonymous"]
_PROBABLE: frozenset[str] = _CUES["probable"]
_POSSIBLE: frozenset[str] = _CUES["possible"]
_HEARSAY: frozenset[str] = _CUES["hearsay"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A cited source: its words at tokens `first` to `last`, its kind, and its entity when it is an actor."""

    label: str
    kind: SourceKind
    first: int
    last: int
    entity: int | None = None


def cited_source(cast: Cast, trigger: int, parties: frozenset[str]) -> Cited | None:
    """Return whom the sentence cites for what token `trigger` tells; None when the article says it itself.

    `parties` are those of the participants: their own people and documents are a participant's side.
    """
    doc = cast.doc
    i = trigger
    for _ in range(40):
        for j in doc.children[i]:
            child = doc.tokens[j]
            if dep_in(child, "obl", "nmod", "advmod") and case_of(doc, j).startswith("according"):
                return _source(cast, j, parties)
            if child.dep == "parataxis" and child.lemma in _REPORT:
                who = doc.child(j, "nsubj", "nsubj:pass", "obj", "iobj")
                if who is not None:
                    return _source(cast, who, parties)
        token = doc.tokens[i]
        governor = doc.tokens[token.head]
        if token.head == i:
            return _said_in_sentence(cast, trigger, parties)
        if token.dep == "xcomp" and governor.lemma in _HEARSAY and doc.child(token.head, "aux:pass") is not None:
            # "are said to have met": by whom is not told.
            told = _said_in_sentence(cast, trigger, parties)
            return told or Cited(label="unnamed", kind=SourceKind.ANONYMOUS, first=token.head, last=token.head + 1)
        if dep_in(token, "ccomp", "parataxis") and governor.lemma in _REPORT:
            who = subject(doc, token.head)
            if who is not None and not _within(doc, who, trigger):
                return _source(cast, who, parties)
        i = token.head
    return None


def _said_in_sentence(cast: Cast, trigger: int, parties: frozenset[str]) -> Cited | None:
    """Return whom the sentence names after "according to", wherever the tree hangs it."""
    doc = cast.doc
    sentence = doc.sentences[doc.tokens[trigger].sentence]
    for i in range(sentence.first, sentence.last):
        if case_of(doc, i).startswith("according"):
            return _source(cast, i, parties)
    return None


def _within(doc: Document, i: int, trigger: int) -> bool:
    return trigger in doc.subtree(i)


def _source(cast: Cast, i: int, parties: frozenset[str]) -> Cited | None:
    doc = cast.doc
    lemma = doc.tokens[i].lemma.lower()
    if lemma in _DOCUMENTS:
        return _document(cast, i, parties)
    k = cast.at(i)
    if k is None:
        first, last = _noun_phrase(doc, i)
        label = doc.span(first, last)
        kind = (
            SourceKind.MEDIA if _is_media(label) else SourceKind.ANONYMOUS if lemma in _ANONYMOUS else SourceKind.OTHER
        )
        return Cited(label=label, kind=kind, first=first, last=last) if doc.tokens[i].pos != "PRON" else None
    mention = cast.mentions[k]
    entities = cast.entities_of(k)
    entity = entities[0] if len(entities) == 1 else None
    party = cast.party_of(entity) if entity is not None else (mention.parties[0] if mention.parties else None)
    label = (cast.entities[entity].name or mention.text) if entity is not None else mention.text
    if _is_media(mention.text) and (mention.kind is not ActorKind.PERSON or not mention.office):
        kind = SourceKind.MEDIA
    elif mention.kind is ActorKind.GROUP and lemma in _ANONYMOUS:
        kind = SourceKind.ANONYMOUS
    elif party is not None and party in parties:
        kind = SourceKind.PARTICIPANT_SIDE
    elif party is not None:
        kind = SourceKind.GOVERNMENT
    else:
        kind = SourceKind.OTHER
    return Cited(label=label, kind=kind, first=mention.first, last=mention.last, entity=entity)


def _document(cast: Cast, i: int, parties: frozenset[str]) -> Cited:
    """Read "a statement released by Ukraine's presidential office": a document of a participant's side or another's."""
    doc = cast.doc
    first, last = _noun_phrase(doc, i)
    issuers = {k for j in doc.subtree(i) if (k := cast.at(j)) is not None}
    issuer = {p for k in issuers for e in cast.entities_of(k) if (p := cast.party_of(e))}
    issuer |= {p for k in issuers for p in cast.mentions[k].parties}
    kind = SourceKind.PARTICIPANT_SIDE if issuer & parties else SourceKind.DOCUMENT
    return Cited(label=doc.span(first, last), kind=kind, first=first, last=last)


def _is_media(text: str) -> bool:
    return any(w in _MEDIA for w in text.lower().replace("’s", " ").replace("'s", " ").split())


def _noun_phrase(doc: Document, i: int) -> tuple[int, int]:
    """Return the contiguous words of the noun phrase of token `i`, without preposition and clauses."""
    first = last = i
    members = {
        k
        for j in doc.children[i]
        if dep_in(doc.tokens[j], "det", "amod", "compound", "flat", "nummod", "nmod", "fixed")
        or (doc.tokens[j].dep == "case" and doc.tokens[j].text in ("'s", "’s"))
        for k in doc.subtree(j)
    }
    while first - 1 in members:
        first -= 1
    while last + 1 in members:
        last += 1
    return first, last + 1


def certainty_of(doc: Document, trigger: int) -> Certainty:
    """Return how sure the wording is: hedging adverbs and hearsay ("is said to have") above the trigger."""
    i = trigger
    for _ in range(40):
        for j in doc.children[i]:
            low = doc.tokens[j].text.lower()
            if dep_in(doc.tokens[j], "advmod") and low in _PROBABLE:
                return Certainty.PROBABLE
            if dep_in(doc.tokens[j], "advmod") and low in _POSSIBLE:
                return Certainty.POSSIBLE
        token = doc.tokens[i]
        if token.head == i:
            break
        governor = doc.tokens[token.head]
        if token.dep == "xcomp" and governor.lemma in _HEARSAY and doc.child(token.head, "aux:pass") is not None:
            return Certainty.PROBABLE
        i = token.head
    return Certainty.CERTAIN
