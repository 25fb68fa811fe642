"""Reads of the ways to services: for those who work here, and never for the public."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery

from lodestar.access.models import Organisation
from lodestar.access.roles import FIGURES_ROLES
from lodestar.access.viewers import Viewer
from lodestar.directory.entries import reaching
from lodestar.directory.models import Service
from lodestar.directory.routes.models import NamedContact, ReferralAgreement, UsedRoute
from lodestar.rules import freshness

MOST_SENDERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """Whom to ring about referrals to a service. `is_stale`: nobody made sure of it for over six months."""

    name: str
    job: str
    telephone: str
    email: str
    sure_on: date
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLine:
    """One agreement that holds. `is_due`: the day of its review has come."""

    agreement_id: UUID
    sender_id: UUID
    sender_name: str
    words: str
    agreed_on: date
    review_on: date
    is_due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRoutes:
    """One service with whom to ring and what is agreed about it."""

    service_id: UUID
    name: str
    organisation_name: str
    contact: ContactLine | None
    agreements: tuple[AgreementLine, ...]

    @property
    def is_stale(self) -> bool:
        """Return whether somebody is to make sure of its named contact."""
        return self.contact is not None and self.contact.is_stale

    @property
    def is_due(self) -> bool:
        """Return whether an agreement about it is to be reviewed."""
        return any(one.is_due for one in self.agreements)


def contacts(viewer: Viewer, *, service_ids: Collection[UUID]) -> dict[UUID, ContactLine]:
    """Return whom to ring about referrals to each of these services; empty for whoever does not work here."""
    if not viewer.has_any(reaching.SPEAKERS | FIGURES_ROLES):
        return {}
    newest = NamedContact.objects.filter(service=OuterRef("service")).order_by("-said_at", "id").values("pk")[:1]
    rows = NamedContact.objects.filter(service__in=service_ids, pk=Subquery(newest))
    return {
        one.service_id: ContactLine(
            name=one.name,
            job=one.job,
            telephone=one.telephone,
            email=one.email,
            sure_on=one.sure_on,
            is_stale=freshness.is_check_due(checked_on=min(one.sure_on, viewer.today), on=viewer.today),
        )
        for one in rows
    }


def agreements(viewer: Viewer, *, service_ids: Collection[UUID]) -> dict[UUID, tuple[AgreementLine, ...]]:
    """Return the agreements that hold about each of these services; empty for whoever does not work here."""
    if not viewer.has_any(reaching.SPEAKERS | FIGURES_ROLES):
        return {}
    rows = ReferralAgreement.objects.filter(service__in=service_ids, ended_at=None).select_related("sender")
    found: dict[UUID, list[AgreementLine]] = {}
    for one in rows.order_by("sender__name", "id"):
        found.setdefault(one.service_id, []).append(
            AgreementLine(
                agreement_id=one.pk,
                sender_id=one.sender_id,
                sender_name=one.sender.name,
                words=one.words,
                agreed_on=one.agreed_on,
                review_on=one.review_on,
                is_due=one.review_on <= viewer.today,
            )
        )
    return {service_id: tuple(lines) for service_id, lines in found.items()}


def register(viewer: Viewer) -> list[ServiceRoutes]:
    """Return each service that has a desk, a named contact or an agreement: what is to be seen to comes first.

    Nothing for whoever may not see figures.
    """
    if not viewer.has_any(FIGURES_ROLES):
        return []
    running = Service.objects.filter(status=Service.Status.ACTIVE, retired_at=None)
    known = running.filter(pk__in=NamedContact.objects.values("service")) | running.filter(
        pk__in=ReferralAgreement.objects.filter(ended_at=None).values("service")
    )
    services = list((known | running.filter(team__isnull=False)).select_related("organisation"))
    lines = _routes(viewer, services)
    return sorted(lines, key=lambda one: (not one.is_stale, one.contact is not None, not one.is_due, one.name))


def routes_of(viewer: Viewer, *, service_id: UUID) -> ServiceRoutes:
    """Return whom to ring and what is agreed about an entry that the viewer keeps. Raises EntryNotFound."""
    service = reaching.entry_to_keep(viewer, service_id=service_id, also_desks=True)
    return _routes(viewer, [service])[0]


def stale_of_desk(viewer: Viewer) -> list[ServiceRoutes]:
    """Return the services of the viewer's desks of which nobody made sure whom to ring, or where nobody is named."""
    services = Service.objects.filter(team__in=viewer.team_ids, status=Service.Status.ACTIVE, retired_at=None)
    lines = _routes(viewer, services.select_related("organisation").order_by("name", "id"))
    return [one for one in lines if one.is_stale or one.contact is None]


def agreement_to_keep(viewer: Viewer, *, agreement_id: UUID) -> tuple[UUID, str] | None:
    """Return the service and the sender's name of an agreement that holds and that the viewer may end, else None."""
    kept = reaching.entries_to_keep(viewer).values("pk")
    rows = ReferralAgreement.objects.filter(pk=agreement_id, ended_at=None, service__in=kept)
    return rows.values_list("service_id", "sender__name").first()


def senders_like(viewer: Viewer, *, words: str) -> list[tuple[UUID, str]]:
    """Return organisations whose names have these words, one more than a list can hold at most."""
    found = Organisation.objects.all()
    for word in words.split():
        found = found.filter(name__icontains=word)
    return list(found.order_by("name", "id").values_list("pk", "name")[: MOST_SENDERS + 1])


def used_routes(viewer: Viewer) -> list[UsedRoute]:
    """Return every way that enough people went, for those who see figures; the most used first."""
    if not viewer.has_any(FIGURES_ROLES):
        return []
    rows = UsedRoute.objects.select_related("service", "sender", "before")
    return list(rows.order_by("-people", "service__name", "id"))


def _routes(viewer: Viewer, services: Iterable[Service]) -> list[ServiceRoutes]:
    shown = list(services)
    ids = [one.pk for one in shown]
    named, agreed = contacts(viewer, service_ids=ids), agreements(viewer, service_ids=ids)
    return [
        ServiceRoutes(
            service_id=one.pk,
            name=one.name,
            organisation_name=one.organisation.name if one.organisation else "",
            contact=named.get(one.pk),
            agreements=agreed.get(one.pk, ()),
        )
        for one in shown
    ]
