"""Whether a place lies in the area that a service says it covers: named areas, or a distance from a point."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.directory.entries.models import CoveredArea
from lodestar.places.models import Area
from lodestar.places.queries import PlacedPostcode

METRES_IN_A_KM = 1_000


class AreaUnknown(LookupError):
    """A name or code that is no area of this place, and no code of an LSOA or authority; `typed` is what it was."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


@dataclass(frozen=True, slots=True)
class Covered:
    """A part of what a service covers: codes of areas, or a circle (grid metres and a radius in metres), in words."""

    words: str
    codes: tuple[str, ...] = ()
    easting: int | None = None
    northing: int | None = None
    radius_m: int | None = None


def named_areas(lines: Sequence[str]) -> Covered:
    """Return the areas that lines name, by name or by code. Raises AreaUnknown with the first that is none."""
    known = list(Area.objects.values_list("code", "name"))
    by_word = {word.lower(): (code, name) for code, name in known for word in (code, name)}
    found = []
    for line in lines:
        one = by_word.get(line.lower())
        if one is None and not _is_national_code(line):
            raise AreaUnknown(line)
        found.append(one or (line.upper(), line.upper()))
    return Covered(words=", ".join(name for _code, name in found), codes=tuple(code for code, _name in found))


def _is_national_code(text: str) -> bool:
    return len(text) == 9 and text[0].upper() in "EW" and text[1:].isascii() and text[1:].isdigit()


def circle(place: PlacedPostcode, *, km: int) -> Covered:
    """Return all that lies within so many kilometres of a place."""
    return Covered(
        words=f"Within {km} km of {place.postcode}",
        easting=place.easting,
        northing=place.northing,
        radius_m=km * METRES_IN_A_KM,
    )


def covers(viewer: Viewer, *, service_id: UUID, place: PlacedPostcode) -> bool | None:
    """Return whether a service covers a place; None when it has not said, or the place is not known that closely."""
    answers = [_part_covers(part, place) for part in CoveredArea.objects.filter(service=service_id)]
    if True in answers:
        return True
    return None if not answers or None in answers else False


def _part_covers(part: CoveredArea, place: PlacedPostcode) -> bool | None:
    if part.kind == CoveredArea.Kind.CIRCLE:
        assert part.easting is not None and part.northing is not None and part.radius_m is not None
        metres = ((part.easting - place.easting) ** 2 + (part.northing - place.northing) ** 2) ** 0.5
        if metres + place.radius_m <= part.radius_m:
            return True
        return False if metres - place.radius_m > part.radius_m else None
    codes = set(part.codes)
    if codes & {place.local_authority_code, *place.area_codes}:
        return True
    # We know of no postcode in which LSOA it lies, so that such a list is never a no.
    known = set(Area.objects.filter(pk__in=codes).values_list("pk", flat=True))
    return False if place.areas_are_certain and known == codes else None
