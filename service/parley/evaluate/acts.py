"""Measures speech acts and measures against gold: which were found, and whose, to whom, of what kind and content.

An act is found when a sentence of it is quoted and one of those who act is named; a kind that differs is a wrong type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from parley.evaluate.gold import OTHER_TYPES, type_name
from parley.evaluate.matching import Gold, Told, assign, date_right, finding_of, gold_event, told_event
from parley.evaluate.names import Who, same_actor
from parley.evaluate.results import ActsEvaluation, Finding, Measure, Score
from parley.model import Role

_ACTING = frozenset({Role.SPEAKER.value, Role.INITIATOR.value, Role.PARTICIPANT.value})
_ACCURACIES = ("type", "status", "addressee", "content", "date")
_ALIKE = 0.5  # share of words that two contents have in common


@dataclass(slots=True)
class _Tally:
    counts: dict[str, list[bool]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def note(self, name: str, right: bool, doc: str, gold: Gold | None, told: Told | None) -> None:
        self.counts.setdefault(name, []).append(right)
        if not right and not name.startswith("found "):
            self.findings.append(finding_of(name, doc, gold, told))

    def measure(self, name: str) -> Measure:
        judged = self.counts.get(name, [])
        return Measure(right=sum(judged), total=len(judged))


def evaluate_acts(
    texts: Sequence[tuple[str, Mapping[str, Any], Sequence[Mapping[str, Any]]]], *, aliases: Mapping[str, str]
) -> ActsEvaluation:
    """Measure predicted acts against gold, in the texts of which the gold says that it lists all acts of a type.

    `texts` are name, entry of the gold, and predicted events; `aliases` maps names of countries and organisations.
    """
    tally, docs = _Tally(), 0
    for doc, entry, events in texts:
        complete = {type_name(name) for name in entry.get("complete_types") or ()}.intersection(OTHER_TYPES)
        if not complete:
            continue
        docs += 1
        gold = [
            gold_event(doc, event, bool(event.get("must", True)) and kind in complete, aliases)
            for event in entry["events"]
            if (kind := type_name(event["type"])) in OTHER_TYPES
        ]
        _judge(doc, gold, [told_event(e, aliases) for e in events if e["type"] in complete], tally)
    found, false = tally.measure("miss"), tally.measure("false")
    return ActsEvaluation(
        docs=docs,
        score=Score(right=found.right, predicted=found.right + false.total, gold=found.total),
        accuracy={name: tally.measure(name) for name in _ACCURACIES},
        found_by_type={name: m for name in OTHER_TYPES if (m := tally.measure(f"found {name}")).total},
        findings=tuple(sorted(tally.findings, key=lambda f: (f.kind, f.doc, f.gold or "", f.predicted or ""))),
    )


def _judge(doc: str, gold: Sequence[Gold], told: Sequence[Told], tally: _Tally) -> None:
    """Add one text to the tally: acts to be found are matched first, then those that agree best."""
    chosen = assign([[_agreement(g, t) for t in told] for g in gold])
    for act, j in zip(gold, chosen, strict=True):
        if act.must:
            for name, right in _verdicts(act, told[j] if j is not None else None):
                tally.note(name, right, doc, act, told[j] if j is not None else None)
    for j, event in enumerate(told):
        if j not in chosen:
            tally.note("false", False, doc, None, event)


def _agreement(gold: Gold, told: Told) -> int:
    """Return 0 where the predicted act is not the one of the gold, else how well the two agree."""
    # Who was appointed by nobody who is told is all there is.
    acting = any(same_actor(g, t, told.vocabulary) for g in _acting(gold.who) for t in _acting(told.who))
    if not (acting and gold.words & told.words):
        return 0
    return 1 + 100 * gold.must + 8 * (told.type in gold.types) + 4 * _alike(gold, told) + 2 * _addressed(gold, told)


def _addressed(gold: Gold, told: Told) -> bool:
    """Say whether it is aimed at one of those of the gold, or at nobody where the gold has nobody."""
    ours, theirs = _others(gold.who), _others(told.who)
    return any(same_actor(g, t, told.vocabulary) for g in ours for t in theirs) if ours else not theirs


def _acting(who: Sequence[Who]) -> Sequence[Who]:
    """Return those who act, all where nobody is said to."""
    return [one for one in who if one.role in _ACTING] or who


def _others(who: Sequence[Who]) -> list[Who]:
    return [one for one in who if one.role not in _ACTING]


def _alike(gold: Gold, told: Told) -> bool:
    both = len(gold.topic) + len(told.topic)
    return bool(both) and 2 * len(gold.topic & told.topic) / both >= _ALIKE


def _verdicts(gold: Gold, told: Told | None) -> Iterator[tuple[str, bool]]:
    """Yield whether an act was found, and what of it is right."""
    yield "miss", told is not None
    yield f"found {gold.type}", told is not None
    if told is None:
        return
    yield "type", told.type in gold.types
    yield "status", told.status in gold.statuses
    yield "addressee", _addressed(gold, told)
    yield "date", date_right(gold, told)
    if gold.topic:
        yield "content", _alike(gold, told)
