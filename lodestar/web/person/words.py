"""How a person's own pages say things: plain words, "you", and nothing that blames."""

from collections.abc import Callable, Iterable
from datetime import date

from lodestar.access.roles import Role
from lodestar.people.models import Consent, Involvement
from lodestar.people.sharing.models import EmergencyAccess
from lodestar.referrals.course.models import ContactChoice
from lodestar.referrals.course.queries import Choice
from lodestar.referrals.queries import Standing, Step
from lodestar.rules.referral_next import Due
from lodestar.rules.referral_states import DeclineReason, EndReason, StepKind
from lodestar.web import filters

# What a step means for the person, in the present tense. Names and dates are filled in by `where_it_stands`.
_NOW: dict[StepKind, Callable[[Standing, Step], str]] = {
    StepKind.SENT: lambda r, s: f"We have asked {r.service_name} to help you. They have not seen it yet.",
    StepKind.RECEIVED: lambda r, s: f"{r.service_name} has your request. They will say yes or no.",
    StepKind.NEEDS_INFORMATION: lambda r, s: (
        f"{r.service_name} asked for something more. {r.asked_by_name or 'Your worker'} will ask you or answer them."
    ),
    StepKind.ACCEPTED: lambda r, s: f"{r.service_name} said yes. They will get in touch to meet you.",
    StepKind.WAITING: lambda r, s: (
        f"{r.service_name} said yes, and there is a wait." + _expected(s, " They expect to see you by {}.")
    ),
    StepKind.DECLINED: lambda r, s: f"{r.service_name} cannot help with this now.",
    StepKind.WITHDRAWN: lambda r, s: "You chose not to go ahead. You can ask again at any time.",
    StepKind.CANCELLED: lambda r, s: "The request was taken back. You can ask again at any time.",
    StepKind.FIRST_CONTACT: lambda r, s: f"You and {r.service_name} have met or spoken.",
    StepKind.STARTED: lambda r, s: f"Your support from {r.service_name} has started.",
    StepKind.ENDED: lambda r, s: f"Your support from {r.service_name} has ended. You can ask again at any time.",
}

_HAPPENED = {
    StepKind.SENT: "We asked for you",
    StepKind.RECEIVED: "They got it",
    StepKind.NEEDS_INFORMATION: "They asked for more",
    StepKind.ACCEPTED: "They said yes",
    StepKind.WAITING: "They said yes, with a wait",
    StepKind.DECLINED: "They said not now",
    StepKind.WITHDRAWN: "You chose not to go ahead",
    StepKind.CANCELLED: "The request was taken back",
    StepKind.FIRST_CONTACT: "You met or spoke",
    StepKind.STARTED: "Support started",
    StepKind.ENDED: "Support ended",
}

_WHY_NOT = {
    DeclineReason.DUPLICATE: "They already have a request from you.",
    DeclineReason.BELOW_THRESHOLD: "They help people whose needs are different from yours.",
    DeclineReason.WRONG_AGE: "They help people of another age.",
    DeclineReason.OUT_OF_AREA: "They help people who live somewhere else.",
    DeclineReason.ANOTHER_TEAM: "Another team supports you with this already.",
    DeclineReason.OTHER_HELP_FIRST: "They think that other help comes first.",
    DeclineReason.AUTISM_OR_LEARNING_DISABILITY: "Another service is set up for this.",
    DeclineReason.SUBSTANCE_USE: "They gave drink or drugs as a reason. Somebody looks at whether that was right.",
    DeclineReason.WAITING_LIST_CLOSED: "They cannot take anybody new for now.",
    DeclineReason.INFORMATION_MISSING: "They did not have enough information.",
    DeclineReason.PERSON_DID_NOT_WANT_IT: "You told them that you did not want it.",
    DeclineReason.NO_REASON_GIVEN: "They gave no reason.",
}

_WHY_ENDED = {
    EndReason.AS_PLANNED: "It ended as you planned it together.",
    EndReason.NO_LONGER_NEEDED: "You did not need it any more.",
    EndReason.CHOSE_TO_STOP: "You chose to stop.",
    EndReason.OTHER_HELP_SUITS_BETTER: "Other help suits you better.",
    EndReason.MOVED_AWAY: "You moved away.",
    EndReason.HANDED_OVER: "Somebody else goes on with it.",
    EndReason.SERVICE_CLOSES: "The service closes.",
    EndReason.NOT_REACHED: "They tried and could not reach you.",
    EndReason.DIED: "",
    EndReason.NOT_RECORDED: "",
}

_NEXT = {
    Due.ANSWER: "They answer by {day}.",
    Due.TELL_MORE: "They need the answer by {day}. Nothing closes after that.",
    Due.MEET: "You hear from them by {day}.",
    Due.SAY_HOW_LONG: "You hear from them by {day}, even if it is only how long it still takes.",
    Due.START: "You agree by {day} how it goes on.",
    Due.LOOK_BACK: "You look back on it together by {day}. It does not end then.",
    Due.NEXT_OFFER: "{who} agrees the next step with you by {day}.",
}

_BASIS = {
    Involvement.Basis.CHOICE: "you chose them",
    Involvement.Basis.CARE_TEAM: "they are in your care team",
    Involvement.Basis.REFERRAL: "you agreed to be referred to them",
    Involvement.Basis.STATUTORY: "the law gives them a duty",
    Involvement.Basis.EMERGENCY: "it was an emergency",
}

LOOKED = {
    "open-record": "opened your record",
    "record-need": "wrote down what you need",
    "refer": "asked a service to help you",
    "accept-referral": "said yes to a request",
    "decline-referral": "said no to a request",
    "withdraw-referral": "took a request back",
    "record-first-contact": "wrote down that you met or spoke",
    "record-contact": "wrote down a contact with you",
    "agree-rhythm": "agreed with you how often to be in touch",
    "make-appointment": "arranged to meet you",
    "call-off-appointment": "called a meeting off",
    "suggest-words": "suggested other words for keeping well",
    "answer-suggestion": "answered a suggestion",
    "put-answer-right": "put an answer of a check-in right",
    "say-work-impact": "wrote down what gets in the way at work",
    "take-out-work-impact": "took out something about work",
    "record-meeting-wish": "wrote down where you like to meet",
    "arrange-cover": "said who is there for you while they are away",
    "record-sensitive-date": "wrote down a day to keep in mind",
    "forget-sensitive-date": "took out a day to keep in mind",
    "send-concern": "passed on something about you",
    "acknowledge-concern": "took up something that was passed on about you",
    "plan-waiting": "said who is there for you while you wait",
    "give-consent": "wrote down what you agreed to",
    "open-in-emergency": "opened your record in an emergency",
    "end-emergency": "closed your record after an emergency",
    "review-emergency": "checked if opening it in an emergency was right",
    "hand-over": "changed who your key worker is",
    "record-life-event": "wrote down something that happened to you",
    "share-minimum": "told somebody outside what you agreed to",
    "object-to-figures": "wrote down that you are left out of figures",
    "close-areas": "wrote down what you want to keep closed",
    "stop-involvement": "ended their part in your support",
    "withdraw-consent": "wrote down that you took something back",
    "open-shared": "looked at what you share with them",
    "accept-support": "opened what you wanted to share with them",
    "do-task": "did what you asked them to do",
    "answer-message": "answered you",
    "write-to-person": "wrote to you",
    "ask-for-more": "asked for something more",
    "answer-desk": "answered a service for you",
    "put-on-waiting-list": "said yes, with a wait",
    "start-support": "wrote down that your support began",
    "end-support": "wrote down that your support ended",
    "cancel-referral": "took back a request that was sent by mistake",
    "reopen-referral": "asked a service again",
    "record-told": "wrote down that they told you of a no",
    "plan-next": "planned the next step for what you asked",
    "name-person": "put what you asked for into your record",
    "close-request": "closed a request",
    "record-connection": "wrote down what came of a connection",
    "say-circumstance": "wrote down something about how you live",
    "end-circumstance": "wrote down that something about how you live no longer holds",
    "begin-transition": "planned your move to a service for adults",
    "record-transition-step": "wrote down a step of your move to a service for adults",
    "send-link": "sent a service the link to your request",
    "revoke-link": "took back the link to your request",
    "answer-by-link": "answered your request",
    "chase-referral": "reminded a service of your request",
    "write-letter": "wrote a letter about a request of yours",
    "record-letter": "put a letter about you into your record",
    "open-letter-file": "opened the file of a letter about you",
    "read-standing": "looked with a program at where a request of yours stands",
    "choose-contact": "chose how to be reached",
    "invite-person": "helped you to sign in",
    "register-person": "registered you",
    "record-communication-need": "wrote down how to speak with you",
    "end-communication-need": "took out something on how to speak with you",
    "merge-people": "joined two records that were both yours",
    "undo-merge": "parted two records that had been joined",
    "keep-apart": "checked that your record is yours alone",
    "place-hold": "asked to keep your record for longer",
    "lift-hold": "ended the keeping of your record for longer",
    "set-goal": "wrote down a goal of yours",
    "reword-goal": "wrote a goal of yours another way",
    "turn-goal": "wrote down where a goal of yours is",
    "rate-goal": "wrote down how far along you feel with a goal",
    "add-step": "added a next step to your plan",
    "do-step": "ticked off a step of your plan",
    "drop-step": "took a step off your plan",
    "begin-conversation": "began to go through your plan with you",
    "save-area": "wrote on a part of your plan",
    "decide-need": "wrote down what comes of something you need",
    "mark-urgent": "wrote down what is urgent, or no longer",
    "answer-on-work": "wrote down what you said about work",
    "note-support": "wrote down which help you want or have",
    "finish-conversation": "finished going through your plan",
    "record-check-part": "wrote down a part of your health check",
    "take-out-result": "took out a wrong line of your health check",
    "open-result-action": "wrote down what is to be done about a result",
    "finish-result-action": "ticked off what was to be done about a result",
    "say-care-standing": "wrote down who does your health check",
    "offer-to-stop-smoking": "wrote down that you were offered help to stop smoking",
    "note-quit": "wrote down how it goes with stopping to smoke",
    "write-side-effect": "wrote down how a medicine is for you",
    "ask-for-medicine-talk": "asked for a talk about your medicines",
    "decide-medicine-talk": "wrote down what you decided about your medicines",
    "offer-therapy": "wrote down a therapy that you were offered",
    "add-therapy-step": "wrote down how it goes with a therapy",
    "rate-length": "wrote down if help lasted long enough",
    "reply-to-length": "answered you on how long help lasts",
    "agree-joint-plan": "wrote down what two services do together for you",
    "review-exclusion": "looked at why a service said no",
    "begin-check-in": "began a check-in with you",
    "save-answers": "wrote down what you answered",
    "finish-check-in": "finished a check-in with you",
    "acknowledge-safety": "looked after an answer of yours",
    "talk-area-over": "wrote down what you talked about in a check-in",
    "agree-action": "wrote down what you agreed in a check-in",
    "finish-action": "ticked off something that you agreed",
    "record-licensed-reading": "wrote down scores from a form of yours",
    "ask-to-decide": "wrote down something to decide with you",
    "decide-together": "wrote down what was chosen, and by whom",
    "ask-for-care": "asked the team for more care or for less",
    "decide-on-care": "wrote down what the team decided",
    "hold-review": "wrote down a look at your plan",
    "take-stance": "wrote down if their plan goes the way of yours",
    "hand-on-plan": "handed your plan on to another team",
    "acknowledge-plan": "said that they have read your plan",
    "begin-way": "wrote down a way that you have before you",
    "say-where": "wrote down where you are on your way",
    "add-way-point": "wrote down what must happen on your way",
    "turn-way-point": "wrote down how something on your way stands",
    "end-way": "wrote down that a way is over",
    "begin-story": "began a story of yours",
    "write-story": "wrote on a story of yours",
    "open-story": "read a story that you asked them to help with",
    "choose-story-helper": "chose who helps with a story",
    "show-story": "let a story be shown",
    "put-in-package": "put something into a package of help",
    "take-out-of-package": "took something out of a package of help",
    "say-budget": "wrote down how much money there is",
    "make-pack": "put your name and contacts into the sealed copy for when the computers are down",
}

_WHY_LOOKED = {
    "support": "To support you",
    "find-support": "To find support that fits you",
    "not-as-wished": "It is not where or how you like to meet",
    "referral": "For a request that you agreed to",
}


def _expected(step: Step, sentence: str) -> str:
    return sentence.format(filters.date_words(step.expected_on)) if step.expected_on else ""


def where_it_stands(standing: Standing) -> str:
    """Return where a referral stands, as one or two sentences to its person."""
    return _NOW[standing.state](standing, standing.last)


def what_happened(step: Step) -> str:
    """Return the few words that head a step on a referral's line."""
    return _HAPPENED[step.kind]


def what_is_next(standing: Standing) -> str:
    """Return whose turn it is and by when, as a sentence; empty once a request is closed for good."""
    owed = standing.next_step
    if owed is None:
        return ""
    who = standing.asked_by_name or "Your worker"
    return _NEXT[owed.due].format(day=filters.date_words(owed.by_on), who=who)


def reach_me(chosen: Choice | None) -> str:
    """Return how the person wants to be reached about a request, as they chose it."""
    if chosen is None:
        return "You have not said. They use what is in your record."
    return " ".join(part for part in (f"{ContactChoice.Way(chosen.way).label}.", chosen.words) if part)


def why_ended(step: Step) -> str:
    """Return why support ended; empty for any other step."""
    if step.kind is not StepKind.ENDED or not step.reason:
        return ""
    return _WHY_ENDED[EndReason(step.reason)]


def why_not(step: Step) -> str:
    """Return why a service said not now, and what is offered instead; empty for any other step."""
    if step.kind is not StepKind.DECLINED:
        return ""
    offered = step.instead_service_name or step.instead
    reason = _WHY_NOT.get(DeclineReason(step.reason), "") if step.reason else ""
    return f"{reason} Offered instead: {offered}.".replace("..", ".").strip()


def basis(slug: str) -> str:
    """Return why somebody may see the record, as the end of a sentence."""
    return _BASIS[Involvement.Basis(slug)]


def role(slug: str) -> str:
    """Return what somebody is called in the person's life; empty for a role that we have no word for."""
    return Role(slug).label if slug in set(Role) else ""


def looked(action: str) -> str:
    """Return what somebody did with the record, as the middle of a sentence."""
    return LOOKED.get(action, "worked on your record")


def why_looked(reason: str) -> str:
    """Return why, as words of our own; empty when no reason was asked for."""
    return _WHY_LOOKED.get(reason, "")


def reviewed(outcome: str, found: str) -> str:
    """Return what was found of an opening in an emergency, as a sentence or two."""
    if not outcome:
        return "Somebody else looks at this soon, to see if it was right."
    told = {
        EmergencyAccess.Outcome.RIGHT: "Somebody else looked at it. It was right.",
        EmergencyAccess.Outcome.RIGHT_WITH_LEARNING: "Somebody else looked at it. It was right, and we learn from it.",
        EmergencyAccess.Outcome.NOT_RIGHT: "Somebody else looked at it. It was not right, and we are sorry.",
    }[EmergencyAccess.Outcome(outcome)]
    return f"{told} {found}".strip()


def areas(slugs: Iterable[str]) -> str:
    """Return life areas as words in a row: "home, money and social connection"; all six are "everything"."""
    names = [filters.life_area_label(slug).lower() for slug in slugs]
    if len(names) == 6:
        return "everything"
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def until(ends_on: date | None) -> str:
    """Return how long something holds: "until you stop it", or its last day."""
    return f"until {filters.short_date_words(ends_on)}" if ends_on else "until you stop it"


def consent_until(consent: Consent) -> str:
    """Return how long a consent holds; one for a referral ends with the support that it was given for."""
    if consent.ends_on is None and consent.purpose == Consent.Purpose.REFERRAL:
        return "until their support ends, or you stop it"
    return until(consent.ends_on)
