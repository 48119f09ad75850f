"""What a verb makes of a happening told below it: "agreed to", "cancelled", "failed to".

The cue words are data (cues/status.toml).
"""

from __future__ import annotations

import calendar

from parley.extract.cues import cues, nouns_of
from parley.extract.language.governing_nouns import (
    CHANCE,
    CLAIMS,
    DISBELIEF,
    DROPPED,
    NEGATIVE,
    NOUN,
    TOWARDS,
    UNDERWAY,
    UNREAL,
    combine,
    is_definite,
    is_wished,
    of_chance,
    under_adjective,
    under_noun,
)
from parley.extract.language.tense import (
    ADJECTIVE,
    EVENTS,
    HAPPEN,
    MODAL,
    REPORT,
    VERB,
    is_nominal,
    is_past,
    listed,
    negated,
    negative,
    of_verb,
    phrasal,
    took_its_course,
)
from parley.extract.language.tree import (
    ACCUSING,
    OBJECT_CONTROL,
    SUBJECTS,
    auxiliaries,
    case_of,
    dep_in,
    marks,
    obliques,
    particle,
    ruling,
)
from parley.extract.language.unsettled import is_arranged, unsettled
from parley.model import Document, Status, Token

_CUES = cues("status")
PHRASE: dict[str, frozenset[str]] = _CUES["phrase"]
_TENTATIVE: frozenset[str] = _CUES["tentative"]
_BEAR_ON: frozenset[str] = _CUES["bear_on"]
_VOLITION: frozenset[str] = _CUES["volition"]
_HANDED: frozenset[str] = _CUES["handed"]
_PROGRAMME: frozenset[str] = _CUES["programme"]
_BIDDING: frozenset[str] = _CUES["bidding"]
_LINKING: frozenset[str] = _CUES["linking"]
# Being at an event, which is called off like the event itself.
ATTENDANCE: frozenset[str] = _CUES["attendance"]
_PARTICULARS: frozenset[str] = _CUES["particulars"]
_RAISING: frozenset[str] = _CUES["raising"]
_LEAVE: frozenset[str] = _CUES["leave"]
_CALENDAR = frozenset({*calendar.month_name, *calendar.day_name})
_UNITS = frozenset(cues("dates")["units"]) | frozenset(cues("dates")["seasons"])
_VISITS = nouns_of("visit")
# Cases of an event noun that names another time than that of its clause.
OTHER_TIME = frozenset(
    {"after", "following", "since", "ahead of", "before", "prior to", "until", "like", "by", "despite"}
)


def under(doc: Document, token: Token, head: int, status: Status) -> Status:
    """Return what the governor at `head` makes of `status`, told so far of `token`."""
    governor = doc.tokens[head]
    dropped = status in DROPPED and dep_in(token, "nsubj") and token.lemma in NOUN.get(status, ())
    if dropped and not MODAL["hypothetical"].isdisjoint(auxiliaries(doc, head)):
        return Status.PLANNED  # "a cancellation of the visit would be a blow"
    if (left_open := unsettled(doc, token, head, status)) is not None:
        return left_open
    if (beside := _beside(doc, token, head)) is not None:
        return combine(beside, status)
    if dep_in(token, "nsubj", "nsubj:pass", "obj", "csubj") and (phrase := phrase_of(doc, head)) is not None:
        return combine(phrase, status)
    if dep_in(token, "nsubj") and is_nominal(token) and governor.lemma in _RAISING:
        # "the visit had to be cancelled", "the talks seem to have been put off"
        told = next((j for j in doc.children[head] if doc.tokens[j].dep == "xcomp" and "to" in marks(doc, j)), None)
        cue = (phrase_of(doc, told) or cue_of(doc, told)) if told is not None else None
        if cue in DROPPED:
            return combine(cue, status)
    if dep_in(token, "nsubj") and is_nominal(token):
        # "a stop there was considered and dropped"
        verbs = [j for j in doc.children[head] if doc.tokens[j].dep == "conj" and doc.child(j, *SUBJECTS) is None]
        last = next((cue for j in reversed(verbs) if (cue := cue_of(doc, j)) in DROPPED), None)
        if last is not None and doc.child(head, "aux:pass") is not None:
            return combine(last, status)
    if token.dep == "conj":
        return _shared(doc, token, head, status)
    stays = case_of(doc, head) == "in" or governor.lemma in UNDERWAY
    place = governor.pos == "PROPN" or (governor.pos == "NOUN" and stays)
    placed = place and token.dep == "advcl" and doc.child(head, "cop") is not None
    nominal = dep_in(token, "nmod", "acl", "compound", "obl", "ccomp", "xcomp")
    false = governor.lower in ADJECTIVE["denied"]  # "it is a lie that"
    told = governor.lower in ("about", "off", "on") and doc.child(head, "cop") is not None
    if governor.pos in ("ADJ", "ADV") or told or false:
        return under_adjective(doc, token, head, status)
    if (governor.pos in ("NOUN", "PROPN") or governor.lower == "nothing") and (nominal or placed):
        return under_noun(doc, token, head, status)
    if governor.pos == "NOUN" and dep_in(token, "csubj") and of_verb(doc, head) in NEGATIVE:
        return status  # "it was no accident that they met"
    object_lost = token.dep == "parataxis" and token.lemma in CLAIMS  # 'dismissed as "fantasy" a report that'
    if object_lost or dep_in(token, "obj", "nsubj", "obl", "xcomp", "ccomp", "advcl", "csubj", "iobj", "nmod"):
        return _under_verb(doc, token, head, status)
    return status


def _beside(doc: Document, token: Token, head: int) -> Status | None:
    """Return what a noun beside says: "preparations are under way for a visit", "extended an invitation to visit"."""
    infinitive = "to" in marks(doc, token.i) and dep_in(token, "advcl", "xcomp")
    if not infinitive and not (dep_in(token, "obl", "nmod") and case_of(doc, token.i) in ("for", "of")):
        return None
    deps = ("obj",) if infinitive else ("nsubj", "obj")
    nouns = [doc.tokens[j] for j in doc.children[head] if j < token.i and dep_in(doc.tokens[j], *deps)]
    cue = next((c for noun in nouns if (c := listed(NOUN, noun.lemma)) is not None), None)
    if cue is None:
        return Status.HYPOTHETICAL if any(is_wished(doc, noun.i, token.i) for noun in nouns) else None
    outer = listed(VERB, phrasal(doc, head))
    return cue if outer is None or outer is Status.REQUESTED else combine(outer, cue)


def phrase_of(doc: Document, head: int) -> Status | None:
    """Return what a set phrase says of its subject or object: "is on the agenda", "was put on hold"."""
    off = doc.child(head, "obj") if particle(doc, head) == "off" else None  # "was taken off the agenda"
    for j in (head, *(j for j in doc.children[head] if dep_in(doc.tokens[j], "obl") or j == off)):
        cases = [doc.tokens[k].lower for k in doc.children[j] if doc.tokens[k].dep in ("case", "fixed")]
        cases = cases or (["off"] if j == off else [])
        if cases and cases[0] in ("from", "off") and doc.tokens[j].lemma in _PROGRAMME:
            if negated(doc, head):
                return Status.PLANNED
            # "was cut from the schedule", "is absent from the schedule"
            return Status.CANCELLED if doc.tokens[head].pos == "VERB" else Status.NOT_HELD
        aim = any(case == "ahead of" for case, _ in obliques(doc, j))  # "talks in preparation for the summit"
        if cases and not aim and (cue := listed(PHRASE, "_".join((*cases, doc.tokens[j].lower)))) is not None:
            return (Status.NOT_HELD if cue is Status.PLANNED else negative(cue)) if negated(doc, head) else cue
    return None


def _shared(doc: Document, token: Token, head: int, status: Status) -> Status:
    """Give a coordinated verb without its own auxiliary what the first verb has: "will travel and meet"."""
    joined = token.lower == token.lemma or ruling(doc, token.i) == head
    if status is Status.OCCURRED and not is_nominal(token) and joined and not auxiliaries(doc, token.i):
        return of_verb(doc, head)
    return status


def _under_verb(doc: Document, token: Token, head: int, status: Status) -> Status:
    governor = doc.tokens[head]
    lemma = governor.lemma
    is_one = governor.pos == "NOUN" and token.dep == "nsubj"  # "the visit was an attempt to mend ties"
    cue = cue_of(doc, head) if token.lemma not in _HANDED and not is_one else None  # who accepts credentials has them
    own = of_verb(doc, head)
    infinitive = "to" in marks(doc, token.i)
    nominal = is_nominal(token)
    gerund = not nominal and token.lower.endswith("ing") and not auxiliaries(doc, token.i)
    if (token.lemma in CLAIMS or token.lower == "talk") and (lemma in DISBELIEF or _called_false(doc, head)):
        if status in (Status.CANCELLED, Status.POSTPONED):
            return Status.PLANNED  # "dismissed claims that the visit has been put off"
        return Status.HYPOTHETICAL if own in NEGATIVE else Status.DENIED
    if token.lemma in CHANCE:
        return of_chance(doc, token, head, status)
    if lemma in _BIDDING and (infinitive or gerund):
        return _cued(lemma, Status.PLANNED, own, status)
    predicated = doc.child(head, "xcomp") if lemma in _LINKING and token.dep == "nsubj" else None
    if predicated is not None and doc.tokens[predicated].pos == "ADJ":
        return under_adjective(doc, token, predicated, status)  # "a meeting seems likely"
    if _is_programme(doc, token, head) and not is_past(doc, head):
        return combine(Status.PLANNED, status)
    if lemma == "come" and case_of(doc, token.i) == "to" and own is Status.OCCURRED and gerund:
        close = any(doc.tokens[j].lower in ("close", "near") for j in doc.children[head])
        return Status.NOT_HELD if close else status
    if lemma == "call" and dep_in(token, "obj", "xcomp") and _what(doc, head):
        return status  # "on what he called a private visit"
    if lemma == "know" and nominal and not is_definite(doc, token.i) and case_of(doc, token.i) in ("of", "about"):
        return combine(Status.HYPOTHETICAL, status) if own in NEGATIVE else status
    if lemma == "go" and governor.lower == "going" and infinitive and dep_in(token, "xcomp"):
        return combine(Status.PLANNED, status)
    if lemma == "look" and any(doc.tokens[j].lower == "forward" for j in (*doc.children[head], head + 1)):
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
        aimed = case in ("for", "to", "with") and cue in DROPPED and doc.child(head, "obj") is None
        named = (case in ("for", "to", "on", "with", "") and not aimed) or (
            case in ("of", "from", "out", "out of") and cue in DROPPED
        )
        named = named or (case in ("at", "towards", "toward") and cue is Status.HYPOTHETICAL)
        attended = {doc.tokens[j].lemma for j in doc.children[head] if doc.tokens[j].dep == "obj"} & ATTENDANCE
        named = named or (case in ("at", "in", "on") and bool(attended))
        named = named or (case == "about" and cue is Status.HYPOTHETICAL and not is_definite(doc, token.i))
        named = named and not (case == "on" and token.lemma.lower() in _VISITS)
        tentative = (lemma in _TENTATIVE and case == "on") or case in TOWARDS
        if tentative and not is_definite(doc, token.i):
            return combine(Status.HYPOTHETICAL, status)
        if cue is None and own in NEGATIVE and status is Status.PLANNED and case == "for":
            return own  # "did not fly to Paris for the planned talks"
        if cue is None or not named:
            return combine(own, status) if own is not Status.OCCURRED and status is Status.OCCURRED else status
        return _cued(lemma, cue, own, status)
    if cue in (Status.NOT_HELD, Status.PLANNED, Status.HYPOTHETICAL) and token.dep == "nsubj":
        cue = cue if comes_to_pass(doc, head) else None  # "the meeting failed to agree", "the visit aims to"
    if cue is Status.PLANNED and token.dep == "nsubj:pass" and lemma in _BEAR_ON:
        cue = None  # "the visit is aimed at"
    if cue in DROPPED and infinitive and token.dep == "advcl" and doc.child(head, "obj") is not None:
        return combine(Status.PLANNED, status)  # "postponed his trip in order to attend a meeting"
    if cue is Status.NOT_HELD and infinitive and lemma not in OBJECT_CONTROL | {"fail"}:
        cue = None  # "stopped in Rome to meet", but "forbade him to meet"
    if lemma in ("confirm", "verify") and own in NEGATIVE:
        return Status.HYPOTHETICAL
    if gerund and lemma in ("confirm", "announce"):
        cue = None
    given = doc.child(head, "iobj") is not None or (token.dep == "obj" and _is_passive(doc, head))
    if cue is Status.DENIED and (given or token.lemma in _LEAVE):
        cue = Status.REFUSED  # "was denied a meeting", "denied them visas to attend"
    if token.dep in ("nsubj:pass", "nsubj") and is_arranged(doc, head):
        cue = None
    advised = cue is Status.REQUESTED and infinitive and status is Status.NOT_HELD and negated(doc, token.i)
    if advised or (lemma in MODAL["requested"] and own in NEGATIVE):
        return Status.HYPOTHETICAL  # "urged him not to meet them", "ought not to meet them"
    if cue is not None and (infinitive or nominal or gerund or dep_in(token, "xcomp", "csubj")):
        return _cued(lemma, cue, own, status)
    if lemma in ("have", "be") and any(doc.tokens[j].lower == "yet" for j in doc.children[head]):
        return Status.NOT_HELD
    if nominal:
        return _of_event(doc, token, head, own, status)
    if own is Status.NOT_HELD and status is not Status.OCCURRED:
        return Status.NOT_HELD if status is Status.PLANNED else status
    return combine(own, status) if own is not Status.OCCURRED else status


def cue_of(doc: Document, i: int) -> Status | None:
    """Return the status that verb `i` gives its complement, by its lemma and particle; a move may be to a new date."""
    verb = phrasal(doc, i)
    if verb == "call" and not _demands(doc, i):
        return None  # "called on B on the last day of her visit"
    if verb == "bring_forward":
        return Status.PLANNED  # "was brought forward to Monday"
    if verb in ("move", "slip", "push"):
        cases = ("to",) if verb == "move" else ("to", "into", "past", "beyond")
        dates = {k for name in doc.names if name.label == "DATE" for k in range(name.first, name.last)}
        dates |= {j for j in doc.children[i] if doc.tokens[j].text in _CALENDAR or doc.tokens[j].lemma in _UNITS}
        dates |= {j for j in doc.children[i] if doc.tokens[j].lemma == "date" or _is_of_month(doc, j)}
        if any(case_of(doc, j) in cases and j in dates for j in doc.children[i]):
            return Status.POSTPONED
    return listed(VERB, verb) or (listed(VERB, doc.tokens[i].lemma) if "_" not in verb else None)


def _demands(doc: Document, i: int) -> bool:
    """Say whether a verb of calling names what is called for: "called for talks", "called on them to meet"."""
    below = doc.children[i]
    told = any(dep_in(doc.tokens[j], "obj", "nsubj:pass", "xcomp", "ccomp", "advcl", "conj") for j in below)
    return told or any(case_of(doc, j) == "for" for j in below)


def _is_of_month(doc: Document, i: int) -> bool:
    return any(doc.tokens[j].text in _CALENDAR for j in doc.children[i])  # "September 15", the month hung on the day


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
    if own is Status.HYPOTHETICAL and cue in DROPPED:
        return Status.PLANNED  # "may cancel"
    return combine(cue, status)


def _is_passive(doc: Document, i: int) -> bool:
    return doc.child(i, "aux:pass", "nsubj:pass") is not None


def _what(doc: Document, i: int) -> bool:
    """Say whether verb `i` says how something is called: "what he called", "what is called"."""
    return any(doc.tokens[j].lower == "what" for j in (doc.tokens[i].head, *doc.children[i]))


def _called_false(doc: Document, head: int) -> bool:
    """Say whether a verb calls its object untrue: "described the reports as baseless"."""
    return any(doc.tokens[k].lower in ADJECTIVE["denied"] for k in doc.subtree(head) if k > head)


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
    subjunctive = not auxiliaries(doc, token.i) and token.lower == token.lemma
    if cue is Status.REQUESTED and (lemma not in REPORT or subjunctive):
        return combine(cue, status)
    if cue is Status.HYPOTHETICAL:
        return combine(cue, status)
    return status


def _reports_denied(doc: Document, token: Token, head: int) -> bool:
    """Say whether the tree hangs a clause beside the reports that it belongs to: "reports that they met were a lie"."""
    beside = [doc.tokens[j] for j in doc.children[head] if j != token.i]
    return any(t.dep == "nsubj" and t.lemma in CLAIMS and t.i < token.i for t in beside) and any(
        t.lower in ADJECTIVE["denied"] and t.dep == "ccomp" for t in beside
    )


def _of_event(doc: Document, token: Token, head: int, own: Status, status: Status) -> Status:
    """Return what a verb without a cue makes of the event noun that is its subject or object."""
    lemma = doc.tokens[head].lemma
    if token.lemma in _PARTICULARS and own in NEGATIVE:
        return status  # "the date of the visit has not been set"
    if lemma in _TENTATIVE and token.dep == "obj" and not is_definite(doc, token.i):
        if status is Status.PLANNED and own is Status.OCCURRED:
            return status  # "discussed preparations for a visit"
        return combine(Status.HYPOTHETICAL, status)
    if token.lemma.lower() in EVENTS and status in (Status.PLANNED, Status.POSTPONED) and took_its_course(doc, head):
        # "the planned visit went ahead", but "the talks, which A will attend, have been convened"
        clauses = (j for j in doc.children[token.i] if doc.tokens[j].dep == "acl:relcl")
        return status if any(of_verb(doc, j) is Status.PLANNED for j in clauses) else Status.OCCURRED
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


def comes_to_pass(doc: Document, i: int) -> bool:
    """Say whether verb `i` or its complement is about happening at all: "failed to take place", "was cancelled"."""
    below = [i, *(j for j in doc.children[i] if dep_in(doc.tokens[j], "xcomp"))]
    alone = doc.child(i, "obj", "ccomp") is None  # "the talks had enabled them to go on"
    passive = doc.child(i, "aux:pass") is not None or (bool(auxiliaries(doc, i)) and alone)
    dropped = phrasal(doc, i) in VERB["cancelled"] | VERB["postponed"] and doc.child(i, "obj") is None
    return passive or dropped or any(doc.tokens[j].lemma in HAPPEN for j in below)
