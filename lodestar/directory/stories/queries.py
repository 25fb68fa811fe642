"""Reads of the stories that may be shown. The database leaves out what has ended; so does each read."""

from uuid import UUID

from django.db.models import Q, QuerySet

from lodestar.access.viewers import Viewer
from lodestar.directory.stories.models import PublishedStory
from lodestar.rules.storytelling import Place


def stories(viewer: Viewer, *, place: Place) -> list[PublishedStory]:
    """Return the stories that may be shown at a place today, newest first."""
    return list(_shown(viewer, place).order_by("-shown_on", "id"))


def stories_of_service(viewer: Viewer, *, service_id: UUID) -> list[PublishedStory]:
    """Return the stories that may be shown on the page of a service today, newest first."""
    return list(_shown(viewer, Place.SERVICE).filter(service_id=service_id).order_by("-shown_on", "id"))


def story(viewer: Viewer, *, story_id: UUID) -> PublishedStory | None:
    """Return one story that anybody may read; None where there is none, or none any more: nobody is told which."""
    anybody = Q(places__contains=[Place.STORIES.value]) | Q(places__contains=[Place.SERVICE.value])
    return _today(viewer).filter(anybody, pk=story_id).select_related("service").first()


def _shown(viewer: Viewer, place: Place) -> QuerySet[PublishedStory]:
    return _today(viewer).filter(places__contains=[place.value]).select_related("service")


def _today(viewer: Viewer) -> QuerySet[PublishedStory]:
    return PublishedStory.objects.filter(Q(until_on=None) | Q(until_on__gt=viewer.today))
