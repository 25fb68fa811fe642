"""Things that happen in a life and that another service may need to know, so that nobody loses a home for a letter."""

from dataclasses import dataclass
from enum import StrEnum

from lodestar.rules.life_areas import LifeArea


class LifeEventKind(StrEnum):
    """What happened. Stored by slug.

    Unit: none.  Source: inventory S1-37 (benefit stop, admission, arrears); mission source 001, Challenges.
    Checked: 2026-11-22.
    """

    BENEFIT_STOPPED = "benefit-stopped"
    BENEFIT_CHANGED = "benefit-changed"
    RENT_ARREARS = "rent-arrears"
    NOTICE_TO_LEAVE = "notice-to-leave"
    MOVED_HOME = "moved-home"
    ADMITTED = "admitted"
    LEFT_HOSPITAL = "left-hospital"
    LOST_JOB = "lost-job"
    STARTED_JOB = "started-job"
    BEREAVED = "bereaved"


@dataclass(frozen=True)
class EventRow:
    """In which life area an event is written down, which others it bears upon, and what it is called."""

    life_area: LifeArea
    bears_on: tuple[LifeArea, ...]
    label: str


EVENTS: dict[LifeEventKind, EventRow] = {
    LifeEventKind.BENEFIT_STOPPED: EventRow(
        LifeArea.MONEY, (LifeArea.HOME, LifeArea.WORK_AND_LEARNING), "A benefit stopped"
    ),
    LifeEventKind.BENEFIT_CHANGED: EventRow(LifeArea.MONEY, (LifeArea.HOME,), "A benefit changed"),
    LifeEventKind.RENT_ARREARS: EventRow(LifeArea.HOME, (LifeArea.MONEY,), "Rent is owed"),
    LifeEventKind.NOTICE_TO_LEAVE: EventRow(
        LifeArea.HOME, (LifeArea.MONEY, LifeArea.CLINICAL_CARE), "They were told to leave their home"
    ),
    LifeEventKind.MOVED_HOME: EventRow(LifeArea.HOME, (LifeArea.MONEY,), "They moved"),
    LifeEventKind.ADMITTED: EventRow(
        LifeArea.CLINICAL_CARE, (LifeArea.HOME, LifeArea.MONEY), "They went into hospital"
    ),
    LifeEventKind.LEFT_HOSPITAL: EventRow(
        LifeArea.CLINICAL_CARE, (LifeArea.HOME, LifeArea.MONEY), "They left hospital or a crisis house"
    ),
    LifeEventKind.LOST_JOB: EventRow(LifeArea.WORK_AND_LEARNING, (LifeArea.MONEY, LifeArea.HOME), "They lost a job"),
    LifeEventKind.STARTED_JOB: EventRow(LifeArea.WORK_AND_LEARNING, (LifeArea.MONEY,), "They started a job"),
    LifeEventKind.BEREAVED: EventRow(
        LifeArea.SOCIAL_CONNECTION, (LifeArea.CLINICAL_CARE,), "Somebody close to them died"
    ),
}
"""Every kind of event.  Source: inventory S1-37; docs/decisions/0012-reach.md.  Checked: 2026-11-22."""


def event_row(kind: LifeEventKind) -> EventRow:
    """Return what is known of a kind of event.

    Unit: none.  Source: `EVENTS`.  Checked: 2026-11-22.
    """
    return EVENTS[kind]


def area_told(*, kind: LifeEventKind, areas_open: frozenset[str], areas_agreed: frozenset[str]) -> str:
    """Return the life area in which somebody who knows a person is told of an event; empty where they are not told.

    Unit: none.  Source: inventory S1-37 (alert sent only within consent).  Checked: 2026-11-22.
    Whoever sees the event's own life area is told. Whoever sees only an area that it bears upon is told where
    the person agreed to it: `areas_agreed` are the areas of events that a consent lets this organisation hear of.
    """
    row = EVENTS[kind]
    if row.life_area.value in areas_open:
        return row.life_area.value
    if row.life_area.value not in areas_agreed:
        return ""
    return next((area.value for area in row.bears_on if area.value in areas_open), "")
