"""How workers' pages say whose turn it is, and how and why something ended."""

from datetime import date

from lodestar.referrals.course.models import ContactChoice, Told
from lodestar.referrals.course.queries import Choice, Telling
from lodestar.referrals.queries import Standing, Step
from lodestar.rules.no_wrong_door import Doors
from lodestar.rules.referral_next import Due, Owner
from lodestar.rules.referral_states import EndedBy, EndReason, Outcome, PersonsView, ReopenReason, StepKind
from lodestar.web import filters

ENDED_BY = {
    EndedBy.PERSON: "The person",
    EndedBy.SERVICE: "The service",
    EndedBy.REFERRER: "Whoever referred them",
}
END_REASONS = {
    EndReason.AS_PLANNED: "As planned together",
    EndReason.NO_LONGER_NEEDED: "They need it no more",
    EndReason.CHOSE_TO_STOP: "They chose to stop",
    EndReason.OTHER_HELP_SUITS_BETTER: "Other help suits them better",
    EndReason.MOVED_AWAY: "They moved away",
    EndReason.HANDED_OVER: "Handed over to somebody else",
    EndReason.SERVICE_CLOSES: "The service closes",
    EndReason.NOT_REACHED: "Tried and not reached",
    EndReason.DIED: "They died",
    EndReason.NOT_RECORDED: "Not recorded",
}
OUTCOMES = {
    Outcome.HELPED: "It helped",
    Outcome.HELPED_SOME: "Some of it helped",
    Outcome.DID_NOT_HELP: "It did not help",
    Outcome.NOT_KNOWN: "Not known",
}
PERSONS_VIEWS = {
    PersonsView.AGREES: "They agree",
    PersonsView.DOES_NOT_AGREE: "They do not agree",
    PersonsView.COULD_NOT_ASK: "They could not be asked",
}
REOPEN_REASONS = {
    ReopenReason.ASKED_AGAIN: "They ask again",
    ReopenReason.THINGS_CHANGED: "Things have changed",
    ReopenReason.MORE_IS_KNOWN: "More is known now",
    ReopenReason.CLOSED_BY_MISTAKE: "It was closed by mistake",
}
_DUE = {
    Due.ANSWER: "an answer",
    Due.TELL_MORE: "what the service asked for",
    Due.MEET: "a first meeting",
    Due.SAY_HOW_LONG: "a first meeting, or word of how long it still takes",
    Due.START: "a start, or an end with what came of it",
    Due.LOOK_BACK: "looking back on it with them. It does not end then",
    Due.NEXT_OFFER: "a next step agreed with the person",
}
_OWNERS = {Owner.SERVICE: "the service", Owner.REFERRER: "whoever referred them"}


def next_step(standing: Standing, *, today: date) -> str:
    """Return what is owed next, by whom and by when; empty once a referral is closed for good."""
    owed = standing.next_step
    if owed is None:
        return ""
    whose = standing.asked_by_name if owed.owner is Owner.REFERRER and standing.asked_by_name else _OWNERS[owed.owner]
    late = ". That day has gone by" if owed.is_late(on=today) else ""
    return f"From {whose}, by {filters.date_words(owed.by_on)}: {_DUE[owed.due]}{late}"


def ending(step: Step) -> str:
    """Return who ended it, why, what came of it and what the person said; empty for any other step."""
    if step.kind is not StepKind.ENDED or not step.ended_by:
        return ""
    who, why = ENDED_BY[EndedBy(step.ended_by)], END_REASONS[EndReason(step.reason)].lower()
    came, said = OUTCOMES[Outcome(step.outcome)], PERSONS_VIEWS[PersonsView(step.persons_view)]
    return f"{who} ended it: {why}. {came}. {said}."


def reopened(step: Step) -> str:
    """Return why a closed referral was opened again; empty for any other step."""
    if step.kind is not StepKind.RECEIVED or not step.reason:
        return ""
    return f"Opened again: {REOPEN_REASONS[ReopenReason(step.reason)].lower()}."


def told(telling: Telling | None) -> str:
    """Return who told the person of a decline and when."""
    if telling is None:
        return "Nobody has told them yet"
    how = Told.How(telling.how).label.lower()
    return f"{telling.by_name} told them on {filters.date_words(telling.told_on)}, {how}"


def reach(chosen: Choice | None) -> str:
    """Return how the person wants to be reached about this referral; empty where they chose nothing."""
    if chosen is None:
        return ""
    return " ".join(part for part in (f"{ContactChoice.Way(chosen.way).label}.", chosen.words) if part)


def doors(found: Doors) -> str:
    """Return how often somebody was passed on, as one sentence; empty while it is not worth saying."""
    if found.handovers == 0 and found.repeated_assessments == 0:
        return ""
    parts = [filters.plural(found.chain_length, "referral") + " in a row"]
    if found.handovers:
        parts.append(f"passed on {filters.plural(found.handovers, 'time')}")
    if found.repeated_assessments:
        parts.append(f"told it all again {filters.plural(found.repeated_assessments, 'time')}")
    return ", ".join(parts)
