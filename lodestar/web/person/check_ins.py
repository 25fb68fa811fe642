"""My check-ins: one question a page, saved as it goes; my own line in words; and help before anything else."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.outcomes import actions, on_plan, queries, registry
from lodestar.outcomes.actions import ItemAnswer
from lodestar.outcomes.models import AgreedAction, CheckIn
from lodestar.people.models import Person
from lodestar.rules import instruments, own_questions
from lodestar.rules.own_questions import OwnQuestion
from lodestar.web import answers_put_right, check_in_words, filters
from lodestar.web.components import fields
from lodestar.web.components.forms import PageForm
from lodestar.web.components.lists import EmptyState
from lodestar.web.person import own, own_lines
from lodestar.web.person.own import FormPage, Step, own_record
from lodestar.web.person.own_lines import Line, OwnWords
from lodestar.web.rendering import render
from lodestar.web.requests import Request

STARTS = {"dialog": "How things are, in eleven parts of life"}


@dataclass(frozen=True)
class Start:
    """One check-in that can be started."""

    code: str
    words: str


@dataclass(frozen=True)
class ActionLine:
    """One thing that was agreed."""

    words: str
    who: str
    url: str
    is_done: bool
    plan_url: str


@dataclass(frozen=True)
class CheckInsPage:
    """My check-ins: go on with one, start one, and what I said so far."""

    done: str
    go_on_url: str
    starts: tuple[Start, ...]
    lines: tuple[Line, ...]
    own_words: tuple[OwnWords, ...]
    answers_url: str
    agreed: tuple[ActionLine, ...]
    not_told: str
    empty: EmptyState | None


@dataclass(frozen=True)
class HelpPage:
    """Help first, who was told, and the way on."""

    told: str
    next_url: str


@dataclass(frozen=True)
class Question:
    """One question of a check-in: an item of an instrument, or one of our own."""

    code: str
    item: int = 0


class QuestionForm(PageForm):
    """One question, with "I would rather not say" as an answer."""

    answer = fields.RadiosField(label="", missing="Choose one, or “I would rather not say”")
    more_help = fields.TickField(label="I want more help with this", required=False)

    def __init__(self, *args: object, words: str, choices: tuple[tuple[str, str], ...], more: bool, **kwargs: object):
        """Make the form for one question."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["answer"].label = words
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]
        if not more:
            del self.fields["more_help"]


@own_record
def check_ins(request: Request, own_person: Person) -> HttpResponse:
    """Show what the person said of their own life so far, and let them start or go on."""
    viewer = request.viewer
    open_now = queries.open_check_in(viewer, person_id=own_person.pk)
    lines = own_lines.lines_of(queries.histories(viewer, person_id=own_person.pk))
    own_words = own_lines.own_words_of(queries.own_lines(viewer, person_id=own_person.pk))
    agreed = queries.agreed_actions(viewer, person_id=own_person.pk)
    on_plan_now = on_plan.those_on_plan(viewer, person_id=own_person.pk, action_ids=[one.pk for one in agreed])
    last = queries.last_finished(viewer, person_id=own_person.pk)
    page = CheckInsPage(
        done=own.done(request),
        go_on_url=_address(open_now, _first_open(request, open_now)) if open_now else "",
        starts=tuple(Start(row.code, STARTS.get(row.code, row.name)) for row in registry.answerable(on=viewer.today)),
        lines=lines,
        own_words=own_words,
        answers_url=reverse("person:check-in-answers", kwargs={"check_in_id": last.pk}) if last else "",
        agreed=tuple(_agreed(one, is_on_plan=one.pk in on_plan_now) for one in agreed),
        not_told=check_in_words.NOT_TOLD,
        empty=None
        if lines or own_words
        else EmptyState(
            title="No check-in yet",
            words="A check-in is a few short questions on how things are for you. Your answers stay yours.",
        ),
    )
    return render(request, "person/check_ins.html", page)


@own_record
def begin(request: Request, own_person: Person) -> HttpResponse:
    """Start a check-in; one that is still open is gone on with."""
    viewer = request.viewer
    if request.method != "POST":
        return HttpResponseRedirect(reverse("person:check-ins"))
    code = request.POST.get("instrument", "")
    open_now = queries.open_check_in(viewer, person_id=own_person.pk)
    if open_now is not None and code in open_now.instruments:
        return HttpResponseRedirect(_address(open_now, _first_open(request, open_now)))
    try:
        begun = actions.begin_check_in(
            person_id=own_person.pk,
            instruments=[code],
            how=CheckIn.How.BY_PERSON,
            asks_own_questions=code == "dialog",
            by=viewer,
            at=timezone.now(),
        )
    except actions.InstrumentNotInUse as error:
        raise Http404 from error
    return HttpResponseRedirect(_address(begun, 1))


@own_record
def question(request: Request, own_person: Person, check_in_id: UUID, number: int) -> HttpResponse:
    """Ask one question, save the answer, and go on; an answer on safety goes to help first."""
    check_in = _mine(request, own_person, check_in_id)
    asked = questions_of(check_in)
    if not 1 <= number <= len(asked):
        raise Http404
    if check_in.finished_at is not None:
        return own.to("check-ins", "check-in")
    this = asked[number - 1]
    form = _form(request, check_in, this)
    if form.is_valid():
        saved = _save(request, check_in, this, form)
        after = _after(check_in, number, len(asked))
        if saved.is_safety_first:
            to_help = reverse("person:check-in-help", kwargs={"check_in_id": check_in.pk})
            return HttpResponseRedirect(f"{to_help}?after={number}")
        return HttpResponseRedirect(after)
    page = FormPage(
        title=f"Check-in: question {number} of {len(asked)}",
        lead=_above(check_in, this),
        back=Step(*_before(check_in, number)),
        form=form,
        button="Save and go on",
    )
    return own.form_page(request, page)


@own_record
def help_first(request: Request, own_person: Person, check_in_id: UUID) -> HttpResponse:
    """Show help before anything else, and say who was told."""
    check_in = _mine(request, own_person, check_in_id)
    tasks, told = queries.safety_in(request.viewer, check_in_id=check_in.pk)
    if not tasks:
        raise Http404
    given = request.GET.get("after", "")
    number = int(given) if given.isdecimal() and len(given) < 4 else len(questions_of(check_in))
    page = HelpPage(told=_told(told), next_url=_after(check_in, number, len(questions_of(check_in))))
    return render(request, "person/check_in_help.html", page)


@own_record
def finish(request: Request, own_person: Person, check_in_id: UUID) -> HttpResponse:
    """Finish a check-in, from the last page."""
    check_in = _mine(request, own_person, check_in_id)
    if request.method == "POST":
        try:
            actions.finish_check_in(check_in_id=check_in.pk, by=request.viewer, at=timezone.now())
        except actions.NothingAnswered:
            return HttpResponseRedirect(_address(check_in, 1))
        return own.to("check-ins", "check-in")
    page = FormPage(
        title="That was the last question",
        lead="You can go back and change an answer. When you finish, your answers count, and your workers can see "
        "them.",
        back=Step("Back to the last question", _address(check_in, len(questions_of(check_in)))),
        form=PageForm(),
        button="Finish my check-in",
    )
    return own.form_page(request, page)


@own_record
def action_done(request: Request, own_person: Person, action_id: UUID) -> HttpResponse:
    """Tick off one thing that was agreed."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("person:check-ins"))
    try:
        actions.finish_action(action_id=action_id, by=request.viewer, at=timezone.now())
    except queries.CheckInNotFound as error:
        raise Http404 from error
    return own.to("check-ins", "done")


def questions_of(check_in: CheckIn) -> tuple[Question, ...]:
    """Return the questions of a check-in in their order: each instrument item by item, then our own."""
    on = timezone.localdate(check_in.begun_at)
    items = [
        Question(code, item)
        for code in check_in.instruments
        for item in range(1, instruments.instrument(code, on=on).items + 1)
    ]
    return (*items, *(Question(code) for code in check_in.own_questions))


def _mine(request: Request, own_person: Person, check_in_id: UUID) -> CheckIn:
    try:
        check_in = queries.check_in_seen(request.viewer, check_in_id=check_in_id)
    except queries.CheckInNotFound as error:
        raise Http404 from error
    if check_in.person_id != own_person.pk or check_in.begun_by_id != request.viewer.user_id:
        raise Http404
    return check_in


def _form(request: Request, check_in: CheckIn, this: Question) -> QuestionForm:
    viewer = request.viewer
    if not this.item:
        row = own_questions.question(OwnQuestion(this.code), on=viewer.today)
        said = queries.own_answers_in(viewer, check_in_id=check_in.pk).get(this.code)
        return QuestionForm(
            request.POST or None,
            words=check_in_words.OWN[row.code],
            choices=check_in_words.own_choices(row.answers),
            more=False,
            initial={"answer": said},
        )
    asked = check_in_words.asked(instruments.instrument(this.code, on=viewer.today), this.item)
    given = queries.answers_in(viewer, check_in_id=check_in.pk).get((this.code, this.item))
    return QuestionForm(
        request.POST or None,
        words=asked.words,
        choices=asked.choices,
        more=asked.asks_for_more_help,
        initial={"answer": answers_put_right.as_choice(given), "more_help": bool(given and given.wants_more_help)},
    )


def _save(request: Request, check_in: CheckIn, this: Question, form: QuestionForm) -> actions.Saved:
    answer = form.cleaned_data["answer"]
    viewer, at = request.viewer, timezone.now()
    if not this.item:
        return actions.save_answers(check_in_id=check_in.pk, own={this.code: answer}, by=viewer, at=at)
    said = ItemAnswer(
        this.code,
        this.item,
        int(answer) if answer.isdecimal() else None,
        does_not_apply=answer == check_in_words.DOES_NOT_APPLY,
        wants_more_help=bool(form.cleaned_data.get("more_help")),
    )
    return actions.save_answers(check_in_id=check_in.pk, answers=[said], by=viewer, at=at)


def _above(check_in: CheckIn, this: Question) -> str:
    if not this.item:
        return check_in_words.OWN_WHY[OwnQuestion(this.code)]
    row = instruments.instrument(this.code, on=timezone.localdate(check_in.begun_at))
    return check_in_words.asked(row, this.item).above


def _first_open(request: Request, check_in: CheckIn) -> int:
    """Return the number of the first question without an answer."""
    answered = set(queries.answers_in(request.viewer, check_in_id=check_in.pk))
    own_answered = set(queries.own_answers_in(request.viewer, check_in_id=check_in.pk))
    asked = questions_of(check_in)
    for number, one in enumerate(asked, start=1):
        if (one.code, one.item) not in answered and (one.item or one.code not in own_answered):
            return number
    return len(asked)


def _address(check_in: CheckIn, number: int) -> str:
    return reverse("person:check-in-question", kwargs={"check_in_id": check_in.pk, "number": number})


def _before(check_in: CheckIn, number: int) -> tuple[str, str]:
    if number == 1:
        return "Back to my check-ins", reverse("person:check-ins")
    return "Back to the question before", _address(check_in, number - 1)


def _after(check_in: CheckIn, number: int, last: int) -> str:
    if number >= last:
        return reverse("person:check-in-finish", kwargs={"check_in_id": check_in.pk})
    return _address(check_in, number + 1)


def _told(names: list[str]) -> str:
    if not names:
        return "Nobody who supports you can see this here yet. You can call one of the numbers now."
    named = " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
    return f"We have told {named}. You can still call one of the numbers now."


def _agreed(one: AgreedAction, *, is_on_plan: bool) -> ActionLine:
    who = {AgreedAction.Owner.PERSON: "You", AgreedAction.Owner.WORKER: one.agreed_by.name}
    named = who.get(AgreedAction.Owner(one.owner), one.owner_words)
    return ActionLine(
        words=one.words,
        who=f"{named}, by {filters.short_date_words(one.due_on)}",
        url=reverse("person:check-in-action", kwargs={"action_id": one.pk}),
        is_done=one.done_at is not None,
        plan_url="" if is_on_plan else reverse("person:agreed-on-plan", kwargs={"action_id": one.pk}),
    )
