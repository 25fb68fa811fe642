"""The front door: anybody asks without an account, and every request has an owner and a next day at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions as access_actions
from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.people.models import Person
from lodestar.plans.models import Need
from lodestar.referrals.asking import actions
from lodestar.referrals.asking.models import FrontDoor, HelpRequest
from lodestar.rules import working_days
from tests.factories import people as make
from tests.factories.casework import read
from tests.roles import as_owner

SignIn = Callable[[User], Client]
ASKED = {
    "asker": "self",
    "words": "I cannot open my letters any more",
    "life_areas": ["money", "home"],
    "preferred_name": "Mo",
    "way": "text",
    "telephone": "07700 900123",
    "way_words": "Nobody at home may know",
    "stage": "send",
}


@pytest.fixture
def navigator(db: None) -> User:
    """The one worker of the team that answers the door."""
    team = make.team(name="Navigators")
    made = make.worker(role=Role.NAVIGATOR, team=team, name="Noor Malik")
    with as_owner():
        FrontDoor.objects.create(team=team)
    return made


def the_request() -> HelpRequest:
    with as_owner():
        return HelpRequest.objects.select_related("owner").get()


@pytest.mark.inventory("S0-01")
@pytest.mark.parametrize("asker", ["self", "carer", "gp", "agency"])
def test_anybody_asks_without_an_account_and_has_an_owner_and_a_day_at_once(
    navigator: User, client: Client, asker: str
) -> None:
    others = {"asker_name": "Dr Ray", "asker_contact": "0161 496 0001", "has_agreed": "yes"}

    check = client.post(reverse("front_door:ask"), {**ASKED, **others, "asker": asker, "stage": "check"})
    assert "Check what you said" in read(check)
    sent = client.post(reverse("front_door:ask"), {**ASKED, **others, "asker": asker})
    page = read(client.get(sent.headers["Location"]))

    asked = the_request()
    assert (asked.owner, asked.team_id) == (navigator, FrontDoor.objects.get().team_id)
    assert asked.next_on == working_days.add_working_days(timezone.localdate(), days=2)
    assert "You hear from us by" in page
    assert "Noor Malik" in page
    assert "letters" not in page, "the address shows nothing of what was said"


def test_two_presses_ask_once_and_the_work_goes_to_whoever_has_least(navigator: User, client: Client) -> None:
    colleague = make.worker(role=Role.NAVIGATOR, team=FrontDoor.objects.get().team)
    once = {**ASKED, "row_id": "11111111-1111-4111-8111-111111111111"}

    first, second = (client.post(reverse("front_door:ask"), once) for _ in range(2))
    client.post(reverse("front_door:ask"), ASKED)

    assert first.headers["Location"] == second.headers["Location"]
    with as_owner():
        assert {one.owner_id for one in HelpRequest.objects.all()} == {navigator.pk, colleague.pk}
        assert HelpRequest.objects.count() == 2


def test_words_of_danger_bring_the_numbers_first_and_an_answer_sooner(navigator: User, client: Client) -> None:
    urgent = {**ASKED, "words": "I want to kill myself"}

    page = read(client.post(reverse("front_door:ask"), {**urgent, "stage": "check"}))
    assert page.index("Call 999") < page.index("I want to kill myself")
    client.post(reverse("front_door:ask"), urgent)

    asked = the_request()
    assert asked.is_urgent
    assert asked.next_on == working_days.add_working_days(timezone.localdate(), days=1)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"words": ""}, "Write what would help"),
        ({"telephone": ""}, "Write a phone number, or choose another way"),
        ({"way": "email"}, "Write an e-mail address, or choose another way"),
        ({"asker": "gp"}, "Choose whether they know and agree"),
    ],
)
def test_what_is_missing_is_said_with_how_to_mend_it(
    navigator: User, client: Client, typed: dict[str, str], words: str
) -> None:
    answer = client.post(reverse("front_door:ask"), {**ASKED, **typed})

    assert answer.status_code == 200
    assert words in read(answer)
    with as_owner():
        assert not HelpRequest.objects.exists()


def test_the_asker_says_that_they_have_not_heard_and_stands_on_top(
    navigator: User, client: Client, sign_in: SignIn
) -> None:
    address = client.post(reverse("front_door:ask"), ASKED).headers["Location"].split("?")[0]
    client.post(reverse("front_door:ask"), {**ASKED, "preferred_name": "Later"})

    client.post(address)

    assert "stands at the top of their list" in read(client.get(address))
    page = read(sign_in(navigator).get(reverse("casework:asked")))
    assert page.index("Mo") < page.index("Later")
    assert "Says: I have not heard from you" in page


def test_a_guess_and_a_closed_door_tell_nothing(db: None, client: Client) -> None:
    assert client.get("/ask/guessed/").status_code == 404
    assert "Nobody answers requests" in read(client.get(reverse("front_door:ask")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM asking_helprequest")
        assert cursor.fetchone() == (0,)


def test_only_the_team_at_the_door_sees_what_was_asked(navigator: User, client: Client, sign_in: SignIn) -> None:
    client.post(reverse("front_door:ask"), ASKED)
    address = reverse("casework:one-asked", args=[the_request().pk])
    stranger = sign_in(make.worker(role=Role.NAVIGATOR))

    assert stranger.get(address).status_code == 404
    assert "does not answer the front door" in read(stranger.get(reverse("casework:asked")))
    assert "letters" in read(sign_in(navigator).get(address))


@pytest.mark.inventory("S0-01")
def test_it_is_told_once_what_they_said_becomes_their_needs(navigator: User, client: Client, sign_in: SignIn) -> None:
    client.post(reverse("front_door:ask"), ASKED)
    worker = sign_in(navigator)
    register = f"{reverse('casework:register')}?asked={the_request().pk}"

    assert "07700 900123" in worker.get(register).content.decode()
    worker.post(
        register,
        {"preferred_name": "Mo", "telephone": "07700 900123", "life_areas": ["home", "money"], "team": ""},
    )

    with as_owner():
        mo = Person.objects.get()
        needs = set(Need.objects.values_list("person_id", "life_area", "words"))
    asked = the_request()
    assert (asked.person_id, asked.outcome) == (mo.pk, "in-hand")
    assert needs == {(mo.pk, area, ASKED["words"]) for area in ("home", "money")}


def test_somebody_who_is_here_already_is_found_and_named(navigator: User, client: Client, sign_in: SignIn) -> None:
    known = make.person(preferred_name="Mo", full_name="Mo", postcode="M33 7AB")
    make.involve(known, navigator)
    client.post(reverse("front_door:ask"), {**ASKED, "postcode": "M33 7AB"})
    address = reverse("casework:one-asked", args=[the_request().pk])
    worker = sign_in(navigator)

    assert "They may be here already" in read(worker.get(address))
    assert worker.post(address, {"stage": "name", "person_id": str(make.person().pk)}).status_code == 404
    worker.post(address, {"stage": "name", "person_id": str(known.pk)})

    assert the_request().person_id == known.pk
    late = worker.post(address, {"stage": "close", "close-outcome": "elsewhere", "close-words": "x"})
    assert "first" in late["Location"]


def test_a_request_is_planned_and_closed_with_words_that_the_asker_reads(
    navigator: User, client: Client, sign_in: SignIn
) -> None:
    followed = client.post(reverse("front_door:ask"), ASKED).headers["Location"].split("?")[0]
    address = reverse("casework:one-asked", args=[the_request().pk])
    worker = sign_in(navigator)
    later = timezone.localdate() + timedelta(days=7)

    day = {"plan-next_on-day": later.day, "plan-next_on-month": later.month, "plan-next_on-year": later.year}
    worker.post(address, {"stage": "plan", **day, "plan-note": "Rang, no answer"})
    assert (the_request().next_on, the_request().note) == (later, "Rang, no answer")
    unsaid = worker.post(address, {"stage": "close", "close-outcome": "elsewhere", "close-words": ""})
    assert "Write what happens instead" in read(unsaid)
    worker.post(address, {"stage": "close", "close-outcome": "elsewhere", "close-words": "The law centre, on Monday"})

    assert "The law centre, on Monday" in read(client.get(followed))


@pytest.mark.inventory("S2-47")
def test_somebody_at_work_or_off_sick_asks_for_help_with_their_job_without_a_clinician(
    navigator: User, client: Client
) -> None:
    page = client.get(f"{reverse('front_door:ask')}?about=work-and-learning")
    assert "You need no doctor's letter" in read(page)
    ticked = page.content.decode().split('value="work-and-learning"')[1]
    assert ticked.startswith(" checked") or "checked" in ticked.split(">")[0]
    plain = read(client.get(f"{reverse('front_door:ask')}?about=nonsense"))
    assert "Ask for help with your job" in plain

    own = {**ASKED, "words": "I am off sick and afraid to go back", "life_areas": ["work-and-learning"]}
    sent = client.post(reverse("front_door:ask"), own)

    asked = the_request()
    assert (asked.asker, asked.asker_name, asked.life_areas) == ("self", "", ["work-and-learning"])
    assert asked.owner == navigator
    assert "You hear from us by" in read(client.get(sent.headers["Location"]))


def test_closed_requests_that_became_nobodys_record_are_erased_after_a_year_and_no_other(navigator: User) -> None:
    now = timezone.now()
    facts = {
        "asker": "self", "has_agreed": True, "preferred_name": "Mo", "way": "text", "words": "Letters",
        "asked_at": now, "team": FrontDoor.objects.get().team, "owner": navigator, "next_on": timezone.localdate(),
    }  # fmt: skip
    ended = {"outcome": "elsewhere", "outcome_words": "The law centre"}
    with as_owner():
        for name, told in {
            "open for years": {"asked_at": now - timedelta(days=2_000)},
            "closed a year ago": {"closed_at": now - timedelta(days=364), **ended},
            "long closed": {"closed_at": now - timedelta(days=366), **ended},
            "in a record": {"closed_at": now - timedelta(days=900), "person": make.person(), **ended},
        }.items():
            HelpRequest.objects.create(**{**facts, **told, "secret_hash": name, "preferred_name": name})

    gone = actions.forget_unnamed(by=access_actions.the_system(timezone.localdate()), at=now)

    with as_owner():
        left = set(HelpRequest.objects.values_list("preferred_name", flat=True))
    assert (gone, left) == (1, {"open for years", "closed a year ago", "in a record"})
