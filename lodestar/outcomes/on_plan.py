"""What a conversation agreed, put on the plan: a next step with the same words, owner and day."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from lodestar.access.viewers import Viewer
from lodestar.outcomes import queries
from lodestar.outcomes.models import CLINICAL_CARE, AgreedAction
from lodestar.people import queries as people_queries
from lodestar.plans.goals import actions as goal_actions
from lodestar.plans.goals.actions import Owner
from lodestar.plans.goals.models import PlanStep
from lodestar.rules.life_areas import LifeArea

AREA_OF_ITEM: Mapping[int, LifeArea] = MappingProxyType(
    {
        2: LifeArea.PHYSICAL_HEALTH,
        3: LifeArea.WORK_AND_LEARNING,
        4: LifeArea.HOME,
        5: LifeArea.SOCIAL_CONNECTION,
        6: LifeArea.SOCIAL_CONNECTION,
        7: LifeArea.SOCIAL_CONNECTION,
        8: LifeArea.HOME,
        10: LifeArea.HOME,
    }
)
"""The part of life of an item of DIALOG; what is not here is clinical care.  Source: the topics of its items."""


def put_on_plan(*, action_id: UUID, by: Viewer, at: datetime) -> PlanStep:
    """Put one thing that was agreed on the plan; a second time changes nothing.

    What somebody else does has no owner here yet: it is the person's to ask them. Raises CheckInNotFound
    (outcomes.queries), and what `plans.goals.actions.add_step` raises.
    """
    with transaction.atomic():
        agreed = AgreedAction.objects.visible_to(by).filter(pk=action_id).select_related("talked_area").first()
        if agreed is None:
            raise queries.CheckInNotFound
        area = AREA_OF_ITEM.get(agreed.talked_area.item, LifeArea(CLINICAL_CARE)).value
        if area not in people_queries.areas_open_to(by, person_id=agreed.person_id):
            area = CLINICAL_CARE
        is_worker = agreed.owner == AgreedAction.Owner.WORKER
        who = f" ({agreed.owner_words})" if agreed.owner_words else ""
        return goal_actions.add_step(
            person_id=agreed.person_id,
            life_area=area,
            words=f"{agreed.words}{who}",
            owner=Owner(worker_id=agreed.agreed_by_id) if is_worker else goal_actions.ME,
            due_on=agreed.due_on,
            # Under the same id: whoever asks twice finds the step that is there.
            step_id=agreed.pk,
            by=by,
            at=at,
        )


def those_on_plan(viewer: Viewer, *, person_id: UUID, action_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these agreed actions are on the plan. One query."""
    rows = PlanStep.objects.visible_to(viewer).filter(person_id=person_id, pk__in=action_ids)
    return frozenset(rows.values_list("pk", flat=True))
