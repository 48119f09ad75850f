"""Places on the map of the world, in the projection in which `built/world.svg` is drawn."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from parley.model import Term
from parley.selection import Selection

WIDTH, HEIGHT = 550, 286
_SCALE = 100.0
_LARGEST, _SMALLEST = 14.0, 2.2  # radii

# Coefficients of the Natural Earth projection: Šavrič, Jenny, Patterson, Petrovič, Hurni (2011), "A polynomial
# equation for the Natural Earth projection", Cartography and Geographic Information Science 38(4).
_X = ((0, 0.870700), (2, -0.131979), (4, -0.013791), (10, 0.003971), (12, -0.001529))
_Y = ((0, 1.007226), (2, 0.015085), (6, -0.044475), (8, 0.028874), (10, -0.005916))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place with the number of its events: a mark whose area is in proportion to them.

    It is a country where no place in it is told. Without a point it is known to no map.
    """

    place: str  # its IRI
    label: str
    events: int
    country: bool
    point: tuple[float, float] | None
    radius: float

    def within(self, selection: Selection, *, base: str) -> Selection:
        """Return those of the selected events that the mark stands for; IRIs are shortened by `base`."""
        there = selection.having("place", self.place.removeprefix(base))
        return there.having("located", "country_only") if self.country else there

    @property
    def side(self) -> float:
        """Return the side of the square whose area is that of the circle."""
        return round(self.radius * math.sqrt(math.pi), 1)

    @property
    def x(self) -> float:
        """Return where its middle is from the left."""
        return self.point[0] if self.point else 0.0

    @property
    def y(self) -> float:
        """Return where its middle is from above."""
        return self.point[1] if self.point else 0.0


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return where degrees lie in the drawing of `WIDTH` to `HEIGHT`, y downwards."""
    phi, lam = math.radians(latitude), math.radians(longitude)
    x = lam * sum(c * phi**power for power, c in _X)
    y = phi * sum(c * phi**power for power, c in _Y)
    return WIDTH / 2 + _SCALE * x, HEIGHT / 2 - _SCALE * y


@cache
def country_points() -> Mapping[str, tuple[float, float]]:
    """Return the latitude and longitude at which each country has its mark, by ISO 3166-1 alpha-2 code.

    That is the point of its largest part that is about farthest from its borders (outlines of Natural Earth).
    """
    text = resources.files("parley.web.charts").joinpath("countries.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return {row["iso2"]: (float(row["latitude"]), float(row["longitude"])) for row in rows}


def spots(rows: Iterable[Mapping[str, Term]]) -> tuple[Spot, ...]:
    """Return a spot for each row with `place`, `label` and `events`, the largest first.

    A place stands at its `latitude` and `longitude`, a country that has none where its code, `iso2`, tells.
    """
    counted = [(row, int(row["events"].value)) for row in rows]
    most = max((events for _, events in counted), default=1)
    return tuple(
        Spot(
            place=row["place"].value,
            label=row["label"].value,
            events=events,
            country="latitude" not in row,
            point=_point(row),
            radius=round(max(_SMALLEST, _LARGEST * math.sqrt(events / most)), 1),
        )
        for row, events in sorted(counted, key=lambda each: (-each[1], each[0]["place"].value))
    )


def _point(row: Mapping[str, Term]) -> tuple[float, float] | None:
    if "latitude" in row:
        degrees: tuple[float, float] | None = float(row["latitude"].value), float(row["longitude"].value)
    else:
        degrees = country_points().get(row["iso2"].value) if "iso2" in row else None
    if degrees is None:
        return None
    x, y = project(*degrees)
    return round(x, 1), round(y, 1)
