"""Volunteering and learning: what there is to join, who helps somebody to start, and going along the first time."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.csrf import csrf_exempt

from lodestar.access.roles import Role
from lodestar.directory import queries
from lodestar.directory.entries import calendar, showing
from lodestar.directory.entries.models import Opportunity
from lodestar.directory.entries.showing import OpportunityShown
from lodestar.rules import adjustments
from lodestar.web import doors, errors, filters, pacing, rendering
from lodestar.web.components import fields, forms, lists
from lodestar.web.public import provider_words
from lodestar.web.requests import Request

LONGEST_WORDS = 100


class BoardForm(forms.PageForm):
    """What somebody would like to do."""

    words = fields.TextField(
        label="What would you like to do?",
        hint="For example: animals, cooking, from home",
        required=False,
        max_length=LONGEST_WORDS,
        error_messages={"max_length": f"Say it in {LONGEST_WORDS} letters or fewer"},
    )
    kind = fields.RadiosField(
        label="Volunteering or learning?",
        required=False,
        choices=(("", "Both"), *Opportunity.Kind.choices),
    )


@dataclass(frozen=True, kw_only=True)
class OpportunityCard:
    """One thing to join. `ask_url` leads to whoever can go along: a message for a person who is signed in."""

    anchor: str
    title: str
    kind: str
    words: str
    facts: tuple[tuple[str, str], ...]
    adjustments: tuple[str, ...]
    along: str
    ask: lists.Link | None
    service: lists.Link
    until: str


@dataclass(frozen=True, kw_only=True)
class BoardPage:
    """What there is to join."""

    form: BoardForm
    count_words: str
    cards: tuple[OpportunityCard, ...]
    empty: lists.EmptyState | None


# A search changes nothing and is posted, so that what somebody looks for stands in no address.
@csrf_exempt
@doors.opens_to(doors.EVERYBODY)
def board(request: Request) -> HttpResponse:
    """Show what there is to join, all of it or what was searched for."""
    if pacing.is_too_fast(request):
        return errors.too_many(request)
    form = BoardForm(request.POST if request.method == "POST" else {})
    form.is_valid()
    words, kind = form.cleaned_data.get("words", ""), form.cleaned_data.get("kind", "")
    found = showing.opportunities(request.viewer, words=words, kind=kind)
    page = BoardPage(
        form=form,
        count_words=filters.plural(len(found), "thing to join", "things to join"),
        cards=tuple(_card(request, one) for one in found),
        empty=None
        if found
        else lists.EmptyState(
            title="Nothing like that now",
            words="Try another word, or look at all of it. New things come every month.",
            action=lists.Link(words="Show everything", url=reverse("public:board")),
        ),
    )
    return rendering.render(request, "public/board.html", page)


@doors.opens_to(doors.EVERYBODY)
def service_dates(request: Request, service_id: UUID) -> HttpResponse:
    """Send a group's dates as a calendar file."""
    at = timezone.now()
    detail = queries.service_detail(
        request.viewer, service_id=service_id, at=timezone.localtime(at).replace(tzinfo=None)
    )
    rules = showing.date_rules(request.viewer, service_id=service_id)
    if detail is None or not detail.is_listed or not rules:
        raise Http404
    if detail.is_address_hidden:
        for rule in rules:
            rule.place_words = ""
    address = request.build_absolute_uri(reverse("public:service", kwargs={"service_id": service_id}))
    content = calendar.as_ics(rules, name=detail.name, address=address, told_at=at)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{slugify(detail.name) or "dates"}.ics"'
    return response


def _card(request: Request, one: OpportunityShown) -> OpportunityCard:
    known = adjustments.all_adjustments()
    url = reverse("public:service", kwargs={"service_id": one.service_id})
    facts = (("When", one.hours_words), ("Where", one.place_words), ("Help to start", one.start_support))
    return OpportunityCard(
        anchor=str(one.opportunity_id),
        title=one.title,
        kind=str(Opportunity.Kind(one.kind).label),
        words=one.words,
        facts=tuple((label, words) for label, words in facts if words),
        adjustments=tuple(known[slug].offer for slug in one.adjustments if slug in known),
        along="Somebody goes with you the first time." if one.somebody_goes_along else "",
        ask=_ask(request, one),
        service=lists.Link(
            words=f"{one.service_name}, {one.organisation_name}" if one.organisation_name else one.service_name, url=url
        ),
        until=provider_words.until_words(one.closes_on),
    )


def _ask(request: Request, one: OpportunityShown) -> lists.Link | None:
    """Return how to ask for company: of one's own workers for a person, of the provider for everybody else."""
    if Role.PERSON in request.viewer.roles:
        return lists.Link(words="Ask one of your people to go with you", url=reverse("person:new-message"))
    if not one.telephone:
        return None
    digits = "".join(letter for letter in one.telephone if letter.isdigit() or letter == "+")
    words = "Ring to ask, and to have somebody go with you" if one.somebody_goes_along else "Ring to ask"
    return lists.Link(words=f"{words}: {one.telephone}", url=f"tel:{digits}", hidden_words=f", about {one.title}")
