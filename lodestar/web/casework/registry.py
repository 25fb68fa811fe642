"""Finding people by name, and registering somebody new. No name is ever part of an address."""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access import queries as access_queries
from lodestar.access.roles import CASEWORK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.people import actions as people_actions
from lodestar.people import finding
from lodestar.people.finding import Found
from lodestar.people.registering import REGISTRAR_ROLES
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
    if request.viewer.has_any(CASEWORK_ROLES):
        address = reverse("casework:person", kwargs={"person_id": person_id})
    else:
        address = reverse("casework:people")
    return HttpResponseRedirect(f"{address}?done=registered")


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
