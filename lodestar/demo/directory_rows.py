"""Rows of the directory: organisations, buildings, and services with hours, prices and what they said last."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from lodestar.access.models import Organisation, Team
from lodestar.demo import rows, written
from lodestar.demo.written import WrittenService
from lodestar.directory.models import (
    Accessibility,
    CapacityStatement,
    CostOption,
    Language,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from lodestar.rules import parameters, postcodes

PLACE = "Harbourne Bay"
_CHECKERS = ("Rosa, directory volunteer", "Harbourne Bay Council directory team", "Deborah, directory volunteer")


@dataclass(frozen=True)
class Spot:
    """One postcode with its point and its neighbourhood."""

    postcode: str
    easting: int
    northing: int
    latitude: float
    longitude: float
    neighbourhood_code: str
    local_authority_code: str


@dataclass(frozen=True)
class Directory:
    """Ids of what was made, by the keys of the files."""

    organisations: Mapping[str, UUID]
    organisation_names: Mapping[str, str]
    teams: Mapping[str, UUID]
    services: Mapping[str, UUID]


def add_directory(
    made: rows.Rows, *, spots: Mapping[str, Sequence[Spot]], area_code: str, commissioner_code: str,
    on: date, seed: int,
) -> Directory:  # fmt: skip
    """Add every organisation, team, building and service. `spots` are live postcodes by neighbourhood."""
    rng = rows.stream(seed, "directory")
    phones = _telephones(rng)
    organisations = {
        table["key"]: _add_organisation(made, table, rng) for table in written.read("organisations")["organisation"]
    }
    teams = {
        table["key"]: made.add(
            Team,
            # One that brings its number came later: it takes nothing from what is dealt to the others.
            id=rows.new_id(rows.stream(seed, f"team:{table['key']}") if "telephone" in table else rng),
            organisation_id=organisations[table["organisation"]],
            name=table["name"],
            telephone=table.get("telephone") or next(phones),
        )["id"]
        for table in written.read("staff")["team"]
    }
    venues = _add_venues(made, spots=spots, rng=rng)
    services = {}
    for service in written.services():
        service_id = services[service.key] = rows.new_id(rng)
        made.add(
            Service,
            id=service_id,
            organisation_id=organisations[service.organisation],
            team_id=teams[service.desk] if service.desk else None,
            eligibility_rules=written.eligibility_rules(
                service.rules, area_code=area_code, commissioner_code=commissioner_code
            ),
            **_told(service, on=on, rng=rng),
        )
        _add_around(made, service, service_id, venues=venues, phone=next(phones), rng=rng)
        _add_capacity(made, service, service_id, on=on, rng=rng)
        made.add(ServiceArea, id=rows.new_id(rng), service_id=service_id, name=PLACE, area_code=area_code)
    names = {table["key"]: table["name"] for table in written.read("organisations")["organisation"]}
    return Directory(organisations, names, teams, services)


def _telephones(rng: Random) -> Iterator[str]:
    """Return numbers of Ofcom's range for drama in this dialling area; 0000 is kept for the place itself."""
    endings = list(range(1, 1000))
    rng.shuffle(endings)
    return (f"0161 496 {ending:04d}" for ending in endings)


def _add_organisation(made: rows.Rows, table: Mapping[str, str], rng: Random) -> UUID:
    return made.add(
        Organisation,
        id=rows.new_id(rng),
        name=table["name"],
        kind=table["kind"],
        description=table["description"],
        website=f"https://{table['key']}.example.org/",
        email=f"{table['key']}@example.org",
        is_synthetic=True,
        changed_at=rows.moment(date(2025, 1, 6), 9),
    )["id"]  # type: ignore[no-any-return]


def _add_venues(made: rows.Rows, *, spots: Mapping[str, Sequence[Spot]], rng: Random) -> dict[str, UUID]:
    venues = {}
    taken: set[str] = set()
    for table in written.read("venues")["venue"]:
        free = [spot for spot in spots[table["neighbourhood"]] if spot.postcode not in taken]
        spot = free[rng.randrange(len(free))]
        taken.add(spot.postcode)
        venues[table["key"]] = made.add(
            Location,
            id=rows.new_id(rng),
            name=table.get("name", ""),
            address_1=table.get("address", ""),
            city=PLACE,
            postcode=postcodes.parse_postcode(spot.postcode).postcode,
            country="GB",
            latitude=spot.latitude,
            longitude=spot.longitude,
            easting=spot.easting,
            northing=spot.northing,
            neighbourhood_code=spot.neighbourhood_code,
            local_authority_code=spot.local_authority_code,
        )["id"]
    return venues


def _told(service: WrittenService, *, on: date, rng: Random) -> dict[str, object]:
    checked_on = on - timedelta(days=service.checked_days_ago) if service.checked_days_ago is not None else None
    ages = next((rule.split()[1].split("-") for rule in service.rules or () if rule.startswith("age ")), ("", ""))
    ways = service.ways.split()
    changed_on = checked_on or on - timedelta(days=rng.randint(300, 900))
    return {
        "name": service.name,
        "summary": service.summary,
        "description": service.description.strip(),
        "url": f"https://{service.organisation}.example.org/{service.key}",
        "email": f"{service.key}@example.org",
        "life_areas": service.life_areas,
        "kinds": service.kinds,
        "audience": service.audience,
        "eligibility_text": service.eligibility,
        "minimum_age": int(ages[0]) if ages[0] else None,
        "maximum_age": int(ages[1]) if ages[1] else None,
        "is_free": service.free,
        "cost_text": service.cost,
        "is_in_person": "in-person" in ways,
        "is_online": "online" in ways,
        "is_by_telephone": "telephone" in ways,
        "accepts_self_referral": service.self_referral,
        "how_to_apply": service.how,
        "is_address_hidden": service.hidden,
        "is_synthetic": True,
        "changed_at": rows.moment(changed_on, 11, rng.randrange(60)),
        "checked_on": checked_on,
        "checked_by_name": rng.choice(_CHECKERS) if checked_on else "",
    }


def _add_around(
    made: rows.Rows, service: WrittenService, service_id: UUID, *, venues: Mapping[str, UUID], phone: str, rng: Random
) -> None:
    for key in service.at:
        made.add(ServiceAtLocation, id=rows.new_id(rng), service_id=service_id, location_id=venues[key])
    for opening in written.openings(service.open):
        made.add(
            Schedule,
            id=rows.new_id(rng),
            service_id=service_id,
            weekday=opening.weekday,
            opens_at=opening.opens,
            closes_at=opening.closes,
            frequency="monthly" if opening.is_monthly else "weekly",
            interval=1,
            week_of_month=opening.week_of_month,
        )
    made.add(Phone, id=rows.new_id(rng), service_id=service_id, number=phone)
    if service.amount is not None:
        made.add(
            CostOption,
            id=rows.new_id(rng),
            service_id=service_id,
            option=service.cost,
            amount_pounds=Decimal(str(service.amount)),
            currency="GBP",
        )
    for name in service.languages:
        made.add(Language, id=rows.new_id(rng), service_id=service_id, name=name)
    if service.accessibility:
        made.add(
            Accessibility,
            id=rows.new_id(rng),
            location_id=venues[service.at[0]],
            description=service.accessibility,
        )


def _add_capacity(made: rows.Rows, service: WrittenService, service_id: UUID, *, on: date, rng: Random) -> None:
    """Add what the service said last, and for a service with a desk what it said in the months before."""
    if service.said_days_ago is None:
        return
    earlier = (35, 70, 105, 140) if service.desk else ()
    holds_days = parameters.whole_number("capacity-statement-expiry", on=on)
    for days in (service.said_days_ago, *(service.said_days_ago + more for more in earlier)):
        said_on = on - timedelta(days=days)
        is_newest = days == service.said_days_ago
        wait_days = service.wait_days
        if wait_days is not None and not is_newest:
            wait_days = max(0, round(wait_days * rng.uniform(0.7, 1.2)))
        made.add(
            CapacityStatement,
            id=rows.new_id(rng),
            service_id=service_id,
            said_at=rows.moment(said_on, rng.randint(9, 16), rng.randrange(60)),
            takes_people_now=service.taking == "yes",
            places=service.places,
            unit=service.unit,
            usual_wait_days=wait_days,
            expires_on=said_on + timedelta(days=holds_days),
        )
