"""For whom a group acts that no state or body stands before: "its envoys", "a delegation of the bloc, the EU"."""

from __future__ import annotations

from parley.extract.coreference.bindings import Bindings
from parley.extract.coreference.owners import party_of_its
from parley.extract.cues import cues
from parley.extract.language.tree import case_of, dep_in, obliques, subject
from parley.model import ActorKind

_LED: frozenset[str] = cues("titles")["led"]
_TRAVEL: frozenset[str] = cues("contacts")["motion"]["to"]


def party_of_group(b: Bindings, k: int, lemma: str) -> str | None:
    """Return the state or body that group `k` acts for by its possessor, by who sent it or by who brings it along."""
    if b.doc.tokens[b.mentions[k].first].lower == "its":
        return party_of_its(b, k)
    return _party_sending(b, k) or _party_brought_by(b, k, lemma)


def _party_sending(b: Bindings, k: int) -> str | None:
    """Return the body named in apposition to who sent a group: "a delegation from the regional bloc ECOWAS"."""
    doc = b.doc
    senders = (j for case, j in obliques(doc, b.mentions[k].head) if case in ("of", "from"))
    apposed = (c for j in senders for c in doc.children[j] if dep_in(doc.tokens[c], "appos"))
    named = (b.mentions[n] for c in apposed if (n := b.at(c)) is not None)
    return next((key for m in named if m.kind is ActorKind.ORGANISATION for key in m.parties), None)


def _party_brought_by(b: Bindings, k: int, lemma: str) -> str | None:
    """Return the state of who comes with a group: "the minister arrived with a delegation of engineers"."""
    head = b.doc.tokens[b.mentions[k].head]
    if lemma not in _LED or case_of(b.doc, head.i) != "with" or not dep_in(head, "obl"):
        return None
    subj = subject(b.doc, head.head) if b.doc.tokens[head.head].lemma in _TRAVEL else None
    j = b.at(subj) if subj is not None else None
    parties = {b.entities[e].party for e in b.bound.get(j, ())} if j is not None else set()
    return parties.pop() if len(parties) == 1 else None
