"""Who is the key worker, and how it passes from one to another without a day on which nobody is."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from lodestar.access import audit
from lodestar.access.models import Membership
from lodestar.access.viewers import Viewer
from lodestar.people import queries
from lodestar.people.models import Involvement, Person
from lodestar.people.queries import RecordNotFound
from lodestar.people.sharing.models import Handover
from lodestar.rules import handover as handover_rule
from lodestar.rules import life_areas as areas_rule
from lodestar.rules import reach
from lodestar.rules.handover import NoOverlap, SameWorker, TwoKeyWorkers

__all__ = ["NoOverlap", "NotAWorker", "SameWorker", "TwoKeyWorkers", "hand_over"]


class NotAWorker(ValueError):
    """The new key worker holds no role today that supports people."""


def hand_over(
    *, person_id: UUID, to_user_id: UUID, both_from: date, changes_on: date, by: Viewer, at: datetime
) -> Handover:
    """Pass the key worker's part to somebody else, with days on which both are there.

    Until `changes_on` the one who leaves is the key worker; the new one is there from `both_from`. Where nobody
    is the key worker the new one is from `both_from`. The new one sees what `by` may pass on, as far as their
    role reaches. Raises RecordNotFound, NotAWorker, SameWorker, NoOverlap and TwoKeyWorkers.
    """
    with transaction.atomic():
        person = Person.objects.visible_to(by).select_for_update().filter(pk=person_id).first()
        if person is None or both_from < by.today:
            raise RecordNotFound if person is None else NoOverlap
        membership = _membership(to_user_id, on=both_from)
        leaving = (
            Involvement.objects.current(by)
            .filter(person_id=person_id, is_key_worker=True)
            .select_for_update(of=("self",))
            .first()
        )
        if leaving is not None:
            handover_rule.check_handover(
                handover_rule.Handover(str(leaving.user_id), str(to_user_id), both_from, changes_on)
            )
            if leaving.ends_on is not None:
                raise TwoKeyWorkers("A handover is under way.")
        elif changes_on <= both_from:
            raise NoOverlap("A handover has a day with both names before the new one takes over.")
        assert by.user_id is not None, "nobody sees a record without signing in"
        _write(person_id, membership, leaving, both_from=both_from, changes_on=changes_on, by=by)
        made = Handover.objects.create(
            person_id=person_id,
            from_user_id=leaving.user_id if leaving else None,
            to_user_id=to_user_id,
            to_team_id=membership.team_id,
            both_from=both_from,
            changes_on=changes_on,
            made_by_id=by.user_id,
            made_at=at,
        )
        audit.record(
            by=by,
            at=at,
            action="hand-over",
            person_id=person_id,
            subject_kind="handover",
            subject_id=made.pk,
        )
        return made


def _membership(user_id: UUID, *, on: date) -> Membership:
    held = Membership.objects.filter(user_id=user_id, user__is_active=True, starts_on__lte=on).order_by("starts_on")
    for membership in held:
        holds = membership.ends_on is None or membership.ends_on > on
        if holds and reach.Power.SUPPORT in reach.powers_of([membership.role]):
            return membership
    raise NotAWorker


def _write(
    person_id: UUID,
    membership: Membership,
    leaving: Involvement | None,
    *,
    both_from: date,
    changes_on: date,
    by: Viewer,
) -> None:
    """Write the new one's days beside, then their days as key worker; the old one's end on the day of the change."""
    passed_on = set(queries.areas_passed_on(by, person_id=person_id))
    areas = list(areas_rule.in_order(passed_on & set(reach.areas_within([membership.role]))))
    if not areas:
        raise NotAWorker
    new = {
        "person_id": person_id,
        "user_id": membership.user_id,
        "role": membership.role,
        "basis": Involvement.Basis.CARE_TEAM,
        "life_areas": areas,
    }
    takes_over_on = both_from if leaving is None else changes_on
    if takes_over_on > both_from:
        Involvement.objects.create(**new, starts_on=both_from, ends_on=takes_over_on)
    if leaving is not None:
        Involvement.objects.filter(pk=leaving.pk).update(ends_on=changes_on)
    Involvement.objects.create(**new, starts_on=takes_over_on, is_key_worker=True)
