"""A short list: kept without a sign-in, printed large, shared by an address, sent as text."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from lodestar.access import text_messages
from lodestar.access.models import AuditEvent
from lodestar.directory import models
from lodestar.directory.finding.models import ShortList
from tests.factories import directory as make
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
LIST = "/list/"
NUMBER = "07700 900123"


@pytest.fixture
def outbox(tmp_path: Path) -> Any:
    with override_settings(TEXT_GATEWAY="outbox", VAR=tmp_path):
        yield tmp_path / "outbox"


def keep(client: Client, service: models.Service, **told: str) -> Any:
    return client.post(reverse("public:keep", kwargs={"service_id": service.pk}), {"do": "keep", **told})


def read(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_list_is_kept_in_the_browser_alone(client: Client) -> None:
    boats, debts = make.service(name="Boat club"), make.service(name="Debt clinic")
    with as_owner():
        models.Phone.objects.create(service=debts, number="0161 496 0123")

    nothing = read(client.get(LIST))
    for service in (boats, debts):
        keep(client, service)
    kept = read(client.get(LIST))
    client.post(reverse("public:keep", kwargs={"service_id": boats.pk}), {"do": "drop"})
    less = read(client.get(LIST))

    assert "Nothing on the list" in nothing
    assert kept.index("Boat club") < kept.index("Debt clinic") and "0161 496 0123" in kept
    assert "Boat club" not in less and "Debt clinic" in less
    cookie = client.cookies["short-list"]
    assert str(debts.pk) not in cookie.value
    assert cookie["httponly"] and not cookie["max-age"] and not cookie["expires"]
    with as_owner():
        assert not ShortList.objects.exists()


def test_keeping_leads_back_to_the_search_at_the_same_service(client: Client) -> None:
    boats = make.service(name="Boat club")
    address = client.post("/", {"words": "boat"})["Location"]

    page = read(client.get(address))
    form = page.partition(f'action="/list/keep/{boats.pk}/"')[2].partition("</form>")[0]
    told = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    answer = keep(client, boats, **{name: value for name, value in told.items() if name != "do"})

    assert answer["Location"] == f"{address}#service-1"
    back = read(client.get(address))
    assert "My list: 1 service" in back and "Take off my list" in back


@pytest.mark.parametrize("query", ["//evil.example", "a\r\nb", "x" * 5_000])
def test_nobody_is_led_elsewhere(client: Client, query: str) -> None:
    assert keep(client, make.service(name="Boat club"), on="finder", search=query)["Location"] == "/"


@pytest.mark.parametrize("cookie", ["nonsense", "", "gAAAAA"])
def test_a_cookie_that_is_not_ours_is_no_list(client: Client, cookie: str) -> None:
    client.cookies["short-list"] = cookie

    assert "Nothing on the list" in read(client.get(LIST))


def test_a_list_that_is_shared_opens_for_thirty_days_to_whoever_has_its_address(client: Client) -> None:
    keep(client, make.service(name="Boat club"))

    made = client.post(LIST, {"do": "address"})
    stranger = Client()
    opened = stranger.get(made["Location"])
    with as_owner():
        ShortList.objects.update(gone_on=timezone.localdate())

    assert "Boat club" in read(opened)
    assert opened["X-Robots-Tag"] == "noindex"
    assert stranger.get(made["Location"]).status_code == 404
    assert stranger.get("/list/aaaaaaaaa/").status_code == 404
    with as_owner():
        assert list(AuditEvent.objects.values_list("action", "subject_id")) == [("share-short-list", "")]


def test_old_lists_go_when_a_new_one_is_made(client: Client) -> None:
    keep(client, make.service(name="Boat club"))
    client.post(LIST, {"do": "address"})
    with as_owner():
        ShortList.objects.update(gone_on=timezone.localdate())

    client.post(LIST, {"do": "address"})

    with as_owner():
        assert ShortList.objects.count() == 1


@pytest.mark.parametrize("layout", ["large", "easy"])
def test_a_list_comes_in_large_print_and_easy_read(client: Client, layout: str) -> None:
    keep(client, make.service(name="Boat club", summary="Men mending boats.", is_free=True))

    page = read(client.get(LIST, {"layout": layout}))

    assert f"ls-sheet--{layout}" in page
    for words in ("Boat club", "Men mending boats.", "Free", "data-print"):
        assert words in page


def test_what_is_not_on_offer_any_more_is_said(client: Client) -> None:
    ended = make.service(name="Boat club")
    for service in (ended, make.service(name="Debt clinic")):
        keep(client, service)
    with as_owner():
        models.Service.objects.filter(pk=ended.pk).update(status="defunct")

    page = read(client.get(LIST))

    assert "1 service of the list is not on offer any more." in page
    assert "Boat club" not in page


@pytest.mark.parametrize("how", ["all", "link"])
def test_a_list_is_sent_as_text_and_the_number_is_not_kept(client: Client, outbox: Path, how: str) -> None:
    service = make.service(name="Boat club")
    with as_owner():
        models.Phone.objects.create(service=service, number="0161 496 0123")
    keep(client, service)

    answer = client.post(LIST, {"do": "send", "number": "+44 7700 900123", "how": how}, follow=True)

    assert "Sent." in answer.content.decode()
    (message,) = [path.read_text() for path in outbox.iterdir()]
    assert "To: 07700900123" in message
    assert ("Boat club: 0161 496 0123" in message) is (how == "all")
    link = re.search(r"http://testserver(/list/\w+/)", message)
    assert link and "Boat club" in read(Client().get(link[1]))
    with as_owner():
        trail = json.dumps(list(AuditEvent.objects.values()), default=str)
    assert "900123" not in trail and '"send-short-list"' in trail


def test_a_long_list_is_cut_before_the_link_is(client: Client, outbox: Path) -> None:
    for number in range(20):
        keep(client, make.service(name=f"A club with quite a long name, number {number}"))

    client.post(LIST, {"do": "send", "number": NUMBER, "how": "all"})

    (message,) = [path.read_text() for path in outbox.iterdir()]
    words = message.partition("\n\n")[2].strip()
    assert len(words) <= 600
    assert "All of it: http://testserver/list/" in words.splitlines()[-1]


@pytest.mark.parametrize("number", ["", "0161 496 0123", "1", "call me"])
def test_a_number_that_takes_no_texts_is_sent_none(client: Client, outbox: Path, number: str) -> None:
    keep(client, make.service(name="Boat club"))

    page = read(client.post(LIST, {"do": "send", "number": number, "how": "all"}))

    assert "Enter a mobile number, like 07700 900123" in page
    assert not outbox.exists()


@override_settings(RATELIMIT_ENABLE=True)
def test_one_visitor_sends_few_texts(client: Client, outbox: Path) -> None:
    keep(client, make.service(name="Boat club"))

    answers = [client.post(LIST, {"do": "send", "number": NUMBER, "how": "link"}).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]


@override_settings(TEXT_GATEWAY="")
def test_a_place_without_texts_offers_none(client: Client) -> None:
    keep(client, make.service(name="Boat club"))

    page = read(client.get(LIST))

    assert "Mobile number" not in page and "Make an address to share" in page


class _Gateway(BaseHTTPRequestHandler):
    took: ClassVar[list[tuple[str, str, bytes]]] = []
    status = 201

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.took.append((self.path, self.headers["Authorization"], body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.mark.parametrize(("status", "is_sent"), [(201, True), (400, False)])
def test_a_message_is_handed_to_notify_with_a_signed_token(status: int, is_sent: bool) -> None:
    _Gateway.took, _Gateway.status = [], status
    server = HTTPServer(("127.0.0.1", 0), _Gateway)
    threading.Thread(target=server.handle_request, daemon=True).start()
    gateway = text_messages.Notify(f"http://127.0.0.1:{server.server_port}/", "service", "secret", "template")

    if is_sent:
        gateway.send(to=NUMBER, words="Your list")
    else:
        with pytest.raises(text_messages.NotSent):
            gateway.send(to=NUMBER, words="Your list")
    server.server_close()

    ((path, token, body),) = _Gateway.took
    assert path == "/v2/notifications/sms"
    assert re.fullmatch(r"Bearer [\w-]+\.[\w-]+\.[\w-]+", token)
    assert json.loads(body) == {
        "phone_number": NUMBER,
        "template_id": "template",
        "personalisation": {"words": "Your list"},
    }


def test_nothing_is_sent_where_nothing_is_set() -> None:
    with override_settings(TEXT_GATEWAY=""), pytest.raises(text_messages.NotSent):
        text_messages.gateway()


def test_a_list_is_as_long_as_somebody_can_read(client: Client) -> None:
    for number in range(22):
        keep(client, make.service(name=f"Club {number}"))

    page = read(client.get(LIST))

    assert page.count("Take off my list") == 20
