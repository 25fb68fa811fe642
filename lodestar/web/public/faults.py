"""Saying that an entry is wrong: one press, by anybody, with no name asked; words to it only if somebody likes."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.directory import queries
from lodestar.directory.assurance import actions
from lodestar.web import doors, entry_words, errors, pacing, rendering
from lodestar.web.components import fields, forms, frame
from lodestar.web.requests import Request

RATE = "10/h"


class FaultForm(forms.PageForm):
    """What is wrong, and a line of words if somebody likes."""

    about = fields.RadiosField(
        label="What is wrong?", missing="Choose what is wrong", choices=tuple(entry_words.FAULTS.items())
    )
    words = fields.TextField(
        label="More about it",
        hint="If you like. Write nothing about yourself: we do not ask who you are",
        required=False,
        max_length=300,
        error_messages={"max_length": "Say it in 300 letters or fewer"},
    )


@dataclass(frozen=True, kw_only=True)
class FaultPage:
    """The question; `about` is what somebody said is wrong once it was answered, and `is_done` with its words."""

    back: frame.BackLink
    name: str
    form: FaultForm
    about: str
    is_done: bool


@doors.opens_to(doors.EVERYBODY)
def fault(request: Request, service_id: UUID) -> HttpResponse:
    """Take what is wrong with an entry, without asking who says so."""
    local = timezone.localtime().replace(tzinfo=None)
    detail = queries.service_detail(request.viewer, service_id=service_id, at=local)
    if detail is None:
        raise Http404
    form = FaultForm(request.POST or None)
    about, words = "", ""
    if form.is_valid():
        if pacing.is_too_fast(request, group="fault", rate=RATE):
            return errors.too_many(request)
        about, words = form.cleaned_data["about"], form.cleaned_data["words"]
        try:
            actions.report_fault(
                service_id=service_id,
                about=about,
                words=words,
                by=request.viewer,
                at=timezone.now(),
            )
        except actions.EntryNotFound as error:
            raise Http404 from error
    page = FaultPage(
        back=frame.BackLink(label=detail.name, url=reverse("public:service", kwargs={"service_id": service_id})),
        name=detail.name,
        form=form,
        about=about,
        is_done=bool(about and words),
    )
    return rendering.render(request, "public/fault.html", page)
