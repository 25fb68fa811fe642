"""What is new in the directory, by place and role: on a page, and by e-mail since the last one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions as access
from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.directory.digests import actions
from lodestar.directory.digests.models import DigestChoice, Listing
from lodestar.directory.models import Service
from tests.factories import directory as make_service
from tests.factories import people as make
from tests.roles import as_owner

NOW = timezone.now()
BY = access.the_system(timezone.localdate())


def listed(service: Service, *, days_ago: int) -> Service:
    with as_owner():
        Listing.objects.create(service=service, first_listed_at=timezone.now() - timedelta(days=days_ago))
    return service


def send(django_capture_on_commit_callbacks: Callable) -> int:
    with django_capture_on_commit_callbacks(execute=True):
        return actions.send_digests(address_of=lambda pk: f"https://place.example/{pk}", by=BY, at=timezone.now())


@pytest.mark.inventory("S0-42")
def test_the_digest_tells_what_is_new_since_the_last_one_and_once_only(
    db: None, sign_in: Callable[[User], Client], django_capture_on_commit_callbacks
) -> None:
    worker = make.worker(email="worker@example.org")
    browser, address = sign_in(worker), reverse("casework:digest")
    assert "Choose at least one" in browser.post(address, {"life_areas": []} | {"area_code": ""}).content.decode()
    browser.post(address, {"life_areas": ["home"], "area_code": "", "by_email": "true"})
    with as_owner():
        DigestChoice.objects.update(told_until=timezone.now() - timedelta(days=7))
    new = listed(make_service.service(name="New flats", life_areas=["home"]), days_ago=2)
    listed(make_service.service(name="Old flats", life_areas=["home"]), days_ago=20)
    listed(make_service.service(name="New choir", life_areas=["social-connection"]), days_ago=2)

    assert send(django_capture_on_commit_callbacks) == 1
    (letter,) = mail.outbox
    assert letter.to == ["worker@example.org"]
    assert "New flats" in letter.body and str(new.pk) in letter.body
    assert "Old flats" not in letter.body and "New choir" not in letter.body
    assert send(django_capture_on_commit_callbacks) == 0

    page = browser.get(address).content.decode()
    assert "New flats" in page and "Old flats" in page and "New choir" not in page


@pytest.mark.inventory("S0-42")
def test_a_role_hears_of_what_it_reaches_and_a_place_of_what_is_there(
    db: None, sign_in: Callable[[User], Client]
) -> None:
    make_service.area("N1", "Quayside", kind="neighbourhood")
    listed(make_service.service(name="Pulse team", life_areas=["clinical-care"]), days_ago=1)
    there = listed(make_service.service(name="Quay choir", life_areas=["money"], at=make_service.HERE), days_ago=1)
    listed(make_service.service(name="Far choir", life_areas=["money"], at=(380_000, 391_000)), days_ago=1)
    with as_owner():
        there.at_locations.get().location.__class__.objects.filter(services_here__service=there).update(
            neighbourhood_code="N1"
        )
    browser = sign_in(make.worker(role=Role.MONEY_ADVISER))
    address = reverse("casework:digest")

    page = browser.get(address).content.decode()
    assert "for your role" in page and "Quay choir" in page and "Far choir" in page and "Pulse team" not in page
    browser.post(address, {"life_areas": ["money"], "area_code": "N1"})
    page = browser.get(address).content.decode()
    assert "Quay choir" in page and "Far choir" not in page


def test_somebody_who_left_is_sent_nothing(db: None, django_capture_on_commit_callbacks) -> None:
    worker = make.worker()
    with as_owner():
        before = timezone.now() - timedelta(days=9)
        DigestChoice.objects.create(
            user=worker, life_areas=["home"], by_email=True, chosen_at=before, told_until=before
        )
        worker.memberships.update(ends_on=timezone.localdate())
    listed(make_service.service(life_areas=["home"]), days_ago=1)

    assert send(django_capture_on_commit_callbacks) == 0 and not mail.outbox


def test_services_are_noted_once(db: None) -> None:
    make_service.service()

    assert actions.note_listings(by=BY, at=NOW) == 1
    assert actions.note_listings(by=BY, at=NOW) == 0
    assert Listing.objects.get().first_listed_at == NOW
