"""Reads a place's own neighbourhood shapes from GeoJSON, and says what is wrong with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lodestar.places import national_grid

SHAPES = ("Polygon", "MultiPolygon")
LONGEST_CODE = 40


class BoundariesRefused(ValueError):
    """The file is not what the map can draw; the message says where and how to mend it."""


@dataclass(frozen=True)
class Boundary:
    """One neighbourhood of a GeoJSON file: its code, name, parent if said, and geometry in WGS84."""

    code: str
    name: str
    parent: str | None
    geometry: dict[str, Any]


def read_boundaries(*, collection: Mapping[str, Any]) -> tuple[Boundary, ...]:
    """Return the neighbourhoods of a GeoJSON feature collection.

    Each feature needs `code` and `name` among its properties (`id` serves as code) and a polygon in
    longitude and latitude; `parent` may name the area that it lies in.
    Source: RFC 7946.  Raises BoundariesRefused.
    """
    features = collection.get("features") if collection.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features:
        raise BoundariesRefused("The file is to hold a GeoJSON FeatureCollection with at least one feature.")
    boundaries = tuple(_boundary(number, feature) for number, feature in enumerate(features, 1))
    codes = [boundary.code for boundary in boundaries]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise BoundariesRefused(f"Each code can be there only once. There twice: {', '.join(twice)}.")
    return boundaries


def _boundary(number: int, feature: Any) -> Boundary:
    if not isinstance(feature, dict):
        raise BoundariesRefused(f"Feature {number} is not a GeoJSON feature.")
    properties = feature.get("properties") or {}
    code = str(properties.get("code") or feature.get("id") or "")
    name = str(properties.get("name") or "")
    if not code or not name or len(code) > LONGEST_CODE:
        raise BoundariesRefused(f"Feature {number} needs a code (up to {LONGEST_CODE} letters) and a name.")
    geometry = feature.get("geometry") or {}
    if geometry.get("type") not in SHAPES:
        raise BoundariesRefused(f"Feature {number} ({name}) is to be a polygon or several.")
    positions = list(_positions(geometry.get("coordinates")))
    if len(positions) < 4:
        raise BoundariesRefused(f"Feature {number} ({name}) has too few corners to be a shape.")
    if not all(national_grid.is_on_grid(latitude=north, longitude=east) for east, north in positions):
        raise BoundariesRefused(
            f"Feature {number} ({name}) lies outside Great Britain. Coordinates are longitude, then latitude (WGS84)."
        )
    parent = properties.get("parent")
    return Boundary(code, name, str(parent) if parent else None, geometry)


def _positions(coordinates: Any) -> Iterator[tuple[float, float]]:
    if not isinstance(coordinates, list):
        return
    if len(coordinates) >= 2 and all(isinstance(value, (int, float)) for value in coordinates):
        yield coordinates[0], coordinates[1]
        return
    for inner in coordinates:
        yield from _positions(inner)
