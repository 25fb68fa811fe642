"""What changes the geography of a place: its areas, its postcodes and their shapes.

Needs the data stack (NumPy, shapely), which the web process does not have: import `queries` there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.places import (
    boundaries,
    copying,
    hierarchy,
    national_grid,
    neighbourhoods,
    postcode_directory,
)
from lodestar.places.models import Area, Outcode, Postcode, PostcodeSector

Say = Callable[[str], None]

POSTCODE_COLUMNS = ("postcode", "easting", "northing", "latitude", "longitude", "local_authority_code")
MIDDLE_COLUMNS = (*POSTCODE_COLUMNS[1:5], "radius_m", "postcodes", "local_authority_code")

# Land of the places around takes part in drawing the border as far as this, metres.
AROUND_M = 3_000


class NoSuchAuthority(ValueError):
    """The postcode directory has no postcode of a local authority that was asked for."""


class PostcodesMissing(ValueError):
    """Shapes are asked for before the postcodes that they are drawn from are loaded."""


@dataclass(frozen=True)
class PostcodesLoaded:
    """What loading postcodes did, table by table."""

    postcodes: copying.Merged
    sectors: copying.Merged
    outcodes: copying.Merged


@dataclass(frozen=True)
class NeighbourhoodsMade:
    """How many neighbourhoods have a shape now, and how many postcodes changed their neighbourhood."""

    neighbourhoods: int
    postcodes_moved: int


def load_postcodes(
    *, local_authority_codes: frozenset[str] | None, by: Viewer, at: datetime, progress: Say | None = None
) -> PostcodesLoaded:
    """Load the postcodes of these local authorities (ONS codes), or of all England with None.

    Sectors and outward codes always come for the whole of Great Britain, so that a postcode from
    elsewhere has a place too. Running it again changes only what the directory changed; what we know
    besides (neighbourhood, terminated) stays.
    Raises NoSuchAuthority, and PostcodeDirectoryMissing when the data package is not installed.
    """
    total = copying.Merged()
    sectors: list[postcode_directory.Middle] = []
    outcodes: list[postcode_directory.Middle] = []
    found: set[str] = set()
    with transaction.atomic():
        for block in postcode_directory.read_blocks():
            if local_authority_codes is None:
                wanted = block.in_countries(postcode_directory.ENGLAND)
            else:
                wanted = block.in_authorities(local_authority_codes)
                found |= {code.decode() for code in set(wanted.authorities.tolist())}
            if len(wanted):
                fixed = {"neighbourhood_code": ""}
                total += copying.merge(Postcode, POSTCODE_COLUMNS, _postcode_lines(wanted), fixed=fixed)
                if progress:
                    progress(f"{wanted.padded[0][:1].decode()}: {total.read:,} postcodes")
            sectors += postcode_directory.sector_middles(block)
            outcodes += postcode_directory.outcode_middles(block)
        _refuse_unknown(local_authority_codes, found)
        done = PostcodesLoaded(
            postcodes=total,
            sectors=copying.merge(PostcodeSector, ("sector", *MIDDLE_COLUMNS), _middle_lines(sectors)),
            outcodes=copying.merge(Outcode, ("outcode", *MIDDLE_COLUMNS), _middle_lines(outcodes)),
        )
        which = "england" if local_authority_codes is None else ",".join(sorted(local_authority_codes))
        audit.record(by=by, at=at, action="load-postcodes", subject_kind="postcodes", subject_id=which[:60])
    return done


def mark_terminated(*, postcodes: Iterable[str], by: Viewer, at: datetime) -> int:
    """Say of these postcodes that nobody gets post there any more; return how many were not known to be."""
    compact = [postcode.replace(" ", "").upper() for postcode in postcodes]
    with transaction.atomic():
        marked = Postcode.objects.filter(pk__in=compact).exclude(is_terminated=True).update(is_terminated=True)
        audit.record(by=by, at=at, action="mark-terminated", subject_kind="postcodes", subject_id=str(marked))
    return marked


def load_areas(*, areas: Iterable[hierarchy.AreaDeclaration], by: Viewer, at: datetime) -> int:
    """Load the areas that a place is made of; return how many there are.

    An area that is there already takes its name, kind, parent and facts from the declaration and
    keeps its shape. Raises HierarchyRefused.
    """
    ordered = hierarchy.parents_first(areas=areas)
    with transaction.atomic():
        Area.objects.bulk_create(
            [
                Area(
                    code=area.code,
                    name=area.name,
                    kind=area.kind,
                    parent_id=area.parent,
                    population=area.population,
                    deprivation_decile=area.deprivation_decile,
                )
                for area in ordered
            ],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "kind", "parent", "population", "deprivation_decile"],
        )
        audit.record(by=by, at=at, action="load-areas", subject_kind="area", subject_id=ordered[0].code)
    return len(ordered)


def make_neighbourhoods(*, areas: Iterable[hierarchy.AreaDeclaration], by: Viewer, at: datetime) -> NeighbourhoodsMade:
    """Draw the neighbourhoods of a place from its postcodes, and say of each postcode in which it lies.

    `areas` name the place's local authorities and, for each neighbourhood, its postcode sectors; load
    both before. Raises PostcodesMissing, and PostcodeDirectoryMissing.
    """
    declared = tuple(areas)
    authorities = hierarchy.local_authorities(areas=declared)
    by_sector = hierarchy.neighbourhoods_by_sector(areas=declared)
    rows = list(
        Postcode.objects.filter(local_authority_code__in=authorities)
        .order_by("postcode")
        .values_list("postcode", "easting", "northing")
    )
    if not any(_sector(postcode) in by_sector for postcode, _, _ in rows):
        raise PostcodesMissing("Load the postcodes of the local authority first: there is none to draw from.")
    eastings = np.array([easting for _, easting, _ in rows], dtype=np.float64)
    northings = np.array([northing for _, _, northing in rows], dtype=np.float64)
    codes = np.array([by_sector.get(_sector(postcode), "") for postcode, _, _ in rows], dtype="U40")
    box = _box_around(eastings, northings)
    around = postcode_directory.points_around(box=box, without=authorities, initials=_initials_in(box))
    shapes = neighbourhoods.shape_neighbourhoods(
        inside=neighbourhoods.PostcodePoints(eastings, northings, codes), outside=around
    )
    with transaction.atomic():
        moved = _place_postcodes((row[0] for row in rows), shapes.codes.tolist())
        for code, boundary in shapes.boundaries.items():
            easting, northing = shapes.middles[code]
            Area.objects.filter(code=code).update(boundary=boundary, easting=easting, northing=northing)
        audit.record(by=by, at=at, action="make-neighbourhoods", subject_kind="area", subject_id=min(authorities))
    return NeighbourhoodsMade(neighbourhoods=len(shapes.boundaries), postcodes_moved=moved)


def load_boundaries(*, collection: Mapping[str, Any], by: Viewer, at: datetime) -> NeighbourhoodsMade:
    """Load a place's own neighbourhood shapes from GeoJSON, and say of each postcode in which it lies.

    The neighbourhoods of the file take the place of those that were there. Without a `parent` among
    its properties, one lies where it lay before, or in the place's only local authority.
    Raises BoundariesRefused.
    """
    read = boundaries.read_boundaries(collection=collection)
    neighbourhoods.refuse_crossed({boundary.code: boundary.geometry for boundary in read})
    with transaction.atomic():
        _put_boundaries(read, {row.code: neighbourhoods.middle_of_shape(row.geometry) for row in read})
        rows = list(Postcode.objects.order_by("postcode").values_list("postcode", "easting", "northing"))
        eastings = np.array([easting for _, easting, _ in rows], dtype=np.float64)
        northings = np.array([northing for _, _, northing in rows], dtype=np.float64)
        codes = neighbourhoods.codes_by_boundary(
            eastings=eastings, northings=northings, boundaries={row.code: row.geometry for row in read}
        )
        moved = _place_postcodes((row[0] for row in rows), codes.tolist())
        audit.record(by=by, at=at, action="load-boundaries", subject_kind="area", subject_id=read[0].code)
    return NeighbourhoodsMade(neighbourhoods=len(read), postcodes_moved=moved)


def _postcode_lines(block: postcode_directory.PostcodeBlock) -> Iterator[str]:
    latitudes, longitudes = block.latitudes_longitudes()
    for postcode, easting, northing, latitude, longitude, authority in zip(
        block.compact(),
        block.eastings.astype(int).tolist(),
        block.northings.astype(int).tolist(),
        latitudes.tolist(),
        longitudes.tolist(),
        block.authorities.tolist(),
        strict=True,
    ):
        yield f"{postcode}\t{easting}\t{northing}\t{latitude:.6f}\t{longitude:.6f}\t{authority.decode()}\n"


def _middle_lines(middles: list[postcode_directory.Middle]) -> Iterator[str]:
    latitudes, longitudes = national_grid.to_latitude_longitude(
        np.array([float(middle.easting) for middle in middles]),
        np.array([float(middle.northing) for middle in middles]),
        maths=np,
    )
    for middle, latitude, longitude in zip(middles, latitudes.tolist(), longitudes.tolist(), strict=True):
        yield (
            f"{middle.label}\t{middle.easting}\t{middle.northing}\t{latitude:.6f}\t{longitude:.6f}"
            f"\t{middle.radius_m}\t{middle.postcodes}\t{middle.local_authority_code}\n"
        )


def _refuse_unknown(wanted: frozenset[str] | None, found: set[str]) -> None:
    unknown = sorted((wanted or frozenset()) - found)
    if unknown:
        raise NoSuchAuthority(f"The directory has no postcode of {', '.join(unknown)}. A code is like E08000009.")


def _box_around(eastings: NDArray[np.float64], northings: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Return west, south, east and north of the points, with the land around that takes part, in metres."""
    west, south = float(eastings.min()) - AROUND_M, float(northings.min()) - AROUND_M
    return west, south, float(eastings.max()) + AROUND_M, float(northings.max()) + AROUND_M


def _sector(postcode: str) -> str:
    return f"{postcode[:-3]} {postcode[-3]}"


def _initials_in(box: tuple[float, float, float, float]) -> frozenset[str]:
    """Return the first letters of the sectors in a box, so that only their files need reading."""
    west, south, east, north = box
    within = PostcodeSector.objects.filter(easting__range=(west, east), northing__range=(south, north))
    return frozenset(sector[0] for sector in within.values_list("sector", flat=True))


def _place_postcodes(postcodes: Iterable[str], codes: list[str]) -> int:
    return copying.set_column(Postcode, "neighbourhood_code", zip(postcodes, codes, strict=True))


def _put_boundaries(read: tuple[boundaries.Boundary, ...], middles: dict[str, tuple[int, int]]) -> None:
    kept = dict(Area.objects.filter(kind=Area.Kind.NEIGHBOURHOOD).values_list("code", "parent_id"))
    known = set(Area.objects.values_list("code", flat=True))
    authorities = list(Area.objects.filter(kind=Area.Kind.LOCAL_AUTHORITY).values_list("code", flat=True))
    only = authorities[0] if len(authorities) == 1 else None
    codes = {boundary.code for boundary in read}
    for boundary in read:
        parent = boundary.parent or kept.get(boundary.code) or only
        if parent is not None and parent not in known:
            raise boundaries.BoundariesRefused(f"{boundary.name}: there is no area {parent} for it to lie in.")
        if boundary.code in known and boundary.code not in kept:
            raise boundaries.BoundariesRefused(f"{boundary.code} is the code of an area of another kind.")
        easting, northing = middles[boundary.code]
        Area.objects.update_or_create(
            code=boundary.code,
            defaults={
                "name": boundary.name,
                "kind": Area.Kind.NEIGHBOURHOOD,
                "parent_id": parent,
                "boundary": boundary.geometry,
                "easting": easting,
                "northing": northing,
            },
        )
    Area.objects.filter(kind=Area.Kind.NEIGHBOURHOOD).exclude(code__in=codes).update(boundary=None)
