"""Finding people by name, and registering somebody new. No name is ever part of an address."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access import queries as access_queries
from lodestar.access.roles import CASEWORK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.people import actions as people_actions
from lodestar.people import finding
from lodestar.people import queries as people_queries
from lodestar.people.finding import Found
from lodestar.people.registering import REGISTRAR_ROLES
from lodestar.plans import actions as plan_actions
from lodestar.referrals.asking import actions as asking_actions
from lodestar.referrals.asking import queries as asking_queries
from lodestar.rules.duplicates import Likeness
from lodestar.web import filters
from lodestar.web.casework import people_forms
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import Column, EmptyState, Link, Table
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

ALIKE = {
    Likeness.NHS_NUMBER: "the same NHS number",
    Likeness.NAME_AND_BIRTH: "a name like it, and the same date of birth",
    Likeness.NAME_AND_NEAR_BIRTH: "a name like it, and a date of birth one slip away",
    Likeness.NAME_AND_POSTCODE: "a name like it, and the same postcode",
    Likeness.BIRTH_AND_POSTCODE: "the same date of birth and postcode",
}


@dataclass(frozen=True)
class FindPage:
    """The search for a name, and whom it found; `empty` where it found nobody."""

    form: PageForm
    table: Table | None
    empty: EmptyState | None
    new_url: str
    done: str


@dataclass(frozen=True)
class RegisterPage:
    """The form, and people who may be the one that is registered: only those whom the registrar may see."""

    form: PageForm
    back: BackLink
    alike: Table | None


@opens_to(REGISTRAR_ROLES)
def find(request: Request) -> HttpResponse:
    """Find people by name among those whom the viewer supports. The name is sent as a form, not in the address."""
    viewer = request.viewer
    form = people_forms.FindForm(request.POST if request.method == "POST" else None)
    found = finding.find_people(viewer, asked=form.cleaned_data["asked"]) if form.is_valid() else []
    page = FindPage(
        form=form,
        table=_table(viewer, found, "People found") if found else None,
        empty=_nobody() if form.is_bound and form.is_valid() and not found else None,
        new_url=reverse("casework:register"),
        done="They are registered." if request.GET.get("done") == "registered" else "",
    )
    return render(request, "casework/find.html", page)


@opens_to(REGISTRAR_ROLES)
def register(request: Request) -> HttpResponse:
    """Register somebody, with a gentle word where they may be here already."""
    viewer = request.viewer
    form = people_forms.RegisterForm(
        request.POST if request.method == "POST" else None,
        today=viewer.today,
        teams=tuple(access_queries.teams_of(viewer).items()),
        may_be_key_worker=viewer.has_any(CASEWORK_ROLES),
        initial=_said_already(request),
    )
    alike: list[Found] = []
    if form.is_valid():
        alike = finding.alike_people(viewer, identity=form.identity)
        if not alike or form.cleaned_data["is_somebody_else"]:
            return _registered(request, form)
    page = RegisterPage(
        form=form,
        back=BackLink(label="people", url=reverse("casework:people")),
        alike=_table(viewer, alike, "They may be here already", why=True) if alike else None,
    )
    return render(request, "casework/register.html", page)


def _registered(request: Request, form: people_forms.RegisterForm) -> HttpResponse:
    person_id = people_actions.register_person(
        new=form.new_person,
        life_areas_opened=form.cleaned_data["life_areas"],
        team_id=form.team_id,
        is_key_worker=form.cleaned_data.get("is_key_worker", False),
        person_id=form.cleaned_data["row_id"],
        by=request.viewer,
        at=timezone.now(),
    )
    asked_id = _asked_id(request)
    if asked_id is not None:
        return goes_along(request, request_id=asked_id, person_id=person_id)
    if request.viewer.has_any(CASEWORK_ROLES):
        address = reverse("casework:person", kwargs={"person_id": person_id})
    else:
        address = reverse("casework:people")
    return HttpResponseRedirect(f"{address}?done=registered")


def goes_along(request: Request, *, request_id: UUID, person_id: UUID) -> HttpResponse:
    """Let what was asked at the front door go along with a person: their words are needs, and nobody asks again.

    Raises RecordNotFound for a person whom the viewer may not see, and Http404 for a request of another
    team's.
    """
    viewer, now = request.viewer, timezone.now()
    try:
        asked = asking_queries.request_seen(viewer, request_id=request_id)
        asking_actions.name_person(request_id=request_id, person_id=person_id, by=viewer, at=now)
    except asking_queries.RequestNotFound as missing:
        raise Http404 from missing
    except asking_actions.AlreadyClosed:
        return HttpResponseRedirect(f"{reverse('casework:one-asked', kwargs={'request_id': request_id})}?done=first")
    open_areas = people_queries.areas_open_to(viewer, person_id=person_id)
    for area in [area for area in asked.life_areas if area in open_areas] or list(open_areas[:1]):
        plan_actions.record_need(
            person_id=person_id, life_area=area, words=asked.words, need_id=uuid5(request_id, area), by=viewer, at=now
        )
    if not viewer.has_any(CASEWORK_ROLES):
        return HttpResponseRedirect(f"{reverse('casework:people')}?done=registered")
    return HttpResponseRedirect(f"{reverse('casework:person', kwargs={'person_id': person_id})}?done=registered")


def _asked_id(request: Request) -> UUID | None:
    try:
        return UUID(request.GET.get("asked", ""))
    except ValueError:
        return None


def _said_already(request: Request) -> dict[str, object]:
    """Return what was said at the front door, so that nobody has to say it twice."""
    asked_id = _asked_id(request)
    if asked_id is None:
        return {}
    try:
        asked = asking_queries.request_seen(request.viewer, request_id=asked_id)
    except asking_queries.RequestNotFound as missing:
        raise Http404 from missing
    names = ("preferred_name", "born_on", "postcode", "telephone", "email", "life_areas")
    return {name: getattr(asked, name) for name in names}


def _table(viewer: Viewer, found: list[Found], caption: str, *, why: bool = False) -> Table:
    opens = viewer.has_any(CASEWORK_ROLES)
    last = Column(label="Why") if why else Column(label="Pronouns")
    return Table(
        caption=caption,
        count_words=filters.plural(len(found), "person", "people"),
        columns=(
            Column(label="Name"),
            Column(label="Full name"),
            Column(label="Born"),
            Column(label="Postcode"),
            last,
        ),
        rows=tuple(
            (
                Link(words=one.preferred_name, url=reverse("casework:person", kwargs={"person_id": one.person_id}))
                if opens
                else one.preferred_name,
                one.full_name,
                filters.short_date_words(one.born_on) if one.born_on else "Not known",
                one.postcode or "Not known",
                "; ".join(ALIKE[likeness] for likeness in one.likenesses).capitalize() if why else one.pronouns,
            )
            for one in found
        ),
    )


def _nobody() -> EmptyState:
    return EmptyState(
        title="Nobody whom you support has a name like that",
        words="Try fewer letters, or the name they like to be called by. Somebody new can be registered.",
        action=Link(words="Register somebody new", url=reverse("casework:register")),
    )
