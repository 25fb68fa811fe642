"""More of the plan at its two doors: deciding together, keeping well, packages, and the plan on paper."""

import json
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access.models import AuditEvent, Membership
from lodestar.people.models import Person
from lodestar.plans.deciding.models import CareRequest, PlanHandover, SharedDecision
from lodestar.plans.packages.models import PackageItem
from lodestar.plans.wellness.models import Section, SectionWords
from lodestar.web.plan import printing
from tests.factories import casework as make_town
from tests.factories import people as make
from tests.factories import plans, sharing
from tests.factories.casework import read as words_of
from tests.roles import as_owner

SignIn = Callable[..., Client]


@pytest.fixture
def sarah(db: None) -> Person:
    someone = make.person(user=make.user(name="Sarah"), preferred_name="Sarah", what_matters="The library")
    make.involve(someone, make.worker(name="Dee"))
    return someone


def worker_of(person: Person, **fields):
    worker = make.worker(name="Dee")
    make.involve(person, worker, **fields)
    return worker


def send(browser: Client, address: str, **given: object) -> str:
    answer = browser.post(address, given, follow=True)
    assert answer.status_code == 200
    return words_of(answer)


def of(person: Person, name: str, **parts: object) -> str:
    return reverse(f"casework:{name}", kwargs={"person_id": person.pk, **parts})


def mine(name: str, **parts: object) -> str:
    return reverse(f"person:{name}", kwargs=parts or None)


def test_options_stand_side_by_side_and_the_person_says_who_decided(sarah, sign_in: SignIn) -> None:
    dee = sign_in(worker_of(sarah))
    send(
        dee, of(sarah, "plan-decision-new"), life_area="home", question="Which flat?", preferences="Near the sea",
        option_1="The small one", for_1="Near the sea", option_2="Wait", against_2="Damp here",
    )  # fmt: skip
    browser = sign_in(sarah.user)
    with as_owner():
        asked = SharedDecision.objects.get()
        small = asked.options.get(words="The small one")

    page = send(
        browser, mine("plan-decision", decision_id=asked.pk), option=str(small.pk), decided_by="person", with_whom="Dee"
    )

    assert "Near the sea" in page
    assert "Who decided: I did" in page
    assert "With: Dee" in page


def test_the_team_answers_a_request_for_more_care_and_the_time_is_shown(sarah, sign_in: SignIn) -> None:
    send(sign_in(sarah.user), mine("plan-care-new"), life_area="clinical-care", direction="more", words="Two calls")
    with as_owner():
        asked = CareRequest.objects.get()

    page = send(
        sign_in(worker_of(sarah)), of(sarah, "plan-care-decide", request_id=asked.pk), outcome="agreed",
        words="From Monday", members="Dr Ade\nJo", has_peer="on", has_person="on",
    )  # fmt: skip

    assert "Agreed, after 1 hour" in page
    assert "Dr Ade, Jo, a peer worker" in page
    assert sign_in(sarah.user).get(mine("plan-care-decide", request_id=asked.pk)).status_code == 404


def test_a_plan_that_goes_another_way_is_flagged_on_the_plan_of_the_person(sarah, sign_in: SignIn) -> None:
    goal = plans.goal(sarah, sarah.user, "Read in the group")
    dee = worker_of(sarah)
    with as_owner():
        team = Membership.objects.get(user=dee).team

    send(sign_in(dee), of(sarah, "plan-stance", goal_id=goal.pk), team=str(team.pk), way="other", words="Rest first")

    page = words_of(sign_in(sarah.user).get(mine("plan")))
    assert "Two plans disagree." in page
    assert "Rest first" in page


def test_a_look_at_the_plan_agrees_the_next(sarah, sign_in: SignIn) -> None:
    today = timezone.localdate()
    later = today + timedelta(days=90)

    page = send(
        sign_in(worker_of(sarah)), of(sarah, "plan-review-new"), **{
            "happened_on-day": today.day, "happened_on-month": today.month, "happened_on-year": today.year,
            "is_with_person": "yes", "next_on-day": later.day, "next_on-month": later.month,
            "next_on-year": later.year,
        },
    )  # fmt: skip

    assert "We look at the plan again on" in page


def test_a_plan_is_handed_on_and_the_team_says_that_it_has_every_goal(sarah, sign_in: SignIn) -> None:
    plans.goal(sarah, sarah.user)
    giving, taking = worker_of(sarah), worker_of(sarah)
    with as_owner():
        team = Membership.objects.get(user=taking).team
    send(sign_in(giving), of(sarah, "plan-hand-on"), to_team=str(team.pk), words="Mornings are best")
    with as_owner():
        handover = PlanHandover.objects.get()

    page = send(sign_in(taking), of(sarah, "plan-received", handover_id=handover.pk))

    assert "1 goal went along. 1 of them are on the plan now." in page
    assert "Dee has read it" in page


def test_a_person_writes_how_they_keep_well_and_chooses_who_reads_it(sarah, sign_in: SignIn) -> None:
    browser = sign_in(sarah.user)
    send(browser, mine("plan-section-new"), plan="crisis", heading="First", words="Ring Maureen", is_for_emergency="on")
    send(browser, mine("plan-section-new"), plan="wellness", heading="Well", words="The sea", is_for_workers="on")
    send(browser, mine("plan-sign-new"), sign="I shut the curtains", who_may_notice="Maureen", is_for_workers="on")
    send(browser, mine("plan-slot-new"), weekday="3", part_of_day="morning", words="Library")
    page = send(
        browser, mine("plan-choice-new"), kind="refusal", words="No tablets", kept_where="In the blue tin",
        **{"made_on-day": "4", "made_on-month": "3", "made_on-year": "2026"},
    )  # fmt: skip
    by_worker = words_of(sign_in(worker_of(sarah)).get(of(sarah, "plan-wellness")))

    assert all(words in page for words in ("Ring Maureen", "The sea", "Thursday", "Library", "In the blue tin"))
    assert "The sea" in by_worker
    assert "I shut the curtains" in by_worker
    assert "No tablets" in by_worker
    assert "Ring Maureen" not in by_worker
    assert "Library" not in by_worker


def test_in_an_emergency_what_was_opened_for_it_is_read_and_each_look_is_told(sarah, sign_in: SignIn) -> None:
    from lodestar.access.roles import Role

    with as_owner():
        for heading, is_open in (("First", True), ("Mine", False)):
            section = Section.objects.create(
                person=sarah, plan="crisis", heading=heading, is_for_emergency=is_open, begun_at=timezone.now()
            )
            SectionWords.objects.create(
                person=sarah, section=section, words=f"Words on {heading}", written_by=sarah.user,
                written_at=timezone.now(),
            )  # fmt: skip
    opener = make.worker(role=Role.CLINICIAN)
    sharing.emergency(sarah, opener, ends_at=timezone.now() + timedelta(hours=1))

    page = words_of(sign_in(opener).get(of(sarah, "plan-wellness")))

    assert "Words on First" in page
    assert "Words on Mine" not in page
    with as_owner():
        assert AuditEvent.objects.filter(person_id=sarah.pk, action="open-record", reason="emergency").count() == 1


def test_nobody_but_the_person_writes_in_their_wellness_plan(sarah, sign_in: SignIn) -> None:
    browser = sign_in(worker_of(sarah))

    for name in ("plan-section-new", "plan-sign-new", "plan-choice-new", "plan-slot-new"):
        assert browser.get(of(sarah, name)).status_code == 404


def test_offers_that_fit_a_need_become_a_package_with_a_total(db, sign_in: SignIn) -> None:
    town = make_town.town()
    browser = sign_in(town.navigator)
    add = of(town.person, "plan-package-add", need_id=town.need.pk)
    offered = words_of(browser.get(add))

    page = send(browser, add, service=str(town.service.pk), cost="12.50", per="week", payer="budget")
    page = send(browser, of(town.person, "plan-package-budget", need_id=town.need.pk), budget="£500")
    wrong = send(browser, add, service=str(town.service.pk), cost="5", per="once", payer="nobody")

    assert "Breakwater floating support" in offered
    assert "£650 a year in all" in page
    assert "That is £150 more than there is." in page
    assert "It costs something: choose who pays" in wrong
    with as_owner():
        item = PackageItem.objects.get()
    page = send(browser, of(town.person, "plan-package-out", need_id=town.need.pk, item_id=item.pk))
    assert "Nothing is in it yet" in page


def test_the_plan_on_paper_is_tagged_and_quick_in_both_sizes(sarah, sign_in: SignIn) -> None:
    plans.fill(sarah, sarah.user, plans.need(sarah, sarah.user))
    browser = sign_in(sarah.user)

    for size in ("plan", "large"):
        answer = browser.get(mine("plan-paper", size=size))
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Cache-Control"] == "no-store"
        assert b"/StructTreeRoot" in answer.content
        assert b"/Lang" in answer.content


def test_what_somebody_wrote_is_never_run_as_markup() -> None:
    told = {
        "title": "My plan", "name": "#panic()", "made": "today", "points": 11, "about": [["*x*", "#sys.exit()"]],
        "next": [["$x^2", "_me_", "@label"]], "areas": [], "kept": [], "week": [],
    }  # fmt: skip

    began = time.process_time()
    document = printing.as_pdf(json.loads(json.dumps(told)))

    assert document.startswith(b"%PDF")
    assert time.process_time() - began < 1.5 * 4
