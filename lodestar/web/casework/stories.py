"""Stories that somebody asked the viewer to help to write. Only the person lets a story be shown."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES, Role
from lodestar.people.telling import actions, queries
from lodestar.people.telling.actions import ChangedMeanwhile
from lodestar.people.telling.queries import StoryNotFound
from lodestar.web import filters
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import EmptyState, Link
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

HELPERS = CASEWORK_ROLES | DESK_ROLES | {Role.LIVED_EXPERIENCE_PARTNER}
LONGEST_STORY = 6_000


class StoryForm(PageForm):
    """A story that is somebody else's. `seen` is the version that was on the screen."""

    seen = fields.HiddenField(required=False)
    title = fields.TextField(
        label="What it is called",
        missing="Give it a name",
        max_length=120,
        error_messages={"max_length": "Use 120 letters or fewer"},
    )
    words = fields.LongTextField(
        label="The story",
        hint="It is theirs: keep their words wherever you can.",
        missing="Write the story",
        most_characters=LONGEST_STORY,
        rows=14,
    )


@dataclass(frozen=True)
class StoryLine:
    """One story to help with."""

    link: Link
    said: str


@dataclass(frozen=True)
class StoriesPage:
    """Every story that the viewer was asked to help with."""

    done: str
    stories: tuple[StoryLine, ...]
    empty: EmptyState | None


@dataclass(frozen=True)
class StoryPage:
    """One story with its form; `now_title` and `now_words` stand there where somebody else wrote meanwhile."""

    back: BackLink
    whose: str
    written: str
    form: StoryForm
    now_title: str
    now_words: str


@opens_to(HELPERS)
def stories(request: Request) -> HttpResponse:
    """List the stories that people asked the viewer to help with."""
    rows = queries.stories_to_help(request.viewer)
    page = StoriesPage(
        done="It is saved. They read it in their own space." if request.GET.get("done") == "saved" else "",
        stories=tuple(
            StoryLine(
                Link(words=row.newest.title, url=reverse("casework:story", kwargs={"story_id": row.story_id})),
                f"{row.known_as}'s story. {row.newest.by_name} wrote on it on "
                f"{filters.short_date_words(row.newest.at)}.",
            )
            for row in rows
        ),
        empty=None
        if rows
        else EmptyState(
            title="Nobody has asked you yet",
            words="When a person asks you to help to write their story, it stands here. They decide who else reads it.",
        ),
    )
    return render(request, "casework/stories.html", page)


@opens_to(HELPERS)
def story(request: Request, story_id: UUID) -> HttpResponse:
    """Show a story to whoever helps with it, and save what they write."""
    try:
        row = (
            queries.story_to_help(request.viewer, story_id=story_id)
            if request.method == "POST"
            else actions.open_story(story_id=story_id, by=request.viewer, at=timezone.now())
        )
    except StoryNotFound as error:
        raise Http404 from error
    newest, meanwhile = row.newest, False
    given = {"seen": newest.number, "title": newest.title, "words": newest.words}
    form = StoryForm(request.POST or None, initial=given)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            actions.write_story(
                story_id=story_id,
                seen=int(seen) if seen.isdigit() else 0,
                title=form.cleaned_data["title"],
                words=form.cleaned_data["words"],
                by=request.viewer,
                at=timezone.now(),
            )
        except ChangedMeanwhile as changed:
            newest, meanwhile = changed.now, True
            form.data = {**request.POST.dict(), "seen": str(newest.number)}
            form.add_error("words", "It was changed while you were writing. Look at both, then save again")
        else:
            return HttpResponseRedirect(f"{reverse('casework:stories')}?done=saved")
    page = StoryPage(
        back=BackLink(label="stories", url=reverse("casework:stories")),
        whose=row.known_as,
        written=f"Last written on by {newest.by_name}, {filters.short_date_words(newest.at)}.",
        form=form,
        now_title=newest.title if meanwhile else "",
        now_words=newest.words if meanwhile else "",
    )
    return render(request, "casework/story.html", page)
