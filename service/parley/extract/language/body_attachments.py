"""Bodies named after two states, of which the tree hangs the first elsewhere: "a meeting of the A-B Commission"."""

from __future__ import annotations

from parley.extract.cues import cues
from parley.extract.language.tree import dep_in
from parley.model import Document, Token

_BODIES: frozenset[str] = cues("contacts")["bodies"]
_HYPHENS = frozenset({"-", "–", "—"})
_WITHIN = 8  # tokens from the first state to the noun of the body
_OF_NAME = ("PROPN", "ADJ", "NOUN")


def body_of_states(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang a body where its first state hangs: "opened the meeting of the A-B Joint Commission"."""
    first = _first_state(doc, token)
    if first is None or first.i <= first.head <= token.i:
        return None
    return first.head, first.dep


def before_states(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang an article or a preposition before the first state on the body that it stands before."""
    body = _body(doc, token.head) if dep_in(token, "det", "case") and token.i < token.head else None
    return (body, token.dep) if body is not None else None


def states_of_body(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang the two states on the body named after them."""
    first = doc.tokens[token.i - 2] if token.i > 1 and doc.tokens[token.i - 1].text in _HYPHENS else token
    body = _body(doc, first.i)
    return (body, "compound") if body is not None and body != token.i else None


def _first_state(doc: Document, body: Token) -> Token | None:
    """Return the first of two states that a body is named after."""
    if body.lemma.lower() not in _BODIES:
        return None
    first = max(0, body.i - _WITHIN)
    return next((doc.tokens[i] for i in range(first, body.i) if _body(doc, i) == body.i), None)


def _body(doc: Document, i: int) -> int | None:
    """Return the noun of the body that is named after the states at token `i` and behind the hyphen after it."""
    tokens = doc.tokens[i : i + 1 + _WITHIN]
    if len(tokens) < 4 or tokens[0].pos != "PROPN" or tokens[1].text not in _HYPHENS or tokens[2].pos != "PROPN":
        return None
    for token in tokens[3:]:
        if token.lemma.lower() in _BODIES and token.pos in ("PROPN", "NOUN"):
            return token.i
        if token.pos not in _OF_NAME:
            return None
    return None
