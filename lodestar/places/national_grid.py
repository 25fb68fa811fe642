"""British National Grid to latitude and longitude, and back.

Source: Ordnance Survey, *A guide to coordinate systems in Great Britain* (version 3.6, 2020),
annexes A to C: the ellipsoids, the projection and the seven-number Helmert shift.

The shift is good to about 5 metres over England; Ordnance Survey's own grid of corrections
(OSTN15) is exact, and weighs 30 MB installed. A postcode's point is itself only the middle of some
fifteen front doors, so the shift is enough (decision 0009).

Every function takes numbers with `maths=math`, or NumPy arrays with `maths=numpy`.
"""

import math
from typing import Any

# Half-axes in metres. Airy 1830 carries the National Grid; GRS80 is what WGS84 uses.
AIRY_1830 = (6_377_563.396, 6_356_256.909)
GRS80 = (6_378_137.000, 6_356_752.314_140)

SCALE_ON_MERIDIAN = 0.999_601_271_7
TRUE_ORIGIN_LATITUDE = math.radians(49)
TRUE_ORIGIN_LONGITUDE = math.radians(-2)
TRUE_ORIGIN_EASTING = 400_000
TRUE_ORIGIN_NORTHING = -100_000

# WGS84 to OSGB36: metres, parts per million, seconds of arc.
SHIFT_METRES = (-446.448, 125.157, -542.060)
SCALE_PARTS_PER_MILLION = 20.4894
ROTATION_SECONDS = (-0.1502, -0.2470, -0.8421)

# Both loops gain about three decimal places a turn; six turns end far below a millimetre.
TURNS = 6


def to_latitude_longitude(easting: Any, northing: Any, *, maths: Any = math) -> tuple[Any, Any]:
    """Return WGS84 latitude and longitude, in degrees, of a point on the National Grid.

    Unit: metres in, degrees out.  Source: OS guide, annexes B and C.  Error: about 5 metres.
    """
    latitude, longitude = _unproject(easting, northing, maths)
    x, y, z = _to_cartesian(latitude, longitude, AIRY_1830, maths)
    x, y, z = _shift(x, y, z, direction=-1)
    latitude, longitude = _from_cartesian(x, y, z, GRS80, maths)
    return latitude * (180 / math.pi), longitude * (180 / math.pi)


def to_easting_northing(latitude: Any, longitude: Any, *, maths: Any = math) -> tuple[Any, Any]:
    """Return easting and northing on the National Grid of a WGS84 point given in degrees.

    Unit: degrees in, metres out.  Source: OS guide, annexes B and C.  Error: about 5 metres.
    Points outside Great Britain get numbers too, which mean nothing: ask `is_on_grid` first.
    """
    x, y, z = _to_cartesian(latitude * (math.pi / 180), longitude * (math.pi / 180), GRS80, maths)
    x, y, z = _shift(x, y, z, direction=1)
    latitude, longitude = _from_cartesian(x, y, z, AIRY_1830, maths)
    return _project(latitude, longitude, maths)


def is_on_grid(*, latitude: float, longitude: float) -> bool:
    """Return whether a point lies in the box of the National Grid that holds land.

    Source: EPSG 27700, area of use (49.75 to 61.01 north, 9.01 west to 2.01 east).
    """
    return 49.75 <= latitude <= 61.01 and -9.01 <= longitude <= 2.01


def _meridian_arc(latitude: Any, maths: Any) -> Any:
    a, b = AIRY_1830
    n = (a - b) / (a + b)
    difference, total = latitude - TRUE_ORIGIN_LATITUDE, latitude + TRUE_ORIGIN_LATITUDE
    sin, cos = maths.sin, maths.cos
    return (b * SCALE_ON_MERIDIAN) * (
        (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * difference
        - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(difference) * cos(total)
        + (15 / 8 * (n**2 + n**3)) * sin(2 * difference) * cos(2 * total)
        - (35 / 24 * n**3) * sin(3 * difference) * cos(3 * total)
    )


def _curvatures(latitude: Any, maths: Any) -> tuple[Any, Any, Any]:
    """Return the radii across and along the meridian, in metres, and η² as the guide names it."""
    a, b = AIRY_1830
    eccentricity2 = 1 - (b / a) ** 2
    inside = 1 - eccentricity2 * maths.sin(latitude) ** 2
    across = a * SCALE_ON_MERIDIAN / maths.sqrt(inside)
    along = a * SCALE_ON_MERIDIAN * (1 - eccentricity2) / (inside * maths.sqrt(inside))
    return across, along, across / along - 1


def _project(latitude: Any, longitude: Any, maths: Any) -> tuple[Any, Any]:
    nu, rho, eta2 = _curvatures(latitude, maths)
    sin, cos, tan2 = maths.sin(latitude), maths.cos(latitude), maths.tan(latitude) ** 2
    p = longitude - TRUE_ORIGIN_LONGITUDE
    northing = (
        _meridian_arc(latitude, maths)
        + TRUE_ORIGIN_NORTHING
        + nu / 2 * sin * cos * p**2
        + nu / 24 * sin * cos**3 * (5 - tan2 + 9 * eta2) * p**4
        + nu / 720 * sin * cos**5 * (61 - 58 * tan2 + tan2**2) * p**6
    )
    easting = (
        TRUE_ORIGIN_EASTING
        + nu * cos * p
        + nu / 6 * cos**3 * (nu / rho - tan2) * p**3
        + nu / 120 * cos**5 * (5 - 18 * tan2 + tan2**2 + 14 * eta2 - 58 * tan2 * eta2) * p**5
    )
    return easting, northing


def _unproject(easting: Any, northing: Any, maths: Any) -> tuple[Any, Any]:
    a = AIRY_1830[0]
    latitude = TRUE_ORIGIN_LATITUDE + (northing - TRUE_ORIGIN_NORTHING) / (a * SCALE_ON_MERIDIAN)
    for _ in range(TURNS):
        short = northing - TRUE_ORIGIN_NORTHING - _meridian_arc(latitude, maths)
        latitude = latitude + short / (a * SCALE_ON_MERIDIAN)
    nu, rho, eta2 = _curvatures(latitude, maths)
    tan, secant = maths.tan(latitude), 1 / maths.cos(latitude)
    tan2 = tan**2
    d = easting - TRUE_ORIGIN_EASTING
    return (
        latitude
        - tan / (2 * rho * nu) * d**2
        + tan / (24 * rho * nu**3) * (5 + 3 * tan2 + eta2 - 9 * tan2 * eta2) * d**4
        - tan / (720 * rho * nu**5) * (61 + 90 * tan2 + 45 * tan2**2) * d**6,
        TRUE_ORIGIN_LONGITUDE
        + secant / nu * d
        - secant / (6 * nu**3) * (nu / rho + 2 * tan2) * d**3
        + secant / (120 * nu**5) * (5 + 28 * tan2 + 24 * tan2**2) * d**5
        - secant / (5040 * nu**7) * (61 + 662 * tan2 + 1320 * tan2**2 + 720 * tan2**3) * d**7,
    )


def _to_cartesian(latitude: Any, longitude: Any, axes: tuple[float, float], maths: Any) -> tuple[Any, Any, Any]:
    a, b = axes
    eccentricity2 = 1 - (b / a) ** 2
    nu = a / maths.sqrt(1 - eccentricity2 * maths.sin(latitude) ** 2)
    across = nu * maths.cos(latitude)
    return (
        across * maths.cos(longitude),
        across * maths.sin(longitude),
        (1 - eccentricity2) * nu * maths.sin(latitude),
    )


def _from_cartesian(x: Any, y: Any, z: Any, axes: tuple[float, float], maths: Any) -> tuple[Any, Any]:
    a, b = axes
    eccentricity2 = 1 - (b / a) ** 2
    p = maths.sqrt(x**2 + y**2)
    latitude = maths.atan2(z, p * (1 - eccentricity2))
    for _ in range(TURNS):
        nu = a / maths.sqrt(1 - eccentricity2 * maths.sin(latitude) ** 2)
        latitude = maths.atan2(z + eccentricity2 * nu * maths.sin(latitude), p)
    return latitude, maths.atan2(y, x)


def _shift(x: Any, y: Any, z: Any, *, direction: int) -> tuple[Any, Any, Any]:
    """Move between the two datums: `direction` 1 is WGS84 to OSGB36, -1 the way back.

    The way back changes every sign, as the guide allows: what it leaves out is under 5 millimetres.
    """
    tx, ty, tz = (direction * metres for metres in SHIFT_METRES)
    rx, ry, rz = (direction * math.radians(s / 3600) for s in ROTATION_SECONDS)
    scale = 1 + direction * SCALE_PARTS_PER_MILLION / 1_000_000
    return (
        tx + scale * x - rz * y + ry * z,
        ty + rz * x + scale * y - rx * z,
        tz - ry * x + rx * y + scale * z,
    )
