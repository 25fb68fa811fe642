"""Exactly one key worker on every day, both names at a handover, and nobody dropped between teams."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import handover
from lodestar.rules.handover import Handover, KeyWorkerTime, NamesShown, Transfer

MAY = date(2027, 5, 3)


def _day(number: int) -> date:
    return MAY + timedelta(days=number)


def _times(*spans: tuple[str, int, int | None]) -> list[KeyWorkerTime]:
    return [KeyWorkerTime(name, _day(start), None if end is None else _day(end)) for name, start, end in spans]


@pytest.mark.inventory("S2-33")
@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        *[("Key worker", True), ("keyworker", True), ("Care co-ordinator", True), ("care  Coordinator", True)],
        *[("CPA care co-ordinator", True), ("Link worker", False), ("", False)],
    ],
)
def test_the_old_and_the_new_title_both_mean_the_key_worker(title: str, is_one: bool) -> None:
    assert handover.is_key_worker_title(title) is is_one


@pytest.mark.parametrize(
    ("times", "is_refused"),
    [
        (_times(("Priya", 0, 10), ("Sam", 10, None)), False),
        (_times(("Priya", 0, 11), ("Sam", 10, None)), True),
        (_times(("Priya", 0, None), ("Sam", 10, None)), True),
        (_times(("Sam", 10, None), ("Priya", 0, 10)), False),
        (_times(("Priya", 0, 10), ("Sam", 15, None)), False),
        ([], False),
    ],
)
def test_two_key_workers_on_one_day_are_refused(times: list[KeyWorkerTime], is_refused: bool) -> None:
    if not is_refused:
        handover.check_one_at_a_time(times=times)
        return
    with pytest.raises(handover.TwoKeyWorkers):
        handover.key_worker_on(times=times, on=MAY)


@pytest.mark.parametrize(
    ("times", "on", "days"),
    [
        ([], 5, 5),
        (_times(("Priya", 0, None)), 90, 0),
        (_times(("Priya", 0, 10)), 9, 0),
        (_times(("Priya", 0, 10)), 10, 0),
        (_times(("Priya", 0, 10)), 14, 4),
        (_times(("Priya", 0, 10), ("Sam", 20, 30)), 15, 5),
        (_times(("Sam", 20, None)), 15, 15),
        (_times(("Priya", -30, -10)), 2, 2),
    ],
)
def test_having_no_key_worker_has_a_clock(times: list[KeyWorkerTime], on: int, days: int) -> None:
    assert handover.days_without_key_worker(times=times, since=MAY, on=_day(on)) == days


HAND = Handover("Priya", "Sam", overlap_from=_day(80), takes_over_on=_day(84))


@pytest.mark.parametrize(
    ("on", "names"),
    [
        (79, NamesShown("Priya", None)),
        (80, NamesShown("Priya", "Sam")),
        (83, NamesShown("Priya", "Sam")),
        (84, NamesShown("Sam", None)),
    ],
)
def test_both_names_stand_on_the_days_of_overlap_and_one_of_them_is_the_key_worker(on: int, names: NamesShown) -> None:
    assert handover.names_shown(HAND, on=_day(on)) == names


def test_a_handover_without_a_day_with_both_names_or_to_oneself_is_refused() -> None:
    with pytest.raises(handover.NoOverlap):
        handover.check_handover(Handover("Priya", "Sam", _day(4), _day(4)))
    with pytest.raises(handover.SameWorker):
        handover.check_handover(Handover("Sam", "Sam", _day(4), _day(5)))
    handover.check_handover(Handover("Priya", "Sam", _day(4), _day(5)))


def test_a_handover_leaves_no_day_with_two_and_none_without() -> None:
    times = handover.after_handover(times=_times(("Priya", 0, None)), handover=HAND)

    assert [handover.key_worker_on(times=times, on=_day(day)) for day in (83, 84, 400)] == ["Priya", "Sam", "Sam"]


def test_only_the_key_worker_hands_over() -> None:
    with pytest.raises(handover.TwoKeyWorkers):
        handover.after_handover(times=_times(("Amir", 0, None)), handover=HAND)
    with pytest.raises(handover.TwoKeyWorkers):
        handover.after_handover(times=_times(("Priya", 0, 84), ("Amir", 90, None)), handover=HAND)
    with pytest.raises(handover.TwoKeyWorkers):
        handover.after_handover(times=_times(("Priya", 0, 40)), handover=HAND)


@pytest.mark.inventory("S0-22")
@given(
    steps=st.lists(st.tuples(st.integers(1, 40), st.integers(1, 10)), max_size=6),
    asked=st.integers(0, 300),
)
def test_through_any_handovers_there_is_exactly_one_key_worker_on_every_day(
    steps: list[tuple[int, int]], asked: int
) -> None:
    times: tuple[KeyWorkerTime, ...] = (KeyWorkerTime("worker 0", MAY),)
    day = 0
    for number, (stays, overlap) in enumerate(steps, start=1):
        day += stays + overlap
        change = Handover(f"worker {number - 1}", f"worker {number}", _day(day - overlap), _day(day))
        times = handover.after_handover(times=times, handover=change)

    holding = [time.worker for time in times if time.holds_on(_day(asked))]

    assert holding == [handover.key_worker_on(times=times, on=_day(asked))]
    assert handover.days_without_key_worker(times=times, since=MAY, on=_day(asked)) == 0


def test_the_hand_off_indicator_is_the_hand_count() -> None:
    on = _day(60)
    transfers = [
        Transfer(_day(0), _day(1), _day(14)),  # day 14: in time
        Transfer(_day(0), _day(1), _day(15)),  # late
        Transfer(_day(0), None, None),  # never accepted: due
        Transfer(_day(0), None, _day(3)),  # met, and nobody accepted: not counted as met
        Transfer(_day(46), _day(46), None),  # day 14 and not yet met: not due
        Transfer(_day(45), _day(46), None),  # day 15 and not met: due
        Transfer(_day(50), _day(51), _day(61)),  # tomorrow's contact, and not due
        Transfer(_day(61)),  # tomorrow's transfer
    ]

    assert handover.met_after_transfer_percent(transfers=transfers, on=on) == Fraction(20)
    assert handover.met_after_transfer_percent(transfers=transfers[-2:], on=on) is None


def test_a_contact_before_its_transfer_is_refused() -> None:
    with pytest.raises(handover.ContactBeforeTransfer):
        handover.met_after_transfer_percent(transfers=[Transfer(MAY, MAY, _day(-1))], on=_day(60))
