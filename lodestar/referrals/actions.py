"""What happens to a referral: each action adds a step, and none is ever changed."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.commissioning.models import Contract
from lodestar.directory.models import Service
from lodestar.people import locks
from lodestar.people.agreeing import ConsentTerms
from lodestar.people.models import Consent
from lodestar.referrals import exit_lines, noting, sending, steps
from lodestar.referrals.course.models import Told
from lodestar.referrals.models import Contact, NextOffer, Referral
from lodestar.referrals.noting import NO_MORE, ContactFacts
from lodestar.referrals.queries import ReferralNotFound
from lodestar.referrals.sending import AlreadyReferred, DoesNotFit, ServiceClosing, ServiceNotOpen
from lodestar.referrals.steps import AlreadyAnswered
from lodestar.rules import referral_states
from lodestar.rules.referral_states import DeclineReason, StepKind

__all__ = [
    "AlreadyAnswered",
    "AlreadyReferred",
    "ContactDateRefused",
    "DoesNotFit",
    "NotAcceptedYet",
    "NotConcerned",
    "OfferNotNamed",
    "ReferralNotFound",
    "ServiceClosing",
    "ServiceNotOpen",
    "WordsMissing",
    "accept_referral",
    "answer_desk",
    "ask_for_more",
    "decline_referral",
    "record_contact",
    "record_first_contact",
    "record_next_offer",
    "refer",
    "withdraw_referral",
]


class NotAcceptedYet(ValueError):
    """A first contact follows an acceptance, and there is none."""


class WordsMissing(ValueError):
    """A question, or the answer to it, has no words."""


class ContactDateRefused(ValueError):
    """A contact lies in the future, or before the referral came."""


class NotConcerned(LookupError):
    """The end of this contract does not concern this person, as far as the viewer may see."""


class OfferNotNamed(ValueError):
    """A next offer names a service that goes on, or says in words what it is."""


def refer(
    *,
    person_id: UUID,
    service_id: UUID,
    life_area: str,
    hopes: str,
    consent: ConsentTerms | None,
    by: Viewer,
    at: datetime,
    go_with_me: bool = False,
    is_agreed_with_service: bool = False,
) -> Referral:
    """Ask a service to help a person, with the person's consent, and open this one life area to its team.

    `is_agreed_with_service` says that somebody asked the service, and it will see the person although its own
    rules say otherwise. A service without a team gets the step "sent" only: nobody there can sign in.
    Raises RecordNotFound (stranger, or a life area that does not open), ConsentMissing, ServiceNotOpen
    (ServiceClosing after the last safe day before its contract ends), DoesNotFit and AlreadyReferred.
    """
    with transaction.atomic():
        referral = sending.send(
            person_id=person_id,
            service_id=service_id,
            life_area=life_area,
            hopes=hopes,
            consent=consent,
            go_with_me=go_with_me,
            is_agreed_with_service=is_agreed_with_service,
            by=by,
            at=at,
        )
        audit.record(action="refer", by=by, at=at, **steps.about(referral))
        return referral


def accept_referral(
    *, referral_id: UUID, by: Viewer, at: datetime, expected_on: date | None = None, note: str = ""
) -> None:
    """Say yes, with the day on which the person can expect to be met where that is known.

    Raises ReferralNotFound (not on a desk of the viewer's teams) and AlreadyAnswered.
    """
    with transaction.atomic():
        referral = steps.locked_on_desk(referral_id, by=by)
        steps.follow(referral, StepKind.ACCEPTED, by=by, at=at, expected_on=expected_on, note=note.strip())
        audit.record(action="accept-referral", by=by, at=at, **steps.about(referral))


def decline_referral(
    *,
    referral_id: UUID,
    reason: DeclineReason | None,
    by: Viewer,
    at: datetime,
    instead: str = "",
    instead_service_id: UUID | None = None,
    note: str = "",
    told_how: str = "",
) -> None:
    """Say no, with the reason and what is offered instead: words, or a service that is open, or both.

    `told_how`, a slug of Told.How, says that the viewer has told the person today; else whoever referred them does.
    The team no longer sees the person through this referral from that moment.
    Raises DeclineRefused (rules.referral_states) when either is missing, ReferralNotFound, AlreadyAnswered,
    and ServiceNotOpen when the service that is offered instead takes nobody.
    """
    with transaction.atomic():
        referral = steps.locked_on_desk(referral_id, by=by)
        offered = None
        if instead_service_id is not None:
            offered = Service.objects.filter(
                pk=instead_service_id, status=Service.Status.ACTIVE, retired_at=None
            ).first()
            if offered is None:
                raise ServiceNotOpen
        referral_states.check_decline(reason=reason, instead=instead or (offered.name if offered else ""))
        assert reason is not None, "check_decline refuses a decline without a reason"
        steps.follow(
            referral,
            StepKind.DECLINED,
            by=by,
            at=at,
            reason=reason.value,
            instead=instead.strip(),
            instead_service=offered,
            note=note.strip(),
        )
        if told_how:
            Told.objects.create(
                referral=referral,
                person_id=referral.person_id,
                told_on=by.today,
                how=told_how,
                by_id=by.own_id,
                recorded_at=at,
            )
        audit.record(action="decline-referral", by=by, at=at, reason=reason.value, **steps.about(referral))
        steps.close_to_team(referral, on=by.today)


def ask_for_more(*, referral_id: UUID, question: str, by: Viewer, at: datetime) -> None:
    """Ask the person, or whoever supports them, for something that the desk needs to know.

    Raises ReferralNotFound, WordsMissing and AlreadyAnswered.
    """
    with transaction.atomic():
        referral = steps.locked_on_desk(referral_id, by=by)
        if not question.strip():
            raise WordsMissing
        steps.follow(referral, StepKind.NEEDS_INFORMATION, by=by, at=at, note=question.strip())
        audit.record(action="ask-for-more", by=by, at=at, **steps.about(referral))


def answer_desk(*, referral_id: UUID, words: str, by: Viewer, at: datetime) -> None:
    """Answer what a desk asked, and put the referral before it again.

    Open to the person and to whoever supports them in this life area.
    Raises ReferralNotFound, WordsMissing, and AlreadyAnswered when the desk asks for nothing.
    """
    with transaction.atomic():
        referral = steps.locked(referral_id, by=by)
        if referral.team_id in by.team_ids:
            raise ReferralNotFound
        if not words.strip():
            raise WordsMissing
        last = steps.last_step(referral)
        if last.kind != StepKind.NEEDS_INFORMATION:
            raise AlreadyAnswered(last)
        steps.follow(referral, StepKind.RECEIVED, by=by, at=at, note=words.strip())
        audit.record(action="answer-desk", by=by, at=at, **steps.about(referral))


def withdraw_referral(*, referral_id: UUID, by: Viewer, at: datetime) -> None:
    """Take a referral back because the person no longer wants it, and end what they agreed to with it.

    Open to the person and to whoever supports them in this life area; a receiving team declines instead.
    Raises ReferralNotFound and AlreadyAnswered.
    """
    with transaction.atomic():
        referral = steps.locked(referral_id, by=by)
        if referral.team_id in by.team_ids:
            raise ReferralNotFound
        steps.follow(referral, StepKind.WITHDRAWN, by=by, at=at)
        if referral.consent_id is not None:
            Consent.objects.filter(pk=referral.consent_id, withdrawn_at=None).update(withdrawn_at=at)
        steps.close_to_team(referral, on=by.today)
        audit.record(action="withdraw-referral", by=by, at=at, **steps.about(referral))


def record_first_contact(
    *,
    referral_id: UUID,
    happened_on: date,
    mode: str,
    attendance: str,
    by: Viewer,
    at: datetime,
    contact_id: UUID | None = None,
    note: str = "",
    facts: ContactFacts = NO_MORE,
) -> Contact:
    """Record a first contact, or a try at one. Only one that took place ends the wait.

    The same `contact_id` a second time changes nothing and returns what is there.
    Raises ReferralNotFound, NotAcceptedYet, AlreadyAnswered, and ContactDateRefused.
    """
    with transaction.atomic():
        referral = steps.locked_on_desk(referral_id, by=by)
        if (known := noting.known_contact(contact_id)) is not None:
            return known
        received_on = timezone.localdate(referral.received_at)
        if not received_on <= happened_on <= by.today:
            raise ContactDateRefused
        last = steps.last_step(referral)
        if StepKind(last.kind) in {StepKind.RECEIVED, StepKind.NEEDS_INFORMATION}:
            raise NotAcceptedYet
        if not referral_states.may_follow(current=StepKind(last.kind), step=StepKind.FIRST_CONTACT):
            raise AlreadyAnswered(last)
        contact = noting.write_contact(
            person_id=referral.person_id,
            referral=referral,
            life_area=referral.life_area,
            happened_on=happened_on,
            mode=mode,
            attendance=attendance,
            note=note,
            facts=facts,
            by=by,
            contact_id=contact_id,
        )
        if attendance == Contact.Attendance.ATTENDED:
            met_at = steps.met_at(happened_on, referral, recorded_at=at)
            steps.follow(referral, StepKind.FIRST_CONTACT, by=by, at=met_at)
        audit.record(action="record-first-contact", by=by, at=at, reason=attendance, **steps.about(referral))
        return contact


def record_contact(
    *,
    person_id: UUID,
    life_area: str,
    happened_on: date,
    mode: str,
    attendance: str,
    by: Viewer,
    at: datetime,
    contact_id: UUID | None = None,
    note: str = "",
    facts: ContactFacts = NO_MORE,
) -> Contact:
    """Record that somebody who supports a person spoke with them, or tried to, with or without a programme.

    Where a team of theirs has taken the person on in this life area, the contact belongs to that referral.
    The same `contact_id` a second time changes nothing and returns what is there.
    Raises RecordNotFound and ContactDateRefused (a day that is still to come).
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=life_area, by=by)
        if (known := noting.known_contact(contact_id)) is not None:
            return known
        if happened_on > by.today:
            raise ContactDateRefused
        contact = noting.write_contact(
            person_id=person_id,
            referral=noting.referral_under_way(person_id, life_area=life_area, by=by),
            life_area=life_area,
            happened_on=happened_on,
            mode=mode,
            attendance=attendance,
            note=note,
            facts=facts,
            by=by,
            contact_id=contact_id,
        )
        audit.record(
            by=by,
            at=at,
            action="record-contact",
            person_id=person_id,
            life_areas=[life_area],
            subject_kind="contact",
            subject_id=contact.pk,
            reason=attendance,
        )
        return contact


def record_next_offer(
    *,
    person_id: UUID,
    contract_id: UUID,
    answer: NextOffer.Answer,
    by: Viewer,
    at: datetime,
    service_id: UUID | None = None,
    words: str = "",
    wishes: str = "",
) -> NextOffer:
    """Record what somebody is offered for after a contract ends, by name, and whether they agree. The newest counts.

    Open to whoever sees the person in that part of life: the provider's desk and the person's workers.
    Raises RecordNotFound, NotConcerned, and OfferNotNamed (no words and no service, or one that closes too).
    """
    with transaction.atomic():
        contract = Contract.objects.filter(pk=contract_id).first()
        concerned = exit_lines.concerned_by(by, contract_id=contract_id).filter(person_id=person_id).first()
        if contract is None or concerned is None:
            raise NotConcerned
        locks.locked_person(person_id, life_area=concerned.life_area, by=by)
        offered = None
        if service_id is not None:
            offered = exit_lines.offerable(by, contract_id=contract_id).filter(pk=service_id).first()
            if offered is None:
                raise OfferNotNamed
        if answer != NextOffer.Answer.DECLINED and offered is None and not words.strip():
            raise OfferNotNamed
        offer = NextOffer.objects.create(
            person_id=person_id,
            contract=contract,
            life_area=concerned.life_area,
            service=offered,
            words=words.strip(),
            wishes=wishes.strip(),
            answer=answer,
            by_id=by.user_id,
            at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="record-next-offer",
            person_id=person_id,
            life_areas=[concerned.life_area],
            subject_kind="contract",
            subject_id=contract.pk,
            reason=answer,
        )
        return offer
