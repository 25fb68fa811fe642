"""The yearly physical health check: what is missing, who owes it, and what follows from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from lodestar.rules import parameters


class CheckPart(StrEnum):
    """One of the six parts; all six make a check.

    Source: domain facts §3.6.  Checked: 2026-11-22.
    """

    WEIGHT = "bmi-or-weight"
    BLOOD_PRESSURE = "blood-pressure"
    LIPIDS = "blood-lipids"
    GLUCOSE = "blood-glucose-or-hba1c"
    ALCOHOL = "alcohol"
    SMOKING = "smoking"


class PartState(StrEnum):
    """How one part stands on a day."""

    DONE = "done"
    LAPSED = "lapsed"
    REFUSED = "refused"
    NEVER_DONE = "never-done"


class RegisterReason(StrEnum):
    """Why somebody may be on the register of severe mental illness."""

    SCHIZOPHRENIA = "schizophrenia"
    BIPOLAR = "bipolar"
    OTHER_PSYCHOSIS = "other-psychosis"
    LITHIUM_ALONE = "lithium-alone"


class Party(StrEnum):
    """Who owes the check."""

    PRIMARY_CARE = "primary-care"
    SECONDARY_CARE = "secondary-care"


class Because(StrEnum):
    """Why they owe it."""

    INPATIENT = "inpatient"
    NOT_IN_SECONDARY_CARE = "not-in-secondary-care"
    NOT_STABLE = "not-stable"
    FIRST_YEAR = "first-year-in-secondary-care"
    START_NOT_KNOWN = "start-not-known"
    STABLE_AFTER_FIRST_YEAR = "stable-after-first-year"
    AGREED_OTHERWISE = "agreed-otherwise"


class OverrideWithoutReason(ValueError):
    """Somebody else was named to owe the check, and nobody said why."""


class ActionBeforeResult(ValueError):
    """An action on a result is dated before the result."""


@dataclass(frozen=True, slots=True)
class PartRecord:
    """One part done on a day, or refused on it."""

    part: CheckPart
    on: date
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class PartStatus:
    """How one part stands, with both days that matter; a refusal is never hidden."""

    part: CheckPart
    state: PartState
    done_on: date | None
    refused_on: date | None
    lapses_on: date | None
    """The first day on which what was done no longer counts."""


@dataclass(frozen=True, slots=True)
class CareFacts:
    """What decides who owes the check."""

    is_inpatient: bool = False
    is_in_secondary_care: bool = False
    secondary_care_since: date | None = None
    is_unstable: bool = False


@dataclass(frozen=True, slots=True)
class Override:
    """Who owes it by agreement, and the reason in words."""

    party: Party
    reason: str


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who owes the check and why: there is always one."""

    party: Party
    because: Because
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AbnormalResult:
    """A result that calls for an action, and the day of the first one with an owner."""

    on: date
    action_on: date | None = None


@dataclass(frozen=True, slots=True)
class CheckFigures:
    """The figures of a register, small numbers still in them."""

    on_register: int
    complete: int
    not_done: Mapping[CheckPart, int]
    """People without the part in time, refusals among them."""
    refused: Mapping[CheckPart, int]

    @property
    def complete_percent(self) -> Fraction | None:
        """Return people with all six, in percent of the register, or None with no register."""
        return Fraction(100 * self.complete, self.on_register) if self.on_register else None


def is_on_register(*, reason: RegisterReason | None, is_in_remission: bool) -> bool:
    """Return whether somebody is counted on the register for the check.

    Unit: none.  Source: domain facts §3.6 (schizophrenia, bipolar, other psychoses; not
    lithium alone; people in remission left out).  Checked: 2026-11-22.
    The check itself is for anybody who wants it.
    """
    return reason not in (None, RegisterReason.LITHIUM_ALONE) and not is_in_remission


def part_status(*, part: CheckPart, records: Sequence[PartRecord], on: date) -> PartStatus:
    """Return how one part stands on a day.

    Unit: none.  Source: domain facts §3.6; parameter `physical-check-window`.  Checked:
    2026-11-22.
    Done: within 365 days. Refused: not done in time, and said no to within the same time
    and since it was last done. What is dated after `on` has not happened.
    """
    window = timedelta(days=parameters.whole_number("physical-check-window", on=on))
    here = [record for record in records if record.part is part and record.on <= on]
    done_on = max((record.on for record in here if not record.is_refused), default=None)
    refused_on = max((record.on for record in here if record.is_refused), default=None)
    if done_on is not None and on - done_on <= window:
        state = PartState.DONE
    elif refused_on is not None and on - refused_on <= window:
        state = PartState.REFUSED
    else:
        state = PartState.NEVER_DONE if done_on is None else PartState.LAPSED
    return PartStatus(
        part=part,
        state=state,
        done_on=done_on,
        refused_on=refused_on,
        lapses_on=None if done_on is None else done_on + window + timedelta(days=1),
    )


def check_status(*, records: Sequence[PartRecord], on: date) -> tuple[PartStatus, ...]:
    """Return how each of the six parts stands, in their order.

    Unit: none.  Source: as `part_status`.  Checked: 2026-11-22.
    """
    return tuple(part_status(part=part, records=records, on=on) for part in CheckPart)


def is_complete(*, records: Sequence[PartRecord], on: date) -> bool:
    """Return whether all six parts were done within the window: five of six never is.

    Unit: none.  Source: domain facts §3.6; inventory S0-40.  Checked: 2026-11-22.
    """
    return all(status.state is PartState.DONE for status in check_status(records=records, on=on))


def lapses_on(*, records: Sequence[PartRecord], on: date) -> date | None:
    """Return the first day on which a complete check is complete no more, or None.

    Unit: none.  Source: as `part_status`.  Checked: 2026-11-22.
    """
    if not is_complete(records=records, on=on):
        return None
    days = [status.lapses_on for status in check_status(records=records, on=on) if status.lapses_on is not None]
    return min(days)


def responsible_party(*, facts: CareFacts, on: date, override: Override | None = None) -> Responsible:
    """Return who owes the check: always somebody.

    Unit: none.  Source: domain facts §3.6: secondary care for inpatients, people who are
    not stable and the first 12 months; primary care for everybody else.  Checked: 2026-11-22.
    Somebody who is stable within the first 12 months is secondary care's by this reading;
    an override changes it. The day 12 months after the start is primary care's.
    Raises OverrideWithoutReason.
    """
    if override is not None:
        if not override.reason.strip():
            raise OverrideWithoutReason("Say why somebody else owes the check.")
        return Responsible(override.party, Because.AGREED_OTHERWISE, override.reason)
    if facts.is_inpatient:
        return Responsible(Party.SECONDARY_CARE, Because.INPATIENT)
    if not facts.is_in_secondary_care:
        return Responsible(Party.PRIMARY_CARE, Because.NOT_IN_SECONDARY_CARE)
    if facts.is_unstable:
        return Responsible(Party.SECONDARY_CARE, Because.NOT_STABLE)
    if facts.secondary_care_since is None:
        return Responsible(Party.SECONDARY_CARE, Because.START_NOT_KNOWN)
    if on < _a_year_after(facts.secondary_care_since):
        return Responsible(Party.SECONDARY_CARE, Because.FIRST_YEAR)
    return Responsible(Party.PRIMARY_CARE, Because.STABLE_AFTER_FIRST_YEAR)


def check_figures(*, register: Sequence[Sequence[PartRecord]], on: date) -> CheckFigures:
    """Return how many people of a register have all six, and which parts are missing.

    Unit: people.  Source: domain facts §3.6.  Checked: 2026-11-22.
    One entry is one person's records; somebody who declined all stays in the register.
    """
    statuses = [check_status(records=records, on=on) for records in register]
    flat = [status for person in statuses for status in person]
    not_done = Counter(status.part for status in flat if status.state is not PartState.DONE)
    refused = Counter(status.part for status in flat if status.state is PartState.REFUSED)
    return CheckFigures(
        on_register=len(statuses),
        complete=sum(all(status.state is PartState.DONE for status in person) for person in statuses),
        not_done={part: not_done[part] for part in CheckPart},
        refused={part: refused[part] for part in CheckPart},
    )


def results_without_action(*, results: Sequence[AbnormalResult], on: date) -> tuple[AbnormalResult, ...]:
    """Return the abnormal results that nobody has acted on yet, the oldest first.

    Unit: none.  Source: domain facts §3.6 (do not just screen, intervene).  Checked: 2026-11-22.
    """
    open_results = [r for r in results if r.on <= on and (r.action_on is None or r.action_on > on)]
    return tuple(sorted(open_results, key=lambda result: result.on))


def acted_in_time_percent(*, results: Sequence[AbnormalResult], on: date) -> Fraction | None:
    """Return the share of due abnormal results with an action within 90 days.

    Unit: percent, unrounded.  Source: domain facts §3.6; parameter `physical-check-action`.
    Checked: 2026-11-22.
    Due: acted on, or older than 90 days; so a result of yesterday lowers nothing. None
    when none is due. Raises ActionBeforeResult.
    """
    limit_days = parameters.whole_number("physical-check-action", on=on)
    in_time = due = 0
    for result in results:
        if result.action_on is not None and result.action_on < result.on:
            raise ActionBeforeResult("An action on a result comes after it.")
        if result.on > on:
            continue
        is_acted_on = result.action_on is not None and result.action_on <= on
        end = result.action_on if is_acted_on and result.action_on is not None else on
        days = (end - result.on).days
        due += is_acted_on or days > limit_days
        in_time += is_acted_on and days <= limit_days
    return Fraction(100 * in_time, due) if due else None


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
