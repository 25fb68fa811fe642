"""What changes who may sign in."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.contrib.auth.password_validation import validate_password
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from lodestar.access import audit, queries, sign_in_links, tokens
from lodestar.access.models import (
    ApiToken,
    BrowserSession,
    Membership,
    Organisation,
    SignInLink,
    Team,
    User,
)
from lodestar.access.roles import STAFFING_ROLES, Role
from lodestar.access.sign_in_links import CodeWrong, LinkRefused
from lodestar.access.viewers import Viewer

__all__ = ["CodeWrong", "LinkRefused"]


class UserExists(Exception):
    """Somebody signs in with that e-mail address already."""


class NotTheirsToChange(Exception):
    """The viewer's role does not cover this, or they would lock themselves out."""


class SessionNotFound(LookupError):
    """No such session, or not the viewer's: nobody is told which."""


class TokenNotFound(LookupError):
    """No such token, or not the viewer's: nobody is told which."""


class ScopeNotTheirs(Exception):
    """The token would do more than its maker may do, or nothing, or would last too long."""


class TeamMissing(Exception):
    """A token that sees referrals works at the desk of one team of its maker's, and none was named."""


class NoSuchRole(Exception):
    """The slug is not one of the roles."""


def the_system(today: date) -> Viewer:
    """Return the viewer that stands for the system itself: it has no user, and sees no person."""
    return Viewer(user_id=None, today=today, name="Lodestar")


def register_user(
    *,
    email: str,
    name: str,
    organisation_name: str,
    team_name: str,
    role: str,
    password: str,
    by: Viewer,
    at: datetime,
) -> User:
    """Let somebody sign in, with one role in an organisation and perhaps a team; both are made if new.

    Raises UserExists, NoSuchRole, or Django's ValidationError when the address is none or the password is too weak.
    """
    try:
        wanted = Role(role)
    except ValueError as error:
        raise NoSuchRole(f"There is no role {role!r}. The roles are: {', '.join(Role)}.") from error
    if User.objects.filter(email=email.lower()).exists():
        raise UserExists(f"Somebody signs in as {email} already.")
    validate_email(email)
    validate_password(password, User(email=email, name=name))
    with transaction.atomic():
        organisation, _ = Organisation.objects.get_or_create(name=organisation_name)
        team = Team.objects.get_or_create(organisation=organisation, name=team_name)[0] if team_name else None
        user = User.objects.create_user(email, password, name=name)
        Membership.objects.create(user=user, organisation=organisation, team=team, role=wanted, starts_on=by.today)
        audit.record(by=by, at=at, action="register-user", subject_kind="user", subject_id=user.pk)
    return user


def begin_session(*, method: str, by: Viewer, at: datetime) -> None:
    """Write down that `by` signed in, and with what: password, passkey, link, code or staff identity.

    Clears away their sessions that have run out.
    """
    with transaction.atomic():
        BrowserSession.objects.filter(user_id=by.own_id, expires_at__lte=at).delete()
        audit.record(by=by, at=at, action="sign-in", subject_kind="user", subject_id=by.own_id, reason=method)


def change_sign_in(*, what: str, user_id: UUID, by: Viewer, at: datetime) -> None:
    """Write down that how a user signs in was changed; `what` is a slug, like add-passkey.

    The sign-in library makes the change itself, in the same transaction.
    """
    audit.record(by=by, at=at, action="change-sign-in", subject_kind="user", subject_id=user_id, reason=what)


def reset_second_step(*, user: User, by: Viewer, at: datetime) -> None:
    """Take away every second step of somebody who lost theirs, and end their sessions.

    They sign in with their first step and set up another. Raises NotTheirsToChange.
    """
    _refuse_unless_staffing(by)
    if user.pk == by.user_id:
        raise NotTheirsToChange
    with transaction.atomic():
        apps.get_model("mfa", "Authenticator").objects.filter(user_id=user.pk).delete()
        BrowserSession.objects.filter(user_id=user.pk).delete()
        audit.record(by=by, at=at, action="reset-second-step", subject_kind="user", subject_id=user.pk)


def choose_new_password(*, user: User, password: str, by: Viewer, at: datetime) -> None:
    """Give somebody who forgot theirs the password that they chose, and end their sessions.

    Who holds the link was seen to by the door; their second step stays.
    """
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        BrowserSession.objects.filter(user_id=user.pk).delete()
        audit.record(
            by=by, at=at, action="change-sign-in", subject_kind="user", subject_id=user.pk, reason="new-password"
        )


def end_session(*, session_id: UUID, by: Viewer, at: datetime) -> None:
    """End one of the viewer's own sessions: its browser is signed out at its next request.

    Raises SessionNotFound.
    """
    with transaction.atomic():
        ended, _ = BrowserSession.objects.filter(pk=session_id, user_id=by.own_id).delete()
        if not ended:
            raise SessionNotFound
        audit.record(by=by, at=at, action="end-session", subject_kind="session", subject_id=session_id)


def end_other_sessions(*, but: UUID | None, by: Viewer, at: datetime) -> int:
    """End all of the viewer's sessions but one, and return how many that were."""
    with transaction.atomic():
        ended, _ = BrowserSession.objects.filter(~Q(pk=but), user_id=by.own_id).delete()
        audit.record(
            by=by,
            at=at,
            action="end-other-sessions",
            subject_kind="user",
            subject_id=by.own_id,
            reason=str(ended),
        )
    return ended


def send_sign_in_link(*, user: User, by: Viewer, at: datetime) -> str:
    """Make the link that somebody asked for, and return its secret, to be sent to their own address only.

    Raises LinkRefused for workers, who sign in with two steps, and for those who left.
    """
    theirs = queries.viewer_for(user, today=by.today)
    if not theirs.is_signed_in or theirs.is_staff:
        raise LinkRefused
    with transaction.atomic():
        secret = sign_in_links.write_link(user_id=user.pk, kind=SignInLink.Kind.ASKED_FOR, code="", at=at)
        audit.record(by=by, at=at, action="send-sign-in-link", subject_kind="user", subject_id=user.pk)
    return secret


def use_sign_in_link(*, secret: str, code: str, by: Viewer, at: datetime) -> User:
    """Use a link up, and return whom it signs in. Of two browsers with one link, one gets in.

    Raises LinkRefused, and CodeWrong when the link came with a code and this is another.
    """
    with transaction.atomic():
        link = sign_in_links.open_link(secret=secret, at=at, for_update=True)
        if not sign_in_links.is_code_right(link, secret=secret, code=code):
            raise CodeWrong
        theirs = queries.viewer_for(link.user, today=by.today)
        if not theirs.is_signed_in or theirs.is_staff:
            raise LinkRefused
        link.used_at = at
        link.save(update_fields=["used_at"])
        audit.record(
            by=by,
            at=at,
            action="use-sign-in-link",
            subject_kind="user",
            subject_id=link.user_id,
            reason=link.kind,
        )
    return link.user


def end_membership(*, membership_id: UUID, by: Viewer, at: datetime) -> Membership:
    """Take a role from somebody from today. With their last one they are cut off: sessions, links and tokens.

    Raises NotTheirsToChange, and Membership.DoesNotExist.
    """
    _refuse_unless_staffing(by)
    with transaction.atomic():
        membership = Membership.objects.select_related("user").select_for_update(of=("self",)).get(pk=membership_id)
        if membership.user_id == by.user_id:
            raise NotTheirsToChange
        membership.ends_on = max(by.today, membership.starts_on)
        membership.save(update_fields=["ends_on"])
        if not queries.viewer_for(membership.user, today=by.today).is_signed_in:
            _cut_off(membership.user_id, at)
        audit.record(
            by=by,
            at=at,
            action="end-membership",
            subject_kind="user",
            subject_id=membership.user_id,
            reason=membership.role,
        )
    return membership


def close_account(*, user: User, by: Viewer, at: datetime) -> None:
    """Keep somebody out from now: no sign-in, and every session, link and token of theirs is dead.

    Raises NotTheirsToChange.
    """
    _refuse_unless_staffing(by)
    if user.pk == by.user_id:
        raise NotTheirsToChange
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False)
        _cut_off(user.pk, at)
        audit.record(by=by, at=at, action="close-account", subject_kind="user", subject_id=user.pk)


def create_token(
    *, name: str, scopes: Iterable[str], lasts_days: int, by: Viewer, at: datetime, team_id: UUID | None = None
) -> tuple[ApiToken, str]:
    """Make a token with which a program acts for `by`, and return it with its secret, which is not kept.

    One that sees referrals works at the desk of one team of theirs (`team_id`), and does nothing else.
    Raises ScopeNotTheirs when it would do more than `by` may give, or nothing, or outlast a year, and TeamMissing.
    """
    wanted = frozenset(scopes)
    if not wanted or not wanted <= frozenset(tokens.scopes_open_to(by)):
        raise ScopeNotTheirs
    at_a_desk = wanted & tokens.DESK_SCOPES
    if at_a_desk and at_a_desk != wanted:
        raise ScopeNotTheirs
    if at_a_desk and team_id not in by.team_ids:
        raise TeamMissing
    if not 1 <= lasts_days <= tokens.LONGEST_DAYS:
        raise ScopeNotTheirs
    secret = tokens.new_token()
    with transaction.atomic():
        token = ApiToken.objects.create(
            user_id=by.own_id,
            team_id=team_id if at_a_desk else None,
            name=name.strip(),
            prefix=secret[: tokens.PREFIX_LENGTH],
            secret_hash=tokens.hashed(secret),
            scopes=[scope.value for scope in tokens.Scope if scope in wanted],
            made_at=at,
            expires_at=at + timedelta(days=lasts_days),
        )
        audit.record(
            by=by,
            at=at,
            action="create-token",
            subject_kind="token",
            subject_id=token.pk,
            reason=", ".join(token.scopes),
        )
    return token, secret


def revoke_token(*, token_id: UUID, by: Viewer, at: datetime) -> None:
    """Stop a token of the viewer's at once. Raises TokenNotFound."""
    with transaction.atomic():
        found = ApiToken.objects.filter(pk=token_id, user_id=by.own_id, revoked_at=None)
        if not found.update(revoked_at=at):
            raise TokenNotFound
        audit.record(by=by, at=at, action="revoke-token", subject_kind="token", subject_id=token_id)


def _refuse_unless_staffing(by: Viewer) -> None:
    is_the_system = by.user_id is None and by.name == the_system(by.today).name
    if not is_the_system and not by.has_any(STAFFING_ROLES):
        raise NotTheirsToChange


def _cut_off(user_id: UUID, at: datetime) -> None:
    """End whatever still lets a user in, inside an action that writes the event."""
    BrowserSession.objects.filter(user_id=user_id).delete()
    SignInLink.objects.filter(user_id=user_id, used_at=None).update(used_at=at)
    ApiToken.objects.filter(user_id=user_id, revoked_at=None).update(revoked_at=at)
