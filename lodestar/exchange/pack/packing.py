"""`lodestar pack`: one sealed page for each team, and opening one without a browser."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from lodestar.exchange.pack import gathering, sealing


def run_pack(folder: Path, *, secret: str, on: date, at: datetime, progress: Callable[[str], None]) -> str:
    """Write one sealed page for each team that supports people, over last night's. Returns a line to read.

    Raises sealing.SecretTooShort before anything is written.
    """
    sealing.passphrase_for(secret=secret, team_id="")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    teams = gathering.teams_with_casework(on=on)
    for team in teams:
        pack = gathering.gather(team=team, on=on, at=at, said=_said)
        passphrase = sealing.passphrase_for(secret=secret, team_id=str(team.pk))
        page = sealing.sealed_page(pack.as_json_values(), passphrase=passphrase)
        # Whole or not at all: a page that is half written opens nothing on the night it is needed.
        part = folder / f"{team.pk}.part"
        part.touch(mode=0o600)
        part.write_text(page, encoding="utf-8")
        part.replace(folder / f"{team.pk}.html")
        progress(f"{team.name}: {sum(len(worker.people) for worker in pack.workers)} people")
    return f"{len(teams)} packs are in {folder}."


def open_pack(file: Path, *, passphrase: str) -> str:
    """Return a pack as text, for a machine without a browser. Raises NotAPack and WrongPassphrase."""
    return "\n".join(_lines(sealing.opened(file.read_text(encoding="utf-8"), passphrase=passphrase)))


def _said(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _lines(held: object, name: str = "", depth: int = 0) -> list[str]:
    indent = "  " * depth
    label = f"{indent}{name.replace('_', ' ')}"
    if isinstance(held, dict):
        inner = [line for key, value in held.items() for line in _lines(value, key, depth + bool(name))]
        return [label, *inner] if name else inner
    if isinstance(held, list):
        if all(not isinstance(one, dict) for one in held):
            return [f"{label}: {', '.join(_flat(one) for one in held)}"] if held else []
        return [label, *(line for one in held for line in ["", *_lines(one, "", depth + 1)])]
    return [f"{label}: {held}"] if held not in ("", False, 0) else []


def _flat(one: object) -> str:
    return " ".join(str(part) for part in one if part) if isinstance(one, list) else str(one)
