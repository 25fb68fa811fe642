"""A story as a card: the same for everybody, for the page of a service, and for those who plan."""

from dataclasses import dataclass

from django.urls import reverse

from lodestar.directory.stories.models import PublishedStory
from lodestar.rules.storytelling import Place
from lodestar.web.components.lists import Link


@dataclass(frozen=True, kw_only=True)
class StoryCard:
    """One story: title, words, who tells it, since when. `url` is empty where it has no page of its own."""

    title: str
    words: str
    told: str
    url: str
    service: Link | None


def story_card(story: PublishedStory, *, on_service_page: bool = False) -> StoryCard:
    """Return the card of a story; on the page of its service the service is not named again."""
    service = None
    if story.service is not None and not on_service_page:
        service = Link(words=story.service.name, url=reverse("public:service", kwargs={"service_id": story.service_id}))
    has_page = Place.STORIES in story.places or Place.SERVICE in story.places
    told_by = f"Told by {story.told_as}" if story.told_as else "Told without a name"
    return StoryCard(
        title=story.title,
        words=story.words,
        told=f"{told_by}, {story.shown_on:%B %Y}",
        url=reverse("public:story", kwargs={"story_id": story.pk}) if has_page else "",
        service=service,
    )
