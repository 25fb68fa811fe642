"""For somebody who looks after somebody: their own record says so, names nobody, and leads to help for carers."""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.directory import kinds_offered
from lodestar.people.circumstances import actions, queries
from lodestar.people.models import Person
from lodestar.rules.circumstances import AgreedBy, CircumstanceKind
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.lists import Link
from lodestar.web.person import own
from lodestar.web.person.own import own_record
from lodestar.web.rendering import render
from lodestar.web.requests import Request

CARERS = "carers-support"


class CaringForm(PageForm):
    """What would help a carer; nobody asks for whom they care."""

    words = fields.LongTextField(
        label="What would help you?",
        hint="You can leave this empty. You do not need to say whom you look after.",
        required=False,
        most_characters=1_000,
        rows=3,
    )


@dataclass(frozen=True)
class CaringPage:
    """Whether the person said that they care for somebody, and what there is for carers."""

    done: str
    has_said: bool
    words: str
    form: CaringForm
    offers: tuple[tuple[Link, str], ...]


@own_record
def caring(request: Request, own_person: Person) -> HttpResponse:
    """Say that one looks after somebody, or that one no longer does; and read what there is for carers."""
    here = reverse("person:caring")
    held = queries.circumstances_of(request.viewer, person_id=own_person.pk)
    said = next((one for one in held if one.kind == CircumstanceKind.CARER), None)
    if request.method == "POST" and "end" in request.POST and said is not None:
        actions.end_circumstance(circumstance_id=said.pk, by=request.viewer, at=timezone.now())
        return HttpResponseRedirect(here)
    form = CaringForm(request.POST if request.method == "POST" else None, initial={"words": said.words if said else ""})
    if request.method == "POST" and form.is_valid():
        actions.say_circumstance(
            person_id=own_person.pk,
            kind=CircumstanceKind.CARER,
            agreed_by=AgreedBy.PERSON,
            words=form.cleaned_data["words"],
            by=request.viewer,
            at=timezone.now(),
        )
        return HttpResponseRedirect(f"{here}?done=caring")
    page = CaringPage(
        done=own.done(request),
        has_said=said is not None,
        words=said.words if said else "",
        form=form,
        offers=tuple(
            (
                Link(words=one.name, url=reverse("public:service", kwargs={"service_id": one.pk})),
                one.summary,
            )
            for one in kinds_offered.services_of_kind(request.viewer, kind=CARERS)
        ),
    )
    return render(request, "person/caring.html", page)
