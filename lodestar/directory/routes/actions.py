"""Agreeing who is sent to a service, naming whom to ring, and learning which ways people really go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.models import Organisation
from lodestar.access.viewers import Viewer
from lodestar.directory.entries import reaching
from lodestar.directory.entries.reaching import EntryNotFound
from lodestar.directory.models import Service
from lodestar.directory.routes.models import NamedContact, ReferralAgreement, UsedRoute

__all__ = [
    "AgreedAlready",
    "AgreementNotFound",
    "EntryNotFound",
    "NamedPerson",
    "NoContactYet",
    "NoWayToReach",
    "ReasonMissing",
    "ReviewTooEarly",
    "RouteFound",
    "SenderNotFound",
    "agree_referrals",
    "end_agreement",
    "learn_routes",
    "make_sure_of_contact",
    "name_contact",
]


class SenderNotFound(LookupError):
    """There is no such organisation, or it is the one that runs the service: nobody agrees with themselves."""


class AgreedAlready(ValueError):
    """The two have an agreement: end that one, then write down the new one."""


class ReviewTooEarly(ValueError):
    """An agreement holds for a while: its review comes after the day on which it was made, and is still to come."""


class AgreementNotFound(LookupError):
    """There is no such agreement, it has ended, or it is about an entry that the viewer does not keep."""


class ReasonMissing(ValueError):
    """Whoever sends people there is to read why it ended: one line is enough."""


class NoWayToReach(ValueError):
    """Somebody who can be rung or written to is named: give a telephone number or an e-mail address."""


class NoContactYet(LookupError):
    """Nobody is named yet, so there is nothing to make sure of."""


@dataclass(frozen=True)
class NamedPerson:
    """Somebody who works at a service and whom others ring about referrals."""

    name: str
    job: str
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class RouteFound:
    """A way that enough people went: where it started, and about how many."""

    service_id: UUID
    start: UsedRoute.Start
    people: int
    sender_id: UUID | None = None
    origin: str = ""
    before_id: UUID | None = None


def agree_referrals(
    *, service_id: UUID, sender_id: UUID, words: str, agreed_on: date, review_on: date, by: Viewer, at: datetime
) -> ReferralAgreement:
    """Write down what a service and an organisation that sends people agreed.

    Raises EntryNotFound for whoever does not keep the entry, SenderNotFound, ReviewTooEarly and AgreedAlready.
    """
    with transaction.atomic():
        service = reaching.entry_to_keep(by, service_id=service_id, lock=True)
        sender = Organisation.objects.filter(pk=sender_id).first()
        if sender is None or sender.pk == service.organisation_id:
            raise SenderNotFound
        if agreed_on > by.today or review_on <= max(agreed_on, by.today):
            raise ReviewTooEarly
        if ReferralAgreement.objects.filter(service=service, sender=sender, ended_at=None).exists():
            raise AgreedAlready
        made = ReferralAgreement.objects.create(
            service=service,
            sender=sender,
            words=words.strip()[:300],
            agreed_on=agreed_on,
            review_on=review_on,
            entered_at=at,
            entered_by_name=by.name,
        )
        audit.record(by=by, at=at, action="agree-referrals", subject_kind="service", subject_id=service.pk)
        return made


def end_agreement(*, agreement_id: UUID, reason: str, by: Viewer, at: datetime) -> ReferralAgreement:
    """Say that an agreement holds no more, and why. Raises AgreementNotFound and ReasonMissing."""
    with transaction.atomic():
        agreed = ReferralAgreement.objects.select_for_update().filter(pk=agreement_id, ended_at=None).first()
        kept = reaching.entries_to_keep(by)
        if agreed is None or not kept.filter(pk=agreed.service_id).exists():
            raise AgreementNotFound
        if not reason.strip():
            raise ReasonMissing
        agreed.ended_at, agreed.ended_because = at, reason.strip()[:300]
        agreed.save(update_fields=["ended_at", "ended_because"])
        audit.record(by=by, at=at, action="end-agreement", subject_kind="service", subject_id=agreed.service_id)
        return agreed


def name_contact(*, service_id: UUID, person: NamedPerson, by: Viewer, at: datetime) -> NamedContact:
    """Say whom others ring about referrals to a service, as of today. The desk of its team may say so too.

    Raises EntryNotFound for somebody else's entry, and NoWayToReach.
    """
    with transaction.atomic():
        service = reaching.entry_to_keep(by, service_id=service_id, also_desks=True)
        if not (person.telephone.strip() or person.email.strip()):
            raise NoWayToReach
        named = _write(service, person, by=by, at=at)
        audit.record(by=by, at=at, action="name-contact", subject_kind="service", subject_id=service.pk)
        return named


def make_sure_of_contact(*, service_id: UUID, by: Viewer, at: datetime) -> NamedContact:
    """Say that whoever is named for a service is still right, as of today. Raises EntryNotFound and NoContactYet."""
    with transaction.atomic():
        service = reaching.entry_to_keep(by, service_id=service_id, also_desks=True)
        last = NamedContact.objects.filter(service=service).order_by("-said_at", "id").first()
        if last is None:
            raise NoContactYet
        named = _write(service, NamedPerson(last.name, last.job, last.telephone, last.email), by=by, at=at)
        audit.record(by=by, at=at, action="make-sure-of-contact", subject_kind="service", subject_id=service.pk)
        return named


def learn_routes(*, found: Iterable[RouteFound], from_on: date, to_on: date, by: Viewer, at: datetime) -> int:
    """Keep which ways people really went to services, and return how many. What was learned before is gone."""
    with transaction.atomic():
        UsedRoute.objects.all().delete()
        made = UsedRoute.objects.bulk_create(
            UsedRoute(
                service_id=one.service_id,
                start=one.start,
                sender_id=one.sender_id,
                origin=one.origin,
                before_id=one.before_id,
                people=one.people,
                from_on=from_on,
                to_on=to_on,
            )
            for one in found
        )
        audit.record(by=by, at=at, action="learn-routes", subject_kind="directory", reason=str(len(made)))
        return len(made)


def _write(service: Service, person: NamedPerson, *, by: Viewer, at: datetime) -> NamedContact:
    return NamedContact.objects.create(
        service=service,
        name=person.name.strip()[:150],
        job=person.job.strip()[:120],
        telephone=person.telephone.strip()[:60],
        email=person.email.strip(),
        sure_on=by.today,
        said_at=at,
        said_by_name=by.name,
    )
