"""Nobody is turned away into nothing, and nobody is lost by turning eighteen."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import young_people
from lodestar.rules.young_people import ChildDecline, DeclinePart, OpenYoungPerson, Transition, TransitionEnd

ON = date(2027, 6, 30)
MOVE = Transition(target_on=date(2027, 3, 31), from_service="CAMHS", to_service="Adult team")
WHOLE = ChildDecline(ON, "below threshold", "school team", ON, may_ask_again=True)


def _ago(days: int) -> date:
    return ON - timedelta(days=days)


def _kept(transition: Transition = MOVE, day: date = ON) -> Transition:
    return replace(transition, first_appointment_on=day, is_first_appointment_kept=True)


@pytest.mark.parametrize(
    ("decline", "missing"),
    [
        (WHOLE, ()),
        (replace(WHOLE, reason=" "), (DeclinePart.REASON,)),
        (replace(WHOLE, instead=""), (DeclinePart.INSTEAD,)),
        (replace(WHOLE, family_told_on=None), (DeclinePart.FAMILY_TOLD,)),
        (replace(WHOLE, may_ask_again=False), (DeclinePart.MAY_ASK_AGAIN,)),
        (ChildDecline(ON), tuple(DeclinePart)),
    ],
)
def test_a_decline_owes_the_family_four_things(decline: ChildDecline, missing: tuple[DeclinePart, ...]) -> None:
    assert young_people.missing_from_decline(decline) == missing


def test_declined_and_connected_within_28_days_is_the_hand_count() -> None:
    declines = [
        ChildDecline(_ago(100), connected_on=_ago(100)),  # the same day
        ChildDecline(_ago(100), connected_on=_ago(72)),  # day 28: in time
        ChildDecline(_ago(100), connected_on=_ago(71)),  # day 29: late
        ChildDecline(_ago(29)),  # nobody after 29 days: due
        ChildDecline(_ago(28)),  # nobody yet, not due
        ChildDecline(_ago(28), connected_on=_ago(-1)),  # tomorrow's connection: not yet, not due
        ChildDecline(_ago(-1)),  # declined tomorrow
    ]

    assert young_people.declined_and_connected_percent(declines=declines, on=ON) == Fraction(50)
    assert young_people.declined_and_connected_percent(declines=declines[4:], on=ON) is None


def test_a_connection_before_the_decline_is_refused() -> None:
    with pytest.raises(young_people.ConnectedBeforeDecline):
        young_people.declined_and_connected_percent(declines=[ChildDecline(ON, connected_on=_ago(1))], on=ON)


@pytest.mark.inventory("S4-39")
def test_declined_then_in_crisis_is_the_hand_count() -> None:
    stories = [
        ([_ago(90)], [_ago(30)]),  # counts
        ([_ago(90), _ago(60)], [_ago(80), _ago(10)]),  # counts once
        ([_ago(30)], [_ago(90)]),  # the crisis came first
        ([_ago(30)], []),  # no crisis
        ([], [_ago(5)]),  # never declined
        ([_ago(30)], [_ago(-1)]),  # the crisis is tomorrow's
        ([_ago(7)], [_ago(7)]),  # the same day counts
    ]

    assert young_people.declined_then_in_crisis(stories=stories, on=ON) == 3


@pytest.mark.parametrize(
    ("born_on", "is_listed"),
    [
        (date(2010, 1, 1), False),
        (date(2009, 12, 31), True),
        (date(2009, 12, 30), True),
        (date(2009, 6, 30), True),
        (date(2009, 6, 29), True),
        (date(2003, 1, 1), True),
    ],
)
def test_everyone_open_at_17_and_a_half_without_a_plan_is_listed_before_and_after_18(
    born_on: date, is_listed: bool
) -> None:
    """On 30 June 2027, who was born on the 30th or 31st of December 2009 is 17 and a half."""
    found = young_people.without_transition_plan(people=[OpenYoungPerson("a", born_on)], on=ON)

    assert bool(found) is is_listed


def test_the_list_of_triggers_has_the_oldest_first_and_nobody_with_a_plan() -> None:
    people = [
        OpenYoungPerson("younger", date(2009, 11, 1)),
        OpenYoungPerson("planned", date(2009, 1, 1), has_transition_plan=True),
        OpenYoungPerson("older", date(2009, 2, 1)),
    ]

    found = young_people.without_transition_plan(people=people, on=ON)

    assert [person.key for person in found] == ["older", "younger"]


def test_a_move_is_prepared_with_worker_plan_meeting_and_folder() -> None:
    ready = replace(MOVE, named_worker="Jo", plan_signed_on=ON, met_adult_worker_on=ON, folder_given_on=ON)

    assert young_people.missing_before_move(MOVE) == tuple(young_people.TransitionPart)
    assert young_people.missing_before_move(ready) == ()


def test_support_runs_six_months_on_either_side() -> None:
    assert young_people.support_period(MOVE, on=ON) == (date(2026, 9, 30), date(2027, 9, 30))


@pytest.mark.parametrize(
    ("held", "on", "due"),
    [
        ([], date(2027, 4, 29), []),
        ([], date(2027, 4, 30), [date(2027, 4, 30)]),
        ([date(2027, 5, 5)], date(2027, 6, 29), []),
        ([date(2027, 5, 5)], date(2027, 6, 30), [date(2027, 6, 30)]),
        ([], date(2027, 12, 31), [date(2027, 4, 30), date(2027, 6, 30), date(2027, 9, 30)]),
        ([date(2027, 10, 1)], date(2027, 12, 31), [date(2027, 4, 30), date(2027, 6, 30)]),
        ([date(2027, 4, 1)], date(2027, 5, 1), [date(2027, 4, 30)]),
    ],
)
def test_check_ins_fall_due_at_one_three_and_six_months(held: list[date], on: date, due: list[date]) -> None:
    transition = replace(MOVE, check_ins_on=tuple(held))

    assert list(young_people.check_ins_due(transition, on=on)) == due


@pytest.mark.inventory("S4-44")
def test_who_has_not_arrived_after_the_move_is_listed_and_the_longest_overdue_first() -> None:
    missed = replace(MOVE, first_appointment_on=_ago(10), is_first_appointment_kept=False)
    nothing_booked = replace(MOVE, target_on=date(2027, 2, 1))
    lost = replace(MOVE, target_on=date(2027, 1, 1), end=TransitionEnd.LOST)
    not_listed = [
        _kept(day=_ago(3)),
        replace(MOVE, end=TransitionEnd.OTHER_HELP),
        replace(MOVE, end=TransitionEnd.NONE_WANTED),
        replace(MOVE, target_on=_ago(-1)),
    ]

    found = young_people.not_arrived(transitions=[missed, *not_listed, nothing_booked, lost], on=ON)

    assert found == (lost, nothing_booked, missed)


def test_an_appointment_of_tomorrow_is_no_arrival_today() -> None:
    assert young_people.not_arrived(transitions=[_kept(day=_ago(-1))], on=ON)


@given(day=st.dates(date(2020, 1, 1), date(2045, 1, 1)))
def test_no_birthday_moves_anybody_who_has_not_arrived(day: date) -> None:
    assert young_people.who_holds(MOVE, on=day) == "CAMHS"
    assert young_people.who_holds(_kept(), on=day) == ("Adult team" if day >= ON else "CAMHS")


def test_nobody_is_said_to_have_joined_before_they_arrived() -> None:
    with pytest.raises(young_people.EndBeforeArrival):
        young_people.who_holds(replace(MOVE, end=TransitionEnd.JOINED_ADULT_CARE), on=ON)
