"""Pages around the plan: work without a diagnosis, everyday help, a week on paper, who pays, suggestions, a crisis."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access.models import AuditEvent
from lodestar.people.models import Person
from lodestar.plans.conversation.models import NeedDecision, WorkImpact
from lodestar.plans.goals.models import PlanStep
from lodestar.plans.models import Need
from lodestar.plans.wellness.models import Section, SectionWords, Suggestion
from tests.factories import contracts, sharing
from tests.factories import people as make
from tests.factories.casework import read as words_of
from tests.roles import as_owner

SignIn = Callable[..., Client]


@pytest.fixture
def karen(db: None) -> Person:
    return make.person(user=make.user(name="Karen"), preferred_name="Karen", what_matters="My own front door")


def worker_of(person: Person, **fields: object) -> object:
    worker = make.worker(name="Dee")
    make.involve(person, worker, **fields)
    return worker


def mine(name: str, **parts: object) -> str:
    return reverse(f"person:{name}", kwargs=parts or None)


def of(person: Person, name: str, **parts: object) -> str:
    return reverse(f"casework:{name}", kwargs={"person_id": person.pk, **parts})


def send(browser: Client, address: str, **given: object) -> str:
    answer = browser.post(address, given, follow=True)
    assert answer.status_code == 200
    return words_of(answer)


@pytest.mark.inventory("S1-03")
def test_how_things_are_at_work_is_complete_without_a_diagnosis(karen, sign_in: SignIn) -> None:
    browser = sign_in(karen.user)

    page = send(
        browser, mine("plan-at-work"), task="The telephone", what_happens="I lose the words", what_helps="A list"
    )
    theirs = words_of(sign_in(worker_of(karen)).get(of(karen, "plan-at-work")))
    money = sign_in(worker_of(karen, basis="referral", life_areas=["money"]))

    for shown in (page, theirs):
        assert "The telephone" in shown
        assert "I lose the words" in shown
        assert "What helps: A list" in shown
    assert money.get(of(karen, "plan-at-work")).status_code == 404
    asked = {field.name for field in WorkImpact._meta.get_fields()}
    assert not {name for name in asked if "diagnos" in name or "condition" in name or "illness" in name}
    with as_owner():
        impact = WorkImpact.objects.get()
    assert "The telephone" not in send(browser, mine("plan-at-work-out", impact_id=impact.pk))
    with as_owner():
        assert WorkImpact.objects.get().taken_out_at is not None


@pytest.mark.inventory("S1-15")
def test_a_week_is_built_slot_by_slot_and_prints_on_one_sheet(karen, sign_in: SignIn) -> None:
    browser = sign_in(karen.user)
    send(browser, mine("plan-slot-new"), weekday="1", part_of_day="morning", words="Dee rings")

    paper = browser.get(mine("plan-paper", size="week"))

    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert b"/MarkInfo" in paper.content or b"StructTreeRoot" in paper.content
    assert sign_in(worker_of(karen)).get(of(karen, "plan-paper", size="week")).status_code == 404


@pytest.mark.inventory("S3-16")
def test_everyday_help_goes_on_the_plan_together_beside_the_early_signs(karen, sign_in: SignIn) -> None:
    send(
        sign_in(karen.user), mine("plan-sign-new"), sign="I stop cooking", what_i_want_done="Ring me",
        is_for_workers="on",
    )  # fmt: skip
    worker = worker_of(karen)
    browser = sign_in(worker)

    offered = words_of(browser.get(of(karen, "plan-everyday")))
    send(
        browser, of(karen, "plan-everyday"), owner=f"worker:{worker.pk}",
        wanted=["calls", "money", "energy", "food", "christmas"],
    )  # fmt: skip

    assert "I stop cooking" in offered
    assert "What I want done: Ring me" in offered
    with as_owner():
        assert Need.objects.count() == 5
        assert set(NeedDecision.objects.values_list("disposition", flat=True)) == {"action"}
        steps = {step.words: step for step in PlanStep.objects.all()}
    assert {step.worker_id for step in steps.values()} == {worker.pk}
    christmas = next(step for words, step in steps.items() if "Christmas" in words)
    assert (christmas.due_on.month, christmas.due_on.day) == (12, 1)
    assert christmas.due_on >= timezone.localdate()
    refused = send(browser, of(karen, "plan-everyday"), owner=f"worker:{worker.pk}")
    assert "Tick at least one thing" in refused


@pytest.mark.inventory("S1-02")
def test_from_one_person_outward_to_services_and_who_pays(karen, sign_in: SignIn) -> None:
    nhs, service = make.organisation(name="Bay Health Board", kind="icb"), make.service(life_areas=["home"])
    contracts.contract(service, buyers=(nhs,))
    make.referral(person=karen, service=service, steps=("sent", "received", "accepted"), life_area="home")
    with as_owner():
        Need.objects.create(
            person=karen, life_area="home", words="A warm flat", recorded_by=karen.user, recorded_at=timezone.now()
        )

    for browser, address in (
        (sign_in(karen.user), mine("plan-outward")),
        (sign_in(worker_of(karen)), of(karen, "plan-outward")),
    ):
        page = words_of(browser.get(address))

        places = [page.index(words) for words in ("Karen", "A warm flat", service.name, f"Paid for by {nhs.name}")]
        assert places == sorted(places), "from the person outward"
    assert sign_in(make.worker()).get(of(karen, "plan-outward")).status_code == 404


@pytest.mark.inventory("S2-34")
def test_a_crisis_plan_opens_in_an_emergency_as_the_person_set_it_and_they_are_told(karen, sign_in: SignIn) -> None:
    browser, opener = sign_in(karen.user), make.worker(name="Noor")
    for heading, ticked in (("For the night", {"is_for_emergency": "on"}), ("For me alone", {})):
        send(browser, mine("plan-section-new"), plan="crisis", heading=heading, words="Ring Maureen", **ticked)
    desk = sign_in(opener)
    before = desk.get(of(karen, "plan-wellness"))
    sharing.emergency(karen, opener, ends_at=timezone.now() + timedelta(hours=1))

    page = words_of(desk.get(of(karen, "plan-wellness")))

    assert before.status_code == 404
    assert "For the night" in page
    assert "For me alone" not in page
    assert desk.get(of(karen, "plan")).status_code == 404, "an emergency opens the crisis plan, not the plan"
    with as_owner():
        assert AuditEvent.objects.filter(person_id=karen.pk, by_name="Noor", action="open-record").exists()
    assert "Noor" in words_of(browser.get(mine("looked")))


def test_a_worker_suggests_words_and_only_the_person_takes_them(karen, sign_in: SignIn) -> None:
    browser, worker = sign_in(karen.user), worker_of(karen)
    for heading, ticked in (("When I am well", {"is_for_workers": "on"}), ("For me alone", {})):
        send(browser, mine("plan-section-new"), plan="wellness", heading=heading, words="Tea", **ticked)
    with as_owner():
        shared, private = Section.objects.order_by("-is_for_workers")
    desk = sign_in(worker)

    send(desk, of(karen, "plan-suggest", section_id=shared.pk), words="Tea, and the radio")
    assert desk.get(of(karen, "plan-suggest", section_id=private.pk)).status_code == 404
    with as_owner():
        assert SectionWords.objects.filter(section=shared).count() == 1, "nothing of theirs has changed"
        suggestion = Suggestion.objects.get()
    answer = mine("plan-suggestion-answer", suggestion_id=suggestion.pk)
    assert desk.post(of(karen, "plan-suggestion-answer", suggestion_id=suggestion.pk)).status_code == 404
    assert "Dee suggested" in words_of(browser.get(mine("plan-wellness")))
    page = send(browser, answer, does="take")

    assert "Tea, and the radio" in page
    assert "Dee suggested" not in page
    with as_owner():
        assert SectionWords.objects.filter(section=shared).count() == 2
    assert browser.post(answer, {"does": "leave"}).status_code == 404, "it is answered"
