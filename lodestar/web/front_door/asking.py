"""The front door: anybody asks for help for themself or somebody else, checks it, sends it and follows it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access import actions as access_actions
from lodestar.directory.models import Service
from lodestar.referrals.asking import actions, queries
from lodestar.referrals.asking.actions import NewRequest
from lodestar.referrals.asking.models import HelpRequest
from lodestar.referrals.asking.queries import RequestNotFound
from lodestar.referrals.course.models import ContactChoice
from lodestar.rules import urgent_words
from lodestar.rules.life_areas import LIFE_AREAS, LifeArea
from lodestar.web import doors, errors, filters, pacing
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import OnceForm
from lodestar.web.rendering import render
from lodestar.web.requests import Request

RATE = "20/h"
READ_RATE = "60/m"
CHECK, SEND = "check", "send"
YES, NO = "yes", "no"
WAYS = tuple((way.value, way.label) for way in ContactChoice.Way if way is not ContactChoice.Way.WORKER)
NEEDS = {
    ContactChoice.Way.TELEPHONE: "telephone",
    ContactChoice.Way.TEXT: "telephone",
    ContactChoice.Way.EMAIL: "email",
}
OUTCOMES = {
    HelpRequest.Outcome.IN_HAND: "Somebody is helping with this now.",
    HelpRequest.Outcome.ELSEWHERE: "There is help somewhere else.",
    HelpRequest.Outcome.NOT_WANTED: "You told us that this is not wanted any more. You can ask again at any time.",
    HelpRequest.Outcome.ASKED_TWICE: "This was asked twice. The other request goes on.",
}


class AskForm(OnceForm):
    """What is asked, by whom and for whom. Told once: nobody asks it again."""

    asker = fields.RadiosField(
        label="Who is it for?", missing="Choose who it is for", choices=tuple(HelpRequest.Asker.choices)
    )
    words = fields.LongTextField(
        label="What is going on, and what would help?",
        hint="Use your own words. You do not need the right word for it, and you only tell it once.",
        missing="Write what would help, even one line",
        most_characters=2_000,
    )
    life_areas = fields.CheckboxesField(
        label="Which parts of life is it about, if you know?",
        required=False,
        choices=tuple((area.value, area.label) for area in LIFE_AREAS),
    )
    preferred_name = fields.TextField(
        label="What is the name of whoever it is for?",
        hint="The name they like. A first name is enough.",
        missing="Write a name. A first name is enough",
        width=20,
        max_length=80,
    )
    way = fields.RadiosField(label="How do they want to hear from us?", missing="Choose one", choices=WAYS)
    telephone = fields.TextField(label="Phone number", required=False, width=20, max_length=40, input_type="tel")
    email = fields.TextField(label="E-mail address", required=False, max_length=254, input_type="email")
    way_words = fields.TextField(
        label="Anything to know before we get in touch?",
        hint="For example: a good time, an address for a letter, or that nobody else may know.",
        required=False,
        max_length=300,
        error_messages={"max_length": "Use 300 letters or fewer"},
    )
    postcode = fields.PostcodeField(
        label="Postcode, if they have one", hint="The first part is enough.", required=False, is_part_enough=True
    )
    born_on = day_field.DayField(label="Date of birth, if you want to say", required=False, example="27 3 1984")
    asker_name = fields.TextField(
        label="If you ask for somebody else: your name", required=False, width=20, max_length=120
    )
    asker_contact = fields.TextField(
        label="If you ask for somebody else: how we reach you", hint="A phone number or an e-mail address.",
        required=False, max_length=200,
    )  # fmt: skip
    has_agreed = fields.RadiosField(
        label="If you ask for somebody else: do they know, and agree?",
        required=False,
        choices=((YES, "Yes, they agree"), (NO, "No, or I could not ask them")),
    )
    service_id = fields.HiddenField(required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Make the form for a request of today."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_service_id(self) -> UUID | None:
        """Return the service that is asked for, if it takes people."""
        service_id = _as_id(self.cleaned_data["service_id"])
        if service_id is None:
            return None
        known = Service.objects.filter(pk=service_id, status=Service.Status.ACTIVE, retired_at=None)
        return service_id if known.exists() else None

    def clean_email(self) -> str:
        """Return the address. Raises `ValidationError` for what cannot be one."""
        typed: str = self.cleaned_data["email"].strip()
        return (
            forms.EmailField(error_messages={"invalid": "Enter an e-mail address, like sam@example.org"}).clean(typed)
            if typed
            else ""
        )

    def clean_born_on(self) -> date | None:
        """Return the day. Raises `ValidationError` for one that is still to come."""
        born_on: date | None = self.cleaned_data["born_on"]
        if born_on is not None and born_on > self.today:
            raise forms.ValidationError("The day is still to come. Enter the day on which they were born")
        return born_on

    def clean(self) -> dict[str, Any]:
        """Raise `ValidationError` where they cannot be reached the way they want, or nobody knows who asks."""
        given = self.cleaned_data
        way = given.get("way")
        needed = NEEDS.get(ContactChoice.Way(way)) if way else None
        if needed and not given.get(needed) and needed not in self.errors:
            what = "a phone number" if needed == "telephone" else "an e-mail address"
            self.add_error(needed, f"Write {what}, or choose another way")
        if given.get("asker") and given["asker"] != HelpRequest.Asker.SELF:
            for name, missing in (
                ("asker_name", "Write your name, so that we can ask you back"),
                ("asker_contact", "Write how we reach you"),
                ("has_agreed", "Choose whether they know and agree"),
            ):
                if not given.get(name):
                    self.add_error(name, missing)
        return given

    @property
    def new_request(self) -> NewRequest:
        """Return what is asked."""
        given = self.cleaned_data
        is_own = given["asker"] == HelpRequest.Asker.SELF
        names = ("asker", "preferred_name", "words", "way", "born_on", "postcode", "telephone", "email", "way_words")
        return NewRequest(
            **{name: given[name] for name in names},
            asker_name="" if is_own else given["asker_name"],
            asker_contact="" if is_own else given["asker_contact"],
            has_agreed=is_own or given["has_agreed"] == YES,
            life_areas=tuple(given["life_areas"]),
            service_id=given["service_id"],
        )


@dataclass(frozen=True)
class AskPage:
    """The form; or, with `answers`, what was said, to be checked before it is sent."""

    form: AskForm
    service_name: str
    telephone: str
    is_urgent: bool = False
    is_about_work: bool = False
    answers: tuple[tuple[str, str], ...] = ()
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FollowPage:
    """One request, for whoever made it."""

    is_new: bool
    address: str
    asked: str
    has_it: str
    telephone: str
    by_when: str
    outcome: str
    outcome_words: str
    not_heard: str


@doors.opens_to(doors.EVERYBODY)
def ask(request: Request) -> HttpResponse:
    """Ask for help: one page, what was said checked, and sent. Needs no account, no diagnosis and no referral."""
    is_sent = request.method == "POST"
    if is_sent and pacing.is_too_fast(request, group="front-door", rate=RATE):
        return errors.too_many(request)
    if not queries.is_answered_here(request.viewer):
        return render(request, "front_door/closed.html", AskPage(_form(request), "", settings.HELP_TELEPHONE))
    form = _form(request)
    if is_sent and form.is_valid():
        if request.POST.get("stage") == SEND:
            return _send(request, form)
        page = AskPage(
            form=form,
            service_name=_service_name(str(form.cleaned_data["service_id"] or "")),
            telephone=settings.HELP_TELEPHONE,
            is_urgent=urgent_words.is_urgent(text=form.cleaned_data["words"]),
            answers=_answers(form),
            given=_given(request, form),
        )
        return render(request, "front_door/check.html", page)
    typed = request.POST.get("words", "") if is_sent else ""
    page = AskPage(
        form=form,
        service_name=_service_name(request.POST.get("service_id", "") if is_sent else request.GET.get("service", "")),
        telephone=settings.HELP_TELEPHONE,
        is_urgent=urgent_words.is_urgent(text=typed),
        is_about_work=_about(request) == LifeArea.WORK_AND_LEARNING,
    )
    return render(request, "front_door/ask.html", page)


@doors.opens_to(doors.EVERYBODY)
def follow(request: Request, secret: str) -> HttpResponse:
    """Show whoever asked who has their request and by when they hear; or take their word that they have not heard."""
    if pacing.is_too_fast(request, group="front-door-follow", rate=READ_RATE):
        return errors.too_many(request)
    try:
        if request.method == "POST":
            actions.say_not_heard(secret=secret, by=access_actions.the_system(request.viewer.today), at=timezone.now())
            return HttpResponseRedirect(reverse("front_door:follow", kwargs={"secret": secret}))
        found = queries.followed(request.viewer, secret=secret)
    except RequestNotFound:
        return render(
            request, "front_door/no_request.html", AskPage(_form(request), "", settings.HELP_TELEPHONE), status=404
        )
    page = FollowPage(
        is_new=request.GET.get("done") == "sent",
        address=request.build_absolute_uri(request.path),
        asked=filters.date_words(found.asked_at),
        has_it=f"{found.owner_name}, {found.team_name}",
        telephone=found.team_telephone,
        by_when=filters.date_words(found.next_on),
        outcome=OUTCOMES[HelpRequest.Outcome(found.outcome)] if found.outcome else "",
        outcome_words=found.outcome_words,
        not_heard=filters.date_words(found.not_heard_at) if found.not_heard_at else "",
    )
    return render(request, "front_door/follow.html", page)


def _form(request: Request) -> AskForm:
    given = request.POST if request.method == "POST" else None
    about = _about(request)
    known = {"service_id": request.GET.get("service", ""), "life_areas": [about] if about else []}
    return AskForm(given, today=request.viewer.today, initial=known)


def _about(request: Request) -> str:
    """Return the part of life that a link to this page is for: a person at work or off sick asks by themself."""
    asked = request.GET.get("about", "")
    return next((area.value for area in LIFE_AREAS if area.value == asked), "")


def _send(request: Request, form: AskForm) -> HttpResponse:
    try:
        secret = actions.ask_for_help(
            new=form.new_request,
            request_id=form.cleaned_data["row_id"],
            by=access_actions.the_system(request.viewer.today),
            at=timezone.now(),
        )
    except actions.DoorClosed:
        return render(request, "front_door/closed.html", AskPage(form, "", settings.HELP_TELEPHONE))
    return HttpResponseRedirect(f"{reverse('front_door:follow', kwargs={'secret': secret})}?done=sent")


def _service_name(typed: str) -> str:
    service_id = _as_id(typed)
    found = Service.objects.filter(pk=service_id, status=Service.Status.ACTIVE, retired_at=None) if service_id else None
    return str(found.values_list("name", flat=True).first() or "") if found is not None else ""


def _answers(form: AskForm) -> tuple[tuple[str, str], ...]:
    given = form.cleaned_data
    areas = ", ".join(filters.life_area_label(slug) for slug in given["life_areas"])
    rows = (
        ("Who it is for", HelpRequest.Asker(given["asker"]).label),
        ("What would help", given["words"]),
        ("Parts of life", areas),
        ("Name", given["preferred_name"]),
        ("How to get in touch", ContactChoice.Way(given["way"]).label),
        ("Phone", given["telephone"]),
        ("E-mail", given["email"]),
        ("To know before", given["way_words"]),
        ("Postcode", given["postcode"]),
        ("Date of birth", filters.date_words(given["born_on"]) if given["born_on"] else ""),
        ("Who asks", ", ".join(part for part in (given["asker_name"], given["asker_contact"]) if part)),
        ("They know and agree", {YES: "Yes", NO: "No, or not asked"}.get(given["has_agreed"], "")),
    )
    return tuple((label, value) for label, value in rows if value)


def _given(request: Request, form: AskForm) -> tuple[tuple[str, str], ...]:
    """Return what was typed, to be carried through the page on which it is checked."""
    names = {name for bound in form.fields for name in (bound, *(f"{bound}-{part}" for part in day_field.PARTS))}
    carried = [
        (name, value) for name in request.POST if name in names and name != "row_id"
        for value in request.POST.getlist(name)
    ]  # fmt: skip
    return (*carried, ("row_id", str(form.cleaned_data["row_id"])))


def _as_id(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
