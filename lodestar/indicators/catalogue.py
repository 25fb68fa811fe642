"""Every indicator, declared: the question that it answers, how, and what it cannot say.

Standard library only: pages quote these words, and the engine finds the expression by the slug.
"""

from dataclasses import dataclass

TOTAL = "total"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One figure of an indicator. A share names the two counts that it is made of."""

    name: str
    label: str
    unit: str
    numerator: str = ""
    denominator: str = ""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """What an indicator asks, counts and warns of.

    `counted` is the measure that says how many referrals or people a row of figures rests on. `counts`
    are whole numbers, `shares` are percents of two of them, `statistics` are percentiles of `unit`.
    """

    slug: str
    version: str
    name: str
    question: str
    numerator: str
    denominator: str
    unit: str
    source: str
    caveats: tuple[str, ...]
    table: str
    breakdowns: tuple[str, ...]
    counted: Measure
    counts: tuple[Measure, ...]
    shares: tuple[Measure, ...]
    statistics: tuple[Measure, ...]
    lower_is_better: bool


class NoSuchIndicator(LookupError):
    """No indicator of the catalogue has this slug."""


WAIT_TO_FIRST_CONTACT = Indicator(
    slug="wait-referral-to-first-contact",
    version="1",
    name="Wait from referral to first contact",
    question=(
        "How long do people wait from the day a service receives their referral until somebody first meets them?"
    ),
    numerator="Referrals whose first contact came on or before the last day of the target.",
    denominator=(
        "Referrals received in the period that had a first contact, and those still waiting longer than"
        " the target. Median and 9 in 10 rest on those that had a first contact."
    ),
    unit="days",
    source=(
        "Rule: lodestar.rules.waiting. Target: NHS England, clinically-led review of standards for mental"
        " health, July 2021: help within four weeks, day 28 included."
    ),
    caveats=(
        "The clock starts when the service receives the referral and is never paused.",
        "A first contact is one at which the person was met or spoken to. A try that did not reach them does"
        " not count.",
        "Referrals that were declined, withdrawn or cancelled before a contact are left out.",
        "People still waiting are not in the median, so it looks shorter while a queue grows. The share"
        " counts them once they have waited longer than the target.",
        "One person may have several referrals. These are referrals, not people.",
    ),
    table="referrals",
    breakdowns=(TOTAL, "service", "month"),
    counted=Measure(name="count", label="Referrals with a first contact", unit="referrals"),
    counts=(
        Measure(name="count_waiting", label="Still waiting", unit="referrals"),
        Measure(name="count_within_target", label="First contact within the target", unit="referrals"),
        Measure(name="count_due", label="Counted in the share", unit="referrals"),
    ),
    shares=(
        Measure(
            name="share_within_target_percent",
            label="Within the target",
            unit="percent",
            numerator="count_within_target",
            denominator="count_due",
        ),
    ),
    statistics=(
        Measure(name="median_days", label="Half waited this long or less", unit="days"),
        Measure(name="p90_days", label="9 in 10 waited this long or less", unit="days"),
    ),
    lower_is_better=True,
)

INDICATORS = (WAIT_TO_FIRST_CONTACT,)


def indicator(slug: str) -> Indicator:
    """Return the indicator of that slug. Raises NoSuchIndicator, naming those that there are."""
    for declared in INDICATORS:
        if declared.slug == slug:
            return declared
    raise NoSuchIndicator(f"There is no indicator {slug}. There are: {', '.join(i.slug for i in INDICATORS)}.")
