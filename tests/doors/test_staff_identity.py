"""Workers sign in with their organisation's own sign-in: it opens accounts that are there, and makes none."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client
from django.urls import reverse

from lodestar.access.models import User
from lodestar.access.roles import Role
from tests.factories import people as make
from tests.factories import sign_in as signing_in
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-the-provider-that-is-long-enough"


class Provider(ThreadingHTTPServer):
    """An identity provider on this machine: what it says of whoever comes is in `claims`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.claims: dict[str, Any] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        if self.path == "/.well-known/openid-configuration":
            self._answer(
                {
                    "issuer": self.server.address,
                    "authorization_endpoint": f"{self.server.address}/authorise",
                    "token_endpoint": f"{self.server.address}/token",
                    "userinfo_endpoint": f"{self.server.address}/who",
                    "jwks_uri": f"{self.server.address}/keys",
                }
            )
        else:
            self._answer(self.server.claims)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        claims = {
            "iss": self.server.address,
            "aud": "lodestar",
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
            **self.server.claims,
        }
        token = jwt.encode(claims, SECRET, algorithm="HS256")
        self._answer({"access_token": "opens-who", "token_type": "Bearer", "id_token": token})

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def _answer(self, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    made = Provider()
    thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    settings.STAFF_IDENTITY_ID = "staff"
    settings.STAFF_IDENTITY_NAME = "your work account"
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "staff",
                    "name": "your work account",
                    "client_id": "lodestar",
                    "secret": SECRET,
                    "settings": {"server_url": made.address},
                }
            ],
        }
    }
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def come_back(browser: Client, provider: Provider, *, query: str = "", **claims: Any):
    """Go to the provider and come back with what it says."""
    provider.claims = {"sub": "staff-17", "email_verified": True, **claims}
    there = browser.get(reverse("openid_connect_login", kwargs={"provider_id": "staff"}) + query)
    asked = parse_qs(urlsplit(there.headers["Location"]).query)
    assert "code_challenge" in asked
    back = reverse("openid_connect_callback", kwargs={"provider_id": "staff"})
    return browser.get(back, {"code": "x", "state": asked["state"][0]})


def test_a_worker_comes_in_by_their_verified_address(client: Client, provider: Provider) -> None:
    worker = make.worker(role=Role.NAVIGATOR, email="noor@example.org")

    answer = come_back(client, provider, email="Noor@example.org")

    assert answer.headers["Location"] == reverse("home")
    assert signing_in.is_signed_in(client)
    assert signing_in.trail(worker) == [("change-sign-in", "add-staff-identity"), ("sign-in", "socialaccount")]


def test_once_known_a_worker_comes_in_though_their_address_has_changed(client: Client, provider: Provider) -> None:
    make.worker(email="noor@example.org")
    come_back(Client(), provider, email="noor@example.org")

    answer = come_back(client, provider, email="noor.married@example.org")

    assert answer.headers["Location"] == reverse("home")


@pytest.mark.parametrize("who", ["nobody", "not verified", "a person", "somebody who left"])
def test_everybody_else_is_turned_away_alike_and_no_account_is_made(
    client: Client, provider: Provider, who: str
) -> None:
    if who == "not verified":
        make.worker(email="noor@example.org")
    elif who == "a person":
        make.person(user=make.user(email="noor@example.org"))
    elif who == "somebody who left":
        leaver = make.worker(email="noor@example.org")
        with as_owner():
            leaver.memberships.update(ends_on=make.LONG_AGO)
    before = User.objects.count()

    answer = come_back(client, provider, email="noor@example.org", email_verified=who != "not verified")

    assert answer.status_code == 403
    assert "That did not open an account here" in answer.content.decode()
    assert not signing_in.is_signed_in(client)
    assert User.objects.count() == before


def test_a_worker_who_left_does_not_come_in_by_an_identity_that_was_known(client: Client, provider: Provider) -> None:
    worker = make.worker(email="noor@example.org")
    come_back(Client(), provider, email="noor@example.org")
    with as_owner():
        worker.memberships.update(ends_on=make.LONG_AGO)

    answer = come_back(client, provider, email="noor@example.org")

    assert answer.headers["Location"] == reverse("account_inactive")


def test_an_identity_is_not_tied_to_whoever_is_signed_in(provider: Provider) -> None:
    browser = Client()
    signing_in.sign_in_with_password(browser, make.worker())

    answer = come_back(browser, provider, query="?process=connect", email="else@example.org")

    assert answer.status_code == 403


@pytest.mark.parametrize("asks_itself", [True, False])
def test_a_second_step_is_owed_unless_the_identity_has_its_own(
    client: Client, provider: Provider, settings, asks_itself: bool
) -> None:
    settings.STAFF_NEED_SECOND_STEP = True
    settings.STAFF_IDENTITY_HAS_SECOND_STEP = asks_itself
    make.worker(role=Role.NAVIGATOR, email="noor@example.org")
    come_back(client, provider, email="noor@example.org")

    answer = client.get(reverse("account_sessions"))

    assert answer.status_code == (200 if asks_itself else 302)


def test_an_answer_that_nobody_asked_for_is_turned_away(client: Client, provider: Provider) -> None:
    back = reverse("openid_connect_callback", kwargs={"provider_id": "staff"})

    assert client.get(back, {"code": "x", "state": "made-up"}).status_code == 403
    assert client.get(back, {"error": "access_denied", "state": "made-up"}).status_code == 403


def test_where_no_provider_is_set_there_is_no_way_to_it(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()

    assert "your work account" not in page
    assert client.get(reverse("openid_connect_login", kwargs={"provider_id": "staff"})).status_code == 404
