"""What Harbourne Bay taught its finder, what nobody found there, a feed that died and a list that was shared."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from lodestar.demo import neighbours_feed, rows, written
from lodestar.demo.staff import Worker
from lodestar.directory.feeds.models import FeedAlert, FollowedFeed
from lodestar.directory.finding.models import PlainQuestion, ShortList, UnansweredArea, UnansweredWords
from lodestar.directory.models import Phone, Service
from lodestar.rules import months

SHARED_CODE = "harbour22"
KEEPER = "place-lead"
DOUBLED = "Slipway men's peer group"


def add_finding(
    made: rows.Rows,
    *,
    workers: Mapping[str, Worker],
    neighbourhoods: list[str],
    service_ids: list[UUID],
    on: date,
    seed: int,
) -> None:
    """Add the place's own words with a history, a year of searches in vain, and a list to open at /list/harbour22/."""
    rng = rows.stream(seed, "finding")
    told = written.read("finding")
    keeper = next(one for one in workers.values() if one.role == KEEPER)
    for question in told["question"]:
        versions = [question["before"]] if "before" in question else []
        entry = rows.new_id(rng)
        for version, search in enumerate([*versions, question["search"]], start=1):
            made.add(
                PlainQuestion,
                id=rows.new_id(rng),
                entry=entry,
                version=version,
                says=question["says"],
                search=search,
                life_areas=question["life_areas"],
                said_by_id=keeper.id,
                said_at=rows.moment(on - timedelta(days=question["days_ago"] - version), 14, 10),
            )
    _add_double(made, rng=rng)
    _add_unanswered(made, told["unanswered"], neighbourhoods=neighbourhoods, on=on, rng=rng)
    made.add(
        FollowedFeed,
        slug=neighbours_feed.SLUG,
        name=neighbours_feed.NAME,
        address=neighbours_feed.ADDRESS,
        every_days=neighbours_feed.EVERY_DAYS,
        followed_at=rows.moment(on - timedelta(days=40), 10),
        tried_at=rows.moment(on - timedelta(days=2), 5, 15),
    )
    made.add(
        FeedAlert,
        id=rows.new_id(rng),
        feed_id=neighbours_feed.SLUG,
        kind=FeedAlert.Kind.DEAD,
        found_at=rows.moment(on - timedelta(days=neighbours_feed.DIED_DAYS_AGO), 5, 15),
    )
    made.add(
        ShortList,
        code=SHARED_CODE,
        service_ids=service_ids,
        made_at=rows.moment(on - timedelta(days=1), 11, 5),
        gone_on=on + timedelta(days=29),
    )


def _add_unanswered(made: rows.Rows, told: dict[str, Any], *, neighbourhoods: list[str], on: date, rng: Random) -> None:
    newest = on.replace(day=1)
    for back in range(6):
        month = months.add_months(newest, months=-back)
        for number, one in enumerate(told["words"]):
            count = {"words": one["words"], "searches": one["searches"][back]}
            if count["searches"]:
                made.add(UnansweredWords, id=rows.new_id(rng), month=month, digest=f"{number:064d}", **count)
    for life_area, searches in told["life_areas"].items():
        left = searches
        for code in [*neighbourhoods, ""]:
            mine = left if not code else min(left, rng.randrange(searches // 3 + 2))
            left -= mine
            if mine:
                counted = {"neighbourhood_code": code, "life_area": life_area, "searches": mine}
                made.add(UnansweredArea, id=rows.new_id(rng), month=newest, **counted)


def _add_double(made: rows.Rows, *, rng: Random) -> None:
    """Add what a neighbour's directory says of a service that the place lists itself, under nearly its name."""
    ours = next(row for row in made.of(Service) if row["name"] == DOUBLED)
    telephone = next(row["number"] for row in made.of(Phone) if row.get("service_id") == ours["id"])
    theirs = made.add(
        Service,
        **{
            **ours,
            "id": rows.new_id(rng),
            "name": f"The {DOUBLED}",
            "summary": "Peer support for men. Ring to hear when it meets.",
            "description": "Men of the bay meet on a weekday evening. This is what the neighbours' directory knows.",
            "team_id": None,
            "checked_on": None,
            "checked_by_name": "",
            "eligibility_rules": None,
        },
    )
    made.add(Phone, id=rows.new_id(rng), service_id=theirs["id"], number=telephone)
