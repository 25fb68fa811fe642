"""Where a postcode is, what it lies in, and the shapes for maps.

Geography is public: these queries ask for no viewer.
"""

import functools
import json
from dataclasses import dataclass
from typing import Any, Literal

from django.db import connection
from django.db.models import Count
from django.db.models.functions import Length

from lodestar.places import hierarchy
from lodestar.places.models import Area, Outcode, Postcode, PostcodeSector
from lodestar.rules import postcodes

Precision = Literal["postcode", "sector", "outcode"]

INCODE_LENGTH = 3

# Of whole rows, so that a new name or figure counts as a change as much as a new shape.
_FINGERPRINT = """
SELECT md5(coalesce(string_agg(area::text, '' ORDER BY area.code), ''))
FROM places_area area WHERE area.kind = %s AND area.boundary IS NOT NULL
"""


class PostcodeNotFound(LookupError):
    """Neither the postcode nor its sector nor its outward code is known."""


@dataclass(frozen=True)
class PlacedPostcode:
    """Where a typed postcode is, as well as we know.

    `postcode` is what was typed, tidied. With a `precision` other than "postcode" the point is the
    middle of a sector or outward code, `radius_m` metres hold nine in ten of its postcodes, and a
    distance from it is said with "about". `area_codes` holds only areas that it lies in for certain;
    `areas_are_certain` says that there is no other that it might lie in.
    """

    postcode: str
    easting: int
    northing: int
    latitude: float
    longitude: float
    precision: Precision
    radius_m: int
    local_authority_code: str
    area_codes: frozenset[str]
    areas_are_certain: bool


@dataclass(frozen=True)
class ShapesFile:
    """The neighbourhoods as a GeoJSON FeatureCollection, ready to be sent, with its fingerprint."""

    geojson: bytes
    etag: str


def place_postcode(*, text: str) -> PlacedPostcode:
    """Return where a postcode, or the first part of one, is.

    An unknown or terminated postcode has the middle of its sector, or else of its outward code.
    Raises PostcodeNotFound, or NotAPostcode when the text cannot be one.
    """
    parts = postcodes.parse_postcode(text)
    row = Postcode.objects.filter(pk=parts.postcode.replace(" ", "")).first() if parts.postcode else None
    if row is not None and not row.is_terminated:
        return _exact(row, str(parts.postcode))
    typed = parts.postcode or parts.sector or parts.outcode
    sector = PostcodeSector.objects.filter(pk=parts.sector).first() if parts.sector else None
    if sector is not None:
        return _about(sector, sector.sector, "sector", typed, row)
    outcode = Outcode.objects.filter(pk=parts.outcode).first()
    if outcode is not None:
        return _about(outcode, outcode.outcode, "outcode", typed, row)
    raise PostcodeNotFound(PostcodeNotFound.__doc__)


def areas_above(code: str) -> tuple[str, ...]:
    """Return the codes of the areas that an area lies in, the nearest first: network, council, NHS area."""
    return hierarchy.codes_above(code=code, parents=_parents())


def neighbourhood_shapes() -> ShapesFile:
    """Return the shapes of all neighbourhoods as GeoJSON, made once for each change of them."""
    with connection.cursor() as cursor:
        cursor.execute(_FINGERPRINT, [Area.Kind.NEIGHBOURHOOD])
        (etag,) = cursor.fetchone()
    return _shapes(etag)


@functools.lru_cache(maxsize=2)
def _shapes(etag: str) -> ShapesFile:
    features = [
        {
            "type": "Feature",
            "id": area.code,
            "properties": {
                "code": area.code,
                "name": area.name,
                "population": area.population,
                "deprivation_decile": area.deprivation_decile,
            },
            "geometry": area.boundary,
        }
        for area in Area.objects.filter(kind=Area.Kind.NEIGHBOURHOOD, boundary__isnull=False).order_by("code")
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return ShapesFile(json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode(), etag)


@dataclass(frozen=True)
class Shape:
    """One neighbourhood with its GeoJSON geometry in WGS84."""

    code: str
    name: str
    geometry: dict[str, Any]


def drawn_neighbourhoods() -> list[Shape]:
    """Return the neighbourhoods that have a shape, by name."""
    drawn = Area.objects.filter(kind=Area.Kind.NEIGHBOURHOOD, boundary__isnull=False).order_by("name", "code")
    return [Shape(code, name, shape) for code, name, shape in drawn.values_list("code", "name", "boundary") if shape]


def _parents() -> dict[str, str | None]:
    return dict(Area.objects.values_list("code", "parent_id"))


def _with_areas_above(codes: set[str]) -> frozenset[str]:
    parents = _parents()
    above = (hierarchy.codes_above(code=code, parents=parents) for code in codes)
    return frozenset(codes).union(*above)


def _exact(row: Postcode, typed: str) -> PlacedPostcode:
    codes = {code for code in (row.neighbourhood_code, row.local_authority_code) if code}
    return PlacedPostcode(
        postcode=typed,
        easting=row.easting,
        northing=row.northing,
        latitude=row.latitude,
        longitude=row.longitude,
        precision="postcode",
        radius_m=0,
        local_authority_code=row.local_authority_code,
        area_codes=_with_areas_above(codes),
        areas_are_certain=True,
    )


def _about(
    middle: PostcodeSector | Outcode, label: str, precision: Precision, typed: str, row: Postcode | None
) -> PlacedPostcode:
    if row is not None:
        # Terminated: where it was is known, though nobody lives there under that postcode any more.
        codes, certain = {code for code in (row.neighbourhood_code, row.local_authority_code) if code}, True
        authority = row.local_authority_code
    else:
        codes, certain = _codes_shared_by(label, precision, middle.postcodes)
        authority = middle.local_authority_code
    return PlacedPostcode(
        postcode=typed,
        easting=middle.easting,
        northing=middle.northing,
        latitude=middle.latitude,
        longitude=middle.longitude,
        precision=precision,
        radius_m=middle.radius_m,
        local_authority_code=authority,
        area_codes=_with_areas_above(codes),
        areas_are_certain=certain,
    )


def _codes_shared_by(label: str, precision: Precision, expected: int) -> tuple[set[str], bool]:
    """Return the areas that all postcodes of a sector or outward code share, and whether there are no others.

    Where some of its postcodes are not loaded, they may lie anywhere: nothing is certain.
    """
    compact = label.replace(" ", "")
    length = len(compact) + (INCODE_LENGTH if precision == "outcode" else INCODE_LENGTH - 1)
    within = Postcode.objects.annotate(length=Length("postcode")).filter(postcode__startswith=compact, length=length)
    groups = list(
        within.values_list("local_authority_code", "neighbourhood_code").annotate(postcodes=Count("postcode"))
    )
    if sum(count for _, _, count in groups) < expected:
        return set(), False
    authorities = {authority for authority, _, _ in groups}
    neighbourhoods = {neighbourhood for _, neighbourhood, _ in groups}
    shared = {code for codes in (authorities, neighbourhoods) if len(codes) == 1 for code in codes if code}
    return shared, len(groups) == 1
