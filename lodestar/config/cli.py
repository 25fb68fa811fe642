"""`lodestar` on the command line. Exit codes: 0 done, 1 refused or failed, 2 used wrongly."""

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lodestar.config import directory_commands, feed_commands, keeping_commands, referral_commands, token_commands
from lodestar.config.starting import ROOT, ready, refuse, say

if TYPE_CHECKING:
    from lodestar.access.models import User


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Lodestar: one plan, one directory and one honest set of figures for a town's mental-health support."""


def as_date(context: click.Context, parameter: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


DATE = click.DateTime(formats=["%Y-%m-%d"])


# --- the place -------------------------------------------------------------------------------------------


@main.command()
@click.option("--port", default=8000, show_default=True, help="Port on this machine's loopback address.")
@click.option("--reset", is_flag=True, help="Throw the demo place away and make it afresh.")
@click.option("--no-serve", is_flag=True, help="Make the demo place and stop.")
@click.option("--people", default=600, show_default=True, help="How many people to invent.")
def demo(port: int, reset: bool, no_serve: bool, people: int) -> None:
    """Make Harbourne Bay, an invented place, and serve it to this machine."""
    from lodestar.config import embedded

    if reset:
        say("Removing the demo place…")
        embedded.remove(Path(os.environ.get("LODESTAR_VAR", ROOT / "var")))
    ready(demo=True)
    from django.utils import timezone

    from lodestar.config import migrating, serving
    from lodestar.demo import loading, sign_ins

    migrating.migrate(say)
    if not loading.is_loaded():
        loading.load_demo(on=timezone.localdate(), people=people, progress=say)
    serving.collect_static(say)
    click.echo(sign_ins.invitation(address=f"http://127.0.0.1:{port}/"))
    if not no_serve:
        serving.serve(bind=f"127.0.0.1:{port}")


@main.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port.")
@click.option("--workers", default=2, show_default=True)
def serve(bind: str, workers: int) -> None:
    """Serve the place. The demo is refused on anything but loopback."""
    ready()
    from lodestar.config import serving

    try:
        serving.refuse_other_machines(bind)
        serving.collect_static(say)
        serving.load_pages()
        serving.serve(bind=bind, workers=workers)
    except serving.NotOnLoopback as error:
        refuse(str(error))


@main.command()
def migrate() -> None:
    """Bring the database to this version, as its owner."""
    ready()
    from lodestar.config import migrating

    migrating.migrate(say)


@main.command("check-deploy")
def check_deploy() -> None:
    """Run Django's deployment checks and ours, and say what stands in the way of service."""
    ready()
    from lodestar.config import deployment

    faults = deployment.faults()
    for fault in faults:
        click.echo(f"- {fault}")
    if faults:
        refuse(f"{len(faults)} to mend before this serves anybody.")
    click.echo("Nothing stands in the way.")


# --- users -----------------------------------------------------------------------------------------------


@main.group()
def user() -> None:
    """People who sign in."""


@user.command("create")
@click.argument("email")
@click.option("--name", required=True, help="As they like to be called.")
@click.option("--organisation", required=True, help="Name of their organisation; made if it is new.")
@click.option("--team", default="", help="Name of their team; made if it is new.")
@click.option("--role", required=True, help="Slug of their role, like navigator.")
@click.password_option(help="At least 12 characters.")
def create_user(email: str, name: str, organisation: str, team: str, role: str, password: str) -> None:
    """Let somebody sign in, with one role in one organisation."""
    ready()
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from lodestar.access import actions

    try:
        actions.register_user(
            email=email,
            name=name,
            organisation_name=organisation,
            team_name=team,
            role=role,
            password=password,
            by=actions.the_system(timezone.localdate()),
            at=timezone.now(),
        )
    except (actions.UserExists, actions.NoSuchRole) as error:
        refuse(str(error))
    except ValidationError as error:
        refuse(" ".join(error.messages))
    click.echo(f"{email} can sign in.")


@user.command("close")
@click.argument("email")
def close_user(email: str) -> None:
    """Keep somebody out from now: their sessions, links and tokens end at once."""
    ready()
    from django.utils import timezone

    from lodestar.access import actions

    actions.close_account(user=_user_with(email), by=actions.the_system(timezone.localdate()), at=timezone.now())
    click.echo(f"{email} is out.")


@user.command("reset-second-step")
@click.argument("email")
def reset_second_step(email: str) -> None:
    """Take away the passkeys, app and codes of somebody who lost theirs, after you made sure who asks."""
    ready()
    from django.utils import timezone

    from lodestar.access import actions

    actions.reset_second_step(user=_user_with(email), by=actions.the_system(timezone.localdate()), at=timezone.now())
    click.echo(f"{email} sets up a new second step when they next sign in.")


def _user_with(email: str) -> "User":
    from lodestar.access.models import User

    found = User.objects.filter(email=email.lower()).first()
    if found is None:
        refuse(f"Nobody signs in as {email}.")
    return found


# --- the directory ---------------------------------------------------------------------------------------


@main.group()
def directory() -> None:
    """The directory of services."""


@directory.command("import")
@click.argument("source", required=False)
@click.option("--due", is_flag=True, help="Read every feed that is followed and due; for a daily clock.")
@click.option("--name", help="Name of the source; the same name updates what was read before.")
@click.option("--mapping", type=click.Path(path_type=Path), help="TOML file that says what the columns are.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--quarantine", type=click.Path(path_type=Path), help="File for the rows that could not be taken.")
@click.option("--retire-many", is_flag=True, help="Let an edition retire more than half of what is held.")
def import_directory(
    source: str | None,
    due: bool,
    name: str | None,
    mapping: Path | None,
    dry_run: bool,
    quarantine: Path | None,
    retire_many: bool,
) -> None:
    """Read SOURCE, a file, folder, zip or web address, in any format that we know; or every feed that is due."""
    if due == bool(source):
        raise click.UsageError("Say which: a SOURCE, or --due.")
    ready()
    if source is None:
        feed_commands.import_due()
        return
    from lodestar.exchange.openreferral import importing

    try:
        report = importing.run_import(
            source,
            name=name,
            mapping=mapping,
            dry_run=dry_run,
            quarantine_file=quarantine,
            may_retire_many=retire_many,
            progress=say,
        )
    except importing.ImportRefused as error:
        refuse(str(error))
    else:
        click.echo(report.as_text())


directory.add_command(feed_commands.follow)
directory.add_command(feed_commands.let_go)
directory.add_command(feed_commands.find_doubles)


@directory.command("check")
@click.argument("source")
@click.option("--mapping", type=click.Path(path_type=Path), help="TOML file that says what the columns are.")
def check_directory(source: str, mapping: Path | None) -> None:
    """Read SOURCE, say its format and what is wrong with it, and change nothing."""
    ready()
    from lodestar.exchange.openreferral import checking, importing

    try:
        report = checking.run_check(source, mapping=mapping, progress=say)
    except importing.ImportRefused as error:
        refuse(str(error))
    else:
        click.echo(report.as_text())
        if report.has_faults:
            sys.exit(1)


# --- places ----------------------------------------------------------------------------------------------


@main.group()
def places() -> None:
    """Postcodes and the shapes of neighbourhoods."""


@places.command("load-postcodes")
@click.option("--authority", "authorities", multiple=True, help="ONS code of a local authority; may be repeated.")
@click.option("--all", "all_england", is_flag=True, help="The whole country.")
def load_postcodes(authorities: tuple[str, ...], all_england: bool) -> None:
    """Load postcodes with their points, for some local authorities or for all of them."""
    if bool(authorities) == all_england:
        raise click.UsageError("Say which: --authority E08000009, or --all.")
    ready()
    from lodestar.places import loading

    try:
        click.echo(
            loading.run_load_postcodes(local_authorities=list(authorities), all_england=all_england, progress=say)
        )
    except loading.PostcodesRefused as error:
        refuse(str(error))


@places.command("load-areas")
@click.argument("areas", type=click.Path(exists=True, path_type=Path))
def load_areas(areas: Path) -> None:
    """Load the areas that a TOML file declares, and draw its neighbourhoods from their postcodes."""
    ready()
    from lodestar.places import loading

    try:
        click.echo(loading.run_load_areas(areas, progress=say))
    except loading.AreasRefused as error:
        refuse(str(error))


@places.command("load-boundaries")
@click.argument("geojson", type=click.Path(exists=True, path_type=Path))
def load_boundaries(geojson: Path) -> None:
    """Load the place's own neighbourhood shapes from a GeoJSON file."""
    ready()
    from lodestar.places import loading

    try:
        click.echo(loading.run_load_boundaries(geojson))
    except loading.BoundariesRefused as error:
        refuse(str(error))


# --- figures ---------------------------------------------------------------------------------------------


@main.command()
def extract() -> None:
    """Write the pseudonymised tables that figures are made from."""
    ready()
    from lodestar.exchange.extract import extracting

    click.echo(extracting.run_extract(progress=say))


@main.group()
def indicators() -> None:
    """The figures that the place publishes."""


@indicators.command("run")
@click.argument("slugs", nargs=-1)
@click.option("--extract", "extract_id", help="Which extract; the newest if not said.")
@click.option("--from", "period_from", type=DATE, callback=as_date, help="First day of the period.")
@click.option("--to", "period_to", type=DATE, callback=as_date, help="First day after the period.")
def run_indicators(
    slugs: tuple[str, ...], extract_id: str | None, period_from: date | None, period_to: date | None
) -> None:
    """Work the indicators out from an extract, hide small numbers, and publish them."""
    ready()
    from lodestar.exchange import pipeline

    try:
        click.echo(
            pipeline.run_indicators(
                slugs=slugs, extract_id=extract_id, period_from=period_from, period_to=period_to, progress=say
            )
        )
    except pipeline.RunRefused as error:
        refuse(str(error))


for command in (*keeping_commands.COMMANDS, *referral_commands.COMMANDS, *token_commands.COMMANDS):
    main.add_command(command)
for command in directory_commands.COMMANDS:
    directory.add_command(command)
