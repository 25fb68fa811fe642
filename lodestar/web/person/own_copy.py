"""My copy: everything that is kept about the person, as a document to read and as data, whenever they like."""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.people.models import Person
from lodestar.people.voice import actions
from lodestar.web.person import own_copy_document
from lodestar.web.person.own import own_record
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class CopyPage:
    """The two forms of the copy."""

    name: str


@own_record
def choose(request: Request, own_person: Person) -> HttpResponse:
    """Offer the copy, to read or for a machine."""
    return render(request, "person/copy.html", CopyPage(own_person.preferred_name))


@own_record
def readable(request: Request, own_person: Person) -> HttpResponse:
    """Hand the person their copy as a document to read and print."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("person:copy"))
    copy = actions.take_copy(form="pdf", by=request.viewer, at=timezone.now())
    document = own_copy_document.as_pdf(copy)
    return _handed(HttpResponse(document, content_type="application/pdf"), "my-copy.pdf")


@own_record
def machine(request: Request, own_person: Person) -> HttpResponse:
    """Hand the person their copy as data."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("person:copy"))
    copy = actions.take_copy(form="json", by=request.viewer, at=timezone.now())
    return _handed(JsonResponse(copy.as_data(), json_dumps_params={"indent": 1, "ensure_ascii": False}), "my-copy.json")


def _handed(response: HttpResponse, name: str) -> HttpResponse:
    # The name on the disk says nothing of whose it is.
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
