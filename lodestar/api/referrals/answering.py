"""Answering a referral at the desk of the token's team: each operation is one action, and the rules are the desk's."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from lodestar.access.tokens import Scope
from lodestar.api.referrals import answers
from lodestar.api.referrals.operations import Answer, Call, Operation
from lodestar.api.referrals.problems import Problem, Wrong, not_there
from lodestar.api.referrals.reading import on_desk
from lodestar.referrals import actions, queries
from lodestar.referrals.course import actions as course
from lodestar.referrals.queries import ReferralNotFound
from lodestar.referrals.steps import AlreadyAnswered
from lodestar.rules.referral_states import (
    DeclineReason,
    DeclineRefused,
    EndedBy,
    EndReason,
    EndRefused,
    Outcome,
    PersonsView,
    StepKind,
)

_PAIR = "Who ended it and why do not go together. See docs/reference/referral-states.md."
_MISSING_END = {"pair": ("/reason", _PAIR)}


def _said(error: Exception) -> Problem:
    if isinstance(error, ReferralNotFound):
        return not_there()
    if isinstance(error, AlreadyAnswered):
        return Problem(
            409, "moved-on", "Read the referral again: this step does not follow where it stands now.",
            state=error.kind.value,
        )  # fmt: skip
    if isinstance(error, actions.NotAcceptedYet):
        return Problem(409, "moved-on", "Accept the referral first, then record the first contact.")
    wrong = Wrong("", "Send a day that fits.")
    if isinstance(error, DeclineRefused):
        wrong = Wrong("/instead", "Say what you offer instead: words, a service that is open, or both.")
    elif isinstance(error, actions.ServiceNotOpen):
        wrong = Wrong("/instead_service_id", "Name a service that is open now.")
    elif isinstance(error, EndRefused):
        wrong = Wrong(*_MISSING_END.get(error.missing, ("", "Send all four codes.")))
    elif isinstance(error, actions.ContactDateRefused):
        wrong = Wrong("/happened_on", "Send a day from when the referral came to today.")
    elif isinstance(error, course.DayRefused):
        wrong = Wrong("", "Send a day that is today or to come.")
    return Problem(422, "wrong-contents", "Mend what `errors` names, and send it again.", errors=[wrong])


_REFUSED = (
    ReferralNotFound, AlreadyAnswered, actions.NotAcceptedYet, actions.ContactDateRefused, actions.ServiceNotOpen,
    DeclineRefused, EndRefused, course.DayRefused,
)  # fmt: skip


def _step(act: Callable[[Call], StepKind | None]) -> Callable[[Call], Answer]:
    """Return the operation around an action: it answers where the referral stands then.

    `act` returns the state where the step takes the referral out of the desk's sight; None to read it again.
    """

    @wraps(act)
    def acted(call: Call) -> Answer:
        try:
            out_of_sight = act(call)
        except _REFUSED as error:
            raise _said(error) from None
        if out_of_sight is not None:
            said = answers.moved(call.referral_id, state=out_of_sight, since=call.viewer.today)
            return Answer(said, call.referral_id)
        found = queries.referral_detail(call.viewer, referral_id=call.referral_id)
        said = answers.moved(
            call.referral_id, state=found.state, since=call.viewer.today, expected_on=found.last.expected_on
        )
        return Answer(said, call.referral_id)

    return acted


def _accept(call: Call) -> None:
    actions.accept_referral(
        referral_id=call.referral_id, expected_on=_day(call.body, "expected_on"), note=call.body.get("note", ""),
        by=call.viewer, at=call.at,
    )  # fmt: skip


def _wait(call: Call) -> None:
    expected_on = _day(call.body, "expected_on")
    assert expected_on is not None, "the schema asks for it"
    course.put_on_waiting_list(
        referral_id=call.referral_id, expected_on=expected_on, note=call.body.get("note", ""),
        by=call.viewer, at=call.at,
    )  # fmt: skip


def _ask(call: Call) -> None:
    actions.ask_for_more(referral_id=call.referral_id, question=call.body["question"], by=call.viewer, at=call.at)


def _decline(call: Call) -> StepKind:
    named = call.body.get("instead_service_id")
    actions.decline_referral(
        referral_id=call.referral_id, reason=DeclineReason(call.body["reason"]), instead=call.body.get("instead", ""),
        instead_service_id=UUID(named) if named else None, note=call.body.get("note", ""),
        told_how=call.body.get("told_how", ""), by=call.viewer, at=call.at,
    )  # fmt: skip
    return StepKind.DECLINED


def _first_contact(call: Call) -> None:
    happened_on = _day(call.body, "happened_on")
    assert happened_on is not None, "the schema asks for it"
    actions.record_first_contact(
        referral_id=call.referral_id, happened_on=happened_on, mode=call.body["mode"],
        attendance=call.body["attendance"], by=call.viewer, at=call.at,
    )  # fmt: skip


def _start(call: Call) -> None:
    course.start_support(
        referral_id=call.referral_id, look_back_on=_day(call.body, "look_back_on"), by=call.viewer, at=call.at
    )


def _end(call: Call) -> StepKind:
    course.end_support(
        referral_id=call.referral_id, ended_by=EndedBy(call.body["ended_by"]), reason=EndReason(call.body["reason"]),
        outcome=Outcome(call.body["outcome"]), persons_view=PersonsView(call.body["persons_view"]),
        note=call.body.get("note", ""), by=call.viewer, at=call.at,
    )  # fmt: skip
    return StepKind.ENDED


def _day(body: dict[str, Any], name: str) -> date | None:
    typed = body.get(name)
    return date.fromisoformat(typed) if typed else None


def _operation(slug: str, summary: str, body: str, act: Callable[[Call], StepKind | None]) -> Operation:
    return Operation(
        slug=slug, summary=summary, scope=Scope.REFERRALS_ANSWER, act=_step(act), body=body, answer="Moved",
        finds=on_desk,
    )  # fmt: skip


ACCEPT = _operation("accept", "Say yes.", "Accept", _accept)
WAIT = _operation("put-on-waiting-list", "Say yes, with a wait and its day.", "Wait", _wait)
ASK = _operation("ask-for-more", "Ask for something that the desk needs to know.", "Ask", _ask)
DECLINE = _operation("decline", "Say no, with the reason and what is offered instead.", "Decline", _decline)
FIRST_CONTACT = _operation("record-first-contact", "Record a first contact, or a try.", "FirstContact", _first_contact)
START = _operation("start-support", "Say that support has begun.", "Start", _start)
END = _operation("end-support", "Post the outcome: support ended, who, why and what came of it.", "End", _end)
