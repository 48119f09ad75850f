"""Why a query has no answer: the smallest set of its patterns that together match nothing, and what may be meant.

Emptiness only grows with patterns, so leaving them out one by one, as long as the rest still matches nothing, ends
with a set of which every pattern is needed (Junker, QuickXplain, 2004, in its plain form). What is asked on the way
are parts of the query itself; whoever answers them bounds their time and raises QueryTimeout.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from parley.errors import QueryTimeout
from parley.store.service.hints import Hints
from parley.store.sparql.patterns import Outline, Part, parts_of
from parley.store.sparql.syntax import Node

Ask = Callable[[str], bool]
_DEEPEST = 6  # groups within groups that are looked into
_MOST = 48  # parts of one group that are told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Culprit:
    """A part of the query that is needed for the answer to be empty; `alone` says whether it matches nothing alone."""

    part: Part
    alone: bool
    hints: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Explanation:
    """What was found: whether the patterns match anything, the culprits, and what was not looked into.

    `complete` is False when the time ended before the set of culprits was known to be as small as it can be, and `bare`
    is True where there are no patterns: of a DESCRIBE of IRIs alone.
    """

    matches: bool
    culprits: list[Culprit] = field(default_factory=list)
    unexplored: list[str] = field(default_factory=list)
    complete: bool = True
    bare: bool = False


def explain(outline: Outline, text: str, ask: Ask, hints: Hints) -> Explanation:
    """Return why the patterns of a query match nothing; `ask` answers an ASK query with the prologue of the query."""
    if outline.group is None:
        return Explanation(matches=True, bare=True)
    search = _Search(outline, ask)
    explanation = Explanation(matches=False)
    before = after = ""
    parts = parts_of(outline.group, text) + ([outline.values] if outline.values else [])
    if search.matches(parts) is not False:
        explanation.matches, explanation.complete = True, search.finished
        return explanation
    needed: list[Part] = []
    alone = False
    for _ in range(_DEEPEST):
        if len(parts) > _MOST:
            explanation.unexplored.append(f"a group of {len(parts)} parts, more than {_MOST}")
            break
        needed, alone = search.smallest(parts)
        inner = _inside(needed, text)
        parts = parts_of(inner[0], text) if inner else []
        if inner is None or not parts:
            break
        # The one culprit is itself a group: it is looked into, within its GRAPH.
        before, after = before + inner[1], "}" + after
        search.within(before, after)
    explanation.culprits = [_culprit(part, needed, hints, alone=alone, around=(before, after)) for part in needed]
    explanation.unexplored += [_unexplored(part) for part in needed if part.kind in ("UNION", "subselect", "group")]
    explanation.complete = search.finished
    return explanation


class _Search:
    """Asks whether parts of one group match anything together."""

    def __init__(self, outline: Outline, ask: Ask) -> None:
        self._outline = outline
        self._ask = ask
        self._before = self._after = ""
        self.finished = True

    def within(self, before: str, after: str) -> None:
        """Go on within a group: `before` opens it."""
        self._before, self._after = before, after

    def matches(self, parts: Sequence[Part]) -> bool | None:
        """Say whether the parts match anything together, None when the time is over."""
        body = "\n".join(part.text for part in parts)
        try:
            return self._ask(f"ASK {self._outline.dataset} {{ {self._before}\n{body}\n{self._after} }}")
        except QueryTimeout:
            self.finished = False
            return None

    def smallest(self, parts: Sequence[Part]) -> tuple[list[Part], bool]:
        """Return the parts of which each matches nothing alone, and True; else a smallest set that does, and False."""
        alone = [part for part in parts if part.binds and part.kind != "OPTIONAL" and self.matches([part]) is False]
        if alone:
            return alone, True
        needed = list(parts)
        # What only takes away goes first: when the patterns are empty without it, it is not to blame.
        for part in sorted(parts, key=lambda part: part.binds):
            rest = [other for other in needed if other is not part]
            if _keeps_meaning(rest, parts) and self.matches(rest) is False:
                needed = rest
        return needed, False


def _keeps_meaning(rest: Sequence[Part], parts: Sequence[Part]) -> bool:
    """Say whether what the FILTER, MINUS and BIND of `rest` go by still has a value as far as it had one before."""
    given = frozenset[str]().union(*(part.gives for part in parts))
    left = frozenset[str]().union(*(part.gives for part in rest))
    return all(part.needs & given <= left for part in rest)


def _inside(parts: Sequence[Part], text: str) -> tuple[Node, str] | None:
    """Return the group within the one culprit, and what opens it; None when there is nothing to go into."""
    if len(parts) != 1 or parts[0].kind not in ("GRAPH", "group"):
        return None
    group = parts[0].node.child("GroupGraphPattern")
    if group is None:
        return None
    return group, text[parts[0].start : group.start] + "{ "


def _culprit(part: Part, parts: Sequence[Part], hints: Hints, *, alone: bool, around: tuple[str, str]) -> Culprit:
    before, after = around
    if alone:
        return Culprit(part=part, alone=True, hints=hints.of_alone(part, before=before, after=after))
    others = [other for other in parts if other is not part]
    return Culprit(part=part, alone=False, hints=hints.of_set(part, others, before=before, after=after))


def _unexplored(part: Part) -> str:
    inside = {"subselect": "a subselect", "UNION": "a UNION"}.get(part.kind, "a group")
    return f"{inside} is taken as a whole"
