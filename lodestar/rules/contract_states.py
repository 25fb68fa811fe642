"""Where a contract stands, from the things that happened to it: nothing is overwritten, the last word counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EventKind(StrEnum):
    """What can happen to a contract.  Source: domain facts §8.2; inventory S3-14 (concern, pause, extension).

    Checked: 2026-11-22.
    """

    CONCERN = "concern"
    CONCERN_SETTLED = "concern-settled"
    PAUSE = "pause"
    RESUMED = "resumed"
    EXTENSION = "extension"
    NOTICE = "notice"
    CHANGE = "change"
    ENDED = "ended"


class State(StrEnum):
    """Where a contract stands on a day.  Source: our own reading of domain facts §8.2.  Checked: 2026-11-22."""

    TO_START = "to-start"
    RUNNING = "running"
    PAUSED = "paused"
    RAN_OUT = "ran-out"
    ENDED = "ended"


class EventRefused(ValueError):
    """This event cannot follow what happened before; `reason` is a slug."""

    def __init__(self, reason: str) -> None:
        """Keep why, for the page to say it."""
        super().__init__(f"This cannot follow: {reason}.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `new_end_on` is given for an extension and for notice."""

    kind: EventKind
    on: date
    new_end_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a contract and the last day on which it runs, as its events leave it."""

    state: State
    end_on: date
    has_open_concern: bool
    is_extended: bool

    @property
    def is_over(self) -> bool:
        """Return whether nobody is paid under it any more."""
        return self.state in {State.ENDED, State.RAN_OUT}


def standing(*, starts_on: date, first_end_on: date, events: Sequence[Event], on: date) -> Standing:
    """Return where a contract stands at the end of a day, from its events in the order in which they were entered.

    Unit: none.  Source: domain facts §8.2.  Checked: 2026-11-22.
    Events dated after `on` do not count yet. Its last day is a day on which it runs.
    """
    happened = [event for event in events if event.on <= on]
    end_on = next((event.new_end_on for event in reversed(happened) if event.new_end_on), first_end_on)
    kinds = [event.kind for event in happened]
    if EventKind.ENDED in kinds:
        state = State.ENDED
    elif on < starts_on:
        state = State.TO_START
    elif on > end_on:
        state = State.RAN_OUT
    else:
        state = State.PAUSED if _is_last_of(kinds, EventKind.PAUSE, EventKind.RESUMED) else State.RUNNING
    return Standing(
        state=state,
        end_on=end_on,
        has_open_concern=_is_last_of(kinds, EventKind.CONCERN, EventKind.CONCERN_SETTLED),
        is_extended=EventKind.EXTENSION in kinds,
    )


def check_may_follow(*, event: Event, standing: Standing, starts_on: date) -> None:
    """Refuse an event that makes no sense where the contract stands.

    Unit: none.  Source: domain facts §8.2.  Checked: 2026-11-22.
    Raises EventRefused with one of: already-ended, nothing-to-settle, already-paused, not-paused,
    end-is-missing, end-not-later, end-not-earlier, end-before-start. Returns nothing else.
    """
    reason = _refusal(event, standing, starts_on)
    if reason:
        raise EventRefused(reason)


def _refusal(event: Event, standing: Standing, starts_on: date) -> str:
    kind, new_end_on = event.kind, event.new_end_on
    if standing.state is State.ENDED:
        return "already-ended"
    if kind is EventKind.CONCERN_SETTLED and not standing.has_open_concern:
        return "nothing-to-settle"
    if kind is EventKind.PAUSE and standing.state is State.PAUSED:
        return "already-paused"
    if kind is EventKind.RESUMED and standing.state is not State.PAUSED:
        return "not-paused"
    if kind not in {EventKind.EXTENSION, EventKind.NOTICE}:
        return ""
    if new_end_on is None:
        return "end-is-missing"
    if new_end_on < starts_on:
        return "end-before-start"
    if kind is EventKind.EXTENSION and new_end_on <= standing.end_on:
        return "end-not-later"
    if kind is EventKind.NOTICE and new_end_on > standing.end_on:
        return "end-not-earlier"
    return ""


def _is_last_of(kinds: Sequence[EventKind], first: EventKind, second: EventKind) -> bool:
    return next((kind is first for kind in reversed(kinds) if kind in {first, second}), False)
