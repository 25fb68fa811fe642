"""A contract as it stands: what its rows and events say together. Queries and actions of this app read through it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from lodestar.access.roles import FIGURES_ROLES, Role
from lodestar.access.viewers import Viewer
from lodestar.commissioning.models import Contract, ContractEvent, ContractLot, ContractShare, ExitPlan
from lodestar.rules import contract_dates, contract_money, contract_states
from lodestar.rules.contract_dates import Alert, AlertKind
from lodestar.rules.contract_states import EventKind, Standing

CONTRACT_ROLES = frozenset({Role.COMMISSIONER, Role.PLACE_LEAD})


class ContractNotFound(LookupError):
    """There is no such contract, or none that this viewer may see: nobody is told which."""


class NotTheirsToKeep(PermissionError):
    """The viewer may not change this contract: their organisation does not pay for it."""


@dataclass(frozen=True, kw_only=True)
class Overview:
    """One contract with its standing on the viewer's today. Money in pounds; `end_on` is its last day."""

    contract_id: UUID
    title: str
    reference: str
    provider_id: UUID
    provider_name: str
    services: tuple[tuple[UUID, str], ...]
    buyers: tuple[tuple[str, Decimal], ...]
    yearly_pounds: Decimal
    starts_on: date
    standing: Standing
    position: str
    payment: str
    route: str
    alerts: tuple[Alert, ...]
    has_exit_plan: bool

    @property
    def end_on(self) -> date:
        """Return the last day, as things stand."""
        return self.standing.end_on

    @property
    def whole_pounds(self) -> Decimal:
        """Return what it is worth from first to last day."""
        return contract_money.whole_value_pounds(
            yearly_pounds=self.yearly_pounds, starts_on=self.starts_on, end_on=self.end_on
        )

    @property
    def term_months(self) -> int:
        """Return how long it runs, in months, a month that has begun included."""
        return contract_money.term_months(starts_on=self.starts_on, end_on=self.end_on)


def may_keep(viewer: Viewer, contract: Contract) -> bool:
    """Return whether the viewer may change a contract: a place lead each, a commissioner what their body pays for."""
    if Role.PLACE_LEAD in viewer.roles:
        return True
    pays = {share.buyer_id for share in contract.shares.all()}
    return Role.COMMISSIONER in viewer.roles and bool(pays & viewer.organisation_ids)


def seen_by(viewer: Viewer) -> QuerySet[Contract]:
    """Return the contracts that the viewer may read: with figures all of them, else those of their organisation."""
    contracts = _with_all(Contract.objects.all())
    if viewer.has_any(FIGURES_ROLES):
        return contracts
    return contracts.filter(provider_id__in=viewer.organisation_ids)


def _with_all(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    return contracts.select_related("provider", "exit_plan").prefetch_related(
        Prefetch("lots", queryset=ContractLot.objects.select_related("service").order_by("number")),
        Prefetch("shares", queryset=ContractShare.objects.select_related("buyer").order_by("-yearly_pounds", "id")),
        Prefetch("events", queryset=ContractEvent.objects.order_by("number")),
        "alerts_done",
    )


def found(viewer: Viewer, contract_id: UUID) -> Contract:
    """Return one contract that the viewer may read. Raises ContractNotFound."""
    contract = seen_by(viewer).filter(pk=contract_id).first()
    if contract is None:
        raise ContractNotFound
    return contract


def locked(contract_id: UUID, *, by: Viewer) -> Contract:
    """Return a contract that `by` may change, locked until the transaction ends.

    Raises ContractNotFound and NotTheirsToKeep.
    """
    Contract.objects.select_for_update().filter(pk=contract_id).first()
    contract = found(by, contract_id)
    if not may_keep(by, contract):
        raise NotTheirsToKeep
    return contract


def events_of(contract: Contract) -> list[contract_states.Event]:
    """Return what happened, as the rules read it, in the order of entry."""
    rows = sorted(contract.events.all(), key=lambda row: row.number)
    return [contract_states.Event(EventKind(row.kind), row.happened_on, row.new_end_on) for row in rows]


def standing_of(contract: Contract, *, on: date) -> Standing:
    """Return where a contract stands on a day."""
    return contract_states.standing(
        starts_on=contract.starts_on, first_end_on=contract.first_end_on, events=events_of(contract), on=on
    )


def plan_of(contract: Contract) -> ExitPlan | None:
    """Return the exit plan of a contract, if one was opened."""
    try:
        return contract.exit_plan
    except ExitPlan.DoesNotExist:
        return None


def overview(contract: Contract, *, on: date) -> Overview:
    """Return one contract as it stands on a day. Asks nothing of the database that `seen_by` has not fetched."""
    stands = standing_of(contract, on=on)
    done = [AlertKind(one.kind) for one in contract.alerts_done.all() if one.end_on == stands.end_on]
    is_ended = stands.state is contract_states.State.ENDED
    lots = list(contract.lots.all())
    return Overview(
        contract_id=contract.pk,
        title=contract.title,
        reference=contract.reference,
        provider_id=contract.provider_id,
        provider_name=contract.provider.name,
        services=tuple((lot.service_id, lot.service.name) for lot in lots),
        buyers=tuple((share.buyer.name, share.yearly_pounds) for share in contract.shares.all()),
        yearly_pounds=sum((lot.yearly_pounds for lot in lots), Decimal(0)),
        starts_on=contract.starts_on,
        standing=stands,
        position=contract.position,
        payment=contract.payment,
        route=contract.route,
        alerts=() if is_ended else contract_dates.alerts_due(end_on=stands.end_on, on=on, done=done),
        has_exit_plan=plan_of(contract) is not None,
    )


def paid_by(service_ids: Iterable[UUID], *, on: date) -> dict[UUID, tuple[str, ...]]:
    """Return who pays for each of these services on a day, by name; a service is missing where nobody is known to pay.

    Names only, and no sums: contracts of public bodies are public. Five queries.
    """
    held = Contract.objects.filter(lots__service__in=list(service_ids)).distinct()
    names: dict[UUID, set[str]] = {}
    for one in overviews(_with_all(held), on=on):
        if one.starts_on <= on <= one.end_on:
            for service_id, _name in one.services:
                names.setdefault(service_id, set()).update(name for name, _pounds in one.buyers)
    return {service_id: tuple(sorted(found)) for service_id, found in names.items()}


def overviews(contracts: Iterable[Contract], *, on: date) -> list[Overview]:
    """Return contracts as they stand, those that end first before the others."""
    return sorted((overview(one, on=on) for one in contracts), key=lambda one: (one.end_on, one.title))
