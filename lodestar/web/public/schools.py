"""For schools: a menu of support with its evidence, and a talk with the team, in which no pupil is named."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions as access_actions
from lodestar.directory.schools import actions, queries
from lodestar.directory.schools.models import TalkTime
from lodestar.directory.schools.queries import Offer
from lodestar.rules import parameters, schools
from lodestar.rules.schools import Evidence, Theme, YearBand
from lodestar.web import doors, errors, filters, pacing, school_words
from lodestar.web.components import fields
from lodestar.web.components.forms import OnceForm
from lodestar.web.components.lists import Column, Link, Table
from lodestar.web.rendering import render
from lodestar.web.requests import Request

RATE = "20/h"
READ_RATE = "60/m"
YEAR_DAYS = 365


class BookForm(OnceForm):
    """Which school, what about and how old: there is no field for a child."""

    school = fields.TextField(label="Which school or college?", missing="Write the name of the school", max_length=120)
    school_telephone = fields.TextField(
        label="Which number of the school do we ring?",
        missing="Write the number of the school",
        width=20,
        max_length=40,
        input_type="tel",
    )
    theme = fields.RadiosField(
        label="What is it about?",
        missing="Choose what it is about",
        choices=tuple((theme.value, words) for theme, words in school_words.THEMES.items()),
    )
    year_band = fields.RadiosField(
        label="About how old?",
        missing="Choose about how old",
        choices=tuple((band.value, words) for band, words in school_words.YEARS.items()),
    )

    def clean_school(self) -> str:
        """Return the school. Raises `ValidationError` for words that could tell who a child is."""
        school: str = self.cleaned_data["school"]
        if schools.may_name_somebody(text=school):
            raise forms.ValidationError(school_words.NAMES)
        return school


@dataclass(frozen=True)
class OfferCard:
    """One service on the menu."""

    link: Link
    by: str
    summary: str
    ages: str
    evidence: str
    source: str
    is_rated: bool


@dataclass(frozen=True)
class MenuPage:
    """What there is for children and young people, the best known to work first; and what schools asked about."""

    count_words: str
    offers: tuple[OfferCard, ...]
    talks: tuple[Link, ...]
    themes: Table | None


@dataclass(frozen=True)
class BookPage:
    """One free time, and the form that books it; `taken` when somebody was faster."""

    when: str
    team: str
    minutes: str
    form: BookForm
    taken: bool = False


@dataclass(frozen=True)
class TalkPage:
    """One booked talk, for the school that booked it."""

    is_new: bool
    address: str
    when: str
    team: str
    team_telephone: str
    facts: tuple[tuple[str, str], ...]
    advice: str
    advised: str
    can_free: bool


@doors.opens_to(doors.EVERYBODY)
def menu(request: Request) -> HttpResponse:
    """Show the menu. It holds no pupil, and asks for none."""
    offers = queries.school_menu(request.viewer)
    now = timezone.now()
    page = MenuPage(
        count_words=filters.plural(len(offers), "service") + " for children and young people",
        offers=tuple(_card(one) for one in offers),
        talks=tuple(_time(one) for one in queries.free_talks(request.viewer, at=now)),
        themes=_themes(request),
    )
    return render(request, "public/schools.html", page)


@doors.opens_to(doors.EVERYBODY)
def book(request: Request, talk_id: UUID) -> HttpResponse:
    """Book a time for a school."""
    if request.method == "POST" and pacing.is_too_fast(request, group="schools", rate=RATE):
        return errors.too_many(request)
    now = timezone.now()
    talk = TalkTime.objects.select_related("team").filter(pk=talk_id).first()
    if talk is None:
        raise Http404
    form = BookForm(request.POST if request.method == "POST" else None)
    taken = talk.booked_at is not None or talk.starts_at <= now
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            secret = actions.book_talk(
                talk_id=talk_id,
                school=given["school"],
                school_telephone=given["school_telephone"],
                theme=Theme(given["theme"]),
                year_band=YearBand(given["year_band"]),
                request_id=given["row_id"],
                by=access_actions.the_system(request.viewer.today),
                at=now,
            )
            return HttpResponseRedirect(f"{reverse('public:talk', kwargs={'secret': secret})}?done=booked")
        except actions.TimeTaken:
            taken = True
    page = BookPage(
        when=school_words.when(talk.starts_at),
        team=talk.team.name,
        minutes=filters.plural(talk.minutes, "minute"),
        form=form,
        taken=taken,
    )
    return render(request, "public/book_talk.html", page, status=409 if taken else 200)


@doors.opens_to(doors.EVERYBODY)
def talk(request: Request, secret: str) -> HttpResponse:
    """Show a school its talk and what was agreed, or give the time back."""
    if pacing.is_too_fast(request, group="schools-follow", rate=READ_RATE):
        return errors.too_many(request)
    now = timezone.now()
    if request.method == "POST":
        try:
            actions.free_talk(secret=secret, by=access_actions.the_system(request.viewer.today), at=now)
        except actions.TalkNotFound as missing:
            raise Http404 from missing
        return HttpResponseRedirect(reverse("public:schools"))
    found = queries.talk_followed(request.viewer, secret=secret)
    if found is None:
        raise Http404
    page = TalkPage(
        is_new=request.GET.get("done") == "booked",
        address=request.build_absolute_uri(request.path),
        when=school_words.when(found.starts_at),
        team=found.team.name,
        team_telephone=found.team.telephone,
        facts=(
            ("School", found.school),
            ("We ring", found.school_telephone),
            ("About", school_words.THEMES[Theme(found.theme)]),
            ("How old", school_words.YEARS[YearBand(found.year_band)]),
            ("How long", filters.plural(found.minutes, "minute")),
        ),
        advice=found.advice,
        advised=found.noted_by.name if found.noted_by else "",
        can_free=found.starts_at > now,
    )
    return render(request, "public/talk.html", page)


def _card(offer: Offer) -> OfferCard:
    first, last = offer.ages
    beyond = last == queries.SCHOOL_AGES[-1]
    return OfferCard(
        link=Link(words=offer.name, url=reverse("public:service", kwargs={"service_id": offer.service_id})),
        by=offer.organisation_name,
        summary=offer.summary,
        ages=f"From {first}" if beyond else f"From {first} to {last}",
        evidence=school_words.EVIDENCE[offer.evidence],
        source=offer.source,
        is_rated=offer.evidence is not Evidence.NOT_KNOWN,
    )


def _time(one: TalkTime) -> Link:
    return Link(
        words=f"{school_words.when(one.starts_at)}, {filters.plural(one.minutes, 'minute')} with {one.team.name}",
        url=reverse("public:book-talk", kwargs={"talk_id": one.pk}),
    )


def _themes(request: Request) -> Table | None:
    """Return how often schools asked about what in a year; None while nobody asked."""
    asked = queries.themes_asked(request.viewer, since=timezone.now() - timedelta(days=YEAR_DAYS))
    if not asked:
        return None
    fewest = parameters.whole_number("small-number-threshold", on=request.viewer.today)
    hidden = f"fewer than {fewest}, or not shown"
    return Table(
        caption="Talks booked in the last year",
        columns=(Column(label="About"), Column(label="Talks", is_figure=True)),
        rows=tuple(
            (words, hidden if asked[theme.value] is None else f"about {asked[theme.value]}")
            for theme, words in school_words.THEMES.items()
            if theme.value in asked
        ),
    )
