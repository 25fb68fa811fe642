"""Webhooks: what is told, to whom, signed; and that nobody waits for a receiver that is gone."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction
from django.utils import timezone

from lodestar.access.models import AuditEvent, Team, User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.referrals import actions as referral_actions
from lodestar.referrals.programs import actions, addresses, queries, signing, telling
from lodestar.referrals.programs.models import Notice, ProgramCall, Webhook
from lodestar.rules import retries
from tests.factories import people as make
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
CLOSED = "http://127.0.0.1:9/nobody"


class Receiver:
    """A receiver on this machine: it keeps what it is sent, and answers with a status."""

    def __init__(self) -> None:
        self.letters: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.letters.append((dict(self.headers), body))
                self.send_response(receiver.status)
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                self.end_headers()

            def log_message(self, *said: object) -> None:
                """Say nothing: tests are quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook?of=us"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def team() -> Team:
    return make.team()


@pytest.fixture
def manager(team: Team) -> User:
    return make.worker(role=Role.PROVIDER_MANAGER, team=team)


def add(look_as, manager: User, team: Team, address: str) -> tuple[Webhook, str]:
    return actions.add_webhook(team_id=team.pk, address=address, by=look_as(manager), at=timezone.now())


def teller() -> Viewer:
    return Viewer(user_id=None, today=timezone.localdate(), name="Lodestar", roles=frozenset({Role.ADMINISTRATOR}))


def tell(at: datetime | None = None) -> telling.Told:
    return telling.tell_programs(by=teller(), clock=lambda: at or timezone.now())


def notices() -> list[Notice]:
    with as_owner():
        return list(Notice.objects.order_by("happened_at", "number"))


def accepted(look_as, manager: User, team: Team):
    row = make.referral(person=make.person(), service=make.service(team=team), steps=("sent", "received"))
    referral_actions.accept_referral(referral_id=row.pk, by=look_as(manager), at=timezone.now())
    return row


def test_a_step_is_told_signed_with_an_id_and_a_state_and_nothing_else(look_as, manager, team, receiver) -> None:
    _, secret = add(look_as, manager, team, receiver.address)
    row = accepted(look_as, manager, team)

    done = tell()

    assert done == telling.Told(told=3)
    headers, body = receiver.letters[-1]
    said = json.loads(body)
    assert said["data"] == {"referral_id": str(row.pk), "step": 3, "state": "accepted"}
    assert set(said) == {"type", "timestamp", "data"}
    assert [json.loads(sent)["data"]["step"] for _, sent in receiver.letters] == [1, 2, 3]
    assert signing.is_genuine(secret=secret, given=headers, body=body, now=int(timezone.now().timestamp()))
    assert tell() == telling.Told()


def test_a_letter_that_was_changed_kept_or_signed_by_another_is_not_genuine() -> None:
    webhook_id, notice_id, now, body = make.nobody(), make.nobody(), 1_800_000_000, b'{"a": 1}'
    secret = signing.secret_of(webhook_id)
    given = signing.headers(webhook_id=webhook_id, notice_id=notice_id, sent_at=now, body=body)

    def genuine(**changed) -> bool:
        return signing.is_genuine(**{"secret": secret, "given": given, "body": body, "now": now, **changed})

    assert genuine()
    assert genuine(now=now + 300)
    assert not genuine(now=now + 301)
    assert not genuine(now=now - 301)
    assert not genuine(body=body + b" ")
    assert not genuine(secret=signing.secret_of(Webhook().pk))
    assert not genuine(given={**given, "webhook-id": "another"})
    assert not genuine(given={**given, "webhook-timestamp": str(now + 1)})
    assert not genuine(given={})


def test_one_that_does_not_answer_is_tried_later_and_holds_up_nobody(look_as, manager, team, receiver) -> None:
    add(look_as, manager, team, CLOSED)
    add(look_as, manager, team, receiver.address)
    accepted(look_as, manager, team)
    now = timezone.now()

    done = tell(now)

    assert done == telling.Told(told=3, again=1)
    failed = [one for one in notices() if one.last_trouble]
    assert [(one.tries, one.last_trouble, one.next_try_at) for one in failed] == [
        (1, "ConnectionRefusedError", now + timedelta(minutes=1))
    ]


def test_after_eight_tries_it_is_given_up_and_can_begin_anew(look_as, manager, team) -> None:
    webhook, _ = add(look_as, manager, team, CLOSED)
    row = make.referral(person=make.person(), service=make.service(team=team), steps=("sent",))
    at, runs = timezone.now(), 0
    while any(one.next_try_at for one in notices()):
        tell(at)
        runs, at = runs + 1, at + timedelta(days=1)

    assert runs == 8
    (row,) = queries.webhooks_of(look_as(manager))
    assert (row.told, row.waiting, row.given_up) == (0, 0, 1)
    assert actions.tell_again(webhook_id=webhook.pk, by=look_as(manager), at=at) == 1
    assert queries.webhooks_of(look_as(manager))[0].waiting == 1


@pytest.mark.parametrize("status", [301, 404, 500])
def test_an_answer_that_is_no_yes_is_tried_again_and_never_followed(look_as, manager, team, receiver, status) -> None:
    add(look_as, manager, team, receiver.address)
    make.referral(person=make.person(), service=make.service(team=team), steps=("sent",))
    receiver.status = status

    assert tell() == telling.Told(again=1)
    assert [one.last_trouble for one in notices()] == [f"http-{status}"]
    receiver.status = 200
    assert tell(timezone.now() + timedelta(minutes=2)) == telling.Told(told=1)
    assert len({headers["webhook-id"] for headers, _ in receiver.letters}) == 1


def test_one_that_was_killed_in_the_middle_is_sent_again_under_the_same_id(look_as, manager, team, receiver) -> None:
    add(look_as, manager, team, receiver.address)
    make.referral(person=make.person(), service=make.service(team=team), steps=("sent",))
    now = timezone.now()
    (before,) = notices()
    telling._claimed(teller(), before.webhook_id, now)

    assert tell(now) == telling.Told()
    assert tell(now + timedelta(minutes=5)) == telling.Told(told=1)
    assert receiver.letters[0][0]["webhook-id"] == str(before.pk)


def test_a_team_is_told_of_its_own_desk_and_of_what_its_program_sent(look_as, manager, team) -> None:
    other_team = make.team()
    other = make.worker(role=Role.PROVIDER_MANAGER, team=other_team)
    add(look_as, manager, team, CLOSED)
    add(look_as, other, other_team, CLOSED)
    row = make.referral(person=make.person(), service=make.service(team=team), steps=("sent",))
    with as_owner():
        ProgramCall.objects.create(
            team=other_team, key="k", operation="refer", body_hash="x", made_at=timezone.now(), answer={},
            subject_id=row.pk,
        )  # fmt: skip
    referral_actions_step(look_as, manager, row)
    elsewhere = make.referral(person=make.person(), service=make.service(team=make.team()), steps=("sent",))

    told = {(one.team_id, one.state) for one in notices()}
    assert told == {(team.pk, "sent"), (team.pk, "received"), (other_team.pk, "received")}
    assert elsewhere.pk not in {one.referral_id for one in notices()}


def referral_actions_step(look_as, manager: User, row) -> None:
    from lodestar.referrals import steps
    from lodestar.rules.referral_states import StepKind

    viewer = look_as(manager)
    steps.follow(row, StepKind.RECEIVED, by=viewer, at=timezone.now())


def test_nobody_sees_or_ends_the_webhook_of_another_team(look_as, manager, team) -> None:
    webhook, _ = add(look_as, manager, team, CLOSED)
    make.referral(person=make.person(), service=make.service(team=team), steps=("sent",))
    stranger = look_as(make.worker(role=Role.PROVIDER_MANAGER, team=make.team()))

    assert queries.webhooks_of(stranger) == []
    assert not Webhook.objects.exists()
    assert not Notice.objects.exists()
    with pytest.raises(actions.WebhookNotFound), transaction.atomic():
        actions.end_webhook(webhook_id=webhook.pk, by=stranger, at=timezone.now())
    with pytest.raises(actions.NotTheirDesk):
        actions.add_webhook(team_id=team.pk, address=CLOSED, by=stranger, at=timezone.now())


def test_an_ended_webhook_is_told_nothing_more(look_as, manager, team, receiver) -> None:
    webhook, _ = add(look_as, manager, team, receiver.address)
    make.referral(person=make.person(), service=make.service(team=team), steps=("sent",))
    actions.end_webhook(webhook_id=webhook.pk, by=look_as(manager), at=timezone.now())
    make.referral(person=make.person(), service=make.service(team=team), steps=("sent",))

    assert tell(timezone.now() + timedelta(hours=1)) == telling.Told()
    assert receiver.letters == []
    with as_owner():
        done = list(AuditEvent.objects.filter(subject_kind="webhook").order_by("at").values_list("action", flat=True))
    assert done == ["add-webhook", "end-webhook"]


@pytest.mark.parametrize(
    ("address", "is_demo", "is_right"),
    [
        ("https://system.example.org/hook", False, True),
        ("http://system.example.org/hook", False, False),
        ("http://127.0.0.1:9/", True, True),
        ("https://name:word@example.org/", False, False),
        ("https:///hook", False, False),
        ("https://example.org/#part", False, False),
        ("https://example.org/a b", False, False),
        ("ftp://example.org/", True, False),
        ("https://example.org:x/", False, False),
        ("file:///etc/passwd", True, False),
    ],
)
def test_an_address_is_https_and_holds_no_password(settings, address: str, is_demo: bool, is_right: bool) -> None:
    settings.IS_DEMO = is_demo
    if is_right:
        addresses.check(address)
    else:
        with pytest.raises(addresses.AddressRefused):
            addresses.check(address)


@pytest.mark.parametrize(
    ("machine", "is_demo", "inside", "may"),
    [
        ("93.184.216.34", False, False, True),
        ("127.0.0.1", False, False, False),
        ("10.1.2.3", False, False, False),
        ("10.1.2.3", False, True, True),
        ("169.254.169.254", False, True, False),
        ("127.0.0.1", False, True, False),
        ("::1", False, False, False),
        ("127.0.0.1", True, False, True),
        ("93.184.216.34", True, False, False),
    ],
)
def test_a_letter_never_goes_to_a_machine_that_was_not_meant(
    settings, machine: str, is_demo: bool, inside: bool, may: bool
) -> None:
    settings.IS_DEMO, settings.WEBHOOKS_INSIDE = is_demo, inside

    address = f"https://[{machine}]/" if ":" in machine else f"https://{machine}/"
    if may:
        assert addresses.looked_up(address).machine == machine
    else:
        with pytest.raises(addresses.AddressRefused):
            addresses.looked_up(address)


def test_waits_grow_and_end() -> None:
    waits = [retries.wait_after(tries=tries) for tries in range(1, 9)]

    assert waits[-1] is None
    assert waits[:-1] == sorted(waits[:-1])
    with pytest.raises(ValueError, match="tried"):
        retries.wait_after(tries=0)


def test_a_manager_adds_and_ends_a_webhook_on_its_page(sign_in, manager, team) -> None:
    browser = sign_in(manager)
    wrong = browser.post("/account/webhooks/", {"team": str(team.pk), "address": "ftp://example.org/"})
    made = browser.post("/account/webhooks/", {"team": str(team.pk), "address": "https://system.example.org/hook"})
    listed = browser.get("/account/webhooks/").content.decode()
    with as_owner():
        hook = Webhook.objects.get()
    browser.post(f"/account/webhooks/{hook.pk}/end/")

    assert "begins with https" in wrong.content.decode()
    assert signing.secret_of(hook.pk) in made.content.decode()
    assert signing.secret_of(hook.pk) not in listed
    assert "https://system.example.org/hook" in listed
    assert "No system is told yet" in browser.get("/account/webhooks/").content.decode()


def test_the_moment_of_a_letter_is_the_steps_own(look_as, manager, team) -> None:
    add(look_as, manager, team, CLOSED)
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    make.referral(person=make.person(), service=make.service(team=team), steps=("sent",), received_at=at)

    (notice,) = notices()
    assert telling.contents(notice)["timestamp"] == at.isoformat()
