"""A forgotten password: a link to one's own address, and no word about who has an account."""

import re

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from lodestar.access.models import User
from lodestar.access.roles import Role
from tests.doors.test_sign_in import NEUTRAL
from tests.factories import people as make
from tests.factories import sign_in as signing_in

pytestmark = pytest.mark.django_db
NEW = "three odd umbrellas"
ASK = "/account/password/forgotten/"


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    cache.clear()


def asked(email: str) -> tuple[int, str, str]:
    """What somebody is told who asks for a link, without what differs on every page."""
    browser = Client()
    answer = browser.post(ASK, {"email": email})
    page = browser.get(answer.headers["Location"])
    return answer.status_code, answer.headers["Location"], re.sub(r'value="[^"]*"', "", page.content.decode())


def chosen(path: str, first: str = NEW, again: str = NEW):
    return Client().post(path, {"password1": first, "password2": again})


def test_a_worker_chooses_a_new_password_and_is_signed_out_everywhere(client: Client) -> None:
    worker = make.worker(role=Role.NAVIGATOR)
    elsewhere = Client()
    signing_in.sign_in_with_password(elsewhere, worker)

    asked(worker.email)
    path = signing_in.link_in_last_letter()
    opened = client.get(path)
    answer = client.post(path, {"password1": NEW, "password2": NEW})

    assert opened.status_code == 200 and "Choose a new password" in opened.content.decode()
    assert answer.headers["Location"] == f"{reverse('account_login')}?why=fresh"
    assert not signing_in.is_signed_in(client), "a link signs nobody in"
    assert not signing_in.is_signed_in(elsewhere)
    signing_in.sign_in_with_password(Client(), worker)
    assert not User.objects.get(pk=worker.pk).check_password(make.PASSWORD)
    signing_in.sign_in_with_password(client, worker, NEW)
    assert signing_in.is_signed_in(client)
    assert ("change-sign-in", "new-password") in signing_in.trail(worker)


def test_nobody_learns_from_the_answer_who_has_an_account() -> None:
    worker = make.worker()
    closed = make.worker()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    without = make.person(user=make.user()).user
    without.set_unusable_password()
    without.save()

    answers = [asked(email) for email in (worker.email, closed.email, without.email, "nobody@example.org")]

    assert len(set(answers)) == 1
    assert [letter.to[0] for letter in mail.outbox] == [worker.email, closed.email, without.email, "nobody@example.org"]
    for letter in mail.outbox:
        assert not NEUTRAL.search(letter.subject + letter.body), letter.body
        assert worker.name not in letter.body
    assert ["http" in letter.body for letter in mail.outbox] == [True, False, False, False]


def test_a_link_works_once_for_half_an_hour_and_for_nobody_else() -> None:
    worker, other = make.worker(), make.worker()
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False) as clock:
        asked(worker.email)
        path = signing_in.link_in_last_letter()
        others = path.replace(str(worker.pk), str(other.pk))
        assert chosen(others).status_code == 404
        clock.shift(31 * 60)
        assert chosen(path).status_code == 404
        clock.shift(-31 * 60)
        assert chosen(path).status_code == 302
        assert chosen(path, "another three umbrellas", "another three umbrellas").status_code == 404

    assert User.objects.get(pk=worker.pk).check_password(NEW)
    assert User.objects.get(pk=other.pk).check_password(make.PASSWORD)


@pytest.mark.parametrize(
    ("first", "again", "said"),
    [
        ("", "", "Enter a new password of 12 characters or more"),
        ("Tiny7", "Tiny7", "at least 12 characters"),
        (NEW, "three odd umbrella", "The two are not the same"),
        ("password1234", "password1234", "too common"),
    ],
)
def test_a_weak_or_mistyped_password_is_answered_beside_its_field(first: str, again: str, said: str) -> None:
    worker = make.worker()
    asked(worker.email)

    answer = chosen(signing_in.link_in_last_letter(), first, again)

    html = answer.content.decode()
    assert answer.status_code == 200 and said in html
    assert not first or first not in html, "what was typed is not sent back"
    assert User.objects.get(pk=worker.pk).check_password(make.PASSWORD)


def test_asking_again_and_again_is_slowed_for_one_address_alike(settings) -> None:
    settings.RATELIMIT_ENABLE = True
    make.worker(email="known@example.org")
    for email in ("known@example.org", "unknown@example.org"):
        answers = [Client().post(ASK, {"email": email}) for _ in range(4)]

        assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
        assert answers[-1].headers["Retry-After"] == "600"
