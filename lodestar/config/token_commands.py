"""Commands for tokens of programs: made, listed and ended from the command line."""

from typing import TYPE_CHECKING

import click

from lodestar.config.starting import ready, refuse

if TYPE_CHECKING:
    from lodestar.access.viewers import Viewer


@click.group()
def token() -> None:
    """Tokens with which programs act for somebody who works here."""


@token.command("create")
@click.argument("email")
@click.option("--name", required=True, help="What it is for, like Case system of Anchor House.")
@click.option("--scope", "scopes", multiple=True, required=True, help="Slug of what it may do; may be repeated.")
@click.option("--team", default="", help="Name of their team whose desk it opens; for referrals.")
@click.option("--days", default=90, show_default=True, help="It ends after so many days, a year at most.")
def create_token(email: str, name: str, scopes: tuple[str, ...], team: str, days: int) -> None:
    """Make a token for somebody, and print it once. It is kept as a hash only."""
    ready()
    from django.db import transaction
    from django.utils import timezone

    from lodestar.access import actions, queries, row_security, tokens

    viewer = _whoever(email)
    teams = {known: team_id for team_id, known in queries.teams_of(viewer).items()}
    if team and team not in teams:
        refuse(f"{email} is in no team of that name. Theirs: {', '.join(teams) or 'none'}.")
    try:
        with transaction.atomic():
            row_security.set_viewer(viewer)
            made, secret = actions.create_token(
                name=name, scopes=scopes, lasts_days=days, team_id=teams.get(team), by=viewer, at=timezone.now()
            )
    except actions.TeamMissing:
        refuse(f"Say which desk it opens, with --team. Theirs: {', '.join(teams) or 'none'}.")
    except actions.ScopeNotTheirs:
        open_to = ", ".join(tokens.scopes_open_to(viewer)) or "none"
        refuse(f"Not theirs to give, or for longer than a year. Scopes that they can give: {open_to}.")
    click.echo(f"Until {made.expires_at:%Y-%m-%d}, shown once:\n{secret}")


@token.command("list")
@click.argument("email")
def list_tokens(email: str) -> None:
    """List somebody's tokens by their first letters, newest first."""
    ready()
    from django.utils import timezone

    from lodestar.access import queries

    now = timezone.now()
    for one in queries.tokens_of(_whoever(email)):
        state = "ended" if one.revoked_at else "expired" if one.expires_at <= now else "works"
        desk = f" at {one.team.name}" if one.team else ""
        used = f"last used {one.last_used_on}" if one.last_used_on else "never used"
        click.echo(f"{one.prefix}  {state}, until {one.expires_at:%Y-%m-%d}, {used}: {', '.join(one.scopes)}{desk}")


@token.command("end")
@click.argument("email")
@click.argument("prefix")
def end_token(email: str, prefix: str) -> None:
    """End the token of somebody's that begins with PREFIX, at once."""
    ready()
    from django.db import transaction
    from django.utils import timezone

    from lodestar.access import actions, queries, row_security

    viewer = _whoever(email)
    found = [one for one in queries.tokens_of(viewer) if one.prefix == prefix and one.revoked_at is None]
    if not found:
        refuse(f"{email} has no such token that works. See: lodestar token list {email}")
    with transaction.atomic():
        row_security.set_viewer(viewer)
        actions.revoke_token(token_id=found[0].pk, by=viewer, at=timezone.now())
    click.echo(f"{prefix} opens nothing from now.")


def _whoever(email: str) -> "Viewer":
    """Return whoever signs in with an address, as the trail names somebody at the command line."""
    from dataclasses import replace

    from django.utils import timezone

    from lodestar.access import queries, tokens
    from lodestar.access.models import User

    viewer = queries.viewer_for(User.objects.filter(email=email.lower()).first(), today=timezone.localdate())
    if not viewer.is_signed_in:
        refuse(f"Nobody works here as {email}.")
    return replace(viewer, name=f"{viewer.name} (command line)"[: tokens.NAME_LENGTH])


COMMANDS = (token,)
