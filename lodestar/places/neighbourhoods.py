"""Shapes of neighbourhoods, computed from the points of their postcodes.

No boundary file is shipped. Every postcode gets the land that is nearer to it than to any other
(its Voronoi cell); the cells of one neighbourhood melt together; the outside is cut to where the
postcodes are. Shapes share their edges, and stay sharing them when they are made simpler.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
import shapely.geometry
from numpy.typing import NDArray

from lodestar.places import boundaries, national_grid

# Land further than this from any postcode of the place is drawn as outside it, metres;
REACH_M = 400
# but gaps narrower than twice this are closed, so that moss and parkland stay part of it.
CLOSING_M = 650
# What `shapely.coverage_simplify` may leave out: about the side, in metres, of the smallest dent kept.
SIMPLIFY_M = 60
# Fifth decimal of a degree: about one metre.
DECIMALS = 5


@dataclass(frozen=True)
class PostcodePoints:
    """Points in metres with the neighbourhood code of each, "" where it is not known."""

    eastings: NDArray[np.float64]
    northings: NDArray[np.float64]
    codes: NDArray[np.str_]


@dataclass(frozen=True)
class NeighbourhoodShapes:
    """What was computed: the shape and the middle of each code, and the code of each point.

    `boundaries` are GeoJSON geometries in WGS84; `middles` are easting and northing in metres.
    """

    boundaries: dict[str, dict[str, Any]]
    middles: dict[str, tuple[int, int]]
    codes: NDArray[np.str_]


class NoPoints(ValueError):
    """There is no postcode with a neighbourhood to draw a shape from."""


def shape_neighbourhoods(
    *, inside: PostcodePoints, outside: NDArray[np.float64], simplify_m: float = SIMPLIFY_M
) -> NeighbourhoodShapes:
    """Return the shapes of the neighbourhoods that `inside` names.

    `outside` holds points (easting, northing) of the places around, so that the border runs half-way
    to them. A patch of a neighbourhood cut off from its main part goes to the one around it, and a
    point takes the code of the shape that it lies in. Raises NoPoints.
    """
    if not np.any(inside.codes != ""):
        raise NoPoints(NoPoints.__doc__)
    points, which, codes = _distinct_points(inside)
    cells = _cells(points, outside)
    codes = _without_patches(cells, codes)
    names = sorted(set(codes.tolist()))
    outline = _outline(points, cells)
    whole = [shapely.coverage_union_all(cells[codes == name]) for name in names]
    shapes = shapely.coverage_simplify([_land(shapely.intersection(shape, outline)) for shape in whole], simplify_m)
    return NeighbourhoodShapes(
        boundaries={name: geojson_geometry(shape) for name, shape in zip(names, shapes, strict=True)},
        middles={name: _middle(points[codes == name]) for name in names},
        codes=codes[which],
    )


def codes_by_boundary(
    *, eastings: NDArray[np.float64], northings: NDArray[np.float64], boundaries: dict[str, dict[str, Any]]
) -> NDArray[np.str_]:
    """Return, for each point in metres, the code of the boundary that it lies in, or ""."""
    names = sorted(boundaries)
    latitudes, longitudes = national_grid.to_latitude_longitude(eastings, northings, maths=np)
    tree = shapely.STRtree([shapely.geometry.shape(boundaries[name]) for name in names])
    found, shape = tree.query(shapely.points(longitudes, latitudes), predicate="intersects")
    codes = np.full(len(eastings), "", dtype=_text_type(names))
    # Backwards, so that a point on a shared edge goes to the first by name, always.
    codes[found[::-1]] = np.array(names)[shape[::-1]]
    return codes


def refuse_crossed(geometries: dict[str, dict[str, Any]]) -> None:
    """Refuse GeoJSON shapes whose edges cross themselves. Raises BoundariesRefused."""
    for code, geometry in geometries.items():
        shape = shapely.geometry.shape(geometry)
        if not shape.is_valid:
            raise boundaries.BoundariesRefused(f"The shape of {code}: {shapely.is_valid_reason(shape)}.")


def middle_of_shape(geometry: dict[str, Any]) -> tuple[int, int]:
    """Return a point inside a GeoJSON shape, near its middle, as easting and northing in metres."""
    point = shapely.geometry.shape(geometry).representative_point()
    easting, northing = national_grid.to_easting_northing(point.y, point.x)
    return round(easting), round(northing)


def geojson_geometry(shape: Any) -> dict[str, Any]:
    """Return a shape on the National Grid as a GeoJSON geometry in WGS84, rounded to a metre."""

    def to_degrees(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        latitudes, longitudes = national_grid.to_latitude_longitude(coordinates[:, 0], coordinates[:, 1], maths=np)
        return np.round(np.column_stack((longitudes, latitudes)), DECIMALS)

    # Counter-clockwise outside, as RFC 7946 (section 3.1.6) asks.
    turned = shapely.orient_polygons(shapely.transform(shape, to_degrees))
    geometry: dict[str, Any] = shapely.geometry.mapping(turned)
    return geometry


def _distinct_points(
    inside: PostcodePoints,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.str_]]:
    """Return each place once, which of them each postcode is at, and the code that most there have."""
    points, which = np.unique(np.column_stack((inside.eastings, inside.northings)), axis=0, return_inverse=True)
    votes: list[Counter[str]] = [Counter() for _ in points]
    for place, code in zip(which.tolist(), inside.codes.tolist(), strict=True):
        if code:
            votes[place][code] += 1
    codes = [min(vote, key=lambda code: (-vote[code], code)) if vote else "" for vote in map(dict, votes)]
    return points, which, np.array(codes, dtype=inside.codes.dtype)


def _cells(points: NDArray[np.float64], outside: NDArray[np.float64]) -> NDArray[Any]:
    """Return the Voronoi cell of each of `points`, with `outside` taking its share of the land."""
    every = np.concatenate((points, outside.reshape(-1, 2)))
    _, first = np.unique(every, axis=0, return_index=True)
    # A point that a neighbour also has stays ours: `first` is its earlier place in the list.
    kept = np.sort(first)
    # Far corners, so that a lone point has a cell of finite size on every side.
    (west, south), (east, north) = every.min(axis=0) - REACH_M, every.max(axis=0) + REACH_M
    collection = shapely.voronoi_polygons(
        shapely.MultiPoint(every[kept]), extend_to=shapely.box(west, south, east, north), ordered=True
    )
    return np.array(shapely.get_parts(collection))[: len(points)]


def _without_patches(cells: NDArray[Any], codes: NDArray[np.str_]) -> NDArray[np.str_]:
    """Return the codes with every patch given to the neighbourhood that it borders on most.

    A patch is a part of a neighbourhood apart from its largest, counted in points, or land whose
    neighbourhood is not known.
    """
    codes = codes.copy()
    parts, part_codes, members = _parts(cells, codes)
    largest: dict[str, int] = {}
    for number, code in enumerate(part_codes):
        if code and (code not in largest or len(members[number]) > len(members[largest[code]])):
            largest[code] = number
    main = sorted(largest.values())
    waiting = [number for number in range(len(parts)) if number not in set(main)]
    # From the outside in: a patch among patches waits until one beside it has found its place.
    settled = list(main)
    while waiting:
        borders = [_longest_border(parts, number, settled) for number in waiting]
        reached = [(n, to) for n, to in zip(waiting, borders, strict=True) if to is not None]
        if not reached:
            reached = [(n, _nearest(parts, n, settled)) for n in waiting]
        for number, to in reached:
            part_codes[number] = part_codes[to]
            codes[members[number]] = part_codes[to]
        settled += [number for number, _ in reached]
        waiting = [number for number in waiting if number not in set(settled)]
    return codes


def _parts(cells: NDArray[Any], codes: NDArray[np.str_]) -> tuple[NDArray[Any], list[str], list[NDArray[np.int64]]]:
    """Return every connected part of every code, its code, and the numbers of its cells."""
    parts: list[Any] = []
    part_codes: list[str] = []
    members: list[NDArray[np.int64]] = []
    for code in sorted(set(codes.tolist())):
        numbers = np.flatnonzero(codes == code)
        shapes = shapely.get_parts(shapely.coverage_union_all(cells[numbers]))
        cell, part = shapely.STRtree(shapes).query(shapely.point_on_surface(cells[numbers]), predicate="intersects")
        for number, shape in enumerate(shapes):
            parts.append(shape)
            part_codes.append(code)
            members.append(numbers[cell[part == number]])
    return np.array(parts), part_codes, members


def _longest_border(parts: NDArray[Any], number: int, settled: list[int]) -> int | None:
    lengths = shapely.length(shapely.intersection(parts[number], parts[settled]))
    best = int(np.argmax(lengths))
    return settled[best] if lengths[best] > 0 else None


def _nearest(parts: NDArray[Any], number: int, settled: list[int]) -> int:
    return settled[int(np.argmin(shapely.distance(parts[number], parts[settled])))]


def _outline(points: NDArray[np.float64], cells: NDArray[Any]) -> Any:
    """Return the land near the postcodes, with bays closed and holes filled."""
    # Cut cell by cell and then melt: buffering all points at once takes minutes, since they crowd.
    near = shapely.intersection(cells, shapely.buffer(shapely.points(points), REACH_M, quad_segs=4))
    closed = shapely.union_all(near).buffer(CLOSING_M, quad_segs=4).buffer(-CLOSING_M, quad_segs=4)
    return shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(closed)])


def _land(shape: Any) -> Any:
    """Return only the polygons of a shape: cutting can leave a stray line or point."""
    parts = shapely.get_parts(shape)
    kept = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return kept[0] if len(kept) == 1 else shapely.MultiPolygon(list(kept))


def _middle(points: NDArray[np.float64]) -> tuple[int, int]:
    easting, northing = points.mean(axis=0)
    return round(float(easting)), round(float(northing))


def _text_type(names: list[str]) -> str:
    return f"U{max((len(name) for name in names), default=1)}"
