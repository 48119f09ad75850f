"""What a verb or an event noun says of itself: tense, aspect, modals, negation, and the words that hang on it.

The cue words are data (cues/status.toml).
"""

from __future__ import annotations

import calendar
from itertools import pairwise

from parley.extract.cues import cues, nouns_of
from parley.extract.language.memory import remembered
from parley.extract.language.speakers import quoted_tokens
from parley.extract.language.tree import RELATIVES, SUBJECTS, auxiliaries, case_of, dep_in, marks, particle
from parley.model import Document, Status, Token

_CUES = cues("status")
VERB: dict[str, frozenset[str]] = _CUES["verb"]
ADJECTIVE: dict[str, frozenset[str]] = _CUES["adjective"]
MODAL: dict[str, frozenset[str]] = _CUES["modal"]
_NEGATION: frozenset[str] = _CUES["negation"]
CONDITIONAL: frozenset[str] = _CUES["conditional"]
DISPOSITION: frozenset[str] = _CUES["disposition"]
_STAGED: frozenset[str] = _CUES["staged"]
_BEAR_ON: frozenset[str] = _CUES["bear_on"]
_LATER: frozenset[str] = _CUES["later"]
_INCLINED: frozenset[str] = _CUES["inclined"]
HAPPEN: frozenset[str] = _CUES["happen"]
REPORT: frozenset[str] = cues("attribution")["report"]
_MOTION: frozenset[str] = cues("contacts")["motion"]["to"] | cues("contacts")["motion"]["in"]
_ADDRESSED: frozenset[str] = cues("contacts")["addressed"]
_LETTERS = nouns_of("message")
EVENTS: frozenset[str] = frozenset(cues("contacts")["noun"])
PRESENT = frozenset({"is", "are", "'s", "’s", "'re", "’re", "am"})
_PAST = frozenset({"was", "were", "had", "did"})
_DOUBT = frozenset({"may", "might"})  # what "might not happen" may happen
_ABOUT = frozenset({"at", "on", "around"})
_NONE = ("no", "neither")
_REPORT_REACH = 3  # sentences in which somebody is said to have said what is to come
_RATHER = ("instead of", "without", "rather than", "let alone")  # what stands behind them is not done
# Verbs that say that an event has run its course.
OVER = frozenset({"last", "end", "conclude", "finish", "close"})
_SPANS: frozenset[str] = _CUES["spans"]
_CALENDAR = frozenset({*calendar.month_name, *calendar.day_name}) - {""}
_QUESTION = frozenset({"who", "whom", "what", "when", "where", "why", "how", "which"})

_STATUSES = frozenset(Status)


def listed(lists: dict[str, frozenset[str]], *words: str) -> Status | None:
    """Return the status whose list of cue words has one of `words`."""
    return next((Status(s) for s, entries in lists.items() if s in _STATUSES and not entries.isdisjoint(words)), None)


def is_nominal(token: Token) -> bool:
    """Say whether a token is a noun."""
    return token.pos in ("NOUN", "PROPN")


def negative(status: Status) -> Status:
    """Return what a negation makes of `status`."""
    return Status.REFUSED if status is Status.PLANNED else Status.NOT_HELD


@remembered
def negated(doc: Document, i: int) -> bool:
    """Say whether token `i` is negated, by itself or by its subject."""
    for j in doc.children[i]:
        child = doc.tokens[j]
        low = child.lower
        if low in _NEGATION and dep_in(child, "advmod", "det", "cc", "case", "mark", "nsubj"):
            following = doc.tokens[j + 1].lower if j + 1 < len(doc.tokens) else ""
            if following not in ("only", "just", "least") and not _is_elsewhere(doc, i):
                return True
        if dep_in(child, *SUBJECTS) and low in ("nobody", "none", "neither"):
            return True
        if low == "longer" and j and doc.tokens[j - 1].lower == "no":
            return True
        if dep_in(child, *SUBJECTS) and any(
            doc.tokens[k].lower in _NONE and dep_in(doc.tokens[k], "det", "cc") for k in doc.children[j]
        ):
            return True
    return False


def _is_elsewhere(doc: Document, i: int) -> bool:
    """Say whether only a day or place of verb `i` is negated: "will not be held in Lima, but in Quito"."""
    cases = {case_of(doc, j) for j in doc.children[i] if j > i and dep_in(doc.tokens[j], "obl")} - {""}
    rest = doc.tokens[i + 1 : doc.sentences[doc.tokens[i].sentence].last]
    told = any(but.lower == "but" and case.lower in cases for but, case in pairwise(rest))
    return told and not any(t.pos in ("VERB", "AUX") for t in rest)


def took_its_course(doc: Document, i: int) -> bool:
    """Say whether the verb at `i` tells in the past that its event happened: "took place", "was held", "lasted"."""
    lemma = doc.tokens[i].lemma
    return (lemma in HAPPEN or lemma in OVER) and is_past(doc, i) and of_verb(doc, i) is Status.OCCURRED


def present_forms(lemma: str) -> frozenset[str]:
    """Return the forms of the simple present of a verb."""
    return frozenset({lemma, lemma + "s", lemma + "es", lemma[:-1] + "ies", *({"has"} if lemma == "have" else ())})


def is_past(doc: Document, i: int) -> bool:
    """Say whether the finite verb at `i` is past: "held", "was held", "had met"."""
    aux = auxiliaries(doc, i)
    token = doc.tokens[i]
    if aux:
        return bool(_PAST & set(aux)) or (bool({"has", "have"} & set(aux)) and not _modal(aux))
    low = token.lower
    finite = token.pos == "VERB" and not low.endswith("ing") and "to" not in marks(doc, i)
    return finite and low not in present_forms(token.lemma)


def _modal(aux: tuple[str, ...]) -> Status | None:
    found = None
    for name, words in MODAL.items():
        if not words.isdisjoint(aux):
            found = Status(name)
    if found is Status.REQUESTED and "have" in aux:
        return Status.HYPOTHETICAL  # "must have met" guesses, "should have met" regrets
    return found


@remembered
def of_verb(doc: Document, i: int) -> Status:
    """Return what the verb (or other predicate) at `i` says by its own tense, modals and negation."""
    token = doc.tokens[i]
    aux = auxiliaries(doc, i)
    to = "to" in marks(doc, i)
    if not CONDITIONAL.isdisjoint(marks(doc, i)):
        return Status.HYPOTHETICAL
    if case_of(doc, i) in _RATHER or _joined_by(doc, i) in _RATHER:
        return Status.NOT_HELD
    if _due(doc, i):
        return Status.PLANNED
    status = _modal(aux) or Status.OCCURRED
    if "would" in aux and "have" not in aux and _future_of_the_past(doc, i):
        status = Status.PLANNED
    if {"would", "be"} <= set(aux) and token.lower.endswith("ing"):
        status = Status.PLANNED  # "would be visiting", as ministries of South Asia announce it
    if status in (Status.PLANNED, Status.HYPOTHETICAL) and _on_condition(doc, i):
        status = Status.HYPOTHETICAL
    if status is not Status.OCCURRED and _asked(doc, i):
        status = Status.HYPOTHETICAL
    if to and token.dep == "acl" and _headline(doc, i):
        return Status.PLANNED  # "X to host Y"
    if to and "have" in aux and not {"was", "were"}.isdisjoint(_with_shared(doc, i)):
        return Status.NOT_HELD  # "was to have met", "and to have dined"
    if is_said_to_come(doc, i):
        return Status.PLANNED
    been = "been" in aux  # "had been to see the king" and is back
    if to and not been and (token.dep == "root" or not {*PRESENT, "was", "were"}.isdisjoint(aux)):
        status = Status.PLANNED
    if status is Status.OCCURRED and _asked(doc, i):
        return Status.HYPOTHETICAL
    if status is Status.OCCURRED and token.lower.endswith("ing"):
        told = is_headed(doc, i) or not (PRESENT | _PAST).isdisjoint(aux)
        if token.lemma in _MOTION and told and not _of_events(doc, i):
            status = Status.PLANNED  # "was heading back to", not yet there
        elif not PRESENT.isdisjoint(aux):
            status = Status.ONGOING
    if to and any(doc.tokens[j].lower == "yet" for j in doc.children[i]):
        return Status.NOT_HELD
    if not negated(doc, i):
        return status
    if status is Status.PLANNED and _any_more(doc, i):
        return Status.CANCELLED  # "will no longer travel"
    if status is Status.REQUESTED:
        return Status.HYPOTHETICAL  # who "should not meet them" may
    if status is Status.PLANNED and _is_later(doc, i):
        return Status.POSTPONED  # "will not come before June"
    return status if not _DOUBT.isdisjoint(aux) else negative(status)


def is_said_to_come(doc: Document, i: int) -> bool:
    """Say whether a bare infinitive is all that is said: "X to travel to Y on Saturday, his spokesman said"."""
    token = doc.tokens[i]
    told = dep_in(token, "ccomp") and i < token.head and doc.tokens[token.head].lemma in REPORT
    return told and "to" in marks(doc, i) and not auxiliaries(doc, i)


def is_headed(doc: Document, i: int) -> bool:
    """Say whether the participle at `i` is all the verb that a heading has: "Minister leaving for Oslo"."""
    token = doc.tokens[i]
    alone = token.dep == "root" and token.lower.endswith("ing") and not auxiliaries(doc, i)
    return alone and token.pos == "VERB" and doc.in_heading(i)


def _any_more(doc: Document, i: int) -> bool:
    """Say whether what negated verb `i` tells was to be before: "will no longer travel", "will not come anymore"."""
    words = {doc.tokens[j].lower for j in doc.children[i] if dep_in(doc.tokens[j], "advmod")}
    return not words.isdisjoint(("longer", "anymore"))


def _is_later(doc: Document, i: int) -> bool:
    """Say whether verb `i` has a time before which it is not done: "before June", "until the middle of next week"."""
    times = (j for j in doc.children[i] if case_of(doc, j) in ("before", "until", "till"))
    return any(doc.tokens[j].text in _CALENDAR or doc.tokens[j].lemma.lower() in _SPANS for j in times)


def _with_shared(doc: Document, i: int) -> tuple[str, ...]:
    """Return the auxiliaries of verb `i` and of the one that it is joined to."""
    over = doc.tokens[i].head if doc.tokens[i].dep == "conj" else i
    return (*auxiliaries(doc, i), *auxiliaries(doc, over))


def _joined_by(doc: Document, i: int) -> str:
    """Return the words that join token `i` to what is before it: "sent his deputy rather than call on the king"."""
    joining = doc.child(i, "cc")
    if joining is None:
        return ""
    return " ".join(doc.tokens[j].lower for j in (joining, *doc.children[joining]))


def _of_events(doc: Document, i: int) -> bool:
    """Say whether events are the subject of verb `i`: "talks are continuing" in Geneva, an envoy is to it."""
    return any(dep_in(doc.tokens[j], *SUBJECTS) and doc.tokens[j].lemma.lower() in EVENTS for j in doc.children[i])


def _due(doc: Document, i: int) -> bool:
    """Say whether "was due to" hangs on token `i`: the tree often takes it for a preposition or an adverb."""
    adverb = any(dep_in(doc.tokens[j], "advmod") and doc.tokens[j].lower == "due" for j in doc.children[i])
    if [t.lower for t in doc.tokens[max(i - 2, 0) : i]] == ["due", "to"] and doc.tokens[i].pos == "VERB":
        return True
    last = max(doc.subtree(i)) + 1 if is_nominal(doc.tokens[i]) else len(doc.tokens)
    behind = [t.lower for t in doc.tokens[last : last + 2]]
    if behind[:1] == ["due"] and behind != ["due", "to"]:
        return True  # "a meeting of the two due Wednesday was put off"
    return adverb or (case_of(doc, i).startswith("due") and bool(auxiliaries(doc, i)))


def _headline(doc: Document, i: int) -> bool:
    """Say whether the infinitive at `i` is the predicate of a line without a verb."""
    head = doc.tokens[doc.tokens[i].head]
    return head.dep == "root" and (head.pos == "PROPN" or doc.sentences[head.sentence].heading)


def _future_of_the_past(doc: Document, i: int) -> bool:
    """Say whether "would" is a future seen from the past: in reported speech, or with a later time."""
    token = doc.tokens[i]
    if token.lemma in _INCLINED or any(doc.tokens[j].lower in _INCLINED for j in doc.children[i]):
        return False  # "said he would gladly meet her"
    if any(doc.tokens[k].lower == "any" for j in doc.children[i] if j > i for k in doc.children[j]):
        return False  # "said he would meet her any time"
    if i in quoted_tokens(doc):
        return False  # whose words are his own says "will"
    if any(doc.tokens[j].lemma in REPORT for j in doc.children[i] if doc.tokens[j].dep == "parataxis"):
        return True
    if any(doc.tokens[k].lower in _LATER for j in doc.children[i] for k in (j, *doc.children[j])):
        return True
    if token.head == token.i:
        return _goes_on_reporting(doc, i)
    while token.head != token.i:
        governor = doc.tokens[token.head]
        if dep_in(token, "ccomp", "parataxis"):
            told = (REPORT, VERB["planned"], VERB["denied"], VERB["neutral"])
            present = governor.lower in present_forms(governor.lemma) and not auxiliaries(doc, governor.i)
            return any(governor.lemma in verbs for verbs in told) and not present
        if token.dep not in ("conj", "xcomp"):
            break
        token = governor
    return False


def _goes_on_reporting(doc: Document, i: int) -> bool:
    """Say whether a sentence goes on with what somebody said was to come: "He said he would fly. He would meet"."""
    number = doc.tokens[i].sentence
    for sentence in doc.sentences[max(number - _REPORT_REACH, 0) : number]:
        for told in doc.tokens[sentence.first : sentence.last]:
            said = dep_in(told, "ccomp") and doc.tokens[told.head].lemma in REPORT and is_past(doc, told.head)
            aux = auxiliaries(doc, told.i) if said else ()
            if "would" in aux and "have" not in aux and not _on_condition(doc, told.i):
                return True
    return False


def _on_condition(doc: Document, i: int) -> bool:
    """Say whether an if-clause hangs on verb `i`: "will meet if the truce holds"."""
    return any(
        dep_in(doc.tokens[j], "advcl")
        and not CONDITIONAL.isdisjoint(marks(doc, j))
        and "even" not in (doc.tokens[k].lower for k in doc.children[j])
        for j in doc.children[i]
    )


def _asked(doc: Document, i: int) -> bool:
    """Say whether the clause of verb `i` is a question that a yes or a no answers."""
    token = doc.tokens[i]
    last = doc.tokens[doc.sentences[token.sentence].last - 1]
    first = next((j for j in doc.children[i] if dep_in(doc.tokens[j], "aux", "cop")), None)
    subj = next((j for j in doc.children[i] if dep_in(doc.tokens[j], *SUBJECTS)), None)
    if first is None or subj is None or first > subj:
        return False
    if any(j < first and doc.tokens[k].lower in _QUESTION for j in doc.children[i] for k in (j, *doc.children[j])):
        return False
    inverted = doc.tokens[first].lower == "had" and first == min(doc.children[i])
    return inverted or "?" in (last.text, doc.tokens[max(last.i - 1, 0)].text)


def of_noun(doc: Document, i: int) -> Status:
    """Return what the words around an event noun say: "planned visit", "no meeting", "talks scheduled for Monday"."""
    status = Status.OCCURRED
    for j in doc.children[i]:
        child = doc.tokens[j]
        low = child.lower
        if dep_in(child, "det") and low == "any":
            status = Status.HYPOTHETICAL
        if dep_in(child, "amod", "advmod", "compound") and low != "about":  # "after about an hour of talks"
            status = listed(ADJECTIVE, low, child.lemma) or status
        elif child.dep == "nmod:poss" and any(doc.tokens[k].lower in _LATER for k in (j, *doc.children[j])):
            status = Status.PLANNED  # "next month's meeting", "tomorrow's talks"
        elif dep_in(child, "acl"):
            status = _of_clause(doc, j) or status
    if _due(doc, i):
        return Status.PLANNED
    case = case_of(doc, i)
    if case in ("ahead of", "before", "prior to", "until", "pending") and not _told_since(doc, i):
        status = Status.PLANNED
    if case in ("without", "instead of"):
        status = Status.NOT_HELD
    return negative(status) if negated(doc, i) else status


def _told_since(doc: Document, i: int) -> bool:
    """Say whether a clause tells in the past what was at event noun `i`: "before talks with A that ended early".

    The tree often hangs it on the name before it, of whom it would be "who".
    """
    names = [j for j in doc.children[i] if dep_in(doc.tokens[j], "nmod")]
    clauses = [k for j in (i, *names) for k in doc.children[j] if doc.tokens[k].dep == "acl:relcl"]
    return any(
        is_past(doc, k)
        and of_verb(doc, k) is Status.OCCURRED
        and any(t.lower in ("that", "which") for t in doc.tokens[min(doc.subtree(k)) :][:2])
        for k in clauses
    )


def _of_clause(doc: Document, j: int) -> Status | None:
    """Return what a clause behind an event noun says of it: "scheduled for May", "to be held in May"."""
    clause = doc.tokens[j]
    if clause.lower in DISPOSITION:
        return None  # "talks open on Monday"
    if clause.lemma in _STAGED and clause.dep == "acl" and doc.child(j, "obl:agent") is not None:
        return None
    if clause.lemma in _ADDRESSED and doc.tokens[clause.head].lemma in _LETTERS:
        return None  # "a message meant for the king"
    if any(doc.tokens[k].lemma in OVER for k in doc.children[j] if doc.tokens[k].dep == "xcomp"):
        return None  # "a visit expected to last three days"
    if clause.lemma == "call" and doc.child(j, "xcomp", "obj") is not None:
        return None  # "a meeting that officials called useful"
    if clause.lemma in _BEAR_ON and any(case_of(doc, k) in _ABOUT for k in doc.children[j]):
        return None  # "a visit aimed at closer ties"
    own = [doc.tokens[k].lower for k in doc.children[j] if dep_in(doc.tokens[k], *SUBJECTS)]
    if own and RELATIVES.isdisjoint(own):
        return None  # "is in Davos, where he is expected"
    cue = listed(VERB, clause.lemma, phrasal(doc, j)) or listed(ADJECTIVE, clause.lower)
    participle = clause.pos in ("VERB", "ADJ") and "to" not in marks(doc, j)
    participle = participle and not clause.lower.endswith("ing")  # "talks of mediators seeking a truce"
    passive = clause.dep == "acl" or any(dep_in(doc.tokens[k], "aux:pass") for k in doc.children[j])
    if cue is not None and participle and passive:
        return negative(cue) if negated(doc, j) else cue
    modal = _modal(auxiliaries(doc, j))
    # "talks to be held", not "a visit to attend a forum"
    happens = (clause.lemma in HAPPEN or clause.lemma == "be") and doc.child(j, "obj") is None
    return Status.PLANNED if modal is Status.PLANNED or ("to" in marks(doc, j) and happens) else None


def phrasal(doc: Document, i: int) -> str:
    """Return the lemma of verb `i` with its particle or adverb: "call_off", "push_back"."""
    words = (doc.tokens[j].lower for j in doc.children[i])
    found = particle(doc, i) or next((word for word in words if word in ("back", "away", "through", "forward")), None)
    return f"{doc.tokens[i].lemma}_{found}" if found else doc.tokens[i].lemma
