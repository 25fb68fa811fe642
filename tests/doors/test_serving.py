"""The demo answers this machine only, logs hold nobody's words, and a deployment is told what to mend."""

import json
import logging
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from lodestar.access.models import Membership, User
from lodestar.config import cli, deployment, logs, serving
from lodestar.web.middleware import LoopbackOnlyMiddleware
from tests.roles import as_owner

Answer = Callable[..., HttpResponse]


@pytest.mark.parametrize("bind", ["0.0.0.0:8000", "192.168.1.20:8000", ":8000", "[::]:8000", "example.org:80"])
def test_the_demo_is_not_served_to_other_machines(bind: str) -> None:
    with pytest.raises(serving.NotOnLoopback, match="this machine only"):
        serving.refuse_other_machines(bind)


@pytest.mark.parametrize("bind", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "127.0.0.2:80"])
def test_the_demo_is_served_to_this_machine(bind: str) -> None:
    serving.refuse_other_machines(bind)


@override_settings(IS_DEMO=False)
def test_a_place_of_its_own_may_be_served_to_others() -> None:
    serving.refuse_other_machines("0.0.0.0:8000")


def test_the_demo_refuses_a_request_from_another_machine() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3")
    request.user = AnonymousUser()

    with pytest.raises(PermissionDenied):
        LoopbackOnlyMiddleware(lambda _: HttpResponse())(request)


@pytest.mark.django_db
def test_health_says_that_row_security_is_in_force(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    ready = client.get("/health/ready")
    with as_owner():
        unguarded = client.get("/health/ready")

    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})
    assert (unguarded.status_code, unguarded.json()) == (503, {"status": "unguarded"})


@pytest.mark.django_db
def test_a_search_leaves_no_word_in_the_logs(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="lodestar"):
        client.get("/", {"words": "hearing voices", "postcode": "M33 2AA"})

    assert "public:finder" in caplog.text
    assert "hearing" not in caplog.text
    assert "M33" not in caplog.text


def test_an_unexpected_error_is_logged_without_what_it_says() -> None:
    try:
        raise ValueError("Marigold said that she hears voices")
    except ValueError as error:
        event = logs.without_values(
            None, "error", {"event": "Marigold", "exc_info": (ValueError, error, error.__traceback__)}
        )

    assert event["exception"] == "ValueError"
    assert "Marigold" not in json.dumps(event)


@pytest.mark.django_db
def test_a_deployment_is_told_that_the_demo_is_not_for_service() -> None:
    faults = deployment.faults()

    assert any("known passwords" in fault for fault in faults)


@pytest.mark.django_db
def test_a_web_role_that_owns_tables_stands_in_the_way_of_service() -> None:
    with as_owner():
        faults = deployment.faults()

    assert any("Row security does not bind it" in fault for fault in faults)


@pytest.mark.parametrize(
    "command",
    [
        "demo",
        "serve",
        "migrate",
        "check-deploy",
        "extract",
        "directory import",
        "directory check",
        "places load-postcodes",
        "indicators run",
        "user create",
        "token create",
        "token end",
        "tell-programs",
    ],
)
def test_every_command_says_how_it_is_used(command: str) -> None:
    answer = CliRunner().invoke(cli.main, [*command.split(), "--help"])

    assert answer.exit_code == 0
    assert "Usage:" in answer.output


def test_a_command_used_wrongly_ends_with_2() -> None:
    assert CliRunner().invoke(cli.main, ["places", "load-postcodes"]).exit_code == 2
    assert CliRunner().invoke(cli.main, ["directory", "import"]).exit_code == 2


@pytest.mark.django_db
def test_a_user_is_made_with_a_role_and_refused_without_one() -> None:
    wanted = [
        "user",
        "create",
        "lead@example.org",
        "--name",
        "Ada",
        "--organisation",
        "Quay Trust",
        "--password",
        "long-enough-for-us-all",
    ]

    refused = CliRunner().invoke(cli.main, [*wanted, "--role", "king"])
    made = CliRunner().invoke(cli.main, [*wanted, "--role", "information-lead"])
    twice = CliRunner().invoke(cli.main, [*wanted, "--role", "information-lead"])

    assert refused.exit_code == 1
    assert "There is no role 'king'" in refused.output
    assert made.exit_code == 0, made.output
    assert twice.exit_code == 1
    assert Membership.objects.get(user=User.objects.get(email="lead@example.org")).role == "information-lead"


@pytest.mark.django_db
def test_a_form_without_its_token_gets_a_page_that_says_how_to_go_on() -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x@example.org", "password": "y"})

    assert answer.status_code == 403
    page = answer.content.decode()
    assert "This form was open too long" in page
    assert "Get help now" in page


@pytest.mark.django_db
def test_a_user_is_not_made_with_an_address_that_is_none() -> None:
    answer = CliRunner().invoke(
        cli.main,
        [
            *("user", "create", "not-an-address", "--name", "Ada", "--organisation", "Quay Trust"),
            *("--role", "navigator", "--password", "long-enough-for-us-all"),
        ],
    )

    assert answer.exit_code == 1
    assert "email" in answer.output.lower()
    assert not User.objects.filter(name="Ada").exists()
