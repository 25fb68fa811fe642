"""One plan, two doors: the person's own pages and a worker's pages in a record show and do the same things.

A view here takes the space that it works in: whose plan, who looks, and how its addresses are made. The doors of
`web/person` and `web/casework` open it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, reverse
from django.utils import timezone

from lodestar.access.viewers import Viewer
from lodestar.people import queries as people_queries
from lodestar.people.models import Person
from lodestar.plans import queries as plan_queries
from lodestar.plans.deciding import queries as deciding_queries
from lodestar.plans.goals import queries as goal_queries
from lodestar.plans.packages import actions as package_actions
from lodestar.plans.ways import queries as way_queries
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import PersonStrip
from lodestar.web.components.lists import Link
from lodestar.web.plan import words
from lodestar.web.rendering import render
from lodestar.web.requests import Request

NOT_THERE: tuple[type[Exception], ...] = (
    people_queries.RecordNotFound,
    plan_queries.NeedNotFound,
    goal_queries.GoalNotFound,
    goal_queries.StepNotFound,
    deciding_queries.NotThere,
    package_actions.ItemNotFound,
    way_queries.WayNotFound,
)


@dataclass(frozen=True)
class Space:
    """Whose plan this is, who looks, and where its pages are.

    `life_areas` are those that open to the viewer. `is_whole` says whether what matters to the person opens too.
    """

    viewer: Viewer
    person: Person
    life_areas: tuple[str, ...]
    is_own: bool
    is_whole: bool
    layout: str
    person_strip: PersonStrip | None
    namespace: str

    @property
    def today(self) -> date:
        """Return the viewer's today."""
        return self.viewer.today

    @property
    def now(self) -> datetime:
        """Return the moment of what is done here."""
        return timezone.now()

    def url(self, name: str, **parts: object) -> str:
        """Return the address of one of the plan's pages, or of another page of this door."""
        whose = {} if self.is_own else {"person_id": self.person.pk}
        return _address(f"{self.namespace}:{name}", {**whose, **parts})

    def urls(self, name: str, part: str) -> Callable[[UUID], str]:
        """Return what says the address of a page for the id of its row: a long plan asks it for every row."""
        before, after = self.url(name, **{part: _ANY}).split(str(_ANY))
        return lambda row_id: f"{before}{row_id}{after}"

    def url_outside(self, name: str, **parts: object) -> str:
        """Return the address of a page of this door that is not under one person's record."""
        return _address(f"{self.namespace}:{name}", parts)

    def to(self, name: str, said: str, **parts: object) -> HttpResponseRedirect:
        """Return the way to a page that says what was done."""
        return HttpResponseRedirect(f"{self.url(name, **parts)}?done={said}")

    def place(self, request: Request, back: Link) -> "Place":
        """Return what stands around a page of this space."""
        return Place(
            layout=self.layout,
            person_strip=self.person_strip,
            back=back,
            done=words.DONE.get(request.GET.get("done", ""), ""),
            is_own=self.is_own,
        )

    def back_to_plan(self) -> Link:
        """Return the way back to the plan."""
        return Link(words="Back to the plan", url=self.url("plan"))


@dataclass(frozen=True)
class Place:
    """What stands around a page: the layout of its door, the strip, the way back, what was just done."""

    layout: str
    person_strip: PersonStrip | None
    back: Link
    done: str
    is_own: bool


@dataclass(frozen=True)
class PlacedPage:
    """A page of a plan, with what stands around it."""

    place: Place

    @property
    def person_strip(self) -> PersonStrip | None:
        """Return whose record this is, for the layout."""
        return self.place.person_strip


@dataclass(frozen=True)
class FormPage(PlacedPage):
    """A page with one form. `prompts` are questions that may help to answer it."""

    title: str
    lead: str
    own_words: str
    form: PageForm
    button: str
    stop_url: str = ""
    prompts: tuple[tuple[str, str], ...] = ()


View = Callable[..., HttpResponse]
_ANY = UUID(int=0xFF)


def _address(name: str, parts: dict[str, object]) -> str:
    given = [str(part) if isinstance(part, UUID) else quote(str(part)) for part in parts.values()]
    return _pattern(get_script_prefix(), name, tuple(parts)).format(*given)


@cache
def _pattern(prefix: str, name: str, parts: tuple[str, ...]) -> str:
    """Return an address with a place for each part. A long plan has a thousand addresses of a dozen patterns."""
    places = [UUID(int=number) for number in range(len(parts))]
    address = reverse(name, kwargs=dict(zip(parts, places, strict=True)) or None)
    for number, place in enumerate(places):
        address = address.replace(str(place), f"{{{number}}}")
    return address


def form_page(
    request: Request,
    space: Space,
    *,
    title: str,
    form: PageForm,
    button: str,
    lead: str = "",
    own_words: str = "",
    back: Link | None = None,
    prompts: tuple[tuple[str, str], ...] = (),
) -> HttpResponse:
    """Return the response of a page with one form."""
    page = FormPage(
        place=space.place(request, back or space.back_to_plan()),
        title=title,
        lead=lead,
        own_words=own_words,
        form=form,
        button=button,
        prompts=prompts,
    )
    return render(request, "plan/form.html", page)


def row_id(form: PageForm) -> UUID | None:
    """Return the id that a form carries for the row it makes."""
    given = form.cleaned_data.get("row_id")
    return given if isinstance(given, UUID) else None
