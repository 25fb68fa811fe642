"""What providers say of their groups, and of what there is to join, as everybody reads it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from lodestar.access.viewers import Viewer
from lodestar.directory.entries import calendar, shutting
from lodestar.directory.entries.calendar import Meeting
from lodestar.directory.entries.models import Closure, CoveredArea, DateRule, GroupProfile, Opportunity
from lodestar.directory.models import Service

DAYS_AHEAD = 92
NEXT_DATES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShown:
    """A group: about what, run by whom, and when it meets next. Both words are empty for a service with dates only."""

    theme: str
    run_by: str
    is_peer_led: bool
    next_dates: tuple[Meeting, ...]
    cancelled_on: tuple[date, ...]
    has_calendar: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityShown:
    """One thing to give time to or to learn."""

    opportunity_id: UUID
    service_id: UUID
    service_name: str
    organisation_name: str
    kind: str
    title: str
    words: str
    hours_words: str
    place_words: str
    adjustments: tuple[str, ...]
    start_support: str
    somebody_goes_along: bool
    closes_on: date
    telephone: str


def group(viewer: Viewer, *, service_id: UUID, at: datetime) -> GroupShown | None:
    """Return a service's group and dates at a London time without zone; None for one that has neither."""
    profile = GroupProfile.objects.filter(service=service_id).first()
    rules = list(date_rules(viewer, service_id=service_id))
    if profile is None and not rules:
        return None
    coming = calendar.meetings(rules, from_at=at, days_ahead=DAYS_AHEAD)
    closures = shutting.closures_to_come(service_id, on=at.date())
    cancelled = {day for rule in rules for day in rule.except_on if day >= at.date()}
    return GroupShown(
        theme=profile.theme if profile else "",
        run_by=profile.run_by if profile else "",
        is_peer_led=bool(profile and profile.is_peer_led),
        next_dates=tuple(one for one in coming if not _is_shut(one, closures))[:NEXT_DATES],
        cancelled_on=tuple(sorted(cancelled))[:NEXT_DATES],
        has_calendar=bool(rules),
    )


def _is_shut(meeting: Meeting, closures: Collection[Closure]) -> bool:
    return any(one.from_on <= meeting.starts_at.date() <= one.to_on for one in closures)


def date_rules(viewer: Viewer, *, service_id: UUID) -> list[DateRule]:
    """Return the rules of when a group meets, in the order of their hours."""
    rules = DateRule.objects.filter(service=service_id, ended_at=None)
    return list(rules.order_by("starts_on", "opens_at", "id"))


def covered_words(viewer: Viewer, *, service_id: UUID) -> tuple[str, ...]:
    """Return where a service's people may live, in the provider's words."""
    return tuple(
        CoveredArea.objects.filter(service=service_id).order_by("said_at", "id").values_list("words", flat=True)
    )


def opportunities(
    viewer: Viewer, *, words: str = "", kind: str = "", adjustment: str = "", service_id: UUID | None = None
) -> list[OpportunityShown]:
    """Return what can still be asked for, the newest first; each word must stand in it somewhere."""
    open_ones = Opportunity.objects.filter(taken_down_at=None, closes_on__gt=viewer.today)
    open_ones = open_ones.filter(service__status=Service.Status.ACTIVE, service__retired_at=None)
    for word in words.split():
        texts = ("title", "words", "hours_words", "place_words", "service__name", "service__organisation__name")
        said = Q()
        for name in texts:
            said |= Q(**{f"{name}__icontains": word})
        open_ones = open_ones.filter(said)
    if kind:
        open_ones = open_ones.filter(kind=kind)
    if adjustment:
        open_ones = open_ones.filter(adjustments__contains=[adjustment])
    if service_id:
        open_ones = open_ones.filter(service=service_id)
    found = open_ones.select_related("service__organisation").prefetch_related("service__phones")
    return [_shown(one) for one in found.order_by("-posted_at", "id")[:200]]


def _shown(one: Opportunity) -> OpportunityShown:
    phones = sorted(one.service.phones.all(), key=lambda phone: str(phone.pk))
    # An address that is never shown is not told by what is done there either.
    place = "" if one.service.is_address_hidden else one.place_words
    return OpportunityShown(
        opportunity_id=one.pk,
        service_id=one.service_id,
        service_name=one.service.name,
        organisation_name=one.service.organisation.name if one.service.organisation else "",
        kind=one.kind,
        title=one.title,
        words=one.words,
        hours_words=one.hours_words,
        place_words=place,
        adjustments=tuple(one.adjustments),
        start_support=one.start_support,
        somebody_goes_along=one.somebody_goes_along,
        closes_on=one.closes_on,
        telephone=phones[0].number if phones else "",
    )
