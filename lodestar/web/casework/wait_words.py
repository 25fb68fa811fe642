"""How workers' pages say things about waits: clocks, what is missing, what comes next."""

from datetime import date

from lodestar.referrals.waits.queries import Wait
from lodestar.rules.clocks import Clock, ClockFace
from lodestar.rules.national_clock import ClockReading, Part
from lodestar.rules.referral_states import StepKind
from lodestar.web import filters
from lodestar.web.casework import words

CLOCKS: dict[Clock, str] = {
    Clock.ASSESSMENT: "To assessment",
    Clock.HELP: "From assessment to help",
    Clock.TOTAL: "To help, in all",
}
PARTS: dict[Part, str] = {
    Part.CONTACT: "a contact that took place",
    Part.MEASURE: "a first check-in",
    Part.ASSESSMENT: "a finished assessment",
    Part.PLAN_OR_HELP: "an agreed plan, or help that began",
}
_NEXT: dict[StepKind, str] = {
    StepKind.SENT: "Ring the service: it has no desk here",
    StepKind.RECEIVED: "The desk answers",
    StepKind.NEEDS_INFORMATION: "Answer what the desk asked",
    StepKind.ACCEPTED: "A first meeting",
    StepKind.WAITING: "A first meeting",
    StepKind.FIRST_CONTACT: "Help that they wanted begins",
}


def face(one: ClockFace) -> str:
    """Return one clock as a sentence, like "To assessment: 5 weeks, still running"."""
    return f"{CLOCKS[one.clock]}: {filters.span_words(one.days)}{', still running' if one.is_running else ''}"


def reading(one: ClockReading) -> str:
    """Return a four-week clock as a sentence: met or not, or which parts are missing while it runs."""
    since = filters.short_date_words(one.spell.started_on)
    if one.stopped_on is None:
        missing = " and ".join(PARTS[part] for part in one.missing)
        return f"Running since {since}: {filters.plural(one.days, 'day')}. Missing: {missing}"
    ended = "within four weeks" if one.is_met else "more than four weeks"
    return f"{filters.plural(one.days, 'day')}, from {since} to {filters.short_date_words(one.stopped_on)}: {ended}"


def second_contact(one: ClockReading) -> str:
    """Return when the second contact was, as a sentence."""
    if one.days_to_second_contact is None:
        return "No second contact yet"
    return f"Second contact after {filters.plural(one.days_to_second_contact, 'day')}"


def next_thing(one: Wait, today: date) -> str:
    """Return what comes next for somebody who waits, and when where a day is known."""
    said = _NEXT[one.state]
    if one.expected_on is not None and one.expected_on < today:
        return f"{said}. It was expected on {filters.short_date_words(one.expected_on)}: tell them how it stands"
    if one.expected_on is not None:
        return f"{said}, expected on {filters.short_date_words(one.expected_on)}"
    return said


def contact(one: Wait, today: date) -> str:
    """Return when somebody who waits last heard from anybody, and from whom they hear next."""
    said = f"Last contact {filters.days_ago_words(one.last_contact_on, today)}" if one.last_contact_on else "No contact"
    if not one.named:
        return f"{said}. Nobody is named"
    if one.check_in_on is not None and one.check_in_on < today:
        return f"{said}. {one.named} was to check in on {filters.short_date_words(one.check_in_on)}"
    if one.check_in_on is not None:
        return f"{said}. {one.named} checks in by {filters.short_date_words(one.check_in_on)}"
    return f"{said}. {one.named} is there for them"


def state(one: Wait) -> str:
    """Return where a wait stands."""
    return words.STATES[one.state]
