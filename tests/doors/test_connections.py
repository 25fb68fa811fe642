"""What comes of connecting somebody; what was not there is counted for those who buy services, without the person."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.directory.gaps.models import UnmetCount
from lodestar.people.models import Person
from lodestar.referrals.connecting import queries
from lodestar.referrals.connecting.models import Connection
from tests.factories import directory as make_service
from tests.factories import people as make
from tests.factories.casework import Town, on_desk, read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]


def today_as(name: str) -> dict[str, int]:
    day = timezone.localdate()
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


@pytest.mark.inventory("S0-32")
@pytest.mark.inventory("S0-33")
def test_a_first_time_along_is_booked_recorded_and_told_apart(town: Town, sign_in: SignIn, look_as) -> None:
    referral = on_desk(town)
    worker = sign_in(town.navigator)
    address = to("connect", referral_id=referral.pk)

    unnamed = worker.post(address, {"kind": "going-along", **today_as("on"), "companion": ""})
    assert "Write who goes along" in read(unnamed)
    worker.post(address, {"kind": "going-along", **today_as("on"), "companion": "Kath, a peer worker"})
    worker.post(address, {"kind": "attended", **today_as("on"), "was_accompanied": "yes", "words": "I stayed for tea"})
    worker.post(address, {"kind": "attended", **today_as("on"), "was_accompanied": "no"})

    page = read(worker.get(to("referral", referral_id=referral.pk)))
    assert "With Kath, a peer worker." in page
    assert "I stayed for tea" in page
    counted = queries.first_times(look_as(town.navigator))
    assert (counted.accompanied, counted.alone) == (1, 1)
    with as_owner():
        assert not UnmetCount.objects.exists()


@pytest.mark.inventory("S0-15")
def test_what_was_not_there_reaches_those_who_buy_services_and_nobody_is_in_it(town: Town, sign_in: SignIn) -> None:
    square = {"type": "Polygon", "coordinates": [[[-2.3, 53.4], [-2.2, 53.4], [-2.2, 53.5], [-2.3, 53.4]]]}
    make_service.area("north-quay", "North Quay", kind="neighbourhood", boundary=square)
    with as_owner():
        Person.objects.filter(pk=town.person.pk).update(neighbourhood_code="north-quay")
    worker = sign_in(town.navigator)
    asked = {"kind": "not-available", "wanted": "A swimming group", "life_area": "home", **today_as("on")}

    done = worker.post(to("not-available", person_id=town.person.pk), asked)

    assert done.headers["Location"].endswith("done=gap")
    with as_owner():
        kept = UnmetCount.objects.get()
        assert Connection.objects.get().wanted == "A swimming group"
        columns = {field.column for field in UnmetCount._meta.concrete_fields}
        UnmetCount.objects.update(requests=40)
    assert (kept.neighbourhood_code, kept.life_area, kept.reason) == ("north-quay", "home", "not-available")
    assert (kept.requests, kept.month.day) == (1, 1)
    assert not columns & {"person_id", "by_id", "wanted", "on", "at"}
    commissioner = sign_in(make.worker(role=Role.COMMISSIONER))
    assert "Most requests that did not work out: North Quay" in read(commissioner.get(reverse("commissioning:gaps")))
    page = read(commissioner.get(reverse("commissioning:unmet")))
    assert "About 40 times something was wanted and did not work out" in page
    assert "swimming" not in page


def test_few_are_hidden_and_a_stranger_counts_nothing(town: Town, sign_in: SignIn) -> None:
    asked = {"kind": "did-not-want", "wanted": "A choir", "life_area": "home", **today_as("on")}
    address = to("not-available", person_id=town.person.pk)
    assert sign_in(make.worker()).post(address, asked).status_code == 404
    sign_in(town.navigator).post(address, asked)

    page = read(sign_in(make.worker(role=Role.COMMISSIONER)).get(reverse("commissioning:unmet")))

    assert "Hidden" in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(requests) FROM gaps_unmetcount")
        assert cursor.fetchone() == (1,)
