"""When: the times around a trigger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from parley.extract.circumstances.goals import goal_of, is_former
from parley.extract.circumstances.other_times import (
    ELSEWHERE,
    counts_within,
    is_ahead,
    is_beside,
    is_meanwhile,
    is_of_other,
    is_of_topic,
    is_of_what_is_ahead,
    is_of_what_was_before,
    is_off,
    is_still_ahead,
    is_talked_about,
)
from parley.extract.cues import cues, nouns_of
from parley.extract.dates.anchors import bounded
from parley.extract.dates.context import since_phrase
from parley.extract.dates.patterns import UNITS, fold
from parley.extract.dates.times import TimeExpression, TimeKind
from parley.extract.language.earlier import came_before
from parley.extract.language.talked_of import is_talked_of
from parley.extract.language.tense import OVER, REPORT, is_past, of_verb
from parley.extract.language.tree import SUBJECTS, auxiliaries, case_of, cases_of, dep_in, marks, measured, predicate
from parley.model import UNDATED, Document, Precision, Status, Token, When

_BELONGS = cues("dates")["belongs"]
GATHERINGS = frozenset(cues("dates")["stay"]["gatherings"])
_HOLDING, DECIDING = frozenset(_BELONGS["holding"]), frozenset(_BELONGS["own"])
_SENDING = frozenset(_BELONGS["sending"])
_VISIT: str = cues("contacts")["kinds"]["visit"]
_MESSAGE: str = cues("contacts")["kinds"]["message"]
_VISITS = nouns_of(_VISIT)
_MESSAGES = nouns_of(_MESSAGE)
_STRETCHES: frozenset[str] = cues("contacts")["stretches"]
_VAGUE: frozenset[str] = cues("contacts")["vague"]
_PHRASE = 25  # words in which a noun with a long name behind it may end
_LEAVING = frozenset({"return", "leave", "depart"})
_WHERE = frozenset({"in", "at", "to", ""})


def tells_of(doc: Document, noun: int) -> bool:
    """Say whether a clause tells of the happening that its noun reminds of: "the meeting took place in Oslo".

    What is said at it has times and places of its own: "during the meeting they recalled their visit to Oslo".
    """
    verb = doc.tokens[predicate(doc, noun)]
    told = verb.pos != "VERB" or verb.lemma in OVER | _telling(doc, noun)
    return dep_in(doc.tokens[noun], "nsubj", "obj") and told


def _telling(doc: Document, noun: int) -> frozenset[str]:
    """Return the verbs that put their time to an event noun; a letter has some of its own."""
    return _HOLDING | _SENDING if doc.tokens[noun].lemma.lower() in _MESSAGES else _HOLDING


def own_times(doc: Document, noun: int, times: Sequence[TimeExpression]) -> list[TimeExpression]:
    """Return the times that hang on a noun or stand right behind it."""
    return [t for t in times if noun in _chain(doc, t.governor) or t.first - 2 <= noun + 1 <= t.first]


def when_of(doc: Document, trigger: int, times: Sequence[TimeExpression]) -> When:
    """Return the time that the trigger's clause states for it, `UNDATED` when it states none."""
    sentence = doc.sentences[doc.tokens[trigger].sentence]
    near = [t for t in times if sentence.first <= t.first < sentence.last]
    candidates = [
        t
        for t in near
        if (t.may_date or (t.dates_governor_only and _is_in_since(doc, t, trigger)))
        and not (t.form == "anchored" and t.first <= trigger < t.last)  # "a day after the talks"
        and not (t.form == "inverse" and trigger not in doc.subtree(t.head))
        and not _is_before(doc, t, trigger)
    ]
    clause = clause_of(doc, trigger)
    if (goal := goal_of(doc, clause, times)) is not None:
        return goal
    if not candidates:
        return _told_by_relative(doc, clause, near)
    scored = [(s, -abs(t.head - trigger), n) for n, t in enumerate(candidates) if (s := _near(doc, t, trigger, clause))]
    scored = [s for s in scored if not is_former(doc, candidates[s[2]])] or scored
    if not scored:
        told = _told_by_relative(doc, clause, near)
        return told if told != UNDATED else _told_where(doc, clause, candidates)
    chosen = max(scored)
    # "on 3 May, when he travels to Rome for the summit next year"
    if chosen[0] < 4 and (told := _told_by_relative(doc, clause, near)) != UNDATED:
        return told
    while again := [s for s in scored if s[0] == chosen[0] and _joined(doc, candidates[s[2]], candidates[chosen[2]])]:
        chosen = again[0]  # "on Monday and again on Tuesday": one contact of several days begins on the first
    best = candidates[chosen[2]].when
    for score, _, n in scored:
        if score == chosen[0] and _goes_on(doc, candidates[chosen[2]], candidates[n]):
            best = replace(
                best, end=candidates[n].when.end, text=doc.span(candidates[chosen[2]].first, candidates[n].last)
            )
    if counts_within(doc, candidates[chosen[2]]) and any(_inside(t.when, best) for t in near):
        return UNDATED  # "was in Oslo on Friday, where she met him for the third time this year"
    if _is_over(doc, trigger, clause, candidates[chosen[2]]):
        return bounded(best, TimeKind.BEFORE)
    # "will travel on June 28 for the 2022 summit": the day says more than the year.
    finer = [w for _, _, n in scored if _inside(w := candidates[n].when, best)]
    # "has met him twice this year: in Oslo on 3 May and …"
    finer += [t.when for t in candidates if trigger < t.first and _inside(t.when, best) and _no_verb(doc, trigger, t)]
    if best.precision is Precision.YEAR and finer:
        return finer[0]
    # "on Monday, the last day of a three-day visit": the day that is the clause's own
    time = candidates[chosen[2]]
    length = time.form == "duration" and time.governor != trigger and trigger not in doc.subtree(time.head)
    own = [w for s, _, n in scored if length and s >= 4 and _inside(w := candidates[n].when, best)]
    # "on Monday for three days": from then on
    own += [t.when for s, _, n in scored if s >= 4 and _lasts(doc, t := candidates[n], time)]
    return next(iter(own), best)


def _is_before(doc: Document, length: TimeExpression, trigger: int) -> bool:
    """Say whether a length went by before what is told: "flew home on Friday after two days in Oslo"."""
    after = length.form == "duration" and case_of(doc, length.head) in ("after", "following")
    return after and trigger not in doc.subtree(length.head)


def _lasts(doc: Document, length: TimeExpression, day: TimeExpression) -> bool:
    """Say whether a length tells how long goes on what begins on a day: "on Monday for three days"."""
    begins = length.when.start is not None and length.when.start == day.when.start == day.when.end
    return begins and length.form == "duration" and case_of(doc, length.head) == "for" and day.first < length.first


def _is_over(doc: Document, trigger: int, clause: int, time: TimeExpression) -> bool:
    """Say whether the time is that of what followed a visit: "returned on Wednesday after a visit to Bern"."""
    noun = measured(doc, trigger, _STRETCHES)
    after = clause != trigger and case_of(doc, noun) in ("after", "following")
    return after and doc.tokens[trigger].lemma in _VISITS - {"arrival"} and time.governor == clause


def _joined(doc: Document, first: TimeExpression, second: TimeExpression) -> bool:
    """Say whether nothing but "and again on" stands between two times."""
    words = {t.lower for t in doc.tokens[first.last : second.first]}
    return first.last < second.first and "and" in words and words <= {"and", "again", "then", "on", ","}


def _goes_on(doc: Document, first: TimeExpression, second: TimeExpression) -> bool:
    """Say whether two times are days on end: "on Monday and on Tuesday"."""
    words = [t.lower for t in doc.tokens[first.last : second.first]]
    day, then = first.when.end, second.when.start
    return words == ["and", "on"] and day is not None and then is not None and (then - day).days == 1


def clause_of(doc: Document, trigger: int) -> int:
    """Return what says when and where the trigger was: its predicate, or that of "the last time they met was …"."""
    clause = predicate(doc, trigger)
    token = doc.tokens[clause]
    time = doc.tokens[token.head]
    told = token.dep == "acl:relcl" and time.lemma in ("time", "occasion") and time.dep in SUBJECTS
    return predicate(doc, time.head) if told else clause


def _told_where(doc: Document, clause: int, times: Sequence[TimeExpression]) -> When:
    """Return the day of what is told of the place of a "where": "opened a school in Quito on Friday, where she met"."""
    token = doc.tokens[clause]
    where = next((j for j in doc.children[clause] if doc.tokens[j].lower == "where"), None)
    if where is None or not token.dep.startswith("acl:relcl"):
        return UNDATED
    place = doc.tokens[token.head]
    if case_of(doc, place.i) not in _WHERE:  # "on a trip that began on Monday in Lima, where": hung on the trip
        before = where - 2 if doc.tokens[where - 1].text == "," else where - 1
        place = doc.tokens[next((i for i in _chain(doc, before) if cases_of(doc, i)), before)]
    if case_of(doc, place.i) not in _WHERE or clause in _chain(doc, place.i):
        return UNDATED
    verb = predicate(doc, place.head)
    away = doc.tokens[verb].lemma in REPORT or doc.tokens[verb].lemma in _LEAVING
    if away or not is_past(doc, clause) or "had" in auxiliaries(doc, clause):
        return UNDATED
    return when_of(doc, verb, times) if of_verb(doc, verb) is Status.OCCURRED and is_past(doc, verb) else UNDATED


def _told_by_relative(doc: Document, clause: int, times: Sequence[TimeExpression]) -> When:
    """Return the time that a clause goes on from: "in Accra next month, when he is to visit", "since May, when"."""
    for i in _chain(doc, clause):
        for j in doc.children[i]:
            if doc.tokens[j].lower == "when" and doc.tokens[j].dep == "advmod":
                before = j - 1 if doc.tokens[j - 1].text == "," else j
                return next((t.named for t in times if t.last == before), UNDATED)
    return UNDATED


def _no_verb(doc: Document, trigger: int, time: TimeExpression) -> bool:
    return not any(token.pos in ("VERB", "AUX") for token in doc.tokens[trigger + 1 : time.first])


def _inside(a: When, b: When) -> bool:
    if not (a.start and a.end and b.start and b.end):
        return False
    return a != b and b.start <= a.start and a.end <= b.end


def _near(doc: Document, time: TimeExpression, trigger: int, clause: int) -> int:
    """Score how surely `time` dates the trigger; 0 when it belongs to something else."""
    chain = _chain(doc, time.governor)
    if time.governor in held(doc, trigger):
        return 5
    if is_of_what_is_ahead(doc, time, trigger) or is_of_what_was_before(doc, time, trigger):
        return 0
    if counts_within(doc, time):
        return 1 if trigger in chain else 0
    if trigger in chain:
        between = chain[: chain.index(trigger)]
        if any(is_talked_of(doc, i) and doc.tokens[i].lemma in _VISITS for i in between):
            return 0  # "talked about his visit in May"
        if is_of_topic(doc, time, trigger, between) or is_of_other(doc, between) or is_off(doc, time, between):
            return 0
        if not _crosses(doc, between) or _tells_when(doc, trigger, between):
            return 5
        if _is_held_where(doc, trigger, between):
            return 1
        # "will travel to Munich to attend the February 18-20 conference": the purpose dates the journey.
        purpose = [i for i in between if dep_in(doc.tokens[i], "advcl", "xcomp", "acl") and "to" in marks(doc, i)]
        talked = any(doc.tokens[i].lemma in _VAGUE for i in between)  # "met to discuss a visit in May"
        return 1 if purpose and not talked and sum(doc.tokens[i].pos == "VERB" for i in between) == 1 else 0
    if is_talked_about(doc, trigger):
        return 0
    if clause in chain and not some_time_off(doc, trigger, clause):
        between = chain[: chain.index(clause)]
        if not _crosses(doc, between):
            noun = measured(doc, trigger, _STRETCHES)
            aside = dep_in(doc.tokens[noun], "obl") or case_of(doc, noun) in ("after", "following")
            told = clause != trigger and not aside
            if told and time.governor == clause and _is_own(doc, clause, time):
                return 0  # "announced the visit on Monday"
            if is_still_ahead(doc, trigger, clause, time):
                return 0
            if any((doc.tokens[j].dep == "obj" and j != trigger) or came_before(doc, j, clause) for j in between):
                return 0  # "discussed the elections in 2023", "came after the visit on Friday": the time of those
            return 4 if all(doc.tokens[i].pos != "NOUN" or dep_in(doc.tokens[i], "obl") for i in between[1:]) else 2
    if _closes_aside(doc, time, trigger):
        return 3
    if time.last == trigger and doc.tokens[trigger].pos == "VERB":
        return 3  # "the king yesterday received"
    # The time right behind the trigger, wherever the tree hangs it ("a call on Friday, February 25").
    low, high = sorted((trigger, time.first))
    words = doc.tokens[low + 1 : high]
    reach = 7 if any(t.text == "," for t in words) else 15
    fronted = time.last <= time.governor and time.governor != trigger  # "received him, and on Friday he left"
    if fronted and any(t.pos == "CCONJ" for t in words):
        reach = 0
    if trigger < time.first <= trigger + reach and not any(
        t.pos in ("VERB", "AUX") or t.text in (";", ":") for t in words
    ):
        return 3
    # A light verb or a verb of motion above the trigger's own clause ("visited Moscow on Monday to meet").
    token = doc.tokens[clause]
    if token.dep in ("advcl", "xcomp", "conj") and token.head in chain and not is_ahead(doc, trigger, clause):
        between = chain[: chain.index(token.head)]
        if _is_own(doc, token.head, time):
            # "said on Thursday after meeting the king", but "agreed on Sunday to meet"
            fresh = {"after", "following"} & set(marks(doc, clause)) and not some_time_off(doc, trigger, token.head)
            return 2 if fresh and not between else 0
        # "met A on Monday and flew home", but "A met B on Monday and C will see D"
        shared = token.head if doc.child(clause, *SUBJECTS) is not None else clause
        if not _crosses(doc, between) and (token.dep != "conj" or time.first < shared):
            to = "to" in [doc.tokens[j].lower for j in doc.children[clause]]
            goes_on = (clause == trigger and is_beside(doc, clause, token.head)) or is_meanwhile(doc, clause)
            return 2 if token.dep != "advcl" or to or goes_on else 0
    return 0


def _closes_aside(doc: Document, time: TimeExpression, trigger: int) -> bool:
    """Say whether the time ends the relative clause of the trigger: "X, who met Y in Oslo in April, said"."""
    token = doc.tokens[trigger]
    if token.dep != "acl:relcl" or not trigger < time.first or doc.tokens[token.head].dep not in SUBJECTS:
        return False
    main = doc.tokens[token.head].head
    closed = time.last < main and doc.tokens[time.last].text == ","
    return closed and not any(t.pos in ("VERB", "AUX") for t in doc.tokens[trigger + 1 : time.first])


def _is_in_since(doc: Document, time: TimeExpression, trigger: int) -> bool:
    """Say whether a time of a since phrase is that of a trigger within the phrase: "since they met in May"."""
    phrase = since_phrase(doc, time.head)
    if phrase is not None and trigger not in doc.subtree(phrase):
        return False
    return time.governor == trigger or _hangs_on(doc, time.head, trigger)


def _hangs_on(doc: Document, i: int, trigger: int) -> bool:
    """Say whether token `i` is the trigger, part of its own phrase or behind it with no verb between."""
    chain = _chain(doc, i)
    if trigger in chain:
        return not _crosses(doc, chain[: chain.index(trigger)])
    return trigger < i <= trigger + 12 and not any(t.pos in ("VERB", "AUX") for t in doc.tokens[trigger + 1 : i])


def held(doc: Document, i: int) -> list[int]:
    """Return the participles that say how noun `i` was held, also where the tree hangs them on a noun in between."""
    if doc.tokens[i].pos not in ("NOUN", "PROPN"):
        return []
    for token in doc.tokens[i + 1 : min(i + _PHRASE, doc.sentences[doc.tokens[i].sentence].last)]:
        if token.pos == "VERB" and token.dep.startswith("acl") and (to := doc.child(token.i, "xcomp")) is not None:
            return [to] if doc.tokens[to].lemma in _HOLDING else []  # "talks that they were to hold on Monday"
        if token.pos == "VERB":
            return [token.i] if token.lemma in _HOLDING and _says_more(doc, token) else []
    return []


def _says_more(doc: Document, verb: Token) -> bool:
    """Say whether a verb is a participle or relative clause; behind a comma the tree may hang it on the clause."""
    bare = verb.dep == "advcl" and not verb.lower.endswith("ing") and len(doc.children[verb.i]) > 0
    apart = bare and doc.tokens[verb.i - 1].text == "," and not marks(doc, verb.i) and not auxiliaries(doc, verb.i)
    return verb.dep.startswith("acl") or (apart and doc.child(verb.i, *SUBJECTS) is None)


def _tells_when(doc: Document, trigger: int, between: Sequence[int]) -> bool:
    """Say whether a path leads through nothing but "held", "that took place", "which begins" to what they date."""
    telling = _telling(doc, trigger)
    return all(doc.tokens[i].lemma in telling and doc.tokens[i].dep.startswith("acl") for i in between)


def _is_held_where(doc: Document, trigger: int, between: Sequence[int]) -> bool:
    """Say whether a time tells when people do what a gathering is for: "the summit, where A will host B on Tuesday"."""
    clause = between[-1] if between else trigger
    where = any(doc.tokens[j].lower == "where" for j in doc.children[clause])
    relative = doc.tokens[clause].dep == "acl:relcl" and doc.tokens[clause].head == trigger
    return where and relative and doc.tokens[trigger].lemma in GATHERINGS and not _crosses(doc, between[:-1])


def some_time_off(doc: Document, trigger: int, clause: int) -> bool:
    """Say whether days or more part the trigger from its clause: "met on Friday, days after talks"."""
    path = _chain(doc, trigger)
    for i in path[: path.index(clause)] if clause in path else ():
        for j in doc.children[i]:
            token = doc.tokens[j]
            if dep_in(token, "case", "mark") and token.lower in ELSEWHERE and j:
                return UNITS.get(fold(doc.tokens[j - 1].text), "hour") not in ("hour", "minute")
    return False


def _is_own(doc: Document, verb: int, time: TimeExpression) -> bool:
    """Say whether the time, a day, is that of saying, deciding or calling off rather than of what is said."""
    told = case_of(doc, time.head) in ("for", "to", "until", "till")
    return doc.tokens[verb].lemma in DECIDING and time.form in ("weekday", "deictic", "date") and not told


def _chain(doc: Document, i: int) -> list[int]:
    chain = [i]
    while doc.tokens[i].head != i and len(chain) < 60:
        i = doc.tokens[i].head
        chain.append(i)
    return chain


def spells_out(doc: Document, i: int) -> bool:
    """Say whether a phrase without a verb after a colon says what is meant: "met once this year: in Oslo on 3 May"."""
    opening = min(doc.subtree(i))
    colon = ":" in (doc.tokens[opening].text, doc.tokens[opening - 1].text)
    return colon and bool(cases_of(doc, i)) and doc.child(i, *SUBJECTS) is None


def _crosses(doc: Document, between: Iterable[int]) -> bool:
    """Say whether a path from a time to its governor passes through another clause."""
    return any(
        doc.tokens[i].dep.startswith(("acl", "advcl", "ccomp"))
        or doc.tokens[i].pos in ("VERB", "AUX")
        or (doc.tokens[i].dep == "parataxis" and not spells_out(doc, i))
        for i in between
    )
