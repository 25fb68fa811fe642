"""What contracts, their ends and their money are called in words."""

from datetime import date

from lodestar.commissioning.contracts import Overview
from lodestar.commissioning.exits import Reliance
from lodestar.commissioning.models import Contract, ContractEvent, Fund
from lodestar.commissioning.targets import Met
from lodestar.indicators.catalogue import Measure
from lodestar.rules import contract_measures
from lodestar.rules.contract_dates import AlertKind
from lodestar.rules.contract_money import Pull, Timing
from lodestar.rules.contract_states import EventKind, State
from lodestar.rules.exit_plans import Gap, Position, Urgency
from lodestar.web import filters

ALERTS = {
    AlertKind.DECIDE: "Decide: go on, buy again, or stop",
    AlertKind.EXIT_PLAN: "Have an exit plan",
    AlertKind.TELL_PEOPLE: "Tell the people who use it",
    AlertKind.HANDOVER_LIST: "Hand over: who goes where",
    AlertKind.STAFF_INFORMATION: "Give staff information (TUPE)",
    AlertKind.END: "It ends",
}
GAPS = {
    Gap.PLAN: "There is no exit plan",
    Gap.PEOPLE: "Not everybody has agreed to a next offer, or said no to one",
    Gap.TELLING: "Not everybody who is to be told has been told",
    Gap.DATA: "The records are not handed over",
    Gap.KNOWLEDGE: "What the staff know is not handed on",
    Gap.STAFF: "The list of posts is not complete",
}
EVENTS = {
    EventKind.CONCERN: "A concern was raised",
    EventKind.CONCERN_SETTLED: "The concern was settled",
    EventKind.PAUSE: "Paused",
    EventKind.RESUMED: "Went on after a pause",
    EventKind.EXTENSION: "Extended",
    EventKind.NOTICE: "Notice was given",
    EventKind.CHANGE: "Changed",
    EventKind.ENDED: "Ended",
}
POSITIONS = {
    Position.APPLIES: "Yes: staff move under TUPE",
    Position.DOES_NOT_APPLY: "No: it is settled that nobody moves",
    Position.DISPUTED: "Disputed",
    Position.NOT_KNOWN: "Not known",
}
TIMINGS = {
    Timing.UP_FRONT: "On the first day",
    Timing.MONTHLY: "Each month, in advance",
    Timing.ACTIVITY: "For what was done, after each quarter",
    Timing.OUTCOME: "For what came of it, after each year",
}
PULLS = {
    Pull.MONEY_BEFORE_HELP: "Part is paid before anybody is helped. A small provider can start with it.",
    Pull.NO_REWARD_FOR_MORE: (
        "The pay is the same whether few people are helped or many. It gives calm; it rewards nobody for taking the"
        " next person."
    ),
    Pull.MORE_SHORT_CONTACTS: "More contacts pay more. Short ones with many people pay better than staying with one.",
    Pull.EASIEST_FIRST: "Results pay. People who are close to the result pay best, and those far from it may wait.",
    Pull.PROVIDER_LENDS: "The provider spends before it is paid. A charity without reserves may not be able to bid.",
}
STATES = {
    State.TO_START: "Has not started",
    State.RUNNING: "Running",
    State.PAUSED: "Paused",
    State.RAN_OUT: "Past its last day",
    State.ENDED: "Ended",
}
REFUSALS = {
    "already-ended": "This contract has ended. Nothing can follow",
    "nothing-to-settle": "No concern is open",
    "already-paused": "It is paused already",
    "not-paused": "It is not paused",
    "end-is-missing": "Enter the new last day, like 31 3 2028",
    "end-not-later": "The new last day is after the one that holds now",
    "end-not-earlier": "Notice ends it on or before the last day that holds now",
    "end-before-start": "The last day is after the first one",
    "not-yet": "Enter a day that is not after today",
    "there-is-one": "There is an exit plan already",
    "after-the-end": "The last day for referrals is on or before the last day of the contract",
    "instead-ends-too": "That service is under this contract and ends with it. Choose one that goes on",
    "done-without-words": "Say how it was done before you give the day",
    "no-words": "Enter who or what it is",
    "something-is-missing": "Enter a name, a service with its value, and who pays",
    "ends-before-it-starts": "The last day is on or after the first one",
    "option-before-the-end": "An option makes it longer, and is decided before it would end",
    "outcome-without-measure": "Say what an outcome is measured by, and leave it empty for other parts",
    "no-such-measure": "Choose a measure",
    "not-above-zero": "Enter an amount above £0",
    "no-partner": "Choose the partner",
    "before-the-fund": "Enter a day on or after the first day of the fund",
    "more-than-there-is": "More than what is left cannot go back",
    "overspent": "More was spent than paid in. Enter what makes up for it first",
    "nobody-paid-in": "Nobody has paid in yet",
    "partner-owes": "One partner has had back more than their part. Settle that first",
    "no-name": "Enter a name",
}
PAYMENTS = dict(Contract.Payment.choices)
ROUTES = dict(Contract.Route.choices)
BASES = dict(Fund.Basis.choices)
NOT_SHOWN = "not shown"


def people(count: int | None, relies: Reliance) -> str:
    """Return a count about people: "about 45 people", "fewer than 5 people" or "not shown"."""
    if count is not None:
        return f"about {filters.plural(count, 'person', 'people')}"
    return f"fewer than {relies.fewer_than} people" if relies.total is None else NOT_SHOWN


def figure(count: int | None, relies: Reliance) -> str:
    """Return a count for a table, like "45", "fewer than 5" or "not shown"."""
    if count is not None:
        return f"{count:,}"
    return f"fewer than {relies.fewer_than}" if relies.total is None else NOT_SHOWN


def nowhere(relies: Reliance, lacking: tuple[Gap, ...]) -> str:
    """Return how many would have nowhere to go; where that is hidden, what it can be at most."""
    if not {Gap.PEOPLE, Gap.PLAN} & set(lacking):
        return "nobody"
    if relies.nowhere is None and relies.total is not None:
        return f"up to {relies.total:,}"
    return figure(relies.nowhere, relies)


def truth(one: Overview, relies: Reliance, lacking: tuple[Gap, ...], *, today: date) -> str:
    """Return the one sentence or two that say what the end of a contract means."""
    if one.standing.state is State.ENDED:
        return "This contract has ended. Nobody relies on it any more, or each had a next offer."
    days_left = (one.end_on - today).days
    when = f"It ends {filters.days_ago_words(one.end_on, today)}" if days_left >= 0 else "Its last day has gone by"
    if relies.total is None:
        return f"{when}. Fewer than {relies.fewer_than} people rely on it."
    first = f"{when}. {people(relies.total, relies).capitalize()} rely on it"
    if not {Gap.PEOPLE, Gap.PLAN} & set(lacking):
        return f"{first}. Each has agreed to a next offer, or said no to one."
    left = people(relies.nowhere, relies) if relies.nowhere is not None else nowhere(relies, lacking)
    return f"{first}, and {left} would have nowhere to go."


def table_day(day: date) -> str:
    """Return a day for a narrow column, like "30 Apr 2027"."""
    return f"{day.day}\u00a0{day:%b}\u00a0{day.year}"


def state(one: Overview) -> str:
    """Return where a contract stands, with an open concern."""
    return STATES[one.standing.state] + (", with an open concern" if one.standing.has_open_concern else "")


def plan_state(lacking: tuple[Gap, ...], urgency: Urgency, *, left_days: int, is_ended: bool) -> str:
    """Return how the exit plan stands: complete, with gaps, or missing, and whether that is overdue."""
    if is_ended:
        return "Ended with a full plan" if not lacking else "Ended"
    if not lacking:
        return "Complete"
    words = "No plan yet" if lacking == (Gap.PLAN,) else f"{filters.plural(len(lacking), 'gap')} in the plan"
    if urgency is Urgency.OVERDUE:
        return f"Overdue: {words.lower()}, {filters.plural(max(left_days, 0), 'day')} left"
    return f"Due: {words.lower()}" if urgency is Urgency.DUE else words


def event(row: ContractEvent) -> str:
    """Return what happened, with the new last day where there is one."""
    words = EVENTS[EventKind(row.kind)]
    return f"{words} to {filters.short_date_words(row.new_end_on)}" if row.new_end_on else words


def term(months: int) -> str:
    """Return a length in years and months, like "3 years" or "1 year 6 months"."""
    years, over = divmod(months, 12)
    parts = [filters.plural(years, "year")] if years else []
    return " ".join([*parts, filters.plural(over, "month")] if over or not parts else parts)


def measured(value: object, measure: Measure) -> str:
    """Return a figure with its unit, like "28 days" or "75%"."""
    number = f"{value:,}" if isinstance(value, int) else f"{value:,.0f}"
    return f"{number}%" if measure.unit == "percent" else f"{number} {measure.unit}"


def target(one: Met) -> str:
    """Return a target in words, like "at least 75%"."""
    return f"{'at least' if one.is_at_least else 'at most'} {measured(one.target, one.measure)}"


def met(one: Met) -> str:
    """Return whether a target is met, and by how much it is missed."""
    if one.is_met is None:
        return "Not published yet" if one.result is None else "Not shown"
    if one.is_met:
        return "Met"
    return f"Missed by {one.short_percent}%" if one.short_percent else "Missed"


def paid_for(measure: str) -> str:
    """Return what an outcome is measured by; empty for a part that is not paid by outcome."""
    return contract_measures.known()[measure].label if measure else ""
