"""Who, in the article, says so: the reporting verb around a trigger, "according to", documents and hearsay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parley.extract.coreference.entities import Cast
from parley.extract.cues import cues
from parley.extract.language.governing_nouns import CLAIMS, DISBELIEF
from parley.extract.language.memory import remembered
from parley.extract.language.tree import RELATIVES, auxiliaries, case_of, clause_heads, dep_in, marks, subject
from parley.model import ActorKind, Certainty, Document, SourceKind, Token

_CUES = cues("attribution")
_REPORT: frozenset[str] = _CUES["report"]
_SHOW: frozenset[str] = _CUES["show"]
_QUOTE: frozenset[str] = _CUES["quote"]
_DOCUMENTS: frozenset[str] = _CUES["documents"]
_MEDIA: frozenset[str] = _CUES["media"]
_VOICES: frozenset[str] = _CUES["voices"]
_ANONYMOUS: frozenset[str] = _CUES["anonymous"]
_JOINT: frozenset[str] = _CUES["joint"]
_PROBABLE: frozenset[str] = _CUES["probable"]
_POSSIBLE: frozenset[str] = _CUES["possible"]
_DOUBTFUL: frozenset[str] = _CUES["doubtful"]
_HEARSAY: frozenset[str] = _CUES["hearsay"]
_SEEM: frozenset[str] = _CUES["seem"]
_RUMOURS: frozenset[str] = _CUES["rumours"]
_CALL: frozenset[str] = _CUES["call"]
_DENY: frozenset[str] = cues("status")["verb"]["denied"]
_MARKS = frozenset({",", "”", '"', "''", "’"})
_NEAR = 3  # sentences over which "he added" goes on with who spoke before


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

    The nearest voice counts: in "the agency said the ministry said" that is the ministry. `parties` are those of the
    participants: their own people and documents are a participant's side.
    """
    doc = cast.doc
    hearsay: Cited | None = None
    for i in clause_heads(doc, trigger):
        token = doc.tokens[i]
        governor = doc.tokens[token.head]
        for j in doc.children[i]:
            child = doc.tokens[j]
            if dep_in(child, "obl", "nmod", "advmod") and case_of(doc, j).startswith("according"):
                return _source(cast, j, parties)
            said = child.dep == "parataxis" or (child.dep == "advcl" and _runs_on(doc, j, i))
            if said and _reports(doc, j) and (who := _speaker(doc, j)) is not None:
                return _source(cast, who, parties)
        if token.head == i:
            break
        if token.dep == "xcomp" and governor.lemma in _HEARSAY and doc.child(token.head, "aux:pass") is not None:
            # "are said to have met": by whom is not told.
            hearsay = Cited(label="unnamed", kind=SourceKind.ANONYMOUS, first=token.head, last=token.head + 1)
            break
        if (dep_in(token, "ccomp", "parataxis") and _reports(doc, token.head)) or _denies(doc, token):
            who = _speaker(doc, token.head)
            if who is not None and trigger not in doc.subtree(who):
                return _source(cast, who, parties)
    who = _according(doc, doc.tokens[trigger].sentence)
    who = who if who is not None else _behind(doc, trigger)
    return _source(cast, who, parties) if who is not None else hearsay


def _reports(doc: Document, i: int) -> bool:
    """Say whether verb `i` reports what is below it; documents also "show" it."""
    lemma = doc.tokens[i].lemma
    if lemma in _REPORT:
        return True
    who = doc.child(i, "nsubj")
    return lemma in _SHOW and who is not None and doc.tokens[who].lemma.lower() in _DOCUMENTS


def _runs_on(doc: Document, verb: int, i: int) -> bool:
    """Say whether what verb `i` tells is what `verb` before it says: "while officials said they met, others"."""
    return verb < i and doc.child(verb, "ccomp") is None and all(t.text != "," for t in doc.tokens[verb:i])


def _denies(doc: Document, token: Token) -> bool:
    """Say whether somebody denies what `token` tells: "denied having met", "dismissed reports", "called it false"."""
    verb = doc.tokens[token.head]
    passive = doc.child(verb.i, "aux:pass", "nsubj:pass", "iobj") is not None
    if passive or not dep_in(token, "ccomp", "xcomp", "obj", "parataxis"):
        return False
    report = token.lemma in CLAIMS and dep_in(token, "obj")
    return verb.lemma in _DENY or (report and verb.lemma in DISBELIEF) or (report and verb.lemma in _CALL)


def _speaker(doc: Document, verb: int) -> int | None:
    """Return who speaks at a reporting verb: its subject, who is quoted, or who stands behind it ("said two men")."""
    above = doc.tokens[verb].head
    if "as" in marks(doc, verb) and doc.tokens[above].lemma in _QUOTE:
        verb = above  # "was quoted as saying"
    active = doc.child(verb, "aux:pass", "nsubj:pass") is None
    behind = next((j for j in doc.children[verb] if j > verb and dep_in(doc.tokens[j], "obj", "iobj", "nsubj")), None)
    if doc.tokens[verb].lemma in _QUOTE and active and behind is not None:
        return behind
    own = doc.child(verb, "nsubj", "nsubj:pass")
    if own is not None:
        return own
    return behind if doc.tokens[verb - 1].text in _MARKS else subject(doc, verb)


@remembered
def _according(doc: Document, number: int) -> int | None:
    """Return what a sentence names after "according to", wherever the tree hangs it."""
    sentence = doc.sentences[number]
    return next((i for i in range(sentence.first, sentence.last) if case_of(doc, i).startswith("according")), None)


def _behind(doc: Document, trigger: int) -> int | None:
    """Return who is named behind the sentence, where the tree has lost it: ", a spokesman said on Monday"."""
    last = doc.sentences[doc.tokens[trigger].sentence].last
    for verb in range(last - 1, trigger, -1):
        token = doc.tokens[verb]
        finite = token.pos == "VERB" and "to" not in marks(doc, verb) and not token.lower.endswith("ing")
        if token.lemma not in _REPORT or not finite:
            continue
        comma = next((j for j in range(verb - 1, trigger, -1) if doc.tokens[j].text in _MARKS), None)
        if comma is None or doc.child(verb, "ccomp") in range(verb, last):
            continue
        words = range(comma + 1, verb) if comma + 1 < verb else range(verb + 1, last)
        before = [doc.tokens[j] for j in words if j < verb]
        if any(t.pos in ("VERB", "SCONJ", "CCONJ") or t.lower in RELATIVES for t in before):
            continue  # ", which officials said was useful"
        heads = [j for j in words if doc.tokens[j].pos in ("NOUN", "PROPN") and not _inside(doc, j, words)]
        if heads and not any(doc.tokens[j].pos == "ADP" for j in range(words[0], heads[0])):
            return heads[0]
    return None


def _inside(doc: Document, i: int, words: range) -> bool:
    """Say whether token `i` is a part of a noun phrase within `words`."""
    token = doc.tokens[i]
    nominal = dep_in(token, "compound", "flat", "nmod", "amod", "appos")
    return nominal and token.head in words and doc.tokens[token.head].pos in ("NOUN", "PROPN")


def _source(cast: Cast, i: int, parties: frozenset[str]) -> Cited | None:
    doc = cast.doc
    token = doc.tokens[i]
    lemma = token.lemma.lower()
    k = cast.at(i)
    if token.pos == "PRON":
        earlier = _last_speaker(cast, i)
        k = earlier if earlier is not None else k
        if k is None:
            return None
    first, last = _noun_phrase(doc, i)
    phrase = doc.span(first, last)
    named = token.text[:1].isupper() and i > doc.sentences[token.sentence].first
    if lemma in _DOCUMENTS and not (named and _is_media(phrase)):
        return _document(cast, i, parties)
    if lemma in _MEDIA and not named and i + 1 < len(doc.tokens) and doc.tokens[i + 1].pos == "PROPN":
        last = max([i + 2, *(j + 1 for j in doc.children[i + 1] if dep_in(doc.tokens[j], "flat"))])
        return Cited(label=doc.span(i + 1, last), kind=SourceKind.MEDIA, first=i + 1, last=last)  # "the agency Xinhua"
    if k is None:
        return Cited(label=phrase, kind=_kind_of_phrase(cast, i, phrase, parties), first=first, last=last)
    mention = cast.mentions[k]
    entities = cast.entities_of(k)
    entity = entities[0] if len(entities) == 1 else None
    party = cast.party_of(entity) if entity is not None else (mention.parties[0] if mention.parties else None)
    label = (cast.entities[entity].name if entity is not None else None) or _longer(mention.text, phrase)
    known = mention.kind is ActorKind.ORGANISATION and party is not None
    if not known and _is_media(mention.text) and (mention.kind is not ActorKind.PERSON or not mention.office):
        kind = SourceKind.MEDIA
    elif lemma in _ANONYMOUS and (mention.kind is ActorKind.GROUP or party is None):
        kind = SourceKind.ANONYMOUS
    elif party is None and not mention.name:
        kind = _kind_of_phrase(cast, i, phrase, parties)
    else:
        homes = {party} if party is not None else _owners(cast, i)
        kind = _side(homes, parties) if homes else SourceKind.OTHER
    at = (mention.first, mention.last) if token.pos != "PRON" else (i, i + 1)
    return Cited(label=label, kind=kind, first=at[0], last=at[1], entity=entity)


def _longer(words: str, phrase: str) -> str:
    """Return the whole phrase that an unnamed source is called by: "a spokesman for the king"."""
    return phrase if words in phrase else words


def _last_speaker(cast: Cast, i: int) -> int | None:
    """Return the person who was last named as speaking before token `i`: whom "he added" goes on with."""
    doc = cast.doc
    here = doc.tokens[i].sentence
    if doc.tokens[i].lower not in ("he", "she"):
        return None
    start = doc.sentences[max(0, here - _NEAR)].first
    for verb in range(doc.sentences[here].first - 1, start - 1, -1):
        who = doc.child(verb, "nsubj") if doc.tokens[verb].lemma in _REPORT else None
        k = cast.at(who) if who is not None else None
        if k is not None and cast.mentions[k].kind is ActorKind.PERSON and not cast.mentions[k].pronoun:
            return k
    return None


def _kind_of_phrase(cast: Cast, i: int, phrase: str, parties: frozenset[str]) -> SourceKind:
    """Return the kind of a source that is no actor of the article: "his office", "state media", "the two sides"."""
    doc = cast.doc
    lemma = doc.tokens[i].lemma.lower()
    if lemma in _VOICES and (homes := _owners(cast, i)):
        return _side(homes, parties)
    if lemma in _VOICES and any(doc.tokens[j].lower in ("his", "her", "their") for j in doc.children[i]):
        return SourceKind.PARTICIPANT_SIDE  # of whom the sentence speaks
    if lemma in _JOINT and any(doc.tokens[j].lower in ("two", "both") for j in doc.children[i]):
        return SourceKind.PARTICIPANT_SIDE
    if lemma not in _VOICES and _is_media(phrase):
        return SourceKind.MEDIA
    return SourceKind.ANONYMOUS if lemma in _ANONYMOUS else SourceKind.OTHER


def _side(homes: set[str], parties: frozenset[str]) -> SourceKind:
    return SourceKind.PARTICIPANT_SIDE if homes & parties else SourceKind.GOVERNMENT


def _owners(cast: Cast, i: int) -> set[str]:
    """Return the states or organisations that whoever is at token `i` belongs to: "a spokesman for the ministry"."""
    doc = cast.doc
    last = doc.sentences[doc.tokens[i].sentence].last
    below = {j for j in doc.subtree(i) if j != i}
    if i + 1 < last and doc.tokens[i + 1].lower in ("for", "of", "at", "in", "to"):
        below |= set(range(i + 2, min(i + 7, last)))  # where the tree has lost the phrase
    found: set[str] = set()
    for k in dict.fromkeys(k for j in sorted(below) if (k := cast.at(j)) is not None):
        homes = {p for e in cast.entities_of(k) if (p := cast.party_of(e))} | set(cast.mentions[k].parties)
        found = found or homes
    return found


def _document(cast: Cast, i: int, parties: frozenset[str]) -> Cited:
    """Read "a statement released by Ukraine's presidential office": a document of a participant's side or another's."""
    doc = cast.doc
    first, last = _noun_phrase(doc, i)
    phrase = doc.span(first, last)
    if doc.tokens[i].lemma.lower() == "report" and _is_media(phrase):
        return Cited(label=phrase, kind=SourceKind.MEDIA, first=first, last=last)
    kind = SourceKind.PARTICIPANT_SIDE if _owners(cast, i) & parties else SourceKind.DOCUMENT
    return Cited(label=phrase, kind=kind, first=first, last=last)


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
    """Return how sure the wording is: hedging words and hearsay ("is said to have") at the trigger or above it."""
    for i in clause_heads(doc, trigger):
        token = doc.tokens[i]
        governor = doc.tokens[token.head]
        words = set(_hedges(doc, i))
        if words & _PROBABLE:
            return Certainty.PROBABLE
        if words & _POSSIBLE or {"may", "might"} & set(auxiliaries(doc, i)):
            return Certainty.POSSIBLE
        if token.head == i:
            break
        passive = doc.child(token.head, "aux:pass") is not None
        if governor.lemma in _HEARSAY and passive and dep_in(token, "xcomp", "ccomp", "csubj"):
            return Certainty.PROBABLE
        if token.dep == "xcomp" and (governor.lemma in _SEEM or governor.lower in _PROBABLE):
            return Certainty.PROBABLE
        if dep_in(token, "acl", "nmod", "ccomp") and governor.lemma in _RUMOURS:
            return Certainty.POSSIBLE
        who = doc.child(token.head, "nsubj") if dep_in(token, "ccomp") else None
        if who is not None and any(doc.tokens[j].lower in _DOUBTFUL for j in doc.children[who]):
            return Certainty.POSSIBLE
    return Certainty.CERTAIN


def _hedges(doc: Document, i: int) -> Iterator[str]:
    return (doc.tokens[j].lower for j in doc.children[i] if dep_in(doc.tokens[j], "advmod"))
