"""What `lodestar directory import --due` runs: each feed that is due is read by itself, and faults are told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.mail import EmailMessage
from django.utils import timezone

from lodestar.access.actions import the_system
from lodestar.access.viewers import Viewer
from lodestar.directory import actions as directory_actions
from lodestar.directory import feed_health, import_runs
from lodestar.directory.feeds import actions, queries
from lodestar.directory.feeds.models import FeedAlert, FollowedFeed
from lodestar.exchange.openreferral import importing, naming, reading

SUBJECT = "A feed of the directory needs you: {name}"
LETTER = """Hello,

The directory reads "{name}" every {every} days. On {day} this was wrong: {fault}.

{words}

What was read before stays in the directory, and grows old. Ask whoever publishes the feed, or read it by hand with
"lodestar directory check". The page "Health of the feeds" says how it does.
"""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What came of one feed: its fault, if it has one, and the report or the reason in words."""

    name: str
    fault: FeedAlert.Kind | None
    words: str


def follow(address: str, *, name: str | None, every_days: int) -> FollowedFeed:
    """Read a feed again every so many days from now on. Raises ImportRefused for a name, `actions.NotSoOften`."""
    named = importing.named_or_refused(address, name=name)
    return actions.follow_feed(
        slug=named.slug,
        name=named.name,
        address=address,
        every_days=every_days,
        by=the_system(timezone.localdate()),
        at=timezone.now(),
    )


def read_due(*, at: datetime, progress: Callable[[str], None]) -> Iterator[Reading]:
    """Read every feed that is due, and yield what came of each. A feed that fails stops no other.

    Whoever leads the place gets a letter about each fault that is news.
    """
    by = the_system(timezone.localdate(at))
    for feed in queries.due_feeds(by, at=at):
        progress(f"reading {feed.name}")
        done = _read(feed, by=by, progress=progress)
        if actions.note_reading(slug=feed.slug, fault=done.fault, by=by, at=at):
            _tell(feed, done, by=by, at=at)
        yield done


def _read(feed: FollowedFeed, *, by: Viewer, progress: Callable[[str], None]) -> Reading:
    # What is read the first time gets the name that it is followed under; from then on its slug says which it is.
    is_new = import_runs.held_source(slug=feed.slug) is None and naming.slug_of(feed.name) == feed.slug
    name = feed.name if is_new else feed.slug
    try:
        report = importing.run_import(
            feed.address, name=name, mapping=None, dry_run=False, quarantine_file=None, progress=progress, by=by
        )
    except importing.ImportRefused as refused:
        return Reading(name=feed.name, fault=_kind(refused.__cause__), words=str(refused))
    mine = next((one for one in feed_health.feed_health(by) if one.source_slug == feed.slug), None)
    has_halved = mine is not None and mine.has_halved
    return Reading(name=feed.name, fault=FeedAlert.Kind.HALVED if has_halved else None, words=report.as_text())


def _kind(cause: BaseException | None) -> FeedAlert.Kind:
    if isinstance(cause, directory_actions.RetiresMany):
        return FeedAlert.Kind.HALVED
    if isinstance(cause, directory_actions.NothingToImport | reading.HoldsNothing):
        return FeedAlert.Kind.EMPTY
    return FeedAlert.Kind.DEAD


def _tell(feed: FollowedFeed, done: Reading, *, by: Viewer, at: datetime) -> None:
    """Write to who leads the place. The words say nothing of any row; the feed's own address may hold a key."""
    words = done.words if done.fault is not FeedAlert.Kind.HALVED else ""
    body = LETTER.format(
        name=feed.name,
        every=feed.every_days,
        day=timezone.localdate(at).isoformat(),
        fault=done.fault.label.lower() if done.fault else "",
        words=words.replace(feed.address, "Its address"),
    )
    for email in queries.told_of_feeds(by):
        EmailMessage(subject=SUBJECT.format(name=feed.name), body=body, to=[email]).send()
