"""Referring somebody whom the team supports, and asking at the front door for anybody else."""

import uuid
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from lodestar.access.tokens import Scope
from lodestar.api.referrals import answers
from lodestar.api.referrals.operations import Answer, Call, Operation
from lodestar.api.referrals.problems import Problem, Wrong, not_there
from lodestar.directory.models import Service
from lodestar.people.actions import ConsentTerms
from lodestar.people.agreeing import ConsentMissing
from lodestar.people.queries import RecordNotFound
from lodestar.referrals import actions as referral_actions
from lodestar.referrals.asking import actions as asking_actions
from lodestar.referrals.asking import following
from lodestar.referrals.asking import queries as asking_queries
from lodestar.referrals.asking.actions import DoorClosed, NewRequest
from lodestar.referrals.models import Referral
from lodestar.referrals.receiving import actions as receiving_actions
from lodestar.rules.referral_states import StepKind

# Every request has its id from its key, so that a program that asks twice asks once.
_NAMES = UUID("6d5c7a3e-7f6b-4a52-9a1e-0c0f5d0f2b11")
_ITS_OWN_RULES = "Ask the service first; if it will see them, send is_agreed_with_service."


def _refer(call: Call) -> Answer:
    body = call.body
    try:
        referral = referral_actions.refer(
            person_id=UUID(body["person_id"]),
            service_id=UUID(body["service_id"]),
            life_area=body["life_area"],
            hopes=body["hopes"],
            consent=ConsentTerms(words=body["consent"]["words"], how=body["consent"]["how"]),
            go_with_me=body.get("go_with_me", False),
            is_agreed_with_service=body.get("is_agreed_with_service", False),
            by=call.viewer,
            at=call.at,
        )
    except RecordNotFound:
        raise not_there() from None
    except ConsentMissing:
        raise Problem(
            422, "wrong-contents", "Ask the person first.", errors=[Wrong("/consent", "Say what they agreed to.")]
        ) from None
    except referral_actions.AlreadyReferred as already:
        raise Problem(
            409, "referred-already", "Read the open referral to this service instead.",
            referral_id=str(already.referral_id),
        ) from None  # fmt: skip
    except referral_actions.ServiceNotOpen:
        raise Problem(409, "service-not-open", "Choose a service that is open: the directory feed says.") from None
    except referral_actions.DoesNotFit:
        raise Problem(422, "does-not-fit", _ITS_OWN_RULES) from None
    _mail_link(call, referral)
    state = StepKind.SENT if referral.team_id is None else StepKind.RECEIVED
    return Answer(answers.moved(referral.pk, state=state, since=call.viewer.today), referral.pk)


def _mail_link(call: Call, referral: Referral) -> None:
    """A service without a desk here answers with a link by e-mail; one without an address is rung."""
    base = call.request.build_absolute_uri(reverse("front_door:answer", kwargs={"secret": "x"}))[: -len("x/")]
    try:
        receiving_actions.send_link(referral_id=referral.pk, base=base, by=call.viewer, at=call.at)
    except receiving_actions.NoAddress:
        return


def _ask(call: Call) -> Answer:
    body: dict[str, Any] = dict(call.body)
    named = body.pop("service_id", None)
    service_id = UUID(named) if named else None
    if service_id is not None and not Service.objects.filter(pk=service_id, retired_at=None).exists():
        raise Problem(
            422, "wrong-contents", "Mend what `errors` names, and send it again.",
            errors=[Wrong("/service_id", "Send the id of a service of the directory, or leave it out.")],
        )  # fmt: skip
    born_on = body.pop("born_on", None)
    new = NewRequest(
        **{**body, "life_areas": tuple(dict.fromkeys(body.get("life_areas", ())))},
        born_on=date.fromisoformat(born_on) if born_on else None,
        service_id=service_id,
    )
    (team_id,) = call.viewer.team_ids
    request_id = uuid.uuid5(_NAMES, f"{team_id} {call.key}")
    try:
        asking_actions.ask_for_help(new=new, request_id=request_id, by=call.viewer, at=call.at)
    except DoorClosed:
        raise Problem(409, "door-closed", "No team answers the front door here. Ring this place instead.") from None
    found = asking_queries.followed(call.viewer, secret=following.secret_for(request_id))
    return Answer(answers.asked(request_id, found), request_id)


REFER = Operation(
    slug="refer", summary="Refer somebody whom your team supports to a service.",
    scope=Scope.REFERRALS_SEND, act=_refer, body="Refer", answer="Moved", status=201,
)  # fmt: skip
ASK = Operation(
    slug="ask-at-the-front-door", summary="Ask for help for somebody who is not known here. No wrong door.",
    scope=Scope.REFERRALS_SEND, act=_ask, body="AskAtTheDoor", answer="Asked", status=201,
)  # fmt: skip
