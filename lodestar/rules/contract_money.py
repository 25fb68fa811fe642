"""How a contract's money flows: when it is paid, what the provider lends meanwhile, and what that rewards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from lodestar.rules import months

PENNY = Decimal("0.01")
WHOLE = Decimal(100)
MONTHS_IN_A_YEAR = 12
DAYS_IN_A_YEAR = 365


class Timing(StrEnum):
    """When a part of a contract's value is paid.

    Source: inventory S1-35 (block, front-loaded, outcome); domain facts §8.2 (block, activity, outcome,
    grant).  Checked: 2026-11-22.
    """

    UP_FRONT = "up-front"
    MONTHLY = "monthly"
    ACTIVITY = "activity"
    OUTCOME = "outcome"


class Pull(StrEnum):
    """What a way of paying rewards, for better and for worse.

    Source: inventory S1-35 (payment models drive behaviour); the list is our own reading.  Checked: 2026-11-22.
    """

    MONEY_BEFORE_HELP = "money-before-help"
    NO_REWARD_FOR_MORE = "no-reward-for-more"
    MORE_SHORT_CONTACTS = "more-short-contacts"
    EASIEST_FIRST = "easiest-first"
    PROVIDER_LENDS = "provider-lends"


class SharesDoNotAddUp(ValueError):
    """The parts of a payment model are not the whole."""


@dataclass(frozen=True, slots=True)
class PaymentPart:
    """One part of a contract's value: when it is paid, and its share. Unit of the share: percent."""

    timing: Timing
    share_percent: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment, on a day, in pounds."""

    on: date
    amount_pounds: Decimal
    timing: Timing


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a contract: what was paid by its end, what it cost by then (evenly), both from the start."""

    starts_on: date
    paid_pounds: Decimal
    cost_pounds: Decimal

    @property
    def lent_pounds(self) -> Decimal:
        """Return what the provider has spent and not been paid yet."""
        return max(self.cost_pounds - self.paid_pounds, Decimal(0))


def whole_value_pounds(*, yearly_pounds: Decimal, starts_on: date, end_on: date) -> Decimal:
    """Return what a contract is worth from its first to its last day.

    Unit: pounds.  Source: twelve equal months a year; a part of a month by days of 365.  Checked: 2026-11-22.
    Raises ValueError when it ends before it starts.
    """
    full, days_over = _term(starts_on, end_on)
    value = yearly_pounds * full / MONTHS_IN_A_YEAR + yearly_pounds * days_over / DAYS_IN_A_YEAR
    return value.quantize(PENNY, rounding=ROUND_HALF_UP)


def term_months(*, starts_on: date, end_on: date) -> int:
    """Return how long a contract runs, in whole months; a month that has begun counts.

    Unit: months.  Source: inventory S4-11.  Checked: 2026-11-22.
    Raises ValueError when it ends before it starts.
    """
    full, days_over = _term(starts_on, end_on)
    return full + (1 if days_over else 0)


def split_pounds(*, amount_pounds: Decimal, shares: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return an amount split by shares, to the penny, so that the parts add up to the whole.

    Unit: pounds.  Source: largest remainder; ties go to the first.  Checked: 2026-11-22.
    Raises SharesDoNotAddUp where no share is above 0, or one is below.
    """
    whole = sum(shares.values(), Decimal(0))
    if whole <= 0 or any(share < 0 for share in shares.values()):
        raise SharesDoNotAddUp("Shares are not below 0, and one is above it.")
    pence = int(amount_pounds / PENNY)
    exact = {name: Decimal(pence) * share / whole for name, share in shares.items()}
    given = {name: int(value) for name, value in exact.items()}
    most_owed = sorted(exact, key=lambda name: given[name] - exact[name])
    for name in most_owed[: pence - sum(given.values())]:
        given[name] += 1
    return {name: given[name] * PENNY for name in shares}


def payments(
    *, parts: Sequence[PaymentPart], yearly_pounds: Decimal, starts_on: date, end_on: date
) -> tuple[Payment, ...]:
    """Return every payment of a contract in order; together they are its whole value, to the penny.

    Unit: pounds.  Source: inventory S1-35 (cash flow sums to contract value).  Checked: 2026-11-22.
    Up front: on the first day. Monthly: on the first day of each month. Activity: after each quarter.
    Outcome: after each year. What falls after the last day is paid on the day after it.
    Raises SharesDoNotAddUp unless the shares make 100.
    """
    if sum((part.share_percent for part in parts), Decimal(0)) != WHOLE:
        raise SharesDoNotAddUp("The parts of a contract's value make 100 percent.")
    value = whole_value_pounds(yearly_pounds=yearly_pounds, starts_on=starts_on, end_on=end_on)
    by_part = split_pounds(
        amount_pounds=value, shares={str(number): part.share_percent for number, part in enumerate(parts)}
    )
    found = []
    for number, part in enumerate(parts):
        days = _days_paid(part.timing, starts_on, end_on)
        even = split_pounds(amount_pounds=by_part[str(number)], shares={day.isoformat(): Decimal(1) for day in days})
        found += [Payment(on=day, amount_pounds=even[day.isoformat()], timing=part.timing) for day in days]
    return tuple(sorted((one for one in found if one.amount_pounds), key=lambda one: (one.on, one.timing)))


def cash_flow(*, paid: Sequence[Payment], starts_on: date, end_on: date) -> tuple[Month, ...]:
    """Return month by month what was paid and what it cost, cost spread evenly over the days of the contract.

    Unit: pounds.  Source: inventory S1-35; that cost is even is our own assumption and the page says so.
    Checked: 2026-11-22.
    The last month holds what is paid after the end, so that it balances.
    """
    value = sum((payment.amount_pounds for payment in paid), Decimal(0))
    days = (end_on - starts_on).days + 1
    starts = [months.add_months(starts_on, months=number) for number in range(_term(starts_on, end_on)[0] + 1)]
    starts = [day for day in starts if day <= end_on]
    flow = []
    for number, first_on in enumerate(starts):
        is_last = number == len(starts) - 1
        until = end_on + timedelta(days=1) if is_last else starts[number + 1]
        paid_by_then = sum((one.amount_pounds for one in paid if is_last or one.on < until), Decimal(0))
        cost = (value * (until - starts_on).days / days).quantize(PENNY, rounding=ROUND_HALF_UP)
        flow.append(Month(starts_on=first_on, paid_pounds=paid_by_then, cost_pounds=cost))
    return tuple(flow)


def most_lent_pounds(*, paid: Sequence[Payment], starts_on: date, end_on: date) -> Decimal:
    """Return the most that the provider has spent before being paid for it, on any day.

    Unit: pounds.  Source: as `cash_flow`.  Checked: 2026-11-22.
    """
    value = sum((payment.amount_pounds for payment in paid), Decimal(0))
    days = (end_on - starts_on).days + 1
    most = Decimal(0)
    for day in {payment.on for payment in paid}:
        before = sum((one.amount_pounds for one in paid if one.on < day), Decimal(0))
        most = max(most, value * min((day - starts_on).days, days) / days - before)
    return most.quantize(PENNY, rounding=ROUND_HALF_UP)


def pulls(*, parts: Sequence[PaymentPart]) -> tuple[Pull, ...]:
    """Return what this way of paying rewards, in the order of the list.

    Unit: none.  Source: inventory S1-35; our own reading.  Checked: 2026-11-22.
    """
    shares = {timing: Decimal(0) for timing in Timing}
    for part in parts:
        shares[part.timing] += part.share_percent
    found = {
        Pull.MONEY_BEFORE_HELP: shares[Timing.UP_FRONT] > 0,
        Pull.NO_REWARD_FOR_MORE: shares[Timing.ACTIVITY] + shares[Timing.OUTCOME] == 0,
        Pull.MORE_SHORT_CONTACTS: shares[Timing.ACTIVITY] > 0,
        Pull.EASIEST_FIRST: shares[Timing.OUTCOME] > 0,
        Pull.PROVIDER_LENDS: shares[Timing.ACTIVITY] + shares[Timing.OUTCOME] > 0,
    }
    return tuple(pull for pull in Pull if found[pull])


def uprated_pounds(*, amount_pounds: Decimal, index_from: Decimal, index_to: Decimal) -> Decimal:
    """Return an amount carried from one price year to another with a price index.

    Unit: pounds.  Source: inventory S1-43 (uprating reproducible); the index is named by whoever enters it.
    Checked: 2026-11-22.
    Raises ValueError for an index that is not above 0.
    """
    if index_from <= 0 or index_to <= 0:
        raise ValueError("An index is above 0.")
    return (amount_pounds * index_to / index_from).quantize(PENNY, rounding=ROUND_HALF_UP)


def _term(starts_on: date, end_on: date) -> tuple[int, int]:
    """Return whole months and the days over, the last day included."""
    after = end_on + timedelta(days=1)
    if after <= starts_on:
        raise ValueError("A contract ends on or after the day on which it starts.")
    full = (after.year - starts_on.year) * MONTHS_IN_A_YEAR + after.month - starts_on.month
    if months.add_months(starts_on, months=full) > after:
        full -= 1
    return full, (after - months.add_months(starts_on, months=full)).days


def _days_paid(timing: Timing, starts_on: date, end_on: date) -> list[date]:
    after = end_on + timedelta(days=1)
    if timing is Timing.UP_FRONT:
        return [starts_on]
    every = {Timing.MONTHLY: 1, Timing.ACTIVITY: 3, Timing.OUTCOME: MONTHS_IN_A_YEAR}[timing]
    count = -(-term_months(starts_on=starts_on, end_on=end_on) // every)
    first = 0 if timing is Timing.MONTHLY else 1
    days = [months.add_months(starts_on, months=every * (number + first)) for number in range(count)]
    return sorted({min(day, after) for day in days})
