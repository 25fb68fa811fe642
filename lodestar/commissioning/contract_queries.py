"""Reads of contracts, for those who see figures and, of its own contracts, a provider."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from lodestar.access.roles import FIGURES_ROLES
from lodestar.access.viewers import Viewer
from lodestar.commissioning import contracts, exits, targets
from lodestar.commissioning.contracts import ContractNotFound, Overview
from lodestar.commissioning.exits import Closing, Reliance
from lodestar.commissioning.models import (
    Contract,
    ContractEvent,
    ContractLot,
    ExitMessage,
    ExitPlan,
    ExtensionOption,
    PaymentPart,
    StaffPost,
)
from lodestar.directory.models import Service
from lodestar.rules import contract_dates, contract_money
from lodestar.rules.contract_dates import Alert
from lodestar.rules.contract_money import Month, Payment, Pull, Timing
from lodestar.rules.exit_plans import Gap, Urgency

__all__ = ["ContractNotFound"]


@dataclass(frozen=True, kw_only=True)
class Money:
    """How a contract is paid: its parts, every payment, the flow by month, what the provider lends, what it rewards."""

    parts: tuple[tuple[PaymentPart, Decimal], ...]
    payments: tuple[Payment, ...]
    flow: tuple[Month, ...]
    whole_pounds: Decimal
    most_lent_pounds: Decimal
    pulls: tuple[Pull, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An exit plan with its lines. Posts have no names, and people are not here at all."""

    plan: ExitPlan
    instead_name: str
    messages: tuple[ExitMessage, ...]
    posts: tuple[StaffPost, ...]


@dataclass(frozen=True, kw_only=True)
class Detail:
    """Everything about one contract."""

    contract: Contract
    overview: Overview
    may_keep: bool
    lots: tuple[ContractLot, ...]
    options: tuple[ExtensionOption, ...]
    events: tuple[ContractEvent, ...]
    days: tuple[Alert, ...]
    notice_by: date
    money: Money
    met: tuple[targets.Met, ...]
    reliance: Reliance
    gaps: tuple[Gap, ...]
    urgency: Urgency
    plan: Plan | None
    last_safe_on: date


@dataclass(frozen=True, kw_only=True)
class ListedContract:
    """One contract of the list, with how many rely on it and what its exit plan lacks."""

    overview: Overview
    reliance: Reliance
    urgency: Urgency
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, kw_only=True)
class RegisteredService:
    """One service of the place with who pays for it. `contracts` is empty where nobody is known to pay."""

    service_id: UUID
    name: str
    organisation_name: str
    audience: str
    contracts: tuple[Overview, ...]


def contracts_seen(viewer: Viewer) -> list[ListedContract]:
    """Return every contract that the viewer may read, those that end first before the others."""
    rows = {contract.pk: contract for contract in contracts.seen_by(viewer)}
    relies = exits.reliance(rows, on=viewer.today)
    listed = []
    for one in contracts.overviews(rows.values(), on=viewer.today):
        # Whether somebody has no answer yet is asked only where a plan is open; the others lack the plan itself.
        lacking = exits.gaps_of(rows[one.contract_id])
        listed.append(
            ListedContract(
                overview=one,
                reliance=relies[one.contract_id],
                gaps=lacking,
                urgency=exits.urgency_of(rows[one.contract_id], lacking, on=viewer.today),
            )
        )
    return listed


def contract_detail(viewer: Viewer, *, contract_id: UUID) -> Detail:
    """Return everything about one contract. Raises ContractNotFound."""
    contract = contracts.found(viewer, contract_id)
    one = contracts.overview(contract, on=viewer.today)
    lacking = exits.gaps_of(contract)
    return Detail(
        contract=contract,
        overview=one,
        may_keep=contracts.may_keep(viewer, contract),
        lots=tuple(contract.lots.all()),
        options=tuple(contract.options.order_by("new_end_on")),
        events=tuple(contract.events.all()),
        days=contract_dates.alerts(end_on=one.end_on),
        notice_by=contract_dates.notice_by(end_on=one.end_on, notice_months=contract.notice_months),
        money=_money(contract, one),
        met=targets.met_by(viewer, contract, held=contract.indicators.order_by("indicator", "measure")),
        reliance=exits.reliance([contract_id], on=viewer.today)[contract_id],
        gaps=lacking,
        urgency=exits.urgency_of(contract, lacking, on=viewer.today),
        plan=_plan(contract),
        last_safe_on=exits.last_safe_referral_on(contract, end_on=one.end_on),
    )


def closings(viewer: Viewer, *, service_ids: Collection[UUID]) -> dict[UUID, Closing]:
    """Return which of these services close, until when they take referrals and what to use instead. For everybody."""
    return exits.closings(service_ids, on=viewer.today)


def register(viewer: Viewer, *, first: int, most: int) -> tuple[list[RegisteredService], int]:
    """Return a page of the services that run, with who pays for each, and how many there are. None for a stranger."""
    if not viewer.has_any(FIGURES_ROLES):
        return [], 0
    services = Service.objects.filter(status=Service.Status.ACTIVE, retired_at=None).select_related("organisation")
    shown = list(services.order_by("name", "id")[first : first + most])
    paid: dict[UUID, list[Overview]] = {}
    behind = contracts.seen_by(viewer).filter(lots__service__in=shown).distinct()
    for one in contracts.overviews(behind, on=viewer.today):
        if not one.standing.is_over:
            for service_id, _ in one.services:
                paid.setdefault(service_id, []).append(one)
    return [
        RegisteredService(
            service_id=service.pk,
            name=service.name,
            organisation_name=service.organisation.name if service.organisation else "",
            audience=service.audience,
            contracts=tuple(paid.get(service.pk, ())),
        )
        for service in shown
    ], services.count()


def services_without_funder(viewer: Viewer) -> tuple[int, int]:
    """Return how many services that run have nobody known to pay for them, and how many run. Zeros for a stranger."""
    if not viewer.has_any(FIGURES_ROLES):
        return 0, 0
    services = Service.objects.filter(status=Service.Status.ACTIVE, retired_at=None)
    paid = {
        service_id
        for one in contracts.overviews(contracts.seen_by(viewer), on=viewer.today)
        if not one.standing.is_over
        for service_id, _ in one.services
    }
    return services.exclude(pk__in=paid).count(), services.count()


def yearly_total_pounds(viewer: Viewer) -> Decimal:
    """Return what all contracts that the viewer reads cost in a year, whether or not they run today."""
    lots = ContractLot.objects.filter(contract__in=contracts.seen_by(viewer).values("pk"))
    return lots.aggregate(total=Sum("yearly_pounds"))["total"] or Decimal(0)


def _money(contract: Contract, one: Overview) -> Money:
    rows = list(contract.parts.order_by("number"))
    parts = [contract_money.PaymentPart(Timing(row.timing), row.share_percent) for row in rows]
    term = {"starts_on": one.starts_on, "end_on": one.end_on}
    paid = contract_money.payments(parts=parts, yearly_pounds=one.yearly_pounds, **term)
    by_part = contract_money.split_pounds(
        amount_pounds=one.whole_pounds, shares={str(row.pk): row.share_percent for row in rows}
    )
    return Money(
        parts=tuple((row, by_part[str(row.pk)]) for row in rows),
        payments=paid,
        flow=contract_money.cash_flow(paid=paid, **term),
        whole_pounds=one.whole_pounds,
        most_lent_pounds=contract_money.most_lent_pounds(paid=paid, **term),
        pulls=contract_money.pulls(parts=parts),
    )


def _plan(contract: Contract) -> Plan | None:
    plan = contracts.plan_of(contract)
    if plan is None:
        return None
    return Plan(
        plan=plan,
        instead_name=plan.instead.name if plan.instead else "",
        messages=tuple(plan.messages.order_by("due_on", "id")),
        posts=tuple(plan.posts.order_by("role", "id")),
    )
