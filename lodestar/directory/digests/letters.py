"""The e-mail with what is new. It names services only, never anybody."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction

from lodestar.directory.digests.queries import NewOffer

SUBJECT = "New in the directory"
LETTER = """Hello,

This is new since we told you last:

{lines}

You chose these e-mails. You can change what they tell, or stop them, when you are signed in.
"""


def send(*, to: str, offers: Sequence[NewOffer], address_of: Callable[[UUID], str]) -> None:
    """Send one digest once the transaction has gone through."""
    lines = "\n\n".join(_line(one, address_of) for one in offers)
    message = EmailMessage(subject=SUBJECT, body=LETTER.format(lines=lines), to=[to])
    transaction.on_commit(message.send)


def _line(one: NewOffer, address_of: Callable[[UUID], str]) -> str:
    name = f"{one.joins}, at {one.name}" if one.joins else one.name
    whose = f" ({one.organisation_name})" if one.organisation_name else ""
    words = "" if one.joins else one.summary
    return "\n".join(filter(None, (f"{name}{whose}", words, address_of(one.service_id))))
