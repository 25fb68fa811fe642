"""What providers say of when they are there, and of what there is to join."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.directory.entries import calendar, reaching
from lodestar.directory.entries.calendar import NotARule
from lodestar.directory.entries.models import Closure, DateRule, GroupProfile, HolidayHabit, Opportunity
from lodestar.directory.entries.reaching import EntryNotFound
from lodestar.rules import adjustments

__all__ = [
    "Dates",
    "EndsBeforeItStarts",
    "EntryNotFound",
    "Group",
    "NotARule",
    "Posting",
    "cancel_date",
    "describe_group",
    "end_dates",
    "keep_holidays",
    "plan_dates",
    "post_opportunity",
    "shut",
    "take_down_opportunity",
]


class EndsBeforeItStarts(ValueError):
    """The last day is before the first: change one of them."""


@dataclass(frozen=True)
class Group:
    """About what a group is, and who runs it."""

    theme: str
    run_by: str
    is_peer_led: bool


@dataclass(frozen=True)
class Dates:
    """When a group meets: the first date, its hours in London time, and the RFC 5545 rule of the others."""

    starts_on: date
    opens_at: time
    closes_at: time
    rrule: str = ""
    place_words: str = ""
    title: str = ""


@dataclass(frozen=True)
class Posting:
    """One thing to give time to or to learn, until the day on which nobody can ask any more."""

    kind: str
    title: str
    words: str
    hours_words: str
    place_words: str
    adjustments: tuple[str, ...]
    start_support: str
    somebody_goes_along: bool
    closes_on: date


def describe_group(*, service_id: UUID, group: Group, by: Viewer, at: datetime) -> GroupProfile:
    """Say of a service that it is a group. Raises EntryNotFound for somebody else's entry."""
    with transaction.atomic():
        service = reaching.entry_to_keep(by, service_id=service_id)
        told = {"theme": group.theme[:120], "run_by": group.run_by[:200], "is_peer_led": group.is_peer_led}
        profile, _made = GroupProfile.objects.update_or_create(service=service, defaults={**told, "changed_at": at})
        audit.record(by=by, at=at, action="describe-group", subject_kind="service", subject_id=service.pk)
        return profile


def plan_dates(*, service_id: UUID, dates: Dates, by: Viewer, at: datetime) -> DateRule:
    """Say when a group meets. Raises EntryNotFound, NotARule, and EndsBeforeItStarts for a rule without any date."""
    with transaction.atomic():
        service = reaching.entry_to_keep(by, service_id=service_id)
        rule = DateRule(
            service=service,
            title=dates.title[:120],
            starts_on=dates.starts_on,
            opens_at=dates.opens_at,
            closes_at=dates.closes_at,
            rrule=dates.rrule,
            place_words=dates.place_words[:200],
            changed_at=at,
        )
        if not calendar.has_a_date(rule):
            raise EndsBeforeItStarts
        rule.save()
        audit.record(by=by, at=at, action="plan-dates", subject_kind="service", subject_id=service.pk)
        return rule


def cancel_date(*, rule_id: UUID, day: date, by: Viewer, at: datetime) -> DateRule:
    """Call one date off; the others stay. Raises EntryNotFound, also for a day that the rule does not name."""
    with transaction.atomic():
        rule = _rule(rule_id, by)
        if day not in calendar.days(rule, from_on=day, to_on=day):
            raise EntryNotFound
        rule.except_on = sorted({*rule.except_on, day})
        rule.extra_on = [one for one in rule.extra_on if one != day]
        rule.sequence, rule.changed_at = rule.sequence + 1, at
        rule.save()
        audit.record(by=by, at=at, action="cancel-date", subject_kind="service", subject_id=rule.service_id)
        return rule


def end_dates(*, rule_id: UUID, by: Viewer, at: datetime) -> None:
    """Take a rule away, with all its dates. Raises EntryNotFound."""
    with transaction.atomic():
        rule = _rule(rule_id, by)
        rule.ended_at = at
        rule.save(update_fields=["ended_at"])
        audit.record(by=by, at=at, action="end-dates", subject_kind="service", subject_id=rule.service_id)


def shut(*, service_id: UUID, from_on: date, to_on: date, words: str, by: Viewer, at: datetime) -> Closure:
    """Say that a service is shut from a day to a day, both counted. Raises EntryNotFound, EndsBeforeItStarts."""
    with transaction.atomic():
        service = reaching.entry_to_keep(by, service_id=service_id)
        if to_on < from_on:
            raise EndsBeforeItStarts
        closure = Closure.objects.create(
            service=service, from_on=from_on, to_on=to_on, words=words.strip()[:200], said_at=at
        )
        audit.record(by=by, at=at, action="shut-service", subject_kind="service", subject_id=service.pk)
        return closure


def keep_holidays(*, service_id: UUID, is_open: bool, by: Viewer, at: datetime) -> None:
    """Say whether a service is open on bank holidays. Raises EntryNotFound."""
    with transaction.atomic():
        service = reaching.entry_to_keep(by, service_id=service_id)
        HolidayHabit.objects.update_or_create(service=service, defaults={"is_open": is_open, "said_at": at})
        audit.record(by=by, at=at, action="keep-holidays", subject_kind="service", subject_id=service.pk)


def post_opportunity(*, service_id: UUID, posting: Posting, by: Viewer, at: datetime) -> Opportunity:
    """Put something to join on the board. Raises EntryNotFound, and EndsBeforeItStarts for a day that is past."""
    with transaction.atomic():
        service = reaching.entry_to_keep(by, service_id=service_id)
        if posting.closes_on <= by.today:
            raise EndsBeforeItStarts
        posted = Opportunity.objects.create(
            service=service,
            kind=posting.kind,
            title=posting.title,
            words=posting.words,
            hours_words=posting.hours_words,
            place_words=posting.place_words,
            adjustments=[slug for slug in adjustments.all_adjustments() if slug in posting.adjustments],
            start_support=posting.start_support,
            somebody_goes_along=posting.somebody_goes_along,
            posted_at=at,
            closes_on=posting.closes_on,
        )
        audit.record(by=by, at=at, action="post-opportunity", subject_kind="service", subject_id=service.pk)
        return posted


def take_down_opportunity(*, opportunity_id: UUID, by: Viewer, at: datetime) -> Opportunity:
    """Take something off the board. Raises EntryNotFound."""
    with transaction.atomic():
        posted = Opportunity.objects.select_for_update().filter(pk=opportunity_id, taken_down_at=None).first()
        if posted is None:
            raise EntryNotFound
        reaching.entry_to_keep(by, service_id=posted.service_id)
        posted.taken_down_at = at
        posted.save(update_fields=["taken_down_at"])
        audit.record(by=by, at=at, action="take-down-opportunity", subject_kind="service", subject_id=posted.service_id)
        return posted


def _rule(rule_id: UUID, by: Viewer) -> DateRule:
    rule = DateRule.objects.select_for_update().filter(pk=rule_id, ended_at=None).first()
    if rule is None:
        raise EntryNotFound
    reaching.entry_to_keep(by, service_id=rule.service_id)
    return rule
