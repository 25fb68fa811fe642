"""What a card about a service is given, and the few words that it says the same way everywhere."""

from dataclasses import dataclass
from enum import StrEnum

from lodestar.web import filters
from lodestar.web.components.lists import Link


class CapacityState(StrEnum):
    """Whether a service takes people now; one of four, because silence is not a yes."""

    TAKING = "taking"
    WAITING = "waiting"
    NOT_TAKING = "not-taking"
    NOT_KNOWN = "not-known"


class FitAnswer(StrEnum):
    """How a service's own rules fit one person. What is not known is to be checked, never a no."""

    FITS = "fits"
    CHECK = "check"
    DOES_NOT_FIT = "does-not-fit"


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """The state, for the shape beside the words, and the words."""

    state: CapacityState
    words: str


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """When a person last checked an entry, in words; `is_old` when one would ring first."""

    words: str
    is_old: bool = False


@dataclass(frozen=True, kw_only=True)
class FitReason:
    """One reason for an answer, as the end of a sentence: "You live in Harbourne Bay"."""

    answer: FitAnswer
    words: str


@dataclass(frozen=True, kw_only=True)
class ServiceCard:
    """One service in a list of results or on a menu.

    `number` ties the card to its marker on the map. `life_areas` are slugs. `distance` and `cost` are words.
    `closing` says that it closes, and `instead` leads to what there is in its place.
    """

    name: str
    url: str
    summary: str
    organisation_name: str
    capacity: Capacity
    freshness: Freshness
    cost: str
    distance: str | None = None
    audience: str | None = None
    telephone: str | None = None
    number: int | None = None
    life_areas: tuple[str, ...] = ()
    reasons: tuple[FitReason, ...] = ()
    closing: str = ""
    instead: Link | None = None


def capacity(state: CapacityState, *, waiting_weeks: int | None = None) -> Capacity:
    """Return the capacity words of a service, like "Taking people now" or "Waiting about 3 weeks".

    Unit of `waiting_weeks`: whole weeks, as the service said them; None when it has a wait of unknown length.
    """
    if state is CapacityState.TAKING:
        words = "Taking people now"
    elif state is CapacityState.WAITING and waiting_weeks:
        words = f"Waiting about {filters.plural(waiting_weeks, 'week')}"
    elif state is CapacityState.WAITING:
        words = "Has a waiting list"
    elif state is CapacityState.NOT_TAKING:
        words = "Not taking people now"
    else:
        words = "Not known if it takes people now"
    return Capacity(state=state, words=words)


def freshness(*, checked_days_ago: int | None, old_after_days: int) -> Freshness:
    """Return how long ago a person checked an entry, like "Checked 12 days ago".

    Units: whole days. None when nobody has checked it yet, which counts as old.
    """
    if checked_days_ago is None:
        return Freshness(words="Not checked yet", is_old=True)
    if checked_days_ago <= 0:
        return Freshness(words="Checked today")
    if checked_days_ago == 1:
        return Freshness(words="Checked yesterday")
    return Freshness(
        words=f"Checked {filters.span_words(checked_days_ago)} ago",
        is_old=checked_days_ago > old_after_days,
    )
