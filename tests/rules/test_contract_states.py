"""Where a contract stands, and what its exit plan lacks."""

from datetime import date
from itertools import combinations

import pytest

from lodestar.rules import contract_states, exit_plans
from lodestar.rules.contract_states import Event, EventKind, EventRefused, State
from lodestar.rules.exit_plans import ExitFacts, Gap, Position, Urgency

START, END = date(2023, 4, 1), date(2026, 3, 31)


def stands(*events: Event, on: date) -> contract_states.Standing:
    return contract_states.standing(starts_on=START, first_end_on=END, events=events, on=on)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 3, 31), State.TO_START),
        (START, State.RUNNING),
        (END, State.RUNNING),
        (date(2026, 4, 1), State.RAN_OUT),
    ],
)
def test_a_contract_runs_from_its_first_to_its_last_day(on: date, expected: State) -> None:
    assert stands(on=on).state is expected


@pytest.mark.inventory("S3-14")
def test_a_concern_a_pause_and_a_year_more_leave_their_history() -> None:
    happened = [
        Event(EventKind.CONCERN, date(2025, 10, 1)),
        Event(EventKind.PAUSE, date(2025, 11, 1)),
        Event(EventKind.RESUMED, date(2026, 1, 5)),
        Event(EventKind.EXTENSION, date(2026, 1, 5), date(2027, 3, 31)),
        Event(EventKind.CONCERN_SETTLED, date(2026, 1, 6)),
    ]

    assert stands(*happened, on=date(2025, 10, 15)).has_open_concern
    assert stands(*happened, on=date(2025, 12, 1)).state is State.PAUSED
    assert stands(*happened, on=date(2025, 12, 1)).end_on == END
    after = stands(*happened, on=date(2026, 6, 1))
    assert (after.state, after.end_on, after.has_open_concern, after.is_extended) == (
        State.RUNNING, date(2027, 3, 31), False, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "event", "reason"),
    [
        ((EventKind.ENDED,), Event(EventKind.CONCERN, END), "already-ended"),
        ((), Event(EventKind.CONCERN_SETTLED, END), "nothing-to-settle"),
        ((EventKind.PAUSE,), Event(EventKind.PAUSE, END), "already-paused"),
        ((), Event(EventKind.RESUMED, END), "not-paused"),
        ((), Event(EventKind.EXTENSION, END), "end-is-missing"),
        ((), Event(EventKind.EXTENSION, START, END), "end-not-later"),
        ((), Event(EventKind.NOTICE, START, date(2026, 4, 1)), "end-not-earlier"),
        ((), Event(EventKind.NOTICE, START, date(2023, 1, 1)), "end-before-start"),
    ],
)
def test_what_cannot_follow_is_refused_with_its_reason(
    before: tuple[EventKind, ...], event: Event, reason: str
) -> None:
    now = stands(*(Event(kind, date(2025, 1, 1)) for kind in before), on=date(2025, 6, 1))

    with pytest.raises(EventRefused) as refused:
        contract_states.check_may_follow(event=event, standing=now, starts_on=START)

    assert refused.value.reason == reason


COMPLETE = {
    "has_open_people": False,
    "are_messages_done": True,
    "is_data_handed_over": True,
    "is_knowledge_handed_over": True,
    "position": Position.APPLIES,
    "has_staff_list": True,
}
LACKING = {
    Gap.PEOPLE: {"has_open_people": True},
    Gap.TELLING: {"are_messages_done": None},
    Gap.DATA: {"is_data_handed_over": False},
    Gap.KNOWLEDGE: {"is_knowledge_handed_over": False},
    Gap.STAFF: {"has_staff_list": False},
}


@pytest.mark.parametrize(
    "lacking", [chosen for size in range(6) for chosen in combinations(LACKING, size)], ids=lambda gaps: "+".join(gaps)
)
def test_a_plan_lacks_exactly_what_is_not_done(lacking: tuple[Gap, ...]) -> None:
    facts = dict(COMPLETE)
    for gap in lacking:
        facts |= LACKING[gap]

    assert exit_plans.gaps(facts=ExitFacts(**facts)) == lacking


def test_no_plan_is_a_gap_and_no_list_is_asked_for_where_nobody_moves() -> None:
    nobody_moves = ExitFacts(**(COMPLETE | {"position": Position.DOES_NOT_APPLY, "has_staff_list": False}))
    disputed = ExitFacts(**(COMPLETE | {"position": Position.DISPUTED, "has_staff_list": False}))

    assert exit_plans.gaps(facts=None) == (Gap.PLAN,)
    assert exit_plans.gaps(facts=nobody_moves) == ()
    assert exit_plans.gaps(facts=disputed) == (Gap.STAFF,)


@pytest.mark.inventory("S3-08")
@pytest.mark.parametrize(
    ("left", "expected"),
    [(271, Urgency.IN_HAND), (270, Urgency.DUE), (91, Urgency.DUE), (90, Urgency.OVERDUE), (-5, Urgency.OVERDUE)],
)
def test_within_ninety_days_a_plan_with_a_gap_is_overdue(left: int, expected: Urgency) -> None:
    on = date.fromordinal(END.toordinal() - left)

    assert exit_plans.urgency(lacking=[Gap.PLAN], end_on=END, on=on, due_days=270, overdue_days=90) is expected
    assert exit_plans.urgency(lacking=[], end_on=END, on=on, due_days=270, overdue_days=90) is Urgency.IN_HAND
