"""Where a location is: at the point that its source gives, or about where its postcode is."""

from collections.abc import Iterable
from typing import Any

from lodestar.places import national_grid
from lodestar.places.models import Outcode, Postcode, PostcodeSector
from lodestar.rules import postcodes

_NOWHERE: dict[str, Any] = {
    "latitude": None,
    "longitude": None,
    "easting": None,
    "northing": None,
    "is_approximate": False,
    "neighbourhood_code": "",
    "local_authority_code": "",
}


class Places:
    """The postcodes of one source, looked up all at once, with their sectors and outward codes."""

    def __init__(self, written: Iterable[str]) -> None:
        parts = {text: parsed for text in set(written) if text and (parsed := _parsed(text))}
        self._parts = parts
        units = {part.postcode.replace(" ", "") for part in parts.values() if part.postcode}
        self._units = {one.postcode: one for one in Postcode.objects.filter(pk__in=units)}
        sectors = {part.sector for part in parts.values() if part.sector}
        self._sectors = {one.sector: one for one in PostcodeSector.objects.filter(pk__in=sectors)}
        outcodes = {part.outcode for part in parts.values()}
        self._outcodes = {one.outcode: one for one in Outcode.objects.filter(pk__in=outcodes)}

    def point(
        self, *, latitude: float | None, longitude: float | None, postcode: str, is_masked: bool
    ) -> dict[str, Any]:
        """Return a location's columns of where it is.

        Its own coordinates where it has them; else the point of its postcode, marked approximate; else
        the middle of the sector or outward code; else nowhere.
        """
        unit, about = self._found(postcode)
        where = unit or about
        codes = {
            "neighbourhood_code": unit.neighbourhood_code if unit else "",
            "local_authority_code": where.local_authority_code if where else "",
        }
        if latitude is not None and longitude is not None:
            easting, northing = national_grid.to_easting_northing(latitude, longitude)
            return {
                "latitude": latitude,
                "longitude": longitude,
                "easting": round(easting),
                "northing": round(northing),
                "is_approximate": is_masked,
                **codes,
            }
        if where is None:
            return {**_NOWHERE, "is_approximate": is_masked}
        return {
            "latitude": where.latitude,
            "longitude": where.longitude,
            "easting": where.easting,
            "northing": where.northing,
            "is_approximate": True,
            **codes,
        }

    def _found(self, text: str) -> tuple[Postcode | None, PostcodeSector | Outcode | None]:
        part = self._parts.get(text)
        if part is None:
            return None, None
        unit = self._units.get(part.postcode.replace(" ", "")) if part.postcode else None
        return unit, self._sectors.get(part.sector or "") or self._outcodes.get(part.outcode)


def _parsed(text: str) -> postcodes.PostcodeParts | None:
    try:
        return postcodes.parse_postcode(text)
    except postcodes.NotAPostcode:
        return None
