"""Translates referrals, steps and contacts into the rows that the rules of clocks read. Nothing is asked here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from lodestar.referrals.models import Contact
from lodestar.rules import months, referral_states
from lodestar.rules.clocks import WaitStory
from lodestar.rules.national_clock import CareContact, CarePlan, Codes, MeasureScore, PersonRows, Procedure, ReferralRow
from lodestar.rules.referral_states import StepKind

# Codes of the Mental Health Services Data Set, version 6: attendance, and the medium of a consultation.
ATTENDANCE = {
    Contact.Attendance.ATTENDED.value: "5",
    Contact.Attendance.NOT_REACHED.value: "3",
    Contact.Attendance.CANCELLED_BY_PERSON.value: "2",
    Contact.Attendance.CANCELLED_BY_SERVICE.value: "4",
}
MEDIUM = {
    Contact.Mode.IN_PERSON.value: "01",
    Contact.Mode.TELEPHONE.value: "02",
    Contact.Mode.VIDEO.value: "11",
    Contact.Mode.TEXT.value: "06",
}
# A check-in that is noted with a contact names no tool: it is not the one tool that counts for nothing.
NOTED_MEASURE = "noted with a contact"
# A step counts as help where a service says that its support began.
_HELPED = frozenset({StepKind.STARTED})


@dataclass(frozen=True, slots=True)
class MadeContact:
    """What the clocks ask of a contact: its columns of these names, and not its words."""

    person_id: UUID
    referral_id: UUID | None
    happened_on: date
    attendance: str
    mode: str
    done: tuple[str, ...] | list[str]


@dataclass(frozen=True)
class ClockReferral:
    """One referral as the clocks see it: its provider, its team's type, its steps and its own contacts."""

    referral_id: UUID
    provider: str
    team_type: str
    received_at: datetime
    steps: tuple[tuple[StepKind, datetime], ...]
    contacts: tuple[MadeContact, ...]

    @property
    def received_on(self) -> date:
        return timezone.localdate(self.received_at)

    @property
    def ended_on(self) -> date | None:
        """The London date on which it was closed, if it is closed now."""
        last, at = self.steps[-1]
        return timezone.localdate(at) if last in referral_states.CLOSED else None


def story_of(referral: ClockReferral) -> WaitStory:
    """Return the wait of one referral: received, assessed, helped, ended, each on its London date.

    Our own clocks ask that somebody was there: what was noted on a try or a cancelled meeting stops nothing.
    """
    there = [one for one in referral.contacts if one.attendance == Contact.Attendance.ATTENDED]
    started = [timezone.localdate(at) for kind, at in referral.steps if kind in _HELPED]
    return WaitStory(
        received_on=referral.received_on,
        assessed_on=_first(there, Contact.Done.ASSESSMENT, since=referral.received_on),
        helped_on=min(
            [*started, *_days(there, Contact.Done.HELP, since=referral.received_on)],
            default=None,
        ),
        ended_on=referral.ended_on,
    )


def person_rows(referrals: Iterable[ClockReferral], *, born_on: date | None, codes: Codes) -> PersonRows:
    """Return one person's rows for the national clock, as a national submission of them would hold.

    Somebody whose birthday is not known counts as an adult. A plan that was agreed was updated the same day.
    """
    rows: list[ReferralRow] = []
    contacts: list[CareContact] = []
    measures: list[MeasureScore] = []
    procedures: list[Procedure] = []
    plans: list[CarePlan] = []
    assessments, interventions = min(codes.assessments), min(codes.interventions)
    for one in referrals:
        key = str(one.referral_id)
        rows.append(
            ReferralRow(
                key=key,
                provider=one.provider,
                received_on=one.received_on,
                age_at_referral=_age(born_on, on=one.received_on),
                team_types=frozenset({one.team_type}) if one.team_type else frozenset(),
                ended_on=one.ended_on,
            )
        )
        for made in one.contacts:
            attendance = ATTENDANCE[made.attendance]
            contacts.append(CareContact(key, made.happened_on, attendance, MEDIUM[made.mode]))
            if Contact.Done.MEASURE in made.done:
                measures.append(MeasureScore(key, made.happened_on, NOTED_MEASURE))
            if Contact.Done.ASSESSMENT in made.done:
                procedures.append(Procedure(key, made.happened_on, "", assessments, attendance))
            if Contact.Done.HELP in made.done:
                procedures.append(Procedure(key, made.happened_on, "", interventions, attendance))
            if Contact.Done.PLAN in made.done:
                plans.append(CarePlan(one.provider, made.happened_on, made.happened_on, is_agreed=True))
    return PersonRows(tuple(rows), tuple(contacts), tuple(measures), tuple(procedures), (), tuple(plans))


def is_child(born_on: date | None, *, on: date) -> bool:
    """Return whether somebody was under 18 on a day; somebody whose birthday is not known was not."""
    return _age(born_on, on=on) < 18


def _age(born_on: date | None, *, on: date) -> int:
    if born_on is None:
        return 18
    had_birthday = months.add_months(born_on, months=12 * (on.year - born_on.year)) <= on
    return on.year - born_on.year - (0 if had_birthday else 1)


def _days(contacts: Sequence[MadeContact], done: Contact.Done, *, since: date) -> list[date]:
    return [one.happened_on for one in contacts if done in one.done and one.happened_on >= since]


def _first(contacts: Sequence[MadeContact], done: Contact.Done, *, since: date) -> date | None:
    return min(_days(contacts, done, since=since), default=None)
