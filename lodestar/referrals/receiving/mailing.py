"""The letters that take a link to a service. They name nobody, no illness and no part of anybody's life."""

import structlog
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import timezone

from lodestar.access import tokens

SUBJECT = "A request for your service"

ASKED = """Hello,

Somebody would like help from your service. They agreed that you are asked.

Read the request and answer it here. You need no account:

{address}

The link works for 28 days. It is for you alone: do not send it on. Opening it changes nothing.

If you cannot help, say so there, and what you would suggest instead. Then nobody waits in silence.
"""

REMINDER = """Hello,

Somebody would like help from your service, and has not heard from you yet.

A yes, a no or a question takes a minute. You need no account. This link replaces the one before:

{address}

If you cannot help, say so there, and what you would suggest instead. Then nobody waits in silence.
"""

log = structlog.get_logger("lodestar.referrals")


def send_later(*, to: str, words: str, secret: str, base: str) -> None:
    """Send a letter once the transaction is through. Where that fails nothing is lost: the nightly command retries."""
    transaction.on_commit(lambda: _send(to=to, words=words, secret=secret, base=base))


def _send(*, to: str, words: str, secret: str, base: str) -> None:
    try:
        EmailMessage(subject=SUBJECT, body=words.format(address=f"{base}{secret}/"), to=[to]).send()
    except OSError as error:
        # Mail servers come and go; what they said may name the address, so only its kind is written down.
        log.warning("letter not sent", reason=type(error).__name__)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT lodestar_receiver_mailed(%s, %s)", [tokens.hashed(secret), timezone.now()])
