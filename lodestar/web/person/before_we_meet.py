"""What others are to know before they meet the person, and the days that they want kept in mind."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.people.models import Person
from lodestar.referrals.in_touch import actions, queries
from lodestar.referrals.models import Contact
from lodestar.rules.life_areas import LifeArea
from lodestar.web import filters
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import OnceForm, PageForm
from lodestar.web.person import own, pages
from lodestar.web.person.own import FormPage, Step, own_record
from lodestar.web.rendering import render
from lodestar.web.requests import Request


class MeetMeForm(PageForm):
    """How somebody likes to be met, and what nobody is to ask. Each part may stay empty."""

    who = fields.TextField(label="Whom do I like to meet?", hint="Like: a woman.", required=False, max_length=200)
    venue = fields.TextField(label="Where?", hint="Like: the library, not at home.", required=False, max_length=200)
    mode = fields.SelectField(
        label="How do I like to talk?", required=False, choices=(("", "I do not mind"), *Contact.Mode.choices)
    )
    not_to_ask = fields.TextField(
        label="What do I not want to be asked?",
        hint="You need not say why.",
        required=False,
        max_length=300,
    )
    told_once = fields.LongTextField(
        label="What have I told once, and do not want to tell again?",
        hint="They read it here, so that you need not say it.",
        required=False,
        most_characters=1_000,
        rows=3,
    )
    privacy = fields.TextField(
        label="What may nobody else see or hear?", hint="Like: no badge at my door.", required=False, max_length=300
    )


class DayForm(OnceForm):
    """A day that somebody wants kept in mind."""

    words = fields.TextField(
        label="What day is it?", hint="In your own words.", missing="Write what day it is", max_length=200
    )
    day = day_field.DayField(label="When was it first?", hint="It comes back each year.", missing="Write the day")


@own_record
def meet_me(request: Request, own_person: Person) -> HttpResponse:
    """Say how to meet me well."""
    known = queries.meeting_wish(request.viewer, person_id=own_person.pk)
    initial: dict[str, Any] = {name: getattr(known, name) for name in MeetMeForm.base_fields} if known else {}
    form = MeetMeForm(request.POST or None, initial=initial)
    if form.is_valid():
        actions.record_meeting_wish(person_id=own_person.pk, **form.cleaned_data, by=request.viewer, at=timezone.now())
        return own.to("people", "meet-me")
    page = FormPage(
        title="Before you meet me",
        lead="Those who support you read this before they meet or ring you. Nobody else does.",
        back=Step("Back to my people", reverse("person:people")),
        form=form,
        button="Save",
    )
    return own.form_page(request, page)


@own_record
def days(request: Request, own_person: Person) -> HttpResponse:
    """Show the days that the person wants kept in mind, and add one."""
    form = DayForm(request.POST or None)
    if form.is_valid():
        actions.record_sensitive_date(
            person_id=own_person.pk,
            life_area=LifeArea.SOCIAL_CONNECTION,
            day=form.cleaned_data["day"],
            words=form.cleaned_data["words"],
            by=request.viewer,
            at=timezone.now(),
        )
        return own.to("days", "day")
    page = pages.DaysPage(
        done=own.done(request),
        kept=tuple(
            pages.KeptDay(
                when=f"{one.day.day} {one.day:%B}",
                words=one.words,
                forget_url=reverse("person:day-forget", kwargs={"date_id": one.pk}),
            )
            for one in queries.dates_kept(request.viewer, person_id=own_person.pk)
        ),
        form=form,
    )
    return render(request, "person/days.html", page)


@own_record
def forget_day(request: Request, own_person: Person, date_id: UUID) -> HttpResponse:
    """Stop keeping a day in mind."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("person:days"))
    if any(one.pk == date_id for one in queries.dates_kept(request.viewer, person_id=own_person.pk)):
        actions.forget_sensitive_date(date_id=date_id, by=request.viewer, at=timezone.now())
    return own.to("days", "day-forgotten")


def days_ahead(request: Request, own_person: Person) -> tuple[str, ...]:
    """Return the days within two weeks that the person chose, each as a sentence."""
    return tuple(
        f"{filters.days_ago_words(day, request.viewer.today).capitalize()}: {words}."
        for day, words in queries.dates_soon(request.viewer, person_id=own_person.pk)
    )
