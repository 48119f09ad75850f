"""Whether the tellings of one happening in several articles became one event, and those of two happenings two."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from parley.evaluate.matching import Gold, Told
from parley.evaluate.results import Finding, Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An event of the gold that was found, with the prediction that it was found as, and the merged event of that."""

    gold: Gold
    told: Told
    event: str


def merging_of(tellings: Sequence[Telling]) -> tuple[Score, tuple[Finding, ...]]:
    """Return how many pairs of tellings of two texts are rightly of one event, and what is apart or together wrongly.

    A pair is predicted where both are of one merged event, and of the gold where both have the same `event` there.
    """
    pairs = [(a, b) for a, b in combinations(tellings, 2) if a.gold.doc != b.gold.doc]
    together = [(a, b) for a, b in pairs if a.event == b.event]
    one = [(a, b) for a, b in pairs if a.gold.event == b.gold.event]
    right = [(a, b) for a, b in together if a.gold.event == b.gold.event]
    findings = (
        *_mixed("apart", tellings, lambda t: str(t.gold.event), lambda t: t.event),
        *_mixed("together", tellings, lambda t: t.event, lambda t: str(t.gold.event)),
    )
    return Score(right=len(right), predicted=len(together), gold=len(one)), findings


def _mixed(
    kind: str, tellings: Sequence[Telling], whole: Callable[[Telling], str], part: Callable[[Telling], str]
) -> Iterator[Finding]:
    """Yield a finding for each whole of several texts that has more than one part."""
    for _, group in groupby(sorted(tellings, key=lambda t: (whole(t), t.gold.doc)), key=whole):
        members = list(group)
        if len({part(t) for t in members}) > 1 and len({t.gold.doc for t in members}) > 1:
            yield Finding(
                kind=kind,
                doc=", ".join(dict.fromkeys(t.gold.doc for t in members)),
                gold=" | ".join(dict.fromkeys(f"{t.gold.event}: {t.gold.label}" for t in members)),
                predicted=" | ".join(t.told.label for t in members),
                evidence=" … ".join(t.told.quotes[0] for t in members if t.told.quotes),
            )
