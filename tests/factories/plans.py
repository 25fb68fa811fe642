"""Records of plans for tests: goals, steps, what is said of a life area, what a need came to."""

from datetime import UTC, date, datetime
from typing import Any

from lodestar.access.models import User
from lodestar.people.models import Person
from lodestar.plans.conversation.models import (
    AreaWords,
    Conversation,
    NeedDecision,
    NeedUrgency,
    SupportWish,
    WorkWish,
)
from lodestar.plans.goals.models import Goal, GoalRating, GoalTurn, GoalWords, PlanStep
from lodestar.plans.models import Need
from tests.roles import as_owner

THEN = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)


def need(person: Person, by: User, words: str = "A door that locks", life_area: str = "home") -> Need:
    with as_owner():
        return Need.objects.create(person=person, life_area=life_area, words=words, recorded_by=by, recorded_at=THEN)


def goal(person: Person, by: User, words: str = "Swim again", *, life_area: str = "physical-health") -> Goal:
    """A goal with its words and no more."""
    with as_owner():
        made = Goal.objects.create(person=person, life_area=life_area, set_by=by, set_at=THEN)
        GoalWords.objects.create(
            person=person, goal=made, life_area=life_area, words=words, said_by=by, said_at=made.set_at
        )
    return made


def step(person: Person, by: User, words: str = "Ring the pool", **fields: Any) -> PlanStep:
    """A step of the person's own, unless the fields say whose."""
    with as_owner():
        return PlanStep.objects.create(
            person=person,
            set_by=by,
            **{"life_area": "physical-health", "words": words, "owner": "me", "set_at": THEN, **fields},
        )


def fill(person: Person, by: User, need: Need) -> None:
    """A row in every table of plans."""
    swim = goal(person, by)
    ring = step(person, by, goal=swim)
    about = {"person": person, "said_by": by, "said_at": THEN}
    with as_owner():
        GoalTurn.objects.create(**about, goal=swim, life_area=swim.life_area, state="working-on-it")
        GoalRating.objects.create(**about, goal=swim, life_area=swim.life_area, points=3)
        Conversation.objects.create(person=person, held_by="both", begun_by=by, begun_at=THEN)
        AreaWords.objects.create(**about, life_area="home", where_i_am="A room", what_i_want="A door that locks")
        NeedDecision.objects.create(
            **about, life_area=need.life_area, need=need, disposition="action", step=ring, said_by_person=True
        )
        NeedUrgency.objects.create(**about, life_area=need.life_area, need=need, is_urgent=True)
        WorkWish.objects.create(**about, topic="employment", answer="not-now")
        SupportWish.objects.create(
            **about, life_area="physical-health", help="physical-health", said="wanted", on=date(2026, 3, 4)
        )
