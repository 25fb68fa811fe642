"""The wellness plan: the person writes it; others read what was opened to them, and write nothing."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect

from lodestar.people.queries import RecordNotFound
from lodestar.plans.wellness import actions, queries, suggesting
from lodestar.plans.wellness.actions import Sharing
from lodestar.plans.wellness.models import ChoiceAhead, RoutineSlot, Section, Suggestion, WarningSign
from lodestar.plans.wellness.queries import SectionRow
from lodestar.web import filters
from lodestar.web.components.lists import Link
from lodestar.web.plan import wellness_forms
from lodestar.web.plan.forms import OnceForm
from lodestar.web.plan.space import PlacedPage, Space, form_page, row_id
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class SuggestionCard:
    """Other words that somebody offers for a section. `answer_url` is empty for all but the person."""

    words: str
    by: str
    answer_url: str


@dataclass(frozen=True)
class SectionCard:
    """One heading with its words, who may read it, the ways to change it, and what somebody suggests."""

    heading: str
    words: str
    seen_by: str
    links: tuple[Link, ...]
    out_url: str
    suggestions: tuple[SuggestionCard, ...]


@dataclass(frozen=True)
class PlanCard:
    """One of the plans, with its sections."""

    title: str
    sections: tuple[SectionCard, ...]


@dataclass(frozen=True)
class SignCard:
    """One early sign."""

    sign: str
    who: str
    wanted: str
    seen_by: str
    out_url: str


@dataclass(frozen=True)
class ChoiceCard:
    """One choice made ahead, with its force in law, in plain words."""

    kind: str
    force: str
    words: str
    made: str
    out_url: str


@dataclass(frozen=True)
class Day:
    """One day of the week, with its parts."""

    name: str
    slots: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class WellnessPage(PlacedPage):
    """The wellness plan as far as it opens."""

    is_empty: bool
    plans: tuple[PlanCard, ...]
    signs: tuple[SignCard, ...]
    choices: tuple[ChoiceCard, ...]
    days: tuple[Day, ...]
    new: tuple[Link, ...]


def wellness(request: Request, space: Space) -> HttpResponse:
    """Show the wellness plan: all of it to its writer, to others what was opened to them."""
    found = queries.wellness_of(space.viewer, person_id=space.person.pk)
    offered = suggesting.waiting_suggestions(space.viewer, person_id=space.person.pk)
    cards = {one.section_id: _section(space, one, offered.get(one.section_id, [])) for one in found.sections}
    page = WellnessPage(
        place=space.place(request, space.back_to_plan()),
        is_empty=found.is_empty,
        plans=tuple(
            PlanCard(plan.label, tuple(cards[one.section_id] for one in found.sections if one.plan == plan))
            for plan in Section.Plan
            if any(one.plan == plan for one in found.sections)
        ),
        signs=tuple(_sign(space, one) for one in found.signs),
        choices=tuple(_choice(space, one) for one in found.choices),
        days=_days(space) if space.is_own else (),
        new=_new(space) if space.is_own else (),
    )
    return render(request, "plan/wellness.html", page)


def section(request: Request, space: Space, section_id: UUID | None = None) -> HttpResponse:
    """Write a section; two devices at once lose nothing."""
    known = _own_section(space, section_id)
    initial: dict[str, Any] = {"plan": request.GET.get("plan")}
    if known is not None:
        initial = {
            name: getattr(known, name) for name in wellness_forms.SectionForm.base_fields if hasattr(known, name)
        }
        initial |= {"seen": known.words}
    form = wellness_forms.SectionForm(request.POST or None, initial=initial)
    now = ""
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.write_section(
                plan=Section.Plan(given["plan"]),
                heading=given["heading"],
                words=given["words"],
                sharing=Sharing(given["is_for_workers"], given["is_for_emergency"]),
                section_id=known.section_id if known else row_id(form),
                seen=given["seen"],
                by=space.viewer,
                at=space.now,
            )
        except actions.ChangedMeanwhile as changed:
            now = changed.now
            form.data = {**request.POST.dict(), "seen": now}
            form.add_error("words", "It was changed while you were writing. Look at both, then save again")
        else:
            return space.to("plan-wellness", "written")
    return _form(request, space, title="My own words", form=form, own_words=now)


def suggest(request: Request, space: Space, section_id: UUID) -> HttpResponse:
    """Offer other words for a section that the person opened to their workers; the section stays as it is."""
    found = queries.wellness_of(space.viewer, person_id=space.person.pk).sections
    known = next((one for one in found if one.section_id == section_id and one.is_for_workers), None)
    if known is None or space.is_own:
        raise RecordNotFound
    form = wellness_forms.SuggestForm(request.POST or None, initial={"words": known.words})
    if form.is_valid():
        words = form.cleaned_data["words"]
        suggesting.suggest_words(section_id=section_id, words=words, by=space.viewer, at=space.now)
        return space.to("plan-wellness", "suggested")
    lead = "The words stay theirs. They read what you suggest, and take it or leave it."
    return _form(request, space, title="Suggest other words", lead=lead, form=form, own_words=known.words)


def answer_suggestion(request: Request, space: Space, suggestion_id: UUID) -> HttpResponse:
    """Take the words that somebody suggests, or leave the own ones."""
    _only_own(space)
    if request.method != "POST":
        return HttpResponseRedirect(space.url("plan-wellness"))
    take = request.POST.get("does") == "take"
    suggesting.answer_suggestion(suggestion_id=suggestion_id, take=take, by=space.viewer, at=space.now)
    return space.to("plan-wellness", "written" if take else "left")


def sign(request: Request, space: Space) -> HttpResponse:
    """Write down an early sign."""
    _only_own(space)
    form = wellness_forms.SignForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        actions.write_sign(
            sign=given["sign"],
            who_may_notice=given["who_may_notice"],
            what_i_want_done=given["what_i_want_done"],
            is_for_workers=given["is_for_workers"],
            by=space.viewer,
            at=space.now,
        )
        return space.to("plan-wellness", "written")
    return _form(request, space, title="An early sign", form=form)


def choice(request: Request, space: Space) -> HttpResponse:
    """Write down a choice made ahead."""
    _only_own(space)
    form = wellness_forms.ChoiceForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        actions.choose_ahead(
            kind=ChoiceAhead.Kind(given["kind"]),
            words=given["words"],
            made_on=given["made_on"],
            kept_where=given["kept_where"],
            witness=given["witness"],
            by=space.viewer,
            at=space.now,
        )
        return space.to("plan-wellness", "written")
    return _form(
        request,
        space,
        title="A choice made ahead",
        lead="Everybody who supports you can read it, and others in an emergency. They can only honour what they know.",
        form=form,
    )


def slot(request: Request, space: Space) -> HttpResponse:
    """Put something into the week."""
    _only_own(space)
    form = wellness_forms.SlotForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        actions.set_slot(
            weekday=int(given["weekday"]),
            part_of_day=RoutineSlot.PartOfDay(given["part_of_day"]),
            words=given["words"],
            by=space.viewer,
            at=space.now,
        )
        return space.to("plan-wellness", "written")
    return _form(request, space, title="Something in my week", form=form)


def take_out(request: Request, space: Space, kind: str, row: UUID) -> HttpResponse:
    """Take something out of the wellness plan; it is kept."""
    _only_own(space)
    if request.method != "POST":
        return HttpResponseRedirect(space.url("plan-wellness"))
    if kind == "choice":
        actions.take_back_choice(choice_id=row, by=space.viewer, at=space.now)
    elif kind in actions.ROWS:
        actions.take_out(kind=kind, row_id=row, by=space.viewer, at=space.now)
    else:
        raise RecordNotFound
    return space.to("plan-wellness", "taken-out")


def _only_own(space: Space) -> None:
    if not space.is_own:
        raise RecordNotFound


def _own_section(space: Space, section_id: UUID | None) -> SectionRow | None:
    _only_own(space)
    if section_id is None:
        return None
    found = queries.wellness_of(space.viewer, person_id=space.person.pk).sections
    known = next((one for one in found if one.section_id == section_id), None)
    if known is None:
        raise RecordNotFound
    return known


def _form(
    request: Request, space: Space, *, title: str, form: OnceForm, lead: str = "", own_words: str = ""
) -> HttpResponse:
    back = Link(words="Back to keeping well", url=space.url("plan-wellness"))
    return form_page(request, space, title=title, lead=lead, own_words=own_words, form=form, button="Save", back=back)


def _new(space: Space) -> tuple[Link, ...]:
    return (
        Link(words="Write something", url=space.url("plan-section-new")),
        Link(words="Add an early sign", url=space.url("plan-sign-new")),
        Link(words="Add a choice made ahead", url=space.url("plan-choice-new")),
        Link(words="Add something to my week", url=space.url("plan-slot-new")),
    )


def _seen_by(*, workers: bool, emergency: bool) -> str:
    if workers and emergency:
        return "My workers read it, and in an emergency others may."
    if workers:
        return "My workers read it."
    return "Only in an emergency may others read it." if emergency else "Only I read it."


def _section(space: Space, row: SectionRow, offered: list[Suggestion]) -> SectionCard:
    answer = "plan-suggestion-answer"
    return SectionCard(
        heading=row.heading,
        words=row.words,
        seen_by=_seen_by(workers=row.is_for_workers, emergency=row.is_for_emergency) if space.is_own else "",
        links=(
            Link(
                words="Change it",
                url=space.url("plan-section", section_id=row.section_id),
                hidden_words=f": {row.heading}",
            ),
        )
        if space.is_own
        else _suggest_link(space, row),
        out_url=_out(space, "section", row.section_id),
        suggestions=tuple(
            SuggestionCard(
                one.words,
                f"{one.suggested_by.name} suggested on {filters.short_date_words(one.suggested_at)}",
                space.url(answer, suggestion_id=one.pk) if space.is_own else "",
            )
            for one in offered
        ),
    )


def _suggest_link(space: Space, row: SectionRow) -> tuple[Link, ...]:
    if not row.is_for_workers:
        return ()
    address = space.url("plan-suggest", section_id=row.section_id)
    return (Link(words="Suggest other words", url=address, hidden_words=f": {row.heading}"),)


def _sign(space: Space, row: WarningSign) -> SignCard:
    seen_by = _seen_by(workers=row.is_for_workers, emergency=False) if space.is_own else ""
    return SignCard(row.sign, row.who_may_notice, row.what_i_want_done, seen_by, _out(space, "sign", row.pk))


def _choice(space: Space, row: ChoiceAhead) -> ChoiceCard:
    kept = f" The signed paper: {row.kept_where}." if row.kept_where else ""
    witness = f" Seen by {row.witness}." if row.witness else ""
    return ChoiceCard(
        kind=row.get_kind_display(),
        force=wellness_forms.FORCE[ChoiceAhead.Kind(row.kind)],
        words=row.words,
        made=f"Decided on {filters.short_date_words(row.made_on)}.{kept}{witness}",
        out_url=_out(space, "choice", row.pk),
    )


def _days(space: Space) -> tuple[Day, ...]:
    slots = queries.routine_of(space.viewer, person_id=space.person.pk)
    return tuple(
        Day(
            name,
            tuple(
                (one.get_part_of_day_display(), one.words, _out(space, "slot", one.pk))
                for one in slots
                if one.weekday == number
            ),
        )
        for number, name in enumerate(wellness_forms.DAYS)
        if any(one.weekday == number for one in slots)
    )


def _out(space: Space, kind: str, row: UUID) -> str:
    return space.url("plan-take-out", kind=kind, row=row) if space.is_own else ""
