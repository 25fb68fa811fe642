"""What every page of a person's own space begins with: their own record, opened and written down."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import Role
from lodestar.people import actions as people_actions
from lodestar.people import opening
from lodestar.people.supporting import queries as supporting_queries
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.rules.reach import Purpose
from lodestar.web.components.forms import PageForm
from lodestar.web.doors import opens_to
from lodestar.web.person import pages
from lodestar.web.rendering import render
from lodestar.web.requests import Request

OWN = frozenset({Role.PERSON})
View = Callable[..., HttpResponse]

# What a page says after something was done. The address names it; the words are ours.
DONE = {
    "sent": "Your words are sent. You read the answer here.",
    "corrected": "It is put right. The old words are kept, with your reason.",
    "need": "It is on your plan, in your words.",
    "card": "Your crisis card is saved.",
    "meet-me": "It is saved. They read it before they meet you.",
    "day": "The day is kept in mind.",
    "day-forgotten": "The day is off the list.",
    "paused": "Your break has begun. Your workers can see it.",
    "back": "Welcome back. Your workers can see that your break is over.",
    "stopped": "It has stopped. They can no longer see it.",
    "changed": "It is changed. It holds from now.",
    "task": "They will see it when they next sign in.",
    "notices": "Your choice is saved.",
    "withdrawn": "The request has stopped. You can ask again at any time.",
    "answered": "Your answer is sent.",
    "again": "You asked again. They have your request, with all that was there before.",
    "contact": "Your choice is saved. They see it before they get in touch.",
    "not-heard": "They know. You read the answer here by the end of the next working day.",
    "done": "Thank you. It is ticked off.",
    "check-in": "Your check-in is finished. Thank you.",
    "line": "It is in your diary.",
    "talk": "You asked for a talk. Your workers can see it.",
    "therapy": "Your answer is saved.",
    "length": "Thank you. Your answer is saved.",
    "story": "Your story is saved. Nobody new reads it.",
    "shown": "Your story is shown as you chose. You can take it back at any time.",
    "taken-back": "It is taken back. Nobody reads it any more.",
    "caring": "It is saved. Your workers can see it. Whom you look after is nowhere written down.",
    "accepted": "You can now see what was shared with you.",
}


@dataclass(frozen=True)
class Step:
    """A link back, in words."""

    words: str
    url: str


@dataclass(frozen=True)
class FormPage:
    """A page with one form. `can_exit` puts the way out on it; `note` is said under the heading."""

    title: str
    lead: str
    back: Step
    form: PageForm
    button: str
    own_words: str = ""
    is_stop: bool = False
    can_exit: bool = False


def own_record(view: View) -> View:
    """Hand the person's own record to a view, and write down that they opened it.

    A form that comes back is part of what was opened, and no second look. Supporters without a record of their
    own are shown what others share with them.
    """

    @opens_to(OWN)
    @wraps(view)
    def with_record(request: Request, **parts: UUID | str) -> HttpResponse:
        found = opening.own_opening(request.viewer)
        if found is None:
            if request.path == reverse("person:crisis-card"):
                return HttpResponseRedirect(reverse("public:help"))
            if supporting_queries.shared_with(request.viewer) or supporting_queries.invitations_of(request.viewer):
                return HttpResponseRedirect(reverse("person:shared"))
            return render(request, "person/no_record.html", pages.NoRecordPage(settings.HELP_TELEPHONE))
        if request.method != "POST":
            people_actions.open_record(
                person_id=found.person.pk,
                by=request.viewer,
                at=timezone.now(),
                life_areas=LIFE_AREAS,
                purpose=Purpose.OWN,
                reason=people_actions.OpenReason.OWN,
                looked_up=found,
            )
        return view(request, found.person, **parts)

    return with_record


def form_page(request: Request, page: FormPage) -> HttpResponse:
    """Return the response of a page with one form."""
    return render(request, "person/form.html", page)


def done(request: Request) -> str:
    """Return what was just done, in words; empty when nothing was."""
    return DONE.get(request.GET.get("done", ""), "")


def to(name: str, said: str, **parts: object) -> HttpResponseRedirect:
    """Return the way to a page that says what was done."""
    return HttpResponseRedirect(f"{reverse(f'person:{name}', kwargs=parts or None)}?done={said}")
