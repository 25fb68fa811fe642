"""Who is there for a person today: whoever covers, the key worker, or the team. Actions of this app use it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from lodestar.access.models import Membership
from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.models import Involvement
from lodestar.referrals.in_touch.models import Cover
from lodestar.rules import life_areas, reach
from lodestar.rules.reach import Purpose


class NobodyToTell(LookupError):
    """Nobody else supports the person in this life area: ring a duty worker, and see to a key worker."""


class NotAWorker(ValueError):
    """Who covers holds no role today that supports people, or is who goes away."""


@dataclass(frozen=True)
class Receiver:
    """One user, or one team."""

    user_id: UUID | None
    team_id: UUID | None


def who_is_there(person_id: UUID, *, life_area: str, by: Viewer) -> Receiver:
    """Return who is to have a concern in this life area, never who passes it on. Raises NobodyToTell."""
    held = list(
        Involvement.objects.current(by)
        .filter(person_id=person_id, purpose=Purpose.DIRECT_SUPPORT, life_areas__contains=[life_area])
        .exclude(user_id=by.own_id)
        .order_by("-is_key_worker", "starts_on", "id")
    )
    away = dict(
        Cover.objects.filter(person_id=person_id, starts_on__lte=by.today, ends_on__gt=by.today).values_list(
            "away_id", "covered_by_id"
        )
    )
    users = [away.get(one.user_id, one.user_id) for one in held if one.user_id is not None]
    for user_id in users:
        if user_id != by.own_id:
            return Receiver(user_id, None)
    for one in held:
        if one.team_id:
            return Receiver(None, one.team_id)
    raise NobodyToTell


def open_to_cover(
    person_id: UUID, user_id: UUID, *, from_on: date, ends_on: date, is_their_choice: bool, by: Viewer
) -> None:
    """Open to who covers what `by` may pass on, for the days of the cover. Raises NotAWorker."""
    role = _supporting_role(user_id, on=from_on)
    passed_on = set(people_queries.areas_passed_on(by, person_id=person_id))
    areas = list(life_areas.in_order(passed_on & set(reach.areas_within([role]))))
    if not areas:
        raise NotAWorker
    Involvement.objects.create(
        person_id=person_id,
        user_id=user_id,
        role=role,
        basis=Involvement.Basis.CHOICE if is_their_choice else Involvement.Basis.CARE_TEAM,
        life_areas=areas,
        starts_on=from_on,
        ends_on=ends_on,
    )


def _supporting_role(user_id: UUID, *, on: date) -> str:
    not_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    held = Membership.objects.filter(not_ended, user_id=user_id, user__is_active=True, starts_on__lte=on)
    for membership in held.order_by("starts_on"):
        if reach.Power.SUPPORT in reach.powers_of([membership.role]):
            return membership.role
    raise NotAWorker
