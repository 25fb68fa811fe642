"""Stories for tests, with what their tellers agreed to."""

from datetime import UTC, date, datetime
from typing import Any

from lodestar.access.models import User
from lodestar.people.models import Consent, Person
from lodestar.people.telling.models import Story, StoryShown, StoryText
from tests.factories import people as make
from tests.roles import as_owner

THEN = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)
WORDS = "The walks by the sea kept me going."


def story(person: Person, *, helper: User | None = None, words: str = WORDS) -> Story:
    """A story with one version, which its person wrote."""
    with as_owner():
        made = Story.objects.create(
            person=person, helper=helper, known_as=person.preferred_name if helper else "", begun_at=THEN
        )
        StoryText.objects.create(
            person=person, story=made, number=1, title="By the sea", words=words,
            written_by=person.user or make.worker(), written_at=THEN,
        )  # fmt: skip
    return made


def shown(story: Story, *, ends_on: date | None = None, **fields: Any) -> StoryShown:
    """The first version, shown to everybody as Marina, unless the fields say otherwise."""
    with as_owner():
        consent = Consent.objects.create(
            person_id=story.person_id, purpose="story", life_areas=[], words="Show my story", how="online",
            asked_by=story.person.user or make.worker(), given_at=THEN, ends_on=ends_on,
        )  # fmt: skip
        return StoryShown.objects.create(
            person_id=story.person_id, story=story, text=story.texts.get(number=1), consent=consent, shown_at=THEN,
            **{"told_as": "Marina", "places": ["stories", "planners"], **fields},
        )  # fmt: skip
