"""Both days on which the clock changes: hours stay hours, and days are counted as London counts them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access import row_security
from lodestar.access.roles import Role
from lodestar.people.models import Person
from lodestar.referrals import queries
from tests.factories import people as make
from tests.factories import sharing
from tests.factories import sign_in as signing_in
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
# One minute before the hour that is left out, and before the hour that comes twice. Both at 1 in the morning, UTC.
CHANGES = [datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 10, 25, 0, 59, tzinfo=UTC)]


@pytest.mark.parametrize("before", CHANGES, ids=["forward", "back"])
def test_an_emergency_lasts_its_hours_and_not_one_more_or_less(before: datetime, look_as) -> None:
    someone, opener = make.person(), make.worker(role=Role.CLINICIAN)
    sharing.emergency(someone, opener, ends_at=before + timedelta(hours=4))
    opens = []

    for minutes in (2, 3 * 60 + 59, 4 * 60 + 1):
        now = before + timedelta(minutes=minutes)
        viewer = replace(look_as(opener, today=timezone.localdate(now)), now=now)
        row_security.set_viewer(viewer)
        by_python = Person.objects.visible_to(viewer).filter(pk=someone.pk).exists()
        by_the_database = Person.objects.filter(pk=someone.pk).exists()
        opens.append((by_python, by_the_database))

    assert opens == [(True, True), (True, True), (False, False)]


@pytest.mark.parametrize("before", CHANGES, ids=["forward", "back"])
def test_a_session_ends_after_its_quarter_of_an_hour_and_not_before(before: datetime, client: Client) -> None:
    with time_machine.travel(before, tick=False) as clock:
        signing_in.sign_in_with_password(client, make.worker())
        stays = []
        for minutes in (10, 14, 16):
            clock.shift(timedelta(minutes=minutes))
            stays.append(signing_in.is_signed_in(client))

    assert stays == [True, True, False]


@pytest.mark.parametrize("before", CHANGES, ids=["forward", "back"])
def test_a_sign_in_link_lives_its_quarter_of_an_hour(before: datetime) -> None:
    someone = make.person(user=make.user(email="sam@example.org"))
    with time_machine.travel(before, tick=False) as clock:
        Client().post(reverse("account_link"), {"email": someone.user.email})
        path = signing_in.link_in_last_letter()
        clock.shift(timedelta(minutes=14))
        in_time = Client().get(path).status_code
        clock.shift(timedelta(minutes=2))
        too_late = Client().get(path).status_code

    assert (in_time, too_late) == (200, 404)


@pytest.mark.parametrize(
    ("received", "met", "days"),
    [
        # The night of 28 March has 23 hours, that of 24 October 25: each is one night.
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 3, 29, 22, 30, tzinfo=UTC), 1),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 3, 29, 23, 30, tzinfo=UTC), 2),
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 23, 30, tzinfo=UTC), 1),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), datetime(2026, 10, 25, 23, 30, tzinfo=UTC), 0),
    ],
)
def test_a_wait_is_counted_in_londons_days(received: datetime, met: datetime, days: int, look_as) -> None:
    worker, someone = make.worker(), make.person()
    make.involve(someone, worker)
    referral = make.referral(
        person=someone, service=make.service(), steps=("sent", "received", "first-contact"), received_at=received
    )
    with as_owner():
        referral.steps.filter(kind="first-contact").update(at=met)

    with time_machine.travel(met + timedelta(days=9)):
        standing = queries.referral_detail(look_as(worker), referral_id=referral.pk)

    assert standing.waited_days == days
