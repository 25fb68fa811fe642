"""A worker's caseload and records: what a person reads there, who may open them, and what a form keeps."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.plans.models import Need
from lodestar.referrals.models import ReferralStep
from tests.factories import people as make
from tests.factories.casework import Town, events, on_desk, read, to
from tests.roles import as_owner

SignIn = Callable[[User], Client]


@pytest.mark.inventory("S0-10")
def test_my_work_shows_my_people_and_what_is_due(town: Town, sign_in: SignIn) -> None:
    make.involve(make.person(preferred_name="Somebody else"), make.worker())
    referral = on_desk(town, "sent", "received", "accepted")
    with as_owner():
        ReferralStep.objects.filter(referral=referral, number=3).update(expected_on=date(2026, 1, 5))

    page = read(sign_in(town.navigator).get(to("caseload")))

    assert "1 person on your caseload" in page
    assert "Sam" in page
    assert "A first meeting was expected on 5 January 2026. Ask how it went" in page
    assert "Somebody else" not in page


def test_my_work_begins_with_my_own_people_and_has_my_teams_one_step_away(town: Town, sign_in: SignIn) -> None:
    team = make.team()
    worker = make.worker(team=team)
    make.involve(make.person(preferred_name="Own"), worker)
    make.involve(make.person(preferred_name="Of the team"), team)
    browser = sign_in(worker)

    page = read(browser.get(to("caseload")))

    assert "1 person on your caseload, and 1 more in your teams" in page
    assert "Of the team" not in page
    assert "Of the team" in read(browser.get(to("caseload") + "?show=team"))
    colleague = make.worker(role=Role.PEER_WORKER, team=team)
    assert "Of the team" in read(sign_in(colleague).get(to("caseload")))


def test_an_empty_caseload_says_what_it_is_for(db: None, sign_in: SignIn) -> None:
    assert "Your people will be here" in read(sign_in(make.worker()).get(to("caseload")))


@pytest.mark.inventory("S0-18")
def test_my_work_tells_of_people_who_were_sent_from_door_to_door(town: Town, sign_in: SignIn) -> None:
    for _ in range(2):
        make.referral(
            person=town.person,
            service=make.service(team=make.team()),
            steps=("sent", "received", "declined"),
        )

    page = read(sign_in(town.navigator).get(to("caseload") + "?show=due"))

    assert "Sent from door to door" in page
    assert "Turned away 2 times. Agree the next step" in page


def test_my_work_takes_as_many_queries_for_a_hundred_people_as_for_ten(db: None, sign_in: SignIn) -> None:
    service = make.service(team=make.team())
    counts = []
    for size in (10, 100):
        worker = make.worker()
        for _ in range(size):
            person = make.person()
            make.involve(person, worker)
            make.referral(person=person, service=service, steps=("sent", "received"))
        browser = sign_in(worker)
        # The first request also writes down that the session is in use.
        browser.get(to("caseload"))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(to("caseload")).status_code == 200
        counts.append(asked(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_a_record_opens_in_twelve_queries_however_much_is_in_it(town: Town, sign_in: SignIn) -> None:
    browser = sign_in(town.navigator)
    browser.get(to("caseload"))
    counts = []
    for more in (1, 10):
        for _ in range(more):
            on_desk(town, "sent", "received", "accepted")
            make.involve(town.person, make.worker(team=make.team()))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(to("person", person_id=town.person.pk)).status_code == 200
        counts.append(asked(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 12


def asked(queries: CaptureQueriesContext) -> int:
    """Return how many statements asked the database for something: where a transaction begins and ends is left out."""
    around = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return len([one for one in queries if not one["sql"].startswith(around)])


@pytest.mark.inventory("S2-73")
def test_a_record_opens_with_what_matters_and_is_written_down_once(town: Town, sign_in: SignIn) -> None:
    on_desk(town)

    page = read(sign_in(town.navigator).get(to("person", person_id=town.person.pk)))

    for words in ("Sam", "My lad on Saturdays", "Text before you ring", "A door that locks"):
        assert words in page
    assert "With the service, not answered yet" in page
    assert "Noor Malik" in page
    assert events() == ["open-record"]


@pytest.mark.parametrize("part", ["person", "need-new", "contact-new"])
def test_a_stranger_reads_the_same_of_a_record_as_of_none(town: Town, sign_in: SignIn, part: str) -> None:
    stranger = sign_in(make.worker())

    seen = stranger.get(to(part, person_id=town.person.pk))
    absent = stranger.get(to(part, person_id=make.nobody()))

    assert seen.status_code == absent.status_code == 404
    assert read(seen) == read(absent)
    assert events() == []


def test_a_stranger_reads_the_same_of_a_need_or_a_referral_as_of_none(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town)
    stranger = sign_in(make.worker())

    for there, absent in (
        (to("menu", need_id=town.need.pk), to("menu", need_id=make.nobody())),
        (town.refer_address, to("refer", need_id=make.nobody(), service_id=town.service.pk)),
        (to("referral", referral_id=referral.pk), to("referral", referral_id=make.nobody())),
        (to("take-back", referral_id=referral.pk), to("take-back", referral_id=make.nobody())),
    ):
        seen = stranger.get(there)
        assert seen.status_code == 404
        assert read(seen) == read(stranger.get(absent))


@pytest.mark.inventory("S2-73")
def test_a_worker_who_got_one_referral_reads_one_life_area_and_not_what_matters(town: Town, sign_in: SignIn) -> None:
    on_desk(town)
    peer = make.worker(role=Role.PEER_WORKER, team=town.team)

    page = read(sign_in(peer).get(to("person", person_id=town.person.pk)))

    assert "Not open to you: clinical care, social connection, physical health, money and work" in page
    assert "My lad on Saturdays" not in page


def test_a_need_is_recorded_in_their_words_and_leads_to_what_there_is(town: Town, sign_in: SignIn) -> None:
    browser = sign_in(town.navigator)
    typed = {"life_area": "money", "words": "I hide the letters", "row_id": str(uuid.uuid4())}

    for _ in range(2):
        answer = browser.post(to("need-new", person_id=town.person.pk), typed)

    assert answer.status_code == 302
    with as_owner():
        (need,) = Need.objects.filter(life_area="money")
    assert need.words == "I hide the letters"
    assert answer["Location"] == to("menu", need_id=need.pk) + "?done=need"
    assert "There is something to mend" not in read(browser.get(answer["Location"]))


def test_a_need_without_a_life_area_keeps_what_was_typed(town: Town, sign_in: SignIn) -> None:
    answer = sign_in(town.navigator).post(to("need-new", person_id=town.person.pk), {"words": "I hide the letters"})

    page = read(answer)
    assert "Choose the part of life that it is about" in page
    assert "I hide the letters" in page


@pytest.mark.inventory("S0-10")
def test_a_contact_is_noted_on_the_record(town: Town, sign_in: SignIn) -> None:
    browser = sign_in(town.navigator)
    today = timezone.localdate()
    typed = {
        "happened_on-day": today.day,
        "happened_on-month": today.month,
        "happened_on-year": today.year,
        "mode": "telephone",
        "attendance": "not-reached",
        "life_area": "home",
        "note": "Rang twice",
    }

    answer = browser.post(to("contact-new", person_id=town.person.pk), typed)

    page = read(browser.get(answer["Location"]))
    assert "The contact is noted." in page
    assert "Noor Malik, telephone: we tried and did not reach them" in page
    assert events() == ["record-contact", "open-record"]


def test_a_contact_that_is_still_to_come_is_refused_with_a_sentence(town: Town, sign_in: SignIn) -> None:
    typed = {"happened_on-day": "1", "happened_on-month": "1", "happened_on-year": "2999", "note": "Rang twice"}

    page = read(sign_in(town.navigator).post(to("contact-new", person_id=town.person.pk), typed))

    assert "The day is still to come. Enter the day on which it happened" in page
    assert "Rang twice" in page
