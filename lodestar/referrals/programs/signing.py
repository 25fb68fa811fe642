"""How a receiver knows that a webhook came from here, and now: the signature of the Standard Webhooks specification.

The secret of a webhook is made from this place's key and the webhook's id, so that no copy of the database holds it.
"""

import base64
import hmac
from uuid import UUID

from django.utils.crypto import salted_hmac

MARK = "whsec_"
# Older letters are refused by a receiver: somebody may have kept one and sent it again.
WINDOW_SECONDS = 300


def secret_of(webhook_id: UUID) -> str:
    """Return the secret of a webhook, as its receiver keeps it. Another SECRET_KEY makes another."""
    return MARK + base64.b64encode(_key(webhook_id)).decode()


def headers(*, webhook_id: UUID, notice_id: UUID, sent_at: int, body: bytes) -> dict[str, str]:
    """Return the three headers of a letter. `sent_at`: seconds since 1970, of this try."""
    return {
        "webhook-id": str(notice_id),
        "webhook-timestamp": str(sent_at),
        "webhook-signature": f"v1,{_signature(_key(webhook_id), str(notice_id), str(sent_at), body)}",
    }


def is_genuine(*, secret: str, given: dict[str, str], body: bytes, now: int) -> bool:
    """Return whether a letter was signed with `secret` within the window around `now`, as a receiver checks it."""
    told = {name.lower(): value for name, value in given.items()}
    sent = told.get("webhook-timestamp", "")
    if not sent.isdigit() or abs(now - int(sent)) > WINDOW_SECONDS:
        return False
    key = base64.b64decode(secret.removeprefix(MARK))
    expected = _signature(key, told.get("webhook-id", ""), sent, body)
    signatures = [one.partition(",") for one in told.get("webhook-signature", "").split()]
    return any(version == "v1" and hmac.compare_digest(one, expected) for version, _, one in signatures)


def _key(webhook_id: UUID) -> bytes:
    return salted_hmac("webhook", str(webhook_id), algorithm="sha256").digest()


def _signature(key: bytes, named: str, sent: str, body: bytes) -> str:
    signed = f"{named}.{sent}.".encode() + body
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
