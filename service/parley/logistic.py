"""Logistic models: weights by the name of a feature, in a file beside the code that knows the features."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def weights_in(package: str, name: str) -> dict[str, float]:
    """Return the weight of each feature, and of `intercept`, in the file `name`.toml of a package."""
    text = files(package).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return {feature: float(weight) for feature, weight in tomllib.loads(text)["weights"].items()}


def share_of(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the share, 0 to 1, that a model gives what has these features; one that it does not weigh says nothing."""
    total = weights["intercept"] + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-total))
