"""Whether a happening took place, as told: tense, modality, negation and cue words, with their scope on the tree.

The reading starts at the trigger and climbs to the root of its sentence; every governor may change what is known so
far. What the trigger says of itself is in `tense`, what a governor makes of it in `governors` and
`governing_nouns`.
"""

from __future__ import annotations

from dataclasses import replace

from parley.extract.cues import cues, nouns_of
from parley.extract.language.errands import is_still_to_do
from parley.extract.language.governing_nouns import (
    CLAIMS,
    NEGATIVE,
    TRUE,
    UNREAL,
    combine,
    is_definite,
    tells_of,
    tells_status,
)
from parley.extract.language.governors import ATTENDANCE, OTHER_TIME, PHRASE, comes_to_pass, cue_of, phrase_of, under
from parley.extract.language.hearsay import is_called_untrue
from parley.extract.language.memory import remembered
from parley.extract.language.tense import (
    ADJECTIVE,
    CONDITIONAL,
    EVENTS,
    HAPPEN,
    PRESENT,
    is_nominal,
    is_past,
    listed,
    negated,
    negative,
    of_noun,
    of_verb,
    phrasal,
    present_forms,
)
from parley.extract.language.tree import SUBJECTS, auxiliaries, case_of, dep_in, marks, measured, predicate, verb_of
from parley.model import Document, Status, Token

_LOOK_BACK: frozenset[str] = cues("status")["look_back"]
# The forms of event nouns and of what promises events, with their lemma.
_FORMS = {form: noun for noun in (*EVENTS, *tells_of()) for form in (noun, noun + "s")}
_ENDED: frozenset[str] = cues("status")["ended"]
_STRETCHES: frozenset[str] = cues("contacts")["stretches"]
_BEAR_ON: frozenset[str] = cues("status")["bear_on"]
_COURSE = frozenset({"talk", "negotiation", "mediation"})
_OWN_TIME = frozenset({"after", "since", "when", "as", "while", "because", "although", "though", "before", "once"})
_ANYBODY: frozenset[str] = cues("status")["anybody"]
_IN_CASE: frozenset[str] = cues("status")["in_case"]
_ON_THE_WAY = frozenset({"after", "following"})
_SETTLED_IN = _ON_THE_WAY | {"in", "at", "during"}
_JOURNEYS = nouns_of("visit")
_TRAVEL: frozenset[str] = cues("contacts")["motion"]["to"] | cues("contacts")["motion"]["in"]
_PAST: frozenset[str] = cues("status")["past"]
_LEAVING: frozenset[str] = cues("status")["leaving"]
_SHOWING: frozenset[str] = cues("status")["showing"]
_CUT_SHORT: frozenset[str] = cues("status")["cut_short"]
_IN_CONTACT = frozenset({"contact", "touch"})
_LASTING: frozenset[str] = cues("status")["lasting"]
_CARRYING_ON: frozenset[str] = cues("status")["carrying_on"]
_SETTING = frozenset({"after", "following", "since", "despite", "during", "at", "in", "on", "amid", "through"})


@remembered
def read_status(doc: Document, trigger: int) -> Status:
    """Return the status of the happening that token `trigger` tells, by everything its sentence says of it."""
    doc = _with_nouns(doc, doc.tokens[trigger].sentence) or doc
    token = doc.tokens[trigger]
    if token.lemma == "due" and token.pos == "ADJ":
        return Status.PLANNED
    nominal = is_nominal(token)
    if not nominal and is_called_untrue(doc, trigger):
        return Status.DENIED
    own = of_noun(doc, trigger) if nominal else of_verb(doc, trigger)
    if not nominal and _nobody(doc, trigger):
        own = negative(own)
    if nominal and own is Status.OCCURRED and doc.child(trigger, "cop") is not None:
        own = of_verb(doc, trigger)  # "it would have been the first meeting", "it will be a visit"
        own = Status.OCCURRED if own is Status.ONGOING else own
    if nominal and own is Status.OCCURRED and (phrase := _on_programme(doc, trigger)) is not None:
        own = phrase
    if nominal and own is Status.OCCURRED and case_of(doc, trigger) in ("on", "in") and _by_now(doc, trigger):
        return Status.ONGOING  # "currently on a visit"
    if nominal and own is Status.OCCURRED and _is_headed_for(doc, trigger):
        return Status.PLANNED  # a headline: "Minister for talks in Rome"
    if nominal and case_of(doc, trigger) == "against" and doc.child(trigger, "cop") is not None:
        return Status.HYPOTHETICAL  # "is against talks"
    whole = measured(doc, trigger, _STRETCHES)
    if whole != trigger and own is Status.OCCURRED:
        own = of_noun(doc, whole)  # "the next round of talks"
        if own is Status.OCCURRED and phrasal(doc, doc.tokens[whole].head) in _CUT_SHORT:
            return own  # "broke off three days of talks"
    verb = _lost_predicate(doc, whole) if nominal else None
    status = _climb(doc, whole, own) if verb is None else under(doc, replace(token, dep="nsubj"), verb, own)
    if own is Status.OCCURRED and status in (Status.PLANNED, Status.REQUESTED) and nominal and _has_been(doc, trigger):
        return own  # "efforts to save the pact during the recent summit"
    if status is Status.REFUSED and dep_in(token, "nsubj") and doc.tokens[token.head].lemma in HAPPEN:
        return Status.CANCELLED if is_definite(doc, trigger) else status  # "the visit will not take place"
    return Status.ONGOING if nominal and status is Status.OCCURRED and _goes_on(doc, trigger) else status


def _is_headed_for(doc: Document, i: int) -> bool:
    """Say whether a heading without a verb tells what somebody is to go for."""
    head = doc.tokens[doc.tokens[i].head]
    whose = head.pos == "PROPN" and head.dep == "root" and dep_in(doc.tokens[i], "nmod")
    return whose and case_of(doc, i) == "for" and doc.in_heading(i)


def _has_been(doc: Document, i: int) -> bool:
    """Say whether event noun `i` names one that is over, whatever is planned or asked for in its sentence."""
    words = {doc.tokens[j].lower for j in doc.children[i] if dep_in(doc.tokens[j], "amod")}
    return "recent" in words or (is_definite(doc, i) and not words.isdisjoint(_PAST))


def is_lasting(doc: Document, i: int) -> bool:
    """Say whether somebody is only to go on being in contact: "agreed to remain in close contact"."""
    if doc.tokens[i].lemma.lower() not in _IN_CONTACT:
        return False
    around = (doc.tokens[i].head, *(j for j in doc.children[i] if dep_in(doc.tokens[j], "cop")))
    return any(doc.tokens[j].lemma in _LASTING for j in around) and not read_status(doc, i).took_place


def is_carried_on(doc: Document, i: int) -> bool:
    """Say whether talks that go on are only to go on, or to go faster: "agreed to speed up talks"."""
    token = doc.tokens[i]
    verb = token.head
    held_on = dep_in(token, "obj") and verb_of(doc, verb) in _CARRYING_ON
    return held_on and "to" in marks(doc, verb) and not read_status(doc, i).took_place


def _lost_predicate(doc: Document, i: int) -> int | None:
    """Return the verb of noun `i` that the tree puts into its relative clause: "the call that A promised B was cut"."""
    if doc.tokens[i].dep != "root":
        return None
    clauses = (j for j in doc.children[i] if doc.tokens[j].dep == "acl:relcl")
    inner = (k for j in clauses for k in doc.children[j] if k > j and dep_in(doc.tokens[k], "ccomp", "conj"))
    return next((k for k in inner if doc.child(k, *SUBJECTS) is None and _finite(doc, k) and auxiliaries(doc, k)), None)


def _nobody(doc: Document, i: int) -> bool:
    """Say whether the object of verb `i` is nobody: "met neither the king nor his son", "met nobody"."""
    obj = doc.child(i, "obj")
    words = {doc.tokens[j].lower for j in (obj, *doc.children[obj])} if obj is not None else set()
    return bool(words & {"neither", "nobody", "none"}) and not negated(doc, i)


def _on_programme(doc: Document, i: int) -> Status | None:
    """Return what a set phrase before "is" says of event noun `i`: "also on the agenda is a dinner"."""
    copula = doc.child(i, "cop")
    before = [j for j in doc.children[i] if copula is not None and j < copula and dep_in(doc.tokens[j], "nmod", "obl")]
    phrases = (f"{case_of(doc, j)}_{doc.tokens[j].lower}" for j in before)
    return next((status for phrase in phrases if (status := listed(PHRASE, phrase)) is not None), None)


@remembered
def _with_nouns(doc: Document, number: int) -> Document | None:
    """Return the document with the event nouns of a sentence as nouns where the reader takes them for verbs, if any."""
    sentence = doc.sentences[number]
    named = [i for i in range(sentence.first, sentence.last) if doc.tokens[i].lower in _FORMS]
    changed = {i: noun for i in named if (noun := _as_noun(doc, i)) != doc.tokens[i]}
    if not changed:
        return None
    tokens = list(doc.tokens)
    for i, noun in changed.items():
        tokens[i] = noun
    return replace(doc, tokens=tuple(tokens))


def _as_noun(doc: Document, i: int) -> Token:
    """Return a token that may be an event noun as one, unless it is a verb after all."""
    token = doc.tokens[i]
    low = token.lower
    if doc.child(i, "cop", *SUBJECTS) is not None or "to" in marks(doc, i):
        return token
    below = {doc.tokens[j].dep for j in doc.children[i]}
    placed = dep_in(token, "nsubj", "obj", "obl", "nmod") and not low.endswith("ing")
    if token.pos not in ("NOUN", "PROPN") and not (below & {"det", "nmod:poss"} or low == "talks" or placed):
        return token
    dep = token.dep
    if doc.tokens[token.head].pos not in ("VERB", "AUX"):
        pass
    elif dep == "csubj":
        dep = "nsubj"
    elif (
        "obj" not in below
        and token.i > token.head
        and (dep_in(token, "ccomp", "xcomp", "advcl") or (dep == "conj" and "cc" not in below))
    ):  # no object stands before its verb: "in a midnight phone conversation, they agreed"
        dep = "obl" if below & {"case", "mark"} else "obj"
    return replace(token, pos="NOUN", lemma=_FORMS[low], dep=dep)


def _by_now(doc: Document, i: int) -> bool:
    return any(doc.tokens[j].lower in ("currently", "now", "presently") for j in doc.children[i])


def _goes_on(doc: Document, i: int) -> bool:
    """Say whether an event noun is said to be going on: "is on a visit", "is in Rome for talks", "talks continue"."""
    token = doc.tokens[i]
    governor = doc.tokens[token.head]
    case = case_of(doc, i)
    here = [token] if token.head == i or token.dep.startswith(("ccomp", "conj", "acl:relcl")) else []
    if dep_in(token, "nsubj") or (dep_in(token, "obl", "nmod") and case in ("for", "on")):
        here.append(governor)
    for head in here:
        present = any(a in PRESENT for a in auxiliaries(doc, head.i))
        placed = case_of(doc, head.i) in ("on", "in") or head.lower in ("underway", "way", "ongoing")
        if head.pos not in ("VERB", "AUX") and present and placed and phrase_of(doc, head.i) is None:
            return True
        course = head.lemma in _BEAR_ON and token.lemma in _COURSE and not doc.in_heading(i)
        if (course or head.lemma in ("continue", "proceed")) and head.lower.rstrip("s") == head.lemma:
            return True
    engaged = governor.lemma in ("engage", "lock", "involve") and case == "in"
    return engaged and any(a in PRESENT for a in auxiliaries(doc, token.head))


def _is_settled(doc: Document, i: int) -> bool:
    """Say whether verb `i` tells how what is there came about: "will respect the deal reached after talks"."""
    token = doc.tokens[i]
    told = token.dep == "acl" and "to" not in marks(doc, i) and not token.lower.endswith("ing")
    return told and is_definite(doc, token.head)


def _climb(doc: Document, i: int, status: Status) -> Status:
    """Let every governor of token `i` change `status`, until a clause with a time of its own."""
    settled = False  # taken for granted, so that negation above does not reach it: "nothing was agreed at the meeting"
    kept = False  # told to be called off, by what is told further up not to have been done
    for _ in range(40):
        token = doc.tokens[i]
        head = token.head
        if head == i:
            break
        if not is_nominal(token) and _on_condition(doc, i):
            return Status.HYPOTHETICAL
        if (event := _follows(doc, i)) is not None:
            return combine(own, status) if (own := read_status(doc, event)) in UNREAL else status
        if token.dep == "acl:relcl" and doc.tokens[head].lower in _ANYBODY and not is_past(doc, i):
            return Status.HYPOTHETICAL  # "anyone who meets them will be arrested"
        if token.dep.startswith(("acl:relcl", "advcl:relcl")) and not _is_content(doc, i):
            # A relative clause has its own time, but for "it will be the first time they meet".
            again = doc.tokens[head].lemma == "time" and of_verb(doc, head) in UNREAL
            return combine(of_verb(doc, head), status) if again else status
        if token.dep in ("advcl", "acl") and not _OWN_TIME.isdisjoint(_subordinators(doc, i)):
            # So has "after A and B met"; but "will rest before meeting" is all to come.
            # "When he visits, he will be greeted" as well.
            to_come = token.lower in present_forms(token.lemma) and not auxiliaries(doc, i)
            planned = to_come or (not _finite(doc, i) and "before" in marks(doc, i))
            planned = planned and _climb(doc, head, of_verb(doc, head)) is Status.PLANNED
            # "The call comes weeks before they meet": of what has been it would be "met".
            planned = planned or (to_come and "before" in marks(doc, i) and not doc.in_heading(i))
            return combine(Status.PLANNED, status) if planned else status
        if token.dep == "acl" and token.lower.endswith("ing") and doc.tokens[head].pos == "PROPN":
            # "A, speaking to B by phone, offered help" has spoken, "A, speaking to B, will offer help" will speak.
            planned = of_verb(doc, predicate(doc, head)) is Status.PLANNED
            return combine(Status.PLANNED, status) if planned else status
        if is_nominal(token) and dep_in(token, "obl") and case_of(doc, i) in _SETTLED_IN and _is_settled(doc, head):
            return status
        named = doc.tokens[head].pos == "PROPN" and case_of(doc, i) in ("on", "during")
        if is_nominal(token) and dep_in(token, "nmod") and (named or case_of(doc, i) in _ON_THE_WAY):
            # "agreed on a pause after talks", "A, on a visit to B, has urged": hung on the noun before
            head = predicate(doc, head)
            token = replace(token, dep="obl", head=head)
        elif is_nominal(token) and dep_in(token, "obl"):
            head = _clause_of(doc, i)
            if doc.tokens[head].pos == "ADV" and dep_in(doc.tokens[head], "advmod"):
                head = doc.tokens[head].head  # "stayed away from talks"
        fresh = is_nominal(token) and doc.tokens[head].pos == "ADJ" and case_of(doc, token.i) in _ON_THE_WAY
        if fresh or _looks_back(doc, token, head):
            break  # "A, fresh from a visit"
        if dep_in(token, "obj") and is_nominal(token) and phrasal(doc, head) in _LEAVING:
            break  # "will leave the talks early"
        if token.lemma in _ENDED and dep_in(token, "obj") and cue_of(doc, head) is Status.PLANNED:
            break  # "announced the conclusion of his visit"
        if is_nominal(token) and case_of(doc, token.i) in _ON_THE_WAY and doc.tokens[head].lemma in _TRAVEL:
            # A stop of a journey to come is to come: "will travel to Warsaw following talks in Brussels".
            return combine(of_verb(doc, head), status)
        if status is Status.OCCURRED and is_still_to_do(doc, token, head):
            return combine(Status.PLANNED, of_verb(doc, head))
        settled = settled or (is_nominal(token) and _taken_for_granted(doc, token, head))
        if settled and dep_in(token, "ccomp") and _finite(doc, i):
            break
        kept = kept or status in (Status.CANCELLED, Status.POSTPONED)
        changed = under(doc, token, head, status)
        if kept and changed is Status.REFUSED:
            changed = Status.PLANNED  # "turned down a request to call off the visit"
        ahead = of_verb(doc, head) in (Status.REFUSED, Status.CANCELLED) or cue_of(doc, head) is Status.PLANNED
        if settled and changed in NEGATIVE and status is Status.OCCURRED and ahead:
            status = Status.PLANNED  # "on the trip he will not meet them", "during it no meeting is planned"
        elif not (settled and changed in NEGATIVE) or (status is Status.PLANNED and _is_purpose(doc, token)):
            status = changed
        if dep_in(token, "ccomp") and _finite(doc, i) and not (_is_object(doc, head) or _is_content(doc, head)):
            break
        i = head
    return status


def _follows(doc: Document, i: int) -> int | None:
    """Return the event noun before that what participle `i` tells comes after: "talk of a visit, followed by talks"."""
    token = doc.tokens[i]
    if token.lemma != "follow" or not dep_in(token, "advcl", "acl") or doc.child(i, *SUBJECTS, "aux") is not None:
        return None
    if not any(case_of(doc, j) == "by" for j in doc.children[i]):
        return None
    events = (j for j in range(i - 1, doc.sentences[token.sentence].first - 1, -1) if is_nominal(doc.tokens[j]))
    return next((j for j in events if doc.tokens[j].lemma.lower() in EVENTS), None)


def _is_purpose(doc: Document, token: Token) -> bool:
    """Say whether an event noun tells what somebody goes for: "will not be in Oslo for the planned talks"."""
    return is_nominal(token) and dep_in(token, "obl") and case_of(doc, token.i) == "for"


def _is_content(doc: Document, i: int) -> bool:
    """Say whether a clause hung on a noun like a relative one tells its content: "the story that they met"."""
    claim = doc.tokens[doc.tokens[i].head].lemma in CLAIMS
    if claim and doc.tokens[i].dep == "acl":
        return True  # "claims suggesting that they met"
    return "that" in marks(doc, i) or (claim and doc.tokens[min(doc.subtree(i))].lower == "that")


def _on_condition(doc: Document, i: int) -> bool:
    """Say whether the clause of verb `i` only supposes what it tells: "if", "in case"."""
    return not CONDITIONAL.isdisjoint(marks(doc, i)) or "_".join(case_of(doc, i).split()[:2]) in _IN_CASE


def _subordinators(doc: Document, i: int) -> set[str]:
    """Return the words that open the clause of verb `i`; the tree takes "when" for an adverb of it."""
    opening = next((j for j in sorted(doc.subtree(i)) if doc.tokens[j].pos != "PUNCT"), i)
    adverbs = (j for j in doc.children[i] if j == opening and doc.tokens[j].dep == "advmod")
    if "to" in marks(doc, i):
        return {"to"}  # "when to meet"
    return {*marks(doc, i), *(doc.tokens[j].lower for j in adverbs)}


def _clause_of(doc: Document, i: int) -> int:
    """Return the verb that oblique `i` belongs to: in "on a visit here, he said trade would grow" it is the first."""
    head = doc.tokens[i].head
    above = doc.tokens[head].head
    return above if doc.tokens[head].dep == "ccomp" and i < above < head else head


def _finite(doc: Document, i: int) -> bool:
    token = doc.tokens[i]
    bare = token.pos == "VERB" and token.lower.endswith("ing") and not auxiliaries(doc, i)
    return "to" not in marks(doc, i) and not bare


def _is_object(doc: Document, i: int) -> bool:
    """Say whether a finite clause hangs on a noun, which has a verb of its own: "denied reports that"."""
    return is_nominal(doc.tokens[i]) or dep_in(doc.tokens[i], "obj", "xcomp")


def _looks_back(doc: Document, token: Token, head: int) -> bool:
    """Say whether the verb above speaks of what has been: "will brief them on his visit", "praised her for meeting"."""
    if doc.tokens[head].lemma not in _LOOK_BACK or not dep_in(token, "obj", "obl", "advcl"):
        return False
    if is_nominal(token):
        return is_definite(doc, token.i) and case_of(doc, token.i) in ("", "on", "about", "of", "for")
    return case_of(doc, token.i) in ("for", "about")


def _taken_for_granted(doc: Document, token: Token, head: int) -> bool:
    """Say whether an event noun stands where its happening is no news: "the meeting was not secret", "at the talks"."""
    governor = doc.tokens[head]
    cue = cue_of(doc, head) or listed(ADJECTIVE, governor.lower)
    case = case_of(doc, token.i)
    gone_to = case == "to" and governor.lemma in _JOURNEYS  # "called off a visit to the meeting"
    if dep_in(token, "nmod") and (gone_to or governor.lemma in ATTENDANCE | TRUE):
        return False
    if dep_in(token, "nmod") and case == "on" and tells_status(governor) and not is_definite(doc, token.i):
        return False  # "no agreement yet on a meeting"
    if dep_in(token, "obl", "nmod") and case in _SETTING:
        if case == "during" and is_definite(doc, token.i):
            return True
        return case in OTHER_TIME or (cue is None and governor.lemma not in HAPPEN)
    if not dep_in(token, "nsubj", "obj", "obl", "nmod") or not is_definite(doc, token.i):
        return False
    if governor.lemma in HAPPEN or phrasal(doc, head) in _SHOWING:
        return False
    if dep_in(token, "nmod"):
        return token.lemma.lower() in EVENTS and not tells_status(governor)  # "details of the meeting"
    off = governor.lower in ("off", "on") and doc.child(head, "cop") is not None  # "the trip is off"
    if token.lemma.lower() not in EVENTS or off or phrase_of(doc, head) is not None:
        return False
    return cue is None or (token.dep == "nsubj" and governor.pos == "VERB" and not comes_to_pass(doc, head))
