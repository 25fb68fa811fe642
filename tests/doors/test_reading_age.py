"""Each page of the person's own space reads at about age 11, and uses no word of our trade."""

import pytest
from django.urls import reverse

from lodestar.access.roles import Role
from lodestar.people.models import Involvement, Person
from lodestar.people.supporting.models import Supporter
from lodestar.plans.deciding.models import SharedDecision
from lodestar.plans.goals.models import Goal, PlanStep
from lodestar.plans.models import Need
from lodestar.plans.wellness.models import Section
from lodestar.referrals.models import Referral
from tests import reading
from tests.factories import people as make
from tests.factories import voice
from tests.records.test_row_security import fill_every_table
from tests.roles import as_owner

OLDEST = 11.5
LONGEST_SENTENCE = 22
PAGES = {
    "today", "plan", "new-need", "about-me", "wrong", "people", "pause", "messages", "new-message", "notices",
    "crisis-card", "check-ins", "health", "side-effect-new", "stories", "story-new", "plan-way", "plan-way-new",
    "crisis-card-change", "sharing", "looked", "invite-supporter", "shared", "copy", "device", "saved", "offline",
    "meet-me", "days",
    "plan-talk", "plan-goal-new", "plan-step-new", "plan-together", "plan-decision-new", "plan-care-new",
    "plan-review-new", "plan-wellness", "plan-section-new", "plan-sign-new", "plan-choice-new", "plan-slot-new",
    "plan-at-work", "plan-everyday", "plan-outward",
}  # fmt: skip


@pytest.fixture
def someone(db: None) -> Person:
    """Somebody with a row in every table."""
    made = fill_every_table()
    make.involve(made, make.worker(name="Dee", role=Role.KEY_WORKER), is_key_worker=True)
    voice.supporter(made, name="Ruth", life_areas=["home"])
    return made


def addresses(person: Person) -> dict[str, str]:
    with as_owner():
        key = Involvement.objects.get(person=person, is_key_worker=True)
        ids = {
            "plan-area": {"life_area": "home"},
            "plan-work": {"topic": "employment"},
            "plan-help": {"kind": "finances"},
            "plan-need": {"need_id": Need.objects.get().pk},
            "plan-goal": {"goal_id": Goal.objects.get().pk},
            "plan-goal-turn": {"goal_id": Goal.objects.get().pk},
            "plan-goal-reword": {"goal_id": Goal.objects.get().pk},
            "plan-decision": {"decision_id": SharedDecision.objects.get().pk},
            "plan-section": {"section_id": Section.objects.get().pk},
            "plan-package": {"need_id": Need.objects.get().pk},
            "plan-package-add": {"need_id": Need.objects.get().pk},
            "plan-package-budget": {"need_id": Need.objects.get().pk},
            "plan-step": {"step_id": PlanStep.objects.get().pk},
            "correct-need": {"need_id": Need.objects.get().pk},
            "correct": {"text": "what_matters"},
            "referral": {"referral_id": Referral.objects.get().pk},
            "stop-request": {"referral_id": Referral.objects.get().pk},
            "comment": {"referral_id": Referral.objects.get().pk},
            "change-worker": {"holder_id": key.user_id},
            "preview": {"involvement_id": key.pk},
            "change-supporter": {"supporter_id": Supporter.objects.get(name="Ruth").pk},
            "stop-supporter": {"supporter_id": Supporter.objects.get(name="Ruth").pk},
            "new-task": {"supporter_id": Supporter.objects.get(name="Ruth").pk},
            "preview-supporter": {"supporter_id": Supporter.objects.get(name="Ruth").pk},
        }
    return {name: reverse(f"person:{name}", kwargs=ids.get(name)) for name in sorted(PAGES | set(ids))}


def test_every_page_of_the_persons_space_reads_at_about_eleven(someone: Person, sign_in) -> None:
    browser = sign_in(someone.user)
    too_hard = {}

    for name, address in addresses(someone).items():
        answer = browser.get(address)
        assert answer.status_code == 200, name
        text = reading.words_of(answer.content.decode())
        measure = reading.measured(text)
        if measure.words >= 30 and measure.age > OLDEST:
            too_hard[name] = (round(measure.age, 1), measure.longest)
        assert len(measure.longest.split()) <= LONGEST_SENTENCE, (name, measure.longest)
        assert not reading.jargon_in(text), (name, reading.jargon_in(text))

    assert not too_hard


def test_the_measure_tells_easy_from_hard() -> None:
    easy = reading.measured("You can stop it at any time. It stops at once. They are not told.")
    hard = reading.measured(
        "Individuals may withdraw authorisation notwithstanding previously communicated organisational determinations."
    )

    assert easy.age < 8
    assert hard.age > 18
