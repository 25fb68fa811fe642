"""What people do in their own space, by themselves; and what is said back to them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.models import Involvement, Person
from lodestar.people.queries import RecordNotFound
from lodestar.people.voice import copying, correcting, notifying, queries
from lodestar.people.voice.correcting import ChangedMeanwhile, NothingChanged, ReasonMissing
from lodestar.people.voice.models import Correction, CrisisCard, Message, NoticeChoice, Pause
from lodestar.rules import versions

__all__ = [
    "CORRECTABLE",
    "About",
    "AlreadyAnswered",
    "Card",
    "ChangedMeanwhile",
    "DayIsPast",
    "NothingChanged",
    "ReasonMissing",
    "Receiver",
    "ReceiverUnknown",
    "WordsMissing",
    "answer_message",
    "begin_pause",
    "choose_notices",
    "correct_own_words",
    "end_pause",
    "read_messages",
    "say",
    "take_copy",
    "write_crisis_card",
    "write_to_person",
]

# What a person puts right about themself, by the name of the field.
CORRECTABLE = ("preferred_name", "pronouns", "what_matters", "strengths", "how_to_speak_to_me")


class WordsMissing(ValueError):
    """A message, an answer or a name has no words."""


class ReceiverUnknown(LookupError):
    """Nobody of that id is, or was, in this person's life here."""


class AlreadyAnswered(ValueError):
    """A colleague was first."""


class DayIsPast(ValueError):
    """The day on which the person wants to be back is not to come."""


@dataclass(frozen=True)
class Receiver:
    """To whom a message goes: a worker or a team by id, or with neither the information lead."""

    holder_id: UUID | None = None


@dataclass(frozen=True)
class About:
    """What a message is about: a slug, a row, and words that say it without looking the row up."""

    kind: str = ""
    id: UUID | None = None
    words: str = ""


NOTHING_NAMED = About()


@dataclass(frozen=True)
class Card:
    """What a crisis card says. Every part may be empty."""

    signs: str = ""
    helps: str = ""
    does_not_help: str = ""
    people: tuple[str, ...] = ()
    safe_place: str = ""


def say(
    *,
    kind: Message.Kind,
    words: str,
    to: Receiver,
    by: Viewer,
    at: datetime,
    about: About = NOTHING_NAMED,
    felt: str = "",
    is_nameless: bool = False,
    message_id: UUID | None = None,
) -> Message:
    """Send a message of the viewer's own, about their own support. The same `message_id` twice sends it once.

    Raises RecordNotFound without an own record, WordsMissing, and ReceiverUnknown for anybody whom the person's
    support never involved.
    """
    with transaction.atomic():
        own = _own(by)
        if not words.strip():
            raise WordsMissing
        known = Message.objects.filter(pk=message_id, person=own).first() if message_id else None
        if known is not None and known.words == words.strip():
            return known
        # A page that was kept without a network is sent with one id more than once, and with other words.
        message_id = None if known is not None else message_id
        message = Message.objects.create(
            **({"pk": message_id} if message_id else {}),
            **_addressed(own, to),
            person=own,
            kind=kind,
            is_from_person=True,
            said_by_id=by.own_id,
            said_at=at,
            words=words.strip(),
            felt=felt,
            is_nameless=is_nameless,
            about_kind=about.kind,
            about_id=about.id,
            about_words=about.words[:300],
        )
        audit.record(
            by=by, at=at, action="say", person_id=own.pk, subject_kind="message", subject_id=message.pk, reason=kind
        )
        return message


def answer_message(*, message_id: UUID, words: str, by: Viewer, at: datetime) -> Message:
    """Answer what a person said, once; they are told that there is something new.

    Raises RecordNotFound for a message that was sent to somebody else, WordsMissing and AlreadyAnswered.
    """
    with transaction.atomic():
        asked = queries.messages_to(by).filter(pk=message_id).first()
        if asked is None:
            raise RecordNotFound
        if not words.strip():
            raise WordsMissing
        if Message.objects.filter(answers=asked).exists():
            raise AlreadyAnswered
        answer = Message.objects.create(
            person_id=asked.person_id,
            kind=asked.kind,
            is_from_person=False,
            said_by_id=by.own_id,
            said_at=at,
            words=words.strip(),
            about_words=asked.about_words,
            answers=asked,
        )
        notifying.tell_person(person_id=asked.person_id)
        audit.record(
            by=by,
            at=at,
            action="answer-message",
            person_id=asked.person_id,
            subject_kind="message",
            subject_id=answer.pk,
            reason=asked.kind,
        )
        return answer


def write_to_person(
    *, person_id: UUID, words: str, by: Viewer, at: datetime, message_id: UUID | None = None
) -> Message:
    """Write to somebody whom `by` supports. The same `message_id` twice sends it once.

    Raises RecordNotFound for a stranger, and WordsMissing.
    """
    with transaction.atomic():
        people_queries.person_seen(by, person_id=person_id)
        known = Message.objects.filter(pk=message_id, said_by_id=by.own_id).first() if message_id else None
        if known is not None:
            return known
        if not words.strip():
            raise WordsMissing
        message = Message.objects.create(
            **({"pk": message_id} if message_id else {}),
            person_id=person_id,
            kind=Message.Kind.MESSAGE,
            is_from_person=False,
            said_by_id=by.own_id,
            said_at=at,
            words=words.strip(),
        )
        notifying.tell_person(person_id=person_id)
        audit.record(
            by=by,
            at=at,
            action="write-to-person",
            person_id=person_id,
            subject_kind="message",
            subject_id=message.pk,
        )
        return message


def read_messages(*, by: Viewer, at: datetime) -> int:
    """Note that the viewer had what was said to them on their screen, and return how much of it was new."""
    with transaction.atomic():
        own = _own(by)
        new = Message.objects.filter(person=own, is_from_person=False, read_at=None).update(read_at=at)
        audit.record(by=by, at=at, action="read-messages", person_id=own.pk, reason=str(new))
        return new


def correct_own_words(*, text: str, seen: str, after: str, reason: str, by: Viewer, at: datetime) -> Correction:
    """Put right one text about the viewer themself; the old words are kept beside the new ones.

    `text` is one of CORRECTABLE. Raises RecordNotFound, WordsMissing for a name without letters, and
    correcting's ReasonMissing, NothingChanged and ChangedMeanwhile.
    """
    if text not in CORRECTABLE:
        raise RecordNotFound
    with transaction.atomic():
        own = Person.objects.select_for_update().get(pk=_own(by).pk)
        if text == "preferred_name" and not after.strip():
            raise WordsMissing
        correction = correcting.write_correction(
            person_id=own.pk,
            life_area="",
            subject_kind="person",
            subject_id=own.pk,
            text=text,
            seen=seen,
            before=getattr(own, text),
            after=after,
            reason=reason,
            by=by,
            at=at,
        )
        setattr(own, text, correction.after)
        own.save(update_fields=[text])
        audit.record(by=by, at=at, action="correct", person_id=own.pk, subject_kind="person", reason=text)
        return correction


def write_crisis_card(*, card: Card, by: Viewer, at: datetime, card_id: UUID | None = None) -> CrisisCard:
    """Write a new version of the viewer's own crisis card; the old one is kept. The same id twice writes one.

    Raises RecordNotFound without an own record.
    """
    with transaction.atomic():
        own = _own(by)
        said = {
            "signs": card.signs.strip(),
            "helps": card.helps.strip(),
            "does_not_help": card.does_not_help.strip(),
            "people": [one.strip()[:120] for one in card.people if one.strip()],
            "safe_place": card.safe_place.strip(),
        }
        known = CrisisCard.objects.filter(pk=card_id, person=own).first() if card_id else None
        if known is not None and all(getattr(known, name) == words for name, words in said.items()):
            return known
        given_id = {"pk": card_id} if card_id and known is None else {}
        newest = CrisisCard.objects.filter(person=own).order_by("-written_at").values_list("written_at", flat=True)
        written_at = versions.dated(at, after=newest.first())
        made = CrisisCard.objects.create(**given_id, person=own, written_by_id=by.own_id, written_at=written_at, **said)
        audit.record(
            by=by, at=at, action="write-crisis-card", person_id=own.pk, subject_kind="crisis-card", subject_id=made.pk
        )
        return made


def begin_pause(*, words: str, back_on: date | None, by: Viewer, at: datetime) -> Pause:
    """Say that the viewer wants a break from calls and visits. Nothing is closed, and nobody is asked why.

    A second pause takes the place of the first. Raises RecordNotFound, and DayIsPast.
    """
    with transaction.atomic():
        own = _own(by)
        if back_on is not None and back_on <= by.today:
            raise DayIsPast
        Pause.objects.filter(person=own, ended_at=None).update(ended_at=at)
        pause = Pause.objects.create(person=own, words=words.strip()[:300], begun_at=at, back_on=back_on)
        audit.record(by=by, at=at, action="begin-pause", person_id=own.pk, subject_kind="pause", subject_id=pause.pk)
        return pause


def end_pause(*, by: Viewer, at: datetime) -> None:
    """Come back from a pause, at once. Raises RecordNotFound when there is none."""
    with transaction.atomic():
        own = _own(by)
        if not Pause.objects.filter(person=own, ended_at=None).update(ended_at=at):
            raise RecordNotFound
        audit.record(by=by, at=at, action="end-pause", person_id=own.pk, subject_kind="pause")


def choose_notices(*, by_email: bool, by: Viewer, at: datetime) -> NoticeChoice:
    """Choose whether an e-mail says that there is something new. Without a choice none is sent."""
    with transaction.atomic():
        own = _own(by)
        choice = NoticeChoice.objects.create(person=own, by_email=by_email, chosen_at=at)
        audit.record(by=by, at=at, action="choose-notices", person_id=own.pk, reason="by-email" if by_email else "none")
        return choice


def take_copy(*, form: str, by: Viewer, at: datetime) -> copying.OwnCopy:
    """Return everything that is kept about the viewer, and write down that they took it. `form`: pdf or json.

    Raises RecordNotFound without an own record.
    """
    with transaction.atomic():
        own = _own(by)
        audit.record(by=by, at=at, action="take-copy", person_id=own.pk, reason=form)
        return copying.gather(own, at=at)


def _own(by: Viewer) -> Person:
    own = people_queries.own_record(by)
    if own is None:
        raise RecordNotFound
    return own


def _addressed(own: Person, to: Receiver) -> dict[str, object]:
    """Return the columns of a receiver, who is somebody that the person's support involves or involved."""
    if to.holder_id is None:
        return {"to_information_lead": True}
    held = Involvement.objects.filter(person=own, holder_id=to.holder_id).exclude(basis=Involvement.Basis.SELF)
    involvement = held.first()
    if involvement is None:
        raise ReceiverUnknown
    return {"to_user_id": involvement.user_id, "to_team_id": involvement.team_id}
