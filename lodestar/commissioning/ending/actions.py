"""How a contract comes to its end: the exit plan, what it lacks, and the end itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.commissioning import contracts, exits
from lodestar.commissioning.contracts import ContractNotFound, NotTheirsToKeep
from lodestar.commissioning.models import Contract, ContractEvent, ExitMessage, ExitPlan, StaffPost
from lodestar.rules import contract_states
from lodestar.rules.contract_states import EventKind, EventRefused
from lodestar.rules.exit_plans import Gap

__all__ = ["ContractNotFound", "EventRefused", "NotTheirsToKeep"]


class PlanMissing(LookupError):
    """No exit plan was opened for this contract."""


class PlanRefused(ValueError):
    """What was entered does not go together; `reason` is a slug."""

    def __init__(self, reason: str) -> None:
        """Keep why, for the page to say it."""
        super().__init__(f"The plan cannot say this: {reason}.")
        self.reason = reason


class ExitPlanLacks(ValueError):
    """A contract cannot be marked as ended while its exit plan lacks something."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        """Keep what is lacking."""
        super().__init__("The exit plan lacks: " + ", ".join(gaps))
        self.gaps = tuple(gaps)


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """What becomes of the records and of what the staff know; the days are empty until it is done."""

    data_words: str = ""
    data_done_on: date | None = None
    knowledge_words: str = ""
    knowledge_done_on: date | None = None


def open_exit_plan(
    *,
    contract_id: UUID,
    by: Viewer,
    at: datetime,
    instead_id: UUID | None = None,
    last_referral_on: date | None = None,
    messages: Sequence[tuple[str, date]] = (),
) -> ExitPlan:
    """Begin the plan for the end of a contract. From now on its services say that they close, and what to use instead.

    The last safe day for referrals is worked out from the usual wait and length of help unless one is given.
    Raises ContractNotFound, NotTheirsToKeep, and PlanRefused (there-is-one, after-the-end, instead-ends-too).
    """
    with transaction.atomic():
        contract = contracts.locked(contract_id, by=by)
        if contracts.plan_of(contract) is not None:
            raise PlanRefused("there-is-one")
        end_on = contracts.standing_of(contract, on=by.today).end_on
        last_on = last_referral_on or exits.last_safe_referral_on(contract, end_on=end_on)
        _check(contract, last_on=last_on, end_on=end_on, instead_id=instead_id)
        plan = ExitPlan.objects.create(contract=contract, opened_at=at, last_referral_on=last_on, instead_id=instead_id)
        ExitMessage.objects.bulk_create(
            ExitMessage(plan=plan, audience=audience, due_on=due_on) for audience, due_on in messages
        )
        audit.record(by=by, at=at, action="open-exit-plan", subject_kind="contract", subject_id=contract.pk)
    return plan


def choose_instead(
    *, contract_id: UUID, instead_id: UUID | None, last_referral_on: date, by: Viewer, at: datetime
) -> None:
    """Say what to use instead, and the last safe day for referrals. Raises as `open_exit_plan`, and PlanMissing."""
    with transaction.atomic():
        contract = contracts.locked(contract_id, by=by)
        plan = _plan(contract)
        end_on = contracts.standing_of(contract, on=by.today).end_on
        _check(contract, last_on=last_referral_on, end_on=end_on, instead_id=instead_id)
        plan.instead_id, plan.last_referral_on = instead_id, last_referral_on
        plan.save(update_fields=["instead", "last_referral_on"])
        audit.record(by=by, at=at, action="choose-instead", subject_kind="contract", subject_id=contract.pk)


def record_hand_over(*, contract_id: UUID, hand_over: HandOver, by: Viewer, at: datetime) -> None:
    """Say what becomes of records and knowledge, and when it was done. Open to the provider's manager too.

    Raises ContractNotFound, NotTheirsToKeep, PlanMissing, and PlanRefused (not-yet, done-without-words).
    """
    with transaction.atomic():
        contract = _planned_by(contract_id, by=by)
        plan = _plan(contract)
        for words, done_on in (
            (hand_over.data_words, hand_over.data_done_on),
            (hand_over.knowledge_words, hand_over.knowledge_done_on),
        ):
            if done_on and done_on > by.today:
                raise PlanRefused("not-yet")
            if done_on and not words.strip():
                raise PlanRefused("done-without-words")
        plan.data_words, plan.data_done_on = hand_over.data_words.strip(), hand_over.data_done_on
        plan.knowledge_words, plan.knowledge_done_on = hand_over.knowledge_words.strip(), hand_over.knowledge_done_on
        plan.save(update_fields=["data_words", "data_done_on", "knowledge_words", "knowledge_done_on"])
        audit.record(by=by, at=at, action="record-hand-over", subject_kind="contract", subject_id=contract.pk)


def plan_message(
    *, contract_id: UUID, audience: str, due_on: date, by: Viewer, at: datetime, words: str = ""
) -> ExitMessage:
    """Plan to tell a group of people. Raises ContractNotFound, NotTheirsToKeep, PlanMissing, PlanRefused (no-words)."""
    with transaction.atomic():
        contract = _planned_by(contract_id, by=by)
        if not audience.strip():
            raise PlanRefused("no-words")
        message = ExitMessage.objects.create(
            plan=_plan(contract), audience=audience.strip(), words=words.strip(), due_on=due_on
        )
        audit.record(by=by, at=at, action="plan-message", subject_kind="contract", subject_id=contract.pk)
    return message


def mark_message_told(*, contract_id: UUID, message_id: UUID, by: Viewer, at: datetime) -> None:
    """Say that a group of people has been told, today. Raises ContractNotFound, NotTheirsToKeep and PlanMissing."""
    with transaction.atomic():
        contract = _planned_by(contract_id, by=by)
        message = ExitMessage.objects.filter(plan=_plan(contract), pk=message_id).first()
        if message is None:
            raise PlanMissing
        message.done_on = message.done_on or by.today
        message.save(update_fields=["done_on"])
        audit.record(by=by, at=at, action="mark-message-told", subject_kind="contract", subject_id=contract.pk)


def add_post(
    *, contract_id: UUID, role: str, hours_a_week: Decimal, transfers: str, by: Viewer, at: datetime
) -> StaffPost:
    """Add a post to the list of those who may move to the next provider: its role and hours, never a name.

    For the provider's manager alone. Raises ContractNotFound, NotTheirsToKeep, PlanMissing, PlanRefused (no-words).
    """
    with transaction.atomic():
        contract = _managed_by(contract_id, by=by)
        if not role.strip():
            raise PlanRefused("no-words")
        plan = _plan(contract)
        post = StaffPost.objects.create(plan=plan, role=role.strip(), hours_a_week=hours_a_week, transfers=transfers)
        plan.staff_list_on = None
        plan.save(update_fields=["staff_list_on"])
        audit.record(by=by, at=at, action="add-post", subject_kind="contract", subject_id=contract.pk)
    return post


def complete_staff_list(*, contract_id: UUID, by: Viewer, at: datetime) -> None:
    """Say that the list of posts is complete today. For the provider's manager alone.

    Raises ContractNotFound, NotTheirsToKeep, PlanMissing, and PlanRefused (no-posts, not-decided).
    """
    with transaction.atomic():
        contract = _managed_by(contract_id, by=by)
        plan = _plan(contract)
        said = set(plan.posts.values_list("transfers", flat=True))
        if not said:
            raise PlanRefused("no-posts")
        if StaffPost.Transfers.NOT_DECIDED in said:
            raise PlanRefused("not-decided")
        plan.staff_list_on = by.today
        plan.save(update_fields=["staff_list_on"])
        audit.record(by=by, at=at, action="complete-staff-list", subject_kind="contract", subject_id=contract.pk)


def end_contract(*, contract_id: UUID, happened_on: date, by: Viewer, at: datetime, words: str = "") -> ContractEvent:
    """Mark a contract as ended. Refused while its exit plan lacks anything, with what that is.

    Raises ContractNotFound, NotTheirsToKeep, ExitPlanLacks and EventRefused.
    """
    with transaction.atomic():
        contract = contracts.locked(contract_id, by=by)
        if happened_on > by.today:
            raise EventRefused("not-yet")
        contract_states.check_may_follow(
            event=contract_states.Event(EventKind.ENDED, happened_on),
            standing=contracts.standing_of(contract, on=by.today),
            starts_on=contract.starts_on,
        )
        if lacking := exits.gaps_of(contract):
            raise ExitPlanLacks(lacking)
        event = ContractEvent.objects.create(
            contract=contract,
            number=len(contract.events.all()) + 1,
            kind=EventKind.ENDED.value,
            happened_on=happened_on,
            words=words.strip(),
            entered_by_name=by.name,
            entered_at=at,
        )
        audit.record(by=by, at=at, action="end-contract", subject_kind="contract", subject_id=contract.pk)
    return event


def _plan(contract: Contract) -> ExitPlan:
    plan = contracts.plan_of(contract)
    if plan is None:
        raise PlanMissing
    return plan


def _managed_by(contract_id: UUID, *, by: Viewer) -> Contract:
    contract = contracts.found(by, contract_id)
    if Role.PROVIDER_MANAGER not in by.roles or contract.provider_id not in by.organisation_ids:
        raise NotTheirsToKeep
    return contract


def _planned_by(contract_id: UUID, *, by: Viewer) -> Contract:
    contract = contracts.found(by, contract_id)
    return contract if contracts.may_keep(by, contract) else _managed_by(contract_id, by=by)


def _check(contract: Contract, *, last_on: date, end_on: date, instead_id: UUID | None) -> None:
    if last_on > end_on:
        raise PlanRefused("after-the-end")
    if instead_id is not None and instead_id in {lot.service_id for lot in contract.lots.all()}:
        raise PlanRefused("instead-ends-too")
