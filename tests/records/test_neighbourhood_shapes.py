"""Shapes of neighbourhoods from points: they cover, they do not overlap, they have no strays."""

import numpy as np
import pytest
import shapely
import shapely.geometry

from lodestar.places import boundaries, neighbourhoods

EMPTY = np.empty((0, 2))


def grid_of_points(codes: list[str]) -> neighbourhoods.PostcodePoints:
    """A square of streets, ten by ten, 100 metres apart, near Manchester; codes go row by row."""
    rows, columns = np.divmod(np.arange(100), 10)
    return neighbourhoods.PostcodePoints(
        380_000.0 + columns * 100, 390_000.0 + rows * 100, np.array(codes, dtype="U20")
    )


def halves() -> list[str]:
    return ["north" if number >= 50 else "south" for number in range(100)]


def drawn(shapes: neighbourhoods.NeighbourhoodShapes) -> dict[str, shapely.Geometry]:
    return {code: shapely.geometry.shape(geometry) for code, geometry in shapes.boundaries.items()}


def test_two_halves_of_a_town_share_an_edge_and_nothing_else() -> None:
    made = neighbourhoods.shape_neighbourhoods(inside=grid_of_points(halves()), outside=EMPTY)

    shapes = drawn(made)
    assert set(shapes) == {"north", "south"}
    assert all(shape.is_valid for shape in shapes.values())
    assert shapes["north"].intersection(shapes["south"]).area == 0
    assert shapes["north"].intersection(shapes["south"]).length > 0


def test_every_postcode_lies_in_the_shape_of_its_neighbourhood() -> None:
    points = grid_of_points(halves())

    made = neighbourhoods.shape_neighbourhoods(inside=points, outside=EMPTY, simplify_m=1)

    found = neighbourhoods.codes_by_boundary(
        eastings=points.eastings, northings=points.northings, boundaries=made.boundaries
    )
    assert found.tolist() == made.codes.tolist() == halves()


def test_a_patch_inside_another_neighbourhood_joins_it() -> None:
    codes = halves()
    codes[22] = "north"

    made = neighbourhoods.shape_neighbourhoods(inside=grid_of_points(codes), outside=EMPTY)

    assert made.codes[22] == "south"
    assert made.boundaries["north"]["type"] == made.boundaries["south"]["type"] == "Polygon"


def test_a_postcode_without_a_neighbourhood_joins_the_one_around_it() -> None:
    codes = halves()
    codes[0] = codes[77] = ""

    made = neighbourhoods.shape_neighbourhoods(inside=grid_of_points(codes), outside=EMPTY)

    assert made.codes.tolist() == halves()


def test_the_border_runs_half_way_to_the_postcodes_of_the_next_place() -> None:
    outside = np.array([[380_000.0 + column * 100, 389_800.0] for column in range(10)])

    made = neighbourhoods.shape_neighbourhoods(inside=grid_of_points(halves()), outside=outside, simplify_m=1)

    half_way, beyond = np.array([380_450.0, 380_450.0]), np.array([389_920.0, 389_880.0])
    found = neighbourhoods.codes_by_boundary(eastings=half_way, northings=beyond, boundaries=made.boundaries)
    assert found.tolist() == ["south", ""]


def test_the_same_points_always_give_the_same_shapes() -> None:
    first = neighbourhoods.shape_neighbourhoods(inside=grid_of_points(halves()), outside=EMPTY)
    second = neighbourhoods.shape_neighbourhoods(inside=grid_of_points(halves()), outside=EMPTY)

    assert first.boundaries == second.boundaries


def test_no_known_postcode_is_refused() -> None:
    with pytest.raises(neighbourhoods.NoPoints):
        neighbourhoods.shape_neighbourhoods(inside=grid_of_points([""] * 100), outside=EMPTY)


def test_a_shape_that_crosses_itself_is_refused() -> None:
    bow_tie = {"type": "Polygon", "coordinates": [[[-2, 53], [-1, 54], [-1, 53], [-2, 54], [-2, 53]]]}

    with pytest.raises(boundaries.BoundariesRefused, match="Self-intersection"):
        neighbourhoods.refuse_crossed({"bow-tie": bow_tie})
