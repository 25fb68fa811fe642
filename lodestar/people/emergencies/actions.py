"""Opening a record in an emergency, ending it, and the information lead's review."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import nhs_numbers
from lodestar.people.sharing.emergency_guards import AREAS, MOST_HOURS
from lodestar.people.sharing.models import EmergencyAccess
from lodestar.rules import life_areas as areas_rule
from lodestar.rules.reach import Power


class MayNotOpen(Exception):
    """The viewer's role opens no record in an emergency, or reviews none."""


class ReasonMissing(ValueError):
    """There is no reason from the list, or none in words."""


class NotAnEmergencyView(ValueError):
    """More than an emergency opens: more life areas than keep somebody safe, none, or too many hours."""


class OpeningNotFound(LookupError):
    """There is no such opening, or none that this viewer may see, or it was reviewed."""


@dataclass(frozen=True)
class Who:
    """Whose record: an NHS number, or a full name with a date of birth. Nothing less finds anybody."""

    nhs_number: str = ""
    full_name: str = ""
    born_on: date | None = None

    @property
    def is_enough(self) -> bool:
        """Return whether it says exactly who."""
        return bool(self.nhs_number or (self.full_name.strip() and self.born_on))


def open_in_emergency(
    *,
    who: Who,
    reason: str,
    words: str,
    life_areas: Iterable[str],
    hours: int,
    by: Viewer,
    at: datetime,
) -> UUID | None:
    """Open a record that is not open to `by`, for hours, and tell the person and the information lead.

    Returns the person's id. None where nobody is found, or two people, or somebody who closed their record even
    in an emergency: one and the same answer, written down as a try. Raises MayNotOpen, ReasonMissing,
    NotAnEmergencyView, and NotAnNhsNumber (people.nhs_numbers).
    """
    areas = areas_rule.in_order(life_areas)
    if not by.may(Power.OPEN_IN_EMERGENCY):
        raise MayNotOpen
    if reason not in EmergencyAccess.Reason.values or not words.strip():
        raise ReasonMissing
    if not areas or not set(areas) <= set(AREAS) or not 1 <= hours <= MOST_HOURS or not who.is_enough:
        raise NotAnEmergencyView
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT opening, person FROM lodestar_open_in_emergency(%s, %s, %s, %s, %s, %s::text[], %s, %s)",
            [
                nhs_numbers.tidied(who.nhs_number) if who.nhs_number else "",
                who.full_name,
                who.born_on,
                reason,
                words.strip(),
                list(areas),
                hours,
                by.organisation_name,
            ],
        )
        opening_id, person_id = cursor.fetchone() or (None, None)
        audit.record(
            by=by,
            at=at,
            action="open-in-emergency",
            person_id=person_id,
            life_areas=areas,
            subject_kind="emergency",
            subject_id=opening_id or "",
            reason=reason,
        )
    return UUID(str(person_id)) if person_id else None


def end_emergency(*, opening_id: UUID, by: Viewer, at: datetime) -> None:
    """Close an opening before its hours are over: its opener, the person or the information lead does it.

    Raises OpeningNotFound.
    """
    with transaction.atomic():
        person_id = _call("lodestar_end_emergency", opening_id)
        audit.record(
            by=by,
            at=at,
            action="end-emergency",
            person_id=person_id,
            subject_kind="emergency",
            subject_id=opening_id,
        )


def review_emergency(*, opening_id: UUID, outcome: str, words: str, by: Viewer, at: datetime) -> None:
    """Say whether an opening was right, in words that the person reads, and close it if its hours still run.

    Nobody reviews their own. Raises MayNotOpen, ReasonMissing and OpeningNotFound.
    """
    if not by.may(Power.REVIEW_OPENINGS):
        raise MayNotOpen
    if outcome not in EmergencyAccess.Outcome.values or not words.strip():
        raise ReasonMissing
    with transaction.atomic():
        person_id = _call("lodestar_review_emergency", opening_id, outcome, words.strip())
        audit.record(
            by=by,
            at=at,
            action="review-emergency",
            person_id=person_id,
            subject_kind="emergency",
            subject_id=opening_id,
            reason=outcome,
        )


def _call(function: str, *arguments: UUID | str) -> UUID:
    slots = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({slots})", arguments)
        (person_id,) = cursor.fetchone()
    if person_id is None:
        raise OpeningNotFound
    return UUID(str(person_id))
