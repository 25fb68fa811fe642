"""Services as they are found: with a place, hours, a capacity statement and an index."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from lodestar.directory import indexing, models
from lodestar.places.models import Area, Outcode, Postcode, PostcodeSector
from tests.factories import people
from tests.roles import as_owner

ON = date(2026, 11, 23)
AT = datetime.fromisoformat("2026-11-23T10:30")
HERE = (379_000, 391_000)


def service(
    *,
    at: tuple[int, int] | None = None,
    postcode: str = "",
    hours: tuple[tuple[int, time, time], ...] = (),
    takes_people: bool | None = None,
    wait_days: int | None = None,
    **fields: Any,
) -> models.Service:
    """A service that can be found; `at` is its easting and northing, `hours` weekday, opening and closing."""
    spot = None
    if at is not None or postcode:
        easting, northing = at or (None, None)
        spot = people.location(
            easting=easting, northing=northing, postcode=postcode, latitude=53.41, longitude=-2.33, city="Harbourne Bay"
        )
    made = people.service(location=spot, **{"life_areas": ["social-connection"], **fields})
    with as_owner():
        models.Schedule.objects.bulk_create(
            models.Schedule(service=made, weekday=day, opens_at=opens, closes_at=closes, frequency="weekly")
            for day, opens, closes in hours
        )
        if takes_people is not None or wait_days is not None:
            models.CapacityStatement.objects.create(
                service=made,
                said_at=datetime.combine(ON - timedelta(days=3), time(9), tzinfo=UTC),
                takes_people_now=takes_people,
                usual_wait_days=wait_days,
                expires_on=ON + timedelta(days=20),
            )
    index(made)
    return made


def index(*services: models.Service) -> None:
    """Index these services again, or all of them."""
    with as_owner():
        indexing.index_services(service_ids=[one.pk for one in services] if services else None)


def postcode(
    text: str = "M33 7AB", *, at: tuple[int, int] = HERE, authority: str = "E08000009", neighbourhood: str = ""
) -> None:
    """A postcode that can be found, with its sector and outward code."""
    outcode, _, rest = text.partition(" ")
    point = {"easting": at[0], "northing": at[1], "latitude": 53.41, "longitude": -2.33}
    around = {**point, "radius_m": 900, "postcodes": 1, "local_authority_code": authority}
    with as_owner():
        Postcode.objects.create(
            postcode=text.replace(" ", ""),
            local_authority_code=authority,
            neighbourhood_code=neighbourhood,
            is_terminated=False,
            **point,
        )
        PostcodeSector.objects.get_or_create(sector=f"{outcode} {rest[0]}", defaults=around)
        Outcode.objects.get_or_create(outcode=outcode, defaults=around)


def area(code: str = "E08000009", name: str = "Harbourne Bay", **fields: Any) -> Area:
    """An area of the place."""
    with as_owner():
        return Area.objects.create(code=code, name=name, **{"kind": Area.Kind.LOCAL_AUTHORITY, **fields})
