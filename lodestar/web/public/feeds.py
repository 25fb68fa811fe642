"""The public health page: how the feeds that we read are doing, how our own does, and what to mend, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone

from lodestar.directory import feed_health
from lodestar.directory.feed_health import FeedHealth
from lodestar.directory.feeds import queries
from lodestar.directory.feeds.models import FeedAlert
from lodestar.directory.feeds.queries import Followed
from lodestar.directory.incoming import Reason
from lodestar.exchange.openreferral import schema_faults
from lodestar.exchange.openreferral.publishing import gathering, profiles, selecting
from lodestar.web import doors, filters, rendering
from lodestar.web.components import lists
from lodestar.web.requests import Request

ALERTS = {
    FeedAlert.Kind.DEAD: "It could not be read when it was due. What it brought before stays, and grows old.",
    FeedAlert.Kind.EMPTY: "It came without a single service. That is taken for a fault, and nothing was changed.",
    FeedAlert.Kind.HALVED: "It came with half of what it brought before, or less. Somebody has to say if that is so.",
}
SAMPLE = 25
OLD_DAYS = 31
MENDS = {
    Reason.MISSING_PARENT: "points at something that the feed does not hold: add what it points at",
    Reason.PARENT_HELD_BACK: "hangs on something that has a fault of its own: mend that first",
    Reason.NO_PARENT: "does not say what it belongs to: fill in the id of that",
    Reason.CONFLICT: "shares an id with another entry that says something else: give each its own",
    Reason.NO_NAME: "has no name: give it one",
    Reason.NO_NUMBER: "is a telephone without a number: fill it in, or take it out",
    Reason.SHIFTED_CELLS: "has its cells in the wrong columns: export the table again",
    Reason.NOT_A_RECORD: "is no record of a kind that we know",
    Reason.UNREADABLE_FILE: "is a file that cannot be read: export it again",
    Reason.CIRCLE: "stands above itself: take one of the links out",
}


@dataclass(frozen=True, kw_only=True)
class FeedsPage:
    """What is said of our own feed, and of each that we read."""

    own: tuple[str, ...]
    feeds: lists.Table
    address: str


@doors.opens_to(doors.EVERYBODY)
def feeds(request: Request) -> HttpResponse:
    """Show how the feeds of the place are doing."""
    page = FeedsPage(
        own=_own(),
        feeds=_table(
            feed_health.feed_health(request.viewer), {one.slug: one for one in queries.followed_feeds(request.viewer)}
        ),
        address=request.build_absolute_uri("/open-referral/"),
    )
    return rendering.render(request, "public/feeds.html", page)


def _own() -> tuple[str, ...]:
    """Return what our own feed offers, and what of the entries that changed last breaks the standard."""
    listed = selecting.services(selecting.Wanted())
    newest = list(listed.order_by("-changed_at", "id").values_list("pk", flat=True)[:SAMPLE])
    records = gathering.services(newest, is_full=True, on=timezone.localdate())
    faults = {
        f"{fault.where} {fault.mend}"
        for record in records
        for fault in schema_faults.faults(profiles.strict(record, "service"), "service")
    }
    offered = f"It offers {filters.plural(listed.count(), 'service')}."
    if not records:
        return (offered,)
    held = f"The {filters.plural(len(records), 'entry', 'entries')} that changed last were held against the schemas of"
    return (
        offered,
        f"{held} Open Referral UK 3.0: {'these faults' if faults else 'nothing to mend'}.",
        *sorted(faults),
    )


def _table(found: tuple[FeedHealth, ...], followed: Mapping[str, Followed]) -> lists.Table:
    known = {one.source_slug for one in found}
    never = [one for slug, one in followed.items() if slug not in known]
    return lists.Table(
        caption="Feeds that the directory is read from",
        columns=(
            lists.Column(label="Feed"),
            lists.Column(label="Last read"),
            lists.Column(label="Read again"),
            lists.Column(label="Services", is_figure=True),
            lists.Column(label="What to mend"),
        ),
        rows=(
            *(
                (
                    one.source_name,
                    filters.date_words(one.read_at),
                    _again(followed.get(one.source_slug)),
                    f"{one.services:,}",
                    " ".join(filter(None, (_alert(followed.get(one.source_slug)), _to_mend(one)))) or "Nothing",
                )
                for one in found
            ),
            *((one.name, "Not yet", _again(one), "0", _never(one)) for one in never),
        ),
        is_caption_hidden=True,
    )


def _again(one: Followed | None) -> str:
    if one is None:
        return "By hand"
    return "Every day" if one.every_days == 1 else f"Every {one.every_days} days"


def _alert(one: Followed | None) -> str:
    if one is None or one.alert_since is None:
        return ""
    return f"{ALERTS[FeedAlert.Kind(one.alert)]} Since {filters.short_date_words(one.alert_since)}."


def _never(one: Followed) -> str:
    if one.alert_since is None:
        return "Nothing"
    since = filters.short_date_words(one.alert_since)
    return f"It could not be read when it was due, and has brought nothing yet. Since {since}."


def _to_mend(one: FeedHealth) -> str:
    told = []
    if one.has_halved:
        told.append(f"It brings {one.services:,} services, and brought {one.services_before:,} the time before.")
    days = (timezone.now() - one.read_at).days
    if days > OLD_DAYS:
        told.append(f"It was last read {filters.plural(days, 'day')} ago: read it again.")
    for reason, rows in sorted(one.held.items(), key=lambda pair: (-pair[1], pair[0])):
        mend = MENDS[Reason(reason)] if reason in set(Reason) else "could not be taken"
        told.append(f"1 entry {mend}." if rows == 1 else f"Of {rows:,} entries each {mend}.")
    return " ".join(told)
