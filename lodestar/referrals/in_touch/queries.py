"""Reads of how people and workers keep in touch: whom to speak to today, what is overdue, which concerns wait."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from lodestar.access.models import User
from lodestar.access.viewers import Viewer
from lodestar.people.models import Person
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.in_touch.models import (
    Appointment,
    CalendarFeed,
    Concern,
    Cover,
    MeetingWish,
    Rhythm,
    SensitiveDate,
)
from lodestar.referrals.in_touch.secrets_of_calendars import hash_of
from lodestar.referrals.models import Contact
from lodestar.referrals.queries import Work
from lodestar.rules import contact_rhythm
from lodestar.rules.contact_rhythm import ContactMade, Due, Every, Outcome

OUTCOMES: dict[str, Outcome] = {
    Contact.Attendance.ATTENDED.value: Outcome.REACHED,
    Contact.Attendance.NOT_REACHED.value: Outcome.NOT_REACHED,
    Contact.Attendance.CANCELLED_BY_PERSON.value: Outcome.CANCELLED_BY_PERSON,
    Contact.Attendance.CANCELLED_BY_SERVICE.value: Outcome.CANCELLED_BY_SERVICE,
}
"""What each way in which a contact went is to a rhythm. One that went on in another way was a contact."""

# Enough for the longest turn of a rhythm, and for tries that nobody answered.
NEWEST_CONTACTS = 6
DAYS_OF_DATES = 14


@dataclass(frozen=True)
class Meeting:
    """One appointment that still stands."""

    appointment_id: UUID
    starts_at: datetime
    minutes: int
    mode: str
    venue: str
    is_first: bool
    tell_ahead: str
    worker_name: str


@dataclass(frozen=True)
class InTouch:
    """What a caseload shows of keeping in touch with one person: the viewer's own rhythm, or that of whom they cover.

    `dates` are days within two weeks that they want kept in mind.
    """

    due: Due | None = None
    due_on: date | None = None
    mode: str = ""
    unanswered: int = 0
    next_meeting_at: datetime | None = None
    next_meeting_mode: str = ""
    covers_until: date | None = None
    covered_by_name: str = ""
    dates: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True)
class RhythmStanding:
    """One agreed rhythm with how it went: turns kept, and calls with the same worker."""

    rhythm_id: UUID
    worker_id: UUID
    worker_name: str
    life_area: str
    every: Every
    weekday: int | None
    mode: str
    first_words: str
    since: date
    until: date | None
    kept: contact_rhythm.RhythmKept
    continuity: contact_rhythm.Continuity
    due: tuple[Due, date] | None


def caseload_work(viewer: Viewer, *, person_ids: Collection[UUID]) -> dict[UUID, tuple[Work, InTouch]]:
    """Return what a caseload shows of each of these people: referrals, and keeping in touch. One query, however many.

    Everybody asked for is in the answer.
    """
    work, touch = referral_queries.work_columns(viewer), _columns(viewer)
    rows = Person.objects.visible_to(viewer).filter(pk__in=person_ids).values_list("pk", *work, *touch.values())
    found = {
        person_id: (
            referral_queries.work_of(viewer, *told[: len(work)]),
            _in_touch(viewer, dict(zip(touch, told[len(work) :], strict=True))),
        )
        for person_id, *told in rows
    }
    return {person_id: found.get(person_id, (Work(), InTouch())) for person_id in person_ids}


def concerns_waiting(viewer: Viewer, *, at: datetime) -> QuerySet[Concern]:
    """Return the concerns that wait for the viewer, and those that nobody took in time.

    A late one shows to everybody who supports the person in that part of life.
    """
    for_me = Q(to_user_id=viewer.user_id) | Q(to_team_id__in=viewer.team_ids)
    return Concern.objects.visible_to(viewer).filter(for_me | Q(due_at__lt=at), acknowledged_at=None)


def _columns(viewer: Viewer) -> dict[str, ArraySubquery]:
    """Return what a query of people asks for, so that `_in_touch` can say how they keep in touch."""
    theirs = Q(person_id=OuterRef("pk"))
    today = viewer.today
    covering = Cover.objects.filter(theirs, ends_on__gt=today, overlap_on__lte=today)
    contacts = Contact.objects.filter(theirs).order_by("-happened_on", "-created_at")
    meetings = Appointment.objects.filter(
        theirs, worker_id=viewer.user_id, called_off="", starts_at__gte=_start_of(today)
    ).order_by("starts_at")
    told = {
        "rhythms": Rhythm.objects.filter(theirs, until=None).values(
            facts=JSONObject(worker="worker_id", every="every", weekday="weekday", mode="mode", since="since")
        ),
        "contacts": contacts.values(facts=JSONObject(on="happened_on", by="by_id", how="attendance"))[:NEWEST_CONTACTS],
        "meetings": meetings.values(facts=JSONObject(at="starts_at", mode="mode"))[:1],
        "covers": covering.values(
            facts=JSONObject(
                away="away_id", by="covered_by_id", name=F("covered_by__name"), since="starts_on", until="ends_on"
            )
        ),
        "dates": SensitiveDate.objects.filter(theirs, forgotten_at=None).values(
            facts=JSONObject(day="day", words="words")
        ),
    }
    return {name: ArraySubquery(rows) for name, rows in told.items()}


def rhythms_of(viewer: Viewer, *, person_id: UUID) -> list[RhythmStanding]:
    """Return the rhythms that a person agreed with workers, those that hold first, with how each went. Two queries."""
    rhythms = list(
        Rhythm.objects.visible_to(viewer)
        .filter(person_id=person_id)
        .select_related("worker")
        .order_by(F("until").desc(nulls_first=True), "-since", "id")
    )
    if not rhythms:
        return []
    contacts = [
        ContactMade(on=on, worker=name or "", outcome=OUTCOMES[how])
        for on, name, how in Contact.objects.visible_to(viewer)
        .filter(person_id=person_id)
        .values_list("happened_on", "by__name", "attendance")
    ]
    return [_standing(one, contacts, viewer.today) for one in rhythms]


def meetings_ahead(viewer: Viewer, *, person_id: UUID) -> list[Meeting]:
    """Return a person's appointments that still stand, from today on, the next one first. One query."""
    rows = (
        Appointment.objects.visible_to(viewer)
        .filter(person_id=person_id, called_off="", starts_at__date__gte=viewer.today)
        .select_related("worker")
        .order_by("starts_at", "id")
    )
    return [
        Meeting(one.pk, one.starts_at, one.minutes, one.mode, one.venue, one.is_first, one.tell_ahead, one.worker.name)
        for one in rows
    ]


def meeting_wish(viewer: Viewer, *, person_id: UUID) -> MeetingWish | None:
    """Return where and how a person likes to meet, as they last said; None while nobody asked."""
    wishes = MeetingWish.objects.visible_to(viewer).filter(person_id=person_id)
    wish: MeetingWish | None = wishes.order_by("-recorded_at", "id").first()
    return wish


def covers_ahead(viewer: Viewer, *, person_id: UUID) -> list[Cover]:
    """Return cover that is arranged and not over, the next one first."""
    rows = Cover.objects.visible_to(viewer).filter(person_id=person_id, ends_on__gt=viewer.today)
    return list(rows.select_related("away", "covered_by").order_by("starts_on", "id"))


def dates_kept(viewer: Viewer, *, person_id: UUID) -> list[SensitiveDate]:
    """Return the days that a person wants kept in mind, as they come in the year."""
    rows = SensitiveDate.objects.visible_to(viewer).filter(person_id=person_id, forgotten_at=None)
    return sorted(rows, key=lambda one: (one.day.month, one.day.day, str(one.pk)))


def dates_soon(viewer: Viewer, *, person_id: UUID) -> list[tuple[date, str]]:
    """Return the days within two weeks that a person wants kept in mind, the next one first, in their words."""
    kept = dates_kept(viewer, person_id=person_id)
    return sorted(_dates_soon([{"day": one.day.isoformat(), "words": one.words} for one in kept], viewer.today))


def concerns_of(viewer: Viewer, *, person_id: UUID) -> list[Concern]:
    """Return what was passed on about a person, the newest first, with what was done."""
    rows = Concern.objects.visible_to(viewer).filter(person_id=person_id)
    return list(rows.select_related("sent_by", "to_user", "to_team", "acknowledged_by").order_by("-sent_at", "id"))


def concern(viewer: Viewer, *, concern_id: UUID) -> Concern | None:
    """Return one concern that `viewer` may see, or None."""
    rows = Concern.objects.visible_to(viewer).filter(pk=concern_id)
    found: Concern | None = rows.select_related("sent_by", "to_user", "to_team", "acknowledged_by").first()
    return found


def meetings_of_worker(viewer: Viewer, *, first_on: date, last_on: date) -> list[Appointment]:
    """Return the viewer's own meetings between two London dates, both counted, those called off left out."""
    rows = Appointment.objects.visible_to(viewer).filter(
        worker_id=viewer.user_id, called_off="", starts_at__date__gte=first_on, starts_at__date__lte=last_on
    )
    return list(rows.select_related("person").order_by("starts_at", "id"))


def calendar_owner(viewer: Viewer, *, secret: str) -> User | None:
    """Return whose calendar an address opens, or None: no such address, closed, or they have left."""
    feed = CalendarFeed.objects.filter(secret_hash=hash_of(secret), revoked_at=None, user__is_active=True)
    found = feed.select_related("user").first()
    return found.user if found else None


def has_calendar(viewer: Viewer) -> bool:
    """Return whether the viewer has an address for their calendar."""
    return CalendarFeed.objects.filter(user_id=viewer.own_id, revoked_at=None).exists()


def _in_touch(viewer: Viewer, told: dict[str, list[dict[str, Any]]]) -> InTouch:
    today = viewer.today
    mine = str(viewer.user_id)
    covers = [one for one in told["covers"] if date.fromisoformat(one["since"]) <= today]
    away = {one["away"] for one in covers if one["by"] == mine}
    # Whoever covers keeps the rhythm of the one who is away; who is away owes nothing then.
    is_away = any(one["away"] == mine for one in covers)
    keeps = [one for one in told["rhythms"] if (one["worker"] == mine and not is_away) or one["worker"] in away]
    contacts = [
        ContactMade(on=date.fromisoformat(one["on"]), worker=one["by"] or "", outcome=OUTCOMES[one["how"]])
        for one in told["contacts"]
    ]
    dues = [(contact_rhythm.due(rhythm=_rhythm(one), contacts=contacts, on=today), one["mode"]) for one in keeps]
    standing = min(((due[1], due[0], mode) for due, mode in dues if due), default=None)
    meeting = told["meetings"][0] if told["meetings"] else None
    return InTouch(
        due=standing[1] if standing else None,
        due_on=standing[0] if standing else None,
        mode=standing[2] if standing else "",
        unanswered=contact_rhythm.unanswered_in_a_row(contacts=contacts[::-1], on=today),
        next_meeting_at=datetime.fromisoformat(meeting["at"]) if meeting else None,
        next_meeting_mode=meeting["mode"] if meeting else "",
        covers_until=max((date.fromisoformat(one["until"]) for one in covers if one["by"] == mine), default=None),
        covered_by_name=next((one["name"] for one in told["covers"] if one["away"] == mine), ""),
        dates=tuple(sorted(_dates_soon(told["dates"], today))),
    )


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _dates_soon(kept: list[dict[str, Any]], today: date) -> list[tuple[date, str]]:
    found = []
    for one in kept:
        day = date.fromisoformat(one["day"])
        comes_on = contact_rhythm.next_time_in_a_year(day=day, on=today)
        if comes_on - today <= timedelta(days=DAYS_OF_DATES):
            found.append((comes_on, one["words"]))
    return found


def _rhythm(told: dict[str, Any]) -> contact_rhythm.Rhythm:
    return contact_rhythm.Rhythm(
        every=Every(told["every"]), since=date.fromisoformat(told["since"]), weekday=told["weekday"]
    )


def _standing(rhythm: Rhythm, contacts: list[ContactMade], today: date) -> RhythmStanding:
    agreed = contact_rhythm.Rhythm(
        every=Every(rhythm.every), since=rhythm.since, weekday=rhythm.weekday, until=rhythm.until
    )
    return RhythmStanding(
        rhythm_id=rhythm.pk,
        worker_id=rhythm.worker_id,
        worker_name=rhythm.worker.name,
        life_area=rhythm.life_area,
        every=Every(rhythm.every),
        weekday=rhythm.weekday,
        mode=rhythm.mode,
        first_words=rhythm.first_words,
        since=rhythm.since,
        until=rhythm.until,
        kept=contact_rhythm.rhythm_kept(rhythm=agreed, contacts=contacts, on=today),
        continuity=contact_rhythm.continuity(rhythm=agreed, contacts=contacts, on=today),
        due=contact_rhythm.due(rhythm=agreed, contacts=contacts, on=today),
    )
