"""Who has not answered is reminded of, in working days; a sign is answered within the hour."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import escalation, working_days
from lodestar.rules.escalation import LONDON, Chase, NoteKind

FRIDAY = date(2026, 11, 20)


def _at(day: date, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day.isoformat()}T{clock}").replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 11, 20), Chase.WAITING_FOR_REPLY),
        (date(2026, 11, 27), Chase.WAITING_FOR_REPLY),
        (date(2026, 11, 30), Chase.REMIND),
        (date(2026, 12, 2), Chase.REMIND),
        (date(2026, 12, 3), Chase.ESCALATE),
        (date(2027, 11, 1), Chase.ESCALATE),
    ],
)
def test_a_referral_is_reminded_of_on_the_sixth_working_day_and_escalated_on_the_ninth(on: date, state: Chase) -> None:
    found = escalation.chase(sent_on=FRIDAY, replied_on=None, on=on)

    assert found.state is state
    assert (found.remind_on, found.escalate_on) == (date(2026, 11, 30), date(2026, 12, 3))


def test_christmas_and_new_year_are_no_working_days_in_a_chase() -> None:
    found = escalation.chase(sent_on=date(2026, 12, 23), replied_on=None, on=date(2026, 12, 24))

    assert (found.remind_on, found.escalate_on) == (date(2027, 1, 5), date(2027, 1, 8))


@pytest.mark.parametrize(("replied_on", "is_answered"), [(date(2026, 12, 10), True), (date(2026, 12, 11), False)])
def test_a_reply_ends_the_chase_from_its_day_on(replied_on: date, is_answered: bool) -> None:
    found = escalation.chase(sent_on=FRIDAY, replied_on=replied_on, on=date(2026, 12, 10))

    assert (found.state is Chase.ANSWERED) is is_answered


def test_a_reply_on_the_day_it_was_sent_is_a_reply() -> None:
    assert escalation.chase(sent_on=FRIDAY, replied_on=FRIDAY, on=FRIDAY).state is Chase.ANSWERED


def test_no_reply_is_never_a_decline() -> None:
    assert not any("decline" in state or "closed" in state for state in Chase)


def test_a_reply_before_the_referral_is_refused() -> None:
    with pytest.raises(escalation.RepliedBeforeSent):
        escalation.chase(sent_on=FRIDAY, replied_on=FRIDAY - timedelta(days=1), on=FRIDAY)


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ((date(2026, 11, 20), "10:00"), (date(2026, 11, 20), "11:00")),
        ((date(2026, 11, 20), "16:00"), (date(2026, 11, 20), "17:00")),
        ((date(2026, 11, 20), "16:30"), (date(2026, 11, 23), "09:30")),
        ((date(2026, 11, 20), "17:00"), (date(2026, 11, 23), "10:00")),
        ((date(2026, 11, 20), "22:40"), (date(2026, 11, 23), "10:00")),
        ((date(2026, 11, 21), "12:00"), (date(2026, 11, 23), "10:00")),
        ((date(2026, 11, 23), "06:00"), (date(2026, 11, 23), "10:00")),
        ((date(2026, 12, 24), "16:59"), (date(2026, 12, 29), "09:59")),
        ((date(2027, 3, 25), "16:30"), (date(2027, 3, 30), "09:30")),
    ],
)
def test_an_early_warning_sign_is_answered_within_the_working_hour(
    sent: tuple[date, str], due: tuple[date, str]
) -> None:
    moment = _at(*sent)

    found = escalation.acknowledgement(
        kind=NoteKind.EARLY_WARNING_SIGN, sent_at=moment, acknowledged_at=None, at=moment
    )

    assert found.due_at == _at(*due)
    assert found.is_running and not found.is_late


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ((date(2026, 11, 19), "08:00"), (date(2026, 11, 20), "17:00")),
        ((date(2026, 11, 20), "23:00"), (date(2026, 11, 23), "17:00")),
        ((date(2026, 11, 22), "12:00"), (date(2026, 11, 23), "17:00")),
    ],
)
def test_a_concern_is_acknowledged_by_the_end_of_the_next_working_day(
    sent: tuple[date, str], due: tuple[date, str]
) -> None:
    moment = _at(*sent)

    found = escalation.acknowledgement(kind=NoteKind.CONCERN, sent_at=moment, acknowledged_at=None, at=moment)

    assert found.due_at == _at(*due)


@pytest.mark.parametrize(
    ("acknowledged", "now", "is_running", "is_late"),
    [
        (None, "11:00", True, False),
        (None, "11:01", True, True),
        ("11:00", "15:00", False, False),
        ("11:01", "15:00", False, True),
        ("11:30", "11:15", True, True),
        ("10:30", "10:30", False, False),
        ("10:00", "10:00", False, False),
    ],
)
def test_the_moment_it_is_due_is_in_time(acknowledged: str | None, now: str, is_running: bool, is_late: bool) -> None:
    found = escalation.acknowledgement(
        kind=NoteKind.EARLY_WARNING_SIGN,
        sent_at=_at(FRIDAY, "10:00"),
        acknowledged_at=None if acknowledged is None else _at(FRIDAY, acknowledged),
        at=_at(FRIDAY, now),
    )

    assert (found.is_running, found.is_late) == (is_running, is_late)


def test_a_moment_given_in_another_zone_is_read_in_london_time() -> None:
    summer = datetime(2026, 7, 1, 15, 30, tzinfo=UTC)

    assert escalation.add_working_minutes(summer, minutes=60) == _at(date(2026, 7, 2), "09:30")


def test_a_moment_without_a_zone_and_an_answer_before_the_note_are_refused() -> None:
    naive = _at(FRIDAY, "10:00").replace(tzinfo=None)
    with pytest.raises(escalation.NoTimeZone):
        escalation.add_working_minutes(naive, minutes=1)
    with pytest.raises(escalation.NoTimeZone):
        escalation.acknowledgement(kind=NoteKind.CONCERN, sent_at=naive, acknowledged_at=None, at=naive)
    with pytest.raises(escalation.RepliedBeforeSent):
        escalation.acknowledgement(
            kind=NoteKind.CONCERN,
            sent_at=_at(FRIDAY, "10:00"),
            acknowledged_at=_at(FRIDAY, "09:00"),
            at=_at(FRIDAY, "11:00"),
        )


@given(day=st.dates(date(2026, 1, 2), date(2027, 12, 1)), minute=st.integers(0, 1439), minutes=st.integers(1, 700))
def test_working_minutes_are_those_of_a_clock_watched_minute_by_minute(day: date, minute: int, minutes: int) -> None:
    start = _at(day, f"{minute // 60:02}:{minute % 60:02}")
    left, is_open = minutes, working_days.is_working_day(day)
    while left:
        if is_open and 540 <= minute < 1020:
            left -= 1
        minute += 1
        if minute == 1440 and left:
            day, minute = day + timedelta(days=1), 0
            is_open = working_days.is_working_day(day)

    assert escalation.add_working_minutes(start, minutes=minutes) == _at(day, f"{minute // 60:02}:{minute % 60:02}")
