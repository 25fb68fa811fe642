"""Rating what is offered for children, and talks between schools and teams."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from lodestar.access import audit, tokens
from lodestar.access.viewers import Viewer
from lodestar.directory.models import Service
from lodestar.directory.schools.models import EvidenceRating, TalkTime
from lodestar.rules import schools
from lodestar.rules.schools import Evidence, Theme, YearBand


class SourceMissing(ValueError):
    """A rating says where it is written."""


class ServiceNotFound(LookupError):
    """There is no such service."""


class TimeTaken(ValueError):
    """Somebody has booked this time, or it has passed."""


class TalkNotFound(LookupError):
    """There is no such talk, or none of the viewer's teams, or none behind this address."""


class NamesSomebody(ValueError):
    """The words could tell who a child is."""


def rate_evidence(*, service_id: UUID, rating: Evidence, source: str, by: Viewer, at: datetime) -> EvidenceRating:
    """Say how well it is known that a service's help works for children. Raises SourceMissing and ServiceNotFound."""
    with transaction.atomic():
        if not source.strip():
            raise SourceMissing
        if not Service.objects.filter(pk=service_id).exists():
            raise ServiceNotFound
        rated = EvidenceRating.objects.create(
            service_id=service_id, rating=rating.value, source=source.strip()[:300], rated_by_id=by.user_id, rated_at=at
        )
        audit.record(by=by, at=at, action="rate-evidence", subject_kind="service", subject_id=service_id)
        return rated


def offer_talk(*, team_id: UUID, starts_at: datetime, minutes: int, by: Viewer, at: datetime) -> TalkTime:
    """Offer a time to talk with schools. Raises TalkNotFound for another team, TimeTaken for a past time."""
    with transaction.atomic():
        if team_id not in by.team_ids:
            raise TalkNotFound
        if starts_at <= at:
            raise TimeTaken
        made = TalkTime.objects.create(team_id=team_id, starts_at=starts_at, minutes=minutes, made_by_id=by.own_id)
        audit.record(by=by, at=at, action="offer-talk", subject_kind="talk", subject_id=made.pk)
        return made


def book_talk(
    *,
    talk_id: UUID,
    school: str,
    school_telephone: str,
    theme: Theme,
    year_band: YearBand,
    request_id: UUID,
    by: Viewer,
    at: datetime,
) -> str:
    """Book a time for a school and return the secret to follow it with; the same `request_id` gives the same one.

    No account is needed and no pupil is named. Raises TimeTaken and NamesSomebody.
    """
    with transaction.atomic():
        secret = salted_hmac("talk with a school", str(request_id), algorithm="sha256").hexdigest()
        talk = TalkTime.objects.select_for_update().filter(pk=talk_id).first()
        if talk is not None and talk.secret_hash == tokens.hashed(secret):
            return secret
        if talk is None or talk.booked_at is not None or talk.starts_at <= at:
            raise TimeTaken
        if schools.may_name_somebody(text=school):
            raise NamesSomebody
        talk.secret_hash, talk.school = tokens.hashed(secret), school.strip()[:120]
        talk.school_telephone = school_telephone.strip()[:40]
        talk.theme, talk.year_band, talk.booked_at = theme.value, year_band.value, at
        talk.save()
        audit.record(by=by, at=at, action="book-talk", subject_kind="talk", subject_id=talk.pk)
        return secret


def free_talk(*, secret: str, by: Viewer, at: datetime) -> None:
    """Give a booked time back, so that another school has it. Raises TalkNotFound, also when it has passed."""
    with transaction.atomic():
        talk = TalkTime.objects.select_for_update().filter(secret_hash=tokens.hashed(secret), starts_at__gt=at).first()
        if talk is None:
            raise TalkNotFound
        talk.secret_hash = talk.school = talk.school_telephone = talk.theme = talk.year_band = ""
        talk.booked_at = None
        talk.save()
        audit.record(by=by, at=at, action="free-talk", subject_kind="talk", subject_id=talk.pk)


def note_talk(*, talk_id: UUID, advice: str, by: Viewer, at: datetime) -> None:
    """Write down what was agreed, for the school to read. Raises TalkNotFound and NamesSomebody."""
    with transaction.atomic():
        talk = (
            TalkTime.objects.select_for_update()
            .filter(pk=talk_id, team_id__in=by.team_ids, booked_at__isnull=False)
            .first()
        )
        if talk is None:
            raise TalkNotFound
        if schools.may_name_somebody(text=advice):
            raise NamesSomebody
        talk.advice, talk.noted_by_id, talk.noted_at = advice.strip(), by.own_id, at
        talk.save(update_fields=["advice", "noted_by", "noted_at"])
        audit.record(by=by, at=at, action="note-talk", subject_kind="talk", subject_id=talk.pk)
