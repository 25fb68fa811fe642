"""Letters about a referral: written by the worker or the desk, recorded when they come, read and printed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lodestar.access.roles import CASEWORK_ROLES, DESK_ROLES
from lodestar.access.viewers import Viewer
from lodestar.people import communicating
from lodestar.people.actions import OpenReason
from lodestar.people.models import Person
from lodestar.referrals import queries as referral_queries
from lodestar.referrals.asking import queries as asking_queries
from lodestar.referrals.asking.actions import DoorClosed
from lodestar.referrals.letters import actions, queries
from lodestar.referrals.letters.models import Letter
from lodestar.referrals.queries import Standing
from lodestar.rules import referral_letters
from lodestar.rules.communication_needs import LetterFormat
from lodestar.rules.referral_letters import Addressee, Part
from lodestar.web import letter_paper, letter_words
from lodestar.web.casework import desk, letter_forms, record
from lodestar.web.casework.entries import FormPage
from lodestar.web.components.forms import PageForm
from lodestar.web.components.frame import BackLink, PersonStrip
from lodestar.web.components.lists import Link
from lodestar.web.doors import opens_to
from lodestar.web.letter_words import Section
from lodestar.web.rendering import render
from lodestar.web.requests import Request

WRITERS = CASEWORK_ROLES | DESK_ROLES


@dataclass(frozen=True)
class LettersCard:
    """The letters of a referral on its page, and what can be done about them."""

    letters: tuple[Link, ...]
    write_url: str
    record_url: str


@dataclass(frozen=True)
class LetterPage:
    """One letter, heading by heading; `for_reader` says what its reader needs."""

    person_strip: PersonStrip
    back: BackLink
    title: str
    line: str
    for_reader: str
    sections: tuple[Section, ...]
    paper_url: str
    text_url: str
    file: Link | None


@dataclass(frozen=True)
class AskedByLetterPage:
    """The form of a referral that came on paper."""

    back: BackLink
    title: str
    lead: str
    form: PageForm
    button: str


def card(viewer: Viewer, *, referral_id: UUID) -> LettersCard:
    """Return the letters of a referral as its page lists them."""
    return LettersCard(
        letters=tuple(
            Link(words=letter_words.in_a_line(one), url=reverse("casework:letter", kwargs={"letter_id": one.pk}))
            for one in queries.letters_of(viewer, referral_id=referral_id)
        ),
        write_url=reverse("casework:write-letter", kwargs={"referral_id": referral_id}),
        record_url=reverse("casework:record-letter", kwargs={"referral_id": referral_id}),
    )


@opens_to(WRITERS)
@record.or_not_found
def write(request: Request, referral_id: UUID) -> HttpResponse:
    """Write a letter about a referral."""
    standing, person, back = _opened(request, referral_id)
    addressees = referral_letters.addressees(
        is_desk=_is_desk(request.viewer, standing), has_referrer=standing.asked_by_id is not None
    )
    form = letter_forms.WriteForm(request.POST or None, addressees=addressees)
    if form.is_valid():
        try:
            letter = actions.write_letter(
                referral_id=referral_id,
                addressee=Addressee(form.cleaned_data["addressee"]),
                chosen=[Part(slug) for slug in form.cleaned_data.get("chosen", ())],
                words=form.cleaned_data["words"],
                by=request.viewer,
                at=timezone.now(),
            )
        except actions.NotAgreed:
            form.add_error("addressee", "They took back what they agreed to. Ask them again before you write to it")
        else:
            return HttpResponseRedirect(reverse("casework:letter", kwargs={"letter_id": letter.pk}))
    wanted = communicating.letter_to(person).format
    page = FormPage(
        person_strip=record.strip(person),
        back=back,
        title="Write a letter",
        lead=" ".join(
            part
            for part in (
                f"About the referral to {standing.service_name}.",
                "" if wanted is LetterFormat.STANDARD else f"For the person: {letter_words.FORMATS[wanted]}",
            )
            if part
        ),
        form=form,
        button="Make the letter",
    )
    return render(request, "casework/form.html", page)


@opens_to(WRITERS)
@record.or_not_found
def record_came(request: Request, referral_id: UUID) -> HttpResponse:
    """Record a letter that came about a referral."""
    standing, person, back = _opened(request, referral_id)
    form = letter_forms.CameForm(*_sent(request), today=request.viewer.today, sent_bytes=_sent_bytes(request))
    if form.is_valid():
        given = form.cleaned_data
        letter = actions.record_letter(
            referral_id=referral_id,
            from_whom=given["from_whom"],
            came_by=Letter.Came(given["came_by"]),
            dated_on=given["dated_on"],
            words=given["words"],
            file=given["file"],
            by=request.viewer,
            at=timezone.now(),
        )
        return HttpResponseRedirect(reverse("casework:letter", kwargs={"letter_id": letter.pk}))
    page = FormPage(
        person_strip=record.strip(person),
        back=back,
        title="Record a letter that came",
        lead=f"About the referral to {standing.service_name}. The person can read it.",
        form=form,
        button="Record the letter",
    )
    return render(request, "casework/form.html", page)


@opens_to(WRITERS)
@record.or_not_found
def letter(request: Request, letter_id: UUID) -> HttpResponse:
    """Show one letter."""
    found = _found(request.viewer, letter_id)
    assert found.person_id is not None, "a letter that is seen here is about somebody"
    person = record.opened(request, person_id=found.person_id, reason=OpenReason.REFERRAL, life_areas=[found.life_area])
    layout = referral_letters.layout(LetterFormat(found.format or LetterFormat.STANDARD))
    page = LetterPage(
        person_strip=record.strip(person),
        back=_back(request.viewer, found),
        title=letter_words.title(found),
        line=letter_words.in_a_line(found),
        for_reader=letter_words.for_its_reader(found),
        sections=letter_words.sections(found),
        paper_url=reverse("casework:letter-paper", kwargs={"letter_id": letter_id}),
        text_url=reverse("casework:letter-text", kwargs={"letter_id": letter_id}) if layout.is_plain_text else "",
        file=file_links(request.viewer, [found]).get(found.pk),
    )
    return render(request, "casework/letter.html", page)


@opens_to(WRITERS)
@record.or_not_found
def paper(request: Request, letter_id: UUID) -> HttpResponse:
    """Hand a letter out as a document."""
    return letter_paper.paper(_handed_out(request, letter_id))


@opens_to(WRITERS)
@record.or_not_found
def text(request: Request, letter_id: UUID) -> HttpResponse:
    """Hand a letter out as text alone."""
    return letter_paper.text(_handed_out(request, letter_id))


@opens_to(WRITERS)
@record.or_not_found
def file(request: Request, letter_id: UUID) -> HttpResponse:
    """Hand out a letter as it came: the scan or photograph. At the front door it is about nobody known yet."""
    try:
        about = queries.file_seen(request.viewer, letter_id=letter_id).letter
        if about.person_id is not None:
            record.opened(request, person_id=about.person_id, reason=OpenReason.REFERRAL, life_areas=[about.life_area])
        return letter_paper.received(actions.hand_out_file(letter_id=letter_id, by=request.viewer, at=timezone.now()))
    except queries.LetterNotFound:
        raise Http404 from None


def file_links(viewer: Viewer, letters: Collection[Letter]) -> dict[UUID, Link]:
    """Return a link to each letter's file, for those that came with one."""
    return {
        pk: Link(
            words=f"Save the letter as it came ({letter_words.file_words(one)})",
            url=reverse("casework:letter-file", kwargs={"letter_id": pk}),
        )
        for pk, one in queries.files_of(viewer, letter_ids=[letter.pk for letter in letters]).items()
    }


@opens_to(WRITERS)
def asked_by_letter(request: Request) -> HttpResponse:
    """Take in a referral that came on paper, at the front door."""
    if not asking_queries.answers_door(request.viewer):
        raise Http404
    form = letter_forms.AskedByLetterForm(*_sent(request), today=request.viewer.today, sent_bytes=_sent_bytes(request))
    if form.is_valid():
        try:
            request_id = actions.ask_by_letter(
                new=form.request,
                life_area=form.cleaned_data["life_area"],
                came_by=Letter.Came(form.cleaned_data["came_by"]),
                dated_on=form.cleaned_data["dated_on"],
                file=form.cleaned_data["file"],
                by=request.viewer,
                at=timezone.now(),
            )
        except DoorClosed:
            raise Http404 from None
        return HttpResponseRedirect(reverse("casework:one-asked", kwargs={"request_id": request_id}))
    page = AskedByLetterPage(
        back=BackLink(label="what was asked", url=reverse("casework:asked")),
        title="A referral that came on paper",
        lead="It gets an owner and a next day at once, like everything that is asked at the front door.",
        form=form,
        button="Take it in",
    )
    return render(request, "casework/asked_by_letter.html", page)


def _sent(request: Request) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _sent_bytes(request: Request) -> int:
    return int(request.META.get("CONTENT_LENGTH") or 0)


def _opened(request: Request, referral_id: UUID) -> tuple[Standing, Person, BackLink]:
    standing = referral_queries.referral_detail(request.viewer, referral_id=referral_id)
    person = record.opened(
        request, person_id=standing.person_id, reason=OpenReason.REFERRAL, life_areas=[standing.life_area]
    )
    return standing, person, _back_to(referral_id, is_desk=_is_desk(request.viewer, standing))


def _handed_out(request: Request, letter_id: UUID) -> Letter:
    found = _found(request.viewer, letter_id)
    assert found.person_id is not None, "a letter that is seen here is about somebody"
    record.opened(request, person_id=found.person_id, reason=OpenReason.REFERRAL, life_areas=[found.life_area])
    return found


def _found(viewer: Viewer, letter_id: UUID) -> Letter:
    try:
        return queries.letter_seen(viewer, letter_id=letter_id)
    except queries.LetterNotFound:
        raise Http404 from None


def _is_desk(viewer: Viewer, standing: Standing) -> bool:
    return standing.team_id is not None and standing.team_id in viewer.team_ids


def _back(viewer: Viewer, found: Letter) -> BackLink:
    if found.referral is None:
        return BackLink(label="the record", url=reverse("casework:person", kwargs={"person_id": found.person_id}))
    is_desk = found.referral.team_id is not None and found.referral.team_id in viewer.team_ids
    return _back_to(found.referral.pk, is_desk=is_desk)


def _back_to(referral_id: UUID, *, is_desk: bool) -> BackLink:
    if is_desk:
        return BackLink(label="the referral", url=desk.address(referral_id))
    return BackLink(label="the referral", url=reverse("casework:referral", kwargs={"referral_id": referral_id}))
