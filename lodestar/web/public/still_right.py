"""The page behind the link in our e-mail: still right, changed or closed. No account; looking changes nothing."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.directory import queries as directory_queries
from lodestar.directory.assurance import actions, queries
from lodestar.directory.assurance.models import AssuranceLink
from lodestar.web import doors, errors, pacing, rendering
from lodestar.web.components import fields, forms, lists
from lodestar.web.public import service_words
from lodestar.web.requests import Request

GONE = 410
RATE = "30/h"
THANKS = {
    AssuranceLink.Answer.STILL_RIGHT: "The entry says that you checked it today.",
    AssuranceLink.Answer.CHANGE: "Somebody who keeps the directory reads what you wrote and changes the entry.",
    AssuranceLink.Answer.CLOSED: "Somebody who keeps the directory rings you before the entry goes.",
}


class AnswerForm(forms.PageForm):
    """One of three answers, each a button of its own; what has changed only with the second."""

    answer = fields.RadiosField(
        label="Is it still right?", missing="Press one of the three buttons", choices=AssuranceLink.Answer.choices
    )
    words = fields.LongTextField(
        label="What has changed?",
        hint="Only if something has. Write nothing about anybody who comes to you",
        required=False,
        rows=4,
        most_characters=actions.MOST_WORDS,
    )


@dataclass(frozen=True, kw_only=True)
class AskedPage:
    """What the entry says, and the three answers."""

    name: str
    organisation_name: str
    summary: str
    sections: tuple[service_words.Section, ...]
    form: AnswerForm


@dataclass(frozen=True, kw_only=True)
class ThankedPage:
    """What happens now, or why the link does nothing any more."""

    title: str
    words: str
    way_on: lists.Link


@doors.opens_to(doors.EVERYBODY)
def still_right(request: Request, secret: str) -> HttpResponse:
    """Show what the entry says and take one answer. Only the press of a button changes anything."""
    if pacing.is_too_fast(request, group="still-right", rate=RATE):
        return errors.too_many(request)
    at = timezone.now()
    try:
        asked = queries.asked_entry(request.viewer, secret=secret, at=at)
    except actions.LinkNotFound as error:
        raise Http404 from error
    except actions.LinkUsed:
        return _ended(request, "This link was used", "Your answer is with us. The link works once.")
    except actions.LinkExpired:
        return _ended(request, "This link is too old", "A newer one was sent, or 30 days have passed.")
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        answer = AssuranceLink.Answer(form.cleaned_data["answer"])
        try:
            actions.answer_link(
                secret=secret, answer=answer, words=form.cleaned_data["words"], by=request.viewer, at=at
            )
        except actions.WordsMissing:
            form.add_error("words", "Say in one line what has changed")
        else:
            thanks = ThankedPage(title="Thank you", words=THANKS[answer], way_on=_finder())
            return rendering.render(request, "public/still_right_done.html", thanks)
    local = timezone.localtime(at).replace(tzinfo=None)
    detail = directory_queries.service_detail(request.viewer, service_id=asked.service_id, at=local)
    if detail is None:
        raise Http404
    page = AskedPage(
        name=detail.name,
        organisation_name=detail.organisation_name,
        summary=detail.summary,
        sections=service_words.sections(detail, today=request.viewer.today)[:3],
        form=form,
    )
    return rendering.render(request, "public/still_right.html", page)


def _ended(request: Request, title: str, words: str) -> HttpResponse:
    page = ThankedPage(title=title, words=words, way_on=_finder())
    return rendering.render(request, "public/still_right_done.html", page, status=GONE)


def _finder() -> lists.Link:
    return lists.Link(words="Go to the directory", url=reverse("public:finder"))
