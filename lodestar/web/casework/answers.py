"""The answers of a finished check-in in a record: the worker who wrote one down wrong puts it right, with a reason."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES
from lodestar.outcomes import putting_right, queries
from lodestar.outcomes.models import CLINICAL_CARE, CheckIn
from lodestar.web import answers_put_right, filters
from lodestar.web.answers_put_right import AnswerLine, PutRightForm
from lodestar.web.casework import record
from lodestar.web.casework.entries import FormPage
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.doors import opens_to
from lodestar.web.rendering import render
from lodestar.web.requests import Request

DONE = "It is put right. The answer before is kept, with your reason, and they can read both."


@dataclass(frozen=True)
class AnswersPage:
    """The answers of one check-in, and those that were put right."""

    person_strip: PersonStrip
    back: BackLink
    done: str
    lead: str
    lines: tuple[AnswerLine, ...]
    changed: tuple[str, ...]


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def answers(request: Request, check_in_id: UUID) -> HttpResponse:
    """Show the answers of a check-in that the viewer began with somebody."""
    check_in = _begun_by_viewer(request, check_in_id)
    opened = record.opened_in(request, person_id=check_in.person_id, life_area=CLINICAL_CARE)
    given = queries.answers_in(request.viewer, check_in_id=check_in.pk)
    page = AnswersPage(
        person_strip=record.strip(opened),
        back=BackLink(label="check-ins", url=reverse("casework:check-ins", kwargs={"person_id": check_in.person_id})),
        done=DONE if request.GET.get("done") == "corrected" else "",
        lead=f"You wrote these down on {filters.date_words(timezone.localdate(check_in.begun_at))}.",
        lines=answers_put_right.lines(check_in, given, lambda code, item: _address(check_in, code, item)),
        changed=answers_put_right.changes(
            check_in, putting_right.put_right_in(request.viewer, check_in_id=check_in.pk)
        ),
    )
    return render(request, "casework/answers.html", page)


@opens_to(CASEWORK_ROLES)
@record.or_not_found
def put_right(request: Request, check_in_id: UUID, code: str, item: int) -> HttpResponse:
    """Put one answer right; an answer on safety goes before everything, as ever."""
    viewer = request.viewer
    check_in = _begun_by_viewer(request, check_in_id)
    opened = record.opened_in(request, person_id=check_in.person_id, life_area=CLINICAL_CARE)
    given = queries.answers_in(viewer, check_in_id=check_in.pk).get((code, item))
    if given is None:
        raise Http404
    back = reverse("casework:answers", kwargs={"check_in_id": check_in.pk})
    form = PutRightForm(request.POST or None, check_in=check_in, code=code, item=item, given=given)
    form.ask_why(label="Why do you change it?", hint="They can read it. Like: I ticked the wrong line.")
    if form.is_valid():
        asks_for_help = form.put_right(by=viewer, at=timezone.now())
        if asks_for_help:
            (task, *_), _ = queries.safety_in(viewer, check_in_id=check_in.pk)
            return HttpResponseRedirect(reverse("casework:safety-task", kwargs={"task_id": task.pk}))
        if asks_for_help is not None:
            return HttpResponseRedirect(f"{back}?done=corrected")
    page = FormPage(
        person_strip=record.strip(opened),
        back=BackLink(label="the answers", url=back),
        title="Put an answer right",
        lead=form.above or "The answer is theirs. Put right only what you wrote down wrong.",
        form=form,
        button="Save",
    )
    return render(request, "casework/form.html", page)


def _begun_by_viewer(request: Request, check_in_id: UUID) -> CheckIn:
    """Return the check-in, finished. Raises CheckInNotFound where somebody else began it: the answers are theirs."""
    check_in = queries.check_in_seen(request.viewer, check_in_id=check_in_id)
    if check_in.begun_by_id != request.viewer.user_id or check_in.finished_at is None:
        raise queries.CheckInNotFound
    return check_in


def _address(check_in: CheckIn, code: str, item: int) -> str:
    return reverse("casework:answer-put-right", kwargs={"check_in_id": check_in.pk, "code": code, "item": item})
