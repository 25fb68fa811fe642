"""How workers' pages say things about keeping in touch: rhythms, turns that are due, tries, days to know."""

from datetime import date, datetime

from lodestar.referrals.in_touch.after_leaving import Left
from lodestar.referrals.in_touch.models import EVERY_WORDS, Concern
from lodestar.referrals.in_touch.queries import InTouch, RhythmStanding
from lodestar.referrals.models import Contact
from lodestar.rules.after_leaving import AfterLeaving
from lodestar.rules.contact_rhythm import Due
from lodestar.rules.escalation import NoteKind
from lodestar.web import filters

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY = dict(EVERY_WORDS)
SEEN_BY = dict(Concern.SeenBy.choices)
KINDS = {
    NoteKind.CONCERN.value: "A concern",
    NoteKind.EARLY_WARNING_SIGN.value: "An early sign that they wrote down",
}
_DO = {
    Contact.Mode.IN_PERSON.value: "Meet",
    Contact.Mode.TELEPHONE.value: "Ring",
    Contact.Mode.VIDEO.value: "Video call",
    Contact.Mode.TEXT.value: "Text",
}
MANY_TRIES = 3


def rhythm(one: RhythmStanding) -> str:
    """Return a rhythm in one line, like "Every week on Tuesday, telephone"."""
    day = f" on {WEEKDAYS[one.weekday]}" if one.weekday is not None else ""
    return f"{EVERY[one.every.value]}{day}, {Contact.Mode(one.mode).label.lower()}"


def kept(one: RhythmStanding) -> str:
    """Return how a rhythm went, without blame; empty before its first turn is over."""
    if not one.kept.turns:
        return ""
    told = f"Spoke or tried in {one.kept.kept} of {filters.plural(one.kept.turns, 'turn')}"
    if one.continuity.worker is None:
        return f"{told}."
    calls = f"{one.continuity.calls_with_them} of {one.continuity.calls} in the last 12 months"
    return f"{told}. With {one.continuity.worker}: {calls}."


def next_contact(one: InTouch, today: date) -> str:
    """Return what is next with somebody by the rhythm that was agreed; empty where none is."""
    if one.due is None or one.due_on is None:
        return ""
    do = _DO[one.mode]
    if one.due is Due.KEPT:
        return "Done for now"
    if one.due is Due.TRY_AGAIN:
        return f"{do} again {_by(one.due_on, today)}"
    if one.due is Due.OVERDUE:
        return f"{do}: it was due on {filters.short_date_words(one.due_on)}"
    return f"{do} {filters.days_ago_words(one.due_on, today)}"


def is_for_today(one: InTouch, today: date) -> bool:
    """Return whether a worker is to be in touch with somebody today, or was to be before."""
    return one.due in (Due.TODAY, Due.OVERDUE) or (
        one.due is Due.TRY_AGAIN and one.due_on is not None and one.due_on <= today
    )


def to_know(one: InTouch, today: date) -> list[str]:
    """Return what else to know of somebody today: tries nobody answered, cover, days that are hard."""
    said = []
    if one.unanswered >= MANY_TRIES:
        said.append(f"{one.unanswered} tries without an answer. Try another way, or ask their people how they are")
    elif one.unanswered:
        said.append(f"{filters.plural(one.unanswered, 'try', 'tries')} without an answer")
    if one.covers_until:
        said.append(f"You cover until {filters.short_date_words(one.covers_until)}")
    if one.covered_by_name:
        said.append(f"{one.covered_by_name} covers for you")
    said += [f"{filters.short_date_words(day)}: {words}" for day, words in one.dates]
    return said


def moment(at: datetime, today: date) -> str:
    """Return a moment as people say it, like "today at 2 pm" or "Tuesday 4 March 2026 at 2 pm"."""
    day = at.astimezone(filters.LONDON).date()
    said = filters.days_ago_words(day, today) if abs((day - today).days) <= 1 else filters.date_words(day)
    return f"{said} at {filters.time_words(at)}"


def _by(day: date, today: date) -> str:
    return "today" if day <= today else f"on {filters.short_date_words(day)}"


def left(one: Left | None) -> str:
    """Return where being in touch after leaving stands, in words; empty where nobody left lately."""
    if one is None:
        return ""
    standing, said = one.standing, f"They left on {_at(one.left_at)}."
    if standing.state is AfterLeaving.TO_COME:
        return f"{said} Be in touch by {_at(standing.due_at)}: that is 72 hours."
    if standing.state is AfterLeaving.OVER:
        return f"{said} Nobody has been in touch, and the 72 hours were over on {_at(standing.due_at)}."
    within = "within the 72 hours" if standing.state is AfterLeaving.IN_TIME else "after the 72 hours"
    hours = filters.plural(standing.hours or 0, "hour")
    return f"{said} {one.first_name or 'Somebody'} was in touch after {hours}: {within}."


def _at(moment: datetime) -> str:
    return f"{filters.date_words(moment)} at {filters.time_words(moment)}"
