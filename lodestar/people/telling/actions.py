"""What happens with a story: it is begun, written on, helped with, and shown when its teller agrees.

Taking it back is `sharing.actions.withdraw_consent`: the database takes out what is shown.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.models import Consent, Person
from lodestar.people.queries import RecordNotFound
from lodestar.people.telling import queries
from lodestar.people.telling.models import Story, StoryShown, StoryText
from lodestar.people.telling.queries import StoryNotFound, StoryRow
from lodestar.rules import storytelling
from lodestar.rules.storytelling import Place

LONGEST_TITLE, LONGEST_NAME = 120, 60


class WordsMissing(ValueError):
    """A story has a title and words."""


class ChangedMeanwhile(ValueError):
    """Somebody wrote on it in the meantime. `now` is what stands there; nothing was changed."""

    def __init__(self, now: queries.Version) -> None:
        """Keep what stands there now, to show both."""
        super().__init__("The story was changed meanwhile.")
        self.now = now


class HelperUnknown(LookupError):
    """Nobody of that id can be asked to help with this story."""


class PlaceMissing(ValueError):
    """A story is shown somewhere; beside a service only where the service is named."""


class DayIsPast(ValueError):
    """The first day without it is not to come."""


class OwnNameShown(ValueError):
    """Another name, or none, was chosen, and the story says the person's own. `names`: as they stand in the name."""

    def __init__(self, names: tuple[str, ...]) -> None:
        """Keep the names, so that the teller finds them."""
        super().__init__("The story says the own name of its teller.")
        self.names = names


@dataclass(frozen=True)
class Agreed:
    """What a person agrees to: which version, under which name (empty: none), where, until the day before `ends_on`.

    `is_own_name` says that they want to tell it under their own name. `words` is what was put to them.
    """

    number: int
    told_as: str
    places: tuple[Place, ...]
    words: str
    service_id: UUID | None = None
    ends_on: date | None = None
    is_own_name: bool = False


def begin_story(*, title: str, words: str, by: Viewer, at: datetime, story_id: UUID | None = None) -> Story:
    """Begin a story of the viewer's own. Nobody else reads it. Raises RecordNotFound and WordsMissing."""
    with transaction.atomic():
        own = _own(by)
        story = Story.objects.create(**({"pk": story_id} if story_id else {}), person=own, begun_at=at)
        _write(story, number=1, title=title, words=words, by=by, at=at)
        audit.record(by=by, at=at, action="begin-story", **_event(own.pk, story.pk))
        return story


def write_story(*, story_id: UUID, seen: int, title: str, words: str, by: Viewer, at: datetime) -> StoryText:
    """Add a version to the viewer's own story, or to one that they were asked to help with.

    `seen` is the version that was on the screen. What is shown stays as it was agreed. Raises StoryNotFound,
    WordsMissing and ChangedMeanwhile.
    """
    with transaction.atomic():
        row = _own_or_helped(story_id, by)
        if row.newest.number != seen:
            raise ChangedMeanwhile(row.newest)
        story = Story.objects.get(pk=story_id)
        try:
            with transaction.atomic():
                text = _write(story, number=seen + 1, title=title, words=words, by=by, at=at)
        except IntegrityError as error:
            # Both pressed at one moment: the other one was first.
            raise ChangedMeanwhile(_own_or_helped(story_id, by).newest) from error
        audit.record(by=by, at=at, action="write-story", **_event(story.person_id, story.pk))
        return text


def choose_helper(*, story_id: UUID, helper_id: UUID | None, by: Viewer, at: datetime) -> None:
    """Let somebody help to write the viewer's own story, or nobody any more. They read it, and no record.

    Raises RecordNotFound, StoryNotFound and HelperUnknown.
    """
    with transaction.atomic():
        own = _own(by)
        queries.own_story(by, story_id=story_id)
        allowed = dict(queries.possible_helpers(by, person_id=own.pk))
        if helper_id is not None and helper_id not in allowed:
            raise HelperUnknown
        Story.objects.filter(pk=story_id, person=own).update(
            helper_id=helper_id, known_as=own.preferred_name if helper_id else ""
        )
        audit.record(by=by, at=at, action="choose-story-helper", **_event(own.pk, story_id))


def open_story(*, story_id: UUID, by: Viewer, at: datetime) -> StoryRow:
    """Return a story that the viewer was asked to help with, and write down that they read it.

    Raises StoryNotFound.
    """
    row = queries.story_to_help(by, story_id=story_id)
    audit.record(by=by, at=at, action="open-story", **_event(row.person_id, story_id))
    return row


def show_story(*, story_id: UUID, agreed: Agreed, by: Viewer, at: datetime) -> StoryShown:
    """Show one version of the viewer's own story from now, as they agreed; what was shown of it before stops.

    Only the person whose story it is does this. Raises RecordNotFound, StoryNotFound, PlaceMissing, DayIsPast, and
    OwnNameShown where the story says their name and they chose another, or none.
    """
    with transaction.atomic():
        own = _own(by)
        row = queries.own_story(by, story_id=story_id)
        text = next((one for one in row.versions if one.number == agreed.number), None)
        if text is None:
            raise StoryNotFound
        if not agreed.places or (Place.SERVICE in agreed.places) != (agreed.service_id is not None):
            raise PlaceMissing
        if agreed.ends_on is not None and agreed.ends_on <= by.today:
            raise DayIsPast
        said = _own_names_in(own, f"{text.title}\n{text.words}\n{agreed.told_as}")
        if said and not agreed.is_own_name:
            raise OwnNameShown(said)
        Consent.objects.filter(pk__in=[one.consent_id for one in row.showings if one.is_shown]).update(withdrawn_at=at)
        consent = Consent.objects.create(
            person=own,
            purpose=Consent.Purpose.STORY,
            life_areas=[],
            words=agreed.words,
            how=Consent.How.ONLINE,
            asked_by_id=by.own_id,
            given_at=at,
            ends_on=agreed.ends_on,
        )
        shown: StoryShown = StoryShown.objects.create(
            person=own,
            story_id=story_id,
            text_id=text.text_id,
            consent=consent,
            told_as=agreed.told_as.strip()[:LONGEST_NAME],
            places=[place.value for place in Place if place in agreed.places],
            service_id=agreed.service_id,
            shown_at=at,
        )
        audit.record(by=by, at=at, action="show-story", **_event(own.pk, story_id))
        return shown


def _own_names_in(own: Person, text: str) -> tuple[str, ...]:
    """Return which of a person's own names a text says."""
    return storytelling.names_in(text, names=(own.preferred_name, own.full_name))


def _own(by: Viewer) -> Person:
    own = people_queries.own_record(by)
    if own is None:
        raise RecordNotFound
    return own


def _own_or_helped(story_id: UUID, by: Viewer) -> StoryRow:
    try:
        return queries.own_story(by, story_id=story_id)
    except StoryNotFound:
        return queries.story_to_help(by, story_id=story_id)


def _write(story: Story, *, number: int, title: str, words: str, by: Viewer, at: datetime) -> StoryText:
    if not title.strip() or not words.strip():
        raise WordsMissing
    return StoryText.objects.create(
        person_id=story.person_id,
        story=story,
        number=number,
        title=title.strip()[:LONGEST_TITLE],
        words=words,
        written_by_id=by.own_id,
        written_at=at,
    )


def _event(person_id: UUID, story_id: UUID) -> dict[str, Any]:
    return {"person_id": person_id, "subject_kind": "story", "subject_id": story_id}
