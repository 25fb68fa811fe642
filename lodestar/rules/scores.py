"""Scores from answers, and what a change of a score says and doesn't say.

Exact fractions throughout: a threshold is never missed or met by rounding. A score is a
thing to talk about; no rule here decides anything for a person.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from lodestar.rules.instruments import ChangeOf, Instrument, MissingRule, ScoreRule

Answers = Mapping[int, int | None]
"""Answers by the number of the item, from 1; None or left out is missing."""


class AnswerOutOfRange(ValueError):
    """An answer is not one of the answers that the instrument allows."""

    def __init__(self, item: int, instrument: Instrument) -> None:
        """Keep the number of the item, for the message beside its question."""
        super().__init__(f"Item {item} is answered from {instrument.minimum} to {instrument.maximum}.")
        self.item = item


class UnknownItem(LookupError):
    """The instrument has no item of this number."""

    def __init__(self, item: int, instrument: Instrument) -> None:
        """Keep the number that is not there."""
        super().__init__(f"{instrument.name} has items 1 to {instrument.items}, not {item}.")
        self.item = item


class ItemAlwaysApplies(ValueError):
    """An item was left out as not applying, and it applies to everybody."""

    def __init__(self, item: int) -> None:
        """Keep the number of the item."""
        super().__init__(f"Item {item} is asked of everybody.")
        self.item = item


class LabelsRefused(ValueError):
    """The labels of a container are blank or more than it has room for."""


class WrongInstrument(ValueError):
    """A rule of one instrument was asked about another."""


class Change(StrEnum):
    """What a second answer says beside a first, from the person's side."""

    BETTER = "better"
    NO_RELIABLE_CHANGE = "no-reliable-change"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Score:
    """One score with how much of it was answered; `value` is None when too little was."""

    name: str
    value: Fraction | None
    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class ScoredAnswers:
    """The scores of one set of answers, and what comes before them."""

    scores: tuple[Score, ...]
    safety_items: tuple[int, ...]
    """Items whose answer asks for help first; empty when there are none."""

    @property
    def is_safety_first(self) -> bool:
        """Return whether help is shown, and a worker told, before any score."""
        return bool(self.safety_items)

    def value_of(self, name: str) -> Fraction | None:
        """Return the score of this name, or None when there is none."""
        return next((score.value for score in self.scores if score.name == name), None)


def safety_items_raised(*, instrument: Instrument, answers: Answers) -> tuple[int, ...]:
    """Return the safety items with any answer but the best one, lowest number first.

    Unit: item numbers.  Source: domain facts §2.6 (PHQ-9 item 9 above 0: help at once).
    Checked: 2026-11-22.
    Never refuses: help must not wait until another answer has been put right. An answer
    beyond the range counts as raised.
    """
    return tuple(
        item for item in sorted(instrument.safety_items) if answers.get(item) not in (None, instrument.best_answer)
    )


def score_answers(
    *, instrument: Instrument, answers: Answers, not_applicable: Collection[int] = frozenset()
) -> ScoredAnswers:
    """Return the scores of a set of answers by the instrument's own rules.

    Unit: points of the instrument.  Source: domain facts §§2.3-2.7; the row's
    `missing_rule` and `score_rule`.  Checked: 2026-11-22.
    Raises UnknownItem, AnswerOutOfRange and ItemAlwaysApplies. Ask `safety_items_raised`
    first when answers come from a form.
    """
    refuse_what_cannot_be(instrument=instrument, answers=answers, not_applicable=not_applicable)
    given = {
        item: answer
        for item, answer in answers.items()
        if answer is not None and answer not in instrument.read_as_missing and item not in not_applicable
    }
    scores = []
    for name, items in instrument.scales.items():
        here = [given[item] for item in items if item in given]
        skipped = sum(item in not_applicable for item in items)
        is_enough = _is_enough(instrument=instrument, answered=len(here), asked=len(items), skipped=skipped)
        value = _value(instrument=instrument, here=here, asked=len(items)) if is_enough else None
        scores.append(Score(name=name, value=value, answered=len(here), asked=len(items)))
    raised = safety_items_raised(instrument=instrument, answers=answers)
    return ScoredAnswers(scores=tuple(scores), safety_items=raised)


def score_labelled(*, instrument: Instrument, scores: Mapping[str, int]) -> ScoredAnswers:
    """Return the total of a licensed container, whose labels come from its licence holder.

    Unit: points of the instrument.  Source: domain facts §2.2 (up to ten labelled scores
    and a total; no ladder wording).  Checked: 2026-11-22.
    The total is there only when every place is filled. Raises LabelsRefused for a blank
    label or too many, AnswerOutOfRange for a score that cannot be.
    """
    if len(scores) > instrument.items or not all(label.strip() for label in scores):
        raise LabelsRefused(f"{instrument.name} takes up to {instrument.items} scores, each with a label.")
    return score_answers(instrument=instrument, answers=dict(enumerate(scores.values(), start=1)))


def is_case(*, instrument: Instrument, score: Fraction, caseness: int | None = None) -> bool | None:
    """Return whether a score lies on the clinical side of the cut-off, or None without one.

    Unit: none.  Source: domain facts §§2.5, 2.6; the row's `caseness`.  Checked: 2026-11-22.
    Lower is better: at or above the cut-off. Higher is better: below it. `caseness` puts
    another cut-off in its place (ReQoL-10: 24 in one analysis); show which was used.
    """
    cut_off = instrument.caseness if caseness is None else caseness
    if cut_off is None:
        return None
    return score < cut_off if instrument.higher_is_better else score >= cut_off


def band(*, instrument: Instrument, score: Fraction) -> int | None:
    """Return the number of the band that a score lies in, from 0, or None without bands.

    Unit: none.  Source: domain facts §§2.6, 2.7; the row's `bands_from`.  Checked: 2026-11-22.
    For a worker's eyes. Raises ValueError for a score below the first band.
    """
    if not instrument.bands_from:
        return None
    if score < instrument.bands_from[0]:
        raise ValueError("The score is below every band.")
    return sum(score >= first for first in instrument.bands_from) - 1


def score_change(*, instrument: Instrument, before: Fraction, after: Fraction) -> Change | None:
    """Return whether a score is reliably better or worse; None where no step is agreed.

    Unit: none.  Source: domain facts §§2.3-2.7; the row's `reliable_change` and
    `higher_is_better`.  Checked: 2026-11-22.
    The step itself counts as a change. None for DIALOG's means: no step is agreed for them.
    """
    if instrument.change_is_of is not ChangeOf.SCORE or instrument.reliable_change is None:
        return None
    return _change(instrument=instrument, rise=after - before, step=instrument.reliable_change)


def item_change(*, instrument: Instrument, item: int, before: int, after: int) -> Change | None:
    """Return whether one item is reliably better or worse; None where no step is agreed.

    Unit: none.  Source: domain facts §§2.3, 2.4 (DIALOG 1 point, a goal 3 points); items
    on meeting and medicine are a view of the service, not change.  Checked: 2026-11-22.
    Raises UnknownItem and AnswerOutOfRange.
    """
    for answer in (before, after):
        refuse_what_cannot_be(instrument=instrument, answers={item: answer}, not_applicable=())
    says_nothing = not instrument.read_as_missing.isdisjoint((before, after))
    if instrument.change_is_of is not ChangeOf.ITEM or item not in instrument.change_items or says_nothing:
        return None
    if instrument.reliable_change is None:
        return None
    return _change(instrument=instrument, rise=Fraction(after - before), step=instrument.reliable_change)


def is_reliable_recovery(
    *, instrument: Instrument, before: Fraction, after: Fraction, caseness: int | None = None
) -> bool | None:
    """Return whether somebody was a case, is none now, and changed reliably for the better.

    Unit: none.  Source: domain facts §2.5 (ReQoL-10: below 25, then 25 or more, and up by
    5).  Checked: 2026-11-22.
    None where the instrument has no cut-off or no agreed step.
    """
    change = score_change(instrument=instrument, before=before, after=after)
    was = is_case(instrument=instrument, score=before, caseness=caseness)
    still = is_case(instrument=instrument, score=after, caseness=caseness)
    if change is None or was is None or still is None:
        return None
    return was and not still and change is Change.BETTER


def _change(*, instrument: Instrument, rise: Fraction, step: int) -> Change:
    gain = rise if instrument.higher_is_better else -rise
    if gain >= step:
        return Change.BETTER
    return Change.WORSE if gain <= -step else Change.NO_RELIABLE_CHANGE


def refuse_what_cannot_be(
    *, instrument: Instrument, answers: Answers, not_applicable: Collection[int] = frozenset()
) -> None:
    """Raise what `score_answers` raises for answers that cannot be, without scoring them.

    Unit: none.  Source: the instrument's own row: its items and the ends of its scale.  Checked: 2026-11-22.
    Raises UnknownItem, AnswerOutOfRange and ItemAlwaysApplies.
    """
    for item in (*answers, *not_applicable):
        if not 1 <= item <= instrument.items:
            raise UnknownItem(item, instrument)
    for item in not_applicable:
        if item not in instrument.may_not_apply:
            raise ItemAlwaysApplies(item)
    for item, answer in answers.items():
        if answer is None or answer in instrument.read_as_missing:
            continue
        is_whole = isinstance(answer, int) and not isinstance(answer, bool)
        if not is_whole or not instrument.minimum <= answer <= instrument.maximum:
            raise AnswerOutOfRange(item, instrument)


def _is_enough(*, instrument: Instrument, answered: int, asked: int, skipped: int) -> bool:
    match instrument.missing_rule:
        case MissingRule.HALF_ANSWERED:
            return 2 * answered >= asked
        case MissingRule.ONE_MAY_BE_MISSING:
            return answered >= asked - 1
        case MissingRule.PRORATE_NOT_APPLICABLE:
            return answered == asked - skipped
        case MissingRule.ALL_ANSWERED | MissingRule.EACH_ALONE:
            return answered == asked


def _value(*, instrument: Instrument, here: list[int], asked: int) -> Fraction:
    mean = Fraction(sum(here), len(here))
    match instrument.score_rule:
        case ScoreRule.MEAN:
            return mean
        case ScoreRule.TOTAL | ScoreRule.EACH_ITEM:
            return mean * asked
        case ScoreRule.METRIC_TABLE:
            return instrument.metric_table[sum(here) - asked * instrument.minimum]
