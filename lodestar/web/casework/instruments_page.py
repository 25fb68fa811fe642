"""Which instruments are used here, and on what licence: for the information lead. And scores of a licensed tool."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES, Role
from lodestar.outcomes import actions, registry
from lodestar.outcomes.models import CLINICAL_CARE
from lodestar.outcomes.registry import Standing
from lodestar.rules import instruments, scores
from lodestar.rules.instruments import Needs
from lodestar.web import filters
from lodestar.web.casework import record
from lodestar.web.casework.entries import FormPage
from lodestar.web.components import day_field, fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.components.lists import Link
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

LEADS = frozenset({Role.INFORMATION_LEAD})
NEEDS = {
    Needs.NOTHING: "Needs nothing",
    Needs.PERMISSION: "Needs a permission",
    Needs.REGISTRATION: "Needs a registration",
    Needs.LICENCE: "Needs a licence",
}
ON, OFF = "on", "off"


@dataclass(frozen=True)
class InstrumentLine:
    """One instrument as it stands here."""

    link: Link
    state: str
    needs: str
    licence: str


@dataclass(frozen=True)
class InstrumentsPage:
    """Every instrument of the registry."""

    done: str
    lines: tuple[InstrumentLine, ...]


@dataclass(frozen=True)
class InstrumentPage:
    """One instrument: its facts, and the form that switches it."""

    back: BackLink
    title: str
    facts: tuple[str, ...]
    refused: str
    form: PageForm


class SwitchForm(PageForm):
    """On or off, and what stands on file."""

    state = fields.RadiosField(
        label="Is it used here?", missing="Choose whether it is used here", choices=((ON, "Yes"), (OFF, "No"))
    )
    reference = fields.TextField(
        label="Reference of the licence, permission or registration",
        hint="Without it, nothing can be entered.",
        required=False,
        max_length=120,
    )
    holder = fields.TextField(label="Who holds it", required=False, max_length=200)
    valid_to = day_field.DayField(label="Its last day, if it has one", required=False)
    acknowledgement = fields.TextField(label="Words that the licence wants beside it", required=False, max_length=300)

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        """Make the form for one instrument; only a container asks for labels, and who may enter."""
        super().__init__(*args, **kwargs)
        if standing.instrument.code == registry.CONTAINER:
            self.fields["labels"] = fields.LongTextField(
                label=f"The labels that your licence gives, one a line, up to {standing.instrument.items}",
                required=False,
            )
            self.fields["roles"] = fields.CheckboxesField(
                label="Who may enter it? Nobody ticked: every worker",
                choices=[(role.value, role.label) for role in sorted(CASEWORK_ROLES)],
                required=False,
            )


class LicensedForm(PageForm):
    """One score for each label of the licence."""

    taken_on = day_field.DayField(label="When was it filled in?", missing="Enter the day, like 27 3 2026")

    def __init__(self, *args: Any, standing: Standing, today: date, **kwargs: Any) -> None:
        """Make a field for each label."""
        super().__init__(*args, **kwargs)
        row = standing.instrument
        points = [(str(value), str(value)) for value in range(row.minimum, row.maximum + 1)]
        self.today = today
        for number, label in enumerate(standing.switch.labels if standing.switch else (), start=1):
            self.fields[f"score-{number}"] = fields.SelectField(
                label=label, missing=f"Choose a score for {label}", choices=[("", "Choose"), *points]
            )

    @property
    def points(self) -> tuple[int, ...]:
        """Return the scores in the order of the labels."""
        return tuple(int(said) for name, said in self.cleaned_data.items() if name.startswith("score-"))


@opens_to(LEADS)
def instruments_here(request: Request) -> HttpResponse:
    """Show which instruments are used here."""
    page = InstrumentsPage(
        done="It holds from now." if request.GET.get("done") else "",
        lines=tuple(_line(one) for one in registry.standings(on=request.viewer.today)),
    )
    return render(request, "casework/instruments.html", page)


@opens_to(LEADS)
def instrument(request: Request, code: str) -> HttpResponse:
    """Switch one instrument on or off, with its licence."""
    try:
        standing = registry.standing_of(code, on=request.viewer.today)
    except instruments.UnknownInstrument as missing:
        raise Http404 from missing
    form = SwitchForm(request.POST or None, standing=standing, initial=_initial(standing))
    refused = ""
    if form.is_valid():
        try:
            _switch(request, code, form.cleaned_data)
        except actions.LicenceMissing:
            refused = "Write the reference down first. Until it stands on file, use DIALOG, which needs none."
        except scores.LabelsRefused:
            refused = f"Write 1 to {standing.instrument.items} labels, as your licence gives them."
        else:
            return HttpResponseRedirect(f"{reverse('casework:instruments')}?done=yes")
    row = standing.instrument
    page = InstrumentPage(
        back=BackLink(label="instruments", url=reverse("casework:instruments")),
        title=row.name,
        facts=(
            f"{NEEDS[row.needs]}. {row.licence}",
            f"{row.items} items, each from {row.minimum} to {row.maximum}. "
            f"{'Higher' if row.higher_is_better else 'Lower'} is better for the person.",
            f"Source of its rules: {row.source}.",
        ),
        refused=refused,
        form=form,
    )
    return render(request, "casework/instrument.html", page)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def new_licensed(request: Request, person_id: UUID) -> HttpResponse:
    """Enter scores of the licensed tool; without a licence on file it says why, and offers DIALOG."""
    viewer = request.viewer
    opened = record.opened_in(request, person_id=person_id, life_area=CLINICAL_CARE)
    standing = registry.standing_of(registry.CONTAINER, on=viewer.today)
    back = BackLink(label="check-ins", url=reverse("casework:check-ins", kwargs={"person_id": person_id}))
    if not standing.is_in_use:
        return render(request, "casework/no_licence.html", _no_licence(opened, back, person_id, standing))
    form = LicensedForm(request.POST or None, standing=standing, today=viewer.today, initial={"taken_on": viewer.today})
    if form.is_valid():
        try:
            actions.record_licensed_reading(
                person_id=person_id,
                points=form.points,
                taken_on=form.cleaned_data["taken_on"],
                by=viewer,
                at=timezone.now(),
            )
        except actions.DayRefused:
            form.add_error("taken_on", "The day is still to come. Enter the day on which it was filled in")
        except actions.MayNotEnter:
            form.add_error(None, "The licence here names others who may enter this. Ask the information lead")
        else:
            return HttpResponseRedirect(f"{back.url}?done=licensed")
    page = FormPage(
        person_strip=record.strip(opened),
        back=back,
        title=f"Scores of {standing.instrument.name}",
        lead=standing.switch.acknowledgement if standing.switch else "",
        form=form,
        button="Save the scores",
    )
    return render(request, "casework/form.html", page)


@dataclass(frozen=True)
class NoLicencePage:
    """Why nothing can be entered, and what can be used instead."""

    person_strip: record.PersonStrip
    back: BackLink
    name: str
    dialog_url: str


def _no_licence(opened: Any, back: BackLink, person_id: UUID, standing: Standing) -> NoLicencePage:
    return NoLicencePage(
        person_strip=record.strip(opened),
        back=back,
        name=standing.instrument.name,
        dialog_url=reverse("casework:check-in-new", kwargs={"person_id": person_id}),
    )


def _line(standing: Standing) -> InstrumentLine:
    row, switch = standing.instrument, standing.switch
    licence = ""
    if switch is not None:
        until = f", to {filters.short_date_words(switch.valid_to)}" if switch.valid_to else ""
        held = f"{switch.reference}{until}. " if switch.reference else ""
        licence = f"{held}{switch.decided_by.name}, {filters.short_date_words(switch.decided_at)}"
    return InstrumentLine(
        link=Link(words=row.name, url=reverse("casework:instrument", kwargs={"code": row.code})),
        state="In use" if standing.is_in_use else "No licence on file" if standing.lacks_licence else "Off",
        needs=NEEDS[row.needs],
        licence=licence,
    )


def _initial(standing: Standing) -> dict[str, object]:
    switch = standing.switch
    if switch is None:
        return {"state": ON if standing.is_in_use else OFF}
    return {
        "state": ON if switch.is_on else OFF,
        "reference": switch.reference,
        "holder": switch.holder,
        "valid_to": switch.valid_to,
        "acknowledgement": switch.acknowledgement,
        "labels": "\n".join(switch.labels),
        "roles": switch.roles,
    }


def _switch(request: Request, code: str, given: dict[str, Any]) -> None:
    actions.switch_instrument(
        instrument=code,
        is_on=given["state"] == ON,
        terms=actions.LicenceTerms(
            reference=given["reference"],
            holder=given["holder"],
            valid_to=given["valid_to"],
            labels=tuple(given.get("labels", "").splitlines()),
            acknowledgement=given["acknowledgement"],
            roles=tuple(given.get("roles", ())),
        ),
        by=request.viewer,
        at=timezone.now(),
    )
