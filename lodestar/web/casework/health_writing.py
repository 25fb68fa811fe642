"""Writing on health in a record: one form a page, one action each."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.health.checks import actions as checks
from lodestar.health.checks import queries as check_queries
from lodestar.health.checks.actions import NextAction, StandingFacts
from lodestar.health.joint import actions as joint
from lodestar.health.joint import queries as joint_queries
from lodestar.health.medicines import actions as medicines
from lodestar.health.medicines import queries as medicine_queries
from lodestar.health.models import CLINICAL_CARE, PHYSICAL_HEALTH, ExclusionReview, LengthRating, MedicineTalk
from lodestar.health.therapies import actions as therapy_actions
from lodestar.health.therapies import queries as therapy_queries
from lodestar.people.models import Person
from lodestar.referrals import queries as referral_queries
from lodestar.rules import therapies
from lodestar.rules.physical_checks import RegisterReason
from lodestar.rules.stop_smoking import QuitAnswer, QuitOutcome, Smoking
from lodestar.rules.therapies import TherapyStepKind
from lodestar.web import filters, health_words
from lodestar.web.casework import health_forms, record
from lodestar.web.casework.entries import FormPage
from lodestar.web.casework.health import PARTS
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def new_check_part(request: Request, person_id: UUID, part: str) -> HttpResponse:
    """Write down one part of the check."""
    opened = record.opened_in(request, person_id=person_id, life_area=PHYSICAL_HEALTH)
    if part not in PARTS:
        raise Http404
    which = PARTS[part]
    form = health_forms.CheckPartForm(request.POST or None, today=request.viewer.today, part=which)
    if form.is_valid():
        given = form.cleaned_data
        is_refused = given["outcome"] == health_forms.REFUSED
        is_abnormal = bool(given["is_abnormal"]) and not is_refused
        smoking = given.get("smoking") or ""
        checks.record_check_part(
            person_id=person_id,
            part=which,
            on=given["on"],
            is_refused=is_refused,
            reading="" if is_refused else given.get("reading", ""),
            smoking=Smoking(smoking) if smoking and not is_refused else None,
            is_abnormal=is_abnormal,
            action=_next_action(given) if is_abnormal else None,
            result_id=given["row_id"],
            by=request.viewer,
            at=timezone.now(),
        )
        return _back_to_health(person_id, "check")
    title = f"{health_words.PARTS[which]}"
    return _form(request, opened, title, "A no is written down too, and is not hidden.", form)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def take_out(request: Request, result_id: UUID) -> HttpResponse:
    """Take out a line that was written down by mistake."""
    result = check_queries.result_seen(request.viewer, result_id=result_id)
    opened = record.opened_in(request, person_id=result.person_id, life_area=PHYSICAL_HEALTH)
    if result.taken_out_at is not None:
        return _back_to_health(result.person_id, "out")
    form = health_forms.TakeOutForm(request.POST or None)
    if form.is_valid():
        checks.take_out_result(
            result_id=result_id, because=form.cleaned_data["because"], by=request.viewer, at=timezone.now()
        )
        return _back_to_health(result.person_id, "out")
    lead = f"{health_words.PARTS[PARTS[result.part]]}, {filters.short_date_words(result.on)}. It stays in the history."
    return _form(request, opened, "Take a line out", lead, form)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def new_result_action(request: Request, result_id: UUID) -> HttpResponse:
    """Say what is to be done about a result."""
    result = check_queries.result_seen(request.viewer, result_id=result_id)
    form = health_forms.NextActionForm(request.POST or None)
    opened = record.opened_in(request, person_id=result.person_id, life_area=PHYSICAL_HEALTH)
    if form.is_valid():
        try:
            checks.open_result_action(
                result_id=result_id, action=_next_action(form.cleaned_data), by=request.viewer, at=timezone.now()
            )
        except checks.DayRefused:
            form.add_error("next_due_on", "Enter a day after the result")
        else:
            return _back_to_health(result.person_id, "action")
    lead = f"{health_words.PARTS[PARTS[result.part]]}: {result.reading or 'see the check'}"
    return _form(request, opened, "What is to be done", lead, form)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def result_action_done(request: Request, action_id: UUID) -> HttpResponse:
    """Tick off what was to be done about a result."""
    if request.method != "POST":
        raise Http404
    done = checks.finish_result_action(action_id=action_id, by=request.viewer, at=timezone.now())
    return _back_to_health(done.person_id, "action")


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def care_standing(request: Request, person_id: UUID) -> HttpResponse:
    """Say what decides who owes the check."""
    opened = record.opened_in(request, person_id=person_id, life_area=PHYSICAL_HEALTH)
    said = check_queries.tracker_of(request.viewer, person_id=person_id).standing
    initial: dict[str, Any] = {}
    if said is not None:
        initial = {
            "register_reason": said.register_reason,
            "facts": [name for name, _ in health_forms.FACTS if getattr(said, name)],
            "secondary_care_since": said.secondary_care_since,
            "override_party": said.override_party,
            "override_reason": said.override_reason,
        }
    form = health_forms.StandingForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        try:
            checks.say_care_standing(
                person_id=person_id,
                facts=StandingFacts(
                    register_reason=RegisterReason(given["register_reason"]) if given["register_reason"] else None,
                    secondary_care_since=given["secondary_care_since"],
                    override_party=form.party,
                    override_reason=given["override_reason"],
                    **{name: name in given["facts"] for name, _ in health_forms.FACTS},
                ),
                by=request.viewer,
                at=timezone.now(),
            )
        except checks.DayRefused:
            form.add_error("secondary_care_since", health_forms.TO_COME)
        else:
            return _back_to_health(person_id, "standing")
    lead = "Somebody always owes the check. This says who."
    return _form(request, opened, "Who owes the check", lead, form)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def new_quit(request: Request, person_id: UUID) -> HttpResponse:
    """Write down an offer of help to stop smoking."""
    opened = record.opened_in(request, person_id=person_id, life_area=PHYSICAL_HEALTH)
    requests = [
        (str(one.referral_id), one.service_name)
        for one in referral_queries.referrals_of(request.viewer, person_id=person_id)
        if one.is_open
    ]
    form = health_forms.QuitOfferForm(request.POST or None, today=request.viewer.today, referrals=requests)
    if form.is_valid():
        given = form.cleaned_data
        chosen = given.get("referral") or ""
        checks.offer_to_stop_smoking(
            person_id=person_id,
            answer=QuitAnswer(given["answer"]),
            offered_on=given["on"],
            referral_id=UUID(chosen) if chosen else None,
            offer_id=given["row_id"],
            by=request.viewer,
            at=timezone.now(),
        )
        return _back_to_health(person_id, "quit")
    lead = "Every answer is fine. Later means: ask again."
    return _form(request, opened, "Help to stop smoking", lead, form)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def quit_offer(request: Request, offer_id: UUID) -> HttpResponse:
    """Write down the day to stop, or what came of it."""
    offer = check_queries.quit_offer_seen(request.viewer, offer_id=offer_id)
    opened = record.opened_in(request, person_id=offer.person_id, life_area=PHYSICAL_HEALTH)
    if offer.answer != QuitAnswer.ACCEPTED or offer.outcome:
        return _back_to_health(offer.person_id, "")
    form = health_forms.QuitForm(request.POST or None, initial={"quit_on": offer.quit_on})
    if form.is_valid():
        outcome = form.cleaned_data["outcome"]
        checks.note_quit(
            offer_id=offer_id,
            quit_on=form.cleaned_data["quit_on"],
            outcome=QuitOutcome(outcome) if outcome else None,
            by=request.viewer,
            at=timezone.now(),
        )
        return _back_to_health(offer.person_id, "quit")
    lead = "Whatever came of it is worth knowing. Nobody is blamed."
    return _form(request, opened, "Stopping to smoke", lead, form)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def medicine_talk(request: Request, talk_id: UUID) -> HttpResponse:
    """Write down what was talked about and decided."""
    talk = medicine_queries.talk_seen(request.viewer, talk_id=talk_id)
    opened = record.opened_in(request, person_id=talk.person_id, life_area=CLINICAL_CARE)
    if talk.decision:
        return _back_to_health(talk.person_id, "")
    form = health_forms.DecideTalkForm(request.POST or None, today=request.viewer.today)
    if form.is_valid():
        given = form.cleaned_data
        medicines.decide_talk(
            talk_id=talk_id,
            held_on=given["on"],
            said=given["said"],
            decision=MedicineTalk.Decision(given["decision"]),
            decision_words=given["decision_words"],
            by=request.viewer,
            at=timezone.now(),
        )
        return _back_to_health(talk.person_id, "talk")
    about = f": “{talk.side_effect.words}”" if talk.side_effect else ""
    lead = f"{health_words.TALKS[talk.because]}{about}. Only a decision closes this."
    return _form(request, opened, "A talk about medicines", lead, form)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def new_therapy(request: Request, person_id: UUID) -> HttpResponse:
    """Write down a therapy that was offered."""
    opened = record.opened_in(request, person_id=person_id, life_area=CLINICAL_CARE)
    form = health_forms.TherapyForm(request.POST or None, today=request.viewer.today)
    if form.is_valid():
        given = form.cleaned_data
        therapy_actions.offer_therapy(
            person_id=person_id,
            therapy=given["therapy"],
            condition=given["condition"],
            offered_on=given["on"],
            offer_id=given["row_id"],
            by=request.viewer,
            at=timezone.now(),
        )
        return _back_to_health(person_id, "therapy")
    return _form(request, opened, "A therapy that was offered", "They answer it on their page.", form)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def therapy_step(request: Request, offer_id: UUID) -> HttpResponse:
    """Write down what happened to an offer of therapy."""
    viewer = request.viewer
    person_id = therapy_queries.person_of_offer(viewer, offer_id=offer_id)
    opened = record.opened_in(request, person_id=person_id, life_area=CLINICAL_CARE)
    offer = therapy_queries.offer_seen(viewer, offer_id=offer_id)
    follows = [one for one in TherapyStepKind if therapies.may_follow(steps=offer.steps, kind=one, on=viewer.today)]
    if not follows:
        return _back_to_health(person_id, "")
    form = health_forms.TherapyStepForm(request.POST or None, today=viewer.today, may_follow=follows)
    if form.is_valid():
        given = form.cleaned_data
        try:
            therapy_actions.add_therapy_step(
                offer_id=offer_id,
                kind=TherapyStepKind(given["kind"]),
                on=given["on"],
                note=given["note"],
                by=viewer,
                at=timezone.now(),
            )
        except (therapy_actions.DayRefused, therapy_actions.StepNotAllowed):
            form.add_error("on", "Enter a day that is not before the offer, or before what happened last")
        else:
            return _back_to_health(person_id, "therapy")
    return _form(request, opened, offer.therapy.label, "", form)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def length_reply(request: Request, rating_id: UUID) -> HttpResponse:
    """Reply to somebody who asked for more."""
    rating = therapy_queries.length_seen(request.viewer, rating_id=rating_id)
    opened = record.opened_in(request, person_id=rating.person_id, life_area=CLINICAL_CARE)
    if not rating.asks_for_more or rating.reply:
        return _back_to_health(rating.person_id, "")
    form = health_forms.ReplyForm(request.POST or None)
    if form.is_valid():
        therapy_actions.reply_to_length(
            rating_id=rating_id,
            reply=LengthRating.Reply(form.cleaned_data["reply"]),
            words=form.cleaned_data["words"],
            by=request.viewer,
            at=timezone.now(),
        )
        return _back_to_health(rating.person_id, "reply")
    lead = f"They ask for more of {rating.about_words}."
    return _form(request, opened, "They ask for more", lead, form)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def joint_plan(request: Request, person_id: UUID) -> HttpResponse:
    """Agree a plan with addiction services."""
    opened = record.opened_in(request, person_id=person_id, life_area=CLINICAL_CARE)
    form = health_forms.JointPlanForm(request.POST or None, today=request.viewer.today)
    if form.is_valid():
        given = form.cleaned_data
        joint.agree_joint_plan(
            person_id=person_id,
            parts=joint.PlanParts(
                agreed_on=given["on"],
                **{name: given[name] for name in given if name not in ("on", "row_id")},
            ),
            plan_id=given["row_id"],
            by=request.viewer,
            at=timezone.now(),
        )
        return _back_to_health(person_id, "joint")
    lead = "Nobody is turned away for drink or drugs. Both services work on one plan, with one named lead."
    return _form(request, opened, "A plan with addiction services", lead, form)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def exclusion(request: Request, step_id: UUID) -> HttpResponse:
    """Review a no because of drink or drugs."""
    step = joint_queries.exclusion_seen(request.viewer, step_id=step_id)
    area = step.referral.life_area
    opened = record.opened_in(request, person_id=step.person_id, life_area=area)
    form = health_forms.ExclusionForm(request.POST or None)
    if form.is_valid():
        try:
            joint.review_exclusion(
                step_id=step_id,
                finding=ExclusionReview.Finding(form.cleaned_data["finding"]),
                words=form.cleaned_data["words"],
                by=request.viewer,
                at=timezone.now(),
            )
        except joint.AlreadyReviewed:
            form.add_error(None, "A colleague was first: it is reviewed already")
        else:
            return HttpResponseRedirect(reverse("casework:waiting"))
    lead = f"{step.referral.service.name} gave drink or drugs as the reason on {filters.short_date_words(step.at)}."
    return _form(request, opened, "Review a no", lead, form)


def _next_action(given: dict[str, Any]) -> NextAction:
    return NextAction(given["next_words"], given["next_owner"], given["next_due_on"])


def _form(request: Request, person: Person, title: str, lead: str, form: PageForm) -> HttpResponse:
    page = FormPage(
        person_strip=record.strip(person),
        back=BackLink(label="health", url=reverse("casework:health", kwargs={"person_id": person.pk})),
        title=title,
        lead=lead,
        form=form,
        button="Save",
    )
    return render(request, "casework/form.html", page)


def _back_to_health(person_id: UUID, said: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('casework:health', kwargs={'person_id': person_id})}?done={said}")
