"""The address of a refuge leaves by no door that is open: no page, no feed, no export, no map, no search, no log."""

import json
import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lodestar.directory import models
from lodestar.rules import hidden_addresses
from lodestar.web.doors import EVERYBODY
from tests.doors.test_every_door import ALL_DOORS
from tests.factories import directory as make
from tests.roles import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.inventory("S0-37")]
FEED = "/open-referral/"
SECRETS = (
    *("Quillfeather", "17 Larkspur", "Garden flat", "M33 7XQ", "m33 7xq", "M337XQ", "m337xq", "53.42718", "2.31864"),
    *("379412", "391733", "Ring at the blue gate", "Ramp at the back", "0161 496 0977", "Thistle bus stop", "06:40"),
)
POINT = (379_412, 391_733)


@pytest.fixture
def refuge(db: None) -> models.Service:
    """A refuge that hides its address, at a place whose every field would give it away."""
    service = make.service(
        name="Harbour refuge",
        at=POINT,
        is_address_hidden=True,
        description="A safe place to stay, at 17 Larkspur Row, M33 7XQ.",
        how_to_apply="Ring us. Do not come to m337xq, 53.42718, -2.31864.",
    )
    with as_owner():
        place = service.at_locations.get().location
        for name, value in {
            **{"name": "Quillfeather House", "address_1": "17 Larkspur Row", "address_2": "Garden flat"},
            **{"city": "Harbourne Bay", "postcode": "M33 7XQ", "description": "Ring at the blue gate"},
            **{"latitude": 53.42718, "longitude": -2.31864, "transport": "Thistle bus stop"},
        }.items():
            setattr(place, name, value)
        place.save()
        models.Accessibility.objects.create(location=place, description="Ramp at the back")
        models.Phone.objects.create(location=place, number="0161 496 0977")
        models.Schedule.objects.create(location=place, weekday=0, opens_at="06:40", closes_at="08:00")
        models.ServiceArea.objects.create(service=service, name="Near", extent='{"point":[-2.31864, 53.42718]}')
    make.postcode("M33 7XQ", at=POINT)
    make.index(service)
    return service


def told(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode() + json.dumps(dict(answer.headers))


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


FEED_ADDRESSES = [
    *("services", "services?full=true", "services?full=true&profile=extended", "services?format=ndjson&full=true"),
    *("services?minimal=true", "services?modified_after=2020-01-01&full=true", "services?search=refuge&full=true"),
    *("service_at_locations", "service_at_locations?full=true&profile=extended", "service_at_locations?format=ndjson"),
    *("organizations?full_service=true&profile=extended", "organizations", "taxonomies", "openapi.json", ""),
]


@pytest.mark.parametrize("address", FEED_ADDRESSES)
def test_the_feed_never_tells_it(client: Client, refuge: models.Service, address: str) -> None:
    text = told(client.get(FEED + address))

    assert not leaks(text)


def test_the_feed_tells_the_outward_code_under_an_id_that_leads_nowhere(client: Client, refuge: models.Service) -> None:
    held = refuge.at_locations.get()
    of_organisation = f"organizations/{refuge.organisation_id}"
    for address in (f"services/{refuge.pk}", f"service_at_locations/{held.pk}", of_organisation):
        for profile in ("strict", "extended"):
            text = told(client.get(FEED + address, {"profile": profile, "full_service": "true"}))
            assert not leaks(text)
            assert str(held.location_id) not in text

    location = client.get(f"{FEED}service_at_locations/{held.pk}").json()["location"]
    assert set(location) == {"id", "location_type", "description"}
    assert location["description"] == "The address is not published. It is in M33."


def test_it_stays_hidden_when_another_service_of_the_place_is_open(client: Client, refuge: models.Service) -> None:
    place = refuge.at_locations.get().location
    other = make.service(name="Garden club")
    with as_owner():
        models.ServiceAtLocation.objects.create(service=other, location=place)

    of_refuge = told(client.get(f"{FEED}services/{refuge.pk}"))
    of_club = told(client.get(f"{FEED}services/{other.pk}"))

    assert str(place.pk) in of_club and "17 Larkspur" in of_club
    assert str(place.pk) not in of_refuge and not leaks(of_refuge)


def test_nobody_can_close_in_on_it(client: Client, refuge: models.Service) -> None:
    """All distances are from the middle of its outward code, so moving about tells nothing of its point."""
    make.postcode("M33 1AA", at=(POINT[0] + 3_000, POINT[1]))
    models_middle = {"postcode": "M33 7XQ", "proximity": 500}
    near = client.get(FEED + "services", models_middle).json()
    listed = client.get(FEED + "service_at_locations", models_middle).json()
    with as_owner():
        models.Location.objects.filter(services_here__service=refuge).update(easting=POINT[0] + 90_000)
        make.index(refuge)

    assert client.get(FEED + "services", models_middle).json() == near
    assert client.get(FEED + "service_at_locations", models_middle).json() == listed


def test_hours_of_its_building_do_not_find_it(client: Client, refuge: models.Service) -> None:
    assert client.get(FEED + "services", {"day": "MO", "start_time": "06:45", "end_time": "07:00"}).json()["empty"]


@pytest.mark.parametrize("door", [one for one in ALL_DOORS if one.opens_to == EVERYBODY], ids=lambda one: one.name)
def test_no_open_page_tells_it_and_no_log(
    client: Client, refuge: models.Service, door: Any, caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    address = door.address().replace("00000000-0000-4000-8000-000000000000", str(refuge.pk))
    with caplog.at_level(logging.DEBUG, logger="lodestar"):
        text = told(client.get(address))

    printed = capsys.readouterr()
    assert not leaks(text), address
    assert not leaks(caplog.text + printed.out + printed.err)


def test_no_search_tells_it_nor_finds_it_by_its_address(client: Client, refuge: models.Service) -> None:
    for words in ("Larkspur", "Quillfeather", "refuge"):
        page = told(client.post(reverse("public:finder"), {"words": words}, follow=True))
        assert not leaks(page.replace(words, ""))
        found = client.get(FEED + "services", {"search": words}).json()["contents"]
        assert bool(found) is (words == "refuge"), words


def test_masking_keeps_ids_and_numbers_and_takes_every_way_to_write_a_postcode() -> None:
    record = {"id": "m33 7xq", "service_id": "M33 7XQ", "age": 18, "words": "M33 7XQ M337XQ m33+7xq m33%207xq"}

    assert hidden_addresses.masked(record, secrets=()) == {**record, "words": "M33 M33 M33 M33"}
