"""What a person reads of keeping in touch: who is in touch with them next, who is there while somebody is away."""

from datetime import date, timedelta

from django.utils import timezone

from lodestar.access.viewers import Viewer
from lodestar.people.models import Person
from lodestar.referrals.in_touch import after_leaving, queries
from lodestar.referrals.in_touch.models import Cover
from lodestar.referrals.in_touch.queries import Meeting, RhythmStanding
from lodestar.referrals.models import Contact
from lodestar.referrals.waits import queries as wait_queries
from lodestar.rules.after_leaving import AfterLeaving
from lodestar.rules.contact_rhythm import Due, Every
from lodestar.web import filters

_DOES = {
    Contact.Mode.IN_PERSON.value: "meets you",
    Contact.Mode.TELEPHONE.value: "rings you",
    Contact.Mode.VIDEO.value: "calls you by video",
    Contact.Mode.TEXT.value: "texts you",
}
_TURN = {Every.WEEK: timedelta(days=7), Every.FORTNIGHT: timedelta(days=14), Every.MONTH: timedelta(days=31)}
_DAYS = {7: "every week", 14: "every two weeks", 21: "every three weeks", 28: "every four weeks"}


def next_words(viewer: Viewer, own: Person) -> str:
    """Return who is in touch next and when, as one sentence; empty where nobody agreed anything."""
    meetings = queries.meetings_ahead(viewer, person_id=own.pk)
    covers = queries.covers_ahead(viewer, person_id=own.pk)
    dated = [(one.starts_at.astimezone(filters.LONDON).date(), _meeting(one)) for one in meetings[:1]]
    for rhythm in queries.rhythms_of(viewer, person_id=own.pk):
        day = _next_day(rhythm, viewer.today)
        if day is not None:
            name = _who(rhythm.worker_name, rhythm, covers, day)
            dated.append((day, f"{name} {_DOES[rhythm.mode]} on {filters.date_words(day)}."))
    return min(dated)[1] if dated else ""


def lines(viewer: Viewer, own: Person) -> tuple[str, ...]:
    """Return what else to know: a first meeting, who is there while somebody is away, and while they wait."""
    told = _left(viewer, own)
    told += [
        f"Before you meet {one.worker_name}: {one.tell_ahead}"
        for one in queries.meetings_ahead(viewer, person_id=own.pk)
        if one.tell_ahead
    ]
    told += [_cover(one) for one in queries.covers_ahead(viewer, person_id=own.pk)]
    for plan in wait_queries.waiting_plans_of(viewer, person_id=own.pk).values():
        often = _DAYS.get(plan.check_every_days, f"every {plan.check_every_days} days")
        meanwhile = f" For now: {plan.meanwhile.rstrip('.')}." if plan.meanwhile else ""
        told.append(f"While you wait, {plan.named.name} is there for you. They get in touch {often}.{meanwhile}")
    return tuple(told)


def _left(viewer: Viewer, own: Person) -> list[str]:
    one = after_leaving.left_lately(viewer, person_id=own.pk, now=timezone.now())
    if one is None:
        return []
    if one.standing.reached_at is not None:
        day = filters.date_words(one.standing.reached_at)
        return [f"After you left, {one.first_name or 'somebody'} was in touch on {day}."]
    if one.standing.state is AfterLeaving.OVER:
        return ["Nobody has been in touch since you left. You can write or ring: see My people."]
    due = f"{filters.date_words(one.standing.due_at)}, {filters.time_words(one.standing.due_at)}"
    return [f"You left on {filters.date_words(one.left_at)}. Somebody rings or meets you by {due}."]


def _meeting(one: Meeting) -> str:
    where = f" at {one.venue}" if one.venue else ""
    when = f"{filters.date_words(one.starts_at)}, {filters.time_words(one.starts_at)}"
    return f"{one.worker_name} {_DOES[one.mode]}{where} on {when}."


def _next_day(rhythm: RhythmStanding, today: date) -> date | None:
    if rhythm.until is not None or rhythm.due is None:
        return None
    state, day = rhythm.due
    if state is Due.KEPT:
        day += _TURN[rhythm.every]
    return max(day, today)


def _who(name: str, rhythm: RhythmStanding, covers: list[Cover], day: date) -> str:
    for cover in covers:
        if cover.away_id == rhythm.worker_id and cover.starts_on <= day < cover.ends_on:
            return cover.covered_by.name
    return name


def _cover(one: Cover) -> str:
    chosen = " You picked them." if one.is_their_choice else ""
    return (
        f"{one.away.name} is away from {filters.short_date_words(one.starts_on)} and back on "
        f"{filters.short_date_words(one.ends_on)}. {one.covered_by.name} is there for you then.{chosen} "
        f"You hear from both on {filters.short_date_words(one.overlap_on)}."
    )
