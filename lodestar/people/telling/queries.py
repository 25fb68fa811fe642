"""Reads of stories: a person's own, with where each is shown; and those that somebody helps to write."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from lodestar.access.models import Membership, User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.telling.models import Story, StoryShown, StoryText
from lodestar.rules.storytelling import Place


class StoryNotFound(LookupError):
    """There is no such story, or none that this viewer may read: nobody is told which."""


@dataclass(frozen=True)
class Version:
    """One text of a story: its number, its words, and who wrote it when."""

    text_id: UUID
    number: int
    title: str
    words: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class Showing:
    """One time that a version was agreed to be shown, and whether it still is. `until`: the first day without."""

    consent_id: UUID
    public_id: UUID
    number: int
    told_as: str
    places: tuple[Place, ...]
    service_id: UUID | None
    service_name: str
    since: datetime
    until: date | None
    taken_back_at: datetime | None
    is_shown: bool


@dataclass(frozen=True)
class StoryRow:
    """One story with its versions, the newest first, and every showing, the newest first."""

    story_id: UUID
    person_id: UUID
    known_as: str
    helper_id: UUID | None
    helper_name: str
    versions: tuple[Version, ...]
    showings: tuple[Showing, ...]

    @property
    def newest(self) -> Version:
        """Return the version to go on with."""
        return self.versions[0]

    @property
    def shown(self) -> Showing | None:
        """Return what is shown now."""
        return next((one for one in self.showings if one.is_shown), None)


def own_stories(viewer: Viewer) -> list[StoryRow]:
    """Return the viewer's own stories, the one that was begun last first; none without a record. Four queries."""
    own = people_queries.own_record(viewer)
    return _rows(viewer, Q(person=own)) if own else []


def own_story(viewer: Viewer, *, story_id: UUID) -> StoryRow:
    """Return one of the viewer's own stories. Raises StoryNotFound."""
    found = [one for one in own_stories(viewer) if one.story_id == story_id]
    if not found:
        raise StoryNotFound
    return found[0]


def stories_to_help(viewer: Viewer) -> list[StoryRow]:
    """Return the stories that somebody asked the viewer to help with, without where they are shown."""
    return _rows(viewer, Q(helper_id=viewer.own_id), is_own=False)


def story_to_help(viewer: Viewer, *, story_id: UUID) -> StoryRow:
    """Return one story that somebody asked the viewer to help with. Raises StoryNotFound."""
    found = [one for one in stories_to_help(viewer) if one.story_id == story_id]
    if not found:
        raise StoryNotFound
    return found[0]


def possible_helpers(viewer: Viewer, *, person_id: UUID) -> list[tuple[UUID, str]]:
    """Return who may be asked to help: the workers in the person's life here, then lived-experience partners."""
    workers = people_queries.my_people(viewer, person_id=person_id)
    users = set(
        User.objects.filter(pk__in=[one.holder_id for one in workers], is_active=True).values_list("pk", flat=True)
    )
    found = {one.holder_id: one.name for one in workers if one.holder_id in users}
    partners = (
        Membership.objects.filter(role=Role.LIVED_EXPERIENCE_PARTNER, starts_on__lte=viewer.today)
        .filter(Q(ends_on=None) | Q(ends_on__gt=viewer.today), user__is_active=True)
        .select_related("user")
        .order_by("user__name", "user_id")
    )
    for one in partners:
        found.setdefault(one.user_id, f"{one.user.name}, {Role.LIVED_EXPERIENCE_PARTNER.label.lower()}")
    return list(found.items())


def names_around(viewer: Viewer, *, person_id: UUID) -> tuple[str, ...]:
    """Return the names of others in the person's life here, who did not agree to be in a story."""
    return tuple(one.name for one in people_queries.my_people(viewer, person_id=person_id))


def _rows(viewer: Viewer, which: Q, *, is_own: bool = True) -> list[StoryRow]:
    stories = list(Story.objects.filter(which).select_related("helper").order_by("-begun_at", "id"))
    texts = list(StoryText.objects.filter(story__in=stories).select_related("written_by").order_by("-number"))
    shown = (
        list(
            StoryShown.objects.filter(story__in=stories)
            .select_related("text", "consent", "service")
            .order_by("-shown_at", "id")
        )
        if is_own
        else []
    )
    return [
        StoryRow(
            story_id=one.pk,
            person_id=one.person_id,
            known_as=one.known_as,
            helper_id=one.helper_id,
            helper_name=one.helper.name if one.helper else "",
            versions=tuple(_version(text) for text in texts if text.story_id == one.pk),
            showings=tuple(_showing(row, viewer.today) for row in shown if row.story_id == one.pk),
        )
        for one in stories
    ]


def _version(text: StoryText) -> Version:
    return Version(text.pk, text.number, text.title, text.words, text.written_by.name, text.written_at)


def _showing(row: StoryShown, today: date) -> Showing:
    agreed = row.consent
    return Showing(
        consent_id=agreed.pk,
        public_id=row.public_id,
        number=row.text.number,
        told_as=row.told_as,
        places=tuple(Place(slug) for slug in row.places),
        service_id=row.service_id,
        service_name=row.service.name if row.service else "",
        since=row.shown_at,
        until=agreed.ends_on,
        taken_back_at=agreed.withdrawn_at,
        is_shown=agreed.withdrawn_at is None and (agreed.ends_on is None or agreed.ends_on > today),
    )
