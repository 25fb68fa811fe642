"""Contracts for tests: a provider with one service, two buyers, and people who rely on it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from lodestar.access.models import Organisation, User
from lodestar.access.roles import Role
from lodestar.commissioning.models import Contract, ContractLot, ContractShare, ExitMessage, ExitPlan, PaymentPart
from lodestar.directory.models import Service
from lodestar.people.models import Person
from tests.factories import people as make
from tests.roles import as_owner


def contract(*services: Service, buyers: tuple[Organisation, ...] = (), **fields: Any) -> Contract:
    """A contract of £120,000 a year for these services, paid by month, that ends in 100 days."""
    today = datetime.now(UTC).date()
    covered = services or (make.service(),)
    paid_by = buyers or (make.organisation(kind="icb"),)
    defaults = {
        "title": f"Contract for {covered[0].name}",
        "provider": covered[0].organisation,
        "starts_on": today - timedelta(days=900),
        "first_end_on": today + timedelta(days=100),
        "notice_months": 3,
        "payment": Contract.Payment.BLOCK,
        "wait_days": 10,
        "help_days": 30,
    }
    with as_owner():
        made = Contract.objects.create(**{**defaults, **fields})
        for number, service in enumerate(covered, start=1):
            ContractLot.objects.create(
                contract=made, number=number, service=service, yearly_pounds=Decimal(120_000) / len(covered)
            )
        for buyer in paid_by:
            ContractShare.objects.create(contract=made, buyer=buyer, yearly_pounds=Decimal(120_000) / len(paid_by))
        PaymentPart.objects.create(contract=made, number=1, timing="monthly", share_percent=100)
    return made


def plan(contract: Contract, *, is_done: bool = False, **fields: Any) -> ExitPlan:
    """An open exit plan; when `is_done`, everything but the people's own answers is seen to."""
    today = datetime.now(UTC).date()
    done = {"data_done_on": today, "knowledge_done_on": today, "staff_list_on": today} if is_done else {}
    with as_owner():
        made = ExitPlan.objects.create(
            **{
                "contract": contract,
                "opened_at": datetime.now(UTC),
                "last_referral_on": today + timedelta(days=60),
                **done,
                **fields,
            }
        )
        if is_done:
            ExitMessage.objects.create(plan=made, audience="Everybody who uses it", due_on=today, done_on=today)
    return made


@dataclass
class Ending:
    """A contract that ends: who pays, who leads, who provides, and the people of its desk."""

    contract: Contract
    service: Service
    commissioner: User
    place_lead: User
    manager: User
    people: list[Person]


def ending(*, people: int = 1, is_planned: bool = True, **fields: Any) -> Ending:
    """A contract with people on it, and everybody who has to do with its end."""
    buyer = make.organisation(name="Northern Board", kind="icb")
    provider = make.organisation(name="Tidewater")
    team = make.team(name="Peer team", organisation=provider)
    service = make.service(
        name="Peer support", organisation=provider, team=team, life_areas=["social-connection"], eligibility_rules=[]
    )
    made = contract(service, buyers=(buyer,), title="Peer support", **fields)
    if is_planned:
        plan(made)
    return Ending(
        contract=made,
        service=service,
        commissioner=make.worker(role=Role.COMMISSIONER, team=make.team(organisation=buyer), name="Judith Carrow"),
        place_lead=make.worker(role=Role.PLACE_LEAD, name="Daniel Frost"),
        manager=make.worker(role=Role.PROVIDER_MANAGER, team=team, name="Seun Bakare"),
        people=[relying(service) for _ in range(people)],
    )


def relying(service: Service, *steps: str, **fields: Any) -> Person:
    """A person with an open referral to a service."""
    person = make.person(**fields)
    make.referral(person=person, service=service, steps=steps or ("sent", "received", "accepted", "first-contact"))
    return person


def day(offset: int) -> date:
    """A day so many days from today."""
    return datetime.now(UTC).date() + timedelta(days=offset)
