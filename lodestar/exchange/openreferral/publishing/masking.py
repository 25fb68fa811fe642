"""What may be said of a place that is never shown, such as a refuge: its outward code and no more."""

import uuid
from typing import Any

from lodestar.directory import incoming
from lodestar.rules import postcodes


def outward_code(postcode: str) -> str:
    """Return the first part of a postcode; empty where there is none to tell."""
    try:
        return postcodes.parse_postcode(postcode).outcode
    except postcodes.NotAPostcode:
        return ""


def masked_location(*, at_location_id: uuid.UUID, postcode: str) -> dict[str, Any]:
    """Return a location that tells only its outward code, under an id that leads to no other entry."""
    outcode = outward_code(postcode)
    where = f" It is in {outcode}." if outcode else ""
    return {
        "id": str(uuid.uuid5(incoming.NAMESPACE, f"masked\x1f{at_location_id}")),
        "location_type": "physical",
        "description": f"The address is not published.{where}",
    }
