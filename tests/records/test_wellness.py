"""The wellness plan: the person writes it, and lets in whom they choose, section by section."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from lodestar.access.viewers import Viewer
from lodestar.people.queries import RecordNotFound
from lodestar.plans.wellness import actions, queries
from lodestar.plans.wellness.actions import Sharing
from lodestar.plans.wellness.models import ChoiceAhead, RoutineSlot, Section
from tests.factories import people as make
from tests.factories import sharing

LookAs = Callable[..., Viewer]


@pytest.fixture
def sarah(db: None):
    return make.person(user=make.user(name="Sarah"))


def write(viewer: Viewer, heading: str, **shared: bool) -> Section:
    return actions.write_section(
        plan=Section.Plan.CRISIS, heading=heading, words=f"Words on {heading}", sharing=Sharing(**shared), by=viewer,
        at=timezone.now(),
    )  # fmt: skip


def headings(viewer: Viewer, person) -> list[str]:
    return [one.heading for one in queries.wellness_of(viewer, person_id=person.pk).sections]


def test_each_section_opens_to_whom_the_person_chose_and_to_nobody_else(sarah, look_as: LookAs) -> None:
    worker, referred, opener = make.worker(), make.worker(), make.worker()
    make.involve(sarah, worker)
    make.involve(sarah, referred, basis="referral", life_areas=["home"])
    sharing.emergency(sarah, opener, ends_at=timezone.now() + timedelta(hours=1))
    viewer = look_as(sarah.user)
    write(viewer, "Mine alone")
    write(viewer, "For my workers", is_for_workers=True)
    write(viewer, "For an emergency", is_for_emergency=True)

    assert headings(viewer, sarah) == ["Mine alone", "For my workers", "For an emergency"]
    assert headings(look_as(worker), sarah) == ["For my workers"]
    assert headings(look_as(opener), sarah) == ["For an emergency"]
    assert headings(look_as(referred), sarah) == []
    assert headings(look_as(make.worker()), sarah) == []


def test_a_section_that_follows_another_stands_also_where_a_clock_was_put_back(sarah, look_as: LookAs) -> None:
    viewer = look_as(sarah.user)
    section = write(viewer, "What keeps me well")
    earlier = timezone.now() - timedelta(hours=1)

    for seen, words in (("Words on What keeps me well", "The sea"), ("The sea", "The sea and Jo")):
        actions.write_section(
            plan=Section.Plan.CRISIS, heading="What keeps me well", words=words, sharing=Sharing(), by=viewer,
            section_id=section.pk, seen=seen, at=earlier,
        )  # fmt: skip

        assert [one.words for one in queries.wellness_of(viewer, person_id=sarah.pk).sections] == [words]


def test_nobody_writes_in_somebody_elses_wellness_plan(sarah, look_as: LookAs) -> None:
    worker = make.worker()
    make.involve(sarah, worker)
    viewer = look_as(worker)

    with pytest.raises(RecordNotFound):
        write(viewer, "What she needs")


def test_every_version_is_kept_and_two_devices_lose_nothing(sarah, look_as: LookAs) -> None:
    viewer = look_as(sarah.user)
    section = write(viewer, "What keeps me well")
    again = {
        "plan": Section.Plan.WELLNESS, "heading": "What keeps me well", "sharing": Sharing(), "by": viewer,
        "section_id": section.pk,
    }  # fmt: skip

    actions.write_section(words="The sea", seen="Words on What keeps me well", at=timezone.now(), **again)
    with pytest.raises(actions.ChangedMeanwhile) as refused:
        actions.write_section(words="Rain", seen="Words on What keeps me well", at=timezone.now(), **again)

    assert refused.value.now == "The sea"
    assert [one.words for one in queries.versions_of(viewer, section_id=section.pk)] == [
        "The sea", "Words on What keeps me well",
    ]  # fmt: skip


def test_a_sign_says_who_may_notice_and_what_to_do(sarah, look_as: LookAs) -> None:
    worker = make.worker()
    make.involve(sarah, worker)
    viewer = look_as(sarah.user)
    for sign, is_shared in (("I shut the curtains", True), ("I stop reading", False)):
        actions.write_sign(
            sign=sign, who_may_notice="Maureen next door", what_i_want_done="Ring Dee", is_for_workers=is_shared,
            by=viewer, at=timezone.now(),
        )  # fmt: skip

    (sign,) = queries.wellness_of(look_as(worker), person_id=sarah.pk).signs
    assert (sign.sign, sign.who_may_notice, sign.what_i_want_done) == (
        "I shut the curtains", "Maureen next door", "Ring Dee",
    )  # fmt: skip


def test_a_choice_made_ahead_says_where_it_is_kept_until_it_is_taken_back(sarah, look_as: LookAs) -> None:
    worker = make.worker()
    make.involve(sarah, worker)
    viewer = look_as(sarah.user)
    choice = actions.choose_ahead(
        kind=ChoiceAhead.Kind.REFUSAL, words="No ECT", made_on=date(2026, 3, 4), kept_where="With my solicitor",
        witness="Maureen", by=viewer, at=timezone.now(),
    )  # fmt: skip

    (seen,) = queries.wellness_of(look_as(worker), person_id=sarah.pk).choices
    assert (seen.kept_where, seen.witness) == ("With my solicitor", "Maureen")
    actions.take_back_choice(choice_id=choice.pk, by=look_as(sarah.user), at=timezone.now())
    assert queries.wellness_of(look_as(worker), person_id=sarah.pk).choices == ()


def test_a_week_stands_in_its_order(sarah, look_as: LookAs) -> None:
    viewer = look_as(sarah.user)
    Part = RoutineSlot.PartOfDay
    for weekday, part, words in ((3, Part.EVENING, "Radio"), (1, Part.MORNING, "Dee rings"), (3, Part.MORNING, "Read")):
        actions.set_slot(weekday=weekday, part_of_day=part, words=words, by=viewer, at=timezone.now())

    assert [slot.words for slot in queries.routine_of(viewer, person_id=sarah.pk)] == ["Dee rings", "Read", "Radio"]
