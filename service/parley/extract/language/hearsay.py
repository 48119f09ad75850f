"""What a sentence tells only as a report that it calls untrue: "Reports that A met B were denied by his office".

The reader mostly loses the verb of such a report, so the words between decide.
"""

from __future__ import annotations

from parley.extract.language.governing_nouns import CLAIMS, DISBELIEF
from parley.extract.language.tense import ADJECTIVE, VERB, negated
from parley.extract.language.tree import auxiliaries
from parley.model import Document, Token

_UNTRUE = DISBELIEF | VERB["denied"]
_OPENING = ("SCONJ", "CCONJ")
_RELATIVES = frozenset({"who", "whom", "whose", "which", "that", "what", "when", "where", ","})
_ONE, _SEVERAL = frozenset({"is", "was", "has"}), frozenset({"are", "were", "have"})


def is_called_untrue(doc: Document, i: int) -> bool:
    """Say whether the verb at token `i` tells the content of a report that opens its sentence and is denied there."""
    sentence = doc.sentences[doc.tokens[i].sentence]
    before = doc.tokens[sentence.first : i]
    report = next((t for t in before if t.lemma.lower() in CLAIMS), None)
    if report is None or any(t.pos == "VERB" for t in before if t.i < report.i):
        return False
    if not any(t.lower == "that" for t in before if t.i > report.i):
        return False
    verdicts = (t for t in doc.tokens[i + 1 : sentence.last] if _is_verdict(doc, t))
    return any(_judges(doc, report, i, t) for t in verdicts)


def _is_verdict(doc: Document, token: Token) -> bool:
    passive = token.lemma in _UNTRUE and doc.child(token.i, "aux:pass") is not None
    return passive or (token.lower in ADJECTIVE["denied"] and doc.child(token.i, "cop") is not None)


def _judges(doc: Document, report: Token, i: int, verdict: Token) -> bool:
    """Say whether the verdict agrees with the report in number, and no other clause opens before it."""
    first = min((j for j in doc.children[verdict.i] if doc.tokens[j].pos == "AUX"), default=verdict.i)
    helpers = set(auxiliaries(doc, verdict.i))
    fits = helpers & (_ONE if report.lower == report.lemma.lower() else _SEVERAL)
    between = doc.tokens[i + 1 : first]
    opened = any(t.pos in _OPENING or t.lower in _RELATIVES for t in between)
    return bool(fits) and not opened and not negated(doc, verdict.i)
