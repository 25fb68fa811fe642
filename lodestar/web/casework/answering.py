"""Answering at the desk: one referral opened, accepted, declined with a next step, or first contact recorded."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import DESK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.directory import queries as directory_queries
from lodestar.people import facts as person_facts
from lodestar.people.actions import OpenReason
from lodestar.people.models import Person
from lodestar.referrals import actions as referral_actions
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.course import queries as course_queries
from lodestar.referrals.queries import Standing
from lodestar.rules.eligibility import Answer
from lodestar.rules.referral_states import DeclineReason, StepKind
from lodestar.web import filters
from lodestar.web.casework import course, course_words, desk, forms, letters, menu, record, referring, words
from lodestar.web.casework.entries import FormPage
from lodestar.web.components import offers
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.components.lists import TimelineEntry
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

ALTERNATIVES = 5
ASKING_FOLLOWS = frozenset({StepKind.RECEIVED, StepKind.WAITING})
DONE = {
    "accepted": "Accepted. The person and their worker can see it.",
    "waiting": "On the waiting list. They can read the day by which to expect you.",
    "started": "Support has started.",
    "asked": "Your question is with the person and their worker.",
    "met": "The first contact is recorded. Their wait has ended.",
    "tried": "Your try is noted. They are still waiting to be met.",
}


@dataclass(frozen=True)
class DeskReferralPage:
    """One referral on the desk, with what the person agreed to share, and what can be done next."""

    person_strip: PersonStrip
    back: BackLink
    done: str
    service_name: str
    life_area: str
    hopes: str
    state: str
    next_words: str
    reach_words: str
    reach: tuple[tuple[str, str, str], ...]
    facts: tuple[tuple[str, str], ...]
    steps: tuple[TimelineEntry, ...]
    accept_url: str
    ask_url: str
    decline_url: str
    first_contact_url: str
    wait_url: str
    start_url: str
    end_url: str
    letters_card: letters.LettersCard


@dataclass(frozen=True)
class AnsweredPage:
    """Somebody was first."""

    person_strip: PersonStrip
    back: BackLink
    words: str


@opens_to(DESK_ROLES)
@record.or_not_found
def desk_referral(request: Request, referral_id: UUID) -> HttpResponse:
    """Open a referral on the desk."""
    standing, person = _opened(request, referral_id)

    def to(name: str) -> str:
        return reverse(name, kwargs={"referral_id": referral_id})

    page = DeskReferralPage(
        person_strip=_strip(person, referral_id),
        back=BackLink(label="the desk", url=reverse("casework:desk")),
        done=DONE.get(request.GET.get("done", ""), ""),
        service_name=standing.service_name,
        life_area=standing.life_area,
        hopes=standing.hopes,
        state=words.state(standing),
        next_words=course_words.next_step(standing, today=request.viewer.today),
        reach_words=course_words.reach(course_queries.contact_choice(request.viewer, referral_id=referral_id)),
        reach=_reach(person),
        facts=_facts(standing),
        steps=referring.timeline(standing),
        accept_url=to("casework:accept") if standing.is_to_answer else "",
        ask_url=to("casework:ask") if standing.state in ASKING_FOLLOWS else "",
        decline_url=to("casework:decline") if standing.is_to_answer or standing.is_to_meet else "",
        first_contact_url=to("casework:first-contact") if standing.is_to_meet else "",
        wait_url=to("casework:wait") if standing.state in course.MAY_WAIT else "",
        start_url=to("casework:start") if standing.state is StepKind.FIRST_CONTACT else "",
        end_url=to("casework:end") if standing.state in course.MAY_END else "",
        letters_card=letters.card(request.viewer, referral_id=referral_id),
    )
    return render(request, "casework/desk_referral.html", page)


@opens_to(DESK_ROLES)
@record.or_not_found
def accept(request: Request, referral_id: UUID) -> HttpResponse:
    """Say yes."""
    standing, person = _opened(request, referral_id)
    form = forms.AcceptForm(request.POST or None, today=request.viewer.today)
    if request.method == "POST" and form.is_valid():
        try:
            referral_actions.accept_referral(
                referral_id=referral_id,
                expected_on=form.cleaned_data["expected_on"],
                note=form.cleaned_data["note"],
                by=request.viewer,
                at=timezone.now(),
            )
        except referral_actions.AlreadyAnswered as already:
            return _answered(request, person, referral_id, already)
        return HttpResponseRedirect(f"{desk.address(referral_id)}?done=accepted")
    page = FormPage(
        person_strip=_strip(person, referral_id),
        back=_back(referral_id),
        title="Accept this referral",
        lead=f"For {standing.service_name}. The person and their worker see your answer at once.",
        form=form,
        button="Accept",
    )
    return render(request, "casework/form.html", page)


@opens_to(DESK_ROLES)
@record.or_not_found
def ask(request: Request, referral_id: UUID) -> HttpResponse:
    """Ask for something that the desk needs to know."""
    standing, person = _opened(request, referral_id)
    form = forms.QuestionForm(request.POST or None)
    if form.is_valid():
        try:
            referral_actions.ask_for_more(
                referral_id=referral_id,
                question=form.cleaned_data["question"],
                by=request.viewer,
                at=timezone.now(),
            )
        except referral_actions.AlreadyAnswered as already:
            return _answered(request, person, referral_id, already)
        return HttpResponseRedirect(f"{desk.address(referral_id)}?done=asked")
    page = FormPage(
        person_strip=_strip(person, referral_id),
        back=_back(referral_id),
        title="Ask for something more",
        lead=f"For {standing.service_name}. Their wait goes on while they answer.",
        form=form,
        button="Ask",
    )
    return render(request, "casework/form.html", page)


@opens_to(DESK_ROLES)
@record.or_not_found
def decline(request: Request, referral_id: UUID) -> HttpResponse:
    """Say no, with the reason and what is offered instead."""
    standing, person = _opened(request, referral_id)
    alternatives, hints = _alternatives(request.viewer, person, standing)
    form = forms.DeclineForm(request.POST or None, alternatives=alternatives, hints=hints)
    if form.is_valid():
        given = form.cleaned_data
        chosen = given.get("instead_service")
        try:
            referral_actions.decline_referral(
                referral_id=referral_id,
                reason=DeclineReason(given["reason"]),
                instead=given["instead"],
                instead_service_id=UUID(chosen) if chosen else None,
                note=given["note"],
                told_how=given["told_how"],
                by=request.viewer,
                at=timezone.now(),
            )
        except referral_actions.AlreadyAnswered as already:
            return _answered(request, person, referral_id, already)
        except referral_actions.ServiceNotOpen:
            form.add_error("instead_service", "That service has closed. Choose another one")
        else:
            return HttpResponseRedirect(f"{reverse('casework:desk')}?done=declined")
    page = FormPage(
        person_strip=_strip(person, referral_id),
        back=_back(referral_id),
        title="Decline, with a next step",
        lead=(
            "Nobody is sent away with nothing. Say why you cannot help, and what you offer instead. "
            "After this you no longer see the person through this referral."
        ),
        form=form,
        button="Decline and offer this instead",
    )
    return render(request, "casework/form.html", page)


@opens_to(DESK_ROLES)
@record.or_not_found
def first_contact(request: Request, referral_id: UUID) -> HttpResponse:
    """Record the first contact, or a try at one."""
    standing, person = _opened(request, referral_id)
    viewer = request.viewer
    form = forms.FirstContactForm(
        request.POST or None,
        today=viewer.today,
        received_on=timezone.localdate(standing.received_at),
        initial={"happened_on": viewer.today},
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            contact = referral_actions.record_first_contact(
                referral_id=referral_id,
                happened_on=given["happened_on"],
                mode=given["mode"],
                attendance=given["attendance"],
                note=given["note"],
                contact_id=given["row_id"],
                by=viewer,
                at=timezone.now(),
            )
        except referral_actions.AlreadyAnswered as already:
            return _answered(request, person, referral_id, already)
        except referral_actions.NotAcceptedYet:
            form.add_error(None, "Accept the referral first. Then record when you met")
        else:
            done = "met" if contact.attendance == contact.Attendance.ATTENDED else "tried"
            return HttpResponseRedirect(f"{desk.address(referral_id)}?done={done}")
    page = FormPage(
        person_strip=_strip(person, referral_id),
        back=_back(referral_id),
        title="Record the first contact",
        lead="A first meeting or call ends their wait. A try that reached nobody is kept too, and does not.",
        form=form,
        button="Save",
    )
    return render(request, "casework/form.html", page)


def _opened(request: Request, referral_id: UUID) -> tuple[Standing, Person]:
    standing = referral_queries.referral_on_desk(request.viewer, referral_id=referral_id)
    person = record.opened(
        request,
        person_id=standing.person_id,
        reason=OpenReason.REFERRAL,
        life_areas=[standing.life_area],
    )
    return standing, person


def _strip(person: Person, referral_id: UUID) -> PersonStrip:
    return record.strip(person, url=desk.address(referral_id))


def _back(referral_id: UUID) -> BackLink:
    return BackLink(label="the referral", url=desk.address(referral_id))


def _reach(person: Person) -> tuple[tuple[str, str, str], ...]:
    """Return how to reach the person: label, words, address."""
    ways = []
    if person.telephone:
        ways.append(("Phone", person.telephone, f"tel:{person.telephone.replace(' ', '')}"))
    if person.email:
        ways.append(("E-mail", person.email, f"mailto:{person.email}"))
    return tuple(ways)


def _facts(standing: Standing) -> tuple[tuple[str, str], ...]:
    waited = "Waited" if standing.first_contact_at or not standing.is_open else "Waiting"
    facts = [
        ("Came", filters.date_words(standing.received_at)),
        ("From", words.capital(words.came_from(standing))),
        (waited, words.waited(standing.waited_days)),
        ("Go with them the first time", "Yes, they asked for it" if standing.go_with_me else "Not asked for"),
    ]
    if standing.asked_by_telephone:
        facts.insert(2, ("Their phone", standing.asked_by_telephone))
    return tuple(facts)


def _alternatives(
    viewer: Viewer, person: Person, standing: Standing
) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    """Return other services in the life area that may fit and are not full: ids and names, and a hint for each."""
    found = directory_queries.menu_for(
        viewer,
        facts=menu.facts_for(viewer, person, standing.hopes),
        life_area=standing.life_area,
        words=standing.hopes,
        place=person_facts.home_of(person),
        on=viewer.today,
        limit=3 * ALTERNATIVES,
    )
    others = [
        offer
        for offer in found.offers
        if offer.service_id != standing.service_id
        and offer.answer is not Answer.DOES_NOT_FIT
        # Nobody is sent from one closed door to another.
        and offer.service.takes_people_now is not False
    ][:ALTERNATIVES]
    choices = tuple((str(offer.service_id), offer.service.name) for offer in others)
    hints = {
        str(offer.service_id): f"{offers.capacity(offer.service).words}. {offers.distance(offer.service)}"
        for offer in others
    }
    return choices, hints


def _answered(
    request: Request, person: Person, referral_id: UUID, already: referral_actions.AlreadyAnswered
) -> HttpResponse:
    page = AnsweredPage(
        person_strip=_strip(person, referral_id),
        back=_back(referral_id),
        words=words.already(already.kind, already.by_name, already.at),
    )
    return render(request, "casework/answered.html", page, status=409)
