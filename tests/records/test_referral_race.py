"""Two colleagues press "accept" in the same moment, on two connections, with everything really committed."""

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection, transaction
from django.utils import timezone

from lodestar.access import queries as access_queries
from lodestar.access import row_security
from lodestar.access.models import Membership, Organisation, Team, User
from lodestar.access.roles import Role
from lodestar.directory.models import Service
from lodestar.people.models import Person
from lodestar.referrals import actions
from lodestar.referrals.models import Referral, ReferralStep
from lodestar.rules.referral_states import StepKind
from tests.factories import people as make
from tests.roles import acting_as, as_owner

TODAY = date(2026, 3, 4)


MADE_HERE = (Person, Service, Membership, User, Team, Organisation)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Let the test commit, and take what it left, and nothing else, away afterwards."""
    with django_db_blocker.unblock():
        with as_owner():
            before = {model: set(model.objects.values_list("pk", flat=True)) for model in MADE_HERE}
        yield
        with as_owner():
            people = [str(pk) for pk in Person.objects.exclude(pk__in=before[Person]).values_list("pk", flat=True)]
        with acting_as("postgres"), connection.cursor() as cursor:
            # The trail lets nobody remove a row: its triggers are put aside for this one connection.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("DELETE FROM access_auditevent WHERE person_id = ANY (%s::uuid[])", [people])
            cursor.execute("RESET session_replication_role")
        with as_owner():
            for model in MADE_HERE:
                model.objects.exclude(pk__in=before[model]).delete()
        connection.close()


def accept(referral: Referral, user: User, started: threading.Event, hold: threading.Event, said: list[object]) -> None:
    try:
        with transaction.atomic():
            viewer = access_queries.viewer_for(user, today=TODAY)
            row_security.set_viewer(viewer)
            started.set()
            actions.accept_referral(referral_id=referral.pk, by=viewer, at=timezone.now())
            hold.wait(timeout=5)
        said.append("accepted")
    except actions.AlreadyAnswered as refused:
        said.append(refused)
    finally:
        connection.close()


def test_of_two_who_accept_at_once_one_is_told_about_the_other(committed: None) -> None:
    team = make.team()
    referral = make.referral(person=make.person(), service=make.service(team=team), steps=("sent", "received"))
    sol, bo = (make.worker(role=Role.REFERRAL_DESK, team=team, name=name) for name in ("Sol", "Bo"))
    first_started, second_started, already_free = threading.Event(), threading.Event(), threading.Event()
    already_free.set()
    said: list[object] = []
    first = threading.Thread(target=accept, args=(referral, sol, first_started, second_started, said))
    second = threading.Thread(target=accept, args=(referral, bo, second_started, already_free, said))

    first.start()
    first_started.wait(timeout=5)
    second.start()
    first.join(timeout=10)
    second.join(timeout=10)

    refused = next(one for one in said if isinstance(one, actions.AlreadyAnswered))
    assert said.count("accepted") == 1
    assert refused.kind is StepKind.ACCEPTED
    assert refused.by_name in {"Sol", "Bo"}
    with as_owner():
        steps = ReferralStep.objects.filter(referral=referral).order_by("number")
        assert list(steps.values_list("kind", flat=True)) == ["sent", "received", "accepted"]
