"""What a service's provider says of it beside the facts: its group and dates, adjustments, what there is to join."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse

from lodestar.access.viewers import Viewer
from lodestar.directory.details import ServiceDetail
from lodestar.directory.entries import queries, showing
from lodestar.directory.entries.calendar import Meeting
from lodestar.directory.entries.showing import GroupShown
from lodestar.directory.schools import queries as schools_queries
from lodestar.rules.adjustments import BadgeState
from lodestar.rules.schools import Evidence
from lodestar.web import entry_words, filters, school_words, use_words
from lodestar.web.components import badges, lists


@dataclass(frozen=True, kw_only=True)
class GroupCard:
    """A group in words. `calendar_url` gives its dates to somebody's own calendar; empty when it has none."""

    facts: tuple[tuple[str, str], ...]
    dates: tuple[str, ...]
    cancelled: tuple[str, ...]
    calendar_url: str


@dataclass(frozen=True, kw_only=True)
class ProviderSays:
    """Everything that the provider said beside the facts."""

    group: GroupCard | None
    badges: tuple[badges.BadgeCard, ...]
    joins: tuple[lists.Link, ...]
    covers: tuple[str, ...]
    shut: str
    use: tuple[str, ...]
    evidence: tuple[str, ...]
    fault_url: str
    faults: tuple[tuple[str, str], ...]


def provider_says(viewer: Viewer, detail: ServiceDetail, *, at: datetime) -> ProviderSays:
    """Return it for one service. Nothing that stands here tells a hidden address."""
    found = showing.group(viewer, service_id=detail.service_id, at=at)
    checks = queries.badges(viewer, service_ids=[detail.service_id]).get(detail.service_id, ())
    joins = showing.opportunities(viewer, service_id=detail.service_id)
    board = reverse("public:board")
    return ProviderSays(
        group=_group(found, detail) if found else None,
        badges=tuple(badges.badge_card(one) for one in checks if one.state is BadgeState.CURRENT),
        joins=tuple(lists.Link(words=one.title, url=f"{board}#{one.opportunity_id}") for one in joins),
        covers=() if detail.is_address_hidden else showing.covered_words(viewer, service_id=detail.service_id),
        shut=_shut(detail),
        use=use_words.use_words(viewer, service_id=detail.service_id),
        evidence=_evidence(viewer, detail.service_id),
        fault_url=reverse("public:fault", kwargs={"service_id": detail.service_id}),
        faults=tuple(entry_words.FAULTS.items()),
    )


def _evidence(viewer: Viewer, service_id: UUID) -> tuple[str, ...]:
    """Return how well its help is known to work for children, where it is written, and since when it stands here."""
    rated = schools_queries.evidence_of(viewer, service_id=service_id)
    if rated is None:
        return ()
    return (
        f"{school_words.EVIDENCE[Evidence(rated.rating)]}.",
        f"Source: {rated.source}.",
        f"Written down {filters.short_date_words(rated.rated_at)}. Evidence is about groups: it does not say what one"
        " child needs.",
    )


def _shut(detail: ServiceDetail) -> str:
    if detail.is_open_now is not False or not detail.shut_because:
        return ""
    return f"Shut today. {detail.shut_because}."


def _group(found: GroupShown, detail: ServiceDetail) -> GroupCard:
    facts = (
        ("About", found.theme),
        ("Run by", f"{found.run_by}, who have been there themselves" if found.is_peer_led else found.run_by),
        ("For", detail.audience),
    )
    return GroupCard(
        facts=tuple((label, words) for label, words in facts if words),
        dates=tuple(_date_words(one, is_hidden=detail.is_address_hidden) for one in found.next_dates),
        cancelled=tuple(filters.date_words(day) for day in found.cancelled_on),
        calendar_url=_calendar_url(detail.service_id) if found.has_calendar else "",
    )


def _calendar_url(service_id: UUID) -> str:
    return reverse("public:service-dates", kwargs={"service_id": service_id})


def _date_words(one: Meeting, *, is_hidden: bool) -> str:
    hours = f"{filters.time_words(one.starts_at)} to {filters.time_words(one.ends_at)}"
    place = f", {one.place_words}" if one.place_words and not is_hidden else ""
    return f"{filters.date_words(one.starts_at)}, {hours}{place}"


def until_words(day: date) -> str:
    """Return until when something can be asked for."""
    return f"Ask before {filters.short_date_words(day)}"
