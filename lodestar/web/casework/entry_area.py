"""Where a service's people may live: named areas, or a distance from a postcode."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import DIRECTORY_ROLES
from lodestar.directory.entries import actions, covering, queries, showing
from lodestar.directory.entries.covering import Covered
from lodestar.places import queries as places
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

AREAS, CIRCLE = "areas", "circle"
MOST_KM = 200


class AreaForm(PageForm):
    """Named areas, or a circle."""

    kind = fields.RadiosField(
        label="How do you say where your people live?",
        missing="Choose one of the two",
        choices=((AREAS, "By names or codes of areas"), (CIRCLE, "By the distance from a postcode")),
    )
    areas = fields.LongTextField(
        label="Areas, one a line",
        hint="A council or a neighbourhood by its name, or an ONS code, like E01006074",
        required=False,
        rows=4,
    )
    postcode = fields.PostcodeField(label="Postcode in the middle", required=False)
    km = fields.TextField(label="Distance in km", width=3, required=False)

    def clean(self) -> dict[str, Any]:
        """Read what is covered into `covered`; what cannot be read is an error beside its field."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self.covered: Covered | None = None
        if given.get("kind") == AREAS:
            self._read_areas(given.get("areas", ""))
        elif given.get("kind") == CIRCLE and not self.errors:
            self._read_circle(given.get("postcode", ""), given.get("km", ""))
        return given

    def _read_areas(self, typed: str) -> None:
        lines = [line.strip() for line in typed.splitlines() if line.strip()]
        if not lines:
            self.add_error("areas", "Name at least one area")
            return
        try:
            self.covered = covering.named_areas(lines)
        except covering.AreaUnknown as unknown:
            self.add_error("areas", f"We know no area called “{unknown.typed}”. Check it, or use its code")

    def _read_circle(self, postcode: str, km: str) -> None:
        if not (km.isascii() and km.isdigit() and 0 < int(km) <= MOST_KM):
            self.add_error("km", "Enter whole kilometres, like 3")
            return
        try:
            self.covered = covering.circle(places.place_postcode(text=postcode), km=int(km))
        except (places.PostcodeNotFound, ValueError):
            self.add_error("postcode", ValidationError("Enter a postcode that exists, like M33 7AB"))


@dataclass(frozen=True)
class AreaPage:
    """Where a service's people may live."""

    back: BackLink
    name: str
    now: tuple[str, ...]
    form: AreaForm


@opens_to(DIRECTORY_ROLES)
def area(request: Request, service_id: UUID) -> HttpResponse:
    """Say where a service's people may live, instead of what was said before."""
    try:
        found = queries.entry(request.viewer, service_id=service_id)
    except actions.EntryNotFound as error:
        raise Http404 from error
    if not found.may_keep:
        raise Http404
    form = AreaForm(request.POST or None)
    if form.is_valid() and form.covered is not None:
        actions.cover_area(service_id=service_id, covered=form.covered, by=request.viewer, at=timezone.now())
        address = reverse("casework:entry", kwargs={"service_id": service_id})
        return HttpResponseRedirect(f"{address}?done=area")
    page = AreaPage(
        back=BackLink(label=found.name, url=reverse("casework:entry", kwargs={"service_id": service_id})),
        name=found.name,
        now=showing.covered_words(request.viewer, service_id=service_id),
        form=form,
    )
    return render(request, "casework/entry_area.html", page)
