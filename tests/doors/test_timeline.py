"""One line through the parts of a life: all of it for the person, what is open for anybody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access.models import User
from lodestar.people.sharing.models import LifeEvent
from tests.factories import in_touch as touch
from tests.factories import people as make
from tests.factories.casework import Town, on_desk, read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]


@pytest.fixture
def lived(town: Town) -> Town:
    """A need and a request about home, and a benefit that stopped."""
    on_desk(town, "received", "accepted", "first-contact")
    with as_owner():
        LifeEvent.objects.create(
            person=town.person,
            kind="benefit-stopped",
            life_area="money",
            happened_on=timezone.localdate(),
            recorded_by=town.navigator,
            recorded_at=timezone.now(),
        )
    return town


def test_the_line_holds_what_happened_as_a_drawing_and_a_table(lived: Town, sign_in: SignIn) -> None:
    answer = sign_in(lived.navigator).get(to("timeline", person_id=lived.person.pk))

    page = read(answer)
    for words in (
        "Wanted help with: A door that locks",
        "Asked Breakwater floating support for help",
        "Met Breakwater floating support",
        "A benefit stopped",
    ):
        assert words in page
    assert "<svg" in answer.content.decode()


def test_a_worker_reads_only_the_parts_that_are_open_to_them(lived: Town, sign_in: SignIn) -> None:
    helper = make.worker()
    make.involve(lived.person, helper, life_areas=["home"])

    page = read(sign_in(helper).get(to("timeline", person_id=lived.person.pk)))

    assert "A door that locks" in page
    assert "A benefit stopped" not in page
    assert sign_in(make.worker()).get(to("timeline", person_id=lived.person.pk)).status_code == 404


def test_the_person_reads_all_of_their_line_and_who_is_in_touch_next(lived: Town, sign_in: SignIn) -> None:
    own = make.user()
    with as_owner():
        lived.person.user = own
        lived.person.save(update_fields=["user"])
    make.involve(lived.person, own, basis="self")
    browser = sign_in(own)

    assert "A benefit stopped" in read(browser.get(reverse("person:timeline")))
    amir = make.worker(name="Amir")
    today = timezone.localdate()
    touch.rhythm(lived.person, lived.navigator, weekday=today.weekday(), since=today)
    touch.cover(
        lived.person,
        lived.navigator,
        amir,
        overlap_on=today - timedelta(days=1),
        starts_on=today,
        ends_on=today + timedelta(days=7),
    )
    page = read(browser.get(reverse("person:today")))
    assert "Next: Amir rings you on" in page
    assert "Amir is there for you then. You picked them." in page


def test_an_empty_line_says_what_comes_here(db: None, sign_in: SignIn) -> None:
    own = make.user()
    make.person(user=own)

    assert "Nothing is here yet" in read(sign_in(own).get(reverse("person:timeline")))
