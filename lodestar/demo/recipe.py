"""The figures that Harbourne Bay is made of, each with where it comes from, and how chance is kept to them.

Shares are dealt from decks, not thrown: a place of 600 then has the shares of its sources and not the
luck of one seed. "Assumed" means that no source was read.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from statistics import NormalDist
from typing import TypeVar

_T = TypeVar("_T")

# Age of people on a serious mental illness register, years and percent. Consistent with a prevalence of
# 0.6% at 15-34 and 1.1% at 35-74 (Public Health England briefing, 2018); the split inside is assumed.
AGE_BANDS = {
    (18, 24): 3,
    (25, 34): 12,
    (35, 44): 20,
    (45, 54): 22,
    (55, 64): 20,
    (65, 74): 13,
    (75, 91): 10,
}
# 0.9% of men against 0.8% of women (PHE 2018); non-binary and not known assumed. Percent, times ten.
GENDERS = {"Man": 510, "Woman": 465, "Non-binary": 5, "": 20}
# Census shares of the authority times the prevalence ratios of surveys, then 7% not stated (as in Mental
# Health Act data). National codes; Black groups are M, N and P. Percent, times ten.
ETHNIC_GROUPS = {
    "A": 614, "B": 23, "C": 42, "D": 23, "E": 11, "F": 11, "G": 11, "H": 37, "J": 47, "K": 9, "L": 19,
    "M": 24, "N": 23, "P": 9, "R": 11, "S": 16, "Z": 70,
}  # fmt: skip
BLACK_GROUPS = frozenset("MNP")

# Referrals of one person in two years, percent (negative binomial with mean 1.8, assumed).
REFERRALS_EACH = {1: 55, 2: 25, 3: 12, 4: 4, 5: 2, 6: 1, 8: 1}
REFERRED_AGAIN_PERCENT = 17
# Where referrals come from, percent (assumed): community teams 30, GP 22, self 18, voluntary sector 10,
# ward 8, council or housing 7, others 5.
SOURCES = {"key-worker": 30, "gp": 22, "self": 18, "navigator": 10, "ward": 8, "council": 7, "other": 5}
# How they end up, percent (assumed): accepted, not suitable, taken back by the person, never reached.
OUTCOMES = {"accepted": 78, "declined": 10, "withdrawn": 7, "not-reached": 5}

# Share of planned contacts that took place: 88% (MHMDS 2011/12); of first ones, 80% (assumed). Percent.
ATTENDED_PERCENT = 88
FIRST_ATTENDED_PERCENT = 80

# Monday and Tuesday are high; August and the days round Christmas 15% lower (assumed).
WEEKDAY_WEIGHTS = (1.35, 1.30, 1.10, 1.05, 0.90, 0.10, 0.05)
HOLIDAY_WEIGHT = 0.85

# Weight of an address by the tenth of deprivation: 1.8 times in the most deprived, 0.5 in the least,
# falling geometrically (THIN GP patients, PHE 2018).
MOST_DEPRIVED_WEIGHT, LEAST_DEPRIVED_WEIGHT = 1.8, 0.5

LONGEST_WAIT_WEEKS = 156


@dataclass(frozen=True)
class WaitShape:
    """A lognormal wait: its median in days and its sigma."""

    median_days: float
    sigma: float


# Community team: median 4.7 weeks, sigma 1.37, and therapy 5.2 weeks, sigma 1.70, which give the means that
# 1,602 people told Rethink in 2018. Peer support 2 weeks and 0.8, supported housing 20 weeks and 0.9 (assumed).
ASSESSMENT_WAIT = WaitShape(4.7 * 7, 1.37)
TREATMENT_WAIT = WaitShape(5.2 * 7, 1.70)
PEER_WAIT = WaitShape(2 * 7, 0.8)
HOUSING_WAIT = WaitShape(20 * 7, 0.9)
# Others lie between (assumed).
ADVICE_WAIT = WaitShape(3 * 7, 0.7)
FULL_DESK_WAIT = WaitShape(6 * 7, 0.6)
FAST_WAIT = WaitShape(7, 0.6)
SUPPORT_WAIT = WaitShape(24, 0.6)
CRISIS_WAIT = WaitShape(2, 0.5)

# Planted: this service's median wait goes up by 60% in the thirteenth of eighteen months.
SLOWED_SERVICE = "floating-support"
SLOWED_BY = 1.6
SLOWED_FROM_MONTH = 13
# Planted: half as many people as expected reach any service from this neighbourhood.
UNREACHED_NEIGHBOURHOOD = "saltmarsh"
# Planted: Black people come through a ward or a crisis twice as often.
CRISIS_ROUTE_WEIGHT = 2.0

_NORMAL = NormalDist()


def deal(rng: Random, shares: Mapping[_T, float], count: int) -> list[_T]:
    """Return `count` values, each in its share to the nearest one, in random order."""
    total = sum(shares.values())
    exact = {value: count * share / total for value, share in shares.items()}
    dealt = {value: math.floor(amount) for value, amount in exact.items()}
    left = count - sum(dealt.values())
    for value in sorted(exact, key=lambda value: (dealt[value] - exact[value], str(value)))[:left]:
        dealt[value] += 1
    values = [value for value, amount in dealt.items() for _ in range(amount)]
    rng.shuffle(values)
    return values


def waits_days(rng: Random, shape: WaitShape, count: int) -> list[int]:
    """Return `count` waits in whole days, in random order, spread evenly over the shape's quantiles."""
    quantiles = [(number + 0.5) / count for number in range(count)]
    rng.shuffle(quantiles)
    return [wait_at(shape, quantile) for quantile in quantiles]


def wait_at(shape: WaitShape, quantile: float) -> int:
    """Return the wait, in whole days, that this share of people do not exceed."""
    days = shape.median_days * math.exp(shape.sigma * _NORMAL.inv_cdf(quantile))
    return min(round(days), LONGEST_WAIT_WEEKS * 7)


def day_weight(day: date) -> float:
    """Return how likely a referral is on this day, 1 being an average working day."""
    is_quiet = day.month == 8 or (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 4)
    return WEEKDAY_WEIGHTS[day.weekday()] * (HOLIDAY_WEIGHT if is_quiet else 1.0)


def deprivation_weight(decile: int) -> float:
    """Return the weight of an address in this tenth of deprivation; 1 is the most deprived."""
    step = (LEAST_DEPRIVED_WEIGHT / MOST_DEPRIVED_WEIGHT) ** (1 / 9)
    return MOST_DEPRIVED_WEIGHT * step ** (decile - 1)


def nhs_number(body: int) -> str | None:
    """Return 999 and these six digits with their check digit; None where the rule allows none.

    Source: NHS Data Dictionary, NHS NUMBER (modulus 11); numbers from 999 are for tests.
    """
    digits = f"999{body:06d}"
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
    if check == 10:
        return None
    return digits + str(0 if check == 11 else check)
