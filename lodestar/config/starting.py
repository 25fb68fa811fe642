"""What every command begins with: Django set up, the embedded server running, and how it speaks."""

import os
from pathlib import Path
from typing import NoReturn

import click

ROOT = Path(__file__).resolve().parents[2]


def ready(*, demo: bool = False) -> None:
    """Set Django up, and start the embedded database where no other one is named."""
    has_own_server = "DATABASE_URL" in os.environ
    if demo or not (has_own_server or "SECRET_KEY" in os.environ):
        os.environ["LODESTAR_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lodestar.config.settings")
    if not has_own_server:
        from lodestar.config import embedded

        embedded.start(Path(os.environ.get("LODESTAR_VAR", ROOT / "var")), keep=False)
    import django

    django.setup()


def say(line: str) -> None:
    """Show a line of progress; results go to standard output, progress to standard error."""
    click.echo(line, err=True)


def refuse(reason: str) -> NoReturn:
    """End with code 1 and a sentence that says how to mend it."""
    raise click.ClickException(reason)
