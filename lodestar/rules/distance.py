"""Straight-line distance on the British National Grid."""

from math import hypot


def distance_km(*, easting_a: int, northing_a: int, easting_b: int, northing_b: int) -> float:
    """Return the straight-line distance between two points of the national grid.

    Unit: kilometres.  Source: Ordnance Survey, "A guide to coordinate systems in Great
    Britain": grid metres, scale error at most 0.04 %.  Checked: 2026-11-22.
    Not the way by road or on foot; a page that shows it says so.
    """
    return hypot(easting_a - easting_b, northing_a - northing_b) / 1000
