"""Who asks for or offers a contact, and who is to answer: "A's offer of mediation was rejected by B"."""

from __future__ import annotations

from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Side
from parley.extract.frames.sides import oblique_mentions, possessors_of, sides_of
from parley.extract.language.governors import cue_of
from parley.extract.language.tree import dep_in, obliques, subject
from parley.model import Role, Status

_OFFERS: frozenset[str] = cues("status")["noun"]["requested"]
_BY_OR_FROM = frozenset({"by", "from"})
_PARTIES = frozenset({"with", "between", "among"})
_CONSENT: frozenset[str] = cues("status")["consent"]


def offer_of(context: Context, i: int, *, role: Role) -> tuple[tuple[Side, ...], tuple[Side, ...]] | None:
    """Return who offers the contact told at token `i`, as `role`, and who is to answer.

    None where no offer of it is told, or the contact names for itself with whom it is to be.
    """
    doc, cast = context.doc, context.cast
    offer = doc.tokens[i].head
    subj = subject(doc, offer)
    if doc.tokens[offer].pos == "VERB" and subj is not None and subj < i < offer:
        offer = subj  # "a request for talks was rejected", where the tree hangs the talks on the verb
    verb = doc.tokens[offer].head
    if doc.tokens[offer].lemma not in _OFFERS or not dep_in(doc.tokens[offer], "nsubj", "obj"):
        return None
    if any(case in _PARTIES and cast.at(j) is not None for case, j in obliques(doc, i)):
        return None
    offering = (*possessors_of(context, offer), *oblique_mentions(context, offer, _BY_OR_FROM))
    named = tuple(Side(entity=e, role=role, first=a, last=b) for e, a, b in cast.compound_at(offer))
    ours = sides_of(context, tuple(offering), role) or named
    theirs = sides_of(context, tuple(_answering(context, offer, verb)), Role.PARTICIPANT)
    return (ours, theirs) if ours and theirs else None


def _answering(context: Context, offer: int, verb: int) -> list[int]:
    """Return who answers an offer: "had no answer from B", "was rejected by B", "B turned it down"."""
    doc = context.doc
    things = [j for j in doc.children[verb] if dep_in(doc.tokens[j], "obj", "nsubj:pass")]
    found = [k for j in (*things, verb) for k in oblique_mentions(context, j, frozenset({"from"}))]
    if doc.tokens[offer].dep == "nsubj:pass":
        return found or oblique_mentions(context, verb, frozenset({"by"}))
    answers = doc.tokens[verb].lemma in _CONSENT or cue_of(doc, verb) is Status.REFUSED
    subj = subject(doc, verb) if answers and dep_in(doc.tokens[offer], "obj") else None
    return found or list(context.cast.all_at(subj) if subj is not None else ())
