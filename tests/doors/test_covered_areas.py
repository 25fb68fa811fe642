"""Where a service's people may live: three answers, and a warning before somebody is referred in vain."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.directory import eligibility_rules
from lodestar.directory import queries as directory
from lodestar.directory.entries import actions, covering
from lodestar.directory.entries.covering import Covered
from lodestar.places import queries as places
from lodestar.places.queries import PlacedPostcode
from lodestar.web.casework import outside_area
from tests.factories import directory as make_service
from tests.factories import people as make

SignIn = Callable[[User], Client]


def place(*, at: tuple[int, int] = make_service.HERE, radius_m: int = 0, **fields: Any) -> PlacedPostcode:
    told = {
        "postcode": "M33 7AB",
        "latitude": 53.41,
        "longitude": -2.33,
        "precision": "sector" if radius_m else "postcode",
        "local_authority_code": "E08000009",
        "area_codes": (),
        "areas_are_certain": not radius_m,
    }
    return PlacedPostcode(easting=at[0], northing=at[1], radius_m=radius_m, **{**told, **fields})


FAR = (make_service.HERE[0] + 5_000, make_service.HERE[1])


@pytest.mark.parametrize(
    ("covered", "where", "answer"),
    [
        (Covered("3 km", easting=379_000, northing=391_000, radius_m=3_000), place(), True),
        (Covered("3 km", easting=379_000, northing=391_000, radius_m=3_000), place(at=FAR), False),
        (Covered("3 km", easting=379_000, northing=391_000, radius_m=3_000), place(at=FAR, radius_m=2_500), None),
        (Covered("Bay", codes=("E08000009",)), place(), True),
        (Covered("Bay", codes=("E08000009",)), place(local_authority_code="E08000003"), False),
        (Covered("A small area", codes=("E01006074",)), place(), None),
    ],
)
def test_a_place_is_covered_is_not_or_is_to_be_checked(covered, where, answer, look_as) -> None:
    make_service.area()
    manager = make.worker(role=Role.PROVIDER_MANAGER)
    service = make_service.service(organisation=manager.memberships.get().organisation)
    viewer = look_as(manager)
    assert covering.covers(viewer, service_id=service.pk, place=where) is None, "nothing said is no no"

    actions.cover_area(service_id=service.pk, covered=covered, by=viewer, at=viewer.now or make_service.AT.astimezone())

    assert covering.covers(viewer, service_id=service.pk, place=where) is answer
    words = outside_area.outside_words(viewer, service_id=service.pk, place=where)
    assert bool(words) is (answer is False)


def test_a_manager_draws_a_circle_or_names_areas_and_everybody_reads_it(sign_in: SignIn, client: Client, db) -> None:
    make_service.area()
    make_service.postcode()
    manager = make.worker(role=Role.PROVIDER_MANAGER)
    service = make_service.service(organisation=manager.memberships.get().organisation)
    browser, address = sign_in(manager), reverse("casework:entry-area", kwargs={"service_id": service.pk})

    wrong = browser.post(address, {"kind": "areas", "areas": "Atlantis"}).content.decode()
    assert "We know no area called “Atlantis”" in wrong
    assert "whole kilometres" in browser.post(address, {"kind": "circle", "km": "far"}).content.decode()
    browser.post(address, {"kind": "areas", "areas": "harbourne bay\nE01006074"})
    public = reverse("public:service", kwargs={"service_id": service.pk})
    assert "Harbourne Bay, E01006074" in client.get(public).content.decode()

    browser.post(address, {"kind": "circle", "postcode": "M33 7AB", "km": "3"})
    page = client.get(public).content.decode()
    assert "Within 3 km of M33 7AB" in page and "E01006074" not in page


@pytest.mark.inventory("S0-41")
def test_what_a_service_covers_answers_in_menu_and_finder_by_one_rule(client: Client, look_as) -> None:
    make_service.area()
    make_service.postcode()
    make_service.postcode("M16 0AA", at=FAR)
    manager = make.worker(role=Role.PROVIDER_MANAGER)
    own = {"organisation": manager.memberships.get().organisation, "eligibility_rules": []}
    near = make_service.service(name="Near rooms", at=make_service.HERE, **own)
    make_service.service(name="Open rooms", at=make_service.HERE, **own)
    viewer = look_as(manager)
    circle = Covered("Within 3 km of M33 7AB", easting=379_000, northing=391_000, radius_m=3_000)
    actions.cover_area(service_id=near.pk, covered=circle, by=viewer, at=make_service.AT.astimezone())

    def answers(postcode: str) -> dict[str, str]:
        place_ = places.place_postcode(text=postcode)
        facts = eligibility_rules.facts_of_place(place_)
        found = directory.menu_for(viewer, facts=facts, life_area="social-connection", place=place_, on=viewer.today)
        return {one.service.name: one.answer.value for one in found.offers}

    assert answers("M33 7AB") == {"Near rooms": "fits", "Open rooms": "fits"}
    assert answers("M16 0AA") == {"Near rooms": "does-not-fit", "Open rooms": "fits"}

    def found(postcode: str, **more: str) -> str:
        sent = client.post(reverse("public:finder"), {"words": "rooms", "postcode": postcode, **more}, follow=True)
        return sent.content.decode()

    assert "for people who live elsewhere" not in found("M33 7AB")
    outside = found("M16 0AA")
    assert "Near rooms" in outside and "it says that it is for people who live elsewhere" in outside
    filtered = found("M16 0AA", here="yes")
    assert "Open rooms" in filtered and "Near rooms" not in filtered
    assert "Near rooms" in found("M33 7AB", here="yes")
