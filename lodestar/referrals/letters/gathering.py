"""What a letter says, gathered as facts on the day that it is written. Its wording is for the pages."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from lodestar.people.communicating import Known
from lodestar.people.models import Consent, Person
from lodestar.referrals.queries import Standing
from lodestar.rules.referral_letters import Part


def facts_of(
    standing: Standing, *, person: Person, known: Collection[Known], consent: Consent | None, parts: Collection[Part]
) -> dict[str, Any]:
    """Return the facts of a letter: those of its parts, and no others."""
    last = standing.last
    by_part: dict[Part, dict[str, Any]] = {
        Part.NAME: {"name": person.preferred_name, "pronouns": person.pronouns},
        Part.BORN_ON: {"born_on": person.born_on.isoformat() if person.born_on else ""},
        Part.REACH: {"telephone": person.telephone, "email": person.email},
        Part.SPEAK: {
            "how_to_speak": person.how_to_speak_to_me,
            "needs": [{"kind": one.kind.value, "words": one.words} for one in known],
        },
        Part.HOPES: {"hopes": standing.hopes},
        Part.SO_FAR: {
            "steps": [{"state": one.kind.value, "on": timezone.localdate(one.at).isoformat()} for one in standing.steps]
        },
        Part.ANSWER: {
            "reason": last.reason,
            "instead": "; ".join(one for one in (last.instead, last.instead_service_name) if one),
            "note": last.note,
        },
        Part.NEXT: _next(standing),
        Part.AGREED: _agreed(consent),
    }
    said: dict[str, Any] = {
        "service": standing.service_name,
        "organisation": standing.organisation_name,
        "asked_by": standing.asked_by_name,
        "asked_by_telephone": standing.asked_by_telephone,
        "asked_on": timezone.localdate(standing.received_at).isoformat(),
        "go_with_me": standing.go_with_me,
    }
    for part in parts:
        said |= by_part[part]
    return said


def _next(standing: Standing) -> dict[str, Any]:
    owed = standing.next_step
    return {
        "state": standing.state.value,
        "expected_on": standing.last.expected_on.isoformat() if standing.last.expected_on else "",
        "due": owed.due.value if owed else "",
        "owner": owed.owner.value if owed else "",
        "by_on": owed.by_on.isoformat() if owed else "",
    }


def _agreed(consent: Consent | None) -> dict[str, Any]:
    if consent is None:
        return {}
    return {"agreed": consent.words, "agreed_on": timezone.localdate(consent.given_at).isoformat()}
