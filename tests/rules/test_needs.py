"""No need hangs, the urgent one comes first, and "not now" is an answer."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import needs
from lodestar.rules.life_areas import LifeArea
from lodestar.rules.needs import Disposition, EmploymentSection, Hanging, ListedTask, NamedNeed, WorkAnswer, WorkTopic

ON = date(2027, 3, 1)
HOME = LifeArea.HOME
WORK = LifeArea.WORK_AND_LEARNING


@pytest.mark.parametrize(
    ("need", "why"),
    [
        (NamedNeed("a", HOME), Hanging.NOTHING_AGREED),
        (NamedNeed("a", HOME, disposition=Disposition.ACTION), Hanging.ACTION_WITHOUT_OWNER),
        (NamedNeed("a", HOME, disposition=Disposition.ACTION, action_owner=" "), Hanging.ACTION_WITHOUT_OWNER),
        (NamedNeed("a", HOME, disposition=Disposition.ACTION, action_owner="me"), None),
        (NamedNeed("a", HOME, disposition=Disposition.PARKED), Hanging.PARKED_WITHOUT_DATE),
        (NamedNeed("a", HOME, disposition=Disposition.PARKED, look_again_on=ON), None),
        (NamedNeed("a", HOME, disposition=Disposition.DECLINED_BY_PERSON), Hanging.DECLINED_BY_SOMEBODY_ELSE),
        (NamedNeed("a", HOME, disposition=Disposition.DECLINED_BY_PERSON, said_by_person=True), None),
    ],
)
def test_a_need_has_come_to_something_or_we_say_why_it_hangs(need: NamedNeed, why: Hanging | None) -> None:
    assert needs.why_hanging(need) is why


@pytest.mark.inventory("S0-11")
def test_no_conversation_is_finished_while_a_need_of_any_life_area_hangs() -> None:
    settled = [NamedNeed(area.value, area, disposition=Disposition.ACTION, action_owner="me") for area in LifeArea]
    needs.check_nothing_hangs(needs=settled)

    for area in LifeArea:
        with pytest.raises(needs.NeedsHanging) as caught:
            needs.check_nothing_hangs(needs=[*settled, NamedNeed("new", area)])
        assert caught.value.hanging == {"new": Hanging.NOTHING_AGREED}


def test_parked_needs_come_back_on_their_day() -> None:
    def parked(key: str, day: int) -> NamedNeed:
        return NamedNeed(key, HOME, disposition=Disposition.PARKED, look_again_on=ON + timedelta(days=day))

    rows = [parked("later", 1), parked("today", 0), NamedNeed("open", HOME, look_again_on=ON), parked("past", -3)]

    assert [need.key for need in needs.parked_needs_due(needs=rows, on=ON)] == ["past", "today"]


@pytest.mark.inventory("S1-10")
def test_an_urgent_need_of_a_home_surfaces_above_job_tasks_and_pauses_none() -> None:
    job = ListedTask("write to employer", WORK, due_on=ON)
    course = ListedTask("ask about course", WORK)
    home = ListedTask("nowhere to sleep on Friday", HOME, is_urgent=True, due_on=ON + timedelta(days=4))

    ordered = needs.urgent_first(tasks=[job, course, home])

    assert ordered == (home, job, course)


TASKS = st.lists(
    st.builds(
        ListedTask,
        key=st.uuids().map(str),
        life_area=st.sampled_from(LifeArea),
        is_urgent=st.booleans(),
        due_on=st.none() | st.dates(ON, ON + timedelta(days=9)),
    ),
    max_size=12,
)


@given(tasks=TASKS)
def test_the_list_holds_the_same_tasks_and_no_calm_one_stands_above_an_urgent_one(tasks: list[ListedTask]) -> None:
    ordered = needs.urgent_first(tasks=tasks)

    assert sorted(task.key for task in ordered) == sorted(task.key for task in tasks)
    assert set(ordered) == set(tasks)
    urgency = [task.is_urgent for task in ordered]
    assert urgency == sorted(urgency, reverse=True)
    for group in (True, False):
        here = [task.due_on or date.max for task in ordered if task.is_urgent is group]
        assert here == sorted(here)


@pytest.mark.inventory("S2-78")
def test_not_now_is_an_answer_about_work_and_blank_is_none() -> None:
    answers = {WorkTopic.EMPLOYMENT: WorkAnswer.NOT_NOW, WorkTopic.EDUCATION: None}

    assert needs.topics_left_blank(answers=answers) == (WorkTopic.EDUCATION, WorkTopic.VOLUNTEERING)
    assert needs.topics_left_blank(answers=dict.fromkeys(WorkTopic, WorkAnswer.NOT_NOW)) == ()
    assert needs.topics_left_blank(answers={}) == tuple(WorkTopic)


@pytest.mark.parametrize(
    ("section", "is_complete"),
    [
        (EmploymentSection(), False),
        (EmploymentSection(support="IPS", next_step="ring Aisha"), False),
        (EmploymentSection(WorkAnswer.NOT_NOW), True),
        (EmploymentSection(WorkAnswer.NO), True),
        (EmploymentSection(WorkAnswer.YES), False),
        (EmploymentSection(WorkAnswer.YES, support="IPS"), False),
        (EmploymentSection(WorkAnswer.YES, next_step="ring Aisha"), False),
        (EmploymentSection(WorkAnswer.YES, "IPS", "ring Aisha"), True),
        (EmploymentSection(WorkAnswer.YES, " ", "ring Aisha"), False),
    ],
)
def test_the_part_on_work_is_complete_with_want_support_and_step_or_with_not_now(
    section: EmploymentSection, is_complete: bool
) -> None:
    assert section.is_complete is is_complete


@pytest.mark.inventory("S2-28")
def test_the_completeness_of_plans_is_the_hand_count() -> None:
    sections = [
        EmploymentSection(WorkAnswer.YES, "IPS", "ring Aisha"),
        EmploymentSection(WorkAnswer.NOT_NOW),
        EmploymentSection(WorkAnswer.YES),
    ]

    assert needs.employment_complete_percent(sections=sections) == Fraction(200, 3)
    assert needs.employment_complete_percent(sections=[]) is None
