"""What a governor makes of a happening told below it: "agreed to", "cancelled", "the lack of", "is possible".

The cue words are data (cues/status.toml).
"""

from __future__ import annotations

import calendar

from parley.extract.cues import cues
from parley.extract.tense import (
    ADJECTIVE,
    DISPOSITION,
    EVENTS,
    HAPPEN,
    REPORT,
    VERB,
    is_nominal,
    is_past,
    listed,
    negated,
    negative,
    of_noun,
    of_verb,
    phrasal,
    took_its_course,
)
from parley.extract.tree import ACCUSING, auxiliaries, case_of, dep_in, marks
from parley.model import Document, Status, Token

_CUES = cues("status")
_NOUN: dict[str, frozenset[str]] = _CUES["noun"]
PHRASE: dict[str, frozenset[str]] = _CUES["phrase"]
_TENTATIVE: frozenset[str] = _CUES["tentative"]
_VOLITION: frozenset[str] = _CUES["volition"]
_PARTS: frozenset[str] = _CUES["parts"]
_CHANCE: frozenset[str] = _CUES["chance"]
_TAKEN: frozenset[str] = _CUES["taken"]
_HANDED: frozenset[str] = _CUES["handed"]
CLAIMS: frozenset[str] = _CUES["claims"]
_DISBELIEF: frozenset[str] = _CUES["disbelief"]
_PROGRAMME: frozenset[str] = _CUES["programme"]
_BIDDING: frozenset[str] = _CUES["bidding"]
_LINKING: frozenset[str] = _CUES["linking"]
_OUTLOOK: frozenset[str] = _CUES["outlook"]
_CALENDAR = frozenset({*calendar.month_name, *calendar.day_name})
_VISITS = frozenset(word for word, noun in cues("contacts")["noun"].items() if noun["type"] == "visit")
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "their", "his", "her", "its", "our", "my", "your"})
# Cases of an event noun that names another time than that of its clause.
OTHER_TIME = frozenset(
    {"after", "following", "since", "ahead of", "before", "prior to", "until", "like", "by", "despite"}
)
UNREAL = (Status.PLANNED, Status.REQUESTED, Status.HYPOTHETICAL)
_DROPPED = (Status.CANCELLED, Status.POSTPONED, Status.REFUSED)
NEGATIVE = (Status.NOT_HELD, Status.DENIED, *_DROPPED)


def under(doc: Document, token: Token, head: int, status: Status) -> Status:
    """Return what the governor at `head` makes of `status`, told so far of `token`."""
    governor = doc.tokens[head]
    if (beside := _beside(doc, token, head)) is not None:
        return combine(beside, status)
    if dep_in(token, "nsubj", "nsubj:pass", "obj", "csubj") and (phrase := phrase_of(doc, head)) is not None:
        return combine(phrase, status)
    if token.dep == "conj":
        return _shared(doc, token, head, status)
    placed = governor.pos == "PROPN" and token.dep == "advcl" and doc.child(head, "cop") is not None
    nominal = dep_in(token, "nmod", "acl", "compound", "obl", "ccomp", "xcomp")
    false = governor.text.lower() in ADJECTIVE["denied"]  # "it is a lie that"
    if governor.pos in ("ADJ", "ADV") or governor.text.lower() == "about" or false:
        return _under_adjective(doc, token, head, status)
    if (governor.pos in ("NOUN", "PROPN") or governor.text.lower() == "nothing") and (nominal or placed):
        return _under_noun(doc, token, head, status)
    if governor.pos == "NOUN" and dep_in(token, "csubj") and of_verb(doc, head) in NEGATIVE:
        return status  # "it was no accident that they met"
    object_lost = token.dep == "parataxis" and token.lemma in CLAIMS  # 'dismissed as "fantasy" a report that'
    if object_lost or dep_in(token, "obj", "nsubj", "obl", "xcomp", "ccomp", "advcl", "csubj", "iobj", "nmod"):
        return _under_verb(doc, token, head, status)
    return status


def combine(outer: Status, inner: Status) -> Status:
    """Return what a governor of kind `outer` makes of a happening of status `inner`."""
    if outer is Status.DENIED or outer in _DROPPED:
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


def _beside(doc: Document, token: Token, head: int) -> Status | None:
    """Return what a noun beside says: "preparations are under way for a visit", "extended an invitation to visit"."""
    infinitive = "to" in marks(doc, token.i) and dep_in(token, "advcl", "xcomp")
    if not infinitive and not (dep_in(token, "obl", "nmod") and case_of(doc, token.i) in ("for", "of")):
        return None
    deps = ("obj",) if infinitive else ("nsubj", "obj")
    nouns = [doc.tokens[j] for j in doc.children[head] if j < token.i and dep_in(doc.tokens[j], *deps)]
    cue = next((c for noun in nouns if (c := listed(_NOUN, noun.lemma)) is not None), None)
    if cue is None:
        return None
    outer = listed(VERB, phrasal(doc, head))
    return cue if outer is None or outer is Status.REQUESTED else combine(outer, cue)


def phrase_of(doc: Document, head: int) -> Status | None:
    """Return what a set phrase says of its subject or object: "is on the agenda", "was put on hold"."""
    for j in (head, *(j for j in doc.children[head] if dep_in(doc.tokens[j], "obl"))):
        cases = [doc.tokens[k].text.lower() for k in doc.children[j] if doc.tokens[k].dep in ("case", "fixed")]
        if cases and (cue := listed(PHRASE, "_".join((*cases, doc.tokens[j].text.lower())))) is not None:
            return negative(cue) if negated(doc, head) else cue
    return None


def _shared(doc: Document, token: Token, head: int, status: Status) -> Status:
    """Give a coordinated verb without its own auxiliary what the first verb has: "will travel and meet"."""
    finite = token.text.lower() != token.lemma
    if status is Status.OCCURRED and not is_nominal(token) and not finite and not auxiliaries(doc, token.i):
        return of_verb(doc, head)
    return status


def _under_verb(doc: Document, token: Token, head: int, status: Status) -> Status:
    governor = doc.tokens[head]
    lemma = governor.lemma
    cue = cue_of(doc, head) if token.lemma not in _HANDED else None  # who accepts credentials has them
    own = of_verb(doc, head)
    infinitive = "to" in marks(doc, token.i)
    nominal = is_nominal(token)
    gerund = not nominal and token.text.lower().endswith("ing") and not auxiliaries(doc, token.i)
    if (token.lemma in CLAIMS or token.text.lower() == "talk") and (lemma in _DISBELIEF or _called_false(doc, head)):
        return Status.HYPOTHETICAL if own in NEGATIVE else Status.DENIED
    if token.lemma in _CHANCE:
        return _of_chance(doc, token, head, status)
    if lemma in _BIDDING and (infinitive or gerund):
        return _cued(lemma, Status.PLANNED, own, status)
    predicated = doc.child(head, "xcomp") if lemma in _LINKING and token.dep == "nsubj" else None
    if predicated is not None and doc.tokens[predicated].pos == "ADJ":
        return _under_adjective(doc, token, predicated, status)  # "a meeting seems likely"
    if _is_programme(doc, token, head) and not is_past(doc, head):
        return combine(Status.PLANNED, status)
    if lemma == "come" and case_of(doc, token.i) == "to" and own is Status.OCCURRED and gerund:
        close = any(doc.tokens[j].text.lower() in ("close", "near") for j in doc.children[head])
        return Status.NOT_HELD if close else status
    if lemma == "know" and nominal and not is_definite(doc, token.i) and case_of(doc, token.i) in ("of", "about"):
        return combine(Status.HYPOTHETICAL, status) if own in NEGATIVE else status
    if lemma == "go" and governor.text.lower() == "going" and infinitive and dep_in(token, "xcomp"):
        return combine(Status.PLANNED, status)
    if lemma == "look" and any(doc.tokens[j].text.lower() == "forward" for j in doc.children[head]):
        return combine(Status.PLANNED, status)
    if case_of(doc, token.i) == "against" and (nominal or gerund):
        return Status.REFUSED if lemma in ("decide", "opt", "choose") else Status.HYPOTHETICAL
    if dep_in(token, "ccomp") and not infinitive and not gerund:
        return _of_content(doc, token, head, status)
    if lemma in ACCUSING and (said := {"of", "from"} & set(marks(doc, token.i))):
        return Status.NOT_HELD if "from" in said and own is Status.OCCURRED else Status.HYPOTHETICAL
    between = doc.tokens[min(head, token.i) : max(head, token.i)]
    apart = bool(marks(doc, token.i)) or "," in [t.text for t in between]
    if dep_in(token, "advcl") and not infinitive and (not gerund or cue is None or apart):
        return status if own not in UNREAL else combine(own, status)
    if dep_in(token, "obl") and nominal:
        # "during the visit he will sign": an oblique is as real as its clause, unless it names another time.
        case = case_of(doc, token.i)
        if case in OTHER_TIME:
            return status
        named = case in ("for", "to", "on", "with", "") or (case in ("of", "from") and cue in _DROPPED)
        named = named or (case in ("at", "towards", "toward") and cue is Status.HYPOTHETICAL)
        named = named or (case == "about" and cue is Status.HYPOTHETICAL and not is_definite(doc, token.i))
        named = named and not (case == "on" and token.lemma.lower() in _VISITS)
        if lemma in _TENTATIVE and case == "on" and not is_definite(doc, token.i):
            return combine(Status.HYPOTHETICAL, status)
        if cue is None or not named:
            return combine(own, status) if own is not Status.OCCURRED and status is Status.OCCURRED else status
        return _cued(lemma, cue, own, status)
    if cue in (Status.NOT_HELD, Status.PLANNED, Status.HYPOTHETICAL) and token.dep == "nsubj":
        cue = cue if comes_to_pass(doc, head) else None  # "the meeting failed to agree", "the visit aims to"
    if cue is Status.NOT_HELD and infinitive and lemma != "fail":
        cue = None  # "stopped in Rome to meet"
    if lemma in ("confirm", "verify") and own in NEGATIVE:
        return Status.HYPOTHETICAL
    if gerund and lemma in ("confirm", "announce"):
        cue = None
    given = doc.child(head, "iobj") is not None or (token.dep == "obj" and _is_passive(doc, head))
    if cue is Status.DENIED and given:
        cue = Status.REFUSED  # "was denied a meeting"
    if cue is not None and (infinitive or nominal or gerund or dep_in(token, "xcomp", "csubj")):
        return _cued(lemma, cue, own, status)
    if lemma in ("have", "be") and any(doc.tokens[j].text.lower() == "yet" for j in doc.children[head]):
        return Status.NOT_HELD
    if nominal:
        return _of_event(doc, token, head, own, status)
    if own is Status.NOT_HELD and status is not Status.OCCURRED:
        return Status.NOT_HELD if status is Status.PLANNED else status
    return combine(own, status) if own is not Status.OCCURRED else status


def cue_of(doc: Document, i: int) -> Status | None:
    """Return the status that verb `i` gives its complement, by its lemma and particle; a move may be to a new date."""
    verb = phrasal(doc, i)
    if verb == "move":
        dates = {k for name in doc.names if name.label == "DATE" for k in range(name.first, name.last)}
        dates |= {j for j in doc.children[i] if doc.tokens[j].text in _CALENDAR}
        return Status.POSTPONED if any(case_of(doc, j) == "to" and j in dates for j in doc.children[i]) else None
    return listed(VERB, verb) or (listed(VERB, doc.tokens[i].lemma) if "_" not in verb else None)


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
    return combine(cue, status)


def _is_passive(doc: Document, i: int) -> bool:
    return doc.child(i, "aux:pass", "nsubj:pass") is not None


def _called_false(doc: Document, head: int) -> bool:
    """Say whether a verb calls its object untrue: "described the reports as baseless"."""
    return any(doc.tokens[k].text.lower() in ADJECTIVE["denied"] for k in doc.subtree(head) if k > head)


def _of_content(doc: Document, token: Token, head: int, status: Status) -> Status:
    """Return the status of a finite clause under a verb: its own, unless the verb doubts, denies or wishes it."""
    lemma = doc.tokens[head].lemma
    cue = listed(VERB, lemma)
    reporting = of_verb(doc, head)
    if cue is Status.DENIED:
        return Status.HYPOTHETICAL if reporting in NEGATIVE else Status.DENIED
    if _reports_denied(doc, token, head):
        return Status.DENIED
    if phrasal(doc, head) == "rule_out":
        return Status.HYPOTHETICAL if reporting in NEGATIVE else Status.NOT_HELD
    if lemma in ("confirm", "verify") and reporting in NEGATIVE:
        return Status.HYPOTHETICAL
    if lemma == "wish":
        return Status.NOT_HELD if "had" in auxiliaries(doc, token.i) else Status.REQUESTED
    subjunctive = not auxiliaries(doc, token.i) and token.text.lower() == token.lemma
    if cue is Status.REQUESTED and (lemma not in REPORT or subjunctive):
        return combine(cue, status)
    if cue is Status.HYPOTHETICAL:
        return combine(cue, status)
    return status


def _reports_denied(doc: Document, token: Token, head: int) -> bool:
    """Say whether the tree hangs a clause beside the reports that it belongs to: "reports that they met were a lie"."""
    beside = [doc.tokens[j] for j in doc.children[head] if j != token.i]
    return any(t.dep == "nsubj" and t.lemma in CLAIMS and t.i < token.i for t in beside) and any(
        t.text.lower() in ADJECTIVE["denied"] and t.dep == "ccomp" for t in beside
    )


def _of_event(doc: Document, token: Token, head: int, own: Status, status: Status) -> Status:
    """Return what a verb without a cue makes of the event noun that is its subject or object."""
    lemma = doc.tokens[head].lemma
    if lemma in _TENTATIVE and token.dep == "obj" and not is_definite(doc, token.i):
        if status is Status.PLANNED and own is Status.OCCURRED:
            return status  # "discussed preparations for a visit"
        return combine(Status.HYPOTHETICAL, status)
    if token.lemma.lower() in EVENTS and status in (Status.PLANNED, Status.POSTPONED) and took_its_course(doc, head):
        return Status.OCCURRED  # "the planned visit went ahead"
    if lemma in HAPPEN:
        return combine(own, status) if own is not Status.OCCURRED else status
    if own is Status.ONGOING:
        return status  # who "is criticising a meeting" is at none
    if own is Status.NOT_HELD and status is not Status.OCCURRED:
        return Status.NOT_HELD if status is Status.PLANNED else status
    if own is Status.HYPOTHETICAL and status is Status.PLANNED and "have" not in auxiliaries(doc, head):
        return status  # "the planned visit would mark a thaw"
    return combine(own, status) if own is not Status.OCCURRED else status


def _is_programme(doc: Document, token: Token, head: int) -> bool:
    """Say whether a programme lists an event: "the schedule calls for a meeting", "the itinerary has him meeting"."""
    subj = doc.child(head, "nsubj")
    listing = subj is not None and doc.tokens[subj].lemma.lower() in _PROGRAMME and subj != token.i
    return listing and dep_in(token, "obj", "obl", "xcomp", "ccomp")


def _of_chance(doc: Document, token: Token, head: int, status: Status) -> Status:
    """Return the status of what there was a chance for: taken, missed, or as real as the visit that gives it."""
    lemma = doc.tokens[head].lemma
    own = of_verb(doc, head)
    if lemma in ("miss", "lose", "waste"):
        return Status.NOT_HELD
    if lemma in _TAKEN and token.dep == "obj":
        return combine(own, Status.OCCURRED) if own is not Status.OCCURRED or is_past(doc, head) else status
    subj = doc.child(head, "nsubj")
    if subj is not None and doc.tokens[subj].lemma.lower() in EVENTS and own not in NEGATIVE:
        return own if own is Status.HYPOTHETICAL else Status.OCCURRED if is_past(doc, head) else Status.PLANNED
    return combine(own, status) if own in (*NEGATIVE, Status.REQUESTED) else status


def _under_noun(doc: Document, token: Token, head: int, status: Status) -> Status:
    noun = doc.tokens[head]
    cue = listed(_NOUN, noun.lemma)
    infinitive = "to" in marks(doc, token.i)
    vague = is_nominal(token) and case_of(doc, token.i) in ("of", "about") and not is_definite(doc, token.i)
    if vague and (noun.text.lower() in ("talk", "nothing") or cue is Status.HYPOTHETICAL or negated(doc, head)):
        return combine(Status.HYPOTHETICAL, status)  # "talk of a meeting", "no record of a meeting"
    if noun.lemma == "event" and case_of(doc, head) == "in":
        return combine(Status.HYPOTHETICAL, status)  # "in the event of a visit", "in the event that"
    if token.dep == "acl" and infinitive and noun.dep == "root" and of_verb(doc, token.i) is Status.PLANNED:
        return status  # a headline
    if noun.lemma in _CHANCE and infinitive and doc.child(head, "cop") is not None:
        return _of_chance(doc, token, head, status)
    if noun.lemma in _PARTS and is_nominal(token):
        part = of_noun(doc, head)
        return combine(part, status) if part is not Status.OCCURRED else status
    if cue is None and noun.pos == "PROPN" and doc.child(head, "cop") is not None:
        # "is in Rome to meet", "will be in Rome for talks"
        own = Status.PLANNED if infinitive and not is_past(doc, head) else of_verb(doc, head)
        return combine(own, status) if own in UNREAL else status
    if cue is None:
        # "the first leader to visit" did; "it would be a surprise for him to visit" tells no visit.
        ordinal = any(doc.tokens[j].text.lower() in ADJECTIVE["real"] for j in doc.children[head])
        return Status.HYPOTHETICAL if infinitive and dep_in(token, "acl") and not ordinal else status
    case = case_of(doc, token.i)
    if is_nominal(token) and case not in ("for", "of", "to", "on", ""):
        return status
    if not is_nominal(token) and not infinitive and case not in ("of", "for"):
        return combine(cue, status) if cue in (Status.DENIED, Status.HYPOTHETICAL) else status
    if cue is Status.NOT_HELD and is_nominal(token) and noun.lemma not in ("lack", "absence"):
        return status  # "the failure of the talks"
    if negated(doc, head):
        return Status.NOT_HELD
    return combine(cue, status)


def _under_adjective(doc: Document, token: Token, head: int, status: Status) -> Status:
    governor = doc.tokens[head]
    low = governor.text.lower()
    own = of_verb(doc, head)
    clause = dep_in(token, "xcomp", "ccomp", "csubj", "advcl")
    if low == "short" and doc.tokens[governor.head].lemma in ("stop", "fall") and case_of(doc, token.i) == "of":
        return Status.NOT_HELD
    if low in ADJECTIVE["denied"]:
        beside = (doc.tokens[j].lemma for j in doc.children[head] if doc.tokens[j].dep == "nsubj" and j < token.i)
        return Status.DENIED if token.lemma in CLAIMS or clause or not CLAIMS.isdisjoint(beside) else status
    if low in ("true", "correct", "accurate", "so") and own is Status.NOT_HELD:
        return Status.DENIED
    cue = listed(ADJECTIVE, low, governor.lemma)
    if low in _OUTLOOK and token.dep == "nsubj":
        cue = Status.HYPOTHETICAL
    if low == "able" and "to" in marks(doc, token.i):
        if own in (Status.PLANNED, *NEGATIVE):
            return own
        return status if is_past(doc, head) else Status.HYPOTHETICAL
    if cue is None and clause and "to" in marks(doc, token.i):
        cue = None if low in ADJECTIVE["real"] else Status.HYPOTHETICAL
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


def tells_of() -> frozenset[str]:
    """Return the nouns that tell the status of what hangs on them, and those of reports."""
    return CLAIMS.union(*_NOUN.values())


def tells_status(noun: Token) -> bool:
    """Say whether what hangs on a noun is as real as the noun says, or as the whole: "the idea of", "rounds of"."""
    return listed(_NOUN, noun.lemma) is not None or noun.lemma in _PARTS or noun.lemma in CLAIMS


def is_definite(doc: Document, i: int) -> bool:
    """Say whether noun `i` names something known: "the meeting", "his visit"."""
    return any(doc.tokens[j].text.lower() in _DEFINITE or doc.tokens[j].dep == "nmod:poss" for j in doc.children[i])


def comes_to_pass(doc: Document, i: int) -> bool:
    """Say whether verb `i` or its complement is about happening at all: "failed to take place", "was cancelled"."""
    below = [i, *(j for j in doc.children[i] if dep_in(doc.tokens[j], "xcomp"))]
    passive = doc.child(i, "aux:pass") is not None or bool(auxiliaries(doc, i))
    return passive or any(doc.tokens[j].lemma in HAPPEN for j in below) or phrasal(doc, i) in VERB["cancelled"]
