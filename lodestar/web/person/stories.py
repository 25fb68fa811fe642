"""My stories: writing one, asking for help with it, choosing where it is shown, and taking it back."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.people.models import Person
from lodestar.people.telling import actions, queries
from lodestar.people.telling.actions import Agreed, ChangedMeanwhile, OwnNameShown
from lodestar.people.telling.queries import Showing, StoryNotFound, StoryRow, Version
from lodestar.referrals import queries as referral_queries
from lodestar.rules import storytelling
from lodestar.rules.storytelling import Place
from lodestar.web import filters
from lodestar.web.components.lists import EmptyState, Link
from lodestar.web.person import own, story_forms
from lodestar.web.person.own import FormPage, Step, own_record
from lodestar.web.person.story_forms import NO_NAME, OTHER_NAME, OWN_NAME
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class StoryCard:
    """One story in the list: its title, and whether anybody else reads it."""

    title: str
    url: str
    stands: str


@dataclass(frozen=True)
class StoriesPage:
    """All of a person's stories."""

    done: str
    cards: tuple[StoryCard, ...]
    empty: EmptyState | None


@dataclass(frozen=True)
class ShownLine:
    """One time that it was shown: where, as whom, since and until when. `take_back_url` while it still is."""

    where: str
    told_as: str
    when: str
    is_shown: bool
    links: tuple[Link, ...]
    take_back_url: str
    is_older: bool


@dataclass(frozen=True)
class VersionLine:
    """One earlier text."""

    when: str
    title: str
    words: str


@dataclass(frozen=True)
class StoryPage:
    """One story: its words, who helps, where it is shown and was shown."""

    done: str
    story_id: UUID
    title: str
    words: str
    written: str
    helper: str
    shown: ShownLine | None
    earlier: tuple[ShownLine, ...]
    versions: tuple[VersionLine, ...]


@own_record
def stories(request: Request, own_person: Person) -> HttpResponse:
    """List the person's own stories and where each is shown."""
    rows = queries.own_stories(request.viewer)
    page = StoriesPage(
        done=own.done(request),
        cards=tuple(
            StoryCard(row.newest.title, reverse("person:story", kwargs={"story_id": row.story_id}), _stands(row.shown))
            for row in rows
        ),
        empty=None
        if rows
        else EmptyState(
            title="You have no story here yet",
            words="You can tell what helped you, or what did not. Nobody reads it until you say so.",
        ),
    )
    return render(request, "person/stories.html", page)


@own_record
def new_story(request: Request, own_person: Person) -> HttpResponse:
    """Begin a story."""
    form = story_forms.StoryForm(request.POST or None)
    if form.is_valid():
        story = actions.begin_story(
            title=form.cleaned_data["title"],
            words=form.cleaned_data["words"],
            story_id=form.cleaned_data["row_id"],
            by=request.viewer,
            at=timezone.now(),
        )
        return own.to("story", "story", story_id=story.pk)
    page = FormPage(
        title="Write a story",
        lead="Nobody reads it until you say so. You can stop and go on later.",
        back=_to_stories(),
        form=form,
        button="Save",
    )
    return own.form_page(request, page)


@own_record
def story(request: Request, own_person: Person, story_id: UUID) -> HttpResponse:
    """Show one story, who helps with it, and where it is shown."""
    row = _row(request, story_id)
    newest = row.newest
    lines = [_shown_line(one, newest) for one in row.showings]
    page = StoryPage(
        done=own.done(request),
        story_id=story_id,
        title=newest.title,
        words=newest.words,
        written=f"Written by {newest.by_name} on {filters.short_date_words(newest.at)}",
        helper=row.helper_name,
        shown=next((line for line in lines if line.is_shown), None),
        earlier=tuple(line for line in lines if not line.is_shown),
        versions=tuple(
            VersionLine(f"{one.by_name}, {filters.short_date_words(one.at)}", one.title, one.words)
            for one in row.versions[1:]
        ),
    )
    return render(request, "person/story.html", page)


@own_record
def change_story(request: Request, own_person: Person, story_id: UUID) -> HttpResponse:
    """Write on a story. What is shown stays as it was agreed."""
    row = _row(request, story_id)
    newest = row.newest
    form = story_forms.StoryForm(
        request.POST or None, initial={"seen": newest.number, "title": newest.title, "words": newest.words}
    )
    lead = "What is shown stays as it is, until you agree to show the new words." if row.shown else ""
    if form.is_valid():
        try:
            actions.write_story(
                story_id=story_id,
                seen=int(form.cleaned_data["seen"] or 0) if form.cleaned_data["seen"].isdigit() else 0,
                title=form.cleaned_data["title"],
                words=form.cleaned_data["words"],
                by=request.viewer,
                at=timezone.now(),
            )
        except ChangedMeanwhile as changed:
            # Nothing is lost: what was typed stays in the form, and what stands there now is shown above it.
            newest, lead = changed.now, f"{changed.now.by_name} wrote on it while you were writing. It says now:"
            form.data = {**request.POST.dict(), "seen": str(newest.number)}
            form.add_error("words", "It was changed while you were writing. Look at both, then save again")
        else:
            return own.to("story", "story", story_id=story_id)
    page = FormPage(
        title="Change the story",
        lead=lead,
        own_words=newest.words if form.errors and lead.endswith("now:") else "",
        back=Step("Back to the story", reverse("person:story", kwargs={"story_id": story_id})),
        form=form,
        button="Save",
    )
    return own.form_page(request, page)


@own_record
def story_helper(request: Request, own_person: Person, story_id: UUID) -> HttpResponse:
    """Choose who helps with the writing."""
    row = _row(request, story_id)
    helpers = queries.possible_helpers(request.viewer, person_id=own_person.pk)
    form = story_forms.HelperForm(
        request.POST if request.method == "POST" else None,
        helpers=helpers,
        initial={"helper": str(row.helper_id or "")},
    )
    if form.is_valid():
        actions.choose_helper(
            story_id=story_id, helper_id=form.cleaned_data["helper"], by=request.viewer, at=timezone.now()
        )
        return own.to("story", "changed", story_id=story_id)
    page = FormPage(
        title="Ask for help with the writing",
        lead="They can read it and write on it. Only you can let others see it.",
        back=Step("Back to the story", reverse("person:story", kwargs={"story_id": story_id})),
        form=form,
        button="Save",
    )
    return own.form_page(request, page)


@own_record
def show_story(request: Request, own_person: Person, story_id: UUID) -> HttpResponse:
    """Agree to have the newest version shown: under which name, where, until when."""
    row = _row(request, story_id)
    newest = row.newest
    services = _services(request, own_person)
    form = story_forms.AgreeForm(request.POST or None, services=services, today=request.viewer.today)
    if form.is_valid():
        agreed = _agreed(form, newest, dict(services), own_person)
        try:
            actions.show_story(story_id=story_id, agreed=agreed, by=request.viewer, at=timezone.now())
        except OwnNameShown as said:
            names = " and ".join(f"“{name}”" for name in said.names)
            form.add_error("name", f"Your story says {names}. Change it first, or choose “My own name”")
        else:
            return own.to("story", "shown", story_id=story_id)
    page = FormPage(
        title="Show this story",
        lead=_look_again(newest, queries.names_around(request.viewer, person_id=own_person.pk)),
        own_words=f"{newest.title}\n\n{newest.words}",
        back=Step("Back to the story", reverse("person:story", kwargs={"story_id": story_id})),
        form=form,
        button="Show it",
    )
    return own.form_page(request, page)


def _row(request: Request, story_id: UUID) -> StoryRow:
    try:
        return queries.own_story(request.viewer, story_id=story_id)
    except StoryNotFound as error:
        raise Http404 from error


def _to_stories() -> Step:
    return Step("Back to my stories", reverse("person:stories"))


def _services(request: Request, own_person: Person) -> list[tuple[UUID, str]]:
    """Return the services that the person asked for help, each once."""
    standings = referral_queries.referrals_of(request.viewer, person_id=own_person.pk)
    return list({one.service_id: one.service_name for one in standings}.items())


def _agreed(form: story_forms.AgreeForm, version: Version, services: dict[UUID, str], own_person: Person) -> Agreed:
    given = form.cleaned_data
    chosen = given["name"]
    told_as = {OTHER_NAME: given["told_as"], NO_NAME: "", OWN_NAME: given["told_as"] or own_person.preferred_name}
    places = tuple(Place(slug) for slug in given["places"])
    service_id = UUID(given["service"]) if Place.SERVICE in places else None
    where = ", and ".join(place.words for place in places)
    if service_id is not None:
        where = where.replace("of the service", f"of {services[service_id]}")
    under = f"under the name {told_as[chosen]}" if told_as[chosen] else "with no name"
    until = f" until {filters.short_date_words(given['ends_on'])}" if given["ends_on"] else ""
    return Agreed(
        number=version.number,
        told_as=told_as[chosen],
        places=places,
        words=f"Show my story “{version.title}” {where}, {under}{until}.",
        service_id=service_id,
        ends_on=given["ends_on"],
        is_own_name=chosen == OWN_NAME,
    )


def _look_again(version: Version, names: tuple[str, ...]) -> str:
    """Return what to look at before it is shown: others who are named, and what looks like a number or an address."""
    text = f"{version.title}\n{version.words}"
    said = [*storytelling.names_in(text, names=names), *storytelling.traces_in(text)]
    first = "Read it once more. This is what people read."
    if not said:
        return first
    found = " and ".join(f"“{one}”" for one in said)
    return f"{first} It says {found}. Leave that out if it could tell who you are, or who they are."


def _stands(shown: Showing | None) -> str:
    if shown is None:
        return "Nobody else reads it."
    return f"It is shown {_where(shown)}."


def _where(shown: Showing) -> str:
    words = [
        f"on the page of {shown.service_name}" if place is Place.SERVICE else place.words for place in shown.places
    ]
    return ", and ".join(words)


def _shown_line(shown: Showing, newest: Version) -> ShownLine:
    since = filters.short_date_words(shown.since)
    if shown.is_shown:
        until = f" Until {filters.short_date_words(shown.until)}." if shown.until else ""
        when = f"Since {since}.{until}"
    elif shown.taken_back_at is not None:
        when = f"From {since} to {filters.short_date_words(shown.taken_back_at)}, when you took it back."
    else:
        when = f"From {since}. It ended on {filters.short_date_words(shown.until)}." if shown.until else since
    links = []
    if shown.is_shown and Place.STORIES in shown.places:
        links.append(Link(words="See it on the page of stories", url=reverse("public:stories")))
    if shown.is_shown and Place.SERVICE in shown.places and shown.service_id is not None:
        links.append(
            Link(
                words=f"See it on the page of {shown.service_name}",
                url=reverse("public:service", kwargs={"service_id": shown.service_id}),
            )
        )
    return ShownLine(
        where=f"{_where(shown)}.",
        told_as=shown.told_as or "no name",
        when=when,
        is_shown=shown.is_shown,
        links=tuple(links),
        take_back_url=reverse("person:take-back", kwargs={"consent_id": shown.consent_id}) if shown.is_shown else "",
        is_older=shown.number < newest.number,
    )
