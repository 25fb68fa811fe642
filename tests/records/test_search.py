"""The search finds what people mean, near them, in a said order, and nothing that is to stay hidden."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lodestar.access.viewers import Viewer
from lodestar.directory import models, ordering, queries
from lodestar.directory.searching import PAGE_SIZE, Cost, Loosening, SearchCriteria, SearchResults, Way
from lodestar.places import queries as places
from lodestar.rules import eligibility, freshness, ranking
from lodestar.rules.life_areas import LifeArea
from tests.factories import directory as make
from tests.factories.directory import AT, HERE, ON
from tests.roles import as_owner

Look = Callable[..., Viewer]
pytestmark = pytest.mark.django_db
KM = 1_000


@pytest.fixture
def search(look_as: Look) -> Callable[..., SearchResults]:
    def go(*, at: datetime = AT, postcode: str = "", **asked: Any) -> SearchResults:
        place = places.place_postcode(text=postcode) if postcode else None
        viewer = look_as(None, today=at.date())
        return queries.search_services(viewer, criteria=SearchCriteria(place=place, **asked), at=at)

    return go


def names(results: SearchResults) -> list[str]:
    return [one.name for one in results.services]


Search = Callable[..., SearchResults]


@pytest.mark.parametrize("typed", ["counselling", "counseling", "Counselling!", "councelling", "counseling for me"])
def test_british_american_and_mistyped_words_find_the_same_service(search: Search, typed: str) -> None:
    make.service(name="Fathom", summary="Counselling at a price that you choose.")
    make.service(name="Warm Hut", summary="A hot meal.")

    assert names(search(words=typed)) == ["Fathom"]


@pytest.mark.parametrize("typed", ["beraevement", "bereavment", "bereavementt", "bereavwment"])
def test_one_letter_wrong_finds_the_service_and_says_what_was_looked_for(search: Search, typed: str) -> None:
    make.service(name="Bereavement evening")

    found = search(words=typed)

    assert names(found) == ["Bereavement evening"]
    assert [(one.typed, one.instead) for one in found.corrections] == [(typed, "bereavement")]


def test_a_word_that_somebody_uses_is_never_taken_for_a_slip(search: Search) -> None:
    make.service(name="Boats for beginners")
    make.service(name="Coats for winter")

    found = search(words="coats")

    assert names(found) == ["Coats for winter"]
    assert not found.corrections


@pytest.mark.parametrize("typed", ["somewhere to stay", "somewere to stay", "Nowhere to live"])
def test_plain_words_find_what_services_call_it(search: Search, typed: str) -> None:
    make.service(name="Council options team", kinds=["housing-advice"], life_areas=["home"])
    make.service(name="Choir", kinds=["arts-and-nature"])

    assert names(search(words=typed)) == ["Council options team"]


@pytest.mark.inventory("S0-30")
def test_anybody_finds_a_group_by_who_it_is_for_and_where(search: Search) -> None:
    make.postcode("M33 7AB", at=HERE)
    far = (HERE[0] + 12 * KM, HERE[1])
    make.service(name="Boat club", kinds=["peer-support"], audience="Men who feel alone", at=HERE)
    make.service(name="Far boat club", kinds=["peer-support"], audience="Men who feel alone", at=far)
    make.service(name="Mothers' morning", kinds=["peer-support"], audience="Women with babies", at=HERE)

    found = search(words="peer group for men", postcode="M33 7AB", within_km=5)

    assert names(found)[0] == "Boat club"
    assert "Far boat club" not in names(found)
    assert found.services[0].distance_km == pytest.approx(0)
    assert not found.services[0].is_distance_about


def test_the_service_that_has_the_word_in_its_name_comes_first(search: Search) -> None:
    make.service(
        name="Money on the ward", kinds=["benefits-advice", "debt-advice"], summary="Debt advice.", takes_people=True
    )
    make.service(name="Debt clinic", kinds=["debt-advice"], takes_people=False, wait_days=52)

    assert names(search(words="debt")) == ["Debt clinic", "Money on the ward"]


def test_when_nothing_has_all_words_those_with_some_are_shown_and_said_so(search: Search) -> None:
    make.service(name="Kayak club")

    found = search(words="kayak mornings for grandparents")

    assert names(found) == ["Kayak club"]
    assert found.loosened is Loosening.SOME_WORDS


def test_nothing_for_all_choices_offers_what_comes_near(search: Search) -> None:
    make.service(name="Kayak club", is_free=False)

    found = search(words="kayak", cost=Cost.FREE)

    assert found.total == 0
    assert [one.name for one in found.near] == ["Kayak club"]
    assert found.near_loosened is Loosening.NO_FILTERS


def test_an_urgent_search_is_known_as_one(search: Search) -> None:
    assert search(words="I want to die").is_urgent
    assert not search(words="gardening").is_urgent


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"cost": Cost.FREE}, ["free"]),
        ({"cost": Cost.PAID}, ["paid"]),
        ({"ways": (Way.ONLINE,)}, ["online"]),
        ({"ways": (Way.ONLINE, Way.TELEPHONE)}, ["online", "telephone"]),
        ({"accepts_self_referral": True}, ["self"]),
        ({"life_areas": (LifeArea.MONEY,)}, ["money"]),
        ({"life_areas": (LifeArea.MONEY,), "cost": Cost.FREE}, []),
    ],
)
def test_a_filter_keeps_only_services_that_say_so(search: Search, asked: dict[str, Any], found: list[str]) -> None:
    make.service(name="free", is_free=True)
    make.service(name="paid", is_free=False)
    make.service(name="online", is_online=True)
    make.service(name="telephone", is_by_telephone=True)
    make.service(name="self", accepts_self_referral=True)
    make.service(name="money", life_areas=["money"])
    make.service(name="says nothing")

    assert sorted(names(search(**asked))) == sorted(found)


@pytest.mark.parametrize(
    ("at", "is_found"),
    [
        (datetime.fromisoformat("2026-11-23T10:00"), True),
        (datetime.fromisoformat("2026-11-23T08:59"), False),
        (datetime.fromisoformat("2026-11-23T17:00"), False),
        (datetime.fromisoformat("2026-11-24T10:00"), False),
    ],
)
def test_open_now_follows_the_hours_on_the_door(search: Search, at: datetime, is_found: bool) -> None:
    make.service(name="Monday desk", hours=((0, time(9), time(17)),))

    assert bool(search(at=at, is_open_now=True).total) is is_found


def test_open_now_knows_nights_months_and_buildings(search: Search) -> None:
    night = make.service(name="Night café", hours=((6, time(20), time(2)),))
    monthly = make.service(name="Fourth Monday")
    in_building = make.service(name="In a building", at=HERE)
    with as_owner():
        models.Schedule.objects.create(
            service=monthly, weekday=0, week_of_month=4, opens_at=time(0), closes_at=time(3), frequency="monthly"
        )
        building = in_building.at_locations.get().location
        models.Schedule.objects.create(location=building, weekday=0, opens_at=time(0), closes_at=time(8))

    found = search(at=datetime.fromisoformat("2026-11-23T01:30"), is_open_now=True)

    assert sorted(names(found)) == sorted([night.name, monthly.name, in_building.name])


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "defunct"},
        {"status": "inactive"},
        {"status": "temporarily closed"},
        {"retired_at": datetime.fromisoformat("2026-01-01T00:00:00+00:00")},
        {"checked_on": ON - timedelta(days=731)},
    ],
)
def test_what_ended_left_or_is_too_old_is_never_found(search: Search, fields: dict[str, Any]) -> None:
    make.service(name="Kayak club", **fields)

    assert search(words="kayak").total == 0
    assert search().total == 0


def test_what_ends_without_being_indexed_again_is_not_shown(search: Search) -> None:
    ended = make.service(name="Kayak club")
    with as_owner():
        models.Service.objects.filter(pk=ended.pk).update(status="defunct")

    assert names(search(words="kayak")) == []


def test_a_hidden_address_is_found_by_its_outward_code_and_leaves_no_trace(search: Search, look_as: Look) -> None:
    make.postcode("M33 7AB", at=HERE)
    exact = (HERE[0] + 1_234, HERE[1] + 2_345)
    refuge = make.service(
        name="Refuge", at=exact, postcode="M33 9ZZ", is_address_hidden=True, kinds=["domestic-abuse-support"]
    )
    with as_owner():
        models.Location.objects.update(
            address_1="9 Secret Row", transport="Bus 41 to Secret Row", city="Quietham", name="Secret House"
        )
    make.index(refuge)

    found = search(words="refuge", postcode="M33 7AB", within_km=2)
    detail = queries.service_detail(look_as(None, today=ON), service_id=refuge.pk, at=AT)

    assert detail is not None
    glance = found.services[0]
    # The middle of M33 stands at the postcode itself in this test: 0 km, and not the 2.6 km of the house.
    assert glance.distance_km == pytest.approx(0)
    assert glance.is_distance_about
    assert (glance.latitude, glance.longitude, glance.town) == (None, None, "")
    assert detail.places == ()
    for shown in (repr(glance), repr(detail)):
        assert not any(word in shown for word in ("Secret", "9ZZ", "Quietham", "53.41"))
    assert search(words="quietham").total == 0
    assert list(models.SearchPlace.objects.values_list("easting", "northing")) == [HERE]


def test_a_postcode_that_is_only_about_right_says_about(search: Search) -> None:
    make.postcode("M33 7AB", at=HERE)
    make.service(name="Kayak club", at=(HERE[0], HERE[1] + 3 * KM))

    glance = search(postcode="M33 7ZZ").services[0]

    assert glance.distance_km == pytest.approx(3)
    assert glance.is_distance_about


def test_the_nearest_of_several_places_counts(search: Search) -> None:
    make.postcode("M33 7AB", at=HERE)
    clubs = make.service(name="Kayak clubs", at=(HERE[0] + 40 * KM, HERE[1]))
    near = make.people.location(easting=HERE[0] + KM, northing=HERE[1])
    with as_owner():
        models.ServiceAtLocation.objects.create(service=clubs, location=near)
    make.index(clubs)

    assert search(postcode="M33 7AB", within_km=2).services[0].distance_km == pytest.approx(1)
    make.service(name="Rowing club", at=(HERE[0] + 2 * KM, HERE[1]))
    make.service(name="Sailing club", at=(HERE[0] + KM // 2, HERE[1]))
    assert names(search(postcode="M33 7AB")) == ["Sailing club", "Kayak clubs", "Rowing club"]


def test_the_order_is_the_order_of_the_rule(search: Search) -> None:
    make.postcode("M33 7AB", at=HERE)
    for number, (takes, wait, free, checked, metres) in enumerate(_MANY_KINDS):
        make.service(
            name=f"club {number:02d}",
            summary="Kayak " * (number % 4 + 1),
            takes_people=takes,
            wait_days=wait,
            is_free=free,
            checked_on=ON - timedelta(days=checked) if checked is not None else None,
            at=(HERE[0] + metres, HERE[1]) if metres is not None else None,
        )

    for asked in ({}, {"words": "kayak"}, {"postcode": "M33 7AB"}, {"words": "kayak", "postcode": "M33 7AB"}):
        found = search(**asked)

        by_rule = ranking.rank_offers(offers=_offers(found, words=str(asked.get("words", ""))))
        assert names(found) == [one.key.partition("\0")[0] for one in by_rule], asked


_MANY_KINDS = [
    (True, 7, True, 3, 200),
    (True, None, None, 200, 4_000),
    (False, 60, True, 3, 100),
    (None, None, None, None, None),
    (None, 14, False, 700, 15_000),
    (True, 28, False, 364, None),
    (False, None, None, 89, 2_000),
    (None, None, True, 90, 2_000),
    (None, None, True, 90, 2_000),
    (True, 200, True, 365, 30_000),
]


def _make_many_kinds(today: date) -> None:
    for number, (takes, wait, free, checked, _metres) in enumerate(_MANY_KINDS):
        make.service(
            name=f"club {number:02d}",
            takes_people=takes,
            wait_days=wait,
            is_free=free,
            checked_on=today - timedelta(days=checked) if checked is not None else None,
        )


@pytest.mark.parametrize("days", [-2, 0, 1, 25, 90, 200, 300])
def test_a_list_is_in_the_order_of_the_rule_whether_points_hold_lapsed_or_are_ahead(search: Search, days: int) -> None:
    today = timezone.localdate()
    _make_many_kinds(today)
    at = datetime.combine(today + timedelta(days=days), time(10))

    found = search(at=at)

    by_rule = ranking.rank_offers(offers=_offers(found, words="", on=at.date()))
    assert names(found) == [one.key.partition("\0")[0] for one in by_rule]
    assert found.total == len(found.services) > 1


def test_points_are_kept_only_while_they_are_right() -> None:
    today = timezone.localdate()
    _make_many_kinds(today)

    kept_days = 0
    for days in range(-3, 400, 1):
        with connection.cursor() as cursor:
            cursor.execute(_KEPT_AND_WORKED_OUT, ordering.day_values(today + timedelta(days=days)))
            rows = cursor.fetchall()
        assert len(rows) == len(_MANY_KINDS)
        assert all(used == worked_out for used, worked_out, _is_kept in rows), days
        kept_days += sum(is_kept for *_points, is_kept in rows)
    assert kept_days > len(rows) * 50


_KEPT_AND_WORKED_OUT = f"""
    SELECT {ordering.OWN_POINTS}, {ordering.POINTS_WORKED_OUT},
        e.points_until > {ordering.KEPT_AFTER}
    FROM directory_searchentry e"""


_RANKS = f"SELECT e.service_id, {ordering.TEXT_RANK} FROM directory_searchentry e WHERE {ordering.MATCHES}"


def _offers(found: SearchResults, *, words: str, on: date = ON) -> list[ranking.Offer]:
    ranks: dict[uuid.UUID, float] = {}
    if words:
        with connection.cursor() as cursor:
            cursor.execute(_RANKS, {"text_query": words, "telling_query": words, "main_query": words})
            ranks = dict(cursor.fetchall())
    return [
        ranking.Offer(
            key=f"{one.name}\0{one.service_id}",
            answer=eligibility.Answer.CHECK,
            distance_km=one.distance_km,
            takes_people_now=one.takes_people_now,
            freshness=freshness.freshness(checked_on=one.checked_on, on=on),
            wait_days=one.usual_wait_days,
            text_rank=ranks.get(one.service_id),
            is_free=one.is_free,
        )
        for one in found.services
    ]


def test_pages_hold_every_service_once_and_a_page_too_far_is_the_last(search: Search) -> None:
    for number in range(PAGE_SIZE + 3):
        make.service(name=f"Club {number}")

    pages = [search(page=page) for page in (1, 2)]

    assert len({one.service_id for page in pages for one in page.services}) == PAGE_SIZE + 3
    assert (pages[0].total, pages[0].pages) == (PAGE_SIZE + 3, 2)
    assert search(page=99).page == 2


def test_a_search_asks_the_database_the_same_few_times_however_much_it_finds(search: Search) -> None:
    counts = []
    for _ in range(2):
        for number in range(12):
            make.service(name=f"Kayak club {number}", at=HERE, takes_people=True)
        with CaptureQueriesContext(connection) as asked:
            search(words="kayak clubs", life_areas=(LifeArea.SOCIAL_CONNECTION,))
        counts.append(len(asked))

    assert counts[0] == counts[1]
    # One sets the viewer; then words, search, glances.
    assert counts[0] <= 5


def test_indexing_some_services_leaves_the_same_as_indexing_all() -> None:
    kayaks = make.service(name="Kayak club", at=HERE)
    make.service(name="Choir", summary="Songs and kayaks", at=HERE)
    with as_owner():
        models.Service.objects.filter(pk=kayaks.pk).update(name="Canoe club")

    make.index(kayaks)
    after_some = _index()
    make.index()

    assert _index() == after_some
    assert "kayak" not in after_some[0]


def _index() -> tuple[dict[str, int], list[Any], list[Any]]:
    return (
        dict(models.SearchWord.objects.values_list("word", "service_count")),
        sorted(models.SearchEntry.objects.values_list("service_id", "vector")),
        sorted(models.SearchPlace.objects.values_list("service_id", "easting")),
    )
