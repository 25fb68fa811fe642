"""The dates of an entry for whoever keeps them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.directory.entries import calendar, reaching, showing, shutting
from lodestar.directory.entries.calendar import Meeting
from lodestar.directory.entries.models import Closure, DateRule, GroupProfile, HolidayHabit, Opportunity


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesKept:
    """Everything that is said of when a provider is there; None is "not said"."""

    service_id: UUID
    name: str
    theme: str
    run_by: str
    is_peer_led: bool
    rules: tuple["RuleKept", ...]
    next_dates: tuple[Meeting, ...]
    closures: tuple[Closure, ...]
    is_open_on_holidays: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleKept:
    """One rule of dates."""

    rule_id: UUID
    starts_on: date
    opens_at: time
    closes_at: time


def dates_kept(viewer: Viewer, *, service_id: UUID, at: datetime) -> DatesKept:
    """Return it for an entry that the viewer keeps, at a London time without zone. Raises EntryNotFound."""
    service = reaching.entry_to_keep(viewer, service_id=service_id)
    profile = GroupProfile.objects.filter(service=service).first()
    rules = showing.date_rules(viewer, service_id=service_id)
    habit = HolidayHabit.objects.filter(service=service).first()
    coming = calendar.meetings(rules, from_at=at, days_ahead=showing.DAYS_AHEAD)
    return DatesKept(
        service_id=service.pk,
        name=service.name,
        theme=profile.theme if profile else "",
        run_by=profile.run_by if profile else "",
        is_peer_led=bool(profile and profile.is_peer_led),
        rules=tuple(
            RuleKept(rule_id=one.pk, starts_on=one.starts_on, opens_at=one.opens_at, closes_at=one.closes_at)
            for one in rules
        ),
        next_dates=tuple(coming[: showing.NEXT_DATES]),
        closures=tuple(shutting.closures_to_come(service.pk, on=at.date())),
        is_open_on_holidays=habit.is_open if habit else None,
    )


def service_of(viewer: Viewer, *, rule_id: UUID) -> UUID:
    """Return whose dates a rule gives, of an entry that the viewer keeps. Raises EntryNotFound."""
    rule = DateRule.objects.filter(pk=rule_id, ended_at=None).first()
    if rule is None:
        raise reaching.EntryNotFound
    return reaching.entry_to_keep(viewer, service_id=rule.service_id).pk


def postings_kept(viewer: Viewer, *, service_id: UUID) -> list[Opportunity]:
    """Return what an entry has on the board, for whoever keeps it, the newest first. Raises EntryNotFound."""
    service = reaching.entry_to_keep(viewer, service_id=service_id)
    return list(Opportunity.objects.filter(service=service, taken_down_at=None).order_by("-posted_at", "id"))
