"""Stories that people let those read who plan and pay for help: words beside the figures."""

from dataclasses import dataclass

from django.http import HttpResponse

from lodestar.access.roles import FIGURES_ROLES
from lodestar.directory.stories import queries
from lodestar.rules.storytelling import Place
from lodestar.web.components.lists import EmptyState
from lodestar.web.components.stories import StoryCard, story_card
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True, kw_only=True)
class StoriesPage:
    """The stories, newest first; `empty` while there is none."""

    cards: tuple[StoryCard, ...]
    empty: EmptyState | None


@opens_to(FIGURES_ROLES)
def stories(request: Request) -> HttpResponse:
    """Show the stories that people chose to show to those who plan."""
    found = queries.stories(request.viewer, place=Place.PLANNERS)
    empty = EmptyState(
        title="No story is here now",
        words="People choose whether those who plan read their story. When somebody does, it stands here.",
    )
    page = StoriesPage(cards=tuple(story_card(one) for one in found), empty=None if found else empty)
    return render(request, "commissioning/stories.html", page)
