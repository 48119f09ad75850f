"""What the tree hangs wrongly around verbs of saying: who says it, and what he does besides."""

from __future__ import annotations

from parley.extract.cues import cues
from parley.extract.language.tense import is_past
from parley.extract.language.tree import JUDGING, OBJECT_CONTROL, SUBJECTS, auxiliaries, dep_in, marks
from parley.model import Document, Token

_SAYING = frozenset(cues("dates")["belongs"]["own"])
_ADDRESSING = _SAYING | OBJECT_CONTROL | JUDGING


def who_says(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang who says something on the verb of saying, not on the content before: "trade grew, the king, B, said"."""
    content = doc.tokens[token.head]
    over = doc.tokens[content.head]
    if dep_in(token, "parataxis"):  # "he will go on Sunday, the ministry announced"
        behind = doc.tokens[min(max(doc.subtree(token.i)) + 1, len(doc.tokens) - 1)]
        said = behind.pos == "VERB" and behind.lemma in _SAYING and token.head in (behind.head, *doc.children[behind.i])
        return (behind.i, "nsubj") if said and doc.child(behind.i, *SUBJECTS) is None else None
    between = content.i < token.i < over.i and dep_in(content, "ccomp") and over.lemma in _SAYING
    return (over.i, "nsubj") if dep_in(token, "nsubj") and between and doc.child(over.i, *SUBJECTS) is None else None


def beside_report(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang a past verb on the one around both: "refused to go and called", "said they are late, and urged".

    What goes before is in the infinitive or in another tense, and is what that verb is about.
    """
    content = doc.tokens[token.head]
    if dep_in(token, "advcl"):
        return _beside_wish(doc, token)
    alone = doc.child(token.i, "aux", "aux:pass", "mark", "cop", *SUBJECTS) is None
    if token.dep != "conj" or not alone or token.lower == token.lemma or not is_past(doc, token.i):
        return None
    over = doc.tokens[content.head]
    if over.pos != "VERB" or over.i > content.i or not is_past(doc, over.i):
        return None
    if dep_in(content, "xcomp") and "to" in marks(doc, content.i) and content.lower == content.lemma:
        return over.i, "conj"
    other_tense = bool(auxiliaries(doc, content.i)) and not is_past(doc, content.i)
    said = dep_in(content, "ccomp") and over.lemma in _SAYING and other_tense
    return (over.i, "conj") if said and token.lemma in _ADDRESSING else None


def _beside_wish(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang what somebody says on his wish, not on what he wishes: "urged B to leave, calling it a friend"."""
    wished = doc.tokens[token.head]
    over = doc.tokens[wished.head]
    opening = token.i == min(j for j in doc.subtree(token.i) if doc.tokens[j].pos != "PUNCT")
    said = token.lemma in _ADDRESSING and token.lower.endswith("ing") and doc.tokens[token.i - 1].text == ","
    if not (opening and said) or marks(doc, token.i) or auxiliaries(doc, token.i):
        return None
    wish = dep_in(wished, "xcomp", "advcl") and "to" in marks(doc, wished.i) and over.lemma in OBJECT_CONTROL
    return (over.i, "advcl") if wish and over.i < wished.i < token.i and is_past(doc, over.i) else None
