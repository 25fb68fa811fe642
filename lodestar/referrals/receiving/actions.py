"""Sending a service a link, answering with it in one step, taking it back, and chasing what nobody answered."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from lodestar.access import audit, tokens
from lodestar.access.viewers import Viewer
from lodestar.directory.models import Service
from lodestar.referrals import steps
from lodestar.referrals.queries import ReferralNotFound
from lodestar.referrals.receiving import mailing, reading
from lodestar.referrals.receiving.models import Chase, ReceiverLink
from lodestar.referrals.receiving.queries import Unanswered
from lodestar.referrals.receiving.reading import Asked
from lodestar.rules import escalation, parameters, referral_states
from lodestar.rules.referral_states import CLOSED, DeclineReason, StepKind


class NoAddress(ValueError):
    """The service has a desk here, or gives no e-mail address in its entry: ring them."""


class StepTaken(ValueError):
    """The referral has moved on, and this answer no longer follows; or it was given already."""

    def __init__(self, asked: Asked) -> None:
        """Keep where it stands, for the page to say it."""
        super().__init__("The referral has moved on.")
        self.asked = asked


class AnswerIncomplete(ValueError):
    """A question has no words, or a first meeting no day that has been."""


@dataclass(frozen=True)
class Answer:
    """What a service says: a step, with what belongs to it. A no has a reason and something instead."""

    kind: StepKind
    note: str = ""
    reason: DeclineReason | None = None
    instead: str = ""
    instead_service_id: UUID | None = None
    expected_on: date | None = None
    met_on: date | None = None


def send_link(*, referral_id: UUID, base: str, by: Viewer, at: datetime) -> ReceiverLink:
    """Send the service a fresh link by e-mail; links that were sent before stop working.

    `base` is the address to which the secret is added. The letter names nobody and no illness; it goes once the
    transaction is through, and a mail server that is down is tried again by the nightly command.
    Raises ReferralNotFound, NoAddress, and AlreadyAnswered for a closed referral.
    """
    with transaction.atomic():
        referral = steps.locked(referral_id, by=by)
        if referral.team_id is not None or not referral.service.email:
            raise NoAddress
        last = steps.last_step(referral)
        if StepKind(last.kind) in CLOSED:
            raise steps.AlreadyAnswered(last)
        secret = tokens.new_secret()
        ReceiverLink.objects.filter(referral=referral, revoked_at=None).update(revoked_at=at)
        link = ReceiverLink.objects.create(
            referral=referral,
            person_id=referral.person_id,
            secret_hash=tokens.hashed(secret),
            made_by_id=by.own_id,
            made_at=at,
            expires_at=at + _lasts(on=by.today),
        )
        mailing.send_later(to=referral.service.email, words=mailing.ASKED, secret=secret, base=base)
        audit.record(action="send-link", by=by, at=at, **steps.about(referral))
        return link


def revoke_link(*, referral_id: UUID, by: Viewer, at: datetime) -> None:
    """Take back every link of a referral: from now they open nothing. Raises ReferralNotFound."""
    with transaction.atomic():
        referral = steps.locked(referral_id, by=by)
        if referral.team_id is not None:
            raise ReferralNotFound
        ReceiverLink.objects.filter(referral=referral, revoked_at=None).update(revoked_at=at)
        audit.record(action="revoke-link", by=by, at=at, **steps.about(referral))


def answer_by_link(*, secret: str, answer: Answer, by: Viewer, at: datetime) -> None:
    """Answer one referral with its link: yes, a wait, a question, no with something instead, or that they have met.

    The first answer records that it was received, too. The same answer sent again changes nothing.
    Raises LinkDead (reading), StepTaken, AnswerIncomplete, and DeclineRefused (rules.referral_states).
    """
    with transaction.atomic():
        asked = reading.opened(secret)
        _check(answer, on=by.today)
        ahead = _steps_to(asked, answer.kind)
        moment = at if answer.met_on is None or answer.met_on == by.today else _midday(answer.met_on, asked)
        for place, kind in enumerate(ahead, start=1):
            told: dict[str, str | None] = {
                "kind": kind.value,
                "at": (moment if kind is answer.kind else at).isoformat(),
            }
            if kind is answer.kind:
                told |= _told(answer)
            if not _write(secret, asked.last_number + place, told):
                raise StepTaken(asked)
        audit.record(
            action="answer-by-link",
            by=Viewer(user_id=None, today=by.today, name=asked.service_name, organisation_name=asked.organisation_name),
            at=at,
            person_id=asked.person_id,
            life_areas=[asked.life_area],
            subject_kind="referral",
            subject_id=asked.referral_id,
            reason=answer.reason.value if answer.reason else answer.kind.value,
        )


def chase_one(*, unanswered: Unanswered, base: str, by: Viewer, at: datetime) -> Chase.Kind | None:
    """Remind the service of one referral, or pass it back to whoever sent it, when its working days have gone by.

    Each is done once for a step that nobody answered; no reply is not a no, and nothing is closed. A letter that the
    mail server never took is sent again. Returns what was done, or None.
    """
    with transaction.atomic():
        sent_on = timezone.localdate(unanswered.asked_at)
        state = escalation.chase(sent_on=sent_on, replied_on=None, on=by.today).state
        kind = _KINDS.get(state)
        if kind is not None and kind.value in unanswered.chased:
            kind = None
        by_mail = bool(unanswered.email) and not unanswered.has_desk
        secret = tokens.new_secret() if by_mail and (kind is Chase.Kind.REMINDED or not unanswered.is_mailed) else ""
        if kind is None and not secret:
            return None
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT lodestar_chase(%s, %s, %s, %s, %s, %s)",
                [
                    unanswered.referral_id, unanswered.step_number, kind.value if kind else "",
                    tokens.hashed(secret) if secret else "", at, at + _lasts(on=by.today),
                ],
            )  # fmt: skip
            (was_done,) = cursor.fetchone()
        if not was_done:
            return None
        if secret:
            words = mailing.REMINDER if kind is Chase.Kind.REMINDED else mailing.ASKED
            mailing.send_later(to=unanswered.email, words=words, secret=secret, base=base)
        audit.record(
            action="chase-referral",
            by=by,
            at=at,
            person_id=unanswered.person_id,
            life_areas=[unanswered.life_area],
            subject_kind="referral",
            subject_id=unanswered.referral_id,
            reason=kind.value if kind else "mailed-again",
        )
        return kind


_KINDS = {escalation.Chase.REMIND: Chase.Kind.REMINDED, escalation.Chase.ESCALATE: Chase.Kind.ESCALATED}


def _check(answer: Answer, *, on: date) -> None:
    if answer.kind is StepKind.DECLINED:
        referral_states.check_decline(reason=answer.reason, instead=answer.instead or _name_of_open(answer))
    if answer.kind is StepKind.NEEDS_INFORMATION and not answer.note.strip():
        raise AnswerIncomplete("question")
    if answer.kind is StepKind.FIRST_CONTACT and (answer.met_on is None or answer.met_on > on):
        raise AnswerIncomplete("met_on")
    if answer.expected_on is not None and answer.expected_on < on:
        raise AnswerIncomplete("expected_on")


def _name_of_open(answer: Answer) -> str:
    """Return the name of the service that is offered instead; empty for none, and for one that closed meanwhile."""
    if answer.instead_service_id is None:
        return ""
    found = Service.objects.filter(pk=answer.instead_service_id, status=Service.Status.ACTIVE, retired_at=None)
    return found.values_list("name", flat=True).first() or ""


def _steps_to(asked: Asked, kind: StepKind) -> list[StepKind]:
    """Return the steps that bring a referral there: with the first answer it is received, too. Raises StepTaken."""
    ahead = [StepKind.RECEIVED, kind] if asked.state is StepKind.SENT else [kind]
    current = asked.state
    for step in ahead:
        # A closed referral is opened again by the person or their worker, never by a link.
        if current in CLOSED or not referral_states.may_follow(current=current, step=step):
            raise StepTaken(asked)
        current = step
    return ahead


def _told(answer: Answer) -> dict[str, str | None]:
    return {
        "reason": answer.reason.value if answer.reason else "",
        "note": answer.note.strip(),
        "instead": answer.instead.strip(),
        "instead_service_id": str(answer.instead_service_id) if answer.instead_service_id else None,
        "expected_on": answer.expected_on.isoformat() if answer.expected_on else None,
    }


def _write(secret: str, number: int, told: dict[str, str | None]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lodestar_receiver_step(%s, %s, %s::jsonb)", [tokens.hashed(secret), number, json.dumps(told)]
        )
        (was_written,) = cursor.fetchone()
    return bool(was_written)


def _midday(day: date, asked: Asked) -> datetime:
    midday = timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=12)
    return max(midday, asked.last_at)


def _lasts(*, on: date) -> timedelta:
    """Return how long a link works."""
    return timedelta(days=parameters.whole_number("receiver-link-lasts", on=on))
