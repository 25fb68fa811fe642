"""The API of referrals: what a program may do at the desk of its team, and what it is told when it may not."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator

from lodestar.access.models import ApiToken, AuditEvent, Membership, Team, User
from lodestar.access.roles import Role
from lodestar.access.tokens import Scope
from lodestar.api.referrals import document
from lodestar.people.models import Involvement, Person
from lodestar.referrals.asking.models import FrontDoor, HelpRequest
from lodestar.referrals.models import Referral, ReferralStep
from lodestar.referrals.programs.models import ProgramCall
from tests.factories import people as make
from tests.factories import programs
from tests.factories.programs import Program
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
AGREED = {"words": "We tell Anchor House your name.", "how": "in-person"}


@pytest.fixture
def team() -> Team:
    return make.team(name="Anchor House desk")


@pytest.fixture
def manager(team: Team) -> User:
    return make.worker(role=Role.PROVIDER_MANAGER, team=team, name="Seun")


@pytest.fixture
def program(manager: User, team: Team) -> Program:
    return programs.program(manager, team)


@pytest.fixture
def someone() -> Person:
    return make.person(user=make.user(), preferred_name="Unmistakable")


@pytest.fixture
def referral(team: Team, someone: Person) -> Referral:
    return make.referral(person=someone, service=make.service(team=team), steps=("sent", "received"))


def to(name: str, row: Referral | None = None) -> str:
    return reverse(f"api:{name}", kwargs={"referral_id": row.pk} if row else {})


def kinds(row: Referral) -> list[str]:
    with as_owner():
        return list(ReferralStep.objects.filter(referral=row).order_by("number").values_list("kind", flat=True))


def events(action: str) -> list[AuditEvent]:
    with as_owner():
        return list(AuditEvent.objects.filter(action=action))


def test_a_referral_goes_from_received_to_its_outcome(program: Program, referral: Referral) -> None:
    today = timezone.localdate()
    listed = program.get(to("referrals")).json()
    read = program.get(to("referral", referral)).json()
    steps = [
        program.send(to("accept", referral), {"expected_on": str(today + timedelta(days=5))}),
        program.send(
            to("first-contact", referral), {"happened_on": str(today), "mode": "telephone", "attendance": "attended"}
        ),
        program.send(to("start", referral), {}),
        program.send(
            to("end", referral),
            {"ended_by": "person", "reason": "as-planned", "outcome": "helped", "persons_view": "agrees"},
        ),
    ]

    assert [one["id"] for one in listed["referrals"]] == [str(referral.pk)]
    assert read["state"] == "received"
    assert read["next"]["owner"] == "service"
    assert [one.status_code for one in steps] == [200, 200, 200, 200]
    assert [one.json()["state"] for one in steps] == ["accepted", "first-contact", "started", "ended"]
    assert kinds(referral) == ["sent", "received", "accepted", "first-contact", "started", "ended"]


def test_what_a_program_did_is_told_with_its_name_and_its_makers(program: Program, referral: Referral) -> None:
    program.get(to("referral", referral))
    program.get(to("referral", referral))
    program.send(to("accept", referral), {})

    (read,), (accepted,) = events("read-standing"), events("accept-referral")
    assert read.person_id == referral.person_id
    assert accepted.by_name == "Desk system, set up by Seun"
    assert accepted.by_user_id == Membership.objects.get(user__name="Seun").user_id


def test_nothing_that_tells_who_it_is_goes_over_the_line(program: Program, referral: Referral) -> None:
    for answer in (program.get(to("referrals")), program.get(to("referral", referral))):
        assert "Unmistakable" not in answer.content.decode()
        assert referral.hopes not in answer.content.decode()
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_program_sees_what_its_team_sees_and_not_what_its_maker_sees(
    manager: User, program: Program, someone: Person
) -> None:
    elsewhere = make.referral(person=someone, service=make.service(team=make.team()), steps=("sent", "received"))
    make.involve(someone, manager)

    assert program.get(to("referral", elsewhere)).status_code == 404
    assert program.get(to("referrals")).json()["total"] == 0


def test_a_hidden_referral_answers_as_one_that_is_not_there(program: Program, someone: Person) -> None:
    hidden = make.referral(person=someone, service=make.service(team=make.team()), steps=("sent", "received"))
    for name in ("referral", "accept", "decline", "end"):
        there, nowhere = (
            reverse(f"api:{name}", kwargs={"referral_id": str(one)}) for one in (hidden.pk, make.nobody())
        )
        said = [program.get(one) if name == "referral" else program.send(one, {"x": 1}) for one in (there, nowhere)]

        assert said[0].status_code == said[1].status_code == 404
        assert said[0].content == said[1].content


def test_what_the_person_closed_is_closed_to_the_program(program: Program, referral: Referral) -> None:
    with as_owner():
        Involvement.objects.filter(person=referral.person).update(ends_on=timezone.localdate())

    assert program.get(to("referral", referral)).status_code == 404


def test_the_same_key_is_given_the_same_answer_and_does_nothing_twice(program: Program, referral: Referral) -> None:
    body = {"reason": "wrong-age", "instead": "Ring the younger people's team"}
    first = program.send(to("decline", referral), body, key="abc")
    again = program.send(to("decline", referral), body, key="abc")
    other = program.send(to("decline", referral), {**body, "instead": "Something else"}, key="abc")

    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 422)
    assert first.json() == again.json()
    assert first.json()["state"] == "declined"
    assert other.json()["type"].endswith("key-used")
    assert kinds(referral) == ["sent", "received", "declined"]
    with as_owner():
        assert "younger" not in str(ProgramCall.objects.values())


def test_a_key_of_another_team_is_another_key(program: Program, referral: Referral) -> None:
    theirs = make.team()
    other = programs.program(make.worker(role=Role.PROVIDER_MANAGER, team=theirs), theirs)
    row = make.referral(person=make.person(), service=make.service(team=theirs), steps=("sent", "received"))

    assert program.send(to("accept", referral), {}, key="one").status_code == 200
    assert other.send(to("accept", row), {}, key="one").status_code == 200


def test_somebody_whom_the_team_supports_is_referred_on_with_their_consent(
    program: Program, team: Team, someone: Person
) -> None:
    make.involve(someone, team, life_areas=["home"])
    service = make.service(email="group@example.org")
    body = {
        "person_id": str(someone.pk), "service_id": str(service.pk), "life_area": "home", "hopes": "A door that locks",
        "consent": AGREED,
    }  # fmt: skip

    unasked = program.send(to("referrals"), {key: body[key] for key in body if key != "consent"})
    sent = program.send(to("referrals"), body, key="once")
    again = program.send(to("referrals"), body, key="once")
    twice = program.send(to("referrals"), body)
    read = program.get(reverse("api:referral", kwargs={"referral_id": sent.json()["id"]}))

    assert unasked.status_code == 422
    assert "consent" in unasked.json()["errors"][0]["detail"]
    assert (sent.status_code, again.status_code, twice.status_code) == (201, 201, 409)
    assert sent.json() == again.json()
    assert twice.json()["referral_id"] == sent.json()["id"] == read.json()["id"]
    with as_owner():
        assert Referral.objects.get().consent.words == AGREED["words"]


def test_nobody_is_referred_whom_the_team_does_not_see(program: Program, someone: Person) -> None:
    service = make.service()
    body = {"service_id": str(service.pk), "life_area": "home", "hopes": "Help", "consent": AGREED}

    said = [program.send(to("referrals"), {**body, "person_id": str(one)}) for one in (someone.pk, uuid4())]

    assert [one.status_code for one in said] == [404, 404]
    assert said[0].content == said[1].content


def test_anybody_is_asked_for_at_the_front_door_and_has_an_owner_at_once(program: Program) -> None:
    door = make.team()
    make.worker(team=door)
    with as_owner():
        FrontDoor.objects.create(team=door)
    body = {
        "asker": "gp", "asker_name": "Dr Ash", "asker_contact": "0161 496 0123", "has_agreed": True,
        "preferred_name": "Sam", "way": "text", "telephone": "07700 900123", "words": "Alone a lot",
    }  # fmt: skip

    asked = program.send(to("requests"), body, key="sam")
    again = program.send(to("requests"), body, key="sam")
    read = program.get(reverse("api:request", kwargs={"request_id": asked.json()["id"]}))
    other_team = make.team()
    other = programs.program(make.worker(role=Role.PROVIDER_MANAGER, team=other_team), other_team)
    hidden = other.get(reverse("api:request", kwargs={"request_id": asked.json()["id"]}))

    assert (asked.status_code, again.status_code) == (201, 201)
    assert read.json() == asked.json() == again.json()
    assert hidden.status_code == 404
    with as_owner():
        row = HelpRequest.objects.get()
    assert row.owner_id
    assert str(row.next_on) == asked.json()["next_on"]


@pytest.mark.parametrize("why", ["no token", "not a token", "expired", "ended", "left the team", "another's scope"])
def test_a_token_that_does_not_work_is_told_so_in_one_way(manager: User, team: Team, why: str) -> None:
    secret, now = programs.token(manager, team), timezone.now()
    with as_owner():
        if why == "expired":
            ApiToken.objects.update(made_at=now - timedelta(days=9), expires_at=now - timedelta(days=1))
        elif why == "ended":
            ApiToken.objects.update(revoked_at=now)
        elif why == "left the team":
            Membership.objects.update(team=make.team())
        elif why == "another's scope":
            Membership.objects.update(role=Role.REFERRAL_DESK)
    browser = {"no token": Client(), "not a token": Program("lode_x")}.get(why) or Program(secret)

    said = browser.get(to("referrals"))

    assert said.status_code == 401
    assert said.headers["WWW-Authenticate"] == "Bearer"
    assert said.headers["Content-Type"] == "application/problem+json"
    assert "Authorization" in said.json()["detail"]


def test_being_signed_in_opens_nothing_here(manager: User, sign_in) -> None:
    assert sign_in(manager).get(to("referrals")).status_code == 401


def test_a_token_of_the_directory_opens_no_desk(team: Team) -> None:
    lead = make.worker(role=Role.PLACE_LEAD, team=team)
    secret = programs.token(lead, None, scopes=[Scope.DIRECTORY_READ])

    assert Program(secret).get(to("referrals")).status_code == 401


def test_a_scope_that_was_not_given_is_named(manager: User, team: Team, referral: Referral) -> None:
    reader = programs.program(manager, team, scopes=[Scope.REFERRALS_READ])

    refused = reader.send(to("accept", referral), {})

    assert refused.status_code == 403
    assert "referrals-answer" in refused.json()["detail"]
    assert kinds(referral) == ["sent", "received"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        ('{"note": "\\ud800"}', "application/json", 400),
        ('{"note": NaN}', "application/json", 400),
        ("[]", "application/json", 422),
        ('{"note": "a\\u0000b"}', "application/json", 422),
        ('{"expected_on": "tomorrow"}', "application/json", 422),
        ('{"surname": "x"}', "application/json", 422),
        ("note=x", "application/x-www-form-urlencoded", 415),
        (json.dumps({"note": "x" * 70_000}), "application/json", 413),
    ],
)
def test_what_is_wrong_is_said_with_how_to_mend_it(
    program: Program, referral: Referral, body: str, content_type: str, status: int
) -> None:
    said = program.post(to("accept", referral), body, content_type=content_type, headers={"Idempotency-Key": "k"})

    assert said.status_code == status
    assert said.json()["detail"]
    assert said.headers["Content-Type"] == "application/problem+json"
    assert kinds(referral) == ["sent", "received"]


def test_without_a_key_nothing_is_done(program: Program, referral: Referral) -> None:
    said = program.post(to("accept", referral), {}, content_type="application/json")

    assert said.status_code == 400
    assert "Idempotency-Key" in said.json()["detail"]


def test_a_step_that_does_not_follow_says_where_it_stands(program: Program, referral: Referral) -> None:
    said = program.send(to("start", referral), {})

    assert said.status_code == 409
    assert said.json()["state"] == "received"


@pytest.mark.parametrize("address", ["/api/nothing", "/api/referrals/not-an-id", "/api/"])
def test_what_is_not_there_is_a_problem_and_no_page(program: Program, address: str) -> None:
    said = program.get(address)

    assert said.status_code == 404
    assert said.json()["status"] == 404


def test_too_many_requests_are_told_when_to_go_on(program: Program, settings) -> None:
    settings.RATELIMIT_ENABLE, settings.API_RATE = True, "2/m"

    said = [program.get(to("referrals")).status_code for _ in range(3)]

    assert said == [200, 200, 429]


def test_openapi_tells_every_operation_and_every_body_is_a_schema(client: Client) -> None:
    told = client.get(to("openapi")).json()

    assert told["openapi"] == "3.1.0"
    ids = [one["operationId"] for path in told["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids)) == len(list(document.served())) == 12
    for schema in told["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_an_address_holds_nothing_but_opaque_ids(program: Program, referral: Referral) -> None:
    told = program.get(to("openapi")).json()

    for path in told["paths"]:
        parts = [part for part in path.split("/") if part.startswith("{")]
        assert set(parts) <= {"{referral_id}", "{request_id}"}
    assert UUID(program.get(to("referral", referral)).json()["person_id"])
