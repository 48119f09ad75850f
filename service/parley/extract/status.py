"""Whether a happening took place, as told: tense, modality, negation and cue words, with their scope on the tree.

The reading starts at the trigger and climbs to the root of its sentence; every governor may change what is known so
far. The cue words are data (cues/status.toml).
"""

from __future__ import annotations

from parley.extract.cues import cues
from parley.extract.tree import ACCUSING, SUBJECTS, auxiliaries, case_of, dep_in, marks, verb_of
from parley.model import Document, Status, Token

_CUES = cues("status")
_VERB: dict[str, frozenset[str]] = _CUES["verb"]
_ADJECTIVE: dict[str, frozenset[str]] = _CUES["adjective"]
_NOUN: dict[str, frozenset[str]] = _CUES["noun"]
_MODAL: dict[str, frozenset[str]] = _CUES["modal"]
_NEGATION: frozenset[str] = _CUES["negation"]
_CONDITIONAL: frozenset[str] = _CUES["conditional"]
_REPORT: frozenset[str] = cues("attribution")["report"]
_OWN_TIME = frozenset({"after", "since", "when", "as", "while", "because", "although", "though"})
_CLAIMS = frozenset({"claim", "report", "allegation", "rumour", "rumor", "suggestion", "accusation", "speculation"})
_DISBELIEF = frozenset({"dismiss", "reject", "deny", "refute", "rebut", "dispute"})
_PRESENT = frozenset({"is", "are", "'s", "’s", "'re", "’re", "am"})

_UNREAL = (Status.PLANNED, Status.REQUESTED, Status.HYPOTHETICAL)


def read_status(doc: Document, trigger: int) -> Status:
    """Return the status of the happening that token `trigger` tells, by everything its sentence says of it."""
    token = doc.tokens[trigger]
    nominal = token.pos in ("NOUN", "PROPN")
    own = _of_noun(doc, trigger) if nominal else _of_verb(doc, trigger)
    if nominal and own is Status.OCCURRED and doc.child(trigger, "cop") is not None:
        own = _of_verb(doc, trigger)  # "it would have been the first meeting", "it will be a visit"
        own = Status.OCCURRED if own is Status.ONGOING else own
    status = _climb(doc, trigger, own)
    if token.lemma == "due" and token.pos == "ADJ":
        return Status.PLANNED
    return Status.ONGOING if nominal and status is Status.OCCURRED and _goes_on(doc, trigger) else status


def _goes_on(doc: Document, i: int) -> bool:
    """Say whether an event noun is said to be going on: "is on a visit", "is in Rome for talks", "talks continue"."""
    token = doc.tokens[i]
    governor = doc.tokens[token.head]
    here = [token] if token.head == i or token.dep in ("ccomp", "conj") else []
    if dep_in(token, "nsubj") or (dep_in(token, "obl") and case_of(doc, i) == "for"):
        here.append(governor)
    for head in here:
        present = any(a in _PRESENT for a in auxiliaries(doc, head.i))
        placed = case_of(doc, head.i) in ("on", "in") or head.text.lower() in ("underway", "way", "ongoing")
        if head.pos not in ("VERB", "AUX") and present and placed:
            return True
        if head.lemma in ("continue", "proceed") and head.text.lower() in (
            "continue",
            "continues",
            "proceed",
            "proceeds",
        ):
            return True
    return False


def _listed(lists: dict[str, frozenset[str]], *words: str) -> Status | None:
    for status, entries in lists.items():
        if any(w in entries for w in words) and status not in ("neutral", "real"):
            return Status(status)
    return None


def _negated(doc: Document, i: int) -> bool:
    for j in doc.children[i]:
        child = doc.tokens[j]
        low = child.text.lower()
        if low in _NEGATION and dep_in(child, "advmod", "det", "cc", "case", "mark", "nsubj"):
            following = doc.tokens[j + 1].text.lower() if j + 1 < len(doc.tokens) else ""
            if following not in ("only", "just", "least"):
                return True
        if dep_in(child, *SUBJECTS) and low in ("nobody", "none", "neither"):
            return True
        if dep_in(child, *SUBJECTS) and any(
            doc.tokens[k].text.lower() in ("no", "neither") and dep_in(doc.tokens[k], "det", "cc")
            for k in doc.children[j]
        ):
            return True
    return False


def _negative(status: Status) -> Status:
    """Return what a negation makes of `status`."""
    return Status.REFUSED if status is Status.PLANNED else Status.NOT_HELD


def _of_verb(doc: Document, i: int) -> Status:
    """Return what the verb at `i` says by its own tense, modals and negation."""
    token = doc.tokens[i]
    aux = auxiliaries(doc, i)
    status = Status.OCCURRED
    if any(m in _CONDITIONAL for m in marks(doc, i)):
        return Status.HYPOTHETICAL
    if case_of(doc, i) in ("instead of", "without", "rather than"):
        return Status.NOT_HELD
    if any(dep_in(doc.tokens[j], "advmod") and doc.tokens[j].text.lower() == "due" for j in doc.children[i]):
        return Status.PLANNED  # "was due to meet", parsed as one
    for name, words in _MODAL.items():
        if any(a in words for a in aux):
            status = Status(name)
    if "would" in aux and _reported(doc, i):
        status = Status.PLANNED
    if "to" in marks(doc, i) and token.dep == "acl" and doc.tokens[token.head].dep == "root":
        # A headline: "X to host Y".
        return Status.PLANNED if doc.tokens[token.head].pos == "PROPN" else status
    if "to" in marks(doc, i) and (token.dep == "root" or any(a in _PRESENT or a in ("was", "were") for a in aux)):
        status = Status.PLANNED
    if status is Status.OCCURRED and token.text.lower().endswith("ing") and any(a in _PRESENT for a in aux):
        status = Status.ONGOING
    if any(doc.tokens[j].text.lower() == "yet" for j in doc.children[i]) and "to" in marks(doc, i):
        return Status.NOT_HELD
    return _negative(status) if _negated(doc, i) else status


def _reported(doc: Document, i: int) -> bool:
    """Say whether the clause is reported speech, so that "would" is the future of the past."""
    token = doc.tokens[i]
    while token.head != token.i:
        governor = doc.tokens[token.head]
        if dep_in(token, "ccomp", "parataxis") and governor.lemma in _REPORT:
            return True
        if token.dep not in ("conj", "ccomp", "xcomp", "parataxis"):
            break
        token = governor
    return any(doc.tokens[j].lemma in _REPORT for j in doc.children[i] if doc.tokens[j].dep == "parataxis")


def _of_noun(doc: Document, i: int) -> Status:
    """Return what the words around an event noun say: "planned visit", "no meeting", "talks scheduled for Monday"."""
    status = Status.OCCURRED
    for j in doc.children[i]:
        child = doc.tokens[j]
        low = child.text.lower()
        if dep_in(child, "det") and low == "any":
            status = Status.HYPOTHETICAL
        if dep_in(child, "amod", "advmod", "compound"):
            status = _listed(_ADJECTIVE, low, child.lemma) or status
        elif dep_in(child, "acl"):
            aux = auxiliaries(doc, j)
            cue = _listed(_VERB, child.lemma) or _listed(_ADJECTIVE, low)
            participle = child.pos in ("VERB", "ADJ") and "to" not in marks(doc, j)
            passive = child.dep == "acl" or any(dep_in(doc.tokens[k], "aux:pass") for k in doc.children[j])
            if cue is not None and participle and passive:
                status = _negative(cue) if _negated(doc, j) else cue
            elif any(a in _MODAL["planned"] for a in aux) or (
                "to" in marks(doc, j) and child.lemma in ("hold", "take", "be", "begin", "start")
            ):
                status = Status.PLANNED
    if case_of(doc, i) in ("ahead of", "before", "prior to", "until", "pending"):
        status = Status.PLANNED
    if case_of(doc, i) in ("without", "instead of"):
        status = Status.NOT_HELD
    return _negative(status) if _negated(doc, i) else status


def _climb(doc: Document, i: int, status: Status) -> Status:
    """Let every governor of token `i` change `status`."""
    for _ in range(40):
        token = doc.tokens[i]
        if token.head == i:
            break
        head = token.head
        governor = doc.tokens[head]
        if token.dep in ("acl:relcl", "advcl:relcl"):
            break  # a relative clause has its own time
        if token.dep == "advcl" and set(marks(doc, i)) & _OWN_TIME:
            break  # so has "after A and B met"
        if (prepared := _prepared(doc, token, head)) is not None:
            status = _combine(prepared, status)
        elif token.dep == "conj":
            status = _shared(doc, i, head, status)
        elif governor.pos in ("NOUN", "PROPN") and dep_in(token, "nmod", "acl", "compound", "obl", "ccomp", "xcomp"):
            status = _under_noun(doc, token, head, status)
        elif governor.pos in ("ADJ", "ADV") or governor.text.lower() == "about":
            status = _under_adjective(doc, token, head, status)
        elif dep_in(token, "obj", "nsubj", "obl", "xcomp", "ccomp", "advcl", "csubj", "iobj", "nmod"):
            status = _under_verb(doc, token, head, status)
        elif token.dep == "parataxis" and governor.lemma in _REPORT:
            pass
        i = head
    return status


def _prepared(doc: Document, token: Token, head: int) -> Status | None:
    """Return what the subject says in "preparations are under way for a visit"; None when it says nothing."""
    subj = doc.child(head, "nsubj")
    if subj is None or subj == token.i or case_of(doc, token.i) not in ("for", "of"):
        return None
    return _listed(_NOUN, doc.tokens[subj].lemma)


def _shared(doc: Document, i: int, head: int, status: Status) -> Status:
    """Give a coordinated verb without its own auxiliary what the first verb has: "will travel and meet"."""
    own = doc.tokens[i]
    if own.pos in ("NOUN", "PROPN"):
        return status
    finite = own.text.lower() != own.lemma
    if status is Status.OCCURRED and not finite and not auxiliaries(doc, i):
        return _of_verb(doc, head)
    return status


def _combine(outer: Status, inner: Status) -> Status:
    """Return what a governor of kind `outer` makes of a happening of status `inner`."""
    if outer in (Status.DENIED, Status.CANCELLED, Status.POSTPONED, Status.REFUSED):
        return outer
    if inner in (Status.NOT_HELD, Status.DENIED, Status.CANCELLED, Status.REFUSED, Status.POSTPONED):
        return inner
    if outer is Status.PLANNED:
        return inner if inner is Status.HYPOTHETICAL else Status.PLANNED
    if outer is Status.REQUESTED:
        return Status.REQUESTED
    if outer is Status.HYPOTHETICAL:
        return inner if inner is Status.REQUESTED else Status.HYPOTHETICAL
    return outer


def _under_verb(doc: Document, token: Token, head: int, status: Status) -> Status:
    governor = doc.tokens[head]
    lemma = governor.lemma
    cue = _listed(_VERB, verb_of(doc, head)) or (_listed(_VERB, lemma) if "_" not in verb_of(doc, head) else None)
    if token.lemma in _CLAIMS and lemma in _DISBELIEF:
        return Status.DENIED
    if token.lemma == "opportunity" and lemma in ("take", "use", "seize"):
        return Status.OCCURRED if status is Status.HYPOTHETICAL else status
    if lemma == "go" and governor.text.lower() == "going" and "to" in marks(doc, token.i) and dep_in(token, "xcomp"):
        return _combine(Status.PLANNED, status)
    if lemma == "look" and any(doc.tokens[j].text.lower() == "forward" for j in doc.children[head]):
        return _combine(Status.PLANNED, status)
    own = _of_verb(doc, head)
    infinitive = "to" in marks(doc, token.i)
    nominal = token.pos in ("NOUN", "PROPN")
    if dep_in(token, "ccomp") and not infinitive:
        # A finite clause keeps its own time, unless the verb above doubts or wishes it.
        if cue in (Status.DENIED, Status.HYPOTHETICAL) or (cue is Status.REQUESTED and lemma not in _REPORT):
            return status if status is Status.HYPOTHETICAL else _combine(cue, status)
        return status
    if lemma in ACCUSING and {"of", "from"} & set(marks(doc, token.i)):
        return Status.HYPOTHETICAL  # alleged, or averted
    if dep_in(token, "advcl") and not infinitive:
        return status if own not in _UNREAL else _combine(own, status)
    if dep_in(token, "obl") and nominal:
        # "during the visit he will sign": an oblique is as real as its clause, unless it names another time.
        if case_of(doc, token.i) in (
            "after",
            "following",
            "since",
            "ahead of",
            "before",
            "prior to",
            "until",
            "like",
            "by",
        ):
            return status
        if cue is not None and case_of(doc, token.i) in ("for", "to", "on", "with", ""):
            return _combine(cue if own is Status.OCCURRED else _stronger(cue, own), status)
        return _combine(own, status) if own is not Status.OCCURRED and status is Status.OCCURRED else status
    if cue is not None and (infinitive or nominal or dep_in(token, "xcomp", "csubj")):
        if own in (Status.NOT_HELD, Status.REFUSED):
            if cue in (Status.REFUSED, Status.CANCELLED, Status.POSTPONED):
                return Status.HYPOTHETICAL  # "has not ruled out talks"
            return Status.NOT_HELD if cue in _UNREAL else status
        return _combine(_stronger(cue, own), status)
    if lemma in ("have", "be") and any(doc.tokens[j].text.lower() == "yet" for j in doc.children[head]):
        return Status.NOT_HELD
    if own is Status.NOT_HELD and status is not Status.OCCURRED:
        return Status.NOT_HELD if status is Status.PLANNED else status
    return _combine(own, status) if own is not Status.OCCURRED else status


def _stronger(cue: Status, own: Status) -> Status:
    """Return what remains when the governing verb is itself not real: "may cancel", "will propose"."""
    if own is Status.HYPOTHETICAL and cue in (Status.CANCELLED, Status.POSTPONED, Status.REFUSED):
        return Status.PLANNED
    return cue


def _under_noun(doc: Document, token: Token, head: int, status: Status) -> Status:
    cue = _listed(_NOUN, doc.tokens[head].lemma)
    infinitive = "to" in marks(doc, token.i)
    if doc.tokens[head].dep == "root" and doc.tokens[head].pos == "PROPN":
        return status
    if cue is None:
        # "the first leader to visit" did; "it would be a surprise for him to visit" tells no visit.
        ordinal = any(doc.tokens[j].text.lower() in _ADJECTIVE["real"] for j in doc.children[head])
        return Status.HYPOTHETICAL if infinitive and dep_in(token, "acl") and not ordinal else status
    if token.pos in ("NOUN", "PROPN") and case_of(doc, token.i) not in ("for", "of", "to", "on", ""):
        return status
    if token.pos in ("VERB", "AUX") and not infinitive and case_of(doc, token.i) not in ("of", "for"):
        return status
    if _negated(doc, head):
        return Status.NOT_HELD
    return _combine(cue, status)


def _under_adjective(doc: Document, token: Token, head: int, status: Status) -> Status:
    governor = doc.tokens[head]
    cue = _listed(_ADJECTIVE, governor.text.lower(), governor.lemma)
    own = _of_verb(doc, head)
    if cue is None and "to" in marks(doc, token.i) and dep_in(token, "xcomp", "ccomp", "csubj", "advcl"):
        cue = None if governor.text.lower() in _ADJECTIVE["real"] else Status.HYPOTHETICAL
    if cue is not None and (dep_in(token, "xcomp", "ccomp", "advcl", "acl", "nsubj", "csubj") or token.dep == "obl"):
        if own is Status.NOT_HELD:
            return Status.NOT_HELD if cue in (Status.PLANNED, Status.HYPOTHETICAL) else status
        return _combine(cue, status)
    return _combine(own, status) if own is not Status.OCCURRED and not dep_in(token, "advcl") else status
