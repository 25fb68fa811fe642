"""What Harbourne Bay pays for, until when, and what is planned for those who rely on what ends."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from lodestar.access.models import AuditEvent
from lodestar.commissioning.models import (
    AlertDone,
    Contract,
    ContractEvent,
    ContractIndicator,
    ContractLot,
    ContractShare,
    ExitMessage,
    ExitPlan,
    ExtensionOption,
    Fund,
    FundEntry,
    JointOutcome,
    PaymentPart,
    PublishedResult,
    StaffPost,
    UnitCost,
)
from lodestar.demo import rows, written
from lodestar.demo.directory_rows import Directory
from lodestar.demo.staff import Worker
from lodestar.indicators import catalogue
from lodestar.people.models import Person
from lodestar.referrals.models import NextOffer, Referral, ReferralStep
from lodestar.rules import contract_money, referral_states
from lodestar.rules.referral_states import StepKind

ENTERED_BY = "Judith Carrow"
IN_TIME = "share_within_target_percent"
POSTS = (("Team lead", "37.5"), ("Peer worker", "30"), ("Peer worker", "22.5"), ("Group worker", "18.5"))
MESSAGES = (
    ("Everybody who uses it, face to face and by letter", 180),
    ("Staff", 180),
    ("GPs and teams that refer", 90),
)
# Of those whom the end of the largest one concerns, so many have answered already.
BEGUN_AGREED, BEGUN_DECLINED = 8, 6
FINISHED_AGREED = 0.7
# The story of the calls that go on.
KEPT_BY_NAME = "Keep Dee's calls on Tuesdays"


def add_contracts(
    made: rows.Rows, *, directory: Directory, workers: Mapping[str, Worker], on: date, seed: int
) -> dict[str, UUID]:
    """Add every contract with its exit plan, the fund and the costs; return the contracts' ids by title."""
    rng = rows.stream(seed, "contracts")
    ids = {}
    for table in written.read("contracts")["contract"]:
        ids[table["title"]] = _add_contract(made, table, directory, workers, on=on, rng=rng)
    _add_fund(made, written.read("contracts")["fund"], directory, ids, on=on, rng=rng)
    for cost in written.read("contracts")["cost"]:
        _add_cost(made, cost, on=on, rng=rng)
    return ids


def _add_cost(made: rows.Rows, table: Mapping[str, Any], *, on: date, rng: Random) -> None:
    """Add a cost, and beside it what an index made of it where it was carried over."""
    cost: dict[str, Any] = {
        "name": table["name"],
        "unit": table["unit"],
        "amount_pounds": Decimal(table["amount"]),
        "price_year": table["year"],
        "source": table["source"],
        "confidence": table["confidence"],
        "entered_by_name": ENTERED_BY,
    }
    old = made.add(UnitCost, id=rows.new_id(rng), entered_at=rows.moment(on - timedelta(days=90), 10), **cost)
    over = table.get("carried_over")
    if over is None:
        return
    index_from, index_to = Decimal(over["index_from"]), Decimal(over["index_to"])
    cost |= {
        "amount_pounds": contract_money.uprated_pounds(
            amount_pounds=cost["amount_pounds"], index_from=index_from, index_to=index_to
        ),
        "price_year": over["year"],
        "uprated_from_id": old["id"],
        "index_name": over["index"],
        "index_from": index_from,
        "index_to": index_to,
    }
    made.add(UnitCost, id=rows.new_id(rng), entered_at=rows.moment(on - timedelta(days=40), 10), **cost)


def hold_to_what_was_short(*, on: date, using: str) -> None:
    """Hold the contract that falls short to a number of first contacts of which it misses its share.

    The number comes from the figure that was just published, so that the story holds whatever the seed.
    """
    counted = catalogue.WAIT_TO_FIRST_CONTACT
    for table in written.read("contracts")["contract"]:
        if "short_by_percent" not in table:
            continue
        contract = Contract.objects.using(using).get(title=table["title"])
        service_id = contract.lots.values_list("service_id", flat=True).get()
        figure = PublishedResult.objects.using(using).filter(
            indicator=counted.slug, breakdown="service", key=str(service_id), count__isnull=False
        )
        delivered = figure.order_by("-computed_at").values_list("count", flat=True).first()
        if delivered is not None:
            # A start that was broken off after this is taken up again, and meets its own row.
            ContractIndicator.objects.using(using).get_or_create(
                contract=contract,
                indicator=counted.slug,
                measure=counted.counted.name,
                defaults={
                    "is_at_least": True,
                    "target": round(Decimal(delivered) * 100 / (100 - table["short_by_percent"])),
                    "first_on": on - timedelta(days=365),
                },
            )


def _add_contract(
    made: rows.Rows,
    table: Mapping[str, Any],
    directory: Directory,
    workers: Mapping[str, Worker],
    *,
    on: date,
    rng: Any,
) -> UUID:
    contract_id = rows.new_id(rng)

    def day(offset: int) -> date:
        return on + timedelta(days=offset)

    signed = table.get("signed_off")
    made.add(
        Contract,
        id=contract_id,
        reference=table["reference"],
        title=table["title"],
        provider_id=directory.organisations[table["provider"]],
        route=table["route"],
        starts_on=_month_start(day(table["starts"])),
        first_end_on=_month_end(day(table["ends"])),
        notice_months=table["notice"],
        payment=table["payment"],
        position=table["position"],
        wait_days=table["wait"],
        help_days=table["help"],
        places=table.get("places"),
        signed_off_on=day(signed[1]) if signed else None,
        signed_off_words=signed[0] if signed else "",
        is_synthetic=True,
    )

    def add(model: type, **values: Any) -> None:
        made.add(model, id=rows.new_id(rng), contract_id=contract_id, **values)

    for number, (key, pounds) in enumerate(table["lots"].items(), start=1):
        add(ContractLot, number=number, service_id=directory.services[key], yearly_pounds=Decimal(pounds))
    for key, pounds in table["buyers"].items():
        add(ContractShare, buyer_id=directory.organisations[key], yearly_pounds=Decimal(pounds))
    for new_end, decide_by in table.get("options", ()):
        add(ExtensionOption, new_end_on=_month_end(day(new_end)), decide_by=day(decide_by))
    for number, (timing, percent, measure) in enumerate(table["parts"], start=1):
        add(PaymentPart, number=number, timing=timing, share_percent=Decimal(percent), measure=measure)
    end_on = _month_end(day(table["ends"]))
    for number, (kind, happened, words, *moved) in enumerate(table.get("events", ()), start=1):
        end_on = _month_end(day(moved[0])) if moved else end_on
        add(
            ContractEvent, number=number, kind=kind, happened_on=day(happened), words=words,
            new_end_on=end_on if moved else None, entered_by_name=ENTERED_BY,
            entered_at=rows.moment(day(happened), 16),
        )  # fmt: skip
    for kind in table.get("done_alerts", ()):
        add(AlertDone, kind=kind, end_on=end_on, done_by_name=ENTERED_BY, done_at=rows.moment(day(-20), 15))
    if "on_time" in table:
        add(
            ContractIndicator, indicator=catalogue.WAIT_TO_FIRST_CONTACT.slug, measure=IN_TIME, is_at_least=True,
            target=Decimal(table["on_time"]), first_on=day(table["starts"]),
        )  # fmt: skip
    if "plan" in table:
        _add_plan(made, table, directory, workers, contract_id, end_on=end_on, on=on, rng=rng)
    return contract_id


def _month_start(day: date) -> date:
    """Return the first day of a month: contracts start on it."""
    return day.replace(day=1)


def _month_end(day: date) -> date:
    """Return the last day of the month before: contracts end on it, and the next one starts the day after."""
    return day.replace(day=1) - timedelta(days=1)


def _add_plan(
    made: rows.Rows, table: Mapping[str, Any], directory: Directory, workers: Mapping[str, Worker], contract_id: UUID,
    *, end_on: date, on: date, rng: Any,
) -> None:  # fmt: skip
    plan = table["plan"]
    plan_id = rows.new_id(rng)
    is_done = plan["people"] != "begun"
    done_on = on + timedelta(days=plan["opened"] + 30) if is_done else None
    made.add(
        ExitPlan,
        id=plan_id,
        contract_id=contract_id,
        opened_at=rows.moment(on + timedelta(days=plan["opened"]), 11),
        last_referral_on=on + timedelta(days=plan["last_referral"]),
        instead_id=directory.services[plan["instead"]] if "instead" in plan else None,
        data_words="Records go to whoever each person chooses next, with their word for it. The rest is kept.",
        data_done_on=done_on,
        knowledge_words="Each worker meets the next one with the person there." if is_done else "",
        knowledge_done_on=done_on,
        staff_list_on=done_on,
    )
    for audience, before in MESSAGES:
        due_on = end_on - timedelta(days=before)
        made.add(
            ExitMessage, id=rows.new_id(rng), plan_id=plan_id, audience=audience, due_on=due_on,
            done_on=done_on or (due_on if due_on <= on - timedelta(days=14) else None),
        )  # fmt: skip
    for role, hours in POSTS:
        made.add(
            StaffPost, id=rows.new_id(rng), plan_id=plan_id, role=role, hours_a_week=Decimal(hours),
            transfers="yes" if is_done else "not-decided",
        )  # fmt: skip
    if plan["people"] != "none":
        _add_offers(made, table, directory, workers, contract_id, on=on, rng=rng)


def _add_offers(
    made: rows.Rows, table: Mapping[str, Any], directory: Directory, workers: Mapping[str, Worker], contract_id: UUID,
    *, on: date, rng: Any,
) -> None:  # fmt: skip
    """Add what those whom the end concerns were offered: a few of them, or each of them."""
    concerned = _concerned(made, {directory.services[key] for key in table["lots"]})
    is_finished = table["plan"]["people"] == "finished"
    agreed = round(len(concerned) * FINISHED_AGREED) if is_finished else BEGUN_AGREED
    answered = len(concerned) if is_finished else BEGUN_AGREED + BEGUN_DECLINED
    names = {person["id"]: person["preferred_name"] for person in made.of(Person)}
    offered = directory.services[table["plan"].get("instead", "boatyard-men" if not is_finished else "chameli")]
    by = next(worker for worker in workers.values() if worker.organisation_name == _provider(table, directory))
    for number, (person_id, life_area) in enumerate(concerned[:answered]):
        at = rows.moment(on - timedelta(days=3 + number % 12), 10 + number % 7)
        has_agreed = number < agreed
        made.add(
            NextOffer,
            id=rows.new_id(rng),
            person_id=person_id,
            contract_id=contract_id,
            life_area=life_area,
            service_id=offered if has_agreed else None,
            wishes=KEPT_BY_NAME if names[person_id] == "Sarah" else "Somebody I know, at the same time of the week",
            answer="agreed" if has_agreed else "declined",
            by_id=by.id,
            at=at,
        )
        made.add(
            AuditEvent,
            id=rows.new_id(rng),
            at=at,
            action="record-next-offer",
            by_user_id=by.id,
            by_name=by.name,
            by_role=by.role,
            by_organisation_name=by.organisation_name,
            person_id=person_id,
            life_areas=[life_area],
            subject_kind="contract",
            subject_id=str(contract_id),
            reason="agreed" if has_agreed else "declined",
        )


def _provider(table: Mapping[str, Any], directory: Directory) -> str:
    return directory.organisation_names[table["provider"]]


def _concerned(made: rows.Rows, services: set[UUID]) -> list[tuple[UUID, str]]:
    """Return the people with an open referral to one of these services, with its life area, in a fixed order."""
    last: dict[UUID, tuple[int, str]] = {}
    for step in made.of(ReferralStep):
        last[step["referral_id"]] = max(last.get(step["referral_id"], (0, "")), (step["number"], step["kind"]))
    not_open = {*referral_states.CLOSED, StepKind.SENT}
    newest: dict[UUID, tuple[Any, str]] = {}
    for referral in made.of(Referral):
        if referral["service_id"] in services and StepKind(last[referral["id"]][1]) not in not_open:
            said = (referral["received_at"], referral["life_area"])
            newest[referral["person_id"]] = max(newest.get(referral["person_id"], said), said)
    return sorted(((person_id, area) for person_id, (_, area) in newest.items()), key=lambda pair: pair[0].int)


def _add_fund(
    made: rows.Rows,
    table: Mapping[str, Any],
    directory: Directory,
    contracts: Mapping[str, UUID],
    *,
    on: date,
    rng: Any,
) -> None:
    fund_id = rows.new_id(rng)
    made.add(
        Fund,
        id=fund_id,
        name=table["name"],
        purpose=table["purpose"],
        basis=table["basis"],
        host_id=directory.organisations[table["host"]],
        starts_on=on + timedelta(days=table["starts"]),
        ends_on=on + timedelta(days=table["ends"]),
        risk_share=table["risk_share"],
        is_synthetic=True,
    )
    for kind, offset, pounds, who in table["entries"]:
        is_spend = kind == FundEntry.Kind.SPEND
        made.add(
            FundEntry,
            id=rows.new_id(rng),
            fund_id=fund_id,
            kind=kind,
            on=on + timedelta(days=offset),
            amount_pounds=Decimal(pounds),
            partner_id=None if is_spend else directory.organisations[who],
            contract_id=contracts[who] if is_spend else None,
            entered_by_name=ENTERED_BY,
            entered_at=rows.moment(on + timedelta(days=offset), 12),
        )
    made.add(
        JointOutcome,
        id=rows.new_id(rng),
        fund_id=fund_id,
        words=table["outcome"],
        indicator=catalogue.WAIT_TO_FIRST_CONTACT.slug,
        measure=IN_TIME,
        baseline=Decimal(table["outcome_baseline"]),
        baseline_on=on + timedelta(days=table["starts"]),
        target=Decimal(table["outcome_target"]),
        review_on=on + timedelta(days=120),
    )
