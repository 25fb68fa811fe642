"""The answers of one finished check-in, each to be put right with a reason; and what is agreed, on the plan."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.outcomes import on_plan, putting_right, queries
from lodestar.outcomes.actions import ItemAnswer
from lodestar.outcomes.models import CheckIn
from lodestar.outcomes.putting_right import PutRight
from lodestar.people.models import Person
from lodestar.people.voice import correcting
from lodestar.rules import instruments
from lodestar.rules.instruments import Instrument
from lodestar.web import check_in_words, filters
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.lists import Link
from lodestar.web.person import own, own_lines
from lodestar.web.person.own import FormPage, Step, own_record
from lodestar.web.rendering import render
from lodestar.web.requests import Request


class PutRightForm(PageForm):
    """The answer as it is right, and why."""

    answer = fields.RadiosField(label="", missing="Choose one, or “I would rather not say”")
    reason = fields.TextField(
        label="Why do I change it?",
        hint="Like: I pressed the wrong one.",
        missing="Write why, even one word",
        max_length=300,
    )

    def __init__(self, *args: Any, words: str, choices: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        """Make the form for one question."""
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = words
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]


@dataclass(frozen=True)
class AnswerLine:
    """One question with its answer, and the way to put it right."""

    about: str
    said: str
    change: Link


@dataclass(frozen=True)
class AnswersPage:
    """The answers of one check-in, and those that were put right."""

    done: str
    when: str
    lines: tuple[AnswerLine, ...]
    changed: tuple[str, ...]


@own_record
def answers(request: Request, own_person: Person, check_in_id: UUID) -> HttpResponse:
    """Show what the person answered in one check-in."""
    check_in = _finished(request, own_person, check_in_id)
    given = queries.answers_in(request.viewer, check_in_id=check_in.pk)
    changed = putting_right.put_right_in(request.viewer, check_in_id=check_in.pk)
    page = AnswersPage(
        done=own.done(request),
        when=filters.date_words(timezone.localdate(check_in.begun_at)),
        lines=tuple(_line(check_in, code, item, one) for (code, item), one in sorted(given.items())),
        changed=tuple(_changed(check_in, one) for one in changed),
    )
    return render(request, "person/answers.html", page)


@own_record
def put_right(request: Request, own_person: Person, check_in_id: UUID, code: str, item: int) -> HttpResponse:
    """Put one answer right; an answer on safety goes to help first, as ever."""
    check_in = _finished(request, own_person, check_in_id)
    given = queries.answers_in(request.viewer, check_in_id=check_in.pk).get((code, item))
    if given is None:
        raise Http404
    asked = check_in_words.asked(_row(check_in, code), item)
    now = own_lines.as_choice(given)
    form = PutRightForm(request.POST or None, words=asked.words, choices=asked.choices, initial={"answer": now})
    if form.is_valid():
        said = form.cleaned_data["answer"]
        answer = ItemAnswer(
            code,
            item,
            int(said) if said.isdecimal() else None,
            does_not_apply=said == check_in_words.DOES_NOT_APPLY,
            wants_more_help=given.wants_more_help,
        )
        try:
            asks_for_help = putting_right.put_answer_right(
                check_in_id=check_in.pk,
                answer=answer,
                reason=form.cleaned_data["reason"],
                by=request.viewer,
                at=timezone.now(),
            )
        except correcting.NothingChanged:
            form.add_error("answer", "This is what it says now. Choose the answer that is right")
        else:
            if asks_for_help:
                return HttpResponseRedirect(reverse("person:check-in-help", kwargs={"check_in_id": check_in.pk}))
            return own.to("check-in-answers", "corrected", check_in_id=check_in.pk)
    page = FormPage(
        title="Put an answer right",
        lead=asked.above,
        back=Step("Back to my answers", reverse("person:check-in-answers", kwargs={"check_in_id": check_in.pk})),
        form=form,
        button="Save",
    )
    return own.form_page(request, page)


@own_record
def on_my_plan(request: Request, own_person: Person, action_id: UUID) -> HttpResponse:
    """Put something that was agreed on the plan, as a next step with the same owner and day."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("person:check-ins"))
    try:
        on_plan.put_on_plan(action_id=action_id, by=request.viewer, at=timezone.now())
    except queries.CheckInNotFound as error:
        raise Http404 from error
    return HttpResponseRedirect(f"{reverse('person:plan')}?done=step")


def _finished(request: Request, own_person: Person, check_in_id: UUID) -> CheckIn:
    try:
        check_in = queries.check_in_seen(request.viewer, check_in_id=check_in_id)
    except queries.CheckInNotFound as error:
        raise Http404 from error
    if check_in.person_id != own_person.pk or check_in.finished_at is None:
        raise Http404
    return check_in


def _row(check_in: CheckIn, code: str) -> Instrument:
    return instruments.instrument(code, on=timezone.localdate(check_in.begun_at))


def _line(check_in: CheckIn, code: str, item: int, given: queries.Given) -> AnswerLine:
    row = _row(check_in, code)
    about = check_in_words.asked(row, item).words
    kwargs = {"check_in_id": check_in.pk, "code": code, "item": item}
    return AnswerLine(
        about=about,
        said=_words(row, given.value, does_not_apply=given.does_not_apply),
        change=Link(words="Put it right", url=reverse("person:answer-put-right", kwargs=kwargs), hidden_words=about),
    )


def _changed(check_in: CheckIn, one: PutRight) -> str:
    row = _row(check_in, one.instrument)
    before = check_in_words.answer_words(row, int(one.before)) if one.before.isdecimal() else one.before
    after = check_in_words.answer_words(row, int(one.after)) if one.after.isdecimal() else one.after
    when = filters.short_date_words(one.at)
    about = check_in_words.asked(row, one.item).words
    return f"{about} It was “{before.lower()}”, and is “{after.lower()}” since {when}. Why: {one.reason}"


def _words(row: Instrument, value: int | None, *, does_not_apply: bool) -> str:
    if does_not_apply:
        return putting_right.DOES_NOT_APPLY.capitalize()
    return putting_right.PASSED_OVER.capitalize() if value is None else check_in_words.answer_words(row, value)
