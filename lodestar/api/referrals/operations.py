"""One operation: its token is looked at, its scope, its rate and its key; then it acts as the desk of one team."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django_ratelimit.core import is_ratelimited

from lodestar.access import row_security, tokens
from lodestar.access.tokens import Bearer, Scope
from lodestar.access.viewers import Viewer
from lodestar.api.referrals import problems, schemas
from lodestar.api.referrals.problems import Problem
from lodestar.referrals.programs.models import ProgramCall
from lodestar.web import pacing
from lodestar.web.doors import View
from lodestar.web.requests import Request

MOST_BYTES = 64 * 1024
KEY = "[A-Za-z0-9_.:-]{1,80}"
REFUSED_RATE = "60/m"
GIVEN_BY = frozenset(role for role, scopes in tokens.GIVEN_BY.items() if scopes & tokens.DESK_SCOPES)


@dataclass(frozen=True)
class Call:
    """What an operation is given: as whom, when, with which ids of the address, which query and which body."""

    viewer: Viewer
    at: datetime
    request: Request
    parts: dict[str, UUID]
    body: dict[str, Any] = field(default_factory=dict)
    key: str = ""

    @property
    def referral_id(self) -> UUID:
        """The referral that the address names."""
        return self.parts["referral_id"]


@dataclass(frozen=True)
class Answer:
    """What an operation answers, and what it was about."""

    said: dict[str, Any]
    subject_id: UUID | None = None


@dataclass(frozen=True)
class Operation:
    """One operation as it is served and as openapi.json tells it. `body` and `answer` name schemas.

    `finds` raises what says that the row of the address is not there: it is asked before anything is said about the
    body, so that nobody learns from an answer that a hidden row exists.
    """

    slug: str
    summary: str
    scope: Scope
    act: Callable[[Call], Answer]
    answer: str
    body: str = ""
    finds: Callable[[Call], object] | None = None
    status: int = 200


def door(**by_method: Operation) -> View:
    """Return a view that serves one operation for each method, with a token alone: no cookie opens it."""

    @csrf_exempt
    def served(request: Request, **parts: UUID) -> HttpResponse:
        try:
            return _served(request, by_method, parts)
        except Problem as problem:
            return problems.response(problem)

    served.opens_to = GIVEN_BY  # type: ignore[attr-defined]
    served.by_token = True  # type: ignore[attr-defined]
    served.operations = by_method  # type: ignore[attr-defined]
    return served


def _served(request: Request, by_method: dict[str, Operation], parts: dict[str, UUID]) -> HttpResponse:
    bearer = _bearer(request)
    operation = by_method.get(request.method or "")
    if operation is None:
        refused = problems.response(Problem(405, "method", f"Ask with {' or '.join(by_method)}."))
        refused.headers["Allow"] = ", ".join(by_method)
        return refused
    if not bearer.may(operation.scope):
        raise Problem(403, "scope-missing", f"Make a token that may do this: {operation.scope.value}.")
    # From here the database shows what the desk of the token's team sees, and nothing else.
    request.viewer = bearer.viewer
    row_security.set_viewer(bearer.viewer)
    call = Call(viewer=bearer.viewer, at=timezone.now(), request=request, parts=parts)
    said, status = (operation.act(call).said, 200) if not operation.body else _once(call, operation)
    return HttpResponse(json.dumps(said, ensure_ascii=False), "application/json", status)


def _bearer(request: Request) -> Bearer:
    word, _, secret = request.headers.get("Authorization", "").partition(" ")
    try:
        if word.casefold() != "bearer":
            raise tokens.TokenRefused
        found = tokens.bearer(token=secret.strip(), at=timezone.now(), today=timezone.localdate())
        if not found.viewer.is_program:
            raise tokens.TokenRefused
    except tokens.TokenRefused:
        if pacing.is_too_fast(request, group="api-refused", rate=REFUSED_RATE):
            raise Problem(429, "too-fast", "Wait a minute, then send a token that works.") from None
        raise Problem(
            401, "no-token", "Send Authorization: Bearer and a token that has not expired and was not ended."
        ) from None
    named = str(found.token_id)
    if is_ratelimited(request, group="api", key=lambda group, asked: named, rate=settings.API_RATE, increment=True):
        raise Problem(429, "too-fast", "Wait a minute, then go on. A webhook tells you without asking.")
    return found


def _once(call: Call, operation: Operation) -> tuple[dict[str, Any], int]:
    """Do what a key stands for, once: the same key with the same contents is given the same answer again."""
    key, body = _key(call.request), _body(call.request)
    told = json.dumps([operation.slug, sorted(map(str, call.parts.values())), body], sort_keys=True)
    fingerprint = hashlib.sha256(told.encode()).hexdigest()
    if (known := _known(call, key, fingerprint)) is not None:
        return known, operation.status
    if operation.finds is not None:
        operation.finds(call)
    if errors := schemas.wrong_in(body, schema=operation.body):
        raise Problem(422, "wrong-contents", "Mend what `errors` names, and send it again.", errors=errors)
    call = Call(viewer=call.viewer, at=call.at, request=call.request, parts=call.parts, body=body, key=key)
    try:
        with transaction.atomic():
            # Of two calls with one key at one moment the second waits here, and is then answered as the first.
            claim = ProgramCall.objects.create(
                team_id=next(iter(call.viewer.team_ids)), key=key, operation=operation.slug, body_hash=fingerprint,
                made_at=call.at, answer={},
            )  # fmt: skip
            answer = operation.act(call)
            claim.answer, claim.subject_id = answer.said, answer.subject_id
            claim.save(update_fields=["answer", "subject_id"])
    except IntegrityError as error:
        known = _known(call, key, fingerprint)
        if known is None:
            raise error
        return known, operation.status
    return answer.said, operation.status


def _known(call: Call, key: str, fingerprint: str) -> dict[str, Any] | None:
    found = ProgramCall.objects.filter(team_id__in=call.viewer.team_ids, key=key).first()
    if found is None:
        return None
    if found.body_hash != fingerprint:
        raise Problem(422, "key-used", "This key stands for another request. Send a new key with new contents.")
    said: dict[str, Any] = found.answer
    return said


def _key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not re.fullmatch(KEY, key):
        raise Problem(400, "key-missing", "Send Idempotency-Key: up to 80 letters, figures and _ . : - in any mix.")
    return key


def _body(request: Request) -> Any:
    if request.content_type != "application/json":
        raise Problem(415, "not-json", "Send Content-Type: application/json.")
    try:
        raw = request.body
    except (RequestDataTooBig, UnreadablePostError):
        raise Problem(413, "too-big", f"Send {MOST_BYTES} bytes or fewer.") from None
    if len(raw) > MOST_BYTES:
        raise Problem(413, "too-big", f"Send {MOST_BYTES} bytes or fewer.")
    try:
        body = json.loads(raw.decode(), parse_constant=_no_number)
        # Half a letter pair can be written in JSON and in nothing else.
        json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Problem(400, "not-json", "Send one JSON value in UTF-8.") from None
    return body


def _no_number(constant: str) -> None:
    raise ValueError(constant)
