"""Check-ins in a record: scores with what a change says and does not say, and answering together on one page."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.outcomes import actions, queries, registry
from lodestar.outcomes.actions import ItemAnswer
from lodestar.outcomes.models import CLINICAL_CARE, CheckIn
from lodestar.rules import instruments, own_questions
from lodestar.rules.instruments import Instrument
from lodestar.rules.own_questions import OwnQuestion
from lodestar.web import check_in_words
from lodestar.web.casework import record
from lodestar.web.casework.entries import FormPage
from lodestar.web.casework.forms import OnceForm
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

HOWS = (
    (CheckIn.How.TOGETHER.value, "Together, now"),
    (CheckIn.How.FROM_PAPER.value, "From a form that they filled in on paper"),
)


class BeginForm(OnceForm):
    """Which check-in, and how it is answered."""

    instrument = fields.RadiosField(label="Which one?", missing="Choose a check-in")
    how = fields.RadiosField(label="How is it answered?", missing="Choose how it is answered", choices=HOWS)

    def __init__(self, *args: Any, usable: tuple[Instrument, ...], **kwargs: Any) -> None:
        """Make the form for the instruments that are in use here."""
        super().__init__(*args, **kwargs)
        self.fields["instrument"].choices = [(row.code, row.name) for row in usable]  # type: ignore[attr-defined]


class AnswersForm(PageForm):
    """Every question of a check-in on one page; none has to be answered."""

    def __init__(self, *args: Any, check_in: CheckIn, **kwargs: Any) -> None:
        """Make one field for each question, named by instrument and item."""
        super().__init__(*args, **kwargs)
        on = timezone.localdate(check_in.begun_at)
        for code in check_in.instruments:
            row = instruments.instrument(code, on=on)
            for item in range(1, row.items + 1):
                self._add(row, item)
        for code in check_in.own_questions:
            asked = own_questions.question(OwnQuestion(code), on=on)
            self.fields[f"own-{code}"] = fields.RadiosField(
                label=check_in_words.OWN[asked.code],
                choices=check_in_words.own_choices(asked.answers),
                required=False,
            )

    def _add(self, row: Instrument, item: int) -> None:
        asked = check_in_words.asked(row, item)
        label = f"{item}. {asked.words}"
        self.fields[f"{row.code}-{item}"] = fields.RadiosField(label=label, choices=asked.choices, required=False)
        if asked.asks_for_more_help:
            self.fields[f"{row.code}-{item}-more"] = fields.TickField(label="Wants more help with this", required=False)

    def answers(self, check_in: CheckIn) -> list[ItemAnswer]:
        """Return what was answered; what was left empty is left out."""
        found = []
        for code in check_in.instruments:
            row = instruments.instrument(code, on=timezone.localdate(check_in.begun_at))
            for item in range(1, row.items + 1):
                said = self.cleaned_data[f"{code}-{item}"]
                if said:
                    found.append(
                        ItemAnswer(
                            code,
                            item,
                            int(said) if said.isdecimal() else None,
                            does_not_apply=said == check_in_words.DOES_NOT_APPLY,
                            wants_more_help=bool(self.cleaned_data.get(f"{code}-{item}-more")),
                        )
                    )
        return found

    def own_answers(self, check_in: CheckIn) -> dict[str, str]:
        """Return what was answered to our own questions; what was left empty is left out."""
        said = {code: self.cleaned_data[f"own-{code}"] for code in check_in.own_questions}
        return {code: answer for code, answer in said.items() if answer}


@dataclass(frozen=True)
class AnswersPage:
    """All questions of a check-in, to answer together."""

    person_strip: record.PersonStrip
    back: BackLink
    title: str
    above: str
    form: PageForm


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def begin(request: Request, person_id: UUID) -> HttpResponse:
    """Begin a check-in with somebody."""
    opened = record.opened_in(request, person_id=person_id, life_area=CLINICAL_CARE)
    usable = registry.answerable(on=request.viewer.today)
    form = BeginForm(request.POST or None, usable=usable, initial={"how": CheckIn.How.TOGETHER.value})
    if form.is_valid():
        code = form.cleaned_data["instrument"]
        begun = actions.begin_check_in(
            person_id=person_id,
            instruments=[code],
            how=CheckIn.How(form.cleaned_data["how"]),
            asks_own_questions=code == "dialog",
            check_in_id=form.cleaned_data["row_id"],
            by=request.viewer,
            at=timezone.now(),
        )
        return HttpResponseRedirect(reverse("casework:check-in", kwargs={"check_in_id": begun.pk}))
    page = FormPage(
        person_strip=record.strip(opened),
        back=BackLink(label="check-ins", url=reverse("casework:check-ins", kwargs={"person_id": person_id})),
        title="Begin a check-in",
        lead="They can also do it by themselves, on their own telephone.",
        form=form,
        button="Begin",
    )
    return render(request, "casework/form.html", page)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def check_in(request: Request, check_in_id: UUID) -> HttpResponse:
    """Answer a check-in together, save it as it goes, and finish it; an answer on safety goes before everything."""
    viewer = request.viewer
    found = queries.check_in_seen(viewer, check_in_id=check_in_id)
    opened = record.opened_in(request, person_id=found.person_id, life_area=CLINICAL_CARE)
    overview = reverse("casework:check-ins", kwargs={"person_id": found.person_id})
    if found.finished_at is not None:
        return HttpResponseRedirect(overview)
    form = AnswersForm(request.POST or None, check_in=found, initial=_initial(request, found))
    if form.is_valid():
        saved = actions.save_answers(
            check_in_id=found.pk, answers=form.answers(found), own=form.own_answers(found), by=viewer, at=timezone.now()
        )
        if saved.is_safety_first:
            (task, *_), _ = queries.safety_in(viewer, check_in_id=found.pk)
            return HttpResponseRedirect(reverse("casework:safety-task", kwargs={"task_id": task.pk}))
        return _saved(request, found, overview, form)
    page = AnswersPage(
        person_strip=record.strip(opened),
        back=BackLink(label="check-ins", url=overview),
        title=f"Check-in: {_named(found)}",
        above=_above(found),
        form=form,
    )
    return render(request, "casework/check_in.html", page)


def _saved(request: Request, found: CheckIn, overview: str, form: PageForm) -> HttpResponse:
    if "finish" not in request.POST:
        return HttpResponseRedirect(f"{overview}?done=saved")
    try:
        actions.finish_check_in(check_in_id=found.pk, by=request.viewer, at=timezone.now())
    except actions.NothingAnswered:
        return HttpResponseRedirect(f"{overview}?done=empty")
    if "dialog" in found.instruments:
        return HttpResponseRedirect(reverse("casework:talk", kwargs={"check_in_id": found.pk}))
    return HttpResponseRedirect(f"{overview}?done=finished")


def _initial(request: Request, found: CheckIn) -> dict[str, object]:
    initial: dict[str, object] = {}
    for (code, item), given in queries.answers_in(request.viewer, check_in_id=found.pk).items():
        said = check_in_words.PASSED_OVER if given.value is None else str(given.value)
        initial[f"{code}-{item}"] = check_in_words.DOES_NOT_APPLY if given.does_not_apply else said
        initial[f"{code}-{item}-more"] = given.wants_more_help
    for code, answer in queries.own_answers_in(request.viewer, check_in_id=found.pk).items():
        initial[f"own-{code}"] = answer
    return initial


def _named(found: CheckIn) -> str:
    on = timezone.localdate(found.begun_at)
    return " and ".join(instruments.instrument(code, on=on).name for code in found.instruments)


def _above(found: CheckIn) -> str:
    row = instruments.instrument(found.instruments[0], on=timezone.localdate(found.begun_at))
    return check_in_words.asked(row, 1).above
