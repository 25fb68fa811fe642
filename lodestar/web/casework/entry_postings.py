"""What a provider puts on the board of volunteering and learning."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lodestar.access.roles import DIRECTORY_ROLES
from lodestar.directory.entries import keeping_dates
from lodestar.directory.entries.dating import actions
from lodestar.directory.entries.models import Opportunity
from lodestar.rules import adjustments
from lodestar.web import filters
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = {"posted": "It is on the board.", "down": "It is off the board."}


class PostingForm(PageForm):
    """One thing to give time to or to learn."""

    kind = fields.RadiosField(
        label="What is it?", missing="Choose volunteering or learning", choices=Opportunity.Kind.choices
    )
    title = fields.TextField(
        label="In a few words", hint="For example: Help with the animals", missing="Give it a name", max_length=120
    )
    words = fields.LongTextField(
        label="What does somebody do there?", missing="Say what somebody does", most_characters=600, rows=4
    )
    hours_words = fields.TextField(
        label="When, and for how long?",
        hint="For example: two hours on Tuesdays",
        missing="Say when, like two hours on Tuesdays",
        max_length=200,
    )
    place_words = fields.TextField(label="Where?", required=False, max_length=200)
    start_support = fields.TextField(
        label="Who helps somebody to start, and how?",
        hint="For example: Owen shows you round, and works beside you for a month",
        missing="Say who helps somebody to start: it is what people ask first",
        max_length=300,
    )
    somebody_goes_along = fields.TickField(label="Somebody can go with them the first time", required=False)
    adjustments = fields.CheckboxesField(label="What is adjusted?", choices=(), required=False)
    closes_on = day_field.DayField(
        label="Until when can somebody ask?", missing="Enter a day, like 27 3 2026. Old offers disappoint people"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the form with the adjustments that we know."""
        super().__init__(*args, **kwargs)
        known = [(one.slug, one.offer) for one in adjustments.all_adjustments().values()]
        cast(forms.MultipleChoiceField, self.fields["adjustments"]).choices = known


@dataclass(frozen=True)
class PostingLine:
    """One thing on the board, with what takes it off."""

    title: str
    words: str
    down_url: str


@dataclass(frozen=True)
class PostingsPage:
    """What is on the board, and the form for more."""

    back: BackLink
    done: str
    name: str
    board_url: str
    postings: tuple[PostingLine, ...]
    form: PostingForm


@opens_to(DIRECTORY_ROLES)
def postings(request: Request, service_id: UUID) -> HttpResponse:
    """Put something on the board."""
    try:
        kept = keeping_dates.postings_kept(request.viewer, service_id=service_id)
    except actions.EntryNotFound as error:
        raise Http404 from error
    form = PostingForm(request.POST or None)
    if form.is_valid():
        given = {**form.cleaned_data, "adjustments": tuple(form.cleaned_data["adjustments"])}
        try:
            actions.post_opportunity(
                service_id=service_id, posting=actions.Posting(**given), by=request.viewer, at=timezone.now()
            )
        except actions.EndsBeforeItStarts:
            form.add_error("closes_on", "Choose a day that is still to come")
        else:
            return _back_to(service_id, "posted")
    named = {"service_id": service_id}
    page = PostingsPage(
        back=BackLink(label="the entry", url=reverse("casework:entry", kwargs=named)),
        done=DONE.get(request.GET.get("done", ""), ""),
        name="Volunteering and learning",
        board_url=reverse("public:board"),
        postings=tuple(
            PostingLine(
                title=one.title,
                words=f"{Opportunity.Kind(one.kind).label}, until {filters.short_date_words(one.closes_on)}",
                down_url=reverse("casework:posting-down", kwargs={"posting_id": one.pk}),
            )
            for one in kept
        ),
        form=form,
    )
    return render(request, "casework/entry_postings.html", page)


@opens_to(DIRECTORY_ROLES)
@require_POST
def take_down(request: Request, posting_id: UUID) -> HttpResponse:
    """Take something off the board."""
    try:
        posted = actions.take_down_opportunity(opportunity_id=posting_id, by=request.viewer, at=timezone.now())
    except actions.EntryNotFound as error:
        raise Http404 from error
    return _back_to(posted.service_id, "down")


def _back_to(service_id: UUID, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('casework:entry-postings', kwargs={'service_id': service_id})}?done={done}")
