"""The answers of one finished check-in, each to be put right with a reason; and what is agreed, on the plan."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.outcomes import on_plan, putting_right, queries
from lodestar.outcomes.models import CheckIn
from lodestar.people.models import Person
from lodestar.web import answers_put_right, filters
from lodestar.web.answers_put_right import AnswerLine, PutRightForm
from lodestar.web.person import own
from lodestar.web.person.own import FormPage, Step, own_record
from lodestar.web.rendering import render
from lodestar.web.requests import Request


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
        lines=answers_put_right.lines(check_in, given, lambda code, item: _address(check_in, code, item)),
        changed=answers_put_right.changes(check_in, changed),
    )
    return render(request, "person/answers.html", page)


@own_record
def put_right(request: Request, own_person: Person, check_in_id: UUID, code: str, item: int) -> HttpResponse:
    """Put one answer right; an answer on safety goes to help first, as ever."""
    check_in = _finished(request, own_person, check_in_id)
    given = queries.answers_in(request.viewer, check_in_id=check_in.pk).get((code, item))
    if given is None:
        raise Http404
    form = PutRightForm(request.POST or None, check_in=check_in, code=code, item=item, given=given)
    form.ask_why(label="Why do I change it?", hint="Like: I pressed the wrong one.")
    if form.is_valid():
        asks_for_help = form.put_right(by=request.viewer, at=timezone.now())
        if asks_for_help:
            return HttpResponseRedirect(reverse("person:check-in-help", kwargs={"check_in_id": check_in.pk}))
        if asks_for_help is not None:
            return own.to("check-in-answers", "corrected", check_in_id=check_in.pk)
    page = FormPage(
        title="Put an answer right",
        lead=form.above,
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


def _address(check_in: CheckIn, code: str, item: int) -> str:
    return reverse("person:answer-put-right", kwargs={"check_in_id": check_in.pk, "code": code, "item": item})
