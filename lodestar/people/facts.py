"""What directories and rules may ask about a person: where they live, and what is known of them."""

from datetime import date

from lodestar.people.models import Person
from lodestar.places import national_grid
from lodestar.places import queries as places_queries
from lodestar.places.queries import PlacedPostcode
from lodestar.rules import eligibility


def home_of(person: Person) -> PlacedPostcode | None:
    """Return where a person lives, for distances; None where it is not known."""
    if person.easting is None or person.northing is None:
        return None
    latitude, longitude = national_grid.to_latitude_longitude(person.easting, person.northing)
    return PlacedPostcode(
        postcode=person.postcode,
        easting=person.easting,
        northing=person.northing,
        latitude=latitude,
        longitude=longitude,
        precision="postcode",
        radius_m=0,
        local_authority_code=person.local_authority_code,
        area_codes=_area_codes(person),
        areas_are_certain=True,
    )


def facts_about(
    person: Person, *, today: date, needs: frozenset[str] = frozenset(), referral_route: str | None = None
) -> eligibility.Facts:
    """Return what eligibility rules may ask of a person. What nobody asked stays unknown, never "no".

    Age is in whole years on `today`. `needs` are the need slugs that the thesaurus found in their words.
    """
    return eligibility.Facts(
        age=_age_years(person.born_on, today) if person.born_on else None,
        area_codes=_area_codes(person) or None,
        point=(person.easting, person.northing, 0) if person.easting and person.northing else None,
        gender=person.gender.strip().casefold() or None,
        needs=needs or None,
        referral_route=referral_route,
    )


def _age_years(born_on: date, today: date) -> int:
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def _area_codes(person: Person) -> frozenset[str]:
    codes = {person.neighbourhood_code, person.local_authority_code} - {""}
    return frozenset(codes).union(*map(places_queries.areas_above, codes))
