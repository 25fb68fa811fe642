"""What a provider says of an entry from a telephone: whether it takes people, and what its activities adjust."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import DIRECTORY_ROLES
from lodestar.directory.entries import actions, queries
from lodestar.directory.entries.queries import Entry, SaidOfPlaces
from lodestar.rules import parameters
from lodestar.web import filters
from lodestar.web.casework import entry_forms
from lodestar.web.casework.entry_pages import KEEPERS, capacity_words
from lodestar.web.components import badges
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DAYS_IN_A_WEEK = 7


@dataclass(frozen=True)
class CapacityPage:
    """Two buttons, and below them what may be said with it."""

    back: BackLink
    name: str
    now: str
    holds: str
    wait: str
    form: entry_forms.CapacityForm


@dataclass(frozen=True)
class AdjustmentsPage:
    """The checklist, and what was checked before."""

    back: BackLink
    name: str
    counts: str
    form: PageForm
    badges: tuple[badges.BadgeCard, ...]


@opens_to(KEEPERS)
def capacity(request: Request, service_id: UUID) -> HttpResponse:
    """Say whether a service takes people now: one press, dated today."""
    found = _kept(request, service_id, also_desks=True)
    form = entry_forms.CapacityForm(request.POST or None, initial=_initial(found.capacity))
    if form.is_valid():
        given = form.cleaned_data
        weeks = given["wait_weeks"]
        actions.state_capacity(
            service_id=service_id,
            capacity=actions.Capacity(
                takes_people_now=given["state"] == form.TAKING,
                usual_wait_days=None if weeks is None else weeks * DAYS_IN_A_WEEK,
                places=given["places"],
                unit=given["unit"],
            ),
            by=request.viewer,
            at=timezone.now(),
        )
        return HttpResponseRedirect(f"{reverse('casework:entries')}?done=capacity")
    days = parameters.whole_number("capacity-statement-expiry", on=request.viewer.today)
    page = CapacityPage(
        back=BackLink(label="entries", url=reverse("casework:entries")),
        name=found.name,
        now=capacity_words(found.capacity, request=request),
        holds=f"It counts for {filters.plural(days, 'day')}. Then the page says that nobody knows.",
        wait=str(form.initial.get("wait_weeks", "")),
        form=form,
    )
    return render(request, "casework/entry_capacity.html", page)


@opens_to(DIRECTORY_ROLES)
def adjustments(request: Request, service_id: UUID) -> HttpResponse:
    """Check what one activity does for somebody who needs it another way."""
    found = _kept(request, service_id)
    form = entry_forms.AdjustmentsForm(request.POST or None, initial=_last_check(found))
    if form.is_valid():
        given = form.cleaned_data
        check = actions.SelfCheck(
            activity=given["activity"],
            offers=tuple(given["offers"]),
            quiet_times=given["quiet_times"],
            evidence=given["evidence"],
        )
        try:
            actions.check_adjustments(service_id=service_id, check=check, by=request.viewer, at=timezone.now())
        except actions.QuietTimesMissing:
            form.add_error("quiet_times", "Say when, so that somebody can come then")
        else:
            address = reverse("casework:entry", kwargs={"service_id": service_id})
            return HttpResponseRedirect(f"{address}?done=adjustments")
    days = parameters.whole_number("adjustment-badge", on=request.viewer.today)
    page = AdjustmentsPage(
        back=BackLink(label=found.name, url=reverse("casework:entry", kwargs={"service_id": service_id})),
        name=found.name,
        counts=f"It is shown with today's date, and counts for {filters.span_words(days)}.",
        form=form,
        badges=tuple(badges.badge_card(one) for one in found.badges),
    )
    return render(request, "casework/entry_adjustments.html", page)


def _kept(request: Request, service_id: UUID, *, also_desks: bool = False) -> Entry:
    try:
        found = queries.entry(request.viewer, service_id=service_id)
    except actions.EntryNotFound as error:
        raise Http404 from error
    if not (found.may_keep or (also_desks and found.may_state_capacity)):
        raise Http404
    return found


def _initial(said: SaidOfPlaces | None) -> dict[str, object]:
    if said is None:
        return {}
    weeks = None if said.usual_wait_days is None else round(said.usual_wait_days / DAYS_IN_A_WEEK)
    return {"wait_weeks": weeks, "places": said.places, "unit": said.unit}


def _last_check(found: Entry) -> dict[str, object]:
    if not found.badges:
        return {}
    last = found.badges[0]
    return {"activity": last.activity, "offers": list(last.offers), "quiet_times": last.quiet_times}
