"""Where a time expression stands: the tense that rules it, the word that binds it, and the lines that tell no time."""

from __future__ import annotations

import re

from parley.extract.cues import cues
from parley.extract.dates.calendar import Tense
from parley.extract.dates.patterns import ANCHORS, WORDS, any_of
from parley.extract.dates.readings import Lean
from parley.extract.language.talked_of import is_ahead, journey_of
from parley.extract.language.tense import is_past, is_said_to_come, phrasal
from parley.extract.language.tree import (
    INVITING,
    auxiliaries,
    auxiliary,
    case_of,
    dep_in,
    in_perfect,
    marks,
    obliques,
    ruling,
)
from parley.model import Document, Token

_TENSE = WORDS["tense"]
_WILL, _PLAN, _SAY, _SCHEDULED = (frozenset(_TENSE[name]) for name in ("will", "plan", "say", "scheduled"))
_LOOKING = frozenset(_TENSE["looking"])
_MOVING: frozenset[str] = cues("status")["verb"]["postponed"] | cues("status")["moving"]
_DROPPED: frozenset[str] = cues("status")["verb"]["cancelled"] | cues("status")["verb"]["postponed"]
_FROM_TO = frozenset({"from", "to", "until"})
_PROMISES: frozenset[str] = cues("status")["noun"]["planned"]
_CHANCE: frozenset[str] = cues("status")["chance"]
_FOLLOWS = frozenset({"follow", "follows", "followed"})
_UNCHANGED = frozenset(cues("status")["unchanged"]) - {"come", "become"}
_AHEAD = re.compile(any_of(_TENSE["ahead"]) + r"(?:\s+[\w'.]+){0,3}\s*$|\bdue\s+$|\bahead of\b[^.,;:]{0,50}$")
_FUTURE_WORDS = re.compile(
    r"\b(?:will|'ll|shall|would|is due|are due|was due|were due|is set|are set|scheduled|plans?|planned|expected|"
    r"to be held|going to|upcoming|slated|intends?|agreed to|invited|next)\b"
)
_SAID = re.compile(
    r"\b(?:said|says|told|announced|reported|confirmed|added)\b(?:\s+(?:on|that|in a statement|late|early))?\s*$"
)
_SINCE = re.compile(r"\bsince(?:\s+(?:early|late|mid|last|the))?[\s-]+$")
_BREAK = re.compile(r"[;:]|[.!?]\s|\n\s*\n|,\s+(?:but|while|and|who|which|after|as)\b|\b(?:but|while)\b")
_CONNECTOR = re.compile(
    r"\b(since|until|till|by|before|after|prior to|from|through|no later than|not later than|"
    r"ahead of|as of|as from|starting|"
    r"beginning|following|effective)"
    r"(?:\s+(?:at least|early|late|on|about|around|the|the end of))?\s+$"
)


def is_parsed(doc: Document) -> bool:
    """Say whether the document carries a tree and parts of speech."""
    return any(token.pos in ("VERB", "AUX") for token in doc.tokens)


# --- tense --------------------------------------------------------------------------------------------------------


def lean_of_words(folded: str, start: int) -> Lean:
    """Return the tense that the words of the clause before an expression give it, without a tree."""
    clause = folded[max(0, start - 160) : start]
    if _AHEAD.search(clause):
        return Lean(Tense.FUTURE, True)
    clause = _BREAK.split(clause)[-1]
    if _FUTURE_WORDS.search(clause) and not _SAID.search(clause):
        return Lean(Tense.FUTURE, True)
    return Lean(Tense.PAST, bool(re.search(r"\b\w+(?:ed|met|held|said|told|spoke)\b", clause)))


def is_said(folded: str, start: int) -> bool:
    """Say whether a verb of saying stands right before, whatever the tree: "said on Tuesday the king will come"."""
    return bool(_SAID.search(folded[max(0, start - 40) : start]))


def lean_at(doc: Document, folded: str, token: int, start: int) -> Lean:
    """Return the tense of the verb that rules the token, climbing the tree from it; "since" looks back in any."""
    if _SINCE.search(folded[max(0, start - 20) : start]):
        return Lean(Tense.PAST, True)
    if _AHEAD.search(folded[max(0, start - 60) : start]):
        return Lean(Tense.FORGONE if _was_dropped(doc, doc.tokens[token].head) else Tense.FUTURE, True)
    if is_said(folded, start) or under_since(doc, token):
        return Lean(Tense.PAST, True)
    if (journey := journey_of(doc, token)) is not None:
        return Lean(Tense.FUTURE, True) if is_ahead(doc, journey) else Lean(Tense.PRESENT, False)
    if _is_behind_event(doc, token):
        return Lean(Tense.FUTURE, False)
    tokens, i, direct = doc.tokens, token, True
    for _ in range(40):
        current = tokens[i]
        if i != token and _adjective_ahead(doc, current):
            return Lean(Tense.FUTURE, True)
        if current.lemma.lower() == "look" and any(doc.tokens[c].lower == "forward" for c in doc.children[i]):
            return Lean(Tense.FUTURE, True)
        if i != token and case_of(doc, i) == "ahead of" and current.pos != "VERB":
            return Lean(Tense.FUTURE, True)
        if current.dep == "obj" and tokens[current.head].lower in _FOLLOWS:
            return Lean(Tense.PAST, True)  # "the call follows talks on Monday"
        if current.lower in _FOLLOWS and i < (doc.child(i, "obj") or i) < token:
            return Lean(Tense.PAST, True)  # the same, hung on the verb
        if i != token and case_of(doc, token) in _FROM_TO and phrasal(doc, i) in _MOVING:
            return _lean_of_move(doc, token)
        if i != token and current.lemma.lower() in _PLAN and _is_set(doc, i, token):
            return Lean(Tense.FUTURE, True)
        if any(_tense_of(doc, c) is Tense.FUTURE for c in _clauses_behind(doc, i, token)):
            return Lean(Tense.FUTURE, True)  # "ruled out talks at the summit of May 9, which both will attend"
        if current.lemma.lower() in INVITING and _is_of_stay(doc, i, token):
            return Lean(Tense.FUTURE, True)
        if current.pos in ("VERB", "AUX") or doc.child(i, "cop") is not None:
            found = _tense_of(doc, i)
            if found is not None:
                return Lean(found, direct)
            direct = direct and marks(doc, i) != ("after",)
        elif i != token and current.pos in ("NOUN", "PROPN") and current.dep not in ("conj", "appos"):
            direct = False
        if current.head == i:
            break
        i = current.head
    return Lean(Tense.PAST if doc.in_heading(token) else Tense.PRESENT, False)


def _lean_of_move(doc: Document, token: int) -> Lean:
    """Return the tense of a time that something is moved from, which may be over, or to: "put off from Monday"."""
    return Lean(Tense.PRESENT, False) if case_of(doc, token) == "from" else Lean(Tense.FUTURE, True)


def _is_set(doc: Document, planned: int, token: int) -> bool:
    """Say whether a time is the goal of a plan: "invited for May 9", "asked to be back by May 9"."""
    to = any(t.lower == "to" and t.pos == "PART" for t in doc.tokens[planned:token])
    return case_of(doc, token) == "for" or (case_of(doc, token) == "by" and to)


def _clauses_behind(doc: Document, i: int, token: int) -> list[int]:
    """Return the relative clauses about a noun, or one below it, that stand behind a time of it."""
    if doc.tokens[i].pos not in ("NOUN", "PROPN") or i == token:
        return []
    nouns = (i, *(j for j in doc.children[i] if j < token and dep_in(doc.tokens[j], "nmod")))
    return [c for j in nouns for c in doc.children[j] if c > token and doc.tokens[c].dep == "acl:relcl"]


def _is_of_stay(doc: Document, invited: int, token: int) -> bool:
    """Say whether a time is when somebody is invited to come, not when he was asked: "invited to Rome in May"."""
    return case_of(doc, token) == "in" and any(case == "to" and j < token for case, j in obliques(doc, invited))


def _is_behind_event(doc: Document, token: int) -> bool:
    """Say whether a time stands behind the place of what a verb looks ahead to: "ruled out talks in Rome on Friday".

    Right behind its noun the time may as well be the verb's.
    """
    i = token
    while doc.tokens[i].pos != "VERB" and doc.tokens[i].head != i:
        i = doc.tokens[i].head
    out = any(doc.tokens[j].lower == "out" for j in doc.children[i])
    event = doc.child(i, "obj") if doc.tokens[i].lemma in _LOOKING or (doc.tokens[i].lemma == "rule" and out) else None
    if event is None or not i < event < token or doc.tokens[event].lemma not in ANCHORS:
        return False
    opening = min(doc.subtree(token))
    return doc.tokens[opening - 1].pos == "PROPN" and any(case == "in" for case, _ in obliques(doc, event))


def _adjective_ahead(doc: Document, token: Token) -> bool:
    """Say whether a noun is called upcoming, planned or due."""
    return token.pos in ("NOUN", "PROPN") and any(
        doc.tokens[c].lemma.lower() in ("upcoming", "forthcoming", "planned", "scheduled", "future", "proposed")
        or doc.tokens[c].lower in ("planned", "scheduled", "proposed", "expected")
        for c in doc.children[token.i]
        if doc.tokens[c].dep in ("amod", "acl")
    )


def _tense_of(doc: Document, i: int) -> Tense | None:
    """Return the tense of a verb or predicate, or None where the verb over it decides."""
    token = doc.tokens[i]
    word, lemma = token.lower, token.lemma.lower()
    helpers = [doc.tokens[c] for c in doc.children[i] if doc.tokens[c].dep in ("aux", "aux:pass", "cop")]
    forms = {auxiliary(doc, h.i).replace("’", "'") for h in helpers if h.i < i or h.dep == "cop"}
    if forms & _WILL:
        return Tense.FUTURE
    if not forms and (over := ruling(doc, i)) != i:
        return _tense_of(doc, over)  # "would have met her and flown home on Friday"
    infinitive = any(doc.tokens[c].lower == "to" and doc.tokens[c].dep in ("mark", "aux") for c in doc.children[i])
    be = forms & {"is", "are", "was", "were", "been", "be", "being", "'s", "'re"}
    if infinitive and be and not forms & {"have", "been"}:
        return Tense.FUTURE  # "is to meet", "were to hold"
    if infinitive and not forms & {"have", "been"}:
        return _tense_of_infinitive(doc, i)
    if "had" in forms and lemma in _SCHEDULED | _PLAN:
        return Tense.FORGONE  # "had been due on Monday"
    if lemma in _SCHEDULED and token.pos == "VERB" and (be or token.dep == "acl") and not word.endswith("ing"):
        return Tense.FORGONE if _was_dropped(doc, i) else Tense.FUTURE
    if any(doc.tokens[c].lower == "due" for c in doc.children[i]):
        return Tense.FORGONE if "had" in forms else Tense.FUTURE  # "is due in Paris on Monday"
    if token.pos in ("ADJ", "NOUN") and lemma in ("due", "set", "ready", "likely", "upcoming"):
        return Tense.FUTURE
    if forms & {"was", "were", "had", "did", "been", "got"} or ("n't" in forms and "did" in forms):
        return Tense.PAST
    if forms & {"has", "have", "'ve"}:
        return Tense.PAST
    if word.endswith("ing"):
        return Tense.FUTURE if forms & {"is", "are", "'s", "'re", "am"} else None
    if token.pos in ("VERB", "AUX") and word != lemma and not word.endswith("s"):
        return Tense.PAST
    if word in ("was", "were", "met", "held", "said") or (word == lemma and word in _UNCHANGED):
        return Tense.PAST
    if token.dep in ("xcomp", "acl", "advcl") and not word.endswith("s"):
        return None
    if token.dep == "conj" and word == lemma and "to" in marks(doc, token.head):
        return None  # "came to open a school and meet her on Monday"
    if lemma in _SAY:
        return Tense.PAST
    heading = doc.sentences[token.sentence].heading
    return Tense.PAST if heading else Tense.PRESENT


def _was_dropped(doc: Document, planned: int) -> bool:
    """Say whether what was planned was called off: "cancelled a meeting that was planned for Friday"."""
    noun = doc.tokens[doc.tokens[planned].head]
    while dep_in(noun, "nmod", "appos", "flat", "acl") and noun.pos != "VERB":
        noun = doc.tokens[noun.head]  # "a meeting with B that was planned", hung on B
    told = doc.tokens[planned].dep in ("acl", "acl:relcl") and dep_in(noun, "obj", "nsubj")
    over = {"was", "were", "had"} & {*auxiliaries(doc, planned)} or "had" in auxiliaries(doc, noun.head)
    return bool(told and over) and phrasal(doc, noun.head) in _DROPPED and is_past(doc, noun.head)


def _tense_of_infinitive(doc: Document, i: int) -> Tense | None:
    """Return the tense of "to meet": ahead of a plan, with the verb over it where that tells a purpose."""
    token = doc.tokens[i]
    if token.head == i or is_said_to_come(doc, i):
        return Tense.FUTURE  # a headline: "Ministers to meet on Friday"
    over = doc.tokens[token.head]
    if any(doc.tokens[c].lower == "had" for c in doc.children[over.i]):
        return None  # "had been due to meet on Monday"
    if over.lemma in _CHANCE and dep_in(over, "obj"):
        return None  # "had a chance to meet in May"
    if over.lemma.lower() in _PLAN or over.pos in ("NOUN", "ADJ", "PROPN"):
        return Tense.FUTURE
    if any(doc.tokens[j].lemma in _PROMISES and j < i for j in doc.children[over.i]):
        return Tense.FUTURE  # "an agreement was reached to meet in May"
    return None


# --- what binds an expression -------------------------------------------------------------------------------------


def connector_before(folded: str, start: int) -> str:
    """Return since, until, by, before, after or from where it stands right before the expression, else nothing."""
    found = _CONNECTOR.search(folded[max(0, start - 40) : start])
    if not found:
        return ""
    word = found[1]
    same = {"till": "until", "through": "until", "prior to": "before", "ahead of": "before", "as from": "from"}
    same |= {"no later than": "by", "not later than": "by", "as of": "from", "starting": "from", "beginning": "from"}
    same |= {"following": "after", "effective": "from"}
    return same.get(word, word)


def under_since(doc: Document, token: int) -> bool:
    """Say whether the tree puts the token into a phrase or clause that "since" opens."""
    return since_phrase(doc, token) is not None


def since_phrase(doc: Document, token: int) -> int | None:
    """Return the head of the phrase or clause opened by "since" that the tree puts the token into.

    What stands behind it between commas says when it was: "since the coup, in May".
    """
    i = token
    for _ in range(40):
        current = doc.tokens[i]
        if any(_is_since(doc, c) and c < token for c in doc.children[i]):
            return i
        if current.head == i or (current.pos == "VERB" and current.dep not in ("acl", "xcomp")):
            return _apposed_to_since(doc, token)
        i = current.head
    return None


def _is_since(doc: Document, i: int) -> bool:
    return doc.tokens[i].lower == "since" and doc.tokens[i].dep in ("case", "mark")


def _apposed_to_since(doc: Document, token: int) -> int | None:
    """Return the head of a since phrase that the phrase of a token stands beside: behind a comma, or closing it.

    The verb over both is in the present perfect, which no day can date: "has been shut since the coup, in May", "has
    met two kings since taking office in May".
    """
    opening = min(doc.subtree(token))
    before = opening - 1 if doc.tokens[opening].text != "," else opening
    inside = (i for i in range(doc.sentences[doc.tokens[token].sentence].first, before) if _is_since(doc, i))
    since = next(inside, None)
    over = doc.tokens[token].head
    if since is None or doc.tokens[doc.tokens[since].head].head != over or not in_perfect(doc, over):
        return None
    opened = doc.tokens[since].head
    if doc.tokens[since].dep == "mark":
        participle = doc.tokens[opened].lower.endswith("ing")
        return opened if participle and before == max(doc.subtree(opened)) else None
    verbs = any(t.pos in ("VERB", "AUX") for t in doc.tokens[opened:before])
    return opened if doc.tokens[before].text == "," and not verbs else None


# --- lines that tell no time --------------------------------------------------------------------------------------

_STAMP = re.compile(rf"^[\W_]*{any_of(WORDS['words']['stamp'])}\b(?:\s*(?:on|at|:|-|\|))?")
_BOILERPLATE = re.compile("|".join(re.escape(w) for w in WORDS["words"]["boilerplate"]))
_ONLY_DATE = re.compile(r"[\W\d_]|\b(?:am|pm|gmt|utc|est|edt|ist|bst|cet|et|at|hrs|by|of|th|st|nd|rd)\b")


_LINE = 4000  # characters of a line that are looked at on each side


def paragraph_bounds(text: str, at: int) -> tuple[int, int]:
    """Return the bounds of the line that holds a character, as far as they are near."""
    low, high = max(0, at - _LINE), min(len(text), at + _LINE)
    start = text.rfind("\n", low, at) + 1
    end = text.find("\n", at, high)
    return start or low, high if end < 0 else end


def is_stamp(folded: str, start: int, end: int, *, day: bool = False) -> bool:
    """Say whether the characters belong to a line that stamps the article ("Published: …", or a lone date).

    `day` says that they give the day of the article itself, which needs no more than a short line.
    """
    first, last = paragraph_bounds(folded, start)
    line = folded[first:last].strip()
    if len(line) > 120:
        return False
    if day and len(line) <= 60 and end - start >= 6 and not re.search(r"\b(?:on|in|is|was|to|from)\b", line):
        return True
    if _STAMP.match(line):
        return len(line) < 90 and not re.search(r"\.\s+\w", line[12:])
    rest = folded[first:start] + " " + folded[end:last]
    rest = re.sub(any_of(w for w in WORDS_OF_DATES), " ", rest)
    return not _ONLY_DATE.sub("", rest).strip()


WORDS_OF_DATES = frozenset(w for name in ("months", "weekdays") for words in WORDS[name].values() for w in words)


def is_boilerplate(folded: str, start: int) -> bool:
    """Say whether the line sells or protects the page rather than telling anything."""
    first, last = paragraph_bounds(folded, start)
    return bool(_BOILERPLATE.search(folded[first : min(last, first + 400)]))


_OTHER_ZONE = re.compile(r"\([^()]{0,60}\b(?:gmt|utc|e[sd]?t|p[sd]?t|b?cst|cet|jst|local time)\b[^()]{0,60}\)")


def in_other_zone(folded: str, start: int) -> bool:
    """Say whether the characters repeat a time for readers elsewhere: "2 a.m. (1 p.m. ET on Wednesday)"."""
    opening = folded.rfind("(", max(0, start - 60), start)
    found = _OTHER_ZONE.match(folded, opening) if opening >= 0 else None
    return found is not None and start < found.end()


def in_address(folded: str, start: int) -> bool:
    """Say whether the characters lie in a web address."""
    first = max(folded.rfind(c, 0, start) for c in " \n\t") + 1
    return bool(re.match(r"\(?(?:https?://|www\.)", folded[first : first + 12]))
