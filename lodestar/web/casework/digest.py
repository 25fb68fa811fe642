"""What is new in the directory, by place and part of life; by e-mail for whoever wants it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.directory.digests import actions, queries
from lodestar.directory.digests.queries import NewOffer
from lodestar.rules.life_areas import LIFE_AREAS
from lodestar.web import filters
from lodestar.web.casework.entry_pages import SPEAKERS
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.lists import EmptyState
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

SHOWN_DAYS = 30
DONE = {"chosen": "From now on you see, and are told, what you chose."}


class DigestForm(PageForm):
    """What to hear of."""

    life_areas = fields.CheckboxesField(
        label="Which parts of life?",
        missing="Choose at least one part of life",
        choices=[(area.value, area.label) for area in LIFE_AREAS],
    )
    area_code = fields.SelectField(label="Where?", required=False, choices=())
    by_email = fields.TickField(label="Send me an e-mail when there is something new", required=False)

    def __init__(self, *args: Any, neighbourhoods: list[tuple[str, str]], **kwargs: Any) -> None:
        """Make the form for the neighbourhoods of the place."""
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["area_code"]).choices = [("", "The whole place"), *neighbourhoods]


@dataclass(frozen=True)
class OfferCard:
    """One new thing on offer."""

    name: str
    url: str
    about: str
    words: str


@dataclass(frozen=True)
class DigestPage:
    """What is new, and the choice of what to hear of."""

    done: str
    lead: str
    offers: tuple[OfferCard, ...]
    empty: EmptyState | None
    form: DigestForm


@opens_to(SPEAKERS)
def digest(request: Request) -> HttpResponse:
    """Show what is new for the viewer, and keep what they choose to hear of."""
    viewer, at = request.viewer, timezone.now()
    own = queries.choice(viewer)
    form = DigestForm(
        request.POST or None,
        neighbourhoods=queries.neighbourhoods(viewer),
        initial={"life_areas": own.life_areas, "area_code": own.area_code, "by_email": own.by_email},
    )
    if form.is_valid():
        actions.choose_digest(**form.cleaned_data, by=viewer, at=at)
        return HttpResponseRedirect(f"{reverse('casework:digest')}?done=chosen")
    offers = queries.new_offers(
        viewer, life_areas=own.life_areas, area_code=own.area_code, since=at - timedelta(days=SHOWN_DAYS), until=at
    )
    page = DigestPage(
        done=DONE.get(request.GET.get("done", ""), ""),
        lead=f"{filters.plural(len(offers), 'new offer')} in the last {SHOWN_DAYS} days, as you chose."
        if own.is_chosen
        else f"{filters.plural(len(offers), 'new offer')} in the last {SHOWN_DAYS} days, for your role.",
        offers=tuple(_card(one, request) for one in offers),
        empty=None
        if offers
        else EmptyState(title="Nothing new", words="When a service or something to join is new, it stands here."),
        form=form,
    )
    return render(request, "casework/digest.html", page)


def _card(one: NewOffer, request: Request) -> OfferCard:
    whose = f"{one.organisation_name}, " if one.organisation_name else ""
    at_service = f"At {one.name}. " if one.joins else ""
    return OfferCard(
        name=one.joins or one.name,
        url=reverse("public:service", kwargs={"service_id": one.service_id}),
        about=f"{at_service}{whose}new {filters.days_ago_words(one.since, request.viewer.today)}",
        words="" if one.joins else one.summary,
    )
