"""Fits logistic models by Newton's method, and writes the weights that `parley.logistic` reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

Row = tuple[dict[str, float], bool]  # the features of one case, and whether it is right


def fitted(values: np.ndarray, right: np.ndarray, ridge: float) -> np.ndarray:
    """Return the weights of a logistic model, the last one of a constant; `ridge` holds all others to 0."""
    weights = np.zeros(values.shape[1] + 1)
    inputs = np.c_[values, np.ones(len(values))]
    held = np.r_[np.full(values.shape[1], ridge), 0.0]
    for _ in range(50):
        share = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (share - right) + held * weights
        curve = (inputs.T * (share * (1 - share))) @ inputs + np.diag(held + 1e-9)
        weights -= np.linalg.solve(curve, slope)
    return weights


class Model:
    """Weights of named features and an intercept, fitted to cases, the features in units of their spread."""

    def __init__(self, rows: Sequence[Row], ridge: float, names: Sequence[str] = ()) -> None:
        self.names = sorted({name for features, _ in rows for name in features}.union(names))
        values, right = self.table(rows)
        mean, spread = values.mean(axis=0), values.std(axis=0)
        spread[spread < 1e-6] = np.inf  # never or always told, so of no weight
        found = fitted((values - mean) / spread, right, ridge)
        self.weights = found[:-1] / spread
        self.intercept = float(found[-1] - (found[:-1] * mean / spread).sum())

    def table(self, rows: Sequence[Row]) -> tuple[np.ndarray, np.ndarray]:
        """Return the features as one row of numbers each, and whether each is right."""
        values = np.array([[features.get(name, 0.0) for name in self.names] for features, _ in rows])
        return values, np.array([float(right) for _, right in rows])

    def totals(self, rows: Sequence[Row]) -> np.ndarray:
        """Return for each case the logarithm of its odds."""
        return self.table(rows)[0] @ self.weights + self.intercept

    def write(self, target: Path, heading: str) -> None:
        """Write the weights as a table of TOML under a heading."""
        lines = [f"{name} = {weight:.3f}\n" for name, weight in zip(self.names, self.weights, strict=True)]
        target.write_text(f"{heading}\n[weights]\nintercept = {self.intercept:.3f}\n{''.join(lines)}", encoding="utf-8")


def share(totals: np.ndarray) -> np.ndarray:
    """Return the shares of which the logarithms of odds are given."""
    return 1 / (1 + np.exp(-totals))
