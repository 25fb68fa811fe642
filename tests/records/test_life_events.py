"""Something happened: those who may hear of it are told, with a receipt, and nobody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.life_events import actions
from lodestar.people.models import Person
from lodestar.people.sharing import actions as sharing_actions
from lodestar.people.sharing import queries
from lodestar.people.sharing.models import Alert, LifeEvent
from lodestar.rules.life_events import LifeEventKind
from tests.factories import people as make
from tests.factories import sharing
from tests.roles import as_owner

LookAs = Callable[..., Viewer]


@pytest.fixture
def sam(db: None) -> Person:
    return make.person(user=make.user(), preferred_name="Sam")


@pytest.fixture
def adviser(sam: Person) -> User:
    """Who hears first that a benefit stopped."""
    worker = make.worker(role=Role.MONEY_ADVISER, name="Farida")
    make.involve(sam, worker, life_areas=["money"])
    return worker


@pytest.fixture
def housing(sam: Person) -> User:
    """A housing worker in another organisation, to whom money is closed."""
    worker = make.worker(role=Role.HOUSING_WORKER, name="Martin")
    make.involve(sam, worker, life_areas=["home"])
    return worker


def stopped(by: Viewer, person: Person, **given) -> LifeEvent:
    said = {"kind": LifeEventKind.BENEFIT_STOPPED, "happened_on": by.today, "words": "A form was late", **given}
    return actions.record_life_event(person_id=person.pk, by=by, at=timezone.now(), **said)


@pytest.mark.inventory("S1-37")
def test_housing_hears_that_a_benefit_stopped_where_the_person_agreed(sam, adviser, housing, look_as: LookAs) -> None:
    sharing.consent(sam, purpose="life-events", life_areas=["money"])

    event = stopped(look_as(adviser), sam)

    viewer = look_as(housing)
    (alert,) = queries.alerts_waiting(viewer)
    assert (alert.event_kind, alert.happened_on, alert.life_area) == ("benefit-stopped", event.happened_on, "home")
    assert not LifeEvent.objects.exists()


@pytest.mark.inventory("S1-37")
def test_nobody_is_told_where_neither_involvement_nor_consent_reaches(sam, adviser, housing, look_as: LookAs) -> None:
    sharing.consent(sam, purpose="life-events", life_areas=["clinical-care"])
    sharing.consent(sam, purpose="life-events", life_areas=["money"], withdrawn_at=timezone.now())
    sharing.consent(sam, purpose="life-events", life_areas=["money"], organisation_id=make.organisation().pk)
    sharing.consent(sam, purpose="life-events", life_areas=["money"], ends_on=timezone.localdate())

    stopped(look_as(adviser), sam)

    assert not queries.alerts_waiting(look_as(housing)).exists()
    with as_owner():
        assert not Alert.objects.exists()


@pytest.mark.inventory("S1-37")
def test_the_receipt_says_who_read_it_and_when_and_the_person_sees_it(sam, adviser, look_as: LookAs) -> None:
    colleague = make.worker(role=Role.KEY_WORKER, name="Dee")
    make.involve(sam, colleague)
    stopped(look_as(adviser), sam)
    viewer = look_as(colleague)
    (alert,) = queries.alerts_waiting(viewer)

    actions.read_alert(alert_id=alert.pk, by=viewer, at=timezone.now())
    actions.read_alert(alert_id=alert.pk, by=viewer, at=timezone.now() + timedelta(hours=1))

    assert not queries.alerts_waiting(viewer).exists()
    (receipt,) = queries.alerts_about(look_as(sam.user), person_id=sam.pk)
    assert receipt.read_by == colleague
    assert receipt.read_at is not None


def test_an_alert_stops_when_the_person_takes_consent_back(sam, adviser, housing, look_as: LookAs) -> None:
    consent = sharing.consent(sam, purpose="life-events", life_areas=["money"])
    stopped(look_as(adviser), sam)
    sharing_actions.withdraw_consent(consent_id=consent.pk, by=look_as(sam.user), at=timezone.now())

    viewer = look_as(housing)

    assert not queries.alerts_waiting(viewer).exists()
    with as_owner():
        alert = Alert.objects.get()
    with pytest.raises(actions.AlertNotFound):
        actions.read_alert(alert_id=alert.pk, by=viewer, at=timezone.now())


def test_an_alert_stops_when_the_consent_ends_and_when_the_involvement_does(sam, adviser, look_as: LookAs) -> None:
    ends_on = timezone.localdate() + timedelta(days=5)
    sharing.consent(sam, purpose="life-events", life_areas=["money"], ends_on=ends_on)
    worker = make.worker(role=Role.HOUSING_WORKER)
    make.involve(sam, worker, life_areas=["home"])
    leaver = make.worker(role=Role.KEY_WORKER)
    make.involve(sam, leaver, ends_on=timezone.localdate() + timedelta(days=1))
    stopped(look_as(adviser), sam)

    assert len(queries.alerts_waiting(look_as(worker))) == 1
    assert not queries.alerts_waiting(look_as(worker, today=ends_on)).exists()
    assert len(queries.alerts_waiting(look_as(leaver))) == 1
    assert not queries.alerts_waiting(look_as(leaver, today=timezone.localdate() + timedelta(days=1))).exists()


def test_what_the_person_closed_to_somebody_is_not_told_to_them(sam, adviser, look_as: LookAs) -> None:
    worker = make.worker(role=Role.KEY_WORKER)
    make.involve(sam, worker)
    sharing.choice(sam, user=worker, life_areas=make.ALL_AREAS)

    stopped(look_as(adviser), sam)

    assert not queries.alerts_waiting(look_as(worker)).exists()


def test_a_closed_part_is_not_told_to_somebody_who_sees_other_parts(sam, adviser, look_as: LookAs) -> None:
    worker = make.worker(role=Role.KEY_WORKER)
    make.involve(sam, worker)
    sharing.choice(sam, user=worker, life_areas=["money"])

    stopped(look_as(adviser), sam)

    viewer = look_as(worker)
    assert Person.objects.exists()
    assert not queries.alerts_waiting(viewer).exists()
    assert not Alert.objects.exists()


def test_an_event_is_written_once_by_whom_the_area_is_open_and_not_before_it_happens(
    sam, adviser, housing, look_as: LookAs
) -> None:
    viewer = look_as(adviser)
    event = stopped(viewer, sam)
    again = stopped(viewer, sam, event_id=event.pk)

    assert again == event
    with pytest.raises(actions.DayRefused):
        stopped(viewer, sam, happened_on=viewer.today + timedelta(days=1))
    with pytest.raises(people_queries.RecordNotFound):
        stopped(look_as(housing), sam)
