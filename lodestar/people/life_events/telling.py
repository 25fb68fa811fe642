"""Who is told of a life event: the rows, inside the action that writes the event of the trail."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from lodestar.access.models import Membership, Team
from lodestar.access.viewers import Viewer
from lodestar.people.models import Consent, Involvement
from lodestar.people.sharing.models import Alert, LifeEvent
from lodestar.rules import life_events
from lodestar.rules.life_events import LifeEventKind
from lodestar.rules.reach import Purpose


def write_alerts(event: LifeEvent, *, by: Viewer, at: datetime) -> int:
    """Add an alert for each user and team involved who may hear of the event, and return how many were added.

    Nobody is told what they wrote down themselves, and the emergency of an hour makes nobody a recipient.
    """
    held = (
        Involvement.objects.current(by)
        .filter(person_id=event.person_id)
        .exclude(purpose__in=(Purpose.OWN, Purpose.EMERGENCY))
        .exclude(user_id=event.recorded_by_id)
        .order_by("starts_on", "id")
    )
    involvements = list(held)
    organisations = _organisations(involvements, by)
    consents = list(_consents(event, by))
    told: set[UUID] = set()
    for one in involvements:
        consent = next((agreed for agreed in consents if _covers(agreed, organisations.get(one.holder_id))), None)
        area = life_events.area_told(
            kind=LifeEventKind(event.kind),
            areas_open=frozenset(one.life_areas),
            areas_agreed=frozenset(consent.life_areas) if consent else frozenset(),
        )
        if not area or one.holder_id in told:
            continue
        told.add(one.holder_id)
        Alert.objects.create(
            person_id=event.person_id,
            kind=Alert.Kind.LIFE_EVENT,
            about_id=event.pk,
            event_kind=event.kind,
            happened_on=event.happened_on,
            to_user_id=one.user_id,
            to_team_id=one.team_id,
            life_area=area,
            consent=consent if area != event.life_area else None,
            sent_at=at,
        )
    return len(told)


def _consents(event: LifeEvent, by: Viewer) -> QuerySet[Consent]:
    in_force = Q(ends_on__isnull=True) | Q(ends_on__gt=by.today)
    return Consent.objects.filter(
        in_force,
        person_id=event.person_id,
        purpose=Consent.Purpose.LIFE_EVENTS,
        withdrawn_at=None,
        life_areas__contains=[event.life_area],
    ).order_by("-given_at", "id")


def _covers(consent: Consent, organisation_ids: set[UUID] | None) -> bool:
    return consent.organisation_id is None or consent.organisation_id in (organisation_ids or set())


def _organisations(involvements: list[Involvement], by: Viewer) -> dict[UUID, set[UUID]]:
    """Return which organisations each holder belongs to, by the holder's id."""
    found: dict[UUID, set[UUID]] = {}
    teams = {one.team_id for one in involvements if one.team_id}
    for team_id, organisation_id in Team.objects.filter(pk__in=teams).values_list("pk", "organisation_id"):
        found.setdefault(team_id, set()).add(organisation_id)
    not_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=by.today)
    users = {one.user_id for one in involvements if one.user_id}
    held = Membership.objects.filter(not_ended, user_id__in=users, starts_on__lte=by.today)
    for user_id, organisation_id in held.values_list("user_id", "organisation_id"):
        found.setdefault(user_id, set()).add(organisation_id)
    return found
