"""Links that sign somebody in once: making their rows and finding them, for the actions that write the trail."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import F

from lodestar.access import tokens
from lodestar.access.models import SignInLink

# As long as people keep a letter, and as long as they keep a tab.
LASTS = {
    SignInLink.Kind.INVITATION: timedelta(days=7),
    SignInLink.Kind.ASKED_FOR: timedelta(minutes=15),
}
CODE_DIGITS = 6
MOST_WRONG_CODES = 5


class LinkRefused(Exception):
    """No such link, or it was used, has expired, or its user has left: nobody is told which."""


class CodeWrong(Exception):
    """The code is not the one that belongs to the link. There may be tries left."""


def new_code() -> str:
    """Return a code that a worker can say out loud: six digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def write_link(*, user_id: UUID, kind: SignInLink.Kind, code: str, at: datetime) -> str:
    """Add the row of a link, inside an action that writes its event, and return its secret.

    Links of the same kind that the user was sent before stop working.
    """
    secret = tokens.new_secret()
    SignInLink.objects.filter(user_id=user_id, kind=kind, used_at=None).update(used_at=at)
    SignInLink.objects.create(
        user_id=user_id,
        kind=kind,
        secret_hash=tokens.hashed(secret),
        code_hash=_code_hash(secret, code) if code else "",
        made_at=at,
        expires_at=at + LASTS[kind],
    )
    return secret


def open_link(*, secret: str, at: datetime, for_update: bool = False) -> SignInLink:
    """Return the link that `secret` belongs to, while it works. Raises LinkRefused."""
    rows = SignInLink.objects.select_related("user").filter(
        secret_hash=tokens.hashed(secret),
        used_at=None,
        expires_at__gt=at,
        wrong_codes__lt=MOST_WRONG_CODES,
        user__is_active=True,
    )
    if for_update:
        rows = rows.select_for_update(of=("self",))
    link = rows.first()
    if link is None:
        raise LinkRefused
    return link


def count_wrong_code(*, secret: str) -> None:
    """Count a wrong try, so that nobody tries them all. After five the link is dead."""
    SignInLink.objects.filter(secret_hash=tokens.hashed(secret)).update(wrong_codes=F("wrong_codes") + 1)


def is_code_right(link: SignInLink, *, secret: str, code: str) -> bool:
    """Return whether `code` is the link's; a link without one asks for none."""
    typed = "".join(letter for letter in code if letter.isdigit())
    return not link.code_hash or hmac.compare_digest(link.code_hash, _code_hash(secret, typed))


def _code_hash(secret: str, code: str) -> str:
    # Keyed with the link's secret: a copy of the table is no help in guessing six digits.
    return hmac.new(secret.encode(), code.encode(), sha256).hexdigest()
