"""The conversation that follows a check-in with DIALOG: up to three areas, four short notes each, and actions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.outcomes import queries
from lodestar.outcomes.answering import QuestionNotAsked
from lodestar.outcomes.models import CheckIn, TalkedArea
from lodestar.rules import instruments

# Three at a time: more is a list, and no longer a conversation.  Source: domain facts §2.3.
AREAS_AT_MOST = 3
DIALOG = "dialog"


class TooManyAreas(ValueError):
    """Three areas are chosen already. Finish with one of them, and take this one up next time."""


class ActionMissing(ValueError):
    """Something agreed says what, and who where it is somebody else."""


class ChangedMeanwhile(ValueError):
    """Somebody else wrote to this area in the meantime. `now` is what stands there; nothing was changed."""

    def __init__(self, now: TalkedArea) -> None:
        """Keep what stands there now, to show both."""
        super().__init__("The notes were changed meanwhile.")
        self.now = now


@dataclass(frozen=True)
class AreaNotes:
    """The four short notes on one area."""

    understanding: str = ""
    strengths: str = ""
    looking_forward: str = ""
    options: str = ""


def write_area(check_in: CheckIn, item: int, notes: AreaNotes, *, seen_version: int, at: datetime) -> TalkedArea:
    """Write the notes of one area, for the action that holds the check-in locked.

    Raises QuestionNotAsked, TooManyAreas and ChangedMeanwhile.
    """
    row = instruments.instrument(DIALOG, on=at.date())
    if DIALOG not in check_in.instruments or not 1 <= item <= row.items:
        raise QuestionNotAsked
    known: TalkedArea | None = TalkedArea.objects.filter(check_in=check_in, item=item).first()
    if known is None and TalkedArea.objects.filter(check_in=check_in).count() >= AREAS_AT_MOST:
        raise TooManyAreas
    if (known.version if known else 0) != seen_version:
        if known is None:
            raise queries.CheckInNotFound
        raise ChangedMeanwhile(known)
    area = known or TalkedArea(person_id=check_in.person_id, check_in=check_in, item=item, version=0)
    area.understanding = notes.understanding.strip()
    area.strengths = notes.strengths.strip()
    area.looking_forward = notes.looking_forward.strip()
    area.options = notes.options.strip()
    area.written_at, area.version = at, area.version + 1
    area.save()
    return area


def area_seen(viewer: Viewer, *, talked_area_id: UUID) -> TalkedArea:
    """Return one area of a conversation that the viewer may see. Raises CheckInNotFound (outcomes.queries)."""
    found: TalkedArea | None = (
        TalkedArea.objects.visible_to(viewer).filter(pk=talked_area_id).select_related("check_in").first()
    )
    if found is None:
        raise queries.CheckInNotFound
    return found
