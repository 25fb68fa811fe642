"""The National Grid shift, held against Ordnance Survey's own figures."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.places import national_grid

# Easting, northing, latitude, longitude. Reference: Ordnance Survey's OSTN15, which is exact, as the
# package convertbng 2.0.0 carries it (it is too heavy to stand in the lock for eight points).
REFERENCE_POINTS = [
    ("London", 529090, 179645, 51.501010, -0.141563),
    ("Manchester", 383800, 398100, 53.479387, -2.245565),
    ("Truro", 182500, 44900, 50.263920, -5.053175),
    ("Berwick", 399800, 652900, 55.769436, -2.004766),
    ("Scilly", 90300, 10600, 49.915201, -6.315761),
    ("Lowestoft", 654900, 293700, 52.481657, 1.752600),
    ("Whitehaven", 297400, 518100, 54.547725, -3.587656),
    ("Dover", 631900, 141500, 51.125819, 1.312766),
]


def metres_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    north = (latitude - other_latitude) * 111_200
    east = (longitude - other_longitude) * 111_320 * math.cos(math.radians(latitude))
    return math.hypot(north, east)


@pytest.mark.parametrize(("name", "easting", "northing", "latitude", "longitude"), REFERENCE_POINTS)
def test_a_grid_point_is_within_six_metres_of_the_exact_latitude_and_longitude(
    name: str, easting: int, northing: int, latitude: float, longitude: float
) -> None:
    found = national_grid.to_latitude_longitude(easting, northing)

    assert metres_between(*found, latitude, longitude) < 6, name


@pytest.mark.parametrize(("name", "easting", "northing", "latitude", "longitude"), REFERENCE_POINTS)
def test_a_latitude_and_longitude_is_within_six_metres_of_the_exact_grid_point(
    name: str, easting: int, northing: int, latitude: float, longitude: float
) -> None:
    found_easting, found_northing = national_grid.to_easting_northing(latitude, longitude)

    assert math.hypot(found_easting - easting, found_northing - northing) < 6, name


def test_buckingham_palace_is_where_the_office_for_national_statistics_says() -> None:
    latitude, longitude = national_grid.to_latitude_longitude(529090, 179645)

    assert (round(latitude, 5), round(longitude, 5)) == (51.50101, -0.14159)


@given(st.floats(80_000, 656_000), st.floats(5_000, 658_000))
def test_there_and_back_again_ends_within_a_centimetre(easting: float, northing: float) -> None:
    back = national_grid.to_easting_northing(*national_grid.to_latitude_longitude(easting, northing))

    assert math.hypot(back[0] - easting, back[1] - northing) < 0.01


def test_arrays_give_what_numbers_give() -> None:
    eastings = np.array([point[1] for point in REFERENCE_POINTS], dtype=float)
    northings = np.array([point[2] for point in REFERENCE_POINTS], dtype=float)

    together = national_grid.to_latitude_longitude(eastings, northings, maths=np)

    one_by_one = [national_grid.to_latitude_longitude(e, n) for _, e, n, _, _ in REFERENCE_POINTS]
    assert np.allclose(np.column_stack(together), one_by_one, rtol=0, atol=1e-11)


@pytest.mark.parametrize(("latitude", "longitude"), [(48.85, 2.35), (0, 0), (53.4, 3.2)])
def test_a_point_outside_great_britain_is_not_on_the_grid(latitude: float, longitude: float) -> None:
    assert not national_grid.is_on_grid(latitude=latitude, longitude=longitude)
