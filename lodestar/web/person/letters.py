"""Every letter about the person, to read, print or have read to them."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from lodestar.people.models import Person
from lodestar.referrals.letters import actions, queries
from lodestar.referrals.letters.models import Letter
from lodestar.web import letter_paper, letter_words
from lodestar.web.components.lists import Link
from lodestar.web.letter_words import Section
from lodestar.web.person.own import Step, own_record
from lodestar.web.rendering import render
from lodestar.web.requests import Request


@dataclass(frozen=True)
class LettersPage:
    """The letters about somebody, newest first."""

    letters: tuple[Link, ...]


@dataclass(frozen=True)
class LetterPage:
    """One letter, and the two ways to keep it."""

    back: Step
    title: str
    line: str
    sections: tuple[Section, ...]
    paper_url: str
    text_url: str
    file_url: str
    file_words: str


@own_record
def letters(request: Request, own_person: Person) -> HttpResponse:
    """List every letter about the person."""
    found = queries.letters_about(request.viewer, person_id=own_person.pk)
    page = LettersPage(
        tuple(
            Link(words=letter_words.in_a_line(one), url=reverse("person:letter", kwargs={"letter_id": one.pk}))
            for one in found
        )
    )
    return render(request, "person/letters.html", page)


@own_record
def letter(request: Request, own_person: Person, letter_id: UUID) -> HttpResponse:
    """Show one letter."""
    found = _own_letter(request, own_person, letter_id)
    came = queries.files_of(request.viewer, letter_ids=[letter_id]).get(letter_id)
    page = LetterPage(
        back=Step("Back to my letters", reverse("person:letters")),
        title=letter_words.title(found),
        line=letter_words.in_a_line(found),
        sections=letter_words.sections(found),
        paper_url=reverse("person:letter-paper", kwargs={"letter_id": letter_id}),
        text_url=reverse("person:letter-text", kwargs={"letter_id": letter_id}),
        file_url=reverse("person:letter-file", kwargs={"letter_id": letter_id}) if came else "",
        file_words=letter_words.file_words(came) if came else "",
    )
    return render(request, "person/letter.html", page)


@own_record
def paper(request: Request, own_person: Person, letter_id: UUID) -> HttpResponse:
    """Hand the person a letter as a document."""
    return letter_paper.paper(_own_letter(request, own_person, letter_id))


@own_record
def text(request: Request, own_person: Person, letter_id: UUID) -> HttpResponse:
    """Hand the person a letter as text alone."""
    return letter_paper.text(_own_letter(request, own_person, letter_id))


@own_record
def file(request: Request, own_person: Person, letter_id: UUID) -> HttpResponse:
    """Hand the person a letter as it came: the scan or photograph."""
    _own_letter(request, own_person, letter_id)
    try:
        return letter_paper.received(actions.hand_out_file(letter_id=letter_id, by=request.viewer, at=timezone.now()))
    except queries.LetterNotFound:
        raise Http404 from None


def _own_letter(request: Request, own_person: Person, letter_id: UUID) -> Letter:
    try:
        found = queries.letter_seen(request.viewer, letter_id=letter_id)
    except queries.LetterNotFound:
        raise Http404 from None
    if found.person_id != own_person.pk:
        raise Http404
    return found
