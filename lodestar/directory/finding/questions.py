"""Reads of the ways to say things: the place's own, as the search uses them, and all of them for who keeps them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.directory.finding.models import PlainQuestion
from lodestar.rules import thesaurus
from lodestar.rules.life_areas import LifeArea
from lodestar.rules.thesaurus import Entry

KEEPERS = frozenset({Role.PLACE_LEAD, Role.INFORMATION_LEAD, Role.ADMINISTRATOR})


class QuestionNotFound(LookupError):
    """There is no such entry, or the viewer does not keep the directory's words."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of an entry of the place, with who wrote it and when."""

    entry_id: UUID
    version: int
    entry: Entry
    is_withdrawn: bool
    said_by_name: str
    said_at: datetime


def own_entries() -> tuple[Entry, ...]:
    """Return the place's own entries as they stand. One query, for everybody: they say nothing of anybody."""
    rows = PlainQuestion.objects.order_by("entry", "-version").distinct("entry")
    return tuple(_entry(row) for row in rows if not row.is_withdrawn)


def shipped_entries(viewer: Viewer) -> tuple[Entry, ...]:
    """Return the entries that come with Lodestar."""
    return thesaurus.all_entries() if viewer.has_any(KEEPERS) else ()


def kept_questions(viewer: Viewer) -> list[Version]:
    """Return the newest version of every entry of the place, those that were withdrawn last. One query."""
    if not viewer.has_any(KEEPERS):
        return []
    rows = PlainQuestion.objects.select_related("said_by").order_by("entry", "-version").distinct("entry")
    return sorted(map(_version, rows), key=lambda one: (one.is_withdrawn, one.entry.says[0].lower()))


def question_history(viewer: Viewer, *, entry_id: UUID) -> list[Version]:
    """Return every version of an entry, the newest first. Raises QuestionNotFound. One query."""
    rows = PlainQuestion.objects.filter(entry=entry_id).select_related("said_by").order_by("-version")
    found = [_version(row) for row in rows] if viewer.has_any(KEEPERS) else []
    if not found:
        raise QuestionNotFound
    return found


def _version(row: PlainQuestion) -> Version:
    return Version(
        entry_id=row.entry,
        version=row.version,
        entry=_entry(row),
        is_withdrawn=row.is_withdrawn,
        said_by_name=row.said_by.name if row.said_by else "",
        said_at=row.said_at,
    )


def _entry(row: PlainQuestion) -> Entry:
    return Entry(
        says=tuple(row.says),
        search=tuple(row.search),
        life_areas=tuple(LifeArea(slug) for slug in row.life_areas),
        is_urgent=row.is_urgent,
    )
