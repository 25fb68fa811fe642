"""The conversation after DIALOG: choose up to three areas, look for what works, agree actions with owner and day."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.outcomes import actions, on_plan, queries, talking
from lodestar.outcomes.models import CLINICAL_CARE, AgreedAction, CheckIn, TalkedArea
from lodestar.rules import instruments
from lodestar.rules.instruments import Instrument
from lodestar.web import check_in_words, filters
from lodestar.web.casework import record
from lodestar.web.casework.forms import LONGEST_WORDS, OnceForm
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.components.lists import Link
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

OWNERS = (
    (AgreedAction.Owner.PERSON.value, "They do it"),
    (AgreedAction.Owner.WORKER.value, "I do it"),
    (AgreedAction.Owner.OTHER.value, "Somebody else does it"),
)


@dataclass(frozen=True)
class AreaLine:
    """One area to choose, with what was answered and how far the talk about it is."""

    link: Link
    told: str
    is_chosen: bool


@dataclass(frozen=True)
class TalkPage:
    """The eleven areas, those with more help wanted first."""

    person_strip: PersonStrip
    back: BackLink
    chosen: str
    areas: tuple[AreaLine, ...]


@dataclass(frozen=True)
class TalkAreaPage:
    """One area: four short notes, and what was agreed. `theirs` is what a colleague wrote meanwhile."""

    person_strip: PersonStrip
    back: BackLink
    title: str
    refused: str
    theirs: tuple[tuple[str, str], ...]
    notes_form: PageForm
    action_form: PageForm | None
    agreed: tuple[str, ...]


class NotesForm(PageForm):
    """Four short notes. `seen` is the version that was on the screen."""

    seen = fields.HiddenField(required=False)
    understanding = fields.LongTextField(
        label="Understand: why is it like this?", rows=3, required=False, most_characters=LONGEST_WORDS
    )
    strengths = fields.LongTextField(
        label="What works, and what do they do well?", rows=3, required=False, most_characters=LONGEST_WORDS
    )
    looking_forward = fields.LongTextField(
        label="Look forward: what would be best, and what is the smallest step?",
        rows=3,
        required=False,
        most_characters=LONGEST_WORDS,
    )
    options = fields.LongTextField(
        label="Options: what could they, you, and others do?", rows=3, required=False, most_characters=LONGEST_WORDS
    )


class ActionForm(OnceForm):
    """One thing that is agreed: what, who, by when."""

    words = fields.TextField(
        label="What is agreed?",
        missing="Write what is agreed",
        max_length=300,
        error_messages={"max_length": "Use 300 letters or fewer"},
    )
    owner = fields.RadiosField(label="Who does it?", missing="Choose who does it", choices=OWNERS)
    owner_words = fields.TextField(
        label="If somebody else: who?",
        required=False,
        max_length=120,
        error_messages={"max_length": "Use 120 letters or fewer"},
    )
    due_on = day_field.DayField(label="By when?", missing="Enter the day, like 27 3 2026")
    on_plan = fields.TickField(label="Put it on their plan too, as a next step", required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a name where it is somebody else."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("owner") == AgreedAction.Owner.OTHER and not (given.get("owner_words") or "").strip():
            self.add_error("owner_words", "Write who does it")
        return given


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def talk(request: Request, check_in_id: UUID) -> HttpResponse:
    """Choose what to talk about: three areas at the most."""
    found = queries.check_in_seen(request.viewer, check_in_id=check_in_id)
    opened = record.opened_in(request, person_id=found.person_id, life_area=CLINICAL_CARE)
    row = _dialog(found)
    chosen = {one.item for one in queries.talked_areas(request.viewer, check_in_id=check_in_id)}
    answers = queries.answers_in(request.viewer, check_in_id=check_in_id)
    items = [item for item in range(1, row.items + 1) if (row.code, item) in answers]
    given = {item: answers[row.code, item] for item in items}
    # First where more help is wanted, then where it is hardest: the person still chooses.
    order = sorted(items, key=lambda item: (not given[item].wants_more_help, given[item].value or row.maximum, item))
    page = TalkPage(
        person_strip=record.strip(opened),
        back=_back(found.person_id),
        chosen=f"{len(chosen)} of {talking.AREAS_AT_MOST} areas chosen.",
        areas=tuple(_area_line(found, row, item, given[item], is_chosen=item in chosen) for item in order),
    )
    return render(request, "casework/talk.html", page)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def talk_area(request: Request, check_in_id: UUID, item: int) -> HttpResponse:
    """Talk one area over: four notes, saved as they go, and actions."""
    viewer = request.viewer
    found = queries.check_in_seen(viewer, check_in_id=check_in_id)
    opened = record.opened_in(request, person_id=found.person_id, life_area=CLINICAL_CARE)
    row = _dialog(found)
    if not 1 <= item <= row.items:
        raise Http404
    talked = {one.item: one for one in queries.talked_areas(viewer, check_in_id=check_in_id)}
    area = talked.get(item)
    stage = request.POST.get("stage", "")
    notes_form = NotesForm(request.POST if stage == "notes" else None, initial=_notes(area))
    in_a_month = viewer.today + timedelta(days=28)
    action_form = ActionForm(
        request.POST if stage == "action" else None, initial={"due_on": in_a_month, "on_plan": True}
    )
    here = reverse("casework:talk-area", kwargs={"check_in_id": check_in_id, "item": item})
    refused = ""
    theirs: tuple[tuple[str, str], ...] = ()
    if stage == "notes" and notes_form.is_valid():
        try:
            _save_notes(request, check_in_id, item, notes_form.cleaned_data)
        except actions.TooManyAreas:
            refused = "Three areas are chosen already. Take this one up next time; what you wrote is still here."
        except actions.ChangedMeanwhile as both:
            refused = "A colleague wrote here meanwhile. Their words stand below; put both together and save again."
            theirs = _theirs(both.now)
            notes_form.data = {**request.POST.dict(), "seen": str(both.now.version)}
        else:
            return HttpResponseRedirect(here)
    if stage == "action" and area is not None and action_form.is_valid():
        _agree(request, area, action_form.cleaned_data)
        return HttpResponseRedirect(here)
    page = TalkAreaPage(
        person_strip=record.strip(opened),
        back=BackLink(label="the areas", url=reverse("casework:talk", kwargs={"check_in_id": check_in_id})),
        title=f"Talk over: {check_in_words.topic(row, item)}",
        refused=refused,
        theirs=theirs,
        notes_form=notes_form,
        action_form=action_form if area is not None else None,
        agreed=tuple(
            f"{one.words}, by {filters.short_date_words(one.due_on)}"
            for one in queries.agreed_actions(viewer, person_id=found.person_id)
            if area is not None and one.talked_area_id == area.pk
        ),
    )
    return render(request, "casework/talk_area.html", page)


def _dialog(found: CheckIn) -> Instrument:
    if talking.DIALOG not in found.instruments or found.finished_at is None:
        raise queries.CheckInNotFound
    return instruments.instrument(talking.DIALOG, on=timezone.localdate(found.begun_at))


def _area_line(found: CheckIn, row: Instrument, item: int, given: queries.Given, *, is_chosen: bool) -> AreaLine:
    told = "Rather not said" if given.value is None else f"{given.value} of {row.maximum}"
    return AreaLine(
        link=Link(
            words=check_in_words.topic(row, item).capitalize(),
            url=reverse("casework:talk-area", kwargs={"check_in_id": found.pk, "item": item}),
        ),
        told=f"{told}, wants more help" if given.wants_more_help else told,
        is_chosen=is_chosen,
    )


def _notes(area: TalkedArea | None) -> dict[str, object]:
    if area is None:
        return {"seen": "0"}
    return {"seen": str(area.version), **dict(_written(area))}


def _written(area: TalkedArea) -> tuple[tuple[str, str], ...]:
    return (
        ("understanding", area.understanding),
        ("strengths", area.strengths),
        ("looking_forward", area.looking_forward),
        ("options", area.options),
    )


def _theirs(area: TalkedArea) -> tuple[tuple[str, str], ...]:
    return tuple((str(NotesForm.base_fields[name].label), words) for name, words in _written(area) if words)


def _save_notes(request: Request, check_in_id: UUID, item: int, given: dict[str, str]) -> None:
    seen = given["seen"]
    actions.talk_area_over(
        check_in_id=check_in_id,
        item=item,
        notes=actions.AreaNotes(**{name: given[name] for name in given if name != "seen"}),
        seen_version=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
        by=request.viewer,
        at=timezone.now(),
    )


def _agree(request: Request, area: TalkedArea, given: dict[str, Any]) -> None:
    with transaction.atomic():
        agreed = _agreed(request, area, given)
        if given["on_plan"]:
            on_plan.put_on_plan(action_id=agreed.pk, by=request.viewer, at=timezone.now())


def _agreed(request: Request, area: TalkedArea, given: dict[str, Any]) -> AgreedAction:
    return actions.agree_action(
        talked_area_id=area.pk,
        words=given["words"],
        owner=AgreedAction.Owner(given["owner"]),
        owner_words=given["owner_words"],
        due_on=given["due_on"],
        action_id=given["row_id"],
        by=request.viewer,
        at=timezone.now(),
    )


def _back(person_id: UUID) -> BackLink:
    return BackLink(label="check-ins", url=reverse("casework:check-ins", kwargs={"person_id": person_id}))
