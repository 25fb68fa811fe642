"""Feeds that are read again when they are due, and who hears when one dies, halves or comes empty."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from lodestar.access.roles import Role
from lodestar.directory.feeds import actions
from lodestar.directory.feeds.models import FeedAlert, FollowedFeed
from lodestar.directory.models import Service, Source
from lodestar.exchange.openreferral import following, importing
from tests.exchange import feeds
from tests.factories import people
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.json"
    feeds.write_json(path, feeds.page([feeds.service(f"s{number}") for number in range(6)]))
    following.follow(str(path), name="Town feed", every_days=7)
    return path


def read(at: datetime = AT) -> list[FeedAlert.Kind | None]:
    return [one.fault for one in following.read_due(at=at, progress=feeds.quiet)]


def test_a_feed_is_read_when_it_is_due_and_not_before(feed: Path) -> None:
    first, too_soon, nearly, due = read(), read(AT + timedelta(days=6)), read(AT + WEEK - timedelta(minutes=5)), read()

    assert (first, too_soon, nearly, due) == ([None], [], [None], [])
    with as_owner():
        assert Service.objects.count() == 6
        assert Source.objects.get().name == "Town feed", "its own name, not its slug"


@pytest.mark.parametrize(
    ("left", "fault", "words"),
    [
        (None, FeedAlert.Kind.DEAD, "It could not be read when it was due."),
        (0, FeedAlert.Kind.EMPTY, "It came without a single service."),
        (2, FeedAlert.Kind.HALVED, "It came with half of what it brought before, or less."),
    ],
)
def test_a_feed_that_dies_halves_or_is_empty_is_told_once_and_nothing_is_lost(
    feed: Path, client: Client, left: int | None, fault: FeedAlert.Kind, words: str
) -> None:
    lead = people.worker(role=Role.PLACE_LEAD)
    people.worker(role=Role.NAVIGATOR)
    read()
    if left is None:
        feed.unlink()
    else:
        feeds.write_json(feed, feeds.page([feeds.service(f"s{number}") for number in range(left)]))

    found = [read(AT + WEEK), read(AT + 2 * WEEK)]

    assert found == [[fault], [fault]]
    (letter,) = mail.outbox
    assert letter.to == [lead.email]
    assert "Town feed" in letter.subject and fault.label.lower() in letter.body
    assert words in client.get(reverse("public:feeds")).content.decode()
    with as_owner():
        assert Service.objects.filter(retired_at=None).count() == 6

    feeds.write_json(feed, feeds.page([feeds.service(f"s{number}") for number in range(6)]))
    assert read(AT + 3 * WEEK) == [None]
    page = client.get(reverse("public:feeds")).content.decode()
    assert words not in page and "Every 7 days" in page


def test_one_feed_that_fails_stops_no_other(feed: Path, tmp_path: Path) -> None:
    following.follow(str(tmp_path / "nowhere.json"), name="A dead feed", every_days=1)

    assert sorted(map(str, read())) == ["None", "dead"]


def test_a_feed_without_a_lead_is_told_to_an_administrator(tmp_path: Path) -> None:
    administrator = people.worker(role=Role.ADMINISTRATOR)
    following.follow(str(tmp_path / "nowhere.json"), name="A dead feed", every_days=1)

    read()

    assert [letter.to for letter in mail.outbox] == [[administrator.email]]


def test_a_feed_is_let_go_and_what_it_brought_stays(feed: Path) -> None:
    read()

    actions.let_feed_go(slug="town-feed", by=following.the_system(AT.date()), at=AT)

    with as_owner():
        assert not FollowedFeed.objects.exists()
        assert Service.objects.filter(retired_at=None).count() == 6
    with pytest.raises(actions.NotFollowed):
        actions.let_feed_go(slug="town-feed", by=following.the_system(AT.date()), at=AT)


@pytest.mark.parametrize("days", [0, 367])
def test_a_feed_is_read_every_1_to_366_days(days: int, tmp_path: Path) -> None:
    with pytest.raises(actions.NotSoOften):
        following.follow(str(tmp_path / "feed.json"), name="Feed", every_days=days)


def test_a_feed_needs_a_name_that_can_be_kept(tmp_path: Path) -> None:
    with pytest.raises(importing.ImportRefused):
        following.follow(str(tmp_path / "feed.json"), name="…", every_days=1)
