"""A worker's own calendar, to be read by the calendar on their telephone: times and initials, and nothing else."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from lodestar.access import queries as access_queries
from lodestar.access import row_security
from lodestar.access.roles import CASEWORK_ROLES
from lodestar.referrals.in_touch import actions, queries
from lodestar.referrals.in_touch.models import Appointment
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import EVERYBODY, opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

BACK_DAYS, AHEAD_DAYS = 28, 180
MADE, CLOSED = "make", "close"


@dataclass(frozen=True)
class CalendarPage:
    """Whether the worker has an address for their calendar; the address itself only when it was just made."""

    back: BackLink
    has_one: bool
    address: str
    done: str


@opens_to(CASEWORK_ROLES)
def calendar(request: Request) -> HttpResponse:
    """Make an address for the worker's own calendar, or close it."""
    address = ""
    if request.method == "POST":
        if request.POST.get("do") == CLOSED:
            actions.revoke_calendar_feed(by=request.viewer, at=timezone.now())
            return HttpResponseRedirect(f"{reverse('casework:calendar')}?done=closed")
        secret = actions.make_calendar_feed(by=request.viewer, at=timezone.now())
        address = request.build_absolute_uri(reverse("casework:calendar-feed", kwargs={"secret": secret}))
    page = CalendarPage(
        back=BackLink(label="My work", url=reverse("casework:caseload")),
        has_one=queries.has_calendar(request.viewer),
        address=address,
        done="The address is closed. A calendar that used it reads nothing now." if "done" in request.GET else "",
    )
    return render(request, "casework/calendar.html", page)


@opens_to(EVERYBODY)
def calendar_feed(request: Request, secret: str) -> HttpResponse:
    """Send a worker's meetings to whoever has the secret address: when, how long, and initials."""
    owner = queries.calendar_owner(request.viewer, secret=secret)
    viewer = access_queries.viewer_for(owner, today=request.viewer.today)
    if not viewer.has_any(CASEWORK_ROLES):
        raise Http404
    # Until the end of this request the database shows what that worker may see, and no more.
    row_security.set_viewer(viewer)
    meetings = queries.meetings_of_worker(
        viewer,
        first_on=viewer.today - timedelta(days=BACK_DAYS),
        last_on=viewer.today + timedelta(days=AHEAD_DAYS),
    )
    made = Calendar()
    made.add("prodid", "-//Lodestar//Meetings//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Lodestar")
    for one in meetings:
        made.add_component(_event(one))
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _event(one: Appointment) -> Event:
    event = Event()
    event.add("uid", f"{one.pk}@lodestar")
    event.add("dtstamp", one.made_at)
    event.add("dtstart", one.starts_at)
    event.add("dtend", one.starts_at + timedelta(minutes=one.minutes))
    event.add("summary", "".join(part[0] for part in one.person.preferred_name.split()[:2]).upper())
    event.add("class", "PRIVATE")
    return event
