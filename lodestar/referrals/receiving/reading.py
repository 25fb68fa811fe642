"""What a live link opens: the least that a service needs to answer one referral."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from lodestar.access import tokens
from lodestar.rules.referral_states import StepKind


class LinkDead(LookupError):
    """No such link, or it has expired, or was taken back, or the person took their yes back: nobody is told which."""


@dataclass(frozen=True)
class Asked:
    """One referral as the holder of a link reads it. Phone and e-mail are empty until the service has said yes."""

    referral_id: UUID
    person_id: UUID
    expires_at: datetime
    service_name: str
    organisation_name: str
    life_area: str
    hopes: str
    go_with_me: bool
    received_at: datetime
    preferred_name: str
    how_to_speak: str
    asked_by_name: str
    asked_by_telephone: str
    telephone: str
    email: str
    way: str
    way_words: str
    kinds: tuple[StepKind, ...]
    last_at: datetime
    last_number: int
    last_note: str
    expected_on: date | None

    @property
    def state(self) -> StepKind:
        """Where the referral stands."""
        return self.kinds[-1]


def opened(secret: str) -> Asked:
    """Return what the link opens, and hold its referral until the transaction ends. Raises LinkDead."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lodestar_receiver_link(%s)", [tokens.hashed(secret)])
        (found,) = cursor.fetchone()
    if found is None:
        raise LinkDead
    return _asked(json.loads(found) if isinstance(found, str) else found)


def _asked(found: dict[str, Any]) -> Asked:
    moments: dict[str, Any] = {
        name: datetime.fromisoformat(found[name]) for name in ("expires_at", "received_at", "last_at")
    }
    expected = found["expected_on"]
    named: dict[str, Any] = {
        name: found[name]
        for name in (
            "service_name", "organisation_name", "life_area", "hopes", "go_with_me", "preferred_name", "how_to_speak",
            "asked_by_name", "asked_by_telephone", "telephone", "email", "way", "way_words", "last_number", "last_note",
        )
    }  # fmt: skip
    return Asked(
        referral_id=UUID(found["referral_id"]),
        person_id=UUID(found["person_id"]),
        kinds=tuple(StepKind(kind) for kind in found["kinds"]),
        expected_on=date.fromisoformat(expected) if expected else None,
        **moments,
        **named,
    )
