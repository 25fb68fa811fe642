"""Smoking, and the loop of help to stop: asked, offered, answered, a day chosen, and what came of it.

Source: inventory S0-39 (smoking status, stop-smoking referral and outcome; the loop closes).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Smoking(StrEnum):
    """Whether somebody smokes. Vaping alone is not smoking.

    Source: domain facts §3.6, smoking as one of six parts; the words are our own.  Checked: 2026-11-22.
    """

    NEVER = "never"
    USED_TO = "used-to"
    VAPES_ONLY = "vapes-only"
    SMOKES = "smokes"


class QuitAnswer(StrEnum):
    """What somebody says to an offer of help to stop; every answer is fine, and "later" is asked again.

    Source: inventory S0-39.  Checked: 2026-11-22.
    """

    ACCEPTED = "accepted"
    LATER = "later"
    NO_THANKS = "no-thanks"


class QuitOutcome(StrEnum):
    """What came of a day on which somebody wanted to stop.

    Source: inventory S0-39; stop-smoking services count at four weeks.  Checked: 2026-11-22.
    """

    STOPPED = "stopped"
    SMOKES_LESS = "smokes-less"
    SMOKES = "smokes"
    NOT_REACHED = "not-reached"


class LoopState(StrEnum):
    """Where the loop stands for one person.

    Source: inventory S0-39.  Checked: 2026-11-22.
    """

    NOT_ASKED = "not-asked"
    DOES_NOT_SMOKE = "does-not-smoke"
    TO_OFFER = "to-offer"
    OFFERED = "offered"
    GETTING_HELP = "getting-help"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class QuitFacts:
    """One offer: its day, the answer, and what followed."""

    offered_on: date
    answer: QuitAnswer
    is_referred: bool = False
    quit_on: date | None = None
    outcome: QuitOutcome | None = None


@dataclass(frozen=True, slots=True)
class LoopFigures:
    """How far the loop went for people who smoke, small numbers still in them."""

    smoke: int
    offered: int
    accepted: int
    closed: int
    stopped: int

    @property
    def offered_percent(self) -> Fraction | None:
        """Return those with an offer among those who smoke, in percent; None with nobody."""
        return Fraction(100 * self.offered, self.smoke) if self.smoke else None


def loop_state(*, smoking: Smoking | None, offers: Sequence[QuitFacts]) -> LoopState:
    """Return where the loop stands: the latest offer decides, once somebody says that they smoke.

    Unit: none.  Source: inventory S0-39.  Checked: 2026-11-22.
    An offer that was answered "no thanks" closes the loop as well as an outcome does: it was the person's answer.
    """
    latest = max(offers, key=lambda offer: offer.offered_on, default=None)
    if latest is not None and latest.answer is QuitAnswer.ACCEPTED and latest.outcome is None:
        return LoopState.GETTING_HELP
    if smoking is None:
        return LoopState.NOT_ASKED
    if smoking is not Smoking.SMOKES:
        return LoopState.DOES_NOT_SMOKE
    if latest is None:
        return LoopState.TO_OFFER
    return LoopState.OFFERED if latest.answer is QuitAnswer.LATER else LoopState.CLOSED


def loop_figures(*, people: Sequence[tuple[Smoking | None, Sequence[QuitFacts]]]) -> LoopFigures:
    """Return how many smoke, were offered help, accepted it, and have an outcome.

    Unit: people.  Source: inventory S0-39.  Checked: 2026-11-22.
    Somebody who stopped is still in the figures: their offers say that they smoked.
    """
    smoke = [offers for smoking, offers in people if smoking is Smoking.SMOKES or offers]
    accepted = [[one for one in offers if one.answer is QuitAnswer.ACCEPTED] for offers in smoke]
    outcomes = [[one.outcome for one in offers if one.outcome is not None] for offers in accepted]
    return LoopFigures(
        smoke=len(smoke),
        offered=sum(bool(offers) for offers in smoke),
        accepted=sum(bool(offers) for offers in accepted),
        closed=sum(bool(found) for found in outcomes),
        stopped=sum(QuitOutcome.STOPPED in found for found in outcomes),
    )
