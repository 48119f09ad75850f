"""What days tell of a status that the words leave open: "arrives on Friday" is a plan before Friday."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from parley.extract.circumstances.goals import is_moved
from parley.extract.circumstances.timing import clause_of, own_times, when_of
from parley.extract.cues import cues
from parley.extract.dates.times import TimeExpression
from parley.extract.language.talked_of import is_talked_of
from parley.extract.language.tense import OVER, is_past, of_verb, present_forms
from parley.extract.language.tree import auxiliaries, case_of, dep_in, marks, predicate
from parley.model import Document, Status, When

_UNCHANGED: frozenset[str] = cues("status")["unchanged"]
_HABITUAL: frozenset[str] = cues("status")["habitual"]
_SETTING_OUT: frozenset[str] = cues("status")["setting_out"]
_GOING_ON: frozenset[str] = cues("status")["going_on"]
_UNITS = frozenset(cues("dates")["units"])
_AGAIN = re.compile(
    r"\b(?:every|each) (?:\w+ )?(?:day|week|month|year|years|months|weeks|spring|summer|autumn|winter)\b"
    r"|\b(?:once|twice|times) (?:a|an|each|every|per) (?:day|week|month|year)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BEFORE = frozenset({"before", "prior to"})
_AHEAD = _BEFORE | {"ahead of"}
_AFTER = frozenset({"after", "following"})


def dated_status(
    doc: Document, trigger: int, status: Status, when: When, *, day: dt.date | None, times: Sequence[TimeExpression]
) -> Status:
    """Return the status of a happening whose words have `status`, told on `day` of `when`."""
    if day is not None and status is Status.PLANNED and _is_over(doc, trigger, when, day, times):
        return Status.OCCURRED
    ahead = status is Status.PLANNED and (day is None or (when.start is not None and when.start > day))
    if ahead and is_moved(doc, trigger, clause_of(doc, trigger), times, when):
        return Status.POSTPONED
    if day is None or not status.took_place:
        return status
    verb = predicate(doc, trigger)
    if is_backshifted(doc, verb) and (when.end is None or when.end >= day):
        return Status.PLANNED
    if when.start is None:
        away = _SETTING_OUT | (_GOING_ON if trigger == verb else frozenset())
        if is_present(doc, verb) and doc.tokens[verb].lemma in away and not doc.in_heading(verb):
            return Status.PLANNED  # "heads to Oslo"
        return Status.PLANNED if _beside_plan(doc, trigger, day, times) else status
    noun = doc.tokens[trigger].pos in ("NOUN", "PROPN")
    noun = noun and (doc.tokens[trigger].head != verb or is_talked_of(doc, trigger) or _is_theme(doc, trigger))
    if when.start > day and (noun or not is_past(doc, verb)):
        return Status.PLANNED  # "is meeting on Friday", "their meeting on Friday", "discussed the talks of Friday"
    headed = doc.in_heading(verb) or doc.tokens[verb].lemma in OVER  # "ends his visit today"
    headed = headed or bool(_YEAR.search(when.text or ""))  # a caption: "A meets B in Rome, May 2, 2009"
    return Status.PLANNED if is_present(doc, verb) and when.start == day and not headed else status


def is_backshifted(doc: Document, verb: int) -> bool:
    """Say whether a past stands for a time to come in reported speech: "they would talk when she visited Peru"."""
    token = doc.tokens[verb]
    then = dep_in(token, "advcl") and any(doc.tokens[j].lower == "when" for j in doc.children[verb])
    return then and is_past(doc, verb) and "would" in auxiliaries(doc, token.head)


def _is_over(doc: Document, trigger: int, when: When, day: dt.date, times: Sequence[TimeExpression]) -> bool:
    """Say whether what something came before has been, by its day: "A and B pose ahead of their talks on May 2".

    The day of what came before is not its own: "ahead of a summit, ministers met on Monday".
    """
    ahead = case_of(doc, trigger) in _AHEAD and doc.tokens[trigger].pos == "NOUN"
    posing = is_present(doc, predicate(doc, trigger))
    own = ahead and (posing or any(t.when == when for t in own_times(doc, trigger, times)))
    return own and when.end is not None and when.end < day


def _is_theme(doc: Document, noun: int) -> bool:
    """Say whether a noun is only said to be something: "her trip next week was the main subject of the talks"."""
    over = doc.tokens[doc.tokens[noun].head]
    return doc.tokens[noun].dep == "nsubj" and over.pos == "NOUN" and doc.child(over.i, "cop") is not None


def in_general(doc: Document, trigger: int) -> bool:
    """Say whether a happening is told of no time at all: "the two meet twice a year", "they hold regular talks"."""
    verb = predicate(doc, trigger)
    if not is_present(doc, verb):
        return False
    below = [doc.tokens[j] for j in (*doc.children[verb], *doc.children[trigger])]
    often = any(t.dep in ("advmod", "amod") and t.lower in _HABITUAL for t in below)
    return often or bool(_AGAIN.search(" ".join(doc.tokens[j].lower for j in sorted(doc.subtree(verb)))))


def is_present(doc: Document, i: int) -> bool:
    """Say whether the word at `i` is a verb in the simple present."""
    verb = doc.tokens[i]
    present = verb.pos == "VERB" and verb.lower in present_forms(verb.lemma)
    bare = bool(auxiliaries(doc, i)) or "to" in marks(doc, i)
    return present and not bare and verb.lower not in _UNCHANGED


def _order(doc: Document, i: int) -> str:
    """Return the preposition before the phrase of token `i`; the tree takes "following" for a verb beside it."""
    opening = min(doc.subtree(i))
    return case_of(doc, i) or (doc.tokens[opening - 1].lower if opening else "")


def _beside_plan(doc: Document, trigger: int, day: dt.date, times: Sequence[TimeExpression]) -> bool:
    """Say whether what has no day of its own comes before or after something planned for a day to come.

    "meets the king on Friday before flying home", "will meet the king on Friday, following a summit in Oslo". Told
    first, what the plan follows is known already: "after a meeting with the king, he will fly home on Friday".
    """
    i = trigger
    while (order := _order(doc, i)) not in _BEFORE | _AFTER:
        if doc.tokens[i].head == i or doc.tokens[i].dep.startswith(("acl:relcl", "ccomp", "parataxis")):
            return False
        i = doc.tokens[i].head
    lead = predicate(doc, doc.tokens[i].head)
    if lead == i or (order in _AFTER and i < lead):
        return False
    if not is_present(doc, lead) and of_verb(doc, lead) is not Status.PLANNED:
        return False
    if order in _AFTER and doc.tokens[max(min(doc.subtree(i)) - 1, 0)].lemma in _UNITS:
        return False  # "comes two weeks after the king met her" counts from what has been
    start = when_of(doc, lead, times).start
    return start is not None and start > day
