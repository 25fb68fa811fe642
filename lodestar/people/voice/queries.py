"""Reads of what people say: their messages, corrections, crisis card and pause; and what waits for an answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.people.models import Person
from lodestar.people.voice.models import Correction, CrisisCard, Message, NoticeChoice, Pause
from lodestar.rules import waiting

INFORMATION_LEADS = frozenset({Role.INFORMATION_LEAD})
# Three months: long enough to hold some answers of a small team, short enough to show a change.
REPLIES_OVER_DAYS = 91


@dataclass(frozen=True)
class Said:
    """One message with its answer, as its person or its receiver reads it.

    `from_name` and `to_name` are empty where they are not known, or the person asked to be nameless.
    """

    message_id: UUID
    kind: Message.Kind
    is_from_person: bool
    from_name: str
    to_name: str
    said_at: datetime
    words: str
    felt: str
    about_kind: str
    about_id: UUID | None
    about_words: str
    is_new: bool
    answer: str
    answered_by_name: str
    answered_at: datetime | None


def messages_of(viewer: Viewer, *, person_id: UUID) -> list[Said]:
    """Return what the viewer said about their own support and what was said to them, newest first. Two queries.

    Answers stand with what they answer. Anybody but the person gets an empty list.
    """
    said = Message.objects.filter(person_id=person_id, person__user_id=viewer.own_id, answers=None)
    return _with_answers(said.order_by("-said_at", "id"), for_person=True)


def new_messages(viewer: Viewer, *, person_id: UUID) -> int:
    """Return how much was said to the viewer that they have not had on their screen yet."""
    return Message.objects.filter(
        person_id=person_id, person__user_id=viewer.own_id, is_from_person=False, read_at=None
    ).count()


def messages_to(viewer: Viewer) -> QuerySet[Message]:
    """Return what people said to the viewer, to one of their teams, or to the information lead that they are."""
    theirs = Q(to_user_id=viewer.user_id) if viewer.user_id else Q(pk=None)
    theirs |= Q(to_team_id__in=viewer.team_ids)
    if viewer.has_any(INFORMATION_LEADS):
        theirs |= Q(to_information_lead=True)
    return Message.objects.filter(theirs, is_from_person=True)


def waiting_messages(viewer: Viewer) -> list[Said]:
    """Return what people said to the viewer and nobody answered, the longest waiting first. Two queries."""
    unanswered = messages_to(viewer).filter(answered_by=None)
    return _with_answers(unanswered.order_by("said_at", "id"), for_person=False)


@dataclass(frozen=True)
class ReplyTime:
    """How soon what people say is answered. `median_days` is None while nothing was answered."""

    said: int
    answered: int
    median_days: float | None


def reply_time(viewer: Viewer, *, days: int = REPLIES_OVER_DAYS) -> ReplyTime:
    """Return how soon the viewer and their teams answered what people said in the last `days` days. One query.

    Unit: whole London days from what was said to its answer; what waits still is among what was said.
    """
    since = viewer.today - timedelta(days=days)
    times = messages_to(viewer).filter(said_at__date__gt=since).values_list("said_at", "answered_by__said_at")
    waits = [(timezone.localdate(answer) - timezone.localdate(said)).days for said, answer in times if answer]
    return ReplyTime(len(times), len(waits), waiting.median_days(days=waits) if waits else None)


def message_received(viewer: Viewer, *, message_id: UUID) -> Said | None:
    """Return one thing that somebody said to the viewer, answered or not; None where there is no such thing."""
    found = _with_answers(messages_to(viewer).filter(pk=message_id), for_person=False)
    return found[0] if found else None


def corrections_of(viewer: Viewer, *, person_id: UUID) -> list[Correction]:
    """Return what was put right in a person's record, newest first, as far as it opens to `viewer`."""
    return list(
        Correction.objects.filter(person_id=person_id, person__in=Person.objects.visible_to(viewer))
        .select_related("corrected_by")
        .order_by("-corrected_at", "id")
    )


def crisis_card(viewer: Viewer, *, person_id: UUID) -> CrisisCard | None:
    """Return the newest version of a person's crisis card, if there is one that opens to `viewer`."""
    return CrisisCard.objects.filter(person_id=person_id).order_by("-written_at", "-id").first()


def pauses(viewer: Viewer, *, person_ids: Collection[UUID]) -> dict[UUID, Pause]:
    """Return the pauses that hold on the viewer's today, by person."""
    held = Pause.objects.filter(
        Q(back_on=None) | Q(back_on__gt=viewer.today),
        person_id__in=person_ids,
        person__in=Person.objects.visible_to(viewer),
        ended_at=None,
    )
    return {pause.person_id: pause for pause in held.order_by("begun_at")}


def wants_email(viewer: Viewer, *, person_id: UUID) -> bool:
    """Return whether the viewer chose an e-mail when there is something new. Nobody who did not choose gets one."""
    newest = NoticeChoice.objects.filter(person_id=person_id).order_by("-chosen_at").first()
    return newest is not None and newest.by_email


def _with_answers(messages: QuerySet[Message], *, for_person: bool) -> list[Said]:
    rows = messages.select_related("said_by", "to_user", "to_team").prefetch_related("answered_by__said_by")
    return [_said(row, for_person=for_person) for row in rows]


def _said(message: Message, *, for_person: bool) -> Said:
    answer = next(iter(message.answered_by.all()), None)
    is_hidden = message.is_nameless and not for_person
    to_name = "The information lead" if message.to_information_lead else ""
    if message.to_user is not None:
        to_name = message.to_user.name
    elif message.to_team is not None:
        to_name = message.to_team.name
    return Said(
        message_id=message.pk,
        kind=Message.Kind(message.kind),
        is_from_person=message.is_from_person,
        from_name="" if is_hidden else message.said_by.name,
        to_name=to_name,
        said_at=message.said_at,
        words=message.words,
        felt=message.felt,
        about_kind=message.about_kind,
        about_id=message.about_id,
        about_words=message.about_words,
        is_new=_is_new(message) or _is_new(answer),
        answer=answer.words if answer else "",
        answered_by_name=answer.said_by.name if answer else "",
        answered_at=answer.said_at if answer else None,
    )


def _is_new(message: Message | None) -> bool:
    return message is not None and not message.is_from_person and message.read_at is None
