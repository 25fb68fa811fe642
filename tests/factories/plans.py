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
    WorkImpact,
    WorkWish,
)
from lodestar.plans.deciding.models import (
    CareDecision,
    CareRequest,
    DecisionMade,
    DecisionOption,
    PlanHandover,
    Review,
    SharedDecision,
    Stance,
)
from lodestar.plans.goals.models import Goal, GoalRating, GoalTurn, GoalWords, PlanStep
from lodestar.plans.models import Need
from lodestar.plans.packages.models import Package, PackageItem
from lodestar.plans.ways.models import Way, WayNow, WayPoint, WayTurn
from lodestar.plans.wellness.models import ChoiceAhead, RoutineSlot, Section, SectionWords, Suggestion, WarningSign
from tests.factories import people as make
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


def way(person: Person, by: User, **fields: Any) -> Way:
    """A way out of hospital, with one thing that must happen."""
    about = {"person": person, "life_area": fields.pop("life_area", "home")}
    with as_owner():
        made = Way.objects.create(
            **about,
            **{"kind": "leaving-hospital", "heading_to": "My own flat", "begun_by": by, "begun_at": THEN, **fields},
        )
        WayNow.objects.create(**about, way=made, words="On the ward", said_by=by, said_at=THEN)
        point = WayPoint.objects.create(
            **about, way=made, words="Two nights at the flat", decider="team", added_by=by, added_at=THEN
        )
        WayTurn.objects.create(
            **about, point=point, state="to-come", target_on=date(2026, 3, 20), said_by=by, said_at=THEN
        )
    return made


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
        WorkImpact.objects.create(**about, task="The telephone", what_happens="I lose the words", what_helps="A list")
        _fill_decisions(person, by, swim)
        _fill_wellness(person, by)
        way(person, by)
        package = Package.objects.create(person=person, life_area=need.life_area, need=need, begun_by=by, begun_at=THEN)
        PackageItem.objects.create(
            person=person, life_area=need.life_area, package=package, service=make.service(), cost_pounds=5, per="week",
            times=52, payer="council", put_in_by=by, put_in_at=THEN,
        )  # fmt: skip


def _fill_decisions(person: Person, by: User, goal: Goal) -> None:
    area = {"person": person, "life_area": "home"}
    asked = SharedDecision.objects.create(**area, question="Which flat?", asked_by=by, asked_at=THEN)
    option = DecisionOption.objects.create(**area, decision=asked, words="The small one", added_by=by, added_at=THEN)
    DecisionMade.objects.create(
        **area, decision=asked, option=option, decided_by="person", written_by=by, decided_at=THEN
    )
    request = CareRequest.objects.create(**area, direction="more", words="Visits", asked_by=by, asked_at=THEN)
    CareDecision.objects.create(
        **area, request=request, outcome="agreed", words="From Monday", has_peer=True, has_person=True, decided_by=by,
        decided_at=THEN,
    )  # fmt: skip
    Review.objects.create(
        person=person, happened_on=date(2026, 3, 4), is_with_person=True, next_on=date(2026, 6, 4), held_by=by,
        recorded_at=THEN,
    )  # fmt: skip
    team = make.team()
    Stance.objects.create(
        person=person, life_area=goal.life_area, goal=goal, team=team, way="same", said_by=by, said_at=THEN
    )
    PlanHandover.objects.create(person=person, to_team=team, goal_ids=[goal.pk], sent_by=by, sent_at=THEN)


def _fill_wellness(person: Person, by: User) -> None:
    section = Section.objects.create(person=person, plan="wellness", heading="What keeps me well", begun_at=THEN)
    SectionWords.objects.create(person=person, section=section, words="The sea", written_by=by, written_at=THEN)
    Suggestion.objects.create(
        person=person, section=section, words="The sea, most days", suggested_by=by, suggested_at=THEN
    )
    WarningSign.objects.create(person=person, sign="I shut the curtains", said_at=THEN)
    ChoiceAhead.objects.create(
        person=person, kind="statement", words="Ring my sister", made_on=date(2026, 3, 4), written_at=THEN,
        is_for_workers=False, is_for_emergency=False,
    )  # fmt: skip
    RoutineSlot.objects.create(person=person, weekday=3, part_of_day="morning", words="Library", set_at=THEN)
