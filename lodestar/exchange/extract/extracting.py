"""`lodestar extract`: make an extract of this place and say what is in it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from lodestar.exchange.extract import manifest as manifests
from lodestar.exchange.extract import writer


def extracts_folder() -> Path:
    """Return the folder in which the place keeps its extracts."""
    return Path(settings.VAR) / "extracts"


def run_extract(*, at: datetime | None = None, progress: Callable[[str], None] = lambda line: None) -> str:
    """Make an extract and return its report, one line for each table. Raises writer.ExtractRefused."""
    made = writer.make_extract(
        extracts=extracts_folder(),
        at=at or timezone.now(),
        told=lambda table, rows: progress(f"{table}: {rows:,} rows"),
    )
    return report(made)


def report(made: manifests.Manifest) -> str:
    """Return what an extract holds, in words."""
    lines = [f"{entry.table}: {entry.rows:,} rows in {entry.file}" for entry in made.files]
    return "\n".join([f"Extract {made.extract_id}", *lines])
