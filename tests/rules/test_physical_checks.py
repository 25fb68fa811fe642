"""The yearly check: six of six within 365 days, somebody owes it, and results are acted on."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import parameters, physical_checks
from lodestar.rules.physical_checks import (
    AbnormalResult,
    Because,
    CareFacts,
    CheckPart,
    Override,
    PartRecord,
    PartState,
    Party,
    RegisterReason,
)

ON = date(2027, 3, 31)


def _ago(days: int) -> date:
    return ON - timedelta(days=days)


def _six(**days_ago: int) -> list[PartRecord]:
    return [PartRecord(part, _ago(days_ago.get(part.name, 30))) for part in CheckPart]


def _without(*parts: CheckPart) -> list[PartRecord]:
    return [record for record in _six() if record.part not in parts]


@pytest.mark.inventory("S0-40")
def test_ten_people_of_whom_six_have_all_six_are_60_percent() -> None:
    declined_all = [PartRecord(part, _ago(10), is_refused=True) for part in CheckPart]
    register = [
        *[_six(WEIGHT=days) for days in (0, 1, 100, 300, 364, 365)],
        _six(BLOOD_PRESSURE=366),
        _without(CheckPart.LIPIDS),
        _without(CheckPart.SMOKING),
        declined_all,
    ]

    figures = physical_checks.check_figures(register=register, on=ON)

    assert (figures.on_register, figures.complete, figures.complete_percent) == (10, 6, 60)
    assert figures.refused == dict.fromkeys(CheckPart, 1)
    assert figures.not_done[CheckPart.BLOOD_PRESSURE] == 2
    assert figures.not_done[CheckPart.WEIGHT] == 1


@pytest.mark.inventory("S0-40")
@pytest.mark.parametrize("part", CheckPart)
def test_five_of_six_are_never_complete_and_a_part_of_366_days_has_lapsed(part: CheckPart) -> None:
    assert not physical_checks.is_complete(records=_without(part), on=ON)
    assert physical_checks.is_complete(records=_six(**{part.name: 365}), on=ON)
    assert not physical_checks.is_complete(records=_six(**{part.name: 366}), on=ON)


@pytest.mark.parametrize(
    ("records", "state"),
    [
        ([], PartState.NEVER_DONE),
        ([(365, False)], PartState.DONE),
        ([(366, False)], PartState.LAPSED),
        ([(10, True)], PartState.REFUSED),
        ([(400, False), (10, True)], PartState.REFUSED),
        ([(20, False), (10, True)], PartState.DONE),
        ([(365, True)], PartState.REFUSED),
        ([(366, True)], PartState.NEVER_DONE),
        ([(-1, False)], PartState.NEVER_DONE),
        ([(400, False), (-1, False)], PartState.LAPSED),
        ([(20, False), (400, False)], PartState.DONE),
        ([(10, True), (400, True)], PartState.REFUSED),
    ],
)
def test_how_a_part_stands(records: list[tuple[int, bool]], state: PartState) -> None:
    rows = [PartRecord(CheckPart.LIPIDS, _ago(days), is_refused=refused) for days, refused in records]

    assert physical_checks.part_status(part=CheckPart.LIPIDS, records=rows, on=ON).state is state


def test_a_refusal_is_kept_beside_what_was_done() -> None:
    rows = [PartRecord(CheckPart.LIPIDS, _ago(20)), PartRecord(CheckPart.LIPIDS, _ago(10), is_refused=True)]

    status = physical_checks.part_status(part=CheckPart.LIPIDS, records=rows, on=ON)

    assert (status.done_on, status.refused_on) == (_ago(20), _ago(10))


def test_a_check_says_on_which_day_it_lapses() -> None:
    records = _six(GLUCOSE=360)
    day = physical_checks.lapses_on(records=records, on=ON)

    assert day == ON + timedelta(days=6)
    assert physical_checks.is_complete(records=records, on=day - timedelta(days=1))
    assert not physical_checks.is_complete(records=records, on=day)
    assert physical_checks.lapses_on(records=_without(CheckPart.ALCOHOL), on=ON) is None


@pytest.mark.parametrize(
    ("reason", "is_in_remission", "is_on"),
    [
        *[(RegisterReason.SCHIZOPHRENIA, False, True), (RegisterReason.BIPOLAR, False, True)],
        *[(RegisterReason.OTHER_PSYCHOSIS, False, True), (RegisterReason.BIPOLAR, True, False)],
        *[(RegisterReason.LITHIUM_ALONE, False, False), (None, False, False)],
    ],
)
def test_who_is_on_the_register(reason: RegisterReason | None, is_in_remission: bool, is_on: bool) -> None:
    assert physical_checks.is_on_register(reason=reason, is_in_remission=is_in_remission) is is_on


@pytest.mark.parametrize(
    ("facts", "party", "because"),
    [
        (CareFacts(), Party.PRIMARY_CARE, Because.NOT_IN_SECONDARY_CARE),
        (CareFacts(secondary_care_since=_ago(9)), Party.PRIMARY_CARE, Because.NOT_IN_SECONDARY_CARE),
        (CareFacts(is_inpatient=True), Party.SECONDARY_CARE, Because.INPATIENT),
        (CareFacts(False, True, date(2026, 4, 1)), Party.SECONDARY_CARE, Because.FIRST_YEAR),
        (CareFacts(False, True, date(2026, 3, 31)), Party.PRIMARY_CARE, Because.STABLE_AFTER_FIRST_YEAR),
        (CareFacts(False, True, date(2020, 1, 1), True), Party.SECONDARY_CARE, Because.NOT_STABLE),
        (CareFacts(False, True), Party.SECONDARY_CARE, Because.START_NOT_KNOWN),
        (CareFacts(True, True, date(2020, 1, 1)), Party.SECONDARY_CARE, Because.INPATIENT),
    ],
)
def test_who_owes_the_check(facts: CareFacts, party: Party, because: Because) -> None:
    found = physical_checks.responsible_party(facts=facts, on=ON)

    assert (found.party, found.because) == (party, because)


def test_the_year_of_a_leap_day_ends_on_the_first_of_march() -> None:
    facts = CareFacts(is_in_secondary_care=True, secondary_care_since=date(2028, 2, 29))

    before = physical_checks.responsible_party(facts=facts, on=date(2029, 2, 28))
    after = physical_checks.responsible_party(facts=facts, on=date(2029, 3, 1))

    assert (before.party, after.party) == (Party.SECONDARY_CARE, Party.PRIMARY_CARE)


def test_somebody_else_owes_it_only_with_a_reason() -> None:
    agreed = Override(Party.PRIMARY_CARE, "her practice does it with her diabetes review")

    found = physical_checks.responsible_party(facts=CareFacts(is_inpatient=True), on=ON, override=agreed)

    assert (found.party, found.because, found.reason) == (Party.PRIMARY_CARE, Because.AGREED_OTHERWISE, agreed.reason)
    with pytest.raises(physical_checks.OverrideWithoutReason):
        physical_checks.responsible_party(facts=CareFacts(), on=ON, override=Override(Party.PRIMARY_CARE, " "))


@given(
    inpatient=st.booleans(),
    secondary=st.booleans(),
    since=st.none() | st.dates(date(2020, 1, 1), date(2028, 12, 31)),
    unstable=st.booleans(),
)
def test_the_check_is_never_nobodys(inpatient: bool, secondary: bool, since: date | None, unstable: bool) -> None:
    facts = CareFacts(inpatient, secondary, since, unstable)

    assert physical_checks.responsible_party(facts=facts, on=ON).party in Party


def test_the_share_of_abnormal_results_with_an_action_within_90_days() -> None:
    results = [
        AbnormalResult(_ago(200), _ago(200)),  # the same day: in time
        AbnormalResult(_ago(200), _ago(110)),  # on day 90: in time
        AbnormalResult(_ago(200), _ago(109)),  # on day 91: late
        AbnormalResult(_ago(91)),  # nobody, and over 90 days: due
        AbnormalResult(_ago(90)),  # nobody yet, and not due
        AbnormalResult(_ago(120), ON + timedelta(days=1)),  # an action of tomorrow: none yet, due
        AbnormalResult(_ago(-1)),  # a result of tomorrow
    ]

    assert physical_checks.acted_in_time_percent(results=results, on=ON) == Fraction(200, 5)
    assert physical_checks.acted_in_time_percent(results=results[4:5], on=ON) is None
    waiting = physical_checks.results_without_action(results=results, on=ON)
    assert [result.on for result in waiting] == [_ago(120), _ago(91), _ago(90)]


def test_a_result_of_today_with_an_action_of_today_counts_today() -> None:
    assert physical_checks.acted_in_time_percent(results=[AbnormalResult(ON, ON)], on=ON) == 100


def test_an_action_before_its_result_is_refused() -> None:
    with pytest.raises(physical_checks.ActionBeforeResult):
        physical_checks.acted_in_time_percent(results=[AbnormalResult(_ago(5), _ago(6))], on=ON)


@pytest.mark.parametrize(("day", "target"), [(date(2024, 3, 31), 60), (date(2024, 4, 1), 75), (ON, 75)])
def test_the_target_is_the_one_of_its_year(day: date, target: int) -> None:
    assert parameters.whole_number("physical-check-target", on=day) == target


RECORDS = st.lists(
    st.builds(
        PartRecord,
        part=st.sampled_from(CheckPart),
        on=st.integers(-20, 800).map(_ago),
        is_refused=st.booleans(),
    ),
    max_size=25,
)


@given(register=st.lists(RECORDS, max_size=8))
def test_the_figures_are_those_of_a_calendar_walked_back_day_by_day(register: list[list[PartRecord]]) -> None:
    complete = 0
    for person in register:
        found = set()
        for back in range(366):
            for record in person:
                if record.on == ON - timedelta(days=back) and not record.is_refused:
                    found.add(record.part)
        complete += len(found) == 6

    figures = physical_checks.check_figures(register=register, on=ON)

    assert (figures.on_register, figures.complete) == (len(register), complete)
    assert all(figures.refused[part] <= figures.not_done[part] for part in CheckPart)
