"""Talks with schools, for the team that gives them: times offered, what is booked, and what was agreed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES
from lodestar.directory.schools import actions, queries
from lodestar.directory.schools.models import TalkTime
from lodestar.rules import schools
from lodestar.rules.schools import Theme, YearBand
from lodestar.web import filters, school_words
from lodestar.web.casework import in_touch_forms
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.lists import Link
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = {"offered": "The time is offered to schools.", "noted": "It is written down. The school can read it."}
# How far back the list goes, so that what was agreed can still be written down. Days.
LOOK_BACK_DAYS = 28


class OfferForm(PageForm):
    """A time at which the team talks with a school."""

    team = fields.RadiosField(label="Which team?", missing="Choose the team")
    day = day_field.DayField(label="On which day?", missing="Enter the day of the talk, like 27 3 2027")
    starts = fields.TextField(
        label="At what time?", missing="Enter the time, like 2:30 pm", hint="Like 2:30 pm", width=5
    )
    minutes = fields.SelectField(
        label="For how long?",
        missing="Choose for how long",
        choices=(("20", "20 minutes"), ("30", "30 minutes"), ("45", "45 minutes"), ("60", "1 hour")),
    )

    def __init__(self, *args: Any, teams: tuple[tuple[str, str], ...], today: date, **kwargs: Any) -> None:
        """Make the form for the viewer's teams."""
        super().__init__(*args, **kwargs)
        self.today = today
        chosen = self.fields["team"]
        assert isinstance(chosen, fields.RadiosField)
        chosen.choices = teams

    def clean_day(self) -> date:
        """Return the day. Raises `ValidationError` for today and what is past."""
        day: date = self.cleaned_data["day"]
        if day <= self.today:
            raise forms.ValidationError("Enter a day from tomorrow on, so that a school can book it")
        return day

    def clean_starts(self) -> time:
        """Return the time of day. Raises `ValidationError` for words that are none."""
        return in_touch_forms.typed_time(self.cleaned_data["starts"])


class NoteForm(PageForm):
    """What was agreed, for the school to read."""

    advice = fields.LongTextField(
        label="What was agreed?",
        hint="The school reads it. Name no child, and nothing that could tell who a child is.",
        missing="Write what was agreed",
        most_characters=2_000,
    )

    def clean_advice(self) -> str:
        """Return the words. Raises `ValidationError` for what could tell who a child is."""
        advice: str = self.cleaned_data["advice"]
        if schools.may_name_somebody(text=advice):
            raise forms.ValidationError(school_words.NAMES)
        return advice


@dataclass(frozen=True)
class TalkLine:
    """One time: when, and who booked it for what; empty while it is free."""

    when: str
    team: str
    booked: str
    advice: str
    note: Link | None


@dataclass(frozen=True)
class TalksPage:
    """The times of the viewer's teams, and the form for one more."""

    done: str
    lines: tuple[TalkLine, ...]
    form: OfferForm


@dataclass(frozen=True)
class NotePage:
    """One talk that took place, and what was agreed."""

    heading: str
    lead: str
    form: NoteForm


@opens_to(CASEWORK_ROLES | DESK_ROLES)
def talks(request: Request) -> HttpResponse:
    """Show the times, and offer one more."""
    viewer = request.viewer
    teams = queries.teams_of(viewer)
    initial = {"team": teams[0][0]} if len(teams) == 1 else {}
    form = OfferForm(request.POST or None, teams=teams, today=viewer.today, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        starts_at = timezone.make_aware(datetime.combine(given["day"], given["starts"]))
        actions.offer_talk(
            team_id=UUID(given["team"]),
            starts_at=starts_at,
            minutes=int(given["minutes"]),
            by=viewer,
            at=timezone.now(),
        )
        return HttpResponseRedirect(f"{reverse('casework:talks')}?done=offered")
    since = timezone.now() - timedelta(days=LOOK_BACK_DAYS)
    page = TalksPage(
        done=DONE.get(request.GET.get("done", ""), ""),
        lines=tuple(_line(one) for one in queries.talks_of_teams(viewer, since=since)),
        form=form,
    )
    return render(request, "casework/talks.html", page)


@opens_to(CASEWORK_ROLES | DESK_ROLES)
def note(request: Request, talk_id: UUID) -> HttpResponse:
    """Write down what was agreed in a talk."""
    talk = queries.talk_of_team(request.viewer, talk_id=talk_id)
    if talk is None:
        raise Http404
    form = NoteForm(request.POST or None, initial={"advice": talk.advice})
    if form.is_valid():
        actions.note_talk(talk_id=talk_id, advice=form.cleaned_data["advice"], by=request.viewer, at=timezone.now())
        return HttpResponseRedirect(f"{reverse('casework:talks')}?done=noted")
    page = NotePage(heading="What was agreed", lead=f"{school_words.when(talk.starts_at)}. {_booked(talk)}", form=form)
    return render(request, "casework/note_talk.html", page)


def _line(talk: TalkTime) -> TalkLine:
    return TalkLine(
        when=f"{school_words.when(talk.starts_at)}, {filters.plural(talk.minutes, 'minute')}",
        team=talk.team.name,
        booked=_booked(talk),
        advice=talk.advice,
        note=Link(
            words="Write down what was agreed",
            hidden_words=f"on {school_words.when(talk.starts_at)}",
            url=reverse("casework:note-talk", kwargs={"talk_id": talk.pk}),
        )
        if talk.booked_at
        else None,
    )


def _booked(talk: TalkTime) -> str:
    if talk.booked_at is None:
        return ""
    about, years = school_words.THEMES[Theme(talk.theme)], school_words.YEARS[YearBand(talk.year_band)]
    return f"{talk.school}: {about.lower()}, {years.lower()}. Ring {talk.school_telephone}."
