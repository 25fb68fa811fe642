"""A bounced story told end to end: two doors say no, each with another one, and the third one helps. J11, J7."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access.models import Team, User
from lodestar.access.roles import Role
from lodestar.directory import indexing
from lodestar.directory.models import Service
from lodestar.people.models import Person
from lodestar.referrals.models import Referral
from tests.factories import people as make
from tests.factories.casework import Town, answers, kinds, read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]


def door(name: str) -> tuple[Service, User]:
    """A service with a desk of its own."""
    team: Team = make.team(name=f"{name} team")
    service = make.service(
        name=name, team=team, organisation=team.organisation, life_areas=["home"], eligibility_rules=[],
        location=make.location(easting=379_600, northing=391_000),
    )  # fmt: skip
    return service, make.worker(role=Role.REFERRAL_DESK, team=team, name=f"{name} desk")


def today_as(name: str) -> dict[str, int]:
    day = timezone.localdate()
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


@pytest.mark.inventory("S0-18")
@pytest.mark.inventory("S0-19")
@pytest.mark.inventory("S0-32")
def test_two_doors_say_no_with_another_one_and_the_third_one_helps(town: Town, sign_in: SignIn) -> None:
    (second, second_desk), (third, third_desk) = door("Second door"), door("Third door")
    own_user = make.user()
    make.involve(town.person, own_user, basis="self")
    manager = make.worker(role=Role.PROVIDER_MANAGER, team=second.team)
    make.involve(town.person, second.team)
    with as_owner():
        Person.objects.filter(pk=town.person.pk).update(user=own_user)
        indexing.index_services()
    worker, own = sign_in(town.navigator), sign_in(own_user)

    def referral_to(service: Service) -> Referral:
        worker.post(to("refer", need_id=town.need.pk, service_id=service.pk), answers(stage="send"))
        with as_owner():
            return Referral.objects.get(service=service)

    def says_no(desk: User, referral: Referral, instead: Service) -> None:
        browser = sign_in(desk)
        choices = browser.get(to("decline", referral_id=referral.pk)).content.decode()
        assert f'value="{instead.pk}"' in choices
        assert f'value="{referral.service_id}"' not in choices
        told = {"reason": "below-threshold", "instead_service": str(instead.pk), "instead": "", "told_how": "telephone"}
        browser.post(to("decline", referral_id=referral.pk), told)

    # The first door says no, tells Sam by telephone, and names the second; the person reads why and what instead.
    first = referral_to(town.service)
    says_no(town.desk_worker, first, second)
    page = read(own.get(reverse("person:referral", args=[first.pk])))
    assert "Second door" in page
    assert "You can ask again" in page
    assert "told them on" in read(worker.get(to("referral", referral_id=first.pk)))

    # The second one says no as well: the manager hears of it, with the length of the chain.
    bounced = referral_to(second)
    says_no(second_desk, bounced, third)
    alert = read(sign_in(manager).get(to("desk")))
    assert "Sam, turned away 2 times" in alert
    assert "2 referrals in a row, passed on 1 time" in alert
    assert "Services said no 2 times" in read(worker.get(to("person", person_id=town.person.pk)))

    # The third one says yes. Somebody goes along, and Sam stays.
    helped = referral_to(third)
    desk = sign_in(third_desk)
    desk.post(to("accept", referral_id=helped.pk), {"note": "Ring the lower bell"})
    met = {**today_as("happened_on"), "mode": "in-person", "attendance": "attended"}
    desk.post(to("first-contact", referral_id=helped.pk), met)
    connect = to("connect", referral_id=helped.pk)
    worker.post(connect, {"kind": "going-along", **today_as("on"), "companion": "Kath"})
    worker.post(connect, {"kind": "attended", **today_as("on"), "was_accompanied": "yes", "words": "I stayed for tea"})
    desk.post(to("start", referral_id=helped.pk), {})
    ended = {"ended_by": "person", "reason": "no-longer-needed", "outcome": "helped", "persons_view": "agrees"}
    desk.post(to("end", referral_id=helped.pk), ended)

    # Whoever asked and Sam read how it ended; nothing is counted against them any more.
    assert kinds(helped) == ["sent", "received", "accepted", "first-contact", "started", "ended"]
    assert "It helped." in read(worker.get(to("referral", referral_id=helped.pk)))
    page = read(own.get(reverse("person:referral", args=[helped.pk])))
    assert "Somebody goes with you the first time With Kath." in page
    assert "I stayed for tea" in page
    assert "Services said no" not in read(worker.get(to("person", person_id=town.person.pk)))
