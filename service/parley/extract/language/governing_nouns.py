"""What a noun or an adjective makes of a happening told below it: "the lack of", "an invitation to", "is possible".

The cue words are data (cues/status.toml).
"""

from __future__ import annotations

from parley.extract.cues import cues, nouns_of
from parley.extract.language.tense import (
    ADJECTIVE,
    DISPOSITION,
    EVENTS,
    is_nominal,
    is_past,
    listed,
    negated,
    of_noun,
    of_verb,
)
from parley.extract.language.tree import auxiliaries, case_of, dep_in, marks
from parley.model import Document, Status, Token

_CUES = cues("status")
NOUN: dict[str, frozenset[str]] = _CUES["noun"]
CHANCE: frozenset[str] = _CUES["chance"]
CLAIMS: frozenset[str] = _CUES["claims"]
DISBELIEF: frozenset[str] = _CUES["disbelief"]
TRUE: frozenset[str] = _CUES["truth"]
_PARTS: frozenset[str] = _CUES["parts"]
_TAKEN: frozenset[str] = _CUES["taken"]
_WISHED: frozenset[str] = _CUES["wished"]
_UNHINDERED: frozenset[str] = _CUES["unhindered"]
_OUTLOOK: frozenset[str] = _CUES["outlook"]
# What a journey is made for is as real as the journey: "her trip to Oslo to open a fair".
_JOURNEYS = nouns_of("visit")
# Where somebody is who has yet to arrive.
UNDERWAY = frozenset({"way", "route", "enroute"})
_PRESENT = frozenset({"here", "there", "present", "back"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "their", "his", "her", "its", "our", "my", "your"})
TOWARDS = frozenset({"towards", "toward"})
UNREAL = (Status.PLANNED, Status.REQUESTED, Status.HYPOTHETICAL)
DROPPED = (Status.CANCELLED, Status.POSTPONED, Status.REFUSED)
NEGATIVE = (Status.NOT_HELD, Status.DENIED, *DROPPED)


def combine(outer: Status, inner: Status) -> Status:
    """Return what a governor of kind `outer` makes of a happening of status `inner`."""
    if outer is Status.REFUSED and inner in (Status.CANCELLED, Status.POSTPONED):
        return Status.PLANNED  # "refused to call off the visit"
    if outer is Status.DENIED or outer in DROPPED:
        return inner if inner is Status.CANCELLED else outer
    if inner in (Status.CANCELLED, Status.POSTPONED) and outer in (Status.HYPOTHETICAL, Status.REQUESTED):
        return Status.PLANNED  # "may cancel the visit", "urged him to put it off"
    if inner is Status.REFUSED and outer is Status.HYPOTHETICAL:
        return Status.HYPOTHETICAL
    if inner in NEGATIVE:
        return inner
    if outer is Status.PLANNED:
        return inner if inner is Status.HYPOTHETICAL else Status.PLANNED
    if outer is Status.HYPOTHETICAL:
        return inner if inner is Status.REQUESTED else Status.HYPOTHETICAL
    return outer


def is_definite(doc: Document, i: int) -> bool:
    """Say whether noun `i` names something known: "the meeting", "his visit"."""
    return any(doc.tokens[j].lower in _DEFINITE or doc.tokens[j].dep == "nmod:poss" for j in doc.children[i])


def tells_of() -> frozenset[str]:
    """Return the nouns that tell the status of what hangs on them, and those of reports."""
    return CLAIMS.union(*NOUN.values())


def tells_status(noun: Token) -> bool:
    """Say whether what hangs on a noun is as real as the noun says, or as the whole: "the idea of", "rounds of"."""
    return listed(NOUN, noun.lemma) is not None or noun.lemma in _PARTS or noun.lemma in CLAIMS


def of_chance(doc: Document, token: Token, head: int, status: Status) -> Status:
    """Return the status of what there was a chance for: taken, missed, or as real as the visit that gives it."""
    lemma = doc.tokens[head].lemma
    own = of_verb(doc, head)
    if lemma in ("miss", "lose", "waste") or (lemma in _TAKEN and negated(doc, token.i)):
        return Status.NOT_HELD  # "had no chance to meet"
    if lemma in _TAKEN and token.dep == "obj":
        return combine(own, Status.OCCURRED) if own is not Status.OCCURRED or is_past(doc, head) else status
    subj = doc.child(head, "nsubj")
    if subj is not None and doc.tokens[subj].lemma.lower() in EVENTS and own not in NEGATIVE:
        return own if own is Status.HYPOTHETICAL else Status.OCCURRED if is_past(doc, head) else Status.PLANNED
    return combine(own, status) if own in (*NEGATIVE, Status.REQUESTED) else status


def is_wished(doc: Document, noun: int, i: int) -> bool:
    """Say whether event noun `i` is only what `noun` is for: "support for talks", "the way to a meeting"."""
    told = doc.tokens[noun].lemma in _WISHED and is_nominal(doc.tokens[i]) and case_of(doc, i) in ("of", "for", "to")
    return told and not is_definite(doc, i) and case_of(doc, noun) != "on"  # "on the way to a meeting"


def under_noun(doc: Document, token: Token, head: int, status: Status) -> Status:
    """Return what the noun at `head` makes of `status`, told so far of `token`."""
    noun = doc.tokens[head]
    cue = listed(NOUN, noun.lemma)
    infinitive = "to" in marks(doc, token.i)
    vague = is_nominal(token) and case_of(doc, token.i) in ("of", "about") and not is_definite(doc, token.i)
    aimed = is_nominal(token) and case_of(doc, token.i) in TOWARDS and not is_definite(doc, token.i)
    if aimed or is_wished(doc, head, token.i):
        return combine(Status.HYPOTHETICAL, status)  # "efforts towards a meeting"
    if noun.lemma in TRUE and token.lemma in CLAIMS and negated(doc, head):
        return Status.DENIED  # "there is no truth in reports that"
    if vague and (noun.lower in ("talk", "nothing") or cue is Status.HYPOTHETICAL or negated(doc, head)):
        return combine(Status.HYPOTHETICAL, status)  # "talk of a meeting", "no record of a meeting"
    if noun.lemma == "occasion" and case_of(doc, head) == "on":
        return status  # "on the occasion of his visit"
    if noun.lemma == "event" and case_of(doc, head) == "in":
        return combine(Status.HYPOTHETICAL, status)  # "in the event of a visit", "in the event that"
    if token.dep == "acl" and infinitive and noun.dep == "root" and of_verb(doc, token.i) is Status.PLANNED:
        return status  # a headline
    if noun.lemma in CHANCE and infinitive and doc.child(head, "cop") is not None:
        return of_chance(doc, token, head, status)
    if noun.lemma in _PARTS and is_nominal(token):
        part = of_noun(doc, head)
        return combine(part, status) if part is not Status.OCCURRED else status
    placed = noun.pos == "PROPN" or (infinitive and (case_of(doc, head) == "in" or noun.lemma in UNDERWAY))
    gerund = token.lower.endswith("ing") and case_of(doc, token.i) in ("in", "of", "about", "to")
    if cue is None and (infinitive or gerund) and negated(doc, head) and noun.lemma not in _UNHINDERED:
        return Status.NOT_HELD  # "saw no point in meeting", "had no time to meet"
    if cue is None and infinitive and noun.lemma in _JOURNEYS and dep_in(token, "acl"):
        return combine(own, status) if (own := of_noun(doc, head)) is not Status.OCCURRED else status
    if case_of(doc, head).startswith("due") and of_verb(doc, head) is Status.PLANNED and not is_definite(doc, token.i):
        return combine(Status.PLANNED, status)  # "was due to travel", taken for a noun
    if cue is None and placed and doc.child(head, "cop") is not None:
        # "is in Rome to meet", "will be in Rome for talks"
        own = Status.PLANNED if infinitive and not is_past(doc, head) else of_verb(doc, head)
        return combine(own, status) if own in UNREAL else status
    if cue is None:
        # "the first leader to visit" did; "it would be a surprise for him to visit" tells no visit.
        ordinal = any(doc.tokens[j].lower in ADJECTIVE["real"] for j in doc.children[head])
        if ordinal and infinitive and doc.child(head, "cop") is not None and (own := of_verb(doc, head)) in UNREAL:
            return combine(own, status)  # "will be the first leader to visit"
        return Status.HYPOTHETICAL if infinitive and dep_in(token, "acl") and not ordinal else status
    case = case_of(doc, token.i)
    if is_nominal(token) and case not in ("for", "of", "to", "on", ""):
        return status
    if not is_nominal(token) and not infinitive and case not in ("of", "for"):
        return combine(cue, status) if cue in (Status.DENIED, Status.HYPOTHETICAL) else status
    if cue is Status.NOT_HELD and is_nominal(token) and noun.lemma not in ("lack", "absence"):
        return status  # "the failure of the talks"
    if negated(doc, head):  # what nobody has agreed on may still come
        return combine(Status.HYPOTHETICAL, status) if case == "on" else Status.NOT_HELD
    return combine(cue, status)


def under_adjective(doc: Document, token: Token, head: int, status: Status) -> Status:
    """Return what the adjective at `head`, or a word like one, makes of `status`, told so far of `token`."""
    governor = doc.tokens[head]
    low = governor.lower
    own = of_verb(doc, head)
    clause = dep_in(token, "xcomp", "ccomp", "csubj", "advcl")
    if low == "short" and doc.tokens[governor.head].lemma in ("stop", "fall") and case_of(doc, token.i) == "of":
        return Status.NOT_HELD
    if low in ADJECTIVE["denied"]:
        beside = (doc.tokens[j].lemma for j in doc.children[head] if doc.tokens[j].dep == "nsubj" and j < token.i)
        return Status.DENIED if token.lemma in CLAIMS or clause or not CLAIMS.isdisjoint(beside) else status
    if low in ("off", "on") and token.dep == "nsubj" and token.lemma.lower() in EVENTS:
        return combine(Status.CANCELLED if low == "off" else Status.PLANNED, status)  # "the summit is off"
    if low in TRUE and own is Status.NOT_HELD:
        return Status.DENIED
    if low in _PRESENT and "to" in marks(doc, token.i) and clause and own not in NEGATIVE:
        return status if is_past(doc, head) else combine(Status.PLANNED, status)  # "was here to see the king"
    cue = listed(ADJECTIVE, low, governor.lemma)
    if low in _OUTLOOK and token.dep == "nsubj":
        cue = Status.HYPOTHETICAL
    if low == "able" and "to" in marks(doc, token.i):
        if own in (Status.PLANNED, *NEGATIVE):
            return own
        return status if is_past(doc, head) else Status.HYPOTHETICAL
    if cue is None and clause and "to" in marks(doc, token.i):
        cue = None if low in ADJECTIVE["real"] else Status.HYPOTHETICAL
    if clause and low in ADJECTIVE["real"] and "would" in auxiliaries(doc, head) and own not in NEGATIVE:
        return combine(Status.HYPOTHETICAL, status)  # "would be happy to meet"
    if low in DISPOSITION and token.dep == "nsubj" and token.lemma.lower() in EVENTS:
        return status  # "talks open on Monday"
    if cue is not None and (clause or dep_in(token, "acl", "nsubj") or token.dep == "obl"):
        if own is Status.NOT_HELD:
            return Status.NOT_HELD if cue in (Status.PLANNED, Status.HYPOTHETICAL) else status
        return combine(cue, status)
    if own in NEGATIVE and (token.lemma.lower() not in EVENTS or dep_in(token, "ccomp", "csubj")):
        return status
    return (
        combine(own, status) if own not in (Status.OCCURRED, Status.ONGOING) and not dep_in(token, "advcl") else status
    )
