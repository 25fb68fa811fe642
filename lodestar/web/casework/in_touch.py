"""Keeping in touch with one person: what was agreed, meetings to come, cover, days to know, concerns."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.people.actions import OpenReason
from lodestar.referrals.in_touch import after_leaving, queries
from lodestar.referrals.in_touch.models import Concern, Cover
from lodestar.referrals.in_touch.queries import Meeting, RhythmStanding
from lodestar.referrals.models import Contact
from lodestar.web import filters, meeting_words
from lodestar.web.casework import in_touch_words, record
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = {
    "rhythm": "What you agreed is written down. It goes on until you both change it.",
    "appointment": "The meeting is arranged. They read it on their own page.",
    "called-off": "The meeting is called off. Nobody missed it.",
    "wish": "Their wishes are written down.",
    "cover": "Cover is arranged. They read on their own page who is there.",
    "date": "The day is kept in mind.",
    "forgotten": "The day is no longer kept in mind.",
    "concern": "It is passed on. You see here who has it.",
    "have-it": "You have it, and whoever passed it on can read what you do.",
}


@dataclass(frozen=True)
class RhythmLine:
    """One agreed rhythm, how to begin, and how it went."""

    words: str
    who: str
    begin: str
    kept: str
    is_over: bool


@dataclass(frozen=True)
class MeetingLine:
    """One meeting to come, with what the person reads ahead."""

    when: str
    words: str
    tell_ahead: str
    call_off_url: str


@dataclass(frozen=True)
class ConcernLine:
    """Something that was passed on: who saw it, who has it, and what they do."""

    words: str
    said: str
    stands: str
    have_it_url: str


@dataclass(frozen=True)
class DateLine:
    """A day kept in mind."""

    words: str
    forget_url: str
    said: str


@dataclass(frozen=True)
class InTouchPage:
    """Everything about keeping in touch with one person, and what can be done next."""

    person_strip: PersonStrip
    back: BackLink
    done: str
    left: str
    rhythms: tuple[RhythmLine, ...]
    wishes: tuple[str, ...]
    meetings: tuple[MeetingLine, ...]
    covers: tuple[str, ...]
    dates: tuple[DateLine, ...]
    concerns: tuple[ConcernLine, ...]
    links: dict[str, str]


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def in_touch(request: Request, person_id: UUID) -> HttpResponse:
    """Show how a person and their workers keep in touch."""
    viewer = request.viewer
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    pages = ("rhythm-new", "appointment-new", "wish", "cover-new", "date-new", "concern-new", "contact-new")
    page = InTouchPage(
        person_strip=record.strip(opened),
        back=BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": person_id})),
        done=DONE.get(request.GET.get("done", ""), ""),
        left=in_touch_words.left(after_leaving.left_lately(viewer, person_id=person_id, now=timezone.now())),
        rhythms=tuple(_rhythm(one) for one in queries.rhythms_of(viewer, person_id=person_id)),
        wishes=meeting_words.wishes(queries.meeting_wish(viewer, person_id=person_id)),
        meetings=tuple(_meeting(one, request) for one in queries.meetings_ahead(viewer, person_id=person_id)),
        covers=tuple(_cover(one) for one in queries.covers_ahead(viewer, person_id=person_id)),
        dates=tuple(
            DateLine(
                words=one.words,
                said=f"{one.day.day} {one.day:%B}",
                forget_url=reverse("casework:date-forget", kwargs={"person_id": person_id, "date_id": one.pk}),
            )
            for one in queries.dates_kept(viewer, person_id=person_id)
        ),
        concerns=tuple(_concern(one, request) for one in queries.concerns_of(viewer, person_id=person_id)),
        links={name: reverse(f"casework:{name}", kwargs={"person_id": person_id}) for name in pages},
    )
    return render(request, "casework/in_touch.html", page)


def address(person_id: UUID, *, done: str = "") -> str:
    """Return where a person's page about keeping in touch is, with what was just done."""
    return reverse("casework:in-touch", kwargs={"person_id": person_id}) + (f"?done={done}" if done else "")


def back(person_id: UUID) -> BackLink:
    """Return the way back from a form to the page about keeping in touch."""
    return BackLink(label="keeping in touch", url=address(person_id))


def who_has_it(one: Concern) -> str:
    """Return for whom a concern is, and who has said that they have it."""
    if one.acknowledged_by is not None and one.acknowledged_at is not None:
        moment = f"{filters.date_words(one.acknowledged_at)} at {filters.time_words(one.acknowledged_at)}"
        return f"{one.acknowledged_by.name} has it since {moment}: {one.next_words}"
    holder = one.to_user.name if one.to_user else one.to_team.name if one.to_team else ""
    due = f"{filters.date_words(one.due_at)} at {filters.time_words(one.due_at)}"
    return f"With {holder}, who is to say that they have it by {due}"


def _rhythm(one: RhythmStanding) -> RhythmLine:
    until = f" until {filters.short_date_words(one.until)}" if one.until else ""
    return RhythmLine(
        words=in_touch_words.rhythm(one),
        who=f"With {one.worker_name}, since {filters.short_date_words(one.since)}{until}",
        begin=one.first_words,
        kept=in_touch_words.kept(one),
        is_over=one.until is not None,
    )


def _meeting(one: Meeting, request: Request) -> MeetingLine:
    where = f", {one.venue}" if one.venue else ""
    return MeetingLine(
        when=filters.capital(in_touch_words.moment(one.starts_at, request.viewer.today)),
        words=f"{one.worker_name}, {Contact.Mode(one.mode).label.lower()}{where}, {one.minutes} minutes",
        tell_ahead=one.tell_ahead,
        call_off_url=reverse("casework:appointment-off", kwargs={"appointment_id": one.appointment_id}),
    )


def _cover(one: Cover) -> str:
    return (
        f"{one.covered_by.name} is there for {one.away.name} from {filters.short_date_words(one.starts_on)}, "
        f"and {one.away.name} is back on {filters.short_date_words(one.ends_on)}. "
        f"Both are there on {filters.short_date_words(one.overlap_on)}."
        + (" They picked who it is." if one.is_their_choice else "")
    )


def _concern(one: Concern, request: Request) -> ConcernLine:
    day = filters.days_ago_words(one.sent_at, request.viewer.today)
    return ConcernLine(
        words=one.words,
        said=f"{in_touch_words.KINDS[one.kind]}. Seen by: {in_touch_words.SEEN_BY[one.seen_by].lower()}. "
        f"Passed on {day} by {one.sent_by.name}",
        stands=who_has_it(one),
        have_it_url=("" if one.acknowledged_at else reverse("casework:concern", kwargs={"concern_id": one.pk})),
    )
