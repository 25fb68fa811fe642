"""Paired scores by both national methods, on tables that can be counted on paper."""

import math
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import instruments, paired_scores
from lodestar.rules.paired_scores import Measure, MeasuredReferral, Method, Pair, Reading, ReferralState
from lodestar.rules.scores import Change

MARCH = date(2027, 3, 1)
ON = date(2027, 12, 31)
DIALOG = instruments.instrument("dialog", on=MARCH)
REQOL = instruments.instrument("reqol-10", on=MARCH)
QPR = instruments.instrument("qpr", on=MARCH)
JOB = Measure(DIALOG, 3)
TOTAL = Measure(REQOL)


def _day(number: int) -> date:
    return MARCH + timedelta(days=number)


def _readings(*pairs: tuple[int, int | None]) -> tuple[Reading, ...]:
    return tuple(Reading(_day(day), None if value is None else Fraction(value)) for day, value in pairs)


def _closed(
    *readings: tuple[int, int | None], measure: Measure = JOB, contacts: tuple[int, ...] = (5, 20), **also: object
) -> MeasuredReferral:
    facts: dict[str, object] = {"age_at_referral": 30, "team_type": "A06", "closed_on": _day(100)} | also
    return MeasuredReferral(
        received_on=MARCH,
        contacts=tuple(map(_day, contacts)),
        readings={measure.key: _readings(*readings)},
        **facts,  # type: ignore[arg-type]
    )


def test_the_worked_table_of_the_dashboard() -> None:
    referrals = [
        _closed((6, 2), (60, 4)),  # up by 2: better
        _closed((6, 3), (60, 3)),  # the same
        _closed((6, 5), (40, 6), (60, 4)),  # the latest counts: down by 1, worse
        _closed((6, 3), (60, 4)),  # up by 1: better
        _closed((6, 4)),  # a baseline and nothing after it
        _closed((6, 8), (30, 3), (60, 5)),  # the first was no score: no baseline
        _closed(),  # nothing at all
        _closed((6, 1), (60, 7), contacts=(5,)),  # one contact: not counted
        _closed((6, 1), (60, 7), team_type="C02"),  # another team: not counted
    ]

    figures = paired_scores.dashboard_figures(referrals=referrals, measure=JOB, on=ON, state=ReferralState.CLOSED)

    assert figures.method is Method.COMMUNITY_DASHBOARD
    assert (figures.eligible, figures.with_baseline, figures.paired) == (7, 5, 4)
    assert (figures.better, figures.no_reliable_change, figures.worse) == (2, 1, 1)
    assert figures.baseline_percent == Fraction(500, 7)
    assert figures.paired_percent == Fraction(400, 7)
    assert (figures.better_percent_of_paired, figures.better_percent_of_eligible) == (50, Fraction(200, 7))
    assert figures.mean_change == Fraction(1, 2)
    # Baselines 2, 3, 5, 3, 4: mean 3.4, squares 5.2, over four 1.3.
    assert figures.effect_size == pytest.approx(0.5 / math.sqrt(1.3))
    assert not figures.is_thinly_paired


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"age_at_referral": 18}, True),
        ({"age_at_referral": 17}, False),
        ({"team_type": "A14"}, True),
        ({"team_type": "C10"}, False),
        ({"team_type": None}, False),
        ({"is_rejected": True}, False),
        ({"has_hospital_spell": True}, False),
        ({"is_organic": True}, False),
        ({"closed_on": ON}, True),
        ({"closed_on": ON + timedelta(days=1)}, False),
        ({"closed_on": None}, False),
    ],
)
def test_who_counts_among_the_closed_of_the_dashboard(change: dict[str, object], counts: bool) -> None:
    row = _closed(**change)

    assert paired_scores.counts_on_dashboard(row, on=ON, state=ReferralState.CLOSED) is counts


@pytest.mark.parametrize(("days_open", "counts"), [(179, False), (180, True), (181, True)])
def test_an_open_referral_counts_from_its_180th_day(days_open: int, counts: bool) -> None:
    row = _closed(closed_on=None)

    assert paired_scores.counts_on_dashboard(row, on=_day(days_open), state=ReferralState.OPEN) is counts
    assert not paired_scores.counts_on_dashboard(row, on=_day(days_open), state=ReferralState.CLOSED)


def test_a_contact_of_tomorrow_is_not_counted_today() -> None:
    row = _closed(closed_on=None, contacts=(5, 200))

    assert not paired_scores.counts_on_dashboard(row, on=_day(199), state=ReferralState.OPEN)
    assert paired_scores.counts_on_dashboard(row, on=_day(200), state=ReferralState.OPEN)


@pytest.mark.parametrize(
    ("readings", "pair"),
    [
        (((6, 3), (30, None), (20, 5)), Pair(Fraction(3), Fraction(5))),
        (((6, 3), (30, 4), (30, 6)), Pair(Fraction(3), Fraction(4))),
        (((6, 3), (6, 5)), Pair(Fraction(3), Fraction(5))),
        (((6, None), (30, 4)), Pair(None, None)),
        (((6, 3), (400, 7)), Pair(Fraction(3), None)),
        ((), Pair(None, None)),
    ],
)
def test_the_dashboard_pairs_the_first_with_the_latest_score(
    readings: tuple[tuple[int, int | None], ...], pair: Pair
) -> None:
    assert paired_scores.dashboard_pair(readings=_readings(*readings), measure=JOB, on=ON) == pair


def _child(*readings: tuple[int, int | None], measure: Measure = TOTAL, **also: object) -> MeasuredReferral:
    return _closed(*readings, measure=measure, **({"age_at_referral": 15, "team_type": "F01"} | also))


@pytest.mark.parametrize(
    ("readings", "pair"),
    [
        (((4, 10), (5, 12), (20, 18)), Pair(Fraction(12), Fraction(18))),
        (((5, 12), (19, 18)), Pair(Fraction(12), None)),
        (((5, None), (6, 12), (100, 20)), Pair(Fraction(12), Fraction(20))),
        (((5, 12), (20, 18), (101, 40)), Pair(Fraction(12), Fraction(18))),
        (((25, 12),), Pair(Fraction(12), None)),
        (((3, 12),), Pair(None, None)),
    ],
)
def test_the_childrens_method_pairs_from_the_first_and_from_the_second_contact(
    readings: tuple[tuple[int, int | None], ...], pair: Pair
) -> None:
    assert paired_scores.children_pair(referral=_child(*readings), measure=TOTAL) == pair


def test_an_open_referral_or_one_without_contacts_has_no_pair_among_children() -> None:
    rows = [_child((6, 10), (60, 20), closed_on=None), _child((6, 10), (60, 20), contacts=())]

    assert [paired_scores.children_pair(referral=row, measure=TOTAL) for row in rows] == [Pair(None, None)] * 2


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"age_at_referral": 0}, True),
        ({"age_at_referral": 18}, False),
        ({"team_type": None}, True),
        ({"team_type": "E01"}, False),
        ({"is_rejected": True}, False),
        ({"has_hospital_spell": True}, False),
        ({"closed_on": None}, False),
        ({"contacts": (5,)}, False),
        ({"contacts": (5, 101)}, False),
        ({"contacts": (5, 100)}, True),
    ],
)
def test_who_counts_among_children(change: dict[str, object], counts: bool) -> None:
    assert paired_scores.counts_among_children(_child(**change), on=ON) is counts


def test_the_worked_table_of_the_childrens_figures() -> None:
    other = Measure(QPR)
    both = {TOTAL.key: _readings((6, 10), (60, 16)), other.key: _readings((6, 10), (60, 50))}
    mixed = {TOTAL.key: _readings((6, 10), (60, 16)), JOB.key: _readings((6, 5), (60, 4))}
    referrals = [
        _child((6, 10), (60, 15)),  # up by 5: better
        _child((6, 10), (60, 14)),  # up by 4: no reliable change
        _child((6, 20), (60, 15)),  # down by 5: worse
        MeasuredReferral(
            MARCH, 15, "F01", (_day(5), _day(20)), _day(100), readings=both
        ),  # better, and one without a step
        MeasuredReferral(MARCH, 15, "F01", (_day(5), _day(20)), _day(100), readings=mixed),  # better and worse: worse
        _child((6, 10), (60, 40), measure=other),  # paired, with no agreed step: in none of the three
        _child((6, 10)),  # no second score
        _child(),  # none
    ]

    figures = paired_scores.children_figures(referrals=referrals, measures=[TOTAL, other, JOB], on=ON)

    assert figures.method is Method.CHILDREN
    assert (figures.eligible, figures.with_baseline, figures.paired) == (8, 7, 6)
    assert (figures.better, figures.no_reliable_change, figures.worse) == (2, 1, 2)
    assert figures.effect_size is None


@pytest.mark.parametrize("code", ["dialog", "reqol-10", "reqol-20"])
def test_a_rise_is_better_by_both_methods_on_the_scales_that_the_childrens_table_turns_round(code: str) -> None:
    row = instruments.instrument(code, on=MARCH)
    measure = paired_scores.measures_of(row)[0]

    assert measure.change(before=Fraction(2), after=Fraction(7)) in (Change.BETTER, Change.NO_RELIABLE_CHANGE)
    assert measure.change(before=Fraction(7), after=Fraction(1)) is not Change.BETTER


@pytest.mark.parametrize(
    ("paired", "eligible", "is_thin"), [(21, 40, False), (20, 40, False), (19, 40, True), (24, 30, False), (0, 0, True)]
)
def test_a_result_with_under_half_paired_goes_out_with_a_warning(paired: int, eligible: int, is_thin: bool) -> None:
    assert paired_scores.is_thinly_paired(paired=paired, eligible=eligible) is is_thin


def test_nobody_gives_no_rate_and_no_zero() -> None:
    figures = paired_scores.dashboard_figures(referrals=[], measure=JOB, on=ON, state=ReferralState.OPEN)

    assert (figures.paired_percent, figures.better_percent_of_paired, figures.mean_change) == (None, None, None)
    assert figures.effect_size is None and figures.is_thinly_paired


@pytest.mark.parametrize(
    ("code", "item", "value", "is_valid"),
    [
        *[("dialog", 3, 7, True), ("dialog", 3, 8, False), ("dialog", None, 4, True), ("reqol-10", None, 40, True)],
        *[("reqol-10", None, 41, False), ("swemwbs", None, 7, True), ("swemwbs", None, 8, False)],
    ],
)
def test_a_value_that_the_scale_cannot_take_is_no_score(
    code: str, item: int | None, value: int, is_valid: bool
) -> None:
    measure = Measure(instruments.instrument(code, on=MARCH), item)

    assert measure.is_valid(Fraction(value)) is is_valid


def test_dialog_is_paired_item_by_item_and_reqol_as_one_score() -> None:
    assert [measure.item for measure in paired_scores.measures_of(DIALOG)] == list(range(1, 9))
    assert paired_scores.measures_of(REQOL) == (TOTAL,)


READING_ROWS = st.lists(st.tuples(st.integers(0, 130), st.none() | st.integers(0, 9)), max_size=6)
ROWS = st.lists(
    st.tuples(READING_ROWS, st.lists(st.integers(0, 120), max_size=4), st.none() | st.integers(60, 120)), max_size=8
)


def _slow_children(rows: list[MeasuredReferral]) -> tuple[int, int, int, int]:
    """Count as a person with the rule in one hand and each record in the other."""
    eligible = paired = better = worse = 0
    for row in rows:
        met = sorted(day for day in row.contacts if row.closed_on and day <= row.closed_on)
        if row.closed_on is None or len(met) < 2:
            continue
        eligible += 1
        usable = []
        for number, reading in enumerate(row.readings[JOB.key]):
            in_time = met[0] <= reading.on <= row.closed_on
            if reading.value is not None and reading.value in {1, 2, 3, 4, 5, 6, 7} and in_time:
                usable.append((reading.on, number, reading.value))
        usable.sort()
        if len(usable) >= 2 and usable[-1][0] >= met[1]:
            paired += 1
            better += usable[-1][2] > usable[0][2]
            worse += usable[-1][2] < usable[0][2]
    return eligible, paired, better, worse


@given(rows=ROWS)
def test_the_childrens_figures_are_those_of_a_slow_count(
    rows: list[tuple[list[tuple[int, int | None]], list[int], int | None]],
) -> None:
    referrals = [
        _child(*readings, measure=JOB, contacts=tuple(contacts), closed_on=None if end is None else _day(end))
        for readings, contacts, end in rows
    ]

    figures = paired_scores.children_figures(referrals=referrals, measures=[JOB], on=ON)

    assert (figures.eligible, figures.paired, figures.better, figures.worse) == _slow_children(referrals)


@given(rows=ROWS)
def test_the_dashboards_pairs_never_outnumber_its_baselines(
    rows: list[tuple[list[tuple[int, int | None]], list[int], int | None]],
) -> None:
    referrals = [_closed(*readings, contacts=tuple(contacts)) for readings, contacts, _ in rows]

    figures = paired_scores.dashboard_figures(referrals=referrals, measure=JOB, on=ON, state=ReferralState.CLOSED)

    assert figures.paired <= figures.with_baseline <= figures.eligible
    assert figures.better + figures.no_reliable_change + figures.worse == figures.paired
