"""Saying no to being counted in figures, by the person or written down for them; and who else a worker reads of."""

import pytest
from django.urls import reverse

from lodestar.access.models import AuditEvent
from lodestar.people.sharing.models import SharingChoice
from tests.factories import people as make
from tests.factories import sharing
from tests.roles import as_owner

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def objections(person) -> list[tuple[str, bool]]:
    with as_owner():
        held = SharingChoice.objects.filter(person=person, role="analyst", purposes=["evaluation"])
        return [(one.how, one.ends_on is None) for one in held]


def test_a_person_says_no_and_is_counted_again_when_they_like(sign_in) -> None:
    someone = make.person(user=make.user())
    browser = sign_in(someone.user)

    for _ in range(2):
        left_out = browser.post(reverse("person:leave-me-out"), follow=True)
    assert "You are left out of the figures" in words(left_out)
    assert "does not see" not in words(left_out), "it is nothing that was closed to somebody"
    assert objections(someone) == [("online", True)]

    counted = browser.post(reverse("person:count-me"), follow=True)
    assert "Leave me out of the figures" in words(counted)
    assert objections(someone) == [("online", False)]
    with as_owner():
        assert AuditEvent.objects.filter(action="object-to-figures", person_id=someone.pk).count() == 1


def test_a_worker_writes_it_down_and_only_the_person_takes_it_back(sign_in) -> None:
    someone = make.person(user=make.user())
    worker, stranger = make.worker(), make.worker()
    make.involve(someone, worker)
    address = reverse("casework:figures-objection", kwargs={"person_id": someone.pk})

    said = sign_in(worker).post(address, follow=True)

    assert "They are left out of the figures" in words(said)
    assert objections(someone) == [("in-person", True)]
    assert sign_in(stranger).post(address).status_code == 404
    assert sign_in(stranger).get(address).status_code == 404
    assert "You are left out" in words(sign_in(someone.user).get(reverse("person:sharing")))
    sign_in(someone.user).post(reverse("person:count-me"))
    assert objections(someone) == [("in-person", False)]


def test_saying_no_changes_nothing_of_who_sees_what(sign_in) -> None:
    someone = make.person(user=make.user())
    worker = make.worker()
    make.involve(someone, worker)
    address = reverse("casework:person", kwargs={"person_id": someone.pk})
    before = words(sign_in(worker).get(address))
    sharing.choice(someone, role="analyst", purposes=["evaluation"], life_areas=make.ALL_AREAS)

    assert words(sign_in(worker).get(address)).partition("<main")[2] == before.partition("<main")[2]


def test_a_worker_of_one_area_reads_of_nobody_elses_teams(sign_in) -> None:
    someone = make.person(user=make.user())
    housing, money = make.worker(name="Hal Housing"), make.worker(name="Mona Money")
    clinic = make.team(name="Harbour memory clinic")
    key_worker = make.worker(name="Kay Keyworker")
    make.involve(someone, housing, life_areas=["home"])
    make.involve(someone, money, life_areas=["money"])
    make.involve(someone, clinic, life_areas=["clinical-care"])
    make.involve(someone, key_worker, is_key_worker=True, life_areas=["clinical-care", "money"])

    page = words(sign_in(housing).get(reverse("casework:person", kwargs={"person_id": someone.pk})))
    own = words(sign_in(someone.user).get(reverse("person:people")))

    assert "Hal Housing" in page and "Kay Keyworker" in page
    assert "Mona Money" not in page and "memory clinic" not in page
    assert "Sees clinical care" not in page and "Sees money" not in page
    for name in ("Hal Housing", "Mona Money", "Harbour memory clinic", "Kay Keyworker"):
        assert name in own
