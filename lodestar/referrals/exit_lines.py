"""Whom the end of a contract concerns, by name: for the provider and the person's own workers, never a commissioner."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from lodestar.access.viewers import Viewer
from lodestar.commissioning import contracts, exits
from lodestar.commissioning.contracts import Overview
from lodestar.commissioning.models import Contract, ContractLot, ExitPlan
from lodestar.directory.models import Service
from lodestar.people.models import Person
from lodestar.referrals.models import NextOffer, Referral, ReferralStep
from lodestar.rules import contract_dates, referral_states
from lodestar.rules.contract_dates import ExitLine
from lodestar.rules.referral_states import StepKind


@dataclass(frozen=True, kw_only=True)
class ConcernedPerson:
    """One person whom the end concerns, with the newest word on what comes next."""

    person_id: UUID
    preferred_name: str
    life_area: str
    service_name: str
    offer_words: str
    answer: str
    wishes: str
    by_name: str
    at: datetime | None

    @property
    def line(self) -> ExitLine:
        """Return the person's line of the exit plan, as the rule reads it."""
        return ExitLine(
            person=str(self.person_id),
            next_offer=self.offer_words,
            has_agreed=self.answer == NextOffer.Answer.AGREED,
            has_declined=self.answer == NextOffer.Answer.DECLINED,
        )


@dataclass(frozen=True, kw_only=True)
class EndingContract:
    """A contract with an open exit plan that concerns people whom the viewer sees."""

    contract: Contract
    overview: Overview
    plan: ExitPlan
    people: tuple[ConcernedPerson, ...]

    @property
    def still_open(self) -> int:
        """Return how many of these people have no agreed or declined next offer."""
        try:
            contract_dates.check_may_end(lines=[person.line for person in self.people])
        except contract_dates.NotExitReady as error:
            return len(error.people)
        return 0


def concerned_by(viewer: Viewer, *, contract_id: UUID) -> QuerySet[Referral]:
    """Return the open referrals to a contract's services, of people whom the viewer sees, newest first."""
    last = ReferralStep.objects.filter(referral=OuterRef("pk")).order_by("-number").values("kind")[:1]
    not_open = [*(state.value for state in referral_states.CLOSED), StepKind.SENT.value]
    services = ContractLot.objects.filter(contract_id=contract_id).values("service_id")
    return (
        Referral.objects.visible_to(viewer)
        .filter(service__in=services, person__in=Person.objects.visible_to(viewer))
        .annotate(last_kind=Subquery(last))
        .exclude(last_kind__in=not_open)
        .select_related("person", "service")
        .order_by("-received_at", "id")
    )


def offerable(viewer: Viewer, *, contract_id: UUID) -> QuerySet[Service]:
    """Return the services that can be offered instead: they run, and do not close themselves. By name."""
    running = Service.objects.filter(status=Service.Status.ACTIVE, retired_at=None)
    planned = ContractLot.objects.filter(contract__exit_plan__isnull=False)
    closing = exits.closings(planned.values_list("service_id", flat=True), on=viewer.today)
    own = ContractLot.objects.filter(contract_id=contract_id).values("service_id")
    return running.exclude(pk__in=own).exclude(pk__in=list(closing)).order_by("name", "id")


def ending_contract(viewer: Viewer, *, contract_id: UUID) -> EndingContract:
    """Return a contract that ends with the people whom the viewer sees, by name.

    Raises ContractNotFound where no exit plan is open, and where the viewer sees nobody whom it concerns and the
    contract is not their own organisation's.
    """
    ending = _ending(viewer, contract_id)
    is_own = ending is not None and ending.contract.provider_id in viewer.organisation_ids
    if ending is None or not (ending.people or is_own):
        raise contracts.ContractNotFound
    return ending


def ending_contracts(viewer: Viewer) -> list[EndingContract]:
    """Return the contracts that end and concern people whom the viewer sees, or their own body, soonest first."""
    planned = ExitPlan.objects.values_list("contract_id", flat=True)
    found = [one for contract_id in planned if (one := _ending(viewer, contract_id)) is not None]
    mine = [one for one in found if one.people or one.contract.provider_id in viewer.organisation_ids]
    return sorted(mine, key=lambda one: (one.overview.end_on, one.overview.title))


def _ending(viewer: Viewer, contract_id: UUID) -> EndingContract | None:
    # Whoever supports somebody may know that what they use ends, whatever else of the contract is not theirs to read.
    contract = (
        Contract.objects.filter(pk=contract_id, exit_plan__isnull=False)
        .select_related("provider", "exit_plan__instead")
        .prefetch_related("lots__service", "shares__buyer", "events", "alerts_done")
        .first()
    )
    if contract is None:
        return None
    newest = {
        offer.person_id: offer
        for offer in NextOffer.objects.visible_to(viewer)
        .filter(contract_id=contract_id)
        .select_related("service", "by")
        .order_by("at", "id")
    }
    people: dict[UUID, ConcernedPerson] = {}
    for referral in concerned_by(viewer, contract_id=contract_id):
        if referral.person_id not in people:
            people[referral.person_id] = _concerned(referral, newest.get(referral.person_id))
    return EndingContract(
        contract=contract,
        overview=contracts.overview(contract, on=viewer.today),
        plan=contract.exit_plan,
        people=tuple(sorted(people.values(), key=lambda one: (one.preferred_name.casefold(), str(one.person_id)))),
    )


def _concerned(referral: Referral, offer: NextOffer | None) -> ConcernedPerson:
    named = ""
    if offer is not None:
        named = ", ".join(filter(None, (offer.service.name if offer.service else "", offer.words)))
    return ConcernedPerson(
        person_id=referral.person_id,
        preferred_name=referral.person.preferred_name,
        life_area=referral.life_area,
        service_name=referral.service.name,
        offer_words=named,
        answer=offer.answer if offer else "",
        wishes=offer.wishes if offer else "",
        by_name=offer.by.name if offer and offer.by else "",
        at=offer.at if offer else None,
    )
