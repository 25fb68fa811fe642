"""The order in which offers are shown, with the reasons for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lodestar.rules.eligibility import Answer
from lodestar.rules.freshness import Freshness


class RankCode(StrEnum):
    """What raised or did not raise an offer; the wording belongs to the pages."""

    FITS = "fits"
    CHECK = "check"
    DOES_NOT_FIT = "does-not-fit"
    MATCHES_WORDS = "matches-words"
    TAKES_PEOPLE_NOW = "takes-people-now"
    CAPACITY_NOT_KNOWN = "capacity-not-known"
    NOT_TAKING_PEOPLE = "not-taking-people"
    DISTANCE = "distance"
    DISTANCE_NOT_KNOWN = "distance-not-known"
    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"
    NEVER_CHECKED = "never-checked"
    WAIT = "wait"
    WAIT_NOT_KNOWN = "wait-not-known"
    FREE = "free"
    COST_NOT_KNOWN = "cost-not-known"
    PAID = "paid"
    HAS_DESK = "has-desk"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the order looks at. None is "not known"; for distance also "online"."""

    key: str
    answer: Answer
    distance_km: float | None = None
    takes_people_now: bool | None = None
    freshness: Freshness = Freshness.NEVER_CHECKED
    wait_days: int | None = None
    text_rank: float | None = None
    is_free: bool | None = None
    has_desk: bool = False


@dataclass(frozen=True, slots=True)
class RankReason:
    """One part of a score: its code, its points and the value behind it."""

    code: RankCode
    points: float
    value: float | None = None


@dataclass(frozen=True, slots=True)
class RankedOffer:
    """An offer in its place, with every part of its score."""

    key: str
    score: float
    reasons: tuple[RankReason, ...]


# Points are a choice of ours, not a measurement: what was asked for counts most (more than all
# that a service says of itself together, so that the page may say so), then who it is for,
# whether it takes people, how near, how well checked, how soon, free.
# Not known stands between good and bad. See directory field notes §6, directory 7.
TEXT_POINTS = 80.0
ANSWER_POINTS = {
    Answer.FITS: (RankCode.FITS, 30.0),
    Answer.CHECK: (RankCode.CHECK, 15.0),
    Answer.DOES_NOT_FIT: (RankCode.DOES_NOT_FIT, 0.0),
}
CAPACITY_POINTS = {
    True: (RankCode.TAKES_PEOPLE_NOW, 20.0),
    None: (RankCode.CAPACITY_NOT_KNOWN, 10.0),
    False: (RankCode.NOT_TAKING_PEOPLE, 0.0),
}
FRESHNESS_POINTS = {
    Freshness.FRESH: (RankCode.FRESH, 10.0),
    Freshness.AGEING: (RankCode.AGEING, 6.0),
    Freshness.STALE: (RankCode.STALE, 2.0),
    Freshness.NEVER_CHECKED: (RankCode.NEVER_CHECKED, 0.0),
}
COST_POINTS = {
    True: (RankCode.FREE, 5.0),
    None: (RankCode.COST_NOT_KNOWN, 2.5),
    False: (RankCode.PAID, 0.0),
}
# A desk here answers, so a referral to it cannot be lost; it decides between services that are otherwise alike.
DESK_POINTS = 3.0
DISTANCE_POINTS = 15.0
HALF_DISTANCE_KM = 4.0
WAIT_POINTS = 10.0
HALF_WAIT_DAYS = 28.0


def rank_offers(
    *, offers: Sequence[Offer], limit: int | None = None, best_text: float | None = None
) -> list[RankedOffer]:
    """Return the offers, best first, each with the parts of its score.

    Unit: points, only to be compared within one list.  Source: our own choice, order of
    factors from directory field notes §6, directory 7.  Checked: 2026-11-22.
    What does not fit comes last, whatever its points, and before it what has none of the
    words, when any offer has some; equal scores go by key, so the
    same offers always come in the same order. Better on one factor, all else equal,
    never ranks lower. No offer is left out unless `limit` says how many are wanted.
    `best_text` is the best match of the whole list, when these offers are a part of it.
    """
    if best_text is None:
        best_text = max((offer.text_rank or 0.0 for offer in offers), default=0.0)
    places = []
    for offer in offers:
        parts = _parts(offer, best_text=best_text)
        # Rounded, so that two sums of the same points in floating numbers stay equal.
        score = round(sum([points for _code, points, _value in parts]), 6)
        lacks_words = best_text > 0 and not offer.text_rank
        places.append((offer.answer is Answer.DOES_NOT_FIT, lacks_words, -score, offer.key, parts))
    places.sort(key=_by_place)
    return [
        RankedOffer(key, -below, tuple(RankReason(*part) for part in parts))
        for _fits_not, _lacks_words, below, key, parts in places[:limit]
    ]


_Part = tuple[RankCode, float, float | None]


def _by_place(place: tuple[bool, bool, float, str, list[_Part]]) -> tuple[bool, bool, float, str]:
    return place[:4]


def _parts(offer: Offer, *, best_text: float) -> list[_Part]:
    parts: list[_Part] = [
        (*ANSWER_POINTS[offer.answer], None),
        (*CAPACITY_POINTS[offer.takes_people_now], None),
        _distance(offer.distance_km),
        (*FRESHNESS_POINTS[offer.freshness], None),
        _wait(offer.wait_days),
        (*COST_POINTS[offer.is_free], None),
    ]
    if offer.has_desk:
        parts.append((RankCode.HAS_DESK, DESK_POINTS, None))
    if best_text > 0:
        share = (offer.text_rank or 0.0) / best_text
        parts.insert(0, (RankCode.MATCHES_WORDS, TEXT_POINTS * share, offer.text_rank))
    return parts


def _distance(distance_km: float | None) -> _Part:
    if distance_km is None:
        return RankCode.DISTANCE_NOT_KNOWN, DISTANCE_POINTS / 2, None
    share = HALF_DISTANCE_KM / (HALF_DISTANCE_KM + distance_km)
    return RankCode.DISTANCE, DISTANCE_POINTS * share, distance_km


def _wait(wait_days: int | None) -> _Part:
    if wait_days is None:
        return RankCode.WAIT_NOT_KNOWN, WAIT_POINTS / 2, None
    share = HALF_WAIT_DAYS / (HALF_WAIT_DAYS + wait_days)
    return RankCode.WAIT, WAIT_POINTS * share, float(wait_days)
