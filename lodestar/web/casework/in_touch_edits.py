"""The forms behind keeping in touch: agree a rhythm, arrange a meeting, cover, a day to know."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.people import queries as people_queries
from lodestar.people.actions import OpenReason
from lodestar.people.handovers import queries as handover_queries
from lodestar.people.models import Person
from lodestar.people.queries import RecordNotFound
from lodestar.referrals.in_touch import actions, queries
from lodestar.referrals.in_touch.models import Appointment
from lodestar.rules.contact_rhythm import Every
from lodestar.web import meeting_words
from lodestar.web.casework import in_touch, in_touch_forms, record
from lodestar.web.casework.entries import FormPage
from lodestar.web.components.forms import PageForm
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

WISH_LEAD = "It stands on the pages on which a meeting is arranged and a contact noted, for those who support them."


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def new_rhythm(request: Request, person_id: UUID) -> HttpResponse:
    """Agree how often to be in touch."""
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    form = in_touch_forms.RhythmForm(request.POST or None, areas=_areas(request, person_id))
    if form.is_valid():
        given = form.cleaned_data
        actions.agree_rhythm(
            person_id=person_id,
            life_area=given["life_area"],
            every=Every(given["every"]),
            weekday=int(given["weekday"]) if given["weekday"] else None,
            mode=given["mode"],
            first_words=given["first_words"],
            by=request.viewer,
            at=timezone.now(),
        )
        return _done(person_id, "rhythm")
    lead = "It goes on until you both change it, whatever programme or contract ends."
    return _form(request, opened, "How often we are in touch", lead, form, "Save what we agreed")


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def new_appointment(request: Request, person_id: UUID) -> HttpResponse:
    """Arrange a meeting."""
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    wish = queries.meeting_wish(request.viewer, person_id=person_id)
    form = in_touch_forms.AppointmentForm(
        request.POST or None,
        areas=_areas(request, person_id),
        today=request.viewer.today,
        initial={
            "minutes": "60",
            "venue": wish.venue if wish else "",
            "mode": (wish.mode if wish else "") or "in-person",
        },
    )
    if form.is_valid():
        given = form.cleaned_data
        actions.make_appointment(
            person_id=person_id,
            life_area=given["life_area"],
            starts_at=form.starts_at,
            minutes=int(given["minutes"]),
            mode=given["mode"],
            venue=given["venue"],
            is_first=given["is_first"],
            tell_ahead=given["tell_ahead"],
            appointment_id=given["row_id"],
            by=request.viewer,
            at=timezone.now(),
        )
        return _done(person_id, "appointment")
    before = meeting_words.wishes(wish)
    return _form(request, opened, "Arrange a meeting", "", form, "Save the meeting", before=before)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def call_off(request: Request, appointment_id: UUID) -> HttpResponse:
    """Call a meeting off."""
    appointment = Appointment.objects.visible_to(request.viewer).filter(pk=appointment_id, called_off="").first()
    if appointment is None:
        raise Http404
    opened = record.opened(request, person_id=appointment.person_id, reason=OpenReason.SUPPORT)
    form = in_touch_forms.CallOffForm(request.POST or None)
    if form.is_valid():
        actions.call_off_appointment(
            appointment_id=appointment_id,
            called_off=Appointment.CalledOff(form.cleaned_data["called_off"]),
            by=request.viewer,
            at=timezone.now(),
        )
        return _done(appointment.person_id, "called-off")
    lead = "A meeting that is called off is nobody's missed appointment."
    return _form(request, opened, "Call the meeting off", lead, form, "Call it off")


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def wish(request: Request, person_id: UUID) -> HttpResponse:
    """Write down where and how somebody likes to meet."""
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    known = queries.meeting_wish(request.viewer, person_id=person_id)
    initial = {name: getattr(known, name) for name in in_touch_forms.WishForm.base_fields} if known else {}
    form = in_touch_forms.WishForm(request.POST or None, initial=initial)
    if form.is_valid():
        actions.record_meeting_wish(person_id=person_id, **form.cleaned_data, by=request.viewer, at=timezone.now())
        return _done(person_id, "wish")
    return _form(request, opened, "How to meet them well", WISH_LEAD, form, "Save their wishes")


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def new_cover(request: Request, person_id: UUID) -> HttpResponse:
    """Arrange who is there while the viewer is away."""
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    viewer = request.viewer
    others = [one for one in handover_queries.who_could_take_over(viewer) if one[0].pk != viewer.user_id]
    form = in_touch_forms.CoverForm(request.POST or None, workers=others, today=viewer.today)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.arrange_cover(
                person_id=person_id,
                covered_by_id=UUID(given["covered_by"]),
                overlap_on=given["overlap_on"],
                starts_on=given["starts_on"],
                ends_on=given["back_on"],
                is_their_choice=given["is_their_choice"],
                by=viewer,
                at=timezone.now(),
            )
        except actions.NotAWorker:
            form.add_error("covered_by", "They cannot see what you may pass on. Choose somebody else")
        else:
            return _done(person_id, "cover")
    lead = "Ask them first whom they know and would like. They read who it is before you go."
    return _form(request, opened, "While you are away", lead, form, "Save the cover")


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def new_date(request: Request, person_id: UUID) -> HttpResponse:
    """Write down a day to keep in mind."""
    opened = record.opened(request, person_id=person_id, reason=OpenReason.SUPPORT)
    form = in_touch_forms.SensitiveDateForm(request.POST or None, areas=_areas(request, person_id))
    if form.is_valid():
        given = form.cleaned_data
        actions.record_sensitive_date(
            person_id=person_id,
            life_area=given["life_area"],
            day=given["day"],
            words=given["words"],
            by=request.viewer,
            at=timezone.now(),
        )
        return _done(person_id, "date")
    lead = "Ask first if they want it kept. Their workers see it two weeks before."
    return _form(request, opened, "A day to keep in mind", lead, form, "Save the day")


@opens_to(CASEWORK_ROLES)
@record.or_not_found
@require_POST
def forget_date(request: Request, person_id: UUID, date_id: UUID) -> HttpResponse:
    """Stop keeping a day in mind."""
    if not any(one.pk == date_id for one in queries.dates_kept(request.viewer, person_id=person_id)):
        raise RecordNotFound
    actions.forget_sensitive_date(date_id=date_id, by=request.viewer, at=timezone.now())
    return _done(person_id, "forgotten")


def _areas(request: Request, person_id: UUID) -> tuple[str, ...]:
    return people_queries.areas_open_to(request.viewer, person_id=person_id)


def _done(person_id: UUID, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(in_touch.address(person_id, done=done))


def _form(
    request: Request,
    opened: Person,
    title: str,
    lead: str,
    form: PageForm,
    button: str,
    *,
    before: tuple[str, ...] = (),
) -> HttpResponse:
    page = FormPage(
        person_strip=record.strip(opened),
        back=in_touch.back(opened.pk),
        title=title,
        lead=lead,
        form=form,
        button=button,
        before=before,
    )
    return render(request, "casework/form.html", page)
