"""What changes who may sign in."""

from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from lodestar.access import audit
from lodestar.access.models import Membership, Organisation, Team, User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer


class UserExists(Exception):
    """Somebody signs in with that e-mail address already."""


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

    Raises UserExists, NoSuchRole, or Django's ValidationError when the password is too weak.
    """
    try:
        wanted = Role(role)
    except ValueError as error:
        raise NoSuchRole(f"There is no role {role!r}. The roles are: {', '.join(Role)}.") from error
    if User.objects.filter(email=email.lower()).exists():
        raise UserExists(f"Somebody signs in as {email} already.")
    validate_password(password, User(email=email, name=name))
    with transaction.atomic():
        organisation, _ = Organisation.objects.get_or_create(name=organisation_name)
        team = Team.objects.get_or_create(organisation=organisation, name=team_name)[0] if team_name else None
        user = User.objects.create_user(email, password, name=name)
        Membership.objects.create(
            user=user, organisation=organisation, team=team, role=wanted, starts_on=by.today
        )
        audit.record(by=by, at=at, action="register-user", subject_kind="user", subject_id=user.pk)
    return user
