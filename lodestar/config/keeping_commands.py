"""Commands that keep records safe: backups, the sealed copy for when the computers are down, second records."""

import os
import sys
from pathlib import Path
from uuid import UUID

import click

from lodestar.config.starting import ready, refuse, say

# --- backups ---------------------------------------------------------------------------------------------


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything to FILE, with a fingerprint of every row. It never overwrites."""
    ready()
    from lodestar.config import backups

    try:
        click.echo(backups.back_up(file, progress=say))
    except backups.BackupRefused as error:
        refuse(str(error))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--verify", is_flag=True, help="Restore a copy beside, compare row for row, and remove it.")
@click.option("--into", default="", help="Address of an empty database to restore into, like postgresql://…")
def restore(file: Path, verify: bool, into: str) -> None:
    """Restore FILE into an empty database, or only prove that it can be restored. Compares row for row."""
    if bool(into) == verify:
        raise click.UsageError("Say which: --verify, or --into ADDRESS.")
    ready()
    from lodestar.config import backups

    try:
        check = backups.verify(file, progress=say) if verify else backups.restore(file, into=into, progress=say)
    except backups.BackupRefused as error:
        refuse(str(error))
    else:
        click.echo(check.as_text())
        if not check.is_same:
            sys.exit(1)


# --- continuity ------------------------------------------------------------------------------------------


def pack_secret() -> str:
    """Return the secret that teams' passphrases are made from; the demo has its own."""
    from django.conf import settings

    demo: str = settings.SECRET_KEY if settings.IS_DEMO else ""
    return os.environ.get("LODESTAR_PACK_SECRET", demo)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def pack(folder: Path) -> None:
    """Write one sealed page for each team into FOLDER, to be read when the computers are down. Run it nightly."""
    ready()
    from django.utils import timezone

    from lodestar.exchange.pack import packing, sealing

    try:
        now = timezone.now()
        click.echo(packing.run_pack(folder, secret=pack_secret(), on=timezone.localdate(now), at=now, progress=say))
    except sealing.SecretTooShort as error:
        refuse(str(error))


@click.command("pack-passphrase")
@click.argument("team_id", type=click.UUID)
def pack_passphrase(team_id: UUID) -> None:
    """Print the passphrase that opens the packs of one team, to be kept on paper by its duty manager."""
    ready()
    from lodestar.exchange.pack import sealing

    try:
        click.echo(sealing.passphrase_for(secret=pack_secret(), team_id=str(team_id)))
    except sealing.SecretTooShort as error:
        refuse(str(error))


@click.command("pack-open")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--passphrase", prompt=True, hide_input=True, help="Six groups of four.")
def pack_open(file: Path, passphrase: str) -> None:
    """Print what a sealed page holds. It needs no database."""
    from lodestar.exchange.pack import packing, sealing

    try:
        click.echo(packing.open_pack(file, passphrase=passphrase))
    except (sealing.NotAPack, sealing.WrongPassphrase) as error:
        refuse(str(error))


# --- second records --------------------------------------------------------------------------------------


@click.command("find-duplicates")
def find_duplicates() -> None:
    """Compare records that nobody has compared yet, for the information lead to look at. Run it nightly."""
    ready()
    from django.db import transaction
    from django.utils import timezone

    from lodestar.access import row_security
    from lodestar.access.viewers import Viewer
    from lodestar.people.stewardship import actions, queries

    viewer = Viewer(user_id=None, today=timezone.localdate(), name="Lodestar", roles=actions.STEWARDS)
    added, is_done = 0, False
    while not is_done:
        with transaction.atomic():
            row_security.set_viewer(viewer)
            added += actions.find_duplicates(by=viewer, at=timezone.now(), most=1_000)
            is_done = not queries.not_compared(viewer, most=1)
    click.echo(f"{added} pairs of records may be one person's each.")


COMMANDS = (backup, restore, pack, pack_passphrase, pack_open, find_duplicates)
