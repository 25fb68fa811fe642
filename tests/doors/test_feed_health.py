"""Everybody can see how the place's feeds do, and what to mend, with no row's own words."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lodestar.directory.feeds.models import FeedAlert, FollowedFeed
from tests.exchange import feeds
from tests.factories import directory as make
from tests.roles import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.inventory("S0-37")]


def test_a_place_without_feeds_says_so_and_checks_its_own(client: Client) -> None:
    make.service(name="Lantern")

    page = client.get(reverse("public:feeds")).content.decode()

    assert "No feed was read yet" in page
    assert "It offers 1 service." in page and "nothing to mend" in page
    assert reverse("public:feeds") in client.get(reverse("public:about")).content.decode()


def test_a_feed_that_halves_and_holds_rows_back_is_told_what_to_mend(client: Client, tmp_path: Path) -> None:
    whole = [feeds.service(f"s{number}") for number in range(6)]
    feeds.run(feeds.write_json(tmp_path / "feed.json", feeds.page(whole)), name="Town feed")
    nameless = feeds.service("s9", name="", description="Ring Ann Example at the blue gate.")
    feeds.run(
        feeds.write_json(tmp_path / "feed.json", feeds.page([*whole[:2], nameless])),
        name="Town feed",
        may_retire_many=True,
    )

    page = client.get(reverse("public:feeds")).content.decode()

    assert "It brings 2 services, and brought 6 the time before." in page
    assert "1 entry has no name: give it one." in page
    assert "Ann Example" not in page


def test_a_feed_that_never_came_is_not_said_to_have_brought_anything(client: Client) -> None:
    at = timezone.now()
    with as_owner():
        feed = FollowedFeed.objects.create(
            slug="far", name="Far feed", address="https://far.example.org/services", every_days=7, followed_at=at
        )
        FeedAlert.objects.create(feed=feed, kind=FeedAlert.Kind.DEAD, found_at=at)

    page = client.get(reverse("public:feeds")).content.decode()

    assert "has brought nothing yet" in page and "What it brought before" not in page
