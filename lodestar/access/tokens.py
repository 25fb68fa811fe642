"""Secrets that stand for somebody: made at random, shown once, kept as hashes."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from lodestar.access import queries
from lodestar.access.models import ApiToken
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer

MARK = "lode"
PREFIX_LENGTH = len(MARK) + 1 + 6
LONGEST_DAYS = 365
# As long as the trail keeps a name.
NAME_LENGTH = 150


class TokenRefused(Exception):
    """No such token, or it has expired, was revoked, or its user has left: nobody is told which."""


class Scope(StrEnum):
    """What a token may do. Stored by slug."""

    DIRECTORY_READ = "directory-read"
    DIRECTORY_WRITE = "directory-write"
    FIGURES_READ = "figures-read"
    REFERRALS_READ = "referrals-read"
    REFERRALS_SEND = "referrals-send"
    REFERRALS_ANSWER = "referrals-answer"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Scope.DIRECTORY_READ: "Read the directory",
    Scope.DIRECTORY_WRITE: "Change the directory",
    Scope.FIGURES_READ: "Read the published figures",
    Scope.REFERRALS_READ: "Read where my team's referrals stand",
    Scope.REFERRALS_SEND: "Refer people, and ask at the front door",
    Scope.REFERRALS_ANSWER: "Answer referrals at my team's desk",
}

# These open a desk: a token with one of them belongs to one team, and does nothing else.
DESK_SCOPES = frozenset({Scope.REFERRALS_READ, Scope.REFERRALS_SEND, Scope.REFERRALS_ANSWER})

# Which scopes a role can give a token: never more than the role itself may do.
GIVEN_BY = {
    Role.PROVIDER_MANAGER: DESK_SCOPES,
    Role.PLACE_LEAD: frozenset(Scope) - DESK_SCOPES,
    Role.INFORMATION_LEAD: frozenset({Scope.DIRECTORY_READ, Scope.DIRECTORY_WRITE}),
    Role.ADMINISTRATOR: frozenset({Scope.DIRECTORY_READ, Scope.DIRECTORY_WRITE}),
}
TOKEN_ROLES = frozenset(GIVEN_BY)


@dataclass(frozen=True)
class Bearer:
    """Who a program acts for, and what it may do for them."""

    viewer: Viewer
    scopes: frozenset[Scope]
    token_name: str
    token_id: UUID

    def may(self, scope: Scope) -> bool:
        """Return whether the token was given `scope`."""
        return scope in self.scopes


def hashed(secret: str) -> str:
    """Return what is kept of a secret. A fast hash will do: the secrets have 256 bits of chance."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """Return a secret for a link: 43 letters that nobody can guess."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """Return a whole token, like lode_3f9a1c_…; its first part tells it from others and opens nothing."""
    return f"{MARK}_{secrets.token_hex(3)}_{new_secret()}"


def scopes_open_to(viewer: Viewer) -> tuple[Scope, ...]:
    """Return what `viewer` may give a token, in the order of the scopes."""
    given = frozenset().union(*(GIVEN_BY.get(role, frozenset()) for role in viewer.roles))
    return tuple(scope for scope in Scope if scope in given)


def bearer(*, token: str, at: datetime, today: date) -> Bearer:
    """Return who a token acts for, as they are today: with the roles that they hold now, and no others.

    A scope that none of those roles can give any more is left out, and so is a desk that they have left.
    Raises TokenRefused.
    """
    row = (
        ApiToken.objects.select_related("user", "team__organisation")
        .filter(prefix=token[:PREFIX_LENGTH], revoked_at=None, expires_at__gt=at)
        .first()
    )
    if row is None or not hmac.compare_digest(row.secret_hash, hashed(token)):
        raise TokenRefused
    viewer = queries.viewer_for(row.user, today=today)
    scopes = frozenset(Scope(slug) for slug in row.scopes) & frozenset(scopes_open_to(viewer))
    if not viewer.is_signed_in or not scopes:
        raise TokenRefused
    if row.team is not None:
        viewer = _at_the_desk(viewer, row)
    if row.last_used_on != today:
        ApiToken.objects.filter(pk=row.pk).update(last_used_on=today)
    return Bearer(viewer=viewer, scopes=scopes, token_name=row.name, token_id=row.pk)


def _at_the_desk(viewer: Viewer, row: ApiToken) -> Viewer:
    """Return a viewer that sees what the desk of one team sees, and nothing that its maker sees as themself."""
    if row.team is None or row.team_id not in viewer.team_ids:
        raise TokenRefused
    return replace(
        viewer,
        name=f"{row.name}, set up by {viewer.name}"[:NAME_LENGTH],
        organisation_name=row.team.organisation.name,
        roles=frozenset(role for role in viewer.roles if GIVEN_BY.get(role, frozenset()) & DESK_SCOPES),
        team_ids=frozenset({row.team.pk}),
        organisation_ids=frozenset({row.team.organisation_id}),
        team_names=(row.team.name,),
        is_program=True,
    )
