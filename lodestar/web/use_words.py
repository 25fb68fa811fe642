"""What a service's use shows of it: waits that people really had, places that nobody may rely on any more."""

from uuid import UUID

from lodestar.access.viewers import Viewer
from lodestar.directory.assurance import queries
from lodestar.directory.entries import queries as entry_queries
from lodestar.web import filters


def use_words(viewer: Viewer, *, service_id: UUID) -> tuple[str, ...]:
    """Return it in sentences, none of which can be held to one person."""
    lines = []
    stale = stale_words(viewer, service_id=service_id)
    if stale:
        lines.append(stale)
    learned = queries.learned_wait(viewer, service_id=service_id)
    if learned is not None:
        lines.append(
            f"People really waited: half of them up to {filters.span_words(learned.median_days)}, one in ten longer "
            f"than {filters.span_words(learned.longest_tenth_days)}. About {learned.people} people since "
            f"{filters.short_date_words(learned.from_on)}."
        )
    if queries.is_in_use(viewer, service_id=service_id):
        lines.append("It accepted a referral in the last months, so somebody is there.")
    return tuple(lines)


def stale_words(viewer: Viewer, *, service_id: UUID) -> str:
    """Return that a service's word on its places is too old to rely on; empty when it is not, or it never said."""
    said = entry_queries.capacities(viewer, service_ids=[service_id]).get(service_id)
    if said is None or not said.is_stale or said.takes_people_now is None:
        return ""
    state = "it takes people" if said.takes_people_now else "it takes nobody"
    when = filters.days_ago_words(said.said_at, viewer.today)
    return f"It said {when} that {state}. That is too long ago to rely on: ring first."
