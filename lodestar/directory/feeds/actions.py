"""What is done about feeds: one is followed or let go, and each reading is noted with what went wrong."""

from datetime import datetime

from django.db import transaction

from lodestar.access import audit
from lodestar.access.viewers import Viewer
from lodestar.directory.feeds.models import FeedAlert, FollowedFeed

MOST_DAYS = 366


class NotSoOften(ValueError):
    """A feed is read every 1 to 366 days."""


class NotFollowed(LookupError):
    """No feed of this name is followed."""


def follow_feed(*, slug: str, name: str, address: str, every_days: int, by: Viewer, at: datetime) -> FollowedFeed:
    """Read a feed again every so many days from now on, or change how often. Raises NotSoOften."""
    if not 1 <= every_days <= MOST_DAYS:
        raise NotSoOften
    with transaction.atomic():
        told = {"name": name, "address": address, "every_days": every_days}
        feed, _ = FollowedFeed.objects.update_or_create(
            slug=slug, defaults=told, create_defaults={**told, "followed_at": at}
        )
        audit.record(by=by, at=at, action="follow-feed", subject_kind="source", subject_id=slug)
    return feed


def let_feed_go(*, slug: str, by: Viewer, at: datetime) -> None:
    """Read a feed no more. What it brought stays. Raises NotFollowed."""
    with transaction.atomic():
        gone, _ = FollowedFeed.objects.filter(slug=slug).delete()
        if not gone:
            raise NotFollowed
        audit.record(by=by, at=at, action="let-feed-go", subject_kind="source", subject_id=slug)


def note_reading(*, slug: str, fault: FeedAlert.Kind | None, by: Viewer, at: datetime) -> bool:
    """Note that a feed was tried, and what was wrong; return whether that is news. Raises NotFollowed.

    A fault that goes on is told once. One that changes, or comes back, is news again.
    """
    with transaction.atomic():
        if not FollowedFeed.objects.filter(slug=slug).update(tried_at=at):
            raise NotFollowed
        standing = FeedAlert.objects.filter(feed=slug, ended_at=None).first()
        is_news = fault is not None and (standing is None or standing.kind != fault)
        if standing is not None and (fault is None or is_news):
            FeedAlert.objects.filter(pk=standing.pk).update(ended_at=at)
        if fault is not None and is_news:
            FeedAlert.objects.create(feed_id=slug, kind=fault, found_at=at)
        audit.record(by=by, at=at, action="read-feed", subject_kind="source", subject_id=slug, reason=fault or "")
    return is_news
