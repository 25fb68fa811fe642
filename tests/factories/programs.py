"""Programs of other systems: their tokens, and clients that knock with one."""

import itertools
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from lodestar.access import tokens
from lodestar.access.models import ApiToken, Team, User
from lodestar.access.tokens import Scope
from tests.roles import as_owner

_number = itertools.count(1)


def token(user: User, team: Team | None, *, scopes: Iterable[Scope] = tokens.DESK_SCOPES, **fields: Any) -> str:
    """A token of `user` for a team's desk; returns its secret."""
    secret, now = tokens.new_token(), timezone.now()
    with as_owner():
        ApiToken.objects.create(
            user=user,
            team=team,
            name="Desk system",
            prefix=secret[: tokens.PREFIX_LENGTH],
            secret_hash=tokens.hashed(secret),
            scopes=[scope.value for scope in scopes],
            **{"made_at": now, "expires_at": now + timedelta(days=30), **fields},
        )
    return secret


class Program(Client):
    """A program: it sends its token, a new key for each thing that it does, and JSON."""

    def __init__(self, secret: str) -> None:
        super().__init__(headers={"Authorization": f"Bearer {secret}"})

    def send(self, to: str, body: Any, *, key: str = "") -> HttpResponse:
        """Send JSON under a key."""
        named = {"Idempotency-Key": key or f"key-{next(_number)}"}
        return self.post(to, body, content_type="application/json", headers=named)


def program(user: User, team: Team | None, *, scopes: Iterable[Scope] = tokens.DESK_SCOPES) -> Program:
    """A program with a token of `user` for a team's desk."""
    return Program(token(user, team, scopes=scopes))
