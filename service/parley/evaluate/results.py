"""What an evaluation says, as values, as JSON and as a table for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

ACCURACIES = ("type", "status", "date", "place", "medium")
KINDS = ("miss", "false", "duplicate", "occurred", *ACCURACIES, "apart", "together")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How many of `total` are right."""

    right: int = 0
    total: int = 0

    @property
    def share(self) -> float | None:
        """Return right / total, None of nothing."""
        return self.right / self.total if self.total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`right` of `predicted` events that count, against `gold` events to be found."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float | None:
        """Return the share of predicted events that are right."""
        return self.right / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """Return the share of gold events that were found."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """Return the harmonic mean of precision and recall."""
        both = self.predicted + self.gold
        return 2 * self.right / both if both else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decile:
    """The predicted events whose confidence lies from `low` up to the next tenth, and how many of them are right."""

    low: float
    count: int
    mean_confidence: float
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as the gold has it.

    `kind` is miss, false, duplicate (a second telling of an event that was matched), occurred (a contact that did not
    happen, returned as one that did), the field that is wrong (type, status, date, place, medium), or apart and
    together: tellings of one happening that are several events, and of several that are one.
    """

    kind: str
    doc: str
    gold: str | None
    predicted: str | None
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActsEvaluation:
    """How speech acts and measures were found; `findings` are of kind miss, false, or the field that is wrong."""

    docs: int
    score: Score
    accuracy: dict[str, Measure]  # on the acts to be found that were: type, status, addressee, content, date
    found_by_type: dict[str, Measure]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The outcome of an evaluation; `findings` are sorted by kind as listed in Finding, then by text."""

    docs: int
    contacts: Score
    occurred: Score
    returned_as_occurred: Measure  # right: contacts said not to have occurred that came out as occurred
    accuracy: dict[str, Measure]  # on the events to be found that were: type, status, date, place, medium
    found_by_type: dict[str, Measure]
    optional_found: int
    duplicates: int
    quiet_texts_with_false: Measure  # right: texts without any contact in which one was seen
    reliability: tuple[Decile, ...]
    findings: tuple[Finding, ...]
    acts: ActsEvaluation
    merging: Score  # pairs of tellings of two texts that are of one event
    unread: tuple[str, ...] = ()  # texts of the gold for which no prediction was given
    without_gold: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the evaluation as JSON values, shares included."""

        def score(value: Score) -> dict[str, Any]:
            return {**asdict(value), "precision": value.precision, "recall": value.recall, "f1": value.f1}

        def measure(value: Measure) -> dict[str, Any]:
            return {**asdict(value), "share": value.share}

        return {
            "docs": self.docs,
            "contacts": score(self.contacts),
            "occurred": score(self.occurred),
            "returned_as_occurred": measure(self.returned_as_occurred),
            "accuracy": {name: measure(value) for name, value in self.accuracy.items()},
            "found_by_type": {name: measure(value) for name, value in self.found_by_type.items()},
            "optional_found": self.optional_found,
            "duplicates": self.duplicates,
            "quiet_texts_with_false": measure(self.quiet_texts_with_false),
            "reliability": [asdict(decile) for decile in self.reliability],
            "findings": [asdict(finding) for finding in self.findings],
            "acts": {
                "docs": self.acts.docs,
                "score": score(self.acts.score),
                "accuracy": {name: measure(value) for name, value in self.acts.accuracy.items()},
                "found_by_type": {name: measure(value) for name, value in self.acts.found_by_type.items()},
                "findings": [asdict(finding) for finding in self.acts.findings],
            },
            "merging": score(self.merging),
            "unread": list(self.unread),
            "without_gold": list(self.without_gold),
        }


_HEADINGS = {
    "miss": "missed",
    "false": "false",
    "duplicate": "second tellings of an event",
    "occurred": "returned as occurred, though not said to have",
    **{name: f"wrong {name}" for name in ACCURACIES},
    "apart": "one happening that is several events",
    "together": "several happenings that are one event",
}


def render_text(evaluation: Evaluation, *, details: bool = False) -> str:
    """Return the evaluation as a table for the terminal; `details` adds every finding."""

    def percent(value: float | None) -> str:
        return f"{100 * value:5.1f} %" if value is not None else "      –"

    def of(measure: Measure) -> str:
        return f"{measure.right:>5} of {measure.total:<5} {percent(measure.share)}"

    lines = [f"{evaluation.docs} texts"]
    if evaluation.unread:
        lines.append(f"  without a prediction: {', '.join(evaluation.unread)}")
    lines += ["", f"{'':24}{'right':>7}{'predicted':>11}{'gold':>6}{'precision':>12}{'recall':>10}{'F1':>10}"]
    acts = evaluation.acts
    scores = [("contacts", evaluation.contacts), ("contacts that occurred", evaluation.occurred)]
    if acts.docs:
        scores.append((f"acts of {acts.docs} texts", acts.score))
    if evaluation.merging.gold:
        scores.append(("tellings of one event", evaluation.merging))
    for name, score in scores:
        shares = f"{percent(score.precision):>12}{percent(score.recall):>10}{percent(score.f1):>10}"
        lines.append(f"{name:24}{score.right:>7}{score.predicted:>11}{score.gold:>6}{shares}")
    lines += ["", f"{'not occurred, returned as occurred':36}{of(evaluation.returned_as_occurred)}"]
    lines += [f"{'texts without contact, one seen':36}{of(evaluation.quiet_texts_with_false)}"]
    lines += ["", "right on the events found"]
    lines += [f"  {name:34}{of(measure)}" for name, measure in evaluation.accuracy.items()]
    lines += ["", "found, by type"]
    lines += [f"  {name:34}{of(measure)}" for name, measure in evaluation.found_by_type.items()]
    if acts.docs:
        lines += ["", "right on the acts found"]
        lines += [f"  {name:34}{of(measure)}" for name, measure in acts.accuracy.items()]
        lines += ["", "acts found, by type"]
        lines += [f"  {name:34}{of(measure)}" for name, measure in acts.found_by_type.items()]
    lines += ["", f"optional events found {evaluation.optional_found}; second tellings {evaluation.duplicates}"]
    if evaluation.reliability:
        lines += ["", f"{'confidence':14}{'events':>8}{'mean':>8}{'right':>10}"]
        lines += [
            f"{d.low:.1f} to {d.low + 0.1:.1f}    {d.count:>8}{d.mean_confidence:>8.2f}{percent(d.right / d.count):>10}"
            for d in evaluation.reliability
        ]
    if details:
        for kind in KINDS:
            lines += _listed(_HEADINGS[kind], [f for f in evaluation.findings if f.kind == kind])
        for kind in dict.fromkeys(finding.kind for finding in acts.findings):
            heading = "acts " + (_HEADINGS.get(kind) or f"with a wrong {kind}")
            lines += _listed(heading, [f for f in acts.findings if f.kind == kind])
    return "\n".join(lines) + "\n"


def _listed(heading: str, findings: Sequence[Finding]) -> list[str]:
    """Return the lines that list findings, none of nothing."""
    lines = ["", f"{heading} ({len(findings)})"] if findings else []
    for finding in findings:
        lines.append(f"  {finding.doc}")
        lines += [f"    gold       {finding.gold}"] if finding.gold else []
        lines += [f"    predicted  {finding.predicted}"] if finding.predicted else []
        lines += [f"    evidence   {finding.evidence}"] if finding.evidence else []
    return lines
