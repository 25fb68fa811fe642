"""What the end of a contract means: for whom, what they have instead, and what the plan still lacks.

Nobody's name is here. Counts come from the database with small numbers hidden already, so nothing in this app,
nor any page above it, ever holds a small number about people (docs/decisions/0011-exit-counts.md).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import connection

from lodestar.commissioning import contracts
from lodestar.commissioning.models import Contract, ContractLot, ExitPlan
from lodestar.directory.models import Service
from lodestar.rules import contract_dates, exit_plans, parameters
from lodestar.rules.exit_plans import ExitFacts, Gap, Position, Urgency


class Outcome(StrEnum):
    """Where somebody stands whom the end of a contract concerns."""

    AGREED = "agreed"
    DECLINED = "declined"
    OTHER = "other"
    NOWHERE = "nowhere"


@dataclass(frozen=True, kw_only=True)
class Reliance:
    """How many people rely on a contract, and what each would have instead. None is hidden, and never means none.

    `has_answers` is false while nobody has answered on a next offer; then none agreed and none declined.
    """

    total: int | None
    has_answers: bool
    agreed_with: tuple[tuple[str, int | None], ...]
    declined: int | None
    other: int | None
    nowhere: int | None
    fewer_than: int


@dataclass(frozen=True, kw_only=True)
class Closing:
    """A service that closes: the contract behind it ends, and no other goes on with it."""

    service_id: UUID
    end_on: date
    last_referral_on: date
    instead_id: UUID | None
    instead_name: str

    def takes_referrals(self, on: date) -> bool:
        """Return whether somebody can still be referred on a day; the last safe day counts."""
        return on <= self.last_referral_on


def reliance(contract_ids: Collection[UUID], *, on: date) -> dict[UUID, Reliance]:
    """Return for each contract how many people rely on it, hidden and rounded as published figures are."""
    threshold = parameters.whole_number("small-number-threshold", on=on)
    base = parameters.whole_number("rounding-base", on=on)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contract, outcome, next, people, total FROM lodestar_exit_counts(%s, %s, %s)",
            [list(contract_ids), threshold, base],
        )
        rows = cursor.fetchall()
    names = dict(Service.objects.filter(pk__in={row[2] for row in rows if row[2]}).values_list("pk", "name"))
    found = {}
    for contract_id in contract_ids:
        mine = [row for row in rows if row[0] == contract_id]
        alone = {outcome: people for _, outcome, _, people, _ in mine if outcome != Outcome.AGREED}
        found[contract_id] = Reliance(
            total=mine[0][4],
            agreed_with=tuple(
                (names.get(service_id, ""), people) for _, said, service_id, people, _ in mine if said == Outcome.AGREED
            ),
            has_answers=Outcome.DECLINED in alone,
            declined=alone.get(Outcome.DECLINED, 0),
            other=alone[Outcome.OTHER],
            nowhere=alone[Outcome.NOWHERE],
            fewer_than=threshold,
        )
    return found


def has_open_people(contract_id: UUID) -> bool:
    """Return whether somebody has no answer on a next offer yet. That, and no number, is told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lodestar_exit_is_open(%s)", [contract_id])
        (is_open,) = cursor.fetchone()
    return bool(is_open)


def gaps_of(contract: Contract) -> tuple[Gap, ...]:
    """Return what the exit plan of a contract lacks."""
    plan = contracts.plan_of(contract)
    return exit_plans.gaps(facts=None if plan is None else _facts(contract, plan))


def urgency_of(contract: Contract, lacking: Collection[Gap], *, on: date) -> Urgency:
    """Return how pressing the gaps of a contract's plan are."""
    end_on = contracts.standing_of(contract, on=on).end_on
    return exit_plans.urgency(
        lacking=lacking,
        end_on=end_on,
        on=on,
        due_days=parameters.whole_number("contract-alert-exit-plan", on=on),
        overdue_days=parameters.whole_number("contract-alert-handover-list", on=on),
    )


_HAVE_AN_EXIT_PLAN = """
    SELECT DISTINCT lot.service_id
    FROM commissioning_contractlot lot JOIN commissioning_exitplan plan ON plan.contract_id = lot.contract_id
    WHERE lot.service_id = ANY(%s)
"""


def closings(service_ids: Collection[UUID], *, on: date) -> dict[UUID, Closing]:
    """Return which of these services close: an exit plan is open, and no contract without one goes on with them."""
    # Asked for every page of a list, and nearly always answered "none": so this comes first, and bare.
    with connection.cursor() as cursor:
        cursor.execute(_HAVE_AN_EXIT_PLAN, [list(service_ids)])
        with_plan = [service_id for (service_id,) in cursor.fetchall()]
    if not with_plan:
        return {}
    lots = (
        ContractLot.objects.filter(service_id__in=with_plan)
        .select_related("contract__exit_plan__instead")
        .prefetch_related("contract__events")
    )
    closing: dict[UUID, Closing] = {}
    going_on = set()
    for lot in lots:
        plan, standing = contracts.plan_of(lot.contract), contracts.standing_of(lot.contract, on=on)
        if plan is None:
            if not standing.is_over:
                going_on.add(lot.service_id)
            continue
        known = closing.get(lot.service_id)
        if known is None or known.end_on < standing.end_on:
            closing[lot.service_id] = Closing(
                service_id=lot.service_id,
                end_on=standing.end_on,
                last_referral_on=plan.last_referral_on,
                instead_id=plan.instead_id,
                instead_name=plan.instead.name if plan.instead else "",
            )
    return {service_id: one for service_id, one in closing.items() if service_id not in going_on}


def last_safe_referral_on(contract: Contract, *, end_on: date) -> date:
    """Return the last day on which a referral can still be helped in full, by the contract's usual lengths."""
    return contract_dates.last_safe_referral_on(
        end_on=end_on, wait_days=contract.wait_days, help_days=contract.help_days
    )


def _facts(contract: Contract, plan: ExitPlan) -> ExitFacts:
    done = [message.done_on is not None for message in plan.messages.all()]
    return ExitFacts(
        has_open_people=has_open_people(contract.pk),
        are_messages_done=all(done) if done else None,
        is_data_handed_over=plan.data_done_on is not None,
        is_knowledge_handed_over=plan.knowledge_done_on is not None,
        position=Position(contract.position),
        has_staff_list=plan.staff_list_on is not None,
    )
