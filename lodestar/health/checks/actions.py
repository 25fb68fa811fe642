"""What is done in the physical health check and in the loop of help to stop smoking."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.health.models import PHYSICAL_HEALTH, CareStanding, CheckResult, QuitOffer, ResultAction
from lodestar.people import locks
from lodestar.people.queries import RecordNotFound
from lodestar.referrals.models import Referral
from lodestar.rules.physical_checks import CheckPart, Party, RegisterReason
from lodestar.rules.stop_smoking import QuitAnswer, QuitOutcome, Smoking

AREAS = [PHYSICAL_HEALTH]


class DayRefused(ValueError):
    """The day is still to come, or comes before what it follows from."""


class ResultRefused(ValueError):
    """A part that was done has a result; one that was refused has none; smoking has one of its own words."""


class ActionMissing(ValueError):
    """An action on a result says what is done, who owes it, and by when."""


class ReasonMissing(ValueError):
    """Say why: a result is taken out, or somebody else owes the check."""


class AlreadyTakenOut(ValueError):
    """A colleague was first: the result is out already."""


class QuitRefused(ValueError):
    """A day to stop, or an outcome, needs an offer that was accepted."""


@dataclass(frozen=True)
class NextAction:
    """What is to be done about a result: what, who owes it, by when."""

    words: str
    owner_words: str
    due_on: date


@dataclass(frozen=True)
class StandingFacts:
    """What decides who owes the check, as a worker knows it."""

    register_reason: RegisterReason | None = None
    is_in_remission: bool = False
    is_inpatient: bool = False
    is_in_secondary_care: bool = False
    secondary_care_since: date | None = None
    is_unstable: bool = False
    override_party: Party | None = None
    override_reason: str = ""


def record_check_part(
    *,
    person_id: UUID,
    part: CheckPart,
    on: date,
    by: Viewer,
    at: datetime,
    is_refused: bool = False,
    reading: str = "",
    smoking: Smoking | None = None,
    is_abnormal: bool = False,
    action: NextAction | None = None,
    result_id: UUID | None = None,
) -> CheckResult:
    """Write down one part of the check as done, with its result, or as refused; the same `result_id` once only.

    An abnormal result may bring its action with it: do not just screen, intervene.
    Raises RecordNotFound (people.queries), DayRefused, ResultRefused and ActionMissing.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=PHYSICAL_HEALTH, by=by)
        known: CheckResult | None = CheckResult.objects.filter(pk=result_id).first() if result_id else None
        if known is not None:
            return known
        if on > by.today:
            raise DayRefused
        has_result = bool(reading.strip() or smoking)
        asks_smoking = part is CheckPart.SMOKING and not is_refused
        if is_refused is has_result or (is_refused and is_abnormal) or bool(smoking) is not asks_smoking:
            raise ResultRefused
        result: CheckResult = CheckResult.objects.create(
            **({"pk": result_id} if result_id else {}),
            person_id=person_id,
            part=part.value,
            on=on,
            is_refused=is_refused,
            reading=reading.strip(),
            smoking=smoking.value if smoking else "",
            is_abnormal=is_abnormal,
            recorded_by_id=by.own_id,
            recorded_at=at,
        )
        if action is not None:
            _write_action(result, action, by=by)
        audit.record(by=by, at=at, action="record-check-part", reason="refused" if is_refused else "", **_about(result))
        return result


def take_out_result(*, result_id: UUID, because: str, by: Viewer, at: datetime) -> CheckResult:
    """Take out a result that was written down by mistake; it stays in the history with the reason.

    Raises RecordNotFound, ReasonMissing and AlreadyTakenOut.
    """
    with transaction.atomic():
        result = _result_seen(result_id, by)
        if not because.strip():
            raise ReasonMissing
        if result.taken_out_at is not None:
            raise AlreadyTakenOut
        result.taken_out_at, result.taken_out_because = at, because.strip()
        result.save(update_fields=["taken_out_at", "taken_out_because"])
        audit.record(by=by, at=at, action="take-out-result", **_about(result))
        return result


def open_result_action(*, result_id: UUID, action: NextAction, by: Viewer, at: datetime) -> ResultAction:
    """Open an action on a result. Raises RecordNotFound, ActionMissing and DayRefused."""
    with transaction.atomic():
        result = _result_seen(result_id, by)
        opened = _write_action(result, action, by=by)
        audit.record(by=by, at=at, action="open-result-action", **_about(result))
        return opened


def finish_result_action(*, action_id: UUID, by: Viewer, at: datetime) -> ResultAction:
    """Tick off what was to be done about a result. A second time changes nothing. Raises RecordNotFound."""
    with transaction.atomic():
        found: ResultAction | None = ResultAction.objects.visible_to(by).filter(pk=action_id).first()
        if found is None:
            raise RecordNotFound
        if found.done_at is None:
            found.done_at = at
            found.save(update_fields=["done_at"])
            audit.record(by=by, at=at, action="finish-result-action", **_about(found.result))
        return found


def say_care_standing(*, person_id: UUID, facts: StandingFacts, by: Viewer, at: datetime) -> CareStanding:
    """Say what decides who owes the check, or agree that somebody else does, with the reason.

    Raises RecordNotFound (people.queries), ReasonMissing for an override without one, and DayRefused.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=PHYSICAL_HEALTH, by=by)
        if facts.override_party is not None and not facts.override_reason.strip():
            raise ReasonMissing
        if facts.secondary_care_since is not None and facts.secondary_care_since > by.today:
            raise DayRefused
        said: CareStanding = CareStanding.objects.create(
            person_id=person_id,
            register_reason=facts.register_reason.value if facts.register_reason else "",
            is_in_remission=facts.is_in_remission,
            is_inpatient=facts.is_inpatient,
            is_in_secondary_care=facts.is_in_secondary_care,
            secondary_care_since=facts.secondary_care_since,
            is_unstable=facts.is_unstable,
            override_party=facts.override_party.value if facts.override_party else "",
            override_reason=facts.override_reason.strip() if facts.override_party else "",
            said_by_id=by.own_id,
            said_at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="say-care-standing",
            person_id=person_id,
            life_areas=AREAS,
            subject_kind="care-standing",
            subject_id=said.pk,
        )
        return said


def offer_to_stop_smoking(
    *,
    person_id: UUID,
    answer: QuitAnswer,
    offered_on: date,
    by: Viewer,
    at: datetime,
    referral_id: UUID | None = None,
    offer_id: UUID | None = None,
) -> QuitOffer:
    """Write down an offer of help to stop smoking, and the answer, with the referral to the help where there is one.

    Raises RecordNotFound (people.queries), for a referral that is not the person's too; and DayRefused.
    """
    with transaction.atomic():
        locks.locked_person(person_id, life_area=PHYSICAL_HEALTH, by=by)
        known: QuitOffer | None = QuitOffer.objects.filter(pk=offer_id).first() if offer_id else None
        if known is not None:
            return known
        if offered_on > by.today:
            raise DayRefused
        theirs = Referral.objects.visible_to(by).filter(pk=referral_id, person_id=person_id)
        if referral_id is not None and not theirs.exists():
            raise RecordNotFound
        offer: QuitOffer = QuitOffer.objects.create(
            **({"pk": offer_id} if offer_id else {}),
            person_id=person_id,
            offered_on=offered_on,
            offered_by_id=by.own_id,
            answer=answer.value,
            referral_id=referral_id if answer is QuitAnswer.ACCEPTED else None,
            recorded_at=at,
        )
        audit.record(by=by, at=at, action="offer-to-stop-smoking", **_about_offer(offer))
        return offer


def note_quit(
    *,
    offer_id: UUID,
    by: Viewer,
    at: datetime,
    quit_on: date | None = None,
    outcome: QuitOutcome | None = None,
) -> QuitOffer:
    """Write down the day on which the person wants to stop, or what came of it: then the loop is closed.

    Raises RecordNotFound, and QuitRefused without an offer that was accepted or once the loop is closed.
    """
    with transaction.atomic():
        offer: QuitOffer | None = QuitOffer.objects.visible_to(by).select_for_update().filter(pk=offer_id).first()
        if offer is None:
            raise RecordNotFound
        if offer.answer != QuitAnswer.ACCEPTED or offer.outcome:
            raise QuitRefused
        offer.quit_on = quit_on or offer.quit_on
        if outcome is not None:
            offer.outcome, offer.checked_on = outcome.value, by.today
        offer.save(update_fields=["quit_on", "outcome", "checked_on"])
        audit.record(by=by, at=at, action="note-quit", **_about_offer(offer))
        return offer


def _write_action(result: CheckResult, action: NextAction, *, by: Viewer) -> ResultAction:
    if not action.words.strip() or not action.owner_words.strip():
        raise ActionMissing
    if action.due_on < result.on:
        raise DayRefused
    opened: ResultAction = ResultAction.objects.create(
        person_id=result.person_id,
        result=result,
        words=action.words.strip(),
        owner_words=action.owner_words.strip(),
        due_on=action.due_on,
        opened_by_id=by.own_id,
        opened_on=by.today,
    )
    return opened


def _result_seen(result_id: UUID, by: Viewer) -> CheckResult:
    found: CheckResult | None = CheckResult.objects.visible_to(by).select_for_update().filter(pk=result_id).first()
    if found is None:
        raise RecordNotFound
    return found


def _about(result: CheckResult) -> dict[str, Any]:
    return {
        "person_id": result.person_id,
        "life_areas": AREAS,
        "subject_kind": "check-result",
        "subject_id": result.pk,
    }


def _about_offer(offer: QuitOffer) -> dict[str, Any]:
    return {"person_id": offer.person_id, "life_areas": AREAS, "subject_kind": "quit-offer", "subject_id": offer.pk}
