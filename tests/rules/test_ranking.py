"""Offers stand in an order that can be explained and is always the same."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.rules import ranking
from lodestar.rules.eligibility import Answer
from lodestar.rules.freshness import Freshness
from lodestar.rules.ranking import Offer, RankCode

PLAIN = Offer(
    key="plain",
    answer=Answer.CHECK,
    distance_km=5.0,
    takes_people_now=None,
    freshness=Freshness.AGEING,
    wait_days=28,
    text_rank=0.3,
    is_free=None,
)
BETTER: list[dict[str, object]] = [
    {"answer": Answer.FITS},
    {"distance_km": 1.0},
    {"takes_people_now": True},
    {"freshness": Freshness.FRESH},
    {"wait_days": 7},
    {"text_rank": 0.6},
    {"is_free": True},
]
WORSE: list[dict[str, object]] = [
    {"answer": Answer.DOES_NOT_FIT},
    {"distance_km": 20.0},
    {"takes_people_now": False},
    {"freshness": Freshness.STALE},
    {"freshness": Freshness.NEVER_CHECKED},
    {"wait_days": 100},
    {"text_rank": 0.1},
    {"text_rank": None},
    {"is_free": False},
]


def _keys(offers: list[Offer]) -> list[str]:
    return [place.key for place in ranking.rank_offers(offers=offers)]


@pytest.mark.parametrize("change", BETTER, ids=str)
def test_better_on_one_thing_comes_first(change: dict[str, object]) -> None:
    better = replace(PLAIN, key="z-better", **change)  # type: ignore[arg-type]

    assert _keys([PLAIN, better]) == ["z-better", "plain"]


@pytest.mark.parametrize("change", WORSE, ids=str)
def test_worse_on_one_thing_comes_last(change: dict[str, object]) -> None:
    worse = replace(PLAIN, key="a-worse", **change)  # type: ignore[arg-type]

    assert _keys([worse, PLAIN]) == ["plain", "a-worse"]


def test_what_does_not_fit_comes_last_whatever_else_it_has() -> None:
    near = Offer("near", Answer.DOES_NOT_FIT, 0.1, True, Freshness.FRESH, wait_days=0, text_rank=1.0, is_free=True)
    far = Offer("far", Answer.CHECK, 90.0, False, Freshness.STALE, wait_days=400, is_free=False)

    assert _keys([near, far]) == ["far", "near"]


def test_what_has_none_of_the_words_comes_after_whatever_has_some() -> None:
    best = Offer("best", Answer.FITS, 1.0, text_rank=1.0)
    matching = Offer(
        "matching", Answer.CHECK, 90.0, False, Freshness.STALE, wait_days=400, text_rank=0.01, is_free=False
    )
    lifted = Offer("lifted", Answer.FITS, 0.0, True, Freshness.FRESH, wait_days=0, is_free=True, has_desk=True)

    assert _keys([lifted, matching, best]) == ["best", "matching", "lifted"]


def test_a_desk_decides_between_services_that_are_alike() -> None:
    desk = replace(PLAIN, key="z-desk", has_desk=True)

    assert _keys([PLAIN, desk]) == ["z-desk", "plain"]


def test_the_words_count_more_than_all_that_a_service_says_of_itself() -> None:
    best = Offer("best", Answer.CHECK, 20.0, False, Freshness.STALE, wait_days=400, text_rank=1.0, is_free=False)
    other = Offer("other", Answer.CHECK, 0.0, True, Freshness.FRESH, wait_days=0, text_rank=0.1, is_free=True)

    assert _keys([other, best]) == ["best", "other"]


def test_equals_stand_in_the_order_of_their_keys() -> None:
    offers = [replace(PLAIN, key=key) for key in "cab"]

    assert _keys(offers) == ["a", "b", "c"]


def test_nothing_to_rank_gives_an_empty_list() -> None:
    assert ranking.rank_offers(offers=[]) == []


def test_every_part_of_the_score_is_explained() -> None:
    (place,) = ranking.rank_offers(offers=[PLAIN])

    assert [reason.code for reason in place.reasons] == [
        RankCode.MATCHES_WORDS,
        RankCode.CHECK,
        RankCode.CAPACITY_NOT_KNOWN,
        RankCode.DISTANCE,
        RankCode.AGEING,
        RankCode.WAIT,
        RankCode.COST_NOT_KNOWN,
    ]
    assert place.score == pytest.approx(sum(reason.points for reason in place.reasons), abs=1e-5)


def test_without_words_the_text_plays_no_part() -> None:
    (place,) = ranking.rank_offers(offers=[replace(PLAIN, text_rank=None)])

    assert RankCode.MATCHES_WORDS not in {reason.code for reason in place.reasons}


def test_not_known_stands_between_good_and_bad() -> None:
    offers = [replace(PLAIN, key=str(taking), takes_people_now=taking) for taking in (False, None, True)]

    assert _keys(offers) == ["True", "None", "False"]


OFFERS = st.lists(
    st.builds(
        Offer,
        key=st.text("abcdef", min_size=1, max_size=6),
        answer=st.sampled_from(Answer),
        distance_km=st.none() | st.floats(0, 200),
        takes_people_now=st.sampled_from([True, False, None]),
        freshness=st.sampled_from(Freshness),
        wait_days=st.none() | st.integers(0, 700),
        text_rank=st.none() | st.floats(0, 5),
        is_free=st.sampled_from([True, False, None]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda offer: offer.key,
)
BEST: dict[str, object] = {
    "answer": Answer.FITS,
    "distance_km": 0.0,
    "takes_people_now": True,
    "freshness": Freshness.FRESH,
    "wait_days": 0,
    "text_rank": 5.0,
    "is_free": True,
}


@given(offers=OFFERS, factor=st.sampled_from(sorted(BEST)))
def test_the_best_on_one_factor_never_ranks_lower_than_before(offers: list[Offer], factor: str) -> None:
    first, *others = offers
    improved = replace(first, **{factor: BEST[factor]})  # type: ignore[arg-type]

    before = _keys(offers).index(first.key)
    after = _keys([improved, *others]).index(first.key)

    assert after <= before


@given(offers=OFFERS, nearer=st.floats(0, 1), shorter=st.floats(0, 1), closer_match=st.floats(1, 3))
def test_a_little_better_never_ranks_lower(
    offers: list[Offer], nearer: float, shorter: float, closer_match: float
) -> None:
    first, *others = offers
    improved = replace(
        first,
        distance_km=None if first.distance_km is None else first.distance_km * nearer,
        wait_days=None if first.wait_days is None else int(first.wait_days * shorter),
        text_rank=None if first.text_rank is None else first.text_rank * closer_match,
    )

    assert _keys([improved, *others]).index(first.key) <= _keys(offers).index(first.key)


@given(offers=OFFERS, limit=st.integers(0, 9))
def test_a_limit_keeps_the_first_as_they_are(offers: list[Offer], limit: int) -> None:
    assert ranking.rank_offers(offers=offers, limit=limit) == ranking.rank_offers(offers=offers)[:limit]


@given(offers=OFFERS, data=st.data())
def test_the_order_in_which_offers_arrive_changes_nothing(offers: list[Offer], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(offers))

    assert ranking.rank_offers(offers=shuffled) == ranking.rank_offers(offers=offers)
