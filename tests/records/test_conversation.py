"""The conversation: saved as it goes, gone on with at any time, and no need hangs at its end."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from lodestar.access.viewers import Viewer
from lodestar.plans import whole_plan
from lodestar.plans.all_said import LastConversation, SaidOfArea, all_said
from lodestar.plans.conversation import actions, queries
from lodestar.plans.conversation.actions import AreaSaid
from lodestar.plans.conversation.models import AreaWords, Conversation, SupportWish
from lodestar.plans.deciding import queries as deciding_queries
from lodestar.plans.deciding.models import Stance
from lodestar.plans.goals import actions as goal_actions
from lodestar.rules import needs, support_gaps
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.rules.needs import Disposition, EmploymentSection, WorkAnswer, WorkTopic
from lodestar.rules.service_kinds import OFFERED_WITH_CARE, Help
from tests.factories import people as make
from tests.factories import plans
from tests.roles import as_owner

LookAs = Callable[..., Viewer]


@pytest.fixture
def omar(db: None):
    someone = make.person(user=make.user(name="Omar"), preferred_name="Omar")
    make.involve(someone, make.worker(name="Priya"))
    return someone


def begin(person, viewer: Viewer) -> Conversation:
    return actions.begin_conversation(
        person_id=person.pk, held_by=Conversation.HeldBy.BOTH, by=viewer, at=timezone.now() - timedelta(hours=1)
    )


def answer_all_on_work(person, viewer: Viewer) -> None:
    for topic in WorkTopic:
        actions.answer_on_work(
            person_id=person.pk, topic=topic, answer=WorkAnswer.NOT_NOW, by=viewer, at=timezone.now()
        )


def test_a_conversation_is_gone_on_with_where_it_was_left(omar, look_as: LookAs) -> None:
    viewer = look_as(omar.user)
    first = begin(omar, viewer)
    actions.save_area(
        person_id=omar.pk, life_area="home", said=AreaSaid(where_i_am="A room over a shop"), seen_id=None,
        by=viewer, at=timezone.now(),
    )  # fmt: skip

    again = begin(omar, viewer)
    said = queries.area_words(viewer, person_id=omar.pk, life_areas=["home"])

    assert again == first
    assert said["home"].where_i_am == "A room over a shop"


def test_two_who_write_on_one_area_at_once_lose_nothing(omar, look_as: LookAs) -> None:
    viewer = look_as(omar.user)
    mine = actions.save_area(
        person_id=omar.pk, life_area="home", said=AreaSaid(what_i_want="A door"), seen_id=None, by=viewer,
        at=timezone.now(),
    )  # fmt: skip

    with pytest.raises(actions.ChangedMeanwhile) as refused:
        actions.save_area(
            person_id=omar.pk, life_area="home", said=AreaSaid(what_i_want="A garden"), seen_id=None, by=viewer,
            at=timezone.now(),
        )  # fmt: skip

    assert refused.value.now == mine
    assert [row.what_i_want for row in queries.words_of_area(viewer, person_id=omar.pk, life_area="home")] == ["A door"]


def test_what_is_said_after_a_clock_was_put_back_is_still_the_newest(omar, look_as: LookAs) -> None:
    viewer, now = look_as(omar.user), timezone.now()
    seen = None
    for minutes_back, words in ((0, "A room"), (10, "A flat"), (10, "A flat with a garden")):
        at = now - timedelta(minutes=minutes_back)
        said = AreaSaid(where_i_am=words)
        made = actions.save_area(person_id=omar.pk, life_area="home", said=said, seen_id=seen, by=viewer, at=at)
        assert made is not None
        seen = made.pk

        stands = queries.area_words(viewer, person_id=omar.pk, life_areas=["home"])["home"]
        assert (stands.pk, stands.where_i_am) == (made.pk, words)


def test_every_version_of_an_area_is_kept(omar, look_as: LookAs) -> None:
    viewer = look_as(omar.user)
    seen = None
    for words in ("A room", "A flat", "A flat"):
        made = actions.save_area(
            person_id=omar.pk, life_area="home", said=AreaSaid(where_i_am=words), seen_id=seen, by=viewer,
            at=timezone.now(),
        )  # fmt: skip
        seen = made.pk if made else None

    assert AreaWords.objects.count() == 2


@pytest.mark.inventory("S0-11")
def test_a_conversation_ends_only_when_no_need_hangs(omar, look_as: LookAs) -> None:
    viewer = look_as(omar.user)
    begin(omar, viewer)
    answer_all_on_work(omar, viewer)
    door, debt, sleep = (plans.need(omar, omar.user, words, area) for words, area in (
        ("A door that locks", "home"), ("The letters", "money"), ("I wake at three", "clinical-care"),
    ))  # fmt: skip

    with pytest.raises(actions.NeedsHanging) as hanging:
        actions.finish_conversation(person_id=omar.pk, by=viewer, at=timezone.now())
    assert len(hanging.value.hanging) == 3

    step = goal_actions.add_step(
        person_id=omar.pk, life_area="home", words="Ring the landlord", owner=goal_actions.ME, by=viewer,
        at=timezone.now(),
    )  # fmt: skip
    decide = {"by": viewer, "at": timezone.now()}
    actions.decide_need(need_id=door.pk, disposition=Disposition.ACTION, step_id=step.pk, **decide)
    later = viewer.today + timedelta(days=60)
    actions.decide_need(need_id=debt.pk, disposition=Disposition.PARKED, look_again_on=later, **decide)
    actions.decide_need(need_id=sleep.pk, disposition=Disposition.DECLINED_BY_PERSON, **decide)

    done = actions.finish_conversation(person_id=omar.pk, by=viewer, at=timezone.now())
    assert done.finished_at is not None


def test_an_action_without_a_step_and_a_parked_need_without_a_day_are_refused(omar, look_as: LookAs) -> None:
    viewer = look_as(omar.user)
    need = plans.need(omar, omar.user)

    for given in (
        {"disposition": Disposition.ACTION},
        {"disposition": Disposition.PARKED},
        {"disposition": Disposition.PARKED, "look_again_on": viewer.today},
    ):
        with pytest.raises(actions.NotFinished):
            actions.decide_need(need_id=need.pk, by=viewer, at=timezone.now(), **given)


def test_a_worker_declines_nothing_for_somebody(omar, look_as: LookAs) -> None:
    worker = make.worker()
    make.involve(omar, worker)
    viewer = look_as(worker)
    need = plans.need(omar, omar.user)
    decline = {"need_id": need.pk, "disposition": Disposition.DECLINED_BY_PERSON, "by": viewer, "at": timezone.now()}

    with pytest.raises(actions.SaidForThem):
        actions.decide_need(**decline)

    assert actions.decide_need(**decline, said_by_person=True).said_by_person


@pytest.mark.inventory("S2-78")
def test_work_learning_and_volunteering_are_always_asked_and_not_now_is_an_answer(omar, look_as: LookAs) -> None:
    viewer = look_as(omar.user)
    begin(omar, viewer)

    with pytest.raises(actions.WorkNotAsked) as blank:
        actions.finish_conversation(person_id=omar.pk, by=viewer, at=timezone.now())
    assert blank.value.topics == tuple(WorkTopic)

    answer_all_on_work(omar, viewer)
    assert actions.finish_conversation(person_id=omar.pk, by=viewer, at=timezone.now()).finished_at


@pytest.mark.inventory("S2-28")
def test_a_plan_says_what_it_says_on_work(omar, look_as: LookAs) -> None:
    viewer = look_as(omar.user)
    actions.answer_on_work(
        person_id=omar.pk, topic=WorkTopic.EMPLOYMENT, answer=WorkAnswer.YES, words="Bikes, part time",
        support="Aisha", next_step="Visit the shop with Aisha", by=viewer, at=timezone.now(),
    )  # fmt: skip

    wish = whole_plan.whole_plan(viewer, person_id=omar.pk).work[WorkTopic.EMPLOYMENT]
    section = EmploymentSection(want=wish.answer, support=wish.support, next_step=wish.next_step)

    assert section.is_complete
    assert needs.employment_complete_percent(sections=[section, EmploymentSection()]) == 50


@pytest.mark.inventory("S1-10")
def test_an_urgent_need_jumps_the_list_and_pauses_nothing(omar, look_as: LookAs) -> None:
    viewer = look_as(omar.user)
    plans.step(omar, omar.user, "Write my CV", life_area="work-and-learning")
    quiet = plans.need(omar, omar.user, "A quieter flat")
    tonight = plans.need(omar, omar.user, "Somewhere to sleep tonight")

    actions.mark_urgent(need_id=tonight.pk, is_urgent=True, by=viewer, at=timezone.now())
    goal_actions.add_step(
        person_id=omar.pk, life_area="home", words="Ring the housing team now", owner=goal_actions.ME,
        need_id=tonight.pk, is_urgent=True, by=viewer, at=timezone.now(),
    )  # fmt: skip
    plan = whole_plan.whole_plan(viewer, person_id=omar.pk)

    (home,) = [area for area in plan.areas if area.life_area == "home"]
    assert [need.row.need_id for need in home.needs] == [tonight.pk, quiet.pk]
    assert [step.words for step in plan.open_steps] == ["Ring the housing team now", "Write my CV"]


@pytest.mark.inventory("S0-04", "S0-06")
def test_each_kind_of_help_is_wanted_offered_and_in_place_with_its_days(omar, look_as: LookAs) -> None:
    viewer = look_as(omar.user)
    day = viewer.today
    for one in OFFERED_WITH_CARE:
        actions.note_support(
            person_id=omar.pk, help_wanted=one, said=SupportWish.Said.WANTED, on=day, by=viewer, at=timezone.now()
        )
    told = {"person_id": omar.pk, "on": day, "by": viewer, "at": timezone.now()}
    actions.note_support(help_wanted=Help.EMPLOYMENT, said=SupportWish.Said.OFFERED, **told)
    actions.note_support(help_wanted=Help.EMPLOYMENT, said=SupportWish.Said.RECEIVED, **told)
    actions.note_support(help_wanted=Help.MEDICINES, said=SupportWish.Said.NOT_WANTED, **told)

    plan = whole_plan.whole_plan(viewer, person_id=omar.pk)
    lines = {line.help: line.answer for area in plan.areas for line in area.helps}
    gap = support_gaps.support_gap(answers=list(lines.values()))

    assert set(lines) == set(OFFERED_WITH_CARE)
    assert lines[Help.EMPLOYMENT] == support_gaps.SupportAnswer(wanted=True, offered=True, received=True)
    assert lines[Help.MEDICINES].wanted is False
    assert (gap.wanted.count, gap.received.count, gap.unmet.count) == (5, 1, 4)


def test_a_worker_of_one_area_reads_that_area_alone(omar, look_as: LookAs) -> None:
    housing = make.worker()
    make.involve(omar, housing, life_areas=["home"])
    plans.goal(omar, omar.user, life_area="money")
    plans.goal(omar, omar.user, "A garden", life_area="home")

    plan = whole_plan.whole_plan(look_as(housing), person_id=omar.pk)

    assert [area.life_area for area in plan.areas] == ["home"]
    assert [goal.words for goal in plan.areas[0].goals] == ["A garden"]


def test_all_that_was_said_at_once_is_what_each_list_says(omar, look_as: LookAs) -> None:
    viewer = look_as(omar.user)
    need = plans.need(omar, omar.user, "A quieter flat")
    plans.fill(omar, omar.user, need)
    at, about = timezone.now(), {"person_id": omar.pk, "by": viewer}
    actions.save_area(life_area="money", said=AreaSaid(what_i_want="To know what I owe"), seen_id=None, at=at, **about)
    actions.decide_need(
        need_id=need.pk,
        disposition=Disposition.PARKED,
        look_again_on=viewer.today + timedelta(days=9),
        by=viewer,
        at=at,
    )
    goal = plans.goal(omar, omar.user, "To swim")
    with as_owner():
        Stance.objects.create(
            person=omar, life_area=goal.life_area, goal=goal, team=make.team(), way="other", words="Rest first",
            said_by=omar.user, said_at=at,
        )  # fmt: skip
    for said in (SupportWish.Said.WANTED, SupportWish.Said.OFFERED):
        actions.note_support(help_wanted=Help.EMPLOYMENT, said=said, on=viewer.today, at=at, **about)
    answer_all_on_work(omar, viewer)
    areas = [area.value for area in LIFE_AREAS]

    found = all_said(person_id=omar.pk, life_areas=areas)
    asked = {"person_id": omar.pk, "life_areas": areas}
    now, newest = queries.conversation_now(viewer, person_id=omar.pk), queries.area_words(viewer, **asked)

    assert found.of_areas == {
        area: SaidOfArea(row.where_i_am, row.what_i_want, row.in_place, row.said_at, row.said_by.name)
        for area, row in newest.items()
    }
    assert found.decisions == queries.decisions(viewer, **asked)
    assert found.urgent == queries.urgent_needs(viewer, **asked) == {need.pk}
    assert found.support == queries.support_stories(viewer, **asked)
    assert found.work == queries.work_wishes(viewer, person_id=omar.pk)
    assert now and found.conversation == LastConversation(now.begun_at, now.begun_by.name, now.finished_at)
    assert found.decisions[need.pk].look_again_on and found.conflicts
    assert list(found.conflicts) == deciding_queries.conflicts(viewer, **asked)
    assert all_said(person_id=omar.pk, life_areas=[]).of_areas == {}
