"""A process killed in the middle of each kind of write leaves nothing that is half done."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from lodestar.access.models import User
from tests.attacks import world
from tests.exchange import own_database
from tests.factories import casework

CONSENT = "lodestar.people.agreeing.ConsentTerms"
AGREED = {"words": "Yes", "how": "in-person"}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[str]:
    """A database of its own in which everything is really committed."""
    name = f"test_lodestar_{worker_id}_killed_{os.getpid()}"
    with django_db_blocker.unblock():
        own_database.make(name)
        with own_database.connected_to(name):
            yield name
    own_database.drop(name)


def died(database: str, action: str, by: User, **given: object) -> int:
    """How many processes died doing this, one after each write."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.attacks.dying", database, action, str(by.pk), json.dumps(given)],
        cwd=ROOT, env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr[-2_000:]
    return int(said.stdout)


def test_a_killed_process_leaves_nothing_half_done_in_any_kind_of_write(database: str) -> None:
    """To refer, to accept, a need and a consent: each is killed after each of its writes, and no row is there after."""
    town = casework.town()
    referral = casework.make.referral(
        person=town.person, service=casework.make.service(team=town.team), steps=("sent", "received")
    )
    person = str(town.person.pk)
    before = world.contents()

    deaths = {
        "need": died(
            database, "lodestar.plans.actions.record_need", town.navigator,
            person_id=person, life_area="home", words="A door that locks",
        ),
        "refer": died(
            database, "lodestar.plans.actions.refer_for_need", town.navigator,
            need_id=str(town.need.pk), service_id=str(town.service.pk), hopes="To open the door",
            consent={"class": CONSENT, **AGREED},
        ),
        "accept": died(
            database, "lodestar.referrals.actions.accept_referral", town.desk_worker, referral_id=str(referral.pk),
        ),
        "consent": died(
            database, "lodestar.people.actions.give_consent", town.navigator, person_id=person, purpose="employer",
            life_areas=["home"], organisation_id=None, to_whom="A shop",
            terms={"class": CONSENT, **AGREED},
        ),
    }  # fmt: skip

    assert all(count >= 2 for count in deaths.values()), f"each write has its row and its line in the trail: {deaths}"
    assert world.moved(before, world.contents()) == {}
