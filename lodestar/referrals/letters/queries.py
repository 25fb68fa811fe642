"""Reads of letters: those of a referral, those about a person, one of them, and those at the front door."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from lodestar.access.viewers import Viewer
from lodestar.people.models import Person
from lodestar.referrals.letters.models import Letter, ReceivedFile
from lodestar.rules.referral_letters import Addressee


class LetterNotFound(LookupError):
    """There is no such letter, or none that this viewer may see: nobody is told which."""


def letters_of(viewer: Viewer, *, referral_id: UUID) -> list[Letter]:
    """Return the letters of a referral that the viewer may see, newest first. One query.

    A desk does not read what somebody else wrote to the person.
    """
    found = _seen(viewer).filter(referral_id=referral_id).order_by("-at", "id")
    return [one for one in found if not _is_between_others(viewer, one)]


def letters_about(viewer: Viewer, *, person_id: UUID) -> list[Letter]:
    """Return the letters about a person in the life areas that open to the viewer, newest first. One query."""
    return [
        one
        for one in _seen(viewer).filter(person_id=person_id).order_by("-at", "id")
        if not _is_between_others(viewer, one)
    ]


def letter_seen(viewer: Viewer, *, letter_id: UUID) -> Letter:
    """Return one letter that the viewer may see. Raises LetterNotFound."""
    found = _seen(viewer).filter(pk=letter_id).first()
    if found is None or _is_between_others(viewer, found):
        raise LetterNotFound
    return found


def files_of(viewer: Viewer, *, letter_ids: Collection[UUID]) -> dict[UUID, ReceivedFile]:
    """Return the files of letters that the viewer was shown, by letter, without what is in them. One query."""
    rows = ReceivedFile.objects.filter(letter_id__in=letter_ids).defer("content")
    return {one.letter_id: one for one in rows}


def file_seen(viewer: Viewer, *, letter_id: UUID) -> ReceivedFile:
    """Return the file of a letter that the viewer may see, or that lies at their door. Raises LetterNotFound."""
    at_door = Q(letter__person=None, letter__request__team_id__in=viewer.team_ids)
    rows = ReceivedFile.objects.filter(Q(letter__in=_seen(viewer)) | at_door, letter_id=letter_id)
    found: ReceivedFile | None = rows.select_related("letter").first()
    if found is None:
        raise LetterNotFound
    return found


def letters_at_the_door(viewer: Viewer, *, request_id: UUID) -> list[Letter]:
    """Return the letters with which a request of the viewer's teams came, while nobody is named yet. One query."""
    asked = Letter.objects.filter(person=None, request_id=request_id, request__team_id__in=viewer.team_ids)
    return list(asked.select_related("by").order_by("-at", "id"))


def _seen(viewer: Viewer) -> QuerySet[Letter]:
    people = Person.objects.visible_to(viewer)
    return Letter.objects.visible_to(viewer).filter(person__in=people).select_related("by", "referral", "person")


def _is_between_others(viewer: Viewer, letter: Letter) -> bool:
    to_person = letter.addressee == Addressee.PERSON
    referral = letter.referral
    is_desk = referral is not None and referral.team_id is not None and referral.team_id in viewer.team_ids
    return to_person and is_desk and letter.by_id != viewer.user_id
