"""Whose entry it is: who manages it, who keeps the directory, who may say that something is wrong with it."""

from uuid import UUID

from django.db.models import Q, QuerySet

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES, DIRECTORY_ROLES, Role
from lodestar.access.viewers import Viewer
from lodestar.directory.entries.models import ChangeRequest
from lodestar.directory.models import Service
from lodestar.rules import entry_changes

# Those who keep the whole directory; a provider's manager keeps their own entries.
LEADS = DIRECTORY_ROLES - {Role.PROVIDER_MANAGER}
SPEAKERS = CASEWORK_ROLES | DESK_ROLES | DIRECTORY_ROLES


class EntryNotFound(LookupError):
    """There is no such entry, or the viewer has no say in it."""


def is_lead(viewer: Viewer) -> bool:
    """Return whether the viewer keeps the directory of the whole place."""
    return viewer.has_any(LEADS)


def manages(viewer: Viewer, service: Service) -> bool:
    """Return whether the viewer manages the provider of an entry."""
    return Role.PROVIDER_MANAGER in viewer.roles and service.organisation_id in viewer.organisation_ids


def own_entries(viewer: Viewer) -> QuerySet[Service]:
    """Return the entries of the organisations whose manager the viewer is."""
    if Role.PROVIDER_MANAGER not in viewer.roles:
        return Service.objects.none()
    return Service.objects.filter(organisation__in=viewer.organisation_ids, retired_at=None)


def entries_to_keep(viewer: Viewer) -> QuerySet[Service]:
    """Return the entries that the viewer keeps: all for a lead, their own for a manager."""
    return Service.objects.filter(retired_at=None) if is_lead(viewer) else own_entries(viewer)


def entry_to_keep(viewer: Viewer, *, service_id: UUID, lock: bool = False, also_desks: bool = False) -> Service:
    """Return an entry that the viewer keeps; with `also_desks` one whose referrals their team takes too.

    Raises EntryNotFound.
    """
    own = Q(pk__in=entries_to_keep(viewer).values("pk"))
    if also_desks and viewer.has_any(DESK_ROLES):
        own |= Q(team__in=viewer.team_ids, retired_at=None)
    entries = Service.objects.filter(own)
    service = (entries.select_for_update() if lock else entries).filter(pk=service_id).first()
    if service is None:
        raise EntryNotFound
    return service


def entry_to_speak_of(viewer: Viewer, *, service_id: UUID, lock: bool = False) -> Service:
    """Return an entry of which the viewer may say that something has changed: any, for those who work here.

    Raises EntryNotFound.
    """
    entries = Service.objects.filter(pk=service_id, retired_at=None)
    service = (entries.select_for_update() if lock else entries).first() if viewer.has_any(SPEAKERS) else None
    if service is None:
        raise EntryNotFound
    return service


def changes_to_decide(viewer: Viewer) -> QuerySet[ChangeRequest]:
    """Return every change on which the viewer has a say, decided or not.

    A lead has one on all. A manager has one on what others ask of their entries, but for the fields that somebody
    else looks at whoever asks.
    """
    changes = ChangeRequest.objects.all()
    if is_lead(viewer):
        return changes
    theirs = changes.filter(service__in=own_entries(viewer).values("pk"))
    guarded = [field.value for field in entry_changes.SEEN_BY_ANOTHER]
    own_people = ChangeRequest.objects.filter(asked_for=viewer.organisation_name, fields__field__in=guarded)
    return theirs.exclude(pk__in=own_people.values("pk"))
