"""Days of what is told in an aside of a sentence with a day: "speaking by phone to the king, she said on Friday"."""

from __future__ import annotations

from collections.abc import Sequence

from parley.extract.circumstances.timing import when_of
from parley.extract.cues import cues
from parley.extract.dates.times import TimeExpression
from parley.extract.language.tense import PRESENT, REPORT, is_past, of_verb
from parley.extract.language.tree import SUBJECTS, auxiliaries, case_of, dep_in, marks, predicate
from parley.model import UNDATED, Document, Precision, Status, When

_SPEAKING = frozenset(cues("dates")["belongs"]["speaking"])


def when_aside(doc: Document, trigger: int, times: Sequence[TimeExpression]) -> When:
    """Return the day of the clause beside which a happening is told as going on, `UNDATED` when there is none."""
    clause = predicate(doc, trigger)
    over = _speaking_over(doc, clause) if _is_setting(doc, trigger, clause) else None
    over = over if over is not None else _acting_over(doc, clause)
    over = over if over is not None else _telling_over(doc, clause)
    if over is None or not is_past(doc, over) or of_verb(doc, over) is not Status.OCCURRED:
        return UNDATED
    when = when_of(doc, over, times)
    return when if when.precision is Precision.DAY and when.start == when.end else UNDATED


def _is_setting(doc: Document, trigger: int, clause: int) -> bool:
    """Say whether a happening is where or by what means somebody speaks, not what is spoken of."""
    return trigger == clause or case_of(doc, trigger) in ("during", "on", "in", "at")


def _speaking_over(doc: Document, clause: int) -> int | None:
    """Return the verb over a participle of speaking: "speaking by telephone to the king, he offered help"."""
    token = doc.tokens[clause]
    bare = token.lower.endswith("ing") and not auxiliaries(doc, clause) and not marks(doc, clause)
    return token.head if bare and token.lemma in _SPEAKING and dep_in(token, "advcl") else None


def _acting_over(doc: Document, clause: int) -> int | None:
    """Return the verb of whom an aside says where he is: "A, who is on a visit to B, said", "A, visiting B, said"."""
    token = doc.tokens[clause]
    subject = doc.tokens[token.head]
    now = bool(PRESENT & {*auxiliaries(doc, clause)}) and "to" not in marks(doc, clause)
    going_on = token.lower.endswith("ing") and not marks(doc, clause) and (now or not auxiliaries(doc, clause))
    if token.dep == "acl:relcl" and (going_on or (now and token.pos != "VERB")):
        return subject.head if dep_in(subject, *SUBJECTS) else None
    if going_on and token.dep == "acl":
        return subject.head if dep_in(subject, *SUBJECTS) else None
    return None


def _telling_over(doc: Document, clause: int) -> int | None:
    """Return the verb by which somebody tells what has just been: "I have just spoken to him," he wrote on Monday."""
    just = any(doc.tokens[j].lower == "just" for j in doc.children[clause])
    if not just or {"has", "have", "had"}.isdisjoint(auxiliaries(doc, clause)):
        return None
    above = doc.tokens[clause].head
    beside = (j for j in doc.children[clause] if dep_in(doc.tokens[j], "parataxis"))
    return next((j for j in (above, *beside) if j != clause and doc.tokens[j].lemma in REPORT), None)
