"""What a place does with its figures and its contracts. Ends and exit plans: `ending`; funds and costs: `money`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.commissioning import contracts, targets
from lodestar.commissioning.contracts import ContractNotFound, NotTheirsToKeep
from lodestar.commissioning.models import (
    AlertDone,
    Contract,
    ContractEvent,
    ContractIndicator,
    ContractLot,
    ContractShare,
    ExtensionOption,
    PaymentPart,
    PublishedResult,
)
from lodestar.indicators import catalogue
from lodestar.indicators.disclosure import Publishable
from lodestar.rules import contract_measures, contract_money, contract_states
from lodestar.rules.contract_dates import AlertKind
from lodestar.rules.contract_money import SharesDoNotAddUp, Timing
from lodestar.rules.contract_states import EventKind, EventRefused
from lodestar.rules.exit_plans import Position

__all__ = ["ContractNotFound", "EventRefused", "NotTheirsToKeep", "SharesDoNotAddUp"]


class NothingToPublish(ValueError):
    """A publication holds at least the total."""


class TermsRefused(ValueError):
    """A contract's terms do not go together; `reason` is a slug."""

    def __init__(self, reason: str) -> None:
        """Keep why, for the page to say it."""
        super().__init__(f"The terms do not go together: {reason}.")
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a contract says. Money in pounds a year; shares in percent; months and days as their names say.

    `lots` are services with what is paid for each; `shares` are buyers with what each pays; `parts` are timing,
    percent and, for an outcome, the slug of what it is measured by; `options` are new last days with decide-by days.
    """

    title: str
    provider_id: UUID
    lots: Sequence[tuple[UUID, Decimal]]
    shares: Sequence[tuple[UUID, Decimal]]
    starts_on: date
    end_on: date
    payment: str
    parts: Sequence[tuple[Timing, Decimal, str]]
    notice_months: int
    options: Sequence[tuple[date, date]] = ()
    reference: str = ""
    route: str = Contract.Route.NOT_KNOWN
    position: Position = Position.NOT_KNOWN
    wait_days: int = 0
    help_days: int = 1
    places: int | None = None
    signed_off_on: date | None = None
    signed_off_words: str = ""


def publish_results(
    *,
    indicator: catalogue.Indicator,
    results: Sequence[Publishable],
    extract_id: str,
    as_at: date,
    by: Viewer,
    at: datetime,
) -> list[PublishedResult]:
    """Publish an indicator's figures, which went through disclosure, as they stood at the end of `as_at`.

    Figures of the same extract and period are replaced: they are the same question put again. Older
    ones stay. Raises NothingToPublish when there are none.
    """
    if not results:
        raise NothingToPublish(f"{indicator.slug} gave no results.")
    period = results[0].result.period
    rows = [
        PublishedResult(
            indicator=indicator.slug,
            definition_version=indicator.version,
            breakdown=one.result.breakdown,
            key=one.result.key,
            label=one.result.label,
            period_from=period.starts_on,
            period_to=period.until,
            as_at=as_at,
            count=one.count,
            values=dict(one.values),
            hidden_because=one.hidden_because,
            extract_id=extract_id,
            computed_at=at,
        )
        for one in results
    ]
    with transaction.atomic():
        PublishedResult.objects.filter(
            indicator=indicator.slug,
            extract_id=extract_id,
            period_from=period.starts_on,
            period_to=period.until,
        ).delete()
        made = PublishedResult.objects.bulk_create(rows)
        audit.record(by=by, at=at, action="publish-results", subject_kind="indicator", subject_id=indicator.slug)
    return made


def add_contract(*, terms: Terms, by: Viewer, at: datetime) -> Contract:
    """Enter a contract with its lots, buyers, options and way of paying.

    What the buyers pay is what the lots cost; the parts make 100 percent. A commissioner enters what their own
    organisation pays for; a place lead enters any. Raises NotTheirsToKeep, SharesDoNotAddUp and TermsRefused.
    """
    _check_terms(terms)
    buyers = {buyer_id for buyer_id, _ in terms.shares}
    if Role.PLACE_LEAD not in by.roles and not (Role.COMMISSIONER in by.roles and buyers & by.organisation_ids):
        raise NotTheirsToKeep
    with transaction.atomic():
        contract = Contract.objects.create(
            title=terms.title.strip(),
            reference=terms.reference.strip(),
            provider_id=terms.provider_id,
            route=terms.route,
            starts_on=terms.starts_on,
            first_end_on=terms.end_on,
            notice_months=terms.notice_months,
            payment=terms.payment,
            position=terms.position.value,
            wait_days=terms.wait_days,
            help_days=terms.help_days,
            places=terms.places,
            signed_off_on=terms.signed_off_on,
            signed_off_words=terms.signed_off_words.strip(),
        )
        _add_parts(contract, terms)
        audit.record(by=by, at=at, action="add-contract", subject_kind="contract", subject_id=contract.pk)
    return contract


def add_event(
    *,
    contract_id: UUID,
    kind: EventKind,
    happened_on: date,
    by: Viewer,
    at: datetime,
    words: str = "",
    new_end_on: date | None = None,
) -> ContractEvent:
    """Add what happened to a contract: a concern, a pause, an extension, notice. Nothing before it is changed.

    Raises ContractNotFound, NotTheirsToKeep and EventRefused. The end itself is `ending.actions.end_contract`.
    """
    with transaction.atomic():
        contract = contracts.locked(contract_id, by=by)
        if kind is EventKind.ENDED or happened_on > by.today:
            raise EventRefused("not-here" if kind is EventKind.ENDED else "not-yet")
        contract_states.check_may_follow(
            event=contract_states.Event(kind, happened_on, new_end_on),
            standing=contracts.standing_of(contract, on=by.today),
            starts_on=contract.starts_on,
        )
        event = ContractEvent.objects.create(
            contract=contract,
            number=len(contract.events.all()) + 1,
            kind=kind.value,
            happened_on=happened_on,
            new_end_on=new_end_on if kind in {EventKind.EXTENSION, EventKind.NOTICE} else None,
            words=words.strip(),
            entered_by_name=by.name,
            entered_at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="add-contract-event",
            subject_kind="contract",
            subject_id=contract.pk,
            reason=kind.value,
        )
    return event


def deal_with_alert(*, contract_id: UUID, kind: AlertKind, by: Viewer, at: datetime) -> None:
    """Say that somebody saw to an alert before the end as it stands. A second time changes nothing.

    Raises ContractNotFound and NotTheirsToKeep.
    """
    with transaction.atomic():
        contract = contracts.locked(contract_id, by=by)
        AlertDone.objects.get_or_create(
            contract=contract,
            kind=kind.value,
            end_on=contracts.standing_of(contract, on=by.today).end_on,
            defaults={"done_by_name": by.name, "done_at": at},
        )
        audit.record(
            by=by, at=at, action="deal-with-alert", subject_kind="contract", subject_id=contract.pk, reason=kind.value
        )


def hold_to_indicator(
    *,
    contract_id: UUID,
    indicator: str,
    measure: str,
    is_at_least: bool,
    target: Decimal,
    first_on: date,
    by: Viewer,
    at: datetime,
) -> ContractIndicator:
    """Hold a contract to a measure of the catalogue, with a target; a new target takes the place of the old one.

    Raises ContractNotFound, NotTheirsToKeep, catalogue.NoSuchIndicator, and TermsRefused for a measure that the
    indicator does not have.
    """
    declared = catalogue.indicator(indicator)
    if measure not in _names_of(declared):
        raise TermsRefused("no-such-measure")
    with transaction.atomic():
        contract = contracts.locked(contract_id, by=by)
        held, _ = ContractIndicator.objects.update_or_create(
            contract=contract,
            indicator=indicator,
            measure=measure,
            defaults={"is_at_least": is_at_least, "target": target, "first_on": first_on},
        )
        audit.record(
            by=by, at=at, action="hold-to-indicator", subject_kind="contract", subject_id=contract.pk, reason=indicator
        )
    return held


def _names_of(indicator: catalogue.Indicator) -> set[str]:
    return {one.name for one in targets.measures_of(indicator)}


def _check_terms(terms: Terms) -> None:
    if not terms.title.strip() or not terms.lots or not terms.shares:
        raise TermsRefused("something-is-missing")
    if terms.end_on < terms.starts_on:
        raise TermsRefused("ends-before-it-starts")
    if any(not decide_by < new_end_on or new_end_on <= terms.end_on for new_end_on, decide_by in terms.options):
        raise TermsRefused("option-before-the-end")
    for timing, _, measure in terms.parts:
        if (timing is Timing.OUTCOME) != bool(measure) or (measure and measure not in contract_measures.known()):
            raise TermsRefused("outcome-without-measure")
    if sum(pounds for _, pounds in terms.lots) != sum(pounds for _, pounds in terms.shares):
        raise SharesDoNotAddUp("What the buyers pay is not what the lots cost.")
    contract_money.payments(
        parts=[contract_money.PaymentPart(timing, percent) for timing, percent, _ in terms.parts],
        yearly_pounds=sum((pounds for _, pounds in terms.lots), Decimal(0)),
        starts_on=terms.starts_on,
        end_on=terms.end_on,
    )


def _add_parts(contract: Contract, terms: Terms) -> None:
    ContractLot.objects.bulk_create(
        ContractLot(contract=contract, number=number, service_id=service_id, yearly_pounds=pounds)
        for number, (service_id, pounds) in enumerate(terms.lots, start=1)
    )
    ContractShare.objects.bulk_create(
        ContractShare(contract=contract, buyer_id=buyer_id, yearly_pounds=pounds) for buyer_id, pounds in terms.shares
    )
    ExtensionOption.objects.bulk_create(
        ExtensionOption(contract=contract, new_end_on=new_end_on, decide_by=decide_by)
        for new_end_on, decide_by in terms.options
    )
    PaymentPart.objects.bulk_create(
        PaymentPart(contract=contract, number=number, timing=timing.value, share_percent=percent, measure=measure)
        for number, (timing, percent, measure) in enumerate(terms.parts, start=1)
    )
