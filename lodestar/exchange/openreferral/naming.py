"""Which source a feed or file is an edition of: its name, the slug that it is kept under, and where it came from."""

import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from django.utils.text import slugify

from lodestar.directory import import_runs
from lodestar.exchange.openreferral import reading


class NameRefused(Exception):
    """The source would be kept under a slug that is no slug, or another source's. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a source is kept under."""

    slug: str
    name: str
    address: str


def named(source: str, *, name: str | None) -> Named:
    """Return what a source is kept under: the source that `name` says, else the one of the same place.

    Raises NameRefused when the name has no slug, and when what is held under its slug is another source.
    """
    own = (name or source_name(source))[:200]
    slug = slug_of(own)
    if not slug:
        raise NameRefused(
            f"The name “{own}” has no letters or figures (a to z, 0 to 9) to keep the source under. "
            "Give it another with --name."
        )
    address = address_of(source)[:500]
    held = import_runs.held_source(slug=slug)
    if held is None:
        return Named(slug, own, address)
    if name is not None and name not in (held.name, slug):
        raise NameRefused(
            f'The names "{name}" and "{held.name}" are kept under the same {slug}. For an edition of what is held, '
            f'say --name "{held.name}"; else give another --name.'
        )
    if name is None and held.address != address:
        raise NameRefused(
            f'"{held.name}" is held already, and came from {held.address or "another place"}, not from {address}. '
            f'For an edition of it, say --name "{held.name}"; for a source of its own, give another --name.'
        )
    return Named(slug, held.name, address)


def source_name(source: str) -> str:
    """Return the name of a source that was given none: its host, or its file or folder."""
    if reading.is_address(source):
        return urllib.parse.urlsplit(source).hostname or "feed"
    path = Path(source).expanduser().resolve()
    return path.name if path.is_dir() else path.stem


def address_of(source: str) -> str:
    """Return where a source is, without password or key, and with no more of this machine than the last folder.

    The folder stays because many feeds are saved under one file name; a home folder bears a person's name.
    """
    if not reading.is_address(source):
        path = Path(source).expanduser().resolve()
        has_folder = path.parent.name and path.parent != Path.home()
        return f"{path.parent.name}/{path.name}" if has_folder else path.name
    parts = urllib.parse.urlsplit(source)
    port = f":{parts.port}" if parts.port else ""
    return urllib.parse.urlunsplit((parts.scheme, f"{parts.hostname}{port}", parts.path, "", ""))


def slug_of(name: str) -> str:
    """Return the slug that a source is kept under, empty if its name yields none; a dot is as good as a dash."""
    return slugify(name.replace(".", "-"))[:80].strip("-_")
