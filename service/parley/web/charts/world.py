"""Places on the map of the world, in the projection in which `built/world.svg` is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from parley.model import Term

WIDTH, HEIGHT = 550, 286
_SCALE = 100.0
_LARGEST, _SMALLEST = 14.0, 2.2  # radii

# Coefficients of the Natural Earth projection: Šavrič, Jenny, Patterson, Petrovič, Hurni (2011), "A polynomial
# equation for the Natural Earth projection", Cartography and Geographic Information Science 38(4).
_X = ((0, 0.870700), (2, -0.131979), (4, -0.013791), (10, 0.003971), (12, -0.001529))
_Y = ((0, 1.007226), (2, 0.015085), (6, -0.044475), (8, 0.028874), (10, -0.005916))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place with the number of its events: a circle whose area is in proportion to them."""

    place: str  # its IRI
    label: str
    events: int
    x: float
    y: float
    radius: float


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where degrees lie in the drawing of `WIDTH` to `HEIGHT`, y downwards."""
    phi, lam = math.radians(latitude), math.radians(longitude)
    x = lam * sum(c * phi**power for power, c in _X)
    y = phi * sum(c * phi**power for power, c in _Y)
    return WIDTH / 2 + _SCALE * x, HEIGHT / 2 - _SCALE * y


def spots(rows: Iterable[Mapping[str, Term]]) -> tuple[Spot, ...]:
    """Return a spot for each row with `place`, `label`, `latitude`, `longitude` and `events`, the largest first."""
    counted = [(row, int(row["events"].value)) for row in rows]
    most = max((events for _, events in counted), default=1)
    found = []
    for row, events in sorted(counted, key=lambda each: (-each[1], each[0]["place"].value)):
        x, y = project(float(row["latitude"].value), float(row["longitude"].value))
        found.append(
            Spot(
                place=row["place"].value,
                label=row["label"].value,
                events=events,
                x=round(x, 1),
                y=round(y, 1),
                radius=round(max(_SMALLEST, _LARGEST * math.sqrt(events / most)), 1),
            )
        )
    return tuple(found)
