"""A service at a glance: what a card in a list or on a menu shows, with nothing that may not be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from lodestar.access.viewers import Viewer
from lodestar.directory import hidden_places
from lodestar.places.queries import PlacedPostcode
from lodestar.rules import freshness, hidden_addresses

LONGEST_SUMMARY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What decides whether to ring. None is "not known".

    `distance_km` is from the place that was asked about, and None too when the service has no place or only an
    address that is not told. `latitude` and `longitude` are None when there is nothing to put on a map.
    """

    service_id: UUID
    name: str
    summary: str
    organisation_name: str
    team_id: UUID | None
    life_areas: tuple[str, ...]
    audience: str
    is_free: bool | None
    cost_text: str
    is_in_person: bool | None
    is_online: bool | None
    is_by_telephone: bool | None
    accepts_self_referral: bool | None
    how_to_apply: str
    telephone: str
    is_address_hidden: bool
    takes_people_now: bool | None
    usual_wait_days: int | None
    checked_on: date | None
    freshness: freshness.Freshness
    town: str
    latitude: float | None
    longitude: float | None
    distance_km: float | None
    is_distance_about: bool
    who_for: str


def glances(
    viewer: Viewer, *, service_ids: Sequence[UUID], place: PlacedPostcode | None, on: date
) -> dict[UUID, Glance]:
    """Return each of these services that can be found today, by its id, with its distance from `place` if given.

    Services that ended, closed or left their source are not among them, whatever the search's rows still say.
    """
    if not service_ids:
        return {}
    values: dict[str, Any] = {
        "ids": list(service_ids),
        "on": on,
        "easting": place.easting if place else None,
        "northing": place.northing if place else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_GLANCES, values)
        rows = cursor.fetchall()
    secrets = hidden_places.address_words([row[0] for row in rows if row[15]])
    rows = [hidden_addresses.masked(row, secrets=secrets[row[0]]) if row[15] else row for row in rows]
    return {row[0]: _glance(row, is_about=place is not None and place.precision != "postcode", on=on) for row in rows}


# A hidden address gives no town, no point on the map and only the distance to its outward code's middle.
_GLANCES = """
SELECT service.id, service.name, service.summary, left(service.description, 600), organisation.name, service.team_id,
    service.life_areas, service.audience, service.is_free, service.cost_text, service.is_in_person, service.is_online,
    service.is_by_telephone, service.accepts_self_referral, service.how_to_apply, service.is_address_hidden,
    said.takes_people_now, said.usual_wait_days,
    CASE WHEN service.checked_on > %(on)s THEN %(on)s ELSE service.checked_on END,
    shown.city, shown.latitude, shown.longitude, near.km, near.is_about,
    (SELECT number FROM directory_phone WHERE service_id = service.id ORDER BY id LIMIT 1),
    (SELECT who_for FROM directory_searchentry WHERE service_id = service.id)
FROM directory_service service
LEFT JOIN access_organisation organisation ON organisation.id = service.organisation_id
LEFT JOIN LATERAL (
    SELECT CASE WHEN expires_on > %(on)s THEN takes_people_now END AS takes_people_now,
        CASE WHEN expires_on > %(on)s THEN usual_wait_days END AS usual_wait_days
    FROM directory_capacitystatement WHERE service_id = service.id ORDER BY said_at DESC, id LIMIT 1) said ON true
LEFT JOIN LATERAL (
    SELECT sqrt((easting - %(easting)s)::float8 ^ 2 + (northing - %(northing)s)::float8 ^ 2) / 1000 AS km, is_about
    FROM directory_searchplace WHERE service_id = service.id AND (is_about OR NOT service.is_address_hidden)
    ORDER BY km, id LIMIT 1) near ON true
LEFT JOIN LATERAL (
    SELECT location.city, location.latitude, location.longitude
    FROM directory_serviceatlocation held JOIN directory_location location ON location.id = held.location_id
    WHERE held.service_id = service.id AND NOT service.is_address_hidden
    ORDER BY (location.easting - %(easting)s)::float8 ^ 2 + (location.northing - %(northing)s)::float8 ^ 2, location.id
    LIMIT 1) shown ON true
WHERE service.id = ANY(%(ids)s) AND service.status = 'active' AND service.retired_at IS NULL
"""


def _glance(row: tuple[Any, ...], *, is_about: bool, on: date) -> Glance:
    summary, description, checked_on, km = row[2], row[3], row[18], row[22]
    return Glance(
        service_id=row[0],
        name=row[1],
        summary=summary or _first_sentence(description),
        organisation_name=row[4] or "",
        team_id=row[5],
        life_areas=tuple(row[6]),
        audience=row[7],
        is_free=row[8],
        cost_text=row[9],
        is_in_person=row[10],
        is_online=row[11],
        is_by_telephone=row[12],
        accepts_self_referral=row[13],
        how_to_apply=row[14],
        telephone=row[24] or "",
        is_address_hidden=row[15],
        takes_people_now=row[16],
        usual_wait_days=row[17],
        checked_on=checked_on,
        freshness=freshness.freshness(checked_on=checked_on, on=on),
        town=row[19] or "",
        latitude=row[20],
        longitude=row[21],
        distance_km=km,
        is_distance_about=bool(row[23]) or is_about,
        who_for=row[25] or "[null, null, null]",
    )


def _first_sentence(text: str) -> str:
    first, stop, _rest = text.strip().partition(". ")
    sentence = first + stop.strip()
    if len(sentence) <= LONGEST_SUMMARY:
        return sentence
    return sentence[:LONGEST_SUMMARY].rsplit(" ", 1)[0] + "…"
