"""How a contact was held: in person, by phone, by video or in writing, by the words at its trigger."""

from __future__ import annotations

from parley.extract.circumstances.other_times import ELSEWHERE
from parley.extract.circumstances.timing import GATHERINGS
from parley.extract.cues import cues
from parley.extract.language.tree import case_of, dep_in, obliques, predicate
from parley.model import Document, Medium

_MEDIA: dict[str, frozenset[str]] = cues("contacts")["medium"]
_KINDS: dict[str, str] = cues("contacts")["kinds"]
_ASIDE = frozenset(cues("dates")["stay"]["aside"])
_AT = frozenset({"on", "at", "during"})
_WRITTEN = frozenset({_KINDS["message"], _KINDS["contact"]})
_BY_KIND = {
    _KINDS["call"]: Medium.PHONE,
    _KINDS["meeting"]: Medium.IN_PERSON,
    _KINDS["conference"]: Medium.IN_PERSON,
    _KINDS["message"]: Medium.LETTER,
}


def medium_of(doc: Document, trigger: int, given: str | None, kind: str) -> Medium:
    """Return how the contact was held, by words at the trigger and in its clause."""
    if kind == _KINDS["visit"]:
        return Medium.IN_PERSON  # "discussed his visit by phone"
    words = _words_at(doc, trigger)
    for name in ("video", "phone", "letter", "in_person"):
        fits = {"letter": kind in _WRITTEN, "phone": kind != _KINDS["conference"]}  # which is agreed on by phone
        if words & _MEDIA[name] and fits.get(name, True):
            return Medium(name)
    if given is not None:
        return Medium(given)
    return Medium.IN_PERSON if _at_gathering(doc, trigger) else _BY_KIND.get(kind, Medium.UNKNOWN)


def _at_gathering(doc: Document, trigger: int) -> bool:
    """Say whether the clause of the trigger puts it at or beside a gathering: "spoke on the sidelines of"."""
    nodes = dict.fromkeys((trigger, predicate(doc, trigger)))
    return any(
        case in _AT and doc.tokens[j].lemma in (_ASIDE if case == "on" else _ASIDE | GATHERINGS)
        for node in nodes
        for case, j in obliques(doc, node)
    )


def _words_at(doc: Document, trigger: int) -> set[str]:
    """Return the words and short phrases around a trigger that may tell its medium."""
    near = set(doc.subtree(trigger)) if doc.tokens[trigger].pos in ("NOUN", "PROPN") else set()
    # Another clause tells another contact: "met in Oslo and spoke by phone".
    near |= {j for j in doc.children[trigger] if case_of(doc, j) not in ELSEWHERE and not _is_clause(doc, j)}
    for i in list(near):
        near |= {j for j in doc.children[i] if dep_in(doc.tokens[j], "amod", "compound", "advmod", "nmod", "obl")}
    for i in [j for j in near if doc.tokens[j].lemma.lower() in GATHERINGS]:
        near |= {j for j in doc.children[i] if dep_in(doc.tokens[j], "amod", "compound")}  # "the online gathering"
    near |= {trigger - 1, trigger - 2} & set(range(len(doc.tokens)))
    token = doc.tokens[trigger]
    if dep_in(token, "obj", "obl", "nsubj") and case_of(doc, trigger) not in ELSEWHERE:
        beside = {j for j in doc.children[token.head] if dep_in(doc.tokens[j], "obl", "advmod")}
        beside = {j for j in beside if case_of(doc, j) not in ELSEWHERE}  # "was put off after a phone call"
        within = (k for j in beside for k in doc.children[j])
        near |= beside | {k for k in within if dep_in(doc.tokens[k], "amod", "compound", "advmod")}
    words = {doc.tokens[i].lower for i in (*near, trigger)}
    phrases = {doc.span(max(0, i - k), i + 1).lower() for i in near for k in (1, 2)}
    return words | {phrase.replace(" ", "-") for phrase in phrases}  # "face to face", "in person"


def _is_clause(doc: Document, i: int) -> bool:
    token = doc.tokens[i]
    return token.dep.startswith(("acl", "advcl", "ccomp", "parataxis")) or token.pos in ("VERB", "AUX")
