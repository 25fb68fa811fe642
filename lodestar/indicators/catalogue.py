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

_NOT_SEEN = "Only contacts that are written down here are seen, and people who said no to being counted are not."

ACCESS_ADULTS = Indicator(
    slug="access-adults",
    version="1",
    name="Adults met twice or more by community teams",
    question="How many adults had two or more contacts with community mental health teams in 12 months?",
    numerator="Adults with two or more attended direct contacts in the period.",
    denominator="None: it is a count. People met once so far stand beside it.",
    unit="people",
    source=(
        "Rule: lodestar.rules.access_counts, `adult_access`. NHS England, mental health monthly statistics, community"
        " access: the teams of the four-week clock, and A14 and D05 from April 2023."
    ),
    caveats=(
        "A direct contact is in person, by telephone or by video, and somebody was there.",
        "Only teams whose national type is known here count.",
        _NOT_SEEN,
    ),
    table="contacts",
    breakdowns=(TOTAL, "age-band"),
    counted=Measure(name="count", label="Met twice or more", unit="people"),
    counts=(Measure(name="count_seen_once", label="Met once so far", unit="people"),),
    shares=(),
    statistics=(),
    lower_is_better=False,
)

ACCESS_CHILDREN = Indicator(
    slug="access-children",
    version="1",
    name="Children and young people met",
    question="How many children and young people had one contact or more in 12 months, and of which priority groups?",
    numerator="People under 18 with one or more attended direct contacts in the period.",
    denominator="None: it is a count. Those from 18 to 24 are counted apart.",
    unit="people",
    source=(
        "Rule: lodestar.rules.access_counts, `child_access`. NHS England, mental health monthly statistics, access of"
        " children and young people: one contact; 18 to 24 apart."
    ),
    caveats=(
        "Who was met on both sides of their 18th birthday counts once, as a child.",
        "A priority group is what the young person said, or a parent of a child under 16. Who said nothing is in none.",
        "Somebody in two groups counts in the first of: looked after, care leaver, in custody.",
        _NOT_SEEN,
    ),
    table="contacts",
    breakdowns=(TOTAL, "priority-group"),
    counted=Measure(name="count", label="Children met", unit="people"),
    counts=(Measure(name="count_young_adults", label="18 to 24, counted apart", unit="people"),),
    shares=(),
    statistics=(),
    lower_is_better=False,
)

CONTACTS_BY_MODE = Indicator(
    slug="contacts-by-mode",
    version="1",
    name="Contacts in every mode",
    question="How often do people meet or speak when a contact is offered in person, by phone, by video or by text?",
    numerator="Contacts at which they met or spoke.",
    denominator="Those, and tries that did not reach the person. Meetings that were called off count in neither.",
    unit="contacts",
    source="Rule: lodestar.rules.access_counts, `contacts_by_mode`. Inventory S3-19: trust can build remotely.",
    caveats=(
        "Every mode is measured by the same thing: did they meet or speak. None counts for less.",
        "A call in place of a visit that was planned is a contact, and nobody missed anything.",
        "People choose the mode, so the shares do not say that one works better.",
        _NOT_SEEN,
    ),
    table="contacts",
    breakdowns=(TOTAL, "mode"),
    counted=Measure(name="count", label="Met or spoke", unit="contacts"),
    counts=(
        Measure(name="count_not_reached", label="Tried, not reached", unit="contacts"),
        Measure(name="count_offered", label="Counted in the share", unit="contacts"),
        Measure(name="count_another_way", label="Met in another way than planned", unit="contacts"),
    ),
    shares=(
        Measure(
            name="share_met_percent",
            label="Met or spoke",
            unit="percent",
            numerator="count",
            denominator="count_offered",
        ),
    ),
    statistics=(),
    lower_is_better=False,
)

ACCEPTED_BY_NEED = Indicator(
    slug="accepted-by-need",
    version="1",
    name="Who is taken on, by need",
    question="Do services take people with more need as readily as people with less?",
    numerator="Referrals whose first answer was yes, of people with more need, and of people with less.",
    denominator="Referrals received in the period and answered, of people with more need, and of people with less.",
    unit="referrals",
    source=(
        "Rule: lodestar.rules.creaming. More need: needs written down in three parts of life or more when the referral"
        " came, our own proxy. Inventory S1-30."
    ),
    caveats=(
        "It is a signal to look and to talk, not a finding: it says nothing of why.",
        "How many parts of life somebody has needs in stands for how much they need. It is no score of illness.",
        "Needs that nobody wrote down before the referral are not seen.",
        _NOT_SEEN,
    ),
    table="referrals",
    breakdowns=(TOTAL, "service"),
    counted=Measure(name="count", label="Answered", unit="referrals"),
    counts=(
        Measure(name="count_more_answered", label="With more need, answered", unit="referrals"),
        Measure(name="count_more_accepted", label="With more need, taken on", unit="referrals"),
        Measure(name="count_less_answered", label="With less need, answered", unit="referrals"),
        Measure(name="count_less_accepted", label="With less need, taken on", unit="referrals"),
    ),
    shares=(
        Measure(
            name="share_more_accepted_percent",
            label="With more need, taken on",
            unit="percent",
            numerator="count_more_accepted",
            denominator="count_more_answered",
        ),
        Measure(
            name="share_less_accepted_percent",
            label="With less need, taken on",
            unit="percent",
            numerator="count_less_accepted",
            denominator="count_less_answered",
        ),
    ),
    statistics=(),
    lower_is_better=False,
)

SOCIAL_CONTACT = Indicator(
    slug="social-contact",
    version="1",
    name="As much contact as people want",
    question="How many people have as much contact with others as they want, month by month and place by place?",
    numerator="People whose newest answer says: as much as I want.",
    denominator="People who answered. Who would rather not say is in neither.",
    unit="people",
    source=(
        "Rule: lodestar.rules.own_questions, `answer_figures`. Benchmark: 46 percent, adult social care. Words and"
        " answers are our own. Inventory S0-29."
    ),
    caveats=(
        "Each person counts once in a month, and once in the whole, by their newest answer there.",
        "Only people who did a check-in are asked, so it says little of everybody else.",
        _NOT_SEEN,
    ),
    table="social_answers",
    breakdowns=(TOTAL, "month", "neighbourhood"),
    counted=Measure(name="count", label="Answered", unit="people"),
    counts=(
        Measure(name="count_enough", label="As much as they want", unit="people"),
        Measure(name="count_alone", label="Feel alone", unit="people"),
    ),
    shares=(
        Measure(
            name="share_enough_percent",
            label="As much as they want",
            unit="percent",
            numerator="count_enough",
            denominator="count",
        ),
    ),
    statistics=(),
    lower_is_better=False,
)

THERAPIES_OFFERED = Indicator(
    slug="therapies-offered",
    version="1",
    name="Therapies offered, against the catalogue",
    question="Are people offered the therapies that guidance names for their condition, and do those start?",
    numerator="Offers of a therapy that the guidance on the condition names.",
    denominator="Therapies offered in the period, by the condition that they were offered for.",
    unit="offers",
    source=(
        "Rule: lodestar.rules.therapies, `condition_figures`, with its dated catalogue of guidance. Inventory S0-20,"
        " S0-27."
    ),
    caveats=(
        "Started says that a session was attended, and nothing less.",
        "A therapy outside the guidance may be what somebody chose: it is their choice, and no fault.",
        "An offer for no named condition counts in none, and agrees with none.",
        _NOT_SEEN,
    ),
    table="therapy_offers",
    breakdowns=(TOTAL, "condition"),
    counted=Measure(name="count", label="Offered", unit="offers"),
    counts=(
        Measure(name="count_in_guidance", label="Named by the guidance", unit="offers"),
        Measure(name="count_started", label="Started", unit="offers"),
    ),
    shares=(
        Measure(
            name="share_in_guidance_percent",
            label="Named by the guidance",
            unit="percent",
            numerator="count_in_guidance",
            denominator="count",
        ),
        Measure(
            name="share_started_percent",
            label="Started",
            unit="percent",
            numerator="count_started",
            denominator="count",
        ),
    ),
    statistics=(),
    lower_is_better=False,
)

INDICATORS = (
    WAIT_TO_FIRST_CONTACT,
    ACCESS_ADULTS,
    ACCESS_CHILDREN,
    CONTACTS_BY_MODE,
    ACCEPTED_BY_NEED,
    SOCIAL_CONTACT,
    THERAPIES_OFFERED,
)


def indicator(slug: str) -> Indicator:
    """Return the indicator of that slug. Raises NoSuchIndicator, naming those that there are."""
    for declared in INDICATORS:
        if declared.slug == slug:
            return declared
    raise NoSuchIndicator(f"There is no indicator {slug}. There are: {', '.join(i.slug for i in INDICATORS)}.")
