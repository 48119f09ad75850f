"""Names of two bearers: a part of one state that is called like another state ("the province of Luxembourg")."""

from __future__ import annotations

from parley.extract.cues import cues
from parley.extract.frames.frame import Context

_PARTS: frozenset[str] = cues("places")["parts"]
_LOCAL: frozenset[str] = cues("places")["local"]
_OFFICIALS: frozenset[str] = cues("places")["officials"]
_ABOUT = frozenset({"of", "in", "from"})


def is_part_at_home(context: Context, span: tuple[int, int]) -> bool:
    """Say whether the name of a state at these tokens is, by the rest of the text, that of a part of another.

    So it is where the text calls it a province, or speaks of its local officials, and names the state by no other word.
    """
    doc, cast = context.doc, context.cast
    named = next((p for i in range(*span) if (p := cast.country_at(i)) is not None), None)
    if named is None:
        return False
    name = doc.span(named.first, named.last)
    told = {p for p in cast.parties if p.keys[0] == named.keys[0]}
    if any(doc.span(p.first, p.last) != name for p in told):
        return False  # "Tbilisi", "the Georgian minister"
    return any(_is_called_part(context, p.first, p.last) for p in told)


def _is_called_part(context: Context, first: int, last: int) -> bool:
    """Say whether a name stands with a word for a part: "Georgia's governor", "state lawmakers in Georgia"."""
    tokens = context.doc.tokens
    behind = [t.lower for t in tokens[last : last + 2] if t.text not in ("'s", "’s")][:1]
    before = [t.lower for t in tokens[max(0, first - 3) : first]]
    if not _PARTS.isdisjoint(behind):
        return True
    if len(before) < 2 or before[-1] not in _ABOUT:
        return False
    return before[-2] in _PARTS or (before[-2] in _OFFICIALS and before[0] in _LOCAL)
