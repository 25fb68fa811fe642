"""What is done with a person's record: it is opened, and the person agrees to something."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from lodestar.access import audit, sign_in_links
from lodestar.access.models import SignInLink
from lodestar.access.viewers import Viewer
from lodestar.people import agreeing, queries, signing_up
from lodestar.people.agreeing import ConsentMissing, ConsentTerms
from lodestar.people.models import Consent, Person
from lodestar.people.queries import RecordNotFound
from lodestar.people.signing_up import AlreadySignsIn, Invited

__all__ = [
    "AlreadySignsIn",
    "ConsentMissing",
    "ConsentTerms",
    "Invited",
    "OpenReason",
    "RecordNotFound",
    "give_consent",
    "invite_person",
    "open_record",
]


class OpenReason(StrEnum):
    """Why a record is opened, as the person reads it in the diary of who looked."""

    OWN = "own"
    SUPPORT = "support"
    FIND_SUPPORT = "find-support"
    REFERRAL = "referral"


def open_record(*, person_id: UUID, by: Viewer, at: datetime, life_areas: Iterable[str], reason: str) -> Person:
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
        audit.record(by=by, at=at, action="open-record", person_id=person_id, life_areas=shown, reason=str(reason))
        return person


def invite_person(*, person_id: UUID, email: str, by: Viewer, at: datetime) -> Invited:
    """Help a person to sign in to their own record: an account if they have none, and a link that works once.

    The answer has the same shape whether or not `email` is free, so that nobody learns of other accounts here.
    For a person with an account `email` may be empty. Raises RecordNotFound for a stranger, AlreadySignsIn for
    another address than the one that they sign in with.
    """
    address = email.strip().lower()
    code = sign_in_links.new_code()
    with transaction.atomic():
        person = queries.person_seen(by, person_id=person_id)
        if person.user is not None and address not in ("", person.user.email):
            raise AlreadySignsIn
        user = person.user or signing_up.write_account(person, address, starts_on=by.today)
        secret = ""
        if user is not None:
            secret = sign_in_links.write_link(user_id=user.pk, kind=SignInLink.Kind.INVITATION, code=code, at=at)
        audit.record(by=by, at=at, action="invite-person", person_id=person_id)
    return Invited(email=user.email if user is not None else address, secret=secret, code=code)


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
        consent = agreeing.write_consent(
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
