"""Putting a text of a record right: the rows of it, for the actions that write the event."""

from datetime import datetime
from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.people.voice.models import Correction


class ReasonMissing(ValueError):
    """A correction says why, so that whoever read the old words understands."""


class NothingChanged(ValueError):
    """The new words are the old ones."""


class ChangedMeanwhile(ValueError):
    """Somebody else put it right in the meantime. `now` is what stands there; nothing was changed."""

    def __init__(self, now: str) -> None:
        """Keep the words that stand there now, to show both."""
        super().__init__("The words were changed meanwhile.")
        self.now = now


def write_correction(
    *,
    person_id: UUID,
    life_area: str,
    subject_kind: str,
    subject_id: UUID,
    text: str,
    seen: str,
    before: str,
    after: str,
    reason: str,
    by: Viewer,
    at: datetime,
) -> Correction:
    """Add the row of a correction; the caller holds the lock and changes the text.

    `seen` is what the writer had before their eyes. Raises ReasonMissing, NothingChanged and ChangedMeanwhile.
    """
    if _plain(seen) != _plain(before):
        raise ChangedMeanwhile(before)
    if _plain(after) == _plain(before):
        raise NothingChanged
    if not reason.strip():
        raise ReasonMissing
    return Correction.objects.create(
        person_id=person_id,
        life_area=life_area,
        subject_kind=subject_kind,
        subject_id=subject_id,
        text=text,
        before=before,
        after=after.strip(),
        reason=reason.strip(),
        corrected_by_id=by.own_id,
        corrected_at=at,
    )


def _plain(words: str) -> str:
    # A browser sends line breaks its own way; that is no change.
    return words.replace("\r\n", "\n").strip()
