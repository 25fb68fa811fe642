"""Whom to ring about referrals and what is agreed: how old it is shows wherever somebody relies on it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions as access
from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.commissioning import ecosystem
from lodestar.directory.finding import unanswered
from lodestar.directory.routes import actions
from lodestar.directory.routes.models import NamedContact, ReferralAgreement
from lodestar.people.models import Person
from lodestar.referrals import showing_routes
from tests.factories import casework, contracts
from tests.factories import directory as make_service
from tests.factories import people as make
from tests.factories.casework import read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]
TODAY = timezone.localdate()
SOMEBODY = {"name": "Ines Calder", "job": "referrals", "telephone": "01632 960112", "email": ""}


@pytest.fixture
def town(db: None) -> casework.Town:
    return casework.town()


def day(name: str, offset: int) -> dict[str, str]:
    on = TODAY + timedelta(days=offset)
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


@pytest.mark.inventory("S2-27")
def test_a_stale_contact_is_flagged_wherever_somebody_relies_on_it(town: casework.Town, sign_in: SignIn) -> None:
    desk = sign_in(town.desk_worker)
    ways = to("entry-routes", service_id=town.service.pk)
    assert "Nobody is named" in read(desk.get(ways))
    assert "so that somebody can reach them" in read(desk.post(ways, {**SOMEBODY, "telephone": ""}))
    desk.post(ways, SOMEBODY)
    navigator = sign_in(town.navigator)
    menu = to("menu", need_id=town.need.pk)
    assert "Whom to ring: Ines Calder, referrals: 01632 960112. Made sure of today." in read(navigator.get(menu))
    assert "out of date" not in read(desk.get(to("desk")))

    with as_owner():
        NamedContact.objects.update(sure_on=TODAY - timedelta(days=200))

    warned = "Last made sure of 6 months ago: this may be out of date."
    assert warned in read(navigator.get(menu))
    assert warned in read(navigator.get(town.refer_address))
    assert "Whom others ring about referrals to you is out of date" in read(desk.get(to("desk")))
    assert "Nobody made sure of this for over 6 months" in read(desk.get(ways))
    manager = make.worker(role=Role.PROVIDER_MANAGER, team=town.team)
    assert "Is Ines Calder still whom others ring?" in read(sign_in(manager).get(to("entries")))
    lead = make.worker(role=Role.PLACE_LEAD)
    register = read(sign_in(lead).get(reverse("commissioning:agreements"), {"show": "stale"}))
    assert "Out of date. Checked 6 months ago" in register and town.service.name in register

    desk.post(to("entry-contact-sure", service_id=town.service.pk))

    assert "Made sure of today." in read(navigator.get(menu))
    assert NamedContact.objects.count() == 2, "what was named before stays in the history"
    assert "Ines" not in read(Client().get(reverse("public:service", kwargs={"service_id": town.service.pk})))


@pytest.mark.inventory("S2-27")
def test_an_agreement_is_written_down_reviewed_and_ended(town: casework.Town, sign_in: SignIn) -> None:
    sender = make.organisation(name="Bay Hospital Trust")
    manager = sign_in(make.worker(role=Role.PROVIDER_MANAGER, team=town.team))
    new = to("agreement-new", service_id=town.service.pk)
    said = {"sender": "hospital", "words": "Adults who leave a ward. Ring first"}

    wrong = read(manager.post(new, {**said, "sender": "Breakwater", **day("agreed_on", -9), **day("review_on", 90)}))
    assert "This organisation runs the service" in wrong
    wrong = read(manager.post(new, {**said, **day("agreed_on", -9), **day("review_on", 0)}))
    assert "Agree on a day that has been" in wrong
    right = {**said, **day("agreed_on", -9), **day("review_on", 90)}
    manager.post(new, right)
    assert "There is an agreement with them" in read(manager.post(new, right))

    agreement = ReferralAgreement.objects.get()
    assert agreement.sender == sender
    with as_owner():
        ReferralAgreement.objects.update(agreed_on=TODAY - timedelta(days=400), review_on=TODAY)
    lead = sign_in(make.worker(role=Role.PLACE_LEAD))
    due = read(lead.get(reverse("commissioning:agreements"), {"show": "due"}))
    assert "Bay Hospital Trust: Adults who leave a ward. Ring first" in due and "to be looked at again since" in due

    end = to("agreement-end", agreement_id=agreement.pk)
    assert "Write one line" in read(manager.post(end, {"reason": ""}))
    manager.post(end, {"reason": "The ward closed"})
    assert manager.get(end).status_code == 404
    assert "No agreement is written down" in read(manager.get(to("entry-routes", service_id=town.service.pk)))


def test_nobody_else_keeps_the_ways_to_a_service(town: casework.Town, sign_in: SignIn, look_as) -> None:
    stranger = make.worker(role=Role.PROVIDER_MANAGER)

    assert sign_in(stranger).get(to("entry-routes", service_id=town.service.pk)).status_code == 404
    assert sign_in(stranger).get(to("agreement-new", service_id=town.service.pk)).status_code == 404
    viewer = look_as(stranger)
    with pytest.raises(actions.EntryNotFound):
        actions.name_contact(
            service_id=town.service.pk, person=actions.NamedPerson("A", "b", "c"), by=viewer, at=timezone.now()
        )


def sent(service: Any, how_many: int, **fields: Any) -> list[Person]:
    """So many people whom somebody sent to a service; returns them."""
    people = [make.person() for _ in range(how_many)]
    for person in people:
        make.referral(person=person, service=service, steps=("sent", "received"), **fields)
    return people


@pytest.mark.inventory("S0-79")
def test_every_way_of_the_map_is_known_from_referrals_or_from_what_somebody_declared(
    town: casework.Town, sign_in: SignIn, look_as
) -> None:
    next_one, rare = make.service(name="Tidy rooms", team=make.team()), make.service(name="Hidden nook")
    for person in sent(town.service, 7, asked_by=town.navigator):
        make.referral(person=person, service=next_one, came_from="self")
    sent(rare, 4, asked_by=town.navigator)
    ending = contracts.contract(next_one, title="Rooms contract")
    contracts.plan(ending, instead=town.service)
    lead = make.worker(role=Role.PLACE_LEAD)
    viewer = look_as(lead)
    sender = make.organisation(name="Harbour Ward")
    actions.agree_referrals(
        service_id=town.service.pk, sender_id=sender.pk, words="After a stay", agreed_on=TODAY,
        review_on=TODAY + timedelta(days=9), by=viewer, at=timezone.now(),
    )  # fmt: skip

    assert showing_routes.learn(by=access.the_system(TODAY), at=timezone.now()) == 3

    look_as(lead)
    found = ecosystem.ecosystem(viewer)
    ways = {(way.start.name or way.start.key, way.end.name): way for way in (*found.sent, *found.paid, *found.went_on)}
    navigators = town.navigator.memberships.get().organisation.name
    told = {pair: (way.people, [one.source.value for one in way.known]) for pair, way in ways.items()}
    buyer = ending.shares.get().buyer.name
    assert told == {
        (navigators, "Breakwater floating support"): (5, ["referrals"]),
        ("Harbour Ward", "Breakwater floating support"): (None, ["agreement"]),
        ("self", "Tidy rooms"): (5, ["referrals"]),
        (buyer, "Tidy rooms"): (None, ["contract"]),
        ("Breakwater floating support", "Tidy rooms"): (5, ["referrals"]),
        ("Tidy rooms", "Breakwater floating support"): (None, ["exit-plan"]),
    }, "and nothing of the four who were sent to the nook"
    page = sign_in(lead).get(reverse("commissioning:ecosystem")).content.decode()
    assert "Exit plan: it closes" in page and "Contract since" in page and "Agreement of" in page
    assert "Hidden nook" not in page and page.count("<svg") >= 4
    assert ecosystem.ecosystem(look_as(town.navigator)).services == ()


def test_the_gap_map_draws_each_neighbourhood_and_hides_what_is_few(db: None, sign_in: SignIn, look_as) -> None:
    square = {"type": "Polygon", "coordinates": [[[-2.3, 53.4], [-2.2, 53.4], [-2.2, 53.5], [-2.3, 53.4]]]}
    for code, name in (("n1", "Saltmarket"), ("n2", "Quayside"), ("n3", "Moor End")):
        make_service.area(code, name, kind="neighbourhood", boundary=square)
    lead = make.worker(role=Role.COMMISSIONER)
    for code, times in (("n1", 12), ("n2", 4), ("n3", 8)):
        for _ in range(times):
            unanswered.count_unanswered(words="", area_codes=[code], life_area="home", on=TODAY)

    page = sign_in(lead).get(reverse("commissioning:gaps")).content.decode()

    assert "Most searches that found nothing: Saltmarket" in page
    assert page.count('<path d="M') >= 6, "three shapes, for wide and for narrow screens"
    assert ">4<" not in page and "ls-place--hidden" in page
    table = read(sign_in(lead).get(reverse("commissioning:searches")))
    assert "Saltmarket Searches 10" in table and "Quayside Searches Hidden" in table
