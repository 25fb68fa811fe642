"""Workers' pages: what a person reads on them, who may open them, and what a form keeps."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lodestar.access.models import AuditEvent, Team, User
from lodestar.access.roles import Role
from lodestar.directory import indexing
from lodestar.directory.models import ImportRun, QuarantinedRow, Service, Source
from lodestar.people.models import Person
from lodestar.plans.models import Need
from lodestar.referrals.models import Referral, ReferralStep
from tests.factories import people as make
from tests.roles import as_owner

SignIn = Callable[[User], Client]
HOPES = "To open the door without dread"


@dataclass
class Town:
    """A navigator with one person and their need, and a service with a desk."""

    navigator: User
    person: Person
    need: Need
    team: Team
    service: Service
    desk_worker: User

    @property
    def address(self) -> str:
        return f"/work/people/{self.person.pk}/"

    @property
    def refer_address(self) -> str:
        return f"/work/needs/{self.need.pk}/refer/{self.service.pk}/"


@pytest.fixture
def town(db: None) -> Town:
    navigator = make.worker(name="Noor Malik", role=Role.NAVIGATOR)
    person = make.person(
        preferred_name="Sam",
        telephone="07700 900123",
        what_matters="My lad on Saturdays",
        how_to_speak_to_me="Text before you ring",
        born_on=date(1980, 3, 4),
        easting=379_000,
        northing=391_000,
    )
    make.involve(person, navigator)
    team = make.team(name="Floating support", organisation=make.organisation(name="Breakwater"))
    service = make.service(
        name="Breakwater floating support",
        team=team,
        organisation=team.organisation,
        life_areas=["home"],
        eligibility_rules=[],
        summary="A housing worker who comes to you.",
        location=make.location(easting=379_500, northing=391_000, latitude=53.4, longitude=-2.3),
    )
    with as_owner():
        need = Need.objects.create(
            person=person,
            life_area="home",
            words="A door that locks",
            recorded_by=navigator,
            recorded_at=timezone.now(),
        )
        indexing.index_services()
    desk_worker = make.worker(name="Sol Reyes", role=Role.REFERRAL_DESK, team=team)
    return Town(navigator, person, need, team, service, desk_worker)


def read(response: Any) -> str:
    """What somebody reads: the words of the page, without its tags."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&#39;", "'").replace("’", "'").split())


def events() -> list[str]:
    with as_owner():
        return list(AuditEvent.objects.order_by("at", "id").values_list("action", flat=True))


def kinds(referral: Referral) -> list[str]:
    with as_owner():
        return list(ReferralStep.objects.filter(referral=referral).order_by("number").values_list("kind", flat=True))


def on_desk(town: Town, *steps: str, **fields: Any) -> Referral:
    return make.referral(
        person=town.person,
        service=town.service,
        steps=steps or ("sent", "received"),
        hopes=HOPES,
        asked_by=town.navigator,
        **fields,
    )


# --- the caseload --------------------------------------------------------------------------------------------


@pytest.mark.inventory("S0-10")
def test_my_work_shows_my_people_and_what_is_due(town: Town, sign_in: SignIn) -> None:
    make.involve(make.person(preferred_name="Somebody else"), make.worker())
    referral = on_desk(town, "sent", "received", "accepted")
    with as_owner():
        ReferralStep.objects.filter(referral=referral, number=3).update(expected_on=date(2026, 1, 5))

    page = read(sign_in(town.navigator).get("/work/"))

    assert "1 person on your caseload" in page
    assert "Sam" in page
    assert "A first meeting was expected on 5 January 2026. Ask how it went" in page
    assert "Somebody else" not in page


def test_an_empty_caseload_says_what_it_is_for(db: None, sign_in: SignIn) -> None:
    assert "Your people will be here" in read(sign_in(make.worker()).get("/work/"))


@pytest.mark.inventory("S0-18")
def test_my_work_tells_of_people_who_were_sent_from_door_to_door(town: Town, sign_in: SignIn) -> None:
    for _ in range(2):
        make.referral(
            person=town.person,
            service=make.service(team=make.team()),
            steps=("sent", "received", "declined"),
        )

    page = read(sign_in(town.navigator).get("/work/?show=due"))

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
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get("/work/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


# --- a person's record ---------------------------------------------------------------------------------------


@pytest.mark.inventory("S2-73")
def test_a_record_opens_with_what_matters_and_is_written_down_once(town: Town, sign_in: SignIn) -> None:
    on_desk(town)

    page = read(sign_in(town.navigator).get(town.address))

    for words in ("Sam", "My lad on Saturdays", "Text before you ring", "A door that locks"):
        assert words in page
    assert "With the service, not answered yet" in page
    assert "Noor Malik" in page
    assert events() == ["open-record"]


@pytest.mark.parametrize("part", ["", "needs/new/", "contacts/new/"])
def test_a_stranger_reads_the_same_of_a_record_as_of_none(town: Town, sign_in: SignIn, part: str) -> None:
    stranger = sign_in(make.worker())

    seen = stranger.get(f"{town.address}{part}")
    absent = stranger.get(f"/work/people/{make.nobody()}/{part}")

    assert seen.status_code == absent.status_code == 404
    assert read(seen) == read(absent)
    assert events() == []


def test_a_stranger_reads_the_same_of_a_need_or_a_referral_as_of_none(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town)
    stranger = sign_in(make.worker())

    for there, absent in (
        (f"/work/needs/{town.need.pk}/menu/", f"/work/needs/{make.nobody()}/menu/"),
        (town.refer_address, f"/work/needs/{make.nobody()}/refer/{town.service.pk}/"),
        (f"/work/referrals/{referral.pk}/", f"/work/referrals/{make.nobody()}/"),
        (f"/work/referrals/{referral.pk}/take-back/", f"/work/referrals/{make.nobody()}/take-back/"),
    ):
        seen = stranger.get(there)
        assert seen.status_code == 404
        assert read(seen) == read(stranger.get(absent))


@pytest.mark.inventory("S2-73")
def test_a_worker_who_got_one_referral_reads_one_life_area_and_not_what_matters(town: Town, sign_in: SignIn) -> None:
    on_desk(town)
    peer = make.worker(role=Role.PEER_WORKER, team=town.team)

    page = read(sign_in(peer).get(town.address))

    assert "Not open to you: clinical care, social connection, physical health, money and work" in page
    assert "My lad on Saturdays" not in page


def test_a_need_is_recorded_in_their_words_and_leads_to_what_there_is(town: Town, sign_in: SignIn) -> None:
    browser = sign_in(town.navigator)
    typed = {"life_area": "money", "words": "I hide the letters", "row_id": str(uuid.uuid4())}

    for _ in range(2):
        answer = browser.post(f"{town.address}needs/new/", typed)

    assert answer.status_code == 302
    with as_owner():
        (need,) = Need.objects.filter(life_area="money")
    assert need.words == "I hide the letters"
    assert answer["Location"] == f"/work/needs/{need.pk}/menu/?done=need"
    assert "There is something to mend" not in read(browser.get(answer["Location"]))


def test_a_need_without_a_life_area_keeps_what_was_typed(town: Town, sign_in: SignIn) -> None:
    answer = sign_in(town.navigator).post(f"{town.address}needs/new/", {"words": "I hide the letters"})

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

    answer = browser.post(f"{town.address}contacts/new/", typed)

    page = read(browser.get(answer["Location"]))
    assert "The contact is noted." in page
    assert "Noor Malik, telephone: we tried and did not reach them" in page
    assert events() == ["record-contact", "open-record"]


def test_a_contact_that_is_still_to_come_is_refused_with_a_sentence(town: Town, sign_in: SignIn) -> None:
    typed = {"happened_on-day": "1", "happened_on-month": "1", "happened_on-year": "2999", "note": "Rang twice"}

    page = read(sign_in(town.navigator).post(f"{town.address}contacts/new/", typed))

    assert "The day is still to come. Enter the day on which it happened" in page
    assert "Rang twice" in page


# --- the menu and the referral -------------------------------------------------------------------------------


@pytest.mark.inventory("S0-41")
def test_the_menu_says_why_each_option_fits_or_not_and_chooses_nothing(town: Town, sign_in: SignIn) -> None:
    make.service(
        name="Young people's house",
        life_areas=["home"],
        eligibility_rules=[{"kind": "age", "minimum": 16, "maximum": 24}],
        location=make.location(),
    )
    make.service(name="Key makers", life_areas=["home"], eligibility_rules=None, location=make.location())
    with as_owner():
        indexing.index_services()

    response = sign_in(town.navigator).get(f"/work/needs/{town.need.pk}/menu/")

    page = read(response)
    assert "A door that locks" in page
    assert "We looked at 3 services within reach: 1 fit, 1 to check, 1 do not fit." in page
    assert "Fits: it is open to anybody" in page
    assert "Check: the entry does not say who it is for. Ask them" in page
    assert "Does not fit: it is for people 16 to 24, and they are 46" in page
    assert page.index("Breakwater floating support") < page.index("Young people's house")
    assert "checked" not in re.findall(r'<input class="nhsuk-checkboxes__input"[^>]*>', response.content.decode())[0]
    assert events() == ["open-record"]


def answers(**given: str) -> dict[str, str]:
    return {"stage": "check", "hopes": HOPES, "consent": "yes", "how": "in-person", **given}


@pytest.mark.inventory("S2-73")
def test_a_referral_asks_checks_and_is_sent_once(town: Town, sign_in: SignIn) -> None:
    browser = sign_in(town.navigator)

    form = read(browser.get(f"{town.refer_address}?go_with_me=true"))
    assert "Breakwater floating support (Breakwater) will see Sam's name" in form
    check = read(browser.post(town.refer_address, answers(go_with_me="true")))
    assert "Check before you send" in check
    assert HOPES in check
    with as_owner():
        assert not Referral.objects.exists()
    sent = [browser.post(town.refer_address, answers(stage="send", go_with_me="true")) for _ in range(2)]

    with as_owner():
        (referral,) = Referral.objects.select_related("consent")
    assert referral.go_with_me
    assert referral.consent is not None
    assert "They can take this back at any time" in referral.consent.words
    assert [answer["Location"] for answer in sent] == [
        f"/work/referrals/{referral.pk}/?done=sent",
        f"/work/referrals/{referral.pk}/?done=already",
    ]
    assert events().count("refer") == 1
    assert "The referral is sent." in read(browser.get(sent[0]["Location"]))


@pytest.mark.inventory("S2-73")
@pytest.mark.parametrize("consent", ["no", ""])
def test_nothing_is_sent_until_the_person_says_yes(town: Town, sign_in: SignIn, consent: str) -> None:
    page = read(sign_in(town.navigator).post(town.refer_address, answers(stage="send", consent=consent)))

    assert "they say yes" in page or "Choose whether they said yes" in page
    assert HOPES in page
    with as_owner():
        assert not Referral.objects.exists()


def test_changing_an_answer_keeps_the_others(town: Town, sign_in: SignIn) -> None:
    page = read(sign_in(town.navigator).post(town.refer_address, answers(stage="change")))

    assert "Check before sending" in page
    assert HOPES in page


def test_a_service_that_does_not_fit_is_rung_before_it_is_referred_to(town: Town, sign_in: SignIn) -> None:
    with as_owner():
        Service.objects.filter(pk=town.service.pk).update(eligibility_rules=[{"kind": "age", "maximum": 24}])
        indexing.index_services()
    browser = sign_in(town.navigator)

    refused = read(browser.post(town.refer_address, answers(stage="send")))
    sent = browser.post(town.refer_address, answers(stage="send", is_agreed_with_service="true"))

    assert "Ask the service first, and tick this when they will see the person" in refused
    assert sent.status_code == 302


def test_a_service_that_has_closed_leads_back_to_the_menu(town: Town, sign_in: SignIn) -> None:
    with as_owner():
        Service.objects.filter(pk=town.service.pk).update(status="defunct")

    answer = sign_in(town.navigator).post(town.refer_address, answers(stage="send"))

    assert answer["Location"] == f"/work/needs/{town.need.pk}/menu/?done=closed"


def test_a_referral_is_taken_back_when_the_person_no_longer_wants_it(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town)
    browser = sign_in(town.navigator)
    address = f"/work/referrals/{referral.pk}/take-back/"

    assert "will no longer see Sam through it" in read(browser.get(address))
    browser.post(address)

    assert kinds(referral)[-1] == "withdrawn"
    second = browser.post(address)
    assert second.status_code == 409
    assert "Noor Malik was here first." in read(second)


# --- the desk ------------------------------------------------------------------------------------------------


def test_the_desk_says_what_came_from_whom_and_how_long_they_have_waited(town: Town, sign_in: SignIn) -> None:
    on_desk(town, received_at=datetime.now(UTC) - timedelta(days=16))
    other = make.service(team=make.team())
    make.referral(person=make.person(preferred_name="Elsewhere"), service=other, steps=("sent", "received"))

    page = read(sign_in(town.desk_worker).get("/work/desk/"))

    for words in ("Sam", HOPES, "From Noor Malik, a care navigator", "Waiting 16 days"):
        assert words in page
    assert "Elsewhere" not in page


def test_an_empty_desk_says_so_kindly(town: Town, sign_in: SignIn) -> None:
    assert "The desk is clear" in read(sign_in(town.desk_worker).get("/work/desk/"))


def test_the_desk_takes_as_many_queries_for_a_hundred_referrals_as_for_ten(db: None, sign_in: SignIn) -> None:
    counts = []
    for size in (10, 100):
        team = make.team()
        service = make.service(team=team)
        for number in range(size):
            steps = ("sent", "received", "accepted")[: 2 + number % 2]
            make.referral(person=make.person(), service=service, steps=steps)
        browser = sign_in(make.worker(role=Role.REFERRAL_DESK, team=team))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/work/desk/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.inventory("S0-18")
def test_a_manager_reads_at_the_desk_who_was_turned_away_twice(town: Town, sign_in: SignIn) -> None:
    on_desk(town)
    for _ in range(2):
        make.referral(
            person=town.person,
            service=make.service(team=make.team(), life_areas=["home"]),
            steps=("sent", "received", "declined"),
        )
    manager = make.worker(role=Role.PROVIDER_MANAGER, team=town.team)

    assert "Sam, turned away 2 times" in read(sign_in(manager).get("/work/desk/"))
    assert "turned away" not in read(sign_in(town.desk_worker).get("/work/desk/"))


@pytest.mark.parametrize("part", ["", "accept/", "decline/", "first-contact/"])
def test_a_desk_opens_its_own_referrals_and_no_others(town: Town, sign_in: SignIn, part: str) -> None:
    referral = on_desk(town)
    other = sign_in(make.worker(role=Role.REFERRAL_DESK, team=make.team()))

    seen = other.get(f"/work/desk/{referral.pk}/{part}")
    absent = other.get(f"/work/desk/{make.nobody()}/{part}")

    assert seen.status_code == absent.status_code == 404
    assert read(seen) == read(absent)
    assert sign_in(town.desk_worker).get(f"/work/desk/{referral.pk}/{part}").status_code == 200


def test_a_referral_on_the_desk_shows_what_was_agreed_and_nothing_else(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town)

    page = read(sign_in(town.desk_worker).get(f"/work/desk/{referral.pk}/"))

    for words in ("Sam", "07700 900123", HOPES, "Text before you ring"):
        assert words in page
    assert "My lad on Saturdays" not in page
    assert events() == ["open-record"]


def test_accepting_says_when_and_the_second_is_told_who_was_first(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town)
    expected = timezone.localdate() + timedelta(days=6)
    typed = {
        "expected_on-day": expected.day,
        "expected_on-month": expected.month,
        "expected_on-year": expected.year,
        "note": "",
    }
    colleague = make.worker(role=Role.REFERRAL_DESK, team=town.team)

    first = sign_in(town.desk_worker).post(f"/work/desk/{referral.pk}/accept/", typed)
    second = sign_in(colleague).post(f"/work/desk/{referral.pk}/accept/", typed)

    assert first["Location"] == f"/work/desk/{referral.pk}/?done=accepted"
    assert second.status_code == 409
    assert "Sol Reyes was here first. Accepted on" in read(second)
    assert kinds(referral) == ["sent", "received", "accepted"]


@pytest.mark.inventory("S0-18")
@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        ({"instead": "Our Tuesday drop-in"}, "Choose why you cannot help"),
        ({"reason": "below-threshold"}, "Say what you offer instead: choose a service above, or write it here"),
    ],
)
def test_a_decline_without_a_reason_or_an_offer_is_refused_and_keeps_the_words(
    town: Town, sign_in: SignIn, typed: dict[str, str], mend: str
) -> None:
    make.service(name="Next door", life_areas=["home"], eligibility_rules=[], location=make.location())
    with as_owner():
        indexing.index_services()
    referral = on_desk(town)

    answer = sign_in(town.desk_worker).post(f"/work/desk/{referral.pk}/decline/", {"note": "We are sorry", **typed})

    page = read(answer)
    assert mend in page
    assert "We are sorry" in page
    assert typed.get("instead", "") in page
    assert kinds(referral) == ["sent", "received"]


@pytest.mark.inventory("S0-18")
def test_a_decline_offers_a_service_that_the_navigator_can_refer_to_next(town: Town, sign_in: SignIn) -> None:
    next_door = make.service(name="Next door", life_areas=["home"], eligibility_rules=[], location=make.location())
    with as_owner():
        indexing.index_services()
    navigator, desk = sign_in(town.navigator), sign_in(town.desk_worker)
    navigator.post(town.refer_address, answers(stage="send"))
    with as_owner():
        referral = Referral.objects.get()

    assert "Next door" in read(desk.get(f"/work/desk/{referral.pk}/decline/"))
    answer = desk.post(
        f"/work/desk/{referral.pk}/decline/",
        {"reason": "waiting-list-closed", "instead_service": str(next_door.pk), "instead": ""},
    )

    assert "Declined, with what you offer instead." in read(desk.get(answer["Location"]))
    assert desk.get(f"/work/desk/{referral.pk}/").status_code == 404
    response = navigator.get(f"/work/referrals/{referral.pk}/")
    assert "Our waiting list is closed. Offered instead: Next door." in read(response)
    assert f"/work/needs/{town.need.pk}/refer/{next_door.pk}/" in response.content.decode()


def test_a_first_contact_is_recorded_and_ends_the_wait(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town, "sent", "received", "accepted")
    browser = sign_in(town.desk_worker)
    today = timezone.localdate()
    day = {"happened_on-day": today.day, "happened_on-month": today.month, "happened_on-year": today.year}

    tried = browser.post(
        f"/work/desk/{referral.pk}/first-contact/", {**day, "mode": "telephone", "attendance": "not-reached"}
    )
    assert "They are still waiting to be met." in read(browser.get(tried["Location"]))
    met = browser.post(
        f"/work/desk/{referral.pk}/first-contact/", {**day, "mode": "in-person", "attendance": "attended"}
    )

    assert "Their wait has ended." in read(browser.get(met["Location"]))
    assert kinds(referral)[-1] == "first-contact"


def test_a_first_contact_before_the_referral_came_is_refused_with_the_day(town: Town, sign_in: SignIn) -> None:
    referral = on_desk(town, "sent", "received", "accepted")
    typed = {
        "happened_on-day": "1",
        "happened_on-month": "1",
        "happened_on-year": "2001",
        "mode": "in-person",
        "attendance": "attended",
        "note": "In the café",
    }

    page = read(sign_in(town.desk_worker).post(f"/work/desk/{referral.pk}/first-contact/", typed))

    assert "Enter that day or a later one" in page
    assert "In the café" in page


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.PLACE_LEAD, Role.ADMINISTRATOR])
@pytest.mark.parametrize("address", ["/work/", "/work/desk/"])
def test_roles_that_never_see_a_person_are_let_into_no_casework(
    db: None, sign_in: SignIn, role: Role, address: str
) -> None:
    assert sign_in(make.worker(role=role)).get(address).status_code == 403


# --- imports -------------------------------------------------------------------------------------------------


def test_imports_show_what_was_held_back_and_how_to_mend_it(db: None, sign_in: SignIn) -> None:
    counts = {"read": 3, "created": 2, "updated": 0, "unchanged": 0, "repeated": 0, "retired": 0, "quarantined": 1}
    with as_owner():
        source = Source.objects.create(slug="bay", name="The Bay's directory", address="feed.json", format="oruk-3")
        run = ImportRun.objects.create(
            source=source,
            started_at=timezone.now(),
            finished_at=timezone.now(),
            format="oruk-3",
            counts={"service": counts},
        )
        QuarantinedRow.objects.create(
            run=run,
            kind="service",
            source_key="s-17",
            reason="no-name",
            explanation="It has no name. Give it one.",
            payload={},
        )
    browser = sign_in(make.worker(role=Role.INFORMATION_LEAD))

    assert "The Bay's directory" in read(browser.get("/work/imports/"))
    page = read(browser.get(f"/work/imports/{run.pk}/?reason=no-name"))
    for words in ("s-17", "No name", "It has no name. Give it one.", "1 row"):
        assert words in page
    assert browser.get(f"/work/imports/{make.nobody()}/").status_code == 404
    assert sign_in(make.worker()).get("/work/imports/").status_code == 403
