"""The national four-week clock: its golden rows, its edges, and a slow count beside it."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import national_clock
from lodestar.rules.national_clock import (
    CareContact,
    CarePlan,
    ClockReading,
    IndirectWork,
    MeasureScore,
    Part,
    PersonRows,
    Procedure,
    ReferralRow,
    Variant,
)

MARCH = date(2027, 3, 1)
ON = date(2027, 6, 30)
ASSESSMENTS = "1853441000000109"
THERAPIES = "1853461000000105"
CODES = national_clock.codes_on(ON)


def _day(number: int) -> date:
    return MARCH + timedelta(days=number)


def _referral(key: str = "r1", start: int = 0, end: int | None = None, **also: object) -> ReferralRow:
    facts: dict[str, object] = {"provider": "RXA", "age_at_referral": 30, "team_types": frozenset({"A06"})} | also
    return ReferralRow(
        key=key,
        received_on=_day(start),
        ended_on=None if end is None else _day(end),
        **facts,  # type: ignore[arg-type]
    )


def _assessment(day: int, *, attendance: str | None = "5", concept: str = "1") -> Procedure:
    return Procedure("r1", _day(day), concept, ASSESSMENTS, attendance)


def _therapy(day: int, *, attendance: str | None = "5", concept: str = "2") -> Procedure:
    return Procedure("r1", _day(day), concept, THERAPIES, attendance)


def _plan(day: int, updated: int | None = -1, *, is_agreed: bool = True, provider: str = "RXA") -> CarePlan:
    update = day if updated == -1 else updated
    return CarePlan(provider, _day(day), None if update is None else _day(update), is_agreed)


GOLDEN = PersonRows(
    referrals=(_referral(),),
    contacts=(CareContact("r1", _day(9)), CareContact("r1", _day(23))),
    measures=(MeasureScore("r1", _day(9), "DIALOG"),),
    procedures=(_assessment(23),),
    plans=(_plan(28),),
)


def _only(rows: PersonRows, *, on: date = ON, variant: Variant = Variant.ADULTS) -> ClockReading:
    (reading,) = national_clock.clock_readings(rows=rows, on=on, variant=variant)
    return reading


@pytest.mark.inventory("S0-03")
def test_the_golden_person_is_met_on_day_28() -> None:
    """Referral 1 March, contact and DIALOG 10 March, assessment 24 March, plan 29 March."""
    reading = _only(GOLDEN)

    assert reading.first == {
        Part.CONTACT: date(2027, 3, 10),
        Part.MEASURE: date(2027, 3, 10),
        Part.ASSESSMENT: date(2027, 3, 24),
        Part.PLAN_OR_HELP: date(2027, 3, 29),
    }
    assert (reading.stopped_on, reading.days, reading.is_met) == (date(2027, 3, 29), 28, True)
    assert (reading.second_contact_on, reading.days_to_second_contact) == (date(2027, 3, 24), 23)


@pytest.mark.inventory("S0-03")
@pytest.mark.parametrize(("day", "is_met"), [(27, True), (28, True), (29, False)])
def test_day_28_is_met_and_day_29_is_not(day: int, is_met: bool) -> None:
    reading = _only(replace(GOLDEN, plans=(_plan(day),)))

    assert (reading.days, reading.is_met) == (day, is_met)


@pytest.mark.inventory("S0-03")
@pytest.mark.parametrize(("gap", "count"), [(0, 1), (5, 1), (6, 2)])
def test_a_referral_five_days_after_the_last_one_joins_its_spell_and_six_days_after_does_not(
    gap: int, count: int
) -> None:
    """The first closes on 29 March; a second, to another team, comes on 3 or 4 April."""
    second = _referral("r2", start=28 + gap, team_types=frozenset({"A13"}))

    found = national_clock.spells(referrals=[second, _referral(end=28)], on=ON)

    assert len(found) == count
    assert found[0].started_on == MARCH
    assert found[-1].referrals[-1] == "r2"


def test_another_trust_starts_its_own_clock() -> None:
    rows = PersonRows(referrals=(_referral(), _referral("r2", provider="RXB")))

    assert [reading.spell.provider for reading in national_clock.clock_readings(rows=rows, on=ON)] == ["RXA", "RXB"]


def test_a_long_referral_holds_later_ones_together_that_would_not_touch_each_other() -> None:
    rows = [_referral("long", 0, 60), _referral("short", 3, 6), _referral("late", 64)]

    (spell,) = national_clock.spells(referrals=rows, on=ON)

    assert spell.referrals == ("long", "short", "late")


@pytest.mark.inventory("S0-03")
@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"contacts": ()}, Part.CONTACT),
        ({"measures": ()}, Part.MEASURE),
        ({"procedures": ()}, Part.ASSESSMENT),
        ({"plans": ()}, Part.PLAN_OR_HELP),
    ],
)
def test_a_clock_that_lacks_a_part_is_running_and_says_which(change: dict[str, tuple[()]], missing: Part) -> None:
    reading = _only(replace(GOLDEN, **change))

    assert reading.is_running and reading.missing == (missing,)
    assert (reading.is_met, reading.days) == (None, (ON - MARCH).days)


@pytest.mark.parametrize(
    ("contact", "counts"),
    [
        *[(CareContact("r1", _day(3), "5", medium), True) for medium in ("01", "02", "04", "11")],
        *[(CareContact("r1", _day(3), "5", medium), False) for medium in ("05", "09", "10", "12", "13", "98")],
        *[(CareContact("r1", _day(3), attendance), False) for attendance in ("2", "3", "4", "7")],
        (CareContact("r1", _day(3), "6"), True),
        (CareContact("another", _day(3)), False),
        (CareContact("r1", _day(-1)), False),
    ],
)
def test_only_an_attended_contact_in_which_people_meet_or_speak_counts(contact: CareContact, counts: bool) -> None:
    first = _only(replace(GOLDEN, contacts=(contact, CareContact("r1", _day(9))))).first[Part.CONTACT]

    assert first == (_day(3) if counts else _day(9))


@pytest.mark.parametrize(("medium", "counts"), [("03", True), ("98", True), ("05", False), ("06", False)])
def test_the_media_of_the_years_before_october_2021_were_others(medium: str, counts: bool) -> None:
    contact = CareContact("r1", date(2021, 9, 30), "5", medium)

    assert national_clock.is_direct(contact, codes=CODES) is counts


def test_the_first_of_several_days_is_the_one_of_its_part() -> None:
    rows = replace(
        GOLDEN,
        measures=tuple(MeasureScore("r1", _day(day), "DIALOG") for day in (12, 9, 20)),
        procedures=(_assessment(25), _assessment(23), _assessment(27)),
        plans=(_plan(30), _plan(28)),
    )

    assert _only(rows).first == _only(GOLDEN).first


@pytest.mark.parametrize(("day", "counts"), [(-1, False), (0, True), (40, True), (41, False)])
def test_what_happens_on_the_first_and_the_last_day_of_a_spell_is_in_it(day: int, counts: bool) -> None:
    rows = replace(GOLDEN, referrals=(_referral(end=40),), measures=(MeasureScore("r1", _day(day), "DIALOG"),))

    assert (_only(rows).first[Part.MEASURE] is not None) is counts


def test_current_view_is_no_baseline() -> None:
    reading = _only(replace(GOLDEN, measures=(MeasureScore("r1", _day(9), "Current View"),)))

    assert reading.missing == (Part.MEASURE,)


@pytest.mark.parametrize("concept", ["11429006", "975131000000104", "2386021000000108", "11429006:1=2"])
def test_consultation_and_signposting_are_never_help(concept: str) -> None:
    reading = _only(replace(GOLDEN, plans=(), procedures=(_assessment(23), _therapy(9, concept=concept))))

    assert reading.missing == (Part.PLAN_OR_HELP,)


def test_help_stops_the_last_part_as_well_as_a_plan_and_the_earlier_counts() -> None:
    reading = _only(replace(GOLDEN, procedures=(_assessment(23), _therapy(12))))

    assert reading.first[Part.PLAN_OR_HELP] == _day(12)
    assert reading.stopped_on == _day(23)


def test_the_replica_stops_on_a_procedure_that_was_coded_on_a_missed_appointment() -> None:
    missed = (_assessment(14, attendance="3"), _therapy(14, attendance="3"))

    assert _only(replace(GOLDEN, plans=(), procedures=missed)).stopped_on == _day(14)


@pytest.mark.parametrize(
    ("plan", "first"),
    [
        (_plan(10, 20), 10),
        (_plan(0, 20), 0),
        (_plan(-30, 12), 12),
        (_plan(-30, 0), 0),
        (_plan(10, None), None),
        (_plan(10, is_agreed=False), None),
        (_plan(10, provider="RXB"), None),
        (_plan(-30, -5), None),
    ],
)
def test_the_day_of_a_plan_is_as_published_and_one_never_updated_has_none(plan: CarePlan, first: int | None) -> None:
    reading = _only(replace(GOLDEN, plans=(plan,)))

    assert reading.first[Part.PLAN_OR_HELP] == (None if first is None else _day(first))


@pytest.mark.parametrize(
    ("start", "contact", "is_needed"),
    [
        (date(2024, 4, 1), date(2024, 4, 3), True),
        (date(2024, 3, 31), date(2024, 4, 1), True),
        (date(2024, 3, 31), date(2024, 3, 31), False),
        (date(2024, 3, 31), None, True),
    ],
)
def test_an_assessment_is_needed_from_april_2024(start: date, contact: date | None, is_needed: bool) -> None:
    row = replace(_referral(), received_on=start)
    contacts = () if contact is None else (CareContact("r1", contact),)

    reading = _only(PersonRows(referrals=(row,), contacts=contacts))

    assert (Part.ASSESSMENT in reading.first) is is_needed


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"age_at_referral": 18}, True),
        ({"age_at_referral": 17}, False),
        ({"team_types": frozenset({"C03"})}, True),
        ({"team_types": frozenset({"A14"})}, False),
        ({"team_types": frozenset({"A14", "C10"})}, True),
        ({"team_types": frozenset()}, False),
        ({"is_resident_in_england": True}, True),
        ({"is_resident_in_england": False}, False),
        ({"has_hospital_spell": True}, False),
        ({"provider": "DFC"}, False),
    ],
)
def test_whose_referral_counts_for_adults(change: dict[str, object], counts: bool) -> None:
    assert national_clock.is_in_scope(_referral(**change), variant=Variant.ADULTS, codes=CODES) is counts


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"age_at_referral": 0}, True),
        ({"age_at_referral": 18}, False),
        ({"team_types": frozenset()}, True),
        ({"team_types": frozenset({"A02"})}, False),
        ({"team_types": frozenset({"A11"})}, False),
        ({"team_types": frozenset({"A02", "F01"})}, True),
        ({"team_types": frozenset({"A18"}), "priority": "3"}, True),
        ({"team_types": frozenset({"A18"}), "priority": "2"}, False),
        ({"primary_reason": "12"}, False),
        ({"primary_reason": "12", "team_types": frozenset({"F01"})}, True),
        ({"primary_reason": "12", "team_types": frozenset({"A18"})}, True),
        ({"primary_reason": "12", "team_types": frozenset()}, False),
        ({"primary_reason": "01", "team_types": frozenset({"A14"})}, False),
        ({"primary_reason": "01"}, True),
    ],
)
def test_whose_referral_counts_for_children(change: dict[str, object], counts: bool) -> None:
    row = _referral(**({"age_at_referral": 15} | change))

    assert national_clock.is_in_scope(row, variant=Variant.CHILDREN, codes=CODES) is counts


def test_a_caller_may_leave_out_more_teams_and_providers() -> None:
    codes = national_clock.codes_on(ON, more_teams_left_out=["A06"], more_providers=["RXC"])
    child = _referral(age_at_referral=15)

    assert not national_clock.is_in_scope(child, variant=Variant.CHILDREN, codes=codes)
    assert not national_clock.is_in_scope(_referral(provider="RXC"), variant=Variant.ADULTS, codes=codes)
    rows = replace(GOLDEN, referrals=(_referral(provider="RXC"),))
    assert national_clock.clock_readings(rows=rows, on=ON, codes=codes) == ()


CHILD = replace(GOLDEN, referrals=(_referral(age_at_referral=15),), procedures=())


def test_the_childrens_clock_needs_three_parts_and_no_assessment() -> None:
    reading = _only(CHILD, variant=Variant.CHILDREN)

    assert Part.ASSESSMENT not in reading.first
    assert (reading.days, reading.is_met) == (28, True)
    assert national_clock.clock_readings(rows=CHILD, on=ON) == ()


def test_work_without_the_child_is_a_contact_for_children_only() -> None:
    indirect = (IndirectWork("r1", _day(2)),)
    adult = replace(GOLDEN, indirect=indirect)

    assert _only(replace(CHILD, indirect=indirect), variant=Variant.CHILDREN).first[Part.CONTACT] == _day(2)
    assert _only(adult).first[Part.CONTACT] == _day(9)


@pytest.mark.parametrize(("concept", "counts"), [("1085671000000109", True), ("1914891000000100", True), ("1", False)])
def test_an_autism_or_adhd_assessment_is_help_for_children_only(concept: str, counts: bool) -> None:
    procedures = (_assessment(6, concept=concept),)
    child = _only(replace(CHILD, plans=(), procedures=procedures), variant=Variant.CHILDREN)
    adult = _only(replace(GOLDEN, plans=(), procedures=procedures))

    assert child.first[Part.PLAN_OR_HELP] == (_day(6) if counts else None)
    assert adult.first[Part.PLAN_OR_HELP] is None


@pytest.mark.parametrize(("ended_days_ago", "is_open"), [(0, True), (5, True), (6, False)])
def test_a_spell_that_ended_within_five_days_still_counts_as_open(ended_days_ago: int, is_open: bool) -> None:
    row = replace(_referral(), ended_on=ON - timedelta(days=ended_days_ago))

    assert national_clock.spells(referrals=[row], on=ON)[0].is_open is is_open


def test_what_happens_after_the_day_of_the_question_is_not_known() -> None:
    reading = _only(GOLDEN, on=_day(25))

    assert reading.missing == (Part.PLAN_OR_HELP,)
    assert reading.days == 25
    assert national_clock.clock_readings(rows=GOLDEN, on=_day(-1)) == ()


def test_the_order_of_referrals_changes_nothing() -> None:
    rows = [_referral("a", 0, 10), _referral("b", 15, 20), _referral("c", 26, 30), _referral("d", 4)]

    assert len(national_clock.spells(referrals=rows, on=ON)) == len(national_clock.spells(referrals=rows[::-1], on=ON))


DAYS = st.integers(0, 60)
KEYS = st.sampled_from(["r0", "r1", "r2", "r3", "nobody"])
REFERRALS = st.lists(
    st.tuples(st.integers(0, 50), st.none() | st.integers(0, 30), st.sampled_from(["RXA", "RXB"]), st.booleans()),
    min_size=1,
    max_size=4,
)
CONTACTS = st.builds(
    CareContact, KEYS, DAYS.map(_day), st.sampled_from("235 6".replace(" ", "")), st.sampled_from(["01", "05", "11"])
)
MEASURES = st.builds(MeasureScore, KEYS, DAYS.map(_day), st.sampled_from(["DIALOG", "Current View"]))
PROCEDURES = st.builds(
    Procedure,
    KEYS,
    DAYS.map(_day),
    st.sampled_from(["1", "11429006", "1085671000000109"]),
    st.sampled_from([ASSESSMENTS, THERAPIES, "1853451000000107", "another"]),
)
PLANS = st.builds(
    CarePlan,
    st.sampled_from(["RXA", "RXB"]),
    st.integers(-10, 60).map(_day),
    st.none() | st.integers(-10, 60).map(_day),
    st.booleans(),
)
INDIRECT = st.builds(IndirectWork, KEYS, DAYS.map(_day))


def _slow_spells(rows: list[ReferralRow], on: date) -> set[tuple[str, date, date]]:
    """Add one on each start and take one off five days after each end, as the published code does."""
    found = set()
    for provider in {row.provider for row in rows}:
        steps: Counter[date] = Counter()
        ends: dict[date, date] = {}
        for row in rows:
            if row.provider != provider or row.received_on > on:
                continue
            end = on if row.ended_on is None or row.ended_on > on else row.ended_on
            steps[row.received_on] += 1
            steps[end + timedelta(days=5)] -= 1
            ends[end + timedelta(days=5)] = end
        running, start = 0, None
        for day in sorted(steps):
            start = day if start is None else start
            running += steps[day]
            if running == 0:
                found.add((provider, start, day - timedelta(days=5)))
                start = None
    return found


def _slow_first(
    spell: tuple[str, date, date], rows: PersonRows, keys: set[str], part: Part, child: bool
) -> date | None:
    """Walk the spell day by day and stop where the part is there."""
    provider, start, end = spell
    plan_days = set()
    for plan in rows.plans:
        if plan.provider == provider and plan.is_agreed and plan.updated_on and start <= plan.updated_on <= end:
            made_here = start <= plan.created_on <= plan.updated_on
            plan_days.add(plan.created_on if made_here else plan.updated_on)
    for number in range((end - start).days + 1):
        day = start + timedelta(days=number)
        today = [p for p in rows.procedures if p.on == day and p.referral in keys]
        is_there = {
            Part.CONTACT: any(
                c.on == day and c.referral in keys and c.attendance in "56" and c.medium in ("01", "11")
                for c in rows.contacts
            )
            or (child and any(w.on == day and w.referral in keys for w in rows.indirect)),
            Part.MEASURE: any(m.on == day and m.referral in keys and m.tool == "DIALOG" for m in rows.measures),
            Part.ASSESSMENT: any(p.reference_set == ASSESSMENTS and p.concept != "11429006" for p in today),
            Part.PLAN_OR_HELP: day in plan_days
            or any(
                (p.reference_set in (THERAPIES, "1853451000000107") and (child or p.concept != "11429006"))
                or (child and p.reference_set == ASSESSMENTS and p.concept == "1085671000000109")
                for p in today
            ),
        }
        if is_there[part]:
            return day
    return None


@given(
    drawn=REFERRALS,
    contacts=st.lists(CONTACTS, max_size=8),
    measures=st.lists(MEASURES, max_size=4),
    procedures=st.lists(PROCEDURES, max_size=8),
    plans=st.lists(PLANS, max_size=4),
    indirect=st.lists(INDIRECT, max_size=3),
    on=st.integers(20, 70).map(_day),
    is_child=st.booleans(),
)
def test_every_clock_is_the_one_that_a_slow_count_gives(
    drawn: list[tuple[int, int | None, str, bool]],
    contacts: list[CareContact],
    measures: list[MeasureScore],
    procedures: list[Procedure],
    plans: list[CarePlan],
    indirect: list[IndirectWork],
    on: date,
    is_child: bool,
) -> None:
    referrals = [
        _referral(
            f"r{number}",
            start,
            None if length is None else start + length,
            provider=provider,
            age_at_referral=15 if is_child else 30,
            team_types=frozenset({"A06" if counts else "A02"}),
        )
        for number, (start, length, provider, counts) in enumerate(drawn)
    ]
    rows = PersonRows(
        tuple(referrals), tuple(contacts), tuple(measures), tuple(procedures), tuple(indirect), tuple(plans)
    )
    counted = [row for row, (_, _, _, counts) in zip(referrals, drawn, strict=True) if counts]
    parts = [part for part in Part if not (is_child and part is Part.ASSESSMENT)]
    expected = set()
    for spell in _slow_spells(counted, on):
        keys = {row.key for row in counted if row.provider == spell[0]}
        firsts = [_slow_first(spell, rows, keys, part, is_child) for part in parts]
        days = [day for day in firsts if day is not None]
        stop = max(days) if len(days) == len(parts) else None
        expected.add((*spell, tuple(firsts), stop, None if stop is None else (stop - spell[1]).days < 29))

    found = national_clock.clock_readings(rows=rows, on=on, variant=Variant.CHILDREN if is_child else Variant.ADULTS)

    assert {
        (
            r.spell.provider,
            r.spell.started_on,
            r.spell.ends_on,
            tuple(r.first[p] for p in parts),
            r.stopped_on,
            r.is_met,
        )
        for r in found
    } == expected
    assert len(found) == len(expected)
