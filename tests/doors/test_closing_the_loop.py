"""The pages on which a referral goes on: at the desk, with the worker, with the person, and behind a one-click link."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access.models import User
from lodestar.people.models import Person
from lodestar.people.voice.models import Message
from lodestar.referrals.models import Referral, ReferralStep
from lodestar.referrals.receiving import actions as receiving
from tests.factories import directory as make_directory
from tests.factories import people as make
from tests.factories.casework import Town, kinds, on_desk, read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]


def own_user(town: Town) -> User:
    """Let the person of the town sign in."""
    user = make.user()
    make.involve(town.person, user, basis="self")
    with as_owner():
        Person.objects.filter(pk=town.person.pk).update(user=user)
    return user


def day(of: object, name: str) -> dict[str, str]:
    return {f"{name}-day": str(of.day), f"{name}-month": str(of.month), f"{name}-year": str(of.year)}


def test_a_desk_takes_a_referral_from_a_wait_to_an_end_that_says_why(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town)
    desk = sign_in(town.desk_worker)
    today = timezone.localdate()

    desk.post(
        to("wait", referral_id=referral.pk), {**day(today + timedelta(days=20), "expected_on"), "note": "Ring us"}
    )
    assert "Next:" in read(desk.get(to("desk-referral", referral_id=referral.pk)))
    desk.post(
        to("first-contact", referral_id=referral.pk),
        {**day(today, "happened_on"), "mode": "telephone", "attendance": "attended"},
    )
    desk.post(to("start", referral_id=referral.pk), {})
    wrong = {"ended_by": "person", "reason": "not-reached", "outcome": "helped", "persons_view": "agrees"}
    refused = desk.post(to("end", referral_id=referral.pk), wrong)
    assert "does not go with who ends it" in read(refused)
    done = desk.post(to("end", referral_id=referral.pk), {**wrong, "reason": "no-longer-needed"})

    assert done.headers["Location"] == f"{to('desk')}?done=ended"
    assert kinds(referral)[-4:] == ["waiting", "first-contact", "started", "ended"]
    page = read(sign_in(town.navigator).get(to("referral", referral_id=referral.pk)))
    assert "The person ended it: they need it no more. It helped. They agree." in page


def test_a_worker_records_the_telling_and_opens_it_again(town: Town, sign_in: SignIn) -> None:
    referral = make.referral(person=town.person, service=town.service, steps=("sent", "received", "declined"))
    worker = sign_in(town.navigator)
    today = timezone.localdate()

    assert "Nobody has told them yet" in read(worker.get(to("referral", referral_id=referral.pk)))
    worker.post(to("told", referral_id=referral.pk), {**day(today, "told_on"), "how": "in-person"})
    assert "told them on" in read(worker.get(to("referral", referral_id=referral.pk)))
    unanswered = worker.post(to("reopen", referral_id=referral.pk), {"reason": "more-is-known"})
    assert "Choose how they said yes" in read(unanswered)
    worker.post(to("reopen", referral_id=referral.pk), {"reason": "more-is-known", "how": "telephone"})

    assert kinds(referral)[-1] == "received"
    assert "Opened again: more is known now." in read(worker.get(to("referral", referral_id=referral.pk)))


def test_the_person_reads_what_is_next_chooses_contact_and_says_that_they_have_not_heard(
    town: Town, sign_in: SignIn
) -> None:
    referral = on_desk(town)
    own = sign_in(own_user(town))
    page = reverse("person:referral", args=[referral.pk])

    assert "They answer by" in read(own.get(page))
    own.post(reverse("person:choose-contact", args=[referral.pk]), {"way": "not-at-all", "words": "I ring on Friday"})
    assert "Do not contact me" in read(own.get(page))
    own.post(reverse("person:not-heard", args=[referral.pk]), {"words": ""})

    with as_owner():
        said = Message.objects.get()
    assert (said.kind, said.to_team_id) == ("not-heard", town.service.team_id)
    desk = sign_in(town.desk_worker)
    assert "They chose:" in read(desk.get(to("desk-referral", referral_id=referral.pk)))
    assert "Answer them by" in read(desk.get(to("said")))


@pytest.mark.inventory("S1-22")
def test_the_person_comes_back_in_one_step_and_nothing_turns_them_away(town: Town, sign_in: SignIn) -> None:
    referral = make.referral(
        person=town.person, service=town.service, steps=("sent", "received", "accepted", "first-contact", "ended")
    )
    own = sign_in(own_user(town))

    own.post(reverse("person:come-back", args=[referral.pk]), {"words": ""})

    assert kinds(referral)[-1] == "received"
    assert own.get(reverse("person:come-back", args=[referral.pk])).status_code == 404, "it is open now"


@pytest.fixture
def village(town: Town, sign_in: SignIn, django_capture_on_commit_callbacks) -> tuple[Referral, str]:
    """A referral to a group without a desk, and the address that was mailed to it."""
    service = make.service(email="group@example.org", team=None, life_areas=["home"])
    referral = make.referral(person=town.person, service=service, steps=("sent",), asked_by=town.navigator)
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(town.navigator).post(to("send-link", referral_id=referral.pk))
    path = mail.outbox[-1].body.split("http://testserver")[1].split()[0]
    return referral, path


def test_looking_at_a_link_changes_nothing_and_one_press_answers(village: tuple[Referral, str], client: Client) -> None:
    referral, path = village
    before = len(kinds(referral))

    assert "hopes for" in read(client.get(path))
    assert client.head(path).status_code == 200
    assert len(kinds(referral)) == before
    nothing = client.post(path, {"answer": "declined"})
    assert "say what you suggest instead" in read(nothing)
    client.post(path, {"answer": "accepted", "note": "Come on Tuesday"})

    assert kinds(referral) == ["sent", "received", "accepted"]
    again = client.post(path, {"answer": "accepted"})
    assert "Enter the day" in read(again), "the page has moved on to the next step"
    assert kinds(referral) == ["sent", "received", "accepted"]


def test_a_no_by_link_is_offered_services_of_that_part_of_life_that_are_not_full(
    village: tuple[Referral, str], client: Client
) -> None:
    referral, path = village
    shed = make_directory.service(name="Rowan shed", life_areas=["home"], takes_people=True)
    make_directory.service(name="Full house", life_areas=["home"], takes_people=False)
    page = read(client.get(path))
    assert "Rowan shed" in page and "Full house" not in page

    client.post(
        path, {"answer": "declined", "reason": "waiting-list-closed", "instead": "", "instead_service": str(shed.pk)}
    )

    with as_owner():
        last = ReferralStep.objects.filter(referral=referral).order_by("number").last()
        assert (last.kind, last.instead_service) == ("declined", shed)


def test_a_link_that_is_taken_back_opens_nothing(
    village: tuple[Referral, str], town: Town, sign_in: SignIn, client: Client
) -> None:
    _, path = village
    referral = village[0]
    worker = sign_in(town.navigator)
    assert "Take the link back" in read(worker.get(to("referral", referral_id=referral.pk)))

    worker.post(to("revoke-link", referral_id=referral.pk))

    assert client.get(path).status_code == 404
    assert client.get("/answer/guessed/").content == client.get(path).content


def test_what_nobody_answered_comes_back_to_who_asked(
    village: tuple[Referral, str], town: Town, sign_in: SignIn
) -> None:
    worker = sign_in(town.navigator)
    assert "Nothing waits for you to ring" in read(worker.get(to("no-reply")))
    with as_owner():
        receiving.Chase.objects.create(
            referral=village[0], person=town.person, kind="escalated", step_number=1, at=timezone.now()
        )
        assert ReferralStep.objects.filter(referral=village[0]).count() == 1

    page = read(worker.get(to("no-reply")))
    assert village[0].service.name in page
    assert "No reply is not a no" in page
