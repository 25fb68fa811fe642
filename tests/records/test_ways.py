"""My way through: where I am, what must happen, who decides, by when; all of it kept."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lodestar.plans.ways import actions, queries
from lodestar.plans.ways.actions import Point
from lodestar.plans.ways.models import Way, WayTurn
from lodestar.rules.ways import Decider, WayKind
from tests.factories import people as make
from tests.factories import plans

NOW = timezone.now()


@pytest.fixture
def barry(db: None):
    return make.person(user=make.user(name="Barry"), preferred_name="Barry")


def begun(person, by):
    return actions.begin_way(
        person_id=person.pk, life_area="home", kind=WayKind.LEAVING_SECURE, heading_to="A flat by my sister",
        where_i_am="Low secure, out by myself on Sundays", by=by, at=NOW,
    )  # fmt: skip


@pytest.mark.inventory("S4-07")
def test_a_way_says_where_somebody_is_what_must_happen_who_decides_and_by_when(barry, look_as) -> None:
    worker = make.worker(name="Noor")
    make.involve(barry, worker)
    by = look_as(worker)
    way = begun(barry, by)
    far, near = (
        Point("Leave overnight", Decider.JUSTICE, "", by.today + timedelta(days=90)),
        Point("A hearing", Decider.TRIBUNAL, "First-tier Tribunal", by.today + timedelta(days=20)),
    )
    for point in (far, near, Point("Keys", Decider.OTHER_TEAM)):
        actions.add_point(person_id=barry.pk, way_id=way.pk, point=point, by=by, at=NOW)

    (row,) = queries.ways_of(look_as(barry.user), person_id=barry.pk)

    assert (row.kind, row.heading_to) == (WayKind.LEAVING_SECURE, "A flat by my sister")
    assert row.nows[0].words == "Low secure, out by myself on Sundays"
    assert [one.words for one in row.points] == ["A hearing", "Leave overnight", "Keys"]
    assert row.next_point is not None
    assert (row.next_point.decider, row.next_point.decider_name) == (Decider.TRIBUNAL, "First-tier Tribunal")
    assert row.next_point.target_on == by.today + timedelta(days=20)


@pytest.mark.inventory("S4-07")
def test_nothing_that_was_said_on_a_way_is_lost(barry, look_as) -> None:
    by = look_as(barry.user)
    way = begun(barry, by)
    point = actions.add_point(
        person_id=barry.pk,
        way_id=way.pk,
        point=Point("A hearing", Decider.TRIBUNAL, "", date(2026, 5, 1)),
        by=by,
        at=NOW,
    )
    later = NOW + timedelta(days=1)
    actions.turn_point(
        person_id=barry.pk, point_id=point.pk, state=WayTurn.State.TO_COME, target_on=date(2026, 6, 1),
        words="No judge was free", by=by, at=later,
    )  # fmt: skip
    actions.say_where(person_id=barry.pk, way_id=way.pk, words="On open ground now", by=by, at=later)

    (row,) = queries.ways_of(by, person_id=barry.pk)

    assert [one.words for one in row.nows] == ["On open ground now", "Low secure, out by myself on Sundays"]
    assert [(turn.target_on, turn.words) for turn in row.points[0].turns] == [
        (date(2026, 6, 1), "No judge was free"),
        (date(2026, 5, 1), ""),
    ]


def test_what_has_happened_stands_first_and_the_next_is_open(barry, look_as) -> None:
    by = look_as(barry.user)
    way = begun(barry, by)
    points = [
        actions.add_point(person_id=barry.pk, way_id=way.pk, point=Point(words, Decider.TEAM), by=by, at=NOW)
        for words in ("One", "Two")
    ]
    actions.turn_point(
        person_id=barry.pk, point_id=points[1].pk, state=WayTurn.State.HAPPENED, target_on=by.today, words="", by=by,
        at=NOW + timedelta(minutes=1),
    )  # fmt: skip

    (row,) = queries.ways_of(by, person_id=barry.pk)

    assert [one.words for one in row.points] == ["Two", "One"]
    assert row.next_point is not None
    assert row.next_point.words == "One"


def test_a_way_that_is_over_is_read_and_not_written_on(barry, look_as) -> None:
    by = look_as(barry.user)
    way = begun(barry, by)
    actions.end_way(person_id=barry.pk, way_id=way.pk, ended=Way.Ended.THERE, words="I have the keys", by=by, at=NOW)

    with pytest.raises(actions.WayHasEnded):
        actions.say_where(person_id=barry.pk, way_id=way.pk, words="x", by=by, at=NOW)
    (row,) = queries.ways_of(by, person_id=barry.pk)
    assert (row.ended, row.ended_words) == ("there", "I have the keys")


def test_only_whoever_sees_that_part_of_life_sees_the_way(barry, look_as) -> None:
    plans.way(barry, barry.user)
    home, money, stranger = make.worker(), make.worker(), make.worker()
    make.involve(barry, home, life_areas=["home"])
    make.involve(barry, money, life_areas=["money"])

    seen = [len(queries.ways_of(look_as(one), person_id=barry.pk)) for one in (home, money, stranger)]

    assert seen == [1, 0, 0]
    with pytest.raises(queries.WayNotFound):
        queries.way_seen(look_as(stranger), person_id=barry.pk, way_id=barry.ways.model().pk)
