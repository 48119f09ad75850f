"""Whether a happening took place, as told: tense, modality, negation and cue words, with their scope on the tree.

The reading starts at the trigger and climbs to the root of its sentence; every governor may change what is known so
far. What the trigger says of itself is in `tense`; the cue words are data (cues/status.toml).
"""

from __future__ import annotations

from parley.extract.cues import cues
from parley.extract.tense import (
    ADJECTIVE,
    CONDITIONAL,
    PRESENT,
    REPORT,
    VERB,
    is_past,
    listed,
    negated,
    negative,
    of_noun,
    of_verb,
    phrasal,
)
from parley.extract.tree import ACCUSING, auxiliaries, case_of, dep_in, marks
from parley.model import Document, Status, Token

_CUES = cues("status")
_NOUN: dict[str, frozenset[str]] = _CUES["noun"]
_PHRASE: dict[str, frozenset[str]] = _CUES["phrase"]
_HAPPEN: frozenset[str] = _CUES["happen"]
_TENTATIVE: frozenset[str] = _CUES["tentative"]
_VOLITION: frozenset[str] = _CUES["volition"]
_LOOK_BACK: frozenset[str] = _CUES["look_back"]
_PARTS: frozenset[str] = _CUES["parts"]
_CHANCE: frozenset[str] = _CUES["chance"]
_TAKEN: frozenset[str] = _CUES["taken"]
_CLAIMS: frozenset[str] = _CUES["claims"]
_DISBELIEF: frozenset[str] = _CUES["disbelief"]
_EVENTS: frozenset[str] = frozenset(cues("contacts")["noun"])
_OWN_TIME = frozenset({"after", "since", "when", "as", "while", "because", "although", "though", "before", "once"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "their", "his", "her", "its", "our", "my", "your"})
_SETTING = frozenset({"after", "following", "since", "despite", "during", "at", "in", "on", "amid", "through"})
_OTHER_TIME = frozenset(
    {"after", "following", "since", "ahead of", "before", "prior to", "until", "like", "by", "despite"}
)
_UNREAL = (Status.PLANNED, Status.REQUESTED, Status.HYPOTHETICAL)
_DROPPED = (Status.CANCELLED, Status.POSTPONED, Status.REFUSED)
_NEGATIVE = (Status.NOT_HELD, Status.DENIED, *_DROPPED)


def read_status(doc: Document, trigger: int) -> Status:
    """Return the status of the happening that token `trigger` tells, by everything its sentence says of it."""
    token = doc.tokens[trigger]
    if token.lemma == "due" and token.pos == "ADJ":
        return Status.PLANNED
    nominal = _is_nominal(token)
    own = of_noun(doc, trigger) if nominal else of_verb(doc, trigger)
    if nominal and own is Status.OCCURRED and doc.child(trigger, "cop") is not None:
        own = of_verb(doc, trigger)  # "it would have been the first meeting", "it will be a visit"
        own = Status.OCCURRED if own is Status.ONGOING else own
    status = _climb(doc, trigger, own)
    return Status.ONGOING if nominal and status is Status.OCCURRED and _goes_on(doc, trigger) else status


def _is_nominal(token: Token) -> bool:
    return token.pos in ("NOUN", "PROPN")


def _goes_on(doc: Document, i: int) -> bool:
    """Say whether an event noun is said to be going on: "is on a visit", "is in Rome for talks", "talks continue"."""
    token = doc.tokens[i]
    governor = doc.tokens[token.head]
    case = case_of(doc, i)
    if case in ("on", "in") and any(doc.tokens[j].text.lower() in ("currently", "now") for j in doc.children[i]):
        return True
    here = [token] if token.head == i or token.dep.startswith(("ccomp", "conj", "acl:relcl")) else []
    if dep_in(token, "nsubj") or (dep_in(token, "obl", "nmod") and case in ("for", "on")):
        here.append(governor)
    for head in here:
        present = any(a in PRESENT for a in auxiliaries(doc, head.i))
        placed = case_of(doc, head.i) in ("on", "in") or head.text.lower() in ("underway", "way", "ongoing")
        if head.pos not in ("VERB", "AUX") and present and placed and _phrase(doc, head.i) is None:
            return True
        if head.lemma in ("continue", "proceed") and head.text.lower().rstrip("s") == head.lemma:
            return True
    engaged = governor.lemma in ("engage", "lock", "involve") and case == "in"
    return engaged and any(a in PRESENT for a in auxiliaries(doc, token.head))


def _climb(doc: Document, i: int, status: Status) -> Status:
    """Let every governor of token `i` change `status`, until a clause with a time of its own."""
    settled = False  # taken for granted, so that negation above does not reach it: "nothing was agreed at the meeting"
    for _ in range(40):
        token = doc.tokens[i]
        head = token.head
        if head == i:
            break
        if not _is_nominal(token) and not CONDITIONAL.isdisjoint(marks(doc, i)):
            return Status.HYPOTHETICAL
        if token.dep.startswith(("acl:relcl", "advcl:relcl")) and "that" not in marks(doc, i):
            # A relative clause has its own time, but for "it will be the first time they meet".
            again = doc.tokens[head].lemma == "time" and of_verb(doc, head) in _UNREAL
            return _combine(of_verb(doc, head), status) if again else status
        if token.dep == "advcl" and not _OWN_TIME.isdisjoint(marks(doc, i)):
            break  # so has "after A and B met"
        if _looks_back(doc, token, head):
            break
        settled = settled or (_is_nominal(token) and _taken_for_granted(doc, token, head))
        changed = _under(doc, token, head, status)
        if not (settled and changed in _NEGATIVE):
            status = changed
        if dep_in(token, "ccomp") and _finite(doc, i):
            break
        i = head
    return status


def _finite(doc: Document, i: int) -> bool:
    token = doc.tokens[i]
    bare = token.pos == "VERB" and token.text.lower().endswith("ing") and not auxiliaries(doc, i)
    return "to" not in marks(doc, i) and not bare


def _looks_back(doc: Document, token: Token, head: int) -> bool:
    """Say whether the verb above speaks of what has been: "will brief them on his visit", "praised her for meeting"."""
    if doc.tokens[head].lemma not in _LOOK_BACK or not dep_in(token, "obj", "obl", "advcl"):
        return False
    if _is_nominal(token):
        return _is_definite(doc, token.i) and case_of(doc, token.i) in ("", "on", "about", "of", "for")
    return case_of(doc, token.i) in ("for", "about")


def _taken_for_granted(doc: Document, token: Token, head: int) -> bool:
    """Say whether an event noun stands where its happening is no news: "the meeting was not secret", "at the talks"."""
    governor = doc.tokens[head]
    cue = listed(VERB, phrasal(doc, head), governor.lemma) or listed(ADJECTIVE, governor.text.lower())
    if dep_in(token, "obl", "nmod") and case_of(doc, token.i) in _SETTING:
        return cue is None and governor.lemma not in _HAPPEN
    if not dep_in(token, "nsubj", "obj", "obl") or governor.lemma in _HAPPEN or not _is_definite(doc, token.i):
        return False
    if token.lemma.lower() not in _EVENTS or _phrase(doc, head) is not None:
        return False
    return cue is None or (token.dep == "nsubj" and governor.pos == "VERB" and not _comes_to_pass(doc, head))


def _is_definite(doc: Document, i: int) -> bool:
    return any(doc.tokens[j].text.lower() in _DEFINITE or doc.tokens[j].dep == "nmod:poss" for j in doc.children[i])


def _comes_to_pass(doc: Document, i: int) -> bool:
    """Say whether verb `i` or its complement is about happening at all: "failed to take place", "was cancelled"."""
    below = [i, *(j for j in doc.children[i] if dep_in(doc.tokens[j], "xcomp"))]
    passive = doc.child(i, "aux:pass") is not None or bool(auxiliaries(doc, i))
    return passive or any(doc.tokens[j].lemma in _HAPPEN for j in below) or phrasal(doc, i) in VERB["cancelled"]


def _under(doc: Document, token: Token, head: int, status: Status) -> Status:
    """Return what the governor at `head` makes of `status`, told so far of `token`."""
    governor = doc.tokens[head]
    if (beside := _beside(doc, token, head)) is not None:
        return _combine(beside, status)
    if dep_in(token, "nsubj", "nsubj:pass", "obj", "csubj") and (phrase := _phrase(doc, head)) is not None:
        return _combine(phrase, status)
    if token.dep == "conj":
        return _shared(doc, token, head, status)
    if governor.pos in ("NOUN", "PROPN") and dep_in(token, "nmod", "acl", "compound", "obl", "ccomp", "xcomp"):
        return _under_noun(doc, token, head, status)
    if governor.pos in ("ADJ", "ADV") or governor.text.lower() == "about":
        return _under_adjective(doc, token, head, status)
    if dep_in(token, "obj", "nsubj", "obl", "xcomp", "ccomp", "advcl", "csubj", "iobj", "nmod"):
        return _under_verb(doc, token, head, status)
    return status


def _beside(doc: Document, token: Token, head: int) -> Status | None:
    """Return what a noun beside says: "preparations are under way for a visit", "extended an invitation to visit"."""
    infinitive = "to" in marks(doc, token.i) and dep_in(token, "advcl", "xcomp")
    if not infinitive and not (dep_in(token, "obl") and case_of(doc, token.i) in ("for", "of")):
        return None
    noun = next((doc.tokens[j] for j in doc.children[head] if dep_in(doc.tokens[j], "nsubj", "obj")), None)
    if noun is None or noun.i == token.i or noun.i > token.i:
        return None
    cue = listed(_NOUN, noun.lemma)
    if cue is None or (infinitive and noun.dep == "nsubj"):
        return None
    outer = listed(VERB, phrasal(doc, head))
    return cue if outer is None or outer is Status.REQUESTED else _combine(outer, cue)


def _phrase(doc: Document, head: int) -> Status | None:
    """Return what a set phrase says of its subject or object: "is on the agenda", "was put on hold"."""
    for j in (head, *(j for j in doc.children[head] if dep_in(doc.tokens[j], "obl"))):
        cases = [doc.tokens[k].text.lower() for k in doc.children[j] if doc.tokens[k].dep in ("case", "fixed")]
        if cases and (cue := listed(_PHRASE, "_".join((*cases, doc.tokens[j].text.lower())))) is not None:
            return negative(cue) if negated(doc, head) else cue
    return None


def _shared(doc: Document, token: Token, head: int, status: Status) -> Status:
    """Give a coordinated verb without its own auxiliary what the first verb has: "will travel and meet"."""
    finite = token.text.lower() != token.lemma
    if status is Status.OCCURRED and not _is_nominal(token) and not finite and not auxiliaries(doc, token.i):
        return of_verb(doc, head)
    return status


def _combine(outer: Status, inner: Status) -> Status:
    """Return what a governor of kind `outer` makes of a happening of status `inner`."""
    if outer is Status.DENIED or outer in _DROPPED:
        return inner if inner is Status.CANCELLED else outer
    if inner in (Status.CANCELLED, Status.POSTPONED) and outer in (Status.HYPOTHETICAL, Status.REQUESTED):
        return Status.PLANNED  # "may cancel the visit", "urged him to put it off"
    if inner is Status.REFUSED and outer is Status.HYPOTHETICAL:
        return Status.HYPOTHETICAL
    if inner in _NEGATIVE:
        return inner
    if outer is Status.PLANNED:
        return inner if inner is Status.HYPOTHETICAL else Status.PLANNED
    if outer is Status.HYPOTHETICAL:
        return inner if inner is Status.REQUESTED else Status.HYPOTHETICAL
    return outer


def _under_verb(doc: Document, token: Token, head: int, status: Status) -> Status:
    governor = doc.tokens[head]
    lemma, verb = governor.lemma, phrasal(doc, head)
    cue = listed(VERB, verb) or (listed(VERB, lemma) if "_" not in verb else None)
    own = of_verb(doc, head)
    infinitive = "to" in marks(doc, token.i)
    nominal = _is_nominal(token)
    gerund = not nominal and token.text.lower().endswith("ing") and not auxiliaries(doc, token.i)
    if token.lemma in _CLAIMS and (lemma in _DISBELIEF or _called_false(doc, head)):
        return Status.HYPOTHETICAL if own in _NEGATIVE else Status.DENIED
    if token.lemma in _CHANCE:
        return _of_chance(doc, token, head, status)
    if lemma == "go" and governor.text.lower() == "going" and infinitive and dep_in(token, "xcomp"):
        return _combine(Status.PLANNED, status)
    if lemma == "look" and any(doc.tokens[j].text.lower() == "forward" for j in doc.children[head]):
        return _combine(Status.PLANNED, status)
    if case_of(doc, token.i) == "against" and (nominal or gerund):
        return Status.REFUSED if lemma in ("decide", "opt", "choose") else Status.HYPOTHETICAL
    if dep_in(token, "ccomp") and not infinitive and not gerund:
        return _of_content(doc, token, head, status)
    if lemma in ACCUSING and (said := {"of", "from"} & set(marks(doc, token.i))):
        return Status.NOT_HELD if "from" in said and own is Status.OCCURRED else Status.HYPOTHETICAL
    apart = bool(marks(doc, token.i)) or "," in [t.text for t in doc.tokens[head : token.i]]
    if dep_in(token, "advcl") and not infinitive and (not gerund or cue is None or apart):
        return status if own not in _UNREAL else _combine(own, status)
    if dep_in(token, "obl") and nominal:
        # "during the visit he will sign": an oblique is as real as its clause, unless it names another time.
        case = case_of(doc, token.i)
        if case in _OTHER_TIME:
            return status
        named = case in ("for", "to", "on", "with", "") or (case in ("of", "from") and cue is Status.CANCELLED)
        if cue is None or not named:
            return _combine(own, status) if own is not Status.OCCURRED and status is Status.OCCURRED else status
        return _cued(lemma, cue, own, status)
    if cue in (Status.NOT_HELD, Status.PLANNED, Status.HYPOTHETICAL) and token.dep == "nsubj":
        cue = cue if _comes_to_pass(doc, head) else None  # "the meeting failed to agree", "the visit aims to"
    if cue is Status.NOT_HELD and infinitive and lemma != "fail":
        cue = None  # "stopped in Rome to meet"
    if gerund and lemma in ("confirm", "announce"):
        cue = None
    if cue is Status.DENIED and (doc.child(head, "iobj") is not None or (token.dep == "obj" and _is_passive(doc, head))):
        cue = Status.REFUSED  # "was denied a meeting"
    if cue is not None and (infinitive or nominal or gerund or dep_in(token, "xcomp", "csubj")):
        return _cued(lemma, cue, own, status)
    if lemma in ("have", "be") and any(doc.tokens[j].text.lower() == "yet" for j in doc.children[head]):
        return Status.NOT_HELD
    if nominal:
        return _of_event(doc, token, head, own, status)
    if own is Status.NOT_HELD and status is not Status.OCCURRED:
        return Status.NOT_HELD if status is Status.PLANNED else status
    return _combine(own, status) if own is not Status.OCCURRED else status


def _is_passive(doc: Document, i: int) -> bool:
    return doc.child(i, "aux:pass", "nsubj:pass") is not None


def _called_false(doc: Document, head: int) -> bool:
    """Say whether a verb calls its object untrue: "described the reports as baseless"."""
    return any(doc.tokens[k].text.lower() in ADJECTIVE["denied"] for k in doc.subtree(head) if k > head)


def _cued(lemma: str, cue: Status, own: Status, status: Status) -> Status:
    """Return what a cue verb makes of its complement when it is itself negated, planned or possible."""
    if own in (Status.NOT_HELD, Status.REFUSED):
        if cue in (Status.CANCELLED, Status.POSTPONED):
            return Status.PLANNED
        if cue in (Status.REFUSED, Status.DENIED):
            return Status.HYPOTHETICAL  # "has not ruled out talks"
        if cue is Status.NOT_HELD:
            return status
        return Status.REFUSED if lemma in _VOLITION else Status.NOT_HELD
    if own is Status.HYPOTHETICAL and cue in _DROPPED:
        return Status.PLANNED  # "may cancel"
    return _combine(cue, status)


def _of_content(doc: Document, token: Token, head: int, status: Status) -> Status:
    """Return the status of a finite clause under a verb: its own, unless the verb doubts, denies or wishes it."""
    lemma = doc.tokens[head].lemma
    cue = listed(VERB, lemma)
    reporting = of_verb(doc, head)
    if cue is Status.DENIED:
        return Status.HYPOTHETICAL if reporting in _NEGATIVE else Status.DENIED
    if lemma in ("confirm", "verify") and reporting in _NEGATIVE:
        return Status.HYPOTHETICAL
    if lemma == "wish":
        return Status.NOT_HELD if "had" in auxiliaries(doc, token.i) else Status.REQUESTED
    subjunctive = not auxiliaries(doc, token.i) and token.text.lower() == token.lemma
    if cue is Status.REQUESTED and (lemma not in REPORT or subjunctive):
        return _combine(cue, status)
    if cue is Status.HYPOTHETICAL:
        return _combine(cue, status)
    return status


def _of_event(doc: Document, token: Token, head: int, own: Status, status: Status) -> Status:
    """Return what a verb without a cue makes of the event noun that is its subject or object."""
    lemma = doc.tokens[head].lemma
    if lemma in _TENTATIVE and token.dep == "obj" and not _is_definite(doc, token.i):
        return _combine(Status.HYPOTHETICAL, status)
    if lemma in _HAPPEN:
        if own is Status.OCCURRED and is_past(doc, head) and status in (Status.PLANNED, Status.POSTPONED):
            return Status.OCCURRED  # "the planned visit went ahead"
        return _combine(own, status) if own is not Status.OCCURRED else status
    if own is Status.ONGOING:
        return status  # who "is criticising a meeting" is at none
    if own is Status.NOT_HELD and status is not Status.OCCURRED:
        return Status.NOT_HELD if status is Status.PLANNED else status
    return _combine(own, status) if own is not Status.OCCURRED else status


def _of_chance(doc: Document, token: Token, head: int, status: Status) -> Status:
    """Return the status of what there was a chance for: taken, missed, or as real as the visit that gives it."""
    lemma = doc.tokens[head].lemma
    own = of_verb(doc, head)
    if lemma in ("miss", "lose", "waste"):
        return Status.NOT_HELD
    if lemma in _TAKEN and token.dep == "obj":
        return _combine(own, Status.OCCURRED) if own is not Status.OCCURRED or is_past(doc, head) else status
    subj = doc.child(head, "nsubj")
    if subj is not None and doc.tokens[subj].lemma.lower() in _EVENTS and own not in _NEGATIVE:
        return own if own is Status.HYPOTHETICAL else Status.OCCURRED if is_past(doc, head) else Status.PLANNED
    return _combine(own, status) if own in (*_NEGATIVE, Status.REQUESTED) else status


def _under_noun(doc: Document, token: Token, head: int, status: Status) -> Status:
    noun = doc.tokens[head]
    cue = listed(_NOUN, noun.lemma)
    infinitive = "to" in marks(doc, token.i)
    if token.dep == "acl" and infinitive and noun.dep == "root" and of_verb(doc, token.i) is Status.PLANNED:
        return status  # a headline
    if noun.lemma in _CHANCE and infinitive and doc.child(head, "cop") is not None:
        return _of_chance(doc, token, head, status)
    if noun.lemma in _PARTS and _is_nominal(token):
        part = of_noun(doc, head)
        return _combine(part, status) if part is not Status.OCCURRED else status
    if cue is None:
        # "the first leader to visit" did; "it would be a surprise for him to visit" tells no visit.
        ordinal = any(doc.tokens[j].text.lower() in ADJECTIVE["real"] for j in doc.children[head])
        return Status.HYPOTHETICAL if infinitive and dep_in(token, "acl") and not ordinal else status
    case = case_of(doc, token.i)
    if _is_nominal(token) and case not in ("for", "of", "to", "on", ""):
        return status
    if not _is_nominal(token) and not infinitive and case not in ("of", "for"):
        return _combine(cue, status) if cue in (Status.DENIED, Status.HYPOTHETICAL) else status
    if cue is Status.NOT_HELD and _is_nominal(token) and noun.lemma not in ("lack", "absence"):
        return status  # "the failure of the talks"
    if negated(doc, head):
        return Status.NOT_HELD
    return _combine(cue, status)


def _under_adjective(doc: Document, token: Token, head: int, status: Status) -> Status:
    governor = doc.tokens[head]
    low = governor.text.lower()
    own = of_verb(doc, head)
    clause = dep_in(token, "xcomp", "ccomp", "csubj", "advcl")
    if low == "short" and doc.tokens[governor.head].lemma in ("stop", "fall") and case_of(doc, token.i) == "of":
        return Status.NOT_HELD
    if low in ADJECTIVE["denied"]:
        return Status.DENIED if token.lemma in _CLAIMS or clause else status
    if low in ("true", "correct", "accurate") and own is Status.NOT_HELD:
        return Status.DENIED
    cue = listed(ADJECTIVE, low, governor.lemma)
    if low == "able" and "to" in marks(doc, token.i):
        if own in (Status.PLANNED, *_NEGATIVE):
            return own
        return status if is_past(doc, head) else Status.HYPOTHETICAL
    if cue is None and clause and "to" in marks(doc, token.i):
        cue = None if low in ADJECTIVE["real"] else Status.HYPOTHETICAL
    if cue is not None and (clause or dep_in(token, "acl", "nsubj") or token.dep == "obl"):
        if own is Status.NOT_HELD:
            return Status.NOT_HELD if cue in (Status.PLANNED, Status.HYPOTHETICAL) else status
        return _combine(cue, status)
    if own in _NEGATIVE and (token.lemma.lower() not in _EVENTS or dep_in(token, "ccomp", "csubj")):
        return status
    return _combine(own, status) if own not in (Status.OCCURRED, Status.ONGOING) and not dep_in(token, "advcl") else status
