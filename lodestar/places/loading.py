"""What `lodestar places …` on the command line runs: the loaders, with progress, time and a summary."""

import json
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from lodestar.access.actions import the_system
from lodestar.places import actions, boundaries, copying, hierarchy, postcode_directory

Say = Callable[[str], None]

BoundariesRefused = boundaries.BoundariesRefused


class PostcodesRefused(Exception):
    """The postcodes could not be loaded; the message says why and how to mend it."""


class AreasRefused(Exception):
    """The areas could not be loaded or drawn; the message says why and how to mend it."""


def run_load_areas(path: Path, *, progress: Say) -> str:
    """Load the areas that a TOML file declares, and draw its neighbourhoods; return a summary.

    Raises AreasRefused.
    """
    by, at = the_system(timezone.localdate()), timezone.now()
    try:
        areas = hierarchy.read_hierarchy(path)
        loaded = actions.load_areas(areas=areas, by=by, at=at)
        if not hierarchy.neighbourhoods_by_sector(areas=areas):
            return f"{loaded} areas."
        progress("Drawing neighbourhoods from the points of their postcodes…")
        made = actions.make_neighbourhoods(areas=areas, by=by, at=at)
    except (
        hierarchy.HierarchyRefused,
        actions.PostcodesMissing,
        postcode_directory.PostcodeDirectoryMissing,
        tomllib.TOMLDecodeError,
    ) as error:
        raise AreasRefused(str(error)) from error
    return (
        f"{loaded} areas; {made.neighbourhoods} neighbourhoods drawn; "
        f"{made.postcodes_moved:,} postcodes changed theirs."
    )


def run_load_postcodes(*, local_authorities: list[str], all_england: bool, progress: Say) -> str:
    """Load postcodes for these local authorities, or for all England; return a summary in lines.

    Raises PostcodesRefused.
    """
    started = time.perf_counter()
    wanted = None if all_england else frozenset(code.upper() for code in local_authorities)
    try:
        loaded = actions.load_postcodes(
            local_authority_codes=wanted,
            by=the_system(timezone.localdate()),
            at=timezone.now(),
            progress=progress,
        )
    except (actions.NoSuchAuthority, postcode_directory.PostcodeDirectoryMissing) as error:
        raise PostcodesRefused(str(error)) from error
    return "\n".join(
        [
            _line("postcodes", loaded.postcodes),
            _line("sectors", loaded.sectors),
            _line("outward codes", loaded.outcodes),
            f"in {time.perf_counter() - started:.1f} seconds",
        ]
    )


def run_load_boundaries(path: Path) -> str:
    """Load a place's own neighbourhood shapes from a GeoJSON file; return a summary.

    Raises BoundariesRefused.
    """
    try:
        collection = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BoundariesRefused(f"{path.name} is not JSON.") from error
    if not isinstance(collection, dict):
        raise BoundariesRefused("The file is to hold a GeoJSON FeatureCollection.")
    made = actions.load_boundaries(collection=collection, by=the_system(timezone.localdate()), at=timezone.now())
    return f"{made.neighbourhoods} neighbourhoods; {made.postcodes_moved:,} postcodes changed theirs."


def _line(what: str, merged: copying.Merged) -> str:
    unchanged = merged.read - merged.created - merged.updated
    return (
        f"{what}: {merged.read:,} read, {merged.created:,} created, {merged.updated:,} updated, {unchanged:,} unchanged"
    )
