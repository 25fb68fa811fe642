"""What Harbourne Bay pays for: the stories about contracts that a viewer can find, in the rows as they are made."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from lodestar.access.models import AuditEvent
from lodestar.commissioning.models import (
    Contract,
    ContractEvent,
    ContractLot,
    ContractShare,
    ExitPlan,
    FundEntry,
    PaymentPart,
)
from lodestar.demo import contracts, directory_rows, population, rows, staff, written
from lodestar.referrals.models import NextOffer, Referral, ReferralStep
from lodestar.rules import contract_states
from lodestar.rules.contract_states import EventKind

ON = date(2026, 11, 22)
PEOPLE = 20


@pytest.fixture(scope="module")
def made() -> rows.Rows:
    """The rows of the contracts, with a few people who have an open referral to each service that ends."""
    made = rows.Rows()
    places = sorted({venue["neighbourhood"] for venue in written.read("venues")["venue"]})
    spots = {
        place: [
            directory_rows.Spot(f"M{number + 1}{digit}A{letter}", 379_000, 391_000, 53.4, -2.3, place, "E08000009")
            for digit in range(10)
            for letter in "ABD"
        ]
        for number, place in enumerate(places)
    }
    directory = directory_rows.add_directory(
        made, spots=spots, area_code="E08000009", commissioner_code="X", on=ON, seed=1
    )
    workers = staff.add_staff(made, directory=directory, on=ON, seed=1, password_hash="x")
    homes = tuple(population.Home(key, 9_000, 3, held) for key, held in spots.items())
    residents = population.add_people(made, homes=homes, count=PEOPLE, on=ON, seed=1, password_hash="x")
    for key in ("peer-one-to-one", "womens-centre"):
        for resident in residents:
            _add_open_referral(made, resident.id, directory.services[key])
    contracts.add_contracts(made, directory=directory, workers=workers, on=ON, seed=1)
    return made


def _add_open_referral(made: rows.Rows, person_id: UUID, service_id: UUID) -> None:
    rng = rows.stream(len(made.of(Referral)), "referral")
    referral_id = rows.new_id(rng)
    at = rows.moment(ON - timedelta(days=30), 10)
    made.add(
        Referral, id=referral_id, person_id=person_id, service_id=service_id, life_area="social-connection",
        received_at=at,
    )  # fmt: skip
    for number, kind in enumerate(("sent", "received", "accepted"), start=1):
        made.add(ReferralStep, id=rows.new_id(rng), referral_id=referral_id, number=number, kind=kind, at=at)


def by_title(made: rows.Rows) -> dict[str, Mapping[str, Any]]:
    return {contract["title"]: contract for contract in made.of(Contract)}


def standing(made: rows.Rows, contract: Mapping[str, Any]) -> contract_states.Standing:
    events = [
        contract_states.Event(EventKind(event["kind"]), event["happened_on"], event["new_end_on"])
        for event in made.of(ContractEvent)
        if event["contract_id"] == contract["id"]
    ]
    return contract_states.standing(
        starts_on=contract["starts_on"], first_end_on=contract["first_end_on"], events=events, on=ON
    )


def test_there_are_ten_to_fourteen_contracts_and_two_end_within_six_months(made: rows.Rows) -> None:
    stands = {title: standing(made, contract) for title, contract in by_title(made).items()}
    soon = {title for title, one in stands.items() if not one.is_over and (one.end_on - ON).days <= 183}

    assert 10 <= len(stands) <= 14
    assert soon == {"Community connections", "Women's centre"}
    assert not [title for title, one in stands.items() if one.state is contract_states.State.RAN_OUT]


def test_what_the_buyers_pay_is_what_the_lots_cost_and_the_parts_make_the_whole(made: rows.Rows) -> None:
    lots, shares, parts = Counter[Any](), Counter[Any](), Counter[Any]()
    for model, sums, field in (
        (ContractLot, lots, "yearly_pounds"),
        (ContractShare, shares, "yearly_pounds"),
        (PaymentPart, parts, "share_percent"),
    ):
        for row in made.of(model):
            sums[row["contract_id"]] += row[field]

    assert lots == shares
    assert set(parts.values()) == {100}


def test_every_event_could_follow_the_one_before(made: rows.Rows) -> None:
    for contract in made.of(Contract):
        happened: list[contract_states.Event] = []
        for row in made.of(ContractEvent):
            if row["contract_id"] != contract["id"]:
                continue
            event = contract_states.Event(EventKind(row["kind"]), row["happened_on"], row["new_end_on"])
            before = contract_states.standing(
                starts_on=contract["starts_on"], first_end_on=contract["first_end_on"], events=happened, on=event.on
            )
            contract_states.check_may_follow(event=event, standing=before, starts_on=contract["starts_on"])
            happened.append(event)


def test_one_exit_plan_is_finished_and_one_has_begun(made: rows.Rows) -> None:
    titles = {contract["id"]: title for title, contract in by_title(made).items()}
    answers = Counter((titles[offer["contract_id"]], offer["answer"]) for offer in made.of(NextOffer))

    assert answers["Women's centre", "agreed"] + answers["Women's centre", "declined"] == PEOPLE
    begun = answers["Community connections", "agreed"] + answers["Community connections", "declined"]
    assert begun == contracts.BEGUN_AGREED + contracts.BEGUN_DECLINED
    done = {titles[plan["contract_id"]]: plan["data_done_on"] is not None for plan in made.of(ExitPlan)}
    assert done["Women's centre"] and not done["Community connections"]
    told = Counter(event["action"] for event in made.of(AuditEvent))
    assert told["record-next-offer"] == len(made.of(NextOffer))


def test_the_council_and_the_board_share_a_fund_that_is_not_overspent(made: rows.Rows) -> None:
    sums = Counter[str]()
    for entry in made.of(FundEntry):
        sums[entry["kind"]] += entry["amount_pounds"]
    partners = {entry["partner_id"] for entry in made.of(FundEntry)} - {None}

    assert sums["contribution"] > sums["spend"] > 0
    assert len(partners) == 2
