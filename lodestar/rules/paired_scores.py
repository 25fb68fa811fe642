"""First and last scores beside each other, by the two methods that England has.

They differ in who counts and in which scores are the pair, so a figure names its method.
"""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from lodestar.rules import scores
from lodestar.rules.instruments import ChangeOf, Instrument, ScoreRule
from lodestar.rules.scores import Change

_HALF = Fraction(50)
_CONTACTS_NEEDED = 2
_OPEN_DAYS_NEEDED = 180
_ADULT = 18


class Method(StrEnum):
    """Whose way of pairing a figure follows.

    Source: nhsengland/MHSDS, CMH PROMs dashboard; mental-health-monthly-statistics,
    children's outcomes.  Checked: 2026-11-22.
    """

    COMMUNITY_DASHBOARD = "nhs-england-community-dashboard"
    CHILDREN = "national-children-and-young-people"


class ReferralState(StrEnum):
    """The dashboard reports closed and open referrals apart."""

    CLOSED = "closed"
    OPEN = "open"


COMMUNITY_TEAMS = frozenset({"A05", "A06", "A08", "A09", "A12", "A13", "A14", "A16"})
"""Team types of the dashboard.  Source: domain facts §2.8.  Checked: 2026-11-22."""

CHILDREN_TEAMS_LEFT_OUT = frozenset({"A14", "B02", "E01", "E02", "E03", "E04"})
"""Specialist teams that the children's figures leave out.

Source: mental-health-monthly-statistics, children's outcomes.  Checked: 2026-11-22.
"""


MeasureKey = tuple[str, int | None]
"""The code of an instrument, and the number of an item or None for its score."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is paired: one item of an instrument, or its score when `item` is None."""

    instrument: Instrument
    item: int | None = None

    @property
    def key(self) -> MeasureKey:
        """Return what readings of this measure are found under."""
        return self.instrument.code, self.item

    def is_valid(self, value: Fraction | None) -> bool:
        """Return whether this is a value that the measure can take."""
        if value is None:
            return False
        row = self.instrument
        if self.item is not None or row.score_rule is ScoreRule.MEAN:
            return row.minimum <= value <= row.maximum
        if row.score_rule is ScoreRule.METRIC_TABLE:
            return value in row.metric_table
        asked = max(len(items) for items in row.scales.values())
        return asked * row.minimum <= value <= asked * row.maximum

    def change(self, *, before: Fraction, after: Fraction) -> Change | None:
        """Return what the pair says, or None where no step is agreed."""
        if self.item is None:
            return scores.score_change(instrument=self.instrument, before=before, after=after)
        return scores.item_change(instrument=self.instrument, item=self.item, before=int(before), after=int(after))


@dataclass(frozen=True, slots=True)
class Reading:
    """One score on one day; None when what came in was no score."""

    on: date
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class MeasuredReferral:
    """One referral with its contacts and its readings, earliest first."""

    received_on: date
    age_at_referral: int
    team_type: str | None
    contacts: tuple[date, ...] = ()
    """Days of attended direct contacts."""
    closed_on: date | None = None
    is_rejected: bool = False
    has_hospital_spell: bool = False
    is_organic: bool = False
    readings: Mapping[MeasureKey, tuple[Reading, ...]] = field(default_factory=dict)

    def contacts_by(self, day: date) -> list[date]:
        """Return the contacts up to and with this day, earliest first."""
        return sorted(contact for contact in self.contacts if contact <= day)


@dataclass(frozen=True, slots=True)
class Pair:
    """The first and the last score of one referral; either may be missing."""

    baseline: Fraction | None
    follow_up: Fraction | None


@dataclass(frozen=True, slots=True)
class PairedFigures:
    """The figures of one measure, small numbers still in them."""

    method: Method
    eligible: int
    with_baseline: int
    paired: int
    better: int
    no_reliable_change: int
    worse: int
    mean_change: Fraction | None
    baseline_deviation: float | None
    """Sample standard deviation of the baselines, None under two of them."""

    @property
    def baseline_percent(self) -> Fraction | None:
        """Return eligible referrals with a baseline, in percent."""
        return _percent(self.with_baseline, self.eligible)

    @property
    def paired_percent(self) -> Fraction | None:
        """Return eligible referrals with both scores, in percent: shown beside every result."""
        return _percent(self.paired, self.eligible)

    @property
    def better_percent_of_paired(self) -> Fraction | None:
        """Return the reliably better among the paired, in percent."""
        return _percent(self.better, self.paired)

    @property
    def better_percent_of_eligible(self) -> Fraction | None:
        """Return the reliably better among all eligible, in percent."""
        return _percent(self.better, self.eligible)

    @property
    def effect_size(self) -> float | None:
        """Return the mean change over the deviation of the baselines, None without one."""
        if self.mean_change is None or not self.baseline_deviation:
            return None
        return float(self.mean_change) / self.baseline_deviation

    @property
    def is_thinly_paired(self) -> bool:
        """Return whether the result goes out with a warning."""
        return is_thinly_paired(paired=self.paired, eligible=self.eligible)


def is_thinly_paired(*, paired: int, eligible: int) -> bool:
    """Return whether under half of those who count have both scores.

    Unit: none.  Source: domain facts §2.8, our own rule; acceptance journey J11 (21 of 40
    warns of nothing, 19 of 40 warns).  Checked: 2026-11-22.
    Nobody eligible is thin too.
    """
    percent = _percent(paired, eligible)
    return percent is None or percent < _HALF


def counts_on_dashboard(referral: MeasuredReferral, *, on: date, state: ReferralState) -> bool:
    """Return whether the community dashboard counts a referral among closed or open ones.

    Unit: none.  Source: domain facts §2.8: 18 or over, one of its teams, not rejected, no
    hospital spell, not organic, two contacts; an open one 180 days or longer.  Checked:
    2026-11-22.
    The caller picks the closed referrals of its period.
    """
    is_closed = referral.closed_on is not None and referral.closed_on <= on
    is_in_scope = (
        referral.age_at_referral >= _ADULT
        and referral.team_type in COMMUNITY_TEAMS
        and not (referral.is_rejected or referral.has_hospital_spell or referral.is_organic)
        and len(referral.contacts_by(on)) >= _CONTACTS_NEEDED
    )
    if not is_in_scope or is_closed is not (state is ReferralState.CLOSED):
        return False
    return is_closed or (on - referral.received_on).days >= _OPEN_DAYS_NEEDED


def dashboard_pair(*, readings: Sequence[Reading], measure: Measure, on: date) -> Pair:
    """Return the first reading, if it is a score, and the latest score after it.

    Unit: points of the measure.  Source: domain facts §2.8; nhsengland/MHSDS, CMH PROMs
    dashboard.  Checked: 2026-11-22.
    A first reading that is no score leaves the referral without a baseline, whatever came
    later. Of several on the latest day the first counts.
    """
    known = sorted((reading for reading in readings if reading.on <= on), key=lambda reading: reading.on)
    if not known or not measure.is_valid(known[0].value):
        return Pair(baseline=None, follow_up=None)
    later = [reading for reading in known[1:] if measure.is_valid(reading.value)]
    last = max(later, key=lambda reading: reading.on, default=None)
    return Pair(baseline=known[0].value, follow_up=None if last is None else last.value)


def dashboard_figures(
    *, referrals: Sequence[MeasuredReferral], measure: Measure, on: date, state: ReferralState
) -> PairedFigures:
    """Return baseline rate, paired rate and change on one measure, as the dashboard does.

    Unit: referrals.  Source: domain facts §2.8.  Checked: 2026-11-22.
    The deviation is that of the baselines counted here; the dashboard takes England's.
    """
    counted = [row for row in referrals if counts_on_dashboard(row, on=on, state=state)]
    pairs = [dashboard_pair(readings=row.readings.get(measure.key, ()), measure=measure, on=on) for row in counted]
    baselines = [pair.baseline for pair in pairs if pair.baseline is not None]
    both = [(p.baseline, p.follow_up) for p in pairs if p.baseline is not None and p.follow_up is not None]
    changes = [measure.change(before=before, after=after) for before, after in both]
    return PairedFigures(
        method=Method.COMMUNITY_DASHBOARD,
        eligible=len(counted),
        with_baseline=len(baselines),
        paired=len(both),
        better=changes.count(Change.BETTER),
        no_reliable_change=changes.count(Change.NO_RELIABLE_CHANGE),
        worse=changes.count(Change.WORSE),
        mean_change=statistics.mean(after - before for before, after in both) if both else None,
        baseline_deviation=statistics.stdev(map(float, baselines)) if len(baselines) > 1 else None,
    )


def counts_among_children(referral: MeasuredReferral, *, on: date) -> bool:
    """Return whether the children's figures count a referral: closed, with two contacts.

    Unit: none.  Source: domain facts §2.8; mental-health-monthly-statistics, children's
    outcomes: 0 to 17, not rejected, no hospital spell, no specialist team.  Checked:
    2026-11-22.
    """
    return (
        referral.closed_on is not None
        and referral.closed_on <= on
        and 0 <= referral.age_at_referral < _ADULT
        and not (referral.is_rejected or referral.has_hospital_spell)
        and referral.team_type not in CHILDREN_TEAMS_LEFT_OUT
        and len(referral.contacts_by(referral.closed_on)) >= _CONTACTS_NEEDED
    )


def children_pair(*, referral: MeasuredReferral, measure: Measure) -> Pair:
    """Return the first score from the first contact on, and the last from the second on.

    Unit: points of the measure.  Source: domain facts §2.8; children's outcomes as above
    (on the day of a contact and on the day of closing count).  Checked: 2026-11-22.
    A reading is never a pair with itself.
    """
    if referral.closed_on is None:
        return Pair(baseline=None, follow_up=None)
    contacts = referral.contacts_by(referral.closed_on)
    if not contacts:
        return Pair(baseline=None, follow_up=None)
    readings = referral.readings.get(measure.key, ())
    known = sorted(
        (one for one in readings if measure.is_valid(one.value) and contacts[0] <= one.on <= referral.closed_on),
        key=lambda reading: reading.on,
    )
    last = known[-1] if len(known) > 1 else None
    is_late_enough = last is not None and len(contacts) >= _CONTACTS_NEEDED and last.on >= contacts[1]
    return Pair(
        baseline=known[0].value if known else None,
        follow_up=last.value if last is not None and is_late_enough else None,
    )


def change_over_measures(changes: Sequence[Change | None]) -> Change | None:
    """Return what several measures say of one person: worse on any is worse.

    Unit: none.  Source: domain facts §2.8 (improved only if one measure improved and none
    got worse).  Checked: 2026-11-22.
    None when no measure has an agreed step.
    """
    for verdict in (Change.WORSE, Change.BETTER, Change.NO_RELIABLE_CHANGE):
        if verdict in changes:
            return verdict
    return None


def children_figures(*, referrals: Sequence[MeasuredReferral], measures: Sequence[Measure], on: date) -> PairedFigures:
    """Return how many closed referrals improved, got worse or did neither, by person.

    Unit: referrals.  Source: domain facts §2.8.  Checked: 2026-11-22.
    Measures of one rater together (self, parent or clinician): call once for each. A pair
    on a measure without an agreed step is paired, and in none of the three.
    """
    counted = [row for row in referrals if counts_among_children(row, on=on)]
    with_baseline = paired = 0
    verdicts: list[Change | None] = []
    for row in counted:
        pairs = [(measure, children_pair(referral=row, measure=measure)) for measure in measures]
        with_baseline += any(pair.baseline is not None for _, pair in pairs)
        changes = [
            measure.change(before=pair.baseline, after=pair.follow_up)
            for measure, pair in pairs
            if pair.baseline is not None and pair.follow_up is not None
        ]
        if changes:
            paired += 1
            verdicts.append(change_over_measures(changes))
    return PairedFigures(
        method=Method.CHILDREN,
        eligible=len(counted),
        with_baseline=with_baseline,
        paired=paired,
        better=verdicts.count(Change.BETTER),
        no_reliable_change=verdicts.count(Change.NO_RELIABLE_CHANGE),
        worse=verdicts.count(Change.WORSE),
        mean_change=None,
        baseline_deviation=None,
    )


def measures_of(instrument: Instrument) -> tuple[Measure, ...]:
    """Return what is paired for an instrument: each item with an agreed step, or its score.

    Unit: none.  Source: domain facts §2.8 (the dashboard reports per item).  Checked: 2026-11-22.
    """
    if instrument.change_is_of is ChangeOf.ITEM:
        return tuple(Measure(instrument, item) for item in sorted(instrument.change_items))
    return (Measure(instrument),)


def _percent(part: int, whole: int) -> Fraction | None:
    return Fraction(100 * part, whole) if whole else None
