"""Visits of which no goal is told, to where the article is written: "B called off his visit", "B is expected today"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parley.extract.cues import cues, nouns_of
from parley.extract.dates.times import is_in_time
from parley.extract.frames.frame import Context, Frame
from parley.extract.frames.sides import oblique_mentions, possessors_of, sides_of
from parley.extract.journeys.visits import VISIT, country_at, visits_by
from parley.extract.language.tree import marks, obliques, subject
from parley.model import Role, Token

_CONTACTS = cues("contacts")
_VISITS = nouns_of(VISIT)
_FORESEEN: frozenset[str] = _CONTACTS["motion"]["foreseen"]


def visits_here(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield the visits of foreigners of whom the article tells no other journey and no contact in another country."""
    if context.here is None or (host := country_at(context, context.here)) is None:
        return
    taken = {f.trigger for f in found}
    for token in context.doc.tokens:
        if token.i in taken:
            continue
        visitors = _visitors(context, token)
        if not visitors:
            continue
        guests = {s.entity for s in sides_of(context, visitors, Role.VISITOR)}
        theirs = [f for f in found if guests & {s.entity for s in f.sides}]
        away = {country_at(context, f.places[0]) for f in theirs if f.places} - {host}
        if guests and not away and not any(f.type == VISIT for f in theirs):
            yield from visits_by(context, token.i, [context.here], visitors, confidence=0.7)


def _visitors(context: Context, token: Token) -> tuple[int, ...]:
    """Return whose visit a noun tells, or who is expected on a day, where no goal and no errand stands beside."""
    doc, i = context.doc, token.i
    if token.pos == "NOUN" and token.lemma in _VISITS and token.dep != "compound":
        aimed = any(
            case not in ("of", "by", "on", "for") and not is_in_time(context.times, j) for case, j in obliques(doc, i)
        )
        owners = possessors_of(context, i) or oblique_mentions(context, i, frozenset({"of", "by"}))
        return () if aimed else tuple(owners)
    foreseen = token.lemma in _FORESEEN and doc.child(i, "nsubj:pass") is not None
    due = token.lower == "due" and token.pos == "ADJ" and doc.child(i, "cop") is not None
    if not (foreseen or due) or any("to" in marks(doc, j) for j in doc.children[i]):
        return ()
    dated = any(t.governor == i for t in context.times if t.may_date)
    aimed = any(not is_in_time(context.times, j) for _, j in obliques(doc, i))
    subj = subject(doc, i)
    return context.cast.all_at(subj) if dated and not aimed and subj is not None else ()
