"""What is done with a person's record: it is opened, and the person agrees to something."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import queries
from lodestar.people.models import Consent, Involvement, Person
from lodestar.people.queries import RecordNotFound

__all__ = ["ConsentMissing", "ConsentTerms", "OpenReason", "RecordNotFound", "give_consent", "open_record"]


class ConsentMissing(ValueError):
    """The person was not asked, or said no, or nobody wrote down what they agreed to."""


class OpenReason(StrEnum):
    """Why a record is opened, as the person reads it in the diary of who looked."""

    OWN = "own"
    SUPPORT = "support"
    FIND_SUPPORT = "find-support"
    REFERRAL = "referral"


@dataclass(frozen=True)
class ConsentTerms:
    """What a person was told and agreed to, and how they were asked; `ends_on`: the first day without."""

    words: str
    how: str
    ends_on: date | None = None


def open_record(
    *, person_id: UUID, by: Viewer, at: datetime, life_areas: Iterable[str], reason: str
) -> Person:
    """Return the person, and write down that their record was opened, for them to read.

    `life_areas` are those that the page wants to show; the event names those of them that open to `by`.
    Raises RecordNotFound when there is no such person, when `by` is not involved, and when none of the
    life areas opens: one and the same answer.
    """
    with transaction.atomic():
        person = queries.person_seen(by, person_id=person_id)
        wanted = set(life_areas)
        shown = [area for area in queries.areas_open_to(by, person_id=person_id) if area in wanted]
        if not shown:
            raise RecordNotFound
        audit.record(
            by=by, at=at, action="open-record", person_id=person_id, life_areas=shown, reason=str(reason)
        )
        return person


def give_consent(
    *,
    person_id: UUID,
    purpose: str,
    life_areas: Iterable[str],
    organisation_id: UUID | None,
    terms: ConsentTerms | None,
    by: Viewer,
    at: datetime,
) -> Consent:
    """Record that a person agreed to something.

    Raises RecordNotFound for a stranger, ConsentMissing without words or without how they were asked.
    """
    with transaction.atomic():
        queries.person_seen(by, person_id=person_id)
        consent = write_consent(
            person_id=person_id,
            purpose=purpose,
            life_areas=life_areas,
            organisation_id=organisation_id,
            terms=terms,
            by=by,
            at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="give-consent",
            person_id=person_id,
            life_areas=consent.life_areas,
            subject_kind="consent",
            subject_id=consent.pk,
            reason=purpose,
        )
        return consent


def write_consent(
    *,
    person_id: UUID,
    purpose: str,
    life_areas: Iterable[str],
    organisation_id: UUID | None,
    terms: ConsentTerms | None,
    by: Viewer,
    at: datetime,
) -> Consent:
    """Add the row of a consent, inside an action that writes the event of both. Raises ConsentMissing."""
    if terms is None or not terms.words.strip() or terms.how not in Consent.How.values:
        raise ConsentMissing
    assert by.user_id is not None, "nobody asks for consent without signing in"
    return Consent.objects.create(
        person_id=person_id,
        purpose=purpose,
        life_areas=list(queries.in_order(life_areas)),
        organisation_id=organisation_id,
        words=terms.words.strip(),
        how=terms.how,
        asked_by_id=by.user_id,
        given_at=at,
        ends_on=terms.ends_on,
    )


def involve_team(
    *,
    person_id: UUID,
    team_id: UUID,
    life_area: str,
    starts_on: date,
    ends_on: date | None,
) -> None:
    """Open one life area to a team on the ground of a referral, inside an action that writes the event.

    Does nothing where the team's involvement already opens that life area for as long.
    """
    already = Involvement.objects.filter(
        person_id=person_id, team_id=team_id, life_areas__contains=[life_area], ends_on=None
    )
    if not already.exists():
        Involvement.objects.create(
            person_id=person_id,
            team_id=team_id,
            basis=Involvement.Basis.REFERRAL,
            life_areas=[life_area],
            starts_on=starts_on,
            ends_on=ends_on,
        )


def end_team_involvement(*, person_id: UUID, team_id: UUID, life_area: str, ends_on: date) -> None:
    """Close what a referral opened to a team from `ends_on`, inside an action that writes the event.

    What the team sees on another ground, as a care team for example, is not touched.
    """
    Involvement.objects.filter(
        person_id=person_id,
        team_id=team_id,
        basis=Involvement.Basis.REFERRAL,
        life_areas=[life_area],
    ).exclude(ends_on__lte=ends_on).update(ends_on=ends_on)
