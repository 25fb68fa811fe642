"""The one way out for text messages. What sends them stands behind `Gateway`; settings say which.

No number and no word of a message is logged or kept here. The demo's outbox is a folder on the machine that runs it.
"""

import base64
import hmac
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from django.conf import settings

PATIENCE_SECONDS = 10


class NotSent(Exception):
    """The gateway did not take the message; the words say what to do about it, and nothing of the message."""


class Gateway(Protocol):
    """Whatever sends text messages."""

    def send(self, *, to: str, words: str) -> None:
        """Send words to a telephone number, written like 07700 900123. Raises NotSent."""


@dataclass(frozen=True)
class Outbox:
    """Writes each message to a file of its own, for the demo and for trying things out."""

    folder: Path

    def send(self, *, to: str, words: str) -> None:
        """Write the message to the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{time.strftime('%Y-%m-%dT%H-%M-%S')}-{uuid4().hex[:6]}.txt"
        path.write_text(f"To: {to}\n\n{words}\n", encoding="utf-8")


@dataclass(frozen=True)
class Notify:
    """GOV.UK Notify, with a template that holds nothing but ((words)).

    Source: Notify's REST documentation, "Send a text message" (HS256 token of the service's id and the time).
    """

    address: str
    service_id: str
    secret: str
    template_id: str

    def send(self, *, to: str, words: str) -> None:
        """Hand the message to Notify. Raises NotSent when it cannot be reached or refuses."""
        body = {"phone_number": to, "template_id": self.template_id, "personalisation": {"words": words}}
        request = urllib.request.Request(  # noqa: S310 -- the address is a setting
            f"{self.address.rstrip('/')}/v2/notifications/sms",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._token()}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS):  # noqa: S310
                return
        except (urllib.error.URLError, TimeoutError) as error:
            # What the gateway answers may repeat the number: none of it goes on.
            raise NotSent("The message could not be sent. Try again in a few minutes.") from error

    def _token(self) -> str:
        told = [{"typ": "JWT", "alg": "HS256"}, {"iss": self.service_id, "iat": int(time.time())}]
        parts = [_packed(json.dumps(one, separators=(",", ":")).encode()) for one in told]
        signed = ".".join(parts)
        return f"{signed}.{_packed(hmac.digest(self.secret.encode(), signed.encode(), 'sha256'))}"


def is_on() -> bool:
    """Return whether this place sends text messages at all."""
    return bool(settings.TEXT_GATEWAY)


def gateway() -> Gateway:
    """Return what sends text messages here. Raises NotSent where nothing does."""
    if settings.TEXT_GATEWAY == "outbox":
        return Outbox(settings.VAR / "outbox")
    if settings.TEXT_GATEWAY == "notify":
        return Notify(
            settings.NOTIFY_ADDRESS, settings.NOTIFY_SERVICE_ID, settings.NOTIFY_SECRET, settings.NOTIFY_TEMPLATE_ID
        )
    raise NotSent("This place does not send text messages.")


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
