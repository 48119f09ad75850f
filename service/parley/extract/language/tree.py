"""Ways through a dependency tree (Universal Dependencies v2) that several readers of it need."""

from __future__ import annotations

from collections.abc import Iterator

from parley.extract.cues import cues
from parley.extract.language.memory import remembered
from parley.model import Document, Name, Token

SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:outer", "csubj")
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
RELATIVES = frozenset({"who", "whom", "which", "that", "where", "whose"})
# Verbs whose complement's subject is their object: "urged Xi to talk".
OBJECT_CONTROL = frozenset(
    "urge ask tell press invite request push encourage persuade call want allow enable help advise order send expect "
    "summon force lead get let warn implore require bring quote see ban forbid prohibit".split()
)


# Those of them whose complement goes without "to": "let A meet B".
_BARE_CONTROL = frozenset({"let", "make", "see", "watch"})


# Verbs that put what their gerund tells on their object, and only allege or avert it.
ACCUSING = frozenset(
    "accuse suspect convict blame stop prevent keep deter bar ban block dissuade discourage prohibit forbid".split()
)


# Verbs that thank, praise or blame their object for what a gerund tells.
JUDGING = frozenset(
    "thank praise congratulate commend applaud laud hail salute compliment credit criticize criticise condemn rebuke "
    "chide scold reproach lambast denounce slam fault attack punish reward admonish berate".split()
)

# Nouns whose infinitive tells what their addressee is to do: "an invitation to visit".
INVITING = frozenset({"invitation", "invite"})
# Nouns whose infinitive tells what those do whose they are: "the efforts of B to mediate".
_UNDERTAKINGS = frozenset().union(*(cues("status")["noun"][status] for status in ("planned", "requested", "refused")))
_GIVING = frozenset({"extend", "issue", "send", "give", "offer", "hand", "deliver", "convey", "make", "renew", "pass"})


def dep_in(token: Token, *deps: str) -> bool:
    """Say whether the relation of `token`, with or without its subtype, is one of `deps`."""
    dep = token.dep
    return dep in deps or (
        ":" in dep and dep.partition(":")[0] in deps
    )  # asked so often that most are told apart first


@remembered
def conjuncts(doc: Document, i: int) -> tuple[int, ...]:
    """Return token `i` and everything coordinated with it, in text order."""
    found = [i]
    for j in found:
        found.extend(k for k in doc.children[j] if doc.tokens[k].dep == "conj" or _joined_by_comma(doc, j, k))
    # "A and B met": now and then B is a second subject rather than a conjunct.
    token = doc.tokens[i]
    if token.head != i and token.dep in (*SUBJECTS, "obj", "obl"):
        found.extend(
            k
            for k in doc.children[token.head]
            if k > i and doc.tokens[k].dep == token.dep and doc.child(k, "cc") is not None and not case_of(doc, k)
        )
    return tuple(sorted(set(found)))


def _joined_by_comma(doc: Document, i: int, j: int) -> bool:
    """Say whether a heading joins two names by a comma alone ("Poland, Ukraine to hold talks")."""
    one, other = doc.tokens[i], doc.tokens[j]
    return (
        doc.in_heading(i)
        and other.dep in ("appos", "flat")
        and one.pos == other.pos == "PROPN"
        and doc.tokens[j - 1].text == ","
    )


def first_conjunct(doc: Document, i: int) -> int:
    """Return the first member of the coordination that token `i` stands in."""
    while doc.tokens[i].dep == "conj":
        i = doc.tokens[i].head
    return i


# What stands behind one of these is an example of what stands before: "steps such as a meeting".
EXAMPLES = frozenset({"including", "such as", "like"})
# What only says more of the "to" behind it.
_ONWARD = frozenset({"on", "over", "back", "off", "up", "down", "out", "along"})
# What says the same as "ahead of".
_AHEAD = ("ahead of", "in advance of", "in preparation for", "run-up to", "build-up to", "on the eve of")


_BACK = frozenset({"back", "fresh"})


@remembered
def case_of(doc: Document, i: int) -> str:
    """Return the preposition of token `i` in lower case ("prior to" as one), else an empty string."""
    for j in doc.children[i]:
        token = doc.tokens[j]
        if token.dep in ("case", "mark") and token.lower not in POSSESSIVE:
            fixed = [doc.tokens[k].lower for k in doc.children[j] if doc.tokens[k].dep == "fixed"]
            if token.lower == "ahead" or doc.span(max(0, j - 3), j + 1).lower().endswith(_AHEAD):
                return "ahead of"
            if token.lower in _ONWARD and j + 1 in doc.children[i] and doc.tokens[j + 1].lower == "to":
                continue  # "went on to"
            if token.lower == "from" and doc.tokens[i].pos == "NOUN" and j and doc.tokens[j - 1].lemma in _BACK:
                return "after"  # "back from a trip to Oslo"
            return " ".join([token.lower, *fixed])
    for j in doc.children[i]:
        if doc.tokens[j].dep in ("flat", "compound") and doc.tokens[j].pos == "PROPN" and (inner := case_of(doc, j)):
            return inner  # hung on another word of the name
    first = min((j for j in doc.children[i] if j < i), default=i)
    if first > 1 and [t.lower for t in doc.tokens[first - 2 : first]] == ["ahead", "of"]:
        return "ahead of"  # often parsed as two words of the clause
    return ""


def cases_of(doc: Document, i: int) -> set[str]:
    """Return the words that token `i` has for its case, each in lower case; `case_of` gives the one that counts."""
    return {doc.tokens[j].lower for j in doc.children[i] if doc.tokens[j].dep == "case"}


@remembered
def obliques(doc: Document, i: int) -> tuple[tuple[str, int], ...]:
    """Return the preposition and the head token of each oblique or nominal dependent of token `i`."""
    nominal = (j for j in doc.children[i] if dep_in(doc.tokens[j], "obl", "nmod") and doc.tokens[j].dep != "nmod:poss")
    return tuple((case_of(doc, j), j) for j in nominal)


@remembered
def auxiliaries(doc: Document, i: int) -> tuple[str, ...]:
    """Return the auxiliaries and copulas of token `i` in lower case, shortened ones in full where they are two."""
    return tuple(auxiliary(doc, j) for j in doc.children[i] if dep_in(doc.tokens[j], "aux", "cop"))


def ruling(doc: Document, i: int) -> int:
    """Return the verb whose auxiliaries verb `i` goes by: "would have met A and flown home" has them once."""
    token = doc.tokens[i]
    over = auxiliaries(doc, token.head) if token.dep == "conj" else ()
    if not over or doc.child(i, "aux", "aux:pass", "cop", "mark", *SUBJECTS) is not None:
        return i
    bare = token.lower == token.lemma
    return token.head if bare or not {"have", "has", "had"}.isdisjoint(over) else i


def auxiliary(doc: Document, j: int) -> str:
    """Return auxiliary `j` in lower case, a shortened one in full: "she'd met" is had, "she'd meet" would."""
    token = doc.tokens[j]
    verb = doc.tokens[token.head]
    others = {doc.tokens[k].lower for k in doc.children[verb.i] if k != j}
    participle = verb.pos == "VERB" and verb.lower not in (verb.lemma, verb.lemma + "s")
    done = participle and not verb.lower.endswith("ing") and others.isdisjoint(("have", "be"))
    done = token.dep == "aux" and (done or "been" in others)
    full = {"'d": "had" if done else "would", "'ve": "have", **({"'s": "has"} if done else {})}
    return full.get(token.lower.replace("’", "'"), token.lower)


def in_perfect(doc: Document, i: int) -> bool:
    """Say whether verb `i`, or the one that it is an infinitive of, is in the present perfect: "has refused to go"."""
    return has_perfect(doc, i) or (dep_in(doc.tokens[i], "xcomp") and has_perfect(doc, doc.tokens[i].head))


def has_perfect(doc: Document, i: int) -> bool:
    """Say whether verb `i` itself is in the present perfect: "has met", "have been told"."""
    return not {"has", "have"}.isdisjoint(auxiliaries(doc, i))


@remembered
def marks(doc: Document, i: int) -> tuple[str, ...]:
    """Return the subordinators of token `i` in lower case ("to", "if", "that")."""
    return tuple(doc.tokens[j].lower for j in doc.children[i] if doc.tokens[j].dep == "mark")


def particle(doc: Document, i: int) -> str | None:
    """Return the particle of a phrasal verb: "out" of "reach out"."""
    j = doc.child(i, "compound:prt")
    if j is None and i + 1 < len(doc.tokens) and doc.tokens[i + 1].lower in ("off", "out", "down"):
        j = i + 1
    return doc.tokens[j].lower if j is not None else None


def verb_of(doc: Document, i: int) -> str:
    """Return the lemma of verb `i`, with its particle where it has one: "call_off", "rule_out"."""
    found = particle(doc, i)
    return f"{doc.tokens[i].lemma}_{found}" if found else doc.tokens[i].lemma


def subject(doc: Document, i: int, *, depth: int = 0) -> int | None:
    """Return the token that is the subject of verb `i`, through control, coordination and relative clauses."""
    if depth > 8:
        return None
    own = _own_subject(doc, i)
    token = doc.tokens[i]
    if own is not None:
        if doc.tokens[own].lower in RELATIVES and doc.tokens[own].pos in ("PRON", "DET"):
            return _antecedent(doc, i, own)
        return own
    if token.dep == "root" or token.head == i:
        return None
    head = token.head
    governor = doc.tokens[head]
    if token.dep == "conj":
        return subject(doc, head, depth=depth + 1)
    if token.dep in ("xcomp", "advcl", "ccomp"):
        bare = governor.lemma in _BARE_CONTROL and token.dep in ("xcomp", "ccomp")
        if bare or (governor.lemma in OBJECT_CONTROL and "to" in marks(doc, i)):
            theirs = doc.child(head, "obj", "iobj", "obl")
            if theirs is not None and doc.child(head, "nsubj:pass") is None:
                return theirs
        if (
            "to" in marks(doc, i)
            and (noun := doc.child(head, "obj")) is not None
            and doc.tokens[noun].lemma in INVITING
        ):
            return _invited(doc, head, noun)
        if "to" in marks(doc, i) and noun is not None and (agent := _agent(doc, noun)) is not None:
            return agent  # "welcomed plans by B to visit"
        if governor.lemma in ACCUSING and {"of", "from"} & set(marks(doc, i)):
            return doc.child(head, "obj", "iobj", "nsubj:pass")  # "accused China of siding with"
        if governor.lemma in JUDGING and {"for", "on"} & set(marks(doc, i)):
            return doc.child(head, "obj", "iobj", "nsubj:pass")  # "thanked the king for hosting"
        if governor.pos in ("NOUN", "PROPN"):
            # "was in Oslo to meet B", but "her wish to meet B"
            return _own_subject(doc, head) if doc.child(head, "cop") is not None else _possessor(doc, head)
        return subject(doc, head, depth=depth + 1)
    if token.dep.startswith("acl"):
        if "to" in marks(doc, i):
            if governor.lemma in INVITING:
                return _invited(doc, governor.head, head)
            if governor.dep == "root" and governor.pos == "PROPN":
                return head  # a headline: "X to host Y"
            # "a plan to meet": whoever has the plan.
            return _possessor(doc, head) or _agent(doc, head) or _owner(doc, head, depth)
        return head
    if token.dep == "parataxis":
        return subject(doc, head, depth=depth + 1)
    # "an official visiting Helsinki": the tree may take the participle for a preposition.
    return head if token.dep == "case" and token.lower.endswith("ing") and token.pos == "VERB" else None


def _invited(doc: Document, verb: int, noun: int) -> int | None:
    """Return whom an invitation is for: "extended an invitation to B to visit", "accepted an invitation to visit"."""
    for node in (noun, verb):
        for case, j in obliques(doc, node):
            if case in ("to", "for"):
                return j
    given = doc.child(verb, "iobj")
    if given is not None or doc.tokens[verb].pos != "VERB":
        return given
    return None if doc.tokens[verb].lemma in _GIVING else subject(doc, verb)


@remembered
def _own_subject(doc: Document, i: int) -> int | None:
    """Return the subject that hangs on verb `i`; a number ("on Friday, February 25, Putin told") is none."""
    own = [j for j in doc.children[i] if doc.tokens[j].dep in SUBJECTS]
    worded = [j for j in own if doc.tokens[j].pos != "NUM"]
    if len(worded) > 1 and doc.tokens[worded[0] + 1].text in ("—", "–", "-", "--"):
        del worded[0]  # the dateline of "PRAGUE—The minister met"
    if len(worded) > 1 and doc.tokens[worded[0]].pos in ("PROPN", "NOUN") and not is_in_person(doc, worded[0]):
        # A long office, or "After the talks", may be taken for another subject: it is the name beside the verb.
        worded = [j for j in worded if j < i and is_in_person(doc, j)][:1] or worded
    found = next(iter(worded or own), None)
    return visiting(doc, found) if found is not None else None


def name_at(doc: Document, i: int, label: str) -> Name | None:
    """Return the name with a label that token `i` is part of, None where it is part of none."""
    return next((n for n in doc.names if n.label == label and n.first <= i < n.last), None)


def is_in_person(doc: Document, i: int) -> bool:
    """Say whether token `i` is part of a person's name."""
    return name_at(doc, i, "PERSON") is not None


def visiting(doc: Document, i: int) -> int:
    """Return who visits where token `i` is the "visiting" in front of a name, parsed as a verb; else `i`."""
    guest = doc.child(i, "obj") if doc.tokens[i].lower == "visiting" else None
    return i if guest is None else guest


def _antecedent(doc: Document, i: int, relative: int) -> int | None:
    """Return what the relative pronoun of clause `i` stands for; in a clause hung elsewhere, what it follows."""
    token = doc.tokens[i]
    while token.dep == "conj":
        token = doc.tokens[token.head]
    before = relative - 2 if doc.tokens[relative - 1].text == "," else relative - 1
    if token.dep.startswith(("acl", "advcl:relcl")):
        return token.head
    noun = before > 0 and doc.tokens[before].pos in ("PROPN", "NOUN")
    return before if noun and token.dep in ("advcl", "ccomp", "parataxis") else None


def _possessor(doc: Document, i: int) -> int | None:
    return doc.child(i, "nmod:poss")


def _agent(doc: Document, noun: int) -> int | None:
    """Return who does what a noun tells: "a decision by B to visit", "the efforts of B to mediate"."""
    cases = ("by", "of") if doc.tokens[noun].lemma in _UNDERTAKINGS else ("by",)
    return next((j for case, j in obliques(doc, noun) if case in cases), None)


def _owner(doc: Document, noun: int, depth: int) -> int | None:
    token = doc.tokens[noun]
    if dep_in(token, "obj", "obl", "xcomp"):
        return subject(doc, token.head, depth=depth + 1)
    return noun if dep_in(token, "nsubj") else None


def predicate(doc: Document, i: int) -> int:
    """Return the verb (or other predicate) of the clause that token `i` stands in."""
    while True:
        token = doc.tokens[i]
        if token.head == i or token.pos in ("VERB", "AUX") or doc.child(i, "cop", *SUBJECTS) is not None:
            return i
        i = token.head


def measured(doc: Document, i: int, stretches: frozenset[str]) -> int:
    """Return the noun that measures event noun `i` where there is one: "four hours of talks"."""
    token = doc.tokens[i]
    head = doc.tokens[token.head]
    counted = dep_in(token, "nmod") and case_of(doc, i) == "of" and head.lemma.lower() in stretches
    return token.head if counted else i


def clause_heads(doc: Document, i: int) -> Iterator[int]:
    """Yield token `i` and the tokens above it, up to the root."""
    yield i
    while doc.tokens[i].head != i:
        i = doc.tokens[i].head
        yield i
