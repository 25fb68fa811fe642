"""What every journey shares and no other test holds: a score says its day, who answered, and what it does not tell."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import Role
from lodestar.rules.life_areas import LifeArea
from lodestar.web import filters
from tests.factories import outcomes, plans
from tests.factories import people as make


@pytest.mark.django_db
def test_each_page_with_a_score_says_its_day_who_answered_and_what_it_does_not_tell(sign_in) -> None:
    tim = make.person(user=make.user(name="Tim"), preferred_name="Tim")
    worker = make.worker(name="Aisha Khan", role=Role.KEY_WORKER)
    make.involve(tim, worker, is_key_worker=True)
    on = timezone.now() - timedelta(days=40)
    outcomes.check_in(tim, tim.user, {"dialog": (3, 4, 2)}, on=on)
    goal = plans.goal(tim, tim.user, life_area=LifeArea.HOME.value)
    day = filters.short_date_words(on)
    me, theirs = sign_in(tim.user), sign_in(worker)
    me.post(reverse("person:plan-goal", kwargs={"goal_id": goal.pk}), {"points": "4"})
    today = filters.short_date_words(timezone.now())
    of_worker = {"person_id": tim.pk}

    for browser, page, when in (
        (me, reverse("person:check-ins"), day),
        (theirs, reverse("casework:check-ins", kwargs=of_worker), day),
        (me, reverse("person:plan-goal", kwargs={"goal_id": goal.pk}), today),
        (theirs, reverse("casework:plan-goal", kwargs={**of_worker, "goal_id": goal.pk}), today),
    ):
        said = " ".join(browser.get(page).content.decode().split())
        assert when in said, page
        assert "answered by themselves" in said or "Tim" in said, page
        assert "What this does not tell" in said, page
