"""Stories that people tell: on their own page, one at a time, and beside the service that they are about.

What is taken back is gone at once. So no page with a story is kept by a browser or anything between, none carries a
mark that could be answered with "as before", and search engines are asked to keep none.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse

from lodestar.directory.stories import queries
from lodestar.directory.stories.models import PublishedStory
from lodestar.rules.storytelling import Place
from lodestar.web import doors, rendering
from lodestar.web.components import lists
from lodestar.web.components.stories import StoryCard, story_card
from lodestar.web.requests import Request


@dataclass(frozen=True, kw_only=True)
class StoriesPage:
    """All stories that anybody may read."""

    cards: tuple[StoryCard, ...]
    empty: lists.EmptyState | None


@dataclass(frozen=True, kw_only=True)
class StoryPage:
    """One story."""

    card: StoryCard


@doors.opens_to(doors.EVERYBODY)
def stories(request: Request) -> HttpResponse:
    """Show the stories that people let everybody read."""
    found = queries.stories(request.viewer, place=Place.STORIES)
    page = StoriesPage(
        cards=tuple(story_card(one) for one in found),
        empty=None
        if found
        else lists.EmptyState(
            title="No story is here now",
            words="People who were helped here can tell how it was. They choose the name, and may take it back.",
            action=lists.Link(words="Find support", url=reverse("public:finder")),
        ),
    )
    return not_kept(rendering.render(request, "public/stories.html", page))


@doors.opens_to(doors.EVERYBODY)
def story(request: Request, story_id: UUID) -> HttpResponse:
    """Show one story. Of one that was taken back nothing is known here, not even that it was."""
    found = queries.story(request.viewer, story_id=story_id)
    if found is None:
        raise Http404
    return not_kept(rendering.render(request, "public/story.html", StoryPage(card=story_card(found))))


def of_service(request: Request, service_id: UUID) -> tuple[StoryCard, ...]:
    """Return the stories to show on the page of a service."""
    found: list[PublishedStory] = queries.stories_of_service(request.viewer, service_id=service_id)
    return tuple(story_card(one, on_service_page=True) for one in found)


def not_kept(response: HttpResponse, *, for_robots: str = "noindex, noarchive") -> HttpResponse:
    """Return the response, marked so that nothing keeps a copy that would outlive the story."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = for_robots
    return response
