"""Changing or stopping what workers see, at once; opening it again; taking back what was agreed."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.people import queries as people_queries
from lodestar.people.models import Consent, Person
from lodestar.people.queries import RecordNotFound
from lodestar.people.sharing import actions, queries
from lodestar.people.sharing.actions import Audience, ConsentNotThere, NotTheirsToEnd
from lodestar.people.sharing.queries import Seer
from lodestar.referrals import actions as referral_actions
from lodestar.referrals import queries as referral_queries
from lodestar.web import filters
from lodestar.web.components.forms import PageForm
from lodestar.web.person import forms, own
from lodestar.web.person.own import FormPage, Step, own_record
from lodestar.web.requests import Request


@own_record
def close(request: Request, own_person: Person, involvement_id: UUID) -> HttpResponse:
    """Close parts of life to a worker or a team, from now."""
    seer = _seer(request, own_person, involvement_id)
    form = forms.CloseForm(
        request.POST or None,
        areas=[(area, filters.life_area_label(area)) for area in seer.life_areas],
        today=request.viewer.today,
    )
    if form.is_valid():
        actions.close_areas(
            person_id=own_person.pk,
            audience=Audience(user_id=seer.user_id) if seer.user_id else Audience(team_id=seer.team_id),
            life_areas=form.cleaned_data["life_areas"],
            until=form.cleaned_data["until"],
            by=request.viewer,
            at=timezone.now(),
        )
        return own.to("sharing", "changed")
    return own.form_page(
        request,
        FormPage(
            title=f"Close something to {seer.name}",
            lead="It holds at once. You can open it again at any time.",
            back=_back(),
            form=form,
            button="Close it",
            can_exit=True,
        ),
    )


@own_record
def stop(request: Request, own_person: Person, involvement_id: UUID) -> HttpResponse:
    """Stop sharing with a worker or a team altogether, at once."""
    seer = _seer(request, own_person, involvement_id)
    if request.method == "POST":
        try:
            actions.stop_involvement(involvement_id=involvement_id, by=request.viewer, at=timezone.now())
        except (NotTheirsToEnd, RecordNotFound) as error:
            raise Http404 from error
        return own.to("sharing", "stopped")
    return own.form_page(
        request,
        FormPage(
            title=f"Stop sharing with {seer.name}",
            lead="From now on they see nothing of your record, and they can no longer write to you here.",
            back=_back(),
            form=PageForm(),
            button="Stop sharing",
            is_stop=True,
            can_exit=True,
        ),
    )


@own_record
def open_again(request: Request, own_person: Person, choice_id: UUID) -> HttpResponse:
    """Open again what the person closed."""
    if request.method == "POST":
        try:
            actions.open_again(choice_id=choice_id, by=request.viewer, at=timezone.now())
        except RecordNotFound as error:
            raise Http404 from error
        return own.to("sharing", "changed")
    return HttpResponseRedirect(reverse("person:sharing"))


@own_record
def leave_out_of_figures(request: Request, own_person: Person) -> HttpResponse:
    """Leave the person out of figures about the place."""
    if request.method == "POST":
        actions.object_to_figures(person_id=own_person.pk, by=request.viewer, at=timezone.now())
        return own.to("sharing", "changed")
    return HttpResponseRedirect(reverse("person:sharing"))


@own_record
def count_in_figures(request: Request, own_person: Person) -> HttpResponse:
    """Count the person in figures again; who was never left out is counted already."""
    held = queries.figures_objection(request.viewer, person_id=own_person.pk)
    if request.method == "POST" and held is not None:
        actions.open_again(choice_id=held.pk, by=request.viewer, at=timezone.now())
        return own.to("sharing", "changed")
    return HttpResponseRedirect(reverse("person:sharing"))


@own_record
def take_back(request: Request, own_person: Person, consent_id: UUID) -> HttpResponse:
    """Take back something that was agreed to, with the request that rests on it."""
    agreed = people_queries.consents_of(request.viewer, person_id=own_person.pk)
    consent = next((one for one in agreed if one.pk == consent_id and one.withdrawn_at is None), None)
    if consent is None:
        raise Http404
    if request.method == "POST":
        _take_back(request, own_person, consent)
        if consent.purpose == Consent.Purpose.STORY:
            return own.to("stories", "taken-back")
        return own.to("sharing", "stopped")
    return own.form_page(
        request,
        FormPage(
            title="Take this back",
            lead="You agreed to this:",
            own_words=consent.words,
            back=_back(),
            form=PageForm(),
            button="Take it back",
            is_stop=True,
            can_exit=True,
        ),
    )


def _take_back(request: Request, own_person: Person, consent: Consent) -> None:
    resting = referral_queries.open_referral_on(request.viewer, consent_id=consent.pk)
    try:
        if resting is not None:
            referral_actions.withdraw_referral(referral_id=resting, by=request.viewer, at=timezone.now())
        else:
            actions.withdraw_consent(consent_id=consent.pk, by=request.viewer, at=timezone.now())
    except ConsentNotThere as error:
        raise Http404 from error


def _seer(request: Request, own_person: Person, involvement_id: UUID) -> Seer:
    seers = queries.who_sees(request.viewer, person_id=own_person.pk)
    seer = next((one for one in seers if one.involvement_id == involvement_id and one.life_areas), None)
    if seer is None:
        raise Http404
    return seer


def _back() -> Step:
    return Step("Back to sharing", reverse("person:sharing"))
