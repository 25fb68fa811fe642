"""Asking at the front door, and what the team there does with it: a next day, a person, an end in words."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from lodestar.access import audit, tokens
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.referrals.asking import following
from lodestar.referrals.asking.models import HelpRequest
from lodestar.referrals.asking.queries import RequestNotFound
from lodestar.rules import parameters, urgent_words, working_days
from lodestar.rules.life_areas import in_order


class DoorClosed(Exception):
    """No team answers the front door here: give a telephone number instead."""


class AlreadyClosed(ValueError):
    """Somebody has closed this request already."""


class WordsMissing(ValueError):
    """Whoever asked reads what happens instead, in words."""


class DayRefused(ValueError):
    """A next day is today or to come."""


@dataclass(frozen=True)
class NewRequest:
    """What is asked, by whom and for whom. Only a name, a way to be reached and words are needed."""

    asker: str
    preferred_name: str
    words: str
    way: str
    has_agreed: bool
    asker_name: str = ""
    asker_contact: str = ""
    born_on: date | None = None
    postcode: str = ""
    telephone: str = ""
    email: str = ""
    way_words: str = ""
    life_areas: tuple[str, ...] = ()
    service_id: UUID | None = None


def ask_for_help(*, new: NewRequest, request_id: UUID, by: Viewer, at: datetime) -> str:
    """Leave a request at the front door; it has an owner and a next day at once. Returns the secret to follow it with.

    No account is needed, and the same `request_id` a second time adds nothing. Raises DoorClosed.
    """
    with transaction.atomic():
        is_urgent = urgent_words.is_urgent(text=new.words)
        secret = following.secret_for(request_id)
        told = {
            **asdict(new),
            "life_areas": list(in_order(new.life_areas)),
            "born_on": new.born_on.isoformat() if new.born_on else None,
            "service_id": str(new.service_id) if new.service_id else None,
            "id": str(request_id),
            "secret_hash": tokens.hashed(secret),
            "is_urgent": is_urgent,
            "asked_at": at.isoformat(),
            "next_on": _answer_by(is_urgent=is_urgent, on=timezone.localdate(at)).isoformat(),
        }
        with connection.cursor() as cursor:
            cursor.execute("SELECT lodestar_ask(%s::jsonb)", [json.dumps(told)])
            (is_taken,) = cursor.fetchone()
        if not is_taken:
            raise DoorClosed
        audit.record(
            action="ask-for-help", by=by, at=at, subject_kind="help-request", subject_id=request_id, reason=new.asker
        )
        return secret


def say_not_heard(*, secret: str, by: Viewer, at: datetime) -> None:
    """Say that nobody has been in touch: it goes to the top of the owner's list. Raises RequestNotFound."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT lodestar_not_heard(%s, %s)", [tokens.hashed(secret), at])
            (was_said,) = cursor.fetchone()
        if not was_said:
            raise RequestNotFound
        audit.record(action="say-not-heard", by=by, at=at, subject_kind="help-request")


def plan_next(*, request_id: UUID, next_on: date, note: str, by: Viewer, at: datetime) -> None:
    """Take a request on oneself, with what was done and the next day.

    Raises RequestNotFound, AlreadyClosed and DayRefused.
    """
    with transaction.atomic():
        request = _open_request(request_id, by=by)
        if next_on < by.today:
            raise DayRefused
        request.owner_id, request.next_on, request.not_heard_at = by.own_id, next_on, None
        request.note = "\n".join(part for part in (request.note, note.strip()) if part)
        request.save(update_fields=["owner", "next_on", "not_heard_at", "note"])
        audit.record(action="plan-next", by=by, at=at, **_about(request))


def name_person(*, request_id: UUID, person_id: UUID, by: Viewer, at: datetime) -> None:
    """Say whose request it is, so that what it says goes along with their record, and close it as in hand.

    Raises RequestNotFound, AlreadyClosed, and RecordNotFound for somebody whom the viewer may not see.
    """
    with transaction.atomic():
        request = _open_request(request_id, by=by)
        person = people_queries.person_seen(by, person_id=person_id)
        request.person, request.closed_at, request.outcome = person, at, HelpRequest.Outcome.IN_HAND
        request.save(update_fields=["person", "closed_at", "outcome"])
        request.letters.update(person=person)
        audit.record(action="name-person", by=by, at=at, **_about(request))


def close_request(*, request_id: UUID, outcome: HelpRequest.Outcome, words: str, by: Viewer, at: datetime) -> None:
    """Close a request with what happens instead, which whoever asked can read. No time going by does it.

    Raises RequestNotFound, AlreadyClosed and WordsMissing.
    """
    with transaction.atomic():
        request = _open_request(request_id, by=by)
        if not words.strip():
            raise WordsMissing
        request.closed_at, request.outcome, request.outcome_words = at, outcome, words.strip()
        request.save(update_fields=["closed_at", "outcome", "outcome_words"])
        audit.record(action="close-request", by=by, at=at, **_about(request))


def forget_unnamed(*, by: Viewer, at: datetime) -> int:
    """Erase closed requests that never became anybody's record, once nobody needs them. Returns how many.

    Open ones stay however old they are, and so does what was put into a record: its own keeping holds for that.
    """
    with transaction.atomic():
        kept = timedelta(days=parameters.whole_number("unnamed-request-kept", on=by.today))
        with connection.cursor() as cursor:
            cursor.execute("SELECT lodestar_forget_unnamed(%s)", [at - kept])
            (gone,) = cursor.fetchone()
        audit.record(action="forget-unnamed", by=by, at=at, subject_kind="help-request", reason=f"{gone} erased")
        return int(gone)


def _open_request(request_id: UUID, *, by: Viewer) -> HelpRequest:
    request = HelpRequest.objects.select_for_update().filter(pk=request_id, team_id__in=by.team_ids).first()
    if request is None:
        raise RequestNotFound
    if request.closed_at is not None:
        raise AlreadyClosed
    return request


def _about(request: HelpRequest) -> dict[str, Any]:
    return {
        "person_id": request.person_id,
        "subject_kind": "help-request",
        "subject_id": request.pk,
        "reason": request.outcome,
    }


def _answer_by(*, is_urgent: bool, on: date) -> date:
    name = "front-door-urgent-answer" if is_urgent else "front-door-answer"
    return working_days.add_working_days(on, days=parameters.whole_number(name, on=on))
