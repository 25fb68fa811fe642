"""Distance is a straight line on the national grid, in kilometres."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import distance

METRES = st.integers(0, 1_300_000)


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ((378000, 394000), (378000, 394000), 0.0),
        ((378000, 394000), (381000, 398000), 5.0),
        ((378000, 394000), (378000, 395000), 1.0),
        ((0, 0), (500, 0), 0.5),
    ],
)
def test_distances_on_squared_paper(a: tuple[int, int], b: tuple[int, int], km: float) -> None:
    found = distance.distance_km(easting_a=a[0], northing_a=a[1], easting_b=b[0], northing_b=b[1])

    assert found == pytest.approx(km)


@given(METRES, METRES, METRES, METRES, METRES, METRES)
def test_a_way_round_is_never_shorter(x1: int, y1: int, x2: int, y2: int, x3: int, y3: int) -> None:
    def km(ax: int, ay: int, bx: int, by: int) -> float:
        return distance.distance_km(easting_a=ax, northing_a=ay, easting_b=bx, northing_b=by)

    assert km(x1, y1, x2, y2) == km(x2, y2, x1, y1)
    assert km(x1, y1, x3, y3) <= km(x1, y1, x2, y2) + km(x2, y2, x3, y3) + 1e-9
