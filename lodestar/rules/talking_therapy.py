"""Recovery and improvement as NHS talking therapies count them, over two scales at once."""

from dataclasses import dataclass
from fractions import Fraction

from lodestar.rules import scores
from lodestar.rules.instruments import Instrument
from lodestar.rules.scores import Change


@dataclass(frozen=True, slots=True)
class PairOfScores:
    """The first and the last score on one scale."""

    instrument: Instrument
    first: Fraction
    last: Fraction


@dataclass(frozen=True, slots=True)
class TherapyOutcome:
    """What may be said of one course of therapy."""

    was_case: bool
    """At the start, on either scale; nobody else can recover."""
    is_recovered: bool
    is_reliably_improved: bool
    is_reliably_worse: bool

    @property
    def is_reliably_recovered(self) -> bool:
        """Return whether the person recovered and reliably improved."""
        return self.is_recovered and self.is_reliably_improved


def therapy_outcome(*, depression: PairOfScores, anxiety: PairOfScores) -> TherapyOutcome:
    """Return recovery and reliable improvement over PHQ-9 and GAD-7 together.

    Unit: none.  Source: domain facts §2.6: recovery is a case on either at the start and
    on neither at the end; improvement is one better by its step and the other not worse
    by its own; reliable recovery is both.  Checked: 2026-11-22.
    Raises WrongInstrument for other scales or for the two the wrong way round.
    """
    if (depression.instrument.code, anxiety.instrument.code) != ("phq-9", "gad-7"):
        raise scores.WrongInstrument("Recovery is counted on PHQ-9 and GAD-7.")
    pairs = (depression, anxiety)
    was_case = any(scores.is_case(instrument=pair.instrument, score=pair.first) for pair in pairs)
    is_case = any(scores.is_case(instrument=pair.instrument, score=pair.last) for pair in pairs)
    changes = {scores.score_change(instrument=p.instrument, before=p.first, after=p.last) for p in pairs}
    return TherapyOutcome(
        was_case=was_case,
        is_recovered=was_case and not is_case,
        is_reliably_improved=Change.BETTER in changes and Change.WORSE not in changes,
        is_reliably_worse=Change.WORSE in changes and Change.BETTER not in changes,
    )
