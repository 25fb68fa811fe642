"""A weekly call that goes on: kept by trying, and closed by nobody but the person."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import contact_rhythm, months
from lodestar.rules.contact_rhythm import ContactMade, Due, Every, Outcome, Rhythm, RhythmKept

TUESDAY = date(2027, 3, 2)
WEEKLY = Rhythm(Every.WEEK, TUESDAY, weekday=1)
AFTER_12 = TUESDAY + timedelta(days=6 + 7 * 11)


def _week(number: int, day: int = 0) -> date:
    return TUESDAY + timedelta(days=7 * number + day)


def _sarahs_calls(*, unanswered: int = 5) -> list[ContactMade]:
    """Twelve weeks with Dee; in one of them nobody answered, that day, again, and the next."""
    calls = [ContactMade(_week(number), "Dee") for number in range(12) if number != unanswered]
    tries = [ContactMade(_week(unanswered, day), "Dee", Outcome.NOT_REACHED) for day in (0, 0, 1)]
    return calls + tries


def test_sarahs_rhythm_is_kept_in_12_of_12_weeks_and_11_of_12_calls_were_with_dee() -> None:
    kept = contact_rhythm.rhythm_kept(rhythm=WEEKLY, contacts=_sarahs_calls(), on=AFTER_12)
    same = contact_rhythm.continuity(rhythm=WEEKLY, contacts=_sarahs_calls(), on=AFTER_12)

    assert kept == RhythmKept(turns=12, reached=11, tried=1) and kept.kept == 12
    assert (same.worker, same.calls_with_them, same.calls) == ("Dee", 11, 12)


def test_a_week_in_which_nobody_tried_is_not_kept() -> None:
    calls = [call for call in _sarahs_calls() if call.outcome is Outcome.REACHED]

    assert contact_rhythm.rhythm_kept(rhythm=WEEKLY, contacts=calls, on=AFTER_12).kept == 11


@pytest.mark.parametrize(
    ("outcome", "kept"),
    [
        *[(Outcome.REACHED, 1), (Outcome.NOT_REACHED, 1), (Outcome.CANCELLED_BY_PERSON, 1)],
        *[(Outcome.MODE_SWITCHED, 1), (Outcome.CANCELLED_BY_SERVICE, 0)],
    ],
)
def test_only_the_service_calling_off_leaves_a_week_unkept(outcome: Outcome, kept: int) -> None:
    contacts = [ContactMade(TUESDAY, "Dee", outcome)]

    assert contact_rhythm.rhythm_kept(rhythm=WEEKLY, contacts=contacts, on=_week(0, 6)).kept == kept


@pytest.mark.inventory("S1-08")
def test_a_switch_of_mode_is_no_missed_appointment() -> None:
    missed = [outcome for outcome in Outcome if contact_rhythm.is_missed_appointment(outcome)]

    assert missed == [Outcome.NOT_REACHED]


def test_a_call_on_monday_keeps_the_week_whose_day_is_tuesday() -> None:
    contacts = [ContactMade(TUESDAY - timedelta(days=1), "Dee")]

    assert contact_rhythm.rhythm_kept(rhythm=WEEKLY, contacts=contacts, on=_week(0, 6)).reached == 1


def test_a_week_that_is_not_over_counts_nowhere() -> None:
    sunday = _week(0, 5)

    assert contact_rhythm.rhythm_kept(rhythm=WEEKLY, contacts=[], on=sunday).turns == 0
    assert contact_rhythm.rhythm_kept(rhythm=WEEKLY, contacts=[], on=sunday + timedelta(days=1)).turns == 1


def test_a_worker_on_leave_shows_in_the_continuity() -> None:
    calls = [ContactMade(_week(number), "Amir" if number in (3, 4) else "Dee") for number in range(12)]

    same = contact_rhythm.continuity(rhythm=WEEKLY, contacts=calls, on=AFTER_12)

    assert (same.worker, same.calls_with_them, same.calls) == ("Dee", 10, 12)


def test_only_the_last_twelve_months_make_the_continuity_and_nobody_met_has_no_name() -> None:
    calls = [ContactMade(_week(number), "Dee") for number in range(12)]
    later = AFTER_12 + timedelta(days=365)

    same = contact_rhythm.continuity(rhythm=WEEKLY, contacts=calls, on=later)

    assert (same.worker, same.calls_with_them, same.calls) == (None, 0, 52)


@pytest.mark.parametrize(
    ("every", "weekday", "due_days"),
    [
        (Every.WEEK, 1, [date(2027, 3, 2), date(2027, 3, 9), date(2027, 3, 16), date(2027, 3, 23), date(2027, 3, 30)]),
        (Every.WEEK, 0, [date(2027, 3, 8), date(2027, 3, 15), date(2027, 3, 22), date(2027, 3, 29)]),
        (
            Every.WEEK,
            None,
            [date(2027, 3, 7), date(2027, 3, 14), date(2027, 3, 21), date(2027, 3, 28), date(2027, 4, 4)],
        ),
        (Every.FORTNIGHT, 1, [date(2027, 3, 2), date(2027, 3, 16), date(2027, 3, 30)]),
        (Every.MONTH, 1, [date(2027, 3, 2)]),
        (Every.MONTH, 0, []),
        (Every.MONTH, None, [date(2027, 3, 31)]),
    ],
)
def test_when_each_rhythm_falls_due_in_march(every: Every, weekday: int | None, due_days: list[date]) -> None:
    rhythm = Rhythm(every, TUESDAY, weekday)

    assert [turn.due_on for turn in contact_rhythm.turns(rhythm=rhythm, on=date(2027, 3, 31))] == due_days


def test_a_rhythm_that_the_person_ended_has_no_turn_after_it() -> None:
    rhythm = Rhythm(Every.WEEK, TUESDAY, 1, until=_week(2))

    assert len(contact_rhythm.turns(rhythm=rhythm, on=_week(9))) == 3
    assert contact_rhythm.due(rhythm=rhythm, contacts=[], on=_week(9)) is None


@pytest.mark.parametrize(
    ("contacts", "on", "expected"),
    [
        ([], 0, (Due.TODAY, TUESDAY)),
        ([], -1, (Due.NOT_YET, TUESDAY)),
        ([], 1, (Due.OVERDUE, TUESDAY)),
        ([(0, Outcome.REACHED)], 1, (Due.KEPT, TUESDAY)),
        ([(0, Outcome.CANCELLED_BY_PERSON)], 1, (Due.KEPT, TUESDAY)),
        ([(0, Outcome.NOT_REACHED)], 0, (Due.TRY_AGAIN, TUESDAY + timedelta(days=1))),
        ([(3, Outcome.NOT_REACHED)], 3, (Due.TRY_AGAIN, TUESDAY + timedelta(days=6))),
        ([(0, Outcome.CANCELLED_BY_SERVICE)], 1, (Due.OVERDUE, TUESDAY)),
        ([(0, Outcome.REACHED)], 7, (Due.TODAY, _week(1))),
        ([(2, Outcome.REACHED)], 1, (Due.OVERDUE, TUESDAY)),
    ],
)
def test_what_is_due_today(contacts: list[tuple[int, Outcome]], on: int, expected: tuple[Due, date]) -> None:
    rows = [ContactMade(TUESDAY + timedelta(days=day), "Dee", outcome) for day, outcome in contacts]

    assert contact_rhythm.due(rhythm=WEEKLY, contacts=rows, on=TUESDAY + timedelta(days=on)) == expected


def test_nothing_is_due_before_the_rhythm_begins() -> None:
    assert contact_rhythm.due(rhythm=WEEKLY, contacts=[], on=TUESDAY - timedelta(days=2)) is None


def test_no_state_of_a_rhythm_says_that_somebody_turned_away_or_is_closed() -> None:
    said = " ".join([*Due, *Outcome])

    assert not {"disengaged", "closed", "discharged", "dna"} & set(said.replace("-", " ").split())


def test_tries_in_a_row_start_again_when_somebody_answers() -> None:
    rows = [
        ContactMade(_week(0), "Dee", Outcome.NOT_REACHED),
        ContactMade(_week(1), "Dee", Outcome.CANCELLED_BY_PERSON),
        ContactMade(_week(2), "Dee", Outcome.NOT_REACHED),
        ContactMade(_week(3), "Dee", Outcome.CANCELLED_BY_SERVICE),
        ContactMade(_week(4), "Amir", Outcome.NOT_REACHED),
    ]

    assert contact_rhythm.unanswered_in_a_row(contacts=rows, on=_week(4)) == 2
    assert contact_rhythm.unanswered_in_a_row(contacts=rows, on=_week(1)) == 0
    assert contact_rhythm.unanswered_in_a_row(contacts=[*rows, ContactMade(_week(5), "Dee")], on=_week(5)) == 0


@pytest.mark.inventory("S0-14")
@pytest.mark.parametrize(
    ("contacts", "day", "is_flagged"),
    [
        ([], 27, False),
        ([], 28, True),
        ([(20, Outcome.REACHED)], 47, False),
        ([(20, Outcome.REACHED)], 48, True),
        ([(20, Outcome.NOT_REACHED)], 28, True),
        ([(-3, Outcome.REACHED)], 28, True),
        ([(40, Outcome.REACHED)], 30, True),
    ],
)
def test_nobody_waits_28_days_without_a_contact_unseen(
    contacts: list[tuple[int, Outcome]], day: int, is_flagged: bool
) -> None:
    rows = [ContactMade(TUESDAY + timedelta(days=number), "Dee", outcome) for number, outcome in contacts]

    found = contact_rhythm.is_waiting_unseen(waiting_since=TUESDAY, contacts=rows, on=TUESDAY + timedelta(days=day))

    assert found is is_flagged


@pytest.mark.parametrize(("people", "is_high"), [(250, False), (251, True)])
def test_a_link_workers_load_warns_above_250_people_a_year(people: int, is_high: bool) -> None:
    assert contact_rhythm.is_load_high(people_in_year=people, on=TUESDAY) is is_high


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 3, 3), 1, date(2027, 4, 3)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2027, 1, 15), -1, date(2026, 12, 15)),
        (date(2009, 8, 31), 210, date(2027, 2, 28)),
        (date(2027, 5, 5), 0, date(2027, 5, 5)),
        (date(2027, 5, 31), -24, date(2025, 5, 31)),
    ],
)
def test_a_month_on_is_the_same_day_or_the_last_of_the_month(day: date, count: int, expected: date) -> None:
    assert months.add_months(day, months=count) == expected


CALLS = st.lists(
    st.tuples(st.integers(-5, 150), st.sampled_from(Outcome), st.sampled_from(["Dee", "Amir"])), max_size=25
)


@given(calls=CALLS, every=st.sampled_from(Every), weekday=st.none() | st.integers(0, 6), on=st.integers(0, 160))
def test_every_day_lies_in_at_most_one_turn_and_each_turn_is_counted_once(
    calls: list[tuple[int, Outcome, str]], every: Every, weekday: int | None, on: int
) -> None:
    rhythm = Rhythm(every, TUESDAY, weekday)
    day = TUESDAY + timedelta(days=on)
    rows = [ContactMade(TUESDAY + timedelta(days=number), who, outcome) for number, outcome, who in calls]
    found = contact_rhythm.turns(rhythm=rhythm, on=day)
    kept = contact_rhythm.rhythm_kept(rhythm=rhythm, contacts=rows, on=day)

    for earlier, later in pairwise(found):
        assert earlier.ends_on + timedelta(days=1) == later.starts_on
    assert all(turn.starts_on <= turn.due_on <= turn.ends_on and turn.due_on >= TUESDAY for turn in found)
    assert 0 <= kept.kept <= kept.turns <= len(found)


@given(calls=CALLS)
def test_weeks_kept_are_those_of_a_calendar_read_day_by_day(calls: list[tuple[int, Outcome, str]]) -> None:
    rows = [ContactMade(TUESDAY + timedelta(days=number), who, outcome) for number, outcome, who in calls]
    reached = tried = 0
    monday = TUESDAY - timedelta(days=1)
    for number in range(20):
        best = 0
        for offset in range(7):
            for row in rows:
                if row.on == monday + timedelta(days=7 * number + offset):
                    worth = {Outcome.REACHED: 2, Outcome.CANCELLED_BY_SERVICE: 0}.get(row.outcome, 1)
                    best = max(best, worth)
        reached += best == 2
        tried += best == 1

    kept = contact_rhythm.rhythm_kept(rhythm=WEEKLY, contacts=rows, on=monday + timedelta(days=140))

    assert kept == RhythmKept(turns=20, reached=reached, tried=tried)
