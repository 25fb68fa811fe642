"""How health says things, on the person's pages and the workers' alike."""

from collections.abc import Mapping

from lodestar.health.models import ExclusionReview, LengthRating, MedicineTalk, SideEffect
from lodestar.rules.physical_checks import Because, CheckPart, PartState, PartStatus, Party, Responsible
from lodestar.rules.stop_smoking import LoopState, QuitAnswer, QuitOutcome, Smoking
from lodestar.rules.therapies import LengthAnswer, TherapyState, TherapyStepKind
from lodestar.web import filters

PARTS: Mapping[CheckPart, str] = {
    CheckPart.WEIGHT: "Weight or BMI",
    CheckPart.BLOOD_PRESSURE: "Blood pressure and pulse",
    CheckPart.LIPIDS: "Blood fats (lipids)",
    CheckPart.GLUCOSE: "Blood sugar (glucose or HbA1c)",
    CheckPart.ALCOHOL: "Alcohol",
    CheckPart.SMOKING: "Smoking",
}
SMOKING: Mapping[Smoking, str] = {
    Smoking.NEVER: "Never smoked",
    Smoking.USED_TO: "Used to smoke",
    Smoking.VAPES_ONLY: "Vapes, and does not smoke",
    Smoking.SMOKES: "Smokes",
}
LOOPS: Mapping[LoopState, str] = {
    LoopState.NOT_ASKED: "Nobody has asked about smoking yet.",
    LoopState.DOES_NOT_SMOKE: "They do not smoke.",
    LoopState.TO_OFFER: "They smoke, and nobody has offered help to stop yet.",
    LoopState.OFFERED: "Help to stop was offered. They said later: ask again.",
    LoopState.GETTING_HELP: "They said yes to help. Nobody has written down what came of it yet.",
    LoopState.CLOSED: "Help was offered, and what came of it is written down.",
}
QUIT_ANSWERS: Mapping[QuitAnswer, str] = {
    QuitAnswer.ACCEPTED: "Yes, they want help",
    QuitAnswer.LATER: "Later",
    QuitAnswer.NO_THANKS: "No, thanks",
}
QUIT_OUTCOMES: Mapping[QuitOutcome, str] = {
    QuitOutcome.STOPPED: "They stopped smoking",
    QuitOutcome.SMOKES_LESS: "They smoke less",
    QuitOutcome.SMOKES: "They smoke as before",
    QuitOutcome.NOT_REACHED: "We could not reach them to ask",
}
PARTIES: Mapping[Party, str] = {
    Party.PRIMARY_CARE: "the GP practice",
    Party.SECONDARY_CARE: "the mental health team",
}
_BECAUSE: Mapping[Because, str] = {
    Because.INPATIENT: "they are in hospital",
    Because.NOT_IN_SECONDARY_CARE: "they are not with a mental health team of the NHS",
    Because.NOT_STABLE: "things are not steady now",
    Because.FIRST_YEAR: "it is their first year with the team",
    Because.START_NOT_KNOWN: "nobody wrote down since when they are with the team",
    Because.STABLE_AFTER_FIRST_YEAR: "things are steady, and the first year with the team is over",
    Because.AGREED_OTHERWISE: "it was agreed",
}
TIMES_OF_DAY: Mapping[str, str] = dict(SideEffect.TimeOfDay.choices)
BOTHERS: Mapping[int, str] = {1: "Hardly", 2: "A little", 3: "Somewhat", 4: "A lot", 5: "Very much"}
TALKS: Mapping[str, str] = dict(MedicineTalk.Because.choices)
DECISIONS: Mapping[str, str] = dict(MedicineTalk.Decision.choices)
THERAPY_STATES: Mapping[TherapyState, str] = {
    TherapyState.OFFERED: "Offered, no answer yet",
    TherapyState.ACCEPTED: "Accepted, not started yet",
    TherapyState.DECLINED: "Declined",
    TherapyState.WANTS_LATER: "Wanted later",
    TherapyState.STARTED: "Under way",
    TherapyState.ENDED_AS_AGREED: "Ended as agreed",
    TherapyState.ENDED_EARLY: "Ended early",
}
THERAPY_STEPS: Mapping[TherapyStepKind, str] = {
    TherapyStepKind.ACCEPTED: "They said yes",
    TherapyStepKind.DECLINED: "They said no",
    TherapyStepKind.WANTS_LATER: "They want it later",
    TherapyStepKind.SESSION_ATTENDED: "A session took place",
    TherapyStepKind.SESSION_MISSED: "A session did not take place",
    TherapyStepKind.ENDED_AS_AGREED: "It ended as agreed",
    TherapyStepKind.ENDED_EARLY: "It ended early",
}
LENGTHS: Mapping[LengthAnswer, str] = {
    LengthAnswer.TOO_SHORT: "Too short",
    LengthAnswer.ABOUT_RIGHT: "About right",
    LengthAnswer.TOO_LONG: "Too long",
    LengthAnswer.NOT_SAID: "I would rather not say",
}
REPLIES: Mapping[str, str] = dict(LengthRating.Reply.choices)
FINDINGS: Mapping[str, str] = dict(ExclusionReview.Finding.choices)


def state(status: PartStatus) -> str:
    """Return how one part stands, with its day."""
    day = filters.short_date_words(status.done_on) if status.done_on else ""
    refused = filters.short_date_words(status.refused_on) if status.refused_on else ""
    return {
        PartState.DONE: f"Done on {day}",
        PartState.LAPSED: f"Due again: last done on {day}",
        PartState.REFUSED: f"Said no on {refused}" + (f", last done on {day}" if day else ""),
        PartState.NEVER_DONE: "Not done yet",
    }[status.state]


def owed_by(responsible: Responsible) -> str:
    """Return who owes the check and why, as a sentence."""
    why = f"{_BECAUSE[responsible.because]}: {responsible.reason}" if responsible.reason else (
        _BECAUSE[responsible.because]
    )  # fmt: skip
    return f"The check is owed by {PARTIES[responsible.party]}, because {why}."
