"""Contracts on screen: what a commissioner reads, what they can enter, and that no name of a person is in it."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import Role
from lodestar.commissioning.models import (
    Contract,
    ContractEvent,
    ExitPlan,
    Fund,
    FundEntry,
    PublishedResult,
    StaffPost,
    UnitCost,
)
from lodestar.people.models import Person
from lodestar.referrals.models import NextOffer, Referral
from lodestar.web.charts import chart, days_ahead
from tests.factories import casework
from tests.factories import contracts as make_contracts
from tests.factories import people as make
from tests.roles import as_owner

DAY = make_contracts.day
pytestmark = pytest.mark.django_db


def to(page: str, ending=None, **parts) -> str:
    kwargs = parts | ({"contract_id": ending.contract.pk} if ending else {})
    return reverse(f"commissioning:{page}", kwargs=kwargs or None)


def typed(day) -> dict[str, str]:
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


def date_fields(name: str, day) -> dict[str, str]:
    return {f"{name}-{part}": value for part, value in typed(day).items()}


def pages(ending) -> list[str]:
    return [
        to("contracts"), to("contracts-csv"), to("register"), to("contract", ending), to("exit-plan", ending),
        to("exit-staff-csv", ending), to("exit-plan-open", ending), to("event-new", ending), to("target-new", ending),
        to("contract-end", ending), to("exit-message-new", ending), to("exit-hand-over", ending), to("funds"),
        to("unit-costs"), to("contract-new"),
    ]  # fmt: skip


@pytest.mark.inventory("S3-08")
def test_no_page_for_commissioners_holds_the_name_of_a_person(sign_in) -> None:
    ending = make_contracts.ending(people=0)
    names = [f"Zaphirel{number}" for number in range(9)]
    for number, name in enumerate(names):
        person = make_contracts.relying(
            ending.service, preferred_name=name, full_name=f"{name} Quillforth", telephone=f"07700 90010{number}"
        )
        with as_owner():
            NextOffer.objects.create(
                person=person, contract=ending.contract, life_area="social-connection", words="Calls",
                wishes=f"{name} wants Tuesdays", answer="agreed" if number < 6 else "offered", at=timezone.now(),
            )  # fmt: skip
    with as_owner():
        told = {str(value) for person in Person.objects.all() for value in (person.pk, person.full_name)}
        told |= {str(pk) for pk in Referral.objects.values_list("pk", flat=True)} | set(names)

    for user in (ending.commissioner, ending.place_lead):
        browser = sign_in(user)
        for address in pages(ending):
            answer = browser.get(address)
            assert answer.status_code == 200, address
            body = answer.content.decode()
            assert not [one for one in told if one in body], address
    assert sign_in(ending.commissioner).get(reverse("casework:exit-plans")).status_code == 403


def test_the_page_says_the_truth_of_the_end_in_words(sign_in) -> None:
    ending = make_contracts.ending(people=11, is_planned=False, first_end_on=DAY(80))
    elsewhere = make.service(team=make.team(), life_areas=["social-connection"])
    for _ in range(6):
        make.referral(person=make_contracts.relying(ending.service), service=elsewhere, steps=("sent", "received"))

    read = casework.read(sign_in(ending.commissioner).get(to("contract", ending)))

    assert "It ends in 11 weeks" in read or "It ends in 2 months" in read
    assert "About 15 people rely on it, and about 10 people would have nowhere to go." in read
    assert "80 days are left, and there is no exit plan." in read
    assert "There is no exit plan" in read
    assert "nobody has answered yet" in read


@pytest.mark.inventory("S3-01")
def test_the_list_says_what_ends_and_whom_it_leaves(sign_in) -> None:
    ending = make_contracts.ending(people=12, is_planned=False)
    elsewhere = make.service(team=make.team(), life_areas=["social-connection"])
    for _ in range(6):
        make.referral(person=make_contracts.relying(ending.service), service=elsewhere, steps=("sent", "received"))
    make_contracts.contract(first_end_on=DAY(700))

    read = casework.read(sign_in(ending.commissioner).get(to("contracts")))

    assert "1 contract ends in the next six months" in read
    assert "the end of Peer support leaves about 10 people with nowhere to go" in read
    assert "Due: no plan yet" in read


@pytest.mark.inventory("S4-11")
@pytest.mark.inventory("S3-13")
def test_lengths_and_staff_positions_add_up_to_all_contracts(sign_in) -> None:
    ending = make_contracts.ending()
    for position, end in (("disputed", DAY(-300)), ("applies", DAY(900)), ("disputed", DAY(60))):
        make_contracts.contract(position=position, first_end_on=end)

    read = casework.read(sign_in(ending.place_lead).get(to("contracts")))

    lengths = read[read.index("How long contracts run") : read.index("Do staff move")]
    numbers = [int(number) for number in re.findall(r"years?(?: Contracts)? (\d+)", lengths)]
    positions = read[read.index("Do staff move") :]
    counted = [
        int(n) for n in re.findall(r"(?:under TUPE|nobody moves|Disputed|Not known) (?:Contracts )?(\d+)", positions)
    ]
    assert sum(numbers) == 4 and len(numbers) == 4
    assert sum(counted) == 4 and counted[2] == 2


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(sign_in) -> None:
    ending = make_contracts.ending(reference="=HYPERLINK(1)")

    answer = sign_in(ending.commissioner).get(to("contracts-csv"))

    assert b"'=HYPERLINK(1)" in answer.content
    assert answer.headers["Content-Type"].startswith("text/csv")


@pytest.mark.inventory("S3-09")
def test_the_list_of_posts_is_sent_without_names(sign_in) -> None:
    ending = make_contracts.ending()
    with as_owner():
        StaffPost.objects.create(
            plan=ending.contract.exit_plan, role="Peer worker", hours_a_week=Decimal("22.5"), transfers="yes"
        )

    lines = sign_in(ending.commissioner).get(to("exit-staff-csv", ending)).content.decode("utf-8-sig").splitlines()

    assert lines == ["role,hours_a_week,transfers", "Peer worker,22.5,yes"]
    assert sign_in(make.worker(role=Role.NAVIGATOR)).get(to("exit-staff-csv", ending)).status_code == 403


def test_a_place_lead_enters_a_contract(sign_in) -> None:
    ending = make_contracts.ending()
    provider, buyer = make.organisation(name="Breakwater"), make.organisation(name="Council")
    service = make.service(name="Floating support", organisation=provider)
    form = {
        "title": "Floating support", "provider": provider.pk, "service1": service.pk, "service1_pounds": "£510,000",
        "buyer1": buyer.pk, "buyer1_pounds": "500000", "notice_months": "6", "route": "competition",
        "payment": "activity", "part1_timing": "monthly", "part1_percent": "70%", "part2_timing": "outcome",
        "part2_percent": "30", "part2_measure": "length-of-stay", "position": "applies", "wait_days": "21",
        "help_days": "180", **date_fields("starts_on", DAY(-10)), **date_fields("end_on", DAY(1000)),
    }  # fmt: skip
    browser = sign_in(ending.place_lead)

    short = browser.post(to("contract-new"), form)
    assert "What the buyers pay is what the services cost" in casework.read(short)
    assert "£510,000" in short.content.decode()
    made = browser.post(to("contract-new"), form | {"buyer1_pounds": "510,000"}, follow=True)

    assert "The contract is entered." in casework.read(made)
    assert Contract.objects.filter(title="Floating support", payment="activity").count() == 1


def test_a_service_is_found_by_a_part_of_its_name(sign_in) -> None:
    ending = make_contracts.ending()
    services = [make.service(name=f"Floating support {end}") for end in ("North", "South")]
    for number in range(13):
        make.service(name=f"Walking group {number}")
    browser = sign_in(ending.place_lead)

    def asked(words: object) -> str:
        return browser.post(to("contract-new"), {"service1": words}).content.decode()

    empty = browser.get(to("contract-new")).content.decode()
    several = asked("support floating")

    assert "Floating support" not in empty and "Walking group" not in empty
    assert "Several services have these words. Choose the one that you mean" in several
    assert all(f'value="{one.pk}"' in several for one in services)
    assert "None of these: I will search again" in several
    for words in ("floating north", "FLOATING SUPPORT north", services[0].pk):
        one = asked(words).partition('name="service1"')[2].partition('name="service1_pounds"')[0]
        assert f'value="{services[0].pk}"' in one and "checked" in one, words
    assert "More than 12 services have these words" in asked("walking")
    assert "No service that runs has these words" in asked("xylophone")
    assert 'value="xylophone"' in asked("xylophone")


def test_a_commissioner_adds_to_the_history_and_is_told_what_cannot_follow(sign_in) -> None:
    ending = make_contracts.ending()
    browser = sign_in(ending.commissioner)
    event = {"kind": "extension", "words": "A year more.", **date_fields("happened_on", DAY(0))}

    refused = browser.post(to("event-new", ending), event)
    assert "Enter the new last day" in casework.read(refused)
    added = browser.post(to("event-new", ending), event | date_fields("new_end_on", DAY(465)), follow=True)

    assert "It is in the history of this contract." in casework.read(added)
    assert ContractEvent.objects.get().new_end_on == DAY(465)


def test_an_end_without_a_full_plan_is_refused_with_what_it_lacks(sign_in) -> None:
    ending = make_contracts.ending(people=1)

    answer = sign_in(ending.commissioner).post(to("contract-end", ending), date_fields("happened_on", DAY(0)))

    read = casework.read(answer)
    assert "Not everybody has agreed to a next offer, or said no to one" in read
    assert "The records are not handed over" in read
    assert not ContractEvent.objects.exists()


def test_the_rest_of_a_plan_is_entered_on_screen(sign_in) -> None:
    ending = make_contracts.ending(is_planned=False)
    browser = sign_in(ending.commissioner)

    opened = browser.post(to("exit-plan-open", ending), {"instead": "", **date_fields("last_referral_on", DAY(60))})
    browser.post(to("exit-message-new", ending), {"audience": "Everybody", **date_fields("due_on", DAY(10))})
    plan = ExitPlan.objects.get()
    browser.post(to("exit-told", ending, message_id=plan.messages.get().pk))
    handed = browser.post(
        to("exit-hand-over", ending),
        {"data_words": "To the next", "knowledge_words": "In person", **date_fields("data_done_on", DAY(0)),
         **date_fields("knowledge_done_on", DAY(0))},
        follow=True,
    )  # fmt: skip
    browser.post(to("alert-done", ending, kind="decide"))

    assert opened.status_code == 302
    assert "The hand-over is noted." in casework.read(handed)
    plan.refresh_from_db()
    assert (plan.data_done_on, plan.messages.get().done_on) == (DAY(0), DAY(0))
    assert ending.contract.alerts_done.count() == 1


def test_somebody_elses_contract_is_not_there_to_change(sign_in) -> None:
    ending = make_contracts.ending()
    stranger = sign_in(make.worker(role=Role.COMMISSIONER))

    assert stranger.get(to("contract", ending)).status_code == 200
    assert "Add to its history" not in casework.read(stranger.get(to("contract", ending)))
    assert stranger.get(to("event-new", ending)).status_code == 404
    assert stranger.post(to("alert-done", ending, kind="decide")).status_code == 404


@pytest.mark.inventory("S1-44")
def test_a_fund_is_entered_and_closed_on_screen(sign_in) -> None:
    ending = make_contracts.ending()
    council = make.organisation(name="Council")
    browser = sign_in(ending.place_lead)
    browser.post(
        to("fund-new"),
        {"name": "Pooled", "purpose": "Homes", "basis": "section-75", "host": council.pk,
         **date_fields("starts_on", DAY(-30))},
    )  # fmt: skip
    fund = Fund.objects.get()
    money = {"kind": "contribution", "amount": "1000", "partner": council.pk, **date_fields("on", DAY(-3))}

    browser.post(to("fund-money", fund_id=fund.pk), money)
    refused = browser.post(to("fund-money", fund_id=fund.pk), money | {"kind": "returned", "amount": "1001"})
    browser.post(
        to("outcome-new", fund_id=fund.pk),
        {"words": "Nobody waits", "measure": "wait-referral-to-first-contact|share_within_target_percent",
         "target": "75", **date_fields("review_on", DAY(90))},
    )  # fmt: skip
    closed = casework.read(browser.post(to("fund-close", fund_id=fund.pk), date_fields("on", DAY(0)), follow=True))

    assert "More than what is left cannot go back" in casework.read(refused)
    assert "£0 is left" in closed and "Nobody waits" in closed
    assert FundEntry.objects.count() == 2


@pytest.mark.inventory("S1-43")
def test_costs_show_their_source_and_how_they_were_carried_over(sign_in) -> None:
    browser = sign_in(make.worker(role=Role.PLACE_LEAD))
    cost = {
        "name": "IPS", "unit": "a job", "amount": "2818", "price_year": "2013", "source": "NDTi", "confidence": "fair",
    }  # fmt: skip

    assert "Enter where that is written" in casework.read(browser.post(to("unit-cost-new"), cost | {"source": ""}))
    browser.post(to("unit-cost-new"), cost)
    browser.post(
        to("unit-cost-uprate", cost_id=UnitCost.objects.get().pk),
        {"price_year": "2026/27", "index_name": "An index", "index_from": "78.2", "index_to": "100"},
    )

    read = casework.read(browser.get(to("unit-costs")))
    assert "£3,603.58" in read and "£2,818 (2013) × 100 ÷ 78.2, An index" in read and "NDTi" in read


@pytest.mark.inventory("S1-43")
def test_carrying_a_cost_over_can_be_worked_out_again_or_is_refused_in_words(sign_in) -> None:
    browser = sign_in(make.worker(role=Role.PLACE_LEAD))
    cost = {"name": "A bed", "unit": "a year", "amount": "900000000", "source": "Somebody's page", "confidence": "low"}
    over = {"price_year": "2026/27", "index_name": "An index", "index_from": "78.2", "index_to": "100"}

    asked = browser.post(to("unit-cost-new"), cost | {"price_year": "lately"}).content.decode()
    browser.post(to("unit-cost-new"), cost | {"price_year": "not said"})
    unsaid = UnitCost.objects.get()
    refused = browser.post(to("unit-cost-uprate", cost_id=unsaid.pk), over).content.decode()
    browser.post(to("unit-cost-new"), cost | {"price_year": "2013-14"})
    known = to("unit-cost-uprate", cost_id=UnitCost.objects.get(price_year="2013/14").pk)

    assert "Enter the year, like 2013 or 2026/27" in asked and "900000000" in asked
    assert "does not say the year" in refused and "78.2" in refused
    assert "its year is not said" in casework.read(browser.get(to("unit-costs")))
    for index in ("0", "78.12345", "1000000"):
        assert "up to 4 places" in casework.read(browser.post(known, over | {"index_from": index}))
    too_large = browser.post(known, over | {"index_from": "0.0001", "index_to": "999999"}).content.decode()
    assert "too large to keep" in too_large and "999999" in too_large
    assert UnitCost.objects.count() == 2


@pytest.mark.inventory("S2-17")
def test_a_measure_is_chosen_from_the_catalogue_and_what_was_typed_stays(sign_in) -> None:
    ending = make_contracts.ending()
    browser = sign_in(ending.commissioner)
    given = {"measure": "wait-referral-to-first-contact|share_within_target_percent", "target": "most of them"}

    refused = browser.post(to("target-new", ending), given).content.decode()

    assert refused.count("<option") > 20
    assert f'<option value="{given["measure"]}" selected' in refused and 'value="most of them"' in refused
    assert "Choose a measure" in browser.post(to("target-new", ending), given | {"measure": ""}).content.decode()

    with as_owner():
        PublishedResult.objects.create(
            indicator="wait-referral-to-first-contact", definition_version="1", breakdown="service",
            key=str(ending.service.pk), label="Peer support", period_from=date(2026, 1, 1), period_to=date(2026, 7, 1),
            as_at=date(2026, 7, 1), count=40, values={"share_within_target_percent": 70}, extract_id="x",
            computed_at=timezone.now(),
        )  # fmt: skip
    whole = given | {"target": "75", "direction": "at-least", **date_fields("first_on", DAY(0))}
    read = casework.read(browser.post(to("target-new", ending), whole, follow=True))

    assert "70%, from 1 January 2026 to 30 June 2026" in read, "what the place published, of its days, typed by nobody"


@pytest.mark.inventory("S1-40")
def test_the_register_flags_who_is_not_known_to_pay(sign_in) -> None:
    ending = make_contracts.ending()
    make.service(name="Unpaid choir")

    read = casework.read(sign_in(ending.commissioner).get(to("register")))

    assert "Of 2 services, 1 have nobody known to pay for them." in read
    assert "Not known who pays" in read and "Northern Board" in read


def test_the_provider_sees_names_and_notes_what_comes_next(sign_in) -> None:
    ending = make_contracts.ending(people=0)
    person = make_contracts.relying(ending.service, preferred_name="Sarah")
    browser = sign_in(ending.manager)
    plan = reverse("casework:exit-plan", kwargs={"contract_id": ending.contract.pk})
    offer = reverse("casework:next-offer", kwargs={"contract_id": ending.contract.pk, "person_id": person.pk})

    before = casework.read(browser.get(plan))
    unnamed = browser.post(offer, {"answer": "agreed", "service": "", "words": ""})
    after = browser.post(
        offer, {"answer": "agreed", "service": "", "words": "Dee goes on ringing", "wishes": "Keep Dee's calls"},
        follow=True,
    )  # fmt: skip

    assert "Sarah" in before and "1 of them has no answer on a next offer yet." in before
    assert "Choose a service, or say in words what is offered" in casework.read(unnamed)
    read = casework.read(after)
    assert "Keep Dee's calls" in read and "Dee goes on ringing" in read
    assert "Each has agreed to a next offer, or said no to one." in read


def test_a_manager_lists_posts_and_completes_the_list(sign_in) -> None:
    ending = make_contracts.ending()
    browser = sign_in(ending.manager)
    kwargs = {"contract_id": ending.contract.pk}

    early = browser.post(reverse("casework:exit-posts-complete", kwargs=kwargs))
    browser.post(
        reverse("casework:exit-post-new", kwargs=kwargs), {"role": "Peer worker", "hours": "22.5", "transfers": "yes"}
    )
    done = browser.post(reverse("casework:exit-posts-complete", kwargs=kwargs), follow=True)

    assert "Enter the posts first." in casework.read(early)
    assert "The list of posts is complete as of today." in casework.read(done)


def test_a_worker_of_somebody_else_finds_nothing(sign_in) -> None:
    ending = make_contracts.ending(people=2)
    browser = sign_in(make.worker(role=Role.KEY_WORKER))

    assert browser.get(reverse("casework:exit-plan", kwargs={"contract_id": ending.contract.pk})).status_code == 404
    assert "Nothing ends that concerns your people" in casework.read(browser.get(reverse("casework:exit-plans")))


def test_an_entry_says_that_it_closes_and_what_to_use_instead(client, town) -> None:
    instead = make.service(name="Allotment")
    contract = make_contracts.contract(town.service)
    make_contracts.plan(contract, last_referral_on=DAY(20), instead=instead)
    address = reverse("public:service", kwargs={"service_id": town.service.pk})

    read, card = casework.read(client.get(address)), casework.read(client.get("/"))
    with as_owner():
        ExitPlan.objects.update(last_referral_on=DAY(-1))
    later, later_card = casework.read(client.get(address)), casework.read(client.get("/"))

    for page in (read, card):
        assert "Closing on" in page and "It takes people until" in page and "Use Allotment instead." in page
    for page in (later, later_card):
        assert "It takes nobody new" in page
        assert "Taking people now" not in page and "Not taking people now" in page


def test_the_menu_says_it_too_and_a_referral_is_refused_with_a_sentence(sign_in, town) -> None:
    make_contracts.plan(make_contracts.contract(town.service), last_referral_on=DAY(-1))
    browser = sign_in(town.navigator)
    menu = casework.to("menu", need_id=town.need.pk)

    read = casework.read(browser.get(menu))
    refused = browser.post(town.refer_address, casework.answers(stage="send"), follow=True)

    assert "Closing on" in read and "Choose Breakwater" not in read
    assert "Not taking people now" in read
    assert "its last safe day for a referral has gone by" in casework.read(refused)
    with as_owner():
        assert not Referral.objects.exists()


def test_days_ahead_are_drawn_in_order_and_told_in_a_table() -> None:
    about = chart.About(
        key="ahead", title="It ends soon", summary="Two days.", unit="days", source="the contract", as_of=DAY(0),
        count_words="2 days",
    )  # fmt: skip

    drawn = days_ahead.days_ahead(
        about=about, today=DAY(0), days=[
            days_ahead.DayAhead(label="Overdue", on=DAY(-30)),
            days_ahead.DayAhead(label="It <ends>", on=DAY(90), is_end=True),
        ],
    )  # fmt: skip

    assert [row[0] for row in drawn.table.rows] == ["Overdue", "It <ends>"]
    assert "It &lt;ends&gt;" in drawn.svg() and drawn.svg().count("<svg") == 2
    # A day that has gone by stands at today, not before the drawing.
    left, right = (float(x) for x in re.findall(r'<circle cx="([\d.]+)"', drawn.wide))
    assert (left, right) == (250, 610)
    with pytest.raises(ValueError, match="needs a day"):
        days_ahead.days_ahead(about=about, today=DAY(0), days=[])
