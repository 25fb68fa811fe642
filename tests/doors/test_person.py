"""The person's own pages: what they read, and that it is theirs alone."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access import audit
from lodestar.access.models import AuditEvent
from lodestar.access.roles import Role
from lodestar.people.models import Person
from lodestar.plans.models import Need, NeedReferral
from tests.factories import people as make
from tests.roles import as_owner

PAGES = ["person:today", "person:plan", "person:people", "person:sharing", "person:looked"]


@pytest.fixture
def sam() -> Person:
    """Somebody with a worker, a need in their own words, and a request that was turned down with an offer."""
    someone = make.person(user=make.user(name="Sam"), preferred_name="Sam", what_matters="My garden")
    priya = make.worker(name="Priya Shah", telephone="07700 900123")
    make.involve(someone, priya, is_key_worker=True)
    service = make.service(name="Boatyard Men’s Group", team=make.team(name="Boatyard desk"))
    referral = make.referral(person=someone, service=service, steps=("received", "declined"))
    with as_owner():
        need = Need.objects.create(
            person=someone,
            life_area="home",
            words="Somewhere that is quiet at night",
            recorded_by=priya,
            recorded_at=timezone.now(),
        )
        NeedReferral.objects.create(person=someone, need=need, referral=referral)
    return someone


def read(browser: Client, name: str, **parts: object) -> str:
    answer = browser.get(reverse(name, kwargs=parts or None))
    assert answer.status_code == 200
    return answer.content.decode()


def without_token(answer: HttpResponse) -> str:
    """A page without the token of its forms, which is new each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


@pytest.mark.django_db
def test_today_greets_by_the_preferred_name_and_says_where_things_stand(sam: Person, sign_in) -> None:
    page = read(sign_in(sam.user), "person:today")

    assert "Hello Sam" in page
    assert "Boatyard Men’s Group cannot help with this now." in page
    assert "Offered instead: A call next week." in page


@pytest.mark.django_db
def test_my_plan_shows_six_areas_and_my_own_words(sam: Person, sign_in) -> None:
    page = read(sign_in(sam.user), "person:plan")

    assert "Somewhere that is quiet at night" in page
    assert "My garden" in page
    assert page.count('class="ls-card ls-plan-area"') == 6


@pytest.mark.django_db
def test_my_people_says_how_to_reach_them(sam: Person, sign_in) -> None:
    page = read(sign_in(sam.user), "person:people")

    assert "Priya Shah" in page
    assert "07700 900123" in page
    assert "Key worker" in page


@pytest.mark.django_db
def test_sharing_says_who_sees_which_part_and_why(sam: Person, sign_in) -> None:
    page = " ".join(read(sign_in(sam.user), "person:sharing").split())

    assert "sees <strong>everything</strong>, because they are in your care team" in page
    assert "sees <strong>home</strong>, because you agreed to be referred to them" in page


@pytest.mark.django_db
def test_who_looked_is_a_diary_of_others_and_not_of_myself(sam: Person, sign_in, look_as) -> None:
    priya = make.worker(name="Noor", role=Role.KEY_WORKER)
    make.involve(sam, priya)
    viewer = look_as(priya)
    audit.record(
        by=viewer,
        at=timezone.now(),
        action="open-record",
        person_id=sam.pk,
        life_areas=["money"],
        reason="support",
    )

    page = " ".join(read(sign_in(sam.user), "person:looked").split())

    assert "<strong>Noor (key worker" in page
    assert "opened your record: money" in page
    assert "Sam" not in page.split("<main")[1].split("</main")[0]


@pytest.mark.django_db
def test_opening_my_own_page_is_written_down_once(sam: Person, sign_in) -> None:
    read(sign_in(sam.user), "person:plan")

    with as_owner():
        assert list(AuditEvent.objects.filter(person_id=sam.pk).values_list("action", "reason")) == [
            ("open-record", "own")
        ]


@pytest.mark.django_db
def test_a_request_shows_its_steps_to_its_person_only(sam: Person, sign_in) -> None:
    with as_owner():
        referral = sam.referrals.get()
    stranger = make.person(user=make.user())

    page = read(sign_in(sam.user), "person:referral", referral_id=referral.pk)
    refused = sign_in(stranger.user).get(reverse("person:referral", kwargs={"referral_id": referral.pk}))
    missing = sign_in(stranger.user).get(reverse("person:referral", kwargs={"referral_id": make.nobody()}))

    assert "They said not now" in page
    assert refused.status_code == missing.status_code == 404
    assert without_token(refused) == without_token(missing)


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_a_record_without_rows_still_says_what_each_page_is_for(name: str, sign_in) -> None:
    someone = make.person(user=make.user())

    page = read(sign_in(someone.user), name)

    assert "<h1>" in page


@pytest.mark.django_db
def test_somebody_without_a_record_is_told_how_to_get_one(sign_in) -> None:
    page = read(sign_in(make.user()), "person:today")

    assert "You have no plan here yet" in page
