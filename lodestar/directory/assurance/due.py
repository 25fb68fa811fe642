"""Which entries' providers are asked by e-mail: those that are due and have not been asked this month."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce, NullIf

from lodestar.directory.assurance.models import AssuranceLink
from lodestar.directory.models import Service
from lodestar.rules import parameters

# Nobody is asked twice within the life of one link.
ASKED_AGAIN_AFTER = timedelta(days=30)


def to_ask(*, on: date, at: datetime, most: int) -> list[UUID]:
    """Return the entries to ask about, the oldest check first, never checked last.

    One whose address sent our e-mail back is not asked there again: somebody has a task to find a better one.
    """
    limit = timedelta(days=parameters.whole_number("freshness-ask-again", on=on))
    listed = Service.objects.filter(status=Service.Status.ACTIVE, retired_at=None)
    due = listed.filter(Q(checked_on=None) | Q(checked_on__lt=on - limit)).exclude(
        Q(email="") & (Q(organisation=None) | Q(organisation__email=""))
    )
    asked = AssuranceLink.objects.filter(made_at__gt=at - ASKED_AGAIN_AFTER)
    due = due.exclude(pk__in=asked.values("service"))
    at_hand = Coalesce(NullIf("email", Value("")), "organisation__email")
    due = due.annotate(at_hand=at_hand)
    came_back = AssuranceLink.objects.exclude(bounced_at=None).filter(service=OuterRef("pk"))
    due = due.exclude(Exists(came_back.filter(sent_to__iexact=OuterRef("at_hand"))))
    return list(due.order_by("checked_on", "id").values_list("pk", flat=True)[:most])
