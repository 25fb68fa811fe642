"""The national four-week clock, exactly as the published code computes it, weak spots too.

What a missed appointment was coded with can stop it, and a plan without a day of update
cannot: see `clocks.py` for our own, which asks that somebody was there. Rows are those of
one person; providers may be several.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lodestar.rules import parameters

_ADULT = 18
_SINGLE_POINT = "A18"
_SCHOOL_TEAM = "F01"
_EARLY_INTERVENTION = "A14"
_SUSPECTED_PSYCHOSIS = "01"
_EATING_DISORDER = "12"
_URGENT = frozenset({"1", "2", "4"})


class Part(StrEnum):
    """What must have happened before the clock stops."""

    CONTACT = "contact"
    MEASURE = "baseline-measure"
    ASSESSMENT = "assessment"
    PLAN_OR_HELP = "plan-or-intervention"


class Variant(StrEnum):
    """Whose clock: three parts for children, four for adults since April 2024."""

    ADULTS = "adults"
    CHILDREN = "children"


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One referral. It ends with discharge, else rejection, else its team's closing."""

    key: str
    provider: str
    received_on: date
    age_at_referral: int
    team_types: frozenset[str] = frozenset()
    ended_on: date | None = None
    is_resident_in_england: bool | None = None
    """None where no council is recorded, which counts as resident."""
    has_hospital_spell: bool = False
    primary_reason: str = ""
    priority: str = ""


@dataclass(frozen=True, slots=True)
class CareContact:
    """One planned contact, with the codes of attendance and of medium."""

    referral: str
    on: date
    attendance: str = "5"
    medium: str = "01"


@dataclass(frozen=True, slots=True)
class MeasureScore:
    """One coded score of a listed outcome measure."""

    referral: str
    on: date
    tool: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """One coded procedure with the reference set it was found in.

    `attendance` is that of its contact, or None for work without the person.
    """

    referral: str
    on: date
    concept: str
    reference_set: str
    attendance: str | None = None


@dataclass(frozen=True, slots=True)
class IndirectWork:
    """One piece of work for the person without them; it counts for children."""

    referral: str
    on: date


@dataclass(frozen=True, slots=True)
class CarePlan:
    """One care plan of a provider."""

    provider: str
    created_on: date
    updated_on: date | None
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class PersonRows:
    """Everything that the clock reads about one person."""

    referrals: tuple[ReferralRow, ...]
    contacts: tuple[CareContact, ...] = ()
    measures: tuple[MeasureScore, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    indirect: tuple[IndirectWork, ...] = ()
    plans: tuple[CarePlan, ...] = ()


@dataclass(frozen=True, slots=True)
class Spell:
    """Referrals of one provider that follow each other closely enough to be one wait."""

    provider: str
    started_on: date
    ends_on: date
    """The last end among its referrals, or the day of the question while one is open."""
    referrals: tuple[str, ...]
    is_open: bool
    """As published: a spell that ended within the last 5 days still counts as open."""

    def holds(self, day: date) -> bool:
        """Return whether a day lies in the spell; both its end days count."""
        return self.started_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class ClockReading:
    """Where one clock stands. A clock that lacks a part is running, not failed."""

    spell: Spell
    first: Mapping[Part, date | None]
    """The first day of each part that this clock needs."""
    stopped_on: date | None
    days: int
    """From the start to the stop, or to the day of the question while it runs."""
    is_met: bool | None
    """Whether it stopped by day 28; None while it runs."""
    second_contact_on: date | None = None

    @property
    def missing(self) -> tuple[Part, ...]:
        """Return the parts that have not happened yet: what the clock waits for."""
        return tuple(part for part, day in self.first.items() if day is None)

    @property
    def is_running(self) -> bool:
        """Return whether the clock has not stopped."""
        return self.stopped_on is None

    @property
    def days_to_second_contact(self) -> int | None:
        """Return days from the start to the second contact, or None before it."""
        return None if self.second_contact_on is None else (self.second_contact_on - self.spell.started_on).days


@dataclass(frozen=True, slots=True)
class Codes:
    """The code lists of one day, read once."""

    adult_teams: frozenset[str]
    children_teams_left_out: frozenset[str]
    providers_left_out: frozenset[str]
    attended: frozenset[str]
    tools_left_out: frozenset[str]
    assessments: frozenset[str]
    interventions: frozenset[str]
    never_an_intervention: frozenset[str]
    children_assessments: frozenset[str]


def codes_on(day: date, *, more_teams_left_out: Iterable[str] = (), more_providers: Iterable[str] = ()) -> Codes:
    """Return the code lists in force on a day, with what a caller adds to those left out.

    Unit: codes.  Source: parameters/national_clock.toml.  Checked: 2026-11-22.
    Raises MissingParameter for a day before the first rows.
    """

    def listed(name: str) -> frozenset[str]:
        return frozenset(parameters.codes_listed(f"national-clock-{name}", on=day))

    return Codes(
        adult_teams=listed("adult-teams"),
        children_teams_left_out=listed("children-teams-left-out") | frozenset(more_teams_left_out),
        providers_left_out=listed("providers-left-out") | frozenset(more_providers),
        attended=listed("attended"),
        tools_left_out=listed("tools-left-out"),
        assessments=listed("assessments"),
        interventions=listed("interventions"),
        never_an_intervention=listed("never-an-intervention"),
        children_assessments=listed("children-assessments-that-count"),
    )


def is_in_scope(row: ReferralRow, *, variant: Variant, codes: Codes) -> bool:
    """Return whether a referral counts for this clock.

    Unit: none.  Source: domain facts §3.4, "who", and its paragraph on children; published
    code.  Checked: 2026-11-22.
    Left out always: people known to live outside England, referrals with a hospital spell.
    """
    if row.is_resident_in_england is False or row.has_hospital_spell or row.provider in codes.providers_left_out:
        return False
    if variant is Variant.ADULTS:
        return row.age_at_referral >= _ADULT and not codes.adult_teams.isdisjoint(row.team_types)
    if not 0 <= row.age_at_referral < _ADULT:
        return False
    teams: Iterable[str] = row.team_types or ("",)
    return any(_is_childrens_team(team, row=row, codes=codes) for team in teams)


def spells(*, referrals: Iterable[ReferralRow], on: date) -> tuple[Spell, ...]:
    """Return the spells of one person as they stood on a day, by provider and start.

    Unit: none.  Source: domain facts §3.4, "spell".  Checked: 2026-11-22.
    A referral that came exactly 5 days after the last one ended joins its spell; 6 days
    after starts another. Referrals received after `on` are not known yet.
    """
    gap = timedelta(days=parameters.whole_number("national-clock-spell-gap", on=on))
    by_provider: defaultdict[str, list[ReferralRow]] = defaultdict(list)
    for row in referrals:
        if row.received_on <= on:
            by_provider[row.provider].append(row)
    found: list[Spell] = []
    for provider in sorted(by_provider):
        open_group: list[ReferralRow] = []
        for row in sorted(by_provider[provider], key=lambda one: one.received_on):
            if open_group and row.received_on > _last_end(open_group, on=on) + gap:
                found.append(_spell(open_group, on=on, gap=gap))
                open_group = []
            open_group.append(row)
        found.append(_spell(open_group, on=on, gap=gap))
    return tuple(found)


def clock_readings(
    *, rows: PersonRows, on: date, variant: Variant = Variant.ADULTS, codes: Codes | None = None
) -> tuple[ClockReading, ...]:
    """Return where the clock of each spell stands on a day.

    Unit: days.  Source: domain facts §3.4; NHSDigital/mental-health-monthly-statistics,
    four-week waits.  Checked: 2026-11-22.
    The stop is the latest of the first days of all parts needed. Day 28 counts as met,
    whatever the measure's title says.
    """
    lists = codes or codes_on(on)
    counted = [row for row in rows.referrals if is_in_scope(row, variant=variant, codes=lists)]
    return tuple(
        _reading(spell=spell, rows=rows, counted=counted, on=on, variant=variant, codes=lists)
        for spell in spells(referrals=counted, on=on)
    )


def _reading(
    *, spell: Spell, rows: PersonRows, counted: list[ReferralRow], on: date, variant: Variant, codes: Codes
) -> ClockReading:
    keys = frozenset(row.key for row in counted if row.provider == spell.provider)
    contacts = _contact_days(spell=spell, rows=rows, keys=keys, variant=variant, codes=codes)
    first: dict[Part, date | None] = {
        Part.CONTACT: contacts[0] if contacts else None,
        Part.MEASURE: _first_measure(spell=spell, rows=rows, keys=keys, codes=codes),
    }
    here = [one for one in rows.procedures if one.referral in keys and spell.holds(one.on)]
    if variant is Variant.ADULTS:
        here = [one for one in here if _concept(one) not in codes.never_an_intervention]
        if _needs_assessment(spell=spell, first_contact=first[Part.CONTACT], on=on):
            first[Part.ASSESSMENT] = min((o.on for o in here if o.reference_set in codes.assessments), default=None)
    helped = [one.on for one in here if _is_help(one, variant=variant, codes=codes)]
    first[Part.PLAN_OR_HELP] = min([*helped, *_plan_days(spell=spell, rows=rows)], default=None)
    known = [day for day in first.values() if day is not None]
    stopped_on = max(known) if len(known) == len(first) else None
    days = ((stopped_on or on) - spell.started_on).days
    target_days = parameters.whole_number("waiting-target", on=on)
    return ClockReading(
        spell=spell,
        first=first,
        stopped_on=stopped_on,
        days=days,
        is_met=None if stopped_on is None else days <= target_days,
        second_contact_on=contacts[1] if len(contacts) > 1 else None,
    )


def _contact_days(
    *, spell: Spell, rows: PersonRows, keys: frozenset[str], variant: Variant, codes: Codes
) -> list[date]:
    days = [
        contact.on
        for contact in rows.contacts
        if contact.referral in keys and spell.holds(contact.on) and is_direct(contact, codes=codes)
    ]
    if variant is Variant.CHILDREN:
        days += [work.on for work in rows.indirect if work.referral in keys and spell.holds(work.on)]
    return sorted(days)


def is_direct(contact: CareContact, *, codes: Codes) -> bool:
    """Return whether a contact was attended, in a medium in which people speak or meet.

    Unit: none.  Source: domain facts §3.4, part a; parameter `national-clock-media`, which
    changed in October 2021.  Checked: 2026-11-22.
    """
    media = parameters.codes_listed("national-clock-media", on=contact.on)
    return contact.attendance in codes.attended and contact.medium in media


def _first_measure(*, spell: Spell, rows: PersonRows, keys: frozenset[str], codes: Codes) -> date | None:
    days = (
        score.on
        for score in rows.measures
        if score.referral in keys and spell.holds(score.on) and score.tool not in codes.tools_left_out
    )
    return min(days, default=None)


def _plan_days(*, spell: Spell, rows: PersonRows) -> list[date]:
    days = []
    for plan in rows.plans:
        if plan.provider != spell.provider or not plan.is_agreed or not spell.holds(plan.updated_on or plan.created_on):
            continue
        # As published: without a day of update there is no day at all.
        if plan.updated_on is not None:
            was_made_here = spell.started_on <= plan.created_on <= plan.updated_on
            days.append(plan.created_on if was_made_here else plan.updated_on)
    return days


def _is_help(procedure: Procedure, *, variant: Variant, codes: Codes) -> bool:
    if procedure.reference_set in codes.interventions:
        return True
    is_childrens_assessment = _concept(procedure) in codes.children_assessments
    return variant is Variant.CHILDREN and procedure.reference_set in codes.assessments and is_childrens_assessment


def _concept(procedure: Procedure) -> str:
    """Return the concept before its qualifiers, which follow a colon."""
    return procedure.concept.partition(":")[0]


def _needs_assessment(*, spell: Spell, first_contact: date | None, on: date) -> bool:
    (needed_from,) = parameters.days_listed("national-clock-assessment-from", on=on)
    # With no contact yet the first one is still to come, so today is its earliest day.
    return spell.started_on >= needed_from or (first_contact or on) >= needed_from


def _is_childrens_team(team: str, *, row: ReferralRow, codes: Codes) -> bool:
    return not (
        team in codes.children_teams_left_out
        or (team == _SINGLE_POINT and row.priority in _URGENT)
        or (row.primary_reason == _EATING_DISORDER and team not in (_SINGLE_POINT, _SCHOOL_TEAM))
        or (row.primary_reason == _SUSPECTED_PSYCHOSIS and team == _EARLY_INTERVENTION)
    )


def _last_end(group: list[ReferralRow], *, on: date) -> date:
    return max(on if row.ended_on is None else min(row.ended_on, on) for row in group)


def _spell(group: list[ReferralRow], *, on: date, gap: timedelta) -> Spell:
    ends_on = _last_end(group, on=on)
    return Spell(
        provider=group[0].provider,
        started_on=group[0].received_on,
        ends_on=ends_on,
        referrals=tuple(row.key for row in group),
        is_open=on - ends_on <= gap,
    )
