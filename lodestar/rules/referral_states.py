"""The steps of a referral, and what is needed to decline one.

Steps are appended, never overwritten, and each is somebody's act: no step follows from
time going by.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class StepKind(StrEnum):
    """One thing that happened to a referral."""

    SENT = "sent"
    RECEIVED = "received"
    NEEDS_INFORMATION = "needs-information"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    FIRST_CONTACT = "first-contact"
    STARTED = "started"
    ENDED = "ended"


class DeclineReason(StrEnum):
    """Why a service declined, finer than the three national reasons."""

    DUPLICATE = "duplicate"
    BELOW_THRESHOLD = "below-threshold"
    WRONG_AGE = "wrong-age"
    OUT_OF_AREA = "out-of-area"
    ANOTHER_TEAM = "already-with-another-team"
    OTHER_HELP_FIRST = "needs-other-help-first"
    AUTISM_OR_LEARNING_DISABILITY = "autism-or-learning-disability"
    SUBSTANCE_USE = "substance-use"
    """Drink or drugs: never a reason to exclude, so each such no is reviewed.  Source: inventory S0-25."""
    WAITING_LIST_CLOSED = "waiting-list-closed"
    INFORMATION_MISSING = "information-missing"
    PERSON_DID_NOT_WANT_IT = "person-did-not-want-it"
    NO_REASON_GIVEN = "no-reason-given"


class EndedBy(StrEnum):
    """Who ended it: half of a coded pair, because what comes next differs. The passing of time is nobody."""

    PERSON = "person"
    SERVICE = "service"
    REFERRER = "referrer"


class EndReason(StrEnum):
    """Why support ended: the other half of the pair."""

    AS_PLANNED = "as-planned"
    NO_LONGER_NEEDED = "no-longer-needed"
    CHOSE_TO_STOP = "chose-to-stop"
    OTHER_HELP_SUITS_BETTER = "other-help-suits-better"
    MOVED_AWAY = "moved-away"
    HANDED_OVER = "handed-over"
    SERVICE_CLOSES = "service-closes"
    NOT_REACHED = "not-reached"
    DIED = "died"
    NOT_RECORDED = "not-recorded"


class Outcome(StrEnum):
    """What came of support that has ended, as the person sees it where they were asked."""

    HELPED = "helped"
    HELPED_SOME = "helped-some"
    DID_NOT_HELP = "did-not-help"
    NOT_KNOWN = "not-known"


class PersonsView(StrEnum):
    """What the person said about the ending."""

    AGREES = "agrees"
    DOES_NOT_AGREE = "does-not-agree"
    COULD_NOT_ASK = "could-not-ask"


class ReopenReason(StrEnum):
    """Why a closed referral is opened again."""

    ASKED_AGAIN = "asked-again"
    THINGS_CHANGED = "things-changed"
    MORE_IS_KNOWN = "more-is-known"
    CLOSED_BY_MISTAKE = "closed-by-mistake"


class StepNotAllowed(ValueError):
    """This step cannot follow the one before."""


class DeclineRefused(ValueError):
    """A decline came without a reason, or without what is offered instead."""

    def __init__(self, missing: str) -> None:
        """Keep which part is missing: "reason" or "instead"."""
        super().__init__(f"A decline needs: {missing}.")
        self.missing = missing


class EndRefused(ValueError):
    """Support was ended without saying who ended it, why, what came of it, or what the person says."""

    def __init__(self, missing: str) -> None:
        """Keep which part is missing: "who", "reason", "pair", "outcome" or "view"."""
        super().__init__(f"An ending needs: {missing}.")
        self.missing = missing


_S = StepKind
_STOPS = frozenset({_S.WITHDRAWN, _S.CANCELLED})
_ANSWERS = frozenset({_S.NEEDS_INFORMATION, _S.ACCEPTED, _S.WAITING, _S.DECLINED})

ALLOWED: Mapping[StepKind | None, frozenset[StepKind]] = {
    None: frozenset({_S.SENT, _S.RECEIVED}),
    _S.SENT: frozenset({_S.RECEIVED}) | _STOPS,
    _S.RECEIVED: _ANSWERS | _STOPS,
    _S.NEEDS_INFORMATION: (_ANSWERS - {_S.NEEDS_INFORMATION}) | {_S.RECEIVED} | _STOPS,
    _S.ACCEPTED: frozenset({_S.WAITING, _S.DECLINED, _S.FIRST_CONTACT}) | _STOPS,
    _S.WAITING: (_ANSWERS - {_S.WAITING}) | {_S.FIRST_CONTACT} | _STOPS,
    _S.FIRST_CONTACT: frozenset({_S.STARTED, _S.ENDED, _S.WITHDRAWN}),
    _S.STARTED: frozenset({_S.ENDED, _S.WITHDRAWN}),
    _S.DECLINED: frozenset({_S.RECEIVED}),
    _S.WITHDRAWN: frozenset({_S.RECEIVED}),
    _S.CANCELLED: frozenset({_S.RECEIVED}),
    _S.ENDED: frozenset({_S.RECEIVED}),
}
"""What may follow what. A closed referral can always be opened again, as received.

Source: directory field notes §6, closed loop 1; domain facts §1.5.  Checked: 2026-11-22.
"""

CLOSED: frozenset[StepKind] = frozenset({_S.DECLINED, _S.WITHDRAWN, _S.CANCELLED, _S.ENDED})
"""The steps after which nobody owes the person a next step on this referral."""

_E = EndReason
END_PAIRS: Mapping[EndedBy, frozenset[EndReason]] = {
    EndedBy.PERSON: frozenset(
        {_E.AS_PLANNED, _E.NO_LONGER_NEEDED, _E.CHOSE_TO_STOP, _E.OTHER_HELP_SUITS_BETTER, _E.MOVED_AWAY}
    ),
    EndedBy.SERVICE: frozenset({_E.AS_PLANNED, _E.HANDED_OVER, _E.SERVICE_CLOSES, _E.NOT_REACHED, _E.DIED}),
    EndedBy.REFERRER: frozenset({_E.OTHER_HELP_SUITS_BETTER, _E.HANDED_OVER, _E.DIED}),
}
"""Which reason goes with whom. There is no pair for time going by, for a birthday or for a number of sessions.

Source: directory field notes §6, closed loop 2; inventory S0-01.  Checked: 2026-11-22.
"""

CLOSED_BY: Mapping[StepKind, EndedBy | None] = {
    _S.DECLINED: EndedBy.SERVICE,
    _S.WITHDRAWN: EndedBy.PERSON,
    _S.CANCELLED: EndedBy.REFERRER,
    _S.ENDED: None,
}
"""Who closes with each step; None: the step itself says who.  Source: as `END_PAIRS`.  Checked: 2026-11-22."""

NATIONAL_REJECTION_CODES: Mapping[DeclineReason, str | None] = {
    DeclineReason.DUPLICATE: "01",
    DeclineReason.BELOW_THRESHOLD: "02",
    DeclineReason.WRONG_AGE: "02",
    DeclineReason.OUT_OF_AREA: "02",
    DeclineReason.ANOTHER_TEAM: "02",
    DeclineReason.OTHER_HELP_FIRST: "02",
    DeclineReason.AUTISM_OR_LEARNING_DISABILITY: "02",
    DeclineReason.SUBSTANCE_USE: "02",
    DeclineReason.WAITING_LIST_CLOSED: "02",
    DeclineReason.INFORMATION_MISSING: "03",
    DeclineReason.PERSON_DID_NOT_WANT_IT: None,
    DeclineReason.NO_REASON_GIVEN: None,
}
"""Our reason to the national one: 01 duplicate, 02 inappropriate, 03 incomplete.

Source: MHSDS v6 referral rejection reason; which of ours is which is our own reading.
Checked: 2026-11-22.  None: the national list has no word for it.
"""


def may_follow(*, current: StepKind | None, step: StepKind) -> bool:
    """Return whether this step may come next. `current` is None for a new referral.

    Unit: none.  Source: `ALLOWED`.  Checked: 2026-11-22.
    """
    return step in ALLOWED[current]


def current_state(steps: Sequence[StepKind]) -> StepKind | None:
    """Return the last of the steps, given in the order in which they happened.

    Unit: none.  Source: `ALLOWED`.  Checked: 2026-11-22.
    Raises StepNotAllowed when one of them cannot follow the one before.
    """
    current: StepKind | None = None
    for step in steps:
        if not may_follow(current=current, step=step):
            raise StepNotAllowed(f"{step} cannot follow {current or 'nothing'}.")
        current = step
    return current


def check_decline(*, reason: DeclineReason | None, instead: str) -> None:
    """Refuse a decline without a reason and without what is offered instead.

    Unit: none.  Source: domain facts §7 (a decline needs reason and what is offered
    instead).  Checked: 2026-11-22.
    "No reason given" is for records of other systems and is refused here.
    Raises DeclineRefused; else this will return nothing.
    """
    if reason is None or reason is DeclineReason.NO_REASON_GIVEN:
        raise DeclineRefused("reason")
    if not instead.strip():
        raise DeclineRefused("instead")


def check_end(
    *, ended_by: EndedBy | None, reason: EndReason | None, outcome: Outcome | None, persons_view: PersonsView | None
) -> None:
    """Refuse an ending that does not say who, why, what came of it and what the person says.

    Unit: none.  Source: `END_PAIRS`; inventory S0-01 (a closure needs a reason and the person's view).
    Checked: 2026-11-22.
    "Not recorded" is for records of other systems and is refused here.
    Raises EndRefused; else this will return nothing.
    """
    if ended_by is None:
        raise EndRefused("who")
    if reason is None or reason is EndReason.NOT_RECORDED:
        raise EndRefused("reason")
    if reason not in END_PAIRS[ended_by]:
        raise EndRefused("pair")
    if outcome is None:
        raise EndRefused("outcome")
    if persons_view is None:
        raise EndRefused("view")


def spell_start(steps: Sequence[StepKind]) -> int:
    """Return the place in `steps` from which the present spell runs: 0, or the last reopening.

    Unit: position.  Source: `ALLOWED` (a closed referral is opened again as received).  Checked: 2026-11-22.
    """
    starts = [place for place in range(1, len(steps)) if steps[place - 1] in CLOSED]
    return starts[-1] if starts else 0
