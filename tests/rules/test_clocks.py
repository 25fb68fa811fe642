"""Two waits and their total, and a four-week clock that asks whether somebody was there."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import clocks, national_clock
from lodestar.rules.clocks import Clock, WaitStory
from lodestar.rules.national_clock import CareContact, CarePlan, MeasureScore, Part, PersonRows, Procedure, ReferralRow

MARCH = date(2027, 3, 1)
ON = date(2027, 12, 31)
ASSESSMENTS = "1853441000000109"
THERAPIES = "1853461000000105"


def _day(number: int) -> date:
    return MARCH + timedelta(days=number)


def _story(assessed: int | None = None, helped: int | None = None, ended: int | None = None) -> WaitStory:
    days = (None if number is None else _day(number) for number in (assessed, helped, ended))
    return WaitStory(MARCH, *days)


def _faces(story: WaitStory, on: date = ON) -> dict[Clock, tuple[int, bool]]:
    return {face.clock: (face.days, face.is_running) for face in clocks.clock_faces(story=story, on=on)}


@pytest.mark.inventory("S0-13")
def test_14_weeks_and_19_weeks_are_33_weeks() -> None:
    story = WaitStory(MARCH, MARCH + timedelta(weeks=14), MARCH + timedelta(weeks=33))

    weeks = {face.clock: face.weeks for face in clocks.clock_faces(story=story, on=ON)}

    assert weeks == {Clock.ASSESSMENT: 14, Clock.HELP: 19, Clock.TOTAL: 33}


@pytest.mark.parametrize(
    ("story", "on", "faces"),
    [
        (_story(), 10, {Clock.ASSESSMENT: (10, True), Clock.TOTAL: (10, True)}),
        (_story(7), 10, {Clock.ASSESSMENT: (7, False), Clock.HELP: (3, True), Clock.TOTAL: (10, True)}),
        (_story(7, 9), 10, {Clock.ASSESSMENT: (7, False), Clock.HELP: (2, False), Clock.TOTAL: (9, False)}),
        (_story(7, 7), 10, {Clock.ASSESSMENT: (7, False), Clock.HELP: (0, False), Clock.TOTAL: (7, False)}),
        (_story(None, 4), 10, {Clock.TOTAL: (4, False)}),
        (_story(7, 4), 10, {Clock.ASSESSMENT: (7, False), Clock.TOTAL: (4, False)}),
        (_story(7, 12), 10, {Clock.ASSESSMENT: (7, False), Clock.HELP: (3, True), Clock.TOTAL: (10, True)}),
        (_story(None, None, 5), 10, {Clock.TOTAL: (5, False)}),
        (_story(3, None, 5), 10, {Clock.ASSESSMENT: (3, False), Clock.TOTAL: (5, False)}),
        (_story(3, 4, 5), 10, {Clock.ASSESSMENT: (3, False), Clock.HELP: (1, False), Clock.TOTAL: (4, False)}),
    ],
)
def test_which_clocks_run_and_which_have_stopped(
    story: WaitStory, on: int, faces: dict[Clock, tuple[int, bool]]
) -> None:
    assert _faces(story, _day(on)) == faces


def test_days_before_the_referral_are_refused() -> None:
    with pytest.raises(clocks.OutOfOrder):
        clocks.clock_faces(story=_story(-1), on=ON)
    with pytest.raises(ValueError, match="received after"):
        clocks.clock_faces(story=_story(), on=_day(-1))


@pytest.mark.inventory("S0-13")
def test_a_clock_over_many_people_is_a_spread() -> None:
    stories = [_story(7, 20), _story(14, 20), _story(28, 90), _story(), _story(None, None, 3), _story(100)]

    to_assessment = clocks.spread(stories=stories, clock=Clock.ASSESSMENT, on=_day(60))
    total = clocks.spread(stories=stories, clock=Clock.TOTAL, on=_day(60))

    assert (to_assessment.stopped, to_assessment.running) == (3, 2)
    assert (to_assessment.median_days, to_assessment.p90_days) == (14.0, 25.2)
    assert (to_assessment.longest_days, to_assessment.longest_running_days) == (28, 60)
    assert (total.stopped, total.running, total.median_days) == (2, 3, 20.0)


def test_the_longest_wait_still_running_is_shown_and_one_that_began_today_is_running() -> None:
    stories = [WaitStory(_day(3)), WaitStory(_day(20)), WaitStory(_day(60)), WaitStory(_day(61))]

    found = clocks.spread(stories=stories, clock=Clock.TOTAL, on=_day(60))

    assert (found.running, found.longest_running_days, found.longest_days) == (3, 57, None)


def test_nobody_waiting_has_no_spread() -> None:
    found = clocks.spread(stories=[], clock=Clock.HELP, on=ON)

    assert (found.stopped, found.median_days, found.longest_days, found.longest_running_days) == (0, None, None, None)


@pytest.mark.parametrize(
    ("days", "weeks", "is_over"),
    [(728, 104, False), (729, 104, True), (546, 78, False), (547, 78, True), (364, 52, False), (365, 52, True)],
)
def test_over_104_weeks_is_more_than_728_days(days: int, weeks: int, is_over: bool) -> None:
    assert clocks.is_longer_than_weeks(days=days, weeks=weeks) is is_over


OFFSETS = st.none() | st.integers(0, 90)


@given(assessed=OFFSETS, helped=OFFSETS, on=st.integers(0, 120))
def test_the_two_clocks_add_up_to_the_total_when_help_follows_assessment(
    assessed: int | None, helped: int | None, on: int
) -> None:
    faces = _faces(_story(assessed, helped), _day(on))

    assert faces[Clock.TOTAL] == ((helped, False) if helped is not None and helped <= on else (on, True))
    if {Clock.ASSESSMENT, Clock.HELP} <= set(faces):
        assert faces[Clock.ASSESSMENT][0] + faces[Clock.HELP][0] == faces[Clock.TOTAL][0]


ROW = ReferralRow("r1", "RXA", MARCH, 30, frozenset({"A06"}))
BASE = PersonRows(
    referrals=(ROW,),
    contacts=(CareContact("r1", _day(9)),),
    measures=(MeasureScore("r1", _day(9), "DIALOG"),),
    plans=(),
)


def _with(*procedures: tuple[int, str, str | None]) -> PersonRows:
    rows = tuple(Procedure("r1", _day(day), "1", kind, attendance) for day, kind, attendance in procedures)
    return PersonRows(BASE.referrals, BASE.contacts, BASE.measures, rows)


def test_our_own_clock_asks_that_somebody_was_there() -> None:
    rows = _with((14, ASSESSMENTS, "3"), (14, THERAPIES, None), (21, ASSESSMENTS, "5"), (30, THERAPIES, "6"))

    (national,) = national_clock.clock_readings(rows=rows, on=ON)
    (own,) = clocks.own_clock_readings(rows=rows, on=ON)

    assert (national.days, national.is_met) == (14, True)
    assert (own.days, own.is_met) == (30, False)


def test_our_own_clock_names_what_it_lacks_where_the_national_one_has_stopped() -> None:
    (own,) = clocks.own_clock_readings(rows=_with((14, ASSESSMENTS, "3"), (14, THERAPIES, "3")), on=ON)

    assert own.missing == (Part.ASSESSMENT, Part.PLAN_OR_HELP)


@given(
    procedures=st.lists(
        st.tuples(
            st.integers(0, 60), st.sampled_from([ASSESSMENTS, THERAPIES]), st.sampled_from(["3", "5", "6", None])
        ),
        max_size=8,
    ),
    plan=st.none() | st.integers(0, 60),
)
def test_our_own_clock_never_stops_before_the_national_one(
    procedures: list[tuple[int, str, str | None]], plan: int | None
) -> None:
    plans = () if plan is None else (CarePlan("RXA", _day(plan), _day(plan), is_agreed=True),)
    rows = PersonRows(BASE.referrals, BASE.contacts, BASE.measures, _with(*procedures).procedures, (), plans)

    (national,) = national_clock.clock_readings(rows=rows, on=ON)
    (own,) = clocks.own_clock_readings(rows=rows, on=ON)

    assert own.is_running or (national.stopped_on is not None and national.stopped_on <= own.stopped_on)
    assert set(national.missing) <= set(own.missing)
