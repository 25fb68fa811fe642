"""Contracts, their history and their end: what is kept, what is refused, and what is written down."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from lodestar.access.models import AuditEvent
from lodestar.access.roles import Role
from lodestar.commissioning import actions, contract_queries, contracts, exits
from lodestar.commissioning.ending import actions as ending
from lodestar.commissioning.models import Contract, ContractEvent, FundEntry, PublishedResult, UnitCost
from lodestar.commissioning.money import actions as money
from lodestar.commissioning.money import balances
from lodestar.commissioning.money import queries as money_queries
from lodestar.indicators import catalogue
from lodestar.people.agreeing import ConsentTerms
from lodestar.referrals import actions as referral_actions
from lodestar.referrals import exit_lines
from lodestar.referrals.models import NextOffer
from lodestar.rules.contract_dates import AlertKind
from lodestar.rules.contract_money import SharesDoNotAddUp, Timing
from lodestar.rules.contract_states import EventKind, EventRefused, State
from lodestar.rules.exit_plans import Gap, Position
from tests.factories import contracts as make_contracts
from tests.factories import people as make
from tests.roles import as_owner

AT = datetime.now(UTC)
DAY = make_contracts.day

pytestmark = pytest.mark.django_db


def events(action: str) -> int:
    with as_owner():
        return AuditEvent.objects.filter(action=action).count()


def terms(**given) -> actions.Terms:
    service = given.pop("service", None) or make.service(organisation=make.organisation())
    buyer = given.pop("buyer", None) or make.organisation()
    return actions.Terms(
        **{
            "title": "Floating support",
            "provider_id": service.organisation_id,
            "lots": [(service.pk, Decimal(510_000))],
            "shares": [(buyer.pk, Decimal(510_000))],
            "starts_on": DAY(-30),
            "end_on": DAY(1066),
            "payment": Contract.Payment.OUTCOME,
            "parts": [
                (Timing.MONTHLY, Decimal(60), ""),
                (Timing.OUTCOME, Decimal(25), "length-of-stay"),
                (Timing.OUTCOME, Decimal(15), "distance-from-home"),
            ],
            "notice_months": 6,
            "options": [(DAY(1796), DAY(900))],
            "position": Position.DISPUTED,
            "wait_days": 21,
            "help_days": 180,
            **given,
        }
    )


@pytest.mark.inventory("S4-10")
def test_a_contract_holds_what_it_says_and_its_parts_make_its_value(look_as) -> None:
    lead = look_as(make.worker(role=Role.PLACE_LEAD))

    made = actions.add_contract(terms=terms(), by=lead, at=AT)

    detail = contract_queries.contract_detail(lead, contract_id=made.pk)
    shares = {part.measure: pounds for part, pounds in detail.money.parts}
    assert set(shares) == {"", "length-of-stay", "distance-from-home"}
    assert sum(shares.values()) == detail.money.whole_pounds
    assert sum(payment.amount_pounds for payment in detail.money.payments) == detail.money.whole_pounds
    assert detail.overview.yearly_pounds == Decimal(510_000)
    assert [option.decide_by for option in detail.options] == [DAY(900)]
    assert events("add-contract") == 1


def test_buyers_pay_what_the_lots_cost(look_as) -> None:
    lead = look_as(make.worker(role=Role.PLACE_LEAD))

    with pytest.raises(SharesDoNotAddUp):
        actions.add_contract(terms=terms(shares=[(make.organisation().pk, Decimal(1))]), by=lead, at=AT)
    with pytest.raises(SharesDoNotAddUp):
        actions.add_contract(terms=terms(parts=[(Timing.MONTHLY, Decimal(99), "")]), by=lead, at=AT)
    with pytest.raises(actions.TermsRefused, match="outcome-without-measure"):
        actions.add_contract(terms=terms(parts=[(Timing.OUTCOME, Decimal(100), "")]), by=lead, at=AT)
    assert events("add-contract") == 0


def test_a_commissioner_keeps_what_their_own_organisation_pays_for(look_as) -> None:
    ending_one = make_contracts.ending()
    theirs = look_as(ending_one.commissioner)
    elsewhere = make_contracts.contract()

    with pytest.raises(actions.NotTheirsToKeep):
        actions.add_contract(terms=terms(), by=theirs, at=AT)
    with pytest.raises(actions.NotTheirsToKeep):
        actions.add_event(contract_id=elsewhere.pk, kind=EventKind.CONCERN, happened_on=DAY(0), by=theirs, at=AT)
    actions.add_event(contract_id=ending_one.contract.pk, kind=EventKind.CONCERN, happened_on=DAY(0), by=theirs, at=AT)

    assert events("add-contract-event") == 1


@pytest.mark.inventory("S3-14")
def test_the_history_of_a_contract_stays_as_it_was_entered(look_as) -> None:
    ending_one = make_contracts.ending()
    lead = look_as(ending_one.place_lead)
    contract_id = ending_one.contract.pk
    for kind, on, new_end_on in (
        (EventKind.CONCERN, DAY(-30), None),
        (EventKind.PAUSE, DAY(-20), None),
        (EventKind.RESUMED, DAY(-5), None),
        (EventKind.EXTENSION, DAY(-5), DAY(465)),
    ):
        actions.add_event(
            contract_id=contract_id, kind=kind, happened_on=on, new_end_on=new_end_on, words="Said so.", by=lead, at=AT
        )

    detail = contract_queries.contract_detail(lead, contract_id=contract_id)
    assert [event.kind for event in detail.events] == ["concern", "pause", "resumed", "extension"]
    assert detail.overview.end_on == DAY(465)
    assert detail.overview.standing.has_open_concern
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ContractEvent.objects.update(words="")
    with as_owner(), pytest.raises(ProgrammingError, match="never changed"), transaction.atomic():
        ContractEvent.objects.all().delete()


def test_what_cannot_follow_leaves_no_trace(look_as) -> None:
    ending_one = make_contracts.ending()
    lead = look_as(ending_one.place_lead)

    with pytest.raises(EventRefused, match="end-not-later"):
        actions.add_event(
            contract_id=ending_one.contract.pk, kind=EventKind.EXTENSION, happened_on=DAY(0), new_end_on=DAY(1),
            by=lead, at=AT,
        )  # fmt: skip

    assert events("add-contract-event") == 0


def test_an_alert_that_is_seen_to_comes_back_with_a_new_end(look_as) -> None:
    ending_one = make_contracts.ending(is_planned=False)
    lead = look_as(ending_one.place_lead)
    contract_id = ending_one.contract.pk

    def due() -> set[AlertKind]:
        return {alert.kind for alert in contracts.overview(contracts.found(lead, contract_id), on=lead.today).alerts}

    assert due() == {AlertKind.DECIDE, AlertKind.EXIT_PLAN, AlertKind.TELL_PEOPLE}
    actions.deal_with_alert(contract_id=contract_id, kind=AlertKind.DECIDE, by=lead, at=AT)
    assert due() == {AlertKind.EXIT_PLAN, AlertKind.TELL_PEOPLE}
    actions.add_event(
        contract_id=contract_id, kind=EventKind.EXTENSION, happened_on=DAY(0), new_end_on=DAY(300), by=lead, at=AT
    )
    assert due() == {AlertKind.DECIDE}
    assert events("deal-with-alert") == 1


@pytest.mark.inventory("S3-08")
def test_a_contract_cannot_end_while_its_plan_lacks_anything(look_as) -> None:
    ending_one = make_contracts.ending(people=1, is_planned=False)
    lead = look_as(ending_one.place_lead)
    contract_id = ending_one.contract.pk
    end = {"contract_id": contract_id, "happened_on": DAY(0), "at": AT}

    with pytest.raises(ending.ExitPlanLacks) as without_plan:
        ending.end_contract(by=lead, **end)
    assert without_plan.value.gaps == (Gap.PLAN,)

    ending.open_exit_plan(contract_id=contract_id, by=lead, at=AT, messages=[("Everybody", DAY(3))])
    with pytest.raises(ending.ExitPlanLacks) as with_gaps:
        ending.end_contract(by=lead, **end)
    assert with_gaps.value.gaps == (Gap.PEOPLE, Gap.TELLING, Gap.DATA, Gap.KNOWLEDGE, Gap.STAFF)

    message = contracts.found(lead, contract_id).exit_plan.messages.get()
    ending.mark_message_told(contract_id=contract_id, message_id=message.pk, by=lead, at=AT)
    done = ending.HandOver(
        data_words="To the next one", data_done_on=DAY(0), knowledge_words="In person", knowledge_done_on=DAY(0)
    )
    ending.record_hand_over(contract_id=contract_id, hand_over=done, by=lead, at=AT)
    manager = look_as(ending_one.manager)
    ending.add_post(
        contract_id=contract_id, role="Peer worker", hours_a_week=Decimal("22.5"), transfers="yes", by=manager, at=AT
    )
    ending.complete_staff_list(contract_id=contract_id, by=manager, at=AT)
    offer = {"person_id": ending_one.people[0].pk, "contract_id": contract_id, "by": manager}
    referral_actions.record_next_offer(**offer, words="Keep the calls", answer=NextOffer.Answer.OFFERED, at=AT)
    lead = look_as(ending_one.place_lead)
    with pytest.raises(ending.ExitPlanLacks) as with_one:
        ending.end_contract(by=lead, **end)
    assert with_one.value.gaps == (Gap.PEOPLE,)

    look_as(ending_one.manager)
    referral_actions.record_next_offer(
        **offer, words="Keep the calls", answer=NextOffer.Answer.AGREED, at=timezone.now()
    )
    lead = look_as(ending_one.place_lead)
    ending.end_contract(by=lead, **end)

    assert contracts.standing_of(contracts.found(lead, contract_id), on=lead.today).state is State.ENDED
    assert (events("end-contract"), events("record-next-offer"), events("open-exit-plan")) == (1, 2, 1)


@pytest.mark.inventory("S3-08")
def test_within_ninety_days_without_a_plan_it_is_overdue(look_as) -> None:
    lead = look_as(make.worker(role=Role.PLACE_LEAD))
    for days in (90, 91, 300):
        make_contracts.contract(first_end_on=DAY(days), title=f"Ends in {days}")

    listed = {one.overview.title: one.urgency for one in contract_queries.contracts_seen(lead)}

    assert listed == {"Ends in 90": "overdue", "Ends in 91": "due", "Ends in 300": "in-hand"}


@pytest.mark.inventory("S3-09")
def test_posts_have_no_name_and_only_the_provider_enters_them(look_as) -> None:
    ending_one = make_contracts.ending()
    post = {"contract_id": ending_one.contract.pk, "role": "Lead", "hours_a_week": Decimal(30), "at": AT}

    lead = look_as(ending_one.place_lead)
    with pytest.raises(ending.NotTheirsToKeep):
        ending.add_post(**post, transfers="yes", by=lead)
    manager = look_as(ending_one.manager)
    ending.add_post(**post, transfers="not-decided", by=manager)
    with pytest.raises(ending.PlanRefused, match="not-decided"):
        ending.complete_staff_list(contract_id=ending_one.contract.pk, by=manager, at=AT)
    stranger = look_as(make.worker(role=Role.PROVIDER_MANAGER))
    with pytest.raises(ending.ContractNotFound):
        ending.add_post(**post, transfers="yes", by=stranger)

    fields = {field.name for field in contracts.plan_of(ending_one.contract).posts.model._meta.get_fields()}
    assert fields == {"id", "plan", "role", "hours_a_week", "transfers"}
    assert events("add-post") == 1


def test_nobody_is_referred_after_the_last_safe_day(look_as) -> None:
    ending_one = make_contracts.ending(is_planned=False)
    instead = make.service(name="Allotment", team=make.team(), life_areas=["social-connection"])
    make_contracts.plan(ending_one.contract, last_referral_on=DAY(-1), instead=instead)
    navigator, person = make.worker(), make.person()
    make.involve(person, navigator)
    viewer = look_as(navigator)

    with pytest.raises(referral_actions.ServiceClosing) as refused:
        referral_actions.refer(
            person_id=person.pk,
            service_id=ending_one.service.pk,
            life_area="social-connection",
            hopes="Company",
            consent=ConsentTerms(words="Yes", how="in-person"),
            by=viewer,
            at=AT,
        )

    assert (refused.value.closing.instead_name, refused.value.closing.end_on) == ("Allotment", DAY(100))
    assert events("refer") == 0
    # A contract that goes on with the same service keeps it open.
    make_contracts.contract(ending_one.service, first_end_on=DAY(900))
    assert exits.closings([ending_one.service.pk], on=viewer.today) == {}


def test_a_next_offer_is_for_those_concerned_and_by_those_who_know_them(look_as) -> None:
    ending_one = make_contracts.ending(people=1)
    person, contract_id = ending_one.people[0], ending_one.contract.pk
    closing = make.service(team=make.team(), life_areas=["social-connection"])
    make_contracts.plan(make_contracts.contract(closing))
    offer = {"contract_id": contract_id, "answer": NextOffer.Answer.AGREED, "at": AT}

    manager = look_as(ending_one.manager)
    with pytest.raises(referral_actions.OfferNotNamed):
        referral_actions.record_next_offer(person_id=person.pk, by=manager, **offer)
    with pytest.raises(referral_actions.OfferNotNamed):
        referral_actions.record_next_offer(person_id=person.pk, service_id=closing.pk, by=manager, **offer)
    with pytest.raises(referral_actions.NotConcerned):
        referral_actions.record_next_offer(person_id=make.person().pk, words="Calls", by=manager, **offer)
    commissioner = look_as(ending_one.commissioner)
    with pytest.raises(referral_actions.NotConcerned):
        referral_actions.record_next_offer(person_id=person.pk, words="Calls", by=commissioner, **offer)
    look_as(ending_one.manager)
    referral_actions.record_next_offer(
        person_id=person.pk, words="Keep Dee's calls", wishes="Tuesdays", by=manager, **offer
    )

    seen = exit_lines.ending_contract(manager, contract_id=contract_id)
    assert [(one.offer_words, one.wishes, one.answer) for one in seen.people] == [
        ("Keep Dee's calls", "Tuesdays", "agreed")
    ]
    assert seen.still_open == 0
    commissioner = look_as(ending_one.commissioner)
    with pytest.raises(contracts.ContractNotFound):
        exit_lines.ending_contract(commissioner, contract_id=contract_id)


@pytest.mark.inventory("S2-17")
def test_a_contract_is_held_to_a_measure_that_fills_itself(look_as) -> None:
    ending_one = make_contracts.ending()
    lead = look_as(ending_one.place_lead)
    indicator = catalogue.WAIT_TO_FIRST_CONTACT
    with as_owner():
        PublishedResult.objects.create(
            indicator=indicator.slug, definition_version="1", breakdown="service", key=str(ending_one.service.pk),
            label="Peer support", period_from=DAY(-365), period_to=DAY(0), as_at=DAY(0), count=40,
            values={"share_within_target_percent": 70}, extract_id="x", computed_at=AT,
        )  # fmt: skip
    for measure, target in (("count", 50), ("share_within_target_percent", 65), ("median_days", 20)):
        actions.hold_to_indicator(
            contract_id=ending_one.contract.pk, indicator=indicator.slug, measure=measure,
            is_at_least=measure != "median_days", target=Decimal(target), first_on=DAY(-365), by=lead, at=AT,
        )  # fmt: skip

    met = contract_queries.contract_detail(lead, contract_id=ending_one.contract.pk).met

    assert [(one.measure.name, one.figure, one.is_met, one.short_percent) for one in met] == [
        ("count", 40, False, 20),
        ("median_days", None, None, None),
        ("share_within_target_percent", 70, True, None),
    ]
    with pytest.raises(actions.TermsRefused):
        actions.hold_to_indicator(
            contract_id=ending_one.contract.pk, indicator=indicator.slug, measure="happiness", is_at_least=True,
            target=Decimal(1), first_on=DAY(0), by=lead, at=AT,
        )  # fmt: skip
    assert events("hold-to-indicator") == 3


def test_a_provider_reads_its_own_contracts_and_a_stranger_none(look_as) -> None:
    ending_one = make_contracts.ending()
    make_contracts.contract()

    assert len(contract_queries.contracts_seen(look_as(ending_one.commissioner))) == 2
    assert len(contract_queries.contracts_seen(look_as(ending_one.manager))) == 1
    assert contract_queries.contracts_seen(look_as(make.worker())) == []


@pytest.mark.inventory("S1-40")
def test_every_service_has_a_funder_or_says_that_nobody_knows(look_as) -> None:
    ending_one = make_contracts.ending()
    unpaid = make.service(name="Unpaid choir", audience="Anybody who sings")
    lead = look_as(ending_one.place_lead)

    services, count = contract_queries.register(lead, first=0, most=50)

    paid = {one.name: [name for row in one.contracts for name, _ in row.buyers] for one in services}
    assert paid == {"Peer support": ["Northern Board"], unpaid.name: []}
    assert (count, contract_queries.services_without_funder(lead)) == (2, (1, 2))


@pytest.mark.inventory("S1-44")
def test_a_pooled_fund_balances_to_the_penny(look_as) -> None:
    council, icb = make.organisation(name="Council"), make.organisation(name="Board")
    contract = make_contracts.contract()
    lead = look_as(make.worker(role=Role.PLACE_LEAD))
    fund = money.open_fund(
        name="Pooled fund", purpose="Homes", basis="section-75", host_id=council.pk, starts_on=DAY(-365), by=lead, at=AT
    )
    entry = {"fund_id": fund.pk, "on": DAY(-300), "by": lead, "at": AT}
    money.enter_money(**entry, kind="contribution", amount_pounds=Decimal("100000.01"), partner_id=council.pk)
    money.enter_money(**entry, kind="contribution", amount_pounds=Decimal("49999.98"), partner_id=icb.pk)
    money.enter_money(**entry, kind="spend", amount_pounds=Decimal("77777.77"), contract_id=contract.pk)
    money.agree_joint_outcome(
        fund_id=fund.pk, words="Nobody waits", indicator="wait-referral-to-first-contact",
        measure="share_within_target_percent", target=Decimal(75), review_on=DAY(90), by=lead, at=AT,
    )  # fmt: skip

    standing = money_queries.fund(lead, fund_id=fund.pk)
    assert standing.balance.left_pounds == Decimal("72222.22")
    assert sum(partner.spent_pounds for partner in standing.balance.partners) == Decimal("77777.77")
    assert [one.outcome.words for one in standing.outcomes] == ["Nobody waits"]

    with pytest.raises(money.EntryRefused, match="more-than-there-is"):
        money.enter_money(**entry, kind="returned", amount_pounds=Decimal(80_000), partner_id=icb.pk)
    money.close_fund(fund_id=fund.pk, on=DAY(0), by=lead, at=AT)

    closed = balances.balance_of(fund)
    assert closed.left_pounds == 0
    assert [partner.left_pounds for partner in closed.partners] == [0, 0]
    assert closed.paid_in_pounds == closed.spent_pounds + closed.returned_pounds
    assert (events("enter-money"), events("close-fund"), events("open-fund")) == (3, 1, 1)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        FundEntry.objects.update(amount_pounds=1)


@pytest.mark.inventory("S1-43")
def test_a_cost_has_a_source_and_is_carried_over_so_that_anybody_can_do_it_again(look_as) -> None:
    lead = look_as(make.worker(role=Role.PLACE_LEAD))
    cost = {"name": "A job outcome", "unit": "a job", "amount_pounds": Decimal(2818), "confidence": "fair"}

    with pytest.raises(money.SourceMissing):
        money.record_unit_cost(**cost, price_year="2013", source=" ", by=lead, at=AT)
    made = money.record_unit_cost(**cost, price_year="2013", source="NDTi", by=lead, at=AT)
    later = money.uprate_unit_cost(
        cost_id=made.pk, price_year="2026/27", index_name="An index", index_from=Decimal("78.2"),
        index_to=Decimal("100"), by=lead, at=AT,
    )  # fmt: skip

    assert later.amount_pounds == Decimal("3603.58")
    again = UnitCost.objects.get(pk=later.pk)
    assert again.uprated_from.amount_pounds * again.index_to / again.index_from == pytest.approx(
        Decimal("3603.58"), abs=Decimal("0.005")
    )
    assert (events("record-unit-cost"), events("uprate-unit-cost")) == (1, 1)
    commissioner_of_nothing = look_as(make.worker(role=Role.ANALYST))
    with pytest.raises(money.NotTheirsToKeep):
        money.record_unit_cost(**cost, price_year="2013", source="NDTi", by=commissioner_of_nothing, at=AT)
