"""Measures the claims of `parley extract` against gold: which events were found, and what was said of them rightly.

`tests/gold/README.md` documents the format of the gold and how it is scored.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from parley.evaluate.acts import evaluate_acts
from parley.evaluate.gold import CONTACT_TYPES, check_gold, doc_name, type_name
from parley.evaluate.matching import (
    Gold,
    Told,
    date_right,
    finding_of,
    gold_event,
    match,
    place_right,
    told_event,
    type_right,
)
from parley.evaluate.merging import Telling, merging_of
from parley.evaluate.names import plain_key
from parley.evaluate.results import (
    ACCURACIES,
    KINDS,
    ActsEvaluation,
    Decile,
    Evaluation,
    Finding,
    Measure,
    Score,
    render_text,
)

__all__ = [
    "CONTACT_TYPES",
    "ActsEvaluation",
    "Decile",
    "Evaluation",
    "Finding",
    "Measure",
    "Score",
    "check_gold",
    "evaluate",
    "render_text",
]


@dataclass(slots=True)
class _Tally:
    """What adds up over the texts."""

    counts: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    judged: list[tuple[float, bool]] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)

    def add(self, name: str, *, if_: bool = True) -> None:
        self.counts[name] = self.counts.get(name, 0) + if_

    def note(self, kind: str, doc: str, gold: Gold | None, told: Told | None) -> None:
        self.findings.append(finding_of(kind, doc, gold, told))

    def measure(self, right: str, total: str) -> Measure:
        return Measure(right=self.counts.get(right, 0), total=self.counts.get(total, 0))


def evaluate(
    gold: Sequence[Mapping[str, Any]],
    predicted: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    contact_types: Collection[str] = CONTACT_TYPES,
    aliases: Mapping[str, str] | None = None,
    merged: Mapping[str, str] | None = None,
) -> Evaluation:
    """Measure predicted events against gold.

    `predicted` has, for each text (its file name, with or without the ending), the `events` of its `parley extract`
    object. `contact_types` are the types that are scored. `aliases` maps further names of countries and organisations
    ("Ruritanian", "RU") to the one that the gold uses. `merged` has, by the `iri` of a predicted event, the event that
    it became one of with those of other texts. The order of texts and events makes no difference.
    """
    names = {plain_key(alias): plain_key(name) for alias, name in (aliases or {}).items()}
    events = {doc_name(name): told for name, told in predicted.items()}
    tally, types, unread = _Tally(), frozenset(contact_types), []
    texts: list[tuple[str, Mapping[str, Any], Sequence[Mapping[str, Any]]]] = []
    for entry in sorted(gold, key=lambda entry: doc_name(entry["doc"])):
        doc = doc_name(entry["doc"])
        if doc not in events:
            unread.append(doc)
        told = sorted(events.get(doc, ()), key=lambda event: json.dumps(event, sort_keys=True))
        _judge(doc, entry, told, types, names, merged or {}, tally)
        texts.append((doc, entry, told))
    known = {doc_name(entry["doc"]) for entry in gold}
    counts = tally.counts
    merging, mixed = merging_of(tally.tellings)
    found = counts.get("found", 0)
    return Evaluation(
        docs=len(gold),
        contacts=Score(right=found, predicted=found + counts.get("false", 0), gold=counts.get("must", 0)),
        occurred=Score(
            right=counts.get("occurred right", 0),
            predicted=counts.get("occurred right", 0) + counts.get("occurred wrong", 0),
            gold=counts.get("occurred gold", 0),
        ),
        returned_as_occurred=tally.measure("returned", "not occurred"),
        accuracy={name: tally.measure(f"{name} right", f"{name} scored") for name in ACCURACIES},
        found_by_type={
            name: tally.measure(f"found {name}", f"must {name}") for name in sorted(types) if counts.get(f"must {name}")
        },
        optional_found=counts.get("optional", 0),
        duplicates=counts.get("duplicate", 0),
        quiet_texts_with_false=tally.measure("quiet false", "quiet"),
        reliability=_reliability(tally.judged),
        findings=tuple(
            sorted(
                (*tally.findings, *mixed),
                key=lambda f: (KINDS.index(f.kind), f.doc, f.gold or "", f.predicted or "", f.evidence),
            )
        ),
        acts=evaluate_acts(texts, aliases=names),
        merging=merging,
        unread=tuple(unread),
        without_gold=tuple(sorted(set(events) - known)),
    )


def _judge(
    doc: str,
    entry: Mapping[str, Any],
    events: Sequence[Mapping[str, Any]],
    types: frozenset[str],
    aliases: Mapping[str, str],
    merged: Mapping[str, str],
    tally: _Tally,
) -> None:
    """Add one text to the tally."""
    complete = frozenset(map(type_name, entry.get("complete_types") or types)) & types
    gold = [
        gold_event(doc, event, bool(event.get("must", True)) and kind in complete, aliases)
        for event in entry["events"]
        if (kind := type_name(event["type"])) in types
    ]
    told = [told_event(event, aliases) for event in events if event["type"] in types]
    chosen, agreement = match(gold, told)
    matched = {j for columns in chosen for j in columns}
    false = 0
    for j, event in enumerate(told):
        if j not in matched and (event.type in complete or complete == types):
            twin = next((g for i, g in enumerate(gold) if agreement[i][j]), None)
            false += 1
            tally.add("false")
            tally.add("duplicate", if_=twin is not None)
            tally.add("occurred wrong", if_=event.occurred)
            tally.judged.append((event.confidence, False))
            tally.note("duplicate" if twin else "false", doc, twin, event)
    for i, wanted in enumerate(gold):
        mine = [told[j] for j in chosen[i]]
        if mine and wanted.event and wanted.slots == 1 and (whole := merged.get(mine[0].iri or "")):
            tally.tellings.append(Telling(gold=wanted, told=mine[0], event=whole))
        if wanted.must:
            _judge_event(doc, wanted, mine[0] if mine else None, tally)
        for event in mine[wanted.must :]:
            tally.add("optional")
            tally.add("occurred wrong", if_=event.occurred and not wanted.occurred)
        if not wanted.occurred:
            loose = [t for j, t in enumerate(told) if j not in matched and agreement[i][j] and wanted.words & t.words]
            wrong = next((event for event in (*mine, *loose) if event.occurred), None)
            tally.add("not occurred")
            if wrong:
                tally.add("returned")
                tally.note("occurred", doc, wanted, wrong)
    if not gold:
        tally.add("quiet")
        tally.add("quiet false", if_=false > 0)


def _judge_event(doc: str, gold: Gold, told: Told | None, tally: _Tally) -> None:
    """Add an event that must be found, and what was said of it, to the tally."""
    tally.add("must")
    tally.add(f"must {gold.type}")
    # An accepted answer that it did not happen takes the event out of those to be returned as occurred.
    if gold.occurred and (told is None or told.occurred or told.status not in gold.statuses):
        tally.add("occurred gold")
    if told is None:
        tally.note("miss", doc, gold, None)
        return
    tally.add("found")
    tally.add(f"found {gold.type}")
    tally.judged.append((told.confidence, True))
    if told.occurred:
        tally.add("occurred right" if gold.occurred else "occurred wrong")
    verdicts: dict[str, bool | None] = {
        "type": type_right(gold, told),
        "status": told.status in gold.statuses,
        "date": date_right(gold, told),
        "place": place_right(gold, told),
        "medium": told.medium == gold.medium if gold.medium else None,
    }
    for name, right in verdicts.items():
        if right is not None:
            tally.add(f"{name} scored")
            tally.add(f"{name} right", if_=right)
            if not right:
                tally.note(name, doc, gold, told)


def _reliability(judged: Sequence[tuple[float, bool]]) -> tuple[Decile, ...]:
    deciles = []
    for tenth in range(10):
        inside = [(c, right) for c, right in judged if min(int(c * 10), 9) == tenth]
        if inside:
            deciles.append(
                Decile(
                    low=tenth / 10,
                    count=len(inside),
                    mean_confidence=sum(c for c, _ in inside) / len(inside),
                    right=sum(right for _, right in inside),
                )
            )
    return tuple(deciles)
