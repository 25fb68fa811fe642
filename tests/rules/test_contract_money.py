"""A contract's money: what is paid when, to the penny, and what the way of paying rewards."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import contract_money
from lodestar.rules.contract_money import PaymentPart, Pull, SharesDoNotAddUp, Timing

START = date(2025, 4, 1)
END = date(2028, 3, 31)


def part(timing: Timing, percent: int) -> PaymentPart:
    return PaymentPart(timing, Decimal(percent))


def test_three_years_cost_three_times_a_year() -> None:
    assert contract_money.whole_value_pounds(yearly_pounds=Decimal(510_000), starts_on=START, end_on=END) == Decimal(
        "1530000.00"
    )
    assert contract_money.term_months(starts_on=START, end_on=END) == 36


def test_a_part_of_a_month_is_counted_by_days() -> None:
    value = contract_money.whole_value_pounds(yearly_pounds=Decimal(3650), starts_on=START, end_on=date(2025, 4, 10))

    assert value == Decimal("100.00")


@pytest.mark.inventory("S1-35")
@given(
    yearly=st.decimals(min_value=1, max_value=10_000_000, places=2),
    starts_on=st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    days=st.integers(0, 2600),
    cuts=st.lists(st.integers(1, 99), max_size=3, unique=True),
    timings=st.lists(st.sampled_from(list(Timing)), min_size=4, max_size=4),
)
def test_the_payments_of_any_model_make_the_value_of_the_contract(
    yearly: Decimal, starts_on: date, days: int, cuts: list[int], timings: list[Timing]
) -> None:
    end_on = starts_on + timedelta(days=days)
    edges = [0, *sorted(cuts), 100]
    parts = [part(timings[i], edges[i + 1] - edges[i]) for i in range(len(edges) - 1)]

    paid = contract_money.payments(parts=parts, yearly_pounds=yearly, starts_on=starts_on, end_on=end_on)

    value = contract_money.whole_value_pounds(yearly_pounds=yearly, starts_on=starts_on, end_on=end_on)
    flow = contract_money.cash_flow(paid=paid, starts_on=starts_on, end_on=end_on)
    assert sum(payment.amount_pounds for payment in paid) == value
    assert all(starts_on <= payment.on <= end_on + timedelta(days=1) for payment in paid)
    assert (flow[-1].paid_pounds, flow[-1].cost_pounds) == (value, value)


def test_parts_that_are_not_the_whole_are_refused() -> None:
    with pytest.raises(SharesDoNotAddUp):
        contract_money.payments(
            parts=[part(Timing.MONTHLY, 90)], yearly_pounds=Decimal(100), starts_on=START, end_on=END
        )


def test_a_block_is_never_lent_and_an_outcome_is_lent_for_a_year() -> None:
    term = {"starts_on": START, "end_on": END}
    yearly = Decimal(360_000)
    block = contract_money.payments(parts=[part(Timing.MONTHLY, 100)], yearly_pounds=yearly, **term)
    outcome = contract_money.payments(parts=[part(Timing.OUTCOME, 100)], yearly_pounds=yearly, **term)

    assert [payment.amount_pounds for payment in block] == [Decimal("30000.00")] * 36
    assert [payment.on for payment in outcome] == [date(2026, 4, 1), date(2027, 4, 1), date(2028, 4, 1)]
    # February has fewer days than the even share of a month, so a block runs a little ahead or behind for days.
    assert contract_money.most_lent_pounds(paid=block, **term) < 2_000
    assert 355_000 < contract_money.most_lent_pounds(paid=outcome, **term) < 365_000


@pytest.mark.inventory("S1-35")
@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([part(Timing.MONTHLY, 100)], (Pull.NO_REWARD_FOR_MORE,)),
        (
            [part(Timing.UP_FRONT, 30), part(Timing.MONTHLY, 70)],
            (Pull.MONEY_BEFORE_HELP, Pull.NO_REWARD_FOR_MORE),
        ),
        ([part(Timing.ACTIVITY, 100)], (Pull.MORE_SHORT_CONTACTS, Pull.PROVIDER_LENDS)),
        ([part(Timing.MONTHLY, 60), part(Timing.OUTCOME, 40)], (Pull.EASIEST_FIRST, Pull.PROVIDER_LENDS)),
    ],
)
def test_each_way_of_paying_says_what_it_rewards(parts: list[PaymentPart], expected: tuple[Pull, ...]) -> None:
    assert contract_money.pulls(parts=parts) == expected


@given(
    amount=st.decimals(min_value=0, max_value=1_000_000, places=2),
    shares=st.lists(st.decimals(min_value=0, max_value=1000, places=2), min_size=1, max_size=6).filter(any),
)
def test_a_split_adds_up_and_no_part_is_a_penny_from_its_share(amount: Decimal, shares: list[Decimal]) -> None:
    named = {str(number): share for number, share in enumerate(shares)}

    split = contract_money.split_pounds(amount_pounds=amount, shares=named)

    assert sum(split.values()) == amount
    for name, share in named.items():
        assert abs(split[name] - amount * share / sum(shares)) < Decimal("0.01")


@pytest.mark.inventory("S1-43")
def test_an_amount_is_carried_over_by_its_index_and_back() -> None:
    later = contract_money.uprated_pounds(
        amount_pounds=Decimal(2818), index_from=Decimal("78.2"), index_to=Decimal("100")
    )

    assert later == Decimal("3603.58")
    assert contract_money.uprated_pounds(
        amount_pounds=later, index_from=Decimal("100"), index_to=Decimal("78.2")
    ) == Decimal("2818.00")
    with pytest.raises(ValueError, match="above 0"):
        contract_money.uprated_pounds(amount_pounds=later, index_from=Decimal(0), index_to=Decimal(1))
