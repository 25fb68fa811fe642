"""The e-mail that asks a provider whether an entry is still right, and the link in it, which works once."""

from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction

from lodestar.access import tokens
from lodestar.directory.assurance.models import AssuranceLink
from lodestar.directory.models import Service

# As long as an e-mail lies in the mailbox of a small group.
LASTS = timedelta(days=30)
SUBJECT = "Is this still right?"
LETTER = """Hello,

People look for help in our directory, and one of its entries is yours: {name}.

Is it still right? Open this page and press one button. You need no account:

{address}

The link works once, in the next 30 days. If you do not run this service, you need do nothing.
"""


class LinkNotFound(LookupError):
    """There is no such link."""


class LinkUsed(ValueError):
    """The link was answered, or a newer one was sent."""


class LinkExpired(ValueError):
    """The link is older than thirty days: ask for a new one."""


def address_of(service: Service) -> str:
    """Return where an entry's provider is asked: the entry's own e-mail address, else its organisation's, else ""."""
    return service.email or (service.organisation.email if service.organisation else "")


def write_link(service: Service, *, at: datetime) -> tuple[AssuranceLink | None, str]:
    """Make a link for the entry's address, or nothing without one; return it with its secret, kept as a hash only."""
    address = address_of(service)
    if not address:
        return None, ""
    AssuranceLink.objects.filter(service=service, answered_at=None).update(expires_at=at)
    secret = tokens.new_secret()
    link = AssuranceLink.objects.create(
        service=service, secret_hash=tokens.hashed(secret), sent_to=address, made_at=at, expires_at=at + LASTS
    )
    return link, secret


def open_link(secret: str, *, at: datetime, lock: bool = False) -> AssuranceLink:
    """Return the link that a secret belongs to, while it works. Raises LinkNotFound, LinkUsed and LinkExpired."""
    links = AssuranceLink.objects.filter(secret_hash=tokens.hashed(secret))
    link = (links.select_for_update() if lock else links).first()
    if link is None:
        raise LinkNotFound
    if link.answered_at is not None:
        raise LinkUsed
    if link.expires_at <= at:
        raise LinkExpired
    return link


def send(link: AssuranceLink, *, service_name: str, address: str) -> None:
    """Send the e-mail once the transaction has gone through."""
    letter = LETTER.format(name=service_name, address=address)
    message = EmailMessage(subject=SUBJECT, body=letter, to=[link.sent_to])
    transaction.on_commit(message.send)
