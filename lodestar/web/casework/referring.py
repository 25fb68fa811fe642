"""Referring: what they hope for, what they agree to, the answers checked, and where it stands afterwards."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.directory import queries as directory_queries
from lodestar.directory.menus import MenuOffer
from lodestar.directory.routes import queries as routes
from lodestar.people import facts as person_facts
from lodestar.people.actions import ConsentTerms, OpenReason
from lodestar.people.models import Consent
from lodestar.plans import actions as plan_actions
from lodestar.plans import queries as plan_queries
from lodestar.plans.models import Need
from lodestar.referrals import actions as referral_actions
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.course import queries as course_queries
from lodestar.referrals.queries import Standing
from lodestar.rules import service_kinds
from lodestar.rules.eligibility import Answer
from lodestar.rules.referral_states import StepKind
from lodestar.web import filters, route_words, use_words
from lodestar.web.casework import (
    chasing,
    connecting,
    course,
    course_words,
    forms,
    letters,
    menu,
    outside_area,
    record,
    words,
)
from lodestar.web.casework.entries import FormPage
from lodestar.web.components import offers
from lodestar.web.components.cards import ServiceCard
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.components.lists import TimelineEntry
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

CHECK, SEND = "check", "send"
DONE = {
    "sent": "The referral is sent.",
    "mailed": "The referral is sent. The service has no desk here, so a link went to its e-mail address.",
    "link-back": "The link is taken back. From now it opens nothing.",
    "already": "There was an open referral to this service already. Here it is; nothing was sent twice.",
    "answered": "Your answer is with the service.",
    "connected": "Recorded.",
    "gap": "Recorded, and counted for those who buy services, without the person.",
    "told": "Recorded. Agree the next step with them.",
    "reopened": "It is open again. The service has it, with all that was there before.",
    "cancelled": "The referral is cancelled, and the service can read why.",
    "taken-back": "The referral is taken back. The service no longer sees them through it.",
}


@dataclass(frozen=True)
class ReferPage:
    """The form of a referral, or (with `answers`) the answers to check before it is sent."""

    person_strip: PersonStrip
    back: BackLink
    card: ServiceCard
    need_words: str
    told: str
    form: forms.ReferForm
    answers: tuple[tuple[str, str], ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    has_desk: bool = True
    use_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReferralPage:
    """One referral, as the worker who supports the person sees it."""

    person_strip: PersonStrip
    back: BackLink
    done: str
    service_name: str
    service_url: str
    organisation_name: str
    life_area: str
    hopes: str
    state: str
    next_words: str
    told_words: str
    told_url: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[TimelineEntry, ...]
    question: str
    answer_url: str
    instead_url: str
    take_back_url: str
    cancel_url: str
    reopen_url: str
    link: chasing.LinkCard | None
    connections: tuple[TimelineEntry, ...]
    connect_url: str
    letters_card: letters.LettersCard


@dataclass(frozen=True)
class TakeBackPage:
    """The question before a referral is taken back."""

    person_strip: PersonStrip
    back: BackLink
    service_name: str
    answered: str


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def refer(request: Request, need_id: UUID, service_id: UUID) -> HttpResponse:
    """Ask, check the answers, and send."""
    viewer = request.viewer
    need = plan_queries.need_seen(viewer, need_id=need_id)
    person = record.opened(
        request, person_id=need.person_id, reason=OpenReason.FIND_SUPPORT, life_areas=[need.life_area]
    )
    offer = directory_queries.offer_for(
        viewer,
        service_id=service_id,
        facts=menu.facts_for(viewer, person, need.words),
        place=person_facts.home_of(person),
        on=viewer.today,
    )
    if offer is None:
        return _to_menu(need)
    told = consent_words(offer, need)
    form = forms.ReferForm(
        request.POST or None,
        needs_agreement=offer.answer is Answer.DOES_NOT_FIT,
        initial={"hopes": need.words, "go_with_me": request.GET.get("go_with_me")},
    )
    page = ReferPage(
        person_strip=record.strip(person),
        back=BackLink(label="what there is", url=reverse("casework:menu", kwargs={"need_id": need.pk})),
        card=offers.service_card(
            offer.service,
            url=menu.service_url(service_id),
            today=viewer.today,
            reasons=menu.fit_reasons(offer),
        ),
        need_words=need.words,
        told=told,
        form=form,
        has_desk=offer.service.team_id is not None,
        use_words=(
            *_ways(request, service_id),
            *use_words.use_words(viewer, service_id=service_id),
            *outside_area.outside_words(viewer, service_id=service_id, place=person_facts.home_of(person)),
        ),
    )
    stage = request.POST.get("stage")
    if stage in (CHECK, SEND) and form.is_valid():
        if stage == SEND:
            return _send(request, need, service_id, told, form)
        page = replace(page, answers=_answers(form), given=_given(request))
        return render(request, "casework/check_referral.html", page)
    return render(request, "casework/refer.html", page)


def _ways(request: Request, service_id: UUID) -> tuple[str, ...]:
    """Return whom to ring, with a warning where that is old, and what is agreed with the viewer's own organisation."""
    viewer = request.viewer
    ring = route_words.ring_words(routes.contacts(viewer, service_ids=[service_id]).get(service_id), viewer=viewer)
    agreed = routes.agreements(viewer, service_ids=[service_id]).get(service_id, ())
    own = [one for one in agreed if one.sender_id in viewer.organisation_ids]
    return (*filter(None, [ring]), *(f"Agreed with you: {route_words.agreement_words(one)}." for one in own))


def consent_words(offer: MenuOffer, need: Need) -> str:
    """Return what is put to the person: what is shared, with whom, for what, and how to end it."""
    service = offer.service
    whom = f"{service.name} ({service.organisation_name})" if service.organisation_name else service.name
    what = (
        "your name, date of birth, phone number and e-mail address, how you like to be spoken to, and what you hope for"
    )
    if service.team_id is None:
        return f"We tell {whom} {what}. They cannot see your record. You can take this back at any time."
    return (
        f"{whom} will see {what}. They see one part of your record only: "
        f"{filters.life_area_label(need.life_area).lower()}. "
        "You can take this back at any time. They then see it no more."
    )


def _send(request: Request, need: Need, service_id: UUID, told: str, form: forms.ReferForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        sent = plan_actions.refer_for_need(
            need_id=need.pk,
            service_id=service_id,
            hopes=given["hopes"],
            go_with_me=given["go_with_me"],
            consent=ConsentTerms(words=told, how=given["how"]),
            is_agreed_with_service=given.get("is_agreed_with_service", False),
            by=request.viewer,
            at=timezone.now(),
        )
    except referral_actions.AlreadyReferred as already:
        return _to_referral(already.referral_id, "already")
    except referral_actions.ServiceClosing:
        return _to_menu(need, "closing")
    except referral_actions.ServiceNotOpen:
        return _to_menu(need)
    is_mailed = chasing.mail_link(request, sent.pk)
    return _to_referral(sent.pk, "mailed" if is_mailed else "sent")


def _answers(form: forms.ReferForm) -> tuple[tuple[str, str], ...]:
    given = form.cleaned_data
    rows = [
        ("What they hope for", given["hopes"]),
        ("Go with me the first time", "Yes" if given["go_with_me"] else "No"),
        ("Consent", f"They said yes. Asked: {dict(Consent.How.choices)[given['how']].lower()}"),
    ]
    if given.get("is_agreed_with_service"):
        rows.append(("The service", "You asked them, and they will see this person"))
    return tuple(rows)


def _given(request: Request) -> tuple[tuple[str, str], ...]:
    """Return what was typed, to be carried through the page on which it is checked."""
    names = ("hopes", "go_with_me", "is_agreed_with_service", "consent", "how")
    return tuple((name, request.POST[name]) for name in names if name in request.POST)


def _to_menu(need: Need, done: str = "closed") -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('casework:menu', kwargs={'need_id': need.pk})}?done={done}")


def _to_referral(referral_id: UUID, done: str) -> HttpResponseRedirect:
    address = reverse("casework:referral", kwargs={"referral_id": referral_id})
    return HttpResponseRedirect(f"{address}?done={done}")


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def referral(request: Request, referral_id: UUID) -> HttpResponse:
    """Show where a referral stands."""
    viewer = request.viewer
    standing = referral_queries.referral_detail(viewer, referral_id=referral_id)
    person = record.opened(
        request, person_id=standing.person_id, reason=OpenReason.SUPPORT, life_areas=[standing.life_area]
    )
    need = plan_queries.need_of_referral(viewer, referral_id=referral_id)
    is_ours_to_take_back = standing.is_open and standing.team_id not in viewer.team_ids
    offered_id = standing.last.instead_service_id
    is_declined = standing.state is StepKind.DECLINED
    telling = course_queries.telling_of(viewer, referral_id=referral_id) if is_declined else None

    def to(name: str) -> str:
        return reverse(name, kwargs={"referral_id": referral_id})

    page = ReferralPage(
        person_strip=record.strip(person),
        back=_back_to_record(standing),
        done=DONE.get(request.GET.get("done", ""), ""),
        service_name=standing.service_name,
        service_url=menu.service_url(standing.service_id),
        organisation_name=standing.organisation_name,
        life_area=standing.life_area,
        hopes=standing.hopes,
        state=words.state(standing),
        next_words=course_words.next_step(standing, today=viewer.today),
        told_words=course_words.told(telling) if is_declined else "",
        told_url=to("casework:told") if is_declined and telling is None else "",
        facts=_facts(standing),
        steps=timeline(standing),
        question=standing.last.note if standing.state is StepKind.NEEDS_INFORMATION else "",
        answer_url=to("casework:answer"),
        instead_url=_refer_url(need.need_id, offered_id) if need and offered_id else "",
        take_back_url=to("casework:take-back") if is_ours_to_take_back else "",
        cancel_url=to("casework:cancel") if is_ours_to_take_back and standing.state in course.CANCELLABLE else "",
        link=chasing.link_card(viewer, standing),
        connections=connecting.entries(request, referral_id),
        connect_url=to("casework:connect"),
        letters_card=letters.card(viewer, referral_id=referral_id),
        reopen_url=to("casework:reopen") if not standing.is_open and standing.team_id not in viewer.team_ids else "",
    )
    return render(request, "casework/referral.html", page)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def take_back(request: Request, referral_id: UUID) -> HttpResponse:
    """Ask, and take a referral back because the person no longer wants it."""
    viewer = request.viewer
    standing = referral_queries.referral_detail(viewer, referral_id=referral_id)
    person = record.opened(
        request, person_id=standing.person_id, reason=OpenReason.SUPPORT, life_areas=[standing.life_area]
    )
    answered = ""
    if request.method == "POST":
        try:
            referral_actions.withdraw_referral(referral_id=referral_id, by=viewer, at=timezone.now())
            return _to_referral(referral_id, "taken-back")
        except referral_actions.AlreadyAnswered as already:
            answered = words.already(already.kind, already.by_name, already.at)
    page = TakeBackPage(
        person_strip=record.strip(person),
        back=BackLink(label="the referral", url=reverse("casework:referral", kwargs={"referral_id": referral_id})),
        service_name=standing.service_name,
        answered=answered,
    )
    return render(request, "casework/take_back.html", page, status=409 if answered else 200)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def answer(request: Request, referral_id: UUID) -> HttpResponse:
    """Answer what the service asked."""
    viewer = request.viewer
    standing = referral_queries.referral_detail(viewer, referral_id=referral_id)
    person = record.opened(
        request, person_id=standing.person_id, reason=OpenReason.SUPPORT, life_areas=[standing.life_area]
    )
    form = forms.AnswerForm(request.POST or None)
    if standing.state is not StepKind.NEEDS_INFORMATION and request.method == "GET":
        return HttpResponseRedirect(reverse("casework:referral", kwargs={"referral_id": referral_id}))
    if form.is_valid():
        try:
            referral_actions.answer_desk(
                referral_id=referral_id, words=form.cleaned_data["words"], by=viewer, at=timezone.now()
            )
            return _to_referral(referral_id, "answered")
        except referral_actions.AlreadyAnswered as already:
            form.add_error(None, words.already(already.kind, already.by_name, already.at))
    page = FormPage(
        person_strip=record.strip(person),
        back=_back_to_referral(referral_id),
        title="Answer the service",
        lead=f"{standing.service_name} asked: {standing.last.note}",
        form=form,
        button="Send the answer",
    )
    return render(request, "casework/form.html", page)


def timeline(standing: Standing) -> tuple[TimelineEntry, ...]:
    """Return the steps of a referral in their order, the last one marked."""
    return tuple(
        TimelineEntry(
            when=_moment(step.at),
            title=words.STEPS[step.kind],
            body=words.step_body(step),
            by=step.by_name,
            is_now=step is standing.last,
        )
        for step in standing.steps
    )


def _moment(at: datetime) -> str:
    return f"{filters.date_words(at)}, {filters.time_words(at)}"


def _facts(standing: Standing) -> tuple[tuple[str, str], ...]:
    waited = "Waited" if standing.first_contact_at or not standing.is_open else "Waiting"
    kinds = [service_kinds.service_kind(slug).label for slug in standing.service_kinds]
    return (
        *((("Kind of help", ", ".join(kinds)),) if kinds else ()),
        ("Sent", filters.date_words(standing.received_at)),
        ("From", words.capital(words.came_from(standing))),
        (waited, words.waited(standing.waited_days)),
        ("Go with me the first time", "Yes" if standing.go_with_me else "No"),
    )


def _back_to_record(standing: Standing) -> BackLink:
    return BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": standing.person_id}))


def _back_to_referral(referral_id: UUID) -> BackLink:
    return BackLink(label="the referral", url=reverse("casework:referral", kwargs={"referral_id": referral_id}))


def _refer_url(need_id: UUID, service_id: UUID) -> str:
    return reverse("casework:refer", kwargs={"need_id": need_id, "service_id": service_id})
