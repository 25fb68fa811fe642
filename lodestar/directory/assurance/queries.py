"""Reads of how far entries can be relied on, and of what waits for whoever keeps the directory."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from lodestar.access.viewers import Viewer
from lodestar.directory.assurance import asking
from lodestar.directory.assurance.models import Assurance, AssuranceLink, EntryTask, HidingLimit, LearnedWait
from lodestar.directory.entries import reaching
from lodestar.directory.models import Service
from lodestar.rules import parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One thing to look into."""

    task_id: UUID
    service_id: UUID
    service_name: str
    kind: str
    about: str
    words: str
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueEntry:
    """One entry of which nobody made sure for too long; `asked_at` when its provider was asked last.

    `came_back` when our e-mail to the address that the entry has now did not arrive.
    """

    service_id: UUID
    name: str
    organisation_name: str
    email: str
    telephone: str
    checked_on: date | None
    asked_at: datetime | None
    came_back: bool
    is_hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AssuredLine:
    """One time somebody made sure of an entry, or its use showed that it holds."""

    how: str
    on: date
    until_on: date
    by_body: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """How long people really waited for a service. Units: days; people, rounded."""

    median_days: int
    longest_tenth_days: int
    people: int
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedEntry:
    """What a link is about: the entry that somebody is to look at."""

    service_id: UUID


def tasks_open(viewer: Viewer, *, limit: int = 200) -> list[TaskLine]:
    """Return what waits for whoever keeps the directory, the oldest first; none for everybody else."""
    if not reaching.is_lead(viewer):
        return []
    tasks = EntryTask.objects.filter(closed_at=None).select_related("service").order_by("opened_at", "id")
    return [
        TaskLine(
            task_id=one.pk,
            service_id=one.service_id,
            service_name=one.service.name,
            kind=one.kind,
            about=one.about,
            words=one.words,
            opened_at=one.opened_at,
        )
        for one in tasks[:limit]
    ]


def entries_due(viewer: Viewer, *, limit: int = 50) -> tuple[int, list[DueEntry]]:
    """Return how many entries are due, and the first of them: never checked last, the oldest check first.

    One that accepted a referral lately is in touch, and not due while that holds. Nothing for whoever is no lead.
    """
    if not reaching.is_lead(viewer):
        return 0, []
    asked_again = timedelta(days=parameters.whole_number("freshness-ask-again", on=viewer.today))
    listed = Service.objects.filter(status=Service.Status.ACTIVE, retired_at=None)
    due = listed.filter(Q(checked_on=None) | Q(checked_on__lt=viewer.today - asked_again))
    in_touch = Assurance.objects.filter(how=Assurance.How.BY_USE, until_on__gt=viewer.today)
    due = due.exclude(pk__in=in_touch.values("service"))
    ordered = due.select_related("organisation").prefetch_related("phones").order_by("checked_on", "name", "id")
    found = list(ordered[:limit])
    asked = {link.service_id: link for link in AssuranceLink.objects.filter(service__in=found).order_by("made_at")}
    hidden_before = viewer.today - timedelta(days=hiding_limit_days(viewer))
    return due.count(), [_due(one, asked.get(one.pk), hidden_before=hidden_before) for one in found]


def last_asked(viewer: Viewer, *, service_id: UUID) -> str:
    """Return the address to which the newest e-mail about an entry went; "" for none, or for whoever is no lead."""
    if not reaching.is_lead(viewer):
        return ""
    links = AssuranceLink.objects.filter(service=service_id).order_by("-made_at")
    return links.values_list("sent_to", flat=True).first() or ""


def _due(one: Service, asked: AssuranceLink | None, *, hidden_before: date) -> DueEntry:
    email = asking.address_of(one)
    return DueEntry(
        service_id=one.pk,
        name=one.name,
        organisation_name=one.organisation.name if one.organisation else "",
        email=email,
        telephone=next((phone.number for phone in one.phones.all()), ""),
        checked_on=one.checked_on,
        asked_at=asked.made_at if asked else None,
        came_back=bool(asked and asked.bounced_at and asked.sent_to.lower() == email.lower()),
        is_hidden=one.checked_on is not None and one.checked_on < hidden_before,
    )


def hiding_limit_days(viewer: Viewer) -> int:
    """Return how old a check may be before search leaves an entry out: the place's own word, else the parameter."""
    own = HidingLimit.objects.order_by("-set_at", "id").values_list("limit_days", flat=True).first()
    return own if own is not None else parameters.whole_number("freshness-hidden", on=viewer.today)


def assurances(viewer: Viewer, *, service_id: UUID, limit: int = 10) -> list[AssuredLine]:
    """Return who made sure of an entry and how, the newest first."""
    rows = Assurance.objects.filter(service=service_id).order_by("-assured_on", "-recorded_at", "id")
    return [
        AssuredLine(
            how=one.how, on=one.assured_on, until_on=one.until_on, by_body=one.by_body, fields=tuple(one.fields)
        )
        for one in rows[:limit]
    ]


def is_in_use(viewer: Viewer, *, service_id: UUID) -> bool:
    """Return whether a service accepted a referral so lately that it counts."""
    return Assurance.objects.filter(
        service=service_id, how=Assurance.How.BY_USE, assured_on__lte=viewer.today, until_on__gt=viewer.today
    ).exists()


def learned_wait(viewer: Viewer, *, service_id: UUID) -> Learned | None:
    """Return how long people really waited for a service; None where too few did for it to be told."""
    one = LearnedWait.objects.filter(service=service_id).first()
    if one is None:
        return None
    return Learned(
        median_days=one.median_days,
        longest_tenth_days=one.longest_tenth_days,
        people=one.people,
        from_on=one.from_on,
    )


def asked_entry(viewer: Viewer, *, secret: str, at: datetime) -> AskedEntry:
    """Return what a link is about, changing nothing. Raises LinkNotFound, LinkUsed and LinkExpired."""
    return AskedEntry(service_id=asking.open_link(secret, at=at).service_id)
