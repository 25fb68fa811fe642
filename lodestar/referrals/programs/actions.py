"""What programs of other systems do that no worker does at a page."""

from datetime import datetime

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.referrals.queries import Standing


def read_standing(*, standing: Standing, by: Viewer, at: datetime) -> None:
    """Write down that a program read where a referral stands; the person reads it with who looked.

    It refuses nothing: the query that made `standing` did.
    """
    with transaction.atomic():
        audit.record(
            by=by,
            at=at,
            action="read-standing",
            person_id=standing.person_id,
            life_areas=[standing.life_area],
            subject_kind="referral",
            subject_id=standing.referral_id,
            reason=standing.state.value,
        )
