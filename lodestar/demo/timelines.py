"""What happens to one referral, and the contacts that follow, as days: nothing of the database in here."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

from lodestar.demo import recipe
from lodestar.demo.recipe import WaitShape
from lodestar.rules import parameters
from lodestar.rules.referral_states import StepKind


@dataclass(frozen=True)
class Course:
    """How a service with a desk goes about things: how often it is asked, its waits, how long it stays."""

    share: float
    wait: WaitShape
    every_days: int
    lasts_days: int
    mode: str = "in-person"


_SATURDAY = 5

# Shares are parts of all referrals, percent; lengths and rhythms are assumed.
COURSES = {
    "cmht-north": Course(9, recipe.ASSESSMENT_WAIT, 21, 420),
    "cmht-south": Course(10, recipe.ASSESSMENT_WAIT, 21, 420),
    "early-intervention": Course(3, recipe.FAST_WAIT, 10, 600),
    "crisis-house": Course(5, recipe.CRISIS_WAIT, 2, 12),
    "talking-therapies": Course(8, recipe.SUPPORT_WAIT, 7, 90, "video"),
    "psychology-long": Course(4, recipe.TREATMENT_WAIT, 7, 360),
    "dual-diagnosis": Course(5, recipe.PEER_WAIT, 10, 200),
    "advocacy": Course(5, recipe.FAST_WAIT, 14, 100),
    "windward-wellbeing": Course(3, recipe.PEER_WAIT, 10, 220),
    "peer-one-to-one": Course(9, recipe.PEER_WAIT, 7, 180),
    "boatyard-men": Course(4, recipe.PEER_WAIT, 7, 260),
    "allotment": Course(4, recipe.PEER_WAIT, 7, 260),
    "hearing-voices": Course(2, recipe.PEER_WAIT, 7, 300),
    "befriending": Course(4, recipe.ADVICE_WAIT, 7, 400, "telephone"),
    "womens-centre": Course(4, recipe.PEER_WAIT, 7, 240),
    "carers-room": Course(2, recipe.PEER_WAIT, 21, 300),
    "floating-support": Course(9, recipe.SUPPORT_WAIT, 10, 220),
    "supported-housing": Course(4, recipe.HOUSING_WAIT, 7, 700),
    "health-clinic": Course(5, recipe.ADVICE_WAIT, 90, 30),
    "ips": Course(7, recipe.FAST_WAIT, 10, 270),
    "recovery-college": Course(6, recipe.ADVICE_WAIT, 7, 60),
    "debt-clinic": Course(6, recipe.FULL_DESK_WAIT, 21, 150),
    "benefits-advice": Course(5, recipe.ADVICE_WAIT, 21, 90),
    # Whom young people's referrals go to is written, and none is dealt.
    "young-people": Course(0, recipe.SUPPORT_WAIT, 21, 300),
}


@dataclass(frozen=True)
class Event:
    """One step of a referral, on a day."""

    kind: StepKind
    on: date
    expected_on: date | None = None


@dataclass(frozen=True)
class Meeting:
    """One contact or a try at one, on a day."""

    on: date
    attendance: str
    mode: str


@dataclass
class Timeline:
    """The steps after received, and the contacts. `closed_on` is empty while it is open."""

    events: list[Event] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    closed_on: date | None = None

    def until(self, on: date) -> "Timeline":
        """Return what has happened before this day."""
        closed_on = self.closed_on if self.closed_on and self.closed_on < on else None
        return Timeline(
            [event for event in self.events if event.on < on],
            [meeting for meeting in self.meetings if meeting.on < on],
            closed_on,
        )


def weekday(day: date) -> date:
    """Return the nearest working day: Saturday is Friday, Sunday is Monday, a bank holiday the day after.

    Years whose bank holidays are not listed yet have none: a wait may end years from now.
    """
    moved = day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))
    while moved in _bank_holidays() or moved.weekday() >= _SATURDAY:
        moved += timedelta(days=1)
    return moved


@cache
def _bank_holidays() -> frozenset[date]:
    listed = parameters.all_parameters()["bank-holidays-england"]
    return frozenset(day for row in listed for day in parameters.days_listed(row.name, on=row.valid_from))


def not_before(day: date, earliest: date) -> date:
    """Return the weekday of `day`, or `earliest` where that is later."""
    return max(weekday(day), earliest)


def accepted(
    rng: Random, *, course: Course, received_on: date, wait_days: int, lasts_days: int | None = None
) -> Timeline:
    """Return a referral that is accepted, waits, is met and, one day, ends."""
    made = Timeline()
    answer_days = min(max(0, round(rng.lognormvariate(1.1, 0.6))), wait_days // 2)
    accepted_on = not_before(received_on + timedelta(days=answer_days), received_on)
    met_on = not_before(received_on + timedelta(days=wait_days), accepted_on)
    made.events.append(Event(StepKind.ACCEPTED, accepted_on, expected_on=met_on if wait_days <= 35 else None))
    if wait_days > 35:
        told_on = min(not_before(accepted_on + timedelta(days=2), accepted_on), met_on)
        made.events.append(Event(StepKind.WAITING, told_on, expected_on=met_on if wait_days < 120 else None))
    missed_on = weekday(met_on - timedelta(days=rng.randint(4, 9)))
    if rng.random() * 100 >= recipe.FIRST_ATTENDED_PERCENT and missed_on >= accepted_on:
        made.meetings.append(Meeting(missed_on, _missed(rng), course.mode))
    made.events.append(Event(StepKind.FIRST_CONTACT, met_on))
    made.meetings.append(Meeting(met_on, "attended", course.mode))
    stays_days = lasts_days if lasts_days is not None else round(course.lasts_days * rng.lognormvariate(0, 0.45))
    ends_on = not_before(met_on + timedelta(days=max(1, stays_days)), met_on)
    started_on = not_before(met_on + timedelta(days=min(course.every_days, stays_days)), met_on)
    made.events.append(Event(StepKind.STARTED, started_on))
    made.meetings += meetings(
        rng, first_on=met_on + timedelta(days=course.every_days), until=ends_on, every_days=course.every_days,
        mode=course.mode,
    )  # fmt: skip
    made.events.append(Event(StepKind.ENDED, max(ends_on, started_on)))
    made.closed_on = max(ends_on, started_on)
    return made


def declined(rng: Random, *, received_on: date) -> Timeline:
    """Return a referral that is declined, after a question in one case of six."""
    made = Timeline()
    answered_on = not_before(received_on + timedelta(days=round(rng.lognormvariate(1.9, 0.6))), received_on)
    if rng.random() < 1 / 6:
        made.events.append(Event(StepKind.NEEDS_INFORMATION, answered_on))
        answered_on = not_before(answered_on + timedelta(days=rng.randint(3, 12)), answered_on)
    made.events.append(Event(StepKind.DECLINED, answered_on))
    made.closed_on = answered_on
    return made


def withdrawn(rng: Random, *, received_on: date) -> Timeline:
    """Return a referral that the person takes back, before or after it is accepted."""
    made = Timeline()
    last_on = received_on
    if rng.random() < 0.6:
        last_on = not_before(received_on + timedelta(days=rng.randint(1, 6)), received_on)
        made.events.append(Event(StepKind.ACCEPTED, last_on))
    made.closed_on = not_before(last_on + timedelta(days=rng.randint(3, 35)), last_on)
    made.events.append(Event(StepKind.WITHDRAWN, made.closed_on))
    return made


def not_reached(rng: Random, *, received_on: date) -> Timeline:
    """Return a referral whose service tried three times and reached nobody."""
    made = Timeline()
    tried_on = not_before(received_on + timedelta(days=rng.randint(1, 6)), received_on)
    made.events.append(Event(StepKind.ACCEPTED, tried_on))
    for _ in range(3):
        tried_on = not_before(tried_on + timedelta(days=rng.randint(3, 9)), tried_on)
        made.meetings.append(Meeting(tried_on, "not-reached", "telephone"))
    made.closed_on = not_before(tried_on + timedelta(days=rng.randint(5, 10)), tried_on)
    made.events.append(Event(StepKind.CANCELLED, made.closed_on))
    return made


def meetings(
    rng: Random, *, first_on: date, until: date, every_days: int, mode: str, is_fixed_day: bool = False
) -> list[Meeting]:
    """Return contacts at a rhythm, most of which take place; without a fixed day they move by one."""
    found: list[Meeting] = []
    planned_on = first_on
    while planned_on < until:
        day = weekday(planned_on + timedelta(days=0 if is_fixed_day else rng.randint(-1, 1)))
        if first_on <= day < until:
            if rng.random() * 100 < recipe.ATTENDED_PERCENT:
                found.append(Meeting(day, "attended", mode))
            else:
                found.append(Meeting(day, _missed(rng), mode))
        planned_on += timedelta(days=every_days)
    return found


def _missed(rng: Random) -> str:
    return rng.choice(("not-reached", "not-reached", "cancelled-by-person", "cancelled-by-service"))
