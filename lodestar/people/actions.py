"""What is done with a person's record: it is opened, and the person agrees to something."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from lodestar.access import audit, sign_in_links
from lodestar.access.models import SignInLink
from lodestar.access.viewers import Viewer
from lodestar.people import agreeing, opening, queries, registering, signing_up
from lodestar.people.agreeing import ConsentMissing, ConsentTerms
from lodestar.people.models import CommunicationNeed, Consent, Person
from lodestar.people.nhs_numbers import NotAnNhsNumber
from lodestar.people.opening import Opening
from lodestar.people.queries import RecordNotFound
from lodestar.people.registering import CannotRegister, NameMissing, NewPerson
from lodestar.people.signing_up import AlreadySignsIn, Invited
from lodestar.rules import communication_needs
from lodestar.rules.reach import Purpose

__all__ = [
    "AlreadySignsIn",
    "CannotRegister",
    "ConsentMissing",
    "ConsentTerms",
    "Invited",
    "NameMissing",
    "NewPerson",
    "NotAnNhsNumber",
    "OpenReason",
    "RecordNotFound",
    "WordsMissing",
    "end_communication_need",
    "give_consent",
    "invite_person",
    "open_record",
    "record_communication_need",
    "register_person",
]


class WordsMissing(ValueError):
    """A need of this kind says nothing without words: which language, which hours."""


class OpenReason(StrEnum):
    """Why a record is opened, as the person reads it in the diary of who looked."""

    OWN = "own"
    SUPPORT = "support"
    FIND_SUPPORT = "find-support"
    REFERRAL = "referral"
    EMERGENCY = "emergency"


def open_record(
    *,
    person_id: UUID,
    by: Viewer,
    at: datetime,
    life_areas: Iterable[str],
    purpose: Purpose,
    reason: str,
    looked_up: Opening | None = None,
) -> Person:
    """Return the person, and write down that their record was opened, what for and why, for them to read.

    `life_areas` are those that the page wants to show; the event names those of them that open to `by` for
    `purpose`. `looked_up` is how the record opens to `by`, where this transaction asked already.
    Raises RecordNotFound when there is no such person, when `by` is not involved, when neither role nor
    involvement serves the purpose, and when none of the life areas opens: one and the same answer.
    """
    with transaction.atomic():
        opened = looked_up or opening.opening_of(by, person_id=person_id)
        assert opened.person.pk == person_id, "what was looked up is another record"
        wanted = set(life_areas)
        shown = [area for area in opened.areas_for(by, purpose) if area in wanted]
        if not shown:
            raise RecordNotFound
        audit.record(
            by=by,
            at=at,
            action="open-record",
            person_id=person_id,
            life_areas=shown,
            subject_kind="purpose",
            subject_id=purpose,
            reason=str(reason),
        )
        return opened.person


def invite_person(*, person_id: UUID, email: str, by: Viewer, at: datetime) -> Invited:
    """Help a person to sign in to their own record: an account if they have none, and a link that works once.

    The answer has the same shape whether or not `email` is free, so that nobody learns of other accounts here.
    For a person with an account `email` may be empty. Raises RecordNotFound for a stranger, AlreadySignsIn for
    another address than the one that they sign in with.
    """
    address = email.strip().lower()
    code = sign_in_links.new_code()
    with transaction.atomic():
        person = queries.person_supported(by, person_id=person_id)
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
    to_whom: str = "",
) -> Consent:
    """Record that a person agreed to something: for one purpose, to one organisation or one named outsider.

    The terms are frozen from then on. What may leave to an outsider is the minimum-data profile of the purpose.
    Raises RecordNotFound for a stranger, ConsentMissing without words, without how they were asked, or without
    saying to whom something goes.
    """
    with transaction.atomic():
        queries.person_supported(by, person_id=person_id)
        consent = agreeing.write_consent(
            person_id=person_id,
            purpose=purpose,
            life_areas=life_areas,
            organisation_id=organisation_id,
            terms=terms,
            to_whom=to_whom,
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


def register_person(
    *,
    new: NewPerson,
    life_areas_opened: Iterable[str],
    by: Viewer,
    at: datetime,
    person_id: UUID,
    team_id: UUID | None = None,
    is_key_worker: bool = False,
    user_id: UUID | None = None,
) -> UUID:
    """Make a person's record, with the involvement of whoever registers them and of their team; return its id.

    With `user_id` the person signs in, and their own involvement is made too. The same `person_id` a second
    time changes nothing. Nothing is said of records that `by` may not see: an information lead compares
    them afterwards. Raises CannotRegister, NameMissing and NotAnNhsNumber.
    """
    with transaction.atomic():
        if Person.objects.visible_to(by).filter(pk=person_id).exists():
            return person_id
        made = registering.write_person(
            new=new,
            life_areas_opened=life_areas_opened,
            team_id=team_id,
            is_key_worker=is_key_worker,
            user_id=user_id,
            person_id=person_id,
            by=by,
        )
        audit.record(by=by, at=at, action="register-person", person_id=made, life_areas=list(life_areas_opened))
        return made


def record_communication_need(
    *, person_id: UUID, kind: communication_needs.Kind, words: str, by: Viewer, at: datetime
) -> CommunicationNeed:
    """Write down what to know before speaking with a person, in their own words, from today.

    What is known already gets the new words: the old row ends, and is kept. The same words change nothing.
    Raises RecordNotFound for a stranger, and WordsMissing for a kind that says nothing without words.
    """
    with transaction.atomic():
        person = Person.objects.visible_to(by).select_for_update().filter(pk=person_id).first()
        if person is None:
            raise RecordNotFound
        assert by.user_id is not None, "nobody sees a record without signing in"
        if communication_needs.needs_words(kind) and not words.strip():
            raise WordsMissing
        held = CommunicationNeed.objects.filter(person_id=person_id, kind=kind, ends_on=None).first()
        if held is not None and held.words == words.strip():
            return held
        if held is not None:
            held.ends_on = by.today
            held.save(update_fields=["ends_on"])
        need = CommunicationNeed.objects.create(
            person_id=person_id,
            kind=kind,
            words=words.strip(),
            recorded_by_id=by.user_id,
            recorded_at=at,
            starts_on=by.today,
        )
        audit.record(
            by=by,
            at=at,
            action="record-communication-need",
            person_id=person_id,
            subject_kind="communication-need",
            subject_id=need.pk,
        )
        return need


def end_communication_need(*, need_id: UUID, by: Viewer, at: datetime) -> None:
    """Say that something to know no longer holds, from today on. The row is kept.

    Raises RecordNotFound for a stranger, and where it does not hold any more.
    """
    with transaction.atomic():
        need = (
            CommunicationNeed.objects.select_for_update(of=("self",))
            .filter(pk=need_id, ends_on=None, person__in=Person.objects.visible_to(by))
            .first()
        )
        if need is None:
            raise RecordNotFound
        need.ends_on = by.today
        need.save(update_fields=["ends_on"])
        audit.record(
            by=by,
            at=at,
            action="end-communication-need",
            person_id=need.person_id,
            subject_kind="communication-need",
            subject_id=need.pk,
        )
