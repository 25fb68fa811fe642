"""How a plan says things: plain words that its person and their workers both read."""

from datetime import date, datetime

from lodestar.plans.conversation.queries import Decision
from lodestar.plans.goals.models import PlanStep
from lodestar.plans.goals.queries import GoalRow, StepRow
from lodestar.plans.whole_plan import HelpLine
from lodestar.rules.goals import GoalState
from lodestar.rules.needs import Disposition, WorkAnswer, WorkTopic
from lodestar.rules.service_kinds import Help
from lodestar.web import filters

# What a page says after something was done. The address names it; the words are ours.
DONE = {
    "goal": "The goal is on the plan, word for word.",
    "goal-said": "It is said the new way. The words before are kept.",
    "rated": "It is written down.",
    "turned": "It is written down, and it stays on the plan.",
    "step": "The next step is on the plan.",
    "step-done": "Done. It is ticked off.",
    "step-dropped": "It is off the list. It is kept in the history.",
    "area": "It is saved. You can stop here and go on another day.",
    "decided": "It is written down. This one no longer hangs.",
    "urgent": "It is at the top of the list now. Everything else goes on.",
    "not-urgent": "It is back in its place on the list.",
    "work": "It is written down.",
    "at-work": "It is on the plan, in these words.",
    "practical": "It is on the plan. Each thing has a first step, and somebody who takes it.",
    "help": "It is written down, with its day.",
    "finished": "You have been through the whole plan. Nothing is left hanging.",
    "asked": "It is on the plan, with its options side by side.",
    "chosen": "It is written down, with who decided.",
    "care-asked": "The team has it. Their answer comes here.",
    "care-decided": "The answer is on the plan.",
    "reviewed": "It is written down, with the day of the next look.",
    "stance": "It is written down. The plan shows where two plans disagree.",
    "handed-on": "The plan is handed on with every goal. You see here when they have read it.",
    "received": "They can see that you have the plan and its goals.",
    "written": "It is saved. The words before are kept.",
    "suggested": "They read it beside their own words, and choose.",
    "left": "Your words stay as they are.",
    "taken-out": "It is out of the plan. It is kept in the history.",
    "package": "The package is changed.",
    "way": "The way is written down. Add what must happen, and who decides.",
    "way-now": "It is written down. What it said before is kept.",
    "way-point": "It is on the way, with who decides.",
    "way-turn": "It is written down. What it said before is kept.",
    "way-over": "This way is over. All of it is kept below.",
    "corrected": "It is put right. The old words are kept, with your reason.",
    "need": "It is on the plan, in these words.",
}

STATES = {
    GoalState.WORKING_ON_IT: "On the way",
    GoalState.REACHED: "I got there",
    GoalState.TRIED_AND_LEARNED: "I tried, and I learned",
    GoalState.CHANGED_MY_MIND: "I changed my mind",
    GoalState.SET_ASIDE: "Set aside for now",
    GoalState.NOT_REACHED: "I did not get there",
}

HELPS = {
    Help.FINANCES: "Help with money",
    Help.SOCIAL_INTERACTION: "Being with other people",
    Help.INDEPENDENT_LIVING: "Help to live in my own home",
    Help.CRISIS: "Help in a crisis",
    Help.CARERS: "Help for those who care for me",
    Help.PEER_SUPPORT: "People who have been there",
    Help.GOALS: "Help to reach my goals",
    Help.PSYCHOLOGICAL_THERAPIES: "Talking therapy",
    Help.PHYSICAL_HEALTH: "Help with my body's health",
    Help.EMPLOYMENT: "Help with work",
    Help.MEDICINES: "A talk about medicines",
    Help.SELF_HARM: "Help when I hurt myself",
    Help.SUBSTANCE_USE: "Help with drink or drugs",
}

TOPICS = {
    WorkTopic.EMPLOYMENT: "Paid work",
    WorkTopic.EDUCATION: "Learning",
    WorkTopic.VOLUNTEERING: "Volunteering",
}
ANSWERS = {WorkAnswer.YES: "Yes, I want this", WorkAnswer.NOT_NOW: "Not now", WorkAnswer.NO: "No"}

COMES_TO = {
    Disposition.ACTION: "Something is done about it",
    Disposition.PARKED: "Not now: look at it again later",
    Disposition.DECLINED_BY_PERSON: "I do not want help with this",
}


def decided(decision: Decision | None) -> str:
    """Return what a need came to, as a sentence; empty while it hangs."""
    if decision is None:
        return ""
    if decision.disposition is Disposition.PARKED and decision.look_again_on is not None:
        return f"Not now. We look at it again on {filters.short_date_words(decision.look_again_on)}."
    if decision.disposition is Disposition.DECLINED_BY_PERSON:
        return "No help wanted with this. That can change at any time."
    return ""


def owner(step: StepRow, *, is_own: bool, name: str, viewer_id: object) -> str:
    """Return who takes a step, as its reader says it."""
    if step.owner == PlanStep.Owner.ME:
        return "Me" if is_own else name
    if step.worker_id is not None and step.worker_id == viewer_id:
        return "You"
    if step.owner == PlanStep.Owner.SUPPORTER and not step.owner_name:
        return "Somebody they chose"
    return step.owner_name


def due(due_on: date | None, today: date) -> str:
    """Return when a step is due, in words; empty without a day."""
    if due_on is None:
        return ""
    said = f"{due_on:%a} {due_on.day} {due_on:%b}"
    return f"was for {said}" if due_on < today else f"by {said}"


def rated(goal: GoalRow) -> str:
    """Return how far along the person feels, as a sentence or two; empty without a rating."""
    latest, baseline = goal.progress.latest, goal.progress.baseline
    if latest is None or baseline is None:
        return ""
    if latest == baseline:
        return f"{latest.points} out of 10 on {filters.short_date_words(latest.at)}."
    first = f"It was {baseline.points} on {filters.short_date_words(baseline.at)}."
    return f"{latest.points} out of 10 on {filters.short_date_words(latest.at)}. {first}"


def help_line(line: HelpLine) -> str:
    """Return what is known of one kind of help: wanted, offered, in place, each with its day."""
    parts = []
    if line.story.wanted_on:
        parts.append(f"wanted {_day(line.story.wanted_on)}")
    elif line.answer.wanted is False:
        parts.append("asked about, not wanted")
    if line.story.offered_on:
        parts.append(f"offered {_day(line.story.offered_on)}")
    if line.story.received_on:
        parts.append(f"in place since {_day(line.story.received_on)}")
    return ", ".join(parts)


def _day(day: date | datetime) -> str:
    return filters.short_date_words(day)
