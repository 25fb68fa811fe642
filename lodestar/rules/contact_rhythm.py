"""The rhythm in which a worker and a person keep in touch, with or without a programme.

A call that nobody answered is a try. No state here closes anything or says that somebody
turned away.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lodestar.rules import months, parameters, working_days

_WEEK = timedelta(days=7)


class Every(StrEnum):
    """How often: calendar weeks from Monday, pairs of them, or calendar months."""

    WEEK = "weekly"
    FORTNIGHT = "fortnightly"
    MONTH = "monthly"


class Outcome(StrEnum):
    """What became of one contact that was planned or tried."""

    REACHED = "reached"
    NOT_REACHED = "not-reached"
    CANCELLED_BY_PERSON = "cancelled-by-person"
    CANCELLED_BY_SERVICE = "cancelled-by-service"
    MODE_SWITCHED = "mode-switched"
    """It went on in another way, by phone instead of face to face; that contact follows."""


KEEPS_THE_RHYTHM: frozenset[Outcome] = frozenset(
    {Outcome.REACHED, Outcome.NOT_REACHED, Outcome.CANCELLED_BY_PERSON, Outcome.MODE_SWITCHED}
)
"""What the worker did their part in.  Source: acceptance journey J7 (contacted or tried)."""


class Due(StrEnum):
    """Where the present turn of a rhythm stands."""

    NOT_YET = "not-yet"
    TODAY = "today"
    TRY_AGAIN = "try-again"
    OVERDUE = "overdue"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often to be in touch, since when, and on which day of the week (Monday is 0)."""

    every: Every
    since: date
    weekday: int | None = None
    until: date | None = None
    """The last day, when the person ended it; never set by a programme that ends."""


@dataclass(frozen=True, slots=True)
class ContactMade:
    """One contact or try, by one worker."""

    on: date
    worker: str
    outcome: Outcome = Outcome.REACHED


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a rhythm: its first and last day, and the day on which it falls due."""

    starts_on: date
    ends_on: date
    due_on: date

    def holds(self, day: date) -> bool:
        """Return whether a day lies in the turn; both its end days count."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class RhythmKept:
    """How a rhythm went over the turns that are over."""

    turns: int
    reached: int
    tried: int
    """Turns with tries and no contact: kept all the same."""

    @property
    def kept(self) -> int:
        """Return turns in which the person was contacted or tried."""
        return self.reached + self.tried


@dataclass(frozen=True, slots=True)
class Continuity:
    """How many of the calls were with the one worker who was met most often."""

    worker: str | None
    calls_with_them: int
    calls: int


def turns(*, rhythm: Rhythm, on: date) -> tuple[Turn, ...]:
    """Return the turns of a rhythm that have begun by a day, earliest first.

    Unit: none.  Source: our own rule; whole weeks and months, so that a call on Monday
    keeps a week whose day is Tuesday.  Checked: 2026-11-22.
    A turn falls due on its first such day of the week, or on its last day without one. A
    turn that fell due before the rhythm was agreed is not counted.
    """
    found = []
    start = _first_start(rhythm)
    while start <= on and (rhythm.until is None or start <= rhythm.until):
        following = _next_start(start, every=rhythm.every)
        end = following - timedelta(days=1)
        due = end if rhythm.weekday is None else start + timedelta(days=(rhythm.weekday - start.weekday()) % 7)
        if due >= rhythm.since and (rhythm.until is None or due <= rhythm.until):
            found.append(Turn(starts_on=start, ends_on=end, due_on=due))
        start = following
    return tuple(found)


def rhythm_kept(*, rhythm: Rhythm, contacts: Sequence[ContactMade], on: date) -> RhythmKept:
    """Return in how many of the turns that are over the person was contacted or tried.

    Unit: turns.  Source: acceptance journey J7 (12 of 12 weeks contacted or tried); inventory
    S3-15.  Checked: 2026-11-22.
    Whether a programme is open is not asked. A turn still running counts nowhere. A
    contact called off by the service keeps nothing.
    """
    over = [turn for turn in turns(rhythm=rhythm, on=on) if turn.ends_on < on]
    outcomes = [{one.outcome for one in contacts if turn.holds(one.on)} for turn in over]
    reached = sum(Outcome.REACHED in here for here in outcomes)
    tried = sum(Outcome.REACHED not in here and not KEEPS_THE_RHYTHM.isdisjoint(here) for here in outcomes)
    return RhythmKept(turns=len(over), reached=reached, tried=tried)


def continuity(*, rhythm: Rhythm, contacts: Sequence[ContactMade], on: date, over_months: int = 12) -> Continuity:
    """Return how many of the last year's calls were held with the same worker.

    Unit: turns.  Source: acceptance journey J7 (11 of 12 calls).  Checked: 2026-11-22.
    Calls are the turns that are over; a call that nobody answered was held with nobody.
    """
    since = months.add_months(on, months=-over_months)
    over = [turn for turn in turns(rhythm=rhythm, on=on) if since <= turn.due_on and turn.ends_on < on]
    met: Counter[str] = Counter()
    for turn in over:
        met.update({one.worker for one in contacts if turn.holds(one.on) and one.outcome is Outcome.REACHED})
    # The name settles a draw, so that the same rows always give the same answer.
    worker = min(met, key=lambda name: (-met[name], name), default=None)
    return Continuity(worker=worker, calls_with_them=met[worker] if worker else 0, calls=len(over))


def due(*, rhythm: Rhythm, contacts: Sequence[ContactMade], on: date) -> tuple[Due, date] | None:
    """Return where the present turn stands and its day, or None when no turn has begun.

    Unit: none.  Source: our own rule; acceptance journey J7 (tried again the same day and
    the next).  Checked: 2026-11-22.
    After a try that reached nobody the next one is due on the next working day.
    """
    begun = turns(rhythm=rhythm, on=on)
    if not begun or begun[-1].ends_on < on:
        return None
    turn = begun[-1]
    here = [one for one in contacts if turn.holds(one.on) and one.on <= on]
    if any(one.outcome in (Outcome.REACHED, Outcome.CANCELLED_BY_PERSON) for one in here):
        return Due.KEPT, turn.due_on
    tries = [one.on for one in here if one.outcome is Outcome.NOT_REACHED]
    if tries:
        return Due.TRY_AGAIN, working_days.add_working_days(max(tries), days=1)
    if on < turn.due_on:
        return Due.NOT_YET, turn.due_on
    return (Due.TODAY if on == turn.due_on else Due.OVERDUE), turn.due_on


def is_missed_appointment(outcome: Outcome) -> bool:
    """Return whether this counts in the figure of missed appointments.

    Unit: none.  Source: inventory S1-08 (a switch of mode is not a missed appointment).
    Checked: 2026-11-22.
    """
    return outcome is Outcome.NOT_REACHED


def unanswered_in_a_row(*, contacts: Sequence[ContactMade], on: date) -> int:
    """Return how many tries have gone unanswered since the last time somebody was reached.

    Unit: tries.  Source: inventory S3-15; it calls for care, not for closing.  Checked:
    2026-11-22.
    A call that the person called off was an answer.
    """
    known = sorted((one for one in contacts if one.on <= on), key=lambda one: one.on)
    count = 0
    for one in known:
        if one.outcome in (Outcome.REACHED, Outcome.CANCELLED_BY_PERSON):
            count = 0
        elif one.outcome is Outcome.NOT_REACHED:
            count += 1
    return count


def is_waiting_unseen(*, waiting_since: date, contacts: Sequence[ContactMade], on: date) -> bool:
    """Return whether somebody who waits has had no contact in the last 28 days.

    Unit: none.  Source: inventory S0-14; parameter `waiting-unseen`.  Checked: 2026-11-22.
    Day 28 without a contact is flagged. Only a contact that reached the person counts.
    """
    reached = [one.on for one in contacts if one.outcome is Outcome.REACHED and waiting_since <= one.on <= on]
    last = max(reached, default=waiting_since)
    return (on - last).days >= parameters.whole_number("waiting-unseen", on=on)


def is_load_high(*, people_in_year: int, on: date) -> bool:
    """Return whether a link worker's year holds more people than it bears: a warning, no bar.

    Unit: none.  Source: domain facts §3.7; parameter `link-worker-people`.  Checked: 2026-11-22.
    """
    return people_in_year > parameters.whole_number("link-worker-people", on=on)


def next_time_in_a_year(*, day: date, on: date) -> date:
    """Return the next time that a day comes round, today included.

    Unit: none.  Source: our own rule; 29 February comes on 28 February in other years, so that no year is left
    out.  Checked: 2026-11-22.
    """
    for year in (on.year, on.year + 1):
        try:
            comes_on = day.replace(year=year)
        except ValueError:
            comes_on = date(year, 2, 28)
        if comes_on >= on:
            return comes_on
    raise AssertionError("one of two years holds the day")


def _first_start(rhythm: Rhythm) -> date:
    if rhythm.every is Every.MONTH:
        return rhythm.since.replace(day=1)
    return rhythm.since - timedelta(days=rhythm.since.weekday())


def _next_start(start: date, *, every: Every) -> date:
    if every is Every.MONTH:
        return months.add_months(start, months=1)
    return start + (_WEEK if every is Every.WEEK else 2 * _WEEK)
