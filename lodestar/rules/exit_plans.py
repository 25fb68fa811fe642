"""What an exit plan still lacks, so that no contract ends with somebody left standing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Position(StrEnum):
    """Whether staff move to the next provider under TUPE 2006.

    Source: domain facts §8.1; inventory S3-13 (yes, no, disputed).  Checked: 2026-11-22.
    """

    APPLIES = "applies"
    DOES_NOT_APPLY = "does-not-apply"
    DISPUTED = "disputed"
    NOT_KNOWN = "not-known"


class Gap(StrEnum):
    """One thing that an exit plan lacks.

    Source: domain facts §8.2; directory field notes §6, contract lifecycle; inventory S3-08.  Checked: 2026-11-22.
    """

    PLAN = "plan"
    PEOPLE = "people"
    TELLING = "telling"
    DATA = "data"
    KNOWLEDGE = "knowledge"
    STAFF = "staff"


class Urgency(StrEnum):
    """How pressing it is that an exit plan lacks something.

    Source: inventory S3-08 (within 90 days without a plan).  Checked: 2026-11-22.
    """

    IN_HAND = "in-hand"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class ExitFacts:
    """What is known of one exit plan. `messages_done` is None where no message was planned."""

    has_open_people: bool
    are_messages_done: bool | None
    is_data_handed_over: bool
    is_knowledge_handed_over: bool
    position: Position
    has_staff_list: bool


def gaps(*, facts: ExitFacts | None) -> tuple[Gap, ...]:
    """Return what is still to be done before a contract may be marked as ended, in the order of the list.

    Unit: none.  Source: domain facts §8.2; inventory S3-08, S3-09.  Checked: 2026-11-22.
    None stands for no plan at all. A list of posts is asked for unless it is settled that nobody moves.
    """
    if facts is None:
        return (Gap.PLAN,)
    lacking = {
        Gap.PLAN: False,
        Gap.PEOPLE: facts.has_open_people,
        Gap.TELLING: facts.are_messages_done is not True,
        Gap.DATA: not facts.is_data_handed_over,
        Gap.KNOWLEDGE: not facts.is_knowledge_handed_over,
        Gap.STAFF: facts.position is not Position.DOES_NOT_APPLY and not facts.has_staff_list,
    }
    return tuple(gap for gap in Gap if lacking[gap])


def urgency(*, lacking: Collection[Gap], end_on: date, on: date, due_days: int, overdue_days: int) -> Urgency:
    """Return how pressing the gaps of a plan are, by the days left.

    Unit: none.  Source: inventory S3-08; the days are `contract-alert-exit-plan` and
    `contract-alert-handover-list`.  Checked: 2026-11-22.
    """
    left = (end_on - on).days
    if not lacking or left > due_days:
        return Urgency.IN_HAND
    return Urgency.OVERDUE if left <= overdue_days else Urgency.DUE
