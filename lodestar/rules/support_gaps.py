"""Wanted, offered, received: what people ask for beside what they get."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class SupportAnswer:
    """One person's answers about one kind of support; None is not asked, never no."""

    wanted: bool | None = None
    offered: bool | None = None
    received: bool | None = None


@dataclass(frozen=True, slots=True)
class DatedSupport:
    """One person's story with one kind of support, as days on which it became true."""

    wanted_on: date | None = None
    offered_on: date | None = None
    received_on: date | None = None
    asked_on: date | None = None
    """When the person was asked; without it and without the others nothing is known."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many who were asked."""

    count: int
    asked: int

    @property
    def percent(self) -> Fraction | None:
        """Return the share in percent, unrounded, or None when nobody was asked."""
        return Fraction(100 * self.count, self.asked) if self.asked else None


@dataclass(frozen=True, slots=True)
class SupportGap:
    """What people said of one kind of support; small numbers still in it."""

    wanted: Share
    offered: Share
    received: Share
    unmet: Share
    """Wanted and not received, among those who wanted it and were asked if it came."""

    @property
    def gap_points(self) -> Fraction | None:
        """Return wanted less received, in percentage points, or None when one is not known."""
        if self.wanted.percent is None or self.received.percent is None:
            return None
        return self.wanted.percent - self.received.percent


def support_gap(*, answers: Sequence[SupportAnswer]) -> SupportGap:
    """Return how many wanted, were offered and received one kind of support.

    Unit: people.  Source: inventory S0-06; Rethink Mental Illness's survey of 440 people,
    April 2019, counts each share over everybody asked.  Checked: 2026-11-22.
    Somebody who was not asked is in no denominator.
    """
    wanting = [answer for answer in answers if answer.wanted and answer.received is not None]
    return SupportGap(
        wanted=_share([answer.wanted for answer in answers]),
        offered=_share([answer.offered for answer in answers]),
        received=_share([answer.received for answer in answers]),
        unmet=Share(count=sum(not answer.received for answer in wanting), asked=len(wanting)),
    )


def answer_on(story: DatedSupport, *, on: date) -> SupportAnswer:
    """Return what a story answers as it stood on a day.

    Unit: none.  Source: inventory S0-06 (each with its dates).  Checked: 2026-11-22.
    Any of the days makes the three known: who was offered something and never received it
    has received nothing. Before the first of them nothing is known.
    """
    days = [day for day in (story.asked_on, story.wanted_on, story.offered_on, story.received_on) if day is not None]
    if not days or min(days) > on:
        return SupportAnswer()
    return SupportAnswer(
        wanted=_has_happened(story.wanted_on, on=on) if _is_known(story, on=on) else None,
        offered=_has_happened(story.offered_on, on=on),
        received=_has_happened(story.received_on, on=on),
    )


def _is_known(story: DatedSupport, *, on: date) -> bool:
    return _has_happened(story.asked_on, on=on) or _has_happened(story.wanted_on, on=on)


def _has_happened(day: date | None, *, on: date) -> bool:
    return day is not None and day <= on


def _share(said: Sequence[bool | None]) -> Share:
    return Share(count=sum(answer is True for answer in said), asked=sum(answer is not None for answer in said))
