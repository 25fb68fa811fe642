"""Putting things right: what it says about me, how a need is said; and adding a need."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.people.models import Person
from lodestar.people.voice import actions, queries
from lodestar.people.voice.correcting import ChangedMeanwhile, NothingChanged, ReasonMissing
from lodestar.people.voice.models import Correction
from lodestar.plans import actions as plan_actions
from lodestar.plans import queries as plan_queries
from lodestar.web import filters
from lodestar.web.person import forms, own
from lodestar.web.person.own import FormPage, Step, own_record
from lodestar.web.rendering import render
from lodestar.web.requests import Request

ABOUT_ME = {
    "preferred_name": "What I like to be called",
    "pronouns": "My pronouns",
    "what_matters": "What matters to me",
    "strengths": "What I am good at",
    "how_to_speak_to_me": "How I like to be spoken to",
}


@dataclass(frozen=True)
class Text:
    """One text about the person, and the way to put it right."""

    label: str
    words: str
    url: str


@dataclass(frozen=True)
class Change:
    """One thing that was put right: what it said before and after, why, by whom and when."""

    what: str
    before: str
    after: str
    reason: str
    when: str


@dataclass(frozen=True)
class AboutMePage:
    """What it says about the person, and what was put right."""

    done: str
    texts: tuple[Text, ...]
    changes: tuple[Change, ...]


@own_record
def about_me(request: Request, own_person: Person) -> HttpResponse:
    """Show what it says about the person, and what was put right in the whole record."""
    corrections = queries.corrections_of(request.viewer, person_id=own_person.pk)
    page = AboutMePage(
        done=own.done(request),
        texts=tuple(
            Text(label, getattr(own_person, name), reverse("person:correct", kwargs={"text": name}))
            for name, label in ABOUT_ME.items()
        ),
        changes=tuple(_change(one) for one in corrections),
    )
    return render(request, "person/about_me.html", page)


@own_record
def correct(request: Request, own_person: Person, text: str) -> HttpResponse:
    """Put right one text about the person."""
    if text not in ABOUT_ME:
        raise Http404
    back = Step("Back to about me", reverse("person:about-me"))
    given = getattr(own_person, text)

    def put_right(form: forms.CorrectForm) -> None:
        actions.correct_own_words(text=text, **_given(form), by=request.viewer, at=timezone.now())

    may_be_empty = text != "preferred_name"
    return _correct(request, put_right, title=ABOUT_ME[text], now=given, back=back, may_be_empty=may_be_empty)


@own_record
def correct_need(request: Request, own_person: Person, need_id: UUID) -> HttpResponse:
    """Put right how one need is said."""
    try:
        need = plan_queries.need_seen(request.viewer, need_id=need_id)
    except plan_queries.NeedNotFound as error:
        raise Http404 from error
    if need.person_id != own_person.pk:
        raise Http404

    def put_right(form: forms.CorrectForm) -> None:
        plan_actions.correct_need(need_id=need_id, **_given(form), by=request.viewer, at=timezone.now())

    back = Step("Back to my plan", reverse("person:plan"))
    return _correct(request, put_right, title="Say it another way", now=need.words, back=back, may_be_empty=False)


@own_record
def new_need(request: Request, own_person: Person) -> HttpResponse:
    """Add something that the person wants help with."""
    form = forms.NeedForm(request.POST or None, initial={"life_area": request.GET.get("area")})
    if form.is_valid():
        plan_actions.record_need(
            person_id=own_person.pk,
            life_area=form.cleaned_data["life_area"],
            words=form.cleaned_data["words"],
            need_id=form.cleaned_data["row_id"],
            by=request.viewer,
            at=timezone.now(),
        )
        return own.to("plan", "need")
    page = FormPage(
        title="Add what I want help with",
        lead="Your workers see it on your plan and look for help with you.",
        back=Step("Back to my plan", reverse("person:plan")),
        form=form,
        button="Add to my plan",
    )
    return own.form_page(request, page)


def _given(form: forms.CorrectForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("seen", "after", "reason")}


def _correct(
    request: Request,
    put_right: Callable[[forms.CorrectForm], None],
    *,
    title: str,
    now: str,
    back: Step,
    may_be_empty: bool,
) -> HttpResponse:
    form = forms.CorrectForm(request.POST or None, may_be_empty=may_be_empty, initial={"seen": now, "after": now})
    if form.is_valid():
        try:
            put_right(form)
        except NothingChanged:
            form.add_error("after", "These are the words that stand there already. Change them, or go back")
        except ReasonMissing:
            form.add_error("reason", "Say why in a few words")
        except ChangedMeanwhile as changed:
            # Nothing is lost: what was typed stays in the form, and what stands there now is shown above it.
            now = changed.now
            form.data = {**request.POST.dict(), "seen": now}
            form.add_error("after", "It was changed while you were writing. Look at both, then save again")
        else:
            return own.to("about-me", "corrected")
    page = FormPage(
        title=title,
        lead="It says now:" if now else "Nothing stands there yet.",
        own_words=now,
        back=back,
        form=form,
        button="Save",
    )
    return own.form_page(request, page)


def _change(correction: Correction) -> Change:
    if correction.subject_kind == "person":
        what = ABOUT_ME.get(correction.text, "About me")
    else:
        what = filters.life_area_label(correction.life_area)
    return Change(
        what=what,
        before=correction.before,
        after=correction.after,
        reason=correction.reason,
        when=f"{correction.corrected_by.name}, {filters.date_words(correction.corrected_at)}",
    )
