"""Nobody finds out about the end of a contract on its last day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import contract_dates
from lodestar.rules.contract_dates import Alert, AlertKind, ExitLine, Extension

END = date(2028, 3, 31)


def test_the_alerts_stand_365_270_180_90_28_and_0_days_before_the_end() -> None:
    found = contract_dates.alerts(end_on=END)

    assert [(alert.kind, (END - alert.on).days) for alert in found] == [
        (AlertKind.DECIDE, 365),
        (AlertKind.EXIT_PLAN, 270),
        (AlertKind.TELL_PEOPLE, 180),
        (AlertKind.HANDOVER_LIST, 90),
        (AlertKind.STAFF_INFORMATION, 28),
        (AlertKind.END, 0),
    ]
    assert found[0].on == date(2027, 4, 1)
    assert found[-1] == Alert(AlertKind.END, END)


def test_a_place_may_choose_other_days_but_none_after_the_end() -> None:
    found = contract_dates.alerts(end_on=END, days_before={AlertKind.TELL_PEOPLE: 400})

    assert found[0] == Alert(AlertKind.TELL_PEOPLE, END - timedelta(days=400))
    with pytest.raises(ValueError, match="before the end"):
        contract_dates.alerts(end_on=END, days_before={AlertKind.END: -1})


@pytest.mark.parametrize(
    ("days_left", "done", "kinds"),
    [
        (366, (), []),
        (365, (), [AlertKind.DECIDE]),
        (270, (), [AlertKind.DECIDE, AlertKind.EXIT_PLAN]),
        (270, (AlertKind.DECIDE,), [AlertKind.EXIT_PLAN]),
        (27, (AlertKind.DECIDE, AlertKind.EXIT_PLAN, AlertKind.TELL_PEOPLE, AlertKind.HANDOVER_LIST), ["staff"]),
        (-5, (), list(AlertKind)),
        (-5, tuple(AlertKind), []),
    ],
)
def test_an_alert_stays_until_somebody_deals_with_it(
    days_left: int, done: tuple[AlertKind, ...], kinds: list[AlertKind | str]
) -> None:
    wanted = [AlertKind.STAFF_INFORMATION if kind == "staff" else kind for kind in kinds]

    found = contract_dates.alerts_due(end_on=END, on=END - timedelta(days=days_left), done=done)

    assert [alert.kind for alert in found] == wanted


@pytest.mark.parametrize(
    ("wait_days", "help_days", "last"),
    [(0, 1, date(2028, 3, 31)), (0, 84, date(2028, 1, 8)), (28, 84, date(2027, 12, 11)), (1, 1, date(2028, 3, 30))],
)
def test_the_last_safe_referral_leaves_room_for_the_wait_and_the_help(
    wait_days: int, help_days: int, last: date
) -> None:
    def is_safe(day: date) -> bool:
        return contract_dates.is_safe_to_refer(on=day, end_on=END, wait_days=wait_days, help_days=help_days)

    assert contract_dates.last_safe_referral_on(end_on=END, wait_days=wait_days, help_days=help_days) == last
    assert is_safe(last) and not is_safe(last + timedelta(days=1))


def test_a_contract_without_an_end_takes_referrals() -> None:
    assert contract_dates.is_safe_to_refer(on=END, end_on=None, wait_days=0, help_days=1)


@pytest.mark.parametrize(("wait_days", "help_days"), [(-1, 5), (0, 0)])
def test_lengths_that_cannot_be_are_refused(wait_days: int, help_days: int) -> None:
    with pytest.raises(ValueError, match="Help takes"):
        contract_dates.last_safe_referral_on(end_on=END, wait_days=wait_days, help_days=help_days)


@given(end=st.dates(date(2024, 1, 1), date(2040, 1, 1)), wait=st.integers(0, 400), length=st.integers(1, 800))
def test_who_is_referred_on_the_last_safe_day_is_helped_to_the_end_and_not_beyond(
    end: date, wait: int, length: int
) -> None:
    day = contract_dates.last_safe_referral_on(end_on=end, wait_days=wait, help_days=length)
    for _ in range(wait):
        day += timedelta(days=1)
    for _ in range(length - 1):
        day += timedelta(days=1)

    assert day == end


@pytest.mark.parametrize(
    ("months", "last"), [(0, END), (1, date(2028, 2, 29)), (6, date(2027, 9, 30)), (12, date(2027, 3, 31))]
)
def test_notice_is_given_calendar_months_before(months: int, last: date) -> None:
    assert contract_dates.notice_by(end_on=END, notice_months=months) == last


def test_notice_below_no_months_is_refused() -> None:
    with pytest.raises(ValueError, match="months"):
        contract_dates.notice_by(end_on=END, notice_months=-1)


def test_an_option_to_go_on_is_open_until_its_day_and_on_it() -> None:
    late = Extension(date(2029, 3, 31), decide_by=date(2027, 12, 31))
    soon = Extension(date(2028, 9, 30), decide_by=date(2027, 9, 30))

    assert contract_dates.extensions_open(extensions=[late, soon], on=date(2027, 9, 30)) == (soon, late)
    assert contract_dates.extensions_open(extensions=[late, soon], on=date(2027, 10, 1)) == (late,)


def test_no_contract_ends_while_somebody_has_no_agreed_next_offer() -> None:
    done = [ExitLine("a", "keep Dee's calls", has_agreed=True), ExitLine("b", has_declined=True)]
    open_lines = [ExitLine("c"), ExitLine("d", "a group"), ExitLine("e", " ", has_agreed=True)]

    contract_dates.check_may_end(lines=done)
    with pytest.raises(contract_dates.NotExitReady) as caught:
        contract_dates.check_may_end(lines=[*done, *open_lines])
    assert caught.value.people == ("c", "d", "e")
