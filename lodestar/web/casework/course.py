"""A referral goes on at the desk and with the worker: a wait, a start, an end, a telling, and opening it again."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES
from lodestar.people.actions import ConsentTerms, OpenReason
from lodestar.people.models import Person
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.course import actions
from lodestar.referrals.course.models import Told
from lodestar.referrals.queries import Standing
from lodestar.referrals.steps import AlreadyAnswered
from lodestar.rules.referral_states import StepKind
from lodestar.web.casework import course_forms, desk, record, words
from lodestar.web.casework.entries import FormPage
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

CANCELLABLE = frozenset(
    {StepKind.SENT, StepKind.RECEIVED, StepKind.NEEDS_INFORMATION, StepKind.ACCEPTED, StepKind.WAITING}
)
MAY_WAIT = frozenset({StepKind.RECEIVED, StepKind.NEEDS_INFORMATION, StepKind.ACCEPTED})
MAY_END = frozenset({StepKind.FIRST_CONTACT, StepKind.STARTED})


@opens_to(DESK_ROLES)
@record.or_not_found
def wait(request: Request, referral_id: UUID) -> HttpResponse:
    """Say yes with a wait."""
    form = course_forms.WaitForm(request.POST if request.method == "POST" else None, today=request.viewer.today)

    def act() -> None:
        given = form.cleaned_data
        actions.put_on_waiting_list(
            referral_id=referral_id, expected_on=given["expected_on"], note=given["note"],
            by=request.viewer, at=timezone.now(),
        )  # fmt: skip

    return _at_desk(
        request, referral_id, form, act, title="Accept, with a wait", button="Put on the waiting list", done="waiting",
        lead="They read the day by which they can expect to be seen. Tell them again when it changes.",
    )  # fmt: skip


@opens_to(DESK_ROLES)
@record.or_not_found
def start(request: Request, referral_id: UUID) -> HttpResponse:
    """Say that support has begun."""
    form = course_forms.StartForm(request.POST if request.method == "POST" else None, today=request.viewer.today)

    def act() -> None:
        actions.start_support(
            referral_id=referral_id, look_back_on=form.cleaned_data["look_back_on"],
            by=request.viewer, at=timezone.now(),
        )  # fmt: skip

    return _at_desk(
        request, referral_id, form, act, title="Support has started", button="Save", done="started",
        lead="From now on it is support, and no longer a wait.",
    )  # fmt: skip


@opens_to(DESK_ROLES)
@record.or_not_found
def end(request: Request, referral_id: UUID) -> HttpResponse:
    """End support, with who, why, what came of it, and what the person says."""
    form = course_forms.EndForm(request.POST or None)

    def act() -> None:
        actions.end_support(referral_id=referral_id, by=request.viewer, at=timezone.now(), **form.ending)

    return _at_desk(
        request, referral_id, form, act, title="End this support", button="End this support", done="",
        lead="Only this ends. They can ask again at any time, and you then have what was here before.",
    )  # fmt: skip


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def told(request: Request, referral_id: UUID) -> HttpResponse:
    """Record that the person was told of a no."""
    standing, person = _supported(request, referral_id)
    if standing.state is not StepKind.DECLINED:
        raise Http404
    form = course_forms.ToldForm(
        request.POST or None,
        today=request.viewer.today,
        declined_on=timezone.localdate(standing.last.at),
        initial={"told_on": request.viewer.today},
    )
    if form.is_valid():
        actions.record_told(
            referral_id=referral_id,
            told_on=form.cleaned_data["told_on"],
            how=Told.How(form.cleaned_data["how"]),
            by=request.viewer,
            at=timezone.now(),
        )
        return _to_referral(referral_id, "told")
    return _worker_page(
        request, person, standing, form, title="You told them", button="Save",
        lead=f"{standing.service_name} said no. Record when the person heard it from you.",
    )  # fmt: skip


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def reopen(request: Request, referral_id: UUID) -> HttpResponse:
    """Open a closed referral again, with the person's yes."""
    standing, person = _supported(request, referral_id)
    if standing.is_open or standing.team_id in request.viewer.team_ids:
        raise Http404
    form = course_forms.ReopenForm(request.POST or None)
    if form.is_valid():
        try:
            actions.reopen_referral(
                referral_id=referral_id,
                reason=form.why,
                words=form.cleaned_data["words"],
                consent=ConsentTerms(words=reopen_terms(standing), how=form.cleaned_data["how"]),
                by=request.viewer,
                at=timezone.now(),
            )
            return _to_referral(referral_id, "reopened")
        except AlreadyAnswered as already:
            form.add_error(None, words.already(already.kind, already.by_name, already.at))
    return _worker_page(
        request, person, standing, form, title="Open this referral again", button="Open it again",
        lead=f"Put this to them first: {reopen_terms(standing)}",
    )  # fmt: skip


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def cancel(request: Request, referral_id: UUID) -> HttpResponse:
    """Take back what was sent by mistake."""
    standing, person = _supported(request, referral_id)
    if standing.state not in CANCELLABLE or standing.team_id in request.viewer.team_ids:
        raise Http404
    form = course_forms.CancelForm(request.POST or None)
    if form.is_valid():
        try:
            actions.cancel_referral(
                referral_id=referral_id, note=form.cleaned_data["note"], by=request.viewer, at=timezone.now()
            )
            return _to_referral(referral_id, "cancelled")
        except AlreadyAnswered as already:
            form.add_error(None, words.already(already.kind, already.by_name, already.at))
    return _worker_page(
        request, person, standing, form, title="Sent by mistake", button="Cancel the referral",
        lead="If they no longer want it, say that instead: it is their choice then, and not a mistake.",
    )  # fmt: skip


def reopen_terms(standing: Standing) -> str:
    """Return what is put to the person before their referral is opened again."""
    return (
        f"{standing.service_name} will see again what you agreed to before, and what is new. "
        "You can take this back at any time."
    )


def _at_desk(
    request: Request, referral_id: UUID, form: PageForm, act: Callable[[], None], *,
    title: str, lead: str, button: str, done: str,
) -> HttpResponse:  # fmt: skip
    standing = referral_queries.referral_on_desk(request.viewer, referral_id=referral_id)
    person = record.opened(
        request, person_id=standing.person_id, reason=OpenReason.REFERRAL, life_areas=[standing.life_area]
    )
    if request.method == "POST" and form.is_valid():
        try:
            act()
            # After an end the desk no longer sees the person.
            to = f"{desk.address(referral_id)}?done={done}" if done else f"{reverse('casework:desk')}?done=ended"
            return HttpResponseRedirect(to)
        except AlreadyAnswered as already:
            form.add_error(None, words.already(already.kind, already.by_name, already.at))
    page = FormPage(
        person_strip=record.strip(person, url=desk.address(referral_id)),
        back=BackLink(label="the referral", url=desk.address(referral_id)),
        title=title,
        lead=lead,
        form=form,
        button=button,
    )
    return render(request, "casework/form.html", page)


def _supported(request: Request, referral_id: UUID) -> tuple[Standing, Person]:
    standing = referral_queries.referral_detail(request.viewer, referral_id=referral_id)
    person = record.opened(
        request, person_id=standing.person_id, reason=OpenReason.SUPPORT, life_areas=[standing.life_area]
    )
    return standing, person


def _worker_page(
    request: Request, person: Person, standing: Standing, form: PageForm, *, title: str, lead: str, button: str
) -> HttpResponse:
    address = reverse("casework:referral", kwargs={"referral_id": standing.referral_id})
    page = FormPage(
        person_strip=record.strip(person),
        back=BackLink(label="the referral", url=address),
        title=title,
        lead=lead,
        form=form,
        button=button,
    )
    return render(request, "casework/form.html", page)


def _to_referral(referral_id: UUID, done: str) -> HttpResponseRedirect:
    address = reverse("casework:referral", kwargs={"referral_id": referral_id})
    return HttpResponseRedirect(f"{address}?done={done}")
