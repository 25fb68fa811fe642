"""What tests of signing in share: second steps, codes and the letters that were sent."""

import re

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from django.urls import reverse

from lodestar.access.models import AuditEvent, User
from tests.factories.people import PASSWORD
from tests.roles import as_owner


def app_of(user: User) -> str:
    """Give a user an app with codes, and return its secret."""
    secret = generate_totp_secret()
    with as_owner():
        TOTP.activate(user, secret)
    return secret


def recovery_codes_of(user: User) -> list[str]:
    with as_owner():
        return RecoveryCodes.activate(user).get_unused_codes()


def code_now(secret: str) -> str:
    """The numbers that an app with this secret shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def sign_in_with_password(browser: Client, user: User, password: str = PASSWORD, **fields: str):
    return browser.post(reverse("account_login"), {"login": user.email, "password": password, **fields})


def is_signed_in(browser: Client) -> bool:
    return browser.get(reverse("account_sessions")).status_code == 200


def link_in_last_letter() -> str:
    """The path of the link in the newest letter."""
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]


def trail(user: User) -> list[tuple[str, str]]:
    """What was written down about how a user signs in, oldest first."""
    with as_owner():
        events = AuditEvent.objects.filter(subject_id=str(user.pk)).order_by("at")
        return list(events.values_list("action", "reason"))


def second_steps(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
