"""How a referral goes on: a wait with a day, a start, an end that says who and why, and opening it again."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import agreeing
from lodestar.people import queries as people_queries
from lodestar.people.agreeing import ConsentTerms
from lodestar.people.models import Consent
from lodestar.referrals import steps
from lodestar.referrals.course.models import ContactChoice, Told
from lodestar.referrals.models import Referral, ReferralStep
from lodestar.referrals.queries import ReferralNotFound
from lodestar.rules import referral_states
from lodestar.rules.referral_states import EndedBy, EndReason, Outcome, PersonsView, ReopenReason, StepKind


class DayRefused(ValueError):
    """The day is past where one to come is asked for, or still to come where it has to have been."""


class NotDeclined(ValueError):
    """Nobody declined this referral, so there is nothing to tell."""


class ReasonMissing(ValueError):
    """A closed referral is opened again with a reason."""


def put_on_waiting_list(*, referral_id: UUID, expected_on: date, by: Viewer, at: datetime, note: str = "") -> None:
    """Say yes with a wait, and the day by which the person can expect to be seen.

    Raises ReferralNotFound, AlreadyAnswered, and DayRefused for a day that is past.
    """
    with transaction.atomic():
        referral = steps.locked_on_desk(referral_id, by=by)
        if expected_on < by.today:
            raise DayRefused
        steps.follow(referral, StepKind.WAITING, by=by, at=at, expected_on=expected_on, note=note.strip())
        audit.record(action="put-on-waiting-list", by=by, at=at, **steps.about(referral))


def start_support(*, referral_id: UUID, by: Viewer, at: datetime, look_back_on: date | None = None) -> None:
    """Say that the support itself has begun, and when it is looked back on together.

    Raises ReferralNotFound, AlreadyAnswered (before a first contact, too) and DayRefused.
    """
    with transaction.atomic():
        referral = steps.locked_on_desk(referral_id, by=by)
        if look_back_on is not None and look_back_on < by.today:
            raise DayRefused
        steps.follow(referral, StepKind.STARTED, by=by, at=at, expected_on=look_back_on)
        audit.record(action="start-support", by=by, at=at, **steps.about(referral))


def end_support(
    *,
    referral_id: UUID,
    ended_by: EndedBy | None,
    reason: EndReason | None,
    outcome: Outcome | None,
    persons_view: PersonsView | None,
    by: Viewer,
    at: datetime,
    note: str = "",
) -> None:
    """End support: who ended it and why, what came of it, and what the person says. The team's view ends with it.

    Nothing else ends: other support, and the way back. Raises EndRefused (rules.referral_states),
    ReferralNotFound and AlreadyAnswered.
    """
    with transaction.atomic():
        referral = steps.locked_on_desk(referral_id, by=by)
        referral_states.check_end(ended_by=ended_by, reason=reason, outcome=outcome, persons_view=persons_view)
        assert ended_by and reason and outcome and persons_view, "check_end refuses an end without one of them"
        steps.follow(
            referral,
            StepKind.ENDED,
            by=by,
            at=at,
            ended_by=ended_by.value,
            reason=reason.value,
            outcome=outcome.value,
            persons_view=persons_view.value,
            note=note.strip(),
        )
        audit.record(
            action="end-support", by=by, at=at, reason=f"{ended_by.value}:{reason.value}", **steps.about(referral)
        )
        steps.close_to_team(referral, on=by.today)


def cancel_referral(*, referral_id: UUID, note: str, by: Viewer, at: datetime) -> None:
    """Take back what was sent by mistake, before anybody met the person. Who wants it no longer withdraws instead.

    Raises ReferralNotFound, ReasonMissing without words for the person, and AlreadyAnswered.
    """
    with transaction.atomic():
        referral = _of_a_supporter(referral_id, by=by)
        if not note.strip():
            raise ReasonMissing
        steps.follow(referral, StepKind.CANCELLED, by=by, at=at, note=note.strip())
        audit.record(action="cancel-referral", by=by, at=at, **steps.about(referral))
        steps.close_to_team(referral, on=by.today)


def reopen_referral(
    *,
    referral_id: UUID,
    reason: ReopenReason | None,
    by: Viewer,
    at: datetime,
    words: str = "",
    consent: ConsentTerms | None = None,
) -> None:
    """Put a closed referral before its service again, with the history kept, so that nobody starts from nothing.

    The person does it themself in one step; a worker has asked them (`consent`). Two presses open it once.
    Raises ReferralNotFound, ReasonMissing, AlreadyAnswered when it is open, and ConsentMissing.
    """
    with transaction.atomic():
        referral = _of_a_supporter(referral_id, by=by)
        if reason is None:
            raise ReasonMissing
        last = steps.last_step(referral)
        if StepKind(last.kind) not in referral_states.CLOSED:
            raise steps.AlreadyAnswered(last)
        own = people_queries.own_record(by)
        is_own = own is not None and own.pk == referral.person_id
        before = referral.consent.words if referral.consent is not None else "I asked this service for help again."
        terms = ConsentTerms(words=before, how=Consent.How.ONLINE) if is_own else consent
        agreed = agreeing.write_consent(
            person_id=referral.person_id,
            purpose=Consent.Purpose.REFERRAL,
            life_areas=[referral.life_area],
            organisation_id=referral.service.organisation_id,
            terms=terms,
            by=by,
            at=at,
        )
        referral.consent = agreed
        referral.save(update_fields=["consent"])
        steps.follow(referral, StepKind.RECEIVED, by=by, at=at, reason=reason.value, note=words.strip())
        if referral.team_id is not None:
            agreeing.involve_team(
                person_id=referral.person_id,
                team_id=referral.team_id,
                life_area=referral.life_area,
                starts_on=by.today,
                consent=agreed,
            )
        audit.record(action="reopen-referral", by=by, at=at, reason=reason.value, **steps.about(referral))


def record_told(*, referral_id: UUID, told_on: date, how: Told.How, by: Viewer, at: datetime) -> Told:
    """Record that the viewer told the person of a decline, and when.

    Raises ReferralNotFound, NotDeclined, and DayRefused for a day before the decline or still to come.
    """
    with transaction.atomic():
        referral = steps.locked(referral_id, by=by)
        declined = ReferralStep.objects.filter(referral=referral, kind=StepKind.DECLINED).order_by("-number").first()
        if declined is None:
            raise NotDeclined
        if not declined.at.date() <= told_on <= by.today:
            raise DayRefused
        told = Told.objects.create(
            referral=referral, person_id=referral.person_id, told_on=told_on, how=how, by_id=by.own_id, recorded_at=at
        )
        audit.record(action="record-told", by=by, at=at, **steps.about(referral))
        return told


def choose_contact(
    *, referral_id: UUID, way: ContactChoice.Way, by: Viewer, at: datetime, words: str = ""
) -> ContactChoice:
    """Choose how the service reaches the person about this referral, or that it does not. The newest choice counts.

    Only the person chooses. Raises ReferralNotFound.
    """
    with transaction.atomic():
        own = people_queries.own_record(by)
        referral = steps.locked(referral_id, by=by)
        if own is None or referral.person_id != own.pk:
            raise ReferralNotFound
        choice = ContactChoice.objects.create(
            referral=referral, person=own, way=way, words=words.strip()[:300], chosen_at=at
        )
        audit.record(action="choose-contact", by=by, at=at, reason=way, **steps.about(referral))
        return choice


def _of_a_supporter(referral_id: UUID, *, by: Viewer) -> Referral:
    """Return a referral that `by` sees as its person or as somebody who supports them, and not as its desk."""
    referral = steps.locked(referral_id, by=by)
    if referral.team_id is not None and referral.team_id in by.team_ids:
        raise ReferralNotFound
    return referral
