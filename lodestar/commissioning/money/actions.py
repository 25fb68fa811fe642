"""What goes into funds and out of them, and what things cost."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.commissioning import targets
from lodestar.commissioning.contracts import CONTRACT_ROLES, NotTheirsToKeep
from lodestar.commissioning.models import Fund, FundEntry, JointOutcome, UnitCost
from lodestar.commissioning.money import balances
from lodestar.indicators import catalogue
from lodestar.rules import contract_money

__all__ = ["NotTheirsToKeep"]


class FundNotFound(LookupError):
    """There is no such fund."""


class EntryRefused(ValueError):
    """Money that cannot be entered like this; `reason` is a slug."""

    def __init__(self, reason: str) -> None:
        """Keep why, for the page to say it."""
        super().__init__(f"This cannot be entered: {reason}.")
        self.reason = reason


INDEX_PLACES = Decimal("0.0001")
# As much as a row can hold.
MOST_POUNDS = Decimal(10**10)


class SourceMissing(ValueError):
    """A cost without a source, a price year or an index cannot be used."""


class YearNotSaid(ValueError):
    """The source does not say the year of its prices: from nowhere, no index carries a cost anywhere."""


class BeyondThePounds(ValueError):
    """The two values of the index make a cost of ten billion pounds or more: look at them again."""


def open_fund(
    *,
    name: str,
    purpose: str,
    basis: str,
    host_id: UUID,
    starts_on: date,
    by: Viewer,
    at: datetime,
    ends_on: date | None = None,
    risk_share: str = "",
) -> Fund:
    """Enter a fund. Raises NotTheirsToKeep, and EntryRefused where it ends before it starts or has no name."""
    _check_keeper(by)
    if not name.strip() or (ends_on and ends_on < starts_on):
        raise EntryRefused("no-name" if not name.strip() else "ends-before-it-starts")
    with transaction.atomic():
        fund = Fund.objects.create(
            name=name.strip(),
            purpose=purpose.strip(),
            basis=basis,
            host_id=host_id,
            starts_on=starts_on,
            ends_on=ends_on,
            risk_share=risk_share.strip(),
        )
        audit.record(by=by, at=at, action="open-fund", subject_kind="fund", subject_id=fund.pk)
    return fund


def enter_money(
    *,
    fund_id: UUID,
    kind: str,
    on: date,
    amount_pounds: Decimal,
    by: Viewer,
    at: datetime,
    partner_id: UUID | None = None,
    contract_id: UUID | None = None,
    words: str = "",
) -> FundEntry:
    """Enter what a partner paid in, what was spent, or what went back. Nothing entered before is changed.

    Raises NotTheirsToKeep, FundNotFound, and EntryRefused (not-above-zero, no-partner, before-the-fund,
    more-than-there-is).
    """
    _check_keeper(by)
    with transaction.atomic():
        fund = _locked(fund_id)
        if amount_pounds <= 0:
            raise EntryRefused("not-above-zero")
        if kind != FundEntry.Kind.SPEND and partner_id is None:
            raise EntryRefused("no-partner")
        if on < fund.starts_on:
            raise EntryRefused("before-the-fund")
        if kind == FundEntry.Kind.RETURNED and amount_pounds > balances.balance_of(fund).left_pounds:
            raise EntryRefused("more-than-there-is")
        entry = FundEntry.objects.create(
            fund=fund,
            kind=kind,
            on=on,
            amount_pounds=amount_pounds,
            partner_id=None if kind == FundEntry.Kind.SPEND else partner_id,
            contract_id=contract_id if kind == FundEntry.Kind.SPEND else None,
            words=words.strip(),
            entered_by_name=by.name,
            entered_at=at,
        )
        audit.record(by=by, at=at, action="enter-money", subject_kind="fund", subject_id=fund.pk, reason=kind)
    return entry


def close_fund(*, fund_id: UUID, on: date, by: Viewer, at: datetime) -> tuple[FundEntry, ...]:
    """Close a fund: what is left goes back to the partners as they paid in, to the penny, and it balances to zero.

    Raises NotTheirsToKeep, FundNotFound, and EntryRefused (overspent, nobody-paid-in, partner-owes: settle first).
    """
    _check_keeper(by)
    with transaction.atomic():
        fund = _locked(fund_id)
        balance = balances.balance_of(fund)
        if balance.left_pounds < 0:
            raise EntryRefused("overspent")
        if not balance.paid_in_pounds:
            raise EntryRefused("nobody-paid-in")
        if any(one.left_pounds < 0 for one in balance.partners):
            raise EntryRefused("partner-owes")
        entries = FundEntry.objects.bulk_create(
            FundEntry(
                fund=fund,
                kind=FundEntry.Kind.RETURNED,
                on=on,
                amount_pounds=one.left_pounds,
                partner_id=one.partner_id,
                words="What was left, shared as it was paid in",
                entered_by_name=by.name,
                entered_at=at,
            )
            for one in balance.partners
            if one.left_pounds > 0
        )
        fund.ends_on = on
        fund.save(update_fields=["ends_on"])
        audit.record(by=by, at=at, action="close-fund", subject_kind="fund", subject_id=fund.pk)
    return tuple(entries)


def agree_joint_outcome(
    *,
    fund_id: UUID,
    words: str,
    indicator: str,
    measure: str,
    target: Decimal,
    review_on: date,
    by: Viewer,
    at: datetime,
    baseline: Decimal | None = None,
    baseline_on: date | None = None,
) -> JointOutcome:
    """Agree what partners want to be different, and the measure that will tell them.

    Raises NotTheirsToKeep, FundNotFound, catalogue.NoSuchIndicator, and EntryRefused (no-words, no-such-measure).
    """
    _check_keeper(by)
    declared = catalogue.indicator(indicator)
    if measure not in {one.name for one in targets.measures_of(declared)}:
        raise EntryRefused("no-such-measure")
    if not words.strip():
        raise EntryRefused("no-words")
    with transaction.atomic():
        outcome = JointOutcome.objects.create(
            fund=_locked(fund_id),
            words=words.strip(),
            indicator=indicator,
            measure=measure,
            baseline=baseline,
            baseline_on=baseline_on,
            target=target,
            review_on=review_on,
        )
        audit.record(by=by, at=at, action="agree-joint-outcome", subject_kind="fund", subject_id=fund_id)
    return outcome


def record_unit_cost(
    *,
    name: str,
    unit: str,
    amount_pounds: Decimal,
    price_year: str,
    source: str,
    confidence: str,
    by: Viewer,
    at: datetime,
    page: str = "",
    licence: str = "",
) -> UnitCost:
    """Enter what something costs, with the year of its prices and where that is written.

    Raises NotTheirsToKeep and SourceMissing.
    """
    _check_keeper(by)
    if not source.strip() or not price_year.strip() or not name.strip() or not unit.strip():
        raise SourceMissing
    with transaction.atomic():
        cost = UnitCost.objects.create(
            name=name.strip(),
            unit=unit.strip(),
            amount_pounds=amount_pounds,
            price_year=price_year.strip(),
            source=source.strip(),
            page=page.strip(),
            licence=licence.strip(),
            confidence=confidence,
            entered_by_name=by.name,
            entered_at=at,
        )
        audit.record(by=by, at=at, action="record-unit-cost", subject_kind="unit-cost", subject_id=cost.pk)
    return cost


def uprate_unit_cost(
    *,
    cost_id: UUID,
    price_year: str,
    index_name: str,
    index_from: Decimal,
    index_to: Decimal,
    by: Viewer,
    at: datetime,
) -> UnitCost:
    """Carry a cost into another year's prices. The old row stays; the new one says how it was reached.

    The index counts as it is kept, to four places, so that anybody who works it out again arrives at the same pence.
    Raises NotTheirsToKeep, UnitCost.DoesNotExist, SourceMissing, YearNotSaid and BeyondThePounds.
    """
    index_from, index_to = index_from.quantize(INDEX_PLACES), index_to.quantize(INDEX_PLACES)
    _check_keeper(by)
    if not index_name.strip() or not price_year.strip() or index_from <= 0 or index_to <= 0:
        raise SourceMissing
    with transaction.atomic():
        old = UnitCost.objects.get(pk=cost_id)
        if old.price_year == UnitCost.YEAR_NOT_SAID:
            raise YearNotSaid
        pounds = contract_money.uprated_pounds(
            amount_pounds=old.amount_pounds, index_from=index_from, index_to=index_to
        )
        if pounds >= MOST_POUNDS:
            raise BeyondThePounds
        cost = UnitCost.objects.create(
            name=old.name,
            unit=old.unit,
            amount_pounds=pounds,
            price_year=price_year.strip(),
            source=old.source,
            page=old.page,
            licence=old.licence,
            confidence=old.confidence,
            uprated_from=old,
            index_name=index_name.strip(),
            index_from=index_from,
            index_to=index_to,
            entered_by_name=by.name,
            entered_at=at,
        )
        audit.record(by=by, at=at, action="uprate-unit-cost", subject_kind="unit-cost", subject_id=cost.pk)
    return cost


def _check_keeper(by: Viewer) -> None:
    if not by.has_any(CONTRACT_ROLES):
        raise NotTheirsToKeep


def _locked(fund_id: UUID) -> Fund:
    fund = Fund.objects.select_for_update().filter(pk=fund_id).first()
    if fund is None:
        raise FundNotFound
    return fund
