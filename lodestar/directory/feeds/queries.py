"""Reads of the feeds that the place follows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Prefetch, Q

from lodestar.access.models import User
from lodestar.access.roles import Role
from lodestar.access.viewers import Viewer
from lodestar.directory.feeds.models import FeedAlert, FollowedFeed

LEADS = (Role.PLACE_LEAD, Role.ADMINISTRATOR)


@dataclass(frozen=True, kw_only=True)
class Followed:
    """One feed that is read every so many days. `alert` is the slug of what is wrong with it, since a moment."""

    slug: str
    name: str
    every_days: int
    tried_at: datetime | None
    alert: str
    alert_since: datetime | None


def followed_feeds(viewer: Viewer) -> list[Followed]:
    """Return every feed that is followed, by name, without its address. Two queries, for everybody."""
    open_alerts = Prefetch("alerts", queryset=FeedAlert.objects.filter(ended_at=None), to_attr="open_alerts")
    found = []
    for feed in FollowedFeed.objects.order_by("name", "slug").prefetch_related(open_alerts):
        alert = next(iter(getattr(feed, "open_alerts")), None)  # noqa: B009 -- set by the prefetch
        found.append(
            Followed(
                slug=feed.slug,
                name=feed.name,
                every_days=feed.every_days,
                tried_at=feed.tried_at,
                alert=alert.kind if alert else "",
                alert_since=alert.found_at if alert else None,
            )
        )
    return found


def due_feeds(viewer: Viewer, *, at: datetime) -> list[FollowedFeed]:
    """Return the feeds that are due to be read, with their addresses: for the clock, not for a page.

    One that was tried less than its days ago, but for an hour, is not due: a daily clock is never quite on time.
    """
    feeds = FollowedFeed.objects.order_by(F("tried_at").asc(nulls_first=True), "slug")
    return [
        feed
        for feed in feeds
        if feed.tried_at is None or at - feed.tried_at >= timedelta(days=feed.every_days) - timedelta(hours=1)
    ]


def told_of_feeds(viewer: Viewer) -> list[str]:
    """Return the e-mail addresses of who is told when a feed fails: the place's leads, or else its administrators."""
    holds = Q(memberships__ends_on=None) | Q(memberships__ends_on__gt=viewer.today)
    holds &= Q(memberships__starts_on__lte=viewer.today)
    for role in LEADS:
        found = User.objects.filter(holds, memberships__role=role, is_active=True).distinct()
        if emails := sorted(found.values_list("email", flat=True)):
            return emails
    return []
