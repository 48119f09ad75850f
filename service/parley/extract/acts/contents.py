"""What is said, asked, condemned or done: the words of the content of an act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from parley.extract.acts.lexicon import Trigger, governed
from parley.extract.cues import cues
from parley.extract.dates.times import is_in_time
from parley.extract.frames.frame import Context
from parley.extract.language.tree import OBJECT_CONTROL, SUBJECTS, case_of, dep_in, marks, obliques
from parley.model import Document

_CASES = frozenset({"for", "on", "over", "about", "against", "of", "from"})
_OPENING = frozenset({"to", "of", "from", "against", "for", "that"})
_ABOUT = frozenset({"over", "about", "against", "at", "on", "for", "concerning", "regarding"})
_BESIDE = frozenset({"as", "while", "amid", "following"})
_ADDRESSING: frozenset[str] = cues("acts")["addressing"]
_SUMMONING: frozenset[str] = cues("acts")["summoning"]
_QUESTIONS: frozenset[str] = cues("acts")["questions"]
_WORDING: frozenset[str] = cues("acts")["wording"]
_VESSELS: frozenset[str] = cues("acts")["vessels"]
_LONGEST = 300


def content_heads(context: Context, i: int, trigger: Trigger) -> Iterator[int]:
    """Yield the heads of what may be the content of the act that token `i` tells, the most telling first.

    A clause that the verb asks for, then an object, then a clause around, then what stands behind a preposition; an
    actor is no content.
    """
    doc = context.doc
    if is_summons(doc, i, trigger):
        yield from _grievances(context, i)
        return
    cases = _CASES.union(trigger.words[1:])
    below = (i, *(j for j in doc.children[i] if dep_in(doc.tokens[j], "obj", "iobj", "obl") and is_actor(context, j)))
    clauses = [j for node in below for j in _clauses(doc, node)]
    around = [j for j in clauses if dep_in(doc.tokens[j], "advcl", "acl")]
    objects = tuple(_worded(context, i, [j for j in doc.children[i] if dep_in(doc.tokens[j], "obj")]))
    if doc.tokens[i].lemma not in OBJECT_CONTROL | _ADDRESSING:
        yield from objects  # "rejected efforts to open the port"
    yield from (j for j in clauses if j not in around)
    if dep_in(doc.tokens[i], "parataxis") and doc.tokens[i].head < i:
        yield doc.tokens[i].head  # "B will be there on Monday, the ministry announced"
    behind = tuple(_worded(context, i, [j for node in below for case, j in obliques(doc, node) if case in cases]))
    if doc.tokens[i].lemma in _ADDRESSING:
        yield from (*around, *behind, *objects)
    else:
        yield from (*objects, *around, *behind)


def is_summons(doc: Document, i: int, trigger: Trigger) -> bool:
    """Say whether verb `i` tells that an envoy was called in, who is not what it is about."""
    return doc.tokens[i].lemma in _SUMMONING and not {"ask", "for", "on", "upon"} & set(trigger.words)


def _worded(context: Context, i: int, nouns: Iterable[int]) -> Iterator[int]:
    """Yield the nouns that are neither actors nor times; a relative pronoun stands for what it refers to."""
    doc = context.doc
    for j in nouns:
        noun = doc.tokens[i].head if doc.tokens[j].pos in ("PRON", "DET") and _is_relative(doc, i) else j
        worded = doc.tokens[noun].pos in ("NOUN", "PROPN", "NUM")
        if worded and not (is_actor(context, noun) or is_in_time(context.times, noun)):
            yield noun


def _grievances(context: Context, i: int) -> Iterator[int]:
    """Yield what an envoy is called in about: "over the map", "to protest against the film", "to hear a protest at"."""
    doc = context.doc
    purposes = [j for j in doc.children[i] if dep_in(doc.tokens[j], "advcl", "xcomp") and "to" in marks(doc, j)]
    for verb in (i, *purposes):
        objects = [j for j in doc.children[verb] if dep_in(doc.tokens[j], "obj") and verb != i]
        for node in (verb, *objects):
            yield from _worded(context, node, [j for case, j in obliques(doc, node) if case in _ABOUT])
        vessels = {j for j in objects if doc.tokens[j].lemma.lower() in _VESSELS}
        yield from _worded(context, verb, [j for j in objects if j not in vessels])


def content_of(context: Context, i: int, trigger: Trigger) -> str | None:
    """Return the words of the content, at most about 300 characters of them; None where none is told."""
    doc, noun = context.doc, governed(context.doc, i, trigger)
    heads = list(content_heads(context, i, trigger))
    if noun is not None and not is_summons(doc, i, trigger):
        # "issued a statement saying that", "signed a treaty on the wells"; "a statement" alone says nothing
        said = doc.tokens[noun].lemma.lower() not in _VESSELS and any(
            dep_in(doc.tokens[j], "nmod", "amod", "compound", "acl", "nummod") for j in doc.children[noun]
        )
        behind = [] if said else [j for case, j in obliques(doc, noun) if case in _ABOUT and not is_actor(context, j)]
        heads = [*_clauses(doc, noun), *((noun,) if said else behind), *(j for j in heads if j != noun)]
    for j in heads:
        text = _words(doc, j, i)
        if text:
            return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
    return None


def asks_for(doc: Document, i: int, heads: Sequence[int]) -> bool:
    """Say whether verb `i` asks for something to be done or given, and not for news: "asked about it", "asked why"."""
    if not heads or is_question(doc, heads[0]) or any(case == "about" for case, _ in obliques(doc, i)):
        return False
    return not dep_in(doc.tokens[heads[0]], "obl", "nmod") or case_of(doc, heads[0]) == "for"


def is_actor(context: Context, i: int) -> bool:
    """Say whether token `i` is the head of the name or description of an actor."""
    k = context.cast.at(i)
    return k is not None and context.cast.mentions[k].head == i


def _clauses(doc: Document, node: int) -> Iterator[int]:
    """Yield the clauses that hang on a verb or noun as its content, and quotations in front of it."""
    for j in doc.children[node]:
        token = doc.tokens[j]
        if token.pos == "PUNCT" or _is_relative(doc, j):
            continue
        if dep_in(token, "ccomp", "xcomp") or (dep_in(token, "parataxis") and j < node):
            yield j
        elif dep_in(token, "advcl", "acl"):
            if token.lower in _WORDING:  # "a statement saying that"
                yield from _clauses(doc, j)
            elif not _OPENING.isdisjoint(marks(doc, j)):
                yield j


def _words(doc: Document, j: int, i: int) -> str:
    """Return the words below token `j` without those of the act itself at token `i` and without what leads to them."""
    own = set(doc.subtree(i)) if j == doc.tokens[i].head else set()
    own |= {k for c in doc.children[j] if c > j and _is_beside(doc, c) for k in doc.subtree(c)}
    words = [k for k in doc.subtree(j) if k not in own and not (doc.tokens[k].head == j and _is_lead(doc, k))]
    if not words:
        return ""
    last = words[-1]
    while last + 1 < len(doc.tokens) and "-" in (doc.tokens[last].text, doc.tokens[last + 1].text):
        if any(c.isspace() for c in doc.span(last, last + 2)):
            break
        last += 1  # "re-election" is three tokens
    return doc.span(words[0], last + 1).strip(" \n,;:“”\"'")


def _is_beside(doc: Document, i: int) -> bool:
    """Say whether what token `i` tells goes on beside the content: "to expel B, as the two met", "following a coup"."""
    token = doc.tokens[i]
    clause = dep_in(token, "advcl") and not _BESIDE.isdisjoint(marks(doc, i)) and doc.child(i, *SUBJECTS) is not None
    return clause or (dep_in(token, "obl", "advcl") and case_of(doc, i) in _BESIDE)


def _is_relative(doc: Document, i: int) -> bool:
    return doc.tokens[i].dep.startswith("acl:relcl")


def _is_lead(doc: Document, i: int) -> bool:
    """Say whether token `i` only leads to a content: "that", "of"; the "to" of an infinitive is its own."""
    return doc.tokens[i].dep in ("case", "mark") and doc.tokens[i].lower != "to"


def is_question(doc: Document, i: int) -> bool:
    """Say whether clause `i` is a question: "whether it would stay", "what he thought"."""
    first = min(doc.subtree(i))  # the tree may hang "what" elsewhere
    opening = {word.lower for word in doc.tokens[max(first - 1, 0) : first + 1]}
    return not _QUESTIONS.isdisjoint((*opening, *marks(doc, i)))
