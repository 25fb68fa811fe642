"""How workers' pages say things: reason codes, states and kinds as plain sentences."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from lodestar.access.roles import Role
from lodestar.referrals.models import Contact
from lodestar.referrals.queries import Standing, Step
from lodestar.rules import eligibility, ranking
from lodestar.rules.eligibility import ReasonCode
from lodestar.rules.ranking import RankCode
from lodestar.rules.referral_states import DeclineReason, StepKind
from lodestar.web import filters
from lodestar.web.casework import course_words

STATES: dict[StepKind, str] = {
    StepKind.SENT: "Sent. The service has no desk here: ring to hear",
    StepKind.RECEIVED: "With the service, not answered yet",
    StepKind.NEEDS_INFORMATION: "The service asked for something more",
    StepKind.ACCEPTED: "Accepted, not met yet",
    StepKind.WAITING: "Accepted, on a waiting list",
    StepKind.DECLINED: "Declined, something else offered",
    StepKind.WITHDRAWN: "Taken back",
    StepKind.CANCELLED: "Cancelled",
    StepKind.FIRST_CONTACT: "They have met",
    StepKind.STARTED: "Support has started",
    StepKind.ENDED: "Support has ended",
}

STEPS: dict[StepKind, str] = {
    StepKind.SENT: "Sent",
    StepKind.RECEIVED: "Received",
    StepKind.NEEDS_INFORMATION: "Asked for something more",
    StepKind.ACCEPTED: "Accepted",
    StepKind.WAITING: "Put on a waiting list",
    StepKind.DECLINED: "Declined",
    StepKind.WITHDRAWN: "Taken back",
    StepKind.CANCELLED: "Cancelled",
    StepKind.FIRST_CONTACT: "First contact",
    StepKind.STARTED: "Support started",
    StepKind.ENDED: "Support ended",
}

DECLINE_REASONS: dict[DeclineReason, str] = {
    DeclineReason.DUPLICATE: "We already have a referral for them",
    DeclineReason.BELOW_THRESHOLD: "Their needs are not what we are set up for",
    DeclineReason.WRONG_AGE: "They are outside our ages",
    DeclineReason.OUT_OF_AREA: "They live outside our area",
    DeclineReason.ANOTHER_TEAM: "Another team already helps them with this",
    DeclineReason.OTHER_HELP_FIRST: "Other help needs to come first",
    DeclineReason.AUTISM_OR_LEARNING_DISABILITY: "They are autistic or have a learning disability",
    DeclineReason.SUBSTANCE_USE: "They drink or use drugs (this is reviewed: it is no reason to exclude)",
    DeclineReason.WAITING_LIST_CLOSED: "Our waiting list is closed",
    DeclineReason.INFORMATION_MISSING: "We could not find out what we need to know",
    DeclineReason.PERSON_DID_NOT_WANT_IT: "The person told us that they do not want it",
    DeclineReason.NO_REASON_GIVEN: "No reason was given",
}

MODES = dict(Contact.Mode.choices)
ATTENDANCES = dict(Contact.Attendance.choices)

CAME_FROM = {
    "navigator": "a care navigator",
    "key-worker": "their key worker",
    "peer-worker": "a peer worker",
    "gp": "their GP practice",
    "self": "themself",
    "ward": "a hospital ward",
    "crisis": "a crisis team",
    "council": "the council",
    "other": "somebody else",
}

# Each is the end of a sentence that begins "Fits:", "Check:" or "Does not fit:".
_FIT: dict[ReasonCode, str] = {
    ReasonCode.OPEN_TO_ANYBODY: "it is open to anybody",
    ReasonCode.RULES_NOT_KNOWN: "the entry does not say who it is for. Ask them",
    ReasonCode.AGE_FITS: "their age, {fact}, is within {bounds}",
    ReasonCode.TOO_YOUNG: "it is for people {bounds}, and they are {fact}",
    ReasonCode.TOO_OLD: "it is for people {bounds}, and they are {fact}",
    ReasonCode.AGE_NOT_KNOWN: "it is for people {bounds}. We do not know their age",
    ReasonCode.IN_AREA: "they live in its area",
    ReasonCode.OUT_OF_AREA: "they live outside its area",
    ReasonCode.AREA_NOT_KNOWN: "it serves certain areas. We do not know where they live",
    ReasonCode.AREA_ONLY_ABOUT: "it serves certain areas. We know only roughly where they live",
    ReasonCode.GP_FITS: "their GP practice is one of its practices",
    ReasonCode.GP_ELSEWHERE: "their GP practice is not one of its practices",
    ReasonCode.GP_NOT_KNOWN: "it depends on their GP practice, and we do not know which",
    ReasonCode.GENDER_FITS: "it is for {values}",
    ReasonCode.GENDER_NOT_SERVED: "it is for {values}",
    ReasonCode.GENDER_NOT_KNOWN: "it is for {values}. Ask what they would like",
    ReasonCode.NEED_FITS: "it helps with {fact}",
    ReasonCode.NEED_NOT_RECORDED: "it is for {values}. Ask if that is so for them",
    ReasonCode.BENEFIT_FITS: "they get {fact}",
    ReasonCode.BENEFIT_NOT_HELD: "it is for people who get {values}",
    ReasonCode.BENEFITS_NOT_KNOWN: "it is for people who get {values}. Ask about their benefits",
    ReasonCode.STATUS_FITS: "their situation is one that it serves",
    ReasonCode.STATUS_NOT_SERVED: "it is for people in another situation: {values}",
    ReasonCode.STATUS_NOT_KNOWN: "it is for people in a certain situation: {values}. Ask them",
    ReasonCode.ROUTE_FITS: "it takes referrals from you",
    ReasonCode.ANOTHER_ROUTE_NEEDED: "it takes referrals from {values}. Ask one of them to refer",
    ReasonCode.ROUTE_NOT_KNOWN: "it takes referrals from {values}",
    ReasonCode.IS_PROFESSIONAL: "it is for people who work in health or care",
    ReasonCode.FOR_PROFESSIONALS_ONLY: "it is only for people who work in health or care",
    ReasonCode.ROLE_NOT_KNOWN: "it is for people who work in health or care. Ask if that is so for them",
}

_WHERE_IT_STANDS: dict[RankCode, str] = {
    RankCode.FITS: "it fits",
    RankCode.CHECK: "some things are still to check",
    RankCode.DOES_NOT_FIT: "it does not fit",
    RankCode.MATCHES_WORDS: "it matches their words",
    RankCode.TAKES_PEOPLE_NOW: "it takes people now",
    RankCode.CAPACITY_NOT_KNOWN: "nobody knows if it takes people now",
    RankCode.NOT_TAKING_PEOPLE: "it is not taking people now",
    RankCode.DISTANCE: "it is near",
    RankCode.DISTANCE_NOT_KNOWN: "its distance is not known",
    RankCode.FRESH: "its entry was checked lately",
    RankCode.AGEING: "its entry was checked some months ago",
    RankCode.STALE: "its entry is old",
    RankCode.NEVER_CHECKED: "nobody has checked its entry yet",
    RankCode.WAIT: "its usual wait is short",
    RankCode.WAIT_NOT_KNOWN: "its wait is not known",
    RankCode.FREE: "it is free",
    RankCode.COST_NOT_KNOWN: "its cost is not known",
    RankCode.PAID: "it costs something",
    RankCode.HAS_DESK: "its desk answers here",
}

_REFERRERS = {
    "gp": "a GP",
    "key-worker": "a key worker",
    "peer-worker": "a peer worker",
    "navigator": "a care navigator",
    "ward": "a hospital ward",
    "crisis": "a crisis team",
    "council": "the council",
    "self": "the person themself",
}

# Points that lift an offer; below half of what a factor can give it is no reason to stand high.
_WORTH_SAYING = {
    RankCode.MATCHES_WORDS: ranking.TEXT_POINTS / 4,
    RankCode.DISTANCE: ranking.DISTANCE_POINTS / 2,
    RankCode.WAIT: ranking.WAIT_POINTS / 2,
}
_LIFTS = (RankCode.FITS, RankCode.TAKES_PEOPLE_NOW, RankCode.FRESH, RankCode.FREE, RankCode.HAS_DESK)
MOST_REASONS = 2


def fit_reason(reason: eligibility.Reason, *, audience: str = "") -> str:
    """Return one eligibility reason as the end of a sentence, like "they live in its area".

    `audience` is what the entry says in words; it stands where no rule could be asked.
    """
    if reason.code is ReasonCode.RULES_NOT_KNOWN and audience:
        return f"the entry says “{audience.rstrip('.')}”. Ask them"
    return _FIT[reason.code].format(
        fact=_either(reason.fact), values=_either(reason.values), bounds=_bounds(reason.minimum, reason.maximum)
    )


def why_here(reasons: Iterable[ranking.RankReason]) -> str:
    """Return why an offer stands where it stands, as one sentence; empty when nothing lifts it."""
    return why_each_is_here([tuple(reasons)])[0]


def why_each_is_here(offers: Sequence[Sequence[ranking.RankReason]]) -> list[str]:
    """Return why each of these offers stands where it stands: the two reasons that fewest of the others share."""
    lifts = [lifts_of(reasons) for reasons in offers]
    shared = Counter(code for codes in lifts for code in codes)
    return [_because(_rarest(codes, shared)) for codes in lifts]


def lifts_of(reasons: Iterable[ranking.RankReason]) -> list[RankCode]:
    """Return what lifts an offer, in the order of the rule."""
    return [
        reason.code
        for reason in reasons
        if reason.code in _LIFTS or reason.points >= _WORTH_SAYING.get(reason.code, float("inf"))
    ]


def _rarest(codes: list[RankCode], shared: Counter[RankCode]) -> list[RankCode]:
    kept = sorted(codes, key=lambda code: shared[code])[:MOST_REASONS]
    return [code for code in codes if code in kept]


def _because(codes: Iterable[RankCode]) -> str:
    lifts = [_WHERE_IT_STANDS[code] for code in codes]
    return f"It stands here because {_row(lifts)}." if lifts else ""


def state(standing: Standing) -> str:
    """Return where a referral stands, with the day where one is expected."""
    said = STATES[standing.state]
    if standing.is_to_meet and standing.last.expected_on:
        return f"{said}. Expected on {filters.date_words(standing.last.expected_on)}"
    return said


def step_body(step: Step) -> str:
    """Return what was said with a step, as sentences."""
    said = [part for part in (course_words.ending(step), course_words.reopened(step)) if part]
    if step.kind is StepKind.DECLINED:
        said.append(f"{DECLINE_REASONS.get(DeclineReason(step.reason), '')}.")
        offered = " ".join(part for part in (step.instead_service_name, step.instead) if part)
        said.append(f"Offered instead: {offered}.".replace("..", "."))
    if step.expected_on:
        said.append(f"Expected on {filters.date_words(step.expected_on)}.")
    if step.note:
        said.append(step.note)
    return " ".join(said)


def came_from(standing: Standing) -> str:
    """Return who asked, like "Noor Malik, a care navigator", or "their GP practice"."""
    who = CAME_FROM.get(standing.came_from, "a worker")
    return f"{standing.asked_by_name}, {who}" if standing.asked_by_name else who


def capital(said: str) -> str:
    """Return words that begin a line, with their first letter raised."""
    return filters.capital(said)


def role(slug: str) -> str:
    """Return what somebody is called; empty for a role that we have no word for."""
    return Role(slug).label if slug in set(Role) else ""


def waited(days: int) -> str:
    """Return how long somebody has waited, like "3 weeks"; "since today" for no whole day."""
    return filters.span_words(days) if days else "since today"


def areas(slugs: Iterable[str]) -> str:
    """Return life areas in a row, like "home, money and social connection"; all six are "every life area"."""
    names = [filters.life_area_label(slug).lower() for slug in slugs]
    return "every life area" if len(names) == 6 else _row(names)


def what_is_due(*, is_turned_away: bool, times: int, expected_on: date | None, today: date) -> str:
    """Return the first thing to do for somebody on a caseload; empty when nothing is due."""
    if is_turned_away:
        return f"Turned away {filters.plural(times, 'time')}. Agree the next step"
    if expected_on is None:
        return ""
    if expected_on < today:
        return f"A first meeting was expected on {filters.short_date_words(expected_on)}. Ask how it went"
    return f"First meeting expected on {filters.short_date_words(expected_on)}"


def _either(codes: Iterable[str]) -> str:
    names = [_REFERRERS.get(code, code.replace("-", " ")) for code in codes]
    return " or ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _row(names: list[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _bounds(minimum: int | None, maximum: int | None) -> str:
    if minimum is None:
        return f"up to {maximum}"
    return f"{minimum} or over" if maximum is None else f"{minimum} to {maximum}"


def already(kind: StepKind, by_name: str, at: datetime) -> str:
    """Return who was first, and when, to somebody who answered second."""
    who = by_name or "Somebody"
    moment = f"{filters.date_words(at)} at {filters.time_words(at)}"
    return f"{who} was here first. {STEPS[kind]} on {moment}. Nothing that you sent was saved."
