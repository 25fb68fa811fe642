"""What changes how a person and their workers keep in touch."""

import secrets
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import locks
from lodestar.people import queries as people_queries
from lodestar.people.models import Person
from lodestar.people.queries import RecordNotFound
from lodestar.referrals.in_touch import queries, receiving
from lodestar.referrals.in_touch.models import (
    Appointment,
    CalendarFeed,
    Concern,
    Cover,
    MeetingWish,
    Rhythm,
    SensitiveDate,
)
from lodestar.referrals.in_touch.receiving import NobodyToTell, NotAWorker
from lodestar.referrals.in_touch.secrets_of_calendars import hash_of
from lodestar.rules import escalation
from lodestar.rules.contact_rhythm import Every
from lodestar.rules.escalation import NoteKind

__all__ = [
    "AlreadyCalledOff",
    "AppointmentNotFound",
    "ConcernNotFound",
    "NoOverlap",
    "NobodyToTell",
    "NotAWorker",
    "TellAheadMissing",
    "WordsMissing",
    "acknowledge_concern",
    "agree_rhythm",
    "arrange_cover",
    "call_off_appointment",
    "forget_sensitive_date",
    "make_appointment",
    "make_calendar_feed",
    "record_meeting_wish",
    "record_sensitive_date",
    "revoke_calendar_feed",
    "send_concern",
]


class TellAheadMissing(ValueError):
    """A first meeting comes with words for the person: who it is, where, and what happens."""


# Kept with the event of a meeting that is not where or how the person likes to meet.
NOT_AS_WISHED = "not-as-wished"


class AppointmentNotFound(LookupError):
    """There is no such appointment, or none that this viewer may see: nobody is told which."""


class AlreadyCalledOff(ValueError):
    """The appointment was called off before."""


class ConcernNotFound(LookupError):
    """There is no such concern, or none that this viewer may see: nobody is told which."""


class NoOverlap(ValueError):
    """Cover begins after today or today, ends after it begins, and has a day before on which both are there."""


class WordsMissing(ValueError):
    """Something that is passed on, or done about it, has no words."""


def agree_rhythm(
    *,
    person_id: UUID,
    life_area: str,
    every: Every,
    weekday: int | None,
    mode: str,
    by: Viewer,
    at: datetime,
    first_words: str = "",
) -> Rhythm:
    """Write down how often `by` and a person are in touch from today on. What they had agreed before ends.

    It goes on until they change it: no programme, contract or referral that ends touches it. Raises RecordNotFound.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=life_area, by=by)
        Rhythm.objects.filter(person_id=person_id, worker_id=by.own_id, until=None).update(until=by.today)
        rhythm: Rhythm = Rhythm.objects.create(
            person_id=person_id,
            life_area=life_area,
            worker_id=by.own_id,
            every=every.value,
            weekday=weekday,
            mode=mode,
            first_words=first_words.strip(),
            since=by.today,
            agreed_by_id=by.own_id,
            agreed_at=at,
        )
        audit.record(by=by, at=at, action="agree-rhythm", **_about(rhythm, "rhythm"))
        return rhythm


def make_appointment(
    *,
    person_id: UUID,
    life_area: str,
    starts_at: datetime,
    minutes: int,
    mode: str,
    by: Viewer,
    at: datetime,
    venue: str = "",
    is_first: bool = False,
    tell_ahead: str = "",
    appointment_id: UUID | None = None,
) -> Appointment:
    """Arrange a meeting of `by` and a person. A first one says ahead who comes, where, and what happens.

    The same `appointment_id` a second time changes nothing and returns what is there.
    Raises RecordNotFound and TellAheadMissing.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=life_area, by=by)
        known: Appointment | None = Appointment.objects.filter(pk=appointment_id).first() if appointment_id else None
        if known is not None:
            return known
        if is_first and not tell_ahead.strip():
            raise TellAheadMissing
        appointment: Appointment = Appointment.objects.create(
            **({"pk": appointment_id} if appointment_id else {}),
            person_id=person_id,
            life_area=life_area,
            worker_id=by.own_id,
            starts_at=starts_at,
            minutes=minutes,
            mode=mode,
            venue=venue.strip(),
            is_first=is_first,
            tell_ahead=tell_ahead.strip(),
            made_by_id=by.own_id,
            made_at=at,
        )
        # Another place or another way than they said they like is kept in the trail, where they read it.
        reason = "" if _is_as_wished(appointment, by) else NOT_AS_WISHED
        audit.record(by=by, at=at, action="make-appointment", reason=reason, **_about(appointment, "appointment"))
        return appointment


def _is_as_wished(appointment: Appointment, by: Viewer) -> bool:
    """Return whether a meeting is where and how the person last said they like it; who said nothing minds nothing."""
    wish = queries.meeting_wish(by, person_id=appointment.person_id)
    if wish is None:
        return True
    is_their_way = wish.mode in ("", appointment.mode)
    return is_their_way and (not wish.venue or wish.venue.casefold() == appointment.venue.casefold())


def call_off_appointment(
    *, appointment_id: UUID, called_off: Appointment.CalledOff, by: Viewer, at: datetime
) -> Appointment:
    """Call a meeting off, and say whose doing it was: it is then nobody's missed appointment.

    Raises AppointmentNotFound and AlreadyCalledOff.
    """
    with transaction.atomic():
        appointment: Appointment | None = (
            Appointment.objects.visible_to(by).filter(pk=appointment_id).select_for_update().first()
        )
        if appointment is None:
            raise AppointmentNotFound
        if appointment.called_off:
            raise AlreadyCalledOff
        appointment.called_off, appointment.called_off_at = called_off.value, at
        appointment.save(update_fields=["called_off", "called_off_at"])
        audit.record(
            by=by, at=at, action="call-off-appointment", reason=called_off.value, **_about(appointment, "appointment")
        )
        return appointment


def record_meeting_wish(
    *,
    person_id: UUID,
    venue: str,
    mode: str,
    privacy: str,
    by: Viewer,
    at: datetime,
    who: str = "",
    not_to_ask: str = "",
    told_once: str = "",
) -> MeetingWish:
    """Write down how to meet a person well: who, where and how, and what not to ask. The newest counts.

    Raises RecordNotFound.
    """
    with transaction.atomic():
        people_queries.person_supported(by, person_id=person_id)
        wish: MeetingWish = MeetingWish.objects.create(
            person_id=person_id,
            venue=venue.strip(),
            mode=mode,
            privacy=privacy.strip(),
            who=who.strip(),
            not_to_ask=not_to_ask.strip(),
            told_once=told_once.strip(),
            recorded_by_id=by.own_id,
            recorded_at=at,
        )
        audit.record(by=by, at=at, action="record-meeting-wish", **_about(wish, "meeting-wish"))
        return wish


def arrange_cover(
    *,
    person_id: UUID,
    covered_by_id: UUID,
    overlap_on: date,
    starts_on: date,
    ends_on: date,
    is_their_choice: bool,
    by: Viewer,
    at: datetime,
) -> Cover:
    """Put somebody in the place of `by` while they are away, with a day before on which both are there.

    Who covers sees for that time what `by` may pass on, as far as their role reaches. `ends_on` is the first day
    without. Raises RecordNotFound, NoOverlap and NotAWorker (no role that supports people, or `by` themself).
    """
    with transaction.atomic():
        person = Person.objects.visible_to(by).select_for_update().filter(pk=person_id).first()
        if person is None:
            raise RecordNotFound
        if not by.today <= overlap_on < starts_on < ends_on:
            raise NoOverlap
        if covered_by_id == by.own_id:
            raise NotAWorker
        receiving.open_to_cover(
            person_id, covered_by_id, from_on=overlap_on, ends_on=ends_on, is_their_choice=is_their_choice, by=by
        )
        cover: Cover = Cover.objects.create(
            person_id=person_id,
            away_id=by.own_id,
            covered_by_id=covered_by_id,
            overlap_on=overlap_on,
            starts_on=starts_on,
            ends_on=ends_on,
            is_their_choice=is_their_choice,
            arranged_by_id=by.own_id,
            arranged_at=at,
        )
        audit.record(by=by, at=at, action="arrange-cover", **_about(cover, "cover"))
        return cover


def record_sensitive_date(
    *, person_id: UUID, life_area: str, day: date, words: str, by: Viewer, at: datetime
) -> SensitiveDate:
    """Write down a day that a person wants kept in mind each year. Raises RecordNotFound and WordsMissing."""
    with transaction.atomic():
        locks.locked_person(person_id, life_area=life_area, by=by)
        if not words.strip():
            raise WordsMissing
        made: SensitiveDate = SensitiveDate.objects.create(
            person_id=person_id,
            life_area=life_area,
            day=day,
            words=words.strip(),
            recorded_by_id=by.own_id,
            recorded_at=at,
        )
        audit.record(by=by, at=at, action="record-sensitive-date", **_about(made, "sensitive-date"))
        return made


def forget_sensitive_date(*, date_id: UUID, by: Viewer, at: datetime) -> None:
    """Stop keeping a day in mind, because the person no longer wants it. Raises RecordNotFound."""
    with transaction.atomic():
        kept = SensitiveDate.objects.visible_to(by).filter(pk=date_id, forgotten_at=None).first()
        if kept is None:
            raise RecordNotFound
        kept.forgotten_at = at
        kept.save(update_fields=["forgotten_at"])
        audit.record(by=by, at=at, action="forget-sensitive-date", **_about(kept, "sensitive-date"))


def send_concern(
    *,
    person_id: UUID,
    life_area: str,
    kind: NoteKind,
    seen_by: Concern.SeenBy,
    words: str,
    by: Viewer,
    at: datetime,
    concern_id: UUID | None = None,
) -> Concern:
    """Pass on what somebody saw to the worker who is there today, and start the clock until they say they have it.

    That is who covers for the key worker while they are away, else the key worker, else whoever has supported the
    person longest in that life area, else a team. The same `concern_id` a second time changes nothing.
    Raises RecordNotFound, WordsMissing, and NobodyToTell.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=life_area, by=by)
        known: Concern | None = Concern.objects.filter(pk=concern_id).first() if concern_id else None
        if known is not None:
            return known
        if not words.strip():
            raise WordsMissing
        receiver = receiving.who_is_there(person_id, life_area=life_area, by=by)
        clock = escalation.acknowledgement(kind=kind, sent_at=at, acknowledged_at=None, at=at)
        concern: Concern = Concern.objects.create(
            **({"pk": concern_id} if concern_id else {}),
            person_id=person_id,
            life_area=life_area,
            kind=kind.value,
            seen_by=seen_by.value,
            words=words.strip(),
            sent_by_id=by.own_id,
            sent_at=at,
            to_user_id=receiver.user_id,
            to_team_id=receiver.team_id,
            due_at=clock.due_at,
        )
        audit.record(by=by, at=at, action="send-concern", reason=kind.value, **_about(concern, "concern"))
        return concern


def acknowledge_concern(*, concern_id: UUID, next_words: str, by: Viewer, at: datetime) -> Concern:
    """Say that one has a concern, and what one does about it. The first who says so has it; a second changes nothing.

    Whoever supports the person in that life area may, so that a late one is nobody's alone.
    Raises ConcernNotFound and WordsMissing.
    """
    with transaction.atomic():
        concern: Concern | None = (
            Concern.objects.visible_to(by).filter(pk=concern_id).select_for_update(of=("self",)).first()
        )
        if concern is None:
            raise ConcernNotFound
        if not next_words.strip():
            raise WordsMissing
        if concern.acknowledged_at is None:
            concern.acknowledged_at, concern.acknowledged_by_id = at, by.own_id
            concern.next_words = next_words.strip()
            concern.save(update_fields=["acknowledged_at", "acknowledged_by", "next_words"])
            audit.record(by=by, at=at, action="acknowledge-concern", reason=concern.kind, **_about(concern, "concern"))
        return concern


def make_calendar_feed(*, by: Viewer, at: datetime) -> str:
    """Make a secret for the address of the worker's own calendar, and return it: it is shown once and kept as a hash.

    One that was there before opens nothing any more.
    """
    with transaction.atomic():
        CalendarFeed.objects.filter(user_id=by.own_id, revoked_at=None).update(revoked_at=at)
        secret = secrets.token_urlsafe(32)
        feed = CalendarFeed.objects.create(user_id=by.own_id, secret_hash=hash_of(secret), made_at=at)
        audit.record(by=by, at=at, action="make-calendar-feed", subject_kind="calendar-feed", subject_id=feed.pk)
        return secret


def revoke_calendar_feed(*, by: Viewer, at: datetime) -> None:
    """Close the address of the worker's own calendar. Without one this changes nothing."""
    with transaction.atomic():
        closed = CalendarFeed.objects.filter(user_id=by.own_id, revoked_at=None).update(revoked_at=at)
        if closed:
            audit.record(by=by, at=at, action="revoke-calendar-feed", subject_kind="user", subject_id=by.own_id)


def _about(row: Rhythm | Appointment | MeetingWish | Cover | SensitiveDate | Concern, kind: str) -> dict[str, Any]:
    area = getattr(row, "life_area", "")
    return {
        "person_id": row.person_id,
        "life_areas": [area] if area else [],
        "subject_kind": kind,
        "subject_id": row.pk,
    }
