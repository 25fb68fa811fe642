"""Therapies: what guidance recommends, what happens to an offer, and whether help lasted long enough.

Source: parameters/therapies.toml; domain facts §3.5; inventory S0-16, S0-27.
"""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "parameters" / "therapies.toml"


class TherapyStepKind(StrEnum):
    """One thing that happened to an offer of therapy.

    Source: domain facts §3.5 (offered, accepted, started, attended, ended).  Checked: 2026-11-22.
    """

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WANTS_LATER = "wants-later"
    SESSION_ATTENDED = "session-attended"
    SESSION_MISSED = "session-missed"
    ENDED_AS_AGREED = "ended-as-agreed"
    ENDED_EARLY = "ended-early"


class TherapyState(StrEnum):
    """Where an offer stands. Started says that a session was attended, and nothing less.

    Source: domain facts §3.5.  Checked: 2026-11-22.
    """

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WANTS_LATER = "wants-later"
    STARTED = "started"
    ENDED_AS_AGREED = "ended-as-agreed"
    ENDED_EARLY = "ended-early"


class LengthAnswer(StrEnum):
    """What somebody says of how long some help lasted.

    Source: inventory S0-16 (51 percent: not long enough).  Checked: 2026-11-22.
    """

    TOO_SHORT = "too-short"
    ABOUT_RIGHT = "about-right"
    TOO_LONG = "too-long"
    NOT_SAID = "not-said"


class StepNotAllowed(ValueError):
    """This step cannot follow the ones before."""


@dataclass(frozen=True, slots=True)
class Therapy:
    """One therapy: its name, the sessions of a typical course at the least, and national codes."""

    code: str
    label: str
    least_sessions: int | None
    national_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition, the guidance on it, and the therapies that the guidance names."""

    code: str
    label: str
    guidance: str
    valid_from: date
    valid_to: date | None
    therapies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an offer and its day."""

    kind: TherapyStepKind
    on: date


@dataclass(frozen=True, slots=True)
class OfferStanding:
    """Where one offer stands, with the days that matter."""

    state: TherapyState
    started_on: date | None
    sessions_attended: int
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer with its steps, in the order in which they happened."""

    therapy: str
    condition: str
    offered_on: date
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionFigures:
    """What happened to the offers for one condition, small numbers still in them. Unit: offers."""

    offered: int
    in_guidance: int
    accepted: int
    declined: int
    wants_later: int
    started: int
    full_course: int
    """Ended after at least the sessions of a typical course, where the guidance names a number."""

    @property
    def in_guidance_percent(self) -> Fraction | None:
        """Return offers of a therapy that the guidance names, in percent of all; None with no offer."""
        return Fraction(100 * self.in_guidance, self.offered) if self.offered else None


@dataclass(frozen=True, slots=True)
class LengthFigures:
    """How many said that help was too short, small numbers still in them. Who did not say is in none of them."""

    answered: int
    too_short: int

    @property
    def too_short_percent(self) -> Fraction | None:
        """Return the share of too short among those who answered, in percent; None with nobody."""
        return Fraction(100 * self.too_short, self.answered) if self.answered else None


_K = TherapyStepKind
_SESSIONS = frozenset({_K.SESSION_ATTENDED, _K.SESSION_MISSED})
_ENDS = frozenset({_K.ENDED_AS_AGREED, _K.ENDED_EARLY})
_ANSWERS = frozenset({_K.ACCEPTED, _K.DECLINED, _K.WANTS_LATER})

ALLOWED: Mapping[TherapyStepKind | None, frozenset[TherapyStepKind]] = {
    None: _ANSWERS,
    _K.WANTS_LATER: _ANSWERS,
    _K.DECLINED: frozenset({_K.ACCEPTED, _K.WANTS_LATER}),
    _K.ACCEPTED: _SESSIONS | _ENDS | {_K.DECLINED, _K.WANTS_LATER},
    _K.SESSION_ATTENDED: _SESSIONS | _ENDS,
    _K.SESSION_MISSED: _SESSIONS | _ENDS,
    _K.ENDED_AS_AGREED: frozenset(),
    _K.ENDED_EARLY: frozenset(),
}
"""What may follow what: a no can become a yes, an end is an end.  Source: domain facts §3.5.  Checked: 2026-11-22."""


def may_follow(*, steps: Sequence[Step], kind: TherapyStepKind, on: date) -> bool:
    """Return whether this step may come next, and not before the one that it follows.

    Unit: none.  Source: `ALLOWED`.  Checked: 2026-11-22.
    """
    last = steps[-1] if steps else None
    return kind in ALLOWED[last.kind if last else None] and (last is None or on >= last.on)


def offer_standing(*, steps: Sequence[Step]) -> OfferStanding:
    """Return where an offer stands after its steps.

    Unit: none.  Source: domain facts §3.5: started only with an attended session, and not after a no.
    Checked: 2026-11-22.  Raises StepNotAllowed when a step cannot follow the one before.
    """
    for number, step in enumerate(steps):
        if not may_follow(steps=steps[:number], kind=step.kind, on=step.on):
            raise StepNotAllowed(f"{step.kind} on {step.on.isoformat()} cannot follow.")
    attended = [step.on for step in steps if step.kind is _K.SESSION_ATTENDED]
    last = steps[-1] if steps else None
    return OfferStanding(
        state=_state(last.kind if last else None, has_attended=bool(attended)),
        started_on=min(attended, default=None),
        sessions_attended=len(attended),
        ended_on=last.on if last is not None and last.kind in _ENDS else None,
    )


def condition_figures(*, offers: Sequence[Offer], condition: str, on: date) -> ConditionFigures:
    """Return what happened to the offers for one condition.

    Unit: offers.  Source: domain facts §3.5; inventory S0-27.  Checked: 2026-11-22.
    An offer after `on` has not happened. Raises LookupError for a condition that no row holds for on that day.
    """
    row = condition_row(condition, on=on)
    here = [offer for offer in offers if offer.condition == condition and offer.offered_on <= on]
    stands = [offer_standing(steps=offer.steps) for offer in here]
    states = Counter(standing.state for standing in stands)
    started = sum(standing.started_on is not None for standing in stands)
    return ConditionFigures(
        offered=len(here),
        in_guidance=sum(offer.therapy in row.therapies for offer in here),
        accepted=len(here) - states[TherapyState.OFFERED] - states[TherapyState.DECLINED]
        - states[TherapyState.WANTS_LATER],
        declined=states[TherapyState.DECLINED],
        wants_later=states[TherapyState.WANTS_LATER],
        started=started,
        full_course=sum(
            _is_full_course(offer, standing) for offer, standing in zip(here, stands, strict=True)
        ),
    )  # fmt: skip


def length_figures(*, answers: Sequence[LengthAnswer]) -> LengthFigures:
    """Return how many said that their help was too short.

    Unit: answers.  Source: inventory S0-16.  Checked: 2026-11-22.
    """
    said = [answer for answer in answers if answer is not LengthAnswer.NOT_SAID]
    return LengthFigures(answered=len(said), too_short=said.count(LengthAnswer.TOO_SHORT))


def condition_row(code: str, *, on: date) -> Condition:
    """Return one condition as its guidance has it on this day.

    Unit: none.  Source: parameters/therapies.toml.  Checked: 2026-11-22.
    Raises LookupError when there is none.
    """
    found = next((row for row in conditions(on=on) if row.code == code), None)
    if found is None:
        raise LookupError(f"No condition {code!r} holds on {on.isoformat()}.")
    return found


@cache
def conditions(*, on: date) -> tuple[Condition, ...]:
    """Return the conditions with guidance in force on this day, in the order of the file.

    Unit: none.  Source: parameters/therapies.toml.  Checked: 2026-11-22.
    """
    rows = (
        Condition(
            code=table["code"],
            label=table["label"],
            guidance=table["guidance"],
            valid_from=table["from"],
            valid_to=table.get("to"),
            therapies=tuple(table["therapies"]),
        )
        for table in _tables()["condition"]
    )
    return tuple(row for row in rows if row.valid_from <= on and (row.valid_to is None or on <= row.valid_to))


@cache
def all_therapies() -> Mapping[str, Therapy]:
    """Return every therapy by its code, in the order of the file.

    Unit: none.  Source: parameters/therapies.toml.  Checked: 2026-11-22.
    """
    return {
        table["code"]: Therapy(
            code=table["code"],
            label=table["label"],
            least_sessions=table.get("least_sessions"),
            national_codes=tuple(table["codes"]),
        )
        for table in _tables()["therapy"]
    }


@cache
def _tables() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _state(last: TherapyStepKind | None, *, has_attended: bool) -> TherapyState:
    if last is None:
        return TherapyState.OFFERED
    if last in _SESSIONS:
        return TherapyState.STARTED if has_attended else TherapyState.ACCEPTED
    return TherapyState(last.value)


def _is_full_course(offer: Offer, standing: OfferStanding) -> bool:
    least = all_therapies()[offer.therapy].least_sessions
    return standing.ended_on is not None and least is not None and standing.sessions_attended >= least
