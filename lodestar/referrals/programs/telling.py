"""Telling programs what moved on: each letter signed, tried again later where it fails, and nobody waits for anybody.

A letter is claimed before it is sent and its outcome written after, each in a transaction of its own: no lock and no
connection is held while a receiver thinks. One that is killed in between is sent again when its claim runs out, under
the same id.
"""

import http.client
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min

from lodestar.access import audit, row_security
from lodestar.access.viewers import Viewer
from lodestar.referrals.programs import addresses, signing
from lodestar.referrals.programs.addresses import AddressRefused
from lodestar.referrals.programs.models import Notice
from lodestar.rules import retries

PATIENCE_SECONDS = 5
CLAIMED_FOR = timedelta(minutes=5)
MOST_AT_ONCE = 100
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Told:
    """What one run did: letters that arrived, that are tried again, and that were given up."""

    told: int = 0
    again: int = 0
    given_up: int = 0

    def with_one(self, outcome: str) -> "Told":
        """Return the count with one more."""
        return Told(
            self.told + (outcome == "told"), self.again + (outcome == "again"), self.given_up + (outcome == "given-up")
        )


def tell_programs(*, by: Viewer, clock: Clock) -> Told:
    """Send what is due. A receiver that fails once is left until the next run, so that it holds up no other."""
    done = Told()
    for webhook_id in _due(by, clock()):
        for _ in range(MOST_AT_ONCE):
            notice = _claimed(by, webhook_id, clock())
            if notice is None:
                break
            trouble = _sent(notice, clock())
            outcome = _written_down(by, notice, trouble, clock())
            done = done.with_one(outcome)
            if outcome != "told":
                break
    return done


def contents(notice: Notice) -> dict[str, Any]:
    """Return what a letter says: an opaque id and a state."""
    return {
        "type": "referral.moved",
        "timestamp": notice.happened_at.isoformat(),
        "data": {"referral_id": str(notice.referral_id), "step": notice.number, "state": notice.state},
    }


def _due(by: Viewer, now: datetime) -> list[UUID]:
    """Return the webhooks with something due, those that answered lately first."""
    with transaction.atomic():
        row_security.set_viewer(by)
        rows = (
            Notice.objects.filter(next_try_at__lte=now, webhook__ended_at=None)
            .values("webhook_id")
            .annotate(worst=Max("tries"), first=Min("next_try_at"))
            .order_by("worst", "first", "webhook_id")
        )
        return [row["webhook_id"] for row in rows]


def _claimed(by: Viewer, webhook_id: UUID, now: datetime) -> Notice | None:
    """Return the next letter of a webhook, claimed: no other run takes it until the claim runs out."""
    with transaction.atomic():
        row_security.set_viewer(by)
        notice = (
            Notice.objects.filter(webhook_id=webhook_id, next_try_at__lte=now, webhook__ended_at=None)
            .select_related("webhook")
            .select_for_update(of=("self",), skip_locked=True)
            .order_by("happened_at", "number", "id")
            .first()
        )
        if notice is None:
            return None
        notice.tries += 1
        notice.next_try_at = now + CLAIMED_FOR
        notice.save(update_fields=["tries", "next_try_at"])
        return notice


def _sent(notice: Notice, now: datetime) -> str:
    """Send a letter, and return the code of what went wrong; empty when the receiver took it."""
    body = json.dumps(contents(notice)).encode()
    signed = signing.headers(webhook_id=notice.webhook_id, notice_id=notice.pk, sent_at=int(now.timestamp()), body=body)
    try:
        where = addresses.looked_up(notice.webhook.address)
        line = _line(where)
        try:
            line.request("POST", where.path, body, {"Content-Type": "application/json", **signed})
            status = line.getresponse().status
        finally:
            line.close()
    except AddressRefused:
        return "refused-address"
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        return type(error).__name__[:40]
    # A receiver that sends us elsewhere is not followed: who moves says so here.
    return "" if 200 <= status < 300 else f"http-{status}"


def _line(where: addresses.Where) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if where.is_encrypted else http.client.HTTPConnection
    line = kind(where.host, where.port, timeout=PATIENCE_SECONDS)

    def to_the_machine(_: tuple[str, int], *more: Any) -> socket.socket:
        return socket.create_connection((where.machine, where.port), PATIENCE_SECONDS)

    # The name is checked against the certificate; the machine is the one that was looked up, and no later one.
    line._create_connection = to_the_machine  # type: ignore[attr-defined]
    return line


def _written_down(by: Viewer, notice: Notice, trouble: str, now: datetime) -> str:
    with transaction.atomic():
        row_security.set_viewer(by)
        notice.last_trouble = trouble
        wait = retries.wait_after(tries=notice.tries) if trouble else None
        notice.next_try_at = now + wait if wait else None
        if not trouble:
            notice.told_at = now
        notice.save(update_fields=["last_trouble", "next_try_at", "told_at"])
        outcome = "told" if not trouble else "again" if wait else "given-up"
        audit.record(
            by=by, at=now, action="tell-program", subject_kind="referral", subject_id=notice.referral_id, reason=outcome
        )
        return outcome
